//! Changes and percentages recomputed from the amounts printed around them.

use rust_decimal::Decimal;

use super::Proof;
use super::amounts::field_name;
use super::interval::{Interval, show, wan};
use crate::facts::{label_of, whole_of};
use crate::finding::{Finding, Place};
use crate::reading::{Direction, Field, Figure};
use crate::supplement::KeyKind;

/// P002 增减额、百分比与金额不符, P015 基数为零的百分比.
pub fn check(proof: &Proof<'_>, findings: &mut Vec<Finding>) {
    let half = rounding_of_percentages(proof);
    for figure in &proof.statements.figures {
        let Some(field) = figure.field else { continue };
        findings.extend(match field {
            Field::Growth | Field::BudgetGrowth => growth(proof, figure, half),
            Field::BudgetDelta => budget_delta(proof, figure),
            Field::Completion | Field::InitialCompletion => completion(proof, figure, half),
            Field::Share => share(proof, figure, half),
            Field::ChangeShare => change_share(proof, figure, half),
            _ => None,
        });
    }
}

/// Half of the last digit that the report's percentages print.
fn rounding_of_percentages(proof: &Proof<'_>) -> Decimal {
    let digits = proof.statements.figures.iter().filter(|f| f.unit == "%").map(|f| f.value.scale()).max();
    Decimal::new(5, digits.unwrap_or(2).clamp(0, 2) + 1)
}

/// An amount that takes part, with what can be said of it.
struct Operand<'a> {
    label: String,
    interval: Interval,
    value: Decimal,
    figure: &'a Figure,
}

fn operand<'a>(proof: &'a Proof<'_>, key: &str, field: Field, near: &Figure) -> Option<Operand<'a>> {
    let figure = proof.near(key, field, &near.at)?;
    let label = format!("{}{}", label_of(key), field_name(field));
    Some(Operand { label, interval: Interval::of_figure(figure)?, value: wan(figure)?, figure })
}

fn finding(proof: &Proof<'_>, figure: &Figure, message: String, operands: &[&Operand<'_>]) -> Finding {
    let mut finding = Finding::new("P002", message).at(proof.place(&figure.at));
    for operand in operands {
        let place: Place = proof.place(&operand.figure.at);
        finding = finding.with(operand.label.clone(), place, operand.figure.text.clone());
    }
    finding
}

/// 增长…% = 增减额 ÷（本年 − 增减额）.
fn growth(proof: &Proof<'_>, figure: &Figure, half: Decimal) -> Option<Finding> {
    let key = figure.key.as_deref()?;
    let (base, change) = match figure.field? {
        Field::Growth => (Field::Prior, Field::Delta),
        _ => (Field::Budget, Field::BudgetDelta),
    };
    let change = operand(proof, key, change, figure).filter(|c| same_paragraph(c.figure, figure))?;
    let current = operand(proof, key, Field::Current, figure)?;
    let down = change.figure.direction == Some(Direction::Down);
    let given = operand(proof, key, base, figure).filter(|b| same_paragraph(b.figure, figure));
    let before = match &given {
        Some(given) => given.interval,
        None if down => current.interval.plus(change.interval),
        None => current.interval.minus(change.interval),
    };
    if before.low <= Decimal::ZERO && before.high >= Decimal::ZERO {
        let zero = before.middle().abs() < half;
        let what = field_name(base);
        return zero.then(|| {
            let message = format!(
                "“{}”{what}为0（{}−{}），不能计算增减百分比，却印作{}",
                label_of(key),
                current.figure.text,
                change.figure.text,
                figure.text
            );
            Finding::new("P015", message)
                .at(proof.place(&figure.at))
                .with(change.label.clone(), proof.place(&change.figure.at), change.figure.text.clone())
                .hint("基数为零时不写百分比")
        });
    }
    let range = change.interval.percent_of(before)?;
    if range.admits(figure.value.abs(), half) {
        return None;
    }
    let exact = change.value * Decimal::ONE_HUNDRED / before.middle();
    let message = format!(
        "“{}”{}印作{}，按所印金额应为{}%（{}÷{}）",
        label_of(key),
        field_name(figure.field?),
        figure.text,
        show(exact),
        show(change.value),
        show(before.middle())
    );
    let operands: Vec<&Operand> =
        [Some(&change), Some(&current), given.as_ref()].into_iter().flatten().collect();
    Some(finding(proof, figure, message, &operands))
}

fn same_paragraph(a: &Figure, b: &Figure) -> bool {
    a.at.section == b.at.section && a.at.paragraph == b.at.paragraph
}

/// 比预算增减额 = 决算数 − 预算数, where the sentence prints all three.
fn budget_delta(proof: &Proof<'_>, figure: &Figure) -> Option<Finding> {
    let key = figure.key.as_deref()?;
    let current = operand(proof, key, Field::Current, figure).filter(|c| same_paragraph(c.figure, figure))?;
    let budget = operand(proof, key, Field::Budget, figure).filter(|c| same_paragraph(c.figure, figure))?;
    let difference = current.interval.minus(budget.interval);
    let printed = Interval::of_figure(figure)?;
    let signed = if figure.direction == Some(Direction::Down) {
        Interval { low: -printed.high, high: -printed.low }
    } else {
        printed
    };
    if signed.low <= difference.high && difference.low <= signed.high {
        return None;
    }
    let message = format!(
        "“{}”比预算增减额印作{}，按所印金额应为{}万元（{}−{}）",
        label_of(key),
        figure.text,
        show((current.value - budget.value).abs()),
        show(current.value),
        show(budget.value)
    );
    Some(finding(proof, figure, message, &[&current, &budget]))
}

/// 完成年初预算的…% = 决算数 ÷ 预算数; of a project 执行数 ÷ 预算数.
fn completion(proof: &Proof<'_>, figure: &Figure, half: Decimal) -> Option<Finding> {
    let key = figure.key.as_deref()?;
    let done = if matches!(KeyKind::of(key), Some((KeyKind::Project, _))) {
        Field::Executed
    } else {
        Field::Current
    };
    let done = operand(proof, key, done, figure).filter(|c| same_paragraph(c.figure, figure))?;
    let budget = if figure.field == Some(Field::InitialCompletion) { Field::Initial } else { Field::Budget };
    let budget = operand(proof, key, budget, figure).filter(|c| same_paragraph(c.figure, figure))?;
    ratio(proof, figure, half, &done, &budget)
}

fn ratio(
    proof: &Proof<'_>,
    figure: &Figure,
    half: Decimal,
    part: &Operand<'_>,
    whole: &Operand<'_>,
) -> Option<Finding> {
    let range = part.interval.percent_of(whole.interval)?;
    if range.admits(figure.value, half) {
        return None;
    }
    let message = format!(
        "{}印作{}，按所印金额应为{}%（{}÷{}）",
        field_name(figure.field?),
        figure.text,
        show(part.value * Decimal::ONE_HUNDRED / whole.value),
        show(part.value),
        show(whole.value)
    );
    Some(finding(proof, figure, message, &[part, whole]))
}

/// 占…% = 部分 ÷ 整体; of shares that were made to add to 100 a hundredth may go to any.
fn share(proof: &Proof<'_>, figure: &Figure, half: Decimal) -> Option<Finding> {
    let key = figure.key.as_deref()?;
    let part = operand(proof, key, Field::Current, figure)?;
    let natural = whole_of(key).map(str::to_owned);
    // Some reports relate a part to what the paragraph speaks of.
    let spoken = proof
        .statements
        .figures
        .iter()
        .find(|f| same_paragraph(f, figure) && f.field == Some(Field::Current));
    let spoken = spoken.and_then(|f| f.key.clone()).filter(|k| k != key);
    let candidates: Vec<String> = match &figure.whole {
        Some(whole) => vec![whole.clone()],
        None => natural.into_iter().chain(spoken).collect(),
    };
    let wholes: Vec<Operand> = candidates.iter().filter_map(|k| whole_operand(proof, k, figure)).collect();
    let slack = half + balanced_slack(proof, figure, half);
    let fits = |whole: &Operand| match part.interval.percent_of(whole.interval) {
        Some(range) => range.admits(figure.value, slack),
        None => true,
    };
    if wholes.is_empty() || wholes.iter().any(fits) {
        return None;
    }
    let whole = &wholes[0];
    ratio(proof, figure, half, &part, whole)
}

fn whole_operand<'a>(proof: &'a Proof<'_>, key: &str, figure: &Figure) -> Option<Operand<'a>> {
    operand(proof, key, Field::Current, figure).or_else(|| {
        let elsewhere = proof
            .statements
            .figures
            .iter()
            .find(|f| f.key.as_deref() == Some(key) && f.field == Some(Field::Current))?;
        Some(Operand {
            label: label_of(key),
            interval: Interval::of_figure(elsewhere)?,
            value: wan(elsewhere)?,
            figure: elsewhere,
        })
    })
}

/// One unit of the last digit where the shares of the paragraph add to exactly 100, nothing elsewhere.
fn balanced_slack(proof: &Proof<'_>, figure: &Figure, half: Decimal) -> Decimal {
    let shares: Vec<Decimal> = proof
        .statements
        .figures
        .iter()
        .filter(|f| same_paragraph(f, figure) && f.field == Some(Field::Share) && f.whole == figure.whole)
        .map(|f| f.value)
        .collect();
    if shares.len() > 1 && shares.iter().sum::<Decimal>() == Decimal::ONE_HUNDRED {
        half * Decimal::TWO
    } else {
        Decimal::ZERO
    }
}

/// 占比 of a change: the part's change ÷ the first change of the sentence.
fn change_share(proof: &Proof<'_>, figure: &Figure, half: Decimal) -> Option<Finding> {
    let key = figure.key.as_deref()?;
    let part = operand(proof, key, Field::Delta, figure).filter(|p| same_paragraph(p.figure, figure))?;
    let whole = proof.statements.figures.iter().find(|f| {
        same_paragraph(f, figure) && f.at.sentence == figure.at.sentence && f.field == Some(Field::Delta)
    })?;
    let whole = operand(proof, whole.key.as_deref()?, Field::Delta, figure)?;
    let slack = half * Decimal::from(3);
    part.interval.percent_of(whole.interval).filter(|range| !range.admits(figure.value, slack))?;
    ratio(proof, figure, half, &part, &whole)
}
