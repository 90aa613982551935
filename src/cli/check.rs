//! `juesuan check`

use std::process::ExitCode;

use super::args::{CheckOptions, PrintFormat};
use super::print;
use crate::checks::{self, Inputs};
use crate::error::Result;
use crate::export::json;
use crate::finding::{Finding, Severity};
use crate::import;

/// Checks the relations of a workbook and prints every finding; exit code 1 if one is an error.
///
/// # Errors
/// A file is no readable workbook of final accounts or of a budget.
pub fn run(options: &CheckOptions) -> Result<ExitCode> {
    let mut current = import::read_accounts(&options.file)?;
    let mut prior = options.prior.as_deref().map(import::read_accounts).transpose()?;
    let mut budget = options.budget.as_deref().map(import::read_budget).transpose()?;

    let mut findings: Vec<Finding> = current.findings.drain(..).collect();
    findings.extend(prior.iter_mut().flat_map(|p| p.findings.drain(..)));
    findings.extend(budget.iter_mut().flat_map(|b| b.findings.drain(..)));
    findings.extend(checks::check(&Inputs {
        current: &current.accounts,
        prior: prior.as_ref().map(|p| &p.accounts),
        budget: budget.as_ref(),
        has_reason: &|_| false,
        rounding: options.all,
    }));
    findings.sort_by(|a, b| (a.severity, &a.code, &a.place).cmp(&(b.severity, &b.code, &b.place)));

    match options.format {
        PrintFormat::Json => anstream::print!("{}", json::findings(&findings)?),
        PrintFormat::Text => {
            for finding in &findings {
                anstream::print!("{}", print::finding_text(finding));
            }
            anstream::println!("核对：{}", print::counts(&findings));
        }
    }
    let errors = findings.iter().any(|f| f.severity == Severity::Error);
    Ok(ExitCode::from(u8::from(errors)))
}
