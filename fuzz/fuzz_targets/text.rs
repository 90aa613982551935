//! A report as plain text.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = juesuan::published::read_bytes("输入.txt", input);
});
