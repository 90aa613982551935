//! Whole files: zip directories and sectors of compound files.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    juesuan_fuzz::read_everywhere(input);
});
