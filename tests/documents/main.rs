//! Reading documents: what the program publishes, what offices make of it, and what is no document at all.

#[path = "../support/mod.rs"]
mod support;

mod as_data;
mod attached;
mod hostile_documents;
mod odd_word;
mod planting;
mod proofread;
mod proofread_attached;
mod reading_back;
mod reading_sentences;
mod round_trip;

use std::collections::BTreeMap;

use juesuan::accounts::Accounts;

/// Every amount of accounts that is not zero, by statement, column and line.
fn amounts(accounts: &Accounts) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut put = |key: String, value: juesuan::money::Yuan| {
        if !value.is_zero() {
            all.insert(key, value.0.normalize().to_string());
        }
    };
    for schedule in &accounts.schedules {
        for line in &schedule.lines {
            for (column, cell) in schedule.columns.iter().zip(&line.cells) {
                if let Some(amount) = cell {
                    put(format!("{:?} {column:?} {}", schedule.id, line.key), amount.value);
                }
            }
        }
    }
    if let Some(detail) = &accounts.basic_detail {
        for line in &detail.lines {
            for (column, cell) in detail.columns.iter().zip(&line.cells) {
                if let Some(amount) = cell {
                    put(format!("06 {column} {}", line.key), amount.value);
                }
            }
        }
    }
    all
}

/// Fails with every amount that differs.
#[track_caller]
fn assert_same_amounts(got: &Accounts, want: &Accounts, what: &str) {
    let (got, want) = (amounts(got), amounts(want));
    assert!(want.len() > 60, "{what}: only {} amounts to compare", want.len());
    let keys: std::collections::BTreeSet<&String> = got.keys().chain(want.keys()).collect();
    let differences: Vec<String> = keys
        .into_iter()
        .filter(|k| got.get(*k) != want.get(*k))
        .map(|k| format!("{k}: read {:?}, published {:?}", got.get(k), want.get(k)))
        .collect();
    assert!(differences.is_empty(), "{what}:\n{}", differences.join("\n"));
}
