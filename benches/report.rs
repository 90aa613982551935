//! What each stage of a report costs, on the samples: `cargo bench`.
//!
//! Targets on one core: reading two exports 6 ms, nine tables to .xlsx 5 ms, facts and narrative 4 ms, document to
//! .docx and .html 10 ms; a published report from .docx 30 ms, from a .pdf of 35 pages 300 ms, proofread in 100 ms.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use juesuan::export::{docx, html, json, markdown, xlsx};
use juesuan::facts::{self, Inputs};
use juesuan::proof::{self, Known};
use juesuan::source::Source;
use juesuan::style::{Library, Style};
use juesuan::work::{self, Request};
use juesuan::{checks, import, narrative, published, reading, supplement, tables};

mod floor;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

fn source(name: &str) -> Source {
    Source::from(&sample(name))
}

fn request() -> Request {
    Request {
        current: source("2023年决算.xlsx"),
        prior: Some(source("2022年决算.xlsx")),
        budget: Some(source("2023年预算.xlsx")),
        supplement: Some(source("补充资料.xlsx")),
        style: "shandong".into(),
        ..Request::default()
    }
}

fn stages(c: &mut Criterion) {
    let request = request();
    c.bench_function("read two exports", |b| {
        b.iter(|| {
            let current = import::read_accounts(&request.current).expect("the sample");
            let prior = import::read_accounts(&sample("2022年决算.xlsx")).expect("the sample");
            black_box((current, prior))
        });
    });
    c.bench_function("read budget and supplement", |b| {
        b.iter(|| {
            let budget = import::read_budget(&sample("2023年预算.xlsx")).expect("the sample");
            let supplement = supplement::read(&sample("补充资料.xlsx")).expect("the sample");
            black_box((budget, supplement))
        });
    });
    c.bench_function("load a style", |b| {
        b.iter(|| black_box(Style::load(&Library::default(), "shandong", &[]).expect("a built-in style")));
    });

    let report = work::make(&request).expect("the sample");
    c.bench_function("nine tables to .xlsx", |b| {
        b.iter(|| {
            let tables = tables::build(&report.current.accounts, &report.style, &report.subject);
            let (charts, subject) = (report.charts(), &report.subject);
            black_box(xlsx::workbook(&tables, &charts, &subject.org, subject.year).expect("a workbook"))
        });
    });
    c.bench_function("document to .docx and .html", |b| {
        b.iter(|| {
            let document = report.document();
            black_box((
                docx::document(&document).expect("a document"),
                html::page(&document).expect("a page"),
            ))
        });
    });
    c.bench_function("check relations", |b| {
        let inputs = checks::Inputs {
            current: &report.current.accounts,
            prior: report.prior.as_ref().map(|p| &p.accounts),
            budget: report.budget.as_ref(),
            moved: juesuan::accounts::MovedCodes::none(),
            has_reason: &|_| true,
            rounding: false,
        };
        b.iter(|| black_box(checks::check(&inputs)));
    });
    c.bench_function("facts and narrative", |b| {
        let inputs = Inputs {
            current: &report.current.accounts,
            prior: report.prior.as_ref().map(|p| &p.accounts),
            budget: report.budget.as_ref(),
            supplement: &report.supplement,
            moved: juesuan::accounts::MovedCodes::none(),
        };
        b.iter(|| {
            let facts = Arc::new(facts::compute(&inputs, report.style.basis));
            let told = narrative::tell(
                &report.subject,
                facts,
                Arc::clone(&report.supplement),
                Arc::clone(&report.style),
            );
            black_box(told.expect("a narrative"))
        });
    });
    c.bench_function("text and JSON outputs", |b| {
        b.iter(|| {
            let texts = (
                markdown::narrative(&report.narrative),
                json::facts(&report.subject, &report.style.name, &report.facts).expect("JSON"),
                markdown::findings(&report.findings),
                json::findings(&report.findings).expect("JSON"),
            );
            black_box(texts)
        });
    });
}

/// Everything but the process and the disk writes.
fn whole(c: &mut Criterion) {
    let request = request();
    c.bench_function("whole report", |b| {
        b.iter(|| {
            let report = work::make(&request).expect("the sample");
            let (charts, subject) = (report.charts(), &report.subject);
            let workbook = xlsx::workbook(&report.tables, &charts, &subject.org, subject.year);
            let document = report.document();
            let pages =
                (docx::document(&document).expect("a document"), html::page(&document).expect("a page"));
            let texts = (
                markdown::narrative(&report.narrative),
                json::facts(&report.subject, &report.style.name, &report.facts).expect("JSON"),
            );
            black_box((workbook.expect("a workbook"), pages, texts))
        });
    });
}

/// Reading a published report back and proofreading it; the PDF where an office program can print one.
fn published_report(c: &mut Criterion) {
    let report = work::make(&request()).expect("the sample");
    let bytes = docx::document(&report.document()).expect("a document");
    c.bench_function("read a report from .docx", |b| {
        b.iter(|| black_box(published::read_bytes("决算公开.docx", &bytes).expect("a report")));
    });
    let page = html::page(&report.document()).expect("a page");
    c.bench_function("read a report from .html", |b| {
        b.iter(|| black_box(published::read_bytes("决算公开.html", page.as_bytes()).expect("a report")));
    });
    match printed(&bytes) {
        Some(pdf) => {
            c.bench_function("read a report from .pdf", |b| {
                b.iter(|| black_box(published::read_bytes("决算公开.pdf", &pdf).expect("a report")));
            });
        }
        None => eprintln!("没有 LibreOffice，未测 PDF"),
    }
    let read = published::read_bytes("决算公开.docx", &bytes).expect("a report");
    c.bench_function("statements of a report", |b| b.iter(|| black_box(reading::of_report(&read))));
    let known = Known {
        current: Some(&report.current.accounts),
        prior: report.prior.as_ref().map(|p| &p.accounts),
        budget: report.budget.as_ref(),
        supplement: &report.supplement,
        moved: juesuan::accounts::MovedCodes::none(),
    };
    c.bench_function("proofread a report", |b| b.iter(|| black_box(proof::proofread(&read, &known))));
}

/// The Word file as LibreOffice prints it.
#[allow(clippy::disallowed_methods, reason = "a file of its own in a folder of its own")]
fn printed(document: &[u8]) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().ok()?;
    let path = folder.path().join("决算公开.docx");
    std::fs::write(&path, document).ok()?;
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    std::process::Command::new("soffice")
        .args([profile.as_str(), "--headless", "--convert-to", "pdf", "--outdir"])
        .args([folder.path(), &path])
        .output()
        .ok()?;
    std::fs::read(folder.path().join("决算公开.pdf")).ok()
}

/// The bare libraries doing the same: what `read two exports`, `nine tables to .xlsx` and `document to .docx and .html`
/// are to be held against, in the same run.
fn floors(c: &mut Criterion) {
    let report = work::make(&request()).expect("the sample");
    let exports = ["2023年决算.xlsx", "2022年决算.xlsx"].map(|name| source(name).read().expect("the sample"));
    c.bench_function("floor: calamine reads two exports", |b| {
        b.iter(|| black_box(exports.each_ref().map(|bytes| floor::read(bytes))));
    });
    c.bench_function("floor: rust_xlsxwriter writes the cells of nine tables", |b| {
        b.iter(|| black_box(floor::write(&report.tables)));
    });
    let parts = floor::parts(&docx::document(&report.document()).expect("a document"));
    c.bench_function("floor: zip packs the parts of the .docx", |b| {
        b.iter(|| black_box(floor::pack(&parts)));
    });
}

criterion_group!(benches, stages, whole, published_report, floors);
criterion_main!(benches);
