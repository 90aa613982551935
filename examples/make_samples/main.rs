//! Makes the sample workbooks of an invented department: `cargo run --example make_samples [DIR]`.
//!
//! Final accounts for four years in the form the finance system exports, initial budgets and a
//! filled-in supplement. The same data gives the same bytes at every run.

mod accounts;
mod assessment;
mod budget_form;
mod catalogue;
mod cells;
mod data;
mod fiscal_form;
mod form;
mod item_forms;
mod operation_form;
mod supplement;
mod supplement_texts;
mod totals_form;

use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use accounts::{Accounts, Result};

fn main() -> Result<()> {
    let folder = std::env::args_os().nth(1);
    let folder = PathBuf::from(folder.unwrap_or_else(|| "samples".into()));
    std::fs::create_dir_all(&folder)?;
    let years = accounts::all()?;
    for accounts in &years {
        let name = format!("{}年决算.xlsx", accounts.year);
        save(final_accounts(accounts)?, &folder, &name)?;
    }
    for accounts in &years[1..] {
        let name = format!("{}年预算.xlsx", accounts.year);
        save(budget_form::book(accounts)?, &folder, &name)?;
    }
    let forms = folder.join("绩效自评表");
    std::fs::create_dir_all(&forms)?;
    for (name, book) in assessment::books(&years[1])? {
        save(book, &forms, &name)?;
    }
    save(supplement::book(&years[1], &years[0])?, &folder, "补充资料.xlsx")
}

/// The finance system's export of one year.
fn final_accounts(accounts: &Accounts) -> Result<Workbook> {
    let mut book = Workbook::new();
    let sheets: [fn(&mut Workbook, &Accounts) -> Result<()>; 10] = [
        totals_form::cover,
        totals_form::write,
        fiscal_form::write,
        item_forms::income,
        item_forms::expenditure,
        item_forms::general,
        item_forms::economic_detail,
        item_forms::fund,
        item_forms::state_capital,
        operation_form::write,
    ];
    for sheet in sheets {
        sheet(&mut book, accounts)?;
    }
    Ok(book)
}

/// Saves a workbook with a fixed time of creation.
fn save(mut book: Workbook, folder: &Path, name: &str) -> Result<()> {
    let created = ExcelDateTime::from_ymd(2024, 1, 1)?;
    book.set_properties(&DocProperties::new().set_author("示例").set_creation_datetime(&created));
    book.save(folder.join(name))?;
    Ok(())
}
