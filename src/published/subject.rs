//! Who reports on which year, as cover and tables say it.

use super::report::{Part, Section};
use crate::import::Import;
use crate::text::{find_year, squash};

/// Department, scope and year.
#[derive(Debug, Clone, Default)]
pub struct Subject {
    /// 部门（单位）名称
    pub org: String,
    /// 部门 or 单位
    pub scope: Option<&'static str>,
    /// 年度
    pub year: Option<u16>,
}

/// Finds them: the department as the tables write it, else from the cover, else from the first part's title.
pub fn find(cover: &[String], parts: &[Part], import: &Import, sections: &[Section]) -> Subject {
    let joined: String = cover.iter().map(|l| squash(l)).collect();
    let title = |p: &Part| squash(&p.title);
    let year = find_year(&joined)
        .or_else(|| parts.iter().find_map(|p| find_year(&title(p))))
        .or(import.accounts.year)
        .or_else(|| sections.iter().flat_map(|s| &s.paragraphs).find_map(|p| find_year(&squash(&p.text))));
    let org = Some(import.accounts.org.trim().to_owned())
        .filter(|o| !o.is_empty())
        .or_else(|| from_cover(&joined))
        .or_else(|| parts.first().and_then(|p| from_overview(&p.title)))
        .unwrap_or_default();
    Subject { org, scope: scope(&joined, sections), year }
}

/// `附件1:2023年度某某局部门决算公开` without what is no name.
fn from_cover(joined: &str) -> Option<String> {
    let mut name = joined;
    if let Some(rest) = name.strip_prefix("附件") {
        name = rest.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches([':', '.']);
    }
    let end = ["部门决算", "单位决算", "决算"].iter().find_map(|w| name.find(w)).unwrap_or(name.len());
    name = &name[..end];
    let mut out = name.to_owned();
    if let Some(at) = name.find('年') {
        let from = name[..at].trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let to = if name[at..].starts_with("年度") { at + "年度".len() } else { at + "年".len() };
        if at - from == 4 {
            out = format!("{}{}", &name[..from], &name[to..]);
        }
    }
    (!out.is_empty() && out.chars().count() <= 40).then_some(out)
}

/// `第一部分 某某局概况`
fn from_overview(title: &str) -> Option<String> {
    let plain = squash(title);
    let rest = plain.split_once("部分")?.1;
    let name = rest.split("概况").next()?.trim_end_matches("基本");
    (!matches!(name, "" | "部门" | "单位" | "本部门" | "本单位")).then(|| name.to_owned())
}

/// The cover's word, else the one the narrative uses of itself.
fn scope(cover: &str, sections: &[Section]) -> Option<&'static str> {
    if cover.contains("部门决算") {
        return Some("部门");
    }
    if cover.contains("单位决算") {
        return Some("单位");
    }
    let texts = || sections.iter().flat_map(|s| &s.paragraphs).map(|p| p.text.as_str());
    let count = |words: &[&str]| {
        texts().map(|t| words.iter().map(|w| t.matches(w).count()).sum::<usize>()).sum::<usize>()
    };
    let (department, unit) = (count(&["本部门", "我部门"]), count(&["本单位", "我单位"]));
    match department.cmp(&unit) {
        std::cmp::Ordering::Greater => Some("部门"),
        std::cmp::Ordering::Less => Some("单位"),
        std::cmp::Ordering::Equal => None,
    }
}
