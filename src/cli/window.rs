//! `juesuan window`, and the program started by a double-click.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use super::args::WindowOptions;
use super::print;
use crate::error::Result;
use crate::platform;
use crate::project::Project;
use crate::window::{self, Event, Options};

/// Serves the window until its page is closed.
///
/// # Errors
/// See [`window::serve`].
pub fn run(options: WindowOptions) -> Result<ExitCode> {
    let folder = options
        .folder
        .or_else(|| std::env::current_dir().ok().filter(|here| Project::root_above(here).is_some()));
    serve(
        Options { folder, files: Vec::new(), year: options.year, browser: !options.no_browser },
        Seen::Terminal,
    )
}

/// About the address that is shown in a box: the box of Windows is copied whole, those of Linux let its text be marked.
const COPYING: &str =
    if cfg!(windows) { "只能用一次；按 Ctrl+C 复制这段文字" } else { "只能用一次" };

/// Where people see what the program says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// In a terminal, or nowhere.
    Terminal,
    /// Each message in a box that has to be closed: only what needs doing is said.
    Box,
}

/// Whether a double-click, or files dropped on the program, started it: no command, but perhaps files or a folder.
pub fn by_desktop(args: &[OsString]) -> Option<Result<ExitCode>> {
    let given = args.get(1..).unwrap_or_default();
    let (given, seen) = match given.split_first() {
        Some((first, files)) if first == platform::STARTED_BY_ICON => (files, Seen::Box),
        _ => (given, Seen::Terminal),
    };
    let mut given: Vec<PathBuf> = given.iter().map(PathBuf::from).collect();
    let terminal = io::stdin().is_terminal() || io::stdout().is_terminal() || io::stderr().is_terminal();
    let by_desktop = seen == Seen::Box || platform::is_started_by_desktop(terminal);
    if !by_desktop || !given.iter().all(|path| path.exists()) {
        return None;
    }
    let seen = if terminal { seen } else { Seen::Box };
    let folder = match given.as_slice() {
        [only] if only.is_dir() => given.pop(),
        _ => None,
    };
    given.retain(|path| path.is_file());
    let done = serve(Options { folder, files: given, year: None, browser: true }, seen);
    if let (Err(error), Seen::Box) = (&done, seen) {
        platform::tell(&error.to_string());
    }
    Some(done)
}

fn serve(options: Options, seen: Seen) -> Result<ExitCode> {
    let browser = options.browser;
    let ready = RefCell::new(String::new());
    window::serve(options, |event| match event {
        Event::Ready(address) if seen == Seen::Box => *ready.borrow_mut() = address,
        Event::NoBrowser if seen == Seen::Box => {
            let text =
                format!("没能打开浏览器。请把下面的地址复制到浏览器（{COPYING}）：\n{}\n", ready.borrow());
            print::err(&text);
            platform::tell(&text);
        }
        Event::Closed if seen == Seen::Box => {}
        Event::Ready(address) if browser => print::err(&format!(
            "窗口已在浏览器中打开。没有打开的，请把下面的地址复制到浏览器（只能用一次）：\n{address}\n关闭那一页，程序一分钟后结束；按 Ctrl+C 立即结束\n"
        )),
        Event::Ready(address) => {
            print::err(&format!("请在浏览器中打开（只能用一次）：\n{address}\n按 Ctrl+C 结束\n"))
        }
        Event::NoBrowser => print::err("没能打开浏览器。请把上面的地址复制到浏览器\n"),
        Event::Closed => print::err("窗口已关闭\n"),
    })?;
    Ok(ExitCode::SUCCESS)
}
