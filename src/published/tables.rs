//! Tables of a document: continuation pages joined, each with the lines above and below it; which of the nine it is.

use std::borrow::Cow;

use super::content::{Block, Content, Table};
use super::line::{Item, Line, ends_sentence, is_heading_like, numbering};
use super::report::{NineTable, Rows};
use super::titles::{AttachedKind, attached_kind, is_note};
use crate::import::{self, Import};
use crate::text::{squash, strip_numbering};
use crate::workbook::cell::Value;
use crate::workbook::{Grid, GridRow, Workbook};

/// A table with what stands around it.
#[derive(Debug, Clone)]
pub struct Found<'c> {
    /// Items it was made from: its own and those of its continuations and captions.
    pub items: Vec<usize>,
    /// Lines above it: title, 表号, 编制单位, 金额单位.
    pub caption: Vec<String>,
    /// The table, continuations joined.
    pub table: Cow<'c, Table>,
    /// Lines under it.
    pub notes: Vec<String>,
    /// What it is, by its title and first rows.
    pub kind: AttachedKind,
}

/// More lines than this above a table are text.
const MOST_CAPTION: usize = 6;
/// Longer lines are text.
const LONGEST_CAPTION: usize = 60;

/// All tables of a document. `body` tells whether an item may be a caption or a note (not contents, not cover).
pub fn find<'c>(content: &'c Content, items: &[Item], body: &dyn Fn(usize) -> bool) -> Vec<Found<'c>> {
    let mut all: Vec<Found<'c>> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let Item::Table(block) = item else { continue };
        let Block::Table(table) = &content.blocks[*block] else { continue };
        let mut used = vec![at];
        let mut caption = Vec::new();
        let mut between = Vec::new();
        for before in (0..at).rev() {
            match &items[before] {
                Item::Table(_) => break,
                Item::Break if !caption.is_empty() => break,
                Item::Break => {}
                Item::Line(line) if body(before) && is_caption(line) && caption.len() < MOST_CAPTION => {
                    caption.push(line.text.clone());
                    between.push(before);
                }
                Item::Line(_) => break,
            }
        }
        caption.reverse();
        if let Some(last) = all.last_mut()
            && continues(last, table, &caption, items, at)
        {
            last.items.extend(between);
            last.items.push(at);
            join(last.table.to_mut(), table);
            last.notes.extend(notes_below(items, at, body, &mut last.items));
            continue;
        }
        used.extend(between);
        let notes = notes_below(items, at, body, &mut used);
        let table = Cow::Borrowed(table);
        all.push(Found { items: used, caption, table, notes, kind: AttachedKind::Other });
    }
    for found in &mut all {
        take_foot(found);
        let printed = printed(&found.table);
        let first = printed.iter().take(16).flatten().copied();
        let words: String = found.caption.iter().map(String::as_str).chain(first).map(squash).collect();
        found.kind = attached_kind(&words);
    }
    all
}

fn is_caption(line: &Line) -> bool {
    line.plain.chars().count() <= LONGEST_CAPTION
        && !is_note(&line.plain)
        && !line.plain.ends_with(['.', ';'])
}

/// Lines that belong under a table: notes, up to the next caption.
fn notes_below(
    items: &[Item],
    at: usize,
    body: &dyn Fn(usize) -> bool,
    used: &mut Vec<usize>,
) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for (after, item) in items.iter().enumerate().skip(at + 1) {
        let Item::Line(line) = item else {
            if matches!(item, Item::Break) {
                continue;
            }
            break;
        };
        if !body(after) || is_heading_like(&line.plain) && !is_note(&line.plain) {
            break;
        }
        // A second line of a note, and the statement that a table is empty, which some print without a lead.
        let goes_on = !notes.is_empty() && notes.last().is_some_and(|n| !ends_sentence(n));
        let numbered =
            !notes.is_empty() && matches!(numbering(&line.plain), Some((super::line::Number::Item(_), _)));
        if !(is_note(&line.plain) || goes_on || numbered) {
            break;
        }
        used.push(after);
        if goes_on && !is_note(&line.plain) {
            if let Some(last) = notes.last_mut() {
                last.push_str(&line.text);
            }
        } else {
            notes.push(line.text.clone());
        }
    }
    notes
}

/// Whether a table goes on where the last one stopped.
fn continues(last: &Found<'_>, table: &Table, caption: &[String], items: &[Item], at: usize) -> bool {
    let end = last.items.iter().copied().max().unwrap_or(0);
    let only_caption =
        items[end + 1..at].iter().filter(|i| matches!(i, Item::Line(_))).count() == caption.len();
    if !only_caption || !last.notes.is_empty() || last.table.column_count() != table.column_count() {
        return false;
    }
    let bare = |c: &String| strip_numbering(&squash(c)).replace("(续)", "").replace("续表", "");
    let plain: Vec<String> = caption.iter().map(bare).collect();
    let known: Vec<String> = last.caption.iter().map(bare).collect();
    if !plain.iter().all(|c| c.is_empty() || known.contains(c)) {
        return false;
    }
    let first = row_texts(table, 0);
    // Forms of single projects all begin alike; the line 项目名称 begins the next one.
    let begins_form = |t: &Table| {
        (0..t.row_count().min(4)).any(|r| row_texts(t, r).iter().any(|c| crate::self_assessment::begins(c)))
    };
    if begins_form(&last.table) && begins_form(table) && table.row_count() > 4 {
        return false;
    }
    let repeats = repeated_rows(&last.table, table) > 0;
    // A row that is one wide cell is a title; another title is another table.
    let titled =
        table.row(0).len() == 1 && table.row(0)[0].cols == table.column_count() && !first[0].is_empty();
    repeats || !titled && (caption.is_empty() || !plain.iter().all(String::is_empty))
}

/// How many rows from the top repeat the head of the first page.
fn repeated_rows(first: &Table, next: &Table) -> u32 {
    let same = (0..next.row_count().min(first.row_count()))
        .take_while(|r| {
            let texts = row_texts(first, *r);
            texts == row_texts(next, *r) && texts.iter().any(|t| !t.is_empty())
        })
        .count();
    u32::try_from(same).unwrap_or(0)
}

fn row_texts(table: &Table, row: u32) -> Vec<String> {
    table.row(row).iter().map(|c| squash(&c.text)).collect()
}

fn join(first: &mut Table, next: &Table) {
    let skip = repeated_rows(first, next);
    let offset = first.row_count();
    for cell in next.cells.iter().filter(|c| c.row >= skip) {
        let mut cell = cell.clone();
        cell.row = cell.row - skip + offset;
        first.cells.push(cell);
    }
    first.row_pages.extend(next.row_pages.iter().skip(skip as usize));
}

/// Rows at the end that hold one note go to the notes.
fn take_foot(found: &mut Found<'_>) {
    let mut foot = Vec::new();
    while let Some(last) = found.table.row_count().checked_sub(1) {
        let texts: Vec<&str> =
            found.table.row(last).iter().map(|c| c.text.trim()).filter(|t| !t.is_empty()).collect();
        match texts.as_slice() {
            [] => {}
            [one] if is_note(&squash(one)) => foot.push((*one).to_owned()),
            _ => break,
        }
        let table = found.table.to_mut();
        let keep = table.cells.partition_point(|c| c.row < last);
        table.cells.truncate(keep);
        table.row_pages.pop();
        for cell in &mut table.cells {
            cell.rows = cell.rows.min(last - cell.row);
        }
    }
    foot.reverse();
    foot.append(&mut found.notes);
    found.notes = foot;
}

/// Rows as printed: texts where cells begin, blanks elsewhere.
pub fn rows(table: &Table) -> Rows {
    printed(table).into_iter().map(|row| row.into_iter().map(str::to_owned).collect()).collect()
}

fn printed(table: &Table) -> Vec<Vec<&str>> {
    let width = table.column_count() as usize;
    let mut rows = vec![vec![""; width]; table.row_pages.len()];
    for cell in &table.cells {
        if let Some(slot) = rows.get_mut(cell.row as usize).and_then(|r| r.get_mut(cell.col as usize)) {
            *slot = &cell.text;
        }
    }
    rows
}

/// The caption and the table as one sheet.
fn sheet(found: &Found<'_>, name: String) -> Grid {
    let mut rows: Vec<GridRow> = Vec::new();
    for line in &found.caption {
        let cells: Vec<(u32, Value)> =
            (0u32..).zip(caption_cells(line)).map(|(c, t)| (c, Value::Text(t))).collect();
        rows.push(GridRow { row: u32::try_from(rows.len()).unwrap_or(0), cells });
    }
    let offset = u32::try_from(rows.len()).unwrap_or(0);
    for mut row in found.table.grid("").rows {
        row.row += offset;
        rows.push(row);
    }
    Grid { name, visible: true, rows, ..Grid::default() }
}

/// A line above a table: what tabs and wide gaps part are the cells it would be in a workbook; a number before a
/// title (一、, 附表1) is no part of it.
fn caption_cells(line: &str) -> Vec<String> {
    // What stands at the other end of the line may follow without a gap, where only the layout parts them.
    let mut line = line.to_owned();
    for unit in ["金额单位", "单位：万元", "单位:万元", "单位：元", "单位:元"] {
        if let Some(at) = line.find(unit).filter(|at| *at > 0 && !line[..*at].ends_with("金额")) {
            line.insert(at, '\t');
            break;
        }
    }
    let line = line.as_str();
    let pieces: Vec<&str> = line
        .split(['\t', '\n'])
        .flat_map(|p| p.split("   "))
        .flat_map(|p| p.split("　　"))
        .map(|p| p.trim_matches([' ', '　']))
        .filter(|p| !p.is_empty())
        .collect();
    // Titles are set wide, too: 收　　入　　决　　算　　表.
    let wide = pieces.len() > 1 && pieces.iter().all(|p| p.chars().count() <= 2);
    let pieces = if wide { vec![line] } else { pieces };
    pieces
        .into_iter()
        .map(|p| {
            let plain = squash(p);
            let bare = strip_numbering(&plain);
            if bare.len() < plain.len() && bare.contains('表') { bare.to_owned() } else { p.to_owned() }
        })
        .collect()
}

/// Recognises the nine tables among those found; which of `found` each is.
pub fn recognise(file: &str, found: &[Found<'_>]) -> (Import, Vec<(usize, NineTable)>) {
    // What is a form of a project or the list of them is no page of the accounts, and must not be taken for one that
    // goes on from the page before.
    let offered: Vec<(usize, &Found<'_>)> =
        found.iter().enumerate().filter(|(_, f)| f.kind == AttachedKind::Other).collect();
    let sheets: Vec<Grid> = offered
        .iter()
        .map(|(i, f)| {
            let page = f.table.page.map_or_else(String::new, |p| format!("，第{p}页"));
            sheet(f, format!("第{}张表{page}", i + 1))
        })
        .collect();
    let book = Workbook { file: file.to_owned(), sheets };
    let import = import::assemble(&book);
    let mut nine = Vec::new();
    for (report, (i, f)) in import.sheets.iter().zip(offered) {
        let Some((id, _)) = report.form else { continue };
        let offset = u32::try_from(f.caption.len()).unwrap_or(0);
        let from = report.head_rows.map_or(0, |(first, _)| (first - 1).saturating_sub(offset));
        let from_index = from as usize;
        let cells = f
            .table
            .cells
            .iter()
            .filter(|c| c.row >= from && !c.text.trim().is_empty())
            .map(|c| (c.row - from, c.col, c.index))
            .collect();
        nine.push((
            i,
            NineTable {
                id,
                title: report.title.clone(),
                unit: report.unit.map(crate::accounts::AmountUnit::label),
                page: f.table.page,
                rows: rows(&f.table).split_off(from_index.min(f.table.row_pages.len())),
                row_pages: f.table.row_pages.get(from_index..).unwrap_or_default().to_vec(),
                cells,
                notes: f.notes.clone(),
                sheet: report.name.clone(),
                first_row: from + offset,
            },
        ));
    }
    (import, nine)
}
