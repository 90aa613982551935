//! 公开09表: one row of budget and final amounts of the three public expenses.

use super::build::{Builder, Head, gap as gap_cell};
use super::spec::{Expense, TableSpec};
use super::{Cell, ColumnKind, Table};
use crate::accounts::{Amount, Column};
use crate::style::ThreePublicLayout;

/// The heads over one set of the expenses; `leaf` makes what stands under each name.
fn heads(expenses: &[Expense], leaf: impl Fn(&str) -> Head) -> Vec<Head> {
    let mut heads: Vec<Head> = Vec::new();
    for expense in expenses {
        let head = leaf(expense.head);
        match (expense.group, heads.last_mut()) {
            (Some(group), Some(last)) if last.text == group => last.children.push(head),
            (Some(group), _) => heads.push(Head::over(group, vec![head])),
            (None, _) => heads.push(head),
        }
    }
    heads
}

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
        let pairs = self.style.tables.three_public == ThreePublicLayout::Pairs;
        let heads = if pairs {
            heads(expenses, |name| {
                Head::over(name, columns.iter().map(|(head, _)| Head::leaf(*head)).collect())
            })
        } else {
            columns
                .iter()
                .map(|(head, _)| Head::over(*head, self::heads(expenses, |name| Head::leaf(name))))
                .collect()
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

    fn three_public_amount(&self, spec: &TableSpec, key: &str, column: Column) -> Option<Amount> {
        match column {
            Column::Adjusted => self.accounts.adjusted_budget(spec.id, key),
            column => self.accounts.amount(spec.id, key, column),
        }
    }
}
