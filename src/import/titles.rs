//! The titles final accounts are printed under, as data: what each province calls the nine statements, and which
//! tables it adds to them. No two provinces number the tables alike, so the title says what a table is.

use std::sync::OnceLock;

use crate::accounts::{ScheduleId, SourceForm};
use crate::text::squash;

/// What a title says a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Titled {
    /// One of the nine statements; the form, where only one form is titled so.
    Statement(ScheduleId, Option<SourceForm>),
    /// A table some provinces add to the nine, with the words that say what it is.
    Extra(&'static str),
}

/// Titles of the published statements in normal form (see [`normal`]), best known first. 明细表 is kept apart: only
/// of 基本支出 does it name one of the nine.
const STATEMENTS: &[(&str, ScheduleId)] = &[
    ("收入支出决算表", ScheduleId::Summary),
    ("收入决算表", ScheduleId::Income),
    ("支出决算表", ScheduleId::Expenditure),
    ("财政拨款收入支出决算表", ScheduleId::FiscalSummary),
    ("一般公共预算财政拨款支出决算表", ScheduleId::General),
    ("一般公共预算财政拨款收入支出决算表", ScheduleId::General),
    ("一般公共预算支出决算表", ScheduleId::General),
    ("一般公共预算收入支出决算表", ScheduleId::General),
    ("一般公共预算财政拨款支出决算功能分类表", ScheduleId::General),
    ("公共预算财政拨款支出决算表", ScheduleId::General),
    ("一般公共预算财政拨款基本支出决算表", ScheduleId::BasicDetail),
    ("一般公共预算财政拨款基本支出决算明细表", ScheduleId::BasicDetail),
    ("一般公共预算基本支出决算表", ScheduleId::BasicDetail),
    ("一般公共预算基本支出决算明细表", ScheduleId::BasicDetail),
    ("一般公共预算财政拨款基本支出经济分类决算表", ScheduleId::BasicDetail),
    ("一般公共预算财政拨款基本支出决算经济分类表", ScheduleId::BasicDetail),
    ("一般公共预算财政拨款基本支出经济分类支出决算表", ScheduleId::BasicDetail),
    ("政府性基金预算财政拨款收入支出决算表", ScheduleId::Fund),
    ("政府性基金预算财政拨款支出决算表", ScheduleId::Fund),
    ("政府性基金财政拨款收入支出决算表", ScheduleId::Fund),
    ("政府性基金财政拨款支出决算表", ScheduleId::Fund),
    ("政府性基金预算收入支出决算表", ScheduleId::Fund),
    ("政府性基金预算支出决算表", ScheduleId::Fund),
    ("国有资本经营预算财政拨款收入支出决算表", ScheduleId::State),
    ("国有资本经营预算财政拨款支出决算表", ScheduleId::State),
    ("国有资本经营财政拨款收入支出决算表", ScheduleId::State),
    ("国有资本经营财政拨款支出决算表", ScheduleId::State),
    ("国有资本经营预算收入支出决算表", ScheduleId::State),
    ("国有资本经营预算支出决算表", ScheduleId::State),
    ("财政拨款三公经费支出决算表", ScheduleId::Operations),
    // Chongqing and others publish the system's form itself, under its name of today or of earlier years.
    ("机构运行信息表", ScheduleId::Operations),
    ("机构运行信息决算表", ScheduleId::Operations),
    ("机构运行信息决算公开表", ScheduleId::Operations),
    ("决算相关信息统计表", ScheduleId::Operations),
];

/// Titles of tables of all 财政拨款 (Jiangsu), which stand beside those of 一般公共预算 alone and are easily taken for
/// them: the title in normal form, the statement it is not, and what it is called in messages.
const OF_ALL_FUNDS: &[(&str, ScheduleId, &str)] = &[
    ("财政拨款支出决算表", ScheduleId::General, "全部财政拨款的支出表"),
    ("财政拨款基本支出决算表", ScheduleId::BasicDetail, "全部财政拨款的基本支出表"),
    ("财政拨款基本支出决算明细表", ScheduleId::BasicDetail, "全部财政拨款的基本支出表"),
];

/// Words in a title that make it a table by unit, which repeats one by 科目.
const BY_UNIT: &[&str] = &["分单位", "按单位", "分部门", "按部门"];

/// Words in a title that make it a table added to the nine, and what it is called in messages.
const EXTRAS: &[(&str, &str)] = &[
    ("非财政拨款", "非财政拨款收支表"),
    ("财政专户", "财政专户管理资金收支表"),
    ("项目支出决算", "项目支出决算表"),
    ("项目收入支出决算", "项目收入支出决算表"),
    ("政府采购", "政府采购表"),
    ("购买服务", "政府购买服务表"),
    ("国有资产", "国有资产表"),
    ("资产负债", "资产负债表"),
    ("资产情况", "资产情况表"),
    ("绩效", "绩效表"),
    ("批复", "批复表"),
    ("收入决算明细表", "收入决算明细表"),
    ("支出决算明细表", "支出决算明细表"),
    ("政府性基金预算财政拨款基本支出", "政府性基金基本支出决算表"),
    ("国有资本经营预算财政拨款基本支出", "国有资本经营基本支出决算表"),
    ("会议费支出", "会议费表"),
    ("培训费支出", "培训费表"),
    ("机关运行经费支出", "机关运行经费表"),
    ("机构人员", "机构人员情况表"),
    ("基本数字", "基本数字表"),
    ("基本情况", "基本情况表"),
];

/// Words of finance: a known title behind one of these is the end of another, longer title (非财政拨款收入支出决算表), unless
/// they belong to the name of a department. Any other words before a title are a year, a number or the department's name.
const PARTS_OF_TITLES: &[&str] = &[
    "非", "拨款", "预算", "资金", "财政", "专户", "管理", "经营", "基金", "项目", "基本", "事业", "补助",
    "采购", "服务", "资产", "债务", "往来", "专项", "经费", "费", "收入", "支出", "收支", "结余", "结转",
    "公共", "其他", "分类", "明细", "和",
];

/// Words that make the beginning of a longer title, misspelt or not, wherever they stand.
const HEADS_OF_TITLES: &[&str] = &["预算", "拨款", "国有资本", "政府性基金", "一般公共"];

/// How names of departments end, whatever words are in them (基金会, 预算评审中心).
const ENDS_OF_NAMES: &[&str] = &[
    "部门", "单位", "局", "委", "办", "院", "校", "所", "会", "厅", "站", "队", "馆", "处", "中心", "政府",
    "街道", "公司", "本级", "机关",
];

/// A title without what varies between printings: spaces, year, department, numbers, remarks in brackets; 收支 for
/// 收入支出, and 总表, 情况表 for 表.
pub fn normal(text: &str) -> String {
    let mut text = squash(text);
    for mark in ["(续)", "(续表)", "-续表", "续表"] {
        if let Some(rest) = text.strip_suffix(mark) {
            text = rest.to_owned();
        }
    }
    if let Some(open) = text.rfind('(').filter(|i| *i > 0 && text.ends_with(')')) {
        text.truncate(open);
    }
    if let Some(year) = text.rfind("年度").map(|i| i + "年度".len()).filter(|i| *i < text.len()) {
        text = text[year..].to_owned();
    }
    let text = text.replace("收支", "收入支出").replace('与', "和");
    let text = text.replace("总体情况表", "表").replace("情况表", "表").replace("汇总表", "表");
    text.replace("总表", "表")
}

/// What a title says, if it is known.
pub fn read(text: &str) -> Option<Titled> {
    let text = squash(text);
    if text.chars().count() > 60 || is_budget(&text) {
        return None;
    }
    let normal = normal(&text);
    if BY_UNIT.iter().any(|word| text.contains(word)) && looks_like_title(&text) {
        return Some(Titled::Extra("分单位的表"));
    }
    if is_three_public(&normal) {
        let of_one_fund = ["政府性基金", "国有资本经营"].iter().any(|fund| normal.contains(fund));
        return Some(if of_one_fund && !normal.contains("一般公共预算") {
            Titled::Extra("另一项预算的“三公”经费表")
        } else {
            Titled::Statement(ScheduleId::Operations, Some(SourceForm::Gongkai))
        });
    }
    if let Some((_, what)) = of_all_funds(&normal) {
        return Some(Titled::Extra(what));
    }
    if let Some(found) = official(&text) {
        return Some(found);
    }
    if let Some((_, id)) = known(&normal) {
        return Some(Titled::Statement(id, Some(SourceForm::Gongkai)));
    }
    let is_table = normal.ends_with('表') && (normal.contains("决算") || normal.contains("情况"));
    let extra = EXTRAS.iter().find(|(word, _)| normal.contains(word));
    extra.filter(|_| is_table || text.ends_with('表')).map(|(_, what)| Titled::Extra(what))
}

/// The longest known title a text in normal form ends with; what stands before it must be no part of a longer title.
pub fn known(normal: &str) -> Option<(&'static str, ScheduleId)> {
    STATEMENTS.iter().filter(|(title, _)| ends_with(normal, title)).max_by_key(|t| t.0.len()).copied()
}

/// The statement a table of all 财政拨款 is easily taken for, by a title in normal form, and what it is called.
pub fn of_all_funds(normal: &str) -> Option<(ScheduleId, &'static str)> {
    let found = OF_ALL_FUNDS.iter().find(|(title, ..)| ends_with(normal, title));
    found.map(|(_, id, what)| (*id, *what))
}

/// Each statement's title in the system and as published, squashed.
fn official_titles() -> &'static [(ScheduleId, [String; 2])] {
    static TITLES: OnceLock<Vec<(ScheduleId, [String; 2])>> = OnceLock::new();
    TITLES.get_or_init(|| {
        let forms = [SourceForm::Caijue, SourceForm::Gongkai];
        ScheduleId::ALL.map(|id| (id, forms.map(|form| squash(id.title(form))))).into()
    })
}

/// The title of a form of the system or of its published table, word for word.
pub fn official(text: &str) -> Option<Titled> {
    let text = squash(text);
    let text = text.find('(').filter(|i| *i > 0).map_or(text.as_str(), |i| &text[..i]);
    for (id, [caijue, gongkai]) in official_titles() {
        let id = *id;
        let (c, g) = (ends_with(text, caijue), ends_with(text, gongkai));
        match (c, g) {
            (true, true) => return Some(Titled::Statement(id, None)),
            // A statement whose two forms differ in 收入支出: the published one may be titled either way.
            (true, false) if matches!(id, ScheduleId::General | ScheduleId::State) => {
                return Some(Titled::Statement(id, None));
            }
            (true, false) => return Some(Titled::Statement(id, Some(SourceForm::Caijue))),
            (false, true) => return Some(Titled::Statement(id, Some(SourceForm::Gongkai))),
            (false, false) => {}
        }
    }
    None
}

fn ends_with(text: &str, title: &str) -> bool {
    text.strip_suffix(title).is_some_and(|before| {
        before.is_empty()
            || before.ends_with(|c: char| c.is_ascii_digit())
            || ENDS_OF_NAMES.iter().any(|end| before.ends_with(end))
            || !(PARTS_OF_TITLES.iter().any(|part| before.ends_with(part))
                || HEADS_OF_TITLES.iter().any(|part| before.contains(part)))
    })
}

/// 三公 tables have as many titles as there are provinces: what they share is the word.
fn is_three_public(normal: &str) -> bool {
    normal.contains("三公经费") && normal.ends_with('表') && !normal.contains("预算表")
}

/// `2023年一般公共预算支出表`: a table of the budget, not of final accounts.
pub fn is_budget(title: &str) -> bool {
    let title = squash(title);
    title.contains("预算") && !title.contains("决算") && !(title.contains("三公") && title.contains("情况表"))
}

/// Whether a text looks like the title of some table of final accounts.
pub fn looks_like_title(squashed: &str) -> bool {
    let bare = squashed.find('(').filter(|i| *i > 0).map_or(squashed, |i| &squashed[..i]);
    bare.ends_with('表')
        && !bare.ends_with("报表")
        && bare.contains("决算")
        && (4..40).contains(&bare.chars().count())
}

/// The statement whose title is nearest to an unknown one, and how many characters differ.
pub fn nearest(text: &str) -> Option<(ScheduleId, &'static str, usize)> {
    let normal = normal(text);
    let best =
        STATEMENTS.iter().map(|(title, id)| (*id, *title, distance(&normal, title))).min_by_key(|t| t.2)?;
    Some(best)
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = cost.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> Option<ScheduleId> {
        match read(text)? {
            Titled::Statement(id, _) => Some(id),
            Titled::Extra(_) => None,
        }
    }

    #[test]
    fn titles_of_many_provinces() {
        for (title, want) in [
            ("收入支出决算总表", ScheduleId::Summary),
            ("收支决算总表", ScheduleId::Summary),
            ("收入支出决算表", ScheduleId::Summary),
            ("2023年度收入决算总表", ScheduleId::Income),
            ("部门支出决算总表", ScheduleId::Expenditure),
            ("财政拨款收支决算总表", ScheduleId::FiscalSummary),
            ("示例区档案局财政拨款收入支出决算表", ScheduleId::FiscalSummary),
            ("一般公共预算财政拨款收入支出决算表", ScheduleId::General),
            ("一般公共预算支出决算表（按功能分类）", ScheduleId::General),
            ("一般公共预算财政拨款基本支出决算表", ScheduleId::BasicDetail),
            ("政府性基金预算财政拨款支出决算表", ScheduleId::Fund),
            ("国有资本经营预算财政拨款支出决算表", ScheduleId::State),
            ("财政拨款“三公”经费、行政参公单位机关运行经费情况表", ScheduleId::Operations),
            ("一般公共预算财政拨款“三公”经费及会议费、培训费支出决算表", ScheduleId::Operations),
            ("机构运行信息决算公开表", ScheduleId::Operations),
            ("2023年度部门决算相关信息统计表", ScheduleId::Operations),
            ("一般公共预算财政拨款支出决算表（功能科目）", ScheduleId::General),
            ("附表3 支出决算表（续表）", ScheduleId::Expenditure),
            ("表二　收入决算表", ScheduleId::Income),
            ("示例市第一人民医院收入支出决算总表", ScheduleId::Summary),
            ("中共示例市委宣传部支出决算表", ScheduleId::Expenditure),
            ("示例区预算评审中心收入决算表", ScheduleId::Income),
            ("示例省红十字基金会财政拨款收入支出决算总表", ScheduleId::FiscalSummary),
        ] {
            assert_eq!(id(title), Some(want), "{title}");
        }
    }

    #[test]
    fn added_tables_are_none_of_the_nine() {
        for title in [
            "非财政拨款收入支出决算总表",
            "一般公共预算财政拨款项目支出决算表",
            "政府采购情况表",
            "政府购买服务支出情况表",
            "一般公共预算财政拨款支出决算明细表",
            "政府性基金预算财政拨款基本支出决算表",
            "政府性基金预算财政拨款“三公”经费支出决算表",
            "财政拨款支出决算表（功能科目）",
            "财政拨款基本支出决算表（经济科目）",
            "收入决算表（分单位）",
        ] {
            assert!(matches!(read(title), Some(Titled::Extra(_))), "{title}: {:?}", read(title));
        }
    }

    #[test]
    fn budgets_and_other_texts_are_no_titles() {
        for text in
            ["2023年一般公共预算支出表", "部门“三公”经费和机关运行经费预算表", "图1：收入决算结构", "目录"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_nearest_title_of_a_misspelt_one() {
        let (near, title, off) = nearest("一般公共预算财政拔款支出决算表").unwrap();
        assert_eq!((near, title, off), (ScheduleId::General, "一般公共预算财政拨款支出决算表", 1));
    }
}
