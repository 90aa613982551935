//! The records of a sheet of an .xlsb and of its texts.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let [sheet, strings] = juesuan_fuzz::split(input);
    let _ = juesuan::workbook::read_sheets(&juesuan_fuzz::xlsb(sheet, strings));
});
