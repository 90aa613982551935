//! Golden cases: every folder of `tests/cases` is one command on the real binary and what must come of it.
//!
//! `case.toml` says what is run and what is pinned; `expected/` holds one file for each pin. A pin without its file
//! fails, and so does a file that no pin asks for. `JUESUAN_BLESS=1 cargo test --test program golden` writes the
//! expectations anew (read the difference before committing it); `JUESUAN_CASE=name` runs the cases whose name
//! contains it.

#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::support::{Run, files_below, juesuan, outputs_as_text};
use serde::Deserialize;
use tempfile::tempdir;

/// `case.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What the case is for.
    about: String,
    /// Commands to run first, in the same folder; each must succeed.
    #[serde(default)]
    before: Vec<Vec<String>>,
    /// The command; `{samples}` and `{case}` stand for folders, outputs go to `out`.
    run: Vec<String>,
    /// Exit code.
    #[serde(default)]
    status: i32,
    /// What is compared, by the names of [`outputs_as_text`].
    pins: Vec<String>,
    /// Nothing may be written; otherwise the five outputs must be there.
    #[serde(default)]
    nothing_written: bool,
    /// The section number before which the narrative is cut, if its end is not pinned.
    #[serde(default)]
    narrative_until: Option<String>,
}

fn cases_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("cases")
}

#[test]
fn golden_cases() {
    let wanted = std::env::var("JUESUAN_CASE").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::fs::read_dir(cases_folder())
        .expect("tests/cases")
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.is_dir() && p.to_string_lossy().contains(&wanted))
        .collect();
    folders.sort();
    assert!(!folders.is_empty(), "no case matches “{wanted}”");
    let failures: Vec<String> = folders.iter().filter_map(|folder| check(folder).err()).collect();
    assert!(failures.is_empty(), "{} of {} cases\n{}", failures.len(), folders.len(), failures.join("\n"));
}

/// Whether expectations are written anew; never on a build server, which would find everything right.
fn blessing() -> bool {
    let wanted = std::env::var_os("JUESUAN_BLESS").is_some();
    assert!(!wanted || std::env::var_os("CI").is_none(), "JUESUAN_BLESS is set on a build server");
    wanted
}

/// Runs one case; the error is everything needed to understand the failure.
fn check(folder: &Path) -> Result<(), String> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let text = std::fs::read_to_string(folder.join("case.toml")).map_err(|e| format!("{name}: {e}"))?;
    let case: Case = toml::from_str(&text).map_err(|e| format!("{name}: {e}"))?;
    let work = tempdir().expect("a folder");
    for command in &case.before {
        let run = run(command, folder, work.path());
        if run.status != Some(0) {
            return Err(format!("=== {name}: preparation failed\n{}", run.evidence()));
        }
    }
    let run = run(&case.run, folder, work.path());
    let mut failures = String::new();
    if run.status != Some(case.status) {
        let _ = writeln!(failures, "exit code {:?}, not {}", run.status, case.status);
    }
    let written = files_below(&work.path().join("out"));
    for file in ["公开表.xlsx", "情况说明.md", "facts.json", "核对结果.md", "核对结果.json"] {
        if written.contains(&PathBuf::from(file)) == case.nothing_written {
            let _ = writeln!(failures, "{file} is {}written", if case.nothing_written { "" } else { "not " });
        }
    }
    let mut got = outputs_as_text(&work.path().join("out"));
    got.insert("messages.txt".to_owned(), messages(&run, folder));
    if let Some(until) = &case.narrative_until
        && let Some(narrative) = got.get_mut("情况说明.md")
        && let Some(at) = narrative.find(&format!("## {until}、"))
    {
        narrative.truncate(at);
    }
    let expected = folder.join("expected");
    if blessing() && failures.is_empty() {
        bless(&case, &got, &expected);
    }
    for pin in &case.pins {
        let want = std::fs::read_to_string(expected.join(pin));
        match (got.get(pin), want) {
            (Some(got), Ok(want)) => failures.push_str(&difference(pin, got, &want)),
            (None, _) => {
                let _ = writeln!(failures, "no output {pin}");
            }
            (_, Err(e)) => {
                let _ = writeln!(failures, "no expectation for {pin}: {e}");
            }
        }
    }
    for entry in std::fs::read_dir(&expected).into_iter().flatten().flatten() {
        let file = entry.file_name().to_string_lossy().into_owned();
        if !case.pins.contains(&file) {
            let _ = writeln!(failures, "left over: expected/{file} belongs to no pin");
        }
    }
    if failures.is_empty() {
        return Ok(());
    }
    Err(format!("=== {name} ({})\n{failures}{}\n", case.about, run.evidence()))
}

fn run(command: &[String], case: &Path, work: &Path) -> Run {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let place = |argument: &String| {
        argument.replace("{samples}", &samples.to_string_lossy()).replace("{case}", &case.to_string_lossy())
    };
    juesuan(work, &command.iter().map(place).collect::<Vec<_>>())
}

/// Everything printed, with the folders of this machine taken out.
fn messages(run: &Run, case: &Path) -> String {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    format!("{}{}", run.stdout, run.stderr)
        .replace(&*samples.to_string_lossy(), "{samples}")
        .replace(&*case.to_string_lossy(), "{case}")
}

fn bless(case: &Case, got: &std::collections::BTreeMap<String, String>, expected: &Path) {
    let _ = std::fs::remove_dir_all(expected);
    if case.pins.is_empty() {
        return;
    }
    std::fs::create_dir_all(expected).expect("a folder");
    for pin in &case.pins {
        if let Some(text) = got.get(pin) {
            std::fs::write(expected.join(pin), text).expect("a file");
        }
    }
}

/// The lines between the common beginning and the common end, those expected with `-`, those found with `+`.
fn difference(name: &str, got: &str, want: &str) -> String {
    if got == want {
        return String::new();
    }
    let (got, want): (Vec<&str>, Vec<&str>) = (got.lines().collect(), want.lines().collect());
    let same = got.iter().zip(&want).take_while(|(g, w)| g == w).count();
    let rest = (got.len() - same).min(want.len() - same);
    let tail = (0..rest).take_while(|n| got[got.len() - 1 - n] == want[want.len() - 1 - n]).count();
    let mut text = format!("{name} differs from line {}:\n", same + 1);
    for (sign, lines) in [("-", &want[same..want.len() - tail]), ("+", &got[same..got.len() - tail])] {
        for line in lines.iter().take(20) {
            let _ = writeln!(text, "  {sign} {line}");
        }
        if lines.len() > 20 {
            let _ = writeln!(text, "  {sign} … {} more lines", lines.len() - 20);
        }
    }
    text
}

#[test]
fn differences_show_what_lies_between() {
    let text = difference("x", "a\nB\nc\n", "a\nb\nc\n");
    assert_eq!(text, "x differs from line 2:\n  - b\n  + B\n");
    assert_eq!(difference("x", "a\n", "a\n"), "");
}
