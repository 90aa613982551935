//! A style: the options that decide how tables and sentences look, read from `style.toml` along its `extends` chain.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::money::{Basis, Decimals, NumberFormat};

pub mod exported;
mod packs;

pub use packs::{LEARNED, LearnedPack, Library, PackFile, STYLE_FILE, built_in};

/// Which sources the structure sentences name (收入、支出结构).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Structure {
    /// Every source, zero or not.
    All,
    /// Only sources with an amount.
    Nonzero,
}

/// What is done about shares that miss 100.00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Balance {
    /// Nothing is said.
    None,
    /// A note says that they carry rounding (尾差).
    Note,
    /// The missing hundredths go to the shares with the largest cut-off remainder.
    Largest,
}

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

/// Words for directions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// 增加
    pub up: String,
    /// 减少
    pub down: String,
    /// 增长
    pub growth_up: String,
    /// 下降
    pub growth_down: String,
    /// 大于
    pub above: String,
    /// 小于
    pub below: String,
    /// 等于
    pub equal: String,
    /// Before a comparison with last year: 与{prior}年度相比
    pub versus: String,
    /// Between a change and its reason, with the mark before it: ，主要原因是
    pub because: String,
    /// Between a final amount that differs from its budget and the reason; `{compare}` is 大于 or 小于, `{budget}`
    /// 年初预算数 or 全年预算数.
    pub budget_because: String,
    /// A final amount that equals its budget, as a sentence without its full stop.
    pub on_budget: String,
    /// Between [`Self::on_budget`] and a reason that was given all the same; empty leaves such a reason out.
    pub on_budget_because: String,
    /// After the final amount of a 项 without an initial budget, with the mark before it; empty says nothing.
    pub no_budget: String,
    /// Once, in place of every comparison with last year, where the report is the first one ([`crate::subject::Subject::first_year`]).
    pub no_prior: String,
    /// After the number of a list: 、 or .
    pub item_mark: String,
}

/// How tables look.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableOptions {
    /// Head of the code column.
    pub code_head: String,
    /// Head of the name column.
    pub name_head: String,
    /// Head of amount columns in 01, 04 and 06.
    pub amount_head: String,
    /// Head of the total column of 05 and 08.
    pub total_head: String,
    /// Head of the code columns in 06.
    pub economic_code_head: String,
    /// 行次 columns in 01 and 04.
    pub row_numbers: bool,
    /// 栏次 row.
    pub column_numbers: bool,
    /// 公开NN表 at the right.
    pub form_numbers: bool,
    /// Which 类 01 and 04 list.
    pub classes: ClassRows,
    /// Only 项 in tables by code.
    pub items_only: bool,
    /// Codes in three columns 类, 款, 项.
    pub split_codes: bool,
    /// Layout of 09.
    pub three_public: ThreePublicLayout,
    /// Economic 类 that 06 lists, in its three groups.
    pub economic: Vec<Vec<String>>,
    /// 07 and 08 as 收入支出决算表 with carry-overs, or expenditure only.
    pub state_with_income: bool,
    /// Label before the department's name (部门, 单位).
    pub org_label: String,
    /// Label before the unit (金额单位, 单位).
    pub unit_label: String,
}

/// A section of the narrative.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionSpec {
    /// Template file.
    pub file: String,
    /// Title without number.
    pub title: String,
}

/// A complete style.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Style {
    /// Folder name; filled by the loader.
    #[serde(default)]
    pub name: String,
    /// Chinese title.
    pub title: String,
    /// One line about the style.
    pub about: String,
    /// The pack it takes everything from that it does not say itself.
    #[serde(default)]
    pub extends: Option<String>,
    /// Printed or exact amounts under changes and percentages.
    pub basis: Basis,
    /// Thousands separators in the text.
    pub thousands: bool,
    /// Decimals in the text.
    pub decimals: Decimals,
    /// `%` or `％`.
    pub percent_sign: String,
    /// Sources the structure sentences name.
    pub structure: Structure,
    /// Sources the detail sentences (具体情况) compare with last year.
    pub details: Structure,
    /// Wording for an amount equal to last year's; `{prior}` is last year.
    pub unchanged: String,
    /// Wording after an increase from nothing, instead of a percentage; empty says nothing.
    pub from_zero: String,
    /// What a zero prints in tables: empty, `0` or `0.00`.
    pub zero_cell: String,
    /// Shares that miss 100.
    pub balance: Balance,
    /// The note of `balance = "note"`.
    pub balance_note: String,
    /// Directions.
    pub words: Words,
    /// Tables.
    pub tables: TableOptions,
    /// Titles of tables that differ from the national form, by number.
    #[serde(default)]
    pub titles: BTreeMap<String, String>,
    /// Notes under the tables, by number; `{scope}` is 部门 or 单位.
    pub notes: BTreeMap<String, String>,
    /// Statements under an empty 07 and 08.
    pub no_data: BTreeMap<String, String>,
    /// Document fonts by role.
    #[serde(default)]
    pub fonts: BTreeMap<String, String>,
    /// Whether the charts that templates name are shown.
    pub charts: bool,
    /// Sections in order.
    pub sections: Vec<SectionSpec>,
    /// Template files of the chain by name; filled by the loader.
    #[serde(skip)]
    pub files: BTreeMap<String, PackFile>,
}

impl Style {
    /// How figures in the text are written.
    pub fn numbers(&self) -> NumberFormat {
        NumberFormat { thousands: self.thousands, decimals: self.decimals }
    }

    /// Loads a style and the packs it extends, then applies options (`key=value`, dotted keys for groups).
    ///
    /// # Errors
    /// No such style, a broken `style.toml`, or an unknown or unfit option.
    pub fn load(library: &Library, style: &str, options: &[(String, String)]) -> Result<Style> {
        let name = library.resolve(style)?;
        let mut chain: Vec<(String, BTreeMap<String, PackFile>)> = Vec::new();
        let mut next = Some(name.clone());
        while let Some(pack) = next.take() {
            if chain.iter().any(|(n, _)| *n == pack) {
                return Err(Error::Usage(format!("样式“{pack}”的 extends 绕回了自己")));
            }
            let files = library.files(&library.resolve(&pack)?)?;
            next = parent_of(&pack, &files)?;
            chain.push((pack, files));
        }
        let mut table = toml::Table::new();
        let mut files = BTreeMap::new();
        for (_, pack) in chain.into_iter().rev() {
            for (file, content) in pack {
                if file == STYLE_FILE {
                    // Settings a project changes in a built-in pack stand over the pack's own, which stay.
                    for layer in built_in_under(&content).into_iter().chain([content.clone()]) {
                        merge(&mut table, parse(&layer)?);
                        arrange_sections(&mut table, &layer)?;
                    }
                }
                files.insert(file, content);
            }
        }
        for (key, value) in options {
            set(&mut table, key, value)?;
        }
        let mut style: Style = table.try_into().map_err(|e: toml::de::Error| {
            Error::Usage(format!("样式“{name}”的设置有误：{}", explain_toml(&e)))
        })?;
        if !matches!(style.zero_cell.as_str(), "" | "0" | "0.00") {
            return Err(Error::Usage(format!("zero_cell 只能是空、0 或 0.00，实际是“{}”", style.zero_cell)));
        }
        if !matches!(style.percent_sign.as_str(), "%" | "％") {
            return Err(Error::Usage(format!("percent_sign 只能是 % 或 ％，实际是“{}”", style.percent_sign)));
        }
        style.name = name;
        style.files = files;
        Ok(style)
    }
}

fn parse(file: &PackFile) -> Result<toml::Table> {
    file.content.parse::<toml::Table>().map_err(|e| {
        let line = e.span().map_or(0, |s| file.content[..s.start].matches('\n').count() + 1);
        Error::Template(format!("{} 第{line}行不是有效的TOML：{}", file.origin, explain_toml(&e)))
    })
}

fn explain_toml(error: &toml::de::Error) -> String {
    let message = error.message();
    match message.split('`').collect::<Vec<_>>().as_slice() {
        ["unknown field ", field, ..] => format!("没有“{field}”这个选项"),
        ["missing field ", field, ..] => format!("缺少选项“{field}”"),
        ["unknown variant ", given, .., _] => {
            let allowed: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
            format!("选项值“{given}”不可用，可用的值：{}", allowed.join("、"))
        }
        _ => message.to_owned(),
    }
}

/// The built-in `style.toml` that a project's own one of the same pack changes.
fn built_in_under(file: &PackFile) -> Option<PackFile> {
    if !file.own {
        return None;
    }
    let content = built_in(&file.pack, &file.name)?.to_owned();
    Some(PackFile {
        own: false,
        origin: format!("（内置）{}/{}", file.pack, file.name),
        content,
        ..file.clone()
    })
}

fn parent_of(pack: &str, files: &BTreeMap<String, PackFile>) -> Result<Option<String>> {
    let Some(file) = files.get(STYLE_FILE) else { return Ok(None) };
    match parse(file)?.get("extends") {
        None => match built_in_under(file) {
            Some(under) => parent_of(pack, &BTreeMap::from([(STYLE_FILE.to_owned(), under)])),
            None => Ok(None),
        },
        Some(toml::Value::String(parent)) => Ok(Some(parent.clone())),
        Some(_) => Err(Error::Template(format!("样式“{pack}”的 extends 应为一个样式名称"))),
    }
}

/// A section that a pack adds to those it inherits (`[[insert]]`).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Insert {
    file: String,
    title: String,
    /// The file of the section it follows; the last one if absent.
    after: Option<String>,
}

/// Applies a pack's `[[insert]]` and `omit` to the sections it inherits, so that it need not list them all again.
fn arrange_sections(table: &mut toml::Table, file: &PackFile) -> Result<()> {
    let (insert, omit) = (table.remove("insert"), table.remove("omit"));
    let wrong = |what: String| Error::Template(format!("{}：{what}", file.origin));
    let Some(toml::Value::Array(sections)) = table.get_mut("sections") else { return Ok(()) };
    let position = |sections: &[toml::Value], name: &str| {
        sections.iter().position(|s| s.get("file").and_then(toml::Value::as_str) == Some(name)).ok_or_else(
            || {
                let known: Vec<&str> = sections.iter().filter_map(|s| s.get("file")?.as_str()).collect();
                wrong(format!("没有“{name}”这一节。有：{}", known.join("、")))
            },
        )
    };
    if let Some(omit) = omit {
        let names: Vec<String> =
            omit.try_into().map_err(|_| wrong("omit 应写成 [\"08_state.tera\"]".to_owned()))?;
        for name in names {
            let at = position(sections, &name)?;
            sections.remove(at);
        }
    }
    if let Some(insert) = insert {
        let added: Vec<Insert> = insert
            .try_into()
            .map_err(|e: toml::de::Error| wrong(format!("[[insert]] 有误：{}", explain_toml(&e))))?;
        for section in added {
            let at = match &section.after {
                Some(after) => position(sections, after)? + 1,
                None => sections.len(),
            };
            let mut entry = toml::Table::new();
            entry.insert("file".to_owned(), section.file.into());
            entry.insert("title".to_owned(), section.title.into());
            sections.insert(at, entry.into());
        }
    }
    Ok(())
}

fn merge(into: &mut toml::Table, from: toml::Table) {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(toml::Value::Table(old)), toml::Value::Table(new)) => merge(old, new),
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}

/// Sets one option by its dotted key; the key must exist and the value must fit its type.
fn set(table: &mut toml::Table, key: &str, value: &str) -> Result<()> {
    let mut parts: Vec<&str> = key.split('.').collect();
    let last = parts.pop().unwrap_or_default();
    let mut here = &mut *table;
    for part in parts {
        here = match here.get_mut(part) {
            Some(toml::Value::Table(inner)) => inner,
            _ => return Err(unknown_option(key)),
        };
    }
    let fits = match here.get(last) {
        Some(toml::Value::Boolean(_)) => value
            .parse()
            .map(toml::Value::Boolean)
            .map_err(|_| Error::Usage(format!("选项“{key}”只能是 true 或 false，实际是“{value}”")))?,
        Some(toml::Value::String(_)) => toml::Value::String(value.to_owned()),
        _ => return Err(unknown_option(key)),
    };
    here.insert(last.to_owned(), fits);
    Ok(())
}

fn unknown_option(key: &str) -> Error {
    Error::Usage(format!(
        "没有名为“{key}”的样式选项。常用选项：structure、percent_sign、unchanged、zero_cell、thousands、decimals、basis、balance"
    ))
}
