//! What a `build` works on: files named on the command line, or those of a project.

use std::path::{Path, PathBuf};

use super::args::{BuildOptions, ScopeArgument};
use crate::error::{Error, Result};
use crate::export::output::OutputFolder;
use crate::platform::current_year;
use crate::project::discover::{self, YearInputs};
use crate::project::{Project, config::CONFIG_FILE};
use crate::report::Request;
use crate::subject::Scope;

/// A build to be done.
pub struct Job {
    /// What the report is made from.
    pub request: Request,
    /// The project and its year, if it is one's.
    pub project: Option<(Project, u16)>,
    /// Where outputs go; decided by the report's year if not set.
    out: Option<PathBuf>,
}

impl Scope {
    fn from_argument(argument: ScopeArgument) -> Scope {
        match argument {
            ScopeArgument::Department => Scope::Department,
            ScopeArgument::Unit => Scope::Unit,
        }
    }
}

/// The scope named on a command line.
pub fn scope(argument: Option<ScopeArgument>) -> Option<Scope> {
    argument.map(Scope::from_argument)
}

/// The project a command works on: the one named, or the one around the current folder.
pub fn project(named: Option<&Path>) -> Result<Project> {
    match named {
        Some(folder) => Project::open(&absolute(folder)?),
        None => Project::above(&absolute(Path::new("."))?)?.ok_or_else(|| {
            Error::Usage(format!(
                "当前文件夹和它上面的文件夹里都没有 {CONFIG_FILE}。请进入项目文件夹，或用 --project 指明；还没有项目就先用 juesuan init 建立"
            ))
        }),
    }
}

fn absolute(path: &Path) -> Result<PathBuf> {
    let path = std::path::absolute(path).map_err(|e| Error::read(path, &e))?;
    Ok(path.components().collect())
}

impl Job {
    /// Settles what is to be done; says which files a project's year was found to have.
    pub fn of(options: &BuildOptions) -> Result<Job> {
        let mut request = Request {
            current: options.current.clone().unwrap_or_default(),
            prior: options.prior.clone(),
            budget: options.budget.clone(),
            supplement: options.supplement.clone(),
            style: options.style.clone().unwrap_or_default(),
            options: options.set.clone(),
            scope: scope(options.scope),
            org: options.org.clone(),
            templates: options.templates.clone(),
            performance: None,
            year: options.year,
        };
        if options.current.is_some() && options.project.is_none() {
            return Ok(Job { request, project: None, out: options.out.clone() });
        }
        let project = project(options.project.as_deref())?;
        let year = options.year.or_else(|| project.years().first().copied()).ok_or_else(|| {
            Error::Usage(format!(
                "项目里还没有年度文件夹（如“{}”）。请建立并放入决算文件；文件已在项目文件夹里的，再运行一次 juesuan init . 会按年度建立",
                project.config.folders.year.replace("{year}", &(current_year() - 1).to_string())
            ))
        })?;
        let inputs = discover::year_inputs(&project, year, options.current.as_deref())?;
        request.year = Some(year);
        take(&mut request, inputs, &project);
        let out = options.out.clone().unwrap_or_else(|| project.output_folder(year));
        Ok(Job { request, project: Some((project, year)), out: Some(out) })
    }

    /// The output folder of the report's year.
    pub fn folder(&self, year: u16, force: bool) -> Result<OutputFolder> {
        let out = self.out(year);
        let folder = match &self.project {
            Some((project, _)) => OutputFolder::open_in(&absolute(&out)?, &project.root),
            None => OutputFolder::open(&out),
        };
        folder.map(|f| f.forced(force))
    }

    /// Where outputs go.
    pub fn out(&self, year: u16) -> PathBuf {
        self.out.clone().unwrap_or_else(|| PathBuf::from(format!("{year}年度决算公开")))
    }

    /// Whether the project's own supplement is the one in use, so that it is refreshed in place.
    pub fn own_supplement(&self, options: &BuildOptions) -> Option<(&Project, u16)> {
        self.project.as_ref().filter(|_| options.supplement.is_none()).map(|(p, y)| (p, *y))
    }
}

/// The command line goes before the project's settings and files.
fn take(request: &mut Request, inputs: YearInputs, project: &Project) {
    anstream::eprintln!("项目 {}，采用：", project.root.display());
    for note in &inputs.notes {
        anstream::eprintln!("  {note}");
    }
    let config = &project.config;
    request.current = inputs.current;
    request.prior = request.prior.take().or(inputs.prior);
    request.budget = request.budget.take().or(inputs.budget);
    request.supplement = request.supplement.take().or(inputs.supplement);
    request.performance = inputs.performance;
    if request.style.is_empty() {
        config.style_name().clone_into(&mut request.style);
    }
    let mut options = config.style_options();
    options.append(&mut request.options);
    request.options = options;
    request.scope = request.scope.or(config.scope());
    request.org =
        request.org.take().or_else(|| Some(config.department.clone()).filter(|d| !d.trim().is_empty()));
    request.templates = request.templates.take().or_else(|| project.templates());
}
