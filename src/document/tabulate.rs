//! The nine tables as a document prints them, and which of their cells show which source cell.

use std::sync::Arc;

use super::model::{Cell, Merge, Table};
use super::shown::{Shown, ShownAmount, is_number};
use crate::accounts::Ledger;
use crate::style::Style;
use crate::tables::{self, Content};
use crate::text::chinese_number;

/// The tables of a report as documents print them. They follow from accounts, style and subject alone, so that reports of the
/// same accounts with other answers can share them.
#[derive(Debug)]
pub struct Tabulated {
    /// The tables, in order.
    pub tables: Vec<Arc<Table>>,
    /// Which of their cells show which source cell.
    pub shown: Arc<Shown>,
}

impl Tabulated {
    /// Prints all tables.
    pub fn of(tables: &[tables::Table], style: &Style, ledger: &Ledger<'_>) -> Tabulated {
        let mut amounts = Vec::new();
        let contents = &style.contents;
        let print = |(n, table): (u32, &tables::Table)| {
            let id = format!("t{}", table.id.published_number());
            let number = contents.table_number.replace("{n}", &chinese_number(n as usize + 1));
            let listed = contents.tables.then(|| format!("{number}{}", table.title));
            Arc::new(tabulate((n, table), id, listed, ledger, &mut amounts))
        };
        let printed: Vec<Arc<Table>> = (0..).zip(tables).map(print).collect();
        let names = tables.iter().map(|table| table.form_name().to_owned()).collect();
        let shown = Shown::new(printed.clone(), names, ledger.sources(), amounts);
        Tabulated { tables: printed, shown: Arc::new(shown) }
    }
}

/// Prints one table with its position; its amounts enter `amounts`. `listed` stands for it in the contents.
fn tabulate(
    (number, table): (u32, &tables::Table),
    id: String,
    listed: Option<String>,
    ledger: &Ledger<'_>,
    amounts: &mut Vec<ShownAmount>,
) -> Table {
    let mut rows = Vec::with_capacity(table.rows.len());
    for (r, row) in (0..).zip(&table.rows) {
        let mut name = None;
        let cells = (0..).zip(row).map(|(c, cell)| {
            let text = table.printed(&cell.content);
            let mut origin = None;
            match &cell.content {
                Content::Text(text) if !is_number(text) => name = Some(c),
                Content::Amount { origin: Some(source), .. } => {
                    if let Some(value) = ledger.amount(*source) {
                        // A cell that prints nothing shows no figure to explain.
                        origin = (!text.is_empty()).then_some(amounts.len());
                        amounts.push(ShownAmount {
                            table: number,
                            row: r,
                            col: c,
                            name,
                            cell: *source,
                            value,
                        });
                    }
                }
                _ => {}
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
