//! Who reports on which year.

use crate::text::{squash, year_in_words};

/// Whose accounts: a department with its units (部门) or a single unit (单位).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// 部门
    Department,
    /// 单位
    Unit,
}

impl Scope {
    /// The Chinese word.
    pub fn label(self) -> &'static str {
        match self {
            Scope::Department => "部门",
            Scope::Unit => "单位",
        }
    }
}

/// Whether two names may be those of one department (单位名称): a document may print the short one, or （本级） behind it.
/// A name that is not known may be any.
///
/// ```
/// use juesuan::subject::may_be_one;
/// assert!(may_be_one("示例区 医疗保障局", "示例区医疗保障局（本级）") && may_be_one("", "示例局"));
/// assert!(!may_be_one("示范区医疗保障局", "示例区医疗保障局"));
/// ```
pub fn may_be_one(one: &str, other: &str) -> bool {
    let (one, other) = (squash(one), squash(other));
    one.contains(&other) || other.contains(&one)
}

/// Who reports on which year.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Department or unit as printed.
    pub org: String,
    /// 部门 or 单位.
    pub scope: Scope,
    /// Year of the accounts.
    pub year: u16,
    /// The first accounts there are (a new unit): no last year to compare with, as people declared.
    pub first_year: bool,
}

/// What stands in braces in the texts of a style (`{org}`), and what it says.
pub const PLACEHOLDERS: [(&str, &str); 8] = [
    ("org", "部门或单位的名称"),
    ("scope", "部门 或 单位"),
    ("year", "本年"),
    ("prior_year", "上年"),
    ("next_year", "下年"),
    ("year_in_words", "本年，汉字（二〇二三）"),
    ("prior_year_in_words", "上年，汉字"),
    ("next_year_in_words", "下年，汉字"),
];

/// The years around one, as documents print them, each with the placeholder for it: 2023 and 二〇二三 alike, whichever
/// nought is written.
pub fn printed_years(year: u16) -> Vec<(String, &'static str)> {
    let years = [
        (year, "year", "year_in_words"),
        (year - 1, "prior_year", "prior_year_in_words"),
        (year + 1, "next_year", "next_year_in_words"),
    ];
    let forms = |(year, digits, in_words): (u16, &'static str, &'static str)| {
        let words = year_in_words(year);
        let noughts = ["〇", "○", "零"].map(|nought| (words.replace('〇', nought), in_words));
        std::iter::once((year.to_string(), digits)).chain(noughts)
    };
    years.into_iter().flat_map(forms).collect()
}

impl Subject {
    /// A text of a style with its [`PLACEHOLDERS`] filled.
    ///
    /// ```
    /// use juesuan::subject::{Scope, Subject};
    /// let subject = Subject { org: "示例局".into(), scope: Scope::Unit, year: 2023, first_year: false };
    /// assert_eq!(subject.fill("{org}{year}年度{scope}决算"), "示例局2023年度单位决算");
    /// ```
    pub fn fill(&self, text: &str) -> String {
        PLACEHOLDERS.iter().fold(text.to_owned(), |text, (name, _)| {
            let name = format!("{{{name}}}");
            if text.contains(&name) { text.replace(&name, &self.value(&name)) } else { text }
        })
    }

    fn value(&self, placeholder: &str) -> String {
        match placeholder {
            "{org}" => self.org.clone(),
            "{scope}" => self.scope.label().to_owned(),
            "{prior_year}" => (self.year - 1).to_string(),
            "{next_year}" => (self.year + 1).to_string(),
            "{year_in_words}" => year_in_words(self.year),
            "{prior_year_in_words}" => year_in_words(self.year - 1),
            "{next_year_in_words}" => year_in_words(self.year + 1),
            _ => self.year.to_string(),
        }
    }
}
