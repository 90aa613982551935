//! Statements with one line per functional code.

use super::{BodyRow, SheetReader, is_repeated_head};
use crate::accounts::{Amount, CellRef, Line, Lines, Schedule, ScheduleId, SourceForm};
use crate::catalogue::functional;
use crate::finding::Finding;
use crate::import::codes::{CodeColumns, is_code, is_total_label};
use crate::import::forms::ColumnSpec;
use crate::import::head::{self, is_total};
use crate::money::Yuan;
use crate::text::squash;
use crate::workbook::GridRow;
use crate::workbook::cell::{AmountCell, Value, read_amount};

/// Whether a row below a table is signed: 单位负责人, 填表日期; the number beside 联系电话 is no amount.
fn signatures(row: &GridRow) -> bool {
    const WORDS: [&str; 12] = [
        "单位负责人",
        "部门负责人",
        "财务负责人",
        "填表人",
        "制表人",
        "经办人",
        "审核人",
        "联系电话",
        "电话号码",
        "电话",
        "填表日期",
        "报送日期",
    ];
    let first = row.cells.iter().map(|(_, v)| v.squashed()).find(|text| !text.is_empty());
    first.is_some_and(|text| WORDS.contains(&text.split(':').next().unwrap_or_default()))
}

impl SheetReader<'_> {
    pub(super) fn read_coded(
        &mut self,
        id: ScheduleId,
        form: SourceForm,
        specs: &'static [ColumnSpec],
    ) -> Schedule {
        let mut schedule = Schedule { id, columns: Vec::new(), lines: Lines::default(), rounded: false };
        for page in 0..self.sheets.len() {
            self.turn_to(page);
            let (columns, cols) = self.find_columns(id, specs, 0..u32::MAX, id.title(form));
            if page == 0 {
                schedule.columns = columns.clone();
            }
            // The columns of the first page, where this page has them.
            let cols: Vec<Option<u32>> = schedule
                .columns
                .iter()
                .map(|c| columns.iter().position(|found| found == c).map(|i| cols[i]))
                .collect();
            self.read_lines(&cols, &mut schedule.lines);
        }
        self.ensure_total(&mut schedule.lines, schedule.columns.len(), id.title(form));
        if form == SourceForm::Caijue {
            self.ensure_uppers(&mut schedule.lines, schedule.columns.len(), id.title(form));
        }
        schedule
    }

    /// Adds the lines of the present page.
    pub(super) fn read_lines(&mut self, cols: &[Option<u32>], lines: &mut Lines) {
        let amounts: Vec<u32> = cols.iter().flatten().copied().collect();
        let first_amount = amounts.iter().copied().min().unwrap_or(u32::MAX);
        let codes = CodeColumns::find(&self.sheet().head, first_amount);
        let before = lines.len();
        self.total_in_head(&codes, cols, lines);
        let body = self.body();
        let mut i = 0;
        let mut previous = String::new();
        while let Some(row) = body.get(i) {
            i += 1;
            if self.continues_name(row, &codes, lines) {
                continue;
            }
            let Some((key, name)) = self.coded_key(row, &codes, &amounts, &previous) else { continue };
            previous.clone_from(&key);
            let below = body.get(i).filter(|next| self.only_amounts_of(row, next, first_amount));
            i += usize::from(below.is_some());
            let row = BodyRow { main: row, below };
            if let Some(first) = lines.find(&key) {
                let first = first.clone();
                self.report_duplicate(row, &codes, &key, &first, cols);
                continue;
            }
            let cells = self.amounts(row, &key, cols);
            lines.push(Line { key, name, cells });
        }
        self.recognised().lines = lines.len() - before;
    }

    /// The amounts of a line; what cannot be read is noted.
    fn amounts(&mut self, row: BodyRow<'_>, key: &str, cols: &[Option<u32>]) -> Vec<Option<Amount>> {
        let mut cells = Vec::new();
        for (i, col) in cols.iter().enumerate() {
            let amount = col.and_then(|c| self.amount(row, c, false));
            if col.is_some() && amount.is_none() {
                self.unreadable.push((key.to_owned(), i));
            }
            cells.push(amount);
        }
        cells
    }

    /// 合计 whose amounts stand in the last head row. A column whose head stands there instead has no printed total:
    /// the sum of its 类 takes the place.
    fn total_in_head(&mut self, codes: &CodeColumns, cols: &[Option<u32>], lines: &mut Lines) {
        let Some(totals) = self.sheet().head.totals else { return };
        let row = &self.sheet().grid.rows[totals];
        let total = |r: &GridRow| is_total(&squash(&codes.name(r))) || is_total(&codes.read(r, ""));
        if lines.iter().any(|l| l.key.is_empty()) || self.body().iter().any(total) {
            return;
        }
        let mut untold: Vec<usize> = Vec::new();
        let mut cells: Vec<Option<Amount>> = Vec::new();
        for (i, col) in cols.iter().enumerate() {
            let head_stands_there =
                col.is_some_and(|c| matches!(read_amount(row.get(c)), AmountCell::NotANumber(_)));
            if head_stands_there {
                untold.push(i);
            }
            cells.push(col.filter(|_| !head_stands_there).and_then(|c| self.amount(row, c, false)));
        }
        if !untold.is_empty() {
            let place = self.place(row.row, row.cells[0].0);
            let finding = Finding::new(
                "R014",
                "“合计”行印在表头的末行，有的栏只印了栏目名称，没有合计数，以各科目之和代替",
            )
            .at(place);
            self.findings.push(finding);
        }
        self.said(row);
        lines.push(Line { key: String::new(), name: "合计".into(), cells });
    }

    /// Whether the next row holds nothing but the amounts this row lacks: a printed line that was broken.
    pub(super) fn only_amounts_of(&self, row: &GridRow, next: &GridRow, first_amount: u32) -> bool {
        fn number(v: &Value) -> bool {
            matches!(read_amount(Some(v)), AmountCell::Number(_))
        }
        let amounts = |r: &GridRow| r.cells.iter().filter(|c| c.0 >= first_amount).any(|(_, v)| number(v));
        !amounts(row)
            && amounts(next)
            && next.row == row.row + 1
            && next.cells.iter().all(|(col, v)| *col >= first_amount && number(v))
    }

    /// The rest of a name that went over into the next row; taken only where the catalogue knows the whole.
    fn continues_name(&self, row: &GridRow, codes: &CodeColumns, lines: &mut Lines) -> bool {
        let (Some(name), [(col, value)], Some(line)) = (codes.name, row.cells.as_slice(), lines.last())
        else {
            return false;
        };
        if *col != name {
            return false;
        }
        let whole = format!("{}{}", line.name, value.display());
        let known = functional::name(&line.key).is_some_and(|known| squash(known) == squash(&whole));
        if known {
            lines.rename_last(whole);
        }
        known
    }

    /// The line key of a row: a code, empty for 合计; `None` for rows that are no lines.
    pub(super) fn coded_key(
        &mut self,
        row: &GridRow,
        codes: &CodeColumns,
        cols: &[u32],
        previous: &str,
    ) -> Option<(String, String)> {
        if head::is_column_number_row(row) {
            return None;
        }
        let code = codes.read(row, previous);
        let name = codes.name(row);
        let squashed = squash(&name);
        if is_total_label(&squashed) || is_total_label(&code) {
            return Some((String::new(), "合计".to_owned()));
        }
        if is_code(&code) {
            return Some((code, name));
        }
        if signatures(row) {
            self.said(row);
            return None;
        }
        if Self::has_amount(row, cols) && !is_repeated_head(row) {
            let said = if code.is_empty() { squashed } else { code };
            let finding =
                Finding::new("R005", format!("这一行有金额，但科目编码“{said}”不是3、5或7位数字，没有读取"))
                    .at(self.place(row.row, row.cells[0].0))
                    .hint("请补上科目编码，或删去这一行");
            self.findings.push(finding);
            self.said(row);
        }
        None
    }

    pub(super) fn report_duplicate(
        &mut self,
        row: BodyRow<'_>,
        codes: &CodeColumns,
        key: &str,
        first: &Line,
        cols: &[Option<u32>],
    ) {
        let same = first.cells.iter().zip(cols).all(|(old, col)| {
            let Some(col) = col else { return true };
            let (at_row, at_col, value) = self.locate(row, *col);
            match (old, read_amount(value)) {
                (Some(old), AmountCell::Number(n)) => old.value.0 == self.in_yuan(at_row, at_col, n),
                (Some(old), AmountCell::Blank) => old.value.is_zero(),
                (None, AmountCell::Blank) => true,
                _ => false,
            }
        });
        for part in [Some(row.main), row.below].into_iter().flatten() {
            self.said(part);
        }
        // The total repeated on every printed page is no contradiction.
        if key.is_empty() && same {
            return;
        }
        let what = if key.is_empty() { "“合计”行".to_owned() } else { format!("科目编码 {key}") };
        let col = codes.codes.first().copied().unwrap_or(0);
        let first_cell = first.cells.iter().flatten().find_map(|a| a.cell);
        let first_place =
            first_cell.map_or_else(|| self.sheet_place(), |c| self.place_of(CellRef { col, ..c }));
        let finding = Finding::new("R004", format!("{what} 在同一张表中出现了两次，只读取第一次出现的一行"))
            .at(self.place(row.main.row, col))
            .with("第一次出现", first_place, first.name.clone())
            .hint("请核对两行，合并或删去其中一行");
        self.findings.push(finding);
    }

    /// A statement without 合计 gets the sum of its items, and says so; so does a column whose total is not printed.
    pub(super) fn ensure_total(&mut self, lines: &mut Lines, width: usize, title: &str) {
        let digits = [7, 5, 3].into_iter().find(|n| lines.iter().any(|l| l.key.len() == *n));
        let unreadable = self.unreadable.clone();
        let unknown = |key: &str, i: usize| unreadable.iter().any(|(k, c)| k == key && *c == i);
        // A sum with a part that cannot be read is no sum.
        let sum = |lines: &[Line], i: usize| {
            let parts = || lines.iter().filter(|l| Some(l.key.len()) == digits);
            let value: Yuan = parts().filter_map(|l| l.cells[i].map(|a| a.value)).sum();
            (!parts().any(|l| unknown(&l.key, i))).then_some(Amount { value, cell: None })
        };
        if let Some(total) = lines.iter().position(|l| l.key.is_empty()) {
            for i in (0..width).filter(|i| !unknown("", *i)) {
                if lines[total].cells[i].is_none() && lines.iter().any(|l| l.cells[i].is_some()) {
                    lines[total].cells[i] = sum(lines, i);
                }
            }
            return;
        }
        if !lines.is_empty() {
            let place = Finding::new("R014", format!("“{title}”没有“合计”行，以各科目之和代替"))
                .at(self.sheet_place());
            self.findings.push(place);
        }
        let cells: Vec<Option<Amount>> = (0..width).map(|i| sum(lines, i)).collect();
        self.unreadable.extend((0..width).filter(|i| cells[*i].is_none()).map(|i| (String::new(), i)));
        lines.insert(0, Line { key: String::new(), name: "合计".into(), cells });
    }

    /// A statement that lists its 项 only gets lines of their 类 and 款, since the tables made from it print them, and
    /// says so. A level of which some lines are there is complete or in error: the relations say which.
    fn ensure_uppers(&mut self, lines: &mut Lines, width: usize, title: &str) {
        let mut added = Vec::new();
        for (digits, level) in [(5, "款"), (3, "类")] {
            if lines.iter().any(|l| l.key.len() == digits) || !lines.iter().any(|l| l.key.len() == 7) {
                continue;
            }
            let mut uppers: Vec<String> = Vec::new();
            for line in lines.iter().filter(|l| l.key.len() == 7) {
                let upper = line.key[..digits].to_owned();
                if !uppers.contains(&upper) {
                    uppers.push(upper);
                }
            }
            for upper in uppers {
                let parts = || lines.iter().filter(|l| l.key.len() == 7 && l.key.starts_with(&upper));
                let mut cells = Vec::new();
                for i in 0..width {
                    let known = !parts().any(|l| self.unreadable.iter().any(|(k, c)| *k == l.key && *c == i));
                    let value: Yuan = parts().filter_map(|l| l.cells[i].map(|a| a.value)).sum();
                    cells.push(known.then_some(Amount { value, cell: None }));
                }
                self.unreadable
                    .extend((0..width).filter(|i| cells[*i].is_none()).map(|i| (upper.clone(), i)));
                let name = functional::name(&upper).unwrap_or_default().to_owned();
                let at = lines.iter().position(|l| l.key.starts_with(&upper)).unwrap_or(lines.len());
                lines.insert(at, Line { key: upper, name, cells });
            }
            added.insert(0, level);
        }
        if !added.is_empty() {
            let levels = added.join("、");
            let message = format!("“{title}”没有{levels}的行，以所属各项之和列出");
            let finding = Finding::new("R014", message).at(self.sheet_place());
            self.findings.push(finding.hint("系统里的报表是有的，请核对是否导出了全部级次"));
        }
    }
}
