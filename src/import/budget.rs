//! The initial budget by 项 (年初预算): the department's published budget table 一般公共预算支出表.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::codes::CodeColumns;
use super::head::{self, Head};
use super::recognise;
use crate::accounts::{Amount, AmountUnit, CellRef, InitialBudget};
use crate::error::{Error, Result};
use crate::finding::{Finding, Place};
use crate::money::Yuan;
use crate::source::Source;
use crate::text::{find_year, squash};
use crate::workbook::cell::{AmountCell, Value, read_amount};
use crate::workbook::{self, Grid, Workbook};

/// Reads a budget workbook.
///
/// # Errors
/// The file is no readable workbook, or has no table with 科目编码 and an amount.
pub fn read_budget(source: impl Into<Source>) -> Result<InitialBudget> {
    let source = source.into();
    let book = workbook::read(&source)?;
    let best = book
        .sheets
        .iter()
        .filter_map(|grid| Some((rank(grid), grid, locate(grid)?)))
        .min_by_key(|(rank, ..)| *rank);
    let Some((_, grid, layout)) = best else {
        let names: Vec<&str> = book.sheets.iter().map(|s| s.name.as_str()).collect();
        return Err(Error::Unusable {
            path: source.path().to_owned(),
            reason: format!(
                "没有找到年初预算表：应有“科目编码”“科目名称”和“合计”（或“年初预算数”）三栏。看过的工作表：{}",
                names.join("、")
            ),
        });
    };
    Ok(read_table(&book, grid, &layout))
}

struct BudgetLayout {
    head: Head,
    codes: CodeColumns,
    amount: u32,
}

/// Paths of the amount column, best first.
const AMOUNT_PATHS: &[&str] = &[
    "年初预算数",
    "年初预算数/合计",
    "年初预算数/小计",
    "年初预算",
    "合计",
    "本年预算数/合计",
    "本年预算数/小计",
    "本年预算数",
    "预算数/合计",
    "预算数/小计",
    "预算数",
    "本年支出/合计",
    "金额",
    "支出合计",
    "一般公共预算支出/合计",
];

/// The sheet whose title says 一般公共预算支出表 comes first, any other with fitting columns after it.
fn rank(grid: &Grid) -> (u8, bool) {
    let titles = grid.rows.iter().take(6).flat_map(|r| r.cells.iter()).map(|(_, v)| v.squashed());
    let mut best = 3;
    for text in titles.chain([squash(&grid.name)]) {
        let place = if text.contains("一般公共预算")
            && text.contains("支出")
            && !text.contains("基本支出")
            && !text.contains("三公")
        {
            0
        } else if text.contains("支出")
            && text.contains("预算")
            && !text.contains("基本支出")
            && !text.contains("政府性基金")
        {
            1
        } else {
            2
        };
        best = best.min(place);
    }
    (best, !grid.visible)
}

/// Budget tables often set two years side by side (2022年执行数, 2023年预算数): the later year is the one meant, and
/// the year is no part of a column's name.
fn drop_years(head: &mut Head) {
    let year_of = |path: &[String]| path.iter().find_map(|t| find_year(t));
    let latest = head.columns.iter().filter_map(|(_, p)| year_of(p)).max();
    head.columns.retain(|(_, p)| year_of(p).is_none_or(|y| Some(y) == latest));
    for text in head.columns.iter_mut().flat_map(|(_, p)| p.iter_mut()) {
        if let Some(year) = find_year(text) {
            *text = text.replace(&format!("{year}年度"), "").replace(&format!("{year}年"), "");
        }
    }
}

fn locate(grid: &Grid) -> Option<BudgetLayout> {
    let from = recognise::preamble(grid).end;
    let mut head = head::find(grid, from)?;
    drop_years(&mut head);
    let first = *CodeColumns::find(&head, u32::MAX).codes.first()?;
    let amount = head.find(AMOUNT_PATHS, first + 1..u32::MAX)?;
    let codes = CodeColumns::find(&head, amount);
    Some(BudgetLayout { head, codes, amount })
}

fn read_table(book: &Workbook, grid: &Grid, layout: &BudgetLayout) -> InitialBudget {
    let preamble = recognise::preamble(grid);
    let mut budget = InitialBudget {
        file: book.file.clone(),
        sheet: grid.name.clone(),
        year: preamble.year,
        amounts: BTreeMap::new(),
        names: BTreeMap::new(),
        findings: Vec::new(),
    };
    let unit = preamble.unit.unwrap_or_else(|| {
        let sheet = Place::sheet(&book.file, &grid.name);
        budget.findings.push(
            Finding::new("R008", "年初预算表没有注明金额单位，按“万元”处理")
                .at(sheet)
                .hint("请在表头注明“单位：万元”或“单位：元”"),
        );
        AmountUnit::Wan
    });
    for row in &grid.rows[layout.head.end.min(grid.rows.len())..] {
        let code = layout.codes.read(row);
        let is_code = matches!(code.len(), 3 | 5 | 7) && code.bytes().all(|b| b.is_ascii_digit());
        let is_total = row.cells.iter().any(|(c, v)| *c < layout.amount && v.squashed() == "合计");
        let key = match (is_code, is_total) {
            (true, _) => code,
            (false, true) => String::new(),
            (false, false) => continue,
        };
        let place = budget.place(CellRef { source: 0, row: row.row, col: layout.amount });
        let value = match read_amount(row.get(layout.amount)) {
            AmountCell::Blank => Decimal::ZERO,
            AmountCell::Number(n) => n,
            AmountCell::NotANumber(text) => {
                budget.findings.push(
                    Finding::new("R003", format!("应为年初预算金额，实际是“{text}”"))
                        .at(place)
                        .hint("请改为数字"),
                );
                continue;
            }
            AmountCell::NoResult => {
                budget.findings.push(
                    Finding::new("R010", "单元格是公式，但文件里没有保存计算结果，按空值处理")
                        .at(place)
                        .hint("用 Excel 或 WPS 打开文件并保存一次，再重新生成"),
                );
                continue;
            }
        };
        if budget.amounts.contains_key(&key) {
            if !key.is_empty() {
                budget.findings.push(
                    Finding::new(
                        "R004",
                        format!("年初预算表中科目编码 {key} 出现了两次，只读取第一次出现的一行"),
                    )
                    .at(place)
                    .hint("请核对两行，合并或删去其中一行"),
                );
            }
            continue;
        }
        let name = layout.codes.name.and_then(|c| row.get(c)).map(Value::display).unwrap_or_default();
        let cell = CellRef { source: 0, row: row.row, col: layout.amount };
        let value = Yuan((value * Decimal::from(unit.factor())).normalize());
        budget.names.insert(key.clone(), name.trim().trim_matches('　').to_owned());
        budget.amounts.insert(key, Amount { value, cell: Some(cell) });
    }
    if !budget.amounts.contains_key("") {
        let items: Yuan = budget.amounts.iter().filter(|(k, _)| k.len() == 7).map(|(_, a)| a.value).sum();
        budget.amounts.insert(String::new(), Amount { value: items, cell: None });
    }
    budget
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_year_of_two_is_the_budget() {
        let path = |parts: &[&str]| parts.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>();
        let mut head = Head {
            first: 0,
            end: 1,
            columns: vec![
                (0, path(&["科目编码"])),
                (2, path(&["2022年执行数"])),
                (3, path(&["2023年预算数", "小计"])),
                (4, path(&["2023年预算数", "基本支出"])),
            ],
        };
        drop_years(&mut head);
        assert_eq!(head.find(AMOUNT_PATHS, 1..9), Some(3));
    }
}
