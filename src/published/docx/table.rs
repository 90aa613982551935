//! Tables of a Word document, each cell placed in the grid by its spans.

use std::collections::HashMap;

use super::xml::{Result, Step, Stopped, Tag, Xml};
use crate::published::content::{Block, Cell, Paragraph, Table};

/// What reads a cell: it holds all that a body holds, tables among it.
pub trait Blocks: Sized {
    /// The page being read.
    fn page(&self) -> Option<u32>;

    /// The index the next paragraph gets.
    fn next_index(&self) -> u32;

    /// Makes room for a piece before it is kept.
    ///
    /// # Errors
    /// There is no room left.
    fn take_room(&mut self) -> Result<()>;

    /// Reads `tcPr` up to its end.
    ///
    /// # Errors
    /// It is broken.
    fn cell_properties(&mut self, xml: &mut Xml<'_>) -> Result<CellProperties>;

    /// Reads a block.
    ///
    /// # Errors
    /// The part is broken or too large.
    fn block(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>, out: &mut Vec<Block>) -> Result<()>;

    /// Goes one level down, or passes over what is nested too deeply.
    ///
    /// # Errors
    /// The part is broken or too large.
    fn nested<T>(
        &mut self,
        xml: &mut Xml<'_>,
        out: &mut T,
        read: impl FnOnce(&mut Self, &mut Xml<'_>, &mut T) -> Result<()>,
    ) -> Result<()>;
}

/// Columns Word itself allows; a larger span is a damaged one.
const MOST_COLUMNS: u32 = 63;

/// Cell properties: what of them decides where a cell stands.
#[derive(Debug, Clone, Copy)]
pub struct CellProperties {
    span: u32,
    /// Goes on from the cell above, or begins a merged cell.
    vertical: Option<Merge>,
    /// Goes on from the cell on the left (Word 97, some converters).
    horizontal: Option<Merge>,
    deleted: bool,
}

impl Default for CellProperties {
    fn default() -> Self {
        CellProperties { span: 1, vertical: None, horizontal: None, deleted: false }
    }
}

#[derive(Debug, Default)]
struct RawCell {
    properties: CellProperties,
    blocks: Vec<Block>,
    index: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Merge {
    Restart,
    Continue,
}

#[derive(Debug, Default)]
struct RawRow {
    before: u32,
    header: bool,
    deleted: bool,
    page: Option<u32>,
    cells: Vec<RawCell>,
}

/// Reads `tbl` up to its end and appends it, then the tables nested in it.
pub fn read(reader: &mut impl Blocks, xml: &mut Xml<'_>, out: &mut Vec<Block>) -> Result<()> {
    let index = reader.next_index();
    let page = reader.page();
    let mut rows = Vec::new();
    read_rows(reader, xml, &mut rows)?;
    rows.retain(|r| !r.deleted && !r.cells.is_empty());
    if let [row] = rows.as_mut_slice()
        && let [cell] = row.cells.as_mut_slice()
    {
        // One cell is a frame around text, not a table.
        out.append(&mut cell.blocks);
        return Ok(());
    }
    let (table, nested) = place(rows, index, page);
    if !table.cells.is_empty() {
        out.push(Block::Table(table.without_slivers()));
    }
    out.extend(nested);
    Ok(())
}

fn read_rows(reader: &mut impl Blocks, xml: &mut Xml<'_>, rows: &mut Vec<RawRow>) -> Result<()> {
    loop {
        match xml.next()? {
            Step::Open(tag) => match tag.name() {
                "tr" => {
                    reader.take_room()?;
                    let mut row = RawRow { page: reader.page(), ..RawRow::default() };
                    read_row(reader, xml, &mut row)?;
                    row.page = reader.page();
                    rows.push(row);
                }
                "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" => {
                    reader.nested(xml, rows, |reader, xml, rows| read_rows(reader, xml, rows))?;
                }
                _ => xml.skip()?,
            },
            Step::Text(_) => {}
            Step::Close => return Ok(()),
            Step::End => return Err(Stopped::Broken),
        }
    }
}

fn read_row(reader: &mut impl Blocks, xml: &mut Xml<'_>, row: &mut RawRow) -> Result<()> {
    loop {
        match xml.next()? {
            Step::Open(tag) => match tag.name() {
                "trPr" => read_row_properties(xml, row)?,
                "tc" => {
                    reader.take_room()?;
                    let mut cell = RawCell { index: reader.next_index(), ..RawCell::default() };
                    read_cell(reader, xml, &mut cell)?;
                    row.cells.push(cell);
                }
                "sdt" | "sdtContent" | "customXml" => {
                    reader.nested(xml, row, |reader, xml, row| read_row(reader, xml, row))?;
                }
                _ => xml.skip()?,
            },
            Step::Text(_) => {}
            Step::Close => return Ok(()),
            Step::End => return Err(Stopped::Broken),
        }
    }
}

fn read_row_properties(xml: &mut Xml<'_>, row: &mut RawRow) -> Result<()> {
    loop {
        match xml.next()? {
            Step::Open(tag) => {
                match tag.name() {
                    "gridBefore" => row.before = tag.number().unwrap_or(0).min(MOST_COLUMNS),
                    "tblHeader" => row.header = tag.is_on(),
                    "del" => row.deleted = true,
                    _ => {}
                }
                xml.skip()?;
            }
            Step::Text(_) => {}
            Step::Close => return Ok(()),
            Step::End => return Err(Stopped::Broken),
        }
    }
}

fn read_cell(reader: &mut impl Blocks, xml: &mut Xml<'_>, cell: &mut RawCell) -> Result<()> {
    // `tcPr` comes first; what follows is a body, nearly always of one paragraph.
    let mut blocks = Vec::with_capacity(1);
    loop {
        match xml.next()? {
            Step::Open(tag) if tag.name() == "tcPr" => cell.properties = reader.cell_properties(xml)?,
            Step::Open(tag) => reader.block(xml, &tag, &mut blocks)?,
            Step::Text(_) => {}
            Step::Close => break,
            Step::End => return Err(Stopped::Broken),
        }
    }
    cell.blocks = blocks;
    Ok(())
}

/// Reads `tcPr` up to its end.
///
/// # Errors
/// It is broken.
pub fn read_cell_properties(xml: &mut Xml<'_>) -> Result<CellProperties> {
    let mut cell = CellProperties::default();
    let merge = |tag: &Tag<'_>| match tag.val().as_deref() {
        Some("restart") => Merge::Restart,
        _ => Merge::Continue,
    };
    loop {
        match xml.next()? {
            Step::Open(tag) => {
                match tag.name() {
                    "gridSpan" => cell.span = tag.number().unwrap_or(1).clamp(1, MOST_COLUMNS),
                    "vMerge" => cell.vertical = Some(merge(&tag)),
                    "hMerge" => cell.horizontal = Some(merge(&tag)),
                    "cellDel" => cell.deleted = true,
                    _ => {}
                }
                xml.skip()?;
            }
            Step::Text(_) => {}
            // Read on its own it ends with the text, in its place with its closing tag.
            Step::Close | Step::End => return Ok(cell),
        }
    }
}

fn place(rows: Vec<RawRow>, index: u32, page: Option<u32>) -> (Table, Vec<Block>) {
    let mut table = Table { index, page, ..Table::default() };
    let mut nested = Vec::new();
    // Column a merged cell begins in → its place among the cells.
    let mut open: HashMap<u32, usize> = HashMap::new();
    let mut heads_end = false;
    for (row, raw) in (0u32..).zip(rows) {
        table.row_pages.push(raw.page);
        heads_end |= !raw.header;
        table.head_rows += u32::from(!heads_end);
        let mut col = raw.before;
        let mut still_open = HashMap::new();
        for cell in raw.cells {
            let at = col;
            let CellProperties { span, vertical, horizontal, deleted } = cell.properties;
            col = col.saturating_add(span);
            if deleted {
                continue;
            }
            if horizontal == Some(Merge::Continue)
                && let Some(left) = table.cells.last_mut().filter(|c| c.row == row)
            {
                left.cols = col.saturating_sub(left.col);
                continue;
            }
            if vertical == Some(Merge::Continue)
                && let Some(above) = open.get(&at).copied()
            {
                table.cells[above].rows = row - table.cells[above].row + 1;
                still_open.insert(at, above);
                continue;
            }
            if vertical.is_some() {
                still_open.insert(at, table.cells.len());
            }
            let mut text: Option<String> = None;
            for block in cell.blocks {
                match (block, &mut text) {
                    (Block::Paragraph(p), None) => text = Some(cell_line(p)),
                    (Block::Paragraph(p), Some(text)) => {
                        text.push('\n');
                        text.push_str(&cell_line(p));
                    }
                    (Block::Table(t), _) => nested.push(Block::Table(t)),
                    (Block::Break(_), _) => {}
                }
            }
            let text = trimmed(text.unwrap_or_default(), str::trim);
            table.cells.push(Cell { row, col: at, rows: 1, cols: span, text, index: cell.index });
        }
        open = still_open;
    }
    (table, nested)
}

fn cell_line(mut paragraph: Paragraph) -> String {
    let text = match paragraph.runs.as_mut_slice() {
        // Nearly every cell.
        [run] if paragraph.number.is_empty() => std::mem::take(&mut run.text),
        _ => paragraph.text(),
    };
    trimmed(text, |text| text.trim_matches(|c: char| c == '\n' || c == '\t' || c == ' '))
}

/// A text trimmed in its place where there is nothing to take away.
fn trimmed(text: String, trim: impl Fn(&str) -> &str) -> String {
    let kept = trim(&text);
    if kept.len() == text.len() { text } else { kept.to_owned() }
}
