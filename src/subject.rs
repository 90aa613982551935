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
    let forms = |(name, said): (&'static str, String)| {
        let other =
            ["○", "零"].map(|nought| said.replace('〇', nought)).into_iter().filter(|other| *other != said);
        let forms: Vec<(String, &str)> =
            std::iter::once(said.clone()).chain(other).map(|form| (form, name)).collect();
        forms
    };
    years_around(year).into_iter().flat_map(forms).collect()
}

/// What the placeholders for years say.
pub fn years_around(year: u16) -> [(&'static str, String); 6] {
    let (last, next) = (year - 1, year + 1);
    [
        ("year", year.to_string()),
        ("year_in_words", year_in_words(year)),
        ("prior_year", last.to_string()),
        ("prior_year_in_words", year_in_words(last)),
        ("next_year", next.to_string()),
        ("next_year_in_words", year_in_words(next)),
    ]
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
            let braced = format!("{{{name}}}");
            if text.contains(&braced) { text.replace(&braced, &self.value(name)) } else { text }
        })
    }

    fn value(&self, placeholder: &str) -> String {
        match placeholder {
            "org" => self.org.clone(),
            "scope" => self.scope.label().to_owned(),
            year => {
                let said = years_around(self.year).into_iter().find(|(name, _)| *name == year);
                said.map(|(_, said)| said).unwrap_or_default()
            }
        }
    }
}
