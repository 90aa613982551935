//! The nine tables as a document prints them, and which of their cells show which source cell.

use std::sync::Arc;

use foldhash::HashMap;

use super::model::{Cell, Merge, Origin, SourceCell, Table};
use crate::accounts::Ledger;
use crate::finding::Place;
use crate::money::display_yuan;
use crate::style::Style;
use crate::tables::{self, Content};
use crate::text::chinese_number;

/// Source cell → anchors of the table cells that show it.
pub type Shown = HashMap<Place, Vec<String>>;

/// The tables of a report as documents print them. They follow from accounts, style and subject alone, so that reports of the
/// same accounts with other answers can share them.
#[derive(Debug)]
pub struct Tabulated {
    /// The tables, in order.
    pub tables: Vec<Arc<Table>>,
    /// How their amounts were made.
    pub origins: Arc<Vec<Origin>>,
    /// Which of their cells show which source cell.
    pub shown: Shown,
}

impl Tabulated {
    /// Prints all tables.
    pub fn of(tables: &[tables::Table], style: &Style, ledger: &Ledger<'_>) -> Tabulated {
        let (mut origins, mut shown) = (Vec::new(), Shown::default());
        let contents = &style.contents;
        let print = |(n, table): (usize, &tables::Table)| {
            let id = format!("t{}", table.id.published_number());
            let number = contents.table_number.replace("{n}", &chinese_number(n));
            let listed = contents.tables.then(|| format!("{number}{}", table.title));
            Arc::new(tabulate(table, id, listed, ledger, &mut origins, &mut shown))
        };
        let tables = (1..).zip(tables).map(print).collect();
        Tabulated { tables, origins: Arc::new(origins), shown }
    }
}

/// Prints one table; its amounts get origins, its cells enter `shown`. `listed` stands for it in the contents.
fn tabulate(
    table: &tables::Table,
    id: String,
    listed: Option<String>,
    ledger: &Ledger<'_>,
    origins: &mut Vec<Origin>,
    shown: &mut Shown,
) -> Table {
    let mut rows = Vec::with_capacity(table.rows.len());
    for (r, row) in table.rows.iter().enumerate() {
        let cells = row.iter().enumerate().map(|(c, cell)| {
            let text = table.printed(&cell.content);
            let mut origin = None;
            if let Content::Amount { origin: Some(source), .. } = &cell.content
                && let Some((place, value)) = ledger.cell(*source)
            {
                let anchor = cell_id(&id, r, c);
                // A cell that prints nothing shows no figure to explain.
                if !text.is_empty() {
                    origin = Some(origins.len());
                    origins.push(Origin {
                        label: label(table, r, c),
                        formula: format!("{} 元 ＝ {}万元", display_yuan(value), wan(value)),
                        sources: vec![SourceCell {
                            role: "",
                            place: place.to_string(),
                            value: format!("{} 元", display_yuan(value)),
                        }],
                        cells: vec![anchor.clone()],
                    });
                }
                shown.entry(place).or_default().push(anchor);
            }
            Cell { text, align: Some(cell.align), indent: cell.indent, bold: cell.bold, origin }
        });
        rows.push(cells.collect());
    }
    Table {
        id,
        title: table.title.clone(),
        listed,
        form_number: table.form_number.clone(),
        left_line: table.org_line.clone(),
        middle_line: table.year_line.clone(),
        right_line: table.unit_line.clone(),
        columns: table.columns.clone(),
        head: table.head.clone(),
        head_rows: table.head_rows,
        rows,
        merges: table.merges.iter().map(|&(row, col, cols)| Merge { row, col, rows: 1, cols }).collect(),
        notes: table.notes.clone(),
    }
}

/// The anchor of a body cell.
pub fn cell_id(table: &str, row: usize, col: usize) -> String {
    format!("{table}-{}-{}", row + 1, col + 1)
}

fn wan(value: crate::money::Yuan) -> String {
    crate::money::NumberFormat { thousands: true, decimals: crate::money::Decimals::Fixed }
        .write(value.to_wan().0)
}

/// Row and column as printed: `公开01表 · 一、一般公共预算财政拨款收入 · 金额`.
fn label(table: &tables::Table, row: usize, col: usize) -> String {
    let cells = table.rows.get(row).map(Vec::as_slice).unwrap_or_default();
    let name = cells[..col.min(cells.len())].iter().rev().find_map(|cell| match &cell.content {
        Content::Text(text) if !text.bytes().all(|b| b.is_ascii_digit()) => Some(text.as_str()),
        _ => None,
    });
    let heads = table
        .head
        .iter()
        .filter(|h| (h.col..h.col + h.cols).contains(&col))
        // The 栏次 row numbers columns; it names nothing.
        .filter(|h| !h.text.bytes().all(|b| b.is_ascii_digit()))
        .map(|h| h.text.as_str());
    std::iter::once(table.form_name())
        .chain(name)
        .chain(heads)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}
