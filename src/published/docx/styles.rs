//! Paragraph styles: what a paragraph looks like that says nothing about itself.

use std::collections::HashMap;
use std::rc::Rc;

use foldhash::fast::RandomState as Quick;

use super::table::{CellProperties, read_cell_properties};
use super::xml::{Result, Step, Stopped, Tag, Xml};
use crate::published::content::Align;

/// Styles of a document; Word itself stops at some four thousand.
const MOST_STYLES: usize = 20_000;

/// Paragraph properties, of a style or a paragraph.
#[derive(Debug, Clone, Default)]
pub struct ParagraphProperties {
    /// Style it is based on.
    pub style: Option<Rc<str>>,
    /// Alignment.
    pub align: Option<Align>,
    /// Outline level, 9 and more for body text.
    pub outline: Option<u8>,
    /// List it belongs to (0: none).
    pub list: Option<u32>,
    /// Level in the list.
    pub level: Option<u8>,
    /// A page break before it.
    pub page_break_before: bool,
    /// A section ends with it.
    pub section_end: bool,
    /// The paragraph mark is deleted in a tracked change: the next paragraph goes on here.
    pub mark_deleted: bool,
}

/// Run properties, of a style or a run.
#[derive(Debug, Clone, Copy, Default)]
pub struct RunProperties {
    /// 加粗
    pub bold: Option<bool>,
    /// Size in half points.
    pub size: Option<u32>,
    /// 隐藏
    pub hidden: Option<bool>,
}

impl RunProperties {
    /// These, and those of `below` where these say nothing.
    pub fn over(self, below: RunProperties) -> RunProperties {
        RunProperties {
            bold: self.bold.or(below.bold),
            size: self.size.or(below.size),
            hidden: self.hidden.or(below.hidden),
        }
    }
}

/// A style with what it is based on worked in.
#[derive(Debug, Clone, Default)]
pub struct Style {
    /// Name as users see it.
    pub name: String,
    /// Whether its name says that it is for lines of the contents (目录).
    pub contents: bool,
    /// Paragraph properties.
    pub paragraph: ParagraphProperties,
    /// Run properties.
    pub run: RunProperties,
}

/// The styles of a document by id.
#[derive(Debug, Default)]
pub struct Styles {
    styles: HashMap<String, Style>,
    default: Style,
}

impl Styles {
    /// Reads `styles.xml`.
    pub fn read(text: &str) -> Result<Styles> {
        let mut xml = Xml::new(text);
        xml.root()?;
        let mut styles = Styles::default();
        let mut default_id = None;
        let mut document_run = RunProperties::default();
        loop {
            match xml.next()? {
                Step::Open(tag) if tag.name() == "style" => {
                    let id = tag.attribute("styleId").unwrap_or_default();
                    if tag.attribute("type").as_deref() == Some("paragraph")
                        && matches!(tag.attribute("default").as_deref(), Some("1" | "true" | "on"))
                    {
                        default_id = Some(id.clone());
                    }
                    let style = read_style(&mut xml)?;
                    if styles.styles.len() >= MOST_STYLES {
                        return Err(Stopped::TooLarge);
                    }
                    styles.styles.insert(id, style);
                }
                Step::Open(tag) if tag.name() == "docDefaults" => document_run = read_defaults(&mut xml)?,
                Step::Open(_) => xml.skip()?,
                Step::Text(_) => {}
                Step::Close | Step::End => break,
            }
        }
        let ids: Vec<String> = styles.styles.keys().cloned().collect();
        let resolved: HashMap<String, Style> =
            ids.iter().map(|id| (id.clone(), styles.resolve(id, document_run))).collect();
        styles.styles = resolved;
        styles.default = default_id
            .and_then(|id| styles.styles.get(&id).cloned())
            .unwrap_or_else(|| Style { run: document_run, ..Style::default() });
        styles.default.contents = false;
        Ok(styles)
    }

    /// The style of an id; the default one for none or an unknown one.
    pub fn get(&self, id: Option<&str>) -> &Style {
        id.and_then(|id| self.styles.get(id)).unwrap_or(&self.default)
    }

    fn resolve(&self, id: &str, document_run: RunProperties) -> Style {
        let mut style = Style::default();
        let mut next = Some(id);
        // A chain longer than this goes round in a circle.
        for _ in 0..20 {
            let Some(found) = next.and_then(|id| self.styles.get(id)) else { break };
            if style.name.is_empty() {
                style.name.clone_from(&found.name);
            }
            let (mine, below) = (&mut style.paragraph, &found.paragraph);
            mine.align = mine.align.or(below.align);
            mine.outline = mine.outline.or(below.outline);
            mine.list = mine.list.or(below.list);
            mine.level = mine.level.or(below.level);
            mine.page_break_before |= below.page_break_before;
            style.run = style.run.over(found.run);
            next = found.paragraph.style.as_deref();
        }
        style.run = style.run.over(document_run);
        let name = style.name.to_ascii_lowercase();
        style.contents = name.starts_with("toc ") || name.starts_with("目录");
        style
    }
}

fn read_style(xml: &mut Xml<'_>) -> Result<Style> {
    let mut style = Style::default();
    let mut based_on = None;
    loop {
        match xml.next()? {
            Step::Open(tag) => match tag.name() {
                "name" => {
                    style.name = tag.val().unwrap_or_default();
                    xml.skip()?;
                }
                "basedOn" => {
                    based_on = tag.val().map(Rc::from);
                    xml.skip()?;
                }
                "pPr" => style.paragraph = read_paragraph_properties(xml)?,
                "rPr" => style.run = read_run_properties(xml)?,
                _ => xml.skip()?,
            },
            Step::Text(_) => {}
            Step::Close | Step::End => break,
        }
    }
    style.paragraph.style = based_on;
    Ok(style)
}

/// `docDefaults` holds `rPrDefault`, which holds `rPr`.
fn read_defaults(xml: &mut Xml<'_>) -> Result<RunProperties> {
    let mut run = RunProperties::default();
    let mut depth = 1u32;
    while depth > 0 {
        match xml.next()? {
            Step::Open(tag) => match tag.name() {
                "rPrDefault" => depth += 1,
                "rPr" => run = read_run_properties(xml)?,
                _ => xml.skip()?,
            },
            Step::Text(_) => {}
            Step::Close => depth -= 1,
            Step::End => break,
        }
    }
    Ok(run)
}

/// Reads `pPr` up to its end.
pub fn read_paragraph_properties(xml: &mut Xml<'_>) -> Result<ParagraphProperties> {
    let mut p = ParagraphProperties::default();
    loop {
        let tag = match xml.next()? {
            Step::Open(tag) => tag,
            Step::Text(_) => continue,
            Step::Close | Step::End => return Ok(p),
        };
        match tag.name() {
            "pStyle" => p.style = tag.val().map(Rc::from),
            "jc" => {
                p.align = tag.val().map(|v| match v.as_str() {
                    "center" => Align::Center,
                    "right" | "end" => Align::End,
                    _ => Align::Start,
                });
            }
            "outlineLvl" => p.outline = tag.number(),
            "pageBreakBefore" => p.page_break_before = tag.is_on(),
            "sectPr" => p.section_end = true,
            "numPr" => {
                read_list(xml, &mut p)?;
                continue;
            }
            "rPr" => {
                p.mark_deleted = read_mark(xml)?;
                continue;
            }
            _ => {}
        }
        xml.skip()?;
    }
}

fn read_list(xml: &mut Xml<'_>, p: &mut ParagraphProperties) -> Result<()> {
    loop {
        match xml.next()? {
            Step::Open(tag) => {
                match tag.name() {
                    "numId" => p.list = tag.number(),
                    "ilvl" => p.level = tag.number(),
                    _ => {}
                }
                xml.skip()?;
            }
            Step::Text(_) => {}
            Step::Close | Step::End => return Ok(()),
        }
    }
}

/// Whether the paragraph mark is deleted or moved away.
fn read_mark(xml: &mut Xml<'_>) -> Result<bool> {
    let mut deleted = false;
    loop {
        match xml.next()? {
            Step::Open(tag) => {
                deleted |= matches!(tag.name(), "del" | "moveFrom");
                xml.skip()?;
            }
            Step::Text(_) => {}
            Step::Close | Step::End => return Ok(deleted),
        }
    }
}

/// Reads `rPr` up to its end.
pub fn read_run_properties(xml: &mut Xml<'_>) -> Result<RunProperties> {
    let mut run = RunProperties::default();
    loop {
        match xml.next()? {
            Step::Open(tag) => {
                take_run_property(&mut run, &tag);
                xml.skip()?;
            }
            Step::Text(_) => {}
            Step::Close | Step::End => return Ok(run),
        }
    }
}

/// Looks that are kept; a report has some dozens.
const MOST_LOOKS: usize = 1_000;

/// Looks by how they are written, which is long: the same few stand before every text, and in every cell, of a document.
#[derive(Debug, Default)]
pub struct Looks {
    paragraphs: Known<ParagraphProperties>,
    runs: Known<RunProperties>,
    cells: Known<CellProperties>,
}

impl Looks {
    /// Reads `pPr` up to its end.
    ///
    /// # Errors
    /// It is broken.
    pub fn paragraph(&mut self, xml: &mut Xml<'_>) -> Result<ParagraphProperties> {
        self.paragraphs.look(xml, read_paragraph_properties)
    }

    /// Reads `rPr` up to its end.
    ///
    /// # Errors
    /// It is broken.
    pub fn run(&mut self, xml: &mut Xml<'_>) -> Result<RunProperties> {
        self.runs.look(xml, read_run_properties)
    }

    /// Reads `tcPr` up to its end.
    ///
    /// # Errors
    /// It is broken.
    pub fn cell(&mut self, xml: &mut Xml<'_>) -> Result<CellProperties> {
        self.cells.look(xml, read_cell_properties)
    }
}

/// Elements of one kind, each read once for all that are written in the same way.
#[derive(Debug)]
struct Known<T> {
    looks: Vec<Look<T>>,
    by_text: HashMap<Rc<str>, usize, Quick>,
    last: usize,
}

/// What an element says.
#[derive(Debug)]
struct Look<T> {
    written: Rc<str>,
    says: T,
    /// The look that came after it the last time: rows of a table repeat the looks of their cells.
    next: usize,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Known { looks: Vec::new(), by_text: HashMap::default(), last: 0 }
    }
}

impl<T: Clone> Known<T> {
    /// What the element that was just opened says.
    fn look(&mut self, xml: &mut Xml<'_>, read: impl Fn(&mut Xml<'_>) -> Result<T>) -> Result<T> {
        let expected = self.looks.get(self.last).map_or(0, |last| last.next);
        if let Some(look) = self.looks.get(expected)
            && xml.skip_same(&look.written)
        {
            self.last = expected;
            return Ok(look.says.clone());
        }
        let Some(inner) = xml.inner() else { return read(xml) };
        xml.skip_close()?;
        let at = match self.by_text.get(inner) {
            Some(at) => *at,
            None => {
                let says = read(&mut Xml::new(inner))?;
                if self.looks.len() >= MOST_LOOKS {
                    return Ok(says);
                }
                let (written, at): (Rc<str>, usize) = (inner.into(), self.looks.len());
                self.by_text.insert(written.clone(), at);
                self.looks.push(Look { written, says, next: at });
                at
            }
        };
        self.looks[self.last].next = at;
        self.last = at;
        Ok(self.looks[at].says.clone())
    }
}

fn take_run_property(run: &mut RunProperties, tag: &Tag<'_>) {
    match tag.name() {
        "b" => run.bold = Some(tag.is_on()),
        "sz" => run.size = tag.number(),
        "vanish" => run.hidden = Some(tag.is_on()),
        _ => {}
    }
}
