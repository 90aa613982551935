//! One form: its sums, its rates, and amounts that repeat its own.

use rust_decimal::Decimal;

use super::number::{misprint, quantity, same, slack, unpadded, usable};
use super::{Form, Sheet};
use crate::finding::Finding;
use crate::self_assessment::figure;
use crate::text::squash;
use crate::workbook::cell::Value;

pub(super) fn value(sheet: &Sheet<'_>, row: usize, col: usize) -> Option<Decimal> {
    figure(Some(&Value::Text(sheet.cell(row, col).to_owned()))).filter(|v| usable(*v))
}

/// The lines of indicators of a form.
struct Lines {
    /// Row of the heads.
    head: usize,
    /// Row behind the last line.
    end: usize,
    /// Columns of 一级指标, 二级指标, 三级指标.
    levels: Vec<usize>,
    weight: usize,
}

impl Lines {
    fn of(sheet: &Sheet<'_>) -> Option<Lines> {
        let (head, _) = sheet.find_row(0, |t| t == "三级指标")?;
        let weight = sheet.find(head, |t| t.starts_with("分值"))?;
        let is_total = |t: &str| t.starts_with("总分") || t.starts_with("总得分") || t == "合计";
        let (end, _) = sheet.find_row(head + 1, is_total)?;
        let levels =
            ["一级指标", "二级指标", "三级指标"].iter().filter_map(|l| sheet.find(head, |t| t == *l));
        let levels: Vec<usize> = levels.collect();
        (levels.len() == 3).then_some(Lines { head, end, levels, weight })
    }

    /// Whether every line that names an indicator has a weight that could be read.
    fn whole(&self, sheet: &Sheet<'_>) -> bool {
        (self.head + 1..self.end).all(|row| {
            let named = !sheet.plain(row, self.levels[2]).is_empty();
            let again = sheet.plain(row, self.weight).starts_with("分值");
            again || named == value(sheet, row, self.weight).is_some()
        })
    }
}

/// The points a head states: 产出指标（50分）.
fn stated(head: &str) -> Option<Decimal> {
    let plain = squash(head);
    let (name, rest) = plain.rsplit_once('(')?;
    // Points without a name are half of a cell that a page parted.
    (!name.is_empty()).then_some(())?;
    rest.strip_suffix("分)")?.parse().ok()
}

pub fn check(form: &Form<'_>, findings: &mut Vec<Finding>) {
    weights(form, findings);
    scores(form, findings);
    funds(form, findings);
    deviations(form, findings);
    costs(form, findings);
}

/// A head with its points, and what the lines below it have.
struct Group {
    row: usize,
    col: usize,
    level: usize,
    stated: Decimal,
    sum: Decimal,
    last: usize,
}

fn groups(sheet: &Sheet<'_>, lines: &Lines) -> Vec<Group> {
    let mut found = Vec::new();
    for (level, col) in lines.levels.iter().copied().take(2).enumerate() {
        for row in lines.head + 1..lines.end {
            let Some(points) = stated(sheet.cell(row, col)) else { continue };
            let next = (row + 1..lines.end)
                .find(|r| lines.levels[..=level].iter().any(|c| !sheet.plain(*r, *c).is_empty()));
            let last = next.unwrap_or(lines.end);
            let sum = (row..last).filter_map(|r| value(sheet, r, lines.weight)).sum();
            found.push(Group { row, col, level, stated: points, sum, last });
        }
    }
    found
}

/// 分值 against the total and against the points that heads of groups state.
fn weights(form: &Form<'_>, findings: &mut Vec<Finding>) {
    let sheet = &form.sheet;
    let Some(lines) = Lines::of(sheet).filter(|l| l.whole(sheet)) else { return };
    let mut wrong: Vec<Group> =
        groups(sheet, &lines).into_iter().filter(|g| g.stated != g.sum && !g.sum.is_zero()).collect();
    let sum: Decimal = form.read.indicators.iter().map(|i| i.weight.value).sum();
    let with = form.read.execution.as_ref().map_or(sum, |(weight, _)| sum + weight.value);
    let total = form.read.total.as_ref().and_then(|(full, _)| full.as_ref());
    if let Some(full) = total.filter(|f| f.value != sum && f.value != with && !sum.is_zero()) {
        let short = full.value - with;
        let mut finding = Finding::new(
            "P019",
            format!(
                "“{}”各项分值之和为{}，总分的分值印作{}，相差{}",
                form.name(),
                unpadded(with),
                unpadded(full.value),
                unpadded(short.abs())
            ),
        )
        .at(full.place.clone());
        for group in wrong.iter().filter(|g| g.stated - g.sum == short) {
            let label = format!("{}，所列各项合计{}", sheet.cell(group.row, group.col), unpadded(group.sum));
            finding = finding.with(label, sheet.place(group.row, group.col), unpadded(group.stated));
        }
        wrong.retain(|g| g.stated - g.sum != short);
        findings.push(finding.hint("请核对各项指标的分值"));
    }
    let explains = |outer: &Group, inner: &Group| {
        outer.level < inner.level
            && (outer.row..outer.last).contains(&inner.row)
            && outer.stated - outer.sum == inner.stated - inner.sum
    };
    for group in &wrong {
        if wrong.iter().any(|g| explains(g, group)) {
            continue;
        }
        let mut finding = Finding::new(
            "P019",
            format!(
                "“{}”{}，其下各项分值之和为{}，相差{}",
                form.name(),
                crate::text::one_line(sheet.cell(group.row, group.col)),
                unpadded(group.sum),
                unpadded((group.stated - group.sum).abs())
            ),
        )
        .at(sheet.place(group.row, group.col));
        for row in (group.row..group.last).filter(|r| value(sheet, *r, lines.weight).is_some()) {
            let name = crate::text::one_line(sheet.cell(row, lines.levels[2]));
            finding = finding.with(name, sheet.place(row, lines.weight), sheet.cell(row, lines.weight));
        }
        findings.push(finding.hint("请核对指标的分值和标题中的分数"));
    }
}

/// 总分 = Σ得分, where every line was read.
fn scores(form: &Form<'_>, findings: &mut Vec<Finding>) {
    let sheet = &form.sheet;
    let Some(lines) = Lines::of(sheet).filter(|l| l.whole(sheet)) else { return };
    let Some((_, total)) = &form.read.total else { return };
    let named = (lines.head + 1..lines.end)
        .filter(|r| !sheet.plain(*r, lines.levels[2]).is_empty())
        .filter(|r| value(sheet, *r, lines.weight).is_some())
        .count();
    let scored = form.read.indicators.iter().filter(|i| !i.levels[2].is_empty()).count();
    let Some((_, executed)) = &form.read.execution else { return };
    if named == 0 || scored < named {
        return;
    }
    let sum = executed.value + form.read.indicators.iter().map(|i| i.score.value).sum::<Decimal>();
    if (sum - total.value).abs() <= slack(total.value) {
        return;
    }
    let mut finding = Finding::new(
        "P019",
        format!(
            "“{}”各项得分之和为{}，总分印作{}，相差{}",
            form.name(),
            unpadded(sum),
            unpadded(total.value),
            unpadded((sum - total.value).abs())
        ),
    )
    .at(total.place.clone())
    .with("预算执行得分", executed.place.clone(), unpadded(executed.value));
    for line in &form.read.indicators {
        finding = finding.with(line.levels[2].clone(), line.score.place.clone(), unpadded(line.score.value));
    }
    findings.push(finding.hint("请重新加总各项得分"));
}

/// Lines that are together the whole of 年度资金总额, in the two layouts that exist.
const SOURCES: &[[&str; 3]] = &[
    ["财政拨款", "上年结转", "其他资金"],
    ["政府性预算", "财政专户", "单位资金"],
    ["中央", "地方", "其他资金"],
];

/// 年度资金总额 = its parts, in every column.
fn funds(form: &Form<'_>, findings: &mut Vec<Finding>) {
    let sheet = &form.sheet;
    let Some((total, label)) = sheet.find_row(0, |t| t.starts_with("年度资金总额")) else { return };
    let Some((head, _)) = sheet.find_row(0, |t| t.starts_with("全年执行数")) else { return };
    let plain = |row: usize| sheet.plain(row, label);
    let all =
        |names: &&[&str; 3]| names.iter().enumerate().all(|(i, name)| plain(total + 1 + i).contains(name));
    if !SOURCES.iter().any(|names| all(&names)) {
        return;
    }
    let parts = total + 1..total + 4;
    // A form that goes on with more sources is no sum of these three.
    if !sheet.plain(total + 4, label).is_empty() && sheet.plain(total + 4, 0).is_empty() {
        return;
    }
    let mut wrong = Vec::new();
    for name in ["年初预算", "全年预算", "全年执行数"] {
        let Some(col) = sheet.find(head, |t| t.starts_with(name)) else { continue };
        let amounts: Vec<Decimal> = parts.clone().filter_map(|r| value(sheet, r, col)).collect();
        let Some(whole) = value(sheet, total, col).filter(|_| !amounts.is_empty()) else { continue };
        let sum: Decimal = amounts.iter().sum();
        let allowed = slack(whole) + amounts.iter().map(|a| slack(*a)).sum::<Decimal>();
        if (sum - whole).abs() > allowed {
            wrong.push((col, name, whole, sum));
        }
    }
    let Some((col, ..)) = wrong.first().copied() else { return };
    let said: Vec<String> = wrong
        .iter()
        .map(|(_, name, whole, sum)| format!("{name}印作{}，各项之和为{}", unpadded(*whole), unpadded(*sum)))
        .collect();
    let mut finding =
        Finding::new("P019", format!("“{}”年度资金总额与各项资金不符：{}", form.name(), said.join("；")))
            .at(sheet.place(total, col));
    for (col, ..) in &wrong {
        for row in parts.clone().filter(|r| value(sheet, *r, *col).is_some()) {
            finding = finding.with(plain(row), sheet.place(row, *col), sheet.cell(row, *col));
        }
    }
    findings.push(finding.hint("请核对年度资金总额和各项资金"));
}

/// 偏差度 = (实际完成值 − 年度指标值) ÷ 年度指标值.
fn deviations(form: &Form<'_>, findings: &mut Vec<Finding>) {
    let sheet = &form.sheet;
    let Some(lines) = Lines::of(sheet) else { return };
    let col = |name: &str| sheet.find(lines.head, |t| t.starts_with(name));
    let rate = |t: &str| t.starts_with("偏差度") || t.starts_with("偏差率");
    let (Some(target), Some(actual), Some(rate)) =
        (col("年度指标值"), col("实际完成"), sheet.find(lines.head, rate))
    else {
        return;
    };
    for row in lines.head + 1..lines.end {
        let (Some((wanted, unit)), Some((reached, other))) =
            (quantity(sheet.cell(row, target)), quantity(sheet.cell(row, actual)))
        else {
            continue;
        };
        let Some(printed) = value(sheet, row, rate).map(|v| v.abs()) else { continue };
        // Nought is printed where a deviation in the good direction is none.
        if unit != other || wanted.is_zero() || printed.is_zero() {
            continue;
        }
        let due = (reached - wanted).abs() / wanted * Decimal::ONE_HUNDRED;
        let whole = reached / wanted * Decimal::ONE_HUNDRED;
        let points = (reached - wanted).abs();
        if [due, whole, points].iter().any(|d| (d - printed).abs() <= slack(printed)) {
            continue;
        }
        findings.push(
            Finding::new(
                "P019",
                format!(
                    "“{}”的偏差度印作{}，应为（{reached}－{wanted}）÷{wanted}＝{}%",
                    crate::text::one_line(sheet.cell(row, lines.levels[2])),
                    sheet.cell(row, rate),
                    unpadded(due.round_dp(2))
                ),
            )
            .at(sheet.place(row, rate))
            .with("年度指标值", sheet.place(row, target), sheet.cell(row, target))
            .with("实际完成值", sheet.place(row, actual), sheet.cell(row, actual))
            .hint("请核对指标值、完成值和偏差度"),
        );
    }
}

/// The amount of a cell in 万元: 8.86万, 88,600元.
fn amount(cell: &str) -> Option<Decimal> {
    let (value, unit) = quantity(cell)?;
    match unit.as_str() {
        "万" | "万元" => Some(value),
        "元" => Some(value / Decimal::from(10_000)),
        _ => None,
    }
}

/// Words of indicators that state what the whole project costs.
const WHOLE_COSTS: &[&str] =
    &["资金", "总成本", "总额", "成本控制", "项目成本", "总支出", "总费用", "经费", "预算控制"];

/// 成本指标 that repeat the project's budget and expenditure, and miss them by a stroke.
fn costs(form: &Form<'_>, findings: &mut Vec<Finding>) {
    let sheet = &form.sheet;
    let Some(lines) = Lines::of(sheet) else { return };
    let col = |name: &str| sheet.find(lines.head, |t| t.starts_with(name));
    let (Some(target), Some(actual)) = (col("年度指标值"), col("实际完成")) else { return };
    let mut group = String::new();
    for row in lines.head + 1..lines.end {
        for level in &lines.levels[..2] {
            let said = sheet.plain(row, *level);
            if !said.is_empty() {
                group = said;
            }
        }
        let name = sheet.plain(row, lines.levels[2]);
        let whole = WHOLE_COSTS.iter().any(|w| name.contains(w));
        if !whole || !(group.contains("成本") || name.contains("成本")) {
            continue;
        }
        let [initial, budget, executed] = &form.read.funds;
        let ways =
            [("实际完成值", actual, vec![executed]), ("年度指标值", target, vec![budget, initial, executed])];
        let found = ways.into_iter().find_map(|(label, col, against)| {
            let printed = amount(sheet.cell(row, col))?;
            let known = || [initial, budget, executed].into_iter().flatten();
            if known().any(|f| same(f.value, printed)) {
                return None;
            }
            let near = against.into_iter().flatten().find(|f| misprint(f.value, printed))?;
            Some((label, col, printed, near))
        });
        if let Some((label, col, printed, near)) = found {
            findings.push(
                Finding::new(
                    "P021",
                    format!(
                        "“{}”的{label}印作{}，同一张表的预算数、执行数是{}万元，相差{}万元",
                        crate::text::one_line(sheet.cell(row, lines.levels[2])),
                        sheet.cell(row, col),
                        unpadded(near.value),
                        unpadded((near.value - printed).abs())
                    ),
                )
                .at(sheet.place(row, col))
                .with("年度资金总额", near.place.clone(), unpadded(near.value))
                .hint("请核对成本指标的金额"),
            );
        }
    }
}
