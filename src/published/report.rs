//! What a published report holds, as a value: cover, contents, parts, the nine tables, sections, terms, attachments.

use std::collections::BTreeMap;

use super::attached::Attachments;
use super::content::{Content, Format, Remark};
use super::titles::PartKind;
use crate::accounts::ScheduleId;
use crate::import::Import;
use crate::text::squash;

pub use super::content::Rows;
pub use super::other::OtherTable;

/// A report as read. Statements of its sentences are made from [`Report::sections`] by others.
#[derive(Debug, Clone)]
pub struct Report {
    /// File name without folders.
    pub file: String,
    /// Format it was read from.
    pub format: Format,
    /// 部门（单位）名称; empty if nowhere said.
    pub org: String,
    /// 部门 or 单位; `None` if the report does not say.
    pub scope: Option<&'static str>,
    /// 年度
    pub year: Option<u16>,
    /// Lines of the cover.
    pub cover: Vec<String>,
    /// Entries of the contents (目录), as printed without page numbers.
    pub contents: Vec<Entry>,
    /// Parts in order.
    pub parts: Vec<Part>,
    /// The nine tables found, in order of the document.
    pub tables: Vec<NineTable>,
    /// All other tables in order.
    pub other_tables: Vec<OtherTable>,
    /// Attached lists and forms of performance (附件) as data.
    pub attachments: Attachments,
    /// Sections of the narrative (情况说明).
    pub sections: Vec<Section>,
    /// Sections of 部门概况.
    pub overview: Vec<Section>,
    /// 名词解释
    pub glossary: Vec<Term>,
    /// The nine tables as accounts, with what was recognised and found wrong.
    pub import: Import,
    /// What was left out or could not be placed.
    pub remarks: Vec<Remark>,
    /// The blocks everything was made from.
    pub content: Content,
}

impl Report {
    /// Functional codes with the names that the report's own tables print.
    pub fn functional_names(&self) -> BTreeMap<String, String> {
        let coded_tables = [
            ScheduleId::Income,
            ScheduleId::Expenditure,
            ScheduleId::General,
            ScheduleId::Fund,
            ScheduleId::State,
        ];
        self.tables.iter().filter(|t| coded_tables.contains(&t.id)).flat_map(coded).collect()
    }

    /// Economic codes with the names that its 基本支出 table prints.
    pub fn economic_names(&self) -> BTreeMap<String, String> {
        self.tables.iter().filter(|t| t.id == ScheduleId::BasicDetail).flat_map(named).collect()
    }
}

/// A line of the contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Title.
    pub title: String,
    /// Page number as printed.
    pub page: Option<u32>,
}

/// A part (第一部分 …).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its number; `None` if it has none.
    pub no: Option<usize>,
    /// Title as printed, number included.
    pub title: String,
    /// What it is for.
    pub kind: PartKind,
    /// Page, if known.
    pub page: Option<u32>,
}

/// One of the nine tables.
#[derive(Debug, Clone)]
pub struct NineTable {
    /// Which.
    pub id: ScheduleId,
    /// Title as printed.
    pub title: String,
    /// Unit as printed (万元).
    pub unit: Option<&'static str>,
    /// Page it begins on, if known.
    pub page: Option<u32>,
    /// Heads and data.
    pub rows: Rows,
    /// Page of every row, if known.
    pub row_pages: Vec<Option<u32>>,
    /// [`super::content::Paragraph::index`] of every cell of `rows` that holds text.
    pub cells: Vec<(u32, u32, u32)>,
    /// Lines under the table.
    pub notes: Vec<String>,
    /// Name it has among the sheets of [`Report::import`].
    pub sheet: String,
    /// Row of that sheet that the first of `rows` is.
    pub first_row: u32,
}

/// A section (一、…).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// `三`; empty if not numbered.
    pub no: String,
    /// Title without number.
    pub title: String,
    /// Title of the part it stands in.
    pub part: String,
    /// Page, if known.
    pub page: Option<u32>,
    /// Paragraphs, headings of sub-sections among them.
    pub paragraphs: Vec<Text>,
}

/// A paragraph of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Text as printed, list number included.
    pub text: String,
    /// Page, if known.
    pub page: Option<u32>,
    /// [`super::content::Paragraph::index`]
    pub index: u32,
    /// Whether it is the heading of a sub-section.
    pub heading: bool,
}

/// A term that is explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Term.
    pub term: String,
    /// Its explanation.
    pub text: String,
}

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// Codes and names of a table by 项; codes may be split over 类, 款, 项.
fn coded(table: &NineTable) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for row in &table.rows {
        let mut code = String::new();
        for cell in row {
            let plain = squash(cell);
            if is_code(&plain) && code.len() + plain.len() <= 7 {
                code.push_str(&plain);
            } else if !plain.is_empty() {
                if matches!(code.len(), 3 | 5 | 7) {
                    found.push((code, plain));
                }
                break;
            }
        }
    }
    found
}

/// Codes followed by names, several in a row.
fn named(table: &NineTable) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for row in &table.rows {
        for pair in row.windows(2) {
            let (code, name) = (squash(&pair[0]), squash(&pair[1]));
            if is_code(&code)
                && matches!(code.len(), 3 | 5)
                && !name.is_empty()
                && !name.starts_with(|c: char| c.is_ascii_digit())
            {
                found.push((code, name));
            }
        }
    }
    found
}
