//! Every figure of the inputs in one flat list, addressed by statement, line and column, so that relations can name
//! them and a hypothesis can change one and ask what would follow.

use std::collections::BTreeMap;
use std::ops::Bound;

use rust_decimal::Decimal;

use crate::accounts::{
    Accounts, Amount, AmountUnit, CellRef, Column, InitialBudget, Line, MovedCodes, ScheduleId, SourceForm,
};
use crate::catalogue::{economic, functional};
use crate::finding::Place;
use crate::import::forms::is_count;
use crate::money::{NumberFormat, Yuan};

/// An amount in ten-thousandths of a 元: exact for every amount a workbook states, quick to add.
pub type Units = i128;

/// Units in one 元.
pub const PER_YUAN: Units = 10_000;

/// Position of a figure in [`Ledger::figures`].
pub type FigureId = u32;

/// Which of the inputs a figure stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whose {
    /// This year's accounts.
    Current,
    /// Last year's accounts.
    Prior,
    /// The initial budget by 项.
    Budget,
}

/// One printed figure.
#[derive(Debug, Clone, Copy)]
pub struct Figure {
    /// Index into [`Ledger::grids`].
    pub grid: u16,
    /// Line of the grid.
    pub line: u16,
    /// Column of the grid.
    pub column: u16,
    /// The amount.
    pub value: Units,
    /// Half of the last printed digit if the figure is rounded, else zero.
    pub slack: Units,
    /// Where it stands; `None` for totals made by the program.
    pub cell: Option<CellRef>,
    /// Whether the statement has such a cell at all, with an amount or none.
    pub present: bool,
    /// Whether the statement has the cell, but its amount cannot be read.
    pub unread: bool,
}

/// A column of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head<'a> {
    /// A declared column.
    Column(Column),
    /// An economic code of 基本支出明细; `personnel`/`public` for the printed totals.
    Economic(&'a str),
}

/// A statement as a grid of figures.
#[derive(Debug)]
pub struct Grid<'a> {
    /// Which input.
    pub whose: Whose,
    /// Which statement; of the budget table [`ScheduleId::General`].
    pub id: ScheduleId,
    /// Keys and names of the lines.
    pub lines: Vec<(&'a str, &'a str)>,
    /// Columns.
    pub heads: Vec<Head<'a>>,
    /// Kind of workbook it was read from.
    pub form: SourceForm,
    base: FigureId,
    /// Lines by key, in the order of the codes.
    index: BTreeMap<&'a str, usize>,
}

impl<'a> Grid<'a> {
    /// Position of a line.
    pub fn line(&self, key: &str) -> Option<usize> {
        self.index.get(key).copied()
    }

    /// The lines next below a code: no other printed code stands between.
    pub fn children(&self, code: &str) -> Vec<usize> {
        let mut lines: Vec<usize> = self
            .below(code)
            .filter(|(key, _)| {
                let between = [3, 5].into_iter().filter(|n| *n > code.len() && *n < key.len());
                between.filter_map(|n| key.get(..n)).all(|upper| !self.index.contains_key(upper))
            })
            .map(|(_, line)| line)
            .collect();
        lines.sort_unstable();
        lines
    }

    /// Whether any printed code stands below a code.
    pub fn has_children(&self, code: &str) -> bool {
        self.below(code).next().is_some()
    }

    fn below<'g>(&'g self, code: &'g str) -> impl Iterator<Item = (&'a str, usize)> + 'g {
        self.index
            .range::<str, _>((Bound::Included(code), Bound::Unbounded))
            .take_while(move |(key, _)| key.starts_with(code))
            .filter(move |(key, _)| key.len() > code.len())
            .map(|(key, line)| (*key, *line))
    }

    /// Position of a declared column.
    pub fn column(&self, column: Column) -> Option<usize> {
        self.heads.iter().position(|h| *h == Head::Column(column))
    }

    /// Position of an economic code.
    pub fn economic(&self, code: &str) -> Option<usize> {
        self.heads.iter().position(|h| matches!(h, Head::Economic(c) if *c == code))
    }

    /// The table as people call it: `财决04表`, `公开03表`, with 上年 before last year's.
    pub fn table(&self) -> String {
        match self.whose {
            Whose::Current => self.id.form_number(self.form).to_owned(),
            Whose::Prior => format!("上年{}", self.id.form_number(self.form)),
            Whose::Budget => "年初预算表".to_owned(),
        }
    }

    /// Whether lines are functional codes (and 合计 under the empty key).
    pub fn coded(&self) -> bool {
        !matches!(self.id, ScheduleId::Summary | ScheduleId::FiscalSummary | ScheduleId::Operations)
    }
}

/// All figures.
#[derive(Debug)]
pub struct Ledger<'a> {
    /// Statements that were found.
    pub grids: Vec<Grid<'a>>,
    /// Their figures.
    pub figures: Vec<Figure>,
    /// Codes that were others before.
    pub moved: MovedCodes,
    current: &'a Accounts,
    /// Last year's, if given.
    pub prior: Option<&'a Accounts>,
    /// The budget, if given.
    pub budget: Option<&'a InitialBudget>,
}

/// The amount in units; finer digits than a ten-thousandth 元 are noise of a formula.
pub fn units(amount: Yuan) -> Units {
    let d = amount.0.round_dp(4);
    d.mantissa() * 10i128.pow(4 - d.scale().min(4))
}

impl<'a> Ledger<'a> {
    /// Lists the figures of this year's accounts and, if given, last year's and the budget's.
    pub fn new(
        current: &'a Accounts,
        prior: Option<&'a Accounts>,
        budget: Option<&'a InitialBudget>,
    ) -> Ledger<'a> {
        let moved = MovedCodes::default();
        let mut ledger = Ledger { grids: Vec::new(), figures: Vec::new(), moved, current, prior, budget };
        ledger.add_accounts(Whose::Current, current);
        if let Some(prior) = prior {
            ledger.add_accounts(Whose::Prior, prior);
        }
        if let Some(budget) = budget {
            ledger.add_budget(budget);
        }
        ledger
    }

    fn add_accounts(&mut self, whose: Whose, accounts: &'a Accounts) {
        for schedule in &accounts.schedules {
            let heads = schedule.columns.iter().map(|c| Head::Column(*c)).collect();
            self.add_grid(whose, schedule.id, accounts, heads, &schedule.lines, schedule.rounded);
        }
        if let Some(detail) = &accounts.basic_detail {
            let heads = detail.columns.iter().map(|c| Head::Economic(c)).collect();
            self.add_grid(whose, ScheduleId::BasicDetail, accounts, heads, &detail.lines, detail.rounded);
        }
    }

    fn add_grid(
        &mut self,
        whose: Whose,
        id: ScheduleId,
        accounts: &'a Accounts,
        heads: Vec<Head<'a>>,
        lines: &'a [Line],
        rounded: bool,
    ) {
        let grid = index(self.grids.len());
        let base = self.next();
        for (l, line) in lines.iter().enumerate() {
            for (c, amount) in line.cells.iter().enumerate() {
                let half = |a: &Amount| {
                    let factor = a
                        .cell
                        .map_or(10_000, |cell| accounts.sources[usize::from(cell.source)].unit.factor());
                    Units::from(factor) * PER_YUAN / 200
                };
                let slack = match amount {
                    // A total made by the program carries the rounding of its parts.
                    Some(a) if rounded && a.cell.is_none() => half(a) * lines.len().max(2) as Units,
                    Some(a) if rounded && !is_count(&line.key) => half(a),
                    _ => 0,
                };
                let unread = amount.is_none() && accounts.is_unreadable(id, &line.key, c);
                self.figures.push(Figure { unread, ..figure(grid, l, c, *amount, slack) });
            }
        }
        let lines: Vec<(&str, &str)> = lines.iter().map(|l| (l.key.as_str(), l.name.as_str())).collect();
        let index = index_of(&lines);
        self.grids.push(Grid { whose, id, lines, heads, form: accounts.form, base, index });
    }

    fn add_budget(&mut self, budget: &'a InitialBudget) {
        let grid = index(self.grids.len());
        let base = self.next();
        // The table does not say how exact it is; amounts that are all whole hundredths of a 万元 are printed ones.
        let rounded = budget.amounts.values().all(|a| units(a.value) % (100 * PER_YUAN) == 0);
        let slack = if rounded { 50 * PER_YUAN } else { 0 };
        for (l, amount) in budget.amounts.values().enumerate() {
            self.figures.push(figure(grid, l, 0, Some(*amount), slack));
        }
        let name = |key: &str| budget.names.get(key).map_or("", String::as_str);
        let lines: Vec<(&str, &str)> = budget.amounts.keys().map(|k| (k.as_str(), name(k))).collect();
        let index = index_of(&lines);
        self.grids.push(Grid {
            whose: Whose::Budget,
            id: ScheduleId::General,
            lines,
            heads: vec![Head::Column(Column::Initial)],
            form: SourceForm::Gongkai,
            base,
            index,
        });
    }

    /// Reads this year's lines of a mistyped code as those of the right one.
    pub fn correct(&mut self, wrong: &str, right: &'static str) {
        for grid in self.grids.iter_mut().filter(|g| g.whose == Whose::Current && g.coded()) {
            if grid.index.contains_key(right) {
                continue;
            }
            if let Some(line) = grid.index.remove(wrong) {
                grid.lines[line].0 = right;
                grid.index.insert(right, line);
            }
        }
    }

    fn next(&self) -> FigureId {
        u32::try_from(self.figures.len()).unwrap_or(u32::MAX)
    }

    /// Position of a statement.
    pub fn grid(&self, whose: Whose, id: ScheduleId) -> Option<usize> {
        self.grids.iter().position(|g| g.whose == whose && g.id == id)
    }

    /// Whether there is no other file to compare this year's with.
    pub fn alone(&self) -> bool {
        self.prior.is_none() && self.budget.is_none()
    }

    /// The line of an earlier statement that belongs to a line of this year: under its key, or the code it had before.
    pub fn earlier_line(&self, grid: usize, key: &str) -> Option<usize> {
        let g = &self.grids[grid];
        g.line(key).or_else(|| g.line(self.moved.earlier(key)?))
    }

    /// A figure by position, if the statement has that cell.
    pub fn at(&self, grid: usize, line: usize, column: usize) -> Option<FigureId> {
        let g = &self.grids[grid];
        let id = g.base + u32::try_from(line * g.heads.len() + column).ok()?;
        self.figure(id).present.then_some(id)
    }

    /// The same for a relation's terms: a cell that cannot be read is a term too, and the relation is not stated.
    pub fn term(&self, grid: usize, line: usize, column: usize) -> Option<FigureId> {
        let g = &self.grids[grid];
        let id = g.base + u32::try_from(line * g.heads.len() + column).ok()?;
        let figure = self.figure(id);
        (figure.present || figure.unread).then_some(id)
    }

    /// A figure by key and column.
    pub fn find(&self, whose: Whose, id: ScheduleId, key: &str, column: Column) -> Option<FigureId> {
        let grid = self.grid(whose, id)?;
        let g = &self.grids[grid];
        self.at(grid, g.line(key)?, g.column(column)?)
    }

    /// A figure.
    pub fn figure(&self, id: FigureId) -> &Figure {
        &self.figures[id as usize]
    }

    /// The amount of a figure.
    pub fn value(&self, id: FigureId) -> Units {
        self.figure(id).value
    }

    /// Whether the budget table states another year than the accounts (R012).
    pub fn budget_of_another_year(&self) -> bool {
        let budget = self.budget.and_then(|b| b.year);
        budget.zip(self.current.year).is_some_and(|(budget, year)| budget != year)
    }

    /// The amount of a figure in 元.
    pub fn yuan(&self, id: FigureId) -> Decimal {
        Decimal::from_i128_with_scale(self.value(id), 4).normalize()
    }

    /// The statement of a figure.
    pub fn grid_of(&self, id: FigureId) -> &Grid<'a> {
        &self.grids[usize::from(self.figure(id).grid)]
    }

    /// Key of a figure's line.
    pub fn key_of(&self, id: FigureId) -> &'a str {
        self.grid_of(id).lines[usize::from(self.figure(id).line)].0
    }

    /// Where a figure stands; `None` for totals made by the program.
    pub fn place(&self, id: FigureId) -> Option<Place> {
        let cell = self.figure(id).cell?;
        match self.grid_of(id).whose {
            Whose::Current => Some(self.current.place(cell)),
            Whose::Prior => self.prior.map(|p| p.place(cell)),
            Whose::Budget => self.budget.map(|b| b.place(cell)),
        }
    }

    /// The unit a figure is declared in.
    pub fn unit(&self, id: FigureId) -> AmountUnit {
        let of = |accounts: &Accounts, cell: Option<CellRef>| {
            cell.map_or(AmountUnit::Yuan, |c| accounts.sources[usize::from(c.source)].unit)
        };
        let f = self.figure(id);
        match self.grid_of(id).whose {
            Whose::Current => of(self.current, f.cell),
            Whose::Prior => self.prior.map_or(AmountUnit::Yuan, |p| of(p, f.cell)),
            Whose::Budget => AmountUnit::Wan,
        }
    }

    /// Whether a figure counts things.
    pub fn counts(&self, id: FigureId) -> bool {
        is_count(self.key_of(id))
    }

    /// The unit to name after a difference of this figure.
    pub fn unit_label(&self, id: FigureId) -> &'static str {
        if self.counts(id) { "" } else { self.unit(id).label() }
    }

    /// An amount as the statement of `id` prints it: in its unit, two decimals, thousands separated.
    pub fn print(&self, id: FigureId, value: Units) -> String {
        let yuan = Decimal::from_i128_with_scale(value, 4);
        if self.counts(id) {
            return yuan.normalize().to_string();
        }
        let exact = (yuan / Decimal::from(self.unit(id).factor())).round_dp(6).normalize();
        let format = NumberFormat { thousands: true, decimals: crate::money::Decimals::Fixed };
        // Two decimals, as printed; more only where they say something, so that no difference reads 0.00. Below the 分 is
        // the noise of formulas.
        let noise = self.unit(id) == AmountUnit::Yuan && exact.abs() >= Decimal::new(1, 2);
        if exact.scale() <= 2 || noise {
            return format.write(exact);
        }
        let whole = format.write(exact.abs().trunc());
        let digits = exact.abs().to_string();
        let fraction = digits.split_once('.').map_or("", |d| d.1);
        let sign = if exact.is_sign_negative() { "-" } else { "" };
        format!("{sign}{}.{fraction}", whole.trim_end_matches(".00"))
    }

    /// The line of a figure as printed: `2101501 行政运行`, `本年收入合计`.
    pub fn line_label(&self, id: FigureId) -> String {
        let f = self.figure(id);
        let grid = self.grid_of(id);
        let (key, name) = grid.lines[usize::from(f.line)];
        let name = name.trim_matches(|c: char| c.is_whitespace());
        if !grid.coded() {
            return without_numbering(name);
        }
        if key.is_empty() {
            return "合计".to_owned();
        }
        let name = if name.is_empty() { functional::name(key).unwrap_or("") } else { name };
        format!("{key} {name}").trim_end().to_owned()
    }

    /// The column of a figure as printed; empty where a statement has a single one.
    pub fn column_label(&self, id: FigureId) -> String {
        let f = self.figure(id);
        let grid = self.grid_of(id);
        match grid.heads[usize::from(f.column)] {
            Head::Economic("") => "合计".to_owned(),
            Head::Economic("personnel") => "人员经费合计".to_owned(),
            Head::Economic("public") => "公用经费合计".to_owned(),
            Head::Economic(code) => format!("{code} {}", economic::name(code).unwrap_or("")),
            Head::Column(column) => column.label(grid.id).to_owned(),
        }
    }

    /// Line and column: `2101501 行政运行·基本支出`.
    pub fn label(&self, id: FigureId) -> String {
        // 公开06表 has one line only: its rows are the economic codes.
        let grid = self.grid_of(id);
        if grid.id == ScheduleId::BasicDetail && grid.lines.len() == 1 {
            return self.column_label(id);
        }
        format!("{}·{}", self.line_label(id), self.column_label(id))
    }

    /// The label beside a cell's address: line and column, with 上年 before last year's.
    pub fn cell_label(&self, id: FigureId) -> String {
        let last = if self.grid_of(id).whose == Whose::Prior { "上年" } else { "" };
        format!("{last}{}", self.label(id))
    }

    /// Table, line and column: `财决04表“2101501 行政运行·基本支出”`.
    pub fn name(&self, id: FigureId) -> String {
        format!("{}“{}”", self.grid_of(id).table(), self.label(id))
    }
}

/// A printed label without 一、, （一）, 1．, 其中：, otherwise as printed.
fn without_numbering(name: &str) -> String {
    let squashed = crate::text::squash(name);
    let bare = crate::text::strip_numbering(&squashed);
    let dropped = squashed.chars().count() - bare.chars().count();
    name.chars().filter(|c| !c.is_whitespace()).skip(dropped).collect()
}

/// Lines by key; of a key that stands twice the first.
fn index_of<'a>(lines: &[(&'a str, &'a str)]) -> BTreeMap<&'a str, usize> {
    lines.iter().enumerate().rev().map(|(i, l)| (l.0, i)).collect()
}

fn index(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

fn figure(grid: u16, line: usize, column: usize, amount: Option<Amount>, slack: Units) -> Figure {
    Figure {
        grid,
        line: index(line),
        column: index(column),
        value: amount.map_or(0, |a| units(a.value)),
        slack,
        cell: amount.and_then(|a| a.cell),
        present: amount.is_some(),
        unread: false,
    }
}
