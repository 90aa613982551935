//! Every report the program writes, read back: of each figure on the page it is known what it states (`data-key`,
//! `data-field`), of each table what was written.

use std::collections::BTreeMap;
use std::path::Path;

use juesuan::document::Document;
use juesuan::document::model::{Block, Run, Table};
use juesuan::error::Result;
use juesuan::export::{docx, html, markdown};
use juesuan::published::{Report, read_bytes};
use juesuan::reading;
use juesuan::text::squash;
use juesuan::work::{self, Request};

/// The styles whose reports are read back.
pub const STYLES: [&str; 5] = ["standard", "shandong", "henan", "hunan", "shanghai"];

/// What was found when documents were compared with what they were written from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// Documents read.
    pub documents: usize,
    /// Figures on the pages.
    pub figures: usize,
    /// Bound to the fact and field that they were written from.
    pub right: usize,
    /// Bound to another.
    pub wrong: usize,
    /// Not bound, or not found.
    pub unbound: usize,
    /// Figures in people's own words (reasons, texts) that were bound as if the program had written them.
    pub in_words: usize,
    /// Printed cells of the nine tables.
    pub cells: usize,
    /// Read in the same row and column.
    pub same: usize,
}

impl Tally {
    /// Adds another.
    pub fn add(&mut self, other: Tally) {
        self.documents += other.documents;
        self.figures += other.figures;
        self.right += other.right;
        self.wrong += other.wrong;
        self.unbound += other.unbound;
        self.in_words += other.in_words;
        self.cells += other.cells;
        self.same += other.same;
    }
}

/// A report in every format that needs no other program.
pub struct Written {
    /// The document it was written from.
    pub document: Document,
    /// Extension and content.
    pub files: Vec<(&'static str, Vec<u8>)>,
}

/// Makes a report and writes it.
///
/// # Errors
/// An input cannot be used.
pub fn write(request: &Request) -> Result<Written> {
    let report = work::make(request)?;
    let document = report.document();
    let files = vec![
        ("docx", docx::document(&document)?),
        ("html", html::page(&document)?.into_bytes()),
        ("public.html", html::public_page(&document)?.into_bytes()),
        ("txt", plain(&document).into_bytes()),
        ("md", markdown::narrative(&report.narrative).into_bytes()),
    ];
    Ok(Written { document, files })
}

/// The document as converters give it: a line for each paragraph and for each row of a table.
fn plain(document: &Document) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    for block in document.sections.iter().flat_map(|s| &s.blocks) {
        match block {
            Block::CoverLine { text, .. } => line(text),
            Block::Heading { runs, .. } | Block::Paragraph(runs) => line(&text_of(runs)),
            Block::Table(table) => {
                for text in [&table.title, &table.left_line, &table.right_line] {
                    line(text);
                }
                for row in expected(table) {
                    let texts: Vec<String> = row.into_iter().filter(|t| !t.is_empty()).collect();
                    line(&texts.join("\t"));
                }
                table.notes.iter().for_each(|note| line(note));
            }
            Block::Chart { caption, .. } => line(caption),
            Block::Contents | Block::CoverPicture { .. } | Block::PageBreak => {}
        }
    }
    out
}

fn text_of(runs: &[Run]) -> String {
    runs.iter().map(Run::text).collect()
}

/// The rows of a table as printed, heads included: texts where cells begin.
fn expected(table: &Table) -> Vec<Vec<String>> {
    let width = table.columns.len();
    let mut rows = vec![vec![String::new(); width]; table.head_rows];
    for head in &table.head {
        rows[head.row][head.col].clone_from(&head.text);
    }
    for (r, row) in table.rows.iter().enumerate() {
        let shown = |c: usize| if table.span(r, c) > 0 { row[c].text.clone() } else { String::new() };
        rows.push((0..row.len()).map(shown).collect());
    }
    // One head over the whole table is a line of its title to whoever reads it.
    if table.head.iter().any(|head| head.row == 0 && head.cols == width) {
        rows.remove(0);
    }
    rows
}

/// A section of the narrative: its text without spaces, and what stands where.
#[derive(Default)]
struct Told {
    text: String,
    characters: usize,
    /// Where each paragraph begins, with its text.
    paragraphs: Vec<(usize, String)>,
    figures: BTreeMap<usize, (String, &'static str, Option<String>, String)>,
}

impl Told {
    fn push(&mut self, text: &str) {
        let plain = plain_text(text);
        self.characters += plain.chars().count();
        self.text.push_str(&plain);
    }
}

/// What the narrative of the document tells, section by section.
fn written(document: &Document) -> Vec<Told> {
    let mut all: Vec<Told> = Vec::new();
    let mut inside = false;
    for block in document.sections.iter().flat_map(|s| &s.blocks) {
        match block {
            Block::Heading { level: 1, runs, .. } => inside = text_of(runs).contains("情况说明"),
            Block::Heading { level: 2, .. } if inside => all.push(Told::default()),
            Block::Heading { runs, .. } | Block::Paragraph(runs) if inside => {
                let Some(told) = all.last_mut() else { continue };
                told.paragraphs.push((told.characters, plain_text(&text_of(runs))));
                for run in runs {
                    if let Run::Figure { text, key, field, whole, .. } = run {
                        let figure = (key.clone(), field.name(), whole.clone(), text.clone());
                        told.figures.insert(told.characters, figure);
                    }
                    told.push(run.text());
                }
            }
            _ => {}
        }
    }
    all
}

/// What was read of it.
fn read_back(report: &Report) -> Vec<Told> {
    let statements = reading::of_report(report);
    let mut all: Vec<Told> = Vec::new();
    for (s, section) in report.sections.iter().enumerate() {
        let mut told = Told::default();
        for (p, paragraph) in section.paragraphs.iter().enumerate() {
            for figure in statements.figures.iter().filter(|f| f.at.section == s && f.at.paragraph == p) {
                let at =
                    told.characters + plain_text(&paragraph.text[..figure.at.bytes.start]).chars().count();
                let key = figure.key.clone().unwrap_or_default();
                let field = figure.field.map_or("", reading::Field::name);
                told.figures.insert(at, (key, field, figure.whole.clone(), figure.text.clone()));
            }
            told.push(&paragraph.text);
        }
        all.push(told);
    }
    all
}

/// Reads a document and compares it with what it was written from; tells `show` what differs.
///
/// # Errors
/// Why it cannot be read.
pub fn compare(
    document: &Document,
    name: &str,
    bytes: &[u8],
    show: &mut dyn FnMut(String),
) -> std::result::Result<Tally, String> {
    let report = read_bytes(name, bytes)?;
    let mut tally = Tally { documents: 1, ..Tally::default() };
    let (written, read) = (written(document), read_back(&report));
    for (n, truth) in written.iter().enumerate() {
        tally.figures += truth.figures.len();
        let nothing = Told::default();
        let told = read.get(n).unwrap_or(&nothing);
        let placed = place(truth, told);
        let missing: Vec<&str> = truth
            .paragraphs
            .iter()
            .zip(&placed)
            .filter(|(_, p)| p.is_none())
            .map(|(p, _)| p.1.as_str())
            .collect();
        for text in missing {
            let start: String = text.chars().take(60).collect();
            show(format!("{name} 第{}节没有读到这一段：{start}", n + 1));
        }
        let mut known = Vec::new();
        for (at, (key, field, whole, text)) in &truth.figures {
            let around = || -> String {
                let count = 40 + squash(text).chars().count();
                truth.text.chars().skip(at.saturating_sub(40)).take(count).collect()
            };
            let paragraph = truth.paragraphs.partition_point(|(from, _)| from <= at).saturating_sub(1);
            let from = truth.paragraphs.get(paragraph).map_or(0, |p| p.0);
            let found = placed.get(paragraph).copied().flatten().map(|start| start + at - from);
            known.extend(found);
            match found.and_then(|at| told.figures.get(&at)) {
                Some((k, f, w, _)) if same_key(k, key) && f == field && (whole.is_none() || whole == w) => {
                    tally.right += 1;
                }
                Some((k, f, w, _)) if !k.is_empty() => {
                    tally.wrong += 1;
                    show(format!(
                        "{name} 错 {text}：{key} {field} {whole:?}，读作 {k} {f} {w:?}｜{}",
                        around()
                    ));
                }
                _ => {
                    tally.unbound += 1;
                    show(format!("{name} 未认出 {text}：{key} {field}｜{}", around()));
                }
            }
        }
        for (at, (key, field, _, text)) in &told.figures {
            if !key.is_empty() && !known.contains(at) {
                tally.in_words += 1;
                let around: String = told.text.chars().skip(at.saturating_sub(40)).take(50).collect();
                show(format!("{name} 所填文字里的 {text} 读作 {key} {field}｜{around}"));
            }
        }
    }
    if !name.ends_with("md") && !name.ends_with("txt") {
        tables(document, &report, name, &mut tally, show);
    }
    Ok(tally)
}

/// Text without spaces and commas: a comma that hangs over the margin is missing in what an office program prints.
fn plain_text(text: &str) -> String {
    squash(text).replace(',', "")
}

/// Where each paragraph begins in the text that was read; `None` where it is not found whole, in its order.
fn place(truth: &Told, told: &Told) -> Vec<Option<usize>> {
    let mut from = 0;
    let find = |(_, text): &(usize, String)| {
        let at = told.text[from..].find(text.as_str())? + from;
        from = at + text.len();
        Some(told.text[..at].chars().count())
    };
    truth.paragraphs.iter().map(find).collect()
}

/// Whether two keys are one: a project's name is printed without 项目 behind it where that word follows, brackets and quotes
/// are made regular.
fn same_key(read: &str, written: &str) -> bool {
    match (read.strip_prefix("project."), written.strip_prefix("project.")) {
        (Some(read), Some(written)) => {
            let plain = |name: &str| squash(name).trim_end_matches("项目").to_owned();
            plain(read) == plain(written)
        }
        _ => read == written,
    }
}

fn tables(document: &Document, report: &Report, name: &str, tally: &mut Tally, show: &mut dyn FnMut(String)) {
    let blocks = document.sections.iter().flat_map(|s| &s.blocks);
    let written = blocks.filter_map(|b| if let Block::Table(t) = b { Some(t) } else { None });
    for table in written.filter(|t| t.listed.is_some() && t.id.starts_with('t')) {
        let rows = expected(table);
        let read = report.tables.iter().find(|t| table.id[1..] == *t.id.published_number());
        let cell = |rows: &[Vec<String>], r: usize, c: usize| {
            rows.get(r).and_then(|row| row.get(c)).map(|t| squash(t)).unwrap_or_default()
        };
        let read: &[Vec<String>] = read.map_or(&[], |t| t.rows.as_slice());
        let height = rows.len().max(read.len());
        let width = rows.iter().chain(read).map(Vec::len).max().unwrap_or(0);
        for (r, c) in (0..height).flat_map(|r| (0..width).map(move |c| (r, c))) {
            let (want, got) = (cell(&rows, r, c), cell(read, r, c));
            if want.is_empty() && got.is_empty() {
                continue;
            }
            tally.cells += 1;
            if want == got {
                tally.same += 1;
            } else {
                show(format!("{name} {} 第{}行第{}列：写“{want}”，读“{got}”", table.title, r + 1, c + 1));
            }
        }
    }
}

/// The file of a folder whose name fits, as an input.
pub fn source(folder: &Path, name: &str) -> Option<juesuan::source::Source> {
    let path = folder.join(name);
    path.is_file().then(|| juesuan::source::Source::from(&path))
}
