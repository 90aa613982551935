//! Style packs as files: built into the binary, overridden file by file by a project's own `templates/` folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::word_model::{LARGEST_MODEL, MODEL_FILE, WordModel};

/// `STYLE/file` → content, from `templates/` at build time.
const BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// The file that describes a pack.
pub const STYLE_FILE: &str = "style.toml";

/// Chinese names of the packs.
const CHINESE_NAMES: &[(&str, &str)] =
    &[("standard", "通用"), ("shandong", "山东"), ("henan", "河南"), ("hunan", "湖南"), ("shanghai", "上海")];

/// A file of a pack.
#[derive(Debug, Clone)]
pub struct PackFile {
    /// Name without folder (`05_general.tera`).
    pub name: String,
    /// Folder name of the pack it belongs to.
    pub pack: String,
    /// Where it stands, for messages.
    pub origin: String,
    /// Whether it is a project's own file rather than one built into the program.
    pub own: bool,
    /// Content.
    pub content: String,
}

/// Where packs are looked for.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// A project's `templates/` folder.
    pub folder: Option<PathBuf>,
    /// A pack learned from a document.
    pub learned: Option<LearnedPack>,
}

/// A pack learned from a document, as files that stand nowhere yet.
#[derive(Debug, Clone)]
pub struct LearnedPack {
    /// The document, for messages.
    pub origin: String,
    /// Name → content.
    pub files: BTreeMap<String, String>,
    /// How its Word file looks.
    pub word: Option<Arc<WordModel>>,
}

/// The name of a learned pack.
pub const LEARNED: &str = "样板";

impl Library {
    /// The built-in packs, and those in a templates folder.
    pub fn below(folder: Option<PathBuf>) -> Library {
        Library { folder, learned: None }
    }

    /// The built-in packs, and those in a folder that somebody named.
    ///
    /// # Errors
    /// There is no such folder: without it all would be made in words that nobody asked for.
    pub fn named(folder: Option<PathBuf>) -> Result<Library> {
        match folder {
            Some(folder) if !folder.is_dir() => {
                Err(Error::Usage(format!("没有模板文件夹“{}”。请检查 --templates", folder.display())))
            }
            folder => Ok(Library::below(folder)),
        }
    }

    /// Names of all packs, built in and the project's own.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = BUILT_IN
            .iter()
            .filter_map(|(path, _)| path.strip_suffix(STYLE_FILE).and_then(|p| p.strip_suffix('/')))
            .map(str::to_owned)
            .collect();
        if let Some(folder) = &self.folder
            && let Ok(entries) = std::fs::read_dir(folder)
        {
            for entry in entries.flatten().filter(|e| e.path().join(STYLE_FILE).is_file()) {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        names.extend(self.learned.is_some().then(|| LEARNED.to_owned()));
        names.sort();
        names.dedup();
        names
    }

    /// The folder name of a style given by its folder or Chinese name.
    ///
    /// # Errors
    /// No such style; the message lists what there is.
    pub fn resolve(&self, style: &str) -> Result<String> {
        let names = self.names();
        let wanted =
            CHINESE_NAMES.iter().find(|(_, chinese)| *chinese == style).map_or(style, |(name, _)| name);
        if names.iter().any(|n| n == wanted) {
            return Ok(wanted.to_owned());
        }
        let known: Vec<String> = names
            .iter()
            .map(|n| match CHINESE_NAMES.iter().find(|(name, _)| name == n) {
                Some((name, chinese)) => format!("{name}（{chinese}）"),
                None => n.clone(),
            })
            .collect();
        Err(Error::Usage(format!("没有名为“{style}”的样式。可用的样式：{}", known.join("、"))))
    }

    /// The files of one pack, by name; the project's own files replace built-in ones.
    ///
    /// # Errors
    /// A file of the project's folder cannot be read.
    pub fn files(&self, style: &str) -> Result<BTreeMap<String, PackFile>> {
        let mut files = BTreeMap::new();
        if let Some(learned) = self.learned.as_ref().filter(|_| style == LEARNED) {
            for (name, content) in &learned.files {
                let origin = format!("（由{}学来）{name}", learned.origin);
                let (name, content, pack) = (name.clone(), content.clone(), style.to_owned());
                files.insert(name.clone(), PackFile { name, pack, origin, own: false, content });
            }
            return Ok(files);
        }
        for (path, content) in BUILT_IN {
            if let Some(name) = path.strip_prefix(style).and_then(|p| p.strip_prefix('/')) {
                let origin = format!("（内置）{path}");
                let file = PackFile {
                    name: name.to_owned(),
                    pack: style.to_owned(),
                    origin,
                    own: false,
                    content: (*content).to_owned(),
                };
                files.insert(name.to_owned(), file);
            }
        }
        let Some(folder) = self.folder.as_ref().map(|f| f.join(style)).filter(|f| f.is_dir()) else {
            return Ok(files);
        };
        let entries = std::fs::read_dir(&folder).map_err(|e| Error::read(&folder, &e))?;
        let root = self.folder.as_ref().and_then(|f| f.canonicalize().ok());
        let mut paths: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
        paths.sort();
        for path in paths {
            if path.extension().is_some_and(|e| e == "tera" || e == "toml") {
                if files.len() >= MAX_FILES {
                    let reason = format!("一个样式的文件超过{MAX_FILES}个");
                    return Err(Error::Read { path: folder, reason });
                }
                stays_inside(&path, root.as_deref())?;
                let file = read_own(&path, style)?;
                files.insert(file.name.clone(), file);
            }
        }
        Ok(files)
    }
}

impl Library {
    /// How the Word file of a pack looks (版式.docx); `None` if the pack has none.
    ///
    /// # Errors
    /// The file cannot be read, is too large, or is no Word model.
    pub fn word(&self, style: &str) -> Result<Option<Arc<WordModel>>> {
        if let Some(learned) = self.learned.as_ref().filter(|_| style == LEARNED) {
            return Ok(learned.word.clone());
        }
        let Some(folder) = &self.folder else { return Ok(None) };
        let path = folder.join(style).join(MODEL_FILE);
        if !path.is_file() {
            return Ok(None);
        }
        stays_inside(&path, folder.canonicalize().ok().as_deref())?;
        let bytes = crate::package::read_file(&path, LARGEST_MODEL)?;
        let model = WordModel::read(&bytes).ok_or_else(|| {
            let reason = "不是可用的版式文件：应是 Word 文档，其中写着【正文】的一段说明正文的格式。删去它则用样式自己的版式";
            Error::Read { path, reason: reason.to_owned() }
        })?;
        Ok(Some(Arc::new(model)))
    }
}

/// Files of one pack.
const MAX_FILES: usize = 200;
/// Bytes of a template file; the largest built in has a tenth of it.
const MAX_FILE: u64 = 256 * 1024;

/// Refuses a link that leads out of the templates folder: what stands elsewhere is not the project's, and a folder taken to
/// another machine must mean the same there.
pub(super) fn stays_inside(path: &Path, root: Option<&Path>) -> Result<()> {
    let real = path.canonicalize().map_err(|e| Error::read(path, &e))?;
    if root.is_some_and(|root| real.starts_with(root)) {
        return Ok(());
    }
    let reason = format!("这是指向模板文件夹之外（{}）的链接。请把文件本身放进来", real.display());
    Err(Error::Read { path: path.to_owned(), reason })
}

fn read_own(path: &Path, pack: &str) -> Result<PackFile> {
    let large = std::fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() > MAX_FILE);
    if large {
        let reason = format!("模板文件超过{}KB，不像是模板", MAX_FILE / 1024);
        return Err(Error::Read { path: path.to_owned(), reason });
    }
    let bytes = crate::package::read_file(path, MAX_FILE)?;
    let text = String::from_utf8(bytes).map_err(|_| {
        let reason = "模板文件必须是UTF-8编码。请在编辑器中选择“另存为 UTF-8”".to_owned();
        Error::Read { path: path.to_owned(), reason }
    })?;
    // Editors on Windows put a mark at the beginning of UTF-8 files.
    let content = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n");
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(PackFile { name, pack: pack.to_owned(), origin: path.display().to_string(), own: true, content })
}

/// The content of a built-in file, by pack and file name.
pub fn built_in(pack: &str, file: &str) -> Option<&'static str> {
    let path = format!("{pack}/{file}");
    BUILT_IN.iter().find(|(p, _)| *p == path).map(|(_, content)| *content)
}
