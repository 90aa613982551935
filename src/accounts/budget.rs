//! The initial budget by 项 (年初预算), which the export has only by 类.

use std::collections::{BTreeMap, BTreeSet};

use super::{Address, Amount, CellRef};
use crate::finding::{Finding, Place};
use crate::money::Yuan;

/// Initial budget of the general public budget (一般公共预算财政拨款年初预算) by functional code.
#[derive(Debug, Clone, Default)]
pub struct InitialBudget {
    /// File name without folders.
    pub file: String,
    /// Sheet it was read from.
    pub sheet: String,
    /// Further sheets amounts were read from: printed pages, 三公 and 机关运行经费. A [`CellRef`] counts them from 1.
    pub others: Vec<String>,
    /// 编制部门 / 编制单位, if the table states it.
    pub org: Option<String>,
    /// Year the table states, if any.
    pub year: Option<u16>,
    /// Amounts by code; 合计 under the empty code.
    pub amounts: BTreeMap<String, Amount>,
    /// Codes whose amount cannot be read: not known, where other codes that are not listed have none.
    pub unreadable: BTreeSet<String>,
    /// Names by code, for 科目 that the accounts don't carry.
    pub names: BTreeMap<String, String>,
    /// Initial budget of “三公”经费 and 机关运行经费 by fact key, where the workbook has their tables.
    pub expenses: BTreeMap<String, Amount>,
    /// What each sheet of the workbook was taken for.
    pub looked_at: Vec<BudgetSheet>,
    /// Statements about the data.
    pub findings: Vec<Finding>,
}

/// A sheet of a budget workbook.
#[derive(Debug, Clone)]
pub struct BudgetSheet {
    /// Sheet name.
    pub name: String,
    /// Whether users see it.
    pub visible: bool,
    /// Title as printed.
    pub title: String,
    /// What it was taken for, in words.
    pub what: String,
    /// Whether amounts were taken from it.
    pub used: bool,
}

impl InitialBudget {
    /// Budget of a code; zero if the table has no such line (年初无预算).
    pub fn of(&self, code: &str) -> Yuan {
        self.amounts.get(code).map_or(Yuan::ZERO, |a| a.value)
    }

    /// Where a cell stands.
    pub fn place(&self, cell: CellRef) -> Place {
        let sheet = match usize::from(cell.source).checked_sub(1) {
            Some(other) => self.others.get(other).map_or("", String::as_str),
            None => &self.sheet,
        };
        Place::cell(&self.file, sheet, Address { row: cell.row, col: cell.col })
    }
}
