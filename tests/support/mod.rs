//! What the integration tests share: sample files, runs of the real binary, and its outputs.

// Each test binary uses its own part of this module.
#![allow(dead_code)]
#![allow(clippy::disallowed_methods, reason = "tests write into their own temporary folders")]

pub mod book;
pub mod browser;
pub mod dresses;
pub mod edit;
pub mod forms;
pub mod generate;
pub mod layouts;
pub mod office;
pub mod pages;
pub mod parts;
pub mod provinces;
pub mod published;
pub mod window;
pub mod word;
pub mod yellow;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;

/// The commands that people are shown, in the README and in the manual.
pub const COMMANDS: [&str; 11] = [
    "build",
    "inspect",
    "check",
    "proofread",
    "read",
    "init",
    "rollover",
    "template",
    "window",
    "batch",
    "manual",
];

/// Says that a test did not run: on a build server that is a failure, elsewhere it is seen although the test passes
/// (written past the harness, which shows a passing test's prints to nobody) and kept for the list at the end of
/// `.ci/run`. `why` names the Debian package to install.
#[track_caller]
pub fn not_run(test: &str, why: &str) {
    use std::io::Write as _;
    let line = format!("NOT RUN {test}: {why}\n");
    let _ = std::io::stderr().write_all(line.as_bytes());
    let list = Path::new(env!("CARGO_TARGET_TMPDIR")).join("not-run.txt");
    let file = std::fs::OpenOptions::new().create(true).append(true).open(list);
    let _ = file.and_then(|mut f| f.write_all(line.as_bytes()));
    assert!(std::env::var_os("CI").is_none(), "{line}");
}

/// Makes a folder a project in a style, with the sample department's files for 2023.
#[track_caller]
pub fn sample_project(root: &Path, style: &str) {
    std::fs::create_dir_all(root).expect("a folder");
    for name in ["2022年决算.xlsx", "2023年决算.xlsx", "2023年预算.xlsx"] {
        std::fs::copy(sample(name), root.join(name)).expect("a sample");
    }
    juesuan(root, &["init", ".", "--style", style]).expect_status(&[0]);
}

/// A file of the samples folder.
pub fn sample(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
    assert!(path.exists(), "{} is missing: cargo run --example make_samples", path.display());
    path
}

/// A finished run of the program, with everything needed to repeat it.
#[derive(Debug)]
pub struct Run {
    pub command: String,
    pub folder: PathBuf,
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// Fails with the evidence unless the exit code is one of the given.
    #[track_caller]
    pub fn expect_status(self, codes: &[i32]) -> Self {
        let known = self.status.is_some_and(|s| codes.contains(&s));
        assert!(known, "expected exit code {codes:?}\n{}", self.evidence());
        self
    }

    /// Fails with the evidence unless the messages contain every one of the given texts.
    #[track_caller]
    pub fn expect_message(&self, texts: &[&str]) {
        for text in texts {
            assert!(self.stderr.contains(text), "no “{text}” among the messages\n{}", self.evidence());
        }
    }

    /// The messages, each with the indented lines that belong to it.
    fn findings(&self) -> Vec<String> {
        let mut findings: Vec<String> = Vec::new();
        for line in self.stderr.lines() {
            match findings.last_mut() {
                Some(last) if line.starts_with(' ') => {
                    last.push('\n');
                    last.push_str(line);
                }
                _ => findings.push(line.to_owned()),
            }
        }
        findings
    }

    /// Fails with the evidence unless the messages about reading (codes R…) are exactly these, in this order.
    #[track_caller]
    pub fn expect_readings(&self, expected: &[&str]) {
        let about_reading = |f: &&String| f.chars().nth(2) == Some('[') && f.chars().nth(3) == Some('R');
        let findings = self.findings();
        let got: Vec<&String> = findings.iter().filter(about_reading).collect();
        assert_eq!(got, expected, "\n{}", self.evidence());
    }

    /// Fails with the evidence unless the messages are exactly these; `{folder}` and `{samples}` stand for the
    /// folders of this run.
    #[track_caller]
    pub fn expect_only_message(&self, expected: &str) {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let got = self
            .stderr
            .replace(&*self.folder.to_string_lossy(), "{folder}")
            .replace(&*samples.to_string_lossy(), "{samples}");
        assert_eq!(got.trim_end(), expected, "\n{}", self.evidence());
    }

    /// Command, folder, status and both outputs.
    pub fn evidence(&self) -> String {
        format!(
            "command: {}\nfolder:  {}\nstatus:  {:?}\n--- stdout ---\n{}\n--- stderr ---\n{}",
            self.command,
            self.folder.display(),
            self.status,
            self.stdout,
            self.stderr
        )
    }
}

/// Data of a run within limits: 256 MB, on Linux.
const MEMORY_KB: u64 = 256 * 1024;
/// A debug build on a busy machine; a release build needs two seconds at most (docs/reliability.md).
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs `juesuan COMMAND FILE`, on Linux with that much memory and no more; its exit code and what it said.
#[track_caller]
pub fn within_limits(command: &str, path: &Path) -> (Option<i32>, String) {
    let program = env!("CARGO_BIN_EXE_juesuan");
    let mut run = if cfg!(target_os = "linux") {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("ulimit -d {MEMORY_KB}; exec \"$0\" \"$@\""), program]);
        shell
    } else {
        Command::new(program)
    };
    let begun = Instant::now();
    let output = run.args([command.as_ref(), path.as_os_str()]).env("NO_COLOR", "1").output().expect("a run");
    assert!(begun.elapsed() < PATIENCE, "{} took {:?}", path.display(), begun.elapsed());
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!message.contains("panicked") && !message.contains("内部错误"), "{message}");
    (output.status.code(), message)
}

/// Runs the program in a folder.
pub fn juesuan<S: AsRef<OsStr>>(folder: &Path, arguments: &[S]) -> Run {
    let program = env!("CARGO_BIN_EXE_juesuan");
    let mut command = String::from("juesuan");
    for argument in arguments {
        let _ = write!(command, " {}", argument.as_ref().to_string_lossy());
    }
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .unwrap_or_else(|e| panic!("{program} does not start: {e}"));
    Run {
        command,
        folder: folder.to_owned(),
        status: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Arguments of `juesuan build`.
#[derive(Clone, Debug, Default)]
pub struct Build {
    pub input: PathBuf,
    pub prior: Option<PathBuf>,
    pub budget: Option<PathBuf>,
    pub supplement: Option<PathBuf>,
    pub style: &'static str,
}

impl Build {
    /// The sample department's 2023 with everything it has, in the Shandong style.
    pub fn sample_2023() -> Self {
        Self {
            input: sample("2023年决算.xlsx"),
            prior: Some(sample("2022年决算.xlsx")),
            budget: Some(sample("2023年预算.xlsx")),
            supplement: Some(sample("补充资料.xlsx")),
            style: "shandong",
        }
    }

    /// The second sample: a school with every kind of income and expenditure.
    pub fn school_2023() -> Self {
        Self {
            input: sample("学校/2023年决算.xlsx"),
            prior: Some(sample("学校/2022年决算.xlsx")),
            budget: Some(sample("学校/2023年预算.xlsx")),
            supplement: Some(sample("学校/补充资料.xlsx")),
            style: "shandong",
        }
    }

    /// Runs the build in a folder, with its outputs in `out` below it.
    pub fn run(&self, folder: &Path) -> Run {
        self.run_with(folder, &[])
    }

    /// The same with further arguments.
    pub fn run_with(&self, folder: &Path, more: &[&str]) -> Run {
        let mut arguments: Vec<std::ffi::OsString> =
            vec!["build".into(), self.input.clone().into_os_string()];
        let files =
            [("--prior", &self.prior), ("--budget", &self.budget), ("--supplement", &self.supplement)];
        for (flag, file) in files {
            if let Some(file) = file {
                arguments.push(flag.into());
                arguments.push(file.clone().into_os_string());
            }
        }
        for argument in more.iter().chain(&["--style", self.style, "--out"]) {
            arguments.push(argument.into());
        }
        arguments.push(out(folder).into_os_string());
        juesuan(folder, &arguments)
    }
}

/// The output folder of [`Build::run`].
pub fn out(folder: &Path) -> PathBuf {
    folder.join("out")
}

/// Cells of a sheet by address, as text.
pub type Cells = BTreeMap<String, String>;

/// What a build wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Outputs {
    /// Each sheet of 公开表.xlsx, in order.
    pub tables: Vec<(String, Cells)>,
    /// 情况说明.md
    pub narrative: String,
    /// facts.json without the sources.
    pub facts: Value,
}

impl Outputs {
    /// Reads what a build wrote into a folder.
    #[track_caller]
    pub fn read(out: &Path) -> Self {
        let narrative = out.join("情况说明.md");
        let mut facts = facts(out);
        strip_sources(&mut facts);
        Self {
            tables: tables(&out.join("公开表.xlsx")),
            narrative: std::fs::read_to_string(&narrative)
                .unwrap_or_else(|e| panic!("{}: {e}", narrative.display())),
            facts,
        }
    }

    /// Every difference from what was expected, one a line; empty if there is none.
    pub fn differences(&self, expected: &Self) -> String {
        let mut differences = table_differences(&self.tables, &expected.tables);
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let (got, want) = (lines(&self.narrative), lines(&expected.narrative));
        for n in 0..got.len().max(want.len()) {
            if got.get(n) != want.get(n) {
                let (got, want) = (got.get(n), want.get(n));
                let _ = writeln!(differences, "情况说明.md:{}: {got:?}, not {want:?}", n + 1);
            }
        }
        fact_differences(&mut differences, &self.facts, &expected.facts);
        differences
    }
}

/// facts.json as written.
#[track_caller]
pub fn facts(out: &Path) -> Value {
    let path = out.join("facts.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The sheets of a workbook with the text of every cell that is not empty.
#[track_caller]
pub fn tables(path: &Path) -> Vec<(String, Cells)> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let range =
            book.worksheet_range(&name).unwrap_or_else(|e| panic!("{} › {name}: {e}", path.display()));
        let (top, left) = range.start().unwrap_or_default();
        let mut cells = Cells::new();
        for (row, column, data) in range.used_cells() {
            if *data != Data::Empty {
                let row = top + u32::try_from(row).unwrap_or(u32::MAX);
                let column = left + u32::try_from(column).unwrap_or(u32::MAX);
                let column = u16::try_from(column).unwrap_or(u16::MAX);
                cells.insert(book::a1(row, column), data.to_string());
            }
        }
        sheets.push((name, cells));
    }
    sheets
}

/// Differences between two sets of tables, one a line.
pub fn table_differences(got: &[(String, Cells)], want: &[(String, Cells)]) -> String {
    let mut differences = String::new();
    let names = |tables: &[(String, Cells)]| tables.iter().map(|t| t.0.clone()).collect::<Vec<_>>();
    if names(got) != names(want) {
        let _ = writeln!(differences, "sheets: {:?}, not {:?}", names(got), names(want));
    }
    for ((name, got), (_, want)) in got.iter().zip(want) {
        let mut addresses: Vec<&String> = got.keys().chain(want.keys()).collect();
        addresses.sort();
        addresses.dedup();
        for address in addresses {
            if got.get(address) != want.get(address) {
                let (got, want) = (got.get(address), want.get(address));
                let _ = writeln!(differences, "{name} › {address}: {got:?}, not {want:?}");
            }
        }
    }
    differences
}

fn fact_differences(differences: &mut String, got: &Value, want: &Value) {
    let empty = serde_json::Map::new();
    let map = |value: &Value| value.get("facts").and_then(Value::as_object).cloned();
    let (got_facts, want_facts) = (map(got), map(want));
    let got_facts = got_facts.as_ref().unwrap_or(&empty);
    let want_facts = want_facts.as_ref().unwrap_or(&empty);
    for key in got_facts.keys().chain(want_facts.keys()) {
        let (got, want) = (got_facts.get(key), want_facts.get(key));
        if got != want && !differences.contains(&format!("facts.json {key}:")) {
            let _ = writeln!(differences, "facts.json {key}: {got:?}, not {want:?}");
        }
    }
    if differences.is_empty() && got != want {
        let _ = writeln!(differences, "facts.json: {got}, not {want}");
    }
}

/// Takes the sources out of all facts: a cell's address is allowed to follow the layout.
fn strip_sources(facts: &mut Value) {
    if let Some(facts) = facts.get_mut("facts").and_then(Value::as_object_mut) {
        for fact in facts.values_mut() {
            if let Some(fact) = fact.as_object_mut() {
                fact.remove("sources");
            }
        }
    }
}

/// Files below a folder, as paths relative to it; none if the folder does not exist.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path.strip_prefix(folder).unwrap_or(&path).to_owned());
            }
        }
    }
    files.sort();
    files
}

/// What a build wrote, as texts to compare: the text files as they are, `公开表.txt` and `指标.txt` for the
/// workbook and facts.json.
pub fn outputs_as_text(out: &Path) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for file in ["情况说明.md", "核对结果.md", "核对结果.json"] {
        if let Ok(text) = std::fs::read_to_string(out.join(file)) {
            texts.insert(file.to_owned(), text);
        }
    }
    if out.join("公开表.xlsx").exists() {
        texts.insert("公开表.txt".to_owned(), tables_as_text(&out.join("公开表.xlsx")));
    }
    if out.join("决算公开.docx").exists() {
        texts.insert(
            "文档结构.txt".to_owned(),
            structure_as_text(&word::Word::read(&out.join("决算公开.docx"))),
        );
    }
    if out.join("facts.json").exists() {
        texts.insert("指标.txt".to_owned(), facts_as_text(&facts(out)));
    }
    texts
}

/// Every sheet, a line per row, cells between bars; a text that looks like a number carries Excel's apostrophe.
#[track_caller]
fn tables_as_text(path: &Path) -> String {
    let mut book: Xlsx<_> = open_workbook(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut text = String::new();
    for name in book.sheet_names() {
        let range =
            book.worksheet_range(&name).unwrap_or_else(|e| panic!("{} › {name}: {e}", path.display()));
        let _ = writeln!(text, "=== {name}");
        for row in range.rows() {
            let cell = |data: &Data| match data {
                Data::String(s) if s.parse::<f64>().is_ok() => format!("'{s}"),
                Data::Float(n) => format!("{n}"),
                other => other.to_string().replace('\n', "⏎"),
            };
            let line = row.iter().map(cell).collect::<Vec<_>>().join("|");
            let _ = writeln!(text, "{}", line.trim_end_matches('|'));
        }
    }
    text
}

/// What stands around figures and narrative: cover, contents, titles, lines and heads of tables, notes, and the
/// beginnings of the paragraphs of every part but the narrative (which 情况说明.md holds).
fn structure_as_text(word: &word::Word) -> String {
    let body = word.document().all("w:body")[0];
    let mut text = String::new();
    let mut part = String::new();
    for node in &body.children {
        let words = node.words();
        match node.name.as_str() {
            "w:p" if !words.is_empty() => {
                let style = node.value("w:pStyle").unwrap_or("");
                if style == "Heading1" {
                    part.clone_from(&words);
                }
                let narrative = part.contains("情况说明") && matches!(style, "" | "Heading2" | "Heading3");
                if !narrative {
                    let shown: String = words.chars().take(48).collect();
                    let _ = writeln!(text, "{style}\t{shown}");
                }
            }
            "w:tbl" => {
                for row in node.direct("w:tr").filter(|row| !row.all("w:tblHeader").is_empty()) {
                    let cells: Vec<String> = row.direct("w:tc").map(word::Node::words).collect();
                    let _ = writeln!(text, "head\t{}", cells.join("|"));
                }
            }
            _ => {}
        }
    }
    text
}

/// A line per fact: key, label and every figure, `-` where there is none.
fn facts_as_text(facts: &Value) -> String {
    const FIGURES: [&str; 7] =
        ["current", "prior", "budget", "delta", "growth_pct", "share_pct", "completion_pct"];
    let mut text = format!("key label {}\n", FIGURES.join(" "));
    for (key, fact) in facts["facts"].as_object().into_iter().flatten() {
        let _ = write!(text, "{key} {}", fact["label"].as_str().unwrap_or("?"));
        for figure in FIGURES {
            let _ = write!(text, " {}", fact[figure].as_str().unwrap_or("-"));
        }
        text.push('\n');
    }
    text
}
