//! The same published tables in the dress of other offices: titles, marks, heads and places changed, no amount. What the
//! tables say stays the same, so every amount must be read, or it must be said that it is not.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::book::{Book, Cell, Position, Sheet, bare};

/// A dress and what it is called.
pub type Dress = (&'static str, fn(&mut Book));

/// Dresses that are read whole.
pub const DRESSES: &[Dress] = &[
    ("附件号在标题上一行", |b| {
        each(b, |s| {
            s.insert_rows(0, 1);
            s.put(0, 0, Cell::text("附件3-2"));
        })
    }),
    ("附件号在标题前", |b| retitle(b, |t, n| format!("附件3-{}　{t}", n + 1))),
    ("表号是中文数字", |b| {
        retitle(b, |t, n| format!("表{}　{t}", ordinal(n)));
        numbers(b, |n| format!("公开部门决算表（{}）", ordinal(n)));
    }),
    ("标题带附表和单位", |b| {
        retitle(b, |t, n| format!("附表{}：示例市第一人民医院2023年度{t}（公开）", n + 1))
    }),
    ("标题带党委部门", |b| retitle(b, |t, _| format!("中共示例市委宣传部{t}"))),
    ("标题带学校", |b| retitle(b, |t, _| format!("示例市第三小学{t}"))),
    ("标题分两行", |b| {
        each(b, |s| {
            s.insert_rows(0, 2);
            s.put(0, 0, Cell::text("示例市残疾人联合会"));
            s.put(1, 0, Cell::text("2023年度部门决算公开表"));
        })
    }),
    ("没有表号", |b| {
        each(b, |s| {
            s.cells.retain(|(row, _), _| *row != 1);
            s.name = format!("Sheet{}", s.name.chars().filter(char::is_ascii_digit).collect::<String>());
        })
    }),
    ("单位写在标题里", |b| {
        texts(b, |t| if bare(t).contains("单位：万元") { String::new() } else { t.to_owned() });
        retitle(b, |t, _| format!("{t}（单位：万元）"));
    }),
    ("单位带括号", |b| {
        texts(b, |t| {
            if bare(t).contains("单位：万元") {
                "（金额单位　万元）".to_owned()
            } else {
                t.to_owned()
            }
        })
    }),
    ("单位人民币万元", |b| texts(b, |t| t.replace("金额单位：万元", "计量单位：人民币 万元"))),
    ("并排两张表", |b| side_by_side(b, "公开07表", "公开08表")),
    ("并排两张表隔一栏", |b| side_by_side(b, "公开05表", "公开07表")),
    ("九张表上下放在一个工作表", |b| stack(b, 3)),
    ("九张表上下紧接", |b| stack(b, 0)),
    ("栏间有空栏", |b| each(b, blank_columns_between)),
    ("行间有空行", |b| {
        each(b, |s| {
            for row in (8..=s.last_row()).rev().filter(|row| row % 4 == 0) {
                s.insert_rows(row, 1);
            }
        })
    }),
    ("表下有注", |b| {
        each(b, |s| {
            let last = s.last_row();
            s.put(last + 1, 0, Cell::text("注：1．本表反映本年度的收支，合计2,365.60万元。"));
            s.put(last + 2, 0, Cell::text("2．金额保留两位小数，可能存在0.01的尾差；20805为款级科目。"));
            s.put(last + 4, 0, Cell::text("制表人：张三"));
            s.put(last + 4, 3, Cell::text("联系电话：0000-1234567"));
        })
    }),
    ("合计在最后", |b| {
        for number in ["02", "03", "05", "07"] {
            total_last(sheet(b, number));
        }
    }),
    ("千分位文本", |b| amounts(b, |n| Cell::text(thousands(n)))),
    ("货币符号文本", |b| amounts(b, |n| Cell::text(format!("￥{}\u{a0}", thousands(n))))),
    ("无", |b| blanks(b, "无")),
    ("斜线", |b| blanks(b, "/")),
    ("短横", |b| blanks(b, "-")),
    ("制表线", |b| blanks(b, "──")),
    ("不涉及", |b| blanks(b, "不涉及")),
    ("栏目名称断行", |b| heads(b, |t| broken(t, "\n"))),
    ("栏目名称带空格", |b| heads(b, |t| broken(t, "　"))),
    ("栏目名称带单位", |b| {
        heads(b, |t| match bare(t).as_str() {
            "项目" | "行次" | "科目编码" | "科目名称" | "类" | "款" | "项" | "收入" | "支出" => {
                t.to_owned()
            }
            _ => format!("{t}（万元）"),
        })
    }),
    ("栏次写算式", |b| {
        each(b, |s| {
            let Some(row) = column_numbers(s) else { return };
            let cells: Vec<Position> = s.cells.range((row, 0)..(row + 1, 0)).map(|c| *c.0).collect();
            for at in cells {
                match s.get(at.0, at.1).and_then(Cell::as_text).map(bare) {
                    Some(t) if t == "栏次" => drop(s.cells.remove(&at)),
                    Some(t) if t == "1" => s.put(at.0, at.1, Cell::text("1=2+3")),
                    _ => {}
                }
            }
        })
    }),
    ("合并单元格填满", fill_merges),
    ("最左有序号", |b| {
        for number in ["02", "03", "05"] {
            let s = sheet(b, number);
            let rows: Vec<u32> =
                (s.row_of(0, "合计")..=s.last_row()).filter(|r| s.get(*r, 0).is_some()).collect();
            s.insert_columns(0, 1);
            s.put(3, 0, Cell::text("序号"));
            for (n, row) in (1..).zip(rows) {
                s.put(row, 0, Cell::Number(Decimal::from(n)));
            }
        }
    }),
    ("最右有备注", |b| {
        for number in ["02", "03", "05"] {
            let s = sheet(b, number);
            let last = s.cells.keys().map(|(_, c)| *c).max().unwrap_or(0) + 1;
            s.put(3, last, Cell::text("备注"));
            s.put(9, last, Cell::text("含上年结转"));
        }
    }),
    ("合计写作本年收入合计", |b| {
        for (number, label) in [("02", "本年收入合计"), ("03", "支出合计"), ("05", "总　计")] {
            let s = sheet(b, number);
            let row = s.row_of(0, "合计");
            s.put(row, 0, Cell::text(label));
        }
    }),
    ("编码和名称在一格", |b| {
        for number in ["02", "03", "05"] {
            one_cell(sheet(b, number));
        }
    }),
    ("09表竖排", |b| vertical(b, false)),
    ("09表竖排有行次", |b| vertical(b, true)),
    ("旧的收入名称", |b| {
        lines(b, |t| {
            t.replace("一般公共预算财政拨款收入", "一般公共预算拨款收入")
                .replace("政府性基金预算财政拨款收入", "政府性基金预算拨款收入")
                .replace("国有资本经营预算财政拨款收入", "国有资本经营预算拨款收入")
        });
    }),
    ("上年结转", |b| texts(b, |t| t.replace("年初结转和结余", "上年结转和结余"))),
    ("本年上年并列", |b| {
        for number in ["01", "02", "03", "05"] {
            two_years(sheet(b, number), ["本年", "上年"]);
        }
    }),
    ("上年在前", |b| {
        for number in ["01", "02", "03", "05"] {
            two_years(sheet(b, number), ["2022年", "2023年"]);
        }
    }),
    ("页页重复表头", |b| {
        for number in ["02", "03", "05"] {
            let s = sheet(b, number);
            let original = s.clone();
            s.insert_rows(14, 7);
            s.copy_rows(&original, 0..=6, 14);
        }
    }),
];

fn each(book: &mut Book, change: impl FnMut(&mut Sheet)) {
    book.sheets.iter_mut().for_each(change);
}

fn sheet<'b>(book: &'b mut Book, number: &str) -> &'b mut Sheet {
    let name = format!("公开{number}表");
    book.sheets.iter_mut().find(|s| s.name == name).unwrap_or_else(|| panic!("no sheet {name}"))
}

fn ordinal(n: usize) -> char {
    "一二三四五六七八九".chars().nth(n).unwrap_or('十')
}

fn retitle(book: &mut Book, write: impl Fn(&str, usize) -> String) {
    for (n, sheet) in book.sheets.iter_mut().enumerate() {
        let title = sheet.get(0, 0).and_then(Cell::as_text).unwrap_or_default().to_owned();
        sheet.put(0, 0, Cell::text(write(&title, n)));
    }
}

fn numbers(book: &mut Book, write: impl Fn(usize) -> String) {
    for (n, sheet) in book.sheets.iter_mut().enumerate() {
        let found = sheet.cells.iter().find(|(at, c)| at.0 == 1 && c.as_text().is_some()).map(|(at, _)| *at);
        if let Some(at) = found {
            sheet.put(at.0, at.1, Cell::text(write(n)));
        }
        sheet.name = format!("Sheet{}", n + 1);
    }
}

fn texts(book: &mut Book, write: impl Fn(&str) -> String) {
    each(book, |sheet| {
        for cell in sheet.cells.values_mut() {
            if let Cell::Text(text) = cell {
                *cell = Cell::Text(write(text));
            }
        }
        sheet.cells.retain(|_, c| c.as_text() != Some(""));
    });
}

/// Texts below the title rows.
fn lines(book: &mut Book, write: impl Fn(&str) -> String) {
    each(book, |sheet| {
        for ((row, _), cell) in &mut sheet.cells {
            if let Cell::Text(text) = cell
                && *row > 2
            {
                *cell = Cell::Text(write(text));
            }
        }
    });
}

/// Row of 栏次.
fn column_numbers(sheet: &Sheet) -> Option<u32> {
    let found = sheet.cells.iter().find(|(_, c)| c.as_text().is_some_and(|t| bare(t) == "栏次"));
    found.map(|((row, _), _)| *row)
}

fn heads(book: &mut Book, write: impl Fn(&str) -> String) {
    each(book, |sheet| {
        let end = column_numbers(sheet).unwrap_or(5);
        for ((row, _), cell) in &mut sheet.cells {
            if let Cell::Text(text) = cell
                && (3..end).contains(row)
            {
                *cell = Cell::Text(write(text));
            }
        }
    });
}

fn broken(text: &str, with: &str) -> String {
    let middle = text.chars().count() / 2;
    text.chars()
        .enumerate()
        .map(|(i, c)| if i == middle && i > 0 { format!("{with}{c}") } else { c.to_string() })
        .collect()
}

/// Where amounts stand: numbers with decimals, and the sample's two that are whole.
fn amount_cells(sheet: &Sheet) -> Vec<Position> {
    let whole = [17, 1248].map(Decimal::from);
    let is_amount = |at: &Position, n: Decimal| !n.is_integer() || (at.1 > 1 && whole.contains(&n));
    sheet
        .cells
        .iter()
        .filter(|(at, c)| c.as_number().is_some_and(|n| is_amount(at, n)))
        .map(|(at, _)| *at)
        .collect()
}

fn amounts(book: &mut Book, write: impl Fn(Decimal) -> Cell) {
    each(book, |sheet| {
        for at in amount_cells(sheet) {
            if let Some(n) = sheet.get(at.0, at.1).and_then(Cell::as_number) {
                sheet.put(at.0, at.1, write(n));
            }
        }
    });
}

fn thousands(n: Decimal) -> String {
    let text = format!("{n:.2}");
    let (whole, rest) = text.split_once('.').expect("decimals");
    let digits: Vec<char> = whole.chars().collect();
    let grouped = digits.iter().enumerate().map(|(i, c)| {
        let comma = i > 0 && (digits.len() - i).is_multiple_of(3) && digits[i - 1] != '-';
        if comma { format!(",{c}") } else { c.to_string() }
    });
    format!("{}.{rest}", grouped.collect::<String>())
}

/// Writes a mark for nothing into the blank cells right of every amount line of 02, 03 and 05.
fn blanks(book: &mut Book, mark: &str) {
    for number in ["02", "03", "05"] {
        let s = sheet(book, number);
        let last = s.cells.keys().map(|(_, c)| *c).max().unwrap_or(0);
        for row in s.row_of(0, "合计")..=s.last_row() {
            let line = s.get(row, 2).is_some_and(|c| c.as_number().is_some());
            for column in (3..=last).filter(|_| line) {
                s.cells.entry((row, column)).or_insert_with(|| Cell::text(mark));
            }
        }
    }
}

fn move_by(from: &Sheet, rows: u32, columns: u16, to: &mut Sheet) {
    for ((row, column), cell) in &from.cells {
        to.put(row + rows, column + columns, cell.clone());
    }
}

fn side_by_side(book: &mut Book, left: &str, right: &str) {
    let at = book.sheets.iter().position(|s| s.name == right).expect("a sheet");
    let other = book.sheets.remove(at);
    let target = book.sheets.iter_mut().find(|s| s.name == left).expect("a sheet");
    let width = target.cells.keys().map(|(_, c)| *c).max().unwrap_or(0);
    target.name = "两表".to_owned();
    move_by(&other, 0, width + 2, target);
    target.merges.clear();
}

fn stack(book: &mut Book, gap: u32) {
    let mut all = Sheet::new("决算公开");
    let mut next = 0;
    for sheet in &book.sheets {
        move_by(sheet, next, 0, &mut all);
        next = all.last_row() + 1 + gap;
    }
    book.sheets = vec![all];
}

fn blank_columns_between(sheet: &mut Sheet) {
    sheet.merges.clear();
    sheet.cells = std::mem::take(&mut sheet.cells)
        .into_iter()
        .map(|((row, column), cell)| ((row, column * 2), cell))
        .collect();
}

fn total_last(sheet: &mut Sheet) {
    let row = sheet.row_of(0, "合计");
    let last = (row..=sheet.last_row()).filter(|r| sheet.get(*r, 2).is_some()).max().unwrap_or(row);
    let total: Vec<(u16, Cell)> =
        sheet.cells.range((row, 0)..(row + 1, 0)).map(|((_, c), cell)| (*c, cell.clone())).collect();
    sheet.merges.clear();
    sheet.cells.retain(|(r, _), _| *r != row);
    sheet.insert_rows(last + 1, 1);
    for (column, cell) in total {
        sheet.put(last + 1, column, cell);
    }
}

fn fill_merges(book: &mut Book) {
    each(book, |sheet| {
        for merge in std::mem::take(&mut sheet.merges) {
            let Some(cell) = sheet.cells.get(&merge.first).cloned() else { continue };
            for row in merge.first.0..=merge.last.0 {
                for column in merge.first.1..=merge.last.1 {
                    sheet.put(row, column, cell.clone());
                }
            }
        }
    });
}

/// `208 社会保障和就业支出` in one column under 项目.
fn one_cell(sheet: &mut Sheet) {
    sheet.merges.clear();
    let rows: Vec<u32> = (5..=sheet.last_row()).collect();
    for row in rows {
        let text = |c| sheet.get(row, c).and_then(Cell::as_text).map(str::to_owned);
        if let (Some(code), Some(name)) = (text(0), text(1))
            && code.bytes().all(|b| b.is_ascii_digit())
        {
            sheet.put(row, 0, Cell::text(format!("{code}　{}", name.trim())));
        }
    }
    sheet.remove_column(1);
    sheet.cells.retain(|(row, column), c| !(*row == 4 && *column == 0) || c.as_text().is_none());
    sheet.put(3, 0, Cell::text("项　目"));
}

fn vertical(book: &mut Book, numbered: bool) {
    const LINES: [&str; 6] = [
        "合计",
        "1、因公出国（境）费",
        "2、公务用车购置及运行维护费",
        "其中：（1）公务用车购置费",
        "（2）公务用车运行维护费",
        "3、公务接待费",
    ];
    let s = sheet(book, "09");
    let at = s.last_row().min(7);
    let values: Vec<Option<Cell>> = (0..12).map(|c| s.get(at, c).cloned()).collect();
    s.merges.clear();
    s.cells.retain(|(row, _), _| *row < 3);
    let first = 1 + u16::from(numbered);
    let heads: BTreeMap<u16, &str> = [(0, "项目"), (first, "预算数"), (first + 1, "决算数")].into();
    for (column, head) in heads {
        s.put(3, column, Cell::text(head));
    }
    if numbered {
        s.put(3, 1, Cell::text("行次"));
    }
    for (n, label) in LINES.iter().enumerate() {
        let row = 4 + u32::try_from(n).expect("few");
        s.put(row, 0, Cell::text(*label));
        if numbered {
            s.put(row, 1, Cell::Number(Decimal::from(n + 1)));
        }
        for (column, value) in [(first, &values[n]), (first + 1, &values[n + 6])] {
            if let Some(cell) = value {
                s.put(row, column, cell.clone());
            }
        }
    }
}

/// Every amount column twice, under the words for two years; the other year's amounts are a little larger.
fn two_years(sheet: &mut Sheet, words: [&str; 2]) {
    let this = usize::from(words[0].contains("22") || words[0].contains("上年"));
    sheet.merges.clear();
    let end = column_numbers(sheet).expect("栏次");
    let columns: Vec<u16> = {
        let mut all: Vec<u16> = amount_cells(sheet).iter().filter(|at| at.0 > end).map(|at| at.1).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    sheet.cells.retain(|(row, _), _| *row != end);
    for column in columns.into_iter().rev() {
        sheet.insert_columns(column + 1, 1);
        let cells: Vec<(u32, Decimal)> = (end + 1..=sheet.last_row())
            .filter_map(|row| Some((row, sheet.get(row, column)?.as_number()?)))
            .collect();
        for (row, amount) in cells {
            let other = Cell::Number(amount + Decimal::new(12_345, 2));
            let own = Cell::Number(amount);
            let (left, right) = if this == 0 { (own, other) } else { (other, own) };
            sheet.put(row, column, left);
            sheet.put(row, column + 1, right);
        }
        sheet.put(end, column, Cell::text(words[0]));
        sheet.put(end, column + 1, Cell::text(words[1]));
    }
}
