//! 补充资料.xlsx as it stands, and what is written in its place: made from exactly the bytes that were read, with
//! copies of the versions before it.

use std::path::{Path, PathBuf};

use super::merge::Merged;
use super::{rewrite, write};
use crate::error::{Error, Result};
use crate::source::Source;
use crate::workbook::{self, Workbook};

/// How many versions before the present one are kept.
const KEPT: usize = 5;

/// A supplement as it was read.
#[derive(Debug, Clone)]
pub struct Present {
    /// Where it stands.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What they say.
    pub book: Workbook,
}

impl Present {
    /// Reads a supplement, once: its cells and its bytes are those of one and the same save.
    ///
    /// # Errors
    /// It cannot be read, or is no workbook.
    pub fn load(source: &Source) -> Result<Present> {
        let source = source.loaded()?;
        let book = workbook::read(&source)?;
        Ok(Present { path: source.path().to_owned(), bytes: source.read()?, book })
    }
}

/// A merge as bytes: cells changed inside the present file, else a new workbook. `None` if nothing changes.
///
/// # Errors
/// The present file can be read but not changed in place.
pub fn bytes(merged: &Merged, present: Option<&Present>, year: u16) -> Result<Option<Vec<u8>>> {
    let Some(present) = present else { return write::write(&merged.pages, year).map(Some) };
    if !merged.differs() {
        return Ok(None);
    }
    match rewrite::rewrite(&present.bytes, merged) {
        Ok(bytes) => Ok(bytes),
        Err(rewrite::Cannot::OtherFormat) => write::write(&merged.all_pages(&present.book), year).map(Some),
        Err(rewrite::Cannot::Damaged) => Err(Error::Read {
            path: present.path.clone(),
            reason: "文件内部与通常的工作簿不同，程序不能在其中更新。请用 Excel 或 WPS 打开并另存为 .xlsx，再运行一次"
                .to_owned(),
        }),
    }
}

/// Whether a supplement is of a kind whose cells can be changed in place; of others an .xlsx is made beside them.
pub fn is_in_place(present: &Present) -> bool {
    rewrite::is_package(&present.bytes)
}

/// The name of a version before: `补充资料.上一版.xlsx`, `补充资料.上一版2.xlsx`, ….
fn version(own: &Path, n: usize) -> PathBuf {
    let stem = own.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let number = if n == 1 { String::new() } else { n.to_string() };
    own.with_file_name(format!("{stem}.上一版{number}.xlsx"))
}

/// The files that keep what a supplement held before, newest first.
pub fn kept(own: &Path) -> Vec<PathBuf> {
    (1..=KEPT).map(|n| version(own, n)).filter(|path| path.is_file()).collect()
}

/// The files that keep `before`, what a supplement held, and the versions before that; newest first. The oldest goes.
///
/// # Errors
/// A version is there and cannot be read.
pub fn versions(own: &Path, before: &[u8]) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut kept = Vec::new();
    let mut content = before.to_owned();
    for n in 1..=KEPT {
        let path = version(own, n);
        let there = match std::fs::symlink_metadata(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            _ => Some(Source::from(&path).read()?),
        };
        if there.as_ref() == Some(&content) {
            break;
        }
        kept.push((path, content));
        match there {
            Some(older) => content = older,
            None => break,
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "tests write their own inputs")]

    use super::*;

    #[test]
    fn versions_count_up_and_the_oldest_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let own = folder.path().join("补充资料.xlsx");
        for n in 0..KEPT + 2 {
            let before = format!("第{n}次").into_bytes();
            for (path, content) in versions(&own, &before).expect("versions") {
                std::fs::write(path, content).expect("a file");
            }
            // Once more with the same content: nothing to keep.
            assert_eq!(versions(&own, &before).expect("versions"), []);
        }
        for n in 1..=KEPT {
            let said = std::fs::read_to_string(version(&own, n)).expect("a version");
            assert_eq!(said, format!("第{}次", KEPT + 2 - n));
        }
        assert!(!version(&own, KEPT + 1).exists());
        // A version that is there and cannot be read stops it.
        std::fs::remove_file(version(&own, 1)).expect("gone");
        std::fs::create_dir(version(&own, 1)).expect("a folder");
        assert!(versions(&own, b"new").is_err());
    }
}
