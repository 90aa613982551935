//! Every accounting relation: a change of a clean case that breaks exactly it (and what necessarily follows), and a
//! near miss that does not.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::support::published::{book, fixture, put_right};
use crate::support::sample;
use juesuan::accounts::Column as C;
use juesuan::accounts::ScheduleId as S;
use juesuan::accounts::{Accounts, Amount, InitialBudget};
use juesuan::checks::{self, Inputs, rules::RULES};
use juesuan::finding::{CATALOGUE, Finding, Severity};
use juesuan::import;
use juesuan::money::Yuan;
use rust_decimal::Decimal;
use tempfile::tempdir;

/// What is checked, before a change.
#[derive(Clone)]
struct Base {
    current: Accounts,
    prior: Option<Accounts>,
    budget: Option<InitialBudget>,
}

/// The sample department's 2023 with last year and budget: amounts in 元.
fn sample_2023() -> &'static Base {
    static BASE: OnceLock<Base> = OnceLock::new();
    BASE.get_or_init(|| Base {
        current: import::read_accounts(&sample("2023年决算.xlsx")).expect("a sample").accounts,
        prior: Some(import::read_accounts(&sample("2022年决算.xlsx")).expect("a sample").accounts),
        budget: Some(import::read_budget(&sample("2023年预算.xlsx")).expect("a sample")),
    })
}

/// Published tables in 万元 of a department that has fiscal money only and carries nothing over.
fn published() -> &'static Base {
    static BASE: OnceLock<Base> = OnceLock::new();
    BASE.get_or_init(|| {
        let folder = tempdir().expect("a folder");
        let path = folder.path().join("公开表.xlsx");
        let mut data = fixture("shifted_rows.json");
        put_right(&mut data);
        book(&data).write(&path);
        let current = import::read_accounts(&path).expect("published tables").accounts;
        Base { current, prior: None, budget: None }
    })
}

impl Base {
    fn broken(&self) -> BTreeSet<&'static str> {
        let broken = checks::broken(&self.current, self.prior.as_ref(), self.budget.as_ref());
        broken.into_iter().map(|b| b.code).collect()
    }

    fn findings(&self) -> Vec<Finding> {
        checks::check(&Inputs {
            current: &self.current,
            prior: self.prior.as_ref(),
            budget: self.budget.as_ref(),
            moved: juesuan::accounts::MovedCodes::none(),
            has_reason: &|_| false,
            rounding: false,
        })
    }

    fn with(&self, edits: &[Edit]) -> Base {
        let mut base = self.clone();
        for edit in edits {
            let amount = base.cell(edit);
            amount.value = Yuan(amount.value.0 + Decimal::new(edit.fen, 2));
        }
        base
    }

    fn cell(&mut self, edit: &Edit) -> &mut Amount {
        let found = match (edit.at, edit.column) {
            (At::Budget, _) => self.budget.as_mut().and_then(|b| b.amounts.get_mut(edit.line)),
            (At::Current(S::BasicDetail), Column::Economic(code)) => {
                self.current.basic_detail.as_mut().and_then(|d| {
                    let column = d.columns.iter().position(|c| c == code)?;
                    d.lines.iter_mut().find(|l| l.key == edit.line)?.cells[column].as_mut()
                })
            }
            (At::Current(id), Column::Declared(column)) => {
                self.current.schedules.iter_mut().find(|s| s.id == id).and_then(|s| {
                    let column = s.column(column)?;
                    s.lines.iter_mut().find(|l| l.key == edit.line)?.cells[column].as_mut()
                })
            }
            _ => None,
        };
        found.unwrap_or_else(|| panic!("no cell for {edit:?}"))
    }
}

#[derive(Clone, Copy, Debug)]
enum At {
    Current(S),
    Budget,
}

#[derive(Clone, Copy, Debug)]
enum Column {
    Declared(C),
    Economic(&'static str),
}

/// A cell and what is added to it, in 分.
#[derive(Clone, Copy, Debug)]
struct Edit {
    at: At,
    line: &'static str,
    column: Column,
    fen: i64,
}

const fn add(id: S, line: &'static str, column: C, fen: i64) -> Edit {
    Edit { at: At::Current(id), line, column: Column::Declared(column), fen }
}

const fn econ(line: &'static str, code: &'static str, fen: i64) -> Edit {
    Edit { at: At::Current(S::BasicDetail), line, column: Column::Economic(code), fen }
}

const fn budget(line: &'static str, fen: i64) -> Edit {
    Edit { at: At::Budget, line, column: Column::Economic(""), fen }
}

/// A rule with a change that breaks it, what else that breaks, and a change that looks alike and does not.
struct Case {
    code: &'static str,
    base: fn() -> &'static Base,
    edits: &'static [Edit],
    follows: &'static [&'static str],
    near: &'static [Edit],
}

const fn case(
    code: &'static str,
    edits: &'static [Edit],
    follows: &'static [&'static str],
    near: &'static [Edit],
) -> Case {
    Case { code, base: sample_2023, edits, follows, near }
}

const fn printed(
    code: &'static str,
    edits: &'static [Edit],
    follows: &'static [&'static str],
    near: &'static [Edit],
) -> Case {
    Case { code, base: published, edits, follows, near }
}

const OPS: S = S::Operations;
const SUM: S = S::Summary;
const FIS: S = S::FiscalSummary;
const FINAL: C = C::Final;

/// One 分 is enough in a 财决 export; published figures are changed by whole 万元.
const WAN: i64 = 1_000_000;

const CASES: &[Case] = &[
    case(
        "K001",
        &[add(S::Income, "", C::Tuition, 1)],
        &["K010"],
        // The part grows with the total.
        &[add(S::Income, "", C::Tuition, 1), add(S::Income, "210", C::Tuition, 1)],
    ),
    case(
        "K002",
        &[add(S::Income, "210", C::Tuition, 1), add(S::Income, "", C::Tuition, 1)],
        &["K010"],
        &[add(S::Income, "210", C::Tuition, 1), add(S::Income, "21015", C::Tuition, 1)],
    ),
    case(
        "K003",
        &[add(S::Income, "2101501", C::Tuition, 1)],
        &["K010"],
        &[add(S::Income, "2101501", C::Tuition, 1), add(S::Income, "21015", C::Tuition, 1)],
    ),
    case(
        "K004",
        &[add(S::Income, "2101501", C::Total, 1)],
        &["K003"],
        &[add(S::Income, "2101501", C::Total, 1), add(S::Income, "2101501", C::Other, 1)],
    ),
    case(
        "K005",
        &[add(S::Expenditure, "2101501", C::Upward, 1)],
        &["K003"],
        &[add(S::Expenditure, "2101501", C::Upward, 1), add(S::Expenditure, "2101501", C::Total, 1)],
    ),
    case(
        "K006",
        &[add(S::Fund, "2296013", C::Project, 1)],
        &["K003", "K054"],
        &[add(S::Fund, "2296013", C::Project, 1), add(S::Fund, "2296013", C::Total, 1)],
    ),
    case(
        "K007",
        &[add(S::General, "2101501", C::IncomeBasic, 1)],
        &["K003", "K008"],
        &[add(S::General, "2101501", C::IncomeBasic, 1), add(S::General, "2101501", C::Income, 1)],
    ),
    case(
        "K008",
        &[add(S::Fund, "2296013", C::Income, 1)],
        &["K003"],
        &[add(S::Fund, "2296013", C::Income, 1), add(S::Fund, "2296013", C::Closing, 1)],
    ),
    case(
        "K009",
        &[add(S::General, "2101501", C::Personnel, 1)],
        &["K003", "K053"],
        &[add(S::General, "2101501", C::Personnel, 1), add(S::General, "2101501", C::Public, -1)],
    ),
    case(
        "K010",
        &[add(S::Income, "2101501", C::Tuition, 1), add(S::Income, "21015", C::Tuition, 1)],
        &["K002"],
        &[add(S::Income, "2101501", C::Business, 1), add(S::Income, "2101501", C::Tuition, 1)],
    ),
    case(
        "K011",
        &[add(SUM, "income.other", C::Adjusted, 1)],
        &[],
        &[add(SUM, "income.other", C::Adjusted, 1), add(SUM, "income.total", C::Adjusted, 1)],
    ),
    case(
        "K012",
        &[add(SUM, "income.opening", C::Adjusted, 1)],
        &[],
        &[add(SUM, "income.opening", C::Adjusted, 1), add(SUM, "income.surplus_used", C::Adjusted, -1)],
    ),
    case(
        "K013",
        &[add(SUM, "class.213", C::Initial, 1)],
        &[],
        &[add(SUM, "class.213", C::Initial, 1), add(SUM, "class.210", C::Initial, -1)],
    ),
    case(
        "K014",
        &[add(SUM, "expenditure.closing", C::Initial, 1)],
        &[],
        &[add(SUM, "expenditure.closing", C::Initial, 1), add(SUM, "expenditure.sum", C::Initial, 1)],
    ),
    case(
        "K015",
        &[add(SUM, "expenditure.sum", C::Initial, 1)],
        &["K014"],
        &[add(SUM, "expenditure.sum", C::Initial, 1), add(SUM, "income.sum", C::Initial, 1)],
    ),
    case(
        "K016",
        &[add(SUM, "nature.upward", C::Adjusted, 1)],
        &[],
        &[add(SUM, "nature.upward", C::Adjusted, 1), add(SUM, "nature.project", C::Adjusted, -1)],
    ),
    case(
        "K017",
        &[add(SUM, "nature.sum", C::Adjusted, 1), add(SUM, "nature.closing", C::Adjusted, 1)],
        &[],
        &[
            add(SUM, "nature.sum", C::Adjusted, 1),
            add(SUM, "nature.closing", C::Adjusted, 1),
            add(SUM, "expenditure.sum", C::Adjusted, 1),
            add(SUM, "expenditure.closing", C::Adjusted, 1),
        ],
    ),
    case(
        "K018",
        &[add(FIS, "opening.fund", C::Adjusted, 1)],
        &["K024"],
        &[add(FIS, "opening.fund", C::Adjusted, 1), add(FIS, "opening.general", C::Adjusted, -1)],
    ),
    case(
        "K019",
        &[add(FIS, "income.sum", C::Initial, 1)],
        &["K022"],
        &[add(FIS, "income.sum", C::Initial, 1), add(FIS, "income.opening", C::Initial, 1)],
    ),
    case(
        "K020",
        &[add(FIS, "class.213", C::AdjustedGeneral, 1)],
        &["K023"],
        &[add(FIS, "class.213", C::AdjustedGeneral, 1), add(FIS, "class.210", C::AdjustedGeneral, -1)],
    ),
    case(
        "K021",
        &[add(FIS, "expenditure.closing", C::AdjustedFund, 1)],
        &["K023"],
        &[
            add(FIS, "expenditure.closing", C::AdjustedFund, 1),
            add(FIS, "expenditure.sum", C::AdjustedFund, 1),
        ],
    ),
    case(
        "K022",
        &[add(FIS, "expenditure.sum", C::Initial, 1)],
        &["K021", "K023"],
        &[add(FIS, "expenditure.sum", C::Initial, 1), add(FIS, "income.sum", C::Initial, 1)],
    ),
    case(
        "K023",
        &[add(FIS, "class.210", C::AdjustedFund, 1)],
        &["K020"],
        &[add(FIS, "class.210", C::AdjustedFund, 1), add(FIS, "class.210", C::AdjustedGeneral, -1)],
    ),
    case(
        "K024",
        &[add(FIS, "opening.general", FINAL, 1), add(FIS, "opening.fund", FINAL, -1)],
        &["K049", "K051"],
        &[add(FIS, "opening.general", FINAL, 1), add(FIS, "income.general", FINAL, -1)],
    ),
    case(
        "K025",
        &[econ("2101501", "30201", 1)],
        &["K003"],
        &[econ("2101501", "30201", 1), econ("2101501", "30202", -1)],
    ),
    case(
        "K026",
        &[econ("2101501", "307", 1), econ("2101501", "30701", 1)],
        &["K003", "K053"],
        &[econ("2101501", "307", 1), econ("2101501", "302", -1)],
    ),
    printed("K027", &[econ("", "personnel", WAN)], &["K052"], &[econ("", "personnel", 10_000)]),
    case(
        "K028",
        &[add(OPS, "three_public.overseas", C::Initial, 1)],
        &[],
        &[add(OPS, "three_public.overseas", C::Initial, 1), add(OPS, "three_public.total", C::Initial, 1)],
    ),
    case(
        "K029",
        &[add(OPS, "count.reception_foreign_affairs_batches", FINAL, 900)],
        &[],
        // As many foreign guests as guests.
        &[add(OPS, "count.reception_foreign_affairs_batches", FINAL, 800)],
    ),
    case(
        "K030",
        &[add(OPS, "procurement.works", FINAL, 1)],
        &[],
        &[add(OPS, "procurement.works", FINAL, 1), add(OPS, "procurement.goods", FINAL, -1)],
    ),
    case(
        "K031",
        &[add(OPS, "procurement.micro", FINAL, 8_341_551)],
        &[],
        &[add(OPS, "procurement.micro", FINAL, 8_341_550)],
    ),
    case(
        "K032",
        &[add(OPS, "vehicles.other", FINAL, 100)],
        &[],
        &[add(OPS, "vehicles.other", FINAL, 100), add(OPS, "vehicles.total", FINAL, 100)],
    ),
    case(
        "K033",
        &[add(SUM, "nature.personnel", C::Adjusted, -1)],
        &[],
        &[add(SUM, "nature.personnel", C::Adjusted, -1), add(SUM, "nature.public", C::Adjusted, 1)],
    ),
    case(
        "K041",
        &[add(SUM, "income.total", FINAL, 1)],
        &["K011", "K012"],
        &[add(SUM, "income.total", C::Adjusted, 1)],
    ),
    case(
        "K042",
        &[add(SUM, "income.other", FINAL, 1)],
        &["K011"],
        &[add(SUM, "income.general", FINAL, 1), add(SUM, "income.fund", FINAL, -1)],
    ),
    case(
        "K043",
        &[add(SUM, "expenditure.total", FINAL, 1)],
        &["K013", "K014", "K017"],
        &[add(SUM, "expenditure.total", C::Adjusted, 1)],
    ),
    case(
        "K044",
        &[add(SUM, "class.210", FINAL, 1), add(SUM, "class.208", FINAL, -1)],
        &["K056"],
        &[add(SUM, "class.210", C::Adjusted, 1), add(SUM, "class.208", C::Adjusted, -1)],
    ),
    case(
        "K045",
        &[add(SUM, "nature.upward", FINAL, 1)],
        &["K016"],
        &[add(SUM, "nature.upward", C::Adjusted, 1)],
    ),
    case(
        "K046",
        &[add(FIS, "income.total", FINAL, 1)],
        &["K018", "K019"],
        &[add(FIS, "income.total", C::Adjusted, 1)],
    ),
    case(
        "K047",
        &[add(FIS, "income.general", C::Initial, 1)],
        &["K018", "K024"],
        &[add(FIS, "income.general", C::Initial, 1), add(SUM, "income.general", C::Initial, 1)],
    ),
    case(
        "K048",
        &[add(FIS, "class.210", C::FinalGeneral, 1), add(FIS, "class.208", C::FinalGeneral, -1)],
        &["K023"],
        &[add(FIS, "class.210", C::AdjustedGeneral, 1), add(FIS, "class.208", C::AdjustedGeneral, -1)],
    ),
    case(
        "K049",
        &[add(S::Fund, "", C::Opening, 1)],
        &["K001", "K008"],
        &[add(S::Fund, "", C::Opening, 1), add(FIS, "opening.fund", FINAL, 1)],
    ),
    case(
        "K050",
        &[add(S::State, "", C::Opening, 1)],
        &["K008"],
        &[add(S::State, "", C::Opening, 1), add(FIS, "opening.state", FINAL, 1)],
    ),
    case(
        "K051",
        &[add(S::General, "", C::Opening, 1)],
        &["K001", "K007", "K008"],
        &[add(S::General, "", C::Opening, 1), add(FIS, "opening.general", FINAL, 1)],
    ),
    case(
        "K052",
        &[econ("2101501", "", 1)],
        &["K003", "K026"],
        &[econ("2101501", "", 1), add(S::General, "2101501", C::Basic, 1)],
    ),
    case(
        "K053",
        &[add(S::General, "2101501", C::Personnel, 1), add(S::General, "2101501", C::Public, -1)],
        &["K003"],
        &[add(S::General, "2101501", C::Personnel, 1), econ("2101501", "301", 1)],
    ),
    case(
        "K054",
        &[add(S::Expenditure, "2101501", C::Basic, -1), add(S::Expenditure, "2101501", C::Project, 1)],
        &["K003"],
        &[add(S::Expenditure, "2101501", C::Basic, 1), add(S::Expenditure, "2101501", C::Upward, -1)],
    ),
    printed(
        "K055",
        &[add(S::General, "2101102", C::Basic, -WAN), add(S::General, "2101102", C::Total, -WAN)],
        &["K001", "K048", "K058"],
        // Both tables say the same, right or wrong.
        &[
            add(S::General, "2101102", C::Basic, -WAN),
            add(S::General, "2101102", C::Total, -WAN),
            add(S::Expenditure, "2101102", C::Basic, -WAN),
            add(S::Expenditure, "2101102", C::Total, -WAN),
        ],
    ),
    case(
        "K056",
        &[add(FIS, "expenditure.total", FINAL, 900_000_000)],
        &["K020", "K021", "K023"],
        &[add(FIS, "expenditure.total", FINAL, -1)],
    ),
    printed(
        "K057",
        &[add(S::Income, "2101102", C::Total, WAN), add(S::Income, "2101102", C::Superior, WAN)],
        &["K001"],
        &[add(S::Income, "2101102", C::Total, 10_000), add(S::Income, "2101102", C::Superior, 10_000)],
    ),
    printed(
        "K058",
        &[add(S::Income, "2101102", C::Fiscal, WAN), add(S::Income, "2101102", C::Superior, -WAN)],
        &["K001"],
        &[add(S::Income, "2101102", C::Fiscal, 10_000), add(S::Income, "2101102", C::Superior, -10_000)],
    ),
    case(
        "K059",
        &[add(OPS, "three_public.reception", FINAL, -510_000)],
        &["K028"],
        // Typed from 万元 with two decimals it may miss by half a hundredth.
        &[add(OPS, "three_public.reception", FINAL, -1)],
    ),
    case(
        "K060",
        &[add(SUM, "nature.personnel", FINAL, -1)],
        &["K033"],
        &[add(SUM, "nature.personnel", FINAL, 1), add(SUM, "nature.basic", FINAL, 1)],
    ),
    case("K061", &[budget("2101501", WAN)], &[], &[budget("2101501", WAN), budget("2101550", -WAN)]),
    case(
        "K062",
        &[budget("210", WAN)],
        &["K061"],
        &[budget("210", WAN), add(FIS, "class.210", C::InitialGeneral, WAN)],
    ),
];

#[test]
fn the_clean_cases_break_nothing() {
    assert_eq!(sample_2023().broken(), BTreeSet::new());
    assert_eq!(published().broken(), BTreeSet::new());
    for year in 2022..=2025 {
        let read =
            |y: i32| import::read_accounts(&sample(&format!("{y}年决算.xlsx"))).ok().map(|i| i.accounts);
        // The first year has neither last year nor a budget.
        let prior = (year > 2022).then(|| read(year - 1).expect("a sample"));
        let budget = (year > 2022)
            .then(|| import::read_budget(&sample(&format!("{year}年预算.xlsx"))).expect("a sample"));
        let base = Base { current: read(year).expect("a sample"), prior, budget };
        let graver: Vec<Finding> =
            base.findings().into_iter().filter(|f| f.severity != Severity::Notice).collect();
        assert!(graver.is_empty(), "{year}: {graver:#?}");
    }
}

#[test]
fn each_change_breaks_its_rule_and_what_follows() {
    let mut wrong = Vec::new();
    for case in CASES {
        let broken = (case.base)().with(case.edits).broken();
        let expected: BTreeSet<&str> = case.follows.iter().copied().chain([case.code]).collect();
        if broken != expected {
            wrong.push(format!("{}: {broken:?}, not {expected:?}", case.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_near_miss_leaves_its_rule_alone() {
    for case in CASES {
        let broken = (case.base)().with(case.near).broken();
        assert!(!broken.contains(case.code), "{}: {broken:?}", case.code);
    }
}

/// What is reported names the changed cells, whatever the explanation.
#[test]
fn each_change_is_reported_where_it_stands() {
    for case in CASES {
        let base = (case.base)().with(case.edits);
        let findings = base.findings();
        for edit in case.edits {
            let cell = base.clone().cell(edit).cell.expect("a cell");
            let place = match edit.at {
                At::Budget => base.budget.as_ref().expect("a budget").place(cell),
                At::Current(_) => base.current.place(cell),
            };
            let named = findings.iter().any(|f| {
                f.severity != Severity::Notice
                    && (f.place.as_ref() == Some(&place) || f.related.iter().any(|r| r.place == place))
            });
            assert!(named, "{}: {} is not named in {findings:#?}", case.code, place);
        }
    }
}

/// Codes of the rules that are no sums, each with its own tests below.
const OWN: [&str; 4] = ["K034", "K071", "K072", "K073"];

/// Codes about whole tables and files, which are no relations: `tests/inputs/whole_tables.rs`.
const WHOLE: [&str; 4] = ["K074", "K075", "K076", "K077"];

#[test]
fn every_rule_is_registered_documented_and_exercised() {
    let catalogue: Vec<&str> =
        CATALOGUE.iter().map(|e| e.code).filter(|c| c.starts_with('K') && !WHOLE.contains(c)).collect();
    let declared: Vec<&str> = RULES.iter().map(|r| r.code).collect();
    assert_eq!(catalogue, declared);
    let mut tested: Vec<&str> = CASES.iter().map(|c| c.code).chain(OWN).collect();
    tested.sort_unstable();
    assert_eq!(tested, declared);
    let page = include_str!("../../docs/findings.md");
    for code in declared {
        assert!(page.contains(&format!("### {code} ")), "docs/findings.md lacks {code}");
    }
    let mut stated: Vec<(&str, usize)> = Vec::new();
    for base in [sample_2023(), published()] {
        stated.extend(checks::coverage(&base.current, base.prior.as_ref(), base.budget.as_ref()));
    }
    for rule in RULES.iter().filter(|r| !OWN.contains(&r.code)) {
        assert!(stated.iter().any(|(code, n)| *code == rule.code && *n > 0), "{} is never stated", rule.code);
    }
}

fn of<'f>(findings: &'f [Finding], code: &str) -> Vec<&'f Finding> {
    findings.iter().filter(|f| f.code == code).collect()
}

/// K034: what was spent and the number of things it was spent on are both something or both nothing.
#[test]
fn an_amount_and_its_numbers_are_both_something_or_both_nothing() {
    let bought = [
        add(OPS, "three_public.vehicle_purchase", FINAL, WAN),
        add(OPS, "three_public.vehicle", FINAL, WAN),
        add(OPS, "three_public.total", FINAL, WAN),
    ];
    let cars = add(OPS, "count.vehicles_purchased", FINAL, 100);
    let no_guests = [
        add(OPS, "count.reception_domestic_batches", FINAL, -800),
        add(OPS, "count.reception_domestic_persons", FINAL, -7300),
    ];
    for (edits, said) in [
        (
            bought.to_vec(),
            "财决附03表“公务用车购置费·决算数”为10,000.00 元，而财决附03表“公务用车购置数（辆）·决算数”0",
        ),
        (
            vec![cars],
            "财决附03表“公务用车购置费·决算数”为0.00 元，而财决附03表“公务用车购置数（辆）·决算数”1",
        ),
        (
            no_guests.to_vec(),
            "财决附03表“国内接待费·决算数”为6,845.00 元，而财决附03表“国内公务接待批次（个）·决算数”0、财决附03表“国内公务接待人次（人）·决算数”0",
        ),
    ] {
        let findings = sample_2023().with(&edits).findings();
        let [finding] = of(&findings, "K034")[..] else { panic!("{said}: {findings:#?}") };
        assert_eq!((finding.message.as_str(), finding.severity), (said, Severity::Warning));
    }
    let all = [bought.to_vec(), vec![cars]].concat();
    for edits in [all, no_guests[..1].iter().map(|e| Edit { fen: -100, ..*e }).collect()] {
        let findings = sample_2023().with(&edits).findings();
        assert!(of(&findings, "K034").is_empty(), "{findings:#?}");
    }
}

#[test]
fn openings_that_differ_from_last_years_closing_are_warned_of() {
    // Opening and closing move together, so that this year's tables agree with each other.
    let both = |fen| {
        let lines = [
            (SUM, "income.opening"),
            (SUM, "income.sum"),
            (SUM, "expenditure.closing"),
            (SUM, "expenditure.sum"),
            (SUM, "nature.closing"),
            (SUM, "nature.sum"),
        ];
        lines.map(|(id, line)| add(id, line, FINAL, fen))
    };
    let base = sample_2023().with(&both(1));
    assert_eq!(base.broken(), BTreeSet::new());
    let findings = base.findings();
    let warned = of(&findings, "K071");
    let [finding] = warned.as_slice() else { panic!("{findings:#?}") };
    assert_eq!(finding.severity, Severity::Warning);
    assert_eq!(finding.message, "财决01表“年初结转和结余·决算数”与上年年末结转和结余不一致，差额 0.01 元");
    assert_eq!(finding.related.len(), 2);
    assert!(of(&sample_2023().with(&both(0)).findings(), "K071").is_empty());
}

#[test]
fn a_figure_left_standing_is_noticed() {
    let base = sample_2023();
    let this =
        |code: &str| base.current.basic_detail.as_ref().and_then(|d| d.amount("", code)).expect("an amount");
    // Last year's figure, as if this year's had been copied from it, and off by some 分.
    let last_year = |code: &str, fen: i64| {
        let mut base = base.clone();
        let detail = base.prior.as_mut().and_then(|p| p.basic_detail.as_mut()).expect("last year");
        let column = detail.columns.iter().position(|c| c == code).expect("a code");
        let line = detail.lines.iter_mut().find(|l| l.key.is_empty()).expect("the total");
        line.cells[column].as_mut().expect("a cell").value = Yuan(this(code).value.0 + Decimal::new(fen, 2));
        let findings = base.findings();
        of(&findings, "K072").into_iter().cloned().collect::<Vec<_>>()
    };
    let noticed = last_year("30206", 0);
    let [finding] = noticed.as_slice() else { panic!("{noticed:#?}") };
    assert_eq!(finding.severity, Severity::Notice);
    assert_eq!(finding.message, "财决08-1表“合计·30206 电费”与上年一位不差，而相邻的数都变了");
    assert_eq!(finding.related.len(), 2);
    assert!(last_year("30206", 1).is_empty());
    // A round sum (物业管理费 26,400.00) repeats lawfully, and so does 118,320.00 of the sample itself.
    assert!(last_year("30209", 0).is_empty());
    assert!(of(&base.findings(), "K072").is_empty());
}

/// K028: a reception total without its parts, in the column that has them.
#[test]
fn a_total_without_its_parts_does_not_hold() {
    let parts = ["three_public.reception_domestic", "three_public.reception_abroad"];
    let mut base = sample_2023().clone();
    let operations = base.current.schedules.iter_mut().find(|s| s.id == OPS).expect("附03表");
    let column = operations.column(FINAL).expect("a column");
    for line in operations.lines.iter_mut().filter(|l| parts.contains(&l.key.as_str())) {
        line.cells[column].as_mut().expect("a cell").value = Yuan::ZERO;
    }
    assert!(base.broken().contains("K028"), "{:?}", base.broken());
}

#[test]
fn great_growth_wants_a_reason() {
    let base = sample_2023();
    // 41% more than last year.
    let grown = base.with(&[add(OPS, "agency_operation", FINAL, 20_000_000)]);
    let findings = grown.findings();
    let noticed = of(&findings, "K073");
    let [finding] = noticed.as_slice() else { panic!("{findings:#?}") };
    assert_eq!(finding.severity, Severity::Notice);
    assert!(finding.message.contains("机关运行经费"), "{}", finding.message);
    // Which key asks for the reason is the style's to say: not every narrative has a place for it.
    let hint = finding.hint.as_deref().expect("what to do");
    assert!(hint.contains("补充资料") && !hint.contains("yoy."), "{hint}");
    assert!(of(&base.findings(), "K073").is_empty());
    // With a reason nothing is asked.
    let explained = checks::check(&Inputs {
        current: &grown.current,
        prior: grown.prior.as_ref(),
        budget: None,
        moved: juesuan::accounts::MovedCodes::none(),
        has_reason: &|key| key == "yoy.agency_operation",
        rounding: false,
    });
    assert!(of(&explained, "K073").is_empty());
}
