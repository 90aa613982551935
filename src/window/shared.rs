//! What all connections of a window share: the desk, the keys, and who is there.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::desk::Desk;
use super::guard::Keys;
use crate::error::Error;
use crate::work::live::Stored;

/// How long the program waits for a page that was closed: a reload, or the browser restarting.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long it waits for the first visit, if the browser was asked to come.
const FIRST_VISIT: Duration = Duration::from_secs(600);

/// What all connections share.
pub struct Shared {
    /// Who may ask.
    pub keys: Keys,
    /// Whether the first address may still be used.
    pub open: AtomicBool,
    desk: Mutex<Desk>,
    /// Told when something was stored.
    stored: Condvar,
    /// Number of the desk's state, for those who wait for news.
    pub news: watch::Sender<u64>,
    /// Pages that wait for news.
    watching: AtomicUsize,
    last_seen: Mutex<Instant>,
    /// Whether there was a first visit.
    pub visited: AtomicBool,
    /// Whether somebody ended the program.
    pub ended: AtomicBool,
}

impl Shared {
    /// A window that was just opened.
    pub fn new(keys: Keys, desk: Desk) -> Shared {
        Shared {
            keys,
            open: AtomicBool::new(true),
            desk: Mutex::new(desk),
            stored: Condvar::new(),
            news: watch::channel(0).0,
            watching: AtomicUsize::new(0),
            last_seen: Mutex::new(Instant::now()),
            visited: AtomicBool::new(false),
            ended: AtomicBool::new(false),
        }
    }

    /// The desk. A defect that ended one request does not end the others.
    pub fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The desk when nothing is just being stored: for what goes on from the files, or leaves them. Others have the desk
    /// meanwhile.
    pub fn desk_at_rest(&self) -> MutexGuard<'_, Desk> {
        let storing = self.stored.wait_while(self.desk(), |desk| desk.is_storing());
        storing.unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what is due; typing goes on meanwhile.
    pub fn store(&self, now: bool) {
        let Some(saving) = self.desk().due(now) else { return };
        let stored = catch_unwind(AssertUnwindSafe(|| saving.run()));
        let stored = stored.unwrap_or_else(|_| Stored::Failed(Error::Internal("存入时出错".to_owned())));
        let mut desk = self.desk();
        desk.stored(saving, stored);
        self.tell(desk.version());
        drop(desk);
        self.stored.notify_all();
    }

    /// Tells those who wait that there are news.
    pub fn tell(&self, version: u64) {
        self.news.send_if_modified(|at| std::mem::replace(at, version) != version);
    }

    /// A page was there just now.
    pub fn seen(&self) {
        *self.last_seen.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// Whether nobody looks any more; `alone` if somebody was sent for and may not come.
    pub fn is_left(&self, alone: bool) -> bool {
        if self.ended.load(Ordering::Relaxed) {
            return true;
        }
        let since = self.last_seen.lock().unwrap_or_else(PoisonError::into_inner).elapsed();
        let visited = self.visited.load(Ordering::Relaxed);
        let patience = if visited { PATIENCE } else { FIRST_VISIT };
        (visited || alone) && self.watching.load(Ordering::Relaxed) == 0 && since > patience
    }
}

/// A page that waits for news; it is there as long as it waits.
pub struct Watcher<'a>(&'a Shared);

impl<'a> Watcher<'a> {
    /// It waits.
    pub fn new(shared: &'a Shared) -> Watcher<'a> {
        shared.watching.fetch_add(1, Ordering::Relaxed);
        Watcher(shared)
    }
}

impl Drop for Watcher<'_> {
    fn drop(&mut self) {
        self.0.watching.fetch_sub(1, Ordering::Relaxed);
        self.0.seen();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::window::Options;

    #[test]
    fn a_page_that_waits_or_was_there_in_the_last_minute_keeps_the_program() {
        let keys = Keys::new(4000).expect("keys");
        let shared = Shared::new(keys, Desk::new(&Options::default()));
        let seen_before = |patience: Duration| {
            let then = Instant::now().checked_sub(patience).expect("a machine that runs for longer");
            *shared.last_seen.lock().expect("nobody panicked") = then;
        };
        let over = Duration::from_secs(1);
        seen_before(PATIENCE + over);
        assert!(!shared.is_left(false), "nobody was sent for: the address may be used later");
        assert!(!shared.is_left(true), "the browser may still start");
        seen_before(FIRST_VISIT + over);
        assert!(shared.is_left(true), "it did not");
        shared.visited.store(true, Ordering::Relaxed);
        seen_before(PATIENCE.saturating_sub(over));
        assert!(!shared.is_left(false), "a reload");
        seen_before(PATIENCE + over);
        assert!(shared.is_left(false) && shared.is_left(true), "the page was closed");
        let watcher = Watcher::new(&shared);
        seen_before(PATIENCE + over);
        assert!(!shared.is_left(false), "a page waits for news");
        drop(watcher);
        assert!(!shared.is_left(false), "it was there just now");
        shared.ended.store(true, Ordering::Relaxed);
        assert!(shared.is_left(false), "Ctrl-C");
    }
}
