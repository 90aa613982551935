//! Amounts beside the numbers of things they were spent on: a car bought for 18.68万元 is at least one car.

use std::collections::HashSet;

use super::ledger::{FigureId, Ledger, Whose};
use super::rule::Shape;
use super::rules::RULES;
use crate::accounts::Column;
use crate::finding::Finding;

/// K034. `explained` are cells that a broken relation proved wrong already: one cause, one finding.
pub fn check(ledger: &Ledger, explained: &HashSet<FigureId>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in RULES {
        for shape in rule.shapes {
            let Shape::Counted { of, pairs } = *shape else { continue };
            let find = |key: &str| ledger.find(Whose::Current, of, key, Column::Final);
            for pair in pairs {
                let Some(amount) = find(pair.amount).filter(|f| !explained.contains(f)) else { continue };
                let spent = ledger.value(amount) != 0;
                if !spent && !pair.both_ways {
                    continue;
                }
                let counts = pair.counts.iter().filter_map(|key| find(key));
                let other: Vec<FigureId> = counts.filter(|f| (ledger.value(*f) != 0) != spent).collect();
                findings.extend(finding(ledger, rule.code, amount, &other));
            }
        }
    }
    findings
}

fn finding(ledger: &Ledger, code: &'static str, amount: FigureId, counts: &[FigureId]) -> Option<Finding> {
    let first = *counts.first()?;
    let shown = |f: FigureId| ledger.print(f, ledger.value(f));
    let names: Vec<String> = counts.iter().map(|f| format!("{}{}", ledger.name(*f), shown(*f))).collect();
    let message = format!(
        "{}为{} {}，而{}",
        ledger.name(amount),
        shown(amount),
        ledger.unit_label(amount),
        names.join("、")
    );
    let mut finding = Finding::new(code, message);
    finding.place = ledger.place(first).or_else(|| ledger.place(amount));
    for figure in counts.iter().copied().chain([amount]) {
        if let Some(place) = ledger.place(figure) {
            finding = finding.with(ledger.cell_label(figure), place, shown(figure));
        }
    }
    let hint = if ledger.value(amount) == 0 {
        "请核对：没有支出的不应有数量；由其他资金支出的，请在情况说明中写明"
    } else {
        "请核对：有支出就应有数量；支付上年尾款等没有数量的，请在情况说明中写明"
    };
    Some(finding.hint(hint))
}
