//! The language rules are declared in: relations over named figures.

use crate::accounts::{Column, ScheduleId};
use crate::facts::groups::Counted;

/// How the two sides of a relation stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// Both sides are the same amount.
    Equal,
    /// The left side is never less than the right one.
    AtLeast,
}

/// A line of a labelled statement and a column.
pub type At = (ScheduleId, &'static str, Column);

/// A column of a coded statement; of the two summaries the line of the 类 in that column.
pub type By = (ScheduleId, Column);

/// Which functional codes a relation is stated for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codes {
    /// 合计
    Total,
    /// Every 类
    Classes,
    /// Every 项
    Items,
    /// 合计 and every code that is printed.
    All,
}

/// When a relation holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// All money is 财政拨款: income and expenditure of 01表 and 04表 are the same.
    OnlyFiscal,
    /// Nothing is carried in or over, used from or put into the surplus: every 项 spends what it receives.
    NothingCarried,
    /// 人员经费 and 公用经费 of the statement are filled in (systems leave both columns empty in some exports).
    PersonnelFilled,
}

/// The figures a rule relates.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A line is the sum of the next lower codes that are printed, in every column. `digits` is the length of the
    /// upper code: 0 for 合计.
    Tree {
        /// Statements.
        of: &'static [ScheduleId],
        /// Length of the code of the sum.
        digits: usize,
    },
    /// The same within the initial budget table.
    BudgetTree,
    /// On every line: columns against columns.
    Columns {
        /// Statement.
        of: ScheduleId,
        /// How they compare.
        op: Op,
        /// Sum of these columns …
        left: &'static [Column],
        /// … against the sum of these.
        right: &'static [Column],
        /// Condition.
        when: When,
    },
    /// In every column of `columns`: lines against lines; `class.*` stands for all functional 类.
    Lines {
        /// Statement.
        of: ScheduleId,
        /// Columns in which the relation holds.
        columns: &'static [Column],
        /// How they compare.
        op: Op,
        /// Sum of these lines …
        left: &'static [&'static str],
        /// … against the sum of these.
        right: &'static [&'static str],
    },
    /// Single figures.
    Cells {
        /// How they compare.
        op: Op,
        /// Sum of these figures …
        left: &'static [At],
        /// … against the sum of these.
        right: &'static [At],
    },
    /// For every functional code: a column of some statements against a column of others.
    ByCode {
        /// The codes.
        codes: Codes,
        /// How they compare.
        op: Op,
        /// Sum of these …
        left: &'static [By],
        /// … against the sum of these.
        right: &'static [By],
        /// Condition.
        when: When,
        /// Extra tolerance in 元, for relations between amounts that were never one figure.
        slack: u32,
    },
    /// 年初预算 of 04表 by 类 against the initial budget table.
    BudgetByClass,
    /// 基本支出明细: an economic 类 is the sum of its 款, on every line.
    EconomicClasses,
    /// 基本支出明细: 合计 is the sum of the economic 类, on every line.
    EconomicTotal,
    /// 公开06表: 人员经费合计 = 301 + 303, 公用经费合计 = the other 类.
    EconomicParts,
    /// 基本支出 of 05表 against 合计 of 06表, for every code 06表 has.
    BasicByCode,
    /// 人员经费 and 公用经费 of 财决07表 against 301 + 303 and the other 类 of 财决08-1表.
    PersonnelByCode,
    /// A figure of a statement is at least one or more economic 款 of 基本支出.
    AtLeastEconomic {
        /// The figure.
        left: At,
        /// Economic codes.
        right: &'static [&'static str],
        /// Extra tolerance in 元: 附03表 is typed by hand, often from 万元 with two decimals.
        slack: u32,
    },
    /// Expenses and the numbers of things they were spent on: both are something, or both nothing.
    Counted {
        /// Statement.
        of: ScheduleId,
        /// The expenses with their numbers.
        pairs: &'static [Counted],
    },
    /// Made by own code (across years), not by adding figures.
    Years,
}

/// A rule: its catalogue code, the formula as people read it, and the figures.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Code in the catalogue of findings.
    pub code: &'static str,
    /// The relation as a person reads it; `{03}` stands for the number of a table.
    pub formula: &'static str,
    /// The right side in words, after “与…不一致”.
    pub against: &'static str,
    /// What is related.
    pub shapes: &'static [Shape],
}

/// What a rule cannot be stated without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// A statement of this year's accounts.
    Statement(ScheduleId),
    /// A column of one.
    Column(ScheduleId, Column),
    /// Last year's accounts.
    Prior,
    /// The initial budget by 项.
    Budget,
}

impl Shape {
    /// The shape in pieces that are stated apart: a tree of several statements is one of each.
    pub fn pieces(&'static self) -> Vec<Shape> {
        match *self {
            Shape::Tree { of, digits } => {
                of.iter().map(|id| Shape::Tree { of: std::slice::from_ref(id), digits }).collect()
            }
            other => vec![other],
        }
    }

    /// What the shape needs; nothing where a condition decides that only the figures can tell.
    pub fn needs(&self) -> Vec<Need> {
        let statements = |ids: &[ScheduleId]| ids.iter().map(|id| Need::Statement(*id)).collect();
        let columns = |all: &mut dyn Iterator<Item = By>| {
            all.flat_map(|(id, column)| [Need::Statement(id), Need::Column(id, column)]).collect()
        };
        match *self {
            Shape::Tree { of, .. } => statements(of),
            Shape::Columns { of, left, right, when: When::Always, .. } => {
                columns(&mut left.iter().chain(right).map(|column| (of, *column)))
            }
            Shape::Lines { of, columns: [only], .. } => columns(&mut std::iter::once((of, *only))),
            Shape::Lines { of, .. } | Shape::Counted { of, .. } => statements(&[of]),
            Shape::Cells { left, right, .. } => {
                columns(&mut left.iter().chain(right).map(|(id, _, column)| (*id, *column)))
            }
            Shape::ByCode { left, right, when: When::Always, .. } => {
                columns(&mut left.iter().chain(right).copied())
            }
            Shape::BudgetByClass => vec![Need::Budget, Need::Statement(ScheduleId::FiscalSummary)],
            Shape::BudgetTree => vec![Need::Budget],
            Shape::EconomicClasses | Shape::EconomicTotal | Shape::EconomicParts => {
                statements(&[ScheduleId::BasicDetail])
            }
            Shape::BasicByCode => vec![
                Need::Statement(ScheduleId::General),
                Need::Column(ScheduleId::General, Column::Basic),
                Need::Statement(ScheduleId::BasicDetail),
            ],
            Shape::PersonnelByCode => statements(&[ScheduleId::General, ScheduleId::BasicDetail]),
            Shape::AtLeastEconomic { left: (id, _, column), .. } => {
                vec![Need::Statement(id), Need::Column(id, column), Need::Statement(ScheduleId::BasicDetail)]
            }
            Shape::Years => vec![Need::Prior],
            Shape::Columns { .. } | Shape::ByCode { .. } => Vec::new(),
        }
    }
}
