//! Facts told apart by a classification code: 类, 款 and 项 of the functional classification, 类 and 款 of the economic one.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::found::{Found, Inputs, blank, fill, states_budgets};
use super::groups::{self, CLASS_DIGITS, CodedGroup, GROUP_DIGITS, ITEM_DIGITS};
use super::{Fact, Kind, Role};
use crate::accounts::{Accounts, BasicDetail, Column, InitialBudget, MovedCodes, Schedule, ScheduleId};
use crate::catalogue::{economic, functional};

/// The initial budget of some codes together: nothing of one that it does not list.
pub(super) fn budget_of(budget: &InitialBudget, codes: &[&str]) -> Found {
    let unknown =
        codes.iter().any(|code| !budget.amounts.contains_key(*code) && budget.unreadable.contains(*code));
    let amounts = || codes.iter().filter_map(|code| budget.amounts.get(*code));
    let cells = amounts().filter_map(|a| a.cell);
    Found {
        value: (!unknown).then(|| amounts().map(|a| a.value).sum()),
        places: cells.map(|cell| budget.place(cell)).collect(),
    }
}

/// The initial budget of a 类 or 款: its line, else what the 款 or 项 below it add up to.
fn budget_above(budget: &InitialBudget, code: &str) -> Found {
    let codes = || budget.amounts.keys().chain(&budget.unreadable).map(String::as_str);
    let at = |digits: usize| codes().filter(move |c| c.len() == digits && c.starts_with(code));
    let level =
        [code.len(), GROUP_DIGITS, ITEM_DIGITS].into_iter().find(|digits| at(*digits).next().is_some());
    budget_of(budget, &level.map(|digits| at(digits).collect::<Vec<_>>()).unwrap_or_default())
}

/// Every fact by code, in the order of facts.json.
pub(super) fn all(inputs: &Inputs<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    expenditure_classes(inputs, &mut facts);
    by_group(inputs, ScheduleId::Expenditure, groups::EXPENDITURE_GROUPS, &mut facts);
    general_classes(inputs, &mut facts);
    by_group(inputs, ScheduleId::General, groups::GENERAL_GROUPS, &mut facts);
    items(inputs, ScheduleId::General, groups::GENERAL_ITEMS, &mut facts);
    by_group(inputs, ScheduleId::Fund, groups::FUND_GROUPS, &mut facts);
    items(inputs, ScheduleId::Fund, groups::FUND_ITEMS, &mut facts);
    by_group(inputs, ScheduleId::State, groups::STATE_GROUPS, &mut facts);
    items(inputs, ScheduleId::State, groups::STATE_ITEMS, &mut facts);
    economic_items(inputs, &mut facts);
    facts
}

/// A line that a statement does not list is zero, where its column was read; a listed one without an amount is unknown.
fn lacks_line(accounts: &Accounts, id: ScheduleId, line: &str, column: Column) -> bool {
    accounts.schedule(id).is_some_and(|s| s.column(column).is_some() && s.line(line).is_none())
}

fn expenditure_classes(inputs: &Inputs<'_>, facts: &mut Vec<Fact>) {
    for class in functional::classes() {
        let line = format!("class.{}", class.code);
        let of = |accounts: &Accounts| {
            Found::one(accounts, accounts.amount(ScheduleId::Summary, &line, Column::Final))
                .or_zero_if(lacks_line(accounts, ScheduleId::Summary, &line, Column::Final))
        };
        let mut fact = blank(groups::EXPENDITURE_CLASSES.key(class.code), class.name.to_owned(), Kind::Money);
        fill(&mut fact, Role::Current, of(inputs.current));
        if let Some(prior) = inputs.prior {
            fill(&mut fact, Role::Prior, of(prior));
        }
        let stated = states_budgets(inputs.current, ScheduleId::Summary, Column::Initial);
        let budget = inputs.current.amount(ScheduleId::Summary, &line, Column::Initial);
        fill(&mut fact, Role::Budget, Found::one(inputs.current, budget.filter(|_| stated)));
        if has_amount(&fact) {
            facts.push(fact);
        }
    }
}

fn has_amount(fact: &Fact) -> bool {
    [fact.current, fact.prior, fact.budget].into_iter().flatten().any(|a| !a.is_zero())
}

/// 类 of the general budget: its line, else the fiscal summary's, else the sum of its 项.
fn general_classes(inputs: &Inputs<'_>, facts: &mut Vec<Fact>) {
    let of = |accounts: &Accounts, code: &str| {
        let Some(general) = accounts.schedule(ScheduleId::General) else { return Found::default() };
        let direct = general.amount(code, Column::Total);
        let direct = direct.or_else(|| {
            accounts.amount(ScheduleId::FiscalSummary, &format!("class.{code}"), Column::FinalGeneral)
        });
        if direct.is_some() {
            return Found::one(accounts, direct);
        }
        items_of(accounts, general, code)
    };
    for class in functional::classes() {
        let mut fact = blank(groups::GENERAL_CLASSES.key(class.code), class.name.to_owned(), Kind::Money);
        fill(&mut fact, Role::Current, of(inputs.current, class.code));
        if let Some(prior) = inputs.prior {
            fill(&mut fact, Role::Prior, of(prior, class.code));
        }
        if let Some(budget) = inputs.budget {
            fill(&mut fact, Role::Budget, budget_above(budget, class.code));
        }
        if has_amount(&fact) {
            facts.push(fact);
        }
    }
}

/// What the 项 of a 类 or 款 add up to; zero where the statement lists neither it nor any of them.
fn items_of(accounts: &Accounts, schedule: &Schedule, code: &str) -> Found {
    let mut items = schedule.codes(ITEM_DIGITS).filter(|l| l.key.starts_with(code)).peekable();
    let nothing = items.peek().is_none() && lacks_line(accounts, schedule.id, code, Column::Total);
    Found::sum(items.map(|l| Found::one(accounts, schedule.amount(&l.key, Column::Total))))
        .or_zero_if(nothing)
}

/// Whether the 项 of a 类 add up to its line, so that what they add up to by 款 can be relied on: a statement without lines of
/// 款 may also list some of the 项 only. A 类 without a line contradicts nothing.
fn adds_up(accounts: &Accounts, schedule: &Schedule, class: &str) -> bool {
    let Some(whole) = schedule.amount(class, Column::Total) else { return true };
    let Some(sum) = items_of(accounts, schedule, class).value else { return false };
    // Each printed amount in 万元 may be half a hundredth off.
    let parts = schedule.codes(ITEM_DIGITS).filter(|l| l.key.starts_with(class)).count() + 1;
    let slack = if schedule.rounded { Decimal::from(50 * parts) } else { Decimal::ZERO };
    (sum.0 - whole.value.0).abs() <= slack
}

/// 款 of a statement: its line, else what its 项 add up to. Under this year's codes: a 项 that moved here from another 款 brings along
/// what it was.
fn by_group(inputs: &Inputs<'_>, id: ScheduleId, group: CodedGroup, facts: &mut Vec<Fact>) {
    let budget = inputs.budget.filter(|_| id == ScheduleId::General);
    let moved = inputs.moved.without(|code| inputs.current.carries(code));
    let line_of = |accounts: &Accounts, code: &str| {
        let Some(schedule) = accounts.schedule(id) else { return Found::default() };
        match schedule.amount(code, Column::Total) {
            Some(amount) => Found::one(accounts, Some(amount)),
            None if adds_up(accounts, schedule, &code[..CLASS_DIGITS]) => items_of(accounts, schedule, code),
            None => Found::default(),
        }
    };
    for (code, name) in group_names(inputs, id, &moved) {
        let mut fact = blank(group.key(&code), name, Kind::Money);
        fill(&mut fact, Role::Current, line_of(inputs.current, &code));
        if let Some(prior) = inputs.prior {
            let mut found = line_of(prior, &code);
            for (earlier, comes) in moves_of(&code, &moved) {
                if prior.schedule(id).is_some_and(|s| s.line(earlier).is_some()) {
                    found = found.moved(Found::one(prior, prior.amount(id, earlier, Column::Total)), comes);
                }
            }
            fill(&mut fact, Role::Prior, found);
        }
        if let Some(budget) = budget {
            let moves = moves_of(&code, &moved);
            let found = moves.fold(budget_above(budget, &code), |found, (earlier, comes)| {
                found.moved(budget_of(budget, &[earlier]), comes)
            });
            fill(&mut fact, Role::Budget, found);
        }
        // A 款 whose amount is not known is named, with a gap, where its statement speaks of it.
        let lists = |s: &Schedule| {
            s.column(Column::Total).is_some() && s.lines.iter().any(|l| l.key.starts_with(&code))
        };
        let listed = inputs.current.schedule(id).is_some_and(lists);
        if has_amount(&fact) || fact.current.is_none() && listed {
            facts.push(fact);
        }
    }
}

/// The earlier codes of 项 that came to a 款 from another one, and of those that left it.
fn moves_of<'m>(group: &'m str, moved: &'m MovedCodes) -> impl Iterator<Item = (&'m str, bool)> {
    moved.pairs().filter_map(move |(now, before)| {
        let (comes, leaves) = (now.starts_with(group), before.starts_with(group));
        (comes != leaves).then_some((before, comes))
    })
}

/// Every 款 of a statement and, of the general public budget, of the initial budget, with its name: as the newest table prints
/// it, else the classification's.
fn group_names(inputs: &Inputs<'_>, id: ScheduleId, moved: &MovedCodes) -> BTreeMap<String, String> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut add = |code: &str, name: &str| {
        let today = moved.today(code).unwrap_or(code);
        let digits = today.bytes().all(|b| b.is_ascii_digit());
        let Some(group) = today.get(..GROUP_DIGITS).filter(|_| digits) else { return };
        let known = names.entry(group.to_owned()).or_default();
        if code.len() == GROUP_DIGITS && !name.is_empty() {
            name.clone_into(known);
        }
    };
    if let Some(budget) = inputs.budget.filter(|_| id == ScheduleId::General) {
        for code in budget.amounts.keys().chain(&budget.unreadable) {
            add(code, budget.names.get(code).map_or("", String::as_str));
        }
    }
    for accounts in inputs.prior.into_iter().chain([inputs.current]) {
        let lines = accounts.schedule(id).into_iter().flat_map(|s| &s.lines);
        lines.for_each(|line| add(&line.key, &line.name));
    }
    for (code, name) in names.iter_mut().filter(|(_, name)| name.is_empty()) {
        functional::name(code).unwrap_or(code).clone_into(name);
    }
    names
}

/// 项 that carry an amount in any of the years or the budget, under this year's code.
fn items(inputs: &Inputs<'_>, id: ScheduleId, group: CodedGroup, facts: &mut Vec<Fact>) {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let budget = inputs.budget.filter(|_| id == ScheduleId::General);
    let moved = inputs.moved.without(|code| inputs.current.carries(code));
    let today = |code: &str| moved.today(code).unwrap_or(code).to_owned();
    if let Some(budget) = budget {
        for (code, name) in budget.names.iter().filter(|(code, _)| code.len() == 7) {
            names.insert(today(code), name.clone());
        }
    }
    for accounts in inputs.prior.into_iter().chain([inputs.current]) {
        for line in accounts.schedule(id).into_iter().flat_map(|s| s.codes(7)) {
            if !line.name.is_empty() {
                names.insert(today(&line.key), line.name.clone());
            } else {
                names.entry(today(&line.key)).or_default();
            }
        }
    }
    for (code, name) in names {
        // Under the code of today, and the one before if it was declared.
        let codes: Vec<&str> = std::iter::once(code.as_str()).chain(moved.earlier(&code)).collect();
        let of = |accounts: &Accounts| {
            let listed = |c: &&str| accounts.schedule(id).is_some_and(|s| s.line(c).is_some());
            let found: Vec<&str> = codes.iter().copied().filter(listed).collect();
            let parts = found.iter().map(|c| Found::one(accounts, accounts.amount(id, c, Column::Total)));
            Found::sum(parts).or_zero_if(found.is_empty() && lacks_line(accounts, id, &code, Column::Total))
        };
        let name = if name.is_empty() { functional::name(&code).unwrap_or("").to_owned() } else { name };
        let mut fact = blank(group.key(&code), name, Kind::Money);
        fill(&mut fact, Role::Current, of(inputs.current));
        if let Some(prior) = inputs.prior {
            fill(&mut fact, Role::Prior, of(prior));
        }
        if let Some(budget) = budget {
            fill(&mut fact, Role::Budget, budget_of(budget, &codes));
        }
        // A 项 whose amount cannot be read is named, with a gap.
        let total = inputs.current.schedule(id).and_then(|s| s.column(Column::Total));
        if has_amount(&fact) || total.is_some_and(|c| inputs.current.is_unreadable(id, &code, c)) {
            facts.push(fact);
        }
    }
}

fn economic_items(inputs: &Inputs<'_>, facts: &mut Vec<Fact>) {
    let of = |accounts: &Accounts, code: &str| {
        let Some(detail) = &accounts.basic_detail else { return Found::default() };
        let listed = detail.columns.iter().any(|c| c == code);
        Found::one(accounts, detail.amount("", code)).or_zero_if(!listed)
    };
    let details: Vec<&BasicDetail> = [Some(inputs.current), inputs.prior]
        .into_iter()
        .flatten()
        .filter_map(|a| a.basic_detail.as_ref())
        .collect();
    for class in economic::classes() {
        let mut codes: BTreeMap<&str, &str> = BTreeMap::from([(class.code, class.name)]);
        for detail in details.iter().rev() {
            codes.extend(detail.items_of(class));
        }
        for (code, name) in codes {
            let mut fact = blank(groups::ECONOMIC.key(code), name.to_owned(), Kind::Money);
            fill(&mut fact, Role::Current, of(inputs.current, code));
            if let Some(prior) = inputs.prior {
                fill(&mut fact, Role::Prior, of(prior, code));
            }
            if has_amount(&fact) {
                facts.push(fact);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{Amount, Line, SourceForm};
    use crate::money::{Basis, Yuan};
    use crate::supplement::Supplement;

    fn accounts(lines: &[(&str, Option<i64>)]) -> Accounts {
        let lines = lines.iter().map(|(code, amount)| Line {
            key: (*code).to_owned(),
            name: String::new(),
            cells: vec![amount.map(|a| Amount { value: Yuan(Decimal::from(a)), cell: None })],
        });
        Accounts {
            org: String::new(),
            year: None,
            form: SourceForm::Caijue,
            sources: Vec::new(),
            schedules: vec![Schedule {
                id: ScheduleId::General,
                columns: vec![Column::Total],
                lines: lines.collect(),
                rounded: false,
            }],
            basic_detail: None,
            lacking: Vec::new(),
            unreadable: Vec::new(),
        }
    }

    /// This and last year's amount and the budget of a 款 of the general public budget.
    fn told(
        code: &str,
        current: &Accounts,
        prior: &Accounts,
        budget: &InitialBudget,
        moved: &MovedCodes,
    ) -> [Option<i64>; 3] {
        let supplement = Supplement::default();
        let inputs =
            Inputs { current, prior: Some(prior), budget: Some(budget), supplement: &supplement, moved };
        let facts = super::super::compute(&inputs, Basis::Exact);
        let fact = facts.get(&groups::GENERAL_GROUPS.key(code)).expect("a 款");
        let number = |amount: Option<Yuan>| amount.map(|a| i64::try_from(a.0.mantissa()).expect("small"));
        [number(fact.current), number(fact.prior), number(fact.budget)]
    }

    #[test]
    fn a_group_is_its_line_else_what_its_items_add_up_to() {
        let lined =
            accounts(&[("205", Some(9)), ("20502", Some(9)), ("2050201", Some(4)), ("2050202", Some(5))]);
        let items = accounts(&[("205", Some(9)), ("2050201", Some(4)), ("2050202", Some(5))]);
        // One 项 of the 类 is not listed: nobody knows in which 款 it lies.
        let some = accounts(&[("205", Some(9)), ("2050201", Some(4))]);
        let unread = accounts(&[("2050201", Some(4)), ("2050202", None)]);
        let none = InitialBudget::default();
        let moved = MovedCodes::none();
        assert_eq!(told("20502", &lined, &items, &none, moved), [Some(9), Some(9), Some(0)]);
        assert_eq!(told("20502", &some, &lined, &none, moved), [None, Some(9), Some(0)]);
        assert_eq!(told("20502", &items, &unread, &none, moved), [Some(9), None, Some(0)]);
    }

    #[test]
    fn the_budget_of_a_table_of_items_is_their_sum() {
        let lined =
            accounts(&[("205", Some(9)), ("20502", Some(9)), ("2050201", Some(4)), ("2050202", Some(5))]);
        let mut budget = InitialBudget::default();
        for (code, amount) in [("2050201", 3), ("2050202", 4), ("2050301", 100)] {
            let amount = Amount { value: Yuan(Decimal::from(amount)), cell: None };
            budget.amounts.insert(code.to_owned(), amount);
        }
        let moved = MovedCodes::none();
        assert_eq!(told("20502", &lined, &lined, &budget, moved)[2], Some(7));
        budget.unreadable.insert("2050299".to_owned());
        assert_eq!(told("20502", &lined, &lined, &budget, moved)[2], None);
    }

    #[test]
    fn what_moved_from_another_group_is_compared_where_it_is_now() {
        let current = accounts(&[("20502", Some(9)), ("2050201", Some(4)), ("2050299", Some(5))]);
        let prior = accounts(&[
            ("20502", Some(3)),
            ("2050201", Some(3)),
            ("20503", Some(6)),
            ("2050302", Some(4)),
            ("2050305", Some(2)),
        ]);
        let none = InitialBudget::default();
        let moved = MovedCodes::new([("2050299".to_owned(), "2050302".to_owned())]);
        assert_eq!(told("20502", &current, &prior, &none, &moved)[..2], [Some(9), Some(7)]);
        assert_eq!(told("20503", &current, &prior, &none, &moved)[..2], [Some(0), Some(2)]);
    }
}
