//! The readers of single parts, for fuzzing: a file around each part would take most of the time.

use super::formats::Formats;
use super::sheet::{Budget, Rows};
use super::{Grid, ods, xls, xlsx};
use crate::package::{Allowance, LIMITS, Result, Xml};

/// The cells of a sheet of an .xlsx and the texts it refers to.
///
/// # Errors
/// As for reading the file.
pub fn xlsx(sheet: &[u8], strings: &[u8]) -> Result<Grid> {
    let mut left = Allowance::from(LIMITS);
    let mut budget = Budget::new();
    let (mut of_strings, mut of_sheet) = (Vec::new(), Vec::new());
    let strings = match strings {
        [] => Vec::new(),
        part => {
            let xml = Xml::new(part, "sharedStrings.xml", &mut left, &mut of_strings);
            xlsx::shared_strings(xml, &mut budget)?
        }
    };
    let xml = Xml::new(sheet, "sheet1.xml", &mut left, &mut of_sheet);
    xlsx::sheet(xml, &strings, &Formats::default(), Rows::new(&mut budget))?
        .finish("Z04 支出决算表(财决04表)", true)
}

/// The sheets in the content of an .ods.
///
/// # Errors
/// As for reading the file.
pub fn ods(content: &[u8]) -> Result<Vec<Grid>> {
    ods::content(Xml::new(content, "content.xml", &mut Allowance::from(LIMITS), &mut Vec::new()))
}

/// The sheets in the stream of an .xls.
///
/// # Errors
/// As for reading the file.
pub fn xls(stream: &[u8]) -> Result<Vec<Grid>> {
    xls::sheets(stream)
}
