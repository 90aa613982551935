//! Parts of the narrative against the total they make up.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::Proof;
use super::amounts::field_name;
use super::interval::{hidden, show, wan};
use crate::facts::groups::{CodedGroup, GENERAL_ITEMS, WHOLES, Whole, parts_of};
use crate::facts::label_of;
use crate::finding::{Finding, Place, Severity};
use crate::reading::{Base, Direction, Field, Figure};

/// Places of amounts that a table refutes.
type Refuted = HashSet<Place>;

/// P008 各项之和与总数不一致. Where the text prints every part of a whole, they add up.
pub fn check(proof: &Proof<'_>, findings: &mut Vec<Finding>) {
    let refuted: Refuted =
        findings.iter().filter(|f| f.code == "P001").filter_map(|f| f.place.clone()).collect();
    for Whole { key: whole, parts, .. } in WHOLES {
        for field in [Field::Current, Field::Budget, Field::Initial] {
            let found: Vec<&Figure> = parts.iter().filter_map(|key| figure(proof, key, field)).collect();
            if found.len() == parts.len()
                && let Some(total) = figure(proof, whole, field)
            {
                findings.extend(compare(proof, total, &found, &refuted));
            } else if let Some(total) = figure(proof, whole, field) {
                let larger = found.iter().find(|part| exceeds(part, total)).copied();
                findings.extend(larger.and_then(|part| compare(proof, total, &[part], &refuted)));
            }
        }
    }
    changes(proof, findings);
    items(proof, &refuted, findings);
    projects(proof, &refuted, findings);
}

/// 自评项目N个，涉及预算资金…万元, where as many projects are told one by one: their 全年预算数, or what was spent.
fn projects<'s>(proof: &Proof<'s>, refuted: &Refuted, findings: &mut Vec<Finding>) {
    for group in ["projects", "projects.own"] {
        let (count, budget) = (format!("{group}.count"), format!("{group}.budget"));
        let (Some(count), Some(total)) =
            (figure(proof, &count, Field::Count), figure(proof, &budget, Field::Budget))
        else {
            continue;
        };
        let here = |f: &&Figure| f.at.section == total.at.section && f.at.paragraph == total.at.paragraph;
        let told = |field: Field| -> Vec<&'s Figure> {
            let mut seen: HashSet<&str> = HashSet::new();
            let figures = proof.statements.figures.iter().filter(|f| f.field == Some(field));
            let first = |f: &&'s Figure| {
                f.key.as_deref().is_some_and(|k| k.starts_with("project.") && seen.insert(k))
            };
            figures.filter(first).collect()
        };
        let parts = told(Field::Budget);
        if !here(&count) || count.value != Decimal::from(parts.len()) {
            continue;
        }
        // What the office counted by is not told: 年初预算数, 全年预算数 or 执行数.
        let others = [Field::Initial, Field::Executed].map(told);
        if others
            .iter()
            .any(|o| o.len() == parts.len() && compare(proof, total, o, &Refuted::new()).is_none())
        {
            continue;
        }
        let found = compare(proof, total, &parts, refuted).map(|mut finding| {
            finding.severity = Severity::Warning;
            finding.hint("请核对预算资金的口径和各项目的全年预算数")
        });
        findings.extend(found);
    }
}

/// By how much parts may miss their total though all are right: every printed amount hides what its rounding took, at
/// least half a hundredth.
fn room(total: &Figure, parts: &[&Figure]) -> Decimal {
    let half = Decimal::new(5, 3);
    parts.iter().copied().chain([total]).map(|figure| hidden(figure).max(half)).sum()
}

/// A change of a figure with its sign; `None` where no word says which way it goes.
fn signed(figure: &Figure) -> Option<Decimal> {
    match figure.direction? {
        Direction::Up => wan(figure),
        Direction::Down => Some(-wan(figure)?),
        _ => None,
    }
}

/// By how much a figure changed, as a section tells it: its own 增减额, nothing where it is the same as last year, else
/// the changes of all its parts. The figures that say so are added to `told`.
fn change<'s>(proof: &Proof<'s>, key: &str, section: usize, told: &mut Vec<&'s Figure>) -> Option<Decimal> {
    let stated = proof.index.stating(key, Field::Delta).iter().find(|f| f.at.section == section);
    if let Some(figure) = stated {
        told.push(figure);
        return signed(figure);
    }
    let mut said = proof.statements.comparisons.iter().filter(|c| c.at.section == section && c.key == key);
    if said.any(|c| c.base == Base::Prior && c.direction == Direction::Same) {
        return Some(Decimal::ZERO);
    }
    match parts_of(key) {
        [] => None,
        parts => {
            parts.iter().try_fold(Decimal::ZERO, |sum, part| Some(sum + change(proof, part, section, told)?))
        }
    }
}

/// 比上年增减额 of a whole against those of all its parts in the same section, each with the way it goes.
fn changes(proof: &Proof<'_>, findings: &mut Vec<Finding>) {
    for Whole { key, parts, .. } in WHOLES {
        let Some(total) = proof.index.first(key, Field::Delta) else { continue };
        let mut told: Vec<&Figure> = Vec::new();
        let sum = parts.iter().try_fold(Decimal::ZERO, |sum, part| {
            Some(sum + change(proof, part, total.at.section, &mut told)?)
        });
        let (Some(whole), Some(sum), false) = (signed(total), sum, told.is_empty()) else { continue };
        let slack = room(total, &told);
        // A word that goes the wrong way, an amount that a table or its percentage refutes, is said of itself.
        let said = |figure: &Figure| {
            let place = proof.place(&figure.at);
            findings
                .iter()
                .any(|f| f.place.as_ref() == Some(&place) || f.related.iter().any(|r| r.place == place))
        };
        if (sum - whole).abs() <= slack || said(total) || told.iter().any(|p| said(p)) {
            continue;
        }
        let way = |change: Decimal| if change.is_sign_negative() { "减少" } else { "增加" };
        let message = format!(
            "“{}”比上年{}{}，所列各项增减相抵为{}{}万元",
            label_of(key),
            way(whole),
            total.text,
            way(sum),
            show(sum.abs())
        );
        findings.push(
            with_parts(Finding::new("P008", message).at(proof.place(&total.at)), proof, &told)
                .hint("请核对总数和各项的增减方向、金额"),
        );
    }
}

/// A finding about a whole with each of its parts.
fn with_parts(finding: Finding, proof: &Proof<'_>, parts: &[&Figure]) -> Finding {
    parts.iter().fold(finding, |finding, part| {
        let label = part.key.as_deref().map(label_of).unwrap_or_default();
        finding.with(label, proof.place(&part.at), part.text.clone())
    })
}

/// Whether a part is more than its whole, whatever the other parts are.
fn exceeds(part: &Figure, total: &Figure) -> bool {
    let room = room(total, &[part]);
    let (Some(part), Some(whole)) = (wan(part), wan(total)) else { return false };
    whole >= Decimal::ZERO && part > whole + room
}

fn figure<'a>(proof: &'a Proof<'_>, key: &str, field: Field) -> Option<&'a Figure> {
    proof.index.first(key, field)
}

/// The 项 of 具体情况 against the head sentence: their budgets, where all 项 are listed (their final amounts add up).
fn items(proof: &Proof<'_>, refuted: &Refuted, findings: &mut Vec<Finding>) {
    let of = |field: Field| -> Vec<&Figure> {
        let figures = proof.statements.figures.iter();
        figures
            .filter(|f| {
                f.field == Some(field)
                    && f.key
                        .as_deref()
                        .and_then(CodedGroup::of)
                        .is_some_and(|(group, _)| *group == GENERAL_ITEMS)
            })
            .collect()
    };
    let (finals, budgets) = (of(Field::Current), of(Field::Budget));
    let Some(spent) = figure(proof, "general.expenditure", Field::Current) else { return };
    let Some(total) = figure(proof, "general.expenditure", Field::Budget) else { return };
    let complete = !finals.is_empty()
        && finals.len() == budgets.len()
        && compare(proof, spent, &finals, &Refuted::new()).is_none();
    // A 项 that had a budget and spent nothing is not listed, so only a sum above the total is certainly wrong.
    let sum: Decimal = budgets.iter().filter_map(|f| wan(f)).sum();
    if complete && wan(total).is_some_and(|t| sum > t) {
        let found = compare(proof, total, &budgets, refuted);
        findings.extend(found);
    }
}

fn compare(proof: &Proof<'_>, total: &Figure, parts: &[&Figure], refuted: &Refuted) -> Option<Finding> {
    let whole = wan(total)?;
    let amounts: Option<Vec<Decimal>> = parts.iter().map(|f| wan(f)).collect();
    let sum: Decimal = amounts?.iter().sum();
    let slack = room(total, parts);
    if (sum - whole).abs() <= slack {
        return None;
    }
    // An amount that a table already refutes explains the sum.
    let explained = |figure: &Figure| refuted.contains(&proof.place(&figure.at));
    if explained(total) || parts.iter().any(|p| explained(p)) {
        return None;
    }
    let key = total.key.as_deref()?;
    let message = format!(
        "“{}”{}印作{}，所列{}项之和为{}万元，相差{}万元",
        label_of(key),
        field_name(total.field?),
        total.text,
        parts.len(),
        show(sum),
        show((sum - whole).abs())
    );
    let finding = Finding::new("P008", message).at(proof.place(&total.at));
    Some(with_parts(finding, proof, parts).hint("请核对总数和各项"))
}
