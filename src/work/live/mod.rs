//! A project's report that stays open: an answer is typed and the report is new, the file follows.
//!
//! What was read is kept, so that an answer costs the making of the report and no reading. The supplement is held in
//! memory as the bytes and cells it will have; [`Live::saving`] hands out what is to be written, so that typing goes on
//! while the disk is slow. What somebody else saves meanwhile is taken in first ([`Live::look`]).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::edited::DOCUMENT;
use super::intake::{Forms, read_forms};
use super::job::{Job, Made, Order};
use super::needs;
use super::outputs::{Home, MEMORY_FOLDER};
use super::report::{Gathered, compose, gather};
use super::supply;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::platform::{self, Lock};
use crate::project::Project;
use crate::project::discover::Readings;
use crate::published::Report;
use crate::source::{Source, file_name};
use crate::subject::may_be_one;
use crate::supplement::{self, Plan, Present, Slot, Supplement};
use crate::workbook::Workbook;

mod dress;
mod history;
mod paper;
mod questions;
mod row_change;
mod rows;
mod storing;
mod wording;

pub use dress::{Dress, Setting, Settings};
pub use history::{Difference, Version};
pub use paper::{Saving, Stored};
pub use questions::Question;
pub use wording::{Tried, Wording};

use paper::{Paper, aside, pending_file, stamp};
use row_change::RowChange;

/// A lock file: the project is open in a window.
const WINDOW_LOCK: &str = "window.lock";
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
enum Step {
    /// What was typed into one cell.
    Answer { slot: Slot, before: String, after: String },
    /// A row that came, went or has another name.
    Row(RowChange),
    /// Several at once: a state that was brought back.
    Many(Vec<Step>),
}

impl Step {
    /// Where it is to be seen.
    fn slot(&self) -> Option<Slot> {
        match self {
            Step::Answer { slot, .. } => Some(slot.clone()),
            Step::Row(change) => change.slot(),
            Step::Many(steps) => steps.first()?.slot(),
        }
    }
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
    word: Word,
}

/// The project's Word file, as last seen. What people changed in it is taken over when the report is written, as
/// `build` does.
#[derive(Debug, Default)]
struct Word {
    seen: Option<(SystemTime, u64)>,
    news: Option<String>,
    /// Whether another look may find more: it is open, or the supplement is.
    again: bool,
    /// What could not be taken over from the one before.
    left: Vec<Finding>,
}

impl Live {
    /// Opens the report of a project and a year; the newest if none is named.
    ///
    /// # Errors
    /// See [`Job::of`] and [`super::make`].
    pub fn open(project: &Project, year: Option<u16>) -> Result<Live> {
        Live::dressed(project, year, None)
    }

    /// The same, in another style than the project's.
    ///
    /// # Errors
    /// See [`Live::open`].
    pub fn dressed(project: &Project, year: Option<u16>, dress: Option<&Dress>) -> Result<Live> {
        let mut order = Order { project: Some(project.root.clone()), ..Order::default() };
        order.request.year = year;
        if let Some(dress) = dress {
            dress.put_on(&mut order.request, project, year);
        }
        let mut job = Job::of(order)?;
        let (project, year) = job.project.clone().ok_or_else(|| Error::Internal("没有项目".to_owned()))?;
        let inputs = inputs(&project, year);
        let given = job.request.supplement.take();
        let forms = read_forms(&job.request)?;
        let folder = job.request.performance.take();
        let gathered = gather(&job.request);
        job.request.performance = folder;
        // Files change while a window is open: what is made later reads them as they are then.
        job.request.read = Readings::default();
        let gathered = gathered?.kept_open();
        let own = project.supplement(year);
        let seen = stamp(&own);
        let present = given.as_ref().map(Present::load).transpose()?;
        let (disk, from) = match &present {
            Some(present) if present.path == own => (Some(present.bytes.clone()), None),
            other => (None, other.as_ref().map(|p| p.path.clone())),
        };
        let last = supply::last(&(project.clone(), year));
        let (pending, turned) = (BTreeMap::new(), Vec::new());
        let (gone, renewed) = (None, 0);
        let paper = Paper { disk, seen, from, present, pending, turned, kept: false, gone, renewed };
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
            word: Word::default(),
        };
        live.look_at_word()?;
        let (turned, pending) = aside(&live.project.root, &own);
        live.bring_back(turned, pending)?;
        if live.unsaved() == 0 {
            let _ = std::fs::remove_file(pending_file(&live.project.root, &own));
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
        self.made.report.add_findings(self.word.left.clone());
        Ok(())
    }

    /// Looks at the Word file, if it is another than before; whether there is anything new to say.
    fn look_at_word(&mut self) -> Result<bool> {
        let out = self.project.output_folder(self.year);
        let seen = stamp(&out.join(DOCUMENT));
        if seen == self.word.seen && !self.word.again {
            return Ok(false);
        }
        let edited = self.job.word()?;
        let left = edited.findings_before(&out);
        let news = edited.news();
        let changed = news != self.word.news || left != self.word.left;
        self.word = Word { seen, news, again: edited.refused.is_some(), left };
        Ok(changed)
    }

    /// What there is to say of a Word file that people changed.
    pub fn word_news(&self) -> Option<&str> {
        self.word.news.as_deref()
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
                Some(Step::Answer { slot: last, after: now, .. }) if last == slot && *now == before => {
                    *now = after;
                }
                _ => self.done.push(Step::Answer { slot: slot.clone(), before, after }),
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

    /// Goes on from the same report before its files or its style were others: what was done can still be taken back. Nothing
    /// of another project or year.
    pub fn go_on_from(&mut self, before: Live) {
        if before.project.root == self.project.root && before.year == self.year {
            (self.done, self.undone) = (before.done, before.undone);
            let known = |c: &Conflict| self.conflicts.iter().any(|own| own.slot == c.slot);
            let more: Vec<Conflict> = before.conflicts.into_iter().filter(|c| !known(c)).collect();
            self.conflicts.extend(more);
        }
    }

    /// Takes back the last answer; which one it was.
    ///
    /// # Errors
    /// It cannot be taken back any more; it is passed over, and the one before is next.
    pub fn undo(&mut self) -> Result<Option<Slot>> {
        let Some(step) = self.done.pop() else { return Ok(None) };
        let slot = self.whole_step(&step, true)?;
        self.undone.push(step);
        Ok(slot)
    }

    /// Does again what was taken back.
    ///
    /// # Errors
    /// It cannot be done any more; it is passed over.
    pub fn redo(&mut self) -> Result<Option<Slot>> {
        let Some(step) = self.undone.pop() else { return Ok(None) };
        let slot = self.whole_step(&step, false)?;
        self.done.push(step);
        Ok(slot)
    }

    /// A step, or all as it was and what there is to say of it.
    fn whole_step(&mut self, step: &Step, back: bool) -> Result<Option<Slot>> {
        let before = self.paper.clone();
        self.step(step, back).or_else(|error| {
            self.paper = before;
            self.remake()?;
            self.plan = needs::plan(&self.made.report, self.made.last());
            let (what, next) = if back {
                ("撤销", "再按一次撤销更早的一处")
            } else {
                ("重做", "再按一次重做后面的一处")
            };
            let slot = step.slot().map(|slot| format!("“{}”", slot.key)).unwrap_or_default();
            Err(Error::Usage(format!("{slot}这一步不能{what}了，已跳过：{error}。{next}")))
        })
    }

    fn step(&mut self, step: &Step, back: bool) -> Result<Option<Slot>> {
        match step {
            Step::Answer { slot, before, after } => {
                self.change(slot, if back { before } else { after })?;
                Ok(Some(slot.clone()))
            }
            Step::Row(change) => self.step_back(change, back),
            Step::Many(steps) => {
                let mut slot = None;
                let order: Vec<&Step> =
                    if back { steps.iter().rev().collect() } else { steps.iter().collect() };
                for step in order {
                    slot = self.step(step, back)?;
                }
                Ok(slot)
            }
        }
    }

    /// Whether there is something to take back, and something to do again.
    pub fn steps(&self) -> (bool, bool) {
        (!self.done.is_empty(), !self.undone.is_empty())
    }

    /// The files that a published report is held against: those of its year and department, or why they are not.
    ///
    /// # Errors
    /// The report is of another year, of another department, or does not say.
    pub fn files_of(&self, report: &Report) -> std::result::Result<super::Request, String> {
        let subject = &self.made.report.subject;
        match report.year {
            None => return Err("文档里没有写年度".to_owned()),
            Some(year) if year != self.year => {
                return Err(format!("文档是{year}年度的，本项目打开的是{}年度", self.year));
            }
            Some(_) => {}
        }
        if !may_be_one(&report.org, &subject.org) {
            return Err(format!("文档是“{}”的，本项目是“{}”", report.org, subject.org));
        }
        Ok(self.files())
    }

    fn files(&self) -> super::Request {
        let request = &self.job.request;
        super::Request {
            current: request.current.clone(),
            prior: request.prior.clone(),
            budget: request.budget.clone(),
            supplement: Some(Source::from(&self.supplement())).filter(|own| own.path().is_file()),
            moved: request.moved.clone(),
            ..super::Request::default()
        }
    }

    /// A file that the report is made from, by the name that findings give it.
    pub fn file(&self, name: &str) -> Option<PathBuf> {
        let request = &self.job.request;
        let own = self.supplement();
        let given = [&request.prior, &request.budget, &request.supplement, &request.like];
        let given = given.into_iter().flatten().chain([&request.current]).map(|s| s.path().to_owned());
        let forms = request.performance.iter().map(|folder| folder.join(name));
        let word = self.project.output_folder(self.year).join(DOCUMENT);
        let attached = request.current.folder().map(|folder| folder.join("附件").join(name));
        let known = given.chain([own, word]).filter(|path| file_name(path) == name);
        known.chain(forms).chain(attached).find(|path| file_name(path) == name && path.is_file())
    }

    /// Whether files the report is made from came, went or changed since they were read.
    pub fn is_outdated(&self) -> bool {
        inputs(&self.project, self.year) != self.inputs
    }

    /// Makes the report from the files as `build` does and writes all outputs, or nothing; answers must be in the file.
    /// What people changed in the Word file comes back into the supplement, and is in the report from then on.
    ///
    /// # Errors
    /// See [`Job::make`] and [`Job::write`].
    pub fn write(&mut self, formats: &[super::Format], force: bool) -> Result<(Made, super::Wrote)> {
        let job = self.job();
        let made = job.make()?;
        let wrote = job.write(&made, formats, force)?;
        self.look()?;
        Ok((made, wrote))
    }

    /// What makes the report from the files as `build` does, apart from this one: it may take its time while people type.
    pub fn job(&self) -> Job {
        let mut job = self.job.clone();
        job.request.supplement = match &self.paper.disk {
            Some(bytes) => Some(Source::from_bytes(self.supplement(), bytes.clone())),
            None => self.paper.from.as_ref().map(Source::from),
        };
        job
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
