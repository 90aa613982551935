//! What a style says about the document around the tables and the narrative: cover, contents, parts, 第一部分, 名词解释.
//!
//! Every text may hold the placeholders of [`crate::subject::PLACEHOLDERS`]; where a text is numbered, `{n}` is its
//! Chinese numeral. Nothing here is template language: whoever changes a title or a term changes a line of style.toml.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::subject::Scope;

/// Paper and margins in millimetres (GB/T 9704: 上37 下35 左28 右26 on A4) and the largest size of the cover's title in points.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageOptions {
    /// Width of the paper held upright.
    pub width: u16,
    /// Its height.
    pub height: u16,
    /// 上
    pub top: u16,
    /// 下
    pub bottom: u16,
    /// 左
    pub left: u16,
    /// 右
    pub right: u16,
    /// Margins of turned pages (横向) as one looks at them, 上下左右; `None`: those of upright ones, turned with the sheet.
    #[serde(default)]
    pub wide: Option<[u16; 4]>,
    /// Type size of the cover's title; longer names are set smaller.
    pub cover_size: u16,
}

/// 封面
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cover {
    /// Small lines at the upper left (附件1：).
    pub head: Vec<String>,
    /// File name of the picture above the title (徽标); empty for none.
    pub picture: String,
    /// Its height in millimetres.
    pub picture_height: u16,
    /// Lines of the title.
    pub title: Vec<String>,
    /// Lines at the foot (the date).
    pub foot: Vec<String>,
}

/// 目录
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    /// Heading over the contents.
    pub title: String,
    /// Whether the tables are listed.
    pub tables: bool,
    /// What stands before a table's title in the contents (`{n}、`); empty for nothing.
    pub table_number: String,
    /// Whether page numbers are printed.
    pub pages: bool,
}

/// The five parts every document is made of, by the name a style gives them in `[parts]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// 概况
    Overview,
    /// 决算表
    Tables,
    /// 情况说明
    Narrative,
    /// 名词解释
    Glossary,
    /// 附件
    Attachments,
}

impl PartKind {
    /// Every part with its name in style.toml.
    pub const ALL: [(PartKind, &'static str); 5] = [
        (PartKind::Overview, "overview"),
        (PartKind::Tables, "tables"),
        (PartKind::Narrative, "narrative"),
        (PartKind::Glossary, "glossary"),
        (PartKind::Attachments, "attachments"),
    ];

    /// The part of a name; `None` for a part of the style's own, whose paragraphs people supply.
    pub fn named(name: &str) -> Option<PartKind> {
        PartKind::ALL.iter().find(|(_, n)| *n == name).map(|(kind, _)| *kind)
    }

    /// Its name in style.toml.
    pub fn name(self) -> &'static str {
        PartKind::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }
}

/// 第一部分 to 第五部分.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parts {
    /// Names in order; a part that is not here does not exist.
    pub order: Vec<String>,
    /// Titles by name.
    pub titles: BTreeMap<String, String>,
    /// Whether the title of a part stands on a page of its own.
    #[serde(default)]
    pub own_page: bool,
    /// What 附件 says where there is nothing to attach; empty leaves the part out then.
    pub no_attachments: String,
}

/// An entry of 第一部分.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverviewEntry {
    /// 1 for 一、, 2 for （一）.
    #[serde(default = "first_level")]
    pub level: u8,
    /// Title without number.
    pub title: String,
    /// Whether the title opens the first paragraph instead of standing on a line of its own.
    #[serde(default)]
    pub run_in: bool,
    /// Fixed paragraphs before what people typed.
    #[serde(default)]
    pub lead: Vec<String>,
    /// Key of the text people supply, without `text.`; none for an entry that only holds others.
    #[serde(default)]
    pub text: Option<String>,
    /// What people are asked for.
    #[serde(default)]
    pub about: String,
    /// Heads of a table whose rows are the lines people typed; none prints paragraphs.
    #[serde(default)]
    pub table: Vec<String>,
    /// Only for 部门 or only for 单位; both if absent.
    #[serde(default)]
    pub only: Option<Only>,
}

fn first_level() -> u8 {
    1
}

/// For which scope an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Only {
    /// 部门
    #[serde(rename = "部门")]
    Department,
    /// 单位
    #[serde(rename = "单位")]
    Unit,
}

impl OverviewEntry {
    /// Whether it stands in a document of this scope.
    pub fn holds_for(&self, scope: Scope) -> bool {
        match self.only {
            None => true,
            Some(Only::Department) => scope == Scope::Department,
            Some(Only::Unit) => scope == Scope::Unit,
        }
    }
}

/// 绩效自评 in 十三 and 附件. Texts may also hold `{level}`, the style's `level`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Performance {
    /// Title of 汇总表.
    pub title: String,
    /// Its columns.
    pub columns: Vec<ProjectColumn>,
    /// The line over the projects of the department's own level, where there are others.
    pub own: String,
    /// The line over those another level pays.
    pub transfer: String,
    /// Notes under it.
    pub notes: Vec<String>,
    /// Title of the forms of single projects.
    pub form_title: String,
    /// How many projects a sentence names before 等.
    pub named: u16,
    /// Texts that are asked for and have their paragraph even if nobody fills them in; the others are printed if filled.
    pub asked: Vec<PerformanceText>,
    /// Thousands separators of amounts about 绩效, where they are written otherwise than the rest of the text.
    #[serde(default)]
    pub thousands: Option<bool>,
    /// The same for the sign of percentages.
    #[serde(default)]
    pub percent_sign: Option<String>,
}

/// A text about 绩效 that some forms always have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum PerformanceText {
    /// 上级对地方转移支付项目绩效自评结果
    #[serde(rename = "转移支付")]
    Transfer,
    /// 部门评价结果
    #[serde(rename = "部门评价")]
    Department,
    /// 财政评价结果
    #[serde(rename = "财政评价")]
    Finance,
}

impl PerformanceText {
    /// All of them, in printed order.
    pub const ALL: [PerformanceText; 3] =
        [PerformanceText::Transfer, PerformanceText::Department, PerformanceText::Finance];

    /// As a style names it.
    pub fn name(self) -> &'static str {
        match self {
            PerformanceText::Transfer => "转移支付",
            PerformanceText::Department => "部门评价",
            PerformanceText::Finance => "财政评价",
        }
    }

    /// How its paragraph begins, number aside, whatever level of government pays.
    pub fn head(self) -> &'static str {
        match self {
            PerformanceText::Transfer => "转移支付项目绩效自评结果",
            PerformanceText::Department => "部门评价结果",
            PerformanceText::Finance => "财政评价结果",
        }
    }

    /// Whether a paragraph begins with it: `（四）部门评价结果。…`.
    pub fn begins(self, paragraph: &str) -> bool {
        paragraph.split(['。', '：', ':']).next().is_some_and(|first| first.trim_end().ends_with(self.head()))
    }
}

/// A column of 汇总表.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum ProjectColumn {
    /// 序号
    #[serde(rename = "序号")]
    Number,
    /// 项目名称
    #[serde(rename = "项目名称")]
    Name,
    /// 资金使用单位
    #[serde(rename = "资金使用单位")]
    Unit,
    /// 年初预算数
    #[serde(rename = "年初预算数")]
    Initial,
    /// 全年预算数
    #[serde(rename = "全年预算数")]
    Budget,
    /// 全年执行数
    #[serde(rename = "全年执行数")]
    Executed,
    /// 自评得分
    #[serde(rename = "自评得分")]
    Score,
    /// 自评等级
    #[serde(rename = "自评等级")]
    Grade,
}

impl ProjectColumn {
    /// Its head.
    pub fn head(self) -> &'static str {
        match self {
            ProjectColumn::Number => "序号",
            ProjectColumn::Name => "项目名称",
            ProjectColumn::Unit => "资金使用单位",
            ProjectColumn::Initial => "年初预算数",
            ProjectColumn::Budget => "全年预算数",
            ProjectColumn::Executed => "全年执行数",
            ProjectColumn::Score => "自评得分",
            ProjectColumn::Grade => "自评等级",
        }
    }
}

/// 名词解释
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GlossaryOptions {
    /// Terms in order, as printed.
    pub terms: Vec<String>,
    /// How a 项 of the tables is named as a term (`{class}（类）{group}（款）{name}（项）`); empty explains none.
    pub items: String,
    /// What stands before a term (`{n}、`); empty for nothing.
    pub number: String,
    /// What stands between a term and its explanation.
    pub mark: String,
    /// Explanations of the style's own, by term as printed, or by the seven digits of a 项.
    #[serde(default)]
    pub text: BTreeMap<String, String>,
}
