//! The Word file as an office program prints it: complete, numbered, nothing cut off.

use std::collections::BTreeSet;
use std::path::Path;

use tempfile::tempdir;

use super::support::pages::{self, Page};
use super::support::{office, tables};
use super::{STYLES, build, build_bare};

/// Points that stay white at the left and right edge of every page: the narrowest margin (26 mm) less a full stop, which
/// may hang over the end of a line.
const EDGE: f64 = 52.0;

/// Prints the document of an output folder.
fn print(out: &Path) -> Option<(Vec<Page>, Vec<Vec<bool>>)> {
    let pdf = office::convert(&out.join("决算公开.docx"), "pdf")?;
    Some((pages::read(&pdf)?, pages::ink(&pdf, out)?))
}

#[test]
fn printed_pages_are_complete_in_every_style() {
    for style in STYLES {
        let folder = tempdir().expect("a folder");
        let out = build(folder.path(), style);
        let Some((pages, ink)) = print(&out) else { return };
        assert!((22..=45).contains(&pages.len()), "{style}: {} pages", pages.len());
        nothing_is_cut_off(style, &pages, &ink);
        tables_are_whole(style, &out, &pages);
        narrative_is_whole(style, &out, &pages);
        contents_are_right(style, &pages);
    }
}

#[test]
fn printed_pages_with_everything_missing() {
    let folder = tempdir().expect("a folder");
    let out = build_bare(folder.path(), "standard");
    let Some((pages, ink)) = print(&out) else { return };
    nothing_is_cut_off("standard", &pages, &ink);
    narrative_is_whole("standard", &out, &pages);
}

/// A table that a page can hold stands on one page: nobody is handed a sheet with a total alone.
#[test]
fn each_sheet_of_the_workbook_prints_on_a_page_of_its_own() {
    for style in ["standard", "henan"] {
        let folder = tempdir().expect("a folder");
        let out = build(folder.path(), style);
        let Some(pdf) = office::convert(&out.join("公开表.xlsx"), "pdf") else { return };
        let Some(pages) = pages::read(&pdf) else { return };
        let titles: Vec<String> = tables(&out.join("公开表.xlsx")).into_iter().map(|sheet| sheet.0).collect();
        assert_eq!(pages.len(), titles.len(), "{style}: {titles:?}");
        let landscape = pages.iter().filter(|page| page.width > page.height).count();
        assert_eq!(landscape, if style == "henan" { 9 } else { 6 }, "{style}");
    }
}

fn nothing_is_cut_off(style: &str, pages: &[Page], ink: &[Vec<bool>]) {
    assert_eq!(pages.len(), ink.len());
    for (i, (page, columns)) in pages.iter().zip(ink).enumerate() {
        let scale = page.width / columns.len() as f64;
        let edge = (EDGE / scale) as usize;
        let (left, right) = (&columns[..edge], &columns[columns.len() - edge..]);
        assert!(
            !left.contains(&true) && !right.contains(&true),
            "{style}: page {} runs over its edge",
            i + 1
        );
        for (word, [x1, y1, x2, y2]) in &page.words {
            let inside = *x1 > EDGE && *x2 < page.width - EDGE && *y1 > 40.0 && *y2 < page.height - 30.0;
            assert!(inside, "{style}: page {}: “{word}” stands outside", i + 1);
        }
    }
}

/// Every figure of the workbook is a whole word on some page: none is wrapped, none hidden.
fn tables_are_whole(style: &str, out: &Path, pages: &[Page]) {
    let words: BTreeSet<&str> = pages.iter().flat_map(|p| &p.words).map(|w| w.0.as_str()).collect();
    for (name, cells) in tables(&out.join("公开表.xlsx")).iter().take(9) {
        for (address, value) in cells {
            let Ok(number) = value.parse::<f64>() else { continue };
            if number.fract() == 0.0 {
                continue;
            }
            let plain = if style == "hunan" { number.to_string() } else { format!("{number:.2}") };
            let found = words.iter().any(|w| w.replace(',', "") == plain);
            assert!(found, "{style} {name} › {address}: {plain} is not on any page");
        }
    }
}

/// Every paragraph of 情况说明.md stands on the pages, word for word (a comma that hangs over the end of a line is lost
/// to the reader of the PDF, so only words and figures are compared).
fn narrative_is_whole(style: &str, out: &Path, pages: &[Page]) {
    let foot = |page: &Page| {
        let words = page.words.iter().filter(|(_, b)| b[1] < page.height * 0.88);
        words.map(|w| w.0.as_str()).collect::<String>()
    };
    let words = |text: &str| text.chars().filter(|c| c.is_alphanumeric() || *c == '.').collect::<String>();
    let text = words(&pages.iter().map(foot).collect::<String>());
    let narrative = std::fs::read_to_string(out.join("情况说明.md")).expect("a narrative");
    for line in narrative.lines() {
        let line = words(line);
        assert!(text.contains(&line), "{style}: not on the pages: {line}");
    }
}

/// Page numbers of the contents, estimated before anything is laid out, against the pages as printed. Fonts differ
/// between computers, so a page more or less late in the document is no error; the tables are exact.
fn contents_are_right(style: &str, pages: &[Page]) {
    let body = pages.iter().position(|p| p.number() == Some(1)).expect("a numbered page");
    let contents: String = pages[1..body].iter().map(Page::text).collect();
    let entries: Vec<(String, u32)> = contents
        .trim_start_matches("目录")
        .split_inclusive(|c: char| c.is_ascii_digit())
        .fold(Vec::new(), |mut entries: Vec<(String, u32)>, piece| {
            let digit = piece.chars().last().and_then(|c| c.to_digit(10)).unwrap_or_default();
            match (piece.strip_suffix(|c: char| c.is_ascii_digit()), entries.last_mut()) {
                (Some(""), Some(last)) => last.1 = last.1 * 10 + digit,
                (Some(text), _) => entries.push((text.to_owned(), digit)),
                _ => {}
            }
            entries
        });
    if matches!(style, "hunan" | "shanghai") {
        assert!(
            entries.is_empty() || !contents.contains("...."),
            "{style} prints no page numbers: {contents}"
        );
        return;
    }
    let listed: Vec<_> = entries.iter().filter(|(text, _)| text.contains("....")).collect();
    assert!(listed.len() > 20, "{style}: {entries:?}");
    for (text, number) in listed {
        let title = text.trim_end_matches('.');
        // What numbers a table in the contents does not stand over it.
        let title =
            if title.ends_with('表') { title.split_once('、').map_or(title, |t| t.1) } else { title };
        let at = |n: u32| {
            let index = body + n as usize;
            index > body && pages.get(index - 1).is_some_and(|p| p.text().contains(title))
        };
        let exact = title.ends_with('表');
        let near = at(*number) || (!exact && (at(number + 1) || at(number.saturating_sub(1))));
        assert!(near, "{style}: {title} is not on page {number}");
    }
}
