//! The document around the narrative, read off the model: cover, contents, parts, 部门概况, terms, titles and notes of
//! tables, as settings of a style. Only what the nearest style does not have by itself is set.

use std::collections::BTreeSet;
use std::ops::Range;

use super::known::Known;
use crate::accounts::ScheduleId;
use crate::catalogue::glossary;
use crate::published::Report;
use crate::published::content::Block;
use crate::published::report::{NineTable, Term};
use crate::published::titles::{PartKind, text_key};
use crate::style::Style;
use crate::subject::{Subject, printed_years};
use crate::text::{squash, strip_part};

/// Settings learned from a model, as a TOML table.
pub fn settings(report: &Report, known: &Known, nearest: &Style) -> toml::Table {
    let learning = Learning { report, known, nearest };
    let mut settings = toml::Table::new();
    let mut set = |key: &str, value: Option<toml::Table>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            settings.insert(key.to_owned(), value.into());
        }
    };
    set("cover", learning.cover());
    set("contents", learning.contents());
    set("parts", learning.parts());
    set("glossary", learning.glossary());
    set("tables", learning.tables());
    set("titles", Some(learning.titles()));
    let (notes, no_data) = learning.notes();
    set("notes", Some(notes));
    set("no_data", Some(no_data));
    if let Some(overview) = learning.overview() {
        settings.insert("overview".to_owned(), overview.into());
    }
    settings
}

/// The sections of 部门概况 with the key each text has in the supplement; a second one on the same matter has its own.
pub fn overview_keys(report: &Report) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut keys = Vec::new();
    for (at, section) in report.overview.iter().enumerate() {
        let known = text_key(&squash(&section.title)).map(str::to_owned).filter(|key| !taken.contains(key));
        let key = known.unwrap_or_else(|| format!("text.overview_{}", at + 1));
        taken.insert(key.clone());
        keys.push(key);
    }
    keys
}

/// The lines of a cover: those above the title (附件), the title, those at the foot (the date); `None` if it has no title,
/// for then it is a picture, or was not recognised.
pub fn cover_lines(report: &Report) -> Option<[Vec<String>; 3]> {
    let lines: Vec<String> = report.cover.iter().flat_map(|line| broken(report, line)).collect();
    let lines: Vec<&str> = lines.iter().map(|l| l.trim()).filter(|l| !l.is_empty()).collect();
    let date = |line: &&str| {
        let plain = squash(line);
        plain.contains('年')
            && (plain.contains('月') || plain.chars().count() <= 5)
            && !plain.contains("年度")
    };
    let small = |line: &&str| squash(line).starts_with("附件");
    let those = |wanted: &dyn Fn(&&str) -> bool| {
        lines.iter().copied().filter(|line| wanted(line)).map(str::to_owned).collect::<Vec<_>>()
    };
    let title = those(&|line| !date(line) && !small(line));
    title.iter().any(|line| line.contains("决算")).then(|| [those(&small), title, those(&date)])
}

/// A line of the cover as its paragraph breaks it.
fn broken(report: &Report, line: &str) -> Vec<String> {
    let paragraph = report.content.blocks.iter().find_map(|block| match block {
        Block::Paragraph(p) if squash(&p.text()) == squash(line) => Some(p.text()),
        _ => None,
    });
    let text = paragraph.filter(|text| text.contains('\n')).unwrap_or_else(|| line.to_owned());
    text.lines().map(str::to_owned).collect()
}

/// Whether a paragraph is the title of the contents.
pub fn is_contents_title(text: &str) -> bool {
    matches!(squash(text).as_str(), "目录" | "目次")
}

/// A text with placeholders for the years around the report's, spaced as covers space them (2 0 2 3) or not.
pub fn without_years(text: &str, year: u16) -> String {
    let mut text = text.to_owned();
    for (printed, name) in printed_years(year) {
        let mut from = 0;
        while let Some(found) = spaced(&text[from..], &printed) {
            let name = format!("{{{name}}}");
            text.replace_range(from + found.start..from + found.end, &name);
            from += found.start + name.len();
        }
    }
    text
}

/// Where a word stands first, with or without blanks between its characters.
fn spaced(text: &str, word: &str) -> Option<Range<usize>> {
    text.char_indices().find_map(|(start, _)| {
        let mut rest = text[start..].char_indices().peekable();
        let mut end = start;
        for (n, wanted) in word.chars().enumerate() {
            while n > 0 && rest.next_if(|(_, c)| matches!(c, ' ' | '　' | '\u{a0}')).is_some() {}
            let (at, c) = rest.next_if(|(_, c)| *c == wanted)?;
            end = start + at + c.len_utf8();
        }
        Some(start..end)
    })
}

/// A text with a placeholder for a name, whichever brackets it is printed with.
pub fn without_name(text: &str, org: &str) -> String {
    if org.is_empty() {
        return text.to_owned();
    }
    let wide = org.replace('(', "（").replace(')', "）");
    let narrow = org.replace('（', "(").replace('）', ")");
    [org, &wide, &narrow].into_iter().fold(text.to_owned(), |text, name| text.replace(name, "{org}"))
}

/// A printed text with placeholders for what is this year's and this department's.
fn general(printed: &str, subject: &Subject) -> String {
    let scope = subject.scope.label();
    let text = without_name(&printed.trim().replace(['{', '}'], ""), &subject.org);
    let mut text = without_years(&text, subject.year);
    for before in ["本", "我"] {
        text = text.replace(&format!("{before}{scope}"), &format!("{before}{{scope}}"));
    }
    for behind in ["决算", "概况", "职责", "本年度"] {
        text = text.replace(&format!("{scope}{behind}"), &format!("{{scope}}{behind}"));
    }
    text
}

/// `第 一 部 分  部 门 概 况` → `第{n}部分 部门概况`
fn part_title(printed: &str, subject: &Subject) -> String {
    let plain = squash(printed);
    let title = general(strip_part(&plain), subject);
    if strip_part(&plain).len() < plain.len() { format!("第{{n}}部分 {title}") } else { title }
}

/// The title of the part that begins with a section, where the narrative goes on in a part of its own: right behind the one
/// before it, so that it stays there.
pub fn section_part(report: &Report, at: usize, subject: &Subject) -> Option<String> {
    let (before, here) = (&report.sections[at.checked_sub(1)?].part, &report.sections[at].part);
    let place = |title: &String| report.parts.iter().position(|part| part.title == *title);
    (place(here)? == place(before)? + 1).then(|| part_title(here, subject))
}

struct Learning<'a> {
    report: &'a Report,
    known: &'a Known,
    nearest: &'a Style,
}

fn texts(lines: Vec<String>) -> toml::Value {
    toml::Value::Array(lines.into_iter().map(toml::Value::String).collect())
}

impl Learning<'_> {
    fn general(&self, printed: &str) -> String {
        general(printed, &self.known.subject)
    }

    fn cover(&self) -> Option<toml::Table> {
        let [head, title, foot] = cover_lines(self.report)?
            .map(|lines| lines.iter().map(|line| self.general(line)).collect::<Vec<_>>());
        let mut cover = toml::Table::new();
        let own = &self.nearest.cover;
        for (key, value, own) in
            [("head", head, &own.head), ("title", title, &own.title), ("foot", foot, &own.foot)]
        {
            if value != *own {
                cover.insert(key.to_owned(), texts(value));
            }
        }
        Some(cover)
    }

    fn contents(&self) -> Option<toml::Table> {
        let entries = &self.report.contents;
        if entries.is_empty() {
            return None;
        }
        let titles: Vec<String> = self.report.tables.iter().map(|t| squash(&t.title)).collect();
        let of_tables: Vec<String> = entries
            .iter()
            .map(|e| squash(&e.title))
            .filter(|e| titles.iter().any(|t| e.ends_with(t.as_str())) && !e.contains("说明"))
            .collect();
        let numbered = of_tables.iter().any(|e| e.starts_with("一、"));
        let pages = entries.iter().any(|e| e.page.is_some());
        let own = &self.nearest.contents;
        let mut contents = toml::Table::new();
        if own.tables == of_tables.is_empty() {
            contents.insert("tables".to_owned(), (!of_tables.is_empty()).into());
        }
        let number = if numbered { "{n}、" } else { "" };
        if !of_tables.is_empty() && own.table_number != number {
            contents.insert("table_number".to_owned(), number.into());
        }
        if own.pages != pages {
            contents.insert("pages".to_owned(), pages.into());
        }
        let title = self.report.content.blocks.iter().find_map(|block| match block {
            Block::Paragraph(p) if is_contents_title(&p.text()) => Some(p.text()),
            _ => None,
        });
        if let Some(title) = title.map(|t| t.trim().to_owned()).filter(|title| *title != own.title) {
            contents.insert("title".to_owned(), title.into());
        }
        Some(contents)
    }

    fn parts(&self) -> Option<toml::Table> {
        let mut titles = toml::Table::new();
        let mut order: Vec<String> = Vec::new();
        for part in &self.report.parts {
            let name = match part.kind {
                PartKind::Overview => "overview",
                PartKind::Tables => "tables",
                PartKind::Narrative => "narrative",
                PartKind::Glossary => "glossary",
                PartKind::Attachment => "attachments",
                PartKind::Other => continue,
            };
            if order.iter().any(|n| n == name) {
                continue;
            }
            order.push(name.to_owned());
            let title = part_title(&part.title, &self.known.subject);
            if self.nearest.parts.titles.get(name) != Some(&title) {
                titles.insert(name.to_owned(), title.into());
            }
        }
        // Parts that a reader did not find are no parts that the document does without.
        let essential = ["tables", "narrative"].iter().all(|n| order.iter().any(|o| o == n));
        let mut parts = toml::Table::new();
        if essential && order != self.nearest.parts.order {
            parts.insert("order".to_owned(), texts(order));
        }
        if !titles.is_empty() {
            parts.insert("titles".to_owned(), titles.into());
        }
        essential.then_some(parts)
    }

    fn overview(&self) -> Option<Vec<toml::Value>> {
        let own: Vec<(&str, Option<&str>)> =
            self.nearest.overview.iter().map(|e| (e.title.as_str(), e.text.as_deref())).collect();
        let keys = overview_keys(self.report);
        let titles: Vec<String> = self.report.overview.iter().map(|s| self.general(&s.title)).collect();
        let printed: Vec<(&str, Option<&str>)> =
            titles.iter().zip(&keys).map(|(t, k)| (t.as_str(), k.strip_prefix("text."))).collect();
        if printed.is_empty() || printed == own {
            return None;
        }
        let entries = printed.iter().zip(&self.report.overview).map(|((title, text), section)| {
            let mut entry = toml::Table::new();
            entry.insert("title".to_owned(), (*title).into());
            entry.insert("text".to_owned(), text.unwrap_or_default().into());
            entry.insert("about".to_owned(), squash(&section.title).into());
            toml::Value::Table(entry)
        });
        Some(entries.collect())
    }

    fn glossary(&self) -> Option<toml::Table> {
        let is_item = |term: &str| term.contains("（项）") || term.contains("(项)");
        let (items, terms): (Vec<_>, Vec<_>) = self.report.glossary.iter().partition(|t| is_item(&t.term));
        if terms.is_empty() {
            return None;
        }
        let mut glossary = toml::Table::new();
        let names: Vec<String> = terms.iter().map(|t| self.general(&t.term)).collect();
        if names != self.nearest.glossary.terms {
            glossary.insert("terms".to_owned(), texts(names));
        }
        if items.is_empty() && !self.nearest.glossary.items.is_empty() {
            glossary.insert("items".to_owned(), "".into());
        }
        let own = |t: &&&Term| {
            let standard = glossary::term(&t.term).map(|term| squash(term.definition));
            !t.text.is_empty() && standard.is_none_or(|standard| standard != squash(&t.text))
        };
        let explained = terms.iter().filter(own);
        let text: toml::Table =
            explained.map(|t| (self.general(&t.term), self.general(&t.text).into())).collect();
        if !text.is_empty() {
            glossary.insert("text".to_owned(), text.into());
        }
        Some(glossary)
    }

    fn title_of(&self, id: ScheduleId) -> String {
        let number = id.published_number();
        let own = self.nearest.titles.get(number).cloned();
        own.unwrap_or_else(|| id.title(crate::accounts::SourceForm::Gongkai).to_owned())
    }

    fn titles(&self) -> toml::Table {
        let titles = self.report.tables.iter().map(|t| (t.id, self.general(&squash(&t.title))));
        titles
            .filter(|(id, title)| !title.is_empty() && *title != squash(&self.title_of(*id)))
            .map(|(id, title)| (id.published_number().to_owned(), title.into()))
            .collect()
    }

    /// Notes under tables, and statements under empty ones.
    fn notes(&self) -> (toml::Table, toml::Table) {
        let (mut notes, mut no_data) = (toml::Table::new(), toml::Table::new());
        for table in &self.report.tables {
            let number = table.id.published_number().to_owned();
            let says_nothing = |line: &&String| line.contains("无数据") || line.contains("空表");
            let lines = || table.notes.iter();
            let said: Vec<String> = lines().filter(|l| !says_nothing(l)).map(|l| self.general(l)).collect();
            let said = said.join("\n");
            if self.nearest.notes.get(&number).is_none_or(|own| squash(own) != squash(&said)) {
                notes.insert(number.clone(), said.into());
            }
            if let Some(line) = lines().find(says_nothing) {
                // A hint of the form that was left in.
                let line = self.general(line.split("（当").next().unwrap_or(line));
                if matches!(number.as_str(), "07" | "08") && self.nearest.no_data.get(&number) != Some(&line)
                {
                    no_data.insert(number, line.into());
                }
            }
        }
        (notes, no_data)
    }

    fn tables(&self) -> Option<toml::Table> {
        let tables = &self.report.tables;
        if tables.len() < ScheduleId::ALL.len() {
            return None;
        }
        let own = &self.nearest.tables;
        let mut settings = toml::Table::new();
        let order: Vec<String> = tables.iter().map(|t| t.id.published_number().to_owned()).collect();
        if order != own.order {
            settings.insert("order".to_owned(), texts(order));
        }
        let head = |table: &NineTable, wanted: &dyn Fn(&str) -> bool| {
            let cells = table.rows.iter().take(4).flatten().map(|c| squash(c));
            cells.into_iter().find(|c| wanted(c))
        };
        let of = |id: ScheduleId| tables.iter().find(|t| t.id == id);
        let code_head = of(ScheduleId::Expenditure)
            .and_then(|t| head(t, &|c| c.contains("科目编码") || c.contains("科目代码")));
        if let Some(code_head) = code_head.filter(|h| *h != own.code_head) {
            settings.insert("code_head".to_owned(), code_head.into());
        }
        let amount = of(ScheduleId::Summary).and_then(|t| head(t, &|c| matches!(c, "金额" | "决算数")));
        if let Some(amount) = amount.filter(|h| *h != own.amount_head) {
            settings.insert("amount_head".to_owned(), amount.into());
        }
        let mut flag = |key: &str, own: bool, id: ScheduleId, word: &str| {
            let Some(table) = of(id) else { return };
            let there = table.rows.iter().take(4).flatten().any(|c| squash(c) == word);
            if there != own {
                settings.insert(key.to_owned(), there.into());
            }
        };
        flag("row_numbers", own.row_numbers, ScheduleId::Summary, "行次");
        flag("column_numbers", own.column_numbers, ScheduleId::Expenditure, "栏次");
        Some(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_become_placeholders_however_they_are_printed() {
        for (printed, said) in [
            ("2023年度部门决算，2024年8月", "{year}年度部门决算，{next_year}年8月"),
            ("2 0 2 3 年 度 部 门 决 算", "{year} 年 度 部 门 决 算"),
            ("二〇二三年度部门决算", "{year_in_words}年度部门决算"),
            ("二　○　二　四年八月", "{next_year_in_words}年八月"),
            ("二零二二年、二〇一三年", "{prior_year_in_words}年、二〇一三年"),
            ("20 门 23", "20 门 23"),
        ] {
            assert_eq!(without_years(printed, 2023), said);
        }
    }
}
