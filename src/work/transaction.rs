//! Several files that appear together or not at all.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::platform::{self, Published, Staged, explain_io};

/// Files written beside their names, waiting for all of them to be complete.
#[derive(Debug, Default)]
pub struct Transaction {
    staged: Vec<(PathBuf, Staged)>,
    /// Files that must still hold what was read from them.
    seen: Vec<(PathBuf, Option<Vec<u8>>)>,
}

impl Transaction {
    /// Writes a file, all but its name.
    ///
    /// # Errors
    /// It cannot be written: no permission, no space, or something that is no file has the name.
    pub fn stage(&mut self, path: &Path, bytes: &[u8]) -> Result<()> {
        let staged = platform::stage(path, bytes).map_err(|e| Error::write(path, &e))?;
        self.staged.push((path.to_owned(), staged));
        Ok(())
    }

    /// The same for a file that people edit: it must not have changed since `seen` was read from it.
    ///
    /// # Errors
    /// See [`Transaction::stage`].
    pub fn stage_over(&mut self, path: &Path, seen: &[u8], bytes: &[u8]) -> Result<()> {
        self.seen.push((path.to_owned(), Some(seen.to_owned())));
        self.stage(path, bytes)
    }

    /// The same for a file that was not there.
    ///
    /// # Errors
    /// See [`Transaction::stage`].
    pub fn stage_new(&mut self, path: &Path, bytes: &[u8]) -> Result<()> {
        self.seen.push((path.to_owned(), None));
        self.stage(path, bytes)
    }

    /// Adds what another one holds.
    pub fn append(&mut self, mut other: Transaction) {
        self.staged.append(&mut other.staged);
        self.seen.append(&mut other.seen);
    }

    /// Gives all files their names, in the order they were staged. If one cannot have it, those before it are taken
    /// back.
    ///
    /// # Errors
    /// A file cannot be renamed or was changed meanwhile; everything is as it was before, or the message names what
    /// could not be taken back.
    pub fn commit(self) -> Result<()> {
        for (path, seen) in &self.seen {
            let present = match std::fs::read(path) {
                Err(error) if error.kind() == ErrorKind::NotFound => None,
                other => Some(other.map_err(|e| Error::read(path, &e))?),
            };
            if present != *seen {
                let reason = "生成过程中这个文件被改动并保存了，没有写任何文件。请再运行一次".to_owned();
                return Err(Error::Write { path: path.clone(), reason });
            }
        }
        let mut published: Vec<(PathBuf, Published)> = Vec::new();
        for (path, staged) in self.staged {
            match staged.publish() {
                Ok(done) => published.push((path, done)),
                Err(error) => return Err(take_back(published, &path, &error)),
            }
        }
        Ok(())
    }
}

/// Takes back what was published; the error to report.
fn take_back(published: Vec<(PathBuf, Published)>, failed: &Path, error: &std::io::Error) -> Error {
    let mut stuck = Vec::new();
    for (path, one) in published.into_iter().rev() {
        if let Err(error) = one.take_back() {
            stuck.push(format!("{}（{}）", path.display(), explain_io(&error)));
        }
    }
    let reason = explain_io(error);
    let reason = if stuck.is_empty() {
        format!("{reason}。其他文件都恢复了原样")
    } else {
        format!("{reason}。这些文件已是新的，没能恢复原样：{}", stuck.join("、"))
    };
    Error::Write { path: failed.to_owned(), reason }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests write into their own folders")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_rename_that_fails_takes_the_others_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("旧"), "旧").unwrap();
        let mut transaction = Transaction::default();
        transaction.stage(&path("旧"), b"1").unwrap();
        transaction.stage(&path("新"), b"2").unwrap();
        transaction.stage(&path("占"), b"3").unwrap();
        // Between staging and publishing somebody makes a folder of that name.
        fs::create_dir(path("占")).unwrap();
        fs::write(path("占").join("里面"), "").unwrap();
        let message = transaction.commit().unwrap_err().to_string();
        assert!(message.contains("占") && message.contains("恢复了原样"), "{message}");
        assert_eq!(fs::read(path("旧")).unwrap(), "旧".as_bytes());
        assert!(!path("新").exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no temporary files stay");
    }

    #[test]
    fn a_file_saved_meanwhile_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("补充资料.xlsx");
        fs::write(&path, "读到的").unwrap();
        let mut transaction = Transaction::default();
        transaction.stage_over(&path, "读到的".as_bytes(), b"1").unwrap();
        fs::write(&path, "她刚保存的").unwrap();
        let message = transaction.commit().unwrap_err().to_string();
        assert!(message.contains("被改动"), "{message}");
        assert_eq!(fs::read(&path).unwrap(), "她刚保存的".as_bytes());
    }
}
