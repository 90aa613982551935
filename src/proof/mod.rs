//! A printed report held against itself, and against the export it was made from: findings P….
//!
//! A finding is only made of what can be proved: printed amounts are intervals (2,125.00 is anything that rounds to
//! it), so a hundredth of rounding is none. One cause is one finding: what the relations between the tables explain
//! is not said again of the sentences.

use crate::accounts::{Accounts, InitialBudget, MovedCodes};
use crate::facts::{self, FactSet};
use crate::finding::{self, DocumentSpot, Finding, Place, Severity};
use crate::money::Basis;
use crate::published::Report;
use crate::reading::{self, At, Statements};

use crate::supplement::Supplement;

mod amounts;
mod arithmetic;
mod attached;
mod export;
mod form;
mod index;
mod interval;
mod names;
mod sums;
mod tables;
mod titles;
mod whole;
mod words;
mod years;

use index::Index;

/// What a report is held against besides itself.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// This year's export.
    pub current: Option<&'a Accounts>,
    /// Last year's accounts.
    pub prior: Option<&'a Accounts>,
    /// Initial budget by 项.
    pub budget: Option<&'a InitialBudget>,
    /// What people supplied for it.
    pub supplement: &'a Supplement,
    /// Codes that were others before.
    pub moved: &'a MovedCodes,
}

/// A report with what its sentences state and its tables hold.
struct Proof<'a> {
    report: &'a Report,
    statements: &'a Statements,
    /// The statements, found by fact and by paragraph.
    index: Index<'a>,
    /// Figures of its own nine tables.
    printed: FactSet,
    /// Figures of the export, if one was given.
    exact: Option<FactSet>,
    /// What people supplied for it.
    supplement: &'a Supplement,
    /// What figures that a table refutes should be.
    corrections: amounts::Corrections,
}

/// Everything that does not hold in a report, gravest first.
pub fn proofread(report: &Report, known: &Known<'_>) -> Vec<Finding> {
    let statements = reading::of_report(report);
    let figures_of = |current, prior, budget| {
        let (supplement, moved) = (known.supplement, known.moved);
        let inputs = facts::Inputs { current, prior, budget, supplement, moved };
        facts::compute(&inputs, Basis::Printed)
    };
    let mut proof = Proof {
        report,
        statements: &statements,
        index: Index::of(&statements),
        printed: figures_of(&report.import.accounts, known.prior, known.budget),
        exact: known.current.map(|current| figures_of(current, known.prior, known.budget)),
        supplement: known.supplement,
        corrections: amounts::Corrections::default(),
    };
    let mut findings = tables::check(report, known);
    let explained = tables::Explained::by(&findings);
    export::check(&proof, &explained, &mut findings);
    let explained = tables::Explained::by(&findings);
    proof.corrections = amounts::check(&proof, &explained, &mut findings);
    arithmetic::check(&proof, &mut findings);
    words::check(&proof, &mut findings);
    sums::check(&proof, &mut findings);
    names::check(&proof, &mut findings);
    form::check(&proof, &mut findings);
    years::check(&proof, &mut findings);
    titles::check(&proof, &mut findings);
    whole::check(&proof, &mut findings);
    attached::check(&proof, &mut findings);
    finding::sort(&mut findings);
    findings.dedup_by(|a, b| a.code == b.code && a.place == b.place && a.message == b.message);
    findings
}

/// Whether any finding is an error.
pub fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.severity == Severity::Error)
}

impl Proof<'_> {
    /// The printed text of a paragraph.
    fn paragraph(&self, at: &At) -> &str {
        let section = self.report.sections.get(at.section);
        section.and_then(|s| s.paragraphs.get(at.paragraph)).map_or("", |p| p.text.as_str())
    }

    /// The place of a stretch of a sentence.
    fn place(&self, at: &At) -> Place {
        let quote = self.paragraph(at).get(at.bytes.clone()).unwrap_or_default();
        self.quoted(at, quote)
    }

    /// The place of some words of a sentence.
    fn quoted(&self, at: &At, quote: &str) -> Place {
        let section = self.report.sections.get(at.section);
        let text = section.and_then(|s| s.paragraphs.get(at.paragraph));
        let sentence = self.paragraph(at).get(at.sentence.clone()).unwrap_or_default();
        let within = at.bytes.start.saturating_sub(at.sentence.start);
        let spot = DocumentSpot {
            part: section.map(|s| s.part.replace('\n', "")).unwrap_or_default(),
            section: section.map(heading).unwrap_or_default(),
            page: text.and_then(|t| t.page).or(section.and_then(|s| s.page)),
            sentence: sentence.trim().to_owned(),
            quote: quote.trim().to_owned(),
            nth: crate::text::occurrence(sentence, quote.trim(), within),
            ..DocumentSpot::default()
        };
        Place::in_document(&self.report.file, spot)
    }
}

/// `五、一般公共预算财政拨款支出决算情况说明`
pub(crate) fn heading(section: &crate::published::report::Section) -> String {
    match section.no.as_str() {
        "" => section.title.clone(),
        no if no.starts_with('（') => format!("{no}{}", section.title),
        no => format!("{no}、{}", section.title),
    }
}
