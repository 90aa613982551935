//! What a sample department is declared with: who spent what, on which item, from which money.
//!
//! Nothing declared is a total. Amounts are 元 as text, so that no float stands between the table and
//! the workbook; every list of amounts has one for each of the department's years, in that order.

use std::cmp::Ordering;

/// An invented department or unit and its years.
pub struct Department {
    /// 编制单位
    pub name: &'static str,
    /// The years for which final accounts are made; the supplement is for the second.
    pub years: &'static [i32],
    /// Functional codes it uses with their names, 类, 款 and 项, in code order.
    pub functions: &'static [(&'static str, &'static str)],
    pub spending: &'static [Spending],
    pub flows: &'static [Flow],
    pub carries: &'static [Carry],
    pub surplus_used: &'static [SurplusUsed],
    pub distributions: &'static [Distribution],
    pub budgets: &'static [Budget],
    pub operations: &'static [Operation],
    /// The item whose basic operating expenditure is 机关运行经费, if the unit has any.
    pub administration: Option<&'static str>,
    pub supplement: &'static Supplement,
}

/// Which money an item is paid from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// 一般公共预算财政拨款
    General,
    /// 政府性基金预算财政拨款
    Fund,
    /// 国有资本经营预算财政拨款
    State,
    /// 上级补助收入
    Superior,
    /// 事业收入 that is 教育收费
    Tuition,
    /// other 事业收入
    Business,
    /// 经营收入
    Operating,
    /// 附属单位上缴收入
    Affiliate,
    /// 其他收入
    Other,
}

impl Source {
    /// Every source, in the order of the forms.
    pub const ALL: [Self; 9] = [
        Self::General,
        Self::Fund,
        Self::State,
        Self::Superior,
        Self::Tuition,
        Self::Business,
        Self::Operating,
        Self::Affiliate,
        Self::Other,
    ];

    /// 财政拨款
    pub const FISCAL: [Self; 3] = [Self::General, Self::Fund, Self::State];
}

/// The nature of expenditure (支出性质).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nature {
    /// 基本支出
    Basic,
    /// 项目支出
    Project,
    /// 上缴上级支出
    Upward,
    /// 经营支出
    Trading,
    /// 对附属单位补助支出
    Subsidy,
}

impl Nature {
    /// Every nature, in the order of the forms.
    pub const ALL: [Self; 5] = [Self::Basic, Self::Project, Self::Upward, Self::Trading, Self::Subsidy];
}

/// Amounts of the department's years; empty means none.
pub type Years = &'static [&'static str];

/// Basic expenditure of the general budget on one economic 款 under one functional 项.
pub struct Spending {
    pub item: &'static str,
    pub econ: &'static str,
    pub yuan: Years,
}

/// Expenditure that has no economic breakdown in the export: projects, and everything outside the
/// general budget.
pub struct Flow {
    pub item: &'static str,
    pub source: Source,
    pub nature: Nature,
    pub yuan: Years,
}

/// What is carried over at year's end (年末结转和结余); the first figure is the end of the year
/// before the first. Money that is not listed is never carried over.
pub struct Carry {
    pub item: &'static str,
    pub source: Source,
    pub nature: Nature,
    pub yuan: Years,
}

/// 使用非财政拨款结余: other money spent that is neither this year's income nor carried over.
pub struct SurplusUsed {
    pub item: &'static str,
    pub source: Source,
    pub nature: Nature,
    pub yuan: Years,
}

/// 结余分配: income of a source that is neither spent nor carried over.
pub struct Distribution {
    pub item: &'static str,
    pub source: Source,
    pub nature: Nature,
    pub yuan: Years,
}

/// Money that one unit of a department pays another: item, money and nature on either side.
#[allow(dead_code, reason = "only a county has departments with units")]
pub struct Transfer {
    pub paid: (&'static str, Source, Nature),
    pub received: (&'static str, Source, Nature),
    pub yuan: Years,
}

/// Initial budget (年初预算数) of one item, by nature. Empty: not in the budget.
pub struct Budget {
    pub item: &'static str,
    pub source: Source,
    pub nature: Nature,
    pub yuan: Years,
}

/// One line of the operation form (机构运行信息表) that carries an amount or a count.
pub struct Operation {
    /// 行次
    pub line: u32,
    pub initial: Years,
    pub adjusted: Years,
    pub actual: Years,
}

/// No amount in any year.
pub const NONE: Years = &["", "", "", ""];

/// What people wrote into the supplement for the second year.
pub struct Supplement {
    pub reasons: &'static [Reason],
    pub figures: &'static [Figure],
    pub texts: &'static [(&'static str, &'static str, &'static str)],
    pub projects: &'static [Project],
    /// Names of projects that have a self-assessment form among the samples, with their goal.
    pub with_form: &'static [(&'static str, &'static str)],
}

/// A reason for a difference.
pub struct Reason {
    pub key: &'static str,
    /// How this year's figure stands to the one it is compared with.
    pub went: Ordering,
    pub text: &'static str,
}

/// A figure that no system holds, in 元: key, name, initial budget and final amount; empty means not supplied.
pub struct Figure {
    pub key: &'static str,
    pub name: &'static str,
    pub initial: &'static str,
    pub actual: &'static str,
}

/// A project the department assessed itself; its amounts are those of the item it is paid from.
pub struct Project {
    pub name: &'static str,
    pub item: &'static str,
    pub source: Source,
    pub score: &'static str,
    pub grade: &'static str,
    pub outcome: &'static str,
}

pub const fn spend(item: &'static str, econ: &'static str, yuan: Years) -> Spending {
    Spending { item, econ, yuan }
}

pub const fn flow(item: &'static str, source: Source, nature: Nature, yuan: Years) -> Flow {
    Flow { item, source, nature, yuan }
}

pub const fn carry(item: &'static str, source: Source, nature: Nature, yuan: Years) -> Carry {
    Carry { item, source, nature, yuan }
}

pub const fn surplus(item: &'static str, source: Source, nature: Nature, yuan: Years) -> SurplusUsed {
    SurplusUsed { item, source, nature, yuan }
}

pub const fn distribution(item: &'static str, source: Source, nature: Nature, yuan: Years) -> Distribution {
    Distribution { item, source, nature, yuan }
}

pub const fn budget(item: &'static str, source: Source, nature: Nature, yuan: Years) -> Budget {
    Budget { item, source, nature, yuan }
}

pub const fn operation(line: u32, initial: Years, adjusted: Years, actual: Years) -> Operation {
    Operation { line, initial, adjusted, actual }
}

pub const fn reason(key: &'static str, went: Ordering, text: &'static str) -> Reason {
    Reason { key, went, text }
}
