//! Published documents in: Word, PDF, web pages and plain text of any office become blocks, blocks become a report
//! with its parts, sections and tables. The nine tables go to [`crate::import`] as grids, so that a published
//! document gives accounts as a workbook does.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::package::{self, contain};
use crate::platform;
use crate::workbook::file_name;

mod as_data;
pub mod attached;
pub mod content;
pub mod docx;
mod glossary;
pub mod html;
pub mod line;
mod other;
pub mod pdf;
mod places;
pub mod plain;
pub mod report;
mod structure;
mod subject;
mod tables;
mod text;
pub mod titles;

pub use as_data::{accounts, read_accounts};
pub use report::Report;

use content::{Content, TOO_LARGE};

/// Extensions of documents that can be read.
pub const EXTENSIONS: [&str; 8] = ["docx", "docm", "dotx", "pdf", "html", "htm", "txt", "md"];

/// Whether a file is a document by its extension.
pub fn is_document(path: &Path) -> bool {
    let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    extension.is_some_and(|e| EXTENSIONS.contains(&e.as_str()))
}

/// Extensions of documents that people keep as reports; plain texts and notes lie in folders for other reasons.
const KEPT: [&str; 5] = ["docx", "docm", "pdf", "html", "htm"];

/// The published documents that lie in a folder, by name; those that an office program holds open, hidden ones and copies that
/// proofreading marked are none.
pub fn in_folder(folder: &Path) -> Vec<PathBuf> {
    let files = platform::files_in(folder, &KEPT);
    files.into_iter().filter(|path| !is_marked_copy(&file_name(path))).collect()
}

/// Whether a name is one that proofreading gives: `校对.docx`, `甲局.校对.html`, `甲局.校对.新.docx`.
pub fn is_marked_copy(name: &str) -> bool {
    name.split('.').rev().skip(1).any(|piece| piece == "校对")
}

/// Reads a published report; the content decides the format, not the extension.
///
/// # Errors
/// The file is missing, locked, empty, damaged, protected by a password, a scan, or of a format that is not read.
pub fn read(path: &Path) -> Result<Report> {
    let bytes = package::read_file(path, package::LIMITS.file)?;
    read_bytes(&file_name(path), &bytes).map_err(|reason| Error::Read { path: path.to_owned(), reason })
}

/// The report in a file's bytes.
///
/// # Errors
/// Why it cannot be read, in Chinese, with what to do next.
pub fn read_bytes(file: &str, bytes: &[u8]) -> std::result::Result<Report, String> {
    // A defect of a library or of our own readers ends this file only.
    let within = |content: &Content| content.is_within_limits();
    let read = || content_of(bytes).and_then(|c| if within(&c) { Ok(c) } else { Err(TOO_LARGE.to_owned()) });
    contain(|| read().map(|content| structure::build(file, content)))
        .unwrap_or_else(|| Err("文件已损坏（内容不符合格式）。请用办公软件打开并另存后重试".to_owned()))
}

/// The report that blocks make, whatever they were read from.
pub fn from_content(file: &str, content: Content) -> Report {
    structure::build(file, content)
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
            if text::is_web_page(&text) { html::read(&text) } else { plain::read(&text) }
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

/// The report in the parts of a Word file, for fuzzing.
#[cfg(fuzzing)]
pub fn read_docx_parts(document: &str, styles: &str, numbering: &str) -> Option<Report> {
    docx::read_parts(document, styles, numbering).map(|content| structure::build("输入.docx", content))
}
