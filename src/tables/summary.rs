//! 公开01表 and 公开04表: income on the left, expenditure by functional 类 on the right.

use super::build::{Builder, Head};
use super::spec::{Line, Manner, Side, TableSpec};
use super::{Cell, ColumnKind, Table};
use crate::accounts::Column;
use crate::catalogue::functional;
use crate::money::Yuan;
use crate::style::ClassRows;
use crate::text::chinese_number;

/// A line of one side as a style prints it.
struct Printed {
    label: String,
    /// Line key in the statement; empty for an empty line.
    key: String,
    manner: Manner,
}

impl Printed {
    fn numbered(ordinal: usize, label: &str, key: String) -> Printed {
        Printed { label: format!("{}、{label}", chinese_number(ordinal)), key, manner: Manner::Plain }
    }

    fn empty() -> Printed {
        Printed { label: String::new(), key: String::new(), manner: Manner::Plain }
    }
}

impl Builder<'_> {
    /// A table of two sides.
    pub fn summary_table(&self, spec: &TableSpec, income: &Side, expenditure: &Side) -> Option<Table> {
        self.accounts.schedule(spec.id)?;
        let numbered = self.options.row_numbers;
        let mut columns = Vec::new();
        for side in [income, expenditure] {
            columns.push(ColumnKind::Name);
            columns.extend(numbered.then_some(ColumnKind::LineNumber));
            columns.extend(vec![ColumnKind::Amount; side.columns.len()]);
        }
        let mut table = self.frame(spec, columns);
        self.summary_head(&mut table, income, expenditure);

        let (left, right) = self.lines_of(spec, income, expenditure);
        let offset = u32::try_from(left.len()).unwrap_or(u32::MAX);
        for (n, (left, right)) in (1..).zip(left.iter().zip(&right)) {
            let mut row = self.side_cells(spec, income, left, numbered.then_some(n));
            row.extend(self.side_cells(spec, expenditure, right, numbered.then_some(n + offset)));
            table.rows.push(row);
        }
        Some(table)
    }

    fn summary_head(&self, table: &mut Table, income: &Side, expenditure: &Side) {
        let options = self.options;
        let over = |side: &Side| {
            let mut heads = vec![Head::leaf(options.label("项目"))];
            heads.extend(options.row_numbers.then(|| Head::leaf(options.label("行次"))));
            let amounts = side.columns.iter();
            heads.extend(amounts.map(|(head, _)| {
                Head::leaf(head.map_or(options.amount_head.as_str(), |head| options.label(head)))
            }));
            self.shared_head(side.title, heads)
        };
        let heads: Vec<Head> = [income, expenditure].into_iter().flat_map(over).collect();
        let mut numbers: Vec<Option<String>> = Vec::new();
        let mut next = 0;
        for kind in &table.columns {
            numbers.push(match kind {
                ColumnKind::Name => None,
                ColumnKind::LineNumber => Some(String::new()),
                _ => {
                    next += 1;
                    Some(next.to_string())
                }
            });
        }
        self.set_head(table, &heads, &numbers);
    }

    fn side_cells(&self, spec: &TableSpec, side: &Side, line: &Printed, number: Option<u32>) -> Vec<Cell> {
        let bold = line.manner == Manner::Total;
        let label = if bold { Cell::center(&line.label) } else { Cell::text(&line.label) };
        let indent = u8::from(line.manner == Manner::Indented);
        let mut cells = vec![Cell { indent, bold, ..label }];
        cells.extend(number.map(Cell::number));
        cells.extend(side.columns.iter().map(|(_, column)| match line.key.as_str() {
            "" => Cell::empty(),
            key => Cell { bold, ..self.amount_at(spec.id, key, *column) },
        }));
        cells
    }

    /// The lines of the two sides, filled up to the same length above their totals.
    fn lines_of(&self, spec: &TableSpec, income: &Side, expenditure: &Side) -> (Vec<Printed>, Vec<Printed>) {
        let upper = |side: &Side| -> Vec<Printed> {
            if side.numbered.is_empty() {
                return self.class_lines(spec);
            }
            let numbered = (1..).zip(side.numbered);
            let label = |line: &'static Line| self.line_label(line.key, line.label);
            numbered.map(|(n, line)| Printed::numbered(n, label(line), line.key.to_owned())).collect()
        };
        let (mut left, mut right) = (upper(income), upper(expenditure));
        let height = left.len().max(right.len());
        left.resize_with(height, Printed::empty);
        right.resize_with(height, Printed::empty);
        // The form's empty line is there for its number.
        let whole = self.options.classes == ClassRows::All && self.options.row_numbers;
        let printed = |line: &&Line| whole || line.manner != Manner::Spacing;
        let of = |line: &Line| Printed {
            label: self.line_label(line.key, line.label).to_owned(),
            key: line.key.to_owned(),
            manner: line.manner,
        };
        left.extend(income.totals.iter().filter(printed).map(of));
        right.extend(expenditure.totals.iter().filter(printed).map(of));
        (left, right)
    }

    /// The functional 类, each with the ordinal it has among those the style lists. One that the style leaves out is
    /// listed all the same where it carries an amount: no money may be missing.
    fn class_lines(&self, spec: &TableSpec) -> Vec<Printed> {
        let all = self.options.classes == ClassRows::All;
        let spent = |key: &str| {
            self.is_gap(spec.id, key, Column::Final)
                || self.accounts.amount(spec.id, key, Column::Final).is_some_and(|a| a.value != Yuan::ZERO)
        };
        let omitted = |code: &str| self.options.omit_classes.iter().any(|c| c == code);
        let keyed = functional::classes().iter().map(|class| (class, format!("class.{}", class.code)));
        let listed = keyed.filter(|(class, key)| !omitted(class.code) || spent(key));
        (1..)
            .zip(listed)
            .filter(|(_, (_, key))| all || spent(key))
            .map(|(ordinal, (class, key))| {
                Printed::numbered(ordinal, self.line_label(&key, class.name), key.clone())
            })
            .collect()
    }
}
