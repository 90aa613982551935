//! Which file is which: told by what is in the workbooks, never by their names alone.

use std::path::{Path, PathBuf};

use super::Project;
use crate::accounts::SourceForm;
use crate::error::{Error, Result};
use crate::import;
use crate::self_assessment;
use crate::source::Source;
use crate::supplement::form;
use crate::text::squash;
use crate::workbook;

/// What a workbook is.
#[derive(Debug)]
pub enum Role {
    /// Final accounts.
    Accounts {
        /// The year they state.
        year: Option<u16>,
        /// 财决表 or 公开表.
        form: SourceForm,
        /// 编制单位
        org: String,
    },
    /// An initial budget table.
    Budget {
        /// The year it states.
        year: Option<u16>,
    },
    /// A 补充资料.
    Supplement,
    /// A 项目支出绩效自评表.
    Assessment,
    /// Something else.
    Other,
    /// It cannot be read.
    Unreadable(Error),
}

/// A workbook that lies in a folder.
#[derive(Debug)]
pub struct Found {
    /// Where.
    pub path: PathBuf,
    /// What.
    pub role: Role,
}

/// The workbooks of a folder and what they are.
pub fn survey(folder: &Path) -> Vec<Found> {
    workbook::in_folder(folder).into_iter().map(|path| Found { role: role(&path), path }).collect()
}

fn role(path: &Path) -> Role {
    let book = match workbook::read(path) {
        Ok(book) => book,
        Err(error) => return Role::Unreadable(error),
    };
    if form::is_supplement(&book) {
        return Role::Supplement;
    }
    if self_assessment::is_assessment(&book) {
        return Role::Assessment;
    }
    let accounts = import::read_accounts(path).ok();
    let is_final = |import: &import::Import| {
        // A budget table looks like a table of the accounts, but is one alone and never says 决算.
        let said = |s: &import::SheetReport| s.title.contains("决算") || s.name.contains("决算");
        let essential = import::ESSENTIAL.iter().filter(|id| !import.missing.contains(id)).count();
        essential > 1 && import.sheets.iter().any(|s| s.form.is_some() && said(s))
    };
    if let Some(import) = accounts.filter(is_final) {
        let accounts = import.accounts;
        return Role::Accounts { year: accounts.year, form: accounts.form, org: accounts.org };
    }
    match import::read_budget(path) {
        Ok(budget) => Role::Budget { year: budget.year },
        Err(_) => Role::Other,
    }
}

/// The inputs of a year's report.
#[derive(Debug, Clone, Default)]
pub struct YearInputs {
    /// This year's accounts.
    pub current: Source,
    /// Last year's.
    pub prior: Option<PathBuf>,
    /// Initial budget.
    pub budget: Option<PathBuf>,
    /// 补充资料.xlsx
    pub supplement: Option<PathBuf>,
    /// Folder of self-assessment forms.
    pub performance: Option<PathBuf>,
    /// Which file was taken for what, and which were not taken and why.
    pub notes: Vec<String>,
}

/// A candidate for last year's or this year's accounts.
struct Candidate<'a> {
    path: &'a Path,
    year: Option<u16>,
    form: SourceForm,
    org: &'a str,
}

fn accounts(found: &[Found]) -> impl Iterator<Item = Candidate<'_>> {
    found.iter().filter_map(|f| match &f.role {
        Role::Accounts { year, form, org } => {
            Some(Candidate { path: &f.path, year: *year, form: *form, org })
        }
        _ => None,
    })
}

/// Finds a year's inputs: in the year's folder, then beside juesuan.toml; last year's accounts also in last year's
/// folder and among last year's outputs. `given` replaces this year's accounts.
///
/// # Errors
/// This year's accounts are not there, or two files could be them.
pub fn year_inputs(project: &Project, year: u16, given: Option<&Source>) -> Result<YearInputs> {
    let folder = project.year_folder(year);
    let here = survey(&folder);
    let beside = survey(&project.root);
    let mut inputs = YearInputs::default();
    let mut take = |what: &str, path: &Path| {
        inputs.notes.push(format!("{what}：{}", project.shown(path)));
        path.to_owned()
    };

    let current = match given {
        Some(source) => source.clone(),
        None => {
            let found = pick(project, &[&here, &beside], &format!("{year}年度决算"), |c| match c.year {
                Some(stated) => stated == year,
                None => !looks_prior(c.path, year),
            })?;
            Source::from(&found.ok_or_else(|| no_current(project, year, &here))?)
        }
    };
    take("本年决算", current.path());

    let last = survey(&project.year_folder(year - 1));
    let published = project.output_folder(year - 1).join("公开表.xlsx");
    let is_prior = |c: &Candidate| match c.year {
        Some(stated) => stated + 1 == year,
        None => looks_prior(c.path, year),
    };
    let what = format!("{}年度决算（上年）", year - 1);
    let in_last = |c: &Candidate| c.year.is_none_or(|stated| stated + 1 == year);
    let mut prior = pick(project, &[&here, &beside], &what, is_prior)?;
    if prior.is_none() {
        prior = pick(project, &[&last], &what, in_last)?;
    }
    if prior.is_none() && published.is_file() {
        prior = Some(published);
    }
    let prior = prior.map(|path| take("上年决算", &path));

    let budgets = |found: &[Found], stated_only: bool| -> Vec<PathBuf> {
        let fits = |y: &Option<u16>| y.map_or(!stated_only, |y| y == year);
        found
            .iter()
            .filter(|f| matches!(&f.role, Role::Budget { year } if fits(year)))
            .map(|f| f.path.clone())
            .collect()
    };
    let mut candidates = budgets(&here, false);
    if candidates.is_empty() {
        candidates = budgets(&beside, true);
    }
    only_one(project, &candidates, &format!("{year}年年初预算"))?;
    let budget = candidates.first().map(|path| take("年初预算", path));

    let supplement = Some(project.supplement(year)).filter(|p| p.is_file());
    let supplement = match supplement {
        Some(path) => Some(path),
        None => {
            let other: Vec<PathBuf> =
                here.iter().filter(|f| matches!(f.role, Role::Supplement)).map(|f| f.path.clone()).collect();
            only_one(project, &other, "补充资料")?;
            other.into_iter().next()
        }
    };
    let supplement = supplement.map(|path| take("补充资料", &path));
    let performance = project.performance_folder(year).filter(|f| !workbook::in_folder(f).is_empty());
    let performance = performance.map(|path| take("绩效自评表", &path));

    for found in &here {
        let taken = [Some(current.path()), prior.as_deref(), budget.as_deref(), supplement.as_deref()];
        let is_taken = taken.into_iter().flatten().any(|p| *p == found.path);
        let is_ours = matches!(found.role, Role::Supplement);
        if !is_taken && !is_ours {
            inputs.notes.push(format!(
                "没有用：{}（{}）",
                project.shown(&found.path),
                why_not(&found.role, year)
            ));
        }
    }
    Ok(YearInputs { current, prior, budget, supplement, performance, ..inputs })
}

/// A file without a year in it, whose name says that it is last year's.
fn looks_prior(path: &Path, year: u16) -> bool {
    let name = workbook::file_name(path);
    name.contains("上年") || name.contains("去年") || name.contains(&(year - 1).to_string())
}

/// The one file that fits, in the first place that has any: the export before the published tables, the project's own
/// department before others.
fn pick(
    project: &Project,
    places: &[&[Found]],
    what: &str,
    fits: impl Fn(&Candidate) -> bool,
) -> Result<Option<PathBuf>> {
    for found in places {
        let mut fitting: Vec<Candidate> = accounts(found).filter(|c| fits(c)).collect();
        let own = squash(&project.config.department);
        if !own.is_empty() && fitting.iter().any(|c| squash(c.org) == own) {
            fitting.retain(|c| squash(c.org) == own);
        }
        if fitting.iter().any(|c| c.form == SourceForm::Caijue) {
            fitting.retain(|c| c.form == SourceForm::Caijue);
        }
        if fitting.iter().any(|c| c.year.is_some()) {
            fitting.retain(|c| c.year.is_some());
        }
        let paths: Vec<PathBuf> = fitting.iter().map(|c| c.path.to_owned()).collect();
        only_one(project, &paths, what)?;
        if let Some(path) = paths.into_iter().next() {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn only_one(project: &Project, paths: &[PathBuf], what: &str) -> Result<()> {
    if paths.len() < 2 {
        return Ok(());
    }
    let names: Vec<String> = paths.iter().map(|p| format!("“{}”", project.shown(p))).collect();
    Err(Error::Usage(format!(
        "有{}个文件都是{what}：{}。请只留下要用的一个，把其余的移到别的文件夹",
        paths.len(),
        names.join("、")
    )))
}

fn no_current(project: &Project, year: u16, here: &[Found]) -> Error {
    let folder = project.year_folder(year);
    let seen: Vec<String> = here
        .iter()
        .map(|f| format!("{}（{}）", workbook::file_name(&f.path), why_not(&f.role, year)))
        .collect();
    let seen = if seen.is_empty() {
        "里面没有工作簿".to_owned()
    } else {
        format!("里面有：{}", seen.join("、"))
    };
    let other = project.years().into_iter().find(|y| *y != year);
    let other = other.map(|y| format!("；要生成{y}年的，加 --year {y}")).unwrap_or_default();
    Error::Unusable {
        path: folder,
        reason: format!(
            "没有找到{year}年度的决算报表，{seen}。请把系统导出的决算工作簿放进这个文件夹{other}"
        ),
    }
}

fn why_not(role: &Role, year: u16) -> String {
    let of = |y: &Option<u16>| y.map_or_else(String::new, |y| format!("{y}年度"));
    match role {
        Role::Accounts { year: stated, form, .. } => match stated {
            Some(y) if *y != year && *y + 1 != year => format!("{y}年度决算，不是{year}年度"),
            _ => format!("{}决算，{}，已另有一份", of(stated), form.label()),
        },
        Role::Budget { year: stated } => format!("{}预算表，不是{year}年度的或已另有一份", of(stated)),
        Role::Supplement => "另一份补充资料".to_owned(),
        Role::Assessment => "绩效自评表，请放进绩效自评表文件夹".to_owned(),
        Role::Other => "没有认出是什么表".to_owned(),
        Role::Unreadable(error) => error.to_string(),
    }
}
