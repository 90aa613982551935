//! The forms by functional item: income, expenditure, the three budgets and the economic detail.

use rust_decimal::Decimal;
use rust_xlsxwriter::Workbook;

use super::accounts::{Accounts, Filter, Line, Result};
use super::catalogue::ECONOMICS;
use super::data::{Nature, Source};
use super::form::{Form, Head};

/// Which form is written: its sheet code, title, number and heads.
struct Spec {
    code: &'static str,
    title: &'static str,
    number: &'static str,
    heads: Vec<Head>,
}

/// Writes a form whose row for a code is `amounts(code)`; codes whose amounts are all zero are left
/// out, and the empty code gives the 合计 row.
fn write(
    book: &mut Workbook,
    accounts: &Accounts,
    spec: &Spec,
    amounts: &dyn Fn(&str) -> Vec<Decimal>,
) -> Result<()> {
    let total = amounts("");
    let columns = u16::try_from(total.len() + 4)?;
    let mut form = Form::add(book, accounts, spec.code, spec.title, spec.number, columns)?;
    form.item_heads(&spec.heads)?;
    let rows: Vec<(&str, &str, Vec<Decimal>)> = accounts
        .department
        .functions
        .iter()
        .map(|(code, name)| (*code, *name, amounts(code)))
        .filter(|(_, _, row)| row.iter().any(|a| !a.is_zero()))
        .collect();
    form.item_rows(accounts.year, &total, &rows)
}

/// Z03 收入决算表 (财决03表).
pub fn income(book: &mut Workbook, accounts: &Accounts) -> Result<()> {
    let spec = Spec {
        code: "Z03",
        title: "收入决算表",
        number: "财决03表",
        heads: vec![
            Head::One("本年收入合计"),
            Head::One("财政拨款收入"),
            Head::One("上级补助收入"),
            Head::Group("事业收入", vec!["小计", "其中：教育收费"]),
            Head::One("经营收入"),
            Head::One("附属单位上缴收入"),
            Head::One("其他收入"),
        ],
    };
    write(book, accounts, &spec, &|code| {
        let of = |source| accounts.sum(code, Filter::of(source)).income;
        vec![
            accounts.sum(code, Filter::ALL).income,
            accounts.fiscal(code).income,
            of(Source::Superior),
            accounts.business(code).income,
            of(Source::Tuition),
            of(Source::Operating),
            of(Source::Affiliate),
            of(Source::Other),
        ]
    })
}

/// Z04 支出决算表 (财决04表).
pub fn expenditure(book: &mut Workbook, accounts: &Accounts) -> Result<()> {
    let spec = Spec {
        code: "Z04",
        title: "支出决算表",
        number: "财决04表",
        heads: vec![
            Head::One("本年支出合计"),
            Head::One("基本支出"),
            Head::One("项目支出"),
            Head::One("上缴上级支出"),
            Head::One("经营支出"),
            Head::One("对附属单位补助支出"),
        ],
    };
    write(book, accounts, &spec, &|code| {
        let by_nature = Nature::ALL.map(|nature| accounts.sum(code, Filter::ALL.nature(nature)).spent);
        [vec![accounts.sum(code, Filter::ALL).spent], by_nature.to_vec()].concat()
    })
}

/// Z07 一般公共预算财政拨款收入支出决算表 (财决07表).
pub fn general(book: &mut Workbook, accounts: &Accounts) -> Result<()> {
    let carried = || vec!["合计", "基本支出结转", "项目支出结转和结余"];
    let spec = Spec {
        code: "Z07",
        title: "一般公共预算财政拨款收入支出决算表",
        number: "财决07表",
        heads: vec![
            Head::Group("年初结转和结余", carried()),
            Head::Group("本年收入", vec!["合计", "基本支出", "项目支出"]),
            Head::Group(
                "本年支出",
                vec!["合计", "基本支出小计", "其中：人员经费", "其中：日常公用经费", "项目支出小计"],
            ),
            Head::Group("年末结转和结余", carried()),
        ],
    };
    write(book, accounts, &spec, &|code| {
        let lines = by_nature(accounts, code, Filter::of(Source::General));
        let [total, basic, project] = lines.map(|l| l.spent);
        let personnel = accounts.personnel(code);
        [
            lines.map(|l| l.opening).to_vec(),
            lines.map(|l| l.income).to_vec(),
            vec![total, basic, personnel, basic - personnel, project],
            lines.map(|l| l.closing).to_vec(),
        ]
        .concat()
    })
}

/// Z08_1 一般公共预算财政拨款基本支出决算明细表 (财决08-1表).
pub fn economic_detail(book: &mut Workbook, accounts: &Accounts) -> Result<()> {
    let mut heads = vec![Head::One("合计")];
    heads.extend(ECONOMICS.iter().map(|class| {
        let names = class.items.iter().map(|(_, name)| *name);
        Head::Group(class.name, std::iter::once("小计").chain(names).collect())
    }));
    let spec =
        Spec {
            code: "Z08_1", title: "一般公共预算财政拨款基本支出决算明细表", number: "财决08-1表", heads
        };
    write(book, accounts, &spec, &|code| {
        let mut row = vec![accounts.econ(code, "")];
        for class in ECONOMICS {
            row.push(accounts.econ(code, class.code));
            row.extend(class.items.iter().map(|(econ, _)| accounts.econ(code, econ)));
        }
        row
    })
}

/// Z09 政府性基金预算财政拨款收入支出决算表 (财决09表).
pub fn fund(book: &mut Workbook, accounts: &Accounts) -> Result<()> {
    let spec = budget_spec("Z09", "政府性基金预算财政拨款收入支出决算表", "财决09表");
    write(book, accounts, &spec, &|code| budget_row(&by_nature(accounts, code, Filter::of(Source::Fund))))
}

/// Z11 国有资本经营预算财政拨款收入支出决算表 (财决11表).
pub fn state_capital(book: &mut Workbook, accounts: &Accounts) -> Result<()> {
    let spec = budget_spec("Z11", "国有资本经营预算财政拨款收入支出决算表", "财决11表");
    write(book, accounts, &spec, &|code| budget_row(&by_nature(accounts, code, Filter::of(Source::State))))
}

fn budget_spec(code: &'static str, title: &'static str, number: &'static str) -> Spec {
    Spec {
        code,
        title,
        number,
        heads: vec![
            Head::One("年初结转和结余"),
            Head::One("本年收入"),
            Head::Group("本年支出", vec!["合计", "基本支出", "项目支出"]),
            Head::One("年末结转和结余"),
        ],
    }
}

fn budget_row(lines: &[Line; 3]) -> Vec<Decimal> {
    let [total, basic, project] = lines;
    vec![total.opening, total.income, total.spent, basic.spent, project.spent, total.closing]
}

/// The whole, its basic and its project part.
fn by_nature(accounts: &Accounts, code: &str, filter: Filter) -> [Line; 3] {
    [
        accounts.sum(code, filter),
        accounts.sum(code, filter.nature(Nature::Basic)),
        accounts.sum(code, filter.nature(Nature::Project)),
    ]
}
