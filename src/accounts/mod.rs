//! A department's year as data (部门决算): every amount in 元, by statement, line and column, each with the cell
//! it came from. How it was read and how it will be shown is not known here.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::finding::Place;
use crate::money::Yuan;
use crate::place::DocumentSpot;

mod budget;
mod ledger;
mod lines;
mod moved;
mod schedule;

pub use budget::{BudgetSheet, InitialBudget};
pub use ledger::Ledger;
pub use lines::Lines;
pub use moved::MovedCodes;
pub use schedule::{BasicDetail, Column, Line, Schedule, ScheduleId};

/// Which kind of workbook the accounts were read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceForm {
    /// The finance system's export (财决表), amounts in 元.
    Caijue,
    /// The published nine tables (公开表), amounts usually rounded to 万元.
    Gongkai,
}

impl SourceForm {
    /// The Chinese name.
    pub fn label(self) -> &'static str {
        match self {
            SourceForm::Caijue => "财决表",
            SourceForm::Gongkai => "公开表",
        }
    }
}

/// The unit a sheet states its amounts in (金额单位).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AmountUnit {
    /// 元
    Yuan,
    /// 千元
    Thousand,
    /// 万元
    Wan,
}

impl AmountUnit {
    /// How many 元 one unit is.
    pub fn factor(self) -> u32 {
        match self {
            AmountUnit::Yuan => 1,
            AmountUnit::Thousand => 1_000,
            AmountUnit::Wan => 10_000,
        }
    }

    /// The Chinese word.
    pub fn label(self) -> &'static str {
        match self {
            AmountUnit::Yuan => "元",
            AmountUnit::Thousand => "千元",
            AmountUnit::Wan => "万元",
        }
    }
}

/// A cell of a source workbook: a sheet of [`Accounts::sources`], zero-based row and column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    /// Index into [`Accounts::sources`].
    pub source: u16,
    /// Zero-based row.
    pub row: u32,
    /// Zero-based column.
    pub col: u32,
}

/// An amount in 元 with the cell it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// The exact amount; zero for a blank or "—" cell.
    pub value: Yuan,
    /// Where it stands; `None` only for sums made by the program.
    pub cell: Option<CellRef>,
}

/// A sheet amounts were read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// File name without folders.
    pub file: String,
    /// Sheet name as in the workbook.
    pub sheet: String,
    /// The unit its amounts were stated in.
    pub unit: AmountUnit,
    /// Where its cells stand in a document, if it is a table of one.
    pub document: Option<Arc<DocumentTable>>,
}

impl Source {
    /// Where a cell of it stands: sheet and address, or table, row and column of a document.
    pub fn place(&self, address: Address) -> Place {
        match &self.document {
            Some(table) => Place::in_document(&self.file, table.spot(address)),
            None => Place::cell(&self.file, &self.sheet, address),
        }
    }
}

/// What a table of a document prints beside and above its amounts, to say where one stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentTable {
    /// Number of the table (`03`).
    pub number: String,
    /// Page and label of each row, by its number on the sheet.
    pub rows: BTreeMap<u32, (Option<u32>, String)>,
    /// Head of each column, by its number on the sheet.
    pub columns: BTreeMap<u32, String>,
    /// Labels of a row that has several (收入 left, 支出 right), by the first column they hold for.
    pub labels: BTreeMap<(u32, u32), String>,
}

impl DocumentTable {
    /// Where a cell stands.
    pub fn spot(&self, Address { row, col }: Address) -> DocumentSpot {
        let (page, first) = self.rows.get(&row).cloned().unwrap_or_default();
        let nearest = self.labels.range((row, 0)..=(row, col)).next_back().map(|(_, label)| label.clone());
        DocumentSpot {
            page,
            table: self.number.clone(),
            row: nearest.unwrap_or(first),
            column: self.columns.get(&col).cloned().unwrap_or_default(),
            ..DocumentSpot::default()
        }
    }
}

/// A department's or unit's accounts of one year.
#[derive(Debug, Clone)]
pub struct Accounts {
    /// 编制单位 / 部门 as printed.
    pub org: String,
    /// The year (年度), if any sheet says it.
    pub year: Option<u16>,
    /// What kind of workbook this came from.
    pub form: SourceForm,
    /// The sheets amounts were read from.
    pub sources: Vec<Source>,
    /// The statements that were found.
    pub schedules: Vec<Schedule>,
    /// 一般公共预算财政拨款基本支出决算明细 by economic classification, if found.
    pub basic_detail: Option<BasicDetail>,
    /// Columns a statement must have and that were not found: their amounts are not known.
    pub lacking: Vec<(ScheduleId, Column)>,
    /// Cells whose amount cannot be read: neither zero nor anything else, and no sum with them is known.
    pub unreadable: Vec<Unreadable>,
}

/// A cell of a statement whose amount cannot be read (a text, a formula without result).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The statement.
    pub id: ScheduleId,
    /// Key of its line.
    pub line: String,
    /// Position of its column.
    pub column: usize,
}

impl Accounts {
    /// A statement, if it was found.
    pub fn schedule(&self, id: ScheduleId) -> Option<&Schedule> {
        self.schedules.iter().find(|s| s.id == id)
    }

    /// An amount with its cell; `None` if the statement, line or column is absent.
    pub fn amount(&self, id: ScheduleId, line: &str, column: Column) -> Option<Amount> {
        self.schedule(id)?.amount(line, column)
    }

    /// Whether the cell of a line and column (by position) is there, but holds no amount that can be read.
    pub fn is_unreadable(&self, id: ScheduleId, line: &str, column: usize) -> bool {
        self.unreadable.iter().any(|u| u.id == id && u.line == line && u.column == column)
    }

    /// The adjusted budget (全年预算数); the initial one where an older form knows no other.
    pub fn adjusted_budget(&self, id: ScheduleId, line: &str) -> Option<Amount> {
        let column = self.schedule(id)?.column(Column::Adjusted);
        if column.is_some_and(|c| self.is_unreadable(id, line, c)) {
            return None;
        }
        self.amount(id, line, Column::Adjusted).or_else(|| self.amount(id, line, Column::Initial))
    }

    /// Whether a table by functional code lists a code.
    pub fn carries(&self, code: &str) -> bool {
        let labelled =
            |id| matches!(id, ScheduleId::Summary | ScheduleId::FiscalSummary | ScheduleId::Operations);
        self.schedules.iter().filter(|s| !labelled(s.id)).any(|s| s.line(code).is_some())
    }

    /// Whether any statement carries printed 万元 instead of exact amounts (公开表).
    pub fn is_rounded(&self) -> bool {
        self.schedules.iter().any(|s| s.rounded) || self.basic_detail.as_ref().is_some_and(|d| d.rounded)
    }

    /// Where a cell stands, as shown to people.
    pub fn place(&self, cell: CellRef) -> Place {
        let source = &self.sources[usize::from(cell.source)];
        source.place(Address { row: cell.row, col: cell.col })
    }
}

/// A cell address as Excel shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    /// Zero-based row.
    pub row: u32,
    /// Zero-based column.
    pub col: u32,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = [0u8; 8];
        let mut start = letters.len();
        let mut n = u64::from(self.col) + 1;
        while n > 0 {
            start -= 1;
            letters[start] = b'A' + u8::try_from((n - 1) % 26).expect("below 26");
            n = (n - 1) / 26;
        }
        for &letter in &letters[start..] {
            write!(f, "{}", char::from(letter))?;
        }
        write!(f, "{}", u64::from(self.row) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_like_excel() {
        for (row, col, text) in [
            (0, 0, "A1"),
            (8, 4, "E9"),
            (0, 25, "Z1"),
            (0, 26, "AA1"),
            (99, 96, "CS100"),
            (0, 701, "ZZ1"),
            (0, 702, "AAA1"),
        ] {
            assert_eq!(Address { row, col }.to_string(), text);
        }
    }
}
