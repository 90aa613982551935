//! Pages → blocks: running heads and page numbers put aside, lines joined to paragraphs, tables in their place.

use std::collections::HashMap;

use super::drawn;
use super::lines::{self, TextLine};
use super::page::Marks;
use super::table::{self, Ruled};
use crate::published::content::{Align, Block, Break, Cell, Content, Look, Paragraph, Table};
use crate::published::line::{Number, is_number, is_page_number, numbering};
use crate::text::squash;

struct Sheet {
    number: u32,
    width: f64,
    height: f64,
    lines: Vec<TextLine>,
    tables: Vec<Ruled>,
}

/// Turns pages into blocks.
pub fn flow(marks: Vec<Marks>, content: &mut Content) {
    let mut sheets: Vec<Sheet> = (1u32..)
        .zip(marks)
        .map(|(number, mut m)| {
            let tables = table::take(&m.rules, &mut m.glyphs).unwrap_or_else(|| {
                content.remark(Some(number), "这一页的线条过多，看不出表格，只读取了文字");
                Vec::new()
            });
            Sheet { number, width: m.width, height: m.height, lines: lines::of(m.glyphs), tables }
        })
        .collect();
    take_margins(&mut sheets, content);
    let usual = drawn::usual_size(sheets.iter().flat_map(|sheet| &sheet.lines));
    for sheet in &mut sheets {
        drawn::take(&mut sheet.lines, &sheet.tables, usual);
    }
    tell_unruled(&sheets, content);
    share_columns(&mut sheets);
    let mut writer = Writer { content, open: None, index: 0 };
    for (i, sheet) in sheets.into_iter().enumerate() {
        if i > 0 {
            writer.break_page();
        }
        writer.sheet(sheet);
    }
    writer.close();
}

/// Fewer lines of figures than this are no table.
const FEW_LINES: usize = 4;

/// Says of lines that look like a table's rows, where nothing is drawn that parts them: which figure belongs to which head
/// cannot be told.
fn tell_unruled(sheets: &[Sheet], content: &mut Content) {
    for sheet in sheets {
        let is_row = |line: &&TextLine| line.text.split('\t').filter(|cell| is_number(cell)).count() >= 2;
        let rows = sheet.lines.iter().filter(is_row).count();
        if rows >= FEW_LINES {
            content.remark(
                Some(sheet.number),
                format!("这一页有{rows}行像是表格里的数，没有表格线，看不出行列，没有当作表格读取"),
            );
        }
    }
}

/// Lines in the upper or lower margin that are page numbers or stand on many pages alike.
fn take_margins(sheets: &mut [Sheet], content: &mut Content) {
    let in_margin = |sheet: &Sheet, line: &TextLine| {
        (line.y < sheet.height * 0.1 || line.y > sheet.height * 0.9)
            && sheet.tables.iter().all(|t| line.y < t.top || line.y > t.bottom)
    };
    let mut seen: HashMap<String, usize> = HashMap::new();
    for sheet in sheets.iter() {
        for line in sheet.lines.iter().filter(|l| in_margin(sheet, l)) {
            *seen.entry(without_digits(&line.text)).or_default() += 1;
        }
    }
    let many = (sheets.len() / 3).max(3);
    for sheet in sheets {
        let probe = Sheet { lines: Vec::new(), tables: sheet.tables.clone(), ..*sheet };
        let last = sheet.lines.len().saturating_sub(1);
        let mut at = 0;
        sheet.lines.retain(|line| {
            let edge = at == 0 || at == last;
            at += 1;
            let plain = squash(&line.text);
            let numbered = is_page_number(&plain)
                && edge
                && (line.y > probe.height * 0.86 || line.y < probe.height * 0.1);
            let running =
                in_margin(&probe, line) && seen.get(&without_digits(&line.text)).is_some_and(|n| *n >= many);
            if running && !numbered && !content.margins.contains(&line.text) {
                content.margins.push(line.text.clone());
            }
            !(numbered || running)
        });
    }
}

fn without_digits(text: &str) -> String {
    squash(text).chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// A table that goes on over pages has the same columns on each, whatever lines happen to be drawn there.
fn share_columns(sheets: &mut [Sheet]) {
    const NEAR: f64 = 4.0;
    for i in 1..sheets.len() {
        let (before, after) = sheets.split_at_mut(i);
        let (sheet, following) = (&mut before[i - 1], &mut after[0]);
        let (Some(last), Some(next)) = (sheet.tables.last_mut(), following.tables.first_mut()) else {
            continue;
        };
        // Text between them, a title or a note, makes them two tables.
        if sheet.lines.last().is_some_and(|l| l.y > last.bottom)
            || following.lines.first().is_some_and(|l| l.y < next.top)
        {
            continue;
        }
        if (last.left - next.left).abs() > NEAR || (last.right - next.right).abs() > NEAR {
            continue;
        }
        let mut all = last.columns.clone();
        for x in &next.columns {
            if all.iter().all(|a| (a - x).abs() > NEAR) {
                all.push(*x);
            }
        }
        all.sort_by(f64::total_cmp);
        let all_near =
            |of: &Ruled| of.columns.iter().filter(|x| all.iter().any(|a| (a - **x).abs() <= NEAR)).count();
        // Only tables that share most of their lines are one.
        let common =
            last.columns.iter().filter(|x| next.columns.iter().any(|n| (n - **x).abs() <= NEAR)).count();
        if common * 2 >= last.columns.len().max(next.columns.len()) && all_near(next) == next.columns.len() {
            last.columns.clone_from(&all);
            next.columns = all;
        }
    }
}

/// Whether a squashed line is one of those over a table, which are never the rest of the line above:
/// `公开01表`, `部门：某区档案局`, `单位：万元`.
fn is_label(plain: &str) -> bool {
    const LABELS: [&str; 7] =
        ["部门:", "单位:", "编制单位:", "编制部门:", "填报单位:", "填报部门:", "金额单位:"];
    LABELS.iter().any(|label| plain.starts_with(label))
        || plain.strip_prefix("公开").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// A paragraph that may go on in the next line.
struct Open {
    paragraph: Paragraph,
    last: TextLine,
    /// Right edge of the text.
    right: f64,
    /// Its first line was indented.
    indented: bool,
}

struct Writer<'c> {
    content: &'c mut Content,
    open: Option<Open>,
    index: u32,
}

impl Writer<'_> {
    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            self.content.blocks.push(Block::Paragraph(open.paragraph));
        }
    }

    fn break_page(&mut self) {
        // A paragraph that fills its last line goes on overleaf; then the break is no break in the text.
        if self.open.is_none() {
            self.content.blocks.push(Block::Break(Break::Page));
        }
    }

    fn sheet(&mut self, sheet: Sheet) {
        let Sheet { number, width, lines, tables, .. } = sheet;
        let mut tables = tables.into_iter().peekable();
        // The edges of the text: where most lines begin and the farthest ones end.
        let left = lines.iter().map(|l| l.x0).fold(f64::INFINITY, f64::min);
        let right = lines.iter().map(|l| l.x1).fold(0.0, f64::max);
        let mut first = true;
        for line in lines {
            while tables.peek().is_some_and(|t| t.top < line.y) {
                if let Some(t) = tables.next() {
                    self.table(t, number);
                }
                first = false;
            }
            if first && self.open.is_some() && !self.goes_on(&line, left) {
                self.close();
                self.content.blocks.push(Block::Break(Break::Page));
            }
            first = false;
            self.line(line, number, left, right, width);
        }
        for t in tables {
            self.table(t, number);
        }
    }

    /// Whether a line goes on with the open paragraph: the line before is full, this one begins at the left edge.
    /// Where the paragraph began with an indent, its end shows in the next one's indent; then a line may stop
    /// short, as it does where a number did not fit.
    fn goes_on(&self, line: &TextLine, left: f64) -> bool {
        let Some(open) = &self.open else { return false };
        let last = &open.last;
        let slack = if open.indented { 7.0 } else { 1.6 };
        let full = last.x1 > open.right - slack * last.size;
        let flush = line.x0 < left + 1.2 * line.size;
        let alike = (last.size - line.size).abs() < 0.12 * last.size;
        let plain = squash(&line.text);
        let anew = matches!(numbering(&plain), Some((Number::Part(_), _))) || is_label(&plain);
        full && flush && alike && !anew
    }

    fn line(&mut self, line: TextLine, page: u32, left: f64, right: f64, width: f64) {
        if let Some(open) = &mut self.open {
            open.right = right.max(open.last.x1);
        }
        if self.goes_on(&line, left)
            && let Some(open) = &mut self.open
        {
            let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
            let run = open.paragraph.runs.last();
            let (ends, size) = (run.and_then(|r| r.text.chars().next_back()), run.and_then(|r| r.size));
            if latin(ends) && latin(line.text.chars().next()) {
                open.paragraph.push(" ", false, size);
            }
            open.paragraph.push(&line.text, false, size);
            open.last = line;
            return;
        }
        self.close();
        let middle = (line.x0 + line.x1) / 2.0;
        let centered = (middle - width / 2.0).abs() < 0.03 * width
            && line.x0 > left + 1.5 * line.size
            && line.x1 < right - 1.5 * line.size;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size in points")]
        let size = (line.size * 2.0).round().clamp(0.0, 2000.0) as u32;
        let mut paragraph = Paragraph {
            index: self.index,
            page: Some(page),
            look: Look { align: if centered { Align::Center } else { Align::Start }, ..Look::default() },
            ..Paragraph::default()
        };
        paragraph.push(&line.text, false, Some(size));
        self.index += 1;
        let indented = !centered && line.x0 > left + 1.4 * line.size && line.x0 < left + 4.5 * line.size;
        self.open = Some(Open { paragraph, last: line, right, indented });
    }

    fn table(&mut self, ruled: Ruled, page: u32) {
        self.close();
        let columns = &ruled.columns;
        let column = |x: f64| {
            columns
                .iter()
                .position(|c| (c - x).abs() < 4.5)
                .or_else(|| columns.iter().rposition(|c| *c <= x))
                .unwrap_or(0)
        };
        let mut table = Table {
            index: self.index,
            page: Some(page),
            row_pages: vec![Some(page); ruled.rows],
            head_rows: 0,
            cells: Vec::new(),
        };
        for cell in &ruled.cells {
            let (from, to) = (column(cell.x0), column(cell.x1));
            let number = |n: usize| u32::try_from(n).unwrap_or(0);
            table.cells.push(Cell {
                row: number(cell.row),
                col: number(from),
                rows: number(cell.rows),
                cols: number(to.saturating_sub(from).max(1)),
                text: cell.text.clone(),
                index: self.index,
            });
            self.index += 1;
        }
        table.cells.sort_by_key(|c| (c.row, c.col));
        self.content.blocks.push(Block::Table(table));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published::content::Format;
    use crate::published::pdf::page::Glyph;

    /// A page with lines of cells, each cell 120 points behind the one before.
    fn page(lines: &[&[&str]]) -> Marks {
        let mut glyphs = Vec::new();
        for (row, cells) in lines.iter().enumerate() {
            for (col, text) in cells.iter().enumerate() {
                let (x, y) = (60.0 + 120.0 * col as f64, 200.0 + 20.0 * row as f64);
                for (n, c) in text.chars().enumerate() {
                    let x0 = x + 10.0 * n as f64;
                    glyphs.push(Glyph { x0, x1: x0 + 10.0, y, size: 10.0, text: c.to_string() });
                }
            }
        }
        Marks { width: 595.0, height: 842.0, glyphs, ..Marks::default() }
    }

    fn remarks(page: Marks) -> Vec<String> {
        let mut content = Content::new(Format::Pdf);
        flow(vec![page], &mut content);
        content.remarks.into_iter().map(|r| r.text).collect()
    }

    #[test]
    fn a_table_without_lines_is_said() {
        let row: &[&str] = &["基本工资", "12.30", "4.50"];
        let said = remarks(page(&[&["项目", "预算数", "决算数"], row, row, row, row, row]));
        assert_eq!(said, ["这一页有5行像是表格里的数，没有表格线，看不出行列，没有当作表格读取"]);
        // Contents and sentences are none.
        let entry: &[&str] = &["一、收入决算表", "12"];
        assert_eq!(remarks(page(&[entry, entry, entry, entry, entry, &["支出12.30万元。"]])), [""; 0]);
    }

    #[test]
    fn lines_over_a_table_begin_anew() {
        assert!(is_label("单位:万元") && is_label("部门:某区档案局") && is_label("公开01表"));
        assert!(!is_label("单位采购") && !is_label("公开的范围"));
    }
}
