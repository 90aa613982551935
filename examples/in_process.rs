//! What a report costs inside one process, everything in memory: `cargo run --release --example in_process [REPORTS]`.
//!
//! Milliseconds a report on one thread and on two, the parts of it against the bare libraries (ratios), and the memory of
//! the process while it makes many. `benches/measure.py` runs it beside the whole processes.

#[path = "../benches/floor/mod.rs"]
mod floor;

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use juesuan::export::{docx, html, json, markdown, xlsx, xlsx_findings};
use juesuan::narrative::Templates;
use juesuan::source::Source;
use juesuan::style::{Library, Style};
use juesuan::work::{self, Request};
use juesuan::{import, tables};

/// Runs that are counted; the median of them is said.
const RUNS: usize = 31;

fn main() {
    let reports = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1_000);
    let request = request();
    let make = || one(&request);
    for _ in 0..5 {
        make();
    }
    let alone = median(make);
    println!("a report, one thread\t{:.1} ms", ms(alone));
    println!("a report, two threads\t{:.1} ms", ms(side_by_side(&request)));
    floors(&request);
    for n in 1..=reports {
        make();
        if n == 100 || n == reports {
            println!("memory after {n} reports\t{}", memory().unwrap_or_else(|| "not known here".into()));
        }
    }
}

fn sample(name: &str) -> Source {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
    Source::from(&path).loaded().expect("the sample")
}

fn request() -> Request {
    let style = Style::load(&Library::default(), "shandong", &[]).expect("a built-in style");
    Request {
        current: sample("2023年决算.xlsx"),
        prior: Some(sample("2022年决算.xlsx")),
        budget: Some(sample("2023年预算.xlsx")),
        supplement: Some(sample("补充资料.xlsx")),
        loaded: Some(Arc::new(Templates::of(Arc::new(style)))),
        ..Request::default()
    }
}

/// A report in every format.
fn one(request: &Request) {
    let report = work::make(request).expect("the sample");
    let (charts, subject) = (report.charts(), &report.subject);
    let document = report.document();
    black_box((
        xlsx::workbook(&report.tables, &charts, &subject.org, subject.year).expect("a workbook"),
        xlsx_findings::workbook(&report.findings, &subject.org, subject.year).expect("a workbook"),
        docx::document(&document).expect("a document"),
        html::page(&document).expect("a page"),
        markdown::narrative(&report.narrative),
        markdown::findings(&report.findings),
        json::facts(subject, &report.style.name, &report.facts).expect("JSON"),
        json::findings(&report.findings).expect("JSON"),
    ));
}

fn median<R>(mut run: impl FnMut() -> R) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let begun = Instant::now();
            black_box(run());
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[RUNS / 2]
}

/// Two threads that make reports all the time: the time of one report.
fn side_by_side(request: &Request) -> Duration {
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| (0..RUNS).for_each(|_| one(request)));
        }
    });
    begun.elapsed() / u32::try_from(2 * RUNS).unwrap_or(1)
}

/// Each part against the bare library that does its inmost work.
fn floors(request: &Request) {
    let ratio = |what: &str, own: Duration, floor: Duration| {
        println!("{what}\t{:.2} times the bare library", own.as_secs_f64() / floor.as_secs_f64());
    };
    let export = request.current.read().expect("the sample");
    let read = median(|| import::read_accounts(&request.current).expect("the sample"));
    ratio("reading an export, against calamine", read, median(|| floor::read(&export)));
    let report = work::make(request).expect("the sample");
    let (charts, subject) = (report.charts(), &report.subject);
    let write = median(|| {
        let tables = tables::build(&report.current.accounts, &report.style, subject);
        xlsx::workbook(&tables, &charts, &subject.org, subject.year).expect("a workbook")
    });
    ratio("nine tables to .xlsx, against rust_xlsxwriter", write, median(|| floor::write(&report.tables)));
    let document = report.document();
    let parts = floor::parts(&docx::document(&document).expect("a document"));
    let word = median(|| docx::document(&document).expect("a document"));
    ratio("document to .docx, against zip", word, median(|| floor::pack(&parts)));
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// Resident memory, where the system tells it.
fn memory() -> Option<String> {
    #[allow(clippy::disallowed_methods, reason = "a file of the system")]
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = kilobytes.trim().trim_end_matches(" kB").parse().ok()?;
    Some(format!("{:.0} MB", kilobytes / 1_024.0))
}
