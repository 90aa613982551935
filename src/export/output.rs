//! Writing into the output folder: whole files or none, and never over a file that somebody changed by hand.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::platform::write_atomically;

/// Folder inside the output folder where the program remembers what it wrote.
const MEMORY_FOLDER: &str = ".juesuan";
const MEMORY_FILE: &str = "written.json";

/// What became of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// Written under its own name.
    AsNamed(PathBuf),
    /// The file was there and somebody else's or changed by hand; the new one stands beside it.
    Beside {
        /// What was kept.
        kept: PathBuf,
        /// What was written.
        new: PathBuf,
    },
    /// Already there with the same content.
    Unchanged(PathBuf),
}

/// An output folder.
pub struct OutputFolder {
    folder: PathBuf,
    /// Name → SHA-256 of what the program last wrote under it.
    memory: BTreeMap<String, String>,
}

impl OutputFolder {
    /// Opens or makes the folder.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn open(folder: &Path) -> Result<OutputFolder> {
        fs::create_dir_all(folder).map_err(|e| Error::write(folder, &e))?;
        let memory = fs::read(folder.join(MEMORY_FOLDER).join(MEMORY_FILE))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        Ok(OutputFolder { folder: folder.to_owned(), memory })
    }

    /// Writes one file. A file that the program did not write, or that was changed since, stays as it is.
    ///
    /// # Errors
    /// The file cannot be written; nothing is left half-written.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<Written> {
        let hash = digest(bytes);
        let path = self.folder.join(name);
        let mut target = path.clone();
        let mut target_name = name.to_owned();
        let mut n = 1;
        while let Ok(existing) = fs::read(&target) {
            let found = digest(&existing);
            if found == hash {
                self.memory.insert(target_name, hash);
                return Ok(Written::Unchanged(target));
            }
            if self.memory.get(&target_name) == Some(&found) {
                break;
            }
            target_name = beside(name, n);
            target = self.folder.join(&target_name);
            n += 1;
        }
        write_atomically(&target, bytes).map_err(|e| Error::write(&target, &e))?;
        self.memory.insert(target_name, hash);
        if target == path {
            Ok(Written::AsNamed(path))
        } else {
            Ok(Written::Beside { kept: path, new: target })
        }
    }

    /// Remembers what was written.
    ///
    /// # Errors
    /// The memory cannot be written.
    pub fn finish(self) -> Result<()> {
        let folder = self.folder.join(MEMORY_FOLDER);
        fs::create_dir_all(&folder).map_err(|e| Error::write(&folder, &e))?;
        let path = folder.join(MEMORY_FILE);
        let text = super::json::pretty(&self.memory)?;
        write_atomically(&path, text.as_bytes()).map_err(|e| Error::write(&path, &e))
    }
}

/// `决算公开.docx` → `决算公开.新.docx`, then `决算公开.新2.docx`.
fn beside(name: &str, n: usize) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let mark = if n == 1 { "新".to_owned() } else { format!("新{n}") };
    format!("{stem}.{mark}.{extension}")
}

fn digest(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
