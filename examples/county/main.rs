//! Makes the exports of an invented county: `cargo run --release --example county DIR [--units N] [--seed S]`.
//!
//! A folder a unit, with the finance system's export of two years and a budget: offices (局), schools and 街道, as many
//! as a county has. Some have no last year, some no budget, some a damaged file, some a wrong figure; `county.tsv` in
//! the folder says which, so that whoever reads them all can be held against it. `--items N` makes one department with
//! N 项 instead, to see how time grows with size; `--department N` one with N units that pay each other, and the export
//! that a finance system would consolidate of them. The same seed gives the same bytes.

#[path = "../make_samples/accounts.rs"]
#[allow(dead_code, reason = "the samples use all of it")]
mod accounts;
#[path = "../make_samples/budget_form.rs"]
mod budget_form;
#[path = "../make_samples/catalogue.rs"]
#[allow(dead_code, reason = "a unit lists its own 科目")]
mod catalogue;
#[path = "../make_samples/cells.rs"]
mod cells;
#[path = "../make_samples/data.rs"]
#[allow(dead_code, reason = "the samples use all of it")]
mod data;
#[path = "../make_samples/export.rs"]
mod export;
#[path = "../make_samples/fiscal_form.rs"]
mod fiscal_form;
#[path = "../make_samples/form.rs"]
mod form;
#[path = "../make_samples/item_forms.rs"]
mod item_forms;
mod make;
#[path = "../make_samples/operation_form.rs"]
mod operation_form;
#[path = "../support/random.rs"]
mod random;
#[path = "../make_samples/totals_form.rs"]
mod totals_form;
mod unit;

use std::path::PathBuf;

use accounts::Result;
use random::Random;

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let folder = arguments.next().map(PathBuf::from).filter(|folder| !folder.starts_with("--help"));
    let folder = folder.ok_or("county DIR [--units N] [--seed S] | county DIR --items N | --department N")?;
    let (mut units, mut items, mut members, mut seed) = (300, None, None, 1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().and_then(|v| v.to_str()?.parse::<usize>().ok());
        let value = value.ok_or_else(|| format!("{} takes a number", name.display()))?;
        match name.to_str() {
            Some("--units") => units = value,
            Some("--items") => items = Some(value),
            Some("--department") => members = Some(value),
            Some("--seed") => seed = u64::try_from(value)?,
            _ => return Err(format!("{}: no such option", name.display()).into()),
        }
    }
    let mut random = Random::new(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    match (items, members) {
        (Some(items), _) => make::of_size(items, &mut random, &folder),
        (_, Some(members)) => make::department(members, &mut random, &folder),
        _ => make::county(units, &mut random, &folder),
    }
}
