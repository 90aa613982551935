//! The content of an .ods, as XML.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = juesuan::workbook::fuzzing::ods(input);
});
