//! How the figures of a document were made. Of an amount in a table is kept which cell of the user's files it shows, and
//! what stands there: departments with thousands of 项 have tens of thousands of them, so that each takes some fifty
//! bytes, and its texts are made when somebody asks for them.

use std::borrow::Cow;
use std::sync::Arc;

use foldhash::HashMap;

use super::table::Table;
use crate::accounts::{Address, CellRef, Source};
use crate::finding::Place;
use crate::money::{Decimals, NumberFormat, Yuan, display_yuan};

/// How a figure was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// `收、支总计 · 本年决算数`
    pub label: String,
    /// The arithmetic with its result: `2,553.74 − 2,471.59 ＝ 82.15万元`.
    pub formula: String,
    /// The source cells that take part.
    pub sources: Vec<SourceCell>,
    /// Anchors of the table cells in this document that show the same source cells.
    pub cells: Vec<String>,
}

/// How each figure of a document was made: those of the tables first, which documents of the same accounts share.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    tables: Arc<Shown>,
    text: Vec<Origin>,
}

impl Origins {
    /// Those of the tables.
    pub fn of_tables(tables: Arc<Shown>) -> Origins {
        Origins { tables, text: Vec::new() }
    }

    /// Adds one of the text; its position.
    pub fn push(&mut self, origin: Origin) -> usize {
        self.text.push(origin);
        self.len() - 1
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.tables.len() + self.text.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The one at a position; those of tables are made when they are asked for.
    pub fn get(&self, at: usize) -> Option<Cow<'_, Origin>> {
        match at.checked_sub(self.tables.len()) {
            Some(at) => self.text.get(at).map(Cow::Borrowed),
            None => self.tables.origin(at).map(Cow::Owned),
        }
    }

    /// Whether the one at a position says of an amount in a table that nothing is nothing.
    pub fn is_zero(&self, at: usize) -> bool {
        self.tables.is_zero(at)
    }
}

/// A cell of the user's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceCell {
    /// Its part in the figure (本年, 上年, 预算).
    pub role: &'static str,
    /// `2023年决算.xlsx › Z01 › E37`
    pub place: String,
    /// `25,537,422.43 元`
    pub value: String,
}

/// The amounts of all tables, in the order in which they are printed.
#[derive(Debug, Default)]
pub struct Shown {
    tables: Vec<Arc<Table>>,
    /// `公开01表` of each table.
    names: Vec<String>,
    /// Sheets and tables that the amounts were read from.
    sources: Vec<Source>,
    amounts: Vec<ShownAmount>,
    /// Positions in `amounts` of those from workbooks, in order of the cells they were read from.
    by_cell: Vec<u32>,
    /// The same of those from documents, whose cells are known by the names of their rows and columns.
    by_place: HashMap<Place, Vec<u32>>,
}

/// An amount in a body cell of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct ShownAmount {
    /// Position of the table.
    pub table: u32,
    /// Body row, zero-based.
    pub row: u32,
    /// Column, zero-based.
    pub col: u32,
    /// Column of the text that names the row, if there is one before the amount.
    pub name: Option<u32>,
    /// The cell it was read from.
    pub cell: CellRef,
    /// What stands there, in 元.
    pub value: Yuan,
}

impl Shown {
    /// Amounts of `tables`, which are called `names`, as read from `sources`.
    pub(super) fn new(
        tables: Vec<Arc<Table>>,
        names: Vec<String>,
        sources: &[Source],
        amounts: Vec<ShownAmount>,
    ) -> Shown {
        let mut shown = Shown { tables, names, sources: sources.to_vec(), amounts, ..Shown::default() };
        for (at, amount) in (0..).zip(&shown.amounts) {
            let CellRef { source, row, col } = amount.cell;
            match sources.get(usize::from(source)).filter(|source| source.document.is_some()) {
                Some(source) => {
                    shown.by_place.entry(source.place(Address { row, col })).or_default().push(at);
                }
                None => shown.by_cell.push(at),
            }
        }
        let amounts = &shown.amounts;
        shown.by_cell.sort_by_key(|at| amounts[*at as usize].cell);
        shown
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.amounts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.amounts.is_empty()
    }

    /// Whether the one at a position shows that nothing is nothing.
    pub fn is_zero(&self, at: usize) -> bool {
        self.amounts.get(at).is_some_and(|amount| amount.value.is_zero())
    }

    /// How the one at a position was made.
    pub fn origin(&self, at: usize) -> Option<Origin> {
        let amount = self.amounts.get(at)?;
        let yuan = format!("{} 元", display_yuan(amount.value));
        Some(Origin {
            label: self.label(amount),
            formula: format!("{yuan} ＝ {}万元", wan(amount.value)),
            sources: vec![SourceCell { role: "", place: self.place(amount)?.to_string(), value: yuan }],
            cells: vec![self.anchor(amount)],
        })
    }

    /// Anchors of the cells that show the source cell at a place, in the order in which they are printed.
    pub fn anchors(&self, place: &Place) -> Vec<String> {
        if place.document_spot().is_some() {
            return self.anchors_of(self.by_place.get(place).into_iter().flatten().copied().collect());
        }
        let cells = |source: u16, Address { row, col }: Address| {
            let cell = CellRef { source, row, col };
            self.between(cell, cell)
        };
        self.anchors_of(self.found(place, cells))
    }

    /// Anchors of the cells that show the first cell of the same row of the sheet that is shown at all.
    pub fn anchors_beside(&self, place: &Place) -> Vec<String> {
        let row = |source: u16, Address { row, .. }: Address| {
            let cell = |col: u32| CellRef { source, row, col };
            let row = self.between(cell(0), cell(u32::MAX));
            let first = row.first().and_then(|at| self.amounts.get(*at as usize)).map(|amount| amount.cell);
            first.map_or(&[][..], |cell| self.between(cell, cell))
        };
        self.anchors_of(self.found(place, row))
    }

    /// What `of` finds on each sheet of a workbook that a place can mean: a sheet may hold two statements.
    fn found<'a>(&'a self, place: &Place, of: impl Fn(u16, Address) -> &'a [u32]) -> Vec<u32> {
        let Some(address) = Address::parse(place.address()) else { return Vec::new() };
        let same = |source: &Source| {
            source.document.is_none() && source.file == place.file && source.sheet == place.sheet_name()
        };
        let sources = (0..).zip(&self.sources).filter(|(_, source)| same(source));
        sources.flat_map(|(number, _)| of(number, address).iter().copied()).collect()
    }

    /// Amounts of workbooks from one cell to another.
    fn between(&self, from: CellRef, to: CellRef) -> &[u32] {
        let cell = |at: &u32| self.amounts[*at as usize].cell;
        let start = self.by_cell.partition_point(|at| cell(at) < from);
        let end = self.by_cell.partition_point(|at| cell(at) <= to);
        &self.by_cell[start..end]
    }

    fn anchors_of(&self, mut amounts: Vec<u32>) -> Vec<String> {
        amounts.sort_unstable();
        amounts.iter().map(|at| self.anchor(&self.amounts[*at as usize])).collect()
    }

    fn anchor(&self, amount: &ShownAmount) -> String {
        let table = self.tables.get(amount.table as usize).map_or("", |table| &table.id);
        format!("{table}-{}-{}", amount.row + 1, amount.col + 1)
    }

    fn place(&self, amount: &ShownAmount) -> Option<Place> {
        let CellRef { source, row, col } = amount.cell;
        Some(self.sources.get(usize::from(source))?.place(Address { row, col }))
    }

    /// Row and column as printed: `公开01表 · 一、一般公共预算财政拨款收入 · 金额`.
    fn label(&self, amount: &ShownAmount) -> String {
        let table = self.tables.get(amount.table as usize);
        let col = amount.col as usize;
        let named = table.zip(amount.name).and_then(|(table, name)| {
            Some(table.rows.get(amount.row as usize)?.get(name as usize)?.text.as_str())
        });
        let heads = table.into_iter().flat_map(|table| &table.head);
        let heads = heads
            .filter(|head| (head.col..head.col + head.cols).contains(&col))
            .map(|head| head.text.as_str())
            .filter(|text| !is_number(text));
        let form = self.names.get(amount.table as usize).map(String::as_str);
        let parts: Vec<&str> =
            form.into_iter().chain(named).chain(heads).filter(|part| !part.is_empty()).collect();
        parts.join(" · ")
    }
}

/// Whether a text names nothing: a code, or a number of the 栏次 row.
pub(super) fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn wan(value: Yuan) -> String {
    NumberFormat { thousands: true, decimals: Decimals::Fixed }.write(value.to_wan().0)
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::accounts::AmountUnit;

    fn sheet(sheet: &str) -> Source {
        let unit = AmountUnit::Yuan;
        Source { file: "决算.xlsx".into(), sheet: sheet.into(), unit, document: None }
    }

    #[test]
    fn cells_are_found_by_place_and_by_row_on_every_statement_of_a_sheet() {
        // The second and third statement stand on one sheet.
        let sources = [sheet("Z03"), sheet("Z04"), sheet("Z04")];
        let amount = |row, col, cell: (u16, u32, u32)| ShownAmount {
            table: 0,
            row,
            col,
            name: None,
            cell: CellRef { source: cell.0, row: cell.1, col: cell.2 },
            value: Yuan(Decimal::from(row)),
        };
        let amounts = vec![
            amount(0, 1, (2, 8, 4)),
            amount(1, 1, (1, 8, 4)),
            amount(2, 1, (0, 8, 4)),
            amount(3, 1, (1, 8, 2)),
            amount(4, 1, (1, 8, 2)),
            amount(5, 1, (1, 9, 4)),
        ];
        let shown = Shown::new(Vec::new(), Vec::new(), &sources, amounts);
        let at = |cell: &str| Place::cell("决算.xlsx", "Z04", cell);
        assert_eq!(shown.anchors(&at("E9")), ["-1-2", "-2-2"], "in the order in which they are printed");
        assert_eq!(shown.anchors(&at("C9")), ["-4-2", "-5-2"]);
        assert_eq!(shown.anchors_beside(&at("H9")), ["-1-2", "-4-2", "-5-2"], "first of each statement");
        for nothing in [at("H11"), at(""), Place::cell("上年.xlsx", "Z04", "E9")] {
            assert!(shown.anchors(&nothing).is_empty() && shown.anchors_beside(&nothing).is_empty());
        }
        assert!(shown.is_zero(0) && !shown.is_zero(1) && !shown.is_zero(6));
    }
}
