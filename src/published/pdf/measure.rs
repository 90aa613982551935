//! A PDF is measured before the library reads it: the library inflates whatever a stream holds, without a limit.
//!
//! Every stream is inflated here first, with a counter instead of memory. What is no clean deflate data and no text
//! either (photographs, damage) is blanked: nothing of it could be read, and no decoder can be made to grow by it.

use std::borrow::Cow;

use flate2::{Decompress, FlushDecompress, Status};
use memchr::memmem;

/// Bytes of one stream as it inflates.
const MOST_OF_ONE: u64 = 48 << 20;
/// Bytes of all streams as they inflate; also bytes read for it.
const MOST_OF_ALL: u64 = 192 << 20;
/// Bytes of all cross-reference streams: one entry is a byte or more, and each is kept.
const MOST_OF_INDEX: u64 = 2 << 20;
/// Bytes of all object streams, which are kept.
const MOST_OF_OBJECTS: u64 = 48 << 20;
/// Streams.
const MOST_STREAMS: usize = 100_000;
/// Bytes of a file with a password of its owner. Its streams are measured when they are unpacked.
const MOST_ENCRYPTED: usize = 16 << 20;
/// Bytes of its object streams as they stand there: the library unpacks them by itself, to a thousand times that at most.
const MOST_ENCRYPTED_OBJECTS: usize = 192 << 10;

/// Why a PDF is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// More than any report.
    TooLarge,
    /// Streams packed in ways that no program of this century writes, or twice.
    Packing,
}

/// The file with everything blanked that cannot be read anyway.
pub fn measured(bytes: &[u8]) -> Result<Vec<u8>, Refused> {
    let mut file = bytes.to_vec();
    let mut meter = Meter { inflater: Decompress::new(false), all: 0, index: 0, objects: 0 };
    let mut blanks = Vec::new();
    let encrypted = memmem::find(bytes, b"/Encrypt").is_some();
    if encrypted && bytes.len() > MOST_ENCRYPTED {
        return Err(Refused::TooLarge);
    }
    let (mut streams, mut outside, mut locked_objects) = (0, 0, 0);
    for at in memmem::find_iter(bytes, b"stream") {
        if bytes[..at].ends_with(b"end") {
            outside = at + b"stream".len();
            continue;
        }
        streams += 1;
        if streams > MOST_STREAMS {
            return Err(Refused::TooLarge);
        }
        let before = &bytes[outside.min(at)..at];
        let names = plain_names(before);
        refuse_packing(&names)?;
        let from = at + b"stream".len();
        let from = from + usize::from(bytes.get(from) == Some(&b'\r'));
        let from = from + usize::from(bytes.get(from) == Some(&b'\n'));
        let data = &bytes[from.min(bytes.len())..];
        let end = memmem::find(data, b"endstream").unwrap_or(data.len());
        if encrypted && memmem::find(&names, b"ObjStm").is_some() {
            locked_objects += end;
            if locked_objects > MOST_ENCRYPTED_OBJECTS {
                return Err(Refused::TooLarge);
            }
        }
        let clean = meter.measure(data, &data[..end], &names)?;
        if !clean && !encrypted {
            blanks.push(from..from + end);
        }
        outside = outside.max(from);
    }
    refuse_packing(&plain_names(&bytes[outside..]))?;
    for blank in blanks {
        file[blank].fill(b' ');
    }
    Ok(file)
}

/// Whether the data of one stream, decrypted, stays within what is read of one.
pub fn fits(data: &[u8]) -> bool {
    let mut meter = Meter { inflater: Decompress::new(false), all: 0, index: 0, objects: 0 };
    meter.measure(data, data, b"").is_ok()
}

/// Whether a stream's data was blanked.
pub fn is_blanked(data: &[u8]) -> bool {
    !data.is_empty() && data.iter().all(|b| *b == b' ')
}

struct Meter {
    inflater: Decompress,
    all: u64,
    index: u64,
    objects: u64,
}

impl Meter {
    /// Inflates a stream that begins here and is said to end there. Whether it is deflate data, or text.
    fn measure(&mut self, data: &[u8], said: &[u8], names: &[u8]) -> Result<bool, Refused> {
        // Strings in it may be binary; of packed data a third looks like letters.
        let letters = said.iter().filter(|b| b.is_ascii_graphic() || b.is_ascii_whitespace()).count();
        let is_text = letters * 4 >= said.len() * 3;
        if is_text {
            // Text may be deflate data in printable form.
            for packed in [ascii_85(said), hexadecimal(said)].into_iter().flatten() {
                self.inflate(&packed, names)?;
            }
        }
        Ok(self.inflate(data, names)? || is_text)
    }

    /// Whether the data inflates without a fault.
    fn inflate(&mut self, data: &[u8], names: &[u8]) -> Result<bool, Refused> {
        let mut room = [0; 32 * 1024];
        let mut rest = match data {
            // The head of zlib: method 8, a checksum, no dictionary.
            [cmf, flags, rest @ ..]
                if cmf & 0x0f == 8
                    && (u16::from(*cmf) << 8 | u16::from(*flags)).is_multiple_of(31)
                    && flags & 0x20 == 0 =>
            {
                rest
            }
            data => data,
        };
        self.inflater.reset(false);
        let mut one = 0u64;
        let clean = loop {
            let (read, made) = (self.inflater.total_in(), self.inflater.total_out());
            let status = self.inflater.decompress(rest, &mut room, FlushDecompress::None);
            let read = self.inflater.total_in() - read;
            let made = self.inflater.total_out() - made;
            rest = &rest[usize::try_from(read).unwrap_or(rest.len()).min(rest.len())..];
            one += made;
            self.all += read + made;
            if one > MOST_OF_ONE || self.all > MOST_OF_ALL {
                return Err(Refused::TooLarge);
            }
            match status {
                Ok(Status::StreamEnd) => break true,
                Ok(_) if read == 0 && made == 0 => break one > 0,
                Ok(_) => {}
                Err(_) => break false,
            }
        };
        let has = |name: &[u8]| memmem::find(names, name).is_some();
        if has(b"XRef") {
            self.index += one;
        }
        if has(b"ObjStm") {
            self.objects += one;
        }
        if self.index > MOST_OF_INDEX || self.objects > MOST_OF_OBJECTS {
            return Err(Refused::TooLarge);
        }
        Ok(clean)
    }
}

/// Text outside of streams with `#41` in names spelled out.
fn plain_names(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.contains(&b'#') {
        return Cow::Borrowed(text);
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let spelled = text.get(at + 1..at + 3).filter(|_| text[at] == b'#');
        let spelled = spelled.and_then(|h| std::str::from_utf8(h).ok());
        if let Some(byte) = spelled.and_then(|h| u8::from_str_radix(h, 16).ok()) {
            plain.push(byte);
            at += 3;
        } else {
            plain.push(text[at]);
            at += 1;
        }
    }
    Cow::Owned(plain)
}

/// Refuses packings whose size cannot be told, and one packing inside another.
fn refuse_packing(names: &[u8]) -> Result<(), Refused> {
    let has = |name: &[u8]| memmem::find(names, name).is_some();
    if has(b"/LZW") || has(b"/RunLengthDecode") || has(b"/RL ") || has(b"/RL]") || has(b"/RL/") {
        return Err(Refused::Packing);
    }
    for at in memmem::find_iter(names, b"/Filter") {
        let value = names[at + b"/Filter".len()..].trim_ascii_start();
        if let Some(list) = value.strip_prefix(b"[") {
            let list = &list[..memchr::memchr(b']', list).unwrap_or(list.len())];
            if memmem::find_iter(list, b"/Fl").count() > 1 {
                return Err(Refused::Packing);
            }
        }
    }
    Ok(())
}

/// Text of base 85 as bytes, if it is any.
fn ascii_85(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut group = Vec::with_capacity(5);
    let digits = text.iter().copied().filter(|b| !b.is_ascii_whitespace() && *b != 0);
    for digit in digits.take_while(|b| *b != b'~') {
        match digit {
            b'z' if group.is_empty() => bytes.extend([0; 4]),
            b'!'..=b'u' => group.push(u32::from(digit - b'!')),
            _ => return None,
        }
        if group.len() == 5 {
            let value = group.drain(..).try_fold(0u32, |v, d| v.checked_mul(85)?.checked_add(d))?;
            bytes.extend(value.to_be_bytes());
        }
    }
    if group.len() > 1 {
        let kept = group.len() - 1;
        group.resize(5, 84);
        let value = group.drain(..).try_fold(0u32, |v, d| v.checked_mul(85)?.checked_add(d))?;
        bytes.extend(&value.to_be_bytes()[..kept]);
    }
    Some(bytes)
}

/// Hexadecimal digits as bytes, if it is nothing else.
fn hexadecimal(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let digits = text.iter().copied().filter(|b| !b.is_ascii_whitespace() && *b != 0);
    let values: Vec<u8> = digits.take_while(|b| *b != b'>').map(digit).collect::<Option<_>>()?;
    Some(values.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn packed(data: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn file(dictionary: &str, data: &[u8]) -> Vec<u8> {
        [
            b"%PDF-1.7\n1 0 obj<<".as_slice(),
            dictionary.as_bytes(),
            b">>stream\n",
            data,
            b"\nendstream endobj\n",
        ]
        .concat()
    }

    #[test]
    fn what_inflates_stays_and_what_does_not_is_blanked() {
        let content = packed(b"BT (text) Tj ET");
        for (data, stays) in [
            (content.as_slice(), true),
            (&content[2..content.len() - 4], true),
            (b"BT (text) Tj ET", true),
            (b"\xff\xd8\xff\xe0 \x01\x02\x93\x94 jpeg", false),
            (&[&[0x78, 0x9c, 0x07], content.as_slice()].concat(), false),
        ] {
            let before = file("/Filter/FlateDecode", data);
            let after = measured(&before).unwrap();
            assert_eq!(after == before, stays, "{data:?}");
            assert_eq!(after.len(), before.len());
        }
    }

    #[test]
    fn bombs_are_refused() {
        let bomb = packed(&vec![0; 50 << 20]);
        assert!(bomb.len() < 60_000);
        assert_eq!(measured(&file("", &bomb)), Err(Refused::TooLarge));
        let digits: String = bomb.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(measured(&file("/Filter[/AHx/Fl]", digits.as_bytes())), Err(Refused::TooLarge));
        let part = packed(&vec![0; 40 << 20]);
        assert_eq!(measured(&file("", &part).repeat(5)), Err(Refused::TooLarge));
        // Entries of an index are kept: fewer bytes.
        let index = packed(&vec![1; 3 << 20]);
        assert!(measured(&file("", &index)).is_ok());
        assert_eq!(measured(&file("/Type/XR#65f", &index)), Err(Refused::TooLarge));
        assert_eq!(measured(&b"stream\n".repeat(MOST_STREAMS + 1)), Err(Refused::TooLarge));
    }

    /// What is encrypted shows its size only when it is decrypted; objects are unpacked by the library at once.
    #[test]
    fn encrypted_bombs_are_refused() {
        let noise: Vec<u8> =
            (0u32..300_000).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
        let locked = |kind: &str| [b"<</Encrypt 9 0 R>>".as_slice(), &file(kind, &noise)].concat();
        assert!(measured(&locked("/Filter/FlateDecode")).is_ok());
        assert_eq!(measured(&locked("/Type/ObjStm/Filter/FlateDecode")), Err(Refused::TooLarge));
        assert!(measured(&file("/Type/ObjStm/Filter/FlateDecode", &noise)).is_ok());
        assert!(fits(&packed(b"BT (text) Tj ET")));
        assert!(!fits(&packed(&vec![0; 50 << 20])));
    }

    #[test]
    fn packings_that_cannot_be_measured_are_refused() {
        for dictionary in
            ["/Filter/LZWDecode", "/F#69lter/L#5AW", "/Filter [/FlateDecode /Fl]", "/Filter/RunLengthDecode"]
        {
            assert_eq!(measured(&file(dictionary, b"x")), Err(Refused::Packing), "{dictionary}");
        }
        for dictionary in ["/Filter[/FlateDecode/DCTDecode]", "/Filter/FlateDecode/ParentTree 5 0 R/RLX 3"] {
            assert!(measured(&file(dictionary, b"x")).is_ok(), "{dictionary}");
        }
    }

    #[test]
    fn printable_forms() {
        assert_eq!(ascii_85(b"87cUR\nD]~>").as_deref(), Some(b"Hello".as_slice()));
        assert_eq!(ascii_85(b"{}"), None);
        assert_eq!(hexadecimal(b"48 65 6c6>").as_deref(), Some(b"Hel`".as_slice()));
        assert_eq!(hexadecimal(b"BT"), None);
    }
}
