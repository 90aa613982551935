//! Findings from diagnoses: the fact, both sides, the difference with its unit, and every cell that takes part.

use super::cause::Cause;
use super::diagnose::Diagnosis;
use super::ledger::{FigureId, Ledger, Units};
use super::relate::{Relation, Relations};
use super::rule::Op;
use crate::accounts::SourceForm;
use crate::catalogue::functional;
use crate::finding::{self, Finding, Place, Severity};

/// The finding of one cause.
pub fn finding(ledger: &Ledger, relations: &Relations, diagnosis: &Diagnosis) -> Finding {
    let teller = Teller { ledger, relations };
    let mut mended = diagnosis.mended.clone();
    mended.sort_unstable();
    let rules: Vec<&Relation> = mended.iter().map(|i| &relations.list[*i]).collect();
    // A displaced table may carry its evidence in relations that went to another one.
    let code = rules.first().map_or("K001", |r| r.rule.code);
    let message = teller.message(diagnosis, &rules);
    let mut out = Finding::new(code, message);
    let severities = rules.iter().filter_map(|r| finding::entry(r.rule.code)).map(|e| e.severity);
    out.severity = match diagnosis.cause {
        // The same figures at other codes prove more than any single relation.
        Cause::Rows { .. } => Severity::Error,
        _ => severities.min().unwrap_or(out.severity),
    };
    let edited: Vec<FigureId> = diagnosis.edits.iter().map(|e| e.0).collect();
    let evidence = match &diagnosis.cause {
        Cause::Line { evidence, .. } => evidence.clone(),
        Cause::LastYear(prior) => vec![*prior],
        _ => Vec::new(),
    };
    let figures = rules.iter().flat_map(|r| relations.signed(r)).map(|s| s.0);
    let mut taking_part: Vec<FigureId> = edited.iter().copied().chain(evidence).chain(figures).collect();
    let mut seen = std::collections::HashSet::new();
    taking_part.retain(|f| seen.insert(*f));
    // Empty cells take part too, after those that say something.
    let (mut order, rest): (Vec<FigureId>, Vec<FigureId>) =
        taking_part.into_iter().partition(|f| edited.contains(f) || ledger.value(*f) != 0);
    order.extend(rest);
    let mixed = units_differ(ledger, &order);
    for id in order {
        let Some(place) = ledger.place(id) else { continue };
        let mut value = ledger.print(id, ledger.value(id));
        if mixed {
            value.push_str(ledger.unit_label(id));
        }
        if out.place.is_none() {
            out.place = Some(place.clone());
        }
        out = out.with(ledger.cell_label(id), place, value);
    }
    match teller.hint(diagnosis, &rules) {
        Some(hint) => out.hint(hint),
        None => out,
    }
}

/// A difference that rounding explains (尾差), reported on request.
pub fn rounding(ledger: &Ledger, relations: &Relations, index: usize) -> Finding {
    within(ledger, relations, index, Severity::Notice, "在四舍五入的尾差之内")
}

/// A difference that rounding could explain and hardly ever makes.
pub fn unlikely(ledger: &Ledger, relations: &Relations, index: usize) -> Finding {
    within(ledger, relations, index, Severity::Warning, "四舍五入几乎不会有这样大的尾差，请核对各项的末位")
}

fn within(ledger: &Ledger, relations: &Relations, index: usize, severity: Severity, what: &str) -> Finding {
    let relation = &relations.list[index];
    let residual = relations.residual(relation, |f| ledger.value(f));
    let teller = Teller { ledger, relations };
    let (name, difference) = (teller.left_name(relation), teller.difference(relation, residual));
    let against = teller.against(relation);
    let mut out = Finding::new(relation.rule.code, format!("{name}与{against}相差 {difference}，{what}"));
    out.severity = severity;
    for (id, _) in relations.signed(relation) {
        if let (Some(place), true) = (ledger.place(id), ledger.value(id) != 0) {
            if out.place.is_none() {
                out.place = Some(place.clone());
            }
            out = out.with(ledger.cell_label(id), place, ledger.print(id, ledger.value(id)));
        }
    }
    out
}

/// Whether figures of different units stand side by side, so that each must name its own.
pub fn units_differ(ledger: &Ledger, figures: &[FigureId]) -> bool {
    let mut labels = figures.iter().filter(|f| !ledger.counts(**f)).map(|f| ledger.unit_label(*f));
    labels.next().is_some_and(|first| labels.any(|l| l != first))
}

struct Teller<'t, 'a> {
    ledger: &'t Ledger<'a>,
    relations: &'t Relations,
}

impl Teller<'_, '_> {
    fn message(&self, diagnosis: &Diagnosis, rules: &[&Relation]) -> String {
        match (&diagnosis.cause, diagnosis.edits.as_slice()) {
            (Cause::Rows { reference, moves }, [(first, _), ..]) => self.rows(*first, *reference, moves),
            (Cause::Line { code, evidence }, _) => self.line(rules, code, evidence),
            (Cause::Swapped, [(a, _), (b, _), ..]) => {
                format!("{}与“{}”的金额互换了", self.ledger.name(*a), self.ledger.label(*b))
            }
            (Cause::Moved, [(a, wanted), (b, _), ..]) => format!(
                "{}的金额 {} {}填到了“{}”一格",
                self.ledger.name(*a),
                self.ledger.print(*a, *wanted),
                self.ledger.unit_label(*a),
                self.ledger.label(*b)
            ),
            (cause, [(id, wanted)]) => self.single(*id, *wanted, cause, rules.len()),
            _ => rules.first().map_or_else(String::new, |r| self.plain(r)),
        }
    }

    /// One relation that does not hold.
    fn plain(&self, relation: &Relation) -> String {
        let residual = self.relations.residual(relation, |f| self.ledger.value(f));
        let (name, difference) = (self.left_name(relation), self.difference(relation, residual));
        let against = self.against(relation);
        match relation.op {
            Op::Equal => format!("{name}与{against}不一致，差额 {difference}"),
            Op::AtLeast => format!("{name}小于{against}，相差 {difference}"),
        }
    }

    fn left_name(&self, relation: &Relation) -> String {
        let (left, right) = (self.relations.left(relation), self.relations.right(relation));
        match (left, right) {
            ([one], _) => self.ledger.name(*one),
            ([first, rest @ ..], _) => {
                let labels: Vec<String> = rest.iter().map(|f| self.ledger.label(*f)).collect();
                format!("{}加“{}”", self.ledger.name(*first), labels.join("、"))
            }
            ([], [first, ..]) => format!("没有该科目的表与{}", self.ledger.name(*first)),
            ([], []) => String::new(),
        }
    }

    /// The right side: the very cell if one figure says it all, else in words.
    fn against(&self, relation: &Relation) -> String {
        let (left, right) = (self.relations.left(relation), self.relations.right(relation));
        let grid = |f: &FigureId| self.ledger.figure(*f).grid;
        let stated: Vec<&FigureId> = right.iter().filter(|f| self.ledger.value(**f) != 0).collect();
        match stated.as_slice() {
            [one] if left.iter().all(|f| grid(f) != grid(one)) => self.ledger.name(**one),
            [one] if right.len() == 1 => format!("“{}”", self.ledger.label(**one)),
            _ => relation.rule.against_in(self.form(relation)),
        }
    }

    fn form(&self, relation: &Relation) -> SourceForm {
        let first = self.relations.signed(relation).map(|s| s.0).next();
        first.map_or(SourceForm::Caijue, |f| self.ledger.grid_of(f).form)
    }

    fn difference(&self, relation: &Relation, residual: Units) -> String {
        let first = self.relations.signed(relation).map(|s| s.0).next();
        first.map_or_else(String::new, |f| self.amount(f, residual.abs()))
    }

    fn amount(&self, like: FigureId, value: Units) -> String {
        format!("{} {}", self.ledger.print(like, value), self.ledger.unit_label(like)).trim_end().to_owned()
    }

    fn single(&self, id: FigureId, wanted: Units, cause: &Cause, relations: usize) -> String {
        let ledger = self.ledger;
        let why = match cause {
            Cause::Transposed => "：相邻两位数字颠倒".to_owned(),
            Cause::Digit => "：有一位数字不同".to_owned(),
            Cause::DigitCount if ledger.value(id).abs() > wanted.abs() => "：多了一位数字".to_owned(),
            Cause::DigitCount => "：少了一位数字".to_owned(),
            Cause::Sign => "：正负号相反".to_owned(),
            Cause::Factor(10_000) => "：相差一万倍，元与万元混用".to_owned(),
            Cause::Factor(_) => "：相差一千倍，元与千元混用".to_owned(),
            Cause::Blank => "：这一格是空的或为零".to_owned(),
            Cause::Item { item, twice: false } => {
                format!("：差额正好是“{}”，合计漏加了它", ledger.label(*item))
            }
            Cause::Item { item, twice: true } => {
                format!("：差额正好是“{}”，合计重复加了它", ledger.label(*item))
            }
            Cause::LastYear(_) => "：这是上年的数，没有更新".to_owned(),
            _ => String::new(),
        };
        format!(
            "{}是 {}，按{relations}项勾稽关系应为 {}，差额 {}{why}",
            ledger.name(id),
            ledger.print(id, ledger.value(id)),
            ledger.print(id, wanted),
            self.amount(id, (wanted - ledger.value(id)).abs())
        )
    }

    fn rows(&self, first: FigureId, reference: usize, moves: &[(usize, usize)]) -> String {
        let grid = self.ledger.grid_of(first);
        let line = |l: usize| self.line_name(usize::from(self.ledger.figure(first).grid), l);
        let table = grid.table();
        if let [(a, b), _] = moves {
            return format!("{table}错行：“{}”与“{}”两行的金额互换了", line(*a), line(*b));
        }
        // Told in the order of the printed rows: what stands here belongs there.
        let mut moves = moves.to_vec();
        moves.sort_by_key(|m| m.1);
        let told: Vec<String> = moves
            .iter()
            .map(|(belongs, stands)| format!("“{}”处填的是“{}”的数", line(*stands), line(*belongs)))
            .collect();
        format!(
            "{table}错行：{}个科目的金额与{}是同一组数，但填在了别的科目上：{}",
            moves.len(),
            self.ledger.grids[reference].table(),
            told.join("，")
        )
    }

    fn line_name(&self, grid: usize, line: usize) -> String {
        let column = (0..self.ledger.grids[grid].heads.len()).find_map(|c| self.ledger.at(grid, line, c));
        column.map_or_else(String::new, |f| self.ledger.line_label(f))
    }

    fn line(&self, rules: &[&Relation], code: &str, evidence: &[FigureId]) -> String {
        let table = rules
            .first()
            .and_then(|r| self.relations.left(r).first())
            .map_or_else(String::new, |f| self.ledger.grid_of(*f).table());
        let label = evidence.first().map_or_else(
            || functional::name(code).unwrap_or(code).to_owned(),
            |f| self.ledger.line_label(*f),
        );
        let (amount, other) = evidence.first().map_or_else(Default::default, |f| {
            (self.amount(*f, self.ledger.value(*f)), self.ledger.grid_of(*f).table())
        });
        format!("{table}缺少“{label}”一行，差额正好是{other}该行的 {amount}")
    }

    fn hint(&self, diagnosis: &Diagnosis, rules: &[&Relation]) -> Option<String> {
        let named: Vec<String> = rules
            .iter()
            .enumerate()
            .filter(|(i, r)| rules[..*i].iter().all(|before| before.rule.code != r.rule.code))
            .map(|(_, r)| format!("{}（{}）", r.rule.code, r.rule.formula_in(self.form(r))))
            .collect();
        let all = named.join("；");
        let cell =
            |id: FigureId| self.ledger.place(id).map_or_else(String::new, |p: Place| p.address().to_owned());
        Some(match (&diagnosis.cause, diagnosis.edits.as_slice()) {
            (Cause::Rows { .. }, _) => {
                format!("按科目编码逐行核对后重填；改正后{}项关系成立：{all}", rules.len())
            }
            (Cause::Line { .. }, _) => format!("补上这一行；改正后{}项关系成立：{all}", rules.len()),
            (_, []) if rules.len() > 1 => {
                format!("所列各格有一处不对；有{}项关系因此不成立：{all}", rules.len())
            }
            (_, []) => format!("核对所列各格；关系：{all}"),
            (_, edits) => {
                let told: Vec<String> = edits
                    .iter()
                    .map(|(id, new)| format!("{}改为 {}", cell(*id), self.ledger.print(*id, *new)))
                    .collect();
                format!("核对后把{}；改正后{}项关系成立：{all}", told.join("、"), rules.len())
            }
        })
    }
}
