//! How a document writes its figures: thousands separators, decimals, the percent sign.

use std::collections::BTreeMap;

use crate::reading::Statements;

/// The options of a style that print figures as the document does.
pub fn read_off(statements: &Statements) -> BTreeMap<String, String> {
    let amounts =
        || statements.figures.iter().filter(|f| f.unit == "万元" && f.key.is_some()).map(|f| f.text.as_str());
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
    options
}
