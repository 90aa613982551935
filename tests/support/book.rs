//! A workbook in memory, so that a test can say "the sample, but with …".

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use calamine::{Data, Reader, SheetVisible, Xlsx, open_workbook};
use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, Formula, Workbook};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Zero-based row and column.
pub type Position = (u32, u16);

/// The result written for a formula that shall have none, until it is taken out of the file.
const NO_RESULT: &str = "-987654321987654";

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Number(Decimal),
    /// A formula with its stored result, or without one.
    Formula {
        text: String,
        cached: Option<Decimal>,
    },
    /// An error value such as `#REF!`.
    Error(&'static str),
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_number(&self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
}

/// A merged region; both corners belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    pub first: Position,
    pub last: Position,
}

/// One sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    pub name: String,
    pub hidden: bool,
    pub cells: BTreeMap<Position, Cell>,
    pub merges: Vec<Region>,
    /// Number formats of cells that have another than General.
    pub formats: BTreeMap<Position, &'static str>,
}

impl Sheet {
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    pub fn get(&self, row: u32, column: u16) -> Option<&Cell> {
        self.cells.get(&(row, column))
    }

    pub fn put(&mut self, row: u32, column: u16, cell: Cell) {
        self.cells.insert((row, column), cell);
    }

    /// Row of the first cell in a column whose text, without spaces, is the given one.
    pub fn row_of(&self, column: u16, text: &str) -> u32 {
        let found = self
            .cells
            .iter()
            .find(|((_, c), cell)| *c == column && cell.as_text().is_some_and(|t| bare(t) == text));
        match found {
            Some(((row, _), _)) => *row,
            None => panic!("sheet {} has no “{text}” in column {column}", self.name),
        }
    }

    pub fn last_row(&self) -> u32 {
        self.cells.keys().map(|(row, _)| *row).max().unwrap_or(0)
    }

    /// Moves everything from a row on down by `count` rows.
    pub fn insert_rows(&mut self, at: u32, count: u32) {
        self.shift(|(row, column)| (if row >= at { row + count } else { row }, column));
    }

    /// Moves everything from a column on to the right by `count` columns.
    pub fn insert_columns(&mut self, at: u16, count: u16) {
        self.shift(|(row, column)| (row, if column >= at { column + count } else { column }));
    }

    /// Takes a column out.
    pub fn remove_column(&mut self, at: u16) {
        self.cells.retain(|(_, column), _| *column != at);
        self.merges.retain(|m| m.first.1 != at || m.last.1 != at);
        for merge in &mut self.merges {
            merge.first.1 -= u16::from(merge.first.1 > at);
            merge.last.1 -= u16::from(merge.last.1 >= at);
        }
        self.cells = std::mem::take(&mut self.cells)
            .into_iter()
            .map(|((row, column), cell)| ((row, column - u16::from(column > at)), cell))
            .collect();
    }

    /// Writes the given rows of another sheet here, from row `at` on.
    pub fn copy_rows(&mut self, from: &Sheet, rows: std::ops::RangeInclusive<u32>, at: u32) {
        let (start, end) = (*rows.start(), *rows.end());
        for ((row, column), cell) in &from.cells {
            if rows.contains(row) {
                self.put(row - start + at, *column, cell.clone());
            }
        }
        for merge in &from.merges {
            if merge.first.0 >= start && merge.last.0 <= end {
                self.merges.push(Region {
                    first: (merge.first.0 - start + at, merge.first.1),
                    last: (merge.last.0 - start + at, merge.last.1),
                });
            }
        }
    }

    fn shift(&mut self, to: impl Fn(Position) -> Position) {
        self.cells = std::mem::take(&mut self.cells).into_iter().map(|(at, cell)| (to(at), cell)).collect();
        for merge in &mut self.merges {
            merge.first = to(merge.first);
            merge.last = to(merge.last);
        }
    }
}

/// Sheets in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    pub sheets: Vec<Sheet>,
}

impl Book {
    /// Reads an .xlsx with its merged regions; formulas are read as their results.
    pub fn read(path: &Path) -> Self {
        let mut source: Xlsx<_> =
            open_workbook(path).unwrap_or_else(|e| panic!("{} cannot be read: {e}", path.display()));
        let metadata = source.sheets_metadata().to_vec();
        let sheets = metadata.iter().map(|meta| {
            let range = source
                .worksheet_range(&meta.name)
                .unwrap_or_else(|e| panic!("sheet {} cannot be read: {e}", meta.name));
            let merges = source.merge_cells_by_sheet_name(&meta.name).unwrap_or_default();
            let (top, left) = range.start().unwrap_or_default();
            let cells = range.used_cells().filter_map(|(row, column, data)| {
                let at = (top + small(row), short(left + small(column)));
                Some((at, read_cell(data)?))
            });
            Sheet {
                name: meta.name.clone(),
                hidden: meta.visible != SheetVisible::Visible,
                cells: cells.collect(),
                merges: merges
                    .iter()
                    .map(|d| Region { first: (d.start.0, short(d.start.1)), last: (d.end.0, short(d.end.1)) })
                    .collect(),
                formats: BTreeMap::new(),
            }
        });
        Self { sheets: sheets.collect() }
    }

    /// The sheet whose name begins with a form code such as `Z04`.
    pub fn sheet(&mut self, code: &str) -> &mut Sheet {
        let at = self.position(code);
        &mut self.sheets[at]
    }

    /// Takes out the sheet whose name begins with a form code.
    pub fn remove(&mut self, code: &str) -> Sheet {
        let at = self.position(code);
        self.sheets.remove(at)
    }

    fn position(&self, code: &str) -> usize {
        let found = self.sheets.iter().position(|s| s.name.split(' ').next() == Some(code));
        found.unwrap_or_else(|| panic!("no sheet {code}"))
    }

    /// Writes the workbook as .xlsx.
    pub fn write(&self, path: &Path) {
        let mut bytes = self.workbook().save_to_buffer().expect("a workbook");
        let without_result = |cell: &Cell| matches!(cell, Cell::Formula { cached: None, .. });
        if self.sheets.iter().any(|s| s.cells.values().any(without_result)) {
            bytes = strip_results(&bytes);
        }
        std::fs::write(path, bytes).unwrap_or_else(|e| panic!("{} cannot be written: {e}", path.display()));
    }

    fn workbook(&self) -> Workbook {
        let mut book = Workbook::new();
        let first_visible = self.sheets.iter().position(|s| !s.hidden);
        for (n, sheet) in self.sheets.iter().enumerate() {
            let target = book.add_worksheet();
            target.set_name(&sheet.name).expect("a sheet name");
            target.set_hidden(sheet.hidden);
            if Some(n) == first_visible {
                target.set_active(true);
            }
            for merge in &sheet.merges {
                let (first, last) = (merge.first, merge.last);
                target
                    .merge_range(first.0, first.1, last.0, last.1, "", &Format::new())
                    .expect("a merged region");
            }
            for ((row, column), cell) in &sheet.cells {
                let written = match cell {
                    Cell::Text(text) => target.write_string(*row, *column, text),
                    Cell::Number(number) => match sheet.formats.get(&(*row, *column)) {
                        Some(format) => {
                            let format = Format::new().set_num_format(*format);
                            target.write_number_with_format(*row, *column, double(*number), &format)
                        }
                        None => target.write_number(*row, *column, double(*number)),
                    },
                    Cell::Formula { text, cached } => {
                        let result = cached.map_or(NO_RESULT.to_owned(), |c| c.normalize().to_string());
                        let formula = Formula::new(text).set_result(result);
                        target.write_formula(*row, *column, formula)
                    }
                    Cell::Error(error) => {
                        let formula = Formula::new("=NA()").set_result(*error);
                        target.write_formula(*row, *column, formula)
                    }
                };
                written.expect("a cell");
            }
        }
        book
    }
}

/// A text without spaces of either width.
pub fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// An address as Excel shows it.
pub fn a1(row: u32, column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.insert(0, char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    format!("{}{}", String::from_iter(letters), row + 1)
}

/// The double nearest to a decimal.
pub fn double(number: Decimal) -> f64 {
    number.normalize().to_string().parse().expect("a number")
}

/// A double as the decimal of its shortest form.
pub fn decimal(number: f64) -> Decimal {
    number.to_string().parse().expect("a number")
}

fn read_cell(data: &Data) -> Option<Cell> {
    match data {
        Data::Empty => None,
        Data::String(text) if text.is_empty() => None,
        Data::Int(number) => Some(Cell::Number(Decimal::from(*number))),
        Data::Float(number) => Some(Cell::Number(decimal(*number))),
        other => Some(Cell::Text(other.to_string())),
    }
}

fn small(n: usize) -> u32 {
    u32::try_from(n).expect("a row or column")
}

fn short(n: u32) -> u16 {
    u16::try_from(n).expect("a column")
}

/// Takes the results of formulas that shall have none out of a written workbook.
fn strip_results(bytes: &[u8]) -> Vec<u8> {
    let result = format!("<v>{NO_RESULT}</v>");
    let mut source = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut target = ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..source.len() {
        let mut part = source.by_index(n).expect("a part");
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("a part");
        let name = part.name().expect("a part name").into_owned();
        if name.starts_with("xl/worksheets/") {
            let text = String::from_utf8(content).expect("XML");
            content = text.replace(&result, "").into_bytes();
        }
        target.start_file(name, SimpleFileOptions::default()).expect("a part");
        target.write_all(&content).expect("a part");
    }
    target.finish().expect("a zip").into_inner()
}
