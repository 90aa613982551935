//! The form of the text: units, punctuation, words of the form left in, years.

use super::Proof;
use crate::finding::{DocumentSpot, Finding, Place};
use crate::published::Report;
use crate::published::report::Section;
use crate::reading::normal::Normal;
use crate::text::{CHINESE_DIGITS, find_year, sentence_around};

/// Words of the form that must not be published, with how they are said. Longer ones before those they contain.
const LEFT_IN: &[&str] = &[
    "（当表格数据为空时",
    "（如持平作持平表述",
    "如持平作持平表述",
    "（不涉及的不列",
    "增加（减少）",
    "减少（增加）",
    "增长（下降）",
    "下降（增长）",
    "大于（小于）",
    "小于（大于）",
    "增加/减少",
    "增长/下降",
    "大于/小于",
    "列明",
    "待填写",
    "待补充",
    "请填写",
    "部门（单位）",
    "XX",
    "××",
    "xx",
    "＊＊",
];

/// Punctuation that must not follow another.
const DOUBLED: &[&str] =
    &["。。", "，，", "、、", "；；", "：：", "，。", "。，", "、。", "；。", "，、", "：。", "。；", "，；"];

const PAIRS: &[(char, char)] =
    &[('（', '）'), ('(', ')'), ('“', '”'), ('《', '》'), ('〔', '〕'), ('【', '】'), ('‘', '’')];

/// P009 to P012 and P017.
pub fn check(proof: &Proof<'_>, findings: &mut Vec<Finding>) {
    units(proof, findings);
    let paragraphs = paragraphs(proof.report);
    for paragraph in &paragraphs {
        left_in(paragraph, findings);
        punctuation(paragraph, findings);
        missing_percent(paragraph, findings);
        signed_twice(paragraph, findings);
        thousands(paragraph, findings);
        years(proof.report, paragraph, findings);
        repeated(paragraph, findings);
        cut_off(paragraph, findings);
    }
    gaps(&paragraphs, findings);
    endings(&paragraphs, findings);
    notes(proof.report, findings);
}

/// A paragraph with where it stands.
struct Paragraph<'a> {
    report: &'a Report,
    section: Option<&'a Section>,
    text: &'a str,
    page: Option<u32>,
    heading: bool,
    /// Whether it is one of the narrative.
    narrative: bool,
}

impl Paragraph<'_> {
    /// The place of some words, whose sentence is the one around byte `at`.
    fn place(&self, at: usize, quote: &str) -> Place {
        self.place_of(at..at, quote)
    }

    /// The place of some words, whose sentences are those around a stretch of bytes.
    fn place_of(&self, at: std::ops::Range<usize>, quote: &str) -> Place {
        let sentence = sentence_around(self.text, at.start, at.end);
        let within = at.start - sentence.start.min(at.start);
        let spot = DocumentSpot {
            part: self.section.map(|s| s.part.replace('\n', "")).unwrap_or_default(),
            section: self.section.map(super::heading).unwrap_or_default(),
            page: self.page,
            sentence: self.text[sentence.clone()].trim().to_owned(),
            quote: quote.to_owned(),
            nth: crate::text::occurrence(&self.text[sentence], quote, within),
            ..DocumentSpot::default()
        };
        Place::in_document(&self.report.file, spot)
    }
}

fn paragraphs(report: &Report) -> Vec<Paragraph<'_>> {
    let sections =
        report.sections.iter().map(|s| (s, true)).chain(report.overview.iter().map(|s| (s, false)));
    sections
        .flat_map(|(section, narrative)| {
            section.paragraphs.iter().map(move |p| Paragraph {
                report,
                section: Some(section),
                text: &p.text,
                page: p.page,
                heading: p.heading,
                narrative,
            })
        })
        .collect()
}

/// P009: 万 without 元.
fn units(proof: &Proof<'_>, findings: &mut Vec<Finding>) {
    for figure in
        proof.statements.figures.iter().filter(|f| f.unit == "万元" && f.text.trim_end().ends_with('万'))
    {
        findings.push(
            Finding::new("P009", format!("金额“{}”缺少“元”", figure.text))
                .at(proof.place(&figure.at))
                .hint(format!("应为“{}元”", figure.text)),
        );
    }
}

/// Words that a percentage follows at once.
const BEFORE_PERCENT: [&str; 15] = [
    "增长",
    "下降",
    "降低",
    "占比",
    "占",
    "占比为",
    "增幅",
    "降幅",
    "减幅",
    "增幅为",
    "降幅为",
    "减幅为",
    "比重为",
    "比例为",
    "完成率为",
];
/// Words that a percentage follows where the number before it was the amount: 减少5万元，减少2.44%.
const CHANGES: [&str; 2] = ["增加", "减少"];
/// Words that a percentage follows behind what they are said of: 占本年支出合计的99.01%, 完成年初预算的100%.
const OF_WHAT: [&str; 3] = ["占", "完成", "为年初预算"];

/// P009: 增长13.95。 and the like.
fn missing_percent(paragraph: &Paragraph<'_>, findings: &mut Vec<Finding>) {
    let text = paragraph.text;
    let mut from = 0;
    for clause in text.split_inclusive(['。', '，', '；', '、', '）']) {
        let start = from;
        from += clause.len();
        let bare = clause.trim_end_matches(['。', '，', '；', '、', '）']);
        let words = bare.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        let number = &bare[words.len()..];
        if !paragraph.narrative || number.parse::<f64>().is_err() {
            continue;
        }
        let before = |w: &&&str| words.ends_with(**w);
        let decimals = number.contains('.');
        let of_what = words.ends_with('的') && OF_WHAT.iter().any(|w| words.contains(w));
        let change = CHANGES.iter().find(before).copied().filter(|_| decimals);
        let known = BEFORE_PERCENT.iter().find(before).copied();
        let Some(word) = known.or(change).or(of_what.then_some("的")) else { continue };
        let quote = format!("{word}{number}");
        findings.push(
            Finding::new("P009", format!("“{quote}”缺少百分号"))
                .at(paragraph.place(start + words.len() - word.len(), &quote))
                .hint(format!("应为“{quote}%”")),
        );
    }
}

/// Words that already say that something became less.
const LESS: [&str; 9] = ["减少", "下降", "降低", "压减", "节约", "降幅", "减幅", "降幅为", "减幅为"];

/// P003: 减少-5.20万元 says twice that it is less, and with that the opposite.
fn signed_twice(paragraph: &Paragraph<'_>, findings: &mut Vec<Finding>) {
    let text = Normal::new(paragraph.text);
    if !paragraph.narrative {
        return;
    }
    for at in (0..text.chars.len()).filter(|at| text.chars[*at] == '-') {
        let number = text.chars[at + 1..].iter().take_while(|c| c.is_ascii_digit() || **c == '.').count();
        let before = text.text(at.saturating_sub(3), at);
        let Some(word) = LESS.iter().filter(|w| before.ends_with(**w)).max_by_key(|w| w.len()) else {
            continue;
        };
        if number == 0 {
            continue;
        }
        let from = at - word.chars().count();
        let place = text.printed(from, at + 1 + number);
        let quote = &paragraph.text[place.clone()];
        findings.push(
            Finding::new("P003", format!("“{quote}”：“{word}”后面又是负数"))
                .at(paragraph.place(place.start, quote))
                .hint(format!("减少的，“{word}”后面印正数；增加的，请改“{word}”")),
        );
    }
}

/// P011: 2,5491.1万元, 05.56% — separators that part no thousands, a nought in front.
fn thousands(paragraph: &Paragraph<'_>, findings: &mut Vec<Finding>) {
    let text = paragraph.text;
    for unit in ["万元", "亿元", "元", "%", "％"] {
        for (end, _) in text.match_indices(unit) {
            let bare = text[..end].trim_end();
            let start = bare.len()
                - bare.chars().rev().take_while(|c| c.is_ascii_digit() || ",.".contains(*c)).count();
            let number = bare[start..].trim_start_matches([',', '.']);
            let whole = number.split('.').next().unwrap_or_default();
            let groups: Vec<&str> = whole.split(',').collect();
            // 12.5,13.5万元 are two amounts, and so may be 8,13万元.
            let parted = number.matches('.').count() < 2 && groups.len() > 1 && groups[0].len() <= 3;
            let led = whole.len() > 1 && whole.starts_with('0') && !whole.contains(',');
            let message = if parted && groups[1..].iter().any(|g| g.len() > 3) {
                "的千分位写错了位置"
            } else if led {
                "的前面多了0"
            } else {
                continue;
            };
            let quote = format!("{number}{unit}");
            findings.push(
                Finding::new("P011", format!("“{quote}”{message}"))
                    .at(paragraph.place(bare.len() - number.len(), &quote))
                    .hint("请核对这个数"),
            );
        }
    }
}

/// P018: what this program marked to be filled in, said once.
fn gaps(paragraphs: &[Paragraph<'_>], findings: &mut Vec<Finding>) {
    const GAP: &str = "〔请补充";
    let count: usize = paragraphs.iter().map(|p| p.text.matches(GAP).count()).sum();
    let Some((paragraph, at)) = paragraphs.iter().find_map(|p| p.text.find(GAP).map(|at| (p, at))) else {
        return;
    };
    let end = paragraph.text[at..].find('〕').map_or(paragraph.text.len(), |i| at + i + '〕'.len_utf8());
    findings.push(
        Finding::new("P018", format!("还有{count}处〔请补充…〕没有填写"))
            .at(paragraph.place(at, &paragraph.text[at..end]))
            .hint("请在补充资料.xlsx中填写，再重新生成"),
    );
}

/// P010
fn left_in(paragraph: &Paragraph<'_>, findings: &mut Vec<Finding>) {
    // 部门（单位）整体支出 is a heading of the form itself.
    if paragraph.heading {
        return;
    }
    let mut taken = 0;
    for word in LEFT_IN {
        for (at, found) in paragraph.text.match_indices(word) {
            if *word == "部门（单位）" && paragraph.text[at + found.len()..].starts_with("整体") || at < taken
            {
                continue;
            }
            taken = at + found.len();
            findings.push(
                Finding::new("P010", format!("“{found}”是制式文本的提示或选择，没有删去"))
                    .at(paragraph.place(at, found))
                    .hint("请删去，或只留下选定的说法"),
            );
        }
    }
}

/// P011: doubled and unpaired punctuation.
fn punctuation(paragraph: &Paragraph<'_>, findings: &mut Vec<Finding>) {
    for mark in DOUBLED {
        for (at, found) in paragraph.text.match_indices(mark) {
            findings.push(
                Finding::new("P011", format!("标点重复：“{found}”"))
                    .at(paragraph.place(at, &around(paragraph.text, at, found.len()))),
            );
        }
    }
    for (open, close) in PAIRS {
        let mut waiting: Vec<usize> = Vec::new();
        for (at, c) in paragraph.text.char_indices() {
            if c == *open {
                waiting.push(at);
            } else if c == *close && waiting.pop().is_none() && !numbers_a_list(paragraph.text, at) {
                findings.push(
                    Finding::new("P011", format!("“{close}”前面没有“{open}”"))
                        .at(paragraph.place(at, &around(paragraph.text, at, close.len_utf8()))),
                );
            }
        }
        if let Some(at) = waiting.first() {
            let end =
                paragraph.text[*at..].char_indices().nth(60).map_or(paragraph.text.len(), |(i, _)| at + i);
            let quote = paragraph.text[*at..end].split('。').next().unwrap_or_default();
            findings.push(
                Finding::new("P011", format!("“{open}”没有对应的“{close}”")).at(paragraph.place(*at, quote)),
            );
        }
    }
}

/// `1）` and `一）` close nothing.
fn numbers_a_list(text: &str, at: usize) -> bool {
    text[..at].chars().rev().take_while(|c| c.is_ascii_digit() || CHINESE_DIGITS.contains(*c)).count() > 0
}

/// A stretch with a few characters on both sides.
fn around(text: &str, at: usize, length: usize) -> String {
    let start = text[..at].char_indices().rev().nth(5).map_or(0, |(i, _)| i);
    let end = text[at + length..].char_indices().nth(4).map_or(text.len(), |(i, _)| at + length + i);
    text[start..end].to_owned()
}

/// P011: sentences without a full stop at the end of their paragraph, where the neighbours have one.
fn endings(paragraphs: &[Paragraph<'_>], findings: &mut Vec<Finding>) {
    let ends =
        |text: &str| text.trim_end().ends_with(['。', '；', '：', '！', '？', '”', '）', ')', ';', ':', '.']);
    let sentence =
        // A gap that waits for its text (〔请补充…〕) is none yet.
        |p: &Paragraph<'_>| {
            let long = p.text.contains(['，', '。']) && p.text.chars().count() >= 12;
            !p.heading && long && !p.text.trim_end().ends_with('〕')
        };
    let section = |p: &Paragraph<'_>| p.section.map(std::ptr::from_ref);
    // Paragraphs of a section stand together.
    for own in paragraphs.chunk_by(|a, b| section(a) == section(b)) {
        let told = || own.iter().filter(|p| sentence(p));
        let neighbours = told().count().saturating_sub(1);
        let with = told().filter(|p| ends(p.text)).count();
        if with * 2 <= neighbours {
            continue;
        }
        for paragraph in told().filter(|p| !ends(p.text)) {
            let text = paragraph.text.trim_end();
            let start = text.char_indices().rev().nth(11).map_or(0, |(j, _)| j);
            let at = text.rfind(|_| true).unwrap_or(0);
            findings.push(
                Finding::new("P011", "段末缺少句号")
                    .at(paragraph.place(at, &text[start..]))
                    .hint("请补上“。”"),
            );
        }
    }
}

/// P011 and P010 in the notes under the tables.
fn notes(report: &Report, findings: &mut Vec<Finding>) {
    let notes = || report.tables.iter().flat_map(|t| t.notes.iter().map(move |n| (t, n)));
    let stopped = notes().filter(|(_, n)| n.trim_end().ends_with('。')).count();
    for (table, note) in notes() {
        let number = table.id.form_number(crate::accounts::SourceForm::Gongkai);
        let spot = |quote: &str| {
            let spot = DocumentSpot {
                table: table.id.published_number().to_owned(),
                page: table.page,
                sentence: note.trim().to_owned(),
                quote: quote.to_owned(),
                ..DocumentSpot::default()
            };
            Place::in_document(&report.file, spot)
        };
        if stopped > 0 && note.contains("无数据") && !note.trim_end().ends_with(['。', '）', ')', '；'])
        {
            findings
                .push(Finding::new("P011", format!("{number}下的说明段末缺少句号")).at(spot(note.trim())));
        }
        if let Some((at, word)) = LEFT_IN.iter().find_map(|w| note.find(w).map(|at| (at, *w))) {
            let quote = note[at..].trim();
            findings.push(
                Finding::new("P010", format!("{number}下的“{word}…”是制式文本的提示，没有删去"))
                    .at(spot(quote)),
            );
        }
    }
}

/// P012: compared with a year that is not last year.
fn years(report: &Report, paragraph: &Paragraph<'_>, findings: &mut Vec<Finding>) {
    let Some(year) = report.year.filter(|_| paragraph.narrative) else { return };
    for with in ["与", "比", "较"] {
        for (at, _) in paragraph.text.match_indices(with) {
            let rest = &paragraph.text[at + with.len()..];
            let digits: String = rest.chars().take(4).collect();
            let Some(said) = find_year(&format!("{digits}年")) else { continue };
            let behind = rest.get(digits.len()..).unwrap_or_default();
            let clause_end = behind.find(['，', '。', '；']).unwrap_or(behind.len());
            let same = ["持平", "相同", "一致"].iter().any(|w| behind[..clause_end].ends_with(w));
            let compares = behind.starts_with('年') && (behind.contains("相比") || with != "与" || same);
            let wrong = compares && said != year && said + 1 != year && (1990..2100).contains(&said);
            // A reason may well speak of another year; a comparison at the beginning of a clause may not.
            let starts =
                paragraph.text[..at].chars().next_back().is_none_or(|c| "，。；：、数出入算".contains(c));
            if wrong && starts {
                let quote = format!("{with}{digits}{}", &behind[..clause_end]);
                findings.push(
                    Finding::new("P012", format!("报告是{year}年度的，这里却与{said}年比较"))
                        .at(paragraph.place(at, &quote))
                        .hint(format!("应与{}年比较，请核对", year - 1)),
                );
            }
        }
    }
}

/// Beginnings of clauses that say something of the figure before them; after 。 they have no subject.
const CLAUSES: &[&str] = &["完成年初预算", "完成预算", "完成全年预算", "占年初预算", "占本年", "占总"];

/// P011: a full stop where the sentence goes on.
fn cut_off(paragraph: &Paragraph<'_>, findings: &mut Vec<Finding>) {
    for (at, stop) in paragraph.text.match_indices('。') {
        let rest = paragraph.text[at + stop.len()..].trim_start();
        if paragraph.narrative && CLAUSES.iter().any(|c| rest.starts_with(c)) {
            let from = paragraph.text[..at].char_indices().rev().nth(9).map_or(0, |(i, _)| i);
            let clause = rest.find(['，', '。', '；']).unwrap_or(rest.len());
            let end = paragraph.text.len() - rest.len() + clause;
            findings.push(
                Finding::new("P011", "句号应为逗号，这一句还没有说完")
                    .at(paragraph.place_of(from..end, &paragraph.text[from..end]))
                    .hint(format!("应为“，{}”", &rest[..clause])),
            );
        }
    }
}

/// P017: the same sentence or the same end twice running.
fn repeated(paragraph: &Paragraph<'_>, findings: &mut Vec<Finding>) {
    let sentences: Vec<&str> = paragraph.text.split_inclusive('。').map(str::trim).collect();
    for pair in sentences.windows(2) {
        if pair[0] == pair[1] && pair[0].chars().count() >= 8 {
            let at = paragraph.text.find(pair[0]).unwrap_or(0);
            findings.push(Finding::new("P017", "同一句话写了两遍").at(paragraph.place(at, pair[0])));
        }
    }
    for clause in paragraph.text.split(['。', '，', '；']) {
        if let Some(quote) = doubled_end(clause) {
            let at = paragraph.text.find(clause).unwrap_or(0);
            findings.push(
                Finding::new("P017", format!("文字重复：“{quote}”"))
                    .at(paragraph.place(at, quote))
                    .hint("请删去重复的部分"),
            );
        }
    }
}

/// `产生的接待支出发生的接待支出`: a clause that ends with the same five characters twice, at most two apart.
fn doubled_end(clause: &str) -> Option<&str> {
    let chars: Vec<(usize, char)> = clause.char_indices().collect();
    let same = |a: usize, b: usize, n: usize| (0..n).all(|k| chars[a + k].1 == chars[b + k].1);
    const LENGTH: usize = 5;
    let last = chars.len().checked_sub(LENGTH)?;
    for gap in 0..=2 {
        let Some(first) = last.checked_sub(LENGTH + gap) else { continue };
        let plain = (0..LENGTH).all(|k| !chars[last + k].1.is_ascii() && chars[last + k].1 != '、');
        if plain && same(first, last, LENGTH) {
            // From two characters before, so that the words that differ are seen too.
            let start = chars[first.saturating_sub(2)].0;
            return Some(&clause[start..]);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubled_end_is_found_and_a_list_is_not() {
        assert_eq!(
            doubled_end("主要是交流学习产生的接待支出发生的接待支出"),
            Some("产生的接待支出发生的接待支出")
        );
        assert_eq!(doubled_end("基本支出和项目支出"), None);
    }
}
