//! XML as a stream of events within limits: depth, length of one event, number of events, bytes in all.

use std::io::{self, BufRead, BufReader, Read};

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
pub struct Xml<'a, R: Read> {
    input: Input<'a, R>,
    depth: usize,
    part: String,
}

/// Where the XML comes from: a part of usual size is inflated first and read as it lies there, which spares a copy of every
/// event; what is larger is read while it inflates.
enum Input<'a, R: Read> {
    Whole { reader: Reader<&'a [u8]>, left: &'a mut Allowance },
    Stream { reader: Reader<Meter<'a, Pieces<'a, R>>>, buffer: Vec<u8> },
}

/// The beginning of a part, and the rest as it inflates.
type Pieces<'a, R> = io::Chain<&'a [u8], BufReader<Rest<R>>>;

/// What follows the beginning of a part.
enum Rest<R> {
    Part(R),
    /// The part could not be inflated further.
    Damaged,
}

impl<R: Read> Read for Rest<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Rest::Part(part) => part.read(into),
            Rest::Damaged => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

/// Bytes of a part that are inflated at once; the exports of a large department take some 3 MB a sheet.
const AT_ONCE: u64 = 4 * 1024 * 1024;
/// Bytes inflated at a time where a part is larger.
const AT_A_TIME: usize = 64 * 1024;

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

impl<'a, R: Read> Xml<'a, R> {
    /// Reads `inner`; what is inflated at once lies in `room`, which may hold an earlier part.
    pub(crate) fn new(
        mut inner: R,
        part: &str,
        left: &'a mut Allowance,
        room: &'a mut Vec<u8>,
    ) -> Xml<'a, R> {
        room.clear();
        let read = inner.by_ref().take(AT_ONCE).read_to_end(room);
        let length = room.len() as u64;
        // A part that ends with the last byte of what is inflated at once is not known to end.
        let mut input = if read.is_ok() && length < AT_ONCE && left.take_bytes(length) {
            Input::Whole { reader: Reader::from_reader(room.as_slice()), left }
        } else {
            let rest = if read.is_ok() { Rest::Part(inner) } else { Rest::Damaged };
            let inner = room.as_slice().chain(BufReader::with_capacity(AT_A_TIME, rest));
            let reader = Reader::from_reader(Meter { inner, left, event: 0, exceeded: false });
            Input::Stream { reader, buffer: Vec::new() }
        };
        // `<a/>` comes as start and end: one way to see an element.
        match &mut input {
            Input::Whole { reader, .. } => reader.config_mut().expand_empty_elements = true,
            Input::Stream { reader, .. } => reader.config_mut().expand_empty_elements = true,
        }
        Xml { input, depth: 0, part: part.to_owned() }
    }

    /// The next event; `Event::Eof` at a proper end.
    ///
    /// # Errors
    /// The XML is damaged, cut off, or exceeds a limit.
    pub fn event(&mut self) -> Result<Event<'_>> {
        let too_many = || Damage::TooLarge(format!("“{}”部分的内容过多", self.part));
        let (event, exceeded) = match &mut self.input {
            Input::Whole { reader, left } => {
                left.take_event().then_some(()).ok_or_else(too_many)?;
                (reader.read_event(), false)
            }
            Input::Stream { reader, buffer } => {
                buffer.clear();
                let meter = reader.get_mut();
                meter.event = 0;
                meter.left.take_event().then_some(()).ok_or_else(too_many)?;
                let event = reader.read_event_into(buffer);
                // An event borrows the buffer alone.
                let exceeded = event.is_err() && reader.get_ref().exceeded;
                (event, exceeded)
            }
        };
        match event {
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
            Err(_) if exceeded => Err(Damage::TooLarge(format!("“{}”部分解压后过大", self.part))),
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
