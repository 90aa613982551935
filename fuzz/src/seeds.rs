//! Seeds from real layouts: the sheets of the project's sample workbooks, cut to small inputs of every target.

use std::fmt::Write as _;
use std::path::Path;

use crate::{BETWEEN, compound, package, record8, record12, xlsx};
use juesuan::workbook::cell::Value;
use juesuan::workbook::{self, Grid};

/// Rows of a sheet that a seed keeps: title, head and some lines.
const ROWS: usize = 9;

/// Makes the seeds of every target.
///
/// # Errors
/// A sample cannot be read, or a seed not be written.
pub fn make(samples: &Path, corpus: &Path) -> std::io::Result<()> {
    for target in ["xlsx", "ods", "xls", "xlsb", "container"] {
        std::fs::create_dir_all(corpus.join(target))?;
    }
    let mut number = 0;
    for path in workbook::in_folder(samples) {
        let book = workbook::read(&path).map_err(std::io::Error::other)?;
        for grid in &book.sheets {
            let mut grid = grid.clone();
            grid.rows.truncate(ROWS);
            if grid.rows.is_empty() {
                continue;
            }
            number += 1;
            let save = |target: &str, bytes: &[u8]| {
                std::fs::write(corpus.join(target).join(format!("{number:03}")), bytes)
            };
            let (sheet, strings) = as_xlsx(&grid);
            save("xlsx", &[sheet.as_bytes(), BETWEEN, strings.as_bytes()].concat())?;
            save("ods", as_ods(&grid).as_bytes())?;
            save("xls", &as_xls(&grid))?;
            save("xlsb", &as_xlsb(&grid))?;
            match number % 3 {
                0 => save("container", &compound(&as_xls(&grid)))?,
                1 => save("container", &xlsx(sheet.as_bytes(), strings.as_bytes()))?,
                _ => save("container", &package(&[("content.xml", as_ods(&grid).as_bytes())]))?,
            }
        }
    }
    println!("{number} sheets");
    Ok(())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn column(mut col: u32) -> String {
    let mut letters = String::new();
    loop {
        letters.insert(0, char::from(b'A' + u8::try_from(col % 26).expect("a letter")));
        if col < 26 {
            return letters;
        }
        col = col / 26 - 1;
    }
}

fn as_xlsx(grid: &Grid) -> (String, String) {
    let (mut rows, mut strings, mut count) = (String::new(), String::new(), 0);
    for row in &grid.rows {
        let _ = write!(rows, "<row r=\"{}\">", row.row + 1);
        for (col, value) in &row.cells {
            let place = format!("{}{}", column(*col), row.row + 1);
            let _ = match value {
                Value::Number(n) => write!(rows, "<c r=\"{place}\"><v>{n}</v></c>"),
                Value::NoResult(f) => write!(rows, "<c r=\"{place}\"><f>{}</f></c>", escape(f)),
                Value::Error(e) => write!(rows, "<c r=\"{place}\" t=\"e\"><v>{e}</v></c>"),
                Value::Text(t) => {
                    let _ = write!(strings, "<si><t>{}</t></si>", escape(t));
                    count += 1;
                    write!(rows, "<c r=\"{place}\" t=\"s\"><v>{}</v></c>", count - 1)
                }
            };
        }
        rows.push_str("</row>");
    }
    (format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"), format!("<sst>{strings}</sst>"))
}

fn as_ods(grid: &Grid) -> String {
    let mut rows = String::new();
    let mut next_row = 0;
    for row in &grid.rows {
        if row.row > next_row {
            let _ = write!(rows, "<table:table-row table:number-rows-repeated=\"{}\"/>", row.row - next_row);
        }
        next_row = row.row + 1;
        rows.push_str("<table:table-row>");
        let mut next_col = 0;
        for (col, value) in &row.cells {
            if *col > next_col {
                let _ =
                    write!(rows, "<table:table-cell table:number-columns-repeated=\"{}\"/>", col - next_col);
            }
            next_col = col + 1;
            let _ = match value {
                Value::Number(n) => {
                    write!(rows, "<table:table-cell office:value-type=\"float\" office:value=\"{n}\"/>")
                }
                other => write!(
                    rows,
                    "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                    escape(&other.display())
                ),
            };
        }
        rows.push_str("</table:table-row>");
    }
    let name = escape(&grid.name);
    format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"{name}\">{rows}\
         </table:table></office:spreadsheet></office:body></office:document-content>"
    )
}

fn short(number: u32) -> [u8; 2] {
    u16::try_from(number).expect("a small sheet").to_le_bytes()
}

fn double(value: &Value) -> Option<[u8; 8]> {
    match value {
        Value::Number(n) => n.to_string().parse::<f64>().ok().map(f64::to_le_bytes),
        _ => None,
    }
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn as_xls(grid: &Grid) -> Vec<u8> {
    let (mut cells, mut strings, mut count) = (Vec::new(), Vec::new(), 0u32);
    for row in &grid.rows {
        for (col, value) in &row.cells {
            let place = [&short(row.row)[..], &short(*col), &[0, 0]].concat();
            match (double(value), (row.row + col) % 5) {
                (Some(number), 0) => {
                    let formula = [&place[..], &number, &[0; 6], &[3, 0, 0x1e, 1, 0]].concat();
                    cells.extend(record8(0x0006, &formula));
                }
                (Some(_), 1) => cells.extend(record8(0x027e, &[&place[..], &[7, 1, 0, 0]].concat())),
                (Some(number), _) => cells.extend(record8(0x0203, &[&place[..], &number].concat())),
                (None, _) => {
                    let text: String = value.display().chars().take(200).collect();
                    let units = wide(&text);
                    strings.extend(u16::try_from(units.len() / 2).expect("short").to_le_bytes());
                    strings.push(1);
                    strings.extend(units);
                    cells.extend(record8(0x00fd, &[&place[..], &count.to_le_bytes()].concat()));
                    count += 1;
                }
            }
        }
    }
    let begin = record8(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    let name: String = grid.name.chars().take(31).collect();
    let units = wide(&name);
    let mut texts = [count.to_le_bytes(), count.to_le_bytes()].concat();
    texts.extend(strings);
    // What does not fit a record is left out: a damaged seed is a seed.
    texts.truncate(8000);
    let before = |at: u32| {
        let mut sheet = at.to_le_bytes().to_vec();
        sheet.extend([0, 0, u8::try_from(units.len() / 2).expect("short"), 1]);
        sheet.extend(&units);
        [
            begin.clone(),
            record8(0x0042, &[0xb0, 4]),
            record8(0x0085, &sheet),
            record8(0x00fc, &texts),
            record8(0x000a, &[]),
        ]
        .concat()
    };
    let at = u32::try_from(before(0).len()).expect("small");
    [before(at), begin.clone(), cells, record8(0x000a, &[])].concat()
}

fn as_xlsb(grid: &Grid) -> Vec<u8> {
    let (mut rows, mut strings, mut count) = (Vec::new(), Vec::new(), 0u32);
    for row in &grid.rows {
        rows.extend(record12(0x00, &[&row.row.to_le_bytes()[..], &[0; 13]].concat()));
        for (col, value) in &row.cells {
            let place = [col.to_le_bytes(), [0; 4]].concat();
            if let Some(number) = double(value) {
                rows.extend(record12(0x05, &[&place[..], &number].concat()));
            } else {
                let units = wide(&value.display());
                let length = u32::try_from(units.len() / 2).expect("short").to_le_bytes();
                strings.extend(record12(0x13, &[&[0][..], &length, &units].concat()));
                rows.extend(record12(0x07, &[&place[..], &count.to_le_bytes()].concat()));
                count += 1;
            }
        }
    }
    let sheet =
        [record12(0x81, &[]), record12(0x94, &[0; 16]), record12(0x91, &[]), rows, record12(0x92, &[])]
            .concat();
    let texts = [record12(0x9f, &[count.to_le_bytes(), count.to_le_bytes()].concat()), strings].concat();
    [&sheet[..], BETWEEN, &texts].concat()
}
