//! Where the amounts of a document's nine tables stand, as people say it: table, row and column, with the page.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::line::is_number;
use super::report::NineTable;
use crate::accounts::{Address, DocumentTable};
use crate::finding::Finding;
use crate::import::{Import, SheetReport};
use crate::place::Place;
use crate::text::squash;

/// Tells the amounts of the tables, and what was found wrong in them, by their places in the document.
pub fn tell(import: &mut Import, tables: &[NineTable]) {
    let places: BTreeMap<&str, Arc<DocumentTable>> = tables
        .iter()
        .filter_map(|t| {
            let sheet = import.sheets.iter().find(|s| s.name == t.sheet)?;
            Some((t.sheet.as_str(), Arc::new(of_table(t, sheet))))
        })
        .collect();
    for source in &mut import.accounts.sources {
        source.document = places.get(source.sheet.as_str()).cloned();
    }
    import.findings.iter_mut().for_each(|finding| turn(finding, &places));
}

/// What stands beside and above the amounts of a table.
fn of_table(table: &NineTable, sheet: &SheetReport) -> DocumentTable {
    let mut places =
        DocumentTable { number: table.id.published_number().to_owned(), ..DocumentTable::default() };
    for ((row, texts), number) in (table.first_row..).zip(&table.rows).zip(0usize..) {
        let page = table.row_pages.get(number).copied().flatten().or(table.page);
        places.rows.insert(row, (page, String::new()));
        for (col, at) in (0u32..).zip(0..texts.len()) {
            let name = squash(&texts[at]);
            if !name.is_empty() && !is_number(&name) {
                let code = code_before(&texts[..at]);
                places.labels.insert((row, col), format!("{code} {name}").trim().to_owned());
            }
        }
    }
    for (_, path, letters) in &sheet.columns {
        if let Some(Address { col, .. }) = Address::parse(&format!("{letters}1")) {
            places.columns.insert(col, path.clone());
        }
    }
    places
}

/// The code in the cells right before a name; 类, 款 and 项 may have cells of their own.
fn code_before(cells: &[String]) -> String {
    let mut code = String::new();
    for cell in cells.iter().rev() {
        let plain = squash(cell);
        if plain.is_empty() || !plain.chars().all(|c| c.is_ascii_digit()) {
            break;
        }
        code = plain + &code;
        if matches!(code.len(), 3 | 5 | 7) {
            return code;
        }
    }
    String::new()
}

/// Places of a finding, made by sheet and address, as places of the document.
fn turn(finding: &mut Finding, places: &BTreeMap<&str, Arc<DocumentTable>>) {
    let told = |place: &mut Place| {
        if let (Some(table), Some(address)) =
            (places.get(place.sheet_name()), Address::parse(place.address()))
        {
            *place = Place::in_document(place.file.clone(), table.spot(address));
        }
    };
    finding.place.iter_mut().for_each(told);
    finding.related.iter_mut().for_each(|related| told(&mut related.place));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_stands_right_before_its_name() {
        let before = |cells: &[&str]| code_before(&cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>());
        assert_eq!(before(&["2101501"]), "2101501");
        assert_eq!(before(&["210", "15", "01"]), "2101501");
        assert_eq!(before(&["30101", "基本工资", "500", "302"]), "302");
        assert_eq!(before(&["合计", ""]), "");
    }
}
