//! `juesuan inspect`

use std::process::ExitCode;

use serde_json::{Value, json};

use super::args::{InspectOptions, PrintFormat};
use super::print;
use crate::error::Result;
use crate::export::json::pretty;
use crate::import::{self, Import, SheetReport};
use crate::work::{Job, Order, Request};

/// Says what was recognised in a workbook.
///
/// # Errors
/// The file is no readable workbook of final accounts.
pub fn run(options: &InspectOptions) -> Result<ExitCode> {
    let import = match &options.file {
        Some(file) => import::read_accounts(file)?,
        None => {
            let job = Job::of(Order {
                request: Request { year: options.place.year, ..Request::default() },
                project: options.place.project.clone(),
                ..Order::default()
            })?;
            print::notes(&job);
            import::read_accounts(&job.request.current)?
        }
    };
    match options.print.format {
        PrintFormat::Text => print::out(&text(&import))?,
        PrintFormat::Json => print::out(&pretty(&value(&import))?)?,
    }
    Ok(ExitCode::SUCCESS)
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
    if import.missing.is_empty() {
        out.push_str("各表齐全\n");
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
        return format!("\n工作表“{}”{hidden}：不读取\n", sheet.name);
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
    for missing in &sheet.missing {
        out.push_str(&format!("  没有找到：{missing}\n"));
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
            })
        })
        .collect();
    let missing: Vec<Value> = import
        .missing
        .iter()
        .map(|id| json!({"title": id.title(accounts.form), "form": id.form_number(accounts.form)}))
        .collect();
    json!({
        "schema": 1,
        "org": accounts.org,
        "year": accounts.year,
        "form": accounts.form.label(),
        "sheets": sheets,
        "missing": missing,
        "findings": import.findings,
    })
}
