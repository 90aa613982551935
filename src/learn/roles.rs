//! What the paragraphs of a report are (封面、部分标题、一、（一）、正文、表), by its structure and not by names of styles, and
//! what each role is printed in.

use std::collections::BTreeMap;

use crate::published::Report;
use crate::published::content::{Block, Paragraph};
use crate::published::docx::typeface::{Face, Sheet, Typefaces};
use crate::text::squash;
use crate::word_model::Role;

/// Characters by what they are printed in.
#[derive(Debug)]
pub struct Count<T>(BTreeMap<T, usize>);

impl<T: Ord + Clone> Count<T> {
    pub fn add(&mut self, what: Option<T>, count: usize) {
        if let (Some(what), true) = (what, count > 0) {
            *self.0.entry(what).or_default() += count;
        }
    }

    /// What at least half of them have.
    pub fn most(&self) -> Option<T> {
        let all: usize = self.0.values().sum();
        self.0
            .iter()
            .max_by_key(|(_, count)| **count)
            .filter(|(_, count)| **count * 2 >= all)
            .map(|(t, _)| t.clone())
    }
}

impl<T> Default for Count<T> {
    fn default() -> Self {
        Count(BTreeMap::new())
    }
}

/// What a role is printed in.
#[derive(Debug, Default)]
pub struct Tally {
    pub font: Count<String>,
    pub latin: Count<String>,
    pub size: Count<u32>,
    pub bold: Count<bool>,
    pub line: Count<u32>,
}

impl Tally {
    fn add(&mut self, spans: &[(String, Face)]) {
        for (text, face) in spans {
            let count = |kind: fn(char) -> bool| text.chars().filter(|c| kind(*c)).count();
            let all = count(|c| !c.is_whitespace());
            self.font.add(face.font.clone(), count(|c| c >= '\u{2e80}'));
            self.latin.add(face.latin.clone(), count(|c| c.is_ascii_alphanumeric()));
            self.size.add(face.size, all);
            self.bold.add(Some(face.bold == Some(true)), all);
            self.line.add(Some(face.line.unwrap_or(0)), all);
        }
    }
}

/// A report with what it is printed in.
pub struct Model<'a> {
    pub report: &'a Report,
    pub faces: Typefaces,
}

impl Model<'_> {
    pub fn tallies(&self) -> BTreeMap<Role, Tally> {
        let mut tallies: BTreeMap<Role, Tally> = BTreeMap::new();
        for (role, index) in self.roles() {
            let role = if role == Role::PartName { Role::Part } else { role };
            tallies.entry(role).or_default().add(&self.spans(index));
        }
        // Wide tables are set smaller than others: what counts is the type of the one set largest.
        let tables = self.report.tables.iter().map(|table| {
            let mut tally = Tally::default();
            table.cells.iter().for_each(|(_, _, index)| tally.add(&self.spans(*index)));
            tally
        });
        tallies.extend(tables.max_by_key(|tally| tally.size.most()).map(|tally| (Role::Cell, tally)));
        // Of the lines of a cover the largest are its title.
        let cover: Vec<_> = self.cover().into_iter().map(|index| self.spans(index)).collect();
        let size = |spans: &Vec<(String, Face)>| spans.iter().filter_map(|(_, face)| face.size).max();
        let largest = cover.iter().filter_map(size).max();
        for spans in cover.iter().filter(|spans| largest.is_some() && size(spans) == largest) {
            tallies.entry(Role::Cover).or_default().add(spans);
        }
        tallies
    }

    fn spans(&self, index: u32) -> Vec<(String, Face)> {
        let origin = self.report.content.origins.get(index as usize);
        origin.map(|origin| self.faces.paragraph(origin.element.clone())).unwrap_or_default()
    }

    pub fn sheet(&self, index: u32) -> Option<&Sheet> {
        self.faces.sheet(self.report.content.origins.get(index as usize)?.element.start)
    }

    /// Paragraphs outside tables and contents.
    fn paragraphs(&self) -> impl DoubleEndedIterator<Item = &Paragraph> {
        self.report.content.blocks.iter().filter_map(|block| match block {
            Block::Paragraph(paragraph) if !paragraph.contents => Some(paragraph),
            _ => None,
        })
    }

    /// The last paragraph before another that says a title, its number aside.
    fn titled(&self, title: &str, before: u32) -> Option<u32> {
        let title = squash(title);
        let says = |text: &str| {
            let text = squash(text);
            text.strip_suffix(&title).is_some_and(|number| number.chars().count() <= 6)
        };
        let found = self.paragraphs().rev().filter(|p| p.index < before).find(|p| says(&p.text()));
        found.map(|p| p.index).filter(|_| !title.is_empty())
    }

    /// Paragraphs by what they are.
    pub fn roles(&self) -> Vec<(Role, u32)> {
        let mut roles = Vec::new();
        for section in self.report.sections.iter().chain(&self.report.overview) {
            let begins = section.paragraphs.first().map(|p| p.index);
            let heading = begins.and_then(|begins| self.titled(&section.title, begins));
            roles.extend(heading.map(|index| (Role::Heading1, index)));
            for paragraph in &section.paragraphs {
                let text = paragraph.text.trim_start();
                let is_second = text.starts_with(['（', '(']);
                let is_third = text.starts_with(|c: char| c.is_ascii_digit());
                match paragraph.heading {
                    false => roles.push((Role::Body, paragraph.index)),
                    true if is_second => roles.push((Role::Heading2, paragraph.index)),
                    true if is_third => roles.push((Role::Heading3, paragraph.index)),
                    true => {}
                }
            }
        }
        roles.extend(self.part_titles());
        roles.extend(self.terms().into_iter().map(|index| (Role::Term, index)));
        for table in &self.report.tables {
            let cells = || table.cells.iter().map(|(_, _, index)| *index);
            let title = cells().min().and_then(|first| self.titled(&table.title, first));
            roles.extend(title.map(|index| (Role::TableTitle, index)));
        }
        roles
    }

    /// Titles of parts where their parts begin, on one line or on two (第一部分, its name below).
    pub fn part_titles(&self) -> Vec<(Role, u32)> {
        let lines = self.report.content.blocks.iter().filter_map(|block| match block {
            Block::Paragraph(paragraph) if !paragraph.is_blank() => {
                Some((paragraph.index, squash(&paragraph.text())))
            }
            _ => None,
        });
        let lines: Vec<(u32, String)> = lines.collect();
        let mut found = Vec::new();
        for part in &self.report.parts {
            let title = squash(&part.title);
            let whole = |at: usize| lines[at].1 == title;
            let halves = |at: usize| {
                let below = lines.get(at + 1).map(|(_, text)| text);
                below.is_some_and(|below| title.strip_prefix(&lines[at].1) == Some(below))
            };
            let mut places = (0..lines.len()).rev().filter(|at| whole(*at) || halves(*at));
            let Some(last) = places.next() else { continue };
            // A title that is found once and stands in the contents, without a page number, is found there.
            let mut listed = self.report.contents.iter().filter(|entry| entry.page.is_none());
            if places.next().is_none() && listed.any(|entry| squash(&entry.title) == title) {
                continue;
            }
            found.push((Role::Part, lines[last].0));
            let below = lines.get(last + 1).filter(|_| !whole(last));
            found.extend(below.map(|(index, _)| (Role::PartName, *index)));
        }
        found
    }

    /// Paragraphs that explain a term, found from the end: a term is named on other pages, too.
    fn terms(&self) -> Vec<u32> {
        let mut found = Vec::new();
        let lines: Vec<(u32, String)> = self.paragraphs().map(|p| (p.index, squash(&p.text()))).collect();
        for term in &self.report.glossary {
            let (name, said) = (squash(&term.term), squash(&term.text));
            let begins: String = said.chars().take(12).collect();
            let explains = |text: &str| {
                let at = text.find(&name).filter(|at| text[..*at].chars().count() <= 6);
                at.is_some_and(|at| text[at..].contains(&begins))
            };
            found.extend(lines.iter().rev().find(|(_, text)| explains(text)).map(|(index, _)| *index));
        }
        found
    }

    fn cover(&self) -> Vec<u32> {
        let lines: Vec<String> = self.report.cover.iter().map(|line| squash(line)).collect();
        // The cover stands at the beginning; its words come again on later pages.
        let first = self.paragraphs().filter(|p| !p.is_blank()).take(lines.len() + 2);
        first.filter(|p| lines.contains(&squash(&p.text()))).map(|p| p.index).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_printed_in_what_half_of_its_characters_are() {
        let face = |font: &str, size| Face { font: Some(font.into()), size: Some(size), ..Face::default() };
        let mut tally = Tally::default();
        tally.add(&[("收入支出决算".into(), face("黑体", 30)), ("总 12".into(), face("宋体", 32))]);
        assert_eq!((tally.font.most(), tally.size.most()), (Some("黑体".into()), Some(30)));
        tally
            .add(&[("一二三四五六七".into(), face("楷体", 28)), ("八九十上中下左".into(), face("仿宋", 26))]);
        assert_eq!((tally.font.most(), tally.size.most()), (None, None));
    }
}
