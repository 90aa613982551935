//! Variables and lists that templates can reach besides the figures: who, which year, the 项 of a budget, names of
//! economic 款, projects.

use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Serialize;
use tera::{Context, Error, Kwargs, State, Tera, TeraResult, Value};

use super::Teller;
use super::markup::{gap, typed};
use super::wording::Against;
use crate::catalogue::{economic, functional};
use crate::facts::{Fact, Role};
use crate::money::{NumberFormat, Yuan, round_half_up};
use crate::style::Structure;
use crate::supplement::{Project, grade_of_score};

/// A 项 (or 类) as a sentence names it.
#[derive(Debug, Serialize)]
struct Item {
    /// Fact key.
    key: String,
    /// Functional code.
    code: String,
    /// 类 name (社会保障和就业支出).
    class: String,
    /// 类 name without 支出.
    class_short: String,
    /// 款 name.
    group: String,
    /// 项 name.
    name: String,
    /// 社会保障和就业支出（类）行政事业单位养老支出（款）…（项）
    path: String,
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
    count: usize,
}

/// A figure with the name a sentence gives it.
#[derive(Debug, Serialize)]
struct Named {
    key: &'static str,
    name: &'static str,
}

/// The three public expenses in the order reports list them.
const THREE_PUBLIC: [(&str, &str); 3] = [
    ("three_public.overseas", "因公出国（境）费"),
    ("three_public.reception", "公务接待费"),
    ("three_public.vehicle", "公务用车购置费及运行维护费"),
];

/// Kinds of vehicles (车辆按用途分类) as sentences name them.
const VEHICLE_KINDS: &[(&str, &str)] = &[
    ("vehicles.minister", "副部（省）级及以上领导用车"),
    ("vehicles.principal", "主要负责人用车"),
    ("vehicles.confidential", "机要通信用车"),
    ("vehicles.emergency", "应急保障用车"),
    ("vehicles.enforcement", "执法执勤用车"),
    ("vehicles.special", "特种专业技术用车"),
    ("vehicles.retired", "离退休干部服务用车"),
    ("vehicles.other", "其他用车"),
];

/// Variables of every template.
pub fn build(teller: &Teller) -> Context {
    let mut context = Context::new();
    let subject = &teller.subject;
    context.insert("org", &typed("org", &subject.org));
    context.insert("scope", subject.scope.label());
    context.insert("year", &subject.year);
    context.insert("prior_year", &(subject.year - 1));
    context.insert("next_year", &(subject.year + 1));
    context.insert("unchanged", &teller.unchanged());
    context.insert("versus", &teller.with_years(&teller.style.words.versus));
    context.insert("no_budget", &teller.style.words.no_budget);
    context.insert("item_mark", &teller.style.words.item_mark);
    context.insert("structure_all", &(teller.style.structure == Structure::All));
    context.insert("percent_sign", &teller.style.percent_sign);
    let projects: Vec<ProjectText> =
        teller.supplement.projects.iter().map(|p| project_text(teller, p)).collect();
    context.insert("project_count", &projects.len());
    let budgets: Decimal = teller.supplement.projects.iter().filter_map(|p| p.budget.or(p.initial)).sum();
    context.insert("project_budget", &teller.wan_amount(budgets));
    context.insert("project_names", &first_names(&teller.supplement.projects));
    context.insert("grades", &grades(&teller.supplement.projects));
    context.insert("average_score", &average_score(&teller.supplement.projects));
    context.insert("projects", &projects);
    context
}

/// Registers the functions that make lists.
pub fn register(tera: &mut Tera, teller: &Arc<Teller>) {
    super::inserts::register(tera, teller);
    // items(of="general"): the 项 with an amount this year, in code order.
    let t = Arc::clone(teller);
    tera.register_function("items", move |kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        let of = kwargs.must_get::<&str>("of")?;
        if !matches!(of, "general" | "fund" | "state") {
            return Err(Error::message(format!("of 只能是 general、fund、state，实际是“{of}”")));
        }
        let prefix = format!("{of}.item.");
        let items: Vec<Item> =
            t.facts.by_code(&prefix).filter(|(_, f)| has_current(f)).map(|(code, f)| item(code, f)).collect();
        Ok(Value::from_serializable(&items))
    });
    // classes(of="general"): the 类 with an amount this year.
    let t = Arc::clone(teller);
    tera.register_function("classes", move |kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        let of = kwargs.must_get::<&str>("of")?;
        let changed = kwargs.get::<bool>("changed")?.unwrap_or(false);
        let prefix = format!("{of}.class.");
        let wanted = |f: &Fact| has_current(f) || (changed && f.delta.is_some_and(|d| !d.is_zero()));
        let items: Vec<Item> =
            t.facts.by_code(&prefix).filter(|(_, f)| wanted(f)).map(|(code, f)| item(code, f)).collect();
        Ok(Value::from_serializable(&items))
    });
    // sources(of="income"): the sources the structure sentences name under this style.
    let t = Arc::clone(teller);
    tera.register_function("sources", move |kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        let of = kwargs.must_get::<&str>("of")?;
        let all = kwargs.get::<bool>("all")?.unwrap_or(t.style.structure == Structure::All);
        let lead = match of {
            "income" => "income.fiscal",
            "expenditure" => "expenditure.basic",
            other => return Err(Error::message(format!("of 只能是 income、expenditure，实际是“{other}”"))),
        };
        // changed=true adds sources that had an amount last year only; detailed=true follows the style's `details`.
        let detailed = kwargs.get::<bool>("detailed")?.unwrap_or(false);
        let all = if detailed { t.style.details == Structure::All } else { all };
        let changed = detailed || kwargs.get::<bool>("changed")?.unwrap_or(false);
        let wanted = |f: &&Fact| all || has_current(f) || (changed && f.delta.is_some_and(|d| !d.is_zero()));
        let keys: Vec<String> = t.siblings(lead).into_iter().filter(wanted).map(|f| f.key.clone()).collect();
        Ok(Value::from_serializable(&keys))
    });
    // economic_names(of="personnel"): names of the 款 with an amount, in code order.
    let t = Arc::clone(teller);
    tera.register_function("economic_names", move |kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        let of = kwargs.must_get::<&str>("of")?;
        let personnel = match of {
            "personnel" => true,
            "operating" => false,
            other => return Err(Error::message(format!("of 只能是 personnel、operating，实际是“{other}”"))),
        };
        let names = t
            .facts
            .by_code("econ.")
            .filter(|(code, f)| {
                code.len() == 5 && economic::is_personnel(code) == personnel && has_current(f)
            })
            .map(|(_, f)| f.label.as_str());
        Ok(join_names(names))
    });
    // vehicle_kinds(): 机要通信用车1辆、其他用车2辆, the kinds there are.
    let t = Arc::clone(teller);
    tera.register_function("vehicle_kinds", move |_: Kwargs, _: &State| -> TeraResult<Value> {
        let kinds = VEHICLE_KINDS.iter().filter_map(|(key, name)| Some((t.facts.get(key)?, name)));
        let owned: Vec<String> = kinds
            .filter(|(fact, _)| has_current(fact))
            .map(|(fact, name)| format!("{name}{}辆", t.amount(fact, Role::Current, false)))
            .collect();
        Ok(join_names(owned.iter().map(String::as_str)))
    });
    // three_public_parts(): the three expenses with their names, those with an amount first.
    let t = Arc::clone(teller);
    tera.register_function("three_public_parts", move |_: Kwargs, _: &State| -> TeraResult<Value> {
        let mut parts =
            THREE_PUBLIC.map(|(key, name)| (t.facts.get(key).is_none_or(|f| !has_current(f)), key, name));
        parts.sort_by_key(|(empty, ..)| *empty);
        let parts = parts.map(|(_, key, name)| Named { key, name });
        Ok(Value::from_serializable(&parts))
    });
    // class_changes(of="expenditure"): 减少甲1万元、乙2万元；增加丙3万元, the larger first.
    let t = Arc::clone(teller);
    tera.register_function("class_changes", move |kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        let of = kwargs.must_get::<&str>("of")?;
        if !matches!(of, "expenditure" | "general") {
            return Err(Error::message(format!("of 只能是 expenditure、general，实际是“{of}”")));
        }
        Ok(Value::from(class_changes(&t, &format!("{of}.class."))))
    });
}

/// The 类 whose expenditure changed, grouped by direction, the direction of the larger sum first.
fn class_changes(teller: &Teller, prefix: &str) -> String {
    let mut changed: Vec<(&Fact, Yuan)> = teller
        .facts
        .by_code(prefix)
        .filter_map(|(_, f)| teller.change_of(f, Against::Prior).map(|c| (f, c)))
        .filter(|(_, change)| !change.to_wan().is_zero())
        .collect();
    changed.sort_by_key(|(_, change)| std::cmp::Reverse(change.abs()));
    let (up, down): (Vec<_>, Vec<_>) = changed.into_iter().partition(|(_, c)| c.0.is_sign_positive());
    let sum = |group: &[(&Fact, Yuan)]| group.iter().map(|(_, c)| c.abs()).sum::<Yuan>();
    let words = &teller.style.words;
    let mut groups = [(&words.up, &up), (&words.down, &down)];
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(sum(group)));
    let write = |word: &str, group: &[(&Fact, Yuan)]| {
        let parts: Vec<String> =
            group.iter().map(|(f, c)| format!("{}{}", f.label, teller.changed_amount(f, *c))).collect();
        format!("{word}{}", parts.join("、"))
    };
    let written: Vec<String> = groups
        .into_iter()
        .filter(|(_, group)| !group.is_empty())
        .map(|(word, group)| write(word, group))
        .collect();
    written.join("；")
}

fn has_current(fact: &Fact) -> bool {
    fact.current.is_some_and(|a| !a.is_zero())
}

fn item(code: &str, fact: &Fact) -> Item {
    let name_of = |digits: usize| {
        code.get(..digits)
            .filter(|c| c.len() == digits)
            .and_then(functional::name)
            .unwrap_or_default()
            .to_owned()
    };
    let class = name_of(3);
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
    }
}

fn project_text(teller: &Teller, project: &Project) -> ProjectText {
    let missing = |what: &str| {
        gap(&format!("project.{}", project.name), &format!("〔请补充{}：{what}〕", project.name))
    };
    let amount =
        |value: Option<Decimal>, what: &str| value.map_or_else(|| missing(what), |v| teller.wan_amount(v));
    let budget = project.budget.or(project.initial);
    let completion = match (project.executed, budget) {
        (Some(executed), Some(budget)) if budget > Decimal::ZERO => {
            teller.percent(round_half_up(executed * Decimal::ONE_HUNDRED / budget))
        }
        (Some(_), Some(_)) => String::new(),
        _ => missing("全年预算数和执行数"),
    };
    let said = |text: &str, what: &str| {
        if text.is_empty() {
            missing(what)
        } else {
            let joined: String = text.lines().map(str::trim).collect();
            typed(&format!("project.{}", project.name), joined.trim_end_matches('。'))
        }
    };
    ProjectText {
        name: typed(&format!("project.{}", project.name), &project.name),
        title: format!(
            "{}{}",
            typed(&format!("project.{}", project.name), &project.name),
            if project.name.ends_with("项目") { "" } else { "项目" }
        ),
        unit: typed(&format!("project.{}", project.name), &project.unit),
        initial: amount(project.initial, "年初预算数"),
        budget: amount(budget, "全年预算数"),
        executed: amount(project.executed, "全年执行数"),
        completion,
        score: project.score.map_or_else(|| missing("自评得分"), |s| teller.style.numbers().write_percent(s)),
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

fn grades(projects: &[Project]) -> Vec<Grade> {
    let mut order: Vec<String> = ["优", "良", "中", "差"].map(str::to_owned).to_vec();
    for grade in projects.iter().map(grade_of) {
        if !grade.is_empty() && !order.contains(&grade) {
            order.push(grade);
        }
    }
    order
        .into_iter()
        .map(|grade| Grade { count: projects.iter().filter(|p| grade_of(p) == grade).count(), grade })
        .filter(|g| g.count > 0)
        .collect()
}

/// How many projects a sentence names before 等.
const NAMED_PROJECTS: usize = 5;

fn first_names(projects: &[Project]) -> String {
    projects
        .iter()
        .take(NAMED_PROJECTS)
        .map(|p| typed(&format!("project.{}", p.name), &p.name))
        .collect::<Vec<_>>()
        .join("、")
}

fn average_score(projects: &[Project]) -> String {
    let scores: Vec<Decimal> = projects.iter().filter_map(|p| p.score).collect();
    if scores.is_empty() {
        return String::new();
    }
    let format = NumberFormat { thousands: false, decimals: crate::money::Decimals::Trim };
    format.write(round_half_up(scores.iter().sum::<Decimal>() / Decimal::from(scores.len())))
}

/// A list of Chinese names: `甲、乙、丙`.
fn join_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Value {
    Value::from(names.into_iter().collect::<Vec<_>>().join("、"))
}
