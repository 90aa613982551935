//! The content of an .ods, as XML.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    juesuan_fuzz::read_everywhere(&juesuan_fuzz::package(&[("content.xml", input)]));
});
