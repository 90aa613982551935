//! What a sheet holds and nobody read: every amount of a recognised sheet is read, or it is said.

use super::{SheetReader, column_letters, is_repeated_head};
use crate::accounts::{Address, CellRef};
use crate::finding::Finding;
use crate::import::codes::{is_code, is_code_head};
use crate::import::head;
use crate::workbook::GridRow;
use crate::workbook::cell::{AmountCell, Value, read_amount};

/// How many cells a message names.
const NAMED: usize = 8;

/// Heads over numbers that are no amounts.
const COUNTS: &[&str] = &["行次", "序号", "栏次", "类", "款", "项"];

impl SheetReader<'_> {
    /// Says which amounts of the pages were not read. The system's own forms carry many columns the published tables
    /// have no room for; those are only listed.
    pub(super) fn report_leftover(&mut self, title: &str, tell_columns: bool) {
        for page in 0..self.sheets.len() {
            self.at = page;
            let read: Vec<u32> = {
                let source = self.sheet().source;
                let mut cols: Vec<u32> =
                    self.used.iter().filter(|c| c.source == source).map(|c| c.col).collect();
                cols.sort_unstable();
                cols.dedup();
                cols
            };
            let mut unread: Vec<Address> = Vec::new();
            let mut columns: Vec<(u32, Address)> = Vec::new();
            for (i, row) in self.sheet().grid.rows.iter().enumerate() {
                if head::is_column_number_row(row) {
                    continue;
                }
                for (col, value) in &row.cells {
                    let cell = CellRef { source: self.sheet().source, row: row.row, col: *col };
                    if self.used.contains(&cell) || !self.is_amount(i, row, *col, value) {
                        continue;
                    }
                    let at = Address { row: row.row, col: *col };
                    // A column nothing was read from is told by its head, once.
                    if i >= self.sheet().head.end
                        && !read.contains(col)
                        && !self.sheet().head.path_text(*col).is_empty()
                    {
                        if columns.iter().all(|c| c.0 != *col) {
                            columns.push((*col, at));
                        }
                    } else {
                        unread.push(at);
                    }
                }
            }
            self.tell_columns(&columns, tell_columns);
            self.tell_cells(&unread, title);
            self.tell_aside(page);
        }
    }

    /// A column without a head of its own, whose amounts were taken for those of an empty column on its left: right where
    /// a printed page was converted, wrong where somebody added a column.
    fn tell_aside(&mut self, page: usize) {
        let body = self.body();
        let number = |row: &&GridRow, col: u32| matches!(read_amount(row.get(col)), AmountCell::Number(_));
        let guessed: Vec<(u32, u32)> = self
            .aside
            .iter()
            .filter(|(on, col, _)| {
                *on == page && !body.iter().any(|r| number(&r, *col) && !head::is_column_number_row(r))
            })
            .map(|(_, col, beside)| (*col, *beside))
            .collect();
        for (col, beside) in guessed {
            let Some(row) = body.iter().find(|r| number(r, beside)) else { continue };
            let finding = Finding::new(
                "R013",
                format!(
                    "{}列没有自己的栏目名称，按左边空着的“{}”一栏读取",
                    column_letters(beside),
                    self.sheet().head.path_text(col)
                ),
            )
            .at(self.place(row.row, beside))
            .hint("请核对这一列是不是这一栏；不是的请补上栏目名称");
            self.findings.push(finding);
        }
    }

    /// Whether a cell holds an amount somebody could miss.
    fn is_amount(&self, index: usize, row: &GridRow, col: u32, value: &Value) -> bool {
        let head = &self.sheet().head;
        let path =
            head.columns.iter().find(|(c, _)| *c == col).map(|(_, p)| p.as_slice()).unwrap_or_default();
        let counts =
            path.iter().any(|t| is_code_head(t)) || path.last().is_some_and(|t| COUNTS.contains(&t.as_str()));
        if index >= head.end && counts {
            return false;
        }
        match read_amount(Some(value)) {
            AmountCell::Number(n) if n.is_zero() => false,
            AmountCell::Number(n) => {
                let whole = n.normalize().to_string();
                // Above the body a whole number is a year, a code or a count of columns.
                index >= head.end && !(is_repeated_head(row) && n.is_integer()) || whole.contains('.')
            }
            AmountCell::NotANumber(text) => is_broken_line(&text),
            _ => false,
        }
    }

    fn tell_columns(&mut self, columns: &[(u32, Address)], tell: bool) {
        for (col, at) in columns {
            let path = self.sheet().head.path_text(*col);
            self.recognised().unused.push(format!("{}列“{path}”", column_letters(*col)));
            if tell && !self.sheet().head.is_of_another_year(*col) {
                let finding = Finding::new("R013", format!("栏目“{path}”不是本表已知的栏目，没有读取"))
                    .at(self.place(at.row, at.col))
                    .hint("请核对栏目名称；如果是本地增加的栏目，不必理会");
                self.findings.push(finding);
            }
        }
    }

    fn tell_cells(&mut self, unread: &[Address], title: &str) {
        let Some(first) = unread.first() else { return };
        let mut names: Vec<String> = unread.iter().take(NAMED).map(Address::to_string).collect();
        self.recognised().unread = unread.iter().map(Address::to_string).collect();
        if unread.len() > NAMED {
            names.push("等".to_owned());
        }
        let text =
            format!("“{title}”有{}个数字没有读取：{}", unread.len(), names.join("、").replace("、等", "等"));
        let finding = Finding::new("R023", text)
            .at(self.place(first.row, first.col))
            .hint("请核对这些单元格：不是本表内容的请删去，是的请补上科目编码或项目名称");
        self.findings.push(finding);
    }
}

/// A whole printed line in one cell: `204 公共安全支出 16,593.12`.
fn is_broken_line(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [first, .., last] = words.as_slice() else { return false };
    let amount =
        last.contains('.') && last.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '-'));
    amount && (is_code(first) || words.len() > 2 || *first == "合计")
}
