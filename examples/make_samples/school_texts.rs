//! What people of the invented school wrote into the supplement for 2023; together it fills every built-in style.

use std::cmp::Ordering::{Greater, Less};

use super::data::{Figure, Project, Reason, Source, Supplement, reason};

/// The supplement of the school.
pub const SUPPLEMENT: Supplement =
    Supplement { reasons: REASONS, figures: FIGURES, texts: TEXTS, projects: PROJECTS, with_form: WITH_FORM };

/// Initial budgets by 项 of the other two budgets, procurement reserved for small enterprises.
#[rustfmt::skip]
const FIGURES: &[Figure] = &[
    Figure { key: "fund.item.2290402", name: "其他地方自行试点项目收益专项债券收入安排的支出", initial: "0", actual: "" },
    Figure { key: "fund.item.2296004", name: "用于教育事业的彩票公益金支出", initial: "280000.00", actual: "" },
    Figure { key: "state.item.2230103", name: "国有企业办职教幼教补助支出", initial: "385000.00", actual: "" },
    Figure { key: "procurement.reserved_sme", name: "面向中小企业预留政府采购项目预算金额", initial: "", actual: "2350000.00" },
    Figure { key: "procurement.reserved_micro", name: "面向小微企业预留政府采购项目预算金额", initial: "", actual: "1860000.00" },
    Figure { key: "procurement.reserved_sme_awarded", name: "预留项目中由中小企业供应商中标或成交的采购金额", initial: "", actual: "2218600.00" },
    Figure { key: "procurement.reserved_micro_awarded", name: "预留项目中由小微企业供应商中标或成交的采购金额", initial: "", actual: "1795200.00" },
    Figure { key: "procurement.other_sme_awarded", name: "其他项目中由中小企业供应商中标或成交的采购金额", initial: "", actual: "267700.00" },
];

const WITH_FORM: &[(&str, &str)] = &[];

/// Reasons for 2023, against 2022 (`yoy`) or against the budget (`budget`).
#[rustfmt::skip]
const REASONS: &[Reason] = &[
    reason("yoy.total", Greater, "本年新增教学楼改造专项债券和实验室设备购置资金"),
    reason("yoy.income.fiscal", Greater, "本年新增教学楼改造专项债券资金"),
    reason("yoy.income.superior", Greater, "上级教育主管部门增加教研课题补助"),
    reason("yoy.income.business", Greater, "高中学生人数增加，学费收入相应增加"),
    reason("yoy.income.operating", Greater, "校内超市和打印服务收入增加"),
    reason("yoy.income.affiliate", Greater, "校办培训中心上缴款增加"),
    reason("yoy.income.other", Greater, "校友捐赠增加"),
    reason("yoy.expenditure.total", Greater, "新增教学楼改造和实验室设备购置支出"),
    reason("yoy.expenditure.basic", Greater, "在职教师正常晋级晋档，社会保险和住房公积金缴存基数相应调高"),
    reason("yoy.expenditure.project", Greater, "新增教学楼改造和实验室设备购置项目"),
    reason("yoy.expenditure.upward", Less, "按规定上缴的集中收入减少"),
    reason("yoy.expenditure.operating", Greater, "校内超市进货成本增加"),
    reason("yoy.expenditure.affiliate", Less, "校办培训中心自筹能力增强，补助减少"),
    reason("yoy.fiscal.total", Greater, "本年新增教学楼改造专项债券资金"),
    reason("yoy.general.expenditure", Greater, "在职教师正常晋级晋档，新增实验室设备购置"),
    reason("yoy.fund.income", Greater, "本年新增教学楼改造专项债券资金"),
    reason("yoy.fund.expenditure", Greater, "本年新增教学楼改造专项债券支出"),
    reason("yoy.state.expenditure", Less, "移交的企业办幼教机构退休教师人数减少"),
    reason("yoy.three_public.total", Greater, "本年更新公务用车1辆，并组织1批教师出国交流"),
    reason("yoy.three_public.overseas", Greater, "本年组织1批教师赴国外姊妹学校交流"),
    reason("yoy.three_public.vehicle", Greater, "本年更新公务用车1辆"),
    reason("yoy.three_public.vehicle_purchase", Greater, "本年更新公务用车1辆"),
    reason("yoy.three_public.vehicle_operation", Less, "新车油耗和维修费用较低"),
    reason("yoy.three_public.reception", Less, "压减接待批次和标准"),
    reason("budget.general.expenditure", Greater, "年中追加绩效工资和实验室设备购置资金"),
    reason("budget.general.item.2050204", Greater, "年中追加教师绩效工资"),
    reason("budget.general.item.2050299", Less, "校园文化项目部分内容经公开采购，成交价低于预算"),
    reason("budget.general.item.2050803", Less, "部分教师培训改为线上进行"),
    reason("budget.general.item.2050904", Greater, "年中下达教育费附加，用于购置实验室设备"),
    reason("budget.general.item.2080502", Greater, "年中新增2名退休教师"),
    reason("budget.general.item.2080505", Greater, "年中核定缴费基数，养老保险单位缴费增加"),
    reason("budget.general.item.2101102", Less, "医疗保险单位缴费按实际缴费基数结算"),
    reason("budget.general.item.2210201", Greater, "年中调高住房公积金缴存基数"),
    reason("budget.fund.expenditure", Greater, "年中下达教学楼改造专项债券资金"),
    reason("budget.fund.item.2290402", Greater, "年中下达教学楼改造专项债券资金"),
    reason("budget.fund.item.2296004", Greater, "使用上年结转的彩票公益金购置体育器材"),
    reason("budget.three_public.total", Less, "严格控制出国经费和公务接待标准"),
    reason("budget.three_public.overseas", Less, "按标准压缩在外天数"),
    reason("budget.three_public.vehicle", Less, "购置价格低于预算，车辆使用次数减少"),
    reason("budget.three_public.vehicle_purchase", Less, "公开采购成交价低于预算"),
    reason("budget.three_public.vehicle_operation", Less, "车辆使用次数减少"),
    reason("budget.three_public.reception", Less, "上级调研合并安排，接待批次和人数少于预期"),
];

/// Key, title and content of each text.
#[rustfmt::skip]
const TEXTS: &[(&str, &str, &str)] = &[
    (
        "text.duties",
        "单位职责",
        "（一）实施高中学历教育，执行国家课程方案和课程标准。\n\
         （二）开展教育教学研究和教师培训。\n\
         （三）完成市教育局交办的其他任务。",
    ),
    ("text.institutions", "机构设置", "示例市第三中学内设办公室、教务处、学生处、总务处、教科研处。"),
    ("text.reception_purpose", "公务接待用途", "接待上级教育督导检查和姊妹学校交流"),
    ("text.overseas_purpose", "因公出国（境）的开支内容", "赴国外姊妹学校开展教学交流的国际旅费、住宿费和伙食费"),
    ("text.vehicle_purchase_purpose", "公务用车购置的用途", "更新已达报废年限的公务用车"),
    ("text.conference_meetings", "会议次数", "3"),
    ("text.conference_persons", "会议人数", "126"),
    ("text.conference_content", "会议内容", "教学工作会议、家长委员会会议和校园安全工作会议"),
    ("text.training_content", "培训情况", "新课程培训、班主任培训，共2期98人，其中新课程培训费4.02万元60人，班主任培训费2.11万元38人"),
    ("text.celebration", "节庆等活动", "2023年本单位没有举办节庆、晚会、论坛、赛事等活动。"),
    ("text.performance_coverage", "绩效自评项目占预算项目支出总额的百分比", "100%"),
    ("text.performance_transfer", "上级对地方转移支付项目绩效自评结果", "学校没有上级对地方转移支付项目。"),
    ("text.performance_department", "部门评价结果", "学校没有列入部门评价的项目。"),
    ("text.performance_finance", "财政评价结果", "学校没有列入财政评价的项目。"),
    ("text.performance_work", "绩效管理工作开展情况", "学校建立了覆盖项目申报、执行、评价的预算绩效管理制度，对年度预算项目全部开展绩效自评。"),
    ("text.performance_overall", "整体支出绩效目标完成情况", "年度整体支出绩效目标总体完成，教学设施得到改善，学生和家长满意度达到预期。"),
    ("text.performance_problems", "存在的问题及原因分析", "个别项目采购周期较长，预算执行进度前慢后快，将提前编制采购计划。"),
    ("text.performance_evaluation", "重点绩效评价结果", "2023年度没有被列入财政重点绩效评价的项目。"),
    ("text.performance_rules", "预算绩效管理制度的名称和工作机制", "《示例市第三中学预算绩效管理办法》，由总务处牵头、各处室分工负责"),
    ("text.performance_targets", "编报绩效目标的项目个数和预算金额", "2个，涉及预算金额245.00万元"),
    ("text.performance_tracking", "绩效跟踪评价的项目个数和预算金额", "5个，涉及预算金额557.07万元"),
    ("text.use.2050204", "高中教育的主要用途", "高中教育教学、教职工工资福利和校园日常运转"),
    ("text.use.2050299", "其他普通教育支出的主要用途", "校园文化建设"),
    ("text.use.2050803", "培训支出的主要用途", "教师业务培训"),
    ("text.use.2050904", "城市中小学教学设施的主要用途", "物理、化学实验室设备购置"),
    ("text.use.2230103", "国有企业办职教幼教补助支出的主要用途", "移交的企业办幼教机构退休教师生活补贴"),
    ("text.use.2290402", "专项债券收入安排的支出的主要用途", "教学楼改造"),
    ("text.item.2050204", "高中教育", "反映各部门举办的高级中学教育支出。"),
    ("text.item.2050299", "其他普通教育支出", "反映用于普通教育方面的其他支出。"),
    ("text.item.2050803", "培训支出", "反映本单位安排的用于培训的支出。"),
    ("text.item.2050904", "城市中小学教学设施", "反映用教育费附加安排的城市中小学教学设施支出。"),
    ("text.item.2230103", "国有企业办职教幼教补助支出", "反映用国有资本经营预算收入安排的国有企业办职教幼教机构退休教师待遇补助支出。"),
    ("text.item.2290402", "其他地方自行试点项目收益专项债券收入安排的支出", "反映用其他地方自行试点项目收益专项债券收入安排的支出。"),
];

/// The projects of 2023.
const PROJECTS: &[Project] = &[
    Project {
        name: "公办高中生均公用经费补助",
        item: "2050204",
        source: Source::General,
        score: "97.80",
        grade: "优",
        outcome: "补助资金用于日常教学和校舍维修，教学秩序平稳，各项绩效指标均已完成",
    },
    Project {
        name: "校园文化建设",
        item: "2050299",
        source: Source::General,
        score: "92.40",
        grade: "优",
        outcome: "校史馆和图书角建成开放，学生满意度达到预期",
    },
    Project {
        name: "实验室设备购置",
        item: "2050904",
        source: Source::General,
        score: "86.50",
        grade: "良",
        outcome: "物理、化学实验室设备完成更新；设备验收时间晚于计划",
    },
    Project {
        name: "教学楼改造",
        item: "2290402",
        source: Source::Fund,
        score: "84.06",
        grade: "良",
        outcome: "教学楼主体加固完成，外墙改造结转下年实施",
    },
    Project {
        name: "青少年体育活动",
        item: "2296004",
        source: Source::Fund,
        score: "90.00",
        grade: "优",
        outcome: "体育器材更新完成，学生体质健康测试合格率提高",
    },
];
