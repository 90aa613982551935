//! A published document as last year's accounts (决算), and as this year's.

use std::ffi::OsString;
use std::path::Path;

use serde_json::Value;

use crate::support::{Run, juesuan, office, sample};

fn run(folder: &Path, arguments: &[&str]) -> Run {
    let arguments: Vec<OsString> = arguments
        .iter()
        .map(|a| match a.strip_prefix("样例/") {
            Some(name) => sample(name).into(),
            None => (*a).into(),
        })
        .collect();
    juesuan(folder, &arguments)
}

fn facts(folder: &Path, prior: &str) -> Value {
    let out = prior.replace(['/', '.'], "_");
    let arguments = [
        "build",
        "样例/2023年决算.xlsx",
        "--prior",
        prior,
        "--budget",
        "样例/2023年预算.xlsx",
        "--style",
        "shandong",
        "--format",
        "json",
        "--out",
        &out,
    ];
    run(folder, &arguments).expect_status(&[0, 1]);
    let text = std::fs::read_to_string(folder.join(out).join("facts.json")).expect("facts.json");
    serde_json::from_str(&text).expect("facts")
}

/// Every figure without where it comes from.
fn values(facts: &Value) -> Value {
    let mut facts = facts["facts"].clone();
    let all = facts.as_object_mut().expect("facts");
    assert!(all.len() > 60, "{}", all.len());
    all.values_mut().for_each(|fact| fact["sources"] = Value::Null);
    facts
}

#[test]
fn a_document_of_last_year_gives_what_its_workbook_gives() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    run(folder, &["build", "样例/2022年决算.xlsx", "--style", "shandong", "--out", "去年"])
        .expect_status(&[0, 1]);
    let workbook = values(&facts(folder, "去年/公开表.xlsx"));
    for name in ["去年/决算公开.docx", "去年/决算公开.html"] {
        let read = facts(folder, name);
        let differing: Vec<&String> = workbook
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(key, fact)| values(&read)[key.as_str()] != **fact)
            .map(|(key, _)| key)
            .collect();
        assert!(differing.is_empty(), "{name}: {differing:?}");
        let sources = read["facts"]["expenditure.basic"]["sources"].as_array().expect("sources");
        let last = sources.iter().find(|s| s["role"] == "prior").expect("last year's cell");
        assert_eq!(last["sheet"], "03表", "{last}");
        let cell = last["cell"].as_str().unwrap_or_default();
        assert!(cell.starts_with("合计 › ") && cell.contains("基本支出"), "{last}");
    }
}

/// What printing to a PDF keeps: every amount of the nine tables, its place with the page; what a document of last year
/// cannot hold is said.
#[test]
fn a_printed_pdf_of_last_year_gives_what_its_workbook_gives() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    run(folder, &["build", "样例/2022年决算.xlsx", "--style", "henan", "--out", "去年"])
        .expect_status(&[0, 1]);
    let Some(pdf) = office::convert(&folder.join("去年/决算公开.docx"), "pdf") else { return };
    let pdf = pdf.display().to_string();
    let workbook = values(&facts(folder, "去年/公开表.xlsx"));
    let read = facts(folder, &pdf);
    assert_eq!(values(&read), workbook);
    let sources = read["facts"]["expenditure.basic"]["sources"].as_array().expect("sources");
    let last = sources.iter().find(|s| s["role"] == "prior").expect("last year's cell");
    assert!(last["sheet"].as_str().is_some_and(|s| s.starts_with("03表（第")), "{last}");
    assert_eq!(last["cell"], "合计 › 基本支出");
    let checked = run(folder, &["check", "样例/2023年决算.xlsx", "--prior", &pdf]).expect_status(&[0, 1]);
    assert!(checked.stdout.contains("[R041] 上年数据来自公开文档"), "{}", checked.evidence());
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a file of the test in its own folder")]
fn a_document_is_inspected_and_checked_like_a_workbook() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    run(folder, &["build", "样例/2023年决算.xlsx", "--prior", "样例/2022年决算.xlsx", "--out", "甲"])
        .expect_status(&[0, 1]);
    let seen = run(folder, &["inspect", "甲/决算公开.docx", "--amounts"]).expect_status(&[0]);
    for text in ["年度：2023", "各表齐全", "工作表“03表”", "公开表"] {
        assert!(seen.stdout.contains(text), "{text}\n{}", seen.evidence());
    }
    run(folder, &["check", "甲/决算公开.docx", "--prior", "样例/2022年决算.xlsx"]).expect_status(&[0, 1]);
    std::fs::write(folder.join("说明.txt"), "没有表格的说明。").expect("a file");
    let refused = run(folder, &["check", "样例/2023年决算.xlsx", "--prior", "说明.txt"]).expect_status(&[3]);
    refused.expect_message(&["没有找到任何决算公开表", "九张表是表格而不是图片"]);
}
