//! The workbook people fill: yellow cells to fill, the program's words in grey, heads that stay in sight, input
//! checked while typing. Nothing is locked, so that sorting, filtering and own columns remain possible.

use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, DataValidationRule,
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use unicode_width::UnicodeWidthStr;

use super::form::{self, ColumnSpec, Kind, MARK_HEAD, MARK_NEW, SheetSpec};
use super::page::{Content, Page, fit};
use crate::error::{Error, Result};
use crate::package;

const YELLOW: Color = Color::RGB(0xFFF2A8);
const HEAD_FILL: Color = Color::RGB(0xD9E2EC);
const GREY_TEXT: Color = Color::RGB(0x7F7F7F);
const NEW_TEXT: Color = Color::RGB(0xC00000);
const HELP_WIDTH: f64 = 110.0;
const LINE_HEIGHT: f64 = 15.0;
/// The highest row a spreadsheet can have.
const MAX_HEIGHT: f64 = 409.0;
/// Width of columns people added.
pub const OWN_COLUMN_WIDTH: f64 = 24.0;

/// The pages as a workbook. `year` dates it, so that the same pages give the same bytes.
///
/// # Errors
/// A sheet name or text that no workbook can hold.
pub fn write(pages: &[Page], year: u16) -> Result<Vec<u8>> {
    build(pages, year).map_err(|e| Error::Internal(format!("补充资料.xlsx：{e}")))
}

fn build(pages: &[Page], year: u16) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(year + 1, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title("补充资料").set_creation_datetime(&created));
    let formats = Formats::new();
    let names = sheet_names(pages);
    let first_visible = pages.iter().position(|p| p.visible);
    for (i, page) in pages.iter().enumerate() {
        let sheet = book.add_worksheet();
        sheet.set_name(&names[i])?;
        sheet.set_hidden(!page.visible && first_visible.is_some());
        if Some(i) == first_visible {
            sheet.set_active(true);
        }
        match page.id.map(form::spec) {
            Some(spec) => declared(sheet, page, spec, &formats)?,
            None => plain(sheet, page, &formats)?,
        }
    }
    package::write::workbook(book)
}

struct Formats {
    head: Format,
    key: Format,
    shown: Format,
    typed: Format,
    /// What blank cells to fill look like; it goes as soon as something is typed.
    blank: Format,
    not_needed: Format,
    new: Format,
    bare: Format,
    note: Format,
}

impl Formats {
    fn new() -> Formats {
        let bare = || Format::new().set_font_name("宋体").set_font_size(11).set_align(FormatAlign::Top);
        let cell = || bare().set_text_wrap().set_border(FormatBorder::Thin).set_border_color(Color::Silver);
        Formats {
            head: cell()
                .set_bold()
                .set_background_color(HEAD_FILL)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter),
            key: cell().set_font_size(9).set_font_color(GREY_TEXT),
            shown: cell(),
            typed: cell(),
            blank: Format::new().set_background_color(YELLOW),
            not_needed: cell().set_font_color(GREY_TEXT).set_align(FormatAlign::Center),
            new: cell().set_bold().set_font_color(NEW_TEXT).set_align(FormatAlign::Center),
            bare: bare(),
            note: bare().set_text_wrap(),
        }
    }

    fn of(&self, kind: Option<Kind>, content: &Content) -> &Format {
        match kind {
            Some(Kind::Key) => &self.key,
            Some(Kind::Shown) if content.display() == MARK_NEW => &self.new,
            Some(kind) if kind.is_typed() => match content {
                Content::Text(text) if text.trim() == "—" => &self.not_needed,
                _ => &self.typed,
            },
            _ => &self.shown,
        }
    }
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    col: u16,
    content: &Content,
    format: &Format,
) -> std::result::Result<(), XlsxError> {
    match content {
        Content::Empty => sheet.write_blank(row, col, format)?,
        // Spreadsheets store doubles; every amount has fewer than their 15 digits.
        Content::Number(number) => {
            sheet.write_number_with_format(row, col, number.to_f64().unwrap_or_default(), format)?
        }
        Content::Text(text) => sheet.write_string_with_format(row, col, fit(text), format)?,
    };
    Ok(())
}

fn col16(col: usize) -> u16 {
    u16::try_from(col).unwrap_or(u16::MAX)
}

fn row32(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

fn declared(
    sheet: &mut Worksheet,
    page: &Page,
    spec: &SheetSpec,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    let top = row32(page.preface.len());
    for (r, row) in page.preface.iter().enumerate() {
        for (c, content) in row.iter().enumerate().filter(|(_, c)| !c.is_empty()) {
            put(sheet, row32(r), col16(c), content, &formats.bare)?;
        }
    }
    let columns: Vec<Option<&ColumnSpec>> = page.head.iter().map(|h| spec.column(h)).collect();
    for (c, head) in page.head.iter().enumerate() {
        sheet.write_string_with_format(top, col16(c), fit(head), &formats.head)?;
        sheet.set_column_width(col16(c), columns[c].map_or(OWN_COLUMN_WIDTH, |s| s.width))?;
    }
    sheet.set_row_height(top, 24)?;
    for (r, row) in page.rows.iter().enumerate() {
        for (c, column) in columns.iter().enumerate() {
            let content = row.get(c).unwrap_or(&Content::Empty);
            put(sheet, top + 1 + row32(r), col16(c), content, formats.of(column.map(|s| s.kind), content))?;
        }
        let widths = columns.iter().map(|c| c.map_or(OWN_COLUMN_WIDTH, |s| s.width));
        sheet.set_row_height(top + 1 + row32(r), height(row.iter().cloned().zip(widths), spec.room))?;
    }
    let rows = row32(page.rows.len());
    for spare in 0..spec.spare_rows {
        sheet.set_row_height(top + 1 + rows + spare, height(std::iter::empty(), spec.room))?;
        for c in 0..columns.len() {
            sheet.write_blank(top + 1 + rows + spare, col16(c), &formats.typed)?;
        }
    }
    let last = top + rows + spec.spare_rows;
    // Where people add rows themselves the prepared ones are all there is to colour.
    let reach = if spec.spare_rows > 0 { last } else { last.max(top + form::PREPARED_ROWS) };
    let key = columns.iter().position(|c| c.is_some_and(|c| c.kind == Kind::Key)).unwrap_or(0);
    let key = u32::from(col16(key));
    for (c, column) in columns.iter().enumerate() {
        let Some(column) = column else { continue };
        if column.kind.is_typed() || (column.kind == Kind::Key && spec.spare_rows > 0) {
            let formula = form::blank_formula(spec, top + 1, u32::from(col16(c)), key);
            let yellow =
                ConditionalFormatFormula::new().set_rule(Formula::new(formula)).set_format(&formats.blank);
            sheet.add_conditional_format(top + 1, col16(c), reach, col16(c), &yellow)?;
        }
        if let Some(check) = validation(spec, column)? {
            sheet.add_data_validation(top + 1, col16(c), reach, col16(c), &check)?;
        }
    }
    if last > top {
        sheet.autofilter(top, 0, last, col16(columns.len().saturating_sub(1)))?;
    }
    sheet.set_freeze_panes(top + 1, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(top, top)?;
    sheet.set_tab_color(Color::RGB(0xE0B000));
    Ok(())
}

/// Height that shows every wrapped cell of a row; not every office program works it out when it opens a file.
pub fn height(cells: impl Iterator<Item = (Content, f64)>, room: usize) -> f64 {
    let lines = cells.map(|(content, width)| {
        // A line breaks before a character that does not fit, so the last column of the cell may stay empty.
        let fits = (width - 2.0).to_usize().unwrap_or(1).max(1);
        content.display().lines().map(|line| line.width().div_ceil(fits).max(1)).sum::<usize>()
    });
    let lines = lines.max().unwrap_or(1).max(room);
    (LINE_HEIGHT * lines.to_f64().unwrap_or(1.0) + 3.0).min(MAX_HEIGHT)
}

/// Names that a workbook can have, each once: at most 31 characters, none of `[]:*?/\`, no quote at either end.
fn sheet_names(pages: &[Page]) -> Vec<String> {
    const LONGEST: usize = 31;
    let mut names: Vec<String> = Vec::new();
    for page in pages {
        let allowed: String = page
            .name
            .chars()
            .map(|c| if "[]:*?/\\".contains(c) || c.is_control() { '－' } else { c })
            .collect();
        let allowed = allowed.trim_matches(['\'', ' ']);
        let cut = |room: usize| {
            let mut left = room;
            allowed
                .chars()
                .take_while(|c| {
                    let fits = c.len_utf16() <= left;
                    left = left.saturating_sub(c.len_utf16());
                    fits
                })
                .collect::<String>()
        };
        let first = if allowed.is_empty() { "工作表".to_owned() } else { cut(LONGEST) };
        let taken = |n: &str| names.iter().any(|t| t.to_lowercase() == n.to_lowercase());
        let others = (2..).map(|n| format!("{}{n}", cut(LONGEST - 4)));
        let name = std::iter::once(first.clone()).chain(others).find(|n| !taken(n)).unwrap_or(first);
        names.push(name);
    }
    names
}

/// What may be typed into a column, and the hint shown while typing.
fn validation(
    spec: &SheetSpec,
    column: &ColumnSpec,
) -> std::result::Result<Option<DataValidation>, XlsxError> {
    let number = || DataValidation::new().ignore_blank(true).set_error_title("请填数字");
    Ok(Some(match column.kind {
        // Rows are matched by their key; pasting and sorting still work, only typing over it is refused.
        Kind::Key if spec.spare_rows == 0 => DataValidation::new()
            .allow_custom(Formula::new("=FALSE"))
            .set_error_title("请不要改动")?
            .set_error_message("程序用“键”找到这一行，改动后所填内容会对不上。")?,
        Kind::Number => number()?
            .allow_decimal_number(DataValidationRule::Between(-1e12, 1e12))
            .set_error_message("这里只填数字，不写单位和说明。")?,
        Kind::Score => number()?
            .allow_decimal_number(DataValidationRule::Between(0.0, 100.0))
            .set_error_message("得分应在0至100之间。")?,
        Kind::Choice(choices) => DataValidation::new()
            .allow_list_strings(choices)?
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_title("请确认")?
            .set_error_message("一般从列表中选择。")?,
        Kind::Text if column.head.starts_with("原因") => DataValidation::new()
            .allow_any_value()
            .set_input_title("主要原因")?
            .set_input_message("接着左边“事项”的话写。不必写“主要原因是”，句末不加句号。")?,
        _ if column.head == MARK_HEAD => return Ok(None),
        _ => return Ok(None),
    }))
}

/// A sheet of people's own, the instructions: contents only.
fn plain(sheet: &mut Worksheet, page: &Page, formats: &Formats) -> std::result::Result<(), XlsxError> {
    for (r, row) in page.rows.iter().enumerate() {
        if page.name == form::HELP_SHEET {
            let cells = row.iter().cloned().map(|c| (c, HELP_WIDTH));
            sheet.set_row_height(row32(r), height(cells, 1))?;
        }
        for (c, content) in row.iter().enumerate().filter(|(_, c)| !matches!(c, Content::Empty)) {
            put(sheet, row32(r), col16(c), content, &formats.note)?;
        }
    }
    if page.name == form::HELP_SHEET {
        sheet.set_column_width(0, HELP_WIDTH)?;
    } else {
        let width = page.rows.iter().map(Vec::len).max().unwrap_or(0);
        for c in 0..width {
            sheet.set_column_width(col16(c), OWN_COLUMN_WIDTH)?;
        }
    }
    Ok(())
}
