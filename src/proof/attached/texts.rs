//! Texts of the attachments: goals copied from another project, deadlines of another year, hints left in, lists of
//! attachments, sentences told twice.

use super::number::numbers;
use super::{Attached, Form};
use crate::finding::{Finding, Place};
use crate::text::{one_line, squash, strip_numbering};

pub fn check(attached: &Attached<'_>, findings: &mut Vec<Finding>) {
    copied(attached, findings);
    past(attached, findings);
    doubled_units(attached, findings);
    hints(attached, findings);
    listed(attached, findings);
    retold(attached, findings);
}

/// 预期目标 of a form with its place.
fn goal(form: &Form<'_>) -> Option<(String, Place)> {
    let sheet = &form.sheet;
    let (head, col) = sheet.find_row(0, |t| t.ends_with("预期目标") || t == "年初设定目标")?;
    let text = one_line(sheet.cell(head + 1, col));
    (!text.is_empty()).then(|| (text, sheet.place(head + 1, col)))
}

fn pairs(text: &str) -> Vec<(char, char)> {
    let letters: Vec<char> = squash(text).chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).collect();
    letters.windows(2).filter_map(|w| Some((*w.first()?, *w.get(1)?))).collect()
}

/// Shortest goal that two projects do not have in common by chance, in characters.
const OWN_GOAL: usize = 12;

/// The same goal in forms of several projects: it belongs to the one whose name it takes up.
fn copied(attached: &Attached<'_>, findings: &mut Vec<Finding>) {
    let goals: Vec<(&Form<'_>, String, Place)> = attached
        .forms
        .iter()
        .filter(|f| f.is_project())
        .filter_map(|f| goal(f).map(|(text, place)| (f, text, place)))
        .filter(|(_, text, _)| text.chars().count() >= OWN_GOAL)
        .collect();
    for (form, text, place) in &goals {
        let alike = || goals.iter().filter(|(f, t, _)| squash(t) == squash(text) && f.name() != form.name());
        if alike().next().is_none() {
            continue;
        }
        // Words that several of the names have say nothing of whose the goal is.
        let said = pairs(text);
        let kin = |name: &str, other: &str| {
            let common = pairs(other);
            pairs(name).into_iter().filter(|p| said.contains(p) && !common.contains(p)).count()
        };
        let owner =
            alike().find(|(f, ..)| kin(f.name(), form.name()) >= 2 && kin(form.name(), f.name()) == 0);
        let Some((owner, _, source)) = owner else { continue };
        findings.push(
            Finding::new(
                "P022",
                format!("“{}”的年度总体目标与“{}”的完全相同，说的是后者", form.name(), owner.name()),
            )
            .at(place.clone())
            .with(owner.name().to_owned(), source.clone(), text.clone())
            .hint("请改为本项目的目标"),
        );
    }
}

/// Words that make a month or day a deadline.
const DEADLINES: &[&str] = &["底前", "日前", "月前", "之前", "年前", "末前"];

/// A deadline of an earlier year among this year's goals.
fn past(attached: &Attached<'_>, findings: &mut Vec<Finding>) {
    let Some(year) = attached.year else { return };
    for form in &attached.forms {
        let Some((text, place)) = goal(form) else { continue };
        for number in numbers(&text) {
            let Some(behind) = text[number.to..].strip_prefix('年') else { continue };
            let said: u16 = text[number.from..number.to].parse().unwrap_or(year);
            let words: String = behind.chars().take(8).collect();
            let words = words.split(['，', '。', '；', ',']).next().unwrap_or_default();
            let end = DEADLINES.iter().find_map(|d| words.find(d).map(|at| at + d.len()));
            let Some(end) = end.filter(|_| said + 1 == year) else { continue };
            let quote = &text[number.from..number.to + '年'.len_utf8() + end];
            findings.push(
                Finding::new("P022", format!("{year}年度的目标写着“{quote}”完成，可能沿用了上年的文字"))
                    .at(quoted(&place, quote))
                    .hint("请核对年度"),
            );
            break;
        }
    }
}

/// The same place with other words of its row.
fn quoted(place: &Place, quote: &str) -> Place {
    match place.document_spot() {
        Some(spot) => Place::in_document(
            &place.file,
            crate::finding::DocumentSpot { quote: quote.to_owned(), ..spot.clone() },
        ),
        None => place.clone(),
    }
}

/// 100天/天: a rate per its own unit.
fn doubled_units(attached: &Attached<'_>, findings: &mut Vec<Finding>) {
    const UNITS: &[&str] = &["天", "人", "次", "月", "年", "人次", "户", "个"];
    let slip = |text: &str| -> Option<String> {
        numbers(text).into_iter().find_map(|n| {
            let unit = UNITS.iter().find(|u| {
                let rest = text[n.to..].strip_prefix(**u).and_then(|t| t.strip_prefix('/'));
                rest.and_then(|t| t.strip_prefix(**u)).is_some_and(|t| !t.starts_with('次'))
            })?;
            Some(format!("{}{unit}/{unit}", &text[n.from..n.to]))
        })
    };
    let mut tell = |quote: String, place: Place| {
        findings.push(
            Finding::new("P022", format!("“{quote}”的单位写重了")).at(place).hint("请改正单位，如“元/天”"),
        );
    };
    for form in &attached.forms {
        for (r, row) in form.sheet.table.rows.iter().enumerate() {
            for (c, cell) in row.iter().enumerate().filter(|(_, c)| c.contains('/')) {
                if let Some(quote) = slip(&one_line(cell)) {
                    tell(quote.clone(), quoted(&form.sheet.place(r, c), &quote));
                }
            }
        }
    }
    for passage in &attached.passages {
        if let Some(quote) = slip(&passage.text)
            && let Some(place) = passage.words(attached.file, &quote)
        {
            tell(quote, place);
        }
    }
}

/// Instructions for whoever fills a form in.
const INSTRUCTIONS: &[&[&str]] = &[
    &["应与", "保持一致"],
    &["需说明"],
    &["请填写"],
    &["请填报"],
    &["请在此"],
    &["填报说明"],
    &["据实填写"],
    &["如无", "请"],
];

/// P010: instructions of the form left in a note.
fn hints(attached: &Attached<'_>, findings: &mut Vec<Finding>) {
    for passage in attached.passages.iter().filter(|p| p.at.is_none()) {
        let holds = |line: &str| INSTRUCTIONS.iter().find(|words| words.iter().all(|w| line.contains(w)));
        let Some((line, words)) = passage.text.lines().find_map(|l| Some((l.trim(), holds(l)?))) else {
            continue;
        };
        let plain = squash(line);
        let note = ["注", "备注", "说明"].iter().any(|w| plain.starts_with(w))
            || plain.starts_with(|c: char| c.is_ascii_digit());
        if !note || line.chars().count() >= 200 {
            continue;
        }
        let Some(at) = words.first().and_then(|w| line.find(w)) else { continue };
        let sentence = &line[crate::text::sentence_around(line, at, at)];
        let Some(place) = passage.words(attached.file, sentence) else { continue };
        findings.push(
            Finding::new("P010", format!("附表的填表说明“…{}…”没有删去", words.join("…")))
                .at(place)
                .hint("填表说明应在公开前删去"),
        );
    }
}

/// P024: attachments that a list names and the document does not hold.
fn listed(attached: &Attached<'_>, findings: &mut Vec<Finding>) {
    let later: Vec<usize> =
        (0..attached.passages.len()).filter(|i| attached.passages[*i].at.is_none()).collect();
    let heads = |t: &str| {
        let plain = squash(t);
        let plain = strip_numbering(&plain);
        plain.chars().count() <= 12
            && (["附件:", "附表:", "附:", "清单:", "清单"].iter().any(|w| plain.ends_with(w))
                && plain.contains('附'))
    };
    let Some(head) = later.iter().find(|i| heads(&attached.passages[**i].text)) else { return };
    let entry = |text: &str| {
        let plain = squash(text);
        let name = strip_numbering(&plain);
        let bare = name.split('(').next().unwrap_or(name).trim_end_matches(['.', ';', '。']);
        (name.len() < plain.len()
            && (bare.ends_with('表') || bare.ends_with("报告"))
            && bare.chars().count() <= 40)
            .then(|| bare.to_owned())
    };
    let mut entries = Vec::new();
    for passage in &attached.passages[head + 1..] {
        let Some(name) = entry(&passage.text) else { break };
        entries.push((passage, name));
    }
    if entries.len() < 2 {
        return;
    }
    // The list itself may stand right above the first table.
    let is_entry = |plain: &str| entries.iter().any(|(p, _)| squash(&p.text) == plain);
    let caption = |title: &str| -> String { title.lines().map(squash).filter(|l| !is_entry(l)).collect() };
    let titles: Vec<String> = attached
        .forms
        .iter()
        .map(|f| caption(&f.sheet.table.title))
        .chain(attached.others.iter().map(|s| caption(&s.table.title)))
        .chain(
            later
                .iter()
                .map(|i| squash(&attached.passages[*i].text))
                .filter(|t| t.chars().count() <= 50 && !is_entry(t)),
        )
        .collect();
    let held = |name: &str| titles.iter().any(|t| t.contains(name));
    // Where no title of the list is found at all, the titles were not read.
    if !entries.iter().any(|(_, name)| held(name)) {
        return;
    }
    for (passage, name) in entries.iter().filter(|(_, name)| !held(name)) {
        let text = passage.text.trim();
        let Some(place) = passage.words(attached.file, text) else { continue };
        findings.push(
            Finding::new("P024", format!("附件清单列有“{name}”，文中没有这个附件"))
                .at(place)
                .hint("请补上附件，或从清单中删去"),
        );
    }
}

/// Shortest sentence that is not alike another by chance, in characters.
const OWN_SENTENCE: usize = 16;

/// P023: the same sentence in two places, a character or two apart, with the same numbers.
fn retold(attached: &Attached<'_>, findings: &mut Vec<Finding>) {
    struct Told<'a> {
        passage: usize,
        from: usize,
        text: &'a str,
        plain: Vec<char>,
        numbers: Vec<rust_decimal::Decimal>,
    }
    let mut told: Vec<Told<'_>> = Vec::new();
    for (p, passage) in attached.passages.iter().enumerate() {
        for (from, text) in passage.sentences() {
            let plain: Vec<char> = squash(text).chars().collect();
            let numbers: Vec<_> = numbers(text).into_iter().map(|n| n.value.normalize()).collect();
            if plain.len() >= OWN_SENTENCE && plain.len() <= 200 && numbers.iter().any(|n| n.scale() > 0) {
                told.push(Told { passage: p, from, text, plain, numbers });
            }
        }
    }
    let mut seen: Vec<Vec<char>> = Vec::new();
    for (i, a) in told.iter().enumerate() {
        for b in &told[i + 1..] {
            let behind = attached.passages[b.passage].at.is_none();
            let apart = a.plain.len().abs_diff(b.plain.len());
            if !behind || a.passage == b.passage || a.numbers != b.numbers || !(1..=2).contains(&apart) {
                continue;
            }
            let head = a.plain.iter().zip(&b.plain).take_while(|(x, y)| x == y).count();
            let tail = a.plain.iter().rev().zip(b.plain.iter().rev()).take_while(|(x, y)| x == y).count();
            let (short, long) = if a.plain.len() < b.plain.len() { (a, b) } else { (b, a) };
            if head + tail < short.plain.len() {
                continue;
            }
            let extra: String = long.plain[head.min(long.plain.len() - apart)..].iter().take(apart).collect();
            if extra.chars().any(|c| !c.is_alphabetic()) || seen.contains(&short.plain) {
                continue;
            }
            seen.push(short.plain.clone());
            let place = |t: &Told<'_>| {
                let text = t.text.trim_end();
                attached.passages[t.passage].place(attached.file, t.from, t.from + text.len())
            };
            findings.push(
                Finding::new("P023", format!("同一句话在两处不同，一处多“{extra}”，另一处没有"))
                    .at(place(short))
                    .with("另一处", place(long), one_line(long.text))
                    .hint("请统一两处的文字"),
            );
        }
    }
}
