//! Money between the units (内部往来): both sides of it, and how much each cell of the sum is less by.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Member, names};
use crate::accounts::{Column, ScheduleId, SourceForm};
use crate::bureau::cells::{Cells, Flow, Spot};
use crate::money::{Yuan, display_yuan};

/// What a unit received from and paid to others, in 元.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// The unit.
    pub unit: String,
    /// 上级补助收入、对附属单位补助支出; 附属单位上缴收入、上缴上级支出
    pub sides: [[Decimal; 2]; 2],
}

/// What [`Paid::sides`] are called, in order.
pub const SIDES: [&str; 4] =
    [Flow::ALL[0].names[0], Flow::ALL[0].names[1], Flow::ALL[1].names[0], Flow::ALL[1].names[1]];

/// Money between the units of a department.
#[derive(Debug)]
pub struct Flows {
    /// The units that received or paid any.
    pub paid: Vec<Paid>,
    /// What was eliminated, by both names of it, in 元; without those of which there is none.
    pub eliminated: Vec<(String, Decimal)>,
    sums: BTreeMap<Spot, Decimal>,
    /// For each flow whether its adjusted budget is divided among 类 as what was spent.
    as_spent: [bool; 2],
}

impl Flows {
    /// What the units paid each other.
    ///
    /// # Errors
    /// The two sides of it differ, or a statement lacks its column: nobody knows what is to be eliminated.
    pub(super) fn of(members: &[Member<'_>]) -> Result<Flows, Vec<String>> {
        let mut why = Vec::new();
        let mut eliminated = Vec::new();
        let mut paid: Vec<Paid> =
            members.iter().map(|m| Paid { unit: m.name.to_owned(), sides: Default::default() }).collect();
        for (n, flow) in Flow::ALL.iter().enumerate() {
            for (side, spot) in totals(flow).into_iter().enumerate() {
                let unknown: Vec<&str> =
                    members.iter().filter(|m| !m.cells.knows(&spot)).map(|m| m.name).collect();
                if !unknown.is_empty() {
                    let form = SourceForm::Caijue;
                    why.push(format!(
                        "{}的“{}”没有“{}”一栏，不知道单位之间有没有往来",
                        names(&unknown),
                        spot.id.title(form),
                        flow.names[side]
                    ));
                }
                for (member, paid) in members.iter().zip(&mut paid) {
                    paid.sides[n][side] = member.cells.get(&spot);
                    why.extend(other_in_summary(member, flow, side, paid.sides[n][side]));
                }
            }
            let [received, spent] = [0, 1].map(|side| paid.iter().map(|p| p.sides[n][side]).sum::<Decimal>());
            if received == spent {
                if !received.is_zero() {
                    eliminated.push((flow.names.join("、"), received));
                }
                continue;
            }
            why.push(differs(flow, n, &paid, [received, spent]));
        }
        if !why.is_empty() {
            return Err(why);
        }
        let mut sums: BTreeMap<Spot, Decimal> = BTreeMap::new();
        let internal = members.iter().flat_map(|m| &m.cells.amounts).filter(|(spot, _)| spot.is_internal());
        for (spot, amount) in internal {
            *sums.entry(spot.clone()).or_default() += *amount;
        }
        let as_spent = Flow::ALL.map(|flow| members.iter().all(|m| is_adjusted_as_spent(&m.cells, &flow)));
        paid.retain(|p| p.sides.iter().flatten().any(|amount| !amount.is_zero()));
        Ok(Flows { paid, eliminated, sums, as_spent })
    }

    /// What is not part of the sum in a cell; `None` where it cannot be told: the statements have a budget of the money
    /// on one side only, or not by 类.
    pub fn eliminated(&self, spot: &Spot) -> Option<Decimal> {
        if spot.id == ScheduleId::Summary && !spot.is(Column::Final) {
            for (flow, as_spent) in Flow::ALL.iter().zip(self.as_spent) {
                let of = |line| self.get(&Spot { line: String::from(line), ..spot.clone() });
                let is_class = spot.line.starts_with("class.");
                let touched = spot.is_internal() || is_class || !spot.rests_on().is_empty();
                let (income, nature) = (of(flow.income), of(flow.nature));
                if touched && (income != nature || is_class && !income.is_zero() && !as_spent) {
                    return None;
                }
            }
            if spot.line.starts_with("class.")
                && Flow::ALL
                    .iter()
                    .all(|flow| self.get(&Spot { line: flow.income.to_owned(), ..spot.clone() }).is_zero())
            {
                return Some(Decimal::ZERO);
            }
        }
        if spot.is_internal() {
            return Some(self.get(spot));
        }
        Some(spot.rests_on().iter().map(|spot| self.get(spot)).sum())
    }

    fn get(&self, spot: &Spot) -> Decimal {
        self.sums.get(spot).copied().unwrap_or_default()
    }
}

/// The cells that hold all that a unit received, and all it paid.
fn totals(flow: &Flow) -> [Spot; 2] {
    [Spot::new(ScheduleId::Income, "", flow.received), Spot::new(ScheduleId::Expenditure, "", flow.paid)]
}

/// Whether the adjusted budget of what a unit pays is what it paid, so that each 类 of it is as well.
fn is_adjusted_as_spent(cells: &Cells, flow: &Flow) -> bool {
    let adjusted = cells.get(&Spot::new(ScheduleId::Summary, flow.nature, Column::Adjusted));
    adjusted == cells.get(&Spot::new(ScheduleId::Expenditure, "", flow.paid))
}

/// What a unit's 财决01 says otherwise than its 财决03 or 财决04.
fn other_in_summary(member: &Member<'_>, flow: &Flow, side: usize, stated: Decimal) -> Option<String> {
    let line = if side == 0 { flow.income } else { flow.nature };
    let other = *member.cells.amounts.get(&Spot::new(ScheduleId::Summary, line, Column::Final))?;
    (other != stated).then(|| {
        format!(
            "“{}”的{}在财决01表是{}元，在{}是{}元，不知道抵销多少",
            member.name,
            flow.names[side],
            display_yuan(Yuan(other)),
            if side == 0 { "财决03表" } else { "财决04表" },
            display_yuan(Yuan(stated)),
        )
    })
}

/// `单位之间的往来两边不相等：上级补助收入合计300.00元（“一小”300.00元），对附属单位补助支出合计…`
fn differs(flow: &Flow, n: usize, paid: &[Paid], sums: [Decimal; 2]) -> String {
    let side = |side: usize| {
        let having = paid.iter().filter(|p| !p.sides[n][side].is_zero());
        let listed: Vec<String> =
            having.map(|p| format!("“{}”{}元", p.unit, display_yuan(Yuan(p.sides[n][side])))).collect();
        let listed = if listed.is_empty() { "各单位都没有".to_owned() } else { listed.join("、") };
        format!("{}合计{}元（{listed}）", flow.names[side], display_yuan(Yuan(sums[side])))
    };
    let off = display_yuan(Yuan((sums[0] - sums[1]).abs()));
    format!("单位之间的往来两边不相等，相差{off}元：{}，{}", side(0), side(1))
}
