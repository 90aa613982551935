//! Arguments of the commands for people who work in a terminal, and of the manual.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use clap_complete::Shell;

/// `juesuan manual`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct ManualOptions {
    /// 写成这个文件，不打开浏览器；不写时存入“文档”文件夹并打开
    #[arg(short, long, value_name = "文件")]
    pub out: Option<PathBuf>,
    /// 不打开浏览器，只说明文件在哪里
    #[arg(long)]
    pub no_browser: bool,
}

/// `juesuan completions`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct CompletionsOptions {
    /// 哪一种：bash、zsh、fish、powershell
    #[arg(value_name = "外壳", help_heading = "参数", hide_possible_values = true)]
    pub shell: Terminal,
}

/// A shell whose completion is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal(pub Shell);

const SHELLS: &[Terminal] =
    &[Terminal(Shell::Bash), Terminal(Shell::Zsh), Terminal(Shell::Fish), Terminal(Shell::PowerShell)];

impl ValueEnum for Terminal {
    fn value_variants<'a>() -> &'a [Terminal] {
        SHELLS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let name = match self.0 {
            Shell::Bash => "bash",
            Shell::Zsh => "zsh",
            Shell::Fish => "fish",
            Shell::PowerShell => "powershell",
            _ => return None,
        };
        Some(PossibleValue::new(name))
    }
}

/// Where the script goes.
pub const WHERE: &str = "放在哪里：\n  \
bash        juesuan completions bash > ~/.local/share/bash-completion/completions/juesuan\n  \
zsh         juesuan completions zsh > ~/.zfunc/_juesuan（~/.zfunc 要在 fpath 里，然后 compinit）\n  \
fish        juesuan completions fish > ~/.config/fish/completions/juesuan.fish\n  \
PowerShell  在 $PROFILE 里写两行：\n              \
[Console]::OutputEncoding = [Text.Encoding]::UTF8\n              \
juesuan completions powershell | Out-String | Invoke-Expression\n";

/// `juesuan man`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct ManOptions {
    /// 哪个命令的手册页，如 build 或 template list；不写时为 juesuan(1)
    #[arg(value_name = "命令", help_heading = "参数", conflicts_with = "out")]
    pub command: Vec<String>,
    /// 把全部手册页写进这个文件夹：juesuan.1、juesuan-build.1……
    #[arg(short, long, value_name = "文件夹")]
    pub out: Option<PathBuf>,
}
