//! A sheet of an .xlsx workbook as it is seen: merged cells, and numbers in the format of their cells. For sheets that
//! are printed as they stand (绩效自评表, 附件); nothing is calculated from them.

use std::collections::HashMap;

use quick_xml::events::Event;
use rust_decimal::Decimal;

use super::cell::Value;
use super::formats::Formats;
use super::sheet::parse_reference;
use super::xlsx::{listed_sheets, main_part, relations};
use super::{Grid, read_sheets};
use crate::package::xml::attribute;
use crate::package::{LIMITS, Package, Result};

/// A cell as it is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenCell {
    /// Zero-based row of the table.
    pub row: usize,
    /// Zero-based column.
    pub col: usize,
    /// Rows it covers.
    pub rows: usize,
    /// Columns it covers.
    pub cols: usize,
    /// Text as shown.
    pub text: String,
    /// Whether it holds a number.
    pub number: bool,
}

/// A sheet as it is seen, from its first used cell on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    /// Name of the sheet.
    pub name: String,
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub cols: usize,
    /// Cells that hold something, by row and column; none overlaps another.
    pub cells: Vec<SeenCell>,
}

/// Largest sheet that is printed.
const MAX_ROWS: usize = 400;
const MAX_COLUMNS: usize = 24;

/// The visible sheets of an .xlsx workbook as they are seen; `None` where it is no such workbook, or one of its sheets
/// is too large to print or holds what is not known to be shown rightly (dates, formulas without results).
pub fn seen(bytes: &[u8]) -> Option<Vec<Seen>> {
    let grids = read_sheets(bytes).ok()?;
    let mut package = Package::open(bytes, LIMITS).ok()?;
    if !package.has("xl/workbook.xml") {
        return None;
    }
    let looks = looks(&mut package).ok()?;
    grids
        .iter()
        .filter(|grid| grid.visible && !grid.rows.is_empty())
        .map(|grid| lay(grid, looks.get(&grid.name)?))
        .collect()
}

/// What a number looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    General,
    Fixed { decimals: u32, thousands: bool, percent: bool },
    Unknown,
}

/// Merged cells and the shapes of numbers of a sheet.
#[derive(Debug, Default)]
struct Look {
    /// First and last row and column.
    merges: Vec<[u64; 4]>,
    shapes: HashMap<(u64, u64), Shape>,
}

fn looks(package: &mut Package<'_>) -> Result<HashMap<String, Look>> {
    let workbook = main_part(package)?;
    let links = relations(package, &workbook)?;
    let styles = match links.values().find(|r| r.kind == "styles") {
        Some(link) => shapes(package, &link.target)?,
        None => Vec::new(),
    };
    let mut looks = HashMap::new();
    for (name, _, id) in listed_sheets(package, &workbook, &mut Formats::default())? {
        let Some(link) = links.get(&id).filter(|link| link.kind == "worksheet") else { continue };
        let Some(mut xml) = package.xml(&link.target)? else { continue };
        let mut look = Look::default();
        loop {
            match xml.event()? {
                Event::Start(e) if e.local_name().as_ref() == "c" => {
                    let style = attribute(&e, "s").and_then(|s| s.parse::<usize>().ok()).unwrap_or(0);
                    let shape = styles.get(style).copied().unwrap_or(Shape::General);
                    if let Some(place) = attribute(&e, "r").as_deref().and_then(parse_reference)
                        && shape != Shape::General
                    {
                        look.shapes.insert(place, shape);
                    }
                }
                Event::Start(e) if e.local_name().as_ref() == "mergeCell" => {
                    let range = attribute(&e, "ref").unwrap_or_default();
                    let ends = range.split_once(':').map(|(a, b)| (parse_reference(a), parse_reference(b)));
                    if let Some((Some((top, left)), Some((bottom, right)))) = ends {
                        look.merges.push([top, left, bottom, right]);
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        looks.insert(name, look);
    }
    Ok(looks)
}

/// The shape of each cell style.
fn shapes(package: &mut Package<'_>, part: &str) -> Result<Vec<Shape>> {
    let mut own: HashMap<u32, Shape> = HashMap::new();
    let mut styles = Vec::new();
    let Some(mut xml) = package.xml(part)? else { return Ok(styles) };
    let mut inside = false;
    loop {
        match xml.event()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "numFmt" => {
                    let id = attribute(&e, "numFmtId").and_then(|id| id.parse().ok());
                    if let (Some(id), Some(code)) = (id, attribute(&e, "formatCode")) {
                        own.insert(id, shape_of(&code));
                    }
                }
                "cellXfs" => inside = true,
                "xf" if inside => {
                    let id = attribute(&e, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0u32);
                    styles.push(own.get(&id).copied().unwrap_or_else(|| built_in(id)));
                }
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "cellXfs" => inside = false,
            Event::Eof => return Ok(styles),
            _ => {}
        }
    }
}

/// The formats that every workbook has without saying them.
fn built_in(id: u32) -> Shape {
    match id {
        0 | 49 => Shape::General,
        1 => Shape::Fixed { decimals: 0, thousands: false, percent: false },
        2 => Shape::Fixed { decimals: 2, thousands: false, percent: false },
        3 | 37 | 38 => Shape::Fixed { decimals: 0, thousands: true, percent: false },
        4 | 39 | 40 => Shape::Fixed { decimals: 2, thousands: true, percent: false },
        9 => Shape::Fixed { decimals: 0, thousands: false, percent: true },
        10 => Shape::Fixed { decimals: 2, thousands: false, percent: true },
        _ => Shape::Unknown,
    }
}

/// `#,##0.00_ ` or `0.00%`; what has other letters is a date or a fraction.
fn shape_of(code: &str) -> Shape {
    let first = code.split(';').next().unwrap_or_default();
    if first.eq_ignore_ascii_case("general") || first == "@" {
        return Shape::General;
    }
    if !first.chars().all(|c| "#,0._ ()-+%\\*\"".contains(c)) || !first.contains('0') && !first.contains('#')
    {
        return Shape::Unknown;
    }
    let places = first.split_once('.').map_or(0, |(_, rest)| rest.chars().take_while(|c| *c == '0').count());
    let optional = first.split_once('.').is_some_and(|(_, rest)| rest.starts_with('#'));
    if optional {
        return Shape::General;
    }
    let decimals = u32::try_from(places).unwrap_or(0);
    Shape::Fixed { decimals, thousands: first.contains(','), percent: first.contains('%') }
}

/// A number in its shape; `None` where the shape is not known.
fn shown(number: Decimal, shape: Shape) -> Option<String> {
    let Shape::Fixed { decimals, thousands, percent } = shape else {
        return (shape == Shape::General).then(|| number.normalize().to_string());
    };
    let value = if percent { number.checked_mul(Decimal::ONE_HUNDRED)? } else { number };
    let rounded =
        value.round_dp_with_strategy(decimals, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    let text = format!("{rounded:.*}", decimals as usize);
    let text = if thousands { crate::money::group_thousands(&text) } else { text };
    Some(format!("{text}{}", if percent { "%" } else { "" }))
}

fn lay(grid: &Grid, look: &Look) -> Option<Seen> {
    let filled = || grid.rows.iter().flat_map(|r| r.cells.iter().map(move |(c, v)| (r.row, *c, v)));
    let top = u64::from(filled().map(|c| c.0).min()?);
    let left = u64::from(filled().map(|c| c.1).min()?);
    let mut seen = Seen { name: grid.name.clone(), ..Seen::default() };
    let mut ends = (0u64, 0u64);
    for (row, col, value) in filled() {
        let place = (u64::from(row), u64::from(col));
        let merge =
            look.merges.iter().find(|m| (m[0]..=m[2]).contains(&place.0) && (m[1]..=m[3]).contains(&place.1));
        if merge.is_some_and(|m| (m[0], m[1]) != place) {
            // What lies under a merged cell is not seen.
            continue;
        }
        let text = match value {
            Value::Text(text) => text.trim().to_owned(),
            Value::Number(n) => shown(*n, look.shapes.get(&place).copied().unwrap_or(Shape::General))?,
            Value::Error(_) | Value::NoResult(_) => return None,
        };
        let (bottom, right) = merge.map_or(place, |m| (m[2], m[3]));
        ends = (ends.0.max(bottom), ends.1.max(right));
        let size = |n: u64| usize::try_from(n).ok();
        seen.cells.push(SeenCell {
            row: size(place.0 - top)?,
            col: size(place.1 - left)?,
            rows: size(bottom - place.0 + 1)?,
            cols: size(right - place.1 + 1)?,
            text,
            number: matches!(value, Value::Number(_)),
        });
    }
    // A merge that holds nothing keeps its place, so that lines do not run through it.
    let last = (u64::from(filled().map(|c| c.0).max()?), u64::from(filled().map(|c| c.1).max()?));
    for m in &look.merges {
        let blank = !filled().any(|(r, c, _)| (u64::from(r), u64::from(c)) == (m[0], m[1]));
        if blank && m[0] >= top && m[1] >= left && m[0] <= last.0 && m[1] <= last.1 {
            ends = (ends.0.max(m[2]), ends.1.max(m[3]));
            seen.cells.push(SeenCell {
                row: usize::try_from(m[0] - top).ok()?,
                col: usize::try_from(m[1] - left).ok()?,
                rows: usize::try_from(m[2] - m[0] + 1).ok()?,
                cols: usize::try_from(m[3] - m[1] + 1).ok()?,
                text: String::new(),
                number: false,
            });
        }
    }
    seen.cells.sort_by_key(|c| (c.row, c.col));
    seen.rows = usize::try_from(ends.0.checked_sub(top)? + 1).ok()?;
    seen.cols = usize::try_from(ends.1.checked_sub(left)? + 1).ok()?;
    (seen.rows <= MAX_ROWS && seen.cols <= MAX_COLUMNS).then_some(seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_look_as_their_cells_say() {
        let number = |text: &str| text.parse::<Decimal>().expect("a number");
        for (value, code, text) in [
            ("0.98865", "0.00%", Some("98.87%")),
            ("1234.5", "#,##0.00_ ", Some("1,234.50")),
            ("97.6", "General", Some("97.6")),
            ("45000", "yyyy\\-mm\\-dd", None),
            ("12", "0", Some("12")),
        ] {
            assert_eq!(shown(number(value), shape_of(code)).as_deref(), text, "{code}");
        }
    }
}
