//! `juesuan inspect`

use std::process::ExitCode;

use serde_json::{Value, json};

use super::args::{InspectOptions, PrintFormat};
use super::print;
use crate::accounts::InitialBudget;
use crate::error::Result;
use crate::export::json::pretty;
use crate::facts;
use crate::import::amounts::{self, ReadAmount};
use crate::import::{self, Import, SheetReport};
use crate::money::display_yuan;
use crate::source::Source;
use crate::work::{self, Inspected, Job, Order, Request};

/// Says what was recognised in a workbook of final accounts or of a budget.
///
/// # Errors
/// The file is no readable workbook, or holds neither.
pub fn run(options: &InspectOptions) -> Result<ExitCode> {
    let file = match &options.file {
        Some(file) => Source::from(file),
        None => {
            let job = Job::of(Order {
                request: Request { year: options.place.year, ..Request::default() },
                project: options.place.project.clone(),
                ..Order::default()
            })?;
            print::notes(&job);
            job.request.current
        }
    };
    let taken = work::inspect(&file)?;
    let listed = options.amounts.then(|| match &taken {
        Inspected::Accounts(import) => amounts::of_accounts(import),
        Inspected::Budget(budget) => amounts::of_budget(budget),
    });
    match options.print.format {
        PrintFormat::Text => {
            let text = match &taken {
                Inspected::Accounts(import) => text(import),
                Inspected::Budget(budget) => budget_text(budget),
            };
            print::out(&format!("{text}{}", listed.map_or_else(String::new, |l| amounts_text(&l))))?;
        }
        PrintFormat::Json => {
            let mut value = match &taken {
                Inspected::Accounts(import) => value(import),
                Inspected::Budget(budget) => budget_value(budget),
            };
            if let Some(listed) = listed {
                value["amounts"] = listed.iter().map(amount_value).collect();
            }
            print::data(&pretty(&value)?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn amount_value(amount: &ReadAmount) -> Value {
    json!({
        "sheet": amount.sheet,
        "line": amount.line,
        "label": amount.label,
        "column": amount.column,
        "value": amount.value.0.normalize().to_string(),
        "cell": amount.cell,
    })
}

fn amounts_text(amounts: &[ReadAmount]) -> String {
    let mut out = format!("\n读到{}个金额（单位：元；辆、批次、人次等为个数）\n", amounts.len());
    let mut sheet = "";
    for amount in amounts {
        if amount.sheet != sheet {
            sheet = &amount.sheet;
            out.push_str(&format!("\n工作表“{sheet}”\n"));
        }
        let said = display_yuan(amount.value);
        out.push_str(&format!(
            "  {:>6}  {said:>18}  {} {} · {}\n",
            amount.cell, amount.line, amount.label, amount.column
        ));
    }
    out
}

fn budget_text(budget: &InitialBudget) -> String {
    let total = budget.of("");
    let items = budget.amounts.keys().filter(|code| code.len() == 7).count();
    let mut out = format!(
        "单位：{}\n年度：{}\n年初预算：取自工作表“{}”，{items}个项级科目，合计 {} 元\n",
        budget.org.as_deref().unwrap_or("没有注明"),
        budget.year.map_or_else(|| "没有注明".to_owned(), |y| y.to_string()),
        budget.sheet,
        display_yuan(total),
    );
    for (key, name) in import::forms::THREE_PUBLIC_NAMES {
        if let Some(amount) = budget.expenses.get(*key) {
            let of =
                if facts::whole_of(key) == Some("three_public.total") { "“三公”经费·" } else { "" };
            let place = amount.cell.map(|c| budget.place(c).to_string()).unwrap_or_default();
            out.push_str(&format!("{of}{name}：{} 元 ← {place}\n", display_yuan(amount.value)));
        }
    }
    out.push('\n');
    for sheet in &budget.looked_at {
        let hidden = if sheet.visible { "" } else { "（隐藏）" };
        let used = if sheet.used { "读取" } else { "不读取" };
        out.push_str(&format!("工作表“{}”{hidden}：{used}，{}\n", sheet.name, sheet.what));
    }
    for finding in &budget.findings {
        out.push_str(&print::finding_text(finding));
    }
    out
}

fn budget_value(budget: &InitialBudget) -> Value {
    let sheets: Vec<Value> = budget
        .looked_at
        .iter()
        .map(|s| json!({"name": s.name, "visible": s.visible, "title": s.title, "what": s.what, "used": s.used}))
        .collect();
    json!({
        "schema": 1,
        "kind": "budget",
        "org": budget.org,
        "year": budget.year,
        "sheet": budget.sheet,
        "sheets": sheets,
        "findings": budget.findings,
    })
}

fn text(import: &Import) -> String {
    let accounts = &import.accounts;
    let mut out = format!(
        "单位：{}\n年度：{}\n报表：{}\n",
        accounts.org,
        accounts.year.map_or_else(|| "没有找到".to_owned(), |y| y.to_string()),
        accounts.form.label(),
    );
    for sheet in &import.sheets {
        out.push_str(&sheet_text(sheet));
    }
    if import.is_whole() {
        out.push_str("各表齐全\n");
    } else if import.missing.is_empty() {
        out.push_str(&format!(
            "九张表都找到了，但没有读全：{}没有读取或没有把握，见上面“没有找到”“没有读取”各行和下面的提示\n",
            import.unread().words()
        ));
    }
    for id in &import.missing {
        let form = accounts.form;
        out.push_str(&format!("没有找到：{}（{}）\n", id.title(form), id.form_number(form)));
    }
    for finding in &import.findings {
        out.push_str(&print::finding_text(finding));
    }
    out
}

fn sheet_text(sheet: &SheetReport) -> String {
    let hidden = if sheet.visible { "" } else { "（隐藏）" };
    let Some((id, form)) = sheet.form else {
        let why = if sheet.note.is_empty() { String::new() } else { format!("（{}）", sheet.note) };
        return format!("\n工作表“{}”{hidden}：不读取{why}\n", sheet.name);
    };
    let mut out = format!(
        "\n工作表“{}”{hidden}：{}（{}，按{}认出）\n",
        sheet.name,
        id.title(form),
        id.form_number(form),
        sheet.by
    );
    let unit = sheet.unit.map_or("没有注明", crate::accounts::AmountUnit::label);
    let year = sheet.year.map_or_else(|| "没有注明".to_owned(), |y| y.to_string());
    out.push_str(&format!("  标题：{}  年度：{year}  金额单位：{unit}\n", sheet.title));
    if let Some((first, last)) = sheet.head_rows {
        out.push_str(&format!("  表头：第{first}行至第{last}行；读取{}行\n", sheet.lines));
    }
    for (meaning, path, letters) in &sheet.columns {
        out.push_str(&format!("  {letters:>4}  {meaning} ← {path}\n"));
    }
    if !sheet.note.is_empty() {
        out.push_str(&format!("  {}\n", sheet.note));
    }
    for missing in &sheet.missing {
        out.push_str(&format!("  没有找到：{missing}\n"));
    }
    if !sheet.unused.is_empty() {
        out.push_str(&format!("  用不到的栏：{}\n", sheet.unused.join("、")));
    }
    if !sheet.unread.is_empty() {
        out.push_str(&format!("  没有读取的数字：{}\n", sheet.unread.join("、")));
    }
    out
}

fn value(import: &Import) -> Value {
    let accounts = &import.accounts;
    let sheets: Vec<Value> = import
        .sheets
        .iter()
        .map(|s| {
            json!({
                "name": s.name,
                "visible": s.visible,
                "form": s.form.map(|(id, form)| id.form_number(form)),
                "title": s.title,
                "recognised_by": s.by,
                "unit": s.unit.map(crate::accounts::AmountUnit::label),
                "year": s.year,
                "org": s.org,
                "head_rows": s.head_rows.map(|(a, b)| [a, b]),
                "columns": s.columns.iter().map(|(m, p, l)| json!({"meaning": m, "path": p, "column": l})).collect::<Vec<_>>(),
                "lines": s.lines,
                "missing": s.missing,
                "unused": s.unused,
                "unread": s.unread,
                "note": s.note,
            })
        })
        .collect();
    let missing: Vec<Value> = import
        .missing
        .iter()
        .map(|id| json!({"title": id.title(accounts.form), "form": id.form_number(accounts.form)}))
        .collect();
    let unread = import.unread();
    json!({
        "schema": 1,
        "kind": "accounts",
        "whole": import.is_whole(),
        "unread": {"columns": unread.columns, "rows": unread.rows, "cells": unread.cells, "pages": unread.pages},
        "org": accounts.org,
        "year": accounts.year,
        "form": accounts.form.label(),
        "sheets": sheets,
        "missing": missing,
        "findings": import.findings,
    })
}
