//! What number formats say of the numbers they show: that they are dates, or shown in thousands or in 万.

use super::cell::Value;
use super::dates::{date, is_built_in_date, is_date_format};
use super::sheet::number;

/// The most powers of ten a number is shown smaller by.
const MOST: usize = 12;

/// What a number format makes of a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Format {
    /// The number itself.
    #[default]
    Plain,
    /// A date or a time.
    Date,
    /// The number divided by this power of ten: 3 for `0.00,`, 4 for `0!.0000` and `0!.0,`.
    Scaled(u8),
}

impl Format {
    /// What a built-in format is.
    pub(super) fn built_in(id: u32) -> Format {
        if is_built_in_date(id) { Format::Date } else { Format::Plain }
    }

    /// What a format code says.
    pub(super) fn of(code: &str) -> Format {
        match scale(code) {
            _ if is_date_format(code) => Format::Date,
            0 => Format::Plain,
            power => Format::Scaled(power),
        }
    }
}

/// The number formats of a workbook, by the index a cell refers to (`cellXfs`, XF records).
#[derive(Debug, Default)]
pub(super) struct Formats {
    list: Vec<Format>,
    /// Days are counted from 1904.
    pub(super) from_1904: bool,
}

impl Formats {
    /// Adds the format of the next index.
    pub(super) fn push(&mut self, format: Format) {
        self.list.push(format);
    }

    /// How many indices there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// A number as a cell of this format says it, and the power of ten it is shown smaller by. Zero is nothing in every
    /// format, and what no calendar has is a number whatever its format.
    pub(super) fn value(&self, index: usize, double: f64) -> (Value, u8) {
        match self.list.get(index).copied().unwrap_or_default() {
            Format::Date if double != 0.0 => (date(double, self.from_1904), 0),
            Format::Scaled(power) => (number(double), power),
            Format::Plain | Format::Date => (number(double), 0),
        }
    }
}

/// A piece of a format code that shows digits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Digit,
    Comma,
    Point,
    /// A point that is only a text, set between digits.
    SetPoint,
    Other,
}

/// The power of ten a format shows numbers smaller by. A comma behind the last digit before the point or behind all digits
/// takes three (ECMA-376 Part 1, 18.8.31), a point that is a text as many as digits follow it: Chinese offices show 元 as
/// 万元 by `0!.0000` or `0!.0,`.
fn scale(code: &str) -> u8 {
    let pieces = pieces(code);
    let Some(last) = pieces.iter().rposition(|p| *p == Piece::Digit) else { return 0 };
    let commas_behind = |digit: usize| pieces[digit + 1..].iter().take_while(|p| **p == Piece::Comma).count();
    let before_point = pieces.iter().position(|p| *p == Piece::Point).and_then(|point| {
        pieces[..point].iter().rposition(|p| *p == Piece::Digit).filter(|digit| *digit != last)
    });
    let commas = commas_behind(last) + before_point.map_or(0, commas_behind);
    let set =
        pieces.iter().position(|p| *p == Piece::SetPoint).filter(|at| pieces[..*at].contains(&Piece::Digit));
    let after = set.map_or(0, |at| {
        pieces[at..].iter().take_while(|p| **p != Piece::Point).filter(|p| **p == Piece::Digit).count()
    });
    u8::try_from((3 * commas + after).min(MOST)).unwrap_or(0)
}

/// The pieces of a code's first section, which is the one for amounts above zero.
fn pieces(code: &str) -> Vec<Piece> {
    let text = |text: &str| if text == "." { Piece::SetPoint } else { Piece::Other };
    let mut pieces = Vec::new();
    let mut characters = code.chars();
    while let Some(c) = characters.next() {
        pieces.push(match c {
            ';' => break,
            '"' => text(&characters.by_ref().take_while(|c| *c != '"').collect::<String>()),
            '\\' | '!' => text(&characters.next().map(String::from).unwrap_or_default()),
            '_' | '*' => {
                characters.next();
                Piece::Other
            }
            '[' => {
                characters.by_ref().take_while(|c| *c != ']').for_each(drop);
                Piece::Other
            }
            '0' | '#' | '?' => Piece::Digit,
            ',' => Piece::Comma,
            '.' => Piece::Point,
            _ => Piece::Other,
        });
    }
    pieces
}

/// The power of ten by which a text shows a number smaller than it is stored, for files that keep both.
pub(super) fn scale_of_shown(stored: f64, shown: &str) -> u8 {
    let digits: String = shown.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}')).collect();
    let digits = digits.trim_end_matches(|c: char| !c.is_ascii_digit());
    let decimals = digits.split_once('.').map_or(0, |(_, after)| after.len());
    let Ok(read) = digits.parse::<f64>() else { return 0 };
    let Ok(decimals) = i32::try_from(decimals) else { return 0 };
    // Half of the last digit shown, and a hair.
    let slack = 0.500_001 * 10f64.powi(-decimals);
    let near = |power: i32| (stored.abs() / 10f64.powi(power) - read.abs()).abs() <= slack;
    // What is shown as less than its last digit says nothing.
    if read == 0.0 || near(0) {
        return 0;
    }
    [4u8, 3, 6, 8].into_iter().find(|power| near(i32::from(*power))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_show_less() {
        for (code, power) in [
            ("0.00,", 3),
            ("#,##0.00,", 3),
            ("0,.00", 3),
            ("#,##0,", 3),
            ("0.00,,", 6),
            ("0!.0,", 4),
            ("0!.0000", 4),
            ("#!.0000\"万元\"", 4),
            ("0\\.0,", 4),
            ("0\".\"0000;[Red]-0\".\"0000", 4),
            ("#,##0.00", 0),
            ("#,##0", 0),
            ("0.00", 0),
            ("General", 0),
            ("#,##0.00_ ;[Red]\\-#,##0.00\\ ", 0),
            ("_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", 0),
            ("0.00\"元.\"", 0),
            ("\"约.\"0", 0),
            ("0.00E+00", 0),
            ("@", 0),
            ("\"", 0),
            ("0!", 0),
            ("[", 0),
        ] {
            assert_eq!(scale(code), power, "{code}");
        }
        assert_eq!(Format::of("yyyy-mm-dd"), Format::Date);
        assert_eq!(Format::of("0!.0,"), Format::Scaled(4));
    }

    #[test]
    fn what_is_shown_and_what_is_stored() {
        for (stored, shown, power) in [
            (23_819_946.74, "2382.0", 4),
            (23_819_946.74, "2381.9947", 4),
            (23_819_946.74, "2,381.99万", 4),
            (23_819_946.74, "23,819.95", 3),
            (23_819_946.74, "23,819,946.74", 0),
            (23_819_946.74, "23819947", 0),
            (-596_500.0, "-59.65", 4),
            (0.3, "0", 0),
            (12.0, "0.00", 0),
            (0.0, "0.00", 0),
            (1.5, "", 0),
            (1.5, "一点五", 0),
        ] {
            assert_eq!(scale_of_shown(stored, shown), power, "{stored} {shown}");
        }
    }
}
