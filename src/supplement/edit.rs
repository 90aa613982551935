//! What a merge wants changed on a sheet that people have: single cells, rows below the last one, rows out of sight.
//! Rows never move, so that every formula, comment, merge and chart that points at them stays right.

use std::collections::BTreeMap;

use super::form::{Kind, SheetSpec};
use super::page::{Content, Page, rows_of};
use crate::workbook::Grid;

/// Changes to one sheet.
#[derive(Debug, Clone)]
pub struct SheetEdit {
    /// Sheet name as in the file.
    pub sheet: String,
    /// What it is declared as.
    pub spec: &'static SheetSpec,
    /// Zero-based row of the heads.
    pub head: u32,
    /// Zero-based last row that has a key.
    pub last: u32,
    /// What stands in the declared columns, by zero-based column.
    pub kinds: BTreeMap<u32, Kind>,
    /// Cells that say something else now, by zero-based row and column.
    pub cells: BTreeMap<(u32, u32), Content>,
    /// Rows put out of sight, or back into it.
    pub hidden: BTreeMap<u32, bool>,
    /// Least height of rows whose words changed, in points.
    pub heights: BTreeMap<u32, f64>,
    /// Rows to stand below everything there is.
    pub added: Vec<AddedRow>,
}

/// A new row.
#[derive(Debug, Clone)]
pub struct AddedRow {
    /// Contents by zero-based column; empty ones are cells to fill.
    pub cells: BTreeMap<u32, Content>,
    /// Height in points.
    pub height: f64,
}

impl SheetEdit {
    /// Nothing to change yet.
    pub fn new(sheet: &str, spec: &'static SheetSpec, head: u32) -> SheetEdit {
        SheetEdit {
            sheet: sheet.to_owned(),
            spec,
            head,
            last: head,
            kinds: BTreeMap::new(),
            cells: BTreeMap::new(),
            hidden: BTreeMap::new(),
            heights: BTreeMap::new(),
            added: Vec::new(),
        }
    }

    /// Whether there is nothing to change.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.hidden.is_empty() && self.added.is_empty()
    }

    /// The sheet as it will read, for files whose cells cannot be changed in place (.xls, .ods).
    pub fn page(&self, grid: &Grid) -> Page {
        let mut rows: BTreeMap<u32, Vec<Content>> =
            grid.rows.iter().map(|r| r.row).zip(rows_of(grid, 0)).collect();
        let mut put = |row: u32, col: u32, content: &Content| {
            let cells = rows.entry(row).or_default();
            let col = col as usize;
            if cells.len() <= col {
                cells.resize(col + 1, Content::Empty);
            }
            cells[col] = content.clone();
        };
        for ((row, col), content) in &self.cells {
            put(*row, *col, content);
        }
        let next = grid.rows.last().map_or(self.head, |r| r.row) + 1;
        for (row, added) in (next..).zip(&self.added) {
            for (col, content) in &added.cells {
                put(row, *col, content);
            }
        }
        let head: Vec<Content> = rows.remove(&self.head).unwrap_or_default();
        let below = rows.split_off(&self.head);
        Page {
            name: grid.name.clone(),
            id: Some(self.spec.id),
            visible: grid.visible,
            preface: rows.into_values().collect(),
            head: head.iter().map(Content::display).collect(),
            rows: below.into_values().collect(),
        }
    }
}
