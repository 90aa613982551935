//! A whole PDF, or the marks of one page: what does not begin as a PDF becomes a page.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let page;
    let file = if input.starts_with(b"%PDF-") {
        input
    } else {
        page = juesuan_fuzz::pdf(input);
        &page
    };
    let _ = juesuan::published::read_bytes("输入.pdf", file);
});
