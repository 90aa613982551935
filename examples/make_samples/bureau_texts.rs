//! What people of the invented department wrote into the supplement for 2023.

use std::cmp::Ordering::{Greater, Less};

use super::data::{Figure, Project, Reason, Source, Supplement, reason};

/// The supplement of the 医疗保障局.
pub const SUPPLEMENT: Supplement =
    Supplement { reasons: REASONS, figures: FIGURES, texts: TEXTS, projects: PROJECTS, with_form: WITH_FORM };

/// Initial budget of 机关运行经费.
const FIGURES: &[Figure] =
    &[Figure { key: "agency_operation", name: "机关运行经费", initial: "475000.00", actual: "" }];

/// Projects that have a self-assessment form, with their goal.
const WITH_FORM: &[(&str, &str)] = &[
    ("城乡医疗救助", "对救助对象按规定比例给予住院和门诊救助，资助困难群众参加居民医保"),
    ("医疗保障基金监管", "实现定点医药机构检查全覆盖，及时办结举报线索"),
    ("医疗保障政策宣传", "开展集中宣传活动，提高群众对医保政策的知晓率"),
];

/// Reasons for 2023, against 2022 (`yoy`) or against the budget (`budget`).
#[rustfmt::skip]
const REASONS: &[Reason] = &[
    reason("yoy.total", Less, "上年安排的突发公共卫生事件应急处置经费为一次性支出，本年不再安排"),
    reason("yoy.income.fiscal", Less, "上年突发公共卫生事件应急处置经费为一次性拨款，本年不再下达"),
    reason("yoy.income.other", Less, "社会力量支持医保政策宣传的到账资金减少"),
    reason("yoy.expenditure.basic", Greater, "按规定支付去世人员一次性抚恤金，在职人员正常晋级晋档，社会保险和住房公积金缴存基数相应调高"),
    reason("yoy.expenditure.project", Less, "突发公共卫生事件应急处置项目上年已完成，城乡医疗救助对象住院人次回落"),
    reason("yoy.fiscal.total", Less, "上年突发公共卫生事件应急处置经费为一次性安排，本年无此项支出"),
    reason("yoy.general.expenditure", Less, "突发公共卫生事件应急处置项目上年已完成，城乡医疗救助支出减少"),
    reason("yoy.fund.expenditure", Less, "彩票公益金资助的救助人次减少"),
    reason("budget.general.expenditure", Less, "城乡医疗救助按实际救助人次结算，部分资金结转下年使用"),
    reason("budget.general.item.2080505", Greater, "年中核定缴费基数，养老保险单位缴费增加"),
    reason("budget.general.item.2080801", Greater, "年初未预计到人员去世，年中追加一次性抚恤金"),
    reason("budget.general.item.2101101", Less, "一名人员年中调出，医疗保险单位缴费减少"),
    reason("budget.general.item.2101102", Greater, "下属事业单位年中招录两名人员，医疗保险单位缴费增加"),
    reason("budget.general.item.2101301", Less, "救助对象住院费用低于年初测算，按实际发生额结算"),
    reason("budget.general.item.2101501", Greater, "年中补发基础绩效奖金清算差额"),
    reason("budget.general.item.2101506", Greater, "年中追加医疗保障服务能力提升补助资金，用于镇街经办窗口建设"),
    reason("budget.general.item.2101550", Greater, "下属事业单位年中招录两名人员，工资支出增加"),
    reason("budget.general.item.2101599", Less, "基金监管第三方审核服务经公开采购，成交价低于预算"),
    reason("budget.general.item.2210201", Greater, "年中调高住房公积金缴存基数"),
    reason("budget.agency_operation", Less, "落实过紧日子要求，压减办公费、维修费和接待费"),
    reason("budget.three_public.total", Less, "严格控制公务用车使用和公务接待标准"),
    reason("budget.three_public.vehicle", Less, "统筹安排公务出行，车辆使用次数减少"),
    reason("budget.three_public.reception", Less, "上级调研合并安排，接待批次和人数少于预期"),
];

/// Key, title and content of each text.
#[rustfmt::skip]
const TEXTS: &[(&str, &str, &str)] = &[
    (
        "text.duties",
        "部门职责",
        "（一）贯彻执行国家和省、市有关医疗保险、生育保险、医疗救助的法律法规和政策，组织实施全区医疗保障制度。\n\
         （二）监督管理全区医疗保障基金，查处骗取医疗保障基金的行为。\n\
         （三）组织落实城乡居民和职工医疗保障筹资、待遇政策。\n\
         （四）组织实施药品、医用耗材集中带量采购和医疗服务价格政策。\n\
         （五）负责全区医疗保障经办服务和信息化建设，推进异地就医直接结算。\n\
         （六）完成区委、区政府交办的其他任务。",
    ),
    (
        "text.institutions",
        "机构设置",
        "示例区医疗保障局内设办公室、待遇保障科、医药服务管理科、基金监督科，下设示例区医疗保障服务中心1个事业单位。\n\
         纳入本部门决算编制范围的单位包括：\n\
         1.示例区医疗保障局（本级）\n\
         2.示例区医疗保障服务中心",
    ),
    (
        "text.reception_purpose",
        "公务接待用途",
        "接待上级基金监管检查和外地医疗保障部门交流学习",
    ),
    ("text.performance_coverage", "绩效自评项目占预算项目支出总额的百分比", "100%"),
    ("text.performance_transfer", "上级对地方转移支付项目绩效自评结果", "本部门没有上级对地方转移支付项目。"),
    ("text.performance_department", "部门评价结果", "本部门没有组织部门评价的项目。"),
    ("text.performance_finance", "财政评价结果", "本部门没有被列入财政评价的项目。"),
];

/// The projects of 2023.
const PROJECTS: &[Project] = &[
    Project {
        name: "城乡居民基本医疗保险区级财政补助",
        item: "2101202",
        source: Source::General,
        score: "99.50",
        grade: "优",
        outcome: "补助资金按时足额拨付到位，参保居民应补尽补，各项绩效指标均已完成",
    },
    Project {
        name: "城乡医疗救助",
        item: "2101301",
        source: Source::General,
        score: "96.83",
        grade: "优",
        outcome: "救助对象住院费用按规定比例救助，资助参保全覆盖；因住院人次低于测算，部分资金结转下年",
    },
    Project {
        name: "医疗保障经办服务能力提升",
        item: "2101506",
        source: Source::General,
        score: "97.20",
        grade: "优",
        outcome: "镇街经办窗口设备更新完成，高频事项实现就近办理，群众满意度达到预期",
    },
    Project {
        name: "医疗保障基金监管",
        item: "2101599",
        source: Source::General,
        score: "92.60",
        grade: "优",
        outcome: "定点医药机构检查全覆盖，举报线索全部办结；第三方审核服务验收时间晚于计划",
    },
    Project {
        name: "医疗救助彩票公益金",
        item: "2296013",
        source: Source::Fund,
        score: "90.52",
        grade: "优",
        outcome: "彩票公益金全部用于困难群众医疗救助，受助对象满意度较高",
    },
    Project {
        name: "医疗保障政策宣传",
        item: "2101501",
        source: Source::General,
        score: "88.40",
        grade: "良",
        outcome: "集中宣传活动按计划开展，新媒体宣传数量略低于年初目标",
    },
];
