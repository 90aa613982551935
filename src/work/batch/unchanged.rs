//! Which units need not be made again: what a unit was made from is remembered by its hash, beside what came of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Batch, Task, Unit};
use crate::bureau::{Row, State};
use crate::error::{Error, Result};
use crate::package::LIMITS;
use crate::platform;
use crate::project::{SUPPLEMENT, config::CONFIG_FILE};
use crate::published;
use crate::work::outputs::{MEMORY_FOLDER, digest};

/// Below the memory of the results.
const UNITS: &str = "units";
const MOST_DEEP: usize = 8;

/// What is remembered of a unit and a task: a check does not make a report forgotten.
#[derive(Serialize, Deserialize)]
struct Record {
    /// What it was made from; empty if it is to be made again in any case.
    made_from: String,
    /// The files in its folder that its outputs were made from; empty if they are not known for sure, and in records of
    /// earlier versions.
    #[serde(default)]
    inputs: String,
    /// What came of it; of a unit that failed, with the outputs that were written before.
    row: Row,
}

/// Files and the hashes of their content.
type Hashes = BTreeMap<PathBuf, String>;

/// The files that a unit is made from.
#[derive(Debug, Default)]
pub struct Files {
    inputs: Hashes,
    /// Reports among its outputs that are held against them.
    reports: Hashes,
}

impl Files {
    /// All of them, each with what it holds.
    fn all(&self) -> Hashes {
        self.inputs.iter().chain(&self.reports).map(|(path, hash)| (path.clone(), hash.clone())).collect()
    }
}

/// What is known of earlier runs.
pub struct Known {
    folder: PathBuf,
    task: Task,
    /// What all units of this run depend on: the program, the settings, own templates and the model.
    common: String,
    again: bool,
}

impl Known {
    /// Of the results in `out`.
    pub fn of(batch: &Batch, out: &Path) -> Known {
        let request = &batch.request;
        let mut files = Hashes::new();
        request.templates.iter().for_each(|folder| walk(folder, 0, &mut files));
        if let Some(like) = &request.like {
            hash(like.path(), &mut files);
        }
        let settings = format!(
            "{:?}{:?}{:?}{}{:?}{:?}{:?}{:?}{:?}",
            batch.task,
            batch.formats,
            batch.force,
            request.style,
            request.options,
            request.scope.map(crate::subject::Scope::label),
            request.year,
            request.first_year,
            batch.out.is_some(),
        );
        let common = digest(format!("{}{settings}{files:?}", program()).as_bytes());
        let folder = out.join(MEMORY_FOLDER).join(UNITS);
        Known { folder, task: batch.task, common, again: batch.all }
    }

    /// The files that a unit is made from: everything that lies in its folder, the supplement where its outputs go, and
    /// its own model; those that its report is held against others with that report, which may lie there, too. Files of a
    /// project that people edit, the Word file among them, lie in its folder.
    pub fn files(&self, unit: &Unit, outputs: &Path) -> Files {
        let Files { mut inputs, mut reports } = Files::default();
        walk(&unit.folder, 0, &mut inputs);
        hash(&outputs.join(SUPPLEMENT), &mut inputs);
        unit.own.like.iter().for_each(|like| hash(like, &mut inputs));
        if self.task == Task::Proofread {
            published::in_folder(outputs).iter().for_each(|document| hash(document, &mut reports));
        }
        Files { inputs, reports }
    }

    /// What came of a unit when it was last made, if it was made from the same and its outputs are still there.
    pub fn row(&self, unit: &Unit, files: &Files, out: &Path) -> Option<Row> {
        if self.again {
            return None;
        }
        let record = self.recorded(unit, self.task)?;
        let there = || record.row.outputs.iter().all(|way| out.join(way).is_file());
        let same = record.made_from == self.made_from(unit, files);
        (same && there()).then_some(record.row)
    }

    /// What was written for a unit before and still lies there, by the ways from the folder of the summary: by this task
    /// in any case, by others from other files than there are now.
    pub fn left(&self, unit: &Unit, files: &Files, out: &Path) -> Vec<String> {
        let now = digest_of(&files.inputs);
        let old = |task: &Task, record: &Record| *task == self.task || record.inputs != now;
        let records = Task::ALL.into_iter().filter_map(|task| Some((task, self.recorded(unit, task)?)));
        let written = records.filter(|(task, record)| old(task, record)).flat_map(|(_, r)| r.row.outputs);
        written.filter(|way| out.join(way).is_file()).collect()
    }

    fn recorded(&self, unit: &Unit, task: Task) -> Option<Record> {
        let bytes = std::fs::read(self.record(unit, task)).ok()?;
        serde_json::from_slice(&bytes).ok().filter(|record: &Record| record.row.unit == unit.name)
    }

    /// Remembers a unit. `before` are its files as they were when it was begun; those that changed meanwhile, other than
    /// by this run, may not have been read as they are now, and it is made again the next time. Of one that failed the
    /// outputs that it had before stay known.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn remember(
        &self,
        unit: &Unit,
        row: &Row,
        before: &Files,
        outputs: &Path,
        own: &[PathBuf],
    ) -> Result<()> {
        let path = self.record(unit, self.task);
        let after = self.files(unit, outputs);
        let (was, is) = (before.all(), after.all());
        let foreign = |path: &PathBuf| was.get(path) != is.get(path) && !own.contains(path);
        let record = if row.state == State::Failed {
            let earlier = self.recorded(unit, self.task);
            let (inputs, outputs) = earlier.map(|e| (e.inputs, e.row.outputs)).unwrap_or_default();
            Record { made_from: String::new(), inputs, row: Row { outputs, ..row.clone() } }
        } else if was.keys().chain(is.keys()).any(foreign) {
            Record { made_from: String::new(), inputs: String::new(), row: row.clone() }
        } else {
            let (made_from, inputs) = (self.made_from(unit, &after), digest_of(&after.inputs));
            Record { made_from, inputs, row: row.clone() }
        };
        std::fs::create_dir_all(&self.folder).map_err(|e| Error::write(&self.folder, &e))?;
        let bytes = serde_json::to_vec(&record).map_err(|e| Error::Internal(e.to_string()))?;
        platform::write_atomically(&path, &bytes).map_err(|e| Error::write(&path, &e))
    }

    fn record(&self, unit: &Unit, task: Task) -> PathBuf {
        let of_task = match task {
            Task::Build => "",
            Task::Check => "-check",
            Task::Proofread => "-proofread",
        };
        self.folder.join(format!("{}{of_task}.json", &digest(unit.name.as_bytes())[..24]))
    }

    fn made_from(&self, unit: &Unit, files: &Files) -> String {
        digest(format!("{}{:?}{:?}{files:?}", self.common, unit.own, unit.folder).as_bytes())
    }
}

fn digest_of(files: &Hashes) -> String {
    digest(format!("{files:?}").as_bytes())
}

/// The program itself; its version alone where it cannot be read.
fn program() -> String {
    let bytes = std::env::current_exe().ok().and_then(|path| std::fs::read(path).ok());
    format!("{}{}", env!("CARGO_PKG_VERSION"), bytes.map(|b| digest(&b)).unwrap_or_default())
}

fn walk(folder: &Path, depth: usize, files: &mut Hashes) {
    if depth > MOST_DEEP {
        return;
    }
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if name.starts_with('.') {
            continue;
        }
        // A folder that is linked to is read like any other.
        match std::fs::metadata(&path) {
            Ok(kind) if kind.is_dir() => {
                // What the program wrote there, and other units in folders of this one, are not its inputs.
                if !(path.join(MEMORY_FOLDER).is_dir() || path.join(CONFIG_FILE).is_file()) {
                    walk(&path, depth + 1, files);
                }
            }
            _ => hash(&path, files),
        }
    }
}

/// A file that is too large to be read is known by its size.
fn hash(path: &Path, files: &mut Hashes) {
    let Ok(about) = std::fs::metadata(path) else { return };
    let known = match about.len() {
        size if size > LIMITS.file => Some(format!("{size}")),
        _ => std::fs::read(path).ok().map(|bytes| digest(&bytes)),
    };
    files.insert(path.to_owned(), known.unwrap_or_default());
}
