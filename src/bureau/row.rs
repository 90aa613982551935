//! A unit as the summary lists it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::facts::{FactSet, Kind};
use crate::finding::{Finding, Severity};

/// How far a unit got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// 已生成
    Made,
    /// 已核对
    Checked,
    /// 已校对
    Proofread,
    /// 失败: its files cannot be used, or its outputs not be written.
    Failed,
    /// 未处理: the run was stopped before it.
    Pending,
}

impl State {
    /// The Chinese word.
    pub fn label(self) -> &'static str {
        match self {
            State::Made => "已生成",
            State::Checked => "已核对",
            State::Proofread => "已校对",
            State::Failed => "失败",
            State::Pending => "未处理",
        }
    }
}

/// The code of places that still ask for a reason or a text: they are counted as gaps.
pub const GAP: &str = "S003";

/// The figures of a unit that a summary shows and compares (指标的键), in order.
pub const FIGURES: [&str; 8] = [
    "total",
    "income.total",
    "expenditure.total",
    "expenditure.basic",
    "expenditure.project",
    "general.expenditure",
    "three_public.total",
    "closing",
];

/// A figure of both years, in 元.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// One of [`FIGURES`].
    pub key: String,
    /// Its Chinese name.
    pub label: String,
    /// 本年; `None` where it is not known.
    pub current: Option<Decimal>,
    /// 上年
    pub prior: Option<Decimal>,
    /// 增长 %, as the report states it.
    pub growth_pct: Option<Decimal>,
}

/// A finding as the summary lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Its code.
    pub code: String,
    /// Its weight.
    pub severity: Severity,
    /// What is said.
    pub message: String,
    /// File, sheet and cell, as messages show a place; empty if it has none.
    pub place: String,
    /// Cells that take part, with what they hold.
    pub amounts: Vec<Part>,
    /// What to do next.
    pub hint: Option<String>,
}

/// A cell that takes part in a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Row and column as printed on the form.
    pub label: String,
    /// File, sheet and cell.
    pub place: String,
    /// The amount or text found there.
    pub value: String,
}

impl From<&Finding> for Said {
    fn from(finding: &Finding) -> Said {
        let part = |r: &crate::finding::Related| Part {
            label: r.label.clone(),
            place: r.place.to_string(),
            value: r.value.clone(),
        };
        Said {
            code: finding.code.to_owned(),
            severity: finding.severity,
            message: finding.message.clone(),
            place: finding.place.as_ref().map(ToString::to_string).unwrap_or_default(),
            amounts: finding.related.iter().map(part).collect(),
            hint: finding.hint.clone(),
        }
    }
}

/// What became of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its place among all units.
    pub number: usize,
    /// Its name: the way of its folder from where the units lie, or the one a list gives it.
    pub unit: String,
    /// 单位名称 as the report prints it; empty if it was not read.
    pub org: String,
    /// 年度
    pub year: Option<u16>,
    /// This year's accounts, by their way from the folder of the summary.
    pub accounts: Option<String>,
    /// Last year's, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prior: Option<String>,
    /// Its initial budget, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<String>,
    /// It is declared to have no last year.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub first_year: bool,
    /// How far it got.
    pub state: State,
    /// Why it failed.
    pub reason: Option<String>,
    /// 错误
    pub errors: usize,
    /// 警告, without those that are [`gaps`](Row::gaps)
    pub warnings: usize,
    /// 提醒
    pub notices: usize,
    /// Places that still ask for a reason, a text or a figure; `None` where no report was made.
    pub gaps: Option<usize>,
    /// [`FIGURES`] in their order; empty if nothing was read.
    pub figures: Vec<Figure>,
    /// Its outputs, by their ways from the folder of the summary.
    pub outputs: Vec<String>,
    /// What else there is to say: files that were not used, outputs kept because somebody changed them.
    pub notes: Vec<String>,
    /// Everything the checks found, gravest first; [`gaps`](Row::gaps) are counted only: each is in the unit's own
    /// 核对结果 and 补充资料, and of hundreds of units they would be nearly all that is kept.
    pub findings: Vec<Said>,
}

impl Row {
    /// A unit of which nothing is known yet.
    pub fn new(unit: &str, state: State) -> Row {
        Row {
            number: 0,
            unit: unit.to_owned(),
            org: String::new(),
            year: None,
            accounts: None,
            prior: None,
            budget: None,
            first_year: false,
            state,
            reason: None,
            errors: 0,
            warnings: 0,
            notices: 0,
            gaps: None,
            figures: Vec::new(),
            outputs: Vec::new(),
            notes: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// A unit that failed.
    pub fn failed(unit: &str, reason: String) -> Row {
        Row { reason: Some(reason), ..Row::new(unit, State::Failed) }
    }

    /// Takes in what the checks found.
    pub fn find(&mut self, findings: &[Finding]) {
        self.findings = findings.iter().filter(|f| f.code != GAP).map(Said::from).collect();
        let count = |severity| self.findings.iter().filter(|f| f.severity == severity).count();
        (self.errors, self.warnings, self.notices) =
            (count(Severity::Error), count(Severity::Warning), count(Severity::Notice));
    }

    /// Takes in the figures of its report.
    pub fn measure(&mut self, facts: &FactSet) {
        let known = FIGURES.iter().filter_map(|key| facts.get(key)).filter(|f| f.kind == Kind::Money);
        let figure = |fact: &crate::facts::Fact| Figure {
            key: fact.key.clone(),
            label: fact.label.clone(),
            current: fact.current.map(|a| a.0),
            prior: fact.prior.map(|a| a.0),
            growth_pct: fact.growth_pct,
        };
        self.figures = known.map(figure).collect();
    }

    /// A figure by its key.
    pub fn figure(&self, key: &str) -> Option<&Figure> {
        self.figures.iter().find(|f| f.key == key)
    }

    /// The name people know it by.
    pub fn name(&self) -> &str {
        if self.org.is_empty() { &self.unit } else { &self.org }
    }
}

/// Says of units that have the name, year and figures of an earlier one that they seem to be the same unit twice.
pub fn tell_doubles(rows: &mut [Row]) {
    let mut seen: Vec<(usize, String)> = Vec::new();
    let mut first: BTreeMap<(String, Option<u16>, String), usize> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| !row.org.is_empty() && !row.figures.is_empty())
    {
        let key = (row.org.clone(), row.year, format!("{:?}", row.figures));
        match first.get(&key) {
            Some(other) => seen.push((at, rows[*other].unit.clone())),
            None => drop(first.insert(key, at)),
        }
    }
    for (at, other) in seen {
        rows[at].notes.push(format!("单位名称和数都与“{other}”相同，像是同一个单位放了两次"));
    }
}
