//! 校对.html: the report as it was read, with what was found beside the text. One file that opens from the disk
//! without a network.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::said::class;
use super::{Placed, Spot, said, widened};
use crate::export::markup::Markup;
use crate::finding::Severity;
use crate::published::Report;
use crate::published::content::{Align, Block, Paragraph, Table};

/// How it looks.
pub const STYLE: &str = include_str!("page.css");
/// What it does.
pub const SCRIPT: &str = include_str!("page.js");
/// Nothing may be fetched, and only what this file carries may run.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
const LEVELS: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Notice];

/// A place that is marked: the finding, and which of its related places, if it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    finding: usize,
    related: Option<usize>,
}

impl Mark {
    fn id(self) -> String {
        match self.related {
            None => format!("m{}", self.finding + 1),
            Some(related) => format!("m{}-{}", self.finding + 1, related + 1),
        }
    }
}

/// The page. `about` is one line on what there is besides it.
pub fn page(report: &Report, placed: &[Placed<'_>], about: &str) -> String {
    let sheet = Sheet::new(report, placed);
    let title = format!("校对：{}", report.file);
    Markup::page(&title, POLICY, STYLE, |m| {
        m.el("nav", &[("id", "side"), ("aria-label", "问题清单")], |m| sheet.side(m, about));
        m.el("main", &[], |m| sheet.document(m));
        m.el("script", &[], |m| m.raw(SCRIPT));
    })
}

/// The same page where somebody serves its look and scripts as files of these names.
pub fn served(report: &Report, placed: &[Placed<'_>], style: &str, scripts: &[&str]) -> String {
    let sheet = Sheet::new(report, placed);
    let head = |m: &mut Markup| {
        m.empty("link", &[("rel", "stylesheet"), ("href", style)]);
        for script in scripts {
            m.leaf("script", &[("src", script), ("defer", "defer")], "");
        }
    };
    Markup::page_of(&format!("校对：{}", report.file), head, |m| {
        m.el("nav", &[("id", "side"), ("aria-label", "问题清单")], |m| sheet.side(m, ""));
        m.el("main", &[], |m| sheet.document(m));
    })
}

struct Sheet<'a> {
    report: &'a Report,
    placed: &'a [Placed<'a>],
    /// Marked places by block.
    marks: BTreeMap<usize, Vec<(Mark, &'a Spot)>>,
}

impl<'a> Sheet<'a> {
    fn new(report: &'a Report, placed: &'a [Placed<'a>]) -> Sheet<'a> {
        let mut marks: BTreeMap<usize, Vec<(Mark, &Spot)>> = BTreeMap::new();
        for (finding, one) in placed.iter().enumerate() {
            let own = one.at.iter().map(|spot| (None, spot));
            let others = one.related.iter().enumerate().filter_map(|(n, s)| Some((Some(n), s.as_ref()?)));
            for (related, spot) in own.chain(others) {
                marks.entry(spot.block()).or_default().push((Mark { finding, related }, spot));
            }
        }
        Sheet { report, placed, marks }
    }

    fn side(&self, m: &mut Markup, about: &str) {
        m.leaf("h1", &[], "校对");
        m.leaf("p", &[("class", "file")], &self.report.file);
        m.el("p", &[("class", "levels")], |m| {
            for level in LEVELS {
                let count = self.placed.iter().filter(|p| p.finding.severity == level).count();
                m.el("label", &[("class", class(level))], |m| {
                    m.empty(
                        "input",
                        &[("type", "checkbox"), ("checked", "checked"), ("data-level", class(level))],
                    );
                    m.text(&format!("{} {count}", level.label()));
                });
            }
        });
        if !about.is_empty() {
            m.leaf("p", &[("class", "about")], about);
        }
        if self.placed.is_empty() {
            m.leaf("p", &[], "没有发现问题。");
        }
        m.el("ol", &[("id", "list")], |m| {
            for (n, one) in self.placed.iter().enumerate() {
                m.el("li", &[("class", class(one.finding.severity))], |m| {
                    m.leaf("a", &[("href", &format!("#n{}", n + 1))], &one.finding.message);
                });
            }
        });
    }

    fn document(&self, m: &mut Markup) {
        let homeless: Vec<usize> = (0..self.placed.len()).filter(|n| self.placed[*n].at.is_none()).collect();
        if !homeless.is_empty() {
            m.el("section", &[("class", "homeless")], |m| {
                m.leaf("h2", &[], "不在正文某一处的问题");
                homeless.iter().for_each(|n| self.note(m, *n));
            });
        }
        for remark in &self.report.remarks {
            m.leaf("p", &[("class", "remark")], &format!("没有读取或不能归位：{}", remark.text));
        }
        let mut page = None;
        for (at, block) in self.report.content.blocks.iter().enumerate() {
            let (own, blank) = match block {
                Block::Paragraph(p) => (p.page, p.is_blank()),
                Block::Table(t) => (t.page, false),
                Block::Break(_) => continue,
            };
            if blank {
                continue;
            }
            if own.is_some() && own != page {
                page = own;
                m.leaf("p", &[("class", "pageno")], &own.map_or_else(String::new, |n| format!("第{n}页")));
            }
            let marks = self.marks.get(&at).map_or(&[][..], Vec::as_slice);
            m.el("div", &[("class", "row")], |m| {
                m.el("div", &[("class", "text")], |m| match block {
                    Block::Paragraph(p) => self.paragraph(m, p, marks),
                    Block::Table(t) => self.table(m, t, marks),
                    Block::Break(_) => {}
                });
                m.el("aside", &[], |m| {
                    let own: BTreeSet<usize> =
                        marks.iter().filter(|(k, _)| k.related.is_none()).map(|(k, _)| k.finding).collect();
                    own.into_iter().for_each(|n| self.note(m, n));
                });
            });
        }
    }

    fn paragraph(&self, m: &mut Markup, p: &Paragraph, marks: &[(Mark, &Spot)]) {
        let text = p.text();
        let center = if p.look.align == Align::Center { "center" } else { "" };
        let tag = match p.look.outline {
            Some(0) => "h2",
            Some(1) => "h3",
            Some(_) => "h4",
            None if p.bold() && text.chars().count() <= 46 => "h4",
            None => "p",
        };
        m.el(tag, &[("class", center)], |m| {
            let stretches: Vec<(Mark, Range<usize>)> = marks
                .iter()
                .map(|(mark, spot)| match spot {
                    Spot::Words(_, bytes) => (*mark, widened(&text, bytes)),
                    _ => (*mark, 0..text.len()),
                })
                .collect();
            let mut bounds: Vec<usize> = stretches.iter().flat_map(|(_, r)| [r.start, r.end]).collect();
            bounds.extend([0, text.len()]);
            bounds.sort_unstable();
            bounds.dedup();
            for pair in bounds.windows(2) {
                let (from, to) = (pair[0], pair[1]);
                let words = text.get(from..to).unwrap_or_default();
                for (mark, _) in stretches.iter().filter(|(_, r)| r.start == from) {
                    m.leaf("span", &[("id", &mark.id())], "");
                }
                let here: Vec<Mark> = stretches
                    .iter()
                    .filter(|(_, r)| r.start <= from && to <= r.end)
                    .map(|(k, _)| *k)
                    .collect();
                if here.is_empty() {
                    lines(m, words);
                } else {
                    let (class, numbers) = self.looks(&here);
                    m.el("mark", &[("class", &class), ("data-n", &numbers)], |m| lines(m, words));
                }
            }
        });
    }

    fn table(&self, m: &mut Markup, table: &Table, marks: &[(Mark, &Spot)]) {
        m.el("div", &[("class", "scroll"), ("tabindex", "0")], |m| {
            m.el("table", &[], |m| {
                for row in 0..table.row_count() {
                    m.el("tr", &[], |m| {
                        let before = table.cells.partition_point(|c| c.row < row);
                        for (n, cell) in table.row(row).iter().enumerate() {
                            let here: Vec<Mark> = marks
                                .iter()
                                .filter(|(_, s)| matches!(s, Spot::Cell(_, c) if *c == before + n))
                                .map(|(k, _)| *k)
                                .collect();
                            let (mut class, numbers) = self.looks(&here);
                            if is_amount(&cell.text) {
                                class.push_str(" n");
                            }
                            let (rows, cols) = (cell.rows.to_string(), cell.cols.to_string());
                            let mut attributes = vec![("class", class.trim())];
                            if cell.rows > 1 {
                                attributes.push(("rowspan", &rows));
                            }
                            if cell.cols > 1 {
                                attributes.push(("colspan", &cols));
                            }
                            if !here.is_empty() {
                                attributes.push(("data-n", &numbers));
                            }
                            m.el("td", &attributes, |m| {
                                here.iter().for_each(|k| m.leaf("span", &[("id", &k.id())], ""));
                                lines(m, &cell.text);
                            });
                        }
                    });
                }
            });
        });
    }

    /// The classes of a marked place and the numbers of its findings.
    fn looks(&self, marks: &[Mark]) -> (String, String) {
        let mut classes: BTreeSet<&str> = BTreeSet::new();
        let mut numbers: BTreeSet<usize> = BTreeSet::new();
        for mark in marks {
            classes.insert(class(self.placed[mark.finding].finding.severity));
            classes.insert(if mark.related.is_some() { "related" } else { "own" });
            numbers.insert(mark.finding + 1);
        }
        let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        (classes.into_iter().collect::<Vec<_>>().join(" "), numbers.join(" "))
    }

    fn note(&self, m: &mut Markup, n: usize) {
        let one = &self.placed[n];
        let said = said(one.finding, &self.report.file);
        let level = class(one.finding.severity);
        m.el("div", &[("class", &format!("note {level}")), ("id", &format!("n{}", n + 1))], |m| {
            m.el("b", &[], |m| {
                let head = format!("{} {}：{}", n + 1, said.level, said.title);
                if one.at.is_some() {
                    let own = Mark { finding: n, related: None };
                    m.leaf("a", &[("href", &format!("#{}", own.id()))], &head);
                } else {
                    m.text(&head);
                }
            });
            m.leaf("p", &[], &said.message);
            if one.at.is_none()
                && let Some(place) = &one.finding.place
            {
                m.leaf("p", &[], &format!("位置：{place}"));
            }
            if !said.proof.is_empty() {
                m.el("ul", &[], |m| {
                    for (k, line) in said.proof.iter().enumerate() {
                        m.el("li", &[], |m| match one.related.get(k) {
                            Some(Some(_)) => {
                                let mark = Mark { finding: n, related: Some(k) };
                                m.leaf("a", &[("href", &format!("#{}", mark.id()))], line);
                            }
                            _ => m.text(line),
                        });
                    }
                });
            }
            if !said.hint.is_empty() {
                m.leaf("p", &[("class", "hint")], &format!("怎么办：{}", said.hint));
            }
        });
    }
}

/// Text with its soft breaks.
fn lines(m: &mut Markup, text: &str) {
    for (n, line) in text.split('\n').enumerate() {
        if n > 0 {
            m.empty("br", &[]);
        }
        m.text(line);
    }
}

fn is_amount(text: &str) -> bool {
    let text = text.trim();
    text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '%'))
        && text.contains('.')
}
