//! Reading one statement from its sheet, or from several where every printed page became a sheet.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};
use rust_decimal::Decimal;

use super::codes::CodeColumns;
use super::forms::{ColumnSpec, Layout, layout};
use super::head::{self, Head};
use super::shown::{self, Shown};
use crate::accounts::{
    Address, Amount, AmountUnit, BasicDetail, CellRef, Column, Line, Lines, Schedule, ScheduleId, SourceForm,
};
use crate::finding::{Finding, Place};
use crate::money::Yuan;
use crate::text::find_year;
use crate::workbook::cell::{AmountCell, Value, is_date, read_amount};
use crate::workbook::{Grid, GridRow};

mod coded;
mod economic;
mod labelled;
mod leftover;
mod three_public;

/// What a statement gave.
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
    /// Columns with amounts that the report has no use for, as printed.
    pub unused: Vec<String>,
    /// Cells with amounts that were not read.
    pub unread: Vec<String>,
}

/// A printed page of a statement: a sheet, and where its body begins.
pub struct Page<'a> {
    /// The sheet.
    pub grid: &'a Grid,
    /// Index into [`crate::accounts::Accounts::sources`].
    pub source: u16,
    /// 金额单位
    pub unit: AmountUnit,
    /// First row that can be head or data.
    pub from: usize,
}

/// A page with its head; a page that repeats none has the head of the page before.
#[derive(Clone)]
pub(super) struct Sheet<'a> {
    grid: &'a Grid,
    source: u16,
    unit: AmountUnit,
    head: Head,
    own_head: bool,
}

/// More decimals than a printed figure in 万元 has.
const EXACT: u32 = 6;

/// Reads one statement.
pub struct SheetReader<'a> {
    sheets: Vec<Sheet<'a>>,
    at: usize,
    file: &'a str,
    /// Findings about this statement.
    pub findings: Vec<Finding>,
    /// What was recognised, page by page.
    pub recognition: Vec<Recognition>,
    /// Amount cells that are blank or say "nothing here".
    pub blank: Vec<CellRef>,
    /// Columns the statement must have and that were not found.
    pub lacking: Vec<Column>,
    /// Lines whose amount in a column of the statement cannot be read.
    pub unreadable: Vec<(String, usize)>,
    /// Amounts whose format shows them smaller than they are stored.
    pub shown: Vec<Shown>,
    finest: u32,
    used: HashSet<CellRef>,
    /// Columns of pages that took amounts from a column beside them: `(page, column, beside)`.
    aside: BTreeSet<(usize, u32, u32)>,
    /// For a column of the present page the columns right of it under the same head, blank unless the page came from
    /// a printed document whose amounts were set a little aside.
    spill: HashMap<u32, Vec<u32>>,
}

/// A row of the body; `below` is a row that holds only amounts because the printed line was broken.
#[derive(Clone, Copy)]
pub(super) struct BodyRow<'a> {
    pub main: &'a GridRow,
    pub below: Option<&'a GridRow>,
}

impl<'a> From<&'a GridRow> for BodyRow<'a> {
    fn from(main: &'a GridRow) -> Self {
        BodyRow { main, below: None }
    }
}

impl<'a> SheetReader<'a> {
    /// A reader of the pages of a recognised statement.
    pub fn new(file: &'a str, pages: Vec<Page<'a>>) -> Self {
        let mut sheets: Vec<Sheet> = Vec::new();
        for Page { grid, source, unit, from } in pages {
            let own = head::find(grid, from);
            // A head that names no column is a row of the table that happens to begin like one.
            let own = own.filter(|h| sheets.is_empty() || h.columns.len() > 1);
            let own_head = own.is_some();
            let inherited = || {
                let before = sheets.last().map(|s: &Sheet| s.head.clone());
                before.map(|h| Head { first: from, end: from, totals: None, ..h })
            };
            if let Some(head) = own.or_else(inherited) {
                sheets.push(Sheet { grid, source, unit, head, own_head });
            } else {
                let head = Head { first: from, end: from, totals: None, columns: Vec::new() };
                sheets.push(Sheet { grid, source, unit, head, own_head });
            }
        }
        SheetReader {
            recognition: vec![Recognition::default(); sheets.len()],
            sheets,
            at: 0,
            file,
            findings: Vec::new(),
            blank: Vec::new(),
            lacking: Vec::new(),
            unreadable: Vec::new(),
            shown: Vec::new(),
            finest: 0,
            used: HashSet::default(),
            aside: BTreeSet::new(),
            spill: HashMap::default(),
        }
    }

    fn sheet(&self) -> &Sheet<'a> {
        &self.sheets[self.at]
    }

    pub(super) fn recognised(&mut self) -> &mut Recognition {
        &mut self.recognition[self.at]
    }

    /// Goes to a page.
    pub(super) fn turn_to(&mut self, page: usize) {
        self.at = page;
        let body = self.body();
        let head = &self.sheets[page].head;
        let number = |row: &GridRow, col: u32| matches!(read_amount(row.get(col)), AmountCell::Number(_));
        let lines: Vec<&GridRow> = body.iter().filter(|row| !head::is_column_number_row(row)).collect();
        let mut spill: HashMap<u32, Vec<u32>> = HashMap::default();
        for (i, (col, path)) in head.columns.iter().enumerate() {
            let mut next: Vec<u32> =
                head.columns[i + 1..].iter().take_while(|(_, p)| p == path).map(|c| c.0).collect();
            if i + 1 + next.len() == head.columns.len() {
                let last = head.last_column();
                next.extend([last + 1, last + 2]);
            }
            // A column that has amounts beside amounts is one of its own, whose head was left out.
            next.retain(|beside| !lines.iter().any(|row| number(row, *beside) && number(row, *col)));
            spill.insert(*col, next);
        }
        self.spill = spill;
    }

    fn place(&self, row: u32, col: u32) -> Place {
        Place::cell(self.file, &self.sheet().grid.name, Address { row, col })
    }

    /// Where a cell stands, on whatever page.
    pub(super) fn place_of(&self, cell: CellRef) -> Place {
        let sheet = self.sheets.iter().find(|s| s.source == cell.source).unwrap_or(self.sheet());
        Place::cell(self.file, &sheet.grid.name, Address { row: cell.row, col: cell.col })
    }

    pub(super) fn sheet_place(&self) -> Place {
        Place::sheet(self.file, &self.sheet().grid.name)
    }

    /// Rows after the head of the present page.
    pub(super) fn body(&self) -> &'a [GridRow] {
        let sheet = self.sheet();
        &sheet.grid.rows[sheet.head.end.min(sheet.grid.rows.len())..]
    }

    /// Reads the statement; `None` (with findings) if the sheet has no usable head.
    pub fn read(&mut self, id: ScheduleId, form: SourceForm) -> Option<Statement> {
        if self.sheets.is_empty() || !self.sheets[0].own_head {
            self.missing_head(id, form);
            return None;
        }
        for (recognition, sheet) in self.recognition.iter_mut().zip(&self.sheets) {
            if sheet.own_head {
                let row = |i: usize| sheet.grid.rows[i].row + 1;
                recognition.head_rows = Some((row(sheet.head.first), row(sheet.head.end - 1)));
            }
        }
        let head = self.sheets[0].head.clone();
        let statement = match layout(id) {
            Layout::Coded(columns) => Statement::Schedule(self.read_coded(id, form, columns)),
            Layout::Labelled(_) if id == ScheduleId::Operations && is_row_of_expenses(&head) => {
                Statement::Schedule(self.read_three_public())
            }
            Layout::Labelled(blocks) => Statement::Schedule(self.read_labelled(id, form, blocks)),
            Layout::Economic
                if !economic::runs_along(&head)
                    && (form == SourceForm::Gongkai || self.has_code_name_amount(&head)) =>
            {
                Statement::BasicDetail(self.read_economic_rows())
            }
            Layout::Economic => Statement::BasicDetail(self.read_economic_columns()),
        };
        self.report_leftover(id.title(form), form == SourceForm::Gongkai);
        // Amounts of a 万元 sheet with no more than two decimals are printed figures, not exact ones.
        let rounded = self.sheets[0].unit != AmountUnit::Yuan && self.finest <= 2;
        Some(match statement {
            Statement::Schedule(s) => Statement::Schedule(Schedule { rounded, ..s }),
            Statement::BasicDetail(d) => Statement::BasicDetail(BasicDetail { rounded, ..d }),
        })
    }

    /// Reads a table of one amount by code (年初预算). Where years stand side by side, the latest counts.
    pub fn read_by_code(&mut self, paths: &'static [&'static str], title: &str) -> Option<Lines> {
        let mut lines = Lines::default();
        for page in 0..self.sheets.len() {
            drop_years(&mut self.sheets[page].head);
            self.turn_to(page);
            let head = &self.sheet().head;
            let first = *CodeColumns::find(head, u32::MAX).codes.first()?;
            let amount = head.find(paths, first + 1..u32::MAX).or_else(|| only_amount(head, first))?;
            let before = lines.len();
            if self.head_stands_over_lines(first, amount) {
                self.read_lines(&[Some(amount)], &mut lines);
            } else {
                self.read_set_aside(&mut lines);
            }
            if lines.len() == before && page == 0 {
                return None;
            }
        }
        self.report_leftover(title, false);
        Some(lines)
    }

    /// Whether codes stand under their head.
    fn head_stands_over_lines(&self, first: u32, amount: u32) -> bool {
        let codes = CodeColumns::find(&self.sheet().head, amount);
        let coded = |row: &&GridRow| super::codes::is_code(&codes.read(row, ""));
        first < amount && self.body().iter().any(|row| coded(&row))
    }

    /// Lines of a converted page whose columns stand aside of their heads: code, name and one amount in this order.
    fn read_set_aside(&mut self, lines: &mut Lines) {
        let mut body = self.body().iter().peekable();
        while let Some(row) = body.next() {
            let texts: Vec<(u32, String)> = row.cells.iter().map(|(c, v)| (*c, v.squashed())).collect();
            let Some((at, first)) = texts.first() else { continue };
            let key = if head::is_total(first) {
                String::new()
            } else if super::codes::is_code(first) {
                first.clone()
            } else {
                continue;
            };
            let number = |row: &GridRow| {
                let mut found = row
                    .cells
                    .iter()
                    .filter(|(c, v)| c > at && matches!(read_amount(Some(v)), AmountCell::Number(_)))
                    .map(|c| c.0);
                found.next().filter(|_| found.next().is_none())
            };
            let next = body.peek().filter(|next| number(row).is_none() && next.cells.len() == 1);
            let Some((with, col)) = number(row).map(|c| (row, c)).or_else(|| Some((*next?, number(next?)?)))
            else {
                continue;
            };
            if lines.iter().any(|l| l.key == key) {
                continue;
            }
            let name = row.cells.iter().skip(1).find(|(_, v)| matches!(v, Value::Text(_)));
            let name = name.map(|(_, v)| super::codes::printed_name(&v.display())).unwrap_or_default();
            self.said_cell(row.row, *at);
            self.spill.remove(&col);
            let amount = self.amount(with, col, false);
            if amount.is_none() {
                self.unreadable.push((key.clone(), 0));
            }
            lines.push(Line { key, name, cells: vec![amount] });
        }
        self.recognised().lines = lines.len();
    }

    /// Reads the expenses of a budget's 三公 table by fact key, whatever of 三公经费, 会议费, 机关运行经费 it has.
    pub fn read_expenses(&mut self) -> Vec<(&'static str, Amount)> {
        self.turn_to(0);
        let found = three_public::budget_columns(&self.sheet().head);
        let cols: Vec<u32> = found.iter().map(|f| f.1).collect();
        let row = self.body().iter().find(|row| {
            !head::is_column_number_row(row)
                && cols.iter().any(|c| matches!(read_amount(row.get(*c)), AmountCell::Number(_)))
        });
        let Some(row) = row else { return Vec::new() };
        found.into_iter().filter_map(|(key, col)| Some((key, self.amount(row, col, false)?))).collect()
    }

    pub(super) fn missing_head(&mut self, id: ScheduleId, form: SourceForm) {
        let text = format!("没有找到“{}”的表头（应有“项目”或“科目编码”等栏目名称）", id.title(form));
        self.recognised().missing.push(text.clone());
        let finding =
            Finding::new("R002", text).at(self.sheet_place()).hint("请核对该工作表是否完整，或重新导出");
        self.findings.push(finding);
    }

    // ---- amounts -----------------------------------------------------------------------------------------------

    /// Where the amount of a line and column stands: its cell, else a cell beside it under the same head, else the
    /// same in the row below that holds only amounts.
    fn locate<'r>(&self, row: BodyRow<'r>, col: u32) -> (u32, u32, Option<&'r Value>) {
        let beside = self.spill.get(&col).map(Vec::as_slice).unwrap_or_default();
        for part in [Some(row.main), row.below].into_iter().flatten() {
            for at in std::iter::once(&col).chain(beside) {
                if let Some(value) = part.get(*at) {
                    return (part.row, *at, Some(value));
                }
            }
        }
        (row.main.row, col, None)
    }

    /// The amount of a cell in 元; blank is zero with its place, what cannot be read is a finding and no amount.
    pub(super) fn amount<'r>(
        &mut self,
        row: impl Into<BodyRow<'r>>,
        col: u32,
        count: bool,
    ) -> Option<Amount> {
        let (at_row, at_col, value) = self.locate(row.into(), col);
        let cell = CellRef { source: self.sheet().source, row: at_row, col: at_col };
        self.used.insert(cell);
        if at_col != col {
            self.aside.insert((self.at, col, at_col));
        }
        let number = match read_amount(value) {
            AmountCell::Blank => {
                self.blank.push(cell);
                Decimal::ZERO
            }
            AmountCell::Number(n) => n,
            AmountCell::NotANumber(text) => {
                let column = self.column_text(col);
                let finding = Finding::new("R003", format!("{column}应为金额，实际是“{text}”，没有读取"))
                    .at(self.place(at_row, at_col))
                    .hint(if is_date(&text) {
                        "这一格的数字格式是日期或时间；原是金额的，请把格式改为“数值”，核对后保存"
                    } else {
                        "请改为数字；没有金额请留空或填“—”"
                    });
                self.findings.push(finding);
                return None;
            }
            AmountCell::NoResult => {
                let column = self.column_text(col);
                let message = format!("{column}是公式，但文件里没有保存计算结果，没有读取");
                let finding = Finding::new("R010", message)
                    .at(self.place(at_row, at_col))
                    .hint("用 Excel 或 WPS 打开文件并保存一次，再重新生成");
                self.findings.push(finding);
                return None;
            }
        };
        if count && (number < Decimal::ZERO || !number.fract().is_zero()) {
            let message = format!("{}应为不小于零的整数，实际是“{number}”，没有读取", self.column_text(col));
            let finding = Finding::new("R003", message).at(self.place(at_row, at_col));
            self.findings.push(finding.hint("这一行是数量（辆、台、个、批次、人次），请核对后改正"));
            return None;
        }
        if count {
            return Some(Amount { value: Yuan(number.normalize()), cell: Some(cell) });
        }
        let (power, declared) = (self.sheet().grid.scale(at_row, at_col), self.sheet().unit);
        let in_yuan = self.in_yuan(at_row, at_col, number);
        if power > 0 && !number.is_zero() {
            let place = self.place(at_row, at_col);
            shown::add(&mut self.shown, Shown { count: 1, place, stored: number, power, declared });
        }
        let stored_in_yuan = power > 0 && shown::factor(power, declared) == 1;
        self.finest = self.finest.max(if stored_in_yuan { EXACT } else { number.normalize().scale() });
        Some(Amount { value: Yuan(in_yuan.normalize()), cell: Some(cell) })
    }

    /// A number of a cell in 元: in the unit the head declares, unless its format shows 元 in that unit.
    pub(super) fn in_yuan(&self, row: u32, col: u32, number: Decimal) -> Decimal {
        let sheet = self.sheet();
        number * Decimal::from(shown::factor(sheet.grid.scale(row, col), sheet.unit))
    }

    /// Takes note that something was said about the amounts of a row: they need not be said again.
    pub(super) fn said(&mut self, row: &GridRow) {
        let source = self.sheet().source;
        self.used.extend(row.cells.iter().map(|(col, _)| CellRef { source, row: row.row, col: *col }));
    }

    /// The same for one cell.
    pub(super) fn said_cell(&mut self, row: u32, col: u32) {
        let source = self.sheet().source;
        self.used.insert(CellRef { source, row, col });
    }

    /// `“本年支出 › 基本支出”一栏` for messages, as the head prints it.
    fn column_text(&self, col: u32) -> String {
        let path = self.sheet().head.path_text(col);
        if path.is_empty() { String::new() } else { format!("“{path}”一栏") }
    }

    pub(super) fn has_amount(row: &GridRow, cols: &[u32]) -> bool {
        cols.iter().any(|c| matches!(read_amount(row.get(*c)), AmountCell::Number(n) if !n.is_zero()))
    }

    // ---- columns -----------------------------------------------------------------------------------------------

    /// The declared columns of the present page within a range. What is missing is said of the first page.
    pub(super) fn find_columns(
        &mut self,
        id: ScheduleId,
        specs: &[ColumnSpec],
        within: std::ops::Range<u32>,
        title: &str,
    ) -> (Vec<Column>, Vec<u32>) {
        let head = self.sheet().head.clone();
        let mut found: Vec<(Column, u32)> = Vec::new();
        let years = head.without_other_years();
        for spec in specs {
            match years.find(spec.paths, within.clone()) {
                Some(col) if found.iter().all(|f| f.1 != col) => found.push((spec.column, col)),
                _ if spec.required && self.at == 0 => {
                    let rows = &self.sheet().grid.rows;
                    let looked = format!(
                        "“{title}”没有找到“{}”一栏（在第{}行至第{}行的表头中寻找：{}）",
                        spec.column.label(id),
                        rows[head.first].row + 1,
                        rows[head.end - 1].row + 1,
                        spec.paths.join("、").replace('/', "›"),
                    );
                    self.recognised().missing.push(looked.clone());
                    let finding = Finding::new("R002", looked)
                        .at(self.sheet_place())
                        .hint("请核对表头文字；缺少的一栏在表中和文中以〔请补充…〕标出");
                    self.findings.push(finding);
                    self.lacking.push(spec.column);
                }
                _ => {}
            }
        }
        for (column, col) in &found {
            let text = (column.label(id).to_owned(), head.path_text(*col), column_letters(*col));
            self.recognised().columns.push(text);
        }
        found.into_iter().unzip()
    }
}

/// The only column with a head that is no part of the amount above it: 基本支出, 项目支出, 人员经费, 公用经费.
fn only_amount(head: &Head, first: u32) -> Option<u32> {
    const PARTS: &[&str] = &["基本支出", "项目支出", "人员经费", "公用经费", "日常公用经费", "备注"];
    let label = |p: &[String]| {
        p.iter().any(|t| super::codes::is_code_head(t) || super::codes::is_name_head(t))
            || p.iter().any(|t| PARTS.contains(&t.as_str()))
            || p.last().is_some_and(|t| t == "项目" || t.contains('类') || t.contains("单位"))
    };
    let mut rest = head.columns.iter().filter(|(c, p)| *c > first && !label(p)).map(|c| c.0);
    rest.next().filter(|_| rest.next().is_none())
}

/// Budget tables often set two years side by side (2022年执行数, 2023年预算数): the later year is the one meant, and
/// the year is no part of a column's name. Changes against last year are no budget.
fn drop_years(head: &mut Head) {
    let year_of = |path: &[String]| path.iter().find_map(|t| find_year(t));
    let latest = head.columns.iter().filter_map(|(_, p)| year_of(p)).max();
    let other = |t: &String| ["上年", "增减", "%", "执行数", "完成数"].iter().any(|word| t.contains(word));
    head.columns.retain(|(_, p)| year_of(p).is_none_or(|y| Some(y) == latest) && !p.iter().any(other));
    for text in head.columns.iter_mut().flat_map(|(_, p)| p.iter_mut()) {
        if let Some(year) = find_year(text) {
            *text = text.replace(&format!("{year}年度"), "").replace(&format!("{year}年"), "");
        }
    }
    head.columns.iter_mut().for_each(|(_, p)| p.retain(|t| !t.is_empty()));
}

/// Column letters as Excel shows them.
pub fn column_letters(col: u32) -> String {
    Address { row: 0, col }.to_string().trim_end_matches('1').to_owned()
}

/// 公开09表 in one row: the expenses along the head.
fn is_row_of_expenses(head: &Head) -> bool {
    let has = |piece: &str| head.columns.iter().any(|(_, p)| p.iter().any(|t| t.contains(piece)));
    has("公务接待费") || has("因公出国")
}

/// A row that repeats head texts on the next printed page (续表).
pub(super) fn is_repeated_head(row: &GridRow) -> bool {
    row.cells.iter().any(|(_, v)| {
        let text = v.squashed();
        matches!(text.as_str(), "项目" | "行次" | "类")
            || text.contains("科目名称")
            || super::codes::is_code_head(&text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_year_of_two_is_the_budget() {
        let path = |parts: &[&str]| parts.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>();
        let mut head = Head {
            first: 0,
            end: 1,
            totals: None,
            columns: vec![
                (0, path(&["科目编码"])),
                (2, path(&["2022年执行数"])),
                (3, path(&["2023年预算数", "小计"])),
                (4, path(&["2023年预算数", "基本支出"])),
            ],
        };
        drop_years(&mut head);
        assert_eq!(head.find(&["合计", "预算数/小计"], 1..9), Some(3));
    }
}
