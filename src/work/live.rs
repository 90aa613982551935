//! A project's report that stays open: an answer is typed and the report is new, the file follows.
//!
//! What was read is kept, so that an answer costs the making of the report and no reading. The supplement is held in
//! memory as the bytes and cells it will have; [`Live::saving`] hands out what is to be written, so that typing goes on
//! while the disk is slow. What somebody else saves meanwhile is taken in first ([`Live::look`]).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::intake::{Forms, read_forms};
use super::job::{Job, Made, Order};
use super::needs;
use super::outputs::{Home, MEMORY_FOLDER};
use super::report::{Gathered, compose, gather};
use super::supply;
use super::transaction::Transaction;
use crate::error::{Error, Result};
use crate::narrative::Ask;
use crate::platform::{self, Lock};
use crate::project::Project;
use crate::source::Source;
use crate::supplement::{self, Filled, KeyKind, Plan, PlannedRow, Present, SheetId, Slot, Supplement};
use crate::workbook::{self, Workbook};

/// A lock file: the project is open in a window.
const WINDOW_LOCK: &str = "window.lock";
/// Answers that could not be stored in the supplement yet.
const PENDING: &str = "answers.json";
/// How often a supplement is made ready at most: figures that are typed may ask for reasons, which ask for nothing.
const ROUNDS: usize = 3;

/// The right to show a project in a window; one window has it.
#[derive(Debug)]
pub struct OneWindow {
    _lock: Lock,
}

impl OneWindow {
    /// Takes the right.
    ///
    /// # Errors
    /// Another window shows the project, or its folder cannot be written.
    pub fn of(root: &Path) -> Result<OneWindow> {
        drop(Home::enter(root)?);
        let path = root.join(MEMORY_FOLDER).join(WINDOW_LOCK);
        let lock = platform::lock(&path, Duration::ZERO).map_err(|e| Error::write(&path, &e))?;
        let lock = lock.ok_or_else(|| {
            let folder = root.display();
            Error::Usage(format!(
                "“{folder}”已经在另一个窗口里打开。请到那个窗口里填写；找不到那一页的，关闭浏览器，等一分钟再打开"
            ))
        })?;
        Ok(OneWindow { _lock: lock })
    }
}

/// An answer that is not in the file yet.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pending {
    /// What stood in the file when it was typed.
    base: String,
    text: String,
}

/// An answer that somebody changed in the file while it was typed here: the file's stands, this one is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Which answer.
    pub slot: Slot,
    /// What was typed here.
    pub ours: String,
    /// What was saved in the file.
    pub theirs: String,
}

/// One step that can be undone.
#[derive(Debug, Clone)]
struct Step {
    slot: Slot,
    before: String,
    after: String,
}

/// What an answer is for, beside its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The key as the document's gaps and typed words have it.
    pub key: String,
    /// Where the answer stands.
    pub sheet: SheetId,
    /// `五、一般公共预算…`
    pub section: String,
    /// What it is about: the sentence so far, or a title.
    pub about: String,
    /// What was typed last year.
    pub before: String,
    /// 单位 of a figure.
    pub unit: String,
    /// The cells to fill, by head, with what stands in them.
    pub cells: Vec<(String, String)>,
    /// Whether the document still shows a gap.
    pub open: bool,
}

/// A project's report that stays open.
#[derive(Debug)]
pub struct Live {
    job: Job,
    project: Project,
    year: u16,
    gathered: Gathered,
    forms: Option<Forms>,
    last: Option<Supplement>,
    paper: Paper,
    made: Made,
    plan: Plan,
    done: Vec<Step>,
    undone: Vec<Step>,
    /// Answers changed in the file while they were typed here.
    pub conflicts: Vec<Conflict>,
    inputs: Vec<(PathBuf, Option<SystemTime>)>,
}

/// The supplement as it will be.
#[derive(Debug)]
struct Paper {
    /// What stands on disk, as last read or written.
    disk: Option<Vec<u8>>,
    /// Time of the file when `disk` was read, so that an unchanged file is not read again.
    seen: Option<(SystemTime, u64)>,
    /// A supplement of another kind or name that it is made from.
    from: Option<PathBuf>,
    /// The file with everything but the pending answers.
    present: Option<Present>,
    pending: BTreeMap<Slot, Pending>,
    /// Whether the versions before were kept in this sitting.
    kept: bool,
}

/// What is to be written, apart from the report, so that it can be written while people type.
#[derive(Debug)]
pub struct Saving {
    root: PathBuf,
    path: PathBuf,
    before: Option<Vec<u8>>,
    bytes: Vec<u8>,
    keep: bool,
    answers: BTreeMap<Slot, Pending>,
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
    /// Writes it.
    pub fn run(&self) -> Stored {
        match self.write() {
            Ok(Stored::Done) => {
                let _ = std::fs::remove_file(pending_file(&self.root));
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
        let kept = serde_json::json!({ "file": self.path, "answers": list });
        let path = pending_file(&self.root);
        platform::write_atomically(&path, kept.to_string().as_bytes()).map_err(|e| Error::write(&path, &e))
    }
}

fn pending_file(root: &Path) -> PathBuf {
    root.join(MEMORY_FOLDER).join(PENDING)
}

/// Answers that were put aside for a supplement.
fn aside(root: &Path, path: &Path) -> BTreeMap<Slot, Pending> {
    #[derive(serde::Deserialize)]
    struct Kept {
        file: PathBuf,
        answers: Vec<[String; 5]>,
    }
    let kept = std::fs::read(pending_file(root));
    let kept = kept.ok().and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
    let answers = kept.filter(|kept| kept.file == path).map(|kept| kept.answers).unwrap_or_default();
    let slot = |[sheet, key, head, base, text]: [String; 5]| {
        let sheet = supplement::form::named(&sheet)?.id;
        Some((Slot { sheet, key, head }, Pending { base, text }))
    };
    answers.into_iter().filter_map(slot).collect()
}

fn read_present(path: &Path) -> Result<Option<Vec<u8>>> {
    match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        _ => Source::from(path).read().map(Some),
    }
}

fn stamp(path: &Path) -> Option<(SystemTime, u64)> {
    let about = std::fs::metadata(path).ok()?;
    Some((about.modified().ok()?, about.len()))
}

impl Live {
    /// Opens the report of a project and a year; the newest if none is named.
    ///
    /// # Errors
    /// See [`Job::of`] and [`super::make`].
    pub fn open(project: &Project, year: Option<u16>) -> Result<Live> {
        let mut order = Order { project: Some(project.root.clone()), ..Order::default() };
        order.request.year = year;
        let mut job = Job::of(order)?;
        let (project, year) = job.project.clone().ok_or_else(|| Error::Internal("没有项目".to_owned()))?;
        let inputs = inputs(&project, year);
        let given = job.request.supplement.take();
        let forms = read_forms(&job.request)?;
        let folder = job.request.performance.take();
        let gathered = gather(&job.request);
        job.request.performance = folder;
        let gathered = gathered?;
        let own = project.supplement(year);
        let seen = stamp(&own);
        let present = given.as_ref().map(Present::load).transpose()?;
        let (disk, from) = match &present {
            Some(present) if present.path == own => (Some(present.bytes.clone()), None),
            other => (None, other.as_ref().map(|p| p.path.clone())),
        };
        let last = supply::last(&(project.clone(), year));
        let paper = Paper { disk, seen, from, present, pending: BTreeMap::new(), kept: false };
        let made = Live::compose(&job, &gathered, forms.as_ref(), last.as_ref(), paper.book())?;
        let (done, undone) = (Vec::new(), Vec::new());
        let plan = Plan::default();
        let mut live = Live {
            job,
            project,
            year,
            gathered,
            forms,
            last,
            paper,
            made,
            plan,
            done,
            undone,
            conflicts: Vec::new(),
            inputs,
        };
        live.prepare()?;
        for (slot, pending) in aside(&live.project.root, &own) {
            live.take_back(slot, pending)?;
        }
        live.remake()?;
        if live.paper.pending.is_empty() {
            let _ = std::fs::remove_file(pending_file(&live.project.root));
        }
        Ok(live)
    }

    /// The project.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// The year reported on.
    pub fn year(&self) -> u16 {
        self.year
    }

    /// The report as it is now.
    pub fn made(&self) -> &Made {
        &self.made
    }

    /// Which files were taken for what, and which were passed over and why.
    pub fn notes(&self) -> &[String] {
        &self.job.notes
    }

    /// A supplement of another kind or name that the year's is made from.
    pub fn made_from(&self) -> Option<&Path> {
        self.paper.from.as_deref()
    }

    /// The year's supplement.
    pub fn supplement(&self) -> PathBuf {
        self.project.supplement(self.year)
    }

    fn compose(
        job: &Job,
        gathered: &Gathered,
        forms: Option<&Forms>,
        last: Option<&Supplement>,
        book: Option<&Workbook>,
    ) -> Result<Made> {
        let supplement = book.map(supplement::supplement_of).transpose();
        let supplement = supplement.map_err(Error::Usage)?.unwrap_or_default();
        let mut gathered = gathered.clone();
        gathered.intake.supply(supplement, forms.cloned());
        Ok(Made::of(compose(&job.request, gathered)?, last.cloned()))
    }

    fn remake(&mut self) -> Result<()> {
        let (forms, last) = (self.forms.as_ref(), self.last.as_ref());
        self.made = Live::compose(&self.job, &self.gathered, forms, last, self.paper.book())?;
        Ok(())
    }

    /// Makes the supplement ask for all the report needs, in memory: every question has its row.
    fn prepare(&mut self) -> Result<()> {
        for _ in 0..ROUNDS {
            self.plan = needs::plan(&self.made.report, self.made.last());
            self.paper.fold(self.year)?;
            let merged = supplement::merge(&self.plan, self.paper.book());
            if self.paper.present.is_some() && !merged.differs() {
                return Ok(());
            }
            let Some(bytes) = supplement::bytes(&merged, self.paper.present.as_ref(), self.year)? else {
                return Ok(());
            };
            let source = Source::from_bytes(self.supplement(), bytes);
            self.paper.present = Some(Present::load(&source)?);
            self.remake()?;
        }
        Ok(())
    }

    /// Everything the report asks people for, with what they answered.
    pub fn questions(&self) -> Vec<Question> {
        let asks = self.made.report.narrative.asks.iter();
        let asks: BTreeMap<_, _> = asks.map(|ask| (supplement::stands_in(&ask.key), ask)).collect();
        let filled = self.paper.book().map(supplement::filled).unwrap_or_default();
        let of = |row: &PlannedRow| asks.get(&(row.sheet, row.key.as_str())).copied();
        self.plan.rows.iter().map(|row| Live::question(row, of(row), &filled)).collect()
    }

    fn question(row: &PlannedRow, ask: Option<&Ask>, filled: &Filled) -> Question {
        let shown = |head: &str| {
            let cell = row.cells.iter().find(|(h, _)| *h == head);
            cell.map(|(_, content)| content.display()).unwrap_or_default()
        };
        let spec = supplement::form::spec(row.sheet);
        let wanted = |head: &str| row.wanted.is_empty() || row.wanted.contains(&head);
        let fills = spec.columns.iter().filter(|c| match row.sheet {
            SheetId::Data => c.kind == supplement::form::Kind::Number && wanted(c.head),
            _ => c.kind.is_typed(),
        });
        let cells = fills.map(|c| {
            let slot = Slot { sheet: row.sheet, key: row.key.clone(), head: c.head.to_owned() };
            (c.head.to_owned(), filled.get(&slot))
        });
        Question {
            key: ask.map_or_else(|| key_of(row), |a| a.key.clone()),
            sheet: row.sheet,
            section: ask.map(|a| a.section.clone()).unwrap_or_default(),
            about: match row.sheet {
                SheetId::Reasons => shown("事项"),
                SheetId::Data => shown("项目"),
                SheetId::Texts => shown("标题"),
                SheetId::Own => shown("样式的句子"),
                SheetId::Projects => row.key.clone(),
            },
            before: shown("上年填写"),
            unit: shown("单位"),
            cells: cells.collect(),
            open: ask.is_some_and(|a| !a.filled),
        }
    }

    /// What was answered in a slot.
    pub fn answer(&self, slot: &Slot) -> String {
        self.paper.book().and_then(|book| supplement::typed_in(book, slot)).unwrap_or_default()
    }

    /// Takes an answer; the report is new.
    ///
    /// # Errors
    /// The supplement has no such row, or the report cannot be made with it; then nothing changed.
    pub fn set(&mut self, slot: &Slot, text: &str) -> Result<()> {
        let before = self.answer(slot);
        self.change(slot, text)?;
        let after = self.answer(slot);
        if before != after {
            self.undone.clear();
            match self.done.last_mut() {
                // What is typed into one cell is one step.
                Some(step) if step.slot == *slot && step.after == before => step.after = after,
                _ => self.done.push(Step { slot: slot.clone(), before, after }),
            }
        }
        Ok(())
    }

    fn change(&mut self, slot: &Slot, text: &str) -> Result<()> {
        let asked: Vec<String> = self.asked();
        let before = self.answer(slot);
        self.paper.put(slot, text)?;
        if let Err(error) = self.remake() {
            self.paper.put(slot, &before)?;
            self.remake()?;
            return Err(error);
        }
        if self.asked() != asked {
            self.prepare()?;
        } else {
            self.plan = needs::plan(&self.made.report, self.made.last());
        }
        Ok(())
    }

    fn asked(&self) -> Vec<String> {
        self.made.report.narrative.asks.iter().map(|a| a.key.clone()).collect()
    }

    /// Takes back the last answer; which one it was.
    ///
    /// # Errors
    /// See [`Live::set`].
    pub fn undo(&mut self) -> Result<Option<Slot>> {
        let Some(step) = self.done.pop() else { return Ok(None) };
        self.change(&step.slot, &step.before)?;
        let slot = step.slot.clone();
        self.undone.push(step);
        Ok(Some(slot))
    }

    /// Does again what was taken back.
    ///
    /// # Errors
    /// See [`Live::set`].
    pub fn redo(&mut self) -> Result<Option<Slot>> {
        let Some(step) = self.undone.pop() else { return Ok(None) };
        self.change(&step.slot, &step.after)?;
        let slot = step.slot.clone();
        self.done.push(step);
        Ok(Some(slot))
    }

    /// Whether there is something to take back, and something to do again.
    pub fn steps(&self) -> (bool, bool) {
        (!self.done.is_empty(), !self.undone.is_empty())
    }

    /// How many answers are not in the file yet.
    pub fn unsaved(&self) -> usize {
        self.paper.pending.len()
    }

    /// What is to be written, if anything is.
    ///
    /// # Errors
    /// The supplement cannot be changed in place.
    pub fn saving(&mut self) -> Result<Option<Saving>> {
        if self.paper.pending.is_empty() {
            return Ok(None);
        }
        let answers = self.paper.pending.clone();
        self.paper.fold(self.year)?;
        let Some(present) = &self.paper.present else { return Ok(None) };
        Ok(Some(Saving {
            root: self.project.root.clone(),
            path: self.supplement(),
            before: self.paper.disk.clone(),
            bytes: present.bytes.clone(),
            keep: !self.paper.kept,
            answers,
        }))
    }

    /// Takes note of what was written; whether the report is another now. A cell that the file would not give up
    /// (people's own formula) is offered as one that was changed there.
    ///
    /// # Errors
    /// The report cannot be made with what the file says.
    pub fn saved(&mut self, saving: Saving) -> Result<bool> {
        let written = Source::from_bytes(saving.path.clone(), saving.bytes.clone());
        let filled = supplement::filled(&workbook::read(&written)?);
        let kept: Vec<_> = saving.answers.iter().filter(|(slot, p)| filled.get(slot) != p.text).collect();
        for (slot, pending) in &kept {
            let theirs = filled.get(slot);
            self.paper.put(slot, &theirs)?;
            self.paper.pending.remove(slot);
            self.conflicts.retain(|c| c.slot != **slot);
            self.conflicts.push(Conflict { slot: (*slot).clone(), ours: pending.text.clone(), theirs });
        }
        let remade = !kept.is_empty();
        if remade {
            self.remake()?;
        }
        for (slot, stored) in &saving.answers {
            match self.paper.pending.get_mut(slot) {
                Some(pending) if pending.text == stored.text => drop(self.paper.pending.remove(slot)),
                Some(pending) => pending.base.clone_from(&stored.text),
                None => {}
            }
        }
        self.paper.seen = stamp(&saving.path);
        self.paper.disk = Some(saving.bytes);
        self.paper.kept = true;
        Ok(remade)
    }

    /// Looks whether somebody else saved the supplement, and takes it in; whether anything is new.
    ///
    /// # Errors
    /// It cannot be read now; all stays as it is.
    pub fn look(&mut self) -> Result<bool> {
        let own = self.supplement();
        if stamp(&own) == self.paper.seen {
            return Ok(false);
        }
        let seen = stamp(&own);
        let disk = read_present(&own)?;
        if disk == self.paper.disk {
            self.paper.seen = seen;
            return Ok(false);
        }
        let present = match &disk {
            Some(bytes) => {
                let present = Present::load(&Source::from_bytes(own, bytes.clone()))?;
                supplement::supplement_of(&present.book).map_err(Error::Usage)?;
                Some(present)
            }
            None => None,
        };
        let pending = std::mem::take(&mut self.paper.pending);
        (self.paper.seen, self.paper.disk, self.paper.present) = (seen, disk, present);
        self.paper.kept = false;
        self.remake()?;
        self.prepare()?;
        for (slot, answer) in pending {
            self.take_back(slot, answer)?;
        }
        self.remake()?;
        self.prepare()?;
        Ok(true)
    }

    /// Brings an answer that is not in the file into what was read from it; one that was changed there too is offered.
    fn take_back(&mut self, slot: Slot, answer: Pending) -> Result<()> {
        let theirs = self.answer(&slot);
        if theirs == answer.text {
            return Ok(());
        }
        if theirs == answer.base {
            self.paper.put(&slot, &answer.text)
        } else {
            self.conflicts.retain(|c| c.slot != slot);
            self.conflicts.push(Conflict { slot, ours: answer.text, theirs });
            Ok(())
        }
    }

    /// Whether files the report is made from came, went or changed since they were read.
    pub fn is_outdated(&self) -> bool {
        inputs(&self.project, self.year) != self.inputs
    }

    /// Writes all outputs of the report, or nothing; answers must be in the file.
    ///
    /// # Errors
    /// See [`Job::write`].
    pub fn write(&mut self, formats: &[super::Format], force: bool) -> Result<super::Wrote> {
        self.job.request.supplement = match &self.paper.disk {
            Some(bytes) => {
                let path = self.supplement();
                Some(Source::from_bytes(path, bytes.clone()))
            }
            None => self.paper.from.as_ref().map(Source::from),
        };
        let wrote = self.job.write(&self.made, formats, force);
        self.job.request.supplement = None;
        let wrote = wrote?;
        self.look()?;
        Ok(wrote)
    }
}

/// The key a document names the answer of a planned row by.
fn key_of(row: &PlannedRow) -> String {
    match row.sheet {
        SheetId::Data => KeyKind::Data.key(&row.key),
        SheetId::Projects => KeyKind::Project.key(&row.key),
        SheetId::Reasons | SheetId::Texts | SheetId::Own => row.key.clone(),
    }
}

impl Paper {
    fn book(&self) -> Option<&Workbook> {
        self.present.as_ref().map(|p| &p.book)
    }

    /// Sets an answer in memory and remembers that the file has not got it.
    fn put(&mut self, slot: &Slot, text: &str) -> Result<()> {
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
    fn fold(&mut self, year: u16) -> Result<()> {
        let Some(present) = self.present.as_mut().filter(|_| !self.pending.is_empty()) else { return Ok(()) };
        let answers = self.pending.iter().map(|(slot, p)| (slot, p.text.as_str()));
        let merged = supplement::answered(&present.book, answers);
        if let Some(bytes) = supplement::bytes(&merged, Some(present), year)? {
            present.bytes = bytes;
        }
        Ok(())
    }
}

/// The files a report may be made from, with their times.
pub fn inputs(project: &Project, year: u16) -> Vec<(PathBuf, Option<SystemTime>)> {
    let own = project.supplement(year);
    let mut folders = vec![project.root.clone(), project.year_folder(year), project.year_folder(year - 1)];
    folders.extend(project.performance_folder(year));
    folders.extend(project.templates());
    folders.push(project.output_folder(year - 1));
    let mut files: Vec<(PathBuf, Option<SystemTime>)> = Vec::new();
    for folder in folders {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = entry.path();
            let ours = name.starts_with(['.', '~']) || path == own || name.contains("上一版");
            if !ours && entry.file_type().is_ok_and(|t| t.is_file()) {
                files.push((path, entry.metadata().ok().and_then(|m| m.modified().ok())));
            }
        }
    }
    files.sort();
    files
}
