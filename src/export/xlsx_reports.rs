//! 校对汇总.xlsx: a row a report of a folder that was proofread, and a sheet of everything found, to be filtered and
//! printed.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Url, Workbook, Worksheet, XlsxError};

use super::xlsx_cell::fitting;
use super::xlsx_findings::{Formats, HEAD_ROW, LINE_HEIGHT, begin, lines};
use crate::error::{Error, Result};
use crate::finding::{self, Finding, Severity};
use crate::package;

/// The file's name.
pub const NAME: &str = "校对汇总.xlsx";

/// A report as the summary lists it.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The file, with its way from the folder.
    pub name: &'a str,
    /// 单位
    pub org: &'a str,
    /// 年度
    pub year: Option<u16>,
    /// What was found; `None` if it could not be read.
    pub findings: Option<&'a [Finding]>,
    /// Why it could not be read or marked; empty if it could.
    pub state: &'a str,
    /// Names of its marked copies beside the workbook.
    pub links: &'a [String],
}

const REPORTS: &[(&str, f64)] = &[
    ("序号", 5.0),
    ("文件", 34.0),
    ("单位", 34.0),
    ("年度", 6.0),
    ("错误", 6.0),
    ("警告", 6.0),
    ("提醒", 6.0),
    ("状态", 36.0),
    ("批注文档", 24.0),
    ("校对网页", 24.0),
];
const FINDINGS: &[(&str, f64)] = &[
    ("序号", 5.0),
    ("文件", 24.0),
    ("单位", 18.0),
    ("级别", 6.0),
    ("代码", 7.0),
    ("类别", 16.0),
    ("位置", 30.0),
    ("印的是", 20.0),
    ("问题", 44.0),
    ("应为、怎么办", 26.0),
    ("处理情况", 12.0),
];

/// The workbook as bytes; the same reports give the same bytes.
///
/// # Errors
/// Only if the writer library fails; nothing of the user's data can cause it.
pub fn workbook(rows: &[Row<'_>]) -> Result<Vec<u8>> {
    write(rows).map_err(|e| Error::Internal(format!("{NAME} 不能生成：{e}")))
}

fn write(rows: &[Row<'_>]) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let year = rows.iter().filter_map(|r| r.year).max().unwrap_or(2000);
    let created = ExcelDateTime::from_ymd(year + 1, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title("决算公开校对汇总").set_creation_datetime(&created));
    let formats = Formats::new();
    reports(book.add_worksheet(), rows, &formats)?;
    findings(book.add_worksheet(), rows, &formats)?;
    package::write::workbook(book)
}

fn count(findings: &[Finding], severity: Severity) -> usize {
    findings.iter().filter(|f| f.severity == severity).count()
}

const LEVELS: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Notice];

fn reports(sheet: &mut Worksheet, rows: &[Row<'_>], formats: &Formats) -> std::result::Result<(), XlsxError> {
    let unread = rows.iter().filter(|r| r.findings.is_none()).count();
    let total = |s| rows.iter().filter_map(|r| r.findings).map(|f| count(f, s)).sum::<usize>();
    let about = format!(
        "报告{}份，其中{unread}份没有读出；错误{}项，警告{}项，提醒{}项。各项问题见“问题清单”。",
        rows.len(),
        total(Severity::Error),
        total(Severity::Warning),
        total(Severity::Notice)
    );
    begin(sheet, "报告", "决算公开校对汇总", &about, REPORTS, formats)?;
    let mut at = HEAD_ROW;
    for (number, row) in (1u32..).zip(rows) {
        at += 1;
        sheet.write_with_format(at, 0, number, &formats.centred)?;
        sheet.write_string_with_format(at, 1, fitting(row.name), &formats.text)?;
        sheet.write_string_with_format(at, 2, fitting(row.org), &formats.text)?;
        match row.year {
            Some(year) => sheet.write_with_format(at, 3, year, &formats.centred)?,
            None => sheet.write_with_format(at, 3, "", &formats.centred)?,
        };
        for (col, level) in (4u16..).zip(LEVELS) {
            // What could not be read has no count, not the count zero.
            match row.findings.map(|f| u32::try_from(count(f, level)).unwrap_or(u32::MAX)) {
                Some(0) => sheet.write_with_format(at, col, 0, &formats.centred)?,
                Some(n) => sheet.write_with_format(at, col, n, formats.severity(level))?,
                None => sheet.write_with_format(at, col, "—", &formats.centred)?,
            };
        }
        let state = match (row.state, row.findings) {
            ("", Some(_)) => "已校对",
            (state, _) => state,
        };
        sheet.write_string_with_format(at, 7, fitting(state), &formats.text)?;
        let pages = |l: &&String| l.ends_with(".html");
        let page = row.links.iter().find(pages);
        let word = row.links.iter().find(|l| !pages(l));
        for (col, link) in [(8, word), (9, page)] {
            link_to(sheet, at, col, link, None, formats)?;
        }
        let shown = |link: Option<&String>| link.map_or("", String::as_str).to_owned();
        let (word, page) = (shown(word), shown(page));
        let texts = [(row.name, 1), (row.org, 2), (state, 7), (word.as_str(), 8), (page.as_str(), 9)];
        let most = texts.map(|(text, col)| lines(text, REPORTS[col].1)).into_iter().max().unwrap_or(1);
        // At least two lines: the rows of a list of reports look alike, whatever their names' lengths.
        let most = most.max(2);
        sheet.set_row_height(at, LINE_HEIGHT * f64::from(most))?;
    }
    sheet.autofilter(HEAD_ROW, 0, at, 9)?;
    Ok(())
}

/// A link to a file beside the workbook. What stands for a place in a file name or a link is escaped; a link longer
/// than Excel's limit stays a name.
pub(super) fn link_to(
    sheet: &mut Worksheet,
    row: u32,
    col: u16,
    link: Option<&String>,
    shown: Option<&str>,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    let Some(way) = link else {
        sheet.write_with_format(row, col, "", &formats.text)?;
        return Ok(());
    };
    let shown = fitting(shown.unwrap_or(way));
    let target: String = way.replace('%', "%25").replace('#', "%23").replace(' ', "%20");
    if target.encode_utf16().count() > 1_500 {
        sheet.write_string_with_format(row, col, shown, &formats.text)?;
        return Ok(());
    }
    let url = Url::new(format!("file://{target}")).set_text(shown);
    sheet.write_url_with_format(row, col, url, &formats.link)?;
    Ok(())
}

fn findings(
    sheet: &mut Worksheet,
    rows: &[Row<'_>],
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    let about = "每份报告的每个问题，可按单位、级别、代码筛选。";
    begin(sheet, "问题清单", "决算公开校对问题清单", about, FINDINGS, formats)?;
    let mut at = HEAD_ROW;
    let all = rows.iter().flat_map(|r| r.findings.unwrap_or_default().iter().map(move |f| (r, f)));
    for (number, (row, found)) in (1u32..).zip(all) {
        at += 1;
        let place = found.place.as_ref().or(found.related.first().map(|r| &r.place));
        let spot = place.and_then(|p| p.document_spot());
        let whole = place.map(ToString::to_string).unwrap_or_default();
        let inside = place.and_then(|p| whole.strip_prefix(&p.file)).unwrap_or(&whole);
        let printed = spot.map_or("", |s| if s.quote.is_empty() { &s.sentence } else { &s.quote });
        let title = finding::entry(found.code).map_or("", |e| e.title);
        let texts: [(usize, &str); 7] = [
            (1, row.name),
            (2, row.org),
            (5, title),
            (6, inside.trim_start_matches(" › ")),
            (7, printed),
            (8, &found.message),
            (9, found.hint.as_deref().unwrap_or_default()),
        ];
        sheet.write_with_format(at, 0, number, &formats.centred)?;
        sheet.write_with_format(at, 3, found.severity.label(), formats.severity(found.severity))?;
        sheet.write_with_format(at, 4, found.code, &formats.centred)?;
        for (col, text) in texts {
            let col = u16::try_from(col).unwrap_or(0);
            sheet.write_string_with_format(at, col, fitting(text), &formats.text)?;
        }
        sheet.write_with_format(at, 10, "", &formats.text)?;
        let most = texts.map(|(col, text)| lines(text, FINDINGS[col].1)).into_iter().max().unwrap_or(1);
        sheet.set_row_height(at, LINE_HEIGHT * f64::from(most))?;
    }
    sheet.autofilter(HEAD_ROW, 0, at, 10)?;
    Ok(())
}
