//! Exact amounts: 元 as exported, 万元 as published, percentages, and how they are written.
//!
//! An amount is a [`Decimal`] from the cell to the page. Rounding is half up (四舍五入), away from zero,
//! and happens once, when an amount in 元 becomes a printed amount in 万元.

use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// Decimals of a printed amount or percentage (两位小数).
pub const PRINTED_DECIMALS: u32 = 2;

/// How many 元 make one 万元.
pub const YUAN_PER_WAN: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

/// Rounds half up (四舍五入) to the printed decimals.
pub fn round_half_up(value: Decimal) -> Decimal {
    round_to(value, PRINTED_DECIMALS)
}

fn round_to(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// An exact amount in 元.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Yuan(pub Decimal);

impl Yuan {
    /// No money at all.
    pub const ZERO: Yuan = Yuan(Decimal::ZERO);

    /// The amount as published: 万元, two decimals, half up.
    pub fn to_wan(self) -> Wan {
        Wan(round_half_up(self.0 / YUAN_PER_WAN))
    }

    /// Whether the exact amount is zero.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// The amount without its sign.
    pub fn abs(self) -> Yuan {
        Yuan(self.0.abs())
    }
}

/// An amount as published, in 万元 with two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Wan(pub Decimal);

impl Wan {
    /// The printed amount expressed in 元 again.
    pub fn to_yuan(self) -> Yuan {
        Yuan((self.0 * YUAN_PER_WAN).normalize())
    }

    /// Whether the amount prints as zero.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }
}

impl Add for Yuan {
    type Output = Yuan;
    fn add(self, other: Yuan) -> Yuan {
        Yuan(self.0 + other.0)
    }
}

impl Sub for Yuan {
    type Output = Yuan;
    fn sub(self, other: Yuan) -> Yuan {
        Yuan(self.0 - other.0)
    }
}

impl Neg for Yuan {
    type Output = Yuan;
    fn neg(self) -> Yuan {
        Yuan(-self.0)
    }
}

impl Sum for Yuan {
    fn sum<I: Iterator<Item = Yuan>>(iter: I) -> Yuan {
        iter.fold(Yuan::ZERO, Add::add)
    }
}

/// Which amounts a change or a percentage is made from (计算口径).
///
/// Published reports differ, and their figures prove it: see the style packs and `docs/decisions/2026-11-23-basis.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// From the printed 万元 amounts, so that a reader can recompute them.
    Printed,
    /// From the exact 元 amounts.
    Exact,
}

impl Basis {
    /// The amount that enters a calculation under this basis.
    pub fn take(self, amount: Yuan) -> Yuan {
        match self {
            Basis::Printed => amount.to_wan().to_yuan(),
            Basis::Exact => amount,
        }
    }

    /// `this − last` (增减额), in 元.
    pub fn change(self, this: Yuan, last: Yuan) -> Yuan {
        self.take(this) - self.take(last)
    }

    /// `part ÷ whole × 100`, two decimals half up; `None` where no meaningful percentage exists
    /// (the base is zero or negative, or the part is negative: “完成-5%” says nothing).
    pub fn percent(self, part: Yuan, whole: Yuan) -> Option<Decimal> {
        self.percent_to(part, whole, PRINTED_DECIMALS)
    }

    /// The same with as many decimals as are printed, rounded once.
    pub fn percent_to(self, part: Yuan, whole: Yuan, decimals: u32) -> Option<Decimal> {
        let (part, whole) = (self.take(part), self.take(whole));
        if part.0 < Decimal::ZERO {
            return None;
        }
        percentage(part.0, whole.0, decimals)
    }

    /// Growth (同比): `(this − last) ÷ last × 100`; `None` if last year's amount is zero or negative, or this year's
    /// negative: nothing falls by more than all of it.
    pub fn growth(self, this: Yuan, last: Yuan) -> Option<Decimal> {
        self.growth_to(this, last, PRINTED_DECIMALS)
    }

    /// The same with as many decimals as are printed, rounded once.
    pub fn growth_to(self, this: Yuan, last: Yuan, decimals: u32) -> Option<Decimal> {
        let (this, last) = (self.take(this), self.take(last));
        if this.0 < Decimal::ZERO {
            return None;
        }
        percentage(this.0 - last.0, last.0, decimals)
    }
}

/// `part ÷ whole × 100`, half up to so many decimals; `None` for a base that is zero or negative, and for one so small
/// that the percentage leaves the range of decimals.
fn percentage(part: Decimal, whole: Decimal, decimals: u32) -> Option<Decimal> {
    if whole <= Decimal::ZERO {
        return None;
    }
    let exact = part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
    Some(round_to(exact, decimals))
}

/// The unit of amounts in the text (金额单位). Most offices write 万元; some write 元, in which nothing is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum TextUnit {
    /// 万元, two decimals.
    #[default]
    #[serde(rename = "万元")]
    Wan,
    /// 元, two decimals.
    #[serde(rename = "元")]
    Yuan,
}

impl TextUnit {
    /// As printed behind a number.
    pub fn label(self) -> &'static str {
        match self {
            TextUnit::Wan => "万元",
            TextUnit::Yuan => "元",
        }
    }

    /// The number printed before it, with two decimals, half up.
    pub fn number(self, amount: Yuan) -> Decimal {
        match self {
            TextUnit::Wan => amount.to_wan().0,
            TextUnit::Yuan => round_half_up(amount.0),
        }
    }
}

/// How many decimals a figure in the text shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decimals {
    /// Always two: `2.50`.
    Fixed,
    /// Trailing zeros stripped: `2.5`, `0`.
    Trim,
}

/// How figures are written in the text (数字格式).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberFormat {
    /// `2,125` rather than `2125`.
    pub thousands: bool,
    /// Fixed or stripped decimals.
    pub decimals: Decimals,
}

impl NumberFormat {
    /// Writes a value that is already rounded to the printed decimals.
    ///
    /// ```
    /// use juesuan::money::{Decimals, NumberFormat};
    /// let f = NumberFormat { thousands: true, decimals: Decimals::Trim };
    /// assert_eq!(f.write("2125.00".parse().unwrap()), "2,125");
    /// ```
    pub fn write(self, value: Decimal) -> String {
        self.write_to(value, PRINTED_DECIMALS)
    }

    fn write_to(self, value: Decimal, decimals: u32) -> String {
        let value = round_to(value, decimals);
        let text = match self.decimals {
            Decimals::Fixed => {
                let mut v = value;
                v.rescale(decimals);
                v.to_string()
            }
            Decimals::Trim => value.normalize().to_string(),
        };
        let text = if value.is_zero() { text.trim_start_matches('-').to_owned() } else { text };
        if self.thousands { group_thousands(&text) } else { text }
    }

    /// Like [`Self::write`] without thousands separators and with decimals of its own, for percentages.
    pub fn write_percent(self, value: Decimal, decimals: u32) -> String {
        NumberFormat { thousands: false, ..self }.write_to(value, decimals)
    }
}

/// Puts a comma before every third digit left of the point.
pub fn group_thousands(text: &str) -> String {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |r| ("-", r));
    let (whole, fraction) = rest.find('.').map_or((rest, ""), |i| rest.split_at(i));
    let mut out = String::with_capacity(text.len() + whole.len() / 3 + 1);
    out.push_str(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out.push_str(fraction);
    out
}

/// Writes an amount in 元 for messages: two decimals, thousands separators.
pub fn display_yuan(amount: Yuan) -> String {
    NumberFormat { thousands: true, decimals: Decimals::Fixed }.write(amount.0)
}

/// Makes shares of so many decimals add up to exactly 100 by giving what their last decimals miss to the parts whose cut-off
/// remainder is largest (最大余数法). `None` when the whole is not positive or nothing has a share.
///
/// `parts` are exact amounts; the result has one share per part, in order.
pub fn balanced_shares(basis: Basis, parts: &[Yuan], whole: Yuan, decimals: u32) -> Option<Vec<Decimal>> {
    let whole = basis.take(whole).0;
    if whole <= Decimal::ZERO || parts.is_empty() {
        return None;
    }
    let last = Decimal::new(1, decimals);
    let exact: Vec<Decimal> = parts
        .iter()
        .map(|p| basis.take(*p).0.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole))
        .collect::<Option<_>>()?;
    let mut shares: Vec<Decimal> = exact
        .iter()
        .map(|v| v.round_dp_with_strategy(decimals, RoundingStrategy::ToNegativeInfinity))
        .collect();
    let mut missing = Decimal::ONE_HUNDRED - shares.iter().sum::<Decimal>();
    // Parts that do not make up the whole (by more than their rounding) must not be stretched to 100.
    if missing < Decimal::ZERO || missing > last * Decimal::from(parts.len() + 1) {
        return None;
    }
    let mut order: Vec<usize> = (0..parts.len()).filter(|&i| !exact[i].is_zero()).collect();
    order.sort_by(|&a, &b| (exact[b] - shares[b]).cmp(&(exact[a] - shares[a])));
    for i in order {
        if missing < last {
            break;
        }
        shares[i] += last;
        missing -= last;
    }
    Some(shares)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn yuan(s: &str) -> Yuan {
        Yuan(s.parse().unwrap())
    }

    #[test]
    fn rounds_half_up_away_from_zero() {
        assert_eq!(yuan("50").to_wan().0.to_string(), "0.01");
        assert_eq!(yuan("49.99").to_wan().0.to_string(), "0.00");
        assert_eq!(yuan("-50").to_wan().0.to_string(), "-0.01");
        assert_eq!(yuan("25537422.43").to_wan().0.to_string(), "2553.74");
    }

    #[test]
    fn basis_decides_the_percentage() {
        let (this, last) = (yuan("1517304"), yuan("2475000"));
        assert_eq!(Basis::Exact.percent(this, last).unwrap().to_string(), "61.31");
        assert_eq!(Basis::Printed.percent(this, last).unwrap().to_string(), "61.31");
        let this = yuan("1517250");
        assert_eq!(Basis::Exact.percent(this, last).unwrap().to_string(), "61.30");
        assert_eq!(Basis::Printed.percent(this, last).unwrap().to_string(), "61.31");
    }

    #[test]
    fn a_percentage_is_rounded_once() {
        // 2.446 and 2.45 of it, not 2.45 and then 2.5.
        let (part, whole) = (yuan("24460"), yuan("1000000"));
        let basis = Basis::Exact;
        assert_eq!(basis.percent_to(part, whole, 1).unwrap().to_string(), "2.4");
        assert_eq!(basis.percent(part, whole).unwrap().to_string(), "2.45");
        assert_eq!(basis.growth_to(whole + part, whole, 0).unwrap().to_string(), "2");
        let fixed = NumberFormat { thousands: true, decimals: Decimals::Fixed };
        assert_eq!(fixed.write_percent("1025".parse().unwrap(), 1), "1025.0");
    }

    #[test]
    fn no_percentage_from_zero_or_negative_bases() {
        assert_eq!(Basis::Exact.growth(yuan("5"), Yuan::ZERO), None);
        assert_eq!(Basis::Exact.growth(yuan("5"), yuan("-5")), None);
        assert_eq!(Basis::Exact.growth(yuan("-5"), yuan("5")), None);
        assert_eq!(Basis::Exact.percent(yuan("-5"), yuan("100")), None);
        assert_eq!(Basis::Printed.growth(yuan("50000"), yuan("49")), None);
    }

    #[test]
    fn formats() {
        let trim = NumberFormat { thousands: true, decimals: Decimals::Trim };
        let fixed = NumberFormat { thousands: false, decimals: Decimals::Fixed };
        for (value, a, b) in [
            ("2553.74", "2,553.74", "2553.74"),
            ("2125.00", "2,125", "2125.00"),
            ("0", "0", "0.00"),
            ("-0.00", "0", "0.00"),
            ("0.10", "0.1", "0.10"),
            ("1234567.5", "1,234,567.5", "1234567.50"),
            ("-1234.56", "-1,234.56", "-1234.56"),
        ] {
            assert_eq!(trim.write(value.parse().unwrap()), a);
            assert_eq!(fixed.write(value.parse().unwrap()), b);
        }
    }

    #[test]
    fn balanced_shares_follow_the_largest_remainder() {
        let parts = [yuan("176400"), yuan("3298500"), yuan("151300")];
        let shares = balanced_shares(Basis::Printed, &parts, yuan("3626200"), 2).unwrap();
        let text: Vec<String> = shares.iter().map(Decimal::to_string).collect();
        assert_eq!(text, ["4.87", "90.96", "4.17"]);
        assert_eq!(balanced_shares(Basis::Exact, &[yuan("50")], yuan("100"), 2), None);
        let shares = balanced_shares(Basis::Printed, &parts, yuan("3626200"), 1).unwrap();
        let text: Vec<String> = shares.iter().map(Decimal::to_string).collect();
        assert_eq!(text, ["4.9", "90.9", "4.2"]);
    }

    proptest! {
        #[test]
        fn written_amounts_read_back(cents in -10_000_000_000i64..10_000_000_000) {
            let value = Decimal::new(cents, 2);
            for thousands in [true, false] {
                for decimals in [Decimals::Fixed, Decimals::Trim] {
                    let text = NumberFormat { thousands, decimals }.write(value);
                    let back: Decimal = text.replace(',', "").parse().unwrap();
                    prop_assert_eq!(back, value);
                }
            }
        }

        #[test]
        fn printed_amount_is_within_half_a_hundredth(cents in -10_000_000_000i64..10_000_000_000) {
            let exact = Yuan(Decimal::new(cents, 2));
            let printed = exact.to_wan().to_yuan();
            prop_assert!((exact - printed).abs().0 <= Decimal::from(50));
        }
    }
}
