//! Attachments (附件): the list of projects, the forms of single projects and of the department, the tables of base
//! figures and the texts beside them, against themselves, each other and the narrative.

use std::collections::HashMap;

use crate::finding::{DocumentSpot, Finding, Place};
use crate::published::content::Block;
use crate::published::report::OtherTable;
use crate::self_assessment::{Assessment, Of};
use crate::text::{sentence_around, squash};

use super::Proof;

mod base;
mod between;
mod forms;
mod names;
mod number;
mod points;
mod texts;

pub(super) use names::bare;

/// A table of the attachments with its file.
pub(super) struct Sheet<'a> {
    file: &'a str,
    table: &'a OtherTable,
}

impl<'a> Sheet<'a> {
    fn cell(&self, row: usize, col: usize) -> &'a str {
        self.table.cell(row, col)
    }

    fn plain(&self, row: usize, col: usize) -> String {
        squash(self.cell(row, col))
    }

    /// The place of a cell.
    fn place(&self, row: usize, col: usize) -> Place {
        self.table.place(self.file, row, col, "")
    }

    /// Column of the first cell of a row whose squashed text fits.
    fn find(&self, row: usize, fits: impl Fn(&str) -> bool) -> Option<usize> {
        (0..self.table.rows.get(row).map_or(0, Vec::len)).find(|col| fits(&self.plain(row, *col)))
    }

    /// The first row from `from` on that has a fitting cell, and its column.
    fn find_row(&self, from: usize, fits: impl Fn(&str) -> bool) -> Option<(usize, usize)> {
        (from..self.table.rows.len()).find_map(|row| Some((row, self.find(row, &fits)?)))
    }
}

/// 绩效自评表 of a project or of the department.
pub(super) struct Form<'a> {
    sheet: Sheet<'a>,
    of: Of,
    read: &'a Assessment,
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
    /// Forms of projects, by the name without what may differ.
    by_name: HashMap<String, Vec<usize>>,
    others: Vec<Sheet<'a>>,
    passages: Vec<Passage<'a>>,
}

impl<'a> Attached<'a> {
    fn of(proof: &'a Proof<'_>) -> Attached<'a> {
        let report = proof.report;
        let sheet = |table| Sheet { file: &report.file, table };
        let read = report.attachments.assessments.iter().filter(|f| is_usable(&f.form));
        let forms: Vec<Form<'a>> = read
            .clone()
            .filter_map(|f| {
                let table = report.other_tables.get(f.table)?;
                Some(Form { sheet: sheet(table), of: f.of, read: &f.form })
            })
            .collect();
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, form) in forms.iter().enumerate().filter(|(_, f)| f.is_project()) {
            by_name.entry(bare(form.name())).or_default().push(at);
        }
        let tables = report.other_tables.iter().enumerate();
        let others = tables
            .filter(|(at, _)| read.clone().all(|f| f.table != *at))
            .map(|(_, table)| sheet(table))
            .collect();
        Attached { file: &report.file, year: report.year, forms, by_name, others, passages: passages(proof) }
    }

    /// The one form of a project of this name.
    fn form_of(&self, name: &str) -> Option<&Form<'a>> {
        match self.by_name.get(&bare(name))?.as_slice() {
            [only] => self.forms.get(*only),
            _ => None,
        }
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
    points::check(&attached.forms, findings);
    let (told, bases) = (names::said(proof), base::bases(&attached));
    names::check(proof, &attached, &told, &bases, findings);
    between::check(proof, &attached, &told, findings);
    base::check(proof, &bases, findings);
    texts::check(&attached, findings);
}
