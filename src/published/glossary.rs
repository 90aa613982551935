//! 名词解释: terms and what they mean.

use super::line::{Line, Number, ends_sentence, numbering};
use super::report::Term;

/// A term is no longer than this.
const LONGEST_TERM: usize = 40;

/// The terms of a part.
pub fn terms(lines: &[&Line]) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    let mut open_term: Option<String> = None;
    for line in lines {
        let text = without_number(&line.text);
        if let Some(term) = open_term.take() {
            // The term stood alone on its line.
            if split(text).is_none() || !is_numbered(line) {
                terms.push(Term { term, text: text.to_owned() });
                continue;
            }
        }
        if let Some((term, text)) = split(text) {
            terms.push(Term { term: term.to_owned(), text: text.to_owned() });
        } else if is_numbered(line) && !ends_sentence(text) && text.chars().count() <= LONGEST_TERM {
            open_term = Some(text.to_owned());
        } else if let Some(last) = terms.last_mut() {
            if !last.text.is_empty() && is_numbered(line) {
                last.text.push('\n');
            }
            last.text.push_str(&line.text);
        }
    }
    terms
}

fn is_numbered(line: &Line) -> bool {
    numbering(&line.plain).is_some()
}

/// The line without its number, as printed otherwise.
fn without_number(text: &str) -> &str {
    let plain = crate::text::squash(text);
    match numbering(&plain) {
        Some((Number::Sub(_), _)) | Some((Number::Item(_), _))
            if text.trim_start().starts_with(['（', '(']) =>
        {
            text.split_once(['）', ')']).map_or(text, |(_, rest)| rest.trim())
        }
        Some((Number::Section(_) | Number::Item(_), _)) => {
            text.split_once(['、', '.', '．', '，', ',']).map_or(text, |(_, rest)| rest.trim())
        }
        _ => text,
    }
}

/// `财政拨款收入：指…`, or without the colon.
fn split(text: &str) -> Option<(&str, &str)> {
    let fits =
        |term: &str| (1..=LONGEST_TERM).contains(&term.chars().count()) && !term.contains(['。', '；']);
    if let Some((term, rest)) = text.split_once(['：', ':'])
        && fits(term.trim())
        && !rest.trim().is_empty()
    {
        return Some((term.trim(), rest.trim()));
    }
    for lead in ["是指", "，指", "指"] {
        if let Some(at) = text.find(lead)
            && fits(text[..at].trim())
            && at > 0
        {
            return Some((
                text[..at].trim().trim_end_matches(['，', ',']),
                text[at..].trim_start_matches('，'),
            ));
        }
    }
    None
}
