//! What each stage of a report costs, on the samples: `cargo bench`.
//!
//! Targets on one core: reading two exports 6 ms, nine tables to .xlsx 5 ms, facts and narrative 4 ms.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use juesuan::export::{json, markdown, xlsx};
use juesuan::facts::{self, Inputs};
use juesuan::report::{self, Request};
use juesuan::style::{Library, Style};
use juesuan::{checks, import, narrative, supplement, tables};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

fn request() -> Request {
    Request {
        current: sample("2023年决算.xlsx"),
        prior: Some(sample("2022年决算.xlsx")),
        budget: Some(sample("2023年预算.xlsx")),
        supplement: Some(sample("补充资料.xlsx")),
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

    let report = report::make(&request).expect("the sample");
    c.bench_function("nine tables to .xlsx", |b| {
        b.iter(|| {
            let tables = tables::build(&report.current.accounts, &report.style, &report.subject);
            black_box(xlsx::workbook(&tables, &report.subject.org, report.subject.year).expect("a workbook"))
        });
    });
    c.bench_function("check relations", |b| {
        let inputs = checks::Inputs {
            current: &report.current.accounts,
            prior: report.prior.as_ref().map(|p| &p.accounts),
            budget: report.budget.as_ref(),
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
            let report = report::make(&request).expect("the sample");
            let workbook =
                xlsx::workbook(&report.tables, &report.subject.org, report.subject.year).expect("a workbook");
            let texts = (
                markdown::narrative(&report.narrative),
                json::facts(&report.subject, &report.style.name, &report.facts).expect("JSON"),
            );
            black_box((workbook, texts))
        });
    });
}

criterion_group!(benches, stages, whole);
criterion_main!(benches);
