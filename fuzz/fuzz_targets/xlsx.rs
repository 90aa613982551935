//! A sheet and the texts it uses, as XML.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let [sheet, strings] = juesuan_fuzz::split(input);
    let _ = juesuan::workbook::fuzzing::xlsx(sheet, strings);
});
