//! Names of figures as sentences write them, declared, with the fact each means in a section.

use std::sync::OnceLock;

use super::lexicon::Phrases;
use super::topic::Topic;

/// What a name means: the first entry whose topics fit decides; no topics fit every section.
#[derive(Debug)]
pub struct Name {
    /// Its wordings, with alternatives in brackets.
    wordings: &'static [&'static str],
    /// Fact keys by topic.
    keys: &'static [(&'static [Topic], &'static str)],
}

const ANY: &[Topic] = &[];
/// Sections that do not tell the accounts: 三公经费支出5万元（其中：一般公共预算支出5万元） is a part of what they speak of.
const OTHER_MATTERS: &[Topic] =
    &[Topic::ThreePublic, Topic::Agency, Topic::Ordinary, Topic::Procurement, Topic::Assets];
/// Means no fact, whatever stands behind.
const NOTHING: &str = "";
/// Some provinces tell 会议费 and 培训费 together with “三公”经费.
const MEETINGS: &[Topic] = &[Topic::Ordinary, Topic::Agency, Topic::Other, Topic::ThreePublic];

const fn name(wordings: &'static [&'static str], keys: &'static [(&'static [Topic], &'static str)]) -> Name {
    Name { wordings, keys }
}

use Topic::{Basic, Expenditure, Fiscal, Fund, General, Income, State};

/// The amount words of a budget's parts: 收入, 支出, 年初结转和结余 … of the budget a section speaks of.
const NAMES: &[Name] = &[
    // 总体
    name(
        &[
            "财政拨款收[、|]支[决算|]总[计|额|数|决算]",
            "财政拨款收入[、|和|]支出[决算|]总[计|额|数]",
            "财政拨款[收入|支出]总[计|额|决算]",
            "财政拨款总[收入|支出]",
        ],
        &[(ANY, "fiscal.total")],
    ),
    name(
        &[
            "收[、|]支[决算|]总[计|额|数|决算]",
            "收入[、|和|]支出[决算|]总[计|额|数]",
            "[收入|支出]总[计|额|决算]",
        ],
        &[(&[Fiscal], "fiscal.total"), (ANY, "total")],
    ),
    // 占总收入的50%: where income is told by its sources, their sum.
    name(&["[本年|]总收入"], &[(&[Fiscal], "fiscal.total"), (&[Income], "income.total"), (ANY, "total")]),
    name(
        &["[本年|]总支出"],
        &[(&[Fiscal], "fiscal.total"), (&[Expenditure], "expenditure.total"), (ANY, "total")],
    ),
    // “三公”经费支出决算总额 is theirs.
    name(
        &["收入决算总计", "支出决算总计"],
        &[
            (OTHER_MATTERS, NOTHING),
            (&[General, Fund, State, Basic], NOTHING),
            (&[Fiscal], "fiscal.total"),
            (ANY, "total"),
        ],
    ),
    name(
        &["[本年|]收入[决算|]合计", "本年收入", "本年总收入"],
        &[
            (&[Fiscal], "fiscal.income"),
            (&[Fund], "fund.income"),
            (&[State], "state.income"),
            (ANY, "income.total"),
        ],
    ),
    name(
        &["[本年|]支出[决算|]合计", "本年支出", "本年总支出"],
        &[
            (&[Fiscal], "fiscal.expenditure"),
            (&[Fund], "fund.expenditure"),
            (&[State], "state.expenditure"),
            (ANY, "expenditure.total"),
        ],
    ),
    name(
        &["收入"],
        &[(&[Fund], "fund.income"), (&[State], "state.income"), (&[Topic::Total], "income.total")],
    ),
    name(
        &["支出"],
        &[
            (&[Fund], "fund.expenditure"),
            (&[State], "state.expenditure"),
            (&[Topic::Total], "expenditure.total"),
        ],
    ),
    // 收入
    name(
        &["财政拨款[本年|]收入[合计|]"],
        &[
            (&[Income], "income.fiscal"),
            (&[Fund], "fund.income"),
            (&[State], "state.income"),
            (ANY, "fiscal.income"),
        ],
    ),
    name(
        &["一般公共预算[财政拨款|拨款|][本年|]收入"],
        &[(OTHER_MATTERS, NOTHING), (ANY, "fiscal.income.general")],
    ),
    name(&["一般公共预算[财政拨款|拨款|]"], &[(&[Income], "fiscal.income.general")]),
    name(
        &["政府性基金预算[财政拨款|拨款|]", "政府性基金[财政拨款|拨款]"],
        &[(&[Income], "fiscal.income.fund")],
    ),
    name(
        &["国有资本经营预算[财政拨款|拨款|]", "国有资本经营[财政拨款|拨款]"],
        &[(&[Income], "fiscal.income.state")],
    ),
    name(
        &["政府性基金[预算|][财政拨款|拨款|][本年|]收入"],
        &[(&[Fund], "fund.income"), (ANY, "fiscal.income.fund")],
    ),
    name(
        &["国有资本经营[预算|][财政拨款|拨款|][本年|]收入"],
        &[(&[State], "state.income"), (ANY, "fiscal.income.state")],
    ),
    name(&["上级补助收入"], &[(ANY, "income.superior")]),
    name(&["事业收入"], &[(ANY, "income.business")]),
    name(&["经营收入"], &[(ANY, "income.operating")]),
    name(&["附属单位上缴收入", "附属单位缴款[收入|]"], &[(ANY, "income.affiliate")]),
    name(&["其他收入"], &[(ANY, "income.other")]),
    name(&["使用非财政拨款结余[(含专用结余)|]"], &[(ANY, "surplus_used")]),
    name(
        &["[年初|上年|]财政拨款[年初|]结转[和|]结余"],
        &[(&[Fund], "fund.opening"), (&[State], "state.opening"), (ANY, "fiscal.opening")],
    ),
    name(
        &["年初结转[和|]结余", "[政府性基金|国有资本经营]预算财政拨款年初结转[和|]结余"],
        &[
            (&[Fiscal], "fiscal.opening"),
            (&[Fund], "fund.opening"),
            (&[State], "state.opening"),
            (ANY, "opening"),
        ],
    ),
    name(
        &["年末结转[和|]结余", "年末财政拨款结转[和|]结余"],
        &[
            (&[Fiscal], "fiscal.closing"),
            (&[Fund], "fund.closing"),
            (&[State], "state.closing"),
            (ANY, "closing"),
        ],
    ),
    name(&["结余分配"], &[(ANY, "distribution")]),
    // 支出
    name(
        &["财政拨款[本年|]支出[合计|]"],
        &[
            (&[General], "general.expenditure"),
            (&[Fund], "fund.expenditure"),
            (&[State], "state.expenditure"),
            (ANY, "fiscal.expenditure"),
        ],
    ),
    name(
        &["一般公共预算[财政拨款|拨款|][本年|总|]支出[合计|]"],
        &[(OTHER_MATTERS, NOTHING), (ANY, "general.expenditure")],
    ),
    name(
        &["政府性基金[预算|][财政拨款|拨款|][本年|总|]支出"],
        &[(OTHER_MATTERS, NOTHING), (ANY, "fund.expenditure")],
    ),
    name(
        &["国有资本经营[预算|][财政拨款|拨款|][本年|总|]支出"],
        &[(OTHER_MATTERS, NOTHING), (ANY, "state.expenditure")],
    ),
    name(
        &["基本支出"],
        &[
            (&[General, Basic], "general.basic"),
            (&[Fund], "fund.basic"),
            (&[State], "state.basic"),
            (ANY, "expenditure.basic"),
        ],
    ),
    name(
        &["项目支出"],
        &[
            (&[General, Basic], "general.project"),
            (&[Fund], "fund.project"),
            (&[State], "state.project"),
            (ANY, "expenditure.project"),
        ],
    ),
    name(&["[一般公共预算|]财政拨款基本支出"], &[(ANY, "general.basic")]),
    name(&["[一般公共预算|]财政拨款项目支出"], &[(ANY, "general.project")]),
    name(&["上缴上级支出"], &[(ANY, "expenditure.upward")]),
    name(&["经营支出"], &[(ANY, "expenditure.operating")]),
    name(&["对附属单位补助支出", "对下属单位补助支出"], &[(ANY, "expenditure.affiliate")]),
    // Beside 基本支出 of all expenditure they are parts of that.
    name(
        &["人员经费[支出|]"],
        &[(&[Expenditure], "expenditure.basic_personnel"), (ANY, "general.personnel")],
    ),
    name(
        &["[日常|]公用经费[支出|]"],
        &[(&[Expenditure], "expenditure.basic_operating"), (ANY, "general.operating")],
    ),
    name(&["工资福利支出"], &[(&[Basic], "econ.301")]),
    name(&["商品和服务支出"], &[(&[Basic], "econ.302")]),
    name(&["对个人和家庭[的|]补助[支出|]"], &[(&[Basic], "econ.303")]),
    name(&["债务利息及费用支出"], &[(&[Basic], "econ.307")]),
    name(&["资本性支出"], &[(&[Basic], "econ.310")]),
    // “三公”经费
    name(&["[财政拨款|]三公经费[财政拨款|]"], &[(ANY, "three_public.total")]),
    name(&["因公出国(境)[费用|费|经费|]"], &[(ANY, "three_public.overseas")]),
    name(
        &[
            "公务[用|]车购置[费|][及|和|]运行[维护|][费|]",
            "公务[用|]车购置[费|][及|和]公务[用|]车运行[维护|][费|]",
        ],
        &[(ANY, "three_public.vehicle")],
    ),
    name(&["公务[用|]车购置[费|][支出|]"], &[(ANY, "three_public.vehicle_purchase")]),
    name(&["公务[用|]车运行[维护|][费|][支出|]"], &[(ANY, "three_public.vehicle_operation")]),
    name(&["[全年|]运行[维护|]费[支出|]"], &[(&[Topic::ThreePublic], "three_public.vehicle_operation")]),
    name(&["公务接待费"], &[(ANY, "three_public.reception")]),
    name(&["公务接待"], &[(&[Topic::ThreePublic], "three_public.reception")]),
    name(
        &["[其他|]国内[公务|]接待[费|支出|][支出|]", "国内公务接待支出(含外宾接待)"],
        &[(ANY, "three_public.reception_domestic")],
    ),
    name(&["[外事|外宾]接待[费|支出|]", "接待外宾"], &[(ANY, "three_public.reception_foreign_affairs")]),
    name(&["国(境)外[公务|]接待[费|支出|]", "在国(境)外共接待"], &[(ANY, "three_public.reception_abroad")]),
    // 实物量
    name(
        &["因公出国(境)[团组|团][数|]", "出国(境)团组[数|]", "出国团组[数|]"],
        &[(ANY, "count.overseas_groups")],
    ),
    name(
        &[
            "购置公务用车[数|]",
            "购置车辆[数|]",
            "更新[购置|]公务用车",
            "购置(更新)公务用车",
            "公务用车购置[数|量]",
        ],
        &[(ANY, "count.vehicles_purchased")],
    ),
    name(&["[公务用车|公务车|车辆|]保有量", "公务[用|]车保有"], &[(ANY, "count.vehicles_owned")]),
    name(&["共有公务用车"], &[(&[Topic::ThreePublic], "count.vehicles_owned")]),
    name(&["国(境)外来访团组", "来访外宾"], &[(ANY, "three_public.reception_foreign_affairs")]),
    name(&["[国内|]来访团组", "来宾"], &[(ANY, "three_public.reception_domestic")]),
    // 其他重要事项
    name(&["机关运行经费[支出|]", "机构运行经费[支出|]"], &[(ANY, "agency_operation")]),
    name(&["会议费[支出|]"], &[(MEETINGS, "conference")]),
    name(&["培训费[支出|]"], &[(MEETINGS, "training")]),
    name(&["政府采购[支出|][总额|金额|总金额|]"], &[(ANY, "procurement.total")]),
    name(&["政府采购货物[类|][支出|金额|]", "货物采购金额"], &[(ANY, "procurement.goods")]),
    name(&["货物[类|][采购|]支出[金额|]"], &[(&[Topic::Procurement, Topic::Other], "procurement.goods")]),
    name(&["政府采购工程[类|][支出|金额|]", "工程采购金额"], &[(ANY, "procurement.works")]),
    name(&["工程[类|][采购|]支出[金额|]"], &[(&[Topic::Procurement, Topic::Other], "procurement.works")]),
    name(&["政府采购服务[类|][支出|金额|]", "服务采购金额"], &[(ANY, "procurement.services")]),
    // 商品和服务支出 ends alike.
    name(&["服务[类|][采购|]支出[金额|]"], &[(&[Topic::Procurement, Topic::Other], "procurement.services")]),
    name(&["授予中小企业[的|]合同金额"], &[(ANY, "procurement.sme")]),
    name(&["授予小微企业[的|]合同金额"], &[(ANY, "procurement.micro")]),
    name(&["货物采购授予中小企业[的|]合同金额"], &[(ANY, "procurement.goods_sme")]),
    name(&["工程采购授予中小企业[的|]合同金额"], &[(ANY, "procurement.works_sme")]),
    name(&["服务采购授予中小企业[的|]合同金额"], &[(ANY, "procurement.services_sme")]),
    name(&["面向中小企业预留[的|]政府采购项目预算金额"], &[(ANY, "procurement.reserved_sme")]),
    name(&["面向小微企业预留[的|]政府采购项目预算金额"], &[(ANY, "procurement.reserved_micro")]),
    name(&["在面向中小企业预留[的|]政府采购项目中"], &[(ANY, "procurement.reserved_sme_awarded")]),
    name(&["在面向小微企业预留[的|]政府采购项目中"], &[(ANY, "procurement.reserved_micro_awarded")]),
    name(&["在其他政府采购项目中"], &[(ANY, "procurement.other_sme_awarded")]),
    name(&["[共有|]车辆[数|][合计|总数|]"], &[(&[Topic::Assets], "vehicles.total")]),
    name(&["符合规定领导干部用车"], &[(ANY, "vehicles.leader")]),
    name(
        &[
            "副部(省)级[及|]以上领导[干部|]用车",
            "[副|]部级[及以上|]领导干部用车",
            "副省级[及|]以上领导[干部|]用车",
        ],
        &[(ANY, "vehicles.minister")],
    ),
    name(&["主要[负责人|领导干部|领导]用车"], &[(ANY, "vehicles.principal")]),
    name(&["机要通信用车"], &[(ANY, "vehicles.confidential")]),
    name(&["应急保障用车"], &[(ANY, "vehicles.emergency")]),
    name(&["[执法|][、|]执勤用车"], &[(ANY, "vehicles.enforcement")]),
    name(&["特种专业技术用车"], &[(ANY, "vehicles.special")]),
    name(&["离退休干部[服务|]用车"], &[(ANY, "vehicles.retired")]),
    name(&["其他用车", "其他车辆"], &[(ANY, "vehicles.other")]),
    name(
        &[
            "单[位|][价|价值]100万元[(含)|(含100万元)|]以上[的|][专用|通用|]设备[(不含车辆)|]",
            "单价100万元及以上设备[(不含车辆)|]",
        ],
        &[(ANY, "equipment")],
    ),
];

impl Name {
    /// Whether it is the one word 收入 or 支出, which may stand behind another name, too.
    pub fn is_bare(&self) -> bool {
        matches!(self.wordings, ["收入"] | ["支出"])
    }

    /// The fact a name means in a section; `None` where it means nothing.
    pub fn key(&self, topic: Option<Topic>) -> Option<&'static str> {
        // In 预算绩效情况 the same words speak of projects.
        let any = topic != Some(Topic::Performance);
        let fits = |topics: &[Topic]| {
            if topics.is_empty() { any } else { topic.is_some_and(|t| topics.contains(&t)) }
        };
        self.keys.iter().find(|(topics, _)| fits(topics)).map(|(_, key)| *key).filter(|key| *key != NOTHING)
    }
}

/// All names, made on first use.
pub fn names() -> &'static Phrases<&'static Name> {
    static ALL: OnceLock<Phrases<&'static Name>> = OnceLock::new();
    ALL.get_or_init(|| Phrases::of(NAMES.iter().flat_map(|n| n.wordings.iter().map(move |w| (*w, n)))))
}

/// Counts: what a number of things is, by the figure spoken of and the word behind the number.
const COUNTS: &[(&str, &[&str], &str)] = &[
    ("count.overseas_groups", &["个", "批", "批次", "次"], "count.overseas_groups"),
    ("count.overseas_groups", &["人次", "人"], "count.overseas_persons"),
    ("three_public.overseas", &["个", "批", "批次"], "count.overseas_groups"),
    ("three_public.overseas", &["人次", "人"], "count.overseas_persons"),
    ("count.vehicles_purchased", &["辆", "台"], "count.vehicles_purchased"),
    ("three_public.vehicle_purchase", &["辆", "台"], "count.vehicles_purchased"),
    ("count.vehicles_owned", &["辆", "台"], "count.vehicles_owned"),
    ("three_public.vehicle_operation", &["辆", "台"], "count.vehicles_owned"),
    ("three_public.reception", &["批次", "批", "个", "次"], "count.reception_domestic_batches"),
    ("three_public.reception", &["人次", "人"], "count.reception_domestic_persons"),
    ("three_public.reception_domestic", &["批次", "批", "个", "次"], "count.reception_domestic_batches"),
    ("three_public.reception_domestic", &["人次", "人"], "count.reception_domestic_persons"),
    (
        "three_public.reception_foreign_affairs",
        &["批次", "批", "个", "次"],
        "count.reception_foreign_affairs_batches",
    ),
    ("three_public.reception_foreign_affairs", &["人次", "人"], "count.reception_foreign_affairs_persons"),
    ("three_public.reception_abroad", &["批次", "批", "个", "次"], "count.reception_abroad_batches"),
    ("three_public.reception_abroad", &["人次", "人"], "count.reception_abroad_persons"),
];

/// The fact a count states.
pub fn count_key(subject: &str, unit: &str) -> Option<&'static str> {
    if let Some(key) =
        COUNTS.iter().find(|(s, units, _)| *s == subject && units.contains(&unit)).map(|(.., k)| *k)
    {
        return Some(key);
    }
    let vehicles = NAMES.iter().flat_map(|n| n.keys).map(|(_, key)| *key).find(|key| *key == subject)?;
    let fits = match vehicles {
        "equipment" => ["台(套)", "台", "套", "件"].contains(&unit),
        key => key.starts_with("vehicles.") && ["辆", "台"].contains(&unit),
    };
    fits.then_some(vehicles)
}

/// Money spoken of right behind a count is what the counted things cost: 团组0个，预算为0万元.
const COSTS: &[(&str, &str)] = &[
    ("count.overseas_groups", "three_public.overseas"),
    ("count.vehicles_purchased", "three_public.vehicle_purchase"),
    ("count.vehicles_owned", "three_public.vehicle_operation"),
];

/// The fact an amount of money states where a subject is spoken of; `None` for things that have no amount.
pub fn money_key(subject: &str) -> Option<&str> {
    if let Some((_, key)) = COSTS.iter().find(|(count, _)| *count == subject) {
        return Some(key);
    }
    let counts = subject.starts_with("vehicles.") || subject == "equipment" || subject.starts_with("count.");
    (!counts).then_some(subject)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::normal::Normal;

    fn key(text: &str, topic: Topic) -> Option<(usize, &'static str)> {
        let normal = Normal::new(text);
        let (length, name) = names().at(&normal, 0)?;
        Some((length, name.key(Some(topic))?))
    }

    #[test]
    fn names_mean_what_their_section_speaks_of() {
        for (text, topic, expected) in [
            ("收、支总计均为", Topic::Total, "total"),
            ("收、支总计均为", Topic::Fiscal, "fiscal.total"),
            ("财政拨款收入", Topic::Income, "income.fiscal"),
            ("财政拨款支出", Topic::General, "general.expenditure"),
            ("基本支出", Topic::Expenditure, "expenditure.basic"),
            ("基本支出", Topic::Basic, "general.basic"),
            ("“三公”经费财政拨款支出", Topic::ThreePublic, "three_public.total"),
            ("公务用车购置费及运行维护费支出", Topic::ThreePublic, "three_public.vehicle"),
            ("公务用车购置费支出0万元", Topic::ThreePublic, "three_public.vehicle_purchase"),
            ("货物采购授予中小企业合同金额占", Topic::Procurement, "procurement.goods_sme"),
            ("单价100万元（含）以上设备（不含车辆）", Topic::Assets, "equipment"),
        ] {
            assert_eq!(key(text, topic).map(|k| k.1), Some(expected), "{text}");
        }
    }

    #[test]
    fn every_key_is_a_fact() {
        for (_, key) in NAMES.iter().flat_map(|n| n.keys).filter(|(_, key)| *key != NOTHING) {
            let coded = crate::facts::CodedGroup::of(key).is_some();
            assert!(coded || crate::facts::FIXED.iter().any(|f| f.key == *key), "{key}");
        }
        for (.., key) in COUNTS {
            assert!(crate::facts::FIXED.iter().any(|f| f.key == *key), "{key}");
        }
    }
}
