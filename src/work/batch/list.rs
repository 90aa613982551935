//! Units as a workbook lists them: a row a unit, columns found by their heads.

use std::collections::BTreeSet;
use std::path::{Component, Path};

use super::{Own, Unit, Units};
use crate::error::{Error, Result};
use crate::subject::Scope;
use crate::workbook::{self, Grid, GridRow};

/// What a column says, and the heads it is known by.
const FOLDER: &[&str] = &["文件夹", "单位文件夹", "所在文件夹", "路径"];
const STYLE: &[&str] = &["样式"];
const LIKE: &[&str] = &["样板", "样板文档", "照着写的文档", "参照文档"];
const NAME: &[&str] = &["名称", "单位名称", "部门名称"];
const SCOPE: &[&str] = &["级次", "预算级次", "范围"];

/// Rows in which the heads are looked for.
const MOST_ROWS_ABOVE: usize = 10;

/// The units of a list; folders are named from where the list lies.
///
/// # Errors
/// It cannot be read, or no sheet has a column of folders.
pub fn units(path: &Path) -> Result<Units> {
    let book = workbook::read(path)?;
    let heads = book.sheets.iter().find_map(|sheet| Some((sheet, heads(sheet)?)));
    let Some((sheet, at)) = heads else {
        let reason = "没有找到写着“文件夹”的表头。名单的各栏：文件夹（必填）、样式、样板文档、名称、级次（部门或单位）";
        return Err(Error::Unusable { path: path.to_owned(), reason: reason.into() });
    };
    let path = std::path::absolute(path).map_err(|e| Error::read(path, &e))?;
    let around = path.parent().unwrap_or(Path::new("."));
    let columns = [FOLDER, STYLE, LIKE, NAME, SCOPE].map(|names| column(&sheet.rows[at], names));
    let mut units = Units::default();
    let mut taken = BTreeSet::new();
    for row in &sheet.rows[at + 1..] {
        let [folder, style, like, name, scope] = columns.map(|column| text(row, column));
        let Some(folder) = folder else {
            if [&style, &like, &name, &scope].into_iter().any(Option::is_some) {
                // Somebody wants it made: it must not be missed.
                let said = format!("名单第{}行", row.row + 1);
                units.units.push(Unit {
                    number: units.units.len() + 1,
                    name: unique(&name.unwrap_or_else(|| said.clone()), &mut taken),
                    folder: around.join(&said),
                    own: Own::default(),
                    wrong: Some(format!("{said}没有写文件夹")),
                });
            }
            continue;
        };
        let way = folder.replace('\\', "/");
        let (scope, wrong) = match scope.as_deref().map(scope_of) {
            Some(None) => {
                let said = scope.unwrap_or_default();
                (None, Some(format!("名单第{}行的级次“{said}”认不出，应写 部门 或 单位", row.row + 1)))
            }
            said => (said.flatten(), None),
        };
        let folder = around.join(&way);
        let mut unit = Unit {
            number: units.units.len() + 1,
            name: unique(&way, &mut taken),
            own: Own { style, like: like.map(|l| around.join(l.replace('\\', "/"))), org: name, scope },
            wrong,
            folder,
        };
        if !unit.folder.is_dir() {
            unit.wrong = Some(format!("名单第{}行的文件夹“{way}”不存在", row.row + 1));
        }
        units.units.push(unit);
    }
    Ok(units)
}

/// The row of the heads.
fn heads(sheet: &Grid) -> Option<usize> {
    sheet.rows.iter().take(MOST_ROWS_ABOVE).position(|row| column(row, FOLDER).is_some())
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
    let shown = if inside { parts.join("/") } else { parts.last().unwrap_or(&"单位").replace(':', "") };
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
        let names = ["./一小", "一小", "教育局/二小", "../别处/一小", "/a/二中", "D:/b/二中", ".."]
            .map(|way| unique(way, &mut taken));
        assert_eq!(
            names,
            ["一小", "一小（2）", "教育局/二小", "一小（3）", "二中", "D:/b/二中", "单位"]
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
