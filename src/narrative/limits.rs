//! What a template may contain and how much it may do. The language is closed (no variables, no arithmetic, no files), so
//! that a person can read it; and every repetition is counted in steps that depend only on the template and the data,
//! never on the clock, so that the same template stops at the same place everywhere.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};

use tera::{Error, Kwargs, TeraResult};

use super::scan::{self, Piece, Stretch, Tag, TokenKind};
use super::vocabulary::{Kind, RETIRED, word, words};
use crate::style::PackFile;
use crate::text::nearest;

/// Work of one report: about a hundred times what a large real report needs.
const BUDGET: u64 = 16_000_000;
/// More work for each figure there is: a department with thousands of 项 has thousands of sentences. A template that goes
/// through all figures for each of them is still stopped.
const BUDGET_PER_FIGURE: u64 = 4_000;
/// Work of a repetition besides its text.
const STEP: u64 = 100;
/// Work of a tag that prints something.
const PRINT: u64 = 256;
/// Characters of a text handed to a component.
const MAX_ARGUMENT: usize = 1_000;
/// Texts joined in one tag.
const MAX_JOINED: usize = 20;
/// Conditions and repetitions inside each other: what reads them takes time that grows with every one.
const MAX_NESTED: usize = 40;
/// Bytes one section may become, and how many more for each figure.
const MAX_SECTION: usize = 4 * 1024 * 1024;
const MAX_SECTION_PER_FIGURE: usize = 1024;

/// The function that counts; its name cannot be a word of the language.
pub const COUNTER: &str = "step__";

/// What a limit error begins with, so that nothing is tried again after one.
pub const TOO_MUCH: &str = "模板要做的事太多";

/// Tags and words besides the table of words.
const TAGS: &[&str] =
    &["for", "endfor", "if", "elif", "else", "endif", "component", "endcomponent", "filter", "endfilter"];
/// Filters and tests of the engine that stay useful where figures are text.
const ENGINE_FILTERS: &[&str] = &["length", "first", "last", "default"];
const ENGINE_TESTS: &[&str] = &["defined", "undefined", "starting_with", "ending_with", "containing"];

/// How much a report has done so far.
#[derive(Debug)]
pub struct Meter {
    done: AtomicU64,
    budget: u64,
}

impl Meter {
    /// Nothing yet, of a report with so many figures.
    pub fn new(figures: usize) -> Meter {
        let budget = BUDGET.saturating_add((figures as u64).saturating_mul(BUDGET_PER_FIGURE));
        Meter { done: AtomicU64::new(0), budget }
    }

    /// Counts work.
    ///
    /// # Errors
    /// More than a report may do.
    pub fn spend(&self, work: u64) -> TeraResult<()> {
        if self.done.fetch_add(work, Ordering::Relaxed).saturating_add(work) > self.budget {
            return Err(Error::message(format!(
                "{TOO_MUCH}：到这里重复的次数或写出的文字超过了上限。请看是不是循环套循环，或组件用了自己"
            )));
        }
        Ok(())
    }

    /// Counts one pass through a loop or component, and looks at what it was handed.
    ///
    /// # Errors
    /// More than a report may do, or a text too long to be handed on.
    pub fn step(&self, given: &Kwargs) -> TeraResult<()> {
        let work: u64 = given.get("work").ok().flatten().unwrap_or(0);
        self.spend(work + STEP)?;
        for (key, value) in given.iter() {
            if value.as_str().is_some_and(|text| text.chars().count() > MAX_ARGUMENT) {
                let name = key.as_str().unwrap_or_default();
                return Err(Error::message(format!(
                    "{TOO_MUCH}：交给组件的“{name}”超过{MAX_ARGUMENT}个字；长的文字请直接写在用它的地方"
                )));
            }
        }
        Ok(())
    }
}

/// A component that uses itself, directly or through others: the file, one Chinese sentence, and where.
pub fn circle<'f>(files: impl Iterator<Item = &'f PackFile>) -> Option<(&'f PackFile, String, Stretch<'f>)> {
    let uses: Vec<(&PackFile, scan::ComponentUse<'_>)> = files
        .flat_map(|file| scan::component_uses(&file.content).into_iter().map(move |u| (file, u)))
        .collect();
    let mut used_by: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut uses_of: HashMap<&str, Vec<&str>> = HashMap::new();
    for (_, used) in uses.iter().filter(|(_, u)| !u.by.is_empty()) {
        used_by.entry(used.name.text).or_default().push(used.by);
        uses_of.entry(used.by).or_default().push(used.name.text);
    }
    // What uses nothing is in no circle, nor is what uses only such; what stays may be.
    let mut open: HashMap<&str, usize> = uses_of.iter().map(|(by, used)| (*by, used.len())).collect();
    let mut done: Vec<&str> = used_by.keys().copied().filter(|name| !open.contains_key(name)).collect();
    while let Some(name) = done.pop() {
        for by in used_by.get(name).into_iter().flatten() {
            let left = open.entry(by).or_default();
            *left = left.saturating_sub(1);
            if *left == 0 {
                done.push(by);
            }
        }
    }
    let reaches = |from: &str, to: &str| {
        let mut seen = HashSet::from([from]);
        let mut next = vec![from];
        while let Some(name) = next.pop() {
            if name == to {
                return true;
            }
            next.extend(uses_of.get(name).into_iter().flatten().copied().filter(|used| seen.insert(used)));
        }
        false
    };
    let may_be = |name: &str| open.get(name).is_some_and(|left| *left > 0);
    let in_circle =
        |u: &scan::ComponentUse<'_>| may_be(u.by) && may_be(u.name.text) && reaches(u.name.text, u.by);
    let (file, used) = uses.iter().find(|(_, u)| in_circle(u))?;
    let message =
        format!("{TOO_MUCH}：组件“{}”在这里用到“{}”，又回到了自己，没有尽头", used.by, used.name.text);
    Some((*file, message, used.name))
}

/// What a template may not contain: one Chinese sentence and where.
pub fn faults(content: &str) -> Vec<(String, Stretch<'_>)> {
    let mut found = braces(content);
    let mut nested = 0usize;
    for tag in scan::tags(content) {
        let opens = |word: &&str| tag.begins(&[word]);
        if !tag.prints && ["if", "for", "component", "filter"].iter().any(opens) {
            nested += 1;
            if nested == MAX_NESTED + 1 {
                found.push((format!("{TOO_MUCH}：这里套了{nested}层，最多{MAX_NESTED}层"), tag.whole));
            }
        } else if tag.tokens.first().is_some_and(|t| t.at.text.starts_with("end")) {
            nested = nested.saturating_sub(1);
        }
        if !tag.prints
            && let Some(first) = tag.tokens.first()
            && first.kind == TokenKind::Word
            && !TAGS.contains(&first.at.text)
        {
            found.push((unknown_tag(first.at.text), first.at));
        }
        let mut joined = 0;
        for (i, token) in tag.tokens.iter().enumerate() {
            let next = tag.tokens.get(i + 1);
            match (token.kind, token.at.text) {
                (TokenKind::Sign, sign) if let Some(half) = half_width(sign) => {
                    found.push((format!("花括号里的“{sign}”要用英文（半角）的 {half}"), token.at));
                }
                (TokenKind::Sign, "|") => {
                    if let Some(name) = next.filter(|t| t.kind == TokenKind::Word) {
                        found.extend(unknown(Kind::Filter, name.at));
                    }
                }
                (TokenKind::Word, "is") => {
                    let name = next.filter(|t| t.at.text == "not").map_or(next, |_| tag.tokens.get(i + 2));
                    if let Some(name) = name.filter(|t| t.kind == TokenKind::Word) {
                        found.extend(unknown(Kind::Test, name.at));
                    }
                }
                (TokenKind::Word, "for") if i > 0 => {
                    found.push(("方括号里不能重复；请用 {% for … %} 和 {% endfor %}".to_owned(), token.at));
                }
                (TokenKind::Sign, "~") => joined += 1,
                (TokenKind::Sign, "." | "*") if next.is_some_and(|t| t.at.text == token.at.text) => {
                    found.push((format!("模板里不用“{0}{0}”", token.at.text), token.at));
                }
                (TokenKind::Word, name) if is_call(&tag, i) => {
                    found.extend(unknown(Kind::Function, Stretch { text: name, ..token.at }));
                }
                _ => {}
            }
        }
        if tag.begins(&["filter"])
            && let Some(name) = tag.tokens.get(1)
        {
            found.extend(unknown(Kind::Filter, name.at));
        }
        if joined > MAX_JOINED {
            found.push((format!("一个花括号里连接了{joined}次文字，最多{MAX_JOINED}次"), tag.whole));
        }
    }
    found
}

/// The sign a full-width one was meant to be.
fn half_width(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "“" | "”" | "＂" | "‘" | "’" => "\"",
        "｜" => "|",
        "（" => "(",
        "）" => ")",
        "，" => ",",
        "＝" => "=",
        _ => return None,
    })
}

/// Braces that would be printed as they stand.
fn braces(content: &str) -> Vec<(String, Stretch<'_>)> {
    let mut found = Vec::new();
    for piece in scan::pieces(content) {
        match piece {
            Piece::Text(text) => {
                let mut last = None;
                for (at, c) in text.text.char_indices() {
                    // One mistake for a pair of braces.
                    if matches!(c, '{' | '}' | '｛' | '｝') && last != Some(c) {
                        let message = match c {
                            '｛' | '｝' => {
                                format!("“{c}”是全角的，会照原样印出来；请写英文（半角）的 {{{{ … }}}}")
                            }
                            _ => format!("“{c}”会照原样印出来；数字写成 {{{{ … }}}}，两边都是两个花括号"),
                        };
                        found.push((message, part(text, at, c.len_utf8())));
                    }
                    last = Some(c);
                }
            }
            Piece::Tag(tag) if !tag.closed => {
                let open = if tag.prints { "{{" } else { "{%" };
                let close = if tag.prints { "}}" } else { "%}" };
                let at = Stretch { text: open, ..tag.whole };
                found.push((format!("“{open}”没有对应的“{close}”"), at));
            }
            Piece::Tag(_) | Piece::Comment(_) => {}
        }
    }
    found
}

/// Some bytes of a stretch with their own place.
fn part(whole: Stretch<'_>, from: usize, length: usize) -> Stretch<'_> {
    let before = &whole.text[..from];
    let line = whole.line + before.matches('\n').count();
    let column = match before.rfind('\n') {
        Some(last) => before[last + 1..].chars().count(),
        None => whole.column + before.chars().count(),
    };
    Stretch { text: &whole.text[from..from + length], line, column }
}

/// Amounts and percentages written by hand: they will be wrong with the next accounts.
pub fn typed_amounts(content: &str) -> Vec<Stretch<'_>> {
    let mut found = Vec::new();
    for piece in scan::pieces(content) {
        let Piece::Text(text) = piece else { continue };
        for unit in ["万元", "亿元", "%", "％"] {
            for (at, _) in text.text.match_indices(unit) {
                let before = &text.text[..at];
                let number = before.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
                // 100万元（含）以上 is a limit of the form, not a figure of a year.
                let after = &text.text[at + unit.len()..];
                let limit = ["以上", "以下", "（含）", "(含)"].iter().any(|word| after.starts_with(word));
                if number.len() < at && !limit {
                    found.push(part(text, number.len(), at + unit.len() - number.len()));
                }
            }
        }
    }
    found
}

/// Whether a word is called like a function, and is neither a filter, a test nor a component's definition.
fn is_call(tag: &Tag<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|i| tag.tokens.get(i)).map_or("", |t| t.at.text);
    let called = tag.tokens.get(at + 1).is_some_and(|t| t.at.text == "(");
    let keyword =
        matches!(tag.tokens[at].at.text, "in" | "and" | "or" | "not" | "if" | "elif" | "else" | "is");
    called && !keyword && !matches!(before, "|" | "is" | "not" | "component" | "filter")
        || called
            && before == "not"
            && at.checked_sub(2).is_none_or(|i| tag.tokens[i].at.text != "is")
            && !keyword
}

fn unknown(kind: Kind, name: Stretch<'_>) -> Option<(String, Stretch<'_>)> {
    let engine = match kind {
        Kind::Filter => ENGINE_FILTERS,
        Kind::Test => ENGINE_TESTS,
        Kind::Function | Kind::Variable => &[],
    };
    if word(kind, name.text).is_some() || engine.contains(&name.text) {
        return None;
    }
    let what = match kind {
        Kind::Filter => "过滤器",
        Kind::Test => "判断",
        Kind::Function | Kind::Variable => "函数",
    };
    if let Some((_, instead)) = RETIRED.iter().find(|(old, _)| kind == Kind::Filter && *old == name.text) {
        return Some((format!("“{}”已经不用了，请写 {instead}", name.text), name));
    }
    let near = nearest(name.text, words(kind).map(|w| w.name).chain(engine.iter().copied()))
        .map(|near| format!("；最接近的是“{near}”"))
        .unwrap_or_default();
    Some((format!("没有名为“{}”的{what}{near}", name.text), name))
}

fn unknown_tag(name: &str) -> String {
    match name {
        "include" | "extends" | "import" => {
            format!("模板里不用“{name}”；几处共用的句子写成组件，放在以 _ 开头的文件里")
        }
        "set" | "set_global" => format!("模板里不用“{name}”；数字由程序算好，用键写出来"),
        "block" | "macro" => format!("模板里不用“{name}”；几处共用的句子写成组件"),
        _ => {
            let near = nearest(name, TAGS.iter().copied())
                .map(|near| format!("；最接近的是“{near}”"))
                .unwrap_or_default();
            format!("{{% 之后不能写“{name}”{near}")
        }
    }
}

/// A place where the counter was put into a line.
struct Inserted {
    /// Line of the tag it follows.
    line: usize,
    /// Zero-based character column where it stands in the template as written.
    column: usize,
    /// Line and column of the tag.
    tag: (usize, usize),
    text: String,
    /// Byte position.
    at: usize,
}

/// A template with the counter in every loop and component.
pub fn counted(content: &str) -> String {
    let mut out = String::with_capacity(content.len() * 2);
    let mut from = 0;
    for inserted in insertions(content) {
        out.push_str(&content[from..inserted.at]);
        out.push_str(&inserted.text);
        from = inserted.at;
    }
    out.push_str(&content[from..]);
    out
}

/// The place in the template as written of a place in its counted form: line, zero-based character column.
pub fn as_written(content: &str, line: usize, column: usize) -> (usize, usize) {
    let mut shift = 0;
    for inserted in insertions(content).iter().filter(|i| i.line == line) {
        let width = inserted.text.chars().count();
        let start = inserted.column + shift;
        if column < start {
            break;
        }
        if column < start + width {
            return inserted.tag;
        }
        shift += width;
    }
    (line, column - shift)
}

fn insertions(content: &str) -> Vec<Inserted> {
    let pieces = scan::pieces(content);
    let mut found = Vec::new();
    let mut at = 0;
    for (i, piece) in pieces.iter().enumerate() {
        let whole = match piece {
            Piece::Text(text) | Piece::Comment(text) => *text,
            Piece::Tag(tag) => tag.whole,
        };
        at += whole.text.len();
        let Piece::Tag(tag) = piece else { continue };
        let end = match tag.tokens.first().map(|t| t.at.text) {
            _ if tag.prints || !tag.closed => continue,
            Some("for") => ("for", "endfor"),
            Some("component") => ("component", "endcomponent"),
            _ => continue,
        };
        let work = weight(&pieces[i + 1..], end);
        let names: String = if end.0 == "component" { parameters(tag) } else { String::new() };
        let last = whole.text.rsplit('\n').next().unwrap_or_default().chars().count();
        let lines = whole.text.matches('\n').count();
        found.push(Inserted {
            line: whole.line + lines,
            column: if lines == 0 { whole.column + last } else { last },
            tag: (whole.line, whole.column),
            text: format!("{{{{{COUNTER}(work={work}{names})}}}}"),
            at,
        });
    }
    found
}

/// The parameters of a component that must be handed to it, as arguments of the counter.
fn parameters(tag: &Tag<'_>) -> String {
    tag.tokens
        .windows(2)
        .filter(|w| matches!(w[0].at.text, "(" | ",") && w[0].kind == TokenKind::Sign)
        .filter(|w| w[1].kind == TokenKind::Word && w[1].at.text != "work")
        .map(|w| format!(",{0}={0}", w[1].at.text))
        .collect()
}

/// Work of one pass: the text up to the tag that ends it, and its tags that print.
fn weight(pieces: &[Piece<'_>], (open, close): (&str, &str)) -> u64 {
    let mut depth = 0usize;
    let mut work = 0;
    for piece in pieces {
        match piece {
            Piece::Text(text) => work += text.text.len() as u64,
            Piece::Comment(_) => {}
            Piece::Tag(tag) if tag.prints => work += PRINT,
            Piece::Tag(tag) if tag.begins(&[open]) => depth += 1,
            Piece::Tag(tag) if tag.begins(&[close]) && depth == 0 => break,
            Piece::Tag(tag) if tag.begins(&[close]) => depth -= 1,
            Piece::Tag(_) => {}
        }
    }
    work
}

/// Where a section is written to, with room for what its figures need.
#[derive(Debug)]
pub struct Page {
    bytes: Vec<u8>,
    room: usize,
    /// Whether more was written than a section may hold.
    pub full: bool,
}

impl Page {
    /// An empty one, of a report with so many figures.
    pub fn new(figures: usize) -> Page {
        let room = MAX_SECTION.saturating_add(figures.saturating_mul(MAX_SECTION_PER_FIGURE));
        Page { bytes: Vec::new(), room, full: false }
    }

    /// How many whole megabytes there is room for.
    pub fn megabytes(&self) -> usize {
        self.room / 1024 / 1024
    }

    /// What was written.
    pub fn text(self) -> String {
        String::from_utf8(self.bytes).unwrap_or_default()
    }
}

impl std::io::Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.room {
            self.full = true;
            return Err(std::io::Error::other(TOO_MUCH));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_template_as_written() {
        let source = "甲{% for a in b %}乙{{ x }}{% endfor %}{% for c in d %}{{ y }}{% endfor %}";
        let counted = counted(source);
        for name in ["x", "y"] {
            let find = |text: &str| {
                let at = text.find(&format!("{{{{ {name} ")).unwrap();
                text[..at].chars().count()
            };
            assert_eq!(as_written(source, 1, find(&counted)), (1, find(source)), "{counted}");
        }
        let inside = counted.find(COUNTER).map(|at| counted[..at].chars().count()).unwrap();
        assert_eq!(as_written(source, 1, inside), (1, 1));
    }

    #[test]
    fn the_language_is_closed() {
        for (source, says) in [
            ("{% set x = 1 %}", "不用“set”"),
            ("{% include \"../x\" %}", "不用“include”"),
            ("{{ [a for a in b] }}", "方括号里不能重复"),
            ("{{ range(end=3) }}", "没有名为“range”的函数"),
            ("{{ \"a\" | replace(from=\"a\", to=\"b\") }}", "没有名为“replace”的过滤器"),
            ("{% if \"a\" is not zro %}", "最接近的是“zero”"),
            ("{% fi x %}", "最接近的是“if”"),
            ("{% if not raneg(a=1) %}", "函数"),
        ] {
            let found = faults(source);
            assert!(found.iter().any(|(message, _)| message.contains(says)), "{source} {found:?}");
        }
        for (source, says, place) in [
            ("合计｛｛ year ｝｝", "全角", (1, 2)),
            ("甲\n乙{ year }", "照原样印出来", (2, 1)),
            ("甲{{ year }。\n乙", "没有对应的“}}”", (1, 1)),
            ("{{ “total” | amount }}", "要用英文（半角）的 \"", (1, 3)),
            ("{{ \"total\" ｜ amount }}", "要用英文（半角）的 |", (1, 11)),
        ] {
            let found = faults(source);
            let hit = found.iter().find(|(message, _)| message.contains(says));
            assert_eq!(hit.map(|(_, at)| (at.line, at.column)), Some(place), "{source} {found:?}");
        }
        assert_eq!(
            typed_amounts("支出12.5万元，占3％；100万元（含）以上{{ \"total\" | amount }}万元").len(),
            2
        );
        for source in [
            "{% if (x) and not (y) and \"a\" is not zero(of=\"prior\") %}{{ items(of=\"fund\") | length }}{% endif %}",
            "{% component a(key, @x) %}{{ <b key={key ~ \".c\"} /> }}{% endcomponent a %}",
            "{% filter list(separator=\"；\") %}{% endfilter %}{{ loop.index }}",
        ] {
            assert_eq!(faults(source), [], "{source}");
        }
    }
}
