//! The open report and the supplement's file: what is not in it yet, what was written, what somebody else saved meanwhile.

use std::collections::BTreeMap;

use super::paper::{Pending, read_present, stamp};
use super::row_change::RowChange;
use super::{Conflict, Live, Saving};
use crate::error::{Error, Result};
use crate::source::Source;
use crate::supplement::{self, Present, Slot};
use crate::workbook;

impl Live {
    /// How many answers are not in the file yet.
    pub fn unsaved(&self) -> usize {
        self.paper.pending.len() + self.paper.turned.len()
    }

    /// Whether the file holds all that the report was made with.
    pub fn is_whole(&self) -> bool {
        self.unsaved() == 0 && !self.paper.is_lost()
    }

    /// How often the supplement was found gone, and what it held was written anew.
    pub fn renewed(&self) -> usize {
        self.paper.renewed
    }

    /// What is to be written, if anything is.
    ///
    /// # Errors
    /// The supplement cannot be changed in place.
    pub fn saving(&mut self) -> Result<Option<Saving>> {
        if self.is_whole() {
            return Ok(None);
        }
        let answers = self.paper.pending.clone();
        self.paper.fold(self.year)?;
        let Some(present) = &self.paper.present else { return Ok(None) };
        Ok(Some(Saving {
            root: self.project.root.clone(),
            path: self.supplement(),
            before: self.paper.disk.clone(),
            bytes: present.bytes.clone(),
            keep: !self.paper.kept,
            answers,
            turned: self.paper.turned.clone(),
        }))
    }

    /// Takes note of what was written; whether the report is another now. A cell that the file would not give up
    /// (people's own formula) is offered as one that was changed there.
    ///
    /// # Errors
    /// The report cannot be made with what the file says.
    pub fn saved(&mut self, saving: Saving) -> Result<bool> {
        let written = Source::from_bytes(saving.path.clone(), saving.bytes.clone());
        let filled = supplement::filled(&workbook::read(&written)?);
        let kept: Vec<_> = saving.answers.iter().filter(|(slot, p)| filled.get(slot) != p.text).collect();
        for (slot, pending) in &kept {
            let theirs = filled.get(slot);
            self.paper.put(slot, &theirs)?;
            self.paper.pending.remove(slot);
            self.conflicts.retain(|c| c.slot != **slot);
            self.conflicts.push(Conflict { slot: (*slot).clone(), ours: pending.text.clone(), theirs });
        }
        let remade = !kept.is_empty();
        if remade {
            self.remake()?;
        }
        for (slot, stored) in &saving.answers {
            match self.paper.pending.get_mut(slot) {
                Some(pending) if pending.text == stored.text => drop(self.paper.pending.remove(slot)),
                Some(pending) => pending.base.clone_from(&stored.text),
                None => {}
            }
        }
        // Changes of rows that came while it was written stay.
        self.paper.turned.drain(..saving.turned.len().min(self.paper.turned.len()));
        // Whoever saved it right after it was written here is seen with the next look: that file's time is not taken for
        // the one written.
        self.paper.seen = None;
        self.paper.disk = Some(saving.bytes);
        self.paper.kept = true;
        Ok(remade)
    }

    /// The supplement is another than was thought: the next look reads it, whatever its time says.
    pub fn distrust(&mut self) {
        self.paper.seen = None;
    }

    /// Looks whether somebody else saved the supplement, and takes it in; whether anything is new.
    ///
    /// # Errors
    /// It cannot be read now; all stays as it is.
    pub fn look(&mut self) -> Result<bool> {
        let word = self.look_at_word()?;
        if word {
            self.remake()?;
        }
        Ok(self.look_at_supplement()? || word)
    }

    fn look_at_supplement(&mut self) -> Result<bool> {
        let own = self.supplement();
        let seen = stamp(&own);
        if seen.is_some() && seen == self.paper.seen {
            return Ok(false);
        }
        let disk = read_present(&own)?;
        if disk.is_none() && self.paper.disk.is_some() {
            return Ok(self.paper.is_gone());
        }
        self.paper.gone = None;
        if disk == self.paper.disk {
            self.paper.seen = seen;
            return Ok(false);
        }
        let present = match &disk {
            Some(bytes) => {
                let present = Present::load(&Source::from_bytes(own, bytes.clone()))?;
                supplement::supplement_of(&present.book).map_err(Error::Usage)?;
                Some(present)
            }
            None => None,
        };
        let pending = std::mem::take(&mut self.paper.pending);
        let turned = std::mem::take(&mut self.paper.turned);
        (self.paper.seen, self.paper.disk, self.paper.present) = (seen, disk, present);
        self.paper.kept = false;
        self.bring_back(turned, pending)?;
        Ok(true)
    }

    /// Brings what is not in the file into what was read from it.
    pub(super) fn bring_back(
        &mut self,
        turned: Vec<RowChange>,
        pending: BTreeMap<Slot, Pending>,
    ) -> Result<()> {
        self.remake()?;
        self.prepare()?;
        let path = self.supplement();
        for change in turned {
            if self.paper.turn(&change, &path, self.year)? {
                self.paper.turned.push(change);
            }
        }
        for (slot, answer) in pending {
            self.take_back(slot, answer)?;
        }
        self.remake()?;
        self.prepare()
    }

    /// Brings an answer that is not in the file into what was read from it; one that was changed there too is offered.
    fn take_back(&mut self, slot: Slot, answer: Pending) -> Result<()> {
        if self.paper.book().is_some_and(|book| supplement::typed_in(book, &slot).is_none()) {
            // Its row is gone: it was taken away there.
            self.conflicts.retain(|c| c.slot != slot);
            self.conflicts.push(Conflict { slot, ours: answer.text, theirs: String::new() });
            return Ok(());
        }
        let theirs = self.answer(&slot);
        if theirs == answer.text {
            return Ok(());
        }
        if theirs == answer.base {
            self.paper.put(&slot, &answer.text)
        } else {
            self.conflicts.retain(|c| c.slot != slot);
            self.conflicts.push(Conflict { slot, ours: answer.text, theirs });
            Ok(())
        }
    }
}
