//! The nine published tables, declared: what each publishes, its columns and its fixed lines, as the form prints
//! them. How a style prints them is the engine's ([`super::build`]).

use crate::accounts::{Column, ScheduleId};

/// A published table.
pub struct TableSpec {
    /// The statement it publishes.
    pub id: ScheduleId,
    /// What stands in it.
    pub layout: Layout,
    /// On a landscape page.
    pub landscape: bool,
}

/// What stands in a table.
pub enum Layout {
    /// Income on the left, expenditure by functional 类 on the right.
    Sides {
        /// 收入
        income: Side,
        /// 支出
        expenditure: Side,
    },
    /// One row per functional code.
    Coded {
        /// Columns of amounts.
        columns: &'static [CodedColumn],
        /// The columns of styles that print the income of the budget too.
        with_income: Option<&'static [CodedColumn]>,
    },
    /// Every economic 款 in groups of columns: the parts, the first of which has one group.
    Economic([EconomicPart; 2]),
    /// One row: each expense under each of the columns.
    OneRow {
        /// Expenses.
        expenses: &'static [Expense],
        /// Columns.
        columns: &'static [(&'static str, Column)],
    },
}

/// A column of a coded table: its place under the heads, and the statement's column.
pub struct CodedColumn {
    /// Head above it, if several columns share one.
    pub group: Option<&'static str>,
    /// Head; `None` takes the style's total head.
    pub head: Option<&'static str>,
    /// The statement's column.
    pub column: Column,
}

/// One side of a table with two.
pub struct Side {
    /// The head over it.
    pub title: &'static str,
    /// Columns of amounts; a head of `None` takes the style's.
    pub columns: &'static [(Option<&'static str>, Column)],
    /// Lines with ordinals (一、二、…); none where the functional 类 stand there.
    pub numbered: &'static [Line],
    /// Lines below.
    pub totals: &'static [Line],
}

/// A fixed line.
pub struct Line {
    /// The label; empty for an empty line.
    pub label: &'static str,
    /// Key of the statement's line.
    pub key: &'static str,
    /// How it stands.
    pub manner: Manner,
}

/// How a fixed line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Like any other.
    Plain,
    /// One step in.
    Indented,
    /// In the middle and bold.
    Total,
    /// An empty line where a style prints every 类 and 行次, as the national form does.
    Spacing,
}

/// 人员经费 or 公用经费 of the table by economic classification.
pub struct EconomicPart {
    /// The head over its groups.
    pub head: &'static str,
    /// The label of its total.
    pub total: &'static str,
    /// 人员经费, not 公用经费.
    pub personnel: bool,
}

/// An expense of 公开09表.
pub struct Expense {
    /// Head above it, if several share one.
    pub group: Option<&'static str>,
    /// Head.
    pub head: &'static str,
    /// Key of the statement's line.
    pub key: &'static str,
}

const fn col(head: &'static str, column: Column) -> CodedColumn {
    CodedColumn { group: None, head: Some(head), column }
}

const fn under(group: &'static str, head: &'static str, column: Column) -> CodedColumn {
    CodedColumn { group: Some(group), head: Some(head), column }
}

const fn total_under(group: &'static str, column: Column) -> CodedColumn {
    CodedColumn { group: Some(group), head: None, column }
}

const fn coded(id: ScheduleId, columns: &'static [CodedColumn], landscape: bool) -> TableSpec {
    TableSpec { id, layout: Layout::Coded { columns, with_income: None }, landscape }
}

const fn line(label: &'static str, key: &'static str) -> Line {
    Line { label, key, manner: Manner::Plain }
}

const fn indented(label: &'static str, key: &'static str) -> Line {
    Line { label, key, manner: Manner::Indented }
}

const fn total(label: &'static str, key: &'static str) -> Line {
    Line { label, key, manner: Manner::Total }
}

const EMPTY: Line = line("", "");
const SPACING: Line = Line { label: "", key: "", manner: Manner::Spacing };

const fn expense(head: &'static str, key: &'static str) -> Expense {
    Expense { group: None, head, key }
}

const fn vehicle(head: &'static str, key: &'static str) -> Expense {
    Expense { group: Some("公务用车购置及运行维护费"), head, key }
}

const THIS_YEAR: &[CodedColumn] = &[
    total_under("本年支出", Column::Total),
    under("本年支出", "基本支出", Column::Basic),
    under("本年支出", "项目支出", Column::Project),
];

const WITH_CARRY_OVER: &[CodedColumn] = &[
    col("年初结转和结余", Column::Opening),
    col("本年收入", Column::Income),
    total_under("本年支出", Column::Total),
    under("本年支出", "基本支出", Column::Basic),
    under("本年支出", "项目支出", Column::Project),
    col("年末结转和结余", Column::Closing),
];

/// Every table, in printed order. Upright or turned as the export of 部门决算公开表 lays its sheets out, which most offices keep.
pub const TABLES: [TableSpec; 9] = [
    TableSpec {
        id: ScheduleId::Summary,
        layout: Layout::Sides {
            income: Side {
                title: "收入",
                columns: &[(None, Column::Final)],
                numbered: &[
                    line("一般公共预算财政拨款收入", "income.general"),
                    line("政府性基金预算财政拨款收入", "income.fund"),
                    line("国有资本经营预算财政拨款收入", "income.state"),
                    line("上级补助收入", "income.superior"),
                    line("事业收入", "income.business"),
                    line("经营收入", "income.operating"),
                    line("附属单位上缴收入", "income.affiliate"),
                    line("其他收入", "income.other"),
                ],
                totals: &[
                    total("本年收入合计", "income.total"),
                    indented("使用非财政拨款结余", "income.surplus_used"),
                    indented("年初结转和结余", "income.opening"),
                    SPACING,
                    total("总计", "income.sum"),
                ],
            },
            expenditure: Side {
                title: "支出",
                columns: &[(None, Column::Final)],
                numbered: &[],
                totals: &[
                    total("本年支出合计", "expenditure.total"),
                    indented("结余分配", "expenditure.distribution"),
                    indented("年末结转和结余", "expenditure.closing"),
                    SPACING,
                    total("总计", "expenditure.sum"),
                ],
            },
        },
        landscape: false,
    },
    coded(
        ScheduleId::Income,
        &[
            col("本年收入合计", Column::Total),
            col("财政拨款收入", Column::Fiscal),
            col("上级补助收入", Column::Superior),
            col("事业收入", Column::Business),
            col("经营收入", Column::Operating),
            col("附属单位上缴收入", Column::Affiliate),
            col("其他收入", Column::Other),
        ],
        true,
    ),
    coded(
        ScheduleId::Expenditure,
        &[
            col("本年支出合计", Column::Total),
            col("基本支出", Column::Basic),
            col("项目支出", Column::Project),
            col("上缴上级支出", Column::Upward),
            col("经营支出", Column::Operating),
            col("对附属单位补助支出", Column::Affiliate),
        ],
        true,
    ),
    TableSpec {
        id: ScheduleId::FiscalSummary,
        layout: Layout::Sides {
            income: Side {
                title: "收入",
                columns: &[(None, Column::Final)],
                numbered: &[
                    line("一般公共预算财政拨款", "income.general"),
                    line("政府性基金预算财政拨款", "income.fund"),
                    line("国有资本经营预算财政拨款", "income.state"),
                ],
                totals: &[
                    total("本年收入合计", "income.total"),
                    line("年初财政拨款结转和结余", "income.opening"),
                    indented("一般公共预算财政拨款", "opening.general"),
                    indented("政府性基金预算财政拨款", "opening.fund"),
                    indented("国有资本经营预算财政拨款", "opening.state"),
                    total("总计", "income.sum"),
                ],
            },
            expenditure: Side {
                title: "支出",
                columns: &[
                    (Some("合计"), Column::Final),
                    (Some("一般公共预算财政拨款"), Column::FinalGeneral),
                    (Some("政府性基金预算财政拨款"), Column::FinalFund),
                    (Some("国有资本经营预算财政拨款"), Column::FinalState),
                ],
                numbered: &[],
                totals: &[
                    total("本年支出合计", "expenditure.total"),
                    line("年末财政拨款结转和结余", "expenditure.closing"),
                    EMPTY,
                    EMPTY,
                    EMPTY,
                    total("总计", "expenditure.sum"),
                ],
            },
        },
        landscape: true,
    },
    coded(ScheduleId::General, THIS_YEAR, false),
    TableSpec {
        id: ScheduleId::BasicDetail,
        layout: Layout::Economic([
            EconomicPart { head: "人员经费", total: "人员经费合计", personnel: true },
            EconomicPart { head: "公用经费", total: "公用经费合计", personnel: false },
        ]),
        landscape: true,
    },
    coded(ScheduleId::Fund, WITH_CARRY_OVER, true),
    TableSpec {
        id: ScheduleId::State,
        layout: Layout::Coded { columns: THIS_YEAR, with_income: Some(WITH_CARRY_OVER) },
        landscape: false,
    },
    TableSpec {
        id: ScheduleId::Operations,
        layout: Layout::OneRow {
            expenses: &[
                expense("合计", "three_public.total"),
                expense("因公出国（境）费", "three_public.overseas"),
                vehicle("小计", "three_public.vehicle"),
                vehicle("公务用车购置费", "three_public.vehicle_purchase"),
                vehicle("公务用车运行维护费", "three_public.vehicle_operation"),
                expense("公务接待费", "three_public.reception"),
            ],
            columns: &[("预算数", Column::Adjusted), ("决算数", Column::Final)],
        },
        landscape: true,
    },
];
