//! A Word file as the model of how another one looks (版式): the parts of its package, a sample paragraph for every role, a
//! skeleton for every table, its sections. It is itself a Word file, `版式.docx`, in which each sample says its role, so that
//! it can be opened and changed in Word like any other.

use std::collections::BTreeMap;

pub mod items;
pub mod lead;
pub mod parts;
pub mod properties;
mod write;

use crate::package::{LIMITS, Package};
use crate::published::docx::styles::Styles;
use crate::published::docx::xml::{Step, Xml};
use crate::published::docx::{main_part, part_text};
use crate::text::squash;
use items::{Body, Item, Paragraph, Section};
use parts::Parts;
use properties::{Kind, Properties};

pub use write::{Content, Own, package};

/// The file in a style pack.
pub const MODEL_FILE: &str = "版式.docx";
/// Bytes of the file; a model with pictures in its headers takes a tenth of it.
pub const LARGEST_MODEL: u64 = 16 << 20;
/// Columns of a table.
const MOST_COLUMNS: usize = 60;

/// What a paragraph is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A line of the cover.
    Cover,
    /// Over the contents.
    ContentsTitle,
    /// A part in the contents.
    Contents1,
    /// A section or table in the contents.
    Contents2,
    /// 第一部分, with its name if that stands on the same line.
    Part,
    /// The name of a part on a line of its own.
    PartName,
    /// 一、
    Heading1,
    /// （一）
    Heading2,
    /// 1.
    Heading3,
    /// 正文
    Body,
    /// 段首 of 正文: numbered words in a type of their own, see [`lead`].
    Lead,
    /// 名词解释
    Term,
    /// 段首 of 名词解释: the term.
    TermLead,
    /// 表题
    TableTitle,
    /// 公开01表
    TableNumber,
    /// 部门, 金额单位
    TableLine,
    /// 表注
    TableNote,
    /// Cells of tables; how they look, [`TableLook`] says.
    Cell,
}

impl Role {
    /// All roles of samples with what 版式.docx calls them.
    pub const ALL: [(Role, &'static str); 17] = [
        (Role::Cover, "封面"),
        (Role::ContentsTitle, "目录题目"),
        (Role::Contents1, "目录一级"),
        (Role::Contents2, "目录二级"),
        (Role::Part, "部分题目"),
        (Role::PartName, "部分名称"),
        (Role::Heading1, "一级标题"),
        (Role::Heading2, "二级标题"),
        (Role::Heading3, "三级标题"),
        (Role::Body, "正文"),
        (Role::Lead, "正文段首"),
        (Role::Term, "名词"),
        (Role::TermLead, "名词段首"),
        (Role::TableTitle, "表题"),
        (Role::TableNumber, "表号"),
        (Role::TableLine, "表上行"),
        (Role::TableNote, "表注"),
    ];

    /// What 版式.docx calls it.
    pub fn name(self) -> &'static str {
        Role::ALL.iter().find(|(role, _)| *role == self).map_or("", |(_, name)| name)
    }

    /// The role it looks like where the model has none of its own.
    fn stands_in(self) -> Option<Role> {
        Some(match self {
            Role::Cover | Role::ContentsTitle => Role::Part,
            Role::Contents2 => Role::Contents1,
            Role::Contents1 | Role::Term => Role::Body,
            Role::PartName => Role::Part,
            Role::Heading3 => Role::Heading2,
            Role::Heading2 | Role::TableTitle => Role::Heading1,
            Role::TableNumber => Role::TableLine,
            Role::TableNote | Role::TableLine | Role::Part | Role::Heading1 | Role::Cell => Role::Body,
            // Where paragraphs begin like they go on, there is none.
            Role::Body | Role::Lead | Role::TermLead => return None,
        })
    }
}

/// How a paragraph looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// 段落格式
    pub paragraph: Properties,
    /// 文字格式
    pub run: Properties,
    /// Blanks that stand before its text (　　).
    pub lead: String,
    /// Every character of its text is followed by a blank (第 一 部 分).
    pub spread: bool,
    /// Section that it stands in.
    pub section: usize,
}

/// How a cell looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellLook {
    /// 单元格格式 without width and merging.
    pub cell: Properties,
    /// 段落格式
    pub paragraph: Properties,
    /// 文字格式
    pub run: Properties,
    /// Names are indented by blanks, level by level.
    pub indents: bool,
}

impl Sample {
    /// One that says nothing.
    pub fn plain() -> Sample {
        Sample {
            paragraph: Properties::new(Kind::Paragraph),
            run: Properties::new(Kind::Run),
            lead: String::new(),
            spread: false,
            section: 0,
        }
    }

    /// A text as this sample prints it, blanks before it and between its characters.
    pub fn printed(&self, text: &str) -> String {
        let mut out = self.lead.clone();
        let mut before: Option<char> = None;
        for c in text.chars() {
            let apart =
                |other: char| !(other.is_whitespace() || other.is_ascii_digit() && c.is_ascii_digit());
            if self.spread && before.is_some_and(apart) && !c.is_whitespace() {
                out.push(' ');
            }
            out.push(c);
            before = Some(c);
        }
        out
    }
}

impl CellLook {
    /// The look of a cell of a file.
    pub fn of(cell: &items::Cell) -> CellLook {
        let printed = cell.paragraphs.iter().find(|p| !p.text().trim().is_empty());
        let paragraph = printed.or(cell.paragraphs.first());
        CellLook {
            cell: cell.properties.clone().without(&["tcW", "gridSpan", "vMerge"]),
            paragraph: paragraph.map_or_else(
                || Properties::new(Kind::Paragraph),
                |p| p.properties.clone().without(&["pageBreakBefore", "outlineLvl", "numPr"]),
            ),
            run: paragraph.map_or_else(|| Properties::new(Kind::Run), Paragraph::most),
            indents: cell.text().starts_with(char::is_whitespace),
        }
    }
}

/// How a table looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableLook {
    /// 表格格式
    pub properties: Properties,
    /// Width of every column, in twentieths of a point.
    pub widths: Vec<u32>,
    /// Rows of the head.
    pub head_row: Properties,
    /// Cells of the head.
    pub head: CellLook,
    /// Rows of the body.
    pub row: Properties,
    /// Cells of the body, by column.
    pub columns: Vec<CellLook>,
    /// Cells of a total's row (合计), by column.
    pub total: Vec<CellLook>,
    /// Section that it stands in.
    pub section: usize,
}

/// The cover of a model.
#[derive(Debug, Clone, Default)]
pub struct Cover {
    /// Its blocks.
    pub xml: String,
    /// Section that it stands in.
    pub section: usize,
}

/// What stands in the place of a line of the cover, counted from 0.
pub fn cover_mark(line: usize) -> String {
    format!("【{}{}】", Role::Cover.name(), line + 1)
}

/// How a document looks.
#[derive(Debug, Clone, Default)]
pub struct WordModel {
    /// Styles, lists, theme, fonts, settings, headers and footers.
    pub parts: Parts,
    /// Sections in order.
    pub sections: Vec<Section>,
    /// The cover as it stands in the document part, its lines as `【封面1】`, `【封面2】`; `None` if it was not understood.
    pub cover: Option<Cover>,
    /// Attributes of the root of the document part: what prefixes stand for.
    pub namespaces: String,
    /// Samples by role, and those of single tables by number; of no table, the number is empty.
    pub samples: BTreeMap<(Role, String), Sample>,
    /// Tables by their numbers in the national form.
    pub tables: BTreeMap<String, TableLook>,
    /// Whether the contents are a field that Word can make anew.
    pub contents_field: bool,
}

/// An opened Word file: body and parts.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The body of the document part.
    pub body: Body,
    /// The other parts.
    pub parts: Parts,
    /// The document part.
    pub text: String,
}

impl Opened {
    /// Attributes of the root of the document part that say what prefixes stand for.
    pub fn namespaces(&self) -> String {
        let mut out = String::new();
        let mut xml = Xml::new(&self.text);
        while let Ok(step) = xml.next() {
            let Step::Open(tag) = step else { continue };
            for (name, value) in tag.attributes() {
                let known = matches!(name.as_str(), "xmlns:w" | "xmlns:r");
                if name.starts_with("xmlns:") && !known || name == "mc:Ignorable" {
                    properties::push_attribute(&mut out, &name, &value);
                }
            }
            break;
        }
        out
    }

    /// The cover: everything up to an item, with its pictures.
    pub fn cover(&mut self, bytes: &[u8], items: usize) -> Option<Cover> {
        let mut package = Package::open(bytes, LIMITS).ok()?;
        let main = main_part(&mut package).ok()?;
        let namespaces = self.namespaces();
        let root = format!("<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"{OFFICE}\"{namespaces}>");
        let items = self.body.items.get(..items)?;
        let section = match items.first()? {
            Item::Paragraph(paragraph) => paragraph.section,
            Item::Table(table) => table.section,
        };
        let blocks: Vec<&str> = items
            .iter()
            .map(|item| match item {
                Item::Paragraph(paragraph) => paragraph.at.clone(),
                Item::Table(table) => table.at.clone(),
            })
            .filter_map(|at| self.text.get(at))
            .collect();
        let xml = self.parts.blocks(&mut package, &main, &root, &blocks)?;
        Some(Cover { xml, section })
    }
}

/// Namespaces of the document part.
pub const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// References between parts.
pub const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Opens a Word file; `None` if it is none, not a whole one, or in the strict form, whose names are others.
pub fn open(bytes: &[u8]) -> Option<Opened> {
    let mut package = Package::open(bytes, LIMITS).ok()?;
    let main = main_part(&mut package).ok()?;
    let text = part_text(&mut package, &main).ok()??;
    if text.contains("purl.oclc.org/ooxml") {
        return None;
    }
    let body = items::read(&text).ok()?;
    let parts = parts::take(&mut package, &main);
    parts.has("styles").then_some(Opened { body, parts, text })
}

impl TableLook {
    /// The type of most of its columns, in points; a run that says no size has that of its paragraph's style.
    pub fn size(&self, styles: &Styles) -> Option<f64> {
        let mut counted: BTreeMap<u32, usize> = BTreeMap::new();
        for column in &self.columns {
            let style = column.paragraph.attribute("pStyle", "val");
            let own = column.run.length("sz", "val").or(styles.get(style.as_deref()).run.size);
            own.into_iter().for_each(|half_points| *counted.entry(half_points).or_default() += 1);
        }
        counted
            .into_iter()
            .max_by_key(|(_, count)| *count)
            .map(|(half_points, _)| f64::from(half_points) / 2.0)
    }
}

impl WordModel {
    /// The styles its paragraphs are in.
    pub fn styles(&self) -> Styles {
        let part = self.parts.list.iter().find(|part| part.kind == "styles");
        let text = part.and_then(|part| std::str::from_utf8(&part.bytes).ok());
        text.and_then(|text| Styles::read(text).ok()).unwrap_or_default()
    }

    /// Reads a 版式.docx; `None` if the file is none or lacks the sample of 正文.
    pub fn read(bytes: &[u8]) -> Option<WordModel> {
        let mut opened = open(bytes)?;
        let is_cover = |item: &Item| {
            let (Item::Paragraph(Paragraph { at, .. }) | Item::Table(items::Table { at, .. })) = item;
            opened.text.get(at.clone()).is_some_and(|text| text.contains("【封面"))
        };
        let cover_ends = opened.body.items.iter().rposition(is_cover).map_or(0, |last| last + 1);
        let cover = if cover_ends > 0 { opened.cover(bytes, cover_ends) } else { None };
        let namespaces = opened.namespaces();
        let Opened { body, parts, .. } = opened;
        let mut model =
            WordModel { parts, sections: body.sections, cover, namespaces, ..WordModel::default() };
        let mut table = String::new();
        for item in &body.items[cover_ends..] {
            match item {
                Item::Paragraph(paragraph) => {
                    let text = paragraph.text();
                    let Some((role, number)) = named(&text) else { continue };
                    model.contents_field |= paragraph.contents_field;
                    table.clone_from(&number);
                    model.samples.entry((role, number)).or_insert_with(|| sample(paragraph));
                }
                Item::Table(skeleton) => {
                    if let Some(look) = skeleton_look(skeleton).filter(|_| !table.is_empty()) {
                        model.tables.entry(table.clone()).or_insert(look);
                    }
                }
            }
        }
        model.samples.contains_key(&(Role::Body, String::new())).then_some(model)
    }

    /// How a role looks, in a table if a number is given; another role stands in for one that is not there.
    pub fn sample(&self, role: Role, table: &str) -> Option<&Sample> {
        let mut next = Some(role);
        while let Some(role) = next {
            let found = [table, ""].into_iter().find_map(|table| self.samples.get(&(role, table.to_owned())));
            if let Some(sample) = found {
                return Some(sample);
            }
            next = role.stands_in();
        }
        None
    }

    /// Whether the model has samples of a role itself.
    pub fn has(&self, role: Role) -> bool {
        self.samples.keys().any(|(own, _)| *own == role)
    }

    /// Whether a table, or the model as a whole, has a sample of a role itself.
    pub fn has_for(&self, role: Role, table: &str) -> bool {
        [table, ""].iter().any(|table| self.samples.contains_key(&(role, (*table).to_owned())))
    }

    /// How a table looks; one that is not there looks like the one most like it in columns.
    pub fn table(&self, number: &str, columns: usize) -> Option<&TableLook> {
        self.tables
            .get(number)
            .or_else(|| self.tables.values().min_by_key(|look| look.widths.len().abs_diff(columns)))
    }
}

/// Whether a label is that of a total: 合计, 总计, 本年收入合计.
pub fn is_total(label: &str) -> bool {
    let label = squash(label);
    label.ends_with("合计") || label.ends_with("总计")
}

/// The role a sample says, and the number of its table: `　　【正文】`, `【表题01】`.
fn named(text: &str) -> Option<(Role, String)> {
    let text = squash(text);
    let inner = text.strip_prefix('[')?.split_once(']')?.0;
    let (role, name) = Role::ALL.iter().find(|(_, name)| {
        inner.strip_prefix(name).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()))
    })?;
    Some((*role, inner[name.len()..].to_owned()))
}

/// Whether a blank stands between all characters but those of numbers: 第 一 部 分, 2023 年 度.
fn is_spread(text: &str) -> bool {
    let chars: Vec<char> = text.trim().chars().collect();
    let apart = |pair: &[char]| pair.iter().any(|c| c.is_whitespace() || c.is_ascii_digit());
    chars.len() > 6 && chars.windows(2).all(apart)
}

/// The sample that a paragraph of a file is.
pub fn sample(paragraph: &Paragraph) -> Sample {
    let text = paragraph.text();
    Sample {
        paragraph: paragraph.properties.clone(),
        run: paragraph.most(),
        lead: text.chars().take_while(|c| c.is_whitespace()).collect(),
        spread: is_spread(&text),
        section: paragraph.section,
    }
}

/// A skeleton: a row of heads, a row of amounts, and a row of totals if there is one.
fn skeleton_look(table: &items::Table) -> Option<TableLook> {
    let [head, row, rest @ ..] = table.rows.as_slice() else { return None };
    let of = |row: &items::Row| row.cells.iter().take(MOST_COLUMNS).map(CellLook::of).collect::<Vec<_>>();
    let widths: Vec<u32> = table.grid.iter().copied().take(MOST_COLUMNS).collect();
    let columns = of(row);
    (columns.len() == widths.len() && !columns.is_empty()).then_some(())?;
    Some(TableLook {
        properties: table.properties.clone(),
        widths,
        head_row: head.properties.clone(),
        head: CellLook::of(head.cells.first()?),
        row: row.properties.clone(),
        columns,
        total: rest.first().map(of).unwrap_or_default(),
        section: table.section,
    })
}
