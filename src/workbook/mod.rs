//! Workbooks as sparse grids. Everything that knows the spreadsheet library stands here.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use calamine::{Data, DataRef, Reader, SheetVisible, Sheets};
use rust_decimal::Decimal;

use self::cell::{Value, decimal_from_double};
use crate::error::{Error, Result};
use crate::platform;

pub mod cell;

/// A sheet: its non-empty rows, each with its non-empty cells.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// Sheet name as in the workbook.
    pub name: String,
    /// Whether users see the sheet.
    pub visible: bool,
    /// Rows in order.
    pub rows: Vec<GridRow>,
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

/// First bytes of a compound file: `.xls`, and every password-protected `.xlsx`.
const COMPOUND_FILE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const ZIP_FILE: &[u8] = b"PK";

/// The name of a file without its folders, as shown in messages.
pub fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

/// Extensions of workbooks, `.et` being WPS's own (an .xls inside).
const EXTENSIONS: [&str; 6] = ["xlsx", "xls", "xlsm", "xlsb", "ods", "et"];

/// The workbooks of a folder, without its sub-folders, in order of their names. Owner files of office programs
/// (`~$…`) and hidden files are passed over.
pub fn in_folder(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|e| e.path())
        .filter(|path| {
            let name = file_name(path);
            let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
            !name.starts_with(['~', '.'])
                && extension.is_some_and(|e| EXTENSIONS.contains(&e.as_str()))
                && path.is_file()
        })
        .collect();
    files.sort();
    files
}

/// Reads every sheet of a workbook (.xlsx, .xls, .xlsb, .ods); the content decides, not the extension.
///
/// # Errors
/// The file is missing, locked, empty, not a workbook, or protected by a password.
pub fn read(path: &Path) -> Result<Workbook> {
    if path.is_dir() {
        // Windows would call this a lack of permission.
        return Err(Error::read(path, &std::io::ErrorKind::IsADirectory.into()));
    }
    let bytes = std::fs::read(path).map_err(|e| Error::read(path, &e))?;
    let fail = |reason: String| Error::Read { path: path.to_owned(), reason };
    if bytes.is_empty() {
        return Err(fail("文件是空的（0字节）。请重新从系统导出".into()));
    }
    if !bytes.starts_with(COMPOUND_FILE) && !bytes.starts_with(ZIP_FILE) {
        return Err(fail(not_a_workbook(&bytes)));
    }
    let mut sheets = open(bytes).map_err(|reason| {
        let open_elsewhere = if platform::is_open_in_office(path) {
            "。文件似乎正在 Excel 或 WPS 中打开，请保存并关闭后重试"
        } else {
            ""
        };
        fail(format!("{reason}{open_elsewhere}"))
    })?;
    let mut grids = Vec::new();
    for meta in sheets.sheets_metadata().to_vec() {
        if meta.typ != calamine::SheetType::WorkSheet {
            continue;
        }
        let rows = read_rows(&mut sheets, &meta.name)
            .map_err(|e| fail(format!("工作表“{}”已损坏：{e}。请用办公软件打开并另存后重试", meta.name)))?;
        grids.push(Grid { name: meta.name, visible: meta.visible == SheetVisible::Visible, rows });
    }
    if grids.iter().all(|g| g.rows.is_empty()) {
        return Err(fail("工作簿里没有任何内容。请重新从系统导出".into()));
    }
    Ok(Workbook { file: file_name(path), sheets: grids })
}

fn not_a_workbook(bytes: &[u8]) -> String {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(256)]).to_ascii_lowercase();
    let what = if head.contains("<html") || head.contains("<table") {
        "这是一个网页文件，只是改了扩展名"
    } else if head.contains("<?xml") {
        "这是一个XML文件，不是工作簿"
    } else if bytes.starts_with(b"%PDF") {
        "这是一个PDF文件"
    } else {
        "这不是Excel工作簿"
    };
    format!("{what}。请用 Excel 或 WPS 打开，另存为 .xlsx 后重试")
}

type Book = Sheets<Cursor<Vec<u8>>>;

fn open(bytes: Vec<u8>) -> std::result::Result<Book, String> {
    const PROTECTED: &str = "文件有打开密码。请在 Excel 或 WPS 中去掉密码，另存后重试";
    const BROKEN: &str = "文件已损坏或不是Excel工作簿。请重新从系统导出，或用办公软件打开并另存后重试";
    if bytes.starts_with(COMPOUND_FILE) {
        if contains_utf16(&bytes, "EncryptedPackage") {
            return Err(PROTECTED.into());
        }
        return match calamine::open_workbook_from_rs::<calamine::Xls<_>, _>(Cursor::new(bytes)) {
            Ok(book) => Ok(Sheets::Xls(book)),
            Err(calamine::XlsError::Password) => Err(PROTECTED.into()),
            Err(_) => Err(BROKEN.into()),
        };
    }
    // A zip: the parts inside tell the three formats apart.
    let has = |name: &str| bytes.windows(name.len()).any(|w| w == name.as_bytes());
    if has("xl/workbook.bin") {
        return calamine::open_workbook_from_rs::<calamine::Xlsb<_>, _>(Cursor::new(bytes))
            .map(Sheets::Xlsb)
            .map_err(|_| BROKEN.into());
    }
    if has("opendocument.spreadsheet") {
        return match calamine::open_workbook_from_rs::<calamine::Ods<_>, _>(Cursor::new(bytes)) {
            Ok(book) => Ok(Sheets::Ods(book)),
            Err(calamine::OdsError::Password) => Err(PROTECTED.into()),
            Err(_) => Err(BROKEN.into()),
        };
    }
    match calamine::open_workbook_from_rs::<calamine::Xlsx<_>, _>(Cursor::new(bytes)) {
        Ok(book) => Ok(Sheets::Xlsx(book)),
        Err(calamine::XlsxError::Password) => Err(PROTECTED.into()),
        Err(_) => Err(BROKEN.into()),
    }
}

fn contains_utf16(bytes: &[u8], text: &str) -> bool {
    let needle: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(needle.len()).any(|w| w == needle)
}

fn read_rows(book: &mut Book, name: &str) -> std::result::Result<Vec<GridRow>, String> {
    let mut rows = RowCollector::default();
    match book {
        // One pass gives values and formulas, so that a formula without a stored result is seen.
        Sheets::Xlsx(xlsx) => {
            let mut reader = xlsx.worksheet_cells_reader(name).map_err(|e| e.to_string())?;
            while let Some(cell) = reader.next_cell_with_formula().map_err(|e| e.to_string())? {
                let value = match (cell.value, cell.formula) {
                    (DataRef::Empty, Some(formula)) => Some(Value::NoResult(formula)),
                    (value, _) => to_value(value),
                };
                rows.push(cell.pos, value);
            }
        }
        other => {
            let range = other.worksheet_range(name).map_err(|e| e.to_string())?;
            let (top, left) = range.start().unwrap_or_default();
            for (row, col, data) in range.used_cells() {
                let pos = (top + to_u32(row), left + to_u32(col));
                rows.push(pos, owned_to_value(data));
            }
        }
    }
    Ok(rows.finish())
}

fn to_u32(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[derive(Default)]
struct RowCollector {
    rows: Vec<GridRow>,
    unsorted: bool,
}

impl RowCollector {
    fn push(&mut self, (row, col): (u32, u32), value: Option<Value>) {
        let Some(value) = value else { return };
        match self.rows.last_mut() {
            Some(last) if last.row == row => {
                self.unsorted |= last.cells.last().is_some_and(|c| c.0 >= col);
                last.cells.push((col, value));
            }
            last => {
                self.unsorted |= last.is_some_and(|l| l.row > row);
                self.rows.push(GridRow { row, cells: vec![(col, value)] });
            }
        }
    }

    fn finish(mut self) -> Vec<GridRow> {
        if self.unsorted {
            self.rows.sort_by_key(|r| r.row);
            self.rows.dedup_by(|later, first| {
                first.row == later.row && {
                    first.cells.append(&mut later.cells);
                    true
                }
            });
            for row in &mut self.rows {
                row.cells.sort_by_key(|c| c.0);
                row.cells.dedup_by_key(|c| c.0);
            }
        }
        self.rows
    }
}

fn to_value(data: DataRef<'_>) -> Option<Value> {
    match data {
        DataRef::SharedString(s) => text_value(s),
        DataRef::String(s) => text_value(&s),
        other => owned_to_value(&other.into()),
    }
}

fn owned_to_value(data: &Data) -> Option<Value> {
    match data {
        Data::Empty => None,
        Data::String(s) | Data::DateTimeIso(s) | Data::DurationIso(s) => text_value(s),
        Data::Int(i) => Some(Value::Number(Decimal::from(*i))),
        Data::Float(f) => Some(number_value(*f)),
        // An amount formatted as a date is still the number the cell stores.
        Data::DateTime(d) => Some(number_value(d.as_f64())),
        Data::Bool(b) => Some(Value::Text(if *b { "TRUE" } else { "FALSE" }.to_owned())),
        Data::Error(e) => Some(Value::Error(e.to_string())),
    }
}

fn number_value(double: f64) -> Value {
    decimal_from_double(double).map_or_else(|| Value::Error(double.to_string()), Value::Number)
}

fn text_value(text: &str) -> Option<Value> {
    (!text.trim().is_empty()).then(|| Value::Text(text.to_owned()))
}
