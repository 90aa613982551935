//! The arithmetic of self-assessments.

use rust_decimal::Decimal;

use super::read::printed_slack;
use super::{Assessment, Figure};
use crate::finding::Finding;
use crate::supplement::{Project, grade_of_score};

/// How many times too large an amount is that was typed in 元 into a column of 万元.
const YUAN_FOR_WAN: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

/// Contradictions inside one form.
pub fn check(assessment: &Assessment) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(execution(assessment));
    findings.extend(sum(assessment));
    findings
}

fn show(figure: &Figure) -> String {
    figure.value.normalize().to_string()
}

/// 得分 = 执行率 × 分值, the rate counting 100% at most; printed figures carry half of their last decimal.
fn execution(assessment: &Assessment) -> Option<Finding> {
    let (weight, score) = assessment.execution.as_ref()?;
    let [_, budget, executed] = &assessment.funds;
    let (budget, executed) = (budget.as_ref()?, executed.as_ref()?);
    if budget.value <= Decimal::ZERO || executed.value < Decimal::ZERO {
        return None;
    }
    let rate = (executed.value / budget.value).min(Decimal::ONE);
    let due = rate * weight.value;
    if (score.value - due).abs() <= printed_slack(score.value) + Decimal::new(1, 2) {
        return None;
    }
    let percent = (rate * Decimal::ONE_HUNDRED).round_dp(2).normalize();
    Some(
        Finding::new(
            "S011",
            format!(
                "“{}”预算执行得分{}，与执行率×分值不符：{percent}%×{}＝{}",
                assessment.project.name,
                show(score),
                show(weight),
                due.round_dp(2).normalize()
            ),
        )
        .at(score.place.clone())
        .with("全年预算数", budget.place.clone(), show(budget))
        .with("全年执行数", executed.place.clone(), show(executed))
        .with("分值", weight.place.clone(), show(weight))
        .with("得分", score.place.clone(), show(score))
        .hint("请核对执行数和得分"),
    )
}

/// 总分 = Σ得分. Only where the weights show that every scored line was read.
fn sum(assessment: &Assessment) -> Option<Finding> {
    let (full, total) = assessment.total.as_ref()?;
    let lines = || assessment.indicators.iter().map(|i| (&i.weight, &i.score));
    let all = || lines().chain(assessment.execution.as_ref().map(|(w, s)| (w, s)));
    let weights: Decimal = all().map(|(w, _)| w.value).sum();
    let full = full.as_ref().map_or(Decimal::ONE_HUNDRED, |f| f.value);
    let scores: Decimal = all().map(|(_, s)| s.value).sum();
    if weights != full || (scores - total.value).abs() <= printed_slack(total.value) {
        return None;
    }
    let mut finding = Finding::new(
        "S012",
        format!(
            "“{}”总分{}，与各项得分之和{}不符，相差{}",
            assessment.project.name,
            show(total),
            scores.normalize(),
            (total.value - scores).normalize()
        ),
    )
    .at(total.place.clone())
    .with("总分", total.place.clone(), show(total));
    for (_, score) in all() {
        finding = finding.with("得分", score.place.clone(), show(score));
    }
    Some(finding.hint("请重新加总各项得分"))
}

/// Contradictions in the rows of 绩效自评. `spent` is the department's whole expenditure in 万元: nothing it pays is a
/// hundred times more.
pub fn check_projects(projects: &[Project], spent: Option<Decimal>) -> Vec<Finding> {
    projects.iter().flat_map(|p| grade(p).into_iter().chain(unit(p, spent).or_else(|| spending(p)))).collect()
}

fn grade(project: &Project) -> Option<Finding> {
    let score = project.score?;
    let due = grade_of_score(score);
    if project.grade.is_empty() || project.grade.trim() == due {
        return None;
    }
    Some(
        Finding::new(
            "S013",
            format!(
                "“{}”自评得分{}，等级应为“{due}”，填的是“{}”",
                project.name,
                score.normalize(),
                project.grade
            ),
        )
        .at(project.place.clone())
        .hint("90分以上为优，80分以上为良，60分以上为中，60分以下为差"),
    )
}

/// Nothing is spent beyond the whole year's budget (全年预算数), which counts what was carried over and added, and
/// nothing less than nothing.
fn spending(project: &Project) -> Option<Finding> {
    let amounts =
        [("年初预算数", project.initial), ("全年预算数", project.budget), ("全年执行数", project.executed)];
    let negative = amounts
        .iter()
        .find_map(|(what, a)| Some((*what, (*a).filter(|a| a.is_sign_negative() && !a.is_zero())?)));
    let message = match (negative, project.budget, project.executed) {
        (Some((what, amount)), ..) => format!("“{}”的{what}是负数：{}万元", project.name, amount.normalize()),
        (None, Some(budget), Some(executed)) if executed > budget => format!(
            "“{}”的全年执行数{}万元大于全年预算数{}万元",
            project.name,
            executed.normalize(),
            budget.normalize()
        ),
        _ => return None,
    };
    let hint = "请核对所填的数；年中追加的预算、上年结转都算在全年预算数里";
    Some(Finding::new("S014", message).at(project.place.clone()).hint(hint))
}

fn unit(project: &Project, spent: Option<Decimal>) -> Option<Finding> {
    let amounts =
        [("年初预算数", project.initial), ("全年预算数", project.budget), ("全年执行数", project.executed)];
    let given = || amounts.iter().filter_map(|(what, a)| Some((*what, (*a)?))).filter(|(_, a)| !a.is_zero());
    let least = given().map(|(_, a)| a).min()?;
    let (what, most) = given().max_by_key(|(_, a)| *a)?;
    // A budget and what was spent of it lie within a few hundredths to a few times of each other.
    let apart = least > Decimal::ZERO && most / least >= YUAN_FOR_WAN / Decimal::TWO;
    let beyond = spent.is_some_and(|s| s > Decimal::ZERO && most > s * Decimal::ONE_HUNDRED);
    (apart || beyond).then(|| {
        Finding::new(
            "S014",
            format!("“{}”的{what}{}万元过大，可能是按元填的", project.name, most.normalize()),
        )
        .at(project.place.clone())
        .hint("绩效自评的金额单位是万元")
    })
}
