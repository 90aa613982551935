//! `juesuan init`

use std::process::ExitCode;

use super::args::InitOptions;
use super::print;
use crate::error::Result;
use crate::project::config::CONFIG_FILE;
use crate::project::init::{self, Initiated, MANUAL, Wanted};

/// Makes a project and says what it holds.
///
/// # Errors
/// There is no such style; the folder cannot be made or written.
pub fn run(options: &InitOptions) -> Result<ExitCode> {
    let wanted = Wanted { year: options.year, style: options.style.clone(), scope: options.scope };
    let made = init::init(&options.folder, &wanted)?;
    print::err(&format!("项目文件夹 {}：\n{}", options.folder.display(), said(&made)));
    Ok(ExitCode::SUCCESS)
}

fn said(made: &Initiated) -> String {
    let Initiated { project, year, .. } = made;
    let mut lines = Vec::new();
    lines.push(match &made.style {
        Some(style) => {
            let department = match made.department.as_str() {
                "" => "（取导出文件里的名称）",
                name => name,
            };
            format!("{CONFIG_FILE}  部门：{department}，样式：{style}")
        }
        None => format!("{CONFIG_FILE} 已经有了，没有改动"),
    });
    let folder = project.shown(&project.year_folder(*year));
    let state =
        if made.year_existed { "已经有了" } else { "放这一年的决算、预算和补充资料" };
    lines.push(format!("{folder}  {state}"));
    if let Some((from, to)) = &made.supplement {
        lines.push(format!("{}  由 {} 复制而来", project.shown(to), project.shown(from)));
    }
    let state = if made.manual { "" } else { " 已经有了，没有改动" };
    lines.push(format!("{MANUAL}{state}"));
    for file in &made.found {
        let of = match (file.year, file.what) {
            (Some(year), "决算") => format!("{year}年度"),
            (Some(year), _) => format!("{year}年"),
            (None, _) => String::new(),
        };
        lines.push(format!("找到{of}{}：{}", file.what, file.name));
    }
    let mut text: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    text.push_str(&if made.ready {
        "下一步：在这个文件夹里运行 juesuan build\n".to_owned()
    } else {
        format!("下一步：把{year}年度的决算导出文件放进“{folder}”，再运行 juesuan build\n")
    });
    text
}
