//! The statements of a document that was read, with the codes its own tables print.

use std::collections::BTreeMap;

use super::{Codes, Section, Statements};
use crate::published::Report;

/// What the narrative of a report states.
pub fn of_report(report: &Report) -> Statements {
    let (functional, economic) = (report.functional_names(), report.economic_names());
    fn pairs(named: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, &str)> {
        named.iter().map(|(code, name)| (code.as_str(), name.as_str()))
    }
    let codes = Codes::new(pairs(&functional), pairs(&economic));
    let sections: Vec<Section<'_>> = report
        .sections
        .iter()
        .map(|s| Section {
            no: &s.no,
            title: &s.title,
            paragraphs: s.paragraphs.iter().map(|p| p.text.as_str()).collect(),
        })
        .collect();
    super::read(&sections, report.year, &codes)
}
