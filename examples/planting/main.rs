//! `cargo run --release --example planting [-- [COUNT] --reworded --show]`: writes the samples' reports in every style, plants one error at
//! a time in them, and prints how many of them proofreading finds, and of how many it names the sentence or the
//! table's row. Each report is proofread as Word file and as plain text (tables parted by tabs), alone and against
//! the files it was made from; `--reworded`: with the wordings of other offices.

use std::path::Path;
use std::process::ExitCode;

mod experiment;

use experiment::kinds::KINDS;
use experiment::plant::{Form, Tally};
use experiment::{Plan, Tallies};

/// Errors of each kind in each report, if no other number is given.
const COUNT: usize = 12;
const STYLES: [&str; 5] = ["standard", "shandong", "henan", "hunan", "shanghai"];

fn main() -> ExitCode {
    let flag = |name: &str| std::env::args().any(|a| a == name);
    let (show, reworded) = (flag("--show"), flag("--reworded"));
    let count = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(COUNT);
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let folders = [samples.clone(), samples.join("学校")];
    for (form, name) in [(Form::Word, "Word文件"), (Form::Text, "纯文本")] {
        for alone in [false, true] {
            let mut tallies = Tallies::default();
            for (folder, style) in folders.iter().flat_map(|f| STYLES.map(|s| (f, s))) {
                let mut missed = |line: &str| {
                    if show {
                        println!("{style}：{line}");
                    }
                };
                let plan = Plan { form, alone, reworded, count };
                if let Err(error) = experiment::run(folder, style, plan, &mut tallies, &mut missed) {
                    eprintln!("{error}");
                    return ExitCode::from(error.exit_code());
                }
            }
            println!(
                "\n{name}，{}",
                if alone {
                    "单独校对"
                } else {
                    "对照导出文件、上年决算、预算和补充资料"
                }
            );
            println!("\n| 错法 | 次数 | 发现 | 指出所在 |\n|---|---|---|---|");
            let mut all = Tally::default();
            for (kind, tally) in KINDS.iter().zip(tallies) {
                println!("{}", tally.line(kind.name));
                all.add(tally);
            }
            println!("{}", all.line("合计"));
        }
    }
    ExitCode::SUCCESS
}
