//! The text of a Word file, its styles and its lists, as XML.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let parts: [&[u8]; 3] = juesuan_fuzz::split(input);
    let [document, styles, numbering] = parts.map(String::from_utf8_lossy);
    let _ = juesuan::published::read_docx_parts(&document, &styles, &numbering);
});
