//! `.xlsx` and `.xlsm` (ECMA-376 Part 1, SpreadsheetML), read as a stream.

use std::io::Read;

use foldhash::HashMap;
use quick_xml::events::{BytesStart, Event};

use super::cell::Value;
use super::formats::{Format, Formats};
use super::sheet::{Budget, Rows, boolean, parse_reference, text};
use super::{Grid, in_sheet};
use crate::package::xml::{attribute, push_entity};
use crate::package::{Damage, Package, Result, Xml};

/// Characters of a formula kept for messages.
const FORMULA_SHOWN: usize = 200;

/// The sheets of a workbook, charts and macro sheets left out.
pub(super) fn read(package: &mut Package<'_>) -> Result<Vec<Grid>> {
    let workbook = main_part(package)?;
    let relations = relations(package, &workbook)?;
    let mut budget = Budget::new();
    let mut formats = match relations.values().find(|r| r.kind == "styles") {
        Some(relation) => match package.xml(&relation.target)? {
            Some(xml) => number_formats(xml, &mut budget)?,
            None => Formats::default(),
        },
        None => Formats::default(),
    };
    let listed = listed_sheets(package, &workbook, &mut formats)?;
    let strings = match relations.values().find(|r| r.kind == "sharedStrings") {
        Some(relation) => match package.xml(&relation.target)? {
            Some(xml) => shared_strings(xml, &mut budget)?,
            None => Vec::new(),
        },
        None => Vec::new(),
    };
    let mut grids = Vec::new();
    for (name, visible, id) in listed {
        let missing = || in_sheet(&name, Damage::broken("缺少这个工作表的内容"));
        let relation = relations.get(&id).ok_or_else(missing)?;
        if relation.kind != "worksheet" {
            continue;
        }
        let xml = package.xml(&relation.target)?.ok_or_else(missing)?;
        let rows = Rows::new(&mut budget);
        let grid = sheet(xml, &strings, &formats, rows).and_then(|rows| rows.finish(&name, visible));
        grids.push(grid.map_err(|e| in_sheet(&name, e))?);
    }
    Ok(grids)
}

pub(super) struct Relation {
    /// Last segment of the type: worksheet, sharedStrings, …
    pub(super) kind: String,
    /// Full name of the part.
    pub(super) target: String,
}

pub(super) fn main_part(package: &mut Package<'_>) -> Result<String> {
    let root = relations(package, "")?;
    let named = root.into_values().find(|r| r.kind == "officeDocument").map(|r| r.target);
    Ok(named.filter(|n| package.has(n)).unwrap_or_else(|| "xl/workbook.xml".to_owned()))
}

pub(super) fn relations(package: &mut Package<'_>, of: &str) -> Result<HashMap<String, Relation>> {
    let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
    let part = format!("{folder}/_rels/{file}.rels");
    let mut relations = HashMap::default();
    let Some(mut xml) = package.xml(&part)? else { return Ok(relations) };
    loop {
        match xml.event()? {
            Event::Start(e) if e.local_name().as_ref() == "Relationship" => {
                let (id, kind, target) =
                    (attribute(&e, "Id"), attribute(&e, "Type"), attribute(&e, "Target"));
                if let (Some(id), Some(kind), Some(target)) = (id, kind, target) {
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    relations.insert(id, Relation { kind, target: resolve(folder, &target) });
                }
            }
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// A relation's target as the full name of a part.
fn resolve(folder: &str, target: &str) -> String {
    let path = if target.starts_with('/') { target.to_owned() } else { format!("{folder}/{target}") };
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split(['/', '\\']) {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            name => segments.push(name),
        }
    }
    segments.join("/")
}

/// `(name, visible, relation)` of each sheet; and from which day the workbook counts.
pub(super) fn listed_sheets(
    package: &mut Package<'_>,
    workbook: &str,
    formats: &mut Formats,
) -> Result<Vec<(String, bool, String)>> {
    let mut xml = package.xml(workbook)?.ok_or_else(|| Damage::broken("没有工作簿的目录"))?;
    let mut sheets = Vec::new();
    let mut inside = false;
    loop {
        match xml.event()? {
            Event::Start(e) if e.local_name().as_ref() == "workbookPr" => {
                formats.from_1904 = matches!(attribute(&e, "date1904").as_deref(), Some("1" | "true"));
            }
            Event::Start(e) if e.local_name().as_ref() == "sheets" => inside = true,
            Event::End(e) if e.local_name().as_ref() == "sheets" => inside = false,
            Event::Start(e) if inside && e.local_name().as_ref() == "sheet" => {
                let state = attribute(&e, "state");
                let visible = !matches!(state.as_deref(), Some("hidden" | "veryHidden"));
                let name = attribute(&e, "name").ok_or_else(|| Damage::broken("有工作表没有名称"))?;
                sheets.push((name, visible, attribute(&e, "id").unwrap_or_default()));
            }
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

/// What the formats of cells make of numbers: number formats of its own (`numFmts`), and what each format refers to
/// (`cellXfs`).
fn number_formats<R: Read>(mut xml: Xml<'_, R>, budget: &mut Budget) -> Result<Formats> {
    let mut formats = Formats::default();
    let mut own: HashMap<u32, Format> = HashMap::default();
    let mut inside = false;
    let id = |e: &BytesStart<'_>| attribute(e, "numFmtId").and_then(|id| id.trim().parse::<u32>().ok());
    loop {
        match xml.event()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "numFmt" => {
                    if let (Some(id), Some(code)) = (id(&e), attribute(&e, "formatCode")) {
                        budget.charge(2 * size_of::<(u32, Format)>())?;
                        own.insert(id, Format::of(&code));
                    }
                }
                "cellXfs" => inside = true,
                "xf" if inside => {
                    let id = id(&e).unwrap_or(0);
                    budget.charge(2 * size_of::<Format>())?;
                    formats.push(own.get(&id).copied().unwrap_or_else(|| Format::built_in(id)));
                }
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "cellXfs" => inside = false,
            Event::Eof => return Ok(formats),
            _ => {}
        }
    }
}

/// The texts of the whole workbook. The counts they declare are not believed.
pub(super) fn shared_strings<R: Read>(mut xml: Xml<'_, R>, budget: &mut Budget) -> Result<Vec<String>> {
    let mut strings = Vec::new();
    loop {
        match xml.event()? {
            Event::Start(e) if e.local_name().as_ref() == "si" => {
                let string = rich_text(&mut xml)?;
                budget.charge(2 * size_of::<String>())?;
                budget.charge_text(&string)?;
                strings.push(string);
            }
            Event::Eof => return Ok(strings),
            _ => {}
        }
    }
}

/// The text of `<si>` or `<is>` whose start was just read: its runs without phonetic hints.
fn rich_text<R: Read>(xml: &mut Xml<'_, R>) -> Result<String> {
    let end = xml.depth();
    let mut text = String::new();
    let mut inside = false;
    loop {
        let skip = match xml.event()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "rPh" | "rPr" | "phoneticPr" => true,
                "t" => {
                    inside = true;
                    false
                }
                _ => false,
            },
            Event::Text(t) if inside => {
                text.push_str(&t.xml10_content());
                false
            }
            Event::CData(t) if inside => {
                text.push_str(&t.xml10_content());
                false
            }
            Event::GeneralRef(r) if inside => {
                push_entity(&r, &mut text)?;
                false
            }
            Event::End(_) => {
                inside = false;
                false
            }
            Event::Eof => return Ok(text),
            _ => false,
        };
        if skip {
            xml.skip()?;
        } else if xml.depth() < end {
            return Ok(unescape(text));
        }
    }
}

/// `_x000D_` stands for a character that XML cannot hold (ECMA-376 Part 1, 22.9.2.19).
fn unescape(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        plain.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 7).and_then(|c| c.strip_suffix('_'));
        let character = code
            .filter(|c| c.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|c| u32::from_str_radix(c, 16).ok())
            .and_then(char::from_u32);
        if let Some(c) = character {
            plain.push(c);
            rest = &rest[at + 7..];
        } else {
            plain.push_str("_x");
            rest = &rest[at + 2..];
        }
    }
    plain.push_str(rest);
    plain
}

/// A cell being read.
#[derive(Default)]
struct Cell {
    place: (u64, u64),
    kind: Kind,
    format: usize,
    value: Option<String>,
    formula: Option<String>,
    inline: Option<String>,
}

#[derive(Default, Clone, Copy, PartialEq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    Boolean,
    Error,
}

/// Which text is being read.
#[derive(Clone, Copy, PartialEq)]
enum Collecting {
    Nothing,
    Value,
    Formula,
}

/// Adds the cells of a sheet to its rows.
pub(super) fn sheet<'b, R: Read>(
    mut xml: Xml<'_, R>,
    strings: &[String],
    formats: &Formats,
    mut rows: Rows<'b>,
) -> Result<Rows<'b>> {
    let mut cell: Option<Cell> = None;
    let mut collecting = Collecting::Nothing;
    // Where a row or cell stands that does not say so: after the last one.
    let (mut next_row, mut next_col) = (0u64, 0u64);
    let mut row = 0u64;
    loop {
        let mut inline = false;
        match xml.event()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "row" => {
                    row = match attribute(&e, "r") {
                        Some(r) => r
                            .trim()
                            .parse::<u64>()
                            .ok()
                            .and_then(|r| r.checked_sub(1))
                            .ok_or_else(|| Damage::broken(format!("行号“{}”不是行号", shorten(&r))))?,
                        None => next_row,
                    };
                    next_row = row.saturating_add(1);
                    next_col = 0;
                }
                "c" => {
                    let started = start_cell(&e, (row, next_col))?;
                    next_col = started.place.1.saturating_add(1);
                    cell = Some(started);
                }
                "v" if cell.is_some() => collecting = Collecting::Value,
                "f" if cell.is_some() => {
                    collecting = Collecting::Formula;
                    cell.get_or_insert_default().formula = Some(String::new());
                }
                "is" if cell.is_some() => inline = true,
                _ => {}
            },
            Event::Text(t) => collect(cell.as_mut(), collecting, &t.xml10_content()),
            Event::CData(t) => collect(cell.as_mut(), collecting, &t.xml10_content()),
            Event::GeneralRef(r) if collecting != Collecting::Nothing => {
                let mut entity = String::new();
                push_entity(&r, &mut entity)?;
                collect(cell.as_mut(), collecting, &entity);
            }
            Event::End(e) => match e.local_name().as_ref() {
                "v" | "f" => collecting = Collecting::Nothing,
                "c" => {
                    if let Some(cell) = cell.take() {
                        let (row, col) = cell.place;
                        if let Some(shown) = value_of(cell, strings, formats)? {
                            rows.push_shown(row, col, shown)?;
                        }
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(rows),
            _ => {}
        }
        if inline {
            let text = rich_text(&mut xml)?;
            cell.get_or_insert_default().inline = Some(text);
        }
    }
}

/// What the start of a cell says. Asked of every cell, so its attributes are looked at as they stand.
fn start_cell(e: &BytesStart<'_>, expected: (u64, u64)) -> Result<Cell> {
    let mut cell = Cell { place: expected, ..Cell::default() };
    let mut rest = e.attributes_raw();
    while let Some((name, value, after)) = next_attribute(rest) {
        rest = after;
        match name {
            "r" => {
                cell.place = parse_reference(value)
                    .ok_or_else(|| Damage::broken(format!("“{}”不是单元格", shorten(value))))?;
            }
            "s" => cell.format = value.trim().parse().unwrap_or(0),
            "t" => {
                cell.kind = match value {
                    "s" => Kind::Shared,
                    "str" | "inlineStr" | "d" => Kind::Text,
                    "b" => Kind::Boolean,
                    "e" => Kind::Error,
                    _ => Kind::Number,
                }
            }
            _ => {}
        }
    }
    Ok(cell)
}

/// `name="value"` at the beginning of a tag's attributes, and what follows it. None of a cell's values has an entity.
fn next_attribute(raw: &str) -> Option<(&str, &str, &str)> {
    let bytes = raw.as_bytes();
    let skip = |from: usize| from + bytes[from..].iter().take_while(|b| b.is_ascii_whitespace()).count();
    let until = |from: usize, end: u8| bytes[from..].iter().position(|b| *b == end).map(|at| from + at);
    let start = skip(0);
    let equals = until(start, b'=')?;
    let open = skip(equals + 1);
    let quote = bytes.get(open).copied().filter(|b| matches!(b, b'"' | b'\''))?;
    let close = until(open + 1, quote)?;
    Some((raw[start..equals].trim_end(), &raw[open + 1..close], &raw[close + 1..]))
}

fn collect(cell: Option<&mut Cell>, collecting: Collecting, text: &str) {
    let Some(cell) = cell else { return };
    match collecting {
        Collecting::Value => cell.value.get_or_insert_default().push_str(text),
        Collecting::Formula => {
            let formula = cell.formula.get_or_insert_default();
            let room = FORMULA_SHOWN.saturating_sub(formula.chars().count());
            formula.extend(text.chars().take(room));
        }
        Collecting::Nothing => {}
    }
}

/// What a cell says, and by which power of ten it shows a number smaller.
fn value_of(cell: Cell, strings: &[String], formats: &Formats) -> Result<Option<(Value, u8)>> {
    let Cell { place, kind, format, value, formula, inline } = cell;
    let broken = |what: String| {
        let (row, col) = place;
        Damage::broken(format!("第{}行第{}列{what}", row.saturating_add(1), col.saturating_add(1)))
    };
    if let Some(inline) = inline {
        return Ok(text(&inline).map(|value| (value, 0)));
    }
    let Some(value) = value.filter(|v| !v.is_empty()) else {
        // An empty text is a formula's proper result.
        return Ok(formula.filter(|_| kind != Kind::Text).map(|formula| (Value::NoResult(formula), 0)));
    };
    let trimmed = value.trim();
    let value = match kind {
        Kind::Text => text(&unescape(value)),
        Kind::Shared => {
            let string = trimmed.parse::<usize>().ok().and_then(|at| strings.get(at));
            text(string.ok_or_else(|| broken("引用的文字不存在".to_owned()))?)
        }
        Kind::Boolean => Some(boolean(matches!(trimmed, "1" | "true"))),
        Kind::Error => Some(Value::Error(trimmed.to_owned())),
        Kind::Number if trimmed.is_empty() => None,
        Kind::Number => {
            let double = trimmed.parse().map_err(|_| broken(format!("的“{}”不是数", shorten(trimmed))))?;
            return Ok(Some(formats.value(format, double)));
        }
    };
    Ok(value.map(|value| (value, 0)))
}

fn shorten(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(30).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "../../../etc/passwd"), "etc/passwd");
        assert_eq!(resolve("", "xl/workbook.xml"), "xl/workbook.xml");
    }

    #[test]
    fn attributes_as_they_stand() {
        assert_eq!(next_attribute(" r=\"A1\" s='3'"), Some(("r", "A1", " s='3'")));
        assert_eq!(next_attribute(" s = '3' /"), Some(("s", "3", " /")));
        assert_eq!(next_attribute(" /"), None);
        assert_eq!(next_attribute("r=A1"), None);
        assert_eq!(next_attribute("r=\"A1"), None);
    }

    #[test]
    fn escaped_characters() {
        for (text, plain) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_x12_ _xD800_ _x", "_x12_ _xD800_ _x"),
            ("合_x计", "合_x计"),
        ] {
            assert_eq!(unescape(text.to_owned()), plain);
        }
    }
}
