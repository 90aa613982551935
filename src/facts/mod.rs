//! Named figures (指标): this year, last year, budget, change, growth, share, completion, with their cells.
//! Wording is not known here.

use std::collections::BTreeMap;

use foldhash::HashMap;
use rust_decimal::Decimal;

use crate::catalogue::functional;
use crate::finding::{Finding, Place};
use crate::money::{Basis, Yuan};

mod coded;
mod compute;
mod contradictions;
mod field;
mod found;
pub mod groups;
mod spec;

pub use compute::{compute, restate};
pub use field::Field;
pub use found::Inputs;
pub use groups::{CodedGroup, parts_of};
pub use spec::{
    FIXED, FactSpec, fixed, has_adjusted_budget, initial_key, is_key, key_of_initial, label_of, whole_of,
};

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An amount in 元.
    Money,
    /// A number of things; never converted to 万元.
    Count,
}

/// Which of a fact's amounts a cell belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// 本年
    Current,
    /// 上年
    Prior,
    /// 预算
    Budget,
    /// 年初预算 of a figure whose budget is the adjusted one (全年预算数).
    Initial,
}

impl Role {
    /// The name in facts.json.
    pub fn name(self) -> &'static str {
        match self {
            Role::Current => "current",
            Role::Prior => "prior",
            Role::Budget => "budget",
            Role::Initial => "initial",
        }
    }
}

/// A named figure.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Stable key (`general.item.2080505`).
    pub key: String,
    /// Chinese label as on the printed form.
    pub label: String,
    /// Money or a count.
    pub kind: Kind,
    /// This year's final amount.
    pub current: Option<Yuan>,
    /// Last year's final amount.
    pub prior: Option<Yuan>,
    /// Initial budget (年初预算数); of the three public expenses the adjusted one (全年预算数).
    pub budget: Option<Yuan>,
    /// Initial budget (年初预算数) of the three public expenses, whose [`budget`](Fact::budget) is the adjusted one; `None`
    /// elsewhere and where nobody states it.
    pub initial: Option<Yuan>,
    /// 增减额, under the style's basis.
    pub delta: Option<Yuan>,
    /// 同比 %, none if last year's base is zero or negative.
    pub growth_pct: Option<Decimal>,
    /// Share of the natural whole, %.
    pub share_pct: Option<Decimal>,
    /// 完成率 %, none if there is no budget.
    pub completion_pct: Option<Decimal>,
    /// The cells the amounts were read from.
    pub sources: Vec<(Role, Place)>,
}

impl Fact {
    /// The amount of a role.
    pub fn amount(&self, role: Role) -> Option<Yuan> {
        match role {
            Role::Current => self.current,
            Role::Prior => self.prior,
            Role::Budget => self.budget,
            Role::Initial => self.initial,
        }
    }

    /// Under which role its initial budget (年初预算数) stands: it is its budget, unless that is the adjusted one.
    pub fn initial_role(&self) -> Role {
        if has_adjusted_budget(&self.key) { Role::Initial } else { Role::Budget }
    }

    /// What an amount of it is called.
    pub fn amount_name(&self, role: Role) -> &'static str {
        match role {
            Role::Current => "本年决算数",
            Role::Prior => "上年决算数",
            Role::Budget => self.budget_name(),
            Role::Initial => "年初预算数",
        }
    }

    /// Takes an amount for unknown.
    fn forget(&mut self, role: Role) {
        match role {
            Role::Current => self.current = None,
            Role::Prior => self.prior = None,
            Role::Budget => self.budget = None,
            Role::Initial => self.initial = None,
        }
        self.sources.retain(|(r, _)| *r != role);
    }

    /// What its budget is called: 年初预算数, of the three public expenses 全年预算数.
    pub fn budget_name(&self) -> &'static str {
        if has_adjusted_budget(&self.key) { "全年预算数" } else { "年初预算数" }
    }
}

/// All facts of a report.
#[derive(Debug, Clone)]
pub struct FactSet {
    facts: Vec<Fact>,
    index: HashMap<String, usize>,
    /// Functional codes with the names of this year's accounts.
    names: BTreeMap<String, String>,
    /// The basis its changes and percentages were made on.
    pub basis: Basis,
    /// Statements about the data that went into the facts.
    pub findings: Vec<Finding>,
}

impl FactSet {
    fn new(basis: Basis) -> FactSet {
        FactSet {
            facts: Vec::new(),
            index: HashMap::default(),
            names: BTreeMap::new(),
            basis,
            findings: Vec::new(),
        }
    }

    fn insert(&mut self, fact: Fact) {
        self.index.insert(fact.key.clone(), self.facts.len());
        self.facts.push(fact);
    }

    /// A fact by key.
    pub fn get(&self, key: &str) -> Option<&Fact> {
        self.index.get(key).map(|i| &self.facts[*i])
    }

    /// The name of a functional code as this year's accounts print it, as the tables do; else the classification's.
    pub fn code_name(&self, code: &str) -> Option<&str> {
        self.names.get(code).map(String::as_str).or_else(|| functional::name(code))
    }

    /// All facts in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = &Fact> {
        self.facts.iter()
    }

    /// Facts whose key is `prefix` followed by a classification code, in code order.
    pub fn by_code<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a Fact)> {
        self.facts.iter().filter_map(move |f| {
            let code = f.key.strip_prefix(prefix)?;
            (!code.is_empty() && code.bytes().all(|b| b.is_ascii_digit())).then_some((code, f))
        })
    }

    /// The known key that looks most like a mistyped one.
    pub fn nearest(&self, key: &str) -> Option<&str> {
        crate::text::nearest(key, self.facts.iter().map(|f| f.key.as_str()))
    }
}
