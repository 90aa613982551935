//! Office programs that print a Word file as PDF: which there are, and how they are made to do it within a time.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use tempfile::{Builder, TempDir};

/// An office program of this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// The name people know it by.
    pub name: &'static str,
    how: How,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum How {
    /// LibreOffice and its relatives: `soffice --convert-to pdf`.
    Soffice(PathBuf),
    /// Word and WPS on Windows, asked by PowerShell; the class to make, and the name of its processes.
    Com { class: &'static str, process: &'static str },
}

/// Classes of Word and WPS, by which Windows knows that they are there.
const CLASSES: [(&str, &str, &str); 3] = [
    ("Word", "Word.Application", "WINWORD"),
    ("WPS", "KWPS.Application", "wps"),
    ("WPS", "WPS.Application", "wps"),
];
/// Names of LibreOffice's program; the folder where it lies, if people name one; folders where it lies without being on the
/// path.
const SOFFICE: [&str; 4] = ["soffice", "libreoffice", "soffice.com", "soffice.exe"];
const PLACE_VARIABLE: &str = "JUESUAN_OFFICE";
const SOFFICE_FOLDERS: [&str; 6] = [
    "C:\\Program Files\\LibreOffice\\program",
    "C:\\Program Files (x86)\\LibreOffice\\program",
    "/opt/libreoffice/program",
    "/usr/lib/libreoffice/program",
    "/usr/lib64/libreoffice/program",
    "/snap/bin",
];

/// How long an office program may take for one document; the first start after installing takes longest.
const PATIENCE: Duration = Duration::from_secs(180);
/// Another time in seconds, for slow computers.
const PATIENCE_VARIABLE: &str = "JUESUAN_PDF_SECONDS";
/// How the folders are named that a print needs, and when one that was left behind is nobody's.
const FOLDER_PREFIX: &str = ".juesuan-pdf-";
const LEFT_BEHIND: Duration = Duration::from_secs(24 * 3600);

/// What is being printed now: process and folder.
static RUNNING: Mutex<Vec<(u32, PathBuf)>> = Mutex::new(Vec::new());

/// The office programs of this computer that can print, the best first; only the one in the folder that people name, if they
/// do.
pub fn offices() -> Vec<Office> {
    if let Some(folder) = std::env::var_os(PLACE_VARIABLE) {
        return soffice_in([PathBuf::from(folder)].into_iter()).into_iter().collect();
    }
    let mut found = Vec::new();
    if cfg!(windows) {
        for (name, class, process) in CLASSES {
            if found.iter().all(|o: &Office| o.name != name) && is_registered(class) {
                found.push(Office { name, how: How::Com { class, process } });
            }
        }
    }
    let on_path = std::env::var_os("PATH").map(|p| std::env::split_paths(&p).collect::<Vec<_>>());
    found.extend(soffice_in(on_path.into_iter().flatten().chain(more_folders())));
    found
}

/// LibreOffice in the first folder that holds it.
fn soffice_in(mut folders: impl Iterator<Item = PathBuf>) -> Option<Office> {
    let is_program = |path: &PathBuf| path.is_file() && (!cfg!(windows) || path.extension().is_some());
    let program =
        folders.find_map(|folder| SOFFICE.map(|name| folder.join(name)).into_iter().find(is_program))?;
    Some(Office { name: "LibreOffice", how: How::Soffice(program) })
}

/// Where LibreOffice lies besides the path; packages of its makers carry the version in the folder's name.
fn more_folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = SOFFICE_FOLDERS.iter().map(PathBuf::from).collect();
    let versions = fs::read_dir("/opt").into_iter().flatten().flatten().map(|entry| entry.path());
    let named =
        |path: &PathBuf| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with("libreoffice"));
    folders.extend(versions.filter(named).map(|path| path.join("program")));
    folders
}

/// Whether WPS is there in a form that other programs cannot ask to print (Linux).
pub fn has_wps_for_people_only() -> bool {
    let Some(path) = std::env::var_os("PATH").filter(|_| !cfg!(windows)) else { return false };
    std::env::split_paths(&path).any(|folder| folder.join("wps").is_file())
}

/// Whether Windows knows a class.
fn is_registered(class: &str) -> bool {
    let key = format!("HKCR\\{class}\\CLSID");
    let mut command = Command::new(of_system("reg.exe"));
    command.args(["query", &key, "/ve"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// A program of Windows itself, not one of that name that lies somewhere else.
fn of_system(name: &str) -> PathBuf {
    let root = std::env::var_os("SystemRoot").unwrap_or_else(|| OsString::from("C:\\Windows"));
    Path::new(&root).join("System32").join(name)
}

/// How long one document may take.
fn patience() -> Duration {
    let told = std::env::var(PATIENCE_VARIABLE).ok().and_then(|text| text.trim().parse().ok());
    told.filter(|seconds| *seconds > 0).map_or(PATIENCE, Duration::from_secs)
}

impl Office {
    /// Prints a Word file. The program gets a folder, and LibreOffice a profile, of its own: one that people have open is
    /// not disturbed; nothing of it stays.
    ///
    /// # Errors
    /// Why there is no PDF, in Chinese.
    pub fn print(&self, docx: &[u8]) -> Result<Vec<u8>, String> {
        let folder =
            folder().map_err(|error| format!("不能建立临时文件夹：{}", super::explain_io(&error)))?;
        let (input, output) = (folder.path().join("document.docx"), folder.path().join("document.pdf"));
        super::write_atomically(&input, docx).map_err(|error| super::explain_io(&error))?;
        let said = self.run(folder.path(), &input, &output)?;
        match fs::read(&output) {
            Ok(bytes) => Ok(bytes),
            Err(_) if said.is_empty() => Err("没有写出 PDF".to_owned()),
            Err(_) => Err(format!("没有写出 PDF（{said}）")),
        }
    }

    /// Runs the program until it ends or its time is over; the first line of what it complained about.
    fn run(&self, folder: &Path, input: &Path, output: &Path) -> Result<String, String> {
        let mut command = match &self.how {
            How::Soffice(program) => soffice(program, folder, input),
            How::Com { class, process } => powershell(class, process, folder, input, output),
        };
        let complaints = folder.join("stderr.txt");
        let stderr = fs::File::create(&complaints).map_err(|error| super::explain_io(&error))?;
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(stderr).current_dir(folder);
        own_group(&mut command);
        let mut child =
            command.spawn().map_err(|error| format!("不能启动：{}", super::explain_io(&error)))?;
        let mark = (child.id(), folder.to_owned());
        running().push(mark.clone());
        let ended = wait(&mut child, patience());
        running().retain(|one| *one != mark);
        if !matches!(ended, Ok(true)) {
            kill(child.id(), folder);
            let _ = child.wait();
            return Err(match ended {
                Err(error) => super::explain_io(&error),
                Ok(_) => format!("{}秒没有完成，已结束它", patience().as_secs()),
            });
        }
        let said = fs::read(&complaints).unwrap_or_default();
        let said = String::from_utf8_lossy(&said).lines().find(|l| !l.trim().is_empty()).map(str::to_owned);
        Ok(said.unwrap_or_default())
    }
}

/// How often prints were abandoned: whoever prints in several turns sees by it that there is to be no other.
static ABANDONED: AtomicU64 = AtomicU64::new(0);

/// How often prints were abandoned so far.
pub fn prints_abandoned() -> u64 {
    ABANDONED.load(Ordering::SeqCst)
}

/// Ends whatever is being printed, for a run that somebody stops.
pub fn abandon_prints() {
    ABANDONED.fetch_add(1, Ordering::SeqCst);
    for (process, folder) in running().drain(..) {
        kill(process, &folder);
        let _ = fs::remove_dir_all(folder);
    }
}

fn running() -> std::sync::MutexGuard<'static, Vec<(u32, PathBuf)>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A folder for one print; folders of runs that were killed long ago go.
fn folder() -> io::Result<TempDir> {
    let place = std::env::temp_dir();
    for entry in fs::read_dir(&place).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(FOLDER_PREFIX);
        let age = || SystemTime::now().duration_since(entry.metadata().ok()?.modified().ok()?).ok();
        if ours && age().is_some_and(|age| age > LEFT_BEHIND) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    Builder::new().prefix(FOLDER_PREFIX).tempdir_in(place)
}

fn soffice(program: &Path, folder: &Path, input: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg(format!("-env:UserInstallation={}", address(&folder.join("profile"))));
    command.args([
        "--headless",
        "--norestore",
        "--nologo",
        "--nolockcheck",
        "--convert-to",
        "pdf",
        "--outdir",
    ]);
    command.arg(folder).arg(input);
    command
}

/// A folder as LibreOffice wants it: `file:///C:/Users/…`, with every other byte than letters, digits and `/:._-` escaped.
fn address(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/:._-".contains(byte);
    let escaped = |byte: u8| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    let escaped: String = text.trim_start_matches('/').bytes().map(escaped).collect();
    format!("file:///{escaped}")
}

/// Word and WPS have no command line that prints. What the script is about stands in the environment, so that no name of a
/// file is ever part of the script. Which process was begun for it is noted before anything is opened; where none was, the
/// program is one that people have open, and is not closed.
const SCRIPT: &str = "$ErrorActionPreference='Stop'; \
    $n=$env:JUESUAN_PROCESS; $before=@(Get-Process $n -ErrorAction SilentlyContinue | ForEach-Object { $_.Id }); \
    $app=New-Object -ComObject $env:JUESUAN_CLASS; \
    $own=@(Get-Process $n -ErrorAction SilentlyContinue | ForEach-Object { $_.Id } | Where-Object { $before -notcontains $_ }); \
    Set-Content -Encoding Ascii -Path $env:JUESUAN_OWN -Value $own; \
    try { if ($own) { $app.Visible=$false }; $app.DisplayAlerts=0; \
    $doc=$app.Documents.Open($env:JUESUAN_INPUT, $false, $true, $false); \
    try { $doc.ExportAsFixedFormat($env:JUESUAN_OUTPUT, 17) } finally { $doc.Close(0) } } \
    finally { if ($own) { $app.Quit(0) } }";
const OWN_PROCESSES: &str = "own.txt";

fn powershell(class: &str, process: &str, folder: &Path, input: &Path, output: &Path) -> Command {
    let mut command = Command::new(of_system("WindowsPowerShell\\v1.0\\powershell.exe"));
    command.args(["-NoProfile", "-NonInteractive", "-Command", SCRIPT]);
    command.env("JUESUAN_CLASS", class).env("JUESUAN_PROCESS", process);
    command.env("JUESUAN_INPUT", input).env("JUESUAN_OUTPUT", output);
    command.env("JUESUAN_OWN", folder.join(OWN_PROCESSES));
    command
}

/// Puts the program and what it starts into a group of their own, so that all of it can be ended.
fn own_group(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _ = command;
}

/// Whether the program ends within the time.
fn wait(child: &mut Child, patience: Duration) -> io::Result<bool> {
    let begun = Instant::now();
    while child.try_wait()?.is_none() {
        if begun.elapsed() >= patience {
            return Ok(false);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(true)
}

/// Ends a program with all it started.
fn kill(process: u32, folder: &Path) {
    let quietly = |mut command: Command| {
        let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    };
    if cfg!(windows) {
        // Word and WPS are started by Windows, not by the script that asked for them.
        let own = fs::read_to_string(folder.join(OWN_PROCESSES)).unwrap_or_default();
        for id in own.split_whitespace().chain([process.to_string().as_str()]) {
            let mut command = Command::new(of_system("taskkill.exe"));
            command.args(["/F", "/T", "/PID", id]);
            quietly(command);
        }
    } else {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "kill -KILL -\"$1\"", "sh", &process.to_string()]);
        quietly(command);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_addresses_whatever_their_names() {
        assert_eq!(address(Path::new("/tmp/a b")), "file:///tmp/a%20b");
        assert_eq!(address(Path::new("C:\\Users\\张三\\Temp")), "file:///C:/Users/%E5%BC%A0%E4%B8%89/Temp");
    }

    /// The script is one argument of a command line: no double quote may end it.
    #[test]
    fn the_script_holds_no_quote_that_ends_it() {
        assert!(!SCRIPT.contains('"') && !SCRIPT.contains('\n'));
        for (open, close) in [('{', '}'), ('(', ')')] {
            assert_eq!(SCRIPT.matches(open).count(), SCRIPT.matches(close).count());
        }
    }
}
