//! 补充资料.xlsx after a build: a new one, a fuller one beside the given, or a project's own refreshed in place.

use std::path::{Path, PathBuf};

use super::needs;
use super::outputs::Output;
use super::report::Report;
use super::transaction::Transaction;
use crate::error::Result;
use crate::platform::{is_open_in_office, remove_leftovers};
use crate::project::discover::{self, Role};
use crate::project::{Project, SUPPLEMENT, SUPPLEMENT_BEFORE, rollover};
use crate::source::{Source, file_name};
use crate::supplement::{self, Changes, Merged, Present, Supplement};

/// What is to be written where.
#[derive(Debug, Clone)]
pub(super) enum Supply {
    /// Into the output folder.
    Output(Output),
    /// Over the project's own: what is there now, if it is, the new content, what changed, and the supplement of
    /// another kind it was made from.
    Own { before: Option<Vec<u8>>, bytes: Vec<u8>, changes: Changes, from: Option<PathBuf> },
    /// Nothing to write.
    Nothing,
}

impl Supply {
    /// A project's own supplement as it will be.
    pub(super) fn content(&self) -> Option<Source> {
        match self {
            Supply::Own { bytes, .. } => Some(Source::from_bytes(SUPPLEMENT, bytes.clone())),
            Supply::Output(_) | Supply::Nothing => None,
        }
    }
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
    /// It is read-only and was not refreshed.
    ReadOnly(PathBuf),
    /// It was made as .xlsx of a supplement of another kind or name, which stays.
    Converted {
        /// What was made.
        made: PathBuf,
        /// What it was made from.
        from: PathBuf,
    },
    /// It was refreshed; the one before it was kept.
    Refreshed {
        /// The supplement.
        path: PathBuf,
        /// What changed in it.
        changes: Changes,
        /// The copy of what it was.
        kept: PathBuf,
    },
}

impl SupplyChange {
    /// What there is to say of it, with names as the project shows them.
    pub fn said(&self, project: &Project) -> Option<String> {
        Some(match self {
            SupplyChange::None => return None,
            SupplyChange::Open(path) => format!(
                "{} 似乎正在 Excel 或 WPS 中打开，没有更新。请保存并关闭后再运行一次",
                project.shown(path)
            ),
            SupplyChange::New(path) => format!("{}（请填写黄色单元格）", project.shown(path)),
            SupplyChange::ReadOnly(path) => {
                format!("{} 是只读文件，没有更新。要更新请取消只读后再运行一次", project.shown(path))
            }
            SupplyChange::Converted { made, from } => format!(
                "{}（由 {} 另存为 .xlsx 并更新；原文件保留，今后请在 .xlsx 中填写）",
                project.shown(made),
                project.shown(from)
            ),
            SupplyChange::Refreshed { path, changes, kept } => {
                format!("{}（{}，原来的另存为 {}）", project.shown(path), describe(changes), file_name(kept))
            }
        })
    }
}

fn describe(changes: &Changes) -> String {
    let counted = [
        ("新增", changes.added.len()),
        ("恢复", changes.restored.len()),
        ("标为“不再需要”", changes.retired.len()),
    ];
    let said: Vec<String> =
        counted.iter().filter(|(_, n)| *n > 0).map(|(what, n)| format!("{what}{n}行")).collect();
    if said.is_empty() {
        "已更新文字和数字".to_owned()
    } else {
        format!("已更新：{}", said.join("，"))
    }
}

const NEWER: &str = "补充资料.新.xlsx";

/// Last year's supplement of a project, whose reasons stand beside the new ones.
pub(super) fn last((project, year): &(Project, u16)) -> Option<Supplement> {
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

/// Makes the supplement this report needs, from the one given; `own` is the project whose supplement is refreshed in place.
///
/// # Errors
/// The present supplement cannot be read.
pub(super) fn make(
    report: &Report,
    given: Option<&Source>,
    own: Option<&Project>,
    last: Option<&Supplement>,
) -> Result<Supply> {
    let plan = needs::plan(report, last);
    let year = report.subject.year;
    let present = given.map(Present::load).transpose()?;
    let merged = supplement::merge(&plan, present.as_ref().map(|p| &p.book));
    let Some(project) = own else {
        let name = match &present {
            None => SUPPLEMENT,
            Some(_) if lacks_rows(report, &merged) => NEWER,
            Some(_) => return Ok(Supply::Nothing),
        };
        let bytes = supplement::bytes(&merged, present.as_ref(), year)?;
        return Ok(bytes.map_or(Supply::Nothing, |bytes| Supply::Output(Output { name: name.into(), bytes })));
    };
    let own = project.supplement(year);
    let bytes = supplement::bytes(&merged, present.as_ref(), year)?;
    let changes = merged.changes;
    Ok(match (present, bytes) {
        (None, None) => Supply::Nothing,
        (None, Some(bytes)) => Supply::Own { before: None, bytes, changes, from: None },
        (Some(present), bytes) if present.path == own => match bytes {
            Some(bytes) => Supply::Own { before: Some(present.bytes), bytes, changes, from: None },
            None => Supply::Nothing,
        },
        (Some(present), bytes) => {
            let bytes = match bytes {
                Some(bytes) => bytes,
                None if supplement::is_in_place(&present) => present.bytes,
                None => return Ok(Supply::Nothing),
            };
            Supply::Own { before: None, bytes, changes, from: Some(present.path) }
        }
    })
}

/// Whether something is missing that the given supplement has no row for.
fn lacks_rows(report: &Report, merged: &Merged) -> bool {
    let added = |key: &str| merged.changes.added.iter().any(|k| k == key);
    report.narrative.missing().any(|ask| added(supplement::stands_in(&ask.key).1))
}

/// Stages the new state of a project's supplement and copies of the ones before it. If somebody saves the file before it
/// is replaced, nothing is written.
///
/// # Errors
/// It cannot be written, or what is there cannot be read.
pub(super) fn replace(
    project: &Project,
    year: u16,
    supply: Supply,
    transaction: &mut Transaction,
) -> Result<SupplyChange> {
    let Supply::Own { before, bytes, changes, from } = supply else { return Ok(SupplyChange::None) };
    let own = project.supplement(year);
    if is_open_in_office(&own) {
        return Ok(SupplyChange::Open(own));
    }
    remove_leftovers(&project.year_folder(year));
    let Some(before) = before else {
        transaction.stage_new(&own, &bytes)?;
        return Ok(match from {
            Some(from) => SupplyChange::Converted { made: own, from },
            None => SupplyChange::New(own),
        });
    };
    if std::fs::metadata(&own).is_ok_and(|about| about.permissions().readonly()) {
        return Ok(SupplyChange::ReadOnly(own));
    }
    let versions = supplement::versions(&own, &before)?;
    let kept =
        versions.first().map_or_else(|| own.with_file_name(SUPPLEMENT_BEFORE), |(path, _)| path.clone());
    for (path, content) in versions.iter().rev() {
        transaction.stage(path, content)?;
    }
    transaction.stage_over(&own, &before, &bytes)?;
    Ok(SupplyChange::Refreshed { path: own, changes, kept })
}

/// The supplement in an output folder, if people filled it.
pub(super) fn filled_in(out: &Path) -> Option<PathBuf> {
    let path = out.join(SUPPLEMENT);
    let filled = path.is_file()
        && supplement::read(&path).is_ok_and(|s| {
            s.reasons.iter().chain(&s.texts).any(|e| !e.text.is_empty()) || !s.projects.is_empty()
        });
    filled.then_some(path)
}

/// Whether a supplement is one of this year.
pub(super) fn is_of(path: &Path, year: u16) -> bool {
    matches!(discover::what_is(&Source::from(path)), Role::Supplement { year: Some(stated) } if stated == year)
}

/// Where the answer to a key stands in the supplement, as people see it: the name of the sheet and the key there.
pub fn stands_in(key: &str) -> (&'static str, &str) {
    let (sheet, key) = supplement::stands_in(key);
    (supplement::form::spec(sheet).name, key)
}
