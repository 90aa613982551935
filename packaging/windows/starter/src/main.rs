//! 决算公开.exe: what is double-clicked, or has files dropped on it. It starts juesuan.exe beside it without a console
//! and waits for it to end. Whatever the program says meanwhile, nobody would see: it is shown in a box.

#![windows_subsystem = "windows"]

use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// The program, in the same folder.
const PROGRAM: &str = if cfg!(windows) { "juesuan.exe" } else { "juesuan" };
/// Tells the program who started it: `juesuan::platform::STARTED_BY_ICON`.
const STARTED_BY_ICON: &str = "--started-by-icon";
/// What is said within this time of each other is one message.
const ONE_MESSAGE: Duration = Duration::from_millis(400);

fn main() {
    match start() {
        Ok(mut child) => attend(&mut child),
        Err(why) => show(&why),
    }
}

fn start() -> Result<Child, String> {
    let beside = || std::env::current_exe().ok()?.parent().map(|folder| folder.join(PROGRAM));
    let program: PathBuf = beside().filter(|program| program.is_file()).ok_or_else(|| {
        format!(
            "旁边没有 {PROGRAM}。\n\n请把压缩包里的文件全部解压到一个文件夹，再双击“决算公开”；不要在压缩软件的窗口里直接双击。"
        )
    })?;
    let mut command = Command::new(&program);
    command
        .arg(STARTED_BY_ICON)
        .args(std::env::args_os().skip(1))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    without_console(&mut command);
    command.spawn().map_err(|error| {
        format!("不能启动 {}：{error}\n\n被杀毒软件拦下的，请把这个文件夹加入信任后重试。", program.display())
    })
}

/// Shows what the program says, until it has ended; and that it failed, if it said nothing.
fn attend(child: &mut Child) {
    let (said, heard) = mpsc::channel();
    if let Some(mut pipe) = child.stderr.take() {
        std::thread::spawn(move || {
            let mut buffer = vec![0; 64 * 1024];
            while let Ok(count @ 1..) = pipe.read(&mut buffer) {
                if said.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
    }
    let mut silent = true;
    while let Ok(mut message) = heard.recv() {
        while let Ok(more) = heard.recv_timeout(ONE_MESSAGE) {
            message.extend(more);
        }
        let text = String::from_utf8_lossy(&message);
        if !text.trim().is_empty() {
            silent = false;
            show(text.trim());
        }
    }
    match child.wait() {
        Ok(status) if !status.success() && silent => {
            show(&format!("程序意外结束（{status}）。请重新双击“决算公开”。"))
        }
        _ => {}
    }
}

#[cfg(windows)]
fn without_console(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

#[cfg(windows)]
fn show(text: &str) {
    use std::ffi::c_void;
    use std::ptr::null_mut;
    #[link(name = "user32")]
    unsafe extern "system" {
        fn MessageBoxW(owner: *mut c_void, text: *const u16, title: *const u16, kind: u32) -> i32;
    }
    const ICON_INFORMATION: u32 = 0x40;
    const SET_FOREGROUND: u32 = 0x1_0000;
    let wide = |text: &str| text.encode_utf16().chain([0]).collect::<Vec<u16>>();
    let (text, title) = (wide(text), wide("决算公开"));
    // SAFETY: both texts end in zero and outlive the call; no window owns the box.
    unsafe { MessageBoxW(null_mut(), text.as_ptr(), title.as_ptr(), ICON_INFORMATION | SET_FOREGROUND) };
}

/// Elsewhere this program is only looked at by the lints.
#[cfg(not(windows))]
fn without_console(_command: &mut Command) {}

#[cfg(not(windows))]
fn show(text: &str) {
    eprintln!("{text}");
}
