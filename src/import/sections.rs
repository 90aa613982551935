//! Several tables in one sheet: under each other, or side by side. Each becomes a grid of its own, with the addresses of
//! the sheet; a sheet of one table is left as it is.

use super::head;
use super::recognise::{self, Preamble};
use super::titles;
use crate::workbook::cell::Value;
use crate::workbook::{Grid, GridRow};

/// How many rows may stand between a title and its head.
const BEFORE_HEAD: usize = 7;

/// The tables of final accounts of a sheet, in order; `None` if it has one, or none.
pub fn split(grid: &Grid) -> Option<Vec<Grid>> {
    split_at(grid, titles::read)
}

/// The tables of a sheet whose titles are what `read` says; `None` if it has one, or none.
pub fn split_at<T: PartialEq>(grid: &Grid, read: impl Fn(&str) -> Option<T>) -> Option<Vec<Grid>> {
    let starts = starts(grid, read);
    if starts.len() < 2 && starts.iter().all(|s| s.titles.len() < 2) {
        return None;
    }
    let mut out = Vec::new();
    for (n, start) in starts.iter().enumerate() {
        // What stands above the first title belongs to it.
        let from = if n == 0 { 0 } else { start.row };
        let to = starts.get(n + 1).map_or(grid.rows.len(), |next| next.row);
        let rows = &grid.rows[from..to];
        let edges = edges(rows, &start.titles);
        for (left, right) in edges.iter().zip(edges[1..].iter().map(Some).chain([None])) {
            let inside = |col: u32| col >= *left && right.is_none_or(|r| col < *r);
            let rows = rows.iter().filter_map(|row| {
                let cells: Vec<_> = row.cells.iter().filter(|c| inside(c.0)).cloned().collect();
                (!cells.is_empty()).then_some(GridRow { row: row.row, cells })
            });
            out.push(Grid { rows: rows.collect(), ..grid.without_rows() });
        }
    }
    Some(out)
}

/// What a table lacks above its head and the one before it in the same sheet says: unit, year, department.
pub fn inherit(before: &Preamble, p: &mut Preamble) {
    p.unit = p.unit.or(before.unit);
    p.year = p.year.or(before.year);
    p.org = p.org.take().or_else(|| before.org.clone());
}

/// A row with the titles of tables, whose heads follow.
struct Start {
    row: usize,
    /// Columns of the titles.
    titles: Vec<u32>,
}

fn starts<T: PartialEq>(grid: &Grid, read: impl Fn(&str) -> Option<T>) -> Vec<Start> {
    // Asked of every cell, so only texts that can be a title are looked at closely.
    let title = |value: &Value| match value {
        Value::Text(text) if text.len() < 400 && text.contains('表') => read(&value.line()),
        _ => None,
    };
    let mut starts: Vec<Start> = Vec::new();
    let mut open: Vec<T> = Vec::new();
    for (i, row) in grid.rows.iter().enumerate() {
        let found: Vec<(u32, T)> =
            row.cells.iter().filter_map(|(col, value)| Some((*col, title(value)?))).collect();
        if found.is_empty() {
            continue;
        }
        // The title of a page that goes on (续表), or one filled over merged cells, begins no other table.
        let another = found.iter().any(|(_, t)| !open.contains(t));
        if !another || head::is_data_row(row) {
            continue;
        }
        let Some(head) = head::begins(grid, i + 1..i + BEFORE_HEAD + 1) else { continue };
        // A note that names a table is no title: the next one's title stands between it and the head.
        let between = grid.rows[i + 1..head].iter().flat_map(|r| &r.cells);
        if between.filter_map(|(_, v)| title(v)).any(|t| found.iter().all(|f| f.1 != t)) {
            continue;
        }
        let mut columns: Vec<u32> = Vec::new();
        for (n, (col, title)) in found.iter().enumerate() {
            if !found[..n].iter().any(|before| before.1 == *title) {
                columns.push(*col);
            }
        }
        starts.push(Start { row: first_of_title(grid, i, starts.last().map(|s| s.row)), titles: columns });
        open = found.into_iter().map(|f| f.1).collect();
    }
    starts
}

/// A form number or an attachment's number stands above its title, right below nothing.
fn first_of_title(grid: &Grid, title: usize, before: Option<usize>) -> usize {
    let mut first = title;
    while let Some(above) = first.checked_sub(1).filter(|a| before.is_none_or(|b| *a > b)) {
        let row = &grid.rows[above];
        let label = row.cells.iter().all(|(_, v)| recognise::is_number_of_form(&v.line()));
        if !label || row.row + 1 != grid.rows[first].row {
            break;
        }
        first = above;
    }
    first
}

/// Where tables side by side begin: at an empty column before their title, else at the title.
fn edges(rows: &[GridRow], titles: &[u32]) -> Vec<u32> {
    let mut edges = vec![0];
    for pair in titles.windows(2) {
        let used = |col: u32| rows.iter().any(|row| row.get(col).is_some());
        let empty = (pair[0] + 1..pair[1]).rev().find(|col| !used(*col));
        edges.push(empty.unwrap_or(pair[1]));
    }
    edges
}
