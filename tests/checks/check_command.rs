//! `juesuan check`: exit codes, text, JSON; and the findings of a build.

#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use crate::support::book::{Book, Cell};
use crate::support::{Build, Run, juesuan, out, sample};
use rust_decimal::Decimal;
use serde_json::Value;
use tempfile::{TempDir, tempdir};

const CELL: &str = "Z04 支出决算表(财决04表) › F";

/// A folder with the sample's 2023 in which 行政运行 基本支出 has two digits exchanged; the row of that cell.
fn mistyped() -> (TempDir, u32) {
    let folder = tempdir().expect("a folder");
    let mut book = Book::read(&sample("2023年决算.xlsx"));
    let sheet = book.sheet("Z04");
    let row = sheet.row_of(0, "2101501");
    let old = sheet.get(row, 5).and_then(Cell::as_number).expect("an amount");
    let mut digits = (old * Decimal::ONE_HUNDRED).normalize().to_string().into_bytes();
    digits.swap(1, 2);
    let fen: Decimal = String::from_utf8(digits).expect("digits").parse().expect("digits");
    assert_ne!(fen / Decimal::ONE_HUNDRED, old);
    sheet.put(row, 5, Cell::Number(fen / Decimal::ONE_HUNDRED));
    book.write(&folder.path().join("决算.xlsx"));
    (folder, row + 1)
}

fn check(folder: &TempDir, arguments: &[&str]) -> Run {
    let mut all = vec!["check", "决算.xlsx"];
    all.extend(arguments);
    juesuan(folder.path(), &all)
}

#[test]
fn a_clean_export_is_clean() {
    let folder = tempdir().expect("a folder");
    let files =
        ["2025年决算.xlsx", "2024年决算.xlsx", "2025年预算.xlsx"].map(|f| sample(f).display().to_string());
    let [current, prior, budget] = &files;
    let run = juesuan(folder.path(), &["check", current, "--prior", prior, "--budget", budget]);
    assert_eq!(run.status, Some(0), "{}", run.evidence());
    assert!(run.stdout.ends_with("核对：错误0项，警告0项，提醒0项\n"), "{}", run.evidence());
    assert!(run.stderr.is_empty(), "{}", run.evidence());
    assert!(crate::support::files_below(folder.path()).is_empty(), "check writes nothing");
}

/// R017: what was typed and not saved is not in the file; the lock file of Excel, WPS or LibreOffice beside it tells.
#[test]
fn a_file_that_is_open_in_an_office_program_is_said() {
    let folder = tempdir().expect("a folder");
    std::fs::copy(sample("2023年决算.xlsx"), folder.path().join("决算.xlsx")).expect("copied");
    // Another file is open: nothing to say of this one.
    let other = folder.path().join("~$2022年决算.xlsx");
    std::fs::write(&other, "").expect("written");
    assert!(!check(&folder, &[]).stdout.contains("R017"));
    for lock in ["~$决算.xlsx", ".~决算.xlsx", ".~lock.决算.xlsx#"] {
        let lock = folder.path().join(lock);
        std::fs::write(&lock, "").expect("written");
        let run = check(&folder, &[]);
        assert!(run.stdout.contains("警告[R017] 文件正在 Excel 或 WPS 中打开"), "{}", run.evidence());
        assert!(run.stdout.contains("  → 决算.xlsx"), "{}", run.evidence());
        std::fs::remove_file(&lock).expect("removed");
    }
}

/// R040: what a document of last year has that cannot be read, R041: and what it never holds; a workbook is no document.
#[test]
fn what_a_published_document_of_last_year_lacks_is_said() {
    let folder = tempdir().expect("a folder");
    std::fs::copy(sample("2023年决算.xlsx"), folder.path().join("决算.xlsx")).expect("copied");
    let last = sample("2022年决算.xlsx").display().to_string();
    assert!(!check(&folder, &["--prior", &last]).stdout.contains("R041"));
    juesuan(folder.path(), &["build", &last, "--first-year", "--out", "去年"]).expect_status(&[0, 1]);
    let run = check(&folder, &["--prior", "去年/决算公开.html"]);
    assert!(!run.stdout.contains("R040"), "{}", run.evidence());
    assert!(run.stdout.contains("提醒[R041] 上年数据来自公开文档"), "{}", run.evidence());
    let page = std::fs::read_to_string(folder.path().join("去年/决算公开.html")).expect("a page");
    let deep = format!("{}甲{}", "<table><tr><td>".repeat(40), "</td></tr></table>".repeat(40));
    let more = page.replacen("</body>", &format!("{deep}</body>"), 1);
    assert_ne!(more, page);
    std::fs::write(folder.path().join("另存.html"), more).expect("written");
    let run = check(&folder, &["--prior", "另存.html"]);
    assert!(
        run.stdout.contains("[R040]") && run.stdout.contains("处嵌套过深的内容没有读取"),
        "{}",
        run.evidence()
    );
    assert!(run.stdout.contains("  → 另存.html"), "{}", run.evidence());
}

#[test]
fn an_error_is_told_with_both_sides_and_exit_code_1() {
    let (folder, row) = mistyped();
    let run = check(&folder, &[]);
    assert_eq!(run.status, Some(1), "{}", run.evidence());
    let first = run.stdout.lines().next().unwrap_or_default();
    assert!(first.starts_with("错误[K003] 财决04表“2101501 行政运行·基本支出”是 "), "{first}");
    assert!(first.ends_with("：相邻两位数字颠倒"), "{first}");
    let of_first = run.stdout.lines().skip(1).take_while(|l| l.starts_with("  "));
    let cells: Vec<&str> = of_first.filter(|l| l.starts_with("  → ")).collect();
    assert!(cells[0].starts_with(&format!("  → 决算.xlsx › {CELL}{row}  ")), "{}", cells[0]);
    // Addresses and figures stand in columns whatever the width of the characters.
    let ends: Vec<usize> = cells.iter().map(|l| unicode_width::UnicodeWidthStr::width(*l)).collect();
    assert!(ends.iter().all(|e| *e == ends[0]), "{}", run.evidence());
    assert!(run.stdout.contains("项关系成立：K003（款 = Σ项）"), "{}", run.evidence());
    assert!(run.stdout.ends_with("核对：错误1项，警告0项，提醒1项\n"), "{}", run.evidence());
}

#[test]
fn json_names_every_cell() {
    let (folder, row) = mistyped();
    let run = check(&folder, &["--format", "json"]);
    assert_eq!(run.status, Some(1), "{}", run.evidence());
    let report: Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}\n{}", run.evidence()));
    assert_eq!(report["schema"], 1);
    // Besides, neither last year's accounts nor a budget were given.
    let [finding, not_given] = report["findings"].as_array().expect("findings").as_slice() else {
        panic!("{}", run.evidence())
    };
    assert_eq!((&not_given["code"], &not_given["severity"]), (&"R019".into(), &"notice".into()));
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["place"]["cell"], format!("F{row}"));
    let related = finding["related"].as_array().expect("cells");
    for cell in related {
        for key in ["label", "file", "sheet", "cell", "value"] {
            assert!(cell[key].as_str().is_some_and(|t| !t.is_empty()), "{cell}");
        }
    }
    // The total of the line stands beside it.
    assert!(related.iter().any(|c| c["cell"] == format!("E{row}")), "{}", run.evidence());
}

#[test]
fn a_build_reports_them_too() {
    let (folder, row) = mistyped();
    let build = Build { input: folder.path().join("决算.xlsx"), ..Build::sample_2023() };
    let run = build.run(folder.path());
    assert_eq!(run.status, Some(1), "{}", run.evidence());
    assert!(run.stderr.contains("错误[K003] 财决04表“2101501 行政运行·基本支出”"), "{}", run.evidence());
    let read = |name: &str| std::fs::read_to_string(out(folder.path()).join(name)).expect("written");
    let report: Value = serde_json::from_str(&read("核对结果.json")).expect("JSON");
    let errors: Vec<&Value> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|f| f["severity"] == "error")
        .collect();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0]["place"]["cell"], format!("F{row}"));
    assert!(read("核对结果.md").contains("**错误[K003]**"));
}

#[test]
fn unreadable_input_is_exit_code_3() {
    let folder = tempdir().expect("a folder");
    let run = juesuan(folder.path(), &["check", "没有.xlsx"]);
    assert_eq!(run.status, Some(3), "{}", run.evidence());
    let (folder, _) = mistyped();
    let run = check(&folder, &["--prior", "没有.xlsx"]);
    assert_eq!(run.status, Some(3), "{}", run.evidence());
}

/// R001 and R019: a statement that is missing is an error if a report cannot be without it, and what could not be
/// checked, wholly or in part, is counted: for want of a statement, of a column, of last year's accounts or a budget.
#[test]
fn what_could_not_be_checked_is_said() {
    let folder = tempdir().expect("a folder");
    let run = |change: &dyn Fn(&mut Book), arguments: &[&str]| {
        let mut book = Book::read(&sample("2023年决算.xlsx"));
        change(&mut book);
        book.write(&folder.path().join("决算.xlsx"));
        check(&folder, arguments)
    };
    let said = |run: &Run| -> Vec<String> {
        run.stdout.lines().filter(|l| l.contains("[R019]")).map(str::to_owned).collect()
    };
    let [prior, budget] = ["2022年决算.xlsx", "2023年预算.xlsx"].map(|f| sample(f).display().to_string());
    let both = ["--prior", &prior, "--budget", &budget];

    let whole = run(&|_| {}, &both).expect_status(&[0]);
    assert_eq!(said(&whole), Vec::<String>::new(), "{}", whole.evidence());

    let no_fund = run(&|book| drop(book.remove("Z09")), &both).expect_status(&[0]);
    assert!(no_fund.stdout.contains("警告[R001]"), "{}", no_fund.evidence());
    let [line] = said(&no_fund).try_into().unwrap_or_else(|_| panic!("{}", no_fund.evidence()));
    let (lost, partly) = line.split_once("类只核对了一部分：").unwrap_or_else(|| panic!("{line}"));
    assert!(lost.contains("警告[R019] 因为缺少“政府性基金") && lost.contains("没有核对：K049；"), "{line}");
    assert!(!line.contains("K041"), "01表 and 02表 are there: {line}");
    assert!(partly.starts_with("K001、K002、K003"), "their trees hold in the other tables: {line}");

    // 项目支出 stands in the seventh column.
    let no_column = run(&|book| book.sheet("Z04").remove_column(6), &both);
    let [line] = said(&no_column).try_into().unwrap_or_else(|_| panic!("{}", no_column.evidence()));
    assert!(line.contains("因为缺少财决04表的“项目支出”栏") && line.contains("K005"), "{line}");

    let alone = run(&|_| {}, &[]).expect_status(&[0]);
    let [line] = said(&alone).try_into().unwrap_or_else(|_| panic!("{}", alone.evidence()));
    assert_eq!(
        line,
        "提醒[R019] 因为缺少上年决算、年初预算表，有5类勾稽关系没有核对：K061、K062、K071、K072、K073"
    );

    let all_but_expenditure = ["Z01", "Z01_1", "Z03", "Z07", "Z08_1", "Z09", "Z11", "F03"];
    let run = run(&|book| all_but_expenditure.iter().for_each(|code| drop(book.remove(code))), &[]);
    let run = run.expect_status(&[1]);
    assert_eq!(run.stdout.matches("错误[R001]").count(), 4, "{}", run.evidence());
    assert!(run.stdout.contains("K041"), "{}", run.evidence());
}

#[test]
fn a_prior_of_the_same_year_is_refused() {
    let folder = tempdir().expect("a folder");
    let file = sample("2023年决算.xlsx").display().to_string();
    let run = juesuan(folder.path(), &["check", &file, "--prior", &file]).expect_status(&[3]);
    run.expect_message(&["上年决算应是2022年度，这个文件是2023年度"]);
}
