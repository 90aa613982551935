//! `juesuan template`: list, export, vars, check, preview.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use unicode_width::UnicodeWidthStr;

use super::help::TEMPLATE;
use super::print;
use crate::accounts::{ScheduleId, SourceForm};
use crate::document;
use crate::error::Result;
use crate::export::markdown;
use crate::facts::{CodedGroup, Fact, Kind, Role};
use crate::finding;
use crate::narrative::check::Problem;
use crate::narrative::vocabulary::{self, Kind as WordKind};
use crate::source::Source;
use crate::style::{LEARNED, Style};
use crate::subject::PLACEHOLDERS;
use crate::work::templates::{self, Told, Trying};
use crate::work::{Request, like};

/// `juesuan template`
#[derive(Debug, Args)]
pub struct TemplateOptions {
    #[command(subcommand)]
    command: TemplateCommand,
}

#[derive(Debug, Subcommand)]
#[command(subcommand_help_heading = "命令", subcommand_value_name = "命令", disable_help_subcommand = true)]
enum TemplateCommand {
    /// 列出有哪些样式
    #[command(help_template = TEMPLATE)]
    List(Folder),
    /// 把一个样式（或其中一个文件）导出到文件夹，供修改
    #[command(help_template = TEMPLATE)]
    Export(Export),
    /// 列出模板里可以用的键、名称和数值
    #[command(help_template = TEMPLATE)]
    Vars(Vars),
    /// 用各种极端数据检查样式和自己的模板
    #[command(help_template = TEMPLATE)]
    Check(Check),
    /// 看一节写出来是什么样子
    #[command(help_template = TEMPLATE)]
    Preview(Preview),
    /// 由一份公开文档学出样式，供修改：它的话成为模板，它的标题、名词、表注成为设置
    #[command(help_template = TEMPLATE)]
    Learn(Learn),
}

#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
struct Learn {
    /// 公开文档（.docx、.pdf、.html、.txt）
    #[arg(value_name = "文档", help_heading = "参数")]
    report: PathBuf,
    /// 模板文件夹，文件写入其中以样式命名的文件夹
    #[arg(value_name = "文件夹", help_heading = "参数")]
    folder: PathBuf,
    /// 样式的名称，也是文件夹名
    #[arg(long, value_name = "名称", default_value = LEARNED, hide_default_value = true)]
    name: String,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
struct Folder {
    /// 自己的模板文件夹；在项目里默认为项目的
    #[arg(long, value_name = "文件夹")]
    templates: Option<PathBuf>,
    #[command(flatten)]
    place: ProjectOnly,
}

/// The project a template command stands in.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
struct ProjectOnly {
    /// 项目文件夹，默认为当前文件夹或它上面有 juesuan.toml 的文件夹
    #[arg(long, value_name = "文件夹")]
    project: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
struct Export {
    /// 样式，如 shandong 或 山东
    #[arg(value_name = "样式", help_heading = "参数")]
    style: String,
    /// 模板文件夹，文件写入其中以样式命名的文件夹
    #[arg(value_name = "文件夹", help_heading = "参数")]
    folder: PathBuf,
    /// 只导出这个文件，如 05_general.tera
    #[arg(value_name = "文件", help_heading = "参数")]
    file: Option<String>,
}

/// What facts are made from: the workbook given, else the project's, else the built-in trial data.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
struct Inputs {
    /// 样式；在项目里默认为项目的，否则为 standard（通用）
    #[arg(long, value_name = "样式")]
    style: Option<String>,
    /// 上年决算
    #[arg(long, value_name = "文件")]
    prior: Option<PathBuf>,
    /// 年初预算
    #[arg(long, value_name = "文件")]
    budget: Option<PathBuf>,
    /// 补充资料
    #[arg(long, value_name = "文件")]
    supplement: Option<PathBuf>,
    /// 自己的模板文件夹；在项目里默认为项目的
    #[arg(long, value_name = "文件夹")]
    templates: Option<PathBuf>,
    #[command(flatten)]
    place: ProjectOnly,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
struct Vars {
    /// 本年决算（不给则用项目的，没有再用程序自带的试算数据），和要查找的文字
    #[arg(value_name = "决算.xlsx 或 查找的文字", num_args = 0..=2, help_heading = "参数")]
    words: Vec<String>,
    #[command(flatten)]
    inputs: Inputs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
struct Check {
    /// 自己的模板文件夹；不给则检查项目的（没有项目时为当前文件夹下的 templates）和全部内置样式
    #[arg(value_name = "文件夹", help_heading = "参数")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    place: ProjectOnly,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
struct Preview {
    /// 哪一节：序号（五 或 5）、标题中的文字或文件名
    #[arg(value_name = "节", help_heading = "参数")]
    section: String,
    /// 本年决算；不给则用项目的，没有再用程序自带的试算数据
    #[arg(value_name = "决算.xlsx", help_heading = "参数")]
    current: Option<PathBuf>,
    #[command(flatten)]
    inputs: Inputs,
}

/// Runs one of the template commands.
///
/// # Errors
/// No such style, file or section; inputs that cannot be used; a broken template.
pub fn run(options: &TemplateOptions) -> Result<ExitCode> {
    match &options.command {
        TemplateCommand::List(o) => list(o),
        TemplateCommand::Export(o) => export(o),
        TemplateCommand::Vars(o) => vars(o),
        TemplateCommand::Check(o) => check_packs(o),
        TemplateCommand::Preview(o) => preview(o),
        TemplateCommand::Learn(o) => learn(o),
    }
}

fn list(options: &Folder) -> Result<ExitCode> {
    let styles = templates::styles(options.templates.as_deref(), options.place.project.as_deref())?;
    let width = styles.iter().map(|s| s.name.width()).max().unwrap_or(0);
    for style in &styles {
        let parent = style.extends.as_ref().map(|p| format!("（继承 {p}）")).unwrap_or_default();
        print::out(&format!("{}  {}：{}{parent}\n", pad(&style.name, width), style.title, style.about))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn export(options: &Export) -> Result<ExitCode> {
    let exported = templates::export(&options.style, &options.folder, options.file.as_deref())?;
    for (path, is_new) in &exported.files {
        let state = if *is_new { "" } else { " 已经有了，保留不动" };
        print::err(&format!("  {}{state}\n", path.display()));
    }
    print::err(&format!(
        "改好后：juesuan template check {0}；生成时加上 --templates {0} --style {1}\n",
        options.folder.display(),
        exported.style
    ));
    let kept = exported.files.iter().filter(|(_, is_new)| !is_new).count();
    if kept > 0 {
        print::err(&format!("{kept}个文件已经有了，没有覆盖；要重新导出请先把它改名\n"));
    }
    Ok(ExitCode::SUCCESS)
}

fn learn(options: &Learn) -> Result<ExitCode> {
    let learned = like::write_pack(&Source::from(&options.report), &options.folder, &options.name)?;
    for path in &learned.files {
        print::err(&format!("  {}\n", path.display()));
    }
    for finding in &learned.findings {
        print::err(&print::finding_text(finding));
    }
    print::err(&format!(
        "与程序自带的 {1} 样式最接近，一样的各节没有再写。检查：juesuan template check {0}；生成时加上 --templates {0} --style {2}\n",
        options.folder.display(),
        learned.nearest,
        options.name
    ));
    Ok(ExitCode::SUCCESS)
}

/// A style over the data the user names, and which data that is.
fn told(current: Option<&Path>, inputs: &Inputs) -> Result<Told> {
    let request = Request {
        prior: inputs.prior.as_ref().map(Source::from),
        budget: inputs.budget.as_ref().map(Source::from),
        supplement: inputs.supplement.as_ref().map(Source::from),
        style: inputs.style.clone().unwrap_or_default(),
        templates: inputs.templates.clone(),
        ..Request::default()
    };
    let current = current.map(Source::from);
    let told = templates::told(Trying { current, request, project: inputs.place.project.clone() })?;
    if let Some(job) = &told.job {
        print::notes(job);
    }
    if let Some(error) = &told.trial_because {
        print::err(&format!("没有用项目的数据，改用试算数据：{error}\n"));
    }
    Ok(told)
}

fn vars(options: &Vars) -> Result<ExitCode> {
    let is_file = |word: &&String| {
        let path = Path::new(word.as_str());
        path.is_file()
            || path.extension().is_some_and(|e| e.to_string_lossy().to_lowercase().starts_with("xls"))
    };
    let file = options.words.iter().find(is_file).map(PathBuf::from);
    let search: Vec<&String> = options.words.iter().filter(|w| !is_file(w)).collect();
    let told = told(file.as_deref(), &options.inputs)?;
    let (facts, narrative, style) = (&told.facts, &told.narrative, &told.style);
    let wanted = |texts: &[&str]| search.iter().all(|s| texts.iter().any(|t| t.contains(s.as_str())));

    let mut rows: Vec<[String; 6]> = Vec::new();
    for fact in facts.iter() {
        let label = format!("{}{}", fact.label, group_of(&fact.key));
        if wanted(&[&fact.key, &label]) {
            let value = |role| shown(fact, role, style);
            let unit = if fact.kind == Kind::Money { "万元" } else { "个" };
            rows.push([
                fact.key.clone(),
                label,
                unit.to_owned(),
                value(Role::Current),
                value(Role::Prior),
                value(Role::Budget),
            ]);
        }
    }
    print_table("指标", ["键", "名称", "单位", "本年", "上年", "预算"], &rows)?;

    for (title, kind) in [
        ("变量", WordKind::Variable),
        ("过滤器", WordKind::Filter),
        ("判断", WordKind::Test),
        ("函数", WordKind::Function),
    ] {
        let rows: Vec<[String; 2]> = vocabulary::words(kind)
            .filter(|w| wanted(&[w.name, w.about]))
            .map(|w| [w.name.to_owned(), w.about.to_owned()])
            .collect();
        print_table(title, ["写法", "说明"], &rows)?;
    }
    let rows: Vec<[String; 3]> = narrative
        .asks
        .iter()
        .filter(|a| wanted(&[&a.key, &a.section, &a.sentence]))
        .map(|a| [a.key.clone(), a.section.clone(), if a.filled { "已填写" } else { "未填写" }.to_owned()])
        .collect();
    print_table("补充资料", ["键", "章节", "状态"], &rows)?;
    let rows: Vec<[String; 2]> =
        structure(&told).into_iter().filter(|[setting, shown]| wanted(&[setting, shown])).collect();
    print_table("结构", ["style.toml 里的设置", "现在的样子"], &rows)?;
    Ok(ExitCode::SUCCESS)
}

/// What the style declares around tables and narrative, as settings with what they print now.
fn structure(told: &Told) -> Vec<[String; 2]> {
    let (style, subject) = (&told.style, &told.subject);
    let mut rows: Vec<[String; 2]> = PLACEHOLDERS
        .iter()
        .map(|(name, about)| {
            [format!("{{{name}}}"), format!("{about}：{}", subject.fill(&format!("{{{name}}}")))]
        })
        .collect();
    let cover: Vec<String> = style.cover.title.iter().map(|line| subject.fill(line)).collect();
    rows.push(["cover.title".to_owned(), cover.join(" / ")]);
    for part in &style.parts.order {
        rows.push([format!("parts.titles.{part}"), style.part_title(part, subject).unwrap_or_default()]);
    }
    for entry in &style.overview {
        let key = entry.text.as_deref().map(|key| format!("（补充资料 text.{key}）")).unwrap_or_default();
        rows.push(["[[overview]]".to_owned(), format!("{}{key}", subject.fill(&entry.title))]);
    }
    for (n, number) in (1..).zip(&style.tables.order) {
        let usual = ScheduleId::published(number).map(|id| id.title(SourceForm::Gongkai)).unwrap_or_default();
        let title = style.titles.get(number).map_or_else(|| usual.to_owned(), |title| subject.fill(title));
        rows.push([format!("[table.\"{number}\"]"), format!("第{n}张 {title}")]);
    }
    for term in document::terms(style, subject, &told.tables) {
        let name = term.key.trim_start_matches("text.term.").trim_start_matches("text.item.");
        let explained = term.usual.unwrap_or_else(|| "（没有解释，由补充资料填写）".to_owned());
        let shown: String = explained.chars().take(30).collect();
        rows.push([format!("[glossary.text] \"{name}\""), format!("{}{shown}…", term.lead)]);
    }
    rows
}

fn shown(fact: &Fact, role: Role, style: &Style) -> String {
    match (fact.amount(role), fact.kind) {
        (None, _) => "—".to_owned(),
        (Some(amount), Kind::Money) => style.numbers().write(amount.to_wan().0),
        (Some(amount), Kind::Count) => amount.0.normalize().to_string(),
    }
}

/// What a fact by code belongs to.
fn group_of(key: &str) -> String {
    CodedGroup::of(key).map(|(group, _)| format!("（{}）", group.about)).unwrap_or_default()
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

fn print_table<const N: usize>(title: &str, head: [&str; N], rows: &[[String; N]]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut widths = head.map(UnicodeWidthStr::width);
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    print::out(&format!("{title}\n"))?;
    let line = |cells: &[&str]| {
        let padded: Vec<String> = cells.iter().zip(widths).map(|(c, w)| pad(c, w)).collect();
        print::out(&format!("  {}\n", padded.join("  ").trim_end()))
    };
    line(&head)?;
    for row in rows {
        line(&row.each_ref().map(String::as_str))?;
    }
    print::out("\n")
}

fn preview(options: &Preview) -> Result<ExitCode> {
    let told = told(options.current.as_deref(), &options.inputs)?;
    print::out(&markdown::narrative(&told.section(&options.section)?))?;
    Ok(ExitCode::SUCCESS)
}

fn check_packs(options: &Check) -> Result<ExitCode> {
    let checked = templates::check(options.folder.as_deref(), options.place.project.as_deref())?;
    report_problems("模板文件夹", &checked.astray)?;
    for pack in &checked.packs {
        let name = &pack.name;
        if let Some(error) = &pack.broken {
            print::out(&format!("样式“{name}”不能使用：{error}\n"))?;
            continue;
        }
        let whose =
            if pack.own > 0 { format!("（自己的文件{}个）", pack.own) } else { String::new() };
        let of = format!("{name} {}{whose}", pack.title);
        if pack.problems.is_empty() && pack.repeated == 0 {
            print::out(&format!("{of}：{}节次，没有发现问题\n", pack.rendered))?;
        }
        if pack.repeated > 0 {
            print::out(&format!("{of}：{}个问题，上面已经说过\n", pack.repeated))?;
        }
        report_problems(&of, &pack.problems)?;
    }
    Ok(ExitCode::from(u8::from(checked.found_any())))
}

fn report_problems(of: &str, problems: &[Problem]) -> Result<()> {
    if problems.is_empty() {
        return Ok(());
    }
    print::out(&format!("{of}：{}个问题\n", problems.len()))?;
    for problem in problems {
        let label = finding::entry(problem.code).map_or("错误", |e| e.severity.label());
        let under = if problem.under.is_empty() { String::new() } else { format!("（{}）", problem.under) };
        print::out(&format!("{label}[{}] {}{under}\n", problem.code, problem.message))?;
        if let Some(spot) = &problem.spot {
            for line in spot.to_string().lines() {
                print::out(&format!("  {line}\n"))?;
            }
        }
    }
    Ok(())
}
