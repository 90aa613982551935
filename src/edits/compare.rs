//! A document as it was written, held against the file as people left it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::align;
use super::own::{REMOVED, strange_numbers};
use super::paragraph::{Marked, mark};
use super::record::{Left, Line, Record, Why, paragraphs, tables};
use super::sentence;
use crate::facts;
use crate::narrative::Run;
use crate::published::content::Content;
use crate::text::squash;

/// How alike, of a hundred, a paragraph and its reworded form are at least.
const ALIKE: usize = 34;
/// How many changed cells are listed one by one.
const CELLS: usize = 30;

/// What people changed.
#[derive(Debug, Clone, Default)]
pub struct Edits {
    /// People's words where a gap or other words of theirs stood.
    pub answers: Vec<Answer>,
    /// Sentences of the narrative in other words.
    pub own: Vec<OwnChange>,
    /// What is not taken over.
    pub left: Vec<Left>,
}

impl Edits {
    /// Whether the file says what was written.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty() && self.own.is_empty() && self.left.is_empty()
    }
}

/// Words of people's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The key they answer.
    pub key: String,
    /// The words that stood there, or the gap.
    pub before: std::result::Result<String, String>,
    /// The words that stand there now.
    pub text: String,
    /// The section they stand in.
    pub section: String,
}

/// A sentence that is said otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnChange {
    /// Title of its section, without number.
    pub section: String,
    /// What was written, with the places of its figures.
    pub instead: String,
    /// What people made of it.
    pub say: String,
}

/// What people changed in a file since it was written.
pub fn compare(record: &Record, content: &Content) -> Edits {
    let now = paragraphs(content);
    let squashed = |texts: Vec<&str>| texts.into_iter().map(squash).collect::<Vec<_>>();
    let before = squashed(record.lines.iter().map(|l| l.text.as_str()).collect());
    let after = squashed(now.iter().map(String::as_str).collect());
    let pairs = align::related(&before, &after, ALIKE);
    let mut comparison = Comparison {
        record,
        now: &now,
        to: pairs.iter().copied().collect(),
        from: pairs.iter().map(|(a, b)| (*b, *a)).collect(),
        taken: BTreeSet::new(),
        edits: Edits::default(),
    };
    comparison.texts();
    comparison.paragraphs();
    comparison.tables(&tables(content));
    comparison.edits
}

struct Comparison<'a> {
    record: &'a Record,
    now: &'a [String],
    /// Lines of the record to paragraphs of the file, and back.
    to: BTreeMap<usize, usize>,
    from: BTreeMap<usize, usize>,
    /// Paragraphs of the file that were read as people's texts.
    taken: BTreeSet<usize>,
    edits: Edits,
}

/// The key of a line that is nothing but people's text, after a beginning of the style's.
fn whole_text(line: &Line) -> Option<&str> {
    let (last, lead) = line.runs.split_last()?;
    let lead_is_words = lead.iter().all(|run| matches!(run, Run::Text(_)));
    match last {
        Run::Typed { key, .. } | Run::Gap { key, .. } if lead_is_words && (lead.is_empty() || !line.told) => {
            Some(key)
        }
        _ => None,
    }
}

fn without_number(section: &str) -> &str {
    section.split_once('、').map_or(section, |(_, title)| title)
}

impl Comparison<'_> {
    fn left(&mut self, why: Why, line: usize, sentence: &str, message: String) {
        let at = &self.record.lines[line.min(self.record.lines.len().saturating_sub(1))];
        self.edits.left.push(Left {
            why,
            message,
            part: at.part.clone(),
            section: at.section.clone(),
            sentence: sentence.to_owned(),
        });
    }

    /// Texts of people's own that fill paragraphs: 职责, 机构设置, 名词解释.
    fn texts(&mut self) {
        let lines = &self.record.lines;
        let mut at = 0;
        while at < lines.len() {
            let Some(key) = whole_text(&lines[at]) else {
                at += 1;
                continue;
            };
            let begins = |line: &Line| matches!(line.runs.first(), Some(Run::Text(_)));
            let more = lines[at + 1..]
                .iter()
                .take_while(|line| whole_text(line) == Some(key) && !begins(line))
                .count();
            self.text(key, at..at + 1 + more);
            at += 1 + more;
        }
    }

    fn text(&mut self, key: &str, range: Range<usize>) {
        let lines = &self.record.lines[range.clone()];
        let from = self.to.range(..range.start).next_back().map_or(0, |(_, j)| j + 1);
        let to = self.to.range(range.end..).next().map_or(self.now.len(), |(_, j)| *j);
        let now: Vec<&str> =
            (from..to).filter(|j| !self.taken.contains(j)).map(|j| self.now[j].as_str()).collect();
        let people = |line: &Line| line.runs.last().map_or("", Run::text).to_owned();
        let before: Vec<String> = lines.iter().map(people).collect();
        let before = before.join("\n");
        let lead: String = match lines[0].runs.split_last() {
            Some((_, lead)) => lead.iter().map(Run::text).collect(),
            None => String::new(),
        };
        let said = now.join("\n");
        let Some(said) = after_lead(&said, &lead) else {
            let shown = if said.is_empty() {
                "删去了".to_owned()
            } else {
                format!("改成了“{}”", short(&said))
            };
            let was = short(&lines[0].text);
            self.left(Why::Place, range.start, &said, format!("“{was}”{shown}，没有取回"));
            self.taken.extend(from..to);
            return;
        };
        self.taken.extend(from..to);
        if squash(&said) == squash(&before) {
            return;
        }
        if said.trim().is_empty() {
            let was = short(&before);
            self.left(Why::Place, range.start, "", format!("“{was}”删去了，没有取回：这里应有文字"));
            return;
        }
        let gap = matches!(lines[0].runs.last(), Some(Run::Gap { .. }));
        self.edits.answers.push(Answer {
            key: key.to_owned(),
            before: if gap { Err(before) } else { Ok(before) },
            text: said.trim().to_owned(),
            section: lines[0].section.clone(),
        });
    }

    /// Everything else: the narrative, and what the style sets.
    fn paragraphs(&mut self) {
        let mut ahead: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut behind: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let lines = &self.record.lines;
        let is_told = |i: usize| lines.get(i).is_some_and(|l| l.told && l.level == 0 && !l.runs.is_empty());
        for j in 0..self.now.len() {
            if self.from.contains_key(&j) || self.taken.contains(&j) {
                continue;
            }
            let last = self.from.range(..j).next_back().map(|(_, i)| *i);
            let next = self.from.range(j..).next().map(|(_, i)| *i);
            // The last paragraph before it, also one that was taken out.
            match (last, next) {
                (Some(i), _) if is_told(i) => behind.entry(i).or_default().push(j),
                (_, Some(i)) if is_told(i) => ahead.entry(i).or_default().push(j),
                (last, _) => {
                    let text = self.now[j].clone();
                    self.left(
                        Why::Place,
                        last.unwrap_or(0),
                        &text,
                        format!("新增的一段“{}”没有取回：不在情况说明的段落里", short(&text)),
                    );
                }
            }
        }
        for i in 0..lines.len() {
            let line = &self.record.lines[i];
            if whole_text(line).is_some() {
                continue;
            }
            let now = self.to.get(&i).map(|j| self.now[*j].as_str());
            let same = now.is_some_and(|now| squash(now) == squash(&line.text));
            let (ahead, behind) = (ahead.remove(&i), behind.remove(&i));
            if same && ahead.is_none() && behind.is_none() {
                continue;
            }
            let changeable = line.told && line.level != 2 && !line.runs.is_empty();
            if !changeable {
                let was = short(&line.text);
                let message = match now {
                    Some(now) => format!("“{was}”改成了“{}”，没有取回：这里由样式决定", short(now)),
                    None => format!("“{was}”删去了，没有取回：这里由样式决定"),
                };
                self.left(Why::Place, i, now.unwrap_or_default(), message);
                continue;
            }
            let texts = |found: Option<Vec<usize>>| -> Vec<&str> {
                found.into_iter().flatten().map(|j| self.now[j].as_str()).collect()
            };
            let (ahead, behind) = (texts(ahead), texts(behind));
            self.told(i, now, &ahead, &behind);
        }
    }

    /// A paragraph of the narrative, with new ones ahead of it and behind it.
    fn told(&mut self, i: usize, now: Option<&str>, ahead: &[&str], behind: &[&str]) {
        let line = &self.record.lines[i];
        let written = sentence::with_places(&line.runs, self.record.year);
        let Marked { runs, answers, changed } = now.map(|now| mark(&written, now)).unwrap_or_default();
        for (figure, said) in changed {
            let about = match &figure {
                Run::Figure { key, .. } if key == sentence::NUMBER => "编号".to_owned(),
                Run::Figure { key, .. } if sentence::is_in_words(key) => "年度".to_owned(),
                Run::Figure { key, .. } => facts::label_of(key),
                _ => String::new(),
            };
            let message = format!("“{about}”按数据应是{}，文件里改成了{said}，没有取用", figure.text());
            self.left(Why::Figure, i, now.unwrap_or_default(), message);
        }
        let gaps: BTreeMap<&str, &str> = line
            .runs
            .iter()
            .filter_map(|run| match run {
                Run::Gap { key, text } => Some((key.as_str(), text.as_str())),
                _ => None,
            })
            .collect();
        for (key, before, text) in answers {
            let gap = gaps.get(key.as_str()).copied().unwrap_or_default().to_owned();
            let section = line.section.clone();
            self.edits.answers.push(Answer { key, before: before.ok_or(gap), text, section });
        }
        let pool = self.figures_of(&line.section);
        let new = |text: &&str| bound(text, &pool, self.record.year);
        let mut said: Vec<Run> = Vec::new();
        for text in ahead {
            said.extend(new(text));
            said.push(Run::Text("\n".to_owned()));
        }
        said.extend(runs.into_iter().flat_map(|run| match run {
            Run::Text(text) => bound(&text, &pool, self.record.year),
            other => vec![other],
        }));
        for text in behind {
            said.push(Run::Text("\n".to_owned()));
            said.extend(new(text));
        }
        let said = sentence::merged(said);
        self.own(i, &written, &said, now.unwrap_or_default());
    }

    /// The figures of a section by how they are printed; those that print alike but are not the same are left out.
    fn figures_of(&self, section: &str) -> BTreeMap<String, Option<Run>> {
        let mut pool: BTreeMap<String, Option<Run>> = BTreeMap::new();
        let runs = self.record.lines.iter().filter(|l| l.told && l.section == section).flat_map(|l| &l.runs);
        for run in runs.filter(|run| matches!(run, Run::Figure { .. })) {
            let known = pool.entry(run.text().to_owned()).or_insert_with(|| Some(run.clone()));
            if known.as_ref().is_some_and(|k| sentence::place(k) != sentence::place(run)) {
                *known = None;
            }
        }
        pool
    }

    /// The sentences of a paragraph that are others now.
    fn own(&mut self, i: usize, written: &[Run], said: &[Run], shown: &str) {
        let texts = |runs: &[Run]| -> Vec<String> {
            sentence::sentences(runs).iter().map(|s| sentence::written(s)).collect()
        };
        let (one, other) = (texts(written), texts(said));
        let plain = |texts: &[String]| texts.iter().map(|t| squash_lines(t)).collect::<Vec<_>>();
        let pairs = align::common(&plain(&one), &plain(&other));
        let mut changes: Vec<(Range<usize>, Range<usize>)> = Vec::new();
        let (mut a, mut c) = (0, 0);
        for (b, d) in pairs.into_iter().chain([(one.len(), other.len())]) {
            if b - a == d - c {
                changes.extend((a..b).zip(c..d).map(|(x, y)| (x..x + 1, y..y + 1)));
            } else if a < b {
                changes.push((a..b, c..d));
            } else if a > 0 {
                changes.push((a - 1..b, c - 1..d));
            } else if b < one.len() {
                changes.push((a..b + 1, c..d + 1));
            }
            (a, c) = (b + 1, d + 1);
        }
        if changes.is_empty() {
            return;
        }
        let unique = |range: &Range<usize>| self.is_unique(i, &one[range.clone()].concat(), range.len());
        if !changes.iter().all(|(range, _)| unique(range)) {
            // A sentence that stands there more than once is known by its paragraph.
            if !unique(&(0..one.len())) {
                let message = "这句话在本节不止一处，分不清是哪一处，没有取回".to_owned();
                self.left(Why::Place, i, shown, message);
                return;
            }
            changes = vec![(0..one.len(), 0..other.len())];
        }
        for (from, to) in changes {
            let (instead, say) = (one[from].concat(), other[to].concat());
            let strange = strange_numbers(&instead, &say);
            if !strange.is_empty() {
                let message = format!(
                    "取回的话里有自己写的数（{}），数据更正后程序不会改它，请自己核对",
                    strange.join("、")
                );
                self.left(Why::Number, i, shown, message);
            }
            let say = match say.strip_prefix('\n') {
                _ if say.trim().is_empty() => REMOVED.to_owned(),
                Some(rest) => format!("{}{rest}", sentence::PARAGRAPH),
                None => say,
            };
            let section = without_number(&self.record.lines[i].section).to_owned();
            self.edits.own.push(OwnChange { section, instead, say });
        }
    }

    /// Whether some sentences stand once in the section of a line.
    fn is_unique(&self, line: usize, text: &str, length: usize) -> bool {
        let section = &self.record.lines[line].section;
        let lines = self.record.lines.iter().filter(|l| l.told && l.section == *section);
        let found = lines.map(|l| {
            let sentences: Vec<String> =
                sentence::sentences(&sentence::with_places(&l.runs, self.record.year))
                    .iter()
                    .map(|s| sentence::written(s))
                    .collect();
            let same = |window: &&[String]| sentence::same(&window.concat(), text);
            sentences.windows(length.max(1)).filter(same).count()
        });
        found.sum::<usize>() <= 1
    }

    fn tables(&mut self, now: &[Vec<Vec<String>>]) {
        let before = &self.record.tables;
        let last = self.record.lines.len().saturating_sub(1);
        if before.len() != now.len() {
            let message =
                format!("表的个数改了（写的是{}个，文件里{}个），表没有比较", before.len(), now.len());
            self.left(Why::Cell, last, "", message);
            return;
        }
        let mut found: Vec<(String, String)> = Vec::new();
        for (n, (one, other)) in (1..).zip(before.iter().zip(now)) {
            if one.len() != other.len() {
                let message =
                    format!("第{n}个表的行数改了（写的是{}行，文件里{}行）", one.len(), other.len());
                found.push((message, String::new()));
                continue;
            }
            for (row, changed) in one.iter().zip(other) {
                if row == changed {
                    continue;
                }
                let name = row.iter().find(|c| !c.is_empty()).cloned().unwrap_or_default();
                if row.len() != changed.len() {
                    found.push((format!("第{n}个表“{name}”一行的格子改了"), changed.join("　")));
                    continue;
                }
                for (was, is) in row.iter().zip(changed).filter(|(a, b)| a != b) {
                    let message = format!("第{n}个表“{name}”一行：表中应是“{was}”，文件里改成了“{is}”");
                    found.push((message, is.clone()));
                }
            }
        }
        let more = found.len().saturating_sub(CELLS);
        for (message, is) in found.into_iter().take(CELLS) {
            self.left(Why::Cell, last, &is, format!("{message}，没有取用"));
        }
        if more > 0 {
            self.left(Why::Cell, last, "", format!("另有{more}处表格的改动没有取用"));
        }
    }
}

/// What stands behind a beginning; `None` if the text does not begin so.
fn after_lead(text: &str, lead: &str) -> Option<String> {
    let mut rest = text.chars();
    for wanted in lead.chars().filter(|c| !c.is_whitespace()) {
        let next = rest.by_ref().find(|c| !c.is_whitespace())?;
        if next != wanted {
            return None;
        }
    }
    Some(rest.as_str().to_owned()).filter(|rest| lead.is_empty() || !rest.is_empty() || !text.is_empty())
}

/// A text without its spaces; line breaks say where paragraphs end.
fn squash_lines(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !c.is_whitespace()).collect()
}

/// Words with the figures of the section in their places: a number that is printed like exactly one of them is that one.
fn bound(text: &str, pool: &BTreeMap<String, Option<Run>>, year: u16) -> Vec<Run> {
    /// A number of so few digits may be any.
    const TELLING: usize = 4;
    let mut runs = Vec::new();
    let mut rest = text;
    'next: while !rest.is_empty() {
        let starts = rest.char_indices().filter(|(at, c)| {
            c.is_ascii_digit()
                && !rest[..*at].ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','))
        });
        for (at, _) in starts {
            let found = pool.iter().filter(|(printed, run)| {
                let digits = printed.chars().filter(char::is_ascii_digit).count();
                let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_digit());
                run.is_some()
                    && digits >= TELLING
                    && rest[at..].strip_prefix(printed.as_str()).is_some_and(ends)
            });
            if let Some((printed, Some(run))) = found.max_by_key(|(printed, _)| printed.len()) {
                runs.push(Run::Text(rest[..at].to_owned()));
                runs.push(run.clone());
                rest = &rest[at + printed.len()..];
                continue 'next;
            }
        }
        runs.push(Run::Text(rest.to_owned()));
        break;
    }
    // The year of the report and the one before it are said of every year.
    let years = |run| match run {
        Run::Text(text) => sentence::with_years(&text, year),
        other => vec![other],
    };
    runs.into_iter().flat_map(years).collect()
}

/// A text short enough for a message.
fn short(text: &str) -> String {
    const LONGEST: usize = 40;
    let flat = text.replace('\n', " ");
    if flat.chars().count() <= LONGEST {
        return flat;
    }
    flat.chars().take(LONGEST).chain("……".chars()).collect()
}
