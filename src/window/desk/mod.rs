//! What the window works on: nothing yet, a folder, or a project's report; and what became of what was typed.

use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

use serde_json::{Value, json};

mod dress;
mod proof;
mod storing;

use super::Options;
use super::show::Shown;
use crate::error::{Error, Result};
use crate::platform;
use crate::project::Project;
use crate::project::init::Wanted;
use crate::project::rollover;
use crate::source::Source;
use crate::supplement::{Slot, form};
use crate::work::live::{Dress, Live, OneWindow, inputs};
use crate::work::lying::{self, Lies, Placed};
use crate::work::{Format, Job, Proofread, Written};

/// Files that may lie on the page before there is a project.
const TRAY: usize = 40;
/// Bytes of all of them.
const TRAY_BYTES: usize = 256 << 20;

/// The desk.
pub struct Desk {
    stage: Stage,
    /// Files that were dropped before there is a project.
    tray: Vec<(Source, Lies)>,
    version: u64,
    shown: Shown,
    /// When an answer was typed that is not stored yet: the first one, the last one.
    typed: Option<(Instant, Instant)>,
    /// Whether something is just being written.
    storing: bool,
    state: State,
    /// The last try that did not succeed.
    tried: Option<Instant>,
    /// What is said of answers that wait for an office program in the year or project that was left.
    left_waiting: String,
    /// A published report that was proofread.
    proof: Option<Proofread>,
    /// Where its marked copies were written.
    proof_folder: Option<PathBuf>,
}

enum Stage {
    Start {
        problem: String,
    },
    /// A folder that is no project yet.
    Folder {
        path: PathBuf,
        files: Vec<Lies>,
    },
    Project(Box<Opened>),
}

struct Opened {
    project: Project,
    year: u16,
    window: OneWindow,
    files: Vec<Lies>,
    /// The report, or why there is none.
    live: std::result::Result<Live, String>,
    inputs: Vec<(PathBuf, Option<SystemTime>)>,
    /// A style that is tried and not kept yet.
    dress: Option<Dress>,
    /// A newer year, whose folder has no accounts yet.
    waiting: Option<u16>,
}

impl Opened {
    /// A project with its report, or why there is none, in its own style.
    fn of(project: Project, year: Option<u16>, window: OneWindow, live: Result<Live>) -> Opened {
        let newest = project.years().first().copied();
        let year = match &live {
            Ok(live) => live.year(),
            Err(_) => year.or(newest).unwrap_or_else(|| platform::current_year() - 1),
        };
        let files = lying::in_project(&project, year);
        let inputs = inputs(&project, year);
        let live = live.map_err(|error| error.to_string());
        Opened { project, year, window, files, live, inputs, dress: None, waiting: None }
    }

    /// The newest year may be one that is only begun: until its accounts lie there the one before is shown.
    fn or_a_year_that_has_a_report(self) -> Opened {
        let newest = self.year;
        let before = self.project.years().into_iter().filter(|year| *year < newest);
        let mut reports = before.filter_map(|year| Live::open(&self.project, Some(year)).ok());
        match reports.next() {
            Some(live) => {
                Opened { waiting: Some(newest), ..Opened::of(self.project, None, self.window, Ok(live)) }
            }
            None => self,
        }
    }
}

/// How what was typed stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Saved,
    Open,
    Failed(String),
}

impl Desk {
    /// The desk as the program was started.
    pub fn new(options: &Options) -> Desk {
        let mut desk = Desk {
            stage: Stage::Start { problem: String::new() },
            tray: Vec::new(),
            version: 1,
            shown: Shown::default(),
            typed: None,
            storing: false,
            state: State::Saved,
            tried: None,
            left_waiting: String::new(),
            proof: None,
            proof_folder: None,
        };
        for file in &options.files {
            match Source::from(file).loaded() {
                Ok(source) => drop(desk.receive(source, false)),
                Err(error) => desk.stage = Stage::Start { problem: error.to_string() },
            }
        }
        if let Some(folder) = &options.folder
            && let Err(error) = desk.open(folder, options.year)
        {
            desk.stage = Stage::Start { problem: error.to_string() };
        }
        desk
    }

    /// Number of the present state.
    pub fn version(&self) -> u64 {
        self.version
    }

    fn live(&mut self) -> Result<&mut Live> {
        match &mut self.stage {
            Stage::Project(opened) => opened.live.as_mut().map_err(|reason| Error::Usage(reason.clone())),
            _ => Err(Error::Usage("还没有打开项目".to_owned())),
        }
    }

    /// The state is new.
    fn changed(&mut self) {
        self.version += 1;
        if let Stage::Project(opened) = &self.stage
            && let Ok(live) = &opened.live
        {
            self.shown.take(live, self.version);
        }
    }

    /// The state is new, but not the report: how answers stand, or what is offered.
    fn noted(&mut self) {
        self.version += 1;
        self.shown.remember(self.version);
    }

    /// Opens a folder: the project in it or around it, or the folder as one that may become a project.
    ///
    /// # Errors
    /// It is no folder, or its project is open in another window or cannot be used.
    pub fn open(&mut self, folder: &Path, year: Option<u16>) -> Result<()> {
        let folder = std::path::absolute(folder).map_err(|e| Error::read(folder, &e))?;
        if !folder.is_dir() {
            return Err(Error::Usage(format!("没有文件夹“{}”", folder.display())));
        }
        self.leave()?;
        match Project::above(&folder)? {
            Some(project) => self.enter(project, year)?,
            None => {
                self.stage = Stage::Folder { files: lying::in_folder(&folder), path: folder };
                self.changed();
            }
        }
        Ok(())
    }

    fn enter(&mut self, project: Project, year: Option<u16>) -> Result<()> {
        let waiting = self.waiting();
        let mut before = None;
        let window = match std::mem::replace(&mut self.stage, Stage::Start { problem: String::new() }) {
            Stage::Project(opened) if opened.project.root == project.root => {
                before = opened.live.ok();
                opened.window
            }
            // What another window holds is refused, and this one keeps what it has.
            other => OneWindow::of(&project.root).inspect_err(|_| self.stage = other)?,
        };
        let live = Live::open(&project, year);
        let begun = year.is_none() && live.is_err();
        let mut opened = Opened::of(project, year, window, live);
        if begun {
            opened = opened.or_a_year_that_has_a_report();
        }
        if let (Ok(live), Some(before)) = (&mut opened.live, before) {
            live.go_on_from(before);
        }
        let here = opened.project.supplement(opened.year);
        let left = waiting.filter(|(path, _)| *path != here);
        self.left_waiting = left.map(|(_, said)| said).unwrap_or_default();
        self.stand(opened);
        Ok(())
    }

    /// Makes next year's folder and shows it; what there is to say of it.
    ///
    /// # Errors
    /// There is no project, or no year before; the folder cannot be written.
    pub fn rollover(&mut self, year: u16) -> Result<Vec<String>> {
        self.leave()?;
        let Stage::Project(opened) = &self.stage else {
            return Err(Error::Usage("还没有打开项目".to_owned()));
        };
        let project = opened.project.clone();
        let rolled = rollover::rollover(&project, year)?;
        let mut said = rolled.said(&project, year);
        said.extend(rolled.findings.iter().map(|finding| finding.message.clone()));
        self.enter(project, Some(year))?;
        Ok(said)
    }

    /// Shows a project.
    fn stand(&mut self, opened: Opened) {
        self.stage = Stage::Project(Box::new(opened));
        (self.state, self.typed, self.shown) = (State::Saved, None, Shown::default());
        self.changed();
    }

    /// Makes a project of a folder, around what lies there and the files on the page.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn found(&mut self, folder: &Path, wanted: &Wanted) -> Result<Vec<String>> {
        let files: Vec<Source> = self.tray.iter().map(|(source, _)| source.clone()).collect();
        let (project, year, refused) = lying::found(folder, wanted, &files)?;
        self.tray.clear();
        self.enter(project, Some(year))?;
        Ok(refused.iter().map(ToString::to_string).collect())
    }

    /// Takes a file: into the project, or onto the page until there is one.
    ///
    /// # Errors
    /// It is of no use, and the reason; or it cannot be stored.
    pub fn receive(&mut self, file: Source, replace: bool) -> Result<Value> {
        if let Stage::Project(opened) = &mut self.stage {
            let placed = lying::place(&opened.project, opened.year, &file, replace)?;
            let shown = |path: &Path| opened.project.shown(path);
            return Ok(match &placed {
                Placed::At(path) => {
                    let answer = json!({ "placed": shown(path) });
                    let (project, year) = (opened.project.clone(), opened.year);
                    self.leave()?;
                    self.enter(project, Some(year))?;
                    answer
                }
                Placed::There(path) => json!({ "there": shown(path) }),
                Placed::Instead(others) => {
                    json!({ "instead": others.iter().map(|p| shown(p)).collect::<Vec<_>>() })
                }
            });
        }
        let lies = Lies::of(&file);
        let bytes = |source: &Source| source.read().map_or(0, |b| b.len());
        let lying: usize = self.tray.iter().map(|(source, _)| bytes(source)).sum();
        if self.tray.len() >= TRAY || lying + bytes(&file) > TRAY_BYTES {
            return Err(Error::Usage("文件太多了。请先选定文件夹，再分几次放入".to_owned()));
        }
        self.tray.retain(|(source, _)| source.name() != file.name());
        self.tray.push((file, lies));
        self.changed();
        Ok(json!({ "placed": "" }))
    }

    /// Takes a file from the page again, before there is a project.
    pub fn drop_file(&mut self, name: &str) {
        self.tray.retain(|(source, _)| source.name() != name);
        self.changed();
    }

    /// What the page must know apart from the document.
    pub fn state(&self) -> Value {
        let files = |files: &[Lies]| -> Value { files.iter().map(lies).collect() };
        let tray: Value = self.tray.iter().map(|(_, l)| lies(l)).collect();
        let mut state = match &self.stage {
            Stage::Start { problem } => json!({ "stage": "start", "problem": problem }),
            Stage::Folder { path, files: lying } => {
                json!({ "stage": "folder", "folder": path, "files": files(lying) })
            }
            Stage::Project(opened) => {
                let (notes, problem) = match &opened.live {
                    Ok(live) => (live.notes(), ""),
                    Err(reason) => (&[][..], reason.as_str()),
                };
                let report = opened.live.as_ref().ok().map(|live| &live.made().report);
                json!({
                    "stage": if opened.live.is_ok() { "report" } else { "project" },
                    "folder": opened.project.root,
                    "year": opened.year,
                    "years": opened.project.years(),
                    "waiting": opened.waiting,
                    "org": report.map_or(opened.project.config.department.as_str(), |r| r.subject.org.as_str()),
                    "style": report.map_or("", |r| r.style.title.as_str()),
                    "files": files(&opened.files),
                    "notes": notes,
                    "problem": problem,
                })
            }
        };
        let needs = match &self.stage {
            Stage::Start { .. } => self.needs(&[], None),
            Stage::Folder { files, .. } => self.needs(files, None),
            Stage::Project(opened) => self.needs(&opened.files, Some(opened.year)),
        };
        state["needs"] = needs;
        state["tray"] = tray;
        state["waits"] = json!(self.left_waiting);
        state["version"] = json!(self.version);
        state["limit"] = json!(crate::package::LIMITS.file);
        state
    }

    fn needs(&self, lying: &[Lies], year: Option<u16>) -> Value {
        let all: Vec<Lies> = lying.iter().chain(self.tray.iter().map(|(_, l)| l)).cloned().collect();
        let need = |n: &lying::Need| json!({ "what": n.what, "file": n.file, "cost": n.cost, "essential": n.essential, "doubt": n.doubt });
        lying::needs(&all, year).iter().map(need).collect()
    }

    /// What a page that shows the state `since` must change.
    pub fn document(&self, since: u64) -> Value {
        let mut value = self.shown.since(since);
        value["version"] = json!(self.version);
        value["since"] = json!(since);
        if let Stage::Project(opened) = &self.stage
            && let Ok(live) = &opened.live
        {
            let conflicts: Vec<Value> = live
                .conflicts
                .iter()
                .map(|c| json!({ "slot": slot_of(&c.slot), "ours": c.ours, "theirs": c.theirs }))
                .collect();
            let (undo, redo) = live.steps();
            let (stored, reason) = match &self.state {
                State::Failed(reason) => ("failed", reason.as_str()),
                _ if live.is_whole() => ("saved", ""),
                State::Saved => ("typing", ""),
                State::Open => ("open", ""),
            };
            value["status"] = json!({
                "stored": stored, "reason": reason, "unsaved": live.unsaved(), "undo": undo, "redo": redo,
                "conflicts": conflicts, "word": live.word_news(), "renewed": live.renewed(), "file": opened.project.shown(&live.supplement()),
            });
        }
        value
    }

    /// What is shown.
    pub fn shown(&self) -> &Shown {
        &self.shown
    }

    /// Takes an answer.
    ///
    /// # Errors
    /// See [`Live::set`].
    pub fn set(&mut self, slot: &Slot, text: &str) -> Result<()> {
        let live = self.live()?;
        live.set(slot, text)?;
        live.conflicts.retain(|c| c.slot != *slot);
        self.typed();
        Ok(())
    }

    /// Changes the report by something that people do.
    ///
    /// # Errors
    /// There is no report, or it cannot be done; then nothing changed.
    pub fn change(&mut self, change: impl FnOnce(&mut Live) -> Result<()>) -> Result<()> {
        change(self.live()?)?;
        self.typed();
        Ok(())
    }

    /// A file of the report by its name.
    ///
    /// # Errors
    /// There is no such file.
    pub fn file(&mut self, name: &str) -> Result<PathBuf> {
        let file = self.live()?.file(name);
        file.ok_or_else(|| Error::Usage(format!("没有找到文件“{name}”")))
    }

    /// Takes back the last answer, or does it again; which one.
    ///
    /// # Errors
    /// See [`Live::set`].
    pub fn step(&mut self, back: bool) -> Result<Value> {
        let live = self.live()?;
        let slot = if back { live.undo() } else { live.redo() };
        // A step that cannot be done is gone: what can be taken back next is another one now.
        let slot = slot.inspect_err(|_| self.noted())?;
        self.typed();
        Ok(slot.as_ref().map_or(Value::Null, slot_of))
    }

    /// Leaves what was saved in the file as it is.
    ///
    /// # Errors
    /// There is no report.
    pub fn settle(&mut self, slot: &Slot) -> Result<()> {
        self.live()?.conflicts.retain(|c| c.slot != *slot);
        self.noted();
        Ok(())
    }

    /// Looks again at what lies in the project: there may be a supplement now.
    fn survey(&mut self) {
        if let Stage::Project(opened) = &mut self.stage {
            opened.files = lying::in_project(&opened.project, opened.year);
        }
    }

    /// Writes all outputs; what became of each.
    ///
    /// # Errors
    /// The answers cannot be stored first, or an output cannot be written; then nothing is.
    pub fn write(&mut self, force: bool) -> Result<Value> {
        self.leave()?;
        if self.state == State::Open {
            let reason =
                "补充资料正在 Excel 或 WPS 中打开，刚填写的内容还没有存入。请保存并关闭它，再生成文件";
            return Err(Error::Usage(reason.to_owned()));
        }
        if self.is_tried_on() {
            let reason = "正在试看别的样式。请先在“样式”里存进项目，或取消";
            return Err(Error::Usage(reason.to_owned()));
        }
        let live = self.live()?;
        let (made, wrote) = live.write(&OUTPUTS, force)?;
        let project = live.project();
        let mut said: Vec<String> = made.not_taken().into_iter().collect();
        said.extend(wrote.taken.as_ref().map(ToString::to_string));
        said.extend(wrote.supplement.said(project));
        if wrote.memory_lost {
            said.push(crate::work::MEMORY_LOST.to_owned());
        }
        let files: Vec<Value> = wrote.files.iter().map(written).collect();
        let gaps = made.report.narrative.missing().count();
        self.survey();
        self.changed();
        Ok(
            json!({ "folder": wrote.out, "files": files, "said": said, "errors": made.has_errors(), "gaps": gaps }),
        )
    }

    /// What makes the report from its files, apart from the desk.
    ///
    /// # Errors
    /// There is no report.
    pub fn job(&mut self) -> Result<Job> {
        self.live().map(|live| live.job())
    }

    /// The folder of the outputs, if there is one.
    pub fn out(&mut self) -> Option<PathBuf> {
        let live = self.live().ok()?;
        Some(live.project().output_folder(live.year())).filter(|f| f.is_dir())
    }
}

/// What the window writes: everything, the page to publish too.
const OUTPUTS: [Format; 6] =
    [Format::Docx, Format::HtmlPublic, Format::Xlsx, Format::Html, Format::Md, Format::Json];

/// What people need each output for; those of other names are for other programs.
const USES: [(&str, &str); 6] = [
    ("决算公开.docx", "公开用的 Word 文档"),
    ("决算公开.pdf", "公开用的 PDF"),
    ("决算公开（公开版）.html", "公开用的网页"),
    ("公开表.xlsx", "九张公开表"),
    ("决算公开.html", "内部核对用的网页，有每个数的来源，不要上网"),
    ("核对结果.xlsx", "核对发现的问题"),
];

/// What became of an output, as people are told: its name, what became of it, what it is for.
pub fn written(written: &Written) -> Value {
    let name = |path: &Path| crate::source::file_name(path);
    let told = |path: &Path, own: &Path, said: String| {
        let own = name(own);
        let wanted = USES.iter().find(|(of, _)| *of == own).map_or("", |(_, wanted)| *wanted);
        json!([name(path), said, wanted])
    };
    match written {
        Written::AsNamed(path) => told(path, path, "已写".to_owned()),
        Written::Unchanged(path) => told(path, path, "没有变化".to_owned()),
        Written::Beside { kept, new } => {
            told(new, kept, format!("{}已被改动过，保留不动，新的写在旁边", name(kept)))
        }
        Written::TakenOver { path, copy } => {
            told(path, path, format!("取回了您的修改，改过的那一份另存为{}", name(copy)))
        }
        Written::Replaced { path, copy } => told(path, path, format!("已替换，原来的另存为{}", name(copy))),
    }
}

fn lies(lies: &Lies) -> Value {
    json!({
        "name": lies.name, "what": lies.what, "year": lies.year, "org": lies.org, "unit": lies.unit,
        "known": lies.known,
    })
}

fn slot_of(slot: &Slot) -> Value {
    json!({ "sheet": form::spec(slot.sheet).name, "key": slot.key, "head": slot.head })
}
