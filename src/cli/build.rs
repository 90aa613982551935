//! `juesuan build`

use std::path::PathBuf;
use std::process::ExitCode;

use super::args::{BuildOptions, ScopeArgument};
use super::print;
use crate::error::{Error, Result};
use crate::export::output::{OutputFolder, Written};
use crate::export::{json, markdown, xlsx};
use crate::finding::Severity;
use crate::report::{self, Report, Request};
use crate::subject::Scope;

/// Makes and writes one report.
///
/// # Errors
/// See [`report::make`]; and outputs that cannot be written.
pub fn run(options: &BuildOptions) -> Result<ExitCode> {
    let request = Request {
        current: options.current.clone(),
        prior: options.prior.clone(),
        budget: options.budget.clone(),
        supplement: options.supplement.clone(),
        style: options.style.clone(),
        options: options.set.clone(),
        scope: options.scope.map(|s| match s {
            ScopeArgument::Department => Scope::Department,
            ScopeArgument::Unit => Scope::Unit,
        }),
        org: options.org.clone(),
        templates: options.templates.clone(),
        year: options.year,
    };
    let report = report::make(&request)?;
    let errors = report.findings.iter().any(|f| f.severity == Severity::Error);
    say(&report);
    if options.strict && (errors || report.narrative.missing().next().is_some()) {
        return Err(Error::Strict("严格模式：有错误或缺少原因，没有写任何文件".into()));
    }
    let out =
        options.out.clone().unwrap_or_else(|| PathBuf::from(format!("{}年度决算公开", report.subject.year)));
    let files = files(&report)?;
    let mut folder = OutputFolder::open(&out)?;
    anstream::eprintln!("写入 {}：", out.display());
    for (name, bytes) in files {
        match folder.write(name, &bytes)? {
            Written::AsNamed(_) => anstream::eprintln!("  {name}"),
            Written::Unchanged(_) => anstream::eprintln!("  {name}（没有变化）"),
            Written::Beside { new, .. } => anstream::eprintln!(
                "  {name} 已被改动过，保留不动；新的写在旁边：{}",
                new.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
            ),
        }
    }
    folder.finish()?;
    say_missing(&report);
    Ok(ExitCode::from(u8::from(errors)))
}

type File = (&'static str, Vec<u8>);

/// Every output as bytes, made before the first is written.
fn files(report: &Report) -> Result<Vec<File>> {
    let subject = &report.subject;
    Ok(vec![
        ("公开表.xlsx", xlsx::workbook(&report.tables, &subject.org, subject.year)?),
        ("情况说明.md", markdown::narrative(&report.narrative).into_bytes()),
        ("facts.json", json::facts(subject, &report.style.name, &report.facts)?.into_bytes()),
        ("核对结果.md", markdown::findings(&report.findings).into_bytes()),
        ("核对结果.json", json::findings(&report.findings)?.into_bytes()),
    ])
}

fn say(report: &Report) {
    let subject = &report.subject;
    anstream::eprintln!(
        "{} {}年度{}决算，样式：{}",
        subject.org,
        subject.year,
        subject.scope.label(),
        report.style.title
    );
    let own: Vec<&str> = report.style.files.values().filter(|f| f.own).map(|f| f.origin.as_str()).collect();
    if !own.is_empty() {
        anstream::eprintln!("采用自己的模板{}个：{}", own.len(), own.join("、"));
    }
    // Missing reasons are listed together at the end.
    let shown = report.findings.iter().filter(|f| f.severity != Severity::Notice && f.code != "S003");
    for finding in shown {
        anstream::eprint!("{}", print::finding_text(finding));
    }
    anstream::eprintln!("核对：{}（全部见 核对结果.md）", print::counts(&report.findings));
}

fn say_missing(report: &Report) {
    let missing: Vec<_> = report.narrative.missing().collect();
    if missing.is_empty() {
        return;
    }
    anstream::eprintln!("还缺{}处，文中以〔请补充…〕标出：", missing.len());
    let mut section = "";
    for ask in missing {
        if ask.section != section {
            section = &ask.section;
            anstream::eprintln!("  {section}");
        }
        anstream::eprintln!("    {}  {}", ask.key, ask.gap);
    }
}
