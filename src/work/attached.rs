//! Files in 附件/: workbooks and Word files take their place in the document, others are named.

use std::path::{Path, PathBuf};

use crate::document::{Attached, Piece};
use crate::finding::{Finding, Place};
use crate::package;
use crate::published::content::Block;
use crate::published::docx;
use crate::self_assessment::not_printed;
use crate::workbook::look::{self, Seen, SeenCell};

/// The files of the folder 附件/ beside the accounts, in order of their names. Owner files of open documents and hidden
/// files are no attachments.
fn files(folder: Option<&Path>) -> Vec<PathBuf> {
    let entries = folder.and_then(|f| std::fs::read_dir(f.join("附件")).ok()).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_file() && !crate::source::file_name(path).starts_with(['.', '~']))
        .collect();
    files.sort();
    files
}

/// Files whose tables or words people will look for in the document; others are published beside it.
const EXPECTED: [&str; 9] = ["xlsx", "xlsm", "xls", "xlsb", "et", "ods", "docx", "doc", "wps"];

/// What is attached to a report, in order, and which files are only named though they hold tables or words.
pub fn attached(folder: Option<&Path>) -> (Vec<Attached>, Vec<Finding>) {
    let mut findings = Vec::new();
    let attached = files(folder).into_iter().map(|path| {
        let name = crate::source::file_name(&path);
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
        let pieces = pieces(&path).unwrap_or_default();
        if pieces.is_empty() && EXPECTED.contains(&ending.to_ascii_lowercase().as_str()) {
            findings.push(not_printed("附件", &name).at(Place::file(&name)));
        }
        Attached { title: stem.to_owned(), pieces }
    });
    (attached.collect(), findings)
}

/// What stands in a file; `None` where it cannot be printed as it is.
fn pieces(path: &Path) -> Option<Vec<Piece>> {
    let bytes = package::read_file(path, package::LIMITS.file).ok()?;
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        // The content decides: a workbook keeps its old ending when it is only renamed.
        "xlsx" | "xlsm" | "xls" | "et" => Some(look::seen(&bytes)?.into_iter().map(Piece::Sheet).collect()),
        "docx" => package::contain(|| docx::read(&bytes))
            .and_then(Result::ok)
            .map(|content| content.blocks.iter().filter_map(piece).collect()),
        _ => None,
    }
}

fn piece(block: &Block) -> Option<Piece> {
    let size = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    match block {
        Block::Paragraph(paragraph) if !paragraph.is_blank() => {
            Some(Piece::Text(crate::text::one_line(&paragraph.text())))
        }
        Block::Table(table) => {
            let cell = |c: &crate::published::content::Cell| SeenCell {
                row: size(c.row),
                col: size(c.col),
                rows: size(c.rows),
                cols: size(c.cols),
                text: c.text.trim().to_owned(),
                number: false,
            };
            Some(Piece::Sheet(Seen {
                name: String::new(),
                rows: size(table.row_count()),
                cols: size(table.column_count()),
                cells: table.cells.iter().map(cell).collect(),
            }))
        }
        _ => None,
    }
}
