//! What functions return: lists of figures and of names, charts and tables. [`super::words`] lists them.

use serde::Serialize;
use tera::{Error, TeraResult, Value};

use super::Teller;
use super::context::{Item, has_current, item, may_have_current};
use super::markup::{Insert, insert};
use super::vocabulary::Arguments;
use super::wording::Against;
use crate::accounts::ScheduleId;
use crate::catalogue::economic;
use crate::charts;
use crate::facts::groups::{CLASS_DIGITS, ECONOMIC, GROUP_DIGITS, ITEM_DIGITS};
use crate::facts::{Fact, Role};
use crate::money::Yuan;
use crate::style::Structure;

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

type Listed = TeraResult<Value>;

/// The 项 with an amount this year, in code order: all of a budget, or those of one 类 or 款.
pub(super) fn items(t: &Teller, a: &Arguments<'_>) -> Listed {
    let (class, group) = (a.text("class").unwrap_or_default(), a.text("group").unwrap_or_default());
    listed(t, &format!("{}.item.", a.of()), ITEM_DIGITS, false, &[class, group])
}

/// The 款 with an amount this year, in code order: all of them, or those of one 类.
pub(super) fn groups(t: &Teller, a: &Arguments<'_>) -> Listed {
    let class = a.text("class").unwrap_or_default();
    let changed = a.flag("changed").unwrap_or(false);
    listed(t, &format!("{}.group.", a.of()), GROUP_DIGITS, changed, &[class])
}

/// The 类 with an amount this year: of the functional classification, or of the economic one, which basic expenditure
/// (基本支出) is told by.
pub(super) fn classes(t: &Teller, a: &Arguments<'_>) -> Listed {
    let changed = a.flag("changed").unwrap_or(false);
    let prefix = match a.of() {
        "basic" => ECONOMIC.prefix.to_owned(),
        of => format!("{of}.class."),
    };
    listed(t, &prefix, CLASS_DIGITS, changed, &[])
}

/// What has an amount this year, or with `changed` last year only, of all facts of a group whose codes have so many digits;
/// those within the 类 and 款 that are given, numbered among all.
fn listed(t: &Teller, prefix: &str, digits: usize, changed: bool, within: &[&str]) -> Listed {
    let wanted = |f: &Fact| may_have_current(f) || (changed && has_changed(f));
    let items: Vec<Item> = t
        .facts
        .by_code(prefix)
        .filter(|(code, f)| code.len() == digits && wanted(f))
        .enumerate()
        .filter(|(_, (code, _))| within.iter().all(|above| code.starts_with(above)))
        .map(|(at, (code, f))| item(&t.facts, at + 1, code, f))
        .collect();
    Ok(Value::from_serializable(&items))
}

/// The sources the structure sentences name under this style; `changed` adds sources that had an amount last year
/// only, `detailed` follows the style's `details`.
pub(super) fn sources(t: &Teller, a: &Arguments<'_>) -> Listed {
    let all = a.flag("all").unwrap_or(t.style.structure == Structure::All);
    let whole = if a.of() == "income" { "income.total" } else { "expenditure.total" };
    let detailed = a.flag("detailed").unwrap_or(false);
    let all = if detailed { t.style.details == Structure::All } else { all };
    let changed = detailed || a.flag("changed").unwrap_or(false);
    let (with, without) = (a.text("with").unwrap_or_default(), a.text("without").unwrap_or_default());
    let named = |keys: &str, f: &Fact| keys.split(',').any(|key| key.trim() == f.key);
    let wanted = |f: &&Fact| {
        let listed = all || may_have_current(f) || named(with, f) || (changed && has_changed(f));
        listed && !named(without, f)
    };
    let keys: Vec<String> = t.siblings(whole).into_iter().filter(wanted).map(|f| f.key.clone()).collect();
    Ok(Value::from_serializable(&keys))
}

fn has_changed(fact: &Fact) -> bool {
    fact.delta.is_some_and(|d| !d.is_zero())
}

/// Names of the 款 with an amount, in code order.
pub(super) fn economic_names(t: &Teller, a: &Arguments<'_>) -> Listed {
    let personnel = a.of() == "personnel";
    let names: Vec<&str> = t
        .facts
        .by_code(ECONOMIC.prefix)
        .filter(|(code, f)| {
            code.len() == 5 && economic::is_personnel(code) == personnel && may_have_current(f)
        })
        .map(|(_, f)| f.label.as_str())
        .collect();
    Ok(Value::from(a.around(names.join("、"))))
}

/// 机要通信用车1辆、其他用车2辆, the kinds there are; one that is not known is a gap.
pub(super) fn vehicle_kinds(t: &Teller, a: &Arguments<'_>) -> Listed {
    if t.facts.get("vehicles.total").is_some_and(|total| total.current.is_none_or(Yuan::is_zero)) {
        return Ok(Value::from(""));
    }
    let kinds = VEHICLE_KINDS.iter().filter_map(|(key, name)| Some((t.facts.get(key)?, name)));
    let owned: Vec<String> = kinds
        .filter(|(fact, _)| may_have_current(fact))
        .map(|(fact, name)| format!("{name}{}辆", t.amount(fact, Role::Current, false)))
        .collect();
    Ok(Value::from(a.around(owned.join("、"))))
}

/// The three expenses with their names, those with an amount first.
pub(super) fn three_public_parts(t: &Teller, _: &Arguments<'_>) -> Listed {
    let mut parts =
        THREE_PUBLIC.map(|(key, name)| (t.facts.get(key).is_none_or(|f| !has_current(f)), key, name));
    parts.sort_by_key(|(empty, ..)| *empty);
    let parts = parts.map(|(_, key, name)| Named { key, name });
    Ok(Value::from_serializable(&parts))
}

/// 减少甲1万元、乙2万元；增加丙3万元, grouped by direction, the direction of the larger sum first.
pub(super) fn class_changes(t: &Teller, a: &Arguments<'_>) -> Listed {
    let prefix = format!("{}.class.", a.of());
    let mut changed: Vec<(&Fact, Yuan)> = t
        .facts
        .by_code(&prefix)
        .filter_map(|(_, f)| t.change_of(f, Against::Prior).map(|c| (f, c)))
        .filter(|(_, change)| !t.printed(*change).is_zero())
        .collect();
    changed.sort_by_key(|(_, change)| std::cmp::Reverse(change.abs()));
    let (up, down): (Vec<_>, Vec<_>) = changed.into_iter().partition(|(_, c)| c.0.is_sign_positive());
    let sum = |group: &[(&Fact, Yuan)]| group.iter().map(|(_, c)| c.abs()).sum::<Yuan>();
    let words = &t.style.words;
    let mut groups = [(&words.up, &up), (&words.down, &down)];
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(sum(group)));
    let write = |word: &str, group: &[(&Fact, Yuan)]| {
        let parts: Vec<String> =
            group.iter().map(|(f, c)| format!("{}{}", f.label, t.changed_amount(f, *c))).collect();
        format!("{word}{}", parts.join("、"))
    };
    let written: Vec<String> = groups
        .into_iter()
        .filter(|(_, group)| !group.is_empty())
        .map(|(word, group)| write(word, group))
        .collect();
    Ok(Value::from(written.join("；")))
}

/// A declared chart stands here; a style without charts prints none.
pub(super) fn chart(t: &Teller, a: &Arguments<'_>) -> Listed {
    let name = a.text("name").unwrap_or_default();
    let Some(spec) = charts::find(name) else {
        let names: Vec<&str> = charts::SPECS.iter().map(|s| s.name).collect();
        return Err(Error::message(format!("没有名为“{name}”的图，可用的图：{}", names.join("、"))));
    };
    let mark = if t.style.charts { insert(&Insert::Chart(spec.name.to_owned())) } else { String::new() };
    Ok(Value::from(mark))
}

/// One of the nine tables stands here.
pub(super) fn table(_: &Teller, a: &Arguments<'_>) -> Listed {
    let name = a.text("name").unwrap_or_default();
    match ScheduleId::published(name.trim_start_matches("公开").trim_end_matches('表')) {
        Some(id) => Ok(Value::from(insert(&Insert::Table(id)))),
        None => Err(Error::message(format!("没有“{name}”这张表，可用的表：01 至 09"))),
    }
}
