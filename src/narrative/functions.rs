//! What filters and tests say, and their registration. [`super::words`] lists them.

use std::borrow::Cow;
use std::sync::Arc;

use rust_decimal::Decimal;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::Teller;
use super::markup::{self, figure, figure_of};
use super::vocabulary::{Arguments, Of, Speak, WORDS, Word};
use super::wording::Against;
use crate::facts::{self, CodedGroup, Fact, Field, Kind, Role};
use crate::money::Yuan;
use crate::supplement::{KeyKind, text_key};
use crate::text::chinese_number;

/// Work of making a list.
const LIST: u64 = 1_000;

/// Makes every word but the variables known, so that templates can be parsed before there is a report to speak of.
pub fn declare(tera: &mut Tera) {
    fn unsaid<T>() -> TeraResult<T> {
        Err(Error::message("还没有报告"))
    }
    for word in WORDS {
        match word.speak {
            Speak::Filter(_) => {
                tera.register_filter(word.name, |_: &Value, _: Kwargs, _: &State| unsaid::<String>());
            }
            Speak::Test(_) => {
                tera.register_test(word.name, |_: &Value, _: Kwargs, _: &State| unsaid::<bool>());
            }
            Speak::Function(_) => {
                tera.register_function(word.name, |_: Kwargs, _: &State| unsaid::<String>());
            }
            Speak::Variable => {}
        }
    }
    tera.register_function(super::limits::COUNTER, |_: Kwargs, _: &State| unsaid::<String>());
}

/// Registers every word but the variables, in place of what [`declare`] put there.
pub fn register(tera: &mut Tera, teller: &Arc<Teller>) {
    for word in WORDS {
        let t = Arc::clone(teller);
        match word.speak {
            Speak::Filter(speak) => {
                tera.register_filter(word.name, move |value: &Value, given: Kwargs, _: &State| {
                    let arguments = Arguments::new(word, &given)?;
                    let said = arguments.around(speak(&t, &subject(word, value)?, &arguments)?);
                    t.meter.spend(said.len() as u64)?;
                    Ok::<_, Error>(said)
                });
            }
            Speak::Test(speak) => {
                tera.register_test(word.name, move |value: &Value, given: Kwargs, _: &State| {
                    speak(&t, &subject(word, value)?, &Arguments::new(word, &given)?)
                });
            }
            Speak::Function(speak) => {
                tera.register_function(word.name, move |given: Kwargs, _: &State| {
                    let listed = speak(&t, &Arguments::new(word, &given)?)?;
                    t.meter.spend(LIST + listed.len().unwrap_or_default() as u64)?;
                    Ok::<_, Error>(listed)
                });
            }
            Speak::Variable => {}
        }
    }
    let t = Arc::clone(teller);
    tera.register_function(super::limits::COUNTER, move |given: Kwargs, _: &State| {
        t.meter.step(&given)?;
        Ok::<_, Error>(String::new())
    });
}

/// The key, text or number a filter or test is applied to.
fn subject<'v>(word: &Word, value: &'v Value) -> TeraResult<Cow<'v, str>> {
    let found = match word.of {
        Of::Number => value.as_u64().map(|number| Cow::Owned(number.to_string())),
        _ => value.as_str().map(Cow::Borrowed),
    };
    if let Some(found) = found {
        return Ok(found);
    }
    let what = if value.is_undefined() {
        "一个没有定义的名称".to_owned()
    } else {
        format!("“{value}”")
    };
    let wanted = match word.of {
        Of::Block => "应写成 {% filter list(…) %} … {% endfilter %}",
        Of::Number => "之前应是序号",
        _ => "之前应是英文引号里的键",
    };
    Err(Error::message(format!("{}{wanted}，如 {}，实际是{what}", word.name, word.example)))
}

impl Teller {
    /// The fact of a key a template names.
    pub(super) fn fact(&self, key: &str) -> TeraResult<&Fact> {
        if let Some(fact) = self.facts.get(key) {
            return Ok(fact);
        }
        let nearest = self.facts.nearest(key).map(|k| format!("；最接近的是“{k}”")).unwrap_or_default();
        Err(Error::message(format!("没有名为“{key}”的指标{nearest}")))
    }

    /// The fact of a key, or a blank one for a code that carries no amount in this report.
    fn fact_or_blank(&self, key: &str) -> TeraResult<Option<&Fact>> {
        match self.facts.get(key) {
            Some(fact) => Ok(Some(fact)),
            None if CodedGroup::of(key).is_some() => Ok(None),
            None => self.fact(key).map(Some),
        }
    }
}

type Said = TeraResult<String>;

// ---- amounts ---------------------------------------------------------------------------------------------------

/// 2,553.74万元; counts without unit
pub(super) fn amount(t: &Teller, key: &str, a: &Arguments<'_>) -> Said {
    let fact = t.fact(key)?;
    Ok(t.amount(fact, role(fact, a), true))
}

/// 三
pub(super) fn chinese(_: &Teller, number: &str, _: &Arguments<'_>) -> Said {
    Ok(number.parse().map_or_else(|_| number.to_owned(), chinese_number))
}

/// 2,553.74
pub(super) fn number(t: &Teller, key: &str, a: &Arguments<'_>) -> Said {
    let fact = t.fact(key)?;
    Ok(t.amount(fact, role(fact, a), false))
}

/// Which amount a template names: the initial budget of most figures is simply their budget.
fn role(fact: &Fact, a: &Arguments<'_>) -> Role {
    match a.role() {
        Role::Initial => fact.initial_role(),
        other => other,
    }
}

/// 财政拨款收入
pub(super) fn label(t: &Teller, key: &str, _: &Arguments<'_>) -> Said {
    Ok(t.fact(key)?.label.clone())
}

// ---- comparisons -----------------------------------------------------------------------------------------------

/// 增加82.15万元，增长3.32%
pub(super) fn change(t: &Teller, key: &str, a: &Arguments<'_>) -> Said {
    Ok(t.change(t.fact(key)?, a.against(), a.text("separator").unwrap_or("，")))
}

/// Divides the amount of a change from its percentage; no text contains it.
const CUT: &str = "\u{fdd5}";

/// 增加82.15万元
pub(super) fn change_amount(t: &Teller, key: &str, a: &Arguments<'_>) -> Said {
    let text = t.change(t.fact(key)?, a.against(), CUT);
    Ok(text.split(CUT).next().unwrap_or_default().to_owned())
}

/// 增长3.32%; the amount where no percentage can be formed
pub(super) fn change_growth(t: &Teller, key: &str, a: &Arguments<'_>) -> Said {
    let text = t.change(t.fact(key)?, a.against(), CUT);
    Ok(text.split(CUT).last().unwrap_or_default().to_owned())
}

/// 增加 / 减少 / 与上年…相同
pub(super) fn direction(t: &Teller, key: &str, a: &Arguments<'_>) -> Said {
    Ok(t.direction(t.fact(key)?, a.against()))
}

/// 大于 / 小于 / 等于 (the budget)
pub(super) fn compare(t: &Teller, key: &str, a: &Arguments<'_>) -> Said {
    Ok(t.compare(t.fact(key)?, a.against_budget()))
}

/// 决算数大于年初预算数，主要原因是 / 决算数等于年初预算数; nothing where one of them is unknown, as the sentence before
/// already shows the gap.
pub(super) fn relation(t: &Teller, key: &str, a: &Arguments<'_>) -> Said {
    Ok(t.relation(t.fact(key)?, a.against_budget()))
}

// ---- percentages -----------------------------------------------------------------------------------------------

/// A percentage that cannot be formed: nothing, if the words around it fall away too, else a mistake.
fn no_percentage(fact: &Fact, a: &Arguments<'_>, what: &str, why: &str) -> Said {
    if a.may_fall_away() {
        return Ok(String::new());
    }
    Err(Error::message(format!(
        "“{}”不能算出{what}：{why}。把前面的文字写进括号，如 (before=\"，占\")，不能算时就连同它一起不写",
        fact.label
    )))
}

/// 占比
pub(super) fn share(t: &Teller, key: &str, a: &Arguments<'_>) -> Said {
    let fact = t.fact(key)?;
    let whole = whole(t, a)?;
    let of = whole.map(|w| w.key.as_str());
    match t.share_in(fact, whole) {
        Some(share) => Ok(figure_of(key, Field::Share, of, &t.percent(share))),
        None if a.flag("zero").unwrap_or(false) && is_nothing_of(t, fact, whole) => {
            Ok(figure_of(key, Field::Share, of, &t.percent(Decimal::ZERO)))
        }
        None => no_percentage(fact, a, "占比", "整体为零或未知"),
    }
}

/// Whether a part and its whole are both known to be nothing.
fn is_nothing_of(t: &Teller, fact: &Fact, whole: Option<&Fact>) -> bool {
    let natural = || facts::whole_of(&fact.key).and_then(|key| t.facts.get(key));
    let nothing = |fact: &Fact| fact.current.is_some_and(Yuan::is_zero);
    nothing(fact) && whole.or_else(natural).is_some_and(nothing)
}

/// Share of a change in the change of its whole: both must go the same way.
pub(super) fn share_of_change(t: &Teller, key: &str, a: &Arguments<'_>) -> Said {
    let fact = t.fact(key)?;
    let whole = t.fact(a.text("of").unwrap_or_default())?;
    match t.share_of_change(fact, whole, beside(t, a)?) {
        Some(share) => Ok(figure_of(key, Field::ChangeShare, Some(&whole.key), &t.percent(share))),
        None => no_percentage(fact, a, "增减额的占比", "整体没有变化、方向相反、各部分超出整体或未知"),
    }
}

/// 完成率
pub(super) fn completion(t: &Teller, key: &str, a: &Arguments<'_>) -> Said {
    let fact = t.fact(key)?;
    let budget = a.against_budget().role(fact);
    match t.completion(fact, budget) {
        Some(value) => Ok(figure(key, super::wording::completion_field(budget), &t.percent(value))),
        None if fact.amount(budget).is_none() => Ok(t.amount(fact, budget, false)),
        None if fact.current.is_none() => Ok(t.amount(fact, Role::Current, false)),
        None => no_percentage(fact, a, "完成率", "没有预算数"),
    }
}

/// 同比 without sign
pub(super) fn growth(t: &Teller, key: &str, a: &Arguments<'_>) -> Said {
    let fact = t.fact(key)?;
    match t.growth_of(fact, a.against()) {
        Some(value) => {
            let field = super::wording::growth_field(a.against());
            Ok(figure(key, field, &t.percent(value.abs())))
        }
        None => no_percentage(fact, a, "增长率", "基数为零、为负或未知"),
    }
}

/// Note of shares that miss 100, if the style has one.
pub(super) fn share_note(t: &Teller, key: &str, _: &Arguments<'_>) -> Said {
    Ok(t.share_note(key))
}

/// The whole a share is taken of, if the template names one.
fn whole<'t>(t: &'t Teller, a: &Arguments<'_>) -> TeraResult<Option<&'t Fact>> {
    a.text("of").map(|key| t.fact(key)).transpose()
}

/// The other part of a change, if the template names one: both must lie inside it.
fn beside<'t>(t: &'t Teller, a: &Arguments<'_>) -> TeraResult<Option<&'t Fact>> {
    a.text("beside").map(|key| t.fact(key)).transpose()
}

// ---- texts -----------------------------------------------------------------------------------------------------

/// The reason where the figures differ; a gap where people have not given it.
pub(super) fn reason(t: &Teller, key: &str, a: &Arguments<'_>) -> Said {
    if let Some((lead, _)) = key.split_once('.').filter(|(lead, _)| matches!(*lead, "yoy" | "budget")) {
        let (key, against) =
            (&key[lead.len() + 1..], if lead == "yoy" { "" } else { "(against=\"budget\")" });
        return Err(Error::message(format!(
            "reason 之前写指标的键，不带 {lead}.：{{{{ \"{key}\" | reason{against} }}}}"
        )));
    }
    Ok(t.due_reason(t.fact(key)?, a.against()))
}

/// A remark people may add under any key of 原因说明 or 文字材料; nothing if they did not.
pub(super) fn remark(t: &Teller, key: &str, _: &Arguments<'_>) -> Said {
    Ok(t.remark(key).unwrap_or_default())
}

/// A text of 文字材料.
pub(super) fn text(t: &Teller, key: &str, a: &Arguments<'_>) -> Said {
    let key = text_key(key);
    Ok(t.text(&key, a.text("about").unwrap_or_default()))
}

/// What a 项 is spent on: typed under text.use.CODE, else from the classification's explanation.
pub(super) fn purpose(t: &Teller, key: &str, _: &Arguments<'_>) -> Said {
    let fact = t.fact(key)?;
    Ok(t.purpose(key.rsplit('.').next().unwrap_or(key), &fact.label))
}

/// Last year's words that cannot be said of this year by themselves: what people typed instead, else a gap that shows them.
pub(super) fn kept(t: &Teller, key: &str, a: &Arguments<'_>) -> Said {
    Ok(t.kept(&text_key(key), a.text("text").unwrap_or_default()))
}

/// The lines of a block as a list.
pub(super) fn list(_: &Teller, block: &str, a: &Arguments<'_>) -> Said {
    let items = markup::items(block);
    let separator = a.text("separator").unwrap_or("、");
    if a.flag("paragraphs").unwrap_or(false) {
        return Ok(items.join(&format!("{separator}\n\n")));
    }
    Ok(items.join(separator))
}

// ---- tests -----------------------------------------------------------------------------------------------------

type Answer = TeraResult<bool>;

/// The amount prints as zero. An unknown one does not: “没有…” is said only of what is known.
pub(super) fn zero(t: &Teller, key: &str, a: &Arguments<'_>) -> Answer {
    // A code without amounts in any year is no fact.
    let Some(fact) = t.fact_or_blank(key)? else { return Ok(true) };
    Ok(fact.amount(role(fact, a)).is_some_and(|amount| match fact.kind {
        Kind::Money => t.printed(amount).is_zero(),
        Kind::Count => amount.is_zero(),
    }))
}

/// The amount is known at all.
pub(super) fn known(t: &Teller, key: &str, a: &Arguments<'_>) -> Answer {
    Ok(t.fact_or_blank(key)?.and_then(|f| f.amount(role(f, a))).is_some())
}

/// Last year's (or the budget's) amount is known, so that a comparison can be made.
pub(super) fn comparable(t: &Teller, key: &str, a: &Arguments<'_>) -> Answer {
    Ok(t.fact_or_blank(key)?.and_then(|f| t.change_of(f, a.against())).is_some())
}

/// The printed change is nothing.
pub(super) fn unchanged(t: &Teller, key: &str, a: &Arguments<'_>) -> Answer {
    Ok(t.is_unchanged(t.fact(key)?, a.against()))
}

/// It grew.
pub(super) fn increased(t: &Teller, key: &str, a: &Arguments<'_>) -> Answer {
    let (fact, against) = (t.fact(key)?, a.against());
    Ok(!t.is_unchanged(fact, against) && t.change_of(fact, against).is_some_and(|c| c.0.is_sign_positive()))
}

/// A growth rate can be formed.
pub(super) fn growing(t: &Teller, key: &str, a: &Arguments<'_>) -> Answer {
    Ok(t.growth_of(t.fact(key)?, a.against()).is_some())
}

/// There is a budget; an unknown one is a gap, not 年初无预算.
pub(super) fn budgeted(t: &Teller, key: &str, a: &Arguments<'_>) -> Answer {
    let fact = t.fact(key)?;
    let budget = fact.amount(a.against_budget().role(fact));
    Ok(!budget.is_some_and(|budget| t.printed(budget).is_zero()))
}

/// The printed amount equals the printed budget; two unknown amounts do not.
pub(super) fn on_budget(t: &Teller, key: &str, a: &Arguments<'_>) -> Answer {
    let fact = t.fact(key)?;
    let budget = fact.amount(a.against_budget().role(fact));
    Ok(fact.current.zip(budget).is_some_and(|(this, budget)| t.printed(this) == t.printed(budget)))
}

/// A share can be formed.
pub(super) fn shared(t: &Teller, key: &str, a: &Arguments<'_>) -> Answer {
    Ok(t.share_in(t.fact(key)?, whole(t, a)?).is_some())
}

/// A share of the change of a whole can be formed.
pub(super) fn shared_change(t: &Teller, key: &str, a: &Arguments<'_>) -> Answer {
    let whole = t.fact(a.text("of").unwrap_or_default())?;
    Ok(t.share_of_change(t.fact(key)?, whole, beside(t, a)?).is_some())
}

/// People supplied a reason or text under this key.
pub(super) fn given(t: &Teller, key: &str, _: &Arguments<'_>) -> Answer {
    Ok(t.supplement.reason(key).is_some() || t.supplement.text(key).is_some())
}

impl Teller {
    /// The reason of a change, if one is due: where a reader sees a difference, or the style says why there is none.
    fn due_reason(&self, fact: &Fact, against: Against) -> String {
        let Some(change) = self.change_of(fact, against) else { return String::new() };
        match against {
            Against::Prior if self.is_unchanged(fact, against) => String::new(),
            Against::Prior => {
                let words = &self.style.words;
                let direction = if change.0.is_sign_negative() { &words.down } else { &words.up };
                let about = format!("{}比上年{direction}{}", fact.label, self.money(change.abs(), true));
                self.reason(&KeyKind::AgainstPrior.key(&fact.key), &about)
            }
            Against::Budget | Against::Initial => {
                let key = KeyKind::AgainstBudget.key(&fact.key);
                let role = against.role(fact);
                self.explain(&key, role);
                // 大于/小于 compares printed amounts, so a reason is due exactly when they differ.
                let printed = |amount: Option<Yuan>| amount.map(|a| self.printed(a));
                let differs = printed(fact.current) != printed(fact.amount(role));
                if !differs && !self.explains_on_budget(&key) {
                    return String::new();
                }
                let compare = markup::plain(&self.compare(fact, against));
                self.reason(&key, &format!("{}决算数{compare}{}", fact.label, fact.amount_name(role)))
            }
        }
    }
}
