//! Templates: which styles there are, copies of one to change, a style and its narrative over some data, checks.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::report::Request;
use super::{Job, Order, enclosing_project};
use crate::document;
use crate::error::{Error, Result};
use crate::facts::FactSet;
use crate::narrative::check::{self, Problem};
use crate::narrative::trial::Trial;
use crate::narrative::{self, Narrative, Spot};
use crate::platform::write_atomically;
use crate::project::Project;
use crate::source::Source;
use crate::style::exported::{self, ORIGINALS, Since};
use crate::style::{Library, PackFile, STYLE_FILE, Style};
use crate::subject::Subject;
use crate::tables::Table;
use crate::text::nearest;

/// The styles that can be used from a folder on: those of a templates folder named, or of the project's, and the
/// built-in ones.
///
/// # Errors
/// The project cannot be used, or a style is broken.
pub fn styles(templates: Option<&Path>, project: Option<&Path>) -> Result<Vec<Style>> {
    let project = enclosing_project(project, None)?;
    let library = library(templates, project.as_ref())?;
    library.names().iter().map(|name| Style::load(&library, name, &[])).collect()
}

fn library(templates: Option<&Path>, project: Option<&Project>) -> Result<Library> {
    let folder = templates.map(Path::to_owned).or_else(|| project.and_then(Project::templates));
    Library::named(folder)
}

/// Files of a style that were copied into a templates folder.
#[derive(Debug)]
pub struct Exported {
    /// Name of the style.
    pub style: String,
    /// Every file in order, and whether it was written; one that was there stays.
    pub files: Vec<(PathBuf, bool)>,
}

/// Copies a style, or one file of it, into a folder for people to change; beside it the originals, so that a later
/// program can say what changed in them.
///
/// # Errors
/// No such style or file, or the folder cannot be written.
pub fn export(style: &str, folder: &Path, only: Option<&str>) -> Result<Exported> {
    let library = Library::default();
    let name = library.resolve(style)?;
    let style = Style::load(&library, &name, &[])?;
    let wanted = |file: &&PackFile| only.is_none_or(|f| *f == file.name);
    // Settings a parent says stay with the parent; sentences come along, so that each can be changed here.
    let own_or_sentence = |file: &&PackFile| file.name != STYLE_FILE || file.pack == name;
    let files: Vec<&PackFile> = style.files.values().filter(wanted).filter(own_or_sentence).collect();
    if files.is_empty() {
        let known: Vec<&str> = style.files.keys().map(String::as_str).collect();
        let wanted = only.unwrap_or_default();
        return Err(Error::Usage(format!("样式“{name}”没有文件“{wanted}”。有：{}", known.join("、"))));
    }
    let folder = folder.join(&name);
    let originals = folder.join(ORIGINALS);
    std::fs::create_dir_all(&originals).map_err(|e| Error::write(&originals, &e))?;
    let mut written = Vec::new();
    for file in files {
        let path = folder.join(&file.name);
        let is_new = !path.exists();
        if is_new {
            write(&path, &exported::with_head(file))?;
            write(&originals.join(&file.name), &file.content)?;
        }
        written.push((path, is_new));
    }
    Ok(Exported { style: name, files: written })
}

fn write(path: &Path, content: &str) -> Result<()> {
    write_atomically(path, content.as_bytes()).map_err(|e| Error::write(path, &e))
}

/// What templates are tried on.
#[derive(Debug, Clone, Default)]
pub struct Trying {
    /// This year's accounts; without them the project's, and without those the built-in trial data.
    pub current: Option<Source>,
    /// Files that go with them, style and templates folder.
    pub request: Request,
    /// The project's folder, if named.
    pub project: Option<PathBuf>,
}

/// A style over some data.
#[derive(Debug)]
pub struct Told {
    /// Figures.
    pub facts: Arc<FactSet>,
    /// Sentences.
    pub narrative: Narrative,
    /// Style.
    pub style: Arc<Style>,
    /// Who reports on which year.
    pub subject: Subject,
    /// Tables, where they were made from real accounts.
    pub tables: Vec<Table>,
    /// The job whose files were used.
    pub job: Option<Job>,
    /// Why a project's files were not used, if there is a project.
    pub trial_because: Option<Error>,
}

/// Facts, narrative and style from a workbook or the project, else from the built-in trial data in the project's style.
///
/// # Errors
/// Inputs that cannot be used, no such style, or a broken template.
pub fn told(trying: Trying) -> Result<Told> {
    let Trying { current, request, project: folder } = trying;
    let project = enclosing_project(folder.as_deref(), current.as_ref())?;
    let beside = [&request.prior, &request.budget, &request.supplement].iter().any(|f| f.is_some());
    let named = current.is_some() || beside;
    if project.is_none() && current.is_none() && named {
        return Err(Error::Usage("给了上年、预算或补充资料，也要给本年决算".into()));
    }
    let mut trial_because = None;
    if project.is_some() || current.is_some() {
        let made = Job::of(Order { request: request.clone(), current, project: folder, out: None });
        match made {
            Ok(job) => {
                let report = job.make()?.report;
                return Ok(Told {
                    facts: report.facts,
                    narrative: report.narrative,
                    style: report.style,
                    subject: report.subject,
                    tables: report.tables,
                    job: Some(job),
                    trial_because: None,
                });
            }
            Err(error) if named => return Err(error),
            // A project without accounts yet is where templates are written.
            Err(error) => trial_because = Some(error),
        }
    }
    let library = library(request.templates.as_deref(), project.as_ref())?;
    let config = project.as_ref().map(|p| &p.config);
    let name = match request.style.as_str() {
        "" => config.map_or("standard", |c| c.style_name()),
        name => name,
    };
    let options = config.map(|c| c.style_options()).unwrap_or_default();
    let style = Arc::new(Style::load(&library, name, &options)?);
    let trial = Trial::ordinary();
    let supplement = Arc::new(trial.supplement.clone());
    let facts = trial.facts(style.basis, &supplement);
    let subject = trial.subject();
    let narrative = narrative::tell(&subject, Arc::clone(&facts), supplement, Arc::clone(&style))?;
    Ok(Told { facts, narrative, style, subject, tables: Vec::new(), job: None, trial_because })
}

impl Told {
    /// The narrative with only the section that people name: by its number (五 or 5), by words of its title, or by its
    /// file.
    ///
    /// # Errors
    /// There is no such section.
    pub fn section(&self, wanted: &str) -> Result<Narrative> {
        let sections = &self.narrative.sections;
        // A number names one section, though titles of others may hold its character (一般公共预算).
        let numbered = sections.iter().position(|s| s.number == wanted).map(|i| i + 1);
        let numbered = numbered.or(wanted.parse().ok());
        let is_wanted = |i: usize| {
            let by_file = self.style.sections.get(i).is_some_and(|s| s.file.starts_with(wanted));
            numbered.map_or(sections[i].title.contains(wanted) || by_file, |only: usize| only == i + 1)
        };
        let found: Vec<_> =
            (0..sections.len()).filter(|i| is_wanted(*i)).map(|i| sections[i].clone()).collect();
        if found.is_empty() {
            let known: Vec<String> = sections.iter().map(|s| format!("{}、{}", s.number, s.title)).collect();
            return Err(Error::Usage(format!("没有“{wanted}”这一节。有：\n  {}", known.join("\n  "))));
        }
        Ok(Narrative { sections: found, ..self.narrative.clone() })
    }
}

/// What checking one style came to.
#[derive(Debug)]
pub struct PackCheck {
    /// Its name.
    pub name: String,
    /// Why it cannot be used at all; then there is nothing else.
    pub broken: Option<Error>,
    /// Its title.
    pub title: String,
    /// How many of its files are people's own.
    pub own: usize,
    /// How many sections were rendered.
    pub rendered: usize,
    /// What was found, without what was said of another style before.
    pub problems: Vec<Problem>,
    /// How many problems were said of another style before: a file that several styles inherit is wrong once.
    pub repeated: usize,
}

/// What checking a templates folder and all styles came to.
#[derive(Debug, Default)]
pub struct TemplatesCheck {
    /// Files of the folder that belong to no style.
    pub astray: Vec<Problem>,
    /// Every style that was looked at.
    pub packs: Vec<PackCheck>,
}

impl TemplatesCheck {
    /// Whether anything was found.
    pub fn found_any(&self) -> bool {
        !self.astray.is_empty() || self.packs.iter().any(|p| p.broken.is_some() || !p.problems.is_empty())
    }
}

/// Checks the styles of a folder over all trial data; without a folder the project's (or `templates` here) and all
/// built-in ones.
///
/// # Errors
/// There is no such folder, or the project cannot be used.
pub fn check(named: Option<&Path>, project: Option<&Path>) -> Result<TemplatesCheck> {
    let project = enclosing_project(project, None)?;
    let folder = match (named, &project) {
        (Some(folder), _) if !folder.is_dir() => {
            return Err(Error::Usage(format!("没有文件夹“{}”", folder.display())));
        }
        (Some(folder), _) => Some(folder.to_owned()),
        (None, Some(project)) => project.templates(),
        (None, None) => Some(PathBuf::from("templates")).filter(|f| f.is_dir()),
    };
    let library = Library::below(folder.clone());
    // The project's style is tried with the options its reports are made with.
    let config = project.as_ref().map(|p| &p.config);
    let used = config.map(|c| library.resolve(c.style_name())).transpose()?;
    let mut checked = TemplatesCheck::default();
    let mut said: Vec<(&'static str, Spot)> = Vec::new();
    if let Some(folder) = &folder {
        checked.astray = astray(folder, &library);
    }
    for name in library.names() {
        let options =
            config.filter(|_| used.as_ref() == Some(&name)).map(|c| c.style_options()).unwrap_or_default();
        let mut pack = PackCheck {
            name: name.clone(),
            broken: None,
            title: String::new(),
            own: 0,
            rendered: 0,
            problems: Vec::new(),
            repeated: 0,
        };
        match Style::load(&library, &name, &options).map(Arc::new) {
            Ok(style) => {
                pack.own = style.files.values().filter(|f| f.own).count();
                if named.is_some() && pack.own == 0 {
                    continue;
                }
                pack.title.clone_from(&style.title);
                let outcome = check::check(&style);
                pack.rendered = outcome.rendered;
                pack.problems = outcome.problems;
                pack.problems.extend(style.files.values().filter(|f| f.own).filter_map(outdated));
                let idle = document::idle_settings(&style).into_iter();
                pack.problems.extend(idle.map(|message| Problem {
                    code: "T010",
                    message,
                    spot: None,
                    under: String::new(),
                }));
                let before = pack.problems.len();
                let known = |p: &Problem| {
                    p.spot.as_ref().is_some_and(|s| said.iter().any(|(c, o)| *c == p.code && o == s))
                };
                pack.problems.retain(|p| !known(p));
                pack.repeated = before - pack.problems.len();
                said.extend(pack.problems.iter().filter_map(|p| Some((p.code, p.spot.clone()?))));
            }
            Err(error) => pack.broken = Some(error),
        }
        checked.packs.push(pack);
    }
    Ok(checked)
}

/// Files of a templates folder that belong to no pack.
fn astray(folder: &Path, library: &Library) -> Vec<Problem> {
    let names = library.names();
    let mut problems = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return problems };
    let mut entries: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let template = path.extension().is_some_and(|e| e == "tera" || e == "toml");
        let message = if path.is_dir() && !name.starts_with('.') && !names.contains(&name) {
            let near = nearest(&name, names.iter().map(String::as_str))
                .map(|n| format!("；是不是“{n}”"))
                .unwrap_or_default();
            format!("文件夹“{name}”不是样式，也没有 {STYLE_FILE}{near}")
        } else if path.is_file() && template {
            format!(
                "文件“{name}”不在任何样式的文件夹里，不会用到；请放进样式的文件夹，如 {}/shandong",
                folder.display()
            )
        } else {
            continue;
        };
        problems.push(Problem { code: "T002", message, spot: None, under: String::new() });
    }
    problems
}

/// Whether the built-in file an own file came from has changed since.
fn outdated(file: &PackFile) -> Option<Problem> {
    let path = Path::new(&file.origin);
    let original = path
        .parent()
        .and_then(|folder| std::fs::read_to_string(folder.join(ORIGINALS).join(&file.name)).ok());
    let message = match exported::since(&file.content, original.as_deref())? {
        Since::Unchanged => return None,
        Since::Gone(from) => format!(
            "这个文件从 juesuan {} 的 {} 导出，现在的程序（{}）已没有这个内置文件",
            from.version,
            from.path,
            env!("CARGO_PKG_VERSION")
        ),
        Since::Changed(from, lines) => format!(
            "这个文件从 juesuan {} 的 {} 导出，现在的程序（{}）改动了内置文件，请核对是否跟着改：\n    {}",
            from.version,
            from.path,
            env!("CARGO_PKG_VERSION"),
            lines.join("\n    ")
        ),
    };
    let line = file.content.lines().next().unwrap_or("");
    let spot = Some(Spot::new(&file.origin, 1, line, 0, line.chars().count()));
    Some(Problem { code: "T008", message, spot, under: String::new() })
}
