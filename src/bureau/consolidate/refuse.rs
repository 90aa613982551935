//! Why the accounts of some units are not to be added up at all.

use rust_decimal::Decimal;

use super::{Member, names};
use crate::accounts::SourceForm;
use crate::bureau::cells::Cells;
use crate::import::ESSENTIAL;

/// Everything that stands against adding up, in Chinese.
pub(super) fn refuse(members: &[Member<'_>]) -> Result<(), Vec<String>> {
    let mut why = Vec::new();
    let with = |of: &dyn Fn(&Member<'_>) -> bool| -> Vec<&str> {
        members.iter().filter(|m| of(m)).map(|m| m.name).collect()
    };
    let printed = with(&|m| m.accounts.form != SourceForm::Caijue || m.accounts.is_rounded());
    if !printed.is_empty() {
        why.push(format!(
            "{}给的是公开表，其中的数已四舍五入到万元，相加不准；汇总要用财务系统导出的决算报表",
            names(&printed)
        ));
    }
    for id in ESSENTIAL {
        let without = with(&|m| m.accounts.schedule(id).is_none());
        if !without.is_empty() {
            let form = SourceForm::Caijue;
            why.push(format!("{}没有“{}”（{}）", names(&without), id.title(form), id.form_number(form)));
        }
    }
    for (at, one) in members.iter().enumerate() {
        let same = |other: &&Member<'_>| has_money(&one.cells) && one.cells.amounts == other.cells.amounts;
        if let Some(other) = members[at + 1..].iter().find(same) {
            why.push(format!("“{}”和“{}”的决算完全相同，像是同一个单位放了两次", one.name, other.name));
        }
    }
    if members.len() > 2 {
        let total = total(members);
        for one in members.iter().filter(|one| is_sum_of_others(one, &total)) {
            why.push(format!(
                "“{}”的数正好是其余各单位之和，像是部门的汇总表，不是一个单位；系统已有汇总表的，请直接用它生成，并用 --whole 与各单位核对",
                one.name
            ));
        }
    }
    if why.is_empty() { Ok(()) } else { Err(why) }
}

fn has_money(cells: &Cells) -> bool {
    cells.amounts.values().any(|amount| !amount.is_zero())
}

/// The sum of all, cell by cell, where nothing is less by money between units.
fn total(members: &[Member<'_>]) -> Cells {
    let mut total = Cells::default();
    for (spot, amount) in members.iter().flat_map(|m| &m.cells.amounts).filter(|(spot, _)| spot.is_exact()) {
        *total.amounts.entry(spot.clone()).or_default() += *amount;
    }
    total
}

fn is_sum_of_others(one: &Member<'_>, total: &Cells) -> bool {
    let mut some = false;
    let all = total.amounts.iter().all(|(spot, sum)| {
        let own = one.cells.get(spot);
        some |= !own.is_zero();
        own + own == *sum
    });
    all && some && total.amounts.values().any(|sum| *sum != Decimal::ZERO)
}
