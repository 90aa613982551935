//! How a paragraph begins (段首): offices set the numbered words that a paragraph begins with, or the term that it explains,
//! in another type than what follows: **（一）一般公共服务支出。**年初预算……; **基本支出：**指……

use std::ops::Range;

use super::items::Paragraph;
use super::properties::Properties;
use crate::text::{CHINESE_DIGITS, squash, strip_numbering};

/// Characters of the longest beginning: names of 类、款、项 in one.
const LONGEST: usize = 80;
/// What a beginning ends with.
const ENDS: [char; 3] = ['。', '：', ':'];

/// The bytes of a text that are its beginning: numbered words without a figure, or a term, up to the first 。 or ：, with
/// more behind them. `numbered` says that a number stands before the text without being part of it.
pub fn beginning(text: &str, numbered: bool) -> Option<Range<usize>> {
    let start = text.len() - text.trim_start().len();
    let (at, end) = text[start..].char_indices().take(LONGEST).find(|(_, c)| ENDS.contains(c))?;
    let ends = start + at + end.len_utf8();
    let (begins, rest) = (squash(&text[start..ends]), &text[ends..]);
    let named = without_number(&begins);
    let has_number = numbered || named.len() < begins.len();
    let says = has_number && !named.is_empty() && !named.contains(|c: char| c.is_ascii_digit());
    (says && !rest.trim().is_empty()).then_some(start..ends)
}

/// The words behind a number: `（一）`, `1.`, `一是`, the code of a 科目.
fn without_number(squashed: &str) -> &str {
    let rest = strip_numbering(squashed);
    let mut chars = rest.chars();
    if chars.next().is_some_and(|c| CHINESE_DIGITS.contains(c)) && chars.next() == Some('是') {
        return chars.as_str();
    }
    // The code of a 类、款、项 has three, five or seven digits.
    let name = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    if matches!(rest.len() - name.len(), 3 | 5 | 7) { strip_numbering(name) } else { rest }
}

/// The type that most paragraphs with a beginning have for it, if that is another than that of what follows; `terms`
/// need no number.
pub fn type_of<'a>(paragraphs: impl IntoIterator<Item = &'a Paragraph>, terms: bool) -> Option<Properties> {
    let (mut all, mut counted) = (0usize, Vec::<(usize, Properties)>::new());
    for paragraph in paragraphs {
        let text = paragraph.text();
        let Some(lead) = beginning(&text, terms || paragraph.properties.has("numPr")) else { continue };
        all += 1;
        let own = paragraph.most_of(lead.clone());
        if !differs(&own, &paragraph.most_of(lead.end..text.len())) {
            continue;
        }
        match counted.iter_mut().find(|(_, known)| *known == own) {
            Some(known) => known.0 += 1,
            None => counted.push((1, own)),
        }
    }
    let differing: usize = counted.iter().map(|(count, _)| count).sum();
    if differing * 2 <= all {
        return None;
    }
    counted.into_iter().rev().max_by_key(|(count, _)| *count).map(|(_, own)| own)
}

/// Whether one sees the difference: what editors write of languages and versions is none.
fn differs(one: &Properties, other: &Properties) -> bool {
    let seen = |p: &Properties| {
        let values =
            [("rFonts", "eastAsia"), ("sz", "val"), ("color", "val"), ("u", "val"), ("rStyle", "val")]
                .map(|(name, attribute)| p.attribute(name, attribute));
        (values, p.is_on("b"), p.is_on("i"))
    };
    seen(one) != seen(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::word_model::properties::Kind;

    fn says(text: &str, numbered: bool) -> Option<&str> {
        beginning(text, numbered).map(|at| &text[at])
    }

    #[test]
    fn a_beginning_is_numbered_and_says_no_figure() {
        for (text, numbered, begins) in [
            (
                "1．教育支出（类）普通教育（款）小学教育（项）。年初预算10万元。",
                false,
                Some("1．教育支出（类）普通教育（款）小学教育（项）。"),
            ),
            ("　　（一）因公出国（境）费：支出0万元。", false, Some("（一）因公出国（境）费：")),
            ("一是人员增加。工资调标。", false, Some("一是人员增加。")),
            ("2050202小学教育（项）。决算1万元。", false, Some("2050202小学教育（项）。")),
            ("基本支出：指日常支出。", true, Some("基本支出：")),
            ("基本支出：指日常支出。", false, None),
            ("1．小学教育支出10万元。比上年增加。", false, None),
            ("（一）总体情况。", false, None),
            ("2023年度收入10万元。其中：", false, None),
            ("", true, None),
        ] {
            assert_eq!(says(text, numbered), begins, "{text}");
        }
    }

    #[test]
    fn the_type_of_beginnings_is_that_of_most() {
        let plain = Properties::new(Kind::Run);
        let mut bold = plain.clone();
        bold.set("b", &[]);
        let of = |lead: &Properties, rest: &Properties| Paragraph {
            spans: vec![(lead.clone(), "（一）基本支出。".into()), (rest.clone(), "支出1万元。".into())],
            ..Paragraph::blank()
        };
        let (own, same) = (of(&bold, &plain), of(&plain, &plain));
        assert_eq!(type_of([&own, &own, &same], false), Some(bold));
        assert_eq!(type_of([&own, &same], false), None);
        // Bold throughout is no beginning of its own.
        let all = of(&own.spans[0].0, &own.spans[0].0);
        assert_eq!(type_of([&all], false), None);
    }
}
