//! Proofreading: a published report against itself and against the files it was made from.

use std::path::Path;

use super::Request;
use super::intake::{Purpose, take_in};
use crate::error::{Error, Result};
use crate::finding::{self, Finding};
use crate::import;
use crate::proof::{self, Known};
use crate::published::{self, Report};
use crate::supplement::Supplement;

/// Reads a published report and says everything that does not hold in it, gravest first. Files that the request
/// does not name are not needed.
///
/// # Errors
/// The report is no readable document, a file to hold it against cannot be used, or is of another year.
pub fn proofread(document: &Path, request: &Request) -> Result<(Report, Vec<Finding>)> {
    let report = published::read(document)?;
    let nothing = Supplement::default();
    let mut findings;
    if request.current.is_named() {
        let intake = take_in(request, Purpose::Checks)?;
        if let (Some(printed), Some(exported)) = (report.year, intake.year)
            && printed != exported
        {
            let reason = format!(
                "要校对的“{}”是{printed}年度的，这个文件是{exported}年度。请检查是否拿错了文件",
                report.file
            );
            return Err(Error::Unusable { path: request.current.path().to_owned(), reason });
        }
        let known = Known {
            current: Some(&intake.current.accounts),
            prior: intake.prior.as_ref().map(|p| &p.accounts),
            budget: intake.budget.as_ref(),
            supplement: &intake.supplement,
        };
        findings = proof::proofread(&report, &known);
        findings.extend(intake.findings.iter().cloned());
    } else {
        let prior = request.prior.as_ref().map(published::read_accounts).transpose()?;
        let budget = request.budget.as_ref().map(import::read_budget).transpose()?;
        let known = Known {
            current: None,
            prior: prior.as_ref().map(|p| &p.accounts),
            budget: budget.as_ref(),
            supplement: &nothing,
        };
        findings = proof::proofread(&report, &known);
    }
    finding::sort(&mut findings);
    Ok((report, findings))
}
