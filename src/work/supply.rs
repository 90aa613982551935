//! 补充资料.xlsx after a build: a new one, a fuller one beside the given, or a project's own refreshed in place.

use std::path::{Path, PathBuf};

use super::job::Job;
use super::needs;
use super::outputs::Output;
use super::report::Report;
use super::transaction::Transaction;
use crate::error::Result;
use crate::platform::{is_open_in_office, remove_leftovers};
use crate::project::{Project, SUPPLEMENT, SUPPLEMENT_BEFORE, rollover};
use crate::source::Source;
use crate::supplement::{self, Changes, Merged, SheetId, Supplement};
use crate::workbook;

/// What is to be written where.
pub(super) enum Supply {
    /// Into the output folder.
    Output(Output),
    /// Over the project's own.
    Own(Vec<u8>, Changes),
    /// Nothing to write.
    Nothing,
}

/// What became of a project's own supplement.
#[derive(Debug)]
pub enum SupplyChange {
    /// It stayed as it was.
    None,
    /// It is open in an office program and was not refreshed.
    Open(PathBuf),
    /// It was made.
    New(PathBuf),
    /// It was refreshed; the one before it was kept.
    Refreshed(PathBuf, Changes),
}

const NEWER: &str = "补充资料.新.xlsx";

/// Last year's supplement of a project, whose reasons stand beside the new ones.
pub(super) fn last(job: &Job) -> Option<Supplement> {
    let (project, year) = job.project.as_ref()?;
    supplement::read(&project.supplement(year - 1)).ok()
}

/// Adds what is said about the texts as a whole: keys that mean nothing, and texts that still name last year.
pub(super) fn compare(report: &mut Report, last: Option<&Supplement>) {
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
pub(super) fn make(report: &Report, job: &Job, last: Option<&Supplement>) -> Result<Supply> {
    let plan = needs::plan(report, last);
    let year = report.subject.year;
    let given = job.request.supplement.as_ref();
    let present = given.map(workbook::read).transpose()?;
    let merged = supplement::merge(&plan, present.as_ref());
    let bytes = |merged: &Merged| supplement::write(&merged.pages, year);
    if let Some((project, _)) = job.refreshed_project() {
        let own = project.supplement(year);
        let elsewhere = given.is_some_and(|s| s.path() != own);
        return Ok(if merged.differs || elsewhere {
            Supply::Own(bytes(&merged)?, merged.changes)
        } else {
            Supply::Nothing
        });
    }
    Ok(match present {
        None => Supply::Output(Output { name: SUPPLEMENT, bytes: bytes(&merged)? }),
        Some(_) if lacks_rows(report, &merged) => {
            Supply::Output(Output { name: NEWER, bytes: bytes(&merged)? })
        }
        Some(_) => Supply::Nothing,
    })
}

/// Whether something is missing that the given supplement has no row for.
fn lacks_rows(report: &Report, merged: &Merged) -> bool {
    let added = |key: &str| merged.changes.added.iter().any(|k| k == key);
    report.narrative.missing().any(|ask| added(ask.key.strip_prefix("data.").unwrap_or(&ask.key)))
}

/// Stages the new state of a project's supplement and a copy of the one before it. `read` is what the report was made
/// from; if somebody saves the file before it is replaced, nothing is written.
///
/// # Errors
/// It cannot be written, or what is there cannot be read.
pub(super) fn replace(
    project: &Project,
    year: u16,
    read: Option<&Source>,
    bytes: &[u8],
    changes: Changes,
    transaction: &mut Transaction,
) -> Result<SupplyChange> {
    let own = project.supplement(year);
    if is_open_in_office(&own) {
        return Ok(SupplyChange::Open(own));
    }
    remove_leftovers(&project.year_folder(year));
    match read.filter(|s| s.path() == own) {
        Some(read) => {
            let before = read.read()?;
            transaction.stage(&own.with_file_name(SUPPLEMENT_BEFORE), &before)?;
            transaction.stage_over(&own, &before, bytes)?;
            Ok(SupplyChange::Refreshed(own, changes))
        }
        None => {
            transaction.stage_new(&own, bytes)?;
            Ok(SupplyChange::New(own))
        }
    }
}

/// A supplement made earlier that people filled, lying unused in the output folder.
pub(super) fn unused(out: &Path, job: &Job) -> Option<PathBuf> {
    let path = out.join(SUPPLEMENT);
    if job.request.supplement.is_some() || job.project.is_some() || !path.is_file() {
        return None;
    }
    let filled = supplement::read(&path).is_ok_and(|s| {
        s.reasons.iter().chain(&s.texts).any(|e| !e.text.is_empty()) || !s.projects.is_empty()
    });
    filled.then_some(path)
}

/// The sheet of the supplement in which a key stands.
pub fn sheet_name(key: &str) -> &'static str {
    let id = match key.split('.').next() {
        Some("data") => SheetId::Data,
        Some("text") => SheetId::Texts,
        Some("project") => SheetId::Projects,
        _ => SheetId::Reasons,
    };
    supplement::form::spec(id).name
}
