//! Amounts whose number format shows them smaller than they are stored: 元 that look like 万元. What is stored counts; which
//! unit it is in, the format tells where it leads to the unit the head declares.

use rust_decimal::Decimal;

use crate::accounts::AmountUnit;
use crate::finding::{Finding, Place, Severity};

/// How many sheets a message names.
const NAMED: usize = 6;

/// Amounts of a sheet that are shown smaller than they are stored.
#[derive(Debug, Clone)]
pub struct Shown {
    /// How many.
    pub count: usize,
    /// The first one's cell.
    pub place: Place,
    /// What is stored there.
    pub stored: Decimal,
    /// The power of ten it is shown smaller by.
    pub power: u8,
    /// The unit the head declares.
    pub declared: AmountUnit,
}

/// Adds an amount to those of its sheet.
pub fn add(list: &mut Vec<Shown>, one: Shown) {
    let same = |s: &&mut Shown| {
        (s.power, s.declared, s.place.sheet_name()) == (one.power, one.declared, one.place.sheet_name())
    };
    match list.iter_mut().find(same) {
        Some(known) => known.count += one.count,
        None => list.push(one),
    }
}

/// How many 元 one of the stored number is: 1 where the format makes the declared unit of 元, else what the head declares.
pub fn factor(power: u8, declared: AmountUnit) -> u32 {
    if power > 0 && leads_to(power, declared) { 1 } else { declared.factor() }
}

/// Whether 元 shown smaller by this power of ten are in this unit.
fn leads_to(power: u8, unit: AmountUnit) -> bool {
    unit != AmountUnit::Yuan && 10u32.checked_pow(u32::from(power)) == Some(unit.factor())
}

/// One finding for all amounts that are read as 元, one for all whose format and head contradict each other.
pub fn tell(shown: &[Shown]) -> Vec<Finding> {
    let (clear, contrary): (Vec<&Shown>, Vec<&Shown>) =
        shown.iter().partition(|s| leads_to(s.power, s.declared));
    let clear = clear.first().map(|first| {
        let unit = first.declared.label();
        let text = format!(
            "{}的{}个金额存的是元，用数字格式显示成{unit}，按元读取（{}存的是{}）",
            sheets(&clear),
            clear.iter().map(|s| s.count).sum::<usize>(),
            first.place.address(),
            first.stored.normalize()
        );
        Finding::new("R037", text)
            .at(first.place.clone())
            .hint(format!("不必改动；如果存的其实就是{unit}，请把这些单元格的数字格式改为“数值”，再重新生成"))
    });
    let contrary = contrary.first().map(|first| {
        let unit = first.declared.label();
        let text = format!(
            "{}的{}个金额用数字格式缩小了显示，与表头所注的“{unit}”对不上，按存的数和所注单位读取（{}存的是{}，缩小{}倍显示）",
            sheets(&contrary),
            contrary.iter().map(|s| s.count).sum::<usize>(),
            first.place.address(),
            first.stored.normalize(),
            Decimal::from(10u64.saturating_pow(u32::from(first.power)))
        );
        // 元 that are shown smaller are still 元; another unit may be that of either number.
        let sure = first.declared == AmountUnit::Yuan;
        let severity = if sure { Severity::Warning } else { Severity::Error };
        let finding = Finding::new("R037", text).at(first.place.clone());
        Finding { severity, ..finding }.hint("请把这些单元格的数字格式改为“数值”，核对金额和金额单位后保存")
    });
    clear.into_iter().chain(contrary).collect()
}

fn sheets(shown: &[&Shown]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in shown.iter().map(|s| s.place.sheet_name()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = if names.len() > NAMED { format!("等{}张表", names.len()) } else { String::new() };
    names.truncate(NAMED);
    format!("“{}”{more}", names.join("”“"))
}
