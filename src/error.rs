//! Errors: reasons why the program cannot go on. Each says which file, what was expected and what to do next.

use std::path::{Path, PathBuf};

/// Why a run stops before anything is written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be opened or read.
    #[error("不能读取文件“{}”：{reason}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why, in Chinese, with what to do next.
        reason: String,
    },
    /// The file is readable but does not hold what it should.
    #[error("文件“{}”不能使用：{reason}", .path.display())]
    Unusable {
        /// The file.
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
        Error::Write { path: path.to_owned(), reason: crate::platform::explain_io(err) }
    }

    /// Wraps an I/O failure while reading, in words a user can act on.
    pub fn read(path: &Path, err: &std::io::Error) -> Error {
        Error::Read { path: path.to_owned(), reason: crate::platform::explain_io(err) }
    }
}

/// The result of everything that can stop a run.
pub type Result<T> = std::result::Result<T, Error>;
