//! A published document as accounts (决算): accepted wherever a workbook of published tables is. Its amounts say
//! where they stand by table, row, column and page.

use super::report::Report;
use super::{is_document, read_bytes};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::import::{self, Import};
use crate::place::{DocumentSpot, Place};
use crate::source::Source;
use crate::text::one_line;

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
    let Report { file, mut import, org, year, content, .. } = report;
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
    import
}
