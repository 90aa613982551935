//! Charts (图) as data: which figures are set side by side. How they are drawn is not known here.

use rust_decimal::Decimal;

use crate::facts::groups::{CodedGroup, EXPENDITURE_CLASSES, GENERAL_CLASSES};
use crate::facts::{FactSet, Role, parts_of};
use crate::money::{Wan, round_half_up};

/// How a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 柱状图: amounts side by side.
    Columns,
    /// 饼图: parts of a whole.
    Pie,
}

/// Which figures a chart shows.
#[derive(Debug, Clone, Copy)]
enum Shows {
    /// Last year's and this year's amount of one fact.
    TwoYears(&'static str),
    /// The parts of this whole that carry an amount.
    Parts(&'static str),
    /// The parts of a whole by functional code.
    Coded(CodedGroup),
}

/// A declared chart.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// The name by which templates place it.
    pub name: &'static str,
    /// What it is called under its picture.
    pub title: &'static str,
    shows: Shows,
}

/// Every chart a template can place.
pub const SPECS: &[Spec] = &[
    Spec {
        name: "收支总计", title: "收、支决算总计变动情况", shows: Shows::TwoYears("total")
    },
    Spec { name: "收入结构", title: "收入决算结构", shows: Shows::Parts("income.total") },
    Spec { name: "支出结构", title: "支出决算结构", shows: Shows::Parts("expenditure.total") },
    Spec {
        name: "财政拨款收支总计",
        title: "财政拨款收、支决算总计变动情况",
        shows: Shows::TwoYears("fiscal.total"),
    },
    Spec {
        name: "一般公共预算支出",
        title: "一般公共预算财政拨款支出决算变动情况",
        shows: Shows::TwoYears("general.expenditure"),
    },
    Spec {
        name: "一般公共预算支出结构",
        title: "一般公共预算财政拨款支出决算结构",
        shows: Shows::Coded(GENERAL_CLASSES),
    },
    Spec {
        name: "支出功能分类结构",
        title: "支出决算功能分类结构",
        shows: Shows::Coded(EXPENDITURE_CLASSES),
    },
];

/// A chart's declaration by name.
pub fn find(name: &str) -> Option<&'static Spec> {
    SPECS.iter().find(|s| s.name == name)
}

/// A bar or slice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// What it stands for.
    pub label: String,
    /// 万元, as printed.
    pub value: Wan,
    /// Share of the whole in percent, in pies.
    pub share_pct: Option<Decimal>,
}

/// A chart ready to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Title without number.
    pub title: String,
    /// How to draw it.
    pub kind: Kind,
    /// Name of what is measured (收、支总计).
    pub measure: String,
    /// Bars or slices in order; at least two, or one slice that is the whole.
    pub points: Vec<Point>,
}

/// The chart of a declaration; `None` when there is nothing to compare: no last year, or a whole of one part, unless
/// `single` parts (100%) are shown, too.
pub fn make(spec: &Spec, facts: &FactSet, year: u16, single: bool) -> Option<Chart> {
    let chart =
        |kind, measure: String, points| Some(Chart { title: spec.title.to_owned(), kind, measure, points });
    if let Shows::TwoYears(key) = spec.shows {
        let fact = facts.get(key)?;
        let point = |role: Role, year: u16| {
            let value = fact.amount(role)?.to_wan();
            Some(Point { label: format!("{year}年度"), value, share_pct: None })
        };
        let points = vec![point(Role::Prior, year - 1)?, point(Role::Current, year)?];
        return chart(Kind::Columns, fact.label.clone(), points);
    }
    let parts: Vec<_> = match spec.shows {
        Shows::Parts(whole) => parts_of(whole).iter().filter_map(|k| facts.get(k)).collect(),
        Shows::Coded(group) => facts.by_code(group.prefix).map(|(_, fact)| fact).collect(),
        Shows::TwoYears(_) => Vec::new(),
    };
    let mut points: Vec<Point> = parts
        .into_iter()
        .filter_map(|fact| Some((fact, fact.current?.to_wan())))
        .filter(|(_, value)| !value.is_zero())
        .map(|(fact, value)| Point { label: fact.label.clone(), value, share_pct: None })
        .collect();
    // A negative part (冲减) has no place in a whole.
    let least = if single { 1 } else { 2 };
    if points.len() < least || points.iter().any(|p| p.value.0 < Decimal::ZERO) {
        return None;
    }
    let whole: Decimal = points.iter().map(|p| p.value.0).sum();
    for point in &mut points {
        point.share_pct = Some(round_half_up(point.value.0 * Decimal::ONE_HUNDRED / whole));
    }
    chart(Kind::Pie, spec.title.to_owned(), points)
}
