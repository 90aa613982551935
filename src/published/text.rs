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

/// Bytes of a text or a web page: Unicode, else the Chinese code page (GB18030), whether the page says so or not.
/// `None` for bytes that are no text.
pub fn decode(bytes: &[u8]) -> Option<String> {
    let text = unicode(bytes.to_vec()).or_else(|| {
        let (text, _, errors) = encoding_rs::GB18030.decode(bytes);
        (!errors).then(|| text.into_owned())
    })?;
    let control = text
        .chars()
        .filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{feff}'))
        .count();
    (control * 100 <= text.chars().count()).then_some(text)
}

/// Whether a text is a web page.
pub fn is_web_page(text: &str) -> bool {
    let head: String = text.chars().take(2000).collect::<String>().to_ascii_lowercase();
    ["<html", "<!doctype html", "<body", "<table", "<p>", "<p "].iter().any(|t| head.contains(t))
}
