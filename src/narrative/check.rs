//! Tries a pack (样式检查): every section under ordinary and extreme data, and every file as it stands, so that a
//! sentence breaks here and not in a published report.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::trial::Trial;
use super::{Block, Narrative, Run, Section, Spot, Templates, hints, limits, scan};
use crate::finding::Place;
use crate::style::Style;
use crate::supplement::{Entry, Supplement};
use crate::text::nearest;

/// Something wrong with a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Code from [`crate::finding::CATALOGUE`].
    pub code: &'static str,
    /// One Chinese sentence.
    pub message: String,
    /// Where in a file.
    pub spot: Option<Spot>,
    /// The data under which it shows, empty if it always does.
    pub under: String,
}

/// How a pack was tried.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// How many sections were rendered, over all data.
    pub rendered: usize,
}

/// Tries a style.
pub fn check(style: &Arc<Style>) -> Outcome {
    let mut outcome = Outcome::default();
    for file in style.files.values() {
        for (code, message, spot) in hints::of(file) {
            outcome.push(code, &message, Some(spot), "");
        }
    }
    unused_files(style, &mut outcome);
    let templates = Templates::of(Arc::clone(style));
    for trial in Trial::all() {
        // What has no end under one year's data has none under another's.
        if outcome.problems.iter().any(|p| p.message.contains(limits::TOO_MUCH)) {
            break;
        }
        let Some(narrative) = attempt(&templates, &trial, &trial.supplement, trial.name, &mut outcome) else {
            continue;
        };
        // Once more with everything supplied that was asked for.
        let full = supplied(&narrative, &trial.supplement);
        let under = format!("{}，补充资料齐全", trial.name);
        attempt(&templates, &trial, &full, &under, &mut outcome);
    }
    outcome
}

impl Outcome {
    /// Adds a problem unless the same is known already, under whatever data.
    fn push(&mut self, code: &'static str, message: &str, spot: Option<Spot>, under: &str) {
        let known = self.problems.iter().any(|p| {
            let same_line = p.spot.as_ref().zip(spot.as_ref()).is_some_and(|(a, b)| {
                a.origin == b.origin
                    && a.line == b.line
                    && (a.column == b.column || opening(&p.message) == opening(message))
            });
            p.code == code && (same_line || (spot.is_none() && p.message == message))
        });
        if !known {
            self.problems.push(Problem { code, message: message.to_owned(), spot, under: under.to_owned() });
        }
    }
}

/// A message without its suggestion: the same mistake is found in the file and again in a trial run.
fn opening(message: &str) -> &str {
    message.split('；').next().unwrap_or(message)
}

fn attempt(
    templates: &Templates,
    trial: &Trial,
    supplement: &Supplement,
    under: &str,
    outcome: &mut Outcome,
) -> Option<Narrative> {
    let facts = trial.facts(templates.style().basis, supplement);
    let told = templates.tell_or_diagnose(&trial.subject(), facts, Arc::new(supplement.clone()));
    match told {
        Ok(narrative) => {
            for section in &narrative.sections {
                outcome.rendered += 1;
                for (code, message) in faults(section) {
                    outcome.push(code, &format!("“{}”：{message}", section.title), None, under);
                }
            }
            Some(narrative)
        }
        Err(diagnosis) => {
            outcome.push("T001", &diagnosis.message, diagnosis.spot, under);
            None
        }
    }
}

/// Everything the narrative asked for, filled in.
fn supplied(narrative: &Narrative, given: &Supplement) -> Supplement {
    let mut full = given.clone();
    for ask in &narrative.asks {
        let entry = Entry {
            key: ask.key.clone(),
            title: String::new(),
            text: "按规定办理".to_owned(),
            place: Place::default(),
        };
        match ask.key.split('.').next() {
            Some("yoy" | "budget" | "other") => full.reasons.push(entry),
            Some("text") => full.texts.push(entry),
            _ => {}
        }
    }
    full
}

/// Files that no section and no other file uses.
fn unused_files(style: &Style, outcome: &mut Outcome) {
    let sections: BTreeSet<&str> = style.sections.iter().map(|s| s.file.as_str()).collect();
    let mut reached: BTreeSet<&str> = sections.clone();
    loop {
        let used: BTreeSet<String> = reached
            .iter()
            .filter_map(|name| style.files.get(*name))
            .flat_map(|f| scan::components_used(&f.content))
            .collect();
        let more: Vec<&str> = style
            .files
            .values()
            .filter(|f| !reached.contains(f.name.as_str()))
            .filter(|f| scan::components_defined(&f.content).iter().any(|c| used.contains(c)))
            .map(|f| f.name.as_str())
            .collect();
        if more.is_empty() {
            break;
        }
        reached.extend(more);
    }
    // What a pack inherits and does not use is the parent's business.
    let own = style.files.values().filter(|f| f.pack == style.name && f.name.ends_with(".tera"));
    for file in own.filter(|f| !reached.contains(f.name.as_str())) {
        let near = nearest(&file.name, sections.iter().copied())
            .map(|s| format!("；是不是“{s}”"))
            .unwrap_or_default();
        outcome.push(
            "T002",
            &format!("没有用到这个文件：样式的各节都没有它，也没有用到其中的组件{near}"),
            Some(Spot::in_text(&file.origin, &file.content, 1, 0, 0)),
            "",
        );
    }
    for section in style.sections.iter().filter(|s| !style.files.contains_key(&s.file)) {
        outcome.push("T001", &format!("缺少模板文件“{}”（{}）", section.file, section.title), None, "");
    }
}

/// What is wrong with a rendered section.
fn faults(section: &Section) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    if section.blocks.is_empty() {
        found.push(("T003", "整节没有文字".to_owned()));
    }
    for block in &section.blocks {
        let text = visible(block);
        let heading = matches!(block, Block::Heading { .. });
        if let Some(what) = punctuation(&text, heading) {
            found.push(("T005", format!("{what}，在“{}”", excerpt(&text, &what))));
        }
        if let Some(what) = unbalanced(&text) {
            found.push(("T004", format!("{what}，在“{}”", excerpt(&text, ""))));
        }
        if let Some(before) = missing_number(&text) {
            found.push(("T007", format!("“{before}”之前没有数字，在“{}”", excerpt(&text, &before))));
        }
    }
    found
}

/// A block's text as a reader would see it once all gaps are filled: each gap counts as one figure.
fn visible(block: &Block) -> String {
    block
        .runs()
        .iter()
        .map(|run| match run {
            Run::Gap { .. } => "0",
            other => other.text(),
        })
        .collect()
}

const MARKS: &str = "，。；、：,;";

fn punctuation(text: &str, heading: bool) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    for pair in chars.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let doubled = MARKS.contains(a) && MARKS.contains(b);
        let hanging =
            (a == '（' && (MARKS.contains(b) || b == '）')) || (MARKS.contains(a) && a != '。' && b == '）');
        if doubled || hanging {
            return Some(format!("{a}{b}"));
        }
    }
    let (first, last) = (chars.first()?, chars.last()?);
    if MARKS.contains(*first) {
        return Some(first.to_string());
    }
    if !heading && matches!(last, '，' | '、' | ',') {
        return Some(last.to_string());
    }
    None
}

fn unbalanced(text: &str) -> Option<String> {
    let pairs = [('（', '）'), ('“', '”'), ('《', '》'), ('〔', '〕'), ('‘', '’'), ('【', '】'), ('(', ')')];
    for (open, close) in pairs {
        let mut depth = 0i32;
        for c in text.chars() {
            depth += i32::from(c == open) - i32::from(c == close);
            if depth < 0 {
                return Some(format!("“{close}”没有对应的“{open}”"));
            }
        }
        if depth > 0 {
            return Some(format!("“{open}”没有对应的“{close}”"));
        }
    }
    None
}

/// 万元 or a percent sign without a number before it.
fn missing_number(text: &str) -> Option<String> {
    for unit in ["万元", "%", "％"] {
        for (at, _) in text.match_indices(unit) {
            let before = text[..at].chars().next_back();
            if !before.is_some_and(|c| c.is_ascii_digit()) {
                return Some(unit.to_owned());
            }
        }
    }
    None
}

/// Some text around the first place of something.
fn excerpt(text: &str, what: &str) -> String {
    let at = text.find(what).unwrap_or(0);
    let start = text[..at].char_indices().rev().nth(14).map_or(0, |(i, _)| i);
    text[start..].chars().take(36).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_readers_would_stumble_over_is_found() {
        for (text, fault) in [
            ("收入1万元，，其中", Some("，，")),
            ("收入1万元，。", Some("，。")),
            ("（，占1%）", Some("（，")),
            ("，其中：收入", Some("，")),
            ("包括：", None),
            ("收入1万元；", None),
        ] {
            assert_eq!(punctuation(text, false).as_deref(), fault, "{text}");
        }
        assert!(unbalanced("“三公经费").is_some());
        assert!(unbalanced("（一）“三公”经费").is_none());
        assert_eq!(missing_number("支出万元").as_deref(), Some("万元"));
        assert_eq!(missing_number("支出1万元，占2％"), None);
    }
}
