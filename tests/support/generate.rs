//! Accounts of any department: generated lines, every total the sum of its parts.

use std::collections::BTreeMap;

use juesuan::accounts::{Accounts, Amount, BasicDetail, Column, Line, Schedule, ScheduleId, SourceForm};
use juesuan::catalogue::{economic, functional};
use juesuan::money::Yuan;
use proptest::prelude::*;
use rust_decimal::Decimal;

/// Functional 项 the generator spends on: three 类, with 款 that have several 项 and some that have one.
const ITEMS: [&str; 9] =
    ["2080505", "2080506", "2080801", "2101101", "2101102", "2101301", "2101501", "2210201", "2299999"];
/// 项 of the government fund.
const FUND_ITEMS: [&str; 2] = ["2296013", "2296099"];
/// Economic 款 of basic expenditure.
const ECONOMICS: [&str; 6] = ["30101", "30113", "30201", "30217", "30304", "31002"];

/// The lines a year is made of, in cents (分).
#[derive(Clone, Debug, Default)]
pub struct Year {
    /// Income by 项 and source: fiscal, superior, business, operating, affiliate, other.
    pub income: BTreeMap<&'static str, [i64; 6]>,
    /// Expenditure by 项: project, upward, operating, affiliate; basic comes from `basic`.
    pub spent: BTreeMap<&'static str, [i64; 4]>,
    /// Basic expenditure of the general budget by 项 and economic 款.
    pub basic: BTreeMap<(&'static str, &'static str), i64>,
    /// Fund by 项: opening, income, basic, project; what is left is carried over.
    pub fund: BTreeMap<&'static str, [i64; 4]>,
    /// 年初结转和结余, 使用非财政拨款结余.
    pub opening: i64,
    /// 使用非财政拨款结余
    pub surplus: i64,
}

/// Cents: mostly ordinary, sometimes half a hundredth of a 万元, sometimes huge, sometimes taken back.
fn cents() -> impl Strategy<Value = i64> {
    prop_oneof![
        3 => Just(0i64),
        6 => 1..3_000_000_000i64,
        2 => (0..100_000i64).prop_map(|n| n * 10_000 + 5_000),
        1 => 0..900_000_000_000_000i64,
        1 => -50_000_000..0i64,
    ]
}

/// Any year.
pub fn years() -> impl Strategy<Value = Year> {
    // Other money can pay more than the fiscal appropriation, never less than nothing.
    let spent = (cents(), prop::array::uniform3(cents().prop_map(i64::abs)))
        .prop_map(|(project, [upward, operating, affiliate])| [project, upward, operating, affiliate]);
    let item = prop::sample::select(ITEMS.to_vec());
    let econ = prop::sample::select(ECONOMICS.to_vec());
    let fund = prop::sample::select(FUND_ITEMS.to_vec());
    (
        prop::collection::btree_map(item.clone(), prop::array::uniform6(cents()), 0..8),
        prop::collection::btree_map(item.clone(), spent, 0..8),
        prop::collection::btree_map((item, econ), cents(), 0..16),
        prop::collection::btree_map(fund, prop::array::uniform4(cents()), 0..3),
        cents(),
        cents(),
    )
        .prop_map(|(income, spent, basic, fund, opening, surplus)| Year {
            income,
            spent,
            basic,
            fund,
            opening,
            surplus,
        })
}

fn amount(cents: i128) -> Option<Amount> {
    let value = Yuan(Decimal::from_i128_with_scale(cents, 2));
    Some(Amount { value, cell: None })
}

/// A statement by code from its 项: lines for 合计, 类, 款 and 项, each the sum of the 项 below it.
fn coded(id: ScheduleId, columns: &[Column], items: &BTreeMap<&'static str, Vec<i128>>) -> Schedule {
    let mut sums: BTreeMap<String, Vec<i128>> = BTreeMap::new();
    sums.insert(String::new(), vec![0; columns.len()]);
    for (code, amounts) in items {
        for digits in [0, 3, 5, 7] {
            let line = sums.entry(code[..digits].to_owned()).or_insert_with(|| vec![0; columns.len()]);
            for (sum, part) in line.iter_mut().zip(amounts) {
                *sum += part;
            }
        }
    }
    let line = |(key, sums): (String, Vec<i128>)| Line {
        name: functional::name(&key).unwrap_or("合计").to_owned(),
        key,
        cells: sums.into_iter().map(amount).collect(),
    };
    Schedule { id, columns: columns.to_vec(), lines: sums.into_iter().map(line).collect(), rounded: false }
}

fn total(schedule: &Schedule, key: &str, column: Column) -> i128 {
    schedule.amount(key, column).map_or(0, |a| (a.value.0 * Decimal::ONE_HUNDRED).mantissa_at(0))
}

/// The whole number a decimal without fraction is.
trait MantissaAt {
    fn mantissa_at(self, scale: u32) -> i128;
}

impl MantissaAt for Decimal {
    fn mantissa_at(mut self, scale: u32) -> i128 {
        self.rescale(scale);
        self.mantissa()
    }
}

fn labelled(id: ScheduleId, columns: &[Column], lines: Vec<(String, Vec<i128>)>) -> Schedule {
    let line = |(key, cells): (String, Vec<i128>)| Line {
        name: key.clone(),
        key,
        cells: cells.into_iter().map(amount).collect(),
    };
    Schedule { id, columns: columns.to_vec(), lines: lines.into_iter().map(line).collect(), rounded: false }
}

/// The accounts of a year.
pub fn accounts(year: &Year) -> Accounts {
    let basic_of = |item: &str| -> i128 {
        year.basic.iter().filter(|((i, _), _)| *i == item).map(|(_, c)| i128::from(*c)).sum()
    };
    let income = income(year);
    let expenditure = expenditure(year, basic_of);
    let general = general(year, basic_of);
    let fund = fund(year);
    let state = coded(ScheduleId::State, FUND_COLUMNS, &BTreeMap::new());
    let detail = basic_detail(year);
    let summary = summary(year, &income, &expenditure, &fund);
    let fiscal = fiscal_summary(&income, &general, &fund);
    Accounts {
        org: "甲局".into(),
        year: Some(2023),
        form: SourceForm::Caijue,
        sources: Vec::new(),
        schedules: vec![
            summary,
            income,
            expenditure,
            fiscal,
            general,
            fund,
            state,
            labelled(ScheduleId::Operations, &[Column::Adjusted, Column::Final], Vec::new()),
        ],
        basic_detail: Some(detail),
        lacking: Vec::new(),
        unreadable: Vec::new(),
    }
}

fn income(year: &Year) -> Schedule {
    let columns = [
        Column::Total,
        Column::Fiscal,
        Column::Superior,
        Column::Business,
        Column::Operating,
        Column::Affiliate,
        Column::Other,
    ];
    let mut items: BTreeMap<&'static str, Vec<i128>> = BTreeMap::new();
    for (code, parts) in &year.income {
        let parts = parts.map(i128::from);
        items.insert(code, std::iter::once(parts.iter().sum()).chain(parts).collect());
    }
    for (code, [_, income, _, _]) in &year.fund {
        let income = i128::from(*income);
        items.insert(code, vec![income, income, 0, 0, 0, 0, 0]);
    }
    coded(ScheduleId::Income, &columns, &items)
}

fn all_items(year: &Year) -> Vec<&'static str> {
    let mut items: Vec<&'static str> =
        year.spent.keys().copied().chain(year.basic.keys().map(|(item, _)| *item)).collect();
    items.sort_unstable();
    items.dedup();
    items
}

fn expenditure(year: &Year, basic_of: impl Fn(&str) -> i128) -> Schedule {
    let columns =
        [Column::Total, Column::Basic, Column::Project, Column::Upward, Column::Operating, Column::Affiliate];
    let mut items: BTreeMap<&'static str, Vec<i128>> = BTreeMap::new();
    for code in all_items(year) {
        let rest = year.spent.get(code).copied().unwrap_or_default().map(i128::from);
        let parts: Vec<i128> = std::iter::once(basic_of(code)).chain(rest).collect();
        items.insert(code, std::iter::once(parts.iter().sum()).chain(parts).collect());
    }
    for (code, [_, _, basic, project]) in &year.fund {
        let (basic, project) = (i128::from(*basic), i128::from(*project));
        items.insert(code, vec![basic + project, basic, project, 0, 0, 0]);
    }
    coded(ScheduleId::Expenditure, &columns, &items)
}

/// The general budget pays all basic expenditure and all projects.
fn general(year: &Year, basic_of: impl Fn(&str) -> i128) -> Schedule {
    let columns = [Column::Total, Column::Basic, Column::Project];
    let items = all_items(year).into_iter().map(|code| {
        let project = i128::from(year.spent.get(code).map_or(0, |s| s[0]));
        (code, vec![basic_of(code) + project, basic_of(code), project])
    });
    coded(ScheduleId::General, &columns, &items.collect())
}

const FUND_COLUMNS: &[Column] =
    &[Column::Opening, Column::Income, Column::Total, Column::Basic, Column::Project, Column::Closing];

fn fund(year: &Year) -> Schedule {
    let items = year.fund.iter().map(|(code, parts)| {
        let [opening, income, basic, project] = parts.map(i128::from);
        let spent = basic + project;
        (*code, vec![opening, income, spent, basic, project, opening + income - spent])
    });
    coded(ScheduleId::Fund, FUND_COLUMNS, &items.collect())
}

fn basic_detail(year: &Year) -> BasicDetail {
    let mut columns = vec![String::new()];
    for class in economic::classes() {
        columns.push(class.code.to_owned());
        columns.extend(class.items.iter().map(|i| i.code.to_owned()));
    }
    let under = |column: &str| -> i128 {
        year.basic.iter().filter(|((_, e), _)| e.starts_with(column)).map(|(_, c)| i128::from(*c)).sum()
    };
    let cells = columns.iter().map(|c| amount(under(c))).collect();
    let lines = vec![Line { key: String::new(), name: "合计".into(), cells }];
    BasicDetail { columns, lines: lines.into(), names: BTreeMap::new(), rounded: false }
}

fn summary(year: &Year, income: &Schedule, expenditure: &Schedule, fund: &Schedule) -> Schedule {
    let fund_income = total(fund, "", Column::Income);
    let total_income = total(income, "", Column::Total);
    let total_spent = total(expenditure, "", Column::Total);
    let (opening, surplus) = (i128::from(year.opening), i128::from(year.surplus));
    let sum = total_income + opening + surplus;
    let mut lines = vec![
        ("income.general".to_owned(), vec![total(income, "", Column::Fiscal) - fund_income]),
        ("income.fund".to_owned(), vec![fund_income]),
        ("income.superior".to_owned(), vec![total(income, "", Column::Superior)]),
        ("income.business".to_owned(), vec![total(income, "", Column::Business)]),
        ("income.operating".to_owned(), vec![total(income, "", Column::Operating)]),
        ("income.affiliate".to_owned(), vec![total(income, "", Column::Affiliate)]),
        ("income.other".to_owned(), vec![total(income, "", Column::Other)]),
        ("income.total".to_owned(), vec![total_income]),
        ("income.surplus_used".to_owned(), vec![surplus]),
        ("income.opening".to_owned(), vec![opening]),
        ("income.sum".to_owned(), vec![sum]),
        ("expenditure.total".to_owned(), vec![total_spent]),
        ("expenditure.closing".to_owned(), vec![sum - total_spent]),
        ("expenditure.sum".to_owned(), vec![sum]),
    ];
    for class in functional::classes() {
        lines.push((format!("class.{}", class.code), vec![total(expenditure, class.code, Column::Total)]));
    }
    labelled(ScheduleId::Summary, &[Column::Final], lines)
}

fn fiscal_summary(income: &Schedule, general: &Schedule, fund: &Schedule) -> Schedule {
    let columns = [Column::Final, Column::FinalGeneral, Column::FinalFund];
    let of = |code: &str| {
        let (general, fund) = (total(general, code, Column::Total), total(fund, code, Column::Total));
        vec![general + fund, general, fund]
    };
    let mut lines = vec![
        ("income.total".to_owned(), vec![total(income, "", Column::Fiscal)]),
        ("expenditure.total".to_owned(), of("")),
    ];
    for class in functional::classes() {
        lines.push((format!("class.{}", class.code), of(class.code)));
    }
    let mut schedule = labelled(ScheduleId::FiscalSummary, &columns, lines);
    for line in &mut schedule.lines {
        line.cells.resize(columns.len(), None);
    }
    schedule
}
