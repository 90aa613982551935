//! What a document holds, whatever its format: paragraphs, tables and breaks in reading order, with the few looks
//! that tell a title from text. Everything after the readers works on this.

use super::docx::origin::Origin;
use crate::workbook::cell::Value;
use crate::workbook::{Grid, GridRow};

/// Paragraphs, cells, breaks and runs of a document: some thousand pages.
pub const MOST_PIECES: usize = 150_000;
/// Characters of all paragraphs outside tables: what is read of sentences grows faster than they do. Reports have some
/// 50,000, with whole 评价报告 attached twice that.
const MOST_TEXT: usize = 200_000;
/// Characters of one paragraph; those of reports end at some 1,500.
const LONGEST_PARAGRAPH: usize = 10_000;
/// Why a document with more is not read.
pub const TOO_LARGE: &str =
    "文件的内容超出了可以处理的范围，不像一份决算公开报告。请确认文件无误；如果是，请删去多余的内容后另存";

/// The format a document was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Word (.docx)
    Docx,
    /// PDF with a text layer
    Pdf,
    /// 网页
    Html,
    /// Plain text or Markdown
    Text,
}

impl Format {
    /// The name people know it by.
    pub fn label(self) -> &'static str {
        match self {
            Format::Docx => "Word文档",
            Format::Pdf => "PDF",
            Format::Html => "网页",
            Format::Text => "文本",
        }
    }
}

/// A document as blocks in reading order.
#[derive(Debug, Clone)]
pub struct Content {
    /// The format it was read from.
    pub format: Format,
    /// Paragraphs, tables and breaks.
    pub blocks: Vec<Block>,
    /// Running heads and feet, each text once (页眉, 页脚).
    pub margins: Vec<String>,
    /// Footnotes and endnotes (脚注, 尾注).
    pub footnotes: Vec<String>,
    /// What was left out or could not be placed, in Chinese, for the user.
    pub remarks: Vec<Remark>,
    /// Where each paragraph stands in a Word file's document part, by [`Paragraph::index`]; empty for others.
    pub origins: Vec<Origin>,
}

impl Content {
    /// An empty document.
    pub fn new(format: Format) -> Self {
        Content {
            format,
            blocks: Vec::new(),
            margins: Vec::new(),
            footnotes: Vec::new(),
            remarks: Vec::new(),
            origins: Vec::new(),
        }
    }

    /// Whether it has no more text than a report can have.
    pub(super) fn is_within_limits(&self) -> bool {
        let mut left = MOST_TEXT;
        self.blocks.iter().all(|block| {
            let Block::Paragraph(paragraph) = block else { return true };
            let length: usize = paragraph.runs.iter().map(|run| run.text.chars().count()).sum();
            let whole = left.checked_sub(length);
            left = whole.unwrap_or(0);
            whole.is_some() && length <= LONGEST_PARAGRAPH
        })
    }

    /// Adds a remark.
    pub fn remark(&mut self, page: Option<u32>, text: impl Into<String>) {
        self.remarks.push(Remark { page, text: text.into() });
    }
}

/// Something the reader left out or could not place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Page, one-based, if known.
    pub page: Option<u32>,
    /// One sentence in Chinese.
    pub text: String,
}

/// A piece of a document.
#[derive(Debug, Clone)]
pub enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
    /// A new page or section begins here.
    Break(Break),
}

/// Why something new begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// 分页
    Page,
    /// 分节
    Section,
}

/// How a paragraph is set from side to side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// 左对齐, 两端对齐
    #[default]
    Start,
    /// 居中
    Center,
    /// 右对齐
    End,
}

/// What of a paragraph's look tells titles from text.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Look {
    /// Alignment.
    pub align: Align,
    /// Outline level of a heading, 0 the highest.
    pub outline: Option<u8>,
}

/// A stretch of text in one look.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Text; `\n` for a soft break, `\t` for a tab.
    pub text: String,
    /// 加粗
    pub bold: bool,
    /// Size in half points, if it says one.
    pub size: Option<u32>,
}

/// A paragraph.
#[derive(Debug, Clone, Default)]
pub struct Paragraph {
    /// Where it is in the file: the how-manieth paragraph, zero-based, those of tables and text boxes counted
    /// too (for pdf and text: line).
    pub index: u32,
    /// Page, one-based, if known.
    pub page: Option<u32>,
    /// The number list numbering prints before the text, such as `（一）`.
    pub number: String,
    /// Its text in runs.
    pub runs: Vec<Run>,
    /// Looks.
    pub look: Look,
    /// Whether the file itself says it is a line of the table of contents.
    pub contents: bool,
    /// Whether it stands in a text box.
    pub boxed: bool,
}

impl Paragraph {
    /// The text as printed, list number included.
    pub fn text(&self) -> String {
        let mut text = self.number.clone();
        for run in &self.runs {
            text.push_str(&run.text);
        }
        text
    }

    /// Whether nothing is printed.
    pub fn is_blank(&self) -> bool {
        self.number.is_empty() && self.runs.iter().all(|r| r.text.trim().is_empty())
    }

    /// Whether all of its text is bold.
    pub fn bold(&self) -> bool {
        let mut printed = self.runs.iter().filter(|r| !r.text.trim().is_empty()).peekable();
        printed.peek().is_some() && printed.all(|r| r.bold)
    }

    /// Adds text in a look, to the last run if that looks the same.
    pub fn push(&mut self, text: &str, bold: bool, size: Option<u32>) {
        if text.is_empty() {
            return;
        }
        match self.runs.last_mut() {
            Some(last) if last.bold == bold && last.size == size => last.text.push_str(text),
            _ => self.runs.push(Run { text: text.to_owned(), bold, size }),
        }
    }
}

/// A cell of a table; what lies under a merged cell has none of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Zero-based row.
    pub row: u32,
    /// Zero-based column.
    pub col: u32,
    /// Rows it covers, at least one.
    pub rows: u32,
    /// Columns it covers, at least one.
    pub cols: u32,
    /// Text as printed; paragraphs are parted by `\n`.
    pub text: String,
    /// Index of its first paragraph, as [`Paragraph::index`].
    pub index: u32,
}

/// A table's rows as printed: every row as long as the table is wide, texts where cells begin.
pub type Rows = Vec<Vec<String>>;

/// A table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Index of its first paragraph, as [`Paragraph::index`].
    pub index: u32,
    /// Page, one-based, if known.
    pub page: Option<u32>,
    /// Page of every row, if known.
    pub row_pages: Vec<Option<u32>>,
    /// Rows from the top the file itself marks as a repeated head.
    pub head_rows: u32,
    /// Cells by row, then column.
    pub cells: Vec<Cell>,
}

impl Table {
    /// Number of rows.
    pub fn row_count(&self) -> u32 {
        u32::try_from(self.row_pages.len()).unwrap_or(u32::MAX)
    }

    /// Number of columns.
    pub fn column_count(&self) -> u32 {
        self.cells.iter().map(|c| c.col + c.cols).max().unwrap_or(0)
    }

    /// The cells of a row, those that begin in it.
    pub fn row(&self, row: u32) -> &[Cell] {
        let from = self.cells.partition_point(|c| c.row < row);
        let to = self.cells.partition_point(|c| c.row <= row);
        &self.cells[from..to]
    }

    /// Takes out columns in which no cell with text begins and none that tells a blank place apart from its
    /// neighbours; offices leave such slivers behind when they move borders.
    pub fn without_slivers(mut self) -> Self {
        let width = self.column_count();
        let mut begins = vec![false; width as usize];
        for cell in &self.cells {
            begins[cell.col as usize] |= !cell.text.trim().is_empty();
        }
        // A column that only ever continues merged cells carries nothing; one of blank cells is a blank column.
        let mut single = vec![false; width as usize];
        for cell in self.cells.iter().filter(|c| c.cols == 1) {
            single[cell.col as usize] = true;
        }
        let keep: Vec<bool> = begins.iter().zip(&single).map(|(b, s)| *b || *s).collect();
        if keep.iter().all(|k| *k) {
            return self;
        }
        let before: Vec<u32> = keep
            .iter()
            .scan(0, |n, k| {
                let at = *n;
                *n += u32::from(*k);
                Some(at)
            })
            .chain([u32::try_from(keep.iter().filter(|k| **k).count()).unwrap_or(u32::MAX)])
            .collect();
        for cell in &mut self.cells {
            let end = before[(cell.col + cell.cols) as usize];
            cell.col = before[cell.col as usize];
            cell.cols = (end - cell.col.min(end)).max(1);
        }
        self
    }

    /// The table as the grid of a sheet: texts where cells begin.
    pub fn grid(&self, name: &str) -> Grid {
        let mut rows: Vec<GridRow> = Vec::new();
        for cell in self.cells.iter().filter(|c| !c.text.trim().is_empty()) {
            let entry = (cell.col, Value::Text(cell.text.clone()));
            match rows.last_mut() {
                Some(last) if last.row == cell.row => {
                    if last.cells.last().is_none_or(|c| c.0 < cell.col) {
                        last.cells.push(entry);
                    }
                }
                _ => rows.push(GridRow { row: cell.row, cells: vec![entry] }),
            }
        }
        Grid { name: name.to_owned(), visible: true, rows, ..Grid::default() }
    }
}
