//! The words of the template language and the keys it knows: one list for checks, for `template vars` and for the
//! documentation.

use super::scan::Use;
use crate::catalogue::{economic, functional};
use crate::facts::{FIXED, label_of};

/// What kind of word it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Follows `|`.
    Filter,
    /// Follows `is`.
    Test,
    /// Called with brackets.
    Function,
    /// Stands alone.
    Variable,
}

/// A word of the template language.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// Kind.
    pub kind: Kind,
    /// As written in a template.
    pub name: &'static str,
    /// What it says, in Chinese.
    pub about: &'static str,
}

const fn word(kind: Kind, name: &'static str, about: &'static str) -> Word {
    Word { kind, name, about }
}

/// Every word, in the order of the documentation.
pub const WORDS: &[Word] = &[
    word(Kind::Filter, "amount", "金额，连同“万元”；of=\"prior\" 上年，of=\"budget\" 预算"),
    word(Kind::Filter, "number", "只有数字，不带“万元”，用于个数"),
    word(Kind::Filter, "label", "指标的中文名称"),
    word(Kind::Filter, "change", "增减额和增减百分比；against=\"budget\" 与预算比"),
    word(Kind::Filter, "change_amount", "只有增减额"),
    word(Kind::Filter, "change_with_reason", "增减额、百分比和原因，直到句号"),
    word(Kind::Filter, "direction", "增加、减少或持平的说法"),
    word(Kind::Filter, "compare", "决算数大于、小于或等于预算数"),
    word(Kind::Filter, "growth", "增减百分比"),
    word(Kind::Filter, "share", "占比；of=\"键\" 指定占谁的比"),
    word(Kind::Filter, "share_of_change", "增减额占总增减额的比；of=\"键\""),
    word(Kind::Filter, "share_note", "占比之和不是100时的尾差说明"),
    word(Kind::Filter, "completion", "完成预算的百分比"),
    word(Kind::Filter, "reason", "补充资料里填写的原因"),
    word(Kind::Filter, "because", "原因连同开头和句号；没有变化时什么也不写"),
    word(Kind::Filter, "because_given", "填写了原因才写，没有填写也不提示"),
    word(Kind::Filter, "budget_reason", "决算数与预算数的关系和原因，一句话"),
    word(Kind::Filter, "text", "补充资料里的文字材料；about=\"要写什么\""),
    word(Kind::Filter, "remark", "填写了才写的附注，加括号"),
    word(Kind::Filter, "purpose", "项级科目的主要用途"),
    word(Kind::Test, "zero", "印出来是零"),
    word(Kind::Test, "known", "这个数是知道的"),
    word(Kind::Test, "comparable", "可以与上年（预算）比较"),
    word(Kind::Test, "unchanged", "与上年（预算）相同"),
    word(Kind::Test, "increased", "比上年（预算）增加"),
    word(Kind::Test, "budgeted", "有预算，可以算完成率"),
    word(Kind::Test, "on_budget", "决算数等于预算数"),
    word(Kind::Test, "shared", "可以算占比"),
    word(Kind::Test, "shared_change", "可以算增减额的占比"),
    word(Kind::Test, "growing", "可以算增减百分比"),
    word(Kind::Test, "given", "补充资料里填写了"),
    word(Kind::Function, "items", "有金额的项级科目；of=\"general\"、\"fund\"、\"state\""),
    word(Kind::Function, "classes", "有金额的类；of=\"general\""),
    word(Kind::Function, "sources", "收入来源或支出类别的键；of=\"income\"、\"expenditure\""),
    word(Kind::Function, "economic_names", "有金额的经济分类款名称；of=\"personnel\"、\"operating\""),
    word(Kind::Function, "class_changes", "各类支出的增减；of=\"expenditure\"、\"general\""),
    word(Kind::Function, "vehicle_kinds", "有的车辆种类和辆数"),
    word(Kind::Function, "three_public_parts", "三公经费的三项，有金额的在前"),
    word(Kind::Function, "chart", "插入一张图；name=\"收支总计\" 等"),
    word(Kind::Function, "table", "插入一张公开表；name=\"09\""),
    word(Kind::Variable, "org", "部门（单位）名称"),
    word(Kind::Variable, "scope", "部门 或 单位"),
    word(Kind::Variable, "year", "决算年度"),
    word(Kind::Variable, "prior_year", "上年"),
    word(Kind::Variable, "next_year", "下年"),
    word(Kind::Variable, "unchanged", "样式的持平说法"),
    word(Kind::Variable, "versus", "样式的与上年比较的开头"),
    word(Kind::Variable, "no_budget", "样式的没有年初预算的说法"),
    word(Kind::Variable, "item_mark", "样式的序号之后的符号"),
    word(Kind::Variable, "percent_sign", "样式的百分号"),
    word(Kind::Variable, "structure_all", "样式是否列出没有金额的来源"),
    word(Kind::Variable, "project_count", "绩效自评项目个数"),
    word(Kind::Variable, "project_budget", "绩效自评项目预算合计"),
    word(Kind::Variable, "project_names", "前几个绩效自评项目的名称"),
    word(Kind::Variable, "projects", "绩效自评项目，逐个使用"),
    word(Kind::Variable, "grades", "各自评等级的项目个数，逐个使用"),
    word(Kind::Variable, "average_score", "绩效自评平均得分"),
];

/// Words of one kind.
pub fn words(kind: Kind) -> impl Iterator<Item = &'static Word> {
    WORDS.iter().filter(move |w| w.kind == kind)
}

/// The known word that looks most like the one an engine message is about.
pub fn nearest_word(message: &str, marked: &str) -> Option<&'static str> {
    let named = message.split('`').nth(1).or_else(|| message.split('\'').nth(1)).unwrap_or(marked).trim();
    let wanted: String = named.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    nearest(&wanted, WORDS.iter().map(|w| w.name))
}

fn nearest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if wanted.is_empty() {
        return None;
    }
    known
        .map(|name| (strsim::damerau_levenshtein(name, wanted), name))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance > 0 && *distance <= wanted.len().max(4) / 2)
        .map(|(_, name)| name)
}

/// Keys by code: prefix, and whether a code is known under it.
const CODED: &[&str] =
    &["general.item.", "general.class.", "expenditure.class.", "econ.", "fund.item.", "state.item."];

/// Whether some data can have this fact.
pub fn is_fact_key(key: &str) -> bool {
    if FIXED.iter().any(|spec| spec.key == key) {
        return true;
    }
    CODED.iter().any(|prefix| {
        key.strip_prefix(prefix).is_some_and(|code| {
            let known = if *prefix == "econ." { economic::name(code) } else { functional::name(code) };
            known.is_some()
        })
    })
}

/// Fact keys and reason keys as sentences use them.
const OF_FACTS: &[&str] = &[
    "amount",
    "number",
    "label",
    "change",
    "change_amount",
    "change_with_reason",
    "direction",
    "compare",
    "growth",
    "share",
    "share_of_change",
    "share_note",
    "completion",
    "budget_reason",
    "purpose",
    "zero",
    "known",
    "comparable",
    "unchanged",
    "increased",
    "budgeted",
    "on_budget",
    "shared",
    "shared_change",
    "growing",
];
const OF_REASONS: &[&str] = &["reason", "because", "because_given"];

/// Whether a text is written like a fact key (`fiscal.income.general`), not like a key of the supplement.
fn is_dotted_key(text: &str) -> bool {
    let supplied = ["yoy.", "budget.", "text.", "other.", "data."];
    text.contains('.')
        && !supplied.iter().any(|prefix| text.starts_with(prefix))
        && text.split('.').all(|part| {
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        })
}

/// What is wrong with a quoted text used as a key; `None` if it is no key or a good one.
pub(super) fn wrong_key(text: &str, used_as: &Use) -> Option<String> {
    let fact = |key: &str| {
        (!is_fact_key(key)).then(|| {
            let near = nearest(key, FIXED.iter().map(|s| s.key))
                .map(|k| format!("；最接近的是“{k}”（{}）", label_of(k)))
                .unwrap_or_default();
            format!("没有名为“{key}”的指标{near}")
        })
    };
    match used_as {
        Use::Filter(word) | Use::Test(word) if OF_FACTS.contains(&word.as_str()) => fact(text),
        Use::Filter(word) if OF_REASONS.contains(&word.as_str()) => match text.split_once('.') {
            Some(("yoy" | "budget", key)) => fact(key),
            _ => Some(format!("原因的键“{text}”应以 yoy.（与上年比）或 budget.（与预算比）开头")),
        },
        Use::Argument(name) if name == "key" && !text.is_empty() => fact(text),
        // Components take keys under other names too.
        Use::Argument(_) if is_dotted_key(text) => fact(text),
        _ => None,
    }
}
