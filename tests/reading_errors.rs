//! Inputs that cannot be used, or not all of them: what is said, where, and with which exit code.
//!
//! Exit codes: 0 done, 1 findings of weight “error” but outputs written, 2 wrong use, 3 input
//! unusable and nothing written.

mod support;

use std::path::{Path, PathBuf};

use support::book::{Book, Cell, Sheet};
use support::{Build, Run, files_below, juesuan, out, sample};
use tempfile::{TempDir, tempdir};

/// Name of the export, whatever is in it.
const NAME: &str = "2023年决算.xlsx";

/// A column of Z04 that holds 基本支出, and the row of its first 项.
const BASIC: u16 = 5;

fn folder() -> TempDir {
    tempdir().expect("a folder")
}

/// Builds from a file that is not an export at all.
#[track_caller]
fn build_bytes(folder: &Path, bytes: &[u8]) -> Run {
    let input = folder.join(NAME);
    std::fs::write(&input, bytes).expect("a file");
    build_file(folder, &input)
}

fn build_file(folder: &Path, input: &Path) -> Run {
    let build = Build { input: input.to_owned(), ..Build::sample_2023() };
    build.run(folder)
}

/// Builds from the sample with one change.
#[track_caller]
fn build_changed(folder: &Path, change: impl FnOnce(&mut Book)) -> Run {
    let mut book = Book::read(&sample(NAME));
    change(&mut book);
    let input = folder.join(NAME);
    book.write(&input);
    build_file(folder, &input)
}

/// The input is refused: exit code 3, nothing on standard output, nothing written.
#[track_caller]
fn assert_refused(run: Run, folder: &Path) -> Run {
    let run = run.expect_status(&[3]);
    assert!(run.stdout.is_empty(), "{}", run.evidence());
    let written = files_below(&out(folder));
    assert!(written.is_empty(), "wrote {written:?}\n{}", run.evidence());
    run
}

/// The outputs stand although something was found.
#[track_caller]
fn assert_written(run: &Run, folder: &Path) {
    let written = files_below(&out(folder));
    for name in ["公开表.xlsx", "情况说明.md", "facts.json"] {
        assert!(written.contains(&PathBuf::from(name)), "no {name} among {written:?}\n{}", run.evidence());
    }
}

#[test]
fn a_text_file_renamed() {
    let folder = folder();
    let run = build_bytes(folder.path(), "科目编码,科目名称\n208,社会保障\n".as_bytes());
    assert_refused(run, folder.path()).expect_message(&[NAME]);
}

#[test]
fn a_web_page_renamed() {
    let folder = folder();
    let page = "<html><body><table><tr><td>收入支出决算总表</td></tr></table></body></html>";
    let run = build_bytes(folder.path(), page.as_bytes());
    assert_refused(run, folder.path()).expect_message(&[NAME, "网页"]);
}

#[test]
fn an_empty_file() {
    let folder = folder();
    let run = build_bytes(folder.path(), b"");
    assert_refused(run, folder.path()).expect_message(&[NAME, "空"]);
}

#[test]
fn a_workbook_cut_short() {
    let folder = folder();
    let whole = std::fs::read(sample(NAME)).expect("the sample");
    let run = build_bytes(folder.path(), &whole[..whole.len() / 2]);
    assert_refused(run, folder.path()).expect_message(&[NAME]);
}

#[test]
fn a_workbook_with_a_password() {
    let folder = folder();
    let run = build_bytes(folder.path(), &encrypted_package());
    assert_refused(run, folder.path()).expect_message(&[NAME, "密码"]);
}

#[test]
fn a_missing_file() {
    let folder = folder();
    let run = build_file(folder.path(), &folder.path().join("没有这个文件.xlsx"));
    assert_refused(run, folder.path()).expect_message(&["没有这个文件.xlsx"]);
}

#[test]
fn a_missing_prior_file() {
    let folder = folder();
    let build = Build { prior: Some(folder.path().join("去年的.xlsx")), ..Build::sample_2023() };
    let run = build.run(folder.path());
    assert_refused(run, folder.path()).expect_message(&["去年的.xlsx"]);
}

#[test]
fn an_empty_workbook() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        book.sheets = vec![Sheet::new("Sheet1")];
    });
    assert_refused(run, folder.path()).expect_message(&[NAME]);
}

#[test]
fn a_workbook_of_something_else() {
    let folder = folder();
    let run = build_file(folder.path(), &sample("补充资料.xlsx"));
    assert_refused(run, folder.path()).expect_message(&["补充资料.xlsx"]);
}

#[test]
fn without_the_totals_form() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        book.remove("Z01");
    });
    assert_refused(run, folder.path()).expect_message(&[NAME, "收入支出决算总表"]);
}

/// An optional form is missing: the rest is built, and the messages say what cannot be.
#[track_caller]
fn assert_missing_form_is_told(code: &str, title: &str) {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        book.remove(code);
    });
    let run = run.expect_status(&[0, 1]);
    assert_written(&run, folder.path());
    run.expect_finding(&["R001", title]);
}

#[test]
fn without_the_state_capital_form() {
    assert_missing_form_is_told("Z11", "国有资本经营预算财政拨款收入支出决算表");
}

#[test]
fn without_the_fund_form() {
    assert_missing_form_is_told("Z09", "政府性基金预算财政拨款收入支出决算表");
}

#[test]
fn without_the_operation_form() {
    assert_missing_form_is_told("F03", "机构运行信息表");
}

#[test]
fn without_the_economic_detail_form() {
    assert_missing_form_is_told("Z08_1", "一般公共预算财政拨款基本支出决算明细表");
}

#[test]
fn a_column_missing() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| book.sheet("Z04").remove_column(BASIC));
    let run = run.expect_status(&[1]);
    run.expect_finding(&["R002", NAME, "Z04 支出决算表", "基本支出"]);
}

#[test]
fn a_text_where_an_amount_belongs() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        let sheet = book.sheet("Z04");
        let row = sheet.row_of(0, "2080505");
        assert_eq!(row, 11);
        sheet.put(row, BASIC, Cell::text("待核"));
    });
    let run = run.expect_status(&[1]);
    assert_written(&run, folder.path());
    run.expect_finding(&["R003", NAME, "Z04 支出决算表", "F12", "待核"]);
}

#[test]
fn an_error_value_where_an_amount_belongs() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        book.sheet("Z04").put(11, BASIC, Cell::Error("#REF!"));
    });
    let run = run.expect_status(&[1]);
    run.expect_finding(&["R003", NAME, "Z04 支出决算表", "F12", "#REF!"]);
}

#[test]
fn a_code_twice() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        let sheet = book.sheet("Z04");
        let original = sheet.clone();
        sheet.insert_rows(12, 1);
        sheet.copy_rows(&original, 11..=11, 12);
    });
    let run = run.expect_status(&[1]);
    run.expect_finding(&["R004", NAME, "Z04 支出决算表", "2080505", "A13"]);
}

#[test]
fn a_code_of_the_wrong_length() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        let sheet = book.sheet("Z04");
        let row = sheet.row_of(0, "2080505");
        sheet.put(row, 0, Cell::text("208050"));
    });
    let run = run.expect_status(&[1]);
    run.expect_finding(&["R005", NAME, "Z04 支出决算表", "A12", "208050"]);
}

#[test]
fn two_sheets_of_the_same_form() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        let mut copy = book.sheet("Z04").clone();
        copy.name = "Z04 副本".to_owned();
        book.sheets.push(copy);
    });
    let run = run.expect_status(&[0]);
    assert_written(&run, folder.path());
    run.expect_finding(&["R006", NAME, "Z04 支出决算表", "Z04 副本"]);
}

#[test]
fn the_same_year_given_as_last_year() {
    let folder = folder();
    let build = Build { prior: Some(sample(NAME)), ..Build::sample_2023() };
    let run = build.run(folder.path());
    assert_ne!(run.status, Some(0), "{}", run.evidence());
    run.expect_message(&[NAME, "2023", "上年"]);
}

#[test]
fn a_formula_without_a_result() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        let formula = Cell::Formula { text: "=F13+F14".to_owned(), cached: None };
        book.sheet("Z04").put(11, BASIC, formula);
    });
    let run = run.expect_status(&[0, 1]);
    assert_written(&run, folder.path());
    run.expect_finding(&["R010", NAME, "Z04 支出决算表", "F12"]);
}

#[test]
fn no_unit_of_amounts() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        let sheet = book.sheet("Z04");
        sheet.cells.retain(|_, cell| !cell.as_text().is_some_and(|t| t.starts_with("金额单位")));
    });
    let run = run.expect_status(&[0]);
    run.expect_finding(&["R008", NAME, "Z04 支出决算表"]);
}

/// The head says 万元, the amounts are 元: every other form contradicts it.
#[test]
fn a_unit_that_contradicts_the_amounts() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        for cell in book.sheet("Z04").cells.values_mut() {
            if cell.as_text() == Some("金额单位：元") {
                *cell = Cell::text("金额单位：万元");
            }
        }
    });
    let run = run.expect_status(&[1]);
    run.expect_finding(&["R009", NAME, "Z04 支出决算表"]);
}

#[test]
fn an_unknown_option() {
    let folder = folder();
    let run = juesuan(folder.path(), &["build", "--no-such-option"]);
    let run = run.expect_status(&[2]);
    assert!(run.stdout.is_empty(), "{}", run.evidence());
    run.expect_message(&["--no-such-option"]);
}

#[test]
fn an_unknown_style() {
    let folder = folder();
    let build = Build { style: "atlantis", ..Build::sample_2023() };
    let run = build.run(folder.path()).expect_status(&[2]);
    run.expect_message(&["atlantis"]);
    let written = files_below(&out(folder.path()));
    assert!(written.is_empty(), "wrote {written:?}\n{}", run.evidence());
}

/// The smallest container an office program would take for a workbook with a password: a compound
/// file with the streams `EncryptionInfo` and `EncryptedPackage`, 4096 bytes each.
fn encrypted_package() -> Vec<u8> {
    const SECTOR: usize = 512;
    const END: u32 = 0xFFFF_FFFE;
    const FREE: u32 = 0xFFFF_FFFF;
    const FAT: u32 = 0xFFFF_FFFD;
    const STREAM: u32 = 4096;
    const STREAM_SECTORS: u32 = 8;

    let mut header = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    header.resize(24, 0);
    // Minor and major version, byte order, sector and mini sector shift.
    for word in [0x3E_u16, 3, 0xFFFE, 9, 6] {
        header.extend(word.to_le_bytes());
    }
    header.resize(44, 0);
    // FAT sectors, directory start, transaction, mini stream cutoff, no mini FAT, no DIFAT.
    for word in [1, 1, 0, 4096, END, 0, END, 0, 0] {
        header.extend(word.to_le_bytes());
    }
    header.resize_with(SECTOR, || 0xFF);

    // Sector 0 is the FAT itself, 1 the directory, then the two streams.
    let mut fat = vec![FAT, END];
    for stream in 0..2 {
        let start = 2 + stream * STREAM_SECTORS;
        fat.extend((start + 1..start + STREAM_SECTORS).chain([END]));
    }
    fat.resize(SECTOR / 4, FREE);

    let mut file = header;
    file.extend(fat.iter().flat_map(|entry| entry.to_le_bytes()));
    let entries = [
        ("Root Entry", 5_u8, FREE, FREE, 1, END, 0),
        ("EncryptionInfo", 2, FREE, 2, FREE, 2, STREAM),
        ("EncryptedPackage", 2, FREE, FREE, FREE, 2 + STREAM_SECTORS, STREAM),
        ("", 0, FREE, FREE, FREE, 0, 0),
    ];
    for (name, kind, left, right, child, start, size) in entries {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = if name.is_empty() { 0 } else { entry.len() + 2 };
        entry.resize(64, 0);
        entry.extend(u16::try_from(length).unwrap_or(0).to_le_bytes());
        // Kind of entry, black in the tree of siblings.
        entry.extend([kind, 1]);
        for link in [left, right, child] {
            entry.extend(u32::to_le_bytes(link));
        }
        entry.resize(116, 0);
        entry.extend(start.to_le_bytes());
        entry.extend(u64::from(size).to_le_bytes());
        file.extend(entry);
    }
    file.resize(file.len() + 2 * STREAM as usize, 0x5A);
    file
}

/// The container is what it claims to be: the spreadsheet library takes it for a protected file.
#[test]
fn the_container_is_taken_for_a_protected_workbook() {
    let opened =
        calamine::open_workbook_from_rs::<calamine::Xlsx<_>, _>(std::io::Cursor::new(encrypted_package()));
    assert!(matches!(opened, Err(calamine::XlsxError::Password)));
}

/// So is the formula without a result: the file really has none.
#[test]
fn the_formula_really_has_no_result() {
    let folder = folder();
    let path = folder.path().join(NAME);
    let mut sheet = Sheet::new("Z04");
    sheet.put(0, 0, Cell::Formula { text: "=1+1".to_owned(), cached: None });
    sheet.put(1, 0, Cell::text("x"));
    let book = Book { sheets: vec![sheet] };
    book.write(&path);
    let read = Book::read(&path);
    assert_eq!(read.sheets[0].get(0, 0), None);
    assert_eq!(read.sheets[0].get(1, 0), Some(&Cell::text("x")));
}
