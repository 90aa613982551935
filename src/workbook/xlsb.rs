//! `.xlsb` (MS-XLSB), read by calamine from a package that was checked first: it sees only the parts that hold
//! values and formats, with records whose lengths were walked, and without the defined names whose formulas could multiply.

use std::io::{Cursor, Write};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsb};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::cell::Value;
use super::dates::date;
use super::sheet::{Budget, Rows, boolean, integer, number, text};
use super::{Grid, in_sheet};
use crate::package::{Damage, Package, Result, contain};

/// Bytes of all parts with values; they stand in memory.
const MAX_PARTS: u64 = 32 * 1024 * 1024;
/// Bytes of one record: a text of 32,767 characters has 64 KB.
const MAX_RECORD: usize = 1024 * 1024;

/// The workbook's own part, and its properties.
const WORKBOOK: &str = "xl/workbook.bin";
const PROPERTIES: usize = 0x99;

/// Names of cells and ranges; external references they point to.
const SKIPPED_RECORDS: [u16; 2] = [0x0027, 0x016a];

/// The sheets of a workbook.
pub(super) fn read(package: &mut Package<'_>) -> Result<Vec<Grid>> {
    let from_1904 = counts_from_1904(package)?;
    let cleaned = clean(package)?;
    let mut budget = Budget::new();
    contain(|| {
        let mut book: Xlsb<_> =
            calamine::open_workbook_from_rs(Cursor::new(cleaned.as_slice())).map_err(unreadable)?;
        let mut grids = Vec::new();
        for meta in book.sheets_metadata().to_vec() {
            if meta.typ != SheetType::WorkSheet {
                continue;
            }
            let visible = meta.visible == SheetVisible::Visible;
            let grid = sheet(&mut book, &meta.name, from_1904, Rows::new(&mut budget))
                .and_then(|rows| rows.finish(&meta.name, visible));
            grids.push(grid.map_err(|e| in_sheet(&meta.name, e))?);
        }
        Ok(grids)
    })
    .unwrap_or_else(|| Err(Damage::broken("内容不符合格式")))
}

fn unreadable(error: calamine::XlsbError) -> Damage {
    match error {
        calamine::XlsbError::Password => Damage::Encrypted,
        _ => Damage::broken("内容不符合格式"),
    }
}

fn sheet<'b>(
    book: &mut Xlsb<Cursor<&[u8]>>,
    name: &str,
    from_1904: bool,
    mut rows: Rows<'b>,
) -> Result<Rows<'b>> {
    let mut cells = book.worksheet_cells_reader(name).map_err(unreadable)?;
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (row, col) = cell.get_position();
        rows.push(u64::from(row), u64::from(col), value(cell.get_value(), from_1904))?;
    }
    Ok(rows)
}

fn value(data: &DataRef<'_>, from_1904: bool) -> Option<Value> {
    match data {
        DataRef::Empty => None,
        DataRef::String(s) | DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => text(s),
        DataRef::SharedString(s) => text(s),
        DataRef::Int(i) => Some(integer(*i, 0)),
        DataRef::Float(f) => Some(number(*f)),
        DataRef::DateTime(d) if d.as_f64() == 0.0 => Some(number(0.0)),
        DataRef::DateTime(d) => Some(date(d.as_f64(), from_1904)),
        DataRef::Bool(b) => Some(boolean(*b)),
        DataRef::Error(e) => Some(Value::Error(e.to_string())),
    }
}

/// Whether days are counted from 1904: a bit of the workbook's properties (BrtWbProp).
fn counts_from_1904(package: &mut Package<'_>) -> Result<bool> {
    let Some(part) = package.read(WORKBOOK, MAX_PARTS)? else { return Ok(false) };
    let mut at = 0;
    while at < part.len() {
        let kind = variable(&part, &mut at, 2)?;
        let length = variable(&part, &mut at, 4)?;
        if kind == PROPERTIES {
            return Ok(length > 0 && part.get(at).is_some_and(|flags| flags & 1 == 1));
        }
        at = at.checked_add(length).ok_or_else(|| Damage::broken("数据被截断"))?;
    }
    Ok(false)
}

/// The parts with values in a new package, stored.
fn clean(package: &mut Package<'_>) -> Result<Vec<u8>> {
    let wanted = |name: &str| {
        matches!(name, WORKBOOK | "xl/_rels/workbook.bin.rels" | "xl/sharedstrings.bin" | "xl/styles.bin")
            || (name.starts_with("xl/worksheets/") && name.ends_with(".bin"))
    };
    let mut names: Vec<String> = package.names().filter(|n| wanted(n)).map(str::to_owned).collect();
    names.sort();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let failed = |_| Damage::broken("内容不符合格式");
    let mut left = MAX_PARTS;
    for name in names {
        let Some(mut part) = package.read(&name, left)? else { continue };
        left -= part.len() as u64;
        if name.ends_with(".bin") {
            part = walk(&part, name == WORKBOOK)?;
        }
        zip.start_file(name, stored).map_err(failed)?;
        zip.write_all(&part).map_err(|_| Damage::broken("内容不符合格式"))?;
    }
    Ok(zip.finish().map_err(failed)?.into_inner())
}

/// The records of a part, checked to be whole; names are left out of the workbook's own part.
fn walk(part: &[u8], without_names: bool) -> Result<Vec<u8>> {
    let mut kept = Vec::with_capacity(part.len());
    let mut at = 0;
    while at < part.len() {
        let from = at;
        let kind = variable(part, &mut at, 2)?;
        let length = variable(part, &mut at, 4)?;
        at = at
            .checked_add(length)
            .filter(|end| *end <= part.len() && length <= MAX_RECORD)
            .ok_or_else(|| Damage::broken("数据被截断"))?;
        let skipped = SKIPPED_RECORDS.iter().any(|s| usize::from(*s) == kind);
        if !(without_names && skipped) {
            kept.extend_from_slice(&part[from..at]);
        }
    }
    Ok(kept)
}

/// A number in bytes of seven bits, the low ones first.
fn variable(part: &[u8], at: &mut usize, bytes: usize) -> Result<usize> {
    let mut number = 0usize;
    for place in 0..bytes {
        let byte = *part.get(*at).ok_or_else(|| Damage::broken("数据被截断"))?;
        *at += 1;
        number |= usize::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Ok(number)
}
