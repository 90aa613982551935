//! Lines: paragraphs with what their text says about their place: numbering, headings, sentences.

use super::content::{Align, Block, Content, Paragraph};
use super::titles::is_whole_narrative;
use crate::text::{CHINESE_DIGITS, chinese_number, chinese_value, squash};

/// A paragraph, or what a soft break makes one.
#[derive(Debug, Clone)]
pub struct Line {
    /// Text without indent.
    pub text: String,
    /// [`squash`]ed text.
    pub plain: String,
    /// Page, if known.
    pub page: Option<u32>,
    /// [`Paragraph::index`]
    pub index: u32,
    /// Outline level of a heading.
    pub outline: Option<u8>,
    /// Alignment.
    pub align: Align,
    /// All bold.
    pub bold: bool,
    /// The file says it is a line of the contents.
    pub contents: bool,
}

/// Lines, tables (by their place among the blocks) and breaks.
#[derive(Debug, Clone)]
pub enum Item {
    /// A line that is not blank.
    Line(Line),
    /// A table: index into [`Content::blocks`].
    Table(usize),
    /// A page or section begins.
    Break,
}

/// The items of a document.
pub fn items(content: &Content) -> Vec<Item> {
    let mut items = Vec::new();
    for (at, block) in content.blocks.iter().enumerate() {
        match block {
            Block::Paragraph(p) => items.extend(lines(p).into_iter().map(Item::Line)),
            Block::Table(_) => items.push(Item::Table(at)),
            Block::Break(_) => items.push(Item::Break),
        }
    }
    items
}

/// Whether a line is the whole title of a section: 一、收入支出决算总体情况说明.
fn is_title(text: &str) -> bool {
    let plain = squash(text);
    is_heading_like(&plain) && numbering(&plain).is_some_and(|(_, title)| says_situation(title))
}

/// A paragraph's lines: a soft break parts them only where a sentence or a section's title ends or a number begins;
/// elsewhere it broke a title or a sentence to look well.
fn lines(paragraph: &Paragraph) -> Vec<Line> {
    let text = paragraph.text();
    let mut pieces: Vec<String> = Vec::new();
    for piece in text.split('\n') {
        let piece = trim(piece);
        if piece.is_empty() {
            continue;
        }
        let goes_on = |last: &str| {
            let plain = squash(piece);
            !ends_sentence(last)
                && numbering(&plain).is_none()
                && (is_heading_like(&plain) && !ends_sentence(piece) || !is_title(last))
        };
        match pieces.last_mut() {
            Some(last) if goes_on(last) => last.push_str(piece),
            _ => pieces.push(piece.to_owned()),
        }
    }
    let bold = paragraph.bold();
    pieces
        .into_iter()
        .map(|text| Line {
            plain: squash(&text),
            text,
            page: paragraph.page,
            index: paragraph.index,
            outline: paragraph.look.outline,
            align: paragraph.look.align,
            bold,
            contents: paragraph.contents,
        })
        .filter(|l| !l.plain.is_empty())
        .collect()
}

fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}'))
}

/// Whether a sentence or a clause of a list ends here.
pub fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['”', '"', '）', ')']).ends_with(['。', '；', ';', '：', ':', '！', '？', '.'])
}

/// Whether a squashed line is only a page number: `12`, `- 12 -`, `第12页`, `第12页 共30页`, `12/30`.
pub fn is_page_number(plain: &str) -> bool {
    let bare: String = plain
        .chars()
        .filter(|c| !matches!(c, '-' | '第' | '页' | '共' | '/' | '~' | '·' | ',' | '_'))
        .collect();
    !bare.is_empty()
        && bare.chars().count() <= 6
        && bare.chars().all(|c| c.is_ascii_digit() || "ⅠⅡⅢⅣⅤivx".contains(c))
}

/// Whether a paragraph is the caption of a chart (图1：…): charts stand where a style places them.
pub fn is_caption(text: &str) -> bool {
    let mut chars = text.trim_start().chars();
    chars.next() == Some('图')
        && chars.next().is_some_and(|c| c.is_ascii_digit() || CHINESE_DIGITS.contains(c))
        && text.chars().count() <= 60
        && !text.trim_end().ends_with('。')
}

/// Whether a cell prints a number: digits, separators, a sign, a percent sign.
pub fn is_number(text: &str) -> bool {
    let text = squash(text);
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '%'))
}

/// How a line is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// 第三部分
    Part(usize),
    /// 三、
    Section(usize),
    /// （三）
    Sub(usize),
    /// 3. or 3、 or （3） or ③
    Item(usize),
}

/// The numbering a squashed line begins with, and what follows it.
pub fn numbering(plain: &str) -> Option<(Number, &str)> {
    if let Some(rest) = plain.strip_prefix('第') {
        let (n, rest) = counted(rest)?;
        return Some((Number::Part(n), rest.strip_prefix("部分")?.trim_start_matches([':', '、', '.', '-'])));
    }
    if let Some(rest) = plain.strip_prefix('(') {
        let chinese = !rest.starts_with(|c: char| c.is_ascii_digit());
        let (n, rest) = counted(rest)?;
        let rest = rest.strip_prefix(')')?.trim_start_matches(['、', '.']);
        return Some((if chinese { Number::Sub(n) } else { Number::Item(n) }, rest));
    }
    if let Some(circled) = plain.chars().next().filter(|c| ('①'..='⑳').contains(c)) {
        return Some((Number::Item((circled as usize) - ('①' as usize) + 1), &plain[circled.len_utf8()..]));
    }
    let digits = plain.starts_with(|c: char| c.is_ascii_digit());
    let (n, rest) = counted(plain)?;
    let rest = rest.strip_prefix(['、', '.', ','])?;
    if digits {
        // 3.5万元 is no numbering.
        return (n < 100 && !rest.starts_with(|c: char| c.is_ascii_digit()))
            .then_some((Number::Item(n), rest));
    }
    Some((Number::Section(n), rest))
}

/// A Chinese or plain number at the beginning, and what follows.
fn counted(text: &str) -> Option<(usize, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if end > 0 {
        return text[..end].parse().ok().filter(|n| *n < 1000).map(|n| (n, &text[end..]));
    }
    let end = text.find(|c: char| !CHINESE_DIGITS.contains(c)).unwrap_or(text.len());
    let said = &text[..end];
    chinese_value(said).map(|n| (n, &text[end..]))
}

/// What a document numbers as its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outline {
    /// 第一部分, below it 一、, below that （一）.
    Parts,
    /// 一、, below it （一）, below that 1.: there is no 第…部分.
    Plain,
}

impl Outline {
    /// The outline of a document: without 第…部分, and with sections under a heading of the whole narrative
    /// (三、部门决算情况说明), the levels stand one higher.
    pub fn of(items: &[Item]) -> Outline {
        let lines = || {
            items.iter().filter_map(|i| match i {
                Item::Line(line) if is_heading_like(&line.plain) => numbering(&line.plain),
                _ => None,
            })
        };
        if lines().any(|(number, _)| matches!(number, Number::Part(_))) {
            return Outline::Parts;
        }
        let mut sections = None;
        for (number, title) in lines() {
            match number {
                Number::Section(_) => sections = is_whole_narrative(title).then_some(0),
                Number::Sub(_) if title.contains("情况") => sections = sections.map(|n| n + 1),
                _ => {}
            }
            if sections.is_some_and(|n| n >= 3) {
                return Outline::Plain;
            }
        }
        Outline::Parts
    }

    /// A squashed line's number at its level of this outline, and what follows it.
    pub fn numbering(self, plain: &str) -> Option<(Number, &str)> {
        let (number, rest) = numbering(plain)?;
        let number = match (self, number) {
            (Outline::Parts, number) => number,
            (Outline::Plain, Number::Section(n)) => Number::Part(n),
            (Outline::Plain, Number::Sub(n)) => Number::Section(n),
            // Duties and items are numbered so, too.
            (Outline::Plain, Number::Item(n)) if says_situation(rest) => Number::Sub(n),
            (Outline::Plain, number) => number,
        };
        Some((number, rest))
    }

    /// The number of a section as this outline prints it: 三, （三）.
    pub fn section_number(self, no: usize) -> String {
        match self {
            Outline::Parts => chinese_number(no),
            Outline::Plain => format!("（{}）", chinese_number(no)),
        }
    }
}

fn says_situation(title: &str) -> bool {
    let bare = title.strip_suffix(['.', ':']).unwrap_or(title);
    ["情况", "情况说明", "情况的说明", "支出说明", "收入说明"].iter().any(|end| bare.ends_with(end))
}

/// Longest heading, in characters.
const LONGEST_HEADING: usize = 46;

/// Whether a squashed line can be a heading: short, and no sentence.
pub fn is_heading_like(plain: &str) -> bool {
    let body = plain.strip_suffix(['.', ':']).unwrap_or(plain);
    let count = body.chars().count();
    (1..=LONGEST_HEADING).contains(&count)
        && !body.contains(['.', ';', ',', '，', '；'])
        && !body.contains("万元")
        && !["主要是", "主要原因", "主要包括", "主要用于"].iter().any(|w| body.contains(w))
        || (count <= LONGEST_HEADING && (body.ends_with("情况说明") || body.ends_with("情况的说明")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_kind() {
        for (text, number) in [
            ("第三部分 2023年度部门决算情况说明", Some(Number::Part(3))),
            ("十二、国有资产占用情况说明", Some(Number::Section(12))),
            ("（二）内设机构", Some(Number::Sub(2))),
            ("（2）公务用车", Some(Number::Item(2))),
            ("3．基本工资", Some(Number::Item(3))),
            ("④其他", Some(Number::Item(4))),
            ("2023年度收、支总计均为1万元", None),
            ("3.5万元", None),
            ("一般公共预算", None),
            ("十分之一、", None),
        ] {
            assert_eq!(numbering(&squash(text)).map(|n| n.0), number, "{text}");
        }
    }

    #[test]
    fn a_soft_break_behind_a_title_begins_the_text() {
        use crate::published::content::Run;
        let parts = |text: &str| -> Vec<String> {
            let run = Run { text: text.to_owned(), bold: false, size: None };
            let paragraph = Paragraph { runs: vec![run], ..Paragraph::default() };
            lines(&paragraph).into_iter().map(|l| l.text).collect()
        };
        let told =
            ["八、国有资本经营预算财政拨款支出决算情况说明", "本部门没有国有资本经营预算财政拨款支出。"];
        assert_eq!(parts(&told.join("\n")), told);
        let told = ["十、机关运行经费支出说明", "机关运行经费支出45.79万元，下降3.6%。"];
        assert_eq!(parts(&told.join("\n")), told);
        // A title that was broken to look well.
        assert_eq!(
            parts("五、一般公共预算财政拨款\n支出决算情况说明"),
            ["五、一般公共预算财政拨款支出决算情况说明"]
        );
    }
}
