//! `juesuan proofread`

use std::process::ExitCode;

use super::args::{PrintFormat, ProofreadOptions};
use super::print;
use crate::error::Result;
use crate::export::json;
use crate::proof;
use crate::source::Source;
use crate::work::{self, Request};

/// Proofreads a published report and prints every finding; exit code 1 if one is an error.
///
/// # Errors
/// The report is no readable document, or a file to hold it against cannot be used.
pub fn run(options: &ProofreadOptions) -> Result<ExitCode> {
    let request = Request {
        current: options.current.as_ref().map(Source::from).unwrap_or_default(),
        prior: options.prior.as_ref().map(Source::from),
        budget: options.budget.as_ref().map(Source::from),
        supplement: options.supplement.as_ref().map(Source::from),
        ..Request::default()
    };
    let (_, findings) = work::proofread(&options.report, &request)?;
    match options.print.format {
        PrintFormat::Json => print::out(&json::findings(&findings)?)?,
        PrintFormat::Text => {
            for finding in &findings {
                print::out(&print::finding_text(finding))?;
            }
            print::out(&format!("校对：{}\n", print::counts(&findings)))?;
        }
    }
    Ok(ExitCode::from(u8::from(proof::has_errors(&findings))))
}
