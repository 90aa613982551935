//! Sheets as plain contents.

use rust_decimal::Decimal;

use super::form::SheetId;
use crate::workbook::Grid;
use crate::workbook::cell::Value;

/// UTF-16 units a cell holds (ECMA-376; Excel's 32,767).
pub const CELL_LIMIT: usize = 32_767;

/// A text that a cell can hold; where it was cut, it says so.
pub fn fit(text: &str) -> String {
    const CUT: &str = "……（原文过长，以下截去）";
    if text.encode_utf16().count() <= CELL_LIMIT {
        return text.to_owned();
    }
    let mut room = CELL_LIMIT - CUT.encode_utf16().count();
    let kept = text.chars().take_while(|c| {
        let fits = c.len_utf16() <= room;
        room = room.saturating_sub(c.len_utf16());
        fits
    });
    kept.collect::<String>() + CUT
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Content {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text(String),
    /// A number.
    Number(Decimal),
}

impl Content {
    /// Text, or nothing if it is empty.
    pub fn text(text: impl Into<String>) -> Content {
        let text = text.into();
        if text.trim().is_empty() { Content::Empty } else { Content::Text(text) }
    }

    /// Whether nothing was typed; a dash says "nothing here".
    pub fn is_empty(&self) -> bool {
        match self {
            Content::Empty => true,
            Content::Text(text) => text.trim().is_empty() || text.trim() == "—",
            Content::Number(_) => false,
        }
    }

    /// The content as a cell can hold it; a text that is too long says where it was cut.
    pub fn fitted(content: Content) -> Content {
        match content {
            Content::Text(text) => Content::Text(fit(&text)),
            other => other,
        }
    }

    /// As text.
    pub fn display(&self) -> String {
        match self {
            Content::Empty => String::new(),
            Content::Text(text) => text.trim().to_owned(),
            Content::Number(number) => number.normalize().to_string(),
        }
    }
}

impl From<&Value> for Content {
    fn from(value: &Value) -> Content {
        match value {
            Value::Number(number) => Content::Number(number.normalize()),
            Value::Text(text) => Content::text(text.replace("\r\n", "\n")),
            other => Content::text(other.display()),
        }
    }
}

/// One sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// Sheet name.
    pub name: String,
    /// The declared sheet it is; `None` for people's own and the program's retired rows.
    pub id: Option<SheetId>,
    /// Whether users see it.
    pub visible: bool,
    /// Rows above the head, as people left them.
    pub preface: Vec<Vec<Content>>,
    /// Heads by column; empty where a column has none.
    pub head: Vec<String>,
    /// Rows below the head.
    pub rows: Vec<Vec<Content>>,
}

impl Page {
    /// A sheet that is not the program's, as it stands.
    pub fn foreign(grid: &Grid) -> Page {
        Page {
            name: grid.name.clone(),
            id: None,
            visible: grid.visible,
            preface: Vec::new(),
            head: Vec::new(),
            rows: placed_rows(grid),
        }
    }
}

/// The rows of a sheet from an index on, each as wide as its last cell.
pub fn rows_of(grid: &Grid, from: usize) -> Vec<Vec<Content>> {
    grid.rows
        .iter()
        .skip(from)
        .map(|row| {
            let width = row.cells.last().map_or(0, |c| c.0 as usize + 1);
            let mut cells = vec![Content::Empty; width];
            for (col, value) in &row.cells {
                cells[*col as usize] = Content::from(value);
            }
            cells
        })
        .collect()
}

/// The rows of a sheet where they stand, with the empty ones between them.
fn placed_rows(grid: &Grid) -> Vec<Vec<Content>> {
    let mut rows: Vec<Vec<Content>> = Vec::new();
    for (at, row) in grid.rows.iter().map(|r| r.row as usize).zip(rows_of(grid, 0)) {
        rows.resize(at.max(rows.len()), Vec::new());
        rows.push(row);
    }
    rows
}
