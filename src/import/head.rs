//! Heads: which rows are the head of a sheet, and the text path of every column.
//!
//! Merged heads keep their text in the first cell only. A blank cell of an upper head row belongs to the head on
//! its left, a blank cell below a text to the text above it; so paths need no information about merged cells and
//! come out the same from files that lost it.

use crate::accounts::AmountUnit;
use crate::text::{find_year, squash};
use crate::workbook::cell::Value;
use crate::workbook::{Grid, GridRow};

/// The head of a sheet.
#[derive(Debug, Clone)]
pub struct Head {
    /// Index into [`Grid::rows`] of the first head row.
    pub first: usize,
    /// Index of the first row after the head (and after the 栏次 row, if there is one).
    pub end: usize,
    /// Index of a head row that carries the amounts of 合计 too: printed so where the last head line was narrow.
    pub totals: Option<usize>,
    /// `(column, path)` for every column with a head: squashed texts from top to bottom.
    pub columns: Vec<(u32, Vec<String>)>,
}

impl Head {
    /// The column whose path is one of the alternatives (`本年支出/合计`); exact paths win over paths that only
    /// end so, and an ambiguous ending is no match.
    pub fn find(&self, alternatives: &[&str], within: std::ops::Range<u32>) -> Option<u32> {
        let candidates = || self.columns.iter().filter(|(col, _)| within.contains(col));
        for alternative in alternatives {
            let exact = candidates().find(|(_, path)| path_is(path, alternative));
            if let Some((col, _)) = exact {
                return Some(*col);
            }
        }
        for alternative in alternatives {
            let ending: Vec<_> = candidates().filter(|(_, path)| path_ends(path, alternative)).collect();
            // The rest of a head that spans several columns is no second one.
            let one = ending.windows(2).all(|pair| pair[0].1 == pair[1].1 && pair[0].0 + 1 == pair[1].0);
            if let Some((col, _)) = ending.first().filter(|_| one) {
                return Some(*col);
            }
        }
        None
    }

    /// The head where two years stand side by side (本年, 上年; 2023年, 2022年): only the columns of the later year, without
    /// the words for it. Unchanged where no column is another year's.
    pub fn without_other_years(&self) -> Head {
        let years = || self.columns.iter().flat_map(|(_, p)| p.iter().filter_map(|t| find_year(t)));
        let latest = years().max();
        let other = |path: &[String]| {
            path.iter().any(|t| {
                matches!(
                    t.as_str(),
                    "上年" | "上年数" | "上年度" | "上年决算数" | "上年决算" | "上年金额" | "去年"
                ) || t.contains("增减")
                    || t.contains("比上年")
                    || find_year(t).is_some_and(|y| Some(y) != latest)
            })
        };
        if !self.columns.iter().any(|(_, p)| other(p)) {
            return self.clone();
        }
        let mut head = self.clone();
        head.columns.retain(|(_, p)| !other(p));
        for (_, path) in &mut head.columns {
            for text in path.iter_mut() {
                if let Some(year) = find_year(text) {
                    *text = text.replace(&format!("{year}年度"), "").replace(&format!("{year}年"), "");
                }
            }
            path.retain(|t| !t.is_empty() && !matches!(t.as_str(), "本年" | "本年数" | "本年度"));
        }
        head.columns.retain(|(_, p)| !p.is_empty());
        head
    }

    /// Whether a column is another year's (see [`Head::without_other_years`]).
    pub fn is_of_another_year(&self, col: u32) -> bool {
        !self.without_other_years().columns.iter().any(|(c, _)| *c == col)
    }

    /// The path of a column for messages.
    pub fn path_text(&self, col: u32) -> String {
        self.columns.iter().find(|(c, _)| *c == col).map_or_else(String::new, |(_, p)| p.join(" › "))
    }

    /// The last column with a head.
    pub fn last_column(&self) -> u32 {
        self.columns.iter().map(|(c, _)| *c).max().unwrap_or(0)
    }
}

fn path_is(path: &[String], wanted: &str) -> bool {
    path.iter().map(String::as_str).eq(wanted.split('/'))
}

fn path_ends(path: &[String], wanted: &str) -> bool {
    let wanted: Vec<&str> = wanted.split('/').collect();
    path.len() > wanted.len()
        && path[path.len() - wanted.len()..].iter().map(String::as_str).eq(wanted.iter().copied())
}

/// Texts a head can begin with.
const ANCHORS: &[&str] = &[
    "项目",
    "项目名称",
    "收入",
    "支出",
    "本年收入",
    "本年支出",
    "支出功能分类",
    "功能分类",
    "人员经费",
    "公用经费",
    "预算数",
    "决算数",
    "合计",
    "科目",
    "编码",
    "代码",
    "类",
];

/// Pieces of texts a head can begin with.
const ANCHOR_PIECES: &[&str] = &["科目编码", "科目代码", "科目名称", "三公经费", "因公出国", "项目("];

fn is_anchor(text: &str) -> bool {
    let text = split_unit(text).0;
    ANCHORS.contains(&text)
        || ANCHOR_PIECES.iter().any(|piece| text.contains(piece))
        || ["预算数", "决算数"].iter().any(|end| text.ends_with(end) && text.chars().count() <= 12)
}

/// The row of the first head among some rows.
pub fn begins(grid: &Grid, rows: std::ops::Range<usize>) -> Option<usize> {
    rows.take_while(|i| *i < grid.rows.len()).find(|i| is_head_start(&grid.rows[*i]))
}

/// Finds the head of a sheet, beginning with the first row after `from` that carries an anchor text.
pub fn find(grid: &Grid, from: usize) -> Option<Head> {
    let first = (from..grid.rows.len()).find(|&i| is_head_start(&grid.rows[i]))?;
    let mut end = first + 1;
    let mut body = None;
    let mut totals = None;
    while end < grid.rows.len() && end < first + 12 {
        let row = &grid.rows[end];
        if is_column_number_row(row) {
            body = Some(end + 1);
            break;
        }
        if is_data_row(row) {
            break;
        }
        if carries_totals(row) {
            totals = Some(end);
            end += 1;
            body = grid.rows.get(end).filter(|next| is_column_number_row(next)).map(|_| end + 1);
            break;
        }
        end += 1;
    }
    let columns = column_paths(&grid.rows[first..end]);
    Some(Head { first, end: body.unwrap_or(end), totals, columns })
}

/// A head row that carries amounts too: 合计 | | 0 | 2002.80 | 合计 | 基本支出 | 项目支出, or
/// 科目编码 | 科目名称 | 2365.60 | 2361.95.
fn carries_totals(row: &GridRow) -> bool {
    let texts: Vec<String> = row.cells.iter().map(|(_, v)| v.squashed()).collect();
    let labelled = texts.iter().any(|t| is_total(t) || t.contains("科目编码") || t.contains("科目代码"));
    labelled && texts.iter().any(|t| is_numeric(t) && !is_year(t))
}

fn is_year(text: &str) -> bool {
    text.parse::<u16>().is_ok_and(|y| (1990..2100).contains(&y))
}

/// 合计, 总计.
pub fn is_total(squashed: &str) -> bool {
    matches!(squashed, "合计" | "总计")
}

fn is_head_start(row: &GridRow) -> bool {
    row.cells.len() > 1
        && row.cells.iter().any(|(_, v)| matches!(v, Value::Text(_)) && is_anchor(&v.squashed()))
        && !is_data_row(row)
}

/// The 栏次 row, or a row that only counts its columns `1 2 3 …`.
pub fn is_column_number_row(row: &GridRow) -> bool {
    // Asked of every row: only a text that can be the word is looked at closely.
    let may_be = |value: &Value| matches!(value, Value::Text(text) if text.contains('栏'));
    if row.cells.iter().any(|(_, v)| may_be(v) && v.squashed() == "栏次") {
        return true;
    }
    // Counting starts with 1 in the first cell, or behind labels that count too (行次, 甲, 乙, —).
    let counts = |text: &str, n: usize| text.trim_matches(['(', ')']) == n.to_string();
    // A column that is the sum of others says so: 1=2+3.
    let adds = |text: &str| {
        text.contains('=')
            && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '=' | '+' | '-' | '(' | ')'))
    };
    let mut next = 1;
    let mut sum = false;
    for (_, value) in &row.cells {
        let text = value.squashed();
        if counts(text.split('=').next().unwrap_or_default(), next) && (!text.contains('=') || adds(&text)) {
            sum |= adds(&text);
            next += 1;
        } else if next > 1 || !matches!(text.as_str(), "行次" | "序号" | "次" | "甲" | "乙" | "丙" | "-")
        {
            return false;
        }
    }
    next > 3 || (sum && next > 1)
}

/// A row of data: it carries a classification code, a 合计 with nothing but amounts, or several numbers.
pub fn is_data_row(row: &GridRow) -> bool {
    let texts: Vec<String> = row.cells.iter().map(|(_, v)| v.squashed()).collect();
    let first_is_code =
        texts.first().is_some_and(|t| matches!(t.len(), 3 | 5 | 7) && t.bytes().all(|b| b.is_ascii_digit()));
    let numbers = texts.iter().filter(|t| is_numeric(t)).count();
    let words = texts.iter().filter(|t| !is_numeric(t) && t.as_str() != "-").count();
    let numbered_label = texts.first().is_some_and(|t| crate::text::strip_numbering(t).len() < t.len());
    let only_total = texts.iter().any(|t| t == "合计") && words == 1;
    // A head names columns; a row of labels and numbers without any such name is a line (工资福利支出 | 579.70 | …).
    let amounts = texts.iter().any(|t| is_numeric(t) && !is_year(t));
    let names = texts.iter().map(|t| split_unit(t).0);
    let names = names.into_iter().any(|t| is_anchor(t) || is_total(t) || t == "小计" || t == "栏次");
    first_is_code || only_total || numbered_label || (numbers >= 2 && words <= 1) || (amounts && !names)
}

fn is_numeric(text: &str) -> bool {
    let t = text.replace(',', "");
    let t = t.trim_start_matches(['¥', '￥', '△', '▲']);
    let t = t.strip_prefix('-').unwrap_or(t);
    !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// A head without the unit it may carry (`金额(万元)`), and that unit.
pub fn split_unit(squashed: &str) -> (&str, Option<AmountUnit>) {
    let Some((name, inside)) = squashed.strip_suffix(')').and_then(|t| t.rsplit_once('(')) else {
        return (squashed, None);
    };
    let inside = inside.strip_prefix("金额").unwrap_or(inside);
    let inside = inside.strip_prefix("单位:").or_else(|| inside.strip_prefix("单位")).unwrap_or(inside);
    let unit = match inside {
        "万元" => AmountUnit::Wan,
        "千元" => AmountUnit::Thousand,
        "元" => AmountUnit::Yuan,
        _ => return (squashed, None),
    };
    if name.is_empty() { (squashed, None) } else { (name, Some(unit)) }
}

fn column_paths(rows: &[GridRow]) -> Vec<(u32, Vec<String>)> {
    let Some(width) = rows.iter().filter_map(|r| r.cells.last()).map(|c| c.0 + 1).max() else {
        return Vec::new();
    };
    let cols = usize::try_from(width.min(4096)).unwrap_or(0);
    // texts[r][c], filled to the right within the head above.
    let mut texts: Vec<Vec<String>> = vec![vec![String::new(); cols]; rows.len()];
    for (r, row) in rows.iter().enumerate() {
        for (col, value) in &row.cells {
            if let Ok(c) = usize::try_from(*col)
                && c < cols
            {
                let text = split_unit(&squash(&value.display())).0.to_owned();
                // A number is no name of a column; 合计's amounts can stand in the last head row.
                if is_numeric(&text) && !is_year(&text) {
                    continue;
                }
                texts[r][c] = text.strip_prefix("其中:").map_or_else(|| text.clone(), str::to_owned);
            }
        }
    }
    // own[c]: the upper rows already gave this column a text of its own, so a blank below it is a vertical merge;
    // a blank column without one is the rest of a horizontal merge.
    let mut own = vec![false; cols];
    for r in 0..rows.len() {
        for c in 0..cols {
            if !texts[r][c].is_empty() {
                own[c] = true;
                continue;
            }
            let same_group = c > 0 && (0..r).all(|above| texts[above][c] == texts[above][c - 1]);
            if !own[c] && same_group {
                texts[r][c] = texts[r][c - 1].clone();
            }
        }
    }
    (0..cols)
        .filter_map(|c| {
            let mut path: Vec<String> = Vec::new();
            for row in &texts {
                if !row[c].is_empty() && path.last() != Some(&row[c]) {
                    path.push(row[c].clone());
                }
            }
            (!path.is_empty()).then(|| (u32::try_from(c).unwrap_or(u32::MAX), path))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(rows: &[&[&str]]) -> Grid {
        Grid {
            name: "表".into(),
            visible: true,
            scaled: std::sync::Arc::default(),
            rows: rows
                .iter()
                .enumerate()
                .map(|(r, cells)| GridRow {
                    row: u32::try_from(r).unwrap(),
                    cells: cells
                        .iter()
                        .enumerate()
                        .filter(|(_, t)| !t.is_empty())
                        .map(|(c, t)| (u32::try_from(c).unwrap(), Value::Text((*t).into())))
                        .collect(),
                })
                .collect(),
        }
    }

    #[test]
    fn merged_heads_become_paths() {
        let g = grid(&[
            &["支出决算表"],
            &["项目", "", "", "", "本年支出", "", "", "年末结转和结余"],
            &["支出功能分类科目编码", "", "", "科目名称", "合计", "基本支出", "", ""],
            &["", "", "", "", "", "小计", "其中：人员经费", ""],
            &["类", "款", "项", "栏次", "1", "2", "3", "4"],
            &["", "", "", "合计", "1.00", "", "", ""],
        ]);
        let head = find(&g, 0).unwrap();
        assert_eq!((head.first, head.end), (1, 5));
        assert_eq!(head.find(&["本年支出/合计"], 0..99), Some(4));
        assert_eq!(head.find(&["本年支出/基本支出/小计"], 0..99), Some(5));
        assert_eq!(head.find(&["人员经费"], 0..99), Some(6));
        assert_eq!(head.find(&["年末结转和结余"], 0..99), Some(7));
        assert_eq!(head.find(&["科目名称"], 0..99), Some(3));
        let codes =
            head.columns.iter().filter(|(_, p)| p.last().is_some_and(|t| t == "支出功能分类科目编码"));
        assert_eq!(codes.map(|c| c.0).collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn a_head_row_can_carry_the_totals() {
        let g = grid(&[
            &["项目", "", "年初结转和结余", "本年收入", "本年支出", "", "", "年末结转和结余"],
            &["科目编码", "科目名称"],
            &["合计", "", "0", "2002.80", "合计", "基本支出", "项目支出", "0"],
            &["207", "文化旅游体育与传媒支出", "0", "2.80", "2.80", "", "2.80", "0"],
        ]);
        let head = find(&g, 0).unwrap();
        assert_eq!((head.end, head.totals), (3, Some(2)));
        assert_eq!(head.find(&["本年收入"], 0..99), Some(3));
        assert_eq!(head.find(&["本年支出/基本支出"], 0..99), Some(5));
    }

    #[test]
    fn rows_that_count_columns_are_no_amounts() {
        let row = |cells: &[&str]| is_column_number_row(&grid(&[cells]).rows[0]);
        assert!(row(&["栏次", "1", "栏次", "2"]));
        assert!(row(&["", "", "1", "2", "3"]));
        assert!(row(&["行次", "(1)", "(2)", "(3)"]));
        assert!(!row(&["合计", "1", "2", "3"]));
        assert!(!row(&["1", "2"]));
        assert!(!row(&["1.00", "2.00", "3.00"]));
    }

    #[test]
    fn head_without_column_numbers_ends_at_the_first_data_row() {
        let g = grid(&[
            &["科目编码", "科目名称", "合计", "基本支出"],
            &["", "合计", "1.00", "1.00"],
            &["208", "社会保障和就业支出", "1.00", ""],
        ]);
        let head = find(&g, 0).unwrap();
        assert_eq!((head.first, head.end), (0, 1));
    }
}
