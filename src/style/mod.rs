//! A style: the options that decide how tables and sentences look, read from `style.toml` along its `extends` chain.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::money::{Basis, Decimals, NumberFormat, PRINTED_DECIMALS, TextUnit};
use crate::subject::Subject;
use crate::text::chinese_number;
use crate::word_model::WordModel;

pub mod exported;
mod layers;
mod look;
mod packs;
mod picture;
mod structure;
mod tables;
mod validate;

pub(crate) use layers::{merge, setting};
pub use look::{Bold, Sizes};
pub use packs::{LEARNED, LearnedPack, Library, PackFile, STYLE_FILE, built_in};
pub use picture::{Picture, PictureKind};
pub use structure::{
    Contents, Cover, GlossaryOptions, OverviewEntry, PageOptions, PartKind, Parts, Performance,
    PerformanceText, ProjectColumn,
};
pub use tables::{ClassRows, TableOptions, ThreePublicLayout, TotalRow};

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
    /// Between the final amount and how much of the initial budget it is, with the mark before it: ，完成年初预算的
    pub completes: String,
    /// The mark between the amounts of a comparison with the initial budget and what follows on how they differ: 。 or ，
    pub budget_mark: String,
    /// After the final amount of a 项 without an initial budget, with the mark before it; empty says nothing.
    pub no_budget: String,
    /// Once, in place of every comparison with last year, where the report is the first one ([`crate::subject::Subject::first_year`]).
    pub no_prior: String,
    /// After the number of a list: 、 or .
    pub item_mark: String,
}

/// A section of the narrative.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionSpec {
    /// Template file.
    pub file: String,
    /// Title without number; may hold placeholders ([`crate::subject::PLACEHOLDERS`]).
    pub title: String,
    /// Title of a part of its own that begins with this section (第三部分 其他重要事项的情况说明); `{n}` is its number. The
    /// sections from here on are numbered anew.
    #[serde(default)]
    pub part: Option<String>,
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
    /// Unit of amounts in the text: 万元 or 元. In 元 every change and percentage is made of exact amounts.
    pub amount_unit: TextUnit,
    /// Thousands separators in the text.
    pub thousands: bool,
    /// Decimals in the text.
    pub decimals: Decimals,
    /// Decimals of percentages in the text: 0, 1 or 2.
    pub percent_decimals: u32,
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
    /// 封面
    pub cover: Cover,
    /// 目录
    pub contents: Contents,
    /// 第一部分 to 第五部分.
    pub parts: Parts,
    /// Entries of 第一部分.
    pub overview: Vec<OverviewEntry>,
    /// 名词解释
    pub glossary: GlossaryOptions,
    /// Level of government (区级, 市级, 省级) as 绩效 names its projects; empty names none.
    pub level: String,
    /// 绩效自评
    pub performance: Performance,
    /// Closing notes of sections, by template file.
    #[serde(default)]
    pub section_notes: BTreeMap<String, String>,
    /// Tables.
    pub tables: TableOptions,
    /// What single tables have otherwise, as written; [`Style::table`] is the result.
    #[serde(default)]
    table: BTreeMap<String, toml::Table>,
    #[serde(skip)]
    single_tables: BTreeMap<String, TableOptions>,
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
    /// Whether every 项 says how much of its initial budget was spent (完成年初预算的…%).
    pub item_completion: bool,
    /// Whether 政府采购 is told in full where there was none.
    pub procurement_in_full: bool,
    /// Whether the charts that templates name are shown.
    pub charts: bool,
    /// Whether a pie is shown whose only part is the whole (100%).
    pub single_pies: bool,
    /// Paper of the document.
    pub page: PageOptions,
    /// Type sizes of the document.
    pub sizes: Sizes,
    /// What is bold in it.
    pub bold: Vec<Bold>,
    /// Sections in order.
    pub sections: Vec<SectionSpec>,
    /// How the Word file looks (版式.docx); filled by the loader from the nearest pack of the chain that has one.
    #[serde(skip)]
    pub word: Option<Arc<WordModel>>,
    /// Template files of the chain by name; filled by the loader.
    #[serde(skip)]
    pub files: BTreeMap<String, PackFile>,
    /// The picture of the cover; filled by the loader.
    #[serde(skip)]
    pub picture: Option<Picture>,
}

impl Style {
    /// How figures in the text are written.
    pub fn numbers(&self) -> NumberFormat {
        NumberFormat { thousands: self.thousands, decimals: self.decimals }
    }

    /// How figures about 绩效 are written.
    pub fn performance_numbers(&self) -> NumberFormat {
        NumberFormat { thousands: self.performance.thousands.unwrap_or(self.thousands), ..self.numbers() }
    }

    /// The sign of percentages about 绩效.
    pub fn performance_percent_sign(&self) -> &str {
        self.performance.percent_sign.as_deref().unwrap_or(&self.percent_sign)
    }

    /// How a table is printed, by its number in the national form.
    pub fn table(&self, number: &str) -> &TableOptions {
        self.single_tables.get(number).unwrap_or(&self.tables)
    }

    /// A text about 绩效 with its placeholders filled, `{level}` among them.
    pub fn fill(&self, text: &str, subject: &Subject) -> String {
        subject.fill(text).replace("{level}", &self.level)
    }

    /// Every head and label that is worded otherwise, in all tables and in single ones.
    pub fn labels(&self) -> impl Iterator<Item = &String> {
        self.single_tables.values().chain([&self.tables]).flat_map(|options| options.labels.keys())
    }

    /// The title of a part with its number, by its name; `None` if the style has no such part.
    pub fn part_title(&self, name: &str, subject: &Subject) -> Option<String> {
        let at = self.parts.order.iter().position(|part| part == name)?;
        let title = self.parts.titles.get(name)?;
        let narrative = PartKind::Narrative.name();
        let own =
            if self.parts.order[..at].iter().any(|part| part == narrative) { self.sections.len() } else { 0 };
        Some(subject.fill(title).replace("{n}", &chinese_number(at + self.own_parts(own) + 1)))
    }

    /// The title, with its number, of the part that begins with a section of the narrative.
    pub fn section_part(&self, at: usize, subject: &Subject) -> Option<String> {
        let title = self.sections.get(at)?.part.as_ref()?;
        let narrative = self.parts.order.iter().position(|part| part == PartKind::Narrative.name())?;
        let number = narrative + self.own_parts(at + 1) + 1;
        Some(subject.fill(title).replace("{n}", &chinese_number(number)))
    }

    /// How many of the first sections of the narrative begin a part.
    fn own_parts(&self, sections: usize) -> usize {
        self.sections[..sections].iter().filter(|section| section.part.is_some()).count()
    }

    /// Loads a style and the packs it extends, then applies options (`key=value`, dotted keys for groups).
    ///
    /// # Errors
    /// No such style, a broken `style.toml`, or an unknown or unfit option.
    pub fn load(library: &Library, style: &str, options: &[(String, String)]) -> Result<Style> {
        let name = library.resolve(style)?;
        let mut chain: Vec<(String, BTreeMap<String, PackFile>)> = Vec::new();
        let mut word: Option<Arc<WordModel>> = None;
        let mut next = Some(name.clone());
        while let Some(pack) = next.take() {
            if chain.iter().any(|(n, _)| *n == pack) {
                return Err(Error::Usage(format!("样式“{pack}”的 extends 绕回了自己")));
            }
            let folder = library.resolve(&pack)?;
            let files = library.files(&folder)?;
            word = match word {
                None => library.word(&folder)?,
                some => some,
            };
            next = parent_of(&pack, &files)?;
            chain.push((pack, files));
        }
        let mut table = layers::bottom()?;
        let mut files = BTreeMap::new();
        let packs: Vec<String> = chain.iter().map(|(pack, _)| pack.clone()).collect();
        for (_, pack) in chain.into_iter().rev() {
            for (file, content) in pack {
                if file == STYLE_FILE {
                    // Settings a project changes in a built-in pack stand over the pack's own, which stay.
                    for layer in built_in_under(&content).into_iter().chain([content.clone()]) {
                        layers::merge(&mut table, parse(&layer)?);
                        layers::arrange_sections(&mut table, &layer)?;
                    }
                }
                files.insert(file, content);
            }
        }
        for (key, value) in options {
            layers::set(&mut table, key, value)?;
        }
        let all_tables = table.get("tables").and_then(toml::Value::as_table).cloned().unwrap_or_default();
        let mut style: Style = table.try_into().map_err(|e: toml::de::Error| {
            Error::Usage(format!("样式“{name}”的设置有误：{}", explain_toml(&e)))
        })?;
        if !matches!(style.zero_cell.as_str(), "" | "0" | "0.00") {
            return Err(Error::Usage(format!("zero_cell 只能是空、0 或 0.00，实际是“{}”", style.zero_cell)));
        }
        let signs = [Some(&style.percent_sign), style.performance.percent_sign.as_ref()];
        if let Some(sign) = signs.into_iter().flatten().find(|sign| !matches!(sign.as_str(), "%" | "％")) {
            return Err(Error::Usage(format!("percent_sign 只能是 % 或 ％，实际是“{sign}”")));
        }
        if style.percent_decimals > PRINTED_DECIMALS {
            let given = style.percent_decimals;
            return Err(Error::Usage(format!("percent_decimals 只能是 0、1 或 2，实际是{given}")));
        }
        if style.amount_unit == TextUnit::Yuan {
            style.basis = Basis::Exact;
        }
        for (number, own) in &style.table {
            let mut options = all_tables.clone();
            layers::merge(&mut options, own.clone());
            let options = options.try_into().map_err(|e: toml::de::Error| {
                Error::Usage(format!("样式“{name}”的 [table.\"{number}\"] 有误：{}", explain_toml(&e)))
            })?;
            style.single_tables.insert(number.clone(), options);
        }
        validate::validate(&style).map_err(|what| Error::Usage(format!("样式“{name}”的设置有误：{what}")))?;
        if !style.cover.picture.is_empty() {
            style.picture = Some(Picture::find(library, &packs, &style.cover.picture)?);
        }
        style.name = name;
        style.files = files;
        style.word = word;
        Ok(style)
    }
}

fn parse(file: &PackFile) -> Result<toml::Table> {
    file.content.parse::<toml::Table>().map_err(|e| {
        // An error that stands nowhere in particular names no line.
        let line = e.span().map(|s| file.content[..s.start].matches('\n').count() + 1);
        let at = line.map_or_else(String::new, |line| format!(" 第{line}行"));
        Error::Template(format!("{}{at}不是有效的TOML：{}", file.origin, explain_toml(&e)))
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
