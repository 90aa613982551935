//! Templates as text: tags, the keys they name, components, years written out. Finds what a trial run never reaches
//! because its branch is not taken.

use super::diagnose::Spot;
use super::vocabulary;
use crate::style::PackFile;

/// A quoted text inside a tag, with what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    /// Without its quotes.
    pub text: String,
    /// The filter or test applied to it (`amount`, `zero`), or the argument it is given as (`key=`).
    pub used_as: Use,
    /// Line from 1, zero-based character column of the text.
    pub line: usize,
    /// Zero-based character column.
    pub start: usize,
}

/// What a quoted text is used as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Use {
    /// `"…" | name`
    Filter(String),
    /// `"…" is name`, `"…" is not name`
    Test(String),
    /// `name="…"`
    Argument(String),
    /// Anything else.
    Other,
}

/// Code of a template (inside `{{ }}` and `{% %}`) and its plain text, line by line: each character with whether it
/// is code, text or comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Text,
    Code,
    Comment,
}

fn parts(content: &str) -> Vec<(char, Part, usize, usize)> {
    let chars: Vec<char> = content.chars().collect();
    let mut out = Vec::with_capacity(chars.len());
    let (mut line, mut column) = (1, 0);
    let mut now = Part::Text;
    let mut closing: Option<char> = None;
    let mut i = 0;
    while i < chars.len() {
        let pair = (chars[i], chars.get(i + 1).copied());
        let mut width = 1;
        let mut part = now;
        match (closing, pair) {
            (None, ('{', Some(next @ ('{' | '%' | '#')))) => {
                now = if next == '#' { Part::Comment } else { Part::Code };
                closing = Some(if next == '{' { '}' } else { next });
                part = now;
                width = 2;
            }
            (Some(close), (c, Some('}'))) if c == close => {
                (now, closing) = (Part::Text, None);
                width = 2;
            }
            _ => {}
        }
        for &c in &chars[i..(i + width).min(chars.len())] {
            out.push((c, part, line, column));
            if c == '\n' {
                (line, column) = (line + 1, 0);
            } else {
                column += 1;
            }
        }
        i += width;
    }
    out
}

/// Every quoted text inside the tags of a template.
pub fn literals(content: &str) -> Vec<Literal> {
    let code: Vec<(char, Part, usize, usize)> =
        parts(content).into_iter().filter(|(_, part, ..)| *part == Part::Code).collect();
    let mut found = Vec::new();
    let mut i = 0;
    while i < code.len() {
        if code[i].0 != '"' {
            i += 1;
            continue;
        }
        let Some(length) = code[i + 1..].iter().position(|(c, ..)| *c == '"') else { break };
        let inside = &code[i + 1..i + 1 + length];
        let before: String =
            code[..i].iter().rev().take(40).map(|(c, ..)| *c).collect::<Vec<_>>().into_iter().rev().collect();
        let after: String = code[i + length + 2..].iter().take(40).map(|(c, ..)| *c).collect();
        found.push(Literal {
            text: inside.iter().map(|(c, ..)| *c).collect(),
            used_as: usage(&before, &after),
            line: code[i].2,
            start: code[i].3 + 1,
        });
        i += length + 2;
    }
    found
}

fn usage(before: &str, after: &str) -> Use {
    let word = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    };
    let after = after.trim_start();
    if let Some(rest) = after.strip_prefix('|') {
        return Use::Filter(word(rest));
    }
    if let Some(rest) = after.strip_prefix("is ") {
        return Use::Test(word(rest.trim_start().strip_prefix("not ").unwrap_or(rest)));
    }
    if let Some(head) = before.trim_end().strip_suffix('=')
        && !head.ends_with(['=', '!', '<', '>'])
    {
        let name: Vec<char> =
            head.trim_end().chars().rev().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        return Use::Argument(name.into_iter().rev().collect());
    }
    Use::Other
}

/// Names of the components a template defines.
pub fn components_defined(content: &str) -> Vec<String> {
    names_after(content, "{% component ")
}

/// Names of the components a template uses.
pub fn components_used(content: &str) -> Vec<String> {
    names_after(content, "<")
}

fn names_after(content: &str, mark: &str) -> Vec<String> {
    content
        .match_indices(mark)
        .map(|(at, _)| {
            content[at + mark.len()..]
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect()
        })
        .filter(|name: &String| !name.is_empty())
        .collect()
}

/// Years written out (`2023年`) outside comments.
pub fn years(file: &PackFile) -> Vec<Spot> {
    let is_toml = file.name.ends_with(".toml");
    let marked: Vec<(char, Part, usize, usize)> = if is_toml {
        file.content
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim_start().starts_with('#'))
            .flat_map(|(n, line)| line.chars().enumerate().map(move |(c, ch)| (ch, Part::Text, n + 1, c)))
            .collect()
    } else {
        parts(&file.content).into_iter().filter(|(_, part, ..)| *part != Part::Comment).collect()
    };
    let mut spots = Vec::new();
    for window in marked.windows(5) {
        let digits: String = window[..4].iter().map(|(c, ..)| *c).collect();
        let year = digits.parse::<u16>().is_ok_and(|y| (1990..2100).contains(&y));
        if year && window[4].0 == '年' {
            spots.push(spot(file, window[0].2, window[0].3, 5));
        }
    }
    spots
}

/// The place of some characters of a file.
pub fn spot(file: &PackFile, line: usize, start: usize, length: usize) -> Spot {
    let source = file.content.lines().nth(line.saturating_sub(1)).unwrap_or("");
    Spot::new(&file.origin, line, source, start, length)
}

/// Keys that no data can have: what the template author mistyped, with the nearest valid key.
pub fn wrong_keys(file: &PackFile) -> Vec<(String, Spot)> {
    literals(&file.content)
        .into_iter()
        .filter_map(|literal| {
            let message = vocabulary::wrong_key(&literal.text, &literal.used_as)?;
            Some((message, spot(file, literal.line, literal.start, literal.text.chars().count())))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_say_what_they_are_used_as() {
        let found = literals(
            "收入{{ \"total\" | amount }}\n{% if not \"a.b\" is zero(of=\"prior\") %}\"文字\"{# \"x\" #}",
        );
        let short: Vec<(&str, Use)> = found.iter().map(|l| (l.text.as_str(), l.used_as.clone())).collect();
        assert_eq!(
            short,
            [
                ("total", Use::Filter("amount".into())),
                ("a.b", Use::Test("zero".into())),
                ("prior", Use::Argument("of".into())),
            ]
        );
        assert_eq!((found[0].line, found[0].start), (1, 6));
        assert_eq!(found[1].line, 2);
    }
}
