//! Rows that people add, name otherwise and take away: projects of 绩效自评, and what they say of findings. Like answers
//! they are in the report at once, in the file soon, and can be taken back.

use super::row_change::RowChange;
use super::{Live, Step};
use crate::error::{Error, Result};
use crate::supplement::{Row, SheetId, Slot};
use crate::text::squash;

impl Live {
    /// Adds a row.
    ///
    /// # Errors
    /// It has no name, or one that is there; the report cannot be made with it.
    pub fn add_row(&mut self, sheet: SheetId, key: &str, cells: Vec<(String, String)>) -> Result<()> {
        let key = self.free_key(sheet, key)?;
        self.step_row(RowChange { before: None, after: Some(Row { sheet, key, cells }) })
    }

    /// Names a row otherwise.
    ///
    /// # Errors
    /// There is none of the old name, one of the new; the report cannot be made with it.
    pub fn rename_row(&mut self, sheet: SheetId, key: &str, new: &str) -> Result<()> {
        let row = self.row(sheet, key)?;
        let key = self.free_key(sheet, new)?;
        self.step_row(RowChange { after: Some(Row { key, ..row.clone() }), before: Some(row) })
    }

    /// Takes a row away.
    ///
    /// # Errors
    /// There is none, or it would come again.
    pub fn remove_row(&mut self, sheet: SheetId, key: &str) -> Result<()> {
        let row = self.row(sheet, key)?;
        self.step_row(RowChange { before: Some(row), after: None })
    }

    /// Says of a finding that somebody looked at it; nothing takes it back.
    ///
    /// # Errors
    /// The report cannot be made with it.
    pub fn look_over(&mut self, finding: &str, said: &str) -> Result<()> {
        const SAID: &str = "说明";
        match (self.row(SheetId::Looked, finding), said.trim()) {
            (Err(_), "") => Ok(()),
            (Err(_), said) => self.add_row(SheetId::Looked, finding, vec![(SAID.into(), said.into())]),
            (Ok(_), said) => {
                let key = finding.to_owned();
                self.set(&Slot { sheet: SheetId::Looked, key, head: SAID.into() }, said)
            }
        }
    }

    fn row(&self, sheet: SheetId, key: &str) -> Result<Row> {
        let row = self.paper.book().and_then(|book| Row::of(book, sheet, key));
        row.ok_or_else(|| Error::Usage(format!("补充资料里没有“{key}”这一行")))
    }

    fn free_key(&self, sheet: SheetId, key: &str) -> Result<String> {
        let key = crate::text::one_line(key).trim().to_owned();
        if squash(&key).is_empty() {
            return Err(Error::Usage("请先写名称".to_owned()));
        }
        if self.row(sheet, &key).is_ok() {
            return Err(Error::Usage(format!("已经有“{key}”了")));
        }
        Ok(key)
    }

    fn step_row(&mut self, change: RowChange) -> Result<()> {
        self.apply_row(&change)?;
        self.undone.clear();
        self.done.push(Step::Row(change));
        Ok(())
    }

    /// Brings a change of a row into the report, or leaves all as it is.
    pub(super) fn apply_row(&mut self, change: &RowChange) -> Result<()> {
        let before = (self.paper.present.clone(), self.paper.pending.clone());
        let path = self.supplement();
        if !self.paper.turn(change, &path, self.year)? {
            return Err(Error::Usage("补充资料里的这一行已被别处改动，没有照做".to_owned()));
        }
        if let Err(error) = self.remake() {
            (self.paper.present, self.paper.pending) = before;
            self.remake()?;
            return Err(error);
        }
        self.paper.turned.push(change.clone());
        self.prepare()
    }

    /// Takes a change of a row back, or does it again; where it is to be seen.
    pub(super) fn step_back(&mut self, change: &RowChange, back: bool) -> Result<Option<Slot>> {
        let change = if back { change.reversed() } else { change.clone() };
        // The row may hold more by now than when it was added.
        let as_it_is = change.before.as_ref().and_then(|row| self.row(row.sheet, &row.key).ok());
        let change = RowChange { before: as_it_is.or(change.before), ..change };
        self.apply_row(&change)?;
        Ok(change.slot())
    }
}
