//! Last year's document as the model of this year's: its own words, this year's figures.

#![allow(clippy::disallowed_methods, reason = "tests write into their own temporary folders")]

use std::path::{Path, PathBuf};

use crate::support::book::{Book, Cell};
use crate::support::{Build, juesuan, out, parts, sample};

const STYLES: [&str; 5] = ["standard", "shandong", "henan", "hunan", "shanghai"];

fn school() -> Build {
    Build {
        input: sample("学校/2023年决算.xlsx"),
        prior: Some(sample("学校/2022年决算.xlsx")),
        budget: Some(sample("学校/2023年预算.xlsx")),
        supplement: Some(sample("学校/补充资料.xlsx")),
        style: "standard",
    }
}

fn narrative(folder: &Path) -> String {
    std::fs::read_to_string(out(folder).join("情况说明.md")).expect("a narrative")
}

/// The folder `name` below another, made.
fn below(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(&path).expect("a new folder");
    path
}

/// Builds with a model instead of the style.
fn like(build: &Build, model: &Path, folder: &Path) -> crate::support::Run {
    let mut arguments: Vec<std::ffi::OsString> = vec!["build".into(), build.input.clone().into()];
    for (flag, file) in
        [("--prior", &build.prior), ("--budget", &build.budget), ("--supplement", &build.supplement)]
    {
        if let Some(file) = file {
            arguments.extend([flag.into(), file.clone().into()]);
        }
    }
    arguments.extend(["--like".into(), model.into(), "--out".into(), out(folder).into()]);
    juesuan(folder, &arguments)
}

/// A copy of a Word document with some words of its text replaced.
fn reworded(document: &Path, words: &[(&str, &str)], copy: &Path) {
    let mut files = parts::read(document);
    for (name, content) in files.iter_mut().filter(|(name, _)| name == "word/document.xml") {
        let mut text = String::from_utf8(std::mem::take(content)).expect(name);
        for (from, to) in words {
            assert!(text.contains(from), "“{from}” does not stand in one run of {}", document.display());
            text = text.replace(from, to);
        }
        *content = text.into_bytes();
    }
    std::fs::write(copy, parts::write(&files)).expect("a copy");
}

#[test]
fn a_report_of_a_built_in_style_makes_another_department_speak_as_that_style_does() {
    for style in STYLES {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (model, itself, learned) =
            (below(folder.path(), "样板"), below(folder.path(), "样式"), below(folder.path(), "照样板"));
        Build { style, ..Build::sample_2023() }.run(&model).expect_status(&[0, 1]);
        let school = Build { style, ..school() };
        school.run(&itself).expect_status(&[0, 1]);
        like(&school, &out(&model).join("决算公开.docx"), &learned).expect_status(&[0, 1]);
        assert_eq!(narrative(&learned), narrative(&itself), "{style}");
    }
}

#[test]
fn a_model_in_yuan_makes_a_report_in_yuan_if_the_data_are_known_in_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (first, itself, learned, alone) = (
        below(folder.path(), "样板"),
        below(folder.path(), "样式"),
        below(folder.path(), "照样板"),
        below(folder.path(), "没有上年"),
    );
    let in_yuan = ["--set", "amount_unit=元", "--set", "thousands=true"];
    Build { style: "standard", ..Build::sample_2023() }.run_with(&first, &in_yuan).expect_status(&[0, 1]);
    school().run_with(&itself, &in_yuan).expect_status(&[0, 1]);
    let model = out(&first).join("决算公开.docx");
    let run = like(&school(), &model, &learned).expect_status(&[0, 1]);
    assert_eq!(narrative(&learned), narrative(&itself));
    assert!(narrative(&learned).contains("00元") && !run.stderr.contains("R044"), "{}", run.evidence());
    // The model's own tables are last year's amounts: they are known in 万元 only.
    let next = Build {
        input: sample("2024年决算.xlsx"),
        prior: None,
        budget: None,
        supplement: None,
        style: "standard",
    };
    let run = like(&next, &model, &alone).expect_status(&[0, 1]);
    assert!(run.stderr.contains("R044"), "{}", run.evidence());
    assert!(narrative(&alone).contains("万元。与2023年度相比"), "{}", narrative(&alone));
}

#[test]
fn words_of_the_office_stay_and_figures_are_this_years() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (first, second) = (below(folder.path(), "一"), below(folder.path(), "二"));
    let build = Build { style: "standard", ..Build::sample_2023() };
    build.run(&first).expect_status(&[0, 1]);
    let model = folder.path().join("样板.docx");
    let words = [
        ("收、支总计均为", "收支总计为"),
        ("年初预算为", "年初安排预算"),
        ("，支出决算为", "，决算支出"),
        ("，完成年初预算的", "，年初预算完成率"),
        ("单价100万元（含）以上设备（不含车辆）", "单位价值100万元以上设备"),
    ];
    reworded(&out(&first).join("决算公开.docx"), &words, &model);
    // The same year: the model comes out as it is.
    like(&build, &model, &second).expect_status(&[0, 1]);
    let mut wanted = narrative(&first);
    for (from, to) in words {
        wanted = wanted.replace(from, to);
    }
    assert_eq!(narrative(&second), wanted);
    // The year after, from the model alone: last year's amounts are those of its tables.
    let third = below(folder.path(), "三");
    let next = Build {
        input: sample("2024年决算.xlsx"),
        prior: None,
        budget: Some(sample("2024年预算.xlsx")),
        supplement: None,
        style: "standard",
    };
    let run = like(&next, &model, &third).expect_status(&[0, 1]);
    assert!(!run.stderr.contains("没有给出上年") && !run.stderr.contains("T013"), "{}", run.evidence());
    let told = narrative(&third);
    assert!(told.contains("2024年度收支总计为"), "{told}");
    assert!(told.contains("与2023年度相比"), "{told}");
    assert!(told.contains("年初安排预算") && told.contains("年初预算完成率"), "{told}");
    let printed = std::fs::read_to_string(out(&first).join("facts.json")).expect("facts");
    assert!(printed.contains("\"year\": 2023"), "{printed:.200}");
    // No amount of last year stands where this year's belongs.
    let last = narrative(&first);
    let total = last.lines().find(|l| l.contains("收、支总计均为")).expect("the total of the first year");
    let amount = total.split("均为").nth(1).and_then(|t| t.split("万元").next()).expect("an amount");
    assert!(!told.contains(amount), "{amount} of last year is left:\n{told}");
}

#[test]
fn what_cannot_be_learned_is_marked_and_listed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (first, again, next) =
        (below(folder.path(), "一"), below(folder.path(), "同年"), below(folder.path(), "次年"));
    let build = Build { style: "standard", ..Build::sample_2023() };
    build.run(&first).expect_status(&[0, 1]);
    let model = folder.path().join("样板.docx");
    let sentence = "全年组织义诊12场，服务群众3400人。";
    let said = "没有国有资本经营预算财政拨款支出。";
    let words = [(said, &*format!("{said}{sentence}"))];
    reworded(&out(&first).join("决算公开.docx"), &words, &model);
    // It is this year's own sentence: it stays, and the reader is told.
    let run = like(&build, &model, &again).expect_status(&[0, 1]);
    assert!(narrative(&again).contains(sentence), "{}", narrative(&again));
    assert!(!narrative(&again).contains("〔请核对"), "{}", narrative(&again));
    drop(run);
    // Next year it is last year's.
    let later = Build {
        input: sample("2024年决算.xlsx"),
        prior: None,
        budget: Some(sample("2024年预算.xlsx")),
        supplement: None,
        style: "standard",
    };
    let run = like(&later, &model, &next).expect_status(&[0, 1]);
    run.expect_message(&["T013", "text.kept_8_1"]);
    assert!(narrative(&next).contains(&format!("〔请核对上年文字：{sentence}〕")), "{}", narrative(&next));
}

#[test]
fn a_learned_pack_passes_the_check_and_prints_the_same() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let first = below(folder.path(), "一");
    Build { style: "henan", ..Build::sample_2023() }.run(&first).expect_status(&[0, 1]);
    let model = folder.path().join("样板.docx");
    let words = [("，支出决算为", "，决算支出"), ("，完成年初预算的", "，年初预算完成率")];
    reworded(&out(&first).join("决算公开.docx"), &words, &model);
    let learn =
        |name: &str| juesuan(folder.path(), &["template", "learn", "样板.docx", "模板", "--name", name]);
    learn("本局").expect_status(&[0]);
    juesuan(folder.path(), &["template", "check", "模板"]).expect_status(&[0]);
    // What people may have changed is not written over.
    learn("本局").expect_status(&[2]).expect_message(&["已经有了"]);
    learn("../外面").expect_status(&[2]).expect_message(&["不能作文件夹名"]);
    let (by_pack, by_model) = (below(folder.path(), "按样式"), below(folder.path(), "按样板"));
    let school = school();
    like(&school, &model, &by_model).expect_status(&[0, 1]);
    let mut arguments: Vec<std::ffi::OsString> =
        ["build", "--templates", "模板", "--style", "本局", "--out"].map(Into::into).to_vec();
    arguments.extend([out(&by_pack).into(), school.input.clone().into()]);
    for (flag, file) in
        [("--prior", &school.prior), ("--budget", &school.budget), ("--supplement", &school.supplement)]
    {
        arguments.extend([flag.into(), file.clone().expect("given").into()]);
    }
    juesuan(folder.path(), &arguments).expect_status(&[0, 1]);
    assert_eq!(narrative(&by_pack), narrative(&by_model));
}

#[test]
fn what_is_no_model_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let build = Build::sample_2023();
    let workbook = sample("2022年决算.xlsx");
    like(&build, &workbook, folder.path()).expect_status(&[3]).expect_message(&["样板应是一份决算公开文档"]);
    let empty = folder.path().join("空.txt");
    std::fs::write(&empty, "某局2022年度部门决算公开\n\n没有各节的文字。\n").expect("a text");
    like(&build, &empty, folder.path()).expect_status(&[3]).expect_message(&["不能作样板"]);
    assert!(!out(folder.path()).join("情况说明.md").exists());
}

#[test]
fn a_project_made_from_last_years_document_goes_on_in_its_words() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let first = below(folder.path(), "一");
    Build { style: "henan", ..Build::sample_2023() }.run(&first).expect_status(&[0, 1]);
    let model = folder.path().join("2023年公开文档.docx");
    let words = [("，支出决算为", "，决算支出"), ("，完成年初预算的", "，年初预算完成率")];
    reworded(&out(&first).join("决算公开.docx"), &words, &model);
    let run = juesuan(folder.path(), &["init", "项目", "--from", "2023年公开文档.docx"]).expect_status(&[0]);
    run.expect_message(&["2023年/2023年公开文档.docx", "2024年"]);
    let project = folder.path().join("项目");
    for (name, to) in [("2024年决算.xlsx", "决算.xlsx"), ("2024年预算.xlsx", "预算.xlsx")] {
        std::fs::copy(sample(name), project.join("2024年").join(to)).expect("copied");
    }
    let run = juesuan(&project, &["build"]).expect_status(&[0, 1]);
    run.expect_message(&["样板：2023年/2023年公开文档.docx"]);
    let told = std::fs::read_to_string(project.join("2024年/公开/情况说明.md")).expect("a narrative");
    assert!(told.contains("年初预算完成率") && told.contains("2024年度"), "{told}");
    // A style named on the command line goes before the model.
    let run = juesuan(&project, &["build", "--style", "standard", "--out", "另外"]).expect_status(&[0, 1]);
    let other = std::fs::read_to_string(project.join("另外/情况说明.md")).expect("a narrative");
    assert!(!other.contains("年初预算完成率"), "{}", run.evidence());
    // What is no report makes no project.
    std::fs::write(folder.path().join("不是.txt"), "某局的通知\n").expect("a text");
    juesuan(folder.path(), &["init", "别的", "--from", "不是.txt"]).expect_status(&[3]);
    assert!(!folder.path().join("别的").exists());
}

/// A part of a Word document as text.
fn part(document: &Path, name: &str) -> String {
    let parts = parts::read(document);
    let (_, content) = parts.into_iter().find(|(part, _)| part == name).expect(name);
    String::from_utf8(content).expect(name)
}

/// Size and margins of every section of a Word document.
fn paper(document: &Path) -> Vec<String> {
    let text = part(document, "word/document.xml");
    let of = |piece: &str| piece.split("</w:sectPr>").next().unwrap_or_default().to_owned();
    text.split("<w:pgSz").skip(1).map(of).collect()
}

#[test]
fn the_models_fonts_sizes_and_margins_are_those_of_the_new_document() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (first, second, plain) =
        (below(folder.path(), "一"), below(folder.path(), "二"), below(folder.path(), "三"));
    Build { style: "standard", ..Build::sample_2023() }.run(&first).expect_status(&[0, 1]);
    let built = out(&first).join("决算公开.docx");
    let model = folder.path().join("样板.docx");
    let mut files = parts::read(&built);
    for (name, content) in &mut files {
        let changes: &[(&str, &str)] = match name.as_str() {
            "word/styles.xml" => &[
                ("\"方正小标宋简体\"", "\"华文中宋\""),
                ("\"楷体_GB2312\"", "\"华文楷体\""),
                (
                    "w:ascii=\"仿宋_GB2312\" w:hAnsi=\"仿宋_GB2312\"",
                    "w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\"",
                ),
                // 正文 小三, lines 26 pt apart.
                ("<w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/>", "<w:sz w:val=\"30\"/><w:szCs w:val=\"30\"/>"),
                ("w:line=\"560\" w:lineRule=\"exact\"", "w:line=\"520\" w:lineRule=\"exact\""),
            ],
            "word/document.xml" => &[
                ("w:top=\"2098\" w:right=\"1474\"", "w:top=\"1701\" w:right=\"1417\""),
                (
                    "w:top=\"1587\" w:right=\"2098\" w:bottom=\"1474\" w:left=\"1984\"",
                    "w:top=\"1247\" w:right=\"1134\" w:bottom=\"1247\" w:left=\"1134\"",
                ),
            ],
            _ => &[],
        };
        for (from, to) in changes {
            let text = String::from_utf8(std::mem::take(content)).expect(name);
            assert!(text.contains(from), "“{from}” is not in {name}");
            *content = text.replace(from, to).into_bytes();
        }
    }
    std::fs::write(&model, parts::write(&files)).expect("a model");
    like(&school(), &model, &second).expect_status(&[0, 1]);
    let made = out(&second).join("决算公开.docx");
    let styles = part(&made, "word/styles.xml");
    for name in ["华文中宋", "华文楷体", "Times New Roman"] {
        assert!(styles.contains(&format!("\"{name}\"")), "{name}: {styles}");
    }
    assert!(!styles.contains("方正小标宋简体") && !styles.contains("楷体_GB2312"), "{styles}");
    let normal = styles.split("w:styleId=\"Normal\"").nth(1).expect("正文");
    let normal = normal.split("</w:style>").next().expect("正文");
    for said in ["w:line=\"520\"", "w:sz w:val=\"30\"", "w:eastAsia=\"仿宋_GB2312\""] {
        assert!(normal.contains(said), "{said}: {normal}");
    }
    let sheets = paper(&made);
    let upright = |sheet: &&String| !sheet.contains("landscape");
    let margins = "w:top=\"1701\" w:right=\"1417\" w:bottom=\"1984\" w:left=\"1587\"";
    assert!(sheets.iter().filter(upright).all(|sheet| sheet.contains(margins)), "{sheets:?}");
    let turned = "w:top=\"1247\" w:right=\"1134\" w:bottom=\"1247\" w:left=\"1134\"";
    assert!(sheets.iter().any(|s| s.contains(turned)), "{sheets:?}");
    assert!(sheets.iter().all(|s| upright(&s) || s.contains(turned)), "{sheets:?}");
    // A model that looks as the style does changes nothing of it.
    like(&school(), &built, &plain).expect_status(&[0, 1]);
    let same = out(&plain).join("决算公开.docx");
    // An element without content can be written in two ways.
    let styles = |file: &Path| part(file, "word/styles.xml").replace("></w:pPrDefault>", "/>");
    assert_eq!(styles(&same), styles(&built));
    let own = paper(&built);
    assert!(paper(&same).iter().all(|sheet| own.contains(sheet)), "{own:?}");
    assert!(!findings(&plain).contains("T014"), "{}", findings(&plain));
    juesuan(folder.path(), &["template", "learn", "一/公开/决算公开.docx", "模板", "--name", "同样"]);
}

/// The sample's supplement with one project that another level of government pays.
fn with_a_transfer_project(folder: &Path) -> PathBuf {
    let mut book = Book::read(&sample("补充资料.xlsx"));
    let projects = book.sheets.iter_mut().find(|s| s.name == "绩效自评").expect("a sheet");
    let row = projects.row_of(0, "城乡医疗救助");
    projects.put(0, 8, Cell::text("项目类别"));
    projects.put(row, 8, Cell::text("转移支付"));
    let path = folder.join("分类.xlsx");
    book.write(&path);
    path
}

#[test]
fn projects_of_another_level_stay_apart_as_in_the_model() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (first, again) = (below(folder.path(), "一"), below(folder.path(), "二"));
    let told = Build {
        style: "shandong",
        supplement: Some(with_a_transfer_project(folder.path())),
        ..Build::sample_2023()
    };
    told.run(&first).expect_status(&[0, 1]);
    let model = folder.path().join("样板.docx");
    // Words of the office, so that the section is its own and not the style's.
    let words = [("项目绩效自评综述：根据年初设定的绩效目标", "项目自评综述：根据年初所设绩效目标")];
    reworded(&out(&first).join("决算公开.docx"), &words, &model);
    // And one project of which more is said.
    let mut files = parts::read(&model);
    let document = files.iter_mut().find(|(name, _)| name == "word/document.xml").expect("a document");
    let text = String::from_utf8(std::mem::take(&mut document.1)).expect("text");
    let mark = "根据年初所设绩效目标";
    let pieces: Vec<&str> = text.splitn(4, mark).collect();
    let [a, b, c, rest] = pieces[..] else { panic!("three projects") };
    document.1 = format!("{a}{mark}{b}{mark}，资金由上级统筹{c}{mark}{rest}").into_bytes();
    std::fs::write(&model, parts::write(&files)).expect("a model");
    // The supplement does not say which is which: the model does, and that is said.
    let untold = Build { style: "shandong", ..Build::sample_2023() };
    like(&untold, &model, &again).expect_status(&[0, 1]);
    let said = findings(&again);
    assert!(said.contains("T015") && said.contains("“城乡医疗救助”的项目类别没有填写"), "{said}");
    assert!(said.contains("只有这个项目的一段写了“资金由上级统筹”"), "{said}");
    let wanted = narrative(&first).replace(words[0].0, words[0].1);
    let performance = |text: &str| text.split_once("## 十三、").expect("a section on 绩效").1.to_owned();
    assert_eq!(performance(&narrative(&again)), performance(&wanted));
    // Where people say it, nothing is taken from the model.
    like(&told, &model, &below(folder.path(), "三")).expect_status(&[0, 1]);
    assert!(!findings(&folder.path().join("三")).contains("T015"));
}

/// What was found, as 核对结果.md says it.
fn findings(folder: &Path) -> String {
    std::fs::read_to_string(out(folder).join("核对结果.md")).expect("核对结果.md")
}

/// The document of a folder, part by part.
fn word(folder: &Path) -> std::collections::BTreeMap<String, String> {
    let files = parts::read(&out(folder).join("决算公开.docx"));
    files.into_iter().map(|(name, content)| (name, String::from_utf8_lossy(&content).into_owned())).collect()
}

/// The report of the sample with another look, and with parts that no report needs.
fn dressed(folder: &Path) -> PathBuf {
    Build { style: "henan", ..Build::sample_2023() }.run(folder).expect_status(&[0, 1]);
    let mut files = parts::read(&out(folder).join("决算公开.docx"));
    let mut change = |part: &str, from: &str, to: &str| {
        let (_, content) = files.iter_mut().find(|(name, _)| name == part).expect(part);
        let text = String::from_utf8(std::mem::take(content)).expect(part);
        assert!(text.contains(from), "{from} in {part}");
        *content = text.replace(from, to).into_bytes();
    };
    let document = "word/document.xml";
    change(document, "w:header=\"851\"", "w:header=\"777\"");
    change(
        document,
        "<w:tblLayout",
        "<w:tblBorders><w:top w:val=\"double\" w:sz=\"6\"/></w:tblBorders><w:tblLayout",
    );
    change(document, "<w:cantSplit/>", "<w:cantSplit/><w:hidden/>");
    change("word/styles.xml", "w:val=\"Normal\"/>", "w:val=\"Normal\"/><w:rsid w:val=\"00AB\"/>");
    change("word/footer1.xml", "— </w:t>", "示例区医疗</w:t></w:r><w:r><w:t>保障局2023年度 </w:t>");
    change(
        "word/footer2.xml",
        "</w:p>",
        "<w:r><w:object><o:OLEObject r:id=\"rId9\"/></w:object></w:r></w:p>",
    );
    files.push(("word/vbaProject.bin".to_owned(), b"macro".to_vec()));
    files.push(("customXml/item1.xml".to_owned(), b"<a/>".to_vec()));
    let model = folder.join("上年.docx");
    std::fs::write(&model, parts::write(&files)).expect("a model");
    model
}

#[test]
fn the_word_file_looks_as_the_model_does() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let model = dressed(&below(folder.path(), "样板"));
    let learned = below(folder.path(), "照样板");
    like(&school(), &model, &learned).expect_status(&[0, 1]);
    // What is not taken is said: T014.
    let said = findings(&learned);
    assert!(
        said.contains("T014") && said.contains("样板的版式没有照用或需要核对的：页脚里嵌入的对象"),
        "{said}"
    );
    let word = word(&learned);
    let document = &word["word/document.xml"];
    assert!(document.contains("w:header=\"777\"") && !document.contains("w:header=\"851\""));
    let tables = document.matches("<w:tbl>").count();
    assert!(document.matches("<w:top w:val=\"double\"").count() >= 9, "of {tables} tables");
    // What the footer says is this department's.
    let footers: Vec<&String> =
        word.iter().filter(|(n, _)| n.starts_with("word/footer")).map(|(_, t)| t).collect();
    assert!(footers.iter().any(|footer| footer.contains("示例市第三中学2023年度")), "{footers:?}");
    assert!(word.values().all(|part| !part.contains("示例区医疗保障局") && !part.contains("OLEObject")));
    assert!(
        !word.keys().any(|name| name.contains("vba") || name.starts_with("customXml")),
        "{:?}",
        word.keys()
    );
    // Every part has a type, and every relation leads to a part.
    let types = &word["[Content_Types].xml"];
    for name in word.keys().filter(|name| name.ends_with(".xml") && !name.starts_with('[')) {
        assert!(types.contains(&format!("PartName=\"/{name}\"")), "{name}");
    }
    for target in word["word/_rels/document.xml.rels"].split("Target=\"").skip(1) {
        let target = target.split('"').next().expect("a target");
        assert!(word.contains_key(&format!("word/{target}")), "{target}");
    }
    for reference in document.split("Reference w:type=").skip(1) {
        let id = reference.split("r:id=\"").nth(1).and_then(|r| r.split('"').next()).expect("a relation");
        assert!(word["word/_rels/document.xml.rels"].contains(&format!("Id=\"{id}\"")), "{id}");
    }
}

/// A document part with the words up to （项）。 in bold, wherever a run begins with a number.
fn bold_beginnings(document: &str) -> String {
    let (run, ends) = ("<w:r><w:t xml:space=\"preserve\">", "（项）。");
    let mut parts = document.split(run);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let text = part.split("</w:t>").next().unwrap_or_default();
        match part
            .split_once(ends)
            .filter(|_| text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(ends))
        {
            Some((begins, rest)) => {
                let bold = run.replace("<w:r>", "<w:r><w:rPr><w:b/></w:rPr>");
                out.push_str(&format!("{bold}{begins}{ends}</w:t></w:r>{run}{rest}"));
            }
            None => out.push_str(&format!("{run}{part}")),
        }
    }
    out
}

#[test]
fn what_paragraphs_begin_with_is_set_as_in_the_model() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let before = below(folder.path(), "样板");
    Build { style: "henan", ..Build::sample_2023() }.run(&before).expect_status(&[0, 1]);
    let mut files = parts::read(&out(&before).join("决算公开.docx"));
    for (_, content) in files.iter_mut().filter(|(name, _)| name == "word/document.xml") {
        let text = String::from_utf8(std::mem::take(content)).expect("text");
        let bold = bold_beginnings(&text);
        assert!(bold.matches("（项）。</w:t>").count() > 3, "the sample says 项 by 项");
        *content = bold.into_bytes();
    }
    let model = folder.path().join("上年.docx");
    std::fs::write(&model, parts::write(&files)).expect("a model");
    let learned = below(folder.path(), "照样板");
    like(&school(), &model, &learned).expect_status(&[0, 1]);
    let document = &word(&learned)["word/document.xml"];
    let begins: Vec<&str> = document.split("<w:r>").filter(|run| run.contains("（项）。")).collect();
    assert!(begins.len() > 3, "{begins:?}");
    for run in begins {
        assert!(run.contains("<w:b/>") && run.contains("（项）。</w:t>"), "{run}");
    }
    // What follows is not bold.
    assert!(
        document.split("<w:r>").filter(|run| run.contains("年初预算为")).all(|run| !run.contains("<w:b/>"))
    );
}

/// Numbers of the contents in order.
fn contents(document: &str) -> Vec<String> {
    let result = |field: &str| {
        let run = field.split("separate").nth(1)?.split("</w:t>").next()?;
        run.rsplit('>').next().map(str::to_owned)
    };
    document.split("PAGEREF").skip(1).filter_map(result).collect()
}

#[test]
fn the_contents_number_pages_as_the_model_does() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (before, learned) = (below(folder.path(), "样板"), below(folder.path(), "照样板"));
    let sample = Build { style: "shandong", ..Build::sample_2023() };
    sample.run(&before).expect_status(&[0, 1]);
    like(&sample, &out(&before).join("决算公开.docx"), &learned).expect_status(&[0, 1]);
    let [before, learned] = [&before, &learned].map(|folder| word(folder)["word/document.xml"].clone());
    for document in [&before, &learned] {
        assert_eq!(document.matches("<w:pgNumType").count(), 1, "numbers begin once");
        assert!(document.contains("<w:pgNumType w:start=\"1\"/>"));
    }
    // The same figures in the same look: tables are as high, pages the same.
    let numbers = contents(&before);
    assert!(numbers.len() > 20 && numbers[0] == "1", "{numbers:?}");
    assert_eq!(contents(&learned), numbers);
}

#[test]
fn the_look_that_was_learned_can_be_changed_in_word() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let model = dressed(&below(folder.path(), "样板"));
    let (direct, own) = (below(folder.path(), "直接"), below(folder.path(), "模板"));
    like(&school(), &model, &direct).expect_status(&[0, 1]);
    let arguments: [std::ffi::OsString; 6] =
        ["template".into(), "learn".into(), model.into(), own.clone().into(), "--name".into(), "本局".into()];
    juesuan(folder.path(), &arguments).expect_status(&[0]);
    let with_pack = |name: &str| {
        let folder = below(folder.path(), name);
        let school = school();
        let mut arguments: Vec<std::ffi::OsString> = vec!["build".into(), school.input.clone().into()];
        for (flag, file) in
            [("--prior", &school.prior), ("--budget", &school.budget), ("--supplement", &school.supplement)]
        {
            arguments.extend([flag.into(), file.clone().expect("a file").into()]);
        }
        arguments.extend(["--templates".into(), own.clone().into(), "--style".into(), "本局".into()]);
        arguments.extend(["--out".into(), out(&folder).into()]);
        juesuan(&folder, &arguments).expect_status(&[0, 1]);
        word(&folder)
    };
    assert_eq!(with_pack("照模板")["word/document.xml"], word(&direct)["word/document.xml"]);
    // Changed as Word would write it.
    let look = own.join("本局").join("版式.docx");
    let mut files = parts::read(&look);
    let (_, content) = files.iter_mut().find(|(name, _)| name == "word/document.xml").expect("a document");
    *content = String::from_utf8_lossy(content).replace("w:val=\"double\"", "w:val=\"dotted\"").into_bytes();
    std::fs::write(&look, parts::write(&files)).expect("a changed look");
    assert!(with_pack("改过")["word/document.xml"].contains("<w:top w:val=\"dotted\""));
    // What is no look is said, not passed over.
    std::fs::write(&look, b"text").expect("a broken look");
    let refused =
        juesuan(folder.path(), &["template".into(), "check".into(), std::ffi::OsString::from(&own)]);
    let said = refused.expect_status(&[1]).stdout;
    assert!(said.contains("版式.docx”：不是可用的版式文件"), "{said}");
}

/// A report as some provinces write it: numbered in Chinese, 类 of the economic classification, a table it points to, the
/// department by its short name, and figures that no fact knows beside others.
const NUMBERED: &str = "某市示例区水务中心2022年度部门决算

第三部分 2022年度部门决算情况说明

一、支出决算情况说明

本部门2022年度支出总计500.00万元。支出的具体构成为：基本支出300.00万元，占60.00%；项目支出200.00万元，占40.00%；其他支出（补助、上缴）0万元，占0%。

二、一般公共预算财政拨款支出决算情况说明

一般公共预算财政拨款支出年初预算数为480.00万元，决算数为500.00万元，完成年初预算的104.17%。其中：

（一）教育支出年初预算数为10.00万元，决算数为12.00万元，完成年初预算的120.00%，主要原因是：培训增加。

（二）农林水支出年初预算数为470.00万元，决算数为488.00万元，完成年初预算的103.83%，主要原因是：工程增加。

三、一般公共预算财政拨款基本支出决算情况说明

一般公共预算财政拨款基本支出300.00万元，其中：

（一）工资福利支出250.00万元，较2021年增加50.00万元，增长25.00%，主要原因是：人员增加。

（二）商品和服务支出50.00万元，较2021年减少10.00万元，下降16.67%，主要原因是：节约。

（三）资本性支出0.00万元，较2021年减少5.00万元，下降100.00%，主要原因是：没有购置。

四、机关运行经费支出情况说明

本部门2022年度机关运行经费支出50.00万元（与部门决算中基本支出中公用经费之和保持一致），较2021年减少2.00万元，下降3.85%，主要原因是：节约。公用经费50.00万元，较2021年增加（减少）0.00万元，增长（下降）0.00%。

五、国有资产占用情况说明

国有资产占用情况见公开09表《国有资产占用情况表》。截至2022年12月31日，本部门共有车辆3辆，其中：机要通信用车1辆、应急保障用车2辆；办公用房3间。

六、预算绩效情况说明

根据预算绩效管理要求，示例区水务中心组织开展了绩效自评。
";

#[test]
fn what_other_provinces_write_is_learned_and_only_the_unknown_clause_kept() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let model = folder.path().join("上年.txt");
    std::fs::write(&model, NUMBERED).expect("a model");
    let run = like(&Build::sample_2023(), &model, folder.path()).expect_status(&[0, 1]);
    let told = narrative(folder.path());
    let lines: Vec<&str> = told.lines().filter(|l| !l.trim().is_empty()).collect();
    let line = |begins: &str| -> &str {
        let found = lines.iter().find(|l| l.starts_with(begins));
        found.unwrap_or_else(|| panic!("no line begins with “{begins}”:\n{told}"))
    };
    // The turns of a loop are counted as the model counts them, each with its own reason.
    let classes: Vec<&&str> =
        lines.iter().filter(|l| l.contains("完成年初预算的") && l.starts_with('（')).collect();
    assert!(classes.len() >= 3, "{told}");
    for (at, class) in classes.iter().enumerate() {
        assert!(class.starts_with(["（一）", "（二）", "（三）", "（四）"][at]), "{class}");
    }
    assert!(line("（一）社会保障和就业支出").contains("决算数大于年初预算数"), "{told}");
    assert!(line("（一）工资福利支出").contains("较2022年"), "{told}");
    assert!(line("（二）商品和服务支出").contains("万元"), "{told}");
    assert!(lines.iter().any(|l| l.starts_with('（') && l.contains("资本性支出")), "{told}");
    // Only the clause that no figure here answers is last year's, and marked.
    let kept = "〔请核对上年文字：其他支出（补助、上缴）0万元，占0%〕";
    assert!(line("本部门2023年度支出总计").contains(kept), "{told}");
    assert!(
        line("本部门2023年度支出总计").contains("；项目支出") && !told.contains("200.00万元，占40"),
        "{told}"
    );
    let assets = line("国有资产占用情况见公开09表");
    assert!(assets.contains("截至2023年12月31日，本部门共有车辆1辆"), "{assets}");
    assert!(
        assets.contains("〔请核对上年文字：办公用房3间〕") && !assets.contains("应急保障用车2辆"),
        "{assets}"
    );
    // Where a figure comes from stays as it is said.
    let agency = line("本部门2023年度机关运行经费支出");
    assert!(agency.contains("公用经费之和保持一致），较2022年"), "{agency}");
    // A form's 增加（减少） is what this year's figure says.
    let operating = agency.split("公用经费").nth(2).unwrap_or_default();
    assert!(operating.contains("较2022年减少0.74万元，下降") && !operating.contains("（减少）"), "{agency}");
    // No name of the model's is left, the short one neither.
    assert!(!told.contains("水务中心"), "{told}");
    assert!(run.stderr.contains("T013"), "{}", run.evidence());
    // What is answered for the clause goes on into its sentence, whether or not it was typed with a full stop.
    let mut book = Book::read(&out(folder.path()).join("补充资料.新.xlsx"));
    let texts = book.sheets.iter_mut().find(|s| s.name == "文字材料").expect("a sheet");
    let row = texts.row_of(0, "text.kept_1_1");
    texts.put(row, 2, Cell::text("没有其他支出。"));
    let answers = folder.path().join("答复.xlsx");
    book.write(&answers);
    let again = below(folder.path(), "再");
    like(&Build { supplement: Some(answers), ..Build::sample_2023() }, &model, &again).expect_status(&[0, 1]);
    assert!(narrative(&again).contains("%；没有其他支出。\n"), "{}", narrative(&again));
}

/// A model that tells the 项 below a title of each 类, and whose narrative goes on in a part of its own.
const BY_CLASS: &str = "某区水务中心（本级）2022年度单位决算公开
第一部分 2022年度单位决算表
（附后）
第二部分 2022年度单位决算情况说明
一、财政拨款支出决算情况说明
2022年度财政拨款支出决算500.00万元，占本年支出合计的98.04%。与2022年度财政拨款支出年初预算480.00万元相比，完成年初预算的104.17%。其中：
（一）社会保障和就业支出（类）
1.行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）。年初预算40.00万元，支出决算40.00万元，完成年初预算的100.00%。决算数与年初预算数相同。
（二）农林水支出（类）
1.水利（款）行政运行（项）。年初预算240.00万元，支出决算260.00万元，完成年初预算的108.33%。决算数与年初预算数的差异原因：人员增加。
2.水利（款）水利工程运行与维护（项）。年初预算200.00万元，支出决算200.00万元，完成年初预算的100.00%。决算数与年初预算数相同。
二、政府性基金预算财政拨款支出决算情况说明
某区水务中心2022年度无政府性基金预算财政拨款支出。
第三部分 2022年度其他重要事项的情况说明
一、“三公”经费财政拨款决算情况
2022年“三公”经费财政拨款决算数2.00万元（其中：使用往年指标0.50万元），与2022年“三公”经费财政拨款年初预算持平。其中：
1.公务接待费。2022年决算数2.00万元，与2022年年初预算数2.00万元持平。
二、机关运行经费支出情况
2022年维持机关日常运行而开支的机关运行经费，合计60.00万元，比上年增加3.00万元，增幅5.26%。
第四部分 名词解释
一、基本支出：指日常支出。
";

#[test]
fn a_list_below_each_class_and_a_second_part_of_the_narrative_are_those_of_the_model() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let model = folder.path().join("上年.txt");
    std::fs::write(&model, BY_CLASS).expect("a model");
    let build = Build::sample_2023();
    let run = like(&build, &model, folder.path()).expect_status(&[0, 1]);
    let told = narrative(folder.path());
    let lines: Vec<&str> = told.lines().filter(|l| !l.trim().is_empty()).collect();
    // Every 项 is told once, below its own 类, counted anew in each.
    let facts = std::fs::read_to_string(out(folder.path()).join("facts.json")).expect("facts");
    let facts: serde_json::Value = serde_json::from_str(&facts).expect("facts");
    let spent = |prefix: &str| -> Vec<(String, String)> {
        let all = facts["facts"].as_object().expect("facts").iter();
        let of_prefix = all.filter_map(|(key, fact)| Some((key.strip_prefix(prefix)?.to_owned(), fact)));
        let some = of_prefix.filter(|(_, fact)| fact["current"].as_str().is_some_and(|a| a != "0.00"));
        some.map(|(code, fact)| (code, fact["label"].as_str().unwrap_or_default().to_owned())).collect()
    };
    let (classes, items) = (spent("general.class."), spent("general.item."));
    assert!(classes.len() >= 3 && items.len() > classes.len(), "{classes:?} {items:?}");
    let mut wanted: Vec<String> = Vec::new();
    for (class_at, (class, name)) in classes.iter().enumerate() {
        wanted.push(format!("### （{}）{name}（类）", ["一", "二", "三", "四", "五"][class_at]));
        let below = items.iter().filter(|(code, _)| code.starts_with(class.as_str()));
        wanted.extend(below.enumerate().map(|(n, (_, item))| format!("{}.…{item}（项）", n + 1)));
    }
    let from = lines.iter().position(|l| l.starts_with("### （一）")).expect("a class");
    let to = lines.iter().position(|l| l.starts_with("## 二、")).expect("a section");
    let printed: Vec<String> = lines[from..to]
        .iter()
        .map(|line| {
            let line = line.replace('\\', "");
            match (line.split_once('.'), line.split_once("（款）")) {
                (Some((number, _)), Some((_, rest))) if !line.starts_with('#') => {
                    format!("{number}.…{}（项）", rest.split("（项）").next().unwrap_or_default())
                }
                _ => line,
            }
        })
        .collect();
    assert_eq!(printed, wanted, "{told}");
    // Where there is no difference there is no reason for one.
    let begins = |words: &str| lines.iter().find(|l| l.contains(words)).copied().unwrap_or_default();
    assert!(lines[from..to].iter().any(|l| l.contains("决算数与年初预算数的差异原因：")), "{told}");
    assert!(!told.contains("差异原因。") && !told.contains("差异原因：。"), "{told}");
    // Of all expenditure, not of itself.
    let share = &facts["facts"]["fiscal.expenditure"]["current"];
    assert_ne!(share, &facts["facts"]["expenditure.total"]["current"], "the sample has other expenditure");
    let whole = begins("占本年支出合计的");
    assert!(!whole.contains("占本年支出合计的100"), "{whole}");
    // The name without its brackets is the model's, too.
    assert!(!told.contains("水务中心"), "{told}");
    // The second part, its sections counted anew.
    let part = lines.iter().position(|l| *l == "# 第三部分 2023年度其他重要事项的情况说明");
    let part = part.unwrap_or_else(|| panic!("no part of its own:\n{told}"));
    assert_eq!(lines[part + 1], "## 一、“三公”经费财政拨款决算情况");
    let initial = begins("1\\.公务接待费").to_owned() + begins("1.公务接待费");
    assert!(initial.contains("年初预算数"), "{told}");
    let total = begins("财政拨款决算数");
    assert!(total.contains("〔请核对上年文字：（其中：使用往年指标0.50万元）〕"), "{total}");
    assert!(!total.contains("2022年"), "not a comparison with last year: {total}");
    let agency = begins("维持机关日常运行而开支的机关运行经费，合计");
    assert!(agency.contains("万元") && !agency.contains('〔'), "{agency}");
    let document = out(folder.path()).join("决算公开.docx");
    let read = juesuan(
        folder.path(),
        &["read".into(), document.into_os_string(), "--format".into(), std::ffi::OsString::from("json")],
    );
    let read: serde_json::Value = serde_json::from_str(&read.expect_status(&[0, 1]).stdout).expect("JSON");
    let titles: Vec<&str> =
        read["parts"].as_array().expect("parts").iter().filter_map(|p| p["title"].as_str()).collect();
    assert_eq!(
        titles,
        [
            "第一部分 2023年度部门决算表",
            "第二部分 2023年度部门决算情况说明",
            "第三部分 2023年度其他重要事项的情况说明",
            "第四部分 名词解释"
        ],
        "{}",
        run.evidence()
    );
}

/// Models that tell by 款: paragraphs below their 类; titles of 类 and 款 with 项 below; clauses in a sentence.
const GROUPS_BELOW_CLASSES: &str = "某区水务中心2022年度部门决算公开
第一部分 2022年度部门决算表
（附后）
第二部分 2022年度部门决算情况说明
一、一般公共预算财政拨款支出决算情况说明
（一）一般公共预算财政拨款支出决算总体情况
2022年度一般公共预算财政拨款支出500.00万元，主要用于以下方面（按大类）：社会保障和就业支出40.00万元，占本年财政拨款支出8.00%；农林水支出460.00万元，占本年财政拨款支出92.00%。
（二）一般公共预算财政拨款支出决算具体情况
1、“社会保障和就业支出”（类）2022年度决算40.00万元，比2022年年初预算减少5.00万元，下降11.11%。其中：
“行政事业单位养老支出”（款）2022年度决算40.00万元，比2022年年初预算减少5.00万元，下降11.11%。主要原因：人员减少。
2、“农林水支出”（类）2022年度决算460.00万元，比2022年年初预算增加20.00万元，增长4.55%。其中：
“农业农村”（款）2022年度决算60.00万元，与2022年年初预算持平。
“水利”（款）2022年度决算400.00万元，比2022年年初预算增加20.00万元，增长5.26%。主要原因：工程增加。
第三部分 名词解释
一、基本支出：指日常支出。
";
const ITEMS_BELOW_GROUPS: &str = "某区水务中心2022年度部门决算公开
第一部分 2022年度部门决算表
（附后）
第二部分 2022年度部门决算情况说明
一、一般公共预算财政拨款支出决算情况说明
2022年度一般公共预算财政拨款支出决算500.00万元。其中：
（一）社会保障和就业支出（类）40.00万元
1.行政事业单位养老支出（款）40.00万元，占社会保障和就业支出的100.00%。
（1）机关事业单位基本养老保险缴费支出（项）。年初预算40.00万元，支出决算40.00万元，完成年初预算的100.00%。决算数与年初预算数相同。
（二）农林水支出（类）460.00万元
1.水利（款）460.00万元，占农林水支出的100.00%。
（1）行政运行（项）。年初预算240.00万元，支出决算260.00万元，完成年初预算的108.33%。决算数与年初预算数的差异原因：人员增加。
（2）水利工程运行与维护（项）。年初预算200.00万元，支出决算200.00万元，完成年初预算的100.00%。决算数与年初预算数相同。
第三部分 名词解释
一、基本支出：指日常支出。
";
const GROUPS_IN_A_SENTENCE: &str = "某区水务中心2022年度部门决算公开
第一部分 2022年度部门决算表
（附后）
第二部分 2022年度部门决算情况说明
一、一般公共预算财政拨款支出决算情况说明
2022年度一般公共预算财政拨款支出决算500.00万元，按功能分类：社会保障和就业支出（类）40.00万元，其中行政事业单位养老支出（款）30.00万元、抚恤（款）10.00万元；农林水支出（类）460.00万元，其中水利（款）460.00万元。
2022年度各款支出情况如下：
行政事业单位养老支出（款）30.00万元，占6.00%，比上年增加1.00万元，增长3.45%；抚恤（款）10.00万元，占2.00%，比上年减少1.00万元，下降9.09%；水利（款）460.00万元，占92.00%，与上年持平。
第三部分 名词解释
一、基本支出：指日常支出。
";

/// What a model by 款 makes of the sample, paragraph by paragraph.
fn by_group(model: &str) -> (Vec<String>, serde_json::Value) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("上年.txt");
    std::fs::write(&file, model).expect("a model");
    like(&Build::sample_2023(), &file, folder.path()).expect_status(&[0, 1]);
    let told = narrative(folder.path());
    assert!(!told.contains("核对上年文字"), "{told}");
    let facts = std::fs::read_to_string(out(folder.path()).join("facts.json")).expect("facts");
    let facts: serde_json::Value = serde_json::from_str(&facts).expect("facts");
    (told.lines().map(|line| line.replace('\\', "")).collect(), facts["facts"].clone())
}

/// Codes and names of what has an amount this year.
fn spent(facts: &serde_json::Value, prefix: &str) -> Vec<(String, String)> {
    let all = facts.as_object().expect("facts").iter();
    let of_prefix = all.filter_map(|(key, fact)| Some((key.strip_prefix(prefix)?.to_owned(), fact)));
    let some = of_prefix.filter(|(_, fact)| fact["current"].as_str().is_some_and(|a| a != "0.00"));
    some.map(|(code, fact)| (code, fact["label"].as_str().unwrap_or_default().to_owned())).collect()
}

#[test]
fn models_that_tell_by_group_become_loops_over_this_years_groups() {
    let (lines, facts) = by_group(GROUPS_BELOW_CLASSES);
    let (classes, groups) = (spent(&facts, "general.class."), spent(&facts, "general.group."));
    assert!(classes.len() >= 3 && groups.len() > classes.len(), "{classes:?} {groups:?}");
    let mut wanted: Vec<String> = Vec::new();
    for (at, (class, name)) in classes.iter().enumerate() {
        wanted.push(format!("{}、“{name}”（类）", at + 1));
        let below = groups.iter().filter(|(code, _)| code.starts_with(class.as_str()));
        wanted.extend(below.map(|(_, group)| format!("“{group}”（款）")));
    }
    let printed: Vec<&str> = lines.iter().filter_map(|line| line.split("2023年度决算").next()).collect();
    let printed: Vec<&str> =
        printed.into_iter().filter(|l| l.ends_with("（类）") || l.ends_with("（款）")).collect();
    assert_eq!(printed, wanted, "{lines:#?}");

    let (lines, facts) = by_group(ITEMS_BELOW_GROUPS);
    let mut wanted: Vec<String> = Vec::new();
    for (at, (class, name)) in spent(&facts, "general.class.").iter().enumerate() {
        wanted.push(format!("（{}）{name}（类）", ["一", "二", "三", "四"][at]));
        let groups = spent(&facts, "general.group.");
        for (at, (group, group_name)) in groups.iter().filter(|(c, _)| c.starts_with(class)).enumerate() {
            wanted.push(format!("{}.{group_name}（款）", at + 1));
            let items = spent(&facts, "general.item.");
            let below = items.iter().filter(|(code, _)| code.starts_with(group.as_str())).enumerate();
            wanted.extend(below.map(|(at, (_, item))| format!("（{}）{item}（项）", at + 1)));
        }
    }
    let level = |line: &&String| ["（类）", "（款）", "（项）"].iter().any(|level| line.contains(level));
    let printed: Vec<String> = lines
        .iter()
        .filter(level)
        .map(|line| {
            let line = line.trim_start_matches("### ");
            let end = ["（类）", "（款）", "（项）"].iter().find_map(|l| Some(line.find(l)? + l.len()));
            line[..end.unwrap_or(line.len())].to_owned()
        })
        .collect();
    assert_eq!(printed, wanted, "{lines:#?}");
    assert!(lines.iter().any(|l| l.contains("（款）41.42万元，占卫生健康支出的1.88%。")), "{lines:#?}");

    let (lines, _) = by_group(GROUPS_IN_A_SENTENCE);
    let sentence = "社会保障和就业支出（类）98.01万元，其中行政事业单位养老支出（款）71.17万元、抚恤（款）26.84万元；卫生健康支出（类）";
    assert!(lines.iter().any(|line| line.contains(sentence)), "{lines:#?}");
    let all = "抚恤（款）26.84万元，占1.14%，比上年增加26.84万元，增长100%；行政事业单位医疗（款）41.42万元，占1.76%";
    assert!(lines.iter().any(|line| line.contains(all)), "{lines:#?}");
}
