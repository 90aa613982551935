//! The supplement as a window holds it: the bytes and cells it will have, what is not in the file yet, and how that gets
//! there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use serde_json::json;

use super::super::outputs::{Home, MEMORY_FOLDER};
use super::super::transaction::Transaction;
use super::row_change::RowChange;
use crate::error::{Error, Result};
use crate::platform;
use crate::source::Source;
use crate::supplement::{self, Present, Row, Slot};
use crate::workbook::Workbook;

/// What the file of answers begins with that could not be stored in a supplement yet.
const PENDING: &str = "answers";

/// A program that saves may take a file away for a moment; one that is away for longer was moved or removed.
const AWAY: Duration = Duration::from_secs(5);

/// An answer that is not in the file yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pending {
    /// What stood in the file when it was typed.
    pub base: String,
    pub text: String,
}

/// The supplement as it will be.
#[derive(Debug, Clone)]
pub(super) struct Paper {
    /// What stands on disk, as last read or written.
    pub disk: Option<Vec<u8>>,
    /// Time of the file when `disk` was read, so that an unchanged file is not read again.
    pub seen: Option<(SystemTime, u64)>,
    /// A supplement of another kind or name that it is made from.
    pub from: Option<PathBuf>,
    /// The file with everything but the pending answers.
    pub present: Option<Present>,
    pub pending: BTreeMap<Slot, Pending>,
    /// Rows that came, went or have another name, and are not in the file yet.
    pub turned: Vec<RowChange>,
    /// Whether the versions before were kept in this sitting.
    pub kept: bool,
    /// Since when the file is not there any more.
    pub gone: Option<Instant>,
    /// How often it was gone for good and is written anew.
    pub renewed: usize,
}

/// What is to be written, apart from the report, so that it can be written while people type.
#[derive(Debug)]
pub struct Saving {
    pub(super) root: PathBuf,
    pub(super) path: PathBuf,
    pub(super) before: Option<Vec<u8>>,
    pub(super) bytes: Vec<u8>,
    pub(super) keep: bool,
    pub(super) answers: BTreeMap<Slot, Pending>,
    pub(super) turned: Vec<RowChange>,
}

/// What became of it.
#[derive(Debug)]
pub enum Stored {
    /// The file holds the answers.
    Done,
    /// The file is open in an office program; the answers are kept beside it.
    Open,
    /// Somebody saved the file meanwhile; it must be looked at first.
    Changed,
    /// It cannot be written; the answers are kept beside it if that was possible.
    Failed(Error),
}

impl Saving {
    /// Whether there was no supplement before.
    pub fn is_new(&self) -> bool {
        self.before.is_none()
    }

    /// Writes it.
    pub fn run(&self) -> Stored {
        match self.write() {
            Ok(Stored::Done) => {
                let _ = std::fs::remove_file(pending_file(&self.root, &self.path));
                Stored::Done
            }
            Ok(Stored::Changed) => Stored::Changed,
            other => match (other, self.put_aside()) {
                (Ok(stored), Ok(())) => stored,
                (Ok(_), Err(error)) | (Err(error), _) => Stored::Failed(error),
            },
        }
    }

    fn write(&self) -> Result<Stored> {
        if platform::is_open_in_office(&self.path) {
            return Ok(Stored::Open);
        }
        // A folder that was moved away is not made again.
        if !self.path.parent().is_some_and(Path::is_dir) {
            let reason =
                "它的文件夹不见了（被移走、改名或删去）。请移回原处；找不回的，请重新打开项目".to_owned();
            return Err(Error::Write { path: self.path.clone(), reason });
        }
        let _home = Home::enter(&self.root)?;
        if let Some(folder) = self.path.parent() {
            platform::remove_leftovers(folder);
        }
        if read_present(&self.path)? != self.before {
            return Ok(Stored::Changed);
        }
        let mut transaction = Transaction::default();
        match &self.before {
            None => transaction.stage_new(&self.path, &self.bytes)?,
            Some(before) => {
                if self.keep {
                    for (path, content) in supplement::versions(&self.path, before)?.iter().rev() {
                        transaction.stage(path, content)?;
                    }
                }
                transaction.stage_over(&self.path, before, &self.bytes)?;
            }
        }
        transaction.commit()?;
        Ok(Stored::Done)
    }

    /// Keeps the answers beside the supplement, so that the end of the program loses none.
    fn put_aside(&self) -> Result<()> {
        let list: Vec<[&str; 5]> = self
            .answers
            .iter()
            .map(|(slot, p)| {
                let sheet = supplement::form::spec(slot.sheet).name;
                [sheet, slot.key.as_str(), slot.head.as_str(), p.base.as_str(), p.text.as_str()]
            })
            .collect();
        let row = |row: &Row| json!([supplement::form::spec(row.sheet).name, row.key, row.cells]);
        let turned = |change: &RowChange| [&change.before, &change.after].map(|r| r.as_ref().map(row));
        let turned: Vec<_> = self.turned.iter().map(turned).collect();
        let kept = json!({ "answers": list, "rows": turned });
        let path = pending_file(&self.root, &self.path);
        platform::write_atomically(&path, kept.to_string().as_bytes()).map_err(|e| Error::write(&path, &e))
    }
}

/// Each supplement has its own: that of one year waits while another year is shown, and the project's folder may be moved.
pub(super) fn pending_file(root: &Path, supplement: &Path) -> PathBuf {
    let way = supplement.strip_prefix(root).unwrap_or(supplement);
    let name: Vec<_> = way.iter().map(|part| part.to_string_lossy().replace(['/', '\\', ':'], "")).collect();
    root.join(MEMORY_FOLDER).join(format!("{PENDING}-{}.json", name.join("-")))
}

/// Changes of rows and answers that were put aside for a supplement.
pub(super) fn aside(root: &Path, path: &Path) -> (Vec<RowChange>, BTreeMap<Slot, Pending>) {
    type KeptRow = (String, String, Vec<(String, String)>);
    #[derive(serde::Deserialize)]
    struct Kept {
        answers: Vec<[String; 5]>,
        #[serde(default)]
        rows: Vec<[Option<KeptRow>; 2]>,
    }
    let kept = std::fs::read(pending_file(root, path));
    let kept = kept.ok().and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
    let Some(Kept { answers, rows }) = kept else { return Default::default() };
    let row =
        |(sheet, key, cells): KeptRow| Some(Row { sheet: supplement::form::named(&sheet)?.id, key, cells });
    let rows = rows
        .into_iter()
        .map(|[before, after]| RowChange { before: before.and_then(row), after: after.and_then(row) });
    let slot = |[sheet, key, head, base, text]: [String; 5]| {
        let sheet = supplement::form::named(&sheet)?.id;
        Some((Slot { sheet, key, head }, Pending { base, text }))
    };
    (rows.collect(), answers.into_iter().filter_map(slot).collect())
}

pub(super) fn read_present(path: &Path) -> Result<Option<Vec<u8>>> {
    match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        _ => Source::from(path).read().map(Some),
    }
}

pub(super) fn stamp(path: &Path) -> Option<(SystemTime, u64)> {
    let about = std::fs::metadata(path).ok()?;
    Some((about.modified().ok()?, about.len()))
}

impl Paper {
    /// The file is not there any more: what it held stays as it is here, and after a while is written anew; whether that is
    /// now.
    pub fn is_gone(&mut self) -> bool {
        let away = self.gone.get_or_insert_with(Instant::now).elapsed() >= AWAY;
        if away {
            (self.gone, self.disk) = (None, None);
            self.renewed += 1;
        }
        away
    }

    /// Whether what is held here is in no file.
    pub fn is_lost(&self) -> bool {
        self.renewed > 0 && self.disk.is_none() && self.present.is_some()
    }

    pub fn book(&self) -> Option<&Workbook> {
        self.present.as_ref().map(|p| &p.book)
    }

    /// Sets an answer in memory and remembers that the file has not got it.
    pub fn put(&mut self, slot: &Slot, text: &str) -> Result<()> {
        let missing = || Error::Usage(format!("补充资料里没有“{}”这一行", slot.key));
        let present = self.present.as_mut().ok_or_else(missing)?;
        let base = supplement::typed_in(&present.book, slot).ok_or_else(missing)?;
        supplement::put(&mut present.book, slot, text);
        let text = supplement::typed_in(&present.book, slot).unwrap_or_default();
        let pending = self.pending.entry(slot.clone()).or_insert(Pending { base, text: String::new() });
        pending.text = text;
        Ok(())
    }

    /// Brings the pending answers into the bytes; they stay pending until the file has them.
    pub fn fold(&mut self, year: u16) -> Result<()> {
        let Some(present) = self.present.as_mut().filter(|_| !self.pending.is_empty()) else { return Ok(()) };
        let answers = self.pending.iter().map(|(slot, p)| (slot, p.text.as_str()));
        let merged = supplement::answered(&present.book, answers);
        if let Some(bytes) = supplement::bytes(&merged, Some(present), year)? {
            present.bytes = bytes;
        }
        Ok(())
    }

    /// Changes a row in memory; whether there was anything to change.
    pub fn turn(&mut self, change: &RowChange, path: &Path, year: u16) -> Result<bool> {
        self.fold(year)?;
        let Some(present) = &self.present else { return Ok(false) };
        let Some(merged) = change.merged(present) else { return Ok(false) };
        let Some(bytes) = supplement::bytes(&merged, Some(present), year)? else { return Ok(false) };
        self.present = Some(Present::load(&Source::from_bytes(path, bytes))?);
        let old = change.before.as_ref().map(|row| (row.sheet, row.key.clone()));
        if let Some((sheet, key)) = old {
            // Answers that wait go with their row.
            let (of_row, others): (BTreeMap<_, _>, BTreeMap<_, _>) = std::mem::take(&mut self.pending)
                .into_iter()
                .partition(|(slot, _)| slot.sheet == sheet && slot.key == key);
            self.pending = others;
            if let Some(new) = &change.after {
                let renamed = |(slot, pending)| (Slot { key: new.key.clone(), ..slot }, pending);
                self.pending.extend(of_row.into_iter().map(renamed));
            }
        }
        Ok(true)
    }
}
