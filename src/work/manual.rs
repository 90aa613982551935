//! The manual as a file, and other files that belong to no report.

use std::fs;
use std::path::{Path, PathBuf};

use super::outputs::{Output, Written, digest, marked, read_present};
use super::transaction::Transaction;
use crate::error::{Error, Result};
use crate::manual;
use crate::platform;
use crate::source::file_name;

/// The manual's file.
const NAME: &str = "决算使用说明.html";
/// What the last line of a manual begins with: the digest of all before it follows, so that one that was not changed is known.
const SEAL: &str = "<!-- juesuan manual sha256:";

/// Writes the manual into a file or folder, by default into the user's folder of documents. A file that is there and is not
/// an unchanged manual of any version stays; the manual is then written beside it.
///
/// # Errors
/// It cannot be written.
pub fn write_manual(to: Option<&Path>) -> Result<Written> {
    let folder = || platform::documents_folder().unwrap_or_else(|| PathBuf::from("."));
    let own = match to {
        Some(path) if path.is_dir() => path.join(NAME),
        Some(path) => path.to_owned(),
        None => folder().join(NAME),
    };
    let bytes = sealed(manual::page());
    make_folder(&own)?;
    let mut target = own.clone();
    let mut n = 1;
    while let Some(there) = read_present(&target)? {
        if there == bytes {
            return Ok(if n == 1 {
                Written::Unchanged(target)
            } else {
                Written::Beside { kept: own, new: target }
            });
        }
        if is_sealed(&there) {
            break;
        }
        target = own.with_file_name(marked(&file_name(&own), "新", n));
        n += 1;
    }
    platform::write_atomically(&target, &bytes).map_err(|e| Error::write(&target, &e))?;
    Ok(if target == own { Written::AsNamed(own) } else { Written::Beside { kept: own, new: target } })
}

/// Writes files of the program's own making into a folder, all or none, over what has their names.
///
/// # Errors
/// One cannot be written.
pub fn write_plain(folder: &Path, outputs: &[Output]) -> Result<()> {
    fs::create_dir_all(folder).map_err(|e| Error::write(folder, &e))?;
    let mut transaction = Transaction::default();
    for output in outputs {
        transaction.stage(&folder.join(&*output.name), &output.bytes)?;
    }
    transaction.commit()
}

fn make_folder(file: &Path) -> Result<()> {
    match file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => fs::create_dir_all(folder).map_err(|e| Error::write(folder, &e)),
        None => Ok(()),
    }
}

fn sealed(page: String) -> Vec<u8> {
    let mut page = page + "\n";
    let seal = format!("{SEAL}{} -->\n", digest(page.as_bytes()));
    page.push_str(&seal);
    page.into_bytes()
}

fn is_sealed(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Some(at) = text.rfind(SEAL) else { return false };
    text[at..] == format!("{SEAL}{} -->\n", digest(&text.as_bytes()[..at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_that_was_changed_is_known() {
        let bytes = sealed("<p>第一版</p>".to_owned());
        assert!(is_sealed(&bytes));
        let changed = String::from_utf8(bytes).unwrap().replace("第一版", "第一版，她的批注");
        assert!(!is_sealed(changed.as_bytes()));
        assert!(!is_sealed(b"") && !is_sealed("<p>别的网页</p>".as_bytes()));
    }
}
