//! A published document as accounts (决算): accepted wherever a workbook of published tables is. Its amounts say
//! where they stand by table, row, column and page.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::line::is_number;
use super::report::{NineTable, Report};
use super::{is_document, read_bytes};
use crate::accounts::{Address, DocumentTable};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::import::{self, Import, SheetReport};
use crate::place::{DocumentSpot, Place};
use crate::source::Source;
use crate::text::{one_line, squash};

/// Reads final accounts: a workbook in either form, or a published document (.docx, .pdf, .html, .txt, .md).
///
/// # Errors
/// The file is neither, or holds no table of final accounts.
pub fn read_accounts(source: impl Into<Source>) -> Result<Import> {
    let source = source.into();
    if !is_document(source.path()) {
        return import::read_accounts(source);
    }
    let path = || source.path().to_owned();
    let report =
        read_bytes(&source.name(), &source.read()?).map_err(|reason| Error::Read { path: path(), reason })?;
    if report.tables.is_empty() {
        let looked: Vec<String> = report.other_tables.iter().map(|t| one_line(&t.title)).collect();
        let looked: Vec<&str> = looked.iter().map(String::as_str).filter(|t| !t.is_empty()).collect();
        let looked = if looked.is_empty() {
            "没有表格".to_owned()
        } else {
            format!("有这些表：{}", looked.join("、"))
        };
        let reason = format!(
            "文档里没有找到任何决算公开表（{looked}）。请确认这是一份部门决算公开文本，九张表是表格而不是图片"
        );
        return Err(Error::Unusable { path: path(), reason });
    }
    Ok(accounts(report))
}

/// The accounts of a report, with its department and year where its tables don't name them; what was left out of the
/// document is among the findings.
pub fn accounts(report: Report) -> Import {
    let Report { file, mut import, tables, org, year, content, .. } = report;
    let left_out = content.remarks.into_iter().map(|remark| {
        let spot = DocumentSpot { page: remark.page, ..DocumentSpot::default() };
        Finding::new("R040", remark.text)
            .at(Place::in_document(&file, spot))
            .hint("请看一下没有读到的内容里有没有决算表；有的，请改用电子表格或能读取的文档")
    });
    import.findings.extend(left_out);
    if import.accounts.org.is_empty() {
        import.accounts.org = org;
    }
    import.accounts.year = import.accounts.year.or(year);
    let places: BTreeMap<&str, Arc<DocumentTable>> = tables
        .iter()
        .filter_map(|t| {
            let sheet = import.sheets.iter().find(|s| s.name == t.sheet)?;
            Some((t.sheet.as_str(), Arc::new(document_table(t, sheet))))
        })
        .collect();
    for source in &mut import.accounts.sources {
        source.document = places.get(source.sheet.as_str()).cloned();
    }
    import.findings.iter_mut().for_each(|finding| tell_in_document(finding, &places));
    import
}

/// What stands beside and above the amounts of a table.
fn document_table(table: &NineTable, sheet: &SheetReport) -> DocumentTable {
    let mut places =
        DocumentTable { number: table.id.published_number().to_owned(), ..DocumentTable::default() };
    for ((row, texts), number) in (table.first_row..).zip(&table.rows).zip(0usize..) {
        let page = table.row_pages.get(number).copied().flatten().or(table.page);
        places.rows.insert(row, (page, String::new()));
        let mut code = String::new();
        for (col, text) in (0u32..).zip(texts) {
            let plain = squash(text);
            if plain.len() >= 3 && plain.chars().all(|c| c.is_ascii_digit()) {
                code = plain;
            } else if !plain.is_empty() && !is_number(&plain) {
                let code = std::mem::take(&mut code);
                let label =
                    if code.is_empty() { one_line(text) } else { format!("{code} {}", one_line(text)) };
                places.labels.insert((row, col), label);
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

/// Places of a finding, made by sheet and address, as places of the document.
fn tell_in_document(finding: &mut Finding, places: &BTreeMap<&str, Arc<DocumentTable>>) {
    let turn = |place: &mut Place| {
        if let (Some(table), Some(address)) =
            (places.get(place.sheet_name()), Address::parse(place.address()))
        {
            *place = Place::in_document(place.file.clone(), table.spot(address));
        }
    };
    finding.place.iter_mut().for_each(turn);
    finding.related.iter_mut().for_each(|related| turn(&mut related.place));
}
