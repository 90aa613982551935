//! 公开09表: one row of budget and final amounts.

use super::{SheetReader, column_letters};
use crate::accounts::{Amount, Column, Line, Schedule, ScheduleId};
use crate::finding::Finding;
use crate::import::forms::{THREE_PUBLIC_NAMES, expense_of};
use crate::import::head::{self, Head};
use crate::money::Yuan;
use crate::text::find_year;
use crate::workbook::cell::{AmountCell, read_amount};

/// Which of the two amounts of an expense a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Budget,
    Final,
}

impl Side {
    fn of(text: &str) -> Option<Side> {
        if text.contains("决算") || text.contains("执行数") {
            Some(Side::Final)
        } else if text.contains("预算") && !text.contains("公共预算") {
            Some(Side::Budget)
        } else {
            None
        }
    }

    fn column(self) -> Column {
        match self {
            Side::Budget => Column::Adjusted,
            Side::Final => Column::Final,
        }
    }
}

/// A column of the table: where, which expense, which amount.
#[derive(Debug, Clone, Copy)]
struct Expense {
    col: u32,
    key: &'static str,
    side: Option<Side>,
}

impl SheetReader<'_> {
    /// One row of budget and final amounts: in two groups (预算数 › 合计), in pairs (合计 › 预算数), either of them first.
    pub(super) fn read_three_public(&mut self) -> Schedule {
        self.turn_to(0);
        let head = self.sheet().head.clone();
        let title = ScheduleId::Operations;
        let mut expenses = expenses(&head);
        settle_sides(&head, &mut expenses);
        let columns = vec![Column::Adjusted, Column::Final];
        for side in [Side::Budget, Side::Final] {
            if !expenses.iter().any(|e| e.side == Some(side)) {
                let text = format!("“三公”经费表没有找到“{}”各栏", side.column().label(title));
                self.recognised().missing.push(text.clone());
                let finding = Finding::new("R002", text).at(self.sheet_place()).hint("请核对表头文字");
                self.findings.push(finding);
            }
        }
        let cols: Vec<u32> = expenses.iter().map(|e| e.col).collect();
        let row = self.body().iter().find(|row| {
            !head::is_column_number_row(row)
                && cols.iter().any(|c| matches!(read_amount(row.get(*c)), AmountCell::Number(_)))
        });
        let mut lines: Vec<Line> = Vec::new();
        for (key, name) in THREE_PUBLIC_NAMES {
            let mut cells = vec![None; columns.len()];
            for expense in expenses.iter().filter(|e| e.key == *key) {
                let Some(side) = expense.side else { continue };
                let i = usize::from(side == Side::Final);
                if cells[i].is_some() {
                    continue;
                }
                // A table without any figure states zero everywhere.
                cells[i] = match row {
                    Some(row) => self.amount(row, expense.col, false),
                    None => Some(Amount { value: Yuan::ZERO, cell: None }),
                };
                if cells[i].is_none() {
                    self.unreadable.push(((*key).to_owned(), i));
                }
                let said = (
                    format!("{}·{name}", side.column().label(title)),
                    head.path_text(expense.col),
                    column_letters(expense.col),
                );
                self.recognised().columns.push(said);
            }
            if expenses.iter().any(|e| e.key == *key && e.side.is_some()) {
                for side in [Side::Budget, Side::Final] {
                    if !expenses.iter().any(|e| e.side == Some(side)) {
                        self.unreadable.push(((*key).to_owned(), usize::from(side == Side::Final)));
                    }
                }
                lines.push(Line { key: (*key).to_owned(), name: (*name).to_owned(), cells });
            }
        }
        self.recognised().lines = usize::from(row.is_some());
        Schedule { id: ScheduleId::Operations, columns, lines, rounded: false }
    }
}

/// Every column that holds an expense of this year.
fn expenses(head: &Head) -> Vec<Expense> {
    let years = head.columns.iter().flat_map(|(_, p)| p.iter().filter_map(|t| find_year(t)));
    let latest = years.max();
    let mut found: Vec<Expense> = Vec::new();
    for (i, (col, path)) in head.columns.iter().enumerate() {
        let earlier =
            path.iter().any(|t| find_year(t).is_some_and(|y| Some(y) != latest) || t.contains("上年"));
        let change = path.iter().any(|t| t.contains("增减") || t.contains('%') || t.contains("比"));
        // The rest of a merged head is no column of its own.
        let rest = i > 0 && head.columns[i - 1].1 == *path;
        let Some(key) = expense_of(path).filter(|_| !earlier && !change && !rest) else { continue };
        let side = path.iter().rev().find_map(|t| Side::of(t));
        found.push(Expense { col: *col, key, side });
    }
    // Where 会议费 and 培训费 stand beside it, 合计 over them all is no total of 三公经费; its own is.
    let of_three = |col: u32| {
        let path = head.columns.iter().find(|(c, _)| *c == col).map(|(_, p)| p.as_slice());
        path.is_some_and(|p| p.iter().any(|t| t.contains("三公经费")))
    };
    if found.iter().any(|e| e.key == "three_public.total" && of_three(e.col)) {
        found.retain(|e| e.key != "three_public.total" || of_three(e.col));
    }
    found
}

/// The columns of a budget's table of expenses: `(fact key, column)`.
pub(super) fn budget_columns(head: &Head) -> Vec<(&'static str, u32)> {
    let mut found: Vec<(&'static str, u32)> = Vec::new();
    for expense in expenses(head).iter().filter(|e| e.side != Some(Side::Final)) {
        if found.iter().all(|f| f.0 != expense.key) {
            found.push((expense.key, expense.col));
        }
    }
    found
}

/// Heads without merged cells can stand over the middle of their group; then the order of the columns tells which
/// expenses are 预算数 and which 决算数.
fn settle_sides(head: &Head, expenses: &mut [Expense]) {
    let count = |side| expenses.iter().filter(|e| e.side == Some(side)).count();
    let doubled = (0..expenses.len())
        .any(|i| expenses[..i].iter().any(|e| e.key == expenses[i].key && e.side == expenses[i].side));
    if !doubled && count(Side::Budget) == count(Side::Final) {
        return;
    }
    let mut order: Vec<(u32, Side)> = Vec::new();
    for (col, path) in &head.columns {
        for side in path.iter().filter_map(|t| Side::of(t)) {
            if order.iter().all(|o| o.1 != side) {
                order.push((*col, side));
            }
        }
    }
    let half = expenses.len() / 2;
    let [(_, first), (_, second)] = order[..] else { return };
    let keys: Vec<&str> = expenses.iter().map(|e| e.key).collect();
    if expenses.len().is_multiple_of(2) && keys[..half] == keys[half..] {
        for (i, expense) in expenses.iter_mut().enumerate() {
            expense.side = Some(if i < half { first } else { second });
        }
    }
}
