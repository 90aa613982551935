//! Sentences → statements: what each figure of a narrative (情况说明) states.
//!
//! The grammar is declared: `topic` says what a section speaks of, `subject` which names mean which fact there,
//! `lexicon` which words announce a budget, a change, a share, a reason. A figure is bound by what stands around it
//! and never by its value. What no rule binds stays unbound and is listed.

use std::ops::Range;

use rust_decimal::Decimal;
use serde::Serialize;

pub use crate::facts::Field;

mod codes;
mod lexicon;
pub(crate) mod normal;
mod parse;
mod performance;
mod report;
mod scan;
mod subject;
mod topic;

pub use codes::Codes;
pub use performance::graded;
pub use report::of_report;
pub use topic::Topic;

/// Makes the tables of names and words that every reading looks into; whoever opens a file can have it done meanwhile.
pub fn prepare() {
    let _ = (subject::names(), lexicon::marks(), codes::Named::items(), codes::Named::groups());
}

/// A section of a narrative as it was found in a document.
#[derive(Debug, Clone)]
pub struct Section<'a> {
    /// Its number as printed: 一, 十三.
    pub no: &'a str,
    /// Its title without the number.
    pub title: &'a str,
    /// Its paragraphs, sub-headings among them.
    pub paragraphs: Vec<&'a str>,
}

/// What an amount is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Base {
    /// 上年决算数
    Prior,
    /// 预算数
    Budget,
}

/// How two amounts compare, as a sentence says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// 增加, 增长
    Up,
    /// 减少, 下降
    Down,
    /// 持平, 相同
    Same,
    /// 大于
    Above,
    /// 小于
    Below,
    /// 等于
    Equal,
    /// 存在差异
    Differs,
    /// 年初无预算
    NoBudget,
}

/// A place in the narrative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    /// Section, zero-based.
    pub section: usize,
    /// Paragraph of the section, zero-based.
    pub paragraph: usize,
    /// Bytes of the printed paragraph.
    pub bytes: Range<usize>,
    /// Bytes of the sentence around it.
    pub sentence: Range<usize>,
}

/// A printed figure and what it states.
#[derive(Debug, Clone)]
pub struct Figure {
    /// As printed, with its unit.
    pub text: String,
    /// The number, in the printed unit.
    pub value: Decimal,
    /// The unit, in its regular form (万元, %, 辆).
    pub unit: &'static str,
    /// Fact key; `None` where nothing declared what it states.
    pub key: Option<String>,
    /// Which figure of the fact.
    pub field: Option<Field>,
    /// The whole of a share, where the sentence names one.
    pub whole: Option<String>,
    /// The direction word before a change.
    pub direction: Option<Direction>,
    /// Where it stands.
    pub at: At,
}

/// A comparison: with its own figure (增加5万元) or without (与上年持平, 决算数大于年初预算数).
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Fact key.
    pub key: String,
    /// What it is compared with.
    pub base: Base,
    /// How they compare.
    pub direction: Direction,
    /// Where the word stands.
    pub at: At,
}

/// A text cut out of a sentence with the key it belongs to: a reason (`yoy.total`), a purpose (`text.use.2080505`).
#[derive(Debug, Clone)]
pub struct Text {
    /// Key as in 补充资料.
    pub key: String,
    /// As printed, without the words and the full stop around it.
    pub text: String,
    /// Where it stands.
    pub at: At,
}

/// A list of names (主要包括).
#[derive(Debug, Clone)]
pub struct NameList {
    /// Fact key of the whole (`general.personnel`).
    pub key: String,
    /// Codes, where they are known, with names as printed.
    pub items: Vec<(Option<String>, String)>,
    /// Whether it ends with 等.
    pub open: bool,
    /// Where it stands.
    pub at: At,
}

/// Where a sentence names a 类, or a 款 or 项 by its path.
#[derive(Debug, Clone)]
pub struct Path {
    /// Functional code; `None` if no code is known by these names.
    pub code: Option<String>,
    /// Fact key that its figures state, where the code is known.
    pub key: Option<String>,
    /// Name of the 类 as printed, without （类）; empty if not printed.
    pub class: String,
    /// Name of the 款.
    pub group: String,
    /// Name of the 项.
    pub item: String,
    /// What the section speaks of.
    pub topic: Option<Topic>,
    /// Where it stands.
    pub at: At,
}

/// What a narrative states.
#[derive(Debug, Clone, Default)]
pub struct Statements {
    /// Every figure, bound or not, in order.
    pub figures: Vec<Figure>,
    /// Comparisons.
    pub comparisons: Vec<Comparison>,
    /// Reasons.
    pub reasons: Vec<Text>,
    /// Purposes.
    pub purposes: Vec<Text>,
    /// Lists of names.
    pub lists: Vec<NameList>,
    /// Names of 类 and 项.
    pub paths: Vec<Path>,
}

impl Statements {
    /// Figures that nothing declared.
    pub fn unbound(&self) -> impl Iterator<Item = &Figure> {
        self.figures.iter().filter(|f| f.key.is_none())
    }
}

/// Reads a narrative of the final accounts of `year`.
pub fn read(sections: &[Section<'_>], year: Option<u16>, codes: &Codes) -> Statements {
    let mut statements = Statements::default();
    for (index, topic) in Topic::of_sections(sections.iter().map(|s| s.title)).into_iter().enumerate() {
        parse::section(index, &sections[index], topic, year, codes, &mut statements);
    }
    statements
}
