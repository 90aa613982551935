//! 汇总底稿.xlsx: how each amount of a department was added up from its units: the sum, the units' amounts with the file
//! and row they stand in, and what was eliminated. Its cells are where a report made from it says its figures come from.

use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use super::xlsx_cell::{AMOUNT_FORMAT, fitting};
use super::xlsx_findings::{Formats, HEAD_ROW, LINE_HEIGHT, begin, lines};
use crate::accounts::Address;
use crate::bureau::consolidate::{FIRST_COLUMN, FIRST_ROW, Flows, Kind, SIDES, Sheet};
use crate::error::{Error, Result};
use crate::package;

/// What stands before the amounts.
const BEFORE: [(&str, f64); FIRST_COLUMN as usize] =
    [("科目编码", 10.0), ("项目", 30.0), ("单位", 26.0), ("来源", 44.0)];
/// The sheet of money between the units.
pub const ELIMINATED: &str = "抵销";
const WIDTH: f64 = 16.0;

/// What a working paper is about.
pub struct Papers<'a> {
    /// 部门
    pub org: &'a str,
    /// 年度
    pub year: u16,
    /// How many units were added up.
    pub units: usize,
    /// Money between them.
    pub flows: &'a Flows,
    /// What the sum does not know.
    pub unknown: &'a [String],
    /// Its sheets.
    pub sheets: &'a [&'a Sheet],
}

/// The workbook as bytes; the same accounts give the same bytes.
///
/// # Errors
/// Only if the writer library fails; nothing of the user's data can cause it.
pub fn workbook(papers: &Papers<'_>) -> Result<Vec<u8>> {
    write(papers).map_err(|e| Error::Internal(format!("汇总底稿.xlsx 不能生成：{e}")))
}

fn write(papers: &Papers<'_>) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let title = format!("{}{}年度决算汇总底稿", papers.org, papers.year);
    let created = ExcelDateTime::from_ymd(papers.year + 1, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(&title).set_creation_datetime(&created));
    let formats = Formats::new();
    about(book.add_worksheet(), papers, &title, &formats)?;
    for sheet in papers.sheets {
        amounts(book.add_worksheet(), sheet, &formats)?;
    }
    package::write::workbook(book)
}

/// The first sheet: what was added up, what the units paid each other, and what is not known.
fn about(
    sheet: &mut Worksheet,
    papers: &Papers<'_>,
    title: &str,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    let columns: Vec<(&str, f64)> =
        std::iter::once(("单位", 40.0)).chain(SIDES.map(|name| (name, 22.0))).collect();
    begin(sheet, ELIMINATED, title, "", &columns, formats)?;
    let mut said = format!(
        "本表由{}个单位的决算逐格相加，单位之间的往来（下表）两边相等，已经抵销：收入、支出合计各减去抵销数。其余各页列出每一个数：粗体是部门的数，\
         下面（展开左边的＋）是各单位的数和它所在的文件、工作表、行。金额单位：元。",
        papers.units
    );
    for unknown in papers.unknown {
        said.push_str(unknown);
        said.push('。');
    }
    sheet.merge_range(1, 0, 1, 4, &fitting(&said), &formats.note())?;
    sheet.set_row_height(1, LINE_HEIGHT * f64::from(lines(&said, 125.0).max(1)))?;
    let mut at = HEAD_ROW;
    let number = |amount: rust_decimal::Decimal| amount.to_f64().unwrap_or_default();
    for paid in &papers.flows.paid {
        at += 1;
        sheet.write_string_with_format(at, 0, fitting(&paid.unit), &formats.text)?;
        for (column, amount) in (1u16..).zip(paid.sides.iter().flatten()) {
            sheet.write_with_format(at, column, number(*amount), &formats.amount)?;
        }
    }
    at += 1;
    let sum = formats.centred.clone().set_bold();
    sheet.write_with_format(at, 0, "合计（抵销）", &sum)?;
    let bold = formats.amount.clone().set_bold();
    for (column, n) in (1u16..).zip(0..4) {
        let total = papers.flows.paid.iter().map(|p| p.sides[n / 2][n % 2]).sum();
        sheet.write_with_format(at, column, number(total), &bold)?;
    }
    Ok(())
}

/// A statement: a bold row a line, the units below it.
fn amounts(sheet: &mut Worksheet, paper: &Sheet, formats: &Formats) -> std::result::Result<(), XlsxError> {
    let heads = paper.heads.iter().map(|head| (head.as_str(), WIDTH));
    let columns: Vec<(&str, f64)> = BEFORE.into_iter().chain(heads).collect();
    let about = "金额单位：元（机构运行信息表的个数除外）。粗体＝各单位之和－抵销。";
    begin(sheet, &paper.name, &paper.name, about, &columns, formats)?;
    sheet.set_freeze_panes(FIRST_ROW, 2)?;
    let head = formats.centred.clone().set_bold().set_text_wrap().set_background_color(0x00E7_E6E6_u32);
    for (column, (text, _)) in (0u16..).zip(&columns) {
        sheet.write_with_format(HEAD_ROW, column, *text, &head)?;
    }
    sheet.group_symbols_above(true);
    let cell = |bold: bool| {
        let plain = Format::new()
            .set_font_name("宋体")
            .set_font_size(10)
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::VerticalCenter);
        if bold { plain.set_bold() } else { plain.set_font_color(0x0059_5959_u32) }
    };
    let texts = [cell(true), cell(false)];
    let numbers = [true, false].map(|bold| cell(bold).set_num_format(AMOUNT_FORMAT));
    for (row, (n, line)) in (FIRST_ROW..).zip(paper.rows.iter().enumerate()) {
        let look = usize::from(line.kind != Kind::Sum);
        let (unit, place) = match &line.kind {
            Kind::Sum => ("", ""),
            Kind::Unit { unit, place } => (unit.as_str(), place.as_str()),
            Kind::Eliminated => ("抵销", "单位之间的往来，见“抵销”页"),
        };
        for (column, text) in (0u16..).zip([line.code.as_str(), &line.name, unit, place]) {
            sheet.write_string_with_format(row, column, fitting(text), &texts[look])?;
        }
        let parts = if line.kind == Kind::Sum { paper.parts(n) } else { 0 };
        let parts = u32::try_from(parts).unwrap_or_default();
        for (col, value) in (FIRST_COLUMN..).zip(&line.cells) {
            let column = u16::try_from(col).unwrap_or(u16::MAX);
            match value {
                None => sheet.write_blank(row, column, &numbers[look])?,
                Some(value) if parts == 0 || value.is_zero() => sheet.write_with_format(
                    row,
                    column,
                    value.to_f64().unwrap_or_default(),
                    &numbers[look],
                )?,
                Some(value) => {
                    let [first, last] = [row + 1, row + parts].map(|row| Address { row, col });
                    let sum = Formula::new(format!("SUM({first}:{last})")).set_result(value.to_string());
                    sheet.write_formula_with_format(row, column, sum, &numbers[look])?
                }
            };
        }
        if parts > 0 {
            sheet.group_rows_collapsed(row + 1, row + parts)?;
        }
    }
    Ok(())
}
