//! Filling a made supplement as a person does who only types into yellow cells.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::book::{Book, Cell, Sheet};

/// Corners of a range.
type Range = ((u32, u16), (u32, u16));

/// The yellow of cells to fill, as the styles part writes it.
const YELLOW: &str = "FFFFF2A8";

/// Types answers into the yellow cells of `made` and saves the result: `answer(sheet, row key, head)`. The first empty
/// rows of 绩效自评 have the keys `#1`, `#2`, …. Returns how many cells were filled.
pub fn fill(made: &Path, saved: &Path, answer: impl Fn(&str, &str, &str) -> Option<Cell>) -> usize {
    let book = Book::read(made);
    let bytes = std::fs::read(made).expect("the supplement");
    let mut source = ZipArchive::new(Cursor::new(&bytes)).expect("a zip");
    let yellow = yellow_styles(&part(&mut source, "xl/styles.xml"));
    let mut target = ZipWriter::new(Cursor::new(Vec::new()));
    let mut filled = 0;
    for n in 0..source.len() {
        let name = source.by_index(n).expect("a part").name().expect("a part name").into_owned();
        let mut content = part(&mut source, &name);
        let sheet = name.strip_prefix("xl/worksheets/sheet").and_then(|r| r.strip_suffix(".xml"));
        if let Some(number) = sheet.and_then(|n| n.parse::<usize>().ok()) {
            let ranges = yellow_ranges(&content, &yellow);
            let (changed, count) = fill_sheet(&content, &book.sheets[number - 1], &ranges, &answer);
            content = changed;
            filled += count;
        }
        target.start_file(name, SimpleFileOptions::default()).expect("a part");
        target.write_all(content.as_bytes()).expect("a part");
    }
    std::fs::write(saved, target.finish().expect("a zip").into_inner()).expect("the filled supplement");
    filled
}

/// Answers as another supplement gives them, by sheet, key and head.
pub fn answers_of(supplement: &Path) -> impl Fn(&str, &str, &str) -> Option<Cell> {
    let mut answers: BTreeMap<(String, String, String), Cell> = BTreeMap::new();
    for sheet in &Book::read(supplement).sheets {
        let (head, heads) = heads(sheet);
        let mut spare = 0;
        for row in head + 1..=sheet.last_row() {
            let Some(key) = sheet.get(row, heads[0].0).and_then(Cell::as_text) else { continue };
            spare += 1;
            for (column, name) in &heads {
                if let Some(cell) = sheet.get(row, *column) {
                    for key in [key.to_owned(), format!("#{spare}")] {
                        answers.insert((sheet.name.clone(), key, name.clone()), cell.clone());
                    }
                }
            }
        }
    }
    move |sheet, key, head| answers.get(&(sheet.to_owned(), key.to_owned(), head.to_owned())).cloned()
}

/// Row of the heads, and the heads by column with the key's first.
pub fn heads(sheet: &Sheet) -> (u32, Vec<(u16, String)>) {
    let is_key = |c: &Cell| matches!(c.as_text(), Some("键" | "项目名称"));
    let found = sheet.cells.iter().find(|(_, c)| is_key(c)).map(|(at, _)| *at);
    let (row, key) = found.unwrap_or_default();
    let mut heads: Vec<(u16, String)> = sheet
        .cells
        .iter()
        .filter(|((r, _), _)| *r == row)
        .filter_map(|((_, c), cell)| Some((*c, cell.as_text()?.to_owned())))
        .collect();
    heads.sort_by_key(|(c, _)| (*c != key, *c));
    (row, heads)
}

fn part(source: &mut ZipArchive<Cursor<&Vec<u8>>>, name: &str) -> String {
    let mut content = String::new();
    source.by_name(name).expect("a part").read_to_string(&mut content).expect("XML");
    content
}

/// Numbers of the conditional styles that are yellow.
fn yellow_styles(styles: &str) -> Vec<usize> {
    let dxfs = styles.split("<dxf>").skip(1).enumerate();
    dxfs.filter(|(_, dxf)| dxf.contains(YELLOW)).map(|(n, _)| n).collect()
}

/// Columns and rows whose blank cells are yellow.
fn yellow_ranges(xml: &str, yellow: &[usize]) -> Vec<Range> {
    let rules = xml.split("<conditionalFormatting sqref=\"").skip(1);
    let yellow_ones = rules.filter(|rule| {
        rule.contains("LEN(TRIM(") && yellow.iter().any(|n| rule.contains(&format!("dxfId=\"{n}\"")))
    });
    let mut ranges = Vec::new();
    for rule in yellow_ones {
        let list = rule.split('"').next().unwrap_or_default();
        for range in list.split(' ') {
            let (from, to) = range.split_once(':').unwrap_or((range, range));
            ranges.extend(position(from).zip(position(to)));
        }
    }
    ranges
}

fn fill_sheet(
    xml: &str,
    sheet: &Sheet,
    yellow: &[Range],
    answer: &impl Fn(&str, &str, &str) -> Option<Cell>,
) -> (String, usize) {
    let (_, heads) = heads(sheet);
    let mut spare: Vec<u32> = Vec::new();
    let mut filled = 0;
    let mut pieces = xml.split("<c r=\"");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let replaced = (|| {
            let (cell, rest) = piece.split_once("/>")?;
            let (address, style) = cell.split_once("\" s=\"")?;
            let style: usize = style.strip_suffix('"')?.parse().ok()?;
            let (row, column) = position(address)?;
            let inside = |&((top, left), (bottom, right)): &Range| {
                (top..=bottom).contains(&row) && (left..=right).contains(&column)
            };
            if !yellow.iter().any(inside) {
                return None;
            }
            let head = heads.iter().find(|(c, _)| *c == column)?;
            let key = match sheet.get(row, heads[0].0).and_then(Cell::as_text) {
                Some(key) => key.to_owned(),
                None => {
                    if !spare.contains(&row) {
                        spare.push(row);
                    }
                    format!("#{}", spare.iter().position(|r| *r == row)? + 1)
                }
            };
            let content = match answer(&sheet.name, &key, &head.1)? {
                Cell::Number(number) => format!("><v>{number}</v></c>"),
                Cell::Text(text) => {
                    let text = text.replace('&', "&amp;").replace('<', "&lt;");
                    format!(" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
                }
                _ => return None,
            };
            Some(format!("<c r=\"{address}\" s=\"{style}\"{content}{rest}"))
        })();
        filled += usize::from(replaced.is_some());
        out.push_str(&replaced.unwrap_or_else(|| format!("<c r=\"{piece}")));
    }
    (out, filled)
}

fn position(address: &str) -> Option<(u32, u16)> {
    let letters = address.chars().take_while(char::is_ascii_uppercase).count();
    let column = address[..letters].bytes().fold(0u16, |n, b| n * 26 + u16::from(b - b'A') + 1);
    Some((address[letters..].parse::<u32>().ok()? - 1, column - 1))
}
