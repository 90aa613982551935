//! The statements of a document that was read, with the codes its own tables print.

use super::{Codes, Section, Statements};
use crate::accounts::ScheduleId;
use crate::published::Report;
use crate::published::report::NineTable;
use crate::text::squash;

/// What the narrative of a report states.
pub fn of_report(report: &Report) -> Statements {
    let mut functional = Vec::new();
    let mut economic = Vec::new();
    for table in &report.tables {
        match table.id {
            ScheduleId::Income
            | ScheduleId::Expenditure
            | ScheduleId::General
            | ScheduleId::Fund
            | ScheduleId::State => {
                functional.extend(coded(table));
            }
            ScheduleId::BasicDetail => economic.extend(named(table)),
            _ => {}
        }
    }
    fn pairs(named: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
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

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// Codes and names of a table by 项; codes may be split over 类, 款, 项.
fn coded(table: &NineTable) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for row in &table.rows {
        let mut code = String::new();
        for cell in row {
            let plain = squash(cell);
            if is_code(&plain) && code.len() + plain.len() <= 7 {
                code.push_str(&plain);
            } else if !plain.is_empty() {
                if matches!(code.len(), 3 | 5 | 7) {
                    found.push((code, plain));
                }
                break;
            }
        }
    }
    found
}

/// Codes followed by names, several in a row.
fn named(table: &NineTable) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for row in &table.rows {
        for pair in row.windows(2) {
            let (code, name) = (squash(&pair[0]), squash(&pair[1]));
            if is_code(&code)
                && matches!(code.len(), 3 | 5)
                && !name.is_empty()
                && !name.starts_with(|c: char| c.is_ascii_digit())
            {
                found.push((code, name));
            }
        }
    }
    found
}
