//! A file that the user gave, by path or by content: what is read is decided by what is in it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::Result;
use crate::package::{self, LIMITS};
use crate::platform;

pub mod kind;

pub use kind::FileKind;

/// A file to read: a path, or a name with the file's content (dropped on a page, taken from an archive).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    path: PathBuf,
    bytes: Option<Arc<[u8]>>,
    on_disk: bool,
}

impl Source {
    /// A file's content under its name.
    pub fn from_bytes(name: impl Into<PathBuf>, bytes: impl Into<Arc<[u8]>>) -> Source {
        Source { path: name.into(), bytes: Some(bytes.into()), on_disk: false }
    }

    /// The path, or the name of what is in memory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is a file at all; a request without one has an empty source.
    pub fn is_named(&self) -> bool {
        !self.path.as_os_str().is_empty()
    }

    /// The name without folders, as shown in messages.
    pub fn name(&self) -> String {
        file_name(&self.path)
    }

    /// Whether it is read from the disk, as it is when it is read.
    pub fn is_on_disk(&self) -> bool {
        self.on_disk && self.bytes.is_none()
    }

    /// The folder of a file on disk.
    pub fn folder(&self) -> Option<&Path> {
        self.path.parent().filter(|_| self.on_disk)
    }

    /// The content. Folders, pipes and devices are refused: reading one may never end.
    ///
    /// # Errors
    /// The file is missing, not a file, too large, or cannot be read.
    pub fn read(&self) -> Result<Vec<u8>> {
        if let Some(bytes) = &self.bytes {
            return Ok(bytes.to_vec());
        }
        package::read_file(&self.path, LIMITS.file)
    }

    /// The same file with its content taken in, so that everything made from it is made from one state of it.
    ///
    /// # Errors
    /// See [`Source::read`].
    pub fn loaded(&self) -> Result<Source> {
        Ok(Source { bytes: Some(self.read()?.into()), ..self.clone() })
    }

    /// Whether an office program has it open, so that what was not saved is missing in it.
    pub fn is_open_in_office(&self) -> bool {
        self.on_disk && platform::is_open_in_office(&self.path)
    }
}

/// The name of a file without its folders, as shown in messages.
pub fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

/// A way below a folder as it is shown and linked on every system, with `/` between its steps.
pub fn way_of(path: &Path) -> String {
    path.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

impl From<&PathBuf> for Source {
    fn from(path: &PathBuf) -> Source {
        Source { path: path.clone(), bytes: None, on_disk: true }
    }
}

impl From<&Path> for Source {
    fn from(path: &Path) -> Source {
        Source { path: path.to_owned(), bytes: None, on_disk: true }
    }
}

impl From<&Source> for Source {
    fn from(source: &Source) -> Source {
        source.clone()
    }
}
