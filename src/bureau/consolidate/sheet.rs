//! 汇总底稿: how each amount of the sum came about, as rows: the sum, the units below it, and what was eliminated.

use rust_decimal::Decimal;

use super::{Member, Sum};
use crate::accounts::{Accounts, Amount, CellRef, Line, ScheduleId, SourceForm};
use crate::bureau::cells::{Slot, Spot, statement};
use crate::money::Yuan;

/// Row of the first line on a sheet of the working paper, below its heads.
pub const FIRST_ROW: u32 = 3;
/// Column of the first amount: code or key, name, unit and source stand before it.
pub const FIRST_COLUMN: u32 = 4;

/// A sheet of the working paper.
#[derive(Debug)]
pub struct Sheet {
    /// Its name: form number and title.
    pub name: String,
    /// Heads of the amounts.
    pub heads: Vec<String>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The department's amounts.
    Sum,
    /// A unit's, and where they stand.
    Unit {
        /// The unit.
        unit: String,
        /// File, sheet and row.
        place: String,
    },
    /// What units paid each other, less.
    Eliminated,
}

/// A row of the working paper.
#[derive(Debug, Clone)]
pub struct Row {
    /// What it says.
    pub kind: Kind,
    /// 科目编码; empty for labelled lines and 合计.
    pub code: String,
    /// Name of the line.
    pub name: String,
    /// Amounts in 元, by column; `None` where there is none or it is not known.
    pub cells: Vec<Option<Decimal>>,
    key: String,
}

impl Row {
    /// A row of a line that has a code, or only a name.
    pub(super) fn of(kind: Kind, code: &str, name: &str, cells: Vec<Option<Decimal>>) -> Row {
        Row { kind, code: code.to_owned(), name: name.to_owned(), cells, key: code.to_owned() }
    }

    /// Code and name, as messages name the line.
    pub fn label(&self) -> String {
        let label = format!("{} {}", self.code, self.name);
        label.trim().to_owned()
    }
}

impl Sheet {
    pub(super) fn new(id: ScheduleId, slots: &[Slot]) -> Sheet {
        let form = SourceForm::Caijue;
        let name = format!("{} {}", id.form_number(form).trim_end_matches('表'), id.title(form));
        Sheet { name, heads: slots.iter().map(|slot| slot.label(id)).collect(), rows: Vec::new() }
    }

    /// Adds the rows of a line.
    pub(super) fn push(
        &mut self,
        id: ScheduleId,
        key: &str,
        slots: &[Slot],
        members: &[Member<'_>],
        sums: &[Sum],
    ) {
        let lines: Vec<(&Member<'_>, &Line)> = members
            .iter()
            .filter_map(|member| Some((member, statement(member.accounts, id)?.1.find(key)?)))
            .collect();
        let name = lines.iter().map(|(_, line)| line.name.trim()).find(|name| !name.is_empty());
        let is_code = key.bytes().all(|b| b.is_ascii_digit());
        let name = match name {
            _ if key.is_empty() => "合计",
            Some(name) => name,
            None if is_code => "",
            None => key,
        };
        let row = |kind, cells| Row {
            kind,
            code: if is_code { key.to_owned() } else { String::new() },
            name: name.to_owned(),
            cells,
            key: key.to_owned(),
        };
        self.rows.push(row(Kind::Sum, sums.iter().map(|sum| sum.value).collect()));
        for (member, line) in lines {
            let at = |slot: &Slot| Spot { id, line: key.to_owned(), slot: slot.clone() };
            let cells: Vec<Option<Decimal>> =
                slots.iter().map(|slot| member.cells.amounts.get(&at(slot)).copied()).collect();
            if cells.iter().flatten().all(Decimal::is_zero) {
                continue;
            }
            let place = place(member.accounts, line);
            self.rows.push(row(Kind::Unit { unit: member.name.to_owned(), place }, cells));
        }
        if sums.iter().any(|sum| !sum.eliminated.is_zero()) {
            let less = sums.iter().map(|s| (!s.eliminated.is_zero()).then(|| -s.eliminated)).collect();
            self.rows.push(row(Kind::Eliminated, less));
        }
    }

    /// The line of the accounts whose sums stand in a row.
    pub(super) fn line(&self, at: usize, source: u16) -> Line {
        let row = &self.rows[at];
        let cell = |(column, value): (u32, &Option<Decimal>)| {
            value.map(|value| Amount { value: Yuan(value), cell: Some(cell(source, at, column)) })
        };
        Line {
            key: row.key.clone(),
            name: if row.key.is_empty() { String::new() } else { row.name.clone() },
            cells: (0u32..).zip(&row.cells).map(cell).collect(),
        }
    }

    /// How many rows below a sum make it up.
    pub fn parts(&self, at: usize) -> usize {
        self.rows[at + 1..].iter().take_while(|row| row.kind != Kind::Sum).count()
    }
}

/// The cell of the working paper in which a sum stands.
pub(super) fn cell(source: u16, at: usize, column: u32) -> CellRef {
    CellRef { source, row: FIRST_ROW + u32::try_from(at).unwrap_or(u32::MAX), col: FIRST_COLUMN + column }
}

/// `2024年决算.xlsx › Z03 收入决算表(财决03表) 第9行`
fn place(accounts: &Accounts, line: &Line) -> String {
    let Some(cell) = line.cells.iter().flatten().find_map(|amount| amount.cell) else { return String::new() };
    let source = &accounts.sources[usize::from(cell.source)];
    format!("{} › {} 第{}行", source.file, source.sheet, cell.row + 1)
}
