//! A section of the model as one run of regular characters, each with its place in the printed text, and with what the
//! grammar found there.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::published::line::is_caption;
use crate::published::report::Section;
use crate::reading::normal::Normal;
use crate::reading::{Figure, Statements, Text, Topic};

/// Stands between paragraphs.
pub const BREAK: char = '\n';

/// A section to compare with.
#[derive(Debug)]
pub struct Passage<'a> {
    /// Regular characters, paragraphs divided by [`BREAK`].
    pub chars: Vec<char>,
    /// Paragraph and bytes of every character; of a break, the end of its paragraph.
    places: Vec<(usize, Range<usize>)>,
    /// Figures by the character they begin at.
    pub figures: BTreeMap<usize, &'a Figure>,
    /// Reasons and purposes by the character they begin at, with the one behind their last.
    pub texts: BTreeMap<usize, (usize, &'a Text)>,
    /// Whether it is on performance.
    pub performance: bool,
    section: &'a Section,
}

impl<'a> Passage<'a> {
    /// The section with this place in the report.
    pub fn new(section: &'a Section, index: usize, statements: &'a Statements) -> Passage<'a> {
        let mut passage = Passage {
            chars: Vec::new(),
            places: Vec::new(),
            figures: BTreeMap::new(),
            texts: BTreeMap::new(),
            performance: Topic::of_title(&section.title) == Some(Topic::Performance),
            section,
        };
        for (number, paragraph) in section.paragraphs.iter().enumerate() {
            if is_caption(&paragraph.text) {
                continue;
            }
            if let Some((last, _)) = passage.places.last() {
                let last = *last;
                let end = section.paragraphs[last].text.len();
                passage.chars.push(BREAK);
                passage.places.push((last, end..end));
            }
            let normal = Normal::new(&paragraph.text);
            for (i, c) in normal.chars.iter().enumerate() {
                passage.chars.push(*c);
                passage.places.push((number, normal.printed(i, i + 1)));
            }
        }
        for figure in statements.figures.iter().filter(|f| f.at.section == index) {
            if let Some(at) = passage.at(figure.at.paragraph, figure.at.bytes.start) {
                passage.figures.insert(at, figure);
            }
        }
        for text in statements.reasons.iter().chain(&statements.purposes).filter(|t| t.at.section == index) {
            // The region of a text has punctuation around it.
            let printed = &section.paragraphs[text.at.paragraph].text;
            let Some(start) =
                printed[text.at.bytes.clone()].find(&text.text).map(|i| i + text.at.bytes.start)
            else {
                continue;
            };
            let from = passage.at(text.at.paragraph, start);
            let to = passage.at(text.at.paragraph, start + text.text.len());
            if let Some(from) = from {
                let to = to.unwrap_or_else(|| passage.end_of(text.at.paragraph));
                passage.texts.insert(from, (to, text));
            }
        }
        passage
    }

    /// Whether nothing stands in it but 〔请补充…〕.
    pub fn is_gap(&self) -> bool {
        self.chars.first() == Some(&'[')
            && self.chars.iter().position(|c| *c == ']') == Some(self.chars.len() - 1)
    }

    /// The first character at or behind a byte of a paragraph.
    fn at(&self, paragraph: usize, byte: usize) -> Option<usize> {
        let from = self
            .places
            .partition_point(|(p, bytes)| *p < paragraph || (*p == paragraph && bytes.start < byte));
        self.places.get(from).filter(|(p, _)| *p == paragraph).map(|_| from)
    }

    fn end_of(&self, paragraph: usize) -> usize {
        self.places.partition_point(|(p, _)| *p <= paragraph)
    }

    /// The printed text of some characters, paragraphs as lines. Quotes at its ends are no characters of the grammar: they
    /// belong to the text if what they quote does.
    pub fn printed(&self, range: Range<usize>) -> String {
        let Some(first) = self.places.get(range.start).filter(|_| !range.is_empty()) else {
            return String::new();
        };
        let last = &self.places[range.end - 1];
        let text = |p: usize| self.section.paragraphs[p].text.as_str();
        if first.0 == last.0 {
            let text = text(first.0);
            return text[with_quotes(text, first.1.start..last.1.end)].to_owned();
        }
        let mut lines = vec![text(first.0)[first.1.start..].to_owned()];
        lines.extend((first.0 + 1..last.0).map(|p| text(p).to_owned()));
        lines.push(text(last.0)[..last.1.end].to_owned());
        lines.join("\n")
    }
}

/// A part of a paragraph with the quotes beside it whose other half stands in it, or at its other end.
fn with_quotes(text: &str, part: Range<usize>) -> Range<usize> {
    const QUOTES: [(char, char); 4] = [('“', '”'), ('‘', '’'), ('「', '」'), ('『', '』')];
    let Range { mut start, mut end } = part;
    for (open, close) in QUOTES {
        let count = |quote: char| text[start..end].matches(quote).count();
        let (opened, closed) = (count(open), count(close));
        let before = text[..start].ends_with(open);
        let behind = text[end..].starts_with(close);
        if before && (closed > opened || behind && closed == opened) {
            start -= open.len_utf8();
        }
        if behind && (opened > closed || before && closed == opened) {
            end += close.len_utf8();
        }
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_go_with_what_they_quote() {
        for (text, part, with) in [
            ("用于“乙类”培训。", "乙类”培训", "“乙类”培训"),
            ("用于召开“两会。", "召开“两会", "召开“两会"),
            ("内容为学习“二十大”；", "学习“二十大", "学习“二十大”"),
            ("内容为“二十大”；", "二十大", "“二十大”"),
            ("“三公”经费中，公务接待", "经费中", "经费中"),
            ("“三公”经费", "三公”经费", "“三公”经费"),
        ] {
            let start = text.find(part).expect("a part");
            assert_eq!(&text[with_quotes(text, start..start + part.len())], with, "{text}");
        }
    }
}
