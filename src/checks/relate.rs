//! From declared shapes to relations between the figures of one report.

use std::collections::BTreeSet;
use std::ops::Range;

use super::ledger::{FigureId, Head, Ledger, PER_YUAN, Units, Whose};
use super::rule::{At, By, Codes, Need, Op, Rule, Shape, When};
use super::rules::RULES;
use crate::accounts::{Column as C, ScheduleId as S};
use crate::catalogue::economic;

/// Amounts are kept to the 分; what formulas add below it is noise.
const HALF_FEN: Units = PER_YUAN / 200 - 1;

/// One statement of a rule about particular figures: Σ left against Σ right.
#[derive(Debug, Clone)]
pub struct Relation {
    /// The rule.
    pub rule: &'static Rule,
    /// How the sides compare.
    pub op: Op,
    left: Range<u32>,
    right: Range<u32>,
    /// How far the sides may lie apart.
    pub tolerance: Units,
}

/// All relations of a report over the figures of its ledger.
#[derive(Debug, Default)]
pub struct Relations {
    /// The relations, in the order of the rules.
    pub list: Vec<Relation>,
    /// The pieces of the rules, in their order.
    pub pieces: Vec<Piece>,
    terms: Vec<FigureId>,
}

/// A piece of a rule and how many relations came of it.
#[derive(Debug)]
pub struct Piece {
    /// Code of the rule.
    pub code: &'static str,
    /// What it needs to be stated.
    pub needs: Vec<Need>,
    /// How many relations were stated.
    pub stated: usize,
}

impl Relations {
    /// States every rule about the figures of a ledger.
    pub fn state(ledger: &Ledger) -> Relations {
        let mut builder = Builder { ledger, rule: &RULES[0], out: Relations::default() };
        for rule in RULES {
            builder.rule = rule;
            for piece in rule.shapes.iter().flat_map(Shape::pieces) {
                let before = builder.out.list.len();
                builder.shape(&piece);
                let stated = builder.out.list.len() - before;
                builder.out.pieces.push(Piece { code: rule.code, needs: piece.needs(), stated });
            }
        }
        builder.out
    }

    /// Figures of the left side.
    pub fn left(&self, relation: &Relation) -> &[FigureId] {
        &self.terms[relation.left.start as usize..relation.left.end as usize]
    }

    /// Figures of the right side.
    pub fn right(&self, relation: &Relation) -> &[FigureId] {
        &self.terms[relation.right.start as usize..relation.right.end as usize]
    }

    /// Every figure with its sign in `left − right`.
    pub fn signed<'a>(&'a self, relation: &'a Relation) -> impl Iterator<Item = (FigureId, Units)> + 'a {
        let left = self.left(relation).iter().map(|f| (*f, 1));
        left.chain(self.right(relation).iter().map(|f| (*f, -1)))
    }

    /// `Σ left − Σ right`.
    pub fn residual(&self, relation: &Relation, value: impl Fn(FigureId) -> Units) -> Units {
        self.signed(relation).map(|(f, sign)| sign * value(f)).sum()
    }
}

impl Relation {
    /// Whether a difference of the two sides breaks the relation.
    pub fn broken_by(&self, residual: Units) -> bool {
        match self.op {
            Op::Equal => residual.abs() > self.tolerance,
            Op::AtLeast => residual < -self.tolerance,
        }
    }

    /// Whether a difference is explained by the rounding of printed figures (尾差) and nothing else.
    pub fn rounding(&self, residual: Units) -> bool {
        self.op == Op::Equal && residual.abs() > HALF_FEN && residual.abs() <= self.tolerance
    }
}

/// Whether a difference is more than the rounding of these figures, each up to `slack` off, makes by chance: five times
/// its standard deviation, which for a figure is `slack` ÷ √3.
pub fn is_unlikely(residual: Units, slacks: impl Iterator<Item = Units>) -> bool {
    let squares: Units = slacks.map(|slack| slack.saturating_mul(slack)).fold(0, Units::saturating_add);
    residual.saturating_mul(residual).saturating_mul(3) > squares.saturating_mul(25)
}

struct Builder<'l, 'a> {
    ledger: &'l Ledger<'a>,
    rule: &'static Rule,
    out: Relations,
}

impl Builder<'_, '_> {
    fn add(&mut self, op: Op, left: &[FigureId], right: &[FigureId], extra: Units) {
        if left == right || (left.is_empty() && right.is_empty()) {
            return;
        }
        // Nothing follows for an amount that cannot be read.
        if left.iter().chain(right).any(|f| self.ledger.figure(*f).unread) {
            return;
        }
        // Printed figures are intervals: of n+1 figures that say something each may lie half a digit off, and a blank
        // stands for everything that prints as zero.
        let mut slack = 0;
        for figures in [left, right] {
            let printed = |id: &&FigureId| self.ledger.value(**id) != 0;
            let slack_of = |id: &FigureId| self.ledger.figure(*id).slack;
            slack += if figures.iter().any(|id| printed(&id)) {
                figures.iter().filter(printed).map(slack_of).sum::<Units>()
            } else {
                figures.iter().map(slack_of).max().unwrap_or(0)
            };
        }
        let tolerance = slack + extra + HALF_FEN;
        let start = count(self.out.terms.len());
        self.out.terms.extend_from_slice(left);
        let middle = count(self.out.terms.len());
        self.out.terms.extend_from_slice(right);
        let end = count(self.out.terms.len());
        self.out.list.push(Relation {
            rule: self.rule,
            op,
            left: start..middle,
            right: middle..end,
            tolerance,
        });
    }

    fn shape(&mut self, shape: &Shape) {
        match *shape {
            Shape::Tree { of, digits } => {
                for id in of {
                    if let Some(grid) = self.ledger.grid(Whose::Current, *id) {
                        self.tree(grid, digits);
                    }
                }
            }
            Shape::BudgetTree => {
                if let Some(grid) = self.ledger.grid(Whose::Budget, S::General) {
                    [0, 3, 5].into_iter().for_each(|digits| self.tree(grid, digits));
                }
            }
            Shape::Columns { of, op, left, right, when } => self.columns(of, op, left, right, when),
            Shape::Lines { of, columns, op, left, right } => self.lines(of, columns, op, left, right),
            Shape::Cells { op, left, right } => self.cells(op, left, right),
            Shape::ByCode { codes, op, left, right, when, slack } => {
                if self.holds(when) {
                    self.by_code(codes, op, left, right, Units::from(slack) * PER_YUAN);
                }
            }
            Shape::BudgetByClass => self.budget_by_class(),
            Shape::EconomicClasses => self.economic_classes(),
            Shape::EconomicTotal => self.economic_total(),
            Shape::EconomicParts => self.economic_parts(),
            Shape::BasicByCode => self.basic_by_code(),
            Shape::PersonnelByCode => self.personnel_by_code(),
            Shape::AtLeastEconomic { left, right, slack } => {
                self.at_least_economic(left, right, Units::from(slack) * PER_YUAN);
            }
            Shape::Counted { .. } | Shape::Years => {}
        }
    }

    fn tree(&mut self, grid: usize, digits: usize) {
        let g = &self.ledger.grids[grid];
        for (line, (key, _)) in g.lines.iter().enumerate().filter(|(_, l)| l.0.len() == digits) {
            let children = g.children(key);
            if children.is_empty() {
                continue;
            }
            for column in 0..self.ledger.grids[grid].heads.len() {
                let Some(total) = self.ledger.term(grid, line, column) else { continue };
                // A total made from the parts proves nothing.
                if self.ledger.figure(total).cell.is_none() {
                    continue;
                }
                let parts: Vec<FigureId> =
                    children.iter().filter_map(|l| self.ledger.term(grid, *l, column)).collect();
                self.add(Op::Equal, &[total], &parts, 0);
            }
        }
    }

    fn columns(&mut self, of: S, op: Op, left: &[C], right: &[C], when: When) {
        let Some(grid) = self.ledger.grid(Whose::Current, of) else { return };
        if !self.holds(when) {
            return;
        }
        let place = |c: &C| self.ledger.grids[grid].column(*c);
        let Some(left) = left.iter().map(place).collect::<Option<Vec<_>>>() else { return };
        let found: Vec<usize> = right.iter().filter_map(place).collect();
        // Only the third budget of 04表 is a column that some years do not print.
        if found.is_empty() || (found.len() < right.len() && of != S::FiscalSummary) {
            return;
        }
        let right = found;
        for line in 0..self.ledger.grids[grid].lines.len() {
            let pick = |columns: &[usize]| -> Vec<FigureId> {
                columns.iter().filter_map(|c| self.ledger.term(grid, line, *c)).collect()
            };
            let (l, r) = (pick(&left), pick(&right));
            if !l.is_empty() && !r.is_empty() {
                self.add(op, &l, &r, 0);
            }
        }
    }

    fn lines(&mut self, of: S, columns: &[C], op: Op, left: &[&str], right: &[&str]) {
        let Some(grid) = self.ledger.grid(Whose::Current, of) else { return };
        for column in columns {
            let Some(column) = self.ledger.grids[grid].column(*column) else { continue };
            let pick = |keys: &[&str]| -> Vec<FigureId> {
                let lines = &self.ledger.grids[grid].lines;
                let wanted = |key: &str| {
                    keys.iter().any(|k| *k == key || (*k == "class.*" && key.starts_with("class.")))
                };
                (0..lines.len())
                    .filter(|l| wanted(lines[*l].0))
                    .filter_map(|l| self.ledger.term(grid, l, column))
                    .collect()
            };
            let (l, r) = (pick(left), pick(right));
            let blank = |f: &FigureId| self.ledger.value(*f) == 0;
            // Details that a system leaves out entirely (其中 …, “—”) are not zero but unknown.
            let unknown = r.iter().all(blank) && optional(right);
            if !l.is_empty() && !r.is_empty() && !unknown {
                self.add(op, &l, &r, 0);
            }
        }
    }

    fn find(&self, at: &At) -> Option<FigureId> {
        let grid = self.ledger.grid(Whose::Current, at.0)?;
        let g = &self.ledger.grids[grid];
        self.ledger.term(grid, g.line(at.1)?, g.column(at.2)?)
    }

    fn cells(&mut self, op: Op, left: &[At], right: &[At]) {
        let find = |at: &At| self.find(at);
        let l: Vec<FigureId> = left.iter().filter_map(find).collect();
        let r: Vec<FigureId> = right.iter().filter_map(find).collect();
        if !l.is_empty() && !r.is_empty() {
            self.add(op, &l, &r, 0);
        }
    }

    fn by_code(&mut self, codes: Codes, op: Op, left: &[By], right: &[By], extra: Units) {
        let here = |by: &&By| self.grid_with(by).is_some();
        let left: Vec<By> = left.iter().filter(here).copied().collect();
        let right: Vec<By> = right.iter().filter(here).copied().collect();
        // A statement that is missing altogether is said elsewhere; nothing can be stated without it.
        if left.is_empty() || right.is_empty() {
            return;
        }
        let mut wanted: BTreeSet<&str> = BTreeSet::new();
        for grid in left.iter().chain(&right).filter_map(|by| self.grid_with(by)) {
            for (key, _) in &self.ledger.grids[grid].lines {
                let code = key.strip_prefix("class.").unwrap_or(key);
                let is_code = code.bytes().all(|b| b.is_ascii_digit());
                match codes {
                    _ if !is_code => {}
                    Codes::Total => {}
                    Codes::Classes if code.len() >= 3 => drop(wanted.insert(&code[..3])),
                    Codes::Items if code.len() == 7 => drop(wanted.insert(code)),
                    Codes::All if !code.is_empty() => drop(wanted.insert(code)),
                    _ => {}
                }
            }
        }
        if matches!(codes, Codes::Total | Codes::All) {
            wanted.insert("");
        }
        for code in wanted {
            let sides = [&left, &right].map(|side| {
                let groups: Option<Vec<Vec<FigureId>>> = side.iter().map(|by| self.group(by, code)).collect();
                groups.map(|g| g.concat())
            });
            if let [Some(l), Some(r)] = &sides {
                self.add(op, l, r, extra);
            }
        }
    }

    fn grid_with(&self, by: &By) -> Option<usize> {
        let grid = self.ledger.grid(Whose::Current, by.0)?;
        self.ledger.grids[grid].column(by.1).map(|_| grid)
    }

    /// The figures that make up a code in a column: its own line, or the nearest lower ones. Empty if the statement
    /// has nothing under the code; `None` if it doesn't break down that far.
    fn group(&self, by: &By, code: &str) -> Option<Vec<FigureId>> {
        let grid = self.grid_with(by)?;
        let g = &self.ledger.grids[grid];
        let column = g.column(by.1)?;
        let own = match (g.coded(), code.len()) {
            (true, _) => g.line(code),
            (false, 0) => g.line("expenditure.total"),
            (false, 3) => g.lines.iter().position(|l| l.0.strip_prefix("class.") == Some(code)),
            (false, _) => return None,
        };
        if let Some(line) = own {
            return Some(self.ledger.term(grid, line, column).into_iter().collect());
        }
        if !g.coded() {
            return Some(Vec::new());
        }
        let lower = g.children(code);
        let uppers = [3, 5].into_iter().filter(|n| *n < code.len()).filter_map(|n| code.get(..n));
        let cut_off =
            lower.is_empty() && uppers.into_iter().any(|k| g.line(k).is_some() && !g.has_children(k));
        if cut_off {
            return None;
        }
        Some(lower.iter().filter_map(|l| self.ledger.term(grid, *l, column)).collect())
    }

    fn budget_by_class(&mut self) {
        let (Some(budget), Some(fiscal)) =
            (self.ledger.grid(Whose::Budget, S::General), self.ledger.grid(Whose::Current, S::FiscalSummary))
        else {
            return;
        };
        let Some(column) = self.ledger.grids[fiscal].column(C::InitialGeneral) else { return };
        for line in 0..self.ledger.grids[fiscal].lines.len() {
            let Some(code) = self.ledger.grids[fiscal].lines[line].0.strip_prefix("class.") else { continue };
            let table = &self.ledger.grids[budget];
            let lines = table.line(code).map_or_else(|| table.children(code), |line| vec![line]);
            let parts: Vec<FigureId> = lines.iter().filter_map(|l| self.ledger.term(budget, *l, 0)).collect();
            if let Some(left) = self.ledger.term(fiscal, line, column) {
                self.add(Op::Equal, &[left], &parts, 0);
            }
        }
    }

    // ---- economic classification -----------------------------------------------------------------------------

    fn detail(&self) -> Option<usize> {
        self.ledger.grid(Whose::Current, S::BasicDetail)
    }

    fn economic_codes(&self, grid: usize, digits: usize) -> Vec<(usize, String)> {
        let heads = self.ledger.grids[grid].heads.iter().enumerate();
        heads
            .filter_map(|(i, h)| match h {
                Head::Economic(c) if c.len() == digits && c.bytes().all(|b| b.is_ascii_digit()) => {
                    Some((i, (*c).to_owned()))
                }
                _ => None,
            })
            .collect()
    }

    fn economic_classes(&mut self) {
        let Some(grid) = self.detail() else { return };
        let items = self.economic_codes(grid, 5);
        for (class, code) in self.economic_codes(grid, 3) {
            let parts: Vec<usize> = items.iter().filter(|i| i.1.starts_with(&code)).map(|i| i.0).collect();
            for line in 0..self.ledger.grids[grid].lines.len() {
                let r: Vec<FigureId> =
                    parts.iter().filter_map(|c| self.ledger.term(grid, line, *c)).collect();
                if let (Some(l), false) = (self.ledger.term(grid, line, class), r.is_empty()) {
                    self.add(Op::Equal, &[l], &r, 0);
                }
            }
        }
    }

    fn economic_total(&mut self) {
        let Some(grid) = self.detail() else { return };
        let Some(total) = self.ledger.grids[grid].economic("") else { return };
        let classes = self.economic_codes(grid, 3);
        for line in 0..self.ledger.grids[grid].lines.len() {
            let Some(l) = self.ledger.term(grid, line, total) else { continue };
            if self.ledger.figure(l).cell.is_none() {
                continue;
            }
            let r: Vec<FigureId> = classes.iter().filter_map(|c| self.ledger.term(grid, line, c.0)).collect();
            if !r.is_empty() {
                self.add(Op::Equal, &[l], &r, 0);
            }
        }
    }

    /// The 类 of 人员经费 or of 公用经费 on a line.
    fn part(&self, grid: usize, line: usize, personnel: bool) -> Vec<FigureId> {
        self.economic_codes(grid, 3)
            .iter()
            .filter(|(_, code)| economic::is_personnel(code) == personnel)
            .filter_map(|(column, _)| self.ledger.term(grid, line, *column))
            .collect()
    }

    fn economic_parts(&mut self) {
        let Some(grid) = self.detail() else { return };
        for (key, personnel) in [("personnel", true), ("public", false)] {
            let Some(column) = self.ledger.grids[grid].economic(key) else { continue };
            for line in 0..self.ledger.grids[grid].lines.len() {
                let r = self.part(grid, line, personnel);
                if let (Some(l), false) = (self.ledger.term(grid, line, column), r.is_empty()) {
                    self.add(Op::Equal, &[l], &r, 0);
                }
            }
        }
    }

    /// 合计 of 基本支出明细 on a line: as printed, else from the printed 人员经费 and 公用经费, else from the 类.
    fn detail_total(&self, grid: usize, line: usize) -> Vec<FigureId> {
        let at = |code: &str| {
            let column = self.ledger.grids[grid].economic(code)?;
            self.ledger.term(grid, line, column).filter(|f| self.ledger.figure(*f).cell.is_some())
        };
        if let Some(total) = at("") {
            return vec![total];
        }
        if let (Some(personnel), Some(public)) = (at("personnel"), at("public")) {
            return vec![personnel, public];
        }
        let classes = self.economic_codes(grid, 3);
        classes.iter().filter_map(|c| self.ledger.term(grid, line, c.0)).collect()
    }

    fn basic_by_code(&mut self) {
        let (Some(detail), Some(general)) = (self.detail(), self.ledger.grid(Whose::Current, S::General))
        else {
            return;
        };
        let by_item = self.ledger.grids[detail].lines.len() > 1;
        let mut keys: Vec<&str> = self.ledger.grids[detail].lines.iter().map(|l| l.0).collect();
        if by_item {
            keys.extend(self.ledger.grids[general].lines.iter().map(|l| l.0));
            keys.sort_unstable();
            keys.dedup();
        }
        for key in keys {
            let left = self.group(&(S::General, C::Basic), key);
            let line = self.ledger.grids[detail].line(key);
            let right = line.map(|l| self.detail_total(detail, l)).unwrap_or_default();
            if let Some(left) = left {
                self.add(Op::Equal, &left, &right, 0);
            }
        }
    }

    fn personnel_by_code(&mut self) {
        let (Some(detail), Some(general)) = (self.detail(), self.ledger.grid(Whose::Current, S::General))
        else {
            return;
        };
        if !self.holds(When::PersonnelFilled) {
            return;
        }
        for (column, personnel) in [(C::Personnel, true), (C::Public, false)] {
            let Some(column) = self.ledger.grids[general].column(column) else { continue };
            for line in 0..self.ledger.grids[general].lines.len() {
                let key = self.ledger.grids[general].lines[line].0;
                let Some(detail_line) = self.ledger.grids[detail].line(key) else { continue };
                let r = self.part(detail, detail_line, personnel);
                if let Some(l) = self.ledger.term(general, line, column) {
                    self.add(Op::Equal, &[l], &r, 0);
                }
            }
        }
    }

    fn at_least_economic(&mut self, left: At, right: &[&str], extra: Units) {
        let Some(grid) = self.detail() else { return };
        let Some(line) = self.ledger.grids[grid].line("") else { return };
        let Some(l) = self.find(&left) else { return };
        let r: Vec<FigureId> = right
            .iter()
            .filter_map(|c| self.ledger.grids[grid].economic(c))
            .filter_map(|c| self.ledger.term(grid, line, c))
            .collect();
        if !r.is_empty() {
            self.add(Op::AtLeast, &[l], &r, extra);
        }
    }

    // ---- conditions -------------------------------------------------------------------------------------------

    fn holds(&self, when: When) -> bool {
        let value = |id, key: &str, column| {
            self.ledger.find(Whose::Current, id, key, column).map(|f| self.ledger.value(f))
        };
        let summary = |key: &str| value(S::Summary, key, C::Final);
        let fiscal = |key: &str| value(S::FiscalSummary, key, C::Final);
        match when {
            When::Always => true,
            // Three independent pairs must agree, so that one wrong figure cannot pretend the condition.
            When::OnlyFiscal => {
                let known = summary("income.total").is_some();
                known
                    && ["income.total", "expenditure.total", "income.sum"]
                        .into_iter()
                        .all(|key| summary(key) == fiscal(key))
            }
            When::NothingCarried => {
                let nothing = |key: &str| summary(key).is_none_or(|v| v == 0);
                summary("income.total").is_some()
                    && summary("income.sum") == summary("income.total")
                    && summary("expenditure.sum") == summary("expenditure.total")
                    && [
                        "income.opening",
                        "income.surplus_used",
                        "expenditure.closing",
                        "expenditure.distribution",
                    ]
                    .into_iter()
                    .all(nothing)
            }
            When::PersonnelFilled => {
                let Some(grid) = self.ledger.grid(Whose::Current, S::General) else { return false };
                let g = &self.ledger.grids[grid];
                let filled = |column: usize| {
                    (0..g.lines.len())
                        .filter_map(|l| self.ledger.at(grid, l, column))
                        .any(|f| self.ledger.value(f) != 0)
                };
                [C::Personnel, C::Public].into_iter().filter_map(|c| g.column(c)).any(filled)
            }
        }
    }
}

/// Lines whose parts the systems often leave out: then nothing can be said.
fn optional(right: &[&str]) -> bool {
    right.iter().any(|key| {
        key.starts_with("nature.personnel")
            || key.starts_with("opening.")
            || key.starts_with("closing.")
            || key.starts_with("agency_operation.")
    })
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_roundings_hardly_add_up_to_a_tenth() {
        let half_a_hundredth: Units = 50;
        let unlikely =
            |residual, figures| is_unlikely(residual, std::iter::repeat_n(half_a_hundredth, figures));
        assert!(unlikely(1_000, 21), "0.10万元 of 20 parts, which could be 0.105 off");
        assert!(!unlikely(500, 21), "0.05万元");
        assert!(!unlikely(150, 3), "few figures may all be rounded one way");
    }
}
