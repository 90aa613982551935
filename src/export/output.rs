//! Writing into the output folder: whole files or none, and never over a file that somebody changed by hand.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::platform::{remove_leftovers, write_atomically};

/// Folder inside the output folder (or the project) where the program remembers what it wrote.
pub const MEMORY_FOLDER: &str = ".juesuan";
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
    /// A file changed by hand was replaced on demand; a copy of it stands beside.
    Replaced {
        /// What was written.
        path: PathBuf,
        /// The copy of what was there.
        copy: PathBuf,
    },
    /// Already there with the same content.
    Unchanged(PathBuf),
}

/// What the program wrote under a name: its hash, and during a run the one it is about to write, so that a run that
/// is killed half-way does not take its own files for somebody else's.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
enum Hashes {
    #[default]
    None,
    One(String),
    Several(Vec<String>),
}

impl Hashes {
    fn contains(&self, hash: &str) -> bool {
        match self {
            Hashes::None => false,
            Hashes::One(one) => one == hash,
            Hashes::Several(several) => several.iter().any(|h| h == hash),
        }
    }

    fn expect(&mut self, hash: &str) {
        if self.contains(hash) {
            return;
        }
        *self = match std::mem::take(self) {
            Hashes::None => Hashes::One(hash.to_owned()),
            Hashes::One(one) => Hashes::Several(vec![one, hash.to_owned()]),
            Hashes::Several(mut several) => {
                several.push(hash.to_owned());
                Hashes::Several(several)
            }
        };
    }
}

type Memory = BTreeMap<String, Hashes>;

/// An output folder.
pub struct OutputFolder {
    folder: PathBuf,
    memory_file: PathBuf,
    /// Before each name in the memory: the way from the memory's folder to the output folder.
    prefix: String,
    memory: Memory,
    /// Name → SHA-256 of what was announced and not yet written.
    announced: BTreeMap<String, String>,
    force: bool,
    /// Whether the memory was there but could not be understood.
    pub memory_lost: bool,
}

impl OutputFolder {
    /// Opens or makes the folder; it remembers for itself what was written.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn open(folder: &Path) -> Result<OutputFolder> {
        OutputFolder::open_in(folder, folder)
    }

    /// Opens or makes the folder; what was written is remembered in `home` (a project's folder).
    ///
    /// # Errors
    /// It cannot be made.
    pub fn open_in(folder: &Path, home: &Path) -> Result<OutputFolder> {
        fs::create_dir_all(folder).map_err(|e| Error::write(folder, &e))?;
        remove_leftovers(folder);
        remove_leftovers(&home.join(MEMORY_FOLDER));
        let memory_file = home.join(MEMORY_FOLDER).join(MEMORY_FILE);
        let (memory, memory_lost) = match fs::read(&memory_file) {
            Ok(bytes) => match serde_json::from_slice::<Memory>(&bytes) {
                Ok(memory) => (memory, false),
                Err(_) => (Memory::new(), true),
            },
            Err(_) => (Memory::new(), false),
        };
        let prefix = match folder.strip_prefix(home) {
            Ok(way) => way.components().map(|c| c.as_os_str().to_string_lossy() + "/").collect(),
            // An output folder elsewhere is known by its whole path.
            Err(_) => format!("{}/", folder.display()),
        };
        Ok(OutputFolder {
            folder: folder.to_owned(),
            memory_file,
            prefix,
            memory,
            announced: BTreeMap::new(),
            force: false,
            memory_lost,
        })
    }

    /// Replaces files that were changed by hand, keeping a copy of each.
    #[must_use]
    pub fn forced(mut self, force: bool) -> OutputFolder {
        self.force = force;
        self
    }

    /// Remembers what is about to be written, before the first file is.
    ///
    /// # Errors
    /// The memory cannot be written.
    pub fn announce<'a>(&mut self, files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<()> {
        for (name, bytes) in files {
            let hash = digest(bytes);
            let (target, _) = self.choose(name, &hash);
            let key = self.key(&target);
            self.memory.entry(key).or_default().expect(&hash);
            self.announced.insert(name.to_owned(), hash);
        }
        self.save()
    }

    fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// Writes one file. A file that the program did not write, or that was changed since, stays as it is.
    ///
    /// # Errors
    /// The file cannot be written; nothing is left half-written.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<Written> {
        let hash = self.announced.remove(name).unwrap_or_else(|| digest(bytes));
        debug_assert_eq!(hash, digest(bytes), "what is written is what was announced");
        let path = self.folder.join(name);
        let (target_name, unchanged) = self.choose(name, &hash);
        let target = self.folder.join(&target_name);
        if unchanged {
            self.memory.insert(self.key(&target_name), Hashes::One(hash));
            return Ok(Written::Unchanged(target));
        }
        if self.force && target != path {
            let existing = fs::read(&path).map_err(|e| Error::read(&path, &e))?;
            let copy = self.free_copy(name);
            write_atomically(&copy, &existing).map_err(|e| Error::write(&copy, &e))?;
            self.put(&path, name, bytes, hash)?;
            return Ok(Written::Replaced { path, copy });
        }
        self.put(&target, &target_name, bytes, hash)?;
        if target == path {
            Ok(Written::AsNamed(path))
        } else {
            Ok(Written::Beside { kept: path, new: target })
        }
    }

    /// The name to write under (its own, or the first beside it that is free or the program's), and whether the
    /// content stands there already.
    fn choose(&self, name: &str, hash: &str) -> (String, bool) {
        let mut target = name.to_owned();
        let mut n = 1;
        while let Ok(existing) = fs::read(self.folder.join(&target)) {
            let found = digest(&existing);
            if found == hash {
                // With `force`, the file's own name must get the content, not the one beside it.
                return if self.force && target != name { (target, false) } else { (target, true) };
            }
            if self.memory.get(&self.key(&target)).is_some_and(|h| h.contains(&found)) {
                break;
            }
            target = beside(name, n);
            n += 1;
        }
        (target, false)
    }

    fn put(&mut self, target: &Path, name: &str, bytes: &[u8], hash: String) -> Result<()> {
        write_atomically(target, bytes).map_err(|e| Error::write(target, &e))?;
        self.memory.insert(self.key(name), Hashes::One(hash));
        Ok(())
    }

    /// A name beside a file that nothing has yet: `决算公开.替换前.docx`.
    fn free_copy(&self, name: &str) -> PathBuf {
        let mut n = 1;
        loop {
            let copy = self.folder.join(marked(name, "替换前", n));
            if !copy.exists() {
                return copy;
            }
            n += 1;
        }
    }

    /// Remembers what was written.
    ///
    /// # Errors
    /// The memory cannot be written.
    pub fn finish(self) -> Result<()> {
        self.save()
    }

    fn save(&self) -> Result<()> {
        if let Some(folder) = self.memory_file.parent() {
            fs::create_dir_all(folder).map_err(|e| Error::write(folder, &e))?;
        }
        let text = super::json::pretty(&self.memory)?;
        write_atomically(&self.memory_file, text.as_bytes()).map_err(|e| Error::write(&self.memory_file, &e))
    }
}

/// `决算公开.docx` → `决算公开.新.docx`, then `决算公开.新2.docx`.
fn beside(name: &str, n: usize) -> String {
    marked(name, "新", n)
}

fn marked(name: &str, mark: &str, n: usize) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let mark = if n == 1 { mark.to_owned() } else { format!("{mark}{n}") };
    format!("{stem}.{mark}.{extension}")
}

/// SHA-256 of a file's content, as hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
