//! Each figure of the narrative against the table it states, and against the same figure elsewhere.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rust_decimal::Decimal;

use super::Proof;
use super::interval::{Interval, show, slack, wan};
use super::tables::Explained;
use crate::facts::{Fact, Role};
use crate::finding::{Finding, Place};
use crate::reading::{Field, Figure};

/// P001 正文数字与表不一致, P004 同一个数前后不一致.
///
/// Returns what the refuted figures should be, in 万元: what follows from them is reckoned with that, so that one slip is
/// one finding.
pub fn check(proof: &Proof<'_>, explained: &Explained, findings: &mut Vec<Finding>) -> Corrections {
    let mut corrections = Corrections::default();
    let mut seen: HashMap<_, &Figure> = HashMap::new();
    for figure in &proof.statements.figures {
        let wrong = against_tables(proof, figure, explained);
        let known = wrong.is_some() || knows(proof, figure);
        if let Some((finding, due)) = wrong {
            corrections.add(figure, due);
            findings.push(finding);
        }
        if known {
            continue;
        }
        // No table holds it: it must at least be the same wherever the text says it.
        let Some(key) = &figure.key else { continue };
        match seen.entry((key, figure.field, &figure.whole)) {
            Entry::Occupied(first) => findings.extend(differing(proof, first.get(), figure)),
            Entry::Vacant(place) => {
                place.insert(figure);
            }
        }
    }
    corrections
}

/// What refuted figures should be, by where they stand.
#[derive(Debug, Default)]
pub struct Corrections(HashMap<(usize, usize, usize), Decimal>);

impl Corrections {
    fn place(figure: &Figure) -> (usize, usize, usize) {
        (figure.at.section, figure.at.paragraph, figure.at.bytes.start)
    }

    fn add(&mut self, figure: &Figure, due: Decimal) {
        self.0.insert(Corrections::place(figure), due);
    }

    /// The amount of a figure in 万元: what it should be where a table refutes it, else as printed; `None` if it is none.
    pub fn amount(&self, figure: &Figure) -> Option<Decimal> {
        let printed = wan(figure)?;
        Some(self.0.get(&Corrections::place(figure)).copied().unwrap_or(printed))
    }

    /// Everything that the amount can stand for.
    pub fn interval(&self, figure: &Figure) -> Option<Interval> {
        match self.0.get(&Corrections::place(figure)) {
            Some(due) => Some(Interval::of(*due)),
            None => Interval::of_figure(figure),
        }
    }
}

/// Which of a fact's amounts a field is; `None` for percentages, which follow from amounts.
pub(super) fn amount_of(fact: &Fact, field: Field) -> Option<(Decimal, Role)> {
    let (amount, role) = match field {
        Field::Current => (fact.current?, Role::Current),
        Field::Count => return Some((fact.current?.0, Role::Current)),
        Field::Prior => (fact.prior?, Role::Prior),
        Field::Budget => (fact.budget?, Role::Budget),
        Field::Initial => (fact.amount(fact.initial_role())?, fact.initial_role()),
        Field::Delta => (fact.delta?.abs(), Role::Current),
        _ => return None,
    };
    Some((amount.to_wan().0, role))
}

fn printed_amount(figure: &Figure) -> Option<Decimal> {
    if figure.field == Some(Field::Count) { Some(figure.value) } else { wan(figure) }
}

/// Whether a table or the export holds a figure.
fn knows(proof: &Proof<'_>, figure: &Figure) -> bool {
    let (Some(key), Some(field)) = (&figure.key, figure.field) else { return false };
    [Some(&proof.printed), proof.exact.as_ref()]
        .into_iter()
        .flatten()
        .any(|facts| facts.get(key).is_some_and(|fact| amount_of(fact, field).is_some()))
}

fn against_tables(proof: &Proof<'_>, figure: &Figure, explained: &Explained) -> Option<(Finding, Decimal)> {
    let (key, field) = (figure.key.as_deref()?, figure.field?);
    let printed = printed_amount(figure)?;
    for (facts, own) in [(Some(&proof.printed), true), (proof.exact.as_ref(), false)] {
        let Some(fact) = facts.and_then(|f| f.get(key)) else { continue };
        let Some((known, role)) = amount_of(fact, field) else { continue };
        let tolerance = if field == Field::Count { Decimal::ZERO } else { slack(figure) };
        if (printed.abs() - known.abs()).abs() <= tolerance {
            continue;
        }
        let sources = fact.sources.iter().filter(|(r, _)| *r == role);
        let places: Vec<Place> = sources.map(|(_, place)| place.clone()).collect();
        if own && places.iter().any(|p| explained.covers(p)) {
            // The table is wrong there, which is said already.
            return None;
        }
        let unit = if field == Field::Count { figure.unit } else { "万元" };
        let source = match (field, own) {
            (Field::Delta | Field::Prior, _) => "按上年决算",
            (_, true) => "公开表",
            (_, false) => "导出文件",
        };
        let number =
            |value: Decimal| if field == Field::Count { value.normalize().to_string() } else { show(value) };
        let what = field_name(field);
        let message = format!(
            "“{}”{what}印作{}，{source}为{}{unit}，相差{}{unit}",
            fact.label,
            figure.text,
            number(known),
            number((printed.abs() - known.abs()).abs())
        );
        let mut finding = Finding::new("P001", message).at(proof.place(&figure.at));
        for place in places {
            finding = finding.with(fact.label.clone(), place, number(known));
        }
        return Some((finding.hint("请核对这一句和所指的表，以正确的为准"), known));
    }
    None
}

/// The Chinese name of a figure of a fact.
pub fn field_name(field: Field) -> &'static str {
    match field {
        Field::Current => "决算数",
        Field::Prior => "上年决算数",
        Field::Budget => "预算数",
        Field::Delta => "比上年增减额",
        Field::Growth => "比上年增减百分比",
        Field::BudgetDelta => "比预算增减额",
        Field::BudgetGrowth => "比预算增减百分比",
        Field::Share => "占比",
        Field::ChangeShare => "占增减额的比",
        Field::Completion | Field::InitialCompletion => "完成率",
        Field::Count => "数量",
        Field::Initial => "年初预算数",
        Field::Executed => "执行数",
        Field::Score => "得分",
    }
}

fn differing(proof: &Proof<'_>, first: &Figure, figure: &Figure) -> Option<Finding> {
    let (key, field) = (figure.key.as_deref()?, figure.field?);
    let (a, b) = (printed_amount(first)?, printed_amount(figure)?);
    let tolerance = if field == Field::Count { Decimal::ZERO } else { slack(first).max(slack(figure)) };
    ((a.abs() - b.abs()).abs() > tolerance).then(|| {
        let label = crate::facts::label_of(key);
        let message =
            format!("“{label}”{}前后不一致：一处是{}，一处是{}", field_name(field), first.text, figure.text);
        Finding::new("P004", message)
            .at(proof.place(&figure.at))
            .with(label, proof.place(&first.at), first.text.clone())
            .hint("请核对哪一处是对的")
    })
}
