//! Where codes and names stand on a sheet, and how a code is joined from its pieces (类, 款, 项).

use super::head::Head;
use crate::workbook::GridRow;
use crate::workbook::cell::Value;

/// A head over codes, whatever the form calls them.
pub fn is_code_head(text: &str) -> bool {
    text.contains("科目编码") || text.contains("科目代码")
}

/// Where the code and the name of a coded statement stand.
pub struct CodeColumns {
    /// Columns of the pieces of a code, left to right.
    pub codes: Vec<u32>,
    /// Column of the name, if the head says so.
    pub name: Option<u32>,
    first_amount: u32,
}

impl CodeColumns {
    /// The columns before the first amount whose heads speak of codes and names.
    pub fn find(head: &Head, first_amount: u32) -> CodeColumns {
        let before = |c: &&(u32, Vec<String>)| c.0 < first_amount;
        let is_code = |path: &[String]| {
            path.iter().any(|t| {
                is_code_head(t) || matches!(t.as_str(), "支出功能分类" | "编码" | "代码" | "功能分类")
            }) && !path.last().is_some_and(|t| t.contains("名称"))
        };
        let codes: Vec<u32> =
            head.columns.iter().filter(before).filter(|(_, p)| is_code(p)).map(|c| c.0).collect();
        let name = head
            .columns
            .iter()
            .filter(before)
            .find(|(_, p)| p.last().is_some_and(|t| t.contains("名称")))
            .map(|c| c.0);
        CodeColumns { codes, name, first_amount }
    }

    /// The code of a row, joined from its pieces (类, 款, 项); anything else that stands there, as text.
    pub fn read(&self, row: &GridRow) -> String {
        let mut code = String::new();
        let pieces: Vec<String> = if self.codes.is_empty() {
            row.cells.iter().take(1).filter(|c| c.0 < self.first_amount).map(|c| c.1.squashed()).collect()
        } else {
            self.codes.iter().filter_map(|c| row.get(*c)).map(Value::squashed).collect()
        };
        for piece in pieces {
            let digits = !piece.is_empty() && piece.bytes().all(|b| b.is_ascii_digit());
            if !digits {
                if code.is_empty() {
                    code = piece;
                }
                break;
            }
            if piece.len() > code.len() && piece.starts_with(&code) {
                code = piece;
            } else if piece.len() <= 2 {
                // A number cell has lost the leading zero of 款 and 项.
                code.push_str(&format!("{piece:0>2}"));
            } else {
                break;
            }
        }
        code
    }

    /// The name of a row; 合计 wherever before the amounts it stands.
    pub fn name(&self, row: &GridRow) -> String {
        let value = match self.name {
            Some(col) => row.get(col),
            None => row
                .cells
                .iter()
                .filter(|c| c.0 < self.first_amount && !self.codes.contains(&c.0))
                .map(|c| &c.1)
                .find(|v| matches!(v, Value::Text(_))),
        };
        let total_in_code_column = || {
            row.cells
                .iter()
                .filter(|c| c.0 < self.first_amount)
                .map(|c| &c.1)
                .find(|v| v.squashed() == "合计")
        };
        value
            .or_else(total_in_code_column)
            .map(|v| v.line().trim_matches(|c: char| c.is_whitespace()).to_owned())
            .unwrap_or_default()
    }
}
