//! A table of a document that is none of the nine, with the places of its cells.

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

    fn printed(&self, row: usize) -> impl Iterator<Item = String> {
        let cells = self.rows.get(row).map_or(&[][..], Vec::as_slice);
        cells.iter().map(|c| one_line(c)).filter(|c| !c.is_empty())
    }

    /// A cell: document › part › table › row › column (page), its text the quote. A form has no sentences; what is printed
    /// around a cell is its row between the one before and the one behind, as they run.
    pub fn place(&self, file: &str, row: usize, col: usize, label: &str) -> Place {
        let is_text = |text: &String| figure(Some(&Value::Text(text.clone()))).is_none();
        let first = self.printed(row).find(is_text);
        let is_head = |text: &&str| !text.is_empty() && is_text(&(*text).to_owned());
        let head = (0..row).rev().map(|r| self.cell(r, col)).find(is_head);
        let around = (row.saturating_sub(1)..=row + 1).flat_map(|r| self.printed(r));
        let spot = DocumentSpot {
            part: self.part.clone(),
            section: self.heading(),
            page: self.row_pages.get(row).copied().flatten().or(self.page),
            row: if label.is_empty() { first.unwrap_or_default() } else { one_line(label) },
            column: head.map_or_else(String::new, one_line),
            sentence: around.collect::<Vec<_>>().join(" "),
            quote: one_line(self.cell(row, col)),
            ..DocumentSpot::default()
        };
        Place::in_document(file, spot)
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
