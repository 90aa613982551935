//! The cases of the experiment: the samples as they are, with other options and with other data; or folders.

use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use juesuan::source::Source;
use juesuan::work::Request;

use super::experiment::source;

fn sample(name: &str) -> Source {
    Source::from(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name))
}

/// The office of the samples in a year.
fn bureau(year: u16) -> Request {
    let first = year == 2023;
    Request {
        current: sample(&format!("{year}年决算.xlsx")),
        prior: Some(sample(&format!("{}年决算.xlsx", year - 1))),
        budget: Some(sample(&format!("{year}年预算.xlsx"))),
        supplement: first.then(|| sample("补充资料.xlsx")),
        performance: first.then(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/绩效自评表")),
        ..Request::default()
    }
}

fn school() -> Request {
    Request {
        current: sample("学校/2023年决算.xlsx"),
        prior: Some(sample("学校/2022年决算.xlsx")),
        budget: Some(sample("学校/2023年预算.xlsx")),
        supplement: Some(sample("学校/补充资料.xlsx")),
        ..Request::default()
    }
}

/// Options that change how figures are printed.
const OPTIONS: &[(&str, &str)] = &[
    ("structure", "nonzero"),
    ("percent_sign", "％"),
    ("unchanged", "与{prior}年决算数持平"),
    ("zero_cell", "0.00"),
    ("thousands", "true"),
    ("decimals", "trim"),
    ("balance", "note"),
];
/// And their opposites.
const OPPOSITES: &[(&str, &str)] = &[
    ("structure", "all"),
    ("percent_sign", "%"),
    ("unchanged", "与{prior}年度一致"),
    ("zero_cell", "0"),
    ("thousands", "false"),
    ("decimals", "fixed"),
    ("balance", "largest"),
    ("basis", "exact"),
];

fn with(mut request: Request, options: &[(&str, &str)]) -> Request {
    request.options = options.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    request
}

/// A sample as the accounts of another year: wherever it prints its own year.
fn as_year(name: &str, year: u16, other: u16) -> Source {
    let turned = || -> Option<Vec<u8>> {
        let bytes = sample(name).read().ok()?;
        let mut source = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut target = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for n in 0..source.len() {
            let mut part = source.by_index(n).ok()?;
            let mut content = Vec::new();
            part.read_to_end(&mut content).ok()?;
            if let Ok(text) = std::str::from_utf8(&content) {
                content = text.replace(&format!("{year}年"), &format!("{other}年")).into_bytes();
            }
            let name = part.name().ok()?.into_owned();
            target.start_file(name, zip::write::SimpleFileOptions::default()).ok()?;
            target.write_all(&content).ok()?;
        }
        Some(target.finish().ok()?.into_inner())
    };
    Source::from_bytes(format!("{other}年决算.xlsx"), turned().unwrap_or_default())
}

/// A year exactly like the one before: every comparison says that nothing changed.
fn equal(request: Request, folder: &str) -> Request {
    Request { prior: Some(as_year(&format!("{folder}2023年决算.xlsx"), 2023, 2022)), ..request }
}

/// The two years exchanged: every change goes the other way.
fn reversed(request: Request, folder: &str) -> Request {
    Request { current: as_year(&format!("{folder}2022年决算.xlsx"), 2022, 2023), ..equal(request, folder) }
}

/// The samples with every kind of data and option.
pub fn samples() -> Vec<(String, Request)> {
    let mut cases = Vec::new();
    let mut add = |name: &str, request: Request| cases.push((name.to_owned(), request));
    for year in [2023, 2024, 2025] {
        add(&format!("医保局{year}"), bureau(year));
    }
    add("学校2023", school());
    add("医保局2023选项", with(bureau(2023), OPTIONS));
    add("医保局2023相反", with(bureau(2023), OPPOSITES));
    add("学校选项", with(school(), OPTIONS));
    add("学校相反", with(school(), OPPOSITES));
    add("医保局两年相同", equal(bureau(2023), ""));
    add("学校两年相同", equal(school(), "学校/"));
    add("医保局两年对调", reversed(bureau(2023), ""));
    add("学校两年对调", reversed(school(), "学校/"));
    add("医保局首年", Request { prior: None, first_year: true, ..bureau(2023) });
    add("学校首年", Request { prior: None, first_year: true, supplement: None, ..school() });
    add("学校无上年", Request { prior: None, supplement: None, ..school() });
    add("学校无预算", Request { budget: None, ..school() });
    add("学校单位", Request { scope: Some(juesuan::subject::Scope::Unit), ..school() });
    cases
}

/// Folders with 决算.xlsx and what belongs to it, or folders of such folders.
pub fn of_folders(folders: &[PathBuf]) -> Vec<(String, Request)> {
    let mut cases = Vec::new();
    for folder in folders {
        let Some(current) = source(folder, "决算.xlsx") else {
            let mut inside: Vec<PathBuf> =
                std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
            inside.retain(|p| p.is_dir());
            inside.sort();
            cases.extend(of_folders(&inside));
            continue;
        };
        let request = Request {
            current,
            prior: source(folder, "上年决算.xlsx"),
            budget: source(folder, "预算.xlsx"),
            supplement: source(folder, "补充资料.xlsx"),
            ..Request::default()
        };
        let steps: Vec<String> =
            folder.components().rev().take(2).map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
        cases.push((steps.into_iter().rev().collect::<Vec<_>>().join(" "), request));
    }
    cases
}
