//! Units as folders: every folder below one that holds workbooks, and every project.

use std::path::{Path, PathBuf};

use super::{Own, Unit, Units};
use crate::bureau::Passed;
use crate::error::{Error, Result};
use crate::platform;
use crate::project::config::CONFIG_FILE;
use crate::source::{file_name, way_of};
use crate::work::outputs::MEMORY_FOLDER;
use crate::workbook;

/// Folders in folders; deeper ones are no one's filing.
const MOST_DEEP: usize = 8;

/// The folders below `place` that may be units, in order of their names; whether one holds accounts is seen when it is
/// read. The folder of the results is none.
///
/// # Errors
/// A folder cannot be read, or `place` itself is a project.
pub fn units(place: &Path, out: &Path) -> Result<Units> {
    if place.join(CONFIG_FILE).is_file() {
        return Err(Error::Usage(format!(
            "“{}”是一个项目文件夹，用 juesuan build --project 生成；批量处理时请给出放着各单位文件夹的上一级文件夹",
            place.display()
        )));
    }
    let place = std::path::absolute(place).map_err(|e| Error::read(place, &e))?;
    let mut units = Units::default();
    let mut found = Vec::new();
    for path in collect(&place, out, 0, &mut found)? {
        let reason = "是程序写的输出文件夹，不作为单位".to_owned();
        units.passed.push(Passed { name: file_name(&path), reason });
    }
    let here: Vec<String> = workbook::in_folder(&place).iter().map(|path| file_name(path)).collect();
    if !here.is_empty() {
        let reason = format!("直接放在这里的工作簿不作为单位（每个单位放一个子文件夹）：{}", here.join("、"));
        units.passed.push(Passed { name: ".".into(), reason });
    }
    for (number, (folder, wrong)) in (1..).zip(found) {
        let way = folder.strip_prefix(&place).unwrap_or(&folder);
        units.units.push(Unit {
            number,
            name: way_of(way),
            folder,
            own: Own::default(),
            wrong,
            notes: Vec::new(),
        });
    }
    Ok(units)
}

/// A folder that may be a unit; why it cannot be looked into.
type Found = (PathBuf, Option<String>);

/// Adds the folders below one; those that the program wrote are returned.
fn collect(folder: &Path, out: &Path, depth: usize, found: &mut Vec<Found>) -> Result<Vec<PathBuf>> {
    let mut outputs = Vec::new();
    if depth > MOST_DEEP {
        return Ok(outputs);
    }
    let entries = std::fs::read_dir(folder).map_err(|e| Error::read(folder, &e))?;
    let mut inner = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|e| Error::read(folder, &e))?;
        let path = entry.path();
        let hidden = entry.file_name().to_string_lossy().starts_with(['.', '~']);
        if hidden || path == out {
            continue;
        }
        if path.is_dir() {
            if is_output(&path) {
                outputs.push(path);
            } else if !platform::leads_back(&path) {
                inner.push(path);
            }
        } else if is_named_as_folder(&path) && platform::leads_nowhere(&path).is_some() {
            inner.push(path);
        }
    }
    inner.sort();
    for path in inner {
        if let Some(reason) = platform::leads_nowhere(&path) {
            found.push((path, Some(reason.to_owned())));
            continue;
        }
        if path.join(CONFIG_FILE).is_file() {
            found.push((path, None));
            continue;
        }
        if !workbook::in_folder(&path).is_empty() {
            found.push((path.clone(), None));
        }
        // One that cannot be read may be a unit, and stops no other.
        if let Err(error) = collect(&path, out, depth + 1, found) {
            found.push((path, Some(error.to_string())));
        }
    }
    Ok(outputs)
}

/// Whether a name is one of a folder, without an extension as files have.
fn is_named_as_folder(path: &Path) -> bool {
    path.extension().is_none_or(|extension| !extension.is_ascii())
}

/// Whether the program wrote a folder: what it keeps in mind of it lies there.
fn is_output(folder: &Path) -> bool {
    folder.join(MEMORY_FOLDER).is_dir() && !folder.join(CONFIG_FILE).is_file()
}
