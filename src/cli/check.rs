//! `juesuan check`

use std::process::ExitCode;

use super::args::{CheckOptions, PrintFormat};
use super::print;
use crate::error::Result;
use crate::export::json;
use crate::finding::{self, Severity};
use crate::source::Source;
use crate::work::{self, Job, Order, Request};

/// Checks the relations of a workbook and prints every finding; exit code 1 if one is an error.
///
/// # Errors
/// A file is no readable workbook of final accounts or of a budget; the years do not follow.
pub fn run(options: &CheckOptions) -> Result<ExitCode> {
    let job = Job::of(Order {
        request: Request {
            prior: options.prior.as_ref().map(Source::from),
            budget: options.budget.as_ref().map(Source::from),
            year: options.place.year,
            ..Request::default()
        },
        current: options.file.as_ref().map(Source::from),
        project: options.place.project.clone(),
        out: None,
    })?;
    print::notes(&job);
    let checked = work::check(&job.request, options.all)?;
    let findings = &checked.findings;
    match options.print.format {
        PrintFormat::Json => print::data(&json::findings(findings)?)?,
        PrintFormat::Text => {
            for finding in findings {
                print::out(&print::finding_text(finding))?;
            }
            print::out(&format!("勾稽关系：核对了{}个\n", checked.relations))?;
            print::out(&format!("核对：{}\n", finding::counts(findings)))?;
        }
    }
    let errors = findings.iter().any(|f| f.severity == Severity::Error);
    Ok(ExitCode::from(u8::from(errors)))
}
