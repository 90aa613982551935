//! One worksheet part: the places of its rows and cells in the XML, and the few of them replaced. Every byte that is not
//! replaced stays.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Cannot, Styles};
use crate::accounts::Address;
use crate::supplement::edit::SheetEdit;
use crate::supplement::form;
use crate::supplement::page::{Content, fit};

/// A cell in the XML.
#[derive(Debug, Clone)]
pub struct CellSpan {
    /// The whole element.
    span: Range<usize>,
    /// Number of its style.
    pub style: Option<String>,
    formula: bool,
    /// Whether it holds anything.
    pub filled: bool,
    dash: bool,
}

#[derive(Debug, Clone, Default)]
struct RowSpan {
    tag: Range<usize>,
    self_closing: bool,
    end: usize,
    /// Where its end tag begins.
    close: usize,
    cells: BTreeMap<u32, CellSpan>,
}

/// Where things stand in a worksheet part.
#[derive(Debug, Clone, Default)]
pub struct SheetMap {
    /// Prefix of element names with its colon, as some programs write it.
    prefix: String,
    rows: BTreeMap<u32, RowSpan>,
    /// `<sheetData>`: start tag, begin of the end tag, and whether it is one empty tag.
    data: Option<(Range<usize>, usize, bool)>,
    /// Attributes that name ranges: their values' place.
    ranges: Vec<(Attribute, Range<usize>)>,
    /// Lowest row any merged range reaches.
    merged_to: Option<u32>,
    /// `dxfId` of a rule that colours blank cells.
    pub blank_rule: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attribute {
    Dimension,
    Filter,
    /// Formats and input checks: lists of ranges.
    List,
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().with_checks(false).flatten().find(|a| a.key.as_ref() == name)?;
    Some(found.value.into_owned())
}

/// Place of an attribute's value inside a tag that starts at `from`.
fn value_span(xml: &str, tag: &Range<usize>, name: &str) -> Option<Range<usize>> {
    let text = xml.get(tag.clone())?;
    for quote in ['"', '\''] {
        let start = text
            .match_indices(&format!("{name}={quote}"))
            .find(|(at, _)| text[..*at].ends_with(|c: char| c.is_ascii_whitespace()));
        if let Some((at, found)) = start {
            let from = at + found.len();
            let to = from + text[from..].find(quote)?;
            return Some(tag.start + from..tag.start + to);
        }
    }
    None
}

impl SheetMap {
    /// Finds the rows and cells of a worksheet part.
    pub fn of(xml: &str, dashes: &dyn Fn(&str) -> bool) -> Result<SheetMap, Cannot> {
        let mut reader = Reader::from_str(xml);
        let mut map = SheetMap::default();
        let (mut row, mut next_row) = (0u32, 0u32);
        let mut next_col = 0u32;
        let mut cell: Option<(u32, CellSpan, String, String)> = None;
        let mut in_value = false;
        // The rule whose condition is being read.
        let mut rule: Option<String> = None;
        loop {
            let start = position(&reader);
            let event = reader.read_event().map_err(|_| Cannot::Damaged)?;
            let span = start..position(&reader);
            match event {
                Event::Eof => break,
                Event::Start(ref tag) | Event::Empty(ref tag) => {
                    let empty = matches!(event, Event::Empty(_));
                    match tag.local_name().as_ref() {
                        "sheetData" => {
                            let name = tag.name();
                            let name = name.as_ref().to_owned();
                            map.prefix = name.trim_end_matches("sheetData").to_owned();
                            map.data = Some((span.clone(), span.start, empty));
                        }
                        "row" => {
                            row = match attribute(tag, "r") {
                                Some(r) => r
                                    .parse::<u32>()
                                    .ok()
                                    .and_then(|r| r.checked_sub(1))
                                    .ok_or(Cannot::Damaged)?,
                                None => next_row,
                            };
                            next_row = row + 1;
                            next_col = 0;
                            let found = RowSpan {
                                tag: span.clone(),
                                self_closing: empty,
                                end: span.end,
                                close: span.end,
                                cells: BTreeMap::new(),
                            };
                            map.rows.insert(row, found);
                        }
                        "c" => {
                            let col = match attribute(tag, "r") {
                                Some(r) => column_of(&r).ok_or(Cannot::Damaged)?,
                                None => next_col,
                            };
                            next_col = col + 1;
                            let kind = attribute(tag, "t").unwrap_or_default();
                            let found = CellSpan {
                                span: span.clone(),
                                style: attribute(tag, "s"),
                                formula: false,
                                filled: false,
                                dash: false,
                            };
                            if empty {
                                if let Some(row) = map.rows.get_mut(&row) {
                                    row.cells.insert(col, found);
                                }
                            } else {
                                cell = Some((col, found, kind, String::new()));
                            }
                        }
                        "f" => {
                            if let Some((_, cell, ..)) = &mut cell {
                                cell.formula = true;
                                cell.filled = true;
                            }
                        }
                        "v" | "t" if !empty => in_value = true,
                        "mergeCell" => {
                            let to = attribute(tag, "ref").and_then(|r| Some(area(&r)?.1.row));
                            map.merged_to = map.merged_to.max(to);
                        }
                        "cfRule" => rule = attribute(tag, "dxfId"),
                        "dimension" => map
                            .ranges
                            .extend(value_span(xml, &span, "ref").map(|s| (Attribute::Dimension, s))),
                        "autoFilter" => {
                            map.ranges.extend(value_span(xml, &span, "ref").map(|s| (Attribute::Filter, s)))
                        }
                        "conditionalFormatting" | "dataValidation" => {
                            map.ranges.extend(value_span(xml, &span, "sqref").map(|s| (Attribute::List, s)));
                        }
                        _ => {}
                    }
                }
                Event::Text(ref text) if rule.is_some() && text.contains(form::BLANK) => {
                    map.blank_rule = rule.take()
                }
                Event::Text(ref text) if in_value => {
                    if let Some((.., value)) = &mut cell {
                        value.push_str(text.as_ref());
                    }
                }
                Event::End(ref tag) => match tag.local_name().as_ref() {
                    "c" => {
                        if let Some((col, mut found, kind, value)) = cell.take() {
                            found.span.end = span.end;
                            found.filled |= !value.is_empty();
                            found.dash = if kind == "s" { dashes(&value) } else { value.trim() == "—" };
                            if let Some(row) = map.rows.get_mut(&row) {
                                row.cells.insert(col, found);
                            }
                        }
                    }
                    "v" | "t" => in_value = false,
                    "cfRule" => rule = None,
                    "row" => {
                        if let Some(row) = map.rows.get_mut(&row) {
                            (row.close, row.end) = (span.start, span.end);
                        }
                    }
                    "sheetData" => {
                        if let Some((_, close, _)) = &mut map.data {
                            *close = span.start
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        if map.data.is_none() { Err(Cannot::Damaged) } else { Ok(map) }
    }

    fn last_filled(&self) -> Option<u32> {
        self.rows.iter().rev().find(|(_, row)| row.cells.values().any(|c| c.filled)).map(|(n, _)| *n)
    }

    /// The first row below everything people could mean as theirs.
    fn next_row(&self, head: u32) -> u32 {
        self.last_filled().max(self.merged_to).unwrap_or(head).max(head) + 1
    }

    /// A cell's style.
    pub fn style(&self, row: u32, col: u32) -> Option<&str> {
        self.rows.get(&row)?.cells.get(&col)?.style.as_deref()
    }

    /// The style of the nearest cell above in a column that looks like what is to be written.
    pub fn style_above(&self, head: u32, before: u32, col: u32, dash: bool) -> Option<&str> {
        let cells = || self.rows.range(head + 1..before).rev().filter_map(|(_, r)| r.cells.get(&col));
        let alike = cells().find(|c| c.dash == dash);
        alike.or_else(|| cells().next())?.style.as_deref()
    }
}

/// `B7` → column 1.
fn column_of(address: &str) -> Option<u32> {
    Some(Address::parse(address)?.col)
}

/// `B2:D9` → its corners; a single cell is both.
fn area(range: &str) -> Option<(Address, Address)> {
    let (from, to) = range.split_once(':').unwrap_or((range, range));
    Some((Address::parse(from)?, Address::parse(to)?))
}

/// Replacements of stretches of a text.
#[derive(Default)]
struct Patch(Vec<(Range<usize>, String)>);

impl Patch {
    fn apply(mut self, text: &str) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        // Insertions at one place keep their order.
        self.0.sort_by_key(|(span, _)| (span.start, span.end));
        let mut out = String::with_capacity(text.len() + self.0.iter().map(|(_, t)| t.len()).sum::<usize>());
        let mut at = 0;
        for (span, new) in self.0 {
            out.push_str(text.get(at..span.start)?);
            out.push_str(&new);
            at = span.end;
        }
        out.push_str(&text[at..]);
        Some(out)
    }
}

/// Text as XML: control characters no workbook can hold are dropped.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// A cell with a content and a style.
pub fn cell_xml(prefix: &str, at: Address, style: Option<&str>, content: &Content) -> String {
    let style = style.map(|s| format!(" s=\"{s}\"")).unwrap_or_default();
    let p = prefix;
    match content {
        Content::Empty => format!("<{p}c r=\"{at}\"{style}/>"),
        Content::Number(number) => {
            format!("<{p}c r=\"{at}\"{style}><{p}v>{}</{p}v></{p}c>", number.normalize())
        }
        Content::Text(text) => format!(
            "<{p}c r=\"{at}\"{style} t=\"inlineStr\"><{p}is><{p}t xml:space=\"preserve\">{}</{p}t></{p}is></{p}c>",
            escape(&fit(text))
        ),
    }
}

/// A row tag with other attributes; those with no value go.
fn row_tag(xml: &str, row: &RowSpan, changes: &[(&str, Option<String>)]) -> String {
    let mut tag = xml[row.tag.clone()].to_owned();
    for (name, value) in changes {
        if let Some(span) = value_span(&tag, &(0..tag.len()), name) {
            let from = span.start - name.len() - 2;
            tag.replace_range(from..span.end + 1, "");
        }
        if let Some(value) = value {
            let end = tag.trim_end_matches(['>', '/']).len();
            tag.insert_str(end, &format!(" {name}=\"{value}\""));
        }
    }
    tag
}

/// Applies an edit; `None` if nothing on the sheet changes by it.
///
/// A cell that holds a formula is somebody's: it stays, whatever the program would write there.
pub fn apply(xml: &str, map: &SheetMap, edit: &SheetEdit, others: &Styles) -> Option<String> {
    let p = map.prefix.as_str();
    let mut by_row: BTreeMap<u32, Vec<(u32, &Content)>> = BTreeMap::new();
    for ((row, col), content) in &edit.cells {
        let formula = map.rows.get(row).and_then(|r| r.cells.get(col)).is_some_and(|c| c.formula);
        if !formula {
            by_row.entry(*row).or_default().push((*col, content));
        }
    }
    let first_new = map.next_row(edit.head);
    let mut heights: HashMap<u32, f64> = edit.heights.iter().map(|(r, h)| (*r, *h)).collect();
    for (row, added) in (first_new..).zip(&edit.added) {
        by_row.entry(row).or_default().extend(added.cells.iter().map(|(c, content)| (*c, content)));
        heights.insert(row, added.height);
    }
    let style = |row: u32, col: u32, content: &Content| {
        if row == edit.head {
            return (0..col).rev().find_map(|c| map.style(row, c)).map(str::to_owned);
        }
        let dash = matches!(content, Content::Text(t) if t == "—");
        map.style_above(edit.head, row, col, dash)
            .or_else(|| map.style_above(edit.head, u32::MAX, col, dash))
            .or_else(|| others.of(edit.kinds.get(&col).copied()))
            .map(str::to_owned)
    };
    let mut patch = Patch::default();
    let mut touched: Vec<u32> = by_row.keys().chain(edit.hidden.keys()).copied().collect();
    touched.sort_unstable();
    touched.dedup();
    let (data, data_close, data_empty) = map.data.as_ref()?;
    let mut appended = String::new();
    for row in touched {
        let cells = by_row.get(&row).map_or(&[][..], Vec::as_slice);
        let Some(present) = map.rows.get(&row) else {
            let mut new = String::new();
            let height =
                heights.get(&row).map(|h| format!(" ht=\"{h}\" customHeight=\"1\"")).unwrap_or_default();
            let _ = write!(new, "<{p}row r=\"{}\"{height}>", row + 1);
            for (col, content) in cells {
                new +=
                    &cell_xml(p, Address { row, col: *col }, style(row, *col, content).as_deref(), content);
            }
            let _ = write!(new, "</{p}row>");
            match map.rows.range(row..).next() {
                Some((_, later)) => patch.0.push((later.tag.start..later.tag.start, new)),
                None => appended += &new,
            }
            continue;
        };
        let mut inside = String::new();
        for (col, content) in cells {
            let at = Address { row, col: *col };
            match present.cells.get(col) {
                Some(cell) => {
                    let styled = cell.style.clone().or_else(|| style(row, *col, content));
                    patch.0.push((cell.span.clone(), cell_xml(p, at, styled.as_deref(), content)));
                }
                None => {
                    let new = cell_xml(p, at, style(row, *col, content).as_deref(), content);
                    match present.cells.range(col..).next() {
                        Some((_, later)) => patch.0.push((later.span.start..later.span.start, new)),
                        None if present.self_closing => inside += &new,
                        None => patch.0.push((present.close..present.close, new)),
                    }
                }
            }
        }
        let mut changes: Vec<(&str, Option<String>)> = Vec::new();
        if !cells.is_empty() {
            // A hint of which columns are used; it may be left out, but must not be wrong.
            changes.push(("spans", None));
        }
        if let Some(hidden) = edit.hidden.get(&row) {
            changes.push(("hidden", hidden.then(|| "1".to_owned())));
        }
        let stands = value_span(xml, &present.tag, "ht").and_then(|s| xml[s].parse::<f64>().ok());
        if let (Some(due), Some(stands)) = (heights.get(&row), stands)
            && *due > stands
        {
            changes.push(("ht", Some(due.to_string())));
        }
        let mut tag = row_tag(xml, present, &changes);
        if !inside.is_empty() {
            let end = tag.trim_end_matches(['>', '/']).len();
            tag.replace_range(end.., &format!(">{inside}</{p}row>"));
        }
        if tag != xml[present.tag.clone()] {
            patch.0.push((present.tag.clone(), tag));
        }
    }
    if *data_empty && !appended.is_empty() {
        patch.0.push((data.clone(), format!("<{p}sheetData>{appended}</{p}sheetData>")));
    } else if !appended.is_empty() {
        patch.0.push((*data_close..*data_close, appended));
    }
    if patch.0.is_empty() {
        return None;
    }
    let width = by_row.values().flatten().map(|(col, _)| *col).max().unwrap_or(0);
    let last = by_row.keys().next_back().copied().unwrap_or(0);
    for (kind, span) in &map.ranges {
        let old = &xml[span.clone()];
        let new = match kind {
            Attribute::Dimension => grown(old, last, width),
            _ if edit.added.is_empty() => continue,
            // Filters that end above the new rows would leave them out; formats and checks would not reach them.
            Attribute::Filter | Attribute::List => extended(old, edit, last),
        };
        if let Some(new) = new.filter(|n| n != old) {
            patch.0.push((span.clone(), new));
        }
    }
    patch.apply(xml)
}

/// The used area, with a row and a column in it.
fn grown(old: &str, row: u32, col: u32) -> Option<String> {
    let (from, to) = area(old)?;
    let to = Address { row: to.row.max(row), col: to.col.max(col) };
    Some(format!("{from}:{to}"))
}

/// Ranges that begin at the head and reach to the last row with a key, down to the new last row.
fn extended(list: &str, edit: &SheetEdit, last: u32) -> Option<String> {
    let areas: Vec<(Address, Address)> = list.split_ascii_whitespace().map(area).collect::<Option<_>>()?;
    let top = areas.iter().map(|(from, _)| from.row).min()?;
    if top > edit.head + 2 {
        return None;
    }
    let grown = areas.into_iter().map(|(from, to)| {
        let reaches = from.row <= edit.last && to.row >= edit.last;
        (from, if reaches { Address { row: to.row.max(last), col: to.col } } else { to })
    });
    let shown = grown.map(|(from, to)| if from == to { from.to_string() } else { format!("{from}:{to}") });
    Some(shown.collect::<Vec<_>>().join(" "))
}
