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
    let lines: Vec<String> = cover.iter().map(|l| squash(l)).collect();
    let joined = lines.concat();
    // A line that is only a date is when the report was issued, the year after, unless nothing else says a year.
    let titles: String = lines.iter().filter(|l| !is_date(l)).map(String::as_str).collect();
    let title = |p: &Part| squash(&p.title);
    let year = find_year(&titles)
        .or_else(|| parts.iter().find_map(|p| find_year(&title(p))))
        .or(import.accounts.year)
        .or_else(|| find_year(&joined))
        .or_else(|| sections.iter().flat_map(|s| &s.paragraphs).find_map(|p| find_year(&squash(&p.text))));
    let org = Some(import.accounts.org.trim().to_owned())
        .filter(|o| !o.is_empty())
        .or_else(|| from_cover(&joined))
        .or_else(|| parts.first().and_then(|p| from_overview(&p.title)))
        .unwrap_or_default();
    Subject { org, scope: scope(&joined, sections), year }
}

/// 2024年8月
fn is_date(plain: &str) -> bool {
    plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '年' | '月' | '日'))
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

#[cfg(test)]
mod tests {
    use crate::published;

    #[test]
    fn the_day_of_issue_is_not_the_year() {
        let year = |cover: &str, part: &str| {
            let text = format!(
                "{cover}\n目录\n第一部分 部门概况\n第二部分 {part}部门决算情况说明\n\n第一部分 部门概况\n一、部门职责\n负责示例。\n\
                 第二部分 {part}部门决算情况说明\n一、收入支出决算总体情况说明\n收入总计10.00万元。\n"
            );
            published::read_bytes("决算公开.txt", text.as_bytes()).expect("a text").year
        };
        assert_eq!(year("示例区某局部门决算公开\n2024年8月", "2023年度"), Some(2023));
        assert_eq!(year("示例区某局\n2023年度部门决算公开\n2024年8月15日", ""), Some(2023));
        // A title broken into lines, and nothing else that says a year.
        assert_eq!(year("示例区某局\n2023年\n部门决算公开", ""), Some(2023));
    }
}
