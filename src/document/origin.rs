//! How a figure of the narrative was made, as a reader would recompute it.

use rust_decimal::Decimal;

use super::model::{Origin, SourceCell};
use super::shown::Shown;
use crate::accounts::Ledger;
use crate::facts::{Fact, FactSet, Field, Kind, Role, whole_of};
use crate::finding::Place;
use crate::money::{Basis, Decimals, NumberFormat, Yuan, display_yuan};
use crate::narrative::grade_of;
use crate::supplement::{KeyKind, Project};

/// Everything that explains figures.
pub struct Explainer<'a> {
    pub facts: &'a FactSet,
    pub ledger: &'a Ledger<'a>,
    pub shown: &'a Shown,
    /// 绩效自评
    pub projects: &'a [Project],
}

impl Explainer<'_> {
    /// The origin of a figure: its fact's key, which figure of the fact, the whole of a share that is not the natural one,
    /// and how it is printed.
    pub fn figure(&self, key: &str, field: Field, of: Option<&str>, printed: &str) -> Origin {
        let Some(fact) = self.facts.get(key) else { return self.assessed(key, field, printed) };
        let whole = of.or_else(|| whole_of(key)).and_then(|of| self.facts.get(of));
        let mut origin = match field {
            Field::Current | Field::Count | Field::Executed | Field::Score => {
                self.amount(fact, Role::Current, printed)
            }
            Field::Prior => self.amount(fact, Role::Prior, printed),
            Field::Budget => self.amount(fact, Role::Budget, printed),
            Field::Initial => self.amount(fact, fact.initial_role(), printed),
            Field::Delta => self.change(fact, Role::Prior, printed),
            Field::BudgetDelta => self.change(fact, Role::Budget, printed),
            Field::Growth => self.growth(fact, Role::Prior, printed),
            Field::BudgetGrowth => self.growth(fact, Role::Budget, printed),
            Field::Share => self.share(fact, whole, of.is_none(), printed),
            Field::ChangeShare => self.change_share(fact, whole, printed),
            Field::Completion => self.completion(fact, Role::Budget, printed),
            Field::InitialCompletion => self.completion(fact, fact.initial_role(), printed),
        };
        origin.cells.dedup();
        origin
    }

    /// A figure of 绩效自评: what people filled in, per project or over all of them.
    fn assessed(&self, key: &str, field: Field, printed: &str) -> Origin {
        let what = match field {
            Field::Initial => "年初预算数",
            Field::Budget => "全年预算数",
            Field::Executed => "全年执行数",
            Field::Completion => "完成率",
            Field::Score => "自评得分",
            _ => "项目个数",
        };
        let of = |project: &Project| match field {
            Field::Initial => project.initial,
            Field::Budget => project.budget,
            Field::Executed | Field::Completion => project.executed,
            Field::Score => project.score,
            _ => None,
        };
        let source = |project: &Project| SourceCell {
            role: "填写处",
            place: project.place.to_string(),
            value: of(project).map_or_else(String::new, |v| v.normalize().to_string()),
        };
        if let Some((KeyKind::Project, name)) = KeyKind::of(key) {
            let project = self.projects.iter().find(|p| p.name == name);
            let formula = match project.and_then(|p| Some((p.executed?, p.budget?))) {
                Some((executed, budget)) if field == Field::Completion => {
                    format!("{} ÷ {} × 100 ＝ {printed}", executed.normalize(), budget.normalize())
                }
                _ => printed.to_owned(),
            };
            let sources = project.map(source).into_iter().collect();
            return Origin {
                label: format!("绩效自评 · {name} · {what}"),
                formula,
                sources,
                ..Origin::default()
            };
        }
        // Figures over the projects of one category name it: `projects.transfer.count`.
        let category = ["own.", "transfer."]
            .into_iter()
            .find_map(|c| Some((c == "transfer.", key.strip_prefix("projects.")?.strip_prefix(c)?)));
        let of_category = |p: &&Project| category.is_none_or(|(transfer, _)| p.is_transfer() == transfer);
        let figure = category.map(|(_, rest)| rest).or_else(|| key.strip_prefix("projects."));
        let grade = figure.and_then(|rest| rest.strip_prefix("grade."));
        let label = match (grade, field) {
            (Some(grade), _) => format!("绩效自评 · 等级为{grade}的项目个数"),
            (None, Field::Score) => "绩效自评 · 平均得分".to_owned(),
            (None, _) => format!("绩效自评 · 各项目{what}"),
        };
        let values: Vec<String> = self
            .projects
            .iter()
            .filter(of_category)
            .filter_map(of)
            .map(|v| v.normalize().to_string())
            .collect();
        let formula = match field {
            Field::Score => format!("（{}）÷ {} ＝ {printed}", values.join(" ＋ "), values.len()),
            _ if values.len() > 1 => format!("{} ＝ {printed}", values.join(" ＋ ")),
            _ => printed.to_owned(),
        };
        let has_it = |p: &&Project| grade.is_none_or(|g| grade_of(p) == g);
        // That no project has a grade follows from the grades of all.
        let none = !self.projects.iter().any(|p| has_it(&p));
        let counted = self.projects.iter().filter(of_category).filter(|p| none || has_it(p));
        Origin { label, formula, sources: counted.map(source).collect(), ..Origin::default() }
    }

    fn amount(&self, fact: &Fact, role: Role, printed: &str) -> Origin {
        let mut origin = self.origin(fact, fact.amount_name(role), &[(fact, role)]);
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
            if last.is_zero() {
                origin.formula = format!("基数为零，不能计算；照样式的写法 {printed}");
                return origin;
            }
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

    fn completion(&self, fact: &Fact, budget: Role, printed: &str) -> Origin {
        let mut origin = self.origin(fact, "完成率", &[(fact, Role::Current), (fact, budget)]);
        if let (Some(this), Some(budget)) = (fact.current, fact.amount(budget)) {
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
                let source = SourceCell { role: fact.amount_name(*role), place: place.to_string(), value };
                if !origin.sources.contains(&source) {
                    origin.sources.push(source);
                }
                origin.cells.extend(self.shown.anchors(place));
            }
        }
        origin
    }
}

/// Whether a printed percentage is this number.
fn says(printed: &str, value: Decimal) -> bool {
    printed.trim_end_matches(['%', '％']).parse::<Decimal>().is_ok_and(|p| p == value)
}
