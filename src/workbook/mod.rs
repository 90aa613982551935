//! Workbooks as sparse grids. Everything that knows file formats of spreadsheets stands here: own readers for
//! `.xlsx`, `.ods` and `.xls`, the library's for `.xlsb`. Whatever bytes a file holds, reading ends in grids or in a
//! reason, within `package::LIMITS`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::cell::Value;
use crate::error::{Error, Result};
use crate::package::{Damage, LIMITS, Package, contain};
use crate::platform;
pub use crate::source::file_name;
use crate::source::{FileKind, Source};

pub mod cell;
mod compound;
mod dates;
mod formats;
#[cfg(fuzzing)]
pub mod fuzzing;
pub mod look;
mod ods;
mod sheet;
mod xls;
mod xlsb;
mod xlsx;

/// A sheet: its non-empty rows, each with its non-empty cells.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// Sheet name as in the workbook.
    pub name: String,
    /// Whether users see the sheet.
    pub visible: bool,
    /// Rows in order.
    pub rows: Vec<GridRow>,
    /// Numbers whose format shows them smaller than they are stored, in order: row, column, power of ten.
    pub scaled: Arc<[(u32, u32, u8)]>,
}

impl Grid {
    /// The sheet without its rows, for a part of it.
    pub fn without_rows(&self) -> Grid {
        let scaled = Arc::clone(&self.scaled);
        Grid { name: self.name.clone(), visible: self.visible, rows: Vec::new(), scaled }
    }

    /// The power of ten by which a cell shows its number smaller than it is stored; 4 where 元 are shown as 万元.
    pub fn scale(&self, row: u32, col: u32) -> u8 {
        let found = self.scaled.binary_search_by_key(&(row, col), |s| (s.0, s.1));
        found.map_or(0, |at| self.scaled[at].2)
    }
}

/// A non-empty row.
#[derive(Debug, Clone)]
pub struct GridRow {
    /// Zero-based row in the sheet.
    pub row: u32,
    /// `(zero-based column, value)` in order.
    pub cells: Vec<(u32, Value)>,
}

impl GridRow {
    /// The value of a column.
    pub fn get(&self, col: u32) -> Option<&Value> {
        self.cells.binary_search_by_key(&col, |c| c.0).ok().map(|i| &self.cells[i].1)
    }
}

/// A workbook that was read.
#[derive(Debug, Clone)]
pub struct Workbook {
    /// File name without folders.
    pub file: String,
    /// Sheets in order.
    pub sheets: Vec<Grid>,
}

const ZIP_FILE: &[u8] = b"PK";

/// Extensions of workbooks, `.et` being WPS's own (an .xls inside).
const EXTENSIONS: [&str; 6] = ["xlsx", "xls", "xlsm", "xlsb", "ods", "et"];

/// The workbooks of a folder, without its sub-folders, in order of their names. Owner files of office programs
/// (`~$…`) and hidden files are passed over.
pub fn in_folder(folder: &Path) -> Vec<PathBuf> {
    platform::files_in(folder, &EXTENSIONS)
}

/// Reads every sheet of a workbook (.xlsx, .xls, .xlsb, .ods); the content decides, not the extension.
///
/// # Errors
/// The file is missing, locked, empty, not a workbook, damaged, beyond every limit, or protected by a password.
pub fn read(source: impl Into<Source>) -> Result<Workbook> {
    let source = source.into();
    let bytes = source.read()?;
    // A defect of our own readers also ends one file only.
    let sheets = contain(|| read_sheets(&bytes))
        .unwrap_or_else(|| Err(Refusal::from(Damage::broken("内容不符合格式"))));
    let sheets = sheets.map_err(|refusal| {
        let open_elsewhere = if refusal.perhaps_in_use && source.is_open_in_office() {
            "。文件似乎正在 Excel 或 WPS 中打开，请保存并关闭后重试"
        } else {
            ""
        };
        Error::Read { path: source.path().to_owned(), reason: format!("{}{open_elsewhere}", refusal.reason) }
    })?;
    Ok(Workbook { file: source.name(), sheets })
}

/// Why a file is no workbook that can be read.
#[derive(Debug)]
pub struct Refusal {
    /// In Chinese, with what to do next.
    pub reason: String,
    /// Whether a program that is just writing the file would explain it.
    perhaps_in_use: bool,
}

impl Refusal {
    fn because(reason: impl Into<String>) -> Refusal {
        Refusal { reason: reason.into(), perhaps_in_use: false }
    }
}

impl From<Damage> for Refusal {
    fn from(damage: Damage) -> Refusal {
        Refusal { reason: damage.reason(), perhaps_in_use: matches!(damage, Damage::Broken(_)) }
    }
}

/// The sheets of a workbook given as bytes.
///
/// # Errors
/// As for [`read`].
pub fn read_sheets(bytes: &[u8]) -> std::result::Result<Vec<Grid>, Refusal> {
    let kind = FileKind::of(bytes);
    let refused = || Err(Refusal::because(kind.instead_of_workbook()));
    let grids = if bytes.starts_with(compound::SIGNATURE) {
        if kind == FileKind::Doc {
            return refused();
        }
        xls::read(bytes)?
    } else if bytes.starts_with(ZIP_FILE) {
        // A package that is damaged is said to be damaged, whatever it holds.
        let mut package = Package::open(bytes, LIMITS)?;
        if !kind.is_workbook() {
            return refused();
        }
        read_package(&mut package)?
    } else {
        return refused();
    };
    if grids.iter().all(|g| g.rows.is_empty()) {
        return Err(Refusal::because("工作簿里没有任何内容。请重新从系统导出"));
    }
    Ok(grids)
}

/// A zip: the parts inside tell the formats apart.
fn read_package(package: &mut Package<'_>) -> std::result::Result<Vec<Grid>, Refusal> {
    if package.has("xl/workbook.bin") {
        return Ok(xlsb::read(package)?);
    }
    if package.has("content.xml") {
        return Ok(ods::read(package)?);
    }
    Ok(xlsx::read(package)?)
}

/// Says which sheet is damaged.
fn in_sheet(name: &str, damage: Damage) -> Damage {
    match damage {
        Damage::Broken(what) => Damage::Broken(format!("工作表“{name}”：{what}")),
        Damage::TooLarge(what) => Damage::TooLarge(format!("工作表“{name}”：{what}")),
        Damage::Encrypted => Damage::Encrypted,
    }
}
