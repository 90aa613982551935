//! Codes that moved between the years: proposed where names or figures speak for it (R035), and what became of those that
//! people declared (R036).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::codes::{Printed, printed, with_all};
use super::ledger::{FigureId, Grid, Ledger, Whose};
use super::years::significant;
use crate::accounts::{Column as C, MovedCodes, ScheduleId as S};
use crate::finding::{Finding, Severity};

/// Amounts of two names with fewer digits are equal by chance.
const TELLING_DIGITS: u32 = 4;

/// What was found of moved codes.
pub struct Moved {
    /// R035 and R036.
    pub findings: Vec<Finding>,
    /// Declared pairs that can be used, and those that figures prove: the checks take each for one item.
    pub codes: MovedCodes,
}

/// 科目 by code.
type Codes<'a> = BTreeMap<String, Printed<'a>>;

/// R035 and R036.
pub fn check(ledger: &Ledger, declared: &MovedCodes) -> Moved {
    let current = printed(ledger, Whose::Current);
    let mut out = Vec::new();
    let usable = declared.without(|old| current.contains_key(old));
    let mut pairs: Vec<(String, String)> =
        usable.pairs().map(|(now, old)| (now.to_owned(), old.to_owned())).collect();
    let mut said: BTreeSet<(String, String)> = BTreeSet::new();
    for (whose, what) in EARLIER {
        let before = printed(ledger, whose);
        if !has_table(ledger, whose) {
            continue;
        }
        for (old, code) in candidates(ledger, whose, &before, &current) {
            let known = declared.earlier(&code).is_some() || declared.today(&old).is_some();
            if known || !said.insert((old.clone(), code.clone())) {
                continue;
            }
            let finding = proposal(ledger, what, (&old, &before[&old]), (&code, &current[&code]));
            if finding.severity == Severity::Warning {
                pairs.push((code, old));
            }
            out.push(finding);
        }
    }
    out.extend(declared.pairs().filter_map(|(now, old)| used(ledger, &current, now, old)));
    Moved { findings: out, codes: MovedCodes::new(pairs) }
}

const EARLIER: [(Whose, &str); 2] = [(Whose::Prior, "上年决算"), (Whose::Budget, "年初预算表")];

/// Pairs `(earlier code, this year's code)` of 项 that look like one: the only ones of a name, or those whose amounts
/// went over from the one year into the other.
fn candidates(ledger: &Ledger, whose: Whose, before: &Codes, current: &Codes) -> Vec<(String, String)> {
    let items = |codes: &Codes, others: &Codes| -> Vec<String> {
        codes.keys().filter(|c| c.len() == 7 && !others.contains_key(*c)).cloned().collect()
    };
    let (gone, new) = (items(before, current), items(current, before));
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut add = |old: &str, code: &str| {
        if pairs.iter().all(|(o, c)| o != old && c != code) {
            pairs.push((old.to_owned(), code.to_owned()));
        }
    };
    if whose == Whose::Prior {
        for code in &new {
            let same: Vec<&String> =
                gone.iter().filter(|old| carried_over(ledger, old, code, TELLING_DIGITS).is_some()).collect();
            let of_old = |old: &str| {
                new.iter().filter(|c| carried_over(ledger, old, c, TELLING_DIGITS).is_some()).count()
            };
            if let [old] = same[..]
                && of_old(old) == 1
            {
                add(old, code);
            }
        }
    }
    let (here, there) = (by_name(current), by_name(before));
    for code in &new {
        let name = current[code].name.as_str();
        let [here, there] = [&here, &there].map(|codes| codes.get(name).map_or(&[][..], Vec::as_slice));
        if let ([_], [old], false) = (here, there, name.is_empty())
            && !current.contains_key(*old)
        {
            add(old, code);
        }
    }
    pairs
}

/// 项 by their names.
fn by_name<'a>(codes: &'a Codes) -> HashMap<&'a str, Vec<&'a str>> {
    let mut named: HashMap<&str, Vec<&str>> = HashMap::new();
    for (code, line) in codes.iter().filter(|(code, _)| code.len() == 7) {
        named.entry(line.name.as_str()).or_default().push(code);
    }
    named
}

/// Last year's 年末结转和结余 of one code and this year's 年初结转和结余 of another, if they are the same telling amount:
/// what an item leaves is what it begins with. `digits` are wanted of the amount.
fn carried_over(ledger: &Ledger, old: &str, code: &str, digits: u32) -> Option<(FigureId, FigureId)> {
    [S::General, S::Fund, S::State].into_iter().find_map(|id| {
        let pair = balances(ledger, id, old, code)?;
        let (closing, opening) = (ledger.value(pair.0), ledger.value(pair.1));
        let slack = ledger.figure(pair.0).slack.max(ledger.figure(pair.1).slack);
        let same = (closing - opening).abs() <= slack && closing != 0 && significant(opening) >= digits;
        same.then_some(pair)
    })
}

/// The two balances, whatever they are.
fn balances(ledger: &Ledger, id: S, old: &str, code: &str) -> Option<(FigureId, FigureId)> {
    let closing = ledger.find(Whose::Prior, id, old, C::Closing)?;
    Some((closing, ledger.find(Whose::Current, id, code, C::Opening)?))
}

fn proposal(
    ledger: &Ledger,
    what: &str,
    (old, before): (&str, &Printed),
    (code, now): (&str, &Printed),
) -> Finding {
    let name = now.label;
    let called = match before.name == now.name {
        true => String::new(),
        false => format!("（当时名称是“{}”）", before.label),
    };
    let apart = "程序按两个科目处理，比较时各缺一边";
    let start = format!("“{name}”在{what}中的编码是 {old}{called}，本年是 {code}");
    let pair = [(code, now), (old, before)];
    let declare =
        format!("在 juesuan.toml 的 [moved_codes] 中加一行 \"{code}\" = \"{old}\"，就按同一科目比较");
    let cells = |message: String| with_all(ledger, Finding::new("R035", message), pair.into_iter());
    // Under one name the same amount is proof enough, however round.
    let digits = if before.name == now.name { 1 } else { TELLING_DIGITS };
    if let Some((closing, opening)) = carried_over(ledger, old, code, digits) {
        let message = format!(
            "{start}：上年年末结转和结余与本年年初结转和结余都是 {} {}，应是同一科目；{apart}",
            ledger.print(opening, ledger.value(opening)),
            ledger.unit_label(opening)
        );
        let mut finding = cells(message).hint(format!("核对后，{declare}"));
        finding.severity = Severity::Warning;
        for figure in [closing, opening] {
            if let Some(place) = ledger.place(figure) {
                finding = finding.with(
                    ledger.cell_label(figure),
                    place,
                    ledger.print(figure, ledger.value(figure)),
                );
            }
        }
        return finding;
    }
    let against = [S::General, S::Fund, S::State].into_iter().find_map(|id| {
        let (closing, opening) = balances(ledger, id, old, code)?;
        let (left, begun) = (ledger.value(closing), ledger.value(opening));
        (what == EARLIER[0].1 && left != begun).then(|| {
            format!(
                "（上年年末结转和结余 {} {}，本年年初 {} {}，对不上）",
                ledger.print(closing, left),
                ledger.unit_label(closing),
                ledger.print(opening, begun),
                ledger.unit_label(opening)
            )
        })
    });
    cells(format!("{start}{}，{apart}", against.unwrap_or_default()))
        .hint(format!("科目编码调整过的，{declare}；本来就是两个科目的不必理会"))
}

/// What became of a declaration: used, of no use, or not possible.
fn used(ledger: &Ledger, current: &Codes, now: &str, old: &str) -> Option<Finding> {
    let carrying: Vec<(&str, Codes)> = EARLIER
        .into_iter()
        .map(|(whose, what)| (what, printed(ledger, whose)))
        .filter(|(_, codes)| codes.contains_key(old))
        .collect();
    if let Some(line) = current.get(old) {
        let message = format!(
            "juesuan.toml 声明 {now} 以前的编码是 {old}，但本年的表中还有 {old} {}，没有按声明比较",
            line.label
        );
        let mut finding = with_all(ledger, Finding::new("R036", message), std::iter::once((old, line)));
        finding.severity = Severity::Warning;
        return Some(
            finding.hint("请核对 [moved_codes]：一个科目分成两个的，不能按编码比较，请在原因中说明"),
        );
    }
    if carrying.is_empty() {
        let known = |whose| printed(ledger, whose).contains_key(now);
        // Declared for an earlier year: the files have come round.
        if !current.contains_key(now) || EARLIER.iter().any(|(whose, _)| known(*whose)) || ledger.alone() {
            return None;
        }
        let message =
            format!("juesuan.toml 声明 {now} 以前的编码是 {old}，但上年决算和年初预算表中都没有 {old}");
        let mut finding = Finding::new("R036", message).hint("请核对 [moved_codes] 里的编码");
        finding.severity = Severity::Warning;
        return Some(finding);
    }
    let files: Vec<&str> = carrying.iter().map(|c| c.0).collect();
    let name = current.get(now).or(carrying[0].1.get(old)).map_or("", |l| l.label);
    let message = format!(
        "“{name}”本年编码是 {now}，{}中是 {old}，按 juesuan.toml 的声明作为同一科目比较",
        files.join("和")
    );
    let lines = current.get(now).map(|l| (now, l)).into_iter();
    let lines = lines.chain(carrying.iter().map(|(_, codes)| (old, &codes[old])));
    Some(with_all(ledger, Finding::new("R036", message), lines))
}

/// A table by 项 is there to compare with.
fn has_table(ledger: &Ledger, whose: Whose) -> bool {
    let items = |g: &Grid| g.lines.iter().any(|l| l.0.len() == 7);
    ledger.grid(whose, S::General).is_some_and(|g| items(&ledger.grids[g]))
}
