//! What every sheet written by the program shares: number format and the room of a cell.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::money::{Decimals, NumberFormat};

/// Amounts in every workbook of the program.
pub(super) const AMOUNT_FORMAT: &str = "#,##0.00";

/// The number format under which a cell shows an amount as `numbers` writes it.
pub(super) fn amount_format(value: Decimal, numbers: NumberFormat) -> &'static str {
    let decimals = match numbers.decimals {
        Decimals::Fixed => 2,
        Decimals::Trim => value.normalize().scale(),
    };
    match (numbers.thousands, decimals) {
        (true, 0) => "#,##0",
        (true, 1) => "#,##0.0",
        (true, _) => AMOUNT_FORMAT,
        (false, 0) => "0",
        (false, 1) => "0.0",
        (false, _) => "0.00",
    }
}

/// Excel's limits: characters of a cell, points of a row's height.
const MAX_CHARACTERS: usize = 32_767;

/// A text as a cell can hold it; what is cut off is shown by `…`.
pub(super) fn fitting(text: &str) -> Cow<'_, str> {
    // Bytes are at least as many as characters of any width.
    if text.len() <= MAX_CHARACTERS || text.encode_utf16().count() <= MAX_CHARACTERS {
        return Cow::Borrowed(text);
    }
    let mut room = MAX_CHARACTERS - 1;
    let kept = text.chars().take_while(|c| {
        let fits = c.len_utf16() <= room;
        room = room.saturating_sub(c.len_utf16());
        fits
    });
    Cow::Owned(kept.chain(['…']).collect())
}
