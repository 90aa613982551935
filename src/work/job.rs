//! What a command works on: files named by the user, a project's, or both; and what comes of it.

use std::path::{Path, PathBuf};

use super::edited::{self, Edited, Taken};
use super::like::Model;
use super::outputs::{Format, Home, Output, OutputFolder, Written};
use super::print::{self, PRINTED};
use super::report::{self, Report, Request};
use super::supply::{self, Supply, SupplyChange};
use super::transaction::Transaction;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::export::{docx, html, json, markdown, xlsx, xlsx_findings};
use crate::finding::Severity;
use crate::platform::current_year;
use crate::project::discover::{self, YearInputs};
use crate::project::{Project, config::CONFIG_FILE};
use crate::source::Source;
use crate::supplement::Supplement;

/// What the user asked for. Everything is optional in a project; elsewhere this year's accounts are needed.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// Files and settings the user named; they go before a project's.
    pub request: Request,
    /// This year's accounts, if named.
    pub current: Option<Source>,
    /// The project's folder, if named.
    pub project: Option<PathBuf>,
    /// The output folder, if named.
    pub out: Option<PathBuf>,
}

/// A report to be made.
#[derive(Debug, Clone)]
pub struct Job {
    /// What it is made from.
    pub request: Request,
    /// The project and its year, if it is one's.
    pub project: Option<(Project, u16)>,
    /// Which files were found for what, and which were passed over and why.
    pub notes: Vec<String>,
    /// Where outputs go; decided by the report's year if not set.
    out: Option<PathBuf>,
    /// Whether the project's own supplement is in use, so that it is refreshed in place.
    own_supplement: bool,
    /// What is written with the report besides.
    beside: Vec<Output>,
}

/// A finished report with what the project knows of last year.
#[derive(Debug)]
pub struct Made {
    /// The report.
    pub report: Report,
    /// Last year's supplement of the project.
    last: Option<Supplement>,
    /// The project's Word file, as people left it.
    edited: Edited,
    /// The supplement with what was taken over from that file, if anything was.
    supply: Option<Supply>,
}

/// What was written.
#[derive(Debug)]
pub struct Wrote {
    /// The output folder.
    pub out: PathBuf,
    /// What became of each output.
    pub files: Vec<Written>,
    /// What became of the project's own supplement.
    pub supplement: SupplyChange,
    /// What was taken over from the Word file, if people edited it.
    pub taken: Option<Taken>,
    /// By what the document was printed, and what was found about its page numbers, if it was.
    pub printed: Option<String>,
    /// The program's memory of what it wrote was damaged and begun anew.
    pub memory_lost: bool,
}

/// The project of a folder: the one named, or the one around the current folder.
///
/// # Errors
/// There is none, or its juesuan.toml cannot be used.
pub fn project(named: Option<&Path>) -> Result<Project> {
    enclosing_project(named, None)?.ok_or_else(|| {
        Error::Usage(format!(
            "当前文件夹和它上面的文件夹里都没有 {CONFIG_FILE}。请进入项目文件夹，或用 --project 指明；还没有项目就先用 juesuan init 建立"
        ))
    })
}

/// The project a command stands in, if there is one: the one named, else the one around the given file, else the one
/// around the current folder.
///
/// # Errors
/// The named folder is no project, or a juesuan.toml cannot be used.
pub fn enclosing_project(named: Option<&Path>, file: Option<&Source>) -> Result<Option<Project>> {
    if let Some(folder) = named {
        return Project::open(&absolute(folder)?).map(Some);
    }
    if let Some(folder) = file.and_then(Source::folder)
        && let Some(project) = Project::above(&absolute(folder)?)?
    {
        return Ok(Some(project));
    }
    Project::above(&absolute(Path::new("."))?)
}

fn absolute(path: &Path) -> Result<PathBuf> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let path = std::path::absolute(path).map_err(|e| Error::read(path, &e))?;
    Ok(path.components().collect())
}

impl Job {
    /// Settles what is to be done.
    ///
    /// # Errors
    /// There is no project and no file, the project has no year, or its files do not settle what is what.
    pub fn of(order: Order) -> Result<Job> {
        let Order { mut request, current, project: named, out } = order;
        let found = enclosing_project(named.as_deref(), current.as_ref())?;
        let project = match (found, current) {
            (Some(project), current) => {
                // What tells the year is what the report is made from, even if the file changes meanwhile.
                let current = current.map(|source| source.loaded()).transpose()?;
                request.current = current.clone().unwrap_or_default();
                let year = year_of(&project, &request, current.as_ref())?;
                return Job::in_project(request, current.as_ref(), project, year, out);
            }
            (None, Some(current)) => current,
            (None, None) => return Err(project(None).err().unwrap_or_else(|| Error::Usage(String::new()))),
        };
        request.current = project;
        Ok(Job { request, project: None, notes: Vec::new(), out, own_supplement: false, beside: Vec::new() })
    }

    fn in_project(
        mut request: Request,
        given: Option<&Source>,
        project: Project,
        year: u16,
        out: Option<PathBuf>,
    ) -> Result<Job> {
        let own_supplement = request.supplement.is_none();
        let inputs = discover::year_inputs(&project, year, given)?;
        request.year = request.year.or(Some(year));
        let notes = take(&mut request, inputs, &project);
        if own_supplement {
            // What is merged and replaced later must be what the report was made from.
            request.supplement = request.supplement.map(|s| s.loaded()).transpose()?;
        }
        let out = out.unwrap_or_else(|| project.output_folder(year));
        let (project, out, beside) = (Some((project, year)), Some(out), Vec::new());
        Ok(Job { request, project, notes, out, own_supplement, beside })
    }

    /// The job of a unit whose files lie in one folder without a project; `None` if no accounts lie there. A supplement
    /// that was filled where outputs go is used if there is no other.
    ///
    /// # Errors
    /// The files do not settle what is what, or one that may be this year's accounts cannot be read.
    pub fn in_folder(folder: &Path, mut request: Request, out: PathBuf) -> Result<Option<Job>> {
        let Some((year, inputs)) = discover::folder_inputs(folder, request.year)? else { return Ok(None) };
        request.year = Some(year);
        request.current = inputs.current;
        request.prior = inputs.prior.as_ref().map(Source::from);
        request.budget = inputs.budget.as_ref().map(Source::from);
        request.performance = inputs.performance;
        request.read = inputs.read;
        let mut notes = inputs.notes;
        let supplement = inputs.supplement.or_else(|| {
            filled(&out, year)
                .inspect(|path| notes.push(format!("补充资料：输出文件夹里填写过的 {}", path.display())))
        });
        request.supplement = supplement.as_ref().map(Source::from);
        let (out, beside) = (Some(out), Vec::new());
        Ok(Some(Job { request, project: None, notes, out, own_supplement: false, beside }))
    }

    /// The job of accounts that were made by the program and stand in [`Request::read`]. A supplement that was filled
    /// where outputs go is used; `beside` is written with the report.
    pub(super) fn of_read(mut request: Request, year: u16, out: PathBuf, beside: Vec<Output>) -> Job {
        request.year = Some(year);
        request.supplement = filled(&out, year).as_ref().map(Source::from);
        Job { request, project: None, notes: Vec::new(), out: Some(out), own_supplement: false, beside }
    }

    /// Makes the report.
    ///
    /// # Errors
    /// See [`report::make`].
    pub fn make(&self) -> Result<Made> {
        let edited = self.word()?;
        let request = Request { edits: edited.edits.clone(), ..self.request.clone() };
        let mut report = report::make(&request)?;
        let of_project = self.project.as_ref().and_then(supply::last);
        let last = of_project.or_else(|| report.model.as_ref().map(Model::last_year));
        let mut supply = None;
        let lent = report.lent.take();
        if let Some(lent) = lent.as_ref().filter(|lent| !lent.is_empty()) {
            report.lent = Some(lent.clone());
            // The report is made from the supplement as it will stand there: the next build finds nothing new.
            let own = self.refreshed_project().map(|(project, _)| project);
            let made = supply::make(&report, self.request.supplement.as_ref(), own, last.as_ref())?;
            let supplement = made.content().or(self.request.supplement.clone());
            report = report::make(&Request { supplement, edits: None, ..request })?;
            supply = Some(made);
        }
        let left = match &lent {
            Some(lent) if edited.has_edits() => edited::findings(&lent.left),
            _ => edited.findings_before(&self.out(report.subject.year)),
        };
        report.lent = lent;
        report.add_findings(left);
        supply::compare(&mut report, last.as_ref());
        Ok(Made { report, last, edited, supply })
    }

    /// The project's Word file, as people left it.
    ///
    /// # Errors
    /// The output folder has no path.
    pub(super) fn word(&self) -> Result<Edited> {
        match self.refreshed_project() {
            Some((project, year)) => {
                Edited::look(project, &absolute(&self.out(year))?, &project.supplement(year))
            }
            None => Ok(Edited::default()),
        }
    }

    /// Where outputs of a year go.
    pub fn out(&self, year: u16) -> PathBuf {
        self.out.clone().unwrap_or_else(|| PathBuf::from(format!("{year}年度决算公开")))
    }

    /// The project whose own supplement is refreshed in place.
    fn refreshed_project(&self) -> Option<(&Project, u16)> {
        self.project.as_ref().filter(|_| self.own_supplement).map(|(p, y)| (p, *y))
    }

    /// Writes all outputs and the supplement, or nothing. `formats` empty means all; with `force` outputs changed by
    /// hand are replaced, keeping a copy.
    ///
    /// # Errors
    /// Something cannot be written, or another run does not end; then everything is as it was before.
    pub fn write(&self, made: &Made, formats: &[Format], force: bool) -> Result<Wrote> {
        let report = &made.report;
        let year = report.subject.year;
        let edited = &made.edited;
        let mut outputs = Vec::new();
        // What was taken over from the Word file goes into it, whatever is asked for.
        let word = wants(formats, Format::Docx) || report.lent.as_ref().is_some_and(|lent| !lent.is_empty());
        let pages = wants(formats, Format::Html) || formats.contains(&Format::HtmlPublic);
        let on_paper = formats.contains(&Format::Pdf);
        let document = (word || pages || on_paper).then(|| report.document());
        // An office program takes its time: nothing is locked meanwhile.
        let printed = document.as_ref().filter(|_| on_paper).map(print::print).transpose()?;
        let mut record = None;
        if let Some(document) = document.as_ref().filter(|_| word) {
            let bytes = match &printed {
                Some(printed) => printed.docx.clone(),
                None => docx::document(document)?,
            };
            if self.refreshed_project().is_some() {
                record = Some(edited::record(report, document, &bytes)?);
            }
            outputs.push(Output { name: edited::DOCUMENT.into(), bytes });
        }
        outputs.extend(render(report, document.as_ref(), formats)?);
        outputs.extend(self.beside.iter().cloned());
        let printed = printed.map(|printed| {
            outputs.push(Output { name: PRINTED.into(), bytes: printed.pdf });
            printed.said
        });
        let own = self.refreshed_project().map(|(project, _)| project);
        let supply = match &made.supply {
            Some(supply) => supply.clone(),
            None => supply::make(report, self.request.supplement.as_ref(), own, made.last.as_ref())?,
        };
        if let Supply::Output(output) = &supply {
            outputs.push(output.clone());
        }
        let out = self.out(year);
        let (folder, home) = match &self.project {
            Some((project, _)) => (absolute(&out)?, project.root.clone()),
            None => (out.clone(), out.clone()),
        };
        let home = Home::enter(&home)?;
        let mut folder = OutputFolder::open(&folder, &home, force)?;
        let memory_lost = folder.memory_lost;
        let mut others = Transaction::default();
        let supplement = match self.refreshed_project() {
            Some((project, year)) => supply::replace(project, year, supply, &mut others)?,
            None => SupplyChange::None,
        };
        let mut files = Vec::new();
        if let Some((mut record, project)) = record.zip(own) {
            if edited.says_the_same(&record) {
                // It was only saved anew: what it looks like is people's.
                outputs.remove(0);
                files.push(Written::Unchanged(out.join(edited::DOCUMENT)));
            } else {
                let kept = match &edited.hash {
                    Some(hash) => folder.take_over(edited::DOCUMENT, &edited.bytes, hash)?,
                    None => String::new(),
                };
                edited.carry(&mut record, report.lent.as_ref(), &kept, &out);
                let path = edited::record_path(project, &absolute(&out)?);
                folder.remember(edited::DOCUMENT, path, edited::remember(&record)?);
            }
        }
        files.extend(folder.write(&outputs, others)?);
        let taken = edited.hash.as_ref().and(report.lent.as_ref()).map(edited::taken);
        Ok(Wrote { out, files, supplement, taken, printed, memory_lost })
    }

    /// A supplement made earlier that people filled, lying unused in the output folder.
    pub fn unused_supplement(&self, year: u16) -> Option<PathBuf> {
        let none_used = self.request.supplement.is_none() && self.project.is_none();
        none_used.then(|| supply::filled_in(&self.out(year))).flatten()
    }
}

impl Made {
    /// A report that takes nothing from an edited Word file, with last year's supplement of the project, if there is one.
    pub(super) fn of(mut report: Report, of_project: Option<Supplement>) -> Made {
        let last = of_project.or_else(|| report.model.as_ref().map(Model::last_year));
        supply::compare(&mut report, last.as_ref());
        Made { report, last, edited: Edited::default(), supply: None }
    }

    /// Last year's supplement, whose reasons stand beside the new ones.
    pub fn last(&self) -> Option<&Supplement> {
        self.last.as_ref()
    }

    /// Why the project's Word file was not read, though people changed it.
    pub fn not_taken(&self) -> Option<String> {
        self.edited.not_taken()
    }

    /// Whether the checks found an error.
    pub fn has_errors(&self) -> bool {
        self.report.findings.iter().any(|f| f.severity == Severity::Error)
    }

    /// Whether the narrative still asks for something.
    pub fn has_gaps(&self) -> bool {
        self.report.narrative.missing().next().is_some()
    }
}

/// A supplement of this year that people filled where outputs go.
fn filled(out: &Path, year: u16) -> Option<PathBuf> {
    supply::filled_in(out).filter(|path| supply::is_of(path, year))
}

/// The year a project's job is about: the one named, the one of the folder the given file lies in, the one the file
/// states, else the newest.
fn year_of(project: &Project, request: &Request, given: Option<&Source>) -> Result<u16> {
    let of_folder = |source: &Source| {
        let folder = absolute(source.folder()?).ok()?;
        project.years().into_iter().find(|year| folder.starts_with(project.year_folder(*year)))
    };
    let stated = |source: &Source| crate::published::read_accounts(source).ok().and_then(|i| i.accounts.year);
    let by_file = || given.and_then(|source| stated(source).or_else(|| of_folder(source)));
    request.year.or_else(by_file).or_else(|| project.years().first().copied()).ok_or_else(|| {
        Error::Usage(format!(
            "项目里还没有年度文件夹（如“{}”）。请建立并放入决算文件；文件已在项目文件夹里的，再运行一次 juesuan init . 会按年度建立",
            project.config.folders.year.replace("{year}", &(current_year() - 1).to_string())
        ))
    })
}

/// The user's choices go before the project's settings and files; which files were taken.
fn take(request: &mut Request, inputs: YearInputs, project: &Project) -> Vec<String> {
    let config = &project.config;
    request.current = inputs.current;
    request.first_year |= request.year.is_some() && config.first_year == request.year;
    // What is declared goes before a file that lies there.
    if !request.first_year {
        request.prior = request.prior.take().or(inputs.prior.as_ref().map(Source::from));
    }
    request.budget = request.budget.take().or(inputs.budget.as_ref().map(Source::from));
    request.supplement = request.supplement.take().or(inputs.supplement.as_ref().map(Source::from));
    request.performance = inputs.performance;
    request.read = inputs.read;
    if request.style.is_empty() {
        request.like = request.like.take().or(inputs.model.as_ref().map(Source::from));
        config.style_name().clone_into(&mut request.style);
    }
    let mut options = config.style_options();
    options.append(&mut request.options);
    request.options = options;
    request.scope = request.scope.or(config.scope());
    request.moved = config.moved_codes();
    request.department = Some(config.department.clone()).filter(|d| !d.trim().is_empty());
    request.templates = request.templates.take().or_else(|| project.templates());
    inputs.notes
}

/// Whether a format is to be written; all but those on demand are, where none is named.
fn wants(formats: &[Format], format: Format) -> bool {
    formats.is_empty() || formats.contains(&format)
}

/// Every output but the Word file as bytes, made before the first is written.
fn render(report: &Report, document: Option<&Document>, formats: &[Format]) -> Result<Vec<Output>> {
    let subject = &report.subject;
    let wanted = |format| wants(formats, format);
    let mut outputs = Vec::new();
    let mut add = |name: &'static str, bytes| outputs.push(Output { name: name.into(), bytes });
    if let Some(document) = document {
        if wanted(Format::Html) {
            add("决算公开.html", html::page(document)?.into_bytes());
        }
        if formats.contains(&Format::HtmlPublic) {
            add("决算公开（公开版）.html", html::public_page(document)?.into_bytes());
        }
    }
    if wanted(Format::Xlsx) {
        let charts = report.charts();
        add("公开表.xlsx", xlsx::workbook(&report.tables, &charts, &subject.org, subject.year)?);
        add("核对结果.xlsx", xlsx_findings::workbook(&report.findings, &subject.org, subject.year)?);
    }
    if wanted(Format::Md) {
        add("情况说明.md", markdown::narrative(&report.narrative).into_bytes());
        add("核对结果.md", markdown::findings(&report.findings).into_bytes());
    }
    if wanted(Format::Json) {
        add("facts.json", json::facts(subject, &report.style.name, &report.facts)?.into_bytes());
        add("核对结果.json", json::findings(&report.findings)?.into_bytes());
    }
    Ok(outputs)
}
