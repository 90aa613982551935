//! A table of a document that is none of the nine, with the places of its cells.

use std::cell::OnceCell;

use super::content::Rows;
use super::titles::AttachedKind;
use crate::place::{DocumentSpot, Place};
use crate::self_assessment::figure;
use crate::text::{one_line, squash};
use crate::workbook::cell::Value;
use crate::workbook::{Grid, GridRow};

/// Any other table.
#[derive(Debug, Clone)]
pub struct OtherTable {
    /// The lines above it that can be its title.
    pub title: String,
    /// Title of the part it stands in.
    pub part: String,
    /// What it is.
    pub kind: AttachedKind,
    /// Page, if known.
    pub page: Option<u32>,
    /// Rows as printed.
    pub rows: Rows,
    /// Page of every row, if known.
    pub row_pages: Vec<Option<u32>>,
}

impl OtherTable {
    /// The line above the table that is its title: the last that is no unit or department.
    pub fn heading(&self) -> String {
        let is_title = |line: &&str| {
            let plain = squash(line);
            plain.ends_with('表') || plain.contains("自评")
        };
        let title = self.title.lines().rev().find(is_title).or_else(|| self.title.lines().next());
        title.map_or_else(String::new, one_line)
    }

    /// A cell's text, without the blanks around it.
    pub fn cell(&self, row: usize, col: usize) -> &str {
        self.rows.get(row).and_then(|r| r.get(col)).map_or("", |text| text.trim())
    }

    /// A cell: see `Places::place`.
    pub fn place(&self, file: &str, row: usize, col: usize, label: &str) -> Place {
        self.places().place(file, row, col, label)
    }

    /// The places of its cells, for whoever asks for many.
    pub fn places(&self) -> Places<'_> {
        Places {
            table: self,
            heading: OnceCell::new(),
            rows: self.rows.iter().map(|_| OnceCell::new()).collect(),
        }
    }

    /// The table as the grid of a sheet.
    pub(super) fn grid(&self) -> Grid {
        let row = |(at, cells): (u32, &Vec<String>)| GridRow {
            row: at,
            cells: (0u32..)
                .zip(cells)
                .filter(|(_, text)| !text.trim().is_empty())
                .map(|(col, text)| (col, Value::Text(text.clone())))
                .collect(),
        };
        Grid {
            name: String::new(),
            visible: true,
            rows: (0u32..).zip(&self.rows).map(row).collect(),
            ..Grid::default()
        }
    }
}

/// Where the cells of a table stand; what is said of a row is put together once.
pub struct Places<'t> {
    table: &'t OtherTable,
    heading: OnceCell<String>,
    rows: Vec<OnceCell<Printed>>,
}

/// A row as it runs.
struct Printed {
    line: String,
    /// The first cell that is no figure.
    first: String,
    /// Which of its cells hold text that is no figure.
    texts: Vec<bool>,
}

fn is_text(text: &str) -> bool {
    // Most cells: what has no digit needs not be read as a figure.
    !text.contains(|c: char| c.is_numeric()) || figure(Some(&Value::Text(text.to_owned()))).is_none()
}

impl Places<'_> {
    fn printed(&self, row: usize) -> Option<&Printed> {
        let make = || {
            let cells = self.table.rows.get(row).map_or(&[][..], Vec::as_slice);
            let cells: Vec<String> = cells.iter().map(|c| one_line(c)).collect();
            let texts: Vec<bool> = cells.iter().map(|text| !text.is_empty() && is_text(text)).collect();
            let first = cells.iter().zip(&texts).find(|(_, is_text)| **is_text);
            let first = first.map_or_else(String::new, |(text, _)| text.clone());
            let said: Vec<&str> = cells.iter().map(String::as_str).filter(|c| !c.is_empty()).collect();
            Printed { line: said.join(" "), first, texts }
        };
        self.rows.get(row).map(|cell| cell.get_or_init(make))
    }

    /// A cell: document › part › table › row › column (page), its text the quote. A form has no sentences; what is printed
    /// around a cell is its row between the one before and the one behind, as they run.
    pub fn place(&self, file: &str, row: usize, col: usize, label: &str) -> Place {
        let table = self.table;
        let is_head = |r: &usize| self.printed(*r).is_some_and(|p| p.texts.get(col) == Some(&true));
        let head = (0..row).rev().find(is_head).map(|r| table.cell(r, col));
        let around = (row.saturating_sub(1)..=row + 1).filter_map(|r| self.printed(r));
        let around: Vec<&str> = around.map(|r| r.line.as_str()).filter(|line| !line.is_empty()).collect();
        let first = self.printed(row).map_or("", |printed| printed.first.as_str());
        let spot = DocumentSpot {
            part: table.part.clone(),
            section: self.heading.get_or_init(|| table.heading()).clone(),
            page: table.row_pages.get(row).copied().flatten().or(table.page),
            row: if label.is_empty() { first.to_owned() } else { one_line(label) },
            column: head.map_or_else(String::new, one_line),
            sentence: around.join(" "),
            quote: one_line(table.cell(row, col)),
            ..DocumentSpot::default()
        };
        Place::in_document(file, spot)
    }
}
