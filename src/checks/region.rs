//! Columns and tables that are wrong as a whole: shifted, exchanged, or not this table's figures at all. One cause of that
//! kind breaks dozens of relations; it is said once, with the table and column named.

use std::collections::BTreeSet;

use super::diagnose::{Edits, Search};
use super::ledger::{FigureId, Grid, Ledger, Whose};
use super::relate::Relations;
use crate::finding::{Finding, Severity};

/// A column or a table that cannot be believed.
#[derive(Debug, Clone)]
pub struct Region {
    grid: usize,
    /// `None`: the whole table.
    column: Option<usize>,
    how: How,
    /// The relations that do not hold because of it.
    pub relations: Vec<usize>,
    held: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// Two columns hold each other's figures.
    Swapped(usize, usize),
    /// Every column from the first on stands one further right (or left).
    Columns { from: usize, right: bool },
    /// Every line from the first on stands one further down (or up).
    Lines { from: usize, down: bool },
    /// No explanation is proved.
    Unknown,
}

/// Fewer broken relations than this are told one by one.
const LEAST: usize = 6;

/// The regions that explain broken relations better than single cells do. `separate` are the relations of each cause that
/// was found cell by cell: a region must take the place of several.
pub fn find(search: &Search, separate: &[Vec<usize>]) -> Vec<Region> {
    let mut open: BTreeSet<usize> = search.broken().into_iter().collect();
    let mut out = Vec::new();
    while open.len() >= LEAST {
        let best = candidates(search, &open)
            .into_iter()
            .filter(|r| {
                let taken = |mended: &&Vec<usize>| mended.iter().any(|i| r.relations.contains(i));
                separate.iter().filter(taken).count() >= 3
            })
            // What is proved goes before what is only suspected; a column that explains as much says more than its table.
            .max_by_key(|r| {
                let n = r.relations.len();
                (r.how != How::Unknown, n * 20 + usize::from(r.column.is_some()) * n * 4, r.held == 0)
            });
        let Some(best) = best else { break };
        for relation in &best.relations {
            open.remove(relation);
        }
        out.push(best);
    }
    out
}

fn candidates(search: &Search, open: &BTreeSet<usize>) -> Vec<Region> {
    let (ledger, relations) = (search.ledger, search.relations);
    let mut out = Vec::new();
    for (grid, g) in ledger.grids.iter().enumerate().filter(|(_, g)| g.whose != Whose::Prior) {
        let mut by_column: Vec<(Vec<usize>, usize)> = vec![Default::default(); g.heads.len()];
        let mut whole: (Vec<usize>, usize) = Default::default();
        for (i, relation) in relations.list.iter().enumerate() {
            let mut columns: BTreeSet<usize> = BTreeSet::new();
            let mut says_something = false;
            for (figure, _) in relations.signed(relation) {
                let f = ledger.figure(figure);
                if usize::from(f.grid) == grid {
                    columns.insert(usize::from(f.column));
                    says_something |= f.value != 0;
                }
            }
            let broken = open.contains(&i);
            let holds = !broken && says_something && !search.is_broken(i);
            let note = |at: &mut (Vec<usize>, usize)| {
                if broken {
                    at.0.push(i);
                } else if holds {
                    at.1 += 1;
                }
            };
            columns.iter().for_each(|c| note(&mut by_column[*c]));
            if !columns.is_empty() {
                note(&mut whole);
            }
        }
        let region = |column, (relations, held): (Vec<usize>, usize)| Region {
            grid,
            column,
            how: How::Unknown,
            relations,
            held,
        };
        if whole.0.len() < LEAST {
            continue;
        }
        // Of lines and columns out of place the sums may still hold: their proof is that putting them back mends all.
        let mut moved = region(None, whole.clone());
        explain(search, &mut moved);
        if moved.how != How::Unknown {
            out.push(moved);
            continue;
        }
        for (column, found) in by_column.into_iter().enumerate() {
            if found.0.len() >= LEAST && found.0.len() * 10 >= (found.0.len() + found.1) * 6 {
                let mut suspect = region(Some(column), found);
                explain(search, &mut suspect);
                out.push(suspect);
            }
        }
        if whole.0.len() >= LEAST + 2 && whole.0.len() * 10 >= (whole.0.len() + whole.1) * 4 {
            out.push(region(None, whole));
        }
    }
    out
}

/// Tries what people do to whole columns and lines; the first that mends nearly all is taken.
fn explain(search: &Search, region: &mut Region) {
    let ledger = search.ledger;
    let g = &ledger.grids[region.grid];
    let (columns, lines) = (g.heads.len(), g.lines.len());
    let mut tries: Vec<(How, Edits)> = Vec::new();
    let firsts = region.column.map_or_else(|| (0..columns).collect::<Vec<_>>(), |c| vec![c]);
    for a in firsts {
        for b in (0..columns).filter(|b| *b != a && (region.column.is_some() || *b > a)) {
            tries.push((How::Swapped(a.min(b), a.max(b)), swapped(ledger, region.grid, a, b)));
        }
    }
    for from in 0..columns.saturating_sub(1) {
        for right in [true, false] {
            tries.push((How::Columns { from, right }, shifted_columns(ledger, region.grid, from, right)));
        }
    }
    for from in 0..lines.saturating_sub(1).min(80) {
        for down in [true, false] {
            tries.push((
                How::Lines { from, down },
                shifted_lines(ledger, region.grid, region.column, from, down),
            ));
        }
    }
    let best = tries
        .into_iter()
        .filter(|t| !t.1.is_empty())
        .map(|(how, edits)| {
            let (mended, broken) = search.judge(&edits);
            (mended.len().saturating_sub(broken.len()), how, mended)
        })
        .max_by_key(|t| t.0);
    if let Some((gain, how, mended)) = best
        && gain * 10 >= region.relations.len() * 7
    {
        region.how = how;
        let more: Vec<usize> = mended.into_iter().filter(|i| !region.relations.contains(i)).collect();
        region.relations.extend(more);
    }
}

fn swapped(ledger: &Ledger, grid: usize, a: usize, b: usize) -> Edits {
    let mut edits = Edits::new();
    for line in 0..ledger.grids[grid].lines.len() {
        if let (Some(x), Some(y)) = (ledger.at(grid, line, a), ledger.at(grid, line, b))
            && ledger.value(x) != ledger.value(y)
        {
            edits.extend([(x, ledger.value(y)), (y, ledger.value(x))]);
        }
    }
    edits
}

/// The figures put back by one column, from a column on; what was pushed over the edge is lost.
fn shifted_columns(ledger: &Ledger, grid: usize, from: usize, right: bool) -> Edits {
    let last = ledger.grids[grid].heads.len() - 1;
    let mut edits = Edits::new();
    for line in 0..ledger.grids[grid].lines.len() {
        for column in from..last {
            let (to, source) = if right { (column, column + 1) } else { (column + 1, column) };
            if let (Some(to), Some(source)) = (ledger.at(grid, line, to), ledger.at(grid, line, source)) {
                edits.push((to, ledger.value(source)));
            }
        }
    }
    edits.retain(|(id, value)| ledger.value(*id) != *value);
    edits
}

/// The figures put back by one line, from a line on, in one column or all.
fn shifted_lines(ledger: &Ledger, grid: usize, only: Option<usize>, from: usize, down: bool) -> Edits {
    let g = &ledger.grids[grid];
    let mut edits = Edits::new();
    for column in (0..g.heads.len()).filter(|c| only.is_none_or(|o| o == *c)) {
        for line in from..g.lines.len() - 1 {
            let (to, source) = if down { (line, line + 1) } else { (line + 1, line) };
            if let (Some(to), Some(source)) = (ledger.at(grid, to, column), ledger.at(grid, source, column)) {
                edits.push((to, ledger.value(source)));
            }
        }
    }
    edits.retain(|(id, value)| ledger.value(*id) != *value);
    edits
}

/// The finding of a region (K075).
pub fn finding(ledger: &Ledger, relations: &Relations, region: &Region) -> Finding {
    let g = &ledger.grids[region.grid];
    let column = |c: usize| {
        let figure = (0..g.lines.len()).find_map(|l| ledger.at(region.grid, l, c));
        figure.map_or_else(String::new, |f| format!("“{}”", ledger.column_label(f)))
    };
    let line = |l: usize| {
        let figure = (0..g.heads.len()).find_map(|c| ledger.at(region.grid, l, c));
        figure.map_or_else(String::new, |f| format!("“{}”", ledger.line_label(f)))
    };
    let table = g.table();
    let within = region.column.map_or_else(String::new, |c| format!("{}一栏", column(c)));
    let what = match region.how {
        How::Swapped(a, b) => format!("{table}{}与{}两栏的金额互换了", column(a), column(b)),
        How::Columns { from, right } => {
            format!("{table}自{}一栏起，金额整体{}移了一栏", column(from), if right { "右" } else { "左" })
        }
        How::Lines { from, down } => {
            format!(
                "{table}{within}自{}一行起，金额整体{}移了一行",
                line(from),
                if down { "下" } else { "上" }
            )
        }
        How::Unknown if region.column.is_some() => format!("{table}{within}的金额整栏与表内、表间各数对不上"),
        How::Unknown => match same_codes(ledger, region.grid) {
            Some(other) => format!(
                "{table}的金额与科目对不上：科目与{}完全相同，金额却不是这些科目的，可能只复制了科目",
                other.table()
            ),
            None => format!("{table}整张表的金额与表内、表间各数对不上"),
        },
    };
    let message = format!("{what}，有{}项勾稽关系因此不成立", region.relations.len());
    let mut out = Finding::new("K075", message);
    out.severity = Severity::Error;
    let mut figures: Vec<FigureId> = Vec::new();
    let columns: Vec<usize> = match region.how {
        How::Swapped(a, b) => vec![a, b],
        _ => region.column.map_or_else(|| (0..g.heads.len()).collect(), |c| vec![c]),
    };
    for l in 0..g.lines.len() {
        figures.extend(
            columns.iter().filter_map(|c| ledger.at(region.grid, l, *c)).filter(|f| ledger.value(*f) != 0),
        );
    }
    let mut rules: Vec<&str> = region.relations.iter().map(|i| relations.list[*i].rule.code).collect();
    rules.dedup();
    for id in figures.into_iter().take(MOST_CELLS) {
        let Some(place) = ledger.place(id) else { continue };
        if out.place.is_none() {
            out.place = Some(place.clone());
        }
        out = out.with(ledger.cell_label(id), place, ledger.print(id, ledger.value(id)));
    }
    out.hint(format!("请从系统重新导出或重填{table}；涉及的关系：{}，不再逐项列出", rules.join("、")))
}

/// As many cells as help to find the place; the whole table is meant anyway.
const MOST_CELLS: usize = 24;

/// Another table with exactly the same codes.
fn same_codes<'l, 'a>(ledger: &'l Ledger<'a>, grid: usize) -> Option<&'l Grid<'a>> {
    let g = &ledger.grids[grid];
    let codes = |g: &Grid| g.lines.iter().map(|l| l.0.to_owned()).collect::<BTreeSet<String>>();
    let own = codes(g);
    let others = ledger.grids.iter().enumerate().filter(|(i, o)| {
        *i != grid && o.whose == Whose::Current && o.coded() && g.coded() && o.lines.len() > 4
    });
    others.map(|(_, o)| o).find(|o| codes(o) == own)
}
