//! A table as a document draws it.

use crate::tables::{Align, ColumnKind, HeadCell};

/// A table ready to be drawn.
#[derive(Debug, Clone)]
pub struct Table {
    /// Anchor; cells are `id-row-col`.
    pub id: String,
    /// Title above it; empty for none.
    pub title: String,
    /// What stands for it in the contents (`一、收入支出决算总表`), if it is listed.
    pub listed: Option<String>,
    /// `公开01表`
    pub form_number: Option<String>,
    /// `部门：X`
    pub left_line: String,
    /// `2023年度` between the two others.
    pub middle_line: String,
    /// `金额单位：万元`
    pub right_line: String,
    /// Kinds of columns, for widths.
    pub columns: Vec<ColumnKind>,
    /// Merged head cells.
    pub head: Vec<HeadCell>,
    /// Rows of the head.
    pub head_rows: usize,
    /// Body rows; every row has a cell for every column.
    pub rows: Vec<Vec<Cell>>,
    /// Merged body cells.
    pub merges: Vec<Merge>,
    /// Notes under it.
    pub notes: Vec<String>,
}

impl Table {
    fn merge(&self, row: usize, col: usize) -> Option<&Merge> {
        self.merges
            .iter()
            .find(|m| (m.row..m.row + m.rows).contains(&row) && (m.col..m.col + m.cols).contains(&col))
    }

    /// How many columns a body cell covers; 0 if a cell left of it or one above left of it does.
    pub fn span(&self, row: usize, col: usize) -> usize {
        match self.merge(row, col) {
            Some(merge) if merge.col == col => merge.cols,
            Some(_) => 0,
            None => 1,
        }
    }

    /// How a body cell stands in a cell merged downwards: how many rows it covers, 0 if a cell above covers it.
    pub fn depth(&self, row: usize, col: usize) -> usize {
        match self.merge(row, col) {
            Some(merge) if merge.row == row => merge.rows,
            Some(_) => 0,
            None => 1,
        }
    }
}

/// Body cells merged into one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// First row.
    pub row: usize,
    /// First column.
    pub col: usize,
    /// Rows it covers.
    pub rows: usize,
    /// Columns it covers.
    pub cols: usize,
}

/// A body cell.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// As printed.
    pub text: String,
    /// Position.
    pub align: Option<Align>,
    /// Levels of indentation.
    pub indent: u8,
    /// Totals and 类.
    pub bold: bool,
    /// Position in [`Document::origins`](super::model::Document::origins).
    pub origin: Option<usize>,
}
