//! The desktop around the program: its browser, its folders, and whether it started the program.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Opens an address in the browser, or a folder in the file manager.
pub fn show(what: impl AsRef<OsStr>) -> io::Result<()> {
    open::that_detached(what)
}

/// Names of the folder people keep their documents in, below their own.
const DOCUMENTS: [&str; 3] = ["Documents", "文档", "我的文档"];
/// Other folders of people, in which exports are likely to lie.
const OTHERS: [&str; 4] = ["Desktop", "桌面", "Downloads", "下载"];

/// The folder for documents.
pub fn documents_folder() -> Option<PathBuf> {
    let home = std::env::home_dir()?;
    Some(DOCUMENTS.iter().map(|name| home.join(name)).find(|f| f.is_dir()).unwrap_or(home))
}

/// Where choosing a folder begins: people's own folders, then the drives.
pub fn places() -> Vec<PathBuf> {
    let mut places = Vec::new();
    if let Some(home) = std::env::home_dir() {
        places.extend(DOCUMENTS.iter().chain(&OTHERS).map(|name| home.join(name)).filter(|f| f.is_dir()));
        places.push(home);
    }
    if cfg!(windows) {
        places.extend(('C'..='Z').map(|drive| PathBuf::from(format!("{drive}:\\"))).filter(|d| d.is_dir()));
    } else {
        places.push(Path::new("/").to_owned());
    }
    places
}

/// The first argument of a program that 决算公开.exe (packaging/windows/starter) or 决算公开.desktop (packaging/linux) started: a
/// double-click did, or files were dropped on it. There is no terminal; what the program says is shown in a box.
pub const STARTED_BY_ICON: &str = "--started-by-icon";

/// Whether a double-click started the program, and nobody sees a terminal.
///
/// `terminal` says whether input or output of the program is one. On Windows a double-click opens a terminal of the program's own, which looks like any other; but what is typed into a
/// terminal comes from a shell, and shells leave their names in the environment.
pub fn is_started_by_desktop(terminal: bool) -> bool {
    if cfg!(windows) {
        const SHELLS: [&str; 5] = ["PROMPT", "TERM", "SHELL", "MSYSTEM", "WT_SESSION"];
        let of_powershell = std::env::var("PSModulePath").is_ok_and(|path| {
            let home = std::env::home_dir().map(|h| h.to_string_lossy().into_owned()).unwrap_or_default();
            !home.is_empty() && path.contains(&home)
        });
        return terminal && !of_powershell && SHELLS.iter().all(|s| std::env::var_os(s).is_none());
    }
    let desktop = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    desktop && !terminal && std::env::var_os("SHLVL").is_none()
}

/// Programs of Linux desktops that show a text in a box, and what comes before the text: those of GTK (UKUI, GNOME), of KDE, and
/// a notice at the screen's edge, which nearly every desktop can show.
const BOXES: [(&str, &[&str]); 3] = [
    ("zenity", &["--info", "--title=决算公开", "--width=480", "--no-markup", "--text"]),
    ("kdialog", &["--title", "决算公开", "--msgbox"]),
    ("notify-send", &["--urgency=critical", "决算公开"]),
];

/// Shows a text to somebody who sees no terminal, without waiting until it is read. On Windows 决算公开.exe does, which hears
/// what the program prints.
pub fn tell(text: &str) {
    if cfg!(windows) {
        return;
    }
    let shows = |(program, before): &(&str, &[&str])| {
        let mut command = Command::new(program);
        command.args(*before).arg(text).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().is_ok()
    };
    let _ = BOXES.iter().any(shows);
}

/// A word that nobody can guess: 32 random bytes of the operating system as hexadecimal digits.
pub fn token() -> io::Result<String> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| io::Error::other(e.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
