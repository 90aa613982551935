//! The second invented department: a school that has every kind of income and expenditure, two years.

use super::catalogue::FUNCTIONS;
use super::data::Nature::{Basic, Project, Subsidy, Trading, Upward};
use super::data::Source::{Affiliate, Business, Fund, General, Operating, Other, State, Superior, Tuition};
use super::data::{
    Budget, Carry, Department, Distribution, Flow, NONE, Operation, Spending, SurplusUsed, budget, carry,
    distribution, flow, operation, spend, surplus,
};
use super::school_texts;

/// 示例市第三中学
pub const SCHOOL: Department = Department {
    name: "示例市第三中学",
    years: &[2022, 2023],
    functions: FUNCTIONS,
    spending: SPENDING,
    flows: FLOWS,
    carries: CARRIES,
    surplus_used: SURPLUS_USED,
    distributions: DISTRIBUTIONS,
    budgets: BUDGETS,
    operations: OPERATIONS,
    administration: None,
    supplement: &school_texts::SUPPLEMENT,
};

/// Basic expenditure of the general budget, item by economic 款.
#[rustfmt::skip]
const SPENDING: &[Spending] = &[
    spend("2050204", "30101", &["7512980.00", "7862431.50"]),
    spend("2050204", "30102", &["1186420.00", "1203660.00"]),
    spend("2050204", "30103", &["626081.60", "655202.00"]),
    spend("2050204", "30107", &["9412366.80", "9845112.36"]),
    spend("2050204", "30112", &["93815.27", "98233.41"]),
    spend("2050204", "30199", &["386400.00", "412600.00"]),
    spend("2050204", "30201", &["203415.90", "186540.27"]),
    spend("2050204", "30202", &["71260.00", "62318.50"]),
    spend("2050204", "30205", &["70118.40", "73412.80"]),
    spend("2050204", "30206", &["231640.75", "245118.36"]),
    spend("2050204", "30207", &["33418.20", "31206.55"]),
    spend("2050204", "30209", &["306000.00", "318000.00"]),
    spend("2050204", "30211", &["29640.30", "48213.60"]),
    spend("2050204", "30212", &["", "36420.00"]),
    spend("2050204", "30213", &["176205.00", "152330.00"]),
    spend("2050204", "30217", &["6280.00", "4326.00"]),
    spend("2050204", "30218", &["80436.12", "88450.36"]),
    spend("2050204", "30226", &["69800.00", "76200.00"]),
    spend("2050204", "30228", &["254310.88", "262118.42"]),
    spend("2050204", "30229", &["171600.00", "174300.00"]),
    spend("2050204", "30231", &["30155.40", "26318.70"]),
    spend("2050204", "30299", &["42118.36", "38605.91"]),
    spend("2050204", "30308", &["172500.00", "186000.00"]),
    spend("2050204", "31002", &["48200.00", "64500.00"]),
    spend("2050204", "31013", &["", "186800.00"]),
    spend("2050803", "30216", &["71400.00", "61280.00"]),
    spend("2080502", "30302", &["1284360.50", "1310215.00"]),
    spend("2080505", "30108", &["2416880.32", "2498316.45"]),
    spend("2080506", "30109", &["1208440.16", "1249158.23"]),
    spend("2080801", "30304", &["318460.00", ""]),
    spend("2101102", "30110", &["1153206.48", "1196540.72"]),
    spend("2210201", "30113", &["1986400.00", "2041872.00"]),
];

/// Expenditure without an economic breakdown.
#[rustfmt::skip]
const FLOWS: &[Flow] = &[
    flow("2050204", General, Project, &["1860000.00", "1925400.60"]),
    flow("2050299", General, Project, &["486215.40", "412380.75"]),
    flow("2050904", General, Project, &["", "753600.00"]),
    flow("2050299", Superior, Project, &["248600.00", "316450.00"]),
    flow("2050204", Tuition, Basic, &["3215680.45", "3402917.36"]),
    flow("2050204", Tuition, Project, &["612400.00", "548230.90"]),
    flow("2050299", Business, Basic, &["286430.15", "301206.48"]),
    flow("2050299", Business, Upward, &["180000.00", "150000.00"]),
    flow("2050299", Operating, Trading, &["402618.73", "436205.18"]),
    flow("2050299", Affiliate, Basic, &["160000.00", "180000.00"]),
    flow("2050299", Other, Project, &["95300.00", "128640.55"]),
    flow("2050299", Other, Subsidy, &["120000.00", "106000.00"]),
    flow("2230103", State, Project, &["420000.00", "385000.00"]),
    flow("2290402", Fund, Project, &["", "1680000.00"]),
    flow("2296004", Fund, Project, &["268415.30", "301680.45"]),
];

/// Carry-overs, from the end of 2021 on.
#[rustfmt::skip]
const CARRIES: &[Carry] = &[
    carry("2050204", General, Basic, &["36420.00", "48615.20", "22180.64"]),
    carry("2050204", General, Project, &["120000.00", "86340.50", "140939.90"]),
    carry("2050204", Tuition, Basic, &["210680.00", "318462.17", "412680.05"]),
    carry("2050299", Superior, Project, &["18400.00", "42600.00", "36150.00"]),
    carry("2050299", Other, Project, &["", "12480.36", "8316.20"]),
    carry("2290402", Fund, Project, &["", "", "320000.00"]),
    carry("2296004", Fund, Project, &["26800.00", "58384.70", "36704.25"]),
];

/// Other money used up beyond income and carry-over.
const SURPLUS_USED: &[SurplusUsed] = &[surplus("2050204", Tuition, Project, &["150000.00", "205000.00"])];

/// 经营结余 and 事业结余 that were distributed.
#[rustfmt::skip]
const DISTRIBUTIONS: &[Distribution] = &[
    distribution("2050299", Business, Basic, &["52180.60", "41360.75"]),
    distribution("2050299", Operating, Trading, &["63410.27", "71894.82"]),
];

/// Initial budgets. 2050904 and 2290402 were not foreseen; 2230103 came out exactly, in 2023 2080506 too.
#[rustfmt::skip]
const BUDGETS: &[Budget] = &[
    budget("2050204", General, Basic, &["20900000.00", "21860000.00"]),
    budget("2050204", General, Project, &["1900000.00", "2000000.00"]),
    budget("2050204", Tuition, Basic, &["3300000.00", "3450000.00"]),
    budget("2050204", Tuition, Project, &["450000.00", "400000.00"]),
    budget("2050299", General, Project, &["500000.00", "450000.00"]),
    budget("2050299", Business, Basic, &["500000.00", "500000.00"]),
    budget("2050299", Operating, Trading, &["460000.00", "500000.00"]),
    budget("2050299", Affiliate, Basic, &["160000.00", "180000.00"]),
    budget("2050299", Other, Project, &["200000.00", "220000.00"]),
    budget("2050803", General, Basic, &["75000.00", "70000.00"]),
    budget("2080502", General, Basic, &["1280000.00", "1296000.00"]),
    budget("2080505", General, Basic, &["2400000.00", "2480000.00"]),
    budget("2080506", General, Basic, &["1200000.00", "1249158.23"]),
    budget("2101102", General, Basic, &["1160000.00", "1210000.00"]),
    budget("2210201", General, Basic, &["1960000.00", "2020000.00"]),
    budget("2230103", State, Project, &["420000.00", "385000.00"]),
    budget("2296004", Fund, Project, &["300000.00", "280000.00"]),
];

/// Three public expenses with all their parts, conference, training, counts, vehicles and procurement.
#[rustfmt::skip]
const OPERATIONS: &[Operation] = &[
    operation(3, &["", "40000.00"], &["", "40000.00"], &["", "36420.00"]),
    operation(5, &["", "195000.00"], &["", "190000.00"], &["", "186800.00"]),
    operation(6, &["32000.00", "30000.00"], &["32000.00", "30000.00"], &["30155.40", "26318.70"]),
    operation(8, &["8000.00", "6000.00"], &["8000.00", "5000.00"], &["6280.00", "4326.00"]),
    operation(9, NONE, NONE, &["", "1280.00"]),
    operation(10, NONE, &["", "1500.00"], &["", "1420.00"]),
    operation(12, NONE, NONE, &["", "1"]),
    operation(13, NONE, NONE, &["", "2"]),
    operation(14, NONE, NONE, &["", "1"]),
    operation(15, NONE, NONE, &["1", "2"]),
    operation(16, NONE, NONE, &["7", "6"]),
    operation(17, NONE, NONE, &["", "1"]),
    operation(18, NONE, NONE, &["58", "46"]),
    operation(19, NONE, NONE, &["", "9"]),
    operation(20, NONE, NONE, &["", "1"]),
    operation(21, NONE, NONE, &["", "4"]),
    operation(22, NONE, NONE, &["4800.00", "6350.00"]),
    operation(23, NONE, NONE, &["71400.00", "61280.00"]),
    operation(32, NONE, NONE, &["1", "1"]),
    operation(34, NONE, NONE, &["", "1"]),
    operation(36, NONE, NONE, &["1", "1"]),
    operation(37, NONE, NONE, &["1", "2"]),
    operation(40, NONE, NONE, &["512600.00", "864300.00"]),
    operation(41, NONE, NONE, &["", "1512000.00"]),
    operation(42, NONE, NONE, &["468200.00", "495680.00"]),
    operation(43, NONE, NONE, &["735400.00", "2486300.00"]),
    operation(44, NONE, NONE, &["612800.00", "2017450.00"]),
];
