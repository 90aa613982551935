//! One year's accounts, computed from the declared data: every total is a sum of its parts.

use std::collections::BTreeMap;
use std::error::Error;

use rust_decimal::Decimal;

use super::catalogue::ECONOMICS;
use super::data::{Department, Nature, Source, Transfer};

/// What the example's functions return; the errors are for whoever changes the tables.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// One item's money of one source and nature over the year.
///
/// `opening + income + surplus = spent + distributed + closing` holds for every line, because income is what
/// makes it hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Line {
    /// 年初结转和结余
    pub opening: Decimal,
    /// 本年收入
    pub income: Decimal,
    /// 使用非财政拨款结余
    pub surplus: Decimal,
    /// 本年支出
    pub spent: Decimal,
    /// 结余分配
    pub distributed: Decimal,
    /// 年末结转和结余
    pub closing: Decimal,
    /// 年初预算数
    pub initial: Decimal,
    /// What units of a department paid each other and its accounts leave out: spent elsewhere than it came in.
    pub moved: Decimal,
}

impl Line {
    /// 全年预算数 of expenditure: everything that could be spent.
    pub fn adjusted(&self) -> Decimal {
        self.opening + self.income + self.surplus + self.moved
    }

    fn add(&mut self, other: &Self) {
        self.opening += other.opening;
        self.income += other.income;
        self.surplus += other.surplus;
        self.spent += other.spent;
        self.distributed += other.distributed;
        self.closing += other.closing;
        self.initial += other.initial;
        self.moved += other.moved;
    }
}

/// Which lines a sum takes in.
#[derive(Clone, Copy, Default)]
pub struct Filter {
    pub source: Option<Source>,
    pub nature: Option<Nature>,
}

impl Filter {
    pub const ALL: Self = Self { source: None, nature: None };

    pub const fn of(source: Source) -> Self {
        Self { source: Some(source), nature: None }
    }

    pub const fn nature(self, nature: Nature) -> Self {
        Self { source: self.source, nature: Some(nature) }
    }
}

/// The accounts of one year.
pub struct Accounts {
    pub department: &'static Department,
    pub year: i32,
    lines: BTreeMap<(&'static str, Source, Nature), Line>,
    econ: BTreeMap<(&'static str, &'static str), Decimal>,
    operations: BTreeMap<u32, [Decimal; 3]>,
}

impl Accounts {
    /// The accounts of the year at position `at` of the department's years.
    pub fn build(department: &'static Department, at: usize) -> Result<Self> {
        let mut accounts = Self {
            department,
            year: department.years[at],
            lines: BTreeMap::new(),
            econ: BTreeMap::new(),
            operations: BTreeMap::new(),
        };
        for s in department.spending {
            let amount = yuan(s.yuan[at])?;
            if !amount.is_zero() {
                *accounts.econ.entry((s.item, s.econ)).or_default() += amount;
            }
            accounts.line(s.item, Source::General, Nature::Basic).spent += amount;
        }
        for f in department.flows {
            accounts.line(f.item, f.source, f.nature).spent += yuan(f.yuan[at])?;
        }
        for c in department.carries {
            let line = accounts.line(c.item, c.source, c.nature);
            line.opening += yuan(c.yuan[at])?;
            line.closing += yuan(c.yuan[at + 1])?;
        }
        for s in department.surplus_used {
            accounts.line(s.item, s.source, s.nature).surplus += yuan(s.yuan[at])?;
        }
        for d in department.distributions {
            accounts.line(d.item, d.source, d.nature).distributed += yuan(d.yuan[at])?;
        }
        for b in department.budgets {
            accounts.line(b.item, b.source, b.nature).initial += yuan(b.yuan[at])?;
        }
        for ((item, source, nature), line) in &mut accounts.lines {
            line.income = line.spent + line.distributed + line.closing - line.opening - line.surplus;
            if line.income.is_sign_negative() && !line.income.is_zero() {
                return Err(format!(
                    "{item} {source:?} {nature:?}: more is carried in than is spent and carried on"
                )
                .into());
            }
        }
        accounts.operate(at)?;
        accounts.verify()?;
        Ok(accounts)
    }

    /// The last year's accounts must end where this year's begin.
    pub fn follows(&self, last: &Self) -> Result<()> {
        for (code, _) in self.department.functions {
            for source in Source::ALL {
                for nature in Nature::ALL {
                    let filter = Filter::of(source).nature(nature);
                    if last.sum(code, filter).closing != self.sum(code, filter).opening {
                        return Err(
                            format!("{code}: {} does not begin as {} ends", self.year, last.year).into()
                        );
                    }
                }
            }
        }
        Ok(())
    }

    /// The sum of all lines under a functional code (the empty code takes in everything).
    pub fn sum(&self, code: &str, filter: Filter) -> Line {
        let mut total = Line::default();
        let from = (code, Source::General, Nature::Basic);
        for ((_, source, nature), line) in self.lines.range(from..).take_while(|(k, _)| k.0.starts_with(code))
        {
            let wanted =
                filter.source.is_none_or(|s| s == *source) && filter.nature.is_none_or(|n| n == *nature);
            if wanted {
                total.add(line);
            }
        }
        total
    }

    /// 财政拨款: the general budget, the government fund and the state capital budget.
    pub fn fiscal(&self, code: &str) -> Line {
        self.of(code, &Source::FISCAL)
    }

    /// 事业收入, 教育收费 included.
    pub fn business(&self, code: &str) -> Line {
        self.of(code, &[Source::Tuition, Source::Business])
    }

    fn of(&self, code: &str, sources: &[Source]) -> Line {
        let mut total = Line::default();
        for source in sources {
            total.add(&self.sum(code, Filter::of(*source)));
        }
        total
    }

    /// Basic expenditure of the general budget under a functional code and an economic code; both
    /// may be 类, 款, 项 or empty.
    pub fn econ(&self, item: &str, econ: &str) -> Decimal {
        self.econ
            .range((item, "")..)
            .take_while(|((i, _), _)| i.starts_with(item))
            .filter(|((_, e), _)| e.starts_with(econ))
            .map(|(_, amount)| amount)
            .sum()
    }

    /// 人员经费 under a functional code: economic 类 301 and 303.
    pub fn personnel(&self, item: &str) -> Decimal {
        self.econ(item, "301") + self.econ(item, "303")
    }

    /// 机关运行经费: what the administrative unit (行政运行) spends on its own operation.
    pub fn agency_operation(&self) -> Decimal {
        self.department
            .administration
            .map_or(Decimal::ZERO, |item| self.econ(item, "") - self.personnel(item))
    }

    /// Initial, adjusted and final amount of a line of the operation form.
    pub fn operation(&self, line: u32) -> [Decimal; 3] {
        self.operations.get(&line).copied().unwrap_or_default()
    }

    /// Leaves out what one line paid and another received within the department (抵销): the money stays income where it
    /// came from outside, and expenditure where it left.
    #[allow(dead_code, reason = "only a county has departments with units")]
    pub fn eliminate(&mut self, transfer: &Transfer, at: usize) -> Result<()> {
        let amount = yuan(transfer.yuan[at])?;
        let (item, source, nature) = transfer.paid;
        let paid = self.line(item, source, nature);
        paid.spent -= amount;
        paid.moved -= amount;
        let (item, source, nature) = transfer.received;
        let received = self.line(item, source, nature);
        received.income -= amount;
        received.moved += amount;
        Ok(())
    }

    fn line(&mut self, item: &'static str, source: Source, nature: Nature) -> &mut Line {
        self.lines.entry((item, source, nature)).or_default()
    }

    /// Fills the operation form: declared lines, then those that are sums of others.
    fn operate(&mut self, at: usize) -> Result<()> {
        for o in self.department.operations {
            let amounts = [yuan(o.initial[at])?, yuan(o.adjusted[at])?, yuan(o.actual[at])?];
            self.operations.insert(o.line, amounts);
        }
        self.operations.insert(24, [Decimal::ZERO, Decimal::ZERO, self.agency_operation()]);
        self.operations.insert(25, [Decimal::ZERO, Decimal::ZERO, self.agency_operation()]);
        let sums: [(u32, &[u32]); 5] = [
            (4, &[5, 6]),
            (7, &[8, 10]),
            (2, &[3, 4, 7]),
            (28, &[29, 30, 31, 32, 33, 34, 35, 36]),
            (39, &[40, 41, 42]),
        ];
        for (line, parts) in sums {
            let mut total = [Decimal::ZERO; 3];
            for part in parts {
                for (sum, amount) in total.iter_mut().zip(self.operation(*part)) {
                    *sum += amount;
                }
            }
            self.operations.insert(line, total);
        }
        Ok(())
    }

    /// Relations between the declared tables that no summing makes true by itself.
    fn verify(&self) -> Result<()> {
        for (item, source, nature) in self.lines.keys() {
            let functions = self.department.functions;
            if functions.binary_search_by_key(item, |(code, _)| code).is_err() {
                return Err(format!("{item} {source:?} {nature:?} is no known functional code").into());
            }
        }
        for (item, econ) in self.econ.keys() {
            if !ECONOMICS.iter().any(|c| c.items.iter().any(|(code, _)| code == econ)) {
                return Err(format!("{item}: {econ} is no known economic code").into());
            }
        }
        for (line, econ) in
            [(3, "30212"), (5, "31013"), (6, "30231"), (7, "30217"), (22, "30215"), (23, "30216")]
        {
            if self.operation(line)[2] < self.econ("", econ) {
                return Err(format!("{}: line {line} is less than {econ}", self.year).into());
            }
        }
        if self.operation(9)[2] > self.operation(8)[2] {
            return Err(format!("{}: 外事接待费 exceeds 国内接待费", self.year).into());
        }
        if self.operation(43)[2] > self.operation(39)[2] || self.operation(44)[2] > self.operation(43)[2] {
            return Err(format!("{}: procurement from small firms exceeds the whole", self.year).into());
        }
        Ok(())
    }
}

/// All declared years, each checked against the year before.
pub fn all(department: &'static Department) -> Result<Vec<Accounts>> {
    let years: Vec<Accounts> =
        (0..department.years.len()).map(|at| Accounts::build(department, at)).collect::<Result<_>>()?;
    for pair in years.windows(2) {
        pair[1].follows(&pair[0])?;
    }
    Ok(years)
}

/// An amount of the data tables; empty means none.
pub fn yuan(text: &str) -> Result<Decimal> {
    if text.is_empty() {
        return Ok(Decimal::ZERO);
    }
    text.parse().map_err(|e| format!("{text}: {e}").into())
}
