//! What people type where a number, a grade or a reason is expected, taken as they mean it. What stays unclear is not
//! guessed.

use rust_decimal::Decimal;

use crate::text::squash;
use crate::workbook::cell::Value;

/// Units of amounts and how many 元 one is.
const MONEY: &[(&str, Decimal)] = &[
    ("亿元", Decimal::from_parts(100_000_000, 0, 0, false, 0)),
    ("万元", Decimal::from_parts(10_000, 0, 0, false, 0)),
    ("千元", Decimal::from_parts(1_000, 0, 0, false, 0)),
    ("元", Decimal::ONE),
    ("万", Decimal::from_parts(10_000, 0, 0, false, 0)),
];
/// Words that follow a count.
const COUNTED: &[&str] =
    &["台(套)", "人次", "批次", "辆次", "团组", "辆", "个", "人", "批", "台", "套", "次", "家", "件"];
/// 自评等级 as forms of different offices write it.
const GRADES: &[(&str, &[&str])] = &[
    ("优", &["优", "优秀", "优等"]),
    ("良", &["良", "良好", "优良", "较好"]),
    ("中", &["中", "中等", "合格", "一般", "及格"]),
    ("差", &["差", "较差", "不合格", "不及格"]),
];
/// Words that stand for a reason nobody wrote yet; without spaces and punctuation, in lower case.
const PLACEHOLDERS: &[&str] = &[
    "同上",
    "同前",
    "同上年",
    "见上",
    "见上文",
    "如上",
    "同左",
    "待定",
    "待补",
    "待补充",
    "待填",
    "待填写",
    "待核实",
    "待完善",
    "待确认",
    "待续",
    "略",
    "省略",
    "从略",
    "不详",
    "不清楚",
    "请填写",
    "请补充",
    "请补充原因",
    "原因",
    "主要原因",
    "主要原因是",
    "主要是",
    "测试",
    "test",
    "na",
    "none",
    "null",
    "tbd",
    "todo",
    "abc",
];
/// Answers that say there is nothing to say: no reason for a difference that is there, but a fair text elsewhere.
const NOTHING: &[&str] = &["无", "没有", "暂无", "无原因", "无说明", "无变化", "不涉及", "不适用"];

/// The unit of a number column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// An amount; how many 元 one is.
    Money(Decimal),
    /// A count.
    Count,
    /// A score out of 100.
    Score,
}

impl Unit {
    /// The unit a row of 补充数据 names; 元 where it names none.
    pub fn named(unit: &str) -> Unit {
        let unit = squash(unit);
        match MONEY.iter().find(|(name, _)| *name == unit) {
            Some((_, factor)) => Unit::Money(*factor),
            None if unit.is_empty() => Unit::Money(Decimal::ONE),
            None => Unit::Count,
        }
    }

    /// What is expected, for messages.
    pub fn expectation(self) -> &'static str {
        match self {
            Unit::Money(_) => "金额，如 47.5、1,234.5 或 47.5万元",
            Unit::Count => "数量，如 3 或 3辆",
            Unit::Score => "0至100的得分，如 96.83 或 96.83分",
        }
    }
}

/// A typed number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// Nothing, or a dash that says so.
    Nothing,
    /// The number in the column's unit.
    Number(Decimal),
    /// What stands there, if it is none.
    Unclear(String),
}

/// No amount of any office is larger, in any unit; beyond it products would leave the decimals.
const TOO_LARGE: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0);

/// Reads what was typed into a number column.
pub fn number(value: Option<&Value>, unit: Unit) -> Typed {
    let read = match value {
        None => return Typed::Nothing,
        Some(Value::Number(number)) => Ok(*number),
        Some(Value::NoResult(formula)) => Err(format!("没有结果的公式 ={formula}")),
        Some(Value::Text(text)) => {
            let plain = squash(text);
            if plain.chars().all(|c| matches!(c, '-' | '/' | '—' | '_' | '…')) {
                return Typed::Nothing;
            }
            in_text(&plain, unit).ok_or_else(|| text.trim().to_owned())
        }
        Some(other) => Err(other.display()),
    };
    match read {
        Ok(number) if number.abs() >= TOO_LARGE => Typed::Unclear(number.to_string()),
        // A percentage of Excel is a fraction; a score of less than one point is none.
        Ok(number) if unit == Unit::Score && !is_score(number) => {
            Typed::Unclear(number.normalize().to_string())
        }
        // Nobody counts half a car, or less than none.
        Ok(number) if unit == Unit::Count && (number < Decimal::ZERO || !number.fract().is_zero()) => {
            Typed::Unclear(number.normalize().to_string())
        }
        Ok(number) => Typed::Number(number.round_dp(10).normalize()),
        Err(text) => Typed::Unclear(text),
    }
}

fn is_score(number: Decimal) -> bool {
    number.is_zero() || (Decimal::ONE..=Decimal::ONE_HUNDRED).contains(&number)
}

/// Whether a text that a sentence prints as a percentage is one: 95%, 全部; 0.95 and 120% are not.
pub fn is_percentage(text: &str) -> bool {
    let plain = squash(text);
    let (number, signed) = match plain.strip_suffix('%') {
        Some(number) => (number, true),
        None => (plain.as_str(), false),
    };
    decimal(number).is_none_or(|n| signed && (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&n))
}

fn in_text(plain: &str, unit: Unit) -> Option<Decimal> {
    let plain = plain.trim_start_matches(['¥', '￥']);
    let strip = |words: &[&str]| words.iter().find_map(|w| plain.strip_suffix(w));
    match unit {
        Unit::Money(column) => match MONEY.iter().find_map(|(word, f)| Some((plain.strip_suffix(word)?, *f)))
        {
            Some((number, typed)) => Some(decimal(number)? * typed / column),
            None => decimal(plain),
        },
        Unit::Count => decimal(strip(COUNTED).unwrap_or(plain)),
        Unit::Score => decimal(strip(&["分", "%"]).unwrap_or(plain)),
    }
}

/// `1,234.5`, `-3`, `(3)`: digits, separators only between groups of three.
fn decimal(text: &str) -> Option<Decimal> {
    let (text, brackets) = match text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        Some(inner) => (inner, true),
        None => (text, false),
    };
    let (text, minus) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (rest, text.starts_with('-')),
        None => (text, false),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = whole.contains(',');
    let fits = digits(first)
        && !first.is_empty()
        && (!grouped || first.len() <= 3)
        && groups.all(|g| g.len() == 3 && digits(g))
        && digits(fraction);
    if !fits {
        return None;
    }
    let number: Decimal = format!("{}.{}0", whole.replace(',', ""), fraction).parse().ok()?;
    Some(if brackets || minus { -number } else { number })
}

/// 优, 良, 中 or 差 as meant by 优秀, 良好 and the like; empty for nothing, `None` for anything else.
pub fn grade(text: &str) -> Option<&'static str> {
    let plain = squash(text);
    let plain = plain.split(['(', '[']).next().unwrap_or_default().trim_end_matches(['级', '.']);
    if plain.chars().all(|c| matches!(c, '-' | '/')) {
        return Some("");
    }
    GRADES.iter().find(|(_, words)| words.contains(&plain)).map(|(grade, _)| *grade)
}

/// Whether a text only holds the place of one: 同上, 待定, （略）, XXX, 123, /, —, ….
pub fn is_placeholder(text: &str) -> bool {
    let said: String =
        squash(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let blind = |c: char| matches!(c, 'x' | 'ｘ' | '某') || c.is_ascii_digit();
    said.chars().all(blind) || PLACEHOLDERS.contains(&said.as_str())
}

/// Whether a text says that there is nothing to say; as the reason of a difference that is a placeholder too.
pub fn says_nothing(text: &str) -> bool {
    let said: String = squash(text).chars().filter(|c| c.is_alphanumeric()).collect();
    NOTHING.contains(&said.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAN: Unit = Unit::Money(Decimal::from_parts(10_000, 0, 0, false, 0));

    #[track_caller]
    fn is(text: &str, unit: Unit, want: &str) {
        let got = number(Some(&Value::Text(text.to_owned())), unit);
        assert_eq!(got, Typed::Number(want.parse().expect("a number")), "{text}");
    }

    #[track_caller]
    fn unclear(text: &str, unit: Unit) {
        let got = number(Some(&Value::Text(text.to_owned())), unit);
        assert!(matches!(got, Typed::Unclear(_)), "{text}: {got:?}");
    }

    #[test]
    fn numbers_as_people_type_them() {
        for (text, want) in [
            ("47.5万元", "47.5"),
            ("475000元", "47.5"),
            ("０.5 亿元", "5000"),
            ("1,234.5", "1234.5"),
            ("１，２３４．５", "1234.5"),
            ("(3.2)", "-3.2"),
            ("－3.2", "-3.2"),
            ("¥12", "12"),
            ("1.2万", "1.2"),
        ] {
            is(text, WAN, want);
        }
        is("96.83分", Unit::Score, "96.83");
        is("85%", Unit::Score, "85");
        is("3 辆", Unit::Count, "3");
        is("1，200人次", Unit::Count, "1200");
        for text in [
            "约47万元",
            "1_000",
            "1,23",
            "12,345,6",
            "3辆",
            "85%",
            "47.5万元左右",
            "#REF!",
            "四十七",
            "..",
            "5-6",
        ] {
            unclear(text, WAN);
        }
        unclear("3万元", Unit::Count);
        unclear("120", Unit::Score);
        for text in ["—", "-", "/", "——", "…"] {
            assert_eq!(number(Some(&Value::Text(text.to_owned())), WAN), Typed::Nothing, "{text}");
        }
        // 85% typed into a cell that Excel makes a percentage.
        let fraction = Value::Number("0.85".parse().expect("a number"));
        assert!(matches!(number(Some(&fraction), Unit::Score), Typed::Unclear(_)));
        assert_eq!(number(Some(&fraction), WAN), Typed::Number("0.85".parse().expect("a number")));
    }

    #[test]
    fn grades_as_forms_write_them() {
        for (text, want) in [
            ("优秀", Some("优")),
            (" 良好。", Some("良")),
            ("中（60-80）", Some("中")),
            ("较差", Some("差")),
            ("—", Some("")),
            ("", Some("")),
            ("特优", None),
            ("A", None),
        ] {
            assert_eq!(grade(text), want, "{text}");
        }
    }

    #[test]
    fn placeholders_are_no_reasons() {
        for text in [
            "同上",
            "同上。",
            "（略）",
            "待补充",
            "XXX",
            "××",
            "xxx。",
            "123",
            "1",
            "/",
            "—",
            "…",
            "……",
            "N/A",
            "某某",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["无", "暂无。", "不涉及"] {
            assert!(says_nothing(text) && !is_placeholder(text), "{text}");
        }
        for text in
            ["人员增加", "无新增车辆", "同上年相比人员减少", "X光机购置", "2022年一次性项目完成", "待遇提高"]
        {
            assert!(!is_placeholder(text) && !says_nothing(text), "{text}");
        }
    }
}
