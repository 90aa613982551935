//! What a report asks people for, sheet by sheet, row by row.

use std::collections::BTreeSet;

use super::form::SheetId;
use super::page::Content;

/// A row that a report needs in its supplement.
#[derive(Debug, Clone)]
pub struct PlannedRow {
    /// Its sheet.
    pub sheet: SheetId,
    /// What it is matched by.
    pub key: String,
    /// Contents by head. Those of the program's columns are refreshed; all others are set only where nothing stands.
    pub cells: Vec<(&'static str, Content)>,
    /// Heads of number columns that are to be filled; the other number columns of 补充数据 show a dash.
    pub wanted: Vec<&'static str>,
    /// What people typed elsewhere, by head: it stands for what the cell holds.
    pub typed: Vec<(&'static str, Content)>,
}

/// Everything a report asks for, in the order of the narrative.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The rows.
    pub rows: Vec<PlannedRow>,
    /// Rows of the present supplement whose key is a good one, but not needed by this report. A key that is
    /// nowhere known stays where it is and is reported.
    pub retired: BTreeSet<(SheetId, String)>,
    /// What the report is, for the head of the instructions.
    pub title: String,
}

impl Plan {
    /// The rows of a sheet.
    pub fn of(&self, sheet: SheetId) -> impl Iterator<Item = &PlannedRow> {
        self.rows.iter().filter(move |r| r.sheet == sheet)
    }
}
