//! What made a figure wrong is told where the figures prove it: one finding per cause, the wrong cell first.

use crate::support::book::{Book, Cell, Sheet};
use crate::support::{Run, juesuan, sample};
use rust_decimal::Decimal;
use serde_json::Value;
use tempfile::tempdir;

/// Errors and warnings of the sample's 2023 after one change.
fn check(change: impl FnOnce(&mut Book)) -> (Vec<Value>, Run) {
    let folder = tempdir().expect("a folder");
    let mut book = Book::read(&sample("2023年决算.xlsx"));
    change(&mut book);
    let input = folder.path().join("决算.xlsx");
    book.write(&input);
    let prior = sample("2022年决算.xlsx").display().to_string();
    let arguments = ["check", "决算.xlsx", "--prior", &prior, "--format", "json"];
    let run = juesuan(folder.path(), &arguments);
    let report: Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}\n{}", run.evidence()));
    let findings = report["findings"].as_array().expect("findings").iter();
    (findings.filter(|f| f["severity"] != "notice").cloned().collect(), run)
}

/// The only finding: its message, and that it begins with the cell.
#[track_caller]
fn only(change: impl FnOnce(&mut Book), cell: &str, says: &[&str]) {
    let (findings, run) = check(change);
    let [finding] = findings.as_slice() else { panic!("not one finding\n{}", run.evidence()) };
    let message = finding["message"].as_str().unwrap_or_default();
    for text in says {
        assert!(message.contains(text), "{message}\nlacks {text}");
    }
    assert_eq!(finding["place"]["cell"], cell, "{}", run.evidence());
    assert_eq!(run.status, Some(1), "{}", run.evidence());
}

/// Row of a code in a sheet by item, column by letter.
fn at(sheet: &Sheet, code: &str, column: u16) -> (u32, u16) {
    (sheet.row_of(0, code), column)
}

fn amount(sheet: &Sheet, at: (u32, u16)) -> Decimal {
    sheet.get(at.0, at.1).and_then(Cell::as_number).unwrap_or_default()
}

fn put(sheet: &mut Sheet, at: (u32, u16), amount: Decimal) {
    sheet.put(at.0, at.1, Cell::Number(amount));
}

fn yuan(text: &str) -> Decimal {
    text.parse().expect("an amount")
}

/// Replaces the amount of 2101501 基本支出 (Z04).
fn basic(change: impl FnOnce(Decimal) -> Decimal) -> impl FnOnce(&mut Book) {
    move |book| {
        let sheet = book.sheet("Z04");
        let cell = at(sheet, "2101501", 5);
        let old = amount(sheet, cell);
        put(sheet, cell, change(old));
    }
}

fn cell_of(code: &str, column: char) -> String {
    let mut book = Book::read(&sample("2023年决算.xlsx"));
    format!("{column}{}", book.sheet("Z04").row_of(0, code) + 1)
}

/// The digits of an amount in 分, changed and read again.
fn digits(amount: Decimal, change: impl FnOnce(&mut Vec<u8>)) -> Decimal {
    let mut text = (amount * Decimal::ONE_HUNDRED).normalize().to_string().into_bytes();
    change(&mut text);
    let fen: Decimal = String::from_utf8(text).expect("digits").parse().expect("digits");
    fen / Decimal::ONE_HUNDRED
}

#[test]
fn two_digits_exchanged() {
    let swap = |text: &mut Vec<u8>| {
        let i = (0..text.len() - 1).find(|i| text[*i] != text[i + 1]).expect("two digits");
        text.swap(i, i + 1);
    };
    only(
        basic(|v| digits(v, swap)),
        &cell_of("2101501", 'F'),
        &["“2101501 行政运行·基本支出”", "相邻两位数字颠倒"],
    );
}

#[test]
fn one_digit_mistyped() {
    let change = |text: &mut Vec<u8>| text[1] = if text[1] == b'9' { b'1' } else { text[1] + 1 };
    only(basic(|v| digits(v, change)), &cell_of("2101501", 'F'), &["有一位数字不同"]);
}

#[test]
fn one_digit_lost() {
    only(
        basic(|v| {
            digits(v, |t| {
                t.remove(2);
            })
        }),
        &cell_of("2101501", 'F'),
        &["少了一位数字"],
    );
}

#[test]
fn one_digit_typed_twice() {
    only(basic(|v| digits(v, |t| t.insert(2, t[2]))), &cell_of("2101501", 'F'), &["多了一位数字"]);
}

#[test]
fn sign_turned() {
    only(basic(|v| -v), &cell_of("2101501", 'F'), &["正负号相反"]);
}

#[test]
fn yuan_for_wan() {
    only(basic(|v| v * Decimal::from(10_000)), &cell_of("2101501", 'F'), &["相差一万倍"]);
    only(basic(|v| v * Decimal::from(1_000)), &cell_of("2101501", 'F'), &["相差一千倍"]);
}

#[test]
fn cell_left_empty() {
    only(basic(|_| Decimal::ZERO), &cell_of("2101501", 'F'), &["这一格是空的或为零"]);
}

#[test]
fn item_left_out_of_a_total() {
    let leave_out = |book: &mut Book| {
        let sheet = book.sheet("Z04");
        let item = amount(sheet, at(sheet, "2080506", 5));
        let cell = at(sheet, "20805", 5);
        let old = amount(sheet, cell);
        put(sheet, cell, old - item);
    };
    only(leave_out, &cell_of("20805", 'F'), &["差额正好是“2080506 ", "合计漏加了它"]);
}

#[test]
fn item_taken_into_a_total_twice() {
    let twice = |book: &mut Book| {
        let sheet = book.sheet("Z04");
        let item = amount(sheet, at(sheet, "2080506", 5));
        let cell = at(sheet, "20805", 5);
        let old = amount(sheet, cell);
        put(sheet, cell, old + item);
    };
    only(twice, &cell_of("20805", 'F'), &["差额正好是“2080506 ", "合计重复加了它"]);
}

#[test]
fn last_years_figure_left_standing() {
    let old = {
        let mut last = Book::read(&sample("2022年决算.xlsx"));
        let sheet = last.sheet("Z04");
        amount(sheet, at(sheet, "2101501", 5))
    };
    only(basic(|_| old), &cell_of("2101501", 'F'), &["这是上年的数，没有更新"]);
}

#[test]
fn line_missing_from_a_table() {
    let (findings, run) = check(|book| {
        let sheet = book.sheet("Z04");
        let row = sheet.row_of(0, "2080506");
        sheet.cells.retain(|(r, _), _| *r != row);
    });
    let [finding] = findings.as_slice() else { panic!("not one finding\n{}", run.evidence()) };
    let message = finding["message"].as_str().unwrap_or_default();
    assert!(message.contains("财决04表缺少“2080506 "), "{message}");
    assert!(message.contains("差额正好是财决"), "{message}");
}

#[test]
fn two_cells_of_a_column_exchanged() {
    let exchange = |book: &mut Book| {
        let sheet = book.sheet("Z04");
        let (a, b) = (at(sheet, "2080505", 5), at(sheet, "2101101", 5));
        let (x, y) = (amount(sheet, a), amount(sheet, b));
        put(sheet, a, y);
        put(sheet, b, x);
    };
    let (findings, run) = check(exchange);
    let [finding] = findings.as_slice() else { panic!("not one finding\n{}", run.evidence()) };
    let message = finding["message"].as_str().unwrap_or_default();
    assert!(message.contains("“2080505 ") && message.contains("“2101101 "), "{message}");
    assert!(message.contains("互换了"), "{message}");
}

#[test]
fn figure_typed_into_the_next_row() {
    let slip = |book: &mut Book| {
        let sheet = book.sheet("Z04");
        let from = at(sheet, "2101501", 5);
        let old = amount(sheet, from);
        put(sheet, from, Decimal::ZERO);
        put(sheet, (from.0 + 1, 5), old);
    };
    let (findings, run) = check(slip);
    let [finding] = findings.as_slice() else { panic!("not one finding\n{}", run.evidence()) };
    let message = finding["message"].as_str().unwrap_or_default();
    assert!(
        message.contains("“2101501 行政运行·基本支出”的金额") && message.contains("填到了“"),
        "{message}"
    );
}

#[test]
fn two_rows_exchanged() {
    let exchange = |book: &mut Book| {
        let sheet = book.sheet("Z07");
        let (a, b) = (sheet.row_of(0, "2080505"), sheet.row_of(0, "2101501"));
        for column in 4..18 {
            let (x, y) = (amount(sheet, (a, column)), amount(sheet, (b, column)));
            put(sheet, (a, column), y);
            put(sheet, (b, column), x);
        }
    };
    let (findings, run) = check(exchange);
    let [finding] = findings.as_slice() else { panic!("not one finding\n{}", run.evidence()) };
    let message = finding["message"].as_str().unwrap_or_default();
    assert!(message.starts_with("财决07表错行：“2080505 "), "{message}");
    assert!(message.contains("两行的金额互换了"), "{message}");
}

/// With one sum broken and nothing else to compare, no cell is accused.
#[test]
fn nothing_is_claimed_without_proof() {
    let (findings, run) = check(|book| {
        let sheet = book.sheet("F03");
        let row = sheet.row_of(5, "1．政府采购货物支出");
        let old = amount(sheet, (row, 7));
        put(sheet, (row, 7), old + yuan("1234.56"));
    });
    let [finding] = findings.as_slice() else { panic!("not one finding\n{}", run.evidence()) };
    assert_eq!(finding["code"], "K030");
    assert_eq!(
        finding["message"],
        "财决附03表“政府采购支出合计·决算数”与货物、工程、服务之和不一致，差额 1,234.56 元"
    );
    assert_eq!(finding["related"].as_array().map(Vec::len), Some(4));
}

/// Two causes are two findings.
#[test]
fn two_causes_are_told_apart() {
    let (findings, run) = check(|book| {
        basic(|v| -v)(book);
        let sheet = book.sheet("Z01");
        let row = sheet.row_of(0, "八、其他收入");
        let old = amount(sheet, (row, 4));
        put(sheet, (row, 4), old + yuan("500000.00"));
    });
    assert_eq!(findings.len(), 2, "{}", run.evidence());
}
