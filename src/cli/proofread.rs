//! `juesuan proofread`

use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::args::{PrintFormat, ProofreadOptions};
use super::print;
use crate::error::{Error, Result};
use crate::export::json;
use crate::finding::{self, Finding};
use crate::proof;
use crate::source::Source;
use crate::work::{self, Folder, Request, Written};

/// Proofreads a published report, or every report of a folder, and prints every finding; exit code 1 if one is an
/// error, 3 if a report of the folder could not be read.
///
/// # Errors
/// The report is no readable document, a file to hold it against cannot be used, or the outputs cannot be written.
pub fn run(options: &ProofreadOptions) -> Result<ExitCode> {
    if options.report.is_dir() {
        return folder(options);
    }
    let request = Request {
        current: options.current.as_ref().map(Source::from).unwrap_or_default(),
        prior: options.prior.as_ref().map(Source::from),
        budget: options.budget.as_ref().map(Source::from),
        supplement: options.supplement.as_ref().map(Source::from),
        ..Request::default()
    };
    let proofread = work::proofread(&Source::from(&options.report), &request)?;
    let findings = &proofread.findings;
    match options.print.format {
        PrintFormat::Json => print::data(&json::findings(findings)?)?,
        PrintFormat::Text => {
            for finding in findings {
                print::out(&print::finding_text(finding))?;
            }
            print::out(&format!("校对：{}\n", finding::counts(findings)))?;
        }
    }
    if let Some(out) = &options.out {
        let (written, note) = proofread.write(out)?;
        say_written(out, &written, note);
    }
    Ok(ExitCode::from(u8::from(proof::has_errors(findings))))
}

/// Said beside a result, not in it.
fn say_written(out: &Path, written: &[Written], note: Option<&str>) {
    let mut text = format!("写入 {}：\n", out.display());
    for one in written {
        let line = match one {
            Written::Beside { kept, new } => {
                let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                format!("{} 已被改动过，保留不动；新的写在旁边：{}", name(kept), name(new))
            }
            other => other.to_string(),
        };
        text.push_str(&format!("  {line}\n"));
    }
    if let Some(note) = note {
        text.push_str(&format!("  {note}\n"));
    }
    print::err(&text);
}

fn folder(options: &ProofreadOptions) -> Result<ExitCode> {
    let named = [&options.current, &options.prior, &options.budget, &options.supplement];
    if named.iter().any(|file| file.is_some()) {
        return Err(Error::Usage(
            "校对文件夹时各份文档只与自身核对，不能同时给出决算、上年、预算或补充资料。要与导出文件核对，请一份一份地校对"
                .to_owned(),
        ));
    }
    let folder = work::proofread_folder(&options.report, options.out.as_deref())?;
    match options.print.format {
        PrintFormat::Json => print::data(&json::pretty(&to_json(&folder))?)?,
        PrintFormat::Text => print::out(&text(&folder))?,
    }
    let mut failed = folder.unread();
    if let Some(out) = &options.out {
        let (written, unmarked) = folder.write(out)?;
        failed += unmarked.len();
        say_written(out, &written, None);
        unmarked.iter().for_each(|reason| print::err(&format!("没有写出副本：{reason}\n")));
    } else if options.print.format == PrintFormat::Text {
        print::err("没有写任何文件。加 --out 文件夹 写出校对汇总.xlsx 和各份文档的校对结果\n");
    }
    let mut read = folder.reports.iter().filter_map(|r| r.result.as_ref().ok());
    let wrong = read.any(|p| proof::has_errors(&p.findings));
    Ok(ExitCode::from(if failed > 0 { 3 } else { u8::from(wrong) }))
}

fn text(folder: &Folder) -> String {
    let mut out = String::new();
    for report in &folder.reports {
        match &report.result {
            Ok(proofread) => {
                out.push_str(&format!("{}：{}\n", report.name, finding::counts(&proofread.findings)));
            }
            Err(error) => out.push_str(&format!("{}：没有读出。{error}\n", report.name)),
        }
    }
    let all: Vec<Finding> = folder.findings().cloned().collect();
    out.push_str(&format!(
        "校对：报告{}份，{}份没有读出；{}\n",
        folder.reports.len(),
        folder.unread(),
        finding::counts(&all)
    ));
    out
}

fn to_json(folder: &Folder) -> Value {
    let reports: Vec<Value> = folder
        .reports
        .iter()
        .map(|report| match &report.result {
            Ok(p) => json!({
                "file": report.name, "org": p.report.org, "year": p.report.year,
                "error": null, "findings": p.findings,
            }),
            Err(error) => json!({
                "file": report.name, "org": null, "year": null,
                "error": error.to_string(), "findings": [],
            }),
        })
        .collect();
    json!({"schema": json::SCHEMA, "reports": reports})
}
