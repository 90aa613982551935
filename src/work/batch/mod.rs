//! Many units in one run: which units there are, each made or checked as a single one is, and what came of them all.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::crew;
use super::outputs::{Format, Home, Output, OutputFolder, Written};
use super::report::Request;
use super::transaction::Transaction;
use crate::bureau::{Passed, Row, SCHEMA, Shard, State, Summary, tell_doubles};
use crate::error::{Error, Result};
use crate::export::{json, xlsx_bureau};
use crate::package::contain;
use crate::published;
use crate::source::Source;
use crate::subject::Scope;

mod against;
mod department;
mod folders;
mod list;
mod merge;
mod one;
mod unchanged;
mod ways;

pub use merge::merge;

/// The folder of a run's results, where none is named: below the folder of the units, or beside their list.
const RESULTS: &str = "汇总";

/// What is done with each unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Its report is made.
    Build,
    /// Its relations are checked.
    Check,
    /// Its published document is held against its accounts.
    Proofread,
}

impl Task {
    /// All of them.
    const ALL: [Task; 3] = [Task::Build, Task::Check, Task::Proofread];
}

/// A run over many units.
#[derive(Debug, Clone)]
pub struct Batch {
    /// A folder with a folder for each unit, or a workbook that lists them.
    pub place: PathBuf,
    /// The folder of the results, if named.
    pub out: Option<PathBuf>,
    /// How many units at a time.
    pub jobs: usize,
    /// What is done.
    pub task: Task,
    /// What all units have in common: style, model, options, scope, year; a list may say otherwise of one.
    pub request: Request,
    /// Formats of the reports; empty means all.
    pub formats: Vec<Format>,
    /// Outputs changed by hand are replaced, keeping a copy.
    pub force: bool,
    /// Units whose files did not change are made again.
    pub all: bool,
    /// Only a part of the units.
    pub shard: Option<Shard>,
    /// The department's consolidated accounts, to be held against those of its units.
    pub whole: Option<Source>,
    /// Name of the department whose report is made from its units', as the export would state it.
    pub consolidate: Option<String>,
}

/// A unit to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Unit {
    /// Its place among all units, counted from one.
    number: usize,
    /// Its name, unlike every other's: the way of its folder.
    name: String,
    /// Where its files lie.
    folder: PathBuf,
    /// What a list says of it alone.
    own: Own,
    /// Why it cannot be made at all: what the list says of it cannot be used.
    wrong: Option<String>,
    /// What else there is to say of it, whatever comes of it.
    notes: Vec<String>,
}

/// What a list says of a unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Own {
    style: Option<String>,
    like: Option<PathBuf>,
    org: Option<String>,
    scope: Option<Scope>,
}

/// The units of a run, and what lies there but is none.
#[derive(Debug, Default)]
struct Units {
    units: Vec<Unit>,
    passed: Vec<Passed>,
}

/// What happens while a run goes on.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// The units are known, or the folders that may be some.
    Begun {
        /// How many.
        units: usize,
        /// Whether a list names them, so that every one is a unit.
        listed: bool,
        /// How many at a time.
        jobs: usize,
    },
    /// A unit is done.
    Done {
        /// What became of it.
        row: &'a Row,
        /// Nothing had changed since it was made.
        unchanged: bool,
    },
    /// One of the folders is no unit.
    Passed,
}

/// What came of a run.
#[derive(Debug)]
pub struct Outcome {
    /// Every unit.
    pub summary: Summary,
    /// The folder of the results.
    pub out: PathBuf,
    /// How many units had not changed and were not made again.
    pub unchanged: usize,
    /// 汇总.xlsx and 汇总.json.
    pub written: Vec<Written>,
    /// Why these could not be written: what came of the units stands all the same.
    pub not_written: Option<Error>,
    /// Why the department's consolidated accounts could not be compared: all else is done, and written.
    pub not_compared: Option<Error>,
}

/// What became of one unit.
#[derive(Clone)]
enum Done {
    /// It was made now.
    Now(Row),
    /// It had been made, and nothing changed since.
    Before(Row),
    /// There are no accounts in its folder.
    NoUnit,
}

/// Makes or checks every unit, side by side, and writes what came of them all. A unit that fails stops no other. Once
/// `stop` is set, units that were begun are finished, and the others stay as they are.
///
/// # Errors
/// There are no units, the style does not exist, the consolidated accounts to be compared cannot be read, or nothing can
/// be written where the results are wanted.
pub fn run(batch: &Batch, stop: &AtomicBool, told: &mut dyn FnMut(Event<'_>)) -> Result<Outcome> {
    let out = out(batch)?;
    let Units { mut units, mut passed } = units(batch, &out)?;
    if units.is_empty() {
        let reason = "里面没有放着工作簿的子文件夹。请给每个单位建一个文件夹，放进它的决算报表".to_owned();
        return Err(Error::Unusable { path: batch.place.clone(), reason });
    }
    // What is wrong for every unit is said once.
    let loaded = match &batch.request.like {
        // The options are those of the style that is learned from it.
        Some(_) => None,
        None => Some(batch.request.built_templates()?),
    };
    let whole = match &batch.whole {
        Some(file) => Some((file.path(), published::read_accounts(file)?)),
        None => None,
    };
    let batch = &Batch { request: Request { loaded, ..batch.request.clone() }, ..batch.clone() };
    let lists = batch.place.is_file();
    let folders: BTreeSet<PathBuf> = units.iter().map(|u| u.folder.clone()).collect();
    let has_parent = |unit: &Unit| unit.folder.ancestors().skip(1).any(|around| folders.contains(around));
    // Folders in a unit's are mostly none, with attachments and the like: so many units there are is known once these were
    // looked at.
    units.sort_by_key(|unit| !has_parent(unit));
    let listed = units.len();
    let mut names: BTreeSet<String> = units.iter().map(|unit| unit.name.clone()).collect();
    if let Some(shard) = batch.shard {
        units.retain(|unit| shard.holds(&unit.name));
    }
    // Said before hours of work, not after them.
    drop(Home::enter(&out)?);
    let known = unchanged::Known::of(batch, &out);
    let jobs = if batch.jobs == 0 { crew::room() } else { batch.jobs }.min(units.len().max(1));
    told(Event::Begun { units: units.len(), listed: lists, jobs });
    let one = |unit: &Unit| {
        let done = contain(|| one::unit(unit, batch, &out, &known));
        let done = done.unwrap_or_else(|| {
            let what = Error::Internal("处理这个单位时意外中断".into());
            Done::Now(Row::failed(&unit.name, what.to_string()))
        });
        let done = match done {
            // What a list names is wanted.
            Done::NoUnit if lists => Done::Now(Row::failed(&unit.name, "文件夹里没有认出决算报表".into())),
            done => done,
        };
        // What is kept to the end was made among what is given back and would hold the memory around it: a copy does not
        // (docs/decisions/2026-11-29-rows-moved-when-a-unit-is-done.md).
        done.clone()
    };
    let results = crew::side_by_side(&units, jobs, stop, one, |done: &Done| {
        told(match done {
            Done::Now(row) => Event::Done { row, unchanged: false },
            Done::Before(row) => Event::Done { row, unchanged: true },
            Done::NoUnit => Event::Passed,
        });
    });
    let unchanged = results.iter().filter(|r| matches!(r, Some(Done::Before(_)))).count();
    let mut rows = Vec::new();
    for (unit, result) in units.iter().zip(results) {
        if matches!(result, Some(Done::NoUnit)) {
            names.remove(&unit.name);
        }
        let mut row = match result {
            Some(Done::Now(row) | Done::Before(row)) => row,
            // A folder of a unit may have folders of its own, with attachments and the like.
            Some(Done::NoUnit) if has_parent(unit) => continue,
            Some(Done::NoUnit) => {
                passed
                    .push(Passed {
                        name: unit.name.clone(), reason: "没有认出决算报表，不作为单位".into()
                    });
                continue;
            }
            None => Row::new(&unit.name, State::Pending),
        };
        row.number = unit.number;
        row.notes.extend_from_slice(&unit.notes);
        rows.push(row);
    }
    rows.sort_by_key(|row| row.number);
    // Of parts when they are merged: the other may be in another part.
    if batch.shard.is_none() {
        tell_doubles(&mut rows);
    }
    passed.extend(known.gone(&names, &out));
    passed.sort();
    // What came of hours of work is written, whatever becomes of these.
    let whole = whole.map(|(file, all)| against::compare(&all, file, &rows, &out, jobs));
    let (whole, not_compared) = match whole {
        Some(Err(error)) => (None, Some(error)),
        other => (other.and_then(Result::ok), None),
    };
    let department = batch.consolidate.as_ref();
    let department = department.map(|name| department::of_units(name, batch, &rows, &out, jobs));
    let listed = batch.shard.map(|_| listed);
    let summary =
        Summary { schema: SCHEMA, shard: batch.shard, listed, units: rows, passed, whole, department };
    let (written, not_written) = match write(&summary, &out) {
        Ok(written) => (written, None),
        Err(error) => (Vec::new(), Some(error)),
    };
    Ok(Outcome { summary, out, unchanged, written, not_written, not_compared })
}

fn out(batch: &Batch) -> Result<PathBuf> {
    let place = std::path::absolute(&batch.place).map_err(|e| Error::read(&batch.place, &e))?;
    let around = if place.is_dir() { place.as_path() } else { place.parent().unwrap_or(Path::new(".")) };
    let out = match &batch.out {
        Some(out) => std::path::absolute(out).map_err(|e| Error::write(out, &e))?,
        None => around.join(RESULTS),
    };
    Ok(out.components().collect())
}

fn units(batch: &Batch, out: &Path) -> Result<Units> {
    if batch.place.is_dir() { folders::units(&batch.place, out) } else { list::units(&batch.place) }
}

/// 汇总.xlsx and 汇总.json, or those of a part of the units.
fn write(summary: &Summary, out: &Path) -> Result<Vec<Written>> {
    let name = |extension: &str| match summary.shard {
        Some(shard) => format!("汇总-{shard}.{extension}"),
        None => format!("汇总.{extension}"),
    };
    let outputs = [
        Output { name: name("xlsx").into(), bytes: xlsx_bureau::workbook(summary)? },
        Output { name: name("json").into(), bytes: json::summary(summary)?.into_bytes() },
    ];
    let home = Home::enter(out)?;
    OutputFolder::open(out, &home, false)?.write(&outputs, Transaction::default())
}
