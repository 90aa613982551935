//! Makes the exports of an invented county: `cargo run --release --example county DIR [--units N] [--seed S]`.
//!
//! A folder a unit, with the finance system's export of two years and a budget: offices (局), schools and 街道, as many
//! as a county has. Some have no last year, some no budget, some a damaged file, some a wrong figure; `county.tsv` in
//! the folder says which, so that whoever reads them all can be held against it. `--items N` makes one department with
//! N 项 instead, to see how time grows with size. The same seed gives the same bytes.

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
#[path = "../make_samples/operation_form.rs"]
mod operation_form;
#[path = "../support/random.rs"]
mod random;
#[path = "../make_samples/totals_form.rs"]
mod totals_form;
mod unit;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use accounts::{Accounts, Result};
use data::Department;
use random::Random;
use unit::Flaw;

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let folder =
        PathBuf::from(arguments.next().ok_or("county DIR [--units N] [--seed S] | county DIR --items N")?);
    let (mut units, mut items, mut seed) = (300, None, 1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().and_then(|v| v.to_str()?.parse::<usize>().ok());
        let value = value.ok_or_else(|| format!("{} takes a number", name.display()))?;
        match name.to_str() {
            Some("--units") => units = value,
            Some("--items") => items = Some(value),
            Some("--seed") => seed = u64::try_from(value)?,
            _ => return Err(format!("{}: no such option", name.display()).into()),
        }
    }
    let mut random = Random::new(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    match items {
        Some(items) => write(unit::of_size(items, &mut random), None, &folder),
        None => county(units, &mut random, &folder),
    }
}

/// A folder for each unit, and the list of what is wrong with which.
#[allow(clippy::disallowed_methods, reason = "a file of its own in a folder of its own")]
fn county(units: usize, random: &mut Random, folder: &Path) -> Result<()> {
    let mut list = String::from("文件夹\t单位\t有意留下的问题\n");
    for n in 1..=units {
        let (department, flaw) = unit::of_county(n, random);
        let name = format!("{n:03}{}", department.name);
        write(department, flaw, &folder.join(&name))?;
        writeln!(list, "{name}\t{}\t{}", department.name, flaw.map_or("", Flaw::label))?;
    }
    std::fs::write(folder.join("county.tsv"), list)?;
    Ok(())
}

/// The exports of two years and this year's budget, with the flaw a unit has.
fn write(department: &'static Department, flaw: Option<Flaw>, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let years = accounts::all(department)?;
    for (accounts, last) in years.iter().zip([true, false]) {
        if last && flaw == Some(Flaw::NoPrior) {
            continue;
        }
        let name = format!("{}年决算.xlsx", accounts.year);
        export::save(export::final_accounts(accounts)?, folder, &name)?;
        if !last && flaw == Some(Flaw::Damaged) {
            damage(&folder.join(&name))?;
        }
    }
    let this: &Accounts = years.last().ok_or("no year")?;
    if flaw == Some(Flaw::NoBudget) {
        return Ok(());
    }
    export::save(budget_form::book(this)?, folder, &format!("{}年预算.xlsx", this.year))
}

/// The first half of a file, as a broken transfer leaves it.
#[allow(clippy::disallowed_methods, reason = "a file of its own in a folder of its own")]
fn damage(path: &Path) -> Result<()> {
    let bytes = std::fs::read(path)?;
    std::fs::write(path, &bytes[..bytes.len() / 2])?;
    Ok(())
}
