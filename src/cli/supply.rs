//! 补充资料.xlsx after a build: a new one, a fuller one beside the given, or a project's own refreshed in place.

use std::path::Path;

use super::args::BuildOptions;
use super::job::Job;
use crate::error::{Error, Result};
use crate::platform::{is_open_in_office, remove_leftovers, write_atomically};
use crate::project::{Project, SUPPLEMENT, SUPPLEMENT_BEFORE, rollover};
use crate::report::{Report, needs};
use crate::supplement::{self, Changes, Merged, SheetId, Supplement};
use crate::workbook;

/// What is to be written where.
pub enum Supply {
    /// Into the output folder, under this name.
    Output(&'static str, Vec<u8>),
    /// Over the project's own.
    Own(Vec<u8>, Changes),
    /// Nothing to write.
    Nothing,
}

const NEWER: &str = "补充资料.新.xlsx";

/// Last year's supplement of a project, whose reasons stand beside the new ones.
pub fn last(job: &Job) -> Option<Supplement> {
    let (project, year) = job.project.as_ref()?;
    supplement::read(&project.supplement(year - 1)).ok()
}

/// Adds what is said about the texts as a whole: keys that mean nothing, and texts that still name last year.
pub fn compare(report: &mut Report, last: Option<&Supplement>) {
    let mut said = needs::unknown_texts(report);
    if let Some(last) = last {
        let same = |entry: &&supplement::Entry| last.text(&entry.key).is_some_and(|l| l.text == entry.text);
        let carried: Vec<_> = report.supplement.texts.iter().filter(same).cloned().collect();
        said.extend(rollover::stale_years(&carried, report.subject.year - 1));
    }
    report.add_findings(said);
}

/// Makes the supplement this report needs.
///
/// # Errors
/// The present supplement cannot be read.
pub fn make(report: &Report, job: &Job, options: &BuildOptions, last: Option<&Supplement>) -> Result<Supply> {
    let plan = needs::plan(report, last);
    let year = report.subject.year;
    let present = job.request.supplement.as_deref().map(workbook::read).transpose()?;
    let merged = supplement::merge(&plan, present.as_ref());
    if let Some((project, _)) = job.own_supplement(options) {
        let own = project.supplement(year);
        let elsewhere = job.request.supplement.as_deref().is_some_and(|p| p != own);
        return Ok(if merged.differs || elsewhere {
            Supply::Own(supplement::write(&merged.pages, year)?, merged.changes)
        } else {
            Supply::Nothing
        });
    }
    let bytes = |merged: &Merged| supplement::write(&merged.pages, year);
    Ok(match present {
        None => Supply::Output(SUPPLEMENT, bytes(&merged)?),
        Some(_) if lacks_rows(report, &merged) => Supply::Output(NEWER, bytes(&merged)?),
        Some(_) => Supply::Nothing,
    })
}

/// Whether something is missing that the given supplement has no row for.
fn lacks_rows(report: &Report, merged: &Merged) -> bool {
    let added = |key: &str| merged.changes.added.iter().any(|k| k == key);
    report.narrative.missing().any(|ask| added(ask.key.strip_prefix("data.").unwrap_or(&ask.key)))
}

/// Replaces a project's supplement, keeping the one before it; says what changed.
///
/// # Errors
/// It cannot be written.
pub fn replace(project: &Project, year: u16, bytes: &[u8], changes: &Changes) -> Result<()> {
    let own = project.supplement(year);
    if is_open_in_office(&own) {
        anstream::eprintln!(
            "  {} 似乎正在 Excel 或 WPS 中打开，没有更新。请保存并关闭后再运行一次",
            project.shown(&own)
        );
        return Ok(());
    }
    remove_leftovers(&project.year_folder(year));
    let before = keep(&own)?;
    write_atomically(&own, bytes).map_err(|e| Error::write(&own, &e))?;
    let kept = if before { format!("，原来的另存为 {SUPPLEMENT_BEFORE}") } else { String::new() };
    anstream::eprintln!("  {}（{}{kept}）", project.shown(&own), describe(changes, before));
    Ok(())
}

/// Keeps a copy of the supplement as it is; whether there was one.
fn keep(own: &Path) -> Result<bool> {
    let Ok(bytes) = std::fs::read(own) else { return Ok(false) };
    let copy = own.with_file_name(SUPPLEMENT_BEFORE);
    write_atomically(&copy, &bytes).map_err(|e| Error::write(&copy, &e))?;
    Ok(true)
}

fn describe(changes: &Changes, refreshed: bool) -> String {
    if !refreshed {
        return "请填写黄色单元格".to_owned();
    }
    let counted = [
        ("新增", changes.added.len()),
        ("恢复", changes.restored.len()),
        ("移到“不再需要”", changes.retired.len()),
    ];
    let said: Vec<String> =
        counted.iter().filter(|(_, n)| *n > 0).map(|(what, n)| format!("{what}{n}行")).collect();
    if said.is_empty() {
        "已更新文字和数字".to_owned()
    } else {
        format!("已更新：{}", said.join("，"))
    }
}

/// A supplement made earlier that people filled, lying unused in the output folder.
pub fn hint_unused(out: &Path, job: &Job) {
    let path = out.join(SUPPLEMENT);
    if job.request.supplement.is_some() || job.project.is_some() || !path.is_file() {
        return;
    }
    let filled = supplement::read(&path).is_ok_and(|s| {
        s.reasons.iter().chain(&s.texts).any(|e| !e.text.is_empty()) || !s.projects.is_empty()
    });
    if filled {
        anstream::eprintln!(
            "{} 里已有填写的内容，这次没有使用。要使用请加 --supplement {}",
            path.display(),
            path.display()
        );
    }
}

/// Sheets in which a key stands, for messages.
pub fn sheet_name(key: &str) -> &'static str {
    let id = match key.split('.').next() {
        Some("data") => SheetId::Data,
        Some("text") => SheetId::Texts,
        Some("project") => SheetId::Projects,
        _ => SheetId::Reasons,
    };
    supplement::form::spec(id).name
}
