//! What a single workbook is taken for.

use crate::accounts::InitialBudget;
use crate::error::Result;
use crate::import::{self, Import};
use crate::published;
use crate::source::Source;

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
    match published::read_accounts(file) {
        Ok(import) => Ok(Inspected::Accounts(Box::new(import))),
        // The accounts' own message names what was looked for; a workbook of budget tables has its own.
        Err(error) => match import::read_budget(file) {
            Ok(budget) => Ok(Inspected::Budget(Box::new(budget))),
            Err(budget) if import::is_budget_workbook(file) => Err(budget),
            Err(_) => Err(error),
        },
    }
}
