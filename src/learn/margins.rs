//! Headers and footers of a model (页眉、页脚) for other years and departments: the year and the name become placeholders.

use super::structure::{without_name, without_years};
use crate::subject::{PLACEHOLDERS, Subject};
use crate::text::years_in_digits;
use crate::word_model::parts::{Parts, label};

/// What parts the words of a header: paragraphs, breaks, tabs and fields, whose results are nobody's words.
const LINE_ENDS: [&str; 7] =
    ["</w:p>", "<w:br", "<w:tab", "<w:ptab", "<w:fldSimple", "</w:fldSimple>", "<w:fldChar"];

/// What a header may call the report besides name and year: right in every year, for every department.
const OF_EVERY_REPORT: [&str; 6] = ["年度", "部门", "单位", "决算", "公开", "报告"];

/// Puts placeholders into headers and footers; what words are left in them, for the user.
pub fn generalise(parts: &mut Parts, subject: &Subject) -> Vec<String> {
    let mut left = Vec::new();
    for part in parts.list.iter_mut().filter(|part| matches!(part.kind, "header" | "footer")) {
        let Ok(text) = std::str::from_utf8(&part.bytes) else { continue };
        let place = label(part.kind);
        let mut words = Vec::new();
        let text = by_line(text, &LINE_ENDS, |printed| {
            let line = generalised(printed, subject);
            let said =
                PLACEHOLDERS.iter().fold(line.clone(), |l, (name, _)| l.replace(&format!("{{{name}}}"), ""));
            // Numbers of pages are fields; digits that are left are not this year's.
            let said = OF_EVERY_REPORT.iter().fold(said, |said, word| said.replace(word, ""));
            if said.chars().any(|c| c >= '\u{4e00}') && !is_page_wording(&said) || has_year(&said) {
                words.push(printed.trim().to_owned());
            }
            line
        });
        part.bytes = text.into_bytes();
        for words in words {
            let said = format!("{place}里的“{words}”（照样板保留，请核对）");
            if !left.contains(&said) {
                left.push(said);
            }
        }
    }
    left
}

fn generalised(line: &str, subject: &Subject) -> String {
    without_years(&without_name(&line.replace(['{', '}'], ""), &subject.org), subject.year)
}

/// 第 页 共 页
fn is_page_wording(text: &str) -> bool {
    text.chars().all(|c| "第页共，,/ ".contains(c) || c.is_ascii_digit() || c.is_whitespace())
}

fn has_year(text: &str) -> bool {
    let text = years_in_digits(text);
    let digits: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
    digits.iter().any(|d| d.len() == 4 && d.starts_with("20"))
}

/// Markup with the words of each line changed, lines ending with one of `ends`; a line whose words change has them all in its
/// first text.
pub fn by_line(part: &str, ends: &[&str], mut change: impl FnMut(&str) -> String) -> String {
    let mut out = String::with_capacity(part.len());
    let mut rest = part;
    while !rest.is_empty() {
        let end =
            ends.iter().filter_map(|end| rest.find(end).map(|at| at + end.len())).min().unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        let texts = texts(piece);
        let line: String = texts.iter().map(|at| unescaped(&piece[at.clone()])).collect();
        let changed = if line.trim().is_empty() { line.clone() } else { change(&line) };
        if changed == line {
            out.push_str(piece);
            continue;
        }
        let mut done = 0;
        for (n, at) in texts.iter().enumerate() {
            out.push_str(&piece[done..at.start]);
            if n == 0 {
                out.push_str(&quick_xml::escape::escape(changed.as_str()));
            }
            done = at.end;
        }
        out.push_str(&piece[done..]);
    }
    out
}

fn unescaped(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

/// Bytes of the contents of every `w:t`.
fn texts(piece: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = piece[from..].find("<w:t").map(|at| from + at) {
        from = open + 4;
        if !piece[from..].starts_with(['>', ' ']) {
            continue;
        }
        let Some(begin) = piece[from..].find('>').map(|at| from + at + 1) else { break };
        let Some(end) = piece[begin..].find("</w:t>").map(|at| begin + at) else { break };
        found.push(begin..end);
        from = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::Scope;
    use crate::word_model::parts::Part;

    #[test]
    fn fields_stay_where_they_are() {
        let footer = "<w:p><w:t>示例局 </w:t><w:fldSimple w:instr=\"PAGE\"><w:t>1</w:t></w:fldSimple><w:t> 页</w:t></w:p>";
        let changed = by_line(footer, &LINE_ENDS, |line| line.replace("示例局", "某局"));
        assert_eq!(changed, footer.replace("示例局", "某局"));
    }

    #[test]
    fn year_and_name_become_placeholders_and_other_words_are_said() {
        let header = "<w:hdr><w:p><w:r><w:t>示例</w:t></w:r><w:r><w:t xml:space=\"preserve\">局20</w:t></w:r><w:r><w:t>23年度决算</w:t></w:r></w:p>\
            <w:p><w:r><w:t>— </w:t></w:r></w:p><w:p><w:r><w:t>2023年为民办事</w:t></w:r></w:p></w:hdr>";
        let part = Part {
            name: "word/header1.xml".into(),
            kind: "header",
            bytes: header.into(),
            relations: Vec::new(),
        };
        let mut parts = Parts { list: vec![part], ..Parts::default() };
        let subject = Subject { org: "示例局".into(), scope: Scope::Unit, year: 2023, first_year: false };
        let left = generalise(&mut parts, &subject);
        assert_eq!(left, ["页眉里的“2023年为民办事”（照样板保留，请核对）"]);
        let text = String::from_utf8(parts.list[0].bytes.clone()).expect("text");
        assert!(text.contains("<w:t>{org}{year}年度决算</w:t>") && text.contains("<w:t>— </w:t>"), "{text}");
    }
}
