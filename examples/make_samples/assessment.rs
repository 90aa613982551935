//! Self-assessment forms (项目支出绩效自评表), one workbook per project, as a performance system exports them.

use rust_decimal::{Decimal, RoundingStrategy};
use rust_xlsxwriter::Workbook;

use super::accounts::{Accounts, Filter, Line, Result};
use super::data::{Nature, Project};
use super::form::{DASH, Form};

/// 分值 of 预算执行.
const EXECUTION_WEIGHT: u32 = 10;

/// 一级指标, 二级指标, 三级指标, 年度指标值, 分值; what a project missed is taken from the first.
const INDICATORS: [(&str, &str, &str, &str, u32); 4] = [
    ("产出指标（40分）", "数量指标", "计划任务完成率", "＝100%", 25),
    ("", "时效指标", "按期完成率", "＝100%", 15),
    ("效益指标（40分）", "社会效益指标", "政策知晓率", "≥90%", 40),
    ("满意度指标（10分）", "服务对象满意度指标", "服务对象满意度", "≥90%", 10),
];

/// File name and workbook of each form.
pub fn books(accounts: &Accounts) -> Result<Vec<(String, Workbook)>> {
    let mut books = Vec::new();
    let supplement = accounts.department.supplement;
    for (name, goal) in supplement.with_form {
        let project = supplement.projects.iter().find(|p| p.name == *name).ok_or("a form of no project")?;
        books.push((format!("{name}.xlsx"), book(accounts, project, goal)?));
    }
    Ok(books)
}

fn book(accounts: &Accounts, project: &Project, goal: &str) -> Result<Workbook> {
    let mut book = Workbook::new();
    let mut form = Form::bare(&mut book, "项目支出绩效自评表")?;
    form.title(8, "项目支出绩效自评表")?;
    form.note(1, 3, &format!("（{}年度）", accounts.year))?;
    form.head((2, 0), (2, 0), "项目名称")?;
    form.head((2, 1), (2, 7), project.name)?;
    form.head((3, 0), (3, 0), "主管部门")?;
    form.head((3, 1), (3, 3), accounts.department.name)?;
    form.head((3, 4), (3, 4), "实施单位")?;
    form.head((3, 5), (3, 7), accounts.department.name)?;
    let filter = Filter::of(project.source).nature(Nature::Project);
    let line = accounts.sum(project.item, filter);
    let score: Decimal = project.score.parse()?;
    let execution = funds(&mut form, &line)?;
    form.head((7, 0), (8, 0), "年度总体目标")?;
    form.head((7, 1), (7, 4), "预期目标")?;
    form.head((7, 5), (7, 7), "实际完成情况")?;
    form.head((8, 1), (8, 4), goal)?;
    form.head((8, 5), (8, 7), project.outcome)?;
    indicators(&mut form, score, execution)?;
    Ok(book)
}

/// The rows of 项目资金（万元）; returns the score of 预算执行.
fn funds(form: &mut Form, line: &Line) -> Result<Decimal> {
    form.head((4, 0), (6, 0), "项目资金（万元）")?;
    let heads = ["", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"];
    for (column, head) in (1..).zip(heads) {
        form.head((4, column), (4, column), head)?;
    }
    let amounts = [line.initial, line.adjusted(), line.spent].map(|yuan| round(yuan / Decimal::from(10_000)));
    let rate = amounts[2] / amounts[1];
    let weight = Decimal::from(EXECUTION_WEIGHT);
    let score = round(rate * weight);
    form.text(5, 1, "年度资金总额")?;
    form.text(6, 1, "其中：当年财政拨款")?;
    for (column, amount) in (2..).zip(amounts) {
        form.amount(5, column, amount)?;
        form.amount(6, column, amount)?;
    }
    form.count(5, 5, weight)?;
    form.text(5, 6, &format!("{}%", round(rate * Decimal::ONE_HUNDRED)))?;
    form.amount(5, 7, score)?;
    for column in 5..8 {
        form.text(6, column, DASH)?;
    }
    Ok(score)
}

fn indicators(form: &mut Form, total: Decimal, execution: Decimal) -> Result<()> {
    let heads = [
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    ];
    for (column, head) in (0..).zip(heads) {
        form.head((9, column), (9, column), head)?;
        form.width(column, 18)?;
    }
    let full = Decimal::ONE_HUNDRED;
    let mut missed = full - total - (Decimal::from(EXECUTION_WEIGHT) - execution);
    let mut row = 10;
    for (first, second, third, target, weight) in INDICATORS {
        for (column, text) in (0..).zip([first, second, third, target]) {
            form.text(row, column, text)?;
        }
        let weight = Decimal::from(weight);
        let partly = missed > Decimal::ZERO;
        form.text(row, 4, if partly { "部分完成" } else { target })?;
        form.count(row, 5, weight)?;
        form.amount(row, 6, weight - missed)?;
        form.text(row, 7, if partly { "执行晚于计划，已加强调度" } else { "" })?;
        if missed < Decimal::ZERO || missed > weight {
            return Err(format!("an indicator misses {missed} of {weight}").into());
        }
        missed = Decimal::ZERO;
        row += 1;
    }
    form.head((row, 0), (row, 4), "总分")?;
    form.count(row, 5, full)?;
    form.amount(row, 6, total)
}

fn round(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}
