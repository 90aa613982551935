//! Tokens of a paragraph → statements: names, marks and punctuation set what the next figure states.

use super::codes::Codes;
use super::lexicon;
use super::normal::Normal;
use super::performance::{self, Performance};
use super::scan::{self, Kind, Token};
use super::topic::Topic;
use super::{At, Base, Direction, Field, Section, Statements};
use crate::facts::parts_of;
use crate::text::{CHINESE_DIGITS, sentence_around};

mod figures;
mod marks;
mod regions;
mod spoken;

/// Reads the paragraphs of a section, whose title speaks of `own`, one after the other.
pub fn section(
    index: usize,
    section: &Section<'_>,
    own: Option<Topic>,
    year: Option<u16>,
    codes: &Codes,
    out: &mut Statements,
) {
    let mut topic = own;
    let mut carried: Option<String> = None;
    let mut scanned: Vec<(Normal, Vec<Token>)> = section
        .paragraphs
        .iter()
        .map(|printed| {
            let normal = Normal::new(printed);
            let tokens = scan::scan(&normal, codes);
            (normal, tokens)
        })
        .collect();
    scan::name_by_what_is_above(&mut scanned, codes);
    scan::name_what_is_left(&mut scanned, codes);
    let before = out.figures.len();
    for (paragraph, (printed, (normal, tokens))) in section.paragraphs.iter().zip(&scanned).enumerate() {
        let heading = leading_heading(printed);
        if let Some(heading) = heading {
            topic = Topic::after_heading(own, heading);
        }
        let place = Place { section: index, paragraph, text: normal };
        let mut reader = Reader::new(place, topic, year, codes, tokens, printed, out);
        // A numbered paragraph begins anew.
        if heading.is_none() && scan::skip_numbering(normal) == 0 && !numbered(printed) {
            reader.paragraph_subject.clone_from(&carried);
        }
        reader.inherited = true;
        reader.lists_sources = lists_sources(&scanned[paragraph..], topic);
        if topic == Some(Topic::Performance) {
            reader.performance();
            carried = None;
            continue;
        }
        reader.run();
        topic = reader.topic;
        carried = reader.paragraph_subject;
    }
    performance::apart(&mut out.figures[before..]);
}

/// The sub-heading that a paragraph is or begins with: （一）… up to its full stop.
fn leading_heading(printed: &str) -> Option<&str> {
    let text = printed.trim();
    let inside = text.strip_prefix(['（', '('])?;
    let digits = inside.find(['）', ')'])?;
    inside[..digits].chars().all(|c| CHINESE_DIGITS.contains(c)).then_some(())?;
    let end = text.find(['。', '：']).unwrap_or(text.len());
    (text[..end].chars().count() <= 40).then(|| &text[..end])
}

/// Whether a paragraph begins with （一） or 一、.
fn numbered(printed: &str) -> bool {
    let text = printed.trim();
    let open = text.starts_with(['（', '(']);
    let behind = text.trim_start_matches(['（', '(']).trim_start_matches(|c| CHINESE_DIGITS.contains(c));
    let digits =
        text.len() - behind.len() > usize::from(open) * text.chars().next().map_or(0, char::len_utf8);
    digits && if open { behind.starts_with(['）', ')']) } else { behind.starts_with(['、', '.', '．']) }
}

/// Whether a paragraph tells 财政拨款收入 as one of the sources of income: the next one goes on with another.
fn lists_sources(paragraphs: &[(Normal, Vec<Token>)], topic: Option<Topic>) -> bool {
    let first = |(normal, tokens): &(Normal, Vec<Token>)| {
        let token = tokens.first().filter(|t| t.from == scan::skip_numbering(normal))?;
        match token.kind {
            Kind::Name(name) => name.key(topic),
            _ => None,
        }
    };
    let keys: Vec<&str> = paragraphs.iter().take(2).map_while(first).collect();
    matches!(keys.as_slice(), ["fiscal.income", other] if parts_of("income.total").contains(other))
}

struct Place<'a> {
    section: usize,
    paragraph: usize,
    text: &'a Normal,
}

/// What is spoken of: a fact, and for a 项 its code.
type Subject = Option<String>;

/// What an open bracket stands behind.
struct Bracket {
    /// What was spoken of.
    subject: Subject,
    /// Whether it stands right behind a name, mark or figure.
    joined: bool,
    /// Whether it explains what no fact knows: 其他支出（上缴上级支出…）.
    unknown: bool,
}

struct Reader<'a> {
    place: Place<'a>,
    topic: Option<Topic>,
    year: Option<u16>,
    codes: &'a Codes,
    tokens: &'a [Token],
    printed: &'a str,
    out: &'a mut Statements,
    /// First name of the paragraph; what a sentence without a name speaks of.
    paragraph_subject: Subject,
    /// Whether it was taken over from the paragraph before.
    inherited: bool,
    /// What is spoken of now.
    subject: Subject,
    /// Open brackets.
    outer: Vec<Bracket>,
    /// What the next figure is announced to be.
    pending: Option<Field>,
    /// The last direction word, until its figure.
    direction: Option<Direction>,
    /// Whether a comparison word asks what is compared with.
    with: bool,
    /// The clause sets a figure beside something that is neither last year's nor the budget's.
    beside: bool,
    /// Where the name ends whose budget or other amount a figure is set beside (比“三公”经费年初预算减少).
    whose: Option<usize>,
    /// What changes are related to.
    base: Base,
    /// Whether the clause speaks of last year.
    last_year: bool,
    /// The paragraph speaks of 年初预算, not of the adjusted one.
    initial: bool,
    /// What 其中 divides.
    among: Subject,
    /// Whether the paragraph is one of several on the sources of income.
    lists_sources: bool,
    /// A share was announced: the next name is its whole.
    share: bool,
    whole: Option<String>,
    /// End of the token that the next figure belongs to.
    anchor: usize,
    /// The last comparison, which a reason belongs to.
    compared: Option<(String, Base)>,
    /// The last comparison of what the paragraph speaks of: a reason in a sentence of its own belongs to it.
    compared_subject: Option<(String, Base)>,
    /// Whether the subject's last figure was a change (its share is one of the change).
    after_change: bool,
}

impl<'a> Reader<'a> {
    fn new(
        place: Place<'a>,
        topic: Option<Topic>,
        year: Option<u16>,
        codes: &'a Codes,
        tokens: &'a [Token],
        printed: &'a str,
        out: &'a mut Statements,
    ) -> Reader<'a> {
        Reader {
            place,
            topic,
            year,
            codes,
            tokens,
            printed,
            out,
            paragraph_subject: None,
            inherited: false,
            subject: None,
            outer: Vec::new(),
            pending: None,
            direction: None,
            with: false,
            beside: false,
            whose: None,
            base: Base::Prior,
            last_year: false,
            initial: false,
            among: None,
            lists_sources: false,
            share: false,
            whole: None,
            anchor: 0,
            compared: None,
            compared_subject: None,
            after_change: false,
        }
    }

    fn run(&mut self) {
        self.subject.clone_from(&self.paragraph_subject);
        let mut i = 0;
        while i < self.tokens.len() {
            i = self.token(i);
        }
    }

    /// Figures of projects; what people wrote about results keeps its figures to itself.
    fn performance(&mut self) {
        let tokens = self.tokens;
        let spoken = Performance::of(self.place.text, scan::skip_numbering(self.place.text));
        for token in tokens {
            let Kind::Number { value, unit } = token.kind else { continue };
            let bound = spoken.bind(self.place.text, tokens, token, unit);
            if bound.is_none() && spoken.is_result(token) {
                continue;
            }
            self.push_figure(token, value, unit, bound);
        }
    }

    /// Takes a token; returns the next one to take.
    fn token(&mut self, i: usize) -> usize {
        let tokens = self.tokens;
        let token = &tokens[i];
        match &token.kind {
            // 城乡社区（类）支出: the word belongs to the 类.
            Kind::Name(name) if name.is_bare() && self.follows_class(i) => self.anchor = token.to,
            // 项目支出5万元；其他支出3万元: where it is no 类, of what no fact knows.
            Kind::Name(name) if name.is_bare() && self.of_others(i) => self.lose_subject(token),
            Kind::Name(name) => {
                let told = self.told_as_a_whole(i).filter(|_| name.is_bare()).map(str::to_owned);
                if let Some(key) = told {
                    self.named(key, i);
                } else if let Some(key) = self.key_of(name, i) {
                    let key = self.within_budget(key, token).unwrap_or_else(|| self.contrasted(key));
                    self.named(key, i);
                }
            }
            Kind::Class(code) => {
                if self.topic.is_some_and(Topic::has_classes) {
                    self.named(self.item_key(code), i);
                }
            }
            Kind::Item { code, names } => {
                self.path(code.clone(), names, token);
                let key = code.as_ref().map(|code| self.item_key(code));
                // A path that no code is known for must not leave the figures to the subject before it.
                match key {
                    Some(key) => self.named(key, i),
                    None => self.lose_subject(token),
                }
            }
            Kind::Year(year) => self.year_word(*year, i),
            Kind::Mark(mark) => return self.mark(*mark, i),
            Kind::Number { value, unit } => self.number(token, *value, *unit),
            Kind::Stop => self.end_sentence(i),
            Kind::Semicolon => self.end_clause(true),
            Kind::Comma => self.end_clause(false),
            Kind::Pause | Kind::Colon => self.pending = None,
            Kind::Open => {
                let before = i.checked_sub(1).map(|before| &tokens[before]);
                let unknown = before.is_some_and(|t| {
                    t.to == token.from && matches!(t.kind, Kind::Name(_)) && self.of_others(i - 1)
                });
                let joined = self.touches(token);
                self.outer.push(Bracket { subject: self.subject.clone(), joined, unknown });
            }
            Kind::Close => match self.outer.pop() {
                Some(Bracket { unknown: true, .. }) => self.lose_subject(token),
                // 接待120人次（不包括陪同人员），共计支出1万元: as if the brackets were not there. Behind words that
                // mean nothing here, brackets with names join nothing to what was spoken of.
                Some(Bracket { subject, joined, .. }) => {
                    if joined || subject == self.subject {
                        self.anchor = token.to;
                    }
                    self.subject = subject.or(self.subject.take());
                }
                None => self.anchor = token.to,
            },
        }
        i + 1
    }

    /// Whether a token stands right behind the last mark.
    fn touches(&self, token: &Token) -> bool {
        lexicon::joins(&self.place.text.text(self.anchor, token.from))
    }

    fn at(&self, from: usize, to: usize) -> At {
        let bytes = self.place.text.printed(from, to);
        let sentence = sentence_around(self.printed, bytes.start, bytes.start);
        At { section: self.place.section, paragraph: self.place.paragraph, bytes, sentence }
    }
}
