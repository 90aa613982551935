//! Fonts of a PDF, as far as reading needs them: codes → characters and widths.

use std::cell::RefCell;
use std::collections::HashMap;

use hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream, String as PdfString};

/// Bytes of the characters that one code stands for.
const LONGEST_LIGATURE: usize = 64;

/// A code of a shown string.
#[derive(Debug, Clone)]
pub struct Code {
    /// Text it stands for; `None` if the font does not say.
    pub text: Option<String>,
    /// Width in thousandths of the size.
    pub width: f64,
    /// Whether it is the single byte 32, which word spacing widens.
    pub is_space: bool,
}

/// A font.
#[derive(Debug)]
pub struct Font {
    kind: Kind,
    unicode: Option<CMap>,
    known: RefCell<HashMap<u32, Option<String>>>,
    widths: HashMap<u32, f64>,
    default_width: f64,
}

#[derive(Debug)]
enum Kind {
    /// One byte a code, with the characters of its encoding.
    Simple(Box<[Option<char>; 256]>),
    /// Codes of several bytes that name glyphs of a collection.
    Composite {
        encoding: Box<CMap>,
        /// Codes are themselves Unicode (UTF-16).
        codes_are_unicode: bool,
        /// Glyph → character, for the collections of Adobe.
        collection: Option<Box<CMap>>,
    },
}

fn cmap(name: CMapName<'_>) -> Option<CMap> {
    CMap::parse(load_embedded(name)?, load_embedded)
}

fn read_cmap(stream: &Stream<'_>) -> Option<CMap> {
    if !super::measure::fits(&stream.raw_data()) {
        return None;
    }
    CMap::parse(&stream.decoded().ok()?, load_embedded)
}

impl Font {
    /// Reads a font dictionary; `None` if it has more widths than there is room for.
    pub fn read(dict: &Dict<'_>, room: usize) -> Option<Font> {
        let unicode = dict.get::<Stream<'_>>("ToUnicode").and_then(|s| read_cmap(&s));
        let composite = dict.get::<Name<'_>>("Subtype").is_some_and(|n| n.as_str() == "Type0");
        if composite { Font::composite(dict, unicode, room) } else { Font::simple(dict, unicode, room) }
    }

    fn simple(dict: &Dict<'_>, unicode: Option<CMap>, room: usize) -> Option<Font> {
        let mut characters = Box::new([None; 256]);
        for (code, slot) in (0u8..=255).zip(characters.iter_mut()) {
            *slot = windows_1252(code);
        }
        if let Some(encoding) = dict.get::<Dict<'_>>("Encoding")
            && let Some(differences) = encoding.get::<Array<'_>>("Differences")
        {
            let mut at = 0usize;
            for object in differences.iter::<Object<'_>>() {
                match object {
                    Object::Number(n) => at = usize::try_from(n.as_i64()).unwrap_or(256),
                    Object::Name(name) => {
                        if let Some(slot) = characters.get_mut(at) {
                            *slot = glyph_character(name.as_str());
                        }
                        at += 1;
                    }
                    _ => {}
                }
            }
        }
        let first = dict.get::<Number>("FirstChar").map_or(0, |n| n.as_i64());
        let mut widths = HashMap::new();
        let scale = dict
            .get::<Array<'_>>("FontMatrix")
            .and_then(|m| m.iter::<Number>().next())
            .map_or(1.0, |n| n.as_f64() * 1000.0);
        if let Some(list) = dict.get::<Array<'_>>("Widths") {
            // Codes of such fonts are bytes.
            for (code, width) in (first.clamp(0, 256)..256).zip(list.iter::<Number>()) {
                if let Ok(code) = u32::try_from(code) {
                    widths.insert(code, width.as_f64() * scale);
                }
            }
        }
        let missing = dict.get::<Dict<'_>>("FontDescriptor").and_then(|d| d.get::<Number>("MissingWidth"));
        let default_width = missing.map_or(if widths.is_empty() { 500.0 } else { 0.0 }, |n| n.as_f64());
        (widths.len() <= room).then_some(Font {
            kind: Kind::Simple(characters),
            unicode,
            known: RefCell::default(),
            widths,
            default_width,
        })
    }

    fn composite(dict: &Dict<'_>, unicode: Option<CMap>, room: usize) -> Option<Font> {
        let inner = dict.get::<Array<'_>>("DescendantFonts").and_then(|a| a.iter::<Dict<'_>>().next());
        let mut codes_are_unicode = false;
        let encoding = match dict.get::<Object<'_>>("Encoding") {
            Some(Object::Name(name)) => {
                let said = name.as_str();
                codes_are_unicode = said.contains("UCS2") || said.contains("UTF16");
                if said.starts_with("Identity") { None } else { cmap(CMapName::from_bytes(said.as_bytes())) }
            }
            Some(Object::Stream(stream)) => read_cmap(&stream),
            _ => None,
        };
        let text = |d: &Dict<'_>, key: &str| d.get::<PdfString<'_>>(key).map(|s| s.as_bytes().to_vec());
        let system = inner.as_ref().and_then(|i| i.get::<Dict<'_>>("CIDSystemInfo"));
        let collection = system
            .and_then(|s| {
                Some(CidFamily::from_registry_ordering(&text(&s, "Registry")?, &text(&s, "Ordering")?))
            })
            .filter(|_| unicode.is_none() && !codes_are_unicode)
            .and_then(|family| cmap(family.ucs2_cmap()?));
        let mut widths = HashMap::new();
        if let Some(list) = inner.as_ref().and_then(|i| i.get::<Array<'_>>("W")) {
            read_cid_widths(&list, room, &mut widths)?;
        }
        let default_width = inner.and_then(|i| i.get::<Number>("DW")).map_or(1000.0, |n| n.as_f64());
        Some(Font {
            kind: Kind::Composite {
                encoding: Box::new(encoding.unwrap_or_else(CMap::identity_h)),
                collection: collection.map(Box::new),
                codes_are_unicode,
            },
            unicode,
            known: RefCell::default(),
            widths,
            default_width,
        })
    }

    /// Entries of its table of widths.
    pub fn widths(&self) -> usize {
        self.widths.len()
    }

    /// The codes of a shown string.
    pub fn codes(&self, bytes: &[u8], mut each: impl FnMut(Code)) {
        match &self.kind {
            Kind::Simple(characters) => {
                for byte in bytes {
                    let code = u32::from(*byte);
                    let text = self.mapped(code).or_else(|| characters[usize::from(*byte)].map(String::from));
                    let width = self.widths.get(&code).copied().unwrap_or(self.default_width);
                    each(Code { text, width, is_space: *byte == 32 });
                }
            }
            Kind::Composite { encoding, codes_are_unicode, collection } => {
                let mut rest = bytes;
                while !rest.is_empty() {
                    let (code, cid, length) = next_code(encoding, rest);
                    rest = &rest[length..];
                    let text = self
                        .mapped(code)
                        .or_else(|| {
                            codes_are_unicode.then(|| char::from_u32(code).map(String::from)).flatten()
                        })
                        .or_else(|| collection.as_ref()?.lookup_bf_string(cid).map(spelled));
                    let width = self.widths.get(&cid).copied().unwrap_or(self.default_width);
                    each(Code { text, width, is_space: length == 1 && code == 32 });
                }
            }
        }
    }

    /// The text the font itself gives for a code. Looked up once: what it gives may be long.
    fn mapped(&self, code: u32) -> Option<String> {
        let unicode = self.unicode.as_ref()?;
        let mut known = self.known.borrow_mut();
        let text = known.entry(code).or_insert_with(|| {
            let text = unicode.lookup_bf_string(code).map(spelled)?;
            (text.len() <= LONGEST_LIGATURE && !text.chars().all(|c| c == '\0')).then_some(text)
        });
        text.clone()
    }
}

fn spelled(text: BfString) -> String {
    match text {
        BfString::Char(c) => c.to_string(),
        BfString::String(s) => s,
    }
}

/// The next code, its glyph and its length in bytes.
fn next_code(encoding: &CMap, bytes: &[u8]) -> (u32, u32, usize) {
    let mut code = 0u32;
    for (length, byte) in (1u8..=4).zip(bytes) {
        code = code << 8 | u32::from(*byte);
        if let Some(cid) = encoding.lookup_cid_code(code, length) {
            return (code, cid, usize::from(length));
        }
    }
    let length = bytes.len().min(2);
    let code = bytes[..length].iter().fold(0, |c, b| c << 8 | u32::from(*b));
    (code, 0, length)
}

/// `W`: `first [w w …]` or `first last w`; `None` if it has more than there is room for.
fn read_cid_widths(list: &Array<'_>, room: usize, widths: &mut HashMap<u32, f64>) -> Option<()> {
    let mut pending: Vec<u32> = Vec::new();
    let mut left = room;
    for object in list.iter::<Object<'_>>() {
        match object {
            Object::Number(n) if pending.len() < 2 => {
                pending.push(u32::try_from(n.as_i64()).unwrap_or(0));
            }
            Object::Number(n) => {
                let cids = pending[0]..=pending[1].min(pending[0].saturating_add(0xffff));
                left = left.checked_sub(cids.clone().count())?;
                widths.extend(cids.map(|cid| (cid, n.as_f64())));
                pending.clear();
            }
            Object::Array(each) => {
                if let Some(first) = pending.first() {
                    for (cid, width) in (*first..u32::MAX).zip(each.iter::<Number>()) {
                        left = left.checked_sub(1)?;
                        widths.insert(cid, width.as_f64());
                    }
                }
                pending.clear();
            }
            _ => pending.clear(),
        }
    }
    Some(())
}

/// Windows code page 1252, which plain fonts of office programs use.
fn windows_1252(code: u8) -> Option<char> {
    const UPPER: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’',
        '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    match code {
        0x20..=0x7e | 0xa0..=0xff => Some(char::from(code)),
        0x80..=0x9f => Some(UPPER[usize::from(code - 0x80)]).filter(|c| *c != '\0'),
        _ => None,
    }
}

/// Glyph names of what stands in tables and sentences.
fn glyph_character(name: &str) -> Option<char> {
    const NAMES: &[(&str, char)] = &[
        ("space", ' '),
        ("zero", '0'),
        ("one", '1'),
        ("two", '2'),
        ("three", '3'),
        ("four", '4'),
        ("five", '5'),
        ("six", '6'),
        ("seven", '7'),
        ("eight", '8'),
        ("nine", '9'),
        ("period", '.'),
        ("comma", ','),
        ("hyphen", '-'),
        ("minus", '-'),
        ("percent", '%'),
        ("parenleft", '('),
        ("parenright", ')'),
        ("colon", ':'),
        ("semicolon", ';'),
        ("slash", '/'),
        ("quotedblleft", '“'),
        ("quotedblright", '”'),
        ("quoteleft", '‘'),
        ("quoteright", '’'),
        ("emdash", '—'),
        ("endash", '–'),
        ("plus", '+'),
        ("equal", '='),
        ("asterisk", '*'),
        ("ampersand", '&'),
        ("underscore", '_'),
        ("bracketleft", '['),
        ("bracketright", ']'),
    ];
    if let Some((_, c)) = NAMES.iter().find(|(n, _)| *n == name) {
        return Some(*c);
    }
    let mut letters = name.chars();
    if let (Some(c), None) = (letters.next(), letters.next()) {
        return Some(c);
    }
    let hex = name.strip_prefix("uni").or_else(|| name.strip_prefix('u'))?;
    u32::from_str_radix(hex.get(..4)?, 16).ok().and_then(char::from_u32)
}
