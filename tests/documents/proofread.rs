//! `juesuan proofread`: clean reports give nothing, one planted error gives its finding at its place, and what only
//! looks like an error gives none.

#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::book::Book;
use crate::support::{Build, juesuan, parts};

/// The Word file of the sample in a style; each is made once.
fn report(style: &'static str) -> PathBuf {
    static MADE: OnceLock<Mutex<HashMap<String, (TempDir, PathBuf)>>> = OnceLock::new();
    let mut made = MADE.get_or_init(Mutex::default).lock().expect("no test panics while it builds");
    let (_, path) = made.entry(style.to_owned()).or_insert_with(|| {
        let folder = TempDir::new().expect("a folder");
        let mut build = Build::sample_2023();
        build.style = style;
        build.run(folder.path()).expect_status(&[0]);
        let path = crate::support::out(folder.path()).join("决算公开.docx");
        (folder, path)
    });
    path.clone()
}

/// The same report with `from` printed as `to` in the first paragraph that holds it.
fn planted(style: &'static str, from: &str, to: &str, folder: &Path) -> PathBuf {
    let mut all = parts::read(&report(style));
    let document = all.iter_mut().find(|(name, _)| name == "word/document.xml").expect("a document");
    let xml = String::from_utf8(std::mem::take(&mut document.1)).expect("text");
    document.1 = replaced(&xml, from, to).into_bytes();
    let path = folder.join("决算公开.docx");
    std::fs::write(&path, parts::write(&all)).expect("written");
    path
}

/// The same report with forms of single projects (项目支出绩效自评表) behind its last paragraph.
fn with_forms(count: usize, folder: &Path) -> PathBuf {
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let rows: [&[&str]; 7] = [
        &["项目名称", "校舍维修", "", "", "", ""],
        &["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "得分"],
        &["年度资金总额", "12.00", "12.00", "11.90", "10", "9.92"],
        &["其中：财政拨款", "12.00", "12.00", "11.90", "", ""],
        &["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "得分"],
        &["产出指标", "数量指标", "维修教室数", "12", "12", "20"],
        &["总分", "", "", "", "100", "99.92"],
    ];
    let table: String = rows
        .iter()
        .map(|row| format!("<w:tr>{}</w:tr>", row.iter().map(|c| cell(c)).collect::<String>()))
        .collect();
    let form = format!("<w:p><w:r><w:t>项目单位自评表</w:t></w:r></w:p><w:tbl>{table}</w:tbl>");
    let mut all = parts::read(&report("shandong"));
    let document = all.iter_mut().find(|(name, _)| name == "word/document.xml").expect("a document");
    let xml = String::from_utf8(std::mem::take(&mut document.1)).expect("text");
    let end = xml.rfind("<w:sectPr").expect("a page setup");
    document.1 = format!("{}{}{}", &xml[..end], form.repeat(count), &xml[end..]).into_bytes();
    let path = folder.join("决算公开.docx");
    std::fs::write(&path, parts::write(&all)).expect("written");
    path
}

#[test]
fn attached_forms_are_no_pages_of_the_accounts() {
    let folder = TempDir::new().expect("a folder");
    let path = with_forms(3, folder.path());
    let found = findings(&path, &[]);
    assert!(loud(&found).is_empty(), "{found:#?}");
    let run = juesuan(folder.path(), &["read", path.to_str().expect("a path")]).expect_status(&[0]);
    assert_eq!(run.stdout.matches("项目单位自评表").count(), 3, "{}", run.evidence());
}

/// A paragraph's words are spread over runs: the changed text goes into the first, the others are emptied.
fn replaced(xml: &str, from: &str, to: &str) -> String {
    let mut at = 0;
    while let Some(start) = xml[at..].find("<w:p>").map(|i| i + at) {
        let end = xml[start..].find("</w:p>").map_or(xml.len(), |i| i + start);
        let words = texts(&xml[start..end]);
        let text: String = words.iter().map(|(a, b)| &xml[start + a..start + b]).collect();
        if let Some(place) = text.find(from) {
            let changed = format!("{}{to}{}", &text[..place], &text[place + from.len()..]);
            let mut out = xml[..start].to_owned();
            let mut rest = start;
            for (n, (a, b)) in words.iter().enumerate() {
                out.push_str(&xml[rest..start + a]);
                if n == 0 {
                    out.push_str(&changed);
                }
                rest = start + b;
            }
            out.push_str(&xml[rest..]);
            return out;
        }
        at = end;
    }
    panic!("“{from}” stands nowhere in the report");
}

/// Byte ranges of the texts of a paragraph.
fn texts(paragraph: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(tag) = paragraph[at..].find("<w:t").map(|i| i + at) {
        let open = paragraph[tag..].find('>').map_or(paragraph.len(), |i| i + tag + 1);
        at = open;
        if !matches!(paragraph.as_bytes().get(tag + 4), Some(b'>' | b' '))
            || paragraph[..open].ends_with("/>")
        {
            continue;
        }
        let close = paragraph[open..].find("</w:t>").map_or(paragraph.len(), |i| i + open);
        found.push((open, close));
        at = close;
    }
    found
}

fn findings(path: &Path, more: &[&str]) -> Vec<Value> {
    let mut arguments = vec!["proofread", path.to_str().expect("a path")];
    arguments.extend(more);
    arguments.extend(["--format", "json"]);
    let run = juesuan(path.parent().expect("a folder"), &arguments).expect_status(&[0, 1]);
    let value: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.evidence()));
    value["findings"].as_array().expect("findings").clone()
}

fn loud(findings: &[Value]) -> Vec<&Value> {
    findings.iter().filter(|f| f["severity"] != "notice").collect()
}

/// What is planted where, the code it must give and a part of the quote at its place.
const PLANTED: &[(&str, &str, &str, &str, &str)] = &[
    // Figures against the tables.
    ("shandong", "其他收入3.65万元，占", "其他收入3.56万元，占", "P001", "3.56万元"),
    ("shandong", "人员经费608.64万元", "人员经费680.64万元", "P001", "680.64万元"),
    ("henan", "收、支总计均为2381.99万元", "收、支总计均为2381.79万元", "P001", "2381.79万元"),
    ("shandong", "收、支总计均为2,381.99万元", "收、支总计均为0.2392亿元", "P001", "0.2392亿元"),
    // Arithmetic.
    ("shandong", "各减少59.65万元，下降2.44%", "各减少59.65万元，下降2.54%", "P002", "2.54%"),
    ("shandong", "占本年支出合计的99.01%", "占本年支出合计的99.1%", "P002", "99.1%"),
    (
        "shandong",
        "支出决算为52.52万元，完成年初预算的101.27%",
        "支出决算为52.52万元，完成年初预算的98.74%",
        "P002",
        "98.74%",
    ),
    // Words of comparison.
    (
        "shandong",
        "决算数小于年初预算数的主要原因是一名人员",
        "决算数大于年初预算数的主要原因是一名人员",
        "P003",
        "大于",
    ),
    ("shandong", "增加43.15万元，增长6.89%", "增加43.15万元，下降6.89%", "P003", "6.89%"),
    ("shandong", "各减少59.65万元，下降2.44%", "各减少59.65万元，下降-2.44%", "P003", "下降-2.44"),
    ("shandong", "各减少59.65万元，下降2.44%", "各减少－59.65万元，下降2.44%", "P003", "减少－59.65"),
    // What follows from a slip is not said again: its share, its percentage, the other word.
    ("shandong", "其他收入3.65万元，占0.15%", "其他收入8.65万元，占0.15%", "P001", "8.65万元"),
    ("shandong", "各减少59.65万元，下降2.44%", "各增加59.65万元，下降2.44%", "P003", "2.44%"),
    // Changes of the parts, each with its way, against the whole's.
    ("hunan", "财政拨款支出减少2.83万元，占比4.74%", "财政拨款支出增加2.83万元，占比4.74%", "P003", "4.74%"),
    (
        "shanghai",
        "因公出国（境）费支出决算与2022年度持平",
        "因公出国（境）费支出决算减少3.64万元",
        "P008",
        "0.15万元",
    ),
    // The same figure twice; a change from nothing; a reason for nothing.
    ("shandong", "0台（套）。", "0台（套）。本部门共有车辆2辆。", "P004", "2辆"),
    ("shandong", "减少2.8万元，下降43.41%", "增加3.65万元，增长100%", "P015", "100%"),
    (
        "shandong",
        "支出决算为18.65万元，完成年初预算的100%。决算数等于年初预算数。",
        "支出决算为18.65万元，完成年初预算的100%。决算数等于年初预算数的主要原因是按规定缴纳。",
        "P016",
        "按规定缴纳",
    ),
    // Sums.
    (
        "shandong",
        "年初预算为1,248万元，支出决算为1,248万元，完成年初预算的100%。决算数等于年初预算数。",
        "年初预算为1,348万元，支出决算为1,248万元，完成年初预算的92.58%。决算数小于年初预算数。",
        "P008",
        "2,359.96万元",
    ),
    // Names.
    ("shandong", "办公费、印刷费、水费", "办公费、印刷费、咨询费、水费", "P005", "咨询费"),
    ("shandong", "办公费、印刷费、水费", "办公费、退休费、水费", "P005", "退休费"),
    ("shandong", "办公费、印刷费、水费", "办公费、水费", "P006", ""),
    ("shandong", "示例区医疗保障局等单位使用", "示例区医疗保证局等单位使用", "P013", "示例区医疗保证局"),
    ("shandong", "十、机关运行经费支出说明", "十、机关运行经费说明", "P014", "十、机关运行经费说明"),
    ("shandong", "第三部分", "", "P014", "情况说明"),
    ("shandong", "（款）死亡抚恤（项）", "（款）伤亡抚恤（项）", "P007", "伤亡抚恤"),
    (
        "shandong",
        "社会保障和就业支出（类）抚恤（款）",
        "社会保障和就业（类）抚恤（款）",
        "P007",
        "社会保障和就业（类）",
    ),
    // Form.
    ("shandong", "减少63.77万元，下降2.63%", "减少63.77万，下降2.63%", "P009", "63.77万"),
    ("shandong", "减少63.77万元，下降2.63%。", "减少63.77万元，下降2.63。", "P009", "下降2.63"),
    ("shandong", "占本年支出合计的99.01%", "占本年支出合计的99.01", "P009", "的99.01"),
    ("shandong", "（款）死亡抚恤（项）", "（款）死亡抚血（项）", "P007", "死亡抚血"),
    ("shandong", "减少63.77万元，下降2.63%", "减少（增加）63.77万元，下降2.63%", "P010", "减少（增加）"),
    ("shandong", "本年无此项支出。", "本年无此项支出。。", "P011", "。。"),
    ("shandong", "本年无此项支出。", "（本年无此项支出。", "P011", "（本年无此项支出"),
    ("shandong", "年初预算为2,359.96万元", "年初预算为2,3599.6万元", "P011", "2,3599.6万元"),
    ("shandong", "占本年支出合计的99.01%", "占本年支出合计的099.01%", "P011", "099.01%"),
    // A part is never more than its whole.
    ("shandong", "占部门预算项目支出总额的100%", "占部门预算项目支出总额的107%", "P002", "107%"),
    (
        "shandong",
        "支出决算为52.52万元，完成年初预算的101.27%",
        "支出决算为52.52万元。完成年初预算的101.27%",
        "P011",
        "52.52万元。完成年初预算",
    ),
    ("shandong", "与2022年度相比，减少63.77万元", "与2021年度相比，减少63.77万元", "P012", "2021"),
    ("shandong", "2023年度收、支总计均为", "2022年度收、支总计均为", "P012", "2022年"),
    ("shandong", "2023年度收、支总计均为", "本部门2022年度收、支总计均为", "P012", "2022年"),
    (
        "shandong",
        "本部门没有国有资本经营预算财政拨款支出。",
        "本部门没有国有资本经营预算财政拨款支出。本部门没有国有资本经营预算财政拨款支出。",
        "P017",
        "没有国有资本经营预算",
    ),
    ("shandong", "落实过紧日子要求，压减", "〔请补充原因：压减〕", "P018", "〔请补充原因：压减〕"),
    // The contents list what the report does not hold; an empty table says nothing of it.
    ("shandong", "十、机关运行经费支出说明", "十、某某事项完成情况", "P026", "十、某某事项完成情况"),
    (
        "shandong",
        "本部门没有使用国有资本经营预算安排的支出，故本表无数据。",
        "注：金额单位是万元。",
        "P027",
        "",
    ),
];

#[test]
fn one_planted_error_is_found_at_its_place() {
    for (style, from, to, code, quote) in PLANTED {
        let folder = TempDir::new().expect("a folder");
        let path = planted(style, from, to, folder.path());
        let found = findings(&path, &[]);
        let hit = found.iter().find(|f| f["code"] == *code);
        let Some(hit) = hit else { panic!("{to}: no {code} in {found:#?}") };
        let said = hit["place"]["quote"].as_str().unwrap_or_default();
        assert!(said.contains(quote), "{to}: {said}");
        assert!(loud(&found).iter().all(|f| f["code"] == *code), "{to}: more than one kind: {found:#?}");
    }
}

/// Other words, and hundredths that rounding makes, with the code of what they resemble: nothing to report.
const NO_ERROR: &[(&str, &str, &str, &str)] = &[
    // 尾差: the exact amounts may have given it.
    ("P001", "shandong", "收、支总计均为2,381.99万元", "收、支总计均为0.2382亿元"),
    ("P001", "shandong", "收、支总计均为2,381.99万元", "收、支总计均为0.2381994674000000000000000000亿元"),
    ("P001", "shandong", "与2022年度相比，减少63.77万元", "与二〇二二年度相比，减少63.77万元"),
    ("P001", "shandong", "其他收入3.65万元，占0.15%", "其他收入3.66万元，占0.15%"),
    ("P002", "shandong", "减少63.77万元，下降2.63%", "减少63.78万元，降低2.63%"),
    (
        "P003",
        "shandong",
        "决算数小于年初预算数的主要原因是一名人员",
        "决算数低于年初预算数的主要原因是一名人员",
    ),
    ("P003", "shandong", "各减少59.65万元，下降2.44%", "各增加-59.65万元，增长-2.44%"),
    ("P004", "shandong", "0台（套）。", "0台（套）。本部门共有车辆1辆。"),
    ("P005", "shandong", "办公费、印刷费、水费", "印刷费、办公费、水费"),
    (
        "P006",
        "shandong",
        "办公费、印刷费、水费、电费、邮电费、物业管理费、差旅费、维修（护）费、会议费、培训费、公务接待费、劳务费、工会经费、福利费、公务用车运行维护费、其他交通费用、其他商品和服务支出、办公设备购置。",
        "办公费、水费、电费等。",
    ),
    ("P007", "shandong", "（款）死亡抚恤（项）", "（款） 死亡抚恤 （项）"),
    // A 项 with a budget that spent nothing is not listed: a sum below the total proves nothing.
    (
        "P008",
        "shandong",
        "年初预算为42万元，支出决算为36.51万元，完成年初预算的86.93%",
        "年初预算为40万元，支出决算为36.51万元，完成年初预算的91.28%",
    ),
    ("P009", "shandong", "减少63.77万元，下降2.63%", "减少 63.77 万元，下降2.63％"),
    ("P010", "shandong", "本年无此项支出。", "本年无此项支出（减少的部分）。"),
    ("P011", "shandong", "本年无此项支出。", "本年无此项支出（上年有59.65万元）。"),
    ("P011", "shandong", "本年无此项支出。", "本年无此项支出(上年有59.65万元。)"),
    ("P012", "shandong", "与2022年度相比，减少63.77万元", "与上年相比，减少63.77万元"),
    (
        "P012",
        "shandong",
        "2023年度收、支总计均为2,381.99万元。",
        "2022年度已经开始压减，2023年度收、支总计均为2,381.99万元。",
    ),
    ("P013", "shandong", "示例区医疗保障局等单位使用", "示例区卫生健康局等单位使用"),
    ("P014", "shandong", "十、机关运行经费支出说明", "十、机关运行经费 支出说明"),
    ("P015", "shandong", "减少2.8万元，下降43.41%", "增加3.64万元，增长36400%"),
    (
        "P016",
        "shandong",
        "完成年初预算的100%。决算数等于年初预算数。",
        "完成年初预算的100%。决算数等于年初预算数，按规定缴纳。",
    ),
    (
        "P017",
        "shandong",
        "本部门没有国有资本经营预算财政拨款支出。",
        "本部门没有国有资本经营预算财政拨款支出，也没有国有资本经营预算财政拨款收入。",
    ),
    ("P018", "shandong", "落实过紧日子要求，压减", "按〔2023〕5号文件要求压减"),
    ("P026", "shandong", "十、机关运行经费支出说明", "十、 机关运行经费支出说明"),
    (
        "P027",
        "shandong",
        "本部门没有使用国有资本经营预算安排的支出，故本表无数据。",
        "注：本部门不涉及此项支出。",
    ),
];

#[test]
fn what_is_no_error_is_not_reported() {
    for (code, style, from, to) in NO_ERROR {
        let folder = TempDir::new().expect("a folder");
        let found = findings(&planted(style, from, to, folder.path()), &[]);
        assert!(loud(&found).is_empty(), "{to}: {found:#?}");
        assert!(found.iter().all(|f| f["code"] != *code), "{to}: {found:#?}");
    }
}

#[test]
fn reports_of_every_style_are_clean() {
    for style in ["standard", "shandong", "henan", "hunan", "shanghai"] {
        let found = findings(&report(style), &[]);
        assert!(loud(&found).is_empty(), "{style}: {found:#?}");
        let prior = crate::support::sample("2022年决算.xlsx");
        let (current, prior) =
            (crate::support::sample("2023年决算.xlsx"), prior.to_str().expect("a path").to_owned());
        let found = findings(&report(style), &[current.to_str().expect("a path"), "--prior", &prior]);
        assert!(loud(&found).is_empty(), "{style} against its export: {found:#?}");
    }
}

#[test]
fn an_export_refutes_what_the_report_alone_cannot() {
    let folder = TempDir::new().expect("a folder");
    let path = planted("shandong", "减少63.77万元，下降2.63%", "减少93.77万元，下降3.82%", folder.path());
    let prior = crate::support::sample("2022年决算.xlsx");
    let found = findings(&path, &["--prior", prior.to_str().expect("a path")]);
    let hit = found.iter().find(|f| f["code"] == "P001").unwrap_or_else(|| panic!("{found:#?}"));
    assert_eq!(hit["place"]["quote"], "93.77万元");
}

/// Files beside a report are taken in as everywhere: what is found in them is said, and those of another year are refused,
/// with this year's export or without.
#[test]
fn files_given_without_an_export_are_taken_in_as_with_one() {
    let folder = TempDir::new().expect("a folder");
    let report = report("shandong");
    std::fs::copy(&report, folder.path().join("决算公开.docx")).expect("copied");
    let mut prior = Book::read(&crate::support::sample("2022年决算.xlsx"));
    drop(prior.remove("Z09"));
    prior.write(&folder.path().join("上年.xlsx"));
    let found = findings(&folder.path().join("决算公开.docx"), &["--prior", "上年.xlsx"]);
    assert!(found.iter().any(|f| f["code"] == "R001"), "{found:#?}");

    let path = |name: &str| crate::support::sample(name).display().to_string();
    let current = path("2023年决算.xlsx");
    for export in [None, Some(&current)] {
        let mut arguments = vec!["proofread".to_owned(), "决算公开.docx".to_owned()];
        arguments.extend(export.cloned());
        arguments.extend(["--prior".to_owned(), path("2023年决算.xlsx")]);
        let run = juesuan(folder.path(), &arguments).expect_status(&[3]);
        run.expect_message(&["上年决算应是2022年度，这个文件是2023年度"]);
    }
    let run = juesuan(folder.path(), &["proofread", "决算公开.docx", &path("2022年决算.xlsx")]);
    run.expect_status(&[3]).expect_message(&["要校对的“决算公开.docx”是2023年度的，这个文件是2022年度"]);
    let budget = path("2024年预算.xlsx");
    let found = findings(&folder.path().join("决算公开.docx"), &["--budget", &budget]);
    assert!(found.iter().any(|f| f["code"] == "R012"), "{found:#?}");
    // A supplement alone is read too.
    std::fs::write(folder.path().join("补充资料.xlsx"), "no workbook").expect("written");
    let run = juesuan(folder.path(), &["proofread", "决算公开.docx", "--supplement", "补充资料.xlsx"]);
    run.expect_status(&[3]);
}

/// P028: a cell of a table that no relation of the tables can tell.
#[test]
fn the_export_tells_every_amount_of_the_tables() {
    let folder = TempDir::new().expect("a folder");
    let current = crate::support::sample("2023年决算.xlsx").display().to_string();
    let clean = findings(&report("shandong"), &[&current]);
    assert!(clean.iter().all(|f| f["code"] != "P028"), "{clean:#?}");
    // 印刷费 and 水费: the sum of 商品和服务支出 stays the same.
    let mut all = parts::read(&report("shandong"));
    let document = all.iter_mut().find(|(name, _)| name == "word/document.xml").expect("a document");
    let xml = String::from_utf8(std::mem::take(&mut document.1)).expect("text");
    let wrong = xml.replace(">1.32</w:t>", ">1.02</w:t>").replace(">0.33</w:t>", ">0.63</w:t>");
    document.1 = wrong.into_bytes();
    let path = folder.path().join("决算公开.docx");
    std::fs::write(&path, parts::write(&all)).expect("written");
    let found = findings(&path, &[&current]);
    let hits: Vec<&Value> = found.iter().filter(|f| f["code"] == "P028").collect();
    for row in ["30202 印刷费", "30205 水费"] {
        let named = hits.iter().any(|h| h["place"]["table"] == "06" && h["place"]["row"] == row);
        assert!(named, "{row}: {found:#?}");
    }
}

/// The words between a comment's marks in a document part.
fn marked_words(document: &str, id: &str) -> String {
    let begin = format!("<w:commentRangeStart w:id=\"{id}\"/>");
    let end = format!("<w:commentRangeEnd w:id=\"{id}\"/><w:r><w:commentReference w:id=\"{id}\"/></w:r>");
    let from = document.find(&begin).unwrap_or_else(|| panic!("comment {id} begins nowhere"));
    let to = document.find(&end).unwrap_or_else(|| panic!("comment {id} ends nowhere"));
    let between = &document[from..to];
    texts(between).into_iter().map(|(a, b)| &between[a..b]).collect()
}

fn text_of<'a>(parts: &'a parts::Parts, name: &str) -> &'a str {
    let part = parts.iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("no {name}"));
    std::str::from_utf8(&part.1).expect("text")
}

#[test]
fn a_copy_of_the_word_file_has_a_comment_at_each_place_and_is_otherwise_the_same() {
    let folder = TempDir::new().expect("a folder");
    let path = planted("shandong", "各减少59.65万元，下降2.44%", "各减少59.65万元，下降2.54%", folder.path());
    let given = std::fs::read(&path).expect("the report");
    let run = juesuan(folder.path(), &["proofread", "决算公开.docx", "--out", "校对"]).expect_status(&[1]);
    assert!(run.stderr.contains("校对.docx") && run.stderr.contains("校对.html"), "{}", run.evidence());
    assert_eq!(std::fs::read(&path).expect("the report"), given, "the file given is not touched");
    let copy = folder.path().join("校对/校对.docx");
    let (before, after) = (parts::unpack(&given), parts::read(&copy));
    let comments = text_of(&after, "word/comments.xml");
    assert!(comments.contains("w:author=\"决算校对\"") && comments.contains("2.44"), "{comments}");
    assert!(comments.contains("错误：") && comments.contains("依据："), "{comments}");
    let document = text_of(&after, "word/document.xml");
    let words: Vec<String> = (0..document.matches("<w:commentRangeStart").count())
        .map(|n| marked_words(document, &n.to_string()))
        .collect();
    assert!(words.contains(&"2.54%".to_owned()), "{words:?}");
    // The program's own documents hold a comments part that is empty.
    const CHANGED: [&str; 2] = ["word/document.xml", "word/comments.xml"];
    for (name, bytes) in before.iter().filter(|(name, _)| !CHANGED.contains(&name.as_str())) {
        let copied = after.iter().find(|(n, _)| n == name).map(|p| &p.1);
        assert!(copied == Some(bytes), "{name} is another");
    }
    let read = |bytes: &[u8]| {
        let report = juesuan::published::read_bytes("甲.docx", bytes).expect("a report");
        format!("{:?}{:?}{:?}", report.sections, report.tables, report.glossary)
    };
    assert_eq!(read(&std::fs::read(&copy).expect("the copy")), read(&given), "the same words are read");
    let page = std::fs::read_to_string(folder.path().join("校对/校对.html")).expect("the page");
    assert!(page.contains("class=\"error own\" data-n=\"1\">2.54%</mark>"), "the wrong words are marked");
    // Once more: comments of its own stay, new ones get other numbers.
    let run = juesuan(folder.path(), &["proofread", "校对/校对.docx", "--out", "再校"]).expect_status(&[1]);
    let again = parts::read(&folder.path().join("再校/校对.docx"));
    let all = text_of(&again, "word/comments.xml");
    assert_eq!(
        all.matches("<w:comment ").count(),
        2 * comments.matches("<w:comment ").count(),
        "{}",
        run.evidence()
    );
    assert!(all.contains(
        comments.split_once("<w:comment ").expect("a comment").1.trim_end_matches("</w:comments>")
    ));
    // The copy itself is never written over.
    let run = juesuan(folder.path(), &["proofread", "校对/校对.docx", "--out", "校对"]).expect_status(&[2]);
    assert!(run.stderr.contains("不能被替换"), "{}", run.evidence());
}

/// Of equal words in a sentence those are marked that are wrong; Word keeps no comments in text boxes, so the paragraph
/// that holds the box has them.
#[test]
fn equal_words_and_text_boxes_are_told_apart() {
    let folder = TempDir::new().expect("a folder");
    let path = planted(
        "shandong",
        "各减少59.65万元，下降2.44%",
        "各减少59.65万元，下降2.44%（上年下降2.54%），同比下降2.54%",
        folder.path(),
    );
    let comments = |out: &str| {
        juesuan(folder.path(), &["proofread", "决算公开.docx", "--out", out]).expect_status(&[1]);
        let after = parts::read(&folder.path().join(out).join("校对.docx"));
        let document = text_of(&after, "word/document.xml").to_owned();
        let count = document.matches("<w:commentRangeStart").count();
        assert_eq!(count, text_of(&after, "word/comments.xml").matches("<w:comment ").count());
        (document, count)
    };
    let (document, count) = comments("甲");
    let before: Vec<String> = (0..count)
        .filter(|n| marked_words(&document, &n.to_string()) == "2.54%")
        .map(|n| {
            let end = document.find(&format!("<w:commentRangeStart w:id=\"{n}\"/>")).expect("a comment");
            let from = document[..end].rfind("<w:p>").expect("its paragraph");
            let paragraph = &document[from..end];
            texts(paragraph).into_iter().map(|(a, b)| &paragraph[a..b]).collect::<String>()
        })
        .collect();
    let ends = |words: &str| before.iter().filter(|b| b.ends_with(words)).count();
    assert_eq!((before.len(), ends("（上年下降"), ends("同比下降")), (2, 1, 1), "{before:?}");

    let mut all = parts::read(&path);
    let part = all.iter_mut().find(|(name, _)| name == "word/document.xml").expect("a document");
    let xml = String::from_utf8(std::mem::take(&mut part.1)).expect("text");
    let at = xml.find("同比下降").expect("the sentence");
    let start = xml[..at].rfind("<w:p>").expect("its paragraph");
    let end = xml[at..].find("</w:p>").expect("its end") + at + "</w:p>".len();
    let boxed = format!(
        "<w:p><w:r><w:pict><v:textbox xmlns:v=\"urn:schemas-microsoft-com:vml\"><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></w:r></w:p>",
        &xml[start..end]
    );
    part.1 = format!("{}{boxed}{}", &xml[..start], &xml[end..]).into_bytes();
    std::fs::write(&path, parts::write(&all)).expect("written");
    let (document, count) = comments("乙");
    assert!(count > 0);
    let inside = document.split_once("<w:txbxContent>").expect("a box").1;
    let inside = inside.split_once("</w:txbxContent>").expect("its end").0;
    assert!(inside.contains("同比下降") && !inside.contains("commentRangeStart"), "{inside}");
}

#[test]
fn a_wrong_cell_is_marked_in_its_table() {
    let folder = TempDir::new().expect("a folder");
    let path = planted("shandong", "608.64", "680.64", folder.path());
    let mut all = parts::read(&path);
    let document = all.iter_mut().find(|(name, _)| name == "word/document.xml").expect("a document");
    let xml = String::from_utf8(std::mem::take(&mut document.1)).expect("text");
    // The last table's own cell, not the sentence.
    document.1 = xml.replacen("<w:t>2381.99</w:t>", "<w:t>2391.99</w:t>", 1).into_bytes();
    std::fs::write(&path, parts::write(&all)).expect("written");
    juesuan(folder.path(), &["proofread", "决算公开.docx", "--out", "果"]).expect_status(&[1]);
    let after = parts::read(&folder.path().join("果/校对.docx"));
    let document = text_of(&after, "word/document.xml");
    let count = document.matches("<w:commentRangeStart").count();
    assert_eq!(count, text_of(&after, "word/comments.xml").matches("<w:comment ").count());
    let words: Vec<String> = (0..count).map(|n| marked_words(document, &n.to_string())).collect();
    assert!(words.iter().all(|w| !w.is_empty()), "{words:?}");
}

#[test]
fn a_folder_is_proofread_whole_and_one_that_fails_stops_no_other() {
    let folder = TempDir::new().expect("a folder");
    let reports = folder.path().join("各单位");
    std::fs::create_dir_all(reports.join("街道")).expect("a folder");
    std::fs::copy(report("shandong"), reports.join("甲局.docx")).expect("copied");
    let wrong =
        planted("shandong", "各减少59.65万元，下降2.44%", "各减少59.65万元，下降2.54%", folder.path());
    std::fs::rename(wrong, reports.join("街道/乙局.docx")).expect("moved");
    std::fs::write(reports.join("街道/~$乙局.docx"), "临时").expect("written");
    let good = juesuan(folder.path(), &["proofread", "各单位"]).expect_status(&[1]);
    assert!(
        good.stdout.contains("甲局.docx：错误0项") && good.stdout.contains("街道/乙局.docx：错误1项"),
        "{}",
        good.evidence()
    );
    std::fs::write(reports.join("丙局.docx"), "不是文档的内容\u{0}").expect("written");
    let arguments = ["proofread", "各单位", "--out", "各单位", "--format", "json"];
    let run = juesuan(folder.path(), &arguments).expect_status(&[3]);
    let value: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.evidence()));
    let files: Vec<&str> =
        value["reports"].as_array().expect("reports").iter().filter_map(|r| r["file"].as_str()).collect();
    assert_eq!(files, ["丙局.docx", "甲局.docx", "街道/乙局.docx"]);
    assert!(value["reports"][0]["error"].is_string(), "{value}");
    for name in
        ["校对汇总.xlsx", "甲局.校对.docx", "甲局.校对.html", "街道_乙局.校对.docx", "街道_乙局.校对.html"]
    {
        assert!(reports.join(name).is_file(), "{name}: {}", run.evidence());
    }
    let summary = parts::read(&reports.join("校对汇总.xlsx"));
    let shared = text_of(&summary, "xl/sharedStrings.xml");
    assert!(
        shared.contains("街道/乙局.docx") && shared.contains("丙局.docx") && shared.contains("2.54%"),
        "{shared}"
    );
    // Its own outputs are no reports.
    let again = juesuan(folder.path(), &arguments).expect_status(&[3]);
    assert_eq!(again.stdout, run.stdout);
    assert!(again.stderr.contains("没有变化"), "{}", again.evidence());
    let refused = juesuan(folder.path(), &["proofread", "各单位", "决算.xlsx"]).expect_status(&[2]);
    assert!(refused.stderr.contains("一份一份"), "{}", refused.evidence());
}

/// Codes of what is said of a narrative without tables.
fn told(title: &str, paragraphs: &str) -> Vec<String> {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("说明.txt");
    let text = format!(
        "某局2023年度部门决算\n第三部分 2023年度部门决算情况说明\n一、{title}情况说明\n{paragraphs}\n二、其他情况说明\n没有其他需要说明的事项。\n"
    );
    std::fs::write(&path, text).expect("written");
    let found = findings(&path, &[]);
    loud(&found).iter().map(|f| f["code"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Each with a near miss: the same words and a figure that can be.
#[test]
fn a_narrative_refutes_itself_without_tables() {
    let shares = |share: &str| {
        let text = format!(
            "“三公”经费财政拨款支出决算3.58万元。\n“三公”经费财政拨款支出决算中，因公出国（境）费支出决算0.00万元，占0.00%；公务用车购置及运行维护费支出决算2.89万元，占{share}%；公务接待费支出决算0.69万元，占19.27%。"
        );
        told("财政拨款“三公”经费支出决算", &text)
    };
    assert_eq!(shares("90.73"), ["P002"], "a part of nothing admits no share");
    assert!(shares("80.73").is_empty());

    let twice = |completion: &str| {
        let text = format!(
            "公务接待费支出决算0.68万元，完成预算的{completion}%。\n公务接待费预算为0.90万元，支出决算为0.68万元，完成预算的75.56%。"
        );
        told("财政拨款“三公”经费支出决算", &text)
    };
    assert_eq!(twice("76.06"), ["P004"], "each can be, but not both");
    assert!(twice("75.57").is_empty());

    let rate = |rate: &str| {
        let text = format!("公务接待费支出全年预算数4.00万元，决算数3.00万元，预决算差异率{rate}%。");
        told("财政拨款“三公”经费支出决算", &text)
    };
    assert_eq!(rate("-15.00"), ["P002"]);
    assert!(rate("-25.00").is_empty());

    let projects = |budget: &str| {
        let text = format!(
            "组织对2023年度预算项目开展绩效自评，涵盖项目2个，涉及预算资金{budget}万元。\n1.甲项目绩效自评综述：全年预算数为30.00万元，执行数为29.00万元，完成预算的96.67%。\n2.乙项目绩效自评综述：全年预算数为50.00万元，执行数为50.00万元，完成预算的100%。"
        );
        told("预算绩效", &text)
    };
    assert_eq!(projects("90.00"), ["P008"]);
    assert!(projects("80.00").is_empty());
    assert!(projects("79.00").is_empty(), "what was spent");
}

#[test]
fn figures_by_group_are_held_against_the_tables() {
    let folder = TempDir::new().expect("a folder");
    // As the table has it, 款 and 项 being the same amount.
    let right = planted("standard", "抚恤（款）死亡抚恤（项）", "抚恤（款）", folder.path());
    let found = findings(&right, &[]);
    assert!(loud(&found).is_empty(), "{found:#?}");
    // The amount of one 项 is not that of its 款.
    let wrong =
        planted("standard", "医疗保障管理事务（款）行政运行（项）", "医疗保障管理事务（款）", folder.path());
    let found = findings(&wrong, &[]);
    let of_group = |f: &&Value| f["code"] == "P001" && f.to_string().contains("618.95");
    assert!(found.iter().any(|f| of_group(&f)), "{found:#?}");
    let named = planted("standard", "抚恤（款）死亡抚恤（项）", "抚恤金（款）", folder.path());
    let found = findings(&named, &[]);
    assert!(found.iter().any(|f| f.to_string().contains("抚恤金")), "{found:#?}");
}
