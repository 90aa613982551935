//! How long a text is on paper, before anything is laid out.

use unicode_width::UnicodeWidthStr;

/// The smallest size of the title of a table.
const SMALLEST_TABLE_TITLE: f64 = 12.0;

/// Width of a text in ems of a Chinese font.
pub fn ems(text: &str) -> f64 {
    UnicodeWidthStr::width(text) as f64 / 2.0
}

/// Lines that a text takes at a size.
pub fn lines(text: &str, size: f64, width: f64) -> f64 {
    let per_line = (width / size).floor().max(1.0);
    (ems(text) / per_line).ceil().max(1.0)
}

/// The largest size in which a text takes one line, else the smallest.
pub fn on_one_line(text: &str, (usual, smallest): (f64, f64), width: f64) -> f64 {
    let fits = width / ems(text).max(1.0);
    // Half points, as Word counts.
    (fits * 2.0).floor().clamp(smallest * 2.0, usual * 2.0) / 2.0
}

/// The size in which the title of a table takes one line, else the smallest.
pub fn table_title(text: &str, usual: f64, width: f64) -> f64 {
    on_one_line(text, (usual, usual.min(SMALLEST_TABLE_TITLE)), width)
}
