//! `.ods` (OpenDocument 1.3 Part 3), read as a stream. What is repeated and empty stays a number, not cells.

use std::collections::HashSet;
use std::io::Read;

use quick_xml::events::{BytesStart, Event};

use super::cell::Value;
use super::formats::scale_of_shown;
use super::sheet::{Budget, MAX_COLUMNS, MAX_ROWS, Rows, boolean, number, text};
use super::{Grid, in_sheet};
use crate::package::xml::{attribute, push_entity};
use crate::package::{Damage, Package, Result, Xml};

/// Spaces that one element may stand for; more are no text of a table.
const MAX_SPACES: usize = 1_000;

/// The sheets of a workbook.
pub(super) fn read(package: &mut Package<'_>) -> Result<Vec<Grid>> {
    if is_encrypted(package)? {
        return Err(Damage::Encrypted);
    }
    content(package.xml("content.xml")?.ok_or_else(|| Damage::broken("没有内容"))?)
}

/// The sheets in the part that holds them.
pub(super) fn content<R: Read>(mut xml: Xml<'_, R>) -> Result<Vec<Grid>> {
    let mut budget = Budget::new();
    let mut hidden_styles = HashSet::new();
    let mut style = String::new();
    let mut grids = Vec::new();
    loop {
        let mut table = None;
        match xml.event()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "style" => style = attribute(&e, "name").unwrap_or_default(),
                "table-properties" if attribute(&e, "display").as_deref() == Some("false") => {
                    budget.charge_text(&style)?;
                    hidden_styles.insert(style.clone());
                }
                "table" => {
                    let visible = !attribute(&e, "style-name").is_some_and(|s| hidden_styles.contains(&s));
                    table = Some((attribute(&e, "name").unwrap_or_default(), visible));
                }
                _ => {}
            },
            Event::Eof => return Ok(grids),
            _ => {}
        }
        if let Some((name, visible)) = table {
            let rows = Rows::new(&mut budget);
            let grid = table_rows(&mut xml, rows).and_then(|rows| rows.finish(&name, visible));
            grids.push(grid.map_err(|e| in_sheet(&name, e))?);
        }
    }
}

fn is_encrypted(package: &mut Package<'_>) -> Result<bool> {
    let Some(mut xml) = package.xml("META-INF/manifest.xml")? else { return Ok(false) };
    loop {
        match xml.event()? {
            Event::Start(e) if e.local_name().as_ref() == "encryption-data" => return Ok(true),
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}

/// The rows of the table whose start was just read.
fn table_rows<'b, R: Read>(xml: &mut Xml<'_, R>, mut rows: Rows<'b>) -> Result<Rows<'b>> {
    let end = xml.depth();
    let mut row = 0u64;
    let mut cells: Vec<Repeated> = Vec::new();
    loop {
        let mut repeats = None;
        let mut skip = false;
        match xml.event()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "table-row" => repeats = Some(repeated(&e, "number-rows-repeated")?),
                // What holds rows.
                "table-header-rows" | "table-rows" | "table-row-group" => {}
                _ => skip = true,
            },
            Event::Eof => return Ok(rows),
            _ => {}
        }
        if let Some(repeats) = repeats {
            cells.clear();
            row_cells(xml, &mut cells)?;
            if !cells.is_empty() {
                for again in 0..repeats {
                    for (col, width, shown) in &cells {
                        for col in *col..col.saturating_add(*width) {
                            rows.push_shown(row.saturating_add(again), col, shown.clone())?;
                        }
                    }
                }
            }
            row = row.saturating_add(repeats);
        } else if skip {
            xml.skip()?;
        }
        if xml.depth() < end {
            return Ok(rows);
        }
    }
}

/// A cell with content, which may stand in several columns: the first, how many, what it says, and by which power of ten
/// it shows a number smaller.
type Repeated = (u64, u64, (Value, u8));

/// The cells with content of the row whose start was just read.
fn row_cells<R: Read>(xml: &mut Xml<'_, R>, cells: &mut Vec<Repeated>) -> Result<()> {
    let end = xml.depth();
    let mut col = 0u64;
    loop {
        let mut cell = None;
        let mut skip = false;
        match xml.event()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "table-cell" | "covered-table-cell" => {
                    cell = Some((CellStart::of(&e)?, repeated(&e, "number-columns-repeated")?));
                }
                _ => skip = true,
            },
            Event::Eof => return Ok(()),
            _ => {}
        }
        if let Some((start, repeats)) = cell {
            let content = paragraphs(xml)?;
            // The file keeps what is stored and what is shown.
            let power = start.number.map_or(0, |stored| scale_of_shown(stored, &content));
            if let Some(value) = start.value(&content) {
                cells.push((col, repeats, (value, power)));
            }
            col = col.saturating_add(repeats);
        } else if skip {
            xml.skip()?;
        }
        if xml.depth() < end {
            return Ok(());
        }
    }
}

/// How often something stands there. Beyond the sheet it is no repetition but damage only where there is content,
/// which is noticed when the content is kept.
fn repeated(e: &BytesStart<'_>, name: &str) -> Result<u64> {
    let Some(written) = attribute(e, name) else { return Ok(1) };
    let count: u64 = written.trim().parse().map_err(|_| Damage::broken("重复次数不是数"))?;
    Ok(count.clamp(1, u64::from(MAX_ROWS.max(MAX_COLUMNS)) + 1))
}

/// What the start of a cell says.
struct CellStart {
    kind: String,
    is_error: bool,
    value: Option<String>,
    string: Option<String>,
    formula: Option<String>,
    number: Option<f64>,
}

impl CellStart {
    fn of(e: &BytesStart<'_>) -> Result<CellStart> {
        let mut start = CellStart {
            kind: String::new(),
            is_error: false,
            value: None,
            string: None,
            formula: None,
            number: None,
        };
        for a in e.attributes().with_checks(false).flatten() {
            let value =
                || a.normalized_value(quick_xml::XmlVersion::Implicit1_0).map(|v| v.into_owned()).ok();
            match a.key.as_ref() {
                "office:value-type" => start.kind = value().unwrap_or_default(),
                "calcext:value-type" => start.is_error = &*a.value == "error",
                "office:value" => {
                    let number = a.value.trim().parse();
                    start.number = Some(number.map_err(|_| Damage::broken("有单元格的数值不是数"))?);
                }
                "office:date-value" | "office:time-value" | "office:boolean-value" => start.value = value(),
                "office:string-value" => start.string = value(),
                "table:formula" => start.formula = value(),
                _ => {}
            }
        }
        Ok(start)
    }

    fn value(self, content: &str) -> Option<Value> {
        if self.is_error {
            return Some(Value::Error(content.trim().to_owned()));
        }
        match self.kind.as_str() {
            "float" | "percentage" | "currency" => self.number.map(number),
            "boolean" => Some(boolean(self.value.as_deref() == Some("true"))),
            "date" | "time" => text(self.value.as_deref().unwrap_or(content)),
            "string" => text(self.string.as_deref().filter(|s| !s.is_empty()).unwrap_or(content)),
            _ => match self.formula {
                Some(formula) if content.trim().is_empty() => Some(Value::NoResult(formula)),
                _ => text(content),
            },
        }
    }
}

/// The text of the cell whose start was just read: its own paragraphs, without annotations and drawings.
fn paragraphs<R: Read>(xml: &mut Xml<'_, R>) -> Result<String> {
    let end = xml.depth();
    let mut content = String::new();
    let mut first = true;
    loop {
        let depth = xml.depth();
        let mut skip = false;
        match xml.event()? {
            Event::Start(e) => match (depth == end, e.local_name().as_ref()) {
                (true, "p") => {
                    if !std::mem::take(&mut first) {
                        content.push('\n');
                    }
                }
                (false, "s") => {
                    let count = attribute(&e, "c").and_then(|c| c.parse().ok()).unwrap_or(1);
                    content.extend(std::iter::repeat_n(' ', usize::min(count, MAX_SPACES)));
                }
                (false, "tab") => content.push('\t'),
                (false, "line-break") => content.push('\n'),
                (false, "span" | "a") => {}
                _ => skip = true,
            },
            Event::Text(t) if depth > end => content.push_str(&t.xml10_content()),
            Event::CData(t) if depth > end => content.push_str(&t.xml10_content()),
            Event::GeneralRef(r) if depth > end => push_entity(&r, &mut content)?,
            Event::Eof => return Ok(content),
            _ => {}
        }
        if skip {
            xml.skip()?;
        }
        if xml.depth() < end {
            return Ok(content);
        }
    }
}
