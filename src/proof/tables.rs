//! The nine tables of a report: all accounting relations on the printed figures, their places said as table, row and column.

use std::collections::HashSet;

use super::Known;
use crate::accounts::Address;
use crate::checks;
use crate::finding::{DocumentSpot, Finding, Place, Related, Severity};
use crate::published::Report;
use crate::published::line::is_number;
use crate::text::squash;

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
    for finding in &mut findings {
        if let Some(place) = &mut finding.place {
            *place = located(report, place);
        }
        for related in &mut finding.related {
            related.place = located(report, &related.place);
        }
    }
    findings
}

/// A cell of a table's grid as the report prints it: table, row, column, page.
pub fn located(report: &Report, place: &Place) -> Place {
    let (sheet, address) = (place.sheet_name(), place.address());
    let Some(index) = report.import.sheets.iter().position(|s| s.name == sheet) else { return place.clone() };
    let read = &report.import.sheets[index];
    let Some((id, _)) = read.form else { return place.clone() };
    let Some(table) = report.tables.iter().find(|t| t.id == id) else { return place.clone() };
    let mut spot =
        DocumentSpot { table: id.published_number().to_owned(), page: table.page, ..DocumentSpot::default() };
    let first = read.head_rows.map_or(0, |(first, _)| first.saturating_sub(1));
    if let Some(at) = Address::parse(address)
        && let Some(row) = at.row.checked_sub(first)
    {
        let (row, col) = (row as usize, at.col as usize);
        spot.row = row_label(table.rows.get(row), col);
        spot.column = column_label(&table.rows, row, col);
        spot.page = table.row_pages.get(row).copied().flatten().or(table.page);
    }
    Place::in_document(&report.file, spot)
}

/// The code of a row, else the label nearest to the left of the cell.
fn row_label(row: Option<&Vec<String>>, col: usize) -> String {
    let Some(row) = row else { return String::new() };
    let left = &row[..col.min(row.len())];
    let label = left.iter().rposition(|c| !c.trim().is_empty() && !is_number(c));
    let Some(label) = label else { return left.iter().map(|c| squash(c)).collect() };
    let name = squash(&left[label]);
    // The code stands in the cells right before the name.
    let code: String = left[..label]
        .iter()
        .rev()
        .map(|c| squash(c))
        .take_while(|c| !c.is_empty() && c.chars().all(|c| c.is_ascii_digit()))
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    if matches!(code.len(), 3 | 5 | 7) { format!("{code} {name}") } else { name }
}

/// The head nearest above the cell.
fn column_label(rows: &[Vec<String>], row: usize, col: usize) -> String {
    let mut above = rows.iter().take(row).rev().filter_map(|r| r.get(col)).map(|c| squash(c));
    above.find(|c| !c.is_empty() && !is_number(c) && !c.contains("栏次")).unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_by_row_and_head() {
        let text = |cells: &[&str]| cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        let rows = vec![
            text(&["项目", "", "本年支出合计", "基本支出"]),
            text(&["科目编码", "科目名称", "", ""]),
            text(&["栏次", "", "1", "2"]),
            text(&["合计", "", "362.62", "122.83"]),
            text(&["2101501", "行政运行", "45.83", "43"]),
        ];
        assert_eq!(row_label(rows.get(4), 3), "2101501 行政运行");
        assert_eq!(row_label(rows.get(3), 2), "合计");
        assert_eq!(column_label(&rows, 4, 3), "基本支出");
        let split = text(&["210", "15", "01", "行政运行", "45.83"]);
        assert_eq!(row_label(Some(&split), 4), "2101501 行政运行");
    }
}
