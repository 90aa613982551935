//! The functional classification of expenditure (支出功能分类科目): what public money is spent *for*.
//!
//! Codes nest by their digits: 类 (3 digits) › 款 (5) › 项 (7). The catalogue holds those valid for the budget years 2022 to 2025
//! with their official names and, where a 科目 was renamed, the names it had before: last year's workbook may still use them.
//!
//! The catalogue is not exhaustive at the level of 项. A code it does not know is not an error; its name then comes from the workbook.

use std::sync::OnceLock;

use crate::text::squash;

/// One line of `functional.tsv`: code, name and former names, tab-separated, sorted by code.
const TABLE: &str = include_str!("functional.tsv");

struct Row {
    code: &'static str,
    name: &'static str,
    /// Former names (曾用名), separated by `|`; empty when there are none.
    aliases: &'static str,
}

/// A 类 as printed in 收入支出决算总表 (01) and 财政拨款收入支出决算总表 (04).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class {
    /// Three-digit code, such as `208`.
    pub code: &'static str,
    /// Printed name without its numeral, such as 社会保障和就业支出.
    pub name: &'static str,
    /// Place in the printed order, from 1 (一、) to 26 (二十六、).
    pub ordinal: usize,
}

/// The 26 类 in the printed order of the two summary tables. Classes that no department spends under (预备费 227, 转移性支出 230,
/// 债务发行费用支出 233) are not printed there.
static CLASSES: [Class; 26] = [
    class(1, "201", "一般公共服务支出"),
    class(2, "202", "外交支出"),
    class(3, "203", "国防支出"),
    class(4, "204", "公共安全支出"),
    class(5, "205", "教育支出"),
    class(6, "206", "科学技术支出"),
    class(7, "207", "文化旅游体育与传媒支出"),
    class(8, "208", "社会保障和就业支出"),
    class(9, "210", "卫生健康支出"),
    class(10, "211", "节能环保支出"),
    class(11, "212", "城乡社区支出"),
    class(12, "213", "农林水支出"),
    class(13, "214", "交通运输支出"),
    class(14, "215", "资源勘探工业信息等支出"),
    class(15, "216", "商业服务业等支出"),
    class(16, "217", "金融支出"),
    class(17, "219", "援助其他地区支出"),
    class(18, "220", "自然资源海洋气象等支出"),
    class(19, "221", "住房保障支出"),
    class(20, "222", "粮油物资储备支出"),
    class(21, "223", "国有资本经营预算支出"),
    class(22, "224", "灾害防治及应急管理支出"),
    class(23, "229", "其他支出"),
    class(24, "231", "债务还本支出"),
    class(25, "232", "债务付息支出"),
    class(26, "234", "抗疫特别国债安排的支出"),
];

const fn class(ordinal: usize, code: &'static str, name: &'static str) -> Class {
    Class { code, name, ordinal }
}

/// The year whose 政府收支分类科目 the catalogue follows; names of earlier years stand as former names.
pub const YEAR: u16 = 2025;

/// The 款 that since 2025 ends in 98 in every 类 that spends it: 22198 of 住房保障支出, 21298 of 城乡社区支出.
const SPECIAL_BONDS: &str = "超长期特别国债安排的支出";

/// The official name of a 类, 款 or 项, or `None` if the catalogue does not hold the code: `2101301` is 城乡医疗救助.
#[must_use]
pub fn name(code: &str) -> Option<&'static str> {
    let by_pattern = || {
        let class = code.strip_suffix("98").filter(|class| class.len() == 3)?;
        find(class).map(|_| SPECIAL_BONDS)
    };
    find(code).map(|row| row.name).or_else(by_pattern)
}

/// The code itself, if the catalogue holds it.
#[must_use]
pub fn code(code: &str) -> Option<&'static str> {
    find(code).map(|row| row.code)
}

/// Whether a printed name is today's or a former name of a code, but for spaces and kinds of brackets.
#[must_use]
pub fn is_named(code: &str, printed: &str) -> bool {
    let printed = squash(printed);
    name(code).is_some_and(|n| squash(n) == printed) || is_former(code, &printed)
}

/// Whether a printed name is a former name (曾用名) of a code, but for spaces and kinds of brackets.
#[must_use]
pub fn is_former(code: &str, printed: &str) -> bool {
    let printed = squash(printed);
    former_names(code).any(|alias| squash(alias) == printed)
}

/// The former names (曾用名) of a code.
pub fn former_names(code: &str) -> impl Iterator<Item = &'static str> {
    find(code).into_iter().flat_map(|row| row.aliases.split('|')).filter(|alias| !alias.is_empty())
}

/// The codes of this many digits that carry a name, today or formerly: 行政单位医疗 is `2101101`, 行政运行 many.
#[must_use]
pub fn codes_named(printed: &str, digits: usize) -> Vec<&'static str> {
    let printed = squash(printed);
    let carries = |row: &&Row| {
        std::iter::once(row.name).chain(row.aliases.split('|')).any(|n| !n.is_empty() && squash(n) == printed)
    };
    let rows = rows().iter().filter(|row| row.code.len() == digits);
    if printed.is_empty() { Vec::new() } else { rows.filter(carries).map(|row| row.code).collect() }
}

/// Whether `other` is a former name (曾用名) of `code`: 医疗卫生与计划生育支出 is one of `210`.
///
/// Today's name is not a former name. Names are compared as they stand; normalise spaces and brackets first.
#[must_use]
pub fn is_alias(code: &str, other: &str) -> bool {
    former_names(code).any(|alias| alias == other)
}

/// The 26 类 of 收入支出决算总表, in the printed order.
#[must_use]
pub fn classes() -> &'static [Class] {
    &CLASSES
}

/// The codes of all 项 that the catalogue holds, in order.
#[must_use]
pub fn item_codes() -> Vec<&'static str> {
    codes_of(7)
}

/// The codes of so many digits (类 3, 款 5, 项 7) that the catalogue holds, in order.
#[must_use]
pub fn codes_of(digits: usize) -> Vec<&'static str> {
    rows().iter().map(|row| row.code).filter(|code| code.len() == digits).collect()
}

fn find(code: &str) -> Option<&'static Row> {
    let rows = rows();
    let index = rows.binary_search_by(|row| row.code.cmp(code)).ok()?;
    rows.get(index)
}

/// Slices into [`TABLE`], made on first use; nothing is copied.
fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| TABLE.lines().filter_map(parse).collect())
}

fn parse(line: &'static str) -> Option<Row> {
    if line.starts_with('#') {
        return None;
    }
    let mut fields = line.split('\t');
    Some(Row { code: fields.next()?, name: fields.next()?, aliases: fields.next().unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes with the names they carry in published final accounts.
    const PUBLISHED: &[(&str, &str)] = &[
        ("201", "一般公共服务支出"),
        ("20132", "组织事务"),
        ("2013299", "其他组织事务支出"),
        ("205", "教育支出"),
        ("20502", "普通教育"),
        ("2050203", "初中教育"),
        ("2050205", "高等教育"),
        ("207", "文化旅游体育与传媒支出"),
        ("20799", "其他文化旅游体育与传媒支出"),
        ("208", "社会保障和就业支出"),
        ("20805", "行政事业单位养老支出"),
        ("2080501", "行政单位离退休"),
        ("2080505", "机关事业单位基本养老保险缴费支出"),
        ("2080506", "机关事业单位职业年金缴费支出"),
        ("2080508", "对机关事业单位职业年金的补助"),
        ("20899", "其他社会保障和就业支出"),
        ("2089999", "其他社会保障和就业支出"),
        ("210", "卫生健康支出"),
        ("21011", "行政事业单位医疗"),
        ("2101101", "行政单位医疗"),
        ("2101102", "事业单位医疗"),
        ("2101103", "公务员医疗补助"),
        ("2101199", "其他行政事业单位医疗支出"),
        ("21012", "财政对基本医疗保险基金的补助"),
        ("2101202", "财政对城乡居民基本医疗保险基金的补助"),
        ("21013", "医疗救助"),
        ("2101301", "城乡医疗救助"),
        ("2101399", "其他医疗救助支出"),
        ("21015", "医疗保障管理事务"),
        ("2101501", "行政运行"),
        ("2101505", "医疗保障政策管理"),
        ("2101506", "医疗保障经办事务"),
        ("2101550", "事业运行"),
        ("2101599", "其他医疗保障管理事务支出"),
        ("213", "农林水支出"),
        ("21305", "巩固脱贫攻坚成果衔接乡村振兴"),
        ("2130599", "其他巩固脱贫攻坚成果衔接乡村振兴支出"),
        ("221", "住房保障支出"),
        ("22102", "住房改革支出"),
        ("2210201", "住房公积金"),
        ("229", "其他支出"),
        ("22960", "彩票公益金安排的支出"),
        ("2296013", "用于城乡医疗救助的彩票公益金支出"),
        ("22999", "其他支出"),
        ("2299999", "其他支出"),
    ];

    #[test]
    fn every_line_has_three_fields() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            assert_eq!(line.split('\t').count(), 3, "{line}");
        }
    }

    #[test]
    fn codes_are_sorted_and_unique() {
        for pair in rows().windows(2) {
            assert!(pair[0].code < pair[1].code, "{} before {}", pair[0].code, pair[1].code);
        }
    }

    #[test]
    fn codes_have_three_five_or_seven_digits() {
        for row in rows() {
            assert!(matches!(row.code.len(), 3 | 5 | 7), "{}", row.code);
            assert!(row.code.bytes().all(|byte| byte.is_ascii_digit()), "{}", row.code);
        }
    }

    #[test]
    fn every_code_has_its_parent() {
        for row in rows().iter().filter(|row| row.code.len() > 3) {
            let parent = &row.code[..row.code.len() - 2];
            assert!(name(parent).is_some(), "{} has no {parent}", row.code);
        }
    }

    #[test]
    fn names_are_clean() {
        for row in rows() {
            let mut names: Vec<_> = row.aliases.split('|').filter(|alias| !alias.is_empty()).collect();
            names.push(row.name);
            for name in &names {
                assert!(!name.is_empty() && !name.contains(char::is_whitespace), "{}: {name}", row.code);
                assert!(!name.contains(['(', ')', '"', ',']), "{}: half-width mark in {name}", row.code);
            }
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "{} repeats a name", row.code);
        }
    }

    #[test]
    fn published_codes_carry_their_published_names() {
        for (code, expected) in PUBLISHED {
            assert_eq!(name(code), Some(*expected), "{code}");
        }
    }

    #[test]
    fn every_class_is_present() {
        let expected = [
            "201", "202", "203", "204", "205", "206", "207", "208", "210", "211", "212", "213", "214", "215",
            "216", "217", "219", "220", "221", "222", "223", "224", "227", "229", "230", "231", "232", "233",
            "234",
        ];
        let found: Vec<_> = rows().iter().map(|row| row.code).filter(|code| code.len() == 3).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn special_bonds_end_in_98_in_every_class() {
        assert_eq!(name("22198"), Some("超长期特别国债安排的支出"));
        assert_eq!(name("99998"), None);
        assert!(is_named("22198", "超长期特别国债安排的支出"));
    }

    #[test]
    fn names_lead_back_to_codes() {
        assert_eq!(codes_named("行政事业单位医疗", 5), ["21011"]);
        assert!(codes_named("行政运行", 7).len() > 20);
        assert!(codes_named("", 7).is_empty() && codes_named("没有的科目", 5).is_empty());
        assert!(is_former("20805", "行政事业单位离退休") && !is_former("20805", "行政事业单位养老支出"));
    }

    #[test]
    fn the_catalogue_states_its_year() {
        assert!(TABLE.lines().next().is_some_and(|l| l.contains(&YEAR.to_string())));
    }

    #[test]
    fn unknown_codes_have_no_name() {
        for code in ["", "2", "209", "2080504", "20805050", "合计"] {
            assert_eq!(name(code), None, "{code}");
        }
    }

    #[test]
    fn former_names_are_recognised_and_others_are_not() {
        assert!(is_alias("210", "医疗卫生与计划生育支出"));
        assert!(is_alias("207", "文化体育与传媒支出"));
        assert!(is_alias("215", "资源勘探信息等支出"));
        assert!(is_alias("220", "国土海洋气象等支出"));
        assert!(is_alias("21305", "扶贫"));
        assert!(is_alias("21305", "巩固脱贫衔接乡村振兴"));
        assert!(!is_alias("210", "卫生健康支出"));
        assert!(!is_alias("208", "医疗卫生与计划生育支出"));
        assert!(!is_alias("208", ""));
        assert!(!is_alias("999", "扶贫"));
    }

    #[test]
    fn printed_classes_follow_the_table() {
        assert_eq!(classes().len(), 26);
        for (index, class) in classes().iter().enumerate() {
            assert_eq!(class.ordinal, index + 1);
            assert_eq!(name(class.code), Some(class.name), "{}", class.code);
        }
        assert!(classes().windows(2).all(|pair| pair[0].code < pair[1].code), "printed order is code order");
    }
}
