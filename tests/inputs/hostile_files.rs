//! Whatever bytes a file holds, reading it ends in a result or a clear refusal, within little memory: damage as disks
//! and transfers do it, and files made to do harm. Each kind is made here from a sample.

#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::parts::{self, Parts};
use crate::support::{office, sample};
use calamine::{Data, Reader, Sheets};
use juesuan::workbook::cell::{Value, decimal_from_double};
use juesuan::workbook::{Grid, read_sheets};
use tempfile::{TempDir, tempdir};

const NAME: &str = "2023年决算.xlsx";

// ---- a run within limits ------------------------------------------------------------------------------------------

struct Outcome {
    status: Option<i32>,
    message: String,
}

/// Runs `juesuan inspect FILE` within limits.
#[track_caller]
fn inspect(path: &Path) -> Outcome {
    let (status, message) = crate::support::within_limits("inspect", path);
    Outcome { status, message }
}

fn inspect_bytes(name: &str, bytes: &[u8]) -> Outcome {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a file");
    inspect(&path)
}

/// The file is refused by name, with this reason and what to do next.
#[track_caller]
fn assert_refused(bytes: &[u8], reason: &str) {
    let outcome = inspect_bytes("输入.xlsx", bytes);
    let Outcome { status, message } = outcome;
    assert_eq!(status, Some(3), "{message}");
    assert!(message.contains("输入.xlsx") && message.contains(reason) && message.contains('请'), "{message}");
}

#[track_caller]
fn assert_read(bytes: &[u8]) {
    let Outcome { status, message } = inspect_bytes("输入.xlsx", bytes);
    assert_eq!(status, Some(0), "{message}");
}

// ---- workbooks with one thing wrong ----------------------------------------------------------------------------------

fn sample_parts() -> Parts {
    parts::read(&sample(NAME))
}

#[track_caller]
fn changed(part: &str, change: impl FnOnce(String) -> String) -> Vec<u8> {
    let mut parts = sample_parts();
    let (_, content) = parts.iter_mut().find(|p| p.0 == part).expect("the part");
    let before = String::from_utf8(content.clone()).expect("XML");
    let after = change(before.clone());
    assert_ne!(before, after, "nothing changed");
    *content = after.into_bytes();
    parts::write(&parts)
}

const SHEET: &str = "xl/worksheets/sheet2.xml";
const STRINGS: &str = "xl/sharedStrings.xml";

/// The sample with these rows at the end of a sheet.
fn with_rows(rows: &str) -> Vec<u8> {
    changed(SHEET, |xml| xml.replacen("</sheetData>", &format!("{rows}</sheetData>"), 1))
}

#[test]
fn places_that_no_sheet_has_are_never_read_as_others() {
    for (rows, reason) in [
        (r#"<row r="900"><c r="ZZZZZZ900"><v>1</v></c></row>"#, "第900行第321272406列"),
        (r#"<row r="4000000000"><c r="A4000000000"><v>1</v></c></row>"#, "第4000000000行"),
        // In 32 bits these would be rows 9 and 1.
        (r#"<row r="4294967305"><c r="A4294967305"><v>1</v></c></row>"#, "第4294967305行"),
        (r#"<row r="18446744073709551617"><c><v>1</v></c></row>"#, "行号"),
        (r#"<row r="1048577"><c r="A1048577"><v>1</v></c></row>"#, "第1048577行"),
        (r#"<row r="99"><c r="XFE99"><v>1</v></c></row>"#, "第99行第16385列"),
        (r#"<row r="99"><c r="??"><v>1</v></c></row>"#, "不是单元格"),
        (r#"<row r="99"><c r="A99"><v>一百</v></c></row>"#, "不是数"),
        (r#"<row r="99"><c r="A99" t="s"><v>99999999</v></c></row>"#, "引用的文字不存在"),
    ] {
        assert_refused(&with_rows(rows), reason);
    }
    // Without content such a place is only a format.
    assert_read(&with_rows(r#"<row r="99"><c r="XFE99" s="1"/></row>"#));
}

#[test]
fn declared_counts_allocate_nothing() {
    assert_read(&changed(STRINGS, |xml| {
        let at = xml.find("uniqueCount=\"").expect("a count") + "uniqueCount=\"".len();
        let end = at + xml[at..].find('"').expect("its end");
        format!("{}99999999999{}", &xml[..at], &xml[end..])
    }));
    assert_read(&changed(SHEET, |xml| {
        let at = xml.find("<dimension ref=\"").expect("dimensions") + "<dimension ref=\"".len();
        let end = at + xml[at..].find('"').expect("their end");
        format!("{}A1:XFD1048576{}", &xml[..at], &xml[end..])
    }));
}

#[test]
fn what_is_sparse_stays_sparse() {
    let mut rows = String::new();
    for row in 1_000..31_000 {
        write!(rows, r#"<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>"#).expect("memory");
    }
    assert_read(&with_rows(&rows));
}

#[test]
fn formulas_shared_by_thousands_are_not_copied() {
    let long = "A1+".repeat(33_000);
    let mut rows = format!(
        r#"<row r="100"><c r="A100"><f t="shared" si="0" ref="A100:A20100">{long}1</f><v>1</v></c></row>"#
    );
    for row in 101..20_100 {
        write!(rows, r#"<row r="{row}"><c r="A{row}"><f t="shared" si="0"/><v>1</v></c></row>"#)
            .expect("memory");
    }
    assert_read(&with_rows(&rows));
}

#[test]
fn one_long_text_in_thousands_of_cells_is_too_much() {
    let mut parts = sample_parts();
    let long = "长".repeat(30_000);
    for (name, content) in &mut parts {
        let xml = String::from_utf8_lossy(content).into_owned();
        if name == STRINGS {
            *content = xml.replacen("<si>", &format!("<si><t>{long}</t></si><si>"), 1).into_bytes();
        } else if name == SHEET {
            let mut rows = String::new();
            for row in 1_000..21_000 {
                write!(rows, r#"<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>"#).expect("memory");
            }
            *content = xml.replacen("</sheetData>", &format!("{rows}</sheetData>"), 1).into_bytes();
        }
    }
    assert_refused(&parts::write(&parts), "内容过多");
}

#[test]
fn bombs_in_xml() {
    let deep = format!("<si>{}{}</si>", "<r>".repeat(100_000), "</r>".repeat(100_000));
    assert_refused(&changed(STRINGS, |xml| xml.replacen("<si>", &format!("{deep}<si>"), 1)), "层次过深");

    let laughs = "<!DOCTYPE sst [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let bomb = changed(STRINGS, |xml| {
        let at = xml.find("<sst").expect("the root");
        format!("{}{laughs}{}", &xml[..at], xml[at..].replacen("<si>", "<si><t>&b;</t></si><si>", 1))
    });
    assert_refused(&bomb, "不认识的实体");

    let external = changed(STRINGS, |xml| {
        let at = xml.find("<sst").expect("the root");
        let doctype = "<!DOCTYPE sst [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>";
        format!("{}{doctype}{}", &xml[..at], xml[at..].replacen("<si>", "<si><t>&x;</t></si><si>", 1))
    });
    assert_refused(&external, "不认识的实体");

    // One tag of 20 MB.
    let wide = format!("<si a=\"{}\">", " ".repeat(20 * 1024 * 1024));
    assert_refused(&changed(STRINGS, |xml| xml.replacen("<si>", &format!("{wide}</si><si>"), 1)), "过大");
}

#[test]
fn a_sheet_cut_short_is_not_a_short_sheet() {
    assert_refused(&changed(SHEET, |xml| xml[..xml.len() / 2].to_owned()), "sheet2.xml");
    assert_refused(
        &changed(SHEET, |xml| xml.replace("</sheetData>", "").replace("</worksheet>", "")),
        "不完整",
    );
}

#[test]
fn a_sheet_that_is_missing_is_said() {
    let parts: Parts = sample_parts().into_iter().filter(|p| p.0 != SHEET).collect();
    assert_refused(&parts::write(&parts), "缺少这个工作表的内容");
}

#[test]
fn parts_with_a_password() {
    let mut bytes = parts::write(&sample_parts());
    // The flag of encryption in every header.
    for (signature, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let mut from = 0;
        while let Some(at) = find(&bytes[from..], signature).map(|at| at + from) {
            bytes[at + flags] |= 1;
            from = at + 4;
        }
    }
    assert_refused(&bytes, "密码");
}

#[test]
fn pipes_and_devices_are_no_files() {
    if !cfg!(unix) {
        return;
    }
    let folder = tempdir().expect("a folder");
    let pipe = folder.path().join("管道.xlsx");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    for path in [pipe.as_path(), Path::new("/dev/zero"), Path::new("/dev/null")] {
        let Outcome { status, message } = inspect(path);
        assert!(status == Some(3) && message.contains("不是普通文件"), "{message}");
    }
}

// ---- other formats -----------------------------------------------------------------------------------------------

/// The sample as an office program writes it in another format; `None` where there is none.
fn converted(extension: &str) -> Option<(TempDir, PathBuf)> {
    let folder = tempdir().expect("a folder");
    let copy = folder.path().join(NAME);
    std::fs::copy(sample(NAME), &copy).expect("a copy");
    let made = office::convert(&copy, extension)?;
    Some((folder, made))
}

type Cells = BTreeMap<(String, u32, u32), String>;

fn our_cells(grids: &[Grid]) -> Cells {
    let mut cells = Cells::new();
    for grid in grids {
        for row in &grid.rows {
            for (col, value) in &row.cells {
                cells.insert((grid.name.clone(), row.row, *col), value.display());
            }
        }
    }
    cells
}

fn library_cells(bytes: &[u8]) -> Cells {
    let mut book: Sheets<_> = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).expect("a workbook");
    let mut cells = Cells::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).expect("a sheet");
        let (top, left) = range.start().unwrap_or_default();
        for (row, col, data) in range.used_cells() {
            let value = match data {
                Data::Empty => continue,
                Data::String(s) if s.trim().is_empty() => continue,
                Data::String(s) => Value::Text(s.clone()),
                Data::Float(f) => Value::Number(decimal_from_double(*f).expect("an amount")),
                Data::Int(i) => Value::Number((*i).into()),
                other => Value::Text(other.to_string()),
            };
            let place = |n: usize| u32::try_from(n).expect("inside a sheet");
            cells.insert((name.clone(), top + place(row), left + place(col)), value.display());
        }
    }
    cells
}

/// Our own readers see what a foreign library sees.
#[test]
fn our_readers_agree_with_the_library() {
    let mut files: Vec<PathBuf> =
        ["2023年决算.xlsx", "2022年决算.xlsx", "2023年预算.xlsx"].map(sample).into();
    let folders: Vec<_> = ["xls", "ods", "xlsx"].into_iter().filter_map(converted).collect();
    files.extend(folders.iter().map(|f| f.1.clone()));
    for file in files {
        let bytes = std::fs::read(&file).expect("a file");
        let ours = our_cells(&read_sheets(&bytes).expect("a workbook"));
        let theirs = library_cells(&bytes);
        assert!(ours.len() > 50);
        assert_eq!(ours, theirs, "{}", file.display());
    }
}

/// Damage as disks and transfers do it: cut anywhere, any block zeroed. Read without the net that catches panics.
#[test]
fn a_damaged_xls_never_ends_the_program() {
    let Some((_folder, path)) = converted("xls") else { return };
    let whole = std::fs::read(path).expect("a file");
    let intact = our_cells(&read_sheets(&whole).expect("a workbook"));
    let mut refused = 0;
    for at in (0..whole.len()).step_by(512) {
        assert!(read_sheets(&whole[..at]).is_err() || at + 4096 > whole.len(), "cut at {at}");
        let mut damaged = whole.clone();
        damaged[at..whole.len().min(at + 512)].fill(0);
        match read_sheets(&damaged) {
            Err(_) => refused += 1,
            // What is read is at the places it was: nothing shifted.
            Ok(grids) => {
                assert!(our_cells(&grids).keys().filter(|place| !intact.contains_key(*place)).count() < 40)
            }
        }
    }
    assert!(refused * 2 > whole.len() / 512, "only {refused} of {} blocks noticed", whole.len() / 512);
}

#[test]
fn an_xls_with_one_field_wrong() {
    let Some((_folder, path)) = converted("xls") else { return };
    let whole = std::fs::read(path).expect("a file");
    // A cell of NUMBER or LABELSST moved beyond the format, dimensions of 137 GB, and tables in a circle.
    let label = find(&whole, &[0xfd, 0x00, 0x0a, 0x00]).expect("a text cell");
    let mut far = whole.clone();
    far[label + 4..label + 8].fill(0xff);
    assert_refused(&far, "第65536行第65536列");
    let dimensions = find(&whole, &[0x00, 0x02, 0x0e, 0x00]).expect("dimensions");
    let mut large = whole.clone();
    large[dimensions + 4..dimensions + 18].fill(0xff);
    assert_read(&large);
    let mut circle = whole.clone();
    let fat = 512 * (1 + usize::from(whole[76]) + 256 * usize::from(whole[77]));
    for entry in 0..128usize {
        let next = u32::try_from(entry).expect("small").to_le_bytes();
        circle[fat + entry * 4..fat + entry * 4 + 4].copy_from_slice(&next);
    }
    assert_refused(&circle, "绕成了圈");
    let mut password = whole.clone();
    // CODEPAGE becomes FILEPASS.
    let code_page = find(&whole, &[0x42, 0x00, 0x02, 0x00]).expect("a code page");
    password[code_page] = 0x2f;
    assert_refused(&password, "密码");
}

#[test]
fn repetitions_in_ods() {
    let Some((_folder, path)) = converted("ods") else { return };
    let whole = parts::read(&path);
    // Before the first row: after the last one stands filler to the end of the sheet.
    let with = |rows: &str| {
        let mut parts = whole.clone();
        let (_, content) = parts.iter_mut().find(|p| p.0 == "content.xml").expect("the content");
        let xml = String::from_utf8(content.clone()).expect("XML");
        let changed = xml.replacen("<table:table-row", &format!("{rows}<table:table-row"), 1);
        assert_ne!(xml, changed);
        *content = changed.into_bytes();
        parts::write(&parts)
    };
    let cell = |attributes: &str, text: &str| {
        format!(
            r#"<table:table-cell {attributes} office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#
        )
    };
    let row = |repeats: &str, cells: &str| {
        format!(r#"<table:table-row table:number-rows-repeated="{repeats}">{cells}</table:table-row>"#)
    };
    // Filler as LibreOffice writes it, and far beyond.
    assert_read(&with(&row("1000000", r#"<table:table-cell table:number-columns-repeated="16384"/>"#)));
    assert_read(&with(&row("1", r#"<table:table-cell table:number-columns-repeated="4294967295"/>"#)));
    assert_refused(&with(&row("4294967295", &cell("", "x"))), "超出了工作表的范围");
    assert_refused(
        &with(&row("1", &cell(r#"table:number-columns-repeated="99999""#, "x"))),
        "超出了工作表的范围",
    );
    assert_refused(&with(&row("9000", &cell(r#"table:number-columns-repeated="9000""#, "x"))), "内容过多");
    assert_refused(&with(&row("-1", &cell("", "x"))), "不是数");
    assert_read(&with(&row("1", &cell("", r#"a<text:s text:c="4294967295"/>b"#))));
}

// ---- .xlsb ---------------------------------------------------------------------------------------------------------

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [u32::try_from(units.len() / 2).expect("short").to_le_bytes().to_vec(), units].concat()
}

fn xlsb(sheet: &[u8]) -> Vec<u8> {
    xlsb_with(sheet, &[], false)
}

/// With one format of cells for each number format, and days counted from 1904 or not.
fn xlsb_with(sheet: &[u8], formats: &[&str], from_1904: bool) -> Vec<u8> {
    let count = u32::try_from(formats.len()).expect("few").to_le_bytes();
    let mut styles = record(0x267, &count);
    for (id, code) in (164u16..).zip(formats) {
        styles.extend(record(0x2c, &[&id.to_le_bytes()[..], &wide(code)].concat()));
    }
    styles.extend([record(0x268, &[]), record(0x269, &count)].concat());
    for (id, _) in (164u16..).zip(formats) {
        styles.extend(record(0x2f, &[&[0, 0][..], &id.to_le_bytes(), &[0; 12]].concat()));
    }
    styles.extend(record(0x26a, &[]));
    let bundle = [&[0; 8][..], &wide("rId1"), &wide("表一")].concat();
    let mut properties = [0; 12];
    properties[0] = u8::from(from_1904);
    let workbook =
        [record(0x99, &properties), record(0x9c, &bundle), record(0x90, &[]), record(0x9d, &[0; 26])]
            .concat();
    let relations =
        br#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>"#;
    parts::write(&[
        ("xl/workbook.bin".to_owned(), workbook),
        ("xl/_rels/workbook.bin.rels".to_owned(), relations.to_vec()),
        ("xl/styles.bin".to_owned(), styles),
        ("xl/worksheets/sheet1.bin".to_owned(), sheet.to_vec()),
    ])
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let low = u8::try_from(kind & 0x7f).expect("seven bits");
    let mut record =
        if kind < 0x80 { vec![low] } else { vec![low | 0x80, u8::try_from(kind >> 7).expect("small")] };
    record.push(u8::try_from(data.len()).expect("short"));
    record.extend(data);
    record
}

/// A sheet with `value` in row `row` of column A.
fn xlsb_sheet(row: u32, value: f64) -> Vec<u8> {
    xlsb_sheet_of(row, 0, value)
}

/// The same in the cell format with this index.
fn xlsb_sheet_of(row: u32, format: u8, value: f64) -> Vec<u8> {
    let cell = [&[0, 0, 0, 0, format, 0, 0, 0][..], &value.to_le_bytes()].concat();
    let header = [&row.to_le_bytes()[..], &[0; 13]].concat();
    [
        record(0x81, &[]),
        record(0x94, &[0; 16]),
        record(0x91, &[]),
        record(0x00, &header),
        record(0x05, &cell),
        record(0x92, &[]),
    ]
    .concat()
}

#[test]
fn xlsb_within_limits() {
    let sheet = xlsb_sheet(3, 1234.56);
    let grids = read_sheets(&xlsb(&sheet)).expect("a workbook");
    assert_eq!(
        our_cells(&grids).into_iter().collect::<Vec<_>>(),
        [(("表一".to_owned(), 3, 0), "1234.56".to_owned())]
    );
    for cut in 0..sheet.len() {
        assert!(read_sheets(&xlsb(&sheet[..cut])).is_err(), "cut at {cut}");
    }
    // A record that says it has 256 MB, and a cell without its value, on which the library panics.
    assert_refused(&xlsb(&[0x05, 0xff, 0xff, 0xff, 0x7f]), "数据被截断");
    let short = [record(0x81, &[]), record(0x94, &[0; 16]), record(0x91, &[]), record(0x05, &[])].concat();
    let refused = read_sheets(&xlsb(&short)).expect_err("no cell");
    assert!(refused.reason.contains("已损坏"), "{}", refused.reason);
}

/// A number in a date's format is a date, whichever day the workbook counts from; one in a format of amounts is none.
#[test]
fn xlsb_dates() {
    let formats = ["#,##0.00", "yyyy\"年\"m\"月\"d\"日\""];
    let said = |format, value, from_1904| {
        let grids = read_sheets(&xlsb_with(&xlsb_sheet_of(3, format, value), &formats, from_1904));
        our_cells(&grids.expect("a workbook")).into_values().collect::<Vec<_>>()
    };
    assert_eq!(said(0, 45_291.0, false), ["45291"]);
    assert_eq!(said(1, 45_291.0, false), ["2023-12-31"]);
    assert_eq!(said(1, 43_829.0, true), ["2023-12-31"]);
    assert_eq!(said(1, 0.0, false), ["0"]);
    assert_eq!(said(1, 1e9, false), ["1000000000"]);
}

fn find(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    bytes.windows(pattern.len()).position(|w| w == pattern)
}
