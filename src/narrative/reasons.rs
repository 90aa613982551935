//! Typed reasons against the figures they explain: a reason that says the opposite, a year or an amount that the
//! report does not know. Reasons are free text, so only what is clear is reported.

use rust_decimal::Decimal;

use super::Ask;
use crate::accounts::{Accounts, InitialBudget};
use crate::facts::{Fact, FactSet, Role};
use crate::finding::Finding;
use crate::money::{Yuan, display_yuan};
use crate::supplement::{Entry, Supplement};

/// Words that say more, and words that say less.
const UP: &[&str] = &["增加", "增长", "上升", "提高", "增多", "上涨", "大于", "高于", "超过", "超出"];
const DOWN: &[&str] = &["减少", "下降", "降低", "压减", "压缩", "缩减", "小于", "低于", "少于"];
/// What leads the conclusion of a reason.
const CONCLUSION: &[&str] = &["导致", "造成", "致使", "从而", "因此", "使得"];
/// What a reason calls the two sides of a budget comparison.
const BUDGET_SIDE: &[&str] = &["预算"];
const FINAL_SIDE: &[&str] = &["决算", "实际", "支出数", "执行数"];

/// What reasons are held against.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Year of the report.
    pub year: u16,
    /// What the narrative asked people for.
    pub asks: &'a [Ask],
    /// What they typed.
    pub supplement: &'a Supplement,
    /// Named figures.
    pub facts: &'a FactSet,
    /// This year's accounts.
    pub current: &'a Accounts,
    /// Last year's.
    pub prior: Option<&'a Accounts>,
    /// Initial budget by 项.
    pub budget: Option<&'a InitialBudget>,
}

/// Everything that speaks against a typed reason. Only reasons that the narrative uses are looked at.
pub fn check(report: &Known<'_>) -> Vec<Finding> {
    let mut known: Option<Vec<Decimal>> = None;
    let mut findings = Vec::new();
    for ask in report.asks.iter().filter(|a| a.filled) {
        let Some(entry) = report.supplement.reason(&ask.key) else { continue };
        findings.extend(opposite(report, ask, entry));
        findings.extend(year(entry, report.year));
        let amounts = amounts(&entry.text);
        if !amounts.is_empty() {
            let known = known.get_or_insert_with(|| known_amounts(report));
            findings.extend(amounts.iter().filter(|a| !a.is_known(known)).map(|a| unknown_amount(entry, a)));
        }
    }
    findings
}

// ---- direction -------------------------------------------------------------------------------------------------

/// Which way a figure or a text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    More,
    Less,
}

/// How clearly a text says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clarity {
    /// Its conclusion says so.
    Said,
    /// Its only clause suggests it.
    Suggested,
}

fn opposite(report: &Known<'_>, ask: &Ask, entry: &Entry) -> Option<Finding> {
    let (kind, key) = entry.key.split_once('.')?;
    let fact = report.facts.get(key)?;
    let role = match kind {
        "yoy" => Role::Prior,
        "budget" => ask.against.unwrap_or(Role::Budget),
        _ => return None,
    };
    let (this, base) = (fact.current?, fact.amount(role)?);
    let went = match this.to_wan().cmp(&base.to_wan()) {
        std::cmp::Ordering::Greater => Direction::More,
        std::cmp::Ordering::Less => Direction::Less,
        std::cmp::Ordering::Equal => return None,
    };
    let (said, clarity) = direction(&entry.text, role != Role::Prior)?;
    if said == went {
        return None;
    }
    let (against, word) = match (role, went) {
        (Role::Budget | Role::Initial, Direction::More) => ("预算数", "大于"),
        (Role::Budget | Role::Initial, Direction::Less) => ("预算数", "小于"),
        (_, Direction::More) => ("上年", "多于"),
        (_, Direction::Less) => ("上年", "少于"),
    };
    let message = match clarity {
        Clarity::Said => {
            format!("“{}”{word}{against}，所填原因说的却是相反的方向：“{}”", fact.label, short(&entry.text))
        }
        Clarity::Suggested => {
            format!("“{}”{word}{against}，所填原因像是在说相反的方向：“{}”", fact.label, short(&entry.text))
        }
    };
    let mut finding = Finding::new("S007", message).at(entry.place.clone());
    if clarity == Clarity::Suggested {
        finding.severity = crate::finding::Severity::Notice;
    }
    finding = with_amount(finding, fact, Role::Current, "本年决算数", this);
    finding = with_amount(finding, fact, role, against, base);
    Some(finding.hint("请核对原因是否填错了行，或沿用了上年的说法"))
}

fn with_amount(finding: Finding, fact: &Fact, role: Role, label: &str, amount: Yuan) -> Finding {
    match fact.sources.iter().find(|(r, _)| *r == role) {
        Some((_, place)) => finding.with(label, place.clone(), display_yuan(amount) + "元"),
        None => finding,
    }
}

fn short(text: &str) -> String {
    const SHOWN: usize = 30;
    let mut chars = text.chars();
    let start: String = chars.by_ref().take(SHOWN).collect();
    if chars.next().is_some() { format!("{start}…") } else { start }
}

/// Which way a reason goes, if it is clear. A conclusion (导致…减少) decides; else the reason must be one clause, since
/// 一是…增加，二是…减少 goes both ways.
fn direction(text: &str, of_budget: bool) -> Option<(Direction, Clarity)> {
    let clauses: Vec<&str> =
        text.split(['，', '；', '。', ',', ';', '\n']).map(str::trim).filter(|c| !c.is_empty()).collect();
    if of_budget {
        let compared: Vec<Direction> = clauses.iter().filter_map(|c| budget_comparison(c)).collect();
        if let [first, rest @ ..] = compared.as_slice() {
            return rest.iter().all(|d| d == first).then_some((*first, Clarity::Said));
        }
    }
    let concluded: Vec<Direction> = clauses.iter().filter_map(|c| conclusion(c)).collect();
    if let [first, rest @ ..] = concluded.as_slice() {
        // Several conclusions that disagree explain parts, not the whole.
        let clear = rest.iter().all(|d| d == first);
        let whole = clauses.last().is_some_and(|c| conclusion(c).is_some());
        return (clear && whole)
            .then_some((*first, if clauses.len() <= 3 { Clarity::Said } else { Clarity::Suggested }));
    }
    match clauses.as_slice() {
        [only] => one_way(only).map(|d| (d, Clarity::Suggested)),
        _ => None,
    }
}

/// 决算数小于预算数, 预算数略大于实际发生数: which way the final amount stands to the budget.
fn budget_comparison(clause: &str) -> Option<Direction> {
    let find = |words: &[&str]| words.iter().filter_map(|w| clause.find(w)).min();
    let more = find(&["大于", "高于", "超过", "超出"]);
    let less = find(&["小于", "低于", "少于"]);
    let (at, said) = match (more, less) {
        (Some(at), None) => (at, Direction::More),
        (None, Some(at)) => (at, Direction::Less),
        _ => return None,
    };
    let (before, after) = clause.split_at(at);
    let has = |part: &str, words: &[&str]| words.iter().any(|w| part.contains(w));
    if has(after, BUDGET_SIDE) && !has(before, BUDGET_SIDE) {
        Some(said)
    } else if has(before, BUDGET_SIDE) && has(after, FINAL_SIDE) {
        Some(match said {
            Direction::More => Direction::Less,
            Direction::Less => Direction::More,
        })
    } else {
        None
    }
}

/// The direction after the last word that leads a conclusion.
fn conclusion(clause: &str) -> Option<Direction> {
    let lead = CONCLUSION.iter().filter_map(|w| clause.rfind(w).map(|at| at + w.len())).max()?;
    one_way(&clause[lead..])
}

/// The direction of a clause that has words of one direction only and ends or begins with one.
fn one_way(clause: &str) -> Option<Direction> {
    let has = |words: &[&str]| words.iter().any(|w| clause.contains(w));
    let (words, direction) = match (has(UP), has(DOWN)) {
        (true, false) => (UP, Direction::More),
        (false, true) => (DOWN, Direction::Less),
        _ => return None,
    };
    // 不再增加, 未减少 say something else.
    let denied = ["不再", "未", "没有", "避免", "防止"].iter().any(|w| clause.contains(w));
    let tail = clause.trim_end_matches(['等', '。', '了']);
    let plain = words.iter().any(|w| tail.ends_with(w) || clause.starts_with(w));
    (plain && !denied).then_some(direction)
}

// ---- years -----------------------------------------------------------------------------------------------------

fn year(entry: &Entry, this: u16) -> Vec<Finding> {
    let mut odd: Vec<u16> = years(&entry.text).into_iter().filter(|y| *y != this && *y + 1 != this).collect();
    odd.dedup();
    odd.into_iter()
        .map(|y| {
            Finding::new("S008", format!("原因中写的是{y}年，报告年度是{this}年：“{}”", short(&entry.text)))
                .at(entry.place.clone())
                .hint("请确认不是以前年度的文字；文件的年份不必理会")
        })
        .collect()
}

/// Years written as `2023年`.
fn years(text: &str) -> Vec<u16> {
    let mut years = Vec::new();
    for (at, _) in text.match_indices('年') {
        let digits: Vec<char> = text[..at].chars().rev().take_while(char::is_ascii_digit).collect();
        let number: String = digits.into_iter().rev().collect();
        if number.len() == 4
            && let Ok(year) = number.parse()
            && (1990..2100).contains(&year)
        {
            years.push(year);
        }
    }
    years
}

// ---- amounts ---------------------------------------------------------------------------------------------------

/// An amount in a text, in 万元.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mentioned {
    text: String,
    wan: Decimal,
    /// Half of the last decimal it is written with, in 万元.
    slack: Decimal,
}

impl Mentioned {
    fn is_known(&self, known: &[Decimal]) -> bool {
        let from = known.partition_point(|k| *k < self.wan - self.slack);
        known.get(from).is_some_and(|k| *k <= self.wan + self.slack)
    }
}

/// `82万元`, `1,203.5万元`, `650元`, `1.2亿元`. Standards (每人每月500元) are not amounts of the accounts.
fn amounts(text: &str) -> Vec<Mentioned> {
    const UNITS: [(&str, Decimal); 3] = [
        ("亿元", Decimal::from_parts(10_000, 0, 0, false, 0)),
        ("万元", Decimal::ONE),
        ("元", Decimal::from_parts(1, 0, 0, false, 4)),
    ];
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let tail = &rest[start..];
        let len = tail.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(tail.len());
        let (number, after) = tail.split_at(len);
        let before = &rest[..start];
        let unit = UNITS.iter().find(|(unit, _)| after.starts_with(unit));
        let standard = after.strip_prefix('元').is_some_and(|a| a.starts_with(['/', '／', '每']))
            || ["每人", "每月", "每年", "人均", "每户", "标准", "单价"]
                .iter()
                .any(|w| tail_of(before, 8).contains(w));
        if let (Some((unit, factor)), Ok(value), false) =
            (unit, number.trim_end_matches([',', '.']).replace(',', "").parse::<Decimal>(), standard)
        {
            found.push(Mentioned {
                text: format!("{number}{unit}"),
                wan: value * factor,
                slack: Decimal::new(5, value.scale() + 1) * factor,
            });
        }
        rest = after;
    }
    found
}

fn tail_of(text: &str, chars: usize) -> &str {
    let from = text.char_indices().rev().nth(chars - 1).map_or(0, |(i, _)| i);
    &text[from..]
}

fn unknown_amount(entry: &Entry, amount: &Mentioned) -> Finding {
    Finding::new("S009", format!("原因中的“{}”在本年、上年、预算和增减额中都找不到", amount.text))
        .at(entry.place.clone())
        .hint("请确认金额；不是报表中的数则不必理会")
}

/// Every amount of the data and every change between two of them, in 万元 without sign, in order.
fn known_amounts(report: &Known<'_>) -> Vec<Decimal> {
    let mut known: Vec<Decimal> = Vec::new();
    let mut add = |amount: Yuan| known.push((amount.0 / crate::money::YUAN_PER_WAN).abs());
    for fact in report.facts.iter() {
        for amount in [fact.current, fact.prior, fact.budget, fact.delta].into_iter().flatten() {
            add(amount);
        }
        if let (Some(current), Some(budget)) = (fact.current, fact.budget) {
            add(current - budget);
        }
    }
    all_cells(report.current, &mut add);
    if let Some(prior) = report.prior {
        all_cells(prior, &mut add);
    }
    budget_cells(report.budget, &mut add);
    for project in &report.supplement.projects {
        for wan in [project.initial, project.budget, project.executed].into_iter().flatten() {
            add(Yuan(wan * crate::money::YUAN_PER_WAN));
        }
    }
    known.retain(|k| !k.is_zero());
    known.sort_unstable();
    known.dedup();
    known
}

fn all_cells(accounts: &Accounts, add: &mut impl FnMut(Yuan)) {
    let detail = accounts.basic_detail.iter().flat_map(|d| &d.lines);
    for line in accounts.schedules.iter().flat_map(|s| &s.lines).chain(detail) {
        line.cells.iter().flatten().for_each(|amount| add(amount.value));
    }
}

fn budget_cells(budget: Option<&InitialBudget>, add: &mut impl FnMut(Yuan)) {
    for amount in budget.into_iter().flat_map(|b| b.amounts.values()) {
        add(amount.value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_that_are_clear() {
        use Clarity::{Said, Suggested};
        use Direction::{Less, More};
        for (text, of_budget, want) in [
            ("机构改革，造成决算数小于预算数", true, Some((Less, Said))),
            ("年初预算数略大于实际发生数", true, Some((Less, Said))),
            ("人员调出，导致养老保险支出减少", true, Some((Less, Said))),
            ("税务手续费收入增加", false, Some((More, Suggested))),
            ("减少了公车购置支出", false, Some((Less, Suggested))),
            // Both ways, or only part of the whole: nothing is said.
            ("一是人员增加，导致基本支出增加；二是部分项目金额减少等", false, None),
            ("项目上年已完成，住院人次回落", false, None),
            ("减少卫生健康支出423.62万元；增加社会保障支出15.63万元", false, None),
            ("本年不再增加设备", false, None),
            ("落实过紧日子要求，压减开支", true, None),
            ("成交价低于预算", true, Some((Less, Said))),
            ("救助对象住院费用低于年初测算", true, None),
        ] {
            assert_eq!(direction(text, of_budget), want, "{text}");
        }
    }

    #[test]
    fn years_and_amounts_in_texts() {
        assert_eq!(years("2023年新增1人，2021年结转；12023年"), [2023, 2021]);
        let found = |text: &str| {
            amounts(text).into_iter().map(|a| (a.text, a.wan.normalize().to_string())).collect::<Vec<_>>()
        };
        assert_eq!(found("增加1,203.50万元"), [("1,203.50万元".to_owned(), "1203.5".to_owned())]);
        assert_eq!(
            found("拨付650元、1.2亿元"),
            [("650元".to_owned(), "0.065".to_owned()), ("1.2亿元".to_owned(), "12000".to_owned())]
        );
        assert!(found("按每人每月500元核定，新增3人、2辆").is_empty());
        let known = [Decimal::new(4236249, 4)];
        assert!(amounts("减少423.62万元")[0].is_known(&known));
        assert!(!amounts("减少423.63万元")[0].is_known(&known));
    }
}
