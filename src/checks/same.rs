//! Files compared with each other: a file, a table or a column that is last year's, a table or a budget of another unit.

use std::collections::BTreeSet;

use super::ledger::{FigureId, Head, Ledger, PER_YUAN, Units, Whose};
use super::years::significant;
use crate::accounts::{Column as C, ScheduleId as S};
use crate::finding::{Finding, Severity};
use crate::money::{Yuan, display_yuan};

/// What comparing the files found.
#[derive(Debug, Default)]
pub struct Same {
    /// K074, K076, K077
    pub findings: Vec<Finding>,
    /// Figures that are not this year's (or not this unit's): nothing else is said about them.
    pub figures: BTreeSet<FigureId>,
    /// Last year's file is this year's, or of another unit: years are not compared.
    pub years: bool,
    /// The budget is not this unit's.
    pub budget: bool,
}

/// Amounts of as many digits don't repeat by chance.
const DIGITS: u32 = 5;

/// How this year's figures of a table or column stand to last year's.
#[derive(Default)]
struct Likeness {
    /// Places with an amount in either year.
    all: usize,
    /// … where both are the same.
    equal: usize,
    /// Different amounts of several digits among these.
    telling: BTreeSet<Units>,
    figures: Vec<(FigureId, FigureId)>,
}

impl Likeness {
    fn add(&mut self, ledger: &Ledger, pair: (FigureId, FigureId)) {
        let (a, b) = (ledger.value(pair.0), ledger.value(pair.1));
        if a == 0 && b == 0 {
            return;
        }
        self.all += 1;
        if a == b {
            self.equal += 1;
            if significant(a) >= DIGITS {
                self.telling.insert(a.abs());
            }
            self.figures.push(pair);
        }
    }

    fn join(&mut self, other: &Likeness) {
        self.all += other.all;
        self.equal += other.equal;
        self.telling.extend(&other.telling);
        self.figures.extend(&other.figures);
    }

    fn whole(&self, telling: usize) -> bool {
        self.equal == self.all && self.telling.len() >= telling
    }
}

/// Compares the files; where `units` are known to be wrong, sizes say nothing.
pub fn find(ledger: &Ledger, units: bool) -> Same {
    let mut out = Same::default();
    years(ledger, &mut out);
    if units {
        return out;
    }
    if !out.years {
        another_units_table(ledger, &mut out);
    }
    if ledger.budget_of_another_year() {
        // That is said already; nothing agrees then.
        out.budget = true;
    } else {
        another_units_budget(ledger, &mut out);
    }
    if !out.budget {
        out.findings.extend(budget_total(ledger));
    }
    out
}

// ---- this year and last ----------------------------------------------------------------------------------------

fn years(ledger: &Ledger, out: &mut Same) {
    // By table: every column with its likeness to last year's.
    let mut tables: Vec<(usize, Vec<(usize, Likeness)>)> = Vec::new();
    for (grid, g) in ledger.grids.iter().enumerate().filter(|(_, g)| g.whose == Whose::Current) {
        let Some(prior) = ledger.grid(Whose::Prior, g.id) else { continue };
        let p = &ledger.grids[prior];
        let mut columns = Vec::new();
        for (column, head) in g.heads.iter().enumerate() {
            let Some(before) = p.heads.iter().position(|h| h == head) else { continue };
            let mut likeness = Likeness::default();
            for (line, (key, _)) in g.lines.iter().enumerate() {
                let Some(this) = ledger.at(grid, line, column) else { continue };
                match ledger.earlier_line(prior, key).and_then(|l| ledger.at(prior, l, before)) {
                    Some(last) => likeness.add(ledger, (this, last)),
                    None if ledger.value(this) != 0 => likeness.all += 1,
                    None => {}
                }
            }
            columns.push((column, likeness));
        }
        tables.push((grid, columns));
    }
    let mut all = Likeness::default();
    tables.iter().flat_map(|t| &t.1).for_each(|(_, l)| all.join(l));
    if all.telling.len() >= 5 && all.equal * 100 >= all.all * 95 {
        out.years = true;
        out.findings.push(told(
            ledger,
            format!("本年与上年两个文件是同一组数（{}个金额中{}个相同）", all.all, all.equal),
            &all,
            Severity::Error,
            "请确认没有把同一个文件当成两年，或把本年文件改了年度当作上年",
        ));
        return;
    }
    for (grid, columns) in &tables {
        let mut whole = Likeness::default();
        columns.iter().for_each(|(_, l)| whole.join(l));
        let table = ledger.grids[*grid].table();
        if whole.whole(3) {
            let severity = if whole.telling.len() >= 5 { Severity::Error } else { Severity::Warning };
            let message = format!("{table}与上年每一格都相同（{}个金额），是上年的表", whole.all);
            out.findings.push(told(ledger, message, &whole, severity, "请从系统重新导出本年的这张表"));
            out.figures.extend(figures_of(ledger, *grid, None));
            continue;
        }
        let same: Vec<&(usize, Likeness)> = columns.iter().filter(|(_, l)| l.whole(4)).collect();
        if same.is_empty() {
            continue;
        }
        let mut likeness = Likeness::default();
        let names: Vec<String> = same
            .iter()
            .filter_map(|(column, l)| {
                likeness.join(l);
                out.figures.extend(figures_of(ledger, *grid, Some(*column)));
                Some(format!("“{}”", ledger.column_label(l.figures.first()?.0)))
            })
            .collect();
        let message =
            format!("{table}{}一栏与上年每一格都相同（{}个金额），是上年的数", names.join(""), likeness.all);
        out.findings.push(told(ledger, message, &likeness, Severity::Error, "请按本年的数重填这一栏"));
    }
}

fn figures_of(ledger: &Ledger, grid: usize, column: Option<usize>) -> Vec<FigureId> {
    let g = &ledger.grids[grid];
    let columns = (0..g.heads.len()).filter(|c| column.is_none_or(|o| o == *c));
    columns.flat_map(|c| (0..g.lines.len()).filter_map(move |l| ledger.at(grid, l, c))).collect()
}

/// As many cells as show what is meant.
const SHOWN: usize = 12;

fn told(ledger: &Ledger, message: String, likeness: &Likeness, severity: Severity, hint: &str) -> Finding {
    let mut out = Finding::new("K074", message);
    out.severity = severity;
    for id in likeness.figures.iter().take(SHOWN).flat_map(|p| [p.0, p.1]) {
        out = with(ledger, out, id);
    }
    out.hint(hint)
}

fn with(ledger: &Ledger, finding: Finding, id: FigureId) -> Finding {
    let Some(place) = ledger.place(id) else { return finding };
    let first = finding.place.is_none();
    let value = format!("{}{}", ledger.print(id, ledger.value(id)), ledger.unit_label(id));
    let finding = finding.with(ledger.cell_label(id), place.clone(), value);
    if first { finding.at(place) } else { finding }
}

// ---- another unit's --------------------------------------------------------------------------------------------

/// 附03表 against last year's, where all else stays near: K076.
fn another_units_table(ledger: &Ledger, out: &mut Same) {
    let apart = |id: S, line: &str, c: C| -> Option<bool> {
        let this = ledger.value(ledger.find(Whose::Current, id, line, c)?).abs();
        let last = ledger.value(ledger.find(Whose::Prior, id, line, c)?).abs();
        (this != 0 && last != 0).then_some(this > last * 3 || last > this * 3)
    };
    let steady =
        [(S::Summary, "expenditure.total", C::Final), (S::General, "", C::Total), (S::General, "", C::Basic)]
            .into_iter()
            .filter_map(|(id, line, c)| apart(id, line, c))
            .collect::<Vec<_>>();
    if steady.is_empty() || steady.contains(&true) {
        return;
    }
    let Some(grid) = ledger.grid(Whose::Current, S::Operations) else { return };
    let Some(column) = ledger.grids[grid].column(C::Final) else { return };
    let g = &ledger.grids[grid];
    let mut far = Vec::new();
    let mut near = 0;
    for (line, (key, _)) in g.lines.iter().enumerate() {
        let (Some(this), Some(last)) =
            (ledger.at(grid, line, column), ledger.find(Whose::Prior, S::Operations, key, C::Final))
        else {
            continue;
        };
        match apart(S::Operations, key, C::Final) {
            Some(true) => far.push((this, last)),
            Some(false) => near += 1,
            None => {}
        }
    }
    // Small figures come and go; most of many don't.
    if far.len() < 6 || far.len() < near * 3 {
        return;
    }
    let mut finding = Finding::new(
        "K076",
        format!(
            "{}与上年相差悬殊（{}个数在三倍以上或三分之一以下），其他各表与上年相近",
            g.table(),
            far.len()
        ),
    );
    for id in far.into_iter().take(SHOWN).flat_map(|p| [p.0, p.1]) {
        finding = with(ledger, finding, id);
    }
    out.findings.push(finding.hint("请确认没有混入其他单位的表，金额单位也没有错"));
}

/// A budget whose money lies on codes this unit never used, or whose 类 all differ: K077.
fn another_units_budget(ledger: &Ledger, out: &mut Same) {
    let Some(budget) = ledger.grid(Whose::Budget, S::General) else { return };
    let b = &ledger.grids[budget];
    let tables: Vec<usize> = [Whose::Current, Whose::Prior]
        .into_iter()
        .flat_map(|w| [S::General, S::Expenditure].map(|id| ledger.grid(w, id)))
        .flatten()
        .collect();
    // One great 项 may be new or move to another code; most 项 of a unit are the same from year to year.
    let (mut all, mut strange, mut items) = (0, 0, 0);
    let mut unknown = Vec::new();
    for (line, (key, _)) in b.lines.iter().enumerate().filter(|(_, l)| l.0.len() == 7) {
        let Some(id) = ledger.at(budget, line, 0) else { continue };
        all += ledger.value(id).abs();
        items += usize::from(ledger.value(id) != 0);
        if ledger.value(id) != 0 && tables.iter().all(|t| ledger.grids[*t].line(key).is_none()) {
            strange += ledger.value(id).abs();
            unknown.push(id);
        }
    }
    let mut differing = Vec::new();
    let mut classes = 0;
    if let Some(fiscal) = ledger.grid(Whose::Current, S::FiscalSummary)
        && let Some(column) =
            ledger.grids[fiscal].heads.iter().position(|h| *h == Head::Column(C::InitialGeneral))
    {
        for (line, (key, _)) in ledger.grids[fiscal].lines.iter().enumerate() {
            let Some(code) = key.strip_prefix("class.") else { continue };
            let Some(stated) = ledger.at(fiscal, line, column) else { continue };
            let lines = b.line(code).map_or_else(|| b.children(code), |l| vec![l]);
            let own: Vec<FigureId> = lines.iter().filter_map(|l| ledger.at(budget, *l, 0)).collect();
            let sum: Units = own.iter().map(|f| ledger.value(*f)).sum();
            if ledger.value(stated) == 0 && sum == 0 {
                continue;
            }
            classes += 1;
            if (sum - ledger.value(stated)).abs() > 100 * PER_YUAN {
                differing.push(stated);
                differing.extend(own.first());
            }
        }
    }
    let every_class =
        classes >= 3 && differing.len() >= classes && differing_lines(ledger, &differing) == classes;
    let known = tables.iter().any(|t| ledger.grids[*t].lines.len() > 1);
    let foreign = known && unknown.len() >= 3 && unknown.len() * 2 > items && strange * 2 > all;
    if !foreign && !every_class {
        return;
    }
    let message = if foreign {
        format!(
            "年初预算表不像本单位的：{}个项级科目、{}%的金额不在本年和上年的决算中",
            unknown.len(),
            strange * 100 / all
        )
    } else {
        format!("年初预算表不像本单位本年度的：{classes}个类的金额全部与决算报表所列年初预算数不同")
    };
    let mut finding = Finding::new("K077", message);
    let shown = if foreign { unknown } else { differing };
    for id in shown.into_iter().take(SHOWN) {
        finding = with(ledger, finding, id);
    }
    out.budget = true;
    out.findings.push(finding.hint("请确认 --budget 给出的是本单位本年度的一般公共预算支出表"));
}

/// How many lines of the accounts are among these figures.
fn differing_lines(ledger: &Ledger, figures: &[FigureId]) -> usize {
    figures.iter().filter(|f| ledger.grid_of(**f).whose == Whose::Current).count()
}

/// The export states the initial budget only in total; the budget table by 项 must agree with it, as printed (R015).
fn budget_total(ledger: &Ledger) -> Option<Finding> {
    let stated = ledger.find(Whose::Current, S::FiscalSummary, "expenditure.total", C::InitialGeneral)?;
    let total = ledger.find(Whose::Budget, S::General, "", C::Initial)?;
    let wan = |id: FigureId| Yuan(ledger.yuan(id)).to_wan();
    if ledger.value(stated) == 0 || wan(stated) == wan(total) {
        return None;
    }
    let difference = ledger.yuan(total) - ledger.yuan(stated);
    let mut finding = Finding::new(
        "R015",
        format!(
            "一般公共预算财政拨款年初预算数与决算报表不一致，差额 {} 元，采用预算表的数",
            display_yuan(Yuan(difference))
        ),
    );
    for (id, label) in [(total, "预算表 合计"), (stated, "决算报表 年初预算数")] {
        let Some(place) = ledger.place(id) else { continue };
        let first = finding.place.is_none();
        finding = finding.with(label, place.clone(), display_yuan(Yuan(ledger.yuan(id))));
        if first {
            finding = finding.at(place);
        }
    }
    Some(finding.hint("请确认预算表是本年度的年初预算，且为本部门口径"))
}
