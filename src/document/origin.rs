//! How a figure of the narrative was made, as a reader would recompute it.

use rust_decimal::Decimal;

use super::model::{Origin, SourceCell};
use super::tabulate::Shown;
use crate::accounts::Ledger;
use crate::facts::{Fact, FactSet, Kind, Role, whole_of};
use crate::finding::Place;
use crate::money::{Basis, Decimals, NumberFormat, Yuan, display_yuan};

/// Everything that explains figures.
pub struct Explainer<'a> {
    pub facts: &'a FactSet,
    pub ledger: &'a Ledger<'a>,
    pub shown: &'a Shown,
}

impl Explainer<'_> {
    /// The origin of a figure: its fact's key, which figure of the fact, and how it is printed.
    pub fn figure(&self, key: &str, field: &str, printed: &str) -> Option<Origin> {
        let fact = self.facts.get(key)?;
        let (field, of) = field.split_once('/').map_or((field, None), |(field, of)| (field, Some(of)));
        let whole = of.or_else(|| whole_of(key)).and_then(|of| self.facts.get(of));
        let mut origin = match field {
            "current" => self.amount(fact, Role::Current, printed),
            "prior" => self.amount(fact, Role::Prior, printed),
            "budget" => self.amount(fact, Role::Budget, printed),
            "delta" | "budget_delta" => self.change(fact, base_of(field), printed),
            "growth" | "budget_growth" => self.growth(fact, base_of(field), printed),
            "share" => self.share(fact, whole, of.is_none(), printed),
            "change_share" => self.change_share(fact, whole, printed),
            "completion" => self.completion(fact, printed),
            _ => self.amount(fact, Role::Current, printed),
        };
        origin.cells.dedup();
        Some(origin)
    }

    fn role_name(&self, fact: &Fact, role: Role) -> &'static str {
        match role {
            Role::Current => "本年决算数",
            Role::Prior => "上年决算数",
            Role::Budget if fact.key.starts_with("three_public.") => "全年预算数",
            Role::Budget => "年初预算数",
        }
    }

    fn amount(&self, fact: &Fact, role: Role, printed: &str) -> Origin {
        let mut origin = self.origin(fact, self.role_name(fact, role), &[(fact, role)]);
        origin.formula = match (fact.kind, fact.amount(role)) {
            (_, Some(value)) if value.is_zero() && origin.sources.is_empty() => {
                format!("来源中没有这一项，按零计 ＝ {printed}")
            }
            (Kind::Money, Some(value)) => match self.parts(fact, role).as_slice() {
                [] | [_] => format!("{} 元 ＝ {printed}", display_yuan(value)),
                parts => {
                    let sum: Vec<String> = parts.iter().map(|v| display_yuan(*v)).collect();
                    format!("{} ＝ {} 元 ＝ {printed}", sum.join(" ＋ "), display_yuan(value))
                }
            },
            _ => printed.to_owned(),
        };
        origin
    }

    /// The amounts of a sum, if they really make it up.
    fn parts(&self, fact: &Fact, role: Role) -> Vec<Yuan> {
        let parts: Vec<Yuan> =
            self.places(fact, role).filter_map(|place| self.ledger.amount_at(place)).collect();
        let sum: Yuan = parts.iter().copied().sum();
        if fact.amount(role) == Some(sum) { parts } else { Vec::new() }
    }

    fn places<'f>(&self, fact: &'f Fact, role: Role) -> impl Iterator<Item = &'f Place> + use<'f> {
        fact.sources.iter().filter(move |(r, _)| *r == role).map(|(_, place)| place)
    }

    fn change(&self, fact: &Fact, base: Role, printed: &str) -> Origin {
        let mut origin = self.origin(fact, "增减额", &[(fact, Role::Current), (fact, base)]);
        if let (Some(this), Some(last)) = (fact.current, fact.amount(base)) {
            let sign = if this.0 < last.0 { "，减少" } else { "，增加" };
            let difference = self.operands(fact, this, last, "−");
            origin.formula = format!("{difference}{sign} {printed}");
        }
        origin
    }

    fn growth(&self, fact: &Fact, base: Role, printed: &str) -> Origin {
        let mut origin = self.origin(fact, "增减百分比", &[(fact, Role::Current), (fact, base)]);
        if let (Some(this), Some(last)) = (fact.current, fact.amount(base)) {
            let (this_text, last_text) = (self.operand(fact, this), self.operand(fact, last));
            origin.formula = format!("（{this_text} − {last_text}）÷ {last_text} × 100 ＝ {printed}");
            if this.0 < last.0 {
                origin.formula.push_str("（下降）");
            }
        }
        origin
    }

    fn share(&self, fact: &Fact, whole: Option<&Fact>, natural: bool, printed: &str) -> Origin {
        let mut operands = vec![(fact, Role::Current)];
        operands.extend(whole.map(|w| (w, Role::Current)));
        let mut origin = self.origin(fact, "占比", &operands);
        if let (Some(part), Some(whole)) = (fact.current, whole)
            && let Some(total) = whole.current
        {
            origin.formula = format!(
                "{} {} ÷ {} {} × 100 ＝ {printed}",
                fact.label,
                self.operand(fact, part),
                whole.label,
                self.operand(whole, total),
            );
            if natural && fact.share_pct.is_some_and(|share| !says(printed, share)) {
                origin.formula.push_str("（已按各项之和为100%调整）");
            }
        }
        origin
    }

    /// A part's change in the change of its whole.
    fn change_share(&self, fact: &Fact, whole: Option<&Fact>, printed: &str) -> Origin {
        let facts = std::iter::once(fact).chain(whole);
        let operands: Vec<_> = facts.clone().flat_map(|f| [(f, Role::Current), (f, Role::Prior)]).collect();
        let mut origin = self.origin(fact, "占增减额的比", &operands);
        let changes: Vec<String> =
            facts.filter_map(|f| Some(format!("{}增减额 {}", f.label, self.operand(f, f.delta?)))).collect();
        origin.formula = format!("{} × 100 ＝ {printed}", changes.join(" ÷ "));
        origin
    }

    fn completion(&self, fact: &Fact, printed: &str) -> Origin {
        let mut origin = self.origin(fact, "完成率", &[(fact, Role::Current), (fact, Role::Budget)]);
        if let (Some(this), Some(budget)) = (fact.current, fact.budget) {
            origin.formula = format!("{} × 100 ＝ {printed}", self.operands(fact, this, budget, "÷"));
        }
        origin
    }

    fn operands(&self, fact: &Fact, a: Yuan, b: Yuan, operator: &str) -> String {
        format!("{} {operator} {}", self.operand(fact, a), self.operand(fact, b))
    }

    /// An amount as it enters a calculation: 万元 or exact 元, as the style has it.
    fn operand(&self, fact: &Fact, value: Yuan) -> String {
        match (fact.kind, self.facts.basis) {
            (Kind::Count, _) => value.0.normalize().to_string(),
            (Kind::Money, Basis::Exact) => format!("{}元", display_yuan(value)),
            (Kind::Money, Basis::Printed) => {
                let wan = NumberFormat { thousands: true, decimals: Decimals::Fixed };
                format!("{}万元", wan.write(value.to_wan().0))
            }
        }
    }

    /// The label and the cells of every operand.
    fn origin(&self, fact: &Fact, what: &str, operands: &[(&Fact, Role)]) -> Origin {
        let mut origin = Origin { label: format!("{} · {what}", fact.label), ..Origin::default() };
        for (fact, role) in operands {
            let places: Vec<&Place> = self.places(fact, *role).collect();
            for place in &places {
                let value = match self.ledger.amount_at(place) {
                    Some(value) => Some(value),
                    None if places.len() == 1 => fact.amount(*role),
                    None => None,
                };
                let value = value.map_or_else(String::new, |v| match fact.kind {
                    Kind::Money => format!("{} 元", display_yuan(v)),
                    Kind::Count => v.0.normalize().to_string(),
                });
                let source =
                    SourceCell { role: self.role_name(fact, *role), place: place.to_string(), value };
                if !origin.sources.contains(&source) {
                    origin.sources.push(source);
                }
                origin.cells.extend(self.shown.get(*place).into_iter().flatten().cloned());
            }
        }
        origin
    }
}

fn base_of(field: &str) -> Role {
    if field.starts_with("budget") { Role::Budget } else { Role::Prior }
}

/// Whether a printed percentage is this number.
fn says(printed: &str, value: Decimal) -> bool {
    printed.trim_end_matches(['%', '％']).parse::<Decimal>().is_ok_and(|p| p == value)
}
