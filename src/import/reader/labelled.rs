//! Statements of labelled lines, in one or more blocks side by side.

use super::{SheetReader, is_repeated_head};
use crate::accounts::{Column, Line, Schedule, ScheduleId, SourceForm};
use crate::catalogue::functional;
use crate::finding::Finding;
use crate::import::forms::{BlockSpec, LabelSpec, is_count};
use crate::import::head::{self, Head};
use crate::text::{squash, strip_numbering};

impl SheetReader<'_> {
    pub(super) fn read_labelled(
        &mut self,
        id: ScheduleId,
        form: SourceForm,
        head: &Head,
        specs: &'static [BlockSpec],
    ) -> Schedule {
        let blocks = find_blocks(head);
        let mut columns: Vec<Column> = Vec::new();
        for spec in specs.iter().flat_map(|b| b.columns) {
            if !columns.contains(&spec.column) {
                columns.push(spec.column);
            }
        }
        let mut schedule = Schedule { id, columns, lines: Vec::new(), rounded: false };
        for (i, block) in blocks.iter().enumerate() {
            let Some(spec) = specs.get(block_index(id, i, block)) else { continue };
            let (found, cols) = self.find_columns(head, spec.columns, block.cols.clone(), id.title(form));
            self.read_block(&mut schedule, head, spec, block, &found, &cols);
        }
        self.recognition.lines = schedule.lines.len();
        schedule
    }

    fn read_block(
        &mut self,
        schedule: &mut Schedule,
        head: &Head,
        spec: &BlockSpec,
        block: &Block,
        found: &[Column],
        cols: &[u32],
    ) {
        let mut seen: Vec<&'static str> = Vec::new();
        for row in &self.grid.rows[head.end.min(self.grid.rows.len())..] {
            let Some(value) = row.get(block.label) else { continue };
            let raw = value.line();
            let squashed = squash(&raw);
            let label = strip_numbering(&squashed);
            if matches!(label, "" | "项目" | "栏次") || head::is_column_number_row(row) {
                continue;
            }
            let Some((key, count)) = line_key(spec, label, &seen) else {
                if Self::has_amount(row, cols) && !is_repeated_head(row) && !label.starts_with("注:") {
                    let finding =
                        Finding::new("R007", format!("项目“{}”不是本表已知的项目，没有读取", raw.trim()))
                            .at(self.place(row.row, block.label));
                    self.findings.push(finding);
                }
                continue;
            };
            let Key::Line(key) = key else { continue };
            if let Some(spec_key) = spec.labels.iter().find(|l| l.key == key) {
                seen.push(spec_key.key);
            }
            if schedule.lines.iter().any(|l| l.key == key) {
                continue;
            }
            let mut cells = vec![None; schedule.columns.len()];
            for (column, col) in found.iter().zip(cols) {
                if let Some(i) = schedule.column(*column) {
                    cells[i] = Some(self.amount(row, *col, count));
                }
            }
            schedule.lines.push(Line { key, name: raw.trim().trim_matches('　').to_owned(), cells });
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
    let starts: Vec<(u32, String)> = head
        .columns
        .iter()
        .filter(|(_, p)| p.last().is_some_and(|t| t.starts_with("项目")))
        .map(|(c, p)| (*c, p.join("/")))
        .collect();
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
        return Some((key, label.count || is_count(label.key)));
    }
    if spec.classes {
        let class =
            functional::classes().iter().find(|c| c.name == label || functional::is_alias(c.code, label))?;
        return Some((Key::Line(format!("class.{}", class.code)), false));
    }
    None
}
