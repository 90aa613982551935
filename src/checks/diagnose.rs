//! From broken relations to causes: each hypothesis changes a few cells, and the one that mends most relations
//! without breaking others is taken, until nothing is left to explain.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::cause::{Cause, classify};
use super::ledger::{FigureId, Head, Ledger, Units, Whose};
use super::relate::Relations;
use super::rule::{Op, Shape};

/// One cause with the relations it breaks.
#[derive(Debug, Clone)]
pub struct Diagnosis {
    /// Cells with the figures they should carry; empty where no cell is proved wrong.
    pub edits: Vec<(FigureId, Units)>,
    /// The relations that hold once the cells are corrected.
    pub mended: Vec<usize>,
    /// How the figures went wrong.
    pub cause: Cause,
}

/// Broken relations beyond this many are no slip but another kind of file; the first ones are explained.
const MOST_RELATIONS: usize = 120;
const MOST_ROUNDS: usize = 60;

/// Explains the broken relations, but those that are `settled` already.
pub fn diagnose(ledger: &Ledger, relations: &Relations, settled: &[bool]) -> Vec<Diagnosis> {
    let mut search = Search::new(ledger, relations, settled);
    let mut found = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let broken = search.broken();
        if broken.is_empty() {
            break;
        }
        found.extend(search.round(&broken));
    }
    // Whatever is left after so many causes is said relation by relation.
    for relation in search.broken() {
        found.push(Diagnosis { edits: Vec::new(), mended: vec![relation], cause: Cause::Unknown });
    }
    found
}

/// The figures as they stand, with what relations say about them.
pub struct Search<'s, 'a> {
    pub(super) ledger: &'s Ledger<'a>,
    pub(super) relations: &'s Relations,
    values: Vec<Units>,
    residuals: Vec<Units>,
    touching: Vec<Vec<(u32, Units)>>,
    /// Relations that are explained already.
    settled: Vec<bool>,
    /// Cells that are corrected already: they are no evidence for anything else.
    corrected: HashSet<FigureId>,
}

/// Cells with the figures they should carry.
pub type Edits = Vec<(FigureId, Units)>;

#[derive(Debug, Clone)]
struct Hypothesis {
    edits: Edits,
    mended: Vec<usize>,
    broken: Vec<usize>,
    cause: Cause,
}

impl Hypothesis {
    fn net(&self) -> isize {
        self.mended.len().cast_signed() - self.broken.len().cast_signed()
    }

    /// Smaller is better.
    fn order(&self) -> (isize, usize, u8, usize) {
        (-self.net(), self.broken.len(), self.cause.rank(), self.edits.len())
    }

    fn convinces(&self) -> bool {
        let net = self.net();
        net >= 1 && (self.broken.is_empty() || net >= 2)
    }
}

impl<'s, 'a> Search<'s, 'a> {
    /// Nothing corrected yet.
    pub fn new(ledger: &'s Ledger<'a>, relations: &'s Relations, settled: &[bool]) -> Search<'s, 'a> {
        let residuals = relations.list.iter().map(|r| relations.residual(r, |f| ledger.value(f))).collect();
        let mut touching: Vec<Vec<(u32, Units)>> = vec![Vec::new(); ledger.figures.len()];
        for (i, relation) in (0u32..).zip(&relations.list) {
            for (figure, sign) in relations.signed(relation) {
                touching[figure as usize].push((i, sign));
            }
        }
        Search {
            ledger,
            relations,
            values: ledger.figures.iter().map(|f| f.value).collect(),
            residuals,
            touching,
            settled: settled.to_vec(),
            corrected: HashSet::new(),
        }
    }

    /// Whether a relation does not hold, explained or not.
    pub fn is_broken(&self, relation: usize) -> bool {
        self.relations.list[relation].broken_by(self.residuals[relation])
    }

    /// The relations that do not hold and are not explained.
    pub fn broken(&self) -> Vec<usize> {
        (0..self.relations.list.len())
            .filter(|i| !self.settled[*i] && self.relations.list[*i].broken_by(self.residuals[*i]))
            .collect()
    }

    fn value(&self, id: FigureId) -> Units {
        self.values[id as usize]
    }

    /// One cause (several diagnoses if it lies in several tables), or one relation without a cause.
    fn round(&mut self, broken: &[usize]) -> Vec<Diagnosis> {
        let broken = &broken[..broken.len().min(MOST_RELATIONS)];
        let candidates = self.candidates(broken, Op::Equal);
        let mut singles: Vec<Hypothesis> =
            candidates.iter().filter_map(|(id, new)| self.single(*id, *new)).collect();
        // A figure that is too small proves nothing by itself, but its very amount beside it does.
        let short = self.candidates(broken, Op::AtLeast);
        singles.sort_by_key(Hypothesis::order);
        let mut best = singles.first().cloned();
        let pairs = self.pairs(&candidates).into_iter().chain(self.pairs(&short));
        let others = pairs.chain(self.row_moves(broken)).chain(self.lines(broken));
        for other in others {
            if best.as_ref().is_none_or(|b| other.order() < b.order()) {
                best = Some(other);
            }
        }
        let Some(best) = best.filter(Hypothesis::convinces) else {
            self.settled[broken[0]] = true;
            return vec![Diagnosis { edits: Vec::new(), mended: vec![broken[0]], cause: Cause::Unknown }];
        };
        let rivals = singles.iter().filter(|h| {
            h.order() == best.order() && h.mended == best.mended && h.edits[0].0 != best.edits[0].0
        });
        let ambiguous = best.edits.len() == 1 && rivals.count() > 0;
        for i in best.mended.iter().chain(&best.broken) {
            self.settled[*i] = true;
        }
        if ambiguous {
            return vec![Diagnosis { edits: Vec::new(), mended: best.mended, cause: Cause::Unknown }];
        }
        let tables = self.by_table(best);
        for diagnosis in &tables {
            for (id, new) in diagnosis.edits.clone() {
                self.set(id, new);
            }
        }
        tables
    }

    fn set(&mut self, id: FigureId, new: Units) {
        let delta = new - self.value(id);
        self.values[id as usize] = new;
        self.corrected.insert(id);
        for (relation, sign) in &self.touching[id as usize] {
            self.residuals[*relation as usize] += sign * delta;
        }
    }

    /// What a change of cells would mend and break.
    pub fn judge(&self, edits: &[(FigureId, Units)]) -> (Vec<usize>, Vec<usize>) {
        let mut deltas: BTreeMap<usize, Units> = BTreeMap::new();
        for (id, new) in edits {
            let delta = new - self.value(*id);
            for (relation, sign) in &self.touching[*id as usize] {
                *deltas.entry(*relation as usize).or_default() += sign * delta;
            }
        }
        let mut mended = Vec::new();
        let mut broken = Vec::new();
        for (i, delta) in deltas {
            let relation = &self.relations.list[i];
            let before = relation.broken_by(self.residuals[i]);
            // Told already and not mended: nothing more can be learned from it.
            if self.settled[i] && before {
                continue;
            }
            let after = relation.broken_by(self.residuals[i] + delta);
            match (before, after) {
                (true, false) => mended.push(i),
                (false, true) => broken.push(i),
                _ => {}
            }
        }
        (mended, broken)
    }

    /// Every cell of the broken relations of a kind with the figure that would mend it.
    fn candidates(&self, broken: &[usize], op: Op) -> BTreeSet<(FigureId, Units)> {
        let mut out = BTreeSet::new();
        for i in broken.iter().filter(|i| self.relations.list[**i].op == op) {
            out.extend(self.mending(*i, self.residuals[*i]));
        }
        out
    }

    fn mending(&self, relation: usize, residual: Units) -> impl Iterator<Item = (FigureId, Units)> + '_ {
        self.relations
            .signed(&self.relations.list[relation])
            .filter(move |(id, _)| self.ledger.figure(*id).cell.is_some() && !self.corrected.contains(id))
            .map(move |(id, sign)| (id, self.value(id) - sign * residual))
    }

    fn single(&self, id: FigureId, new: Units) -> Option<Hypothesis> {
        let edits = vec![(id, new)];
        let (mended, broken) = self.judge(&edits);
        if mended.is_empty() {
            return None;
        }
        let parts: Vec<FigureId> = mended
            .iter()
            .flat_map(|i| self.relations.signed(&self.relations.list[*i]))
            .map(|s| s.0)
            .collect();
        let cause = classify(self.ledger, id, self.value(id), new, &parts, mended.len());
        Some(Hypothesis { edits, mended, broken, cause })
    }

    // ---- two cells -------------------------------------------------------------------------------------------

    /// Cells of the same column or line that hold what another one lacks.
    fn pairs(&self, candidates: &BTreeSet<(FigureId, Units)>) -> Vec<Hypothesis> {
        let mut out = Vec::new();
        for (x, wanted) in candidates {
            if *wanted == 0 {
                continue;
            }
            for y in self.neighbours(*x).filter(|y| self.value(*y) == *wanted) {
                let old = self.value(*x);
                let mut try_edits = |edits: Edits, cause: Cause| {
                    let (mended, broken) = self.judge(&edits);
                    out.push(Hypothesis { edits, mended, broken, cause });
                };
                if old != 0 {
                    try_edits(vec![(*x, *wanted), (y, old)], Cause::Swapped);
                }
                try_edits(vec![(*x, *wanted), (y, 0)], Cause::Moved);
                for other in self.after(*x, *wanted, y) {
                    try_edits(vec![(*x, *wanted), (y, other)], Cause::Moved);
                }
                if let Some((edits, cause)) = self.swap_lines(*x, y) {
                    try_edits(edits, cause);
                }
            }
        }
        out
    }

    /// The other cells of a cell's line and column.
    fn neighbours(&self, id: FigureId) -> impl Iterator<Item = FigureId> + '_ {
        let f = *self.ledger.figure(id);
        let grid = usize::from(f.grid);
        let (line, column) = (usize::from(f.line), usize::from(f.column));
        let g = &self.ledger.grids[grid];
        let along_column = (0..g.lines.len()).filter_map(move |l| self.ledger.at(grid, l, column));
        let along_line = (0..g.heads.len()).filter_map(move |c| self.ledger.at(grid, line, c));
        along_column
            .chain(along_line)
            .filter(move |y| *y != id && self.ledger.figure(*y).cell.is_some() && !self.corrected.contains(y))
    }

    /// What `y` would have to be once `x` is corrected.
    fn after(&self, x: FigureId, new: Units, y: FigureId) -> Vec<Units> {
        let delta = new - self.value(x);
        let mut out = Vec::new();
        for (relation, sign) in &self.touching[y as usize] {
            let i = *relation as usize;
            let shared = self.touching[x as usize].iter().find(|t| t.0 == *relation);
            let residual = self.residuals[i] + shared.map_or(0, |t| t.1 * delta);
            let relation = &self.relations.list[i];
            if relation.op == Op::Equal && relation.broken_by(residual) && !self.settled[i] {
                let wanted = self.value(y) - sign * residual;
                if !out.contains(&wanted) {
                    out.push(wanted);
                }
            }
        }
        out.truncate(4);
        out
    }

    fn swap_lines(&self, x: FigureId, y: FigureId) -> Option<(Edits, Cause)> {
        let (a, b) = (self.ledger.figure(x), self.ledger.figure(y));
        if a.column != b.column || a.line == b.line {
            return None;
        }
        let grid = usize::from(a.grid);
        let moves =
            vec![(usize::from(a.line), usize::from(b.line)), (usize::from(b.line), usize::from(a.line))];
        let edits = self.move_lines(grid, &moves);
        (edits.len() > 2).then_some((edits, Cause::Rows { reference: grid, moves }))
    }

    /// Every line of `moves` takes the figures of the other line.
    fn move_lines(&self, grid: usize, moves: &[(usize, usize)]) -> Edits {
        let mut edits = Vec::new();
        for (to, from) in moves {
            for column in 0..self.ledger.grids[grid].heads.len() {
                let (Some(to), Some(from)) =
                    (self.ledger.at(grid, *to, column), self.ledger.at(grid, *from, column))
                else {
                    continue;
                };
                if self.value(to) != self.value(from) && self.ledger.figure(to).cell.is_some() {
                    edits.push((to, self.value(from)));
                }
            }
        }
        edits
    }

    // ---- rows shifted against their codes ---------------------------------------------------------------------

    /// Two tables state the same figures at other codes: the rows of one are displaced.
    fn row_moves(&self, broken: &[usize]) -> Vec<Hypothesis> {
        type Family = (&'static str, u16, u16, u16, u16);
        let mut families: BTreeMap<Family, Vec<(FigureId, FigureId)>> = BTreeMap::new();
        for i in broken {
            let relation = &self.relations.list[*i];
            let (left, right) = (self.relations.left(relation), self.relations.right(relation));
            let ([l], false, Op::Equal) = (left, right.is_empty(), relation.op) else { continue };
            let right = right.iter().find(|f| self.value(**f) != 0).unwrap_or(&right[0]);
            let (a, b) = (self.ledger.figure(*l), self.ledger.figure(*right));
            if a.grid != b.grid {
                let key = (relation.rule.code, a.grid, a.column, b.grid, b.column);
                families.entry(key).or_default().push((*l, *right));
            }
        }
        let mut out = Vec::new();
        for pairs in families.values().filter(|p| p.len() >= 2) {
            let flipped: Vec<(FigureId, FigureId)> = pairs.iter().map(|(l, r)| (*r, *l)).collect();
            for side in [pairs, &flipped] {
                out.extend(self.displaced(side));
            }
        }
        out
    }

    /// Hypotheses that the first figure of each pair is displaced and the second right.
    fn displaced(&self, pairs: &[(FigureId, FigureId)]) -> Vec<Hypothesis> {
        let mut free: Vec<usize> = (0..pairs.len()).collect();
        let mut moves: Vec<(usize, usize)> = Vec::new();
        for (to, right) in pairs {
            let Some(at) = free.iter().position(|j| self.value(pairs[*j].0) == self.value(*right)) else {
                return Vec::new();
            };
            let from = pairs[free.swap_remove(at)].0;
            moves.push((
                usize::from(self.ledger.figure(*to).line),
                usize::from(self.ledger.figure(from).line),
            ));
        }
        let first = self.ledger.figure(pairs[0].0);
        let grid = usize::from(first.grid);
        let reference = usize::from(self.ledger.figure(pairs[0].1).grid);
        let cause = Cause::Rows { reference, moves: moves.clone() };
        let cells: Edits = pairs.iter().map(|(l, r)| (*l, self.value(*r))).collect();
        let rows = self.move_lines(grid, &moves);
        let mut together = rows.clone();
        for (other, moves) in self.moved_alike(grid, usize::from(first.column), &moves) {
            together.extend(self.move_lines(other, &moves));
        }
        [cells, rows, together]
            .into_iter()
            .map(|edits| {
                let (mended, broken) = self.judge(&edits);
                Hypothesis { edits, mended, broken, cause: cause.clone() }
            })
            .collect()
    }

    /// Other tables that carry the same figures at the same codes, with the same moves in their lines.
    fn moved_alike(
        &self,
        grid: usize,
        column: usize,
        moves: &[(usize, usize)],
    ) -> Vec<(usize, Vec<(usize, usize)>)> {
        let g = &self.ledger.grids[grid];
        let figures: Vec<(&str, Units)> = moves
            .iter()
            .filter_map(|(to, _)| Some((g.lines[*to].0, self.value(self.ledger.at(grid, *to, column)?))))
            .collect();
        let mut out = Vec::new();
        for (other, o) in self.ledger.grids.iter().enumerate() {
            if other == grid || o.whose != Whose::Current || !o.coded() {
                continue;
            }
            let carries = |c: usize| {
                figures.iter().all(|(key, value)| {
                    let line = o.line(key);
                    line.and_then(|l| self.ledger.at(other, l, c)).is_some_and(|f| self.value(f) == *value)
                })
            };
            if !o.heads.iter().enumerate().any(|(c, h)| matches!(h, Head::Column(_)) && carries(c)) {
                continue;
            }
            let there = |line: usize| o.line(g.lines[line].0);
            let moved = moves.iter().filter_map(|(to, from)| Some((there(*to)?, there(*from)?))).collect();
            out.push((other, moved));
        }
        out
    }

    // ---- a missing line -----------------------------------------------------------------------------------------

    /// A sum lacks in every column what a line of another table states, and has no such line itself.
    fn lines(&self, broken: &[usize]) -> Vec<Hypothesis> {
        // By grid and line: relation, column and what is lacking.
        type Gap = (usize, u16, Units);
        let mut sums: BTreeMap<(u16, u16), Vec<Gap>> = BTreeMap::new();
        for i in broken {
            let relation = &self.relations.list[*i];
            let is_tree = relation.rule.shapes.iter().any(|s| matches!(s, Shape::Tree { .. }));
            if let ([total], true) = (self.relations.left(relation), is_tree) {
                let f = self.ledger.figure(*total);
                sums.entry((f.grid, f.line)).or_default().push((*i, f.column, self.residuals[*i]));
            }
        }
        let mut out = Vec::new();
        for ((grid, line), gaps) in sums {
            let g = &self.ledger.grids[usize::from(grid)];
            let parent = g.lines[usize::from(line)].0;
            for (other, o) in self.ledger.grids.iter().enumerate() {
                if o.whose != Whose::Current || !o.coded() || other == usize::from(grid) {
                    continue;
                }
                for (l, (code, _)) in o.lines.iter().enumerate() {
                    let lower = code.len() > parent.len() && code.starts_with(parent);
                    if !lower || g.line(code).is_some() {
                        continue;
                    }
                    let mut evidence = Vec::new();
                    let fits = gaps.iter().all(|(_, column, gap)| {
                        let head = g.heads[usize::from(*column)];
                        let Some(c) = o.heads.iter().position(|h| *h == head) else { return true };
                        let figure = self.ledger.at(other, l, c).filter(|f| self.value(*f) == *gap);
                        evidence.extend(figure);
                        figure.is_some()
                    });
                    if fits && !evidence.is_empty() {
                        out.push(Hypothesis {
                            edits: Vec::new(),
                            mended: self.lacking(gaps.iter().map(|g| g.0), usize::from(grid), code, broken),
                            broken: Vec::new(),
                            cause: Cause::Line { code: (*code).to_owned(), evidence },
                        });
                    }
                }
            }
        }
        out
    }

    /// The sums, and the relations by code that find no figure in the table.
    fn lacking(
        &self,
        sums: impl Iterator<Item = usize>,
        grid: usize,
        code: &str,
        broken: &[usize],
    ) -> Vec<usize> {
        let mut out: Vec<usize> = sums.collect();
        let id = self.ledger.grids[grid].id;
        for i in broken {
            let relation = &self.relations.list[*i];
            let about = relation.rule.shapes.iter().any(|s| match s {
                Shape::ByCode { left, right, .. } => left.iter().chain(*right).any(|by| by.0 == id),
                _ => false,
            });
            let mut figures = self.relations.signed(relation).map(|s| s.0).peekable();
            let same_code = figures.peek().is_some()
                && figures.all(|f| {
                    usize::from(self.ledger.figure(f).grid) != grid && self.ledger.key_of(f) == code
                });
            if about && same_code && !out.contains(i) {
                out.push(*i);
            }
        }
        out.sort_unstable();
        out
    }

    /// One diagnosis per table whose cells are corrected.
    fn by_table(&self, hypothesis: Hypothesis) -> Vec<Diagnosis> {
        let Hypothesis { edits, mended, cause, .. } = hypothesis;
        let mut tables: Vec<u16> = edits.iter().map(|(id, _)| self.ledger.figure(*id).grid).collect();
        tables.dedup();
        if tables.len() < 2 {
            return vec![Diagnosis { edits, mended, cause }];
        }
        let mut rest = mended;
        let mut out = Vec::new();
        for table in tables {
            let own: Edits =
                edits.iter().filter(|(id, _)| self.ledger.figure(*id).grid == table).copied().collect();
            let (mine, others) = rest.into_iter().partition(|i| {
                self.relations
                    .signed(&self.relations.list[*i])
                    .any(|(f, _)| own.iter().any(|(id, _)| *id == f))
            });
            rest = others;
            let cause = match &cause {
                Cause::Rows { reference, moves } => {
                    Cause::Rows { reference: *reference, moves: self.moves_in(table, moves, &edits) }
                }
                other => other.clone(),
            };
            out.push(Diagnosis { edits: own, mended: mine, cause });
        }
        out
    }

    /// The moves of the first corrected table, in the lines of another.
    fn moves_in(&self, table: u16, moves: &[(usize, usize)], edits: &Edits) -> Vec<(usize, usize)> {
        let Some(first) = edits.first().map(|(id, _)| self.ledger.figure(*id).grid) else {
            return moves.to_vec();
        };
        let (from, to) = (&self.ledger.grids[usize::from(first)], &self.ledger.grids[usize::from(table)]);
        let there = |line: usize| to.line(from.lines[line].0);
        moves.iter().filter_map(|(a, b)| Some((there(*a)?, there(*b)?))).collect()
    }
}
