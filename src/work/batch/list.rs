//! Units as a workbook lists them: a row a unit, columns found by their heads.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use super::{Own, Unit, Units};
use crate::bureau::Passed;
use crate::error::{Error, Result};
use crate::source::file_name;
use crate::subject::Scope;
use crate::text::squash;
use crate::workbook::{self, Grid, GridRow};

/// What a column says, and the heads it is known by.
const FOLDER: &[&str] = &["文件夹", "单位文件夹", "所在文件夹", "路径"];
const STYLE: &[&str] = &["样式"];
const LIKE: &[&str] = &["样板", "样板文档", "照着写的文档", "参照文档"];
const NAME: &[&str] = &["名称", "单位名称", "部门名称"];
const SCOPE: &[&str] = &["级次", "预算级次", "范围"];

const COLUMNS: &str = "文件夹（必填）、样式、样板文档、名称、级次（部门或单位）";

/// Rows in which the heads are looked for.
const MOST_ROWS_ABOVE: usize = 10;

/// A sum of a list, which is no unit.
const SUMS: &[&str] = &["合计", "小计", "总计", "共计"];
/// Columns that every list may have and no report needs.
const PLAIN: &[&str] = &["序号", "编号", "备注", ""];

/// The units of a list, those of every visible sheet that has a column of folders; they are named from where the list lies.
///
/// # Errors
/// It cannot be read, or no sheet has a column of folders.
pub fn units(path: &Path) -> Result<Units> {
    let book = workbook::read(path)?;
    // An old list that somebody hid is none of today's.
    let visible = book.sheets.iter().filter(|sheet| sheet.visible);
    let lists: Vec<(&Grid, usize)> = visible.filter_map(|sheet| Some((sheet, heads(sheet)?))).collect();
    if lists.is_empty() {
        let reason = format!("没有找到写着“文件夹”的表头。名单的各栏：{COLUMNS}");
        return Err(Error::Unusable { path: path.to_owned(), reason });
    }
    let path = std::path::absolute(path).map_err(|e| Error::read(path, &e))?;
    let mut reading = Reading {
        around: path.parent().unwrap_or(Path::new(".")),
        taken: BTreeSet::new(),
        places: BTreeMap::new(),
        units: Units::default(),
    };
    let meant: Vec<bool> =
        lists.iter().map(|(sheet, at)| names_a_folder(sheet, *at, reading.around)).collect();
    for ((sheet, at), meant_too) in lists.iter().zip(&meant) {
        if !meant_too && meant.contains(&true) {
            let reason = format!("“{}”页写的文件夹都不存在，没有当作名单", sheet.name);
            reading.units.passed.push(Passed { name: file_name(&path), reason });
            continue;
        }
        let list =
            if lists.len() > 1 { format!("名单“{}”页", sheet.name) } else { "名单".to_owned() };
        let head = &sheet.rows[*at];
        let columns = [FOLDER, STYLE, LIKE, NAME, SCOPE].map(|names| column(head, names));
        let used = |at: &u32| columns.contains(&Some(*at));
        let unused = head.cells.iter().filter(|(at, _)| !used(at)).map(|(_, value)| value.squashed());
        let unused: Vec<String> = unused.filter(|name| !PLAIN.contains(&name.as_str())).collect();
        if !unused.is_empty() {
            let reason = format!("{list}没有用到的栏：{}。认得的栏：{COLUMNS}", unused.join("、"));
            reading.units.passed.push(Passed { name: file_name(&path), reason });
        }
        for row in &sheet.rows[*at + 1..] {
            let cells = columns.map(|column| text(row, column));
            reading.row(&format!("{list}第{}行", row.row + 1), cells);
        }
    }
    Ok(reading.units)
}

/// A list that is being read.
struct Reading<'a> {
    around: &'a Path,
    /// Names that units have.
    taken: BTreeSet<String>,
    /// Which row a folder was first in.
    places: BTreeMap<PathBuf, String>,
    units: Units,
}

impl Reading<'_> {
    /// Takes a row, by its texts in the columns 文件夹、样式、样板文档、名称、级次; `said` is what messages call it.
    fn row(&mut self, said: &str, [folder, style, like, name, scope]: [Option<String>; 5]) {
        let number = self.units.units.len() + 1;
        let Some(folder) = folder else {
            let is_sum = name.as_ref().is_some_and(|name| SUMS.contains(&squash(name).as_str()));
            if !is_sum && [&style, &like, &name, &scope].into_iter().any(Option::is_some) {
                // Somebody wants it made: it must not be missed.
                self.units.units.push(Unit {
                    number,
                    name: unique(name.as_deref().unwrap_or(said), &mut self.taken),
                    folder: self.around.join(said),
                    own: Own::default(),
                    wrong: Some(format!("{said}没有写文件夹")),
                    notes: Vec::new(),
                });
            }
            return;
        };
        let way = folder.replace('\\', "/");
        let folder = self.around.join(&way);
        let (mut wrong, mut notes) = (Vec::new(), Vec::new());
        if folder.is_file() {
            wrong.push(format!("{said}的“{way}”是文件，不是文件夹"));
        } else if !folder.is_dir() {
            wrong.push(format!("{said}的文件夹“{way}”不存在"));
        }
        let known = scope.as_deref().and_then(scope_of);
        if let (Some(scope), None) = (&scope, known) {
            wrong.push(format!("{said}的级次“{scope}”认不出，应写 部门 或 单位"));
        }
        let like = like.map(|like| like.replace('\\', "/"));
        if let Some(like) = like.as_ref().filter(|like| !self.around.join(like).is_file()) {
            wrong.push(format!("{said}的样板文档“{like}”不存在"));
        }
        // In two styles, for instance; but it counts twice in every sum.
        let place = folder.canonicalize().unwrap_or_else(|_| folder.clone());
        match self.places.get(&place).filter(|_| wrong.is_empty()) {
            Some(first) => notes.push(format!("{said}与{first}是同一个文件夹，做了两次")),
            None => drop(self.places.insert(place, said.to_owned())),
        }
        self.units.units.push(Unit {
            number,
            name: unique(&way, &mut self.taken),
            own: Own { style, like: like.map(|like| self.around.join(like)), org: name, scope: known },
            wrong: (!wrong.is_empty()).then(|| wrong.join("；")),
            folder,
            notes,
        });
    }
}

/// The row of the heads.
fn heads(sheet: &Grid) -> Option<usize> {
    sheet.rows.iter().take(MOST_ROWS_ABOVE).position(|row| column(row, FOLDER).is_some())
}

/// Whether a list names a folder that is there; a page that explains the columns does not.
fn names_a_folder(sheet: &Grid, heads: usize, around: &Path) -> bool {
    let folders = column(&sheet.rows[heads], FOLDER);
    let ways = sheet.rows[heads + 1..].iter().filter_map(|row| text(row, folders));
    ways.into_iter().any(|way| around.join(way.replace('\\', "/")).is_dir())
}

fn column(row: &GridRow, names: &[&str]) -> Option<u32> {
    row.cells.iter().find(|(_, value)| names.contains(&value.squashed().as_str())).map(|(col, _)| *col)
}

fn text(row: &GridRow, column: Option<u32>) -> Option<String> {
    row.get(column?).map(|value| value.line().trim().to_owned()).filter(|text| !text.is_empty())
}

/// 部门 or 单位; a 一级预算单位 reports for its department, lower ones for themselves.
fn scope_of(said: &str) -> Option<Scope> {
    let said: String = said.chars().filter(|c| !c.is_whitespace()).collect();
    match said.trim_end_matches("预算单位").trim_end_matches('级') {
        "部门" | "一" | "1" | "部门汇总" => Some(Scope::Department),
        "单位" | "二" | "三" | "四" | "2" | "3" | "4" | "基层" => Some(Scope::Unit),
        _ => None,
    }
}

/// The name of a unit: the way of its folder below the list, without steps up and drives, unlike those before it.
fn unique(way: &str, taken: &mut BTreeSet<String>) -> String {
    let inside = Path::new(way).components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
    let parts: Vec<&str> = way.split('/').filter(|p| !["", ".", ".."].contains(p)).collect();
    let last = || parts.last().unwrap_or(&"单位").replace(':', "");
    let shown = if inside && !parts.is_empty() { parts.join("/") } else { last() };
    let numbered = (2..).map(|n| format!("{shown}（{n}）"));
    let free =
        std::iter::once(shown.clone()).chain(numbered).find(|name| !taken.contains(&name.to_lowercase()));
    let name = free.unwrap_or(shown);
    taken.insert(name.to_lowercase());
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_else_and_differ() {
        let mut taken = BTreeSet::new();
        let names = ["./一小", "一小", "教育局/二小", "../别处/一小", "/a/二中", "D:/b/二中", "..", "."]
            .map(|way| unique(way, &mut taken));
        assert_eq!(
            names,
            ["一小", "一小（2）", "教育局/二小", "一小（3）", "二中", "D:/b/二中", "单位", "单位（2）"]
                .map(|n| n.replace("D:/b/二中", if cfg!(windows) { "二中（2）" } else { "D:/b/二中" }))
        );
    }

    #[test]
    fn levels_are_departments_or_units() {
        for (said, scope) in [
            ("部门", Some(Scope::Department)),
            ("一级", Some(Scope::Department)),
            ("二级预算单位", Some(Scope::Unit)),
            ("3", Some(Scope::Unit)),
            ("单位", Some(Scope::Unit)),
            ("科级", None),
        ] {
            assert_eq!(scope_of(said), scope, "{said}");
        }
    }
}
