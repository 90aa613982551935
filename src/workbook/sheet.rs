//! Rows as they are read: inside the sheet, within what the program keeps, sparse.

use rust_decimal::Decimal;

use super::cell::{Value, decimal_from_double};
use super::{Grid, GridRow};
use crate::package::{Damage, Result};

/// Rows of a sheet (Excel, WPS, LibreOffice).
pub(super) const MAX_ROWS: u32 = 1_048_576;
/// Columns of a sheet, A to XFD.
pub(super) const MAX_COLUMNS: u32 = 16_384;

/// How much of a workbook is kept in memory. A million numbers need half of it.
pub(super) struct Budget(usize);

impl Budget {
    pub(super) fn new() -> Budget {
        Budget(140 * 1024 * 1024)
    }

    /// Accounts for something before it is kept.
    pub(super) fn charge(&mut self, bytes: usize) -> Result<()> {
        match self.0.checked_sub(bytes) {
            Some(left) => {
                self.0 = left;
                Ok(())
            }
            None => Err(Damage::TooLarge("工作簿的内容过多".to_owned())),
        }
    }

    pub(super) fn charge_text(&mut self, text: &str) -> Result<()> {
        const ALLOCATION: usize = 16;
        self.charge(text.len() + ALLOCATION)
    }
}

/// Collects the cells of one sheet.
pub(super) struct Rows<'b> {
    budget: &'b mut Budget,
    rows: Vec<GridRow>,
    /// The row being read. It moves to `rows` with exactly the memory it needs.
    row: u32,
    cells: Vec<(u32, Value)>,
    scaled: Vec<(u32, u32, u8)>,
    unsorted: bool,
}

impl<'b> Rows<'b> {
    pub(super) fn new(budget: &'b mut Budget) -> Rows<'b> {
        Rows { budget, rows: Vec::new(), row: 0, cells: Vec::new(), scaled: Vec::new(), unsorted: false }
    }

    /// Adds a cell.
    ///
    /// # Errors
    /// No sheet has this row or column, or the workbook holds more than is kept.
    pub(super) fn push(&mut self, row: u64, col: u64, value: Option<Value>) -> Result<()> {
        let Some(value) = value else { return Ok(()) };
        let (Ok(row), Ok(col)) = (u32::try_from(row), u32::try_from(col)) else {
            return Err(outside(row, col));
        };
        if row >= MAX_ROWS || col >= MAX_COLUMNS {
            return Err(outside(u64::from(row), u64::from(col)));
        }
        self.budget.charge(size_of::<(u32, Value)>())?;
        if let Value::Text(t) | Value::Error(t) | Value::NoResult(t) = &value {
            self.budget.charge_text(t)?;
        }
        if row != self.row {
            self.finish_row()?;
            self.row = row;
        }
        self.unsorted |= self.cells.last().is_some_and(|c| c.0 >= col);
        self.cells.push((col, value));
        Ok(())
    }

    /// Adds a number, and by which power of ten its format shows it smaller (see [`Grid::scaled`]).
    pub(super) fn push_shown(&mut self, row: u64, col: u64, (value, power): (Value, u8)) -> Result<()> {
        self.push(row, col, Some(value))?;
        if power > 0
            && let (Ok(row), Ok(col)) = (u32::try_from(row), u32::try_from(col))
        {
            // Twice: the list doubles as it grows, and is copied once.
            self.budget.charge(2 * size_of::<(u32, u32, u8)>())?;
            self.scaled.push((row, col, power));
        }
        Ok(())
    }

    fn finish_row(&mut self) -> Result<()> {
        if self.cells.is_empty() {
            return Ok(());
        }
        // Twice: the list of rows doubles as it grows.
        self.budget.charge(2 * size_of::<GridRow>())?;
        self.unsorted |= self.rows.last().is_some_and(|l| l.row >= self.row);
        let cells = self.cells.drain(..).collect();
        self.rows.push(GridRow { row: self.row, cells });
        Ok(())
    }

    /// The sheet, its rows in order; of two cells in one place the first.
    pub(super) fn finish(mut self, name: &str, visible: bool) -> Result<Grid> {
        self.finish_row()?;
        if self.unsorted {
            self.rows.sort_by_key(|r| r.row);
            self.rows.dedup_by(|later, first| {
                first.row == later.row && {
                    first.cells.append(&mut later.cells);
                    true
                }
            });
            for row in &mut self.rows {
                row.cells.sort_by_key(|c| c.0);
                row.cells.dedup_by_key(|c| c.0);
            }
            self.scaled.sort_by_key(|s| (s.0, s.1));
            self.scaled.dedup_by_key(|s| (s.0, s.1));
        }
        self.budget.charge(size_of::<Grid>() + name.len())?;
        Ok(Grid { name: name.to_owned(), visible, rows: self.rows, scaled: self.scaled.into() })
    }
}

pub(super) fn outside(row: u64, col: u64) -> Damage {
    Damage::broken(format!(
        "有单元格在第{}行第{}列，超出了工作表的范围",
        row.saturating_add(1),
        col.saturating_add(1)
    ))
}

/// A stored number; magnitudes that no amount has are shown as what they are.
pub(super) fn number(double: f64) -> Value {
    decimal_from_double(double).map_or_else(|| Value::Error(double.to_string()), Value::Number)
}

pub(super) fn integer(value: i64, decimals: u32) -> Value {
    Value::Number(Decimal::new(value, decimals).normalize())
}

/// A stored text, without what no output may carry; blanks are no content.
pub(super) fn text(text: &str) -> Option<Value> {
    let text = crate::text::clean(text);
    (!text.trim().is_empty()).then_some(Value::Text(text))
}

pub(super) fn boolean(value: bool) -> Value {
    Value::Text(if value { "TRUE" } else { "FALSE" }.to_owned())
}

/// The row and column of an A1 reference, zero-based; `None` if it is none. Never wraps: what no sheet has comes out
/// as a number that no sheet has.
pub(super) fn parse_reference(reference: &str) -> Option<(u64, u64)> {
    const LETTERS: usize = 8;
    const DIGITS: usize = 16;
    let bytes = reference.as_bytes();
    let letters = bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let digits = &bytes[letters..];
    if !(1..=LETTERS).contains(&letters) || !(1..=DIGITS).contains(&digits.len()) {
        return None;
    }
    let letter = |b: &u8| u64::from(b.to_ascii_uppercase() - b'A' + 1);
    let col = bytes[..letters].iter().fold(0u64, |col, b| col * 26 + letter(b));
    let mut row = 0u64;
    for digit in digits {
        row = row * 10 + u64::from(digit.is_ascii_digit().then(|| digit - b'0')?);
    }
    Some((row.checked_sub(1)?, col - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        for (reference, place) in [
            ("A1", Some((0, 0))),
            ("XFD1048576", Some((1_048_575, 16_383))),
            ("aa10", Some((9, 26))),
            ("A4294967305", Some((4_294_967_304, 0))),
            ("ZZZZZZ900", Some((899, 321_272_405))),
            ("A0", None),
            ("1", None),
            ("A", None),
            ("A1B", None),
            ("$A$1", None),
            ("AAAAAAAAA1", None),
            ("A18446744073709551617", None),
            ("", None),
        ] {
            assert_eq!(parse_reference(reference), place, "{reference}");
        }
    }

    #[test]
    fn rows_come_in_order_whatever_the_file_does() {
        let mut budget = Budget::new();
        let mut rows = Rows::new(&mut budget);
        for (row, col) in [(5, 1), (5, 0), (2, 3), (5, 2), (5, 1), (2, 0)] {
            rows.push(row, col, Some(Value::Number(Decimal::from(row * 10 + col)))).unwrap();
        }
        rows.push(9, 9, None).unwrap();
        let rows = rows.finish("表", true).unwrap().rows;
        let places: Vec<(u32, Vec<u32>)> =
            rows.iter().map(|r| (r.row, r.cells.iter().map(|c| c.0).collect())).collect();
        assert_eq!(places, [(2, vec![0, 3]), (5, vec![0, 1, 2])]);
    }

    #[test]
    fn what_no_sheet_has_is_refused_and_a_million_cells_are_kept() {
        let mut budget = Budget::new();
        let mut rows = Rows::new(&mut budget);
        let one = || Some(Value::Number(Decimal::ONE));
        assert!(rows.push(1_048_576, 0, one()).is_err());
        assert!(rows.push(0, 16_384, one()).is_err());
        assert!(rows.push(4_294_967_304, 0, one()).is_err());
        for row in 0..1_000_000 {
            rows.push(row, 0, one()).unwrap();
        }
        let mut budget = Budget::new();
        let mut rows = Rows::new(&mut budget);
        let long = "字".repeat(10_000);
        let kept = (0..1_000_000).find(|row| rows.push(*row, 0, text(&long)).is_err());
        assert!(kept.is_some_and(|rows| rows < 6_000), "{kept:?}");
    }
}
