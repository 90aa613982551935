//! A section as a built-in style prints it, with open places: figures by what they state, reasons and texts by their
//! key, the words that a style may choose. Held against a section of the model it says whether that style speaks there,
//! and with which words.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::passage::{BREAK, Passage};
use crate::facts::Field;
use crate::narrative::{Block, Run, Section};
use crate::place::Place;
use crate::reading::normal;
use crate::supplement::{Entry, KeyKind};

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// These characters.
    Exactly(Vec<char>),
    /// A figure that states this, then its unit or sign.
    Figure { key: String, field: Field, printed: Vec<char> },
    /// Whatever people wrote under this key.
    Open(String),
    /// Words that the style chooses.
    Word(char),
    /// These characters or nothing.
    Perhaps(Vec<char>),
}

/// What stood where a pattern is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caught {
    /// What was open: the mark of a word, or the key of a text.
    pub open: Open,
    /// As printed; a year is `{prior}` or `{year}`.
    pub text: String,
    /// The key of the reason that follows, of a word before a reason.
    pub before: Option<String>,
}

/// An open place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Open {
    /// A word of the style, by its mark.
    Word(char),
    /// A text of people, by its key.
    Text(String),
}

/// A section with open places.
#[derive(Debug)]
pub struct Pattern {
    pieces: Vec<Piece>,
    /// The style's own words by their marks: where the document has them, they are meant.
    own: BTreeMap<char, Vec<char>>,
}

/// Stands for a text while a pattern is made: its place is open.
///
/// A letter that no report has: a paragraph without letters or digits counts as empty.
pub const OPEN: &str = "\u{a66e}";

/// A text whose place stays open: whatever the document has there is caught under its key.
pub fn open_text(key: &str) -> Entry {
    Entry { key: key.to_owned(), title: String::new(), text: OPEN.to_owned(), place: Place::default() }
}

/// Characters that stand for words of a style; no text contains them.
pub fn is_mark(c: char) -> bool {
    ('\u{e000}'..='\u{e0ff}').contains(&c)
}

/// Pieces of the longest pattern that is tried; 500 项 have 5,000.
const LONGEST: usize = 20_000;
/// Attempts after which a section counts as another wording.
const MOST_ATTEMPTS: usize = 400_000;
/// The longest word a style may choose.
const LONGEST_WORD: usize = 30;

impl Pattern {
    /// The pattern of a section as it was told.
    pub fn of(section: &Section, own: &BTreeMap<char, Vec<char>>) -> Pattern {
        let mut pieces = Vec::new();
        let blocks = section.blocks.iter().filter(|b| !matches!(b, Block::Insert(_)));
        for (number, block) in blocks.enumerate() {
            if number > 0 {
                pieces.push(Piece::Exactly(vec![BREAK]));
            }
            for run in block.runs() {
                push_run(&mut pieces, run);
            }
        }
        Pattern { pieces, own: own.clone() }
    }

    /// How many characters it fixes: those of its words and figures.
    pub fn fixed(&self) -> usize {
        let fixed = |piece: &Piece| match piece {
            Piece::Exactly(words) => words.len(),
            Piece::Figure { printed, .. } => printed.len(),
            Piece::Open(_) | Piece::Word(_) | Piece::Perhaps(_) => 0,
        };
        self.pieces.iter().map(fixed).sum()
    }

    /// What stands in the open places; else the character the pattern holds up to.
    ///
    /// # Errors
    /// It does not hold; how far it came.
    pub fn hold_against(&self, passage: &Passage<'_>) -> Result<Vec<Caught>, usize> {
        let mut search = Search {
            pieces: &self.pieces,
            own: &self.own,
            passage,
            failed: HashSet::new(),
            path: Vec::new(),
            reached: 0,
        };
        if self.pieces.len() > LONGEST || !search.from(0, 0) {
            return Err(search.reached);
        }
        let path = search.path;
        let open = |(piece, range): &(usize, Range<usize>)| {
            let open = match &self.pieces[*piece] {
                Piece::Word(mark) => Open::Word(*mark),
                Piece::Open(key) => Open::Text(key.clone()),
                _ => return None,
            };
            let before = match self.pieces.get(piece + 1) {
                Some(Piece::Open(key)) => Some(key.clone()),
                _ => None,
            };
            Some(Caught { open, text: passage.printed(range.clone()), before })
        };
        Ok(path.iter().filter_map(open).collect())
    }
}

fn push_run(pieces: &mut Vec<Piece>, run: &Run) {
    match run {
        Run::Text(text) => push_text(pieces, text),
        Run::Figure { key, field, text, .. } => {
            let printed = normal::Normal::new(text).chars;
            pieces.push(Piece::Figure { key: key.clone(), field: *field, printed });
        }
        Run::Typed { key, text } if text == OPEN => pieces.push(Piece::Open(key.clone())),
        Run::Typed { key, text } => {
            push_text(pieces, text);
            // A project's name is known without 项目 at its end.
            if KeyKind::of(key) == Some((KeyKind::Project, text)) {
                pieces.push(Piece::Perhaps(normal::phrase("项目")));
            }
        }
        Run::Gap { key, .. } => pieces.push(Piece::Open(key.clone())),
    }
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    for part in text.split_inclusive(is_mark) {
        let mark = part.chars().next_back().filter(|c| is_mark(*c));
        let words = normal::phrase(part.trim_end_matches(is_mark));
        if !words.is_empty() {
            match pieces.last_mut() {
                Some(Piece::Exactly(last)) if *last != [BREAK] => last.extend(words),
                _ => pieces.push(Piece::Exactly(words)),
            }
        }
        pieces.extend(mark.map(Piece::Word));
    }
}

struct Search<'a> {
    pieces: &'a [Piece],
    own: &'a BTreeMap<char, Vec<char>>,
    passage: &'a Passage<'a>,
    failed: HashSet<(usize, usize)>,
    /// Pieces with what they took.
    path: Vec<(usize, Range<usize>)>,
    /// How far any attempt came.
    reached: usize,
}

impl Search<'_> {
    /// Whether the pieces from `piece` on take everything from `at` on.
    fn from(&mut self, piece: usize, at: usize) -> bool {
        self.reached = self.reached.max(at);
        let Some(wanted) = self.pieces.get(piece) else { return at == self.passage.chars.len() };
        if self.failed.contains(&(piece, at)) || self.failed.len() > MOST_ATTEMPTS {
            return false;
        }
        for end in self.ends(piece, wanted, at) {
            self.path.push((piece, at..end));
            if self.from(piece + 1, end) {
                return true;
            }
            self.path.pop();
        }
        self.failed.insert((piece, at));
        false
    }

    /// Where a piece that begins at `at` may end.
    fn ends(&self, piece_at: usize, piece: &Piece, at: usize) -> Vec<usize> {
        let chars = &self.passage.chars;
        match piece {
            Piece::Exactly(words) => {
                let fits = chars.get(at..at + words.len()).is_some_and(|part| part == words);
                fits.then(|| at + words.len()).into_iter().collect()
            }
            Piece::Figure { key, field, printed } => {
                self.figure(key, *field, printed, at).or_else(|| self.gap(at)).into_iter().collect()
            }
            Piece::Word(mark) => {
                let word = |c: &char| *c != BREAK;
                let room =
                    chars[at.min(chars.len())..].iter().take(LONGEST_WORD).take_while(|c| word(c)).count();
                let until_figure = self.passage.figures.range(at..).next().map_or(chars.len(), |(f, _)| *f);
                let own = self.own.get(mark).filter(|own| chars[at.min(chars.len())..].starts_with(own));
                let own = own.map(|own| at + own.len());
                own.into_iter()
                    .chain((at..=(at + room).min(until_figure)).filter(|end| own != Some(*end)))
                    .collect()
            }
            Piece::Open(key) => self.open(piece_at, key, at),
            Piece::Perhaps(words) => {
                let there = chars[at.min(chars.len())..].starts_with(words);
                std::iter::once(at).chain(there.then_some(at + words.len())).collect()
            }
        }
    }

    fn figure(&self, key: &str, field: Field, printed: &[char], at: usize) -> Option<usize> {
        let chars = &self.passage.chars;
        let is_number = |c: &char| c.is_ascii_digit() || *c == '.';
        let Some(figure) = self.passage.figures.get(&at) else {
            return chars
                .get(at..at + printed.len())
                .filter(|part| *part == printed)
                .map(|_| at + printed.len());
        };
        if figure.key.as_deref().is_some_and(|k| k != key) || figure.field.is_some_and(|f| f != field) {
            return None;
        }
        let number = chars[at..].iter().take_while(|c| is_number(c)).count();
        let tail: Vec<char> = printed.iter().copied().skip_while(is_number).collect();
        let end = at + number + tail.len();
        chars.get(at + number..end).filter(|part| *part == tail).map(|_| end)
    }

    /// 〔请补充…〕 that the document still has.
    fn gap(&self, at: usize) -> Option<usize> {
        let chars = &self.passage.chars;
        let lead: Vec<char> = "[请补充".chars().collect();
        chars.get(at..at + lead.len()).filter(|part| *part == lead)?;
        chars[at..].iter().position(|c| *c == ']').map(|length| at + length + 1)
    }

    /// Whether a piece is a paragraph of its own, or whole sentences at the end of one.
    fn reach(&self, piece: usize) -> Reach {
        let is_break =
            |p: Option<&Piece>| p.is_none_or(|p| matches!(p, Piece::Exactly(words) if *words == [BREAK]));
        let before = piece.checked_sub(1).and_then(|i| self.pieces.get(i));
        let stops = |words: &[char]| matches!(words.last(), Some('。' | ':'));
        let begins = is_break(before) || matches!(before, Some(Piece::Exactly(words)) if stops(words));
        if begins && is_break(self.pieces.get(piece + 1)) { Reach::Paragraphs } else { Reach::Clause }
    }

    fn open(&self, piece: usize, key: &str, at: usize) -> Vec<usize> {
        let chars = &self.passage.chars;
        let kind = KeyKind::of(key).map(|(kind, _)| kind);
        let found = self
            .passage
            .texts
            .get(&at)
            .filter(|(_, t)| t.key == key || KeyKind::of(&t.key).map(|k| k.0) == kind);
        let mut ends: Vec<usize> = self.gap(at).into_iter().chain(found.map(|(end, _)| *end)).collect();
        let line = |stop: &dyn Fn(char) -> bool| {
            chars[at.min(chars.len())..].iter().take_while(|c| **c != BREAK && !stop(**c)).count()
        };
        let free = match kind {
            Some(KeyKind::Text) => match self.reach(piece) {
                Reach::Paragraphs => chars.len().saturating_sub(at),
                // What people write about performance has sentences of its own.
                Reach::Clause => line(&|c| c == '。' && !self.passage.performance),
            },
            Some(KeyKind::Project | KeyKind::Remark) => line(&|_| false),
            _ => 0,
        };
        ends.extend((at + 1..=at + free).filter(|end| found.is_none_or(|(f, _)| f != end)));
        ends
    }
}

/// How far a text may go.
enum Reach {
    /// To the end of its clause.
    Clause,
    /// Over as many paragraphs as there are.
    Paragraphs,
}
