//! This year against last year: openings, figures left standing, growth without a reason.

use std::collections::HashSet;

use super::cause::last_year;
use super::ledger::{FigureId, Head, Ledger, PER_YUAN, Units, Whose};
use super::tell::units_differ;
use crate::accounts::{Column as C, ScheduleId as S};
use crate::facts::fixed;
use crate::finding::Finding;
use crate::supplement::KeyKind;

/// Changes of more than this share of last year's amount need a reason (百分数).
pub const GROWTH_PCT: Units = 30;
/// … if they are at least 1 万元.
const GROWTH_LEAST: Units = 10_000 * PER_YUAN;
/// Round sums repeat lawfully: only amounts with this many significant digits say something.
const SIGNIFICANT_DIGITS: u32 = 6;

/// This year's figure and last year's, if it is printed.
type Pair = (FigureId, Option<FigureId>);

/// K071, K072, K073. `explained` are cells that a broken relation proved wrong already: one cause, one finding.
pub fn check(
    ledger: &Ledger,
    has_reason: &dyn Fn(&str) -> bool,
    explained: &HashSet<FigureId>,
) -> Vec<Finding> {
    let mut out = openings(ledger, explained);
    out.extend(standing(ledger, explained));
    out.extend(growth(ledger, has_reason));
    out
}

/// A finding about pairs of this year's and last year's figures.
fn about(ledger: &Ledger, code: &'static str, message: String, pairs: &[Pair]) -> Finding {
    let figures: Vec<FigureId> = pairs.iter().flat_map(|(a, b)| std::iter::once(*a).chain(*b)).collect();
    let mixed = units_differ(ledger, &figures);
    let mut out = Finding::new(code, message);
    for id in figures {
        let Some(place) = ledger.place(id) else { continue };
        if out.place.is_none() {
            out.place = Some(place.clone());
        }
        let unit = if mixed { ledger.unit_label(id) } else { "" };
        out = out.with(ledger.cell_label(id), place, ledger.print(id, ledger.value(id)) + unit);
    }
    out
}

// ---- 年初结转和结余 = 上年年末结转和结余 ----------------------------------------------------------------------------

const LABELLED_OPENINGS: &[(S, &str, &str)] = &[
    (S::Summary, "income.opening", "expenditure.closing"),
    (S::FiscalSummary, "income.opening", "expenditure.closing"),
    (S::FiscalSummary, "opening.general", "closing.general"),
    (S::FiscalSummary, "opening.fund", "closing.fund"),
    (S::FiscalSummary, "opening.state", "closing.state"),
];

fn openings(ledger: &Ledger, explained: &HashSet<FigureId>) -> Vec<Finding> {
    let mut by_statement: Vec<(S, Vec<Pair>)> = Vec::new();
    let mut add = |id: S, opening: FigureId, closing: Option<FigureId>, moved_in: Units| {
        let other = closing.map_or(0, |f| ledger.value(f)) + moved_in;
        let slack = ledger.figure(opening).slack.max(closing.map_or(0, |f| ledger.figure(f).slack));
        let apart = (ledger.value(opening) - other).abs();
        if apart > slack + PER_YUAN / 200 && !explained.contains(&opening) {
            match by_statement.iter_mut().find(|s| s.0 == id) {
                Some((_, pairs)) => pairs.push((opening, closing)),
                None => by_statement.push((id, vec![(opening, closing)])),
            }
        }
    };
    for (id, opening, closing) in LABELLED_OPENINGS {
        let this = ledger.find(Whose::Current, *id, opening, C::Final);
        let last = ledger.find(Whose::Prior, *id, closing, C::Final);
        if let (Some(this), Some(last)) = (this, last) {
            add(*id, this, Some(last), 0);
        }
    }
    for id in [S::General, S::Fund, S::State] {
        let (Some(this), Some(last)) = (ledger.grid(Whose::Current, id), ledger.grid(Whose::Prior, id))
        else {
            continue;
        };
        let (Some(column), Some(closing)) =
            (ledger.grids[this].column(C::Opening), ledger.grids[last].column(C::Closing))
        else {
            continue;
        };
        for (line, (key, _)) in ledger.grids[this].lines.iter().enumerate() {
            let before = ledger.earlier_line(last, key).and_then(|l| ledger.at(last, l, closing));
            if let Some(opening) = ledger.at(this, line, column) {
                add(id, opening, before, moved_in(ledger, last, closing, key));
            }
        }
    }
    by_statement
        .into_iter()
        .map(|(_, pairs)| {
            let (first, before) = pairs[0];
            let apart = (ledger.value(first) - before.map_or(0, |f| ledger.value(f))).abs();
            let more = if pairs.len() > 1 { format!("，共{}处", pairs.len()) } else { String::new() };
            let message = format!(
                "{}与上年年末结转和结余不一致，差额 {} {}{more}",
                ledger.name(first),
                ledger.print(first, apart),
                ledger.unit_label(first)
            );
            about(ledger, "K071", message, &pairs)
                .hint("年初数依法调整过的，请在情况说明中写明；没有调整的，核对两年的报表")
        })
        .collect()
}

/// What the balances of items that moved to another 类 or 款 add to a 类 or 款 and take from it.
fn moved_in(ledger: &Ledger, grid: usize, column: usize, key: &str) -> Units {
    if key.is_empty() || key.len() >= 7 {
        return 0;
    }
    let balance = |code: &str| {
        let line = ledger.grids[grid].line(code);
        line.and_then(|l| ledger.at(grid, l, column)).map_or(0, |f| ledger.value(f))
    };
    let part = |(now, old): (&str, &str)| match (now.starts_with(key), old.starts_with(key)) {
        (true, false) => balance(old),
        (false, true) => -balance(old),
        _ => 0,
    };
    ledger.moved.pairs().map(part).sum()
}

// ---- 与上年一位不差 ------------------------------------------------------------------------------------------------

fn standing(ledger: &Ledger, explained: &HashSet<FigureId>) -> Vec<Finding> {
    let mut out = Vec::new();
    for (grid, g) in ledger.grids.iter().enumerate().filter(|(_, g)| g.whose == Whose::Current) {
        let mut series: Vec<Vec<FigureId>> = Vec::new();
        match g.id {
            S::Income | S::Expenditure | S::General => {
                let items: Vec<usize> = (0..g.lines.len()).filter(|l| g.lines[*l].0.len() == 7).collect();
                if let Some(c) = g.column(C::Total) {
                    series.push(items.iter().filter_map(|l| ledger.at(grid, *l, c)).collect());
                }
            }
            S::BasicDetail => {
                let item = |h: &Head| matches!(h, Head::Economic(c) if c.len() == 5);
                let columns = (0..g.heads.len()).filter(|c| item(&g.heads[*c]));
                if let Some(line) = g.line("") {
                    series.push(columns.filter_map(|c| ledger.at(grid, line, c)).collect());
                }
            }
            S::Operations => {
                if let Some(c) = g.column(C::Final) {
                    let all = (0..g.lines.len()).filter_map(|l| ledger.at(grid, l, c));
                    series.push(all.filter(|f| !ledger.counts(*f)).collect());
                }
            }
            _ => {}
        }
        let same: Vec<Pair> = series
            .iter()
            .flat_map(|s| left_standing(ledger, s))
            .filter(|(a, _)| !explained.contains(a))
            .map(|(a, b)| (a, Some(b)))
            .collect();
        if let Some((first, _)) = same.first() {
            let message = if same.len() == 1 {
                format!("{}与上年一位不差，而相邻的数都变了", ledger.name(*first))
            } else {
                format!("{}有{}个数与上年一位不差，而相邻的数都变了", g.table(), same.len())
            };
            out.push(
                about(ledger, "K072", message, &same)
                    .hint("如果是上年的数没有更新，请改正；确实相同则不必理会"),
            );
        }
    }
    out
}

/// Figures equal to last year's whose neighbours with an amount all changed.
fn left_standing(ledger: &Ledger, series: &[FigureId]) -> Vec<(FigureId, FigureId)> {
    let pairs: Vec<(FigureId, FigureId)> = series
        .iter()
        .filter_map(|f| Some((*f, last_year(ledger, *f)?)))
        .filter(|(a, b)| ledger.value(*a) != 0 || ledger.value(*b) != 0)
        .collect();
    let same = |i: usize| ledger.value(pairs[i].0) == ledger.value(pairs[i].1);
    (0..pairs.len())
        .filter(|i| {
            let around = [i.checked_sub(1), Some(i + 1).filter(|n| *n < pairs.len())];
            let neighbours: Vec<usize> = around.into_iter().flatten().collect();
            same(*i)
                && significant(ledger.value(pairs[*i].0)) >= SIGNIFICANT_DIGITS
                && neighbours.len() == 2
                && neighbours.iter().all(|n| !same(*n))
        })
        .map(|i| pairs[i])
        .collect()
}

/// How many digits an amount has without the zeros at its end.
pub fn significant(value: Units) -> u32 {
    let mut v = value.unsigned_abs();
    while v != 0 && v.is_multiple_of(10) {
        v /= 10;
    }
    v.checked_ilog10().map_or(0, |n| n + 1)
}

// ---- 增减没有原因 --------------------------------------------------------------------------------------------------

/// Facts whose growth a reader asks about.
const WATCHED: [&str; 7] = [
    "total",
    "income.total",
    "expenditure.total",
    "fiscal.total",
    "general.expenditure",
    "three_public.total",
    "agency_operation",
];

fn growth(ledger: &Ledger, has_reason: &dyn Fn(&str) -> bool) -> Option<Finding> {
    let mut pairs = Vec::new();
    for key in WATCHED {
        let Some((id, line, column)) = fixed(key).and_then(|fact| fact.at) else { continue };
        let this = ledger.find(Whose::Current, id, line, column);
        let last = ledger.find(Whose::Prior, id, line, column);
        let (Some(this), Some(last)) = (this, last) else { continue };
        let (now, before) = (ledger.value(this), ledger.value(last));
        let change = (now - before).abs();
        let big = change >= GROWTH_LEAST && change * 100 > before.abs() * GROWTH_PCT;
        if big && before != 0 && !has_reason(&KeyKind::AgainstPrior.key(key)) {
            pairs.push((this, Some(last)));
        }
    }
    let (first, _) = pairs.first()?;
    let message = if pairs.len() == 1 {
        format!("{}比上年增减超过{GROWTH_PCT}%，没有说明原因", ledger.name(*first))
    } else {
        format!("{}等{}个数比上年增减超过{GROWTH_PCT}%，没有说明原因", ledger.name(*first), pairs.len())
    };
    // Which reasons a report can take is its style's to say; those it asks for are listed with their sentences.
    let hint = "请核对两年的数是否有错；情况说明要写原因的，生成时列在补充资料里";
    Some(about(ledger, "K073", message, &pairs).hint(hint))
}
