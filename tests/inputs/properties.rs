//! Properties that hold for any accounts, any bytes and any repetition.

#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use std::path::Path;

use crate::support::generate::{Year, accounts, years};
use crate::support::{Build, files_below, out, sample};
use juesuan::accounts::{Accounts, Column, ScheduleId, SourceForm};
use juesuan::checks;
use juesuan::facts::{self, Inputs};
use juesuan::finding::{Finding, Severity};
use juesuan::import;
use juesuan::money::{Basis, Yuan, round_half_up};
use juesuan::style::{Library, Style};
use juesuan::subject::{Scope, Subject};
use juesuan::supplement::Supplement;
use juesuan::tables::{self, Content, Table};
use proptest::prelude::*;
use rust_decimal::Decimal;
use tempfile::tempdir;

/// So many cases, or as many as `PROPTEST_CASES` says.
fn config(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    ProptestConfig::with_cases(asked.unwrap_or(cases))
}

// ---- tables ------------------------------------------------------------------------------------------------------

fn build_tables(accounts: &Accounts, style: &str) -> Vec<Table> {
    let style = Style::load(&Library::default(), style, &[]).expect("a built-in style");
    let subject = Subject { org: "甲局".into(), scope: Scope::Department, year: 2023, first_year: false };
    tables::build(accounts, &style, &subject)
}

/// The amounts of a body row, from left to right.
fn row_amounts(table: &Table, row: usize) -> Vec<Decimal> {
    let amount = |content: &Content| match content {
        Content::Amount { value, .. } => Some(value.0),
        _ => None,
    };
    table.rows[row].iter().filter_map(|c| amount(&c.content)).collect()
}

fn row_code(table: &Table, row: usize) -> &str {
    match &table.rows[row][0].content {
        Content::Text(code) => code,
        _ => "",
    }
}

/// A printed total may miss its n printed parts by their rounding, (n + 1) halves of a hundredth, and no more.
fn adds_up(total: Decimal, parts: &[Decimal], what: &str) -> Result<(), TestCaseError> {
    let missing = (total - parts.iter().sum::<Decimal>()).abs();
    let allowed = Decimal::new(5, 3) * Decimal::from(parts.len() + 1);
    prop_assert!(missing <= allowed, "{what}: {total} against {parts:?}");
    Ok(())
}

/// In a table by code: 合计 = Σ类, 类 = Σ款, 款 = Σ项, in every column.
fn codes_add_up(table: &Table) -> Result<(), TestCaseError> {
    let name = table.form_name();
    let rows: Vec<(String, Vec<Decimal>)> =
        (1..table.rows.len()).map(|r| (row_code(table, r).to_owned(), row_amounts(table, r))).collect();
    let total = ("", row_amounts(table, 0));
    let parents = std::iter::once(total).chain(rows.iter().map(|(c, a)| (c.as_str(), a.clone())));
    for (code, amounts) in parents {
        let digits = match code.len() {
            0 => 3,
            7 => continue,
            n => n + 2,
        };
        for (column, sum) in amounts.iter().enumerate() {
            let parts: Vec<Decimal> = rows
                .iter()
                .filter(|(c, _)| c.len() == digits && c.starts_with(code))
                .map(|(_, a)| a[column])
                .collect();
            adds_up(*sum, &parts, &format!("{name} {code} column {column}"))?;
        }
    }
    Ok(())
}

/// In a table by code: the first amount of `from` is the sum of the other columns.
fn columns_add_up(table: &Table, from: usize, parts: usize) -> Result<(), TestCaseError> {
    for row in 0..table.rows.len() {
        let amounts = row_amounts(table, row);
        let what = format!("{} {}", table.form_name(), row_code(table, row));
        adds_up(amounts[from], &amounts[from + 1..=from + parts], &what)?;
    }
    Ok(())
}

fn table(tables: &[Table], number: u8) -> &Table {
    tables.iter().find(|t| t.id == ScheduleId::ALL[usize::from(number) - 1]).expect("every table")
}

/// The amount printed beside a label, in the n-th amount column after it.
fn beside(table: &Table, label: &str, nth: usize) -> Decimal {
    for row in &table.rows {
        for (i, cell) in row.iter().enumerate() {
            if matches!(&cell.content, Content::Text(t) if t == label) {
                let mut amounts = row[i + 1..].iter().filter_map(|c| match &c.content {
                    Content::Amount { value, .. } => Some(value.0),
                    _ => None,
                });
                return amounts.nth(nth).expect("an amount");
            }
        }
    }
    panic!("no “{label}”")
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn tables_add_up_for_any_accounts(year in years()) {
        let accounts = accounts(&year);
        for style in ["standard", "shandong"] {
            let tables = build_tables(&accounts, style);
            prop_assert_eq!(tables.len(), 9);
            for number in [2, 3, 5, 7, 8] {
                codes_add_up(table(&tables, number))?;
            }
            columns_add_up(table(&tables, 2), 0, 6)?;
            columns_add_up(table(&tables, 3), 0, 5)?;
            columns_add_up(table(&tables, 5), 0, 2)?;
            columns_add_up(table(&tables, 7), 2, 2)?;
            columns_add_up(table(&tables, 8), 0, 2)?;
        }
    }

    /// Each printed amount is the rounding of its own exact amount: what two tables print of one amount is equal.
    #[test]
    fn tables_agree_with_each_other(year in years()) {
        let accounts = accounts(&year);
        let tables = build_tables(&accounts, "shandong");
        let [summary, income, expenditure] = [1, 2, 3].map(|n| table(&tables, n));
        prop_assert_eq!(beside(summary, "本年收入合计", 0), row_amounts(income, 0)[0]);
        prop_assert_eq!(beside(summary, "本年支出合计", 0), row_amounts(expenditure, 0)[0]);
        prop_assert_eq!(beside(summary, "总计", 0), {
            let sum = accounts.amount(ScheduleId::Summary, "income.sum", Column::Final);
            sum.expect("a sum").value.to_wan().0
        });
        let fiscal = table(&tables, 4);
        prop_assert_eq!(beside(fiscal, "本年支出合计", 1), row_amounts(table(&tables, 5), 0)[0]);
        prop_assert_eq!(beside(fiscal, "本年支出合计", 2), row_amounts(table(&tables, 7), 0)[2]);
        let economic = table(&tables, 6);
        adds_up(
            row_amounts(table(&tables, 5), 0)[1],
            &[beside(economic, "人员经费合计", 0), beside(economic, "公用经费合计", 0)],
            "06 against 05",
        )?;
    }

    // ---- facts -------------------------------------------------------------------------------------------------

    #[test]
    fn facts_follow_from_their_amounts(this in years(), last in years(), exact in any::<bool>()) {
        let basis = if exact { Basis::Exact } else { Basis::Printed };
        let (current, prior) = (accounts(&this), accounts(&last));
        let supplement = Supplement::default();
        let inputs =
            Inputs { current: &current, prior: Some(&prior), budget: None, supplement: &supplement, moved: juesuan::accounts::MovedCodes::none() };
        let set = facts::compute(&inputs, basis);
        let take = |amount: Yuan, money: bool| match (exact, money) {
            (false, true) => round_half_up(amount.0 / Decimal::from(10_000)) * Decimal::from(10_000),
            _ => amount.0,
        };
        for fact in set.iter() {
            let money = fact.kind == facts::Kind::Money;
            let of = |amount: Option<Yuan>| amount.map(|a| take(a, money));
            let (now, then, budget) = (of(fact.current), of(fact.prior), of(fact.budget));
            prop_assert_eq!(fact.delta.map(|d| d.0), now.zip(then).map(|(n, t)| n - t), "{}", fact.key);
            // A negative amount is no share of anything, and nothing falls by more than all of it.
            let stands = now.filter(|n| *n >= Decimal::ZERO);
            let growth = percent(stands.zip(then).map(|(n, t)| n - t), then);
            prop_assert_eq!(fact.growth_pct, growth, "{}", fact.key);
            prop_assert_eq!(fact.completion_pct, percent(stands, budget), "{}", fact.key);
            if fact.growth_pct.is_some() {
                prop_assert!(then.is_some_and(|t| t > Decimal::ZERO), "{}", fact.key);
            }
        }
        let whole = set.get("income.total").and_then(|f| f.current);
        for key in ["fiscal", "superior", "business", "operating", "affiliate", "other"] {
            let fact = set.get(&format!("income.{key}")).expect("a fact");
            let (part, whole) = (fact.current.map(|a| take(a, true)), whole.map(|a| take(a, true)));
            prop_assert_eq!(fact.share_pct, percent(part.filter(|p| *p >= Decimal::ZERO), whole), "{}", key);
        }
    }

    // ---- relations ---------------------------------------------------------------------------------------------

    /// Accounts whose every total is the sum of its parts break no relation.
    #[test]
    fn no_relation_is_broken_in_accounts_that_add_up(year in years()) {
        let broken = errors(&accounts(&year));
        prop_assert!(broken.is_empty(), "{broken:#?}");
    }

    /// One amount of them off by one 分 breaks one.
    #[test]
    fn one_wrong_amount_breaks_a_relation(
        year in years(),
        statement in prop::sample::select(vec![ScheduleId::Income, ScheduleId::Expenditure, ScheduleId::General]),
        line in any::<prop::sample::Index>(),
        column in any::<prop::sample::Index>(),
    ) {
        let mut accounts = accounts(&year);
        let schedule = accounts.schedules.iter_mut().find(|s| s.id == statement).expect("a statement");
        let line = line.index(schedule.lines.len());
        let column = column.index(schedule.columns.len());
        let cell = schedule.lines[line].cells[column].as_mut().expect("an amount");
        cell.value = cell.value + Yuan(Decimal::new(1, 2));
        let what = format!("{statement:?} {} {:?}", schedule.lines[line].key, schedule.columns[column]);
        prop_assert!(!errors(&accounts).is_empty(), "{what}");
    }

    // ---- bytes -------------------------------------------------------------------------------------------------

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), kind in 0..4usize) {
        let lead: &[u8] = [b"" as &[u8], b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html"][kind];
        read_bytes(&[lead, &bytes].concat());
    }

    #[test]
    fn no_damage_makes_the_reader_panic(
        file in 0..3usize,
        cut in prop::option::of(any::<prop::sample::Index>()),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
    ) {
        let name = ["2023年预算.xlsx", "补充资料.xlsx", "2023年决算.xlsx"][file];
        let mut bytes = std::fs::read(sample(name)).expect("a sample");
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let length = bytes.len();
        for (at, byte) in damage.iter().filter(|_| length > 0) {
            bytes[at.index(length)] = *byte;
        }
        read_bytes(&bytes);
    }
}

/// What the checks call wrong.
fn errors(accounts: &Accounts) -> Vec<Finding> {
    let inputs = checks::Inputs {
        current: accounts,
        prior: None,
        budget: None,
        moved: juesuan::accounts::MovedCodes::none(),
        has_reason: &|_| true,
        rounding: true,
    };
    checks::check(&inputs).into_iter().filter(|f| f.severity == Severity::Error).collect()
}

/// `part ÷ whole × 100`; nothing from a base that is unknown, zero or negative.
fn percent(part: Option<Decimal>, whole: Option<Decimal>) -> Option<Decimal> {
    let (part, whole) = part.zip(whole)?;
    (whole > Decimal::ZERO).then(|| round_half_up(part * Decimal::ONE_HUNDRED / whole))
}

/// Reads bytes as every kind of input; whatever comes of it, it is no panic, and an error speaks Chinese.
fn read_bytes(bytes: &[u8]) {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("输入.xlsx");
    std::fs::write(&path, bytes).expect("a file");
    let errors = [
        import::read_accounts(&path).err(),
        import::read_budget(&path).err(),
        juesuan::supplement::read(&path).err(),
    ];
    for error in errors.into_iter().flatten() {
        let text = error.to_string();
        assert!(text.contains("输入.xlsx") && !text.contains("内部错误"), "{text}");
    }
}

/// Damage inside the parts, behind an intact container: this is what reaches the XML reader and ours.
#[test]
fn no_damage_inside_the_parts_makes_the_reader_panic() {
    let mut runner = proptest::test_runner::TestRunner::new(config(96));
    let parts = crate::support::parts::read(&sample("2023年决算.xlsx"));
    let strategy = (
        any::<prop::sample::Index>(),
        prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        prop::option::of(any::<prop::sample::Index>()),
    );
    let result = runner.run(&strategy, |(part, damage, cut)| {
        let mut parts = parts.clone();
        let at = part.index(parts.len());
        let content = &mut parts[at].1;
        for (place, byte) in damage {
            let place = place.index(content.len());
            content[place] = byte;
        }
        if let Some(cut) = cut {
            content.truncate(cut.index(content.len()));
        }
        read_bytes(&crate::support::parts::write(&parts));
        Ok(())
    });
    result.expect("no panic");
}

// ---- repetition --------------------------------------------------------------------------------------------------

/// Every file below a folder with its bytes.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let read = |path: &Path| std::fs::read(folder.join(path)).expect("a file");
    files_below(folder).iter().map(|p| (p.to_string_lossy().into_owned(), read(p))).collect()
}

#[test]
fn same_input_same_bytes() {
    for style in ["shandong", "standard"] {
        let [first, second] = [(); 2].map(|()| {
            let folder = tempdir().expect("a folder");
            let build = Build { style, ..Build::sample_2023() };
            build.run(folder.path()).expect_status(&[0]);
            contents(&out(folder.path()))
        });
        assert!(first.len() >= 6, "{:?}", first.iter().map(|f| &f.0).collect::<Vec<_>>());
        let different: Vec<&String> =
            first.iter().zip(&second).filter(|(a, b)| a != b).map(|(a, _)| &a.0).collect();
        assert!(different.is_empty() && first.len() == second.len(), "{different:?}");
    }
}

/// A second run into the same folder changes nothing and leaves nothing beside.
#[test]
fn a_second_run_changes_nothing() {
    let folder = tempdir().expect("a folder");
    Build::sample_2023().run(folder.path()).expect_status(&[0]);
    let first = contents(&out(folder.path()));
    Build::sample_2023().run(folder.path()).expect_status(&[0]);
    assert!(first == contents(&out(folder.path())));
}

/// What a generated year is made of, so that a failure prints figures rather than accounts.
#[test]
fn generated_years_have_every_statement() {
    let accounts = accounts(&Year::default());
    assert_eq!(accounts.form, SourceForm::Caijue);
    assert_eq!(accounts.schedules.len(), 8);
    assert!(accounts.basic_detail.is_some());
}
