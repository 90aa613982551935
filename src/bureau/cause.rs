//! Why consolidated accounts are not the sum of their units': what one cause would do to every amount, held against what
//! differs.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::cells::{Cells, Spot};
use crate::accounts::{Column, ScheduleId};
use crate::money::{Yuan, display_yuan};

/// How many units are named where several may be the cause.
const MOST_NAMED: usize = 3;

/// By how much amounts are too small or too large that were taken for another unit (元, 千元, 万元).
const FACTORS: [(i64, i64, &str); 4] = [
    (10_000, 1, "万元当成了元"),
    (1_000, 1, "千元当成了元"),
    (1, 10_000, "元当成了万元"),
    (1, 1_000, "元当成了千元"),
];

/// The likely causes in Chinese; `residual` is what each cell, other than money between units, has too much.
pub fn likely(units: &[(&str, Cells)], residual: &BTreeMap<&Spot, Decimal>, slack: Decimal) -> Vec<String> {
    let same = |a: Decimal, b: Decimal| (a - b).abs() <= slack;
    // Cells less by money between units follow from others.
    let plain: Vec<(&Spot, Decimal)> =
        residual.iter().filter(|(spot, _)| spot.is_exact()).map(|(spot, d)| (*spot, *d)).collect();
    let money: Vec<(&Spot, Decimal)> =
        plain.iter().filter(|(spot, _)| spot.id != ScheduleId::Operations).copied().collect();
    let is_all = |spots: &[(&Spot, Decimal)], of: &dyn Fn(&Spot) -> Decimal| {
        let mut some = false;
        let all = spots.iter().all(|(spot, d)| {
            let expected = of(spot);
            some |= !same(expected, Decimal::ZERO);
            same(*d, expected)
        });
        all && some
    };
    for (name, unit) in units {
        if is_all(&plain, &|spot| -unit.get(spot)) {
            return vec![format!("少的正好是“{name}”的数：汇总没有包括它，或它不属于这个部门")];
        }
        if is_all(&plain, &|spot| unit.get(spot)) {
            return vec![format!("多的正好是“{name}”的数：汇总把它计了两次")];
        }
        for (times, parts, what) in FACTORS {
            let factor = Decimal::from(times) / Decimal::from(parts) - Decimal::ONE;
            if is_all(&money, &|spot| unit.get(spot) * factor) {
                return vec![format!("“{name}”的金额单位不对：它的导出文件把{what}")];
            }
        }
    }
    for (times, parts, what) in FACTORS {
        let factor = Decimal::from(parts) / Decimal::from(times) - Decimal::ONE;
        let sum = |spot: &Spot| units.iter().map(|(_, unit)| unit.get(spot)).sum::<Decimal>();
        if is_all(&money, &|spot| sum(spot) * factor) {
            return vec![format!("汇总的金额单位与各单位不同：汇总的导出文件把{what}")];
        }
    }
    let wrong: Vec<&(&Spot, Decimal)> = plain.iter().filter(|(_, d)| !same(*d, Decimal::ZERO)).collect();
    let having: Vec<&str> = units
        .iter()
        .filter(|(_, unit)| !wrong.is_empty() && wrong.iter().all(|(spot, _)| !unit.get(spot).is_zero()))
        .map(|(name, _)| *name)
        .collect();
    let older = match having.as_slice() {
        [] => None,
        [one] => Some(format!("“{one}”的导出文件可能与汇总时不是同一版：不同的各行都有它的数")),
        several => {
            let names: Vec<String> =
                several.iter().take(MOST_NAMED).map(|name| format!("“{name}”")).collect();
            let more = if several.len() > MOST_NAMED {
                format!("等{}个单位", several.len())
            } else {
                String::new()
            };
            let names = names.join("、") + &more;
            Some(format!("某个单位的导出文件可能与汇总时不是同一版：不同的各行都有{names}的数"))
        }
    };
    // What is too much may be a unit that is not there as well as newer figures of one that is.
    let missing = missing(residual, &same).map(|total| {
        let total = display_yuan(Yuan(total));
        format!("可能还有单位没有放进来：汇总比各单位之和多，各表一致，其中本年支出合计多{total}元")
    });
    missing.into_iter().chain(older).collect()
}

/// What a unit that is not there spent: every amount that differs is too large, and the statements agree on income and
/// on expenditure.
fn missing(residual: &BTreeMap<&Spot, Decimal>, same: &dyn Fn(Decimal, Decimal) -> bool) -> Option<Decimal> {
    let of = |id, line, column| residual.get(&Spot::new(id, line, column)).copied();
    let both = |line, id| Some((of(ScheduleId::Summary, line, Column::Final)?, of(id, "", Column::Total)?));
    let (income, by_item) = both("income.total", ScheduleId::Income)?;
    let (spent, spent_by_item) = both("expenditure.total", ScheduleId::Expenditure)?;
    let agree = same(income, by_item) && same(spent, spent_by_item);
    let more = residual.values().all(|d| *d > Decimal::ZERO || same(*d, Decimal::ZERO));
    (agree && more && income > Decimal::ZERO && spent > Decimal::ZERO).then_some(spent)
}
