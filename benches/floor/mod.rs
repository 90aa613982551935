//! What the bare libraries need for the same: calamine reading the workbook, rust_xlsxwriter writing the cells, zip
//! compressing the parts of the Word file. Nothing is understood, checked or laid out; no program on these libraries can
//! be faster.

use std::io::{Cursor, Read, Write};

use calamine::Reader;
use juesuan::tables::{Content, Table};
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, Workbook};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Every cell of every sheet; how many hold something.
pub fn read(bytes: &[u8]) -> usize {
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).expect("a workbook");
    let sheets = book.worksheets();
    sheets.iter().flat_map(|(_, range)| range.used_cells()).count()
}

/// The cells of tables, each with a border.
pub fn write(tables: &[Table]) -> Vec<u8> {
    let mut book = Workbook::new();
    let format = Format::new().set_border(rust_xlsxwriter::FormatBorder::Thin).set_num_format("#,##0.00");
    for table in tables {
        let sheet = book.add_worksheet();
        for (row, cells) in (0..).zip(&table.rows) {
            for (column, cell) in (0..).zip(cells) {
                match &cell.content {
                    Content::Amount { value, .. } => {
                        let number = value.0.to_f64().unwrap_or_default();
                        sheet.write_with_format(row, column, number, &format).expect("a cell");
                    }
                    Content::Text(text) => {
                        sheet.write_with_format(row, column, text.as_str(), &format).expect("a cell");
                    }
                    _ => {
                        sheet.write_blank(row, column, &format).expect("a cell");
                    }
                }
            }
        }
    }
    #[allow(clippy::disallowed_methods, reason = "the bare library")]
    let bytes = book.save_to_buffer();
    bytes.expect("a workbook")
}

/// The parts of a package, unpacked.
pub fn parts(package: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(package)).expect("a package");
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a part");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("a part");
        let name = file.name().expect("a name").into_owned();
        parts.push((name, bytes));
    }
    parts
}

/// The parts packed again.
pub fn pack(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(name, SimpleFileOptions::default()).expect("a part");
        archive.write_all(bytes).expect("a part");
    }
    archive.finish().expect("a package").into_inner()
}
