//! Sentences with the places of their figures: how one is written down so that it is known again with other figures.
//!
//! `{total.delta}` is the place of a figure, `{=yoy.total}` of people's own words, `{year}` of the year. Words of direction
//! (增加, 减少) stand as they were printed; which way they point follows from the figure they stand before.

use std::collections::BTreeMap;

use crate::facts::Field;
use crate::narrative::Run;
use crate::text::CHINESE_DIGITS;

/// Keys of the years, which are no facts.
pub const YEARS: [&str; 2] = ["year", "prior_year"];
/// The number a paragraph begins with; the program counts.
pub const NUMBER: &str = "no";

/// Whether a key is of a figure that stands in words: a year or a number.
pub fn is_in_words(key: &str) -> bool {
    key == NUMBER || YEARS.contains(&key)
}

/// A sentence as words and places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Words(String),
    /// The name of a place, without braces.
    Place(String),
}

/// The name of the place of a figure or of people's words; `None` for words.
pub fn place(run: &Run) -> Option<String> {
    match run {
        Run::Text(_) => None,
        Run::Figure { key, .. } if is_in_words(key) => Some(key.clone()),
        Run::Figure { key, field, whole, .. } => {
            let of = whole.as_ref().map(|whole| format!("/{whole}")).unwrap_or_default();
            Some(format!("{key}.{}{of}", field.name()))
        }
        Run::Typed { key, .. } | Run::Gap { key, .. } => Some(format!("={key}")),
    }
}

/// Runs as they are written down.
pub fn written(runs: &[Run]) -> String {
    let write = |run: &Run| match (place(run), run) {
        (Some(place), _) => format!("{{{place}}}"),
        (None, run) => run.text().replace('{', "｛").replace('}', "｝"),
    };
    runs.iter().map(write).collect()
}

/// The sign for a new paragraph where a line break would not be seen.
pub const PARAGRAPH: char = '¶';

/// Words and places of a text that was written down.
pub fn read(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let text = text.replace(PARAGRAPH, "\n");
    let mut rest = text.as_str();
    while let Some((words, place, after)) = rest
        .split_once('{')
        .and_then(|(words, more)| more.split_once('}').map(|(p, after)| (words, p, after)))
    {
        if !words.is_empty() {
            pieces.push(Piece::Words(words.to_owned()));
        }
        pieces.push(Piece::Place(place.trim().to_owned()));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest.to_owned()));
    }
    pieces
}

/// Runs split into their sentences; a line break begins one.
pub fn sentences(runs: &[Run]) -> Vec<Vec<Run>> {
    let mut found: Vec<Vec<Run>> = vec![Vec::new()];
    for run in runs {
        let Run::Text(text) = run else {
            push(&mut found, run.clone());
            continue;
        };
        let mut rest = text.as_str();
        while let Some(at) = rest.find(['。', '！', '\n']) {
            let ends = !rest[at..].starts_with('\n');
            let to = if ends { at + '。'.len_utf8() } else { at };
            if to > 0 {
                push(&mut found, Run::Text(rest[..to].to_owned()));
            }
            if found.last().is_some_and(|s| !s.is_empty()) {
                found.push(Vec::new());
            }
            if !ends {
                push(&mut found, Run::Text("\n".to_owned()));
                rest = &rest[at + 1..];
            } else {
                rest = &rest[to..];
            }
        }
        if !rest.is_empty() {
            push(&mut found, Run::Text(rest.to_owned()));
        }
    }
    found.retain(|sentence| !sentence.is_empty());
    found
}

fn push(sentences: &mut [Vec<Run>], run: Run) {
    let Some(last) = sentences.last_mut() else { return };
    match (last.last_mut(), run) {
        (Some(Run::Text(before)), Run::Text(more)) => before.push_str(&more),
        (_, run) => last.push(run),
    }
}

/// Words that point up and down, by pairs.
const WAYS: [[&str; 2]; 9] = [
    ["增加", "减少"],
    ["增长", "下降"],
    ["上升", "下降"],
    ["提高", "降低"],
    ["大于", "小于"],
    ["高于", "低于"],
    ["多于", "少于"],
    ["增支", "减支"],
    ["增幅", "降幅"],
];

/// A word of direction with the place of the figure it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The word.
    pub word: &'static str,
    /// The figure behind it, else the one before it.
    pub about: Option<String>,
}

/// The word of direction at the beginning of a text.
fn way_at(text: &str) -> Option<&'static str> {
    WAYS.iter().flatten().find(|word| text.starts_with(**word)).copied()
}

/// The word that points the other way.
pub fn opposite(word: &str) -> Option<&'static str> {
    let pair = WAYS.iter().find(|pair| pair.contains(&word))?;
    pair.iter().find(|other| **other != word).copied()
}

/// Whether a word of direction points up.
pub fn points_up(word: &str) -> bool {
    WAYS.iter().any(|[up, _]| *up == word)
}

/// A text with the words of direction about some figures turned round.
pub fn turned(text: &str, about: &dyn Fn(&Way) -> bool) -> String {
    let pieces = read(text);
    let (_, ways) = known_by(&pieces);
    let mut ways = ways.iter();
    let mut written = String::new();
    for piece in &pieces {
        match piece {
            Piece::Place(place) => written.push_str(&format!("{{{place}}}")),
            Piece::Words(words) => {
                for (plain, word) in cut(words) {
                    written.push_str(plain);
                    let way = word.and_then(|_| ways.next());
                    written.push_str(match way {
                        Some(way) if about(way) => opposite(way.word).unwrap_or(way.word),
                        Some(way) => way.word,
                        None => "",
                    });
                }
            }
        }
    }
    written
}

/// Words cut at their words of direction.
pub fn cut(words: &str) -> Vec<(&str, Option<&'static str>)> {
    let mut found = Vec::new();
    let (mut from, mut at) = (0, 0);
    while at < words.len() {
        if let Some(way) = way_at(&words[at..]) {
            found.push((&words[from..at], Some(way)));
            at += way.len();
            from = at;
        } else {
            at += words[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    found.push((&words[from..], None));
    found
}

/// A sentence by which it is known again, whichever way its figures point; and the ways it printed.
pub fn known_by(pieces: &[Piece]) -> (String, Vec<Way>) {
    const WAY: char = '\u{1}';
    let mut text = String::new();
    let mut ways: Vec<Way> = Vec::new();
    let mut before: Option<&String> = None;
    for piece in pieces {
        match piece {
            Piece::Place(place) => {
                for way in ways.iter_mut().rev().take_while(|way| way.about.is_none()) {
                    way.about = Some(place.clone());
                }
                before = Some(place);
                text.push_str(&format!("{{{place}}}"));
            }
            Piece::Words(words) => {
                for (plain, way) in cut(words) {
                    text.extend(plain.chars().filter(|c| !c.is_whitespace() || *c == '\n'));
                    text.extend(way.map(|_| WAY));
                    ways.extend(way.map(|word| Way { word, about: None }));
                }
            }
        }
    }
    // What stands behind the last figure is about that one (决算数小于预算数。).
    for way in ways.iter_mut().filter(|way| way.about.is_none()) {
        way.about = before.cloned();
    }
    (text, ways)
}

/// Years that a paragraph names as years, and the number it begins with, taken out as figures of their own.
pub fn with_places(runs: &[Run], year: u16) -> Vec<Run> {
    let mut found = Vec::new();
    for (n, run) in runs.iter().enumerate() {
        let Run::Text(text) = run else {
            found.push(run.clone());
            continue;
        };
        let mut rest = text.as_str();
        if let Some(number) = number(rest).filter(|_| n == 0) {
            found.extend((number.start > 0).then(|| Run::Text(rest[..number.start].to_owned())));
            found.push(in_words(NUMBER, &rest[number.clone()]));
            rest = &rest[number.end..];
        }
        found.extend(with_years(rest, year));
    }
    found
}

fn in_words(key: &str, text: &str) -> Run {
    Run::Figure { key: key.to_owned(), field: Field::Current, whole: None, text: text.to_owned() }
}

/// Where the number stands that a paragraph begins with: `1.`, `2、`, `（三）`.
fn number(text: &str) -> Option<std::ops::Range<usize>> {
    let start = text.len() - text.trim_start_matches(['（', '(', ' ', '　']).len();
    let digit = |c: char| c.is_ascii_digit() || CHINESE_DIGITS.contains(c);
    let end = start + text[start..].find(|c| !digit(c))?;
    let behind = text[end..].strip_prefix(['.', '．', '、', '）', ')'])?;
    let decimal = behind.starts_with(|c: char| c.is_ascii_digit());
    (end > start && end - start <= 9 && !decimal).then_some(start..end)
}

/// Years that words name as years, taken out as figures of their own.
pub fn with_years(text: &str, year: u16) -> Vec<Run> {
    let names = [(year.to_string(), YEARS[0]), ((year - 1).to_string(), YEARS[1])];
    let mut found = Vec::new();
    let mut rest = text;
    let next = |rest: &str| {
        let places =
            names.iter().filter_map(|(digits, key)| Some((rest.find(&format!("{digits}年"))?, *key)));
        places.min_by_key(|(at, _)| *at)
    };
    while let Some((at, key)) = next(rest) {
        found.extend((at > 0).then(|| Run::Text(rest[..at].to_owned())));
        let end = at + year.to_string().len();
        found.push(in_words(key, &rest[at..end]));
        rest = &rest[end..];
    }
    found.extend((!rest.is_empty()).then(|| Run::Text(rest.to_owned())));
    found
}

/// The other way round: years and numbers become words again.
pub fn without_places(runs: Vec<Run>) -> Vec<Run> {
    let words = |run| match run {
        Run::Figure { key, text, .. } if is_in_words(&key) => Run::Text(text),
        other => other,
    };
    merged(runs.into_iter().map(words).collect())
}

/// Words that stand together as one run.
pub fn merged(runs: Vec<Run>) -> Vec<Run> {
    let mut found: Vec<Vec<Run>> = vec![Vec::new()];
    runs.into_iter().for_each(|run| push(&mut found, run));
    found.pop().unwrap_or_default()
}

/// The runs of some text by the names of their places.
pub fn by_place<'a>(runs: impl Iterator<Item = &'a Run>) -> BTreeMap<String, &'a Run> {
    let mut found = BTreeMap::new();
    for run in runs {
        if let Some(place) = place(run) {
            found.entry(place).or_insert(run);
        }
    }
    found
}

/// Whether two texts that were written down are one sentence, whichever way their figures point.
pub fn same(one: &str, other: &str) -> bool {
    known_by(&read(one)).0 == known_by(&read(other)).0
}
