//! Variables and lists that templates can reach besides the figures: who, which year, the 项 of a budget, names of
//! economic 款, projects.

use rust_decimal::Decimal;
use serde::Serialize;
use tera::Context;

use super::Teller;
use super::markup::{figure, gap, typed};
use crate::facts::groups::ECONOMIC;
use crate::facts::{CodedGroup, Fact, FactSet, Field};
use crate::money::{NumberFormat, PRINTED_DECIMALS, round_half_up};
use crate::style::{PartKind, PerformanceText, Structure};
use crate::subject::years_around;
use crate::supplement::{KeyKind, Project, grade_of_score};

/// A 项 (or 款, or 类) as a sentence names it.
#[derive(Debug, Serialize)]
pub(super) struct Item {
    /// Fact key.
    key: String,
    /// Functional code.
    code: String,
    /// 类 name (社会保障和就业支出).
    class: String,
    /// 类 name without 支出.
    class_short: String,
    /// 款 name; empty for a 类.
    group: String,
    /// Its own name.
    name: String,
    /// 社会保障和就业支出（类）行政事业单位养老支出（款）…（项）
    path: String,
    /// Which one it is of all that could be listed, from 1: 项 listed by 类 or 款 may be counted through.
    number: usize,
}

/// A project as a sentence names it; amounts are written in the style's manner.
#[derive(Debug, Serialize)]
struct ProjectText {
    name: String,
    /// The name with 项目 at its end.
    title: String,
    unit: String,
    initial: String,
    budget: String,
    executed: String,
    completion: String,
    score: String,
    grade: String,
    result: String,
}

#[derive(Debug, Serialize)]
struct Grade {
    grade: String,
    /// How many projects have it, as a figure; a gap while the grade of some project is unknown.
    count: String,
}

/// Variables of every template.
pub fn build(teller: &Teller) -> Context {
    let mut context = Context::new();
    let subject = &teller.subject;
    context.insert("org", &typed("org", &subject.org));
    context.insert("scope", subject.scope.label());
    context.insert("year", &subject.year);
    context.insert("prior_year", &(subject.year - 1));
    context.insert("next_year", &(subject.year + 1));
    for (name, said) in years_around(subject.year).into_iter().filter(|(name, _)| name.ends_with("_in_words"))
    {
        context.insert(name, &said);
    }
    context.insert("unchanged", &teller.unchanged());
    context.insert("versus", &teller.with_years(&teller.style.words.versus));
    context.insert("because", &teller.style.words.because);
    context.insert("no_budget", &teller.style.words.no_budget);
    context.insert("completes", &teller.style.words.completes);
    context.insert("budget_mark", &teller.style.words.budget_mark);
    context.insert("item_completion", &teller.style.item_completion);
    context.insert("procurement_in_full", &teller.style.procurement_in_full);
    let asked = |text| teller.style.performance.asked.contains(&text);
    context.insert("asks_transfer", &asked(PerformanceText::Transfer));
    context.insert("asks_department", &asked(PerformanceText::Department));
    context.insert("asks_finance", &asked(PerformanceText::Finance));
    context.insert("item_mark", &teller.style.words.item_mark);
    context.insert("first_year", &subject.first_year);
    context.insert("no_prior", &teller.with_years(&teller.style.words.no_prior));
    context.insert("has_assessment_forms", &teller.supplement.has_assessment_forms());
    let style = &teller.style;
    context.insert("level", &style.level);
    context.insert("summary_title", &style.fill(&style.performance.title, subject));
    context.insert("forms_title", &style.fill(&style.performance.form_title, subject));
    let attachments = teller.style.part_title(PartKind::Attachments.name(), subject);
    context.insert("attachments_part", &attachments.unwrap_or_default());
    context.insert("structure_all", &(teller.style.structure == Structure::All));
    context.insert("percent_sign", &teller.style.percent_sign);
    let projects: Vec<ProjectText> =
        teller.supplement.projects.iter().map(|p| project_text(teller, p)).collect();
    context.insert("project_count", &figure("projects.count", Field::Count, &projects.len().to_string()));
    context.insert("project_budget", &project_budget(teller));
    let named = usize::from(style.performance.named);
    context.insert("project_names", &first_names(&teller.supplement.projects, named));
    context.insert("grades", &grades(&teller.supplement.projects, false, "projects.grade"));
    context.insert("all_grades", &grades(&teller.supplement.projects, true, "projects.grade"));
    context.insert("average_score", &average_score(&teller.supplement.projects));
    context.insert("projects", &projects);
    let (transfer, own): (Vec<Project>, Vec<Project>) =
        teller.supplement.projects.iter().cloned().partition(Project::is_transfer);
    for (name, list) in [("own", own), ("transfer", transfer)] {
        let all = list.len() == teller.supplement.projects.len();
        let texts: Vec<ProjectText> = list.iter().map(|p| project_text(teller, p)).collect();
        // Where there is one category its figures are those of all projects.
        let key =
            |what: &str| if all { format!("projects.{what}") } else { format!("projects.{name}.{what}") };
        context.insert(format!("{name}_projects"), &texts);
        context
            .insert(format!("{name}_count"), &figure(&key("count"), Field::Count, &list.len().to_string()));
        context.insert(format!("{name}_budget"), &budget_of(teller, &list, &key("budget")));
        context.insert(format!("{name}_grades"), &grades(&list, false, &key("grade")));
        context.insert(format!("{name}_names"), &first_names(&list, named));
    }
    context
}

pub(super) fn has_current(fact: &Fact) -> bool {
    fact.current.is_some_and(|a| !a.is_zero())
}

/// Whether a list of what has an amount this year must name a figure: it has one, or nobody knows.
pub(super) fn may_have_current(fact: &Fact) -> bool {
    fact.current.is_none_or(|a| !a.is_zero())
}

pub(super) fn item(facts: &FactSet, number: usize, code: &str, fact: &Fact) -> Item {
    let name_of = |digits: usize| {
        code.get(..digits)
            .filter(|c| c.len() == digits)
            .and_then(|c| facts.code_name(c))
            .unwrap_or_default()
            .to_owned()
    };
    let economic = CodedGroup::of(&fact.key).is_some_and(|(group, _)| *group == ECONOMIC);
    let class = if economic { fact.label.clone() } else { name_of(3) };
    let group = if code.len() >= 5 { name_of(5) } else { String::new() };
    let mut path = format!("{class}（类）");
    if !group.is_empty() {
        path.push_str(&format!("{group}（款）"));
    }
    if code.len() == 7 {
        path.push_str(&format!("{}（项）", fact.label));
    }
    Item {
        key: fact.key.clone(),
        code: code.to_owned(),
        class_short: class.strip_suffix("支出").unwrap_or(&class).to_owned(),
        class,
        group,
        name: fact.label.clone(),
        path,
        number,
    }
}

fn project_text(teller: &Teller, project: &Project) -> ProjectText {
    let missing = |what: &str| {
        gap(&KeyKind::Project.key(&project.name), &format!("〔请补充{}：{what}〕", project.name))
    };
    let key = KeyKind::Project.key(&project.name);
    let amount = |value: Option<Decimal>, field: Field, what: &str| {
        value.map_or_else(|| missing(what), |v| figure(&key, field, &teller.wan_amount(v)))
    };
    let completion = match (project.executed, project.budget) {
        (Some(executed), Some(budget)) if budget > Decimal::ZERO => {
            let percent = teller.performance_percent(round_half_up(executed * Decimal::ONE_HUNDRED / budget));
            figure(&key, Field::Completion, &percent)
        }
        (Some(_), Some(_)) => String::new(),
        (Some(_), None) => missing("全年预算数"),
        (None, Some(_)) => missing("全年执行数"),
        (None, None) => missing("全年预算数和全年执行数"),
    };
    let said = |text: &str, what: &str| {
        if text.is_empty() {
            missing(what)
        } else {
            let joined: String = text.lines().map(str::trim).collect();
            typed(&KeyKind::Project.key(&project.name), joined.trim_end_matches('。'))
        }
    };
    ProjectText {
        name: typed(&KeyKind::Project.key(&project.name), &project.name),
        title: format!(
            "{}{}",
            typed(&KeyKind::Project.key(&project.name), &project.name),
            if project.name.ends_with("项目") { "" } else { "项目" }
        ),
        unit: typed(&KeyKind::Project.key(&project.name), &project.unit),
        initial: amount(project.initial, Field::Initial, "年初预算数"),
        budget: amount(project.budget, Field::Budget, "全年预算数"),
        executed: amount(project.executed, Field::Executed, "全年执行数"),
        completion,
        score: project.score.map_or_else(
            || missing("自评得分"),
            |s| figure(&key, Field::Score, &teller.style.numbers().write_percent(s, PRINTED_DECIMALS)),
        ),
        grade: grade_of(project),
        result: said(&project.result, "目标完成情况"),
    }
}

/// The grade as typed, else by score: 优 ≥ 90, 良 ≥ 80, 中 ≥ 60, 差.
pub fn grade_of(project: &Project) -> String {
    if !project.grade.is_empty() {
        return project.grade.clone();
    }
    project.score.map_or_else(String::new, |score| grade_of_score(score).to_owned())
}

/// The project that a figure over all projects waits for, as a marked gap: without it the figure would be smaller
/// than it is and nobody would see it.
fn waiting_for(projects: &[Project], known: impl Fn(&Project) -> bool, what: &str) -> Option<String> {
    let lacking = projects.iter().find(|p| !known(p))?;
    Some(gap(&KeyKind::Project.key(&lacking.name), &format!("〔请补充{}：{what}〕", lacking.name)))
}

/// 涉及预算资金: the sum of all projects.
fn project_budget(teller: &Teller) -> String {
    budget_of(teller, &teller.supplement.projects, "projects.budget")
}

fn budget_of(teller: &Teller, projects: &[Project], key: &str) -> String {
    waiting_for(projects, |p| p.budget.is_some(), "全年预算数").unwrap_or_else(|| {
        let sum = teller.wan_amount(projects.iter().filter_map(|p| p.budget).sum());
        figure(key, Field::Budget, &sum)
    })
}

/// How many projects have each grade: those there are, or all of the scale with their zeros.
fn grades(projects: &[Project], all: bool, key: &str) -> Vec<Grade> {
    let mut order: Vec<String> = ["优", "良", "中", "差"].map(str::to_owned).to_vec();
    for grade in projects.iter().map(grade_of) {
        if !grade.is_empty() && !order.contains(&grade) {
            order.push(grade);
        }
    }
    let waiting = waiting_for(projects, |p| !grade_of(p).is_empty(), "自评等级");
    let none_known = projects.iter().all(|p| grade_of(p).is_empty());
    let count_of = |grade: &str| projects.iter().filter(|p| grade_of(p) == grade).count();
    order
        .into_iter()
        .filter(|grade| all || none_known || count_of(grade) > 0)
        .map(|grade| Grade {
            count: waiting.clone().unwrap_or_else(|| {
                let count = count_of(&grade).to_string();
                figure(&format!("{key}.{grade}"), Field::Count, &count)
            }),
            grade,
        })
        .collect()
}

/// The projects a sentence names before 等.
fn first_names(projects: &[Project], most: usize) -> String {
    projects
        .iter()
        .take(most)
        .map(|p| typed(&KeyKind::Project.key(&p.name), &p.name))
        .collect::<Vec<_>>()
        .join("、")
}

fn average_score(projects: &[Project]) -> String {
    let scores: Vec<Decimal> = projects.iter().filter_map(|p| p.score).collect();
    if let Some(waiting) = waiting_for(projects, |p| p.score.is_some(), "自评得分") {
        return waiting;
    }
    if scores.is_empty() {
        return String::new();
    }
    let format = NumberFormat { thousands: false, decimals: crate::money::Decimals::Trim };
    let average = format.write(round_half_up(scores.iter().sum::<Decimal>() / Decimal::from(scores.len())));
    figure("projects.score", Field::Score, &average)
}
