//! Changes and percentages recomputed from the amounts printed around them.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;

use super::Proof;
use super::amounts::{amount_of, field_name};
use super::interval::{Interval, show};
use crate::facts::{label_of, whole_of};
use crate::finding::{Finding, Place, Severity};
use crate::reading::{Direction, Field, Figure};
use crate::supplement::{KeyKind, Project};

/// P002 增减额、百分比与金额不符, P015 基数为零的百分比.
pub fn check(proof: &Proof<'_>, findings: &mut Vec<Finding>) {
    let half = rounding_of_percentages(proof);
    for figure in &proof.statements.figures {
        let Some(field) = figure.field else { continue };
        let before = findings.len();
        findings.extend(match field {
            Field::Growth | Field::BudgetGrowth => growth(proof, figure, half),
            Field::BudgetDelta => budget_delta(proof, figure),
            Field::Completion | Field::InitialCompletion => completion(proof, figure, half),
            Field::Share => share(proof, figure, half),
            Field::ChangeShare => change_share(proof, figure, half),
            Field::Delta => more_than_there_is(proof, figure),
            _ => None,
        });
        if field == Field::Share && figure.value > Decimal::ONE_HUNDRED && findings.len() == before {
            let message = format!("占比印作{}，部分不会超过整体的100%", figure.text);
            findings.push(finding(proof, figure, message, &[]).hint("请核对占比，或部分和整体的金额"));
        }
    }
    differing(proof, half, findings);
}

/// P004: the same percentage printed twice, differing, where each may come from the amounts.
fn differing(proof: &Proof<'_>, half: Decimal, findings: &mut Vec<Finding>) {
    let sentence = |f: &Figure| proof.place(&f.at).document_spot().map(|s| s.sentence.clone());
    // A sentence of which something is said already explains what differs.
    let said: HashSet<Option<String>> = findings
        .iter()
        .filter(|f| matches!(f.code, "P001" | "P002" | "P004" | "P015"))
        .map(|f| f.place.as_ref().and_then(|p| p.document_spot()).map(|s| s.sentence.clone()))
        .collect();
    let percentage = |f: &&Figure| {
        use Field::{BudgetGrowth, Completion, Growth, InitialCompletion, Share};
        f.unit == "%"
            && f.key.is_some()
            && matches!(f.field, Some(Growth | BudgetGrowth | Completion | InitialCompletion | Share))
    };
    let mut first: HashMap<_, &Figure> = HashMap::new();
    for figure in proof.statements.figures.iter().filter(percentage) {
        // What a share is one of, other sections may say otherwise.
        let section = (figure.field == Some(Field::Share)).then_some(figure.at.section);
        let stated = (&figure.key, figure.field, &figure.whole, figure.direction, section);
        let other = match first.entry(stated) {
            Entry::Occupied(other) => *other.get(),
            Entry::Vacant(place) => {
                place.insert(figure);
                continue;
            }
        };
        let tolerance = half * Decimal::TWO + Decimal::new(1, 2);
        let agree = (other.value.abs() - figure.value.abs()).abs() <= tolerance;
        if agree || [figure, other].iter().any(|f| said.contains(&sentence(f))) {
            continue;
        }
        let label = label_of(figure.key.as_deref().unwrap_or_default());
        let what = figure.field.map(field_name).unwrap_or_default();
        let message = format!("“{label}”{what}前后不一致：一处是{}，一处是{}", other.text, figure.text);
        findings.push(
            Finding::new("P004", message)
                .at(proof.place(&figure.at))
                .with(label, proof.place(&other.at), other.text.clone())
                .hint("请核对哪一处是对的"),
        );
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
    let figure = proof.index.near(key, field, &near.at)?;
    let label = format!("{}{}", label_of(key), field_name(field));
    let (interval, value) = (proof.corrections.interval(figure)?, proof.corrections.amount(figure)?);
    Some(Operand { label, interval, value, figure })
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
    let change = operand(proof, key, change, figure).filter(|c| same_paragraph(c.figure, figure));
    let current = operand(proof, key, Field::Current, figure);
    if change.is_none()
        && let Some(wrong) = difference_rate(proof, figure, half, base, current.as_ref())
    {
        return Some(wrong);
    }
    let (Some(change), Some(current)) = (&change, &current) else {
        let printed: Vec<&Operand<'_>> = change.iter().chain(&current).collect();
        return by_export(proof, figure, half, &printed);
    };
    // The words say so of themselves.
    if change.figure.direction.zip(figure.direction).is_some_and(|(one, other)| one != other) {
        return None;
    }
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
        return by_export(proof, figure, half, &[change, current]);
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
        [Some(change), Some(current), given.as_ref()].into_iter().flatten().collect();
    Some(finding(proof, figure, message, &operands))
}

/// 年初预算数1,500万元，决算数1,780万元，预决算差异率18.67% = (决算数 − 预算数) ÷ 预算数, where the sentence prints both.
fn difference_rate(
    proof: &Proof<'_>,
    figure: &Figure,
    half: Decimal,
    base: Field,
    current: Option<&Operand<'_>>,
) -> Option<Finding> {
    let together =
        |o: &Operand<'_>| o.figure.at.sentence == figure.at.sentence && same_paragraph(o.figure, figure);
    let current = current.filter(|c| together(c))?;
    let base = operand(proof, figure.key.as_deref()?, base, figure).filter(together)?;
    let range = current.interval.minus(base.interval).percent_of(base.interval)?;
    let printed = match figure.direction {
        Some(Direction::Down) => -figure.value.abs(),
        _ => figure.value,
    };
    if range.admits(printed, half) {
        return None;
    }
    let exact = (current.value - base.value) * Decimal::ONE_HUNDRED / base.value;
    let message = format!(
        "“{}”{}印作{}，按所印金额应为{}%（{}与{}相比）",
        label_of(figure.key.as_deref()?),
        field_name(figure.field?),
        figure.text,
        show(exact),
        show(current.value),
        show(base.value)
    );
    Some(finding(proof, figure, message, &[current, &base]))
}

/// What a hundredth of rounding, and shares made to add to 100, may add to a percentage.
const HUNDREDTHS: Decimal = Decimal::from_parts(2, 0, 0, false, 2);

/// Small printed amounts admit many percentages; the export's exact ones admit two: made from them, or from what they
/// round to. Only where the sentence prints the export's amounts.
fn by_export(
    proof: &Proof<'_>,
    figure: &Figure,
    half: Decimal,
    operands: &[&Operand<'_>],
) -> Option<Finding> {
    let facts = proof.exact.as_ref()?;
    let (key, field) = (figure.key.as_deref()?, figure.field?);
    if let Some(project) = super::export::project(proof, key) {
        return by_supplement(proof, figure, half, project, operands);
    }
    let fact = facts.get(key)?;
    let agrees = |o: &&Operand<'_>| {
        let (Some(key), Some(field)) = (o.figure.key.as_deref(), o.figure.field) else { return false };
        let known = facts.get(key).and_then(|f| amount_of(f, field));
        known.is_some_and(|(amount, _)| (amount.abs() - o.value.abs()).abs() < HUNDREDTHS)
    };
    if !operands.iter().all(agrees) {
        return None;
    }
    let (part, base, minus) = match field {
        Field::Growth => (fact.current?, fact.prior?, true),
        Field::BudgetGrowth => (fact.current?, fact.budget?, true),
        Field::Completion => (fact.current?, fact.budget?, false),
        Field::Share => {
            let whole = figure.whole.as_deref().or_else(|| whole_of(key))?;
            (fact.current?, facts.get(whole)?.current?, false)
        }
        _ => return None,
    };
    let percent = |part: Decimal, base: Decimal| {
        let part = if minus { part - base } else { part };
        part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(base).map(|p| p.abs())
    };
    let (exact, printed) = (percent(part.0, base.0)?, percent(part.to_wan().0, base.to_wan().0)?);
    let near = |due: Decimal| (due - figure.value.abs()).abs() <= half + HUNDREDTHS;
    if near(exact) || near(printed) {
        return None;
    }
    let message = format!(
        "“{}”{}印作{}，按导出文件的金额应为{}%",
        label_of(key),
        field_name(field),
        figure.text,
        show(printed)
    );
    Some(finding(proof, figure, message, operands))
}

/// 完成预算的…% of a project, by the amounts that were supplied.
fn by_supplement(
    proof: &Proof<'_>,
    figure: &Figure,
    half: Decimal,
    project: &Project,
    operands: &[&Operand<'_>],
) -> Option<Finding> {
    let (executed, budget) = (project.executed?, project.budget?);
    let due = executed.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(budget)?;
    if figure.field != Some(Field::Completion) || (due - figure.value).abs() <= half + HUNDREDTHS {
        return None;
    }
    let message = format!(
        "“{}”完成率印作{}，按补充资料应为{}%（{}÷{}）",
        project.name,
        figure.text,
        show(due),
        show(executed),
        show(budget)
    );
    Some(finding(proof, figure, message, operands))
}

/// 增加额 above this year's amount would make last year's negative.
fn more_than_there_is(proof: &Proof<'_>, figure: &Figure) -> Option<Finding> {
    let key = figure.key.as_deref().filter(|_| figure.direction == Some(Direction::Up))?;
    let current = operand(proof, key, Field::Current, figure)?;
    let change = Interval::of_figure(figure)?;
    (change.low > current.interval.high && current.interval.low >= Decimal::ZERO).then(|| {
        let message = format!(
            "“{}”比上年增加{}，本年只有{}，上年就成了负数",
            label_of(key),
            figure.text,
            current.figure.text
        );
        finding(proof, figure, message, &[&current]).hint("请核对增减额，或本年数")
    })
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
    let fits = |signed: Interval| signed.low <= difference.high && difference.low <= signed.high;
    // The right amount with the wrong word: said of the word.
    let other_way = Interval { low: -signed.high, high: -signed.low };
    if fits(signed) || figure.direction.is_some() && fits(other_way) {
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
    match operand(proof, key, budget, figure).filter(|c| same_paragraph(c.figure, figure)) {
        Some(budget) => ratio(proof, figure, half, &done, &budget),
        // 年初预算 or 全年预算: what the total is related to tells which one the report means.
        None if key.starts_with("three_public.") => {
            let total = operand(proof, "three_public.total", Field::Budget, figure)?;
            by_export(proof, figure, half, &[&done, &total])
        }
        None => by_export(proof, figure, half, &[&done]),
    }
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
        return by_export(proof, figure, half, &[part, whole]);
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
    let here = proof.index.figures(&figure.at);
    let spoken = here.iter().find(|f| f.field == Some(Field::Current));
    let spoken = spoken.and_then(|f| f.key.clone()).filter(|k| k != key);
    let candidates: Vec<String> = match &figure.whole {
        // 总支出 is 支出总计, and what many call 本年支出合计.
        Some(whole) if matches!(whole.as_str(), "total" | "fiscal.total") => {
            std::iter::once(whole.clone()).chain(natural).collect()
        }
        Some(whole) => vec![whole.clone()],
        None => natural.into_iter().chain(spoken).collect(),
    };
    let wholes: Vec<Operand> = candidates.iter().filter_map(|k| whole_operand(proof, k, figure)).collect();
    let slack = half + balanced_slack(proof, figure, half);
    let fits = |whole: &&Operand| match part.interval.percent_of(whole.interval) {
        Some(range) => range.admits(figure.value, slack),
        // Of nothing there are no parts.
        None => false,
    };
    if let Some(whole) = wholes.iter().find(fits) {
        return by_export(proof, figure, half, &[&part, whole]);
    }
    if wholes.is_empty() {
        return None;
    }
    let whole = &wholes[0];
    ratio(proof, figure, half, &part, whole)
}

fn whole_operand<'a>(proof: &'a Proof<'_>, key: &str, figure: &Figure) -> Option<Operand<'a>> {
    operand(proof, key, Field::Current, figure).or_else(|| {
        let elsewhere = proof.index.first(key, Field::Current)?;
        Some(Operand {
            label: label_of(key),
            interval: proof.corrections.interval(elsewhere)?,
            value: proof.corrections.amount(elsewhere)?,
            figure: elsewhere,
        })
    })
}

/// One unit of the last digit where the shares of the paragraph add to exactly 100, nothing elsewhere.
fn balanced_slack(proof: &Proof<'_>, figure: &Figure, half: Decimal) -> Decimal {
    let here = proof.index.figures(&figure.at).iter();
    let shares: Vec<Decimal> =
        here.filter(|f| f.field == Some(Field::Share) && f.whole == figure.whole).map(|f| f.value).collect();
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
    let here = proof.index.figures(&figure.at);
    let whole = here.iter().find(|f| f.at.sentence == figure.at.sentence && f.field == Some(Field::Delta))?;
    let whole = operand(proof, whole.key.as_deref()?, Field::Delta, figure)?;
    if let (Some(one), Some(other)) = (part.figure.direction, whole.figure.direction)
        && one != other
        && figure.value > Decimal::ZERO
    {
        let message = format!(
            "“{}”与“{}”的增减方向相反，占增减额的比却印作正数{}",
            label_of(key),
            whole.figure.key.as_deref().map(label_of).unwrap_or_default(),
            figure.text
        );
        let mut finding = Finding::new("P003", message).at(proof.place(&figure.at));
        for operand in [&part, &whole] {
            let place = proof.place(&operand.figure.at);
            finding = finding.with(operand.label.clone(), place, operand.figure.text.clone());
        }
        finding.severity = Severity::Warning;
        return Some(finding.hint("请核对增减方向和占比"));
    }
    let slack = half * Decimal::from(3);
    part.interval.percent_of(whole.interval).filter(|range| !range.admits(figure.value, slack))?;
    ratio(proof, figure, half, &part, &whole)
}
