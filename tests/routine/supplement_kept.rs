//! What people made of 补充资料.xlsx stays: the same workbook before and after a refresh, part by part.

#![allow(clippy::disallowed_methods, reason = "tests write their own inputs")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::support::book::{Book, Cell};
use crate::support::{juesuan, office, parts, sample_project};
use rust_xlsxwriter::{
    Chart, ChartType, Color, ConditionalFormatCell, ConditionalFormatCellRule, DataValidation,
    DataValidationRule, ExcelDateTime, Format, Formula, Note, Url, Workbook,
};
use tempfile::tempdir;

/// A supplement as somebody made it their own. Only `yoy.total` of what the report asks is there.
fn own_workbook(path: &Path) {
    let mut book = Workbook::new();
    let red = Format::new().set_background_color(Color::RGB(0xFF8080)).set_bold();
    let percent = Format::new().set_num_format("0.00%");
    let date = Format::new().set_num_format("yyyy年m月d日");
    let sheet = book.add_worksheet();
    sheet.set_name("原因说明").expect("a name");
    sheet.write(0, 0, "办公室填写，2月底前交财务科").expect("a cell");
    sheet.merge_range(0, 1, 0, 4, "合并的说明", &red).expect("a merge");
    for (col, head) in (0u16..).zip([
        "键",
        "经办人",
        "章节",
        "事项",
        "上年填写",
        "原因（请填写）",
        "完成率",
        "日期",
        "核对",
        "标记",
    ]) {
        sheet.write_with_format(2, col, head, &red).expect("a head");
    }
    sheet.write(3, 0, "yoy.total").expect("a cell");
    sheet.write_with_format(3, 1, "张三", &red).expect("a cell");
    sheet.write(3, 3, "旧的句子").expect("a cell");
    sheet.write(3, 5, "上年有一次性支出，本年没有").expect("a cell");
    sheet.write_with_format(3, 6, 0.85, &percent).expect("a cell");
    let day = ExcelDateTime::from_ymd(2024, 2, 28).expect("a day");
    sheet.write_datetime_with_format(3, 7, &day, &date).expect("a cell");
    sheet.write_boolean(3, 8, true).expect("a cell");
    sheet.insert_note(3, 5, &Note::new("局长改过这一句")).expect("a note");
    sheet.write(4, 0, "yoy.nonsense").expect("a cell");
    sheet.write_url(4, 5, Url::new("https://example.org/").set_text("见通知")).expect("a link");
    sheet.write_formula(4, 6, Formula::new("=G4*2").set_result("1.7")).expect("a formula");
    sheet.merge_range(6, 1, 7, 3, "下面留给办公室", &red).expect("a merge");
    sheet.set_column_width(5, 77).expect("a width");
    sheet.set_row_height(3, 66).expect("a height");
    let low =
        ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::LessThan(0.9)).set_format(&red);
    sheet.add_conditional_format(3, 6, 4, 6, &low).expect("a format");
    let check = DataValidation::new().allow_decimal_number(DataValidationRule::Between(0.0, 1.0));
    sheet.add_data_validation(3, 6, 4, 6, &check).expect("a check");
    sheet.autofilter(2, 0, 4, 9).expect("a filter");
    sheet.set_freeze_panes(3, 2).expect("panes");
    let own = book.add_worksheet();
    own.set_name("我的统计").expect("a name");
    own.write_formula(0, 0, Formula::new("=COUNTA(原因说明!F4:F5)").set_result("2")).expect("a formula");
    own.write(1, 0, 3).expect("a cell");
    own.write(2, 0, 4).expect("a cell");
    let mut chart = Chart::new(ChartType::Column);
    chart.add_series().set_values("我的统计!$A$2:$A$3");
    own.insert_chart(4, 1, &chart).expect("a chart");
    own.insert_note(0, 0, &Note::new("有几条填了")).expect("a note");
    book.define_name("经办", "=原因说明!$B$4").expect("a name");
    book.save(path).expect("a workbook");
}

/// A project whose 2023 supplement is the given file.
fn project(root: &Path, supplement: &Path) -> PathBuf {
    sample_project(root, "山东");
    std::fs::create_dir_all(root.join("2023年")).expect("a folder");
    let own = root.join("2023年/补充资料.xlsx");
    std::fs::copy(supplement, &own).expect("the supplement");
    own
}

type Parts = BTreeMap<String, Vec<u8>>;

fn parts_of(path: &Path) -> Parts {
    parts::read(path).into_iter().collect()
}

fn text(parts: &Parts, name: &str) -> String {
    String::from_utf8(parts[name].clone()).expect("XML")
}

/// Every element of a kind in a part, as it is written.
fn elements(xml: &str, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    let open = format!("<{name}");
    let mut rest = xml;
    while let Some(at) = rest.find(&open) {
        rest = &rest[at..];
        if !rest[open.len()..].starts_with([' ', '>', '/']) {
            rest = &rest[open.len()..];
            continue;
        }
        let tag = rest.find('>').expect("a tag") + 1;
        let end = if rest[..tag].ends_with("/>") {
            tag
        } else {
            let close = format!("</{name}>");
            rest.find(&close).expect("an end") + close.len()
        };
        found.push(rest[..end].to_owned());
        rest = &rest[end..];
    }
    found
}

/// The parts that a refresh may change: sheets that are asked for, and the workbook that lists them.
fn expect_kept(before: &Parts, after: &Parts, sheet: &str) {
    let mut touched: Vec<&str> = Vec::new();
    for (name, content) in before {
        let now = after.get(name).unwrap_or_else(|| panic!("{name} is gone"));
        if now != content {
            touched.push(name);
        }
    }
    let allowed = ["[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/workbook.xml", sheet];
    assert!(touched.iter().all(|t| allowed.contains(t)), "{touched:?}");
    let (old, new) = (text(before, sheet), text(after, sheet));
    for kind in
        ["mergeCell", "hyperlink", "legacyDrawing", "drawing", "cols", "sheetViews", "cfRule", "formula1"]
    {
        assert_eq!(elements(&new, kind), elements(&old, kind), "{kind}");
    }
    // Only what the program says of yoy.total changed: its section, its sentence.
    let cells = elements(&new, "c");
    let gone: Vec<String> = elements(&old, "c").into_iter().filter(|c| !cells.contains(c)).collect();
    let address = |cell: &String| cell.split('"').nth(1).expect("an address").to_owned();
    let gone: Vec<String> = gone.iter().map(address).collect();
    assert!(gone.iter().all(|a| ["C4", "D4", "E4"].contains(&a.as_str())), "{gone:?}");
    for row in elements(&old, "row") {
        let tag = row.split('>').next().expect("a tag");
        let height = tag.split(' ').find(|a| a.starts_with("ht="));
        let number = tag.split(' ').find(|a| a.starts_with("r=")).expect("a number");
        if let Some(height) = height {
            let kept = elements(&new, "row").into_iter().find(|r| r.contains(&format!("{number} ")));
            assert!(kept.is_some_and(|k| k.contains(height)), "{tag}");
        }
    }
    let names = |p: &Parts| elements(&text(p, "xl/workbook.xml"), "definedName");
    let (old_names, new_names) = (names(before), names(after));
    assert!(old_names.iter().filter(|n| n.contains("经办")).all(|n| new_names.contains(n)), "{new_names:?}");
}

fn sheet_part(parts: &Parts) -> String {
    let found = parts
        .keys()
        .find(|n| n.starts_with("xl/worksheets/sheet") && elements(&text(parts, n), "hyperlink").len() == 1);
    found.expect("the sheet with the link").clone()
}

#[test]
fn everything_people_made_is_there_after_a_refresh() {
    let folder = tempdir().expect("a folder");
    let made = folder.path().join("made.xlsx");
    own_workbook(&made);
    let root = folder.path().join("项目");
    std::fs::create_dir(&root).expect("a folder");
    let own = project(&root, &made);
    let before = parts_of(&own);
    let run = juesuan(&root, &["build"]).expect_status(&[0]);
    let after = parts_of(&own);
    expect_kept(&before, &after, &sheet_part(&before));
    let book = Book::read(&own);
    let reasons = book.sheets.iter().find(|s| s.name == "原因说明").expect("a sheet");
    assert!(
        reasons.get(3, 3).and_then(Cell::as_text).is_some_and(|t| t.contains("万元")),
        "{}",
        run.evidence()
    );
    // New rows stand below everything, below the merged remark too, and filters and checks reach them.
    assert_eq!(
        reasons.get(8, 0).and_then(Cell::as_text).map(|k| k.starts_with("yoy.") || k.starts_with("budget.")),
        Some(true)
    );
    let xml = text(&after, &sheet_part(&before));
    let last = reasons.last_row() + 1;
    assert!(
        elements(&xml, "autoFilter")[0].contains(&format!("A3:J{last}")),
        "{:?}",
        elements(&xml, "autoFilter")
    );
    for name in ["补充数据", "文字材料", "绩效自评"] {
        assert!(book.sheets.iter().any(|s| s.name == name), "{name}");
    }
    // A second run changes nothing.
    let bytes = std::fs::read(&own).expect("bytes");
    juesuan(&root, &["build"]).expect_status(&[0]);
    assert_eq!(std::fs::read(&own).expect("bytes"), bytes);
}

#[test]
fn a_workbook_saved_by_an_office_program_is_refreshed_in_place_and_opens_again() {
    let folder = tempdir().expect("a folder");
    let made = folder.path().join("made.xlsx");
    own_workbook(&made);
    let Some(saved) = office::convert(&made, "xlsx") else { return };
    let root = folder.path().join("项目");
    std::fs::create_dir(&root).expect("a folder");
    let own = project(&root, &saved);
    let before = parts_of(&own);
    juesuan(&root, &["build"]).expect_status(&[0]);
    let after = parts_of(&own);
    expect_kept(&before, &after, &sheet_part(&before));
    // Opened and saved once more, it says the same.
    let copy = tempdir().expect("a folder");
    let copied = copy.path().join("again.xlsx");
    std::fs::copy(&own, &copied).expect("a copy");
    let again = Book::read(&office::convert(&copied, "xlsx").expect("a workbook"));
    let now = Book::read(&own);
    for (sheet, other) in now.sheets.iter().zip(&again.sheets) {
        assert_eq!(sheet.name, other.name);
        for (at, cell) in sheet.cells.iter().filter(|(_, c)| c.as_text() != Some("true")) {
            let same = other.cells.get(at);
            let texts = same
                .and_then(Cell::as_text)
                .zip(cell.as_text())
                .is_none_or(|(a, b)| a.replace("\r\n", "\n") == b);
            assert!(same.is_some() && texts, "{} {at:?}: {cell:?} {same:?}", sheet.name);
        }
    }
}

#[test]
fn of_an_xls_an_xlsx_is_made_beside_it() {
    let folder = tempdir().expect("a folder");
    let made = folder.path().join("made.xlsx");
    own_workbook(&made);
    let Some(saved) = office::convert(&made, "xls") else { return };
    let root = folder.path().join("项目");
    std::fs::create_dir(&root).expect("a folder");
    let own = project(&root, &made);
    std::fs::remove_file(&own).expect("gone");
    let xls = root.join("2023年/补充资料.xls");
    std::fs::copy(&saved, &xls).expect("the .xls");
    let bytes = std::fs::read(&xls).expect("bytes");
    juesuan(&root, &["build"]).expect_status(&[0]).expect_message(&["另存为 .xlsx", "补充资料.xls"]);
    assert_eq!(std::fs::read(&xls).expect("bytes"), bytes);
    let book = Book::read(&own);
    let reasons = book.sheets.iter().find(|s| s.name == "原因说明").expect("a sheet");
    assert!(reasons.cells.values().any(|c| c.as_text() == Some("上年有一次性支出，本年没有")));
    assert!(reasons.cells.values().any(|c| c.as_text() == Some("张三")));
    assert!(book.sheets.iter().any(|s| s.name == "我的统计"));
}
