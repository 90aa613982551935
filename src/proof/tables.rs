//! The nine tables of a report: all accounting relations on the printed figures.

use std::collections::HashSet;

use super::Known;
use crate::checks;
use crate::finding::{Finding, Place, Related, Severity};
use crate::published::Report;

/// The relations on a report's own tables.
pub fn check(report: &Report, known: &Known<'_>) -> Vec<Finding> {
    let inputs = checks::Inputs {
        current: &report.import.accounts,
        prior: known.prior,
        budget: known.budget,
        moved: known.moved,
        has_reason: &|_| true,
        rounding: false,
    };
    let mut findings = report.import.findings.clone();
    findings.extend(checks::check(&inputs));
    let explained = Explained::by(&findings);
    let unlikely = checks::unlikely(&report.import.accounts);
    findings.extend(unlikely.into_iter().filter(|f| !f.place.iter().any(|p| explained.covers(p))));
    findings
}

/// Rows and columns of the tables that a finding already says are wrong.
#[derive(Debug, Default)]
pub struct Explained {
    rows: HashSet<(String, String)>,
}

impl Explained {
    /// What the errors among some findings name.
    pub fn by(findings: &[Finding]) -> Explained {
        let places = |f: &Finding| -> Vec<Place> {
            f.place.iter().cloned().chain(f.related.iter().map(|r: &Related| r.place.clone())).collect()
        };
        let rows = findings
            .iter()
            .filter(|f| f.severity == Severity::Error)
            .flat_map(places)
            .filter_map(|p| p.document_spot().map(|s| (s.table.clone(), s.row.clone())))
            .collect();
        Explained { rows }
    }

    /// Whether a cell's row is among them.
    pub fn covers(&self, place: &Place) -> bool {
        place.document_spot().is_some_and(|s| self.rows.contains(&(s.table.clone(), s.row.clone())))
    }
}
