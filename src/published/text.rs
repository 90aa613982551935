//! Bytes of text files as text.

/// Text in UTF-8 or, with its mark, UTF-16; `None` for other bytes.
pub fn unicode(bytes: Vec<u8>) -> Option<String> {
    let wide = |to: fn([u8; 2]) -> u16| {
        let (pairs, _) = bytes[2..].as_chunks::<2>();
        Some(String::from_utf16_lossy(&pairs.iter().map(|p| to(*p)).collect::<Vec<_>>()))
    };
    match bytes.as_slice() {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        _ => String::from_utf8(bytes).ok(),
    }
}
