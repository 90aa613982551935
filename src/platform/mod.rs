//! The only place that knows operating systems: how their failures are explained, how files replace others, and how
//! two runs keep out of each other's way.

use std::io;
use std::path::{Path, PathBuf};

mod desktop;
mod interrupt;
mod lock;
mod office;
mod replace;

pub use desktop::{STARTED_BY_ICON, documents_folder, is_started_by_desktop, places, show, tell, token};
pub use interrupt::on_interrupt;
pub use lock::{Lock, lock};
pub use office::{Office, abandon_prints, has_wps_for_people_only, offices, prints_abandoned};
pub use replace::{Published, Staged, stage, write_atomically};

/// Windows' ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION: the file is open in Excel or WPS.
const WINDOWS_IN_USE: [i32; 2] = [32, 33];

/// How the names of temporary files begin.
const TEMPORARY_PREFIX: &str = ".juesuan-";

/// The files of a folder with one of these extensions (lower case), without its sub-folders, in order of their names. Owner
/// files of office programs (`~$…`) and hidden files are passed over. Links that lead nowhere, pipes and the like are among
/// them: who reads them says so, and takes no other file for the one that is wanted.
pub fn files_in(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let wanted = |path: &PathBuf| {
        let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with(['~', '.']));
        let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
        !hidden && extension.is_some_and(|e| extensions.contains(&e.as_str())) && !path.is_dir()
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(wanted).collect();
    files.sort();
    files
}

/// Whether this is a link to a folder that it lies in: following it would never end.
pub fn leads_back(path: &Path) -> bool {
    let is_link = std::fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink());
    let around = || Some((path.parent()?.canonicalize().ok()?, path.canonicalize().ok()?));
    is_link && around().is_some_and(|(around, target)| around.starts_with(target))
}

/// Why a link cannot be followed, in Chinese with what to do next; `None` if it can, or is none.
pub fn leads_nowhere(path: &Path) -> Option<&'static str> {
    let is_link = std::fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink());
    let lost = is_link && std::fs::metadata(path).is_err();
    lost.then_some("这是一个链接，它指向的地方打不开。请检查网络盘是否连接，或放进文件本身")
}

/// A Chinese explanation of an I/O failure, with the next step.
pub fn explain_io(err: &io::Error) -> String {
    if cfg!(windows) && err.raw_os_error().is_some_and(|code| WINDOWS_IN_USE.contains(&code)) {
        return "文件正被其他程序使用（多半是在 Excel 或 WPS 中打开着）。请关闭后重试".to_owned();
    }
    if let Some(reason) = err.get_ref().and_then(|inner| inner.downcast_ref::<replace::NoFile>()) {
        return reason.to_string();
    }
    match err.kind() {
        io::ErrorKind::NotFound => "找不到这个文件或文件夹。请检查路径和文件名".to_owned(),
        io::ErrorKind::PermissionDenied => {
            "没有权限，或文件正在 Excel、WPS 中打开。请关闭后重试，或换一个文件夹".to_owned()
        }
        io::ErrorKind::IsADirectory => "这是一个文件夹，不是文件。请把它改名或移到别处，再重试".to_owned(),
        io::ErrorKind::NotADirectory => "路径中的一段是文件，不是文件夹。请检查路径".to_owned(),
        io::ErrorKind::AlreadyExists => "那里已有一个同名的文件。请换一个名称，或把它移到别处".to_owned(),
        io::ErrorKind::StorageFull => "磁盘空间不足。请腾出空间后重试".to_owned(),
        io::ErrorKind::QuotaExceeded => "超过了磁盘配额。请腾出空间后重试".to_owned(),
        io::ErrorKind::FileTooLarge => "文件大小超过了系统的限制".to_owned(),
        io::ErrorKind::InvalidFilename => {
            "文件名太长，或含有不能用的字符。请缩短文件夹或文件的名称".to_owned()
        }
        io::ErrorKind::ReadOnlyFilesystem => "磁盘是只读的。请换一个文件夹".to_owned(),
        _ => format!("系统返回：{err}"),
    }
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

/// Removes temporary files that a killed run left in a folder. Only for one who holds the folder's [`Lock`]: those of
/// a run going on look the same.
pub fn remove_leftovers(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(TEMPORARY_PREFIX);
        if ours && entry.file_type().is_ok_and(|t| t.is_file()) {
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
