//! Writing XML and HTML: elements close themselves, all text and attributes are escaped, so that no word of a user's
//! file can become markup and no document can be left unbalanced.

use zip::result::{ZipError, ZipResult};

use crate::package::write::{Packed, Packing};

/// How much markup is held before it is packed.
const HELD: usize = 64 * 1024;

/// Markup being written.
#[derive(Default)]
pub struct Markup {
    out: String,
    /// Where finished markup goes meanwhile.
    packing: Option<Packing>,
}

impl Markup {
    /// Nothing yet.
    pub fn new() -> Markup {
        Markup::default()
    }

    /// An XML part with its declaration.
    pub fn xml() -> Markup {
        let out = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".to_owned();
        Markup { out, packing: None }
    }

    /// An XML part of a package that is packed while it is written, for parts of many megabytes.
    pub fn packed(part: &str) -> Markup {
        Markup { packing: Some(Packing::new(part)), ..Markup::xml() }
    }

    /// Makes room for so many bytes: megabytes that grow by doubling are copied and, until then, held twice. Room that is
    /// not used takes no memory.
    pub fn reserve(&mut self, bytes: usize) {
        self.out.reserve(bytes);
    }

    /// What was written.
    pub fn finish(self) -> String {
        self.out
    }

    /// The part that [`packed`](Markup::packed) began.
    ///
    /// # Errors
    /// It could not be packed, which no data can cause, or is no such part.
    pub fn finish_packed(self) -> ZipResult<Packed> {
        let mut packing = self.packing.ok_or(ZipError::FileNotFound)?;
        packing.push(self.out.as_bytes());
        packing.finish()
    }

    /// A page in Chinese that needs nothing beside it; `policy` says what it may load, `body` writes its content.
    pub fn page(title: &str, policy: &str, style: &str, body: impl FnOnce(&mut Markup)) -> String {
        let head = |m: &mut Markup| {
            m.empty("meta", &[("http-equiv", "Content-Security-Policy"), ("content", policy)]);
            m.el("style", &[], |m| m.raw(style));
        };
        Markup::page_of(title, head, body)
    }

    /// A page in Chinese; `head` writes what it loads, `body` its content.
    pub fn page_of(title: &str, head: impl FnOnce(&mut Markup), body: impl FnOnce(&mut Markup)) -> String {
        let mut m = Markup::new();
        m.raw("<!DOCTYPE html>\n");
        m.el("html", &[("lang", "zh-CN")], |m| {
            m.el("head", &[], |m| {
                m.empty("meta", &[("charset", "utf-8")]);
                m.empty("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
                m.empty("meta", &[("name", "color-scheme"), ("content", "light dark")]);
                m.leaf("title", &[], title);
                head(m);
            });
            m.el("body", &[], body);
        });
        m.finish()
    }

    /// An element with content.
    pub fn el(&mut self, tag: &str, attributes: &[(&str, &str)], content: impl FnOnce(&mut Markup)) {
        self.open(tag, attributes);
        self.out.push('>');
        content(self);
        self.close(tag);
    }

    /// An element with content, and with attributes that are written already (` name="value"`).
    pub fn el_with(
        &mut self,
        tag: &str,
        attributes: &[(&str, &str)],
        written: &str,
        content: impl FnOnce(&mut Markup),
    ) {
        self.open(tag, attributes);
        self.out.push_str(written);
        self.out.push('>');
        content(self);
        self.close(tag);
    }

    /// An element with text.
    pub fn leaf(&mut self, tag: &str, attributes: &[(&str, &str)], text: &str) {
        self.el(tag, attributes, |m| m.text(text));
    }

    /// An element without content (`<w:b/>`, `<meta …/>`).
    pub fn empty(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.open(tag, attributes);
        self.out.push_str("/>");
    }

    /// Escaped text.
    pub fn text(&mut self, text: &str) {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b' '..=b'~') && !b"&<>\"'".contains(&b);
        if text.bytes().all(plain) {
            // Numbers, names of styles, most attributes.
            self.out.push_str(text);
            return;
        }
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                c if crate::text::is_printable(c) => self.out.push(c),
                _ => {}
            }
        }
    }

    /// Markup of this program's own (style sheets, scripts); never a user's text.
    pub fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    fn close(&mut self, tag: &str) {
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
        if let Some(packing) = self.packing.as_mut().filter(|_| self.out.len() >= HELD) {
            packing.push(self.out.as_bytes());
            self.out.clear();
        }
    }

    fn open(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(tag);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            self.text(value);
            self.out.push('"');
        }
    }
}

/// The address of a picture that a page carries in itself.
pub fn data_address(media_type: &str, bytes: &[u8]) -> String {
    format!("data:{media_type};base64,{}", base64(bytes))
}

/// Bytes as text (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits =
            three.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= three.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_user_types_becomes_markup() {
        let mut m = Markup::new();
        m.el("p", &[("title", "a\"b'<&>")], |m| m.text("<script>&amp;\u{0}\u{8}\u{fffe}\u{202e}好"));
        assert_eq!(m.finish(), "<p title=\"a&quot;b&#39;&lt;&amp;&gt;\">&lt;script&gt;&amp;amp;好</p>");
    }

    #[test]
    fn bytes_are_written_as_rfc_4648_says() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
