//! What a model document says, as the data it was made from: this year's amounts from its tables, last year's and the
//! budget from its sentences, projects from 预算绩效情况. A built-in style told with these data chooses the same
//! branches as the document's author did.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::numbers;
use super::pattern::open_text;
use crate::accounts::MovedCodes;
use crate::facts::{self, FactSet, Field, Inputs, Role, initial_key, key_of_initial};
use crate::money::{Basis, TextUnit, Yuan};
use crate::place::Place;
use crate::published::Report;
use crate::published::attached::SummaryRow;
use crate::reading::{Base, Direction, Figure, Statements, graded};
use crate::style::PerformanceText;
use crate::subject::{Scope, Subject};
use crate::supplement::{DataRow, KeyKind, Project, Supplement, TRANSFER};

/// The data of a model document.
#[derive(Debug, Clone)]
pub struct Known {
    /// Whose report of which year.
    pub subject: Subject,
    /// Its figures.
    pub facts: Arc<FactSet>,
    /// What its author supplied; reasons and texts are left open.
    pub supplement: Supplement,
}

/// The data of a report; `None` if it names no year.
pub fn of(report: &Report, statements: &Statements) -> Option<Known> {
    let subject = Subject {
        org: report.org.clone(),
        scope: if report.scope == Some(Scope::Unit.label()) { Scope::Unit } else { Scope::Department },
        year: report.year?,
        first_year: false,
    };
    let mut supplement = Supplement { projects: projects(report, statements), ..Supplement::default() };
    supplement.forms = report.attachments.assessments.len();
    if supplement.forms > 0 {
        supplement.attachments.push("绩效自评表".to_owned());
    }
    // A reason that the document gives is given, whatever it says.
    supplement.reasons.extend(statements.reasons.iter().map(|r| open_text(&r.key)));
    let inputs = Inputs {
        current: &report.import.accounts,
        prior: None,
        budget: None,
        supplement: &supplement,
        moved: MovedCodes::none(),
    };
    // Printed amounts are all there is; in 元 they are exact.
    let exact = numbers::unit(statements) == TextUnit::Yuan;
    let basis = if exact { Basis::Exact } else { Basis::Printed };
    let mut facts = facts::compute(&inputs, basis);
    facts::restate(&mut facts, &stated(statements));
    let bases = bases(statements, &facts);
    facts::restate(&mut facts, &bases);
    let unsaid = unsaid(&facts);
    facts::restate(&mut facts, &unsaid);
    Some(Known { subject, facts: Arc::new(facts), supplement })
}

fn row(key: &str) -> DataRow {
    let place = Place::default();
    DataRow { key: key.to_owned(), unit: "元".to_owned(), budget: None, current: None, prior: None, place }
}

/// A printed amount in 元, or a count.
fn in_yuan(figure: &Figure) -> Yuan {
    let factor = match figure.unit {
        "万元" => 10_000,
        "亿元" => 100_000_000,
        _ => 1,
    };
    Yuan(figure.value * Decimal::from(factor))
}

/// Amounts that sentences state outright.
fn stated(statements: &Statements) -> Vec<DataRow> {
    let mut rows: BTreeMap<String, DataRow> = BTreeMap::new();
    for figure in &statements.figures {
        let (Some(key), Some(field)) = (&figure.key, figure.field) else { continue };
        // 年初预算 of the three public expenses stands beside their adjusted budget.
        let own = if field == Field::Initial { initial_key(key) } else { key.clone() };
        let told = rows.entry(own.clone()).or_insert_with(|| row(&own));
        let slot = match field {
            Field::Current | Field::Count => &mut told.current,
            Field::Prior => &mut told.prior,
            Field::Budget | Field::Initial => &mut told.budget,
            _ => continue,
        };
        slot.get_or_insert_with(|| (in_yuan(figure), Place::default()));
    }
    rows.into_values().collect()
}

/// A report leaves out what there was not, this year and the last.
fn unsaid(told: &FactSet) -> Vec<DataRow> {
    let nothing = || Some((Yuan::ZERO, Place::default()));
    let unknown = told.iter().filter(|f| f.current.is_none_or(Yuan::is_zero));
    let rows = unknown.flat_map(|fact| {
        let years = DataRow {
            current: if fact.current.is_none() { nothing() } else { None },
            prior: if fact.prior.is_none() { nothing() } else { None },
            ..row(&fact.key)
        };
        let initial = fact.initial_role() == Role::Initial && fact.initial.is_none();
        let initial = initial.then(|| DataRow { budget: nothing(), ..row(&initial_key(&fact.key)) });
        std::iter::once(years).chain(initial)
    });
    rows.collect()
}

/// Last year's amounts and budgets that follow from changes (增加5万元, 与上年持平, 年初无预算).
fn bases(statements: &Statements, told: &FactSet) -> Vec<DataRow> {
    let mut rows: BTreeMap<String, DataRow> = BTreeMap::new();
    let mut settle = |key: &str, base: Base, amount: Yuan| {
        let role = match (base, key_of_initial(key)) {
            (Base::Prior, _) => Role::Prior,
            (Base::Budget, Some(_)) => Role::Initial,
            (Base::Budget, None) => Role::Budget,
        };
        if told.get(key_of_initial(key).unwrap_or(key)).is_some_and(|f| f.amount(role).is_some()) {
            return;
        }
        let told = rows.entry(key.to_owned()).or_insert_with(|| row(key));
        let slot = if base == Base::Prior { &mut told.prior } else { &mut told.budget };
        slot.get_or_insert((amount, Place::default()));
    };
    // A 类 that is gone has no fact yet: it changed by all it was.
    let current = |key: &str| match told.get(key) {
        Some(fact) => fact.current,
        None => crate::facts::CodedGroup::of(key).map(|_| Yuan::ZERO),
    };
    for figure in &statements.figures {
        let base = match figure.field {
            Some(Field::Delta) => Base::Prior,
            Some(Field::BudgetDelta) => Base::Budget,
            _ => continue,
        };
        let (Some(key), Some(direction)) = (&figure.key, figure.direction) else { continue };
        let Some(this) = current(key) else { continue };
        match direction {
            Direction::Up => settle(key, base, this - in_yuan(figure)),
            Direction::Down => settle(key, base, this + in_yuan(figure)),
            _ => {}
        }
    }
    // 完成预算的95% without the budget itself: near enough to say which case the sentence shows.
    for figure in statements.figures.iter().filter(|f| f.value > Decimal::ZERO) {
        let of_initial = match figure.field {
            Some(Field::Completion) => false,
            Some(Field::InitialCompletion) => true,
            _ => continue,
        };
        let Some((key, this)) = figure.key.as_ref().and_then(|k| Some((k, current(k)?))) else { continue };
        let base = Yuan(this.0 * Decimal::ONE_HUNDRED / figure.value);
        settle(&if of_initial { initial_key(key) } else { key.clone() }, Base::Budget, base);
    }
    for comparison in &statements.comparisons {
        let Some(this) = current(&comparison.key) else { continue };
        match comparison.direction {
            Direction::Same | Direction::Equal => settle(&comparison.key, comparison.base, this),
            Direction::NoBudget => settle(&comparison.key, Base::Budget, Yuan::ZERO),
            _ => {}
        }
    }
    rows.into_values().collect()
}

/// Projects that the section on performance speaks of, in its order, with their grades.
fn projects(report: &Report, statements: &Statements) -> Vec<Project> {
    let mut projects: Vec<Project> = Vec::new();
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for figure in &statements.figures {
        let Some(key) = &figure.key else { continue };
        if let Some(grade) = graded(key) {
            let count = usize::try_from(figure.value.trunc().mantissa()).unwrap_or_default();
            counted.entry(grade).or_insert(count);
        }
        let Some((KeyKind::Project, name)) = KeyKind::of(key) else { continue };
        let at = projects.iter().position(|p| p.name == name).unwrap_or_else(|| {
            projects.push(Project { name: name.to_owned(), ..Project::default() });
            projects.len() - 1
        });
        let project = &mut projects[at];
        match figure.field {
            Some(Field::Initial) => project.initial = Some(figure.value),
            Some(Field::Budget) => project.budget = Some(figure.value),
            Some(Field::Executed) => project.executed = Some(figure.value),
            Some(Field::Score) => project.score = Some(figure.value),
            _ => {}
        }
    }
    // They are listed behind those that have a figure: where one stands among them, the section is learned instead.
    for name in waiting(report) {
        if projects.iter().all(|p| p.name != name) {
            projects.push(Project { name, ..Project::default() });
        }
    }
    grade(&mut projects, report, &counted);
    let transfer = transfers(report, statements);
    for project in projects.iter_mut().filter(|p| transfer.contains(&p.name)) {
        project.category = TRANSFER.to_owned();
    }
    projects
}

/// Projects that the report tells apart as those of 转移支付: by the lines over them in 汇总表, or by the paragraphs they stand in. One
/// that is also among the office's own is its own.
fn transfers(report: &Report, statements: &Statements) -> BTreeSet<String> {
    let plain = Project::plain_name;
    let rows =
        || report.attachments.summaries.iter().flat_map(|s| &s.rows).filter(|row| !row.group.is_empty());
    let (mut transfer, mut own): (BTreeSet<String>, BTreeSet<String>) = (BTreeSet::new(), BTreeSet::new());
    let apart = statements.figures.iter().any(|f| f.key.as_deref() == Some("projects.transfer.count"));
    for figure in statements.figures.iter().filter(|_| apart) {
        let Some((KeyKind::Project, name)) = figure.key.as_deref().and_then(KeyKind::of) else { continue };
        let before = &report.sections[figure.at.section].paragraphs[..=figure.at.paragraph];
        let head =
            before.iter().rev().find_map(|p| PerformanceText::ALL.into_iter().find(|t| t.begins(&p.text)));
        let of = if head == Some(PerformanceText::Transfer) { &mut transfer } else { &mut own };
        of.insert(name.to_owned());
    }
    let all: Vec<String> = transfer.union(&own).cloned().collect();
    for row in rows() {
        let of = if row.group.contains(TRANSFER) { &mut transfer } else { &mut own };
        // As the text names it, if it does.
        let named = all.iter().find(|name| plain(name) == plain(&row.name));
        of.insert(named.cloned().unwrap_or_else(|| row.name.clone()));
    }
    transfer.difference(&own).cloned().collect()
}

/// Projects of which the report still asks something: `〔请补充城乡医疗救助：自评得分〕`.
fn waiting(report: &Report) -> Vec<String> {
    let paragraphs = report.sections.iter().flat_map(|s| &s.paragraphs).map(|p| p.text.as_str());
    let asked =
        paragraphs.flat_map(|text| text.split("〔请补充").skip(1)).filter_map(|gap| gap.split('〕').next());
    let of_projects = [
        "自评得分",
        "自评等级",
        "全年预算数",
        "全年执行数",
        "年初预算数",
        "全年预算数和执行数",
        "目标完成情况",
    ];
    let named = asked.filter_map(|gap| gap.rsplit_once('：')).filter(|(_, what)| of_projects.contains(what));
    let known = |name: &str| crate::facts::FIXED.iter().any(|fact| fact.label == name);
    named
        .map(|(name, _)| name.strip_suffix("项目").unwrap_or(name).to_owned())
        .filter(|name| !name.is_empty() && !known(name))
        .collect()
}

/// Grades from the attached summary, else handed out by score as often as the text counts them.
fn grade(projects: &mut [Project], report: &Report, counted: &BTreeMap<&str, usize>) {
    let rows: Vec<&SummaryRow> = report.attachments.summaries.iter().flat_map(|s| &s.rows).collect();
    let plain = Project::plain_name;
    for project in projects.iter_mut() {
        if let Some(row) = rows.iter().find(|r| plain(&r.name) == plain(&project.name)) {
            project.grade.clone_from(&row.grade);
        }
    }
    let told: BTreeSet<&str> = projects.iter().map(|p| p.grade.as_str()).collect();
    let stated: BTreeSet<&str> = counted.iter().filter(|(_, n)| **n > 0).map(|(grade, _)| *grade).collect();
    if told == stated || stated.is_empty() {
        return;
    }
    let mut order: Vec<usize> = (0..projects.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(projects[*i].score));
    let grades = ["优", "良", "中", "差"];
    let handed = grades.iter().flat_map(|g| std::iter::repeat_n(*g, counted.get(g).copied().unwrap_or(0)));
    for (i, grade) in order.into_iter().zip(handed) {
        grade.clone_into(&mut projects[i].grade);
    }
}
