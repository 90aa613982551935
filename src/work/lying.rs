//! Files for a project: what lies in its folders, and files from elsewhere put where they belong.

use std::path::{Path, PathBuf};

use super::outputs::Home;
use crate::error::{Error, Result};
use crate::platform;
use crate::project::config::Folders;
use crate::project::discover::{self, Role};
use crate::project::init::{self, Wanted};
use crate::project::{Project, SUPPLEMENT};
use crate::published;
use crate::source::{Source, file_name};
use crate::subject::may_be_one;

/// Where files go that another one replaced.
const REPLACED: &str = "已替换的文件";

/// A file and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lies {
    /// As messages show it.
    pub name: String,
    /// 决算（财决表）, 年初预算 …; why it cannot be read.
    pub what: String,
    /// The year it states.
    pub year: Option<u16>,
    /// 编制单位
    pub org: String,
    /// 金额单位
    pub unit: &'static str,
    /// Whether it can be used for something.
    pub known: bool,
}

impl Lies {
    /// What a file is.
    pub fn of(file: &Source) -> Lies {
        Lies::told(file.name(), file.path(), discover::what_is(file))
    }

    fn told(name: String, path: &Path, role: Role) -> Lies {
        let mut lies =
            Lies { name, what: String::new(), year: None, org: String::new(), unit: "", known: true };
        match role {
            Role::Accounts { year, form, org, unit } => {
                let document = published::is_document(path);
                lies.what = if document { DOCUMENT.into() } else { format!("{ACCOUNTS}{}）", form.label()) };
                (lies.year, lies.org, lies.unit) = (year, org, unit);
            }
            Role::Budget { year } => (lies.what, lies.year) = (BUDGET.into(), year),
            Role::Supplement { year } => (lies.what, lies.year) = (SUPPLEMENT_NAME.into(), year),
            Role::Assessment => lies.what = "绩效自评表".into(),
            Role::Other => (lies.what, lies.known) = (NOTHING.into(), false),
            Role::Unreadable(error) => {
                let reason = match error {
                    Error::Read { reason, .. } | Error::Unusable { reason, .. } => reason,
                    other => other.to_string(),
                };
                (lies.what, lies.known) = (format!("不能读取：{reason}"), false);
            }
        }
        lies
    }
}

/// Something a report is made from, and the file it was found in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// 本年决算, 上年决算 …
    pub what: String,
    /// The file's name, if there is one.
    pub file: Option<String>,
    /// What it costs not to have it.
    pub cost: &'static str,
    /// Whether there is no report without it.
    pub essential: bool,
    /// What speaks against the file, if anything does: it names another 单位 than this year's accounts.
    pub doubt: String,
}

/// What a report of a year is made from, and which of the files it is; without a year that of the newest accounts.
pub fn needs(files: &[Lies], year: Option<u16>) -> Vec<Need> {
    let is = |f: &&Lies, what: &str| f.known && f.what.starts_with(what);
    let exports = || files.iter().filter(|f| is(f, ACCOUNTS));
    let year = year.or_else(|| exports().filter_map(|f| f.year).max());
    let before = year.map(|y| y - 1);
    let find = |what: &str, of: Option<u16>| {
        let fits = |f: &&Lies| is(f, what) && (f.year == of || f.year.is_none());
        files.iter().find(fits)
    };
    let named =
        |what: &str, year: Option<u16>| year.map_or(what.to_owned(), |y| format!("{what}（{y}年度）"));
    let own = exports().find(|f| year.is_none() || f.year == year);
    let org = own.map(|f| f.org.as_str()).unwrap_or_default();
    let need = |what, file: Option<&Lies>, cost, essential| {
        let other = |f: &&Lies| !may_be_one(&f.org, org);
        let doubt = file.filter(other).map(|f| format!("单位是“{}”，不是“{org}”，请确认没有拿错", f.org));
        Need { what, file: file.map(|f| f.name.clone()), cost, essential, doubt: doubt.unwrap_or_default() }
    };
    let document = find(DOCUMENT, before);
    vec![
        need(named("本年决算", year), own, "必须有：财务系统导出的决算报表（.xls 或 .xlsx）", true),
        need(
            named("上年决算", before),
            find(ACCOUNTS, before).filter(|_| before.is_some()).or(document),
            "没有时，与上年的比较都空着，标出〔请补充…〕；上年公开的 Word、PDF 也可以",
            false,
        ),
        need(
            named(BUDGET, year),
            find(BUDGET, year),
            "没有时，各项与年初预算的比较都空着，标出〔请补充…〕",
            false,
        ),
        need(
            SUPPLEMENT_NAME.to_owned(),
            find(SUPPLEMENT_NAME, year),
            "没有时，程序生成一份；原因、文字就在这个窗口里填写",
            false,
        ),
    ]
}

const ACCOUNTS: &str = "决算（";
const NOTHING: &str = "没有认出是什么表，报告用不上";
const DOCUMENT: &str = "公开文档";
const BUDGET: &str = "年初预算";
const SUPPLEMENT_NAME: &str = "补充资料";

/// The files in the folders of a project and year.
pub fn in_project(project: &Project, year: u16) -> Vec<Lies> {
    let mut folders = vec![project.year_folder(year), project.root.clone(), project.year_folder(year - 1)];
    folders.extend(project.performance_folder(year));
    let found = folders.iter().flat_map(|folder| discover::survey(folder));
    found.map(|f| Lies::told(project.shown(&f.path), &f.path, f.role)).collect()
}

/// The files in a folder that is no project yet.
pub fn in_folder(folder: &Path) -> Vec<Lies> {
    discover::survey(folder).into_iter().map(|f| Lies::told(file_name(&f.path), &f.path, f.role)).collect()
}

/// What became of a file that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// It lies there now.
    At(PathBuf),
    /// The same content lies there already.
    There(PathBuf),
    /// Other files are the same thing; they must be replaced, or this one not be taken.
    Instead(Vec<PathBuf>),
}

/// Copies a file into the folder of a project where it is looked for. With `replace` files that are the same thing are
/// moved away first; nothing is ever overwritten.
///
/// # Errors
/// It is of no use for the year's report, and the reason; it cannot be written.
pub fn place(project: &Project, year: u16, file: &Source, replace: bool) -> Result<Placed> {
    let role = discover::what_is(file);
    let document = published::is_document(file.path());
    let of_no_use = |reason: String| Error::Unusable { path: file.path().to_owned(), reason };
    let here = project.year_folder(year);
    let folder = match &role {
        Role::Accounts { year: Some(stated), .. } if document && stated + 1 == year => {
            project.year_folder(*stated)
        }
        Role::Accounts { year: Some(stated), .. } if document && *stated == year => {
            return Err(of_no_use(format!(
                "这是{year}年度的公开文档，正是要生成的；本年数据要用财务系统导出的决算工作簿"
            )));
        }
        Role::Accounts { year: Some(stated), .. } if *stated != year && stated + 1 != year => {
            return Err(of_no_use(format!("这是{stated}年度的决算，{year}年度的报告用不上")));
        }
        Role::Budget { year: Some(stated) } if *stated != year => {
            return Err(of_no_use(format!("这是{stated}年的预算表，不是{year}年的")));
        }
        Role::Supplement { year: Some(stated) } if *stated != year => {
            return Err(of_no_use(format!("这是{stated}年度的补充资料，不是{year}年度的")));
        }
        Role::Assessment => Folders::at(&project.root, &project.config.folders.performance, year),
        Role::Other => return Err(of_no_use(NOTHING.into())),
        Role::Unreadable(Error::Read { reason, .. } | Error::Unusable { reason, .. }) => {
            return Err(of_no_use(reason.clone()));
        }
        Role::Unreadable(error) => return Err(of_no_use(error.to_string())),
        _ => here.clone(),
    };
    let bytes = file.read()?;
    let _home = Home::enter(&project.root)?;
    std::fs::create_dir_all(&folder).map_err(|e| Error::write(&folder, &e))?;
    let same: Vec<PathBuf> = match &role {
        // Forms stand beside one another, one a project; all else is there once.
        Role::Assessment => Vec::new(),
        role => discover::survey(&folder)
            .into_iter()
            .filter(|f| is_same(&f.role, role, &f.path, document))
            .map(|f| f.path)
            .collect(),
    };
    // Last year's accounts lie in last year's folder where the project made that report too.
    let own_year = match &role {
        Role::Accounts { year: Some(stated), .. } => discover::survey(&project.year_folder(*stated)),
        _ => Vec::new(),
    };
    let lying = same.iter().chain(own_year.iter().map(|f| &f.path));
    for path in lying {
        if Source::from(path).read().is_ok_and(|b| b == bytes) {
            return Ok(Placed::There(path.clone()));
        }
    }
    if !same.is_empty() {
        if !replace {
            return Ok(Placed::Instead(same));
        }
        for path in &same {
            move_away(path)?;
        }
    }
    let name = match role {
        Role::Supplement { .. } => SUPPLEMENT.to_owned(),
        _ => plain_name(&file.name()),
    };
    let target = free(&folder, &name);
    platform::write_atomically(&target, &bytes).map_err(|e| Error::write(&target, &e))?;
    Ok(Placed::At(target))
}

fn is_same(there: &Role, given: &Role, path: &Path, document: bool) -> bool {
    match (there, given) {
        (Role::Accounts { year: a, .. }, Role::Accounts { year: b, .. }) => {
            a == b && published::is_document(path) == document
        }
        (Role::Budget { .. }, Role::Budget { .. }) => true,
        (Role::Supplement { .. }, Role::Supplement { .. }) => file_name(path) == SUPPLEMENT,
        _ => false,
    }
}

/// A file's name without anything that leads elsewhere or that Windows does not allow.
pub fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !c.is_control() && !"<>:\"|?*".contains(*c)).collect();
    let kept = kept.trim().trim_start_matches(['.', '~', '$']).trim_end_matches('.').to_owned();
    if kept.is_empty() { "文件".to_owned() } else { kept }
}

/// A path that is not taken: `名称.xlsx`, `名称 (2).xlsx`, ….
fn free(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    let (stem, extension) =
        name.rsplit_once('.').map_or((name, String::new()), |(s, e)| (s, format!(".{e}")));
    let others = (2..).map(|n| folder.join(format!("{stem} ({n}){extension}")));
    std::iter::once(path).chain(others).find(|p| std::fs::symlink_metadata(p).is_err()).unwrap_or_default()
}

fn move_away(path: &Path) -> Result<()> {
    let folder = path.with_file_name(REPLACED);
    std::fs::create_dir_all(&folder).map_err(|e| Error::write(&folder, &e))?;
    let target = free(&folder, &file_name(path));
    std::fs::rename(path, &target).map_err(|e| Error::write(path, &e))
}

/// A new project in a folder, around what lies there and files from elsewhere.
///
/// # Errors
/// See [`init::init`] and [`place`]; files that are of no use are returned with the reason.
pub fn found(folder: &Path, wanted: &Wanted, files: &[Source]) -> Result<(Project, u16, Vec<Error>)> {
    std::fs::create_dir_all(folder).map_err(|e| Error::write(folder, &e))?;
    let mut wanted = wanted.clone();
    let reported = |file: &Source| match discover::what_is(file) {
        // A report that is published is the one of the year before.
        Role::Accounts { year, .. } if published::is_document(file.path()) => year.map(|y| y + 1),
        Role::Accounts { year, .. } => year,
        _ => None,
    };
    wanted.year = wanted.year.or_else(|| files.iter().filter_map(reported).max());
    // The settings follow from what lies in the folder: the year's files must lie there first.
    if let Some(year) = wanted.year {
        let first = files.iter().filter(|f| reported(f) == Some(year) && !published::is_document(f.path()));
        let here = folder.join(Folders::default().year.replace("{year}", &year.to_string()));
        for file in first.take(1) {
            std::fs::create_dir_all(&here).map_err(|e| Error::write(&here, &e))?;
            let (path, bytes) = (free(&here, &plain_name(&file.name())), file.read()?);
            platform::write_atomically(&path, &bytes).map_err(|e| Error::write(&path, &e))?;
        }
    }
    let made = init::init(folder, &wanted)?;
    let mut refused = Vec::new();
    for file in files {
        match place(&made.project, made.year, file, false) {
            Ok(Placed::At(_) | Placed::There(_)) => {}
            Ok(Placed::Instead(others)) => refused.push(Error::Unusable {
                path: file.path().to_owned(),
                reason: format!(
                    "已有同样的文件“{}”，没有放进去",
                    others.first().map(|p| file_name(p)).unwrap_or_default()
                ),
            }),
            Err(error) => refused.push(error),
        }
    }
    Ok((made.project, made.year, refused))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_else() {
        for (given, kept) in [
            ("../../决算.xlsx", "决算.xlsx"),
            ("C:\\a\\决算.xlsx", "决算.xlsx"),
            ("..", "文件"),
            ("~$决算.xlsx", "决算.xlsx"),
            ("a:b?.xlsx.", "ab.xlsx"),
            ("决算\n.xlsx", "决算.xlsx"),
        ] {
            assert_eq!(plain_name(given), kept);
        }
    }
}
