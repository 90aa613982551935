//! `juesuan manual`

use std::process::ExitCode;

use super::print;
use super::terminal::ManualOptions;
use crate::error::Result;
use crate::platform;
use crate::work::{self, Written};

/// Writes the manual where people find it and opens it.
///
/// # Errors
/// It cannot be written.
pub fn run(options: &ManualOptions) -> Result<ExitCode> {
    let written = work::write_manual(options.out.as_deref())?;
    if let Written::Beside { kept, .. } = &written {
        print::err(&format!("{} 是别的文件或被改动过，保留不动\n", kept.display()));
    }
    let path = written.path();
    print::err(&format!("使用说明：{}\n", path.display()));
    if options.out.is_none() && !options.no_browser && platform::show(path).is_err() {
        print::err("没能打开浏览器，请双击这个文件\n");
    }
    Ok(ExitCode::SUCCESS)
}
