//! Built-in files as people take them out to change them (导出), and what a newer program did to the originals since.

use sha2::{Digest, Sha256};

use super::packs::{PackFile, built_in};

/// Folder beside exported files that keeps them as they were, so that a later change can be shown.
pub const ORIGINALS: &str = ".原件";

const MARK: &str = "来源：";

/// Which built-in file an own file came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// Pack and file: `standard/01_total.tera`.
    pub path: String,
    /// Check sum of the built-in file at that time.
    pub checksum: String,
    /// Version of the program that exported it.
    pub version: String,
}

/// Twelve hexadecimal digits that change when a file does.
pub fn checksum(content: &str) -> String {
    Sha256::digest(content.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// A built-in file with a head that says what it is, how to change it, and where it came from.
pub fn with_head(file: &PackFile) -> String {
    let origin = format!(
        "{MARK}{}/{} 校验：{} 版本：{}",
        file.pack,
        file.name,
        checksum(&file.content),
        env!("CARGO_PKG_VERSION")
    );
    let lines: &[&str] = if file.name.ends_with(".toml") {
        &[
            "这是样式的设置。没有写在这里的设置取自 extends 所说的样式，一直到 standard。",
            "standard 的设置都有说明：juesuan template export standard 文件夹 style.toml",
        ]
    } else {
        &[
            "花括号之外的文字可以直接改；花括号之内是数字、判断和重复，改法见使用说明（juesuan manual）的附录“模板”。",
            "空一行另起一段；只有花括号的行不占一段。改完运行 juesuan template check 文件夹。",
            "有哪些数字可用：juesuan template vars；看一节的样子：juesuan template preview 节名。",
            "不要删改“来源”一行，程序升级后靠它提醒内置模板的变化。",
        ]
    };
    if file.name.ends_with(".toml") {
        let head: String = lines.iter().map(|l| format!("# {l}\n")).collect();
        format!("{head}# {origin}\n\n{}", file.content)
    } else {
        let head: String = lines.iter().map(|l| format!("  {l}\n")).collect();
        format!("{{#-\n{head}  {origin}\n-#}}\n{}", file.content)
    }
}

/// Where an own file says it came from.
pub fn provenance(content: &str) -> Option<Provenance> {
    let line = content.lines().take(12).find_map(|l| l.split_once(MARK))?.1;
    let (path, rest) = line.split_once(" 校验：")?;
    let (checksum, version) = rest.split_once(" 版本：")?;
    Some(Provenance {
        path: path.trim().to_owned(),
        checksum: checksum.trim().to_owned(),
        version: version.trim().to_owned(),
    })
}

/// What this program's built-in file has become since an own file was taken from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// It is the same.
    Unchanged,
    /// It is gone.
    Gone(Provenance),
    /// It changed: lines taken away with `-`, lines added with `+`.
    Changed(Provenance, Vec<String>),
}

/// Compares an own file with the built-in one it came from; `None` if it does not say where it came from.
///
/// `original` is the built-in file as it was, if it was kept; without it the own file stands for it.
pub fn since(content: &str, original: Option<&str>) -> Option<Since> {
    let from = provenance(content)?;
    let Some(now) = from.path.split_once('/').and_then(|(pack, file)| built_in(pack, file)) else {
        return Some(Since::Gone(from));
    };
    if checksum(now) == from.checksum {
        return Some(Since::Unchanged);
    }
    let kept = original.filter(|text| checksum(text) == from.checksum);
    let before = kept.unwrap_or(content);
    let changes = changed_lines(before, now);
    Some(Since::Changed(from, changes))
}

/// Lines that differ, by the longest common subsequence.
fn changed_lines(before: &str, after: &str) -> Vec<String> {
    let (a, b): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let mut common = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i][j] =
                if a[i] == b[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut out = Vec::new();
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == b.len() || (i < a.len() && common[i + 1][j] >= common[i][j + 1]) {
            out.push(format!("- {}", a[i]));
            i += 1;
        } else {
            out.push(format!("+ {}", b[j]));
            j += 1;
        }
    }
    out.retain(|line| line.len() > 2);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> PackFile {
        PackFile {
            name: "01_total.tera".to_owned(),
            pack: "standard".to_owned(),
            origin: String::new(),
            own: false,
            content: built_in("standard", "01_total.tera").unwrap().to_owned(),
        }
    }

    #[test]
    fn an_export_knows_where_it_came_from() {
        let text = with_head(&file());
        assert_eq!(provenance(&text).unwrap().path, "standard/01_total.tera");
        assert_eq!(since(&text, None), Some(Since::Unchanged));
        assert_eq!(since("没有来源", None), None);
    }

    #[test]
    fn a_newer_original_shows_what_changed() {
        let now = file().content;
        let old = now.replace("收、支总计均为", "收支总计为");
        assert_ne!(old, now);
        let text = with_head(&PackFile { content: old.clone(), ..file() });
        let Some(Since::Changed(from, lines)) = since(&text, Some(&old)) else { panic!("not changed") };
        assert_eq!(from.path, "standard/01_total.tera");
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[0].starts_with("- ") && lines[0].contains("收支总计为"), "{lines:?}");
        assert!(lines[1].starts_with("+ ") && lines[1].contains("收、支总计均为"), "{lines:?}");
        let gone = with_head(&PackFile { name: "99_gone.tera".to_owned(), ..file() });
        assert!(matches!(since(&gone, None), Some(Since::Gone(_))));
    }
}
