//! `juesuan read`

use std::process::ExitCode;

use super::args::{PrintFormat, ReadOptions};
use super::print;
use super::read_json::Document;
use crate::accounts::{ScheduleId, SourceForm};
use crate::error::Result;
use crate::export::json::pretty;
use crate::published::{self, Report};
use crate::reading::{self, Statements};

/// Says what a published report holds.
///
/// # Errors
/// The file is no readable document.
pub fn run(options: &ReadOptions) -> Result<ExitCode> {
    let report = std::thread::scope(|scope| {
        scope.spawn(reading::prepare);
        published::read(&options.file)
    })?;
    let statements = reading::of_report(&report);
    match options.print.format {
        PrintFormat::Text => print::out(&text(&report, &statements))?,
        PrintFormat::Json => print::data(&pretty(&Document::of(&report, &statements))?)?,
    }
    // The process ends: its memory is given back at once, not piece by piece.
    std::mem::forget((report, statements));
    Ok(ExitCode::SUCCESS)
}

fn page(page: Option<u32>) -> String {
    page.map_or_else(String::new, |p| format!("  第{p}页"))
}

fn text(report: &Report, statements: &Statements) -> String {
    let said = |text: &str| if text.is_empty() { "没有找到".to_owned() } else { text.to_owned() };
    let mut out = format!(
        "文件：{}（{}）\n名称：{}\n范围：{}\n年度：{}\n目录：{}\n",
        report.file,
        report.format.label(),
        said(&report.org),
        report.scope.unwrap_or("没有找到"),
        report.year.map_or_else(|| "没有找到".to_owned(), |y| y.to_string()),
        if report.contents.is_empty() {
            "没有找到".to_owned()
        } else {
            format!("{}项", report.contents.len())
        },
    );
    out.push_str("\n各部分\n");
    for part in &report.parts {
        out.push_str(&format!("  {}{}\n", part.title.replace('\n', ""), page(part.page)));
    }
    out.push_str("\n九张表\n");
    for id in ScheduleId::ALL {
        let Some(table) = report.tables.iter().find(|t| t.id == id) else {
            out.push_str(&format!("  没有找到：{}\n", id.title(SourceForm::Gongkai)));
            continue;
        };
        out.push_str(&format!(
            "  {}：{}行  单位：{}{}\n",
            table.title.replace('\n', ""),
            table.rows.len(),
            table.unit.unwrap_or("没有注明"),
            page(table.page),
        ));
    }
    if !report.other_tables.is_empty() {
        out.push_str("\n其他表\n");
        for table in &report.other_tables {
            let title = table.title.lines().next().unwrap_or("");
            let title = if title.is_empty() { "（没有标题）" } else { title };
            out.push_str(&format!("  {title}：{}行{}\n", table.rows.len(), page(table.page)));
        }
    }
    for (name, sections) in [("概况", &report.overview), ("情况说明", &report.sections)] {
        out.push_str(&format!("\n{name}\n"));
        for section in sections {
            let number = if section.no.is_empty() { String::new() } else { format!("{}、", section.no) };
            let title = if section.title.is_empty() { "（没有标题）" } else { &section.title };
            out.push_str(&format!(
                "  {number}{title}：{}段{}\n",
                section.paragraphs.len(),
                page(section.page)
            ));
        }
    }
    out.push_str(&format!("\n名词解释：{}条\n", report.glossary.len()));
    let unbound: Vec<_> = statements.unbound().collect();
    out.push_str(&format!(
        "文中数字：{}个，其中{}个没有认出说的是什么\n",
        statements.figures.len(),
        unbound.len()
    ));
    for figure in unbound {
        let at = &figure.at;
        let Some(section) = report.sections.get(at.section) else { continue };
        let Some(text) = section.paragraphs.get(at.paragraph) else { continue };
        let sentence = text.text.get(at.sentence.clone()).unwrap_or(&text.text);
        out.push_str(&format!("  {}：{}（{}）\n", figure.text, sentence, section.title));
    }
    if !report.remarks.is_empty() {
        out.push_str("\n没有读取或不能归位的内容\n");
        for remark in &report.remarks {
            out.push_str(&format!("  {}{}\n", remark.text, page(remark.page)));
        }
    }
    if !report.import.findings.is_empty() {
        out.push('\n');
    }
    for finding in &report.import.findings {
        out.push_str(&print::finding_text(finding));
    }
    out
}
