//! A sheet of the finance system's export: frame, merged heads, cells with borders.

use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet};

use super::accounts::{Accounts, Result};

/// The mark of an inapplicable cell.
pub const DASH: &str = "—";

/// Excel's limit for sheet names.
const SHEET_NAME_CHARS: usize = 31;

/// First data row of a form by item, after the 栏次 row.
const FIRST_ITEM_ROW: u32 = 8;

/// A column group of a form by item: one column, or several under one head.
pub enum Head {
    One(&'static str),
    Group(&'static str, Vec<&'static str>),
}

impl Head {
    fn width(&self) -> u16 {
        match self {
            Self::One(_) => 1,
            Self::Group(_, parts) => u16::try_from(parts.len()).unwrap_or(u16::MAX),
        }
    }
}

/// A worksheet under construction.
pub struct Form<'a> {
    sheet: &'a mut Worksheet,
    title: Format,
    plain: Format,
    right: Format,
    head: Format,
    text: Format,
    amount: Format,
    count: Format,
}

impl<'a> Form<'a> {
    /// Adds a sheet named by form code, title and form number, with the title, number and unit rows.
    pub fn add(
        book: &'a mut Workbook,
        accounts: &Accounts,
        code: &str,
        title: &str,
        number: &str,
        columns: u16,
    ) -> Result<Self> {
        let name = format!("{code} {title}({number})");
        let form = Self::bare(book, &name)?;
        let last = columns - 1;
        form.sheet.merge_range(0, 0, 0, last, title, &form.title)?;
        form.sheet.write_with_format(1, last, number, &form.right)?;
        let unit = format!("编制单位：{}", accounts.department.name);
        form.sheet.write_with_format(2, 0, unit, &form.plain)?;
        let year = format!("{}年度", accounts.year);
        form.sheet.write_with_format(2, columns / 2, year, &form.plain)?;
        form.sheet.write_with_format(2, last, "金额单位：元", &form.right)?;
        Ok(form)
    }

    /// Adds a sheet with nothing in it.
    pub fn bare(book: &'a mut Workbook, name: &str) -> Result<Self> {
        let sheet = book.add_worksheet();
        sheet.set_name(name.chars().take(SHEET_NAME_CHARS).collect::<String>())?;
        let thin = || Format::new().set_border(FormatBorder::Thin).set_font_size(10);
        Ok(Self {
            sheet,
            title: Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center),
            plain: Format::new().set_font_size(10),
            right: Format::new().set_font_size(10).set_align(FormatAlign::Right),
            head: thin()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap(),
            text: thin(),
            amount: thin().set_num_format("#,##0.00"),
            count: thin().set_num_format("0"),
        })
    }

    pub fn width(&mut self, column: u16, characters: u32) -> Result<()> {
        self.sheet.set_column_width(column, characters)?;
        Ok(())
    }

    /// A head cell, merged when it covers more than one cell; rows and columns inclusive.
    pub fn head(&mut self, first: (u32, u16), last: (u32, u16), text: &str) -> Result<()> {
        if first == last {
            self.sheet.write_with_format(first.0, first.1, text, &self.head)?;
        } else {
            self.sheet.merge_range(first.0, first.1, last.0, last.1, text, &self.head)?;
        }
        Ok(())
    }

    /// A merged title over the given number of columns.
    pub fn title(&mut self, columns: u16, text: &str) -> Result<()> {
        self.sheet.merge_range(0, 0, 0, columns - 1, text, &self.title)?;
        Ok(())
    }

    /// Text without a border.
    pub fn note(&mut self, row: u32, column: u16, text: &str) -> Result<()> {
        self.sheet.write_with_format(row, column, text, &self.plain)?;
        Ok(())
    }

    /// Text at the right of its cell, without a border.
    pub fn note_right(&mut self, row: u32, column: u16, text: &str) -> Result<()> {
        self.sheet.write_with_format(row, column, text, &self.right)?;
        Ok(())
    }

    /// A bordered text cell; empty text leaves the cell blank.
    pub fn text(&mut self, row: u32, column: u16, text: &str) -> Result<()> {
        if text.is_empty() {
            self.sheet.write_blank(row, column, &self.text)?;
        } else {
            self.sheet.write_with_format(row, column, text, &self.text)?;
        }
        Ok(())
    }

    /// An amount; zero leaves the cell blank, as the finance system does.
    pub fn amount(&mut self, row: u32, column: u16, amount: Decimal) -> Result<()> {
        if amount.is_zero() {
            self.sheet.write_blank(row, column, &self.amount)?;
        } else {
            self.sheet.write_with_format(row, column, cell_number(amount)?, &self.amount)?;
        }
        Ok(())
    }

    /// A whole number, printed even when it is zero.
    pub fn count(&mut self, row: u32, column: u16, count: Decimal) -> Result<()> {
        self.sheet.write_with_format(row, column, cell_number(count)?, &self.count)?;
        Ok(())
    }

    /// A line or column number (行次, 栏次).
    pub fn ordinal(&mut self, row: u32, column: u16, number: u32) -> Result<()> {
        self.count(row, column, Decimal::from(number))
    }

    /// The heads of a form by item: code and name at the left, then the column groups.
    pub fn item_heads(&mut self, heads: &[Head]) -> Result<()> {
        self.head((3, 0), (3, 3), "项目")?;
        self.head((4, 0), (6, 2), "支出功能分类科目编码")?;
        self.head((4, 3), (6, 3), "科目名称")?;
        self.width(3, 36)?;
        let mut column = 4;
        for head in heads {
            let last = column + head.width() - 1;
            match head {
                Head::One(name) => self.head((3, column), (6, column), name)?,
                Head::Group(name, parts) => {
                    self.head((3, column), (3, last), name)?;
                    for (c, part) in (column..).zip(parts) {
                        self.head((4, c), (6, c), part)?;
                    }
                }
            }
            column = last + 1;
        }
        for (c, name) in (0..).zip(["类", "款", "项", "栏次"]) {
            self.head((7, c), (7, c), name)?;
        }
        for c in 4..column {
            self.width(c, 15)?;
            self.ordinal(7, c, u32::from(c) - 3)?;
        }
        Ok(())
    }

    /// The rows of a form by item: 合计 first, then each code with its indented name, then the note.
    pub fn item_rows(
        &mut self,
        year: i32,
        total: &[Decimal],
        rows: &[(&str, &str, Vec<Decimal>)],
    ) -> Result<()> {
        for column in 0..3 {
            self.text(FIRST_ITEM_ROW, column, "")?;
        }
        self.text(FIRST_ITEM_ROW, 3, "合计")?;
        self.amounts(FIRST_ITEM_ROW, 4, total)?;
        let mut row = FIRST_ITEM_ROW;
        for (code, name, amounts) in rows {
            row += 1;
            self.sheet.merge_range(row, 0, row, 2, code, &self.text)?;
            let indent = "　".repeat(code.len().saturating_sub(3) / 2);
            self.text(row, 3, &format!("{indent}{name}"))?;
            self.amounts(row, 4, amounts)?;
        }
        self.note(row + 1, 0, &format!("注：本表反映{year}年度情况。"))
    }

    /// Amounts side by side from a column on.
    pub fn amounts(&mut self, row: u32, first: u16, amounts: &[Decimal]) -> Result<()> {
        for (column, amount) in (first..).zip(amounts) {
            self.amount(row, column, *amount)?;
        }
        Ok(())
    }
}

/// The number stored in a cell: the nearest double to the decimal's own digits.
pub fn cell_number(amount: Decimal) -> Result<f64> {
    Ok(amount.normalize().to_string().parse()?)
}
