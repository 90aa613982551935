//! What a report must have: the sections its numbers and contents promise, the tables its contents list, a note under each
//! table that holds nothing.

use std::collections::HashSet;

use super::Proof;
use crate::accounts::ScheduleId;
use crate::finding::{DocumentSpot, Finding, Place, Severity};
use crate::published::Report;
use crate::published::content::{Block, Format};
use crate::published::line::{Number, is_heading_like, numbering};
use crate::published::report::Section;
use crate::text::{chinese_number, chinese_value, squash, strip_numbering};

/// P026 缺少章节、序号不连续, P027 空表没有说明.
pub fn check(proof: &Proof<'_>, findings: &mut Vec<Finding>) {
    let texts = Texts::of(proof.report);
    numbers(proof.report, &texts, findings);
    listed(proof.report, &texts, findings);
    empty_tables(proof.report, findings);
}

/// Everything the report prints outside its contents, squashed.
struct Texts {
    paragraphs: Vec<String>,
    cells: Vec<String>,
}

impl Texts {
    fn of(report: &Report) -> Texts {
        let mut texts = Texts { paragraphs: Vec::new(), cells: Vec::new() };
        for block in &report.content.blocks {
            match block {
                Block::Paragraph(p) if !p.contents => {
                    texts.paragraphs.extend(p.text().lines().map(squash).filter(|t| !t.is_empty()));
                }
                // Titles stand in tables, too.
                Block::Table(table) => texts.cells.extend(table.cells.iter().map(|c| squash(&c.text))),
                _ => {}
            }
        }
        texts
    }

    /// Whether a line begins with a number, however the rest of it was read.
    fn numbered(&self, number: &str) -> bool {
        self.paragraphs.iter().any(|t| t.starts_with(number))
    }

    /// How often words stand somewhere.
    fn count(&self, words: &str) -> usize {
        self.paragraphs.iter().chain(&self.cells).filter(|t| t.contains(words)).count()
    }
}

fn heading_place(report: &Report, section: &Section) -> Place {
    let heading = super::heading(section);
    let spot = DocumentSpot {
        part: section.part.replace('\n', ""),
        section: heading.clone(),
        page: section.page,
        sentence: heading.clone(),
        quote: heading,
        ..DocumentSpot::default()
    };
    Place::in_document(&report.file, spot)
}

/// The number of a section, one-based.
fn number_of(section: &Section) -> Option<usize> {
    let bare = section.no.trim_matches(['（', '）']);
    chinese_value(bare).filter(|n| *n < 60)
}

/// P026: sections whose numbers leave one out, or give one twice.
fn numbers(report: &Report, texts: &Texts, findings: &mut Vec<Finding>) {
    let numbered: Vec<(&Section, usize)> =
        report.sections.iter().filter_map(|s| Some((s, number_of(s)?))).collect();
    let mut slipped = false;
    for (at, pair) in numbered.windows(2).enumerate() {
        let ((first, before), (second, number)) = (pair[0], pair[1]);
        // One slip breaks two pairs.
        if std::mem::take(&mut slipped) || first.part != second.part || number == before + 1 {
            continue;
        }
        let printed = |n: usize| {
            let no = chinese_number(n);
            if second.no.starts_with('（') { format!("（{no}）") } else { format!("{no}、") }
        };
        // A heading that was read as text is no missing one.
        if (before + 1..number).any(|n| texts.numbered(&squash(&printed(n)))) {
            continue;
        }
        slipped = numbered.get(at + 2).is_some_and(|next| next.1 == before + 2);
        let (one, other) = (super::heading(first), super::heading(second));
        let message = if slipped {
            format!("序号不连续：“{one}”的后面是“{other}”，应为“{}”", printed(before + 1))
        } else if number <= before {
            format!("序号不连续：“{other}”在“{one}”的后面")
        } else {
            format!("序号不连续：“{one}”的后面是“{other}”，没有“{}”", printed(before + 1))
        };
        findings.push(
            Finding::new("P026", message)
                .at(heading_place(report, second))
                .with("前一节", heading_place(report, first), one)
                .hint("请补上缺少的一节，或改正序号"),
        );
    }
}

/// Fewer entries than this are no contents to go by.
const FEW_ENTRIES: usize = 6;

/// P026: what the contents list and the report does not hold.
fn listed(report: &Report, texts: &Texts, findings: &mut Vec<Finding>) {
    let bare = |title: &str| {
        let plain = squash(title);
        let plain = plain.trim_end_matches(|c: char| c.is_ascii_digit());
        strip_numbering(plain).trim_end_matches(['.', '·', '…']).to_owned()
    };
    // Contents that the file does not mark are paragraphs like any other.
    let marked = report.content.blocks.iter().any(|b| matches!(b, Block::Paragraph(p) if p.contents));
    let entries: Vec<(&str, String)> = report
        .contents
        .iter()
        .filter(|e| {
            let plain = squash(&e.title);
            matches!(numbering(&plain), Some((Number::Section(_), rest)) if is_heading_like(rest))
        })
        .map(|e| (e.title.as_str(), bare(&e.title)))
        .filter(|(_, title)| title.chars().count() >= 6)
        .collect();
    let missing: Vec<&(&str, String)> = entries
        .iter()
        .filter(|(_, title)| {
            let in_contents = if marked { 0 } else { entries.iter().filter(|e| e.1.contains(title)).count() };
            texts.count(title) <= in_contents
        })
        .collect();
    // Where many are not found, headings are worded otherwise than the contents: each is said by itself, if it is near.
    if entries.len() < FEW_ENTRIES || missing.len() * 5 > entries.len() {
        return;
    }
    let headings: HashSet<String> = report
        .sections
        .iter()
        .chain(&report.overview)
        .map(|s| squash(&s.title))
        .chain(report.tables.iter().map(|t| bare(&t.title)))
        .collect();
    for (entry, title) in missing {
        // Worded otherwise: said of the titles.
        let near = |h: &String| {
            strsim::normalized_damerau_levenshtein(h, title) >= 0.5 || h.contains(title.as_str())
        };
        // Tables of a plain text are not read.
        if headings.iter().any(near) || report.format == Format::Text && title.contains('表') {
            continue;
        }
        let spot = DocumentSpot {
            section: "目录".to_owned(),
            sentence: entry.trim().to_owned(),
            quote: entry.trim().to_owned(),
            ..DocumentSpot::default()
        };
        findings.push(
            Finding::new("P026", format!("目录列有“{}”，文中没有", entry.trim()))
                .at(Place::in_document(&report.file, spot))
                .hint("请补上这一部分，或从目录中删去"),
        );
    }
}

/// Tables that may hold nothing, with the words of the section that tells of them.
const MAY_BE_EMPTY: &[(ScheduleId, &str)] =
    &[(ScheduleId::Fund, "政府性基金"), (ScheduleId::State, "国有资本经营")];
/// Words that say so.
const SAYS_EMPTY: &[&str] = &["无", "没有", "未发生", "不涉及", "空表"];

/// P027: an empty table without a note that says why.
fn empty_tables(report: &Report, findings: &mut Vec<Finding>) {
    for (id, words) in MAY_BE_EMPTY {
        let Some(table) = report.tables.iter().find(|t| t.id == *id) else { continue };
        let amounts = report.import.accounts.schedule(*id).into_iter().flat_map(|s| &s.lines);
        let mut amounts = amounts.flat_map(|l| l.cells.iter().flatten());
        let says = |text: &str| SAYS_EMPTY.iter().any(|w| text.contains(w));
        let noted = table.notes.iter().any(|n| says(n))
            || table.rows.iter().flatten().any(|c| c.contains("无数据") || c.contains("空表"));
        if noted || amounts.any(|a| !a.value.is_zero()) {
            continue;
        }
        let told = report
            .sections
            .iter()
            .filter(|s| s.title.contains(words))
            .flat_map(|s| &s.paragraphs)
            .find(|p| says(&p.text));
        let number = id.form_number(crate::accounts::SourceForm::Gongkai);
        let spot = DocumentSpot {
            table: id.published_number().to_owned(),
            page: table.page,
            ..DocumentSpot::default()
        };
        let mut finding = Finding::new("P027", format!("{number}没有数据，表下没有说明"))
            .at(Place::in_document(&report.file, spot))
            .hint("没有数据的表也要公开空表，并在表下说明没有这项收支");
        // The narrative says it at least.
        if told.is_some() {
            finding.severity = Severity::Notice;
        }
        findings.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use crate::proof::{Known, proofread};
    use crate::published;
    use crate::supplement::Supplement;

    /// What is said of sections with these numbers.
    fn said(numbers: &[&str]) -> Vec<String> {
        let titles = ["收入支出决算总体", "收入决算", "支出决算", "机关运行经费", "政府采购"];
        let sections: String = numbers
            .iter()
            .zip(titles)
            .map(|(no, title)| format!("{no}、{title}情况说明\n本部门情况正常，没有需要说明的事项。\n"))
            .collect();
        let text = format!("某局2023年度部门决算\n第三部分 2023年度部门决算情况说明\n{sections}");
        let report = published::read_bytes("报告.txt", text.as_bytes()).expect("a text");
        let supplement = Supplement::default();
        let known = Known {
            current: None,
            prior: None,
            budget: None,
            supplement: &supplement,
            moved: crate::accounts::MovedCodes::none(),
        };
        let found = proofread(&report, &known);
        found.into_iter().filter(|f| f.code == "P026").map(|f| f.message).collect()
    }

    #[test]
    fn sections_are_numbered_one_after_the_other() {
        assert_eq!(said(&["一", "二", "三", "四", "五"]), [""; 0]);
        assert_eq!(
            said(&["一", "二", "四", "五", "六"]),
            ["序号不连续：“二、收入决算情况说明”的后面是“四、支出决算情况说明”，没有“三、”"]
        );
        assert_eq!(
            said(&["一", "二", "四", "四", "五"]),
            ["序号不连续：“二、收入决算情况说明”的后面是“四、支出决算情况说明”，应为“三、”"]
        );
        assert_eq!(
            said(&["一", "二", "二", "三", "四"]),
            ["序号不连续：“二、支出决算情况说明”在“二、收入决算情况说明”的后面"]
        );
    }
}
