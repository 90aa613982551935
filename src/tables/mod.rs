//! The nine published tables (公开01–09表) as rows and columns: values in 万元, labels, heads, notes. What a file
//! format looks like is not known here.

use std::collections::BTreeSet;

use crate::accounts::{Accounts, CellRef, ScheduleId};
use crate::money::{NumberFormat, Wan};
use crate::style::Style;
use crate::subject::Subject;

mod build;
mod coded;
mod economic;
mod spec;
mod summary;
mod three_public;

/// What a cell of a table holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A printed amount.
    Amount {
        /// 万元, two decimals.
        value: Wan,
        /// The cell of the source it comes from.
        origin: Option<CellRef>,
    },
    /// A line or column number (行次, 栏次).
    Number(u32),
}

/// How a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Heads and numbers of lines.
    Center,
    /// Amounts.
    Right,
}

/// What stands in the cell of something that cannot be known.
pub const GAP: &str = "〔请补充〕";

/// A cell of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Content.
    pub content: Content,
    /// Position.
    pub align: Align,
    /// Levels of indentation of a name.
    pub indent: u8,
    /// Totals and 类.
    pub bold: bool,
}

impl Cell {
    /// An empty cell.
    pub fn empty() -> Cell {
        Cell { content: Content::Empty, align: Align::Left, indent: 0, bold: false }
    }

    /// Words.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { content: Content::Text(text.into()), ..Cell::empty() }
    }

    /// Words in the middle.
    pub fn center(text: impl Into<String>) -> Cell {
        Cell { align: Align::Center, ..Cell::text(text) }
    }

    /// A number of a line or column.
    pub fn number(n: u32) -> Cell {
        Cell { content: Content::Number(n), align: Align::Center, ..Cell::empty() }
    }
}

/// A cell of the head, possibly merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadCell {
    /// Row within the head.
    pub row: usize,
    /// First column.
    pub col: usize,
    /// Rows it covers.
    pub rows: usize,
    /// Columns it covers.
    pub cols: usize,
    /// Words.
    pub text: String,
}

/// What kind of column, for widths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// 科目编码
    Code,
    /// Names.
    Name,
    /// 行次
    LineNumber,
    /// Amounts.
    Amount,
}

/// A published table.
#[derive(Debug, Clone)]
pub struct Table {
    /// The statement it publishes.
    pub id: ScheduleId,
    name: String,
    /// Title as printed.
    pub title: String,
    /// `公开01表`, if the style prints it.
    pub form_number: Option<String>,
    /// `部门：X`; empty where the style prints no name.
    pub org_line: String,
    /// `2023年度` between name and unit; empty where the style prints no year.
    pub year_line: String,
    /// `金额单位：万元`
    pub unit_line: String,
    /// Columns.
    pub columns: Vec<ColumnKind>,
    /// Merged head cells.
    pub head: Vec<HeadCell>,
    /// Rows of the head, with 栏次.
    pub head_rows: usize,
    /// Body rows.
    pub rows: Vec<Vec<Cell>>,
    /// Body cells merged to the right: `(row, col, columns)`.
    pub merges: Vec<(usize, usize, usize)>,
    /// Notes under the table.
    pub notes: Vec<String>,
    /// Landscape page.
    pub landscape: bool,
    /// How a zero prints: empty, `0` or `0.00`.
    pub zero_cell: String,
    /// How amounts are written.
    pub numbers: NumberFormat,
}

impl Table {
    /// `公开01表`: its printed form number, or that of the national form where the style prints none.
    pub fn form_name(&self) -> &str {
        &self.name
    }

    /// Whether its rows are functional codes.
    pub fn is_coded(&self) -> bool {
        spec::TABLES.iter().any(|t| t.id == self.id && matches!(t.layout, spec::Layout::Coded { .. }))
    }

    /// How a cell prints.
    pub fn printed(&self, content: &Content) -> String {
        match content {
            Content::Empty => String::new(),
            Content::Text(text) => text.clone(),
            Content::Number(n) => n.to_string(),
            Content::Amount { value, .. } if value.is_zero() => self.zero_cell.clone(),
            Content::Amount { value, .. } => self.numbers.write(value.0),
        }
    }
}

/// Every head, label and key of a line that a style can word otherwise (`[tables.labels]`).
pub fn words() -> BTreeSet<String> {
    let mut words: BTreeSet<String> = ["项目", "行次", "合计", "total"].map(str::to_owned).into();
    let mut add = |word: &str| {
        if !word.is_empty() {
            words.insert(word.to_owned());
        }
    };
    for class in crate::catalogue::functional::classes() {
        add(class.name);
        add(&format!("class.{}", class.code));
    }
    for table in &spec::TABLES {
        match &table.layout {
            spec::Layout::Sides { income, expenditure } => {
                for side in [income, expenditure] {
                    add(side.title);
                    side.columns.iter().filter_map(|(head, _)| *head).for_each(&mut add);
                    side.numbered.iter().chain(side.totals).flat_map(|l| [l.label, l.key]).for_each(&mut add);
                }
            }
            spec::Layout::Coded { columns, with_income } => {
                let columns = columns.iter().chain(with_income.unwrap_or_default());
                columns.flat_map(|c| [c.group, c.head]).flatten().for_each(&mut add);
            }
            spec::Layout::Economic(parts) => parts.iter().flat_map(|p| [p.head, p.total]).for_each(&mut add),
            spec::Layout::OneRow { expenses, columns } => {
                expenses.iter().flat_map(|e| [e.group, Some(e.head)]).flatten().for_each(&mut add);
                columns.iter().map(|(head, _)| *head).for_each(&mut add);
            }
        }
    }
    words
}

/// Whether a style prints a table on a landscape page (横向), by its number in the national form.
pub fn is_landscape(number: &str, style: &Style) -> bool {
    let usual = spec::TABLES.iter().any(|t| t.id.published_number() == number && t.landscape);
    style.table(number).landscape.unwrap_or(usual)
}

/// Builds the tables of the style in its order, each whose statement was read.
pub fn build(accounts: &Accounts, style: &Style, subject: &Subject) -> Vec<Table> {
    let placed = (1..).zip(&style.tables.order);
    let specs = placed.filter_map(|(place, number)| {
        let spec = spec::TABLES.iter().find(|t| t.id.published_number() == number)?;
        Some((place, number, spec))
    });
    specs
        .filter_map(|(place, number, spec)| {
            let options = style.table(number);
            build::Builder { accounts, style, options, subject, place }.table(spec)
        })
        .collect()
}
