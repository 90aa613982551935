//! 附件: the table of 绩效自评, the forms of single projects as their offices filled them in, and other files.

use super::model::{Cell, Merge, Table};
use crate::money::{Decimals, NumberFormat, round_half_up};
use crate::narrative::grade_of;
use crate::style::{ProjectColumn, Style};
use crate::subject::Subject;
use crate::supplement::Project;
use crate::tables::{Align, ColumnKind, GAP, HeadCell};
use crate::workbook::look::{Seen, SeenCell};

/// Something that is attached.
#[derive(Debug, Clone)]
pub struct Attached {
    /// What it is called.
    pub title: String,
    /// What stands in it; nothing where the file is only named.
    pub pieces: Vec<Piece>,
}

/// A piece of an attached file.
#[derive(Debug, Clone)]
pub enum Piece {
    /// A paragraph.
    Text(String),
    /// A sheet or table as it is seen.
    Sheet(Seen),
}

fn words(text: &str, align: Align) -> Cell {
    Cell { text: text.to_owned(), align: Some(align), ..Cell::default() }
}

impl ProjectColumn {
    fn kind(self) -> ColumnKind {
        match self {
            ProjectColumn::Number | ProjectColumn::Grade => ColumnKind::LineNumber,
            ProjectColumn::Name | ProjectColumn::Unit => ColumnKind::Name,
            _ => ColumnKind::Amount,
        }
    }

    fn cell(self, n: usize, project: &Project) -> Cell {
        let amounts = NumberFormat { thousands: true, decimals: Decimals::Fixed };
        // An empty cell would say zero, and not that nobody filled it in.
        let amount = |value: Option<rust_decimal::Decimal>| {
            words(&value.map_or_else(|| GAP.to_owned(), |v| amounts.write(round_half_up(v))), Align::Right)
        };
        match self {
            ProjectColumn::Number => words(&n.to_string(), Align::Center),
            ProjectColumn::Name => words(&project.name, Align::Left),
            ProjectColumn::Unit => words(&project.unit, Align::Left),
            ProjectColumn::Initial => amount(project.initial),
            ProjectColumn::Budget => amount(project.budget),
            ProjectColumn::Executed => amount(project.executed),
            ProjectColumn::Score => amount(project.score),
            ProjectColumn::Grade => {
                let grade = Some(grade_of(project)).filter(|g| !g.is_empty());
                words(&grade.unwrap_or_else(|| GAP.to_owned()), Align::Center)
            }
        }
    }
}

/// 项目支出绩效自评汇总表 from what people typed, in the columns and with the lines of categories the style has; amounts in
/// 万元.
pub fn performance_table(style: &Style, subject: &Subject, projects: &[Project]) -> Option<Table> {
    if projects.is_empty() {
        return None;
    }
    let options = &style.performance;
    let columns = &options.columns;
    let (mut rows, mut merges) = (Vec::new(), Vec::new());
    let mut add = |category: Option<&str>, list: &[&Project]| {
        if let Some(category) = category.filter(|c| !c.is_empty()) {
            merges.push(Merge { row: rows.len(), col: 0, rows: 1, cols: columns.len() });
            let mut row = vec![Cell { bold: true, ..words(category, Align::Center) }];
            row.resize_with(columns.len(), Cell::default);
            rows.push(row);
        }
        for (n, project) in (1..).zip(list) {
            rows.push(columns.iter().map(|column| column.cell(n, project)).collect());
        }
    };
    let (transfer, own): (Vec<&Project>, Vec<&Project>) = projects.iter().partition(|p| p.is_transfer());
    if transfer.is_empty() {
        add(None, &own);
    } else {
        let title = |text: &str| style.fill(text, subject);
        add(Some(&title(&options.transfer)), &transfer);
        add(Some(&title(&options.own)), &own);
    }
    let heads = columns.iter().enumerate();
    let amounts = columns
        .iter()
        .any(|c| matches!(c, ProjectColumn::Initial | ProjectColumn::Budget | ProjectColumn::Executed));
    Some(Table {
        id: "performance".to_owned(),
        title: style.fill(&options.title, subject),
        listed: None,
        form_number: None,
        left_line: format!("{}：{}", subject.scope.label(), subject.org),
        middle_line: String::new(),
        right_line: if amounts { "金额单位：万元".to_owned() } else { String::new() },
        columns: columns.iter().map(|c| c.kind()).collect(),
        head: heads
            .map(|(col, c)| HeadCell { row: 0, col, rows: 1, cols: 1, text: c.head().to_owned() })
            .collect(),
        head_rows: 1,
        rows,
        merges,
        notes: options.notes.iter().map(|note| style.fill(note, subject)).collect(),
    })
}

/// A form without the lines of its title: the document prints a title of its own over it.
pub fn without_title(seen: &Seen) -> Seen {
    let alone = |row: usize| {
        let mut cells = seen.cells.iter().filter(|c| c.row == row && !c.text.is_empty());
        match (cells.next(), cells.next()) {
            (Some(only), None) => only.text.contains("自评表") || only.text.contains("年度）"),
            (first, _) => first.is_none(),
        }
    };
    let skipped = (0..seen.rows).take_while(|row| alone(*row)).count();
    let cells = seen.cells.iter().filter(|c| c.row >= skipped);
    Seen {
        rows: seen.rows - skipped,
        cells: cells.map(|c| SeenCell { row: c.row - skipped, ..c.clone() }).collect(),
        ..seen.clone()
    }
}

/// What is short in every cell stands on one line; words wrap.
fn kind_of(seen: &Seen, col: usize) -> ColumnKind {
    let own = seen.cells.iter().filter(|c| c.col == col && c.cols == 1);
    let longest = own.map(|c| c.text.chars().count()).max().unwrap_or(0);
    if (1..=7).contains(&longest) { ColumnKind::Code } else { ColumnKind::Name }
}

/// A sheet or table of a file as a table of the document; `None` where it holds nothing.
pub fn sheet_table(id: String, title: String, seen: &Seen) -> Option<Table> {
    if seen.rows == 0 || seen.cols == 0 {
        return None;
    }
    let mut rows = vec![vec![Cell::default(); seen.cols]; seen.rows];
    let mut merges = Vec::new();
    for cell in &seen.cells {
        let align = if cell.number { Align::Right } else { Align::Center };
        // What is long is read from the left.
        let align = if cell.text.chars().count() > 12 { Align::Left } else { align };
        rows[cell.row][cell.col] = words(&cell.text, align);
        if cell.rows * cell.cols > 1 {
            merges.push(Merge { row: cell.row, col: cell.col, rows: cell.rows, cols: cell.cols });
        }
    }
    Some(Table {
        id,
        title,
        listed: None,
        form_number: None,
        left_line: String::new(),
        middle_line: String::new(),
        right_line: String::new(),
        columns: (0..seen.cols).map(|col| kind_of(seen, col)).collect(),
        head: Vec::new(),
        head_rows: 0,
        rows,
        merges,
        notes: Vec::new(),
    })
}
