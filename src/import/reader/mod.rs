//! Reading one sheet into one statement.

use rust_decimal::Decimal;

use super::forms::{ColumnSpec, Layout, layout};
use super::head::{self, Head};
use crate::accounts::{
    Address, Amount, AmountUnit, BasicDetail, CellRef, Column, Schedule, ScheduleId, SourceForm,
};
use crate::finding::{Finding, Place};
use crate::money::Yuan;
use crate::workbook::cell::{AmountCell, read_amount};
use crate::workbook::{Grid, GridRow};

mod coded;
mod economic;
mod labelled;
mod three_public;

/// What one sheet gave.
pub enum Statement {
    /// Lines and declared columns.
    Schedule(Schedule),
    /// 基本支出 by economic classification.
    BasicDetail(BasicDetail),
}

/// What was recognised on a sheet, for `inspect`.
#[derive(Debug, Clone, Default)]
pub struct Recognition {
    /// First and last head row, one-based as Excel shows them.
    pub head_rows: Option<(u32, u32)>,
    /// `(meaning, head path, column letters)` of every column that is used.
    pub columns: Vec<(String, String, String)>,
    /// Lines read.
    pub lines: usize,
    /// What was not found, with where it was looked for.
    pub missing: Vec<String>,
}

/// Reads one sheet.
pub struct SheetReader<'a> {
    grid: &'a Grid,
    file: &'a str,
    source: u16,
    unit: AmountUnit,
    /// Findings about this sheet.
    pub findings: Vec<Finding>,
    /// What was recognised.
    pub recognition: Recognition,
    finest: u32,
}

impl<'a> SheetReader<'a> {
    /// A reader of a recognised sheet.
    pub fn new(file: &'a str, grid: &'a Grid, source: u16, unit: AmountUnit) -> Self {
        SheetReader {
            grid,
            file,
            source,
            unit,
            findings: Vec::new(),
            recognition: Recognition::default(),
            finest: 0,
        }
    }

    fn place(&self, row: u32, col: u32) -> Place {
        Place::cell(self.file, &self.grid.name, Address { row, col })
    }

    pub(super) fn sheet_place(&self) -> Place {
        Place::sheet(self.file, &self.grid.name)
    }

    /// Reads the statement; `None` (with findings) if the sheet has no usable head.
    pub fn read(&mut self, id: ScheduleId, form: SourceForm, from: usize) -> Option<Statement> {
        let Some(head) = head::find(self.grid, from) else {
            self.missing_head(id, form);
            return None;
        };
        self.recognition.head_rows =
            Some((self.grid.rows[head.first].row + 1, self.grid.rows[head.end - 1].row + 1));
        let statement = match layout(id) {
            Layout::Coded(columns) => Statement::Schedule(self.read_coded(id, form, &head, columns)),
            Layout::Labelled(_) if id == ScheduleId::Operations && form == SourceForm::Gongkai => {
                Statement::Schedule(self.read_three_public(&head))
            }
            Layout::Labelled(blocks) => Statement::Schedule(self.read_labelled(id, form, &head, blocks)),
            Layout::Economic if form == SourceForm::Gongkai || self.has_code_name_amount(&head) => {
                Statement::BasicDetail(self.read_economic_rows(&head))
            }
            Layout::Economic => Statement::BasicDetail(self.read_economic_columns(&head)),
        };
        // Amounts of a 万元 sheet with no more than two decimals are printed figures, not exact ones.
        let rounded = self.unit != AmountUnit::Yuan && self.finest <= 2;
        Some(match statement {
            Statement::Schedule(s) => Statement::Schedule(Schedule { rounded, ..s }),
            Statement::BasicDetail(d) => Statement::BasicDetail(BasicDetail { rounded, ..d }),
        })
    }

    pub(super) fn missing_head(&mut self, id: ScheduleId, form: SourceForm) {
        let text = format!("没有找到“{}”的表头（应有“项目”或“科目编码”等栏目名称）", id.title(form));
        self.recognition.missing.push(text.clone());
        let finding =
            Finding::new("R002", text).at(self.sheet_place()).hint("请核对该工作表是否完整，或重新导出");
        self.findings.push(finding);
    }

    // ---- amounts -----------------------------------------------------------------------------------------------

    /// The amount of a cell in 元; blank is zero with its place, text is a finding.
    pub(super) fn amount(&mut self, row: &GridRow, col: u32, count: bool) -> Amount {
        let cell = CellRef { source: self.source, row: row.row, col };
        let number = match read_amount(row.get(col)) {
            AmountCell::Blank => Decimal::ZERO,
            AmountCell::Number(n) => n,
            AmountCell::NotANumber(text) => {
                let column = self.column_text(col);
                let finding =
                    Finding::new("R003", format!("{column}应为金额，实际是“{text}”，按没有金额处理"))
                        .at(self.place(row.row, col))
                        .hint("请改为数字；没有金额请留空或填“—”");
                self.findings.push(finding);
                Decimal::ZERO
            }
            AmountCell::NoResult => {
                let column = self.column_text(col);
                let message = format!("{column}是公式，但文件里没有保存计算结果，按没有金额处理");
                let finding = Finding::new("R010", message)
                    .at(self.place(row.row, col))
                    .hint("用 Excel 或 WPS 打开文件并保存一次，再重新生成");
                self.findings.push(finding);
                Decimal::ZERO
            }
        };
        if count {
            return Amount { value: Yuan(number.normalize()), cell: Some(cell) };
        }
        self.finest = self.finest.max(number.normalize().scale());
        let value = Yuan((number * Decimal::from(self.unit.factor())).normalize());
        Amount { value, cell: Some(cell) }
    }

    /// `“本年支出 › 基本支出”一栏` for messages, as the head prints it.
    fn column_text(&self, col: u32) -> String {
        let letters = column_letters(col);
        let known = self.recognition.columns.iter().find(|(_, _, at)| *at == letters);
        known.map_or_else(String::new, |(_, path, _)| format!("“{path}”一栏"))
    }

    pub(super) fn has_amount(row: &GridRow, cols: &[u32]) -> bool {
        cols.iter().any(|c| matches!(read_amount(row.get(*c)), AmountCell::Number(n) if !n.is_zero()))
    }

    // ---- columns -----------------------------------------------------------------------------------------------

    pub(super) fn find_columns(
        &mut self,
        head: &Head,
        specs: &[ColumnSpec],
        within: std::ops::Range<u32>,
        title: &str,
    ) -> (Vec<Column>, Vec<u32>) {
        let mut found: Vec<(Column, u32)> = Vec::new();
        for spec in specs {
            match head.find(spec.paths, within.clone()) {
                Some(col) if found.iter().all(|f| f.1 != col) => found.push((spec.column, col)),
                _ if spec.required => {
                    let looked = format!(
                        "“{title}”没有找到“{}”一栏（在第{}行至第{}行的表头中寻找：{}）",
                        spec.column.label(),
                        self.grid.rows[head.first].row + 1,
                        self.grid.rows[head.end - 1].row + 1,
                        spec.paths.join("、").replace('/', "›"),
                    );
                    self.recognition.missing.push(looked.clone());
                    let finding = Finding::new("R002", looked)
                        .at(self.sheet_place())
                        .hint("请核对表头文字；缺少的一栏按没有金额处理");
                    self.findings.push(finding);
                }
                _ => {}
            }
        }
        for (column, col) in &found {
            self.recognition.columns.push((
                column.label().to_owned(),
                head.path_text(*col),
                column_letters(*col),
            ));
        }
        found.into_iter().unzip()
    }
}

/// Column letters as Excel shows them.
pub fn column_letters(col: u32) -> String {
    Address { row: 0, col }.to_string().trim_end_matches('1').to_owned()
}

/// A row that repeats head texts on the next printed page (续表).
pub(super) fn is_repeated_head(row: &GridRow) -> bool {
    row.cells.iter().any(|(_, v)| {
        matches!(
            v.squashed().as_str(),
            "项目" | "科目名称" | "科目编码" | "科目代码" | "支出功能分类科目编码" | "行次"
        )
    })
}
