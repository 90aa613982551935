//! The sample's published tables (公开表) in the layouts of many provinces, made by changing the workbook the program
//! writes. Rows: 0 title, 1 form number, 2 department and unit, from 3 the head, then 栏次 and the lines.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use juesuan::import::{self, Import};
use juesuan::workbook::cell::{Value, decimal_from_double};
use juesuan::workbook::{Grid, GridRow, Workbook};
use rust_decimal::Decimal;

use super::book::{Book, Cell, Sheet, bare, double};
use super::{Build, out};

/// The nine tables as the program writes them.
pub fn published() -> Book {
    static WRITTEN: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = WRITTEN.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        Build::sample_2023().run(folder.path()).expect_status(&[0]);
        let path = out(folder.path()).join("公开表.xlsx");
        (folder, path)
    });
    let mut book = Book::read(path);
    book.sheets.retain(|s| s.name.starts_with("公开"));
    book
}

/// What the program reads of a workbook, without the file in between.
pub fn assemble(book: &Book) -> Import {
    let value = |cell: &Cell| match cell {
        Cell::Text(text) => Value::Text(text.clone()),
        Cell::Number(n) | Cell::Formula { cached: Some(n), .. } => {
            Value::Number(decimal_from_double(double(*n)).expect("an amount"))
        }
        Cell::Formula { text, cached: None } => Value::NoResult(text.clone()),
        Cell::Error(error) => Value::Error((*error).to_owned()),
    };
    let sheets = book.sheets.iter().map(|sheet| {
        let mut rows: Vec<GridRow> = Vec::new();
        for ((row, column), cell) in &sheet.cells {
            if rows.last().is_none_or(|last| last.row != *row) {
                rows.push(GridRow { row: *row, cells: Vec::new() });
            }
            let cells = &mut rows.last_mut().expect("a row").cells;
            cells.push((u32::from(*column), value(cell)));
        }
        Grid { name: sheet.name.clone(), visible: !sheet.hidden, rows, ..Grid::default() }
    });
    import::assemble(&Workbook { file: "表.xlsx".to_owned(), sheets: sheets.collect() })
}

/// Line, column and value in 元 of every amount that is not zero.
pub fn listed(import: &Import) -> Vec<(String, String, String)> {
    let list = import::amounts::of_accounts(import).into_iter().filter(|a| !a.value.is_zero());
    let mut all: Vec<_> = list.map(|a| (a.line, a.column, a.value.0.normalize().to_string())).collect();
    all.sort();
    all
}

/// A layout and what it is called.
pub type Layout = (&'static str, fn(&mut Book));

/// Every layout whose amounts are all printed.
pub const LAYOUTS: &[Layout] = &[
    ("九张表", |_| {}),
    ("北京十二张", beijing),
    ("四川十三张", sichuan),
    ("云南十一张", yunnan),
    ("贵州插入05表", guizhou),
    ("三公是07表", three_public_is_07),
    ("陕西的标题", shaanxi),
    ("编码分三列", codes_in_three_columns),
    ("合计印在表头", totals_in_heads),
    ("06表类款分列", economic_codes_split),
    ("06表只有名称", economic_names_only),
    ("06表一组两栏", economic_one_group),
    ("09表成对", three_public_in_pairs),
    ("09表成对反序", three_public_reversed),
    ("09表表头居中", three_public_centred),
    ("表头无合并", |book| book.sheets.iter_mut().for_each(|s| s.merges.clear())),
    ("一页一表有标题", |book| split(book, true)),
    ("一页一表无标题", |book| split(book, false)),
    ("没有栏次", without_column_numbers),
];

pub(super) fn sheet<'b>(book: &'b mut Book, number: &str) -> &'b mut Sheet {
    let name = format!("公开{number}表");
    book.sheets.iter_mut().find(|s| s.name == name).unwrap_or_else(|| panic!("no sheet {name}"))
}

pub(super) fn retitle(sheet: &mut Sheet, title: &str) {
    sheet.put(0, 0, Cell::text(title));
}

/// Prints another form number and names the sheet so.
pub(super) fn renumber(sheet: &mut Sheet, number: &str) {
    let cell = sheet.cells.iter().find(|(at, c)| at.0 == 1 && c.as_text().is_some()).map(|(at, _)| *at);
    let at = cell.expect("a form number");
    sheet.put(at.0, at.1, Cell::text(format!("公开{number}表")));
    sheet.name = format!("公开{number}表");
}

/// Another table like one of the nine, with amounts of its own.
pub(super) fn added(book: &mut Book, like: &str, number: &str, title: &str) -> Sheet {
    let mut other = sheet(book, like).clone();
    retitle(&mut other, title);
    renumber(&mut other, number);
    for cell in other.cells.values_mut() {
        if let Cell::Number(amount) = cell
            && !amount.is_integer()
        {
            *amount *= Decimal::TWO;
        }
    }
    other
}

pub(super) fn titles(book: &mut Book, titles: &[(&str, &str)]) {
    for (number, title) in titles {
        retitle(sheet(book, number), title);
    }
}

/// Gives sheets new numbers, all at once.
pub(super) fn renumber_all(book: &mut Book, numbers: &[(&str, &str)]) {
    let at: Vec<usize> = numbers
        .iter()
        .map(|(old, _)| book.sheets.iter().position(|s| s.name == format!("公开{old}表")).expect("a sheet"))
        .collect();
    for (i, (_, new)) in at.into_iter().zip(numbers) {
        renumber(&mut book.sheets[i], new);
    }
}

fn beijing(book: &mut Book) {
    let fund = added(book, "05", "10", "政府性基金预算财政拨款基本支出决算表");
    let procurement = added(book, "05", "11", "政府采购情况表");
    let services = added(book, "05", "12", "政府购买服务支出情况表");
    book.sheets.extend([fund, procurement, services]);
    titles(
        book,
        &[("06", "一般公共预算财政拨款基本支出决算表"), ("08", "国有资本经营预算财政拨款收入支出决算表")],
    );
}

fn sichuan(book: &mut Book) {
    let extra = [
        added(book, "05", "05", "财政拨款支出决算明细表"),
        added(book, "06", "07", "一般公共预算财政拨款支出决算明细表"),
        added(book, "05", "09", "一般公共预算财政拨款项目支出决算表"),
    ];
    renumber_all(book, &[("05", "06"), ("06", "08"), ("07", "10"), ("08", "12"), ("09", "13")]);
    book.sheets.extend(extra);
    book.sheets.sort_by(|a, b| a.name.cmp(&b.name));
}

fn yunnan(book: &mut Book) {
    let project = added(book, "06", "07", "一般公共预算财政拨款项目支出决算表");
    titles(
        book,
        &[
            ("01", "收入支出决算表"),
            ("04", "财政拨款收入支出决算表"),
            ("05", "一般公共预算财政拨款收入支出决算表"),
            ("06", "一般公共预算财政拨款基本支出决算表"),
            ("08", "国有资本经营预算财政拨款收入支出决算表"),
            ("09", "财政拨款“三公”经费、行政参公单位机关运行经费情况表"),
        ],
    );
    renumber_all(book, &[("07", "08"), ("08", "09"), ("09", "10")]);
    book.sheets.push(project);
}

fn guizhou(book: &mut Book) {
    let inserted = added(book, "01", "05", "非财政拨款收入支出决算总表");
    renumber_all(book, &[("05", "06"), ("06", "07"), ("07", "08"), ("08", "09"), ("09", "10")]);
    book.sheets.insert(4, inserted);
}

/// Shenzhen, Guangdong, Shaanxi, Shanghai.
pub fn three_public_is_07(book: &mut Book) {
    renumber_all(book, &[("09", "07"), ("07", "08"), ("08", "09")]);
    let moved = book.sheets.remove(8);
    book.sheets.insert(6, moved);
}

fn shaanxi(book: &mut Book) {
    titles(
        book,
        &[
            ("02", "收入决算总表"),
            ("03", "支出决算总表"),
            ("09", "一般公共预算财政拨款“三公”经费及会议费、培训费支出决算表"),
        ],
    );
}

/// The first row that holds a line.
pub(super) fn first_line(sheet: &Sheet) -> u32 {
    sheet.row_of(0, "合计")
}

pub(super) fn remove_rows(sheet: &mut Sheet, from: u32, count: u32) {
    sheet.merges.clear();
    sheet.cells = std::mem::take(&mut sheet.cells)
        .into_iter()
        .filter(|((row, _), _)| !(from..from + count).contains(row))
        .map(|((row, column), cell)| ((if row < from { row } else { row - count }, column), cell))
        .collect();
}

fn codes_in_three_columns(book: &mut Book) {
    for number in ["02", "03", "05", "07", "08"] {
        let sheet = sheet(book, number);
        sheet.merges.clear();
        sheet.insert_columns(1, 2);
        let codes: Vec<(u32, String)> = sheet
            .cells
            .iter()
            .filter(|((row, column), _)| *column == 0 && *row > 4)
            .filter_map(|((row, _), cell)| Some((*row, cell.as_text()?.to_owned())))
            .filter(|(_, text)| text.bytes().all(|b| b.is_ascii_digit()))
            .collect();
        for (row, code) in codes {
            for (column, part) in [(0, 0..3), (1, 3..5), (2, 5..7)] {
                match code.get(part) {
                    Some(part) => sheet.put(row, column, Cell::text(part)),
                    None => continue,
                }
            }
        }
        sheet.insert_rows(5, 1);
        for (column, head) in (0..).zip(["类", "款", "项"]) {
            sheet.put(5, column, Cell::text(head));
        }
    }
}

/// The last head row carries the amounts of 合计.
fn totals_in_heads(book: &mut Book) {
    for number in ["02", "03"] {
        let sheet = sheet(book, number);
        let total = first_line(sheet);
        let amounts: Vec<(u16, Cell)> = row(sheet, total).into_iter().filter(|(c, _)| *c > 1).collect();
        remove_rows(sheet, 5, total - 4);
        for (column, cell) in amounts {
            sheet.put(4, column, cell);
        }
        if number == "03" {
            sheet.put(4, 1, Cell::text("合计"));
        }
    }
}

/// Shanghai's 政府性基金 table: 合计 stands where 合计 of 本年支出 should.
pub fn fund_totals_in_head(book: &mut Book) {
    let sheet = sheet(book, "07");
    let total = first_line(sheet);
    let amounts: BTreeMap<u16, Cell> = row(sheet, total).into_iter().collect();
    remove_rows(sheet, 5, total - 4);
    for column in 4..7 {
        sheet.cells.remove(&(4, column));
    }
    sheet.insert_rows(5, 1);
    sheet.put(5, 0, Cell::text("合计"));
    for (column, head) in (4..).zip(["合计", "基本支出", "项目支出"]) {
        sheet.put(5, column, Cell::text(head));
    }
    for column in [2, 3, 7] {
        if let Some(cell) = amounts.get(&column) {
            sheet.put(5, column, cell.clone());
        }
    }
}

pub(super) fn row(sheet: &Sheet, row: u32) -> Vec<(u16, Cell)> {
    sheet.cells.range((row, 0)..(row + 1, 0)).map(|((_, column), cell)| (*column, cell.clone())).collect()
}

/// Code, name and amount of every line of 公开06表, with its group.
pub(super) fn economic_lines(sheet: &Sheet) -> Vec<(u16, String, String, Option<Cell>)> {
    let mut lines = Vec::new();
    for group in [0u16, 3, 6] {
        for at in 5..=sheet.last_row() {
            let text =
                |column| sheet.get(at, column).and_then(Cell::as_text).map(|t: &str| t.trim().to_owned());
            if let (Some(code), Some(name)) = (text(group), text(group + 1))
                && code.bytes().all(|b| b.is_ascii_digit())
            {
                lines.push((group, code, name, sheet.get(at, group + 2).cloned()));
            }
        }
    }
    lines
}

/// Writes 公开06表 anew under other heads.
pub(super) fn rewrite_economic(
    book: &mut Book,
    heads: &[&str],
    groups: &[u16],
    write: fn(&mut Sheet, u32, u16, &str, &str, Option<Cell>),
) {
    let sheet = sheet(book, "06");
    let lines = economic_lines(sheet);
    let totals: Vec<Option<Cell>> = ["人员经费合计", "公用经费合计"]
        .iter()
        .map(|label| {
            let ((row, column), _) =
                sheet.cells.iter().find(|(_, c)| c.as_text().is_some_and(|t| bare(t) == *label))?;
            let numbers = sheet.cells.range((*row, column + 1)..(row + 1, 0));
            numbers.map(|(_, cell)| cell.clone()).find(|c| c.as_number().is_some())
        })
        .collect();
    sheet.merges.clear();
    sheet.cells.retain(|(row, _), _| *row < 3);
    let width = u16::try_from(heads.len()).expect("few columns");
    for group in 0..groups.len() {
        let left = u16::try_from(group).expect("few groups") * width;
        for (column, head) in (left..).zip(heads) {
            sheet.put(3, column, Cell::text(*head));
        }
    }
    let mut next = vec![4u32; groups.len()];
    for (group, code, name, amount) in lines {
        let at = groups.iter().rposition(|from| group >= *from).expect("a group");
        write(sheet, next[at], u16::try_from(at).expect("few") * width, &code, &name, amount);
        next[at] += 1;
    }
    let last = next.into_iter().max().unwrap_or(4);
    for (n, (label, total)) in (0..).zip(["人员经费合计", "公用经费合计"].iter().zip(totals)) {
        sheet.put(last + n, 0, Cell::text(*label));
        if let Some(total) = total {
            sheet.put(last + n, width - 1, total);
        }
    }
}

fn economic_codes_split(book: &mut Book) {
    rewrite_economic(
        book,
        &["经济分类科目编码", "", "科目名称", "决算数"],
        &[0, 3, 6],
        |sheet, row, left, code, name, amount| {
            sheet.put(row, left, Cell::text(&code[..3]));
            if let Some(rest) = code.get(3..).filter(|r| !r.is_empty()) {
                sheet.put(row, left + 1, Cell::text(rest));
            }
            sheet.put(row, left + 2, Cell::text(name));
            if let Some(amount) = amount {
                sheet.put(row, left + 3, amount);
            }
        },
    );
}

fn economic_names_only(book: &mut Book) {
    rewrite_economic(
        book,
        &["科目名称", "决算数"],
        &[0, 3, 6],
        |sheet, row, left, code, name, amount| {
            let indented = if code.len() == 5 { format!("　　{name}") } else { name.to_owned() };
            sheet.put(row, left, Cell::text(indented));
            if let Some(amount) = amount {
                sheet.put(row, left + 1, amount);
            }
        },
    );
}

fn economic_one_group(book: &mut Book) {
    rewrite_economic(
        book,
        &["经济分类科目编码", "科目名称", "金额"],
        &[0],
        |sheet, row, left, code, name, amount| {
            sheet.put(row, left, Cell::Number(code.parse().expect("digits")));
            sheet.put(row, left + 1, Cell::text(name));
            if let Some(amount) = amount {
                sheet.put(row, left + 2, amount);
            }
        },
    );
}

/// Amounts of 公开09表: budget and final, six each.
pub(super) fn three_public_amounts(sheet: &Sheet) -> [Vec<Option<Cell>>; 2] {
    let at = sheet.last_row().min(7);
    let take = |from: u16| (from..from + 6).map(|c| sheet.get(at, c).cloned()).collect();
    [take(0), take(6)]
}

fn pairs(book: &mut Book, order: [&str; 2]) {
    let sheet = sheet(book, "09");
    let [budget, last] = three_public_amounts(sheet);
    sheet.merges.clear();
    sheet.cells.retain(|(row, _), _| *row < 3);
    let heads = ["合计", "因公出国（境）费", "公务用车购置及运行维护费", "", "", "公务接待费"];
    let below = ["", "", "小计", "公务用车\n购置费", "公务用车\n运行维护费", ""];
    for n in 0..6usize {
        let left = u16::try_from(n * 2).expect("few");
        for (row, text) in [(3, heads[n]), (4, below[n])] {
            if !text.is_empty() {
                sheet.put(row, left, Cell::text(text));
            }
        }
        for (column, word) in (left..).zip(order) {
            sheet.put(5, column, Cell::text(word));
            let cell = if word == "预算数" { &budget[n] } else { &last[n] };
            if let Some(cell) = cell {
                sheet.put(6, column, cell.clone());
            }
        }
    }
}

fn three_public_in_pairs(book: &mut Book) {
    pairs(book, ["预算数", "决算数"]);
}

fn three_public_reversed(book: &mut Book) {
    pairs(book, ["决算数", "预算数"]);
}

/// Group heads over the middle of their columns, as a converter of printed pages sets them.
fn three_public_centred(book: &mut Book) {
    let sheet = sheet(book, "09");
    sheet.merges.clear();
    for (from, to) in [(0, 2), (6, 8)] {
        if let Some(cell) = sheet.cells.remove(&(3, from)) {
            sheet.put(3, to, cell);
        }
        if let Some(cell) = sheet.cells.remove(&(4, from + 2)) {
            sheet.put(4, from + 3, cell);
        }
    }
}

fn without_column_numbers(book: &mut Book) {
    for sheet in &mut book.sheets {
        let found = sheet.cells.iter().find(|(_, c)| c.as_text().is_some_and(|t| bare(t) == "栏次"));
        if let Some(((row, _), _)) = found {
            let row = *row;
            remove_rows(sheet, row, 1);
        }
    }
}

/// Every printed page a sheet: 02, 03 and 05 are cut in the middle.
fn split(book: &mut Book, titled: bool) {
    for number in ["02", "03", "05"] {
        let at = book.sheets.iter().position(|s| s.name == format!("公开{number}表")).expect("a sheet");
        let whole = book.sheets[at].clone();
        let cut = 16;
        book.sheets[at].merges.clear();
        book.sheets[at].cells.retain(|(row, _), _| *row < cut);
        let mut rest = Sheet::new(&format!("公开{number}表-2"));
        let mut next = 0;
        if titled {
            rest.copy_rows(&whole, 0..=6, 0);
            retitle(
                &mut rest,
                &format!("{}（续表）", whole.get(0, 0).and_then(Cell::as_text).expect("a title")),
            );
            next = 7;
        } else {
            rest.name = format!("Page {number}");
        }
        rest.copy_rows(&whole, cut..=whole.last_row(), next);
        rest.merges.clear();
        book.sheets.insert(at + 1, rest);
    }
}
