//! 补充资料.xlsx: what no system holds. Reasons, texts, missing figures and performance results, typed by people.
//!
//! [`read`] takes it in; [`Plan`] says what a report asks for; [`merge()`] brings the two together without losing a
//! word that people typed; [`write()`] makes a new workbook, [`bytes()`] changes cells in the one there is.

use rust_decimal::Decimal;

use crate::finding::{Finding, Place};
use crate::money::Yuan;
use crate::workbook::cell::Value;

mod answers;
mod edit;
pub mod form;
mod keys;
mod merge;
mod page;
mod plan;
mod read;
mod rewrite;
mod store;
mod typed;
mod write;

pub use answers::{Filled, Row, Slot, answered, filled, put, typed_in};
pub use form::SheetId;
pub use keys::{
    KeyKind, explained_item, item_text_key, purpose_text_key, stands_in, term_text_key, text_key,
};
pub use merge::{Changes, Merged, merge};
pub use page::{Content, Page};
pub use plan::{Plan, PlannedRow};
pub use read::{read, supplement_of};
pub use store::{Present, bytes, is_in_place, kept, versions};
pub use write::write;

/// A text that people typed, with its cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key of the sentence or text (`yoy.total`, `text.duties`).
    pub key: String,
    /// What it is about (标题), if the sheet says so.
    pub title: String,
    /// What was typed, trimmed; empty if nothing was.
    pub text: String,
    /// Where.
    pub place: Place,
}

/// A figure that the export lacks (补充数据), in 元 or as a count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataRow {
    /// Fact key.
    pub key: String,
    /// 单位 as typed.
    pub unit: String,
    /// 年初预算数
    pub budget: Option<(Yuan, Place)>,
    /// 本年决算数
    pub current: Option<(Yuan, Place)>,
    /// 上年决算数
    pub prior: Option<(Yuan, Place)>,
    /// Where the key stands.
    pub place: Place,
}

impl DataRow {
    /// How many 元 (or things) one unit is.
    fn factor(unit: &str) -> Decimal {
        match typed::Unit::named(unit) {
            typed::Unit::Money(factor) => factor,
            typed::Unit::Count | typed::Unit::Score => Decimal::ONE,
        }
    }

    /// Its three figures.
    fn says(&self) -> [Option<Yuan>; 3] {
        [&self.budget, &self.current, &self.prior].map(|f| f.as_ref().map(|(amount, _)| *amount))
    }

    /// A figure of the row in the unit it was typed in.
    pub fn in_unit(&self, figure: Yuan) -> Decimal {
        (figure.0 / DataRow::factor(&self.unit)).normalize()
    }

    /// Whether a cell is one of its figures.
    pub fn holds(&self, place: &Place) -> bool {
        [&self.budget, &self.current, &self.prior].into_iter().flatten().any(|(_, p)| p == place)
    }
}

/// A project's self-assessment (项目支出绩效自评), amounts in 万元 as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Project {
    /// 项目名称
    pub name: String,
    /// 资金使用单位
    pub unit: String,
    /// 年初预算数, 万元
    pub initial: Option<Decimal>,
    /// 全年预算数, 万元
    pub budget: Option<Decimal>,
    /// 全年执行数, 万元
    pub executed: Option<Decimal>,
    /// 自评得分
    pub score: Option<Decimal>,
    /// 自评等级 as typed
    pub grade: String,
    /// 目标完成情况
    pub result: String,
    /// 项目类别 as typed: 本级 or 转移支付; empty where offices do not tell them apart
    pub category: String,
    /// Where the project stands.
    pub place: Place,
}

/// A sentence that the narrative says in the office's own words (改写), with the places of its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSentence {
    /// The key of its row.
    pub key: String,
    /// Title of its section, without number.
    pub section: String,
    /// What the style says.
    pub instead: String,
    /// What is said instead; blank for the style's sentence.
    pub say: String,
    /// Where it stands.
    pub place: Place,
}

/// Everything people supplied.
#[derive(Debug, Clone, Default)]
pub struct Supplement {
    /// 原因说明
    pub reasons: Vec<Entry>,
    /// 文字材料
    pub texts: Vec<Entry>,
    /// 补充数据
    pub data: Vec<DataRow>,
    /// 绩效自评
    pub projects: Vec<Project>,
    /// 改写
    pub own: Vec<OwnSentence>,
    /// 核对记录: findings by their name, with what people say of them
    pub looked: Vec<Entry>,
    /// Names of the files in 附件/, which are published with the report.
    pub attachments: Vec<String>,
    /// How many self-assessment forms were read and are printed with the report.
    pub forms: usize,
    /// Statements about the file.
    pub findings: Vec<Finding>,
}

impl Project {
    /// A project's name to compare by: without layout, and without the 项目 that some write behind it.
    pub fn plain_name(name: &str) -> String {
        crate::text::squash(name).trim_end_matches("项目").to_owned()
    }

    /// Whether it is paid by another level of government (上级对下级转移支付).
    pub fn is_transfer(&self) -> bool {
        self.category == TRANSFER
    }
}

/// 项目类别 of a project that another level of government pays.
pub const TRANSFER: &str = "转移支付";

/// Whether a text is an answer at all, and does not only hold the place of one (待补充, 略).
pub fn is_answer(sheet: SheetId, text: &str) -> bool {
    let fair_number = sheet != SheetId::Reasons && text.chars().any(char::is_numeric);
    !(typed::is_placeholder(text) && !fair_number || sheet == SheetId::Reasons && typed::says_nothing(text))
}

/// A number as people type it, in 元 (or as a count) and in the unit of its row.
pub fn amount(text: &str, unit: &str) -> Option<(Yuan, Decimal)> {
    match typed::number(Some(&Value::Text(text.to_owned())), typed::Unit::named(unit)) {
        typed::Typed::Number(number) => Some((Yuan((number * DataRow::factor(unit)).normalize()), number)),
        _ => None,
    }
}

impl Supplement {
    /// Whether self-assessment forms (项目支出绩效自评表) are printed or attached.
    pub fn has_assessment_forms(&self) -> bool {
        self.forms > 0 || self.attachments.iter().any(|name| name.contains("自评"))
    }

    fn of<'a>(entries: &'a [Entry], key: &str) -> Option<&'a Entry> {
        entries.iter().find(|e| e.key == key && !e.text.is_empty())
    }

    /// The reason typed for a key, if any was.
    pub fn reason(&self, key: &str) -> Option<&Entry> {
        Supplement::of(&self.reasons, key)
    }

    /// Marks the findings that people looked at, with what they said of each; all stay what they are.
    pub fn mark_looked(&self, findings: &mut [Finding]) {
        if self.looked.is_empty() {
            return;
        }
        for finding in findings {
            let name = crate::text::squash(&finding.name());
            let said = self.looked.iter().find(|e| !e.text.is_empty() && crate::text::squash(&e.key) == name);
            finding.looked_at = said.map(|entry| entry.text.clone());
        }
    }

    /// The text typed for a key, if any was.
    pub fn text(&self, key: &str) -> Option<&Entry> {
        Supplement::of(&self.texts, key)
    }
}

/// The grade of a score (自评等级): 优 from 90, 良 from 80, 中 from 60, 差 below.
pub fn grade_of_score(score: Decimal) -> &'static str {
    let limits = [(90, "优"), (80, "良"), (60, "中")];
    limits.iter().find(|(limit, _)| score >= Decimal::from(*limit)).map_or("差", |(_, grade)| grade)
}
