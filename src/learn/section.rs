//! A section in the office's own words → a template file.

use std::ops::Range;

use super::loops::{self, Model, Over};
use super::nested::{Lists, nested};
use super::nodes::{quoted, write};
use super::parts::{ListNumber, Paragraph, Part, printed};
use super::performance;
use super::speech::{Reason, Speech};
use crate::charts;
use crate::published::line::is_caption;
use crate::reading::Topic;
use crate::text::squash;

/// A learned section.
#[derive(Debug, Clone, Default)]
pub struct Learned {
    /// Content of its file.
    pub template: String,
    /// Sentences that could not be learned and are kept, marked.
    pub kept: Vec<Kept>,
    /// Whether nothing else is in it.
    pub all_kept: bool,
    /// What single paragraphs on projects say beyond the others, by paragraph: no project of another year says it.
    pub unsaid: Vec<(usize, String)>,
}

/// A sentence that is kept as last year's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Key of the text that may stand in its place.
    pub key: String,
    /// As printed.
    pub text: String,
    /// Why it could not be learned.
    pub why: &'static str,
    /// Paragraph of the section, zero-based.
    pub paragraph: usize,
}

/// Learns a section; `at` numbers it, for the keys of what is kept. Where it is only said if there is `nothing` of what it is
/// on, it may say so.
pub fn learn(
    model: &Model<'_>,
    at: usize,
    topic: Option<Topic>,
    nothing: bool,
    paragraphs: &[Paragraph<'_>],
) -> Learned {
    let mut learning = Learning {
        model,
        at,
        topic,
        nothing,
        learned: Learned::default(),
        blocks: Vec::new(),
        listed: Vec::new(),
        lists: Lists::of(model, paragraphs),
        apart: false,
    };
    let mut next = 0;
    while next < paragraphs.len() {
        learning.apart = learning.lists.clauses_are_apart(next);
        next += learning.paragraph(paragraphs, next);
    }
    let blocks: Vec<&String> = learning.blocks.iter().map(|b| &b.said).collect();
    learning.learned.all_kept = !blocks.is_empty()
        && learning.learned.kept.len() == blocks.len()
        && blocks.iter().all(|b| b.starts_with("{{ \"text.kept_") && b.ends_with("\") }}"));
    learning.learned.template = format!("{}\n", together(&learning.blocks));
    learning.learned
}

/// A paragraph, heading or loop of a template.
struct Block {
    said: String,
    heading: bool,
    /// What must be there for it to be said: the 科目 it lists.
    given: Option<String>,
}

impl Block {
    fn new(said: String) -> Block {
        Block { said, heading: false, given: None }
    }
}

/// The blocks as a template. A sub-section that lists 科目 is there where there are any, heading and all.
fn together(blocks: &[Block]) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(block) = blocks.get(at) {
        let end = blocks[at + 1..].iter().position(|b| b.heading).map_or(blocks.len(), |n| at + 1 + n);
        let part = &blocks[at..end];
        let given = part.iter().find_map(|b| b.given.as_ref());
        let joined = part.iter().map(|b| b.said.as_str()).collect::<Vec<_>>().join("\n\n");
        match given.filter(|_| block.heading) {
            Some(given) => said.push(format!("{{% if {given} %}}\n{joined}\n{{% endif %}}")),
            None => said.push(joined),
        }
        at = end;
    }
    said.join("\n\n")
}

/// Clauses of a sentence that are tried with each other; sentences have some ten.
const MOST_CLAUSES: usize = 40;

/// Some clauses of a sentence: which of its parts, and their template or why they have none.
type Piece = (Range<usize>, Result<String, Reason>);

struct Learning<'m> {
    model: &'m Model<'m>,
    at: usize,
    topic: Option<Topic>,
    nothing: bool,
    learned: Learned,
    blocks: Vec<Block>,
    /// The groups of projects that were listed one by one already.
    listed: Vec<&'static str>,
    lists: Lists<'m>,
    /// Whether the paragraph lists 科目 as one of several lists, each of other ones.
    apart: bool,
}

impl Learning<'_> {
    /// Learns the paragraphs that begin here; how many they were.
    fn paragraph(&mut self, paragraphs: &[Paragraph<'_>], at: usize) -> usize {
        let paragraph = &paragraphs[at];
        if is_caption(paragraph.text) {
            self.blocks.extend(chart(paragraph.text).map(Block::new));
            return 1;
        }
        if self.topic != Some(Topic::Performance)
            && let Some(nested) = nested(self.model, paragraphs, at)
        {
            self.blocks.push(Block { given: nested.given, ..Block::new(nested.said) });
            return nested.taken;
        }
        if paragraph.heading {
            let words = self.model.speech().words(paragraph.text.trim());
            self.blocks.push(Block { heading: true, ..Block::new(format!("### {}", write(&words))) });
            return 1;
        }
        if self.topic == Some(Topic::Performance) {
            // Projects listed once more are a choice that no data here make.
            if let Some(listed) = performance::projects(self.model, paragraphs, at)
                && !self.listed.contains(&listed.over)
            {
                self.listed.push(listed.over);
                self.learned.unsaid.extend(listed.unsaid.into_iter().map(|(n, text)| (at + n, text)));
                self.blocks.push(Block::new(listed.said));
                return listed.taken;
            }
        } else if let Some((over, turns, taken)) = loops::run_of(paragraphs, at)
            && !self.lists.is_apart(&(at..at + taken), over, &turns)
            && let Ok(block) = loops::paragraphs(self.model, over, &turns)
        {
            self.blocks.push(Block { given: loops::call(over), ..Block::new(block) });
            return taken;
        }
        let mut block = paragraph.number.as_ref().map(ListNumber::printed).unwrap_or_default();
        let sentences = sentences(&paragraph.parts);
        let pieces: Vec<Vec<Piece>> = sentences.iter().map(|s| self.pieces(s)).collect();
        let lost: Vec<Reason> = pieces.iter().filter_map(|pieces| lost(pieces)).collect();
        if let (Some(why), true) = (lost.first(), lost.len() > 1) {
            // A text with several such sentences is one to be written anew.
            block.push_str(&self.keep(&paragraph.parts, at, why));
        } else {
            for (sentence, pieces) in sentences.into_iter().zip(pieces) {
                block.push_str(&self.said(sentence, pieces, at));
            }
        }
        let listed = loops::list_in(self.model, &paragraph.parts).and_then(|list| loops::call(list.over));
        let given = listed.filter(|call| block.contains(call.as_str()));
        self.blocks.push(Block { given, ..Block::new(block) });
        1
    }

    /// What could be learned of a sentence, the rest kept.
    fn said(&mut self, parts: &[Part<'_>], pieces: Vec<Piece>, paragraph: usize) -> String {
        if let [(range, Err(why))] = pieces.as_slice() {
            return self.keep(&parts[range.clone()], paragraph, why);
        }
        let mut block = String::new();
        for (range, said) in pieces {
            match said {
                Ok(said) => block.push_str(&said),
                Err(why) => {
                    // The mark behind it divides it from what is said anew.
                    let marked = range.len() > 1
                        && parts[range.end - 1].is_mark(&['，', ',', '；', ';', '。', '！', '：', ':']);
                    let end = if marked { range.end - 1 } else { range.end };
                    block.push_str(&self.keep(&parts[range.start..end], paragraph, why));
                    block.push_str(&printed(&parts[end..range.end]));
                }
            }
        }
        block
    }

    /// A sentence as one, if it can be learned so, or by its clauses, or as one that is lost.
    fn pieces(&self, parts: &[Part<'_>]) -> Vec<Piece> {
        let whole = self.sentence(parts);
        let clauses = if whole.is_err() { self.clauses(parts) } else { None };
        clauses.unwrap_or_else(|| vec![(0..parts.len(), whole)])
    }

    /// The clauses of a sentence that cannot be learned as one, as many at a time as go together, each with its template or why
    /// it has none; `None` if none that can be learned states a figure.
    fn clauses(&self, parts: &[Part<'_>]) -> Option<Vec<Piece>> {
        // What is told of projects belongs together: a sum is of those that the sentence names.
        if self.topic == Some(Topic::Performance) {
            return None;
        }
        let ends = clause_ends(parts);
        if ends.len() > MOST_CLAUSES {
            return None;
        }
        let mut pieces: Vec<Piece> = Vec::new();
        let mut from = 0;
        while from < parts.len() {
            let later = || ends.iter().copied().filter(|end| *end > from);
            let learned = later().rev().find_map(|end| Some((end, self.sentence(&parts[from..end]).ok()?)));
            let (end, said) = match learned {
                Some((end, said)) => (end, Ok(said)),
                None => {
                    let end = later().next()?;
                    let why = self.sentence(&parts[from..end]).err()?;
                    match self.up_to_bracket(parts, from..end) {
                        Some((open, said)) => {
                            pieces.push((from..open, Ok(said)));
                            from = open;
                            (bracket_end(parts, open)?, Err(why))
                        }
                        None => (end, Err(why)),
                    }
                }
            };
            match (pieces.last_mut(), said) {
                (Some((range, Err(_))), Err(_)) => range.end = end,
                (_, said) => pieces.push((from..end, said)),
            }
            from = end;
        }
        let figure = |part: &Part<'_>| matches!(part, Part::Figure(_));
        let states = |(range, said): &Piece| said.is_ok() && parts[range.clone()].iter().any(figure);
        pieces.iter().any(states).then_some(pieces)
    }

    /// What stands before the first bracket of a clause, if that can be learned and states a figure, and where the bracket is.
    fn up_to_bracket(&self, parts: &[Part<'_>], clause: Range<usize>) -> Option<(usize, String)> {
        let open = clause.clone().find(|at| parts[*at].is_mark(&['（', '(']))?;
        let before = &parts[clause.start..open];
        let states = before.iter().any(|part| matches!(part, Part::Figure(_)));
        let said = states.then(|| self.sentence(before).ok())??;
        Some((open, said))
    }

    /// The template of a sentence with the lists in it.
    fn sentence(&self, parts: &[Part<'_>]) -> Result<String, Reason> {
        if self.topic == Some(Topic::Performance) {
            return performance::sentence(self.model, parts);
        }
        let denies =
            |p: &Part<'_>| matches!(p, Part::Words(w) if ["没有", "无", "未"].iter().any(|n| w.contains(n)));
        let figures = parts.iter().any(|p| matches!(p, Part::Figure(_) | Part::Compared(..)));
        if !figures && !self.nothing && parts.iter().any(denies) {
            return Err("说没有什么，有了就不能这样说");
        }
        let speech = self.model.speech();
        let mut said = String::new();
        let mut rest = parts;
        while let Some(clauses) = loops::list_in(self.model, rest) {
            if self.apart && matches!(clauses.over, Over::Codes(_)) {
                return Err("各类的科目分开列举，还不能照着写");
            }
            let (before, lead) = split_lead(&rest[..clauses.range.start], &clauses);
            said.push_str(&self.words(&speech, before)?);
            said.push_str(&loops::list(self.model, &clauses, &lead)?);
            rest = &rest[clauses.range.end..];
        }
        said.push_str(&self.words(&speech, rest)?);
        Ok(said)
    }

    fn words(&self, speech: &Speech<'_>, parts: &[Part<'_>]) -> Result<String, Reason> {
        let mut nodes = speech.learn(parts)?;
        self.model.manner.complete(&mut nodes);
        Ok(write(&nodes))
    }

    fn keep(&mut self, parts: &[Part<'_>], paragraph: usize, why: Reason) -> String {
        let text = printed(parts);
        let key = format!("text.kept_{}_{}", self.at + 1, self.learned.kept.len() + 1);
        let said = format!("{{{{ {} | kept(text={}) }}}}", quoted(&key), quoted(&text));
        self.learned.kept.push(Kept { key, text, why, paragraph });
        said
    }
}

/// The chart of a caption, by its title.
fn chart(caption: &str) -> Option<String> {
    let title = squash(caption);
    let spec = charts::SPECS.iter().find(|spec| title.contains(&squash(spec.title)))?;
    Some(format!("{{{{ chart(name={}) }}}}", quoted(spec.name)))
}

/// `，其中：` before a list, which falls away with it.
fn split_lead<'p, 'a>(before: &'p [Part<'a>], clauses: &loops::Clauses<'_, '_>) -> (&'p [Part<'a>], String) {
    let colon = before.last().is_some_and(|p| p.is_mark(&['：', ':', '，']));
    let from = before.len().saturating_sub(if colon { 2 } else { 1 });
    let whole = matches!(clauses.over, Over::Sources(_) | Over::Vehicles)
        && before.get(from).is_some_and(Part::is_among);
    if !whole {
        return (before, String::new());
    }
    let from = if from > 0 && before[from - 1].is_mark(&['，', ',']) { from - 1 } else { from };
    (&before[..from], printed(&before[from..]))
}

/// Why nothing of a sentence could be learned.
fn lost(pieces: &[Piece]) -> Option<Reason> {
    let [(_, said)] = pieces else { return None };
    said.as_ref().err().copied()
}

/// Where the clauses of a sentence end, each behind its mark; what stands in brackets belongs to the clause around it,
/// and so does the reason for what a clause says.
fn clause_ends(parts: &[Part<'_>]) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut depth = 0i32;
    for (i, part) in parts.iter().enumerate() {
        match part {
            Part::Mark('（' | '(') => depth += 1,
            Part::Mark('）' | ')') => depth -= 1,
            Part::Mark('，' | ',' | '；' | ';') if depth == 0 && !reason_begins(&parts[i + 1..]) => {
                ends.push(i + 1);
            }
            _ => {}
        }
    }
    if ends.last() != Some(&parts.len()) {
        ends.push(parts.len());
    }
    ends
}

/// Where a bracket ends that begins at `open`, its closing mark included.
fn bracket_end(parts: &[Part<'_>], open: usize) -> Option<usize> {
    let mut depth = 0i32;
    parts.iter().enumerate().skip(open).find_map(|(at, part)| {
        depth += i32::from(part.is_mark(&['（', '('])) - i32::from(part.is_mark(&['）', ')']));
        (depth == 0).then_some(at + 1)
    })
}

/// Sentences of a paragraph; one that begins with a reason belongs to the one before it.
fn sentences<'p, 'a>(parts: &'p [Part<'a>]) -> Vec<&'p [Part<'a>]> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (i, part) in parts.iter().enumerate() {
        let ends = part.is_stop() && !reason_begins(&parts[i + 1..]);
        if ends {
            sentences.push(&parts[start..=i]);
            start = i + 1;
        }
    }
    if start < parts.len() {
        sentences.push(&parts[start..]);
    }
    sentences
}

fn reason_begins(parts: &[Part<'_>]) -> bool {
    let to = parts.iter().take(3).position(|p| matches!(p, Part::Reason(_)));
    to.is_some_and(|to| parts[..to].iter().all(|p| matches!(p, Part::Words(_) | Part::Mark(_))))
}
