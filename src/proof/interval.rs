//! Printed amounts as intervals: what rounds to them.

use rust_decimal::Decimal;

use crate::money::{Decimals, NumberFormat};
use crate::reading::Figure;

/// Everything that a printed number can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// Lower end.
    pub low: Decimal,
    /// Upper end.
    pub high: Decimal,
}

/// Half a hundredth: what rounding to two decimals hides.
const HALF: Decimal = Decimal::from_parts(5, 0, 0, false, 3);

/// The amount of a figure in 万元; `None` if it is no amount.
pub fn wan(figure: &Figure) -> Option<Decimal> {
    match figure.unit {
        "万元" => Some(figure.value),
        "元" => Some(figure.value / Decimal::from(10_000)),
        "亿元" => Some(figure.value * Decimal::from(10_000)),
        _ => None,
    }
}

/// What rounding to the printed decimals hides, in 万元: half a hundredth; nothing in 元, 5,000元 in 0.2371亿元. Trailing zeros
/// may be left out, so that fewer than two decimals say no more than two.
pub fn hidden(figure: &Figure) -> Decimal {
    match figure.unit {
        "亿元" => Decimal::new(5, figure.value.scale().clamp(2, 8) + 1) * Decimal::from(10_000),
        "元" => Decimal::ZERO,
        _ => HALF,
    }
}

/// By how much an amount may miss a table in 万元 though both are right (尾差): a hundredth, and more where the unit hides more.
pub fn slack(figure: &Figure) -> Decimal {
    HALF + hidden(figure).max(HALF)
}

impl Interval {
    /// What rounds to an amount printed with two decimals; trailing zeros may be left out.
    pub fn of(value: Decimal) -> Interval {
        Interval { low: value - HALF, high: value + HALF }
    }

    /// What a figure can stand for, in 万元; exact where it is printed in 元.
    pub fn of_figure(figure: &Figure) -> Option<Interval> {
        let (value, hidden) = (wan(figure)?, hidden(figure));
        Some(Interval { low: value - hidden, high: value + hidden })
    }

    /// `self − other`
    pub fn minus(self, other: Interval) -> Interval {
        Interval { low: self.low - other.high, high: self.high - other.low }
    }

    /// `self + other`
    pub fn plus(self, other: Interval) -> Interval {
        Interval { low: self.low + other.low, high: self.high + other.high }
    }

    /// `self ÷ other × 100`; `None` where the divisor may be zero or negative.
    pub fn percent_of(self, other: Interval) -> Option<Interval> {
        if other.low <= Decimal::ZERO {
            return None;
        }
        let hundred = Decimal::ONE_HUNDRED;
        let ends = [
            self.low.checked_mul(hundred)?.checked_div(other.low)?,
            self.low.checked_mul(hundred)?.checked_div(other.high)?,
            self.high.checked_mul(hundred)?.checked_div(other.low)?,
            self.high.checked_mul(hundred)?.checked_div(other.high)?,
        ];
        let low = ends.iter().copied().min()?;
        let high = ends.iter().copied().max()?;
        Some(Interval { low, high })
    }

    /// Whether a percentage printed with `half` of its last digit as rounding can come from here.
    pub fn admits(self, printed: Decimal, half: Decimal) -> bool {
        self.low - half <= printed && printed <= self.high + half
    }

    /// The middle, for messages.
    pub fn middle(self) -> Decimal {
        (self.low + self.high) / Decimal::TWO
    }
}

/// A number for messages: two decimals, half up.
pub fn show(value: Decimal) -> String {
    NumberFormat { thousands: true, decimals: Decimals::Fixed }.write(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_truncated_percentage_is_outside_a_rounded_one_inside() {
        let share = Interval::of(d("9746.50")).percent_of(Interval::of(d("9759.38"))).unwrap();
        assert!(share.admits(d("99.87"), HALF));
        assert!(!share.admits(d("99.86"), HALF));
    }

    #[test]
    fn small_amounts_leave_room() {
        let growth = Interval::of(d("0.01")).percent_of(Interval::of(d("0.03"))).unwrap();
        assert!(growth.admits(d("50"), HALF), "0.014 of 0.028");
        assert!(Interval::of(d("1")).percent_of(Interval::of(d("0"))).is_none());
    }
}
