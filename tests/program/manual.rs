//! The manual: what it shows is run, what it says of commands and files is held against the program, and its one page needs
//! nothing beside it.
//!
//! A chapter of docs/manual marks its fenced blocks: `juesuan` is typed, line by line, in a folder of the chapter's own;
//! `output` is what the last line before it showed (`…` stands for lines left out); `text` and `toml` are only shown.
//! Comments, which no reader sees, tell the test more:
//!
//! - `<!-- put: PLACE = SAMPLE -->`: the reader has this file there.
//! - `<!-- change: WORKBOOK | FORM | F14 = NUMBER -->`: somebody put another number into a cell of it.
//! - `<!-- word: FILE | WORDS = OTHER WORDS -->`: somebody changed words of a Word file.
//! - `<!-- made: PLACE -->`: the command before made it.
//! - `<!-- exit: 1 -->`: the next command ends with this code.
//! - `<!-- elsewhere -->`: the next block is about a computer of somebody's own and is not typed.

#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::book::{Book, Cell};
use crate::support::window::Window;
use crate::support::{COMMANDS, juesuan, sample};
use juesuan::manual::{APPENDICES, CHAPTERS};
use rust_decimal::Decimal;
use tempfile::tempdir;

/// What a chapter does, in order.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    Put { place: String, sample: String },
    Change { file: String, form: String, cell: String, number: String },
    Word { file: String, from: String, to: String },
    Made(String),
    Exit(i32),
    Type(String),
    Shows(Vec<String>),
}

/// The steps of a chapter.
fn steps(text: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut block: Option<(String, Vec<String>)> = None;
    let mut elsewhere = false;
    for line in text.lines() {
        if let Some(mark) = line.trim_start().strip_prefix("```") {
            match block.take() {
                None => block = Some((mark.trim().to_owned(), Vec::new())),
                Some((kind, lines)) => {
                    match kind.as_str() {
                        "juesuan" if elsewhere => {}
                        "juesuan" => steps.extend(lines.into_iter().map(Step::Type)),
                        "output" => steps.push(Step::Shows(lines)),
                        "text" | "toml" => {}
                        other => panic!("a block marked “{other}”"),
                    }
                    elsewhere = false;
                }
            }
            continue;
        }
        if let Some((_, lines)) = &mut block {
            lines.push(line.to_owned());
            continue;
        }
        let Some(said) = line.strip_prefix("<!-- ").and_then(|l| l.strip_suffix(" -->")) else { continue };
        match said.split_once(": ").unwrap_or((said, "")) {
            ("put", what) => {
                let (place, sample) = what.split_once(" = ").expect("PLACE = SAMPLE");
                steps.push(Step::Put { place: place.to_owned(), sample: sample.to_owned() });
            }
            ("change", what) => {
                let [file, form, set] = parts(what);
                let (cell, number) = set.split_once(" = ").expect("CELL = NUMBER");
                steps.push(Step::Change { file, form, cell: cell.to_owned(), number: number.to_owned() });
            }
            ("word", what) => {
                let [file, set] = parts(what);
                let (from, to) = set.split_once(" = ").expect("WORDS = WORDS");
                steps.push(Step::Word { file, from: from.to_owned(), to: to.to_owned() });
            }
            ("made", place) => steps.push(Step::Made(place.to_owned())),
            ("exit", code) => steps.push(Step::Exit(code.parse().expect("a code"))),
            ("elsewhere", "") => elsewhere = true,
            (other, _) => assert!(other.starts_with("由 "), "a comment “{other}”"),
        }
    }
    assert!(block.is_none(), "a block is not closed");
    steps
}

/// The parts of what a comment says.
fn parts<const N: usize>(what: &str) -> [String; N] {
    let parts: Vec<String> = what.split(" | ").map(str::to_owned).collect();
    parts.try_into().unwrap_or_else(|parts| panic!("{N} parts: {parts:?}"))
}

/// Column and row of an address like F14, from nought.
fn address(cell: &str) -> (u32, u16) {
    let (letters, digits) = cell.split_at(cell.find(|c: char| c.is_ascii_digit()).expect("a row"));
    let column = letters.bytes().fold(0, |n, c| n * 26 + u16::from(c - b'A') + 1) - 1;
    (digits.parse::<u32>().expect("a row") - 1, column)
}

/// Whether `shown` stands in the output, line by line in this order; `…` stands for any number of lines, and at the end of a
/// line for the rest of it.
fn stands_in(shown: &[String], output: &str) -> Result<(), String> {
    let mut lines = output.lines();
    let mut skips = true;
    for wanted in shown {
        if wanted.trim() == "…" {
            skips = true;
            continue;
        }
        let same = |line: &str| match wanted.strip_suffix('…') {
            Some(start) => line.starts_with(start),
            None => line.trim_end() == wanted.trim_end(),
        };
        let found = if skips { lines.any(same) } else { lines.next().is_some_and(same) };
        if !found {
            return Err(wanted.clone());
        }
        skips = false;
    }
    Ok(())
}

/// Runs a chapter; the commands that were typed.
fn run(file: &str, text: &str) -> Vec<String> {
    let root = tempdir().expect("a folder");
    let mut here = root.path().to_owned();
    let mut code = 0;
    let mut output = None;
    let mut typed = Vec::new();
    for step in steps(text) {
        match step {
            Step::Put { place, sample: name } => {
                let place = root.path().join(place);
                std::fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
                let from = root.path().join(&name);
                let from = if from.is_file() { from } else { sample(&name) };
                std::fs::copy(from, place).expect("copied");
            }
            Step::Change { file, form, cell, number } => {
                let path = root.path().join(file);
                let mut book = Book::read(&path);
                let (row, column) = address(&cell);
                let sheet = book.sheet(&form);
                let before = sheet.get(row, column).and_then(Cell::as_number);
                let number: Decimal = number.parse().expect("a number");
                assert!(before.is_some_and(|before| before != number), "{cell} holds another number");
                sheet.put(row, column, Cell::Number(number));
                book.write(&path);
            }
            Step::Word { file, from, to } => {
                crate::support::edit::word(&root.path().join(file), &[(&from, &to)])
            }
            Step::Made(place) => assert!(here.join(&place).exists(), "{file}: {place} was not made"),
            Step::Exit(wanted) => code = wanted,
            Step::Shows(lines) => {
                let output: &String = output.as_ref().expect("a command before what it shows");
                if let Err(line) = stands_in(&lines, output) {
                    panic!("{file}: not shown: {line}\n{output}");
                }
            }
            Step::Type(line) => {
                let line = line.split("   #").next().unwrap_or_default().trim().to_owned();
                if let Some(folder) = line.strip_prefix("cd ") {
                    here.push(folder);
                    assert!(here.is_dir(), "{file}: {line}");
                    continue;
                }
                let arguments: Vec<&str> = line
                    .strip_prefix("juesuan ")
                    .unwrap_or_else(|| panic!("{file}: {line}"))
                    .split(' ')
                    .collect();
                typed.push(line.clone());
                if arguments[0] == "window" {
                    // It stays open until its page is closed.
                    assert_eq!(Window::visited(&here, &arguments[1..]).get("/state").status, 200, "{line}");
                    continue;
                }
                // Where there is no browser to open, the file is what counts.
                let home = root.path().join("home");
                let run = if line == "juesuan manual" {
                    juesuan(&here, &["manual", "--no-browser", "--out", &home.to_string_lossy()])
                } else {
                    juesuan(&here, &arguments)
                };
                let run = run.expect_status(&[std::mem::take(&mut code)]);
                let shown = format!("{}{}", run.stdout, run.stderr);
                output = Some(shown.replace(&*root.path().to_string_lossy(), "D:"));
            }
        }
    }
    typed
}

#[test]
fn every_example_works_and_shows_what_it_says() {
    let mut commands = BTreeSet::new();
    for chapter in CHAPTERS {
        for line in run(chapter.file, chapter.text) {
            commands.insert(line.split(' ').nth(1).unwrap_or_default().to_owned());
        }
    }
    for wanted in COMMANDS {
        assert!(commands.contains(wanted), "the manual shows no {wanted}");
    }
}

/// What checks the examples must be able to fail.
#[test]
fn an_example_that_shows_something_else_is_found() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let output = "甲\n乙 2.44%\n丙\n丁\n";
    assert_eq!(stands_in(&lines("乙 2.44%\n丙"), output), Ok(()));
    assert_eq!(stands_in(&lines("甲\n…\n丁"), output), Ok(()));
    assert_eq!(stands_in(&lines("乙…\n丙"), output), Ok(()));
    assert_eq!(stands_in(&lines("乙 2.45%"), output), Err("乙 2.45%".to_owned()));
    assert_eq!(stands_in(&lines("甲\n丙"), output), Err("丙".to_owned()), "a line was left out");
    assert_eq!(stands_in(&lines("丁\n…\n甲"), output), Err("甲".to_owned()), "the order is another");
    let text = "<!-- put: 甲.xlsx = 2023年决算.xlsx -->\n```juesuan\njuesuan check 甲.xlsx   # 看\n```\n<!-- elsewhere -->\n```juesuan\njuesuan x\n```\n```output\n核对\n```\n<!-- made: 乙 -->\n";
    assert_eq!(
        steps(text),
        [
            Step::Put { place: "甲.xlsx".into(), sample: "2023年决算.xlsx".into() },
            Step::Type("juesuan check 甲.xlsx   # 看".into()),
            Step::Shows(vec!["核对".into()]),
            Step::Made("乙".into()),
        ]
    );
    for wrong in [
        "<!-- put: 甲.xlsx = 2023年决算.xlsx -->\n```juesuan\njuesuan check 甲.xlsx --nothing\n```\n",
        "<!-- put: 甲.xlsx = 2023年决算.xlsx -->\n```juesuan\njuesuan check 甲.xlsx\n```\n```output\n勾稽关系：核对了1个\n```\n",
        "<!-- put: 甲.xlsx = 2023年决算.xlsx -->\n```juesuan\njuesuan check 甲.xlsx\n```\n<!-- made: 甲.docx -->\n",
    ] {
        assert!(std::panic::catch_unwind(|| run("错的", wrong)).is_err(), "{wrong}");
    }
}

#[test]
fn the_page_of_commands_is_what_is_defined() {
    let page = CHAPTERS.iter().find(|c| c.file == "manual/commands.md").expect("the chapter");
    assert!(
        page.text == juesuan::cli::reference(),
        "docs/manual/commands.md is stale: run cargo run --example manual_commands"
    );
}

/// Commands and options that stand in a sentence exist.
#[test]
fn every_command_and_option_that_is_named_exists() {
    let root = tempdir().expect("a folder");
    let help = |path: &[&str]| {
        let mut arguments = path.to_vec();
        arguments.push("--help");
        juesuan(root.path(), &arguments).expect_status(&[0]).stdout
    };
    let all = help(&[]);
    let mut named = 0;
    for chapter in CHAPTERS {
        let outside: String = chapter.text.split("```").step_by(2).collect();
        for piece in outside.split('`').skip(1).step_by(2).filter(|p| p.starts_with("juesuan ")) {
            let mut words = piece.split_whitespace().skip(1).peekable();
            let command = words.next().unwrap_or_default();
            if command.starts_with('-') {
                continue;
            }
            assert!(all.contains(&format!("\n  {command} ")), "{}: {piece}", chapter.file);
            let mut path = vec![command];
            path.extend(words.next_if(|_| command == "template"));
            let help = help(&path);
            for option in words.filter(|w| w.starts_with("--")) {
                let option = option.split('=').next().unwrap_or_default();
                assert!(help.contains(option), "{}: {piece}: no {option}", chapter.file);
            }
            named += 1;
        }
    }
    assert!(named > 12, "only {named} commands are named");
}

#[test]
fn the_page_needs_nothing_beside_it() {
    let page = juesuan::manual::page();
    let size = page.len();
    assert!(size < 1_500_000, "{size} bytes");
    let ids: BTreeSet<&str> =
        page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    for link in page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        let to = percent_decoded(link.strip_prefix('#').unwrap_or_else(|| panic!("leads outside: {link}")));
        assert!(ids.contains(to.as_str()), "leads nowhere: {link}");
    }
    let pictures: Vec<&str> =
        page.split("<img src=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(pictures.len() >= 8);
    let different: BTreeSet<&&str> = pictures.iter().collect();
    assert_eq!(different.len(), pictures.len(), "a picture is in the page twice");
    // A picture that is not known has no content.
    assert!(pictures.iter().all(|p| p.starts_with("data:image/png;base64,iVBOR")));
    for outside in ["http://", "https://", "url(", "@import", "<script"] {
        assert!(!page.contains(outside), "{outside}");
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match code.and_then(|two| u8::from_str_radix(two, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).expect("text")
}

#[test]
fn every_chapter_of_the_folder_is_in_the_manual() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let lying: BTreeSet<String> = std::fs::read_dir(docs.join("manual"))
        .expect("docs/manual")
        .map(|e| format!("manual/{}", e.expect("an entry").file_name().to_string_lossy()))
        .filter(|name| name != "manual/README.md")
        .collect();
    let listed: BTreeSet<String> = CHAPTERS.iter().map(|c| c.file.to_owned()).collect();
    assert_eq!(lying, listed);
    // Links that GitHub readers follow lead to files that are there.
    for chapter in CHAPTERS.iter().chain(APPENDICES) {
        let folder: PathBuf = docs.join(chapter.file).parent().expect("a folder").to_owned();
        for link in chapter.text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap_or_default();
            assert!(path.is_empty() || folder.join(path).exists(), "{}: {link}", chapter.file);
        }
    }
}

/// What a full run writes is explained.
#[test]
fn every_file_that_is_written_is_explained() {
    let page = CHAPTERS.iter().find(|c| c.file == "manual/files.md").expect("the chapter").text;
    let root = tempdir().expect("a folder");
    let here = root.path();
    crate::support::sample_project(&here.join("项目"), "shandong");
    juesuan(&here.join("项目"), &["build", "--format", "docx,html,html-public,md,xlsx,json"])
        .expect_status(&[0, 1]);
    juesuan(&here.join("项目"), &["rollover", "2024"]).expect_status(&[0]);
    let build = ["build", &*sample("2023年决算.xlsx").to_string_lossy(), "--out", "单独"].map(str::to_owned);
    juesuan(here, &build).expect_status(&[0, 1]);
    juesuan(here, &["proofread", "单独/决算公开.docx", "--out", "校对"]).expect_status(&[0, 1]);
    std::fs::create_dir_all(here.join("各单位/甲")).expect("a folder");
    std::fs::copy(sample("2023年决算.xlsx"), here.join("各单位/甲/决算.xlsx")).expect("copied");
    juesuan(here, &["batch", "各单位"]).expect_status(&[0, 1]);
    juesuan(here, &["proofread", "单独", "--out", "校对一批"]).expect_status(&[0, 1]);
    juesuan(here, &["template", "learn", "单独/决算公开.docx", "模板"]).expect_status(&[0]);
    let given = ["2022年决算.xlsx", "2023年决算.xlsx", "2023年预算.xlsx", "决算.xlsx"];
    let mut seen = 0;
    for file in crate::support::files_below(here) {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let hidden = file.components().any(|part| part.as_os_str() == ".juesuan");
        if given.contains(&name.as_str()) || name.ends_with(".tera") || hidden {
            continue;
        }
        // A copy that proofreading made carries the name of its document.
        let shown = match name.split_once(".校对.") {
            Some((_, extension)) => format!("甲局.校对.{extension}"),
            None => name,
        };
        assert!(page.contains(&shown), "files.md does not explain {}", file.display());
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn the_manual_never_replaces_what_is_not_a_manual() {
    let root = tempdir().expect("a folder");
    let at = |name: &str| root.path().join(name);
    let read = |name: &str| std::fs::read_to_string(at(name)).expect("a file");
    juesuan(root.path(), &["manual", "--out", "说明/使用说明.html"])
        .expect_status(&[0])
        .expect_message(&["说明/使用说明.html"]);
    let page = read("说明/使用说明.html");
    assert!(page.starts_with(juesuan::manual::page().as_str()), "it is the same everywhere");
    // Once more: nothing changes. A folder: the file goes into it.
    juesuan(root.path(), &["manual", "--out", "说明/使用说明.html"]).expect_status(&[0]);
    assert_eq!(crate::support::files_below(&at("说明")).len(), 1);
    juesuan(root.path(), &["manual", "--out", "说明"]).expect_status(&[0]);
    assert_eq!(read("说明/决算使用说明.html"), page);
    // Somebody's own file, or a manual with her notes, stays.
    for own in ["她自己的".to_owned(), page.replace("</main>", "<p>批注</p></main>")] {
        std::fs::write(at("自己.html"), &own).expect("a file");
        let _ = std::fs::remove_file(at("自己.新.html"));
        juesuan(root.path(), &["manual", "--out", "自己.html"])
            .expect_status(&[0])
            .expect_message(&["保留不动", "自己.新.html"]);
        assert_eq!(read("自己.html"), own);
        assert_eq!(read("自己.新.html"), page);
        juesuan(root.path(), &["manual", "--out", "自己.html"])
            .expect_status(&[0])
            .expect_message(&["自己.新.html"]);
        assert_eq!(crate::support::files_below(root.path()).len(), 4);
    }
}
