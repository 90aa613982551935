//! A web page.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let page = [b"<html>".as_slice(), input].concat();
    let _ = juesuan::published::read_bytes("输入.html", &page);
});
