//! Amounts in another unit than the one that is declared (金额单位): the same figures elsewhere are a thousand or ten thousand
//! times as large. Said once, before any relation; what fails only because of it is not listed.

use std::collections::BTreeMap;

use super::ledger::{FigureId, Ledger, PER_YUAN, Units, Whose};
use super::relate::Relations;
use super::rule::Op;
use crate::accounts::{AmountUnit, Column as C, ScheduleId as S, SourceForm};
use crate::finding::{Finding, Severity};

/// What is wrong with units.
#[derive(Debug, Default)]
pub struct Scales {
    /// R009
    pub findings: Vec<Finding>,
    /// Statements whose figures cannot be set against others.
    pub grids: Vec<usize>,
}

const FACTORS: [Units; 3] = [10, 1_000, 10_000];

/// Sheets against each other, then files against each other, then what a department can have at all.
pub fn find(ledger: &Ledger, relations: &Relations) -> Scales {
    let mut out = Scales::default();
    sheets(ledger, relations, &mut out);
    if out.findings.is_empty() {
        files(ledger, &mut out);
    }
    if out.findings.is_empty() {
        fine_decimals(ledger, &mut out);
    }
    if out.findings.is_empty() {
        beyond_all_measure(ledger, &mut out);
    }
    out
}

/// `left` is `factor` times `right`, but for what printing rounds away.
fn times(left: Units, right: Units, factor: Units) -> bool {
    right != 0 && (left - right * factor).abs() * 1_000 < left.abs()
}

/// `Some(n)`: the left side is n times the right one; negative: the right side is n times the left one.
fn ratio(left: Units, right: Units) -> Option<Units> {
    if times(left, right, 1) {
        return Some(1);
    }
    let found = |a, b| FACTORS.into_iter().find(|f| times(a, b, *f));
    found(left, right).or_else(|| found(right, left).map(|f| -f))
}

// ---- sheets ----------------------------------------------------------------------------------------------------

/// A figure of each of two statements that should be the same, and how they stand to each other.
struct Vote {
    left: FigureId,
    right: FigureId,
    ratio: Option<Units>,
}

fn sheets(ledger: &Ledger, relations: &Relations, out: &mut Scales) {
    let votes = votes(ledger, relations);
    let current: Vec<usize> =
        (0..ledger.grids.len()).filter(|g| ledger.grids[*g].whose == Whose::Current).collect();
    // Statements that agree with each other stand together.
    let mut group: Vec<usize> = (0..ledger.grids.len()).collect();
    for ((a, b), list) in &votes {
        if list.iter().filter(|v| v.ratio == Some(1)).count() * 2 > list.len() {
            let (keep, drop) = (group[*a].min(group[*b]), group[*a].max(group[*b]));
            group.iter_mut().filter(|g| **g == drop).for_each(|g| *g = keep);
        }
    }
    let size = |g: usize| current.iter().filter(|c| group[**c] == group[g]).count();
    let usual = |g: usize| declared(ledger, g) == usual_unit(ledger.grids[g].form);
    let Some(main) = current.iter().copied().max_by_key(|g| (size(*g), usual(*g), usize::MAX - g)) else {
        return;
    };
    let mut wrong: BTreeMap<Units, Vec<(usize, FigureId, FigureId)>> = BTreeMap::new();
    for grid in current.iter().copied().filter(|g| group[*g] != group[main]) {
        let mut said: Vec<(Units, FigureId, FigureId)> = Vec::new();
        let mut others = 0;
        for ((a, b), list) in &votes {
            let (own_left, own_right) =
                (*a == grid && group[*b] == group[main], *b == grid && group[*a] == group[main]);
            if !own_left && !own_right {
                continue;
            }
            for vote in list {
                match vote.ratio {
                    Some(r) if r != 1 => {
                        let r = if own_left { r } else { -r };
                        let (own, other) =
                            if own_left { (vote.left, vote.right) } else { (vote.right, vote.left) };
                        said.push((r, own, other));
                    }
                    _ => others += 1,
                }
            }
        }
        let Some((factor, own, other)) = said.first().copied() else { continue };
        // One cell may be off by itself; a unit is off everywhere.
        if said.len() >= 2 && others * 4 <= said.len() && said.iter().all(|s| s.0 == factor) {
            wrong.entry(factor).or_default().push((grid, own, other));
        }
    }
    for (factor, list) in wrong {
        let tables: Vec<String> = list.iter().map(|(g, ..)| ledger.grids[*g].table()).collect();
        let mut finding = Finding::new(
            "R009",
            format!(
                "{}的金额单位与其他各表矛盾：表头注明“{}”，同一金额却是其他表的{}{}",
                tables.join("、"),
                declared(ledger, list[0].0).label(),
                if factor > 0 { "" } else { "1/" },
                words(factor.abs()),
            ),
        );
        for (grid, own, other) in &list {
            out.grids.push(*grid);
            for id in [*own, *other] {
                finding = named(ledger, finding, id);
            }
        }
        out.findings.push(
            finding.hint(format!(
                "{}，其余因此不成立的关系不再列出",
                likely(declared(ledger, list[0].0), factor)
            )),
        );
    }
}

fn words(factor: Units) -> String {
    match factor {
        10 => "十倍".to_owned(),
        1_000 => "一千倍".to_owned(),
        10_000 => "一万倍".to_owned(),
        n => format!("{n}倍"),
    }
}

/// What to do about amounts that are `factor` times too large (negative: too small).
fn likely(declared: AmountUnit, factor: Units) -> String {
    let units = [AmountUnit::Yuan, AmountUnit::Thousand, AmountUnit::Wan];
    let wanted = |u: &AmountUnit| {
        let (is, should) = (Units::from(declared.factor()), Units::from(u.factor()));
        if factor > 0 { should * factor == is } else { is * -factor == should }
    };
    match units.iter().find(|u| wanted(u)) {
        Some(unit) => format!("金额单位可能应为“{}”，请改正表头的金额单位", unit.label()),
        None => "请核对表头的金额单位".to_owned(),
    }
}

fn votes(ledger: &Ledger, relations: &Relations) -> BTreeMap<(usize, usize), Vec<Vote>> {
    let mut out: BTreeMap<(usize, usize), Vec<Vote>> = BTreeMap::new();
    for relation in relations.list.iter().filter(|r| r.op == Op::Equal) {
        let (left, right) = (relations.left(relation), relations.right(relation));
        let grid = |side: &[FigureId]| {
            let first = usize::from(ledger.figure(*side.first()?).grid);
            side.iter().all(|f| usize::from(ledger.figure(*f).grid) == first).then_some(first)
        };
        let (Some(a), Some(b)) = (grid(left), grid(right)) else { continue };
        let sum = |side: &[FigureId]| side.iter().map(|f| ledger.value(*f)).sum::<Units>();
        let (l, r) = (sum(left), sum(right));
        // Small printed amounts say nothing about a factor.
        let coarse = left.iter().chain(right).map(|f| ledger.figure(*f).slack).max().unwrap_or(0) * 200;
        let current = [a, b].iter().all(|g| ledger.grids[*g].whose == Whose::Current);
        if a == b || !current || l == 0 || r == 0 || l.abs().max(r.abs()) < coarse {
            continue;
        }
        let loudest = |side: &[FigureId]| side.iter().copied().max_by_key(|f| ledger.value(*f).abs());
        let (Some(left), Some(right)) = (loudest(left), loudest(right)) else { continue };
        out.entry((a, b)).or_default().push(Vote { left, right, ratio: ratio(l, r) });
    }
    out
}

fn declared(ledger: &Ledger, grid: usize) -> AmountUnit {
    let g = &ledger.grids[grid];
    let mut figures = (0..g.lines.len()).flat_map(|l| (0..g.heads.len()).map(move |c| (l, c)));
    let first = figures.find_map(|(l, c)| ledger.at(grid, l, c).filter(|f| ledger.figure(*f).cell.is_some()));
    first.map_or(AmountUnit::Yuan, |f| ledger.unit(f))
}

fn usual_unit(form: SourceForm) -> AmountUnit {
    match form {
        SourceForm::Caijue => AmountUnit::Yuan,
        SourceForm::Gongkai => AmountUnit::Wan,
    }
}

fn named(ledger: &Ledger, finding: Finding, id: FigureId) -> Finding {
    let Some(place) = ledger.place(id) else { return finding };
    let label = format!("{}“{}”", ledger.grid_of(id).table(), ledger.label(id));
    let value = format!("{}{}", ledger.print(id, ledger.value(id)), ledger.unit_label(id));
    let first = finding.place.is_none();
    let finding = finding.with(label, place.clone(), value);
    if first { finding.at(place) } else { finding }
}

// ---- files -----------------------------------------------------------------------------------------------------

/// The whole of a file: what the general public budget spent (or will spend), else all expenditure.
fn total(ledger: &Ledger, whose: Whose) -> Option<FigureId> {
    let at: &[(S, &str, C)] = match whose {
        Whose::Budget => &[(S::General, "", C::Initial)],
        _ => &[
            (S::General, "", C::Total),
            (S::Summary, "expenditure.total", C::Final),
            (S::Expenditure, "", C::Total),
        ],
    };
    at.iter().find_map(|(id, line, c)| ledger.find(whose, *id, line, *c)).filter(|f| ledger.value(*f) != 0)
}

/// A thousand or ten thousand times, as far as two years of one department can tell.
fn magnitude(a: Units, b: Units) -> Option<Units> {
    let (large, small, sign) =
        if a.abs() >= b.abs() { (a.abs(), b.abs(), 1) } else { (b.abs(), a.abs(), -1) };
    let ratio = large.checked_div(small)?;
    match ratio {
        200..=3_162 => Some(sign * 1_000),
        3_163..=40_000 => Some(sign * 10_000),
        _ => None,
    }
}

fn files(ledger: &Ledger, out: &mut Scales) {
    let Some(this) = total(ledger, Whose::Current) else { return };
    let against = |whose| {
        let other = total(ledger, whose)?;
        Some((whose, other, magnitude(ledger.value(this), ledger.value(other))))
    };
    let prior = against(Whose::Prior);
    let budget = against(Whose::Budget);
    let off: Vec<_> = [prior, budget].into_iter().flatten().filter(|o| o.2.is_some()).collect();
    let known = [prior, budget].into_iter().flatten().count();
    let Some((whose, other, Some(factor))) = off.first().copied() else { return };
    // Two against one tell which file it is; of two files the one whose unit is unusual, else last year's or the budget.
    let this_one = match (known, off.len()) {
        (2, 2) => true,
        (2, 1) => false,
        _ => {
            let usual = |f: FigureId| ledger.unit(f) == usual_unit(ledger.grid_of(f).form);
            usual(other) && !usual(this)
        }
    };
    let (wrong, right, factor) = if this_one { (this, other, factor) } else { (other, this, -factor) };
    let what = |f: FigureId| match ledger.grid_of(f).whose {
        Whose::Current => "本年决算",
        Whose::Prior => "上年决算",
        Whose::Budget => "年初预算表",
    };
    let sure = known == 2;
    let message = format!(
        "{}的金额单位与{}矛盾：注明“{}”，金额约为{}的{}{}",
        what(wrong),
        if this_one && off.len() == 2 { "上年决算、年初预算表" } else { what(right) },
        ledger.unit(wrong).label(),
        what(right),
        if factor > 0 { "" } else { "1/" },
        words(factor.abs())
    );
    let mut finding = Finding::new("R009", message);
    for id in [wrong, right] {
        finding = named(ledger, finding, id);
    }
    let also = if sure { "" } else { "；也可能是另一个文件的单位不对，请两个都核对" };
    out.findings.push(finding.hint(format!("{}{also}", likely(ledger.unit(wrong), factor))));
    let affected = if this_one { Whose::Current } else { whose };
    out.grids.extend((0..ledger.grids.len()).filter(|g| match affected {
        // The tables of the file agree with each other; only what compares the files is left out.
        Whose::Current => ledger.grids[*g].whose != Whose::Current,
        whose => ledger.grids[*g].whose == whose,
    }));
}

// ---- one file alone --------------------------------------------------------------------------------------------

/// 元 has 分 and nothing below: amounts with more decimals were 千元 or 万元.
fn fine_decimals(ledger: &Ledger, out: &mut Scales) {
    let cent = PER_YUAN / 100;
    let mut fine: Vec<FigureId> = Vec::new();
    let mut all = 0;
    for (id, figure) in (0u32..).zip(&ledger.figures) {
        let current = ledger.grids[usize::from(figure.grid)].whose == Whose::Current;
        if current && figure.cell.is_some() && figure.value != 0 && ledger.unit(id) == AmountUnit::Yuan {
            all += 1;
            fine.extend((figure.value % cent != 0).then_some(id));
        }
    }
    if fine.len() < 10 || fine.len() * 2 < all {
        return;
    }
    let mut finding = Finding::new(
        "R009",
        format!("表头注明“元”，但{all}个金额中有{}个带有三位以上小数，元以下只有角、分", fine.len()),
    );
    for id in fine.into_iter().take(3) {
        finding = named(ledger, finding, id);
    }
    out.findings.push(finding.hint("金额单位可能应为“千元”或“万元”，请改正表头的金额单位"));
}

/// 一千亿元: no department below the State Council's spends as much.
const MOST: Units = 100_000_000_000 * PER_YUAN;

fn beyond_all_measure(ledger: &Ledger, out: &mut Scales) {
    if let Some(all) = ledger
        .find(Whose::Current, S::Summary, "expenditure.total", C::Final)
        .filter(|f| ledger.value(*f).abs() >= MOST)
    {
        // Last year of the same size says that it is so.
        let confirmed = ledger
            .find(Whose::Prior, S::Summary, "expenditure.total", C::Final)
            .is_some_and(|p| ledger.value(p).abs() * 10 >= ledger.value(all).abs());
        let unusual = ledger.unit(all) != usual_unit(ledger.grid_of(all).form);
        if !confirmed {
            let yi = ledger.value(all) / (100_000_000 * PER_YUAN);
            let mut finding = named(
                ledger,
                Finding::new(
                    "R009",
                    format!(
                        "本年支出合计达{yi}亿元，一个部门不会有这样多，表头所注金额单位“{}”可能不对",
                        ledger.unit(all).label()
                    ),
                ),
                all,
            );
            finding.severity = if unusual { Severity::Error } else { Severity::Warning };
            out.findings.push(finding.hint("请核对表头的金额单位；确实如此则不必理会"));
            return;
        }
    }
    per_piece(ledger, out);
}

/// A vehicle does not cost a million a year, nor a guest ten thousand.
fn per_piece(ledger: &Ledger, out: &mut Scales) {
    for (money, count, most, what) in [
        ("three_public.vehicle_operation", "vehicles.total", 1_000_000, "每辆公务用车一年的运行维护费"),
        (
            "three_public.reception_domestic",
            "count.reception_domestic_persons",
            20_000,
            "每人次国内公务接待费",
        ),
    ] {
        let find = |key| ledger.find(Whose::Current, S::Operations, key, C::Final);
        let (Some(money), Some(count)) = (find(money), find(count)) else { continue };
        let pieces = ledger.value(count) / PER_YUAN;
        if pieces <= 0 || ledger.value(money) / pieces <= most * PER_YUAN {
            continue;
        }
        let each = ledger.value(money) / pieces / (10_000 * PER_YUAN);
        let mut finding = Finding::new(
            "R009",
            format!("{what}达{each}万元，不合常理，表头所注金额单位“{}”可能不对", ledger.unit(money).label()),
        );
        // It may be one wrong cell.
        finding.severity = Severity::Warning;
        for id in [money, count] {
            finding = named(ledger, finding, id);
        }
        out.findings.push(finding.hint("请核对表头的金额单位和这两格"));
        return;
    }
}
