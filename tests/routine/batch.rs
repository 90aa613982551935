//! `juesuan batch`: many units in one run. Each is made as it would be alone; one that fails stops no other; a run that
//! was killed goes on where it was; parts that were made apart merge into the whole.

#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::book::{Book, Cell, Sheet};
use crate::support::{Build, Run, files_below, juesuan, sample, sample_project};
use serde_json::Value;
use tempfile::{TempDir, tempdir};

/// A unit with the samples' files under these names.
fn unit(county: &Path, name: &str, files: &[&str]) {
    let folder = county.join(name);
    fs::create_dir_all(&folder).expect("a folder");
    for file in files {
        fs::copy(sample(file), folder.join(file)).expect("a sample");
    }
}

const WHOLE: &[&str] = &["2022年决算.xlsx", "2023年决算.xlsx", "2023年预算.xlsx", "补充资料.xlsx"];

/// A county: whole units, one without last year, one whose export arrived in half, a project, a folder that is none.
fn county() -> TempDir {
    let county = tempdir().expect("a folder");
    let at = county.path();
    unit(at, "甲局", WHOLE);
    unit(at, "教育局/一小", &["2023年决算.xlsx"]);
    unit(at, "丙局", &["2022年决算.xlsx", "2023年决算.xlsx"]);
    let export = at.join("丙局/2023年决算.xlsx");
    let bytes = fs::read(&export).expect("a file");
    fs::write(&export, &bytes[..bytes.len() / 2]).expect("a file");
    sample_project(&at.join("丁局"), "henan");
    unit(at, "参考资料", &["2023年预算.xlsx"]);
    county
}

fn batch(at: &Path, more: &[&str]) -> Run {
    juesuan(at, &[&["batch", ".", "--style", "shandong"], more].concat())
}

fn summary(at: &Path) -> Value {
    let text = fs::read_to_string(at.join("汇总/汇总.json")).expect("汇总.json");
    serde_json::from_str(&text).expect("JSON")
}

/// State and counts of each unit.
fn states(summary: &Value) -> BTreeMap<String, String> {
    let units = summary["units"].as_array().expect("units");
    units
        .iter()
        .map(|unit| {
            (
                unit["unit"].as_str().expect("a name").to_owned(),
                unit["state"].as_str().expect("a state").to_owned(),
            )
        })
        .collect()
}

fn state_of<'a>(summary: &'a Value, unit: &str) -> &'a Value {
    let units = summary["units"].as_array().expect("units");
    units.iter().find(|row| row["unit"] == unit).expect("the unit")
}

#[test]
fn a_county_is_made_whatever_is_wrong_with_some() {
    let county = county();
    let at = county.path();
    let run = batch(at, &["--jobs", "2"]).expect_status(&[3]);
    run.expect_message(&[
        "单位4个：已生成3个，失败1个",
        "丙局",
        "压缩包不完整",
        "参考资料：没有认出决算报表，不作为单位",
    ]);
    let all = summary(at);
    let expected = [("丁局", "made"), ("丙局", "failed"), ("教育局/一小", "made"), ("甲局", "made")];
    assert_eq!(states(&all), expected.map(|(u, s)| (u.to_owned(), s.to_owned())).into());
    // What is said names files as they lie in the unit, not where the county lies on this machine.
    let reason = state_of(&all, "丙局")["reason"].as_str().expect("a reason").to_owned();
    assert!(reason.contains("“丙局”"), "{reason}");
    assert!(!all.to_string().contains(&at.display().to_string()));
    // Last year's figures of 丙局 are whole, but nobody asked for last year's report.
    assert_eq!(state_of(&all, "丙局")["outputs"], Value::Array(Vec::new()));
    assert!(!at.join("汇总/丙局").exists() || !at.join("汇总/丙局/决算公开.docx").exists());
    // A unit of the batch is the same as one made alone.
    let alone = tempdir().expect("a folder");
    let one = Build { style: "shandong", ..Build::sample_2023() };
    one.run(alone.path()).expect_status(&[0]);
    let made = crate::support::out(alone.path());
    for name in
        ["决算公开.docx", "决算公开.html", "公开表.xlsx", "情况说明.md", "facts.json", "核对结果.json"]
    {
        let ours = fs::read(at.join("汇总/甲局").join(name)).expect("an output");
        assert!(ours == fs::read(made.join(name)).expect("an output"), "{name}");
    }
    // The figures of the summary are those of facts.json.
    let facts: Value =
        serde_json::from_slice(&fs::read(made.join("facts.json")).expect("a file")).expect("JSON");
    for figure in state_of(&all, "甲局")["figures"].as_array().expect("figures") {
        let fact = &facts["facts"][figure["key"].as_str().expect("a key")];
        let amount = |v: &Value| v.as_str().and_then(|t| t.parse::<rust_decimal::Decimal>().ok());
        assert_eq!(amount(&figure["current"]), amount(&fact["current"]), "{figure}");
        assert_eq!(amount(&figure["prior"]), amount(&fact["prior"]), "{figure}");
    }
    // A project keeps its outputs where it has them; the summary leads there.
    let ways = state_of(&all, "丁局")["outputs"].as_array().expect("outputs");
    assert!(ways.iter().any(|way| way == "../丁局/2023年/公开/决算公开.docx"), "{ways:?}");
    for row in all["units"].as_array().expect("units") {
        for way in row["outputs"].as_array().expect("outputs") {
            assert!(at.join("汇总").join(way.as_str().expect("a way")).is_file(), "{way}");
        }
    }
    assert!(at.join("汇总/汇总.xlsx").is_file());
    // Gaps are counted, not listed; each unit stands on a line of its own.
    let text = fs::read_to_string(at.join("汇总/汇总.json")).expect("汇总.json");
    assert!(state_of(&all, "教育局/一小")["gaps"].as_u64().expect("a number") > 10);
    assert!(!text.contains("S003") && text.contains("R018"), "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("{\"number\":")).count(), 4, "{text}");
    let list = Book::read(&at.join("汇总/汇总.xlsx"));
    let list = list.sheets.iter().find(|s| s.name == "问题清单").expect("the list of findings");
    let gaps: u64 = all["units"].as_array().expect("units").iter().filter_map(|u| u["gaps"].as_u64()).sum();
    let said = format!("缺少的原因和文字）{gaps}处");
    assert!(list.cells.values().any(|c| c.as_text().is_some_and(|t| t.contains(&said))), "{said}");
}

#[test]
fn what_did_not_change_is_not_made_again() {
    let county = county();
    let at = county.path();
    batch(at, &[]).expect_status(&[3]);
    let first = summary(at);
    // A project's first run writes its supplement, from which the second is made; then it stands.
    batch(at, &[]).expect_status(&[3]);
    batch(at, &[]).expect_status(&[3]).expect_message(&["其中3个没有变化", "失败1个"]);
    assert_eq!(states(&summary(at)), states(&first));
    // Another answer, an output that is gone, another style: made again, and only that.
    fs::remove_file(at.join("教育局/一小/2023年决算.xlsx")).expect("the file");
    unit(at, "教育局/一小", &["2022年决算.xlsx", "2023年决算.xlsx"]);
    batch(at, &[]).expect_status(&[3]).expect_message(&["其中2个没有变化"]);
    assert!(state_of(&summary(at), "教育局/一小")["figures"][0]["prior"].is_string());
    fs::remove_file(at.join("汇总/甲局/facts.json")).expect("the output");
    batch(at, &[]).expect_status(&[3]).expect_message(&["其中2个没有变化"]);
    assert!(at.join("汇总/甲局/facts.json").is_file());
    batch(at, &["--set", "zero_cell=0"]).expect_status(&[3]).expect_message(&["单位4个"]);
    let run = batch(at, &["--all"]).expect_status(&[3]);
    assert!(!run.stderr.contains("没有变化，没有重新生成"), "{}", run.evidence());
    // A file that people changed is kept, and the summary says so.
    fs::write(at.join("汇总/甲局/情况说明.md"), "改过").expect("the output");
    batch(at, &["--all"]).expect_status(&[3]);
    let notes = state_of(&summary(at), "甲局")["notes"].to_string();
    assert!(notes.contains("情况说明.md 已被改动过"), "{notes}");
    // A supplement that was filled where it was written is taken.
    let filled = at.join("汇总/教育局/一小/补充资料.xlsx");
    let before = state_of(&summary(at), "教育局/一小")["gaps"].as_u64().expect("a number");
    let mut book = Book::read(&filled);
    let reasons = book.sheets.iter_mut().find(|s| s.name == "原因说明").expect("the sheet of reasons");
    let is_head = |cell: &Cell| cell.as_text().is_some_and(|t| t.starts_with("原因"));
    let found = reasons.cells.iter().rev().find(|(_, cell)| is_head(cell));
    let (head, column) = *found.expect("its head").0;
    reasons.put(head + 1, column, Cell::text("上年安排了一次性经费，本年不再安排"));
    book.write(&filled);
    batch(at, &[]).expect_status(&[3]);
    let after = state_of(&summary(at), "教育局/一小")["gaps"].as_u64().expect("a number");
    assert!(after < before, "{after} of {before} gaps");
}

/// A run of one unit at a time that has come so far.
fn running(at: &Path, so_far: impl Fn() -> bool) -> Child {
    let run = Command::new(env!("CARGO_BIN_EXE_juesuan"))
        .args(["batch", ".", "--jobs", "1"])
        .current_dir(at)
        .stderr(Stdio::null())
        .spawn()
        .expect("the program");
    let begun = Instant::now();
    while !so_far() && begun.elapsed() < Duration::from_secs(120) {
        std::thread::sleep(Duration::from_millis(2));
    }
    run
}

/// Either every output of a unit stands under its name, or none does.
#[test]
fn a_run_that_was_killed_goes_on_where_it_was() {
    let county = tempdir().expect("a folder");
    let at = county.path();
    for n in 0..8 {
        unit(at, &format!("{n}局"), WHOLE);
    }
    let made = |n: usize| at.join(format!("汇总/{n}局/决算公开.docx")).is_file();
    let mut run = running(at, || made(2));
    run.kill().expect("a running program");
    run.wait().expect("its end");
    assert!(made(2) && !made(7), "it was killed on its way");
    assert!(!at.join("汇总/汇总.json").exists());
    let rest = juesuan(at, &["batch", ".", "--jobs", "2"]).expect_status(&[0]);
    assert!(rest.stderr.contains("没有变化，没有重新生成"), "{}", rest.evidence());
    let resumed = (fs::read(at.join("汇总/汇总.json")), fs::read(at.join("汇总/汇总.xlsx")));
    let files = files_below(&at.join("汇总"));
    assert!(
        !files.iter().any(|f| f.to_string_lossy().contains(".新.")),
        "its own files are known: {files:?}"
    );
    fs::remove_dir_all(at.join("汇总")).expect("the results");
    juesuan(at, &["batch", "."]).expect_status(&[0]);
    let whole = (fs::read(at.join("汇总/汇总.json")), fs::read(at.join("汇总/汇总.xlsx")));
    assert!(resumed.0.expect("a file") == whole.0.expect("a file"), "the same summary");
    assert!(resumed.1.expect("a file") == whole.1.expect("a file"), "the same workbook");
}

/// Ctrl-C: the unit at hand is finished, the rest is left, and the summary says which.
#[cfg(unix)]
#[test]
fn a_run_that_is_stopped_says_what_it_did() {
    let county = tempdir().expect("a folder");
    let at = county.path();
    for n in 0..8 {
        unit(at, &format!("{n}局"), WHOLE);
    }
    let mut run = running(at, || at.join("汇总/1局/决算公开.docx").is_file());
    let told = Command::new("kill").args(["-INT", &run.id().to_string()]).status().expect("kill");
    assert!(told.success());
    assert_eq!(run.wait().expect("its end").code(), Some(130));
    let all = summary(at);
    let count = |state: &str| states(&all).values().filter(|s| *s == state).count();
    assert!(count("made") >= 2 && count("pending") >= 1 && count("made") + count("pending") == 8);
    for (unit, state) in states(&all) {
        let files = files_below(&at.join("汇总").join(&unit));
        let outputs = files.iter().filter(|f| !f.starts_with(".juesuan")).count();
        assert_eq!(outputs > 0, state == "made", "{unit}: {files:?}");
    }
}

#[test]
fn a_list_says_what_is_particular_to_a_unit() {
    let county = county();
    let at = county.path();
    let mut sheet = Sheet::new("名单");
    let rows = [
        ["序号", "单位文件夹", "样式", "名称", "级次"],
        ["1", "甲局", "henan", "甲局（本级）", "二级"],
        ["2", "教育局\\一小", "", "", "部门"],
        ["3", "没有这个", "", "", ""],
        ["4", "甲局", "上海", "", "部门"],
        ["5", "丁局", "", "", "科级"],
        ["6", "", "", "无名", ""],
        ["7", "参考资料", "", "", ""],
        ["", "", "", "合 计", ""],
        ["8", "甲局/2023年决算.xlsx", "", "", "科级"],
        ["9", ".", "", "", ""],
    ];
    for (row, cells) in (1..).zip(rows) {
        for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            sheet.put(row, column, Cell::text(text));
        }
    }
    sheet.put(1, 5, Cell::text("备注"));
    sheet.put(1, 6, Cell::text("样板文档"));
    sheet.put(3, 6, Cell::text("没有.docx"));
    // A second sheet, with a head that is not known.
    let mut towns = Sheet::new("乡镇");
    for (column, (head, text)) in (0..).zip([("文件夹", "乡镇/一乡"), ("式样", "henan")]) {
        towns.put(0, column, Cell::text(head));
        towns.put(1, column, Cell::text(text));
    }
    unit(at, "乡镇/一乡", &["2023年决算.xlsx"]);
    // A page that says how to fill in the others.
    let mut help = Sheet::new("填表说明");
    for (row, (head, text)) in
        (0..).zip([("文件夹", "单位数据所在的文件夹，必填"), ("样式", "见 juesuan template list")])
    {
        help.put(row, 0, Cell::text(head));
        help.put(row, 1, Cell::text(text));
    }
    let mut book = Book { sheets: vec![sheet, towns, help] };
    book.sheets[0].put(0, 0, Cell::text("2023年度决算公开单位名单"));
    book.write(&at.join("名单.xlsx"));
    let run =
        juesuan(at, &["batch", "名单.xlsx", "--out", "结果", "--format", "md,json"]).expect_status(&[3]);
    run.expect_message(&[
        "单位10个：已生成3个，失败7个",
        "“没有这个”不存在",
        "参考资料：文件夹里没有认出决算报表",
        "级次“科级”认不出",
        "名单“名单”页第8行没有写文件夹",
        "第4行的样板文档“没有.docx”不存在",
        "第11行的“甲局/2023年决算.xlsx”是文件，不是文件夹；名单“名单”页第11行的级次“科级”认不出",
        "  失败  单位：文件夹里没有认出决算报表",
        "名单.xlsx：名单“乡镇”页没有用到的栏：式样。认得的栏：文件夹（必填）",
        "名单.xlsx：“填表说明”页写的文件夹都不存在，没有当作名单",
    ]);
    assert!(!run.stderr.contains("合计：") && !run.stderr.contains("备注"), "{}", run.evidence());
    // Twice the same folder, for two styles: made, and said.
    let text = fs::read_to_string(at.join("结果/汇总.json")).expect("汇总.json");
    let all: Value = serde_json::from_str(&text).expect("JSON");
    let notes = state_of(&all, "甲局（2）")["notes"].to_string();
    assert!(notes.contains("第6行与名单“名单”页第3行是同一个文件夹"), "{notes}");
    let told =
        |unit: &str| fs::read_to_string(at.join("结果").join(unit).join("情况说明.md")).expect("a narrative");
    assert_ne!(told("甲局"), told("甲局（2）"));
    assert!(!at.join("结果/甲局/决算公开.docx").exists());
    let stated = |unit: &str, what: &str| {
        let text = fs::read_to_string(at.join("结果").join(unit).join("facts.json")).expect("facts.json");
        serde_json::from_str::<Value>(&text).expect("JSON")[what].clone()
    };
    assert_eq!([stated("甲局", "org"), stated("甲局", "scope")], ["甲局（本级）", "单位"].map(Value::from));
    assert_eq!([stated("甲局（2）", "scope"), stated("乡镇/一乡", "scope")], ["部门"; 2].map(Value::from));
}

#[test]
fn parts_merge_into_the_whole() {
    let county = tempdir().expect("a folder");
    let at = county.path();
    for n in 0..6 {
        unit(at, &format!("{n}局"), &["2023年决算.xlsx"]);
    }
    unit(at, "资料", &["2023年预算.xlsx"]);
    juesuan(at, &["batch", ".", "--check"]).expect_status(&[0]);
    let whole = fs::read(at.join("汇总/汇总.json")).expect("a file");
    for shard in ["1/2", "2/2"] {
        juesuan(at, &["batch", ".", "--check", "--shard", shard]).expect_status(&[0]);
    }
    let merged = |paths: &[&str]| juesuan(at, &[&["batch", "--merge", "--out", "合并"], paths].concat());
    merged(&["汇总/汇总-1-2.json"]).expect_status(&[2]).expect_message(&["缺少第2/2份"]);
    merged(&["汇总/汇总-1-2.json", "汇总/汇总-1-2.json"]).expect_status(&[3]).expect_message(&["是同一份"]);
    merged(&["汇总/汇总.json"]).expect_status(&[3]).expect_message(&["不是其中一份"]);
    merged(&["汇总"]).expect_status(&[0]).expect_message(&["单位6个：已核对6个"]);
    assert!(fs::read(at.join("合并/汇总.json")).expect("a file") == whole);
    assert!(
        fs::read(at.join("合并/汇总.xlsx")).expect("a file")
            == fs::read(at.join("汇总/汇总.xlsx")).expect("a file")
    );
    juesuan(at, &["batch", ".", "--shard", "3/2"]).expect_status(&[2]);
    // One of the computers has a unit that the other has not: whoever merges them misses what it did not see.
    unit(at, "新设局", &["2023年决算.xlsx"]);
    juesuan(at, &["batch", ".", "--check", "--shard", "2/2"]).expect_status(&[0]);
    let run = merged(&["汇总"]).expect_status(&[3]);
    run.expect_message(&["是从8个", "是从7个", "各份看到的单位不同"]);
}

/// What is asked of all units together may fail: what came of each is written all the same.
#[test]
fn the_summary_is_written_whatever_becomes_of_the_whole() {
    let county = tempdir().expect("a folder");
    let at = county.path();
    for name in ["一局", "二局"] {
        unit(at, name, &["2023年决算.xlsx"]);
    }
    // A file that cannot be read is said before anything is made.
    fs::write(at.join("汇总决算.xlsx"), "坏了").expect("a file");
    juesuan(at, &["batch", ".", "--whole", "汇总决算.xlsx"]).expect_status(&[3]);
    assert!(!at.join("汇总").exists());
    let other_year = sample("2022年决算.xlsx").display().to_string();
    let run = juesuan(at, &["batch", ".", "--check", "--whole", &other_year]).expect_status(&[3]);
    run.expect_message(&["已核对2个", "没有一个单位有2022年度的决算可以与它比较"]);
    assert_eq!(states(&summary(at)).len(), 2);
    // The department's report has no place to lie; nothing is paid between the units, and the second has other figures.
    fs::create_dir_all(at.join("汇总")).expect("a folder");
    fs::write(at.join("汇总/部门汇总"), "").expect("a file");
    consolidated(3, &at.join("二局/2023年决算.xlsx"));
    let run = juesuan(at, &["batch", ".", "--format", "json", "--consolidate", "某局"]).expect_status(&[3]);
    run.expect_message(&["已生成2个", "没有汇总。"]);
    let department = summary(at)["department"]["row"].clone();
    assert_eq!(department["state"], "failed");
    assert!(department["reason"].as_str().is_some_and(|r| r.contains("部门汇总")), "{department}");
}

/// A folder that was copied: both are made, and the second is said to be the first again.
#[test]
fn a_unit_that_is_there_twice_is_said() {
    let county = tempdir().expect("a folder");
    let at = county.path();
    for name in ["甲局", "甲局副本"] {
        unit(at, name, &["2023年决算.xlsx"]);
    }
    let run = juesuan(at, &["batch", ".", "--check", "--consolidate", "某局"]).expect_status(&[3]);
    run.expect_message(&["“甲局”和“甲局副本”的决算完全相同"]);
    let whole = fs::read(at.join("汇总/汇总.json")).expect("汇总.json");
    let all = summary(at);
    let notes = |unit: &str| state_of(&all, unit)["notes"].to_string();
    assert!(notes("甲局副本").contains("都与“甲局”相同") && notes("甲局") == "[]", "{all}");
    juesuan(at, &["batch", ".", "--check"]).expect_status(&[0]);
    let alone = fs::read(at.join("汇总/汇总.json")).expect("汇总.json");
    assert_ne!(whole, alone);
    for part in ["1/2", "2/2"] {
        juesuan(at, &["batch", ".", "--check", "--shard", part]).expect_status(&[0]);
    }
    juesuan(at, &["batch", "--merge", "汇总", "--out", "合并"]).expect_status(&[0]);
    assert!(fs::read(at.join("合并/汇总.json")).expect("汇总.json") == alone);
}

/// Where nothing can be written no unit is begun; where only the summary cannot, what came of the units is said.
#[test]
fn what_cannot_be_written_is_said_with_what_was_done() {
    let county = tempdir().expect("a folder");
    let at = county.path();
    unit(at, "甲局", &["2023年决算.xlsx"]);
    fs::write(at.join("占用"), "").expect("a file");
    for out in ["占用", "占用/结果"] {
        let run = juesuan(at, &["batch", ".", "--format", "json", "--out", out]).expect_status(&[3]);
        assert!(!run.stderr.contains("甲局") && run.stderr.contains("不能写入"), "{}", run.evidence());
    }
    fs::create_dir_all(at.join("汇总/汇总.xlsx")).expect("a folder");
    let run = juesuan(at, &["batch", ".", "--format", "json"]).expect_status(&[3]);
    run.expect_message(&["单位1个：已生成1个", "汇总.xlsx”：这是一个文件夹"]);
}

/// A unit's file breaks after its report was made: the report still lies there, and is not this file's.
#[test]
fn what_is_left_of_an_earlier_run_is_said() {
    let county = tempdir().expect("a folder");
    let at = county.path();
    unit(at, "甲局", &["2023年决算.xlsx"]);
    sample_project(&at.join("丁局"), "henan");
    juesuan(at, &["batch", ".", "--format", "json,md"]).expect_status(&[0]);
    for export in ["甲局/2023年决算.xlsx", "丁局/2023年决算.xlsx"] {
        let bytes = fs::read(at.join(export)).expect("an export");
        fs::write(at.join(export), &bytes[..bytes.len() / 2]).expect("a file");
    }
    // However often it fails.
    for _ in 0..2 {
        juesuan(at, &["batch", ".", "--format", "json,md"]).expect_status(&[3]);
        for name in ["甲局", "丁局"] {
            let row = state_of(&summary(at), name).clone();
            let notes = row["notes"].to_string();
            assert!(notes.contains("以前生成的") && notes.contains("情况说明.md"), "{name}: {notes}");
            assert_eq!(row["outputs"], Value::Array(Vec::new()));
        }
    }
    unit(at, "甲局", &["2023年决算.xlsx"]);
    juesuan(at, &["batch", ".", "--format", "json,md"]).expect_status(&[3]);
    let row = state_of(&summary(at), "甲局").clone();
    assert_eq!(row["state"], "made");
    assert!(!row["notes"].to_string().contains("以前生成的"), "{row}");
}

/// A folder is renamed, another loses its accounts: what was made of them lies where it lay, with what people filled in.
#[test]
fn units_that_are_gone_are_said() {
    let county = tempdir().expect("a folder");
    let at = county.path();
    for name in ["甲局", "乙局", "丙局"] {
        unit(at, name, &["2023年决算.xlsx"]);
    }
    unit(at, "甲局/绩效自评表", &["2023年预算.xlsx"]);
    let made = |more: &[&str]| juesuan(at, &[&["batch", ".", "--format", "json"], more].concat());
    let run = made(&["--jobs", "1"]).expect_status(&[0]);
    // A folder that is none is not counted, and not looked at again as long as it stays as it is.
    run.expect_message(&["放着工作簿的文件夹4个", "[1/3] 丙局", "[3/3] "]);
    made(&[]).expect_status(&[0]).expect_message(&["其中3个没有变化"]);
    fs::rename(at.join("乙局"), at.join("乙委")).expect("another name");
    fs::remove_file(at.join("丙局/2023年决算.xlsx")).expect("its accounts");
    fs::copy(sample("2023年预算.xlsx"), at.join("丙局/预算.xlsx")).expect("a sample");
    let gone = [
        "没有作为单位  乙局：现在没有这个单位（文件夹改名、移走了，或里面不再有决算报表）；以前生成的",
        "请把它移到新名称的结果文件夹",
        "没有作为单位  丙局：没有认出决算报表",
        "没有作为单位  丙局：现在没有这个单位",
    ];
    made(&["--shard", "1/2"]).expect_status(&[0]).expect_message(&gone);
    made(&[]).expect_status(&[0]).expect_message(&gone);
    // Again, though by then it is known that there is no unit; a list of others says nothing of those that are there.
    made(&[]).expect_status(&[0]).expect_message(&gone);
    fs::create_dir(at.join("别处")).expect("a folder");
    unit(at, "别处/丁局", &["2023年决算.xlsx"]);
    let run = juesuan(at, &["batch", "别处", "--out", "汇总", "--format", "json"]).expect_status(&[0]);
    assert!(!run.stderr.contains("甲局"), "{}", run.evidence());
    run.expect_message(&gone[..2]);
    // What was moved, and what was cleared away, is said no more.
    fs::remove_dir_all(at.join("汇总/乙局")).expect("its results");
    fs::remove_dir_all(at.join("汇总/丙局")).expect("its results");
    let run = made(&[]).expect_status(&[0]);
    assert!(!run.stderr.contains("现在没有这个单位"), "{}", run.evidence());
}

/// Checking, making and proofreading the same units: none makes what another did forgotten.
#[test]
fn each_command_knows_what_it_did_itself() {
    let county = tempdir().expect("a folder");
    let at = county.path();
    for name in ["甲局", "乙局"] {
        unit(at, name, WHOLE);
    }
    let commands: [&[&str]; 3] = [&["--check"], &["--format", "docx"], &["--proofread"]];
    let run = |more: &[&str]| juesuan(at, &[&["batch", "."], more].concat());
    let unchanged = |more: &[&str], units: usize| {
        let run = run(more).expect_status(&[0]);
        let said = run.stderr.contains(&format!("其中{units}个没有变化"));
        assert!(said || units == 0 && !run.stderr.contains("没有变化"), "{}", run.evidence());
    };
    // The first round makes everything, the others nothing.
    commands.iter().for_each(|more| unchanged(more, 0));
    commands.iter().for_each(|more| unchanged(more, 2));
    // A document among the results that proofreading read is another one now: it is read again.
    fs::copy(at.join("汇总/甲局/决算公开.docx"), at.join("汇总/乙局/决算公开（送审）.docx"))
        .expect("a document");
    unchanged(commands[2], 1);
    commands.iter().for_each(|more| unchanged(more, 2));
    // Records that an earlier version wrote, or nobody, are no error.
    let records = at.join("汇总/.juesuan/units");
    for (n, record) in fs::read_dir(&records).expect("records").enumerate() {
        let record = record.expect("a record").path();
        let text = fs::read_to_string(&record).expect("a record");
        let mut value: Value = serde_json::from_str(&text).expect("JSON");
        value.as_object_mut().expect("an object").remove("inputs");
        fs::write(&record, if n % 2 == 0 { value.to_string() } else { text[..40].to_owned() })
            .expect("a record");
    }
    commands.iter().for_each(|more| drop(run(more).expect_status(&[0])));
    commands.iter().for_each(|more| unchanged(more, 2));
    // A check of a file that broke says what was made from the file before; proofreading that only finds no document
    // says nothing against reports that were made from the same files.
    let export = at.join("甲局/2023年决算.xlsx");
    let bytes = fs::read(&export).expect("an export");
    fs::write(&export, &bytes[..bytes.len() / 2]).expect("a file");
    run(&["--check"]).expect_status(&[3]);
    let notes = state_of(&summary(at), "甲局")["notes"].to_string();
    assert!(notes.contains("以前生成的决算公开.docx"), "{notes}");
    fs::write(&export, &bytes).expect("a file");
    unchanged(commands[1], 2);
    let json = at.join("另处");
    let to = |more: &[&str]| run(&[&["--out", "另处"], more].concat());
    to(&["--format", "json"]).expect_status(&[0]);
    to(&["--proofread"]).expect_status(&[3]).expect_message(&["没有找到本年度的公开文档"]);
    let said = fs::read_to_string(json.join("汇总.json")).expect("汇总.json");
    assert!(!said.contains("以前生成的"), "{said}");
}

/// The export of a department whose units are this many times the same.
fn consolidated(times: u32, path: &Path) {
    let mut book = Book::read(&sample("2023年决算.xlsx"));
    for cell in book.sheets.iter_mut().flat_map(|sheet| sheet.cells.values_mut()) {
        if let Some(number) = cell.as_number() {
            *cell = Cell::Number(number * rust_decimal::Decimal::from(times));
        }
    }
    book.write(path);
}

#[test]
fn a_whole_is_held_against_its_units() {
    let county = tempdir().expect("a folder");
    let at = county.path();
    for name in ["一局", "二局"] {
        unit(at, name, &["2023年决算.xlsx"]);
    }
    consolidated(2, &at.join("汇总决算.xlsx"));
    let whole = |file: &str| juesuan(at, &["batch", ".", "--check", "--whole", file]);
    whole("汇总决算.xlsx").expect_status(&[0]).expect_message(&["汇总都等于各单位之和；没有抵销"]);
    consolidated(1, &at.join("少一个.xlsx"));
    whole("少一个.xlsx").expect_status(&[1]).expect_message(&["格与各单位之和不同", "少的正好是"]);
    let text = fs::read_to_string(at.join("汇总/汇总.json")).expect("汇总.json");
    let all: Value = serde_json::from_str(&text).expect("JSON");
    let first = &all["whole"]["differences"][0];
    assert!(first["place"].as_str().is_some_and(|p| p.starts_with("少一个.xlsx › ")), "{first}");
    consolidated(20_000, &at.join("单位.xlsx"));
    whole("单位.xlsx").expect_status(&[1]).expect_message(&["元当成了万元"]);
    whole("没有.xlsx").expect_status(&[3]);
}

#[test]
fn the_document_of_each_unit_is_held_against_its_own_accounts() {
    let county = tempdir().expect("a folder");
    let at = county.path();
    for name in ["甲局", "乙局", "丙局"] {
        unit(at, name, WHOLE);
    }
    unit(at, "丁局", &["2023年决算.xlsx"]);
    juesuan(at, &["batch", ".", "--style", "shandong", "--format", "docx"]).expect_status(&[0]);
    for name in ["甲局", "乙局"] {
        fs::copy(at.join("汇总/甲局/决算公开.docx"), at.join(name).join("2023年决算公开.docx"))
            .expect("a document");
    }
    // 乙局's export was changed after its document was made; 丙局's was made by the program and lies with the results.
    let export = at.join("乙局/2023年决算.xlsx");
    let mut book = Book::read(&export);
    let operations = book.sheets.iter_mut().find(|s| s.name.starts_with("F03")).expect("its form");
    for cell in operations.cells.values_mut() {
        if let Some(number) = cell.as_number().filter(|n| *n > rust_decimal::Decimal::from(10_000)) {
            *cell = Cell::Number(number + rust_decimal::Decimal::from(100_000));
        }
    }
    book.write(&export);
    fs::remove_dir_all(at.join("汇总/丁局")).expect("its results");
    let run = juesuan(at, &["batch", ".", "--proofread"]).expect_status(&[3]);
    run.expect_message(&["已校对3个，失败1个", "丁局", "没有找到本年度的公开文档"]);
    let all = summary(at);
    let codes = |name: &str| -> Vec<String> {
        let findings = state_of(&all, name)["findings"].as_array().expect("findings");
        findings.iter().map(|f| f["code"].as_str().expect("a code").to_owned()).collect()
    };
    assert!(codes("乙局").iter().any(|code| code.starts_with('P')), "{:?}", codes("乙局"));
    for name in ["甲局", "丙局"] {
        assert!(!codes(name).iter().any(|code| code.starts_with('P')), "{name}: {:?}", codes(name));
    }
    assert!(at.join("汇总/乙局/2023年决算公开.校对.docx").is_file());
    assert!(at.join("汇总/丙局/决算公开.校对.html").is_file());
    // Again nothing changed; the documents of another year are not this year's.
    juesuan(at, &["batch", ".", "--proofread"]).expect_status(&[3]).expect_message(&["其中3个没有变化"]);
    let run = juesuan(at, &["batch", ".", "--proofread", "--year", "2022"]).expect_status(&[3]);
    run.expect_message(&["没有校对：2023年决算公开.docx（是2023年度的）"]);
}

#[test]
fn what_is_wrong_for_all_is_said_once() {
    let county = county();
    let at = county.path();
    batch(at, &["--style", "无此样式"]).expect_status(&[2]);
    juesuan(at, &["batch", ".", "--style", "无此样式"])
        .expect_status(&[2])
        .expect_message(&["没有名为“无此样式”的样式"]);
    juesuan(at, &["batch", "丁局"]).expect_status(&[2]).expect_message(&["是一个项目文件夹"]);
    let run = juesuan(at, &["batch", "甲局"]).expect_status(&[3]);
    run.expect_message(&["文件夹“甲局”不能使用：里面没有放着工作簿的子文件夹"]);
    let run = juesuan(at, &["batch", ".", "--templates", "模板"]).expect_status(&[2]);
    run.expect_message(&["没有模板文件夹“模板”"]);
    assert!(!at.join("汇总").exists());
}

/// What lies there but cannot be opened fails its own unit: it never hangs, and last year's accounts are not taken for
/// this year's. Permissions would not keep an administrator out.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_opened_fails_its_unit_alone() {
    use std::os::unix::fs::symlink;
    let county = tempdir().expect("a folder");
    let at = county.path();
    unit(at, "甲局", &["2023年决算.xlsx"]);
    // A link to a folder that it lies in is no other unit; neither is a file that is none.
    symlink(at.join("甲局"), at.join("甲局/回")).expect("a link");
    symlink("/没有/说明.txt", at.join("甲局/说明.txt")).expect("a link");
    let pipe = Command::new("mkfifo").arg(at.join("甲局/管道")).status().expect("mkfifo");
    assert!(pipe.success());
    for name in ["乙局", "丙局", "丁局"] {
        unit(at, name, &["2022年决算.xlsx"]);
    }
    symlink("/没有/2023年决算.xlsx", at.join("乙局/2023年决算.xlsx")).expect("a link");
    let pipe = Command::new("mkfifo").arg(at.join("丙局/2023年决算.xlsx")).status().expect("mkfifo");
    assert!(pipe.success());
    let _socket = std::os::unix::net::UnixListener::bind(at.join("丁局/2023年决算.xlsx")).expect("a socket");
    symlink("戊局", at.join("戊局")).expect("a link to itself");
    symlink("/没有/己局", at.join("己局")).expect("a link to nothing");
    // A folder of the system that is there and cannot be listed: that of a process that has ended.
    let mut ended = Command::new("true").spawn().expect("a process");
    let listed = format!("/proc/{}/net", ended.id());
    let begun = Instant::now();
    let lists = || fs::read_dir(&listed).is_ok_and(|mut entries| entries.next().is_some_and(|e| e.is_ok()));
    while lists() && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(5));
    }
    symlink(&listed, at.join("庚局")).expect("a link");
    assert!(at.join("庚局").is_dir(), "{listed}");
    let mut run = running(at, || at.join("汇总/汇总.json").is_file());
    let begun = Instant::now();
    while run.try_wait().expect("the program").is_none() {
        if begun.elapsed() > Duration::from_secs(30) {
            run.kill().expect("the program");
            panic!("it hangs");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    ended.wait().expect("its end");
    let all = summary(at);
    let mut failed = states(&all);
    assert_eq!(failed.remove("甲局").as_deref(), Some("made"));
    assert_eq!(failed.len(), 6, "{failed:?}");
    for (name, reason) in [
        ("乙局", "2023年决算.xlsx（不能读取：这是一个链接，它指向的地方打不开"),
        ("丙局", "这是管道或设备，不是普通文件"),
        ("丁局", "这是管道或设备，不是普通文件"),
        ("戊局", "这是一个链接，它指向的地方打不开"),
        ("己局", "这是一个链接，它指向的地方打不开"),
        ("庚局", "不能读取文件夹“庚局”"),
    ] {
        let row = state_of(&all, name);
        let said = row["reason"].as_str().unwrap_or_default();
        assert!(row["state"] == "failed" && said.contains(reason), "{row}");
    }
}

/// Nothing of a report stays behind: what it was made from is held by the report alone.
#[test]
fn a_report_that_is_done_with_leaves_nothing() {
    use juesuan::source::Source;
    let request = juesuan::work::Request {
        current: Source::from(&sample("2023年决算.xlsx")),
        prior: Some(Source::from(&sample("2022年决算.xlsx"))),
        style: "shandong".into(),
        ..juesuan::work::Request::default()
    };
    let report = juesuan::work::make(&request).expect("the sample");
    let _ = report.document();
    let held =
        [std::sync::Arc::strong_count(&report.facts), std::sync::Arc::strong_count(&report.supplement)];
    // The style is held by the report and by its templates.
    assert_eq!((held, std::sync::Arc::strong_count(&report.style)), ([1, 1], 2));
}
