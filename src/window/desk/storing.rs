//! What was typed on its way into the supplement: when it is due, what became of it, what others saved meanwhile.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::{Desk, Stage, State};
use crate::error::{Error, Result};
use crate::project::Project;
use crate::work::live::{Live, Saving, Stored, inputs};

/// Typing pauses this long before it is stored.
const PAUSE: Duration = Duration::from_millis(400);
/// What was typed is never longer out of the file than this.
const AT_MOST: Duration = Duration::from_millis(800);
/// Before trying again to store what could not be stored.
const AGAIN: Duration = Duration::from_secs(2);
/// How often storing is tried before something goes on from the files.
const ROUNDS: usize = 3;
/// Said where the supplement is saved elsewhere again and again, or holds what cannot be merged yet.
const MERGING: &str = "补充资料刚被别处保存过，正在合并。请稍等一下再试";

impl Desk {
    /// Whether something is just being stored, by somebody who does not hold the desk meanwhile.
    pub fn is_storing(&self) -> bool {
        self.storing
    }

    /// Stores what was typed in the project that is left; nothing is being stored by others.
    ///
    /// # Errors
    /// It cannot be stored.
    pub fn leave(&mut self) -> Result<()> {
        // What somebody saved just now is taken in first; then there is still something to store.
        for _ in 0..ROUNDS {
            let Some(saving) = self.due(true) else { break };
            let stored = saving.run();
            self.stored(saving, stored);
        }
        match &self.state {
            State::Failed(reason) if self.is_unsaved() => {
                Err(Error::Usage(format!("刚填写的内容还没有存入：{reason}")))
            }
            // What waits for an office program lies beside the file; all else is in no file yet.
            State::Saved if self.is_unsaved() => Err(Error::Usage(MERGING.to_owned())),
            _ => Ok(()),
        }
    }

    pub(super) fn is_unsaved(&self) -> bool {
        matches!(&self.stage, Stage::Project(opened) if opened.live.as_ref().is_ok_and(|live| !live.is_whole()))
    }

    /// What there is to say of answers that are not in the supplement yet, for whoever goes on to another one.
    pub(super) fn waiting(&self) -> Option<(PathBuf, String)> {
        let Stage::Project(opened) = &self.stage else { return None };
        let live = opened.live.as_ref().ok().filter(|live| live.unsaved() > 0)?;
        let (path, count) = (live.supplement(), live.unsaved());
        let said = format!(
            "“{}”里还有{count}处没有存入：它正在 Excel 或 WPS 中打开。内容已另外存好；关闭那个文件，再打开{}年，就自动存入",
            opened.project.shown(&path),
            opened.year
        );
        Some((path, said))
    }

    pub(super) fn typed(&mut self) {
        let now = Instant::now();
        self.typed = Some((self.typed.map_or(now, |(first, _)| first), now));
        self.changed();
    }

    /// What is to be written now, if anything is.
    pub fn due(&mut self, now: bool) -> Option<Saving> {
        if self.storing {
            return None;
        }
        let waiting = self.tried.is_some_and(|at| at.elapsed() < AGAIN);
        let paused = match self.typed {
            Some((first, last)) => last.elapsed() >= PAUSE || first.elapsed() >= AT_MOST,
            None => true,
        };
        if !now && (waiting || !paused) {
            return None;
        }
        let saving = match self.live().and_then(Live::saving) {
            Ok(saving) => saving,
            Err(_) if self.live().is_err() => None,
            Err(error) => {
                (self.state, self.tried) = (State::Failed(error.to_string()), Some(Instant::now()));
                None
            }
        };
        self.storing = saving.is_some();
        saving
    }

    /// Takes note of what became of it.
    pub fn stored(&mut self, saving: Saving, stored: Stored) {
        self.storing = false;
        let before = self.state.clone();
        self.tried = (!matches!(stored, Stored::Done)).then(Instant::now);
        match stored {
            Stored::Done => {
                self.state = State::Saved;
                if saving.is_new() {
                    self.survey();
                }
                let Ok(live) = self.live() else { return };
                let noted = live.saved(saving);
                if live.unsaved() == 0 {
                    self.typed = None;
                }
                match noted {
                    Ok(false) => self.noted(),
                    Ok(true) => self.changed(),
                    Err(error) => {
                        self.state = State::Failed(error.to_string());
                        self.changed();
                    }
                }
            }
            Stored::Open => self.state = State::Open,
            Stored::Failed(error) => self.state = State::Failed(error.to_string()),
            Stored::Changed => {
                if let Ok(live) = self.live() {
                    live.distrust();
                }
                self.look();
            }
        }
        if self.state != before {
            self.noted();
        }
    }

    /// Takes in what others saved: the supplement, or other files of the report.
    pub fn look(&mut self) {
        if self.storing {
            return;
        }
        let Stage::Project(opened) = &mut self.stage else { return };
        match &mut opened.live {
            Ok(live) => {
                let looked = live.look();
                let whole = live.is_whole();
                match looked {
                    // It can be read again.
                    Ok(news) => {
                        let again = matches!(self.state, State::Failed(_)) && whole;
                        if again {
                            self.state = State::Saved;
                        }
                        if news || again {
                            self.changed();
                        }
                    }
                    // A program is just writing it, or it is no supplement any more; there is another look soon.
                    Err(error) => {
                        let failed = State::Failed(error.to_string());
                        if self.state != failed {
                            self.state = failed;
                            self.noted();
                        }
                        return;
                    }
                }
            }
            Err(_) if inputs(&opened.project, opened.year) == opened.inputs => return,
            Err(_) => {}
        }
        let Stage::Project(opened) = &self.stage else { return };
        let outdated = opened.live.as_ref().map_or(true, Live::is_outdated);
        if outdated && self.typed.is_none() {
            let (root, year) = (opened.project.root.clone(), opened.year);
            if opened.dress.is_some() {
                let dress = opened.dress.clone();
                let _ = self.dress(dress);
            } else if let Ok(project) = Project::open(&root) {
                let _ = self.enter(project, Some(year));
            }
        }
    }
}
