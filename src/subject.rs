//! Who reports on which year.

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
