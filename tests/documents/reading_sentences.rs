//! What the figures of a sentence state, in the wordings of many offices. One line a figure: as printed, fact key, field.

use juesuan::reading::{self, Codes, Section, Statements};

fn read(title: &str, paragraphs: &[&str]) -> Statements {
    let section = Section { no: "一", title, paragraphs: paragraphs.to_vec() };
    reading::read(&[section], Some(2023), &Codes::default())
}

fn told(statements: &Statements) -> Vec<String> {
    statements
        .figures
        .iter()
        .map(|f| {
            let whole = f.whole.as_ref().map(|w| format!(" of {w}")).unwrap_or_default();
            match (&f.key, f.field) {
                (Some(key), Some(field)) => format!("{} {key} {}{whole}", f.text, field.name()),
                _ => format!("{} -", f.text),
            }
        })
        .collect()
}

/// A paragraph under a section's title states exactly these figures.
#[track_caller]
fn states(title: &str, paragraph: &str, expected: &[&str]) {
    assert_eq!(told(&read(title, &[paragraph])), expected, "{paragraph}");
}

const TOTAL: &str = "收入支出决算总体情况说明";
const INCOME: &str = "收入决算情况说明";
const EXPENDITURE: &str = "支出决算情况说明";
const FISCAL: &str = "财政拨款收入支出决算总体情况说明";
const GENERAL: &str = "一般公共预算财政拨款支出决算情况说明";
const BASIC: &str = "一般公共预算财政拨款基本支出决算情况说明";
const FUND: &str = "政府性基金预算财政拨款收入支出决算情况说明";
const THREE: &str = "财政拨款“三公”经费支出决算情况说明";
const AGENCY: &str = "机关运行经费支出情况说明";
const PROCUREMENT: &str = "政府采购支出说明";
const ASSETS: &str = "国有资产占用情况说明";

/// 公务车 without 用, and what was counted named behind its number.
#[test]
fn vehicles_and_groups_in_short() {
    states(
        THREE,
        "公务车购置费0.00万元。公务车运行维护费10.00万元，主要用于巡查。费用支出较年初预算数减少2.00万元，下降16.7%。",
        &[
            "0.00万元 three_public.vehicle_purchase current",
            "10.00万元 three_public.vehicle_operation current",
            "2.00万元 three_public.vehicle_operation budget_delta",
            "16.7% three_public.vehicle_operation budget_growth",
        ],
    );
    states(
        THREE,
        "2023年度因公出国（境）共计1个团组，3人；公务用车购置0辆，公务车保有量为4辆。",
        &[
            "1个 count.overseas_groups count",
            "3人 count.overseas_persons count",
            "0辆 count.vehicles_purchased count",
            "4辆 count.vehicles_owned count",
        ],
    );
}

#[test]
fn totals_and_their_change() {
    states(
        TOTAL,
        "2023年度收、支总计均为1,300.05万元。与2022年度相比，收、支总计各增加82.15万元，增长6.75%。主要是人员增加。",
        &["1,300.05万元 total current", "82.15万元 total delta", "6.75% total growth"],
    );
    states(
        TOTAL,
        "2023年度收入总计880万元、支出总计880万元，比上年减少20.5万元，降幅2.28%。",
        &["880万元 total current", "880万元 total current", "20.5万元 total delta", "2.28% total growth"],
    );
    states(
        FISCAL,
        "本年度财政拨款收支总计 700.10 万元，同比增长 3 ％。",
        &["700.10 万元 fiscal.total current", "3 ％ fiscal.total growth"],
    );
    states(
        TOTAL,
        "2023年度收入总计990万元，其中：本年收入合计960万元，使用非财政拨款结余10万元，年初结转和结余20万元。",
        &[
            "990万元 total current",
            "960万元 income.total current",
            "10万元 surplus_used current",
            "20万元 opening current",
        ],
    );
}

#[test]
fn parts_of_income_and_expenditure() {
    states(
        INCOME,
        "本年收入合计600.00万元，其中：财政拨款收入594.00万元，占99.00%；事业收入6.00万元，占1.00%。",
        &[
            "600.00万元 income.total current",
            "594.00万元 income.fiscal current",
            "99.00% income.fiscal share",
            "6.00万元 income.business current",
            "1.00% income.business share",
        ],
    );
    states(
        EXPENDITURE,
        "本年支出合计600万元，其中：基本支出为400万元，占本年支出合计的66.67%；项目支出200万元，占比33.33%；经营支出0万元，占0%。",
        &[
            "600万元 expenditure.total current",
            "400万元 expenditure.basic current",
            "66.67% expenditure.basic share of expenditure.total",
            "200万元 expenditure.project current",
            "33.33% expenditure.project share",
            "0万元 expenditure.operating current",
            "0% expenditure.operating share",
        ],
    );
    states(
        EXPENDITURE,
        "2、项目支出2,154.97万元。与2022年度相比，增加68.41万元，增长3.28%。主要是部分项目增加3个，多支出5万元。",
        &[
            "2,154.97万元 expenditure.project current",
            "68.41万元 expenditure.project delta",
            "3.28% expenditure.project growth",
        ],
    );
    states(INCOME, "3、事业收入0万元。与2022年决算数相同。", &["0万元 income.business current"]);
}

#[test]
fn shares_of_a_change() {
    states(
        TOTAL,
        "2023年度总收入362万元。与上年相比，减少40万元，减少9.95%，其中一般公共预算财政拨款收入减少30万元，占比75%；政府性基金预算财政拨款收入减少10万元，占比25%。",
        &[
            "362万元 total current",
            "40万元 total delta",
            "9.95% total growth",
            "30万元 fiscal.income.general delta",
            "75% fiscal.income.general change_share of total",
            "10万元 fiscal.income.fund delta",
            "25% fiscal.income.fund change_share of total",
        ],
    );
}

#[test]
fn items_against_their_budget() {
    states(
        GENERAL,
        "4、卫生健康支出（类）医疗救助（款）城乡医疗救助（项）。年初预算为2,125万元，支出决算为2,122.69万元，完成年初预算的99.89%。决算数小于年初预算数的主要原因是部分项目未执行，减少2.31万元。",
        &[
            "2,125万元 general.item.2101301 budget",
            "2,122.69万元 general.item.2101301 current",
            "99.89% general.item.2101301 completion",
        ],
    );
    states(
        GENERAL,
        "（2）教育支出（类）普通教育（款）高中教育（项）：支出决算为12.58万元，完成预算100%，决算数等于预算数。",
        &["12.58万元 general.item.2050204 current", "100% general.item.2050204 completion"],
    );
    states(
        GENERAL,
        "2023年度一般公共预算财政拨款支出700万元，主要用于以下方面：教育（类）支出600万元，占85.71%；住房保障支出（类）100万元，占14.29%。",
        &[
            "700万元 general.expenditure current",
            "600万元 general.class.205 current",
            "85.71% general.class.205 share",
            "100万元 general.class.221 current",
            "14.29% general.class.221 share",
        ],
    );
}

#[test]
fn an_item_and_its_figures_in_two_paragraphs() {
    let statements = read(
        GENERAL,
        &[
            "1、住房保障支出（类）住房改革支出（款）住房公积金（项）。",
            "年初预算为15.24万元，支出决算为15.24万元，完成年初预算的100%，决算数等于年初预算数。",
        ],
    );
    let expected = [
        "15.24万元 general.item.2210201 budget",
        "15.24万元 general.item.2210201 current",
        "100% general.item.2210201 completion",
    ];
    assert_eq!(told(&statements), expected);
}

#[test]
fn a_path_that_no_code_is_known_for_binds_nothing() {
    states(
        GENERAL,
        "2、某某支出（类）某某事务（款）从来没有过的事（项）。年初预算为5万元，支出决算为6万元。",
        &["5万元 -", "6万元 -"],
    );
}

#[test]
fn basic_expenditure_with_its_lists() {
    let statements = read(
        BASIC,
        &[
            "2023年度财政拨款基本支出122.83万元，其中：人员经费104.09万元，占基本支出的84.74%，主要包括：基本工资、津贴补贴、奖金等；公用经费18.74万元，主要包括办公费、其他商品和服务支出。",
        ],
    );
    let expected = [
        "122.83万元 general.basic current",
        "104.09万元 general.personnel current",
        "84.74% general.personnel share of general.basic",
        "18.74万元 general.operating current",
    ];
    assert_eq!(told(&statements), expected);
    let lists: Vec<(&str, Vec<&str>, bool)> = statements
        .lists
        .iter()
        .map(|l| (l.key.as_str(), l.items.iter().map(|(c, _)| c.as_deref().unwrap_or("-")).collect(), l.open))
        .collect();
    assert_eq!(
        lists,
        [
            ("general.personnel", vec!["30101", "30102", "30103"], true),
            ("general.operating", vec!["30201", "30299"], false)
        ]
    );
}

/// 年初预算 of the three public expenses is not the adjusted one, and goes on for the parts of the paragraph.
#[test]
fn three_public_against_their_initial_budget() {
    states(
        THREE,
        "“三公”经费财政拨款支出年初预算为4.5万元，支出决算为3.6万元，完成预算的80%，其中：公务接待费支出决算为0.5万元，完成预算的50%。",
        &[
            "4.5万元 three_public.total initial",
            "3.6万元 three_public.total current",
            "80% three_public.total initial_completion",
            "0.5万元 three_public.reception current",
            "50% three_public.reception initial_completion",
        ],
    );
}

#[test]
fn three_public_with_counts_in_brackets() {
    states(
        THREE,
        "3、公务接待费全年预算为0.5万元，支出决算为0.14万元，比2023年预算减少0.36万元，下降72%，完成全年预算的28%。其中：国内接待费0.14万元，主要用于接待3个考察团，共计接待3批次、16人次（含外事接待1批次、2人次）；国（境）外接待费0万元，共计接待0批次、0人次。",
        &[
            "0.5万元 three_public.reception budget",
            "0.14万元 three_public.reception current",
            "0.36万元 three_public.reception budget_delta",
            "72% three_public.reception budget_growth",
            "28% three_public.reception completion",
            "0.14万元 three_public.reception_domestic current",
            "3批次 count.reception_domestic_batches count",
            "16人次 count.reception_domestic_persons count",
            "1批次 count.reception_foreign_affairs_batches count",
            "2人次 count.reception_foreign_affairs_persons count",
            "0万元 three_public.reception_abroad current",
            "0批次 count.reception_abroad_batches count",
            "0人次 count.reception_abroad_persons count",
        ],
    );
    states(
        THREE,
        "2.公务用车购置及运行维护费支出8万元，完成预算的80%。其中：公务用车购置支出0万元，全年购置公务用车0辆；公务用车运行维护费支出8万元，主要用于4辆公务用车的燃料费3万元和维修费。截至2023年12月31日，财政拨款开支的公务用车保有量为4辆。",
        &[
            "8万元 three_public.vehicle current",
            "80% three_public.vehicle completion",
            "0万元 three_public.vehicle_purchase current",
            "0辆 count.vehicles_purchased count",
            "8万元 three_public.vehicle_operation current",
            "4辆 count.vehicles_owned count",
        ],
    );
    states(
        THREE,
        "因公出国（境）费支出预算为0万元，支出决算为0万元。上年因公出国（境）费支出决算为2万元。全年因公出国（境）团组0个，累计0人次。",
        &[
            "0万元 three_public.overseas budget",
            "0万元 three_public.overseas current",
            "2万元 three_public.overseas prior",
            "0个 count.overseas_groups count",
            "0人次 count.overseas_persons count",
        ],
    );
    states(
        THREE,
        "2023年度“三公”经费财政拨款支出决算数比2022年度减少0.15万元，下降（增长）27.78%，其中：公务接待费支出决算减少0.15万元，下降27.78%。",
        &[
            "0.15万元 three_public.total delta",
            "27.78% three_public.total growth",
            "0.15万元 three_public.reception delta",
            "27.78% three_public.reception growth",
        ],
    );
}

#[test]
fn agency_operation_against_budget_and_last_year() {
    let statements = read(
        AGENCY,
        &[
            "2023年度机关运行经费支出33.89万元，比年初预算减少0.01万元，下降0.03%，比2022年度减少7.18万元，下降17.48%，主要原因是：减少了公车购置支出5万元。",
        ],
    );
    let expected = [
        "33.89万元 agency_operation current",
        "0.01万元 agency_operation budget_delta",
        "0.03% agency_operation budget_growth",
        "7.18万元 agency_operation delta",
        "17.48% agency_operation growth",
    ];
    assert_eq!(told(&statements), expected);
    let reasons: Vec<(&str, &str)> =
        statements.reasons.iter().map(|r| (r.key.as_str(), r.text.as_str())).collect();
    assert_eq!(reasons, [("yoy.agency_operation", "减少了公车购置支出5万元")]);
}

#[test]
fn procurement_and_assets() {
    states(
        PROCUREMENT,
        "2023年度政府采购支出总额8.18万元，其中：政府采购货物支出1.1万元、政府采购工程支出0万元、政府采购服务支出7.08万元。授予中小企业合同金额8万元，占政府采购支出总额的97.8%，其中：授予小微企业合同金额8万元，占授予中小企业合同金额的100%。货物采购授予中小企业合同金额占货物支出金额的100%。",
        &[
            "8.18万元 procurement.total current",
            "1.1万元 procurement.goods current",
            "0万元 procurement.works current",
            "7.08万元 procurement.services current",
            "8万元 procurement.sme current",
            "97.8% procurement.sme share of procurement.total",
            "8万元 procurement.micro current",
            "100% procurement.micro share of procurement.sme",
            "100% procurement.goods_sme share of procurement.goods",
        ],
    );
    states(
        ASSETS,
        "截至2023年12月31日，本部门共有车辆2辆，其中：机要通信用车1辆、其他用车1辆；单价100万元（含）以上设备（不含车辆）3台（套）。",
        &[
            "2辆 vehicles.total count",
            "1辆 vehicles.confidential count",
            "1辆 vehicles.other count",
            "3台（套） equipment count",
        ],
    );
}

#[test]
fn funds() {
    states(
        FUND,
        "2023年度政府性基金预算财政拨款年初结转和结余5万元，本年收入20万元，本年支出21万元，年末结转和结余4万元。",
        &[
            "5万元 fund.opening current",
            "20万元 fund.income current",
            "21万元 fund.expenditure current",
            "4万元 fund.closing current",
        ],
    );
}

#[test]
fn reasons_belong_to_what_was_compared() {
    let statements = read(
        THREE,
        &[
            "“三公”经费财政拨款支出预算为2万元，支出决算为0.89万元，完成预算的44.5%，决算数小于预算数的主要原因是厉行节约，与上年相比减少1.51万元，减少62.92%，减少的主要原因是来访减少。",
        ],
    );
    let reasons: Vec<(&str, &str)> =
        statements.reasons.iter().map(|r| (r.key.as_str(), r.text.as_str())).collect();
    assert_eq!(reasons, [("budget.three_public.total", "厉行节约"), ("yoy.three_public.total", "来访减少")]);
    let statements = read(
        AGENCY,
        &[
            "机关运行经费支出10万元，比年初预算数增加1万元，增长11.11%。主要原因是：一是人员增加；二是物价上涨。比上年也有所提高。",
        ],
    );
    let reasons: Vec<(&str, &str)> =
        statements.reasons.iter().map(|r| (r.key.as_str(), r.text.as_str())).collect();
    assert_eq!(reasons, [("budget.agency_operation", "一是人员增加；二是物价上涨。比上年也有所提高")]);
}

#[test]
fn figures_that_no_fact_knows_stay_unbound() {
    states(
        "一般性支出情况说明",
        "2023年本部门开支会议费0.38万元，用于召开2次会议，人数168人；开支培训费2.19万元。开支工会员工活动3万元，人数5人。",
        &["0.38万元 conference current", "2.19万元 training current", "3万元 -", "5人 -"],
    );
    states(GENERAL, "另有中央补助资金12万元用于设备购置。", &["12万元 -"]);
}

const PERFORMANCE: &str = "预算绩效情况说明";

#[test]
fn projects_of_a_performance_section() {
    states(
        PERFORMANCE,
        "（一）预算绩效管理工作开展情况。组织对2023年度区级预算项目全面开展绩效自评，涵盖项目3个，涉及预算资金25.36万元，占部门区级预算项目支出总额的100%。",
        &["3个 projects.count count", "25.36万元 projects.budget budget", "100% projects.coverage share"],
    );
    states(
        PERFORMANCE,
        "2023年度预算项目绩效自评的3个项目中，2个项目自评等级为优，1个项目自评等级为良。",
        &["3个 projects.count count", "2个 projects.grade.优 count", "1个 projects.grade.良 count"],
    );
    states(
        PERFORMANCE,
        "1.2023年校舍维修项目绩效自评综述：根据年初设定的绩效目标，项目自评得分为98.5分。全年预算数为12万元，执行数为11.9万元，完成预算的99.17%。项目绩效目标完成情况：维修教室12间，节约0.1万元，满意度95%。",
        &[
            "98.5分 project.2023年校舍维修 score",
            "12万元 project.2023年校舍维修 budget",
            "11.9万元 project.2023年校舍维修 executed",
            "99.17% project.2023年校舍维修 completion",
        ],
    );
    states(PERFORMANCE, "（2）实验室设备更新项目96分；", &["96分 project.实验室设备更新 score"]);
    states(
        PERFORMANCE,
        "绩效自评的2023年度项目3个，涉及预算金额25.36万元，平均得分97.25分（其中，绩效评级为“优”的项目2个；绩效评级为“合格”的项目1个；绩效评级为“不合格”的项目0个）。",
        &[
            "3个 projects.count count",
            "25.36万元 projects.budget budget",
            "97.25分 projects.score score",
            "2个 projects.grade.优 count",
            "1个 projects.grade.中 count",
            "0个 projects.grade.差 count",
        ],
    );
}

#[test]
fn wordings_of_other_provinces() {
    states(
        TOTAL,
        "本单位2023年度收入、支出决算总计500万元。与上年相比，收、支总计各减少12万元，减少2.34%。变动原因：人员减少。",
        &["500万元 total current", "12万元 total delta", "2.34% total growth"],
    );
    states(
        TOTAL,
        "2023年度收入总计500万元，较2022年度增加12万元，增长2.46%，主要原因：项目增加。",
        &["500万元 total current", "12万元 total delta", "2.46% total growth"],
    );
    states(
        INCOME,
        "2023年度收入合计500万元，与2022年度相比，收入合计增加10万元，增长2.04%。其中：财政拨款收入480万元，占本年收入96%；其他收入20万元，占本年收入4%。",
        &[
            "500万元 income.total current",
            "10万元 income.total delta",
            "2.04% income.total growth",
            "480万元 income.fiscal current",
            "96% income.fiscal share of income.total",
            "20万元 income.other current",
            "4% income.other share of income.total",
        ],
    );
    states(
        EXPENDITURE,
        "本年支出合计500万元，比上年减少3.5万元，下降0.7%。其中：基本支出300万元，占支出合计的60%；项目支出200万元，占支出合计的40%。",
        &[
            "500万元 expenditure.total current",
            "3.5万元 expenditure.total delta",
            "0.7% expenditure.total growth",
            "300万元 expenditure.basic current",
            "60% expenditure.basic share of expenditure.total",
            "200万元 expenditure.project current",
            "40% expenditure.project share of expenditure.total",
        ],
    );
    states(
        GENERAL,
        "2023年度一般公共预算财政拨款支出决算数为480万元，完成年初预算数450万元的106.67%。",
        &[
            "480万元 general.expenditure current",
            "450万元 general.expenditure budget",
            "106.67% general.expenditure completion",
        ],
    );
    states(
        GENERAL,
        "1、“教育支出”（类）2023年度决算300万元，比2023年年初预算增加20万元，增长7.14%。",
        &[
            "300万元 general.class.205 current",
            "20万元 general.class.205 budget_delta",
            "7.14% general.class.205 budget_growth",
        ],
    );
    states(
        THREE,
        "2023年度“三公”经费支出决算为6万元，完成预算的75%，决算数较上年减少1.2万元，下降16.67%。其中：公务用车运行维护费支出5万元，占83.33%；公务接待费支出1万元，占16.67%。",
        &[
            "6万元 three_public.total current",
            "75% three_public.total completion",
            "1.2万元 three_public.total delta",
            "16.67% three_public.total growth",
            "5万元 three_public.vehicle_operation current",
            "83.33% three_public.vehicle_operation share",
            "1万元 three_public.reception current",
            "16.67% three_public.reception share",
        ],
    );
    states(
        THREE,
        "公务接待费支出1万元。国内公务接待15批次，120人次（不包括陪同人员），共计支出1万元。",
        &[
            "1万元 three_public.reception current",
            "15批次 count.reception_domestic_batches count",
            "120人次 count.reception_domestic_persons count",
            "1万元 three_public.reception_domestic current",
        ],
    );
    states(
        THREE,
        "因公出国（境）费支出2万元，全年使用财政拨款安排因公出国（境）团组1个，参加出国（境）团组1人次。",
        &[
            "2万元 three_public.overseas current",
            "1个 count.overseas_groups count",
            "1人次 count.overseas_persons count",
        ],
    );
    states(
        AGENCY,
        "2023年度机关运行经费支出45万元，比上年增加5万元，增长12.5%。与上年相比增加的主要原因是办公用房租赁费3万元。",
        &["45万元 agency_operation current", "5万元 agency_operation delta", "12.5% agency_operation growth"],
    );
    states(
        "其他重要事项的情况说明",
        "（一）机关运行经费支出情况。2023年度机关运行经费支出45万元，较上年持平。",
        &["45万元 agency_operation current"],
    );
    states(
        ASSETS,
        "截至2023年12月31日，共有车辆3辆，其中：部级领导干部用车0辆、执法执勤用车2辆、其他用车1辆，其他用车主要是送教车；单位价值50万元以上通用设备2台（套），单位价值100万元以上专用设备1台（套）。",
        &[
            "3辆 vehicles.total count",
            "0辆 vehicles.minister count",
            "2辆 vehicles.enforcement count",
            "1辆 vehicles.other count",
            "2台（套） -",
            "1台（套） equipment count",
        ],
    );
    states(
        FUND,
        "2023年度政府性基金预算财政拨款年初结转结余0万元，本年收入30万元，本年支出30万元，年末结转结余0万元。支出具体情况如下：1、城乡社区支出（类）支出决算为30万元。",
        &[
            "0万元 fund.opening current",
            "30万元 fund.income current",
            "30万元 fund.expenditure current",
            "0万元 fund.closing current",
            "30万元 fund.class.212 current",
        ],
    );
}

#[test]
fn scores_of_several_projects_in_one_sentence() {
    states(
        "2023年度预算绩效情况说明",
        "2023年度开展项目支出绩效自评2个，涉及预算资金57.07万元。生均公用经费补助自评得分97.8分；校园文化建设项目得分为92.4分。",
        &[
            "2个 projects.count count",
            "57.07万元 projects.budget budget",
            "97.8分 project.生均公用经费补助 score",
            "92.4分 project.校园文化建设 score",
        ],
    );
    states(
        "2023年度预算绩效情况说明",
        "反映了全部预算项目绩效自评结果，包括生均公用经费补助、校园文化建设等5个项目。",
        &["5个 projects.count count"],
    );
}

#[test]
fn what_is_still_to_be_filled_in_states_nothing() {
    states(
        FUND,
        "1、其他支出（类）彩票公益金安排的支出（款）用于教育事业的彩票公益金支出（项）。主要用于：〔请补充彩票公益金支出的主要用途，如购置器材12个、5.60万元〕。年初预算为〔请补充年初预算数〕万元，支出决算为30.17万元。",
        &["30.17万元 fund.item.2296004 current"],
    );
}

#[test]
fn a_section_goes_on_with_the_other_budget() {
    let statements = read(
        FUND,
        &[
            "2023年度政府性基金预算财政拨款收入228万元，支出198.17万元。",
            "2023年度国有资本经营预算财政拨款支出38.5万元。支出具体情况如下：",
            "1、国有资本经营预算支出（类）解决历史遗留问题及改革成本支出（款）国有企业办职教幼教补助支出（项）38.5万元。",
        ],
    );
    let expected = [
        "228万元 fund.income current",
        "198.17万元 fund.expenditure current",
        "38.5万元 state.expenditure current",
        "38.5万元 state.item.2230103 current",
    ];
    assert_eq!(told(&statements), expected);
}

#[test]
fn a_part_that_no_fact_knows_is_not_its_whole() {
    states(
        "一般性支出情况说明",
        "培训费6.13万元，用于开展培训共2期98人，其中新课程培训费4.02万元，班主任培训费2.11万元。",
        &["6.13万元 training current", "4.02万元 -", "2.11万元 -"],
    );
    states(
        EXPENDITURE,
        "2023年度支出合计2370.88万元，其中：财政拨款支出2365.88万元，占99.79%。",
        &[
            "2370.88万元 expenditure.total current",
            "2365.88万元 fiscal.expenditure current",
            "99.79% fiscal.expenditure share of expenditure.total",
        ],
    );
}

#[test]
fn classes_without_brackets_and_codes_behind_names() {
    states(
        GENERAL,
        "（一）一般公共服务支出年初预算数为90.00万元，决算数为99.00万元，完成年初预算的110.00%，主要原因是：人员增加。",
        &[
            "90.00万元 general.class.201 budget",
            "99.00万元 general.class.201 current",
            "110.00% general.class.201 completion",
        ],
    );
    states(
        GENERAL,
        "社会保障和就业支出15.00万元，占15.00%，主要用于养老保险；卫生健康支出85.00万元，占85.00%。",
        &[
            "15.00万元 general.class.208 current",
            "15.00% general.class.208 share",
            "85.00万元 general.class.210 current",
            "85.00% general.class.210 share",
        ],
    );
    states(
        GENERAL,
        "2.审计业务（2010804）年初预算为10.00万元，支出决算为9.00万元，完成年初预算的90%。",
        &[
            "10.00万元 general.item.2010804 budget",
            "9.00万元 general.item.2010804 current",
            "90% general.item.2010804 completion",
        ],
    );
    // Amounts by which the author explains a change are no statements of their 类.
    let reasons = read(
        EXPENDITURE,
        &[
            "本年支出合计9.00万元，比上年减少3.00万元，主要原因是培训停办，教育支出减少，卫生健康支出也有下降。",
        ],
    );
    assert_eq!(reasons.reasons[0].text, "培训停办，教育支出减少，卫生健康支出也有下降");
    states(
        FUND,
        "政府性基金预算财政拨款本年支出7.00万元，支出主要用于以下方面：城乡社区（类）支出7.00万元，占100%。",
        &[
            "7.00万元 fund.expenditure current",
            "7.00万元 fund.class.212 current",
            "100% fund.class.212 share of fund.expenditure",
        ],
    );
}

#[test]
fn what_a_section_says_before_the_next_reason_ends_the_one_before() {
    states(
        THREE,
        "公务用车运行维护费支出决算比去年增加1.05万元，增长35.8%，增加原因主要是任务增加；公务接待费支出决算比预算无增减变化，比去年增加0.5万元，增长50%。",
        &[
            "1.05万元 three_public.vehicle_operation delta",
            "35.8% three_public.vehicle_operation growth",
            "0.5万元 three_public.reception delta",
            "50% three_public.reception growth",
        ],
    );
    states(
        FISCAL,
        "财政拨款收入总计43.20万元，较上年40.00万元增加3.20万元，增长8.00%。",
        &[
            "43.20万元 fiscal.total current",
            "40.00万元 fiscal.total prior",
            "3.20万元 fiscal.total delta",
            "8.00% fiscal.total growth",
        ],
    );
    states(
        AGENCY,
        "机关运行经费支出8.00万元，较年初预算数10.00万元减少2.00万元，下降20.00%。",
        &[
            "8.00万元 agency_operation current",
            "10.00万元 agency_operation budget",
            "2.00万元 agency_operation budget_delta",
            "20.00% agency_operation budget_growth",
        ],
    );
    states(
        TOTAL,
        "总收入50.00万元，其中本年收入48.00万元，年初结转和结余2.00万元；总支出50.00万元，其中本年支出49.00万元。",
        &[
            "50.00万元 total current",
            "48.00万元 income.total current",
            "2.00万元 opening current",
            "50.00万元 total current",
            "49.00万元 expenditure.total current",
        ],
    );
    states(
        EXPENDITURE,
        "经营支出0.00万元，占0.00%；其他支出（对附属单位补助支出、上缴上级支出）3.00万元。",
        &["0.00万元 expenditure.operating current", "0.00% expenditure.operating share", "3.00万元 -"],
    );
}

#[test]
fn economic_classes_meetings_and_costs_of_counted_things() {
    states(
        BASIC,
        "（二）商品和服务支出20.50万元，较2022年减少1.00万元，下降4.65%，主要原因是：节约。",
        &["20.50万元 econ.302 current", "1.00万元 econ.302 delta", "4.65% econ.302 growth"],
    );
    states(
        "“三公”经费、培训费及会议费支出情况说明",
        "2023年培训费预算为2.00万元，支出决算为1.50万元，完成预算的75.00%。",
        &["2.00万元 training budget", "1.50万元 training current", "75.00% training completion"],
    );
    states(
        THREE,
        "2023年因公出国（境）团组0个，0人次，预算为0万元，支出决算为0万元。",
        &[
            "0个 count.overseas_groups count",
            "0人次 count.overseas_persons count",
            "0万元 three_public.overseas budget",
            "0万元 three_public.overseas current",
        ],
    );
    states(
        THREE,
        "2023年公务接待10批次，国内公务接待人次80次，预算为2.00万元。",
        &[
            "10批次 count.reception_domestic_batches count",
            "80次 count.reception_domestic_persons count",
            "2.00万元 three_public.reception_domestic budget",
        ],
    );
    // A numbered paragraph speaks of its own, not of the one before it.
    let two = read(
        GENERAL,
        &[
            "1.教育支出（类）普通教育（款）小学教育（项）年初预算为1.00万元。",
            "2.某项新事务年初预算为3.00万元。",
        ],
    );
    assert_eq!(told(&two), ["1.00万元 general.item.2050202 budget", "3.00万元 -"]);
}

#[test]
fn a_part_of_another_matter_is_no_figure_of_the_accounts() {
    states(
        THREE,
        "2023年度财政拨款“三公”经费支出决算11.00万元（其中：一般公共预算支出11.00万元；政府性基金预算支出0万元）。与上年相比，减少1.00万元。",
        &[
            "11.00万元 three_public.total current",
            "11.00万元 -",
            "0万元 -",
            "1.00万元 three_public.total delta",
        ],
    );
    states(
        INCOME,
        "收入合计90万元，其中：上级补助收入0万元，占0%；财政专户管理教育收费9万元，占10%；其他收入3万元，占3.33%。",
        &[
            "90万元 income.total current",
            "0万元 income.superior current",
            "0% income.superior share",
            "9万元 -",
            "10% -",
            "3万元 income.other current",
            "3.33% income.other share",
        ],
    );
    states(
        ASSETS,
        "截至2023年12月31日，本部门共有车辆5辆，比上年减少2辆，主要是报废二辆。",
        &["5辆 vehicles.total count", "2辆 -"],
    );
    states(
        THREE,
        "因公出国（境）团组1个、共4人，参加其他单位组织的因公出国（境）团组2个、共3人。",
        &["1个 count.overseas_groups count", "4人 count.overseas_persons count", "2个 -", "3人 -"],
    );
}

#[test]
fn one_budget_among_all_of_financing_keeps_its_expenditure() {
    states(
        FISCAL,
        "2.政府性基金预算财政拨款本年收入7万元，与上年持平；本年支出6万元，比上年减少1万元。",
        &[
            "7万元 fiscal.income.fund current",
            "6万元 fund.expenditure current",
            "1万元 fund.expenditure delta",
        ],
    );
    states(
        FISCAL,
        "1.一般公共预算财政拨款本年收入70万元，比上年增加8万元；主要是人员增资；本年支出60万元，增长3%。",
        &[
            "70万元 fiscal.income.general current",
            "8万元 fiscal.income.general delta",
            "60万元 general.expenditure current",
            "3% general.expenditure growth",
        ],
    );
}

#[test]
fn a_numbered_paragraph_says_itself_what_it_speaks_of() {
    let statements = read(
        TOTAL,
        &[
            "2023年年初结转和结余12万元，本年收入90万元。",
            "（一）2023年收入90万元，比上年决算数增加5万元，增长5.88%，具体情况如下：",
            "（二）某项专款40万元，比上年决算数增加3万元。",
        ],
    );
    assert_eq!(
        told(&statements),
        [
            "12万元 opening current",
            "90万元 income.total current",
            "90万元 income.total current",
            "5万元 income.total delta",
            "5.88% income.total growth",
            "40万元 -",
            "3万元 -",
        ]
    );
}

#[test]
fn a_code_before_a_name_is_its_item() {
    states(
        GENERAL,
        "（一）2010301-行政运行69万元，较上年决算数增加3万元，增长4.55%。",
        &[
            "69万元 general.item.2010301 current",
            "3万元 general.item.2010301 delta",
            "4.55% general.item.2010301 growth",
        ],
    );
    states(
        GENERAL,
        "1.政府办公厅（室）及相关机构事务（款）行政运行（项）。年初预算20万元，支出决算21万元，完成调整后预算的105%。",
        &[
            "20万元 general.item.2010301 budget",
            "21万元 general.item.2010301 current",
            "105% general.item.2010301 completion",
        ],
    );
}

#[test]
fn a_name_that_no_code_has_is_the_one_item_that_is_left() {
    let own = [("208", "社会保障和就业支出"), ("20805", "行政事业单位养老支出")];
    let items = [("2080501", "行政单位离退休"), ("2080599", "其他行政事业单位养老支出")];
    let paragraphs = [
        "1.社会保障和就业支出（类）行政事业单位养老支出（款）行政单位离退休（项）。支出决算为5万元。",
        "2.社会保障和就业支出（类）行政事业单位养老支出（款）退休人员活动费（项）。支出决算为2万元。",
    ];
    let of = |codes: &[(&str, &str)], paragraphs: &[&str]| {
        let section = Section { no: "五", title: GENERAL, paragraphs: paragraphs.to_vec() };
        told(&reading::read(&[section], Some(2023), &Codes::new(codes.iter().copied(), [])))
    };
    let known = [own, items].concat();
    let expected = ["5万元 general.item.2080501 current", "2万元 general.item.2080599 current"];
    assert_eq!(of(&known, &paragraphs), expected);
    // Where two are left, nobody knows which.
    let more = [known.clone(), vec![("2080502", "事业单位离退休")]].concat();
    assert_eq!(of(&more, &paragraphs), ["5万元 general.item.2080501 current", "2万元 -"]);
}

#[test]
fn the_rate_of_difference_from_the_budget() {
    states(
        THREE,
        "公务接待费支出全年预算数4万元，决算数3万元，预决算差异率-25.00%。",
        &[
            "4万元 three_public.reception budget",
            "3万元 three_public.reception current",
            "25.00% three_public.reception budget_growth",
        ],
    );
}

#[test]
fn totals_without_a_name_are_what_the_section_tells() {
    states(
        "收入决算情况",
        "2023年度收入决算236.56万元，其中：一般公共预算拨款234.49万元，政府性基金拨款1.7万元，其他收入0.37万元。",
        &[
            "236.56万元 income.total current",
            "234.49万元 fiscal.income.general current",
            "1.7万元 fiscal.income.fund current",
            "0.37万元 income.other current",
        ],
    );
    states(
        "支出决算情况",
        "我单位支出决算237.09万元，同比减少2.24%。其中：信息化支出决算5万元。",
        &["237.09万元 expenditure.total current", "2.24% expenditure.total growth", "5万元 -"],
    );
    states(
        GENERAL,
        "一般公共预算财政拨款支出年初预算数235.99万元，决算数234.73万元，为年初预算的99.47%。",
        &[
            "235.99万元 general.expenditure budget",
            "234.73万元 general.expenditure current",
            "99.47% general.expenditure completion",
        ],
    );
    states(
        "财政拨款收支决算情况",
        "2023年度财政拨款收支总决算237.61万元，与2022年的243.34万元相比，减少5.73万元。",
        &["237.61万元 fiscal.total current", "243.34万元 fiscal.total prior", "5.73万元 fiscal.total delta"],
    );
    states(
        EXPENDITURE,
        "2023年度支出237.09万元，具体情况如下：培训支出5万元。",
        &["237.09万元 expenditure.total current", "5万元 -"],
    );
    states(
        THREE,
        "公务接待费0.68万元。全年国内公务接待8批次，来访人数73人。",
        &[
            "0.68万元 three_public.reception current",
            "8批次 count.reception_domestic_batches count",
            "73人 count.reception_domestic_persons count",
        ],
    );
    states(
        "政府采购支出情况",
        "货物类采购支出7.33万元、工程类采购支出0万元、服务类采购支出43.89万元。",
        &[
            "7.33万元 procurement.goods current",
            "0万元 procurement.works current",
            "43.89万元 procurement.services current",
        ],
    );
    states(
        THREE,
        "公务用车购置费0万元，购置0辆；公务用车运行维护费2.89万元，购置2辆摩托车。",
        &[
            "0万元 three_public.vehicle_purchase current",
            "0辆 count.vehicles_purchased count",
            "2.89万元 three_public.vehicle_operation current",
            "2辆 -",
        ],
    );
}

#[test]
fn all_of_financing_stands_beside_a_section_of_the_general_budget() {
    let sections = [
        Section {
            no: "五", title: "财政拨款支出决算情况说明", paragraphs: vec!["财政拨款支出决算90万元。"]
        },
        Section {
            no: "七",
            title: "一般公共预算支出决算情况说明",
            paragraphs: vec!["一般公共预算财政拨款支出决算80万元。"],
        },
    ];
    let both = reading::read(&sections, Some(2023), &Codes::default());
    assert_eq!(told(&both), ["90万元 fiscal.expenditure current", "80万元 general.expenditure current"]);
    let alone = reading::read(&sections[..1], Some(2023), &Codes::default());
    assert_eq!(told(&alone), ["90万元 general.expenditure current"]);
}

#[test]
fn a_reason_ends_where_the_next_amount_is_told() {
    states(
        THREE,
        "因公出国（境）费支出0万元，主要原因是：无出国；公务用车购置及运行维护费支出5万元，占83.33%；国内公务接待支出1万元，主要用于业务交流，接待6批次28人次。",
        &[
            "0万元 three_public.overseas current",
            "5万元 three_public.vehicle current",
            "83.33% three_public.vehicle share",
            "1万元 three_public.reception_domestic current",
            "6批次 count.reception_domestic_batches count",
            "28人次 count.reception_domestic_persons count",
        ],
    );
}

#[test]
fn projects_are_summed_up_by_what_was_done_with_them() {
    states(
        "预算绩效评价工作开展情况",
        "本部门共5个项目开展了财政重点绩效评价，涉及财政性资金合计80万元；共10个项目开展了单位绩效自评，涉及财政性资金合计99万元；共1个单位开展了单位整体支出绩效自评，涉及财政性资金合计300万元。",
        &[
            "5个 projects.evaluated.count count",
            "80万元 projects.evaluated.budget budget",
            "10个 projects.count count",
            "99万元 projects.budget budget",
            "1个 -",
            "300万元 -",
        ],
    );
    states(
        "预算绩效情况说明",
        "区级预算项目3个，涉及预算资金90万元；中央对地方转移支付项目2个，涉及预算资金40万元。",
        &[
            "3个 projects.own.count count",
            "90万元 projects.own.budget budget",
            "2个 projects.transfer.count count",
            "40万元 projects.transfer.budget budget",
        ],
    );
}

#[test]
fn a_percentage_without_its_sign_is_one_behind_its_word() {
    states(
        FISCAL,
        "财政拨款收、支总计90万元。较上年增加9万元，增幅为11.11，其中公用经费预算完成率为98.5。",
        &[
            "90万元 fiscal.total current",
            "9万元 fiscal.total delta",
            "11.11 fiscal.total growth",
            "98.5 general.operating completion",
        ],
    );
}

/// 其他支出 is no part of the accounts: nothing of it is said of what was spoken of before.
#[test]
fn other_expenditure_is_not_the_part_before_it() {
    states(
        EXPENDITURE,
        "基本支出3万元，占60%；项目支出2万元，占40%；其他支出（补助、上缴）0万元，占0%。",
        &[
            "3万元 expenditure.basic current",
            "60% expenditure.basic share",
            "2万元 expenditure.project current",
            "40% expenditure.project share",
            "0万元 -",
            "0% -",
        ],
    );
    states(
        GENERAL,
        "教育支出3万元，占60%；其他支出（类）2万元，占40%。",
        &[
            "3万元 general.class.205 current",
            "60% general.class.205 share",
            "2万元 general.class.229 current",
            "40% general.class.229 share",
        ],
    );
}

/// Where a figure comes from is no comparison with last year.
#[test]
fn what_a_figure_agrees_with_is_not_what_it_is_compared_with() {
    let compared = |text: &str| -> Vec<(String, reading::Base)> {
        let read = read(AGENCY, &[text]);
        read.comparisons.iter().map(|c| (c.key.clone(), c.base)).collect()
    };
    for text in [
        "机关运行经费支出50万元（与部门决算中行政单位基本支出中公用经费之和保持一致）。",
        "机关运行经费支出50万元，口径与基本支出中公用经费一致。",
    ] {
        assert_eq!(compared(text), [], "{text}");
    }
    for (text, base) in [
        ("机关运行经费支出50万元，与上年决算数基本一致。", reading::Base::Prior),
        ("机关运行经费支出50万元，与2022年保持一致。", reading::Base::Prior),
        ("机关运行经费支出50万元，与上年相比持平。", reading::Base::Prior),
        ("机关运行经费支出50万元，和2022年度相比没有变化。", reading::Base::Prior),
        ("机关运行经费支出50万元，同比持平。", reading::Base::Prior),
        ("机关运行经费支出50万元，与年初预算数一致。", reading::Base::Budget),
    ] {
        assert_eq!(compared(text), [("agency_operation".to_owned(), base)], "{text}");
    }
}

/// 完成年初预算的98%，主要原因是 says why of the budget; what was compared with last year before it keeps its reason.
#[test]
fn a_reason_behind_a_completion_is_one_of_the_budget() {
    for (text, key) in [
        (
            "（一）教育支出年初预算数为10万元，决算数为9万元，完成年初预算的90%，主要原因是：人员减少。",
            "budget",
        ),
        (
            "教育支出年初预算数为10万元，决算数为9万元，完成年初预算的90%，较上年减少1万元，下降10%，主要原因是：人员减少。",
            "yoy",
        ),
        ("教育支出9万元，较上年减少1万元，下降10%，完成年初预算的90%，主要原因是：人员减少。", "yoy"),
    ] {
        let read = read(GENERAL, &[text]);
        let reasons: Vec<(&str, &str)> =
            read.reasons.iter().map(|r| (r.key.as_str(), r.text.as_str())).collect();
        assert_eq!(reasons, [(format!("{key}.general.class.205").as_str(), "人员减少")], "{text}");
    }
}

/// Whose budget it is stands between 比 and 年初预算; what is named there is no figure of its own.
#[test]
fn beside_a_budget_whose_owner_is_named() {
    states(
        THREE,
        "2023年“三公”经费财政拨款决算数2.00万元，比2023年“三公”经费财政拨款年初预算减少1.00万元，下降33.33%。",
        &[
            "2.00万元 three_public.total current",
            "1.00万元 three_public.total budget_delta",
            "33.33% three_public.total budget_growth",
        ],
    );
    let same =
        read(THREE, &["2023年“三公”经费财政拨款决算数2.00万元，与2023年“三公”经费财政拨款年初预算持平。"]);
    let [compared] = same.comparisons.as_slice() else { panic!("{:?}", same.comparisons) };
    assert_eq!((compared.key.as_str(), compared.base), ("three_public.total", reading::Base::Budget));
}

/// 江苏 and 北京: totals and parts as they are worded there.
#[test]
fn totals_of_final_accounts_and_amounts_behind_a_comma() {
    states(TOTAL, "（一）收入决算总计100.00万元。包括：", &["100.00万元 total current"]);
    states(TOTAL, "（二）支出决算总计100.00万元。包括：", &["100.00万元 total current"]);
    states(
        THREE,
        "一般公共预算财政拨款安排的“三公”经费支出决算总额为3.00万元。",
        &["3.00万元 three_public.total current"],
    );
    states(
        AGENCY,
        "2023年本部门维持机关日常运行而开支的机关运行经费，合计18.00万元。",
        &["18.00万元 agency_operation current"],
    );
    states(
        FISCAL,
        "2023年度财政拨款支出决算90.00万元，占本年支出合计的90.00%。",
        &["90.00万元 fiscal.expenditure current", "90.00% fiscal.expenditure share of expenditure.total"],
    );
}

/// Figures by 款, with and without brackets, below a title and in a clause of their 类.
#[test]
fn groups_of_the_functional_classification_have_figures_of_their_own() {
    states(
        GENERAL,
        "1、“教育支出”（类）2023年度决算300万元，比2023年年初预算增加20万元，增长7.14%。其中：“普通教育”（款）2023年度决算240万元，比2023年年初预算减少10万元，下降4%；进修及培训（款）60万元，占20%。",
        &[
            "300万元 general.class.205 current",
            "20万元 general.class.205 budget_delta",
            "7.14% general.class.205 budget_growth",
            "240万元 general.group.20502 current",
            "10万元 general.group.20502 budget_delta",
            "4% general.group.20502 budget_growth",
            "60万元 general.group.20508 current",
            "20% general.group.20508 share of general.class.205",
        ],
    );
    states(
        GENERAL,
        "教育支出类普通教育款决算240万元，完成预算250万元的96%。公用经费款项60万元。",
        &[
            "240万元 general.group.20502 current",
            "250万元 general.group.20502 budget",
            "96% general.group.20502 completion",
            "60万元 -",
        ],
    );
    states(
        EXPENDITURE,
        "普通教育（款）支出240万元，占本年支出合计的80%。",
        &[
            "240万元 expenditure.group.20502 current",
            "80% expenditure.group.20502 share of expenditure.total",
        ],
    );
    states(FUND, "彩票公益金安排的支出（款）10万元。", &["10万元 fund.group.22960 current"]);
    // A name that the classification does not have leaves its figures to nobody.
    states(
        GENERAL,
        "教育支出（类）9万元，其中：某某教育（款）8万元。",
        &["9万元 general.class.205 current", "8万元 -"],
    );
    // Below their titles; 行政运行 is that of the 款 above it, a special 款 that of the 类 above it.
    let read = read(
        GENERAL,
        &[
            "（一）卫生健康支出（类）",
            "1.医疗保障管理事务（款）",
            "决算50万元，比年初预算增加5万元。",
            "（1）行政运行（项）决算30万元。",
            "2.超长期特别国债安排的支出（款）决算7万元。",
        ],
    );
    assert_eq!(
        told(&read),
        [
            "50万元 general.group.21015 current",
            "5万元 general.group.21015 budget_delta",
            "30万元 general.item.2101501 current",
            "7万元 general.group.21098 current",
        ]
    );
}

/// 人员经费 beside 基本支出 of all expenditure is a part of that, not of 06.
#[test]
fn personnel_of_all_basic_expenditure_is_not_that_of_the_general_budget() {
    let sentence = "基本支出90万元，其中：人员经费80万元，占基本支出的88.89%；公用经费10万元。";
    states(
        EXPENDITURE,
        sentence,
        &[
            "90万元 expenditure.basic current",
            "80万元 expenditure.basic_personnel current",
            "88.89% expenditure.basic_personnel share of expenditure.basic",
            "10万元 expenditure.basic_operating current",
        ],
    );
    states(
        BASIC,
        sentence,
        &[
            "90万元 general.basic current",
            "80万元 general.personnel current",
            "88.89% general.personnel share of general.basic",
            "10万元 general.operating current",
        ],
    );
    states(
        EXPENDITURE,
        "一般公共预算财政拨款基本支出90万元，其中：人员经费80万元、公用经费10万元。",
        &[
            "90万元 general.basic current",
            "80万元 general.personnel current",
            "10万元 general.operating current",
        ],
    );
}
