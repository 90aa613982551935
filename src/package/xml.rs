//! XML as a stream of events within limits: depth, length of one event, number of events, bytes in all.

use std::io::{self, BufRead, Read};

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::{Allowance, Damage, Result};

/// Elements inside each other. Word nests tables and text boxes some thirty deep.
const MAX_DEPTH: usize = 256;
/// Bytes of one tag, text or comment. A cell's text ends at 32,767 characters.
const MAX_EVENT: u64 = 8 * 1024 * 1024;

/// A reader of one part. Entities of one's own are not known, so that none can be expanded; an end that comes before
/// every element is closed is damage, not an end.
pub struct Xml<'a, R: BufRead> {
    reader: Reader<Meter<'a, R>>,
    buffer: Vec<u8>,
    depth: usize,
    part: String,
}

/// Counts what flows through.
struct Meter<'a, R> {
    inner: R,
    left: &'a mut Allowance,
    event: u64,
    exceeded: bool,
}

impl<R: BufRead> Read for Meter<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(into.len());
        into[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Meter<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.event > MAX_EVENT || self.left.bytes() == 0 {
            self.exceeded = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.event += count as u64;
        self.left.take_bytes(count as u64);
        self.inner.consume(count);
    }
}

impl<'a, R: BufRead> Xml<'a, R> {
    pub(crate) fn new(inner: R, part: &str, left: &'a mut Allowance) -> Xml<'a, R> {
        let mut reader = Reader::from_reader(Meter { inner, left, event: 0, exceeded: false });
        // `<a/>` comes as start and end: one way to see an element.
        reader.config_mut().expand_empty_elements = true;
        Xml { reader, buffer: Vec::new(), depth: 0, part: part.to_owned() }
    }

    /// The next event; `Event::Eof` at a proper end.
    ///
    /// # Errors
    /// The XML is damaged, cut off, or exceeds a limit.
    pub fn event(&mut self) -> Result<Event<'_>> {
        self.buffer.clear();
        let meter = self.reader.get_mut();
        meter.event = 0;
        if !meter.left.take_event() {
            return Err(Damage::TooLarge(format!("“{}”部分的内容过多", self.part)));
        }
        match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => {
                match &event {
                    Event::Start(_) => {
                        self.depth += 1;
                        if self.depth > MAX_DEPTH {
                            return Err(Damage::broken(format!("“{}”部分层次过深", self.part)));
                        }
                    }
                    Event::End(_) => self.depth = self.depth.saturating_sub(1),
                    Event::Eof if self.depth > 0 => {
                        return Err(Damage::broken(format!("“{}”部分不完整", self.part)));
                    }
                    _ => {}
                }
                Ok(event)
            }
            Err(_) if self.reader.get_ref().exceeded => {
                Err(Damage::TooLarge(format!("“{}”部分解压后过大", self.part)))
            }
            Err(_) => Err(Damage::broken(format!("“{}”部分不是完整的XML", self.part))),
        }
    }

    /// How many elements are open.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Passes over the rest of the element whose start was the last event.
    ///
    /// # Errors
    /// As for [`Xml::event`].
    pub fn skip(&mut self) -> Result<()> {
        let inside = self.depth;
        while self.depth >= inside {
            self.event()?;
        }
        Ok(())
    }
}

/// The value of an attribute by its local name, whatever its prefix.
pub fn attribute(start: &BytesStart<'_>, local_name: &str) -> Option<String> {
    // Unchecked: looking for doubled names takes quadratic time.
    start
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|a| a.key.local_name().as_ref() == local_name)
        .and_then(|a| a.normalized_value(XmlVersion::Implicit1_0).ok().map(|v| v.into_owned()))
}

/// Adds the character an entity stands for.
///
/// # Errors
/// It is none of the five of XML, nor a character's number.
pub fn push_entity(entity: &BytesRef<'_>, to: &mut String) -> Result<()> {
    if let Some(text) = resolve_predefined_entity(entity) {
        to.push_str(text);
        return Ok(());
    }
    match entity.resolve_char_ref() {
        Ok(Some(c)) => {
            to.push(c);
            Ok(())
        }
        _ => Err(Damage::broken("XML里有不认识的实体")),
    }
}
