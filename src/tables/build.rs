//! The engine under the nine specs.

use super::spec::{Layout, TableSpec};
use super::{Align, Cell, ColumnKind, Content, GAP, HeadCell, Table};
use crate::accounts::{Accounts, Amount, Column, ScheduleId, SourceForm};
use crate::money::Yuan;
use crate::style::{Style, TableOptions};
use crate::subject::Subject;

/// What a table is built from.
pub struct Builder<'a> {
    pub accounts: &'a Accounts,
    pub style: &'a Style,
    /// How the style prints this table.
    pub options: &'a TableOptions,
    pub subject: &'a Subject,
    /// Its place among the tables, from 1.
    pub place: usize,
}

/// A tree of heads: a text over its children.
pub struct Head {
    pub text: String,
    pub children: Vec<Head>,
}

impl Head {
    /// A head without children.
    pub fn leaf(text: impl Into<String>) -> Head {
        Head { text: text.into(), children: Vec::new() }
    }

    /// A head over others.
    pub fn over(text: impl Into<String>, children: Vec<Head>) -> Head {
        Head { text: text.into(), children }
    }

    fn width(&self) -> usize {
        self.children.iter().map(Head::width).sum::<usize>().max(1)
    }

    fn depth(&self) -> usize {
        1 + self.children.iter().map(Head::depth).max().unwrap_or(0)
    }
}

/// Lays a forest of heads out as merged cells; returns them and the number of rows.
pub fn lay_out(heads: &[Head]) -> (Vec<HeadCell>, usize) {
    let depth = heads.iter().map(Head::depth).max().unwrap_or(1);
    let mut cells = Vec::new();
    let mut col = 0;
    for head in heads {
        place(head, 0, col, depth, &mut cells);
        col += head.width();
    }
    (cells, depth)
}

fn place(head: &Head, row: usize, col: usize, depth: usize, cells: &mut Vec<HeadCell>) {
    let rows = if head.children.is_empty() { depth - row } else { 1 };
    cells.push(HeadCell { row, col, rows, cols: head.width(), text: head.text.clone() });
    let mut at = col;
    for child in &head.children {
        place(child, row + 1, at, depth, cells);
        at += child.width();
    }
}

/// The cell of an amount that cannot be known.
pub fn gap() -> Cell {
    Cell { align: Align::Right, ..Cell::text(GAP) }
}

impl Builder<'_> {
    /// One table, if its statement was read.
    pub fn table(&self, spec: &TableSpec) -> Option<Table> {
        match &spec.layout {
            Layout::Sides { income, expenditure } => self.summary_table(spec, income, expenditure),
            Layout::Coded { columns, with_income } => {
                let columns = with_income.filter(|_| self.options.state_with_income).unwrap_or(columns);
                self.coded_table(spec, columns)
            }
            Layout::Economic(parts) => self.economic_table(spec, parts),
            Layout::OneRow { expenses, columns } => self.three_public_table(spec, expenses, columns),
        }
    }

    /// A table with title lines and notes, without head and body.
    pub fn frame(&self, spec: &TableSpec, columns: Vec<ColumnKind>) -> Table {
        let digits = spec.id.published_number();
        let title = self.style.titles.get(digits).map(|title| self.subject.fill(title));
        let options = self.options;
        let form_number =
            options.form_numbers.then(|| options.form_number.replace("{nn}", &format!("{:02}", self.place)));
        let org_label = self.subject.fill(&options.org_label);
        let note = self.style.notes.get(digits).map(|note| self.subject.fill(note)).unwrap_or_default();
        Table {
            id: spec.id,
            name: form_number.clone().unwrap_or_else(|| spec.id.form_number(SourceForm::Gongkai).to_owned()),
            title: title.unwrap_or_else(|| spec.id.title(SourceForm::Gongkai).to_owned()),
            form_number,
            org_line: if org_label.is_empty() {
                String::new()
            } else {
                format!("{org_label}：{}", self.subject.org)
            },
            year_line: self.subject.fill(&options.year_line),
            unit_line: format!("{}：万元", options.unit_label),
            columns,
            head: Vec::new(),
            head_rows: 0,
            rows: Vec::new(),
            merges: Vec::new(),
            notes: note.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect(),
            landscape: options.landscape.unwrap_or(spec.landscape),
            zero_cell: options.zero_cell.as_ref().unwrap_or(&self.style.zero_cell).clone(),
            numbers: options.numbers(),
        }
    }

    /// The style's wording of a label, by the key of its line or by its words.
    pub fn line_label<'w>(&'w self, key: &str, words: &'w str) -> &'w str {
        self.options.labels.get(key).map_or_else(|| self.options.label(words), String::as_str)
    }

    /// Heads under a head that several columns share; without the shared one where the style leaves it out.
    pub fn shared_head(&self, words: &str, children: Vec<Head>) -> Vec<Head> {
        match self.options.label(words) {
            "" => children,
            own => vec![Head::over(own, children)],
        }
    }

    /// Sets the head, and the 栏次 row under it when the style prints one.
    pub fn set_head(&self, table: &mut Table, heads: &[Head], numbers: &[Option<String>]) {
        let (mut cells, mut rows) = lay_out(heads);
        if !self.options.top_head.is_empty() {
            cells.iter_mut().for_each(|cell| cell.row += 1);
            let text = self.options.top_head.clone();
            cells.insert(0, HeadCell { row: 0, col: 0, rows: 1, cols: table.columns.len(), text });
            rows += 1;
        }
        if self.options.column_numbers {
            let mut col = 0;
            while col < numbers.len() {
                // Columns without a number carry the word 栏次, merged.
                let span = if numbers[col].is_none() {
                    numbers[col..].iter().take_while(|n| n.is_none()).count()
                } else {
                    1
                };
                let text = numbers[col].clone().unwrap_or_else(|| "栏次".to_owned());
                cells.push(HeadCell { row: rows, col, rows: 1, cols: span, text });
                col += span;
            }
            rows += 1;
        }
        table.head = cells;
        table.head_rows = rows;
    }

    /// The amount of a line and column; what cannot be read is a gap.
    pub fn amount_at(&self, id: ScheduleId, line: &str, column: Column) -> Cell {
        if self.is_gap(id, line, column) {
            gap()
        } else {
            self.amount(self.accounts.amount(id, line, column))
        }
    }

    /// Whether the export has a cell for a line and column whose amount cannot be read.
    pub fn is_gap(&self, id: ScheduleId, line: &str, column: Column) -> bool {
        let position = self.accounts.schedule(id).and_then(|s| s.column(column));
        let lacking = || self.accounts.lacking.contains(&(id, column));
        position.map_or_else(lacking, |c| self.accounts.is_unreadable(id, line, c))
    }

    /// An amount cell; an absent amount prints as zero does.
    pub fn amount(&self, amount: Option<Amount>) -> Cell {
        let value = amount.map_or(Yuan::ZERO, |a| a.value).to_wan();
        Cell {
            content: Content::Amount { value, origin: amount.and_then(|a| a.cell) },
            align: Align::Right,
            indent: 0,
            bold: false,
        }
    }
}
