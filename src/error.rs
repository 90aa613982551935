//! Errors: reasons why the program cannot go on. Each says which file, what was expected and what to do next.

use std::path::{Path, PathBuf};

/// Why a run stops before anything is written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be opened or read.
    #[error("不能读取{}“{}”：{reason}", kind_of(.path), .path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why, in Chinese, with what to do next.
        reason: String,
    },
    /// The file or folder is readable but does not hold what it should.
    #[error("{}“{}”不能使用：{reason}", kind_of(.path), .path.display())]
    Unusable {
        /// The file or folder.
        path: PathBuf,
        /// What was expected, where it was looked for, and what to do next.
        reason: String,
    },
    /// An output cannot be written.
    #[error("不能写入“{}”：{reason}", .path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// Why, with what to do next.
        reason: String,
    },
    /// The command line or a configuration value is wrong.
    #[error("{0}")]
    Usage(String),
    /// A template cannot be used; the text is a finished multi-line diagnosis.
    #[error("{0}")]
    Template(String),
    /// The narrative or the checks cannot be published in strict mode.
    #[error("{0}")]
    Strict(String),
    /// A defect of this program.
    #[error("内部错误（juesuan {version}）：{0}。请把这条信息连同输入文件反馈给开发者", version = env!("CARGO_PKG_VERSION"))]
    Internal(String),
}

impl Error {
    /// The documented exit code of the process.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Usage(_) => 2,
            Error::Strict(_) => 1,
            _ => 3,
        }
    }

    /// Wraps an I/O failure while writing, in words a user can act on.
    pub fn write(path: &Path, err: &std::io::Error) -> Error {
        Error::Write { path: path.to_owned(), reason: explain(path, err) }
    }

    /// Wraps an I/O failure while reading, in words a user can act on.
    pub fn read(path: &Path, err: &std::io::Error) -> Error {
        Error::Read { path: path.to_owned(), reason: explain(path, err) }
    }
}

/// What messages call what lies there. One error is made for both in many places: it is asked where it is said.
fn kind_of(path: &Path) -> &'static str {
    if path.is_dir() { "文件夹" } else { "文件" }
}

/// An I/O failure in words a user can act on; no program holds a folder open.
fn explain(path: &Path, err: &std::io::Error) -> String {
    if err.kind() == std::io::ErrorKind::PermissionDenied && path.is_dir() {
        return "没有权限使用这个文件夹。请检查它的权限，或换一个文件夹".to_owned();
    }
    crate::platform::explain_io(err)
}

/// The result of everything that can stop a run.
pub type Result<T> = std::result::Result<T, Error>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_called_a_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let (folder, file) = (folder.path().to_owned(), folder.path().join("决算.xlsx"));
        let denied = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        let said = |error: Error| error.to_string();
        assert!(said(Error::read(&folder, &denied)).starts_with("不能读取文件夹“"));
        assert!(said(Error::read(&folder, &denied)).contains("没有权限使用这个文件夹"));
        assert!(said(Error::read(&file, &denied)).starts_with("不能读取文件“"));
        assert!(said(Error::read(&file, &denied)).contains("Excel、WPS"));
        let unusable = |path: &Path| said(Error::Unusable { path: path.to_owned(), reason: String::new() });
        assert!(unusable(&folder).starts_with("文件夹“") && unusable(&file).starts_with("文件“"));
    }
}
