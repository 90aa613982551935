//! Accounting relations (勾稽关系): what does not add up, where, by how much, and why if the figures prove it.
//!
//! Rules are declared in [`rules::RULES`] over named figures ([`rule`]); `ledger` lists the figures, `relate` states
//! the rules about them, `diagnose` finds the fewest cells whose correction makes all relations hold, and `tell`
//! puts each cause into words. 财决 amounts must agree to the 分; amounts printed in 万元 are intervals: a total of
//! *n* printed parts may miss their sum by (n+1) × 0.005, and the same figure printed twice must be identical.

use crate::accounts::{Accounts, InitialBudget, MovedCodes};
use crate::finding::{Finding, Place};

pub mod bases;
mod cause;
mod codes;
mod counted;
mod diagnose;
mod ledger;
mod moved;
mod region;
mod relate;
pub mod rule;
pub mod rules;
mod same;
mod scale;
mod tell;
mod years;

use std::collections::{BTreeSet, HashSet};

use crate::import::forms;
pub use rule::Need;

use ledger::{FigureId, Ledger, Whose};
use relate::Relations;

/// What is checked.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// This year's accounts.
    pub current: &'a Accounts,
    /// Last year's, in either form.
    pub prior: Option<&'a Accounts>,
    /// Initial budget by 项.
    pub budget: Option<&'a InitialBudget>,
    /// Codes that were others before, as declared.
    pub moved: &'a MovedCodes,
    /// Whether a reason was given (or is asked for elsewhere) under a key such as `yoy.total`.
    pub has_reason: &'a dyn Fn(&str) -> bool,
    /// Report differences within rounding (尾差) too.
    pub rounding: bool,
}

/// Checks every relation; one finding per cause.
pub fn check(inputs: &Inputs) -> Vec<Finding> {
    examine(inputs, |_| ()).0
}

/// [`check`] and [`lost`] of the same files, whose relations are stated once.
pub fn check_and_lost(inputs: &Inputs) -> (Vec<Finding>, Vec<Lost>) {
    examine(inputs, |stated| match stated {
        Some((ledger, relations)) => lost_of(ledger, relations),
        None => lost(inputs.current, inputs.prior, inputs.budget),
    })
}

/// Checks every relation; `also` looks at the relations too, if they were stated of the codes as they are printed.
fn examine<T>(inputs: &Inputs, also: impl FnOnce(Option<(&Ledger, &Relations)>) -> T) -> (Vec<Finding>, T) {
    let mut ledger = Ledger::new(inputs.current, inputs.prior, inputs.budget);
    let mut about_codes = codes::check(&ledger);
    let moved = moved::check(&ledger, inputs.moved);
    about_codes.extend(moved.findings);
    ledger.moved = moved.codes;
    let corrections = codes::corrections(&ledger);
    let as_printed = corrections.is_empty() && ledger.moved.pairs().next().is_none();
    for (wrong, right) in corrections {
        ledger.correct(&wrong, right);
    }
    let relations = Relations::state(&ledger);
    let also = also(as_printed.then_some((&ledger, &relations)));
    // First what concerns whole files, tables and columns: what fails only because of it is not listed.
    let scales = scale::find(&ledger, &relations);
    let same = same::find(&ledger, !scales.findings.is_empty());
    let mut settled: Vec<bool> = relations
        .list
        .iter()
        .map(|r| {
            let grid = |f: FigureId| usize::from(ledger.figure(f).grid);
            let grids: BTreeSet<usize> = relations.signed(r).map(|(f, _)| grid(f)).collect();
            let not_this_years = relations.signed(r).any(|(f, _)| same.figures.contains(&f));
            let scaled = grids.len() > 1 && grids.iter().any(|g| scales.grids.contains(g));
            not_this_years || scaled || (same.budget && r.rule.code == "K062")
        })
        .collect();
    let mut diagnoses = diagnose::diagnose(&ledger, &relations, &settled);
    let mut regions = Vec::new();
    if diagnoses.len() > 2 {
        let separate: Vec<Vec<usize>> = diagnoses.iter().map(|d| d.mended.clone()).collect();
        regions = region::find(&diagnose::Search::new(&ledger, &relations, &settled), &separate);
        if !regions.is_empty() {
            regions.iter().flat_map(|r| &r.relations).for_each(|i| settled[*i] = true);
            diagnoses = diagnose::diagnose(&ledger, &relations, &settled);
        }
    }
    let mut explained: HashSet<FigureId> =
        diagnoses.iter().flat_map(|d| d.edits.iter().map(|e| e.0)).collect();
    let mut findings: Vec<Finding> =
        regions.iter().map(|region| region::finding(&ledger, &relations, region)).collect();
    findings.extend(scales.findings);
    findings.extend(same.findings);
    explained.extend(same.figures);
    let scaled = |f: &FigureId| scales.grids.contains(&usize::from(ledger.figure(*f).grid));
    explained.extend((0u32..).take(ledger.figures.len()).filter(scaled));
    findings.extend(diagnoses.iter().map(|diagnosis| tell::finding(&ledger, &relations, diagnosis)));
    if inputs.rounding {
        let within = relations
            .list
            .iter()
            .enumerate()
            .filter(|(_, r)| r.rounding(relations.residual(r, |f| ledger.value(f))));
        findings.extend(within.map(|(i, _)| tell::rounding(&ledger, &relations, i)));
    }
    findings.extend(counted::check(&ledger, &explained));
    findings.extend(about_codes);
    let prior_scaled = scales.grids.iter().any(|g| ledger.grids[*g].whose == Whose::Prior);
    if !same.years && !prior_scaled {
        findings.extend(years::check(&ledger, inputs.has_reason, &explained));
    }
    (findings, also)
}

/// Long sums that miss their total by more than the rounding of so many printed amounts will ever make, although it could:
/// a cell with a digit wrong in its last places. None where several sums do, as the table then rounds some other way.
pub fn unlikely(current: &Accounts) -> Vec<Finding> {
    const SEVERAL: usize = 3;
    let ledger = Ledger::new(current, None, None);
    let relations = Relations::state(&ledger);
    let unlikely = |r: &relate::Relation| {
        let residual = relations.residual(r, |f| ledger.value(f));
        let printed = relations.signed(r).filter(|(f, _)| ledger.value(*f) != 0);
        r.rounding(residual) && relate::is_unlikely(residual, printed.map(|(f, _)| ledger.figure(f).slack))
    };
    let found: Vec<usize> =
        relations.list.iter().enumerate().filter(|(_, r)| unlikely(r)).map(|(i, _)| i).collect();
    let told = if found.len() < SEVERAL { found.as_slice() } else { &[] };
    told.iter().map(|i| tell::unlikely(&ledger, &relations, *i)).collect()
}

/// A relation that does not hold, before any explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Code of its rule.
    pub code: &'static str,
    /// Every cell that takes part.
    pub cells: Vec<Place>,
}

/// The relations that do not hold, one by one, in the order of the rules.
pub fn broken(current: &Accounts, prior: Option<&Accounts>, budget: Option<&InitialBudget>) -> Vec<Broken> {
    let ledger = Ledger::new(current, prior, budget);
    let relations = Relations::state(&ledger);
    relations
        .list
        .iter()
        .filter(|r| r.broken_by(relations.residual(r, |f| ledger.value(f))))
        .map(|r| Broken {
            code: r.rule.code,
            cells: relations.signed(r).filter_map(|(f, _)| ledger.place(f)).collect(),
        })
        .collect()
}

/// How many relations were stated under each rule, in the order of the rules: none means that the inputs lack what
/// the rule needs.
pub fn coverage(
    current: &Accounts,
    prior: Option<&Accounts>,
    budget: Option<&InitialBudget>,
) -> Vec<(&'static str, usize)> {
    let ledger = Ledger::new(current, prior, budget);
    let relations = Relations::state(&ledger);
    let count = |code| relations.list.iter().filter(|r| r.rule.code == code).count();
    rules::RULES.iter().map(|r| (r.code, count(r.code))).collect()
}

/// A rule that could not be checked, or only in part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// Its code.
    pub code: &'static str,
    /// What it lacks.
    pub needs: BTreeSet<Need>,
    /// Whether nothing of it could be checked.
    pub whole: bool,
}

/// The rules that could not be checked for want of a statement, a column or a file, in the order of the rules.
pub fn lost(current: &Accounts, prior: Option<&Accounts>, budget: Option<&InitialBudget>) -> Vec<Lost> {
    let ledger = Ledger::new(current, prior, budget);
    lost_of(&ledger, &Relations::state(&ledger))
}

fn lost_of(ledger: &Ledger, relations: &Relations) -> Vec<Lost> {
    let lacks = |need: &Need| match *need {
        Need::Statement(id) => ledger.grid(Whose::Current, id).is_none(),
        // A column that some years and places do not print is no loss.
        Need::Column(id, column) => {
            forms::requires(id, column)
                && ledger
                    .grid(Whose::Current, id)
                    .is_some_and(|grid| ledger.grids[grid].column(column).is_none())
        }
        Need::Prior => ledger.prior.is_none(),
        Need::Budget => ledger.budget.is_none(),
    };
    let mut lost: Vec<Lost> = Vec::new();
    for code in rules::RULES.iter().map(|rule| rule.code) {
        let of_rule = || relations.pieces.iter().filter(move |piece| piece.code == code);
        let needs: BTreeSet<Need> = of_rule()
            .filter(|piece| piece.stated == 0)
            .flat_map(|piece| piece.needs.iter().copied().filter(lacks))
            .collect();
        if !needs.is_empty() {
            lost.push(Lost { code, needs, whole: of_rule().all(|piece| piece.stated == 0) });
        }
    }
    lost
}
