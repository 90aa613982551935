//! How the Word document looks beyond its fonts: type sizes, line spacing, what is bold.

use serde::Deserialize;

/// Type sizes (字号) and line spacing (行距) by role, in points. Half points are exact, as Word counts.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sizes {
    /// 部分标题; a title that would leave a character or two on its last line is set smaller.
    pub part: f64,
    /// 一、
    pub heading1: f64,
    /// （一）
    pub heading2: f64,
    /// 正文
    pub body: f64,
    /// Fixed distance of the lines of 正文 and headings (固定值).
    pub line: f64,
    /// 表题
    pub table_title: f64,
    /// The largest type of tables; a table that does not fit is set smaller.
    pub table: f64,
}

impl Sizes {
    /// Sizes that can be set: 小五 to beyond 小初.
    pub const TYPE: std::ops::RangeInclusive<f64> = 9.0..=36.0;
    /// The same for tables.
    pub const TABLE: std::ops::RangeInclusive<f64> = 6.0..=12.0;

    /// Why these cannot be set, in Chinese.
    ///
    /// # Errors
    /// A size out of range, or lines closer than their type is high.
    pub fn check(&self) -> Result<(), String> {
        let kinds = [
            ("part", self.part),
            ("heading1", self.heading1),
            ("heading2", self.heading2),
            ("body", self.body),
            ("table_title", self.table_title),
        ];
        if let Some((kind, _)) = kinds.iter().find(|(_, size)| !Self::TYPE.contains(size)) {
            return Err(format!("[sizes] 的 {kind} 应在9到36磅之间"));
        }
        if !Self::TABLE.contains(&self.table) {
            return Err("[sizes] 的 table 应在6到12磅之间".to_owned());
        }
        let highest = self.body.max(self.heading1).max(self.heading2);
        if !(highest..=60.0).contains(&self.line) {
            return Err("[sizes] 的 line（行距）不应小于正文和标题的字号，也不应大于60磅".to_owned());
        }
        Ok(())
    }
}

/// What can be set bold (加粗).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bold {
    /// 封面题目
    Cover,
    /// 部分标题
    Part,
    /// 一、
    Heading1,
    /// （一）
    Heading2,
    /// 表题
    TableTitle,
}

impl Bold {
    /// As style.toml names it.
    pub fn name(self) -> &'static str {
        match self {
            Bold::Cover => "cover",
            Bold::Part => "part",
            Bold::Heading1 => "heading1",
            Bold::Heading2 => "heading2",
            Bold::TableTitle => "table_title",
        }
    }
}
