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
    for line in rolled.said(&project, year) {
        print::err(&format!("{line}\n"));
    }
    for finding in &rolled.findings {
        print::err(&print::finding_text(finding));
    }
    print::err(&format!(
        "下一步：把{year}年度的决算导出文件和年初预算表放进这个文件夹，再运行 juesuan build\n"
    ));
    Ok(ExitCode::SUCCESS)
}
