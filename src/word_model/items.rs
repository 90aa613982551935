//! The body of a document part as paragraphs and tables with their properties, in order, each with its bytes.

use std::ops::Range;

use super::properties::{Kind, Properties};
use crate::published::docx::xml::{Result, Step, Stopped, Xml};

/// Elements of a body; as many as a report of some thousand pages has.
const MOST_ITEMS: usize = 150_000;
/// Tables in cells of tables.
const DEEPEST: usize = 8;

/// A paragraph.
#[derive(Debug, Clone)]
pub struct Paragraph {
    /// Bytes of its element.
    pub at: Range<usize>,
    /// 段落格式
    pub properties: Properties,
    /// The look of its mark: of a blank line it decides the height.
    pub mark: Properties,
    /// Its texts with their properties (文字格式).
    pub spans: Vec<(Properties, String)>,
    /// Section that it stands in.
    pub section: usize,
    /// It breaks the page before its text, or holds nothing but a break.
    pub breaks_before: bool,
    /// It breaks the page behind its text.
    pub breaks_after: bool,
    /// It begins or is part of a field that makes the contents (TOC).
    pub contents_field: bool,
    /// A section ends with it.
    pub ends_section: bool,
}

impl Paragraph {
    /// One without anything.
    #[cfg(test)]
    pub fn blank() -> Paragraph {
        Paragraph {
            at: 0..0,
            properties: Properties::new(Kind::Paragraph),
            mark: Properties::new(Kind::Run),
            spans: Vec::new(),
            section: 0,
            breaks_before: false,
            breaks_after: false,
            contents_field: false,
            ends_section: false,
        }
    }

    /// Its text.
    pub fn text(&self) -> String {
        self.spans.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// The properties of most of its characters; of its first text if all are blank.
    pub fn most(&self) -> Properties {
        self.most_of(0..usize::MAX)
    }

    /// The properties of most of the characters that stand in these bytes of its text.
    pub fn most_of(&self, bytes: Range<usize>) -> Properties {
        let mut counted: Vec<(usize, &Properties)> = Vec::new();
        let mut begins = 0;
        for (properties, whole) in &self.spans {
            let at = bytes.start.saturating_sub(begins)..bytes.end.saturating_sub(begins).min(whole.len());
            begins += whole.len();
            let Some(text) = whole.get(at).filter(|text| !text.is_empty() || whole.is_empty()) else {
                continue;
            };
            // What is Chinese counts most: digits often stand in runs of their own.
            let count: usize =
                text.chars().filter(|c| !c.is_whitespace()).map(|c| if c.is_ascii() { 1 } else { 4 }).sum();
            match counted.iter_mut().find(|(_, known)| *known == properties) {
                Some(known) => known.0 += count,
                None => counted.push((count, properties)),
            }
        }
        let most = counted.iter().rev().max_by_key(|(count, _)| *count);
        most.map_or_else(|| self.mark.clone(), |(_, properties)| (*properties).clone())
    }
}

/// A cell.
#[derive(Debug, Clone)]
pub struct Cell {
    /// 单元格格式
    pub properties: Properties,
    /// Its paragraphs.
    pub paragraphs: Vec<Paragraph>,
}

impl Cell {
    /// Columns of the grid it covers.
    pub fn span(&self) -> usize {
        self.properties.length("gridSpan", "val").map_or(1, |n| (n as usize).clamp(1, 500))
    }

    /// Its text.
    pub fn text(&self) -> String {
        self.paragraphs.iter().map(Paragraph::text).collect()
    }
}

/// A row.
#[derive(Debug, Clone)]
pub struct Row {
    /// 行格式
    pub properties: Properties,
    /// Columns of the grid left free before its first cell.
    pub before: usize,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Bytes of its element.
    pub at: Range<usize>,
    /// 表格格式
    pub properties: Properties,
    /// Widths of the columns of its grid.
    pub grid: Vec<u32>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Section that it stands in.
    pub section: usize,
}

/// What a body is made of.
#[derive(Debug, Clone)]
pub enum Item {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
}

/// Which header or footer a section refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Whether it is a footer.
    pub footer: bool,
    /// `default`, `first` or `even`.
    pub pages: String,
    /// Name of the relation.
    pub id: String,
}

/// A section.
#[derive(Debug, Clone)]
pub struct Section {
    /// 页面设置
    pub properties: Properties,
    /// Headers and footers, those inherited from the section before among them.
    pub references: Vec<Reference>,
}

/// A body.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// Paragraphs and tables in order.
    pub items: Vec<Item>,
    /// Sections in order.
    pub sections: Vec<Section>,
}

/// Reads the body of a document part.
pub fn read(text: &str) -> Result<Body> {
    let mut xml = Xml::new(text);
    xml.root()?;
    let mut reader = Reader { body: Body::default(), count: 0 };
    loop {
        match xml.next()? {
            Step::Open(tag) if tag.name() == "body" => {
                reader.blocks(&mut xml)?;
                return Ok(reader.body);
            }
            Step::Open(_) => xml.skip()?,
            Step::Text(_) => {}
            Step::Close | Step::End => return Err(Stopped::Broken),
        }
    }
}

struct Reader {
    body: Body,
    count: usize,
}

impl Reader {
    fn counted(&mut self) -> Result<()> {
        self.count += 1;
        if self.count > MOST_ITEMS { Err(Stopped::TooLarge) } else { Ok(()) }
    }

    /// Blocks up to the end of the body; what only encloses others is passed through.
    fn blocks(&mut self, xml: &mut Xml<'_>) -> Result<()> {
        let mut depth = 1u32;
        while depth > 0 {
            let step = xml.next()?;
            let start = xml.start();
            match step {
                Step::Open(tag) => match tag.name() {
                    "p" => {
                        let paragraph = self.paragraph(xml, start)?;
                        self.body.items.push(Item::Paragraph(paragraph));
                    }
                    "tbl" => {
                        let table = self.table(xml, start, 0)?;
                        self.body.items.push(Item::Table(table));
                    }
                    "sectPr" => self.section(xml)?,
                    "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" | "smartTag" => depth += 1,
                    _ => xml.skip()?,
                },
                Step::Text(_) => {}
                Step::Close => depth -= 1,
                Step::End => return Err(Stopped::Broken),
            }
        }
        Ok(())
    }

    fn section(&mut self, xml: &mut Xml<'_>) -> Result<()> {
        self.counted()?;
        let mut references = self.body.sections.last().map(|s| s.references.clone()).unwrap_or_default();
        let mut properties = Properties::new(Kind::Section);
        loop {
            match xml.next()? {
                Step::Open(tag) => {
                    let footer = match tag.name() {
                        "headerReference" => false,
                        "footerReference" => true,
                        _ => {
                            properties.take(xml, &tag)?;
                            continue;
                        }
                    };
                    let pages = tag.attribute("type").unwrap_or_else(|| "default".to_owned());
                    let id = tag.attribute("id").unwrap_or_default();
                    xml.skip()?;
                    references.retain(|r: &Reference| r.footer != footer || r.pages != pages);
                    references.push(Reference { footer, pages, id });
                }
                Step::Text(_) => {}
                Step::Close => break,
                Step::End => return Err(Stopped::Broken),
            }
        }
        self.body.sections.push(Section { properties, references });
        Ok(())
    }

    fn paragraph(&mut self, xml: &mut Xml<'_>, start: usize) -> Result<Paragraph> {
        self.counted()?;
        let mut paragraph = Paragraph {
            at: start..start,
            properties: Properties::new(Kind::Paragraph),
            mark: Properties::new(Kind::Run),
            spans: Vec::new(),
            section: self.body.sections.len(),
            breaks_before: false,
            breaks_after: false,
            contents_field: false,
            ends_section: false,
        };
        let mut run = Properties::new(Kind::Run);
        let mut depth = 1u32;
        while depth > 0 {
            match xml.next()? {
                Step::Open(tag) => match tag.name() {
                    "pPr" => self.paragraph_properties(xml, &mut paragraph)?,
                    "rPr" => run = Properties::read(xml, Kind::Run)?,
                    "t" => {
                        let text = xml.text()?;
                        paragraph.spans.push((run.clone(), text.into_owned()));
                    }
                    "tab" => {
                        xml.skip()?;
                        paragraph.spans.push((run.clone(), "\t".to_owned()));
                    }
                    "br" => {
                        if tag.attribute("type").as_deref() != Some("page") {
                            paragraph.spans.push((run.clone(), "\n".to_owned()));
                        } else if paragraph.text().trim().is_empty() {
                            paragraph.breaks_before = true;
                        } else {
                            paragraph.breaks_after = true;
                        }
                        xml.skip()?;
                    }
                    "instrText" => {
                        paragraph.contents_field |= xml.text()?.trim_start().starts_with("TOC");
                    }
                    "fldSimple" => {
                        let instruction = tag.attribute("instr").unwrap_or_default();
                        paragraph.contents_field |= instruction.trim_start().starts_with("TOC");
                        depth += 1;
                    }
                    "drawing" | "pict" | "object" | "AlternateContent" | "del" | "moveFrom" | "sdtPr" => {
                        xml.skip()?
                    }
                    name => {
                        if name == "r" {
                            run = Properties::new(Kind::Run);
                        }
                        depth += 1;
                    }
                },
                Step::Text(_) => {}
                Step::Close => depth -= 1,
                Step::End => return Err(Stopped::Broken),
            }
        }
        paragraph.at.end = xml.position();
        Ok(paragraph)
    }

    fn paragraph_properties(&mut self, xml: &mut Xml<'_>, paragraph: &mut Paragraph) -> Result<()> {
        loop {
            match xml.next()? {
                Step::Open(tag) if tag.name() == "sectPr" => {
                    self.section(xml)?;
                    paragraph.ends_section = true;
                }
                Step::Open(tag) if tag.name() == "rPr" => paragraph.mark = Properties::read(xml, Kind::Run)?,
                Step::Open(tag) => paragraph.properties.take(xml, &tag)?,
                Step::Text(_) => {}
                Step::Close => return Ok(()),
                Step::End => return Err(Stopped::Broken),
            }
        }
    }

    fn table(&mut self, xml: &mut Xml<'_>, start: usize, depth: usize) -> Result<Table> {
        self.counted()?;
        let mut table = Table {
            at: start..start,
            properties: Properties::new(Kind::Table),
            grid: Vec::new(),
            rows: Vec::new(),
            section: self.body.sections.len(),
        };
        let mut inside = 1u32;
        while inside > 0 {
            match xml.next()? {
                Step::Open(tag) => match tag.name() {
                    "tblPr" => table.properties = Properties::read(xml, Kind::Table)?,
                    "gridCol" => {
                        table.grid.push(tag.attribute("w").and_then(|w| w.trim().parse().ok()).unwrap_or(0));
                        xml.skip()?;
                    }
                    "tblGrid" | "sdt" | "sdtContent" | "customXml" | "ins" => inside += 1,
                    "tr" => {
                        let row = self.row(xml, depth)?;
                        table.rows.push(row);
                    }
                    _ => xml.skip()?,
                },
                Step::Text(_) => {}
                Step::Close => inside -= 1,
                Step::End => return Err(Stopped::Broken),
            }
        }
        table.at.end = xml.position();
        Ok(table)
    }

    fn row(&mut self, xml: &mut Xml<'_>, depth: usize) -> Result<Row> {
        self.counted()?;
        let mut row = Row { properties: Properties::new(Kind::Row), before: 0, cells: Vec::new() };
        let mut inside = 1u32;
        while inside > 0 {
            match xml.next()? {
                Step::Open(tag) => match tag.name() {
                    "trPr" => {
                        row.before = self.row_properties(xml, &mut row.properties)?;
                    }
                    "sdt" | "sdtContent" | "customXml" => inside += 1,
                    "tc" => {
                        let cell = self.cell(xml, depth)?;
                        row.cells.push(cell);
                    }
                    _ => xml.skip()?,
                },
                Step::Text(_) => {}
                Step::Close => inside -= 1,
                Step::End => return Err(Stopped::Broken),
            }
        }
        Ok(row)
    }

    fn row_properties(&mut self, xml: &mut Xml<'_>, properties: &mut Properties) -> Result<usize> {
        let mut before = 0;
        loop {
            match xml.next()? {
                Step::Open(tag) if tag.name() == "gridBefore" => {
                    before = tag.number::<usize>().unwrap_or(0).min(500);
                    xml.skip()?;
                }
                Step::Open(tag) => properties.take(xml, &tag)?,
                Step::Text(_) => {}
                Step::Close => return Ok(before),
                Step::End => return Err(Stopped::Broken),
            }
        }
    }

    fn cell(&mut self, xml: &mut Xml<'_>, depth: usize) -> Result<Cell> {
        self.counted()?;
        let mut cell = Cell { properties: Properties::new(Kind::Cell), paragraphs: Vec::new() };
        let mut inside = 1u32;
        while inside > 0 {
            let step = xml.next()?;
            let start = xml.start();
            match step {
                Step::Open(tag) => match tag.name() {
                    "tcPr" => cell.properties = Properties::read(xml, Kind::Cell)?,
                    "p" => {
                        let paragraph = self.paragraph(xml, start)?;
                        cell.paragraphs.push(paragraph);
                    }
                    "tbl" if depth < DEEPEST => {
                        self.table(xml, start, depth + 1)?;
                    }
                    "sdt" | "sdtContent" | "customXml" | "ins" => inside += 1,
                    _ => xml.skip()?,
                },
                Step::Text(_) => {}
                Step::Close => inside -= 1,
                Step::End => return Err(Stopped::Broken),
            }
        }
        Ok(cell)
    }
}
