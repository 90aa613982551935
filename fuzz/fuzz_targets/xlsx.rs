//! A sheet and the texts it uses, as XML.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let (sheet, strings) = juesuan_fuzz::split(input);
    juesuan_fuzz::read_everywhere(&juesuan_fuzz::xlsx(sheet, strings));
});
