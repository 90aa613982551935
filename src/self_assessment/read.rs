//! The form's layout: labels with their value at the right, heads with values below, until 总分.

use rust_decimal::Decimal;

use super::{Assessment, Figure, Indicator};
use crate::accounts::Address;
use crate::finding::{Finding, Place};
use crate::supplement::Project;
use crate::workbook::cell::{AmountCell, Value, read_amount};
use crate::workbook::{Grid, GridRow};

/// Whether a sheet is such a form.
pub fn is_form(grid: &Grid) -> bool {
    let has = |wanted: fn(&str) -> bool| {
        grid.rows.iter().any(|r| r.cells.iter().any(|(_, v)| wanted(&v.squashed())))
    };
    has(|t| t == "项目名称") && has(|t| t.starts_with("年度资金总额")) && has(|t| t.contains("全年执行数"))
}

struct Form<'a> {
    file: &'a str,
    grid: &'a Grid,
}

impl Form<'_> {
    fn place(&self, row: u32, col: u32) -> Place {
        Place::cell(self.file, &self.grid.name, Address { row, col })
    }

    /// The text right of a label, and where it stands.
    fn beside(&self, labels: &[&str]) -> Option<(String, Place)> {
        for row in &self.grid.rows {
            for (i, (_, value)) in row.cells.iter().enumerate() {
                if labels.contains(&value.squashed().trim_end_matches(':')) {
                    let (col, value) = row.cells.get(i + 1)?;
                    return Some((text(Some(value)), self.place(row.row, *col)));
                }
            }
        }
        None
    }

    fn figure(&self, row: &GridRow, col: u32) -> Option<Figure> {
        match read_amount(row.get(col)) {
            AmountCell::Number(value) => Some(Figure { value, place: self.place(row.row, col) }),
            _ => None,
        }
    }

    /// Index of the first row with all of these heads.
    fn row_with(&self, heads: &[&str]) -> Option<usize> {
        self.grid.rows.iter().position(|row| heads.iter().all(|h| column(row, h).is_some()))
    }
}

/// The column of a head in a row.
fn column(row: &GridRow, head: &str) -> Option<u32> {
    row.cells.iter().find(|(_, v)| v.squashed().starts_with(head)).map(|c| c.0)
}

fn text(value: Option<&Value>) -> String {
    value.map(Value::display).unwrap_or_default().trim().to_owned()
}

/// Reads one form; `None` (with a finding) if it names no project.
pub fn form(file: &str, grid: &Grid, findings: &mut Vec<Finding>) -> Option<Assessment> {
    let form = Form { file, grid };
    let Some((name, place)) = form.beside(&["项目名称"]).filter(|(name, _)| !name.is_empty()) else {
        findings.push(
            Finding::new("S016", "自评表没有填写项目名称，没有读取").at(Place::sheet(file, &grid.name)),
        );
        return None;
    };
    let beside = |labels: &[&str]| form.beside(labels).map(|(text, _)| text).unwrap_or_default();
    let (funds, execution) = funds(&form);
    let total = total(&form);
    let project = Project {
        unit: beside(&["实施单位", "资金使用单位", "项目单位"]),
        initial: funds[0].as_ref().map(|f| f.value),
        budget: funds[1].as_ref().map(|f| f.value),
        executed: funds[2].as_ref().map(|f| f.value),
        score: total.as_ref().map(|(_, score)| score.value),
        grade: beside(&["自评等级", "等级", "评价等级"]),
        result: result(&form),
        name,
        place,
    };
    Some(Assessment { project, funds, execution, indicators: indicators(&form), total })
}

type Funds = ([Option<Figure>; 3], Option<(Figure, Figure)>);

/// 年度资金总额: the three amounts, and its 分值 and 得分.
fn funds(form: &Form) -> Funds {
    let Some(head) = form.row_with(&["年初预算", "全年执行数"]) else { return Default::default() };
    let heads = &form.grid.rows[head];
    let is_total = |r: &&GridRow| r.cells.iter().any(|(_, v)| v.squashed().starts_with("年度资金总额"));
    let Some(row) = form.grid.rows.iter().skip(head).find(is_total) else { return Default::default() };
    let of = |name: &str| column(heads, name).and_then(|col| form.figure(row, col));
    let amounts = ["年初预算", "全年预算", "全年执行数"].map(of);
    (amounts, of("分值").zip(of("得分")))
}

/// 总分: the last number of its row is the score, the one before it the weight.
fn total(form: &Form) -> Option<(Option<Figure>, Figure)> {
    let is_total = |r: &&GridRow| {
        r.cells
            .iter()
            .any(|(_, v)| matches!(v.squashed().as_str(), "总分" | "总得分" | "合计得分" | "自评总分"))
    };
    let row = form.grid.rows.iter().rev().find(is_total)?;
    let mut numbers: Vec<Figure> = row.cells.iter().filter_map(|(col, _)| form.figure(row, *col)).collect();
    let score = numbers.pop()?;
    Some((numbers.pop(), score))
}

/// 目标完成情况: below 实际完成情况, in its column.
fn result(form: &Form) -> String {
    let heads = ["实际完成情况", "年度目标完成情况", "全年实际完成情况", "目标实际完成情况"];
    for head in heads {
        let Some(at) = form.row_with(&[head]) else { continue };
        let Some(col) = column(&form.grid.rows[at], head) else { continue };
        let below = form.grid.rows.iter().skip(at + 1).take(3).map(|r| text(r.get(col)));
        let said = below.into_iter().find(|t| !t.is_empty());
        if let Some(said) = said {
            return said;
        }
    }
    String::new()
}

/// Lines with 分值 and 得分 below the funds, up to 总分. Merged level cells hold for the lines below them.
fn indicators(form: &Form) -> Vec<Indicator> {
    let mut lines = Vec::new();
    let mut heads: Option<&GridRow> = None;
    let mut levels: [String; 3] = Default::default();
    for row in &form.grid.rows {
        let squashed: Vec<String> = row.cells.iter().map(|(_, v)| v.squashed()).collect();
        if squashed.iter().any(|t| t.starts_with("总分") || t.starts_with("总得分")) {
            break;
        }
        if column(row, "分值").is_some() && column(row, "得分").is_some() {
            // The funds have their own reading.
            heads = column(row, "全年执行数").is_none().then_some(row);
            continue;
        }
        let Some(heads) = heads else { continue };
        let (Some(weight_col), Some(score_col)) = (column(heads, "分值"), column(heads, "得分")) else {
            continue;
        };
        let at = |head: &str| column(heads, head).map(|col| text(row.get(col))).unwrap_or_default();
        for (i, head) in ["一级指标", "二级指标", "三级指标"].iter().enumerate() {
            let said = at(head);
            if !said.is_empty() {
                levels[i] = said;
                levels[i + 1..].iter_mut().for_each(String::clear);
            }
        }
        let (Some(weight), Some(score)) = (form.figure(row, weight_col), form.figure(row, score_col)) else {
            continue;
        };
        lines.push(Indicator {
            levels: levels.clone(),
            target: first_said(&at, &["年度指标值", "指标值", "年度"]),
            actual: at("实际完成"),
            weight,
            score,
            deviation: at("偏差原因"),
        });
    }
    lines
}

fn first_said(at: &impl Fn(&str) -> String, heads: &[&str]) -> String {
    heads.iter().map(|h| at(h)).find(|t| !t.is_empty()).unwrap_or_default()
}

/// How far two figures may differ that are printed with these decimals (half of the last one).
pub fn printed_slack(figure: Decimal) -> Decimal {
    Decimal::new(5, figure.normalize().scale() + 1)
}
