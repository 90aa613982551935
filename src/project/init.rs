//! A project folder around what already lies there. Nothing that exists is overwritten.

use std::path::{Path, PathBuf};

use super::Project;
use super::config::{self, CONFIG_FILE, Found};
use super::discover::{self, Role};
use crate::error::{Error, Result};
use crate::platform::{current_year, write_atomically};
use crate::style::Library;
use crate::subject::Scope;
use crate::workbook::file_name;

/// The short manual in the project folder.
pub const MANUAL: &str = "使用说明.txt";

/// Provinces with a style of their own, by what a department's name begins with.
const PROVINCES: &[(&str, &[&str])] = &[
    (
        "shandong",
        &[
            "山东", "济南", "青岛", "淄博", "枣庄", "东营", "烟台", "潍坊", "济宁", "泰安", "威海", "日照",
            "临沂", "德州", "聊城", "滨州", "菏泽",
        ],
    ),
    (
        "henan",
        &[
            "河南",
            "郑州",
            "开封",
            "洛阳",
            "平顶山",
            "安阳",
            "鹤壁",
            "新乡",
            "焦作",
            "濮阳",
            "许昌",
            "漯河",
            "三门峡",
            "南阳",
            "商丘",
            "信阳",
            "周口",
            "驻马店",
            "济源",
        ],
    ),
    (
        "hunan",
        &[
            "湖南",
            "长沙",
            "株洲",
            "湘潭",
            "衡阳",
            "邵阳",
            "岳阳",
            "常德",
            "张家界",
            "益阳",
            "郴州",
            "永州",
            "怀化",
            "娄底",
            "湘西",
            "汨罗",
        ],
    ),
    ("shanghai", &["上海"]),
];

/// What a new project is to be; what is not said follows from what lies in the folder.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Year of the first report.
    pub year: Option<u16>,
    /// Style name.
    pub style: Option<String>,
    /// 部门 or 单位.
    pub scope: Option<Scope>,
}

/// A file that lay in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lies {
    /// 决算 or 年初预算.
    pub what: &'static str,
    /// The year it states.
    pub year: Option<u16>,
    /// Its name.
    pub name: String,
}

/// What making a project came to.
#[derive(Debug)]
pub struct Initiated {
    /// The project.
    pub project: Project,
    /// Name of the department found in the files; empty if none states it.
    pub department: String,
    /// The style the settings name, if they were written.
    pub style: Option<String>,
    /// Year of the first report.
    pub year: u16,
    /// Whether its folder was there.
    pub year_existed: bool,
    /// The supplement that was copied into it: from where to where.
    pub supplement: Option<(PathBuf, PathBuf)>,
    /// Whether the manual was written; it stays if it was there.
    pub manual: bool,
    /// Accounts and budgets that lay there.
    pub found: Vec<Lies>,
    /// Whether accounts of the year are among them, so that a report can be made.
    pub ready: bool,
}

/// Makes a project.
///
/// # Errors
/// There is no such style; the folder cannot be made or written.
pub fn init(folder: &Path, wanted: &Wanted) -> Result<Initiated> {
    std::fs::create_dir_all(folder).map_err(|e| Error::write(folder, &e))?;
    let lying = Lying::in_folder(folder);
    let mut found = Found {
        department: lying.org.clone().unwrap_or_default(),
        style: "standard".to_owned(),
        style_reason: String::new(),
        scope: wanted.scope,
    };
    match &wanted.style {
        Some(style) => found.style = Library::default().resolve(style)?,
        None => {
            if let Some((style, place)) = style_of(&found.department) {
                found.style = style.to_owned();
                found.style_reason = format!("按单位名称中的“{place}”选定，可以改");
            }
        }
    }
    let settings = write_new(&folder.join(CONFIG_FILE), &config::render(&found))?;
    let project = Project::open(&std::path::absolute(folder).map_err(|e| Error::read(folder, &e))?)?;
    // Accounts are published in the year after the one they report on.
    let year = wanted.year.or(lying.year).unwrap_or_else(|| current_year() - 1);
    let of_year = project.year_folder(year);
    let year_existed = of_year.is_dir();
    std::fs::create_dir_all(&of_year).map_err(|e| Error::write(&of_year, &e))?;
    let supplement = copy_supplement(&lying, &project, year)?;
    let manual = write_new(&folder.join(MANUAL), &manual(year, &project))?;
    Ok(Initiated {
        project,
        department: found.department,
        style: Some(found.style).filter(|_| settings),
        year,
        year_existed,
        supplement,
        manual,
        ready: lying.year == Some(year),
        found: lying.found,
    })
}

/// What already lies in the folder, by content.
#[derive(Default)]
struct Lying {
    year: Option<u16>,
    org: Option<String>,
    supplement: Vec<PathBuf>,
    found: Vec<Lies>,
}

impl Lying {
    const ACCOUNTS: &'static str = "决算";
    const BUDGET: &'static str = "年初预算";

    fn in_folder(folder: &Path) -> Lying {
        let mut lying = Lying::default();
        let below = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path());
        let mut folders: Vec<_> = below.filter(|p| p.is_dir()).collect();
        folders.sort();
        folders.insert(0, folder.to_owned());
        let mut newest = None;
        for (level, folder) in folders.iter().enumerate() {
            for file in discover::survey(folder) {
                let name = file_name(&file.path);
                match file.role {
                    Role::Accounts { year, org, .. } => {
                        lying.found.push(Lies { what: Lying::ACCOUNTS, year, name });
                        // A report that is published is the one of the year before.
                        let published = crate::published::is_document(&file.path);
                        let year = if published { year.map(|y| y + 1) } else { year };
                        if year >= newest {
                            newest = year;
                            lying.org = Some(org).filter(|o| !o.is_empty()).or(lying.org);
                        }
                    }
                    Role::Budget { year } => lying.found.push(Lies { what: Lying::BUDGET, year, name }),
                    Role::Supplement { .. } if level == 0 => lying.supplement.push(file.path),
                    _ => {}
                }
            }
        }
        lying.year = newest;
        lying
    }
}

fn style_of(department: &str) -> Option<(&'static str, &'static str)> {
    PROVINCES
        .iter()
        .find_map(|(style, places)| places.iter().find(|p| department.starts_with(**p)).map(|p| (*style, *p)))
}

/// Writes a file that is not there yet; whether it was written.
fn write_new(path: &Path, text: &str) -> Result<bool> {
    if path.exists() {
        return Ok(false);
    }
    // Notepad shows a file without a byte order mark as UTF-8 too, but needs CRLF in older Windows.
    let text = if path.extension().is_some_and(|e| e == "txt") {
        text.replace('\n', "\r\n")
    } else {
        text.to_owned()
    };
    write_atomically(path, text.as_bytes()).map_err(|e| Error::write(path, &e))?;
    Ok(true)
}

/// A supplement lying beside juesuan.toml belongs to the year; the copy is what the program refreshes from then on.
fn copy_supplement(lying: &Lying, project: &Project, year: u16) -> Result<Option<(PathBuf, PathBuf)>> {
    let target = project.supplement(year);
    let [only] = lying.supplement.as_slice() else { return Ok(None) };
    if target.exists() {
        return Ok(None);
    }
    let bytes = std::fs::read(only).map_err(|e| Error::read(only, &e))?;
    write_atomically(&target, &bytes).map_err(|e| Error::write(&target, &e))?;
    Ok(Some((only.clone(), target)))
}

fn manual(year: u16, project: &Project) -> String {
    let next = year + 1;
    let at = |pattern: &str| pattern.replace("{year}", &year.to_string());
    let folders = &project.config.folders;
    format!(
        "决算公开：每年怎么做\n\
         \n\
         1. 把财务系统导出的决算工作簿放进“{year_folder}”文件夹。有上年决算、年初预算表（一般公共预算支出表）也放进去；\n\
         \x20  上年的导出文件已在上年文件夹里的，不必再放。文件名随意，程序按内容辨认。\n\
         2. 在本文件夹里运行：juesuan build\n\
         \x20  公开表、情况说明等写到“{output}”，同时生成“{year_folder}/补充资料.xlsx”。\n\
         3. 打开补充资料.xlsx，填写黄色单元格（原因、系统里没有的数、部门职责等），保存并关闭。\n\
         4. 再运行：juesuan build。运行结束时会列出还缺什么。\n\
         \x20  导出文件更正后，换掉旧文件再运行即可，已填写的内容不会丢失。\n\
         5. 项目支出绩效自评表（每个项目一个工作簿）放进“{performance}”，程序自动填入补充资料的“绩效自评”。\n\
         6. 下一年：juesuan rollover {next}，再把新一年的导出文件放进去。\n\
         \n\
         自己改过的输出文件不会被覆盖，新的写在旁边（文件名带“新”）；确要替换用 juesuan build --force。\n\
         设置在 juesuan.toml，可用记事本打开修改。\n",
        year_folder = at(&folders.year),
        output = at(&folders.output),
        performance = at(&folders.performance),
    )
}
