//! 公开06表: every economic 款 in groups of columns, 人员经费合计 and 公用经费合计 below.

use super::build::{Builder, Head, gap};
use super::spec::{EconomicPart, TableSpec};
use super::{Align, Cell, ColumnKind, Content, Table};
use crate::accounts::{Amount, BasicDetail, ScheduleId};
use crate::catalogue::economic;
use crate::money::Yuan;

impl Builder<'_> {
    /// 06.
    pub fn economic_table(&self, spec: &TableSpec, parts: &[EconomicPart; 2]) -> Option<Table> {
        // A 类 whose 小计 could not be read is a gap, not a zero.
        let detail = self.accounts.basic_detail.as_ref()?;
        let unread = detail.without_subtotal();
        let groups = self.economic_groups(detail);
        let columns: Vec<ColumnKind> =
            groups.iter().flat_map(|_| [ColumnKind::Code, ColumnKind::Name, ColumnKind::Amount]).collect();
        let mut table = self.frame(spec, columns);
        self.economic_head(&mut table, parts, groups.len());
        let height = groups.iter().map(Vec::len).max().unwrap_or(0);
        for i in 0..height {
            let mut row = Vec::new();
            for group in &groups {
                match group.get(i) {
                    Some((code, name)) => {
                        let class = code.len() == 3;
                        let amount = match self.economic_amount(code) {
                            None if unread.contains(code) || self.economic_gap(code) => gap(),
                            amount => self.amount(amount),
                        };
                        row.push(Cell { bold: class, ..Cell::text(*code) });
                        row.push(Cell { bold: class, indent: u8::from(!class), ..Cell::text(*name) });
                        row.push(Cell { bold: class, ..amount });
                    }
                    None => row.extend([Cell::empty(), Cell::empty(), Cell::empty()]),
                }
            }
            table.rows.push(row);
        }
        self.economic_totals(&mut table, parts, groups.len());
        Some(table)
    }

    /// The 类 the style lists, and behind the last group any other 类 that carries an amount: no money may be missing.
    fn economic_groups<'t>(&self, detail: &'t BasicDetail) -> Vec<Vec<(&'t str, &'t str)>> {
        let listed: Vec<&str> = self.options.economic.iter().flatten().map(String::as_str).collect();
        let mut groups: Vec<Vec<&str>> =
            self.options.economic.iter().map(|g| g.iter().map(String::as_str).collect()).collect();
        for class in economic::classes().iter().filter(|c| !listed.contains(&c.code)) {
            if (self.economic_amount(class.code).is_some_and(|a| !a.value.is_zero())
                || self.economic_gap(class.code))
                && let Some(last) = groups.last_mut()
            {
                last.push(class.code);
            }
        }
        groups
            .iter()
            .map(|codes| {
                codes
                    .iter()
                    .filter_map(|code| economic::classes().iter().find(|c| c.code == *code))
                    .flat_map(|class| std::iter::once((class.code, class.name)).chain(detail.items_of(class)))
                    .collect()
            })
            .collect()
    }

    fn economic_amount(&self, code: &str) -> Option<Amount> {
        self.accounts.basic_detail.as_ref()?.amount("", code)
    }

    fn economic_gap(&self, code: &str) -> bool {
        let detail = self.accounts.basic_detail.as_ref();
        let column = detail.and_then(|d| d.columns.iter().position(|c| c == code));
        column.is_some_and(|c| self.accounts.is_unreadable(ScheduleId::BasicDetail, "", c))
    }

    fn economic_head(&self, table: &mut Table, [first, rest]: &[EconomicPart; 2], groups: usize) {
        let options = self.options;
        let group =
            || [&options.economic_code_head, &options.name_head, &options.amount_head].map(Head::leaf);
        let others: Vec<Head> = (1..groups).flat_map(|_| group()).collect();
        let mut heads = self.shared_head(first.head, group().into());
        heads.extend(self.shared_head(rest.head, others));
        let (cells, rows) = super::build::lay_out(&heads);
        table.head = cells;
        table.head_rows = rows;
    }

    /// The totals below. One that is not known whole is a gap.
    fn economic_totals(&self, table: &mut Table, [first, rest]: &[EconomicPart; 2], groups: usize) {
        let sum = |part: &EconomicPart| -> Cell {
            let detail = self.accounts.basic_detail.as_ref();
            let Some(parts) = detail.and_then(|d| d.parts(part.personnel)) else { return gap() };
            if parts.iter().any(|code| self.economic_gap(code)) {
                return gap();
            }
            if let [printed] = parts[..] {
                return self.amount(self.economic_amount(printed));
            }
            let value: Yuan =
                parts.into_iter().filter_map(|c| self.economic_amount(c).map(|a| a.value)).sum();
            Cell {
                content: Content::Amount { value: value.to_wan(), origin: None },
                align: Align::Right,
                ..Cell::empty()
            }
        };
        let bold = |cell: Cell| Cell { bold: true, ..cell };
        let mut row = vec![
            bold(Cell::center(self.options.label(first.total))),
            Cell::empty(),
            bold(sum(first)),
            bold(Cell::center(self.options.label(rest.total))),
        ];
        let width = groups * 3;
        row.extend((row.len()..width - 1).map(|_| Cell::empty()));
        row.push(bold(sum(rest)));
        let last = table.rows.len();
        table.merges.push((last, 0, 2));
        table.merges.push((last, 3, width - 4));
        table.rows.push(row);
    }
}
