//! The only place that knows operating systems: how their failures are explained, and how files replace others.

use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// Windows' ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION: the file is open in Excel or WPS.
const WINDOWS_IN_USE: [i32; 2] = [32, 33];

/// How the names of temporary files begin.
const TEMPORARY_PREFIX: &str = ".juesuan-";

/// A Chinese explanation of an I/O failure, with the next step.
pub fn explain_io(err: &io::Error) -> String {
    if cfg!(windows) && err.raw_os_error().is_some_and(|code| WINDOWS_IN_USE.contains(&code)) {
        return "文件正被其他程序使用（多半是在 Excel 或 WPS 中打开着）。请关闭后重试".to_owned();
    }
    match err.kind() {
        io::ErrorKind::NotFound => "找不到这个文件或文件夹。请检查路径和文件名".to_owned(),
        io::ErrorKind::PermissionDenied => {
            "没有权限，或文件正在 Excel、WPS 中打开。请关闭后重试，或换一个文件夹".to_owned()
        }
        io::ErrorKind::IsADirectory => "这是一个文件夹，不是文件。请给出工作簿的完整文件名".to_owned(),
        io::ErrorKind::NotADirectory => "路径中的一段不是文件夹".to_owned(),
        io::ErrorKind::StorageFull => "磁盘空间不足".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "磁盘是只读的。请换一个文件夹".to_owned(),
        _ => format!("系统返回：{err}"),
    }
}

/// Writes a whole file or nothing: into a temporary file of the same folder, then renamed over the old one.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = NamedTempFile::with_prefix_in(TEMPORARY_PREFIX, folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    set_ordinary_mode(&file)?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}

/// Temporary files are private by default; outputs are shared with the office like any document.
#[cfg(unix)]
fn set_ordinary_mode(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_ordinary_mode(_file: &NamedTempFile) -> io::Result<()> {
    Ok(())
}

/// Whether an office program has this workbook open: Excel and WPS leave an owner file `~$name` beside it,
/// LibreOffice `.~lock.name#`.
pub fn is_open_in_office(path: &Path) -> bool {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|n| n.to_str())) else {
        return false;
    };
    [format!("~${name}"), format!(".~{name}"), format!(".~lock.{name}#")]
        .iter()
        .any(|lock| folder.join(lock).exists())
}

/// How long a temporary file must have been lying there to be a killed run's, not one of a run going on.
const LEFTOVER_AGE: std::time::Duration = std::time::Duration::from_secs(600);

/// Removes temporary files that a killed run left in a folder.
pub fn remove_leftovers(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(TEMPORARY_PREFIX);
        let age = entry.metadata().and_then(|m| m.modified()).ok().and_then(|t| t.elapsed().ok());
        if ours && age.is_some_and(|age| age > LEFTOVER_AGE) && entry.path().is_file() {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// The calendar year now, by the computer's clock (UTC: a few hours at New Year don't matter here).
pub fn current_year() -> u16 {
    const SECONDS_PER_DAY: u64 = 86_400;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let mut days = now.as_secs() / SECONDS_PER_DAY;
    let mut year = 1970u16;
    loop {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let length = if leap { 366 } else { 365 };
        if days < length {
            return year;
        }
        days -= length;
        year += 1;
    }
}
