//! Zeros that cannot be. A blank cell reads as zero, and often is one; but not as a whole of which a part is something,
//! as one of the parts of a whole when none of them is stated, as a part of a sum that does not come out, or beside
//! things that were paid for. There “0万元” would be a wrong figure: such a zero is unknown.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::groups::{COUNTED, ECONOMIC, MEETINGS_IN_BASIC, THREE_PUBLIC_IN_BASIC, WHOLES, Whole};
use super::{FactSet, Kind, Role};
use crate::money::Yuan;

/// Sums that come out, besides the [`WHOLES`]: these together are as much as those. Where one does not come out, what
/// stands empty in it is unknown.
const SUMS: &[(&[&str], &[&str])] = &[
    (&["total"], &["income.total", "surplus_used", "opening"]),
    (&["total"], &["expenditure.total", "distribution", "closing"]),
    (&["fiscal.total"], &["fiscal.income", "fiscal.opening"]),
    (&["fiscal.total"], &["fiscal.expenditure", "fiscal.closing"]),
    (&["fiscal.income"], &["fiscal.income.general", "fiscal.income.fund", "fiscal.income.state"]),
    (&["general.expenditure"], &["general.basic", "general.project"]),
    (&["fund.expenditure"], &["fund.basic", "fund.project"]),
    (&["state.expenditure"], &["state.basic", "state.project"]),
    (&["fund.opening", "fund.income"], &["fund.expenditure", "fund.closing"]),
    (&["state.opening", "state.income"], &["state.expenditure", "state.closing"]),
];

/// Amounts and others that lie in them (其中), or follow from them, without making them up.
const AT_LEAST: &[(&str, &[&str])] = &[
    ("three_public.reception_domestic", &["three_public.reception_foreign_affairs"]),
    ("procurement.total", &["procurement.sme"]),
    ("procurement.sme", &["procurement.micro"]),
    ("count.reception_domestic_batches", &["count.reception_foreign_affairs_batches"]),
    ("count.reception_domestic_persons", &["count.reception_foreign_affairs_persons"]),
    ("total", &["income.total", "expenditure.total"]),
    ("fiscal.total", &["fiscal.income", "fiscal.expenditure"]),
    ("fiscal.income", &["fiscal.income.general", "fiscal.income.fund", "fiscal.income.state"]),
    ("fiscal.expenditure", &["general.expenditure", "fund.expenditure", "state.expenditure"]),
    ("general.expenditure", &["general.basic", "general.project"]),
    ("fund.expenditure", &["fund.basic", "fund.project"]),
    ("state.expenditure", &["state.basic", "state.project"]),
];

/// Figures that cannot be nothing where others are something that only point at them.
const POINTED_AT: &[(&str, &str)] = &[("vehicles.total", "count.vehicles_owned")];
/// Budgets that cannot be nothing where money was budgeted for them.
const BUDGETED: &[(&str, &str)] =
    &[("fund.expenditure", "fund.income"), ("state.expenditure", "state.income")];

/// Takes for unknown what reads as zero and cannot be.
pub(super) fn forget_zeros(set: &mut FactSet) {
    for role in [Role::Current, Role::Prior, Role::Budget, Role::Initial] {
        let mut doubt = Doubt { set, role, forgotten: BTreeSet::new() };
        doubt.things_that_were_paid_for();
        // What is unknown makes more unknown: parts their wholes, wholes their parts.
        loop {
            let before = doubt.forgotten.len();
            WHOLES.iter().for_each(|whole| doubt.whole(whole));
            SUMS.iter().for_each(|(left, right)| doubt.sum(left, right));
            AT_LEAST.iter().for_each(|(whole, within)| doubt.at_least(whole, within));
            if doubt.forgotten.len() == before {
                break;
            }
        }
    }
}

struct Doubt<'s> {
    set: &'s mut FactSet,
    role: Role,
    /// Keys whose zero was taken for unknown.
    forgotten: BTreeSet<String>,
}

impl Doubt<'_> {
    fn amount(&self, key: &str) -> Option<Yuan> {
        self.set.get(key).and_then(|f| f.amount(self.role))
    }

    fn is_something(&self, key: &str) -> bool {
        self.amount(key).is_some_and(|a| !a.is_zero())
    }

    fn any_is_something(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.is_something(key))
    }

    /// Forgets those of some amounts that are zero.
    fn forget(&mut self, keys: &[&str]) {
        for key in keys {
            let Some(&i) = self.set.index.get(*key) else { continue };
            if self.set.facts[i].amount(self.role).is_some_and(Yuan::is_zero) {
                self.set.facts[i].forget(self.role);
                self.forgotten.insert((*key).to_owned());
            }
        }
    }

    fn things_that_were_paid_for(&mut self) {
        for (expense, code) in THREE_PUBLIC_IN_BASIC.iter().chain(MEETINGS_IN_BASIC) {
            if self.is_something(&ECONOMIC.key(code)) {
                self.forget(&[expense]);
            }
        }
        for pair in COUNTED {
            // An expense that was forgotten is something, nobody knows how much.
            let spent = self.is_something(pair.amount) || self.forgotten.contains(pair.amount);
            let counted = self.any_is_something(pair.counts);
            if counted && pair.both_ways {
                self.forget(&[pair.amount]);
            }
            if spent || counted {
                self.forget(pair.counts);
            }
        }
        let budgeted = if self.role == Role::Budget { BUDGETED } else { &[] };
        for (figure, other) in POINTED_AT.iter().chain(budgeted) {
            if self.is_something(other) {
                self.forget(&[figure]);
            }
        }
    }

    fn whole(&mut self, whole: &Whole) {
        let keys: Vec<&str> = whole.parts.iter().chain(whole.within).copied().collect();
        let unstated = !self.any_is_something(&keys);
        let Some(total) = self.amount(whole.key) else {
            if unstated && self.forgotten.contains(whole.key) {
                self.forget(&keys);
            }
            return;
        };
        if total.is_zero() {
            if !unstated || keys.iter().any(|key| self.forgotten.contains(*key)) {
                self.forget(&[whole.key]);
            }
            return;
        }
        if unstated || self.misses(&[whole.key], whole.parts) {
            self.forget(&keys);
        }
    }

    fn sum(&mut self, left: &[&str], right: &[&str]) {
        if self.misses(left, right) {
            self.forget(left);
            self.forget(right);
        }
    }

    /// Whether two sides that are the same are known and are not.
    fn misses(&self, left: &[&str], right: &[&str]) -> bool {
        let side = |keys: &[&str]| keys.iter().map(|key| self.amount(key)).sum::<Option<Yuan>>();
        // Printed amounts carry rounding: half a hundredth each. Counts carry none.
        let is_money = self.set.get(left[0]).is_some_and(|f| f.kind == Kind::Money);
        let halves = if is_money { left.len() + right.len() } else { 0 };
        let rounding = Yuan(Decimal::from(50 * halves));
        side(left).zip(side(right)).is_some_and(|(left, right)| (left - right).abs() > rounding)
    }

    fn at_least(&mut self, whole: &str, within: &[&str]) {
        if self.any_is_something(within) {
            self.forget(&[whole]);
        }
        // Nothing is known of what is in an unknown amount.
        if self.amount(whole).is_none() {
            self.forget(within);
        }
    }
}
