//! No target: makes the seeds of the others, in `$CORPUS` from the workbooks in `$SAMPLES`. It is built like a target because
//! everything here is built with the counters that only libFuzzer provides.

#![no_main]

use std::path::PathBuf;

libfuzzer_sys::fuzz_target!(
    init: {
        let folder = |name| PathBuf::from(std::env::var_os(name).expect("a folder"));
        juesuan_fuzz::seeds::make(&folder("SAMPLES"), &folder("CORPUS")).expect("seeds");
        std::process::exit(0)
    },
    |_input: &[u8]| {}
);
