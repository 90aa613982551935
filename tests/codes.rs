//! Codes and names of 科目: mistyped, exchanged, renamed, new, moved.

mod support;

use juesuan::accounts::{Accounts, InitialBudget, ScheduleId};
use juesuan::checks::{self, Inputs};
use juesuan::finding::{Finding, Severity};
use juesuan::import;
use support::sample;

struct Files {
    current: Accounts,
    prior: Accounts,
    budget: InitialBudget,
}

fn files() -> Files {
    let read = |name: &str| import::read_accounts(&sample(name)).expect("a sample").accounts;
    Files {
        current: read("2023年决算.xlsx"),
        prior: read("2022年决算.xlsx"),
        budget: import::read_budget(&sample("2023年预算.xlsx")).expect("a sample"),
    }
}

impl Files {
    fn findings(&self) -> Vec<Finding> {
        checks::check(&Inputs {
            current: &self.current,
            prior: Some(&self.prior),
            budget: Some(&self.budget),
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
    change(&mut files.current, Some(ScheduleId::Expenditure), |code, name| match code.as_str() {
        "2101101" => *name = "事业单位医疗".to_owned(),
        "2101102" => *name = "行政单位医疗".to_owned(),
        _ => {}
    });
    // The names of the first table that has a code count: 收入决算表 comes first.
    change(&mut files.current, Some(ScheduleId::Income), |code, name| match code.as_str() {
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
    change(&mut files.prior, None, |code, _| {
        if code == "2101506" {
            *code = "2150899".to_owned();
        }
    });
    let findings = files.findings();
    let moved = of(&findings, "R035");
    let [one] = moved.as_slice() else { panic!("{findings:#?}") };
    assert!(one.message.contains("在上年决算中的编码是 2150899，本年是 2101506"), "{one:#?}");
}
