//! 附件: projects by category, self-assessment forms in their own layout, and other files in their place.

#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use crate::support::book::{Book, Cell};
use crate::support::{juesuan, sample, word};
use tempfile::tempdir;

/// A project folder with the sample's year, its forms, a workbook and a PDF among the attachments, and one project that
/// another level of government pays.
#[test]
fn categories_forms_and_files_stand_in_the_document() {
    let home = tempdir().expect("a folder");
    juesuan(home.path(), &["init", "某局"]).expect_status(&[0]);
    let root = home.path().join("某局");
    let year = root.join("2023年");
    for folder in ["绩效自评表", "附件"] {
        std::fs::create_dir_all(year.join(folder)).expect("a folder");
    }
    let copy = |from: &str, to: &str| {
        std::fs::copy(sample(from), year.join(to)).unwrap_or_else(|e| panic!("{from}: {e}"));
    };
    copy("2023年决算.xlsx", "2023年决算.xlsx");
    copy("绩效自评表/城乡医疗救助.xlsx", "绩效自评表/城乡医疗救助.xlsx");
    copy("绩效自评表/医疗保障政策宣传.xlsx", "附件/1宣传情况.xlsx");
    std::fs::write(year.join("附件").join("2评价报告.pdf"), b"%PDF-1.4").expect("a file");
    let mut book = Book::read(&sample("补充资料.xlsx"));
    let projects = book.sheets.iter_mut().find(|s| s.name == "绩效自评").expect("a sheet");
    let row = projects.row_of(0, "城乡医疗救助");
    projects.put(0, 8, Cell::text("项目类别"));
    projects.put(row, 8, Cell::text("转移支付"));
    book.write(&year.join("补充资料.xlsx"));
    let config = std::fs::read_to_string(root.join("juesuan.toml")).expect("a project");
    assert!(config.contains("[style]"), "{config}");
    let config =
        config.replace("[style]\n", "[style]\nlevel = \"区级\"\n").replace("\"standard\"", "\"shandong\"");
    std::fs::write(root.join("juesuan.toml"), config).expect("a project");
    let run = juesuan(&root, &["build", "--style", "shandong", "--year", "2023"]).expect_status(&[0, 1]);

    let out = year.join("公开");
    let narrative = std::fs::read_to_string(out.join("情况说明.md")).expect("a narrative");
    for text in [
        "区级预算项目和上级对地方转移支付项目全面开展绩效自评，其中，区级预算项目5个",
        "上级对地方转移支付项目1个，涉及预算资金303.95万元。",
        "（三）上级对地方转移支付项目绩效自评结果。",
        "2023年度区级预算项目绩效自评情况汇总表和区级预算项目绩效自评表详见“第五部分 附件”。",
    ] {
        assert!(narrative.contains(text), "no “{text}” in\n{narrative}\n{}", run.evidence());
    }
    let word = word::Word::read(&out.join("决算公开.docx"));
    let body = word.document().all("w:body")[0];
    let lines: Vec<String> = body.direct("w:p").map(word::Node::words).collect();
    for line in [
        "附件1：2023年度区级预算项目绩效自评情况汇总表",
        "附件2：2023年度区级预算项目绩效自评表",
        "附件3：1宣传情况",
        "附件4：2评价报告（另附文件）",
    ] {
        assert!(lines.iter().any(|l| l == line), "no line “{line}” in {lines:?}");
    }
    let tables: Vec<_> = body.direct("w:tbl").collect();
    let rows = |table: &word::Node| -> Vec<Vec<String>> {
        table.direct("w:tr").map(|r| r.direct("w:tc").map(word::Node::words).collect()).collect()
    };
    // 汇总表: a line over each category, transfers first.
    let summary = rows(tables[9]);
    assert_eq!(summary[0], ["序号", "项目名称", "资金使用单位", "自评得分", "自评等级"]);
    assert_eq!(summary[1], ["上级对地方转移支付项目绩效自评"]);
    assert_eq!(summary[2][..2], ["1", "城乡医疗救助"]);
    assert_eq!(summary[3], ["区级本级支出项目绩效自评"]);
    assert_eq!(summary.len(), 1 + 2 + 6, "{summary:?}");
    // The form: its own cells, merged as on its sheet, without its title.
    let form = rows(tables[10]);
    assert_eq!(form[0], ["项目名称", "城乡医疗救助"]);
    assert!(form.iter().any(|row| row.iter().any(|c| c == "98.29%")), "{form:?}");
    let merged = tables[10].all("w:vMerge");
    assert!(!merged.is_empty(), "cells merged downwards");
    assert!(form.iter().flatten().all(|cell| !cell.contains("自评表")), "{form:?}");
    assert_eq!(tables.len(), 12, "a workbook among the attachments is a table");
}

/// S019 of forms and attachments that are no .xlsx or .docx; a PDF is published beside the document and no matter of it.
#[test]
fn what_cannot_be_printed_as_it_stands_is_said() {
    let home = tempdir().expect("a folder");
    juesuan(home.path(), &["init", "某局"]).expect_status(&[0]);
    let year = home.path().join("某局").join("2023年");
    for folder in ["绩效自评表", "附件"] {
        std::fs::create_dir_all(year.join(folder)).expect("a folder");
    }
    std::fs::copy(sample("2023年决算.xlsx"), year.join("2023年决算.xlsx")).expect("a file");
    // Figures that are shown as fractions: how they look is not known, so the form is read but not printed.
    let mut form = Book::read(&sample("绩效自评表/城乡医疗救助.xlsx"));
    let sheet = &mut form.sheets[0];
    let numbers: Vec<_> =
        sheet.cells.iter().filter(|(_, c)| c.as_number().is_some()).map(|(p, _)| *p).collect();
    assert!(!numbers.is_empty(), "the form holds numbers");
    sheet.formats.extend(numbers.into_iter().map(|place| (place, "# ?/?")));
    form.write(&year.join("绩效自评表/城乡医疗救助.xlsx"));
    std::fs::write(year.join("附件/1旧表.xls"), b"an old workbook").expect("a file");
    std::fs::write(year.join("附件/2报告.pdf"), b"%PDF-1.4").expect("a file");
    let root = home.path().join("某局");
    juesuan(&root, &["build", "--year", "2023"]).expect_status(&[0, 1]);
    let said = std::fs::read_to_string(year.join("公开").join("核对结果.json")).expect("findings");
    for text in [
        "附件“1旧表.xls”没有印在文本里：.xls 文件不能照原样印",
        "自评表“城乡医疗救助.xlsx”没有印在文本里：里面有日期",
    ] {
        assert!(said.contains(text), "no “{text}” in\n{said}");
    }
    assert_eq!(said.matches("S019").count(), 2, "{said}");
}
