//! States of the supplement that were saved: what was different then, and everything as it was then.

use std::path::PathBuf;
use std::time::SystemTime;

use super::row_change::RowChange;
use super::{Live, Step};
use crate::error::{Error, Result};
use crate::source::{Source, file_name};
use crate::supplement::{self, Present, Row, SheetId, Slot};
use crate::text::squash;

/// A state that was saved.
#[derive(Debug, Clone)]
pub struct Version {
    /// Name of the file that keeps it.
    pub name: String,
    /// When it was saved.
    pub time: Option<SystemTime>,
    /// What was different then.
    pub differences: Vec<Difference>,
}

/// An answer that was different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which.
    pub slot: Slot,
    /// What stood there then.
    pub then: String,
    /// What stands there now.
    pub now: String,
}

impl Live {
    /// The states that were saved before, newest first; one that cannot be read is left out.
    pub fn versions(&self) -> Vec<Version> {
        let read = |path: PathBuf| {
            let present = Present::load(&Source::from(&path)).ok()?;
            let time = std::fs::metadata(&path).and_then(|about| about.modified()).ok();
            let mut differences = self.rows_of_people(&present).ok()?;
            differences.extend(self.differences(&present));
            Some(Version { name: file_name(&path), time, differences })
        };
        supplement::kept(&self.supplement()).into_iter().filter_map(read).collect()
    }

    fn differences(&self, then: &Present) -> Vec<Difference> {
        let now = self.paper.book().map(supplement::filled).unwrap_or_default();
        let then = supplement::filled(&then.book);
        let mut slots: Vec<Slot> = then.slots().chain(now.slots()).collect();
        slots.sort();
        slots.dedup();
        let both = slots.into_iter().map(|slot| {
            let (then, now) = (then.get(&slot), now.get(&slot));
            Difference { slot, then, now }
        });
        both.filter(|difference| difference.then != difference.now).collect()
    }

    /// Rows of people's own that came or went since.
    fn rows_of_people(&self, then: &Present) -> Result<Vec<Difference>> {
        let then = keys(&supplement::supplement_of(&then.book).map_err(Error::Usage)?);
        let now = keys(&self.made.report.supplement);
        let slot = |(sheet, key): &(SheetId, String)| {
            let head = supplement::form::spec(*sheet).key_head().to_owned();
            Slot { sheet: *sheet, key: key.clone(), head }
        };
        let gone = then.iter().filter(|one| !has(&now, one));
        let gone = gone.map(|one| Difference { slot: slot(one), then: one.1.clone(), now: String::new() });
        let come = now.iter().filter(|one| !has(&then, one));
        let come = come.map(|one| Difference { slot: slot(one), then: String::new(), now: one.1.clone() });
        Ok(gone.chain(come).collect())
    }

    /// Brings everything back to a state that was saved; it can be taken back as one step. How many answers have no row any
    /// more (of sentences that the present style does not have), which stay as they are.
    ///
    /// # Errors
    /// There is no such state, or the report cannot be made with it; then nothing changed.
    pub fn restore(&mut self, name: &str) -> Result<usize> {
        let path = supplement::kept(&self.supplement()).into_iter().find(|path| file_name(path) == name);
        let path = path.ok_or_else(|| Error::Usage(format!("没有“{name}”")))?;
        let present = Present::load(&Source::from(&path))?;
        let then = supplement::supplement_of(&present.book).map_err(Error::Usage)?;
        let before = (self.paper.clone(), self.made.report.supplement.clone());
        let (mut steps, mut left) = (Vec::new(), 0);
        let result = self.restore_rows(&present, &then, &before.1, &mut steps);
        let result = result.and_then(|()| {
            for Difference { slot, then, now } in self.differences(&present) {
                // A row that is not there any more has nothing to be answered.
                match self.paper.put(&slot, &then) {
                    Ok(()) => steps.push(Step::Answer { slot, before: now, after: then }),
                    Err(_) => left += 1,
                }
            }
            self.remake()
        });
        if let Err(error) = result {
            self.paper = before.0;
            self.remake()?;
            return Err(error);
        }
        self.prepare()?;
        self.undone.clear();
        self.done.push(Step::Many(steps));
        Ok(left)
    }

    /// Rows of people's own that were there come again, those that were not go.
    fn restore_rows(
        &mut self,
        present: &Present,
        then: &supplement::Supplement,
        now: &supplement::Supplement,
        steps: &mut Vec<Step>,
    ) -> Result<()> {
        let (were, are) = (keys(then), keys(now));
        let gone = are.iter().filter(|one| !has(&were, one));
        let gone: Vec<RowChange> = gone
            .filter_map(|(sheet, key)| Row::of(self.paper.book()?, *sheet, key))
            .map(|row| RowChange { before: Some(row), after: None })
            .collect();
        let come = were.iter().filter(|one| !has(&are, one));
        let come: Vec<RowChange> = come
            .filter_map(|(sheet, key)| Row::of(&present.book, *sheet, key))
            .map(|row| RowChange { before: None, after: Some(row) })
            .collect();
        for change in gone.into_iter().chain(come) {
            self.apply_row(&change)?;
            steps.push(Step::Row(change));
        }
        Ok(())
    }
}

/// Rows that people add: projects, and what they said of findings.
fn keys(supplement: &supplement::Supplement) -> Vec<(SheetId, String)> {
    let projects = supplement.projects.iter().map(|p| (SheetId::Projects, p.name.clone()));
    projects.chain(supplement.looked.iter().map(|e| (SheetId::Looked, e.key.clone()))).collect()
}

fn has(list: &[(SheetId, String)], one: &(SheetId, String)) -> bool {
    list.iter().any(|(sheet, key)| *sheet == one.0 && squash(key) == squash(&one.1))
}
