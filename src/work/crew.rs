//! Work that is done side by side: each piece by one thread, whichever is free.
//!
//! Plain threads of the standard library: pieces are whole units, alike and independent, of which there are many more
//! than threads. There is nothing to steal and nothing to split.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// Stack of a thread: readers of nested documents need more than the 2 MB a thread has by default, and what works in
/// one report must work in many.
const STACK: usize = 16 * 1024 * 1024;

/// How many threads this computer has room for.
pub fn room() -> usize {
    thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Does every piece, up to `jobs` at a time. `ended` sees the result of each as it ends, in the order they end, on the
/// calling thread. Once `stop` is set nothing new is begun; what is being done is finished. Results stand in the order of
/// the pieces; `None` is what was not begun.
pub fn side_by_side<T: Sync, R: Send>(
    pieces: &[T],
    jobs: usize,
    stop: &AtomicBool,
    run: impl Fn(&T) -> R + Sync,
    mut ended: impl FnMut(&R),
) -> Vec<Option<R>> {
    let mut results: Vec<Option<R>> = pieces.iter().map(|_| None).collect();
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    let work = |sender: mpsc::Sender<(usize, R)>| {
        while !stop.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = pieces.get(at) else { break };
            if sender.send((at, run(piece))).is_err() {
                break;
            }
        }
    };
    let work = &work;
    thread::scope(|scope| {
        let mut begun = 0;
        for _ in 0..jobs.clamp(1, pieces.len().max(1)) {
            let own = sender.clone();
            begun += usize::from(
                thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || work(own)).is_ok(),
            );
        }
        if begun == 0 {
            // Without room for a single thread the work is done on this one.
            work(sender);
        } else {
            drop(sender);
        }
        for (at, result) in receiver {
            ended(&result);
            results[at] = Some(result);
        }
    });
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_done_once_and_stands_in_its_place() {
        let pieces: Vec<usize> = (0..100).collect();
        let stop = AtomicBool::new(false);
        for jobs in [0, 1, 3, 200] {
            let mut seen = Vec::new();
            let results = side_by_side(&pieces, jobs, &stop, |n| n * 2, |double| seen.push(double / 2));
            assert_eq!(results, pieces.iter().map(|n| Some(n * 2)).collect::<Vec<_>>());
            seen.sort_unstable();
            assert_eq!(seen, pieces);
        }
        assert_eq!(side_by_side(&Vec::<u8>::new(), 2, &stop, |n| *n, |_| {}), []);
    }

    #[test]
    fn what_is_stopped_is_finished_but_nothing_new_is_begun() {
        let stop = AtomicBool::new(false);
        let run = |n: &usize| {
            stop.fetch_or(*n == 3, Ordering::Relaxed);
            *n
        };
        let results = side_by_side(&(0..100).collect::<Vec<_>>(), 1, &stop, run, |_| {});
        assert_eq!(results.iter().flatten().count(), 4);
    }
}
