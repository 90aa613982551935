//! The way back: from a cell of the source workbooks to the exact amount that was read there.

use foldhash::HashMap;

use super::{Accounts, Address, Amount, CellRef, Source};
use crate::finding::Place;
use crate::money::Yuan;

/// Exact amounts in 元 by cell, of this and last year's accounts.
#[derive(Debug, Default)]
pub struct Ledger<'a> {
    books: Vec<Book<'a>>,
}

#[derive(Debug)]
struct Book<'a> {
    accounts: &'a Accounts,
    /// In order of their cells; tens of thousands take half of what a map of them does.
    amounts: Vec<(CellRef, Yuan)>,
    /// Amounts of tables in documents by their places; none where two stand under the same names.
    printed: HashMap<Place, Yuan>,
}

impl Book<'_> {
    /// What a cell says; of two readings the later one.
    fn amount(&self, cell: CellRef) -> Option<Yuan> {
        let after = self.amounts.partition_point(|(other, _)| *other <= cell);
        self.amounts[..after].last().filter(|(other, _)| *other == cell).map(|(_, value)| *value)
    }
}

impl<'a> Ledger<'a> {
    /// Indexes accounts; this year's come first.
    pub fn new(accounts: impl IntoIterator<Item = &'a Accounts>) -> Ledger<'a> {
        let book = |accounts: &'a Accounts| {
            let schedules = accounts.schedules.iter().flat_map(|s| &s.lines);
            let detail = accounts.basic_detail.iter().flat_map(|d| &d.lines);
            let lines = schedules.chain(detail);
            let mut amounts: Vec<(CellRef, Yuan)> = lines
                .flat_map(|line| line.cells.iter().flatten())
                .filter_map(|Amount { value, cell }| Some(((*cell)?, *value)))
                .collect();
            amounts.sort_by_key(|(cell, _)| *cell);
            let mut printed: HashMap<Place, Option<Yuan>> = HashMap::default();
            let in_document = |cell: &CellRef| {
                accounts.sources.get(usize::from(cell.source)).is_some_and(|s| s.document.is_some())
            };
            for (cell, value) in amounts.iter().filter(|(cell, _)| in_document(cell)) {
                let known = printed.entry(accounts.place(*cell)).or_insert(Some(*value));
                *known = known.filter(|known| known == value);
            }
            let printed = printed.into_iter().filter_map(|(place, value)| Some((place, value?))).collect();
            Book { accounts, amounts, printed }
        };
        Ledger { books: accounts.into_iter().map(book).collect() }
    }

    /// What a cell of this year's accounts says.
    pub fn amount(&self, cell: CellRef) -> Option<Yuan> {
        self.books.first()?.amount(cell)
    }

    /// The sheets that this year's accounts were read from, which cells refer to by position.
    pub fn sources(&self) -> &'a [Source] {
        self.books.first().map_or(&[], |book| &book.accounts.sources)
    }

    /// What the cell at a place says, in either year.
    pub fn amount_at(&self, place: &Place) -> Option<Yuan> {
        if place.document_spot().is_some() {
            return self.books.iter().find_map(|book| book.printed.get(place).copied());
        }
        let Address { row, col } = Address::parse(place.address())?;
        self.books.iter().find_map(|book| {
            let sources = book.accounts.sources.iter();
            let source =
                sources.clone().position(|s| s.file == place.file && s.sheet == place.sheet_name())?;
            book.amount(CellRef { source: u16::try_from(source).ok()?, row, col })
        })
    }
}

impl Address {
    /// Reads an address as Excel shows it.
    ///
    /// ```
    /// use juesuan::accounts::Address;
    /// assert_eq!(Address::parse("AA100").map(|a| (a.row, a.col)), Some((99, 26)));
    /// assert_eq!(Address::parse("A0"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Address> {
        let digits = text.find(|c: char| c.is_ascii_digit())?;
        let (letters, row) = text.split_at(digits);
        if letters.is_empty() || letters.len() > 3 {
            return None;
        }
        let mut col = 0u32;
        for letter in letters.bytes() {
            let value = letter.is_ascii_uppercase().then(|| u32::from(letter - b'A') + 1)?;
            col = col * 26 + value;
        }
        Some(Address { row: row.parse::<u32>().ok()?.checked_sub(1)?, col: col - 1 })
    }
}
