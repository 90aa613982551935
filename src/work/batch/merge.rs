//! Summaries of parts become one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Outcome, write};
use crate::bureau::{Passed, Row, SCHEMA, Shard, Summary, tell_doubles};
use crate::error::{Error, Result};
use crate::package::{LIMITS, read_file};
use crate::platform;
use crate::source::file_name;

/// Brings the summaries of all parts (汇总-1-4.json …) together in a folder. A path may be such a file or a folder that
/// holds some.
///
/// # Errors
/// One cannot be read, a part is missing or there twice, parts are of different runs, or a unit is in two of them.
pub fn merge(paths: &[PathBuf], out: &Path) -> Result<Outcome> {
    let mut parts: BTreeMap<Shard, (PathBuf, Summary)> = BTreeMap::new();
    for path in paths.iter().flat_map(|path| files(path)) {
        let unusable = |reason: String| Error::Unusable { path: path.clone(), reason };
        let bytes = read_file(&path, LIMITS.file)?;
        let summary: Summary = serde_json::from_slice(&bytes)
            .map_err(|_| unusable("不是 juesuan batch --shard 写的汇总，或已损坏".into()))?;
        if summary.schema != SCHEMA {
            return Err(unusable("是另一版本的程序写的，请用同一版本重新生成".into()));
        }
        let shard = summary.shard.ok_or_else(|| unusable("这是全部单位的汇总，不是其中一份".into()))?;
        if let Some((other, _)) = parts.get(&shard) {
            return Err(unusable(format!("与“{}”是同一份（{}/{}）", other.display(), shard.index, shard.of)));
        }
        parts.insert(shard, (path, summary));
    }
    let Some(of) = parts.keys().next().map(|shard| shard.of) else {
        return Err(Error::Usage("没有找到各份的汇总（汇总-1-4.json 这样的文件）".into()));
    };
    if let Some((shard, (path, _))) = parts.iter().find(|(shard, _)| shard.of != of) {
        let reason = format!("这一份是共{}份中的，其他的是共{of}份中的，不是同一次运行", shard.of);
        return Err(Error::Unusable { path: path.clone(), reason });
    }
    // Each part numbers the units among all that it saw: with others in its folder or list they are not parts of one whole.
    let mut seen = parts.values().map(|(path, summary)| (summary.listed, path));
    if let Some((listed, first)) = seen.next()
        && let Some((other, path)) = seen.find(|(other, _)| *other != listed)
    {
        let said = |n: Option<usize>| n.map_or_else(|| "没有注明".to_owned(), |n| format!("{n}个"));
        let reason = format!(
            "这一份是从{}文件夹（或名单里的单位）中分出来的，“{}”是从{}中分出来的：各份看到的单位不同，合并会漏掉单位。请在各台电脑上用\
             同样的单位文件夹或名单重做",
            said(other),
            first.display(),
            said(listed),
        );
        return Err(Error::Unusable { path: path.clone(), reason });
    }
    let missing: Vec<String> = (1..=of)
        .filter(|index| !parts.contains_key(&Shard { index: *index, of }))
        .map(|i| format!("{i}/{of}"))
        .collect();
    if !missing.is_empty() {
        return Err(Error::Usage(format!("缺少第{}份，没有合并。请把各份的汇总都给出", missing.join("、"))));
    }
    let mut units: Vec<Row> = Vec::new();
    let mut passed: BTreeSet<Passed> = BTreeSet::new();
    for (_, summary) in parts.into_values() {
        units.extend(summary.units);
        passed.extend(summary.passed);
    }
    units.sort_by(|a, b| (a.number, &a.unit).cmp(&(b.number, &b.unit)));
    let mut names = BTreeSet::new();
    if let Some(twice) = units.iter().find(|row| !names.insert(row.unit.as_str())) {
        return Err(Error::Usage(format!("单位“{}”在两份汇总里都有，没有合并", twice.unit)));
    }
    if let Some(pair) = units.windows(2).find(|pair| pair[0].number == pair[1].number) {
        return Err(Error::Usage(format!(
            "“{}”和“{}”在各自的文件夹或名单里都是第{}个：各份看到的单位不同，没有合并。请在各台电脑上用同样的单位文件夹或名单重做",
            pair[0].unit, pair[1].unit, pair[0].number
        )));
    }
    tell_doubles(&mut units);
    let summary = Summary {
        schema: SCHEMA,
        shard: None,
        listed: None,
        units,
        passed: passed.into_iter().collect(),
        whole: None,
        department: None,
    };
    let written = write(&summary, out)?;
    Ok(Outcome { summary, out: out.to_owned(), unchanged: 0, written, not_written: None, not_compared: None })
}

/// The file, or the summaries of parts in a folder.
fn files(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let is_part = |path: &PathBuf| file_name(path).starts_with("汇总-");
    platform::files_in(path, &["json"]).into_iter().filter(is_part).collect()
}
