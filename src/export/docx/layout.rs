//! Pages and how a table fits them: type size, column widths and row heights, so that nothing is cut off.

use unicode_width::UnicodeWidthChar;

use super::lines;
use crate::document::model::{Cell, Table};
use crate::style::{PageOptions, Sizes};
use crate::tables::{Align, ColumnKind};
use crate::word_model::TableLook;

/// Twentieths of a point, Word's unit of length.
pub type Twips = u32;

/// A page's paper and margins (GB/T 9704: 上37 下35 左28 右26 mm; a landscape page is the same sheet turned).
#[derive(Debug, Clone, Copy)]
pub struct Page {
    pub width: Twips,
    pub height: Twips,
    pub top: Twips,
    pub bottom: Twips,
    pub left: Twips,
    pub right: Twips,
}

const MM: f64 = 1440.0 / 25.4;

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand twips")]
fn mm(length: f64) -> Twips {
    (length * MM).round() as Twips
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand twips")]
fn twips(points: f64) -> Twips {
    (points * 20.0).round().max(0.0) as Twips
}

impl Page {
    /// The paper of the style upright or turned, with the margins of the style.
    pub fn sheet(look: &PageOptions, landscape: bool) -> Page {
        let [top, bottom, left, right] =
            [look.top, look.bottom, look.left, look.right].map(|length| mm(f64::from(length)));
        let [width, height] = [look.width, look.height].map(|length| mm(f64::from(length)));
        if landscape {
            let wide = look.wide.map(|margins| margins.map(|length| mm(f64::from(length))));
            let [top, bottom, left, right] = wide.unwrap_or([left, right, bottom, top]);
            Page { width: height, height: width, top, bottom, left, right }
        } else {
            Page { width, height, top, bottom, left, right }
        }
    }

    /// Width between the margins.
    pub fn inner_width(self) -> Twips {
        self.width - self.left - self.right
    }

    /// Height between the margins.
    pub fn inner_height(self) -> Twips {
        self.height - self.top - self.bottom
    }
}

/// A table's measures.
#[derive(Debug, Clone)]
pub struct Fit {
    /// Type size in points.
    pub size: f64,
    /// Column widths; together they are exactly the page's inner width.
    pub columns: Vec<Twips>,
    /// Least height of each head row.
    pub head: Vec<Twips>,
    /// Least height of each body row.
    pub rows: Vec<Twips>,
    /// Height of the lines above and below.
    pub around: Twips,
    /// Size of the title in points, where it is another than the usual one.
    pub title: Option<f64>,
    /// In a table that looks like a model's: whether its type had to be smaller than the model's.
    pub shrunk: bool,
}

impl Fit {
    /// See [`line`].
    pub fn line(&self) -> Twips {
        line(self.size)
    }
}

/// Type sizes tried, largest first.
const SIZES: [f64; 15] = [12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0];
/// Smallest size taken only to keep a table on one page; a longer table runs on in [`RUNNING_SIZE`] instead.
const ONE_PAGE_SIZE: f64 = 7.0;
const RUNNING_SIZE: f64 = 9.0;
/// Type is made smaller down to this size if no name then needs a second line.
const UNWRAPPED_SIZE: f64 = 8.0;
/// Space left and right of a cell's text, and the line between cells.
pub const CELL_PADDING: f64 = 5.0;
const ROW_PADDING: f64 = 3.0;
const TIGHT_PADDING: f64 = 1.0;
/// Rows grow to this height when the page has room.
const TALLEST_ROW: f64 = 20.0;

/// Height of the line of a title above a table, and of the title with the space around it.
pub fn title_line(size: f64) -> f64 {
    (size * 22.0 / 18.0).max(22.0)
}

fn title_height(size: f64, lines: f64) -> f64 {
    title_line(size) * lines + 4.0
}

/// Exact distance of lines of a size inside cells.
pub fn line(size: f64) -> Twips {
    twips(size * 1.25)
}

/// The largest type in which the table fits its page below what stands above it (in points); a table too long for one
/// page keeps a readable size.
pub fn fit(table: &Table, page: Page, look: &Sizes, above: f64) -> Fit {
    let table = &Texts::of(table);
    let sizes = || SIZES.into_iter().filter(|size| *size <= look.table);
    let title = look.table_title;
    let width = f64::from(page.inner_width()) / 20.0;
    // A little less than the page holds: border lines add up, and the paragraph that ends the section needs a line.
    let height = f64::from(page.inner_height()) / 20.0 - 24.0 - above;
    let unwrapped = sizes().take_while(|size| *size >= UNWRAPPED_SIZE).find_map(|size| {
        let fit = measure(table, (size, title), &columns(table, size, width)?, width, ROW_PADDING);
        let single = line(size) + twips(ROW_PADDING);
        (total(&fit) <= height && fit.rows.iter().all(|row| *row <= single)).then_some(fit)
    });
    if let Some(mut fit) = unwrapped {
        let used = total(&fit);
        stretch(&mut fit, height - used);
        return fit;
    }
    let mut running: Option<Fit> = None;
    for size in sizes() {
        let Some(columns) = columns(table, size, width) else { continue };
        for padding in [ROW_PADDING, TIGHT_PADDING] {
            let mut fit = measure(table, (size, title), &columns, width, padding);
            let used = total(&fit);
            if used <= height && size >= ONE_PAGE_SIZE {
                stretch(&mut fit, height - used);
                return fit;
            }
            if running.is_none() && size <= RUNNING_SIZE {
                running = Some(fit);
            }
        }
    }
    running.unwrap_or_else(|| {
        // Too many or too wide columns for any size: share the page, and let the figures wrap rather than be cut.
        let size = SIZES[SIZES.len() - 1];
        let natural: Vec<f64> = (0..table.columns.len()).map(|c| table.least(c, size)).collect();
        let scale = width / natural.iter().sum::<f64>().max(1.0);
        let columns: Vec<f64> = natural.iter().map(|w| w * scale).collect();
        measure(table, (size, title), &columns, width, ROW_PADDING)
    })
}

/// The measures of a table that looks like a model's: its widths, its type (`usual`, in points), its heights. Figures stay whole: a column whose
/// figures are longer than the model's takes width from the widest names, and type shrinks only if that is not enough.
pub fn as_model(table: &Table, look: &TableLook, usual: f64, page: Page, sizes: &Sizes) -> Fit {
    let table = &Texts::of(table);
    let all: Twips = look.widths.iter().sum();
    let widths: Vec<f64> = if look.widths.len() == table.columns.len() {
        look.widths.iter().map(|w| f64::from(*w) / 20.0).collect()
    } else {
        let width = f64::from(all.min(page.width)) / 20.0;
        let size = sizes.table;
        columns(table, size, width).unwrap_or_else(|| {
            let natural: Vec<f64> = (0..table.columns.len()).map(|c| table.least(c, size)).collect();
            let scale = width / natural.iter().sum::<f64>().max(1.0);
            natural.iter().map(|w| w * scale).collect()
        })
    };
    let width: f64 = widths.iter().sum();
    let smaller = SIZES.into_iter().filter(|size| *size < usual);
    for size in std::iter::once(usual).chain(smaller) {
        let Some(columns) = roomy(table, &widths, size) else { continue };
        let mut fit = measure(table, (size, sizes.table_title), &columns, width, TIGHT_PADDING);
        fit.shrunk = size < usual;
        for (rows, properties) in [(&mut fit.head, &look.head_row), (&mut fit.rows, &look.row)] {
            let height = properties.length("trHeight", "val").unwrap_or(0);
            rows.iter_mut().for_each(|row| *row = (*row).max(height));
        }
        return fit;
    }
    measure(table, (usual, sizes.table_title), &widths, width, TIGHT_PADDING)
}

/// Widths in which no figure breaks, as near to these as can be; `None` if there is no room.
fn roomy(table: &Texts<'_>, widths: &[f64], size: f64) -> Option<Vec<f64>> {
    // A digit is half an em wide; lines and the margins of cells take the rest.
    let digits = |text: &str| text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum::<f64>() * size;
    let need = |col: usize| {
        let cells = table.table.rows.iter().zip(&table.rows).map(|(row, extents)| (&row[col], &extents[col]));
        let figures = cells
            .filter(|(_, extent)| extent.cols == 1)
            .map(|(cell, _)| cell)
            .filter(|cell| cell.text.is_ascii());
        figures.map(|cell| digits(&cell.text)).fold(0.0, f64::max) + CELL_PADDING
    };
    let mut columns = widths.to_vec();
    for col in 0..columns.len() {
        let missing = need(col) - columns[col];
        if missing <= 0.0 {
            continue;
        }
        let spare = |at: usize, columns: &[f64]| columns[at] - need(at).max(6.0 * size);
        let widest = (0..columns.len())
            .filter(|at| *at != col)
            .max_by(|a, b| spare(*a, &columns).total_cmp(&spare(*b, &columns)))?;
        if spare(widest, &columns) < missing {
            return None;
        }
        columns[widest] -= missing;
        columns[col] += missing;
    }
    Some(columns)
}

fn total(fit: &Fit) -> f64 {
    f64::from(fit.head.iter().chain(&fit.rows).sum::<Twips>() + fit.around) / 20.0
}

fn stretch(fit: &mut Fit, room: f64) {
    let rows = fit.head.len() + fit.rows.len();
    let least = twips(room / rows.max(1) as f64);
    for row in fit.head.iter_mut().chain(&mut fit.rows) {
        if *row < twips(TALLEST_ROW) {
            *row = (*row + least).min(twips(TALLEST_ROW));
        }
    }
}

/// Printed width in ems. Digits of Chinese fonts are half an em wide; a substitute's may be wider, and bold more so:
/// a figure must stay whole on a computer that has neither 宋体 nor 仿宋.
fn ems(text: &str) -> f64 {
    let em = |c: char| match c {
        ',' | '.' => 0.38,
        c if c.is_ascii() => 0.65,
        c if UnicodeWidthChar::width(c) == Some(0) => 0.0,
        _ => 1.0,
    };
    text.chars().map(em).sum()
}

/// How much wider bold is.
const BOLD: f64 = 1.08;

/// A table whose texts are measured once, for all sizes that are tried.
struct Texts<'a> {
    table: &'a Table,
    /// Body cells, row by row.
    rows: Vec<Vec<Extent>>,
    /// Widths of the heads, in ems.
    head: Vec<f64>,
    /// Widths of the notes, in ems.
    notes: Vec<f64>,
}

/// How much a body cell holds and how far it reaches.
struct Extent {
    ems: f64,
    cols: usize,
    depth: usize,
}

impl std::ops::Deref for Texts<'_> {
    type Target = Table;

    fn deref(&self) -> &Table {
        self.table
    }
}

impl Texts<'_> {
    fn of(table: &Table) -> Texts<'_> {
        let extent = |(r, row): (usize, &Vec<Cell>)| {
            let cells = row.iter().enumerate().map(|(c, cell)| Extent {
                ems: ems(&cell.text),
                cols: table.span(r, c),
                depth: table.depth(r, c),
            });
            cells.collect()
        };
        Texts {
            table,
            rows: table.rows.iter().enumerate().map(extent).collect(),
            head: table.head.iter().map(|head| ems(&head.text)).collect(),
            notes: table.notes.iter().map(|note| ems(note)).collect(),
        }
    }

    /// Width of the longest text of a column's cells that are not merged with others.
    fn longest(&self, col: usize, size: f64) -> f64 {
        let cells = self.table.rows.iter().zip(&self.rows).map(|(row, extents)| (&row[col], &extents[col]));
        let widths = cells.filter(|(_, extent)| extent.cols == 1).map(|(cell, extent)| {
            extent.ems * size * if cell.bold { BOLD } else { 1.0 } + f64::from(cell.indent) * size
        });
        widths.fold(0.0, f64::max)
    }

    /// The width a column cannot do without: figures and codes whole, names over some lines.
    fn least(&self, col: usize, size: f64) -> f64 {
        let longest = self.longest(col, size);
        let wraps = match self.columns[col] {
            ColumnKind::Name => longest.min(7.0 * size).max(longest / 3.0),
            _ => longest,
        };
        // Heads may take four lines.
        let head = self.heads(col, size).map(|w| (w / 4.0).max(w.min(2.2 * size))).fold(0.0, f64::max);
        wraps.max(head) + CELL_PADDING
    }

    /// Widths of the heads over one column alone.
    fn heads(&self, col: usize, size: f64) -> impl Iterator<Item = f64> {
        let heads = self.table.head.iter().zip(&self.head);
        heads.filter(move |(h, _)| h.cols == 1 && h.col == col).map(move |(_, ems)| ems * size)
    }

    /// The width in which nothing of a column wraps, within reason.
    fn wanted(&self, col: usize, size: f64) -> f64 {
        let head = self.heads(col, size).map(|w| w / 2.0).fold(0.0, f64::max);
        self.longest(col, size).max(head).min(24.0 * size) + CELL_PADDING
    }
}

/// Widths that fill the page; `None` if even the least do not fit.
fn columns(table: &Texts<'_>, size: f64, width: f64) -> Option<Vec<f64>> {
    let count = table.columns.len();
    let least: Vec<f64> = (0..count).map(|c| table.least(c, size)).collect();
    let room = width - least.iter().sum::<f64>();
    if room < 0.0 {
        return None;
    }
    let missing: Vec<f64> = (0..count).map(|c| (table.wanted(c, size) - least[c]).max(0.0)).collect();
    let total: f64 = missing.iter().sum();
    let grant = if total > 0.0 { (room / total).min(1.0) } else { 0.0 };
    let mut columns: Vec<f64> = least.iter().zip(&missing).map(|(l, m)| l + m * grant).collect();
    // What is left goes to every column but 行次 in proportion, so that the table fills the page.
    let rest = width - columns.iter().sum::<f64>();
    let grows = |c: usize| table.columns[c] != ColumnKind::LineNumber;
    let base: f64 = (0..count).filter(|c| grows(*c)).map(|c| columns[c]).sum();
    if base > 0.0 {
        for (c, column) in columns.iter_mut().enumerate().filter(|(c, _)| grows(*c)) {
            let _ = c;
            *column += rest * *column / base;
        }
    }
    Some(columns)
}

/// Lines that so many ems of text take in a cell.
fn lines(ems: f64, indent: u8, width: f64, size: f64) -> f64 {
    let room = (width - CELL_PADDING - f64::from(indent) * size).max(size);
    if ems * size <= room + 0.01 {
        return 1.0;
    }
    // Whole characters only: what does not fit the line goes to the next.
    let room = (room / size).floor().max(1.0) * size;
    (ems * size / room).ceil().max(1.0)
}

/// Measures at a type size, below a title of another.
fn measure(table: &Texts<'_>, (size, title): (f64, f64), columns: &[f64], width: f64, padding: f64) -> Fit {
    let line_height = f64::from(line(size)) / 20.0;
    let span = |col: usize, cols: usize| columns[col..(col + cols).min(columns.len())].iter().sum::<f64>();
    let mut head = vec![1.0f64; table.head_rows];
    for (cell, ems) in table.table.head.iter().zip(&table.head) {
        let need = lines(*ems, 0, span(cell.col, cell.cols), size) / cell.rows as f64;
        for row in head.iter_mut().skip(cell.row).take(cell.rows) {
            *row = row.max(need);
        }
    }
    let rows = table.table.rows.iter().zip(&table.rows).map(|(row, extents)| {
        let cells = row.iter().zip(extents).enumerate();
        // Figures are never broken.
        let wraps = cells.filter(|(_, (cell, extent))| extent.depth == 1 && cell.align != Some(Align::Right));
        let need = wraps
            .filter(|(_, (_, extent))| extent.cols > 0)
            .map(|(c, (cell, extent))| lines(extent.ems, cell.indent, span(c, extent.cols), size));
        twips(need.fold(1.0, f64::max) * line_height + padding)
    });
    let notes: f64 =
        table.notes.iter().map(|n| lines(*n, 0, width, 9.0) * f64::from(line(9.0)) / 20.0 + 2.0).sum();
    // A title too long for its line would push the table off the page.
    let smaller = lines::table_title(&table.title, title, width);
    let title_lines = lines::lines(&table.title, smaller, width);
    let smaller = (smaller < title).then_some(smaller);
    let title = if table.title.is_empty() { 0.0 } else { title_height(title, title_lines) };
    let above = title + 2.0 * f64::from(line(9.0)) / 20.0;
    let mut columns: Vec<Twips> = columns.iter().map(|w| twips(*w)).collect();
    let sum: Twips = columns.iter().sum();
    if let Some(widest) = columns.iter_mut().max() {
        *widest = (*widest + twips(width)).saturating_sub(sum);
    }
    Fit {
        size,
        columns,
        head: head.iter().map(|n| twips(n * line_height + padding)).collect(),
        rows: rows.collect(),
        around: twips(above + notes),
        title: smaller,
        shrunk: false,
    }
}
