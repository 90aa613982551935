//! A printed paragraph as the parts that the grammar found in it, with the words and marks between them.

use std::ops::Range;

use super::nodes::plain;
use crate::published::report::Section;
use crate::reading::{Comparison, Direction, Figure, NameList, Path, Statements, Text};
use crate::text::{CHINESE_DIGITS, chinese_value};

/// A part of a paragraph.
#[derive(Debug, Clone)]
pub enum Part<'a> {
    /// Words without punctuation.
    Words(String),
    /// One mark of punctuation: ，；：。、（）
    Mark(char),
    /// A figure.
    Figure(&'a Figure),
    /// A word that compares without a figure of its own: 相同, 大于, 年初无预算.
    Compared(&'a Comparison, String),
    /// A reason.
    Reason(&'a Text),
    /// A reason that is the changes of 类 (减少卫生健康支出5万元；增加…), and of what they are classes.
    Changes(&'a Text, &'static str),
    /// A purpose.
    Purpose(&'a Text),
    /// A list of names.
    Names(&'a NameList),
    /// The path of a 科目.
    Path(&'a Path, String),
}

/// Marks that divide sentences into clauses and parts of them.
const MARKS: [char; 13] = ['，', ',', '；', ';', '：', ':', '。', '、', '（', '）', '(', ')', '！'];

impl Part<'_> {
    /// Whether it is one of these marks.
    pub fn is_mark(&self, marks: &[char]) -> bool {
        matches!(self, Part::Mark(c) if marks.contains(c))
    }

    /// Whether it sets clauses apart: a mark that is no bracket.
    pub fn sets_apart(&self) -> bool {
        matches!(self, Part::Mark(c) if !"（）()".contains(*c))
    }

    /// 其中
    pub fn is_among(&self) -> bool {
        matches!(self, Part::Words(words) if words == "其中")
    }

    /// Whether it ends a sentence.
    pub fn is_stop(&self) -> bool {
        self.is_mark(&['。', '！'])
    }
}

/// A paragraph as parts.
#[derive(Debug, Clone)]
pub struct Paragraph<'a> {
    /// Its text as printed.
    pub text: &'a str,
    /// Whether it is a heading.
    pub heading: bool,
    /// The number it begins with.
    pub number: Option<ListNumber>,
    /// Its parts in order.
    pub parts: Vec<Part<'a>>,
}

/// The number that a paragraph of a list begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListNumber {
    /// What stands before it.
    before: String,
    /// As printed: 1, or 一.
    number: String,
    /// What stands behind it.
    behind: String,
}

impl ListNumber {
    /// As printed.
    pub fn printed(&self) -> String {
        format!("{}{}{}", self.before, self.number, self.behind)
    }

    /// Whether it begins a list.
    pub fn is_first(&self) -> bool {
        matches!(self.number.as_str(), "1" | "一" | "１")
    }

    /// What it counts to.
    pub fn value(&self) -> Option<usize> {
        self.number.parse().ok().or_else(|| chinese_value(&self.number))
    }

    /// As a loop prints it, which counts in `counter`.
    pub fn in_loop(&self, counter: &str) -> String {
        let arabic = self.number.bytes().all(|b| b.is_ascii_digit());
        let written = if arabic { "" } else { " | chinese" };
        format!("{}{{{{ {counter}{written} }}}}{}", self.before, self.behind)
    }
}

/// The paragraphs of a section.
///
/// The department's name stays one piece, brackets and all.
pub fn paragraphs<'a>(
    section: &'a Section,
    index: usize,
    statements: &'a Statements,
    org: &str,
) -> Vec<Paragraph<'a>> {
    let paragraphs = section.paragraphs.iter().enumerate();
    paragraphs
        .map(|(at, text)| {
            let (number, from) = numbering(&text.text).map_or((None, 0), |(n, from)| (Some(n), from));
            let parts = parts(&text.text, from, org, (index, at), statements);
            Paragraph { text: &text.text, heading: text.heading, number, parts }
        })
        .collect()
}

/// `1、`, `（1）`, `1.`, `一、`, `（一）` at the beginning, and where it ends.
fn numbering(text: &str) -> Option<(ListNumber, usize)> {
    let open = text.len() - text.trim_start_matches([' ', '　', '（', '(']).len();
    let rest = &text[open..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let length = match digits {
        0 => rest.find(|c: char| !CHINESE_DIGITS.contains(c)).unwrap_or(rest.len()),
        digits => digits,
    };
    let number = &rest[..length];
    let is_number = if digits > 0 { digits <= 3 } else { chinese_value(number).is_some() };
    let behind = &rest[length..];
    let mark = behind.chars().next().filter(|c| is_number && "、.．）)".contains(*c))?;
    // 1.5万元 is no number of a list.
    let next = behind[mark.len_utf8()..].chars().next();
    (!next.is_some_and(|c| c.is_ascii_digit())).then(|| {
        let number = ListNumber {
            before: text[..open].trim_start().to_owned(),
            number: number.to_owned(),
            behind: mark.to_string(),
        };
        (number, open + length + mark.len_utf8())
    })
}

fn parts<'a>(
    text: &'a str,
    from: usize,
    org: &str,
    (section, paragraph): (usize, usize),
    statements: &'a Statements,
) -> Vec<Part<'a>> {
    let here = |at: &crate::reading::At| at.section == section && at.paragraph == paragraph;
    let mut found: Vec<(Range<usize>, Part<'a>)> = Vec::new();
    // What comes first goes before what overlaps it.
    let mut add = |range: Range<usize>, part: Part<'a>| {
        let free = found.iter().all(|(taken, _)| range.end <= taken.start || taken.end <= range.start);
        if free && !range.is_empty() && range.start >= from {
            found.push((range, part));
        }
    };
    let exactly = |t: &Text| {
        let start = text[t.at.bytes.clone()].find(&t.text)? + t.at.bytes.start;
        Some(start..start + t.text.len())
    };
    for reason in statements.reasons.iter().filter(|r| here(&r.at)) {
        let Some(range) = exactly(reason) else { continue };
        let inside = |f: &&Figure| here(&f.at) && range.contains(&f.at.bytes.start);
        let mut changed = statements.figures.iter().filter(inside).filter_map(|f| f.key.as_deref());
        let of = [("expenditure.class.", "expenditure"), ("general.class.", "general")];
        let classes = changed.find_map(|key| of.iter().find(|(prefix, _)| key.starts_with(prefix)));
        match classes {
            Some((_, of)) => add(range, Part::Changes(reason, of)),
            None => add(range, Part::Reason(reason)),
        }
    }
    for purpose in statements.purposes.iter().filter(|p| here(&p.at)) {
        if let Some(range) = exactly(purpose) {
            add(range, Part::Purpose(purpose));
        }
    }
    for list in statements.lists.iter().filter(|l| here(&l.at)) {
        let around = ['：', ':', '，', ',', '。', '；', ';', ' ', '　'];
        let printed = &text[list.at.bytes.clone()];
        let start = list.at.bytes.start + printed.len() - printed.trim_start_matches(around).len();
        add(start..start + printed.trim_matches(around).len(), Part::Names(list));
    }
    for figure in statements.figures.iter().filter(|f| here(&f.at)) {
        add(figure.at.bytes.clone(), Part::Figure(figure));
    }
    for path in statements.paths.iter().filter(|p| here(&p.at)) {
        add(path.at.bytes.clone(), Part::Path(path, text[path.at.bytes.clone()].to_owned()));
    }
    for compared in statements.comparisons.iter().filter(|c| here(&c.at)) {
        add(compared.at.bytes.clone(), Part::Compared(compared, text[compared.at.bytes.clone()].to_owned()));
    }
    found.sort_by_key(|(range, _)| range.start);
    let mut parts = Vec::new();
    let mut at = from;
    for (range, part) in found {
        push_between(&mut parts, &text[at..range.start], org);
        at = range.end;
        parts.push(part);
    }
    push_between(&mut parts, &text[at..], org);
    parts
}

fn push_between(parts: &mut Vec<Part<'_>>, text: &str, org: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(org).filter(|_| !org.is_empty()) {
        push_words(parts, &rest[..at]);
        parts.push(Part::Words(org.to_owned()));
        rest = &rest[at + org.len()..];
    }
    push_words(parts, rest);
}

fn push_words<'a>(parts: &mut Vec<Part<'a>>, text: &str) {
    let mut words = String::new();
    let mut chars = text.trim_matches([' ', '　', '\t']).chars().peekable();
    let mut last = None;
    while let Some(c) = chars.next() {
        // A comma or point inside a number divides nothing.
        let inside =
            last.is_some_and(|l: char| l.is_ascii_digit()) && chars.peek().is_some_and(char::is_ascii_digit);
        if let Some(short) = bracketed(c, chars.clone()) {
            // （境）, （含）, （套） are parts of names.
            words.push(c);
            words.extend(chars.by_ref().take(short));
            last = words.chars().next_back();
            continue;
        }
        if MARKS.contains(&c) && !inside {
            if !words.is_empty() {
                parts.push(Part::Words(std::mem::take(&mut words)));
            }
            parts.push(Part::Mark(c));
        } else {
            words.push(c);
        }
        last = Some(c);
    }
    if !words.is_empty() {
        parts.push(Part::Words(words));
    }
}

/// How many characters a short bracket has behind its opening one.
fn bracketed(open: char, behind: impl Iterator<Item = char>) -> Option<usize> {
    const LONGEST: usize = 3;
    if !matches!(open, '（' | '(') {
        return None;
    }
    let inside: Vec<char> = behind.take(LONGEST + 1).collect();
    let close = inside.iter().position(|c| matches!(c, '）' | ')'))?;
    let plain = |c: &char| !MARKS.contains(c) && !c.is_ascii_digit();
    (close > 0 && inside[..close].iter().all(plain)).then_some(close + 1)
}

/// Words for a rise or a fall right before their figure, longest first.
const DIRECTIONS: [&str; 26] = [
    // As a form has it that nobody crossed out, of a change of nothing.
    "增加（减少）",
    "减少（增加）",
    "增长（下降）",
    "下降（增长）",
    "增加了",
    "减少了",
    "增长了",
    "下降了",
    "降低了",
    "提高了",
    "上升了",
    "压减了",
    "增幅为",
    "降幅为",
    "减幅为",
    "增幅",
    "降幅",
    "减幅",
    "增加",
    "减少",
    "增长",
    "下降",
    "降低",
    "提高",
    "上升",
    "压减",
];

/// Words divided before the direction they end with: `收、支总计各` and `增加`.
pub fn split_direction(words: &str) -> Option<(&str, &'static str)> {
    DIRECTIONS.iter().find_map(|d| Some((words.strip_suffix(d)?, *d)))
}

/// Whether words speak of last year to compare with it.
pub fn compares_with_prior(words: &str, year: u16) -> bool {
    let prior = (year - 1).to_string();
    let last_year =
        ["上年", "上一年", "去年", "同比"].iter().any(|w| words.contains(w)) || words.contains(&prior);
    last_year && ["比", "较", "与", "同"].iter().any(|w| words.contains(w))
}

/// Whether a comparison without a figure says that there is no difference.
pub fn says_same(direction: Direction) -> bool {
    matches!(direction, Direction::Same | Direction::Equal)
}

/// The words of parts as printed.
pub fn printed(parts: &[Part<'_>]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Part::Words(words) => plain(words),
            Part::Mark(mark) => mark.to_string(),
            Part::Figure(figure) => figure.text.clone(),
            Part::Compared(_, word) | Part::Path(_, word) => word.clone(),
            Part::Reason(text) | Part::Purpose(text) | Part::Changes(text, _) => text.text.clone(),
            Part::Names(list) => {
                let names: Vec<&str> = list.items.iter().map(|(_, name)| name.as_str()).collect();
                format!("{}{}", names.join("、"), if list.open { "等" } else { "" })
            }
        })
        .collect()
}
