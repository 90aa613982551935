//! Accounts as cells that can be added up over units, and which of them hold money that units pay each other.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::accounts::{Accounts, CellRef, Column, Line, Lines, ScheduleId};
use crate::catalogue::economic;

/// A column of a statement; those of 财决08-1 are economic codes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// One that statements share.
    Column(Column),
    /// An economic code.
    Economic(String),
}

impl Slot {
    /// Its Chinese head in a statement.
    pub fn label(&self, id: ScheduleId) -> String {
        match self {
            Slot::Column(column) => column.label(id).to_owned(),
            Slot::Economic(code) => match economic::name(code) {
                Some(name) => format!("{code} {name}"),
                None if code.is_empty() => "合计".to_owned(),
                None => code.clone(),
            },
        }
    }
}

/// The columns and lines of a statement of accounts; `None` if it was not found.
pub fn statement(accounts: &Accounts, id: ScheduleId) -> Option<(Vec<Slot>, &Lines)> {
    if id == ScheduleId::BasicDetail {
        let detail = accounts.basic_detail.as_ref()?;
        return Some((detail.columns.iter().map(|c| Slot::Economic(c.clone())).collect(), &detail.lines));
    }
    let schedule = accounts.schedule(id)?;
    Some((schedule.columns.iter().map(|c| Slot::Column(*c)).collect(), &schedule.lines))
}

/// A cell of the accounts, wherever it stands in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Its statement.
    pub id: ScheduleId,
    /// Key of its line.
    pub line: String,
    /// Its column.
    pub slot: Slot,
}

impl Spot {
    /// A cell of a statement.
    pub fn new(id: ScheduleId, line: &str, column: Column) -> Spot {
        Spot { id, line: line.to_owned(), slot: Slot::Column(column) }
    }

    /// Whether it stands in a column.
    pub fn is(&self, column: Column) -> bool {
        self.slot == Slot::Column(column)
    }

    fn beside(&self, line: &str) -> Spot {
        Spot { line: line.to_owned(), ..self.clone() }
    }

    fn across(&self, column: Column) -> Spot {
        Spot { slot: Slot::Column(column), ..self.clone() }
    }

    /// Whether it holds what units of one department may have paid each other.
    pub fn is_internal(&self) -> bool {
        match self.id {
            ScheduleId::Summary => Flow::ALL.iter().any(|f| self.line == f.income || self.line == f.nature),
            ScheduleId::Income => Flow::ALL.iter().any(|f| self.is(f.received)),
            ScheduleId::Expenditure => Flow::ALL.iter().any(|f| self.is(f.paid)),
            _ => false,
        }
    }

    /// Whether it is the sum of the units' without anything left out.
    pub fn is_exact(&self) -> bool {
        !self.is_internal() && self.rests_on().is_empty()
    }

    /// The cells whose eliminated amounts it is less by.
    pub fn rests_on(&self) -> Vec<Spot> {
        let of = |lines: [&str; 2]| lines.map(|line| self.beside(line)).to_vec();
        match (self.id, self.line.as_str()) {
            (ScheduleId::Summary, "income.total" | "income.sum") => of(Flow::ALL.map(|f| f.income)),
            (ScheduleId::Summary, "nature.total" | "nature.sum") => of(Flow::ALL.map(|f| f.nature)),
            (ScheduleId::Summary, "expenditure.total" | "expenditure.sum") if self.is(Column::Final) => {
                paid_in("")
            }
            (ScheduleId::Summary, "expenditure.total" | "expenditure.sum") => of(Flow::ALL.map(|f| f.nature)),
            // No statement has the initial budget both by 类 and by what it is spent for.
            (ScheduleId::Summary, _) if self.is(Column::Initial) => Vec::new(),
            (ScheduleId::Summary, line) => line.strip_prefix("class.").map(paid_in).unwrap_or_default(),
            (ScheduleId::Income, _) if self.is(Column::Total) => {
                Flow::ALL.map(|f| self.across(f.received)).to_vec()
            }
            (ScheduleId::Expenditure, _) if self.is(Column::Total) => {
                Flow::ALL.map(|f| self.across(f.paid)).to_vec()
            }
            _ => Vec::new(),
        }
    }
}

/// What is paid to other units for a functional code, by 财决04.
fn paid_in(code: &str) -> Vec<Spot> {
    Flow::ALL.map(|f| Spot::new(ScheduleId::Expenditure, code, f.paid)).to_vec()
}

/// Money that one unit pays and another receives.
pub struct Flow {
    /// Names of the lines: what it is called where it is received and where it is paid.
    pub names: [&'static str; 2],
    /// Its line of 财决01 on the side of income.
    pub income: &'static str,
    /// Its line of 财决01 on the side of expenditure.
    pub nature: &'static str,
    /// Its column of 财决03.
    pub received: Column,
    /// Its column of 财决04.
    pub paid: Column,
}

impl Flow {
    /// Both kinds.
    pub const ALL: [Flow; 2] = [
        Flow {
            names: ["上级补助收入", "对附属单位补助支出"],
            income: "income.superior",
            nature: "nature.affiliate",
            received: Column::Superior,
            paid: Column::Affiliate,
        },
        Flow {
            names: ["附属单位上缴收入", "上缴上级支出"],
            income: "income.affiliate",
            nature: "nature.upward",
            received: Column::Affiliate,
            paid: Column::Upward,
        },
    ];
}

/// The cells of one set of accounts.
#[derive(Debug, Default)]
pub struct Cells {
    /// Amounts in 元.
    pub amounts: BTreeMap<Spot, Decimal>,
    /// Where they stand.
    pub cells: BTreeMap<Spot, CellRef>,
    /// Names of the lines.
    pub names: BTreeMap<Spot, String>,
    columns: BTreeSet<(ScheduleId, Slot)>,
    unreadable: BTreeSet<Spot>,
    /// Whether amounts are printed 万元.
    pub rounded: bool,
}

impl Cells {
    /// Those of accounts.
    pub fn of(accounts: &Accounts) -> Cells {
        let mut cells = Cells { rounded: accounts.is_rounded(), ..Cells::default() };
        for id in ScheduleId::ALL {
            if let Some((slots, lines)) = statement(accounts, id) {
                cells.take(id, &slots, lines);
            }
        }
        for one in &accounts.unreadable {
            let slot = statement(accounts, one.id).and_then(|(slots, _)| slots.into_iter().nth(one.column));
            cells.unreadable.extend(slot.map(|slot| Spot { id: one.id, line: one.line.clone(), slot }));
        }
        cells
    }

    fn take(&mut self, id: ScheduleId, slots: &[Slot], lines: &[Line]) {
        self.columns.extend(slots.iter().map(|slot| (id, slot.clone())));
        for line in lines {
            for (slot, amount) in slots.iter().zip(&line.cells) {
                let Some(amount) = amount else { continue };
                let spot = Spot { id, line: line.key.clone(), slot: slot.clone() };
                self.cells.extend(amount.cell.map(|cell| (spot.clone(), cell)));
                self.names.insert(spot.clone(), line.name.clone());
                self.amounts.insert(spot, amount.value.0);
            }
        }
    }

    /// An amount; zero where there is none.
    pub fn get(&self, spot: &Spot) -> Decimal {
        self.amounts.get(spot).copied().unwrap_or_default()
    }

    /// Whether a cell is there whose amount cannot be read.
    pub fn cannot_read(&self, spot: &Spot) -> bool {
        self.unreadable.contains(spot)
    }

    /// Whether the amount of a cell is known: a line that is not there is zero, a column that is not there is not.
    pub fn knows(&self, spot: &Spot) -> bool {
        self.columns.contains(&(spot.id, spot.slot.clone())) && !self.cannot_read(spot)
    }
}
