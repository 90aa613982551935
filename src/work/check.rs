//! Checks without a report: what holds, what does not, and what could not be checked.

use std::collections::BTreeSet;

use super::Request;
use super::intake::{Intake, Purpose, take_in};
use crate::accounts::{ScheduleId, SourceForm};
use crate::checks::{self, rules::RULES};
use crate::error::Result;
use crate::finding::{self, Finding, Place};
use crate::import::Import;

/// What checks came to.
#[derive(Debug)]
pub struct Checked {
    /// What was read.
    pub intake: Intake,
    /// All findings, gravest first.
    pub findings: Vec<Finding>,
    /// How many relations were compared.
    pub relations: usize,
}

/// Checks the relations of a request's files. `rounding` reports differences within rounding (尾差) too.
///
/// # Errors
/// A file cannot be used, or the years do not follow.
pub fn check(request: &Request, rounding: bool) -> Result<Checked> {
    let intake = take_in(request, Purpose::Checks)?;
    let current = &intake.current.accounts;
    let prior = intake.prior.as_ref().map(|p| &p.accounts);
    let budget = intake.budget.as_ref();
    let mut findings = intake.findings.clone();
    let has_reason = |key: &str| intake.supplement.reason(key).is_some();
    findings.extend(checks::check(&checks::Inputs {
        current,
        prior,
        budget,
        moved: &request.moved,
        has_reason: &has_reason,
        rounding,
    }));
    let stated = checks::coverage(current, prior, budget);
    let relations = stated.iter().map(|(_, n)| n).sum();
    findings.extend(not_checked(request, &intake.current, &stated));
    finding::sort(&mut findings);
    Ok(Checked { intake, findings, relations })
}

/// The rules that no relation was stated for, because a statement is missing.
pub(super) fn not_checked(
    request: &Request,
    current: &Import,
    stated: &[(&'static str, usize)],
) -> Option<Finding> {
    let missing: BTreeSet<ScheduleId> = current.missing.iter().copied().collect();
    let form = current.accounts.form;
    let lost: Vec<(&str, BTreeSet<ScheduleId>)> = stated
        .iter()
        .filter(|(_, relations)| *relations == 0)
        .filter_map(|(code, _)| {
            let rule = RULES.iter().find(|r| r.code == *code)?;
            let needs: BTreeSet<ScheduleId> = rule.statements().intersection(&missing).copied().collect();
            (!needs.is_empty()).then_some((*code, needs))
        })
        .collect();
    if lost.is_empty() {
        return None;
    }
    let codes: Vec<&str> = lost.iter().map(|(code, _)| *code).collect();
    let tables: BTreeSet<ScheduleId> = lost.iter().flat_map(|(_, needs)| needs.iter().copied()).collect();
    let tables: Vec<String> = tables.iter().map(|id| named(*id, form)).collect();
    let message =
        format!("有{}类勾稽关系没有核对，因为缺少{}：{}", codes.len(), tables.join("、"), codes.join("、"));
    let finding = Finding::new("R019", message).at(Place::file(request.current.name()));
    Some(finding.hint("请导出全部报表后再核对；各代码的含义见 docs/checks.md"))
}

fn named(id: ScheduleId, form: SourceForm) -> String {
    format!("“{}”（{}）", id.title(form), id.form_number(form))
}
