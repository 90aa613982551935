//! Statements of labelled lines, in one or more blocks side by side.

use super::{SheetReader, is_repeated_head};
use crate::accounts::{Column, Line, Lines, Schedule, ScheduleId, SourceForm};
use crate::catalogue::functional;
use crate::finding::Finding;
use crate::import::codes::printed_name;
use crate::import::forms::{BlockSpec, LabelSpec};
use crate::import::head::{self, Head};
use crate::text::{squash, strip_numbering};
use crate::workbook::GridRow;
use crate::workbook::cell::{AmountCell, read_amount};

impl SheetReader<'_> {
    pub(super) fn read_labelled(
        &mut self,
        id: ScheduleId,
        form: SourceForm,
        specs: &'static [BlockSpec],
    ) -> Schedule {
        let mut columns: Vec<Column> = Vec::new();
        for spec in specs.iter().flat_map(|b| b.columns) {
            if !columns.contains(&spec.column) {
                columns.push(spec.column);
            }
        }
        let mut schedule = Schedule { id, columns, lines: Lines::default(), rounded: false };
        let mut seen: Vec<Vec<&'static str>> = vec![Vec::new(); specs.len()];
        for page in 0..self.sheets.len() {
            self.turn_to(page);
            let before = schedule.lines.len();
            for (i, block) in find_blocks(&self.sheet().head).iter().enumerate() {
                let index = block_index(id, i, block);
                let Some(spec) = specs.get(index) else { continue };
                let (found, cols) = self.find_columns(id, spec.columns, block.cols.clone(), id.title(form));
                self.read_block(&mut schedule, spec, block, &mut seen[index], &found, &cols);
            }
            self.recognised().lines = schedule.lines.len() - before;
        }
        schedule
    }

    fn read_block(
        &mut self,
        schedule: &mut Schedule,
        spec: &BlockSpec,
        block: &Block,
        seen: &mut Vec<&'static str>,
        found: &[Column],
        cols: &[u32],
    ) {
        for row in self.body() {
            let Some(value) = row.get(block.label) else { continue };
            let raw = value.line();
            let squashed = squash(&raw);
            let label = strip_numbering(&squashed);
            if matches!(label, "" | "项目" | "栏次") || head::is_column_number_row(row) {
                continue;
            }
            let Some((key, count)) = line_key(spec, label, seen) else {
                if Self::has_amount(row, cols) && !is_repeated_head(row) && !label.starts_with("注:") {
                    let finding = Finding::new(
                        "R007",
                        format!("项目“{}”不是本表已知的项目，没有读取", printed_name(&raw)),
                    )
                    .at(self.place(row.row, block.label));
                    self.findings.push(finding);
                    cols.iter().for_each(|col| self.said_cell(row.row, *col));
                }
                continue;
            };
            let Key::Line(key) = key else { continue };
            if let Some(spec_key) = spec.labels.iter().find(|l| l.key == key) {
                seen.push(spec_key.key);
            }
            if let Some(first) = schedule.lines.find(&key) {
                self.repeated(row, first.clone(), &schedule.columns, found, cols);
                continue;
            }
            let mut cells = vec![None; schedule.columns.len()];
            for (column, col) in found.iter().zip(cols) {
                if let Some(i) = schedule.column(*column) {
                    cells[i] = self.amount(row, *col, count);
                    if cells[i].is_none() {
                        self.unreadable.push((key.clone(), i));
                    }
                }
            }
            for lacking in spec.columns.iter().filter(|c| c.required && !found.contains(&c.column)) {
                self.unreadable.extend(schedule.column(lacking.column).map(|i| (key.clone(), i)));
            }
            schedule.lines.push(Line { key, name: printed_name(&raw), cells });
        }
    }

    /// A line printed again with the same amounts (总计 on every page) is no other line.
    fn repeated(&mut self, row: &GridRow, first: Line, columns: &[Column], found: &[Column], cols: &[u32]) {
        for (column, col) in found.iter().zip(cols) {
            let old = columns.iter().position(|c| c == column).and_then(|i| first.cells[i]);
            if let (Some(old), AmountCell::Number(n)) = (old, read_amount(row.get(*col)))
                && old.value.0 == self.in_yuan(row.row, *col, n)
            {
                self.said_cell(row.row, *col);
            }
        }
    }
}

/// A block of a labelled statement: the column of its labels, and its columns.
#[derive(Debug)]
struct Block {
    label: u32,
    path: String,
    cols: std::ops::Range<u32>,
}

fn find_blocks(head: &Head) -> Vec<Block> {
    let heads = |is: fn(&str) -> bool| -> Vec<(u32, String)> {
        let over = head.columns.iter().filter(|(_, p)| p.last().is_some_and(|t| is(t)));
        over.map(|(c, p)| (*c, p.join("/"))).collect()
    };
    let mut starts = heads(|t| t.starts_with("项目"));
    if starts.is_empty() {
        // Some print only 收入 | 金额 | 支出 | 金额.
        starts = heads(|t| {
            matches!(
                t,
                "收入"
                    | "支出"
                    | "本年收入"
                    | "本年支出"
                    | "收入项目"
                    | "支出项目"
                    | "功能分类"
                    | "支出功能分类"
            )
        });
    }
    let mut blocks: Vec<Block> = Vec::new();
    for (i, (label, path)) in starts.iter().enumerate() {
        // A merged 项目 head spans several columns; only its first column holds labels.
        if i > 0 && starts[i - 1].0 + 1 == *label {
            continue;
        }
        let end =
            starts[i + 1..].iter().map(|s| s.0).find(|s| *s > label + 1).unwrap_or(head.last_column() + 1);
        blocks.push(Block { label: *label, path: path.clone(), cols: label + 1..end });
    }
    blocks
}

/// Which declared block a block of the sheet is: by what its head says, else by its position.
fn block_index(id: ScheduleId, position: usize, block: &Block) -> usize {
    if id == ScheduleId::Operations {
        return position;
    }
    if block.path.contains("经济分类") || block.path.contains("支出性质") {
        2
    } else if block.path.contains("功能分类") {
        1
    } else {
        position
    }
}

enum Key {
    Line(String),
    GroupHead,
}

fn line_key(spec: &BlockSpec, label: &str, seen: &[&str]) -> Option<(Key, bool)> {
    let fits = |l: &&LabelSpec| l.names.contains(&label);
    // A name that stands twice on the form means its second line once the line above it was seen.
    let deeper = spec.labels.iter().filter(fits).find(|l| l.after.is_some_and(|a| seen.contains(&a)));
    let found = deeper.or_else(|| spec.labels.iter().filter(fits).find(|l| l.after.is_none()));
    if let Some(label) = found {
        let key = if label.key.is_empty() { Key::GroupHead } else { Key::Line(label.key.to_owned()) };
        return Some((key, label.count));
    }
    if spec.classes {
        let class =
            functional::classes().iter().find(|c| c.name == label || functional::is_alias(c.code, label))?;
        return Some((Key::Line(format!("class.{}", class.code)), false));
    }
    None
}
