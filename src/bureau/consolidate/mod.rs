//! 部门汇总: a department's accounts made from those of its units, where no finance system has consolidated them. Each
//! amount is the sum of the units', less what they paid each other (抵销): 上级补助收入 against 对附属单位补助支出, 附属单位
//! 上缴收入 against 上缴上级支出. What does not add up for certain is refused or left out, and said.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::cells::{Cells, Slot, Spot, statement};
use crate::accounts::{Accounts, AmountUnit, BasicDetail, ScheduleId, Source, SourceForm, Unreadable};

mod budget;
mod internal;
mod refuse;
mod sheet;

pub use budget::budget;
pub use internal::{Flows, Paid, SIDES};
pub use sheet::{FIRST_COLUMN, FIRST_ROW, Kind, Row, Sheet};

/// A department's accounts as the sum of its units'.
#[derive(Debug)]
pub struct Consolidated {
    /// The accounts; their cells are those of [`sheets`](Consolidated::sheets).
    pub accounts: Accounts,
    /// 汇总底稿: how each amount came about, a sheet a statement.
    pub sheets: Vec<Sheet>,
    /// What the units paid each other and what was eliminated.
    pub flows: Flows,
    /// What the sum does not know, and because of which units.
    pub unknown: Vec<String>,
}

/// A unit with its accounts as cells.
struct Member<'a> {
    name: &'a str,
    accounts: &'a Accounts,
    cells: Cells,
}

/// Adds up the accounts of units, each under its name, into those of the department `org`; `file` is the name of the
/// working paper (汇总底稿) that amounts are traced to.
///
/// # Errors
/// What stands against it, in Chinese: units that are the same or the sum of the others, statements that are missing,
/// money between units of which the two sides differ.
pub fn consolidate(org: &str, file: &str, units: &[(&str, &Accounts)]) -> Result<Consolidated, Vec<String>> {
    let members: Vec<Member<'_>> =
        units.iter().map(|(name, accounts)| Member { name, accounts, cells: Cells::of(accounts) }).collect();
    refuse::refuse(&members)?;
    let flows = Flows::of(&members)?;
    let mut all = Consolidated {
        accounts: Accounts {
            org: org.to_owned(),
            year: members.iter().find_map(|m| m.accounts.year),
            form: SourceForm::Caijue,
            sources: Vec::new(),
            schedules: Vec::new(),
            basic_detail: None,
            lacking: Vec::new(),
            unreadable: Vec::new(),
        },
        sheets: Vec::new(),
        flows,
        unknown: Vec::new(),
    };
    for id in ScheduleId::ALL {
        all.add(id, file, &members);
    }
    Ok(all)
}

impl Consolidated {
    /// Adds up a statement.
    fn add(&mut self, id: ScheduleId, file: &str, members: &[Member<'_>]) {
        let title = format!("“{}”（{}）", id.title(SourceForm::Caijue), id.form_number(SourceForm::Caijue));
        let views: Vec<_> = members.iter().map(|m| statement(m.accounts, id)).collect();
        let without: Vec<&str> =
            members.iter().zip(&views).filter(|(_, v)| v.is_none()).map(|(m, _)| m.name).collect();
        if !without.is_empty() {
            if without.len() < members.len() {
                self.unknown.push(format!("{title}没有汇总：{}没有这张表", names(&without)));
            }
            return;
        }
        let views: Vec<_> = views.into_iter().flatten().collect();
        let mut slots: Vec<Slot> = Vec::new();
        for (own, _) in &views {
            merge(&mut slots, own.iter());
        }
        slots.retain(|slot| {
            let lacking: Vec<&str> = members
                .iter()
                .zip(&views)
                .filter(|(member, (own, _))| !own.contains(slot) && !is_nothing(member, id, own, slot))
                .map(|(member, _)| member.name)
                .collect();
            if !lacking.is_empty() {
                let (head, who) = (slot.label(id), names(&lacking));
                self.unknown.push(format!("{title}的“{head}”没有汇总：{who}没有这一栏"));
                if let Slot::Column(column) = slot {
                    self.accounts.lacking.push((id, *column));
                }
            }
            lacking.is_empty()
        });
        let mut keys: Vec<String> = Vec::new();
        for (_, lines) in &views {
            merge(&mut keys, lines.iter().map(|line| &line.key));
        }
        if is_coded(id) {
            keys.sort_unstable();
        }
        let source = u16::try_from(self.sheets.len()).unwrap_or(u16::MAX);
        let mut sheet = Sheet::new(id, &slots);
        let mut lines = Vec::new();
        for key in keys {
            let sums = self.sums(id, &key, &slots, members);
            let first = sheet.rows.len();
            sheet.push(id, &key, &slots, members, &sums);
            // A code under which there is only money between the units is none of the department's.
            let gone = sums.iter().any(|s| !s.eliminated.is_zero());
            if is_coded(id) && gone && sums.iter().all(|s| s.value.is_none_or(|v| v.is_zero())) {
                continue;
            }
            for (column, sum) in sums.iter().enumerate().filter(|(_, sum)| sum.is_unknown()) {
                self.accounts.unreadable.push(Unreadable { id, line: key.clone(), column });
                let said = sum.why.join("、");
                self.unknown.push(format!(
                    "{title}“{}”的“{}”没有汇总：{said}",
                    sheet.rows[first].label(),
                    slots[column].label(id)
                ));
            }
            lines.push(sheet.line(first, source));
        }
        self.accounts.sources.push(Source {
            file: file.to_owned(),
            sheet: sheet.name.clone(),
            unit: AmountUnit::Yuan,
            document: None,
        });
        self.sheets.push(sheet);
        if id == ScheduleId::BasicDetail {
            let details = members.iter().filter_map(|m| m.accounts.basic_detail.as_ref());
            let named = details.flat_map(|d| d.names.iter().map(|(code, name)| (code.clone(), name.clone())));
            let columns = slots.into_iter().map(|slot| match slot {
                Slot::Economic(code) => code,
                Slot::Column(_) => String::new(),
            });
            self.accounts.basic_detail = Some(BasicDetail {
                columns: columns.collect(),
                lines: lines.into(),
                names: named.collect(),
                rounded: false,
            });
            return;
        }
        let columns = slots.into_iter().filter_map(|slot| match slot {
            Slot::Column(column) => Some(column),
            Slot::Economic(_) => None,
        });
        let columns = columns.collect();
        self.accounts.schedules.push(crate::accounts::Schedule {
            id,
            columns,
            lines: lines.into(),
            rounded: false,
        });
    }

    /// The sums of a line, column by column.
    fn sums(&self, id: ScheduleId, key: &str, slots: &[Slot], members: &[Member<'_>]) -> Vec<Sum> {
        let sum = |slot: &Slot| {
            let spot = Spot { id, line: key.to_owned(), slot: slot.clone() };
            let unread = members.iter().filter(|m| m.cells.cannot_read(&spot)).map(|m| m.name);
            let mut why: Vec<String> = unread.map(|name| format!("“{name}”的数读不出")).collect();
            let stated: Vec<Decimal> =
                members.iter().filter_map(|m| m.cells.amounts.get(&spot).copied()).collect();
            let eliminated = self.flows.eliminated(&spot);
            if stated.is_empty() {
                return Sum { value: None, eliminated: Decimal::ZERO, why };
            }
            if eliminated.is_none() {
                why.push("单位之间往来的预算两边不相等，不知道抵销多少".to_owned());
            }
            let eliminated = eliminated.unwrap_or_default();
            let value = why.is_empty().then(|| stated.iter().sum::<Decimal>() - eliminated);
            Sum { value, eliminated, why }
        };
        slots.iter().map(sum).collect()
    }
}

/// A cell of the sum.
struct Sum {
    /// `None` if it is not known, or no unit has an amount there.
    value: Option<Decimal>,
    /// What the units paid each other in it.
    eliminated: Decimal,
    /// Why it is not known.
    why: Vec<String>,
}

impl Sum {
    fn is_unknown(&self) -> bool {
        !self.why.is_empty()
    }
}

/// Whether the lines of a statement are functional codes.
fn is_coded(id: ScheduleId) -> bool {
    !matches!(id, ScheduleId::Summary | ScheduleId::FiscalSummary | ScheduleId::Operations)
}

/// Adds what is new to a list, each after what stands before it in its own.
fn merge<'a, T: Clone + PartialEq + 'a>(into: &mut Vec<T>, own: impl Iterator<Item = &'a T>) {
    let mut at = 0;
    for one in own {
        match into.iter().position(|known| known == one) {
            Some(known) => at = known + 1,
            None => {
                into.insert(at, one.clone());
                at += 1;
            }
        }
    }
}

/// Whether a unit without a column of 财决08-1 has nothing in it for certain: the others make up the total above it.
fn is_nothing(member: &Member<'_>, id: ScheduleId, own: &[Slot], slot: &Slot) -> bool {
    let (ScheduleId::BasicDetail, Slot::Economic(code)) = (id, slot) else { return false };
    let above = if code.len() == 5 { &code[..3] } else { "" };
    let total = Slot::Economic(above.to_owned());
    if code.is_empty() || !own.contains(&total) {
        return false;
    }
    let beside =
        |slot: &&Slot| matches!(slot, Slot::Economic(c) if c.len() == code.len() && c.starts_with(above));
    let parts: Vec<&Slot> = own.iter().filter(beside).collect();
    let Some(detail) = &member.accounts.basic_detail else { return false };
    detail.lines.iter().all(|line| {
        let at = |slot: &Slot| Spot { id, line: line.key.clone(), slot: slot.clone() };
        let known = parts.iter().chain([&&total]).all(|slot| !member.cells.cannot_read(&at(slot)));
        let sum: Decimal = parts.iter().map(|slot| member.cells.get(&at(slot))).sum();
        known && sum == member.cells.get(&at(&total))
    })
}

/// `“甲局”、“乙局”等5个单位`
fn names(units: &[&str]) -> String {
    const MOST: usize = 5;
    let unique: BTreeSet<&str> = units.iter().copied().collect();
    let listed: Vec<String> = unique.iter().take(MOST).map(|name| format!("“{name}”")).collect();
    let more = if unique.len() > MOST { format!("等{}个单位", unique.len()) } else { String::new() };
    listed.join("、") + &more
}
