//! Which units need not be made again: what a unit was made from is remembered by its hash, beside what came of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Batch, Unit};
use crate::bureau::{Row, State};
use crate::error::{Error, Result};
use crate::export::json;
use crate::package::LIMITS;
use crate::platform;
use crate::project::{SUPPLEMENT, config::CONFIG_FILE};
use crate::work::outputs::{MEMORY_FOLDER, digest};

/// Below the memory of the results.
const UNITS: &str = "units";
const MOST_DEEP: usize = 8;

/// What is remembered of a unit.
#[derive(Serialize, Deserialize)]
struct Record {
    /// What it was made from; empty if it is to be made again in any case.
    made_from: String,
    /// What came of it.
    row: Row,
}

/// Files and the hashes of their content.
pub type Files = BTreeMap<PathBuf, String>;

/// What is known of earlier runs.
pub struct Known {
    folder: PathBuf,
    /// What all units of this run depend on: the program, the settings, own templates and the model.
    common: String,
    again: bool,
}

impl Known {
    /// Of the results in `out`.
    pub fn of(batch: &Batch, out: &Path) -> Known {
        let request = &batch.request;
        let mut files = Files::new();
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
        Known { folder: out.join(MEMORY_FOLDER).join(UNITS), common, again: batch.all }
    }

    /// The files that a unit is made from: everything that lies in its folder, the supplement where its outputs go, and
    /// its own model. Files of a project that people edit, the Word file among them, lie in its folder.
    pub fn files(unit: &Unit, outputs: &Path) -> Files {
        let mut files = Files::new();
        walk(&unit.folder, 0, &mut files);
        hash(&outputs.join(SUPPLEMENT), &mut files);
        unit.own.like.iter().for_each(|like| hash(like, &mut files));
        files
    }

    /// What came of a unit when it was last made, if it was made from the same and its outputs are still there.
    pub fn row(&self, unit: &Unit, files: &Files, out: &Path) -> Option<Row> {
        if self.again {
            return None;
        }
        let record = self.recorded(unit)?;
        let there = || record.row.outputs.iter().all(|way| out.join(way).is_file());
        let same = record.made_from == self.made_from(unit, files);
        (same && there()).then_some(record.row)
    }

    /// What was written for a unit before and still lies there, by the ways from the folder of the summary.
    pub fn left(&self, unit: &Unit, out: &Path) -> Vec<String> {
        let written = self.recorded(unit).map(|record| record.row.outputs).unwrap_or_default();
        written.into_iter().filter(|way| out.join(way).is_file()).collect()
    }

    fn recorded(&self, unit: &Unit) -> Option<Record> {
        let bytes = std::fs::read(self.record(unit)).ok()?;
        serde_json::from_slice(&bytes).ok().filter(|record: &Record| record.row.unit == unit.name)
    }

    /// Remembers a unit, of one that failed what `row` says is left of an earlier run. `before` are its files as they were when it was begun; those that changed meanwhile, other
    /// than by this run, may not have been read as they are now, and it is made again the next time.
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
        let path = self.record(unit);
        let after = Known::files(unit, outputs);
        let foreign = |path: &PathBuf| before.get(path) != after.get(path) && !own.contains(path);
        let again = row.state == State::Failed || before.keys().chain(after.keys()).any(foreign);
        let made_from = if again { String::new() } else { self.made_from(unit, &after) };
        let record = Record { made_from, row: row.clone() };
        std::fs::create_dir_all(&self.folder).map_err(|e| Error::write(&self.folder, &e))?;
        platform::write_atomically(&path, json::pretty(&record)?.as_bytes())
            .map_err(|e| Error::write(&path, &e))
    }

    fn record(&self, unit: &Unit) -> PathBuf {
        self.folder.join(format!("{}.json", &digest(unit.name.as_bytes())[..24]))
    }

    fn made_from(&self, unit: &Unit, files: &Files) -> String {
        digest(format!("{}{:?}{:?}{files:?}", self.common, unit.own, unit.folder).as_bytes())
    }
}

/// The program itself; its version alone where it cannot be read.
fn program() -> String {
    let bytes = std::env::current_exe().ok().and_then(|path| std::fs::read(path).ok());
    format!("{}{}", env!("CARGO_PKG_VERSION"), bytes.map(|b| digest(&b)).unwrap_or_default())
}

fn walk(folder: &Path, depth: usize, files: &mut Files) {
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
fn hash(path: &Path, files: &mut Files) {
    let Ok(about) = std::fs::metadata(path) else { return };
    let known = match about.len() {
        size if size > LIMITS.file => Some(format!("{size}")),
        _ => std::fs::read(path).ok().map(|bytes| digest(&bytes)),
    };
    files.insert(path.to_owned(), known.unwrap_or_default());
}
