//! Kinds of errors as people make them.

use juesuan::published::Report;
use juesuan::published::content::Block;
use juesuan::reading::{self, Figure};
use juesuan::text::sentence_around;
use rust_decimal::Decimal;

use super::plant::Change;
use super::random::Random;

/// A kind of error and every place of a report where it can be made.
pub struct Kind {
    pub name: &'static str,
    pub changes: fn(&Report, &mut Random) -> Vec<Change>,
}

pub const KINDS: [Kind; 15] = [
    Kind { name: "金额错一位", changes: |r, n| figures(r, n, "万元", digit) },
    Kind { name: "金额两位对调", changes: |r, n| figures(r, n, "万元", swapped) },
    Kind { name: "小数点错位", changes: |r, n| figures(r, n, "万元", moved_point) },
    Kind { name: "用了另一个金额", changes: another_amount },
    Kind { name: "百分比错一位", changes: |r, n| figures(r, n, "%", digit) },
    Kind { name: "方向词相反", changes: |r, _| words(r, OPPOSITES) },
    Kind {
        name: "漏“元”",
        changes: |r, n| figures(r, n, "万元", |text, _| text.strip_suffix('元').map(str::to_owned)),
    },
    Kind {
        name: "漏百分号",
        changes: |r, n| figures(r, n, "%", |text, _| Some(text.trim_end_matches(['%', '％']).to_owned())),
    },
    Kind {
        name: "比较的年度不对",
        changes: |r, _| {
            words(r, &[("与2022年", "与2021年"), ("比2022年", "比2021年"), ("较2022年", "较2021年")])
        },
    },
    Kind {
        name: "标点重复或缺一半",
        changes: |r, _| words(r, &[("。", "。。"), ("）", ""), ("，", "，，")]),
    },
    Kind {
        name: "表样没有删",
        changes: |r, _| words(r, &[("增加", "增加（减少）"), ("增长", "增长（下降）")]),
    },
    Kind { name: "科目名称错字", changes: item_names },
    Kind {
        name: "列举多一项",
        changes: |r, _| {
            words(
                r,
                &[
                    ("主要包括：", "主要包括：国外债务付息、"),
                    ("主要包括基", "主要包括国外债务付息、基"),
                    ("主要包括办", "主要包括国外债务付息、办"),
                ],
            )
        },
    },
    Kind { name: "表中金额错一位", changes: table_cells },
    Kind { name: "整句重复", changes: doubled },
];

const OPPOSITES: &[(&str, &str)] = &[
    ("增加", "减少"),
    ("减少", "增加"),
    ("增长", "下降"),
    ("下降", "增长"),
    ("大于", "小于"),
    ("小于", "大于"),
];

/// A paragraph with a stretch replaced.
fn change(report: &Report, section: usize, paragraph: usize, from: usize, to: usize, new: &str) -> Change {
    let line = &report.sections[section].paragraphs[paragraph];
    let text = &line.text;
    let changed = format!("{}{new}{}", &text[..from], &text[to..]);
    let sentence = changed[sentence_around(&changed, from, (from + new.len()).min(changed.len()))].to_owned();
    Change::Paragraph { index: line.index, from: text.clone(), to: changed, sentence }
}

/// Figures of sections that are made of facts, with one of them printed otherwise.
fn figures(
    report: &Report,
    random: &mut Random,
    unit: &str,
    other: fn(&str, &mut Random) -> Option<String>,
) -> Vec<Change> {
    let statements = reading::of_report(report);
    let bound = statements.figures.iter().filter(|f| f.unit == unit && f.key.is_some() && f.field.is_some());
    bound
        .filter_map(|f| {
            let new = other(&f.text, random)?;
            (new != f.text && differs(f, &new))
                .then(|| change(report, f.at.section, f.at.paragraph, f.at.bytes.start, f.at.bytes.end, &new))
        })
        .collect()
}

/// Whether more than rounding lies between a figure and another text for it.
fn differs(figure: &Figure, new: &str) -> bool {
    let digits: String = new.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    let value: Decimal = digits.parse().unwrap_or_default();
    value == figure.value.abs() || (value - figure.value.abs()).abs() > Decimal::new(2, 2)
}

fn digit(text: &str, random: &mut Random) -> Option<String> {
    let at: Vec<usize> = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(i, _)| i).collect();
    let at = at[random.below(at.len())];
    let old = text.as_bytes()[at] - b'0';
    let new = (old + 1 + u8::try_from(random.below(9)).unwrap_or(0)) % 10;
    Some(format!("{}{new}{}", &text[..at], &text[at + 1..]))
}

fn swapped(text: &str, random: &mut Random) -> Option<String> {
    let bytes = text.as_bytes();
    let pairs: Vec<usize> = (1..bytes.len())
        .filter(|i| bytes[*i].is_ascii_digit() && bytes[i - 1].is_ascii_digit() && bytes[*i] != bytes[i - 1])
        .collect();
    let at = *pairs.get(random.below(pairs.len()))?;
    let mut new = bytes.to_vec();
    new.swap(at - 1, at);
    String::from_utf8(new).ok()
}

fn moved_point(text: &str, _: &mut Random) -> Option<String> {
    let point = text.find('.')?;
    let behind = text[point + 1..].chars().next().filter(char::is_ascii_digit)?;
    let moved = format!("{}{behind}.{}", &text[..point], &text[point + 2..]);
    // Nothing tells 0.00 from 00.0.
    let is_zero = !text.contains(|c: char| ('1'..='9').contains(&c));
    (!is_zero).then(|| moved.replace(".万", "万"))
}

fn another_amount(report: &Report, random: &mut Random) -> Vec<Change> {
    let statements = reading::of_report(report);
    let amounts: Vec<&Figure> = statements
        .figures
        .iter()
        .filter(|f| f.unit == "万元" && f.key.is_some() && f.field.is_some() && !f.value.is_zero())
        .collect();
    amounts
        .iter()
        .filter_map(|f| {
            let other = amounts[random.below(amounts.len())];
            let far = (other.value.abs() - f.value.abs()).abs() > Decimal::new(2, 2);
            far.then(|| {
                change(report, f.at.section, f.at.paragraph, f.at.bytes.start, f.at.bytes.end, &other.text)
            })
        })
        .collect()
}

/// Words of the sections that speak of figures, replaced.
fn words(report: &Report, pairs: &[(&str, &str)]) -> Vec<Change> {
    let mut found = Vec::new();
    for (s, section) in report.sections.iter().enumerate() {
        for (p, line) in section.paragraphs.iter().enumerate().filter(|(_, l)| !l.heading) {
            for (from, to) in pairs {
                for (at, _) in line.text.match_indices(from) {
                    // Words of a reason are the author's own; those before an amount or a comparison are the form's.
                    let rest = &line.text[at + from.len()..];
                    let states = OPPOSITES.iter().all(|(w, _)| w != from)
                        || rest.starts_with(|c: char| c.is_ascii_digit())
                        || rest.starts_with("年初预算数");
                    let in_gap = line.text[..at].rfind('〔') > line.text[..at].rfind('〕');
                    if states && !in_gap {
                        found.push(change(report, s, p, at, at + from.len(), to));
                    }
                }
            }
        }
    }
    found
}

fn item_names(report: &Report, random: &mut Random) -> Vec<Change> {
    let mut found = Vec::new();
    for (s, section) in report.sections.iter().enumerate() {
        for (p, line) in section.paragraphs.iter().enumerate() {
            for (end, _) in line.text.match_indices("（项）") {
                let start = line.text[..end].rfind('）').map_or(0, |i| i + '）'.len_utf8());
                let chars: Vec<(usize, char)> = line.text[start..end].char_indices().collect();
                if chars.len() > 3 {
                    let (at, old) = chars[random.below(chars.len())];
                    found.push(change(report, s, p, start + at, start + at + old.len_utf8(), "末"));
                }
            }
        }
    }
    found
}

fn doubled(report: &Report, _: &mut Random) -> Vec<Change> {
    let mut found = Vec::new();
    for (s, section) in report.sections.iter().enumerate() {
        for (p, line) in section.paragraphs.iter().enumerate() {
            let end = line.text.find('。').map_or(0, |i| i + '。'.len_utf8());
            if line.text[..end].chars().count() >= 8 {
                found.push(change(report, s, p, end, end, &line.text[..end]));
            }
        }
    }
    found
}

fn table_cells(report: &Report, random: &mut Random) -> Vec<Change> {
    let mut found = Vec::new();
    for (block, content) in report.content.blocks.iter().enumerate() {
        let Block::Table(table) = content else { continue };
        let of = report.tables.iter().find(|t| t.cells.iter().any(|(_, _, index)| *index == table.index));
        let Some(of) = of else { continue };
        for cell in &table.cells {
            let amount = cell.text.contains('.') && cell.text.trim().parse::<f64>().is_ok_and(|v| v != 0.0);
            if amount {
                let Some(to) = digit(&cell.text, random) else { continue };
                let far =
                    to.trim().parse::<f64>().unwrap_or(0.0) - cell.text.trim().parse::<f64>().unwrap_or(0.0);
                if far.abs() > 0.02 {
                    let table = of.id.published_number().to_owned();
                    found.push(Change::Cell { block, row: cell.row, col: cell.col, to, table });
                }
            }
        }
    }
    found
}
