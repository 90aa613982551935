//! Word files as offices, WPS and converters leave them, made part by part.

use juesuan::published::content::Block;
use juesuan::published::{Report, docx, read_bytes};

use crate::support::parts;

const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";

/// A Word file with a body, and more parts if given.
fn word(namespace: &str, body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{namespace}" xmlns:mc="m" xmlns:v="v" xmlns:wps="s"><w:body>{body}<w:sectPr/></w:body></w:document>"#
    );
    let kinds = ["styles", "numbering", "footnotes", "header1", "footer1"];
    let links: String = kinds
        .iter()
        .filter(|k| more.iter().any(|(name, _)| name.contains(*k)))
        .map(|k| {
            let kind = k.trim_end_matches('1');
            format!(r#"<Relationship Id="r{k}" Type="http://x/relationships/{kind}" Target="{k}.xml"/>"#)
        })
        .collect();
    let mut all = vec![
        (
            "_rels/.rels".to_owned(),
            br#"<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="/word/document.xml"/></Relationships>"#.to_vec(),
        ),
        ("word/document.xml".to_owned(), document.into_bytes()),
        ("word/_rels/document.xml.rels".to_owned(), format!("<Relationships>{links}</Relationships>").into_bytes()),
    ];
    all.extend(more.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())));
    parts::write(&all)
}

fn texts(bytes: &[u8]) -> Vec<String> {
    let content = docx::read(bytes).unwrap_or_else(|e| panic!("{e}"));
    let texts = content.blocks.iter().filter_map(|b| match b {
        Block::Paragraph(p) => Some(p.text()),
        _ => None,
    });
    texts.collect()
}

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn p(text: &str) -> String {
    format!("<w:p>{}</w:p>", run(text))
}

#[test]
fn runs_split_in_mid_number_are_one_text() {
    for namespace in [TRANSITIONAL, STRICT] {
        let body = format!(
            "<w:p>{}<w:smartTag>{}</w:smartTag><w:proofErr/><w:bookmarkStart/>{}{}</w:p>",
            run("收、支总计均为2,"),
            run("5"),
            run("53.7"),
            run("4万元&amp;&#12290;")
        );
        assert_eq!(texts(&word(namespace, &body, &[])), ["收、支总计均为2,553.74万元&。"]);
    }
}

#[test]
fn tracked_changes_are_taken_as_accepted() {
    let body = format!(
        "<w:p>{}<w:del><w:r><w:delText>5</w:delText></w:r></w:del><w:ins>{}</w:ins><w:moveFrom>{}</w:moveFrom>{}</w:p>\
         <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p><w:p>{}</w:p>\
         <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>删去的一段</w:delText></w:r></w:del></w:p>{}",
        run("增加"),
        run("6"),
        run("万"),
        run("万元。"),
        run("前半句，"),
        run("后半句。"),
        p("末段。"),
    );
    assert_eq!(texts(&word(TRANSITIONAL, &body, &[])), ["增加6万元。", "前半句，后半句。", "末段。"]);
}

#[test]
fn a_text_box_is_read_once_and_fields_give_their_results() {
    let boxed = |inner: &str| {
        format!(
            "<w:p><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>\
             <mc:Fallback><w:pict><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>{}</w:p>",
            run("正文")
        )
    };
    let field = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> PAGEREF x </w:instrText></w:r>\
                 <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>12</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
                 <w:fldSimple w:instr=\"DATE\"><w:r><w:t>日</w:t></w:r></w:fldSimple><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r></w:p>";
    let bytes = word(TRANSITIONAL, &format!("{}{field}", boxed(&p("框里的字"))), &[]);
    assert_eq!(texts(&bytes), ["正文", "框里的字", "12日"]);
    let remarks = docx::read(&bytes).expect("a document").remarks;
    assert!(remarks.iter().any(|r| r.text.contains("隐藏文字")), "{remarks:?}");
}

#[test]
fn numbers_of_lists_are_printed() {
    let numbering = r#"<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;
    let item = |level: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"3\"/></w:numPr></w:pPr>{}</w:p>",
            run(text)
        )
    };
    let body = [item(0, "总体"), item(1, "结构"), item(1, "具体"), item(0, "收入"), item(1, "结构")].concat();
    let bytes = word(TRANSITIONAL, &body, &[("word/numbering.xml", numbering)]);
    assert_eq!(texts(&bytes), ["一、总体", "（一）结构", "（二）具体", "二、收入", "（一）结构"]);
}

fn cell(properties: &str, inner: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>")
}

fn row(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.concat())
}

/// 收入决算表 with a head over two rows, merged both ways, amounts split over runs.
fn income_table(rows: &[&str]) -> String {
    let c = |text: &str| cell("", &p(text));
    let head = [
        row(&[
            cell("<w:gridSpan w:val=\"2\"/>", &p("项目")),
            cell("<w:vMerge w:val=\"restart\"/>", &p("本年收入合计")),
            cell("<w:vMerge w:val=\"restart\"/>", &p("财政拨款收入")),
        ]),
        row(&[
            c("科目编码"),
            c("科目名称"),
            cell("<w:vMerge/>", "<w:p/>"),
            cell("<w:vMerge w:val=\"continue\"/>", "<w:p/>"),
        ]),
    ]
    .concat();
    let data: String = rows
        .iter()
        .map(|r| {
            let cells: Vec<String> = r
                .split('|')
                .map(|t| {
                    let (a, b) = t.split_at(t.char_indices().nth(2).map_or(t.len(), |(i, _)| i));
                    cell("", &format!("<w:p>{}{}</w:p>", run(a), run(b)))
                })
                .collect();
            row(&cells)
        })
        .collect();
    format!("<w:tbl><w:tblPr/>{head}{data}</w:tbl>")
}

fn report(body: &str) -> Report {
    read_bytes("某局.docx", &word(TRANSITIONAL, body, &[])).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn continuation_pages_are_one_table_and_notes_stand_apart() {
    let body = [
        p("2023年度某某区某某局部门决算"),
        p("目　录"),
        p("第一部分 某某局概况"),
        p("第二部分 部门决算表"),
        p("第一部分"),
        p("某某局概况"),
        p("一、主要职责"),
        p("1.做好工作。"),
        p("第二部分　部门决算表"),
        p("二、收入决算表"),
        p("公开02表"),
        "<w:p><w:r><w:t>部门：某某局</w:t><w:tab/><w:t>单位：万元</w:t></w:r></w:p>".to_owned(),
        income_table(&["|合计|1234.50|1234.50", "208|社会保障和就业支出|1,000.00|1,000.00"]),
        "<w:p><w:pPr><w:pageBreakBefore/></w:pPr></w:p>".to_owned(),
        p("收入决算表（续）"),
        income_table(&["20805|行政事业单位养老支出|234.50|234.50"]),
        p("注：本表反映部门本年度取得的各项收入情况。"),
    ]
    .concat();
    let report = report(&body);
    let [table] = report.tables.as_slice() else { panic!("{:#?}", report.tables) };
    let rows: Vec<String> = table.rows.iter().map(|r| r.join("|")).collect();
    assert_eq!(
        rows,
        [
            "项目||本年收入合计|财政拨款收入",
            "科目编码|科目名称||",
            "|合计|1234.50|1234.50",
            "208|社会保障和就业支出|1,000.00|1,000.00",
            "20805|行政事业单位养老支出|234.50|234.50",
        ]
    );
    assert_eq!(table.notes, ["注：本表反映部门本年度取得的各项收入情况。"]);
    assert_eq!(table.unit, Some("万元"));
    assert_eq!(report.year, Some(2023));
    assert_eq!(report.scope, Some("部门"));
    assert_eq!(report.overview[0].title, "主要职责");
    assert_eq!(report.contents.len(), 2);
    assert_eq!(
        report.parts.iter().map(|p| p.title.as_str()).collect::<Vec<_>>(),
        ["第一部分 某某局概况", "第二部分 部门决算表"]
    );
}

#[test]
fn a_table_inside_a_layout_table_is_found() {
    let inner = format!("{}{}{}", p("收入决算表"), p("单位：万元"), income_table(&["|合计|10.00|10.00"]));
    let nested = format!("<w:tbl>{}</w:tbl>", row(&[cell("", &inner)]));
    assert_eq!(report(&nested).tables.len(), 1);
    // In a cell of a larger table it stands behind that table.
    let beside = format!("<w:tbl>{}</w:tbl>", row(&[cell("", &p("左")), cell("", &inner)]));
    let report = report(&beside);
    assert_eq!(report.tables.len() + report.other_tables.len(), 2);
}

/// A soft break between two texts of one paragraph.
fn broken(before: &str, after: &str) -> String {
    format!("<w:p>{}<w:r><w:br/></w:r>{}</w:p>", run(before), run(after))
}

#[test]
fn a_narrative_without_styles_in_boxes_and_layout_tables_is_told_like_any_other() {
    let boxed = format!(
        "<w:p><w:r><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></w:r></w:p>",
        p("第三部分 2023年度部门决算情况说明")
    );
    let split = format!(
        "<w:p>{}{}<w:del><w:r><w:delText>9</w:delText></w:r></w:del><w:ins>{}</w:ins>{}</w:p>",
        run("2023年度收、支总计均为1,2"),
        run("34.5"),
        run("0"),
        run("万元。与2022年度相比，收、支总计各增加34.50万元，增长2.88%。"),
    );
    let layout = format!(
        "<w:tbl>{}</w:tbl>",
        row(&[cell("", &p("本年收入合计1,200.00万元，其中：财政拨款收入1,200.00万元，占100.00%。"))])
    );
    let body = [
        p("2023年度某局部门决算"),
        boxed,
        // The title and its first sentence in one paragraph; a title broken to look well.
        split.replacen(
            "<w:p>",
            &format!("<w:p>{}<w:r><w:br/></w:r>", run("一、收入支出决算总体情况说明")),
            1,
        ),
        broken("二、收入决算", "情况说明"),
        layout,
        broken("三、支出决算情况说明", "本年支出合计1,190.00万元，其中：基本支出1,190.00万元，占100.00%。"),
    ]
    .concat();
    let report = report(&body);
    let sections: Vec<(&str, &str)> =
        report.sections.iter().map(|s| (s.no.as_str(), s.title.as_str())).collect();
    assert_eq!(
        sections,
        [("一", "收入支出决算总体情况说明"), ("二", "收入决算情况说明"), ("三", "支出决算情况说明")]
    );
    let told: Vec<String> = juesuan::reading::of_report(&report)
        .figures
        .iter()
        .map(|f| format!("{} {}", f.text, f.key.as_deref().unwrap_or("-")))
        .collect();
    assert_eq!(
        told,
        [
            "1,234.50万元 total",
            "34.50万元 total",
            "2.88% total",
            "1,200.00万元 income.total",
            "1,200.00万元 income.fiscal",
            "100.00% income.fiscal",
            "1,190.00万元 expenditure.total",
            "1,190.00万元 expenditure.basic",
            "100.00% expenditure.basic",
        ]
    );
}

#[test]
fn parts_may_be_numbered_like_sections() {
    let lines = [
        "某区某局2023年度部门决算",
        "一、概况",
        "（一）部门职责",
        "1.承担某项工作，组织实施。",
        "二、2023年度部门决算公开表",
        "详见附表。",
        "三、2023年度部门决算情况说明",
        "（一）收入支出决算总体情况说明",
        "本部门2023年度收、支总计900.00万元。",
        "（二）收入决算情况说明",
        "本年收入合计880.00万元，其中：财政拨款收入880.00万元，占100.00%。",
        "（三）一般公共预算财政拨款支出决算情况说明",
        "1.一般公共预算财政拨款支出决算总体情况。",
        "2023年度一般公共预算财政拨款支出870.00万元。",
        "四、名词解释",
        "1.财政拨款收入：指本级财政拨付的资金。",
    ];
    let report = report(&lines.map(p).concat());
    let parts: Vec<&str> = report.parts.iter().map(|p| p.title.as_str()).collect();
    assert_eq!(
        parts,
        ["一、概况", "二、2023年度部门决算公开表", "三、2023年度部门决算情况说明", "四、名词解释"]
    );
    let sections: Vec<String> = report.sections.iter().map(|s| format!("{}{}", s.no, s.title)).collect();
    assert_eq!(
        sections,
        [
            "（一）收入支出决算总体情况说明",
            "（二）收入决算情况说明",
            "（三）一般公共预算财政拨款支出决算情况说明"
        ]
    );
    assert!(report.sections[2].paragraphs[0].heading && !report.sections[2].paragraphs[1].heading);
    assert_eq!(report.overview[0].title, "部门职责");
    assert!(!report.overview[0].paragraphs[0].heading);
    assert_eq!(report.glossary[0].term, "财政拨款收入");
}

#[test]
fn damaged_and_foreign_files_are_refused_with_a_reason() {
    let good = word(TRANSITIONAL, &p("一"), &[]);
    let deep = format!("{}{}", "<w:sdt><w:sdtContent>".repeat(3000), "</w:sdtContent></w:sdt>".repeat(3000));
    let nested = docx::read(&word(TRANSITIONAL, &deep, &[])).expect("a deep but whole document");
    assert!(nested.remarks.iter().any(|r| r.text.contains("嵌套过深")), "{:?}", nested.remarks);
    for (bytes, says) in [
        (Vec::new(), "空的"),
        (good[..good.len() / 2].to_vec(), "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....".to_vec(), ".doc"),
        (b"{\\rtf1 x}".to_vec(), "RTF"),
        (word(TRANSITIONAL, "<w:p><w:r>", &[]), "损坏"),
        (parts::write(&[("xl/workbook.xml".to_owned(), b"<a/>".to_vec())]), "工作簿"),
    ] {
        let error = read_bytes("x.docx", &bytes).err().unwrap_or_else(|| panic!("read: {says}"));
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn damaged_pages_and_pdfs_end_in_a_result() {
    let pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF";
    let error = read_bytes("x.pdf", pdf).err().unwrap_or_default();
    assert!(error.contains("扫描件"), "{error}");
    for cut in 0..pdf.len() {
        let _ = read_bytes("x.pdf", &pdf[..cut]);
    }
    let page = "<html><table><tr><td rowspan=70000 colspan=9999999>一<td>二<table><tr><th>三</table></tr></table><p>四&nbsp;五<br>六";
    for (cut, _) in page.char_indices() {
        let _ = read_bytes("x.html", &page.as_bytes()[..cut]);
    }
    let content = juesuan::published::html::read(page).expect("a page");
    let said: Vec<String> = content
        .blocks
        .iter()
        .filter_map(|b| if let Block::Paragraph(p) = b { Some(p.text()) } else { None })
        .collect();
    assert!(said.iter().any(|t| t == "四\u{a0}五\n六"), "{said:?}");
    let flat: String = (0..20).map(|n| format!("208{n:02}01 行政运行 {n}.00 {n}.00\n")).collect();
    let report = read_bytes("x.txt", flat.as_bytes()).expect("a text");
    assert!(report.tables.is_empty());
    assert!(report.remarks.iter().any(|r| r.text.contains("没有当作表格读取")), "{:?}", report.remarks);
    assert!(read_bytes("x.bin", &[0, 159, 146, 150, 1, 2, 3]).is_err());
}

/// The words of every paragraph as they stand in the document part, piece by piece; `|` before a new run.
fn words_in_file(bytes: &[u8]) -> Vec<String> {
    let content = docx::read(bytes).unwrap_or_else(|e| panic!("{e}"));
    let all = parts::unpack(bytes);
    let (_, part) = all.iter().find(|(name, _)| name == "word/document.xml").expect("the document part");
    let xml = std::str::from_utf8(part).expect("text");
    let tail = |text: &str| text[text.find('>').expect("a tag") + 1..].to_owned();
    let origins = content.origins.iter().map(|origin| {
        assert!(xml[origin.element.clone()].starts_with("<w:p>"), "{}", &xml[origin.element.clone()]);
        assert!(xml[origin.element.clone()].ends_with("</w:p>"), "{}", &xml[origin.element.clone()]);
        let mut words = String::new();
        let mut last = 0..0;
        for piece in &origin.pieces {
            if piece.run != last {
                words.push('|');
                last = piece.run.clone();
            }
            let element = &xml[piece.element.clone()];
            match element.strip_suffix("</w:t>") {
                Some(text) => words.push_str(&tail(text)),
                None if element.is_empty() => words.push_str(&format!("[{}]", piece.length)),
                None => words.push_str(element),
            }
        }
        assert!(origin.pieces.iter().all(|p| xml[p.run.clone()].starts_with('<')));
        words
    });
    origins.collect()
}

#[test]
fn every_paragraph_knows_where_its_words_stand_in_the_file() {
    let box_of = |inner: &str| {
        format!("<w:r><w:pict><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></w:pict></w:r>")
    };
    let body = format!(
        "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr>{}<w:ins>{}</w:ins><w:r><w:t>甲&amp;乙</w:t><w:tab/></w:r></w:p>\
         <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p><w:p>{}</w:p>\
         <w:p>{}{}</w:p>\
         <w:p><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath><w:r><w:ruby><w:rubyBase><w:r><w:t>局</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>",
        run("收入"),
        run("5万元"),
        run("前半句，"),
        run("后半句。"),
        box_of(&p("框里")),
        run("框外"),
    );
    assert_eq!(
        words_in_file(&word(TRANSITIONAL, &body, &[])),
        ["|收入|5万元|甲&amp;乙<w:tab/>", "|前半句，|后半句。", "", "|框外", "|框里", "|[3]|[3]",]
    );
}
