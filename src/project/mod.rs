//! A project: a folder with juesuan.toml, one folder per year, and what the program remembers.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::style::{Library, Style};

pub mod config;
pub mod discover;
pub mod init;
pub mod rollover;

use config::{CONFIG_FILE, Config, Folders};

/// The supplement of a year.
pub const SUPPLEMENT: &str = "补充资料.xlsx";
/// The supplement as it was before the program last rewrote it; older ones have numbers.
pub const SUPPLEMENT_BEFORE: &str = "补充资料.上一版.xlsx";

/// A project folder that was opened.
#[derive(Debug, Clone)]
pub struct Project {
    /// Where juesuan.toml stands.
    pub root: PathBuf,
    /// Its settings.
    pub config: Config,
}

impl Project {
    /// The project of a folder: its juesuan.toml, or the nearest one above it.
    ///
    /// # Errors
    /// The file cannot be used.
    pub fn above(folder: &Path) -> Result<Option<Project>> {
        Project::root_above(folder).map(Project::open).transpose()
    }

    /// The folder of the project that a folder lies in, whether the project can be used or not.
    pub fn root_above(folder: &Path) -> Option<&Path> {
        folder.ancestors().find(|f| f.join(CONFIG_FILE).is_file())
    }

    /// The project of exactly this folder.
    ///
    /// # Errors
    /// There is no juesuan.toml, it cannot be used, or names a style option that does not exist.
    pub fn open(root: &Path) -> Result<Project> {
        let file = root.join(CONFIG_FILE);
        if !file.is_file() {
            return Err(Error::Usage(format!(
                "文件夹“{}”里没有 {CONFIG_FILE}。先用 juesuan init 建立项目",
                root.display()
            )));
        }
        let project = Project { root: root.to_owned(), config: config::read(&file)? };
        project.check_style(&file)?;
        Ok(project)
    }

    /// Tries the style's options one by one, so that a message can name the line of the one that is wrong.
    fn check_style(&self, file: &Path) -> Result<()> {
        let library = Library::below(self.templates());
        let name = self.config.style_name();
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let at = |key: &str, error: Error| match error {
            Error::Usage(message) => Error::Usage(format!(
                "{} 第{}行：{message}",
                file.display(),
                config::line_of(&text, key.rsplit('.').next().unwrap_or(key))
            )),
            other => other,
        };
        Style::load(&library, name, &[]).map_err(|e| at("name", e))?;
        for option in self.config.style_options() {
            Style::load(&library, name, std::slice::from_ref(&option)).map_err(|e| at(&option.0, e))?;
        }
        Ok(())
    }

    /// A year's folder.
    pub fn year_folder(&self, year: u16) -> PathBuf {
        Folders::at(&self.root, &self.config.folders.year, year)
    }

    /// Where a year's outputs go.
    pub fn output_folder(&self, year: u16) -> PathBuf {
        Folders::at(&self.root, &self.config.folders.output, year)
    }

    /// A year's self-assessment forms, if the folder is there.
    pub fn performance_folder(&self, year: u16) -> Option<PathBuf> {
        Some(Folders::at(&self.root, &self.config.folders.performance, year)).filter(|f| f.is_dir())
    }

    /// The project's own templates, if the folder is there.
    pub fn templates(&self) -> Option<PathBuf> {
        Some(Folders::at(&self.root, &self.config.folders.templates, 0)).filter(|f| f.is_dir())
    }

    /// A year's supplement.
    pub fn supplement(&self, year: u16) -> PathBuf {
        self.year_folder(year).join(SUPPLEMENT)
    }

    /// Years that have a folder, newest first.
    pub fn years(&self) -> Vec<u16> {
        let pattern = &self.config.folders.year;
        // A pattern of several parts (`数据/{year}年`) is looked for in the part above the year.
        let above = pattern.rsplit_once(['/', '\\']).map_or("", |(above, _)| above);
        let parent = Folders::at(&self.root, above, 0);
        let leaf = pattern.rsplit(['/', '\\']).next().unwrap_or(pattern).to_owned();
        let folders = Folders { year: leaf, ..self.config.folders.clone() };
        let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
        let mut years: Vec<u16> = entries
            .filter(|e| e.path().is_dir())
            .filter_map(|e| folders.year_of(&e.file_name().to_string_lossy()))
            .collect();
        years.sort_unstable_by(|a, b| b.cmp(a));
        years.dedup();
        years
    }

    /// A path as messages show it: below the project without its root.
    pub fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}
