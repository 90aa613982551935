//! Checks without a report: what holds, what does not, and what could not be checked.

use std::collections::BTreeSet;

use super::Request;
use super::intake::{Intake, Purpose, take_in};
use crate::accounts::Accounts;
use crate::checks::{self, Lost, Need};
use crate::error::{Error, Result};
use crate::finding::{self, Finding, Place, Severity};

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
    let intake = take_in(request, None, Purpose::Checks)?;
    let current = intake.current.as_ref().ok_or_else(|| Error::Internal("没有本年决算".into()))?;
    let current = &current.accounts;
    let prior = intake.prior.as_ref().map(|p| &p.accounts);
    let budget = intake.budget.as_ref();
    let mut findings = intake.findings.clone();
    let has_reason = |key: &str| intake.supplement.reason(key).is_some();
    let (found, lost) = checks::check_and_lost(&checks::Inputs {
        current,
        prior,
        budget,
        moved: &request.moved,
        has_reason: &has_reason,
        rounding,
    });
    findings.extend(found);
    let relations = checks::coverage(current, prior, budget).iter().map(|(_, n)| n).sum();
    findings.extend(not_checked(request, current, &lost));
    intake.supplement.mark_looked(&mut findings);
    finding::sort(&mut findings);
    Ok(Checked { intake, findings, relations })
}

/// The rules that could not be checked, or only in part: because a statement or a column of it is missing, which is
/// warned of, and because last year's accounts or the budget were not given.
pub(super) fn not_checked(request: &Request, current: &Accounts, lost: &[Lost]) -> Vec<Finding> {
    let of_files = |need: &Need| matches!(need, Need::Prior | Need::Budget);
    let declared = |need: &Need| request.first_year && *need == Need::Prior;
    let mut findings = Vec::new();
    for files in [false, true] {
        let wanted = |need: &&Need| of_files(need) == files && !declared(need);
        let (mut whole, mut partly) = (Vec::new(), Vec::new());
        let mut needs: BTreeSet<&Need> = BTreeSet::new();
        for rule in lost {
            let mut missing = rule.needs.iter().filter(wanted).peekable();
            if missing.peek().is_none() {
                continue;
            }
            needs.extend(missing);
            if rule.whole { &mut whole } else { &mut partly }.push(rule.code);
        }
        if needs.is_empty() {
            continue;
        }
        let mut said = Vec::new();
        if !whole.is_empty() {
            said.push(format!("有{}类勾稽关系没有核对：{}", whole.len(), whole.join("、")));
        }
        if !partly.is_empty() {
            said.push(format!("有{}类只核对了一部分：{}", partly.len(), partly.join("、")));
        }
        let names: Vec<String> = needs.iter().map(|need| named(need, current)).collect();
        let message = format!("因为缺少{}，{}", names.join("、"), said.join("；"));
        let mut finding = Finding::new("R019", message).at(Place::file(request.current.name()));
        if files {
            finding.severity = Severity::Notice;
        }
        let hint = if files {
            "给出这些文件再核对；各编号的意思见使用说明（juesuan manual）的附录"
        } else {
            "请导出全部报表、全部栏目后再核对；各编号的意思见使用说明（juesuan manual）的附录"
        };
        findings.push(finding.hint(hint));
    }
    findings
}

fn named(need: &Need, current: &Accounts) -> String {
    let form = current.form;
    match need {
        Need::Statement(id) => format!("“{}”（{}）", id.title(form), id.form_number(form)),
        Need::Column(id, column) => format!("{}的“{}”栏", id.form_number(form), column.label(*id)),
        Need::Prior => "上年决算".to_owned(),
        Need::Budget => "年初预算表".to_owned(),
    }
}
