//! How a document writes its figures: thousands separators, decimals, the percent sign.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::money::TextUnit;
use crate::reading::{Figure, Statements};

/// Percentages that show how many decimals the document prints.
const ENOUGH: usize = 4;

/// The unit that a document writes most of its amounts in.
pub fn unit(statements: &Statements) -> TextUnit {
    let written =
        |unit: &str| statements.figures.iter().filter(|f| f.unit == unit && f.key.is_some()).count();
    if written("元") > written("万元") { TextUnit::Yuan } else { TextUnit::Wan }
}

/// The options of a style that print figures as the document does.
pub fn read_off(statements: &Statements) -> BTreeMap<String, String> {
    let unit = unit(statements);
    let of_money = |f: &&Figure| f.unit == unit.label() && f.key.is_some();
    let amounts = || statements.figures.iter().filter(of_money).map(|f| f.text.as_str());
    let percents = || statements.figures.iter().filter(|f| f.unit == "%").map(|f| f.text.as_str());
    let number = |text: &str| text.trim_end_matches(|c: char| !c.is_ascii_digit()).to_owned();
    let whole =
        |text: &str| number(text).split('.').next().unwrap_or_default().replace([',', '，'], "").len();
    let long: Vec<&str> = amounts().filter(|t| whole(t) > 3).collect();
    let parted = long.iter().filter(|t| t.contains([',', '，'])).count();
    let fixed = |text: &str| number(text).split_once('.').is_some_and(|(_, decimals)| decimals.len() == 2);
    let fewer = amounts().filter(|t| !fixed(t)).count();
    // 10.50万元 shows two decimals; 10.5万元 that zeros go. 10.53万元 shows neither.
    let kept = amounts().filter(|t| fixed(t) && number(t).ends_with('0')).count();
    let wide = percents().filter(|t| t.ends_with('％')).count();
    let mut options = BTreeMap::new();
    options.insert("amount_unit".to_owned(), unit.label().to_owned());
    if !long.is_empty() {
        options.insert("thousands".to_owned(), (parted * 2 > long.len()).to_string());
    }
    if amounts().next().is_some() {
        options.insert("decimals".to_owned(), if kept >= fewer { "fixed" } else { "trim" }.to_owned());
    }
    if percents().next().is_some() {
        let sign = if wide * 2 > percents().count() { "％" } else { "%" };
        options.insert("percent_sign".to_owned(), sign.to_owned());
    }
    // 100% and 0% are written without decimals anywhere.
    let told: Vec<usize> = percents()
        .map(number)
        .filter(|n| n.parse::<Decimal>().is_ok_and(|v| !v.is_zero() && v != Decimal::ONE_HUNDRED))
        .map(|n| n.split_once('.').map_or(0, |(_, decimals)| decimals.len()))
        .collect();
    if let Some(most) = told.iter().max().filter(|_| told.len() >= ENOUGH) {
        options.insert("percent_decimals".to_owned(), (*most).min(2).to_string());
    }
    options
}
