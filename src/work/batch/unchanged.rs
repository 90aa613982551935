//! Which units need not be made again: what a unit was made from is remembered by its hash, beside what came of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Batch, Done, Task, Unit};
use crate::bureau::{Passed, Row, State};
use crate::error::{Error, Result};
use crate::package::{LIMITS, read_file};
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
    /// What came of it; of a unit that failed, with the outputs that were written before. `None` of a folder that turned
    /// out to be no unit.
    row: Option<Row>,
}

impl Record {
    /// What was written for the unit.
    fn outputs(self) -> Vec<String> {
        self.row.map(|row| row.outputs).unwrap_or_default()
    }
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
    pub fn before(&self, unit: &Unit, files: &Files, out: &Path) -> Option<Done> {
        if self.again {
            return None;
        }
        let record = self.recorded(unit, self.task)?;
        if record.made_from != self.made_from(unit, files) {
            return None;
        }
        let Some(row) = record.row else { return Some(Done::NoUnit) };
        row.outputs.iter().all(|way| out.join(way).is_file()).then_some(Done::Before(row))
    }

    /// What was written for a unit before and still lies there, by the ways from the folder of the summary: by this task
    /// in any case, by others from other files than there are now.
    pub fn left(&self, unit: &Unit, files: &Files, out: &Path) -> Vec<String> {
        let now = digest_of(&files.inputs);
        let old = |task: &Task, record: &Record| *task == self.task || record.inputs != now;
        let records = Task::ALL.into_iter().filter_map(|task| Some((task, self.recorded(unit, task)?)));
        let written = records.filter(|(task, record)| old(task, record));
        let written = written.flat_map(|(_, record)| record.outputs());
        written.filter(|way| out.join(way).is_file()).collect()
    }

    /// Units of earlier runs that are none of these names any more, where what they were made from is gone and what was
    /// made of them still lies among the results: a folder that was renamed, or moved away.
    pub fn gone(&self, names: &BTreeSet<String>, out: &Path) -> Vec<Passed> {
        let known: BTreeSet<PathBuf> =
            names.iter().flat_map(|name| Task::ALL.map(|task| self.record(name, task))).collect();
        let mut gone: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let records = platform::files_in(&self.folder, &["json"]);
        for record in records.into_iter().filter(|path| !known.contains(path)) {
            let record = read_file(&record, LIMITS.file).ok().and_then(|b| serde_json::from_slice(&b).ok());
            let Some(Record { row: Some(row), .. }) = record else { continue };
            // Units of another list, of which nothing is asked now.
            if row.accounts.is_some_and(|way| out.join(way).is_file()) {
                continue;
            }
            let there = row.outputs.into_iter().filter(|way| out.join(way).is_file());
            gone.entry(row.unit).or_default().extend(there);
        }
        let said = |(name, ways): (String, BTreeSet<String>)| {
            let names: Vec<&str> = ways.iter().filter_map(|way| way.rsplit('/').next()).collect();
            let (filled, made): (Vec<&str>, Vec<&str>) = names.into_iter().partition(|n| *n == SUPPLEMENT);
            let left = format!("以前生成的{}还在结果里，请勿使用", made.join("、"));
            let filled = filled.first().map(|_| {
                format!("{SUPPLEMENT}也在那里：单位只是改名、里面填写过的，请把它移到新名称的结果文件夹，再运行一次")
            });
            let what: Vec<String> = (!made.is_empty()).then_some(left).into_iter().chain(filled).collect();
            let reason =
                format!("现在没有这个单位（文件夹改名、移走了，或里面不再有决算报表）；{}", what.join("；"));
            Passed { name, reason }
        };
        gone.into_iter().filter(|(_, ways)| !ways.is_empty()).map(said).collect()
    }

    fn recorded(&self, unit: &Unit, task: Task) -> Option<Record> {
        let bytes = std::fs::read(self.record(&unit.name, task)).ok()?;
        let record: Record = serde_json::from_slice(&bytes).ok()?;
        record.row.as_ref().is_none_or(|row| row.unit == unit.name).then_some(record)
    }

    /// Remembers a unit, or that a folder is none (`row` is `None`). `before` are its files as they were when it was begun;
    /// those that changed meanwhile, other than by this run, may not have been read as they are now, and it is made again
    /// the next time. Of one that failed, and of one that is none any more, the outputs that it had before stay known.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn remember(
        &self,
        unit: &Unit,
        row: Option<&Row>,
        before: &Files,
        outputs: &Path,
        own: &[PathBuf],
    ) -> Result<()> {
        let path = self.record(&unit.name, self.task);
        let after = self.files(unit, outputs);
        let (was, is) = (before.all(), after.all());
        let foreign = |path: &PathBuf| was.get(path) != is.get(path) && !own.contains(path);
        let changed = was.keys().chain(is.keys()).any(foreign);
        let record = match row {
            Some(row) if row.state == State::Failed => {
                let earlier = self.recorded(unit, self.task);
                let (inputs, outputs) = earlier.map(|e| (e.inputs.clone(), e.outputs())).unwrap_or_default();
                Record { made_from: String::new(), inputs, row: Some(Row { outputs, ..row.clone() }) }
            }
            None if self.recorded(unit, self.task).is_some_and(|earlier| earlier.row.is_some()) => {
                return Ok(());
            }
            _ if changed => Record { made_from: String::new(), inputs: String::new(), row: row.cloned() },
            _ => {
                let (made_from, inputs) = (self.made_from(unit, &after), digest_of(&after.inputs));
                Record { made_from, inputs, row: row.cloned() }
            }
        };
        std::fs::create_dir_all(&self.folder).map_err(|e| Error::write(&self.folder, &e))?;
        let bytes = serde_json::to_vec(&record).map_err(|e| Error::Internal(e.to_string()))?;
        platform::write_atomically(&path, &bytes).map_err(|e| Error::write(&path, &e))
    }

    fn record(&self, unit: &str, task: Task) -> PathBuf {
        let of_task = match task {
            Task::Build => "",
            Task::Check => "-check",
            Task::Proofread => "-proofread",
        };
        self.folder.join(format!("{}{of_task}.json", &digest(unit.as_bytes())[..24]))
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
                let other = path.join(MEMORY_FOLDER).is_dir() || path.join(CONFIG_FILE).is_file();
                if !(other || platform::leads_back(&path)) {
                    walk(&path, depth + 1, files);
                }
            }
            _ => hash(&path, files),
        }
    }
}

/// A file that is too large to be read is known by its size; of a pipe or device, reading which may never end, only that
/// it is there.
fn hash(path: &Path, files: &mut Hashes) {
    let Ok(about) = std::fs::metadata(path) else { return };
    let known = match about.len() {
        size if size > LIMITS.file => format!("{size}"),
        _ => read_file(path, LIMITS.file).map(|bytes| digest(&bytes)).unwrap_or_default(),
    };
    files.insert(path.to_owned(), known);
}
