//! The year at the head of a statement: 2022年度…支出763.95万元 with this year's amount is last year's sentence left standing.

use super::Proof;
use super::amounts::amount_of;
use super::interval::{slack, wan};
use crate::facts::FactSet;
use crate::finding::Finding;
use crate::reading::normal::Normal;
use crate::reading::{Field, Figure};
use crate::text::strip_numbering;

/// Which of this year's amounts a figure may be: what it states of its own year, or what the year before it makes it.
fn own(field: Field) -> Option<Field> {
    match field {
        Field::Current | Field::Prior => Some(Field::Current),
        Field::Budget | Field::Initial | Field::Count => Some(field),
        _ => None,
    }
}

/// P012: the first figure of a sentence is this year's by the tables, the year before it another. A figure that is last
/// year's too proves nothing, nor does a nought; a sentence that names this year as well speaks of both; what was carried
/// over stood there at the end of last year.
pub fn check(proof: &Proof<'_>, findings: &mut Vec<Finding>) {
    let Some(year) = proof.report.year else { return };
    let mut before: Option<&Figure> = None;
    for figure in &proof.statements.figures {
        let first = before.is_none_or(|b| {
            (b.at.section, b.at.paragraph, &b.at.sentence)
                != (figure.at.section, figure.at.paragraph, &figure.at.sentence)
        });
        before = Some(figure);
        if !first || !is_this_years_only(proof, figure) {
            continue;
        }
        let text = proof.paragraph(&figure.at);
        let sentence = text.get(figure.at.sentence.clone()).unwrap_or_default();
        let Some(lead) = text.get(figure.at.sentence.start..figure.at.bytes.start) else { continue };
        let place = proof.place(&figure.at);
        if findings.iter().any(|f| f.place.as_ref() == Some(&place)) {
            // A known amount of last year refutes it already.
            continue;
        }
        if sentence.contains(&format!("{year}年")) || sentence.contains("本年") || lead.contains("结转")
        {
            continue;
        }
        let lead = Normal::new(lead);
        let lead = lead.text(0, lead.chars.len());
        let Some(said) = leading_year(&lead).filter(|said| *said != year) else { continue };
        let quote = format!("{said}年");
        let finding =
            Finding::new("P012", format!("报告是{year}年度的，这一句的数也是{year}年度的，写的却是{said}年"))
                .at(proof.quoted(&figure.at, if sentence.contains(&quote) { &quote } else { &figure.text }));
        findings.push(finding.hint("请核对年度，可能是沿用了上年的文字"));
    }
}

/// Who may stand before the year.
const WHO: [&str; 6] = ["本部门", "本单位", "我部门", "我单位", "我局", "我校"];

/// The year a sentence begins with: 2022年度, 截至2022年12月31日.
fn leading_year(lead: &str) -> Option<u16> {
    let lead = strip_numbering(lead);
    let lead = WHO.iter().find_map(|who| lead.strip_prefix(who)).unwrap_or(lead);
    let lead = lead.strip_prefix("截至").or(lead.strip_prefix("截止")).unwrap_or(lead);
    let (digits, behind) = (lead.get(..4)?, lead.get(4..)?);
    let year = digits.parse().ok().filter(|year| (1990..2100).contains(year))?;
    // A sentence with a second year compares.
    behind.strip_prefix('年').filter(|rest| !rest.contains('年')).map(|_| year)
}

/// Whether the tables or the export hold a figure as this year's, and nothing holds it as last year's.
fn is_this_years_only(proof: &Proof<'_>, figure: &Figure) -> bool {
    let (Some(key), Some(field)) = (figure.key.as_deref(), figure.field) else { return false };
    let Some(field) = own(field) else { return false };
    let printed = if field == Field::Count { Some(figure.value) } else { wan(figure) };
    let Some(printed) = printed.filter(|p| !p.is_zero()) else { return false };
    let holds = |facts: &FactSet, field: Field| {
        let known = facts.get(key).and_then(|fact| amount_of(fact, field));
        known.is_some_and(|(known, _)| (known - printed).abs() <= slack(figure))
    };
    let all = || [Some(&proof.printed), proof.exact.as_ref()].into_iter().flatten();
    all().any(|facts| holds(facts, field)) && !all().any(|facts| holds(facts, Field::Prior))
}
