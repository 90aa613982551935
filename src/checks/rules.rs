//! Every accounting relation (勾稽关系), declared. Adding one is an entry here and one in the catalogue of findings.

use super::rule::Codes::{All, Classes, Items, Total};
use super::rule::Op::{AtLeast, Equal};
use super::rule::When::{Always, NothingCarried, OnlyFiscal, PersonnelFilled};
use super::rule::{At, Op, Rule, Shape};
use crate::accounts::Column as C;
use crate::accounts::{ScheduleId as S, SourceForm};
use crate::facts::groups::{
    COUNTED, PROCUREMENT, RECEPTION, THREE_PUBLIC, THREE_PUBLIC_IN_BASIC, VEHICLE_EXPENSES, VEHICLES,
};

const CODED: &[S] = &[S::Income, S::Expenditure, S::General, S::BasicDetail, S::Fund, S::State];

const ALL_YEAR: &[C] = &[C::Initial, C::Adjusted, C::Final];

const FISCAL_COLUMNS: &[C] = &[
    C::Initial,
    C::InitialGeneral,
    C::InitialFund,
    C::InitialState,
    C::Adjusted,
    C::AdjustedGeneral,
    C::AdjustedFund,
    C::AdjustedState,
    C::Final,
    C::FinalGeneral,
    C::FinalFund,
    C::FinalState,
];

const fn rule(
    code: &'static str,
    formula: &'static str,
    against: &'static str,
    shapes: &'static [Shape],
) -> Rule {
    Rule { code, formula, against, shapes }
}

const fn columns(of: S, left: &'static [C], right: &'static [C]) -> Shape {
    Shape::Columns { of, op: Equal, left, right, when: Always }
}

const fn lines(
    of: S,
    columns: &'static [C],
    left: &'static [&'static str],
    right: &'static [&'static str],
) -> Shape {
    Shape::Lines { of, columns, op: Equal, left, right }
}

const fn within(
    of: S,
    columns: &'static [C],
    whole: &'static [&'static str],
    part: &'static [&'static str],
) -> Shape {
    Shape::Lines { of, columns, op: AtLeast, left: whole, right: part }
}

/// An expense is at least its economic 款 of basic expenditure.
const fn at_least_basic(pair: &'static (&'static str, &'static str)) -> Shape {
    let left = (S::Operations, pair.0, C::Final);
    Shape::AtLeastEconomic { left, right: std::slice::from_ref(&pair.1), slack: 50 }
}

const fn same(left: &'static [At], right: &'static [At]) -> Shape {
    Shape::Cells { op: Equal, left, right }
}

const fn by_code(
    codes: super::rule::Codes,
    op: Op,
    left: &'static [(S, C)],
    right: &'static [(S, C)],
) -> Shape {
    Shape::ByCode { codes, op, left, right, when: Always, slack: 0 }
}

const OF_THREE_PUBLIC: &[Shape] = &[
    at_least_basic(&THREE_PUBLIC_IN_BASIC[0]),
    at_least_basic(&THREE_PUBLIC_IN_BASIC[1]),
    at_least_basic(&THREE_PUBLIC_IN_BASIC[2]),
    at_least_basic(&THREE_PUBLIC_IN_BASIC[3]),
];

/// All rules in the order of the catalogue.
pub const RULES: &[Rule] = &[
    // ---- inside a table ---------------------------------------------------------------------------------------
    rule("K001", "合计 = Σ类", "所列科目之和", &[Shape::Tree { of: CODED, digits: 0 }]),
    rule("K002", "类 = Σ款", "所属科目之和", &[Shape::Tree { of: CODED, digits: 3 }]),
    rule("K003", "款 = Σ项", "所属各项之和", &[Shape::Tree { of: CODED, digits: 5 }]),
    rule(
        "K004",
        "{02}每行：合计 = 财政拨款收入 + 上级补助收入 + 事业收入 + 经营收入 + 附属单位上缴收入 + 其他收入",
        "各项收入之和",
        &[columns(
            S::Income,
            &[C::Total],
            &[C::Fiscal, C::Superior, C::Business, C::Operating, C::Affiliate, C::Other],
        )],
    ),
    rule(
        "K005",
        "{03}每行：合计 = 基本支出 + 项目支出 + 上缴上级支出 + 经营支出 + 对附属单位补助支出",
        "各项支出之和",
        &[columns(
            S::Expenditure,
            &[C::Total],
            &[C::Basic, C::Project, C::Upward, C::Operating, C::Affiliate],
        )],
    ),
    rule(
        "K006",
        "{05}、{07}、{08}每行：本年支出 = 基本支出 + 项目支出",
        "基本支出、项目支出之和",
        &[
            columns(S::General, &[C::Total], &[C::Basic, C::Project]),
            columns(S::Fund, &[C::Total], &[C::Basic, C::Project]),
            columns(S::State, &[C::Total], &[C::Basic, C::Project]),
        ],
    ),
    rule(
        "K007",
        "财决07表每行：年初结转和结余、本年收入、年末结转和结余 = 基本支出部分 + 项目支出部分",
        "基本支出、项目支出两部分之和",
        &[
            columns(S::General, &[C::Opening], &[C::OpeningBasic, C::OpeningProject]),
            columns(S::General, &[C::Income], &[C::IncomeBasic, C::IncomeProject]),
            columns(S::General, &[C::Closing], &[C::ClosingBasic, C::ClosingProject]),
        ],
    ),
    rule(
        "K008",
        "每个科目：年初结转和结余 + 本年收入 = 本年支出 + 年末结转和结余",
        "本年支出加年末结转和结余",
        &[
            columns(S::General, &[C::Opening, C::Income], &[C::Total, C::Closing]),
            columns(S::General, &[C::OpeningBasic, C::IncomeBasic], &[C::Basic, C::ClosingBasic]),
            columns(S::General, &[C::OpeningProject, C::IncomeProject], &[C::Project, C::ClosingProject]),
            columns(S::Fund, &[C::Opening, C::Income], &[C::Total, C::Closing]),
            columns(S::State, &[C::Opening, C::Income], &[C::Total, C::Closing]),
        ],
    ),
    rule(
        "K009",
        "财决07表每行：基本支出 = 人员经费 + 公用经费",
        "人员经费、公用经费之和",
        &[Shape::Columns {
            of: S::General,
            op: Equal,
            left: &[C::Basic],
            right: &[C::Personnel, C::Public],
            when: PersonnelFilled,
        }],
    ),
    rule(
        "K010",
        "{02}每行：教育收费 ≤ 事业收入",
        "其中的教育收费",
        &[Shape::Columns {
            of: S::Income,
            op: AtLeast,
            left: &[C::Business],
            right: &[C::Tuition],
            when: Always,
        }],
    ),
    rule(
        "K011",
        "{01}：本年收入合计 = Σ各项收入",
        "各项收入之和",
        &[lines(
            S::Summary,
            ALL_YEAR,
            &["income.total"],
            &[
                "income.general",
                "income.fund",
                "income.state",
                "income.superior",
                "income.business",
                "income.operating",
                "income.affiliate",
                "income.other",
            ],
        )],
    ),
    rule(
        "K012",
        "{01}：收入总计 = 本年收入合计 + 使用非财政拨款结余 + 年初结转和结余",
        "本年收入合计、使用非财政拨款结余、年初结转和结余之和",
        &[lines(
            S::Summary,
            ALL_YEAR,
            &["income.sum"],
            &["income.total", "income.surplus_used", "income.opening"],
        )],
    ),
    rule(
        "K013",
        "{01}：本年支出合计 = Σ支出功能分类各类",
        "各类支出之和",
        &[lines(S::Summary, ALL_YEAR, &["expenditure.total"], &["class.*"])],
    ),
    rule(
        "K014",
        "{01}：支出总计 = 本年支出合计 + 结余分配 + 年末结转和结余",
        "本年支出合计、结余分配、年末结转和结余之和",
        &[lines(
            S::Summary,
            ALL_YEAR,
            &["expenditure.sum"],
            &["expenditure.total", "expenditure.distribution", "expenditure.closing"],
        )],
    ),
    rule(
        "K015",
        "{01}：收入总计 = 支出总计",
        "支出总计",
        &[lines(S::Summary, ALL_YEAR, &["income.sum"], &["expenditure.sum"])],
    ),
    rule(
        "K016",
        "财决01表第三栏：基本支出 ≥ 人员经费 + 公用经费；本年支出合计 = 各性质支出之和；总计 = 本年支出合计 + 结余分配 + 年末结转和结余",
        "其各部分之和",
        &[
            within(S::Summary, ALL_YEAR, &["nature.basic"], &["nature.personnel", "nature.public"]),
            lines(
                S::Summary,
                ALL_YEAR,
                &["nature.total"],
                &["nature.basic", "nature.project", "nature.upward", "nature.operating", "nature.affiliate"],
            ),
            lines(
                S::Summary,
                ALL_YEAR,
                &["nature.sum"],
                &["nature.total", "nature.distribution", "nature.closing"],
            ),
            within(S::Summary, ALL_YEAR, &["nature.project"], &["nature.construction"]),
        ],
    ),
    rule(
        "K017",
        "财决01表：按支出性质的合计、结余、总计 = 按功能分类的合计、结余、总计",
        "按功能分类的同一数",
        &[
            // Initial budgets are left out: systems print “—” in the third block.
            lines(S::Summary, &[C::Adjusted, C::Final], &["nature.total"], &["expenditure.total"]),
            lines(
                S::Summary,
                &[C::Adjusted, C::Final],
                &["nature.distribution"],
                &["expenditure.distribution"],
            ),
            lines(S::Summary, &[C::Adjusted, C::Final], &["nature.closing"], &["expenditure.closing"]),
            lines(S::Summary, &[C::Adjusted, C::Final], &["nature.sum"], &["expenditure.sum"]),
        ],
    ),
    rule(
        "K018",
        "{04}：本年收入合计 = 一般公共预算 + 政府性基金预算 + 国有资本经营预算；年初结转和结余同",
        "三本预算之和",
        &[
            lines(
                S::FiscalSummary,
                ALL_YEAR,
                &["income.total"],
                &["income.general", "income.fund", "income.state"],
            ),
            lines(
                S::FiscalSummary,
                ALL_YEAR,
                &["income.opening"],
                &["opening.general", "opening.fund", "opening.state"],
            ),
        ],
    ),
    rule(
        "K019",
        "{04}：收入总计 = 本年收入合计 + 年初财政拨款结转和结余",
        "本年收入合计、年初财政拨款结转和结余之和",
        &[lines(S::FiscalSummary, ALL_YEAR, &["income.sum"], &["income.total", "income.opening"])],
    ),
    rule(
        "K020",
        "{04}每栏：本年支出合计 = Σ支出功能分类各类",
        "各类支出之和",
        &[lines(S::FiscalSummary, FISCAL_COLUMNS, &["expenditure.total"], &["class.*"])],
    ),
    rule(
        "K021",
        "{04}每栏：支出总计 = 本年支出合计 + 年末财政拨款结转和结余",
        "本年支出合计、年末财政拨款结转和结余之和",
        &[lines(
            S::FiscalSummary,
            FISCAL_COLUMNS,
            &["expenditure.sum"],
            &["expenditure.total", "expenditure.closing"],
        )],
    ),
    rule(
        "K022",
        "{04}：收入总计 = 支出总计",
        "支出总计",
        &[lines(S::FiscalSummary, ALL_YEAR, &["income.sum"], &["expenditure.sum"])],
    ),
    rule(
        "K023",
        "{04}支出每行：小计 = 一般公共预算 + 政府性基金预算 + 国有资本经营预算",
        "三本预算之和",
        &[
            columns(S::FiscalSummary, &[C::Initial], &[C::InitialGeneral, C::InitialFund, C::InitialState]),
            columns(
                S::FiscalSummary,
                &[C::Adjusted],
                &[C::AdjustedGeneral, C::AdjustedFund, C::AdjustedState],
            ),
            columns(S::FiscalSummary, &[C::Final], &[C::FinalGeneral, C::FinalFund, C::FinalState]),
        ],
    ),
    rule(
        "K024",
        "{04}：每本预算的本年收入 + 年初结转和结余 = 该预算的支出总计（年初预算数、全年预算数、决算数）",
        "该预算的支出总计",
        &[
            same(
                &[
                    (S::FiscalSummary, "income.general", C::Initial),
                    (S::FiscalSummary, "opening.general", C::Initial),
                ],
                &[(S::FiscalSummary, "expenditure.sum", C::InitialGeneral)],
            ),
            same(
                &[
                    (S::FiscalSummary, "income.fund", C::Initial),
                    (S::FiscalSummary, "opening.fund", C::Initial),
                ],
                &[(S::FiscalSummary, "expenditure.sum", C::InitialFund)],
            ),
            same(
                &[
                    (S::FiscalSummary, "income.state", C::Initial),
                    (S::FiscalSummary, "opening.state", C::Initial),
                ],
                &[(S::FiscalSummary, "expenditure.sum", C::InitialState)],
            ),
            same(
                &[
                    (S::FiscalSummary, "income.general", C::Adjusted),
                    (S::FiscalSummary, "opening.general", C::Adjusted),
                ],
                &[(S::FiscalSummary, "expenditure.sum", C::AdjustedGeneral)],
            ),
            same(
                &[
                    (S::FiscalSummary, "income.fund", C::Adjusted),
                    (S::FiscalSummary, "opening.fund", C::Adjusted),
                ],
                &[(S::FiscalSummary, "expenditure.sum", C::AdjustedFund)],
            ),
            same(
                &[
                    (S::FiscalSummary, "income.state", C::Adjusted),
                    (S::FiscalSummary, "opening.state", C::Adjusted),
                ],
                &[(S::FiscalSummary, "expenditure.sum", C::AdjustedState)],
            ),
            same(
                &[
                    (S::FiscalSummary, "income.general", C::Final),
                    (S::FiscalSummary, "opening.general", C::Final),
                ],
                &[(S::FiscalSummary, "expenditure.sum", C::FinalGeneral)],
            ),
            same(
                &[(S::FiscalSummary, "income.fund", C::Final), (S::FiscalSummary, "opening.fund", C::Final)],
                &[(S::FiscalSummary, "expenditure.sum", C::FinalFund)],
            ),
            same(
                &[
                    (S::FiscalSummary, "income.state", C::Final),
                    (S::FiscalSummary, "opening.state", C::Final),
                ],
                &[(S::FiscalSummary, "expenditure.sum", C::FinalState)],
            ),
        ],
    ),
    rule("K025", "{06}：经济分类的类 = Σ款", "所属各款之和", &[Shape::EconomicClasses]),
    rule("K026", "{06}：合计 = Σ经济分类的类", "各类之和", &[Shape::EconomicTotal]),
    rule(
        "K027",
        "{06}：人员经费 = 301 + 303；公用经费 = 其余各类之和",
        "所含各类之和",
        &[Shape::EconomicParts],
    ),
    rule(
        "K028",
        "{09}：“三公”经费合计 = 因公出国（境）费 + 公务用车购置及运行维护费 + 公务接待费；用车 = 购置 + 运行；接待 = 国内 + 国（境）外",
        "其各部分之和",
        &[
            lines(S::Operations, ALL_YEAR, &["three_public.total"], THREE_PUBLIC),
            lines(S::Operations, ALL_YEAR, &["three_public.vehicle"], VEHICLE_EXPENSES),
            // The budget of reception is not split at home and abroad.
            lines(S::Operations, &[C::Final], &["three_public.reception"], RECEPTION),
        ],
    ),
    rule(
        "K029",
        "附03表：外事接待（金额、批次、人次）≤ 国内接待",
        "其中的外事接待",
        &[
            within(
                S::Operations,
                &[C::Final],
                &["three_public.reception_domestic"],
                &["three_public.reception_foreign_affairs"],
            ),
            within(
                S::Operations,
                &[C::Final],
                &["count.reception_domestic_batches"],
                &["count.reception_foreign_affairs_batches"],
            ),
            within(
                S::Operations,
                &[C::Final],
                &["count.reception_domestic_persons"],
                &["count.reception_foreign_affairs_persons"],
            ),
        ],
    ),
    rule(
        "K030",
        "附03表：政府采购支出合计 = 货物 + 工程 + 服务",
        "货物、工程、服务之和",
        &[lines(S::Operations, &[C::Final], &["procurement.total"], PROCUREMENT)],
    ),
    rule(
        "K031",
        "附03表：授予小微企业 ≤ 授予中小企业 ≤ 政府采购支出合计",
        "其中的一部分",
        &[
            within(S::Operations, &[C::Final], &["procurement.total"], &["procurement.sme"]),
            within(S::Operations, &[C::Final], &["procurement.sme"], &["procurement.micro"]),
        ],
    ),
    rule(
        "K032",
        "附03表：车辆数合计 = Σ各类用车；机关运行经费 = 行政单位 + 参照公务员法管理事业单位",
        "其各部分之和",
        &[
            lines(S::Operations, &[C::Final], &["vehicles.total"], VEHICLES),
            lines(
                S::Operations,
                &[C::Final],
                &["agency_operation"],
                &["agency_operation.administrative", "agency_operation.reference"],
            ),
        ],
    ),
    rule(
        "K033",
        "财决01表第三栏：基本支出 = 人员经费 + 公用经费",
        "人员经费、公用经费之和",
        // Only warned of: some units state both parts for the general budget alone.
        &[lines(S::Summary, ALL_YEAR, &["nature.basic"], &["nature.personnel", "nature.public"])],
    ),
    rule(
        "K034",
        "附03表：因公出国（境）、公务用车购置、国内接待、外事接待、国（境）外接待的支出与其团组、人次、辆数、批次同有同无；有公务用车运行维护费就有保有量",
        "其实物量",
        &[Shape::Counted { of: S::Operations, pairs: COUNTED }],
    ),
    // ---- across tables ----------------------------------------------------------------------------------------
    rule(
        "K041",
        "{01}本年收入合计 = {02}合计",
        "{02}合计",
        &[same(&[(S::Summary, "income.total", C::Final)], &[(S::Income, "", C::Total)])],
    ),
    rule(
        "K042",
        "{01}各项收入 = {02}同一来源的合计",
        "{02}同一来源的合计",
        &[
            same(
                &[
                    (S::Summary, "income.general", C::Final),
                    (S::Summary, "income.fund", C::Final),
                    (S::Summary, "income.state", C::Final),
                ],
                &[(S::Income, "", C::Fiscal)],
            ),
            same(&[(S::Summary, "income.superior", C::Final)], &[(S::Income, "", C::Superior)]),
            same(&[(S::Summary, "income.business", C::Final)], &[(S::Income, "", C::Business)]),
            same(&[(S::Summary, "income.operating", C::Final)], &[(S::Income, "", C::Operating)]),
            same(&[(S::Summary, "income.affiliate", C::Final)], &[(S::Income, "", C::Affiliate)]),
            same(&[(S::Summary, "income.other", C::Final)], &[(S::Income, "", C::Other)]),
        ],
    ),
    rule(
        "K043",
        "{01}本年支出合计 = {03}合计",
        "{03}合计",
        &[same(&[(S::Summary, "expenditure.total", C::Final)], &[(S::Expenditure, "", C::Total)])],
    ),
    rule(
        "K044",
        "{01}每类支出 = {03}该类支出",
        "{03}该类支出",
        &[by_code(Classes, Equal, &[(S::Summary, C::Final)], &[(S::Expenditure, C::Total)])],
    ),
    rule(
        "K045",
        "财决01表第三栏的各性质支出 = {03}合计行的同一栏",
        "{03}合计行的同一栏",
        &[
            same(&[(S::Summary, "nature.basic", C::Final)], &[(S::Expenditure, "", C::Basic)]),
            same(&[(S::Summary, "nature.project", C::Final)], &[(S::Expenditure, "", C::Project)]),
            same(&[(S::Summary, "nature.upward", C::Final)], &[(S::Expenditure, "", C::Upward)]),
            same(&[(S::Summary, "nature.operating", C::Final)], &[(S::Expenditure, "", C::Operating)]),
            same(&[(S::Summary, "nature.affiliate", C::Final)], &[(S::Expenditure, "", C::Affiliate)]),
        ],
    ),
    rule(
        "K046",
        "{02}财政拨款收入合计 = {04}本年收入合计",
        "{04}本年收入合计",
        &[same(&[(S::Income, "", C::Fiscal)], &[(S::FiscalSummary, "income.total", C::Final)])],
    ),
    rule(
        "K047",
        "{01}三本预算的财政拨款收入 = {04}的同一数（年初预算数、全年预算数、决算数）",
        "{04}的同一数",
        &[
            same(
                &[(S::Summary, "income.general", C::Initial)],
                &[(S::FiscalSummary, "income.general", C::Initial)],
            ),
            same(
                &[(S::Summary, "income.fund", C::Initial)],
                &[(S::FiscalSummary, "income.fund", C::Initial)],
            ),
            same(
                &[(S::Summary, "income.state", C::Initial)],
                &[(S::FiscalSummary, "income.state", C::Initial)],
            ),
            same(
                &[(S::Summary, "income.general", C::Adjusted)],
                &[(S::FiscalSummary, "income.general", C::Adjusted)],
            ),
            same(
                &[(S::Summary, "income.fund", C::Adjusted)],
                &[(S::FiscalSummary, "income.fund", C::Adjusted)],
            ),
            same(
                &[(S::Summary, "income.state", C::Adjusted)],
                &[(S::FiscalSummary, "income.state", C::Adjusted)],
            ),
            same(
                &[(S::Summary, "income.general", C::Final)],
                &[(S::FiscalSummary, "income.general", C::Final)],
            ),
            same(&[(S::Summary, "income.fund", C::Final)], &[(S::FiscalSummary, "income.fund", C::Final)]),
            same(&[(S::Summary, "income.state", C::Final)], &[(S::FiscalSummary, "income.state", C::Final)]),
        ],
    ),
    rule(
        "K048",
        "{04}一般公共预算支出合计和每类 = {05}",
        "{05}本年支出",
        &[
            by_code(Total, Equal, &[(S::FiscalSummary, C::FinalGeneral)], &[(S::General, C::Total)]),
            by_code(Classes, Equal, &[(S::FiscalSummary, C::FinalGeneral)], &[(S::General, C::Total)]),
        ],
    ),
    rule(
        "K049",
        "{04}政府性基金预算支出合计和每类 = {07}；收入、年初和年末结转和结余同",
        "{07}的同一数",
        &[
            by_code(Total, Equal, &[(S::FiscalSummary, C::FinalFund)], &[(S::Fund, C::Total)]),
            by_code(Classes, Equal, &[(S::FiscalSummary, C::FinalFund)], &[(S::Fund, C::Total)]),
            same(&[(S::FiscalSummary, "income.fund", C::Final)], &[(S::Fund, "", C::Income)]),
            same(&[(S::FiscalSummary, "opening.fund", C::Final)], &[(S::Fund, "", C::Opening)]),
            same(&[(S::FiscalSummary, "closing.fund", C::Final)], &[(S::Fund, "", C::Closing)]),
        ],
    ),
    rule(
        "K050",
        "{04}国有资本经营预算支出合计和每类 = {08}；收入、年初和年末结转和结余同",
        "{08}的同一数",
        &[
            by_code(Total, Equal, &[(S::FiscalSummary, C::FinalState)], &[(S::State, C::Total)]),
            by_code(Classes, Equal, &[(S::FiscalSummary, C::FinalState)], &[(S::State, C::Total)]),
            same(&[(S::FiscalSummary, "income.state", C::Final)], &[(S::State, "", C::Income)]),
            same(&[(S::FiscalSummary, "opening.state", C::Final)], &[(S::State, "", C::Opening)]),
            same(&[(S::FiscalSummary, "closing.state", C::Final)], &[(S::State, "", C::Closing)]),
        ],
    ),
    rule(
        "K051",
        "{04}一般公共预算的收入、年初和年末结转和结余 = 财决07表",
        "财决07表的同一数",
        &[
            same(&[(S::FiscalSummary, "income.general", C::Final)], &[(S::General, "", C::Income)]),
            same(&[(S::FiscalSummary, "opening.general", C::Final)], &[(S::General, "", C::Opening)]),
            same(&[(S::FiscalSummary, "closing.general", C::Final)], &[(S::General, "", C::Closing)]),
        ],
    ),
    rule("K052", "{05}基本支出 = {06}合计（人员经费 + 公用经费）", "{06}合计", &[Shape::BasicByCode]),
    rule(
        "K053",
        "财决07表人员经费 = 财决08-1表301 + 303；公用经费 = 其余各类",
        "财决08-1表所含各类之和",
        &[Shape::PersonnelByCode],
    ),
    rule(
        "K054",
        "每个科目：{03}支出 ≥ {05} + {07} + {08}支出（合计、基本支出、项目支出）",
        "{05}、{07}、{08}之和",
        &[
            by_code(
                All,
                AtLeast,
                &[(S::Expenditure, C::Total)],
                &[(S::General, C::Total), (S::Fund, C::Total), (S::State, C::Total)],
            ),
            by_code(
                All,
                AtLeast,
                &[(S::Expenditure, C::Basic)],
                &[(S::General, C::Basic), (S::Fund, C::Basic), (S::State, C::Basic)],
            ),
            by_code(
                All,
                AtLeast,
                &[(S::Expenditure, C::Project)],
                &[(S::General, C::Project), (S::Fund, C::Project), (S::State, C::Project)],
            ),
        ],
    ),
    rule(
        "K055",
        "全部资金都是财政拨款时，每个科目：{03}支出 = {05} + {07} + {08}支出",
        "{05}、{07}、{08}之和",
        &[
            Shape::ByCode {
                codes: All,
                op: Equal,
                left: &[(S::Expenditure, C::Total)],
                right: &[(S::General, C::Total), (S::Fund, C::Total), (S::State, C::Total)],
                when: OnlyFiscal,
                slack: 0,
            },
            Shape::ByCode {
                codes: All,
                op: Equal,
                left: &[(S::Expenditure, C::Basic)],
                right: &[(S::General, C::Basic), (S::Fund, C::Basic), (S::State, C::Basic)],
                when: OnlyFiscal,
                slack: 0,
            },
            Shape::ByCode {
                codes: All,
                op: Equal,
                left: &[(S::Expenditure, C::Project)],
                right: &[(S::General, C::Project), (S::Fund, C::Project), (S::State, C::Project)],
                when: OnlyFiscal,
                slack: 0,
            },
        ],
    ),
    rule(
        "K056",
        "{01}每类支出、本年支出合计、年初和年末结转和结余 ≥ {04}的同一数",
        "{04}的同一数",
        &[
            by_code(Total, AtLeast, &[(S::Summary, C::Final)], &[(S::FiscalSummary, C::Final)]),
            by_code(Classes, AtLeast, &[(S::Summary, C::Initial)], &[(S::FiscalSummary, C::Initial)]),
            by_code(Classes, AtLeast, &[(S::Summary, C::Adjusted)], &[(S::FiscalSummary, C::Adjusted)]),
            by_code(Classes, AtLeast, &[(S::Summary, C::Final)], &[(S::FiscalSummary, C::Final)]),
            Shape::Cells {
                op: AtLeast,
                left: &[(S::Summary, "income.opening", C::Final)],
                right: &[(S::FiscalSummary, "income.opening", C::Final)],
            },
            Shape::Cells {
                op: AtLeast,
                left: &[(S::Summary, "expenditure.closing", C::Final)],
                right: &[(S::FiscalSummary, "expenditure.closing", C::Final)],
            },
        ],
    ),
    rule(
        "K057",
        "没有结转结余时，每个项：{02}收入 = {03}支出",
        "{03}支出",
        &[Shape::ByCode {
            codes: Items,
            op: Equal,
            left: &[(S::Income, C::Total)],
            right: &[(S::Expenditure, C::Total)],
            when: NothingCarried,
            slack: 100,
        }],
    ),
    rule(
        "K058",
        "没有结转结余时，每个项：{02}财政拨款收入 = {05} + {07} + {08}支出",
        "{05}、{07}、{08}之和",
        &[Shape::ByCode {
            codes: Items,
            op: Equal,
            left: &[(S::Income, C::Fiscal)],
            right: &[(S::General, C::Total), (S::Fund, C::Total), (S::State, C::Total)],
            when: NothingCarried,
            slack: 100,
        }],
    ),
    rule(
        "K059",
        "{09}接待费 ≥ {06}30217；因公出国（境）费 ≥ 30212；用车购置费 ≥ 31013；用车运行维护费 ≥ 30231",
        "{06}的同一经济分类",
        OF_THREE_PUBLIC,
    ),
    rule(
        "K060",
        "财决01表第三栏：人员经费 ≥ {06}301 + 303；公用经费 ≥ {06}其余各类之和",
        "{06}所含各类之和",
        &[
            Shape::AtLeastEconomic {
                left: (S::Summary, "nature.personnel", C::Final),
                right: &["301", "303"],
                slack: 0,
            },
            Shape::AtLeastEconomic {
                left: (S::Summary, "nature.public", C::Final),
                right: &["302", "307", "309", "310", "311", "312", "313", "399"],
                slack: 0,
            },
        ],
    ),
    rule("K061", "年初预算表：合计 = Σ类，类 = Σ款，款 = Σ项", "所属科目之和", &[Shape::BudgetTree]),
    rule(
        "K062",
        "{04}一般公共预算年初预算数每类 = 年初预算表该类",
        "年初预算表该类",
        &[Shape::BudgetByClass],
    ),
    // ---- across years -----------------------------------------------------------------------------------------
    rule("K071", "年初结转和结余 = 上年年末结转和结余", "上年年末结转和结余", &[Shape::Years]),
    rule("K072", "相邻的数都变了，这个数与上年一位不差", "上年同一数", &[Shape::Years]),
    rule("K073", "增减超过30%而补充资料没有原因", "上年同一数", &[Shape::Years]),
];

impl Rule {
    /// The relation in words, with the table numbers of a form: `{03}` is 财决04表 or 公开03表.
    pub fn formula_in(&self, form: SourceForm) -> String {
        numbered(self.formula, form)
    }

    /// The right side in words, with the table numbers of a form.
    pub fn against_in(&self, form: SourceForm) -> String {
        numbered(self.against, form)
    }
}

fn numbered(text: &str, form: SourceForm) -> String {
    let mut out = text.to_owned();
    for (n, id) in (1..).zip(S::ALL) {
        out = out.replace(&format!("{{{n:02}}}"), id.form_number(form));
    }
    out
}

/// The rule of a code.
pub fn rule_of(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|r| r.code == code)
}
