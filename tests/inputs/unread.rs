//! What was not read is neither whole nor zero: `inspect` counts it, and an amount that nobody can read is a gap in facts,
//! tables and sentences, with no relation stated about it.

use crate::support::book::{Book, Cell, Sheet};
use crate::support::layouts::{listed, published};
use crate::support::{Build, juesuan, out, sample};
use juesuan::accounts::ScheduleId;
use juesuan::import::{self, Import, Unread};
use juesuan::source::Source;
use rust_decimal::Decimal;
use serde_json::Value;
use tempfile::tempdir;

fn read(book: &Book) -> Import {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("表.xlsx");
    book.write(&path);
    import::read_accounts(Source::from(&path)).expect("accounts")
}

fn export() -> Book {
    Book::read(&sample("2023年决算.xlsx"))
}

fn money(fen: i64) -> Cell {
    Cell::Number(Decimal::new(fen, 2))
}

fn sheet<'b>(book: &'b mut Book, name: &str) -> &'b mut Sheet {
    book.sheets.iter_mut().find(|s| s.name.starts_with(name)).expect("a sheet")
}

/// Amounts in a column behind the last, with or without a head, beside every amount of 合计 and below.
fn column(book: &mut Book, name: &str, (head, first): (u32, u32), text: Option<&str>) {
    let sheet = sheet(book, name);
    let last = sheet.cells.keys().map(|(_, column)| *column).max().expect("cells") + 1;
    if let Some(text) = text {
        sheet.put(head, last, Cell::text(text));
    }
    for row in first..first + 4 {
        sheet.put(row, last, money(5_000 + i64::from(row)));
    }
}

fn row(book: &mut Book, name: &str, label: (u16, &str), amount: u16) {
    let sheet = sheet(book, name);
    let next = sheet.last_row() + 1;
    sheet.put(next, label.0, Cell::text(label.1));
    sheet.put(next, amount, money(77_777));
}

/// A change, and what is not read after it.
type Case = (&'static str, fn(&mut Book), Unread);

const NOTHING: Unread = Unread { columns: 0, rows: 0, cells: 0, pages: 0 };

const CASES: &[Case] = &[
    ("03表多一栏", |b| column(b, "公开03表", (3, 6), Some("预留经费")), Unread { columns: 1, ..NOTHING }),
    ("03表多一栏没有栏目名称", |b| column(b, "公开03表", (3, 6), None), Unread { columns: 1, ..NOTHING }),
    ("02表多一栏没有栏目名称", |b| column(b, "公开02表", (3, 6), None), Unread { cells: 4, ..NOTHING }),
    ("03表多一行没有编码", |b| row(b, "公开03表", (1, "其他事项"), 2), Unread { rows: 1, ..NOTHING }),
    ("01表多一行", |b| row(b, "公开01表", (0, "九、其他来源"), 2), Unread { rows: 1, ..NOTHING }),
    (
        "06表多一行",
        |b| {
            let sheet = sheet(b, "公开06表");
            let at = sheet.row_of(0, "人员经费合计");
            sheet.insert_rows(at, 1);
            sheet.put(at, 1, Cell::text("其他待遇"));
            sheet.put(at, 2, money(1_234));
        },
        Unread { rows: 1, ..NOTHING },
    ),
    (
        "03表一格是文字",
        |b| sheet(b, "公开03表").put(7, 2, Cell::text("约五万")),
        Unread { cells: 1, ..NOTHING },
    ),
    ("表外有一个数", |b| sheet(b, "公开03表").put(60, 9, money(1_234)), Unread { cells: 1, ..NOTHING }),
    (
        "同一张表两次",
        |b| {
            let mut again = sheet(b, "公开03表").clone();
            again.name = "公开03表 (2)".to_owned();
            b.sheets.push(again);
        },
        Unread { pages: 1, ..NOTHING },
    ),
];

#[test]
fn what_is_not_read_is_counted_and_no_table_is_whole_then() {
    assert!(read(&published()).is_whole() && read(&export()).is_whole());
    let mut wrong = Vec::new();
    for (name, change, unread) in CASES {
        let mut book = published();
        change(&mut book);
        let import = read(&book);
        if import.unread() != *unread || import.is_whole() {
            wrong.push(format!("{name}: {:?}, {:#?}", import.unread(), import.findings));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn inspect_says_whole_only_of_what_is_whole() {
    let folder = tempdir().expect("a folder");
    let mut book = published();
    book.write(&folder.path().join("全.xlsx"));
    column(&mut book, "公开03表", (3, 6), None);
    row(&mut book, "公开02表", (1, "其他事项"), 2);
    book.write(&folder.path().join("缺.xlsx"));
    let whole = juesuan(folder.path(), &["inspect", "全.xlsx"]);
    assert!(whole.stdout.contains("各表齐全"), "{}", whole.evidence());
    let part = juesuan(folder.path(), &["inspect", "缺.xlsx"]);
    assert!(!part.stdout.contains("各表齐全"), "{}", part.evidence());
    assert!(part.stdout.contains("没有读全：1栏、1行没有读取或没有把握"), "{}", part.evidence());
}

#[test]
fn a_column_without_head_beside_amounts_is_never_read_as_theirs() {
    let mut book = published();
    // 其他收入 has amounts, the column behind it too.
    column(&mut book, "公开02表", (3, 6), None);
    let clean = read(&published());
    let import = read(&book);
    let other = |i: &Import| {
        i.accounts.amount(juesuan::accounts::ScheduleId::Income, "", juesuan::accounts::Column::Other)
    };
    assert_eq!(other(&import), other(&clean), "{:#?}", import.findings);
}

/// Builds with one cell of the export replaced by something that is no amount.
fn build_with(sheet_name: &str, at: (u32, u16), cell: Cell) -> (Value, String, String, String) {
    build_changed(|book| sheet(book, sheet_name).put(at.0, at.1, cell))
}

fn build_changed(change: impl FnOnce(&mut Book)) -> (Value, String, String, String) {
    let folder = tempdir().expect("a folder");
    let mut book = export();
    change(&mut book);
    let input = folder.path().join("2023年决算.xlsx");
    book.write(&input);
    let run = Build { input, ..Build::sample_2023() }.run(folder.path()).expect_status(&[1]);
    let text = |name: &str| std::fs::read_to_string(out(folder.path()).join(name)).expect(name);
    let facts = serde_json::from_str(&text("facts.json")).expect("json");
    let tables = crate::support::tables(&out(folder.path()).join("公开表.xlsx"));
    let cells: Vec<String> = tables.into_iter().flat_map(|(_, cells)| cells.into_values()).collect();
    (facts, text("情况说明.md"), cells.join("\n"), run.evidence())
}

#[test]
fn an_amount_nobody_can_read_is_a_gap_and_not_zero() {
    let unread =
        [Cell::text("三万六"), Cell::Error("#REF!"), Cell::Formula { text: "=A1".into(), cached: None }];
    for cell in unread {
        // Z03 合计·其他收入 36,498.00
        let (facts, report, tables, said) = build_with("Z03", (8, 11), cell.clone());
        let other = &facts["facts"]["income.other"];
        for field in ["current", "delta", "growth_pct", "share_pct"] {
            assert!(other[field].is_null(), "{cell:?} {field}: {other}");
        }
        assert!(report.contains("其他收入〔请补充其他收入：本年决算数〕"), "{report}");
        assert!(!report.contains("其他收入0"), "{report}");
        assert!(tables.contains("〔请补充〕"), "{tables}");
        // One cause, one finding: no relation is stated about a figure nobody knows.
        assert!(said.contains("[R003]") || said.contains("[R010]"), "{said}");
        assert!(!said.contains("错误[K"), "{said}");
    }
}

#[test]
fn a_column_that_was_not_found_is_a_gap_in_its_table() {
    let folder = tempdir().expect("a folder");
    let mut book = export();
    let head = sheet(&mut book, "Z04");
    let at = head.cells.iter().find(|(_, c)| c.as_text() == Some("上缴上级支出")).map(|(at, _)| *at);
    let at = at.expect("a head");
    head.put(at.0, at.1, Cell::text("上交"));
    let input = folder.path().join("2023年决算.xlsx");
    book.write(&input);
    let run = Build { input, ..Build::sample_2023() }.run(folder.path()).expect_status(&[1]);
    let tables = crate::support::tables(&out(folder.path()).join("公开表.xlsx"));
    let table = &tables.iter().find(|(name, _)| name == "公开03表").expect("03").1;
    let gaps = table.iter().filter(|(_, text)| *text == "〔请补充〕").map(|(at, _)| at.as_str());
    let gaps: Vec<&str> = gaps.collect();
    assert!(gaps.len() > 3 && gaps.iter().all(|at| at.starts_with('F')), "{gaps:?} {}", run.evidence());
}

#[test]
fn a_sum_of_the_program_with_an_unreadable_part_is_no_sum() {
    // 公开02表 without 合计, one 项 of 其他收入 unreadable.
    let mut book = published();
    let income = sheet(&mut book, "公开02表");
    let total = income.row_of(0, "合计");
    income.cells.retain(|(row, _), _| *row != total);
    let item = income.row_of(0, "2101599");
    income.put(item, 8, Cell::text("三万"));
    let import = read(&book);
    let at = |column| import.accounts.amount(juesuan::accounts::ScheduleId::Income, "", column);
    assert_eq!(at(juesuan::accounts::Column::Other), None, "{:#?}", import.findings);
    assert!(at(juesuan::accounts::Column::Fiscal).is_some());
    assert!(import.accounts.is_unreadable(juesuan::accounts::ScheduleId::Income, "", 6));
}

/// Z03 合计·其他收入 36,498.00 shown as the day with this number.
fn dated(book: &mut Book, format: &'static str) {
    let sheet = sheet(book, "Z03");
    sheet.put(8, 11, money(3_649_800));
    sheet.formats.insert((8, 11), format);
}

/// A person sees 1999-12-04 there, not 36,498.00.
#[test]
fn an_amount_shown_as_a_date_is_a_gap_and_said() {
    for format in ["yyyy-mm-dd", "yyyy\"年\"m\"月\"d\"日\"", "m/d/yyyy"] {
        let (facts, report, _, said) = build_changed(|book| dated(book, format));
        assert!(facts["facts"]["income.other"]["current"].is_null(), "{format}: {said}");
        assert!(report.contains("〔请补充其他收入：本年决算数〕"), "{format}: {report}");
        assert!(said.contains("应为金额，实际是“1999-12-04”"), "{format}: {said}");
        assert!(said.contains("数字格式是日期或时间"), "{format}: {said}");
    }
    // Formats of amounts, with colours, texts and 人民币 in them, are none.
    for format in ["#,##0.00_ ;[Red]\\-#,##0.00\\ ", "0.00\"元\"", "[$¥-804]#,##0.00"] {
        let mut book = export();
        dated(&mut book, format);
        assert!(read(&book).findings.is_empty(), "{format}: {:?}", read(&book).findings);
    }
    // Zero is nothing in every format.
    let mut book = export();
    dated(&mut book, "yyyy-mm-dd");
    sheet(&mut book, "Z03").put(8, 11, Cell::Number(Decimal::ZERO));
    assert!(read(&book).findings.iter().all(|f| f.code != "R003"), "{:?}", read(&book).findings);
}

/// The same from the formats other programs write.
#[test]
fn an_amount_shown_as_a_date_is_said_in_every_format() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("表.xlsx");
    let mut book = export();
    dated(&mut book, "yyyy-mm-dd");
    book.write(&path);
    for extension in ["xls", "ods"] {
        let Some(converted) = crate::support::office::convert(&path, extension) else { return };
        let import = import::read_accounts(Source::from(&converted)).expect("accounts");
        let said = import.findings.iter().find(|f| f.code == "R003").expect("a finding");
        assert!(said.message.contains("实际是“1999-12-04”"), "{extension}: {said:?}");
    }
}

/// The published tables with every amount stored in 元 and shown by a number format.
fn shown(format: &'static str, unit: &str) -> Book {
    let mut book = published();
    for sheet in &mut book.sheets {
        let mut amounts = Vec::new();
        for (at, cell) in &mut sheet.cells {
            match cell {
                Cell::Number(n) if !n.is_integer() || [17, 1248].map(Decimal::from).contains(n) => {
                    *n *= Decimal::from(10_000);
                    amounts.push(*at);
                }
                Cell::Text(text) if text.contains("单位：万元") => *text = format!("金额单位：{unit}"),
                _ => {}
            }
        }
        sheet.formats.extend(amounts.into_iter().map(|at| (at, format)));
    }
    book
}

fn units_shown(import: &Import) -> Vec<(juesuan::finding::Severity, String)> {
    let found = import.findings.iter().filter(|f| f.code == "R037");
    found.map(|f| (f.severity, f.message.clone())).collect()
}

/// R037: a number format can show 元 as 万元. The stored number counts: in 元 where format and head agree, which is said once.
#[test]
fn amounts_stored_in_yuan_and_shown_in_another_unit_are_said_once() {
    use juesuan::finding::Severity;
    let clean = listed(&read(&published()));
    for format in ["0!.0000", "0!.0,", "#\".\"0000", "0\\.0,_ "] {
        let import = read(&shown(format, "万元"));
        assert_eq!(listed(&import), clean, "{format}");
        let [(Severity::Warning, said)] = &units_shown(&import)[..] else { panic!("{:?}", import.findings) };
        assert!(said.contains("存的是元，用数字格式显示成万元，按元读取（C7存的是23449500）"), "{said}");
        let exact = |id| !import.accounts.schedule(id).expect("a statement").rounded;
        assert!(exact(ScheduleId::Summary) && exact(ScheduleId::Operations), "{format}");
    }
    // 元 that look like 万元 under a head that says 元 are 元.
    let import = read(&shown("0!.0000", "元"));
    assert_eq!(listed(&import), clean);
    let [(Severity::Warning, said)] = &units_shown(&import)[..] else { panic!("{:?}", import.findings) };
    assert!(said.contains("与表头所注的“元”对不上") && said.contains("缩小10000倍"), "{said}");
    // What is shown in 千元 under a head that says 万元 cannot be settled.
    let import = read(&shown("#,##0.00,", "万元"));
    let [(Severity::Error, said)] = &units_shown(&import)[..] else { panic!("{:?}", import.findings) };
    assert!(said.contains("按存的数和所注单位读取"), "{said}");
    // Formats that show what is stored say nothing.
    for format in ["#,##0.00", "0.00_ ", "#,##0"] {
        assert!(units_shown(&read(&shown(format, "元"))).is_empty(), "{format}");
    }
}

#[test]
fn amounts_shown_in_another_unit_are_said_in_every_format() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("表.xlsx");
    // LibreOffice, which converts, knows the point that is a text only so.
    shown("0\\.0000", "万元").write(&path);
    let clean = listed(&read(&published()));
    for extension in ["xls", "ods"] {
        let Some(converted) = crate::support::office::convert(&path, extension) else { return };
        let import = import::read_accounts(Source::from(&converted)).expect("accounts");
        assert_eq!(units_shown(&import).len(), 1, "{extension}: {:?}", import.findings);
        assert_eq!(listed(&import), clean, "{extension}");
    }
}
