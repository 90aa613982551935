//! Published documents in: Word, PDF, web pages and plain text of any office become blocks, blocks become a report
//! with its parts, sections and tables. The nine tables go to [`crate::import`] as grids, so that a published
//! document gives accounts as a workbook does.

use std::path::Path;

use crate::error::{Error, Result};
use crate::package;
use crate::workbook::file_name;

mod as_data;
pub mod attached;
pub mod content;
pub mod docx;
mod glossary;
pub mod html;
pub mod line;
pub mod pdf;
pub mod plain;
pub mod report;
mod structure;
mod subject;
mod tables;
mod text;
pub mod titles;

pub use as_data::{accounts, read_accounts};
pub use report::Report;

use content::Content;

/// Extensions of documents that can be read.
pub const EXTENSIONS: [&str; 8] = ["docx", "docm", "dotx", "pdf", "html", "htm", "txt", "md"];

/// Whether a file is a document by its extension.
pub fn is_document(path: &Path) -> bool {
    let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    extension.is_some_and(|e| EXTENSIONS.contains(&e.as_str()))
}

/// Reads a published report; the content decides the format, not the extension.
///
/// # Errors
/// The file is missing, locked, empty, damaged, protected by a password, a scan, or of a format that is not read.
pub fn read(path: &Path) -> Result<Report> {
    let bytes = package::read_file(path, package::LIMITS.file)?;
    let content = content_of(&bytes).map_err(|reason| Error::Read { path: path.to_owned(), reason })?;
    Ok(structure::build(&file_name(path), content))
}

/// The report in a file's bytes.
///
/// # Errors
/// Why it cannot be read, in Chinese, with what to do next.
pub fn read_bytes(file: &str, bytes: &[u8]) -> std::result::Result<Report, String> {
    content_of(bytes).map(|content| structure::build(file, content))
}

/// First bytes of a compound file: .doc, .wps, and every password-protected .docx.
const COMPOUND_FILE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

fn content_of(bytes: &[u8]) -> std::result::Result<Content, String> {
    match bytes {
        [] => Err("文件是空的（0字节）".to_owned()),
        [b'P', b'K', ..] => docx::read(bytes),
        _ if bytes.starts_with(COMPOUND_FILE) => Err(compound(bytes)),
        _ if bytes.starts_with(b"{\\rtf") => {
            Err("这是RTF文件。请用 Word 或 WPS 打开，另存为 .docx 后重试".to_owned())
        }
        _ if head(bytes, b"%PDF-") => pdf::read(bytes),
        _ => {
            let text = text::decode(bytes)
                .ok_or("不认识这个文件的格式。请提供 .docx、有文字层的 .pdf、.html 或 .txt")?;
            if text::is_web_page(&text) { Ok(html::read(&text)) } else { Ok(plain::read(&text)) }
        }
    }
}

/// Whether the first kilobyte holds a mark; some systems put bytes before it.
fn head(bytes: &[u8], mark: &[u8]) -> bool {
    bytes[..bytes.len().min(1024)].windows(mark.len()).any(|w| w == mark)
}

fn compound(bytes: &[u8]) -> String {
    let needle: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(needle.len()).any(|w| w == needle) {
        "文件有打开密码。请在 Word 或 WPS 中去掉密码，另存后重试".to_owned()
    } else {
        "这是旧版Word文件（.doc或.wps）。请用 Word 或 WPS 打开，另存为 .docx 后重试".to_owned()
    }
}
