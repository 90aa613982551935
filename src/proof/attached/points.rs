//! Points of forms: none above its 分值, and those for execution as the report's other forms reckon them.

use rust_decimal::Decimal;

use super::Form;
use super::number::{slack, unpadded};
use crate::finding::{Finding, Place, Severity};
use crate::text::one_line;

pub fn check(forms: &[Form<'_>], findings: &mut Vec<Finding>) {
    for form in forms {
        above(form, findings);
    }
    execution(forms, findings);
}

/// 得分 above 分值.
fn above(form: &Form<'_>, findings: &mut Vec<Finding>) {
    let mut scored: Vec<(String, Decimal, Decimal, &Place)> = form
        .read
        .indicators
        .iter()
        .map(|i| (one_line(&i.levels[2]), i.weight.value, i.score.value, &i.score.place))
        .collect();
    if let Some((weight, score)) = &form.read.execution {
        scored.push(("预算执行".to_owned(), weight.value, score.value, &score.place));
    }
    if let Some((Some(full), score)) = &form.read.total {
        scored.push(("总分".to_owned(), full.value, score.value, &score.place));
    }
    let wrong: Vec<_> = scored.iter().filter(|(_, weight, score, _)| score > weight).collect();
    // Columns read the wrong way round would make most of them wrong.
    if wrong.len() * 3 > scored.len() {
        return;
    }
    for (name, weight, score, place) in wrong {
        findings.push(
            Finding::new(
                "P019",
                format!("“{}”的“{name}”得分{}，超过分值{}", form.name(), unpadded(*score), unpadded(*weight)),
            )
            .at((*place).clone())
            .hint("请核对分值和得分"),
        );
    }
}

/// 预算执行得分 = 分值 × 执行率, where the report's other forms reckon so.
fn execution(forms: &[Form<'_>], findings: &mut Vec<Finding>) {
    let (mut following, mut others) = (0, Vec::new());
    for form in forms {
        let ([_, Some(budget), Some(executed)], Some((weight, score))) =
            (&form.read.funds, &form.read.execution)
        else {
            continue;
        };
        if budget.value <= Decimal::ZERO || executed.value < Decimal::ZERO || executed.value > budget.value {
            continue;
        }
        let due = weight.value * executed.value / budget.value;
        // Nearly all spent tells no rule.
        if weight.value - due < Decimal::new(1, 1) {
            continue;
        }
        // Points are made of a rate with two decimals, and cut off as well as rounded.
        let allowed = slack(score.value) + weight.value / Decimal::from(20_000);
        let cut = due.trunc_with_scale(score.value.scale()) == score.value;
        if cut || (score.value - due).abs() <= allowed {
            following += 1;
        } else {
            others.push((form, budget, executed, weight, score, due));
        }
    }
    if following < 2 || others.len() * 2 > following {
        return;
    }
    for (form, budget, executed, weight, score, due) in others {
        let mut finding = Finding::new(
            "P019",
            format!(
                "“{}”预算执行得分印作{}，按其他自评表的算法应为{}×{}÷{}＝{}",
                form.name(),
                unpadded(score.value),
                unpadded(weight.value),
                unpadded(executed.value),
                unpadded(budget.value),
                unpadded(due.round_dp(2))
            ),
        )
        .at(score.place.clone())
        .with("全年预算数", budget.place.clone(), unpadded(budget.value))
        .with("全年执行数", executed.place.clone(), unpadded(executed.value))
        .hint("请核对执行率得分");
        finding.severity = Severity::Warning;
        findings.push(finding);
    }
}
