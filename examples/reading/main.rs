//! `cargo run --example reading -- [FOLDER …] [--pdf] [--show] [--style S]`: writes the reports of the samples (or of the folders with
//! 决算.xlsx, 上年决算.xlsx, 预算.xlsx, 补充资料.xlsx) in all styles and formats, reads each back and prints how many
//! figures are bound right and how many cells of the tables are the same. `--pdf`: printed by LibreOffice, too.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use juesuan::document::Document;
use juesuan::work::Request;

mod cases;
mod experiment;

use experiment::Tally;

fn main() -> ExitCode {
    let mut folders: Vec<PathBuf> = Vec::new();
    let (mut pdf, mut show, mut styles) = (false, false, experiment::STYLES.to_vec());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--pdf" => pdf = true,
            "--show" => show = true,
            "--style" => {
                let named = arguments.next().unwrap_or_default();
                styles.retain(|s| *s == named);
            }
            _ => folders.push(argument.into()),
        }
    }
    let cases = if folders.is_empty() { cases::samples() } else { cases::of_folders(&folders) };
    let mut by_format: BTreeMap<&'static str, Tally> = BTreeMap::new();
    let mut by_style: BTreeMap<&'static str, Tally> = BTreeMap::new();
    let mut to_print: Vec<(String, &'static str, Document, Vec<u8>)> = Vec::new();
    let mut failed = false;
    for (case, request) in &cases {
        for style in &styles {
            let request = Request { style: (*style).to_owned(), ..request.clone() };
            let written = match experiment::write(&request) {
                Ok(written) => written,
                Err(error) => {
                    eprintln!("{case} {style}: {error}");
                    failed = true;
                    continue;
                }
            };
            for (extension, bytes) in &written.files {
                let name = format!("{case} {style}.{extension}");
                let mut say = |line: String| {
                    if show {
                        println!("{line}");
                    }
                };
                match experiment::compare(&written.document, &name, bytes, &mut say) {
                    Ok(tally) => {
                        by_format.entry(extension).or_default().add(tally);
                        by_style.entry(style).or_default().add(tally);
                    }
                    Err(error) => {
                        eprintln!("{name}: {error}");
                        failed = true;
                    }
                }
            }
            if pdf {
                let docx = written.files.iter().find(|(e, _)| *e == "docx").map(|(_, b)| b.clone());
                to_print.push((format!("{case} {style}"), style, written.document, docx.unwrap_or_default()));
            }
        }
    }
    if pdf {
        for (name, style, document, bytes) in print(to_print) {
            let name = format!("{name}.pdf");
            let mut say = |line: String| {
                if show {
                    println!("{line}");
                }
            };
            match experiment::compare(&document, &name, &bytes, &mut say) {
                Ok(tally) => {
                    by_format.entry("pdf").or_default().add(tally);
                    by_style.entry(style).or_default().add(tally);
                }
                Err(error) => {
                    eprintln!("{name}: {error}");
                    failed = true;
                }
            }
        }
    }
    println!(
        "| | 文档 | 文中数字 | 认对 | 认错 | 未认出 | 所填文字中认出 | 表格单元格 | 相同 |\n|---|---|---|---|---|---|---|---|---|"
    );
    for (name, tally) in by_format.iter().chain(&by_style) {
        row(name, tally);
    }
    let mut all = Tally::default();
    by_format.values().for_each(|t| all.add(*t));
    row("合计", &all);
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn row(name: &str, t: &Tally) {
    let percent = |n: usize, of: usize| {
        // Percentages of counts, for people.
        let hundredths = (n * 100_000).checked_div(of).unwrap_or(100_000);
        format!("{}.{:03}%", hundredths / 1000, hundredths % 1000)
    };
    println!(
        "| {name} | {} | {} | {}（{}） | {}（{}） | {} | {} | {} | {}（{}） |",
        t.documents,
        t.figures,
        t.right,
        percent(t.right, t.figures),
        t.wrong,
        percent(t.wrong, t.figures),
        t.unbound,
        t.in_words,
        t.cells,
        t.same,
        percent(t.same, t.cells),
    );
}

/// Word files as an office program prints them.
#[allow(clippy::disallowed_methods, reason = "files of its own in a folder of its own")]
fn print(
    documents: Vec<(String, &'static str, Document, Vec<u8>)>,
) -> Vec<(String, &'static str, Document, Vec<u8>)> {
    let Ok(folder) = tempfile::tempdir() else { return Vec::new() };
    let path = |n: usize, extension: &str| folder.path().join(format!("{n}.{extension}"));
    for (n, (.., bytes)) in documents.iter().enumerate() {
        let _ = std::fs::write(path(n, "docx"), bytes);
    }
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let files: Vec<PathBuf> = (0..documents.len()).map(|n| path(n, "docx")).collect();
    let run = Command::new("soffice")
        .args([profile.as_str(), "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.path())
        .args(&files)
        .output();
    if let Err(error) = run {
        eprintln!("没有 LibreOffice，未测 PDF：{error}");
        return Vec::new();
    }
    let printed = documents.into_iter().enumerate().filter_map(|(n, (name, style, document, _))| {
        let bytes = std::fs::read(path(n, "pdf")).ok()?;
        Some((name, style, document, bytes))
    });
    printed.collect()
}
