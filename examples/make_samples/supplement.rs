//! The filled-in supplement (补充资料): reasons, figures and texts that no system holds.
//!
//! A reason says which way its figure went; the example fails if the accounts say otherwise, or if
//! an item that differs from its budget has no reason.

use std::cmp::Ordering;

use rust_decimal::{Decimal, RoundingStrategy};
use rust_xlsxwriter::Workbook;

use super::accounts::{Accounts, Filter, Line, Result, yuan};
use super::data::{Nature, Reason, Source};
use super::form::Form;

/// The supplement to the accounts of one year, compared with the year before.
pub fn book(this: &Accounts, last: &Accounts) -> Result<Workbook> {
    let mut book = Workbook::new();
    reasons(&mut book, this, last)?;
    figures(&mut book, this)?;
    texts(&mut book, this)?;
    performance(&mut book, this)?;
    Ok(book)
}

fn heads(form: &mut Form, heads: &[(&str, u32)]) -> Result<()> {
    for (column, (head, width)) in (0..).zip(heads) {
        form.head((0, column), (0, column), head)?;
        form.width(column, *width)?;
    }
    Ok(())
}

fn reasons(book: &mut Workbook, this: &Accounts, last: &Accounts) -> Result<()> {
    let given = this.department.supplement.reasons;
    for reason in given {
        check_direction(reason, this, last)?;
    }
    check_completeness(this)?;
    let mut form = Form::bare(book, "原因说明")?;
    let columns = [("键", 32), ("章节", 20), ("事项", 40), ("上年填写", 40), ("原因（请填写）", 80)];
    heads(&mut form, &columns)?;
    for (row, reason) in (1..).zip(given) {
        form.text(row, 0, reason.key)?;
        for column in 1..4 {
            form.text(row, column, "")?;
        }
        form.text(row, 4, reason.text)?;
    }
    Ok(())
}

/// The two figures a reason key compares: this year's, and last year's or the budget's.
fn compared(key: &str, this: &Accounts, last: &Accounts) -> Result<(Decimal, Decimal)> {
    let (kind, fact) = key.split_once('.').ok_or("a reason key has two parts")?;
    let unknown = || format!("{key}: unknown figure");
    let now = figure(fact, this).ok_or_else(unknown)?;
    let other = match kind {
        "yoy" => figure(fact, last).ok_or_else(unknown)?,
        "budget" => budgeted(fact, this)?.ok_or_else(unknown)?,
        _ => return Err(unknown().into()),
    };
    Ok((now, other))
}

/// The line of the operation form of one of the three public expenses.
fn public_line(part: &str) -> Option<u32> {
    Some(match part {
        "total" => 2,
        "overseas" => 3,
        "vehicle" => 4,
        "vehicle_purchase" => 5,
        "vehicle_operation" => 6,
        "reception" => 7,
        _ => return None,
    })
}

/// The item of a key like `general.item.2101501`, with its source.
fn item(fact: &str) -> Option<(&str, Filter)> {
    let (kind, code) = fact.split_once(".item.")?;
    let source = match kind {
        "general" => Source::General,
        "fund" => Source::Fund,
        "state" => Source::State,
        _ => return None,
    };
    Some((code, Filter::of(source)))
}

/// The final amount of a fact.
fn figure(fact: &str, accounts: &Accounts) -> Option<Decimal> {
    if let Some((code, filter)) = item(fact) {
        return Some(accounts.sum(code, filter).spent);
    }
    if let Some(part) = fact.strip_prefix("three_public.") {
        return Some(accounts.operation(public_line(part)?)[2]);
    }
    let all = accounts.sum("", Filter::ALL);
    let nature = |n| accounts.sum("", Filter::ALL.nature(n)).spent;
    let of = |source| accounts.sum("", Filter::of(source));
    Some(match fact {
        "total" => all.adjusted(),
        "income.fiscal" => accounts.fiscal("").income,
        "income.superior" => of(Source::Superior).income,
        "income.business" => accounts.business("").income,
        "income.operating" => of(Source::Operating).income,
        "income.affiliate" => of(Source::Affiliate).income,
        "income.other" => of(Source::Other).income,
        "expenditure.total" => all.spent,
        "expenditure.basic" => nature(Nature::Basic),
        "expenditure.project" => nature(Nature::Project),
        "expenditure.upward" => nature(Nature::Upward),
        "expenditure.operating" => nature(Nature::Trading),
        "expenditure.affiliate" => nature(Nature::Subsidy),
        "fiscal.total" => accounts.fiscal("").adjusted(),
        "general.expenditure" => of(Source::General).spent,
        "fund.income" => of(Source::Fund).income,
        "fund.expenditure" => of(Source::Fund).spent,
        "state.expenditure" => of(Source::State).spent,
        "agency_operation" => accounts.agency_operation(),
        _ => return None,
    })
}

/// The budget of a fact: the initial one, of the three public expenses the adjusted one.
fn budgeted(fact: &str, this: &Accounts) -> Result<Option<Decimal>> {
    if let Some((code, filter)) = item(fact) {
        return Ok(Some(this.sum(code, filter).initial));
    }
    if let Some(part) = fact.strip_prefix("three_public.") {
        return Ok(public_line(part).map(|line| this.operation(line)[1]));
    }
    let of = |source| this.sum("", Filter::of(source)).initial;
    Ok(match fact {
        "general.expenditure" => Some(of(Source::General)),
        "fund.expenditure" => Some(of(Source::Fund)),
        "state.expenditure" => Some(of(Source::State)),
        _ => {
            let supplied = this.department.supplement.figures.iter().find(|f| f.key == fact);
            supplied.map(|f| yuan(f.initial)).transpose()?
        }
    })
}

fn check_direction(reason: &Reason, this: &Accounts, last: &Accounts) -> Result<()> {
    let (now, other) = compared(reason.key, this, last)?;
    if now.cmp(&other) == reason.went {
        Ok(())
    } else {
        Err(format!("{}: {now} against {other}, not {:?}", reason.key, reason.went).into())
    }
}

/// Every item that differs from its initial budget has a reason, and no other item has one.
fn check_completeness(this: &Accounts) -> Result<()> {
    for (code, _) in this.department.functions.iter().filter(|(code, _)| code.len() == 7) {
        let Line { spent, initial, .. } = this.sum(code, Filter::of(Source::General));
        let key = format!("budget.general.item.{code}");
        let given = this.department.supplement.reasons.iter().any(|r| r.key == key);
        // An item without expenditure has no sentence.
        if given != (!spent.is_zero() && spent.cmp(&initial) != Ordering::Equal) {
            return Err(format!("{key}: {spent} against {initial}, reason given: {given}").into());
        }
    }
    Ok(())
}

fn figures(book: &mut Workbook, this: &Accounts) -> Result<()> {
    let mut form = Form::bare(book, "补充数据")?;
    let columns =
        [("键", 32), ("项目", 24), ("单位", 10), ("年初预算数", 16), ("本年决算数", 16), ("上年决算数", 16)];
    heads(&mut form, &columns)?;
    for (row, figure) in (1..).zip(this.department.supplement.figures) {
        for (column, text) in (0..).zip([figure.key, figure.name, "万元", "", "", ""]) {
            form.text(row, column, text)?;
        }
        for (column, amount) in [(3, figure.initial), (4, figure.actual)] {
            // A supplied zero is printed; blank means not supplied.
            match amount {
                "" => {}
                "0" => form.count(row, column, Decimal::ZERO)?,
                amount => form.amount(row, column, wan(yuan(amount)?))?,
            }
        }
    }
    Ok(())
}

fn texts(book: &mut Workbook, this: &Accounts) -> Result<()> {
    let mut form = Form::bare(book, "文字材料")?;
    heads(&mut form, &[("键", 32), ("标题", 24), ("内容", 100)])?;
    for (row, (key, title, text)) in (1..).zip(this.department.supplement.texts) {
        form.text(row, 0, key)?;
        form.text(row, 1, title)?;
        form.text(row, 2, text)?;
    }
    Ok(())
}

/// The self-assessed projects; their amounts are those of the item they are paid from, in 万元.
fn performance(book: &mut Workbook, this: &Accounts) -> Result<()> {
    let mut form = Form::bare(book, "绩效自评")?;
    let columns = [
        ("项目名称", 40),
        ("资金使用单位", 28),
        ("年初预算数", 14),
        ("全年预算数", 14),
        ("全年执行数", 14),
        ("自评得分", 12),
        ("自评等级", 12),
        ("目标完成情况", 80),
    ];
    heads(&mut form, &columns)?;
    for (row, project) in (1..).zip(this.department.supplement.projects) {
        let filter = Filter::of(project.source).nature(Nature::Project);
        let line = this.sum(project.item, filter);
        form.text(row, 0, project.name)?;
        form.text(row, 1, this.department.name)?;
        form.amount(row, 2, wan(line.initial))?;
        form.amount(row, 3, wan(line.adjusted()))?;
        form.amount(row, 4, wan(line.spent))?;
        form.amount(row, 5, project.score.parse()?)?;
        form.text(row, 6, project.grade)?;
        form.text(row, 7, project.outcome)?;
    }
    Ok(())
}

/// 元 as 万元 with two decimals, half up.
fn wan(yuan: Decimal) -> Decimal {
    (yuan / Decimal::from(10_000)).round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}
