//! `juesuan rollover`

use std::process::ExitCode;

use super::args::RolloverOptions;
use super::{job, print};
use crate::error::Result;
use crate::project::rollover;

/// Makes next year's folder.
///
/// # Errors
/// There is no project, or no last year in it; the folder cannot be written.
pub fn run(options: &RolloverOptions) -> Result<ExitCode> {
    let project = job::project(options.project.as_deref())?;
    let year = options.year;
    let rolled = rollover::rollover(&project, year)?;
    anstream::eprintln!("{year}年的文件夹：{}", rolled.folder.display());
    match &rolled.prior {
        Some(path) => anstream::eprintln!("  上年决算：{}（留在原处，生成时自动采用）", project.shown(path)),
        None => anstream::eprintln!("  没有找到{}年度的决算文件；请放入上年的文件夹", year - 1),
    }
    match &rolled.supplement {
        Some(path) => {
            let (texts, reasons) = rolled.carried;
            anstream::eprintln!(
                "  {}：沿用文字{texts}段；上年的原因{reasons}条列在“上年填写”，供参考",
                project.shown(path)
            );
        }
        None if project.supplement(year).exists() => {
            anstream::eprintln!("  {} 已经有了，没有改动", project.shown(&project.supplement(year)));
        }
        None => anstream::eprintln!("  上年没有补充资料.xlsx，没有可以沿用的文字"),
    }
    for finding in &rolled.findings {
        anstream::eprint!("{}", print::finding_text(finding));
    }
    anstream::eprintln!("下一步：把{year}年度的决算导出文件和年初预算表放进这个文件夹，再运行 juesuan build");
    Ok(ExitCode::SUCCESS)
}
