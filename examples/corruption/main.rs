//! `cargo run --release --example corruption -- 决算.xlsx [上年决算.xlsx] [预算.xlsx]`: corrupts cells of a clean export one
//! at a time and prints how many the checks find and name. Without arguments: the samples. `--show` lists the rest.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use juesuan::error::Result;
use juesuan::{import, workbook};

mod experiment;

use experiment::{Case, KINDS, Tally};

const COUNT: usize = 200;
const SEED: u64 = 2023;

fn main() -> ExitCode {
    let mut files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let show = files.iter().any(|f| f.as_os_str() == "--show");
    files.retain(|f| f.as_os_str() != "--show");
    let samples = |year: u16| {
        let file = |name: String| Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
        vec![
            file(format!("{year}年决算.xlsx")),
            file(format!("{}年决算.xlsx", year - 1)),
            file(format!("{year}年预算.xlsx")),
        ]
    };
    let cases =
        if files.is_empty() { vec![samples(2023), samples(2024), samples(2025)] } else { vec![files] };
    for files in cases {
        if let Err(error) = run(&files, show) {
            eprintln!("{error}");
            return ExitCode::from(error.exit_code());
        }
    }
    ExitCode::SUCCESS
}

fn run(files: &[PathBuf], show: bool) -> Result<()> {
    let prior = files.get(1).map(import::read_accounts).transpose()?;
    let case = Case {
        book: workbook::read(&files[0])?,
        prior: prior.map(|p| p.accounts),
        budget: files.get(2).map(import::read_budget).transpose()?,
    };
    println!("{}", files[0].display());
    let tallies = case.run(COUNT, SEED, |line| {
        if show {
            println!("  {line}");
        }
    });
    let mut all = Tally::default();
    println!(
        "| 错法 | 次数 | 破坏关系 | 指出所在单元格 | 只报一条 | 首先指向它 |\n|---|---|---|---|---|---|"
    );
    for (kind, tally) in KINDS.iter().zip(tallies) {
        print(kind, tally);
        all.add(tally);
    }
    print("合计", all);
    println!("核对一次 {:.2} 毫秒", case.pace(100).as_secs_f64() * 1000.0);
    Ok(())
}

fn print(kind: &str, t: Tally) {
    let percent = |n: usize| (n * 100).checked_div(t.breaking).unwrap_or(100);
    println!(
        "| {kind} | {} | {} | {}（{}%） | {}（{}%） | {}（{}%） |",
        t.made,
        t.breaking,
        t.named,
        percent(t.named),
        t.single,
        percent(t.single),
        t.first,
        percent(t.first)
    );
}
