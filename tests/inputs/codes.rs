//! Codes and names of 科目: mistyped, exchanged, renamed, new, moved.

#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use crate::support::sample;
use juesuan::accounts::{Accounts, Column, InitialBudget, MovedCodes, ScheduleId};
use juesuan::checks::{self, Inputs};
use juesuan::finding::{Finding, Severity};
use juesuan::import;
use juesuan::money::Yuan;

struct Files {
    current: Accounts,
    prior: Accounts,
    budget: InitialBudget,
    moved: MovedCodes,
}

fn files() -> Files {
    let read = |name: &str| import::read_accounts(&sample(name)).expect("a sample").accounts;
    Files {
        current: read("2023年决算.xlsx"),
        prior: read("2022年决算.xlsx"),
        budget: import::read_budget(&sample("2023年预算.xlsx")).expect("a sample"),
        moved: MovedCodes::default(),
    }
}

impl Files {
    fn facts(&self) -> juesuan::facts::FactSet {
        let inputs = juesuan::facts::Inputs {
            current: &self.current,
            prior: Some(&self.prior),
            budget: Some(&self.budget),
            supplement: &juesuan::supplement::Supplement::default(),
            moved: &self.moved,
        };
        juesuan::facts::compute(&inputs, juesuan::money::Basis::Exact)
    }

    fn findings(&self) -> Vec<Finding> {
        checks::check(&Inputs {
            current: &self.current,
            prior: Some(&self.prior),
            budget: Some(&self.budget),
            moved: &self.moved,
            has_reason: &|_| true,
            rounding: false,
        })
    }
}

/// Changes code and name of every line.
fn change(accounts: &mut Accounts, only: Option<ScheduleId>, mut to: impl FnMut(&mut String, &mut String)) {
    let schedules = accounts.schedules.iter_mut().filter(|s| only.is_none_or(|id| s.id == id));
    let lines = schedules.flat_map(|s| &mut s.lines);
    let detail = accounts.basic_detail.iter_mut().filter(|_| only.is_none()).flat_map(|d| &mut d.lines);
    for line in lines.chain(detail) {
        to(&mut line.key, &mut line.name);
    }
}

fn of<'f>(findings: &'f [Finding], code: &str) -> Vec<&'f Finding> {
    findings.iter().filter(|f| f.code == code).collect()
}

/// R031: 71102 for 21011 breaks no relation, it is said as what it is.
#[test]
fn a_code_that_does_not_exist_is_named_with_the_right_one() {
    let mut files = files();
    change(&mut files.current, Some(ScheduleId::Expenditure), |code, _| {
        if let Some(rest) = code.strip_prefix("21011") {
            *code = format!("71102{rest}");
        }
    });
    let findings = files.findings();
    let [one] = findings.as_slice() else { panic!("{findings:#?}") };
    assert_eq!((one.code, one.severity), ("R031", Severity::Error));
    assert_eq!(one.message, "科目编码 71102 不存在，名称“行政事业单位医疗”的编码是 21011");
    assert!(one.place.is_some());
}

#[test]
fn names_on_other_codes_are_warned_of() {
    let mut files = files();
    // One table of several is enough.
    change(&mut files.current, Some(ScheduleId::Expenditure), |code, name| match code.as_str() {
        "2101101" => *name = "事业单位医疗".to_owned(),
        "2101102" => *name = "行政单位医疗".to_owned(),
        _ => {}
    });
    let findings = files.findings();
    let [one] = findings.as_slice() else { panic!("{findings:#?}") };
    assert_eq!((one.code, one.severity), ("R032", Severity::Warning));
    assert!(
        one.message.contains("2101101 应为“行政单位医疗”") && one.message.contains("共2个科目"),
        "{one:#?}"
    );
}

/// A former name is R033, an unknown 项 of a known 类 R034; neither is R031 or R032. Spaces and brackets are nothing at all.
#[test]
fn new_and_renamed_codes() {
    let mut renamed = files();
    change(&mut renamed.current, None, |code, name| {
        if code == "20805" {
            *name = "行政事业单位离退休".to_owned();
        }
    });
    let findings = renamed.findings();
    let [one] = findings.as_slice() else { panic!("{findings:#?}") };
    assert_eq!((one.code, one.severity), ("R033", Severity::Notice));
    let mut new = files();
    change(&mut new.current, None, |code, name| {
        if code == "2101599" {
            *code = "2101577".to_owned();
            *name = "新设的医疗保障支出".to_owned();
        }
    });
    let findings = new.findings();
    assert_eq!(of(&findings, "R034").len(), 1, "{findings:#?}");
    assert!(of(&findings, "R031").is_empty() && of(&findings, "R032").is_empty(), "{findings:#?}");
    let mut spaced = files();
    change(&mut spaced.current, None, |_, name| {
        *name = format!("　　{}", name.replace('（', "(").replace('）', ")"))
    });
    assert!(spaced.findings().is_empty(), "{:#?}", spaced.findings());
}

/// R035
#[test]
fn a_code_that_moved_is_proposed() {
    let mut files = files();
    assert!(of(&files.findings(), "R035").is_empty());
    balance(&mut files.prior, "2101506", Column::Closing, 0);
    balance(&mut files.current, "2101506", Column::Opening, 0);
    change(&mut files.prior, None, |code, _| {
        if code == "2101506" {
            *code = "2150899".to_owned();
        }
    });
    let findings = files.findings();
    let moved = of(&findings, "R035");
    let [one] = moved.as_slice() else { panic!("{findings:#?}") };
    assert!(one.message.contains("在上年决算中的编码是 2150899，本年是 2101506"), "{one:#?}");
    assert_eq!(one.severity, Severity::Notice);
    assert!(one.hint.as_ref().is_some_and(|h| h.contains("\"2101506\" = \"2150899\"")), "{one:#?}");

    // 年末结转和结余 of the one is 年初结转和结余 of the other: proved.
    balance(&mut files.prior, "2150899", Column::Closing, 1_234_567);
    balance(&mut files.current, "2101506", Column::Opening, 1_234_567);
    let findings = files.findings();
    let moved = of(&findings, "R035");
    let [one] = moved.as_slice() else { panic!("{findings:#?}") };
    assert_eq!(one.severity, Severity::Warning);
    assert!(one.message.contains("都是 12,345.67 元，应是同一科目"), "{one:#?}");
    assert_eq!(one.related.iter().filter(|r| r.value == "12,345.67").count(), 2, "{one:#?}");

    // … under another name too, as long as no second pair has that amount.
    change(&mut files.prior, None, |code, name| {
        if code == "2150899" {
            *name = "其他支持中小企业发展和管理支出".to_owned();
        }
    });
    let findings = files.findings();
    let [one] = of(&findings, "R035")[..] else { panic!("{findings:#?}") };
    assert!(one.message.contains("（当时名称是“其他支持中小企业发展和管理支出”）"), "{one:#?}");
    let mut near = files;
    balance(&mut near.current, "2101506", Column::Opening, 1_234_568);
    assert!(of(&near.findings(), "R035").is_empty());
}

/// Sets a balance of an item in Z07, in 分.
fn balance(accounts: &mut Accounts, code: &str, column: Column, fen: i64) {
    let schedule = accounts.schedules.iter_mut().find(|s| s.id == ScheduleId::General).expect("Z07");
    let at = schedule.column(column).expect("a column");
    let line = schedule.lines.iter_mut().find(|l| l.key == code).expect("a line");
    let amount = line.cells[at].as_mut().expect("a cell");
    amount.value = juesuan::money::Yuan(rust_decimal::Decimal::new(fen, 2));
}

/// The same name, but the balances speak against it: proposed by its name only, with the amounts.
#[test]
fn a_name_whose_balances_differ_is_no_proof() {
    let mut files = files();
    change(&mut files.prior, None, |code, _| {
        if code == "2101506" {
            *code = "2150899".to_owned();
        }
    });
    balance(&mut files.prior, "2150899", Column::Closing, 1_234_567);
    balance(&mut files.current, "2101506", Column::Opening, 7_654_321);
    let findings = files.findings();
    let [one] = of(&findings, "R035")[..] else { panic!("{findings:#?}") };
    assert_eq!(one.severity, Severity::Notice);
    assert!(one.message.contains("12,345.67") && one.message.contains("76,543.21"), "{one:#?}");
    assert!(one.message.contains("对不上"), "{one:#?}");
}

/// R036: what is declared is compared, and what cannot be is said.
#[test]
fn declared_codes_are_compared_and_said() {
    let mut files = files();
    let budget_amount = files.budget.amounts.get("2101506").copied().expect("a budget");
    change(&mut files.prior, None, |code, _| {
        if code == "2101506" {
            *code = "2150899".to_owned();
        }
    });
    files.budget.amounts.insert("2150899".to_owned(), budget_amount);
    files.budget.amounts.remove("2101506");
    balance(&mut files.prior, "2150899", Column::Closing, 1_234_567);
    balance(&mut files.current, "2101506", Column::Opening, 1_234_567);
    let apart = files.facts().get("general.item.2101506").expect("a fact").clone();
    assert_eq!((apart.prior, apart.budget), (Some(Yuan::ZERO), Some(Yuan::ZERO)));
    let openings = |findings: &[Finding]| {
        let told = of(findings, "K071").into_iter().flat_map(|f| &f.related);
        told.filter(|r| r.label.contains("2101506")).count()
    };
    let proposed = files.findings();
    assert!(of(&proposed, "R035").iter().any(|f| f.severity == Severity::Warning), "{proposed:#?}");

    files.moved = MovedCodes::new([("2101506".to_owned(), "2150899".to_owned())]);
    let findings = files.findings();
    assert!(of(&findings, "R035").is_empty(), "{findings:#?}");
    let [one] = of(&findings, "R036")[..] else { panic!("{findings:#?}") };
    assert_eq!(one.severity, Severity::Notice);
    assert!(one.message.contains("上年决算和年初预算表中是 2150899"), "{one:#?}");
    assert_eq!(openings(&findings), 0, "{findings:#?}");
    let facts = files.facts();
    assert!(facts.get("general.item.2150899").is_none());
    let fact = facts.get("general.item.2101506").expect("a fact");
    let before = files.prior.amount(ScheduleId::General, "2150899", Column::Total).expect("an amount");
    assert_eq!((fact.prior, fact.budget), (Some(before.value), Some(budget_amount.value)));
    assert_eq!(fact.delta, Some(fact.current.expect("an amount") - before.value));

    // The year still has both: two items, nothing is put together.
    let mut both = files;
    change(&mut both.current, None, |code, _| {
        if code == "2101599" {
            *code = "2150899".to_owned();
        }
    });
    let findings = both.findings();
    let [one] = of(&findings, "R036")[..] else { panic!("{findings:#?}") };
    assert_eq!(one.severity, Severity::Warning);
    assert!(one.message.contains("本年的表中还有 2150899"), "{one:#?}");
    assert_eq!(both.facts().get("general.item.2101506").expect("a fact").prior, Some(Yuan::ZERO));
    // A code that no file has.
    let mut none = self::files();
    none.moved = MovedCodes::new([("2101506".to_owned(), "2150805".to_owned())]);
    assert!(of(&none.findings(), "R036").is_empty(), "the year before has today's code: declared long ago");
    change(&mut none.prior, None, |code, _| {
        if code == "2101506" {
            *code = "2150899".to_owned();
        }
    });
    none.budget.amounts.remove("2101506");
    let findings = none.findings();
    let [one] = of(&findings, "R036")[..] else { panic!("{findings:#?}") };
    assert!(one.message.contains("都没有 2150805"), "{one:#?}");
}

/// juesuan.toml, from the file to the sentence.
#[test]
fn a_project_declares_moved_codes() {
    let home = tempfile::tempdir().expect("a folder");
    let root = home.path().join("项目");
    std::fs::create_dir(&root).expect("a folder");
    for name in ["2023年决算.xlsx", "2023年预算.xlsx"] {
        std::fs::copy(sample(name), root.join(name)).expect("a sample");
    }
    let mut prior = crate::support::book::Book::read(&sample("2022年决算.xlsx"));
    for cell in prior.sheets.iter_mut().flat_map(|s| s.cells.values_mut()) {
        if cell.as_text() == Some("2101506") {
            *cell = crate::support::book::Cell::text("2101510");
        }
    }
    prior.write(&root.join("2022年决算.xlsx"));
    crate::support::juesuan(home.path(), &["init", "项目"]).expect_status(&[0]);
    let build = || crate::support::juesuan(&root, &["build"]).expect_status(&[0, 1]);
    let proposed = build();
    assert!(
        proposed.stderr.contains("[R035]") && proposed.stderr.contains("\"2101506\" = \"2101510\""),
        "{}",
        proposed.evidence()
    );
    let config = root.join("juesuan.toml");
    let text = std::fs::read_to_string(&config).expect("a file");
    assert!(text.contains("[moved_codes]"), "{text}");
    std::fs::write(&config, text + "\"2101506\" = \"2101510\"\n").expect("a file");
    let run = build();
    let said = std::fs::read_to_string(root.join("2023年/公开/核对结果.md")).expect("findings");
    assert!(said.contains("R036") && !said.contains("R035") && !said.contains("K071"), "{said}");
    let facts = crate::support::facts(&root.join("2023年/公开"));
    assert_ne!(facts["facts"]["general.item.2101506"]["prior"], "0.00", "{}", run.evidence());
    assert!(facts["facts"]["general.item.2101510"].is_null());
}
