//! Which figure of a fact a number on paper is.

use serde::{Deserialize, Serialize};

/// Which figure of a fact a printed number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// 本年决算数
    Current,
    /// 上年决算数
    Prior,
    /// 预算数
    Budget,
    /// 比上年增减额
    Delta,
    /// 比上年增减 %
    Growth,
    /// 比预算增减额
    BudgetDelta,
    /// 比预算增减 %
    BudgetGrowth,
    /// 占比
    Share,
    /// 占增减额的比
    ChangeShare,
    /// 完成率
    Completion,
    /// 实物量
    Count,
    /// 年初预算数 beside the adjusted one (绩效自评, “三公”经费)
    Initial,
    /// 完成率 of the initial budget beside the adjusted one
    InitialCompletion,
    /// 执行数
    Executed,
    /// 得分
    Score,
}

/// Every field, for reading names.
const FIELDS: [Field; 15] = [
    Field::Current,
    Field::Prior,
    Field::Budget,
    Field::Delta,
    Field::Growth,
    Field::BudgetDelta,
    Field::BudgetGrowth,
    Field::Share,
    Field::ChangeShare,
    Field::Completion,
    Field::Count,
    Field::Initial,
    Field::InitialCompletion,
    Field::Executed,
    Field::Score,
];

impl Field {
    /// Its name in JSON and on the page.
    pub fn name(self) -> &'static str {
        match self {
            Field::Current => "current",
            Field::Prior => "prior",
            Field::Budget => "budget",
            Field::Delta => "delta",
            Field::Growth => "growth",
            Field::BudgetDelta => "budget_delta",
            Field::BudgetGrowth => "budget_growth",
            Field::Share => "share",
            Field::ChangeShare => "change_share",
            Field::Completion => "completion",
            Field::Count => "count",
            Field::Initial => "initial",
            Field::InitialCompletion => "initial_completion",
            Field::Executed => "executed",
            Field::Score => "score",
        }
    }

    /// The field of a name.
    pub fn named(name: &str) -> Option<Field> {
        FIELDS.into_iter().find(|field| field.name() == name)
    }
}
