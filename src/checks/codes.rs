//! Codes and names of 科目 against the catalogue: mistyped codes, names on other codes, names of earlier years, codes
//! that are new.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::ledger::{FigureId, Ledger, Whose};
use crate::catalogue::functional;
use crate::finding::Finding;
use crate::text::squash;

/// A 科目 as a workbook prints it, with a cell of its first line.
pub(super) struct Printed<'a> {
    /// Squashed.
    pub name: String,
    /// As printed.
    pub label: &'a str,
    /// A cell of its line, with an amount if there is one.
    pub figure: Option<FigureId>,
}

/// R031 to R034.
pub fn check(ledger: &Ledger) -> Vec<Finding> {
    let current = printed(ledger, Whose::Current);
    let mut out = Vec::new();
    for (code, line) in &current {
        out.extend(mistyped(ledger, code, line, &current));
    }
    let known = |code: &str| functional::name(code).is_some();
    let placed = |code: &str| known(&code[..3]);
    let named: Vec<_> = current.iter().filter(|(code, line)| known(code) && !line.name.is_empty()).collect();
    let every = every_name(ledger);
    let wrong: Vec<_> =
        every.iter().filter(|(code, line)| known(code) && names_another(code, &line.name)).collect();
    if let Some((code, line)) = wrong.first() {
        let message = format!(
            "科目名称与编码不符：{code} 应为“{}”，印的是“{}”{}",
            functional::name(code).unwrap_or_default(),
            line.label,
            more(wrong.len())
        );
        let finding =
            with_all(ledger, Finding::new("R032", message), wrong.iter().map(|(c, l)| (c.as_str(), l)));
        out.push(finding.hint("可能是编码或名称错了行，请对照政府收支分类科目核对"));
    }
    let old: Vec<_> = named.iter().filter(|(code, line)| functional::is_former(code, &line.name)).collect();
    if let Some((code, line)) = old.first() {
        let message = format!(
            "科目名称是以前年度的：{code} 现为“{}”，印的是“{}”{}",
            functional::name(code).unwrap_or_default(),
            line.label,
            more(old.len())
        );
        let finding =
            with_all(ledger, Finding::new("R033", message), old.iter().map(|(c, l)| (c.as_str(), *l)));
        out.push(finding.hint("公开前请核对科目名称；各表和文字按导出文件的名称印出"));
    }
    let unknown: Vec<_> = current.iter().filter(|(code, _)| !known(code) && placed(code)).collect();
    if let Some((code, line)) = unknown.first() {
        let message = format!(
            "{code} {} 不在程序的科目目录中（{}年），按导出文件的编码和名称处理{}",
            line.label,
            functional::YEAR,
            more(unknown.len())
        );
        let finding =
            with_all(ledger, Finding::new("R034", message), unknown.iter().map(|(c, l)| (c.as_str(), *l)));
        out.push(finding.hint("以后年度新增的科目不必理会；如果编码写错了请改正"));
    }
    out
}

/// The mistyped codes whose right ones are known: relations are checked as if they were printed so.
pub fn corrections(ledger: &Ledger) -> Vec<(String, &'static str)> {
    let current = printed(ledger, Whose::Current);
    let mut out: Vec<(String, &'static str)> = Vec::new();
    for (code, line) in current.iter().filter(|(code, _)| functional::name(&code[..3]).is_none()) {
        // Of several 项 of that name the one below the corrected 款.
        let upper = out.iter().find(|(wrong, _)| code.starts_with(wrong.as_str()));
        let below =
            upper.and_then(|(wrong, right)| functional::code(&format!("{right}{}", &code[wrong.len()..])));
        out.extend(below.or_else(|| likely(code, &line.name, &current)).map(|right| (code.clone(), right)));
    }
    out
}

fn more(count: usize) -> String {
    if count > 1 { format!("，共{count}个科目") } else { String::new() }
}

/// The codes of a year's tables, each once, under the name of the first table.
pub(super) fn printed<'a>(ledger: &Ledger<'a>, whose: Whose) -> BTreeMap<String, Printed<'a>> {
    let mut out: BTreeMap<String, Printed<'a>> = BTreeMap::new();
    each_line(ledger, whose, |code, line| match out.entry(code.to_owned()) {
        Entry::Vacant(place) => {
            place.insert(line);
        }
        Entry::Occupied(mut first) => {
            let first = first.get_mut();
            first.figure = first.figure.or(line.figure);
        }
    });
    out
}

/// The codes of this year's tables with every name that a table prints: one of them may have another.
fn every_name<'a>(ledger: &Ledger<'a>) -> Vec<(String, Printed<'a>)> {
    let mut out: BTreeMap<(String, String), Printed<'a>> = BTreeMap::new();
    each_line(ledger, Whose::Current, |code, line| {
        if !line.name.is_empty() {
            out.entry((code.to_owned(), line.name.clone())).or_insert(line);
        }
    });
    out.into_iter().map(|((code, _), line)| (code, line)).collect()
}

fn each_line<'a>(ledger: &Ledger<'a>, whose: Whose, mut each: impl FnMut(&'a str, Printed<'a>)) {
    for (grid, g) in ledger.grids.iter().enumerate().filter(|(_, g)| g.whose == whose && g.coded()) {
        for (line, (code, name)) in g.lines.iter().enumerate().filter(|(_, l)| l.0.len() >= 3) {
            let figures = || (0..g.heads.len()).filter_map(|c| ledger.at(grid, line, c));
            let amount = figures().find(|f| ledger.value(*f) != 0 && ledger.place(*f).is_some());
            let label = name.trim_matches(|c: char| c.is_whitespace());
            let figure = amount.or_else(|| figures().next());
            each(code, Printed { name: squash(name), label, figure });
        }
    }
}

pub(super) fn with_all<'p, 'a: 'p>(
    ledger: &Ledger<'a>,
    mut finding: Finding,
    lines: impl Iterator<Item = (&'p str, &'p Printed<'a>)>,
) -> Finding {
    for (code, line) in lines {
        let Some(place) = line.figure.and_then(|f| ledger.place(f)) else { continue };
        if finding.place.is_none() {
            finding = finding.at(place.clone());
        }
        finding = finding.with(code, place, line.label);
    }
    finding
}

/// A code whose 类 (or 款) does not exist, with the code that its name belongs to (R031).
fn mistyped(ledger: &Ledger, code: &str, line: &Printed, all: &BTreeMap<String, Printed>) -> Option<Finding> {
    if functional::name(&code[..3]).is_some() {
        return None;
    }
    // One code stands for those below it.
    let upper = [3, 5].into_iter().filter(|n| *n < code.len()).any(|n| all.contains_key(&code[..n]));
    if upper {
        return None;
    }
    let likely = likely(code, &line.name, all);
    let message = match &likely {
        Some(right) => format!(
            "科目编码 {code} 不存在，名称“{}”的编码是 {right}",
            functional::name(right).unwrap_or(line.label)
        ),
        None => format!("科目编码 {code} {} 的类 {} 不存在", line.label, &code[..3]),
    };
    let finding = with_all(ledger, Finding::new("R031", message), std::iter::once((code, line)));
    Some(match likely {
        Some(right) => finding.hint(format!("请把编码改为 {right}；勾稽关系已按 {right} 核对")),
        None => finding.hint("请对照政府收支分类科目核对编码"),
    })
}

/// The code a name belongs to, if there is one only; of several the one whose 类 the tables have.
fn likely(code: &str, name: &str, all: &BTreeMap<String, Printed>) -> Option<&'static str> {
    let codes = functional::codes_named(name, code.len());
    if let [one] = codes[..] {
        return Some(one);
    }
    let here: Vec<&'static str> =
        codes.into_iter().filter(|c| all.keys().any(|k| k.starts_with(&c[..c.len() - 2]))).collect();
    if let [one] = here[..] { Some(one) } else { None }
}

/// A printed name that the catalogue knows, but of other codes only.
fn names_another(code: &str, name: &str) -> bool {
    !functional::is_named(code, name)
        && functional::codes_named(name, code.len()).iter().any(|other| *other != code)
}
