//! The files of a county, of a department with its units, or of one large department.

use std::fmt::Write as _;
use std::path::Path;

use super::accounts::{self, Accounts, Result};
use super::data::Department;
use super::random::Random;
use super::unit::{self, Flaw};
use super::{budget_form, export};

/// 单位: a folder for each unit of a department; 部门: the department's own files, in which what the units paid each other
/// is left out.
#[allow(dead_code, reason = "one of several uses")]
pub fn department(units: usize, random: &mut Random, folder: &Path) -> Result<()> {
    let made = unit::of_department(units, random);
    for (n, unit) in (1..).zip(&made.units) {
        write(unit, None, &folder.join(format!("单位/{n:02}{}", unit.name)))?;
    }
    let mut years = accounts::all(made.whole)?;
    for (at, accounts) in years.iter_mut().enumerate() {
        for transfer in &made.transfers {
            accounts.eliminate(transfer, at)?;
        }
    }
    save(&years, None, &folder.join("部门"))
}

/// A folder for each unit, and the list of what is wrong with which.
#[allow(clippy::disallowed_methods, reason = "a file of its own in a folder of its own")]
#[allow(dead_code, reason = "one of several uses")]
pub fn county(units: usize, random: &mut Random, folder: &Path) -> Result<()> {
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

/// One department with this many 项.
#[allow(dead_code, reason = "tests make departments and counties")]
pub fn of_size(items: usize, random: &mut Random, folder: &Path) -> Result<()> {
    write(unit::of_size(items, random), None, folder)
}

/// The exports of two years and this year's budget, with the flaw a unit has.
fn write(department: &'static Department, flaw: Option<Flaw>, folder: &Path) -> Result<()> {
    save(&accounts::all(department)?, flaw, folder)
}

fn save(years: &[Accounts], flaw: Option<Flaw>, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
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
