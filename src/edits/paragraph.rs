//! One paragraph as it was written, held against the same one as people left it: what answers stand in it now, which
//! figures were changed, and its words with the places of the figures.

use std::collections::BTreeMap;
use std::ops::Range;

use super::align;
use super::tokens::{Token, text, tokens};
use crate::narrative::Run;

/// A paragraph read against what was written.
#[derive(Debug, Clone, Default)]
pub struct Marked {
    /// Its words, figures and people's texts.
    pub runs: Vec<Run>,
    /// Key, what stood there before (`None`: a gap), what stands there now.
    pub answers: Vec<(String, Option<String>, String)>,
    /// Figures that say something else now: the one written, and what stands there.
    pub changed: Vec<(Run, String)>,
}

/// A written paragraph as pieces, and which of its runs each one belongs to.
struct WrittenLine<'a> {
    runs: &'a [Run],
    tokens: Vec<Token>,
    /// The pieces of each run.
    of: Vec<Range<usize>>,
}

/// Reads a paragraph of the file against the runs it was written from.
pub fn mark(runs: &[Run], now: &str) -> Marked {
    let mut written = WrittenLine { runs, tokens: Vec::new(), of: Vec::new() };
    for run in runs {
        let from = written.tokens.len();
        written.tokens.extend(tokens(run.text()));
        written.of.push(from..written.tokens.len());
    }
    let now = tokens(now);
    let mut to: Vec<Option<usize>> = vec![None; written.tokens.len()];
    for (i, j) in align::common(&written.tokens, &now) {
        to[i] = Some(j);
    }
    let mut marked = Marked::default();
    let mut regions: BTreeMap<usize, (usize, Run)> = BTreeMap::new();
    answers(&written, &now, &mut to, &mut marked, &mut regions);
    figures(&written, &now, &to, &mut marked, &mut regions);
    marked.runs = runs_of(&now, &regions);
    marked
}

/// Where people's words and gaps stand now: between what stood before them and behind them.
fn answers(
    written: &WrittenLine<'_>,
    now: &[Token],
    to: &mut [Option<usize>],
    marked: &mut Marked,
    regions: &mut BTreeMap<usize, (usize, Run)>,
) {
    for (run, range) in written.runs.iter().zip(&written.of) {
        let (key, before) = match run {
            Run::Typed { key, text } => (key, Some(text.clone())),
            Run::Gap { key, .. } => (key, None),
            _ => continue,
        };
        close_up(written, now, to, range.end);
        let left = match range.start.checked_sub(1) {
            None => Some(0),
            Some(at) => to[at].map(|j| j + 1),
        };
        let right = if range.end == written.tokens.len() { Some(now.len()) } else { to[range.end] };
        let Some((left, right)) = left.zip(right).filter(|(left, right)| left < right) else {
            // The words around it changed too: it is known again only if it stands there whole.
            if let Some(found) = whole(to, range) {
                regions.insert(found.start, (found.end, run.clone()));
            }
            continue;
        };
        let said = text(&now[left..right]);
        let same = said == text(&written.tokens[range.clone()]);
        let kept = if same { run.clone() } else { Run::Typed { key: key.clone(), text: said.clone() } };
        regions.insert(left, (right, kept));
        if !same {
            marked.answers.push((key.clone(), before, said));
        }
    }
}

/// What stands behind an answer stands together: a comma inside the answer is none of it.
fn close_up(written: &WrittenLine<'_>, now: &[Token], to: &mut [Option<usize>], at: usize) {
    if let (Some(Some(first)), Some(Some(next))) = (to.get(at).copied(), to.get(at + 1).copied())
        && first + 1 < next
        && now[next - 1] == written.tokens[at]
    {
        to[at] = Some(next - 1);
    }
}

/// Where pieces stand now, if all of them do, together.
fn whole(to: &[Option<usize>], range: &Range<usize>) -> Option<Range<usize>> {
    let first = to.get(range.start).copied().flatten()?;
    let together = range.clone().zip(first..).all(|(i, j)| to[i] == Some(j));
    together.then_some(first..first + range.len())
}

/// Where figures stand now; those that are others now are paired with the numbers in their places.
fn figures(
    written: &WrittenLine<'_>,
    now: &[Token],
    to: &[Option<usize>],
    marked: &mut Marked,
    regions: &mut BTreeMap<usize, (usize, Run)>,
) {
    let is_free = |regions: &BTreeMap<usize, (usize, Run)>, j: usize| {
        regions.range(..=j).next_back().is_none_or(|(_, (end, _))| *end <= j)
    };
    // By the stretch of the file that lies between what is common around them.
    let mut lost: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (n, (run, range)) in written.runs.iter().zip(&written.of).enumerate() {
        if !matches!(run, Run::Figure { .. }) || range.is_empty() {
            continue;
        }
        match whole(to, range) {
            Some(found) if is_free(regions, found.start) => {
                regions.insert(found.start, (found.end, run.clone()));
            }
            _ => {
                let number = range.clone().find(|i| matches!(written.tokens[*i], Token::Number(_)));
                let at = number.unwrap_or(range.start);
                let left = to[..at].iter().rev().flatten().next().map_or(0, |j| j + 1);
                let right = to[at + 1..].iter().flatten().next().copied().unwrap_or(now.len());
                if to[at].is_none() {
                    lost.entry((left, right)).or_default().push(n);
                }
            }
        }
    }
    for ((left, right), lost) in lost {
        let numbers: Vec<usize> = (left..right.max(left))
            .filter(|j| matches!(now[*j], Token::Number(_)) && is_free(regions, *j))
            .collect();
        if numbers.len() != lost.len() {
            continue;
        }
        for (n, j) in lost.into_iter().zip(numbers) {
            let range = &written.of[n];
            let number = range.clone().position(|i| matches!(written.tokens[i], Token::Number(_)));
            // The unit behind it is of the figure.
            let unit = &written.tokens[range.start + number.map_or(0, |n| n + 1)..range.end];
            let behind = &now[j + 1..];
            let end = j + 1 + if behind.starts_with(unit) { unit.len() } else { 0 };
            marked.changed.push((written.runs[n].clone(), text(&now[j..end])));
            regions.insert(j, (end, written.runs[n].clone()));
        }
    }
}

fn runs_of(now: &[Token], regions: &BTreeMap<usize, (usize, Run)>) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut words = String::new();
    let mut at = 0;
    while at < now.len() {
        match regions.get(&at) {
            Some((end, run)) if *end > at => {
                if !words.is_empty() {
                    runs.push(Run::Text(std::mem::take(&mut words)));
                }
                runs.push(run.clone());
                at = *end;
            }
            _ => {
                now[at].write(&mut words);
                at += 1;
            }
        }
    }
    if !words.is_empty() {
        runs.push(Run::Text(words));
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::super::sentence::written;
    use super::*;
    use crate::facts::Field;

    fn line() -> Vec<Run> {
        let figure =
            |field, text: &str| Run::Figure { key: "total".into(), field, whole: None, text: text.into() };
        vec![
            Run::Text("收、支总计均为".into()),
            figure(Field::Current, "2,381.99万元"),
            Run::Text("。与上年相比减少".into()),
            figure(Field::Delta, "59.65万元"),
            Run::Text("，主要原因是".into()),
            Run::Gap {
                key: "yoy.total".into(), text: "〔请补充原因：总计减少59.65万元〕".into()
            },
            Run::Text("。".into()),
        ]
    }

    #[test]
    fn an_answer_stands_where_the_gap_stood() {
        let marked = mark(
            &line(),
            "收、支总计均为2,381.99万元。与上年相比减少59.65万元，主要原因是人员减少3人，经费主要压减。",
        );
        assert_eq!(marked.answers, [("yoy.total".into(), None, "人员减少3人，经费主要压减".into())]);
        assert!(marked.changed.is_empty());
        assert_eq!(
            written(&marked.runs),
            "收、支总计均为{total.current}。与上年相比减少{total.delta}，主要原因是{=yoy.total}。"
        );
    }

    #[test]
    fn words_change_and_figures_keep_their_places() {
        let marked = mark(
            &line(),
            "收支总计2,381.99万元，较上年减少60.65万元，主要原因是〔请补充原因：总计减少59.65万元〕。",
        );
        assert!(marked.answers.is_empty());
        let said: Vec<&str> = marked.changed.iter().map(|(_, said)| said.as_str()).collect();
        assert_eq!(said, ["60.65万元"]);
        assert_eq!(
            written(&marked.runs),
            "收支总计{total.current}，较上年减少{total.delta}，主要原因是{=yoy.total}。"
        );
    }

    #[test]
    fn a_paragraph_without_edits_says_nothing() {
        let runs = line();
        let text: String = runs.iter().map(Run::text).collect();
        let marked = mark(&runs, &text);
        assert_eq!(marked.runs, runs);
        assert!(marked.answers.is_empty() && marked.changed.is_empty());
    }
}
