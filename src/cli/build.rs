//! `juesuan build`

use std::path::Path;
use std::process::ExitCode;

use super::args::{BuildOptions, OutputFormat};
use super::job::Job;
use super::print;
use super::supply::{self, Supply};
use crate::error::{Error, Result};
use crate::export::output::Written;
use crate::export::{docx, html, json, markdown, xlsx};
use crate::finding::Severity;
use crate::report::{self, Report};

/// Makes and writes one report.
///
/// # Errors
/// See [`report::make`]; and outputs that cannot be written.
pub fn run(options: &BuildOptions) -> Result<ExitCode> {
    let job = Job::of(options)?;
    let mut report = report::make(&job.request)?;
    let last = supply::last(&job);
    supply::compare(&mut report, last.as_ref());
    let errors = report.findings.iter().any(|f| f.severity == Severity::Error);
    say(&report);
    if options.strict && (errors || report.narrative.missing().next().is_some()) {
        say_missing(&report);
        return Err(Error::Strict("严格模式：有错误或缺少原因、文字，没有写任何文件".into()));
    }
    let year = report.subject.year;
    let mut files = files(&report, &job.request.current, options)?;
    let supply = supply::make(&report, &job, options, last.as_ref())?;
    if let Supply::Output(name, bytes) = &supply {
        files.push((name, bytes.clone()));
    }
    let out = job.out(year);
    supply::hint_unused(&out, &job);
    let mut folder = job.folder(year, options.force)?;
    if folder.memory_lost {
        anstream::eprintln!("程序的记录（.juesuan 文件夹）损坏，已重建；不能确认是程序写的文件都不覆盖");
    }
    folder.announce(files.iter().map(|(name, bytes)| (*name, bytes.as_slice())))?;
    anstream::eprintln!("写入 {}：", out.display());
    for (name, bytes) in files {
        say_written(name, &folder.write(name, &bytes)?);
    }
    folder.finish()?;
    if let (Supply::Own(bytes, changes), Some((project, _))) = (&supply, job.own_supplement(options)) {
        supply::replace(project, year, bytes, changes)?;
    }
    say_missing(&report);
    Ok(ExitCode::from(u8::from(errors)))
}

fn say_written(name: &str, written: &Written) {
    let file_name =
        |path: &Path| path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    match written {
        Written::AsNamed(_) => anstream::eprintln!("  {name}"),
        Written::Unchanged(path) => anstream::eprintln!("  {}（没有变化）", file_name(path)),
        Written::Beside { new, .. } => anstream::eprintln!(
            "  {name} 已被改动过，保留不动；新的写在旁边：{}（要替换请加 --force）",
            file_name(new)
        ),
        Written::Replaced { copy, .. } => {
            anstream::eprintln!("  {name} 已被改动过，按 --force 替换；原来的另存为 {}", file_name(copy));
        }
    }
}

type File = (&'static str, Vec<u8>);

/// Every output as bytes, made before the first is written.
fn files(report: &Report, current: &Path, options: &BuildOptions) -> Result<Vec<File>> {
    use OutputFormat::{Docx, Html, Json, Md, Xlsx};
    let subject = &report.subject;
    let wanted = |format| options.format.is_empty() || options.format.contains(&format);
    let mut files: Vec<File> = Vec::new();
    if wanted(Docx) || wanted(Html) {
        let document = report.document(&attachments(current));
        if wanted(Docx) {
            files.push(("决算公开.docx", docx::document(&document)?));
        }
        if wanted(Html) {
            files.push(("决算公开.html", html::page(&document)?.into_bytes()));
        }
    }
    if wanted(Xlsx) {
        let charts = report.charts();
        files.push(("公开表.xlsx", xlsx::workbook(&report.tables, &charts, &subject.org, subject.year)?));
    }
    if wanted(Md) {
        files.push(("情况说明.md", markdown::narrative(&report.narrative).into_bytes()));
        files.push(("核对结果.md", markdown::findings(&report.findings).into_bytes()));
    }
    if wanted(Json) {
        files.push(("facts.json", json::facts(subject, &report.style.name, &report.facts)?.into_bytes()));
        files.push(("核对结果.json", json::findings(&report.findings)?.into_bytes()));
    }
    Ok(files)
}

/// Names of the files in the folder 附件/ beside the accounts, in order and without extension.
fn attachments(current: &Path) -> Vec<String> {
    let folder = current.parent().unwrap_or(Path::new("")).join("附件");
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        // Owner files of open documents and hidden files are no attachments.
        .filter(|name| !name.starts_with(['.', '~']))
        .collect();
    names.sort();
    names.iter().map(|n| n.rsplit_once('.').map_or(n.as_str(), |(stem, _)| stem).to_owned()).collect()
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
    anstream::eprintln!("还缺{}处，文中以〔请补充…〕标出，请在补充资料.xlsx中填写：", missing.len());
    let mut section = "";
    for ask in missing {
        if ask.section != section {
            section = &ask.section;
            anstream::eprintln!("  {section}");
        }
        anstream::eprintln!("    {}  {}  {}", supply::sheet_name(&ask.key), ask.key, ask.gap);
    }
}
