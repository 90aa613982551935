//! Folders of this machine in what is said of a unit: a summary is read on others, and merges with theirs.

use std::path::{MAIN_SEPARATOR, Path};

use super::Unit;
use crate::bureau::Row;
use crate::source::file_name;

/// What is said of a unit names its files by the unit, and results by the name of their folder, wherever both lie.
pub fn shorten(row: Row, unit: &Unit, out: &Path) -> Row {
    let mut folders = [(unit.folder.as_path(), unit.name.clone()), (out, file_name(out))];
    // Results may lie in the unit's folder, and a unit in the folder of results.
    folders.sort_by_key(|(folder, _)| std::cmp::Reverse(folder.as_os_str().len()));
    let short = |text: String| {
        folders.iter().fold(text, |text, (folder, name)| renamed(&text, &folder.display().to_string(), name))
    };
    Row { reason: row.reason.map(short), notes: row.notes.into_iter().map(short).collect(), ..row }
}

/// A text with a folder named otherwise. A longer name that begins the same way (甲局, 甲局二) is another folder.
fn renamed(text: &str, folder: &str, name: &str) -> String {
    if folder.is_empty() {
        return text.to_owned();
    }
    let mut parts = text.split(folder);
    let mut said = parts.next().unwrap_or_default().to_owned();
    for rest in parts {
        if let Some(below) = rest.strip_prefix(MAIN_SEPARATOR) {
            // Windows' separators, too: up to where the path ends.
            let (path, behind) = below.split_at(below.find('”').unwrap_or(below.len()));
            said.extend([name, "/", &path.replace(MAIN_SEPARATOR, "/"), behind]);
        } else if rest.is_empty() || rest.starts_with(['”', '：', '，', '；', '（', '）', '。']) {
            said.extend([name, rest]);
        } else {
            said.extend([folder, rest]);
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bureau::State;
    use crate::work::batch::Own;

    #[test]
    fn files_are_named_by_the_unit_and_other_folders_as_they_are() {
        let root = std::path::absolute("县").expect("a path");
        let folder = |way: &str| root.join(way).display().to_string();
        let unit = Unit {
            number: 1,
            name: "甲局".into(),
            folder: root.join("甲局"),
            own: Own::default(),
            wrong: None,
            notes: Vec::new(),
        };
        let (own, other) = (folder("甲局"), folder("甲局二"));
        let export = root.join("甲局").join("附件").join("决算.xlsx");
        let made = root.join("汇总").join("甲局");
        let row = Row {
            reason: Some(format!("文件“{}”不能使用：不完整", export.display())),
            notes: vec![format!("“{own}”、“{other}”"), format!("不能写入“{}”：满了", made.display())],
            ..Row::new("甲局", State::Failed)
        };
        let row = shorten(row, &unit, &root.join("汇总"));
        assert_eq!(row.reason.as_deref(), Some("文件“甲局/附件/决算.xlsx”不能使用：不完整"));
        assert_eq!(row.notes, [format!("“甲局”、“{other}”"), "不能写入“汇总/甲局”：满了".to_owned()]);
    }
}
