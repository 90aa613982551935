//! The initial budget by 项 (年初预算), which the export has only by 类.

use std::collections::BTreeMap;

use super::{Address, Amount, CellRef};
use crate::finding::{Finding, Place};
use crate::money::Yuan;

/// Initial budget of the general public budget (一般公共预算财政拨款年初预算) by functional code.
#[derive(Debug, Clone)]
pub struct InitialBudget {
    /// File name without folders.
    pub file: String,
    /// Sheet it was read from.
    pub sheet: String,
    /// Year the table states, if any.
    pub year: Option<u16>,
    /// Amounts by code; 合计 under the empty code.
    pub amounts: BTreeMap<String, Amount>,
    /// Names by code, for 科目 that the accounts don't carry.
    pub names: BTreeMap<String, String>,
    /// Statements about the data.
    pub findings: Vec<Finding>,
}

impl InitialBudget {
    /// Budget of a code; zero if the table has no such line (年初无预算).
    pub fn of(&self, code: &str) -> Yuan {
        self.amounts.get(code).map_or(Yuan::ZERO, |a| a.value)
    }

    /// Where a cell stands.
    pub fn place(&self, cell: CellRef) -> Place {
        Place::cell(&self.file, &self.sheet, Address { row: cell.row, col: cell.col })
    }
}
