//! Single answers: a cell that people fill, found by its key and head, read and set in a workbook in memory, and brought
//! into the file as any other change ([`super::bytes()`]).

use std::collections::BTreeMap;

use super::Changes;
use super::edit::SheetEdit;
use super::form::{self, Kind, SheetId};
use super::merge::{Layout, Merged};
use super::page::Content;
use super::plan::{Plan, PlannedRow};
use crate::text::squash;
use crate::workbook::cell::Value;
use crate::workbook::{Grid, GridRow, Workbook};

/// A cell that people fill.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// Its sheet.
    pub sheet: SheetId,
    /// The key of its row, as the sheet has it (`yoy.total`, `agency_operation`).
    pub key: String,
    /// The head of its column (`原因`, `本年决算数`).
    pub head: String,
}

/// Where a slot stands.
struct Spot {
    /// Index of the sheet in the workbook.
    sheet: usize,
    /// Index of the row of heads in the grid.
    head: usize,
    /// Index of the row in the grid.
    row: usize,
    /// Zero-based column.
    col: u32,
    kind: Kind,
}

fn width(grid: &Grid) -> u32 {
    grid.rows.iter().filter_map(|r| r.cells.last()).map(|c| c.0 + 1).max().unwrap_or(0)
}

fn find(book: &Workbook, slot: &Slot) -> Option<Spot> {
    let spec = form::spec(slot.sheet);
    let column = spec.column(&slot.head)?;
    let grid = form::find(book, spec)?;
    let sheet = book.sheets.iter().position(|g| std::ptr::eq(g, grid))?;
    let head = form::head_row(grid, spec)?;
    let (layout, _) = Layout::of(spec, &grid.rows[head], width(grid));
    let (key_col, col) = (layout.key(), layout.position(column.head)?);
    let key = squash(&slot.key);
    let of_key = |row: &GridRow| row.get(key_col).is_some_and(|v| squash(&v.display()) == key);
    let filled = |row: &GridRow| row.get(col).is_some_and(|v| !v.display().is_empty());
    let rows = || (head + 1..grid.rows.len()).filter(|i| of_key(&grid.rows[*i]));
    // Of two rows of one key the reader takes the first that says something.
    let row = rows().find(|i| filled(&grid.rows[*i])).or_else(|| rows().next())?;
    Some(Spot { sheet, head, row, col, kind: column.kind })
}

/// What stands in a slot; `None` if the workbook has no such row or column.
pub fn typed_in(book: &Workbook, slot: &Slot) -> Option<String> {
    let spot = find(book, slot)?;
    let value = book.sheets[spot.sheet].rows[spot.row].get(spot.col);
    Some(value.map(Content::from).unwrap_or_default().display())
}

/// Everything that stands in the cells people fill, by sheet and squashed key; of a row each of its declared heads.
#[derive(Debug, Default)]
pub struct Filled(BTreeMap<(SheetId, String), FilledRow>);

/// A row: its key as it stands there, and its cells by head.
#[derive(Debug, Default)]
struct FilledRow {
    key: String,
    cells: BTreeMap<&'static str, String>,
}

impl Filled {
    /// What stands in a slot; nothing where there is none.
    pub fn get(&self, slot: &Slot) -> String {
        let head = form::spec(slot.sheet).column(&slot.head).map_or("", |c| c.head);
        let row = self.0.get(&(slot.sheet, squash(&slot.key)));
        row.and_then(|row| row.cells.get(head)).cloned().unwrap_or_default()
    }
}

impl Filled {
    /// Every cell that people fill, of every row.
    pub fn slots(&self) -> impl Iterator<Item = Slot> {
        self.0.iter().flat_map(|((sheet, _), FilledRow { key, cells })| {
            let typed = |head: &&str| form::spec(*sheet).column(head).is_some_and(|c| c.kind.is_typed());
            let slot = |head: &'static str| Slot { sheet: *sheet, key: key.clone(), head: head.to_owned() };
            cells.keys().copied().filter(typed).map(slot).collect::<Vec<_>>()
        })
    }
}

/// Reads all answers at once: a page shows hundreds.
pub fn filled(book: &Workbook) -> Filled {
    let mut filled = Filled::default();
    for spec in form::SHEETS {
        let Some(grid) = form::find(book, spec) else { continue };
        let Some(head) = form::head_row(grid, spec) else { continue };
        let (layout, _) = Layout::of(spec, &grid.rows[head], width(grid));
        let columns: Vec<_> =
            spec.columns.iter().filter_map(|c| Some((c.head, layout.position(c.head)?))).collect();
        for row in &grid.rows[head + 1..] {
            let Some(key) = row.get(layout.key()).map(Value::display) else { continue };
            if key.trim().is_empty() {
                continue;
            }
            let known = filled.0.entry((spec.id, squash(&key))).or_default();
            if known.key.is_empty() {
                crate::text::clean(&key).trim().clone_into(&mut known.key);
            }
            let cells = &mut known.cells;
            for (head, col) in &columns {
                let said = row.get(*col).map(Content::from).unwrap_or_default().display();
                let there = cells.entry(head).or_default();
                if there.is_empty() {
                    *there = said;
                }
            }
        }
    }
    filled
}

/// What typing a text into a cell makes of it, as an office program does: a number in a column of numbers, else text.
fn content(kind: Kind, text: &str) -> Content {
    let text = crate::text::clean(text);
    let number = matches!(kind, Kind::Number | Kind::Score).then(|| text.trim().parse().ok()).flatten();
    Content::fitted(number.map_or_else(|| Content::text(text.trim()), Content::Number))
}

/// Sets a slot in a workbook in memory; whether the workbook has it.
pub fn put(book: &mut Workbook, slot: &Slot, text: &str) -> bool {
    let Some(spot) = find(book, slot) else { return false };
    let row = &mut book.sheets[spot.sheet].rows[spot.row];
    let value = match content(spot.kind, text) {
        Content::Empty => None,
        Content::Text(text) => Some(Value::Text(text)),
        Content::Number(number) => Some(Value::Number(number)),
    };
    match (row.cells.binary_search_by_key(&spot.col, |c| c.0), value) {
        (Ok(at), Some(value)) => row.cells[at].1 = value,
        (Ok(at), None) => drop(row.cells.remove(at)),
        (Err(at), Some(value)) => row.cells.insert(at, (spot.col, value)),
        (Err(_), None) => {}
    }
    true
}

/// Answers as changes of cells in a file that holds `book`; a slot that it has not is left out.
pub fn answered<'a>(book: &Workbook, answers: impl IntoIterator<Item = (&'a Slot, &'a str)>) -> Merged {
    let mut edits: Vec<SheetEdit> = Vec::new();
    for (slot, text) in answers {
        let Some(spot) = find(book, slot) else { continue };
        let (grid, spec) = (&book.sheets[spot.sheet], form::spec(slot.sheet));
        let (layout, _) = Layout::of(spec, &grid.rows[spot.head], width(grid));
        let at = edits.iter().position(|e| e.sheet == grid.name).unwrap_or_else(|| {
            let mut edit = SheetEdit::new(&grid.name, spec, grid.rows[spot.head].row);
            edit.last = grid.rows.last().map_or(edit.head, |r| r.row);
            edit.kinds =
                spec.columns.iter().filter_map(|c| Some((layout.position(c.head)?, c.kind))).collect();
            edits.push(edit);
            edits.len() - 1
        });
        let (row, new) = (&grid.rows[spot.row], content(spot.kind, text));
        let now = |col: u32| {
            if col == spot.col { new.clone() } else { row.get(col).map(Content::from).unwrap_or_default() }
        };
        edits[at].heights.insert(row.row, layout.height(&now));
        edits[at].cells.insert((row.row, spot.col), new);
    }
    Merged { edits, pages: Vec::new(), changes: Changes::default() }
}

/// A row that people add, and all that they typed in it, by head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its sheet.
    pub sheet: SheetId,
    /// What it is matched by.
    pub key: String,
    /// What stands in the cells that people fill.
    pub cells: Vec<(String, String)>,
}

impl Row {
    /// A row of a workbook by its key.
    pub fn of(book: &Workbook, sheet: SheetId, key: &str) -> Option<Row> {
        let slot = |head: &str| Slot { sheet, key: key.to_owned(), head: head.to_owned() };
        let spec = form::spec(sheet);
        typed_in(book, &slot(spec.key_head()))?;
        let typed = spec.columns.iter().filter(|c| c.kind.is_typed());
        let cells = typed.filter_map(|c| Some((c.head.to_owned(), typed_in(book, &slot(c.head))?)));
        Some(Row { sheet, key: key.to_owned(), cells: cells.collect() })
    }

    /// What must be done to a workbook so that it has the row.
    pub fn added(&self, book: &Workbook) -> Merged {
        let spec = form::spec(self.sheet);
        let typed = |(head, text): &(String, String)| {
            let column = spec.column(head)?;
            Some((column.head, content(column.kind, text)))
        };
        let planned = PlannedRow {
            sheet: self.sheet,
            key: self.key.clone(),
            cells: Vec::new(),
            wanted: Vec::new(),
            typed: self.cells.iter().filter_map(typed).collect(),
        };
        super::merge(&Plan { rows: vec![planned], ..Plan::default() }, Some(book))
    }

    /// What must be done to a workbook so that nothing stands in the row.
    pub fn removed(&self, book: &Workbook) -> Merged {
        let spec = form::spec(self.sheet);
        let declared = spec.columns.iter().map(|column| self.slot(column.head));
        let slots: Vec<Slot> = declared.collect();
        answered(book, slots.iter().map(|slot| (slot, "")))
    }

    /// What must be done to a workbook so that the row has another key.
    pub fn renamed(&self, book: &Workbook, key: &str) -> Merged {
        answered(book, [(&self.slot(form::spec(self.sheet).key_head()), key)])
    }

    fn slot(&self, head: &str) -> Slot {
        Slot { sheet: self.sheet, key: self.key.clone(), head: head.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Plan, PlannedRow, bytes, merge, supplement_of, write};
    use super::*;
    use crate::workbook::read_sheets;

    fn prepared() -> (Vec<u8>, Workbook) {
        let row = |sheet, key: &str, wanted| PlannedRow {
            sheet,
            key: key.into(),
            cells: Vec::new(),
            wanted,
            typed: Vec::new(),
        };
        let plan = Plan {
            rows: vec![
                row(SheetId::Reasons, "yoy.total", Vec::new()),
                row(SheetId::Data, "agency_operation", vec!["本年决算数"]),
                row(SheetId::Texts, "text.duties", Vec::new()),
            ],
            ..Plan::default()
        };
        let bytes = write(&merge(&plan, None).pages, 2023).expect("a workbook");
        let book =
            Workbook { file: "补充资料.xlsx".into(), sheets: read_sheets(&bytes).expect("sheets") };
        (bytes, book)
    }

    fn slot(sheet: SheetId, key: &str, head: &str) -> Slot {
        Slot { sheet, key: key.into(), head: head.into() }
    }

    #[test]
    fn an_answer_in_memory_and_in_the_file_are_the_same() {
        let (before, mut book) = prepared();
        let answers = [
            (slot(SheetId::Reasons, "yoy.total", "原因（请填写）"), "一行\n<b>&第二行"),
            (slot(SheetId::Data, "agency_operation", "本年决算数"), "1234.50"),
            (slot(SheetId::Texts, "text.duties", "内容"), "　职责。 "),
        ];
        let there = answered(&book, answers.iter().map(|(slot, text)| (slot, *text)));
        let present =
            super::super::Present { path: "补充资料.xlsx".into(), bytes: before, book: book.clone() };
        let after = bytes(&there, Some(&present), 2023).expect("written").expect("changed");
        for (slot, text) in &answers {
            assert!(put(&mut book, slot, text));
        }
        let read = Workbook { file: book.file.clone(), sheets: read_sheets(&after).expect("sheets") };
        for (slot, _) in &answers {
            assert_eq!(typed_in(&read, slot), typed_in(&book, slot));
            assert_eq!(Some(filled(&book).get(slot)), typed_in(&book, slot));
        }
        let (read, kept) = (supplement_of(&read).expect("read"), supplement_of(&book).expect("kept"));
        assert_eq!((&read.reasons, &read.texts, &read.data), (&kept.reasons, &kept.texts, &kept.data));
        assert_eq!(kept.reason("yoy.total").expect("a reason").text, "一行\n<b>&第二行");
    }

    #[test]
    fn an_answer_taken_back_leaves_nothing_and_unknown_rows_are_not_made() {
        let (_, mut book) = prepared();
        let reason = slot(SheetId::Reasons, "yoy.total", "原因");
        assert!(put(&mut book, &reason, "说明"));
        assert_eq!(typed_in(&book, &reason).as_deref(), Some("说明"));
        assert!(put(&mut book, &reason, " "));
        assert_eq!(typed_in(&book, &reason).as_deref(), Some(""));
        assert!(!put(&mut book, &slot(SheetId::Reasons, "yoy.nothing", "原因"), "说明"));
        assert_eq!(typed_in(&book, &slot(SheetId::Reasons, "yoy.total", "没有这一栏")), None);
    }
}
