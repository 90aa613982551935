//! More layouts of whole provinces, with the tables they add, the lists they print instead of a table along the head, and
//! the names they have for its lines. Rows as in [`super::layouts`].

use rust_decimal::Decimal;

use super::book::{Book, Cell, Sheet, bare};
use super::layouts::{
    Layout, added, economic_lines, first_line, renumber, renumber_all, retitle, rewrite_economic, row, sheet,
    three_public_amounts, titles,
};

/// Layouts that print every amount of the nine tables.
pub const PROVINCES: &[Layout] = &[
    ("重庆机构运行信息", chongqing),
    ("广西相关信息统计表", |book| {
        chongqing(book);
        retitle(sheet(book, "09"), "部门决算相关信息统计表");
    }),
    ("四川两张三公表", sichuan_funds),
    ("江苏功能科目经济科目", jiangsu),
    ("三公下有统计数", statistics_below),
    ("陕西三公分行", expenses_by_row),
    ("三公竖排", expenses_downwards),
    ("三公竖排带上年", expenses_downwards_with_last_year),
    ("浙江分单位", zhejiang),
    ("01表三栏并列", summary_by_nature),
    ("06表带人员公用两栏", economic_with_split),
    ("06表两组", economic_two_groups),
    ("编码与名称同格", code_and_name_in_one_cell),
    ("元与万元混用", mixed_units),
    ("标题里有表号", numbers_in_titles),
    ("总计的叫法", names_of_totals),
    ("没有国有资本一栏", without_state_column),
    ("05表带年初年末", general_with_opening),
    ("合计在最后且叫总计", totals_last),
];

/// What a layout is called, how it is made, and what is said of it.
pub type Said = (&'static str, fn(&mut Book), &'static [&'static str]);

/// Layouts that print more columns than the nine tables have: what is not read is said.
pub const WITH_MORE: &[Said] = &[
    ("收入分资金来源", income_by_source, &["一般公共预算财政拨款"]),
    ("03表分人员公用", expenditure_by_part, &["人员经费"]),
    (
        "三公两年各一行",
        |book| {
            expenses_by_row(book);
            let sheet = sheet(book, "09");
            let cells = row(sheet, 8);
            for (column, cell) in cells.into_iter().filter(|(c, _)| *c > 0) {
                sheet.put(10, column, cell);
            }
            sheet.put(10, 0, Cell::text("上年决算数"));
        },
        &["个数字没有读取"],
    ),
];

/// Lines that a layout prints in addition to the nine tables.
pub const ADDED_LINES: &[&str] = &["nature.", "count.", "agency_operation", "conference", "training"];

/// The amounts of 公开09表 with what they are called where they stand one below the other.
const EXPENSES: [(&str, usize); 6] = [
    ("（一）支出合计", 0),
    ("1．因公出国（境）费", 1),
    ("2．公务用车购置及运行维护费", 2),
    ("（1）公务用车购置费", 3),
    ("（2）公务用车运行维护费", 4),
    ("3．公务接待费", 5),
];

/// Leaves the title rows and writes texts; blank ones are no cells.
fn write(sheet: &mut Sheet, at: u32, texts: &[&str]) {
    for (column, text) in (0..).zip(texts) {
        if !text.is_empty() {
            sheet.put(at, column, Cell::text(*text));
        }
    }
}

fn clear(sheet: &mut Sheet) {
    sheet.merges.clear();
    sheet.cells.retain(|(row, _), _| *row < 3);
}

fn put(sheet: &mut Sheet, row: u32, column: u16, cell: Option<&Cell>) {
    if let Some(cell) = cell {
        sheet.put(row, column, cell.clone());
    }
}

/// 公开09表 is 机构运行信息表 as the system prints it, in 万元.
fn chongqing(book: &mut Book) {
    let sheet = sheet(book, "09");
    let [budget, last] = three_public_amounts(sheet);
    retitle(sheet, "机构运行信息决算公开表");
    clear(sheet);
    write(sheet, 3, &["项目", "行次", "预算数", "决算数", "项目", "行次", "决算数"]);
    write(sheet, 4, &["栏次", "", "1", "2", "栏次", "", "3"]);
    write(sheet, 5, &["一、“三公”经费支出", "1", "—", "—", "三、机关运行经费", "20"]);
    for (at, (label, n)) in (6..).zip(EXPENSES) {
        sheet.put(at, 0, Cell::text(label));
        put(sheet, at, 2, budget[n].as_ref());
        put(sheet, at, 3, last[n].as_ref());
    }
    write(sheet, 12, &["（二）相关统计数", "9", "—", "—"]);
    write(sheet, 13, &["1．因公出国（境）团组数（个）", "10", "—"]);
    write(sheet, 14, &["4．公务用车保有量（辆）", "11", "—"]);
    sheet.put(14, 3, Cell::Number(Decimal::ONE));
    sheet.put(5, 6, Cell::Number(Decimal::new(4579, 2)));
    write(sheet, 15, &["二、会议费", "12", "—"]);
    sheet.put(15, 3, Cell::Number(Decimal::new(114, 2)));
}

/// Thirteen tables, of which the last but two is 三公 of 政府性基金 alone.
fn sichuan_funds(book: &mut Book) {
    let mut fund = added(book, "09", "11", "政府性基金预算财政拨款“三公”经费支出决算表");
    for cell in fund.cells.values_mut() {
        if cell.as_number().is_some_and(|n| !n.is_integer()) {
            *cell = Cell::Number(Decimal::new(11, 2));
        }
    }
    let detail = added(book, "06", "05", "财政拨款支出决算明细表");
    retitle(sheet(book, "09"), "一般公共预算财政拨款“三公”经费支出决算表");
    let state = added(book, "08", "12", "国有资本经营预算财政拨款收入支出决算表");
    renumber_all(book, &[("05", "06"), ("06", "07"), ("07", "10"), ("08", "13"), ("09", "14")]);
    book.sheets.extend([fund, state, detail]);
    book.sheets.sort_by(|a, b| a.name.cmp(&b.name));
}

/// Tables of all 财政拨款 beside those of 一般公共预算, told apart by a word; kinds of 科目 in brackets.
fn jiangsu(book: &mut Book) {
    let all = added(book, "05", "05", "财政拨款支出决算表（功能科目）");
    let basic = added(book, "06", "06", "财政拨款基本支出决算表（经济科目）");
    let operation = added(book, "06", "12", "机关运行经费支出决算表");
    let procurement = added(book, "05", "13", "政府采购支出决算表");
    titles(
        book,
        &[
            ("05", "一般公共预算财政拨款支出决算表（功能科目）"),
            ("06", "一般公共预算财政拨款基本支出决算表（经济科目）"),
            ("09", "财政拨款“三公”经费、会议费和培训费支出决算表"),
        ],
    );
    renumber_all(book, &[("05", "07"), ("06", "08"), ("07", "10"), ("08", "11")]);
    book.sheets.extend([all, basic, operation, procurement]);
    book.sheets.sort_by(|a, b| a.name.cmp(&b.name));
}

/// Below the row of amounts 相关统计数.
fn statistics_below(book: &mut Book) {
    let sheet = sheet(book, "09");
    sheet.cells.retain(|(row, _), _| *row < 8);
    write(sheet, 8, &["相关统计数："]);
    write(sheet, 9, &["项目", "", "", "统计数", "", "", "项目", "", "", "统计数"]);
    write(sheet, 10, &["因公出国（境）团组数（个）", "", "", "", "", "", "公务用车购置数（辆）"]);
    write(sheet, 11, &["公务用车保有量（辆）", "", "", "", "", "", "国内公务接待批次（个）"]);
    write(sheet, 12, &["国内公务接待人次（人）"]);
    for (row, column, count) in [(10, 3, 0), (10, 9, 0), (11, 3, 1), (11, 9, 8), (12, 3, 73)] {
        sheet.put(row, column, Cell::Number(Decimal::from(count)));
    }
}

/// One row of 预算数 and one of 决算数 below one head.
fn expenses_by_row(book: &mut Book) {
    let sheet = sheet(book, "09");
    let [budget, last] = three_public_amounts(sheet);
    clear(sheet);
    let over = "一般公共预算财政拨款安排的“三公”经费";
    write(sheet, 3, &["项目", over, "", "", "", "", "", "会议费", "培训费"]);
    write(sheet, 4, &["", "小计", "因公出国（境）费用", "公务接待费", "公务用车购置及运行维护费"]);
    write(sheet, 5, &["", "", "", "", "小计", "公务用车购置费", "公务用车运行维护费"]);
    write(sheet, 6, &["栏次", "1", "2", "3", "4", "5", "6", "7", "8"]);
    for (at, label, amounts) in [(7, "预算数", budget), (8, "决算数", last)] {
        sheet.put(at, 0, Cell::text(label));
        for (column, n) in [(1, 0), (2, 1), (3, 5), (4, 2), (5, 3), (6, 4)] {
            put(sheet, at, column, amounts[n].as_ref());
        }
        sheet.put(at, 7, Cell::Number(Decimal::new(114, 2)));
        sheet.put(at, 8, Cell::Number(Decimal::new(240, 2)));
    }
    // The same for the whole of last year.
    write(sheet, 9, &["注：预算数为全年预算数。"]);
}

/// As counties publish it: the expenses one below the other, 其中 before the parts.
fn expenses_downwards(book: &mut Book) {
    downwards(book, &["项目", "预算数", "决算数"], &[0, 1]);
}

fn expenses_downwards_with_last_year(book: &mut Book) {
    downwards(book, &["项  目", "2023年预算数", "2023年决算数", "2022年决算数"], &[0, 1]);
    let sheet = sheet(book, "09");
    for row in 4..=9 {
        sheet.put(row, 3, Cell::Number(Decimal::new(777, 2)));
    }
}

fn downwards(book: &mut Book, heads: &[&str], sides: &[usize]) {
    let sheet = sheet(book, "09");
    let amounts = three_public_amounts(sheet);
    clear(sheet);
    write(sheet, 3, heads);
    let labels = [
        ("合　计", 0),
        ("1、因公出国（境）费用", 1),
        ("2、公务接待费", 5),
        ("3、公务用车费", 2),
        ("其中：（1）公务用车运行维护费", 4),
        ("　　　（2）公务用车购置", 3),
    ];
    for (at, (label, n)) in (4..).zip(labels) {
        sheet.put(at, 0, Cell::text(label));
        for (column, side) in (1..).zip(sides) {
            put(sheet, at, column, amounts[*side][n].as_ref());
        }
    }
}

/// Income and expenditure by unit beside those by 科目.
fn zhejiang(book: &mut Book) {
    for (number, title) in [("02", "收入决算表"), ("03", "支出决算表")] {
        let mut by_unit = sheet(book, number).clone();
        retitle(&mut by_unit, &format!("{title}（分单位）"));
        by_unit.name = format!("{title}（分单位）");
        by_unit.merges.clear();
        let total = first_line(&by_unit);
        by_unit.cells.retain(|(row, _), _| *row <= total);
        write(&mut by_unit, 4, &["单位编码", "单位名称"]);
        for (at, code, name) in
            [(total + 1, "305001", "示例区医疗保障局本级"), (total + 2, "305002", "示例区医保中心")]
        {
            by_unit.put(at, 0, Cell::text(code));
            by_unit.put(at, 1, Cell::text(name));
            for (column, cell) in row(&by_unit, total) {
                if let Cell::Number(amount) = cell {
                    by_unit.put(at, column, Cell::Number(amount / Decimal::TWO));
                }
            }
        }
        retitle(sheet(book, number), &format!("{title}（分科目）"));
        let at = book.sheets.iter().position(|s| s.name == format!("公开{number}表")).expect("a sheet");
        book.sheets.insert(at, by_unit);
    }
}

/// Guangdong: expenditure by function and by nature side by side.
fn summary_by_nature(book: &mut Book) {
    let sheet = sheet(book, "01");
    sheet.merges.clear();
    write(sheet, 3, &["收入", "", "", "支出"]);
    write(
        sheet,
        4,
        &["", "", "", "项目（按功能分类）", "", "", "项目（按支出性质和经济分类）", "行次", "决算数"],
    );
    write(sheet, 5, &["", "", "", "", "", "", "栏次", "", "3"]);
    for (at, label, amount) in [
        (6, "一、基本支出", 66972),
        (7, "　　人员经费", 60864),
        (8, "　　公用经费", 6108),
        (9, "二、项目支出", 170_116),
        (32, "本年支出合计", 237_088),
        (33, "结余分配", 0),
        (34, "年末结转和结余", 1112),
        (36, "总计", 238_199),
    ] {
        sheet.put(at, 6, Cell::text(label));
        sheet.put(at, 8, Cell::Number(Decimal::new(amount, 2)));
    }
}

/// 科目编码 | 科目名称 | 合计 | 人员经费 | 公用经费, one 科目 below the other.
fn economic_with_split(book: &mut Book) {
    rewrite_economic(
        book,
        &["经济分类科目编码", "科目名称", "基本支出合计", "人员经费", "公用经费", "备注"],
        &[0],
        |sheet, row, left, code, name, amount| {
            sheet.put(row, left, Cell::text(code));
            sheet.put(row, left + 1, Cell::text(name));
            let people = code.starts_with("301") || code.starts_with("303");
            if let Some(amount) = amount {
                sheet.put(row, left + 2, amount.clone());
                sheet.put(row, left + if people { 3 } else { 4 }, amount);
            }
        },
    );
    // The totals stand under the last amount.
    let sheet = sheet(book, "06");
    let last = sheet.last_row();
    for at in last - 1..=last {
        if let Some(cell) = sheet.cells.remove(&(at, 5)) {
            sheet.put(at, 2, cell);
        }
    }
}

/// 人员经费 on the left, 公用经费 on the right.
fn economic_two_groups(book: &mut Book) {
    rewrite_economic(
        book,
        &["经济分类科目编码", "经济分类科目名称", "决算数"],
        &[0, 3],
        |sheet, row, left, code, name, amount| {
            sheet.put(row, left, Cell::text(code));
            sheet.put(row, left + 1, Cell::text(name));
            if let Some(amount) = amount {
                sheet.put(row, left + 2, amount);
            }
        },
    );
    let sheet = sheet(book, "06");
    sheet.insert_rows(3, 1);
    write(sheet, 3, &["人员经费", "", "", "公用经费"]);
}

/// As the system's 财决08-1: the economic classification along the head, one line of 合计.
pub fn economic_along_the_head(book: &mut Book) {
    let sheet = sheet(book, "06");
    let lines = economic_lines(sheet);
    clear(sheet);
    write(sheet, 3, &["项目", "", "合计"]);
    write(sheet, 4, &["科目编码", "科目名称"]);
    let mut total = Decimal::ZERO;
    write(sheet, 5, &["合计"]);
    for (column, (_, code, name, amount)) in (3..).zip(&lines) {
        if code.len() == 3 {
            sheet.put(3, column, Cell::text(name.clone()));
            sheet.put(4, column, Cell::text("小计"));
            total += amount.as_ref().and_then(Cell::as_number).unwrap_or_default();
        } else {
            sheet.put(4, column, Cell::text(name.clone()));
        }
        put(sheet, 5, column, amount.as_ref());
    }
    sheet.put(5, 2, Cell::Number(total));
}

fn code_and_name_in_one_cell(book: &mut Book) {
    for number in ["02", "03", "05", "07", "08"] {
        let sheet = sheet(book, number);
        sheet.merges.clear();
        write(sheet, 4, &["科目编码及名称"]);
        for at in first_line(sheet) + 1..=sheet.last_row() {
            let text = |column| sheet.get(at, column).and_then(Cell::as_text).map(str::to_owned);
            if let (Some(code), Some(name)) = (text(0), text(1)) {
                sheet.put(at, 0, Cell::text(format!("{} {}", code.trim(), name.trim())));
            }
        }
        sheet.cells.retain(|(row, column), _| *column != 1 || *row < 4);
        sheet.cells.remove(&(4, 1));
    }
}

/// Some tables in 元, as their heads say.
fn mixed_units(book: &mut Book) {
    for number in ["05", "06"] {
        let sheet = sheet(book, number);
        for cell in sheet.cells.values_mut() {
            match cell {
                Cell::Number(n)
                    if !n.is_integer() || *n == Decimal::from(1248) || *n == Decimal::from(17) =>
                {
                    *cell = Cell::Number(*n * Decimal::from(10_000));
                }
                Cell::Text(t) if bare(t) == "金额单位：万元" => *cell = Cell::text("金额单位：元"),
                _ => {}
            }
        }
    }
}

/// Nothing above the heads but the unit; the tabs carry the titles.
pub fn titles_on_tabs(book: &mut Book) {
    for (n, sheet) in book.sheets.iter_mut().enumerate() {
        let title = sheet.get(0, 0).and_then(Cell::as_text).expect("a title").to_owned();
        sheet.cells.retain(|(row, _), _| *row > 1);
        let short: String = title.chars().take(28).collect();
        sheet.name = format!("{}.{short}", n + 1);
    }
}

fn numbers_in_titles(book: &mut Book) {
    for (n, sheet) in book.sheets.iter_mut().enumerate() {
        let title = sheet.get(0, 0).and_then(Cell::as_text).expect("a title").to_owned();
        sheet.cells.retain(|(row, _), _| *row != 1);
        retitle(sheet, &format!("公开{:02}表 {title}", n + 1));
        sheet.name = format!("Sheet{}", n + 1);
    }
}

fn names_of_totals(book: &mut Book) {
    for number in ["01", "04"] {
        let sheet = sheet(book, number);
        for (column, name) in [(0, "收入总计"), (3, "支出总计")] {
            let at = sheet.row_of(column, "总计");
            sheet.put(at, column, Cell::text(name));
        }
    }
    for (number, name) in [("02", "收入合计"), ("03", "支出合计"), ("05", "总　计"), ("07", "合　　计：")]
    {
        let sheet = sheet(book, number);
        let at = first_line(sheet);
        sheet.put(at, 0, Cell::text(name));
    }
}

/// Before 国有资本经营预算 became a table of its own.
fn without_state_column(book: &mut Book) {
    let sheet = sheet(book, "04");
    sheet.merges.clear();
    sheet.cells.retain(|(_, column), _| *column < 8);
    book.sheets.retain(|s| s.name != "公开08表");
    let mut empty = added(book, "07", "08", "国有资本经营预算财政拨款支出决算表");
    empty.cells.retain(|(row, _), _| *row < 6);
    write(&mut empty, 6, &["合计"]);
    renumber(&mut empty, "08");
    book.sheets.insert(7, empty);
}

/// 财政拨款收入 and 事业收入 with their parts.
fn income_by_source(book: &mut Book) {
    let sheet = sheet(book, "02");
    sheet.merges.clear();
    sheet.insert_columns(4, 3);
    sheet.insert_columns(9, 1);
    write(
        sheet,
        4,
        &["", "", "", "小计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"],
    );
    sheet.put(4, 8, Cell::text("小计"));
    sheet.put(4, 9, Cell::text("其中：教育收费"));
    sheet.cells.retain(|(row, _), _| *row != 5);
    write(sheet, 5, &["栏次", "", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]);
    for at in first_line(sheet)..=sheet.last_row() {
        if let Some(cell) = sheet.get(at, 3).cloned().filter(|c| c.as_number().is_some()) {
            sheet.put(at, 4, cell);
        }
    }
}

/// 基本支出 with 人员经费 and 公用经费 in the table of all expenditure.
fn expenditure_by_part(book: &mut Book) {
    let sheet = sheet(book, "03");
    sheet.merges.clear();
    sheet.insert_columns(4, 2);
    write(sheet, 4, &["", "", "", "小计", "人员经费", "公用经费"]);
    sheet.cells.retain(|(row, _), _| *row != 5);
    write(sheet, 5, &["栏次", "", "1", "2", "3", "4", "5", "6", "7", "8"]);
    for at in first_line(sheet)..=sheet.last_row() {
        if let Some(cell) = sheet.get(at, 3).cloned().filter(|c| c.as_number().is_some()) {
            sheet.put(at, 4, cell);
        }
    }
}

/// Heilongjiang: 一般公共预算 with what was carried over, as the fund's table.
fn general_with_opening(book: &mut Book) {
    let sheet = sheet(book, "05");
    retitle(sheet, "一般公共预算财政拨款收入支出决算表");
    sheet.merges.clear();
    sheet.insert_columns(2, 2);
    sheet.put(3, 2, Cell::text("年初结转和结余"));
    sheet.put(3, 3, Cell::text("本年收入"));
    sheet.put(3, 7, Cell::text("年末结转和结余"));
    sheet.cells.retain(|(row, _), _| *row != 5);
    write(sheet, 5, &["栏次", "", "1", "2", "3", "4", "5", "6"]);
}

fn totals_last(book: &mut Book) {
    for number in ["02", "03", "05"] {
        let sheet = sheet(book, number);
        sheet.merges.clear();
        let total = first_line(sheet);
        let cells = row(sheet, total);
        sheet.cells.retain(|(row, _), _| *row != total);
        let note = sheet
            .cells
            .iter()
            .find(|(at, c)| at.0 > total && c.as_text().is_some_and(|t| t.starts_with('注')));
        let at = note.map_or(sheet.last_row() + 1, |(at, _)| at.0);
        sheet.insert_rows(at, 1);
        for (column, cell) in cells {
            sheet.put(at, column, cell);
        }
        sheet.put(at, 0, Cell::text("总计"));
    }
}
