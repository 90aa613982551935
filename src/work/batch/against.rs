//! 汇总与分户: a department's consolidated accounts, read and held against those of the units of a run.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use crate::bureau::{Row, Whole, whole};
use crate::error::{Error, Result};
use crate::import::Import;
use crate::package::contain;
use crate::published;
use crate::source::Source;
use crate::work::crew;

/// Compares consolidated accounts, as they were read from a file, with those that the rows were made from.
///
/// # Errors
/// They are of another year than every unit.
pub fn compare(all: &Import, file: &Path, rows: &[Row], out: &Path, jobs: usize) -> Result<Whole> {
    let year = all.accounts.year;
    let of_year = |row: &&Row| row.accounts.is_some() && (year.is_none() || row.year == year);
    let used: Vec<&Row> = rows.iter().filter(of_year).collect();
    if used.is_empty() {
        let year = year.map_or_else(String::new, |y| format!("{y}年度的"));
        let reason = format!("没有一个单位有{year}决算可以与它比较");
        return Err(Error::Unusable { path: file.to_owned(), reason });
    }
    let read = |row: &&Row| -> Option<Import> {
        let path = out.join(row.accounts.as_ref()?);
        contain(|| published::read_accounts(Source::from(&path)).ok()).flatten()
    };
    // Reading is quick and writes nothing: a run that is being stopped still says what it compared.
    let read = crew::side_by_side(&used, jobs, &AtomicBool::new(false), read, |_| {});
    let units: Vec<(&str, &Import)> = used
        .iter()
        .zip(&read)
        .filter_map(|(row, import)| Some((row.name(), import.as_ref()?.as_ref()?)))
        .collect();
    let accounts: Vec<_> = units.iter().map(|(name, import)| (*name, &import.accounts)).collect();
    let mut compared = whole::compare(&all.accounts, &accounts);
    let left_out = rows.iter().filter(|row| !units.iter().any(|(name, _)| *name == row.name()));
    let left_out: Vec<String> = left_out.map(|row| format!("“{}”", row.name())).collect();
    if !left_out.is_empty() {
        let said = format!("{}没有读出，或不是这一年度的，没有计入各单位之和", left_out.join("、"));
        compared.causes.insert(0, said);
    }
    Ok(compared)
}
