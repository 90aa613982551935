//! Which file is which: told by what is in the workbooks and documents, never by their names alone.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::config::Config;
use super::{Project, SUPPLEMENT, SUPPLEMENT_BEFORE};
use crate::accounts::{InitialBudget, SourceForm};
use crate::error::{Error, Result};
use crate::import;
use crate::published;
use crate::self_assessment;
use crate::source::Source;
use crate::supplement::form;
use crate::text::{find_year, squash};
use crate::workbook;

/// What a workbook or a published document is.
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
        /// 金额单位 as the first of its tables states it; empty if none does.
        unit: &'static str,
    },
    /// An initial budget table.
    Budget {
        /// The year it states.
        year: Option<u16>,
    },
    /// A 补充资料.
    Supplement {
        /// The year its own title states.
        year: Option<u16>,
    },
    /// A 项目支出绩效自评表.
    Assessment,
    /// Something else.
    Other,
    /// It cannot be read.
    Unreadable(Error),
}

/// A file that lies in a folder.
#[derive(Debug)]
pub struct Found {
    /// Where.
    pub path: PathBuf,
    /// What.
    pub role: Role,
    /// What was read of it to tell.
    read: Option<Reading>,
}

/// What a workbook holds that was read to tell what it is.
#[derive(Debug, Clone)]
enum Reading {
    Accounts(Arc<import::Import>),
    Budget(Arc<InitialBudget>),
}

/// Files that were read already: who takes them in need not read them again, and what is taken in is what was looked at.
#[derive(Debug, Clone, Default)]
pub struct Readings(Vec<(PathBuf, Reading)>);

impl Readings {
    fn of<'a>(&'a self, source: &'a Source) -> impl Iterator<Item = &'a Reading> {
        let same = |(path, _): &&(PathBuf, Reading)| source.is_on_disk() && path == source.path();
        self.0.iter().filter(same).map(|(_, reading)| reading)
    }

    /// Accounts and budgets that the program made itself, under the paths they will be written to.
    pub fn made(
        accounts: impl IntoIterator<Item = (PathBuf, import::Import)>,
        budget: Option<(PathBuf, InitialBudget)>,
    ) -> Readings {
        let accounts = accounts.into_iter().map(|(path, import)| (path, Reading::Accounts(Arc::new(import))));
        let budget = budget.map(|(path, budget)| (path, Reading::Budget(Arc::new(budget))));
        Readings(accounts.chain(budget).collect())
    }

    /// The accounts in a file, if they were read.
    pub fn accounts(&self, source: &Source) -> Option<import::Import> {
        self.of(source).find_map(|reading| match reading {
            Reading::Accounts(import) => Some((**import).clone()),
            Reading::Budget(_) => None,
        })
    }

    /// The budget in a file, if it was read.
    pub fn budget(&self, source: &Source) -> Option<InitialBudget> {
        self.of(source).find_map(|reading| match reading {
            Reading::Budget(budget) => Some((**budget).clone()),
            Reading::Accounts(_) => None,
        })
    }
}

/// The workbooks of a folder and what they are, then its published documents that hold tables of the accounts or cannot
/// be read.
pub fn survey(folder: &Path) -> Vec<Found> {
    let found = |path: PathBuf| {
        let (role, read) = look(&Source::from(&path));
        Found { path, role, read }
    };
    let workbooks = workbook::in_folder(folder).into_iter().map(found);
    let documents = published::in_folder(folder).into_iter().map(found);
    workbooks.chain(documents.filter(|d| !matches!(d.role, Role::Other))).collect()
}

/// What a file is, told by what is in it.
pub fn what_is(file: &Source) -> Role {
    look(file).0
}

fn look(file: &Source) -> (Role, Option<Reading>) {
    if published::is_document(file.path()) { told(file) } else { role(file) }
}

/// What a document is: accounts, if it prints the tables of a report.
fn told(file: &Source) -> (Role, Option<Reading>) {
    let unreadable = |reason| Error::Read { path: file.path().to_owned(), reason };
    let read = file.read().and_then(|bytes| published::read_bytes(&file.name(), &bytes).map_err(unreadable));
    match read {
        Err(error) => (Role::Unreadable(error), None),
        Ok(report) => {
            let essential = import::ESSENTIAL.iter().filter(|id| !report.import.missing.contains(id)).count();
            if essential < 2 {
                return (Role::Other, None);
            }
            let (org, unit) = (report.org.clone(), unit(&report.import));
            let role = Role::Accounts { year: report.year, form: SourceForm::Gongkai, org, unit };
            (role, Some(Reading::Accounts(Arc::new(published::accounts(report)))))
        }
    }
}

/// 金额单位 of the first table that states one.
fn unit(import: &import::Import) -> &'static str {
    import.sheets.iter().find_map(|sheet| sheet.unit).map_or("", |unit| unit.label())
}

fn role(file: &Source) -> (Role, Option<Reading>) {
    let book = match workbook::read(file) {
        Ok(book) => book,
        Err(error) => return (Role::Unreadable(error), None),
    };
    if form::is_supplement(&book) {
        return (Role::Supplement { year: form::year(&book) }, None);
    }
    if self_assessment::is_assessment(&book) {
        return (Role::Assessment, None);
    }
    let import = import::assemble(&book);
    let is_final = |import: &import::Import| {
        // A budget table looks like a table of the accounts, but is one alone and never says 决算.
        let said = |s: &import::SheetReport| s.title.contains("决算") || s.name.contains("决算");
        let essential = import::ESSENTIAL.iter().filter(|id| !import.missing.contains(id)).count();
        essential > 1 && import.sheets.iter().any(|s| s.form.is_some() && said(s))
    };
    if is_final(&import) {
        let (unit, accounts) = (unit(&import), &import.accounts);
        let role =
            Role::Accounts { year: accounts.year, form: accounts.form, org: accounts.org.clone(), unit };
        return (role, Some(Reading::Accounts(Arc::new(import))));
    }
    match import::budget_of(&book) {
        Ok(budget) => (Role::Budget { year: budget.year }, Some(Reading::Budget(Arc::new(budget)))),
        Err(_) => (Role::Other, None),
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
    /// The document whose wording is taken over.
    pub model: Option<PathBuf>,
    /// Folder of self-assessment forms.
    pub performance: Option<PathBuf>,
    /// Which file was taken for what, and which were not taken and why.
    pub notes: Vec<String>,
    /// What was read to find them.
    pub read: Readings,
}

impl YearInputs {
    /// The same with what was read of the files that were taken.
    fn with_read(self, places: Places) -> YearInputs {
        let taken = |path: &PathBuf| {
            let others = self.prior.iter().chain(&self.budget).map(PathBuf::as_path);
            others.chain([self.current.path()]).any(|own| own == path)
        };
        let found = [places.here, places.beside, places.last].into_iter().flatten();
        let read = found.filter(|f| taken(&f.path)).filter_map(|f| Some((f.path, f.read?))).collect();
        YearInputs { read: Readings(read), ..self }
    }
}

/// What juesuan.toml calls last year's published document as the model.
pub const LAST_YEAR: &str = "上年";

/// A candidate for last year's or this year's accounts.
struct Candidate<'a> {
    path: &'a Path,
    year: Option<u16>,
    form: SourceForm,
    org: &'a str,
}

impl Candidate<'_> {
    fn is_document(&self) -> bool {
        published::is_document(self.path)
    }

    /// Of one report in several formats the Word file says the most about itself, a PDF the least.
    fn rank(&self) -> usize {
        let extension = self.path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
        ["docx", "docm", "html", "htm"]
            .iter()
            .position(|e| Some(*e) == extension.as_deref())
            .unwrap_or(usize::MAX)
    }
}

fn accounts(found: &[Found]) -> impl Iterator<Item = Candidate<'_>> {
    found.iter().filter_map(|f| match &f.role {
        Role::Accounts { year, form, org, .. } => {
            Some(Candidate { path: &f.path, year: *year, form: *form, org })
        }
        _ => None,
    })
}

/// What lies in the folders in which a year's inputs are looked for.
struct Places {
    /// The year's folder.
    here: Vec<Found>,
    /// The folder of juesuan.toml.
    beside: Vec<Found>,
    /// Last year's folder.
    last: Vec<Found>,
}

/// Finds a year's inputs: in the year's folder, then beside juesuan.toml; last year's accounts also in last year's
/// folder and among last year's outputs, and where no workbook has them, in a published document. `given` replaces this
/// year's accounts.
///
/// # Errors
/// This year's accounts are not there, or two files could be them.
pub fn year_inputs(project: &Project, year: u16, given: Option<&Source>) -> Result<YearInputs> {
    let places = Places {
        here: survey(&project.year_folder(year)),
        beside: survey(&project.root),
        last: survey(&project.year_folder(year - 1)),
    };
    let inputs = among(project, year, given, &places)?;
    Ok(inputs.with_read(places))
}

/// The inputs of a unit's report that lie in one folder, without a project, and the year they are about: the one named,
/// else the newest of which there are accounts; `None` if there are none at all.
///
/// # Errors
/// Accounts that cannot be read may be newer than those that can; this year's accounts are not there, or two files
/// could be them.
pub fn folder_inputs(folder: &Path, year: Option<u16>) -> Result<Option<(u16, YearInputs)>> {
    let here = survey(folder);
    let newest = match year {
        Some(year) => Some(year),
        None => newest_year(&here)?,
    };
    let unreadable = || here.iter().any(|f| matches!(f.role, Role::Unreadable(_)));
    let Some(year) = newest.filter(|_| accounts(&here).any(|c| !c.is_document()) || unreadable()) else {
        return Ok(None);
    };
    let project = Project { root: folder.to_owned(), config: Config::of_one_folder() };
    let places = Places { here, beside: Vec::new(), last: Vec::new() };
    let inputs = among(&project, year, None, &places)?;
    Ok(Some((year, inputs.with_read(places))))
}

/// The newest year of which there are accounts. A file that cannot be read counts by the year in its name: it may be
/// the one that is wanted.
fn newest_year(here: &[Found]) -> Result<Option<u16>> {
    let read = accounts(here).filter(|c| !c.is_document());
    let mut years: Vec<u16> = read.filter_map(|c| c.year.or_else(|| find_year(&file_stem(c.path)))).collect();
    for found in here {
        let Role::Unreadable(error) = &found.role else { continue };
        match find_year(&file_stem(&found.path)) {
            Some(year) => years.push(year),
            None if published::is_document(&found.path) => {}
            None => {
                let (Error::Read { reason, .. } | Error::Unusable { reason, .. }) = error else { continue };
                let reason = format!("{reason}。这个文件可能就是本年决算，所以没有采用其他年度的");
                return Err(Error::Unusable { path: found.path.clone(), reason });
            }
        }
    }
    Ok(years.into_iter().max())
}

fn file_stem(path: &Path) -> String {
    path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}

fn among(project: &Project, year: u16, given: Option<&Source>, places: &Places) -> Result<YearInputs> {
    let Places { here, beside, last } = places;
    let mut inputs = YearInputs::default();
    let mut take = |what: &str, path: &Path| {
        inputs.notes.push(format!("{what}：{}", project.shown(path)));
        path.to_owned()
    };

    let current = match given {
        Some(source) => source.clone(),
        None => {
            let what = format!("{year}年度决算");
            let found =
                pick(project, &[here, beside], &what, &project.config.department, |c| match c.year {
                    // This year's document is what is being made, not what it is made from.
                    _ if c.is_document() => false,
                    Some(stated) => stated == year,
                    None => !looks_prior(c.path, year),
                })?;
            Source::from(&found.ok_or_else(|| no_current(project, year, here))?)
        }
    };
    take("本年决算", current.path());

    let org = org_of(&current, &[here, beside]);
    let published = project.output_folder(year - 1).join("公开表.xlsx");
    let is_prior = |c: &Candidate| match c.year {
        Some(stated) => stated + 1 == year,
        None => looks_prior(c.path, year),
    };
    let what = format!("{}年度决算（上年）", year - 1);
    let in_last = |c: &Candidate| c.year.is_none_or(|stated| stated + 1 == year);
    let mut prior = pick(project, &[here, beside], &what, &org, |c| !c.is_document() && is_prior(c))?;
    if prior.is_none() {
        prior = pick(project, &[last], &what, &org, |c| !c.is_document() && in_last(c))?;
    }
    if prior.is_none() && published.is_file() {
        prior = Some(published);
    }
    if prior.is_none() {
        prior = pick(project, &[here, beside], &what, &org, |c| c.is_document() && is_prior(c))?;
    }
    if prior.is_none() {
        prior = pick(project, &[last], &what, &org, |c| c.is_document() && in_last(c))?;
    }
    let prior = prior.map(|path| take("上年决算", &path));
    let model = match project.config.like.trim() {
        "" => None,
        LAST_YEAR => {
            let what = "上年公开文档";
            let mut found = document_of(project, year - 1);
            if found.is_none() {
                found = pick(project, &[here, beside], what, &org, |c| c.is_document() && is_prior(c))?;
            }
            if found.is_none() {
                found = pick(project, &[last], what, &org, |c| c.is_document() && in_last(c))?;
            }
            found
        }
        named => {
            let path = project.root.join(named.replace("{year}", &year.to_string()));
            if !path.is_file() {
                return Err(Error::Usage(format!(
                    "juesuan.toml 里写的样板“{named}”不在项目文件夹里。请改 like，或把文件放进来"
                )));
            }
            Some(path)
        }
    };
    let model = model.map(|path| take("样板", &path));

    let budgets = |found: &[Found], stated_only: bool| -> Vec<PathBuf> {
        let fits = |y: &Option<u16>| y.map_or(!stated_only, |y| y == year);
        found
            .iter()
            .filter(|f| matches!(&f.role, Role::Budget { year } if fits(year)))
            .map(|f| f.path.clone())
            .collect()
    };
    let mut candidates = budgets(here, false);
    if candidates.is_empty() {
        candidates = budgets(beside, true);
    }
    only_one(project, &candidates, &format!("{year}年年初预算"))?;
    let budget = candidates.first().map(|path| take("年初预算", path));

    let supplement = own_supplement(project, year, here)?.map(|path| take("补充资料", &path));
    let performance = project.performance_folder(year).filter(|f| !workbook::in_folder(f).is_empty());
    let performance = performance.map(|path| take("绩效自评表", &path));

    let taken =
        Taken { current: &current, org: &org, prior: prior.as_deref(), budget: budget.as_deref(), year };
    let used = [Some(current.path()), prior.as_deref(), budget.as_deref(), supplement.as_deref()];
    let passed = |found: &&Found| !used.into_iter().flatten().any(|p| same_file(p, &found.path));
    let worth_saying = |found: &&Found| matches!(found.role, Role::Accounts { .. } | Role::Unreadable(_));
    // Last year's folder and the project's own are looked through only for what may be missing here.
    let elsewhere = last.iter().filter(|_| prior.is_none()).chain(beside).filter(worth_saying);
    for found in here.iter().chain(elsewhere).filter(passed) {
        let reason = why_not(found, &taken);
        inputs.notes.push(format!("没有用：{}（{reason}）", project.shown(&found.path)));
    }
    Ok(YearInputs { current, prior, budget, supplement, model, performance, ..inputs })
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
    department: &str,
    fits: impl Fn(&Candidate) -> bool,
) -> Result<Option<PathBuf>> {
    let own = squash(department);
    let is_own = |c: &Candidate| !own.is_empty() && squash(c.org) == own;
    let all = || places.iter().flat_map(|found| accounts(found)).filter(|c| fits(c));
    // Another unit's file is taken only where the unit's own lies nowhere: it may have been renamed.
    let has_own = all().any(|c| is_own(&c));
    for found in places {
        let mut fitting: Vec<Candidate> =
            accounts(found).filter(|c| fits(c) && (!has_own || is_own(c) || c.org.is_empty())).collect();
        if fitting.iter().any(&is_own) {
            fitting.retain(&is_own);
        }
        let best = fitting.iter().filter(|c| c.is_document()).map(Candidate::rank).min();
        fitting.retain(|c| !c.is_document() || Some(c.rank()) == best);
        if fitting.iter().any(|c| c.form == SourceForm::Caijue) {
            fitting.retain(|c| c.form == SourceForm::Caijue);
        }
        if fitting.iter().any(|c| c.year.is_some()) {
            fitting.retain(|c| c.year.is_some());
        }
        let mut units: Vec<String> = fitting.iter().map(|c| squash(c.org)).collect();
        units.dedup();
        if units.len() > 1 {
            return Err(several_units(project, &fitting, what));
        }
        let paths: Vec<PathBuf> = fitting.iter().map(|c| c.path.to_owned()).collect();
        only_one(project, &paths, what)?;
        if let Some(path) = paths.into_iter().next() {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// The exports of two units in one folder.
fn several_units(project: &Project, found: &[Candidate], what: &str) -> Error {
    let names: Vec<String> =
        found.iter().map(|c| format!("“{}”（{}）", project.shown(c.path), unit_name(c.org))).collect();
    Error::Usage(format!(
        "有不同单位的{}个文件都是{what}：{}。请在 juesuan.toml 的 department 中写明是哪个单位，或把另一单位的文件移到别的文件夹",
        found.len(),
        names.join("、")
    ))
}

fn unit_name(org: &str) -> &str {
    if org.is_empty() { "没有写单位名称" } else { org }
}

/// The unit of this year's accounts, where the folder was looked through.
fn org_of(current: &Source, places: &[&[Found]]) -> String {
    let found = places.iter().flat_map(|found| accounts(found)).find(|c| same_file(c.path, current.path()));
    found.map(|c| c.org.to_owned()).unwrap_or_default()
}

/// Whether two paths are one file, however they are written.
fn same_file(a: &Path, b: &Path) -> bool {
    a == b || a.canonicalize().is_ok_and(|a| b.canonicalize().is_ok_and(|b| a == b))
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
    let none = Source::default();
    let nothing = Taken { current: &none, org: "", prior: None, budget: None, year };
    let seen: Vec<String> = here
        .iter()
        .map(|f| format!("{}（{}）", workbook::file_name(&f.path), why_not(f, &nothing)))
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

/// What was taken, to say why another file was not.
struct Taken<'a> {
    current: &'a Source,
    org: &'a str,
    prior: Option<&'a Path>,
    budget: Option<&'a Path>,
    year: u16,
}

/// Why a file was not taken.
fn why_not(found: &Found, taken: &Taken) -> String {
    let year = taken.year;
    let already = |path: Option<&Path>| {
        path.filter(|p| !p.as_os_str().is_empty())
            .map_or_else(String::new, |p| format!("，已采用“{}”", workbook::file_name(p)))
    };
    match &found.role {
        Role::Accounts { year: stated, form, org, .. } => {
            let document = published::is_document(&found.path);
            let kind = if document { "公开文档" } else { form.label() };
            let what = format!("{}{kind}", stated.map_or_else(String::new, |y| format!("{y}年度的")));
            let other = !taken.org.is_empty() && !org.is_empty() && squash(org) != squash(taken.org);
            match stated {
                Some(y) if *y != year && *y + 1 != year => format!("{y}年度决算，不是{year}年度"),
                _ if other => format!("是“{org}”的决算，不是“{}”的", taken.org),
                Some(y) if *y + 1 == year => format!("{what}{}", already(taken.prior)),
                _ if document => format!("{what}，本年数据要用财务系统导出的决算工作簿"),
                _ => format!("{what}{}", already(Some(taken.current.path()))),
            }
        }
        Role::Budget { year: Some(y) } if *y != year => format!("{y}年预算表，不是{year}年的"),
        Role::Budget { .. } => format!("预算表{}", already(taken.budget)),
        Role::Supplement { year: stated } => {
            let name = workbook::file_name(&found.path);
            match stated {
                _ if is_version_before(&name) => "程序更新补充资料前保存的上一版".to_owned(),
                Some(y) if *y == year && name == SUPPLEMENT => format!("{year}年度的补充资料"),
                Some(y) if *y != year => format!("{y}年度的补充资料，不是{year}年度的"),
                _ => format!("另一份补充资料，其中的内容没有采用；要用这一份，请改名为{SUPPLEMENT}"),
            }
        }
        Role::Assessment => "绩效自评表，请放进绩效自评表文件夹".to_owned(),
        Role::Other => "没有认出是什么表".to_owned(),
        Role::Unreadable(Error::Read { reason, .. } | Error::Unusable { reason, .. }) => {
            format!("不能读取：{}", reason.trim_end_matches('。'))
        }
        Role::Unreadable(error) => error.to_string(),
    }
}

/// Whether a file is one of the states that the program keeps before it updates a supplement (上一版, 上一版2, …).
fn is_version_before(name: &str) -> bool {
    SUPPLEMENT_BEFORE.strip_suffix(".xlsx").is_some_and(|stem| name.starts_with(stem))
}

/// The published document that the program made for a year, if it lies there.
pub fn document_of(project: &Project, year: u16) -> Option<PathBuf> {
    Some(project.output_folder(year).join("决算公开.docx")).filter(|made| made.is_file())
}

/// The year's supplement: the one of that name, else the only other one of this year that lies there.
fn own_supplement(project: &Project, year: u16, here: &[Found]) -> Result<Option<PathBuf>> {
    let own = project.supplement(year);
    let of_year = |stated: &Option<u16>| stated.is_none_or(|y| y == year);
    if own.is_file() {
        let role = here.iter().find(|f| f.path == own).map(|f| &f.role);
        if let Some(Role::Supplement { year: Some(stated) }) = role
            && *stated != year
        {
            return Err(Error::Unusable {
                path: own,
                reason: format!(
                    "这是{stated}年度的补充资料，其中的原因说的是{stated}年。请把它移回{stated}年的文件夹，\
                     再运行 juesuan rollover {year}，由它生成{year}年度的"
                ),
            });
        }
        return Ok(Some(own));
    }
    let fits = |f: &&Found| {
        matches!(&f.role, Role::Supplement { year } if of_year(year))
            && !is_version_before(&workbook::file_name(&f.path))
    };
    let others: Vec<PathBuf> = here.iter().filter(fits).map(|f| f.path.clone()).collect();
    only_one(project, &others, "补充资料")?;
    Ok(others.into_iter().next())
}
