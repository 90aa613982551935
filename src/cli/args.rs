//! Arguments and their Chinese help.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use super::help::TEMPLATE;
use crate::bureau::Shard;
use crate::subject::Scope;
use crate::work::Format;

/// `juesuan`
#[derive(Debug, Parser)]
#[command(
    name = "juesuan",
    version,
    about = "决算公开：从财务系统导出的决算报表生成九张公开表和情况说明",
    help_template = TEMPLATE,
    subcommand_help_heading = "命令",
    subcommand_value_name = "命令",
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    arg_required_else_help = true,
    after_help = "退出码：0 完成；1 核对发现错误；2 用法不对；3 输入文件不能读取或不能使用"
)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
    /// 显示帮助
    #[arg(short, long, global = true, action = ArgAction::Help, help_heading = "选项", display_order = 900)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = "选项")]
    version: Option<bool>,
}

/// Commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 生成公开表、情况说明和指标
    #[command(help_template = TEMPLATE)]
    Build(Box<BuildOptions>),
    /// 查看程序从一个工作簿里认出了什么
    #[command(help_template = TEMPLATE)]
    Inspect(InspectOptions),
    /// 查看一份公开文档里有什么：各部分、九张表、各节文字、名词解释
    #[command(help_template = TEMPLATE)]
    Read(ReadOptions),
    /// 校对公开文档：文字与表、与导出文件是否一致，增减额和百分比、名称、用字是否有误
    #[command(help_template = TEMPLATE)]
    Proofread(ProofreadOptions),
    /// 建立项目文件夹：设置、年度文件夹和使用说明
    #[command(help_template = TEMPLATE)]
    Init(InitOptions),
    /// 由上年的文件夹建立新一年的文件夹
    #[command(help_template = TEMPLATE)]
    Rollover(RolloverOptions),
    /// 核对各表之间、各年之间的勾稽关系
    #[command(help_template = TEMPLATE)]
    Check(CheckOptions),
    /// 一次生成或核对许多单位：每个子文件夹（或名单的每一行）一个单位，写出汇总.xlsx
    #[command(
        help_template = TEMPLATE,
        after_help = "退出码：0 全部完成；1 有单位核对发现错误；2 用法不对；3 有单位失败；130 中途停止（再运行一次接着做）"
    )]
    Batch(Box<BatchOptions>),
    /// 在浏览器窗口里做：放入文件、填写原因、核对、生成
    #[command(help_template = TEMPLATE)]
    Window(WindowOptions),
    /// 查看、导出、检查样式模板
    #[command(help_template = TEMPLATE)]
    Template(super::template::TemplateOptions),
    /// 打开使用说明
    #[command(help_template = TEMPLATE)]
    Manual(super::terminal::ManualOptions),
    /// 输出命令行补全脚本：bash、zsh、fish、PowerShell
    #[command(help_template = TEMPLATE, after_help = super::terminal::WHERE)]
    Completions(super::terminal::CompletionsOptions),
    /// 输出手册页（man）
    #[command(help_template = TEMPLATE)]
    Man(super::terminal::ManOptions),
}

impl ValueEnum for Scope {
    fn value_variants<'a>() -> &'a [Scope] {
        &[Scope::Department, Scope::Unit]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (help, alias) = match self {
            Scope::Department => ("部门（含所属单位）", "department"),
            Scope::Unit => ("单位", "unit"),
        };
        Some(PossibleValue::new(self.label()).alias(alias).help(help))
    }
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Format] {
        &[Format::Docx, Format::Html, Format::HtmlPublic, Format::Md, Format::Pdf, Format::Xlsx, Format::Json]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let name = match self {
            Format::Docx => "docx",
            Format::Html => "html",
            Format::HtmlPublic => "html-public",
            Format::Md => "md",
            Format::Pdf => "pdf",
            Format::Xlsx => "xlsx",
            Format::Json => "json",
        };
        Some(PossibleValue::new(name))
    }
}

/// `juesuan build`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct BuildOptions {
    /// 本年决算：财务系统导出的工作簿；在项目文件夹里可以不写
    #[arg(value_name = "决算.xlsx", help_heading = "参数")]
    pub current: Option<PathBuf>,
    /// 项目文件夹，默认为当前文件夹或它上面有 juesuan.toml 的文件夹
    #[arg(long, value_name = "文件夹")]
    pub project: Option<PathBuf>,
    /// 上年决算：导出的财决表，或上年公开表
    #[arg(long, value_name = "文件")]
    pub prior: Option<PathBuf>,
    /// 首个年度（新设单位）：没有上年决算，各句不与上年比较；项目里写在 juesuan.toml 的 first_year
    #[arg(long, conflicts_with = "prior")]
    pub first_year: bool,
    /// 年初预算：部门预算公开的一般公共预算支出表
    #[arg(long, value_name = "文件")]
    pub budget: Option<PathBuf>,
    /// 补充资料：原因、文字和系统里没有的数
    #[arg(long, value_name = "文件")]
    pub supplement: Option<PathBuf>,
    /// 样式：standard（通用）、shandong（山东）、henan（河南）、hunan（湖南）、shanghai（上海）
    #[arg(long, value_name = "样式")]
    pub style: Option<String>,
    /// 照一份文档写：上年的决算公开文档（.docx、.pdf、.html、.txt）作样板，用它的话、今年的数
    #[arg(long, value_name = "文档", conflicts_with = "style")]
    pub like: Option<PathBuf>,
    /// 改变样式的一个选项，如 --set zero_cell=0.00，可重复
    #[arg(long = "set", value_name = "选项=值", value_parser = parse_option)]
    pub set: Vec<(String, String)>,
    /// 报告范围：部门 或 单位
    #[arg(long, value_name = "范围", hide_possible_values = true)]
    pub scope: Option<Scope>,
    /// 部门（单位）名称，默认取导出文件里的
    #[arg(long, value_name = "名称", allow_hyphen_values = true)]
    pub org: Option<String>,
    /// 报告年度：项目默认为最近的一年；工作簿里没有注明年度时（如公开表）需要
    #[arg(long, value_name = "年度", value_parser = clap::value_parser!(u16).range(1990..2100))]
    pub year: Option<u16>,
    /// 输出文件夹，默认在当前文件夹下新建“年度+决算公开”
    #[arg(short, long, value_name = "文件夹")]
    pub out: Option<PathBuf>,
    /// 自己的模板文件夹，其中的文件优先于内置的
    #[arg(long, value_name = "文件夹")]
    pub templates: Option<PathBuf>,
    /// 只写这些格式，用逗号分开：docx、html、md、xlsx、json；默认全部这些。另外要的写明：html-public（公开用的网页）、pdf（由电脑上的 WPS、Word 或 LibreOffice 打印）
    #[arg(long, value_name = "格式", value_delimiter = ',', hide_possible_values = true)]
    pub format: Vec<Format>,
    /// 有错误或缺少原因时不写任何文件
    #[arg(long)]
    pub strict: bool,
    /// 被改动过的输出文件也替换，原来的另存一份
    #[arg(long)]
    pub force: bool,
}

/// `juesuan batch`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct BatchOptions {
    /// 放着各单位文件夹的文件夹，或名单.xlsx（栏目：文件夹、样式、样板文档、名称、级次）；合并时为各份汇总
    #[arg(value_name = "文件夹|名单.xlsx", help_heading = "参数", required = true)]
    pub places: Vec<PathBuf>,
    /// 结果写到这个文件夹：每个单位一个子文件夹，另有汇总.xlsx、汇总.json。默认为文件夹里（名单旁边）的“汇总”
    #[arg(short, long, value_name = "文件夹")]
    pub out: Option<PathBuf>,
    /// 同时处理几个单位，默认与处理器个数相同
    #[arg(short, long, value_name = "个数", default_value_t = 0, hide_default_value = true)]
    pub jobs: usize,
    /// 只核对，不生成报告
    #[arg(long)]
    pub check: bool,
    /// 校对各单位的公开文档：单位文件夹里的 .docx、.pdf、.html 与它自己的决算核对，写出带批注的副本
    #[arg(long, conflicts_with = "check")]
    pub proofread: bool,
    /// 没有变化的单位也重新生成
    #[arg(long)]
    pub all: bool,
    /// 分给几台电脑做时，这一台做第几份，如 1/4
    #[arg(long, value_name = "份/共几份")]
    pub shard: Option<Shard>,
    /// 把各份的汇总合并成一份
    #[arg(long, conflicts_with_all = ["shard", "check", "proofread", "all"])]
    pub merge: bool,
    /// 主管部门的汇总决算：逐表逐行与各单位之和核对
    #[arg(long, value_name = "决算.xlsx", conflicts_with_all = ["shard", "merge"])]
    pub whole: Option<PathBuf>,
    /// 没有系统的汇总表时，由各单位的决算相加、抵销单位之间的往来，生成主管部门的报告；写部门的名称
    #[arg(long, value_name = "部门名称", conflicts_with_all = ["shard", "merge", "proofread"], allow_hyphen_values = true)]
    pub consolidate: Option<String>,
    /// 样式：standard（通用）、shandong（山东）、henan（河南）、hunan（湖南）、shanghai（上海）；名单和项目里写明的除外
    #[arg(long, value_name = "样式")]
    pub style: Option<String>,
    /// 照一份文档写
    #[arg(long, value_name = "文档", conflicts_with = "style")]
    pub like: Option<PathBuf>,
    /// 改变样式的一个选项，如 --set zero_cell=0.00，可重复
    #[arg(long = "set", value_name = "选项=值", value_parser = parse_option)]
    pub set: Vec<(String, String)>,
    /// 报告范围：部门 或 单位
    #[arg(long, value_name = "范围", hide_possible_values = true)]
    pub scope: Option<Scope>,
    /// 报告年度，默认为各单位最近的一年
    #[arg(long, value_name = "年度", value_parser = clap::value_parser!(u16).range(1990..2100))]
    pub year: Option<u16>,
    /// 自己的模板文件夹，其中的文件优先于内置的
    #[arg(long, value_name = "文件夹")]
    pub templates: Option<PathBuf>,
    /// 只写这些格式，用逗号分开：docx、html、md、xlsx、json；默认全部这些。另外要的写明：html-public、pdf
    #[arg(long, value_name = "格式", value_delimiter = ',', hide_possible_values = true)]
    pub format: Vec<Format>,
    /// 被改动过的输出文件也替换，原来的另存一份
    #[arg(long)]
    pub force: bool,
}

/// `juesuan init`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct InitOptions {
    /// 项目文件夹，没有就新建
    #[arg(value_name = "文件夹", help_heading = "参数")]
    pub folder: PathBuf,
    /// 由上年的公开文档建立：文档放进上年的文件夹，今后照它的话写
    #[arg(long, value_name = "文档")]
    pub from: Option<PathBuf>,
    /// 年度，默认取文件夹里决算文件的年度
    #[arg(long, value_name = "年度", value_parser = clap::value_parser!(u16).range(1990..2100))]
    pub year: Option<u16>,
    /// 样式：standard（通用）、shandong（山东）、henan（河南）、hunan（湖南）、shanghai（上海）
    #[arg(long, value_name = "样式")]
    pub style: Option<String>,
    /// 报告范围：部门 或 单位
    #[arg(long, value_name = "范围", hide_possible_values = true)]
    pub scope: Option<Scope>,
}

/// `juesuan window`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct WindowOptions {
    /// 项目文件夹；不写时打开当前文件夹的项目，没有项目就在窗口里选
    #[arg(value_name = "文件夹", help_heading = "参数")]
    pub folder: Option<PathBuf>,
    /// 年度：默认为最近的一年
    #[arg(long, value_name = "年度", value_parser = clap::value_parser!(u16).range(1990..2100))]
    pub year: Option<u16>,
    /// 不打开浏览器，只说明地址
    #[arg(long)]
    pub no_browser: bool,
}

/// `juesuan rollover`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct RolloverOptions {
    /// 新一年的年度，如 2024
    #[arg(value_name = "年度", help_heading = "参数", value_parser = clap::value_parser!(u16).range(1991..2100))]
    pub year: u16,
    /// 项目文件夹，默认为当前文件夹或它上面有 juesuan.toml 的文件夹
    #[arg(long, value_name = "文件夹")]
    pub project: Option<PathBuf>,
}

/// Output formats of commands that print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PrintFormat {
    /// 给人看的文字
    Text,
    /// 给程序用的 JSON
    Json,
}

/// How a command prints its result.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct PrintOptions {
    /// 输出格式：text 文字，json
    #[arg(
        long,
        value_name = "格式",
        default_value = "text",
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub format: PrintFormat,
}

/// Where a command stands.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct ProjectOptions {
    /// 项目文件夹，默认为当前文件夹或它上面有 juesuan.toml 的文件夹
    #[arg(long, value_name = "文件夹")]
    pub project: Option<PathBuf>,
    /// 年度：项目默认为最近的一年
    #[arg(long, value_name = "年度", value_parser = clap::value_parser!(u16).range(1990..2100))]
    pub year: Option<u16>,
}

/// `juesuan inspect`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct InspectOptions {
    /// 要查看的工作簿：决算（财决表、公开表）或年初预算；在项目文件夹里可以不写
    #[arg(value_name = "决算.xlsx", help_heading = "参数")]
    pub file: Option<PathBuf>,
    /// 列出读到的每一个金额（单位：元）
    #[arg(long)]
    pub amounts: bool,
    #[command(flatten)]
    pub place: ProjectOptions,
    #[command(flatten)]
    pub print: PrintOptions,
}

/// `juesuan proofread`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct ProofreadOptions {
    /// 要校对的公开文档：.docx、有文字层的 .pdf、.html、.txt；或放着多份文档的文件夹
    #[arg(value_name = "决算公开.docx|文件夹", help_heading = "参数")]
    pub report: PathBuf,
    /// 财务系统导出的决算报表；给出时与它逐数核对
    #[arg(value_name = "决算.xlsx", help_heading = "参数")]
    pub current: Option<PathBuf>,
    /// 上年决算：财决表或公开表
    #[arg(long, value_name = "文件")]
    pub prior: Option<PathBuf>,
    /// 年初预算表
    #[arg(long, value_name = "文件")]
    pub budget: Option<PathBuf>,
    /// 补充资料
    #[arg(long, value_name = "文件")]
    pub supplement: Option<PathBuf>,
    /// 把结果写进这个文件夹：校对.docx（带批注的副本，原文件不动）、校对.html；校对文件夹时另有校对汇总.xlsx
    #[arg(short, long, value_name = "文件夹")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub print: PrintOptions,
}

/// `juesuan read`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct ReadOptions {
    /// 要查看的公开文档：.docx、有文字层的 .pdf、.html、.txt
    #[arg(value_name = "决算公开.docx", help_heading = "参数")]
    pub file: PathBuf,
    #[command(flatten)]
    pub print: PrintOptions,
}

/// `juesuan check`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct CheckOptions {
    /// 要核对的决算：导出的财决表，或公开表；在项目文件夹里可以不写
    #[arg(value_name = "决算.xlsx", help_heading = "参数")]
    pub file: Option<PathBuf>,
    #[command(flatten)]
    pub place: ProjectOptions,
    /// 上年决算：导出的财决表，或上年公开表
    #[arg(long, value_name = "文件")]
    pub prior: Option<PathBuf>,
    /// 年初预算：部门预算公开的一般公共预算支出表
    #[arg(long, value_name = "文件")]
    pub budget: Option<PathBuf>,
    #[command(flatten)]
    pub print: PrintOptions,
    /// 连同四舍五入的尾差一起列出
    #[arg(long)]
    pub all: bool,
}

fn parse_option(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(key, value)| (key.trim().to_owned(), value.to_owned()))
        .ok_or_else(|| "应写成 选项=值".to_owned())
}
