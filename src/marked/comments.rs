//! Comments (批注) in a copy of a Word file: the comments part is added, or extended where the file has one; in the
//! document part only the marks are put in, and a run is parted where a mark falls inside it. Everything else stays as
//! it is, byte for byte.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use std::ops::Range;

use zip::{ZipArchive, ZipWriter};

use crate::export::markup::Markup;
use crate::package::write::part_options;
use crate::package::{LIMITS, Package};
use crate::published::docx::origin::{Origin, Piece};
use crate::published::docx::xml::{Step, Xml};
use crate::published::docx::{BROKEN, main_part, part_text, reason, relationships, resolve};

/// A comment to be put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// What it is about.
    pub at: Anchor,
    /// Its paragraphs.
    pub lines: Vec<Line>,
}

/// A paragraph of a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Text.
    pub text: String,
    /// 加粗
    pub bold: bool,
}

/// What a comment is about; paragraphs by their index among [`crate::published::content::Content::origins`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anchor {
    /// Bytes of a paragraph's text, its list number not counted.
    Words(u32, Range<usize>),
    /// A whole paragraph.
    Paragraph(u32),
}

/// Who writes a comment.
#[derive(Debug, Clone, Copy)]
pub struct Author {
    /// Name.
    pub name: &'static str,
    /// Short form.
    pub initials: &'static str,
}

/// A copy of a Word file with comments.
///
/// # Errors
/// Why it cannot be made, in Chinese: the file is not the one `origins` were read from, or has no paragraphs.
pub fn add(
    bytes: &[u8],
    origins: &[Origin],
    author: Author,
    comments: &[Comment],
) -> Result<Vec<u8>, String> {
    let mut package = Package::open(bytes, LIMITS).map_err(|e| reason(&e))?;
    let main = main_part(&mut package)?;
    let document = part_text(&mut package, &main)?.ok_or(BROKEN)?;
    let names = Names::of(&document).ok_or(BROKEN)?;
    let linked = relationships(&mut package, &main).into_iter().find(|l| l.kind == "comments");
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let inside = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let mut changed: BTreeMap<String, String> = BTreeMap::new();
    let part = match &linked {
        Some(link) => resolve(folder, &link.target),
        None => {
            let free = (0..).map(|n| if n == 0 { String::new() } else { n.to_string() });
            let name = free.map(|n| format!("comments{n}.xml")).find(|n| !package.has(&inside(n)));
            let name = name.ok_or(BROKEN)?;
            let links = inside(&format!("_rels/{file}.rels"));
            let present = part_text(&mut package, &links)?;
            changed.insert(links, with_link(present.as_deref(), &names, &name).ok_or(BROKEN)?);
            inside(&name)
        }
    };
    let present = part_text(&mut package, &part)?;
    let first = present.as_deref().map_or(0, next_id).max(next_id(&document));
    let entries: String = (first..).zip(comments).map(|(id, c)| entry(id, author, c, &names)).collect();
    changed.insert(part.clone(), with_entries(present.as_deref(), &names, &entries).ok_or(BROKEN)?);
    let types = part_text(&mut package, "[Content_Types].xml")?.ok_or(BROKEN)?;
    if let Some(types) = with_type(&types, &part).ok_or(BROKEN)? {
        changed.insert("[Content_Types].xml".to_owned(), types);
    }
    let mut marks = Marks { document: &document, origins, names: &names, edits: Edits::default() };
    for (id, comment) in (first..).zip(comments) {
        marks.put(id, &comment.at).ok_or(BROKEN)?;
    }
    let marked = marks.edits.apply(&document).ok_or(BROKEN)?;
    changed.insert(main, in_utf8(marked));
    save(bytes, changed).ok_or_else(|| BROKEN.to_owned())
}

/// How the document part names things.
struct Names {
    /// Namespace of WordprocessingML: transitional or strict.
    namespace: String,
    /// What the document element declares it as: `w:` in every file of Word and WPS.
    prefix: Option<String>,
}

/// Begins what a strict file declares.
const STRICT: &str = "http://purl.oclc.org/ooxml/";
/// Attributes need a prefix even where elements do without.
const OWN: &str = "w:";

impl Names {
    fn of(document: &str) -> Option<Names> {
        let mut xml = Xml::new(document);
        let tag = loop {
            match xml.next().ok()? {
                Step::Open(tag) => break tag,
                Step::End => return None,
                _ => {}
            }
        };
        let is_word = |namespace: &str| {
            namespace.ends_with("/wordprocessingml/main")
                || namespace.ends_with("/wordprocessingml/2006/main")
        };
        let (name, namespace) =
            tag.attributes().into_iter().find(|(name, value)| name.starts_with("xmlns") && is_word(value))?;
        Some(Names { prefix: name.strip_prefix("xmlns:").map(|p| format!("{p}:")), namespace })
    }

    /// Name and declaration of an element that is put in.
    fn tag(&self, name: &str) -> (String, String) {
        match &self.prefix {
            Some(prefix) => (format!("{prefix}{name}"), String::new()),
            None => (format!("{OWN}{name}"), format!(" xmlns:w=\"{}\"", self.namespace)),
        }
    }

    fn attribute(&self, name: &str) -> String {
        format!("{}{name}", self.prefix.as_deref().unwrap_or(OWN))
    }

    fn mark(&self, name: &str, id: u32) -> String {
        let (tag, declared) = self.tag(name);
        format!("<{tag}{declared} {}=\"{id}\"/>", self.attribute("id"))
    }

    fn begin(&self, id: u32) -> String {
        self.mark("commentRangeStart", id)
    }

    fn end(&self, id: u32) -> String {
        let (run, declared) = self.tag("r");
        let reference = self.mark("commentReference", id);
        format!("{}<{run}{declared}>{reference}</{run}>", self.mark("commentRangeEnd", id))
    }

    fn relations(&self) -> &'static str {
        if self.namespace.starts_with(STRICT) {
            "http://purl.oclc.org/ooxml/officeDocument/relationships/comments"
        } else {
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
        }
    }
}

/// The first number that no comment of a part has.
fn next_id(part: &str) -> u32 {
    let mut xml = Xml::new(part);
    let mut next = 0;
    while let Ok(step) = xml.next() {
        match step {
            Step::Open(tag) if tag.name().starts_with("comment") => {
                let id = tag.attribute("id").and_then(|id| id.trim().parse::<u32>().ok());
                next = id.map_or(next, |id| next.max(id.saturating_add(1)));
            }
            Step::End => break,
            _ => {}
        }
    }
    next
}

/// A comment as the comments part holds it. Its look does not depend on the file's styles, which may be those of a
/// report: large type, indented.
fn entry(id: u32, author: Author, comment: &Comment, names: &Names) -> String {
    let mut m = Markup::new();
    let id = id.to_string();
    let attributes = [
        ("xmlns:w", names.namespace.as_str()),
        ("w:id", &id),
        ("w:author", author.name),
        ("w:initials", author.initials),
    ];
    m.el("w:comment", &attributes, |m| {
        for (n, line) in comment.lines.iter().enumerate() {
            m.el("w:p", &[], |m| {
                m.el("w:pPr", &[], |m| {
                    let spacing =
                        [("w:before", "0"), ("w:after", "0"), ("w:line", "240"), ("w:lineRule", "auto")];
                    m.empty("w:spacing", &spacing);
                    m.empty("w:ind", &[("w:firstLine", "0"), ("w:firstLineChars", "0"), ("w:left", "0")]);
                    m.empty("w:jc", &[("w:val", "left")]);
                });
                if n == 0 {
                    m.el("w:r", &[], |m| m.empty("w:annotationRef", &[]));
                }
                m.el("w:r", &[], |m| {
                    m.el("w:rPr", &[], |m| {
                        let fonts = [("w:ascii", "宋体"), ("w:hAnsi", "宋体"), ("w:eastAsia", "宋体")];
                        m.empty("w:rFonts", &fonts);
                        m.empty("w:b", &[("w:val", if line.bold { "1" } else { "0" })]);
                        m.empty("w:sz", &[("w:val", "20")]);
                        m.empty("w:szCs", &[("w:val", "20")]);
                    });
                    m.leaf("w:t", &[("xml:space", "preserve")], &line.text);
                });
            });
        }
    });
    m.finish()
}

/// The comments part with more entries.
fn with_entries(present: Option<&str>, names: &Names, entries: &str) -> Option<String> {
    let Some(present) = present else {
        let mut m = Markup::xml();
        m.el("w:comments", &[("xmlns:w", &names.namespace)], |m| m.raw(entries));
        return Some(m.finish());
    };
    inside_root(present, entries).map(in_utf8)
}

/// The relationships of the document part with one to the comments.
fn with_link(present: Option<&str>, names: &Names, target: &str) -> Option<String> {
    const LINKS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let present = present.unwrap_or_default();
    let id = (1..).map(|n| format!("rIdComments{n}")).find(|id| !present.contains(id.as_str()))?;
    let kind = names.relations();
    let link = format!("<Relationship xmlns=\"{LINKS}\" Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>");
    if present.is_empty() {
        let mut m = Markup::xml();
        m.el("Relationships", &[("xmlns", LINKS)], |m| m.raw(&link));
        return Some(m.finish());
    }
    inside_root(present, &link).map(in_utf8)
}

/// The content types with the comments part's, if they lack it.
fn with_type(types: &str, part: &str) -> Option<Option<String>> {
    const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
    const COMMENTS: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";
    let mut xml = Xml::new(types);
    loop {
        match xml.next().ok()? {
            Step::Open(tag) if tag.name() == "Override" => {
                let name = tag.attribute("PartName").unwrap_or_default();
                if name.trim_start_matches('/').eq_ignore_ascii_case(part) {
                    return Some(None);
                }
            }
            Step::End => break,
            _ => {}
        }
    }
    let kind = format!("<Override xmlns=\"{TYPES}\" PartName=\"/{part}\" ContentType=\"{COMMENTS}\"/>");
    inside_root(types, &kind).map(|types| Some(in_utf8(types)))
}

/// A part with something put before the end of its document element.
fn inside_root(part: &str, new: &str) -> Option<String> {
    let mut xml = Xml::new(part);
    xml.root().ok()?;
    let (start, open) = (xml.start(), xml.position());
    if part.get(..open)?.ends_with("/>") {
        let name = element_name(&part[start..open])?;
        return Some(format!("{}>{new}</{name}>{}", part[..open - 2].trim_end(), &part[open..]));
    }
    let at = part.rfind("</")?;
    Some(format!("{}{new}{}", &part[..at], &part[at..]))
}

/// Parts are written in UTF-8; another encoding that a part declares is no longer true.
fn in_utf8(text: String) -> String {
    let Some(end) = text.find("?>").filter(|_| text.starts_with("<?xml")) else { return text };
    let declared = text[..end].to_ascii_lowercase();
    if !declared.contains("encoding") || declared.contains("utf-8") {
        return text;
    }
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>{}", &text[end + 2..])
}

/// Where comments begin and end, put together from what they are about.
struct Marks<'a> {
    document: &'a str,
    origins: &'a [Origin],
    names: &'a Names,
    edits: Edits,
}

impl Marks<'_> {
    fn put(&mut self, id: u32, at: &Anchor) -> Option<()> {
        let (Anchor::Words(index, _) | Anchor::Paragraph(index)) = at;
        let own = self.origins.get(*index as usize)?;
        // Word keeps no comments in text boxes: the paragraph that holds the box carries it.
        let holds = |o: &&Origin| o.element.start < own.element.start && o.element.end >= own.element.end;
        if let Some(outer) = self.origins.iter().filter(holds).min_by_key(|o| o.element.start) {
            return self.whole(id, outer);
        }
        match at {
            Anchor::Words(_, bytes) => match cuts(&own.pieces, bytes) {
                Some((from, to)) => self.words(id, own, from, to),
                None => self.whole(id, own),
            },
            Anchor::Paragraph(_) => self.whole(id, own),
        }
    }

    fn whole(&mut self, id: u32, origin: &Origin) -> Option<()> {
        let element = self.document.get(origin.element.clone())?;
        let (begin, end) = (self.names.begin(id), self.names.end(id));
        if element.ends_with("/>") && origin.content == origin.element.end {
            self.edits.bare.entry(origin.element.start).or_insert((origin.element.end, String::new())).1 +=
                &(begin + &end);
            return Some(());
        }
        let close = origin.element.start + element.rfind("</")?;
        if close == origin.content {
            self.edits.insert(close, Rank::Begin, begin + &end);
        } else {
            self.edits.insert(origin.content, Rank::Begin, begin);
            self.edits.insert(close, Rank::End, end);
        }
        Some(())
    }

    /// Marks around words: between runs where they begin and end with one, else inside runs that are parted.
    fn words(&mut self, id: u32, origin: &Origin, from: Cut, to: Cut) -> Option<()> {
        let (begin, end) = (self.names.begin(id), self.names.end(id));
        for (cut, rank, mark) in [(from, Rank::Begin, begin), (to, Rank::End, end)] {
            let piece = origin.pieces.get(cut.piece)?;
            let first = cut.piece == 0 || origin.pieces[cut.piece - 1].run != piece.run;
            let last = origin.pieces.get(cut.piece + 1).is_none_or(|next| next.run != piece.run);
            if piece.element.is_empty() || rank == Rank::Begin && first && cut.offset == 0 {
                let at = if rank == Rank::Begin { piece.run.start } else { piece.run.end };
                self.edits.insert(at, rank, mark);
            } else if rank == Rank::End && last && cut.offset == piece.length {
                self.edits.insert(piece.run.end, rank, mark);
            } else {
                self.edits.part(piece, cut.offset, rank, mark);
            }
        }
        Some(())
    }
}

/// A place between two characters of a paragraph: before byte `offset` of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cut {
    piece: usize,
    offset: usize,
}

/// Where some bytes of a paragraph's text begin and end; `None` if it does not hold them.
fn cuts(pieces: &[Piece], bytes: &Range<usize>) -> Option<(Cut, Cut)> {
    let mut before = 0;
    let (mut from, mut to) = (None, None);
    for (piece, Piece { length, .. }) in pieces.iter().enumerate() {
        let here = before..before + length;
        if here.contains(&bytes.start) {
            from = Some(Cut { piece, offset: bytes.start - before });
        }
        if bytes.end > before && bytes.end <= here.end {
            to = Some(Cut { piece, offset: bytes.end - before });
        }
        before = here.end;
    }
    from.zip(to).filter(|_| !bytes.is_empty())
}

/// What comes first where several marks stand at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    End,
    Begin,
}

/// Changes of the document part.
#[derive(Debug, Default)]
struct Edits {
    /// Marks between elements.
    inserted: BTreeMap<(usize, Rank), String>,
    /// Paragraphs written as one empty tag, by their beginning: their end, and what they get.
    bare: BTreeMap<usize, (usize, String)>,
    /// Runs that are parted, by their beginning.
    parted: BTreeMap<usize, Parted>,
}

/// A run with marks inside.
#[derive(Debug, Default)]
struct Parted {
    end: usize,
    /// Beginning of the element, place in its text and rank → the element's end and the marks.
    marks: BTreeMap<(usize, usize, Rank), (usize, String)>,
}

impl Edits {
    fn insert(&mut self, at: usize, rank: Rank, mark: String) {
        *self.inserted.entry((at, rank)).or_default() += &mark;
    }

    fn part(&mut self, piece: &Piece, offset: usize, rank: Rank, mark: String) {
        let run = self.parted.entry(piece.run.start).or_default();
        run.end = piece.run.end;
        let key = (piece.element.start, offset, rank);
        run.marks.entry(key).or_insert((piece.element.end, String::new())).1 += &mark;
    }

    /// The document part with all changes.
    fn apply(&self, document: &str) -> Option<String> {
        // Beginning, rank, end and new text of every change; what replaces something comes behind marks before it.
        let mut all: Vec<(usize, u8, usize, String)> = Vec::new();
        for ((at, rank), mark) in &self.inserted {
            all.push((*at, u8::from(*rank == Rank::Begin), *at, mark.clone()));
        }
        for (start, (end, marks)) in &self.bare {
            let tag = document.get(*start..*end)?;
            let name = element_name(tag)?;
            let open = tag.strip_suffix("/>")?.trim_end();
            all.push((*start, 2, *end, format!("{open}>{marks}</{name}>")));
        }
        for (start, run) in &self.parted {
            all.push((*start, 2, run.end, parted(document, *start, run)?));
        }
        all.sort();
        let mut out = String::with_capacity(document.len() + 4096);
        let mut from = 0;
        for (start, _, end, text) in all {
            out.push_str(document.get(from..start)?);
            out.push_str(&text);
            from = end;
        }
        out.push_str(document.get(from..)?);
        Some(out)
    }
}

/// The qualified name in an opening tag.
fn element_name(tag: &str) -> Option<&str> {
    tag.strip_prefix('<')?.split([' ', '/', '>', '\n', '\r', '\t']).next().filter(|name| !name.is_empty())
}

/// A run written as several, each with its properties, and the marks between them.
fn parted(document: &str, start: usize, run: &Parted) -> Option<String> {
    let whole = document.get(start..run.end)?;
    let name = element_name(whole)?;
    // The opening tag and the properties, which every part repeats.
    let mut xml = Xml::new(whole);
    xml.root().ok()?;
    let mut head = xml.position();
    if let Ok(Step::Open(tag)) = next_element(&mut xml)
        && tag.name() == "rPr"
    {
        xml.skip().ok()?;
        head = xml.position();
    }
    let opened = &whole[..head];
    let mut out = String::from(opened);
    let mut from = start + head;
    let mut elements: BTreeMap<usize, Vec<(usize, &str)>> = BTreeMap::new();
    for ((element, offset, _), (_, mark)) in &run.marks {
        elements.entry(*element).or_default().push((*offset, mark));
    }
    for (element, marks) in elements {
        let end = run.marks.range((element, 0, Rank::End)..).next()?.1.0;
        out.push_str(document.get(from..element)?);
        let raw = document.get(element..end)?;
        let tag = element_name(raw)?;
        let mut xml = Xml::new(raw);
        xml.root().ok()?;
        let text = xml.text().ok()?;
        let mut done = 0;
        let mut put = |out: &mut String, to: usize| -> Option<()> {
            if done == 0 && to >= text.len() {
                // Whole, as it is; a tab or a break has no text of its own.
                out.push_str(raw);
            } else if to > done {
                let mut m = Markup::new();
                m.leaf(tag, &[("xml:space", "preserve")], text.get(done..to)?);
                out.push_str(&m.finish());
            }
            done = to.max(1);
            Some(())
        };
        let mut at = 0;
        for (offset, mark) in marks {
            if offset > at {
                put(&mut out, offset)?;
                at = offset;
            }
            out.push_str(&format!("</{name}>{mark}{opened}"));
        }
        if at < text.len().max(1) {
            put(&mut out, text.len().max(1))?;
        }
        from = end;
    }
    out.push_str(document.get(from..run.end)?);
    Some(out)
}

fn next_element<'a>(xml: &mut Xml<'a>) -> Result<Step<'a>, String> {
    loop {
        match xml.next().map_err(|_| BROKEN)? {
            Step::Text(_) => {}
            step => return Ok(step),
        }
    }
}

/// The package with the parts that changed and the new ones; all others are copied as they are compressed.
fn save(bytes: &[u8], mut changed: BTreeMap<String, String>) -> Option<Vec<u8>> {
    let mut source = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut target = ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..source.len() {
        let part = source.by_index_raw(n).ok()?;
        let name = part.name().ok()?.into_owned();
        let plain = name.replace('\\', "/");
        let known = changed.keys().find(|k| k.eq_ignore_ascii_case(plain.trim_start_matches('/'))).cloned();
        match known.and_then(|known| changed.remove(&known)) {
            Some(text) => {
                drop(part);
                target.start_file(name, part_options()).ok()?;
                target.write_all(text.as_bytes()).ok()?;
            }
            None => target.raw_copy_file(part).ok()?,
        }
    }
    for (name, text) in changed {
        target.start_file(name, part_options()).ok()?;
        target.write_all(text.as_bytes()).ok()?;
    }
    Some(target.finish().ok()?.into_inner())
}
