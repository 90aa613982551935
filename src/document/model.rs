//! What a file format sees of a document. Every figure keeps the number of its [`Origin`].

use std::sync::Arc;

pub use super::shown::{Origin, Origins, SourceCell};
pub use super::table::{Cell, Merge, Table};
use crate::charts::Chart;
use crate::facts::Field;
use crate::style::{Bold, PageOptions, Picture, Sizes};
use crate::word_model::WordModel;

/// A whole document.
#[derive(Debug, Clone)]
pub struct Document {
    /// `示例区医疗保障局`
    pub org: String,
    /// `2023年度部门决算`
    pub title: String,
    /// Year of the accounts; documents are dated by it, so that the same input gives the same bytes.
    pub year: u16,
    /// Fonts by role.
    pub fonts: Fonts,
    /// How the contents look.
    pub contents: Contents,
    /// Margins and the size of the cover.
    pub page: PageOptions,
    /// Type sizes.
    pub sizes: Sizes,
    /// What is bold.
    pub bold: Vec<Bold>,
    /// What the Word file looks like (版式.docx), if the style has a model.
    pub word: Option<Arc<WordModel>>,
    /// Cover, contents and parts.
    pub sections: Vec<Section>,
    /// How each figure was made; runs and cells refer to them by position.
    pub origins: Origins,
    /// Findings and missing texts, to be shown beside the text.
    pub notes: Vec<Note>,
}

impl Document {
    /// How many body cells its tables have: most of what is written of a large department.
    pub fn cells(&self) -> usize {
        let blocks = self.sections.iter().flat_map(|section| &section.blocks);
        let cells = |block: &Block| match block {
            Block::Table(table) => table.rows.iter().map(Vec::len).sum(),
            _ => 0,
        };
        blocks.map(cells).sum()
    }
}

/// 目录
#[derive(Debug, Clone)]
pub struct Contents {
    /// Heading over it.
    pub title: String,
    /// Whether page numbers are printed.
    pub pages: bool,
}

/// Fonts by role, as the style names them.
#[derive(Debug, Clone)]
pub struct Fonts {
    /// Titles of parts and of the contents.
    pub title: String,
    /// 封面题目
    pub cover: String,
    /// 表题
    pub table_title: String,
    /// Digits and letters outside tables; `None`: as the Chinese beside them.
    pub latin: Option<String>,
    /// 一、
    pub heading1: String,
    /// （一）
    pub heading2: String,
    /// 正文
    pub body: String,
    /// Tables.
    pub table: String,
}

/// Pages of one orientation.
#[derive(Debug, Clone)]
pub struct Section {
    /// What kind of pages.
    pub kind: SectionKind,
    /// 横向
    pub landscape: bool,
    /// Content in order.
    pub blocks: Vec<Block>,
}

/// Kinds of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SectionKind {
    /// 封面: no page number.
    Cover,
    /// 目录: no page number.
    Contents,
    /// Everything else; pages are numbered from the first on.
    Body,
}

/// What a line of the cover is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoverRole {
    /// Above the title, at the left (附件1：).
    Head,
    /// The title.
    Title,
    /// At the foot (the date).
    Foot,
}

/// A piece of a section.
#[derive(Debug, Clone)]
pub enum Block {
    /// A line of the cover.
    CoverLine {
        /// What it is for.
        role: CoverRole,
        /// Text.
        text: String,
    },
    /// The picture of the cover, above its title.
    CoverPicture {
        /// The picture.
        picture: Picture,
        /// Its height in millimetres.
        height: u16,
    },
    /// The table of contents, made by the format from headings and table titles.
    Contents,
    /// A heading.
    Heading {
        /// 1 for a part, 2 for 一、, 3 for （一）, 4 below it.
        level: u8,
        /// Anchor.
        id: String,
        /// Text.
        runs: Vec<Run>,
    },
    /// A paragraph of 正文.
    Paragraph(Vec<Run>),
    /// A table. Documents of the same accounts share theirs.
    Table(Arc<Table>),
    /// A chart with its numbered caption (图1：…).
    Chart {
        /// Data.
        chart: Chart,
        /// Caption.
        caption: String,
    },
    /// What follows begins on a new page.
    PageBreak,
}

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// Words of the form.
    Text(String),
    /// A figure.
    Figure {
        /// As printed.
        text: String,
        /// Fact key.
        key: String,
        /// Which figure of the fact.
        field: Field,
        /// The whole of a share, if it is another than the natural one.
        whole: Option<String>,
        /// Position in [`Document::origins`].
        origin: usize,
    },
    /// Words that people supplied.
    Typed {
        /// As printed.
        text: String,
        /// Their key in the supplement.
        key: String,
        /// Position in [`Document::origins`], if it is known where they stand.
        origin: Option<usize>,
    },
    /// Something that is missing.
    Gap {
        /// As printed, in 〔〕.
        text: String,
        /// The key of what is asked.
        key: String,
        /// What is asked, and where to answer.
        ask: String,
        /// Anchor.
        id: String,
    },
}

impl Run {
    /// The printed text.
    pub fn text(&self) -> &str {
        match self {
            Run::Text(text) | Run::Figure { text, .. } | Run::Typed { text, .. } | Run::Gap { text, .. } => {
                text
            }
        }
    }
}

/// A finding or a missing text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// 错误, 警告, 提醒, 待填写
    pub kind: &'static str,
    /// Stable code, empty for missing texts.
    pub code: &'static str,
    /// One sentence.
    pub message: String,
    /// What to do next.
    pub hint: String,
    /// Anchors it is about.
    pub targets: Vec<String>,
    /// Every place that takes part, the first one first.
    pub places: Vec<Spot>,
    /// What a finding is known by where people say that they looked at it; empty for missing texts.
    pub name: String,
    /// What somebody who looked at it said of it.
    pub looked_at: Option<String>,
}

/// A place that a finding names, and what of the document shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spot {
    /// Row and column as printed on the form; empty if the finding names the place alone.
    pub label: String,
    /// `2023年决算.xlsx › Z01 › E37`
    pub place: String,
    /// The file's name.
    pub file: String,
    /// What stands there.
    pub value: String,
    /// Anchors that show it: cells of the tables, or the heading it stands under.
    pub anchors: Vec<String>,
    /// Anchors that show other cells of its row, where none shows it.
    pub row: Vec<String>,
    /// The key of the words people typed there, if it is a cell of the supplement.
    pub typed: Option<String>,
    /// The key of a figure of the text that was made from it, if no table shows it.
    pub figure: Option<String>,
}
