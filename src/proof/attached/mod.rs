//! Attachments (附件): the list of projects, the forms of single projects and of the department, the tables of base
//! figures and the texts beside them, against themselves, each other and the narrative.

use crate::accounts::Address;
use crate::finding::{DocumentSpot, Finding, Place};
use crate::published::content::Block;
use crate::published::report::OtherTable;
use crate::published::titles::AttachedKind;
use crate::self_assessment::{self, Assessment, Of};
use crate::text::{sentence_around, squash};
use crate::workbook::cell::Value;
use crate::workbook::{Grid, GridRow};

use super::Proof;

mod base;
mod between;
mod forms;
mod names;
mod number;
mod texts;

/// A table of the attachments with its file.
pub(super) struct Sheet<'a> {
    file: &'a str,
    table: &'a OtherTable,
}

impl Sheet<'_> {
    fn cell(&self, row: usize, col: usize) -> &str {
        self.table.rows.get(row).and_then(|r| r.get(col)).map_or("", |text| text.trim())
    }

    fn plain(&self, row: usize, col: usize) -> String {
        squash(self.cell(row, col))
    }

    /// The title line above the table.
    fn title(&self) -> &str {
        let is_title = |line: &&str| squash(line).ends_with('表');
        self.table.title.lines().rev().find(is_title).unwrap_or(&self.table.title).trim()
    }

    /// A cell: its row as the sentence, its text as the quote.
    fn place(&self, row: usize, col: usize) -> Place {
        let cells = self.table.rows.get(row).map_or(&[][..], Vec::as_slice);
        let printed: Vec<String> =
            cells.iter().map(|c| crate::text::one_line(c)).filter(|c| !c.is_empty()).collect();
        let is_text = |text: &&String| !text.starts_with(|c: char| c.is_ascii_digit());
        let spot = DocumentSpot {
            part: self.table.part.clone(),
            section: crate::text::one_line(self.title()),
            page: self.table.page,
            row: printed.iter().find(is_text).cloned().unwrap_or_default(),
            sentence: printed.join(" "),
            quote: crate::text::one_line(self.cell(row, col)),
            ..DocumentSpot::default()
        };
        Place::in_document(self.file, spot)
    }

    /// Column of the first cell of a row whose squashed text fits.
    fn find(&self, row: usize, fits: impl Fn(&str) -> bool) -> Option<usize> {
        (0..self.table.rows.get(row).map_or(0, Vec::len)).find(|col| fits(&self.plain(row, *col)))
    }

    /// The first row from `from` on that has a fitting cell, and its column.
    fn find_row(&self, from: usize, fits: impl Fn(&str) -> bool) -> Option<(usize, usize)> {
        (from..self.table.rows.len()).find_map(|row| Some((row, self.find(row, &fits)?)))
    }

    fn grid(&self) -> Grid {
        let row = |(at, cells): (usize, &Vec<String>)| GridRow {
            row: u32::try_from(at).unwrap_or(u32::MAX),
            cells: cells
                .iter()
                .enumerate()
                .filter(|(_, text)| !text.trim().is_empty())
                .map(|(col, text)| (u32::try_from(col).unwrap_or(u32::MAX), Value::Text(text.clone())))
                .collect(),
        };
        Grid {
            name: String::new(),
            visible: true,
            rows: self.table.rows.iter().enumerate().map(row).collect(),
        }
    }
}

/// 绩效自评表 of a project or of the department.
pub(super) struct Form<'a> {
    sheet: Sheet<'a>,
    of: Of,
    read: Assessment,
}

impl Form<'_> {
    fn name(&self) -> &str {
        &self.read.project.name
    }

    fn is_project(&self) -> bool {
        self.of == Of::Project
    }
}

/// A paragraph outside the nine tables, of the narrative or behind it.
pub(super) struct Passage<'a> {
    text: std::borrow::Cow<'a, str>,
    part: &'a str,
    section: String,
    page: Option<u32>,
    /// Section and paragraph of the narrative; `None` behind it.
    at: Option<(usize, usize)>,
}

impl Passage<'_> {
    /// The place of some bytes.
    fn place(&self, file: &str, from: usize, to: usize) -> Place {
        let spot = DocumentSpot {
            part: self.part.to_owned(),
            section: self.section.clone(),
            page: self.page,
            sentence: self.text[sentence_around(&self.text, from, to)].trim().to_owned(),
            quote: self.text[from..to].trim().to_owned(),
            ..DocumentSpot::default()
        };
        Place::in_document(file, spot)
    }

    /// The place of words, if they stand there.
    fn words(&self, file: &str, words: &str) -> Option<Place> {
        let from = self.text.find(words)?;
        Some(self.place(file, from, from + words.len()))
    }

    /// Sentences with the byte they begin at.
    fn sentences(&self) -> Vec<(usize, &str)> {
        let mut found = Vec::new();
        let mut from = 0;
        while from < self.text.len() {
            let range = sentence_around(&self.text, from, from);
            found.push((from, &self.text[from..range.end]));
            from = range.end.max(from + 1);
        }
        found
    }
}

/// What the attachments hold and the narrative says of them.
pub(super) struct Attached<'a> {
    file: &'a str,
    year: Option<u16>,
    forms: Vec<Form<'a>>,
    others: Vec<Sheet<'a>>,
    passages: Vec<Passage<'a>>,
}

impl<'a> Attached<'a> {
    fn of(proof: &'a Proof<'_>) -> Attached<'a> {
        let report = proof.report;
        let (mut forms, mut others) = (Vec::new(), Vec::new());
        for table in &report.other_tables {
            let sheet = Sheet { file: &report.file, table };
            if table.kind == AttachedKind::Assessment && !squash(&table.title).contains("指标体系") {
                let grid = sheet.grid();
                let at = |a: Address| sheet.place(a.row as usize, a.col as usize);
                let read = self_assessment::kind(&grid)
                    .and_then(|of| Some((of, self_assessment::table(&grid, of, &at)?)));
                if let Some((of, read)) = read.filter(|(_, read)| is_usable(read)) {
                    forms.push(Form { sheet, of, read });
                    continue;
                }
            }
            others.push(sheet);
        }
        Attached { file: &report.file, year: report.year, forms, others, passages: passages(proof) }
    }
}

/// Whether every figure of a form can be reckoned with.
fn is_usable(form: &Assessment) -> bool {
    let lines = form.indicators.iter().flat_map(|i| [&i.weight, &i.score]);
    let execution = form.execution.iter().flat_map(|(weight, score)| [weight, score]);
    let total = form.total.iter().flat_map(|(full, score)| full.iter().chain([score]));
    let mut all = form.funds.iter().flatten().chain(lines).chain(execution).chain(total);
    all.all(|figure| number::usable(figure.value))
}

/// Paragraphs of the narrative, then those behind it.
fn passages<'a>(proof: &'a Proof<'_>) -> Vec<Passage<'a>> {
    let report = proof.report;
    let mut found = Vec::new();
    for (s, section) in report.sections.iter().enumerate() {
        for (p, text) in section.paragraphs.iter().enumerate() {
            found.push(Passage {
                text: text.text.as_str().into(),
                part: &section.part,
                section: super::heading(section),
                page: text.page.or(section.page),
                at: Some((s, p)),
            });
        }
    }
    let told = report.sections.iter().flat_map(|s| &s.paragraphs).map(|p| p.index).max();
    let Some(told) = told else { return found };
    let part = report.parts.last().map_or("", |p| p.title.as_str());
    for block in &report.content.blocks {
        if let Block::Paragraph(paragraph) = block
            && paragraph.index > told
            && !paragraph.is_blank()
        {
            found.push(Passage {
                text: paragraph.text().into(),
                part,
                section: String::new(),
                page: paragraph.page,
                at: None,
            });
        }
    }
    found
}

/// P019…P024: everything about the attachments.
pub fn check(proof: &Proof<'_>, findings: &mut Vec<Finding>) {
    let attached = Attached::of(proof);
    for form in &attached.forms {
        forms::check(form, findings);
    }
    let (told, bases) = (names::said(proof), base::bases(&attached));
    names::check(proof, &attached, &told, &bases, findings);
    between::check(proof, &attached, &told, findings);
    base::check(proof, &bases, findings);
    texts::check(&attached, findings);
}
