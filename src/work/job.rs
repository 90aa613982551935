//! What a command works on: files named by the user, a project's, or both; and what comes of it.

use std::path::{Path, PathBuf};

use super::like::Model;
use super::outputs::{Format, Home, Output, OutputFolder, Written};
use super::report::{self, Report, Request};
use super::supply::{self, Supply, SupplyChange};
use super::transaction::Transaction;
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
#[derive(Debug)]
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
}

/// A finished report with what the project knows of last year.
#[derive(Debug)]
pub struct Made {
    /// The report.
    pub report: Report,
    /// Last year's supplement of the project.
    last: Option<Supplement>,
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
        Ok(Job { request, project: None, notes: Vec::new(), out, own_supplement: false })
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
        Ok(Job { request, project: Some((project, year)), notes, out: Some(out), own_supplement })
    }

    /// Makes the report.
    ///
    /// # Errors
    /// See [`report::make`].
    pub fn make(&self) -> Result<Made> {
        let mut report = report::make(&self.request)?;
        let of_project = self.project.as_ref().and_then(supply::last);
        let last = of_project.or_else(|| report.model.as_ref().map(Model::last_year));
        supply::compare(&mut report, last.as_ref());
        Ok(Made { report, last })
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
        let mut outputs = render(report, formats)?;
        let own = self.refreshed_project().map(|(project, _)| project);
        let supply = supply::make(report, self.request.supplement.as_ref(), own, made.last.as_ref())?;
        if let Supply::Output(output) = &supply {
            outputs.push(output.clone());
        }
        let out = self.out(year);
        let (folder, home) = match &self.project {
            Some((project, _)) => (absolute(&out)?, project.root.clone()),
            None => (out.clone(), out.clone()),
        };
        let home = Home::enter(&home)?;
        let folder = OutputFolder::open(&folder, &home, force)?;
        let memory_lost = folder.memory_lost;
        let mut others = Transaction::default();
        let supplement = match self.refreshed_project() {
            Some((project, year)) => supply::replace(project, year, supply, &mut others)?,
            None => SupplyChange::None,
        };
        let files = folder.write(&outputs, others)?;
        Ok(Wrote { out, files, supplement, memory_lost })
    }

    /// A supplement made earlier that people filled, lying unused in the output folder.
    pub fn unused_supplement(&self, year: u16) -> Option<PathBuf> {
        let none_used = self.request.supplement.is_none() && self.project.is_none();
        none_used.then(|| supply::filled_in(&self.out(year))).flatten()
    }
}

impl Made {
    /// Whether the checks found an error.
    pub fn has_errors(&self) -> bool {
        self.report.findings.iter().any(|f| f.severity == Severity::Error)
    }

    /// Whether the narrative still asks for something.
    pub fn has_gaps(&self) -> bool {
        self.report.narrative.missing().next().is_some()
    }
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
    if request.style.is_empty() {
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

/// Every output as bytes, made before the first is written.
fn render(report: &Report, formats: &[Format]) -> Result<Vec<Output>> {
    let subject = &report.subject;
    let wanted = |format| formats.is_empty() || formats.contains(&format);
    let mut outputs = Vec::new();
    let mut add = |name: &'static str, bytes| outputs.push(Output { name: name.into(), bytes });
    let public = formats.contains(&Format::HtmlPublic);
    if wanted(Format::Docx) || wanted(Format::Html) || public {
        let document = report.document();
        if wanted(Format::Docx) {
            add("决算公开.docx", docx::document(&document)?);
        }
        if wanted(Format::Html) {
            add("决算公开.html", html::page(&document)?.into_bytes());
        }
        if public {
            add("决算公开（公开版）.html", html::public_page(&document)?.into_bytes());
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
