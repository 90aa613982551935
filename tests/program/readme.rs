//! Every command of README.md does what a reader expects of it: it is run, in the order of the page, over the samples.

#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use std::path::{Path, PathBuf};

use crate::support::window::Window;
use crate::support::{COMMANDS, juesuan, sample};
use tempfile::tempdir;

const README: &str = include_str!("../../README.md");

/// Commands that name files of somebody's own computer.
const ELSEWHERE: &[&str] = &["juesuan build \"D:\\决算 2023\\导出.xls\""];

/// Whether a piece of the page is typed as it stands: `juesuan …`, `cd …`, or the program run by cargo.
fn is_command(piece: &str) -> bool {
    ["juesuan ", "cd ", "cargo run "].iter().any(|start| piece.starts_with(start))
}

/// The commands in the order of the page, without their remarks.
fn commands(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (i, block) in page.split("```").enumerate() {
        if i % 2 == 1 {
            let lines = block.lines().map(|line| line.split(" #").next().unwrap_or_default().trim());
            found.extend(lines.filter(|line| is_command(line)).map(str::to_owned));
        } else {
            let pieces = block.split('`').skip(1).step_by(2);
            found.extend(pieces.filter(|piece| is_command(piece)).map(str::to_owned));
        }
    }
    found
}

/// What the page says the reader has, or has put somewhere, before a command.
fn prepare(command: &str, root: &Path, here: &Path) {
    let copy = |from: PathBuf, to: PathBuf| {
        std::fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        std::fs::copy(from, to).expect("copied");
    };
    let report = root.join("2023公开/决算公开.docx");
    if command.contains("2023年决算公开.docx") {
        copy(report, root.join("2023年决算公开.docx"));
    } else if command.contains("各单位决算公开") {
        copy(report, root.join("各单位决算公开/甲局.docx"));
    } else if command.contains("batch 各单位") {
        copy(sample("2023年决算.xlsx"), root.join("各单位/甲局/2023年决算.xlsx"));
        copy(sample("2023年决算.xlsx"), root.join("部门汇总.xlsx"));
    } else if command == "juesuan build" {
        for name in ["2023年决算.xlsx", "2023年预算.xlsx"] {
            copy(sample(name), here.join("2023年").join(name));
        }
    }
}

#[test]
fn every_command_of_the_page_works() {
    let root = tempdir().expect("a folder");
    for name in ["2024年决算.xlsx", "2023年决算.xlsx", "2022年决算.xlsx", "2023年预算.xlsx", "补充资料.xlsx"]
    {
        std::fs::copy(sample(name), root.path().join(name)).expect("copied");
        std::fs::create_dir_all(root.path().join("samples")).expect("a folder");
        std::fs::copy(sample(name), root.path().join("samples").join(name)).expect("copied");
    }
    let mut here = root.path().to_owned();
    let commands = commands(README);
    for command in &commands {
        if ELSEWHERE.contains(&command.as_str()) {
            continue;
        }
        if let Some(folder) = command.strip_prefix("cd ") {
            here.push(folder.trim());
            assert!(here.is_dir(), "{command}");
            continue;
        }
        // The last one is run by cargo where the samples lie.
        let (at, typed) = match command.split_once(" -- ") {
            Some((_, typed)) => (root.path().to_owned(), typed),
            None => (here.clone(), command.trim_start_matches("juesuan ")),
        };
        prepare(command, root.path(), &at);
        let arguments: Vec<&str> = typed.split_whitespace().collect();
        if let Some(("window", rest)) = arguments.split_first().map(|(first, rest)| (*first, rest)) {
            // It stays open until its page is closed.
            assert_eq!(Window::visited(&at, rest).get("/state").status, 200, "{command}");
            continue;
        }
        if command == "juesuan manual" {
            // Into a file: there may be no browser here.
            juesuan(&at, &["manual", "--out", "使用说明.html"]).expect_status(&[0]);
            continue;
        }
        let run = juesuan(&at, &arguments).expect_status(&[0]);
        if let Some(out) = arguments.iter().position(|a| *a == "--out") {
            let out = at.join(arguments[out + 1]);
            assert!(out.is_dir() && out.read_dir().is_ok_and(|d| d.count() > 1), "{}", run.evidence());
        }
    }
    for wanted in COMMANDS {
        assert!(commands.iter().any(|c| c.split(' ').nth(1) == Some(wanted)), "the page shows no {wanted}");
    }
    assert!(here.join("2023年/补充资料.xlsx").is_file() && here.join("2024年").is_dir());
}

/// The reading of the page must be able to miss nothing.
#[test]
fn commands_are_found_in_blocks_and_in_lines() {
    let page = "`juesuan`：`juesuan read 甲.docx` 和 `--set x`。\n```\njuesuan init 乙   # 建立\ncd 乙\n  其他\n```\n";
    assert_eq!(commands(page), ["juesuan read 甲.docx", "juesuan init 乙", "cd 乙"]);
}
