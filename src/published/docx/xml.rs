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
    name.rsplit_once(':').map_or(name, |(_, l)| l)
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
    start: usize,
}

impl<'a> Xml<'a> {
    /// Begins to read.
    pub fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Xml { reader, start: 0 }
    }

    /// Byte the last step begins at.
    pub fn start(&self) -> usize {
        self.start
    }

    /// Byte behind what was read.
    pub fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// The next step.
    pub fn next(&mut self) -> Result<Step<'a>> {
        loop {
            self.start = self.position();
            return Ok(match self.reader.read_event().map_err(|_| Stopped::Broken)? {
                Event::Start(tag) => Step::Open(Tag(tag)),
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

    /// Passes over the rest of the element that was just opened.
    pub fn skip(&mut self) -> Result<()> {
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

    /// The text of the element that was just opened, its children passed over.
    pub fn text(&mut self) -> Result<String> {
        let mut out = String::new();
        loop {
            match self.next()? {
                Step::Open(_) => self.skip()?,
                Step::Text(text) => out.push_str(&text),
                Step::Close => return Ok(out),
                Step::End => return Err(Stopped::Broken),
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
