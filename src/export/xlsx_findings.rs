//! 核对结果.xlsx: the findings as a list that can be filtered and ticked off, and every cell that takes part.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, FormatUnderline, Workbook, Worksheet,
    XlsxError,
};
use unicode_width::UnicodeWidthStr;

use super::xlsx_cell::{AMOUNT_FORMAT, fitting};
use crate::error::{Error, Result};
use crate::finding::{self, Finding, Place, Severity};
use crate::package;

/// Head and width of each column; what people fill in stands last.
const FINDINGS: &[(&str, f64)] = &[
    ("序号", 5.0),
    ("级别", 6.0),
    ("代码", 7.0),
    ("问题", 52.0),
    ("文件", 18.0),
    ("工作表", 20.0),
    ("单元格", 8.0),
    ("提示", 30.0),
    ("处理情况", 14.0),
];
const CELLS: &[(&str, f64)] = &[
    ("序号", 5.0),
    ("代码", 7.0),
    ("文件", 20.0),
    ("工作表", 30.0),
    ("单元格", 9.0),
    ("项目", 50.0),
    ("数值", 20.0),
];

/// Points of a line.
pub(super) const LINE_HEIGHT: f64 = 15.0;

/// The workbook as bytes. `year` dates the document, so that the same input gives the same bytes.
///
/// # Errors
/// Only if the writer library fails; nothing of the user's data can cause it.
pub fn workbook(findings: &[Finding], org: &str, year: u16) -> Result<Vec<u8>> {
    write(findings, org, year).map_err(|e| Error::Internal(format!("核对结果.xlsx 不能生成：{e}")))
}

fn write(findings: &[Finding], org: &str, year: u16) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let title = format!("{org}{year}年度决算核对结果");
    let created = ExcelDateTime::from_ymd(year + 1, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(&title).set_creation_datetime(&created));
    let formats = Formats::new();
    list(book.add_worksheet(), findings, &title, &formats)?;
    if findings.iter().any(|f| !f.related.is_empty()) {
        cells(book.add_worksheet(), findings, &title, &formats)?;
    }
    package::write::workbook(book)
}

/// How the cells of a list of findings look.
pub(super) struct Formats {
    title: Format,
    plain: Format,
    head: Format,
    /// Text over several lines.
    pub text: Format,
    /// A link.
    pub link: Format,
    /// Numbers and codes.
    pub centred: Format,
    /// Amounts in 元 or 万元 with two decimals.
    pub amount: Format,
    severities: [(Severity, Format); 3],
}

impl Formats {
    pub fn new() -> Formats {
        let font = |size: f64| {
            Format::new().set_font_name("宋体").set_font_size(size).set_align(FormatAlign::VerticalCenter)
        };
        let bordered = font(10.0).set_border(FormatBorder::Thin);
        let centred = bordered.clone().set_align(FormatAlign::Center);
        let filled = |colour: u32| centred.clone().set_background_color(colour).set_bold();
        Formats {
            title: font(16.0).set_bold(),
            plain: font(10.0),
            head: centred.clone().set_bold().set_background_color(0x00E7_E6E6_u32),
            text: bordered.clone().set_text_wrap().set_align(FormatAlign::Left),
            link: bordered
                .clone()
                .set_text_wrap()
                .set_font_color(0x0005_63C1_u32)
                .set_underline(FormatUnderline::Single),
            amount: bordered.clone().set_align(FormatAlign::Right).set_num_format(AMOUNT_FORMAT),
            severities: [
                (Severity::Error, filled(0x00F8_CBAD)),
                (Severity::Warning, filled(0x00FF_E699)),
                (Severity::Notice, filled(0x00DD_EBF7)),
            ],
            centred,
        }
    }

    /// A paragraph over several columns, without lines.
    pub fn note(&self) -> Format {
        self.plain.clone().set_text_wrap().set_align(FormatAlign::Left)
    }

    /// The colour of a level.
    pub fn severity(&self, severity: Severity) -> &Format {
        self.severities.iter().find(|(s, _)| *s == severity).map_or(&self.centred, |(_, format)| format)
    }
}

/// Row of the heads; the title and a line about the list stand above.
pub(super) const HEAD_ROW: u32 = 2;

/// Title, heads, widths and printing of a sheet.
pub(super) fn begin(
    sheet: &mut Worksheet,
    name: &str,
    title: &str,
    about: &str,
    columns: &[(&str, f64)],
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.write_string_with_format(0, 0, fitting(title), &formats.title)?;
    sheet.set_row_height(0, 26.0)?;
    sheet.write_with_format(1, 0, about, &formats.plain)?;
    for (col, (head, width)) in (0u16..).zip(columns) {
        sheet.write_with_format(HEAD_ROW, col, *head, &formats.head)?;
        sheet.set_column_width(col, *width)?;
    }
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    sheet.set_freeze_panes(HEAD_ROW + 1, 0)?;
    sheet.set_footer("&C第&P页，共&N页");
    Ok(())
}

fn list(
    sheet: &mut Worksheet,
    findings: &[Finding],
    title: &str,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    let about = if findings.is_empty() {
        "没有发现问题。供单位内部核对使用，不随决算公开。".to_owned()
    } else {
        format!("{}。可按级别、代码筛选。供单位内部核对使用，不随决算公开。", finding::counts(findings))
    };
    begin(sheet, "核对结果", title, &about, FINDINGS, formats)?;
    let mut row = HEAD_ROW;
    for (number, finding) in (1u32..).zip(findings) {
        row += 1;
        let (file, at, cell) = steps(finding.place.as_ref().or(finding.related.first().map(|r| &r.place)));
        let hint = finding.hint.as_deref().unwrap_or_default();
        sheet.write_with_format(row, 0, number, &formats.centred)?;
        sheet.write_with_format(row, 1, finding.severity.label(), formats.severity(finding.severity))?;
        sheet.write_with_format(row, 2, finding.code, &formats.centred)?;
        sheet.write_string_with_format(row, 3, fitting(&finding.message), &formats.text)?;
        sheet.write_string_with_format(row, 4, fitting(&file), &formats.text)?;
        sheet.write_string_with_format(row, 5, fitting(&at), &formats.text)?;
        sheet.write_with_format(row, 6, cell, &formats.centred)?;
        sheet.write_string_with_format(row, 7, fitting(hint), &formats.text)?;
        let said = finding.looked_at.as_deref().unwrap_or_default();
        sheet.write_string_with_format(row, 8, fitting(said), &formats.text)?;
        let texts = [&finding.message, &file, &at, hint, said].into_iter().zip([3, 4, 5, 7, 8]);
        let lines = texts.map(|(text, col)| lines(text, FINDINGS[col].1)).max().unwrap_or(1);
        sheet.set_row_height(row, LINE_HEIGHT * f64::from(lines))?;
    }
    sheet.autofilter(HEAD_ROW, 0, row, 8)?;
    Ok(())
}

fn cells(
    sheet: &mut Worksheet,
    findings: &[Finding],
    title: &str,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    let about = "每个问题涉及的单元格和其中的数；序号与“核对结果”一致。";
    begin(sheet, "涉及的单元格", title, about, CELLS, formats)?;
    let mut row = HEAD_ROW;
    for (number, finding) in (1u32..).zip(findings) {
        for related in &finding.related {
            row += 1;
            let (file, at, cell) = steps(Some(&related.place));
            sheet.write_with_format(row, 0, number, &formats.centred)?;
            sheet.write_with_format(row, 1, finding.code, &formats.centred)?;
            sheet.write_string_with_format(row, 2, fitting(&file), &formats.text)?;
            sheet.write_string_with_format(row, 3, fitting(&at), &formats.text)?;
            sheet.write_with_format(row, 4, cell, &formats.centred)?;
            sheet.write_string_with_format(row, 5, fitting(&related.label), &formats.text)?;
            match amount(&related.value) {
                Some(number) => sheet.write_with_format(row, 6, number, &formats.amount)?,
                None => sheet.write_string_with_format(row, 6, fitting(&related.value), &formats.text)?,
            };
            let texts = [(&file, 2), (&at, 3), (&related.label, 5)];
            let lines = texts.map(|(text, col)| lines(text, CELLS[col].1)).into_iter().max().unwrap_or(1);
            sheet.set_row_height(row, LINE_HEIGHT * f64::from(lines))?;
        }
    }
    sheet.autofilter(HEAD_ROW, 0, row, 6)?;
    Ok(())
}

/// File, the way inside it, and the cell.
fn steps(place: Option<&Place>) -> (String, String, String) {
    let Some(place) = place else { return Default::default() };
    let whole = place.to_string();
    let inside = match place.document_spot() {
        Some(_) => whole.strip_prefix(&place.file).unwrap_or(&whole).trim_start_matches(" › ").to_owned(),
        None => place.sheet_name().to_owned(),
    };
    (place.file.clone(), inside, place.address().to_owned())
}

/// An amount with thousands separators as the number it is; anything else stays text. Only for show: a cell of 15
/// digits and more stays text, which a double would change.
fn amount(text: &str) -> Option<f64> {
    let plain = text.replace(',', "");
    let digits = plain.bytes().filter(u8::is_ascii_digit).count();
    if !plain.contains('.') || digits > 15 {
        return None;
    }
    plain.parse::<Decimal>().ok()?.to_f64()
}

/// Lines that a text takes in a column; a Chinese character is as wide as two digits.
pub(super) fn lines(text: &str, width: f64) -> u32 {
    let width = width.to_usize().unwrap_or(1).max(2) - 1;
    let lines = text.lines().map(|line| line.width().div_ceil(width).max(1)).sum::<usize>();
    // Excel shows no row higher than 409 points.
    u32::try_from(lines.clamp(1, 27)).unwrap_or(27)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_amounts_become_numbers() {
        assert_eq!(amount("2,826,029.73"), Some(2_826_029.73));
        assert_eq!(amount("-0.27"), Some(-0.27));
        for text in ["", "12", "财决01表", "1,234,567,890,123,456.78", "12.3元"] {
            assert_eq!(amount(text), None, "{text}");
        }
    }

    #[test]
    fn the_longest_texts_are_cut_not_refused() {
        let long = "长".repeat(40_000);
        let finding =
            Finding::new("K001", long.clone()).with(long.clone(), Place::cell("a", "b", "C1"), long);
        assert!(workbook(&[finding], "某局", 2023).is_ok());
        assert!(workbook(&[], "某局", 2023).is_ok());
    }
}
