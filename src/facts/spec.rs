//! The fixed facts, declared: key, label, where this and last year's amounts stand, budget, natural whole.

use super::Kind;
use super::groups::CodedGroup;
use crate::accounts::{Column, ScheduleId};

/// A place in the accounts.
pub type At = (ScheduleId, &'static str, Column);

/// A declared fact.
#[derive(Debug, Clone, Copy)]
pub struct FactSpec {
    /// Stable key.
    pub key: &'static str,
    /// Label as printed.
    pub label: &'static str,
    /// Money or count.
    pub kind: Kind,
    /// Final amount; `None` for facts computed by the program or given only by the supplement.
    pub at: Option<At>,
    /// Budget amount.
    pub budget: Option<At>,
    /// Key of the natural whole of its share.
    pub whole: Option<&'static str>,
}

const fn money(key: &'static str, label: &'static str, at: At) -> FactSpec {
    FactSpec { key, label, kind: Kind::Money, at: Some(at), budget: None, whole: None }
}

const fn derived(key: &'static str, label: &'static str) -> FactSpec {
    FactSpec { key, label, kind: Kind::Money, at: None, budget: None, whole: None }
}

impl FactSpec {
    const fn of(self, whole: &'static str) -> FactSpec {
        FactSpec { whole: Some(whole), ..self }
    }

    const fn budget(self, at: At) -> FactSpec {
        FactSpec { budget: Some(at), ..self }
    }
}

const fn summary(key: &'static str, label: &'static str, line: &'static str) -> FactSpec {
    money(key, label, (ScheduleId::Summary, line, Column::Final)).budget((
        ScheduleId::Summary,
        line,
        Column::Initial,
    ))
}

const fn income(key: &'static str, label: &'static str, column: Column) -> FactSpec {
    money(key, label, (ScheduleId::Income, "", column)).of("income.total")
}

const fn expenditure(key: &'static str, label: &'static str, column: Column) -> FactSpec {
    money(key, label, (ScheduleId::Expenditure, "", column)).of("expenditure.total")
}

/// A part of basic expenditure by nature (支出性质); budgets are not stated so.
const fn by_nature(key: &'static str, label: &'static str, line: &'static str) -> FactSpec {
    money(key, label, (ScheduleId::Summary, line, Column::Final)).of("expenditure.basic")
}

const fn fiscal(key: &'static str, label: &'static str, line: &'static str) -> FactSpec {
    money(key, label, (ScheduleId::FiscalSummary, line, Column::Final)).budget((
        ScheduleId::FiscalSummary,
        line,
        Column::Initial,
    ))
}

const fn public(key: &'static str, label: &'static str) -> FactSpec {
    money(key, label, (ScheduleId::Operations, key, Column::Final))
        .budget((ScheduleId::Operations, key, Column::Adjusted))
        .of("three_public.total")
}

const fn operation(key: &'static str, label: &'static str) -> FactSpec {
    money(key, label, (ScheduleId::Operations, key, Column::Final)).budget((
        ScheduleId::Operations,
        key,
        Column::Initial,
    ))
}

const fn count(key: &'static str, label: &'static str) -> FactSpec {
    FactSpec {
        key,
        label,
        kind: Kind::Count,
        at: Some((ScheduleId::Operations, key, Column::Final)),
        budget: None,
        whole: None,
    }
}

/// Every fixed fact, in the order of the narrative. Facts by code (`general.item.…`, `econ.…`) are added from the
/// accounts.
pub const FIXED: &[FactSpec] = &[
    summary("total", "收、支总计", "income.sum"),
    summary("income.total", "本年收入合计", "income.total").of("income.total"),
    income("income.fiscal", "财政拨款收入", Column::Fiscal),
    income("income.superior", "上级补助收入", Column::Superior),
    income("income.business", "事业收入", Column::Business),
    income("income.operating", "经营收入", Column::Operating),
    income("income.affiliate", "附属单位上缴收入", Column::Affiliate),
    income("income.other", "其他收入", Column::Other),
    summary("surplus_used", "使用非财政拨款结余", "income.surplus_used"),
    summary("opening", "年初结转和结余", "income.opening"),
    summary("expenditure.total", "本年支出合计", "expenditure.total").of("expenditure.total"),
    expenditure("expenditure.basic", "基本支出", Column::Basic),
    // Where 01 does not tell them by nature, see compute.rs.
    by_nature("expenditure.basic_personnel", "基本支出中的人员经费", "nature.personnel"),
    by_nature("expenditure.basic_operating", "基本支出中的公用经费", "nature.public"),
    expenditure("expenditure.project", "项目支出", Column::Project),
    expenditure("expenditure.upward", "上缴上级支出", Column::Upward),
    expenditure("expenditure.operating", "经营支出", Column::Operating),
    expenditure("expenditure.affiliate", "对附属单位补助支出", Column::Affiliate),
    summary("distribution", "结余分配", "expenditure.distribution"),
    summary("closing", "年末结转和结余", "expenditure.closing"),
    fiscal("fiscal.total", "财政拨款收、支总计", "income.sum"),
    fiscal("fiscal.income", "财政拨款本年收入合计", "income.total"),
    fiscal("fiscal.income.general", "一般公共预算财政拨款收入", "income.general").of("fiscal.income"),
    fiscal("fiscal.income.fund", "政府性基金预算财政拨款收入", "income.fund").of("fiscal.income"),
    fiscal("fiscal.income.state", "国有资本经营预算财政拨款收入", "income.state").of("fiscal.income"),
    fiscal("fiscal.opening", "年初财政拨款结转和结余", "income.opening"),
    fiscal("fiscal.expenditure", "财政拨款本年支出合计", "expenditure.total"),
    fiscal("fiscal.closing", "年末财政拨款结转和结余", "expenditure.closing"),
    // The budget by 项 comes from the department's budget table; see compute.rs.
    money("general.expenditure", "一般公共预算财政拨款支出", (ScheduleId::General, "", Column::Total))
        .budget((ScheduleId::FiscalSummary, "expenditure.total", Column::InitialGeneral))
        .of("expenditure.total"),
    money("general.basic", "一般公共预算财政拨款基本支出", (ScheduleId::General, "", Column::Basic))
        .of("general.expenditure"),
    money("general.project", "一般公共预算财政拨款项目支出", (ScheduleId::General, "", Column::Project))
        .of("general.expenditure"),
    derived("general.personnel", "人员经费").of("general.basic"),
    derived("general.operating", "公用经费").of("general.basic"),
    money("fund.opening", "政府性基金预算财政拨款年初结转和结余", (ScheduleId::Fund, "", Column::Opening)),
    money("fund.income", "政府性基金预算财政拨款收入", (ScheduleId::Fund, "", Column::Income)).budget((
        ScheduleId::FiscalSummary,
        "income.fund",
        Column::Initial,
    )),
    money("fund.expenditure", "政府性基金预算财政拨款支出", (ScheduleId::Fund, "", Column::Total)).budget((
        ScheduleId::FiscalSummary,
        "expenditure.total",
        Column::InitialFund,
    )),
    money("fund.basic", "政府性基金预算财政拨款基本支出", (ScheduleId::Fund, "", Column::Basic)),
    money("fund.project", "政府性基金预算财政拨款项目支出", (ScheduleId::Fund, "", Column::Project)),
    money("fund.closing", "政府性基金预算财政拨款年末结转和结余", (ScheduleId::Fund, "", Column::Closing)),
    money(
        "state.opening",
        "国有资本经营预算财政拨款年初结转和结余",
        (ScheduleId::State, "", Column::Opening),
    ),
    money("state.income", "国有资本经营预算财政拨款收入", (ScheduleId::State, "", Column::Income)).budget((
        ScheduleId::FiscalSummary,
        "income.state",
        Column::Initial,
    )),
    money("state.expenditure", "国有资本经营预算财政拨款支出", (ScheduleId::State, "", Column::Total))
        .budget((ScheduleId::FiscalSummary, "expenditure.total", Column::InitialState)),
    money("state.basic", "国有资本经营预算财政拨款基本支出", (ScheduleId::State, "", Column::Basic)),
    money("state.project", "国有资本经营预算财政拨款项目支出", (ScheduleId::State, "", Column::Project)),
    money(
        "state.closing",
        "国有资本经营预算财政拨款年末结转和结余",
        (ScheduleId::State, "", Column::Closing),
    ),
    public("three_public.total", "“三公”经费"),
    public("three_public.overseas", "因公出国（境）费"),
    public("three_public.vehicle", "公务用车购置及运行维护费"),
    public("three_public.vehicle_purchase", "公务用车购置费"),
    public("three_public.vehicle_operation", "公务用车运行维护费"),
    public("three_public.reception", "公务接待费"),
    public("three_public.reception_domestic", "国内接待费"),
    public("three_public.reception_foreign_affairs", "外事接待费"),
    public("three_public.reception_abroad", "国（境）外接待费"),
    count("count.overseas_groups", "因公出国（境）团组数（个）"),
    count("count.overseas_persons", "因公出国（境）人次数（人）"),
    count("count.vehicles_purchased", "公务用车购置数（辆）"),
    count("count.vehicles_owned", "公务用车保有量（辆）"),
    count("count.reception_domestic_batches", "国内公务接待批次（个）"),
    count("count.reception_domestic_persons", "国内公务接待人次（人）"),
    count("count.reception_foreign_affairs_batches", "外事接待批次（个）"),
    count("count.reception_foreign_affairs_persons", "外事接待人次（人）"),
    count("count.reception_abroad_batches", "国（境）外公务接待批次（个）"),
    count("count.reception_abroad_persons", "国（境）外公务接待人次（人）"),
    operation("agency_operation", "机关运行经费"),
    operation("conference", "会议费"),
    operation("training", "培训费"),
    operation("procurement.total", "政府采购支出总额"),
    operation("procurement.goods", "政府采购货物支出").of("procurement.total"),
    operation("procurement.works", "政府采购工程支出").of("procurement.total"),
    operation("procurement.services", "政府采购服务支出").of("procurement.total"),
    operation("procurement.sme", "授予中小企业合同金额").of("procurement.total"),
    operation("procurement.micro", "授予小微企业合同金额").of("procurement.total"),
    derived("procurement.goods_sme", "货物采购授予中小企业合同金额").of("procurement.goods"),
    derived("procurement.works_sme", "工程采购授予中小企业合同金额").of("procurement.works"),
    derived("procurement.services_sme", "服务采购授予中小企业合同金额").of("procurement.services"),
    derived("procurement.reserved_sme", "面向中小企业预留政府采购项目预算金额"),
    derived("procurement.reserved_micro", "面向小微企业预留政府采购项目预算金额"),
    derived("procurement.reserved_sme_awarded", "预留项目中由中小企业供应商中标或成交的采购金额"),
    derived("procurement.reserved_micro_awarded", "预留项目中由小微企业供应商中标或成交的采购金额"),
    derived("procurement.other_sme_awarded", "其他项目中由中小企业供应商中标或成交的采购金额"),
    count("vehicles.total", "车辆数合计（辆）"),
    FactSpec { at: None, ..count("vehicles.leader", "符合规定领导干部用车（辆）") },
    count("vehicles.minister", "副部（省）级及以上领导用车（辆）"),
    count("vehicles.principal", "主要负责人用车（辆）"),
    count("vehicles.confidential", "机要通信用车（辆）"),
    count("vehicles.emergency", "应急保障用车（辆）"),
    count("vehicles.enforcement", "执法执勤用车（辆）"),
    count("vehicles.special", "特种专业技术用车（辆）"),
    count("vehicles.retired", "离退休干部服务用车（辆）"),
    count("vehicles.other", "其他用车（辆）"),
    count("equipment", "单价100万元（含）以上设备（不含车辆）（台、套）"),
];

/// The key of the natural whole of a fact's share (占比), if it has one.
pub fn whole_of(key: &str) -> Option<&'static str> {
    match CodedGroup::of(key) {
        Some((group, _)) => group.whole,
        None => fixed(key)?.whole,
    }
}

/// The declaration of a fixed fact.
pub fn fixed(key: &str) -> Option<&'static FactSpec> {
    FIXED.iter().find(|s| s.key == key)
}

/// Whether some data can have a fact of this key: a fixed one, or one of a code that its classification has.
pub fn is_key(key: &str) -> bool {
    fixed(key).is_some() || CodedGroup::of(key).is_some_and(|(group, code)| group.name(code).is_some())
}

/// Whether a fact's budget is the adjusted one (全年预算数), not the initial one (年初预算数).
pub fn has_adjusted_budget(key: &str) -> bool {
    fixed(key).and_then(|s| s.budget).is_some_and(|(_, _, column)| column == Column::Adjusted)
}

/// What stands before the key of a figure where its initial budget is asked for beside the adjusted one.
const INITIAL: &str = "initial.";

/// The key under which people supply the initial budget (年初预算数) of a figure whose budget is the adjusted one
/// (全年预算数): `initial.three_public.total`.
pub fn initial_key(key: &str) -> String {
    format!("{INITIAL}{key}")
}

/// The figure whose initial budget a key is about.
///
/// ```
/// use juesuan::facts::key_of_initial;
/// assert_eq!(key_of_initial("initial.three_public.total"), Some("three_public.total"));
/// assert_eq!(key_of_initial("initial.total"), None, "its budget is the initial one");
/// ```
pub fn key_of_initial(key: &str) -> Option<&str> {
    key.strip_prefix(INITIAL).filter(|key| has_adjusted_budget(key))
}

/// The Chinese label of any fact key; the key itself if it is unknown.
pub fn label_of(key: &str) -> String {
    let coded = || CodedGroup::of(key).and_then(|(group, code)| group.name(code));
    fixed(key).map(|s| s.label).or_else(coded).unwrap_or(key).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::groups::WHOLES;
    use super::*;
    use crate::import::forms::is_count;

    #[test]
    fn keys_are_unique_and_wholes_exist() {
        for (i, spec) in FIXED.iter().enumerate() {
            assert!(FIXED[i + 1..].iter().all(|s| s.key != spec.key), "{}", spec.key);
            if let Some(whole) = spec.whole {
                assert!(fixed(whole).is_some(), "{whole}");
            }
        }
    }

    #[test]
    fn wholes_and_parts_are_facts_and_counts_are_those_of_the_form() {
        for whole in WHOLES {
            for key in [whole.key].iter().chain(whole.parts).chain(whole.within) {
                assert!(fixed(key).is_some(), "{key}");
            }
        }
        for spec in FIXED {
            let Some((ScheduleId::Operations, line, _)) = spec.at else { continue };
            assert_eq!(is_count(line), spec.kind == Kind::Count, "{}", spec.key);
        }
    }
}
