//! Statements with one line per functional code.

use super::{SheetReader, is_repeated_head};
use crate::accounts::{Amount, Line, Schedule, ScheduleId, SourceForm};
use crate::finding::Finding;
use crate::import::codes::CodeColumns;
use crate::import::forms::ColumnSpec;
use crate::import::head::{self, Head};
use crate::money::Yuan;
use crate::text::squash;
use crate::workbook::GridRow;
use crate::workbook::cell::{AmountCell, read_amount};
use rust_decimal::Decimal;

impl SheetReader<'_> {
    pub(super) fn read_coded(
        &mut self,
        id: ScheduleId,
        form: SourceForm,
        head: &Head,
        specs: &'static [ColumnSpec],
    ) -> Schedule {
        let (columns, cols) = self.find_columns(head, specs, 0..u32::MAX, id.title(form));
        let code_columns = CodeColumns::find(head, cols.iter().copied().min().unwrap_or(u32::MAX));
        let mut lines: Vec<Line> = Vec::new();
        for row in &self.grid.rows[head.end.min(self.grid.rows.len())..] {
            let Some((key, name)) = self.coded_key(row, &code_columns, &cols) else { continue };
            if let Some(first) = lines.iter().find(|l| l.key == key) {
                self.report_duplicate(row, &code_columns, &key, first, &cols);
                continue;
            }
            let cells = cols.iter().map(|c| Some(self.amount(row, *c, false))).collect();
            lines.push(Line { key, name, cells });
        }
        self.recognition.lines = lines.len();
        let mut schedule = Schedule { id, columns, lines, rounded: false };
        self.ensure_total(&mut schedule.lines, schedule.columns.len(), id.title(form));
        schedule
    }

    /// The line key of a row: a code, empty for 合计; `None` for rows that are no lines.
    pub(super) fn coded_key(
        &mut self,
        row: &GridRow,
        codes: &CodeColumns,
        cols: &[u32],
    ) -> Option<(String, String)> {
        if head::is_column_number_row(row) {
            return None;
        }
        let code = codes.read(row);
        let name = codes.name(row);
        let squashed = squash(&name);
        let is_total = |t: &str| matches!(t, "合计" | "总计");
        if is_total(&squashed) || is_total(&code) {
            return Some((String::new(), "合计".to_owned()));
        }
        if matches!(code.len(), 3 | 5 | 7) && code.bytes().all(|b| b.is_ascii_digit()) {
            return Some((code, name));
        }
        if Self::has_amount(row, cols) && !is_repeated_head(row) {
            let said = if code.is_empty() { squashed } else { code };
            let finding =
                Finding::new("R005", format!("这一行有金额，但科目编码“{said}”不是3、5或7位数字，没有读取"))
                    .at(self.place(row.row, row.cells[0].0))
                    .hint("请补上科目编码，或删去这一行");
            self.findings.push(finding);
        }
        None
    }

    pub(super) fn report_duplicate(
        &mut self,
        row: &GridRow,
        codes: &CodeColumns,
        key: &str,
        first: &Line,
        cols: &[u32],
    ) {
        let same = first.cells.iter().zip(cols).all(|(old, col)| match (old, read_amount(row.get(*col))) {
            (Some(old), AmountCell::Number(n)) => old.value.0 == n * Decimal::from(self.unit.factor()),
            (Some(old), AmountCell::Blank) => old.value.is_zero(),
            _ => false,
        });
        // The total repeated on every printed page is no contradiction.
        if key.is_empty() && same {
            return;
        }
        let what = if key.is_empty() { "“合计”行".to_owned() } else { format!("科目编码 {key}") };
        let col = codes.codes.first().copied().unwrap_or(0);
        let first_row = first.cells.iter().flatten().find_map(|a| a.cell).map_or(0, |c| c.row);
        let finding = Finding::new("R004", format!("{what} 在同一张表中出现了两次，只读取第一次出现的一行"))
            .at(self.place(row.row, col))
            .with("第一次出现", self.place(first_row, col), first.name.clone())
            .hint("请核对两行，合并或删去其中一行");
        self.findings.push(finding);
    }

    /// A statement without 合计 gets the sum of its items, and says so.
    pub(super) fn ensure_total(&mut self, lines: &mut Vec<Line>, width: usize, title: &str) {
        if lines.iter().any(|l| l.key.is_empty()) {
            return;
        }
        let digits = [7, 5, 3].into_iter().find(|n| lines.iter().any(|l| l.key.len() == *n));
        let cells = (0..width)
            .map(|i| {
                let sum: Yuan = lines
                    .iter()
                    .filter(|l| Some(l.key.len()) == digits)
                    .filter_map(|l| l.cells[i].map(|a| a.value))
                    .sum();
                Some(Amount { value: sum, cell: None })
            })
            .collect();
        if !lines.is_empty() {
            let finding = Finding::new("R014", format!("“{title}”没有“合计”行，以各科目之和代替"))
                .at(self.sheet_place());
            self.findings.push(finding);
        }
        lines.insert(0, Line { key: String::new(), name: "合计".into(), cells });
    }
}
