//! The cover and Z01 收入支出决算总表, the totals of all money.

use rust_decimal::Decimal;
use rust_xlsxwriter::Workbook;

use super::accounts::{Accounts, Filter, Line, Result};
use super::catalogue::CLASSES;
use super::cells::{Cell, entry, initial};
use super::data::{Nature, Source};
use super::form::Form;

/// FMDM 封面代码.
pub fn cover(book: &mut Workbook, accounts: &Accounts) -> Result<()> {
    let mut form = Form::bare(book, "FMDM 封面代码")?;
    form.title(4, &format!("{}年度部门决算报表", accounts.year))?;
    form.width(0, 16)?;
    form.width(1, 32)?;
    let labels = [
        ("单位名称：", accounts.department.name),
        ("单位负责人：", ""),
        ("财务负责人：", ""),
        ("填表人：", ""),
        ("电话号码：", ""),
        ("单位地址：", ""),
        ("邮政编码：", ""),
        ("报表类型：", "0 单户表"),
    ];
    for (row, (label, value)) in (2..).zip(labels) {
        form.text(row, 0, label)?;
        form.text(row, 1, value)?;
    }
    Ok(())
}

/// Z01 收入支出决算总表 (财决01表).
pub fn write(book: &mut Workbook, accounts: &Accounts) -> Result<()> {
    let mut form = Form::add(book, accounts, "Z01", "收入支出决算总表", "财决01表", 15)?;
    for column in [0, 5, 10] {
        form.width(column, 34)?;
    }
    form.head((3, 0), (3, 4), "收入")?;
    form.head((3, 5), (3, 14), "支出")?;
    let halves = [(0, "项目"), (5, "项目(按功能分类)"), (10, "项目(按支出性质和经济分类)")];
    for (first, label) in halves {
        let heads = [label, "行次", "年初预算数", "全年预算数", "决算数"];
        for (column, head) in (first..).zip(heads) {
            form.head((4, column), (4, column), head)?;
        }
        form.head((5, first), (5, first), "栏次")?;
        form.text(5, first + 1, "")?;
        for n in 0..3 {
            form.ordinal(5, first + 2 + n, u32::from(first / 5 * 3 + n + 1))?;
            form.width(first + 2 + n, 16)?;
        }
    }
    let all = accounts.sum("", Filter::ALL);
    income_block(&mut form, accounts, &all)?;
    function_block(&mut form, accounts, &all)?;
    nature_block(&mut form, accounts, &all)
}

/// The label of 使用非财政拨款结余 was widened in the forms for 2023.
fn surplus_label(year: i32) -> &'static str {
    if year < 2023 {
        "　　使用非财政拨款结余"
    } else {
        "　　使用非财政拨款结余（含专用结余）"
    }
}

fn income_block(form: &mut Form, accounts: &Accounts, all: &Line) -> Result<()> {
    let of = |source| accounts.sum("", Filter::of(source));
    let sources = [
        ("一、一般公共预算财政拨款收入", of(Source::General)),
        ("二、政府性基金预算财政拨款收入", of(Source::Fund)),
        ("三、国有资本经营预算财政拨款收入", of(Source::State)),
        ("四、上级补助收入", of(Source::Superior)),
        ("五、事业收入", accounts.business("")),
        ("六、经营收入", of(Source::Operating)),
        ("七、附属单位上缴收入", of(Source::Affiliate)),
        ("八、其他收入", of(Source::Other)),
    ];
    for n in 0..31u32 {
        let at = usize::try_from(n)?;
        let (label, cells) = match n {
            0..=7 => {
                let (label, line) = &sources[at];
                let income = Cell::Amount(line.income);
                (*label, [initial(line.initial), income, income])
            }
            26 => ("本年收入合计", [all.initial, all.income, all.income].map(Cell::Amount)),
            27 => {
                let surplus = Cell::Amount(all.surplus);
                (surplus_label(accounts.year), [Cell::Inapplicable, surplus, surplus])
            }
            28 => {
                let opening = Cell::Amount(all.opening);
                ("　　年初结转和结余", [Cell::Inapplicable, opening, opening])
            }
            30 => ("总计", [all.initial, all.adjusted(), all.adjusted()].map(Cell::Amount)),
            _ => ("", [Cell::Empty; 3]),
        };
        entry(form, 6 + n, 0, label, n + 1, &cells)?;
    }
    Ok(())
}

/// The rows below the expenditure, the same in both expenditure blocks: 本年支出合计, 结余分配,
/// 年末结转和结余, an empty row, 总计. `budgeted` tells whether the block carries initial budgets.
fn closing_rows(all: &Line, budgeted: bool) -> [(&'static str, [Cell; 3]); 5] {
    let initial = if budgeted { Cell::Amount(all.initial) } else { Cell::Inapplicable };
    let zero = Cell::Amount(Decimal::ZERO);
    let adjusted = Cell::Amount(all.adjusted());
    [
        ("本年支出合计", [initial, adjusted, Cell::Amount(all.spent)]),
        ("　　结余分配", [Cell::Inapplicable, zero, Cell::Amount(all.distributed)]),
        ("　　年末结转和结余", [Cell::Inapplicable, zero, Cell::Amount(all.closing)]),
        ("", [Cell::Empty; 3]),
        ("总计", [initial, adjusted, Cell::Amount(all.spent + all.distributed + all.closing)]),
    ]
}

fn function_block(form: &mut Form, accounts: &Accounts, all: &Line) -> Result<()> {
    for (n, (code, label)) in (0..).zip(CLASSES) {
        let class = accounts.sum(code, Filter::ALL);
        let cells = [class.initial, class.adjusted(), class.spent].map(Cell::Amount);
        entry(form, 6 + n, 5, label, 32 + n, &cells)?;
    }
    for (n, (label, cells)) in (26..).zip(closing_rows(all, true)) {
        entry(form, 6 + n, 5, label, 32 + n, &cells)?;
    }
    Ok(())
}

fn nature_block(form: &mut Form, accounts: &Accounts, all: &Line) -> Result<()> {
    let basic = accounts.sum("", Filter::ALL.nature(Nature::Basic));
    let project = accounts.sum("", Filter::ALL.nature(Nature::Project));
    let personnel = accounts.personnel("");
    let amounts = |adjusted, spent| [Cell::Inapplicable, Cell::Amount(adjusted), Cell::Amount(spent)];
    let zero = amounts(Decimal::ZERO, Decimal::ZERO);
    let of = |nature| {
        let line = accounts.sum("", Filter::ALL.nature(nature));
        amounts(line.adjusted(), line.spent)
    };
    let rows = [
        ("一、基本支出", amounts(basic.adjusted(), basic.spent)),
        ("　　人员经费", amounts(personnel, personnel)),
        ("　　公用经费", amounts(basic.adjusted() - personnel, basic.spent - personnel)),
        ("二、项目支出", amounts(project.adjusted(), project.spent)),
        ("　　其中：基本建设类项目", zero),
        ("三、上缴上级支出", of(Nature::Upward)),
        ("四、经营支出", of(Nature::Trading)),
        ("五、对附属单位补助支出", of(Nature::Subsidy)),
    ];
    for (n, (label, cells)) in (0..).zip(rows) {
        entry(form, 6 + n, 10, label, 63 + n, &cells)?;
    }
    for n in 8..26 {
        entry(form, 6 + n, 10, "", 63 + n, &[Cell::Empty; 3])?;
    }
    for (n, (label, cells)) in (26..).zip(closing_rows(all, false)) {
        entry(form, 6 + n, 10, label, 63 + n, &cells)?;
    }
    Ok(())
}
