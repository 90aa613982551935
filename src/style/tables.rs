//! How a style prints the nine tables: `[tables]` for all of them, `[table."04"]` for one.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::money::{Decimals, NumberFormat};

/// How 公开09表 is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThreePublicLayout {
    /// Six budget columns, then six final columns.
    Grouped,
    /// Each expense with its budget and final column.
    Pairs,
}

/// Which functional 类 the two summary tables list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClassRows {
    /// All of them.
    All,
    /// Those with an amount.
    Used,
}

/// Where 合计 stands in a table by functional code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TotalRow {
    /// Above the codes.
    First,
    /// Below them.
    Last,
}

/// How a table looks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableOptions {
    /// Tables in printed order, by their numbers in the national form; one that is not here is not printed.
    pub order: Vec<String>,
    /// Head of the code column.
    pub code_head: String,
    /// Head of the name column.
    pub name_head: String,
    /// Head of amount columns in 01, 04 and 06.
    pub amount_head: String,
    /// Head of the total column of 05, 07 and 08.
    pub total_head: String,
    /// Head of the code columns in 06.
    pub economic_code_head: String,
    /// A head over the whole table; empty for none.
    pub top_head: String,
    /// 行次 columns in 01 and 04.
    pub row_numbers: bool,
    /// 栏次 row.
    pub column_numbers: bool,
    /// A form number at the right.
    pub form_numbers: bool,
    /// The form number; `{nn}` is the table's place in the order as two digits.
    pub form_number: String,
    /// Which 类 01 and 04 list.
    pub classes: ClassRows,
    /// 类 that 01 and 04 do not list, unless they carry an amount; the ordinals close up.
    pub omit_classes: Vec<String>,
    /// Only 项 in tables by code.
    pub items_only: bool,
    /// Codes in three columns 类, 款, 项.
    pub split_codes: bool,
    /// Where 合计 stands.
    pub total_row: TotalRow,
    /// Layout of 09.
    pub three_public: ThreePublicLayout,
    /// Economic 类 that 06 lists, in its groups of columns.
    pub economic: Vec<Vec<String>>,
    /// 07 and 08 as 收入支出决算表 with carry-overs, or expenditure only.
    pub state_with_income: bool,
    /// Label before the department's name (部门, 单位); empty prints no name.
    pub org_label: String,
    /// Label before the unit (金额单位, 单位).
    pub unit_label: String,
    /// What stands between the name and the unit (`{year}年度`); empty for nothing.
    pub year_line: String,
    /// Thousands separators of amounts.
    pub thousands: bool,
    /// Decimals of amounts.
    pub decimals: Decimals,
    /// On a landscape page or not; the table's own way if absent.
    #[serde(default)]
    pub landscape: Option<bool>,
    /// What a zero prints in this table, if another than the style's `zero_cell`.
    #[serde(default)]
    pub zero_cell: Option<String>,
    /// Heads and labels of lines that are worded otherwise: by the key of the line (`opening.general`), else by the
    /// words of the national form. An empty wording takes a head away that stands over others.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
}

impl TableOptions {
    /// How amounts are written.
    pub fn numbers(&self) -> NumberFormat {
        NumberFormat { thousands: self.thousands, decimals: self.decimals }
    }

    /// The style's wording of a head or label of the national form.
    pub fn label<'a>(&'a self, words: &'a str) -> &'a str {
        self.labels.get(words).map_or(words, String::as_str)
    }
}
