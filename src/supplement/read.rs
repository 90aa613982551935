//! A filled supplement in: sheets by name, columns by their heads, rows by their keys, wherever they stand.

use rust_decimal::Decimal;

use super::form::{self, SheetId};
use super::{DataRow, Entry, Project, Supplement};
use crate::accounts::Address;
use crate::error::{Error, Result};
use crate::finding::{Finding, Place};
use crate::money::Yuan;
use crate::source::Source;
use crate::text::squash;
use crate::workbook::cell::{AmountCell, Value, read_amount};
use crate::workbook::{self, Grid, GridRow};

/// Reads a supplement. Sheets are found by their name or columns, columns by their heads, wherever they stand.
///
/// # Errors
/// The file is no readable workbook, or has none of a supplement's sheets.
pub fn read(source: impl Into<Source>) -> Result<Supplement> {
    let source = source.into();
    let book = workbook::read(&source)?;
    if form::SHEETS.iter().all(|spec| form::find(&book, spec).is_none()) {
        let names: Vec<&str> = book.sheets.iter().map(|s| s.name.as_str()).collect();
        return Err(Error::Unusable {
            path: source.path().to_owned(),
            reason: format!(
                "没有“原因说明”“补充数据”“文字材料”“绩效自评”中的任何一个工作表（有：{}）。请确认这是补充资料.xlsx",
                names.join("、")
            ),
        });
    }
    let mut supplement = Supplement::default();
    for spec in form::SHEETS {
        let Some(grid) = form::find(&book, spec) else { continue };
        let sheet = Sheet { file: &book.file, grid, spec };
        let findings = &mut supplement.findings;
        match spec.id {
            SheetId::Reasons => supplement.reasons = sheet.entries("原因", findings),
            SheetId::Texts => supplement.texts = sheet.entries("内容", findings),
            SheetId::Data => supplement.data = sheet.data(findings),
            SheetId::Projects => supplement.projects = sheet.projects(findings),
        }
    }
    Ok(supplement)
}

struct Sheet<'a> {
    file: &'a str,
    grid: &'a Grid,
    spec: &'a form::SheetSpec,
}

impl Sheet<'_> {
    fn place(&self, row: u32, col: u32) -> Place {
        Place::cell(self.file, &self.grid.name, Address { row, col })
    }

    /// The head row, and its columns by squashed text.
    fn head(&self, findings: &mut Vec<Finding>) -> Option<(usize, Vec<(u32, String)>)> {
        let anchor = self.spec.key_head();
        let found = form::head_row(self.grid, self.spec).map(|i| {
            (i, self.grid.rows[i].cells.iter().map(|(c, v)| (*c, v.squashed())).collect::<Vec<_>>())
        });
        if found.is_none() && !self.grid.rows.is_empty() {
            findings.push(
                Finding::new("S005", format!("工作表“{}”没有“{anchor}”一栏，没有读取", self.grid.name))
                    .at(Place::sheet(self.file, &self.grid.name))
                    .hint("请恢复第一行的栏目名称"),
            );
        }
        found
    }

    fn text(row: &GridRow, col: Option<u32>) -> String {
        col.and_then(|c| row.get(c)).map(Value::display).map(|t| clean(&t)).unwrap_or_default()
    }

    fn entries(&self, content: &str, findings: &mut Vec<Finding>) -> Vec<Entry> {
        let Some((head, columns)) = self.head(findings) else { return Vec::new() };
        let key_col = column(&columns, "键");
        let title_col = column(&columns, "标题");
        let text_col = columns.iter().find(|(_, t)| t.starts_with(content)).map(|c| c.0);
        let Some(text_col) = text_col else {
            findings.push(
                Finding::new("S005", format!("工作表“{}”没有“{content}”一栏，没有读取", self.grid.name))
                    .at(self.place(self.grid.rows[head].row, 0))
                    .hint("请恢复第一行的栏目名称"),
            );
            return Vec::new();
        };
        let mut entries: Vec<Entry> = Vec::new();
        for row in &self.grid.rows[head + 1..] {
            let key = Self::text(row, key_col);
            if key.is_empty() || key == "键" {
                continue;
            }
            let entry = Entry {
                key,
                title: Self::text(row, title_col),
                text: Self::text(row, Some(text_col)),
                place: self.place(row.row, text_col),
            };
            match entries.iter_mut().find(|e| e.key == entry.key) {
                Some(first) if first.text.is_empty() => *first = entry,
                Some(first) if entry.text.is_empty() || entry.text == first.text => {}
                Some(first) => findings.push(
                    Finding::new("S004", format!("“{}”填写了两次而内容不同，只使用第一次的", entry.key))
                        .at(entry.place.clone())
                        .with("使用", first.place.clone(), first.text.clone())
                        .with("没有使用", entry.place, entry.text)
                        .hint("请删去其中一行"),
                ),
                None => entries.push(entry),
            }
        }
        entries
    }

    fn number(
        &self,
        row: &GridRow,
        col: Option<u32>,
        findings: &mut Vec<Finding>,
    ) -> Option<(Decimal, Place)> {
        let col = col?;
        match read_amount(row.get(col)) {
            AmountCell::Blank | AmountCell::NoResult => None,
            AmountCell::Number(n) => Some((n, self.place(row.row, col))),
            AmountCell::NotANumber(text) => {
                findings.push(
                    Finding::new("S002", format!("应填数字，实际是“{text}”，没有使用"))
                        .at(self.place(row.row, col))
                        .hint("请只填数字；单位在“单位”一栏注明"),
                );
                None
            }
        }
    }

    fn data(&self, findings: &mut Vec<Finding>) -> Vec<DataRow> {
        let Some((head, columns)) = self.head(findings) else { return Vec::new() };
        let [key, unit, budget, current, prior] =
            ["键", "单位", "年初预算数", "本年决算数", "上年决算数"].map(|name| column(&columns, name));
        let mut rows = Vec::new();
        for row in &self.grid.rows[head + 1..] {
            let name = Self::text(row, key);
            if name.is_empty() || name == "键" {
                continue;
            }
            let unit = Self::text(row, unit);
            let factor = DataRow::factor(&unit);
            let mut take = |col| {
                self.number(row, col, findings).map(|(n, place)| (Yuan((n * factor).normalize()), place))
            };
            rows.push(DataRow {
                key: name,
                unit,
                budget: take(budget),
                current: take(current),
                prior: take(prior),
                place: self.place(row.row, key.unwrap_or_default()),
            });
        }
        rows
    }

    fn projects(&self, findings: &mut Vec<Finding>) -> Vec<Project> {
        let Some((head, columns)) = self.head(findings) else { return Vec::new() };
        let find = |names: &[&str]| names.iter().find_map(|n| column(&columns, n));
        let name = find(&["项目名称"]);
        let [unit, initial, budget, executed, score, grade, result] = [
            find(&["资金使用单位"]),
            find(&["年初预算数"]),
            find(&["全年预算数"]),
            find(&["全年执行数", "执行数"]),
            find(&["自评得分", "得分"]),
            find(&["自评等级", "等级"]),
            find(&["目标完成情况", "绩效目标完成情况"]),
        ];
        let mut projects = Vec::new();
        for row in &self.grid.rows[head + 1..] {
            let title = Self::text(row, name);
            if title.is_empty() || squash(&title) == "项目名称" || squash(&title) == "合计" {
                continue;
            }
            let mut take = |col| self.number(row, col, findings).map(|(n, _)| n);
            projects.push(Project {
                name: title,
                unit: Self::text(row, unit),
                initial: take(initial),
                budget: take(budget),
                executed: take(executed),
                score: take(score),
                grade: Self::text(row, grade),
                result: Self::text(row, result),
                place: self.place(row.row, name.unwrap_or_default()),
            });
        }
        projects
    }
}

fn column(columns: &[(u32, String)], name: &str) -> Option<u32> {
    columns
        .iter()
        .find(|(_, t)| t == name)
        .or_else(|| columns.iter().find(|(_, t)| t.starts_with(&format!("{name}("))))
        .map(|c| c.0)
}

/// Text as people type it: trimmed, control characters dropped, line breaks kept.
fn clean(text: &str) -> String {
    crate::text::clean(text).trim().to_owned()
}
