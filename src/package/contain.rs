//! A panic of a reading library ends the reading of one file, not the program.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind, set_hook, take_hook};
use std::sync::Once;
use std::thread;

thread_local! {
    /// Whether this thread is inside [`contain`].
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs something that may panic; `None` if it did. Nothing is printed about it. Panics elsewhere, in other threads
/// or later, are reported as ever.
///
/// The release profile must unwind for this; memory that runs out is no panic and is prevented by [`super::Limits`].
pub fn contain<T>(run: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let ordinary = take_hook();
        set_hook(Box::new(move |info| {
            // When defects are looked for, one of our own ends the program wherever it shows.
            let own = || info.location().is_none_or(|l| !l.file().contains("/registry/"));
            if !CONTAINED.get() || cfg!(fuzzing) && own() {
                ordinary(info);
            }
        }));
    });
    let outer = CONTAINED.replace(true);
    // What the closure changed before it panicked is dropped with it by every caller.
    let result = catch_unwind(AssertUnwindSafe(run));
    CONTAINED.set(outer);
    result.ok()
}

/// Runs two things side by side, the first in a thread of its own; a panic there is one here.
pub fn beside<A: Send, B>(there: impl FnOnce() -> A + Send, here: impl FnOnce() -> B) -> (A, B) {
    let contained = CONTAINED.get();
    thread::scope(|scope| {
        let there = scope.spawn(move || {
            CONTAINED.set(contained);
            there()
        });
        let here = here();
        (there.join().unwrap_or_else(|panic| resume_unwind(panic)), here)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_things_side_by_side_either_may_panic() {
        let fail = || assert!(std::hint::black_box(false));
        assert_eq!(contain(|| beside(|| 1, || 2)), Some((1, 2)));
        assert_eq!(contain(|| beside(fail, || ())), None);
        assert_eq!(contain(|| beside(|| (), fail)), None);
    }

    #[test]
    fn a_panic_inside_ends_nothing_else() {
        assert_eq!(contain(|| 1), Some(1));
        assert_eq!(contain(|| assert!(std::hint::black_box(false))), None);
        assert_eq!(contain(|| contain(|| assert!(std::hint::black_box(false)))), Some(None));
        assert!(!CONTAINED.get());
        assert!(catch_unwind(|| assert!(std::hint::black_box(false))).is_err());
    }
}
