//! A published report that is proofread: dropped on the page, held against itself and the project's files of its year.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{Desk, Stage, written};
use crate::error::{Error, Result};
use crate::platform;
use crate::published::Report;
use crate::source::Source;
use crate::work::{Proofread, lying, proofread_with};

/// Where marked copies go, below a project or the folder for documents.
const FOLDER: &str = "校对";

impl Desk {
    /// Proofreads a report; what was found, in short.
    ///
    /// # Errors
    /// It is no published report that can be read.
    pub fn proofread(&mut self, file: &Source) -> Result<Value> {
        let mut alone = String::new();
        let of_its_own = |report: &Report| {
            let files = self.live().ok()?.files_of(report);
            files.map_err(|why| alone = why).ok()
        };
        let (proof, against) = proofread_with(file, of_its_own)?;
        let counts = crate::finding::counts(&proof.findings);
        let report = &proof.report;
        let value = json!({
            "file": report.file, "org": report.org, "year": report.year, "counts": counts, "against": against, "alone": alone,
            "word": report.format == crate::published::content::Format::Docx,
        });
        self.proof = Some(proof);
        Ok(value)
    }

    /// The page of the report that was proofread.
    pub fn proof(&self) -> Option<&Proofread> {
        self.proof.as_ref()
    }

    /// Writes the marked copies; where, and what became of each.
    ///
    /// # Errors
    /// Nothing was proofread, or they cannot be written.
    pub fn save_proof(&mut self) -> Result<Value> {
        let proof = self.proof.as_ref().ok_or_else(|| Error::Usage("还没有校对文档".to_owned()))?;
        let home = match &self.stage {
            Stage::Project(opened) => Some(opened.project.root.clone()),
            Stage::Folder { path, .. } => Some(path.clone()),
            Stage::Start { .. } => platform::documents_folder(),
        };
        let home = home.ok_or_else(|| Error::Usage("没有可以存放的文件夹".to_owned()))?;
        let name = lying::plain_name(&proof.report.file);
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        let folder = home.join(FOLDER).join(stem);
        let (files, note) = proof.write(&folder)?;
        let files: Vec<Value> = files.iter().map(written).collect();
        self.proof_folder = Some(folder.clone());
        Ok(json!({ "folder": folder, "files": files, "note": note }))
    }

    /// The folder of the marked copies, if there are any.
    pub fn proof_folder(&self) -> Option<PathBuf> {
        self.proof_folder.clone()
    }
}
