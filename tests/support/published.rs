//! Published tables (公开表) as a workbook in 万元, from figures kept as data.

use std::path::Path;

use serde_json::Value;

use super::book::{Book, Cell, Sheet};

/// The figures of a file of `tests/fixtures`.
pub fn fixture(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Writes the tables as a workbook with one sheet each.
pub fn book(data: &Value) -> Book {
    let coded = |number, title, heads: &[&str]| {
        let mut sheet = start(data, number, title);
        sheet.put(3, 0, Cell::text("项目"));
        sheet.put(4, 0, Cell::text("功能分类科目编码"));
        sheet.put(4, 1, Cell::text("科目名称"));
        for (column, head) in (2..).zip(heads) {
            sheet.put(4, column, Cell::text(*head));
        }
        rows(&mut sheet, 5, 0, &data[number]);
        sheet
    };
    let summary = |number, title, heads: &[&str]| {
        let mut sheet = start(data, number, title);
        for (column, head) in (0..).zip(["项目", "金额", "项目"].iter().chain(heads)) {
            sheet.put(3, column, Cell::text(*head));
        }
        rows(&mut sheet, 4, 0, &data[number]["income"]);
        rows(&mut sheet, 4, 2, &data[number]["expenditure"]);
        sheet
    };
    let fiscal = ["合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"];
    let income = [
        "本年收入合计",
        "财政拨款收入",
        "上级补助收入",
        "事业收入",
        "经营收入",
        "附属单位上缴收入",
        "其他收入",
    ];
    let expenditure =
        ["本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"];
    Book {
        sheets: vec![
            summary("01", "收入支出决算总表", &["金额"]),
            coded("02", "收入决算表", &income),
            coded("03", "支出决算表", &expenditure),
            summary("04", "财政拨款收入支出决算总表", &fiscal),
            coded("05", "一般公共预算财政拨款支出决算表", &["小计", "基本支出", "项目支出"]),
            basic(data),
            three_public(data),
        ],
    }
}

/// Gives rows of 03表 and 05表 the figures that belong to their codes.
pub fn put_right(data: &mut Value) {
    for (table, columns) in [("03", 3), ("05", 3)] {
        let rows = data[table].as_array().expect("rows").clone();
        // Printed at this code, the figures belong to the next one.
        let order = ["2101301", "2101501", "2101505", "2101506", "2101550", "2210201"];
        let slipped = ["2101501", "2101505", "2101506", "2101550", "2210201", "2101301"];
        for (belongs, printed) in order.iter().zip(slipped) {
            let from = rows.iter().find(|r| r[0] == printed).expect("a code").clone();
            let to = data[table].as_array_mut().expect("rows").iter_mut().find(|r| r[0] == *belongs);
            let to = to.expect("a code");
            for column in 2..2 + columns {
                to[column] = from[column].clone();
            }
        }
    }
}

fn start(data: &Value, number: &str, title: &str) -> Sheet {
    let mut sheet = Sheet::new(&format!("公开{number}表"));
    let org = data["org"].as_str().unwrap_or_default();
    sheet.put(0, 0, Cell::text(title));
    sheet.put(1, 5, Cell::text(format!("公开{number}表")));
    sheet.put(2, 0, Cell::text(format!("部门：{org}")));
    sheet.put(2, 3, Cell::text(format!("{}年度", data["year"])));
    sheet.put(2, 5, Cell::text("金额单位：万元"));
    sheet
}

/// Rows of texts; what is a number becomes one.
fn rows(sheet: &mut Sheet, from: u32, column: u16, rows: &Value) {
    for (row, cells) in (from..).zip(rows.as_array().expect("rows")) {
        for (column, cell) in (column..).zip(cells.as_array().expect("cells")) {
            put(sheet, row, column, cell, column == 0);
        }
    }
}

fn put(sheet: &mut Sheet, row: u32, column: u16, cell: &Value, text: bool) {
    let said = cell.as_str().unwrap_or_default();
    match said.parse() {
        Ok(number) if !text => sheet.put(row, column, Cell::Number(number)),
        _ if said.is_empty() => {}
        _ => sheet.put(row, column, Cell::text(said)),
    }
}

/// 公开06表: 301 and 303, 302, and the other 类 in three groups side by side.
fn basic(data: &Value) -> Sheet {
    let mut sheet = start(data, "06", "一般公共预算财政拨款基本支出决算明细表");
    let mut next = [4u32; 3];
    for group in 0..3u16 {
        for (n, head) in (0..).zip(["经济分类科目编码", "科目名称", "金额"]) {
            sheet.put(3, group * 3 + n, Cell::text(head));
        }
    }
    for row in data["06"]["rows"].as_array().expect("rows") {
        let code = row[0].as_str().unwrap_or_default();
        let group = match &code[..3] {
            "301" | "303" => 0u16,
            "302" => 1,
            _ => 2,
        };
        let at = &mut next[usize::from(group)];
        for (n, cell) in (0..).zip(row.as_array().expect("cells")) {
            put(&mut sheet, *at, group * 3 + n, cell, n == 0);
        }
        *at += 1;
    }
    let last = next.into_iter().max().unwrap_or(4);
    for (column, label, key) in [(0, "人员经费合计", "personnel"), (3, "公用经费合计", "public")]
    {
        sheet.put(last, column, Cell::text(label));
        put(&mut sheet, last, column + 2, &data["06"][key], false);
    }
    sheet
}

/// 公开09表: one row, budget then final.
fn three_public(data: &Value) -> Sheet {
    let mut sheet = start(data, "09", "财政拨款“三公”经费支出决算表");
    let heads = ["合计", "因公出国（境）费", "公务用车购置及运行维护费", "", "", "公务接待费"];
    for (group, name) in [(0u16, "预算数"), (6, "决算数")] {
        sheet.put(3, group, Cell::text(name));
        for (n, head) in (0..).zip(heads) {
            if !head.is_empty() {
                sheet.put(4, group + n, Cell::text(head));
            }
        }
        for (n, head) in (2..).zip(["小计", "公务用车购置费", "公务用车运行维护费"]) {
            sheet.put(5, group + n, Cell::text(head));
        }
        let key = if group == 0 { "budget" } else { "actual" };
        for (n, cell) in (0..).zip(data["09"][key].as_array().expect("cells")) {
            put(&mut sheet, 6, group + n, cell, false);
        }
    }
    sheet
}
