//! Files that replace others whole: staged beside them, published by renaming, and taken back if a later one fails.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile, TempPath};

use super::TEMPORARY_PREFIX;

/// What stands under a file's name is no file.
#[derive(Debug)]
pub(super) enum NoFile {
    /// A pipe, socket or device.
    Special,
    /// A symbolic link to nothing.
    Dangling,
}

impl std::error::Error for NoFile {}

impl fmt::Display for NoFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NoFile::Special => "这个名称是管道或设备，不是文件，没有写入。请换一个文件夹",
            NoFile::Dangling => "这个名称是一个失效的链接，没有写入。请删去链接或换一个文件夹",
        })
    }
}

/// A file that is written, but not yet under its name.
#[derive(Debug)]
pub struct Staged {
    file: NamedTempFile,
    target: PathBuf,
}

/// A file that stands under its name; what was there before can still be brought back.
#[derive(Debug)]
pub struct Published {
    target: PathBuf,
    before: Option<TempPath>,
}

/// Writes a file beside its target, so that only the name is missing.
pub fn stage(path: &Path, bytes: &[u8]) -> io::Result<Staged> {
    let target = of_any_length(resolve(path)?);
    let mut file = NamedTempFile::with_prefix_in(TEMPORARY_PREFIX, folder_of(&target))?;
    file.write_all(bytes)?;
    set_mode(&file, &target)?;
    file.as_file().sync_all()?;
    Ok(Staged { file, target })
}

/// Writes a whole file or nothing: staged, then renamed over the old one.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    stage(path, bytes)?.publish().map(drop)
}

impl Staged {
    /// Gives the file its name.
    pub fn publish(self) -> io::Result<Published> {
        let before = match fs::symlink_metadata(&self.target) {
            Ok(_) => Some(keep_aside(&self.target)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        self.file.persist(&self.target).map_err(|e| e.error)?;
        Ok(Published { target: self.target, before })
    }
}

impl Published {
    /// Brings back what was there before.
    pub fn take_back(self) -> io::Result<()> {
        match self.before {
            Some(before) => before.persist(&self.target).map_err(|e| e.error),
            None => fs::remove_file(&self.target),
        }
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A path of any length. Windows ends one at 260 characters unless it is written in full behind its prefix: the standard
/// library writes it so by itself, the library of temporary files does not.
#[cfg(windows)]
fn of_any_length(path: PathBuf) -> PathBuf {
    /// Leaves room for the names of temporary files.
    const SURELY_SHORT: usize = 200;
    let long = std::path::absolute(&path).is_ok_and(|full| full.as_os_str().len() > SURELY_SHORT);
    match (path.file_name(), fs::canonicalize(folder_of(&path))) {
        (Some(name), Ok(folder)) if long => folder.join(name),
        _ => path,
    }
}

#[cfg(not(windows))]
fn of_any_length(path: PathBuf) -> PathBuf {
    path
}

/// The file behind a link, so that the link stays; folders, pipes and devices are refused.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let about = match fs::symlink_metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(path.to_owned()),
        Err(error) => return Err(error),
    };
    let (target, about) = if about.is_symlink() {
        let target = fs::canonicalize(path).map_err(|_| io::Error::other(NoFile::Dangling))?;
        let about = fs::metadata(&target)?;
        (target, about)
    } else {
        (path.to_owned(), about)
    };
    if about.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !about.is_file() {
        return Err(io::Error::other(NoFile::Special));
    }
    Ok(target)
}

/// A second name for a file, or a copy where the file system has no second names (FAT, some network shares).
fn keep_aside(target: &Path) -> io::Result<TempPath> {
    let aside = |make: &dyn Fn(&Path) -> io::Result<()>| {
        Builder::new().prefix(TEMPORARY_PREFIX).make_in(folder_of(target), |path| make(path))
    };
    aside(&|path| fs::hard_link(target, path))
        .or_else(|_| aside(&|path| fs::copy(target, path).map(drop)))
        .map(NamedTempFile::into_temp_path)
}

/// Temporary files are private by default; outputs are shared with the office like any document, and a file that is
/// rewritten keeps the permissions it was given.
#[cfg(unix)]
fn set_mode(file: &NamedTempFile, target: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(target).map_or(0o644, |about| about.permissions().mode() & 0o7777);
    file.as_file().set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_file: &NamedTempFile, _target: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests write into their own folders")]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_published_can_be_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("旧.txt"), folder.path().join("新.txt"));
        fs::write(&old, "旧").unwrap();
        let published =
            [stage(&old, b"1").unwrap(), stage(&new, b"2").unwrap()].map(|s| s.publish().unwrap());
        assert_eq!(fs::read(&old).unwrap(), b"1");
        assert_eq!(fs::read(&new).unwrap(), b"2");
        for one in published {
            one.take_back().unwrap();
        }
        assert_eq!(fs::read(&old).unwrap(), "旧".as_bytes());
        assert_eq!(names(folder.path()), ["旧.txt"]);
        drop(stage(&old, b"3").unwrap());
        assert_eq!(names(folder.path()), ["旧.txt"], "what is not published leaves nothing");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&file, "旧").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("a", &link).unwrap();
        write_atomically(&link, b"1").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"1");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        symlink("nothing", folder.path().join("c")).unwrap();
        assert!(write_atomically(&folder.path().join("c"), b"1").is_err());
        assert!(write_atomically(folder.path(), b"1").is_err());
        assert_eq!(names(folder.path()), ["a", "b", "c"]);
    }
}
