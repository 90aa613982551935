//! Invented accounts on which packs are tried (试算数据): an ordinary year, and the extremes that break sentences.
//! The department does not exist; its amounts follow from the list of 项 below.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::accounts::{
    Accounts, Amount, AmountUnit, BasicDetail, Column, InitialBudget, Line, Schedule, ScheduleId, Source,
    SourceForm,
};
use crate::catalogue::functional;
use crate::facts::{self, FactSet, Inputs, has_adjusted_budget};
use crate::import::forms::is_count;
use crate::money::{Basis, Yuan};
use crate::subject::{Scope, Subject};
use crate::supplement::{Project, Supplement};

/// The year of the invented accounts; no real one, so that a year written into a template shows.
pub const TRIAL_YEAR: u16 = 2098;

/// A 项 with its personnel, operating and project expenditure in 元.
type Item = (&'static str, i64, i64, i64);

const GENERAL: &[Item] = &[
    ("2080505", 525_168, 0, 0),
    ("2080801", 0, 0, 268_415),
    ("2101101", 181_632, 0, 0),
    ("2101301", 0, 0, 2_987_400),
    ("2101501", 1_912_350, 458_047, 0),
    ("2101506", 0, 0, 861_930),
    ("2210201", 422_410, 0, 0),
];
const FUND: &[Item] = &[("2296013", 0, 0, 186_255)];
const STATE: &[Item] = &[("2230101", 0, 0, 50_000)];

/// The 项 of a school.
const SCHOOL: &[Item] = &[
    ("2050204", 20_215_400, 1_948_100, 1_925_400),
    ("2050299", 0, 0, 412_400),
    ("2050803", 0, 61_280, 0),
    ("2050904", 0, 0, 753_600),
    ("2080502", 1_310_215, 0, 0),
    ("2080505", 2_498_316, 0, 0),
    ("2101102", 1_196_540, 0, 0),
    ("2210201", 2_041_872, 0, 0),
];

/// What a school receives and spends beside fiscal appropriations: statement, line, column, 元. Income and surplus
/// used make expenditure, distribution and what is carried over.
const BESIDE_FISCAL: &[(ScheduleId, &str, Column, i64)] = &[
    (ScheduleId::Income, "", Column::Superior, 310_000),
    (ScheduleId::Income, "", Column::Business, 4_332_900),
    (ScheduleId::Income, "", Column::Operating, 508_100),
    (ScheduleId::Income, "", Column::Affiliate, 180_000),
    (ScheduleId::Income, "", Column::Total, 5_331_000),
    (ScheduleId::Expenditure, "", Column::Basic, 3_700_000),
    (ScheduleId::Expenditure, "", Column::Project, 993_000),
    (ScheduleId::Expenditure, "", Column::Upward, 150_000),
    (ScheduleId::Expenditure, "", Column::Operating, 436_200),
    (ScheduleId::Expenditure, "", Column::Affiliate, 106_000),
    (ScheduleId::Expenditure, "", Column::Total, 5_385_200),
    (ScheduleId::Summary, "income.superior", Column::Final, 310_000),
    (ScheduleId::Summary, "income.business", Column::Final, 4_332_900),
    (ScheduleId::Summary, "income.operating", Column::Final, 508_100),
    (ScheduleId::Summary, "income.affiliate", Column::Final, 180_000),
    (ScheduleId::Summary, "income.total", Column::Final, 5_331_000),
    (ScheduleId::Summary, "income.surplus_used", Column::Final, 205_000),
    (ScheduleId::Summary, "income.sum", Column::Final, 5_536_000),
    (ScheduleId::Summary, "class.205", Column::Final, 5_385_200),
    (ScheduleId::Summary, "expenditure.total", Column::Final, 5_385_200),
    (ScheduleId::Summary, "expenditure.distribution", Column::Final, 113_200),
    (ScheduleId::Summary, "expenditure.closing", Column::Final, 37_600),
    (ScheduleId::Fund, "", Column::Opening, 58_400),
    (ScheduleId::Fund, "", Column::Closing, 58_400),
    (ScheduleId::Fund, "2296013", Column::Opening, 58_400),
    (ScheduleId::Fund, "2296013", Column::Closing, 58_400),
];

/// Economic 款 with their share of 人员经费 or 公用经费 in percent.
const ECONOMIC: &[(&str, i64)] =
    &[("30101", 60), ("30113", 30), ("30302", 10), ("30201", 50), ("30211", 30), ("31002", 20)];

/// What 机构运行信息表 says: key, amount in 元 or count.
const OPERATIONS: &[(&str, i64)] = &[
    ("three_public.overseas", 12_000),
    ("three_public.vehicle_purchase", 180_000),
    ("three_public.vehicle_operation", 28_900),
    ("three_public.reception_domestic", 6_800),
    ("three_public.reception_foreign_affairs", 800),
    ("three_public.reception_abroad", 500),
    ("count.overseas_groups", 1),
    ("count.overseas_persons", 2),
    ("count.vehicles_purchased", 1),
    ("count.vehicles_owned", 3),
    ("count.reception_domestic_batches", 8),
    ("count.reception_domestic_persons", 73),
    ("count.reception_foreign_affairs_batches", 1),
    ("count.reception_foreign_affairs_persons", 6),
    ("count.reception_abroad_batches", 1),
    ("count.reception_abroad_persons", 4),
    ("agency_operation", 457_900),
    ("conference", 11_400),
    ("training", 24_000),
    ("procurement.total", 512_200),
    ("procurement.goods", 73_300),
    ("procurement.works", 0),
    ("procurement.services", 438_900),
    ("procurement.sme", 486_200),
    ("procurement.micro", 402_800),
    ("vehicles.total", 3),
    ("vehicles.confidential", 1),
    ("vehicles.emergency", 2),
    ("equipment", 1),
];

/// Counts and sums that a 机构运行信息表 always states, zero unless listed above.
const ALWAYS: &[&str] = &[
    "vehicles.minister",
    "vehicles.principal",
    "vehicles.enforcement",
    "vehicles.special",
    "vehicles.retired",
    "vehicles.other",
];

/// One set of invented data.
#[derive(Debug, Clone)]
pub struct Trial {
    /// What is special about it.
    pub name: &'static str,
    current: Accounts,
    prior: Option<Accounts>,
    budget: Option<InitialBudget>,
    first_year: bool,
    scope: Scope,
    /// What people supplied in it.
    pub supplement: Supplement,
}

impl Trial {
    /// The ordinary year: every kind of income and expenditure, last year, budget, projects.
    pub fn ordinary() -> Trial {
        let size = Size::default();
        Trial {
            name: "一般数据",
            current: accounts(TRIAL_YEAR, GENERAL, size),
            prior: Some(accounts(TRIAL_YEAR - 1, GENERAL, Size { percent: 93, ..size })),
            budget: Some(budget(GENERAL, 97)),
            first_year: false,
            scope: Scope::Department,
            supplement: projects(),
        }
    }

    /// The ordinary year and every extreme.
    pub fn all() -> Vec<Trial> {
        let ordinary = Trial::ordinary();
        let size = Size::default();
        let zero = accounts(TRIAL_YEAR, &[], Size { percent: 0, ..size });
        let year = |items: &[Item], size: Size| accounts(TRIAL_YEAR, items, size);
        let with = |name, change: &dyn Fn(&mut Trial)| {
            let mut trial = ordinary.clone();
            trial.name = name;
            change(&mut trial);
            trial
        };
        let many: Vec<Item> = functional_items(60);
        vec![
            ordinary.clone(),
            with("各数均为零", &|t| {
                t.current = zero.clone();
                t.prior = Some(Accounts { year: Some(TRIAL_YEAR - 1), ..zero.clone() });
                t.budget = Some(budget(&[], 0));
                t.supplement = Supplement::default();
            }),
            with("没有上年数", &|t| t.prior = None),
            with("首个年度，没有上年数可比", &|t| (t.prior, t.first_year) = (None, true)),
            with("学校，各种收入和支出都有", &|t| {
                t.scope = Scope::Unit;
                t.current = every_source(year(SCHOOL, size), 100);
                let last = accounts(TRIAL_YEAR - 1, SCHOOL, Size { percent: 91, ..size });
                t.prior = Some(every_source(last, 84));
                t.budget = Some(budget(SCHOOL, 98));
            }),
            with("没有年初预算", &|t| t.budget = None),
            with("没有上年数、年初预算和补充资料", &|t| {
                (t.prior, t.budget) = (None, None);
                t.supplement = Supplement::default();
            }),
            with("各数翻倍", &|t| {
                t.current = year(GENERAL, Size { percent: 200, ..size });
                t.prior = Some(accounts(TRIAL_YEAR - 1, GENERAL, size));
                t.budget = Some(budget(GENERAL, 100));
            }),
            with("各数减半", &|t| t.current = year(GENERAL, Size { percent: 50, ..size })),
            with("与上年和预算完全相同", &|t| {
                t.prior = Some(Accounts { year: Some(TRIAL_YEAR - 1), ..t.current.clone() });
                t.budget = Some(budget(GENERAL, 100));
                t.current = year(GENERAL, Size { budget: 100, ..size });
            }),
            with("上年各数均为零", &|t| {
                t.prior = Some(Accounts { year: Some(TRIAL_YEAR - 1), ..zero.clone() });
            }),
            with("本年各数均为零", &|t| t.current = zero.clone()),
            with("只有一个项级科目", &|t| {
                let one = &GENERAL[4..5];
                t.current = year(one, Size { funds: false, ..size });
                t.prior = Some(accounts(TRIAL_YEAR - 1, one, Size { percent: 88, funds: false, ..size }));
                t.budget = Some(budget(one, 100));
            }),
            with("60个项级科目", &|t| {
                t.current = year(&many, size);
                t.prior = Some(accounts(TRIAL_YEAR - 1, &many[20..], Size { percent: 107, ..size }));
                t.budget = Some(budget(&many[10..50], 80));
            }),
            with("没有基金和国有资本经营预算", &|t| {
                t.current = year(GENERAL, Size { funds: false, ..size });
            }),
            with("只有总表和收入、支出、财政拨款表", &|t| {
                t.current.basic_detail = None;
                t.current.schedules.retain(|s| {
                    !matches!(s.id, ScheduleId::Fund | ScheduleId::State | ScheduleId::Operations)
                });
            }),
        ]
    }

    /// Its facts under a style's basis.
    pub fn facts(&self, basis: Basis, supplement: &Supplement) -> Arc<FactSet> {
        Arc::new(facts::compute(
            &Inputs {
                current: &self.current,
                prior: self.prior.as_ref(),
                budget: self.budget.as_ref(),
                supplement,
                moved: crate::accounts::MovedCodes::none(),
            },
            basis,
        ))
    }

    /// Who reports in it.
    pub fn subject(&self) -> Subject {
        Subject {
            org: self.current.org.clone(),
            scope: self.scope,
            year: TRIAL_YEAR,
            first_year: self.first_year,
        }
    }
}

/// How large a year is.
#[derive(Debug, Clone, Copy)]
struct Size {
    /// Of the listed amounts.
    percent: i64,
    /// Adjusted and initial budget, of this year's amounts.
    budget: i64,
    /// Whether there are fund and state capital budgets.
    funds: bool,
}

impl Default for Size {
    fn default() -> Size {
        Size { percent: 100, budget: 104, funds: true }
    }
}

fn yuan(amount: i64) -> Yuan {
    Yuan(Decimal::from(amount))
}

fn cell(amount: i64) -> Option<Amount> {
    Some(Amount { value: yuan(amount), cell: None })
}

fn schedule(id: ScheduleId, columns: &[Column], rows: Vec<(String, Vec<i64>)>) -> Schedule {
    let lines = rows
        .into_iter()
        .map(|(key, amounts)| Line {
            name: functional::name(&key).unwrap_or_default().to_owned(),
            key,
            cells: amounts.into_iter().map(cell).collect(),
        })
        .collect();
    Schedule { id, columns: columns.to_vec(), lines, rounded: false }
}

/// Sums of a list of 项: all, basic, project.
fn sums(items: &[Item]) -> (i64, i64, i64) {
    let basic = items.iter().map(|i| i.1 + i.2).sum();
    let project = items.iter().map(|i| i.3).sum();
    (basic + project, basic, project)
}

fn scaled(items: &[Item], percent: i64) -> Vec<Item> {
    items
        .iter()
        .map(|(code, a, b, c)| (*code, a * percent / 100, b * percent / 100, c * percent / 100))
        .filter(|(_, a, b, c)| a + b + c != 0)
        .collect()
}

fn accounts(year: u16, items: &[Item], size: Size) -> Accounts {
    let general = scaled(items, size.percent);
    let funds = if size.funds { size.percent } else { 0 };
    let (fund, state) = (scaled(FUND, funds), scaled(STATE, funds));
    let other = 36_500 * size.percent / 100;
    let opening = 35_800 * size.percent / 100;
    let (g, f, s) = (sums(&general), sums(&fund), sums(&state));
    let fiscal = g.0 + f.0 + s.0;
    let total = fiscal + other;
    let initial = |amount: i64| amount * size.budget / 100;
    let key = |key: &str| key.to_owned();
    let both = |amount: i64| vec![initial(amount), amount];

    let mut classes: BTreeMap<String, i64> = BTreeMap::new();
    for (code, a, b, c) in general.iter().chain(&fund).chain(&state) {
        *classes.entry(format!("class.{}", &code[..3])).or_default() += a + b + c;
    }
    let mut summary = vec![
        (key("income.general"), both(g.0)),
        (key("income.fund"), both(f.0)),
        (key("income.state"), both(s.0)),
        (key("income.other"), both(other)),
        (key("income.total"), both(total)),
        (key("income.surplus_used"), both(0)),
        (key("income.opening"), both(opening)),
        (key("income.sum"), both(total + opening)),
        (key("expenditure.total"), both(total)),
        (key("expenditure.distribution"), both(0)),
        (key("expenditure.closing"), both(opening)),
    ];
    summary.extend(classes.into_iter().map(|(class, amount)| (class, both(amount))));
    let by_budget = |all, general, fund, state| {
        vec![initial(all), initial(general), initial(fund), initial(state), all, general]
    };
    let fiscal_rows = vec![
        (key("income.general"), by_budget(g.0, g.0, 0, 0)),
        (key("income.fund"), by_budget(f.0, 0, f.0, 0)),
        (key("income.state"), by_budget(s.0, 0, 0, s.0)),
        (key("income.total"), by_budget(fiscal, g.0, f.0, s.0)),
        (key("income.opening"), by_budget(opening, opening, 0, 0)),
        (key("income.sum"), by_budget(fiscal + opening, g.0 + opening, f.0, s.0)),
        (key("expenditure.total"), by_budget(fiscal, g.0, f.0, s.0)),
        (key("expenditure.closing"), by_budget(opening, opening, 0, 0)),
    ];
    let fiscal_columns = [
        Column::Initial,
        Column::InitialGeneral,
        Column::InitialFund,
        Column::InitialState,
        Column::Final,
        Column::FinalGeneral,
    ];
    let spending = [Column::Total, Column::Basic, Column::Project];
    let carried =
        [Column::Opening, Column::Income, Column::Total, Column::Basic, Column::Project, Column::Closing];
    let schedules = vec![
        schedule(ScheduleId::Summary, &[Column::Initial, Column::Final], summary),
        schedule(
            ScheduleId::Income,
            &[
                Column::Total,
                Column::Fiscal,
                Column::Superior,
                Column::Business,
                Column::Operating,
                Column::Affiliate,
                Column::Other,
            ],
            vec![(key(""), vec![total, fiscal, 0, 0, 0, 0, other])],
        ),
        schedule(
            ScheduleId::Expenditure,
            &[
                Column::Total,
                Column::Basic,
                Column::Project,
                Column::Upward,
                Column::Operating,
                Column::Affiliate,
            ],
            vec![(key(""), vec![total, g.1, total - g.1, 0, 0, 0])],
        ),
        schedule(ScheduleId::FiscalSummary, &fiscal_columns, fiscal_rows),
        schedule(
            ScheduleId::General,
            &spending,
            coded(&general, |all, basic, project| vec![all, basic, project]),
        ),
        schedule(ScheduleId::Fund, &carried, coded(&fund, |all, b, p| vec![0, all, all, b, p, 0])),
        schedule(ScheduleId::State, &carried, coded(&state, |all, b, p| vec![0, all, all, b, p, 0])),
        operations(size),
    ];
    Accounts {
        org: "某某局".to_owned(),
        year: Some(year),
        form: SourceForm::Caijue,
        sources: vec![Source {
            file: "试算数据".to_owned(),
            sheet: String::new(),
            unit: AmountUnit::Yuan,
            document: None,
        }],
        schedules,
        basic_detail: Some(basic_detail(&general)),
        lacking: Vec::new(),
        unreadable: Vec::new(),
    }
}

/// Adds what [`BESIDE_FISCAL`] lists to a year's accounts.
fn every_source(mut accounts: Accounts, percent: i64) -> Accounts {
    for (id, key, column, amount) in BESIDE_FISCAL {
        let Some(schedule) = accounts.schedules.iter_mut().find(|s| s.id == *id) else { continue };
        let Some(at) = schedule.column(*column) else { continue };
        if schedule.line(key).is_none() {
            let cells = schedule.columns.iter().map(|_| cell(0)).collect();
            schedule.lines.push(Line { key: (*key).to_owned(), name: String::new(), cells });
        }
        let line = schedule.lines.iter_mut().find(|l| l.key == *key);
        if let Some(held) = line.and_then(|l| l.cells[at].as_mut()) {
            held.value = held.value + yuan(amount * percent / 100);
        }
    }
    "某某中学".clone_into(&mut accounts.org);
    accounts
}

/// The 合计 line and one line per 项.
fn coded(items: &[Item], cells: impl Fn(i64, i64, i64) -> Vec<i64>) -> Vec<(String, Vec<i64>)> {
    let (all, basic, project) = sums(items);
    std::iter::once((String::new(), cells(all, basic, project)))
        .chain(items.iter().map(|(code, a, b, c)| ((*code).to_owned(), cells(a + b + c, a + b, *c))))
        .collect()
}

fn basic_detail(items: &[Item]) -> BasicDetail {
    let personnel: i64 = items.iter().map(|i| i.1).sum();
    let operating: i64 = items.iter().map(|i| i.2).sum();
    let mut amounts: BTreeMap<String, i64> = BTreeMap::new();
    for (code, share) in ECONOMIC {
        let whole = if code.starts_with("301") || code.starts_with("303") { personnel } else { operating };
        let amount = whole * share / 100;
        *amounts.entry((*code).to_owned()).or_default() += amount;
        *amounts.entry(code[..3].to_owned()).or_default() += amount;
    }
    let columns: Vec<String> = amounts.keys().cloned().collect();
    let cells = amounts.values().copied().map(cell).collect();
    BasicDetail {
        columns,
        lines: vec![Line { key: String::new(), name: "合计".to_owned(), cells }].into(),
        names: BTreeMap::new(),
        rounded: false,
    }
}

fn operations(size: Size) -> Schedule {
    let scale = |key: &str, amount: i64| {
        let count = is_count(key);
        match size.percent {
            0 => 0,
            _ if count => amount,
            percent => amount * percent / 100,
        }
    };
    let mut amounts: BTreeMap<&str, i64> = ALWAYS.iter().map(|key| (*key, 0)).collect();
    amounts.extend(OPERATIONS.iter().map(|(key, amount)| (*key, scale(key, *amount))));
    let sum = |keys: &[&str]| keys.iter().map(|k| amounts.get(k).copied().unwrap_or_default()).sum::<i64>();
    let vehicle = sum(&["three_public.vehicle_purchase", "three_public.vehicle_operation"]);
    let reception = sum(&["three_public.reception_domestic", "three_public.reception_abroad"]);
    let total = vehicle + reception + sum(&["three_public.overseas"]);
    amounts.insert("three_public.vehicle", vehicle);
    amounts.insert("three_public.reception", reception);
    amounts.insert("three_public.total", total);
    let budget = |amount: i64| amount * size.budget / 100;
    // The adjusted budget of the three public expenses is another one than the initial.
    let initial = |key: &str, amount: i64| {
        let budget = budget(amount);
        if has_adjusted_budget(key) { budget * 9 / 10 } else { budget }
    };
    let rows = amounts.into_iter().map(|(k, v)| (k.to_owned(), vec![initial(k, v), budget(v), v])).collect();
    schedule(ScheduleId::Operations, &[Column::Initial, Column::Adjusted, Column::Final], rows)
}

fn budget(items: &[Item], percent: i64) -> InitialBudget {
    let mut amounts: BTreeMap<String, Amount> = BTreeMap::new();
    let mut add = |code: &str, amount: i64| {
        let old = amounts.entry(code.to_owned()).or_insert(Amount { value: Yuan::ZERO, cell: None });
        old.value = old.value + yuan(amount);
    };
    add("", 0);
    // One item in five had no budget of its own.
    for (i, (code, a, b, c)) in items.iter().enumerate() {
        let amount = if i % 5 == 1 && percent != 100 { 0 } else { (a + b + c) * percent / 100 };
        for part in ["", &code[..3], &code[..5], code] {
            add(part, amount);
        }
    }
    InitialBudget {
        file: "试算数据".to_owned(),
        sheet: String::new(),
        year: Some(TRIAL_YEAR),
        amounts,
        ..InitialBudget::default()
    }
}

/// Self-assessments of projects, one of them not filled in.
fn projects() -> Supplement {
    let project = |name: &str, budget: i64, executed: i64, score: i64| Project {
        name: name.to_owned(),
        unit: "某某局".to_owned(),
        initial: Some(Decimal::from(budget)),
        budget: Some(Decimal::from(budget)),
        executed: Some(Decimal::from(executed)),
        score: Some(Decimal::from(score)),
        result: "完成了年初设定的目标。".to_owned(),
        ..Project::default()
    };
    let projects = vec![
        project("城乡医疗救助", 350, 298, 97),
        project("经办服务能力提升", 75, 86, 84),
        Project { score: Some(Decimal::from(71)), ..project("宣传", 12, 0, 0) },
        Project { name: "新增项目".to_owned(), ..Project::default() },
    ];
    Supplement { projects, ..Supplement::default() }
}

/// Items of the functional classification spread over its 类.
fn functional_items(count: usize) -> Vec<Item> {
    let codes = functional::item_codes();
    let step = (codes.len() / count).max(1);
    let personnel = |n: usize| i64::try_from(n).unwrap_or(1) * 10_007;
    codes
        .into_iter()
        .step_by(step)
        .take(count)
        .enumerate()
        .map(|(n, code)| match n % 3 {
            0 => (code, personnel(n + 1), 1_234, 0),
            1 => (code, 0, 0, personnel(n + 1)),
            _ => (code, 5_000, 0, 40),
        })
        .collect()
}
