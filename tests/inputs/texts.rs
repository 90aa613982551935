//! Names from cells and the command line are text in every output, whatever characters they hold and however long
//! they are.

#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use std::ffi::OsString;
use std::path::Path;

use crate::support::book::{Book, Cell};
use crate::support::{Build, files_below, juesuan, out, parts, sample};
use tempfile::tempdir;

/// A line break that would begin a heading, marks that turn the direction of reading, a bell, a link.
const HOSTILE: &str = "甲\n# 伪标题\r\n## 一、伪\u{2028}- 乙\u{202e}反\u{2066}\u{200b}\u{7}[丙](http://x)";
const AS_LINE: &str = "甲# 伪标题## 一、伪- 乙反[丙](http://x)";

fn build(folder: &Path, input: &Path, org: &str) {
    let sample = Build::sample_2023();
    let mut arguments: Vec<OsString> = vec!["build".into(), input.into(), "--org".into(), org.into()];
    for (name, file) in
        [("--prior", &sample.prior), ("--budget", &sample.budget), ("--supplement", &sample.supplement)]
    {
        arguments.extend([name.into(), file.clone().expect("a file").into()]);
    }
    arguments.extend(["--style".into(), "shandong".into(), "--out".into(), out(folder).into()]);
    juesuan(folder, &arguments).expect_status(&[0, 1]);
}

/// Texts of every output, packages unpacked.
fn outputs(folder: &Path) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for file in files_below(&out(folder)) {
        let path = out(folder).join(&file);
        let name = path.display().to_string();
        if name.ends_with(".xlsx") || name.ends_with(".docx") {
            for (part, content) in parts::read(&path) {
                texts.push((format!("{name}/{part}"), String::from_utf8_lossy(&content).into_owned()));
            }
        } else {
            texts.push((name, std::fs::read_to_string(path).expect("a text")));
        }
    }
    texts
}

fn headings(folder: &Path) -> usize {
    let narrative = std::fs::read_to_string(out(folder).join("情况说明.md")).expect("the narrative");
    narrative.lines().filter(|l| l.starts_with('#')).count()
}

/// The sample with the names of all 项 of an expenditure table replaced.
fn renamed(folder: &Path, name: &str) -> std::path::PathBuf {
    let mut book = Book::read(&sample("2023年决算.xlsx"));
    let mut changed = 0;
    for sheet in &mut book.sheets {
        for cell in sheet.cells.values_mut() {
            if cell.as_text().is_some_and(|t| t.trim() == "行政单位医疗") {
                *cell = Cell::text(name);
                changed += 1;
            }
        }
    }
    assert!(changed > 2, "the sample has this name no longer");
    let path = folder.join("输入.xlsx");
    book.write(&path);
    path
}

#[test]
fn names_stay_names_in_every_output() {
    let plain = tempdir().expect("a folder");
    build(plain.path(), &sample("2023年决算.xlsx"), "甲局");
    let hostile = tempdir().expect("a folder");
    let input = renamed(hostile.path(), HOSTILE);
    build(hostile.path(), &input, HOSTILE);

    assert_eq!(headings(hostile.path()), headings(plain.path()));
    let mut shown = 0;
    for (name, text) in outputs(hostile.path()) {
        for c in ['\u{202e}', '\u{2066}', '\u{200b}', '\u{7}', '\u{2028}'] {
            assert!(!text.contains(c), "{name} holds {:x}", u32::from(c));
        }
        shown += usize::from(text.contains(AS_LINE));
    }
    assert!(shown >= 4, "the name is shown in {shown} outputs");
    let narrative = std::fs::read_to_string(out(hostile.path()).join("情况说明.md")).expect("the narrative");
    assert!(!narrative.contains("[丙](http"), "a link");
}

#[test]
fn a_name_longer_than_a_cell_is_no_defect() {
    let folder = tempdir().expect("a folder");
    let long = "长".repeat(32_700);
    let input = renamed(folder.path(), &long);
    build(folder.path(), &input, &"局".repeat(33_000));
    assert!(out(folder.path()).join("公开表.xlsx").exists());
}
