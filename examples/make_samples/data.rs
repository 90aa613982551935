//! The invented department, declared as data: who spent what, on which item, from which money.
//!
//! Nothing here is a total. Amounts are 元 as text, so that no float stands between the table and
//! the workbook; the years are those of [`YEARS`], in that order.

/// Name of the invented department (编制单位).
pub const DEPARTMENT: &str = "示例区医疗保障局";

/// The years for which final accounts are made.
pub const YEARS: [i32; 4] = [2022, 2023, 2024, 2025];

/// Number of years, the width of every table below.
pub const N: usize = YEARS.len();

/// Which money an item is paid from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// 一般公共预算财政拨款
    General,
    /// 政府性基金预算财政拨款
    Fund,
    /// 其他收入
    Other,
}

/// 基本支出 or 项目支出.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    Basic,
    Project,
}

/// Basic expenditure of the general budget on one economic 款 under one functional 项.
pub struct Spending {
    pub item: &'static str,
    pub econ: &'static str,
    pub yuan: [&'static str; N],
}

/// Expenditure that has no economic breakdown in the export: projects, and everything outside the
/// general budget.
pub struct Flow {
    pub item: &'static str,
    pub source: Source,
    pub nature: Nature,
    pub yuan: [&'static str; N],
}

/// What is carried over at year's end (年末结转和结余); the first figure is the end of the year
/// before [`YEARS`]. Money that is not listed is never carried over.
pub struct Carry {
    pub item: &'static str,
    pub source: Source,
    pub nature: Nature,
    pub yuan: [&'static str; N + 1],
}

/// 使用非财政拨款结余: other money spent that is neither this year's income nor carried over.
pub struct SurplusUsed {
    pub item: &'static str,
    pub yuan: [&'static str; N],
}

/// Initial budget (年初预算数) of one item, split into basic and project. Empty: not in the budget.
pub struct Budget {
    pub item: &'static str,
    pub source: Source,
    pub nature: Nature,
    pub yuan: [&'static str; N],
}

const fn spend(item: &'static str, econ: &'static str, yuan: [&'static str; N]) -> Spending {
    Spending { item, econ, yuan }
}

const fn flow(item: &'static str, source: Source, nature: Nature, yuan: [&'static str; N]) -> Flow {
    Flow { item, source, nature, yuan }
}

const fn carry(item: &'static str, source: Source, nature: Nature, yuan: [&'static str; N + 1]) -> Carry {
    Carry { item, source, nature, yuan }
}

const fn budget(item: &'static str, source: Source, nature: Nature, yuan: [&'static str; N]) -> Budget {
    Budget { item, source, nature, yuan }
}

use Nature::{Basic, Project};
use Source::{Fund, General, Other};

/// Basic expenditure of the general budget, item by economic 款.
#[rustfmt::skip]
pub const SPENDING: &[Spending] = &[
    spend("2080505", "30108", ["512386.40", "525175.37", "550163.79", "568070.15"]),
    spend("2080506", "30109", ["171240.00", "186500.00", "194435.88", "205127.05"]),
    spend("2080801", "30304", ["", "268430.00", "", ""]),
    spend("2101101", "30110", ["131874.50", "134854.68", "140543.30", "144530.82"]),
    spend("2101101", "30111", ["45620.00", "46735.51", "47916.48", "48541.56"]),
    spend("2101102", "30110", ["221563.20", "232659.11", "241935.11", "251768.11"]),
    spend("2101501", "30101", ["612480.00", "635186.29", "647934.25", "664217.77"]),
    spend("2101501", "30102", ["768215.60", "782438.75", "783265.48", "811892.61"]),
    spend("2101501", "30103", ["398640.00", "385692.35", "371885.33", "363933.23"]),
    spend("2101501", "30112", ["9872.30", "10204.56", "10597.92", "10698.71"]),
    spend("2101501", "30201", ["52360.80", "49940.59", "48521.40", "45933.44"]),
    spend("2101501", "30202", ["14285.00", "13181.47", "12171.81", "11025.92"]),
    spend("2101501", "30205", ["3186.40", "3341.72", "3473.99", "3611.21"]),
    spend("2101501", "30206", ["21640.90", "22717.42", "24022.45", "25279.66"]),
    spend("2101501", "30207", ["12875.20", "12972.54", "13117.73", "13114.98"]),
    spend("2101501", "30209", ["26400.00", "26400.00", "26400.00", "26400.00"]),
    spend("2101501", "30211", ["24318.50", "26956.20", "30646.20", "34000.97"]),
    spend("2101501", "30213", ["18642.00", "15854.61", "13367.73", "11560.68"]),
    spend("2101501", "30215", ["4200.00", "3997.00", "3795.00", "3600.00"]),
    spend("2101501", "30216", ["6350.00", "7037.11", "7595.79", "8539.79"]),
    spend("2101501", "30217", ["6125.00", "5475.00", "4968.00", "4481.00"]),
    spend("2101501", "30226", ["8600.00", "9045.60", "9373.47", "9953.41"]),
    spend("2101501", "30228", ["36412.70", "37289.70", "38565.57", "39427.49"]),
    spend("2101501", "30229", ["24860.00", "25217.20", "25762.95", "26461.53"]),
    spend("2101501", "30231", ["29875.60", "28905.80", "27297.01", "26564.30"]),
    spend("2101501", "30239", ["118320.00", "118320.00", "121680.00", "121680.00"]),
    spend("2101501", "30299", ["21543.80", "20068.23", "18699.56", "17205.00"]),
    spend("2101501", "30305", ["14256.00", "14575.90", "14791.37", "15200.73"]),
    spend("2101501", "31002", ["38600.00", "31211.69", "24975.94", "19668.33"]),
    spend("2101550", "30101", ["986340.00", "1030983.57", "1064273.84", "1083555.00"]),
    spend("2101550", "30102", ["118462.00", "120812.57", "124035.00", "127202.14"]),
    spend("2101550", "30107", ["1165830.40", "1204315.90", "1248763.87", "1299597.57"]),
    spend("2101550", "30112", ["21356.80", "22222.47", "22664.13", "23597.38"]),
    spend("2101550", "30199", ["54820.00", "56887.84", "61070.29", "64134.03"]),
    spend("2101550", "30201", ["31240.60", "30735.23", "30156.96", "29322.56"]),
    spend("2101550", "30207", ["16358.00", "16767.27", "17153.45", "17212.77"]),
    spend("2101550", "30211", ["12480.00", "13384.86", "14506.30", "15770.35"]),
    spend("2101550", "30216", ["3260.00", "3460.16", "3566.97", "3748.05"]),
    spend("2101550", "30228", ["42386.50", "43242.39", "45025.61", "45788.91"]),
    spend("2101550", "30229", ["31720.00", "32632.63", "32675.36", "33748.88"]),
    spend("2101550", "30299", ["9864.20", "10356.94", "10744.57", "11001.25"]),
    spend("2101550", "30399", ["6240.00", "6301.17", "6205.19", "6269.76"]),
    spend("2210201", "30113", ["408752.00", "422374.77", "435052.81", "451198.30"]),
];

/// Expenditure without an economic breakdown.
#[rustfmt::skip]
pub const FLOWS: &[Flow] = &[
    flow("2100410", General, Project, ["1284600.00", "", "", ""]),
    flow("2101202", General, Project, ["11860000.00", "12480000.00", "13110000.00", "13650000.00"]),
    flow("2101301", General, Project, ["3412586.37", "2987410.55", "3156902.18", "3298774.06"]),
    flow("2101501", General, Project, ["96000.00", "84327.36", "78150.00", "80460.25"]),
    flow("2101505", General, Project, ["", "", "186400.00", "192350.60"]),
    flow("2101506", General, Project, ["742318.26", "861905.74", "803256.11", "779480.32"]),
    flow("2101599", General, Project, ["318744.90", "365120.48", "342687.25", "310956.73"]),
    flow("2101599", Other, Project, ["58000.00", "46512.60", "51384.95", "63217.40"]),
    flow("2296013", Fund, Project, ["214560.00", "186320.75", "201745.30", "175900.00"]),
    flow("2299999", Other, Basic, ["1862.40", "2315.76", "1954.08", "2640.15"]),
];

/// Carry-overs, from the end of 2021 on.
#[rustfmt::skip]
pub const CARRIES: &[Carry] = &[
    carry("2101301", General, Project, ["45210.80", "86320.45", "52118.90", "", "31400.00"]),
    carry("2101501", General, Basic, ["3860.00", "7254.18", "5120.36", "2480.00", "4316.72"]),
    carry("2101506", General, Project, ["", "12600.00", "24850.30", "18320.00", ""]),
    carry("2101599", Other, Project, ["16840.00", "21356.70", "8944.10", "12560.00", ""]),
    carry("2296013", Fund, Project, ["28400.00", "35840.00", "19519.25", "", "12100.00"]),
    carry("2299999", Other, Basic, ["420.00", "536.18", "618.42", "705.30", "318.64"]),
];

/// Other money used up beyond income and carry-over.
pub const SURPLUS_USED: &[SurplusUsed] = &[SurplusUsed { item: "2101599", yuan: ["", "", "", "3200.00"] }];

/// Initial budgets. 2080801 and 2100410 were not foreseen; 2101202 and 2080506 came out exactly in
/// 2023.
#[rustfmt::skip]
pub const BUDGETS: &[Budget] = &[
    budget("2080505", General, Basic, ["508000.00", "518600.00", "556000.00", "572400.00"]),
    budget("2080506", General, Basic, ["168000.00", "186500.00", "192000.00", "205100.00"]),
    budget("2101101", General, Basic, ["179500.00", "184600.00", "188500.00", "192000.00"]),
    budget("2101102", General, Basic, ["219000.00", "228900.00", "243500.00", "250000.00"]),
    budget("2101202", General, Project, ["11860000.00", "12480000.00", "13000000.00", "13650000.00"]),
    budget("2101301", General, Project, ["3600000.00", "3500000.00", "3300000.00", "3400000.00"]),
    budget("2101501", General, Basic, ["2310000.00", "2265000.00", "2310000.00", "2285000.00"]),
    budget("2101501", General, Project, ["100000.00", "90000.00", "80000.00", "80000.00"]),
    budget("2101505", General, Project, ["", "", "200000.00", "200000.00"]),
    budget("2101506", General, Project, ["720000.00", "750000.00", "820000.00", "800000.00"]),
    budget("2101550", General, Basic, ["2480000.00", "2560000.00", "2700000.00", "2740000.00"]),
    budget("2101599", General, Project, ["350000.00", "420000.00", "360000.00", "310000.00"]),
    budget("2210201", General, Basic, ["402000.00", "416000.00", "438000.00", "448000.00"]),
    budget("2296013", Fund, Project, ["", "200000.00", "200000.00", "180000.00"]),
];

/// One line of the operation form (机构运行信息表) that carries an amount or a count.
pub struct Operation {
    /// 行次
    pub line: u32,
    pub initial: [&'static str; N],
    pub adjusted: [&'static str; N],
    pub actual: [&'static str; N],
}

const NONE: [&str; N] = [""; N];

const fn operation(
    line: u32,
    initial: [&'static str; N],
    adjusted: [&'static str; N],
    actual: [&'static str; N],
) -> Operation {
    Operation { line, initial, adjusted, actual }
}

/// Three public expenses, conference, training, counts, vehicles and procurement. Sums of these
/// lines and 机关运行经费 are computed.
#[rustfmt::skip]
pub const OPERATIONS: &[Operation] = &[
    operation(6, ["35000.00", "34000.00", "32000.00", "30000.00"], ["35000.00", "32000.00", "30000.00", "28000.00"], ["29875.60", "28905.80", "27297.01", "26564.30"]),
    operation(8, ["12000.00", "11000.00", "10000.00", "9500.00"], ["10000.00", "9000.00", "8000.00", "8000.00"], ["7385.00", "6845.00", "5826.00", "5210.00"]),
    operation(15, NONE, NONE, ["1", "1", "1", "1"]),
    operation(16, NONE, NONE, ["9", "8", "7", "6"]),
    operation(18, NONE, NONE, ["84", "73", "61", "52"]),
    operation(22, NONE, NONE, ["12600.00", "11435.00", "9860.00", "9120.00"]),
    operation(23, NONE, NONE, ["21870.00", "23962.27", "25310.76", "24080.84"]),
    operation(31, NONE, NONE, ["1", "1", "1", "1"]),
    operation(40, NONE, NONE, ["86450.00", "73280.00", "64120.00", "58930.00"]),
    operation(42, NONE, NONE, ["412600.00", "438915.50", "402380.00", "415760.00"]),
    operation(43, NONE, NONE, ["468330.00", "486195.50", "445870.00", "452610.00"]),
    operation(44, NONE, NONE, ["391240.00", "402780.00", "368450.00", "371290.00"]),
];

/// Initial budget of 机关运行经费 for 2023, in 元; no system holds it.
pub const AGENCY_OPERATION_BUDGET_2023: &str = "475000.00";
