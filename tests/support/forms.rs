//! Where the amounts stand in the sample exports. Tests may know this; the program must not.

use rust_decimal::Decimal;

use super::book::{Book, Cell, Position, Sheet};

/// Cells that hold amounts in 元 or may hold one, in a sheet of the finance system's export.
///
/// Line numbers, column numbers and counts are not amounts.
pub fn amount_cells(sheet: &Sheet) -> Vec<Position> {
    let code = sheet.name.split(' ').next().unwrap_or_default();
    match code {
        "Z01" => labelled(sheet, 6, &[(0, 2..5), (5, 7..10), (10, 12..15)]),
        "Z01_1" => labelled(sheet, 7, &[(0, 2..5), (5, 7..19)]),
        "F03" => {
            let money = |column: u16, lines: [u32; 2], more: &[u32]| {
                let is_money = move |row: &u32| {
                    let line = sheet.get(*row, column).and_then(Cell::as_number);
                    line.is_some_and(|l| {
                        (Decimal::from(lines[0])..=Decimal::from(lines[1])).contains(&l)
                            || more.iter().any(|m| Decimal::from(*m) == l)
                    })
                };
                (5..=sheet.last_row()).filter(is_money).collect::<Vec<_>>()
            };
            let left = money(1, [2, 10], &[22, 23]);
            let right = money(6, [39, 44], &[24, 25, 26]);
            let left = left.iter().flat_map(|row| (2..5).map(|c| (*row, c)));
            left.chain(right.iter().map(|row| (*row, 7))).collect()
        }
        _ if code.starts_with('Z') => {
            let last = sheet.cells.keys().map(|(_, column)| *column).max();
            labelled(sheet, 8, &[(3, 4..last.unwrap_or(4) + 1)])
        }
        _ => Vec::new(),
    }
}

/// The cells right of each label, from a row on.
fn labelled(sheet: &Sheet, first: u32, blocks: &[(u16, std::ops::Range<u16>)]) -> Vec<Position> {
    let mut cells = Vec::new();
    for (label, columns) in blocks {
        for row in first..=sheet.last_row() {
            if sheet.get(row, *label).is_some() {
                cells.extend(columns.clone().map(|column| (row, column)));
            }
        }
    }
    cells
}

/// Changes every amount of a workbook.
pub fn map_amounts(book: &mut Book, change: impl Fn(Decimal) -> Cell) {
    for sheet in &mut book.sheets {
        for at in amount_cells(sheet) {
            if let Some(amount) = sheet.cells.get(&at).and_then(Cell::as_number) {
                sheet.cells.insert(at, change(amount));
            }
        }
    }
}

/// Changes every text of a workbook.
pub fn map_texts(book: &mut Book, change: impl Fn(&str) -> String) {
    for sheet in &mut book.sheets {
        for cell in sheet.cells.values_mut() {
            if let Cell::Text(text) = cell {
                *text = change(text);
            }
        }
    }
}

/// The sheets by functional item, whose rows begin with a code in the first column.
pub const BY_ITEM: [&str; 6] = ["Z03", "Z04", "Z07", "Z08_1", "Z09", "Z11"];

/// Rows of a sheet by item that begin with a functional code, with the code.
pub fn coded_rows(sheet: &Sheet) -> Vec<(u32, String)> {
    let coded = |row: u32| {
        let code = sheet.get(row, 0)?.as_text()?;
        let digits = code.chars().all(|c| c.is_ascii_digit());
        digits.then(|| (row, code.to_owned()))
    };
    (8..=sheet.last_row()).filter_map(coded).collect()
}
