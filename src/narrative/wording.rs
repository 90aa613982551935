//! Figures as words of a sentence, in the style's manner.

use rust_decimal::Decimal;

use super::Teller;
use super::markup::{figure, gap, typed};
use crate::catalogue::glossary;
use crate::facts::groups::{CodedGroup, GENERAL_CLASSES, GENERAL_GROUPS};
use crate::facts::{Fact, Field, Kind, Role, has_adjusted_budget, initial_key, parts_of, whole_of};
use crate::money::{Basis, PRINTED_DECIMALS, TextUnit, Yuan, balanced_shares, round_half_up};
use crate::style::Balance;
use crate::supplement::{KeyKind, purpose_text_key};

/// What an amount is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// 上年决算数
    Prior,
    /// 预算数
    Budget,
    /// 年初预算数, where the budget is the adjusted one
    Initial,
}

impl Against {
    /// Which amount of a fact that is.
    pub fn role(self, fact: &Fact) -> Role {
        match self {
            Against::Prior => Role::Prior,
            Against::Budget => Role::Budget,
            Against::Initial => fact.initial_role(),
        }
    }
}

/// The gap an unknown amount leaves, named as people know it: the three public expenses have an adjusted budget.
fn missing(fact: &Fact, role: Role) -> String {
    let key = match role {
        Role::Initial => KeyKind::Data.key(&initial_key(&fact.key)),
        _ => KeyKind::Data.key(&fact.key),
    };
    gap(&key, &format!("〔请补充{}：{}〕", fact.label, fact.amount_name(role)))
}

/// The gap a comparison leaves: this year's amount where only that is missing, else what it is compared with.
fn missing_for(fact: &Fact, against: Against) -> String {
    let base = against.role(fact);
    missing(fact, if fact.current.is_none() && fact.amount(base).is_some() { Role::Current } else { base })
}

impl Teller {
    /// `2,553.74万元`, or a bare number for counts.
    pub fn amount(&self, fact: &Fact, role: Role, unit: bool) -> String {
        let Some(value) = fact.amount(role) else { return missing(fact, role) };
        let text = match fact.kind {
            Kind::Count => value.0.normalize().to_string(),
            Kind::Money => self.money(value, unit),
        };
        figure(&fact.key, amount_field(fact, role), &text)
    }

    /// The unit of amounts: the style's, as far as amounts are known in it. Of published tables they are known in 万元 only.
    fn unit(&self) -> TextUnit {
        match self.facts.basis {
            Basis::Printed => TextUnit::Wan,
            Basis::Exact => self.style.amount_unit,
        }
    }

    /// The number that is printed for an amount.
    pub fn printed(&self, amount: Yuan) -> Decimal {
        self.unit().number(amount)
    }

    /// An amount of money as it is written, with its unit or without.
    pub fn money(&self, value: Yuan, unit: bool) -> String {
        let text = self.style.numbers().write(self.printed(value));
        if unit { format!("{text}{}", self.unit().label()) } else { text }
    }

    /// `61.3%` with the style's sign and decimals.
    pub fn percent(&self, value: Decimal) -> String {
        let style = &self.style;
        format!("{}{}", style.numbers().write_percent(value, style.percent_decimals), style.percent_sign)
    }

    /// An amount that is not a fact, given in 万元 (绩效自评).
    pub fn wan_amount(&self, wan: Decimal) -> String {
        format!("{}万元", self.style.performance_numbers().write(round_half_up(wan)))
    }

    /// A percentage of such amounts.
    pub fn performance_percent(&self, value: Decimal) -> String {
        let style = &self.style;
        format!(
            "{}{}",
            style.performance_numbers().write_percent(value, PRINTED_DECIMALS),
            style.performance_percent_sign()
        )
    }

    /// The change against last year or the budget, in 元; `None` when one of the amounts is unknown.
    pub fn change_of(&self, fact: &Fact, against: Against) -> Option<Yuan> {
        let (this, base) = (fact.current?, fact.amount(against.role(fact))?);
        Some(self.basis(fact).change(this, base))
    }

    fn basis(&self, fact: &Fact) -> Basis {
        if fact.kind == Kind::Count { Basis::Exact } else { self.facts.basis }
    }

    /// Whether the change prints as nothing.
    pub fn is_unchanged(&self, fact: &Fact, against: Against) -> bool {
        self.change_of(fact, against).is_some_and(|change| match fact.kind {
            Kind::Count => change.is_zero(),
            Kind::Money => self.printed(change).is_zero(),
        })
    }

    /// `增加82.15万元，增长3.32%`; the style's words when nothing changed; a gap when the base is unknown.
    pub fn change(&self, fact: &Fact, against: Against, separator: &str) -> String {
        let Some(change) = self.change_of(fact, against) else {
            return missing_for(fact, against);
        };
        if self.is_unchanged(fact, against) {
            return self.unchanged();
        }
        let growth = self.growth_of(fact, against);
        let words = &self.style.words;
        let (direction, growth_word) = if change.0.is_sign_positive() {
            (&words.up, &words.growth_up)
        } else {
            (&words.down, &words.growth_down)
        };
        let amount = match fact.kind {
            Kind::Count => change.0.abs().normalize().to_string(),
            Kind::Money => self.money(change.abs(), true),
        };
        let mut text = format!("{direction}{}", figure(&fact.key, delta_field(against), &amount));
        match growth {
            Some(growth) => {
                let percent = figure(&fact.key, growth_field(against), &self.percent(growth.abs()));
                text.push_str(&format!("{separator}{growth_word}{percent}"));
            }
            None if self.base_is_zero(fact, against) && against != Against::Prior => {
                let adjusted = against.role(fact) == Role::Budget && has_adjusted_budget(&fact.key);
                let no_budget = if adjusted { "全年无预算" } else { "年初无预算" };
                text.push_str(&format!("{separator}{no_budget}"));
            }
            None if self.base_is_zero(fact, against) && !self.style.from_zero.is_empty() => {
                let wording = self.risen_from_zero(&fact.key, growth_field(against));
                text.push_str(&format!("{separator}{wording}"));
            }
            None => {}
        }
        text
    }

    /// The style's words after an increase from nothing; a percentage among them (增长100%) is a figure.
    fn risen_from_zero(&self, key: &str, field: Field) -> String {
        let wording = self.style.from_zero.replace(['%', '％'], &self.style.percent_sign);
        let Some(first) = wording.find(|c: char| c.is_ascii_digit()) else { return wording };
        let rest = &wording[first..];
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let sign = if rest[number..].starts_with(&self.style.percent_sign) {
            self.style.percent_sign.len()
        } else {
            0
        };
        let (printed, after) = rest.split_at(number + sign);
        format!("{}{}{after}", &wording[..first], figure(key, field, printed))
    }

    /// The amount of a change without its direction: `82.15万元`.
    pub fn changed_amount(&self, fact: &Fact, change: Yuan) -> String {
        figure(&fact.key, delta_field(Against::Prior), &self.money(change.abs(), true))
    }

    /// Growth in percent against last year or the budget.
    pub fn growth_of(&self, fact: &Fact, against: Against) -> Option<Decimal> {
        let (this, base) = (fact.current?, fact.amount(against.role(fact))?);
        self.basis(fact).growth_to(this, base, self.style.percent_decimals)
    }

    /// 完成率 of a budget; none if it is nothing or unknown.
    pub fn completion(&self, fact: &Fact, budget: Role) -> Option<Decimal> {
        self.basis(fact).percent_to(fact.current?, fact.amount(budget)?, self.style.percent_decimals)
    }

    fn base_is_zero(&self, fact: &Fact, against: Against) -> bool {
        fact.amount(against.role(fact)).is_some_and(|base| self.basis(fact).take(base).is_zero())
    }

    /// 增加, 减少, or the unchanged wording.
    pub fn direction(&self, fact: &Fact, against: Against) -> String {
        match self.change_of(fact, against) {
            None => missing_for(fact, against),
            Some(_) if self.is_unchanged(fact, against) => self.unchanged(),
            Some(change) if change.0.is_sign_positive() => self.style.words.up.clone(),
            Some(_) => self.style.words.down.clone(),
        }
    }

    /// 大于, 小于 or 等于 a budget, by the printed amounts.
    pub fn compare(&self, fact: &Fact, against: Against) -> String {
        let (Some(this), Some(budget)) = (fact.current, fact.amount(against.role(fact))) else {
            return missing_for(fact, against);
        };
        let words = &self.style.words;
        match self.printed(this).cmp(&self.printed(budget)) {
            std::cmp::Ordering::Greater => words.above.clone(),
            std::cmp::Ordering::Less => words.below.clone(),
            std::cmp::Ordering::Equal => words.equal.clone(),
        }
    }

    /// The style's words for "as last year".
    pub fn unchanged(&self) -> String {
        self.with_years(&self.style.unchanged)
    }

    /// A wording of the style with `{prior}` and `{year}` filled in.
    pub fn with_years(&self, wording: &str) -> String {
        wording
            .replace("{prior}", &(self.subject.year - 1).to_string())
            .replace("{year}", &self.subject.year.to_string())
    }

    /// How the final amount stands to a budget, up to the reason: 决算数大于年初预算数，主要原因是; nothing where one of
    /// them is unknown. The amounts compared are the printed ones.
    pub fn relation(&self, fact: &Fact, against: Against) -> String {
        let role = against.role(fact);
        let Some((this, budget)) = fact.current.zip(fact.amount(role)) else { return String::new() };
        let compare = self.compare(fact, against);
        let fill =
            |text: &str| text.replace("{compare}", &compare).replace("{budget}", fact.amount_name(role));
        let words = &self.style.words;
        if self.printed(this) != self.printed(budget) {
            return fill(&words.budget_because);
        }
        let why = if self.explains_on_budget(&KeyKind::AgainstBudget.key(&fact.key)) {
            words.on_budget_because.as_str()
        } else {
            ""
        };
        format!("{}{why}", fill(&words.on_budget))
    }

    /// Whether the style says why a final amount equals its budget, and people gave the reason.
    pub fn explains_on_budget(&self, key: &str) -> bool {
        !self.style.words.on_budget_because.is_empty() && self.supplement.reason(key).is_some()
    }

    /// The share a sentence prints: balanced to 100 where the style does so.
    pub fn share_of(&self, fact: &Fact) -> Option<Decimal> {
        if self.style.balance == Balance::Largest
            && let Some(share) = self.balanced_share(fact)
        {
            return Some(share);
        }
        let whole = whole_of(&fact.key).and_then(|whole| self.facts.get(whole));
        self.basis(fact).percent_to(fact.current?, whole?.current?, self.style.percent_decimals)
    }

    /// The share in a named whole, else in the natural one.
    pub fn share_in(&self, fact: &Fact, whole: Option<&Fact>) -> Option<Decimal> {
        let Some(whole) = whole else { return self.share_of(fact) };
        self.basis(fact).percent_to(fact.current?, whole.current?, self.style.percent_decimals)
    }

    /// How much of a whole's change against last year a part accounts for, in percent, where the part and the one
    /// beside it lie inside that change.
    pub fn share_of_change(&self, fact: &Fact, whole: &Fact, beside: Option<&Fact>) -> Option<Decimal> {
        if !self.inside_change(fact, whole, beside) {
            return None;
        }
        let change = |f: &Fact| self.change_of(f, Against::Prior).map(Yuan::abs);
        let share =
            |f: &Fact| Basis::Exact.percent_to(change(f)?, change(whole)?, self.style.percent_decimals);
        let (own, other) = (share(fact)?, beside.and_then(share).unwrap_or_default());
        // Two halves rounded up would make more than the whole; the smaller one gives way.
        let over = own + other - Decimal::ONE_HUNDRED;
        let smaller = own < other || (own == other && beside.is_some_and(|b| fact.key > b.key));
        Some(if over > Decimal::ZERO && smaller { own - over } else { own }.min(Decimal::ONE_HUNDRED))
    }

    /// Whether a part and the one beside it lie inside the change of their whole: known, all going the same way, and
    /// together no more than it. Otherwise something else went the other way, and a share of the change would say
    /// nothing, or more than all.
    pub fn inside_change(&self, fact: &Fact, whole: &Fact, beside: Option<&Fact>) -> bool {
        let change = |f: &Fact| self.change_of(f, Against::Prior);
        let (Some(part), Some(total)) = (change(fact), change(whole)) else { return false };
        let Some(other) = beside.map_or(Some(Yuan::ZERO), change) else { return false };
        let same_way = |c: Yuan| c.is_zero() || c.0.is_sign_negative() == total.0.is_sign_negative();
        // A hundredth of rounding in each printed amount.
        let rounding = Yuan(Decimal::from(100));
        !part.is_zero()
            && !total.is_zero()
            && same_way(part)
            && same_way(other)
            && part.abs() + other.abs() <= total.abs() + rounding
    }

    /// The parts of the whole that a fact is a part of, or of the fact itself, in the order of the form.
    pub fn siblings(&self, key: &str) -> Vec<&Fact> {
        let of = CodedGroup::of(key).map(|(group, _)| group);
        let of = of.or_else(|| (key == "general.expenditure").then_some(&GENERAL_CLASSES));
        if let Some(group) = of.filter(|group| [GENERAL_CLASSES, GENERAL_GROUPS].contains(group)) {
            return self.facts.by_code(group.prefix).map(|(_, f)| f).collect();
        }
        let parts = whole_of(key).map(parts_of).filter(|parts| parts.contains(&key));
        let parts = parts.unwrap_or_else(|| parts_of(key));
        parts.iter().filter_map(|k| self.facts.get(k)).collect()
    }

    /// The amount that the siblings of a fact add up to.
    fn whole(&self, key: &str) -> Option<Yuan> {
        let natural = whole_of(key).filter(|whole| parts_of(whole).contains(&key));
        let by_code = CodedGroup::of(key).and_then(|(group, _)| group.whole);
        self.facts.get(natural.or(by_code).unwrap_or(key))?.current
    }

    fn balanced_share(&self, fact: &Fact) -> Option<Decimal> {
        let siblings = self.siblings(&fact.key);
        let position = siblings.iter().position(|f| f.key == fact.key)?;
        // While one of them is unknown nobody knows what the others must add up to.
        let parts: Vec<Yuan> = siblings.iter().map(|f| f.current).collect::<Option<_>>()?;
        let shares =
            balanced_shares(self.facts.basis, &parts, self.whole(&fact.key)?, self.style.percent_decimals)?;
        shares.get(position).copied()
    }

    /// The style's note if the printed shares of a group miss 100.
    pub fn share_note(&self, key: &str) -> String {
        if self.style.balance != Balance::Note {
            return String::new();
        }
        let siblings = self.siblings(key);
        if siblings.iter().any(|f| f.current.is_none()) {
            return String::new();
        }
        let parts_miss = |printed: Decimal, whole: Decimal| printed != whole;
        let shares: Decimal = siblings.iter().filter_map(|f| self.share_of(f)).sum();
        let amounts: Decimal = siblings.iter().filter_map(|f| f.current).map(|a| self.printed(a)).sum();
        let whole = self.whole(key).map(|w| self.printed(w)).unwrap_or_default();
        if shares.is_zero() || (!parts_miss(shares, Decimal::ONE_HUNDRED) && !parts_miss(amounts, whole)) {
            return String::new();
        }
        self.style.balance_note.clone()
    }

    /// What people gave as the reason of a sentence, without the words and the full stop the sentence brings itself.
    pub fn reason(&self, key: &str, about: &str) -> String {
        self.mark_used(key);
        let Some(entry) = self.supplement.reason(key) else {
            return gap(key, &format!("〔请补充原因：{about}〕"));
        };
        let joined: String = entry.text.lines().map(str::trim).collect();
        let mut text = joined.as_str();
        for lead in ["主要原因是", "主要原因：", "原因是", "主要是因为", "主要是"] {
            if let Some(rest) = text.strip_prefix(lead) {
                text = rest.trim_start_matches(['：', ':', '，']);
                break;
            }
        }
        let text = text.trim_end_matches(['。', '；', ';', '.', '，', ' ']);
        typed(key, text)
    }

    /// What people typed under any key of 原因说明 or 文字材料, as one line without its full stop.
    pub fn remark(&self, key: &str) -> Option<String> {
        if self.supplement.reason(key).is_some() && KeyKind::of(key).is_some_and(|(kind, _)| kind.is_reason())
        {
            return Some(self.reason(key, ""));
        }
        let entry = self.supplement.reason(key).or_else(|| self.supplement.text(key))?;
        self.mark_used(key);
        let joined: String = entry.text.lines().map(str::trim).collect();
        Some(typed(key, joined.trim_end_matches('。')))
    }

    /// What a 项 is spent on, to follow 主要用于.
    pub fn purpose(&self, code: &str, label: &str) -> String {
        let key = purpose_text_key(code);
        if let Some(text) = self.remark(&key) {
            return text;
        }
        match glossary::definition(code) {
            Some(definition) => {
                let text = definition.trim_end_matches('。');
                text.strip_prefix("反映").unwrap_or(text).to_owned()
            }
            None => gap(&key, &format!("〔请补充：{label}的主要用途〕")),
        }
    }

    /// A text people gave in place of last year's, or last year's in a marked gap.
    pub fn kept(&self, key: &str, last_year: &str) -> String {
        self.mark_used(key);
        if let Some(entry) = self.supplement.text(key) {
            // Behind a clause its sentence goes on, or ends, by itself.
            let clause = !last_year.ends_with(['。', '！']);
            let marks = |c: char| clause && "。！；，".contains(c);
            return paragraphs(key, entry.text.trim_end().trim_end_matches(marks));
        }
        // A gap is one piece: brackets inside would end it early for a reader.
        let shown = last_year.replace('〔', "（").replace('〕', "）");
        gap(key, &format!("〔请核对上年文字：{shown}〕"))
    }

    /// A text people gave, or a marked gap.
    pub fn text(&self, key: &str, about: &str) -> String {
        self.mark_used(key);
        match self.supplement.text(key) {
            Some(entry) => paragraphs(key, &entry.text),
            None => gap(key, &format!("〔请补充：{about}〕")),
        }
    }
}

/// The field name of a change in marks.
fn delta_field(against: Against) -> Field {
    match against {
        Against::Prior => Field::Delta,
        Against::Budget | Against::Initial => Field::BudgetDelta,
    }
}

/// What an amount of a fact is on paper; a count of this year is one.
fn amount_field(fact: &Fact, role: Role) -> Field {
    match (role, fact.kind) {
        (Role::Current, Kind::Count) => Field::Count,
        (Role::Current, Kind::Money) => Field::Current,
        (Role::Prior, _) => Field::Prior,
        (Role::Budget, _) => Field::Budget,
        (Role::Initial, _) => Field::Initial,
    }
}

/// Which completion a percentage of a budget is.
pub(super) fn completion_field(budget: Role) -> Field {
    if budget == Role::Initial { Field::InitialCompletion } else { Field::Completion }
}

pub(super) fn growth_field(against: Against) -> Field {
    match against {
        Against::Prior => Field::Growth,
        Against::Budget | Against::Initial => Field::BudgetGrowth,
    }
}

/// What people typed as paragraphs.
fn paragraphs(key: &str, text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| typed(key, line)).collect::<Vec<_>>().join("\n\n")
}
