//! Whatever bytes a document holds, reading it ends in a result or a refusal, within the memory and time of
//! docs/reliability.md: damage as transfers do it, and documents made to do harm. Each kind is made here.

#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use std::fmt::Write as _;
use std::io::Write as _;

use crate::support::{Build, files_below, parts};
use tempfile::tempdir;

/// Runs `juesuan read` within that memory; the exit code and what was said.
#[track_caller]
fn read(name: &str, bytes: &[u8]) -> (Option<i32>, String) {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a file");
    crate::support::within_limits("read", &path)
}

#[track_caller]
fn assert_refused(name: &str, bytes: &[u8], reason: &str) {
    let (status, message) = read(name, bytes);
    assert_eq!(status, Some(3), "{name}: {message}");
    assert!(message.contains(name) && message.contains(reason), "{name}: {message}");
}

#[track_caller]
fn assert_read(name: &str, bytes: &[u8]) {
    let (status, message) = read(name, bytes);
    assert!(matches!(status, Some(0 | 1)), "{name}: {status:?} {message}");
}

const TOO_LARGE: &str = "超出了可以处理的范围";

fn docx(body: &str, lists: Option<&str>) -> Vec<u8> {
    let part = |name: &str, content: &str| (name.to_owned(), content.as_bytes().to_vec());
    let document = format!("<w:document><w:body>{body}</w:body></w:document>");
    let mut all = vec![
        part(
            "_rels/.rels",
            "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"word/document.xml\"/></Relationships>",
        ),
        part("word/document.xml", &document),
    ];
    if let Some(lists) = lists {
        all.push(part(
            "word/_rels/document.xml.rels",
            "<Relationships><Relationship Id=\"a\" Type=\"x/numbering\" Target=\"numbering.xml\"/></Relationships>",
        ));
        all.push(part("word/numbering.xml", &format!("<w:numbering>{lists}</w:numbering>")));
    }
    parts::write(&all)
}

const PARAGRAPH: &str = "<w:p><w:r><w:t>第一部分 情况。</w:t></w:r></w:p>";

#[test]
fn word_files_beyond_every_report() {
    let deep =
        ["<w:tbl><w:tr><w:tc>".repeat(10_000), "</w:tc></w:tr></w:tbl>".repeat(10_000)].join(PARAGRAPH);
    assert_read("深.docx", &docx(&format!("{deep}{PARAGRAPH}"), None));
    assert_refused("多.docx", &docx(&PARAGRAPH.repeat(300_000), None), TOO_LARGE);
    assert_refused("空.docx", &docx(&"<w:p/>".repeat(1_000_000), None), TOO_LARGE);
    let row = format!("<w:tr>{}</w:tr>", "<w:tc/>".repeat(10));
    assert_refused("格.docx", &docx(&format!("<w:tbl>{}</w:tbl>", row.repeat(20_000)), None), TOO_LARGE);
    let open = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>".repeat(2_000);
    assert_refused("域.docx", &docx(&format!("<w:p>{open}</w:p>"), None), TOO_LARGE);
    // As much as is kept is read within the same memory.
    assert_read("大.docx", &docx(&PARAGRAPH.repeat(20_000), None));
    assert_refused("过大.docx", &docx(&PARAGRAPH.repeat(70_000), None), TOO_LARGE);
    let bytes = docx(&" ".repeat(50 << 20), None);
    assert_refused("白.docx", &bytes, "解压后过大");
}

#[test]
fn lists_do_not_multiply_what_they_print() {
    let item = "<w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>";
    let long = format!(
        "<w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:lvlText w:val=\"{}%1\"/></w:lvl></w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>",
        "x".repeat(1_000_000)
    );
    assert_read("编号.docx", &docx(&item.repeat(2_000), Some(&long)));
    let many = "<w:abstractNum w:abstractNumId=\"0\"/>".to_owned()
        + &(0..25_000).fold(String::new(), |mut all, n| {
            let _ = write!(all, "<w:num w:numId=\"{n}\"/>");
            all
        });
    assert_refused("多编号.docx", &docx(PARAGRAPH, Some(&many)), TOO_LARGE);
}

#[test]
fn web_pages_beyond_every_report() {
    let page = |body: &str| format!("<html><body>{body}").into_bytes();
    assert_read("深.html", &page(&"<table><tr><td>x".repeat(20_000)));
    assert_refused("多.html", &page(&"<p>一、收入情况".repeat(200_000)), TOO_LARGE);
    let spans = format!("<table>{}</table>", "<tr><td rowspan=65534 colspan=1000>x".repeat(1_500));
    let (status, _) = read("跨.html", &page(&spans.repeat(4)));
    assert!(matches!(status, Some(0 | 1)));
    let attributes = (0..60_000).fold(String::new(), |mut all, n| {
        let _ = write!(all, " a{n}=1");
        all
    });
    assert_refused("属性.html", &page(&format!("<p{attributes}>x")), TOO_LARGE);
    assert_refused("符.html", &page(&"&amp;".repeat(1_600_000)), TOO_LARGE);
}

#[test]
fn texts_beyond_every_report() {
    assert_refused("行.txt", "一、收入情况\n".repeat(200_000).as_bytes(), TOO_LARGE);
    assert_refused("长.txt", "收入，".repeat(2 << 20).as_bytes(), TOO_LARGE);
    // A sentence that never ends is not joined again and again.
    let open = "2023年度本部门收入合计为一万元其中一般公共预算财政拨款收入\n\n";
    assert_read("句.txt", open.repeat(5_000).as_bytes());
    assert_read("空行.txt", format!("{open}{}", "\n".repeat(140_000)).as_bytes());
    assert_read("行少.txt", "一、收入情况\n".repeat(25_000).as_bytes());
    assert_refused("行多.txt", "一、收入情况\n".repeat(40_000).as_bytes(), TOO_LARGE);
    assert_refused(
        "列举.txt",
        format!("主要包括：{}。", "办公费12.34万元、".repeat(1_200)).as_bytes(),
        TOO_LARGE,
    );
}

/// As much of one kind as a report may hold: nothing is looked up by going through all of it again.
#[test]
fn proofreading_takes_no_longer_for_each_sentence_of_a_long_report() {
    const HEAD: &str = "某市某局2023年度部门决算\n第三部分 2023年度部门决算情况说明\n\
                        五、一般公共预算财政拨款支出决算情况说明\n";
    const CHARACTERS: usize = 190_000;
    let long = |line: &dyn Fn(usize) -> String| {
        let (mut text, mut left) = (HEAD.to_owned(), CHARACTERS);
        for n in 0.. {
            let line = line(n) + "\n\n";
            let Some(rest) = left.checked_sub(line.chars().count()) else { break };
            left = rest;
            text += &line;
        }
        text
    };
    let kinds: [(&str, &dyn Fn(usize) -> String); 6] = [
        ("同一事项.txt", &|_| {
            "支出123.45万元，比上年增加6.7万元，增长5.74%，主要是人员经费增加。".into()
        }),
        ("占比.txt", &|n| {
            format!("本年支出合计{n}.1万元，其中：基本支出{n}.05万元，占99.5%；项目支出0.05万元，占0.5%。")
        }),
        ("没有句号.txt", &|_| "本部门认真工作，成效明显，大家高兴".into()),
        ("标点.txt", &|_| "（），。“”、；增长5，".into()),
        ("科目.txt", &|n| {
            format!("社会保障和就业（类）行政事业单位养老（款）其他{n}支出（项）支出{n}.3万元。")
        }),
        ("项目.txt", &|n| {
            format!(
                "（一）第{n}号项目绩效自评得分为9{}.5分。全年预算数为{n}.25万元，执行数为{n}.2万元。",
                n % 10
            )
        }),
    ];
    for (name, line) in kinds {
        let folder = tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, long(line)).expect("a file");
        let (status, message) = crate::support::within_limits("proofread", &path);
        assert!(matches!(status, Some(0 | 1)), "{name}: {status:?} {message}");
    }
}

/// What takes a document as its model, proofreads it or learns from it takes no longer and says no less than what reads it:
/// near the limits of a report, beyond them, and damaged.
#[test]
fn every_command_that_takes_a_document_stays_within_limits() {
    let folder = tempdir().expect("a folder");
    Build::sample_2023().run(folder.path()).expect_status(&[0]);
    let report = std::fs::read(crate::support::out(folder.path()).join("情况说明.md")).expect("a report");
    let sentence =
        "2021年度一般公共预算财政拨款支出123.45万元，比上年增加6.7万元，增长5.74%，主要是人员经费增加。\n\n";
    let list = format!("主要包括：{}。\n\n", "办公费12.34万元、".repeat(300));
    let after = |text: &str| [&report[..], text.as_bytes()].concat();
    let truncated = docx(PARAGRAPH, None);
    let cases: [(&str, Vec<u8>, bool); 5] = [
        ("句多.md", after(&sentence.repeat(1_500)), true),
        ("列举.md", after(&list.repeat(10)), true),
        ("过多.md", after(&sentence.repeat(6_000)), false),
        ("过长.md", after(&list.replace('\n', "").repeat(10)), false),
        ("坏.docx", truncated[..truncated.len() / 2].to_vec(), false),
    ];
    for (name, bytes, whole) in &cases {
        std::fs::write(folder.path().join(name), bytes).expect("a file");
        let export = crate::support::sample("2023年决算.xlsx").display().to_string();
        let learned = format!("学自{name}");
        for arguments in [
            vec!["read", name],
            vec!["proofread", name, &export],
            vec!["build", &export, "--like", name, "-o", "照样"],
            vec!["template", "learn", name, &learned],
        ] {
            let start = std::time::Instant::now();
            let run = crate::support::juesuan(folder.path(), &arguments);
            let said = format!("{arguments:?} {}", run.evidence());
            assert!(matches!(run.status, Some(0..=3)), "{said}");
            assert!(!said.contains("内部错误") && !said.contains("panicked"), "{said}");
            if !whole {
                assert_eq!(run.status, Some(3), "{said}");
                assert!(said.contains(name) && said.contains("请"), "{said}");
            }
            // Two seconds are promised; a loaded machine and a debug build get more.
            assert!(start.elapsed().as_secs() < 60, "{:?} {said}", start.elapsed());
        }
    }
}

/// A PDF of these objects, numbered from 1; the first is the catalog.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(file.len());
        file.extend(format!("{number} 0 obj").bytes());
        file.extend(object);
        file.extend(b"endobj\n");
    }
    let table = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    places.iter().for_each(|place| file.extend(format!("{place:010} 00000 n \n").bytes()));
    file.extend(
        format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF", places.len() + 1).bytes(),
    );
    file
}

fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(data).expect("packed");
    let packed = packed.finish().expect("packed");
    let head = format!("<<{dictionary}/Filter/FlateDecode/Length {}>>stream\n", packed.len());
    [head.as_bytes(), &packed, b"\nendstream "].concat()
}

const TEXT: &[u8] = b"BT /F1 9 Tf 90 700 Td (2023 2023 2023 2023 2023 2023 2023 2023 2023 2023) Tj ET ";

/// A PDF of one page with these marks, kids of the page tree, resources and further objects from 6.
fn page(marks: &[u8], kids: &str, resources: &str, further: Vec<Vec<u8>>) -> Vec<u8> {
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Kids[{kids}]/Count 1000000/MediaBox[0 0 595 842]>>").into_bytes(),
        format!(
            "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 6 0 R>>{resources}>>>>"
        )
        .into_bytes(),
        stream("", marks),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
    ];
    objects.extend(further);
    pdf(&objects)
}

#[test]
fn pdf_files_beyond_every_report() {
    // A million pages are declared, one is there; the tree goes in circles.
    assert_read("页.pdf", &page(TEXT, "3 0 R 2 0 R 2 0 R", "", Vec::new()));
    let pages = "<</Type/Page>>".repeat(5_000);
    assert_refused("多页.pdf", &page(TEXT, &pages, "", Vec::new()), "5000页");
    assert_refused("白.pdf", &page(&vec![b' '; 60 << 20], "3 0 R", "", Vec::new()), TOO_LARGE);
    assert_refused("字.pdf", &page(&TEXT.repeat(60_000), "3 0 R", "", Vec::new()), TOO_LARGE);
    // One content, large as it is, on every page.
    let shared = "<</Type/Page/Contents 4 0 R>>".repeat(2_000);
    assert_refused("共用.pdf", &page(&vec![b' '; 1 << 20], &shared, "", Vec::new()), TOO_LARGE);
    // Forms that draw forms, ten of each: 10¹⁰ in all.
    let forms = (0..11).map(|n| {
        let resources = format!("/Subtype/Form/Resources<</XObject<</X {} 0 R>>>>", n + 7);
        stream(&resources, &b"/X Do ".repeat(10))
    });
    let tree = page(&[TEXT, b"/X Do"].concat(), "3 0 R", "/XObject<</X 6 0 R>>", forms.collect());
    assert_refused("图形.pdf", &tree, TOO_LARGE);
    // Lines that make no table but four million places.
    let lines = (0..2_000).fold(Vec::from(TEXT), |mut all, n| {
        let at = f64::from(n) * 0.9;
        all.extend(format!("{at} 0 m {at} 2000 l S 0 {at} m 2000 {at} l S ").bytes());
        all
    });
    assert_read("线.pdf", &page(&lines, "3 0 R", "", Vec::new()));
}

#[test]
fn pdf_fonts_and_indexes_that_multiply() {
    let wide = format!(
        "<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</W[{}]>>]>>",
        "0 65535 9 ".repeat(2_000)
    );
    let marks = [TEXT, b"BT /F2 9 Tf (ab) Tj ET"].concat();
    let font = |objects| page(&marks, "3 0 R", "", objects);
    assert_refused("宽.pdf", &font(vec![wide.into_bytes()]), TOO_LARGE);
    // One code that stands for a megabyte, printed again and again.
    let long = format!("begincmap 1 beginbfchar <6162> <{}> endbfchar", "4e00".repeat(200_000));
    let named = b"<</Type/Font/Subtype/Type0/Encoding/Identity-H/ToUnicode 7 0 R>>".to_vec();
    let again = [TEXT, b"BT /F2 9 Tf ", &b"(abab) Tj ".repeat(2_000)].concat();
    assert_read("映射.pdf", &page(&again, "3 0 R", "", vec![named, stream("", long.as_bytes())]));
    // An index of fifty million objects.
    let start = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Kids[]>>endobj\n";
    let index = stream("/Type/XRef/Size 9000000/W[0 1 0]/Root 1 0 R", &vec![1; 40 << 20]);
    let end = format!("endobj\nstartxref\n{}\n%%EOF", start.len());
    assert_refused("索引.pdf", &[start, b"7 0 obj".as_slice(), &index, end.as_bytes()].concat(), TOO_LARGE);
    // An index that names itself as the one before it.
    let ok = page(TEXT, "3 0 R", "", Vec::new());
    let table = ok.windows(5).rposition(|w| w == b"xref\n").expect("the index");
    let table = ok[..table].windows(5).rposition(|w| w == b"xref\n").unwrap_or(table);
    let circle = String::from_utf8_lossy(&ok).replace("trailer<<", &format!("trailer<</Prev {table}"));
    let (status, _) = read("圈.pdf", circle.as_bytes());
    assert!(status.is_some());
    for (name, part, count) in
        [("层.pdf", "[", 2_000_000), ("数.pdf", "1 ", 2_000_000), ("典.pdf", "<</A", 500_000)]
    {
        let bytes = ["%PDF-1.7\n1 0 obj", &part.repeat(count)].concat();
        assert_refused(name, bytes.as_bytes(), "已损坏");
    }
}

#[test]
fn a_pdf_page_that_cannot_be_unpacked_is_no_short_page() {
    let whole = page(TEXT, "3 0 R", "", Vec::new());
    assert_read("好.pdf", &whole);
    let at = whole.windows(7).position(|w| w == b"stream\n").expect("a stream") + 9;
    let mut damaged = whole.clone();
    damaged[at] = 0x07;
    assert_refused("坏.pdf", &damaged, "已损坏");
    let packing = String::from_utf8_lossy(&whole).replace("FlateDecode", "LZWDecode");
    assert_refused("旧.pdf", packing.as_bytes(), "早已停用的压缩方式");
}

/// Our own documents, damaged as transfers do it: cut off, a block of zeros, single bytes changed.
#[test]
fn damaged_documents_end_in_a_result_or_a_reason() {
    let folder = tempdir().expect("a folder");
    Build::sample_2023().run(folder.path()).expect_status(&[0]);
    let documents: Vec<_> = files_below(folder.path())
        .into_iter()
        .filter(|f| juesuan::published::is_document(f))
        .map(|f| (f.display().to_string(), std::fs::read(folder.path().join(&f)).expect("a file")))
        .collect();
    assert!(documents.len() >= 3, "docx, html, md");
    let mut state = 7u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("small") % below
    };
    for (name, bytes) in &documents {
        for round in 0..12 {
            let mut damaged = bytes.clone();
            match round % 3 {
                0 => damaged.truncate(random(bytes.len())),
                1 => {
                    let at = random(bytes.len());
                    let end = (at + 512).min(damaged.len());
                    damaged[at..end].fill(0);
                }
                _ => (0..20).for_each(|_| damaged[random(bytes.len())] ^= 1 << random(8)),
            }
            if let Err(reason) = juesuan::published::read_bytes(name, &damaged) {
                assert!(reason.contains("请"), "{reason}");
            }
        }
    }
}
