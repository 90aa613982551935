//! 公开表.xlsx: nine print-ready sheets. The stored value is the printed value.

use std::cell::RefCell;
use std::rc::Rc;

use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use super::xlsx_cell::{amount_format, fitting};
use crate::charts::Chart;
use crate::error::{Error, Result};
use crate::money::NumberFormat;
use crate::package;
use crate::tables::{Align, Cell, ColumnKind, Content, HeadCell, Table};

/// Printed width of A4 in column-width units, by orientation, within the margins.
const PORTRAIT_WIDTH: f64 = 92.0;
const LANDSCAPE_WIDTH: f64 = 138.0;
/// How far a page is scaled down before names are broken into lines.
const SMALLEST_SCALE: f64 = 0.78;
/// Column widths are counted in digits of the 11 pt default font; the tables are set in 10 pt.
const FONT_FACTOR: f64 = 0.92;
/// A name column narrower than this breaks every name into many lines.
const NARROWEST_NAME: f64 = 15.0;
/// Height of a printed line in points where the page has room, and where rows are set close to stay on one page.
const LINE_HEIGHT: f64 = 15.0;
const CLOSE_LINE_HEIGHT: f64 = 12.5;
/// Printed height of A4 in points within the margins, by orientation.
const PORTRAIT_HEIGHT: f64 = 750.0;
const LANDSCAPE_HEIGHT: f64 = 505.0;
/// Heights of the title, and of a line above the table.
const TITLE_HEIGHT: f64 = 30.0;
const LINE_ABOVE: f64 = 15.0;
/// How far a table is scaled down to stay on one page: 10 pt become 7. A longer one runs on.
const ONE_PAGE_SCALE: f64 = 0.7;

/// The workbook as bytes. `year` dates the document, so that the same input gives the same bytes.
///
/// # Errors
/// Only if the writer library fails; nothing of the user's data can cause it.
pub fn workbook(tables: &[Table], charts: &[Chart], org: &str, year: u16) -> Result<Vec<u8>> {
    write(tables, charts, org, year).map_err(|e| Error::Internal(format!("公开表.xlsx 不能生成：{e}")))
}

fn write(
    tables: &[Table],
    charts: &[Chart],
    org: &str,
    year: u16,
) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(year + 1, 1, 1)?;
    book.set_properties(
        &DocProperties::new()
            .set_title(format!("{org}{year}年度部门决算公开表"))
            .set_author(org)
            .set_creation_datetime(&created),
    );
    let formats = Formats::new();
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(table.form_name())?;
        Writer::new(table, &formats).write(sheet)?;
    }
    if !charts.is_empty() {
        super::xlsx_charts::write(&mut book, charts)?;
    }
    package::write::workbook(book)
}

/// Cell formats by role, made once.
struct Formats {
    title: Format,
    plain_left: Format,
    plain_right: Format,
    plain_center: Format,
    head: Format,
    note: Format,
    base: Format,
    /// Formats of body cells by what tells them apart: a table has thousands of cells and a dozen formats.
    cells: RefCell<Vec<(CellKind, Rc<Format>)>>,
}

/// Alignment, indentation, bold, number format.
type CellKind = (Align, u8, bool, &'static str);

impl Formats {
    fn new() -> Formats {
        let font = |size: f64| {
            Format::new().set_font_name("宋体").set_font_size(size).set_align(FormatAlign::VerticalCenter)
        };
        let bordered = font(10.0).set_border(FormatBorder::Thin);
        Formats {
            title: font(18.0).set_align(FormatAlign::Center).set_bold(),
            plain_left: font(10.0).set_align(FormatAlign::Left),
            plain_right: font(10.0).set_align(FormatAlign::Right),
            plain_center: font(10.0).set_align(FormatAlign::Center),
            head: bordered.clone().set_align(FormatAlign::Center).set_text_wrap(),
            note: font(10.0).set_align(FormatAlign::Left).set_text_wrap(),
            base: bordered,
            cells: RefCell::default(),
        }
    }

    fn cell(&self, cell: &Cell, numbers: NumberFormat, zero_as_integer: bool) -> Rc<Format> {
        let number = match cell.content {
            Content::Amount { .. } if zero_as_integer => "0",
            Content::Amount { value, .. } => amount_format(value.0, numbers),
            _ => "",
        };
        let kind = (cell.align, cell.indent, cell.bold, number);
        let mut cells = self.cells.borrow_mut();
        if let Some((_, format)) = cells.iter().find(|(known, _)| *known == kind) {
            return Rc::clone(format);
        }
        let format = Rc::new(self.make(kind));
        cells.push((kind, Rc::clone(&format)));
        format
    }

    fn make(&self, (align, indent, bold, number): CellKind) -> Format {
        let mut format = self.base.clone();
        format = match align {
            Align::Left => format.set_align(FormatAlign::Left).set_indent(indent).set_text_wrap(),
            Align::Center => format.set_align(FormatAlign::Center),
            Align::Right => format.set_align(FormatAlign::Right),
        };
        if bold {
            format = format.set_bold();
        }
        if number.is_empty() { format } else { format.set_num_format(number) }
    }
}

struct Writer<'a> {
    table: &'a Table,
    formats: &'a Formats,
    widths: Vec<f64>,
    /// Height of a printed line.
    line: f64,
    /// The sheet is scaled to one page, not only to its width.
    one_page: bool,
}

impl<'a> Writer<'a> {
    /// Decides how the table fits its page: as it is, else with rows set close on one page, else over several.
    fn new(table: &'a Table, formats: &'a Formats) -> Writer<'a> {
        let widths = widths(table);
        let [width, height] = if table.landscape {
            [LANDSCAPE_WIDTH, LANDSCAPE_HEIGHT]
        } else {
            [PORTRAIT_WIDTH, PORTRAIT_HEIGHT]
        };
        let by_width = (width / widths.iter().sum::<f64>()).min(1.0);
        let mut writer = Writer { table, formats, widths, line: LINE_HEIGHT, one_page: false };
        let least = table.rows.len() as f64 * CLOSE_LINE_HEIGHT * ONE_PAGE_SCALE;
        if least > height || writer.height() * by_width <= height {
            return writer;
        }
        writer.line = CLOSE_LINE_HEIGHT;
        writer.one_page = writer.height() * by_width.min(ONE_PAGE_SCALE) <= height;
        if !writer.one_page {
            writer.line = LINE_HEIGHT;
        }
        writer
    }

    /// Height of everything on the sheet in points.
    fn height(&self) -> f64 {
        let above = if self.table.form_number.is_some() { 2.0 } else { 1.0 };
        let head = (0..self.table.head_rows).map(|row| self.head_height(row));
        let rows = (0..self.table.rows.len()).map(|row| self.row_height(row));
        let notes = self.table.notes.iter().map(|note| self.note_height(note));
        TITLE_HEIGHT + above * LINE_ABOVE + head.chain(rows).chain(notes).sum::<f64>()
    }

    fn head_height(&self, row: usize) -> f64 {
        let ends = |cell: &&HeadCell| cell.row + cell.rows == row + 1;
        let lines =
            |cell: &HeadCell| self.lines_needed(&cell.text, cell.col, cell.cols, 0).div_ceil(cell.rows);
        let lines = self.table.head.iter().filter(ends).map(lines).max().unwrap_or(1);
        (self.line * lines as f64 + 3.0).min(MAX_ROW_HEIGHT)
    }

    fn row_height(&self, row: usize) -> f64 {
        let merged =
            |col: usize| self.table.merges.iter().any(|m| m.0 == row && (m.1..m.1 + m.2).contains(&col));
        let lines = |(col, cell): (usize, &Cell)| match &cell.content {
            Content::Text(text) if !merged(col) => {
                self.lines_needed(text, col, 1, usize::from(cell.indent) * 2)
            }
            _ => 1,
        };
        let lines = self.table.rows[row].iter().enumerate().map(lines).max().unwrap_or(1);
        (self.line * lines as f64 + 2.0).min(MAX_ROW_HEIGHT)
    }

    fn note_height(&self, note: &str) -> f64 {
        let lines = self.lines_needed(note, 0, self.table.columns.len(), 0);
        (LINE_HEIGHT * lines as f64 + 3.0).min(MAX_ROW_HEIGHT)
    }

    fn write(&self, sheet: &mut Worksheet) -> std::result::Result<(), XlsxError> {
        let table = self.table;
        let last = to_u16(table.columns.len() - 1);
        for (col, width) in self.widths.iter().enumerate() {
            sheet.set_column_width(to_u16(col), *width)?;
        }
        // Title, form number, department and unit.
        sheet.merge_range(0, 0, 0, last, &table.title, &self.formats.title)?;
        sheet.set_row_height(0, TITLE_HEIGHT)?;
        let mut row = 1;
        if let Some(number) = &table.form_number {
            sheet.write_with_format(row, last, number, &self.formats.plain_right)?;
            row += 1;
        }
        self.write_lines(sheet, row, last)?;
        row += 1;
        let head_row = row;
        self.write_head(sheet, head_row)?;
        row += to_u32(table.head_rows);
        self.write_body(sheet, row)?;
        let body_end = row + to_u32(table.rows.len());
        self.write_notes(sheet, body_end, last)?;
        self.page(sheet, head_row, row)
    }

    /// Name at the left, unit at the right, and between them the year where there is room for it; else it follows the
    /// name.
    fn write_lines(&self, sheet: &mut Worksheet, row: u32, last: u16) -> std::result::Result<(), XlsxError> {
        let table = self.table;
        let unit_from = self.unit_columns();
        let (mut name, mut left_end) = (table.org_line.clone(), unit_from);
        if !table.year_line.is_empty() {
            let need = (UnicodeWidthStr::width(table.year_line.as_str()) + 2) as f64;
            let middle = unit_from / 2;
            let room: f64 = self.widths[usize::from(middle)..usize::from(unit_from)].iter().sum();
            if middle > 0 && room >= need {
                merge_or_write(
                    sheet,
                    row,
                    middle,
                    unit_from - 1,
                    &table.year_line,
                    &self.formats.plain_center,
                )?;
                left_end = middle;
            } else {
                name = [table.org_line.as_str(), &table.year_line].join("　").trim().to_owned();
            }
        }
        if unit_from == 0 {
            sheet.write_with_format(row, 0, &name, &self.formats.plain_left)?;
            return Ok(());
        }
        if !name.is_empty() {
            merge_or_write(sheet, row, 0, left_end - 1, &name, &self.formats.plain_left)?;
        }
        merge_or_write(sheet, row, unit_from, last, &table.unit_line, &self.formats.plain_right)
    }

    /// First column of the unit text: as many columns at the right as it needs.
    fn unit_columns(&self) -> u16 {
        let need = (UnicodeWidthStr::width(self.table.unit_line.as_str()) + 2) as f64;
        let mut sum = 0.0;
        for (i, width) in self.widths.iter().enumerate().rev() {
            sum += width;
            if sum >= need {
                return to_u16(i);
            }
        }
        0
    }

    fn write_head(&self, sheet: &mut Worksheet, top: u32) -> std::result::Result<(), XlsxError> {
        for cell in &self.table.head {
            let (row, col) = (top + to_u32(cell.row), to_u16(cell.col));
            if cell.rows * cell.cols > 1 {
                let (bottom, right) = (row + to_u32(cell.rows) - 1, col + to_u16(cell.cols) - 1);
                sheet.merge_range(row, col, bottom, right, &cell.text, &self.formats.head)?;
            } else {
                sheet.write_with_format(row, col, &cell.text, &self.formats.head)?;
            }
        }
        for row in 0..self.table.head_rows {
            sheet.set_row_height(top + to_u32(row), self.head_height(row))?;
        }
        Ok(())
    }

    fn write_body(&self, sheet: &mut Worksheet, top: u32) -> std::result::Result<(), XlsxError> {
        for (r, cells) in self.table.rows.iter().enumerate() {
            let row = top + to_u32(r);
            for (c, cell) in cells.iter().enumerate() {
                let merged = self.table.merges.iter().find(|m| m.0 == r && (m.1..m.1 + m.2).contains(&c));
                match merged {
                    Some((_, first, cols)) if *first == c => {
                        let format = self.formats.cell(cell, self.table.numbers, false);
                        let text = self.table.printed(&cell.content);
                        sheet.merge_range(row, to_u16(c), row, to_u16(c + cols - 1), &text, &format)?;
                    }
                    Some(_) => {}
                    None => self.write_cell(sheet, row, to_u16(c), cell)?,
                }
            }
            sheet.set_row_height(row, self.row_height(r))?;
        }
        Ok(())
    }

    fn write_cell(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        col: u16,
        cell: &Cell,
    ) -> std::result::Result<(), XlsxError> {
        match &cell.content {
            Content::Empty => {
                sheet.write_blank(row, col, &self.formats.cell(cell, self.table.numbers, false))?
            }
            Content::Text(text) => sheet.write_string_with_format(
                row,
                col,
                fitting(text),
                &self.formats.cell(cell, self.table.numbers, false),
            )?,
            Content::Number(n) => sheet.write_number_with_format(
                row,
                col,
                *n,
                &self.formats.cell(cell, self.table.numbers, false),
            )?,
            Content::Amount { value, .. } => {
                let zero = value.is_zero();
                let as_integer = zero && self.table.zero_cell == "0";
                let format = self.formats.cell(cell, self.table.numbers, as_integer);
                if zero && self.table.zero_cell.is_empty() {
                    sheet.write_blank(row, col, &format)?
                } else {
                    // Spreadsheets store doubles; two decimals survive them exactly.
                    sheet.write_number_with_format(row, col, value.0.to_f64().unwrap_or_default(), &format)?
                }
            }
        };
        Ok(())
    }

    fn write_notes(&self, sheet: &mut Worksheet, top: u32, last: u16) -> std::result::Result<(), XlsxError> {
        for (i, note) in self.table.notes.iter().enumerate() {
            let row = top + to_u32(i);
            merge_or_write(sheet, row, 0, last, note, &self.formats.note)?;
            sheet.set_row_height(row, self.note_height(note))?;
        }
        Ok(())
    }

    fn page(
        &self,
        sheet: &mut Worksheet,
        head_row: u32,
        body_row: u32,
    ) -> std::result::Result<(), XlsxError> {
        sheet.set_paper_size(9);
        if self.table.landscape {
            sheet.set_landscape();
        }
        sheet.set_print_fit_to_pages(1, u16::from(self.one_page));
        sheet.set_print_center_horizontally(true);
        sheet.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
        sheet.set_footer("&C第 &P 页，共 &N 页");
        sheet.set_repeat_rows(head_row, body_row - 1)?;
        sheet.set_freeze_panes(body_row, 0)?;
        Ok(())
    }

    /// Printed lines a text takes in its columns.
    fn lines_needed(&self, text: &str, col: usize, cols: usize, indent: usize) -> usize {
        let width: f64 = self.widths[col..(col + cols).min(self.widths.len())].iter().sum::<f64>() - 1.0;
        let need = (UnicodeWidthStr::width(text) + indent) as f64 * FONT_FACTOR;
        ((need / width.max(4.0)).ceil() as usize).max(1)
    }
}

const MAX_ROW_HEIGHT: f64 = 409.0;

fn merge_or_write(
    sheet: &mut Worksheet,
    row: u32,
    first: u16,
    last: u16,
    text: &str,
    format: &Format,
) -> std::result::Result<(), XlsxError> {
    if first == last {
        sheet.write_string_with_format(row, first, fitting(text), format)?;
    } else {
        sheet.merge_range(row, first, row, last, &fitting(text), format)?;
    }
    Ok(())
}

/// Column widths: every figure shows whole, names take what is left of the page.
fn widths(table: &Table) -> Vec<f64> {
    let mut widths: Vec<f64> = table
        .columns
        .iter()
        .enumerate()
        .map(|(c, kind)| {
            let texts = table.rows.iter().enumerate().filter_map(|(r, row)| {
                let merged = table.merges.iter().any(|m| m.0 == r && (m.1..m.1 + m.2).contains(&c));
                row.get(c).filter(|_| !merged).map(|cell| {
                    UnicodeWidthStr::width(table.printed(&cell.content).as_str())
                        + usize::from(cell.indent) * 2
                })
            });
            let longest = texts.max().unwrap_or(0) as f64;
            let (least, most) = match kind {
                ColumnKind::Code => (7.0, 11.0),
                ColumnKind::Name => (16.0, 40.0),
                ColumnKind::LineNumber => (5.0, 6.0),
                ColumnKind::Amount => (10.0, f64::MAX),
            };
            (longest + 2.0).clamp(least, most)
        })
        .collect();
    let page = if table.landscape { LANDSCAPE_WIDTH } else { PORTRAIT_WIDTH };
    let total: f64 = widths.iter().sum();
    let of_kind = |widths: &[f64], wanted: ColumnKind| -> f64 {
        widths.iter().zip(&table.columns).filter(|(_, k)| **k == wanted).map(|(w, _)| w).sum()
    };
    if total > page / SMALLEST_SCALE {
        // A page may be scaled a little; beyond that names wrap. Figures never do.
        let names = of_kind(&widths, ColumnKind::Name);
        let shrink = ((names - (total - page / SMALLEST_SCALE)) / names).max(0.5);
        for (width, kind) in widths.iter_mut().zip(&table.columns) {
            if *kind == ColumnKind::Name {
                *width = (*width * shrink).max(NARROWEST_NAME);
            }
        }
    } else if total < page {
        // Spread what is left, so that the table fills the page as printed reports do.
        let fixed = of_kind(&widths, ColumnKind::LineNumber);
        let stretch = ((page - fixed) / (total - fixed)).min(1.6);
        for (width, kind) in widths.iter_mut().zip(&table.columns) {
            if *kind != ColumnKind::LineNumber {
                *width *= stretch;
            }
        }
    }
    widths
}

fn to_u16(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
