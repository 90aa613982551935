//! What people do in Word, to a file of ours.

use std::path::Path;

/// Replaces words of a paragraph in a Word file; a line break makes two paragraphs, no words take it out. Every paragraph
/// outside the contents in which the words stand is meant, but only the first is changed.
#[track_caller]
pub fn word(path: &Path, changes: &[(&str, &str)]) {
    let mut files = super::parts::read(path);
    let (_, content) = files.iter_mut().find(|(name, _)| name == "word/document.xml").expect("a document");
    let mut xml = String::from_utf8(content.clone()).expect("text");
    for (from, to) in changes {
        let found = paragraphs(&xml)
            .into_iter()
            .find(|(range, text)| text.contains(from) && !xml[range.clone()].contains("TOC"));
        let (range, text) = found.unwrap_or_else(|| panic!("“{from}” stands in no paragraph"));
        let look =
            xml[range.clone()].split_once("</w:pPr>").filter(|(look, _)| look.starts_with("<w:p><w:pPr>"));
        let look = look.map(|(look, _)| format!("{}</w:pPr>", &look["<w:p>".len()..])).unwrap_or_default();
        let lines = text.replacen(from, to, 1);
        let new = lines.split('\n').filter(|line| !line.is_empty());
        let new =
            new.map(|line| format!("<w:p>{look}<w:r><w:t xml:space=\"preserve\">{line}</w:t></w:r></w:p>"));
        let new: String = new.collect();
        xml.replace_range(range, &new);
    }
    *content = xml.into_bytes();
    std::fs::write(path, super::parts::write(&files)).expect("the edited file");
}

/// Where the paragraphs of a document part stand, and their texts.
fn paragraphs(xml: &str) -> Vec<(std::ops::Range<usize>, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = xml[at..].find("<w:p>").map(|p| at + p) {
        let end =
            xml[start..].find("</w:p>").map(|e| start + e + "</w:p>".len()).expect("a closed paragraph");
        let texts = xml[start..end].split("<w:t").skip(1).filter_map(|t| {
            t.starts_with(['>', ' '])
                .then(|| t.split_once('>')?.1.split_once("</w:t>").map(|(t, _)| t))
                .flatten()
        });
        found.push((start..end, texts.collect()));
        at = end;
    }
    found
}
