//! Words of comparison against the figures they speak of: 增加, 下降, 大于, 等于, 持平, 年初无预算.

use std::collections::HashSet;

use super::Proof;
use super::amounts::field_name;
use super::interval::show;
use crate::facts::label_of;
use crate::finding::{Finding, Place};
use crate::reading::{Base, Comparison, Direction, Field};

/// P003 增减、大小的说法与数字不符, P016 持平后又写原因.
pub fn check(proof: &Proof<'_>, findings: &mut Vec<Finding>) {
    for comparison in &proof.statements.comparisons {
        findings.extend(contradicts(proof, comparison));
    }
    directions(proof, findings);
    needless_reasons(proof, findings);
}

/// A comparison with the budget, or with last year where the paragraph prints it.
fn contradicts(proof: &Proof<'_>, comparison: &Comparison) -> Option<Finding> {
    let here = |f: &&crate::reading::Figure| {
        f.at.section == comparison.at.section && f.at.paragraph == comparison.at.paragraph
    };
    let fields: &[Field] = match comparison.base {
        Base::Budget => &[Field::Budget, Field::Initial],
        Base::Prior => &[Field::Prior],
    };
    let printed = |field: &Field| {
        Some((*field, proof.index.near(&comparison.key, *field, &comparison.at).filter(here)?))
    };
    let (base_field, base) = fields.iter().find_map(printed)?;
    let current = proof.index.near(&comparison.key, Field::Current, &comparison.at).filter(here)?;
    let (final_amount, against) = (proof.corrections.amount(current)?, proof.corrections.amount(base)?);
    let difference = proof.corrections.interval(current)?.minus(proof.corrections.interval(base)?);
    let wrong = match comparison.direction {
        Direction::Above | Direction::Up => final_amount < against,
        Direction::Below | Direction::Down => final_amount > against,
        Direction::Equal | Direction::Same => {
            let about = proof
                .paragraph(&comparison.at)
                .get(comparison.at.bytes.clone())
                .is_some_and(|w| w.contains("基本"));
            let away = (final_amount - against).abs();
            // 基本持平 leaves room for a small difference.
            if about {
                away * rust_decimal::Decimal::from(20) > against.abs()
            } else {
                difference.low > 0.into() || difference.high < 0.into()
            }
        }
        Direction::NoBudget => !against.is_zero(),
        Direction::Differs => false,
    };
    wrong.then(|| {
        let word = proof.paragraph(&comparison.at).get(comparison.at.bytes.clone()).unwrap_or_default();
        let message = format!(
            "“{}”决算数{}万元，{}{}万元，文中却说“{word}”",
            label_of(&comparison.key),
            show(final_amount),
            field_name(base_field),
            show(against)
        );
        Finding::new("P003", message)
            .at(proof.place(&comparison.at))
            .with("决算数", proof.place(&current.at), current.text.clone())
            .with(field_name(base_field), proof.place(&base.at), base.text.clone())
    })
}

/// 增加5万元，下降3%: amount and percentage of one change must go the same way; both must go as the accounts do.
fn directions(proof: &Proof<'_>, findings: &mut Vec<Finding>) {
    let figures = &proof.statements.figures;
    // One word of the two is wrong already.
    let wrong: HashSet<Place> =
        findings.iter().filter(|f| f.code == "P003").filter_map(|f| f.place.clone()).collect();
    for growth in figures {
        let change = match growth.field {
            Some(Field::Growth) => Field::Delta,
            Some(Field::BudgetGrowth) => Field::BudgetDelta,
            _ => continue,
        };
        let Some(key) = growth.key.as_deref() else { continue };
        let amount = proof
            .index
            .near(key, change, &growth.at)
            .filter(|f| f.at.sentence == growth.at.sentence && f.at.paragraph == growth.at.paragraph);
        if let (Some(amount), Some(way)) = (amount, growth.direction)
            && amount.direction.is_some_and(|d| d != way)
            && !wrong.contains(&proof.place(&amount.at))
            && !wrong.contains(&proof.place(&growth.at))
        {
            let message =
                format!("“{}”的增减额和增减百分比方向相反：{}、{}", label_of(key), amount.text, growth.text);
            findings.push(Finding::new("P003", message).at(proof.place(&growth.at)).with(
                "增减额",
                proof.place(&amount.at),
                amount.text.clone(),
            ));
        }
    }
    for change in figures.iter().filter(|f| f.field == Some(Field::Delta)) {
        let Some(key) = change.key.as_deref() else { continue };
        let Some(fact) = proof.printed.get(key) else { continue };
        let (Some(delta), Some(way)) = (fact.delta, change.direction) else { continue };
        let up = delta.to_wan().0 > 0.into();
        let down = delta.to_wan().0 < 0.into();
        if (up && way == Direction::Down) || (down && way == Direction::Up) {
            let message = format!(
                "“{}”比上年{}{}万元，文中方向相反",
                fact.label,
                if up { "增加" } else { "减少" },
                show(delta.abs().to_wan().0)
            );
            findings.push(Finding::new("P003", message).at(proof.place(&change.at)));
        }
    }
}

/// A reason right behind 持平 or 等于.
fn needless_reasons(proof: &Proof<'_>, findings: &mut Vec<Finding>) {
    for reason in &proof.statements.reasons {
        let here = proof.index.comparisons(&reason.at);
        let before = here
            .iter()
            .rfind(|c| c.at.sentence == reason.at.sentence && c.at.bytes.end <= reason.at.bytes.start);
        if let Some(same) = before.filter(|c| matches!(c.direction, Direction::Same | Direction::Equal)) {
            let word = proof.paragraph(&same.at).get(same.at.bytes.clone()).unwrap_or_default();
            findings.push(
                Finding::new("P016", format!("“{}”写了“{word}”，后面又写了原因", label_of(&same.key)))
                    .at(proof.quoted(&reason.at, &reason.text))
                    .with("持平", proof.place(&same.at), word)
                    .hint("数字相同的不需要原因；有差异的请核对数字"),
            );
        }
    }
}
