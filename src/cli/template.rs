//! `juesuan template`: list, export, vars, check, preview.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use unicode_width::UnicodeWidthStr;

use super::help::TEMPLATE;
use super::print;
use crate::accounts::{ScheduleId, SourceForm};
use crate::document;
use crate::error::{Error, Result};
use crate::export::markdown;
use crate::facts::{CodedGroup, Fact, FactSet, Kind, Role};
use crate::finding;
use crate::narrative::check::{self, Problem};
use crate::narrative::trial::Trial;
use crate::narrative::vocabulary::{self, Kind as WordKind};
use crate::narrative::{self, Narrative, Spot};
use crate::platform;
use crate::project::Project;
use crate::source::Source;
use crate::style::exported::{self, ORIGINALS, Since};
use crate::style::{LEARNED, Library, PackFile, STYLE_FILE, Style};
use crate::subject::{PLACEHOLDERS, Subject};
use crate::tables::Table;
use crate::text::nearest;
use crate::work::{self, Job, Order, Request, like};

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
    #[arg(long, value_name = "名称", default_value = LEARNED)]
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

fn load(library: &Library, style: &str) -> Result<Arc<Style>> {
    Style::load(library, style, &[]).map(Arc::new)
}

fn list(options: &Folder) -> Result<ExitCode> {
    let project = work::enclosing_project(options.place.project.as_deref(), None)?;
    let own = || project.as_ref().and_then(Project::templates);
    let library = Library { folder: options.templates.clone().or_else(own), ..Library::default() };
    let names = library.names();
    let width = names.iter().map(|n| n.width()).max().unwrap_or(0);
    for name in &names {
        let style = load(&library, name)?;
        let parent = style.extends.as_ref().map(|p| format!("（继承 {p}）")).unwrap_or_default();
        print::out(&format!("{}  {}：{}{parent}\n", pad(name, width), style.title, style.about))?;
    }
    Ok(ExitCode::SUCCESS)
}

// ---- export ----------------------------------------------------------------------------------------------------

fn export(options: &Export) -> Result<ExitCode> {
    let library = Library::default();
    let name = library.resolve(&options.style)?;
    let style = load(&library, &name)?;
    let wanted = |file: &&PackFile| options.file.as_ref().is_none_or(|f| *f == file.name);
    // Settings a parent says stay with the parent; sentences come along, so that each can be changed here.
    let own_or_sentence = |file: &&PackFile| file.name != STYLE_FILE || file.pack == name;
    let files: Vec<&PackFile> = style.files.values().filter(wanted).filter(own_or_sentence).collect();
    if files.is_empty() {
        let known: Vec<&str> = style.files.keys().map(String::as_str).collect();
        let wanted = options.file.as_deref().unwrap_or_default();
        return Err(Error::Usage(format!("样式“{name}”没有文件“{wanted}”。有：{}", known.join("、"))));
    }
    let folder = options.folder.join(&name);
    let originals = folder.join(ORIGINALS);
    std::fs::create_dir_all(&originals).map_err(|e| Error::write(&originals, &e))?;
    let mut kept = 0;
    for file in files {
        let path = folder.join(&file.name);
        if path.exists() {
            kept += 1;
            print::err(&format!("  {} 已经有了，保留不动\n", path.display()));
            continue;
        }
        write(&path, &exported::with_head(file))?;
        write(&originals.join(&file.name), &file.content)?;
        print::err(&format!("  {}\n", path.display()));
    }
    print::err(&format!(
        "改好后：juesuan template check {0}；生成时加上 --templates {0} --style {name}\n",
        options.folder.display()
    ));
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

fn write(path: &Path, content: &str) -> Result<()> {
    platform::write_atomically(path, content.as_bytes()).map_err(|e| Error::write(path, &e))
}

// ---- vars and preview ------------------------------------------------------------------------------------------

/// What `vars` and `preview` show.
struct Told {
    facts: Arc<FactSet>,
    narrative: Narrative,
    style: Arc<Style>,
    subject: Subject,
    /// Tables, where they were made from real accounts.
    tables: Vec<Table>,
}

/// Facts, narrative and style from a workbook or the project, else from the built-in trial data in the project's style.
fn told(current: Option<&Path>, inputs: &Inputs) -> Result<Told> {
    let current = current.map(Source::from);
    let project = work::enclosing_project(inputs.place.project.as_deref(), current.as_ref())?;
    let named =
        current.is_some() || [&inputs.prior, &inputs.budget, &inputs.supplement].iter().any(|f| f.is_some());
    if project.is_none() && current.is_none() && named {
        return Err(Error::Usage("给了上年、预算或补充资料，也要给本年决算".into()));
    }
    if project.is_some() || current.is_some() {
        let request = Request {
            prior: inputs.prior.as_ref().map(Source::from),
            budget: inputs.budget.as_ref().map(Source::from),
            supplement: inputs.supplement.as_ref().map(Source::from),
            style: inputs.style.clone().unwrap_or_default(),
            templates: inputs.templates.clone(),
            ..Request::default()
        };
        match Job::of(Order { request, current, project: inputs.place.project.clone(), out: None }) {
            Ok(job) => {
                print::notes(&job);
                let report = job.make()?.report;
                return Ok(Told {
                    facts: report.facts,
                    narrative: report.narrative,
                    style: report.style,
                    subject: report.subject,
                    tables: report.tables,
                });
            }
            Err(error) if named => return Err(error),
            // A project without accounts yet is where templates are written.
            Err(error) => print::err(&format!("没有用项目的数据，改用试算数据：{error}\n")),
        }
    }
    let own = || project.as_ref().and_then(Project::templates);
    let library = Library { folder: inputs.templates.clone().or_else(own), ..Library::default() };
    let config = project.as_ref().map(|p| &p.config);
    let name = inputs.style.as_deref().or(config.map(|c| c.style_name())).unwrap_or("standard");
    let options = config.map(|c| c.style_options()).unwrap_or_default();
    let style = Arc::new(Style::load(&library, name, &options)?);
    let trial = Trial::ordinary();
    let supplement = Arc::new(trial.supplement.clone());
    let facts = trial.facts(style.basis, &supplement);
    let subject = trial.subject();
    let narrative = narrative::tell(&subject, Arc::clone(&facts), supplement, Arc::clone(&style))?;
    Ok(Told { facts, narrative, style, subject, tables: Vec::new() })
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
    let Told { facts, narrative, style, .. } = &told;
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
    let Told { narrative, style, .. } = told(options.current.as_deref(), &options.inputs)?;
    let wanted = options.section.as_str();
    // A number names one section, though titles of others may hold its character (一般公共预算).
    let numbered = narrative.sections.iter().position(|s| s.number == wanted).map(|i| i + 1);
    let numbered = numbered.or(wanted.parse().ok());
    let mut sections = narrative.sections.clone();
    let mut n = 0;
    sections.retain(|section| {
        n += 1;
        let file = style.sections.get(n - 1).is_some_and(|s| s.file.starts_with(wanted));
        numbered.map_or(section.title.contains(wanted) || file, |only: usize| only == n)
    });
    if sections.is_empty() {
        let known: Vec<String> =
            narrative.sections.iter().map(|s| format!("{}、{}", s.number, s.title)).collect();
        return Err(Error::Usage(format!("没有“{}”这一节。有：\n  {}", options.section, known.join("\n  "))));
    }
    let part = Narrative { sections, ..narrative };
    print::out(&markdown::narrative(&part))?;
    Ok(ExitCode::SUCCESS)
}

// ---- check -----------------------------------------------------------------------------------------------------

fn check_packs(options: &Check) -> Result<ExitCode> {
    let project = work::enclosing_project(options.place.project.as_deref(), None)?;
    let folder = match &options.folder {
        Some(folder) if !folder.is_dir() => {
            return Err(Error::Usage(format!("没有文件夹“{}”", folder.display())));
        }
        Some(folder) => Some(folder.clone()),
        None => match &project {
            Some(project) => project.templates(),
            None => Some(PathBuf::from("templates")).filter(|f| f.is_dir()),
        },
    };
    let library = Library { folder: folder.clone(), ..Library::default() };
    // The project's style is tried with the options its reports are made with.
    let config = project.as_ref().map(|p| &p.config);
    let used = config.map(|c| library.resolve(c.style_name())).transpose()?;
    let mut wrong = 0;
    let mut said: Vec<(&'static str, Spot)> = Vec::new();
    if let Some(folder) = &folder {
        wrong += report_problems("模板文件夹", &astray(folder, &library))?;
    }
    for name in library.names() {
        let set =
            config.filter(|_| used.as_ref() == Some(&name)).map(|c| c.style_options()).unwrap_or_default();
        let style = match Style::load(&library, &name, &set).map(Arc::new) {
            Ok(style) => style,
            Err(error) => {
                print::out(&format!("样式“{name}”不能使用：{error}\n"))?;
                wrong += 1;
                continue;
            }
        };
        let own = style.files.values().filter(|f| f.own).count();
        if options.folder.is_some() && own == 0 {
            continue;
        }
        let mut outcome = check::check(&style);
        outcome.problems.extend(style.files.values().filter(|f| f.own).filter_map(outdated));
        outcome.problems.extend(document::idle_settings(&style).into_iter().map(|message| Problem {
            code: "T010",
            message,
            spot: None,
            under: String::new(),
        }));
        let whose = if own > 0 { format!("（自己的文件{own}个）") } else { String::new() };
        if outcome.problems.is_empty() {
            print::out(&format!("{name} {}{whose}：{}节次，没有发现问题\n", style.title, outcome.rendered))?;
        }
        // A file that several styles inherit is wrong once.
        let before = outcome.problems.len();
        outcome
            .problems
            .retain(|p| p.spot.as_ref().is_none_or(|s| !said.iter().any(|(c, o)| *c == p.code && o == s)));
        if before > outcome.problems.len() {
            let repeated = before - outcome.problems.len();
            print::out(&format!("{name} {}{whose}：{repeated}个问题，上面已经说过\n", style.title))?;
        }
        said.extend(outcome.problems.iter().filter_map(|p| Some((p.code, p.spot.clone()?))));
        wrong += report_problems(&format!("{name} {}{whose}", style.title), &outcome.problems)?;
    }
    Ok(ExitCode::from(u8::from(wrong > 0)))
}

/// Files of a templates folder that belong to no pack.
fn astray(folder: &Path, library: &Library) -> Vec<Problem> {
    let names = library.names();
    let mut problems = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return problems };
    let mut entries: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let template = path.extension().is_some_and(|e| e == "tera" || e == "toml");
        let message = if path.is_dir() && !name.starts_with('.') && !names.contains(&name) {
            let near = nearest(&name, names.iter().map(String::as_str))
                .map(|n| format!("；是不是“{n}”"))
                .unwrap_or_default();
            format!("文件夹“{name}”不是样式，也没有 {STYLE_FILE}{near}")
        } else if path.is_file() && template {
            format!(
                "文件“{name}”不在任何样式的文件夹里，不会用到；请放进样式的文件夹，如 {}/shandong",
                folder.display()
            )
        } else {
            continue;
        };
        problems.push(Problem { code: "T002", message, spot: None, under: String::new() });
    }
    problems
}

/// Whether the built-in file an own file came from has changed since.
fn outdated(file: &PackFile) -> Option<Problem> {
    let path = Path::new(&file.origin);
    let original = path
        .parent()
        .and_then(|folder| std::fs::read_to_string(folder.join(ORIGINALS).join(&file.name)).ok());
    let message = match exported::since(&file.content, original.as_deref())? {
        Since::Unchanged => return None,
        Since::Gone(from) => format!(
            "这个文件从 juesuan {} 的 {} 导出，现在的程序（{}）已没有这个内置文件",
            from.version,
            from.path,
            env!("CARGO_PKG_VERSION")
        ),
        Since::Changed(from, lines) => format!(
            "这个文件从 juesuan {} 的 {} 导出，现在的程序（{}）改动了内置文件，请核对是否跟着改：\n    {}",
            from.version,
            from.path,
            env!("CARGO_PKG_VERSION"),
            lines.join("\n    ")
        ),
    };
    let line = file.content.lines().next().unwrap_or("");
    let spot = Some(Spot::new(&file.origin, 1, line, 0, line.chars().count()));
    Some(Problem { code: "T008", message, spot, under: String::new() })
}

fn report_problems(of: &str, problems: &[Problem]) -> Result<usize> {
    if problems.is_empty() {
        return Ok(0);
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
    Ok(problems.len())
}
