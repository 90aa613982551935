//! What a style declares around tables and narrative, on the real binary: titles, parts, heads, terms, and what is said
//! where a declaration does not hold.

#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use std::path::Path;

use crate::support::{Run, juesuan, outputs_as_text, sample};
use tempfile::tempdir;

/// Writes `templates/own/style.toml` below a folder.
fn own_style(folder: &Path, settings: &str) {
    let pack = folder.join("templates").join("own");
    std::fs::create_dir_all(&pack).expect("a folder");
    std::fs::write(pack.join("style.toml"), settings).expect("a style");
}

/// Builds the sample department in the own style, with more arguments.
fn build(folder: &Path, more: &[&str]) -> Run {
    let file = |name: &str| sample(name).to_string_lossy().into_owned();
    let mut arguments = vec![
        "build".to_owned(),
        file("2023年决算.xlsx"),
        "--supplement".to_owned(),
        file("补充资料.xlsx"),
        "--style".to_owned(),
        "own".to_owned(),
        "--templates".to_owned(),
        "templates".to_owned(),
        "--out".to_owned(),
        "out".to_owned(),
    ];
    arguments.extend(more.iter().map(|a| (*a).to_owned()));
    juesuan(folder, &arguments)
}

const HEAD: &str = "extends = \"shandong\"\ntitle = \"某市\"\nabout = \"试\"\n";

#[test]
fn titles_heads_and_terms_change_without_template_language() {
    let work = tempdir().expect("a folder");
    own_style(
        work.path(),
        &format!(
            r#"{HEAD}
[cover]
head = ["附件1："]
title = ["{{org}}", "{{year}}年度{{scope}}决算"]
[contents]
table_number = "附表{{n}} "
[parts]
order = ["overview", "tables", "narrative", "statement", "glossary"]
[parts.titles]
overview = "第{{n}}部分 {{org}}基本情况"
statement = "第{{n}}部分 其他说明"
[section_notes]
"12_assets.tera" = "*说明中的数可能有尾差。"
[glossary]
terms = ["基本支出", "工作人员"]
items = ""
[glossary.text]
"基本支出" = "指{{org}}的基本支出。"
[tables]
order = ["01", "02", "03", "04", "05", "06", "09", "07", "08"]
year_line = "{{year}}年度"
thousands = false
omit_classes = ["231", "232"]
[table."04"]
amount_head = "财政金额"
[table."04".labels]
"opening.general" = "一、一般公共预算财政拨款"
[table."05"]
total_row = "last"
[table."05".labels]
"本年支出" = ""
"#
        ),
    );
    build(
        work.path(),
        &["--set", "table.01.amount_head=全部金额", "--set", "tables.labels.结余分配=结余的分配"],
    )
    .expect_status(&[0, 1]);
    let texts = outputs_as_text(&work.path().join("out"));
    let (document, tables) = (&texts["文档结构.txt"], &texts["公开表.txt"]);
    for line in [
        "CoverHead\t附件1：",
        "Heading1\t第一部分 示例区医疗保障局基本情况",
        "Heading1\t第四部分 其他说明",
        "\t〔请补充：其他说明〕",
        "Heading1\t第五部分 名词解释",
        "\t一、基本支出：指示例区医疗保障局的基本支出。",
        "\t二、工作人员：〔请补充：工作人员的名词解释〕",
        "TableText\t公开07表",
        "head\t项目|行次|全部金额|项目|行次|全部金额",
        "head\t项目|行次|财政金额|项目|行次|合计|一般公共预算财政拨款|政府性基金预算财政拨款|国有资本经营预算财政拨款",
        "head\t项目|小计|基本支出|项目支出",
    ] {
        assert!(document.lines().any(|l| l == line), "no line “{line}” in\n{document}");
    }
    assert!(document.contains("TOC2\t附表七 财政拨款“三公”经费支出决算表"), "{document}");
    assert!(!document.contains("附件\n") && !document.contains("（项）"), "{document}");
    for text in ["结余的分配", "二十四、抗疫特别国债安排的支出", "一、一般公共预算财政拨款", "2023年度"]
    {
        assert!(tables.contains(text), "no “{text}” in\n{tables}");
    }
    assert!(
        texts["情况说明.md"].contains("\n*说明中的数可能有尾差。\n")
            || texts["情况说明.md"].contains("说明中的数可能有尾差。")
    );
    // The table that carries 合计 below its codes has it there, and the same figures.
    let general: Vec<&str> =
        tables.split("=== ").find(|t| t.starts_with("公开05表")).expect("公开05表").lines().collect();
    let total = general.iter().position(|l| l.starts_with("合计")).expect("合计");
    let code = general.iter().rposition(|l| l.starts_with("'2")).expect("codes");
    assert!(total == code + 1, "{general:?}");
}

#[test]
fn figures_about_performance_are_written_their_own_way() {
    let work = tempdir().expect("a folder");
    own_style(work.path(), &format!("{HEAD}[performance]\nthousands = false\npercent_sign = \"％\"\n"));
    build(work.path(), &[]).expect_status(&[0, 1]);
    let texts = outputs_as_text(&work.path().join("out"));
    let (before, performance) =
        texts["情况说明.md"].split_once("预算绩效情况说明").expect("a section on 绩效");
    let parted = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        chars.windows(3).any(|w| w[0].is_ascii_digit() && w[1] == ',' && w[2].is_ascii_digit())
    };
    assert!(parted(before) && before.contains('%') && !before.contains('％'), "{before}");
    // The share of the projects in all spending is a text that people typed.
    let computed = performance.replace("项目支出总额的100%", "");
    assert!(computed.contains('％') && !computed.contains('%'), "{performance}");
    assert!(!parted(&computed) && computed.contains("1248万元"), "{performance}");
}

#[test]
fn what_does_not_hold_together_is_refused() {
    let cases = [
        (
            "[parts]\norder = [\"overview\", \"tabels\"]",
            "“tabels”在 [parts.titles] 里没有标题；是不是“tables”",
        ),
        ("[parts]\norder = [\"tables\", \"tables\"]", "“tables”写了两次"),
        ("[parts.titles]\noverview = \"{orgs}概况\"", "没有 {orgs} 可用。可用的：{org}、{scope}"),
        ("[cover]\ntitle = [\"{year年度\"]", "花括号没有配对"),
        ("[tables]\norder = [\"01\", \"10\"]", "tables.order 里没有“10”可用"),
        ("[table.\"4\"]\namount_head = \"金额\"", "table 里没有“4”可用"),
        ("[table.\"04\"]\namount = \"金额\"", "[table.\"04\"] 有误：没有“amount”这个选项"),
        ("[[overview]]\ntitle = \"职能\"\ntext = \"duties\"", "也要有 about"),
        ("[section_notes]\n\"99.tera\" = \"*\"", "section_notes 里没有“99.tera”可用"),
        ("[glossary]\nitems = \"{lei}\"", "没有 {lei} 可用"),
    ];
    for (settings, message) in cases {
        let work = tempdir().expect("a folder");
        own_style(work.path(), &format!("{HEAD}{settings}\n"));
        let run = build(work.path(), &[]).expect_status(&[2]);
        run.expect_message(&[message]);
        assert!(!work.path().join("out").exists(), "{settings}");
    }
}

/// T011 and T012, and what only resembles them.
#[test]
fn what_a_style_leaves_out_is_said() {
    let cases = [
        ("[tables]\norder = [\"01\", \"02\", \"03\", \"04\", \"05\", \"06\", \"08\", \"09\"]", "T011"),
        // 08 has no amounts.
        ("[tables]\norder = [\"01\", \"02\", \"03\", \"04\", \"05\", \"06\", \"07\", \"09\"]", ""),
        ("[parts]\norder = [\"tables\", \"narrative\"]", "T012"),
        ("", ""),
    ];
    for (settings, code) in cases {
        let work = tempdir().expect("a folder");
        own_style(work.path(), &format!("{HEAD}{settings}\n"));
        let run = build(work.path(), &[]).expect_status(&[0, 1]);
        let said = &outputs_as_text(&work.path().join("out"))["核对结果.json"];
        for known in ["T011", "T012"] {
            assert_eq!(said.contains(known), known == code, "{settings}\n{}", run.evidence());
        }
    }
}

/// T010: a term nobody explains, a label that is nowhere.
#[test]
fn what_has_no_effect_is_named() {
    let work = tempdir().expect("a folder");
    let settings =
        "[glossary]\nterms = [\"基本支出\", \"工作人员\"]\n[tables.labels]\n\"结余的分配\" = \"结余\"\n";
    own_style(work.path(), &format!("{HEAD}{settings}"));
    let run = juesuan(work.path(), &["template", "check", "templates"]).expect_status(&[1]);
    for text in
        ["提醒[T010] 名词“工作人员”没有解释", "提醒[T010] labels 里的“结余的分配”", "是不是“结余分配”"]
    {
        assert!(run.stdout.contains(text), "no “{text}”\n{}", run.evidence());
    }
    assert!(!run.stdout.contains("“基本支出”没有解释"), "{}", run.evidence());
}

#[test]
fn vars_show_the_structure() {
    let work = tempdir().expect("a folder");
    let run = juesuan(work.path(), &["template", "vars", "--style", "shanghai", "部分"]).expect_status(&[0]);
    assert!(run.stdout.contains("parts.titles.tables"), "{}", run.evidence());
    assert!(run.stdout.contains("第二部分 某某局2098年度部门决算表"), "{}", run.evidence());
}

/// A small PNG: what stands in it does not matter here, only that it is whole.
fn png() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let header: [u8; 13] = [0, 0, 0, 40, 0, 0, 0, 20, 8, 0, 0, 0, 0];
    for (kind, content) in [(b"IHDR", &header[..]), (b"IEND", &[])] {
        bytes.extend(u32::try_from(content.len()).expect("small").to_be_bytes());
        bytes.extend(kind);
        bytes.extend(content);
        bytes.extend([0; 4]);
    }
    bytes
}

#[test]
fn a_picture_stands_over_the_title_of_the_cover() {
    let work = tempdir().expect("a folder");
    own_style(work.path(), &format!("{HEAD}[cover]\npicture = \"徽标.png\"\npicture_height = 18\n"));
    std::fs::write(work.path().join("templates/own/徽标.png"), png()).expect("a picture");
    build(work.path(), &[]).expect_status(&[0, 1]);
    let word = std::fs::read(work.path().join("out/决算公开.docx")).expect("a document");
    let parts = crate::support::parts::unpack(&word);
    let part = |name: &str| parts.iter().find(|(n, _)| n == name).map(|(_, content)| content.clone());
    let text = |name: &str| String::from_utf8(part(name).unwrap_or_default()).expect("text");
    assert_eq!(part("word/media/picture1.png"), Some(png()));
    assert!(text("[Content_Types].xml").contains(r#"Extension="png" ContentType="image/png""#));
    assert!(text("word/_rels/document.xml.rels").contains(r#"Target="media/picture1.png""#));
    // 18 mm high, and twice as wide.
    assert!(text("word/document.xml").contains(r#"<wp:extent cx="1296000" cy="648000"/>"#));
    for page in ["决算公开.html", "决算公开（公开版）.html"] {
        let page = work.path().join("out").join(page);
        let Ok(page) = std::fs::read_to_string(&page) else { continue };
        assert!(page.contains("src=\"data:image/png;base64,iVBORw0KGgo"), "the page holds its picture");
    }
}

#[test]
fn only_a_whole_picture_of_the_templates_folder_is_taken() {
    let cases: [(&str, &str, &[u8], i32); 5] = [
        ("徽标.png", "没有找到封面的图“徽标.png”", b"", 2),
        ("../../徽标.png", "不带文件夹", b"", 2),
        ("C:\\\\徽标.png", "不带文件夹", b"", 2),
        ("徽标.gif", ".png 或 .jpg", b"GIF89a", 2),
        ("半.png", "图片不完整或已损坏", b"\x89PNG\r\n\x1a\n\0\0", 3),
    ];
    for (name, message, content, code) in cases {
        let work = tempdir().expect("a folder");
        own_style(work.path(), &format!("{HEAD}[cover]\npicture = \"{name}\"\n"));
        std::fs::write(work.path().join("徽标.png"), png()).expect("a picture outside");
        if !content.is_empty() {
            std::fs::write(work.path().join("templates/own").join(name), content).expect("a file");
        }
        let run = build(work.path(), &[]).expect_status(&[code]);
        run.expect_message(&[message]);
        assert!(!work.path().join("out").exists(), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_templates_folder_is_no_picture() {
    let work = tempdir().expect("a folder");
    own_style(work.path(), &format!("{HEAD}[cover]\npicture = \"徽标.png\"\n"));
    std::fs::write(work.path().join("外面.png"), png()).expect("a picture outside");
    std::os::unix::fs::symlink(work.path().join("外面.png"), work.path().join("templates/own/徽标.png"))
        .expect("a link");
    let run = build(work.path(), &[]).expect_status(&[3]);
    run.expect_message(&["指向模板文件夹之外"]);
}
