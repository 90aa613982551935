//! Published tables (公开表, 万元) as input: rounded figures are intervals, and tables whose rows slipped against
//! their codes are explained once each.

use crate::support::published::{book, fixture, put_right};
use crate::support::{Run, juesuan};
use serde_json::Value;
use tempfile::tempdir;

/// Checks a published workbook made from a fixture after one change.
fn check(change: impl FnOnce(&mut Value), arguments: &[&str]) -> (Vec<Value>, Run) {
    let folder = tempdir().expect("a folder");
    let mut data = fixture("shifted_rows.json");
    change(&mut data);
    book(&data).write(&folder.path().join("公开表.xlsx"));
    let mut all = vec!["check", "公开表.xlsx", "--format", "json"];
    all.extend(arguments);
    let run = juesuan(folder.path(), &all);
    let report: Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}\n{}", run.evidence()));
    (report["findings"].as_array().expect("findings").clone(), run)
}

fn text<'v>(finding: &'v Value, key: &str) -> &'v str {
    finding[key].as_str().unwrap_or_default()
}

#[test]
fn slipped_rows_are_one_explanation_per_table() {
    let (findings, run) = check(|_| {}, &[]);
    assert_eq!(run.status, Some(1), "{}", run.evidence());
    let errors: Vec<&Value> = findings.iter().filter(|f| text(f, "severity") == "error").collect();
    assert!(errors.len() <= 12, "{}", run.evidence());
    let slipped: Vec<&&Value> = errors.iter().filter(|f| text(f, "message").contains("错行")).collect();
    assert_eq!(slipped.len(), 2, "{}", run.evidence());
    for (finding, table) in slipped.iter().zip(["公开03表", "公开05表"]) {
        let message = text(finding, "message");
        assert!(message.starts_with(table), "{message}");
        assert!(message.contains("与公开02表是同一组数"), "{message}");
        for row in [
            "“2101501 行政运行”处填的是“2101301 城乡医疗救助”的数",
            "“2101505 医疗保障政策管理”处填的是“2101501 行政运行”的数",
            "“2210201 住房公积金”处填的是“2101550 事业运行”的数",
            "“2101301 城乡医疗救助”处填的是“2210201 住房公积金”的数",
        ] {
            assert!(message.contains(row), "{message}");
        }
        // Every displaced cell is named, and those of the table that proves it.
        let sheets: Vec<&str> =
            finding["related"].as_array().expect("cells").iter().map(|r| text(r, "sheet")).collect();
        assert!(sheets.iter().filter(|s| **s == table).count() >= 18, "{sheets:?}");
        assert!(sheets.contains(&"公开02表"), "{sheets:?}");
    }
}

#[test]
fn the_rows_put_right_leave_no_error() {
    let (findings, run) = check(put_right, &[]);
    assert!(findings.iter().all(|f| text(f, "severity") != "error"), "{}", run.evidence());
    assert_eq!(run.status, Some(0));
}

#[test]
fn two_rows_exchanged_are_named() {
    let exchange = |data: &mut Value| {
        put_right(data);
        let rows = data["03"].as_array_mut().expect("rows");
        let at = |rows: &[Value], code: &str| rows.iter().position(|r| r[0] == code).expect("a code");
        let (a, b) = (at(rows, "2101102"), at(rows, "2210201"));
        let (first, second) = (rows[a].clone(), rows[b].clone());
        let amounts = |row: &Value| row.as_array().expect("cells")[2..5].to_vec();
        rows[a].as_array_mut().expect("cells").splice(2..5, amounts(&second));
        rows[b].as_array_mut().expect("cells").splice(2..5, amounts(&first));
    };
    let (findings, run) = check(exchange, &[]);
    let errors: Vec<&Value> = findings.iter().filter(|f| text(f, "severity") == "error").collect();
    assert_eq!(errors.len(), 1, "{}", run.evidence());
    let message = text(errors[0], "message");
    assert!(
        message.contains("公开03表错行：“2101102 事业单位医疗”与“2210201 住房公积金”两行的金额互换了"),
        "{message}"
    );
}

/// Adds hundredths of a 万元 to a total that has 13 parts.
fn nudge_total(data: &mut Value, by: i64) {
    put_right(data);
    for (table, column) in [("02", 2), ("02", 3)] {
        let row = &mut data[table][0];
        let cents: f64 = row[column].as_str().expect("an amount").parse().expect("a number");
        let cents = (cents * 100.0).round();
        #[expect(clippy::cast_possible_truncation, reason = "a small whole number")]
        let cents = cents as i64 + by;
        row[column] = format!("{}.{:02}", cents / 100, cents % 100).into();
    }
}

#[test]
fn a_total_may_miss_its_parts_by_their_rounding() {
    // 合计 of 13 parts: (13+1) × 0.005 = 0.07 万元. The total itself is printed in 01表 and 04表 too and must be the same there.
    let tree = |findings: &[Value]| {
        findings.iter().filter(|f| text(f, "message").contains("公开02表“合计")).cloned().collect::<Vec<_>>()
    };
    let codes = |findings: &[Value]| {
        findings.iter().map(|f| text(f, "code").to_owned()).collect::<std::collections::BTreeSet<_>>()
    };
    let (within, run) = check(|d| nudge_total(d, 7), &[]);
    assert!(!codes(&tree(&within)).contains("K001"), "{}", run.evidence());
    // The same figure printed twice is not the same any more.
    assert!(codes(&within).contains("K041"), "{}", run.evidence());
    let (beyond, run) = check(|d| nudge_total(d, 8), &[]);
    assert!(codes(&beyond).contains("K001"), "{}", run.evidence());
}

#[test]
fn rounding_is_said_on_request_only() {
    let nudge = |data: &mut Value| {
        put_right(data);
        let wages = data["06"]["rows"].as_array_mut().expect("rows").iter_mut().find(|r| r[0] == "30101");
        wages.expect("a code")[2] = "32.16".into();
    };
    // The workbook has no 07 and 08: what that, and files that were not given, leave unchecked is said in both
    // runs, and nothing else.
    let reading = ["R001", "R001", "R019", "R016", "R019"];
    let split = |findings: &[Value]| {
        let (read, told): (Vec<Value>, Vec<Value>) =
            findings.iter().cloned().partition(|f| text(f, "code").starts_with('R'));
        let codes: Vec<String> = read.iter().map(|f| text(f, "code").to_owned()).collect();
        assert_eq!(codes, reading);
        told
    };
    let (quiet, run) = check(nudge, &[]);
    assert!(split(&quiet).is_empty(), "{}", run.evidence());
    let (told, run) = check(nudge, &["--all"]);
    assert_eq!(run.status, Some(0), "{}", run.evidence());
    let told = split(&told);
    let [rounding] = told.as_slice() else { panic!("{}", run.evidence()) };
    assert_eq!((text(rounding, "code"), text(rounding, "severity")), ("K025", "notice"));
    assert_eq!(
        text(rounding, "message"),
        "公开06表“301 工资福利支出”与所属各款之和相差 0.01 万元，在四舍五入的尾差之内"
    );
}
