//! The model of how the next document looks (版式), out of the model's Word file: for every role the sample that most of
//! its characters look like, for every table its columns, heights and lines.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::roles::Model;
use super::structure::is_contents_title;
use crate::published::Report;
use crate::published::content::Block;
use crate::published::docx::typeface::Typefaces;
use crate::published::report::NineTable;
use crate::style::Style;
use crate::subject::Subject;
use crate::text::squash;
use crate::word_model::items::{Cell, Item, Paragraph, Row, Table};
use crate::word_model::properties::{Kind, Properties};
use crate::word_model::{
    CellLook, Cover, Opened, Role, Sample, TableLook, WordModel, cover_mark, is_total, lead, open, sample,
};

/// Paragraphs above a table among which its lines are, and below it its notes.
const AROUND_TABLE: usize = 8;

/// Paragraphs and tables of a cover, blank ones among them.
const MOST_OF_COVER: usize = 80;
/// Columns that begin this near to each other are one.
const NEAR: u32 = 30;
/// What ends a line of the cover.
const LINE_ENDS: [&str; 3] = ["</w:p>", "<w:br", "<w:cr"];

/// 版式.docx as it is written, and what it says when it is read.
#[derive(Debug, Clone)]
pub struct LookFile {
    /// The file.
    pub bytes: Vec<u8>,
    /// The look.
    pub model: Arc<WordModel>,
}

/// What was learned of the look of a Word file.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// 版式.docx
    pub docx: Option<LookFile>,
    /// Titles of parts stand on a page of their own.
    pub own_page: bool,
    /// What was not taken, in Chinese.
    pub left: Vec<String>,
}

/// Learns the look of a Word file; nothing if it is none or cannot be read as one.
pub fn learn(report: &Report, bytes: &[u8], subject: &Subject, style: &Style) -> Look {
    let (Some(mut opened), Some(faces)) = (open(bytes), Typefaces::read(bytes)) else {
        let why = format!("页面、字体、表格等全部版式（样板是{}，只学它的话）", report.format.label());
        return Look { left: vec![why], ..Look::default() };
    };
    // A cover in a table is not read as one; what the style says stands there all the same.
    let usual = || {
        let lines = [&style.cover.head, &style.cover.title, &style.cover.foot];
        lines.map(|lines| lines.iter().map(|line| subject.fill(line)).collect::<Vec<_>>())
    };
    let lines = super::structure::cover_lines(report).unwrap_or_else(usual).concat();
    let lines: Vec<String> = lines.iter().map(|line| squash(line)).collect();
    let cover_ends = Learner::new(report, Typefaces::default(), &opened).cover(&lines, &opened.text);
    let cover = if cover_ends > 0 { opened.cover(bytes, cover_ends) } else { None };
    let cover = cover.and_then(|cover| marked(cover, &lines));
    let learner = Learner::new(report, faces, &opened);
    let mut model = WordModel {
        namespaces: opened.namespaces(),
        parts: opened.parts.clone(),
        sections: opened.body.sections.clone(),
        cover,
        samples: learner.samples(),
        tables: BTreeMap::new(),
        contents_field: learner.has_contents_field(),
    };
    for table in &report.tables {
        learner.table(table, &mut model);
    }
    let own_page = learner.own_page();
    let mut left = std::mem::take(&mut model.parts.left);
    left.extend(super::margins::generalise(&mut model.parts, subject));
    left.extend(
        report
            .tables
            .iter()
            .filter(|t| !model.tables.contains_key(t.id.published_number()))
            .map(|table| format!("“{}”的表格格式（没有一行的格数与表头相同）", table.title)),
    );
    if model.cover.is_none() {
        left.push("封面（没有认出它的各行）".to_owned());
    }
    let complete = model.samples.contains_key(&(Role::Body, String::new()));
    // What cannot be read back is no look to write by.
    let docx = complete.then(|| model.to_docx()).flatten().and_then(|bytes| {
        let model = Arc::new(WordModel::read(&bytes)?);
        Some(LookFile { bytes, model })
    });
    if docx.is_none() {
        left.push("段落、表格、页眉页脚的格式（没有认出正文）".to_owned());
    }
    Look { docx, own_page, left }
}

/// A paragraph, with the item and the row of the table that it stands in.
type Found<'a> = (&'a Paragraph, Option<(usize, usize)>);

struct Learner<'a> {
    model: Model<'a>,
    items: &'a [Item],
    /// Paragraphs by the byte they begin at, with the table and row they stand in.
    paragraphs: HashMap<usize, Found<'a>>,
}

impl<'a> Learner<'a> {
    fn new(report: &'a Report, faces: Typefaces, opened: &'a Opened) -> Learner<'a> {
        let mut paragraphs = HashMap::new();
        for (at, item) in opened.body.items.iter().enumerate() {
            match item {
                Item::Paragraph(paragraph) => {
                    paragraphs.insert(paragraph.at.start, (paragraph, None));
                }
                Item::Table(table) => {
                    for (r, row) in table.rows.iter().enumerate() {
                        for paragraph in row.cells.iter().flat_map(|cell| &cell.paragraphs) {
                            paragraphs.insert(paragraph.at.start, (paragraph, Some((at, r))));
                        }
                    }
                }
            }
        }
        Learner { model: Model { report, faces }, items: &opened.body.items, paragraphs }
    }

    fn found(&self, index: u32) -> Option<Found<'a>> {
        let origin = self.model.report.content.origins.get(index as usize)?;
        self.paragraphs.get(&origin.element.start).copied()
    }

    fn paragraph(&self, index: u32) -> Option<&'a Paragraph> {
        self.found(index).map(|(paragraph, _)| paragraph)
    }

    /// The place of a paragraph among the items.
    fn position(&self, paragraph: &Paragraph) -> Option<usize> {
        self.items.iter().position(|item| matches!(item, Item::Paragraph(p) if p.at == paragraph.at))
    }

    /// The sample that most characters of these paragraphs look like.
    fn most<'p>(paragraphs: impl IntoIterator<Item = &'p Paragraph>) -> Option<Sample> {
        let mut counted: Vec<(usize, Sample)> = Vec::new();
        for paragraph in paragraphs {
            let own = general(sample(paragraph));
            let count = paragraph.text().trim().chars().count();
            match counted.iter_mut().find(|(_, known)| {
                (&known.paragraph, &known.run, &known.lead, known.spread)
                    == (&own.paragraph, &own.run, &own.lead, own.spread)
            }) {
                Some(known) => known.0 += count,
                None if count > 0 => counted.push((count, own)),
                None => {}
            }
        }
        counted.into_iter().rev().max_by_key(|(count, _)| *count).map(|(_, sample)| sample)
    }

    fn samples(&self) -> BTreeMap<(Role, String), Sample> {
        let mut by_role: BTreeMap<Role, Vec<&Paragraph>> = BTreeMap::new();
        for (role, index) in self.model.roles() {
            // Titles of tables are told table by table.
            if role == Role::TableTitle {
                continue;
            }
            by_role.entry(role).or_default().extend(self.paragraph(index));
        }
        for (role, paragraph) in self.contents() {
            by_role.entry(role).or_default().push(paragraph);
        }
        let mut samples = BTreeMap::new();
        for (role, paragraphs) in &by_role {
            if let Some(sample) = Self::most(paragraphs.iter().copied()) {
                samples.insert((*role, String::new()), sample);
            }
        }
        for (role, begins) in [(Role::Body, Role::Lead), (Role::Term, Role::TermLead)] {
            let paragraphs = by_role.get(&role).into_iter().flatten().copied();
            let own = samples
                .get(&(role, String::new()))
                .cloned()
                .zip(lead::type_of(paragraphs, role == Role::Term));
            samples.extend(own.map(|(sample, run)| ((begins, String::new()), Sample { run, ..sample })));
        }
        // A title whose number and name are parted by a line break.
        let parted =
            by_role.get(&Role::Part).into_iter().flatten().filter(|p| p.text().trim().contains('\n')).count();
        if let (true, Some(part)) = (parted > 1, samples.get(&(Role::Part, String::new())).cloned()) {
            let (mut first, mut second) = (part.clone(), part);
            without_space(&mut first.paragraph, "after");
            without_space(&mut second.paragraph, "before");
            samples.insert((Role::Part, String::new()), first);
            samples.entry((Role::PartName, String::new())).or_insert(second);
        }
        // Contents whose lines are parted by line breaks: the second line is one of the second level.
        let several =
            by_role.get(&Role::Contents1).into_iter().flatten().map(|p| p.text()).find(|t| t.contains('\n'));
        if let (Some(text), Some(first)) = (several, samples.get(&(Role::Contents1, String::new())).cloned())
        {
            let second = text.lines().nth(1).unwrap_or_default();
            let lead = second.chars().take_while(|c| c.is_whitespace()).collect();
            samples.entry((Role::Contents2, String::new())).or_insert(Sample { lead, ..first });
        }
        samples
    }

    /// Title and entries of the contents.
    fn contents(&self) -> Vec<(Role, &'a Paragraph)> {
        let blocks = || {
            self.model.report.content.blocks.iter().filter_map(|block| match block {
                Block::Paragraph(paragraph) => Some(paragraph),
                _ => None,
            })
        };
        let mut found = Vec::new();
        let title = blocks().find(|p| is_contents_title(&p.text()));
        found.extend(title.and_then(|p| self.paragraph(p.index)).map(|p| (Role::ContentsTitle, p)));
        let titles: Vec<String> =
            self.model.report.contents.iter().map(|entry| squash(&entry.title)).collect();
        let begins = title.map_or(0, |p| p.index);
        // Entries follow the title; their words come again where they lead to.
        for (n, block) in blocks().filter(|p| p.index > begins && !p.is_blank()).enumerate() {
            let text = squash(&block.text());
            let listed = block.contents
                || (n < titles.len() && titles.iter().any(|t| !t.is_empty() && text.starts_with(t)));
            if !listed {
                if !found.is_empty() && n > 2 {
                    break;
                }
                continue;
            }
            let role = if text.starts_with('第') { Role::Contents1 } else { Role::Contents2 };
            found.extend(self.paragraph(block.index).map(|p| (role, p)));
        }
        found
    }

    fn has_contents_field(&self) -> bool {
        self.items.iter().any(|item| matches!(item, Item::Paragraph(p) if p.contents_field))
    }

    /// How many items the cover takes: up to the last that holds one of its lines.
    fn cover(&self, lines: &[String], text: &str) -> usize {
        let contents = |item: &Item| matches!(item, Item::Paragraph(p) if is_contents_title(&p.text()));
        let ends = self.items.iter().position(contents).unwrap_or(self.items.len());
        let mut found = 0;
        for (n, item) in self.items[..ends].iter().enumerate().take(MOST_OF_COVER) {
            let (Item::Paragraph(Paragraph { at, .. }) | Item::Table(Table { at, .. })) = item;
            let mut has_line = false;
            super::margins::by_line(text.get(at.clone()).unwrap_or_default(), &LINE_ENDS, |line| {
                has_line |= lines.iter().any(|own| *own == squash(line));
                line.to_owned()
            });
            if has_line {
                found = n + 1;
            }
            if matches!(item, Item::Paragraph(p) if p.ends_section) && found > 0 {
                break;
            }
        }
        found
    }

    /// Whether most titles of parts stand on a page of their own.
    fn own_page(&self) -> bool {
        let mut titles: Vec<usize> = Vec::new();
        for index in self.model.part_titles().into_iter().map(|(_, index)| index) {
            titles.extend(self.paragraph(index).and_then(|p| self.position(p)));
        }
        let alone = |at: usize| {
            let mut next = at;
            loop {
                let Some(Item::Paragraph(paragraph)) = self.items.get(next) else { return false };
                let broken =
                    next > at && (paragraph.breaks_before || paragraph.properties.is_on("pageBreakBefore"));
                if broken || paragraph.breaks_after || paragraph.ends_section {
                    return true;
                }
                next += 1;
                let blank =
                    matches!(self.items.get(next), Some(Item::Paragraph(p)) if p.text().trim().is_empty());
                let goes_on = titles.contains(&next);
                let breaks = matches!(self.items.get(next), Some(Item::Paragraph(p)) if p.properties.is_on("pageBreakBefore"));
                if !blank && !goes_on && !breaks {
                    return false;
                }
            }
        };
        let count = titles.iter().filter(|at| alone(**at)).count();
        count * 2 > titles.len()
    }

    /// The look of one of the nine tables and of the lines around it.
    fn table(&self, table: &NineTable, model: &mut WordModel) {
        let Some((_, Some((at, first)))) =
            table.cells.iter().min_by_key(|c| c.2).and_then(|c| self.found(c.2))
        else {
            return;
        };
        let Item::Table(raw) = &self.items[at] else { return };
        let number = table.id.published_number();
        self.lines_around(table, (at, first, raw), number, model);
        if let Some(look) = table_look(raw, first) {
            model.tables.insert(number.to_owned(), look);
        }
    }

    /// Title, number, lines and notes, above and below the table or in rows of it.
    fn lines_around(
        &self,
        table: &NineTable,
        (at, first, raw): (usize, usize, &'a Table),
        number: &str,
        model: &mut WordModel,
    ) {
        let outside = |range: std::ops::Range<usize>| {
            self.items.get(range).into_iter().flatten().filter_map(|item| match item {
                Item::Paragraph(paragraph) => Some(paragraph),
                Item::Table(_) => None,
            })
        };
        let begins = (0..at)
            .rev()
            .take(AROUND_TABLE)
            .take_while(|i| matches!(self.items[*i], Item::Paragraph(_)))
            .last();
        let rows = |rows: &'a [Row]| rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.paragraphs);
        let above = outside(begins.unwrap_or(at)..at).chain(rows(&raw.rows[..first.min(raw.rows.len())]));
        let title = squash(&table.title);
        for paragraph in above {
            let text = squash(&paragraph.text());
            let role = if text.is_empty() {
                continue;
            } else if text == title
                || text.ends_with(&title) && text.chars().count() <= title.chars().count() + 6
            {
                Role::TableTitle
            } else if text.ends_with('表')
                && text.chars().count() <= 12
                && text.contains(|c: char| c.is_ascii_digit())
            {
                Role::TableNumber
            } else if text.contains("单位：") || text.contains("单位:") || text.contains("部门") {
                Role::TableLine
            } else {
                continue;
            };
            let own = Sample { section: raw.section, ..general(sample(paragraph)) };
            model.samples.insert((role, number.to_owned()), own.clone());
            model.samples.entry((role, String::new())).or_insert(own);
        }
        let ends = at
            + 1
            + (at + 1..self.items.len())
                .take(AROUND_TABLE / 2)
                .take_while(|i| matches!(self.items[*i], Item::Paragraph(_)))
                .count();
        let last_rows = raw.rows.len().saturating_sub(3).max(first);
        let below = outside(at + 1..ends).chain(rows(&raw.rows[last_rows..]));
        let notes: Vec<String> = table.notes.iter().map(|note| squash(note)).collect();
        for paragraph in below {
            let text = squash(&paragraph.text());
            let is_note =
                text.starts_with('注') || notes.iter().any(|note| !text.is_empty() && note.contains(&text));
            if is_note && text.chars().count() > 4 {
                let own = Sample { section: raw.section, ..general(sample(paragraph)) };
                model.samples.entry((Role::TableNote, number.to_owned())).or_insert_with(|| own.clone());
                model.samples.entry((Role::TableNote, String::new())).or_insert(own);
            }
        }
    }
}

/// A cover with marks in the places of its lines; `None` unless each line has its place.
fn marked(cover: Cover, lines: &[String]) -> Option<Cover> {
    let mut placed = vec![false; lines.len()];
    let mut rest: Option<(usize, String)> = None;
    let mut other = false;
    let xml = super::margins::by_line(&cover.xml, &LINE_ENDS, |printed| {
        let text = squash(printed);
        // A line that goes on in the next paragraph.
        if let Some((_, left)) = &rest
            && left.starts_with(&text)
        {
            let left = left[text.len()..].to_owned();
            rest = rest.take().filter(|_| !left.is_empty()).map(|(at, _)| (at, left));
            return String::new();
        }
        let Some(at) = lines.iter().position(|line| line.starts_with(&text)) else {
            other = true;
            return printed.to_owned();
        };
        placed[at] = true;
        let left = lines[at][text.len()..].to_owned();
        rest = (!left.is_empty()).then_some((at, left));
        cover_mark(at)
    });
    (!other && placed.iter().all(|placed| *placed)).then_some(Cover { xml, ..cover })
}

/// Takes away the space before or after a paragraph.
fn without_space(paragraph: &mut Properties, side: &str) {
    let names = ["before", "after", "line", "lineRule"];
    let values = names
        .map(|name| if name == side { Some("0".to_owned()) } else { paragraph.attribute("spacing", name) });
    let attributes: Vec<(&str, &str)> =
        names.into_iter().zip(&values).filter_map(|(name, value)| Some((name, value.as_deref()?))).collect();
    paragraph.set("spacing", &attributes);
}

/// A sample without what belongs to its one place, and without its list: the text says its number itself.
fn general(mut sample: Sample) -> Sample {
    let listed = sample.paragraph.has("numPr");
    sample.paragraph = sample.paragraph.without(&["pageBreakBefore", "outlineLvl", "numPr"]);
    // The list of a style is none, either.
    if listed || sample.paragraph.has("pStyle") {
        sample
            .paragraph
            .set_raw("numPr", "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"0\"/></w:numPr>".to_owned());
    }
    sample
}

/// Whether a text is an amount as tables print it.
fn is_amount(text: &str) -> bool {
    let text = text.trim();
    text.contains('.') && text.chars().all(|c| c.is_ascii_digit() || ".,，-−".contains(c))
}

/// Widths of a row's cells, by the columns of the grid they cover.
fn widths(table: &Table, row: &Row) -> Vec<u32> {
    let mut at = row.before;
    let mut widths = Vec::new();
    for cell in &row.cells {
        let span = cell.span();
        let grid: u32 = table.grid.iter().skip(at).take(span).sum();
        let own = cell
            .properties
            .length("tcW", "w")
            .filter(|_| cell.properties.attribute("tcW", "type").as_deref() == Some("dxa"));
        widths.push(if grid > 0 { grid } else { own.unwrap_or(0) });
        at += span;
    }
    widths
}

fn is_total_row(row: &Row) -> bool {
    row.cells.iter().any(|cell| is_total(&cell.text()))
}

/// The cell of a row that begins at a column, told by the widths to its left: some rows have cells merged.
fn cell_at<'t>(table: &Table, row: &'t Row, columns: &[u32], at: usize) -> Option<&'t Cell> {
    let begins: u32 = columns[..at].iter().sum();
    let mut left = 0u32;
    for (cell, width) in row.cells.iter().zip(widths(table, row)) {
        if left.abs_diff(begins) < NEAR {
            return Some(cell);
        }
        left += width;
    }
    None
}

/// The look that most cells of a column have; their levels of indentation are not part of it.
fn column(mut looks: Vec<CellLook>) -> Option<CellLook> {
    let levels = |look: &CellLook| look.paragraph.get("ind").map(str::to_owned);
    let by_properties = looks.iter().any(|look| levels(look) != looks.first().and_then(levels));
    let indents = by_properties || looks.iter().any(|look| look.indents);
    for look in &mut looks {
        look.indents = indents;
        if by_properties {
            look.paragraph =
                std::mem::replace(&mut look.paragraph, Properties::new(Kind::Paragraph)).without(&["ind"]);
        }
    }
    most(looks.into_iter())
}

/// The look of a table whose heads begin in a row.
fn table_look(table: &Table, first: usize) -> Option<TableLook> {
    let has_amount = |row: &&Row| row.cells.iter().any(|cell| is_amount(&cell.text()));
    let body = || table.rows.iter().skip(first + 1).filter(has_amount);
    // Rows in which nothing is merged have a cell for every column.
    let whole = body()
        .map(|row| row.cells.len())
        .max()
        .or_else(|| table.rows.iter().skip(first).map(|r| r.cells.len()).max())?;
    let rows: Vec<&Row> = body().filter(|row| row.cells.len() == whole).collect();
    let rows = if rows.is_empty() {
        table.rows.iter().skip(first).filter(|row| row.cells.len() == whole).collect()
    } else {
        rows
    };
    let widths = widths(table, rows.first()?);
    widths.iter().all(|width| *width > 0).then_some(())?;
    let looks = |rows: &[&Row], at: usize| {
        let cells = || rows.iter().filter_map(|row| cell_at(table, row, &widths, at));
        // An empty cell does not show what its text looks like.
        let printed: Vec<CellLook> =
            cells().filter(|c| !c.text().trim().is_empty()).map(CellLook::of).collect();
        let all = if printed.is_empty() { cells().map(CellLook::of).collect() } else { printed };
        column(all)
    };
    let usual: Vec<&Row> = rows.iter().copied().filter(|row| !is_total_row(row)).collect();
    let usual = if usual.is_empty() { rows.clone() } else { usual };
    let columns: Vec<CellLook> = (0..whole).filter_map(|at| looks(&usual, at)).collect();
    let totals: Vec<&Row> = body().filter(|row| is_total_row(row)).collect();
    let total: Vec<CellLook> = match totals.is_empty() {
        true => Vec::new(),
        false => {
            (0..whole).filter_map(|at| looks(&totals, at).or_else(|| columns.get(at).cloned())).collect()
        }
    };
    let head = table.rows.get(first)?;
    Some(TableLook {
        properties: table.properties.clone(),
        widths,
        head_row: head.properties.clone(),
        head: most(head.cells.iter().filter(|c| !c.text().trim().is_empty()).map(CellLook::of))?,
        row: most(usual.iter().map(|row| row.properties.clone()))?,
        total: if total == columns { Vec::new() } else { total },
        columns,
        section: table.section,
    })
}

/// What most of them are.
fn most<T: PartialEq>(all: impl Iterator<Item = T>) -> Option<T> {
    let mut counted: Vec<(usize, T)> = Vec::new();
    for one in all {
        match counted.iter_mut().find(|(_, known)| *known == one) {
            Some(known) => known.0 += 1,
            None => counted.push((1, one)),
        }
    }
    counted.into_iter().rev().max_by_key(|(count, _)| *count).map(|(_, one)| one)
}
