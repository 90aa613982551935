//! Writing into the output folder: all outputs of a run or none, and never over a file that somebody changed by hand.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::transaction::Transaction;
use crate::error::{Error, Result};
use crate::export::json;
use crate::platform::{self, Lock};
use crate::source::file_name;

/// Folder inside the output folder (or the project) where the program remembers what it wrote.
pub const MEMORY_FOLDER: &str = ".juesuan";
/// What there is to say where that memory was there but could not be understood.
pub const MEMORY_LOST: &str = "程序的记录（.juesuan 文件夹）损坏，已重建；不能确认是程序写的文件都不覆盖";
const MEMORY_FILE: &str = "written.json";
const LOCK_FILE: &str = "lock";

/// How long a run waits for another one in the same folder: a report takes far less than a second.
const WAIT: Duration = Duration::from_secs(15);

/// A format of what a report is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// 决算公开.docx
    Docx,
    /// 决算公开.html
    Html,
    /// 决算公开（公开版）.html: only on demand
    HtmlPublic,
    /// 情况说明.md、核对结果.md
    Md,
    /// 决算公开.pdf, printed by an office program: only on demand
    Pdf,
    /// 公开表.xlsx、核对结果.xlsx
    Xlsx,
    /// facts.json、核对结果.json
    Json,
}

/// A file to be written into the output folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its name.
    pub name: Cow<'static, str>,
    /// Its content.
    pub bytes: Vec<u8>,
}

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
    /// A file whose changes were taken over was replaced; a copy of it stands beside.
    TakenOver {
        /// What was written.
        path: PathBuf,
        /// The copy of what was there.
        copy: PathBuf,
    },
    /// Already there with the same content.
    Unchanged(PathBuf),
}

impl Written {
    /// The file that holds the new content.
    pub fn path(&self) -> &Path {
        match self {
            Written::AsNamed(path) | Written::Unchanged(path) => path,
            Written::Beside { new, .. } => new,
            Written::Replaced { path, .. } | Written::TakenOver { path, .. } => path,
        }
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Written::AsNamed(path) => f.write_str(&file_name(path)),
            Written::Unchanged(path) => write!(f, "{}（没有变化）", file_name(path)),
            Written::Beside { kept, new } => write!(
                f,
                "{} 已被改动过，保留不动；新的写在旁边：{}（要替换请加 --force）",
                file_name(kept),
                file_name(new)
            ),
            Written::TakenOver { path, copy } => {
                write!(f, "{}（改过的那一份另存为 {}）", file_name(path), file_name(copy))
            }
            Written::Replaced { path, copy } => {
                write!(f, "{} 已被改动过，按 --force 替换；原来的另存为 {}", file_name(path), file_name(copy))
            }
        }
    }
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

/// The right to write into a project or an output folder; one run has it at a time.
#[derive(Debug)]
pub struct Home {
    folder: PathBuf,
    _lock: Lock,
}

impl Home {
    /// Takes the right; waits a little for a run that has it. The folder is made if it is not there.
    ///
    /// # Errors
    /// Another run does not end, or the folder cannot be written.
    pub fn enter(folder: &Path) -> Result<Home> {
        fs::create_dir_all(folder).map_err(|e| Error::write(folder, &e))?;
        let memory = folder.join(MEMORY_FOLDER);
        fs::create_dir_all(&memory).map_err(|e| Error::write(&memory, &e))?;
        let path = memory.join(LOCK_FILE);
        let lock = platform::lock(&path, WAIT).map_err(|e| Error::write(&path, &e))?.ok_or_else(|| {
            let reason = "另一个 juesuan 正在写这个文件夹。请等它结束后再运行".to_owned();
            Error::Write { path: folder.to_owned(), reason }
        })?;
        platform::remove_leftovers(&memory);
        Ok(Home { folder: folder.to_owned(), _lock: lock })
    }
}

/// An output folder.
#[derive(Debug)]
pub struct OutputFolder<'a> {
    folder: PathBuf,
    home: &'a Home,
    /// Before each name in the memory: the way from the memory's folder to the output folder.
    prefix: String,
    memory: Memory,
    force: bool,
    /// The file whose changes were taken over: its name and hash.
    taken: Option<(String, String)>,
    /// What is remembered beside an output that is written under its own name: that name, where, what.
    beside: Vec<(String, PathBuf, Vec<u8>)>,
    /// Whether the memory was there but could not be understood.
    pub memory_lost: bool,
}

/// Where an output goes, given what is there.
struct Choice {
    /// The name to write under: its own, or the first beside it that is free or the program's.
    name: String,
    /// The content stands there already.
    unchanged: bool,
    /// What stands under the output's own name and is not the program's.
    foreign: Option<Vec<u8>>,
}

impl<'a> OutputFolder<'a> {
    /// Opens or makes the folder; what was written is remembered in `home`. With `force` files that were changed by
    /// hand are replaced, keeping a copy of each.
    ///
    /// # Errors
    /// It cannot be made, or the memory cannot be read.
    pub fn open(folder: &Path, home: &'a Home, force: bool) -> Result<OutputFolder<'a>> {
        fs::create_dir_all(folder).map_err(|e| Error::write(folder, &e))?;
        platform::remove_leftovers(folder);
        let (memory, memory_lost) = recall(&home.folder)?;
        let prefix = prefix(&home.folder, folder);
        let folder = folder.to_owned();
        Ok(OutputFolder { folder, home, prefix, memory, force, taken: None, beside: Vec::new(), memory_lost })
    }

    /// Lets a file that people changed be replaced, if it still is the one with this hash: their changes were taken
    /// over. Returns the name under which it is kept.
    ///
    /// # Errors
    /// A copy that is there cannot be read.
    pub fn take_over(&mut self, name: &str, content: &[u8], hash: &str) -> Result<String> {
        self.taken = Some((name.to_owned(), hash.to_owned()));
        Ok(file_name(&self.copy_of(name, content)?))
    }

    /// Remembers something of an output, if it is written under its own name.
    pub fn remember(&mut self, name: &str, path: PathBuf, bytes: Vec<u8>) {
        self.beside.push((name.to_owned(), path, bytes));
    }

    fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// Writes all outputs, and what else is staged in `others`: all of it or nothing. A file that the program did not
    /// write, or that was changed since, stays as it is.
    ///
    /// # Errors
    /// A file cannot be written, or one that is there cannot be read; everything is as it was before.
    pub fn write(mut self, outputs: &[Output], others: Transaction) -> Result<Vec<Written>> {
        let mut transaction = Transaction::default();
        let mut written = Vec::new();
        let mut after = self.memory.clone();
        let mut files = Transaction::default();
        for output in outputs {
            let hash = digest(&output.bytes);
            let choice = self.choose(&output.name, &hash)?;
            let own = self.folder.join(&*output.name);
            let target = self.folder.join(&choice.name);
            let name = match choice {
                Choice { unchanged: true, name, .. } => {
                    written.push(Written::Unchanged(target));
                    name
                }
                Choice { foreign: Some(foreign), .. }
                    if self.force || self.is_taken(&output.name, &foreign) =>
                {
                    let copy = self.copy_of(&output.name, &foreign)?;
                    if !copy.exists() {
                        files.stage(&copy, &foreign)?;
                    }
                    files.stage(&own, &output.bytes)?;
                    written.push(if self.is_taken(&output.name, &foreign) {
                        Written::TakenOver { path: own, copy }
                    } else {
                        Written::Replaced { path: own, copy }
                    });
                    output.name.clone().into_owned()
                }
                Choice { foreign, name, .. } => {
                    files.stage(&target, &output.bytes)?;
                    written.push(match foreign {
                        Some(_) => Written::Beside { kept: own, new: target },
                        None => Written::AsNamed(own),
                    });
                    name
                }
            };
            if name == output.name {
                for (_, path, bytes) in self.beside.iter().filter(|(of, ..)| *of == name) {
                    files.stage(path, bytes)?;
                }
            }
            let key = self.key(&name);
            self.memory.entry(key.clone()).or_default().expect(&hash);
            after.insert(key, Hashes::One(hash));
        }
        // What is about to be written is remembered first, so that a run killed half-way knows its own files again.
        let memory_file = self.home.folder.join(MEMORY_FOLDER).join(MEMORY_FILE);
        transaction.stage(&memory_file, json::pretty(&self.memory)?.as_bytes())?;
        transaction.append(files);
        transaction.append(others);
        transaction.stage(&memory_file, json::pretty(&after)?.as_bytes())?;
        transaction.commit()?;
        Ok(written)
    }

    /// Whether a file that was found is the one whose changes were taken over.
    fn is_taken(&self, name: &str, found: &[u8]) -> bool {
        self.taken.as_ref().is_some_and(|(n, hash)| n == name && *hash == digest(found))
    }

    /// Where an output goes. Each file that is there is read once.
    fn choose(&self, name: &str, hash: &str) -> Result<Choice> {
        let mut foreign = None;
        let mut target = name.to_owned();
        let mut n = 1;
        while let Some(existing) = read_present(&self.folder.join(&target))? {
            let found = digest(&existing);
            // With `force`, the output's own name must get the content, not one beside it.
            if found == hash && (target == name || !self.force) {
                return Ok(Choice { name: target, unchanged: true, foreign });
            }
            if self.force && n > 1 || self.memory.get(&self.key(&target)).is_some_and(|h| h.contains(&found))
            {
                break;
            }
            foreign.get_or_insert(existing);
            target = marked(name, "新", n);
            n += 1;
        }
        Ok(Choice { name: target, unchanged: false, foreign })
    }

    /// The name for a copy of a file that is replaced: `决算公开.替换前.docx`, or the next that is free or holds the same.
    fn copy_of(&self, name: &str, content: &[u8]) -> Result<PathBuf> {
        let mut n = 1;
        loop {
            let copy = self.folder.join(marked(name, "替换前", n));
            match read_present(&copy)? {
                Some(present) if present != content => n += 1,
                _ => return Ok(copy),
            }
        }
    }
}

/// What was written from a folder, and whether the memory was there but could not be understood.
fn recall(home: &Path) -> Result<(Memory, bool)> {
    Ok(match read_present(&home.join(MEMORY_FOLDER).join(MEMORY_FILE))? {
        Some(bytes) => match serde_json::from_slice::<Memory>(&bytes) {
            Ok(memory) => (memory, false),
            Err(_) => (Memory::new(), true),
        },
        None => (Memory::new(), false),
    })
}

/// What stands before each name of an output folder in the memory.
fn prefix(home: &Path, folder: &Path) -> String {
    match folder.strip_prefix(home) {
        Ok(way) => way.components().map(|c| c.as_os_str().to_string_lossy() + "/").collect(),
        // An output folder elsewhere is known by its whole path.
        Err(_) => format!("{}/", folder.display()),
    }
}

/// Whether a file with this hash is what the program wrote under this name.
pub(super) fn remembers(home: &Path, folder: &Path, name: &str, hash: &str) -> bool {
    let key = format!("{}{name}", prefix(home, folder));
    recall(home).is_ok_and(|(memory, _)| memory.get(&key).is_some_and(|hashes| hashes.contains(hash)))
}

/// The content of a file, or that there is none. What is there and cannot be read is never replaced.
pub(super) fn read_present(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        // The transaction refuses it, with the reason.
        Ok(about) if !about.is_file() => return Ok(None),
        _ => {}
    }
    fs::read(path).map(Some).map_err(|error| Error::Write {
        path: path.to_owned(),
        reason: format!("原有的文件不能读取，不替换它（{}）", platform::explain_io(&error)),
    })
}

/// `决算公开.docx` → `决算公开.新.docx`, then `决算公开.新2.docx`.
pub(super) fn marked(name: &str, mark: &str, n: usize) -> String {
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
