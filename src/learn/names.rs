//! What a department is called where its name is not said in full. In its own document of another year the short name stays;
//! a document made after it for another department must not carry it.

use std::collections::BTreeSet;

use crate::published::Report;
use crate::text::{self, squash, strip_part};

/// What divides the places in a name: 某市|某区|统计局.
const PLACES: [char; 7] = ['省', '市', '区', '县', '州', '旗', '盟'];

/// What ends the words before the same name of another level: 国家统计局, 上级统计局.
const OF_OTHERS: [char; 3] = ['家', '级', '总'];

/// What stands behind the name in titles.
const BEHIND: [&str; 6] = ["部门", "单位", "决算", "概况", "基本情况", "情况说明"];

/// A shorter one may be anybody's; one of so many letters is a name only where its clause begins with it.
const SHORTEST: usize = 3;

/// The other names of the department that a report may use: without the places it begins with, and as its cover and the titles of
/// its parts abbreviate it (某区医保局).
pub fn shorter(report: &Report) -> BTreeSet<String> {
    let own = squash(&report.org);
    let plain = own.split('(').next().unwrap_or_default();
    let behind_places = plain.match_indices(PLACES).map(|(at, place)| &plain[at + place.len()..]);
    let mut names: BTreeSet<String> = behind_places.map(str::to_owned).collect();
    // 某区统计局（本级）, the name that its sentences leave the brackets from.
    names.insert(plain.to_owned());
    let titles = report.cover.iter().map(String::as_str).chain(report.parts.iter().map(|p| p.title.as_str()));
    names.extend(titles.filter_map(|title| abbreviated(title, plain)));
    let paragraphs = report.sections.iter().flat_map(|section| &section.paragraphs);
    names.extend(paragraphs.flat_map(|paragraph| meant(&squash(&paragraph.text), plain)));
    names.retain(|name| name.chars().count() >= SHORTEST && *name != own);
    names
}

/// A shorter name with one other letter is another one's.
const LONG: usize = 8;

/// What tells one of several of a kind from the others: 第一中学 and 第二中学, 某市 and 某县.
const TELLING: &str = "一二三四五六七八九十0123456789东南西北中上下省市区县州旗盟";

/// The full name with one wrong letter, in one that does not tell it from another's: 规划与自然资源局 of 规划和自然资源局.
fn meant(text: &str, full: &str) -> BTreeSet<String> {
    if full.chars().count() < LONG {
        return BTreeSet::new();
    }
    let said = text::misspelt(text, full, 1).into_iter().map(|range| &text[range]);
    said.filter(|said| one_apart(said, full)).map(str::to_owned).collect()
}

/// Whether two names differ in one letter, and in one that does not tell them apart.
fn one_apart(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same = |(a, b): &(&char, &char)| a == b;
    let before = one.iter().zip(&other).take_while(same).count();
    let room = one.len().min(other.len()) - before;
    let behind = one.iter().rev().zip(other.iter().rev()).take(room).take_while(same).count();
    let differ = [&one[before..one.len() - behind], &other[before..other.len() - behind]];
    differ.iter().all(|part| part.len() <= 1) && !differ.concat().iter().any(|c| TELLING.contains(*c))
}

/// The name in a title, if it is an abbreviation of `full`: 第一部分 某区医保局概况.
fn abbreviated(title: &str, full: &str) -> Option<String> {
    let plain = squash(title);
    let title = strip_part(&plain)
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .trim_start_matches("年度")
        .trim_start_matches('年');
    let end = BEHIND.iter().filter_map(|word| title.find(word)).min().unwrap_or(title.len());
    let name = &title[..end];
    let mut rest = full.chars();
    let abbreviates = name.chars().all(|c| rest.any(|other| other == c));
    (abbreviates && name.chars().next_back() == full.chars().next_back()).then(|| name.to_owned())
}

/// A text with `placeholder` for each of these names, where it is not part of another one's (市统计局).
pub fn replaced(text: &str, names: &BTreeSet<String>, placeholder: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let own = |at: usize, name: &str| {
            let before = rest[..at].chars().next_back().or(out.chars().next_back());
            let others = |c: char| {
                PLACES.contains(&c)
                    || OF_OTHERS.contains(&c)
                    || c.is_alphanumeric() && name.chars().count() == SHORTEST
            };
            !before.is_some_and(others)
        };
        let Some((at, name)) = first_of(rest, names.iter().map(String::as_str), own) else {
            return out + rest;
        };
        out.push_str(&rest[..at]);
        out.push_str(placeholder);
        rest = &rest[at + name.len()..];
    }
}

/// The name that stands first where it may stand, of those at one place the longest.
pub fn first_of<'n>(
    text: &str,
    names: impl Iterator<Item = &'n str>,
    stands: impl Fn(usize, &str) -> bool,
) -> Option<(usize, &'n str)> {
    let found = names.filter(|name| !name.is_empty()).filter_map(|name| {
        let at = text.match_indices(name).map(|(at, _)| at).find(|at| stands(*at, name))?;
        Some((at, name))
    });
    found.min_by_key(|(at, name)| (*at, std::cmp::Reverse(name.len())))
}

/// A template with the department's name for each of these in its words; what stands in its tags stays.
pub fn replaced_in_template(template: &str, names: &BTreeSet<String>) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(open) = ["{{", "{%", "{#"].iter().filter_map(|tag| rest.find(tag)).min() {
        let closing = match rest.as_bytes()[open + 1] {
            b'{' => "}}",
            b'%' => "%}",
            _ => "#}",
        };
        let end = rest[open..].find(closing).map_or(rest.len(), |at| open + at + closing.len());
        out.push_str(&replaced(&rest[..open], names, "{{ org }}"));
        out.push_str(&rest[open..end]);
        rest = &rest[end..];
    }
    out + &replaced(rest, names, "{{ org }}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_abbreviate_the_name() {
        let full = "某市示例管理区医疗保障局";
        for (title, name) in [
            ("2023年度 示例管理区医保局部门决算", Some("示例管理区医保局")),
            ("第一部分 示例管理区医保局概况", Some("示例管理区医保局")),
            ("某市示例管理区医疗保障局", Some(full)),
            ("第三部分 2023年度部门决算情况说明", None),
            ("示例管理区水务局概况", None),
            ("决算报表", None),
        ] {
            assert_eq!(abbreviated(title, full).as_deref(), name, "{title}");
        }
    }

    #[test]
    fn a_name_with_one_wrong_letter_is_meant() {
        let full = "某市示例区规划和自然资源局";
        let found = |text: &str| meant(text, full).into_iter().next();
        for text in ["某市示例区规划与自然资源局", "某市示例区规划自然资源局", "某市示例区规划和和自然资源局"]
        {
            assert_eq!(found(&format!("2023年{text}无此项支出。")).as_deref(), Some(text));
        }
        for text in
            ["某市示例区规划和自然资源局", "某市示例县规划和自然资源局", "某市示例区规划和水资源保护局"]
        {
            assert_eq!(found(text), None, "{text}");
        }
        assert!(meant("某市某区第二实验小学", "某市某区第一实验小学").is_empty());
    }

    #[test]
    fn another_ones_name_stays() {
        let names = BTreeSet::from(["某区统计局".to_owned(), "区统计局处".to_owned()]);
        let said = |text: &str| replaced(text, &names, "{org}");
        assert_eq!(said("由某区统计局组织，报市某区统计局。"), "由{org}组织，报市某区统计局。");
        assert_eq!(said("某区统计局某区统计局"), "{org}{org}");
        assert_eq!(said("国家区统计局处"), "国家区统计局处");
        let short = BTreeSet::from(["文化馆".to_owned()]);
        let said = |text: &str| replaced(text, &short, "{org}");
        assert_eq!(said("2022年，文化馆经费。乡镇文化馆2个"), "2022年，{org}经费。乡镇文化馆2个");
        assert_eq!(
            replaced_in_template(
                "某区统计局{{ \"total\" | reason(before=\"某区统计局\") }}某区统计局{# 某区统计局 #}",
                &names
            ),
            "{{ org }}{{ \"total\" | reason(before=\"某区统计局\") }}{{ org }}{# 某区统计局 #}"
        );
    }
}
