//! 汇总与分户: each amount of a department's consolidated accounts is the sum of its units', less what they paid each
//! other: 上级补助收入 against 对附属单位补助支出, 附属单位上缴收入 against 上缴上级支出.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::cause;
use super::cells::{Cells, Flow, Spot};
use crate::accounts::{Accounts, ScheduleId};
use crate::money::{Yuan, display_yuan};

/// A cell of the consolidated accounts that is not what its units make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// 表号和表名
    pub statement: String,
    /// 行
    pub line: String,
    /// 栏
    pub column: String,
    /// 汇总数
    pub whole: Decimal,
    /// 各单位之和
    pub sum: Decimal,
    /// What was taken for money between the units.
    pub eliminated: Decimal,
    /// 汇总数 less 各单位之和 and what was eliminated.
    pub difference: Decimal,
    /// Where it stands in the consolidated file.
    pub place: String,
    /// The units that have an amount there.
    pub units: Vec<(String, Decimal)>,
}

/// Consolidated accounts against those of the units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whole {
    /// 部门
    pub org: String,
    /// How many cells were compared.
    pub compared: usize,
    /// Money between the units that the consolidated accounts leave out, by name, in 元.
    pub eliminated: Vec<(String, Decimal)>,
    /// What differs.
    pub differences: Vec<Difference>,
    /// Why, as far as it can be told.
    pub causes: Vec<String>,
    /// What could not be compared, and why.
    pub unknown: Vec<String>,
}

impl Whole {
    /// What came of it, in one line.
    pub fn said(&self) -> String {
        let gone = super::eliminated(&self.eliminated);
        let found = match self.differences.len() {
            0 => "汇总都等于各单位之和".to_owned(),
            n => format!("{n}格与各单位之和不同"),
        };
        format!("汇总与分户（{}）：比较了{}格，{found}；{gone}", self.org, self.compared)
    }
}

/// Compares consolidated accounts with those of the units, each under its name.
pub fn compare(whole: &Accounts, units: &[(&str, &Accounts)]) -> Whole {
    let all: Vec<(&str, Cells)> = units.iter().map(|(name, accounts)| (*name, Cells::of(accounts))).collect();
    let cells = Cells::of(whole);
    let mut spots: BTreeSet<&Spot> = cells.amounts.keys().collect();
    spots.extend(all.iter().flat_map(|(_, unit)| unit.amounts.keys()));
    let mut unknown: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    spots.retain(|spot| {
        let lacking: Vec<&str> =
            all.iter().filter(|(_, unit)| !unit.knows(spot)).map(|(name, _)| *name).collect();
        let known = cells.knows(spot) && lacking.is_empty();
        if !known {
            let form = whole.form;
            let title = format!("“{}”（{}）", spot.id.title(form), spot.id.form_number(form));
            let who = unknown.entry(title).or_default();
            who.extend(lacking);
            who.extend((!cells.knows(spot)).then_some("汇总"));
        }
        known
    });
    let sum = |spot: &Spot| all.iter().map(|(_, unit)| unit.get(spot)).sum::<Decimal>();
    // Printed 万元 may each be off by half a hundredth.
    let printed = all.iter().filter(|(_, unit)| unit.rounded).count() + usize::from(cells.rounded);
    let slack = Decimal::from(printed) * Decimal::from(50);
    let same = |a: Decimal, b: Decimal| (a - b).abs() <= slack;
    let gone = |spot: &Spot| sum(spot) - cells.get(spot);
    let mut differences = Vec::new();
    let mut residual: BTreeMap<&Spot, Decimal> = BTreeMap::new();
    for spot in &spots {
        let (own, total) = (cells.get(spot), sum(spot));
        let eliminated = if spot.is_internal() {
            (total - own).clamp(Decimal::ZERO, bound(spot, total, &sum).max(Decimal::ZERO))
        } else {
            spot.rests_on()
                .iter()
                .filter(|s| spots.contains(s))
                .map(gone)
                .filter(|e| *e > Decimal::ZERO)
                .sum()
        };
        if !spot.is_internal() {
            residual.insert(spot, own - total + eliminated);
        }
        if same(own, total - eliminated) {
            continue;
        }
        let having = all.iter().filter(|(_, unit)| !unit.get(spot).is_zero());
        differences.push(Difference {
            statement: format!("{} {}", spot.id.form_number(whole.form), spot.id.title(whole.form)),
            line: line_name(spot, &cells, &all),
            column: spot.slot.label(spot.id),
            whole: own,
            sum: total,
            eliminated,
            difference: own - total + eliminated,
            place: cells.cells.get(spot).map(|cell| whole.place(*cell).to_string()).unwrap_or_default(),
            units: having.map(|(name, unit)| ((*name).to_owned(), unit.get(spot))).collect(),
        });
    }
    let mut eliminated = Vec::new();
    let mut causes = Vec::new();
    for flow in &Flow::ALL {
        let received = gone(&Spot::new(ScheduleId::Income, "", flow.received));
        let paid = gone(&Spot::new(ScheduleId::Expenditure, "", flow.paid));
        if !same(received, paid) {
            causes.push(format!(
                "两边抵销的不相等：{}少了{}元，{}少了{}元",
                flow.names[0],
                display_yuan(Yuan(received)),
                flow.names[1],
                display_yuan(Yuan(paid)),
            ));
        } else if received > Decimal::ZERO {
            eliminated.push((flow.names.join("、"), received));
        }
    }
    if !differences.is_empty() {
        causes.extend(cause::likely(&all, &residual, slack));
    }
    let unknown = unknown.into_iter().map(|(title, who)| {
        format!("{title}没有全部比较：{}里没有要比较的数", who.into_iter().collect::<Vec<_>>().join("、"))
    });
    Whole {
        org: whole.org.clone(),
        compared: spots.len(),
        eliminated,
        differences,
        causes,
        unknown: unknown.collect(),
    }
}

/// The most that units can have paid each other in a cell: no more than the cell of the sum holds, and in all no more
/// than the other side of the flow.
fn bound(spot: &Spot, total: Decimal, sum: &impl Fn(&Spot) -> Decimal) -> Decimal {
    let flow = Flow::ALL.iter().find(|f| {
        [f.income, f.nature].contains(&spot.line.as_str())
            || spot.id == ScheduleId::Income && spot.is(f.received)
            || spot.id == ScheduleId::Expenditure && spot.is(f.paid)
    });
    let Some(flow) = flow else { return total };
    let received = sum(&Spot::new(ScheduleId::Income, "", flow.received));
    let paid = sum(&Spot::new(ScheduleId::Expenditure, "", flow.paid));
    total.min(received).min(paid)
}

fn line_name(spot: &Spot, whole: &Cells, all: &[(&str, Cells)]) -> String {
    let named = std::iter::once(whole).chain(all.iter().map(|(_, unit)| unit));
    let name = named.filter_map(|cells| cells.names.get(spot)).find(|name| !name.is_empty());
    match (name, spot.line.as_str()) {
        (_, "") => "合计".to_owned(),
        (Some(name), code) if code.bytes().all(|b| b.is_ascii_digit()) => format!("{code} {name}"),
        (Some(name), _) => name.clone(),
        (None, line) => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{Amount, Column, Line, Schedule, SourceForm};
    use crate::bureau::cells::Flow;

    type Rows<'a> = &'a [(&'a str, &'a [i64])];

    fn schedule(id: ScheduleId, columns: &[Column], rows: Rows<'_>) -> Schedule {
        let amount = |n: &i64| Some(Amount { value: Yuan(Decimal::from(*n)), cell: None });
        let line = |(key, cells): &(&str, &[i64])| Line {
            key: (*key).into(),
            name: String::new(),
            cells: cells.iter().map(amount).collect(),
        };
        Schedule { id, columns: columns.to_vec(), lines: rows.iter().map(line).collect(), rounded: false }
    }

    /// Accounts of a unit with one 项: what it has from the treasury, gets from above, and passes on.
    fn accounts(item: &str, fiscal: i64, superior: i64, spent: i64, passed_on: i64) -> Accounts {
        let (income, spending) = (fiscal + superior, spent + passed_on);
        let class = format!("class.{}", &item[..3]);
        let final_only = &[Column::Final];
        let of_income = [Column::Total, Column::Fiscal, Column::Superior];
        let of_spending = [Column::Total, Column::Basic, Column::Affiliate];
        Accounts {
            org: String::new(),
            year: Some(2024),
            form: SourceForm::Caijue,
            sources: Vec::new(),
            schedules: vec![
                schedule(
                    ScheduleId::Summary,
                    final_only,
                    &[
                        ("income.general", &[fiscal]),
                        ("income.superior", &[superior]),
                        ("income.total", &[income]),
                        (&class, &[spending]),
                        ("expenditure.total", &[spending]),
                        ("nature.basic", &[spent]),
                        ("nature.affiliate", &[passed_on]),
                        ("nature.total", &[spending]),
                    ],
                ),
                schedule(
                    ScheduleId::Income,
                    &of_income,
                    &[("", &[income, fiscal, superior]), (item, &[income, fiscal, superior])],
                ),
                schedule(
                    ScheduleId::Expenditure,
                    &of_spending,
                    &[
                        ("", &[spending, spent, passed_on]),
                        (&item[..3], &[spending, spent, passed_on]),
                        (item, &[spending, spent, passed_on]),
                    ],
                ),
            ],
            basic_detail: None,
            lacking: Vec::new(),
            unreadable: Vec::new(),
        }
    }

    /// The accounts of several units as a finance system adds them up, money between them left out.
    fn added(units: &[&Accounts], internal: i64) -> Accounts {
        let mut whole = (*units[0]).clone();
        for unit in &units[1..] {
            for (into, from) in whole.schedules.iter_mut().zip(&unit.schedules) {
                for line in &from.lines {
                    match into.lines.position(&line.key) {
                        Some(at) => {
                            for (cell, more) in into.lines[at].cells.iter_mut().zip(&line.cells) {
                                let sum = cell.unwrap().value.0 + more.unwrap().value.0;
                                *cell = Some(Amount { value: Yuan(sum), cell: None });
                            }
                        }
                        None => into.lines.push(line.clone()),
                    }
                }
            }
        }
        // The money is passed on in 2050201, by the first unit to the second.
        let less = |id: ScheduleId, key: &str, column: Column, whole: &mut Accounts| {
            let schedule = whole.schedules.iter_mut().find(|s| s.id == id).unwrap();
            let (at, column) = (schedule.lines.position(key).unwrap(), schedule.column(column).unwrap());
            let cell = &mut schedule.lines[at].cells[column];
            *cell = Some(Amount { value: Yuan(cell.unwrap().value.0 - Decimal::from(internal)), cell: None });
        };
        for key in [
            "income.superior",
            "income.total",
            "class.205",
            "expenditure.total",
            "nature.affiliate",
            "nature.total",
        ] {
            less(ScheduleId::Summary, key, Column::Final, &mut whole);
        }
        for key in ["", "2050201"] {
            for (id, of) in
                [(ScheduleId::Income, Column::Superior), (ScheduleId::Expenditure, Column::Affiliate)]
            {
                less(id, key, of, &mut whole);
                less(id, key, Column::Total, &mut whole);
            }
        }
        less(ScheduleId::Expenditure, "205", Column::Affiliate, &mut whole);
        less(ScheduleId::Expenditure, "205", Column::Total, &mut whole);
        whole
    }

    fn units() -> [Accounts; 3] {
        [
            accounts("2050201", 900, 0, 600, 300),
            accounts("2050201", 100, 300, 380, 0),
            accounts("2080505", 50, 0, 50, 0),
        ]
    }

    fn compared(whole: &Accounts, units: &[Accounts]) -> Whole {
        let named: Vec<(&str, &Accounts)> =
            ["局本级", "一小", "二小", "三小"].into_iter().zip(units).collect();
        compare(whole, &named)
    }

    #[test]
    fn a_whole_is_its_units_less_what_they_paid_each_other() {
        let all = units();
        let refs: Vec<&Accounts> = all.iter().collect();
        let found = compared(&added(&refs, 300), &all);
        assert_eq!(found.differences, []);
        assert_eq!(found.eliminated, [(Flow::ALL[0].names.join("、"), Decimal::from(300))]);
        assert_eq!(found.causes, Vec::<String>::new());
        // Added up without leaving anything out it is the sum, too, and nothing was eliminated.
        let plain = compared(&added(&refs, 0), &all);
        assert_eq!((plain.differences, plain.eliminated), (vec![], vec![]));
    }

    #[test]
    fn a_difference_names_its_likely_cause() {
        let all = units();
        let refs: Vec<&Accounts> = all.iter().collect();
        let causes = |whole: &Accounts, units: &[Accounts]| {
            let found = compared(whole, units);
            assert!(!found.differences.is_empty());
            found.causes.join("；")
        };
        let whole = added(&refs, 300);
        // A unit that the whole leaves out, one that it has twice, one that is not there.
        assert!(causes(&added(&refs[..2], 300), &all).contains("少的正好是“二小”的数"));
        assert!(
            causes(&added(&[refs[0], refs[1], refs[2], refs[2]], 300), &all)
                .contains("“二小”的数：汇总把它计了两次")
        );
        assert!(causes(&whole, &all[..2]).contains("还有单位没有放进来"));
        // A unit whose export is in another amount unit.
        let mut scaled = all.clone();
        scaled[2] = accounts("2080505", 500_000, 0, 500_000, 0);
        let of_scaled: Vec<&Accounts> = scaled.iter().collect();
        assert!(
            causes(&added(&of_scaled, 300), &all)
                .contains("“二小”的金额单位不对：它的导出文件把万元当成了元")
        );
        // An older version of a unit's export.
        let mut older = all.clone();
        older[2] = accounts("2080505", 45, 0, 45, 0);
        let said = causes(&whole, &older);
        assert!(said.contains("还有单位没有放进来") && said.contains("“二小”的导出文件可能"), "{said}");
        older[2] = accounts("2080505", 55, 0, 55, 0);
        assert!(causes(&whole, &older).contains("“二小”的导出文件可能与汇总时不是同一版"));
        // One side eliminated, the other not.
        let mut lame = added(&refs, 300);
        let income = lame.schedules.iter_mut().find(|s| s.id == ScheduleId::Income).unwrap();
        income.lines[0].cells[2] = Some(Amount { value: Yuan(Decimal::from(300)), cell: None });
        assert!(causes(&lame, &all).contains("两边抵销的不相等"));
        // More left out than anybody passed on.
        let found = compared(&added(&refs, 301), &all);
        assert!(
            found
                .differences
                .iter()
                .any(|d| d.column == "上级补助收入" && d.difference == Decimal::NEGATIVE_ONE)
        );
    }

    #[test]
    fn what_a_unit_does_not_state_is_not_compared() {
        let all = units();
        let whole = added(&all.iter().collect::<Vec<_>>(), 300);
        let mut some = all.clone();
        some[1].schedules.retain(|s| s.id != ScheduleId::Income);
        let found = compared(&whole, &some);
        assert!(
            found.unknown.iter().any(|u| u.contains("收入决算表") && u.contains("一小")),
            "{:?}",
            found.unknown
        );
        assert!(found.differences.iter().all(|d| !d.statement.contains("财决03表")));
    }
}
