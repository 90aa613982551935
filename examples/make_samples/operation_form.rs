//! F03 机构运行信息表: three public expenses, counts, operating expenses, vehicles, procurement.

use rust_xlsxwriter::Workbook;

use super::accounts::{Accounts, Result};
use super::catalogue::{OPERATION_LEFT, OPERATION_RIGHT};
use super::cells::{Cell, put};
use super::form::{DASH, Form};

/// F03 机构运行信息表 (财决附03表).
pub fn write(book: &mut Workbook, accounts: &Accounts) -> Result<()> {
    let mut form = Form::add(book, accounts, "F03", "机构运行信息表", "财决附03表", 8)?;
    let heads = ["项目", "行次", "年初预算数", "全年预算数", "决算统计数", "项目", "行次", "决算统计数"];
    for (column, head) in (0..).zip(heads) {
        form.head((3, column), (3, column), head)?;
        form.width(column, 16)?;
    }
    form.width(0, 34)?;
    form.width(5, 46)?;
    for (column, text) in (0..).zip(["栏次", "", "1", "2", "3", "栏次", "", "4"]) {
        form.text(4, column, text)?;
    }
    for (row, (line, label)) in (5..).zip(OPERATION_LEFT) {
        let [first, adjusted, last] = accounts.operation(line);
        form.text(row, 0, label)?;
        form.ordinal(row, 1, line)?;
        match line {
            1 | 11 => put(&mut form, row, 2, &[Cell::Inapplicable; 3])?,
            2..=7 => form.amounts(row, 2, &[first, adjusted, last])?,
            12..=21 => {
                put(&mut form, row, 2, &[Cell::Inapplicable; 2])?;
                form.count(row, 4, last)?;
            }
            _ => {
                let cells = [Cell::Inapplicable, Cell::Inapplicable, Cell::Amount(last)];
                put(&mut form, row, 2, &cells)?;
            }
        }
    }
    for (row, (line, label)) in (5..).zip(OPERATION_RIGHT) {
        let last = accounts.operation(line)[2];
        form.text(row, 5, label)?;
        form.ordinal(row, 6, line)?;
        match line {
            26 | 27 | 38 => form.text(row, 7, DASH)?,
            28..=37 => form.count(row, 7, last)?,
            _ => form.amount(row, 7, last)?,
        }
    }
    Ok(())
}
