//! What the program wrote, as it remembers it: every paragraph with the keys of its figures and texts, every table.

use serde::{Deserialize, Serialize};

use super::align;
use crate::document::Document;
use crate::document::model::{self, Block as Written};
use crate::narrative::Run;
use crate::published::content::{Block, Content};
use crate::text::squash;

/// A document as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Record {
    /// Year of the report.
    pub year: u16,
    /// Paragraphs in order, those of the contents left out.
    pub lines: Vec<Line>,
    /// The texts of the tables' cells, by row.
    pub tables: Vec<Vec<Vec<String>>>,
    /// What could not be taken over from the file that stood here before.
    pub left: Vec<Left>,
    /// The name under which that file is kept.
    pub kept: String,
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Line {
    /// As the file holds it.
    pub text: String,
    /// The part it stands in.
    pub part: String,
    /// The section it stands in (`一、…`).
    pub section: String,
    /// Rank of a heading, 1 the title of a part; 0 for text.
    pub level: u8,
    /// Whether it is of the narrative (情况说明).
    pub told: bool,
    /// Its pieces; none for what the style sets (cover, titles, notes).
    pub runs: Vec<Run>,
}

/// Why something is not taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// A figure says something else than the data.
    Figure,
    /// A cell of a table does.
    Cell,
    /// It is no text that people give, or its place is not known.
    Place,
    /// It was taken over, with a number that follows from no data.
    Number,
    /// Something else was typed for it meanwhile.
    Conflict,
}

/// Something that is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Why.
    pub why: Why,
    /// One sentence in Chinese.
    pub message: String,
    /// Part of the document.
    pub part: String,
    /// Section.
    pub section: String,
    /// The sentence as it stands in the file.
    pub sentence: String,
}

/// What the pieces of a document are, beyond its own model.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Year of the report.
    pub year: u16,
    /// Titles of the parts that are the narrative.
    pub narrative: &'a [String],
    /// Title of the part that explains terms, and the beginning and key of each explanation.
    pub glossary: (&'a str, &'a [(String, String)]),
}

impl Record {
    /// The record of a document, from its model and from the file as it is read back: what a reader makes of a file is
    /// compared with what the same reader made of it before.
    pub fn of(document: &Document, content: &Content, about: &About<'_>) -> Record {
        let told = told(document, about);
        let read = paragraphs(content);
        let squashed = |texts: Vec<&str>| texts.into_iter().map(squash).collect::<Vec<_>>();
        let pairs = align::common(
            &squashed(told.iter().map(|line| line.text.as_str()).collect()),
            &squashed(read.iter().map(String::as_str).collect()),
        );
        let mut lines: Vec<Line> = read.into_iter().map(|text| Line { text, ..Line::default() }).collect();
        for (from, to) in pairs {
            let text = std::mem::take(&mut lines[to].text);
            lines[to] = Line { text, ..told[from].clone() };
        }
        // What stands between two lines of one part is of that part.
        let mut last = (String::new(), String::new());
        for line in &mut lines {
            if line.part.is_empty() {
                (line.part, line.section) = last.clone();
            } else {
                last = (line.part.clone(), line.section.clone());
            }
        }
        Record { year: about.year, lines, tables: tables(content), left: Vec::new(), kept: String::new() }
    }
}

/// The paragraphs of a file in order; the contents follow from the headings.
pub fn paragraphs(content: &Content) -> Vec<String> {
    let blocks = content.blocks.iter();
    blocks
        .filter_map(|block| match block {
            Block::Paragraph(p) if !p.contents && !p.is_blank() => Some(p.text().trim().to_owned()),
            _ => None,
        })
        .collect()
}

/// The tables of a file.
pub fn tables(content: &Content) -> Vec<Vec<Vec<String>>> {
    let blocks = content.blocks.iter();
    let tables = blocks.filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    tables
        .map(|table| {
            (0..table.row_count()).map(|r| table.row(r).iter().map(|c| squash(&c.text)).collect()).collect()
        })
        .collect()
}

/// Every paragraph that the document holds, with its pieces.
fn told(document: &Document, about: &About<'_>) -> Vec<Line> {
    let (mut part, mut section) = (String::new(), String::new());
    let mut term: Option<&String> = None;
    let mut lines = Vec::new();
    for block in document.sections.iter().flat_map(|s| &s.blocks) {
        let (level, runs) = match block {
            Written::Heading { level, runs, .. } => (*level, runs),
            Written::Paragraph(runs) => (0, runs),
            _ => continue,
        };
        let mut runs = keyed(runs);
        let text: String = runs.iter().map(Run::text).collect();
        match level {
            1 => (part, section) = (text.clone(), String::new()),
            2 => section.clone_from(&text),
            _ => {}
        }
        let told = about.narrative.contains(&part) && level != 1;
        // The explanation of a term is people's if they say so; its title is the style's.
        if level == 0
            && part == about.glossary.0
            && let [Run::Text(words)] = runs.as_slice()
        {
            let begins = about.glossary.1.iter().find(|(lead, _)| words.starts_with(lead.as_str()));
            let (lead, rest) = words.split_at(begins.map_or(0, |(lead, _)| lead.len()));
            term = begins.map(|(_, key)| key).or(term);
            if let Some(key) = term {
                let lead = Some(Run::Text(lead.to_owned())).filter(|_| !lead.is_empty());
                let rest = Run::Typed { key: key.clone(), text: rest.to_owned() };
                runs = lead.into_iter().chain([rest]).collect();
            }
        }
        lines.push(Line { text, part: part.clone(), section: section.clone(), level, told, runs });
    }
    lines
}

fn keyed(runs: &[model::Run]) -> Vec<Run> {
    let piece = |run: &model::Run| match run {
        model::Run::Text(text) => Run::Text(text.clone()),
        model::Run::Figure { text, key, field, whole, .. } => {
            Run::Figure { key: key.clone(), field: *field, whole: whole.clone(), text: text.clone() }
        }
        model::Run::Typed { key, text, .. } => Run::Typed { key: key.clone(), text: text.clone() },
        model::Run::Gap { key, text, .. } => Run::Gap { key: key.clone(), text: text.clone() },
    };
    runs.iter().map(piece).collect()
}
