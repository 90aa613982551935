//! The finance system's export of one year as a workbook, and saving workbooks.

use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use super::accounts::{Accounts, Result};
use super::{fiscal_form, item_forms, operation_form, totals_form};

/// The finance system's export of one year.
pub fn final_accounts(accounts: &Accounts) -> Result<Workbook> {
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
pub fn save(mut book: Workbook, folder: &Path, name: &str) -> Result<()> {
    let created = ExcelDateTime::from_ymd(2024, 1, 1)?;
    book.set_properties(&DocProperties::new().set_author("示例").set_creation_datetime(&created));
    book.save(folder.join(name))?;
    Ok(())
}
