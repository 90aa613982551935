//! From accounts, budget and supplement to facts.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::found::{Found, Inputs, blank, fill, states_budgets};
use super::groups::CodedGroup;
use super::spec::{At, FIXED, FactSpec, has_adjusted_budget, key_of_initial, whole_of};
use super::{Fact, FactSet, Kind, Role, coded, contradictions};
use crate::accounts::{Accounts, Amount, Column, ScheduleId};
use crate::finding::{Finding, Place};
use crate::money::{Basis, Yuan, display_yuan};
use crate::supplement::DataRow;

/// Computes every fact.
pub fn compute(inputs: &Inputs<'_>, basis: Basis) -> FactSet {
    let mut set = FactSet::new(basis);
    for spec in FIXED {
        let mut fact = fixed_fact(inputs, spec);
        if spec.key == "general.expenditure"
            && let Some(budget) = inputs.budget
        {
            fact.sources.retain(|(role, _)| *role != Role::Budget);
            fill(&mut fact, Role::Budget, coded::budget_of(budget, &[""]));
        }
        set.insert(fact);
    }
    coded::all(inputs).into_iter().for_each(|fact| set.insert(fact));
    contradictions::forget_zeros(&mut set);
    set.names = code_names(inputs);
    supply(&mut set, &inputs.supplement.data);
    derive_sme(&mut set);
    settle(&mut set);
    set
}

/// What follows from the amounts: changes, percentages, shares.
fn settle(set: &mut FactSet) {
    let basis = set.basis;
    for fact in &mut set.facts {
        derive(fact, basis);
    }
    for i in 0..set.facts.len() {
        let fact = &set.facts[i];
        let whole = whole_of(&fact.key).and_then(|w| set.get(w)).and_then(|w| w.current);
        if let (Some(part), Some(whole)) = (fact.current, whole) {
            set.facts[i].share_pct = basis.percent(part, whole);
        }
    }
}

/// Facts with amounts that a document states in its sentences, over those of its tables: where both differ, the sentence
/// speaks of its own. A 科目 that no table lists is added.
pub fn restate(set: &mut FactSet, rows: &[DataRow]) {
    for row in rows {
        let (key, budget) = told_by(row);
        let at = match set.index.get(key) {
            Some(at) => *at,
            None => {
                let Some((group, code)) = CodedGroup::of(key) else { continue };
                let Some(name) = group.name(code) else { continue };
                set.insert(blank(key.to_owned(), name.to_owned(), Kind::Money));
                set.facts.len() - 1
            }
        };
        let fact = &mut set.facts[at];
        let given = [(budget, &row.budget), (Role::Current, &row.current), (Role::Prior, &row.prior)];
        for (role, (value, place)) in given.into_iter().filter_map(|(role, g)| Some((role, g.as_ref()?))) {
            fill(fact, role, Found { value: Some(*value), places: vec![place.clone()] });
        }
    }
    settle(set);
}

fn fixed_fact(inputs: &Inputs<'_>, spec: &FactSpec) -> Fact {
    let mut fact = blank(spec.key.to_owned(), spec.label.to_owned(), spec.kind);
    fill(&mut fact, Role::Current, find(inputs.current, spec));
    if let Some(prior) = inputs.prior {
        fill(&mut fact, Role::Prior, find(prior, spec));
    }
    if let Some(at) = spec.budget {
        let amount = match at {
            (id, _, kind) if !states_budgets(inputs.current, id, kind) => None,
            (id, line, Column::Adjusted) => inputs.current.adjusted_budget(id, line),
            at => at_amount(inputs.current, at),
        };
        let found = Found::one(inputs.current, amount);
        fill(&mut fact, Role::Budget, found);
    }
    if has_adjusted_budget(spec.key) {
        let stated = states_budgets(inputs.current, ScheduleId::Operations, Column::Initial);
        let amount = inputs.current.amount(ScheduleId::Operations, spec.key, Column::Initial);
        fill(&mut fact, Role::Initial, Found::one(inputs.current, amount.filter(|_| stated)));
    }
    take_expense_budget(inputs, &mut fact);
    fact
}

/// “三公”经费 and 机关运行经费 whose initial budget the export does not state: the budget workbook may have their tables. A
/// 三公 budget is taken whole or not at all. What a department budgeted is no adjusted budget (全年预算数); it stands for
/// one only where the form knows no other.
fn take_expense_budget(inputs: &Inputs<'_>, fact: &mut Fact) {
    let Some(budget) = inputs.budget else { return };
    let Some(amount) = budget.expenses.get(&fact.key) else { return };
    let operations = inputs.current.schedule(ScheduleId::Operations);
    let initial = fact.initial_role();
    let of_three = initial == Role::Initial;
    let whole = if of_three { "three_public.total" } else { fact.key.as_str() };
    let states = |column| {
        operations.and_then(|s| s.amount(whole, column)).is_some_and(|amount| !amount.value.is_zero())
    };
    let (states_initial, states_adjusted) = (states(Column::Initial), states(Column::Adjusted));
    let knows_adjusted = operations.is_some_and(|s| s.column(Column::Adjusted).is_some());
    let mut roles = Vec::new();
    if !states_initial && (of_three || !states_adjusted) {
        roles.push(initial);
    }
    if of_three && !states_initial && !knows_adjusted {
        roles.push(Role::Budget);
    }
    for role in roles {
        fact.sources.retain(|(r, _)| *r != role);
        let places = amount.cell.map(|cell| budget.place(cell)).into_iter().collect();
        fill(fact, role, Found { value: Some(amount.value), places });
    }
}

fn at_amount(accounts: &Accounts, (id, line, column): At) -> Option<Amount> {
    accounts.amount(id, line, column)
}

fn find(accounts: &Accounts, spec: &FactSpec) -> Found {
    match spec.key {
        "general.personnel" => basic_detail_sum(accounts, true),
        "general.operating" => basic_detail_sum(accounts, false),
        "expenditure.basic_personnel" => of_all_basic(accounts, spec, true),
        "expenditure.basic_operating" => of_all_basic(accounts, spec, false),
        "vehicles.leader" => Found::sum(
            ["vehicles.minister", "vehicles.principal"]
                .map(|key| Found::one(accounts, accounts.amount(ScheduleId::Operations, key, Column::Final))),
        ),
        _ => Found::one(accounts, spec.at.and_then(|at| at_amount(accounts, at))),
    }
}

/// 人员经费 or 公用经费 of all basic expenditure: as 01 states it by nature (支出性质); where it is not stated, what 06 tells of the
/// general public budget, if that is all there is.
fn of_all_basic(accounts: &Accounts, spec: &FactSpec, personnel: bool) -> Found {
    let stated = Found::one(accounts, spec.at.and_then(|at| at_amount(accounts, at)));
    let is_stated = stated.value.is_some_and(|amount| !amount.is_zero());
    if is_stated || !all_basic_is_general(accounts) { stated } else { basic_detail_sum(accounts, personnel) }
}

/// Whether all basic expenditure (基本支出) is that of the general public budget, whose 人员经费 and 公用经费 are known.
fn all_basic_is_general(accounts: &Accounts) -> bool {
    let basic = |id| accounts.amount(id, "", Column::Basic).map(|amount| amount.value);
    basic(ScheduleId::Expenditure).is_some_and(|all| basic(ScheduleId::General) == Some(all))
}

/// 人员经费 (301 + 303) or 公用经费 (the rest), from the 类 of the detail; the printed totals of a published table.
fn basic_detail_sum(accounts: &Accounts, personnel: bool) -> Found {
    let Some(detail) = &accounts.basic_detail else { return Found::default() };
    // A total that cannot be read is unknown, not zero.
    let Some(parts) = detail.parts(personnel) else { return Found::default() };
    let nothing = parts.is_empty();
    Found::sum(parts.into_iter().map(|code| Found::one(accounts, detail.amount("", code))))
        .or_zero_if(nothing)
}

/// Names of functional codes as the accounts of the year print them; the classification's may be newer or older.
fn code_names(inputs: &Inputs<'_>) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    let coded = [
        ScheduleId::General,
        ScheduleId::Expenditure,
        ScheduleId::Fund,
        ScheduleId::State,
        ScheduleId::Income,
    ];
    for schedule in coded.iter().filter_map(|id| inputs.current.schedule(*id)) {
        for line in [3, 5, 7].into_iter().flat_map(|digits| schedule.codes(digits)) {
            if !line.name.is_empty() {
                names.entry(line.key.clone()).or_insert_with(|| line.name.clone());
            }
        }
    }
    names
}

/// The figure a row is about, and which of its budgets the row states.
fn told_by(row: &DataRow) -> (&str, Role) {
    match key_of_initial(&row.key) {
        Some(key) => (key, Role::Initial),
        None => (row.key.as_str(), Role::Budget),
    }
}

/// Fills what the export lacks; where the export has a figure, it stays and a different one is reported.
fn supply(set: &mut FactSet, rows: &[DataRow]) {
    for row in rows {
        let (key, budget) = told_by(row);
        let Some(&i) = set.index.get(key) else {
            let near = set.nearest(key).map(|k| format!("；是不是“{k}”"));
            set.findings.push(
                Finding::new(
                    "S001",
                    format!("补充数据中的键“{}”不是已知的指标{}", row.key, near.unwrap_or_default()),
                )
                .at(row.place.clone()),
            );
            continue;
        };
        for (role, given) in [(budget, &row.budget), (Role::Current, &row.current), (Role::Prior, &row.prior)]
        {
            let Some((value, place)) = given else { continue };
            let fact = &mut set.facts[i];
            match fact.amount(role) {
                Some(exported) if exported != *value => {
                    let finding = Finding::new(
                        "S006",
                        format!("“{}”在导出文件中已有数，与补充数据不同，采用导出文件的数", fact.label),
                    )
                    .at(place.clone())
                    .with("补充数据", place.clone(), display_yuan(*value))
                    .hint("如导出文件有误请更正导出文件，否则清空这一格");
                    let source = fact.sources.iter().find(|(r, _)| *r == role).map(|(_, p)| p.clone());
                    set.findings.push(match source {
                        Some(source) => finding.with("导出文件", source, display_yuan(exported)),
                        None => finding,
                    });
                }
                Some(_) => {}
                None => {
                    let doubtful = doubtful(fact, *value, place);
                    fill(fact, role, Found { value: Some(*value), places: vec![place.clone()] });
                    set.findings.extend(doubtful);
                }
            }
        }
    }
}

/// S014: an amount that was typed, thousands of times as much as the same figure's other amounts or as little, or less
/// than nothing where they are more.
fn doubtful(fact: &Fact, typed: Yuan, place: &Place) -> Option<Finding> {
    let apart = Decimal::from(5_000);
    let others = [Role::Current, Role::Prior, Role::Budget, Role::Initial];
    let other = others.into_iter().filter_map(|role| fact.amount(role)).find(|a| a.0 > Decimal::ZERO)?;
    let times = typed.0.abs().checked_div(other.0)?;
    let what = if typed.0.is_sign_negative() && !typed.is_zero() {
        "是负数"
    } else if times >= apart {
        "过大，可能是按元填的，或“单位”一栏改过"
    } else if !typed.is_zero() && times * apart <= Decimal::ONE {
        "过小，可能是按万元填的，或“单位”一栏改过"
    } else {
        return None;
    };
    let message = format!(
        "“{}”所填的{}元{what}（同一项的另一个数是{}元）",
        fact.label,
        display_yuan(typed),
        display_yuan(other)
    );
    Some(Finding::new("S014", message).at(place.clone()).hint("请核对所填的数和“单位”一栏"))
}

/// What contract sums with small enterprises were spent on follows from the export only when all or none of the
/// procurement went to them.
fn derive_sme(set: &mut FactSet) {
    let current = |set: &FactSet, key: &str| set.get(key).and_then(|f| f.current);
    let (Some(total), Some(sme)) = (current(set, "procurement.total"), current(set, "procurement.sme"))
    else {
        return;
    };
    for kind in ["goods", "works", "services"] {
        let Some(of_kind) = current(set, &format!("procurement.{kind}")) else { continue };
        let value = if sme == total {
            of_kind
        } else if sme.is_zero() {
            Yuan::ZERO
        } else {
            continue;
        };
        let Some(&i) = set.index.get(&format!("procurement.{kind}_sme")) else { continue };
        let sources: Vec<(Role, Place)> = ["procurement.sme", &format!("procurement.{kind}")]
            .iter()
            .filter_map(|k| set.get(k))
            .flat_map(|f| f.sources.iter().filter(|(r, _)| *r == Role::Current).cloned())
            .collect();
        let fact = &mut set.facts[i];
        if fact.current.is_none() {
            fact.current = Some(value);
            fact.sources.extend(sources);
        }
    }
}

fn derive(fact: &mut Fact, basis: Basis) {
    // Counts are whole things; rounding to 万元 would erase them.
    let basis = if fact.kind == Kind::Count { Basis::Exact } else { basis };
    if let (Some(current), Some(prior)) = (fact.current, fact.prior) {
        fact.delta = Some(basis.change(current, prior));
        fact.growth_pct = basis.growth(current, prior);
    }
    if let (Some(current), Some(budget)) = (fact.current, fact.budget) {
        fact.completion_pct = basis.percent(current, budget);
    }
}
