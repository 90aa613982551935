//! Numbers inside texts and cells, with what they can stand for.

use rust_decimal::Decimal;

/// A number in a text.
#[derive(Debug, Clone)]
pub struct Number {
    /// First byte.
    pub from: usize,
    /// Byte behind it.
    pub to: usize,
    /// Its value.
    pub value: Decimal,
}

/// Whether a number can be reckoned with: an amount or a percentage of this world, whatever a document prints.
pub fn usable(value: Decimal) -> bool {
    value.scale() <= 10 && value.abs() < Decimal::from(1_000_000_000_000_000_u64)
}

/// The unsigned numbers of a text in order: 1,023.50 is one.
pub fn numbers(text: &str) -> Vec<Number> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !digit(at) {
            at += 1;
            continue;
        }
        let from = at;
        let mut dot = false;
        loop {
            match bytes.get(at) {
                Some(b) if b.is_ascii_digit() => at += 1,
                Some(b'.') if !dot && digit(at + 1) => {
                    dot = true;
                    at += 1;
                }
                Some(b',') if !dot && digit(at + 1) && digit(at + 2) && digit(at + 3) && !digit(at + 4) => {
                    at += 1;
                }
                _ => break,
            }
        }
        if let Some(value) = text[from..at].replace(',', "").parse::<Decimal>().ok().filter(|v| usable(*v)) {
            found.push(Number { from, to: at, value });
        }
    }
    found
}

/// A cell that is one number with a unit and perhaps a sign of comparison: ≥100人 is (100, 人).
pub fn quantity(cell: &str) -> Option<(Decimal, String)> {
    let plain = crate::text::squash(cell);
    let plain = plain.trim_start_matches(['≥', '≤', '=', '>', '<', '《', '》']);
    let all = numbers(plain);
    let [only] = all.as_slice() else { return None };
    (only.from == 0).then(|| (only.value, plain[only.to..].to_owned()))
}

/// Half of the last printed decimal.
pub fn slack(value: Decimal) -> Decimal {
    Decimal::new(5, (value.scale() + 1).min(20))
}

/// Whether two printed numbers can be the same one.
pub fn same(a: Decimal, b: Decimal) -> bool {
    usable(a) && usable(b) && (a - b).abs() <= slack(a).max(slack(b))
}

/// Without trailing zeros.
pub fn unpadded(value: Decimal) -> String {
    value.normalize().to_string()
}

/// Whether one number is the other with a digit wrong, lost or added, two exchanged, or its decimal point lost.
pub fn misprint(a: Decimal, b: Decimal) -> bool {
    let (x, y) = (unpadded(a), unpadded(b));
    let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
    let long = digits(&x).len().min(digits(&y).len()) >= 3;
    long && !same(a, b) && (strsim::osa_distance(&x, &y) == 1 || digits(&x) == digits(&y))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().expect("a number")
    }

    #[test]
    fn numbers_stand_in_texts() {
        let values = |text: &str| numbers(text).into_iter().map(|n| unpadded(n.value)).collect::<Vec<_>>();
        assert_eq!(values("共1,023.50万元，5.6.7，12,34"), ["1023.5", "5.6", "7", "12", "34"]);
        assert_eq!(quantity("≥100 人"), Some((d("100"), "人".to_owned())));
        assert_eq!(quantity("2023年12月"), None);
    }

    #[test]
    fn numbers_beyond_reckoning_are_none() {
        assert!(numbers("99999999999999999999999999万元").is_empty());
        assert!(numbers("0.0000000000000000000000000001").is_empty());
        assert!(!same(Decimal::MAX, Decimal::MIN));
    }

    #[test]
    fn a_misprint_is_one_stroke_away() {
        assert!(misprint(d("276.34"), d("76.34")));
        assert!(misprint(d("10.49"), d("10.44")));
        assert!(misprint(d("38.52"), d("38.25")));
        assert!(misprint(d("1248"), d("12.48")));
        assert!(!misprint(d("12"), d("13")));
        assert!(!misprint(d("10.44"), d("10.440")));
        assert!(!misprint(d("38.79"), d("139.14")));
    }
}
