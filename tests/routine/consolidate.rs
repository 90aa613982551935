//! `juesuan batch --consolidate`: the report of a department from its units' accounts is the one from the export that a
//! finance system would consolidate of them; where the units do not add up for certain there is none, and it is said why.

#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::county::make;
use crate::county::random::Random;
use crate::support::book::{Book, Cell};
use crate::support::{Run, juesuan};
use serde_json::Value;
use tempfile::{TempDir, tempdir};

/// 单位 and 部门 of a department with five units.
fn department() -> TempDir {
    let folder = tempdir().expect("a folder");
    make::department(5, &mut Random::new(7), folder.path()).expect("a department");
    folder
}

fn consolidate(at: &Path, more: &[&str]) -> Run {
    juesuan(at, &[&["batch", "单位", "--consolidate", "示例县教育局"], more].concat())
}

fn summary(at: &Path) -> Value {
    let text = fs::read_to_string(at.join("单位/汇总/汇总.json")).expect("汇总.json");
    serde_json::from_str(&text).expect("JSON")
}

/// A sheet's name and what its cells hold.
type Cells = (String, BTreeMap<(u32, u16), String>);

/// Every sheet of a workbook.
fn cells(path: &Path) -> Vec<Cells> {
    let book = Book::read(path);
    let of = |sheet: &crate::support::book::Sheet| {
        let shown = sheet.cells.iter().map(|(at, cell)| (*at, format!("{cell:?}")));
        (sheet.name.clone(), shown.collect())
    };
    book.sheets.iter().map(of).collect()
}

/// The folder of a unit by a part of its name.
fn unit(at: &Path, name: &str) -> std::path::PathBuf {
    let all = fs::read_dir(at.join("单位")).expect("the units").flatten().map(|entry| entry.path());
    all.into_iter().find(|path| path.to_string_lossy().contains(name)).expect("the unit")
}

#[test]
fn a_department_is_its_units_less_what_they_paid_each_other() {
    let folder = department();
    let at = folder.path();
    consolidate(at, &["--whole", "部门/2024年决算.xlsx"]).expect_status(&[0]).expect_message(&[
        "由5个单位相加，抵销了上级补助收入、对附属单位补助支出",
        "附属单位上缴收入、上缴上级支出",
        "汇总都等于各单位之和",
    ]);
    let alone = ["build", "部门/2024年决算.xlsx", "--prior", "部门/2023年决算.xlsx"];
    let budget = ["--budget", "部门/2024年预算.xlsx", "--out", "结果"];
    juesuan(at, &[&alone[..], &budget[..]].concat()).expect_status(&[0]);
    let (ours, system) = (at.join("单位/汇总/部门汇总"), at.join("结果"));
    let tables = cells(&ours.join("公开表.xlsx"));
    assert_eq!(tables.len(), 9);
    assert_eq!(tables, cells(&system.join("公开表.xlsx")), "every cell of the nine tables");
    let read = |folder: &Path, name: &str| fs::read_to_string(folder.join(name)).expect("an output");
    assert_eq!(read(&ours, "情况说明.md"), read(&system, "情况说明.md"));
    // Every figure leads to the working paper, whose cell is the sum it says and lists the units.
    let facts: Value = serde_json::from_str(&read(&ours, "facts.json")).expect("JSON");
    let source = &facts["facts"]["income.total"]["sources"][0];
    assert_eq!([&source["file"], &source["sheet"]], ["汇总底稿.xlsx", "财决01 收入支出决算总表"], "{source}");
    let papers = Book::read(&ours.join("汇总底稿.xlsx"));
    let totals = papers.sheets.iter().find(|s| source["sheet"] == s.name).expect("its sheet");
    let address = source["cell"].as_str().and_then(juesuan::accounts::Address::parse).expect("an address");
    let (row, column) = (address.row, u16::try_from(address.col).expect("a column"));
    let text =
        |row: u32, column: u16| totals.cells.get(&(row, column)).and_then(Cell::as_text).unwrap_or_default();
    let amount = |row: u32| totals.cells.get(&(row, column)).and_then(Cell::as_number).expect("an amount");
    assert_eq!(
        [text(row, 1), text(row + 1, 2), text(row + 6, 2)],
        ["本年收入合计", "示例县教育局本级", "抵销"]
    );
    assert!(
        text(row + 1, 3).starts_with("2024年决算.xlsx › Z01 收入支出决算总表(财决01表) 第"),
        "{}",
        text(row + 1, 3)
    );
    let total: rust_decimal::Decimal = (row + 1..=row + 6).map(amount).sum();
    assert_eq!(amount(row), total, "five units, less what is eliminated");
    assert_eq!(facts["facts"]["income.total"]["current"], total.to_string());
    // The checks say what was done.
    let said = read(&ours, "核对结果.md");
    assert!(said.contains("R042") && !said.contains("R043"), "{said}");
    // Made again nothing changes, and a supplement that was filled there is taken.
    let before = fs::read(ours.join("汇总底稿.xlsx")).expect("a file");
    consolidate(at, &[]).expect_status(&[0]);
    assert!(before == fs::read(ours.join("汇总底稿.xlsx")).expect("a file"));
}

/// Puts another number into a cell that holds one, in a unit's export.
fn change(path: &Path, sheet: &str, old: rust_decimal::Decimal, more: i64) {
    let mut book = Book::read(path);
    let sheet = book.sheets.iter_mut().find(|s| s.name.starts_with(sheet)).expect("the sheet");
    let mut changed = 0;
    for cell in sheet.cells.values_mut() {
        if let Some(number) = cell.as_number().filter(|n| *n == old) {
            *cell = Cell::Number(number + rust_decimal::Decimal::from(more));
            changed += 1;
        }
    }
    assert!(changed > 0, "a number was changed");
    book.write(path);
}

#[test]
fn what_does_not_match_is_refused_and_said() {
    let folder = department();
    let at = folder.path();
    consolidate(at, &["--check"]).expect_status(&[0]);
    let paid = &summary(at)["department"]["paid"];
    let all = paid.as_array().expect("units");
    let receiver = all.iter().find(|unit| unit["sides"][0][0] != "0").expect("one that received");
    let (name, received) = (receiver["unit"].as_str().expect("a name"), receiver["sides"][0][0].clone());
    let received: rust_decimal::Decimal = received.as_str().expect("an amount").parse().expect("a number");
    let export = unit(at, name).join("2024年决算.xlsx");
    let kept = fs::read(&export).expect("a file");
    // One side says a hundred more, in every statement and total of it.
    for sheet in ["Z01 ", "Z03"] {
        change(&export, sheet, received, 100);
    }
    let run = consolidate(at, &["--check"]).expect_status(&[3]);
    run.expect_message(&["没有汇总。单位之间的往来两边不相等，相差100.00元", name, "“示例县教育局本级”"]);
    assert!(!at.join("单位/汇总/部门汇总").exists(), "no report, so no R042");
    // The unit contradicts itself.
    fs::write(&export, &kept).expect("a file");
    change(&export, "Z01 ", received, 100);
    consolidate(at, &["--check"]).expect_status(&[3]).expect_message(&["上级补助收入在财决01表是"]);
    // The same unit twice; the department's own export among the units; a unit that cannot be read.
    fs::write(&export, &kept).expect("a file");
    let copy = at.join("单位/09又一个");
    fs::create_dir(&copy).expect("a folder");
    fs::copy(&export, copy.join("2024年决算.xlsx")).expect("a file");
    consolidate(at, &["--check"]).expect_status(&[3]).expect_message(&["的决算完全相同"]);
    fs::copy(at.join("部门/2024年决算.xlsx"), copy.join("2024年决算.xlsx")).expect("a file");
    consolidate(at, &["--check"])
        .expect_status(&[3])
        .expect_message(&["“示例县教育局”的数正好是其余各单位之和"]);
    fs::write(copy.join("2024年决算.xlsx"), &kept[..kept.len() / 2]).expect("a file");
    consolidate(at, &["--check"])
        .expect_status(&[3])
        .expect_message(&["“09又一个”失败，缺了它们就不是部门的数"]);
}

#[test]
fn what_a_unit_does_not_have_is_a_gap() {
    let folder = department();
    let at = folder.path();
    let school = unit(at, "02");
    fs::remove_file(school.join("2023年决算.xlsx")).expect("the file");
    fs::remove_file(school.join("2024年预算.xlsx")).expect("the file");
    let mut book = Book::read(&school.join("2024年决算.xlsx"));
    book.sheets.retain(|sheet| !sheet.name.starts_with("F03"));
    book.write(&school.join("2024年决算.xlsx"));
    let run = consolidate(at, &["--format", "md,json"]).expect_status(&[0, 1]);
    run.expect_message(&[
        "上年决算没有汇总",
        "项级科目的年初预算没有汇总",
        "“机构运行信息表”（财决附03表）没有汇总",
    ]);
    let text = fs::read_to_string(at.join("单位/汇总/部门汇总/facts.json")).expect("facts.json");
    let facts: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(facts["facts"]["income.total"]["prior"], Value::Null);
    assert_eq!(facts["facts"]["three_public.total"]["current"], Value::Null);
    let checks = fs::read_to_string(at.join("单位/汇总/部门汇总/核对结果.md")).expect("a file");
    assert_eq!(checks.matches("R043").count(), 3, "{checks}");
}
