//! 决算公开.docx read with another reader: complete, consistent, small, the same every time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use tempfile::tempdir;

use super::support::word::{Node, Word};
use super::support::{Build, juesuan, out, sample, tables};
use super::{STYLES, build, build_bare};

/// A4 between the margins, in twips: 156 mm upright, 225 mm turned.
const UPRIGHT: u32 = 8845;
const TURNED: u32 = 12756;

fn word(out: &Path) -> Word {
    Word::read(&out.join("决算公开.docx"))
}

#[test]
fn every_part_is_declared_and_every_reference_leads_somewhere() {
    for style in STYLES {
        let folder = tempdir().expect("a folder");
        let word = word(&build(folder.path(), style));
        let types = word.part("[Content_Types].xml");
        let declared: BTreeSet<&str> =
            types.all("Override").iter().map(|o| o.attribute("PartName").trim_start_matches('/')).collect();
        let present: BTreeSet<&str> = word
            .parts
            .keys()
            .map(String::as_str)
            .filter(|n| !n.ends_with(".rels") && *n != "[Content_Types].xml")
            .collect();
        assert_eq!(declared, present, "{style}");

        let relations = word.part("word/_rels/document.xml.rels").all("Relationship");
        let targets: BTreeMap<&str, &str> =
            relations.iter().map(|r| (r.attribute("Id"), r.attribute("Target"))).collect();
        for target in targets.values() {
            assert!(word.parts.contains_key(&format!("word/{target}")), "{style}: {target}");
        }
        let document = word.document();
        for node in document.all("w:footerReference").into_iter().chain(document.all("c:chart")) {
            assert!(targets.contains_key(node.attribute("r:id")), "{style}: {node:?}");
        }

        let styles = word.part("word/styles.xml");
        let known: BTreeSet<&str> = styles.all("w:style").iter().map(|s| s.attribute("w:styleId")).collect();
        for used in ["w:pStyle", "w:rStyle", "w:tblStyle"] {
            for node in document.all(used) {
                assert!(known.contains(node.attribute("w:val")), "{style}: {node:?}");
            }
        }

        let bookmarks: Vec<&str> =
            document.all("w:bookmarkStart").iter().map(|b| b.attribute("w:name")).collect();
        let unique: BTreeSet<&&str> = bookmarks.iter().collect();
        assert_eq!(unique.len(), bookmarks.len(), "{style}: bookmarks twice");
        let links = document.all("w:hyperlink");
        assert_eq!(links.len(), bookmarks.len(), "{style}");
        for link in links {
            assert!(bookmarks.contains(&link.attribute("w:anchor")), "{style}: {link:?}");
        }
    }
}

#[test]
fn fields_are_balanced_and_sections_have_official_margins() {
    let folder = tempdir().expect("a folder");
    let word = word(&build(folder.path(), "shandong"));
    let document = word.document();
    let count = |kind: &str| {
        document.all("w:fldChar").iter().filter(|f| f.attribute("w:fldCharType") == kind).count()
    };
    assert!(count("begin") > 20);
    // Marks of the contents have no result of their own.
    let marks = document.all("w:instrText").iter().filter(|code| code.text.trim().starts_with("TC ")).count();
    assert_eq!(marks, 9, "a mark for each table the contents number");
    assert_eq!((count("begin"), count("begin")), (count("separate") + marks, count("end")));

    let sections = document.all("w:sectPr");
    let turned = sections.iter().filter(|s| s.all("w:pgSz")[0].attribute("w:orient") == "landscape");
    assert!(turned.count() >= 2, "landscape pages for the wide tables");
    for section in &sections {
        let size = section.all("w:pgSz")[0];
        let margins = section.all("w:pgMar")[0];
        let mm = |name: &str| {
            let twips: f64 = margins.attribute(name).parse().expect("a length");
            (twips / 1440.0 * 25.4).round()
        };
        let sides = ["w:top", "w:right", "w:bottom", "w:left"].map(mm);
        if size.attribute("w:orient") == "landscape" {
            assert_eq!(sides, [28.0, 37.0, 26.0, 35.0]);
        } else {
            assert_eq!(sides, [37.0, 26.0, 35.0, 28.0]);
        }
    }
    let numbered: Vec<_> = sections.iter().filter(|s| !s.all("w:footerReference").is_empty()).collect();
    assert_eq!(sections.len() - numbered.len(), 2, "cover and contents carry no page number");
    assert_eq!(numbered[0].all("w:pgNumType")[0].attribute("w:start"), "1");
}

#[test]
fn styles_carry_the_fonts_of_the_pack_and_the_official_grid() {
    let folder = tempdir().expect("a folder");
    let word = word(&build(folder.path(), "shandong"));
    let styles = word.part("word/styles.xml").all("w:style");
    let style = |id: &str| styles.iter().find(|s| s.attribute("w:styleId") == id).expect("a style");
    for (id, font) in [
        ("Normal", "仿宋_GB2312"),
        ("Heading1", "方正小标宋简体"),
        ("Heading2", "黑体"),
        ("Heading3", "楷体_GB2312"),
        ("TableText", "宋体"),
    ] {
        assert_eq!(style(id).all("w:rFonts")[0].attribute("w:eastAsia"), font, "{id}");
    }
    let normal = style("Normal");
    assert_eq!(normal.value("w:sz"), Some("32"), "三号");
    let spacing = normal.all("w:spacing")[0];
    assert_eq!((spacing.attribute("w:line"), spacing.attribute("w:lineRule")), ("560", "exact"));
    assert_eq!(normal.all("w:ind")[0].attribute("w:firstLineChars"), "200");
    // Paragraphs of the text say nothing of their own: a change of 正文 changes them all.
    for paragraph in word.document().all("w:body")[0].direct("w:p") {
        assert!(paragraph.all("w:sz").is_empty() || paragraph.value("w:pStyle") == Some("TableTitle"));
        assert!(paragraph.all("w:rFonts").is_empty());
    }
}

/// Text of a native table, row by row, each row's cells joined.
fn rows(table: &Node) -> Vec<String> {
    table
        .all("w:tr")
        .iter()
        .map(|r| r.direct("w:tc").map(|c| c.words()).filter(|t| !t.is_empty()).collect::<Vec<_>>().join("|"))
        .collect()
}

#[test]
fn the_nine_tables_are_native_complete_and_fit_their_pages() {
    for style in STYLES {
        let folder = tempdir().expect("a folder");
        let out = build(folder.path(), style);
        let word = word(&out);
        let all = word.document().all("w:tbl");
        // Shanghai has no 附件.
        let attached = usize::from(style != "shanghai");
        assert_eq!(all.len(), 9 + attached, "{style}: nine tables and the performance table");
        let workbook = tables(&out.join("公开表.xlsx"));
        for (table, (name, cells)) in all.iter().zip(workbook.iter().take(9)) {
            let grid: Vec<u32> =
                table.all("w:gridCol").iter().map(|c| c.attribute("w:w").parse().expect("a width")).collect();
            let width: u32 = grid.iter().sum();
            assert!(width == UPRIGHT || width == TURNED, "{style} {name}: {width} twips");
            for row in table.all("w:tr") {
                let spans: usize = row
                    .direct("w:tc")
                    .map(|c| c.value("w:gridSpan").map_or(1, |v| v.parse::<usize>().expect("a span")))
                    .sum();
                assert_eq!(spans, grid.len(), "{style} {name}: {}", row.words());
                assert_eq!(row.all("w:cantSplit").len(), 1);
            }
            assert!(!table.all("w:tblHeader").is_empty(), "{style} {name}: no repeated head");
            // Everything the workbook prints stands in the Word table, in the same order.
            let text = rows(table).join("|");
            for (address, value) in cells {
                if let Ok(number) = value.parse::<f64>()
                    && number.fract() != 0.0
                {
                    let fixed = format!("{number:.2}");
                    let printed = match style {
                        "hunan" => thousands(fixed.trim_end_matches('0')),
                        "shanghai" => fixed,
                        _ => thousands(&fixed),
                    };
                    assert!(text.contains(&printed), "{style} {name} › {address}: {printed}");
                }
            }
        }
        // Figures stand at the right, by the style of all figures of their size; a change of it changes them all.
        let styles = word.part("word/styles.xml").all("w:style");
        for cell in all.iter().flat_map(|t| t.all("w:tc")) {
            let id = cell.value("w:pStyle").expect("a style");
            let own = styles.iter().find(|s| s.attribute("w:styleId") == id).expect("the style");
            let of = |role: &str| id.strip_prefix(role).is_some_and(|size| own.value("w:sz") == Some(size));
            assert!(
                ["CellText", "CellMiddle", "CellAmount", "CellHead"].into_iter().any(of),
                "{style}: {id}"
            );
            assert!(
                ["w:sz", "w:jc", "w:spacing"].iter().all(|own| cell.all(own).is_empty()),
                "{style}: {id}"
            );
            if is_amount(&cell.words()) {
                assert_eq!(own.value("w:jc"), Some("right"), "{style}: {}", cell.words());
            }
        }
    }
}

fn is_amount(text: &str) -> bool {
    text.rsplit_once('.').is_some_and(|(_, d)| d.len() == 2 && d.bytes().all(|b| b.is_ascii_digit()))
        && text.bytes().all(|b| b.is_ascii_digit() || b",.-".contains(&b))
}

fn thousands(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, decimals) = digits.split_once('.').expect("decimals");
    let groups: Vec<String> =
        whole.as_bytes().rchunks(3).rev().map(|g| String::from_utf8_lossy(g).into_owned()).collect();
    format!("{sign}{}.{decimals}", groups.join(","))
}

#[test]
fn the_package_is_small_and_the_same_every_time() {
    let (one, two) = (tempdir().expect("a folder"), tempdir().expect("a folder"));
    for style in STYLES {
        let read =
            |folder: &Path, name: &str| std::fs::read(build(folder, style).join(name)).expect("a file");
        let first = read(one.path(), "决算公开.docx");
        assert!(first.len() < 150_000, "{style}: {} bytes", first.len());
        assert!(first == read(two.path(), "决算公开.docx"), "{style}: docx differs between runs");
        assert!(
            read(one.path(), "决算公开.html") == read(two.path(), "决算公开.html"),
            "{style}: html differs between runs"
        );
    }
    let mut archive =
        zip::ZipArchive::new(std::fs::File::open(out(one.path()).join("决算公开.docx")).expect("a file"))
            .expect("a container");
    for n in 0..archive.len() {
        let part = archive.by_index(n).expect("a part");
        assert_eq!(part.compression(), zip::CompressionMethod::Deflated);
    }
}

#[test]
fn what_is_missing_is_highlighted_and_asked_in_a_comment() {
    let folder = tempdir().expect("a folder");
    let word = word(&build_bare(folder.path(), "shandong"));
    let document = word.document();
    let highlighted: Vec<String> = document
        .all("w:r")
        .iter()
        .filter(|r| r.value("w:highlight") == Some("yellow"))
        .map(|r| r.words())
        .collect();
    let comments = word.part("word/comments.xml").all("w:comment");
    assert!(highlighted.len() > 10, "{highlighted:?}");
    assert_eq!(highlighted.len(), comments.len());
    assert_eq!(document.all("w:commentReference").len(), comments.len());
    for (text, comment) in highlighted.iter().zip(&comments) {
        assert!(text.starts_with('〔') && text.ends_with('〕'), "{text}");
        let asked = text.trim_matches(['〔', '〕']);
        assert!(comment.words().contains(asked), "{} does not ask {asked}", comment.words());
        assert!(comment.words().contains("补充资料.xlsx"), "{}", comment.words());
    }
    assert!(highlighted.iter().any(|t| t.contains("主要职责")));
}

#[test]
fn a_chart_needs_something_to_compare() {
    let charts = |out: &Path| {
        let word = word(out);
        let captions: Vec<String> = word
            .document()
            .all("w:p")
            .iter()
            .filter(|p| p.value("w:pStyle") == Some("Caption"))
            .map(|p| p.words())
            .collect();
        let parts = word.parts.keys().filter(|n| n.starts_with("word/charts/")).count();
        assert_eq!(captions.len(), parts);
        captions
    };
    let (with, without) = (tempdir().expect("a folder"), tempdir().expect("a folder"));
    let full = charts(&build(with.path(), "shandong"));
    assert!(full.iter().any(|c| c.contains("收、支决算总计变动情况")), "{full:?}");
    // Without last year there are no two years to set side by side; the structure of this year remains.
    let bare = charts(&build_bare(without.path(), "shandong"));
    assert!(bare.iter().all(|c| !c.contains("变动情况")), "{bare:?}");
    assert!(bare.iter().any(|c| c.contains("支出决算结构")), "{bare:?}");
}

#[test]
fn explanations_cover_every_item_and_attachments_are_named_in_order() {
    let folder = tempdir().expect("a folder");
    let input = folder.path().join("2023年决算.xlsx");
    std::fs::copy(sample("2023年决算.xlsx"), &input).expect("a copy");
    let attachments = folder.path().join("附件");
    std::fs::create_dir(&attachments).expect("a folder");
    for name in ["2.绩效评价报告.pdf", "1.自评表.docx", ".hidden", "~$1.自评表.docx"] {
        std::fs::File::create(attachments.join(name)).expect("a file");
    }
    Build { input, ..Build::sample_2023() }.run(folder.path()).expect_status(&[0, 1]);
    let word = word(&out(folder.path()));
    let text: Vec<String> = word.document().all("w:p").iter().map(|p| p.words()).collect();
    let listed: Vec<&String> = text.iter().filter(|t| t.starts_with("附件") && t.contains('：')).collect();
    assert_eq!(
        listed,
        [
            "附件1：2023年度预算项目绩效自评情况汇总表",
            "附件2：1.自评表（另附文件）",
            "附件3：2.绩效评价报告（另附文件）"
        ]
    );
    for item in ["（项）：反映", "一、财政拨款收入：指"] {
        assert!(text.iter().any(|t| t.contains(item)), "{item}");
    }
    let codes = tables(&out(folder.path()).join("公开表.xlsx"))
        .iter()
        .filter(|(name, _)| ["公开02表", "公开03表"].contains(&name.as_str()))
        .flat_map(|(_, cells)| {
            cells
                .values()
                .filter(|v| v.len() == 7 && v.bytes().all(|b| b.is_ascii_digit()))
                .cloned()
                .collect::<Vec<_>>()
        })
        .collect::<BTreeSet<String>>();
    let explained = text.iter().filter(|t| t.contains("（项）：")).count();
    assert_eq!(explained, codes.len(), "{codes:?}");
}

#[test]
fn formats_are_chosen() {
    let folder = tempdir().expect("a folder");
    let input = sample("2023年决算.xlsx");
    let written = |format: &str| {
        let target = folder.path().join(format.replace(',', "-"));
        let arguments: [&std::ffi::OsStr; 6] = [
            "build".as_ref(),
            input.as_os_str(),
            "--format".as_ref(),
            format.as_ref(),
            "--out".as_ref(),
            target.as_os_str(),
        ];
        juesuan(folder.path(), &arguments).expect_status(&[0, 1]);
        let mut names: Vec<String> = std::fs::read_dir(&target)
            .expect("outputs")
            .map(|e| e.expect("a file").file_name().to_string_lossy().into_owned())
            .filter(|n| n != ".juesuan" && n != "补充资料.xlsx")
            .collect();
        names.sort();
        names
    };
    assert_eq!(written("docx"), ["决算公开.docx"]);
    assert_eq!(written("html,xlsx"), ["公开表.xlsx", "决算公开.html", "核对结果.xlsx"]);
    assert_eq!(written("md"), ["情况说明.md", "核对结果.md"]);
    let wrong = juesuan(folder.path(), &["build", "x.xlsx", "--format", "doc"]).expect_status(&[2]);
    wrong.expect_message(&["“doc”", "docx"]);
}

/// A library that had no part in writing the file reads it: the tables and what their cells say are there.
#[test]
fn a_foreign_library_reads_the_same_document() {
    let folder = tempdir().expect("a folder");
    let path = build(folder.path(), "shandong").join("决算公开.docx");
    let bytes = std::fs::read(path).expect("the Word file");
    let read = docx_rs::read_docx(&bytes).expect("docx-rs reads the file");
    let rows: Vec<usize> = read
        .document
        .children
        .iter()
        .filter_map(|child| match child {
            docx_rs::DocumentChild::Table(table) => Some(table.rows.len()),
            _ => None,
        })
        .collect();
    assert!(rows.len() >= 9, "nine tables, found {rows:?}");
    assert!(rows.iter().all(|n| *n >= 3), "every table has a head and a row: {rows:?}");
    let text = read.json();
    for said in ["收、支总计均为", "2,381.99万元", "收入支出决算总表", "机关事业单位基本养老保险缴费支出"]
    {
        assert!(text.contains(said), "{said}");
    }
}
