//! A place in a template, shown so that the caret stands under the right character on a screen where Chinese
//! characters are two columns wide.

use std::fmt;

use unicode_width::UnicodeWidthStr;

/// A place in a template, as people find it in their editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// File as shown to people.
    pub origin: String,
    /// Line from 1.
    pub line: usize,
    /// Column from 1, a Chinese character counting two.
    pub column: usize,
    /// The source line.
    pub source: String,
    /// Width of what is marked.
    pub width: usize,
}

impl Spot {
    /// The place of `length` characters from a zero-based character column of a line.
    pub fn new(origin: &str, line: usize, source: &str, start: usize, length: usize) -> Spot {
        let before: String = source.chars().take(start).collect();
        let marked: String = source.chars().skip(start).take(length).collect();
        Spot {
            origin: origin.to_owned(),
            line,
            column: before.as_str().width() + 1,
            source: source.to_owned(),
            width: marked.as_str().width().max(1),
        }
    }

    /// The place of some characters of a text, by its line from 1 and zero-based character column.
    pub fn in_text(origin: &str, text: &str, line: usize, start: usize, length: usize) -> Spot {
        let source = text.lines().nth(line.saturating_sub(1)).unwrap_or("");
        Spot::new(origin, line, source, start, length)
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.line.to_string();
        let pad = " ".repeat(number.len());
        let (origin, column, source) = (&self.origin, self.column, &self.source);
        writeln!(f, "{pad} → {origin} 第{number}行第{column}列")?;
        writeln!(f, "{pad} |\n{number} | {source}")?;
        write!(f, "{pad} | {}{}", " ".repeat(column - 1), "^".repeat(self.width))
    }
}
