//! Titles, contents and the department's name against each other.

use std::ops::Range;

use super::Proof;
use crate::finding::{DocumentSpot, Finding, Place};
use crate::published::Report;
use crate::text::{
    chinese_number, misspelt, sentence_around, squash, strip_numbering, strip_part, years_in_digits,
};

/// P013 单位名称不一致, P014 目录与正文标题不一致.
pub fn check(proof: &Proof<'_>, findings: &mut Vec<Finding>) {
    names(proof.report, findings);
    contents(proof.report, findings);
    unnumbered(proof.report, findings);
}

fn place(report: &Report, part: &str, section: &str, sentence: &str, quote: &str) -> Place {
    let spot = DocumentSpot {
        part: part.to_owned(),
        section: section.to_owned(),
        sentence: sentence.trim().to_owned(),
        quote: quote.trim().to_owned(),
        ..DocumentSpot::default()
    };
    Place::in_document(&report.file, spot)
}

/// What a misprinted name begins with as it is: other departments of the same place begin with its two letters.
const BEGINNING: usize = 3;

/// Stretches of text that are nearly the department's name.
fn names(report: &Report, findings: &mut Vec<Finding>) {
    let org: Vec<char> = squash(&report.org).chars().collect();
    if org.len() < 6 {
        return;
    }
    let full: String = org.iter().collect();
    for section in report.sections.iter().chain(&report.overview) {
        for paragraph in &section.paragraphs {
            for Range { start: from, end: to } in misspelt(&paragraph.text, &full, BEGINNING) {
                let quote = &paragraph.text[from..to];
                let sentence = sentence_around(&paragraph.text, from, to);
                findings.push(
                    Finding::new("P013", format!("名称印作“{quote}”，其他地方是“{full}”"))
                        .at(place(
                            report,
                            &section.part,
                            &super::heading(section),
                            &paragraph.text[sentence],
                            quote,
                        ))
                        .hint("请统一名称"),
                );
            }
        }
    }
    let titles = report.cover.iter().map(String::as_str).chain(report.parts.iter().map(|p| p.title.as_str()));
    for title in titles {
        let Some(said) = name_in_title(title) else { continue };
        let whole = said == full || full.ends_with(&said) || said.contains(&full);
        // Only what is made of the name's own characters is the name shortened; anything else is another word.
        if !whole && said.chars().count() >= 4 && is_subsequence(&said, &org) {
            findings.push(
                Finding::new("P013", format!("标题里的名称“{said}”与其他地方的“{full}”不一致"))
                    .at(place(report, "", "", title, &said))
                    .hint("请用全称"),
            );
        }
    }
}

fn is_subsequence(part: &str, whole: &[char]) -> bool {
    let mut rest = whole.iter();
    part.chars().all(|c| rest.any(|w| *w == c))
}

/// The name at the head of a title: what stands before the year, 部门决算, 单位决算 or 概况.
fn name_in_title(title: &str) -> Option<String> {
    let title = years_in_digits(&squash(title));
    let mut text = strip_part(&title);
    // A year in front of the name.
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    if digits == 4 {
        text = text[digits..].trim_start_matches("年度").trim_start_matches('年');
    }
    let end = ["部门决算", "单位决算", "概况", "部门概况"].iter().filter_map(|w| text.find(w)).min()?;
    let mut name = &text[..end];
    if let Some(year) = name.find("20") {
        name = &name[..year];
    }
    let name = name.trim_end_matches("本年度").trim_end_matches("部门").trim_end_matches("单位");
    (name.chars().count() >= 4).then(|| name.to_owned())
}

/// Parts that print no 第…部分 although the others do.
fn unnumbered(report: &Report, findings: &mut Vec<Finding>) {
    for (before, part) in report.parts.iter().zip(report.parts.iter().skip(1)) {
        let (Some(no), None) = (before.no, part.no) else { continue };
        let number = format!("第{}部分", chinese_number(no + 1));
        let title = part.title.replace('\n', "");
        findings.push(
            Finding::new("P014", format!("标题“{title}”前面没有“{number}”，目录和其他部分都有"))
                .at(place(report, "", "", &title, &title))
                .hint(format!("应为“{number} {title}”")),
        );
    }
}

/// Entries of the contents whose number is there under another title.
fn contents(report: &Report, findings: &mut Vec<Finding>) {
    let headings: Vec<String> = report
        .parts
        .iter()
        .map(|p| p.title.clone())
        .chain(report.sections.iter().chain(&report.overview).map(super::heading))
        .chain(report.tables.iter().map(|t| t.title.clone()))
        .collect();
    let bare = |title: &str| {
        let squashed = squash(title);
        strip_numbering(strip_part(&squashed)).to_owned()
    };
    let known: Vec<String> = headings.iter().map(|h| bare(h)).collect();
    for entry in &report.contents {
        // A page number that no tab sets apart is no part of the title.
        let printed = entry.title.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
        let title = bare(printed);
        if title.is_empty() {
            continue;
        }
        let same: Vec<&String> =
            known.iter().zip(&headings).filter(|(k, _)| **k == title).map(|k| k.1).collect();
        if let Some(heading) = same.first() {
            if renumbered(&entry.title, &same) {
                findings.push(differing(report, &entry.title, heading));
            }
            continue;
        }
        // The same number in the same kind of list, with most of the same characters: one heading, two wordings.
        let close = known.iter().enumerate().filter(|(_, k)| !k.is_empty()).max_by(|(_, a), (_, b)| {
            let like = |k: &str| strsim::normalized_damerau_levenshtein(k, &title);
            like(a).total_cmp(&like(b))
        });
        let Some((index, heading)) = close else { continue };
        let like = strsim::normalized_damerau_levenshtein(heading, &title);
        let contained = heading.starts_with(&title) || title.starts_with(heading.as_str());
        let same_number = number_of(&entry.title) == number_of(&headings[index]);
        let free = !report.contents.iter().any(|e| bare(&e.title) == *heading);
        if free && same_number && (like >= 0.6 || contained) {
            findings.push(differing(report, &entry.title, &headings[index]));
        }
    }
}

/// Whether an entry of the contents has another number than every heading of its title. Tables are often numbered in
/// the contents only.
fn renumbered(entry: &str, headings: &[&String]) -> bool {
    let listed = number_of(entry);
    let numbers: Vec<String> = headings.iter().map(|h| number_of(h)).collect();
    let is_part = |number: &str| number.starts_with('第');
    let differs = |n: &String| *n != listed && !n.is_empty() && (!listed.is_empty() || is_part(n));
    numbers.iter().all(differs)
}

/// P014 of an entry of the contents and its heading.
fn differing(report: &Report, entry: &str, heading: &str) -> Finding {
    let printed = heading.replace('\n', "");
    Finding::new("P014", format!("目录是“{}”，正文标题是“{printed}”", entry.trim()))
        .at(place(report, "", "目录", entry, entry))
        .with("正文标题", place(report, "", &printed, &printed, &printed), printed.clone())
        .hint("请使目录与正文一致")
}

/// The number before a title, as printed; empty without one.
fn number_of(title: &str) -> String {
    let squashed = squash(title);
    if squashed.starts_with('第')
        && let Some(at) = squashed.find("部分")
    {
        return squashed[..at].to_owned();
    }
    let rest = strip_numbering(&squashed);
    squashed[..squashed.len() - rest.len()].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_at_the_head_of_titles() {
        assert_eq!(name_in_title("第一部分 某市某区档案局概况").as_deref(), Some("某市某区档案局"));
        assert_eq!(name_in_title("2023年度\n某市某区档案局部门决算").as_deref(), Some("某市某区档案局"));
        for title in [
            "某市某区档案局二〇二三年度部门决算",
            "二○二三年度某市某区档案局部门决算",
            "某市某区档案局本年度部门决算",
        ] {
            assert_eq!(name_in_title(title).as_deref(), Some("某市某区档案局"), "{title}");
        }
        assert_eq!(name_in_title("第二部分 2023年度部门决算表"), None);
    }

    #[test]
    fn a_name_with_one_character_wrong_is_found() {
        let text = "某市规划与自然资源局所属单位，某市规划和自然资源局";
        let found = misspelt(text, "某市规划和自然资源局", BEGINNING);
        assert_eq!(found.len(), 1);
        assert_eq!(&text[found[0].clone()], "某市规划与自然资源局");
    }
}
