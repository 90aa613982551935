//! The tables of many provinces: whatever title, number, head and order of columns they are printed under, every amount
//! is read, or it is said that it is not.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::book::{Book, Cell, Sheet, bare};
use crate::support::layouts::{
    LAYOUTS, Layout, assemble, fund_totals_in_head, listed, published, three_public_is_07,
};
use crate::support::provinces::{ADDED_LINES, PROVINCES, WITH_MORE};
use crate::support::{Build, juesuan, out};
use rust_decimal::Decimal;
use serde_json::Value;
use tempfile::tempdir;

/// What `inspect` says of a workbook.
fn inspect(book: &Book) -> Value {
    let folder = tempdir().expect("a folder");
    book.write(&folder.path().join("表.xlsx"));
    let run = juesuan(folder.path(), &["inspect", "表.xlsx", "--amounts", "--format", "json"]);
    serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}\n{}", run.evidence()))
}

/// Every amount that is not zero: line, column, value.
fn amounts(said: &Value) -> Vec<(String, String, String)> {
    let text = |amount: &Value, key: &str| amount[key].as_str().expect("a text").to_owned();
    let list = said["amounts"].as_array().expect("amounts");
    let mut all: Vec<_> = list
        .iter()
        .map(|a| (text(a, "line"), text(a, "column"), text(a, "value")))
        .filter(|a| a.2 != "0")
        .collect();
    all.sort();
    all
}

fn codes(said: &Value) -> BTreeSet<String> {
    let findings = said["findings"].as_array().expect("findings");
    findings.iter().filter_map(|f| f["code"].as_str().map(str::to_owned)).collect()
}

/// A way to write the same tables otherwise.
type Noise = (&'static str, fn(&mut Book));

/// Every noise of tests/inputs/noise.rs, for these tables; other file formats have a test of their own below.
const NOISES: &[Noise] = &[
    ("没有改动", |_| {}),
    ("前有空行", |book| book.sheets.iter_mut().for_each(|s| s.insert_rows(0, 2))),
    ("前有空列", |book| book.sheets.iter_mut().for_each(|s| s.insert_columns(0, 1))),
    ("文本数字", |book| fractions(book, |n| Cell::text(format!(" {n:.2}　")))),
    ("全角数字", |book| fractions(book, |n| Cell::text(wide(&format!("{n:.2}"))))),
    ("字间空格", |book| {
        texts(book, |t| match bare(t).as_str() {
            "合计" => "合　计".to_owned(),
            "项目" => "项 目".to_owned(),
            "基本支出" => "基本\n支出".to_owned(),
            "公务接待费" => "公务\r\n接待费".to_owned(),
            _ => t.to_owned(),
        });
    }),
    ("半角括号", |book| texts(book, |t| t.replace('（', "(").replace('）', ")").replace('：', ":"))),
    ("没有合并", |book| book.sheets.iter_mut().for_each(|s| s.merges.clear())),
    ("题头间有空行", |book| book.sheets.iter_mut().for_each(|s| s.insert_rows(3, 1))),
    ("千分位文本", |book| fractions(book, |n| Cell::text(thousands(n)))),
    ("直引号", |book| texts(book, |t| t.replace(['“', '”'], "\""))),
    ("全角括号", |book| texts(book, |t| t.replace('(', "（").replace(')', "）"))),
    ("双精度尾数", |book| {
        fractions(book, |n| {
            Cell::Number(crate::support::book::decimal(crate::support::book::double(n).next_up()))
        });
    }),
    ("公式", |book| {
        fractions(book, |n| Cell::Formula { text: "=1*1".to_owned(), cached: Some(n) });
    }),
    ("编码带空格", |book| texts(book, |t| if is_digits(t) { format!("　{t} ") } else { t.to_owned() })),
    ("另有隐藏的旧表", |book| {
        let mut old = book.sheets[2].clone();
        old.name = "旧表".to_owned();
        old.hidden = true;
        book.sheets.insert(0, old);
    }),
    ("另有目录和备查表", |book| {
        let mut contents = Sheet::new("目录");
        for (row, sheet) in (0..).zip(&book.sheets) {
            contents.put(row, 0, Cell::text(sheet.name.clone()));
        }
        book.sheets.insert(0, contents);
        let mut other = Sheet::new("备查");
        other.hidden = true;
        other.put(0, 0, Cell::text("合计"));
        other.put(0, 4, Cell::Number(Decimal::new(12_345, 2)));
        book.sheets.push(other);
    }),
    ("双精度尾数减", |book| {
        fractions(book, |n| {
            Cell::Number(crate::support::book::decimal(crate::support::book::double(n).next_down()))
        });
    }),
    ("表头在中间重复", |book| repeat_heads(book, 3)),
    ("标题和表头在中间重复", |book| repeat_heads(book, 0)),
    ("编码是数字", |book| {
        for cell in book.sheets.iter_mut().flat_map(|s| s.cells.values_mut()) {
            if let Cell::Text(text) = cell
                && is_digits(text)
            {
                *cell = Cell::Number(text.parse().expect("digits"));
            }
        }
    }),
    ("空白填零", |book| fill_blanks(book, &Cell::Number(Decimal::ZERO))),
    ("空白填文本零", |book| fill_blanks(book, &Cell::text("0.00"))),
    ("空白填横线", |book| fill_blanks(book, &Cell::text("—"))),
    ("横线去掉", |book| {
        book.sheets.iter_mut().for_each(|s| s.cells.retain(|_, c| c.as_text() != Some("—")));
    }),
    ("合并处填满", |book| book.sheets.iter_mut().for_each(fill_merges)),
    ("没有注", |book| {
        for sheet in &mut book.sheets {
            sheet.cells.retain(|_, c| !c.as_text().is_some_and(|t| t.starts_with("注")));
        }
    }),
    ("另有系统的其他表", |book| {
        for (n, title) in ["支出决算明细表", "项目支出决算明细表"].into_iter().enumerate() {
            let mut other = book.sheets[2].clone();
            other.name = format!("其他表{n}");
            other.put(0, 0, Cell::text(title));
            let number = other.cells.iter().find(|(at, c)| at.0 == 1 && c.as_text().is_some());
            if let Some(at) = number.map(|(at, _)| *at) {
                other.put(at.0, at.1, Cell::text(format!("公开1{}表", n + 5)));
            }
            for cell in other.cells.values_mut() {
                if let Cell::Number(amount) = cell
                    && !amount.is_integer()
                {
                    *amount *= Decimal::TWO;
                }
            }
            book.sheets.insert(0, other);
        }
    }),
    ("表的次序相反", |book| {
        // Pages of a table stay behind it.
        let mut groups: Vec<Vec<Sheet>> = Vec::new();
        for sheet in std::mem::take(&mut book.sheets) {
            let goes_on = sheet.name.contains('-') || sheet.name.starts_with("Page");
            match groups.last_mut().filter(|_| goes_on) {
                Some(group) => group.push(sheet),
                None => groups.push(vec![sheet]),
            }
        }
        book.sheets = groups.into_iter().rev().flatten().collect();
    }),
    ("许多干扰同时", |book| {
        book.sheets.iter_mut().for_each(|s| {
            s.merges.clear();
            s.insert_columns(0, 1);
            s.insert_rows(0, 2);
        });
        fill_blanks(book, &Cell::text("0"));
        fractions(book, |n| Cell::Number(n * Decimal::from(10_000)));
        wholes(book, 10_000);
        texts(book, |t| t.replace("金额单位：万元", "金额单位：元").replace('（', "("));
    }),
    ("千元", |book| {
        fractions(book, |n| Cell::Number(n * Decimal::TEN));
        wholes(book, 10);
        texts(book, |t| t.replace("金额单位：万元", "金额单位：千元"));
    }),
    ("以元为单位", |book| {
        fractions(book, |n| Cell::Number(n * Decimal::from(10_000)));
        wholes(book, 10_000);
        texts(book, |t| t.replace("金额单位：万元", "金额单位：元"));
    }),
];

/// Sheets get other names and another order; pages of one table stay together.
const NAMES: &[Noise] = &[("改名", |book| {
    for (n, sheet) in book.sheets.iter_mut().enumerate() {
        sheet.name = format!("Sheet{}", n + 1);
    }
})];

fn fractions(book: &mut Book, write: fn(Decimal) -> Cell) {
    for cell in book.sheets.iter_mut().flat_map(|s| s.cells.values_mut()) {
        if let Cell::Number(n) = cell
            && !n.is_integer()
        {
            *cell = write(*n);
        }
    }
}

/// The sample's two amounts that are whole 万元; other whole numbers are 行次 and codes.
fn wholes(book: &mut Book, factor: i64) {
    for cell in
        book.sheets.iter_mut().flat_map(|s| s.cells.iter_mut().filter(|(at, _)| at.1 > 1).map(|c| c.1))
    {
        if let Cell::Number(n) = cell
            && [17, 1248].map(Decimal::from).contains(n)
        {
            *n *= Decimal::from(factor);
        }
    }
}

/// The row of 合计, where it stands below the head.
fn total_row(sheet: &Sheet) -> Option<u32> {
    let found = sheet.cells.iter().find(|((row, column), cell)| {
        *column == 0 && *row > 4 && cell.as_text().is_some_and(|t| bare(t) == "合计")
    });
    found.map(|((row, _), _)| *row)
}

/// Repeats the head, from its row `from` on, after some lines of each table by 科目.
fn repeat_heads(book: &mut Book, from: u32) {
    for sheet in &mut book.sheets {
        let Some(total) = total_row(sheet).filter(|total| sheet.last_row() > total + 8) else { continue };
        let original = sheet.clone();
        let at = total + 6;
        sheet.insert_rows(at, total - from);
        sheet.copy_rows(&original, from..=total - 1, at);
        if let Some(title) = original.get(0, 0).and_then(Cell::as_text).filter(|_| from == 0) {
            sheet.put(at, 0, Cell::text(format!("{title}（续表）")));
        }
    }
}

/// Fills blank cells under and beside amounts: in rows with a label, in columns with amounts.
fn fill_blanks(book: &mut Book, filling: &Cell) {
    for sheet in &mut book.sheets {
        let amounts: BTreeSet<(u32, u16)> = sheet
            .cells
            .iter()
            .filter(|(_, c)| c.as_number().is_some_and(|n| !n.is_integer()))
            .map(|(at, _)| *at)
            .collect();
        let Some(first) = amounts.first().map(|at| at.0) else { continue };
        let columns: BTreeSet<u16> = amounts.iter().map(|at| at.1).collect();
        let rows: BTreeSet<u32> = sheet
            .cells
            .iter()
            .filter(|((row, _), c)| *row >= first && c.as_text().is_some_and(|t| !t.starts_with('注')))
            .map(|(at, _)| at.0)
            .collect();
        for row in rows {
            for column in &columns {
                sheet.cells.entry((row, *column)).or_insert_with(|| filling.clone());
            }
        }
    }
}

/// Writes what a merged region of the head says into each of its cells.
fn fill_merges(sheet: &mut Sheet) {
    let body = total_row(sheet).unwrap_or(5);
    for merge in std::mem::take(&mut sheet.merges) {
        if let Some(cell) = sheet.cells.get(&merge.first).cloned()
            && (3..body).contains(&merge.first.0)
        {
            for row in merge.first.0..=merge.last.0 {
                for column in merge.first.1..=merge.last.1 {
                    sheet.put(row, column, cell.clone());
                }
            }
        }
    }
}

fn is_digits(text: &str) -> bool {
    text.len() >= 3 && text.bytes().all(|b| b.is_ascii_digit())
}

fn thousands(n: Decimal) -> String {
    let text = format!("{n:.2}");
    match text.len() {
        // 1,234.56 and 12,345.67; the sample has no larger amount in 万元.
        length @ 7.. => format!("{},{}", &text[..length - 6], &text[length - 6..]),
        _ => text,
    }
}

fn texts(book: &mut Book, write: impl Fn(&str) -> String) {
    for cell in book.sheets.iter_mut().flat_map(|s| s.cells.values_mut()) {
        if let Cell::Text(text) = cell {
            *cell = Cell::Text(write(text));
        }
    }
}

fn wide(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c) } else { c })
        .collect()
}

/// Without the lines only some layouts print.
fn of_the_nine(list: Vec<(String, String, String)>) -> Vec<(String, String, String)> {
    list.into_iter().filter(|a| !ADDED_LINES.iter().any(|lead| a.0.starts_with(lead))).collect()
}

fn through_every_noise(layouts: &[Layout], clean: &[(String, String, String)]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (layout, change) in layouts {
        for (noise, disturb) in NOISES.iter().chain(NAMES) {
            let mut book = published();
            change(&mut book);
            disturb(&mut book);
            let import = assemble(&book);
            let got = of_the_nine(listed(&import));
            if got != clean {
                let lost: Vec<_> = clean.iter().filter(|a| !got.contains(a)).take(3).collect();
                let new: Vec<_> = got.iter().filter(|a| !clean.contains(a)).take(3).collect();
                wrong.push(format!(
                    "{layout} · {noise}: {} of {}, lost {lost:?}, new {new:?}",
                    got.len(),
                    clean.len()
                ));
            } else if !import.is_whole() {
                wrong.push(format!("{layout} · {noise}: not whole, {:?}", import.findings));
            }
        }
    }
    wrong
}

#[test]
fn every_amount_of_every_layout_is_read_through_every_noise() {
    let clean = amounts(&inspect(&published()));
    assert_eq!(clean, listed(&assemble(&published())));
    assert!(clean.len() > 200, "{}", clean.len());
    let layouts: Vec<Layout> = LAYOUTS.iter().chain(PROVINCES).copied().collect();
    let halves = layouts.chunks(layouts.len().div_ceil(2));
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let running: Vec<_> = halves.map(|half| scope.spawn(|| through_every_noise(half, &clean))).collect();
        running.into_iter().flat_map(|thread| thread.join().expect("a thread")).collect()
    });
    assert!(wrong.is_empty(), "{} cases\n{}", wrong.len(), wrong.join("\n"));
}

/// As office programs write them in their older and other formats.
#[test]
fn every_amount_of_every_layout_is_read_from_other_formats() {
    let clean = listed(&assemble(&published()));
    let folder = tempdir().expect("a folder");
    let mut files = Vec::new();
    for (n, (_, change)) in LAYOUTS.iter().enumerate() {
        let mut book = published();
        change(&mut book);
        let path = folder.path().join(format!("表{n}.xlsx"));
        book.write(&path);
        files.push(path);
    }
    let mut wrong = Vec::new();
    for extension in ["xls", "ods"] {
        let Some(converted) = crate::support::office::convert_all(&files, extension) else { return };
        for ((layout, _), path) in LAYOUTS.iter().zip(converted) {
            let import = juesuan::import::read_accounts(&path).expect("accounts");
            let got = listed(&import);
            let lost: Vec<_> = clean.iter().filter(|a| !got.contains(a)).take(3).collect();
            if got != clean || !import.is_whole() {
                wrong.push(format!("{layout} · {extension}: lost {lost:?}, {:?}", import.findings));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_a_province_adds_to_the_nine_is_said() {
    let clean = listed(&assemble(&published()));
    for (layout, change, named) in WITH_MORE {
        let mut book = published();
        change(&mut book);
        let import = assemble(&book);
        assert_eq!(of_the_nine(listed(&import)), clean, "{layout}");
        assert!(!import.is_whole(), "{layout}");
        for name in *named {
            assert!(
                import.findings.iter().any(|f| f.message.contains(name)),
                "{layout}: {:?}",
                import.findings
            );
        }
    }
}

/// 公开06表 as the system's form: its 科目 along the head, 合计 printed, 人员经费合计 and 公用经费合计 not.
#[test]
fn economic_classes_along_the_head_are_read_in_published_tables_too() {
    let clean = listed(&assemble(&published()));
    let mut book = published();
    crate::support::provinces::economic_along_the_head(&mut book);
    let import = assemble(&book);
    assert!(import.is_whole(), "{:?}", import.findings);
    let got = listed(&import);
    let only = |a: &[(String, String, String)], b: &[(String, String, String)]| -> Vec<String> {
        a.iter().filter(|x| !b.contains(x)).map(|x| x.0.clone()).collect()
    };
    assert_eq!(only(&clean, &got), ["personnel", "public"]);
    assert_eq!(only(&got, &clean), ["合计"]);
}

/// Nothing above the heads but the unit: the tabs say what the tables are.
#[test]
fn titles_that_stand_on_the_tabs_only_are_enough() {
    let clean = listed(&assemble(&published()));
    let mut book = published();
    crate::support::provinces::titles_on_tabs(&mut book);
    let import = assemble(&book);
    assert_eq!(listed(&import), clean, "{:?}", import.findings);
    assert!(import.is_whole(), "{:?}", import.findings);
}

/// R034: a 款 of a later year is printed as it came, and said; one of a 类 that does not exist is not read, and said.
#[test]
fn economic_codes_of_later_years_are_printed_as_they_came() {
    let folder = tempdir().expect("a folder");
    let changed = |code: &str, name: &str| {
        let mut book = published();
        let sheet = named(&mut book, "公开06表");
        let at = sheet.row_of(6, "31299");
        sheet.put(at, 6, Cell::text(code));
        sheet.put(at, 7, Cell::text(name));
        sheet.put(at, 8, Cell::Number(Decimal::new(150, 2)));
        book
    };
    let input = folder.path().join("公开表2023年.xlsx");
    changed("31206", "其他资本性补助").write(&input);
    let run = Build { input, ..Build::sample_2023() }.run(folder.path()).expect_status(&[0, 1]);
    let said = "31206 其他资本性补助不在程序的经济分类科目目录中（2023年）";
    let findings = std::fs::read_to_string(out(folder.path()).join("核对结果.md")).expect("findings");
    assert_eq!(findings.matches(said).count(), 1, "{}\n{findings}", run.evidence());
    let tables = crate::support::tables(&out(folder.path()).join("公开表.xlsx"));
    let basic = &tables.iter().find(|(name, _)| name == "公开06表").expect("the table").1;
    let place = |text: &str| basic.iter().find(|(_, t)| *t == text).map(|(at, _)| at.clone());
    let (code, name) = (place("31206").expect("the code"), place("其他资本性补助").expect("the name"));
    let row = code.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    assert!(name.ends_with(row), "{code} {name}");
    assert_eq!(basic.get(&format!("I{row}")).map(String::as_str), Some("1.5"), "{basic:?}");

    let import = assemble(&changed("31801", "没有的科目"));
    let of_code = |code: &str| import.findings.iter().filter(|f| f.code == code).count();
    assert_eq!((of_code("R007"), of_code("R034")), (1, 0), "{:?}", import.findings);
    assert!(!import.is_whole());
}

/// A table of all 财政拨款 is not the one of 一般公共预算; where that is missing, the likely mistake is named.
#[test]
fn a_table_of_all_funds_is_offered_where_the_general_one_is_missing() {
    let mut book = published();
    named(&mut book, "公开05表").put(0, 0, Cell::text("财政拨款支出决算表"));
    let import = assemble(&book);
    assert!(import.missing.contains(&juesuan::accounts::ScheduleId::General));
    let said = import.findings.iter().find(|f| f.code == "R021").expect("R021");
    assert!(said.message.contains("没有找到“一般公共预算财政拨款支出决算表”"), "{}", said.message);
}

#[test]
fn totals_that_stand_in_the_head_are_read_and_the_rest_is_added_up() {
    let folder = tempdir().expect("a folder");
    let mut book = published();
    fund_totals_in_head(&mut book);
    book.write(&folder.path().join("公开表2023年.xlsx"));
    let build = Build { input: folder.path().join("公开表2023年.xlsx"), ..Build::sample_2023() };
    let run = build.run(folder.path()).expect_status(&[0, 1]);
    let tables = crate::support::tables(&out(folder.path()).join("公开表.xlsx"));
    let fund = &tables.iter().find(|(name, _)| name == "公开07表").expect("the table").1;
    let at = |address: &str| fund.get(address).map(String::as_str);
    assert_eq!(
        (at("C7"), at("D7"), at("E7"), at("G7"), at("H7")),
        (Some("3.58"), Some("17"), Some("18.63"), Some("18.63"), Some("1.95")),
        "{}",
        run.evidence()
    );
    assert!(run.evidence().contains("R014"), "{}", run.evidence());
}

/// A code, a change of the tables that fires it, and one that nearly does.
type Case = (&'static str, fn(&mut Book), fn(&mut Book));

const CASES: &[Case] = &[
    ("R007", |book| label(book, "其他来源", true), |book| label(book, "其他来源", false)),
    ("R013", |book| column(book, true), |book| column(book, false)),
    ("R014", |book| clear_row(book, "公开02表"), |_| {}),
    ("R020", three_public_is_07, |_| {}),
    (
        "R021",
        |book| title(book, "一般公共预算财政拔款支出决算表"),
        |book| title(book, "一般公共预算支出决算表"),
    ),
    ("R022", |book| page(book, "30101"), |book| page(book, "2080599")),
    (
        "R023",
        |book| stray(book, Cell::Number(Decimal::new(123_456, 2))),
        |book| stray(book, Cell::text("经办人")),
    ),
    ("R024", |book| blank(book, |_| true), |book| blank(book, |name| name != "公开01表")),
];

fn named<'b>(book: &'b mut Book, name: &str) -> &'b mut Sheet {
    book.sheets.iter_mut().find(|s| s.name == name).expect("a sheet")
}

/// A line the form does not have.
fn label(book: &mut Book, text: &str, with_amount: bool) {
    let sheet = named(book, "公开01表");
    let at = sheet
        .cells
        .iter()
        .find(|(_, c)| c.as_text().is_some_and(|t| t.contains("其他收入")))
        .map(|(at, _)| at.0);
    let at = at.expect("a line") + 1;
    sheet.put(at, 0, Cell::text(text));
    if with_amount {
        sheet.put(at, 2, Cell::Number(Decimal::new(12345, 2)));
    } else {
        sheet.cells.remove(&(at, 2));
    }
}

/// A column the form does not have.
fn column(book: &mut Book, with_amount: bool) {
    let sheet = named(book, "公开03表");
    sheet.put(3, 8, Cell::text("单位预留机动经费"));
    let cell = if with_amount { Cell::Number(Decimal::new(12345, 2)) } else { Cell::text("—") };
    sheet.put(7, 8, cell);
}

fn clear_row(book: &mut Book, name: &str) {
    let sheet = named(book, name);
    let row = sheet.row_of(0, "合计");
    sheet.cells.retain(|(r, _), _| *r != row);
}

fn title(book: &mut Book, text: &str) {
    let sheet = named(book, "公开05表");
    sheet.put(0, 0, Cell::text(text));
}

/// A sheet without title behind 公开05表.
fn page(book: &mut Book, code: &str) {
    let at = book.sheets.iter().position(|s| s.name == "公开05表").expect("a sheet");
    let mut rest = Sheet::new("Page 9");
    rest.put(0, 0, Cell::text(code));
    rest.put(0, 1, Cell::text("其他"));
    rest.put(0, 2, Cell::Number(Decimal::new(150, 2)));
    book.sheets.insert(at + 1, rest);
}

/// Something below the table.
fn stray(book: &mut Book, cell: Cell) {
    let sheet = named(book, "公开01表");
    let row = sheet.last_row() + 2;
    sheet.put(row, 5, cell);
}

/// Takes the amounts off.
fn blank(book: &mut Book, which: impl Fn(&str) -> bool) {
    for sheet in book.sheets.iter_mut().filter(|s| which(&s.name)) {
        sheet.cells.retain(|(row, _), cell| *row < 5 || !matches!(cell, Cell::Number(_)));
    }
}

#[test]
fn codes_fire_and_their_near_misses_do_not() {
    let mut wrong = Vec::new();
    for (code, fires, nearly) in CASES {
        for (change, wanted) in [(fires, true), (nearly, false)] {
            let mut book = published();
            change(&mut book);
            let said = inspect(&book);
            if codes(&said).contains(*code) != wanted {
                wrong.push(format!("{code}: wanted {wanted}, {}", said["findings"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_title_that_disagrees_with_its_number_counts_and_is_said_once() {
    let mut book = published();
    three_public_is_07(&mut book);
    let said = inspect(&book);
    let told: Vec<&str> = said["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|f| f["code"] == "R020")
        .filter_map(|f| f["message"].as_str())
        .collect();
    let [one] = told.as_slice() else { panic!("{told:?}") };
    assert!(
        one.starts_with("有3张表的表号与标题不一致，按标题读取：公开07表是“财政拨款“三公”经费支出决算表”"),
        "{one}"
    );
}

// ---- budgets ---------------------------------------------------------------------------------------------------

/// A department's published budget: four tables by 科目, of which one is the right one.
fn budget(org: &str, year: u16) -> Book {
    let start = |name: &str, unit: &str| {
        let mut sheet = Sheet::new(name);
        sheet.put(0, 0, Cell::text(format!("{year}年部门{name}")));
        sheet.put(1, 0, Cell::text(format!("编制部门：{org} 单位：{unit}")));
        sheet
    };
    let lines = |sheet: &mut Sheet, heads: &[&str], rows: &[(&str, &str, i64)]| {
        for (column, head) in (0..).zip(heads) {
            sheet.put(2, column, Cell::text(*head));
        }
        for (row, (code, name, amount)) in (3..).zip(rows) {
            sheet.put(row, 0, Cell::text(*code));
            sheet.put(row, 1, Cell::text(*name));
            sheet.put(row, 2, Cell::Number(Decimal::new(*amount, 2)));
        }
    };
    let heads = ["功能科目编码", "功能科目名称", "金额"];
    let mut whole = start("支出预算总表", "元");
    lines(
        &mut whole,
        &heads,
        &[
            ("合计", "", 900_000),
            ("208", "社会保障和就业支出", 900_000),
            ("2080505", "机关事业单位基本养老保险缴费支出", 900_000),
        ],
    );
    let mut general = start("一般公共预算支出预算表", "元");
    lines(
        &mut general,
        &heads,
        &[
            ("合计", "", 700_050),
            ("208", "社会保障和就业支出", 400_050),
            ("20805", "行政事业单位养老支出", 400_050),
            ("2080505", "机关事业单位基本养老保险缴费支出", 400_050),
            ("210", "卫生健康支出", 300_000),
            ("21015", "医疗保障管理事务", 300_000),
            ("2101501", "行政运行", 300_000),
        ],
    );
    let mut basic = start("一般公共预算基本支出预算表", "元");
    lines(
        &mut basic,
        &["科目编码", "科目名称", "金额"],
        &[("合计", "", 500_000), ("301", "工资福利支出", 500_000), ("30101", "基本工资", 500_000)],
    );
    let mut expenses = start("“三公”经费和机关运行经费预算表", "万元");
    for (column, head) in (0..).zip(["“三公”经费预算数", "", "", "", "", "", "机关运行经费预算数"])
    {
        expenses.put(2, column, Cell::text(head));
    }
    for (column, head) in (0..).zip(["合计", "因公出国(境)费", "公务接待费", "公务用车购置及运行费"])
    {
        expenses.put(3, column, Cell::text(head));
    }
    for (column, head) in (3..).zip(["小计", "购置费", "运行费"]) {
        expenses.put(4, column, Cell::text(head));
    }
    for (column, amount) in (0..).zip([1081, 0, 83, 998, 0, 998, 21_783]) {
        expenses.put(5, column, Cell::Number(Decimal::new(amount, 2)));
    }
    let sheets = [whole, basic, general, expenses];
    Book {
        sheets: sheets
            .into_iter()
            .map(|mut s| {
                s.cells.retain(|_, c| c.as_text() != Some(""));
                s
            })
            .collect(),
    }
}

#[test]
fn the_general_budget_by_item_is_found_by_its_content() {
    let said = inspect(&budget("示例区医疗保障局", 2023));
    assert_eq!(said["kind"], "budget");
    assert_eq!(said["sheet"], "一般公共预算支出预算表");
    assert_eq!((said["org"].as_str(), said["year"].as_u64()), (Some("示例区医疗保障局"), Some(2023)));
    let got = amounts(&said);
    let has = |line: &str, value: &str| got.iter().any(|(l, _, v)| l == line && v == value);
    for (line, value) in [("合计", "7000.5"), ("2080505", "4000.5"), ("2101501", "3000")] {
        assert!(has(line, value), "{line}: {got:?}");
    }
    assert!(codes(&said).contains("R026"), "{said}");
    let text = said.to_string();
    assert!(text.contains("年初预算取自“一般公共预算支出预算表”"), "{text}");
}

#[test]
fn tables_that_cannot_be_the_budget_are_said() {
    // Only 支出总表 is left.
    let mut only = budget("示例区医疗保障局", 2023);
    only.sheets.retain(|s| s.name == "支出预算总表");
    let said = inspect(&only);
    assert!(codes(&said).contains("R025"), "{said}");
    // The right table alone fires neither R025 nor R026.
    let mut right = budget("示例区医疗保障局", 2023);
    right.sheets.retain(|s| s.name == "一般公共预算支出预算表");
    let said = inspect(&right);
    assert!(codes(&said).is_disjoint(&BTreeSet::from(["R025".to_owned(), "R026".to_owned()])), "{said}");
    let refused = |book: &Book, words: &str| {
        let folder = tempdir().expect("a folder");
        book.write(&folder.path().join("表.xlsx"));
        let run = juesuan(folder.path(), &["inspect", "表.xlsx"]);
        assert_eq!(run.status, Some(3), "{}", run.evidence());
        assert!(run.evidence().contains(words), "{}", run.evidence());
    };
    // 基本支出 is never the whole, a table without codes never 0.00, a form nobody filled in no budget.
    let mut basic = budget("示例区医疗保障局", 2023);
    basic.sheets.retain(|s| s.name.contains("基本支出"));
    refused(&basic, "没有找到年初预算表");
    right.sheets[0].cells.retain(|(row, column), _| *row < 3 || *column > 0);
    refused(&right, "没有科目编码");
    let mut blank = budget("示例区医疗保障局", 2023);
    blank.sheets.iter_mut().for_each(|s| s.cells.retain(|_, c| !matches!(c, Cell::Number(_))));
    refused(&blank, "像是空白表样");
}

fn build_with_budget(book: &Book, folder: &Path) -> (Value, String) {
    let path = folder.join("预算.xlsx");
    book.write(&path);
    // Without 补充资料, which has the budget of 机关运行经费 too.
    let build = Build { budget: Some(path), supplement: None, ..Build::sample_2023() };
    let run = build.run(folder).expect_status(&[0, 1]);
    let facts = std::fs::read_to_string(out(folder).join("facts.json")).expect("facts");
    (serde_json::from_str(&facts).expect("json"), run.evidence())
}

#[test]
fn a_budget_of_another_department_or_year_is_said() {
    for (org, year, code) in [("示例区档案馆", 2023, "R011"), ("示例区医疗保障局", 2022, "R012")]
    {
        let folder = tempdir().expect("a folder");
        let (_, said) = build_with_budget(&budget(org, year), folder.path());
        assert!(said.contains(&format!("[{code}]")), "{said}");
    }
    let folder = tempdir().expect("a folder");
    let (facts, said) = build_with_budget(&budget("示例区医疗保障局", 2023), folder.path());
    assert!(!said.contains("[R011]") && !said.contains("[R012]"), "{said}");
    assert_eq!(facts["facts"]["general.item.2101501"]["budget"], "3000.00", "{said}");
}

/// Every table of a book below each other in one sheet, two rows apart.
fn in_one_sheet(book: &Book) -> Book {
    let mut all = Sheet::new("预算表");
    let mut next = 0;
    for sheet in &book.sheets {
        all.copy_rows(sheet, 0..=sheet.last_row(), next);
        next += sheet.last_row() + 3;
    }
    Book { sheets: vec![all] }
}

#[test]
fn several_budget_tables_in_one_sheet_are_told_apart() {
    let whole = inspect(&budget("示例区医疗保障局", 2023));
    let said = inspect(&in_one_sheet(&budget("示例区医疗保障局", 2023)));
    assert_eq!(amounts(&said), amounts(&whole), "{said}");
    assert_eq!((said["org"].as_str(), said["year"].as_u64()), (Some("示例区医疗保障局"), Some(2023)));
    let taken: Vec<_> = said["sheets"]
        .as_array()
        .expect("sheets")
        .iter()
        .map(|s| (s["what"].as_str().expect("words"), s["used"].as_bool().expect("a flag")))
        .collect();
    assert_eq!(
        taken,
        [("支出总表", false), ("其他表", false), ("一般公共预算支出表", true), ("“三公”经费预算表", true)],
        "{said}"
    );
    // What they lack above their heads, the first says for all; the units are their own.
    let folder = tempdir().expect("a folder");
    let (facts, said) = build_with_budget(&in_one_sheet(&budget("示例区医疗保障局", 2023)), folder.path());
    assert_eq!(facts["facts"]["general.item.2101501"]["budget"], "3000.00", "{said}");
    assert_eq!(facts["facts"]["agency_operation"]["budget"], "2178300.00", "{said}");
}

/// 机关运行经费 is in no export, 三公 only where it was exported with its budgets.
#[test]
fn budgets_of_expenses_are_used_where_the_export_has_none() {
    let folder = tempdir().expect("a folder");
    let (facts, said) = build_with_budget(&budget("示例区医疗保障局", 2023), folder.path());
    let budget_of = |facts: &Value, key: &str| facts["facts"][key]["budget"].as_str().map(str::to_owned);
    assert_eq!(budget_of(&facts, "agency_operation").as_deref(), Some("2178300.00"), "{said}");
    let place = facts["facts"]["agency_operation"]["sources"].to_string();
    assert!(place.contains("“三公”经费和机关运行经费预算表") && place.contains("G6"), "{place}");
    let text = std::fs::read_to_string(out(folder.path()).join("情况说明.md")).expect("a narrative");
    let sentence =
        text.lines().find(|l| !l.starts_with('#') && l.contains("机关运行经费支出")).expect("a sentence");
    assert!(sentence.contains("比年初预算数") && !sentence.contains("请补充机关运行经费"), "{sentence}");
    // The export states 三公 budgets: they stay.
    assert_ne!(budget_of(&facts, "three_public.total").as_deref(), Some("108100.00"), "{said}");

    let mut export = Book::read(&crate::support::sample("2023年决算.xlsx"));
    let operations = export.sheet("F03");
    operations.cells.retain(|(row, column), _| !((6..16).contains(row) && (2..4).contains(column)));
    let folder = tempdir().expect("a folder");
    let input = folder.path().join("2023年决算.xlsx");
    export.write(&input);
    let path = folder.path().join("预算.xlsx");
    budget("示例区医疗保障局", 2023).write(&path);
    let run = Build { input, budget: Some(path), ..Build::sample_2023() };
    let run = run.run(folder.path()).expect_status(&[0, 1]);
    let facts = crate::support::facts(&out(folder.path()));
    for (key, value) in [
        ("three_public.total", "108100.00"),
        ("three_public.reception", "8300.00"),
        ("three_public.vehicle", "99800.00"),
        ("three_public.vehicle_operation", "99800.00"),
        ("three_public.overseas", "0.00"),
    ] {
        // What a department budgeted is 年初预算; the form's 全年预算 stays unknown.
        let initial = facts["facts"][key]["initial"].as_str();
        assert_eq!(initial, Some(value), "{key}\n{}", run.evidence());
    }
}
