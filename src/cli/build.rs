//! `juesuan build`

use std::process::ExitCode;

use super::args::BuildOptions;
use super::{INTERRUPTED, print};
use crate::error::{Error, Result};
use crate::finding::{self, Severity};
use crate::platform;
use crate::source::Source;
use crate::work::{self, Format, Job, Order, Report, Request};

/// Makes and writes one report.
///
/// # Errors
/// See [`work::make`]; and outputs that cannot be written.
pub fn run(options: &BuildOptions) -> Result<ExitCode> {
    if options.format.contains(&Format::Pdf) {
        work::can_print()?;
        on_interrupt();
    }
    let job = Job::of(order(options))?;
    print::notes(&job);
    let made = job.make()?;
    say(&made.report);
    if options.strict && (made.has_errors() || made.has_gaps()) {
        say_missing(&made.report);
        return Err(Error::Strict("严格模式：有错误或缺少原因、文字，没有写任何文件".into()));
    }
    if let Some(path) = job.unused_supplement(made.report.subject.year) {
        let path = path.display();
        print::err(&format!("{path} 里已有填写的内容，这次没有使用。要使用请加 --supplement {path}\n"));
    }
    let wrote = job.write(&made, &options.format, options.force)?;
    if wrote.memory_lost {
        print::err(&format!("{}\n", work::MEMORY_LOST));
    }
    if let Some(why) = made.not_taken() {
        print::err(&format!("{why}\n"));
    }
    if let Some(taken) = &wrote.taken {
        print::err(&format!("{taken}\n"));
    }
    print::err(&format!("写入 {}：\n", wrote.out.display()));
    for written in &wrote.files {
        print::err(&format!("  {written}\n"));
    }
    if let Some(printed) = &wrote.printed {
        print::err(&format!("{printed}\n"));
    }
    let project = job.project.as_ref().map(|(project, _)| project);
    if let Some(text) = project.and_then(|project| wrote.supplement.said(project)) {
        print::err(&format!("  {text}\n"));
    }
    say_missing(&made.report);
    Ok(ExitCode::from(u8::from(made.has_errors())))
}

/// Ctrl-C ends the office program, too, that prints at the time.
fn on_interrupt() {
    platform::on_interrupt(|_| {
        platform::abandon_prints();
        std::process::exit(i32::from(INTERRUPTED));
    });
}

fn order(options: &BuildOptions) -> Order {
    Order {
        request: Request {
            prior: options.prior.as_ref().map(Source::from),
            budget: options.budget.as_ref().map(Source::from),
            supplement: options.supplement.as_ref().map(Source::from),
            like: options.like.as_ref().map(Source::from),
            style: options.style.clone().unwrap_or_default(),
            options: options.set.clone(),
            scope: options.scope,
            org: options.org.clone(),
            templates: options.templates.clone(),
            year: options.year,
            first_year: options.first_year,
            ..Request::default()
        },
        current: options.current.as_ref().map(Source::from),
        project: options.project.clone(),
        out: options.out.clone(),
    }
}

fn say(report: &Report) {
    let subject = &report.subject;
    print::err(&format!(
        "{} {}年度{}决算，样式：{}\n",
        subject.org,
        subject.year,
        subject.scope.label(),
        report.style.title
    ));
    let own: Vec<&str> = report.style.files.values().filter(|f| f.own).map(|f| f.origin.as_str()).collect();
    if !own.is_empty() {
        print::err(&format!("采用自己的模板{}个：{}\n", own.len(), own.join("、")));
    }
    // Missing reasons are listed together at the end.
    let shown = report.findings.iter().filter(|f| f.severity != Severity::Notice && f.code != "S003");
    for finding in shown {
        print::err(&print::finding_text(finding));
    }
    print::err(&format!("核对：{}（全部见 核对结果）\n", finding::counts(&report.findings)));
}

fn say_missing(report: &Report) {
    let missing: Vec<_> = report.narrative.missing().collect();
    if missing.is_empty() {
        return;
    }
    print::err(&format!("还缺{}处，文中以〔请补充…〕标出，请在补充资料.xlsx中填写：\n", missing.len()));
    let mut section = "";
    for ask in missing {
        if ask.section != section {
            section = &ask.section;
            print::err(&format!("  {section}\n"));
        }
        let (sheet, key) = work::stands_in(&ask.key);
        print::err(&format!("    {sheet}  {key}  {}\n", ask.gap));
    }
}
