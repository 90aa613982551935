//! What facts are made from, and an amount on its way into one.

use super::spec::has_adjusted_budget;
use super::{Fact, Kind, Role};
use crate::accounts::{Accounts, Amount, Column, InitialBudget, MovedCodes, ScheduleId};
use crate::finding::Place;
use crate::money::Yuan;
use crate::supplement::Supplement;

/// What facts are made from.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// This year.
    pub current: &'a Accounts,
    /// Last year, if given.
    pub prior: Option<&'a Accounts>,
    /// Initial budget by 项, if given.
    pub budget: Option<&'a InitialBudget>,
    /// What people supplied.
    pub supplement: &'a Supplement,
    /// Codes that were others before.
    pub moved: &'a MovedCodes,
}

/// An amount with the cells that make it.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    pub(super) value: Option<Yuan>,
    pub(super) places: Vec<Place>,
}

impl Found {
    pub(super) fn one(accounts: &Accounts, amount: Option<Amount>) -> Found {
        Found {
            value: amount.map(|a| a.value),
            places: amount.and_then(|a| a.cell).map(|c| accounts.place(c)).into_iter().collect(),
        }
    }

    /// A statement that is there but lacks the line says zero; a statement that is missing says nothing.
    pub(super) fn or_zero_if(mut self, present: bool) -> Found {
        if present && self.value.is_none() {
            self.value = Some(Yuan::ZERO);
        }
        self
    }

    /// A sum is known only where every part is: what is left out would make it smaller without a word.
    pub(super) fn sum(parts: impl IntoIterator<Item = Found>) -> Found {
        let mut parts = parts.into_iter();
        let Some(mut sum) = parts.next() else { return Found::default() };
        for part in parts {
            sum.value = sum.value.zip(part.value).map(|(a, b)| a + b);
            sum.places.extend(part.places);
        }
        if sum.value.is_none() {
            sum.places.clear();
        }
        sum
    }

    /// With a part that comes to it, or without one that leaves it; unknown where either is.
    pub(super) fn moved(self, part: Found, comes: bool) -> Found {
        let part = if comes { part } else { Found { value: part.value.map(|v| Yuan(-v.0)), ..part } };
        Found::sum([self, part])
    }
}

pub(super) fn blank(key: String, label: String, kind: Kind) -> Fact {
    Fact {
        key,
        label,
        kind,
        current: None,
        prior: None,
        budget: None,
        initial: None,
        delta: None,
        growth_pct: None,
        share_pct: None,
        completion_pct: None,
        sources: Vec::new(),
    }
}

pub(super) fn fill(fact: &mut Fact, role: Role, found: Found) {
    match role {
        Role::Current => fact.current = found.value,
        Role::Prior => fact.prior = found.value,
        Role::Budget => fact.budget = found.value,
        Role::Initial => fact.initial = found.value,
    }
    fact.sources.extend(found.places.into_iter().map(|p| (role, p)));
}

/// Whether a statement states budgets of this kind (年初预算数, 全年预算数) at all. A blank cell reads as zero; but where
/// amounts were received or spent and no budget cell of the whole statement holds anything, it was exported without
/// budgets, and they are unknown.
pub(super) fn states_budgets(accounts: &Accounts, id: ScheduleId, kind: Column) -> bool {
    let Some(schedule) = accounts.schedule(id) else { return false };
    // 机构运行信息表 states budgets of the three public expenses only.
    let budgeted = |key: &str| id != ScheduleId::Operations || has_adjusted_budget(key);
    let holds = |columns: &[Column]| {
        let columns: Vec<usize> = columns.iter().filter_map(|c| schedule.column(*c)).collect();
        let lines = schedule.lines.iter().filter(|l| budgeted(&l.key));
        lines.flat_map(|l| columns.iter().filter_map(|c| l.cells[*c])).any(|a| !a.value.is_zero())
    };
    let adjusted = kind == Column::Adjusted && schedule.column(kind).is_some();
    holds(if adjusted { &ADJUSTED } else { &INITIAL }) || !holds(&[Column::Final])
}

const INITIAL: [Column; 4] =
    [Column::Initial, Column::InitialGeneral, Column::InitialFund, Column::InitialState];
const ADJUSTED: [Column; 4] =
    [Column::Adjusted, Column::AdjustedGeneral, Column::AdjustedFund, Column::AdjustedState];
