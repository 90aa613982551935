//! Z01_1 财政拨款收入支出决算总表, the totals of fiscal appropriations.

use rust_decimal::Decimal;
use rust_xlsxwriter::Workbook;

use super::accounts::{Accounts, Filter, Line, Result};
use super::catalogue::CLASSES;
use super::cells::{Cell, entry, initial};
use super::data::Source;
use super::form::Form;

/// Z01_1 财政拨款收入支出决算总表 (财决01-1表).
pub fn write(book: &mut Workbook, accounts: &Accounts) -> Result<()> {
    let mut form = Form::add(book, accounts, "Z01_1", "财政拨款收入支出决算总表", "财决01-1表", 19)?;
    form.width(0, 34)?;
    form.width(5, 34)?;
    form.head((3, 0), (3, 4), "收入")?;
    form.head((3, 5), (3, 18), "支出")?;
    let single = ["项目", "行次", "年初预算数", "全年预算数", "决算数", "项目(按功能分类)", "行次"];
    for (column, head) in (0..).zip(single) {
        form.head((4, column), (5, column), head)?;
    }
    let budgets = ["小计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"];
    for (first, head) in [(7, "年初预算数"), (11, "全年预算数"), (15, "决算数")] {
        form.head((4, first), (4, first + 3), head)?;
        for (column, budget) in (first..).zip(budgets) {
            form.head((5, column), (5, column), budget)?;
        }
    }
    form.head((6, 0), (6, 0), "栏次")?;
    form.head((6, 5), (6, 5), "栏次")?;
    form.text(6, 1, "")?;
    form.text(6, 6, "")?;
    for (n, column) in (1..).zip((2..5).chain(7..19)) {
        form.ordinal(6, column, n)?;
        form.width(column, 16)?;
    }
    fiscal_income(&mut form, accounts)?;
    fiscal_expenditure(&mut form, accounts)
}

fn fiscal_income(form: &mut Form, accounts: &Accounts) -> Result<()> {
    let general = accounts.sum("", Filter::of(Source::General));
    let fund = accounts.sum("", Filter::of(Source::Fund));
    let state = accounts.sum("", Filter::of(Source::State));
    let fiscal = accounts.fiscal("");
    let income = |line: &Line| [initial(line.initial), Cell::Amount(line.income), Cell::Amount(line.income)];
    let opening = |line: &Line| {
        let amount = Cell::Amount(line.opening);
        [Cell::Inapplicable, amount, amount]
    };
    for n in 0..32 {
        let (label, cells) = match n {
            0 => ("一、一般公共预算财政拨款", income(&general)),
            1 => ("二、政府性基金预算财政拨款", income(&fund)),
            2 => ("三、国有资本经营预算财政拨款", income(&state)),
            26 => ("本年收入合计", income(&fiscal)),
            27 => ("年初财政拨款结转和结余", opening(&fiscal)),
            28 => ("　　一、一般公共预算财政拨款", opening(&general)),
            29 => ("　　二、政府性基金预算财政拨款", opening(&fund)),
            30 => ("　　三、国有资本经营预算财政拨款", opening(&state)),
            31 => ("总计", [fiscal.initial, fiscal.adjusted(), fiscal.adjusted()].map(Cell::Amount)),
            _ => ("", [Cell::Empty; 3]),
        };
        entry(form, 7 + n, 0, label, n + 1, &cells)?;
    }
    Ok(())
}

fn fiscal_expenditure(form: &mut Form, accounts: &Accounts) -> Result<()> {
    let split = |code: &str, pick: &dyn Fn(&Line) -> Decimal| {
        let general = pick(&accounts.sum(code, Filter::of(Source::General)));
        let fund = pick(&accounts.sum(code, Filter::of(Source::Fund)));
        let state = pick(&accounts.sum(code, Filter::of(Source::State)));
        [general + fund + state, general, fund, state]
    };
    let none = |_: &Line| Decimal::ZERO;
    let row =
        |code: &str, adjusted: &dyn Fn(&Line) -> Decimal, last: &dyn Fn(&Line) -> Decimal, budgeted: bool| {
            let first: &dyn Fn(&Line) -> Decimal = if budgeted { &|l| l.initial } else { &none };
            [split(code, first), split(code, adjusted), split(code, last)]
                .concat()
                .into_iter()
                .map(Cell::Amount)
                .collect::<Vec<_>>()
        };
    let classes = (0..)
        .zip(CLASSES)
        .map(|(n, (code, label))| (n, label, row(code, &Line::adjusted, &|l| l.spent, true)));
    let below = [
        (26, "本年支出合计", row("", &Line::adjusted, &|l| l.spent, true)),
        (27, "年末财政拨款结转和结余", row("", &none, &|l| l.closing, false)),
        (28, "", vec![Cell::Empty; 12]),
        (29, "", vec![Cell::Empty; 12]),
        (30, "", vec![Cell::Empty; 12]),
        (31, "总计", row("", &Line::adjusted, &|l| l.spent + l.closing, true)),
    ];
    for (n, label, cells) in classes.chain(below) {
        entry(form, 7 + n, 5, label, 33 + n, &cells)?;
    }
    Ok(())
}
