//! `juesuan rollover`

use std::process::ExitCode;

use super::args::RolloverOptions;
use super::print;
use crate::error::Result;
use crate::project::rollover;
use crate::work;

/// Makes next year's folder.
///
/// # Errors
/// There is no project, or no last year in it; the folder cannot be written.
pub fn run(options: &RolloverOptions) -> Result<ExitCode> {
    let project = work::project(options.project.as_deref())?;
    let year = options.year;
    let rolled = rollover::rollover(&project, year)?;
    print::err(&format!("{year}年的文件夹：{}\n", rolled.folder.display()));
    match &rolled.prior {
        Some(path) => {
            print::err(&format!("  上年决算：{}（留在原处，生成时自动采用）\n", project.shown(path)))
        }
        None => print::err(&format!("  没有找到{}年度的决算文件；请放入上年的文件夹\n", year - 1)),
    }
    match &rolled.supplement {
        Some(path) => {
            let (texts, reasons) = rolled.carried;
            print::err(&format!(
                "  {}：沿用文字{texts}段；上年的原因{reasons}条列在“上年填写”，供参考\n",
                project.shown(path)
            ));
        }
        None if project.supplement(year).exists() => {
            print::err(&format!("  {} 已经有了，没有改动\n", project.shown(&project.supplement(year))));
        }
        None => print::err("  上年没有补充资料.xlsx，没有可以沿用的文字\n"),
    }
    if let Some(model) = &rolled.model {
        print::err(&format!("  样板：{}（今年照它的话写）\n", project.shown(model)));
    }
    for finding in &rolled.findings {
        print::err(&print::finding_text(finding));
    }
    print::err(&format!(
        "下一步：把{year}年度的决算导出文件和年初预算表放进这个文件夹，再运行 juesuan build\n"
    ));
    Ok(ExitCode::SUCCESS)
}
