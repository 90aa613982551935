//! Whole files: zip directories and sectors of compound files, through every reader that opens them.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = juesuan::workbook::read_sheets(input);
    if input.starts_with(b"PK") {
        let _ = juesuan::published::read_bytes("输入.docx", input);
    }
});
