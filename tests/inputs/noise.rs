//! Layout noise must not matter: the same accounts in another dress give the same report.
//!
//! Each test changes one thing in the sample export and asks for the same tables, the same
//! narrative and the same facts (their sources apart) as from the sample itself.

use std::path::Path;
use std::sync::OnceLock;

use crate::support::book::{Book, Cell, Sheet, a1, bare, decimal, double};
use crate::support::forms::{BY_ITEM, amount_cells, coded_rows, map_amounts, map_texts};
use crate::support::{Build, Outputs, out, sample};
use rust_decimal::Decimal;
use tempfile::tempdir;

/// Name of the export, whatever is in it.
const NAME: &str = "2023年决算.xlsx";

/// What the unchanged sample gives.
fn clean() -> &'static Outputs {
    static CLEAN: OnceLock<Outputs> = OnceLock::new();
    CLEAN.get_or_init(|| {
        let folder = tempdir().expect("a folder");
        Build::sample_2023().run(folder.path()).expect_status(&[0]);
        Outputs::read(&out(folder.path()))
    })
}

/// Builds from another input and compares with the clean run.
#[track_caller]
fn assert_same_from(input: &Path, folder: &Path) {
    let build = Build { input: input.to_owned(), ..Build::sample_2023() };
    let run = build.run(folder).expect_status(&[0]);
    // Nothing about the reading is worth a word, but that a published form is one (R016) without exact budgets.
    assert!(run.stderr.matches("[R0").count() == run.stderr.matches("[R016]").count(), "{}", run.evidence());
    let differences = Outputs::read(&out(folder)).differences(clean());
    assert!(differences.is_empty(), "{differences}\n{}", run.evidence());
}

/// Builds from the sample with one change and compares with the clean run.
#[track_caller]
fn assert_same(change: impl FnOnce(&mut Book)) {
    let folder = tempdir().expect("a folder");
    let mut book = Book::read(&sample(NAME));
    change(&mut book);
    let input = folder.path().join(NAME);
    book.write(&input);
    assert_same_from(&input, folder.path());
}

fn each_sheet(book: &mut Book, change: impl FnMut(&mut Sheet)) {
    book.sheets.iter_mut().for_each(change);
}

/// An amount as printed: two decimals, thousands separated.
fn printed(amount: Decimal) -> String {
    let text = format!("{amount:.2}");
    let (whole, cents) = text.split_once('.').expect("two decimals");
    let (sign, digits) = match whole.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", whole),
    };
    let mut grouped = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{cents}")
}

/// ASCII letters, digits and signs as their full-width forms.
fn full_width(text: &str) -> String {
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
        other => other,
    };
    text.chars().map(wide).collect()
}

#[test]
fn unchanged_copy() {
    assert_same(|_| {});
}

#[test]
fn blank_leading_rows() {
    assert_same(|book| each_sheet(book, |sheet| sheet.insert_rows(0, 3)));
}

#[test]
fn blank_leading_columns() {
    assert_same(|book| each_sheet(book, |sheet| sheet.insert_columns(0, 2)));
}

#[test]
fn blank_rows_between_title_and_head() {
    assert_same(|book| each_sheet(book, |sheet| sheet.insert_rows(3, 1)));
}

#[test]
fn heads_repeated_in_mid_table() {
    assert_same(|book| {
        for code in ["Z03", "Z04"] {
            let sheet = book.sheet(code);
            let original = sheet.clone();
            sheet.insert_rows(17, 5);
            sheet.copy_rows(&original, 3..=7, 17);
        }
    });
}

/// Near miss of R004.
#[test]
fn title_and_heads_repeated_in_mid_table() {
    assert_same(|book| {
        for (code, title) in [("Z03", "收入决算表（续表）"), ("Z04", "支出决算表（续）")] {
            let sheet = book.sheet(code);
            let original = sheet.clone();
            sheet.insert_rows(17, 8);
            sheet.copy_rows(&original, 0..=7, 17);
            sheet.put(17, 0, Cell::text(title));
        }
    });
}

/// Near miss of R003.
#[test]
fn amounts_as_text_with_separators() {
    assert_same(|book| map_amounts(book, |amount| Cell::Text(printed(amount))));
}

#[test]
fn amounts_as_text_with_spaces() {
    assert_same(|book| {
        map_amounts(book, |amount| Cell::Text(format!(" {}　", printed(amount))));
    });
}

#[test]
fn amounts_in_full_width_digits() {
    assert_same(|book| {
        map_amounts(book, |amount| Cell::Text(full_width(&printed(amount))));
    });
}

/// Near miss of R011.
#[test]
fn spaces_inside_labels() {
    let spaced = |text: &str| match bare(text).as_str() {
        "合计" => "合　计".to_owned(),
        "总计" => "总　　计".to_owned(),
        "项目" => "项 目".to_owned(),
        "小计" => "小 计".to_owned(),
        "栏次" => "栏　次".to_owned(),
        "收入" => "收　　入".to_owned(),
        "支出" => "支　　出".to_owned(),
        "基本支出" => " 基本 支出 ".to_owned(),
        "本年收入合计" => "本 年 收 入 合 计".to_owned(),
        "本年支出合计" => "本年支出　合计".to_owned(),
        "科目名称" => "科 目 名 称".to_owned(),
        "行次" => "行　次".to_owned(),
        _ => text.to_owned(),
    };
    assert_same(|book| map_texts(book, spaced));
}

/// Near miss of R002.
#[test]
fn line_breaks_inside_heads() {
    let broken = |text: &str| match text {
        "本年收入合计" => "本年收入\n合计".to_owned(),
        "本年支出合计" => "本年支出\n合计".to_owned(),
        "附属单位上缴收入" => "附属单位\n上缴收入".to_owned(),
        "对附属单位补助支出" => "对附属单位\r\n补助支出".to_owned(),
        "一般公共预算财政拨款" => "一般公共预算\n财政拨款".to_owned(),
        "年初结转和结余" => "年初结转\n和结余".to_owned(),
        "机关事业单位基本养老保险缴费" => "机关事业单位\n基本养老保险缴费".to_owned(),
        _ => text.to_owned(),
    };
    assert_same(|book| map_texts(book, broken));
}

/// Near miss of R008.
#[test]
fn half_width_brackets_and_colons() {
    let narrow = |text: &str| text.replace('（', "(").replace('）', ")").replace('：', ":");
    assert_same(|book| map_texts(book, narrow));
}

#[test]
fn full_width_brackets() {
    let wide = |text: &str| text.replace('(', "（").replace(')', "）");
    assert_same(|book| {
        map_texts(book, wide);
        each_sheet(book, |sheet| sheet.name = wide(&sheet.name));
    });
}

#[test]
fn straight_quotes() {
    assert_same(|book| map_texts(book, |text| text.replace(['“', '”'], "\"")));
}

/// Unmerges the code cells of a sheet by item and lets `write` put each code anew.
fn rewrite_codes(book: &mut Book, write: impl Fn(&mut Sheet, u32, &str)) {
    for form in BY_ITEM {
        let sheet = book.sheet(form);
        let rows = coded_rows(sheet);
        sheet.merges.retain(|m| !rows.iter().any(|(row, _)| m.first == (*row, 0)));
        for (row, code) in rows {
            sheet.cells.remove(&(row, 0));
            write(sheet, row, &code);
        }
    }
}

#[test]
fn codes_split_over_three_columns() {
    assert_same(|book| {
        rewrite_codes(book, |sheet, row, code| {
            for (column, part) in [(0, 0..3), (1, 3..5), (2, 5..7)] {
                if let Some(part) = code.get(part) {
                    sheet.put(row, column, Cell::text(part));
                }
            }
        });
    });
}

#[test]
fn codes_as_numbers() {
    assert_same(|book| {
        rewrite_codes(book, |sheet, row, code| {
            let number = code.parse().expect("digits");
            sheet.put(row, 0, Cell::Number(number));
        });
    });
}

/// Near miss of R005.
#[test]
fn codes_with_spaces_around() {
    assert_same(|book| {
        rewrite_codes(book, |sheet, row, code| {
            sheet.put(row, 0, Cell::text(format!("　{code} ")));
        });
    });
}

/// Near miss of R005.
#[test]
fn codes_set_apart() {
    for mark in [".", "-"] {
        assert_same(|book| {
            rewrite_codes(book, |sheet, row, code| {
                let pieces: Vec<&str> = [0..3, 3..5, 5..7].into_iter().filter_map(|r| code.get(r)).collect();
                sheet.put(row, 0, Cell::text(pieces.join(mark)));
            });
        });
    }
}

/// The number beside 联系电话 is no amount of a line without a code.
#[test]
fn signatures_below_the_tables() {
    assert_same(|book| {
        for form in BY_ITEM {
            let sheet = book.sheet(form);
            let row = sheet.last_row() + 2;
            sheet.put(row, 0, Cell::text("单位负责人：甲"));
            sheet.put(row, 6, Cell::text("填表日期：2024年2月1日"));
            sheet.put(row + 1, 0, Cell::text("联系电话："));
            sheet.put(row + 1, 4, Cell::Number(Decimal::from(5_550_123)));
        }
    });
}

/// An export of the lowest level only: the tables print 类 and 款 all the same, and it is said (R014).
#[test]
fn items_without_their_classes() {
    let folder = tempdir().expect("a folder");
    let mut book = Book::read(&sample(NAME));
    for form in ["Z03", "Z04", "Z07"] {
        let sheet = book.sheet(form);
        let uppers: Vec<u32> =
            coded_rows(sheet).into_iter().filter(|(_, code)| code.len() < 7).map(|(row, _)| row).collect();
        sheet.cells.retain(|(row, _), _| !uppers.contains(row));
        sheet.merges.retain(|m| !uppers.contains(&m.first.0));
    }
    let input = folder.path().join(NAME);
    book.write(&input);
    let run = Build { input, ..Build::sample_2023() }.run(folder.path()).expect_status(&[0]);
    assert_eq!(run.stderr.matches("没有类、款的行，以所属各项之和列出").count(), 3, "{}", run.evidence());
    let differences = Outputs::read(&out(folder.path())).differences(clean());
    assert!(differences.is_empty(), "{differences}");
}

/// Fills every amount cell that is blank.
fn fill_blanks(book: &mut Book, filling: &Cell) {
    each_sheet(book, |sheet| {
        for at in amount_cells(sheet) {
            sheet.cells.entry(at).or_insert_with(|| filling.clone());
        }
    });
}

#[test]
fn zeros_as_number() {
    assert_same(|book| fill_blanks(book, &Cell::Number(Decimal::ZERO)));
}

#[test]
fn zeros_as_text() {
    assert_same(|book| fill_blanks(book, &Cell::text("0.00")));
}

#[test]
fn zeros_as_dash() {
    assert_same(|book| fill_blanks(book, &Cell::text("—")));
}

#[test]
fn dashes_left_blank() {
    assert_same(|book| {
        each_sheet(book, |sheet| {
            sheet.cells.retain(|_, cell| cell.as_text() != Some("—"));
        });
    });
}

/// Near miss of R010.
#[test]
fn formulas_with_results_for_totals() {
    assert_same(|book| {
        for form in BY_ITEM {
            let rows = totals(book.sheet(form));
            to_formulas(book.sheet(form), &rows);
        }
        to_formulas(book.sheet("Z01"), &[32, 36]);
        to_formulas(book.sheet("Z01_1"), &[33, 38]);
    });
}

/// Rows of a sheet by item that are sums: 合计, every 类 and every 款.
fn totals(sheet: &Sheet) -> Vec<u32> {
    let sums = coded_rows(sheet).into_iter().filter(|(_, code)| code.len() < 7);
    std::iter::once(8).chain(sums.map(|(row, _)| row)).collect()
}

fn to_formulas(sheet: &mut Sheet, rows: &[u32]) {
    for at in amount_cells(sheet) {
        let amount = sheet.cells.get(&at).and_then(Cell::as_number);
        if let Some(amount) = amount.filter(|_| rows.contains(&at.0)) {
            let text = format!("=SUM({}:{})", a1(at.0 + 1, at.1), a1(at.0 + 3, at.1));
            let cached = Some(amount);
            sheet.cells.insert(at, Cell::Formula { text, cached });
        }
    }
}

#[test]
fn hidden_sheet_with_other_things() {
    assert_same(|book| {
        let mut junk = Sheet::new("临时");
        junk.hidden = true;
        junk.put(0, 0, Cell::text("核对用"));
        junk.put(1, 0, Cell::text("合计"));
        junk.put(1, 4, Cell::Number(Decimal::from(123_456)));
        book.sheets.insert(0, junk);
    });
}

/// Near miss of R006.
#[test]
fn hidden_old_copy_of_a_sheet() {
    assert_same(|book| {
        let mut old = book.sheet("Z04").clone();
        double_amounts(&mut old);
        old.name = "Z04备份".to_owned();
        old.hidden = true;
        book.sheets.insert(0, old);
    });
}

fn double_amounts(sheet: &mut Sheet) {
    for at in amount_cells(sheet) {
        if let Some(Cell::Number(amount)) = sheet.cells.get_mut(&at) {
            *amount *= Decimal::TWO;
        }
    }
}

/// The export has more forms than the report needs, some with similar titles.
#[test]
fn other_forms_of_the_system() {
    let others = [
        ("Z04", "Z05", "支出决算明细表", "财决05表"),
        ("Z08_1", "Z05_1", "基本支出决算明细表", "财决05-1表"),
        ("Z08_1", "Z05_2", "项目支出决算明细表", "财决05-2表"),
        ("Z08_1", "Z08", "一般公共预算财政拨款支出决算明细表", "财决08表"),
        ("Z08_1", "Z08_2", "一般公共预算财政拨款项目支出决算明细表", "财决08-2表"),
        ("Z08_1", "Z10_2", "政府性基金预算财政拨款项目支出决算明细表", "财决10-2表"),
    ];
    assert_same(|book| {
        for (n, (like, code, title, number)) in others.into_iter().enumerate() {
            let mut other = book.sheet(like).clone();
            double_amounts(&mut other);
            let name = format!("{code} {title}({number})");
            other.name = name.chars().take(31).collect();
            other.put(0, 0, Cell::text(title));
            let last = other.cells.keys().map(|(_, column)| *column).max();
            other.put(1, last.unwrap_or(0), Cell::text(number));
            book.sheets.insert(n * 2, other);
        }
        let mut contents = Sheet::new("目录");
        for (row, sheet) in (0..).zip(&book.sheets) {
            contents.put(row, 0, Cell::text(sheet.name.clone()));
        }
        book.sheets.insert(0, contents);
    });
}

/// Near miss of R001.
#[test]
fn sheets_renamed() {
    assert_same(|book| {
        for (n, sheet) in book.sheets.iter_mut().enumerate() {
            sheet.name = format!("Sheet{}", n + 1);
        }
    });
}

#[test]
fn sheets_in_reverse_order() {
    assert_same(|book| book.sheets.reverse());
}

/// Restates a workbook in a larger unit; the digits lost to none.
fn restate(book: &mut Book, unit: &str, divisor: i64) {
    map_amounts(book, |amount| Cell::Number(amount / Decimal::from(divisor)));
    map_texts(book, |text| match text {
        "金额单位：元" => format!("金额单位：{unit}"),
        other => other.to_owned(),
    });
}

#[test]
fn amounts_in_thousands() {
    assert_same(|book| restate(book, "千元", 1000));
}

/// Near miss of R009.
#[test]
fn amounts_in_ten_thousands() {
    assert_same(|book| restate(book, "万元", 10_000));
}

#[test]
fn amounts_with_binary_noise() {
    assert_same(|book| {
        map_amounts(book, |amount| {
            let exact = double(amount);
            let whole = amount.fract().is_zero();
            Cell::Number(decimal(if whole { exact } else { exact.next_up() }))
        });
    });
    assert_same(|book| {
        map_amounts(book, |amount| Cell::Number(decimal(double(amount).next_down())));
    });
}

#[test]
fn merged_regions_removed() {
    assert_same(|book| each_sheet(book, |sheet| sheet.merges.clear()));
}

#[test]
fn merged_regions_filled() {
    assert_same(|book| {
        each_sheet(book, |sheet| {
            for merge in std::mem::take(&mut sheet.merges) {
                let Some(cell) = sheet.cells.get(&merge.first).cloned() else {
                    continue;
                };
                // Only heads: what is merged over one row of data is a code.
                if merge.first.0 > 6 || merge.first.0 < 3 {
                    continue;
                }
                for row in merge.first.0..=merge.last.0 {
                    for column in merge.first.1..=merge.last.1 {
                        sheet.put(row, column, cell.clone());
                    }
                }
            }
        });
    });
}

#[test]
fn note_left_out() {
    assert_same(|book| {
        each_sheet(book, |sheet| {
            sheet.cells.retain(|_, cell| !cell.as_text().is_some_and(|t| t.starts_with("注：")));
        });
    });
}

#[test]
fn much_noise_at_once() {
    assert_same(|book| {
        restate(book, "万元", 10_000);
        rewrite_codes(book, |sheet, row, code| {
            sheet.put(row, 0, Cell::Number(code.parse().expect("digits")));
        });
        fill_blanks(book, &Cell::text("0"));
        for (n, sheet) in book.sheets.iter_mut().enumerate() {
            sheet.name = format!("表{}", n + 1);
            sheet.merges.clear();
            sheet.insert_columns(0, 1);
            sheet.insert_rows(0, 2);
        }
        book.sheets.reverse();
    });
}

/// The sample converted to another format by an office program.
#[track_caller]
fn assert_same_in(extension: &str) {
    let folder = tempdir().expect("a folder");
    let workbook = folder.path().join(NAME);
    std::fs::copy(sample(NAME), &workbook).expect("a copy");
    if let Some(input) = crate::support::office::convert(&workbook, extension) {
        assert_same_from(&input, folder.path());
    }
}

#[test]
fn old_excel_format() {
    assert_same_in("xls");
}

#[test]
fn open_document_format() {
    assert_same_in("ods");
}

/// The published form, read back as this year's data, gives the nine tables it was made of.
#[test]
fn published_form_as_input() {
    let folder = tempdir().expect("a folder");
    Build::sample_2023().run(folder.path()).expect_status(&[0]);
    let again = tempdir().expect("a folder");
    let build = Build { input: out(folder.path()).join("公开表.xlsx"), ..Build::sample_2023() };
    let run = build.run(again.path()).expect_status(&[0, 1]);
    let tables = crate::support::tables(&out(again.path()).join("公开表.xlsx"));
    let differences = crate::support::table_differences(&tables, &clean().tables);
    assert!(differences.is_empty(), "{differences}\n{}", run.evidence());
}

/// Last year in the published form: the same tables, and the same changes, because this style makes
/// changes from printed amounts.
#[test]
fn published_form_as_prior() {
    let folder = tempdir().expect("a folder");
    let last = Build { input: sample("2022年决算.xlsx"), style: "shandong", ..Build::default() };
    last.run(folder.path()).expect_status(&[0, 1]);
    let again = tempdir().expect("a folder");
    let build = Build { prior: Some(out(folder.path()).join("公开表.xlsx")), ..Build::sample_2023() };
    let run = build.run(again.path()).expect_status(&[0, 1]);
    let outputs = Outputs::read(&out(again.path()));
    let differences = crate::support::table_differences(&outputs.tables, &clean().tables);
    assert!(differences.is_empty(), "{differences}\n{}", run.evidence());
    let compared = [
        "total",
        "income.fiscal",
        "income.other",
        "expenditure.basic",
        "expenditure.project",
        "fiscal.total",
        "general.expenditure",
    ];
    for key in compared {
        for figure in ["delta", "growth_pct"] {
            let got = &outputs.facts["facts"][key][figure];
            let want = &clean().facts["facts"][key][figure];
            assert_eq!(got, want, "{key} {figure}\n{}", run.evidence());
        }
    }
}
