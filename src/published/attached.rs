//! Attachments (附件) as data: the list of projects with their scores (绩效自评结果汇总表) and the forms of single projects
//! or of the whole department (绩效自评表).

use super::content::Remark;
use super::other::OtherTable;
use super::titles::AttachedKind;
use crate::accounts::Address;
use crate::place::Place;
use crate::self_assessment::{self, Assessment, Figure, Of, figure};
use crate::text::{one_line, squash};
use crate::workbook::cell::Value;

/// What the attachments hold.
#[derive(Debug, Clone, Default)]
pub struct Attachments {
    /// 绩效自评结果汇总表
    pub summaries: Vec<Summary>,
    /// 绩效自评表 of projects and of the department, in printed order.
    pub assessments: Vec<AttachedForm>,
}

/// A list of projects with their scores.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Title as printed.
    pub title: String,
    /// Page, if known.
    pub page: Option<u32>,
    /// Its projects.
    pub rows: Vec<SummaryRow>,
    /// The row 合计, if it has one.
    pub total: Option<SummaryRow>,
}

/// A project in a summary. Amounts are in the printed unit (万元, unless the head says otherwise).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryRow {
    /// 项目名称
    pub name: String,
    /// The line above that groups projects (区本级支出项目绩效自评); empty without one.
    pub group: String,
    /// 资金使用单位
    pub unit: String,
    /// 年初预算数
    pub initial: Option<Figure>,
    /// 全年预算数
    pub budget: Option<Figure>,
    /// 全年执行数
    pub executed: Option<Figure>,
    /// 执行率, %
    pub completion: Option<Figure>,
    /// 自评得分
    pub score: Option<Figure>,
    /// 自评等级 as printed
    pub grade: String,
    /// 目标完成情况
    pub result: String,
    /// Where it stands.
    pub place: Place,
}

/// A form in a document.
#[derive(Debug, Clone)]
pub struct AttachedForm {
    /// Title as printed.
    pub title: String,
    /// Page, if known.
    pub page: Option<u32>,
    /// Its table among [`super::Report::other_tables`].
    pub table: usize,
    /// What it assesses; of a department [`Assessment::project`] carries the department's name.
    pub of: Of,
    /// What it says.
    pub form: Assessment,
}

/// Reads the attached tables of a document; what cannot be read is remarked.
pub fn read(file: &str, tables: &[OtherTable]) -> (Attachments, Vec<Remark>) {
    let mut attachments = Attachments::default();
    let mut remarks = Vec::new();
    let mut remark = |page: Option<u32>, text: String| remarks.push(Remark { page, text });
    for (index, table) in tables.iter().enumerate() {
        match table.kind {
            AttachedKind::Other => {}
            // The scale of an evaluation report (评价指标体系) lists indicators, but assesses nothing by itself.
            _ if squash(&table.title).contains("指标体系") => {}
            AttachedKind::Summary => match summary(file, table) {
                Some(summary) => attachments.summaries.push(summary),
                None => remark(
                    table.page,
                    format!(
                        "“{}”里没有找到“项目名称”和得分、等级各栏，没有当作自评结果汇总表读取",
                        table.heading()
                    ),
                ),
            },
            AttachedKind::Assessment => match assessment(file, table, index) {
                Some(form) => attachments.assessments.push(form),
                None => remark(
                    table.page,
                    format!("“{}”里没有找到项目名称、年度资金总额，没有当作绩效自评表读取", table.heading()),
                ),
            },
        }
    }
    (attachments, remarks)
}

/// Columns of a summary by words of their squashed heads; the first that a head contains decides.
const COLUMNS: &[(Column, &[&str])] = &[
    (Column::Name, &["项目名称", "项目支出名称", "专项名称"]),
    (Column::Initial, &["年初预算"]),
    (Column::Completion, &["执行率", "完成率", "执行进度"]),
    (Column::Executed, &["执行数", "执行金额", "支出数", "支出金额", "实际支出"]),
    (Column::Budget, &["全年预算", "调整预算", "预算数", "预算金额", "预算资金", "项目金额"]),
    (Column::Grade, &["等级", "评级", "等次"]),
    (Column::Score, &["得分", "分数", "评分"]),
    (Column::Result, &["完成情况", "自评结论"]),
    (Column::Unit, &["使用单位", "实施单位", "项目单位", "承担单位", "主管部门", "单位名称"]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Unit,
    Initial,
    Budget,
    Executed,
    Completion,
    Score,
    Grade,
    Result,
}

/// The form in a table.
fn assessment(file: &str, table: &OtherTable, index: usize) -> Option<AttachedForm> {
    let grid = table.grid();
    let of = self_assessment::kind(&grid)?;
    let places = table.places();
    let at = |address: Address| places.place(file, address.row as usize, address.col as usize, "");
    let form = self_assessment::table(&grid, of, &at)?;
    Some(AttachedForm { title: table.heading(), page: table.page, table: index, of, form })
}

/// Columns by what their heads say, and the first row behind the heads.
fn columns(table: &OtherTable) -> Option<(Vec<(Column, usize)>, usize)> {
    let says = |text: &str, wanted: Column| {
        let plain = squash(text);
        COLUMNS.iter().find(|(_, words)| words.iter().any(|w| plain.contains(w))).map(|c| c.0) == Some(wanted)
    };
    let head = table.rows.iter().position(|r| r.iter().any(|text| says(text, Column::Name)))?;
    let name = table.rows[head].iter().position(|text| says(text, Column::Name))?;
    // A head of two rows leaves the name's column blank in the second.
    let width = table.rows[head].len();
    let mut first = head + 1;
    let is_head = |row: usize| {
        table.cell(row, name).is_empty()
            && (0..width).any(|c| COLUMNS.iter().any(|(column, _)| says(table.cell(row, c), *column)))
    };
    while first < table.rows.len() && is_head(first) {
        first += 1;
    }
    let head_of = |col: usize| -> String { (head..first).map(|r| table.cell(r, col)).collect() };
    let mut columns: Vec<(Column, usize)> = Vec::new();
    for col in 0..width {
        let text = head_of(col);
        let known = COLUMNS.iter().map(|c| c.0).find(|column| says(&text, *column));
        if let Some(column) = known.filter(|k| columns.iter().all(|(c, _)| c != k)) {
            columns.push((column, col));
        }
    }
    let scored = columns.iter().any(|(c, _)| matches!(c, Column::Score | Column::Grade));
    scored.then_some((columns, first))
}

fn summary(file: &str, table: &OtherTable) -> Option<Summary> {
    let (columns, first) = columns(table)?;
    let col = |wanted: Column| columns.iter().find(|(c, _)| *c == wanted).map(|c| c.1);
    let name_col = col(Column::Name)?;
    let mut summary = Summary { title: table.heading(), page: table.page, rows: Vec::new(), total: None };
    let mut group = String::new();
    let places = table.places();
    for row in first..table.rows.len() {
        let texts: Vec<&str> =
            (0..table.rows[row].len()).map(|c| table.cell(row, c)).filter(|t| !t.is_empty()).collect();
        let name = one_line(table.cell(row, name_col));
        let total = texts.first().is_some_and(|t| matches!(squash(t).as_str(), "合计" | "总计"));
        match texts.as_slice() {
            [] => continue,
            [one] if !total => {
                group = one_line(one);
                continue;
            }
            // The head once more on a new page.
            _ if COLUMNS[0].1.contains(&squash(&name).as_str()) => continue,
            _ if name.is_empty() && !total => continue,
            _ => {}
        }
        let text = |column| col(column).map_or_else(String::new, |c| one_line(table.cell(row, c)));
        let number = |column| {
            let col = col(column)?;
            let value = figure(Some(&Value::Text(table.cell(row, col).to_owned())))?;
            Some(Figure { value, place: places.place(file, row, col, &name) })
        };
        let read = SummaryRow {
            group: group.clone(),
            unit: text(Column::Unit),
            initial: number(Column::Initial),
            budget: number(Column::Budget),
            executed: number(Column::Executed),
            completion: number(Column::Completion),
            score: number(Column::Score),
            grade: text(Column::Grade),
            result: text(Column::Result),
            place: places.place(file, row, name_col, &name),
            name,
        };
        if total { summary.total = Some(read) } else { summary.rows.push(read) }
    }
    Some(summary)
}
