//! The yearly routine as a person goes through it: init, build, fill, build, corrected export, next year.

#![allow(clippy::disallowed_methods, reason = "tests write their own inputs")]

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::book::{Book, Cell, Sheet, double};
use crate::support::{Run, files_below, juesuan, sample, tables, yellow};
use tempfile::{TempDir, tempdir};

/// Fails unless one message, with the lines that belong to it, has all of the texts.
#[track_caller]
fn expect_finding(run: &Run, texts: &[&str]) {
    let mut messages: Vec<String> = Vec::new();
    for line in run.stderr.lines() {
        match messages.last_mut() {
            Some(last) if line.starts_with(' ') => last.push_str(line),
            _ => messages.push(line.to_owned()),
        }
    }
    let found = messages.iter().any(|m| texts.iter().all(|t| m.contains(t)));
    assert!(found, "no message with all of {texts:?}\n{}", run.evidence());
}

fn copy(name: &str, to: &Path) {
    std::fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
    std::fs::copy(sample(name), to).expect("a sample");
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A project for 2023, made around the samples.
fn project() -> (TempDir, PathBuf) {
    let home = tempdir().expect("a folder");
    let root = home.path().join("决算 项目");
    for name in ["2022年决算.xlsx", "2023年决算.xlsx", "2023年预算.xlsx"] {
        copy(name, &root.join(name));
    }
    juesuan(home.path(), &["init", "决算 项目"]).expect_status(&[0]);
    (home, root)
}

fn sheet<'a>(book: &'a Book, name: &str) -> &'a Sheet {
    book.sheets.iter().find(|s| s.name == name).unwrap_or_else(|| panic!("no sheet {name}"))
}

/// Cells of a column by row key.
fn column(sheet: &Sheet, head: &str) -> Vec<(String, String)> {
    let (top, heads) = yellow::heads(sheet);
    let at = heads.iter().find(|(_, h)| h == head).map(|(c, _)| *c).unwrap_or_else(|| panic!("no {head}"));
    let show = |cell: &Cell| cell.as_text().map_or_else(|| format!("{:?}", cell.as_number()), str::to_owned);
    (top + 1..=sheet.last_row())
        .filter_map(|r| {
            Some((show(sheet.get(r, heads[0].0)?), sheet.get(r, at).map(show).unwrap_or_default()))
        })
        .collect()
}

fn of<'a>(cells: &'a [(String, String)], key: &str) -> &'a str {
    cells.iter().find(|(k, _)| k == key).map_or("", |(_, v)| v)
}

/// An answer for every yellow cell, so that nothing is missing.
fn anything(sheet: &str, key: &str, head: &str) -> Option<Cell> {
    match (sheet, head) {
        ("原因说明", _) => Some(Cell::text(format!("按{key}填写的原因"))),
        ("文字材料", _) => Some(Cell::text(format!("截至2023年末的{key}"))),
        ("补充数据", "年初预算数") => Some(Cell::Number(47.into())),
        _ => None,
    }
}

#[test]
fn three_years_in_a_row() {
    let (_home, root) = project();
    // 2023: build, fill, build until nothing is missing.
    let run = juesuan(&root, &["build"]).expect_status(&[0]);
    run.expect_message(&[
        "本年决算：2023年决算.xlsx",
        "上年决算：2022年决算.xlsx",
        "年初预算：2023年预算.xlsx",
        "还缺",
    ]);
    let first = root.join("2023年/补充资料.xlsx");
    yellow::fill(&first, &first, anything);
    let run = juesuan(&root, &["build", "--strict"]).expect_status(&[0]);
    assert!(!run.stderr.contains("还缺"), "{}", run.evidence());
    let narrative = read(&root.join("2023年/公开/情况说明.md"));
    assert!(narrative.contains("按yoy.total填写的原因") && !narrative.contains("〔请补充"), "{narrative}");

    let mut before = 2023;
    for year in [2024, 2025] {
        let run = juesuan(&root, &["rollover", &year.to_string()]).expect_status(&[0]);
        run.expect_message(&[&format!("{before}年")]);
        // Texts carry over; the year they meant is pointed out.
        expect_finding(&run, &["S010", &format!("{}年", before), &format!("改为{year}年")]);
        let path = root.join(format!("{year}年/补充资料.xlsx"));
        let book = Book::read(&path);
        let duties = column(sheet(&book, "文字材料"), "内容");
        assert!(of(&duties, "text.duties").contains("text.duties"), "{duties:?}");
        let reasons = sheet(&book, "原因说明");
        assert!(of(&column(reasons, "上年填写"), "yoy.total").contains("yoy.total"));
        assert_eq!(of(&column(reasons, "原因（请填写）"), "yoy.total"), "");
        // No export yet: said plainly, nothing written.
        let run = juesuan(&root, &["build"]).expect_status(&[3]);
        run.expect_message(&[&format!("{year}年度的决算报表"), &format!("--year {before}")]);

        for name in ["决算", "预算"] {
            let name = format!("{year}年{name}.xlsx");
            copy(&name, &root.join(format!("{year}年")).join(&name));
        }
        let run = juesuan(&root, &["build"]).expect_status(&[0]);
        run.expect_message(&[&format!("本年决算：{year}年"), &format!("{before}年决算.xlsx")]);
        let reasons = Book::read(&path);
        let reasons = sheet(&reasons, "原因说明");
        assert!(of(&column(reasons, "上年填写"), "yoy.total").contains("yoy.total"), "{}", run.evidence());
        assert!(of(&column(reasons, "事项"), "yoy.total").contains(&format!("{year}年度")));
        // Only rows this year needs are left, and none of last year's answers was taken for this year's.
        let narrative = read(&root.join(format!("{year}年/公开/情况说明.md")));
        assert!(!narrative.contains("填写的原因"), "{narrative}");
        // For the next year the text shall name this year.
        yellow::fill(&path, &path, anything);
        let mut book = Book::read(&path);
        let texts = book.sheets.iter_mut().find(|s| s.name == "文字材料").expect("a sheet");
        for cell in texts.cells.values_mut() {
            if let Cell::Text(text) = cell {
                *text = text
                    .replace(&format!("{before}年末"), &format!("{year}年末"))
                    .replace("2023年末", &format!("{year}年末"));
            }
        }
        book.write(&path);
        let run = juesuan(&root, &["build", "--strict"]).expect_status(&[0]);
        assert!(!run.stderr.contains("S010"), "{}", run.evidence());
        before = year;
    }
    // The years before are as they were.
    assert_eq!(read(&root.join("2023年/公开/情况说明.md")), narrative);
    let run = juesuan(&root, &["build", "--year", "2023"]).expect_status(&[0]);
    assert!(!run.stderr.contains(".新"), "{}", run.evidence());
    assert_eq!(read(&root.join("2023年/公开/情况说明.md")), narrative);
}

#[test]
fn init_never_overwrites_and_can_be_repeated() {
    let (_home, root) = project();
    let config = read(&root.join("juesuan.toml"));
    assert!(config.contains("示例区医疗保障局"), "{config}");
    std::fs::write(root.join("juesuan.toml"), config.replace("standard\"", "henan\"")).expect("a file");
    std::fs::write(root.join("使用说明.txt"), "我的笔记").expect("a file");
    let before = files_below(&root);
    juesuan(&root, &["init", "."]).expect_status(&[0]).expect_message(&["已经有了"]);
    assert_eq!(files_below(&root), before);
    assert_eq!(read(&root.join("使用说明.txt")), "我的笔记");
    juesuan(&root, &["build"]).expect_status(&[0]).expect_message(&["河南"]);
}

/// The report that was published last year is often all that is left of it.
#[test]
fn last_years_published_document_is_found() {
    let (home, root) = project();
    std::fs::remove_file(root.join("2022年决算.xlsx")).expect("a file");
    let sample = sample("2022年决算.xlsx").display().to_string();
    juesuan(home.path(), &["build", &sample, "--first-year", "--out", "去年"]).expect_status(&[0, 1]);
    let made = |name: &str| home.path().join("去年").join(name);
    std::fs::create_dir_all(root.join("2022年")).expect("a folder");
    // A document of no accounts beside it does no harm, nor does this year's draft.
    std::fs::copy(made("决算公开.docx"), root.join("2022年/公开报告.docx")).expect("a file");
    std::fs::copy(made("决算公开.html"), root.join("2022年/公开报告.html")).expect("a file");
    std::fs::write(root.join("2023年/通知.html"), "<html><body><p>关于决算公开的通知</p></body></html>")
        .expect("a file");
    let run = juesuan(&root, &["build"]).expect_status(&[0, 1]);
    run.expect_message(&["本年决算：2023年决算.xlsx", "上年决算：2022年/公开报告.docx"]);
    let findings = || read(&root.join("2023年/公开/核对结果.md"));
    assert!(findings().contains("R041"), "{}", findings());
    assert!(!run.stderr.contains("通知.html"), "{}", run.evidence());
    let narrative = read(&root.join("2023年/公开/情况说明.md"));
    assert!(narrative.contains("59.65万元"), "{narrative}");
    // A workbook of last year says more than its document.
    copy("2022年决算.xlsx", &root.join("2022年决算.xlsx"));
    let run = juesuan(&root, &["build"]).expect_status(&[0, 1]);
    run.expect_message(&["上年决算：2022年决算.xlsx"]);
    assert!(!findings().contains("R041"), "{}", findings());
    // This year's document is no source of this year's report.
    std::fs::remove_file(root.join("2023年决算.xlsx")).expect("a file");
    std::fs::copy(root.join("2023年/公开/决算公开.docx"), root.join("2023年/草稿.docx")).expect("a file");
    juesuan(&root, &["build", "--year", "2023"]).expect_status(&[3]).expect_message(&[
        "草稿.docx",
        "2023年度的公开文档",
        "决算工作簿",
    ]);
}

#[test]
fn a_project_is_found_from_below_and_by_its_option() {
    let (home, root) = project();
    let below = root.join("2023年");
    juesuan(&below, &["build"]).expect_status(&[0]);
    let made = files_below(&root.join("2023年/公开"));
    assert!(made.contains(&PathBuf::from("公开表.xlsx")), "{made:?}");
    juesuan(home.path(), &["build", "--project", "决算 项目", "--year", "2023"])
        .expect_status(&[0])
        .expect_message(&["公开表.xlsx（没有变化）"]);
    juesuan(home.path(), &["build"]).expect_status(&[2]).expect_message(&["juesuan.toml", "init"]);
}

#[test]
fn mistakes_in_the_settings_name_their_line() {
    let (_home, root) = project();
    let config = read(&root.join("juesuan.toml"));
    for (wrong, line_of, words) in [
        (config.replace("scope =", "scop ="), "scop =", ["scop", "scope"]),
        (config.replace("# zero_cell = \"0.00\"", "zero_cell = \"1\""), "zero_cell =", ["zero_cell", "0.00"]),
        (config.replace("# thousands = false", "thousand = false"), "thousand =", ["thousand", "选项"]),
        (config.replace("name = \"standard\"", "name = \"北京\""), "name =", ["北京", "山东"]),
    ] {
        std::fs::write(root.join("juesuan.toml"), &wrong).expect("a file");
        let line = wrong.lines().position(|l| l.starts_with(line_of)).expect("the line") + 1;
        let run = juesuan(&root, &["build"]).expect_status(&[2]);
        run.expect_message(&words);
        run.expect_message(&[&format!("第{line}行")]);
        assert!(!root.join("2023年/公开").exists());
    }
}

#[test]
fn two_exports_of_a_year_are_not_guessed_between() {
    let (_home, root) = project();
    copy("2023年决算.xlsx", &root.join("2023年/更正后.xlsx"));
    // The year's folder goes before the files beside juesuan.toml.
    juesuan(&root, &["build"]).expect_status(&[0]).expect_message(&["更正后.xlsx"]);
    copy("2023年决算.xlsx", &root.join("2023年/更正前.xlsx"));
    let run = juesuan(&root, &["build"]).expect_status(&[2]);
    run.expect_message(&["更正后.xlsx", "更正前.xlsx", "只留下"]);
}

#[test]
fn last_years_published_tables_do_when_there_is_no_export() {
    let (_home, root) = project();
    juesuan(&root, &["build"]).expect_status(&[0]);
    std::fs::remove_file(root.join("2023年决算.xlsx")).expect("a file");
    juesuan(&root, &["rollover", "2024"]).expect_status(&[0]);
    copy("2024年决算.xlsx", &root.join("2024年/导出.xlsx"));
    let run = juesuan(&root, &["build"]).expect_status(&[0]);
    run.expect_message(&["导出.xlsx", "公开表.xlsx"]);
}

// ---- outputs that people changed ----------------------------------------------------------------------------------

#[test]
fn outputs_changed_by_hand_stay_and_nothing_piles_up() {
    let (_home, root) = project();
    juesuan(&root, &["build"]).expect_status(&[0]);
    let out = root.join("2023年/公开");
    let narrative = out.join("情况说明.md");
    let made = read(&narrative);
    std::fs::write(&narrative, "我改过的").expect("a file");
    for _ in 0..3 {
        juesuan(&root, &["build"]).expect_status(&[0]).expect_message(&["情况说明"]);
    }
    assert_eq!(read(&narrative), "我改过的");
    assert_eq!(read(&out.join("情况说明.新.md")), made);
    // Changed inputs renew the file beside it; they don't add another.
    juesuan(&root, &["build", "--org", "示例区医保局"]).expect_status(&[0]);
    juesuan(&root, &["build"]).expect_status(&[0]);
    assert_eq!(files_below(&out).iter().filter(|f| f.to_string_lossy().contains("新")).count(), 1);
    assert_eq!(read(&narrative), "我改过的");

    let run = juesuan(&root, &["build", "--force"]).expect_status(&[0]);
    run.expect_message(&["情况说明.md 已被改动过", "情况说明.替换前.md"]);
    assert_eq!(read(&narrative), made);
    assert_eq!(read(&out.join("情况说明.替换前.md")), "我改过的");
    // Now it is the program's again.
    let run = juesuan(&root, &["build", "--force"]).expect_status(&[0]);
    assert!(!run.stderr.contains("已被改动过"), "{}", run.evidence());
}

#[test]
fn a_damaged_memory_costs_nothing() {
    let (_home, root) = project();
    juesuan(&root, &["build"]).expect_status(&[0]);
    let out = root.join("2023年/公开");
    let files = files_below(&out);
    for damage in ["", "{", "[1,2]", "{\"2023年/公开/情况说明.md\":7}"] {
        std::fs::write(root.join(".juesuan/written.json"), damage).expect("a file");
        let run = juesuan(&root, &["build"]).expect_status(&[0]);
        run.expect_message(&["记录", "损坏"]);
        assert_eq!(files_below(&out), files, "unchanged outputs are recognised by their content");
    }
    std::fs::write(out.join("情况说明.md"), "我改过的").expect("a file");
    std::fs::write(root.join(".juesuan/written.json"), "{").expect("a file");
    juesuan(&root, &["build"]).expect_status(&[0]);
    assert_eq!(read(&out.join("情况说明.md")), "我改过的");
}

// ---- killed at a bad moment ------------------------------------------------------------------------------------------

/// Runs of the kill loop; each ends at another moment.
const KILLS: u64 = 24;

#[test]
fn a_kill_at_any_moment_leaves_whole_files() {
    let (_home, root) = project();
    juesuan(&root, &["build"]).expect_status(&[0]);
    let out = root.join("2023年/公开");
    let supplement = root.join("2023年/补充资料.xlsx");
    yellow::fill(&supplement, &supplement, anything);
    // How long a whole run takes here decides when to kill.
    let started = std::time::Instant::now();
    juesuan(&root, &["build"]).expect_status(&[0]);
    let whole = started.elapsed();
    for n in 0..KILLS {
        // Every run has something to write: the department's name differs.
        let org = format!("示例区医疗保障局{n}");
        let mut child = Command::new(env!("CARGO_BIN_EXE_juesuan"))
            .args(["build", "--org", &org, "--style", if n % 2 == 0 { "henan" } else { "shandong" }])
            .current_dir(&root)
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("the program");
        std::thread::sleep(whole.mul_f64((n + 1) as f64 / KILLS as f64));
        let _ = child.kill();
        child.wait().expect("the program ends");
        for file in files_below(&out) {
            let path = out.join(&file);
            let name = file.to_string_lossy().into_owned();
            if name.starts_with(".juesuan-") {
                continue; // what the killed run was writing
            }
            assert!(!name.contains('新'), "its own file was taken for somebody else's: {name}");
            match path.extension().and_then(|e| e.to_str()) {
                Some("xlsx") => assert!(!tables(&path).is_empty(), "{name}"),
                Some("docx") => {
                    let file = std::fs::File::open(&path).expect("a document");
                    assert!(zip::ZipArchive::new(file).is_ok(), "{name}");
                }
                Some("html") => assert!(read(&path).trim_end().ends_with("</html>"), "{name}"),
                Some("json") => {
                    drop(serde_json::from_str::<serde_json::Value>(&read(&path)).expect("whole JSON"))
                }
                _ => assert!(read(&path).ends_with('\n'), "{name}"),
            }
        }
        let reasons = Book::read(&supplement);
        let typed = column(sheet(&reasons, "原因说明"), "原因（请填写）");
        assert!(
            of(&typed, "yoy.total").contains("按yoy.total填写"),
            "typed reasons are there at any moment: {typed:?}"
        );
    }
    let run = juesuan(&root, &["build"]).expect_status(&[0]);
    assert!(!run.stderr.contains("已被改动过"), "{}", run.evidence());
}

// ---- self-assessment forms --------------------------------------------------------------------------------------------

fn forms(root: &Path) -> PathBuf {
    let folder = root.join("2023年/绩效自评表");
    for name in ["城乡医疗救助", "医疗保障基金监管", "医疗保障政策宣传"] {
        copy(&format!("绩效自评表/{name}.xlsx"), &folder.join(format!("{name}.xlsx")));
    }
    folder
}

fn build_with_forms(change: impl FnOnce(&mut Book)) -> (TempDir, PathBuf, Run) {
    let (home, root) = project();
    let folder = forms(&root);
    let path = folder.join("城乡医疗救助.xlsx");
    let mut book = Book::read(&path);
    change(&mut book);
    book.write(&path);
    let run = juesuan(&root, &["build"]).expect_status(&[0, 1]);
    (home, root, run)
}

/// Puts a number right of a label.
fn put(book: &mut Book, label: &str, right: u16, number: f64) {
    let sheet = &mut book.sheets[0];
    let at =
        sheet.cells.iter().find(|(_, c)| c.as_text() == Some(label)).map(|(at, _)| *at).expect("a label");
    sheet.put(at.0, at.1 + right, Cell::Number(number.to_string().parse().expect("a number")));
}

#[test]
fn self_assessment_forms_fill_the_sheet_and_the_text() {
    let (_home, root, run) = build_with_forms(|_| {});
    let book = Book::read(&root.join("2023年/补充资料.xlsx"));
    let projects = sheet(&book, "绩效自评");
    assert!(
        column(projects, "自评得分").contains(&("城乡医疗救助".into(), "Some(96.83)".into())),
        "{}",
        run.evidence()
    );
    assert!(of(&column(projects, "资金使用单位"), "医疗保障基金监管").contains("示例区医疗保障局"));
    assert!(of(&column(projects, "目标完成情况"), "医疗保障政策宣传").contains("新媒体宣传"));
    let narrative = read(&root.join("2023年/公开/情况说明.md"));
    for part in ["3个项目", "2个项目自评等级为优", "1个项目自评等级为良", "项目自评得分为96.83分"]
    {
        assert!(narrative.contains(part), "no {part} in {narrative}");
    }
    for code in ["S011", "S012", "S013", "S014", "S015", "S016"] {
        assert!(!run.stderr.contains(code), "{}", run.evidence());
    }
    // What people type into the sheet goes before the form, and the difference is said.
    let path = root.join("2023年/补充资料.xlsx");
    let mut book = book;
    let projects = book.sheets.iter_mut().find(|s| s.name == "绩效自评").expect("a sheet");
    let (row, column) = (projects.row_of(0, "城乡医疗救助"), 5);
    assert!(projects.get(row, column).and_then(Cell::as_number).is_some_and(|n| double(n) > 96.0));
    projects.put(row, column, Cell::Number(97.into()));
    book.write(&path);
    let run = juesuan(&root, &["build"]).expect_status(&[0]);
    let findings = read(&root.join("2023年/公开/核对结果.md"));
    assert!(findings.contains("S015") && findings.contains("96.83"), "{findings}");
    let narrative = read(&root.join("2023年/公开/情况说明.md"));
    assert!(narrative.contains("得分为97"), "{}\n{narrative}", run.evidence());
}

#[test]
fn contradictions_in_self_assessment_forms() {
    for (code, words, change) in [
        (
            "S011",
            "执行率×分值",
            Box::new(|b: &mut Book| put(b, "年度资金总额", 6, 9.0)) as Box<dyn FnOnce(&mut Book)>,
        ),
        ("S012", "各项得分之和", Box::new(|b| put(b, "总分", 6, 99.0))),
        (
            "S014",
            "按元填",
            Box::new(|b| {
                put(b, "年度资金总额", 2, 2_987_410.55);
                put(b, "年度资金总额", 3, 298.74);
            }),
        ),
    ] {
        let (_home, _root, run) = build_with_forms(change);
        expect_finding(&run, &[code, words, "城乡医疗救助"]);
    }
    let (_home, root, _) = build_with_forms(|_| {});
    let path = root.join("2023年/补充资料.xlsx");
    let mut book = Book::read(&path);
    let projects = book.sheets.iter_mut().find(|s| s.name == "绩效自评").expect("a sheet");
    let row = projects.row_of(0, "医疗保障政策宣传");
    projects.put(row, 6, Cell::text("优"));
    book.write(&path);
    copy("2023年预算.xlsx", &root.join("2023年/绩效自评表/预算.xlsx"));
    let run = juesuan(&root, &["build"]).expect_status(&[0]);
    expect_finding(&run, &["S013", "88.4", "良"]);
    expect_finding(&run, &["S016", "预算.xlsx"]);
}

/// Every workbook of a folder that is not used is named with the reason, and none of them stops the rest.
#[test]
fn files_that_are_not_used_are_named_with_the_reason() {
    let (_home, root) = project();
    let year = root.join("2023年");
    juesuan(&root, &["build"]).expect_status(&[0]);
    std::fs::copy(year.join("补充资料.xlsx"), year.join("补充资料-办公室.xlsx")).expect("a copy");
    std::fs::copy(year.join("补充资料.xlsx"), year.join("补充资料.上一版.xlsx")).expect("a copy");
    std::fs::copy(year.join("补充资料.xlsx"), year.join("补充资料.上一版2.xlsx")).expect("a copy");
    copy("2024年决算.xlsx", &year.join("导出.xlsx"));
    copy("2024年预算.xlsx", &year.join("预算.xlsx"));
    std::fs::write(year.join("坏的.xlsx"), b"PK\x03\x04 broken").expect("a file");
    std::fs::write(root.join("其实是.xlsx"), b"%PDF-1.7 ...").expect("a file");
    let mut other = Book::read(&sample("2023年决算.xlsx"));
    for sheet in &mut other.sheets {
        for row in 0..8 {
            for column in 0..8 {
                let text = sheet.get(row, column).and_then(Cell::as_text).map(str::to_owned);
                if let Some(text) = text.filter(|t| t.contains("示例区医疗保障局")) {
                    sheet.put(row, column, Cell::text(text.replace("示例区医疗保障局", "示例区水务局")));
                }
            }
        }
    }
    other.write(&year.join("水务.xlsx"));
    let run = juesuan(&root, &["build"]).expect_status(&[0]);
    for note in [
        "补充资料-办公室.xlsx（另一份补充资料，其中的内容没有采用",
        "补充资料.上一版.xlsx（程序更新补充资料前保存的上一版）",
        "补充资料.上一版2.xlsx（程序更新补充资料前保存的上一版）",
        "导出.xlsx（2024年度决算，不是2023年度）",
        "预算.xlsx（2024年预算表，不是2023年的）",
        "坏的.xlsx（不能读取：",
        "其实是.xlsx（不能读取：这是一个PDF文件",
        "水务.xlsx（是“示例区水务局”的决算，不是“示例区医疗保障局”的）",
    ] {
        assert!(run.stderr.contains(note), "no “{note}”\n{}", run.evidence());
    }
    let settings = root.join("juesuan.toml");
    std::fs::write(&settings, read(&settings).replace("department = ", "# department = ")).expect("settings");
    std::fs::rename(root.join("2023年决算.xlsx"), year.join("医保.xlsx")).expect("a file");
    let run = juesuan(&root, &["build"]).expect_status(&[2]);
    run.expect_message(&["医保.xlsx”（示例区医疗保障局）", "水务.xlsx”（示例区水务局）", "department"]);
}

/// Last year's supplement under this year's name would print last year's reasons.
#[test]
fn last_years_supplement_is_not_taken_for_this_years() {
    let (_home, root) = project();
    juesuan(&root, &["build"]).expect_status(&[0]);
    copy("2024年决算.xlsx", &root.join("2024年/决算.xlsx"));
    std::fs::copy(root.join("2023年/补充资料.xlsx"), root.join("2024年/补充资料.xlsx")).expect("a copy");
    let run = juesuan(&root, &["build", "--year", "2024"]).expect_status(&[3]);
    run.expect_message(&["这是2023年度的补充资料", "juesuan rollover 2024"]);
    std::fs::rename(root.join("2024年/补充资料.xlsx"), root.join("2024年/抄来的.xlsx")).expect("a file");
    let run = juesuan(&root, &["build", "--year", "2024"]).expect_status(&[0]);
    run.expect_message(&["抄来的.xlsx（2023年度的补充资料，不是2024年度的）"]);
}

/// Naming the file changes nothing but the file: style, companions and place of outputs stay the project's.
#[test]
fn a_path_on_the_command_line_keeps_the_project() {
    let (_home, root) = project();
    juesuan(&root, &["build"]).expect_status(&[0]);
    let whole = read(&root.join("2023年/公开/情况说明.md"));
    std::fs::remove_dir_all(root.join("2023年/公开")).expect("outputs");
    let elsewhere = tempdir().expect("a folder");
    let named = elsewhere.path().join("更正后的导出.xlsx");
    copy("2023年决算.xlsx", &named);
    let run = juesuan(&root, &["build", &named.display().to_string()]).expect_status(&[0]);
    run.expect_message(&["采用：", "年初预算：2023年预算.xlsx", "上年决算：2022年决算.xlsx"]);
    assert_eq!(read(&root.join("2023年/公开/情况说明.md")), whole);
    // From elsewhere, a file that lies in the project is the project's.
    let inside = root.join("2023年决算.xlsx").display().to_string();
    let run = juesuan(elsewhere.path(), &["build", &inside]).expect_status(&[0]);
    run.expect_message(&["采用："]);
    assert!(files_below(elsewhere.path()).len() == 1, "nothing is written beside");

    let run = juesuan(&root, &["check"]).expect_status(&[0]);
    run.expect_message(&["上年决算：2022年决算.xlsx"]);
    let run = juesuan(&root, &["inspect"]).expect_status(&[0]);
    assert!(run.stdout.contains("年度：2023"), "{}", run.evidence());
}

/// What was read to tell which file is which is what the report is made from: nothing is read twice.
#[test]
fn files_of_a_project_are_read_once() {
    use juesuan::work::{Job, Order};
    let folder = tempfile::tempdir().expect("a folder");
    crate::support::sample_project(folder.path(), "henan");
    let job = Job::of(Order { project: Some(folder.path().to_owned()), ..Order::default() }).expect("a job");
    let request = &job.request;
    let accounts =
        |source: &juesuan::source::Source| request.read.accounts(source).and_then(|i| i.accounts.year);
    assert_eq!(accounts(&request.current), Some(2023));
    assert_eq!(request.prior.as_ref().and_then(accounts), Some(2022));
    assert!(request.budget.as_ref().and_then(|budget| request.read.budget(budget)).is_some());
}
