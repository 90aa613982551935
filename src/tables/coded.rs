//! 公开02, 03, 05, 07 and 08表: one row per functional code.

use super::build::{Builder, Head};
use super::spec::{CodedColumn, TableSpec};
use super::{Cell, ColumnKind, Table};
use crate::accounts::{Line, Schedule};
use crate::catalogue::functional;
use crate::style::TotalRow;

impl Builder<'_> {
    /// A table by functional code.
    pub fn coded_table(&self, spec: &TableSpec, specs: &[CodedColumn]) -> Option<Table> {
        let schedule = self.accounts.schedule(spec.id)?;
        let options = self.options;
        let code_columns = if options.split_codes { 3 } else { 1 };
        let mut columns = vec![ColumnKind::Code; code_columns];
        columns.push(ColumnKind::Name);
        columns.extend(vec![ColumnKind::Amount; specs.len()]);
        let mut table = self.frame(spec, columns);
        self.coded_head(&mut table, specs, code_columns);

        let lines = self.lines(schedule, specs);
        let total = schedule.line("");
        for line in &lines {
            let name = self.line_name(line);
            table.rows.push(self.coded_row(schedule, specs, code_columns, &line.key, &name, Some(line)));
        }
        let at = if options.total_row == TotalRow::First { 0 } else { table.rows.len() };
        let label = self.line_label("total", "合计");
        table.rows.insert(at, self.coded_row(schedule, specs, code_columns, "", label, total));
        table.merges.push((at, 0, code_columns + 1));
        if lines.is_empty()
            && let Some(statement) =
                self.style.no_data.get(spec.id.published_number()).filter(|s| !s.is_empty())
        {
            table.notes.push(self.subject.fill(statement));
        }
        Some(table)
    }

    fn coded_head(&self, table: &mut Table, specs: &[CodedColumn], code_columns: usize) {
        let options = self.options;
        let code = if options.split_codes {
            Head::over(&options.code_head, ["类", "款", "项"].map(Head::leaf).into())
        } else {
            Head::leaf(&options.code_head)
        };
        let mut heads = self.shared_head("项目", vec![code, Head::leaf(&options.name_head)]);
        for group in specs.chunk_by(|a, b| a.group.is_some() && a.group == b.group) {
            let leaves = group.iter().map(|spec| match spec.head {
                Some(head) => Head::leaf(options.label(head)),
                None => Head::leaf(&options.total_head),
            });
            match group[0].group {
                Some(words) => heads.extend(self.shared_head(words, leaves.collect())),
                None => heads.extend(leaves),
            }
        }
        let mut numbers = vec![None; code_columns + 1];
        numbers.extend((1..=specs.len()).map(|n| Some(n.to_string())));
        self.set_head(table, &heads, &numbers);
    }

    /// The lines a style prints, in code order; lines without any amount are left out.
    fn lines<'s>(&self, schedule: &'s Schedule, specs: &[CodedColumn]) -> Vec<&'s Line> {
        let columns: Vec<usize> = specs.iter().filter_map(|s| schedule.column(s.column)).collect();
        let unreadable = |line: &Line, c: usize| self.accounts.is_unreadable(schedule.id, &line.key, c);
        let has_amount = |line: &Line| {
            columns.iter().any(|c| match line.cells[*c] {
                Some(amount) => !amount.value.is_zero(),
                None => unreadable(line, *c),
            })
        };
        let mut lines: Vec<&Line> = schedule
            .lines
            .iter()
            .filter(|l| !l.key.is_empty() && has_amount(l))
            .filter(|l| !self.options.items_only || l.key.len() == 7)
            .collect();
        lines.sort_by(|a, b| a.key.cmp(&b.key));
        lines
    }

    /// The name as exported; where the export left it out, the classification's.
    fn line_name(&self, line: &Line) -> String {
        if line.name.is_empty() {
            functional::name(&line.key).unwrap_or_default().to_owned()
        } else {
            line.name.clone()
        }
    }

    fn coded_row(
        &self,
        schedule: &Schedule,
        specs: &[CodedColumn],
        code_columns: usize,
        code: &str,
        name: &str,
        line: Option<&Line>,
    ) -> Vec<Cell> {
        let is_total = code.is_empty();
        let mut cells: Vec<Cell> = if is_total {
            let mut first = Cell::center(name);
            first.bold = true;
            std::iter::once(first).chain((0..code_columns).map(|_| Cell::empty())).collect()
        } else {
            let mut codes = if code_columns == 3 {
                [0..3, 3..5, 5..7].map(|r| Cell::center(code.get(r).unwrap_or_default())).into()
            } else {
                vec![Cell::text(code)]
            };
            let indent =
                if self.options.items_only { 0 } else { u8::try_from((code.len() - 3) / 2).unwrap_or(0) };
            codes.push(Cell { indent, bold: code.len() == 3, ..Cell::text(name) });
            codes
        };
        for spec in specs {
            let cell = match line {
                Some(line) => self.amount_at(schedule.id, &line.key, spec.column),
                None => self.amount(None),
            };
            cells.push(Cell { bold: code.len() <= 3, ..cell });
        }
        cells
    }
}
