//! The rows of the forms that are not by item: a label, a line number (行次) and cells.

use rust_decimal::Decimal;

use super::accounts::Result;
use super::form::{DASH, Form};

/// One cell of a summary form.
#[derive(Clone, Copy)]
pub enum Cell {
    Amount(Decimal),
    Inapplicable,
    Empty,
}

/// Cells side by side from a column on.
pub fn put(form: &mut Form, row: u32, first: u16, cells: &[Cell]) -> Result<()> {
    for (column, cell) in (first..).zip(cells) {
        match cell {
            Cell::Amount(amount) => form.amount(row, column, *amount)?,
            Cell::Inapplicable => form.text(row, column, DASH)?,
            Cell::Empty => form.text(row, column, "")?,
        }
    }
    Ok(())
}

/// A label, its line number and its cells.
pub fn entry(form: &mut Form, row: u32, first: u16, label: &str, line: u32, cells: &[Cell]) -> Result<()> {
    form.text(row, first, label)?;
    form.ordinal(row, first + 1, line)?;
    put(form, row, first + 2, cells)
}

/// An initial budget that the form leaves out when there is none.
pub fn initial(amount: Decimal) -> Cell {
    if amount.is_zero() { Cell::Inapplicable } else { Cell::Amount(amount) }
}
