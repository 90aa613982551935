//! Reading one sheet into one statement.

use rust_decimal::Decimal;

use super::cell::{AmountCell, Value, read_amount};
use super::forms::{BlockSpec, ColumnSpec, LabelSpec, Layout, THREE_PUBLIC_COLUMNS, is_count, layout};
use super::head::{self, Head};
use super::workbook::{Grid, GridRow};
use crate::accounts::{
    Address, Amount, AmountUnit, BasicDetail, CellRef, Column, Line, Schedule, ScheduleId, SourceForm,
};
use crate::catalogue::{economic, functional};
use crate::finding::{Finding, Place};
use crate::money::Yuan;
use crate::text::{squash, strip_numbering};

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
        Place {
            file: self.file.to_owned(),
            sheet: self.grid.name.clone(),
            cell: Address { row, col }.to_string(),
        }
    }

    fn sheet_place(&self) -> Place {
        Place { file: self.file.to_owned(), sheet: self.grid.name.clone(), cell: String::new() }
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

    fn missing_head(&mut self, id: ScheduleId, form: SourceForm) {
        let text = format!("没有找到“{}”的表头（应有“项目”或“科目编码”等栏目名称）", id.title(form));
        self.recognition.missing.push(text.clone());
        let finding =
            Finding::new("R002", text).at(self.sheet_place()).hint("请核对该工作表是否完整，或重新导出");
        self.findings.push(finding);
    }

    // ---- amounts -----------------------------------------------------------------------------------------------

    /// The amount of a cell in 元; blank is zero with its place, text is a finding.
    fn amount(&mut self, row: &GridRow, col: u32, count: bool) -> Amount {
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

    fn has_amount(row: &GridRow, cols: &[u32]) -> bool {
        cols.iter().any(|c| matches!(read_amount(row.get(*c)), AmountCell::Number(n) if !n.is_zero()))
    }

    // ---- columns -----------------------------------------------------------------------------------------------

    fn find_columns(
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

    // ---- coded statements --------------------------------------------------------------------------------------

    fn read_coded(
        &mut self,
        id: ScheduleId,
        form: SourceForm,
        head: &Head,
        specs: &'static [ColumnSpec],
    ) -> Schedule {
        let (columns, cols) = self.find_columns(head, specs, 0..u32::MAX, id.title(form));
        let code_columns = CodeColumns::find(head, cols.iter().copied().min().unwrap_or(u32::MAX));
        let mut lines: Vec<Line> = Vec::new();
        for row in &self.grid.rows[head.end.min(self.grid.rows.len())..] {
            let Some((key, name)) = self.coded_key(row, &code_columns, &cols) else { continue };
            if let Some(first) = lines.iter().find(|l| l.key == key) {
                self.report_duplicate(row, &code_columns, &key, first, &cols);
                continue;
            }
            let cells = cols.iter().map(|c| Some(self.amount(row, *c, false))).collect();
            lines.push(Line { key, name, cells });
        }
        self.recognition.lines = lines.len();
        let mut schedule = Schedule { id, columns, lines, rounded: false };
        self.ensure_total(&mut schedule.lines, schedule.columns.len(), id.title(form));
        schedule
    }

    /// The line key of a row: a code, empty for 合计; `None` for rows that are no lines.
    fn coded_key(&mut self, row: &GridRow, codes: &CodeColumns, cols: &[u32]) -> Option<(String, String)> {
        if head::is_column_number_row(row) {
            return None;
        }
        let code = codes.read(row);
        let name = codes.name(row);
        let squashed = squash(&name);
        let is_total = |t: &str| matches!(t, "合计" | "总计");
        if is_total(&squashed) || is_total(&code) {
            return Some((String::new(), "合计".to_owned()));
        }
        if matches!(code.len(), 3 | 5 | 7) && code.bytes().all(|b| b.is_ascii_digit()) {
            return Some((code, name));
        }
        if Self::has_amount(row, cols) && !is_repeated_head(row) {
            let said = if code.is_empty() { squashed } else { code };
            let finding =
                Finding::new("R005", format!("这一行有金额，但科目编码“{said}”不是3、5或7位数字，没有读取"))
                    .at(self.place(row.row, row.cells[0].0))
                    .hint("请补上科目编码，或删去这一行");
            self.findings.push(finding);
        }
        None
    }

    fn report_duplicate(
        &mut self,
        row: &GridRow,
        codes: &CodeColumns,
        key: &str,
        first: &Line,
        cols: &[u32],
    ) {
        let same = first.cells.iter().zip(cols).all(|(old, col)| match (old, read_amount(row.get(*col))) {
            (Some(old), AmountCell::Number(n)) => old.value.0 == n * Decimal::from(self.unit.factor()),
            (Some(old), AmountCell::Blank) => old.value.is_zero(),
            _ => false,
        });
        // The total repeated on every printed page is no contradiction.
        if key.is_empty() && same {
            return;
        }
        let what = if key.is_empty() { "“合计”行".to_owned() } else { format!("科目编码 {key}") };
        let col = codes.codes.first().copied().unwrap_or(0);
        let first_row = first.cells.iter().flatten().find_map(|a| a.cell).map_or(0, |c| c.row);
        let finding = Finding::new("R004", format!("{what} 在同一张表中出现了两次，只读取第一次出现的一行"))
            .at(self.place(row.row, col))
            .with("第一次出现", self.place(first_row, col), first.name.clone())
            .hint("请核对两行，合并或删去其中一行");
        self.findings.push(finding);
    }

    /// A statement without 合计 gets the sum of its items, and says so.
    fn ensure_total(&mut self, lines: &mut Vec<Line>, width: usize, title: &str) {
        if lines.iter().any(|l| l.key.is_empty()) {
            return;
        }
        let digits = [7, 5, 3].into_iter().find(|n| lines.iter().any(|l| l.key.len() == *n));
        let cells = (0..width)
            .map(|i| {
                let sum: Yuan = lines
                    .iter()
                    .filter(|l| Some(l.key.len()) == digits)
                    .filter_map(|l| l.cells[i].map(|a| a.value))
                    .sum();
                Some(Amount { value: sum, cell: None })
            })
            .collect();
        if !lines.is_empty() {
            let finding = Finding::new("R014", format!("“{title}”没有“合计”行，以各科目之和代替"))
                .at(self.sheet_place());
            self.findings.push(finding);
        }
        lines.insert(0, Line { key: String::new(), name: "合计".into(), cells });
    }

    // ---- labelled statements -----------------------------------------------------------------------------------

    fn read_labelled(
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
            let raw = value.display();
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

    // ---- 公开09表 ----------------------------------------------------------------------------------------------

    /// One row of budget and final amounts, grouped (预算数 › 合计) or in pairs (合计 › 预算数).
    fn read_three_public(&mut self, head: &Head) -> Schedule {
        let columns = vec![Column::Adjusted, Column::Final];
        let groups = [(Column::Adjusted, "预算数"), (Column::Final, "决算数")];
        let mut found: Vec<(usize, &'static str, u32)> = Vec::new();
        for (i, (column, group)) in groups.iter().enumerate() {
            for (key, names) in THREE_PUBLIC_COLUMNS {
                let paths: Vec<String> =
                    names.iter().flat_map(|n| [format!("{group}/{n}"), format!("{n}/{group}")]).collect();
                let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
                if let Some(col) = head.find(&paths, 0..u32::MAX) {
                    found.push((i, key, col));
                    self.recognition.columns.push((
                        format!("{}·{}", column.label(), names[0].replace('/', "·")),
                        head.path_text(col),
                        column_letters(col),
                    ));
                }
            }
        }
        let cols: Vec<u32> = found.iter().map(|f| f.2).collect();
        let row = self.grid.rows[head.end.min(self.grid.rows.len())..].iter().find(|row| {
            !head::is_column_number_row(row)
                && cols.iter().any(|c| matches!(read_amount(row.get(*c)), AmountCell::Number(_)))
        });
        let mut lines: Vec<Line> = Vec::new();
        for (i, key, col) in found {
            // A table without any figure states zero everywhere.
            let amount = match row {
                Some(row) => self.amount(row, col, false),
                None => Amount { value: Yuan::ZERO, cell: None },
            };
            match lines.iter_mut().find(|l| l.key == key) {
                Some(line) => line.cells[i] = Some(amount),
                None => {
                    let mut cells = vec![None; 2];
                    cells[i] = Some(amount);
                    let name = THREE_PUBLIC_COLUMNS.iter().find(|c| c.0 == key).map_or("", |c| c.1[0]);
                    let name = name.rsplit('/').find(|n| *n != "小计").unwrap_or(name).to_owned();
                    lines.push(Line { key: key.to_owned(), name, cells });
                }
            }
        }
        self.recognition.lines = lines.len();
        Schedule { id: ScheduleId::Operations, columns, lines, rounded: false }
    }

    // ---- 基本支出明细 ------------------------------------------------------------------------------------------

    /// Whether the sheet lists codes, names and amounts downwards (公开06) rather than along its head (财决08-1).
    fn has_code_name_amount(&self, head: &Head) -> bool {
        let ends = |is: fn(&str) -> bool| head.columns.iter().any(|(_, p)| p.last().is_some_and(|t| is(t)));
        ends(is_code_head) && ends(is_amount_head)
    }

    /// 财决08-1: the economic classification runs along the head, by names only.
    fn read_economic_columns(&mut self, head: &Head) -> BasicDetail {
        let mut columns: Vec<String> = Vec::new();
        let mut cols: Vec<u32> = Vec::new();
        let mut unknown: Vec<(u32, String)> = Vec::new();
        for (col, path) in &head.columns {
            let Some(code) = economic_code(path) else {
                if path.len() >= 2 && economic::class_by_name(&path[path.len() - 2]).is_some() {
                    unknown.push((*col, path.join(" › ")));
                }
                continue;
            };
            if !columns.contains(&code) {
                self.recognition.columns.push((code.clone(), path.join(" › "), column_letters(*col)));
                columns.push(code);
                cols.push(*col);
            }
        }
        let first_amount = cols.iter().copied().min().unwrap_or(u32::MAX);
        let code_columns = CodeColumns::find(head, first_amount);
        let mut lines: Vec<Line> = Vec::new();
        let body = &self.grid.rows[head.end.min(self.grid.rows.len())..];
        for row in body {
            let Some((key, name)) = self.coded_key(row, &code_columns, &cols) else { continue };
            if let Some(first) = lines.iter().find(|l| l.key == key) {
                self.report_duplicate(row, &code_columns, &key, first, &cols);
                continue;
            }
            let cells = cols.iter().map(|c| Some(self.amount(row, *c, false))).collect();
            lines.push(Line { key, name, cells });
        }
        for (col, path) in unknown {
            if let Some(row) =
                body.iter().find(|r| Self::has_amount(r, &[col]) && !head::is_column_number_row(r))
            {
                let finding = Finding::new("R013", format!("经济分类栏目“{path}”不在科目表中，没有读取"))
                    .at(self.place(row.row, col))
                    .hint("请核对栏目名称");
                self.findings.push(finding);
            }
        }
        self.ensure_total(&mut lines, columns.len(), "一般公共预算财政拨款基本支出决算明细表");
        self.recognition.lines = lines.len();
        BasicDetail { columns, lines, rounded: false }
    }

    /// 公开06: code, name and amount in several groups side by side.
    fn read_economic_rows(&mut self, head: &Head) -> BasicDetail {
        let mut groups: Vec<(u32, u32)> = Vec::new();
        for (col, path) in &head.columns {
            if path.last().is_some_and(|t| is_code_head(t))
                && let Some((amount, _)) = head.columns.iter().find(|(c, p)| {
                    c > col
                        && p.last().is_some_and(|t| matches!(t.as_str(), "金额" | "决算数" | "支出决算数"))
                })
            {
                groups.push((*col, *amount));
                self.recognition.columns.push((
                    "经济分类".into(),
                    head.path_text(*amount),
                    column_letters(*amount),
                ));
            }
        }
        let mut columns: Vec<String> = Vec::new();
        let mut cells: Vec<Option<Amount>> = Vec::new();
        for row in &self.grid.rows[head.end.min(self.grid.rows.len())..] {
            for (code_col, amount_col) in &groups {
                let code = row.get(*code_col).map(Value::squashed).unwrap_or_default();
                if matches!(code.len(), 3 | 5)
                    && code.starts_with('3')
                    && code.bytes().all(|b| b.is_ascii_digit())
                    && !columns.contains(&code)
                {
                    columns.push(code);
                    cells.push(Some(self.amount(row, *amount_col, false)));
                }
            }
            for (label, key) in [("人员经费合计", "personnel"), ("公用经费合计", "public")] {
                let at = row.cells.iter().position(|(_, v)| v.squashed() == label);
                if let Some(at) = at
                    && let Some((col, _)) = row.cells[at + 1..]
                        .iter()
                        .find(|(_, v)| matches!(read_amount(Some(v)), AmountCell::Number(_)))
                {
                    columns.push(key.to_owned());
                    cells.push(Some(self.amount(row, *col, false)));
                }
            }
        }
        self.recognition.lines = columns.len();
        // The published table has no 合计: it is 人员经费 + 公用经费.
        let value_of = |key: &str| {
            columns.iter().position(|c| c == key).and_then(|i| cells[i]).map_or(Yuan::ZERO, |a| a.value)
        };
        let total = Amount { value: value_of("personnel") + value_of("public"), cell: None };
        columns.insert(0, String::new());
        cells.insert(0, Some(total));
        let lines = vec![Line { key: String::new(), name: "合计".into(), cells }];
        BasicDetail { columns, lines, rounded: false }
    }
}

fn is_code_head(text: &str) -> bool {
    text.contains("科目编码") || text.contains("科目代码")
}

fn is_amount_head(text: &str) -> bool {
    matches!(text, "金额" | "决算数" | "支出决算数")
}

/// Column letters as Excel shows them.
pub fn column_letters(col: u32) -> String {
    Address { row: 0, col }.to_string().trim_end_matches('1').to_owned()
}

/// A row that repeats head texts on the next printed page (续表).
fn is_repeated_head(row: &GridRow) -> bool {
    row.cells.iter().any(|(_, v)| {
        matches!(
            v.squashed().as_str(),
            "项目" | "科目名称" | "科目编码" | "科目代码" | "支出功能分类科目编码" | "行次"
        )
    })
}

fn economic_code(path: &[String]) -> Option<String> {
    match path {
        [only] if only == "合计" => Some(String::new()),
        [.., class, last] => {
            let class = economic::class_by_name(class)?;
            match last.as_str() {
                "小计" | "合计" => Some(class.code.to_owned()),
                name => class.item_by_name(name).map(|i| i.code.to_owned()),
            }
        }
        _ => None,
    }
}

/// Where the code and the name of a coded statement stand.
struct CodeColumns {
    codes: Vec<u32>,
    name: Option<u32>,
    first_amount: u32,
}

impl CodeColumns {
    fn find(head: &Head, first_amount: u32) -> CodeColumns {
        let before = |c: &&(u32, Vec<String>)| c.0 < first_amount;
        let is_code = |path: &[String]| {
            path.iter().any(|t| {
                is_code_head(t) || matches!(t.as_str(), "支出功能分类" | "编码" | "代码" | "功能分类")
            }) && !path.last().is_some_and(|t| t.contains("名称"))
        };
        let codes: Vec<u32> =
            head.columns.iter().filter(before).filter(|(_, p)| is_code(p)).map(|c| c.0).collect();
        let name = head
            .columns
            .iter()
            .filter(before)
            .find(|(_, p)| p.last().is_some_and(|t| t.contains("名称")))
            .map(|c| c.0);
        CodeColumns { codes, name, first_amount }
    }

    /// The code of a row, joined from its pieces (类, 款, 项); anything else that stands there, as text.
    fn read(&self, row: &GridRow) -> String {
        let mut code = String::new();
        let pieces: Vec<String> = if self.codes.is_empty() {
            row.cells.iter().take(1).filter(|c| c.0 < self.first_amount).map(|c| c.1.squashed()).collect()
        } else {
            self.codes.iter().filter_map(|c| row.get(*c)).map(Value::squashed).collect()
        };
        for piece in pieces {
            let digits = !piece.is_empty() && piece.bytes().all(|b| b.is_ascii_digit());
            if !digits {
                if code.is_empty() {
                    code = piece;
                }
                break;
            }
            if piece.len() > code.len() && piece.starts_with(&code) {
                code = piece;
            } else if piece.len() <= 2 {
                // A number cell has lost the leading zero of 款 and 项.
                code.push_str(&format!("{piece:0>2}"));
            } else {
                break;
            }
        }
        code
    }

    fn name(&self, row: &GridRow) -> String {
        let value = match self.name {
            Some(col) => row.get(col),
            None => row
                .cells
                .iter()
                .filter(|c| c.0 < self.first_amount && !self.codes.contains(&c.0))
                .map(|c| &c.1)
                .find(|v| matches!(v, Value::Text(_))),
        };
        let total_in_code_column = || {
            row.cells
                .iter()
                .filter(|c| c.0 < self.first_amount)
                .map(|c| &c.1)
                .find(|v| v.squashed() == "合计")
        };
        value
            .or_else(total_in_code_column)
            .map(|v| v.display().trim_matches(|c: char| c.is_whitespace()).to_owned())
            .unwrap_or_default()
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
