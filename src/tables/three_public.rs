//! 公开09表: one row of budget and final amounts of the three public expenses.

use super::build::{Builder, Head};
use super::{Cell, ColumnKind, Table, TableNumber};
use crate::accounts::{Column, ScheduleId};
use crate::style::ThreePublicLayout;

/// The expenses in the order of the form.
const EXPENSES: [&str; 6] = [
    "three_public.total",
    "three_public.overseas",
    "three_public.vehicle",
    "three_public.vehicle_purchase",
    "three_public.vehicle_operation",
    "three_public.reception",
];

/// The heads over one set of the six expenses; `leaf` makes what stands under each name.
fn heads(leaf: fn(&str) -> Head) -> Vec<Head> {
    vec![
        leaf("合计"),
        leaf("因公出国（境）费"),
        Head::over(
            "公务用车购置及运行维护费",
            vec![leaf("小计"), leaf("公务用车购置费"), leaf("公务用车运行维护费")],
        ),
        leaf("公务接待费"),
    ]
}

impl Builder<'_> {
    /// 09.
    pub fn three_public_table(&self, number: TableNumber) -> Option<Table> {
        self.accounts.schedule(ScheduleId::Operations)?;
        let mut table = self.frame(number, vec![ColumnKind::Amount; 12]);
        let pairs = self.style.tables.three_public == ThreePublicLayout::Pairs;
        let heads = if pairs {
            heads(|name| Head::over(name, vec![Head::leaf("预算数"), Head::leaf("决算数")]))
        } else {
            vec![
                Head::over("预算数", heads(|n| Head::leaf(n))),
                Head::over("决算数", heads(|n| Head::leaf(n))),
            ]
        };
        let numbers: Vec<Option<String>> = (1..=12).map(|n: u32| Some(n.to_string())).collect();
        self.set_head(&mut table, &heads, &numbers);

        let cell = |key: &str, column| -> Cell {
            let id = ScheduleId::Operations;
            let gap = self.is_gap(id, key, column);
            if gap { super::build::gap() } else { self.amount(self.three_public_amount(key, column)) }
        };
        let row = if pairs {
            EXPENSES.iter().flat_map(|k| [cell(k, Column::Adjusted), cell(k, Column::Final)]).collect()
        } else {
            [Column::Adjusted, Column::Final].iter().flat_map(|c| EXPENSES.map(|k| cell(k, *c))).collect()
        };
        table.rows.push(row);
        Some(table)
    }

    fn three_public_amount(&self, key: &str, column: Column) -> Option<crate::accounts::Amount> {
        match column {
            Column::Adjusted => self.accounts.adjusted_budget(ScheduleId::Operations, key),
            column => self.accounts.amount(ScheduleId::Operations, key, column),
        }
    }
}
