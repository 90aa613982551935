//! One error put into a report, and whether proofreading finds it.

use std::collections::HashSet;

use juesuan::finding::Finding;
use juesuan::proof::Known;
use juesuan::published::content::{Block, Content};
use juesuan::published::{self, Report};

use super::found;
use super::kinds::Kind;
use super::random::Random;

/// What a report is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Word,
    Text,
}

/// How many errors were made, found, and found where they are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// Errors made.
    pub made: usize,
    /// Found.
    pub found: usize,
    /// Found at their sentence or in their table.
    pub named: usize,
}

impl Tally {
    pub fn add(&mut self, other: Tally) {
        self.made += other.made;
        self.found += other.found;
        self.named += other.named;
    }

    #[allow(dead_code, reason = "the table is printed by the example only")]
    pub fn line(&self, name: &str) -> String {
        let percent = |n: usize| n as f64 * 100.0 / self.made.max(1) as f64;
        format!(
            "| {name} | {} | {}（{:.1}%） | {}（{:.1}%） |",
            self.made,
            self.found,
            percent(self.found),
            self.named,
            percent(self.named)
        )
    }
}

/// A change: the paragraph or cell, what it says now, and the stretch of the report in which it must be named.
pub enum Change {
    /// The paragraph with this index, its text as read, what it becomes, and the changed sentence.
    Paragraph { index: u32, from: String, to: String, sentence: String },
    /// A table (by place among the blocks), row and column, its new text, and the number of the table.
    Cell { block: usize, row: u32, col: u32, to: String, table: String },
}

/// The report as it is read from a form.
pub fn as_form(report: &Report, form: Form) -> Result<Report, String> {
    match form {
        Form::Word => Ok(published::from_content("决算公开.docx", report.content.clone())),
        Form::Text => published::read_bytes("决算公开.txt", as_text(&report.content).as_bytes()),
    }
}

/// Paragraphs as lines, tables with tabs between cells.
fn as_text(content: &Content) -> String {
    let mut text = String::new();
    for block in &content.blocks {
        match block {
            Block::Paragraph(p) => {
                text.push_str(p.text().replace('\n', "").trim());
                text.push_str("\n\n");
            }
            Block::Table(table) => {
                let width = table.column_count() as usize;
                for row in 0..table.row_count() {
                    let mut cells = vec![String::new(); width];
                    for cell in table.row(row) {
                        cells[cell.col as usize] = cell.text.replace(['\n', '\t'], "");
                    }
                    text.push_str(&cells.join("\t"));
                    text.push('\n');
                }
                text.push('\n');
            }
            Block::Break(_) => {}
        }
    }
    text
}

fn apply(report: &Report, change: &Change) -> Option<Report> {
    let mut content = report.content.clone();
    match change {
        Change::Paragraph { index, from, to, .. } => {
            let paragraph = content.blocks.iter_mut().find_map(|b| match b {
                Block::Paragraph(p) if p.index == *index && p.text().contains(from.as_str()) => Some(p),
                _ => None,
            })?;
            let text = paragraph.text().replacen(from.as_str(), to, 1);
            paragraph.number = String::new();
            paragraph.runs.clear();
            paragraph.push(&text, false, None);
        }
        Change::Cell { block, row, col, to, .. } => {
            let Some(Block::Table(table)) = content.blocks.get_mut(*block) else { return None };
            let cell = table.cells.iter_mut().find(|c| c.row == *row && c.col == *col)?;
            cell.text.clone_from(to);
        }
    }
    Some(published::from_content(&report.file, content))
}

/// Plants so many errors of a kind, one at a time.
pub fn trials(
    report: &Report,
    known: &Known<'_>,
    kind: &Kind,
    count: usize,
    random: &mut Random,
    missed: &mut dyn FnMut(&str),
) -> Tally {
    let clean: HashSet<String> = found(report, known).iter().map(signature).collect();
    let mut changes = (kind.changes)(report, random);
    let mut tally = Tally::default();
    while tally.made < count && !changes.is_empty() {
        let change = changes.swap_remove(random.below(changes.len()));
        let Some(wrong) = apply(report, &change) else { continue };
        let new: Vec<Finding> =
            found(&wrong, known).into_iter().filter(|f| !clean.contains(&signature(f))).collect();
        tally.made += 1;
        let named = new.iter().any(|f| names(f, &change));
        tally.found += usize::from(!new.is_empty());
        tally.named += usize::from(named);
        if !named {
            let said: Vec<&str> = new.iter().map(|f| f.message.as_str()).collect();
            missed(&format!("{} | {said:?}", shown(&change)));
        }
    }
    tally
}

fn shown(change: &Change) -> String {
    match change {
        Change::Paragraph { sentence, .. } => sentence.clone(),
        Change::Cell { row, col, to, table, .. } => format!("{table}表 {row},{col} → {to}"),
    }
}

/// What a finding says, apart from its quotations of unchanged text.
fn signature(finding: &Finding) -> String {
    format!("{}{}{:?}", finding.code, finding.message, finding.place)
}

/// Whether a finding points at the changed sentence or table.
fn names(finding: &Finding, change: &Change) -> bool {
    let places = finding.place.iter().chain(finding.related.iter().map(|r| &r.place));
    places.filter_map(|p| p.document_spot()).any(|spot| match change {
        Change::Paragraph { sentence, .. } => {
            let said = spot.sentence.trim();
            !said.is_empty() && (said.contains(sentence.trim()) || sentence.contains(said))
        }
        Change::Cell { table, .. } => spot.table == *table,
    })
}
