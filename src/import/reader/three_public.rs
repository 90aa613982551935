//! 公开09表: the expenses along the head, budget and final amounts below it.

use super::{SheetReader, column_letters};
use crate::accounts::{Amount, Column, Line, Lines, Schedule, ScheduleId};
use crate::finding::Finding;
use crate::import::codes::printed_name;
use crate::import::forms::{THREE_PUBLIC_NAMES, count_of, expense_of};
use crate::import::head::{self, Head};
use crate::money::Yuan;
use crate::text::{find_year, strip_numbering};
use crate::workbook::GridRow;
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

/// An amount of the table: of which expense, which of its two, and where; no row where the table has no figure.
struct Stated<'a> {
    key: &'static str,
    side: Side,
    col: u32,
    row: Option<&'a GridRow>,
}

impl<'a> SheetReader<'a> {
    /// Budget and final amounts in one row: in two groups (预算数 › 合计), in pairs (合计 › 预算数), either of them first; or
    /// in a row of their own each.
    pub(super) fn read_three_public(&mut self) -> Schedule {
        self.turn_to(0);
        let head = self.sheet().head.clone();
        let title = ScheduleId::Operations;
        let mut expenses = expenses(&head);
        settle_sides(&head, &mut expenses);
        let stated = self.stated(&expenses);
        let columns = vec![Column::Adjusted, Column::Final];
        let lacking = |side: Side| !stated.iter().any(|s| s.side == side);
        for side in [Side::Budget, Side::Final].into_iter().filter(|side| lacking(*side)) {
            let text = format!("“三公”经费表没有找到“{}”各栏", side.column().label(title));
            self.recognised().missing.push(text.clone());
            let finding = Finding::new("R002", text).at(self.sheet_place()).hint("请核对表头文字");
            self.findings.push(finding);
        }
        let mut lines = Lines::default();
        for (key, name) in THREE_PUBLIC_NAMES {
            let mut cells = vec![None; columns.len()];
            let mut known = false;
            for amount in stated.iter().filter(|s| s.key == *key) {
                known = true;
                let i = usize::from(amount.side == Side::Final);
                if cells[i].is_some() {
                    continue;
                }
                // A table without any figure states zero everywhere.
                cells[i] = match amount.row {
                    Some(row) => self.amount(row, amount.col, false),
                    None => Some(Amount { value: Yuan::ZERO, cell: None }),
                };
                if cells[i].is_none() {
                    self.unreadable.push(((*key).to_owned(), i));
                }
                let said = (
                    format!("{}·{name}", amount.side.column().label(title)),
                    head.path_text(amount.col),
                    column_letters(amount.col),
                );
                self.recognised().columns.push(said);
            }
            if known {
                for side in [Side::Budget, Side::Final].into_iter().filter(|side| lacking(*side)) {
                    self.unreadable.push(((*key).to_owned(), usize::from(side == Side::Final)));
                }
                lines.push(Line { key: (*key).to_owned(), name: (*name).to_owned(), cells });
            }
        }
        let mut rows: Vec<u32> = stated.iter().filter_map(|s| s.row).map(|row| row.row).collect();
        rows.dedup();
        self.read_counts(rows.last().copied(), columns.len(), &mut lines);
        self.recognised().lines = rows.len();
        Schedule { id: ScheduleId::Operations, columns, lines, rounded: false }
    }

    /// Where the amounts stand. A head that says nothing of 预算数 and 决算数 has a row for each of them below it.
    fn stated(&self, expenses: &[Expense]) -> Vec<Stated<'a>> {
        let first = expenses.iter().map(|e| e.col).min().unwrap_or(0);
        let side_of = |row: &GridRow| {
            let label = row.cells.iter().take_while(|c| c.0 < first).map(|(_, v)| v.squashed()).last()?;
            Side::of(&label).filter(|_| !label.contains("上年") && !label.contains("增减"))
        };
        let body = || self.body().iter().filter(|row| !head::is_column_number_row(row));
        let mut sides: Vec<(Side, &GridRow)> = Vec::new();
        if expenses.iter().all(|e| e.side.is_none()) {
            for (side, row) in body().filter_map(|row| Some((side_of(row)?, row))) {
                if sides.iter().all(|s| s.0 != side) {
                    sides.push((side, row));
                }
            }
        }
        if !sides.is_empty() {
            let of = |(side, row): &(Side, &'a GridRow), e: &Expense| Stated {
                key: e.key,
                side: *side,
                col: e.col,
                row: Some(*row),
            };
            return sides.iter().flat_map(|s| expenses.iter().map(move |e| of(s, e))).collect();
        }
        let number =
            |row: &GridRow, e: &Expense| matches!(read_amount(row.get(e.col)), AmountCell::Number(_));
        let row = body().find(|row| expenses.iter().any(|e| number(row, e)));
        let of = |e: &Expense| Some(Stated { key: e.key, side: e.side?, col: e.col, row });
        expenses.iter().filter_map(of).collect()
    }

    /// 相关统计数 some print below the amounts: a label, and the next number right of it.
    fn read_counts(&mut self, below: Option<u32>, width: usize, lines: &mut Lines) {
        let Some(below) = below else { return };
        for row in self.body().iter().filter(|row| row.row > below) {
            for (i, (_, value)) in row.cells.iter().enumerate() {
                let squashed = value.squashed();
                let Some(key) = count_of(strip_numbering(&squashed)) else { continue };
                if lines.iter().any(|l| l.key == key) {
                    continue;
                }
                let Some(col) = number_right_of(row, i) else { continue };
                self.spill.remove(&col);
                let mut cells = vec![None; width];
                cells[width - 1] = self.amount(row, col, true);
                lines.push(Line { key: key.to_owned(), name: printed_name(&value.display()), cells });
            }
        }
    }
}

/// The column of the number that belongs to a label: the next one that is not zero before another label, else the next
/// one; zeros may fill the columns of a merged cell.
fn number_right_of(row: &GridRow, label: usize) -> Option<u32> {
    let rest = row.cells[label + 1..].iter().map(|(col, v)| (*col, read_amount(Some(v))));
    let numbers: Vec<(u32, bool)> = rest
        .take_while(|(_, v)| !matches!(v, AmountCell::NotANumber(_)))
        .filter_map(|(col, v)| match v {
            AmountCell::Number(n) => Some((col, n.is_zero())),
            _ => None,
        })
        .collect();
    numbers.iter().find(|n| !n.1).or(numbers.first()).map(|n| n.0)
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
