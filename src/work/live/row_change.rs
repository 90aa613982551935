//! A row of the supplement that comes, goes or gets another name.

use crate::supplement::{Merged, Present, Row, Slot};

/// A row before and after a change; none where it was not there, or is not any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowChange {
    /// As it was.
    pub before: Option<Row>,
    /// As it is from now on.
    pub after: Option<Row>,
}

impl RowChange {
    /// The change that takes this one back.
    pub fn reversed(&self) -> RowChange {
        RowChange { before: self.after.clone(), after: self.before.clone() }
    }

    /// Where the row is to be seen: its sheet and key as it is now, or as it was.
    pub fn slot(&self) -> Option<Slot> {
        let row = self.after.as_ref().or(self.before.as_ref())?;
        Some(Slot { sheet: row.sheet, key: row.key.clone(), head: String::new() })
    }

    /// What must be done to a supplement; nothing where the row is no more what it was.
    pub fn merged(&self, present: &Present) -> Option<Merged> {
        let book = &present.book;
        let is_there = |row: &Row| Row::of(book, row.sheet, &row.key).is_some();
        match (&self.before, &self.after) {
            (None, Some(row)) => (!is_there(row)).then(|| row.added(book)),
            (Some(row), None) => {
                (Row::of(book, row.sheet, &row.key).as_ref() == Some(row)).then(|| row.removed(book))
            }
            (Some(row), Some(new)) => (is_there(row) && !is_there(new)).then(|| row.renamed(book, &new.key)),
            (None, None) => None,
        }
    }
}
