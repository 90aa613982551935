//! What is said of a finding beside the text: the fact, the places and amounts that prove it, what to do.

use crate::finding::{self, Finding, Severity};

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// 错误、警告、提醒
    pub level: &'static str,
    /// What kind of finding it is, in Chinese, as the catalogue calls it.
    pub title: &'static str,
    /// What is printed, what it should be, the arithmetic.
    pub message: String,
    /// Places and amounts that take part, one a line.
    pub proof: Vec<String>,
    /// What to do; empty if the message says it.
    pub hint: String,
}

/// A finding shows no more places than can be taken in; the workbook and the JSON list all.
const MOST_PLACES: usize = 12;

/// A finding in words. `file` is the report's name, which is not repeated beside its own text.
pub fn said(finding: &Finding, file: &str) -> Said {
    let inside = |place: &finding::Place| {
        let whole = place.to_string();
        if place.file != file {
            return whole;
        }
        whole.strip_prefix(file).map_or(whole.clone(), |rest| rest.trim_start_matches(" › ").to_owned())
    };
    let mut proof: Vec<String> = Vec::new();
    for related in finding.related.iter().take(MOST_PLACES) {
        let parts = [related.label.clone(), related.value.clone()];
        let what = parts.iter().filter(|p| !p.is_empty()).cloned().collect::<Vec<_>>().join(" ");
        let at = inside(&related.place);
        proof.push(match (what.is_empty(), at.is_empty()) {
            (true, _) => at,
            (_, true) => what,
            _ => format!("{what}（{at}）"),
        });
    }
    if let Some(more) = finding.related.len().checked_sub(MOST_PLACES).filter(|n| *n > 0) {
        proof.push(format!("另有{more}处"));
    }
    Said {
        level: finding.severity.label(),
        title: finding::entry(finding.code).map_or("", |e| e.title),
        message: finding.message.clone(),
        proof,
        hint: finding.hint.clone().unwrap_or_default(),
    }
}

/// The class a level has on the page.
pub fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "notice",
    }
}
