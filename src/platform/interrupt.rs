//! Ctrl-C: what is being done is finished, instead of the process ending in the middle of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Set once somebody presses Ctrl-C. `pressed` is told of every time, and whether it was not the first; it runs on a
/// thread of its own. Where the system tells nobody of it, it stays unset, and Ctrl-C ends the process as ever.
pub fn on_interrupt(pressed: impl Fn(bool) + Send + 'static) -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&stop);
    let listen = move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else { return };
        runtime.block_on(async {
            while tokio::signal::ctrl_c().await.is_ok() {
                pressed(set.swap(true, Ordering::Relaxed));
            }
        });
    };
    // Without a thread for it nothing is heard.
    let _ = std::thread::Builder::new().name("ctrl-c".into()).spawn(listen);
    stop
}
