//! What a cell holds, and how an amount is read from it.

use rust_decimal::Decimal;

use crate::text::squash;

/// The value of a non-empty cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text as stored.
    Text(String),
    /// A number, exact to the 15 significant digits a spreadsheet keeps.
    Number(Decimal),
    /// An error value such as `#REF!`.
    Error(String),
    /// A formula the file keeps no result of.
    NoResult(String),
}

impl Value {
    /// The cell as text, without any layout noise; numbers as plain digits.
    pub fn squashed(&self) -> String {
        match self {
            Value::Text(t) => squash(t),
            Value::Number(n) => n.normalize().to_string(),
            Value::Error(e) => e.clone(),
            Value::NoResult(_) => String::new(),
        }
    }

    /// The cell as a name: one line.
    pub fn line(&self) -> String {
        crate::text::one_line(&self.display())
    }

    /// The text as stored, trimmed; numbers as plain digits.
    pub fn display(&self) -> String {
        match self {
            Value::Text(t) => t.trim().to_owned(),
            Value::Number(n) => n.normalize().to_string(),
            Value::Error(e) => e.clone(),
            Value::NoResult(f) => format!("={f}"),
        }
    }
}

/// What an amount cell says.
#[derive(Debug, Clone, PartialEq)]
pub enum AmountCell {
    /// Blank, or one of the ways to write "nothing here" (—, -, /).
    Blank,
    /// A number in the sheet's unit.
    Number(Decimal),
    /// Something that is not an amount; holds what it says.
    NotANumber(String),
    /// A formula without a stored result.
    NoResult,
}

/// No amount of any office has this magnitude in any unit; beyond it sums and products would leave the decimals.
const TOO_LARGE: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0);
/// Decimals an amount keeps: more than any cell shows, so that 149.999999999999元 is rounded once, at output (to 0.01万元,
/// not by way of 150元 to 0.02万元), and few enough for sums and products.
const KEPT_DECIMALS: u32 = 18;

/// Reads an amount cell: numbers, numbers stored as text with separators or full-width digits, dashes.
pub fn read_amount(value: Option<&Value>) -> AmountCell {
    match read_any_amount(value) {
        AmountCell::Number(n) if n.abs() >= TOO_LARGE => AmountCell::NotANumber(n.to_string()),
        AmountCell::Number(n) if n.scale() > KEPT_DECIMALS => AmountCell::Number(n.round_dp(KEPT_DECIMALS)),
        other => other,
    }
}

/// Whether a text is a date or a time as the readers write one: `2023-12-31`, `08:30`.
pub fn is_date(text: &str) -> bool {
    let digits = |part: Option<&str>, n: usize| {
        part.is_some_and(|p| p.len() == n && p.bytes().all(|b| b.is_ascii_digit()))
    };
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    let mut parts = day.split('-');
    let calendar = digits(parts.next(), 4) && digits(parts.next(), 2) && digits(parts.next(), 2);
    let mut parts = text.split(':');
    calendar || (digits(parts.next(), 2) && digits(parts.next(), 2))
}

fn read_any_amount(value: Option<&Value>) -> AmountCell {
    match value {
        None => AmountCell::Blank,
        Some(Value::Number(n)) => AmountCell::Number(*n),
        Some(Value::Error(e)) => AmountCell::NotANumber(e.clone()),
        Some(Value::NoResult(_)) => AmountCell::NoResult,
        Some(Value::Text(text)) => read_amount_text(text),
    }
}

/// Words for "nothing here".
const NOTHING: &[&str] = &["无", "不涉及", "不适用", "无此项"];

/// A number without its separators; `None` where commas don't stand before groups of three (or, by 万, of four) digits:
/// `1234,56` and `1.234,56` are amounts of another way of writing, or slips.
fn ungrouped(squashed: &str) -> Option<String> {
    if !squashed.contains([',', '，']) {
        return Some(squashed.to_owned());
    }
    let text = squashed.replace('，', ",");
    let body = text
        .trim_start_matches(|c: char| !c.is_ascii_digit())
        .trim_end_matches(|c: char| !c.is_ascii_digit());
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("").len();
    let sizes: Vec<usize> = groups.map(str::len).collect();
    let regular = [3, 4].iter().any(|n| sizes.iter().all(|size| size == n) && (1..=*n).contains(&first));
    (regular && !fraction.contains(',')).then(|| text.replace(',', ""))
}

fn read_amount_text(text: &str) -> AmountCell {
    let squashed = squash(text);
    if squashed.chars().all(|c| c == '-' || c == '/') || NOTHING.contains(&squashed.as_str()) {
        return AmountCell::Blank;
    }
    let Some(plain) = ungrouped(&squashed) else { return AmountCell::NotANumber(text.trim().to_owned()) };
    let plain = plain.trim_start_matches(['¥', '￥']);
    // Accountants write negative amounts in brackets, or with a triangle.
    let inside = plain.strip_prefix('(').and_then(|p| p.strip_suffix(')'));
    let (plain, negative) = match inside.or_else(|| plain.strip_prefix(['△', '▲', '负'])) {
        Some(inner) => (inner, true),
        None => (plain, false),
    };
    // A sign within the brackets says nothing clear.
    if negative && plain.starts_with(['-', '+']) {
        return AmountCell::NotANumber(text.trim().to_owned());
    }
    let digits = plain.strip_prefix(['-', '+']).unwrap_or(plain);
    // The decimal parser takes 1_000 as code does; in a table that is a slip.
    if digits.contains('_') {
        return AmountCell::NotANumber(text.trim().to_owned());
    }
    if digits.starts_with(|c: char| c.is_ascii_digit()) || digits.starts_with('.') {
        let parsed = plain.parse::<Decimal>().or_else(|_| Decimal::from_scientific(plain));
        if let Ok(number) = parsed {
            return AmountCell::Number(if negative { -number } else { number });
        }
    }
    AmountCell::NotANumber(text.trim().to_owned())
}

/// The decimal a spreadsheet means by a stored double: its 15 significant digits. Excel keeps no more, so
/// `25537422.430000003` is the amount 25537422.43 (ECMA-376 Part 1, 18.17.5; IEEE 754 doubles).
///
/// `None` for NaN, infinities and magnitudes no amount has.
pub fn decimal_from_double(value: f64) -> Option<Decimal> {
    if !value.is_finite() || value.abs() >= 1e18 {
        return None;
    }
    if value.fract() == 0.0 && value.abs() < 1e15 {
        // Exact in both representations.
        #[expect(clippy::cast_possible_truncation, reason = "integral and below 2^53")]
        return Some(Decimal::from(value as i64));
    }
    // The shortest digits that mean this double are its fifteen, if they are no more: every decimal of fifteen digits
    // comes back from a double (DBL_DIG). They are found much sooner than digits by number.
    let mut text = format!("{value:e}");
    let digits = text.bytes().take_while(|b| *b != b'e').filter(u8::is_ascii_digit).count();
    if digits > 15 {
        text = format!("{value:.14e}");
    }
    Decimal::from_scientific(&text).ok().map(|d| d.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn doubles_mean_fifteen_digits() {
        for (double, text) in [
            (25_537_422.430_000_003, "25537422.43"),
            (0.1 + 0.2, "0.3"),
            (-1_234.56, "-1234.56"),
            (796.0, "796"),
            (1e-7, "0.0000001"),
            (0.0, "0"),
        ] {
            assert_eq!(decimal_from_double(double).unwrap().to_string(), text);
        }
        assert_eq!(decimal_from_double(f64::NAN), None);
        assert_eq!(decimal_from_double(1e300), None);
    }

    #[test]
    fn amounts_in_text() {
        let number = |s: &str| AmountCell::Number(s.parse().unwrap());
        for (text, want) in [
            ("25,537,422.43", number("25537422.43")),
            ("２５，５３７．４３", number("25537.43")),
            (" 12.50 ", number("12.50")),
            ("-0.14", number("-0.14")),
            ("（3.20）", number("-3.20")),
            ("—", AmountCell::Blank),
            ("－", AmountCell::Blank),
            ("--", AmountCell::Blank),
            ("　", AmountCell::Blank),
            ("无", AmountCell::Blank),
            ("——", AmountCell::Blank),
            ("──", AmountCell::Blank),
            ("△12.50", number("-12.50")),
            ("▲ 1,212.50", number("-1212.50")),
            ("￥1,234.5", number("1234.5")),
            ("12,3456.70", number("123456.70")),
            ("(-3.20)", AmountCell::NotANumber("(-3.20)".into())),
            ("1234,56", AmountCell::NotANumber("1234,56".into())),
            ("1.234,56", AmountCell::NotANumber("1.234,56".into())),
            ("12,34.56", AmountCell::NotANumber("12,34.56".into())),
            ("1,2345,678", AmountCell::NotANumber("1,2345,678".into())),
            ("无数据", AmountCell::NotANumber("无数据".into())),
            ("12a", AmountCell::NotANumber("12a".into())),
            ("1_000", AmountCell::NotANumber("1_000".into())),
        ] {
            assert_eq!(read_amount(Some(&Value::Text(text.into()))), want, "{text}");
        }
    }

    #[test]
    fn absurd_magnitudes_are_no_amounts() {
        assert_eq!(TOO_LARGE.to_string(), "1000000000000000");
        for text in ["1e15", "79228162514264337593543950335", "-9999999999999999.99"] {
            let read = read_amount(Some(&Value::Text(text.into())));
            assert!(matches!(read, AmountCell::NotANumber(_)), "{text}: {read:?}");
        }
        let hair = read_amount(Some(&Value::Text("149.999999999999".into())));
        assert_eq!(hair, AmountCell::Number("149.999999999999".parse().unwrap()));
        let tiny = read_amount(Some(&Value::Text("0.0000000000000000000000000001".into())));
        assert!(matches!(tiny, AmountCell::Number(n) if n.is_zero()));
    }

    proptest! {
        /// Digits are found in two ways.
        #[test]
        fn short_digits_are_the_fifteen(n in -999_999_999_999_999i64..=999_999_999_999_999, scale in 1u32..=8) {
            let exact = Decimal::new(n, scale);
            let double: f64 = exact.to_string().parse().unwrap();
            let fifteen = Decimal::from_scientific(&format!("{double:.14e}")).unwrap().normalize();
            prop_assert_eq!(decimal_from_double(double).unwrap(), fifteen);
            prop_assert_eq!(fifteen, exact.normalize());
        }

        #[test]
        fn any_cents_survive_a_double(cents in -900_000_000_000_000i64..900_000_000_000_000) {
            let exact = Decimal::new(cents, 2);
            let double: f64 = exact.to_string().parse().unwrap();
            prop_assert_eq!(decimal_from_double(double).unwrap(), exact.normalize());
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            read_amount(Some(&Value::Text(text)));
        }
    }
}
