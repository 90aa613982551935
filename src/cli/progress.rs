//! How far a long run is: one line that is rewritten on a terminal, plain lines elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::print;

/// Width of the bar.
const BAR: usize = 24;
/// Columns of a terminal that does not say how many it has.
const COLUMNS: usize = 80;
/// How often the line is rewritten at most.
const EVERY: Duration = Duration::from_millis(100);

/// How far a run is.
#[derive(Debug, Default)]
pub struct Progress {
    /// Pieces, as far as is known: what turns out to be none is counted no more.
    total: usize,
    done: usize,
    /// What turned out to be no piece.
    passed: usize,
    failed: usize,
    begun: Option<Instant>,
    shown: Option<Instant>,
    terminal: bool,
    /// Columns of the line that stands there.
    width: usize,
}

impl Progress {
    /// So many pieces are to be done.
    pub fn begin(&mut self, total: usize) {
        *self = Progress {
            total,
            begun: Some(Instant::now()),
            terminal: std::io::stderr().is_terminal(),
            ..Progress::default()
        };
    }

    /// A piece is done; `what` says of it what a plain line shows. Pieces that failed are always shown.
    pub fn step(&mut self, failed: bool, what: &str) {
        self.done += 1;
        self.failed += usize::from(failed);
        if !self.terminal {
            print::err(&format!("[{}/{}] {what}\n", self.done, self.total));
            return;
        }
        if failed {
            self.rewrite("");
            print::err(&format!("{what}\n"));
        }
        self.show(failed);
    }

    /// Something turned out to be no piece at all.
    pub fn pass(&mut self) {
        self.passed += 1;
        self.total = self.total.saturating_sub(1);
        if self.terminal {
            self.show(false);
        }
    }

    /// Rewrites the line if it is time.
    fn show(&mut self, now: bool) {
        let due = self.shown.is_none_or(|at| at.elapsed() >= EVERY);
        if now || due || self.done == self.total {
            self.shown = Some(Instant::now());
            let elapsed = self.begun.map(|at| at.elapsed()).unwrap_or_default();
            let line = cut(&self.line(elapsed), COLUMNS - 1);
            self.rewrite(&line);
        }
    }

    /// Nothing more is shown.
    pub fn end(&mut self) {
        if self.terminal && self.shown.is_some() {
            self.rewrite("");
        }
    }

    /// Puts another line in the place of the one that stands there, with blanks over what it was longer by: where colours are
    /// not wanted, a terminal gets no commands.
    fn rewrite(&mut self, line: &str) {
        let width = line.width();
        let blanks = " ".repeat(self.width.saturating_sub(width));
        let back = if line.is_empty() { "\r" } else { "" };
        print::err(&format!("\r{line}{blanks}{back}"));
        self.width = width;
    }

    fn line(&self, elapsed: Duration) -> String {
        let full = (BAR * self.done).checked_div(self.total).unwrap_or(BAR);
        let failed = if self.failed > 0 { format!("，失败{}个", self.failed) } else { String::new() };
        let left = match left(elapsed, self.done + self.passed, self.total.saturating_sub(self.done)) {
            Some(left) => format!("，约剩{left}"),
            None => String::new(),
        };
        format!("{}{} {}/{}{failed}{left}", "█".repeat(full), "░".repeat(BAR - full), self.done, self.total)
    }
}

/// Time for what is still to be looked at, if it goes on as so far; what turned out to be no piece took its time, too.
fn left(elapsed: Duration, looked_at: usize, more: usize) -> Option<String> {
    let each = elapsed.as_secs_f64() / f64::from(u32::try_from(looked_at).ok().filter(|n| *n > 0)?);
    let seconds = Duration::from_secs_f64(each * f64::from(u32::try_from(more).ok()?)).as_secs();
    Some(match seconds {
        0 => return None,
        1..60 => format!("{seconds}秒"),
        60..3600 => format!("{}分{:02}秒", seconds / 60, seconds % 60),
        _ => format!("{}小时{:02}分", seconds / 3600, seconds / 60 % 60),
    })
}

/// As much of a text as fits on a line.
fn cut(text: &str, width: usize) -> String {
    let mut used = 0;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= width
    };
    text.chars().take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_it_is() {
        let progress = Progress { total: 300, done: 100, failed: 2, ..Progress::default() };
        let line = progress.line(Duration::from_secs(100));
        assert_eq!(line, format!("{}{} 100/300，失败2个，约剩3分20秒", "█".repeat(8), "░".repeat(16)));
        assert_eq!(left(Duration::from_secs(7200), 1, 2), Some("4小时00分".into()));
        assert_eq!(left(Duration::from_secs(9), 3, 0), None);
        assert_eq!(left(Duration::ZERO, 0, 3), None);
        assert_eq!(cut("决算公开", 5), "决算");
    }

    #[test]
    fn what_is_no_piece_is_not_counted() {
        let mut progress = Progress { total: 6, done: 1, ..Progress::default() };
        (0..2).for_each(|_| progress.pass());
        // Three folders in 30 seconds; three more.
        assert!(progress.line(Duration::from_secs(30)).ends_with(" 1/4，约剩30秒"));
    }
}
