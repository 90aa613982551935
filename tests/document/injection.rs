//! What people type stays text: names and reasons with markup, formulas, quotes and control characters.

use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use tempfile::tempdir;

use super::support::book::{Book, Cell};
use super::support::word::Word;
use super::support::{Build, browser, juesuan, out, sample};

const ORG: &str = "=cmd|'/C calc'!A0<script>alert(1)</script>&\"区'局\u{7}\u{202e}";
const ORG_SHOWN: &str = "=cmd|'/C calc'!A0<script>alert(1)</script>&\"区'局";
const REASON: &str =
    "<img src=x onerror=alert(1)>&amp;]]><!--“引号”\"'</w:t></script>\u{1}\u{b}=1+1{{ 7*7 }}{% x %}";
const REASON_SHOWN: &str =
    "<img src=x onerror=alert(1)>&amp;]]><!--“引号”\"'</w:t></script>=1+1{{ 7*7 }}{% x %}";
/// A project's name is a cell of a table, where a formula would be most dangerous.
const PROJECT: &str = "=HYPERLINK(\"http://x\",\"<b>项目</b>\")";

/// The supplement with one reason, one text and one project replaced.
fn supplement(folder: &Path) -> std::path::PathBuf {
    let mut book = Book::read(&sample("补充资料.xlsx"));
    let mut put = |sheet: &str, key: &str, head: &str, text: &str| {
        let sheet = book.sheets.iter_mut().find(|s| s.name == sheet).expect("a sheet");
        let find = |wanted: &str| {
            let cells = sheet.cells.iter();
            cells
                .filter(|(_, c)| c.as_text().is_some_and(|t| t.starts_with(wanted)))
                .map(|(at, _)| *at)
                .next()
        };
        let (row, _) = find(key).unwrap_or_else(|| panic!("no {key}"));
        let (_, column) = find(head).unwrap_or_else(|| panic!("no {head}"));
        sheet.put(row, column, Cell::text(text));
    };
    put("原因说明", "yoy.total", "原因", REASON);
    put("文字材料", "text.duties", "内容", REASON);
    put("绩效自评", "城乡医疗救助", "项目名称", PROJECT);
    let path = folder.join("补充资料.xlsx");
    book.write(&path);
    path
}

#[test]
fn typed_text_is_text_in_every_format() {
    let folder = tempdir().expect("a folder");
    let build = Build { supplement: Some(supplement(folder.path())), ..Build::sample_2023() };
    let target = out(folder.path());
    let path = |p: &Option<std::path::PathBuf>| p.clone().expect("a file").into_os_string();
    let arguments: Vec<std::ffi::OsString> = vec![
        "build".into(),
        build.input.clone().into_os_string(),
        "--prior".into(),
        path(&build.prior),
        "--budget".into(),
        path(&build.budget),
        "--supplement".into(),
        path(&build.supplement),
        "--style".into(),
        build.style.into(),
        "--org".into(),
        ORG.into(),
        "--out".into(),
        target.clone().into_os_string(),
    ];
    juesuan(folder.path(), &arguments).expect_status(&[0, 1]);
    word(&target);
    workbook(&target);
    markdown(&target);
    html(&target, folder.path());
}

fn word(out: &Path) {
    let word = Word::read(&out.join("决算公开.docx"));
    let paragraphs: Vec<String> = word.document().all("w:p").iter().map(|p| p.words()).collect();
    assert!(paragraphs.iter().any(|p| p == ORG_SHOWN), "{:?}", &paragraphs[..3]);
    assert!(paragraphs.iter().any(|p| p == REASON_SHOWN), "duties");
    assert!(paragraphs.iter().any(|p| p.contains("2,441.64") || p.contains(REASON_SHOWN)));
    assert!(paragraphs.iter().filter(|p| p.contains(REASON_SHOWN)).count() >= 2, "duties and reason");
    assert!(paragraphs.iter().any(|p| p == PROJECT), "project");
    assert_eq!(word.part("docProps/core.xml").all("dc:creator")[0].text, ORG_SHOWN);
}

fn workbook(out: &Path) {
    let mut book: Xlsx<_> = open_workbook(out.join("公开表.xlsx")).expect("a workbook");
    let mut seen = 0;
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).expect("a sheet");
        assert!(formulas.used_cells().all(|(_, _, f)| f.is_empty()), "{name} has a formula");
        let range = book.worksheet_range(&name).expect("a sheet");
        for (_, _, data) in range.used_cells() {
            if let Data::String(text) = data {
                seen += usize::from(text.contains("<script>alert(1)</script>&\"区'局"));
            }
        }
    }
    assert!(seen >= 9, "the name stands as text on every table, {seen}");
}

fn markdown(out: &Path) {
    let text = std::fs::read_to_string(out.join("情况说明.md")).expect("a narrative");
    assert!(!text.contains("<img") && !text.contains("<script"), "markup in 情况说明.md");
    assert!(text.contains("&lt;img src=x onerror=alert(1)>"));
    assert!(!text.lines().any(|l| l.starts_with('=')), "a line a spreadsheet would take for a formula");
}

fn html(out: &Path, folder: &Path) {
    let script = "
        var body=document.querySelector('main').textContent;
        var tips=[].map.call(document.querySelectorAll('[data-o]'),function(n){n.click();
            return document.getElementById('origin').querySelectorAll('script,img,a').length});
        return {images:document.querySelectorAll('img').length,scripts:document.querySelectorAll('body script').length,
            handlers:document.querySelectorAll('[onerror],[onclick],[onload]').length,
            inside:tips.filter(Boolean).length,title:document.title,text:body,bold:document.querySelectorAll('main b').length}";
    let Some(said) = browser::probe(&out.join("决算公开.html"), folder, script) else { return };
    // The page's data and its script, and the probe itself.
    assert_eq!(said["scripts"], 3, "{said}");
    for count in ["images", "handlers", "inside", "bold"] {
        assert_eq!(said[count], 0, "{count}");
    }
    let text = said["text"].as_str().expect("text");
    for words in [ORG_SHOWN, REASON_SHOWN, PROJECT] {
        assert!(text.contains(words), "{words}");
    }
    assert!(said["title"].as_str().is_some_and(|t| t.starts_with(ORG_SHOWN)));
}
