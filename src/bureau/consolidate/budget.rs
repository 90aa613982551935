//! 年初预算 of a department as the sum of its units'.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::names;
use super::sheet::{Kind, Row, Sheet, cell};
use crate::accounts::{Amount, InitialBudget};
use crate::facts;
use crate::money::Yuan;

/// Adds up the initial budgets of units, each under its name. Money between units is no part of 一般公共预算财政拨款, of
/// which these tables are. `sheets` are those that stand before it in the working paper `file`; what is not known is
/// added to `unknown`.
pub fn budget(
    org: &str,
    file: &str,
    units: &[(&str, &InitialBudget)],
    unknown: &mut Vec<String>,
) -> (InitialBudget, Sheet) {
    let mut sheet =
        Sheet { name: "年初预算".into(), heads: vec!["年初预算数".into()], rows: Vec::new() };
    let mut all = InitialBudget {
        file: file.to_owned(),
        sheet: sheet.name.clone(),
        org: Some(org.to_owned()),
        year: units.iter().find_map(|(_, budget)| budget.year),
        ..InitialBudget::default()
    };
    for (_, budget) in units {
        all.names.extend(budget.names.iter().map(|(code, name)| (code.clone(), name.clone())));
    }
    let codes: BTreeSet<&String> =
        units.iter().flat_map(|(_, b)| b.amounts.keys().chain(&b.unreadable)).collect();
    for code in codes {
        let unread: Vec<&str> =
            units.iter().filter(|(_, b)| b.unreadable.contains(code)).map(|(name, _)| *name).collect();
        if !unread.is_empty() {
            all.unreadable.insert(code.clone());
            unknown.push(format!("年初预算“{code}”没有汇总：{}的数读不出", names(&unread)));
            continue;
        }
        let name = if code.is_empty() { "合计" } else { all.names.get(code).map_or("", String::as_str) };
        let amounts = units.iter().map(|(unit, b)| (*unit, *b, b.amounts.get(code).copied()));
        let amount = add(&mut sheet, (code, name), amounts);
        all.amounts.insert(code.clone(), amount);
    }
    let mut expenses: BTreeMap<&String, Vec<&str>> = BTreeMap::new();
    for (unit, key) in units.iter().flat_map(|(unit, b)| b.expenses.keys().map(move |key| (*unit, key))) {
        expenses.entry(key).or_default().push(unit);
    }
    for (key, having) in expenses {
        let label = facts::label_of(key);
        if having.len() < units.len() {
            let without = units.iter().map(|(unit, _)| *unit).filter(|unit| !having.contains(unit));
            let without: Vec<&str> = without.collect();
            unknown.push(format!("{label}的年初预算没有汇总：{}的预算表里没有", names(&without)));
            continue;
        }
        let amounts = units.iter().map(|(unit, b)| (*unit, *b, b.expenses.get(key).copied()));
        let amount = add(&mut sheet, ("", &label), amounts);
        all.expenses.insert(key.clone(), amount);
    }
    (all, sheet)
}

/// Adds the rows of a line of the budget; its sum.
fn add<'a>(
    sheet: &mut Sheet,
    (code, name): (&str, &str),
    amounts: impl Iterator<Item = (&'a str, &'a InitialBudget, Option<Amount>)>,
) -> Amount {
    let row = |kind, value| Row::of(kind, code, name, vec![Some(value)]);
    let at = sheet.rows.len();
    sheet.rows.push(row(Kind::Sum, Decimal::ZERO));
    let mut sum = Decimal::ZERO;
    for (unit, budget, amount) in amounts {
        let Some(amount) = amount.filter(|a| !a.value.0.is_zero()) else { continue };
        sum += amount.value.0;
        let place = amount.cell.map(|cell| budget.place(cell).to_string()).unwrap_or_default();
        sheet.rows.push(row(Kind::Unit { unit: unit.to_owned(), place }, amount.value.0));
    }
    sheet.rows[at].cells = vec![Some(sum)];
    Amount { value: Yuan(sum), cell: Some(cell(0, at, 0)) }
}
