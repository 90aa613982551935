//! The department's published budget: 一般公共预算支出表 in 万元.

use rust_decimal::Decimal;
use rust_xlsxwriter::Workbook;

use super::accounts::{Accounts, Filter, Result};
use super::data::{Nature, Source};
use super::form::Form;

/// The initial budget of one year, by 类, 款 and 项.
pub fn book(accounts: &Accounts) -> Result<Workbook> {
    let mut book = Workbook::new();
    let mut form = Form::bare(&mut book, "一般公共预算支出表")?;
    form.title(5, &format!("{}年一般公共预算支出表", accounts.year))?;
    form.note_right(1, 4, "公开05表")?;
    form.note(2, 0, &format!("部门：{}", accounts.department.name))?;
    form.note_right(2, 4, "单位：万元")?;
    for (column, head) in (0..).zip(["科目编码", "科目名称", "合计", "基本支出", "项目支出"])
    {
        form.head((3, column), (3, column), head)?;
        form.width(column, if column == 1 { 40 } else { 14 })?;
    }
    let total = ("", "合计");
    let mut row = 4;
    for (code, name) in std::iter::once(&total).chain(accounts.department.functions) {
        let general = Filter::of(Source::General);
        let amounts = [general, general.nature(Nature::Basic), general.nature(Nature::Project)]
            .map(|filter| accounts.sum(code, filter).initial / Decimal::from(10_000));
        if amounts[0].is_zero() {
            continue;
        }
        form.text(row, 0, code)?;
        form.text(row, 1, name)?;
        form.amounts(row, 2, &amounts)?;
        row += 1;
    }
    Ok(book)
}
