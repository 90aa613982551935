//! What a single workbook is taken for.

use crate::accounts::InitialBudget;
use crate::error::{Error, Result};
use crate::import::{self, Import};
use crate::published;
use crate::source::Source;
use crate::workbook;

/// What a workbook was taken for.
#[derive(Debug)]
pub enum Inspected {
    /// Final accounts, in either form.
    Accounts(Box<Import>),
    /// An initial budget.
    Budget(Box<InitialBudget>),
}

/// Reads a workbook of final accounts or of a budget.
///
/// # Errors
/// The file is no readable workbook, or holds neither; the message is that of what it looks more like.
pub fn inspect(file: &Source) -> Result<Inspected> {
    if published::is_document(file.path()) {
        return published::read_accounts(file).map(|import| Inspected::Accounts(Box::new(import)));
    }
    // Read once: a large file takes its time.
    let book = workbook::read(file)?;
    match import::accounts_of(file, &book) {
        Ok(import) => Ok(Inspected::Accounts(Box::new(import))),
        // The accounts' own message names what was looked for; a workbook of budget tables has its own.
        Err(error) => match import::budget_of(&book) {
            Ok(budget) => Ok(Inspected::Budget(Box::new(budget))),
            Err(reason) if import::is_budget_workbook(&book) => {
                Err(Error::Unusable { path: file.path().to_owned(), reason })
            }
            Err(_) => Err(error),
        },
    }
}
