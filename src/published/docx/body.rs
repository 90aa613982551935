//! The body of a Word document: paragraphs and tables as they are printed, tracked changes taken as accepted.

use std::ops::Range;

use super::numbering::Numbering;
use super::origin::{Origin, Piece, enclose};
use super::styles::{Looks, ParagraphProperties, RunProperties, Styles};
use super::table::{self, Blocks as _};
use super::xml::{Result, Step, Stopped, Tag, Xml};
use crate::published::content::{Block, Break, Look, MOST_PIECES, Paragraph};

/// Tables in tables, text boxes in text boxes: deeper ones are passed over.
const MOST_NESTED: u32 = 24;

/// Fields open at a time.
const MOST_FIELDS: usize = 1_000;

/// What the reader counts that the user should know of.
#[derive(Debug, Default)]
pub struct Seen {
    /// Hidden text was left out.
    pub hidden: u32,
    /// Pictures.
    pub pictures: u32,
    /// Embedded objects, such as Excel sheets.
    pub objects: u32,
    /// Parts of other formats the document includes.
    pub included: u32,
    /// Things nested too deeply.
    pub too_deep: u32,
}

/// A field between its begin and its end mark.
#[derive(Debug, Default)]
struct Field {
    instruction: String,
    in_result: bool,
}

/// Reads one part with body content: the document, a header, a footer, notes.
pub struct BodyReader<'s> {
    styles: &'s Styles,
    numbering: Numbering,
    fields: Vec<Field>,
    index: u32,
    page: Option<u32>,
    depth: u32,
    /// The last paragraph goes on in the next one.
    unfinished: bool,
    /// Pieces that may still be kept.
    room: usize,
    looks: Looks,
    /// What was seen and left out.
    pub seen: Seen,
    /// Where each paragraph stands, by its index.
    pub origins: Vec<Origin>,
}

impl table::Blocks for BodyReader<'_> {
    fn page(&self) -> Option<u32> {
        self.page
    }

    fn next_index(&self) -> u32 {
        self.index
    }

    fn take_room(&mut self) -> Result<()> {
        self.room = self.room.checked_sub(1).ok_or(Stopped::TooLarge)?;
        Ok(())
    }

    fn cell_properties(&mut self, xml: &mut Xml<'_>) -> Result<table::CellProperties> {
        self.looks.cell(xml)
    }

    fn block(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>, out: &mut Vec<Block>) -> Result<()> {
        match tag.name() {
            "p" => self.paragraph(xml, out),
            "tbl" => self.nested(xml, out, table::read),
            "sdt" | "sdtContent" | "customXml" | "smartTag" | "ins" | "moveTo" => {
                self.nested(xml, out, |reader, xml, out| reader.blocks(xml, out))
            }
            "AlternateContent" => {
                self.nested(xml, out, |reader, xml, out| reader.choice(xml, out, |r, x, o| r.blocks(x, o)))
            }
            "altChunk" | "subDoc" => {
                self.seen.included += 1;
                xml.skip()
            }
            _ => xml.skip(),
        }
    }

    fn nested<T>(
        &mut self,
        xml: &mut Xml<'_>,
        out: &mut T,
        read: impl FnOnce(&mut Self, &mut Xml<'_>, &mut T) -> Result<()>,
    ) -> Result<()> {
        if self.depth >= MOST_NESTED {
            self.seen.too_deep += 1;
            return xml.skip();
        }
        self.depth += 1;
        let result = read(self, xml, out);
        self.depth -= 1;
        result
    }
}

impl<'s> BodyReader<'s> {
    /// A reader; `paged` if the file says where Word last broke pages.
    pub fn new(styles: &'s Styles, numbering: Numbering, paged: bool) -> Self {
        BodyReader {
            styles,
            numbering,
            fields: Vec::new(),
            index: 0,
            page: paged.then_some(1),
            depth: 0,
            unfinished: false,
            room: MOST_PIECES,
            looks: Looks::default(),
            seen: Seen::default(),
            origins: Vec::new(),
        }
    }

    /// Reads what a body, a cell or a text box holds, up to its end.
    pub fn blocks(&mut self, xml: &mut Xml<'_>, out: &mut Vec<Block>) -> Result<()> {
        loop {
            match xml.next()? {
                Step::Open(tag) => self.block(xml, &tag, out)?,
                Step::Text(_) => {}
                Step::Close => return Ok(()),
                Step::End => return Err(Stopped::Broken),
            }
        }
    }

    /// The first alternative that gives something; the others say the same in another way.
    fn choice<T: Len>(
        &mut self,
        xml: &mut Xml<'_>,
        out: &mut T,
        read: impl Fn(&mut Self, &mut Xml<'_>, &mut T) -> Result<()>,
    ) -> Result<()> {
        let before = out.size();
        loop {
            match xml.next()? {
                Step::Open(tag) if matches!(tag.name(), "Choice" | "Fallback") && out.size() == before => {
                    read(self, xml, out)?;
                }
                Step::Open(_) => xml.skip()?,
                Step::Text(_) => {}
                Step::Close => return Ok(()),
                Step::End => return Err(Stopped::Broken),
            }
        }
    }

    // ---- paragraphs --------------------------------------------------------------------------------------------

    fn paragraph(&mut self, xml: &mut Xml<'_>, out: &mut Vec<Block>) -> Result<()> {
        self.take_room()?;
        let mut draft = Draft::default();
        draft.paragraph.index = self.index;
        draft.paragraph.page = self.page;
        draft.content = xml.position();
        let start = xml.start();
        let at = self.origins.len();
        // Text boxes in it take the next places.
        self.origins.push(Origin::default());
        self.index = self.index.saturating_add(1);
        self.inline(xml, &mut draft)?;
        // They are kept for every paragraph of a document: nothing more than they need.
        let mut pieces = std::mem::take(&mut draft.pieces);
        pieces.shrink_to_fit();
        self.origins[at] =
            Origin { element: start..xml.position(), content: draft.content, pieces: Vec::new() };
        let printed = self.finish(draft, out);
        if let Some(origin) = self.origins.get_mut(printed as usize) {
            if origin.pieces.is_empty() {
                origin.pieces = pieces;
            } else {
                origin.pieces.extend(pieces);
            }
        }
        Ok(())
    }

    /// Appends a paragraph; the index of the one its text is printed in.
    fn finish(&mut self, draft: Draft, out: &mut Vec<Block>) -> u32 {
        let mut printed = draft.paragraph.index;
        let Draft { mut paragraph, properties, after, page_break, .. } = draft;
        let style = self.styles.get(properties.style.as_deref());
        paragraph.look = Look {
            align: properties.align.or(style.paragraph.align).unwrap_or_default(),
            outline: properties.outline.or(style.paragraph.outline).filter(|l| *l < 9),
        };
        paragraph.contents |= style.contents;
        if properties.page_break_before || style.paragraph.page_break_before {
            out.push(Block::Break(Break::Page));
        }
        let blank = paragraph.runs.iter().all(|r| r.text.trim().is_empty());
        let list = properties.list.or(style.paragraph.list).filter(|l| *l > 0);
        if let Some(list) = list
            && !properties.mark_deleted
            && !blank
        {
            let level = properties.level.or(style.paragraph.level).unwrap_or(0);
            paragraph.number = self.numbering.next(list, level);
        }
        let continues = std::mem::replace(&mut self.unfinished, properties.mark_deleted);
        match (continues, out.last_mut()) {
            (true, Some(Block::Paragraph(last))) => {
                printed = last.index;
                for run in &paragraph.runs {
                    last.push(&run.text, run.bold, run.size);
                }
            }
            // A paragraph whose mark is deleted and that holds nothing is gone.
            _ if properties.mark_deleted && blank => self.unfinished = false,
            _ => {
                if page_break == Some(Side::Before) {
                    out.push(Block::Break(Break::Page));
                }
                out.push(Block::Paragraph(paragraph));
            }
        }
        if page_break == Some(Side::After) {
            out.push(Block::Break(Break::Page));
        }
        out.extend(after);
        if properties.section_end {
            out.push(Block::Break(Break::Section));
        }
        printed
    }

    /// What a paragraph, a link or a tracked insertion holds.
    fn inline(&mut self, xml: &mut Xml<'_>, draft: &mut Draft) -> Result<()> {
        loop {
            let tag = match xml.next()? {
                Step::Open(tag) => tag,
                Step::Text(_) => continue,
                Step::Close => return Ok(()),
                Step::End => return Err(Stopped::Broken),
            };
            match tag.name() {
                "pPr" => {
                    draft.properties = self.looks.paragraph(xml)?;
                    draft.base = self.styles.get(draft.properties.style.as_deref()).run;
                    draft.content = xml.position();
                }
                "r" => {
                    self.take_room()?;
                    self.run(xml, draft)?;
                }
                "oMath" | "oMathPara" => {
                    let (start, first) = (xml.start(), draft.pieces.len());
                    self.nested(xml, draft, |reader, xml, draft| reader.inline(xml, draft))?;
                    enclose(&mut draft.pieces[first..], start..xml.position(), false);
                }
                "hyperlink" | "ins" | "moveTo" | "smartTag" | "sdt" | "sdtContent" | "customXml" | "dir"
                | "bdo" => {
                    self.nested(xml, draft, |reader, xml, draft| reader.inline(xml, draft))?;
                }
                "fldSimple" => {
                    let instruction = tag.attribute("instr").unwrap_or_default();
                    self.fields.push(Field { instruction, in_result: true });
                    let read = self.nested(xml, draft, |reader, xml, draft| reader.inline(xml, draft));
                    self.fields.pop();
                    read?;
                }
                "AlternateContent" => {
                    let (start, first) = (xml.start(), draft.pieces.len());
                    self.nested(xml, draft, |r, x, d| r.choice(x, d, |r, x, d| r.inline(x, d)))?;
                    enclose(&mut draft.pieces[first..], start..xml.position(), false);
                }
                // del, moveFrom: gone once the changes are accepted.
                _ => xml.skip()?,
            }
        }
    }

    fn run(&mut self, xml: &mut Xml<'_>, draft: &mut Draft) -> Result<()> {
        let mut properties = RunProperties::default();
        let (run, first) = (xml.start(), draft.pieces.len());
        loop {
            let tag = match xml.next()? {
                Step::Open(tag) => tag,
                Step::Text(_) => continue,
                Step::Close => {
                    enclose(&mut draft.pieces[first..], run..xml.position(), true);
                    return Ok(());
                }
                Step::End => return Err(Stopped::Broken),
            };
            let start = xml.start();
            let mut sign = "";
            let look = properties.over(draft.base);
            match tag.name() {
                "rPr" => {
                    properties = self.looks.run(xml)?;
                    continue;
                }
                "t" => {
                    let text = xml.text()?;
                    self.text(&text, start..xml.position(), look, draft);
                    continue;
                }
                "instrText" => {
                    let text = xml.text()?;
                    if let Some(field) = self.fields.last_mut().filter(|f| !f.in_result) {
                        field.instruction.push_str(&text);
                    }
                    continue;
                }
                "fldChar" => self.field_mark(&tag)?,
                "tab" | "ptab" => sign = "\t",
                "cr" => sign = "\n",
                "br" => match tag.attribute("type").as_deref() {
                    Some("page") => draft.break_page(),
                    Some("column") => {}
                    _ => sign = "\n",
                },
                "noBreakHyphen" => sign = "-",
                "sym" => sign = symbol(&tag),
                "lastRenderedPageBreak" => {
                    self.page = self.page.map(|p| p.saturating_add(1));
                    if draft.paragraph.is_blank() {
                        draft.paragraph.page = self.page;
                    }
                }
                "drawing" | "pict" | "object" => {
                    let object = tag.name() == "object";
                    let boxed = draft.after.len();
                    self.nested(xml, &mut draft.after, |reader, xml, after| reader.boxes(xml, after))?;
                    if draft.after.len() == boxed {
                        if object {
                            self.seen.objects += 1;
                        } else {
                            self.seen.pictures += 1;
                        }
                    }
                    continue;
                }
                "AlternateContent" => {
                    self.nested(xml, draft, |r, x, d| r.choice(x, d, |r, x, d| r.run(x, d)))?;
                    continue;
                }
                "ruby" => {
                    self.nested(xml, draft, |reader, xml, draft| reader.ruby(xml, draft))?;
                    continue;
                }
                _ => {}
            }
            xml.skip()?;
            self.text(sign, start..xml.position(), look, draft);
        }
    }

    fn ruby(&mut self, xml: &mut Xml<'_>, draft: &mut Draft) -> Result<()> {
        loop {
            match xml.next()? {
                Step::Open(tag) if tag.name() == "rubyBase" => self.inline(xml, draft)?,
                Step::Open(_) => xml.skip()?,
                Step::Text(_) => {}
                Step::Close => return Ok(()),
                Step::End => return Err(Stopped::Broken),
            }
        }
    }

    /// Text boxes anywhere inside a drawing.
    fn boxes(&mut self, xml: &mut Xml<'_>, after: &mut Vec<Block>) -> Result<()> {
        loop {
            match xml.next()? {
                Step::Open(tag) if tag.name() == "txbxContent" => {
                    let mut inside = Vec::new();
                    // Fields do not reach into a box, nor does a paragraph go on in it.
                    let fields = std::mem::take(&mut self.fields);
                    let unfinished = std::mem::take(&mut self.unfinished);
                    let read =
                        self.nested(xml, &mut inside, |reader, xml, inside| reader.blocks(xml, inside));
                    self.fields = fields;
                    self.unfinished = unfinished;
                    read?;
                    for block in &mut inside {
                        if let Block::Paragraph(p) = block {
                            p.boxed = true;
                        }
                    }
                    inside.retain(|b| !matches!(b, Block::Paragraph(p) if p.is_blank()));
                    after.append(&mut inside);
                }
                Step::Open(tag) if tag.name() == "AlternateContent" => {
                    self.nested(xml, after, |r, x, a| r.choice(x, a, |r, x, a| r.boxes(x, a)))?;
                }
                Step::Open(_) => self.nested(xml, after, |reader, xml, after| reader.boxes(xml, after))?,
                Step::Text(_) => {}
                Step::Close => return Ok(()),
                Step::End => return Err(Stopped::Broken),
            }
        }
    }

    fn field_mark(&mut self, tag: &Tag<'_>) -> Result<()> {
        match tag.attribute("fldCharType").as_deref() {
            Some("begin") if self.fields.len() >= MOST_FIELDS => return Err(Stopped::TooLarge),
            Some("begin") => self.fields.push(Field::default()),
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    field.in_result = true;
                }
            }
            Some("end") => {
                self.fields.pop();
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str, element: Range<usize>, look: RunProperties, draft: &mut Draft) {
        if text.is_empty() || self.fields.iter().any(|f| !f.in_result) {
            return;
        }
        if look.hidden == Some(true) {
            self.seen.hidden += 1;
            return;
        }
        draft.paragraph.contents |=
            self.fields.iter().any(|f| f.instruction.trim_start().to_ascii_uppercase().starts_with("TOC"));
        draft.pieces.push(Piece::new(element, text.len()));
        draft.paragraph.push(text, look.bold == Some(true), look.size);
    }
}

/// A check box or bullet in a symbol font.
fn symbol(tag: &Tag<'_>) -> &'static str {
    let code = tag.attribute("char").and_then(|c| u32::from_str_radix(&c, 16).ok()).map(|c| c & 0xff);
    let font = tag.attribute("font").unwrap_or_default();
    match (font.starts_with("Wingdings"), code) {
        (true, Some(0xfe | 0x52)) => "☑",
        (true, Some(0xfd | 0x54)) => "☒",
        (true, Some(0xa8 | 0x6f | 0xa3)) => "□",
        (true, Some(0xfc)) => "√",
        _ => "",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// A paragraph while it is read.
#[derive(Debug, Default)]
struct Draft {
    paragraph: Paragraph,
    properties: ParagraphProperties,
    base: RunProperties,
    /// Text boxes anchored in it.
    after: Vec<Block>,
    page_break: Option<Side>,
    /// What prints its text.
    pieces: Vec<Piece>,
    /// Byte its content begins at.
    content: usize,
}

impl Draft {
    fn break_page(&mut self) {
        self.page_break = Some(if self.paragraph.is_blank() { Side::Before } else { Side::After });
    }
}

/// How far something has come: grows with everything that is read into it, and is told without walking through it.
trait Len {
    fn size(&self) -> [usize; 3];
}

impl Len for Vec<Block> {
    fn size(&self) -> [usize; 3] {
        [self.len(), 0, 0]
    }
}

impl Len for Draft {
    fn size(&self) -> [usize; 3] {
        let runs = &self.paragraph.runs;
        [self.after.len(), runs.len(), runs.last().map_or(0, |r| r.text.len())]
    }
}
