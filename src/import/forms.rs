//! The forms as data: which columns and lines each statement has, under every name the two kinds of workbook
//! (财决, 公开) and the years give them. Texts are squashed (see [`crate::text::squash`]); paths are joined by `/`.

use crate::accounts::{Column, ScheduleId};

/// A column: its meaning, the head paths it is known by, and whether the form is useless without it.
#[derive(Debug)]
pub struct ColumnSpec {
    /// Meaning.
    pub column: Column,
    /// Paths, most specific first.
    pub paths: &'static [&'static str],
    /// Reported when it is not found.
    pub required: bool,
}

/// A labelled line: its key and the names it is known by, without numbering.
#[derive(Debug)]
pub struct LabelSpec {
    /// Line key in the statement.
    pub key: &'static str,
    /// Squashed names.
    pub names: &'static [&'static str],
    /// Counts only after a line with this key (the same name stands twice on the form).
    pub after: Option<&'static str>,
    /// A number of things rather than an amount: never multiplied by the sheet's unit.
    pub count: bool,
}

/// How a statement is laid out.
#[derive(Debug)]
pub enum Layout {
    /// One line per functional code.
    Coded(&'static [ColumnSpec]),
    /// One or more blocks of labelled lines side by side.
    Labelled(&'static [BlockSpec]),
    /// Economic classification as columns (财决08-1) or as rows in three groups (公开06).
    Economic,
}

/// A block of a labelled statement.
#[derive(Debug)]
pub struct BlockSpec {
    /// Columns of the block.
    pub columns: &'static [ColumnSpec],
    /// Lines of the block; the functional 类 come from the catalogue when `classes` is set.
    pub labels: &'static [LabelSpec],
    /// Whether the 类 of the functional classification are lines of this block.
    pub classes: bool,
}

const fn need(column: Column, paths: &'static [&'static str]) -> ColumnSpec {
    ColumnSpec { column, paths, required: true }
}

const fn may(column: Column, paths: &'static [&'static str]) -> ColumnSpec {
    ColumnSpec { column, paths, required: false }
}

const fn line(key: &'static str, names: &'static [&'static str]) -> LabelSpec {
    LabelSpec { key, names, after: None, count: false }
}

const fn after(after: &'static str, key: &'static str, names: &'static [&'static str]) -> LabelSpec {
    LabelSpec { key, names, after: Some(after), count: false }
}

const fn count(key: &'static str, names: &'static [&'static str]) -> LabelSpec {
    LabelSpec { key, names, after: None, count: true }
}

const fn count_after(after: &'static str, key: &'static str, names: &'static [&'static str]) -> LabelSpec {
    LabelSpec { key, names, after: Some(after), count: true }
}

/// The layout of a statement.
pub fn layout(id: ScheduleId) -> Layout {
    match id {
        ScheduleId::Summary => Layout::Labelled(SUMMARY),
        ScheduleId::FiscalSummary => Layout::Labelled(FISCAL_SUMMARY),
        ScheduleId::Operations => Layout::Labelled(OPERATIONS),
        ScheduleId::Income => Layout::Coded(INCOME),
        ScheduleId::Expenditure => Layout::Coded(EXPENDITURE),
        ScheduleId::General => Layout::Coded(GENERAL),
        ScheduleId::Fund | ScheduleId::State => Layout::Coded(FUND),
        ScheduleId::BasicDetail => Layout::Economic,
    }
}

/// Whether a statement is of no full use without a column: its absence is reported (R002).
pub fn requires(id: ScheduleId, column: Column) -> bool {
    let needs = |columns: &[ColumnSpec]| columns.iter().any(|c| c.column == column && c.required);
    match layout(id) {
        Layout::Coded(columns) => needs(columns),
        Layout::Labelled(blocks) => blocks.iter().any(|block| needs(block.columns)),
        Layout::Economic => false,
    }
}

const SUMMARY_COLUMNS: &[ColumnSpec] = &[
    may(Column::Initial, &["年初预算数"]),
    may(Column::Adjusted, &["全年预算数", "调整预算数"]),
    need(Column::Final, &["决算数", "金额", "决算数/小计", "决算数/合计", "本年决算数", "本年决算", "合计"]),
];

const SUMMARY: &[BlockSpec] = &[
    BlockSpec {
        columns: SUMMARY_COLUMNS,
        labels: &[
            line(
                "income.general",
                &["一般公共预算财政拨款收入", "一般公共预算财政拨款", "一般公共预算拨款收入"],
            ),
            line(
                "income.fund",
                &["政府性基金预算财政拨款收入", "政府性基金预算财政拨款", "政府性基金预算拨款收入"],
            ),
            line(
                "income.state",
                &["国有资本经营预算财政拨款收入", "国有资本经营预算财政拨款", "国有资本经营预算拨款收入"],
            ),
            line("income.superior", &["上级补助收入"]),
            line("income.business", &["事业收入"]),
            line("income.operating", &["经营收入"]),
            line("income.affiliate", &["附属单位上缴收入"]),
            line("income.other", &["其他收入"]),
            line("income.total", &["本年收入合计"]),
            line(
                "income.surplus_used",
                &[
                    "使用非财政拨款结余",
                    "使用非财政拨款结余(含专用结余)",
                    "使用非财政拨款结余和专用结余",
                    "用事业基金弥补收支差额",
                ],
            ),
            line(
                "income.opening",
                &["年初结转和结余", "年初结转与结余", "上年结转和结余", "上年结转与结余", "上年结转"],
            ),
            line("income.sum", &["总计", "收入总计"]),
        ],
        classes: false,
    },
    BlockSpec {
        columns: SUMMARY_COLUMNS,
        labels: &[
            line("expenditure.total", &["本年支出合计"]),
            line("expenditure.distribution", &["结余分配"]),
            line("expenditure.closing", &["年末结转和结余", "年末结转与结余"]),
            line("expenditure.sum", &["总计", "支出总计"]),
        ],
        classes: true,
    },
    BlockSpec {
        columns: SUMMARY_COLUMNS,
        labels: &[
            line("nature.basic", &["基本支出"]),
            line("nature.personnel", &["人员经费"]),
            line("nature.public", &["公用经费", "日常公用经费"]),
            line("nature.project", &["项目支出"]),
            line("nature.construction", &["基本建设类项目"]),
            line("nature.upward", &["上缴上级支出"]),
            line("nature.operating", &["经营支出"]),
            line("nature.affiliate", &["对附属单位补助支出"]),
            line("nature.total", &["本年支出合计"]),
            line("nature.distribution", &["结余分配"]),
            line("nature.closing", &["年末结转和结余", "年末结转与结余"]),
            line("nature.sum", &["总计", "支出总计"]),
        ],
        classes: false,
    },
];

const FISCAL_SUMMARY: &[BlockSpec] = &[
    BlockSpec {
        columns: SUMMARY_COLUMNS,
        labels: &[
            line(
                "income.general",
                &["一般公共预算财政拨款", "一般公共预算财政拨款收入", "一般公共预算拨款收入"],
            ),
            line(
                "income.fund",
                &["政府性基金预算财政拨款", "政府性基金预算财政拨款收入", "政府性基金预算拨款收入"],
            ),
            line(
                "income.state",
                &["国有资本经营预算财政拨款", "国有资本经营预算财政拨款收入", "国有资本经营预算拨款收入"],
            ),
            line("income.total", &["本年收入合计"]),
            line(
                "income.opening",
                &[
                    "年初财政拨款结转和结余",
                    "年初财政拨款结转与结余",
                    "年初结转和结余",
                    "上年财政拨款结转和结余",
                    "上年结转和结余",
                    "上年结转",
                ],
            ),
            after("income.opening", "opening.general", &["一般公共预算财政拨款"]),
            after("income.opening", "opening.fund", &["政府性基金预算财政拨款"]),
            after("income.opening", "opening.state", &["国有资本经营预算财政拨款"]),
            line("income.sum", &["总计", "收入总计"]),
        ],
        classes: false,
    },
    BlockSpec {
        columns: &[
            may(Column::Initial, &["年初预算数/小计", "年初预算数/合计"]),
            may(Column::InitialGeneral, &["年初预算数/一般公共预算财政拨款"]),
            may(Column::InitialFund, &["年初预算数/政府性基金预算财政拨款"]),
            may(Column::InitialState, &["年初预算数/国有资本经营预算财政拨款"]),
            may(Column::Adjusted, &["全年预算数/小计", "全年预算数/合计"]),
            may(Column::AdjustedGeneral, &["全年预算数/一般公共预算财政拨款"]),
            may(Column::AdjustedFund, &["全年预算数/政府性基金预算财政拨款"]),
            may(Column::AdjustedState, &["全年预算数/国有资本经营预算财政拨款"]),
            need(
                Column::Final,
                &["决算数/小计", "决算数/合计", "小计", "合计", "金额/合计", "金额/小计", "决算数", "金额"],
            ),
            need(
                Column::FinalGeneral,
                &[
                    "决算数/一般公共预算财政拨款",
                    "一般公共预算财政拨款",
                    "金额/一般公共预算财政拨款",
                    "一般公共预算",
                    "一般公共预算拨款",
                ],
            ),
            need(
                Column::FinalFund,
                &[
                    "决算数/政府性基金预算财政拨款",
                    "政府性基金预算财政拨款",
                    "金额/政府性基金预算财政拨款",
                    "政府性基金预算",
                    "政府性基金财政拨款",
                    "政府性基金",
                ],
            ),
            may(
                Column::FinalState,
                &[
                    "决算数/国有资本经营预算财政拨款",
                    "国有资本经营预算财政拨款",
                    "金额/国有资本经营预算财政拨款",
                    "国有资本经营预算",
                    "国有资本经营财政拨款",
                    "国有资本经营",
                ],
            ),
        ],
        labels: &[
            line("expenditure.total", &["本年支出合计"]),
            line(
                "expenditure.closing",
                &["年末财政拨款结转和结余", "年末财政拨款结转与结余", "年末结转和结余"],
            ),
            after("expenditure.closing", "closing.general", &["一般公共预算财政拨款"]),
            after("expenditure.closing", "closing.fund", &["政府性基金预算财政拨款"]),
            after("expenditure.closing", "closing.state", &["国有资本经营预算财政拨款"]),
            line("expenditure.sum", &["总计", "支出总计"]),
        ],
        classes: true,
    },
];

const INCOME: &[ColumnSpec] = &[
    need(Column::Total, &["本年收入合计", "合计", "收入合计", "小计"]),
    need(Column::Fiscal, &["财政拨款收入", "财政拨款", "财政拨款收入/小计", "财政拨款收入/合计"]),
    need(Column::Superior, &["上级补助收入", "上级补助"]),
    need(Column::Business, &["事业收入", "事业收入/小计", "事业收入/合计"]),
    may(Column::Tuition, &["事业收入/教育收费"]),
    need(Column::Operating, &["经营收入", "事业单位经营收入"]),
    need(Column::Affiliate, &["附属单位上缴收入", "附属单位缴款"]),
    need(Column::Other, &["其他收入"]),
];

const EXPENDITURE: &[ColumnSpec] = &[
    need(Column::Total, &["本年支出合计", "合计", "支出合计", "小计"]),
    need(Column::Basic, &["基本支出", "基本支出/小计", "基本支出/合计"]),
    need(Column::Project, &["项目支出", "项目支出/小计", "项目支出/合计"]),
    need(Column::Upward, &["上缴上级支出"]),
    need(Column::Operating, &["经营支出", "事业单位经营支出"]),
    need(Column::Affiliate, &["对附属单位补助支出", "附属单位补助支出"]),
];

const GENERAL: &[ColumnSpec] = &[
    may(Column::Opening, &["年初结转和结余/合计", "年初结转和结余", "上年结转和结余", "上年结转"]),
    may(Column::OpeningBasic, &["年初结转和结余/基本支出结转"]),
    may(
        Column::OpeningProject,
        &["年初结转和结余/项目支出结转和结余", "年初结转和结余/项目支出结转和结余/小计"],
    ),
    may(Column::Income, &["本年收入/合计", "本年收入"]),
    may(Column::IncomeBasic, &["本年收入/基本支出"]),
    may(Column::IncomeProject, &["本年收入/项目支出"]),
    need(
        Column::Total,
        &["本年支出/合计", "本年支出/小计", "本年支出合计", "支出合计", "本年支出", "合计", "小计"],
    ),
    need(
        Column::Basic,
        &[
            "本年支出/基本支出/小计",
            "本年支出/基本支出/合计",
            "本年支出/基本支出小计",
            "本年支出/基本支出",
            "基本支出",
            "本年支出合计/基本支出",
            "基本支出/小计",
            "基本支出/合计",
        ],
    ),
    may(Column::Personnel, &["本年支出/基本支出/人员经费", "本年支出/人员经费", "基本支出/人员经费"]),
    may(
        Column::Public,
        &[
            "本年支出/基本支出/日常公用经费",
            "本年支出/基本支出/公用经费",
            "基本支出/日常公用经费",
            "基本支出/公用经费",
            "本年支出/日常公用经费",
            "本年支出/公用经费",
        ],
    ),
    need(
        Column::Project,
        &[
            "本年支出/项目支出/小计",
            "本年支出/项目支出/合计",
            "本年支出/项目支出小计",
            "本年支出/项目支出",
            "项目支出",
            "本年支出合计/项目支出",
            "项目支出/小计",
            "项目支出/合计",
        ],
    ),
    may(Column::Closing, &["年末结转和结余/合计", "年末结转和结余"]),
    may(Column::ClosingBasic, &["年末结转和结余/基本支出结转"]),
    may(
        Column::ClosingProject,
        &["年末结转和结余/项目支出结转和结余", "年末结转和结余/项目支出结转和结余/小计"],
    ),
];

const FUND: &[ColumnSpec] = &[
    may(
        Column::Opening,
        &["年初结转和结余/合计", "年初结转和结余", "年初结转", "上年结转和结余", "上年结转"],
    ),
    may(Column::Income, &["本年收入/合计", "本年收入"]),
    need(Column::Total, &["本年支出/合计", "本年支出/小计", "本年支出合计", "本年支出", "合计", "小计"]),
    need(
        Column::Basic,
        &[
            "本年支出/基本支出",
            "本年支出/基本支出/小计",
            "本年支出/基本支出小计",
            "基本支出",
            "基本支出/小计",
        ],
    ),
    need(
        Column::Project,
        &[
            "本年支出/项目支出",
            "本年支出/项目支出/小计",
            "本年支出/项目支出小计",
            "项目支出",
            "项目支出/小计",
        ],
    ),
    may(Column::Closing, &["年末结转和结余/合计", "年末结转和结余", "年末结转"]),
];

const OPERATIONS_COLUMNS: &[ColumnSpec] = &[
    may(Column::Initial, &["年初预算数"]),
    may(Column::Adjusted, &["全年预算数", "调整预算数", "预算数", "本年预算数"]),
    need(Column::Final, &["决算统计数", "决算数", "统计数", "金额", "本年决算数"]),
];

/// The form prints its lines in two blocks, but which lines stand in which block changes with the years; both
/// blocks know all lines.
const OPERATIONS: &[BlockSpec] = &[
    BlockSpec { columns: OPERATIONS_COLUMNS, labels: OPERATIONS_LABELS, classes: false },
    BlockSpec { columns: OPERATIONS_COLUMNS, labels: OPERATIONS_LABELS, classes: false },
];

const OPERATIONS_LABELS: &[LabelSpec] = &[
    line("three_public.total", &["支出合计", "三公经费支出合计", "三公经费合计", "合计"]),
    line("three_public.overseas", &["因公出国(境)费", "因公出国(境)费用"]),
    line(
        "three_public.vehicle",
        &[
            "公务用车购置及运行维护费",
            "公务用车购置及运行费",
            "公务用车购置和运行维护费",
            "公务用车购置和运行费",
            "公务用车购置及运行维护",
            "公务用车费",
        ],
    ),
    line("three_public.vehicle_purchase", &["公务用车购置费", "公务用车购置"]),
    line(
        "three_public.vehicle_operation",
        &["公务用车运行维护费", "公务用车运行费", "公务用车运行维护", "公务用车运行"],
    ),
    line("three_public.reception", &["公务接待费"]),
    line("three_public.reception_domestic", &["国内接待费"]),
    line("three_public.reception_foreign_affairs", &["外事接待费"]),
    line("three_public.reception_abroad", &["国(境)外接待费"]),
    count("count.overseas_groups", &["因公出国(境)团组数(个)", "因公出国(境)团组数"]),
    count(
        "count.overseas_persons",
        &["因公出国(境)人次数(人)", "因公出国(境)人次数(人次)", "因公出国(境)人次数", "因公出国(境)人数(人)"],
    ),
    count("count.vehicles_purchased", &["公务用车购置数(辆)", "公务用车购置数"]),
    count("count.vehicles_owned", &["公务用车保有量(辆)", "公务用车保有量"]),
    count(
        "count.reception_domestic_batches",
        &["国内公务接待批次(个)", "国内公务接待批次(批)", "国内公务接待批次"],
    ),
    count(
        "count.reception_foreign_affairs_batches",
        &["外事接待批次(个)", "外事接待批次(批)", "外事接待批次"],
    ),
    count(
        "count.reception_domestic_persons",
        &["国内公务接待人次(人)", "国内公务接待人次(人次)", "国内公务接待人次"],
    ),
    count(
        "count.reception_foreign_affairs_persons",
        &["外事接待人次(人)", "外事接待人次(人次)", "外事接待人次"],
    ),
    count(
        "count.reception_abroad_batches",
        &["国(境)外公务接待批次(个)", "国(境)外公务接待批次(批)", "国(境)外公务接待批次"],
    ),
    count(
        "count.reception_abroad_persons",
        &["国(境)外公务接待人次(人)", "国(境)外公务接待人次(人次)", "国(境)外公务接待人次"],
    ),
    line("conference", &["会议费"]),
    line("training", &["培训费"]),
    line("agency_operation", &["机关运行经费"]),
    after("agency_operation", "agency_operation.administrative", &["行政单位"]),
    after("agency_operation", "agency_operation.reference", &["参照公务员法管理事业单位"]),
    count("vehicles.total", &["车辆数合计(辆)", "车辆数合计(台、辆)", "车辆数合计"]),
    count_after(
        "vehicles.total",
        "vehicles.minister",
        &["副部(省)级及以上领导用车", "副部(省)级以上领导用车", "部级领导干部用车"],
    ),
    count_after(
        "vehicles.total",
        "vehicles.principal",
        &["主要负责人用车", "主要领导干部用车", "符合规定领导干部用车"],
    ),
    count_after("vehicles.total", "vehicles.confidential", &["机要通信用车"]),
    count_after("vehicles.total", "vehicles.emergency", &["应急保障用车"]),
    count_after("vehicles.total", "vehicles.enforcement", &["执法执勤用车"]),
    count_after("vehicles.total", "vehicles.special", &["特种专业技术用车"]),
    count_after("vehicles.total", "vehicles.retired", &["离退休干部服务用车", "离退休干部用车"]),
    count_after("vehicles.total", "vehicles.other", &["其他用车"]),
    count(
        "equipment",
        &[
            "单价100万元(含)以上设备(不含车辆)(台,套)",
            "单价100万元(含)以上设备(不含车辆)(台、套)",
            "单价100万元(含)以上设备(不含车辆)",
            "单价100万元以上设备(不含车辆)(台,套)",
            "单价100万元(含)以上设备(不含车辆)(台(套))",
        ],
    ),
    line("procurement.total", &["政府采购支出合计", "政府采购支出总额"]),
    line("procurement.goods", &["政府采购货物支出"]),
    line("procurement.works", &["政府采购工程支出"]),
    line("procurement.services", &["政府采购服务支出"]),
    line("procurement.sme", &["政府采购授予中小企业合同金额", "授予中小企业合同金额"]),
    line("procurement.micro", &["授予小微企业合同金额"]),
    // Heads of groups without amounts of their own.
    line("", &["三公经费支出", "相关统计数", "国有资产占用情况", "政府采购支出信息"]),
];

/// The expenses of 公开09表: the lines of the operations statement they mean, and their names in messages.
pub const THREE_PUBLIC_NAMES: &[(&str, &str)] = &[
    ("three_public.total", "合计"),
    ("three_public.overseas", "因公出国(境)费"),
    ("three_public.vehicle", "公务用车购置及运行维护费"),
    ("three_public.vehicle_purchase", "公务用车购置费"),
    ("three_public.vehicle_operation", "公务用车运行维护费"),
    ("three_public.reception", "公务接待费"),
    ("conference", "会议费"),
    ("training", "培训费"),
    ("agency_operation", "机关运行经费"),
];

/// The expense a head path names by its last text that is one (`公务用车购置及运行费 › 小计 › 预算数`). Where the tables
/// add 会议费 and 培训费, 合计 over 三公 alone is its 小计.
pub fn expense_of(path: &[String]) -> Option<&'static str> {
    let vehicle = |t: &str| {
        t.contains("用车购置及运行") || t.contains("用车购置和运行") || t.contains("用车购置、运行")
    };
    path.iter().rev().find_map(|text| {
        let text = crate::text::strip_numbering(text);
        let text = text.trim_end_matches("预算数").trim_end_matches("决算数").trim_end_matches("支出");
        match text {
            "合计" | "总计" => Some("three_public.total"),
            "三公经费" | "三公经费合计" => None,
            "小计" => {
                let of_all = path.iter().any(|t| t.contains("三公经费")) && !path.iter().any(|t| vehicle(t));
                Some(if of_all { "three_public.total" } else { "three_public.vehicle" })
            }
            t if t.starts_with("因公出国") => Some("three_public.overseas"),
            t if vehicle(t) => Some("three_public.vehicle"),
            "公务用车购置费" | "公务用车购置" | "购置费" | "车辆购置费" => {
                Some("three_public.vehicle_purchase")
            }
            "运行费"
            | "运行维护费"
            | "车辆运行费"
            | "公务用车运行费"
            | "公务用车运行维护费"
            | "公务用车运行维护" => Some("three_public.vehicle_operation"),
            t if t.starts_with("公务接待费") => Some("three_public.reception"),
            "会议费" => Some("conference"),
            "培训费" => Some("training"),
            t if t.contains("机关运行经费") => Some("agency_operation"),
            _ => None,
        }
    })
}

/// The line of 机构运行信息表 that counts what a label says, without numbering (公务用车保有量(辆)).
pub fn count_of(label: &str) -> Option<&'static str> {
    let lines = OPERATIONS_LABELS.iter().filter(|l| l.count && l.after.is_none());
    lines.into_iter().find(|l| l.names.contains(&label)).map(|l| l.key)
}

/// Keys of statements' lines that count things (辆, 批次, 人次) rather than money.
pub fn is_count(key: &str) -> bool {
    OPERATIONS.iter().flat_map(|block| block.labels).any(|line| line.key == key && line.count)
}
