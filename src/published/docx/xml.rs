//! XML parts as a stream of elements by local name, so that transitional, strict and any producer's prefixes read
//! alike.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Why a part is not read further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// It contradicts its format.
    Broken,
    /// It holds more than any report.
    TooLarge,
}

pub type Result<T> = std::result::Result<T, Stopped>;

/// An opened element.
pub struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// Name without prefix.
    pub fn name(&self) -> &str {
        local(self.0.name().into_inner())
    }

    /// Name as written, prefix and all.
    pub fn qualified(&self) -> &str {
        self.0.name().into_inner()
    }

    /// An attribute by its name without prefix.
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.0.attributes().with_checks(false).flatten().find_map(|a| {
            (local(a.key.into_inner()) == name).then(|| {
                quick_xml::escape::unescape(&a.value).map_or_else(|_| a.value.to_string(), Cow::into_owned)
            })
        })
    }

    /// All attributes by their names as written.
    pub fn attributes(&self) -> Vec<(String, String)> {
        let unescaped = |value: &str| {
            quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), Cow::into_owned)
        };
        let mut all = Vec::new();
        for attribute in self.0.attributes().with_checks(false).flatten() {
            all.push((attribute.key.into_inner().to_owned(), unescaped(&attribute.value)));
        }
        all
    }

    /// The attribute `val` most properties carry.
    pub fn val(&self) -> Option<String> {
        self.attribute("val")
    }

    /// `val` as a number.
    pub fn number<T: std::str::FromStr>(&self) -> Option<T> {
        self.val()?.trim().parse().ok()
    }

    /// A switch: on unless it says otherwise.
    pub fn is_on(&self) -> bool {
        !matches!(self.val().as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

fn local(name: &str) -> &str {
    memchr::memrchr(b':', name.as_bytes()).map_or(name, |at| &name[at + 1..])
}

/// What comes next.
pub enum Step<'a> {
    /// An element opens; whoever takes it reads up to its [`Step::Close`].
    Open(Tag<'a>),
    /// The current element closes.
    Close,
    /// Text.
    Text(Cow<'a, str>),
    /// The part ends.
    End,
}

/// A part being read.
pub struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    start: usize,
    /// The name of the element opened last, as written.
    name: &'a str,
}

impl<'a> Xml<'a> {
    /// Begins to read.
    pub fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Xml { reader, text, start: 0, name: "" }
    }

    /// Byte the last step begins at.
    pub fn start(&self) -> usize {
        self.start
    }

    /// Byte behind what was read.
    pub fn position(&self) -> usize {
        self.text.len() - self.reader.get_ref().len()
    }

    /// The next step.
    pub fn next(&mut self) -> Result<Step<'a>> {
        loop {
            self.start = self.position();
            return Ok(match self.reader.read_event().map_err(|_| Stopped::Broken)? {
                Event::Start(tag) => {
                    let begins = self.start + 1;
                    let name = tag.name().into_inner().len();
                    self.name = self.text.get(begins..begins + name).unwrap_or_default();
                    Step::Open(Tag(tag))
                }
                Event::End(_) => Step::Close,
                Event::Text(text) => Step::Text(text.into_inner()),
                Event::CData(text) => Step::Text(text.into_inner()),
                Event::GeneralRef(reference) => {
                    if let Some(c) = reference.resolve_char_ref().map_err(|_| Stopped::Broken)? {
                        Step::Text(c.to_string().into())
                    } else {
                        match quick_xml::escape::resolve_predefined_entity(&reference.into_inner()) {
                            Some(text) => Step::Text(text.into()),
                            None => continue,
                        }
                    }
                }
                Event::Eof => Step::End,
                _ => continue,
            });
        }
    }

    /// What stands in the element that was just opened, up to its closing tag, as written; `None`, and nothing is passed
    /// over, where it holds one of the same name, or what is no element. It is passed over without being looked into:
    /// most of a document is what its text looks like, said over and over.
    pub fn inner(&mut self) -> Option<&'a str> {
        let at = self.position();
        // An element that is empty is closed by what opened it.
        if self.name.is_empty() || self.text.get(..at)?.ends_with("/>") {
            return Some("").filter(|_| !self.name.is_empty());
        }
        let rest = self.text.get(at..)?;
        let named = |from: usize| {
            let name = self.name.as_bytes();
            let Some(from) = rest.as_bytes().get(from..).filter(|from| from.starts_with(name)) else {
                return false;
            };
            from.get(name.len()).is_some_and(|b| matches!(b, b'>' | b'/') || b.is_ascii_whitespace())
        };
        let mut inner = None;
        for at in memchr::memchr_iter(b'<', rest.as_bytes()) {
            match rest.as_bytes().get(at + 1)? {
                b'!' | b'?' => return None,
                b'/' if named(at + 2) => {
                    inner = Some(&rest[..at]);
                    break;
                }
                _ if named(at + 1) => return None,
                _ => {}
            }
        }
        let inner = inner?;
        *self.reader.get_mut() = &self.text.as_bytes()[at + inner.len()..];
        Some(inner)
    }

    /// Passes over the rest of the element that was just opened.
    pub fn skip(&mut self) -> Result<()> {
        if self.inner().is_some() {
            return self.skip_close();
        }
        let mut depth = 1u32;
        while depth > 0 {
            match self.reader.read_event().map_err(|_| Stopped::Broken)? {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Eof => return Err(Stopped::Broken),
                _ => {}
            }
        }
        Ok(())
    }

    /// Passes over the closing tag that [`Xml::inner`] stopped before.
    pub fn skip_close(&mut self) -> Result<()> {
        match self.reader.read_event().map_err(|_| Stopped::Broken)? {
            Event::End(_) => Ok(()),
            _ => Err(Stopped::Broken),
        }
    }

    /// The text of the element that was just opened, its children passed over.
    pub fn text(&mut self) -> Result<Cow<'a, str>> {
        let Some(inner) = self.inner() else { return self.gather(false).map(Cow::Owned) };
        self.skip_close()?;
        // Nearly all texts stand as they are printed.
        match memchr::memchr2(b'<', b'&', inner.as_bytes()) {
            None => Ok(Cow::Borrowed(inner)),
            Some(_) => Xml::new(inner).gather(true).map(Cow::Owned),
        }
    }

    /// The text up to where the element closes, or, of what stands in one, to where that ends.
    fn gather(&mut self, whole: bool) -> Result<String> {
        let mut out = String::new();
        loop {
            match self.next()? {
                Step::Open(_) => self.skip()?,
                Step::Text(text) => out.push_str(&text),
                Step::Close if !whole => return Ok(out),
                Step::End if whole => return Ok(out),
                Step::Close | Step::End => return Err(Stopped::Broken),
            }
        }
    }

    /// Reads up to the document element; its name.
    pub fn root(&mut self) -> Result<String> {
        loop {
            match self.next()? {
                Step::Open(tag) => return Ok(tag.name().to_owned()),
                Step::End => return Err(Stopped::Broken),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands behind the element `a` that a text begins with, by going through it and by passing over it.
    fn behind(text: &str) -> [Option<usize>; 2] {
        let mut through = Xml::new(text);
        let mut over = Xml::new(text);
        let mut depth = 0u32;
        let through = loop {
            match through.next() {
                Ok(Step::Open(_)) => depth += 1,
                Ok(Step::Close) if depth == 1 => break Some(through.position()),
                Ok(Step::Close) => depth -= 1,
                Ok(Step::Text(_)) => {}
                Ok(Step::End) | Err(_) => break None,
            }
        };
        let opened = matches!(over.next(), Ok(Step::Open(_)));
        [through, (opened && over.skip().is_ok()).then(|| over.position())]
    }

    #[test]
    fn an_element_is_passed_over_to_its_own_end() {
        for text in [
            "<a/><b/>",
            "<a></a><b/>",
            "<w:a><w:b w:v=\"1\"/></w:a><w:a/>",
            "<a><ab></ab></a><b/>",
            "<a><a></a></a><b/>",
            "<a ><b>甲</b></a ><b/>",
            "<a><!-- </a> --><b/></a><c/>",
            "<a><![CDATA[</a>]]></a><c/>",
            "<a><b><a/></b></a></a>",
        ] {
            let [through, over] = behind(text);
            assert!(through.is_some(), "{text}");
            assert_eq!(over, through, "{text}");
        }
        for text in ["<a><b></b>", "<a", "<a><a></a>"] {
            assert_eq!(behind(text), [None, None], "{text}");
        }
    }

    #[test]
    fn what_an_element_holds_is_given_as_written() {
        let mut xml = Xml::new("<p><rPr><b/>甲</rPr><t>乙</t></p>");
        assert!(matches!(xml.next(), Ok(Step::Open(_))) && matches!(xml.next(), Ok(Step::Open(_))));
        assert_eq!(xml.inner(), Some("<b/>甲"));
        assert!(xml.skip_close().is_ok());
        assert!(matches!(xml.next(), Ok(Step::Open(tag)) if tag.name() == "t"));
        assert_eq!(xml.text().ok().as_deref(), Some("乙"));
    }

    #[test]
    fn the_text_of_an_element_is_what_it_prints() {
        let text = |xml: &str| {
            let mut xml = Xml::new(xml);
            let opened = matches!(xml.next(), Ok(Step::Open(_)));
            let text = xml.text().ok().map(Cow::into_owned);
            (opened, text, xml.position())
        };
        for (xml, printed) in [
            ("<t>甲 </t>", "甲 "),
            ("<t/>", ""),
            ("<t>甲&amp;&#x4e59;</t>", "甲&乙"),
            ("<t>甲<b>乙</b>丙</t>", "甲丙"),
            ("<t>甲<t>乙</t>丙</t>", "甲丙"),
            ("<t>甲<![CDATA[</t>]]></t>", "甲</t>"),
            ("<t>甲<!-- </t> -->乙</t>", "甲乙"),
        ] {
            assert_eq!(text(xml), (true, Some(printed.to_owned()), xml.len()), "{xml}");
        }
        for xml in ["<t>甲", "<t>甲<b></t>", "<t>甲</b></t>"] {
            assert_eq!(text(xml).1, None, "{xml}");
        }
    }
}
