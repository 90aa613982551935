//! 公开09表: one row of budget and final amounts of the three public expenses.

use super::build::{Builder, Head, gap as gap_cell};
use super::spec::{Expense, TableSpec};
use super::{Cell, ColumnKind, Table};
use crate::accounts::{Amount, Column};
use crate::style::ThreePublicLayout;

impl Builder<'_> {
    /// A table of one row: the columns over each expense, or the expenses under each column, as the style has it.
    pub fn three_public_table(
        &self,
        spec: &TableSpec,
        expenses: &[Expense],
        columns: &[(&str, Column)],
    ) -> Option<Table> {
        self.accounts.schedule(spec.id)?;
        let width = expenses.len() * columns.len();
        let mut table = self.frame(spec, vec![ColumnKind::Amount; width]);
        let pairs = self.options.three_public == ThreePublicLayout::Pairs;
        let heads = if pairs {
            self.expense_heads(expenses, |name| {
                Head::over(
                    name,
                    columns.iter().map(|(head, _)| Head::leaf(self.options.label(head))).collect(),
                )
            })
        } else {
            let under =
                |head: &str| self.shared_head(head, self.expense_heads(expenses, |name| Head::leaf(name)));
            columns.iter().flat_map(|(head, _)| under(head)).collect()
        };
        let numbers: Vec<Option<String>> = (1..=width).map(|n| Some(n.to_string())).collect();
        self.set_head(&mut table, &heads, &numbers);

        let cell = |expense: &Expense, column: Column| -> Cell {
            let gap = self.is_gap(spec.id, expense.key, column);
            if gap { gap_cell() } else { self.amount(self.three_public_amount(spec, expense.key, column)) }
        };
        let row = if pairs {
            expenses.iter().flat_map(|e| columns.iter().map(move |(_, c)| cell(e, *c))).collect()
        } else {
            columns.iter().flat_map(|(_, c)| expenses.iter().map(move |e| cell(e, *c))).collect()
        };
        table.rows.push(row);
        Some(table)
    }

    /// The heads over one set of the expenses; `leaf` makes what stands under each name.
    fn expense_heads(&self, expenses: &[Expense], leaf: impl Fn(&str) -> Head) -> Vec<Head> {
        let groups = expenses.chunk_by(|a, b| a.group.is_some() && a.group == b.group);
        groups
            .flat_map(|group| {
                let leaves = group.iter().map(|e| leaf(self.options.label(e.head))).collect();
                match group[0].group {
                    Some(words) => self.shared_head(words, leaves),
                    None => leaves,
                }
            })
            .collect()
    }

    fn three_public_amount(&self, spec: &TableSpec, key: &str, column: Column) -> Option<Amount> {
        match column {
            Column::Adjusted => self.accounts.adjusted_budget(spec.id, key),
            column => self.accounts.amount(spec.id, key, column),
        }
    }
}
