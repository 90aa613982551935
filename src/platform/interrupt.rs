//! Ctrl-C: what is being done is finished, instead of the process ending in the middle of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Exit code of a process that was interrupted, as shells know it.
pub const INTERRUPTED: u8 = 130;

/// Set once somebody presses Ctrl-C; a second time ends the process at once. Where the system tells nobody of it, it
/// stays unset, and Ctrl-C ends the process as ever.
pub fn on_interrupt(said: impl Fn() + Send + 'static) -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&stop);
    let listen = move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else { return };
        runtime.block_on(async {
            while tokio::signal::ctrl_c().await.is_ok() {
                if set.swap(true, Ordering::Relaxed) {
                    std::process::exit(i32::from(INTERRUPTED));
                }
                said();
            }
        });
    };
    // Without a thread for it nothing is heard.
    let _ = std::thread::Builder::new().name("ctrl-c".into()).spawn(listen);
    stop
}
