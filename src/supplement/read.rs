//! A filled supplement in: sheets by name, columns by their heads, rows by their keys, wherever they stand.

use rust_decimal::Decimal;

use super::form::{self, SheetId};
use super::typed::{self, Typed, Unit};
use super::{DataRow, Entry, OwnSentence, Project, Supplement};
use crate::accounts::Address;
use crate::error::{Error, Result};
use crate::finding::{Finding, Place};
use crate::money::Yuan;
use crate::source::Source;
use crate::text::squash;
use crate::workbook::cell::Value;
use crate::workbook::{self, Grid, GridRow, Workbook};

/// The text that a sentence prints as a percentage (绩效自评项目占预算项目支出总额的百分比).
const COVERAGE: &str = "text.performance_coverage";

/// Reads a supplement. Sheets are found by their name or columns, columns by their heads, wherever they stand.
///
/// # Errors
/// The file is no readable workbook, or has none of a supplement's sheets.
pub fn read(source: impl Into<Source>) -> Result<Supplement> {
    let source = source.into();
    let book = workbook::read(&source)?;
    supplement_of(&book).map_err(|reason| Error::Unusable { path: source.path().to_owned(), reason })
}

/// The supplement in a workbook that was read.
///
/// # Errors
/// It has none of a supplement's sheets.
pub fn supplement_of(book: &Workbook) -> std::result::Result<Supplement, String> {
    if form::SHEETS.iter().all(|spec| form::find(book, spec).is_none()) {
        let names: Vec<&str> = book.sheets.iter().map(|s| s.name.as_str()).collect();
        return Err(format!(
            "没有“原因说明”“补充数据”“文字材料”“绩效自评”中的任何一个工作表（有：{}）。请确认这是补充资料.xlsx",
            names.join("、")
        ));
    }
    let mut supplement = Supplement::default();
    for spec in form::SHEETS {
        let Some(grid) = form::find(book, spec) else { continue };
        let sheet = Sheet { file: &book.file, grid, spec };
        let findings = &mut supplement.findings;
        match spec.id {
            SheetId::Reasons => supplement.reasons = sheet.entries("原因", findings),
            SheetId::Texts => supplement.texts = sheet.entries("内容", findings),
            SheetId::Data => supplement.data = sheet.data(findings),
            SheetId::Projects => supplement.projects = sheet.projects(findings),
            SheetId::Own => supplement.own = sheet.own(findings),
            SheetId::Looked => supplement.looked = sheet.looked(findings),
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
            let key = squash(&Self::text(row, key_col));
            let place = self.place(row.row, text_col);
            let mut text = self.answer(row.get(text_col), &place, !key.is_empty(), findings);
            if key == COVERAGE && !text.is_empty() && !typed::is_percentage(&text) {
                findings.push(
                    Finding::new("S002", format!("应填百分比，如 95%，实际是“{text}”，没有使用"))
                        .at(place.clone())
                        .hint("请填0%至100%之间的数，带百分号"),
                );
                text.clear();
            }
            if key.is_empty() || key == "键" {
                if !text.is_empty() && key.is_empty() {
                    findings.push(without_key(&text, place));
                }
                continue;
            }
            let entry = Entry { key, title: Self::text(row, title_col), text, place };
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

    /// What was typed as a reason or text; nothing where it only holds the place of one, which is said.
    fn answer(
        &self,
        value: Option<&Value>,
        place: &Place,
        wanted: bool,
        findings: &mut Vec<Finding>,
    ) -> String {
        let text = value.map(Value::display).map(|t| clean(&t)).unwrap_or_default();
        if text.is_empty() || !wanted {
            return text;
        }
        if let Some(Value::Error(_) | Value::NoResult(_)) = value {
            findings.push(
                Finding::new("S002", format!("应填文字，实际是没有结果或出错的公式“{text}”，没有使用"))
                    .at(place.clone())
                    .hint("请在 Excel 或 WPS 中重新计算并保存，或直接填写文字"),
            );
            return String::new();
        }
        let of_reason = self.spec.id == SheetId::Reasons;
        // A text may be a number alone (a coverage of 100%), a reason may not.
        if !super::is_answer(self.spec.id, &text) {
            let what = if of_reason { "原因" } else { "文字" };
            findings.push(
                Finding::new("S017", format!("“{text}”不是{what}，按没有填写处理"))
                    .at(place.clone())
                    .hint(format!("请填写实际的{what}；与另一处相同也请写全")),
            );
            return String::new();
        }
        text
    }

    fn number(
        &self,
        row: &GridRow,
        col: Option<u32>,
        unit: Unit,
        findings: &mut Vec<Finding>,
    ) -> Option<(Decimal, Place)> {
        let col = col?;
        match typed::number(row.get(col), unit) {
            Typed::Nothing => None,
            Typed::Number(n) => Some((n, self.place(row.row, col))),
            Typed::Unclear(text) => {
                findings.push(
                    Finding::new("S002", format!("应填{}，实际是“{text}”，没有使用", unit.expectation()))
                        .at(self.place(row.row, col))
                        .hint("请改成一个数；单位与“单位”一栏不同的，在数的后面写明单位"),
                );
                None
            }
        }
    }

    /// 自评等级 as 优, 良, 中 or 差; nothing where it is none of them, which is said.
    fn grade(&self, row: &GridRow, col: Option<u32>, findings: &mut Vec<Finding>) -> String {
        let text = Self::text(row, col);
        match (typed::grade(&text), col) {
            (Some(grade), _) => grade.to_owned(),
            (None, col) => {
                findings.push(
                    Finding::new("S002", format!("应填优、良、中、差之一，实际是“{text}”，没有使用"))
                        .at(self.place(row.row, col.unwrap_or_default()))
                        .hint("90分以上为优，80分以上为良，60分以上为中，60分以下为差"),
                );
                String::new()
            }
        }
    }

    /// 项目类别 as 本级 or 转移支付; nothing where it is neither, which is said.
    fn category(&self, row: &GridRow, col: Option<u32>, findings: &mut Vec<Finding>) -> String {
        let text = squash(&Self::text(row, col));
        let known = form::CATEGORIES.iter().find(|known| text.contains(**known));
        if let (None, false, Some(col)) = (known, text.is_empty(), col) {
            findings.push(
                Finding::new("S002", format!("项目类别应填本级或转移支付，实际是“{text}”，没有使用"))
                    .at(self.place(row.row, col)),
            );
        }
        known.map(|known| (*known).to_owned()).unwrap_or_default()
    }

    fn data(&self, findings: &mut Vec<Finding>) -> Vec<DataRow> {
        let Some((head, columns)) = self.head(findings) else { return Vec::new() };
        let [key, unit, budget, current, prior] =
            ["键", "单位", "年初预算数", "本年决算数", "上年决算数"].map(|name| column(&columns, name));
        let mut rows = Vec::new();
        for row in &self.grid.rows[head + 1..] {
            let name = squash(&Self::text(row, key));
            if name.is_empty() || name == "键" {
                let number =
                    [budget, current, prior].into_iter().flatten().find(|col| row.get(*col).is_some());
                if let Some(col) = number.filter(|_| name.is_empty()) {
                    findings.push(without_key(&Self::text(row, Some(col)), self.place(row.row, col)));
                }
                continue;
            }
            let unit = Self::text(row, unit);
            let (factor, kind) = (DataRow::factor(&unit), Unit::named(&unit));
            let mut take = |col| {
                self.number(row, col, kind, findings)
                    .map(|(n, place)| (Yuan((n * factor).normalize()), place))
            };
            let place = self.place(row.row, key.unwrap_or_default());
            let (budget, current, prior) = (take(budget), take(current), take(prior));
            let new = DataRow { key: name, unit, budget, current, prior, place };
            match rows.iter().find(|r: &&DataRow| r.key == new.key) {
                Some(first) => findings.extend(twice(
                    &new.key,
                    &first.place,
                    new.place.clone(),
                    first.says() == new.says(),
                )),
                None => rows.push(new),
            }
        }
        rows
    }

    fn own(&self, findings: &mut Vec<Finding>) -> Vec<OwnSentence> {
        let Some((head, columns)) = self.head(findings) else { return Vec::new() };
        let [key, section, instead, say] =
            ["键", "章节", "样式的句子", "改为"].map(|name| column(&columns, name));
        let mut sentences: Vec<OwnSentence> = Vec::new();
        for row in &self.grid.rows[head + 1..] {
            let name = squash(&Self::text(row, key));
            let instead = Self::text(row, instead);
            if name.is_empty() || instead.is_empty() || sentences.iter().any(|s| s.key == name) {
                continue;
            }
            sentences.push(OwnSentence {
                key: name,
                section: Self::text(row, section),
                instead,
                say: Self::text(row, say),
                place: self.place(row.row, say.unwrap_or_default()),
            });
        }
        sentences
    }

    fn looked(&self, findings: &mut Vec<Finding>) -> Vec<Entry> {
        let Some((head, columns)) = self.head(findings) else { return Vec::new() };
        let [problem, said] = ["问题", "说明"].map(|name| column(&columns, name));
        let rows = self.grid.rows[head + 1..].iter().map(|row| Entry {
            key: Self::text(row, problem),
            title: String::new(),
            text: Self::text(row, said),
            place: self.place(row.row, said.unwrap_or_default()),
        });
        rows.filter(|entry| !entry.key.is_empty()).collect()
    }

    fn projects(&self, findings: &mut Vec<Finding>) -> Vec<Project> {
        let Some((head, columns)) = self.head(findings) else { return Vec::new() };
        let find = |names: &[&str]| names.iter().find_map(|n| column(&columns, n));
        let name = find(&["项目名称"]);
        let [unit, initial, budget, executed, score, grade, result, category] = [
            find(&["资金使用单位"]),
            find(&["年初预算数"]),
            find(&["全年预算数"]),
            find(&["全年执行数", "执行数"]),
            find(&["自评得分", "得分"]),
            find(&["自评等级", "等级"]),
            find(&["目标完成情况", "绩效目标完成情况"]),
            find(&["项目类别"]),
        ];
        let mut projects = Vec::new();
        for row in &self.grid.rows[head + 1..] {
            let title = Self::text(row, name);
            if title.is_empty() || squash(&title) == "项目名称" || squash(&title) == "合计" {
                continue;
            }
            let wan = Unit::named("万元");
            let mut take = |col, unit| self.number(row, col, unit, findings).map(|(n, _)| n);
            let [initial, budget, executed] = [initial, budget, executed].map(|col| take(col, wan));
            let score = take(score, Unit::Score);
            let project = Project {
                name: title,
                unit: Self::text(row, unit),
                initial,
                budget,
                executed,
                score,
                grade: self.grade(row, grade, findings),
                result: Self::text(row, result),
                category: self.category(row, category, findings),
                place: self.place(row.row, name.unwrap_or_default()),
            };
            // Units of one department may have projects of one name.
            let same = |p: &&Project| squash(&p.name) == squash(&project.name) && p.unit == project.unit;
            match projects.iter().find(same) {
                Some(first) => {
                    let equal = Project { place: first.place.clone(), ..project.clone() } == *first;
                    findings.extend(twice(&project.name, &first.place, project.place, equal));
                }
                None => projects.push(project),
            }
        }
        projects
    }
}

/// A row of a key that is there already; a plain copy of it says nothing new.
fn twice(key: &str, first: &Place, second: Place, equal: bool) -> Option<Finding> {
    (!equal).then(|| {
        Finding::new("S004", format!("“{key}”填写了两次而内容不同，只使用第一次的"))
            .at(second)
            .with("使用", first.clone(), "")
            .hint("请删去其中一行")
    })
}

/// Something typed in a row that nothing can be matched by.
fn without_key(text: &str, place: Place) -> Finding {
    let start: String = text.chars().take(20).collect();
    let more = if start.len() < text.len() { "…" } else { "" };
    Finding::new("S018", format!("这一行没有键，所填的“{start}{more}”没有使用"))
        .at(place)
        .hint("请填在有键的行里；合并过的单元格请取消合并，每行各填一次")
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
