//! Where codes and names stand on a sheet, and how a code is joined from its pieces (类, 款, 项).

use super::head::{Head, is_total};
use crate::text::one_line;
use crate::workbook::GridRow;
use crate::workbook::cell::Value;

/// A head over codes, whatever the form calls them.
pub fn is_code_head(text: &str) -> bool {
    text.contains("科目编码")
        || text.contains("科目代码")
        || matches!(text, "支出功能分类" | "编码" | "代码" | "功能分类" | "科目号")
}

/// A head over names.
pub fn is_name_head(text: &str) -> bool {
    text.contains("名称") || matches!(text, "科目" | "功能分类科目" | "经济分类科目")
}

/// Whether a text is a code of the functional (3, 5, 7 digits) or economic classification (3, 5).
pub fn is_code(text: &str) -> bool {
    matches!(text.len(), 3 | 5 | 7) && text.bytes().all(|b| b.is_ascii_digit())
}

/// A code whose 类, 款 and 项 are set apart: `208.05.05`, `208-05`. Not one that a spreadsheet may have taken for a
/// number and shortened (208.1 for 208.10).
fn set_apart(text: &str) -> Option<String> {
    let pieces: Vec<&str> = text.split(['.', '-', '/', '·']).collect();
    let digits = |piece: &str, n: usize| piece.len() == n && piece.bytes().all(|b| b.is_ascii_digit());
    let (class, below) = pieces.split_first()?;
    let joined = matches!(below.len(), 1 | 2) && digits(class, 3) && below.iter().all(|p| digits(p, 2));
    joined.then(|| pieces.concat())
}

/// Whether a row's name or code says that it is the total of a table by 科目: 合计, or 本年收入合计 as its column does.
pub fn is_total_label(squashed: &str) -> bool {
    let label = squashed.trim_end_matches(':');
    is_total(label)
        || matches!(
            label,
            "本年收入合计" | "收入合计" | "收入总计" | "本年支出合计" | "支出合计" | "支出总计"
        )
}

/// Code and name that stand in one cell: `2080505 机关事业单位基本养老保险缴费支出`.
pub fn split_code_name(text: &str) -> Option<(String, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '/' | '·'))?;
    let run = text[..end].trim_end_matches(|c: char| !c.is_ascii_digit());
    let (code, name) = (set_apart(run).unwrap_or_else(|| run.to_owned()), &text[run.len()..]);
    let name = name
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '—' | '.' | '、' | ':' | '：'));
    let named = name.chars().next().is_some_and(|c| !c.is_ascii() && !c.is_numeric());
    (is_code(&code) && named).then_some((code, name))
}

/// Where the code and the name of a coded statement stand.
#[derive(Debug, Clone)]
pub struct CodeColumns {
    /// Columns of the pieces of a code, left to right.
    pub codes: Vec<u32>,
    /// Column of the name, if the head says so.
    pub name: Option<u32>,
    first: u32,
    first_amount: u32,
}

impl CodeColumns {
    /// The columns before the first amount whose heads speak of codes and names.
    pub fn find(head: &Head, first_amount: u32) -> CodeColumns {
        CodeColumns::find_in(head, 0..first_amount)
    }

    /// The same for a group of columns that ends before its amount.
    pub fn find_in(head: &Head, within: std::ops::Range<u32>) -> CodeColumns {
        let inside = |c: &&(u32, Vec<String>)| within.contains(&c.0);
        let is_codes = |path: &[String]| {
            path.iter().any(|t| is_code_head(t)) && !path.last().is_some_and(|t| t.contains("名称"))
        };
        let codes: Vec<u32> =
            head.columns.iter().filter(inside).filter(|(_, p)| is_codes(p)).map(|c| c.0).collect();
        let name = head
            .columns
            .iter()
            .filter(inside)
            .find(|(c, p)| p.last().is_some_and(|t| is_name_head(t)) && !codes.contains(c))
            .map(|c| c.0);
        CodeColumns { codes, name, first: within.start, first_amount: within.end }
    }

    fn before_amounts<'r>(&self, row: &'r GridRow) -> impl Iterator<Item = &'r (u32, Value)> + use<'r> {
        let (first, end) = (self.first, self.first_amount);
        row.cells.iter().filter(move |c| (first..end).contains(&c.0))
    }

    /// The code of a row, joined from its pieces (类, 款, 项); anything else that stands there, as text. Where a 类 is
    /// printed only once over its 款, the pieces to its right continue the code of the row before.
    pub fn read(&self, row: &GridRow, previous: &str) -> String {
        let mut code = String::new();
        let pieces: Vec<(u32, String)> = if self.codes.is_empty() {
            self.before_amounts(row).take(1).map(|c| (c.0, c.1.squashed())).collect()
        } else {
            self.codes.iter().filter_map(|c| Some((*c, row.get(*c)?.squashed()))).collect()
        };
        let first = self.before_amounts(row).next();
        let first = first.map(|(_, v)| one_line(&v.display())).unwrap_or_default();
        if let Some((code, _)) = split_code_name(&first) {
            return code;
        }
        for (col, piece) in pieces {
            let piece = set_apart(&piece).unwrap_or(piece);
            let digits = !piece.is_empty() && piece.bytes().all(|b| b.is_ascii_digit());
            if !digits {
                if code.is_empty() {
                    code = piece;
                }
                break;
            }
            if code.is_empty() && piece.len() <= 2 && self.codes.first().is_some_and(|first| col > *first) {
                code = self.carried(col, previous);
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

    /// The upper pieces of the row before, for a piece that stands in the second or third code column.
    fn carried(&self, col: u32, previous: &str) -> String {
        let at = self.codes.iter().position(|c| *c == col).unwrap_or(0);
        let digits = [0, 3, 5].get(at).copied().unwrap_or(0);
        if is_code(previous) { previous.get(..digits).unwrap_or_default().to_owned() } else { String::new() }
    }

    /// The name of a row; 合计 wherever before the amounts it stands. Line breaks of the printed cell go.
    pub fn name(&self, row: &GridRow) -> String {
        let value = match self.name {
            Some(col) => row.get(col),
            None => self
                .before_amounts(row)
                .filter(|c| !self.codes.contains(&c.0))
                .map(|c| &c.1)
                .find(|v| matches!(v, Value::Text(_))),
        };
        let total_in_code_column =
            || self.before_amounts(row).map(|c| &c.1).find(|v| is_total_label(&v.squashed()));
        let name =
            value.or_else(total_in_code_column).map(|v| printed_name(&v.display())).unwrap_or_default();
        let first = self.before_amounts(row).next();
        match first.map(|(_, v)| one_line(&v.display())).as_deref().and_then(split_code_name) {
            Some((_, inside)) if split_code_name(&name).is_some() || name.is_empty() => printed_name(inside),
            _ => name,
        }
    }
}

/// A name without indentation and without the line breaks a narrow cell put into it.
pub fn printed_name(text: &str) -> String {
    let text = text.replace("_x000D_", "");
    one_line(&text).trim_matches(|c: char| c.is_whitespace()).to_owned()
}
