//! A report with what proofreading says of it at the places that are meant: a copy of the Word file with comments, and
//! a page with the findings beside the text. The report itself is never changed.

use std::collections::HashMap;
use std::ops::Range;

use crate::accounts::Address;
use crate::finding::{DocumentSpot, Finding, Place};
use crate::proof;
use crate::published::Report;
use crate::published::content::{Block, Cell, Paragraph};
use crate::published::report::Section;
use crate::text::{sentence_around, squash};

pub mod comments;
pub mod page;
mod said;
pub mod word;

pub use said::{Said, said};

/// A place among the blocks of a report, as [`crate::published::content::Content::blocks`] holds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// Bytes of a paragraph's text.
    Words(usize, Range<usize>),
    /// A whole paragraph.
    Paragraph(usize),
    /// A cell: the block and its place among the table's cells.
    Cell(usize, usize),
}

impl Spot {
    /// The block it is in.
    pub fn block(&self) -> usize {
        match self {
            Spot::Words(block, _) | Spot::Paragraph(block) | Spot::Cell(block, _) => *block,
        }
    }
}

/// A text without layout, each character with the byte it begins at.
struct Folded(Vec<(usize, char)>);

impl Folded {
    fn of(text: &str) -> Folded {
        let printed =
            |c: char| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}');
        Folded(text.char_indices().filter(|(_, c)| printed(*c)).collect())
    }

    /// Where another text stands in some of this one's characters.
    fn find(&self, other: &Folded, within: Range<usize>) -> Option<Range<usize>> {
        let length = other.0.len();
        if length == 0 {
            return None;
        }
        let own = self.0.get(within.clone())?;
        let same = |w: &[(usize, char)]| w.iter().zip(&other.0).all(|(a, b)| a.1 == b.1);
        own.windows(length).position(same).map(|at| within.start + at..within.start + at + length)
    }

    /// The how-manieth place where another text stands in some of this one's characters; the first, if there are fewer.
    fn nth(&self, other: &Folded, within: &Range<usize>, nth: usize) -> Option<Range<usize>> {
        let first = self.find(other, within.clone())?;
        let mut found = first.clone();
        for _ in 0..nth {
            let Some(next) = self.find(other, found.end..within.end) else { return Some(first) };
            found = next;
        }
        Some(found)
    }

    /// The bytes of some characters.
    fn bytes(&self, chars: &Range<usize>) -> Range<usize> {
        let start = self.0.get(chars.start).map_or(0, |c| c.0);
        let end = chars.end.checked_sub(1).and_then(|last| self.0.get(last));
        start..end.map_or(start, |(at, c)| at + c.len_utf8())
    }
}

/// Finds places among the blocks of a report.
pub struct Locator<'a> {
    report: &'a Report,
    texts: Vec<(usize, Folded)>,
    /// Table, row and column as findings name them → the cell.
    cells: HashMap<(String, String, String), Spot>,
    /// The first cell of a table and of each of its rows.
    rows: HashMap<(String, String), Spot>,
}

impl<'a> Locator<'a> {
    /// Reads a report's places once.
    pub fn new(report: &'a Report) -> Locator<'a> {
        let texts = report.content.blocks.iter().enumerate().filter_map(|(at, block)| match block {
            Block::Paragraph(p) => Some((at, Folded::of(&p.text()))),
            _ => None,
        });
        let mut locator =
            Locator { report, texts: texts.collect(), cells: HashMap::new(), rows: HashMap::new() };
        locator.read_tables();
        locator
    }

    fn read_tables(&mut self) {
        let report = self.report;
        let mut by_index: HashMap<(u32, &str), (usize, usize)> = HashMap::new();
        for (at, block) in report.content.blocks.iter().enumerate() {
            let Block::Table(table) = block else { continue };
            for (n, cell) in table.cells.iter().enumerate() {
                by_index.entry((cell.index, cell.text.as_str())).or_insert((at, n));
            }
        }
        for table in &report.tables {
            let number = table.id.published_number().to_owned();
            let source = report.import.accounts.sources.iter().find(|s| s.sheet == table.sheet);
            let Some(places) = source.and_then(|s| s.document.as_deref()) else { continue };
            for (row, col, index) in &table.cells {
                let text = table.rows.get(*row as usize).and_then(|r| r.get(*col as usize));
                let Some(&(block, cell)) = text.and_then(|t| by_index.get(&(*index, t.as_str()))) else {
                    continue;
                };
                let spot = Spot::Cell(block, cell);
                let named = places.spot(Address { row: row + table.first_row, col: *col });
                self.rows.entry((number.clone(), String::new())).or_insert(spot.clone());
                self.rows.entry((number.clone(), named.row.clone())).or_insert(spot.clone());
                // A label stands for its row where no column is said.
                let label = squash(text.map_or("", String::as_str));
                self.rows.entry((number.clone(), label)).or_insert(spot.clone());
                self.cells.entry((number.clone(), named.row.clone(), named.column.clone())).or_insert(spot);
            }
        }
    }

    /// Where a place stands, as near as it can be told; `None` if it is not in the report or not found.
    pub fn find(&self, place: &Place) -> Option<Spot> {
        let spot = place.document_spot().filter(|_| place.file == self.report.file)?;
        if !spot.table.is_empty() {
            return self.table_cell(spot);
        }
        self.words(spot).or_else(|| self.attached_cell(spot)).or_else(|| self.heading(spot))
    }

    fn table_cell(&self, spot: &DocumentSpot) -> Option<Spot> {
        if spot.row.is_empty()
            && let Some(words) = self.words(spot)
        {
            // A note under the table.
            return Some(words);
        }
        let key = (spot.table.clone(), spot.row.clone(), spot.column.clone());
        let code = || spot.row.split(' ').next().unwrap_or_default().to_owned();
        let row = |row: String| self.rows.get(&(spot.table.clone(), row));
        let found = self.cells.get(&key).or_else(|| row(spot.row.clone())).or_else(|| row(squash(&spot.row)));
        found.or_else(|| row(code())).or_else(|| row(String::new())).cloned()
    }

    /// The paragraph that holds the sentence, and in it the words.
    fn words(&self, spot: &DocumentSpot) -> Option<Spot> {
        let (sentence, quote) = (Folded::of(&spot.sentence), Folded::of(&spot.quote));
        let wanted = if sentence.0.is_empty() { &quote } else { &sentence };
        let holding = self.texts.iter().filter_map(|(at, text)| {
            let found = text.find(wanted, 0..text.0.len())?;
            Some((*at, text, found))
        });
        let (block, text, found) = holding.min_by_key(|(at, _, _)| self.distance(*at, spot))?;
        let quoted = text.nth(&quote, &found, spot.nth).unwrap_or(found);
        Some(Spot::Words(block, text.bytes(&quoted)))
    }

    /// How little a paragraph fits what a place says besides its words: section, part, page.
    fn distance(&self, block: usize, spot: &DocumentSpot) -> (bool, bool, usize) {
        let Some(Block::Paragraph(p)) = self.report.content.blocks.get(block) else {
            return (true, true, block);
        };
        let is_heading = |s: &Section| {
            let heading = proof::heading(s);
            heading == spot.section && (spot.part.is_empty() || squash(&s.part) == squash(&spot.part))
        };
        let mut sections = self.report.sections.iter().chain(&self.report.overview).filter(|s| is_heading(s));
        let inside = sections.any(|s| s.paragraphs.iter().any(|t| t.index == p.index));
        (!inside && !spot.section.is_empty(), spot.page.is_some() && p.page != spot.page, block)
    }

    /// A cell of a table that is none of the nine, by the labels of its row and column.
    fn attached_cell(&self, spot: &DocumentSpot) -> Option<Spot> {
        if spot.row.is_empty() {
            return None;
        }
        let (row, column, title) = (squash(&spot.row), squash(&spot.column), squash(&spot.section));
        let mut best: Option<((bool, bool, bool, usize), Spot)> = None;
        let mut above = String::new();
        for (at, block) in self.report.content.blocks.iter().enumerate() {
            let table = match block {
                Block::Table(table) => table,
                Block::Paragraph(p) => {
                    above = if above.len() < 2000 { above + &squash(&p.text()) } else { squash(&p.text()) };
                    continue;
                }
                Block::Break(_) => continue,
            };
            let titled = title.is_empty() || above.contains(&title);
            above.clear();
            for (n, label) in table.cells.iter().enumerate().filter(|(_, c)| squash(&c.text) == row) {
                let page = table.row_pages.get(label.row as usize).copied().flatten().or(table.page);
                let off_page = spot.page.is_some() && page.is_some() && page != spot.page;
                let mut heads = table.cells.iter().filter(|c| c.row < label.row && squash(&c.text) == column);
                let head: Option<&Cell> = heads.next_back().filter(|_| !column.is_empty());
                let cell = head.and_then(|h| {
                    table
                        .cells
                        .iter()
                        .position(|c| c.row == label.row && c.col <= h.col && h.col < c.col + c.cols)
                });
                let rank = (!titled, off_page, cell.is_none(), at);
                if best.as_ref().is_none_or(|(known, _)| rank < *known) {
                    best = Some((rank, Spot::Cell(at, cell.unwrap_or(n))));
                }
            }
        }
        best.map(|(_, spot)| spot)
    }

    /// The heading of the section, else of the part.
    fn heading(&self, spot: &DocumentSpot) -> Option<Spot> {
        for title in [&spot.section, &spot.part] {
            let title = squash(title);
            if title.is_empty() {
                continue;
            }
            // The contents print titles, too; the text comes after them.
            let same = |block: &Block| match block {
                Block::Paragraph(p) => !p.contents && squash(&p.text()).starts_with(&title),
                _ => false,
            };
            if let Some(at) = self.report.content.blocks.iter().rposition(same) {
                return Some(Spot::Paragraph(at));
            }
        }
        None
    }
}

/// A finding with where it stands.
#[derive(Debug, Clone)]
pub struct Placed<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// Its main place; `None` if it is not in the report or cannot be found there.
    pub at: Option<Spot>,
    /// The other places of the report that take part.
    pub related: Vec<Option<Spot>>,
}

/// Every finding with its places, in the order given.
pub fn place<'a>(report: &Report, findings: &'a [Finding]) -> Vec<Placed<'a>> {
    let locator = Locator::new(report);
    let placed = findings.iter().map(|finding| {
        let related: Vec<Option<Spot>> = finding.related.iter().map(|r| locator.find(&r.place)).collect();
        let own = finding.place.as_ref().and_then(|p| locator.find(p));
        let at = own.or_else(|| related.iter().flatten().next().cloned());
        Placed { finding, at, related }
    });
    placed.collect()
}

/// The paragraph a block is.
fn paragraph(report: &Report, block: usize) -> Option<&Paragraph> {
    match report.content.blocks.get(block) {
        Some(Block::Paragraph(p)) => Some(p),
        _ => None,
    }
}

/// Words that are marked: never nothing, so that a mark can be seen.
fn widened(text: &str, bytes: &Range<usize>) -> Range<usize> {
    let valid = text.get(bytes.clone()).is_some_and(|t| !t.trim().is_empty());
    if valid { bytes.clone() } else { sentence_around(text, 0, 0) }
}
