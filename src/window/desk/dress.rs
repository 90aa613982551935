//! Styles on the desk: tried on the report that is shown, kept in the project.

use super::{Desk, Opened, Stage};
use crate::error::{Error, Result};
use crate::project::Project;
use crate::work::live::{Dress, Live, Settings};

impl Desk {
    /// What there is to choose of styles, and what is in use.
    ///
    /// # Errors
    /// There is no report.
    pub fn settings(&mut self) -> Result<(Settings, bool)> {
        let Stage::Project(opened) = &self.stage else {
            return Err(Error::Usage("还没有打开项目".to_owned()));
        };
        let live = opened.live.as_ref().map_err(|reason| Error::Usage(reason.clone()))?;
        let own = Dress::of(&opened.project);
        Ok((live.settings(opened.dress.as_ref().unwrap_or(&own))?, opened.dress.is_some()))
    }

    /// Shows the report in another style; `None` goes back to the project's own.
    ///
    /// # Errors
    /// What was typed cannot be stored first, or the report cannot be made in it; then it stays as it is.
    pub fn dress(&mut self, dress: Option<Dress>) -> Result<()> {
        self.leave()?;
        let opened = match std::mem::replace(&mut self.stage, Stage::Start { problem: String::new() }) {
            Stage::Project(opened) => *opened,
            other => {
                self.stage = other;
                return Err(Error::Usage("还没有打开项目".to_owned()));
            }
        };
        match Live::dressed(&opened.project, Some(opened.year), dress.as_ref()) {
            Ok(mut live) => {
                let Opened { project, year, window, live: before, .. } = opened;
                if let Ok(before) = before {
                    live.go_on_from(before);
                }
                self.stand(Opened { dress, ..Opened::of(project, Some(year), window, Ok(live)) });
                Ok(())
            }
            Err(error) => {
                self.stage = Stage::Project(Box::new(opened));
                Err(error)
            }
        }
    }

    /// Whether a style is shown that is not the project's.
    pub fn is_tried_on(&self) -> bool {
        matches!(&self.stage, Stage::Project(opened) if opened.dress.is_some())
    }

    /// Keeps a style as the project's own.
    ///
    /// # Errors
    /// juesuan.toml cannot be changed.
    pub fn keep_dress(&mut self, dress: &Dress) -> Result<()> {
        self.leave()?;
        let Stage::Project(opened) = &self.stage else { return Ok(()) };
        dress.keep(&opened.project)?;
        self.again()
    }

    /// The report, to look at.
    ///
    /// # Errors
    /// There is none.
    pub fn report(&mut self) -> Result<&Live> {
        self.live().map(|live| &*live)
    }

    /// Makes the report anew from its files.
    ///
    /// # Errors
    /// The project cannot be read.
    pub fn again(&mut self) -> Result<()> {
        self.leave()?;
        let Stage::Project(opened) = &self.stage else { return Ok(()) };
        let (root, year) = (opened.project.root.clone(), opened.year);
        self.enter(Project::open(&root)?, Some(year))
    }
}
