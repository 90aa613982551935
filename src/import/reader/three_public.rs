//! 公开09表: one row of budget and final amounts.

use super::{SheetReader, column_letters};
use crate::accounts::{Amount, Column, Line, Schedule, ScheduleId};
use crate::import::forms::THREE_PUBLIC_COLUMNS;
use crate::import::head::{self, Head};
use crate::money::Yuan;
use crate::workbook::cell::{AmountCell, read_amount};

impl SheetReader<'_> {
    /// One row of budget and final amounts, grouped (预算数 › 合计) or in pairs (合计 › 预算数).
    pub(super) fn read_three_public(&mut self, head: &Head) -> Schedule {
        let columns = vec![Column::Adjusted, Column::Final];
        let groups = [(Column::Adjusted, "预算数"), (Column::Final, "决算数")];
        let mut found: Vec<(usize, &'static str, u32)> = Vec::new();
        for (i, (column, group)) in groups.iter().enumerate() {
            for (key, names) in THREE_PUBLIC_COLUMNS {
                let paths: Vec<String> =
                    names.iter().flat_map(|n| [format!("{group}/{n}"), format!("{n}/{group}")]).collect();
                let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
                if let Some(col) = head.find(&paths, 0..u32::MAX) {
                    found.push((i, key, col));
                    self.recognition.columns.push((
                        format!("{}·{}", column.label(), names[0].replace('/', "·")),
                        head.path_text(col),
                        column_letters(col),
                    ));
                }
            }
        }
        let cols: Vec<u32> = found.iter().map(|f| f.2).collect();
        let row = self.grid.rows[head.end.min(self.grid.rows.len())..].iter().find(|row| {
            !head::is_column_number_row(row)
                && cols.iter().any(|c| matches!(read_amount(row.get(*c)), AmountCell::Number(_)))
        });
        let mut lines: Vec<Line> = Vec::new();
        for (i, key, col) in found {
            // A table without any figure states zero everywhere.
            let amount = match row {
                Some(row) => self.amount(row, col, false),
                None => Amount { value: Yuan::ZERO, cell: None },
            };
            match lines.iter_mut().find(|l| l.key == key) {
                Some(line) => line.cells[i] = Some(amount),
                None => {
                    let mut cells = vec![None; 2];
                    cells[i] = Some(amount);
                    let name = THREE_PUBLIC_COLUMNS.iter().find(|c| c.0 == key).map_or("", |c| c.1[0]);
                    let name = name.rsplit('/').find(|n| *n != "小计").unwrap_or(name).to_owned();
                    lines.push(Line { key: key.to_owned(), name, cells });
                }
            }
        }
        self.recognition.lines = lines.len();
        Schedule { id: ScheduleId::Operations, columns, lines, rounded: false }
    }
}
