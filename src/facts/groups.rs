//! Which facts belong together: those told apart by a classification code, and wholes with their parts.

use crate::catalogue::{economic, functional};

/// Facts of one kind that are told apart by a classification code (`general.item.2080505`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodedGroup {
    /// What stands before the code.
    pub prefix: &'static str,
    /// What they are, for people.
    pub about: &'static str,
    /// Key of the natural whole of their shares.
    pub whole: Option<&'static str>,
    /// Digits of its codes; of the economic classification (经济分类), whose 类 and 款 are one group, none.
    digits: Option<usize>,
}

/// 项 of the general public budget.
pub const GENERAL_ITEMS: CodedGroup =
    functional_group("general.item.", "一般公共预算，项", None, ITEM_DIGITS);
/// 类 of the general public budget.
pub const GENERAL_CLASSES: CodedGroup =
    functional_group("general.class.", "一般公共预算，类", Some("general.expenditure"), CLASS_DIGITS);
/// 款 of the general public budget.
pub const GENERAL_GROUPS: CodedGroup =
    functional_group("general.group.", "一般公共预算，款", Some("general.expenditure"), GROUP_DIGITS);
/// 类 of all expenditure.
pub const EXPENDITURE_CLASSES: CodedGroup =
    functional_group("expenditure.class.", "支出，类", Some("expenditure.total"), CLASS_DIGITS);
/// 款 of all expenditure.
pub const EXPENDITURE_GROUPS: CodedGroup =
    functional_group("expenditure.group.", "支出，款", Some("expenditure.total"), GROUP_DIGITS);
/// 款 of government funds.
pub const FUND_GROUPS: CodedGroup = functional_group("fund.group.", "政府性基金，款", None, GROUP_DIGITS);
/// 项 of government funds.
pub const FUND_ITEMS: CodedGroup = functional_group("fund.item.", "政府性基金，项", None, ITEM_DIGITS);
/// 款 of the state capital budget.
pub const STATE_GROUPS: CodedGroup =
    functional_group("state.group.", "国有资本经营预算，款", None, GROUP_DIGITS);
/// 项 of the state capital budget.
pub const STATE_ITEMS: CodedGroup =
    functional_group("state.item.", "国有资本经营预算，项", None, ITEM_DIGITS);
/// 类 and 款 of basic expenditure by economic classification.
pub const ECONOMIC: CodedGroup =
    CodedGroup { prefix: "econ.", about: "基本支出，经济分类", whole: None, digits: None };

/// Every group of facts by code.
pub const CODED: [CodedGroup; 10] = [
    GENERAL_ITEMS,
    GENERAL_GROUPS,
    GENERAL_CLASSES,
    EXPENDITURE_GROUPS,
    EXPENDITURE_CLASSES,
    FUND_ITEMS,
    FUND_GROUPS,
    STATE_ITEMS,
    STATE_GROUPS,
    ECONOMIC,
];

/// Digits of the functional code of a 类.
pub const CLASS_DIGITS: usize = 3;
/// Digits of the functional code of a 款.
pub const GROUP_DIGITS: usize = 5;
/// Digits of the functional code of a 项.
pub const ITEM_DIGITS: usize = 7;

const fn functional_group(
    prefix: &'static str,
    about: &'static str,
    whole: Option<&'static str>,
    digits: usize,
) -> CodedGroup {
    CodedGroup { prefix, about, whole, digits: Some(digits) }
}

/// Groups of one table whose codes lie in each other: 类 › 款 › 项.
pub static LEVELS: [&[CodedGroup]; 4] = [
    &[GENERAL_CLASSES, GENERAL_GROUPS, GENERAL_ITEMS],
    &[EXPENDITURE_CLASSES, EXPENDITURE_GROUPS],
    &[FUND_GROUPS, FUND_ITEMS],
    &[STATE_GROUPS, STATE_ITEMS],
];

impl CodedGroup {
    /// The group of a key, and the code in it.
    pub fn of(key: &str) -> Option<(&'static CodedGroup, &str)> {
        CODED.iter().find_map(|group| Some((group, key.strip_prefix(group.prefix)?)))
    }

    /// The key of a code.
    pub fn key(&self, code: &str) -> String {
        format!("{}{code}", self.prefix)
    }

    /// The name its classification gives a code.
    pub fn name(&self, code: &str) -> Option<&'static str> {
        if self.digits.is_none() { economic::name(code) } else { functional::name(code) }
    }

    /// The groups whose codes its codes lie in, the widest first.
    pub fn above(&self) -> &'static [CodedGroup] {
        let levels = LEVELS.iter().find(|levels| levels.contains(self));
        levels.and_then(|levels| levels.split(|group| group == self).next()).unwrap_or(&[])
    }

    /// The key of what a code of another group of the same table lies in: `general.class.205` of 2050201.
    pub fn key_around(&self, code: &str) -> Option<String> {
        code.get(..self.digits?).map(|code| self.key(code))
    }
}

/// “三公”经费 by purpose.
pub const THREE_PUBLIC: &[&str] =
    &["three_public.overseas", "three_public.vehicle", "three_public.reception"];
/// 公务用车购置及运行维护费
pub const VEHICLE_EXPENSES: &[&str] = &["three_public.vehicle_purchase", "three_public.vehicle_operation"];
/// 公务接待费 at home and abroad; 外事接待 is part of the first (其中).
pub const RECEPTION: &[&str] = &["three_public.reception_domestic", "three_public.reception_abroad"];
/// 政府采购 by what is bought.
pub const PROCUREMENT: &[&str] = &["procurement.goods", "procurement.works", "procurement.services"];
/// 车辆 by use.
pub const VEHICLES: &[&str] = &[
    "vehicles.minister",
    "vehicles.principal",
    "vehicles.confidential",
    "vehicles.emergency",
    "vehicles.enforcement",
    "vehicles.special",
    "vehicles.retired",
    "vehicles.other",
];

/// An expense and the numbers of things it was spent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Key of the expense.
    pub amount: &'static str,
    /// Keys of the numbers: none is nothing where the expense is something.
    pub counts: &'static [&'static str],
    /// Whether the expense is nothing only where the numbers are: a car bought was paid for, but one that is owned may
    /// have cost nothing this year.
    pub both_ways: bool,
}

const fn counted(amount: &'static str, counts: &'static [&'static str]) -> Counted {
    Counted { amount, counts, both_ways: true }
}

/// Every expense whose things 机构运行信息表 counts.
pub const COUNTED: &[Counted] = &[
    counted("three_public.overseas", &["count.overseas_groups", "count.overseas_persons"]),
    counted("three_public.vehicle_purchase", &["count.vehicles_purchased"]),
    Counted { both_ways: false, ..counted("three_public.vehicle_operation", &["count.vehicles_owned"]) },
    counted(
        "three_public.reception_domestic",
        &["count.reception_domestic_batches", "count.reception_domestic_persons"],
    ),
    counted(
        "three_public.reception_foreign_affairs",
        &["count.reception_foreign_affairs_batches", "count.reception_foreign_affairs_persons"],
    ),
    counted(
        "three_public.reception_abroad",
        &["count.reception_abroad_batches", "count.reception_abroad_persons"],
    ),
];

/// “三公”经费, and the economic 款 of basic expenditure that lies in each.
pub const THREE_PUBLIC_IN_BASIC: &[(&str, &str)] = &[
    ("three_public.reception", "30217"),
    ("three_public.overseas", "30212"),
    ("three_public.vehicle_purchase", "31013"),
    ("three_public.vehicle_operation", "30231"),
];
/// The same of 会议费 and 培训费.
pub const MEETINGS_IN_BASIC: &[(&str, &str)] = &[("conference", "30215"), ("training", "30216")];

/// 人员经费 and 公用经费: of basic expenditure of the general public budget, and of all.
const BASIC_PARTS: [(&str, bool); 4] = [
    ("general.personnel", true),
    ("general.operating", false),
    ("expenditure.basic_personnel", true),
    ("expenditure.basic_operating", false),
];

/// Whether a fact is 人员经费 or, of the same basic expenditure, 公用经费; `None` for any other.
pub fn is_personnel(key: &str) -> Option<bool> {
    BASIC_PARTS.iter().find(|(part, _)| *part == key).map(|(_, personnel)| *personnel)
}

/// A whole with all of its parts.
#[derive(Debug, Clone, Copy)]
pub struct Whole {
    /// Its key.
    pub key: &'static str,
    /// What adds up to it.
    pub parts: &'static [&'static str],
    /// Figures that are again a part or a sum of these parts (其中) and stand blank where they do.
    pub within: &'static [&'static str],
}

const fn whole(key: &'static str, parts: &'static [&'static str]) -> Whole {
    Whole { key, parts, within: &[] }
}

/// Every whole whose parts have facts of their own.
pub const WHOLES: &[Whole] = &[
    whole(
        "income.total",
        &[
            "income.fiscal",
            "income.superior",
            "income.business",
            "income.operating",
            "income.affiliate",
            "income.other",
        ],
    ),
    whole(
        "expenditure.total",
        &[
            "expenditure.basic",
            "expenditure.project",
            "expenditure.upward",
            "expenditure.operating",
            "expenditure.affiliate",
        ],
    ),
    whole("expenditure.basic", &["expenditure.basic_personnel", "expenditure.basic_operating"]),
    whole("general.basic", &["general.personnel", "general.operating"]),
    whole("three_public.total", THREE_PUBLIC),
    whole("three_public.vehicle", VEHICLE_EXPENSES),
    Whole {
        within: &["three_public.reception_foreign_affairs"],
        ..whole("three_public.reception", RECEPTION)
    },
    whole("procurement.total", PROCUREMENT),
    Whole { within: &["vehicles.leader"], ..whole("vehicles.total", VEHICLES) },
];

/// The parts of a whole; none if it is not one.
pub fn parts_of(key: &str) -> &'static [&'static str] {
    WHOLES.iter().find(|w| w.key == key).map_or(&[], |w| w.parts)
}
