//! One wrong cell at a time: what the checks make of it.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use juesuan::accounts::{Accounts, Address, CellRef, Column, InitialBudget, ScheduleId, Source};
use juesuan::checks::{self, Inputs};
use juesuan::finding::{Finding, Severity};
use juesuan::import;
use juesuan::workbook::Workbook;
use juesuan::workbook::cell::Value;
use rust_decimal::Decimal;

#[path = "../support/random.rs"]
mod random;

use random::Random;

/// The ways in which a cell goes wrong.
pub const KINDS: [&str; 5] = ["错一位数字", "相邻两数互换", "填到下一行", "正负号相反", "扩大一万倍"];

/// What became of the corruptions of one kind (or of all).
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// Corruptions made.
    pub made: usize,
    /// Those that break a relation.
    pub breaking: usize,
    /// Of these: reported as an error or warning with every changed cell among the places named.
    pub named: usize,
    /// Of these: reported by one finding only.
    pub single: usize,
    /// Of these: the first place named is a changed cell.
    pub first: usize,
}

impl Tally {
    pub fn add(&mut self, other: Tally) {
        self.made += other.made;
        self.breaking += other.breaking;
        self.named += other.named;
        self.single += other.single;
        self.first += other.first;
    }
}

/// A case: this year's workbook with what it is checked against.
pub struct Case {
    pub book: Workbook,
    pub prior: Option<Accounts>,
    pub budget: Option<InitialBudget>,
}

/// A cell by sheet name and position.
type Cell = (String, u32, u32);

impl Case {
    fn broken(&self, accounts: &Accounts) -> BTreeSet<Vec<String>> {
        let list = checks::broken(accounts, self.prior.as_ref(), self.budget.as_ref());
        let cells = |b: checks::Broken| {
            std::iter::once(b.code.to_owned())
                .chain(b.cells.into_iter().map(|p| format!("{}!{}", p.sheet_name(), p.address())))
        };
        list.into_iter().map(|b| cells(b).collect()).collect()
    }

    fn check(&self, accounts: &Accounts) -> Vec<Finding> {
        let findings = checks::check(&Inputs {
            current: accounts,
            prior: self.prior.as_ref(),
            budget: self.budget.as_ref(),
            moved: juesuan::accounts::MovedCodes::none(),
            has_reason: &|_| true,
            rounding: false,
        });
        findings.into_iter().filter(|f| f.severity != Severity::Notice).collect()
    }

    /// How long checking the clean accounts takes, on average of `times` runs.
    pub fn pace(&self, times: u32) -> Duration {
        let clean = import::assemble(&self.book);
        let start = Instant::now();
        for _ in 0..times {
            std::hint::black_box(self.check(&clean.accounts));
        }
        start.elapsed() / times.max(1)
    }

    /// Corrupts `count` cells, one at a time, and asks the checks about each.
    pub fn run(&self, count: usize, seed: u64, mut report: impl FnMut(&str)) -> [Tally; KINDS.len()] {
        let clean = import::assemble(&self.book);
        let before = self.broken(&clean.accounts);
        let known = self.check(&clean.accounts);
        let columns = columns(&clean.accounts);
        let mut random = Random::new(seed);
        let mut tallies = [Tally::default(); KINDS.len()];
        let mut made = 0;
        while made < count {
            let kind = made % KINDS.len();
            let Some((book, changed)) = self.corrupt(kind, &clean.accounts.sources, &columns, &mut random)
            else {
                continue;
            };
            made += 1;
            let tally = &mut tallies[kind];
            tally.made += 1;
            let import = import::assemble(&book);
            if self.broken(&import.accounts).is_subset(&before) {
                let cells: Vec<String> = changed.iter().map(|c| format!("{}!{}", c.0, address(c))).collect();
                report(&format!("{} {} 不破坏任何关系", KINDS[kind], cells.join(" ")));
                continue;
            }
            tally.breaking += 1;
            let found: Vec<Finding> =
                self.check(&import.accounts).into_iter().filter(|f| !known.contains(f)).collect();
            let named = |cell: &Cell| found.iter().any(|f| names(f).contains(cell));
            let all = changed.iter().all(named);
            tally.named += usize::from(all);
            tally.single += usize::from(found.len() == 1);
            let first = found
                .first()
                .and_then(|f| f.place.as_ref())
                .is_some_and(|p| changed.iter().any(|c| c.0 == p.sheet_name() && address(c) == p.address()));
            tally.first += usize::from(first);
            if !all || found.len() != 1 || !first {
                let cells: Vec<String> = changed.iter().map(|c| format!("{}!{}", c.0, address(c))).collect();
                let told: Vec<String> = found.iter().map(|f| format!("{} {}", f.code, f.message)).collect();
                report(&format!("{} {} → {}", KINDS[kind], cells.join(" "), told.join(" | ")));
            }
        }
        tallies
    }

    /// A copy with one wrong cell (two for those that exchange figures), and the cells whose value changed.
    fn corrupt(
        &self,
        kind: usize,
        sources: &[Source],
        columns: &[Vec<CellRef>],
        random: &mut Random,
    ) -> Option<(Workbook, Vec<Cell>)> {
        let column = &columns[random.below(columns.len())];
        let at = random.below(column.len());
        let (here, value) = self.cell(sources, column[at])?;
        let next = column.get(at + 1).filter(|n| n.row == column[at].row + 1);
        let changes: Vec<(Cell, Option<Decimal>)> = match kind {
            0 if !value.is_zero() => vec![(here, Some(another_digit(value, random)))],
            1 => {
                let (below, other) = self.cell(sources, *next?)?;
                vec![(here, Some(other)), (below, Some(value))]
            }
            2 if !value.is_zero() => {
                let (below, _) = self.cell(sources, *next?)?;
                vec![(here, None), (below, Some(value))]
            }
            3 if !value.is_zero() => vec![(here, Some(-value))],
            4 if !value.is_zero() => vec![(here, Some(value * Decimal::from(10_000)))],
            _ => return None,
        };
        let mut book = self.book.clone();
        let mut changed = Vec::new();
        for (cell, new) in changes {
            let old = self.value(&cell);
            if old != new.unwrap_or_default() {
                put(&mut book, &cell, new);
                changed.push(cell);
            }
        }
        (!changed.is_empty()).then_some((book, changed))
    }

    /// The cell and its amount, zero if it is blank.
    fn cell(&self, sources: &[Source], at: CellRef) -> Option<(Cell, Decimal)> {
        let sheet = sources.get(usize::from(at.source))?.sheet.clone();
        let cell = (sheet, at.row, at.col);
        let value = self.value(&cell);
        Some((cell, value))
    }

    fn value(&self, cell: &Cell) -> Decimal {
        let grid = self.book.sheets.iter().find(|s| s.name == cell.0);
        let row = grid.and_then(|g| g.rows.iter().find(|r| r.row == cell.1));
        match row.and_then(|r| r.get(cell.2)) {
            Some(Value::Number(n)) => *n,
            _ => Decimal::ZERO,
        }
    }
}

/// The amount cells of the accounts, column by column as they stand on the sheets.
fn columns(accounts: &Accounts) -> Vec<Vec<CellRef>> {
    let mut out: Vec<Vec<CellRef>> = Vec::new();
    let mut cells: Vec<CellRef> = Vec::new();
    for schedule in &accounts.schedules {
        for line in &schedule.lines {
            for (amount, column) in line.cells.iter().zip(&schedule.columns) {
                // Budget columns of the third block and of 附03表 hold “—”, not amounts.
                let budget = matches!(column, Column::Initial | Column::Adjusted);
                let dashes = schedule.id == ScheduleId::Operations && budget;
                cells.extend(amount.and_then(|a| a.cell).filter(|_| !dashes));
            }
        }
    }
    if let Some(detail) = &accounts.basic_detail {
        let amounts = detail.lines.iter().flat_map(|l| l.cells.iter().flatten());
        cells.extend(amounts.filter_map(|a| a.cell));
    }
    cells.sort_by_key(|c| (c.source, c.col, c.row));
    for cell in cells {
        match out.last_mut() {
            Some(last) if (last[0].source, last[0].col) == (cell.source, cell.col) => last.push(cell),
            _ => out.push(vec![cell]),
        }
    }
    out
}

fn address(cell: &Cell) -> String {
    Address { row: cell.1, col: cell.2 }.to_string()
}

fn names(finding: &Finding) -> BTreeSet<Cell> {
    let places = finding.related.iter().map(|r| &r.place).chain(&finding.place);
    places.filter_map(|p| Some((p.sheet_name().to_owned(), row(p.address())?, column(p.address())))).collect()
}

fn row(a1: &str) -> Option<u32> {
    a1.trim_start_matches(|c: char| c.is_ascii_uppercase()).parse::<u32>().ok()?.checked_sub(1)
}

fn column(a1: &str) -> u32 {
    let letters = a1.bytes().take_while(u8::is_ascii_uppercase);
    letters.fold(0, |n, b| n * 26 + u32::from(b - b'A') + 1).saturating_sub(1)
}

fn put(book: &mut Workbook, cell: &Cell, value: Option<Decimal>) {
    let Some(grid) = book.sheets.iter_mut().find(|s| s.name == cell.0) else { return };
    let Some(row) = grid.rows.iter_mut().find(|r| r.row == cell.1) else { return };
    match (row.cells.binary_search_by_key(&cell.2, |c| c.0), value) {
        (Ok(i), Some(v)) => row.cells[i].1 = Value::Number(v),
        (Ok(i), None) => drop(row.cells.remove(i)),
        (Err(i), Some(v)) => row.cells.insert(i, (cell.2, Value::Number(v))),
        (Err(_), None) => {}
    }
}

/// The amount with one of its digits changed.
fn another_digit(value: Decimal, random: &mut Random) -> Decimal {
    let mut text = value.normalize().to_string().into_bytes();
    let digits: Vec<usize> = (0..text.len()).filter(|i| text[*i].is_ascii_digit()).collect();
    let at = digits[random.below(digits.len())];
    let step = u8::try_from(1 + random.below(9)).unwrap_or(1);
    text[at] = b'0' + (text[at] - b'0' + step) % 10;
    String::from_utf8(text).ok().and_then(|t| t.parse().ok()).unwrap_or(value)
}
