//! `juesuan window`: a page in the browser that this program serves on this machine, beside the command line on the same
//! application layer. It holds no logic of its own: what is shown comes from [`crate::work`], what is done goes there.
//!
//! Nothing leaves the machine and nobody else gets in: see docs/decisions/2026-11-28-window-served-on-loopback.md.

use std::path::PathBuf;

use crate::error::{Error, Result};

mod desk;
mod dressing;
mod guard;
mod page;
mod printing;
mod reply;
mod routes;
mod server;
mod shared;
mod show;
mod years;

/// What the window begins with.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The project's folder, if named.
    pub folder: Option<PathBuf>,
    /// Files to begin with (dropped on the program).
    pub files: Vec<PathBuf>,
    /// Year, if named.
    pub year: Option<u16>,
    /// Whether the page is opened in the browser.
    pub browser: bool,
}

/// What there is to say while the window is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The address to open; it can be used once.
    Ready(String),
    /// The browser did not start.
    NoBrowser,
    /// The page was closed, the program ends.
    Closed,
}

/// Serves the window until its page is closed.
///
/// # Errors
/// No address of this machine can be served.
pub fn serve(options: Options, say: impl Fn(Event)) -> Result<()> {
    let failed = |e: std::io::Error| Error::Internal(format!("不能打开窗口：{e}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let served = runtime.block_on(server::run(options, &say)).map_err(failed);
    // A print or a disk that does not answer keeps nobody.
    runtime.shutdown_background();
    served
}
