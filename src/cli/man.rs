//! `juesuan man`: the man pages, in Chinese, from the definition of the command line.

use std::process::ExitCode;

use clap::Command;
use clap_mangen::Man;

use super::terminal::ManOptions;
use super::{definition, print};
use crate::error::{Error, Result};
use crate::work::{self, Output};

/// Prints a page, or writes all of them.
///
/// # Errors
/// There is no such command; a page cannot be written.
pub fn run(options: &ManOptions) -> Result<ExitCode> {
    let mut definition = definition::definition();
    definition.build();
    let all = definition::commands(&definition);
    if let Some(folder) = &options.out {
        let pages: Vec<Output> = all
            .iter()
            .map(|(_, command)| Output {
                name: format!("{}.1", name(command)).into(),
                bytes: page(command).into_bytes(),
            })
            .collect();
        work::write_plain(folder, &pages)?;
        print::err(&format!("手册页{}个写入 {}\n", pages.len(), folder.display()));
        return Ok(ExitCode::SUCCESS);
    }
    let wanted = options.command.join(" ");
    let (_, command) = all
        .iter()
        .find(|(path, _)| *path == wanted)
        .ok_or_else(|| Error::Usage(format!("没有“{wanted}”这个命令。用 juesuan --help 查看有哪些命令")))?;
    print::out(&page(command))?;
    Ok(ExitCode::SUCCESS)
}

/// The name of a command's page: `juesuan-template-list`.
fn name(command: &Command) -> String {
    command.get_display_name().unwrap_or(command.get_name()).to_owned()
}

/// The words that the generator writes in English, as Chinese pages have them.
const WORDS: &[(&str, &str)] = &[
    ("NAME", "名称"),
    ("SYNOPSIS", "概述"),
    ("DESCRIPTION", "描述"),
    ("OPTIONS", "选项"),
    ("SUBCOMMANDS", "命令"),
    ("EXTRA", "例子和退出码"),
    ("VERSION", "版本"),
];

/// The page of a command of the built definition, which knows the names of all pages.
fn page(command: &Command) -> String {
    let mut page = Vec::new();
    let version = format!("juesuan {}", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone()).title(name(command)).manual("决算公开").source(version);
    // Writing into memory does not fail.
    let _ = man.render(&mut page);
    let mut text = String::from_utf8_lossy(&page).into_owned();
    for (english, chinese) in WORDS {
        text = text.replace(&format!(".SH {english}\n"), &format!(".SH {chinese}\n"));
    }
    text
}
