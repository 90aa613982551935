//! 第一部分 as the style declares it: headings, fixed paragraphs, and what people typed as paragraphs or as a table.

use super::model::{Cell, Table};
use crate::style::{OverviewEntry, Style};
use crate::subject::Subject;
use crate::supplement::text_key;
use crate::tables::{Align, ColumnKind, HeadCell};
use crate::text::chinese_number;

/// An entry with its number.
pub struct Planned<'a> {
    /// As declared.
    pub entry: &'a OverviewEntry,
    /// `一、部门职责` or `（一）内设机构`.
    pub heading: String,
    /// Key of the text people supply.
    pub key: Option<String>,
}

/// The entries of a document, numbered.
pub fn entries<'a>(style: &'a Style, subject: &Subject) -> Vec<Planned<'a>> {
    let (mut first, mut second) = (0, 0);
    let entries = style.overview.iter().filter(|entry| entry.holds_for(subject.scope));
    entries
        .map(|entry| {
            let title = subject.fill(&entry.title);
            let heading = if entry.level == 1 {
                (first, second) = (first + 1, 0);
                format!("{}、{title}", chinese_number(first))
            } else {
                second += 1;
                format!("（{}）{title}", chinese_number(second))
            };
            Planned { entry, heading, key: entry.text.as_deref().map(text_key) }
        })
        .collect()
}

/// The lines people typed as rows of a table: a line's columns stand apart by ｜ or a tab, 序号 counts by itself.
pub fn table(id: String, heads: &[String], text: &str) -> Table {
    let counted = heads.first().is_some_and(|head| head == "序号");
    let width = heads.len() - usize::from(counted);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let rows = (1..).zip(lines).map(|(n, line)| {
        let mut columns: Vec<String> =
            line.splitn(width.max(1), ['｜', '|', '\t']).map(|column| column.trim().to_owned()).collect();
        columns.resize(width, String::new());
        if let Some(name) = columns.first_mut().filter(|_| counted) {
            // Whoever lists units numbers them; the table has its own numbers.
            *name = without_number(name).to_owned();
        }
        let words = |text: String, align| Cell { text, align: Some(align), ..Cell::default() };
        let number = counted.then(|| words(n.to_string(), Align::Center));
        number.into_iter().chain(columns.into_iter().map(|text| words(text, Align::Left))).collect()
    });
    let kind = |i| if counted && i == 0 { ColumnKind::LineNumber } else { ColumnKind::Name };
    let head = |(col, text): (usize, &String)| HeadCell { row: 0, col, rows: 1, cols: 1, text: text.clone() };
    Table {
        id,
        title: String::new(),
        listed: None,
        form_number: None,
        left_line: String::new(),
        middle_line: String::new(),
        right_line: String::new(),
        columns: (0..heads.len()).map(kind).collect(),
        head: heads.iter().enumerate().map(head).collect(),
        head_rows: 1,
        rows: rows.collect(),
        merges: Vec::new(),
        notes: Vec::new(),
    }
}

/// `1、某某中心` without its number.
fn without_number(line: &str) -> &str {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.strip_prefix(['、', '.', '．']) {
        Some(name) if rest.len() < line.len() => name.trim_start(),
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_rows_with_their_own_numbers() {
        let heads = ["序号", "单位名称", "备注"].map(str::to_owned);
        let table = table("u".to_owned(), &heads, "1、某局（本级）\n2.某中心｜参公\n\n12345热线中心");
        let texts: Vec<Vec<&str>> =
            table.rows.iter().map(|row| row.iter().map(|cell| cell.text.as_str()).collect()).collect();
        assert_eq!(texts, [["1", "某局（本级）", ""], ["2", "某中心", "参公"], ["3", "12345热线中心", ""]]);
    }
}
