//! How figures, typed texts and gaps travel through a template: wrapped in noncharacters that no text contains, so
//! that each keeps its origin, and no typed text can pretend to be a heading.

use super::scan::{self, Piece};
use crate::accounts::ScheduleId;
use crate::facts::Field;

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Run {
    /// Words of the template.
    Text(String),
    /// A figure with the fact it shows.
    Figure {
        /// Fact key; `project.NAME` and `projects.…` for 绩效自评.
        key: String,
        /// Which figure of the fact.
        field: Field,
        /// The whole of a share, if it is another than the natural one.
        whole: Option<String>,
        /// As printed.
        text: String,
    },
    /// Something people typed, with its key in the supplement.
    Typed {
        /// Supplement key.
        key: String,
        /// As printed.
        text: String,
    },
    /// Something that is missing.
    Gap {
        /// Supplement or fact key.
        key: String,
        /// As printed, in 〔〕.
        text: String,
    },
}

impl Run {
    /// The printed text.
    pub fn text(&self) -> &str {
        match self {
            Run::Text(text) | Run::Figure { text, .. } | Run::Typed { text, .. } | Run::Gap { text, .. } => {
                text
            }
        }
    }
}

/// A block of the narrative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// `###` and deeper.
    Heading {
        /// 3 for （一）, 4 below it.
        level: u8,
        /// Content.
        runs: Vec<Run>,
    },
    /// One paragraph.
    Paragraph(Vec<Run>),
    /// A chart or table that stands here.
    Insert(Insert),
}

/// What a template places between its paragraphs, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Insert {
    /// A declared chart ([`crate::charts`]).
    Chart(String),
    /// One of the nine tables.
    Table(ScheduleId),
}

impl Block {
    /// Its runs.
    pub fn runs(&self) -> &[Run] {
        match self {
            Block::Heading { runs, .. } | Block::Paragraph(runs) => runs,
            Block::Insert(_) => &[],
        }
    }

    /// Its printed text.
    pub fn text(&self) -> String {
        self.runs().iter().map(Run::text).collect()
    }
}

const FIGURE: char = '\u{fdd0}';
const TYPED: char = '\u{fdd1}';
const GAP: char = '\u{fdd2}';
const NEXT: char = '\u{fdd3}';
const END: char = '\u{fdd4}';
const INSERT: char = '\u{fdd7}';

/// Wraps a figure.
pub fn figure(key: &str, field: Field, text: &str) -> String {
    figure_of(key, field, None, text)
}

/// Wraps a share of a named whole.
pub fn figure_of(key: &str, field: Field, whole: Option<&str>, text: &str) -> String {
    let (field, whole) = (field.name(), whole.unwrap_or_default());
    format!("{FIGURE}{key}{NEXT}{field}{NEXT}{whole}{NEXT}{text}{END}")
}

/// Wraps a typed text.
pub fn typed(key: &str, text: &str) -> String {
    format!("{TYPED}{key}{NEXT}{text}{END}")
}

/// Wraps a gap.
pub fn gap(key: &str, text: &str) -> String {
    format!("{GAP}{key}{NEXT}{text}{END}")
}

/// Stands at the end of every line of a template that is not blank, so that a line whose tags print nothing does not
/// end a paragraph: only a line left blank in the template does.
const LINE: char = '\u{fdd6}';

/// The same inside `{% filter list(…) %}`, where each line is an item.
const ITEM: char = '\u{fdd8}';

/// Marks the lines of a template that are not blank, so that only blank ones end a paragraph. Line numbers and columns
/// stay as they are.
pub fn mark_lines(source: &str) -> String {
    mark(source, None)
}

/// The same, and each line says which it is, of the file of this number: what [`traced`] reads.
pub fn trace_lines(source: &str, file: usize) -> String {
    mark(source, Some(file))
}

fn mark(source: &str, file: Option<usize>) -> String {
    // How each line ends: outside tags (only there a mark is no part of code), and inside a list.
    let mut ends: Vec<Option<char>> = Vec::new();
    let mut filters: Vec<bool> = Vec::new();
    for piece in scan::pieces(source) {
        let in_list = filters.last().copied().unwrap_or(false);
        let mark = if in_list { ITEM } else { LINE };
        match piece {
            Piece::Text(text) => ends.extend(text.text.matches('\n').map(|_| Some(mark))),
            Piece::Comment(text) => ends.extend(text.text.matches('\n').map(|_| None)),
            Piece::Tag(tag) => {
                ends.extend(tag.whole.text.matches('\n').map(|_| None));
                if tag.begins(&["filter"]) {
                    filters.push(tag.begins(&["filter", "list"]));
                } else if tag.begins(&["endfilter"]) {
                    filters.pop();
                }
            }
        }
    }
    let mut out = String::with_capacity(source.len() + source.len() / 16);
    for (number, line) in source.split_inclusive('\n').enumerate() {
        let text = line.trim_end_matches('\n');
        out.push_str(text);
        // The last line may have no end.
        let mark = ends.get(number).copied().unwrap_or(None);
        let mark = mark.filter(|_| !text.trim().is_empty());
        if let Some((file, _)) = file.zip(mark) {
            trace::write(&mut out, file, number + 1);
        }
        out.extend(mark);
        out.push_str(&line[text.len()..]);
    }
    out
}

/// The lines of a list block that say something, each as one line.
pub fn items(block: &str) -> Vec<String> {
    let joined = |item: &str| -> String {
        item.lines().map(|line| line.trim_matches(|c: char| c == LINE || c.is_whitespace())).collect()
    };
    block.split(ITEM).map(joined).filter(|item| plain(item).chars().any(char::is_alphanumeric)).collect()
}

/// Marks the place of a chart or table; it stands on a line of its own wherever the template names it.
pub fn insert(insert: &Insert) -> String {
    match insert {
        Insert::Chart(name) => format!("\n\n{INSERT}chart{NEXT}{name}\n\n"),
        Insert::Table(id) => format!("\n\n{INSERT}table{NEXT}{}\n\n", id.published_number()),
    }
}

fn read_insert(line: &str) -> Option<Insert> {
    let (kind, name) = line.strip_prefix(INSERT)?.split_once(NEXT)?;
    match kind {
        "chart" => Some(Insert::Chart(name.to_owned())),
        _ => ScheduleId::published(name).map(Insert::Table),
    }
}

/// Rendered template text → blocks. A blank line or a heading ends a paragraph; lines of one paragraph are joined
/// without a space, as Chinese is written.
pub fn parse(rendered: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph = String::new();
    for line in rendered.lines() {
        let marked = line.contains(LINE);
        let line = line.replace(LINE, "");
        let line = line.trim();
        if marked && line.is_empty() {
            continue;
        }
        let heading = heading(line);
        if line.is_empty() || heading > 0 {
            flush(&mut paragraph, &mut blocks);
        }
        if let Some(insert) = read_insert(line) {
            flush(&mut paragraph, &mut blocks);
            blocks.push(Block::Insert(insert));
        } else if heading > 0 {
            let level = u8::try_from(heading.clamp(3, 6)).unwrap_or(6);
            let runs = runs(line[heading..].trim());
            if !runs.is_empty() {
                blocks.push(Block::Heading { level, runs });
            }
        } else {
            paragraph.push_str(line);
        }
    }
    flush(&mut paragraph, &mut blocks);
    blocks
}

/// How deep a heading a line is; 0 for a line of a paragraph.
fn heading(line: &str) -> usize {
    line.bytes().take_while(|b| *b == b'#').count()
}

/// Where a template line ends in a paragraph: how many characters stand by then, number of the file, line.
type End = (usize, usize, usize);

/// Rendered text of traced templates → the text of each paragraph and heading, with the template lines it is from.
pub fn traced(rendered: &str) -> Vec<(String, Vec<End>)> {
    let mut found = Vec::new();
    let mut paragraph = String::new();
    for line in rendered.lines() {
        let marked = line.contains(LINE);
        let line = line.replace(LINE, "");
        let bare = trace::without(&line);
        let bare = bare.trim();
        if marked && bare.is_empty() {
            continue;
        }
        let is_heading = heading(bare) > 0;
        if bare.is_empty() || is_heading || bare.starts_with(INSERT) {
            found.extend(trace::told(&std::mem::take(&mut paragraph)));
        }
        if is_heading {
            found.extend(trace::told(line.trim().trim_start_matches('#').trim_start()));
        } else if !bare.starts_with(INSERT) {
            paragraph.push_str(line.trim());
        }
    }
    found.extend(trace::told(&paragraph));
    found
}

/// Marks that say which line of which template a text ends.
mod trace {
    /// Begins a mark; six hexadecimal digits follow.
    const TRACE: char = '\u{fdd9}';
    /// The digit 0.
    const ZERO: u32 = 0xfde0;
    const DIGITS: usize = 6;
    /// Lines of a file that are told apart.
    const LINES: usize = 1 << 14;

    pub fn write(out: &mut String, file: usize, line: usize) {
        out.push(TRACE);
        let number = file * LINES + line.min(LINES - 1);
        for digit in (0..DIGITS).rev() {
            let value = u32::try_from(number >> (4 * digit) & 15).unwrap_or(0);
            out.extend(char::from_u32(ZERO + value));
        }
    }

    /// The pieces of a text, each with the mark that ends it.
    fn pieces(text: &str) -> Vec<(String, Option<(usize, usize)>)> {
        let mut parts = text.split(TRACE);
        let mut pieces = vec![(parts.next().unwrap_or_default().to_owned(), None)];
        for part in parts {
            let digits =
                part.chars().take(DIGITS).map_while(|c| (c as u32).checked_sub(ZERO).filter(|d| *d < 16));
            let number = digits.fold(0usize, |n, digit| n * 16 + digit as usize);
            if let Some(last) = pieces.last_mut() {
                last.1 = Some((number / LINES, number % LINES));
            }
            pieces.push((part.chars().skip(DIGITS).collect(), None));
        }
        pieces
    }

    pub fn without(text: &str) -> String {
        pieces(text).into_iter().map(|(piece, _)| piece).collect()
    }

    /// The printed text of a paragraph, and where its lines end.
    pub fn told(paragraph: &str) -> Option<(String, Vec<super::End>)> {
        let mut raw = String::new();
        let mut ends = Vec::new();
        for (piece, mark) in pieces(paragraph) {
            raw.push_str(&piece);
            if let Some((file, line)) = mark {
                ends.push((super::plain(&raw).chars().count(), file, line));
            }
        }
        let mut runs = super::runs(&raw);
        super::fit_typed(&mut runs);
        let text: String = runs.iter().map(super::Run::text).collect();
        text.chars().any(char::is_alphanumeric).then_some((text, ends))
    }
}

/// What leads a cause, and what leads a purpose. A text is typed with its lead as often as without.
const LEADS: [&[&str]; 2] = [
    &["主要原因是", "主要原因为", "主要原因", "原因是", "主要是因为", "主要是由于", "主要是"],
    &["主要用于", "主要是用于", "用于", "主要包括", "包括", "主要是"],
];

/// Fits typed texts into their sentence: a lead that the sentence has said is not said again (主要用于主要用于…), and a
/// full stop gives way to the punctuation that follows.
fn fit_typed(runs: &mut [Run]) {
    for i in 0..runs.len() {
        let before = i.checked_sub(1).map(|b| runs[b].text().to_owned()).unwrap_or_default();
        let closed = runs.get(i + 1).is_some_and(|r| r.text().starts_with(['。', '，', '；', '、', '）']));
        let Run::Typed { text, .. } = &mut runs[i] else { continue };
        let before = before.trim_end_matches(['：', '，']);
        let mut fitted = text.trim();
        for leads in LEADS.iter().filter(|leads| leads.iter().any(|lead| before.ends_with(lead))) {
            while let Some(rest) = leads.iter().find_map(|lead| fitted.strip_prefix(lead)) {
                fitted = rest.trim_start_matches(['：', ':', '，']);
            }
        }
        if closed {
            fitted = fitted.trim_end_matches(['。', '；', '，', ';', '.', ',']);
        }
        if !fitted.is_empty() && fitted.len() < text.len() {
            *text = fitted.to_owned();
        }
    }
}

fn flush(paragraph: &mut String, blocks: &mut Vec<Block>) {
    let mut runs = runs(paragraph);
    fit_typed(&mut runs);
    // A paragraph whose sentences all fell away leaves only punctuation.
    let has_words = runs.iter().any(|r| r.text().chars().any(char::is_alphanumeric));
    if has_words {
        blocks.push(Block::Paragraph(runs));
    }
    paragraph.clear();
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find([FIGURE, TYPED, GAP]) {
        push_text(&mut runs, &rest[..at]);
        let mark = rest[at..].chars().next().unwrap_or_default();
        let body = &rest[at + mark.len_utf8()..];
        let Some(end) = body.find(END) else {
            rest = body;
            continue;
        };
        let mut parts = body[..end].split(NEXT).map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        runs.push(match mark {
            FIGURE => Run::Figure {
                key: next(),
                field: Field::named(&next()).unwrap_or(Field::Current),
                whole: Some(next()).filter(|whole| !whole.is_empty()),
                text: next(),
            },
            TYPED => Run::Typed { key: next(), text: next() },
            _ => Run::Gap { key: next(), text: next() },
        });
        rest = &body[end + END.len_utf8()..];
    }
    push_text(&mut runs, rest);
    runs
}

fn push_text(runs: &mut Vec<Run>, text: &str) {
    if text.is_empty() {
        return;
    }
    match runs.last_mut() {
        Some(Run::Text(last)) => last.push_str(text),
        _ => runs.push(Run::Text(text.to_owned())),
    }
}

/// The text without marks, for conditions and messages.
pub fn plain(text: &str) -> String {
    runs(text).iter().map(Run::text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_runs() {
        let text = format!(
            "### （一）结构\n收入{}，\n占{}。\n\n{}\n\n。；\n",
            figure("total", Field::Current, "1万元"),
            figure("total", Field::Share, "5%"),
            gap("yoy.total", "〔请补充〕")
        );
        let blocks = parse(&text);
        assert_eq!(blocks.len(), 3);
        assert_eq!(blocks[1].text(), "收入1万元，占5%。");
        assert!(matches!(&blocks[1].runs()[1], Run::Figure { key, .. } if key == "total"));
        assert!(matches!(&blocks[2].runs()[0], Run::Gap { key, .. } if key == "yoy.total"));
    }

    #[test]
    fn only_a_line_left_blank_in_the_template_ends_a_paragraph() {
        let source = "收入1万元\n{% if false %}\n，减少\n{% endif %}\n。\n\n支出{{ 1\n }}万元。\n";
        let marked = mark_lines(source);
        assert_eq!(marked.replace(LINE, ""), source);
        let tera = tera::Tera::new().render_str(&marked, &tera::Context::new(), false).unwrap();
        let texts: Vec<String> = parse(&tera).iter().map(Block::text).collect();
        assert_eq!(texts, ["收入1万元。", "支出1万元。"]);
    }

    #[test]
    fn an_insert_stands_alone_even_inside_a_sentence() {
        let blocks = parse(&format!("甲。{}乙。", insert(&Insert::Chart("total".into()))));
        assert_eq!(blocks.len(), 3);
        assert_eq!(blocks[1], Block::Insert(Insert::Chart("total".into())));
        assert_eq!(blocks[2].text(), "乙。");
    }

    #[test]
    fn typed_texts_do_not_repeat_what_the_sentence_says() {
        let said = |before: &str, text: &str, after: &str| {
            parse(&format!("{before}{}{after}", typed("text.a", text)))[0].text()
        };
        assert_eq!(said("，主要用于", "主要用于接待检查。", "，共"), "，主要用于接待检查，共");
        assert_eq!(said("主要是", "主要是用于接待检查", "发生的支出"), "主要是接待检查发生的支出");
        assert_eq!(said("主要原因是：", "主要原因：人员增加。", "。"), "主要原因是：人员增加。");
        // Nothing is taken away where the sentence has not said it, nor the whole text.
        assert_eq!(said("主要原因是", "用于设备的资金增加", "。"), "主要原因是用于设备的资金增加。");
        assert_eq!(said("说明：", "主要用于接待。", ""), "说明：主要用于接待。");
        assert_eq!(said("主要用于", "用于", "。"), "主要用于用于。");
    }

    #[test]
    fn typed_text_is_never_a_heading() {
        let blocks = parse(&typed("text.duties", "## 假标题"));
        assert!(matches!(&blocks[0], Block::Paragraph(_)));
    }
}
