//! The text of a paragraph as the grammar reads it: without spaces and quotes, full-width letters, digits and brackets
//! made half-width, thousands separators dropped; every character remembers where it stands in the printed text.

use crate::text::put_years_in_digits;

/// A paragraph made regular.
///
/// Chinese commas, colons and semicolons become ASCII ones, so that a phrase is declared once; `。` and `、` stay.
#[derive(Debug, Clone)]
pub struct Normal {
    /// The regular characters.
    pub chars: Vec<char>,
    /// For each of them the bytes it takes in the printed text.
    places: Vec<(usize, usize)>,
}

impl Normal {
    /// Makes a printed text regular.
    pub fn new(printed: &str) -> Normal {
        let mut chars = Vec::with_capacity(printed.len() / 2);
        let mut places = Vec::with_capacity(printed.len() / 2);
        for (at, c) in printed.char_indices() {
            if let Some(made) = regular(c) {
                chars.push(made);
                places.push((at, at + c.len_utf8()));
            }
        }
        let mut normal = Normal { chars, places };
        // `二〇二二年` → `2022年`
        put_years_in_digits(&mut normal.chars);
        normal.drop_thousands();
        normal
    }

    /// `2,553.74` → `2553.74`: a comma between digits, with whole groups of three behind it.
    fn drop_thousands(&mut self) {
        let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
        let mut drop = Vec::new();
        for (i, c) in self.chars.iter().enumerate() {
            let group = (1..=3).all(|k| digit(self.chars.get(i + k))) && !digit(self.chars.get(i + 4));
            if *c == ',' && i > 0 && digit(self.chars.get(i - 1)) && group {
                drop.push(i);
            }
        }
        for i in drop.into_iter().rev() {
            self.chars.remove(i);
            self.places.remove(i);
        }
    }

    /// The bytes of the printed text that the regular characters `from..to` stand for.
    pub fn printed(&self, from: usize, to: usize) -> std::ops::Range<usize> {
        let start = self.places.get(from).or(self.places.last()).map_or(0, |p| p.0);
        let end = to.checked_sub(1).and_then(|last| self.places.get(last)).map_or(start, |p| p.1);
        start..end.max(start)
    }

    /// The regular text `from..to`.
    pub fn text(&self, from: usize, to: usize) -> String {
        self.chars[from.min(self.chars.len())..to.min(self.chars.len())].iter().collect()
    }

    /// Whether the regular text continues with `phrase` at `at`.
    pub fn starts_with(&self, at: usize, phrase: &[char]) -> bool {
        self.chars.get(at..at + phrase.len()).is_some_and(|part| part == phrase)
    }
}

/// The regular form of a character; `None` for what carries no meaning in a sentence.
pub fn regular(c: char) -> Option<char> {
    match c {
        c if c.is_whitespace() => None,
        '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' | '*' => None,
        '“' | '”' | '"' | '＂' | '‘' | '’' | '\'' | '「' | '」' | '『' | '』' | '〝' | '〞' => {
            None
        }
        '〔' | '［' | '【' => Some('['),
        '〕' | '］' | '】' => Some(']'),
        '—' | '－' | '–' | '―' | '‐' | '‑' | '−' => Some('-'),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0),
        '｡' => Some('。'),
        c => Some(c),
    }
}

/// A phrase of the grammar made regular.
pub fn phrase(text: &str) -> Vec<char> {
    text.chars().filter_map(regular).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_text_keeps_its_places() {
        let printed = "收、支总计 均为２,５53.74 万元，增长 3％。";
        let normal = Normal::new(printed);
        assert_eq!(normal.text(0, normal.chars.len()), "收、支总计均为2553.74万元,增长3%。");
        let at = normal.chars.iter().position(|c| *c == '2').unwrap_or_default();
        assert_eq!(&printed[normal.printed(at, at + 7)], "２,５53.74");
    }

    #[test]
    fn years_in_words_are_years() {
        let printed = "二〇二三年比二○二二年减少，一九年、十二年不是";
        let normal = Normal::new(printed);
        assert_eq!(normal.text(0, normal.chars.len()), "2023年比2022年减少,一九年、十二年不是");
        assert_eq!(&printed[normal.printed(6, 11)], "二○二二年");
    }

    #[test]
    fn a_comma_between_two_statements_is_no_separator() {
        let normal = Normal::new("0个,累计0人次,2023,2024");
        assert_eq!(normal.text(0, normal.chars.len()), "0个,累计0人次,2023,2024");
        let grouped = Normal::new("1,234,567.80元");
        assert_eq!(grouped.text(0, 12), "1234567.80元");
    }
}
