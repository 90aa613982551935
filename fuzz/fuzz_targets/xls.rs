//! The records of an .xls.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    juesuan_fuzz::read_everywhere(&juesuan_fuzz::compound(input));
});
