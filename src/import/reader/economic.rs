//! 基本支出明细: economic classification along the head (财决08-1) or downwards in groups (公开06).

use super::{SheetReader, column_letters};
use crate::accounts::{Amount, BasicDetail, Line};
use crate::catalogue::economic;
use crate::finding::Finding;
use crate::import::codes::{CodeColumns, is_code_head};
use crate::import::head::{self, Head};
use crate::money::Yuan;
use crate::workbook::cell::{AmountCell, Value, read_amount};

impl SheetReader<'_> {
    /// Whether the sheet lists codes, names and amounts downwards (公开06) rather than along its head (财决08-1).
    pub(super) fn has_code_name_amount(&self, head: &Head) -> bool {
        let ends = |is: fn(&str) -> bool| head.columns.iter().any(|(_, p)| p.last().is_some_and(|t| is(t)));
        ends(is_code_head) && ends(is_amount_head)
    }

    /// 财决08-1: the economic classification runs along the head, by names only.
    pub(super) fn read_economic_columns(&mut self, head: &Head) -> BasicDetail {
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
        let detail = BasicDetail { columns, lines, rounded: false };
        self.report_missing_subtotals(head, &detail);
        detail
    }

    /// A 类 without its 小计: neither 人员经费 nor 公用经费 can be known.
    fn report_missing_subtotals(&mut self, head: &Head, detail: &BasicDetail) {
        let missing = detail.without_subtotal();
        if missing.is_empty() {
            return;
        }
        let names: Vec<String> =
            missing.iter().map(|c| format!("{c} {}", economic::name(c).unwrap_or(""))).collect();
        let text = format!(
            "基本支出明细表没有找到“{}”的小计一栏（在第{}行至第{}行的表头中寻找），人员经费、公用经费无从得知",
            names.join("”“"),
            self.grid.rows[head.first].row + 1,
            self.grid.rows[head.end - 1].row + 1,
        );
        self.recognition.missing.push(text.clone());
        let finding = Finding::new("R002", text)
            .at(self.sheet_place())
            .hint("请把这些类的第一栏表头改为“小计”，或重新导出");
        self.findings.push(finding);
    }

    /// 公开06: code, name and amount in several groups side by side.
    pub(super) fn read_economic_rows(&mut self, head: &Head) -> BasicDetail {
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

fn is_amount_head(text: &str) -> bool {
    matches!(text, "金额" | "决算数" | "支出决算数")
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
