//! Origins of figures on the page, as little as thousands of them need: each sheet, row and column is named once, what a
//! cell of a table shows is told by its place, and cells of tables have their numbers in order.

use foldhash::HashMap;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::document::Document;
use crate::document::model::{Cell, Origin, SourceCell};
use crate::error::{Error, Result};
use crate::money::Yuan;
use crate::tables::Align;

/// Between the parts of a label, and the steps of a place.
const PARTS: &str = " · ";
const STEPS: &str = " › ";

/// Amounts beyond this many 元 are written out: the script counts in whole numbers of 分 below 2⁵³.
const MOST: i64 = 10_000_000_000_000;

/// The origins that a page shows, in the order in which it first does.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// Numbers among the document's origins, and the cell of a table that shows it first.
    list: Vec<(usize, Option<String>)>,
    /// Places in `list` by the number among the document's.
    places: HashMap<usize, usize>,
    /// Origins that say that nothing is nothing.
    zeros: Vec<bool>,
    /// The place that the script gives the next number in a table.
    next: usize,
}

impl Shown {
    pub(super) fn of(document: &Document) -> Shown {
        let origins = &document.origins;
        let zeros = (0..origins.len()).map(|at| origins.is_zero(at)).collect();
        Shown { zeros, ..Shown::default() }
    }

    /// The place of an origin on the page.
    pub(super) fn number(&mut self, origin: usize, cell: Option<&str>) -> usize {
        let Shown { list, places, .. } = self;
        *places.entry(origin).or_insert_with(|| {
            list.push((origin, cell.map(str::to_owned)));
            list.len() - 1
        })
    }

    /// What a cell of a table says of its origin: nothing if the script finds it by order, its place if it is another,
    /// `-` if it looks as if it had one.
    pub(super) fn cell(&mut self, cell: &Cell, id: &str) -> Option<String> {
        let told = cell.align == Some(Align::Right) && !cell.text.is_empty() && !is_nothing(&cell.text);
        let zero = |origin: &usize| self.zeros.get(*origin).copied().unwrap_or(false);
        let Some(origin) = cell.origin.filter(|origin| !cell.text.is_empty() && !zero(origin)) else {
            return told.then(|| "-".to_owned());
        };
        let place = self.number(origin, Some(id));
        let expected = std::mem::replace(&mut self.next, place + 1);
        (!told || place != expected).then(|| place.to_string())
    }
}

/// Whether a cell prints nothing but zeros, as the script sees it.
fn is_nothing(text: &str) -> bool {
    text.strip_prefix('0').is_some_and(|rest| {
        rest.is_empty() || rest.strip_prefix('.').is_some_and(|digits| digits.bytes().all(|b| b == b'0'))
    })
}

/// Origins as JSON that can stand inside a script element: no `<` can end it.
///
/// # Errors
/// They cannot be serialised, which no data can cause.
pub(super) fn json(document: &Document, shown: &Shown) -> Result<String> {
    let mut words = Words::default();
    // Tens of thousands of entries are written one by one: as a tree they would need many times their text.
    let mut list = String::new();
    for (at, cell) in &shown.list {
        let Some(origin) = document.origins.get(*at) else { continue };
        let entry = plain(&origin, cell.as_deref(), &mut words).unwrap_or_else(|| full(&origin, &mut words));
        list.push_str(if list.is_empty() { "" } else { "," });
        list.push_str(&serde_json::to_string(&entry).map_err(|e| Error::Internal(e.to_string()))?);
    }
    let words = serde_json::to_string(&words.list).map_err(|e| Error::Internal(e.to_string()))?;
    let mut text = format!("{{\"words\":{words},\"list\":[{list}]}}");
    drop(list);
    for (character, escape) in [('<', "\\u003c"), ('\u{2028}', "\\u2028"), ('\u{2029}', "\\u2029")] {
        if text.contains(character) {
            text = text.replace(character, escape);
        }
    }
    Ok(text)
}

/// Texts that stand once.
#[derive(Default)]
struct Words {
    list: Vec<String>,
    index: HashMap<String, usize>,
}

impl Words {
    /// The places of the parts of a text.
    fn of(&mut self, text: &str, between: &str) -> Vec<usize> {
        text.split(between).map(|part| self.one(part)).collect()
    }

    fn one(&mut self, text: &str) -> usize {
        if let Some(at) = self.index.get(text) {
            return *at;
        }
        self.list.push(text.to_owned());
        self.index.insert(text.to_owned(), self.list.len() - 1);
        self.list.len() - 1
    }
}

/// An origin with everything it says: label, formula, sources, cells.
fn full(origin: &Origin, words: &mut Words) -> Value {
    let mut source = |s: &SourceCell| {
        // The cell itself stands nowhere else.
        let (sheet, cell) = s.place.rsplit_once(STEPS).unwrap_or((&s.place, ""));
        // What the arithmetic begins with need not be said again.
        let same = origin.formula.strip_prefix(&s.value).is_some_and(|rest| rest.starts_with(" ＝ "));
        let value = if same { json!(0) } else { json!(s.value) };
        json!([words.one(s.role), words.one(sheet), cell, value])
    };
    let sources: Vec<Value> = origin.sources.iter().map(&mut source).collect();
    json!([words.of(&origin.label, PARTS), origin.formula, sources, origin.cells])
}

/// The origin of a cell of a table that shows an amount of one source cell: label, 元, sheet, address. The script makes
/// the 万元 of it.
fn plain(origin: &Origin, cell: Option<&str>, words: &mut Words) -> Option<Value> {
    let [source] = origin.sources.as_slice() else { return None };
    let yuan = source.value.strip_suffix(" 元")?;
    let here = origin.cells.len() == 1 && origin.cells.first().map(String::as_str) == cell;
    let same = || Some(origin.formula == format!("{yuan} 元 ＝ {}万元", wan(yuan)?));
    if !here || !source.role.is_empty() || same() != Some(true) {
        return None;
    }
    let (sheet, address) = source.place.rsplit_once(STEPS)?;
    Some(json!([words.of(&origin.label, PARTS), yuan, words.one(sheet), address]))
}

/// 万元 of an amount as the script makes them; `None` if it would not.
fn wan(yuan: &str) -> Option<String> {
    let amount: Decimal = yuan.replace(',', "").parse().ok()?;
    if amount.scale() != 2 || amount.is_sign_negative() || amount >= Decimal::from(MOST) {
        return None;
    }
    let fixed = format!("{:.2}", Yuan(amount).to_wan().0);
    let (whole, decimals) = fixed.split_once('.')?;
    let mut text = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    Some(format!("{text}.{decimals}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_the_script_makes_them() {
        for (yuan, said) in
            [("115,791.91", "11.58"), ("23,819,946.74", "2,381.99"), ("50.00", "0.01"), ("49.99", "0.00")]
        {
            assert_eq!(wan(yuan).as_deref(), Some(said));
        }
        for other in ["-1.00", "12", "10,000,000,000,000.00"] {
            assert_eq!(wan(other), None, "a count, or more than the script can count");
        }
    }

    #[test]
    fn zeros_look_like_nothing() {
        assert!(["0", "0.0", "0.00"].into_iter().all(is_nothing));
        assert!(!["", "0.01", "10.00", "00", "-0.00"].into_iter().any(is_nothing));
    }
}
