//! The form's layout: labels with their value at the right, heads with values below, until 总分.

use rust_decimal::Decimal;

use super::{Assessment, Figure, Indicator};
use crate::accounts::Address;
use crate::finding::{Finding, Place};
use crate::supplement::Project;
use crate::workbook::cell::{AmountCell, Value, read_amount};
use crate::workbook::{Grid, GridRow};

/// Labels before the name of the project.
const PROJECT_LABELS: &[&str] =
    &["项目名称", "项目支出名称", "项目(政策)名称", "政策(项目)名称", "专项资金名称"];
/// The label before the name of a whole department (部门整体支出绩效自评表) ends so, whoever's form it is: 区级预算部门名称.
const DEPARTMENT_LABELS: &[&str] = &["部门名称", "部门(单位)名称", "单位名称", "预算单位"];

/// What a form assesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A project: 项目支出绩效自评表
    Project,
    /// A department: 部门（单位）整体支出绩效自评表
    Department,
}

fn is_label(text: &str, of: Of) -> bool {
    let text = text.trim_end_matches(':');
    match of {
        Of::Project => PROJECT_LABELS.contains(&text),
        Of::Department => DEPARTMENT_LABELS.iter().any(|l| text.ends_with(l)),
    }
}

/// Whether a sheet is the form of a project.
pub fn is_form(grid: &Grid) -> bool {
    kind(grid) == Some(Of::Project)
}

/// What a sheet assesses, if it is such a form.
pub fn kind(grid: &Grid) -> Option<Of> {
    let texts: Vec<String> = grid.rows.iter().flat_map(|r| &r.cells).map(|(_, v)| v.squashed()).collect();
    let has = |wanted: &dyn Fn(&str) -> bool| texts.iter().any(|text| wanted(text));
    if !(has(&|t| t.starts_with("年度资金总额")) && has(&|t| t.contains("全年执行数"))) {
        return None;
    }
    [Of::Project, Of::Department].into_iter().find(|of| has(&|t| is_label(t, *of)))
}

/// Whether a squashed text begins the form of another project or department.
pub fn begins(text: &str) -> bool {
    let glued = PROJECT_LABELS.iter().any(|label| text.starts_with(label));
    glued || is_label(text, Of::Department)
}

struct Form<'a> {
    rows: Vec<Row<'a>>,
    at: &'a dyn Fn(Address) -> Place,
}

/// A row with its texts squashed: labels are looked for in all of them, many times.
struct Row<'a> {
    row: &'a GridRow,
    plain: Vec<String>,
}

impl Row<'_> {
    fn says(&self, wanted: impl Fn(&str) -> bool) -> bool {
        self.plain.iter().any(|text| wanted(text))
    }

    /// The column of a head.
    fn column(&self, head: &str) -> Option<u32> {
        let is = |text: &str| text.strip_prefix("自评").unwrap_or(text).starts_with(head);
        let at = self.plain.iter().position(|text| is(text))?;
        self.row.cells.get(at).map(|(col, _)| *col)
    }

    /// The text in a column.
    fn text(&self, col: u32) -> String {
        text(self.row.get(col))
    }
}

impl<'a> Form<'a> {
    fn of(grid: &'a Grid, at: &'a dyn Fn(Address) -> Place) -> Form<'a> {
        let plain = |row: &GridRow| row.cells.iter().map(|(_, v)| v.squashed()).collect();
        Form { rows: grid.rows.iter().map(|row| Row { row, plain: plain(row) }).collect(), at }
    }

    fn place(&self, row: u32, col: u32) -> Place {
        (self.at)(Address { row, col })
    }

    /// The text right of a label, and where it stands.
    fn beside(&self, labels: &[&str]) -> Option<(String, Place)> {
        self.right_of(&|text| labels.contains(&text.trim_end_matches(':')))
    }

    fn right_of(&self, label: &dyn Fn(&str) -> bool) -> Option<(String, Place)> {
        let found = |row: &Row<'a>| row.plain.iter().position(|text| label(text)).map(|i| (row.row, i));
        let (row, i) = self.rows.iter().find_map(found)?;
        let (col, value) = row.cells.get(i + 1)?;
        Some((text(Some(value)), self.place(row.row, *col)))
    }

    fn figure(&self, row: &Row<'_>, col: u32) -> Option<Figure> {
        figure(row.row.get(col)).map(|value| Figure { value, place: self.place(row.row.row, col) })
    }

    /// Index of the first row with all of these heads.
    fn row_with(&self, heads: &[&str]) -> Option<usize> {
        self.rows.iter().position(|row| heads.iter().all(|h| row.column(h).is_some()))
    }
}

/// The number of a cell, with or without the unit that people add: 97.6, 97.6分, 98.5%, 12万元.
pub fn figure(value: Option<&Value>) -> Option<Decimal> {
    let bare = |text: &str| {
        let text = crate::text::squash(text);
        let text = ["万元", "分", "%"].iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(&text);
        Value::Text(text.to_owned())
    };
    let value = match value {
        Some(Value::Text(text)) => read_amount(Some(&bare(text))),
        value => read_amount(value),
    };
    match value {
        AmountCell::Number(value) => Some(value),
        _ => None,
    }
}

fn text(value: Option<&Value>) -> String {
    value.map(Value::display).unwrap_or_default().trim().to_owned()
}

/// Reads the form of a project in a workbook; `None` (with a finding) if it names none.
pub fn form(file: &str, grid: &Grid, findings: &mut Vec<Finding>) -> Option<Assessment> {
    let read = table(grid, Of::Project, &|address| Place::cell(file, &grid.name, address));
    if read.is_none() {
        findings.push(
            Finding::new("S016", "自评表没有填写项目名称，没有读取").at(Place::sheet(file, &grid.name)),
        );
    }
    read
}

/// Reads a form from any table; `at` says where a cell stands. `None` if it names no project or department.
pub fn table(grid: &Grid, of: Of, at: &dyn Fn(Address) -> Place) -> Option<Assessment> {
    let form = Form::of(grid, at);
    let (name, place) = form.right_of(&|text| is_label(text, of)).filter(|(name, _)| !name.is_empty())?;
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
        category: String::new(),
        name,
        place,
    };
    let indicators = indicators(&form);
    Some(Assessment { project, funds, execution, indicators, total, form: None })
}

type Funds = ([Option<Figure>; 3], Option<(Figure, Figure)>);

/// 年度资金总额: the three amounts, and its 分值 and 得分.
fn funds(form: &Form) -> Funds {
    let Some(head) = form.row_with(&["年初预算", "全年执行数"]) else { return Default::default() };
    let heads = &form.rows[head];
    let is_total = |r: &&Row| r.says(|text| text.starts_with("年度资金总额"));
    let Some(row) = form.rows.iter().skip(head).find(is_total) else { return Default::default() };
    let of = |name: &str| heads.column(name).and_then(|col| form.figure(row, col));
    let amounts = ["年初预算", "全年预算", "全年执行数"].map(of);
    (amounts, of("分值").zip(of("得分")))
}

/// 总分: the last number of its row is the score, the one before it the weight.
fn total(form: &Form) -> Option<(Option<Figure>, Figure)> {
    let is_total = |r: &&Row| r.says(|text| matches!(text, "总分" | "总得分" | "合计得分" | "自评总分"));
    let row = form.rows.iter().rev().find(is_total)?;
    // 总分 100 90: beside a score there may be the weight.
    let mut numbers: Vec<Figure> =
        row.row.cells.iter().filter_map(|(col, _)| form.figure(row, *col)).collect();
    let score = numbers.pop()?;
    Some((numbers.pop(), score))
}

/// 目标完成情况: below 实际完成情况, in its column.
fn result(form: &Form) -> String {
    let heads = ["实际完成情况", "年度目标完成情况", "全年实际完成情况", "目标实际完成情况"];
    for head in heads {
        let Some(at) = form.row_with(&[head]) else { continue };
        let Some(col) = form.rows[at].column(head) else { continue };
        let below = form.rows.iter().skip(at + 1).take(3).map(|r| r.text(col));
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
    let mut heads: Option<&Row> = None;
    let mut levels: [String; 3] = Default::default();
    for row in &form.rows {
        if row.says(|t| t.starts_with("总分") || t.starts_with("总得分")) {
            break;
        }
        if row.column("分值").is_some() && row.column("得分").is_some() {
            // The funds have their own reading.
            heads = row.column("全年执行数").is_none().then_some(row);
            continue;
        }
        let Some(heads) = heads else { continue };
        let (Some(weight_col), Some(score_col)) = (heads.column("分值"), heads.column("得分")) else {
            continue;
        };
        let at = |head: &str| heads.column(head).map(|col| row.text(col)).unwrap_or_default();
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
