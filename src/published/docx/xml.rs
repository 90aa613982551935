//! XML parts as a stream of elements by local name, so that transitional, strict and any producer's prefixes read
//! alike.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;
use quick_xml::parser::{ElementParser, Parser};

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
pub struct Tag<'a> {
    /// What stands between the brackets.
    content: &'a str,
    /// Its name as written.
    name: &'a str,
}

impl<'a> Tag<'a> {
    /// Name without prefix.
    pub fn name(&self) -> &'a str {
        local(self.name)
    }

    /// Name as written, prefix and all.
    pub fn qualified(&self) -> &'a str {
        self.name
    }

    fn written(&self) -> Attributes<'a> {
        let mut attributes = Attributes::new(self.content, self.name.len());
        attributes.with_checks(false);
        attributes
    }

    /// An attribute by its name without prefix.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let found = self.written().flatten().find(|a| local(a.key.into_inner()) == name);
        found.map(|a| unescaped(&a.value))
    }

    /// All attributes by their names as written.
    pub fn attributes(&self) -> Vec<(String, String)> {
        self.written().flatten().map(|a| (a.key.into_inner().to_owned(), unescaped(&a.value))).collect()
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

fn unescaped(value: &str) -> String {
    quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), Cow::into_owned)
}

fn local(name: &str) -> &str {
    // Names are short: this is quicker than a search made for long texts.
    name.bytes().rposition(|b| b == b':').map_or(name, |at| &name[at + 1..])
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

/// What stands at a place of a part.
enum Found<'a> {
    Open(Tag<'a>),
    Close,
    Text(&'a str),
    /// Anything rarer, as the library tells it.
    Other(Event<'a>),
    End,
}

/// A part being read. Tags and texts, nearly all of a document, are told apart here; everything else is read by the library.
pub struct Xml<'a> {
    text: &'a str,
    /// Byte behind what was read.
    at: usize,
    /// Byte the last step begins at.
    start: usize,
    /// Names of the open elements, as written.
    open: Vec<&'a str>,
    /// The element opened last is closed by its own tag.
    empty: bool,
}

impl<'a> Xml<'a> {
    /// Begins to read.
    pub fn new(text: &'a str) -> Self {
        Xml { text, at: 0, start: 0, open: Vec::new(), empty: false }
    }

    /// Byte the last step begins at.
    pub fn start(&self) -> usize {
        self.start
    }

    /// Byte behind what was read.
    pub fn position(&self) -> usize {
        self.at
    }

    /// The next step.
    pub fn next(&mut self) -> Result<Step<'a>> {
        loop {
            self.start = self.at;
            return Ok(match self.advance()? {
                Found::Open(tag) => Step::Open(tag),
                Found::Close => Step::Close,
                Found::Text(text) => Step::Text(text.into()),
                Found::Other(Event::CData(text)) => Step::Text(text.into_inner()),
                Found::Other(Event::GeneralRef(reference)) => {
                    if let Some(c) = reference.resolve_char_ref().map_err(|_| Stopped::Broken)? {
                        Step::Text(c.to_string().into())
                    } else {
                        match quick_xml::escape::resolve_predefined_entity(&reference.into_inner()) {
                            Some(text) => Step::Text(text.into()),
                            None => continue,
                        }
                    }
                }
                Found::Other(_) => continue,
                Found::End => Step::End,
            });
        }
    }

    fn advance(&mut self) -> Result<Found<'a>> {
        if std::mem::take(&mut self.empty) {
            self.open.pop();
            return Ok(Found::Close);
        }
        let rest = &self.text[self.at..];
        match rest.as_bytes() {
            [] => Ok(Found::End),
            [b'<', b'/', ..] => self.close(&rest[2..]),
            [b'<', b'!' | b'?', ..] | [b'&', ..] => {
                let mut reader = Reader::from_str(rest);
                let event = reader.read_event().map_err(|_| Stopped::Broken)?;
                self.at = self.text.len() - reader.get_ref().len();
                Ok(Found::Other(event))
            }
            [b'<', ..] => self.open(&rest[1..]),
            bytes => {
                let end = memchr::memchr2(b'<', b'&', bytes).unwrap_or(bytes.len());
                self.at += end;
                Ok(Found::Text(&rest[..end]))
            }
        }
    }

    /// Reads an opening tag behind its first bracket.
    fn open(&mut self, rest: &'a str) -> Result<Found<'a>> {
        let bytes = rest.as_bytes();
        let named = bytes.iter().position(|b| matches!(b, b'>' | b' ' | b'/' | b'\'' | b'"'));
        let named = named.filter(|at| bytes[*at] == b'>');
        // What is no more than a name ends where that ends.
        let end = named.or_else(|| end_of_tag(rest)).ok_or(Stopped::Broken)?;
        self.at += end + 2;
        self.empty = bytes[..end].ends_with(b"/");
        let content = &rest[..end - usize::from(self.empty)];
        let name = content.bytes().position(|b| is_blank(b.into())).map_or(content, |end| &content[..end]);
        self.open.push(name);
        Ok(Found::Open(Tag { content, name }))
    }

    /// Reads a closing tag behind its slash.
    fn close(&mut self, rest: &'a str) -> Result<Found<'a>> {
        let name = self.open.pop().ok_or(Stopped::Broken)?;
        let end = if rest.starts_with(name) && rest.as_bytes().get(name.len()) == Some(&b'>') {
            name.len()
        } else {
            let end = end_of_tag(rest).ok_or(Stopped::Broken)?;
            if rest[..end].trim_end_matches(is_blank) != name {
                return Err(Stopped::Broken);
            }
            end
        };
        self.at += end + 3;
        Ok(Found::Close)
    }

    /// What stands in the element that was just opened, up to its closing tag, as written; `None`, and nothing is passed
    /// over, where it holds one of the same name, or what is no element. It is passed over without being looked into:
    /// most of a document is what its text looks like, said over and over.
    pub fn inner(&mut self) -> Option<&'a str> {
        let name = self.open.last()?.as_bytes();
        if self.empty {
            return Some("");
        }
        let rest = &self.text[self.at..];
        let named = |from: usize| {
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
        self.at += inner.len();
        Some(inner)
    }

    /// Passes over the element that was just opened if this is what stands in it; `inner` are whole elements.
    pub fn skip_same(&mut self, inner: &str) -> bool {
        let Some(name) = self.open.last().filter(|_| !self.empty) else {
            return inner.is_empty() && self.skip_close().is_ok();
        };
        let behind = self.text[self.at..].strip_prefix(inner).and_then(|rest| rest.strip_prefix("</"));
        let is_same =
            behind.and_then(|rest| rest.strip_prefix(name)).is_some_and(|rest| rest.starts_with('>'));
        is_same && {
            self.at += inner.len();
            self.skip_close().is_ok()
        }
    }

    /// Passes over the rest of the element that was just opened.
    pub fn skip(&mut self) -> Result<()> {
        if self.inner().is_some() {
            return self.skip_close();
        }
        let outside = self.open.len().saturating_sub(1);
        while self.open.len() > outside {
            if matches!(self.advance()?, Found::End) {
                return Err(Stopped::Broken);
            }
        }
        Ok(())
    }

    /// Passes over the closing tag that [`Xml::inner`] stopped before.
    pub fn skip_close(&mut self) -> Result<()> {
        match self.advance()? {
            Found::Close => Ok(()),
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

/// Where a tag's last bracket stands, those in quotes passed over.
fn end_of_tag(rest: &str) -> Option<usize> {
    ElementParser::default().feed(rest.as_bytes())
}

/// What parts a name from attributes.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\r' | '\n' | '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a text is made of, up to its end or to what is broken: what opens, closes or else stands there, each with the
    /// byte behind it.
    fn made_of(text: &str) -> Vec<(String, usize)> {
        let mut xml = Xml::new(text);
        let mut seen = Vec::new();
        loop {
            let what = match xml.advance() {
                Ok(Found::Open(tag)) => format!("opens {} as {}", tag.qualified(), tag.content),
                Ok(Found::Close) => "closes".to_owned(),
                Ok(Found::Text(text)) => format!("text {text}"),
                Ok(Found::Other(event)) => format!("{event:?}"),
                Ok(Found::End) => return seen,
                Err(_) => "broken".to_owned(),
            };
            seen.push((what, xml.position()));
            if seen.last().is_some_and(|(what, _)| what == "broken") {
                return seen;
            }
        }
    }

    /// The same, as the library alone tells it.
    fn made_of_by_library(text: &str) -> Vec<(String, usize)> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        let mut seen = Vec::new();
        loop {
            let what = match reader.read_event() {
                Ok(Event::Start(tag)) => format!("opens {} as {}", tag.name().into_inner(), &*tag),
                Ok(Event::End(_)) => "closes".to_owned(),
                Ok(Event::Text(text)) => format!("text {}", text.into_inner()),
                Ok(Event::Eof) => return seen,
                Ok(event) => format!("{event:?}"),
                Err(_) => "broken".to_owned(),
            };
            seen.push((what, text.len() - reader.get_ref().len()));
            if seen.last().is_some_and(|(what, _)| what == "broken") {
                // How far it looked for what is missing says nothing.
                return seen;
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn tags_and_texts_are_told_apart_as_the_library_does(
            pieces in proptest::collection::vec(proptest::sample::select(&[
                "<w:p>", "</w:p>", "<w:p/>", "<w:p a=\"1>2\" b='\"'>", "<t\n c='/'/>", "</w:p >", "<t>", "</t>", "</t\n>", "</t a>",
                "甲", " ", "&amp;", "&#65;", "&", "<!-- <t> -->", "<![CDATA[</t>]]>", "<?t > ?>", "<!DOCTYPE t>", "<", ">", "/", "<>", "</>",
            ][..]), 0..24)
        ) {
            let text = pieces.concat();
            let [own, library] = [made_of(&text), made_of_by_library(&text)];
            let broken = |seen: &[(String, usize)]| seen.last().is_some_and(|(what, _)| what == "broken");
            proptest::prop_assert_eq!(broken(&own), broken(&library), "{:?} {:?}", &own, &library);
            let told = |seen: Vec<(String, usize)>| seen.into_iter().filter(|(what, _)| what != "broken").collect::<Vec<_>>();
            proptest::prop_assert_eq!(told(own), told(library), "{}", text);
        }
    }

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
