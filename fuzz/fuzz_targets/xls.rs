//! The records of an .xls.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = juesuan::workbook::fuzzing::xls(input);
});
