//! Makes the sample workbooks of two invented departments: `cargo run --example make_samples [DIR]`.
//!
//! Final accounts in the form the finance system exports, initial budgets and a filled-in supplement: a 医疗保障局
//! over four years, and in the folder 学校 a school with every kind of income and expenditure. The same data gives
//! the same bytes at every run.

mod accounts;
mod assessment;
mod budget_form;
mod bureau;
mod bureau_texts;
mod catalogue;
mod cells;
mod data;
mod export;
mod fiscal_form;
mod form;
mod item_forms;
mod operation_form;
mod school;
mod school_texts;
mod supplement;
mod totals_form;

use std::path::{Path, PathBuf};

use accounts::Result;
use data::Department;
use export::{final_accounts, save};

fn main() -> Result<()> {
    let folder = std::env::args_os().nth(1);
    let folder = PathBuf::from(folder.unwrap_or_else(|| "samples".into()));
    write(&bureau::BUREAU, &folder)?;
    write(&school::SCHOOL, &folder.join("学校"))
}

/// Every workbook of a department: final accounts of each year, budgets from the second year on, and for the second
/// year the supplement and self-assessment forms.
fn write(department: &'static Department, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let years = accounts::all(department)?;
    for accounts in &years {
        let name = format!("{}年决算.xlsx", accounts.year);
        save(final_accounts(accounts)?, folder, &name)?;
    }
    for accounts in &years[1..] {
        let name = format!("{}年预算.xlsx", accounts.year);
        save(budget_form::book(accounts)?, folder, &name)?;
    }
    let forms = folder.join("绩效自评表");
    for (name, book) in assessment::books(&years[1])? {
        std::fs::create_dir_all(&forms)?;
        save(book, &forms, &name)?;
    }
    save(supplement::book(&years[1], &years[0])?, folder, "补充资料.xlsx")
}
