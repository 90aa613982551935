//! The template language: filters and tests on fact keys, named after what they say.
//!
//! ```text
//! {{ "total" | amount }}                         2,553.74万元
//! {{ "total" | change }}                         增加82.15万元，增长3.32%
//! {{ "yoy.total" | because(lead="主要是") }}      主要是…。   (nothing when nothing changed)
//! {% if "fund.expenditure" is zero %}…{% endif %}
//! ```

use std::sync::Arc;

use rust_decimal::Decimal;
use tera::{Error, Kwargs, State, Tera, TeraResult};

use super::Teller;
use super::markup::figure;
use super::wording::Against;
use crate::facts::{Fact, Role};

/// Registers every filter, test and function.
pub fn register(tera: &mut Tera, teller: &Arc<Teller>) {
    amounts(tera, teller);
    comparisons(tera, teller);
    percentages(tera, teller);
    texts(tera, teller);
    tests(tera, teller);
    super::context::register(tera, teller);
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
        let coded =
            ["general.item.", "general.class.", "expenditure.class.", "econ.", "fund.item.", "state.item."];
        match self.facts.get(key) {
            Some(fact) => Ok(Some(fact)),
            None if coded.iter().any(|p| key.starts_with(p)) => Ok(None),
            None => self.fact(key).map(Some),
        }
    }
}

fn role(kwargs: &Kwargs) -> TeraResult<Role> {
    match kwargs.get::<&str>("of")?.unwrap_or("current") {
        "current" | "本年" => Ok(Role::Current),
        "prior" | "上年" => Ok(Role::Prior),
        "budget" | "预算" => Ok(Role::Budget),
        other => Err(Error::message(format!(
            "of 只能是 current（本年）、prior（上年）、budget（预算），实际是“{other}”"
        ))),
    }
}

fn against(kwargs: &Kwargs, default: Against) -> TeraResult<Against> {
    match kwargs.get::<&str>("against")? {
        None => Ok(default),
        Some("prior" | "上年") => Ok(Against::Prior),
        Some("budget" | "预算") => Ok(Against::Budget),
        Some(other) => {
            Err(Error::message(format!("against 只能是 prior（上年）或 budget（预算），实际是“{other}”")))
        }
    }
}

fn filter<F>(tera: &mut Tera, teller: &Arc<Teller>, name: &'static str, f: F)
where
    F: Fn(&Teller, &str, &Kwargs) -> TeraResult<String> + Send + Sync + 'static,
{
    let teller = Arc::clone(teller);
    tera.register_filter(name, move |key: &str, kwargs: Kwargs, _: &State| f(&teller, key, &kwargs));
}

fn amounts(tera: &mut Tera, teller: &Arc<Teller>) {
    // 2,553.74万元; counts without unit
    filter(tera, teller, "amount", |t, key, kw| Ok(t.amount(t.fact(key)?, role(kw)?, true)));
    // 2,553.74
    filter(tera, teller, "number", |t, key, kw| Ok(t.amount(t.fact(key)?, role(kw)?, false)));
    // 财政拨款收入
    filter(tera, teller, "label", |t, key, _| Ok(t.fact(key)?.label.clone()));
}

fn comparisons(tera: &mut Tera, teller: &Arc<Teller>) {
    // 增加82.15万元，增长3.32%
    filter(tera, teller, "change", |t, key, kw| {
        let separator = kw.get::<&str>("separator")?.unwrap_or("，");
        Ok(t.change(t.fact(key)?, against(kw, Against::Prior)?, separator))
    });
    // 增加82.15万元
    filter(tera, teller, "change_amount", |t, key, kw| {
        let fact = t.fact(key)?;
        let against = against(kw, Against::Prior)?;
        let text = t.change(fact, against, "\u{fdd5}");
        Ok(text.split('\u{fdd5}').next().unwrap_or_default().to_owned())
    });
    // 增加 / 减少 / 与上年…相同
    filter(tera, teller, "direction", |t, key, kw| {
        Ok(t.direction(t.fact(key)?, against(kw, Against::Prior)?))
    });
    // 大于 / 小于 / 等于 (the budget)
    filter(tera, teller, "compare", |t, key, _| Ok(t.compare(t.fact(key)?)));
}

fn percentages(tera: &mut Tera, teller: &Arc<Teller>) {
    // 占比; of="KEY" names another whole, zero=true prints 0% where part and whole are both zero.
    filter(tera, teller, "share", |t, key, kw| {
        let fact = t.fact(key)?;
        let whole = whole(t, kw)?;
        let field = whole.map_or_else(|| "share".to_owned(), |w| format!("share/{}", w.key));
        match t.share_in(fact, whole) {
            Some(share) => Ok(figure(key, &field, &t.percent(share))),
            None if kw.get::<bool>("zero")?.unwrap_or(false) && fact.current.is_some_and(|a| a.is_zero()) => {
                Ok(t.percent(Decimal::ZERO))
            }
            None => Err(no_percentage(fact, "占比", "整体为零或未知；请先用 {% if \"…\" is shared %} 判断")),
        }
    });
    // Share of a change in the change of its whole: both must go the same way.
    filter(tera, teller, "share_of_change", |t, key, kw| {
        let fact = t.fact(key)?;
        let whole = t.fact(kw.must_get::<&str>("of")?)?;
        match t.share_of_change(fact, whole) {
            Some(share) => Ok(figure(key, &format!("change_share/{}", whole.key), &t.percent(share))),
            None => Err(no_percentage(
                fact,
                "增减额的占比",
                "整体没有变化、方向相反或未知；请先用 {% if \"…\" is shared_change(of=\"…\") %} 判断",
            )),
        }
    });
    // 完成率
    filter(tera, teller, "completion", |t, key, _| {
        let fact = t.fact(key)?;
        match fact.completion_pct {
            Some(value) => Ok(figure(key, "completion", &t.percent(value))),
            None if fact.budget.is_none() || fact.current.is_none() => {
                Ok(t.amount(fact, missing_role(fact), false))
            }
            None => Err(no_percentage(fact, "完成率", "没有预算数；请先用 {% if \"…\" is budgeted %} 判断")),
        }
    });
    // 同比 without sign
    filter(tera, teller, "growth", |t, key, kw| {
        let fact = t.fact(key)?;
        match t.growth_of(fact, against(kw, Against::Prior)?) {
            Some(value) => Ok(figure(key, "growth", &t.percent(value.abs()))),
            None => Err(no_percentage(fact, "增长率", "基数为零、为负或未知")),
        }
    });
    // Note of shares that miss 100, if the style has one.
    filter(tera, teller, "share_note", |t, key, _| Ok(t.share_note(key)));
}

/// The whole a share is taken of, if the template names one.
fn whole<'t>(teller: &'t Teller, kwargs: &Kwargs) -> TeraResult<Option<&'t Fact>> {
    kwargs.get::<&str>("of")?.map(|key| teller.fact(key)).transpose()
}

/// The amount that is missing first for a completion rate.
fn missing_role(fact: &Fact) -> Role {
    if fact.budget.is_none() { Role::Budget } else { Role::Current }
}

fn no_percentage(fact: &Fact, what: &str, why: &str) -> Error {
    Error::message(format!("“{}”不能算出{what}：{why}", fact.label))
}

fn texts(tera: &mut Tera, teller: &Arc<Teller>) {
    // The reason alone.
    filter(tera, teller, "reason", |t, key, _| {
        let (about, _) = t.reason_subject(key)?;
        Ok(t.reason(key, &about))
    });
    // Lead, reason and full stop; nothing when the figures are equal.
    filter(tera, teller, "because", |t, key, kw| {
        let lead = kw.get::<&str>("lead")?.unwrap_or("主要原因是");
        let end = kw.get::<&str>("end")?.unwrap_or("。");
        let (about, needed) = t.reason_subject(key)?;
        if !needed {
            return Ok(String::new());
        }
        Ok(format!("{lead}{}{end}", t.reason(key, &about)))
    });
    // Lead, reason and full stop where people gave a reason, whether or not the figures differ; else nothing.
    filter(tera, teller, "because_given", |t, key, kw| {
        let lead = kw.get::<&str>("lead")?.unwrap_or("主要原因是");
        let end = kw.get::<&str>("end")?.unwrap_or("。");
        if t.supplement.reason(key).is_none() {
            return Ok(String::new());
        }
        let (about, _) = t.reason_subject(key)?;
        Ok(format!("{lead}{}{end}", t.reason(key, &about)))
    });
    // 增加82.15万元，增长3.32%，主要原因是…。 — the change, its reason and the full stop.
    filter(tera, teller, "change_with_reason", |t, key, kw| {
        let fact = t.fact(key)?;
        let against = against(kw, Against::Prior)?;
        let change = t.change(fact, against, kw.get::<&str>("separator")?.unwrap_or("，"));
        let prefix = if against == Against::Prior { "yoy" } else { "budget" };
        let own = format!("{prefix}.{key}");
        let reason_key = kw.get::<&str>("reason")?.unwrap_or(&own);
        let (about, needed) = t.reason_subject(reason_key)?;
        let reason = if needed && !t.is_unchanged(fact, against) {
            format!("{}{}", t.style.words.because, t.reason(reason_key, &about))
        } else {
            String::new()
        };
        Ok(format!("{change}{reason}。"))
    });
    // 决算数大于年初预算数，主要原因是…。 / 决算数等于年初预算数。
    filter(tera, teller, "budget_reason", |t, key, kw| {
        Ok(t.budget_reason(t.fact(key)?, kw.get::<&str>("lead")?.unwrap_or_default()))
    });
    // A remark people may add under any key of 原因说明 or 文字材料; nothing if they did not.
    filter(tera, teller, "remark", |t, key, kw| {
        let lead = kw.get::<&str>("lead")?.unwrap_or("（");
        let end = kw.get::<&str>("end")?.unwrap_or("）");
        Ok(t.remark(key).map(|text| format!("{lead}{text}{end}")).unwrap_or_default())
    });
    // What a 项 is spent on: typed under text.use.CODE, else from the classification's explanation.
    filter(tera, teller, "purpose", |t, key, _| {
        let fact = t.fact(key)?;
        Ok(t.purpose(key.rsplit('.').next().unwrap_or(key), &fact.label))
    });
    // A text of 文字材料.
    filter(tera, teller, "text", |t, key, kw| {
        let about = kw.must_get::<&str>("about")?;
        Ok(t.text(&format!("text.{}", key.strip_prefix("text.").unwrap_or(key)), about))
    });
}

impl Teller {
    /// What a reason key is about, and whether its figures differ at all.
    fn reason_subject(&self, key: &str) -> TeraResult<(String, bool)> {
        let (against, fact_key) = match key.split_once('.') {
            Some(("yoy", rest)) => (Against::Prior, rest),
            Some(("budget", rest)) => (Against::Budget, rest),
            _ => {
                return Err(Error::message(format!(
                    "原因的键“{key}”应以 yoy.（与上年比）或 budget.（与预算比）开头"
                )));
            }
        };
        let fact = self.fact(fact_key)?;
        let Some(change) = self.change_of(fact, against) else {
            return Ok((fact.label.clone(), false));
        };
        let needed = match against {
            Against::Prior => !self.is_unchanged(fact, against),
            // 大于/小于 compares printed amounts, so a reason is due exactly when they differ.
            Against::Budget => fact.current.map(|a| a.to_wan()) != fact.budget.map(|a| a.to_wan()),
        };
        let about = match against {
            Against::Prior => format!(
                "{}比上年{}{}万元",
                fact.label,
                if change.0.is_sign_negative() { &self.style.words.down } else { &self.style.words.up },
                self.style.numbers().write(change.abs().to_wan().0)
            ),
            Against::Budget => {
                format!("{}决算数{}预算数", fact.label, super::markup::plain(&self.compare(fact)))
            }
        };
        Ok((about, needed))
    }
}

fn test<F>(tera: &mut Tera, teller: &Arc<Teller>, name: &'static str, f: F)
where
    F: Fn(&Teller, &str, &Kwargs) -> TeraResult<bool> + Send + Sync + 'static,
{
    let teller = Arc::clone(teller);
    tera.register_test(name, move |key: &str, kwargs: Kwargs, _: &State| f(&teller, key, &kwargs));
}

fn tests(tera: &mut Tera, teller: &Arc<Teller>) {
    // The amount prints as zero (or is not known).
    test(tera, teller, "zero", |t, key, kw| {
        let role = role(kw)?;
        Ok(t.fact_or_blank(key)?.and_then(|f| f.amount(role).map(|a| (f, a))).is_none_or(|(f, a)| {
            match f.kind {
                crate::facts::Kind::Money => a.to_wan().is_zero(),
                crate::facts::Kind::Count => a.is_zero(),
            }
        }))
    });
    // The amount is known at all.
    test(tera, teller, "known", |t, key, kw| {
        let role = role(kw)?;
        Ok(t.fact_or_blank(key)?.and_then(|f| f.amount(role)).is_some())
    });
    // Last year's (or the budget's) amount is known, so that a comparison can be made.
    test(tera, teller, "comparable", |t, key, kw| {
        let against = against(kw, Against::Prior)?;
        Ok(t.fact_or_blank(key)?.and_then(|f| t.change_of(f, against)).is_some())
    });
    // The printed change is nothing.
    test(tera, teller, "unchanged", |t, key, kw| {
        Ok(t.is_unchanged(t.fact(key)?, against(kw, Against::Prior)?))
    });
    // It grew.
    test(tera, teller, "increased", |t, key, kw| {
        let fact = t.fact(key)?;
        let against = against(kw, Against::Prior)?;
        Ok(!t.is_unchanged(fact, against)
            && t.change_of(fact, against).is_some_and(|c| c.0.is_sign_positive()))
    });
    // There is a budget, so that a completion rate can be formed; an unknown one is a gap, not 年初无预算.
    test(tera, teller, "budgeted", |t, key, _| {
        let fact = t.fact(key)?;
        Ok(fact.completion_pct.is_some() || fact.budget.is_none() || fact.current.is_none())
    });
    // The printed amount equals the printed budget; two unknown amounts do not.
    test(tera, teller, "on_budget", |t, key, _| {
        let fact = t.fact(key)?;
        Ok(fact.current.zip(fact.budget).is_some_and(|(this, budget)| this.to_wan() == budget.to_wan()))
    });
    // A share can be formed.
    test(tera, teller, "shared", |t, key, kw| Ok(t.share_in(t.fact(key)?, whole(t, kw)?).is_some()));
    // A share of the change of a whole can be formed.
    test(tera, teller, "shared_change", |t, key, kw| {
        let whole = t.fact(kw.must_get::<&str>("of")?)?;
        Ok(t.share_of_change(t.fact(key)?, whole).is_some())
    });
    // A growth rate can be formed.
    test(tera, teller, "growing", |t, key, kw| {
        Ok(t.growth_of(t.fact(key)?, against(kw, Against::Prior)?).is_some())
    });
    // People supplied a reason or text under this key.
    test(tera, teller, "given", |t, key, _| {
        Ok(t.supplement.reason(key).is_some() || t.supplement.text(key).is_some())
    });
}
