//! What every sheet written by the program shares: number format and the room of a cell.

use std::borrow::Cow;

/// Amounts in every workbook of the program.
pub(super) const AMOUNT_FORMAT: &str = "#,##0.00";

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
