//! The filled-in supplement (补充资料): reasons, figures and texts that no system holds.
//!
//! A reason says which way its figure went; the example fails if the accounts say otherwise, or if
//! an item that differs from its budget has no reason.

use std::cmp::Ordering;

use rust_decimal::{Decimal, RoundingStrategy};
use rust_xlsxwriter::Workbook;

use crate::accounts::{Accounts, Filter, Line, Result, agency_operation_budget};
use crate::catalogue::FUNCTIONS;
use crate::data::{DEPARTMENT, Nature, Source};
use crate::form::Form;
use crate::supplement_texts::{PROJECTS, REASONS, Reason, TEXTS};

/// The supplement to the accounts of one year, compared with the year before.
pub fn book(this: &Accounts, last: &Accounts) -> Result<Workbook> {
    let mut book = Workbook::new();
    reasons(&mut book, this, last)?;
    figures(&mut book)?;
    texts(&mut book)?;
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
    for reason in REASONS {
        check_direction(reason, this, last)?;
    }
    check_completeness(this)?;
    let mut form = Form::bare(book, "原因说明")?;
    let columns = [("键", 32), ("章节", 20), ("事项", 40), ("上年填写", 40), ("原因（请填写）", 80)];
    heads(&mut form, &columns)?;
    for (row, reason) in (1..).zip(REASONS) {
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
    let general = Filter::of(Source::General);
    if let Some(code) = fact.strip_prefix("general.item.") {
        let line = this.sum(code, general);
        return Ok((line.spent, line.initial));
    }
    if let Some(part) = fact.strip_prefix("three_public.") {
        let line = match part {
            "total" => 2,
            "vehicle" => 4,
            "vehicle_operation" => 6,
            "reception" => 7,
            _ => return Err(format!("{key}: unknown part of the three public expenses").into()),
        };
        let [_, adjusted, spent] = this.operation(line);
        return Ok((spent, adjusted));
    }
    let pick = |accounts: &Accounts| -> Option<Decimal> {
        let all = accounts.sum("", Filter::ALL);
        let nature = |n| accounts.sum("", Filter::ALL.nature(n)).spent;
        let of = |source| accounts.sum("", Filter::of(source));
        Some(match fact {
            "total" => all.adjusted(),
            "income.fiscal" => accounts.fiscal("").income,
            "income.other" => of(Source::Other).income,
            "expenditure.basic" => nature(Nature::Basic),
            "expenditure.project" => nature(Nature::Project),
            "fiscal.total" => accounts.fiscal("").adjusted(),
            "general.expenditure" => of(Source::General).spent,
            "fund.income" => of(Source::Fund).income,
            "fund.expenditure" => of(Source::Fund).spent,
            "agency_operation" => accounts.agency_operation(),
            _ => return None,
        })
    };
    let unknown = || format!("{key}: unknown figure");
    let now = pick(this).ok_or_else(unknown)?;
    let other = match (kind, fact) {
        ("yoy", _) => pick(last).ok_or_else(unknown)?,
        ("budget", "general.expenditure") => this.sum("", general).initial,
        ("budget", "agency_operation") => agency_operation_budget()?,
        _ => return Err(unknown().into()),
    };
    Ok((now, other))
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
    for (code, _) in FUNCTIONS.iter().filter(|(code, _)| code.len() == 7) {
        let Line { spent, initial, .. } = this.sum(code, Filter::of(Source::General));
        let key = format!("budget.general.item.{code}");
        let given = REASONS.iter().any(|r| r.key == key);
        if given != (spent.cmp(&initial) != Ordering::Equal) {
            return Err(format!("{key}: {spent} against {initial}, reason given: {given}").into());
        }
    }
    Ok(())
}

fn figures(book: &mut Workbook) -> Result<()> {
    let mut form = Form::bare(book, "补充数据")?;
    let columns =
        [("键", 32), ("项目", 24), ("单位", 10), ("年初预算数", 16), ("本年决算数", 16), ("上年决算数", 16)];
    heads(&mut form, &columns)?;
    for (column, text) in (0..).zip(["agency_operation", "机关运行经费", "万元", "", "", ""]) {
        form.text(1, column, text)?;
    }
    form.amount(1, 3, wan(agency_operation_budget()?))
}

fn texts(book: &mut Workbook) -> Result<()> {
    let mut form = Form::bare(book, "文字材料")?;
    heads(&mut form, &[("键", 32), ("标题", 24), ("内容", 100)])?;
    for (row, (key, title, text)) in (1..).zip(TEXTS) {
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
    for (row, project) in (1..).zip(PROJECTS) {
        let filter = Filter::of(project.source).nature(Nature::Project);
        let line = this.sum(project.item, filter);
        form.text(row, 0, project.name)?;
        form.text(row, 1, DEPARTMENT)?;
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
