//! Word styles (样式): whoever changes 正文 or 标题 in Word changes the whole document.

use crate::document::Document;
use crate::document::model::Fonts;
use crate::export::docx::layout::{line, title_line};
use crate::export::docx::parts::W;
use crate::export::markup::Markup;
use crate::style::Bold;

/// Sizes in half-points, as Word counts: 三号 is 16 pt.
const SAN_HAO: &str = "32";
const ER_HAO: &str = "44";

/// What Word names a font when the wanted one is not installed, by the look it should keep.
const FALLBACKS: [(&str, &str); 8] = [
    ("方正小标宋简体", "宋体"),
    ("方正小标宋_GBK", "宋体"),
    ("黑体", "SimHei"),
    ("楷体_GB2312", "楷体"),
    ("楷体", "KaiTi"),
    ("仿宋_GB2312", "仿宋"),
    ("仿宋", "FangSong"),
    ("宋体", "SimSun"),
];

/// A paragraph style.
struct Style<'a> {
    id: &'a str,
    name: &'a str,
    based_on: Option<&'a str>,
    next: Option<&'a str>,
    font: Option<&'a str>,
    size: &'a str,
    bold: bool,
    align: &'a str,
    /// Attributes of w:spacing.
    spacing: &'a [(&'a str, &'a str)],
    /// First-line indent in hundredths of a character.
    indent: Option<&'a str>,
    /// Outline level, from 0.
    outline: Option<&'a str>,
    keep_next: bool,
}

const PLAIN: Style<'static> = Style {
    id: "",
    name: "",
    based_on: Some("Normal"),
    next: None,
    font: None,
    size: SAN_HAO,
    bold: false,
    align: "both",
    spacing: &[],
    indent: None,
    outline: None,
    keep_next: false,
};

/// Line spacing that grows with its content, for tables, charts and captions.
const LOOSE: &[(&str, &str)] = &[("w:line", "240"), ("w:lineRule", "auto")];

/// What stands in a cell of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CellRole {
    /// A name.
    Text,
    /// A number of a line, or what else stands in the middle.
    Middle,
    /// A figure.
    Amount,
    /// A head.
    Head,
}

impl CellRole {
    /// All, in the order of their numbers.
    pub const ALL: [CellRole; 4] = [CellRole::Text, CellRole::Middle, CellRole::Amount, CellRole::Head];

    /// The style of any size that one of a size is based on.
    pub fn base(self) -> &'static str {
        if self == CellRole::Head { "TableHead" } else { "TableText" }
    }

    /// How it is aligned, where that is not as its base is.
    pub fn align(self) -> Option<&'static str> {
        match self {
            CellRole::Middle => Some("center"),
            CellRole::Amount => Some("right"),
            CellRole::Text | CellRole::Head => None,
        }
    }
}

/// The style of what stands in the cells of tables that are printed in a size: of thousands of cells none says for itself
/// what it looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellStyle {
    /// What stands in the cells.
    pub role: CellRole,
    /// Size in points.
    pub size: f64,
}

impl CellStyle {
    /// Its id.
    pub fn id(self) -> String {
        format!("Cell{:?}{}", self.role, half_points(self.size))
    }

    /// Its name as Word shows it: 表格数字 8磅.
    fn name(self) -> String {
        let role = match self.role {
            CellRole::Text => "表格文字",
            CellRole::Middle => "表格居中",
            CellRole::Amount => "表格数字",
            CellRole::Head => "表头",
        };
        format!("{role} {}磅", self.size)
    }

    fn write(self, m: &mut Markup) {
        m.el("w:style", &[("w:type", "paragraph"), ("w:customStyle", "1"), ("w:styleId", &self.id())], |m| {
            m.empty("w:name", &[("w:val", &self.name())]);
            m.empty("w:basedOn", &[("w:val", self.role.base())]);
            m.el("w:pPr", &[], |m| {
                let line = line(self.size).to_string();
                m.empty("w:spacing", &[("w:line", &line), ("w:lineRule", "exact")]);
                if let Some(align) = self.role.align() {
                    m.empty("w:jc", &[("w:val", align)]);
                }
            });
            m.el("w:rPr", &[], |m| {
                let size = half_points(self.size);
                m.empty("w:sz", &[("w:val", &size)]);
                m.empty("w:szCs", &[("w:val", &size)]);
            });
        });
    }
}

/// `word/styles.xml`; `cells` are the sizes in which tables are printed, in points.
pub fn styles(document: &Document, cells: &[f64]) -> String {
    let (fonts, sizes) = (&document.fonts, &document.sizes);
    let bold = |role: Bold| document.bold.contains(&role);
    let [part_size, heading1_size, heading2_size, body_size, table_title_size] =
        [sizes.part, sizes.heading1, sizes.heading2, sizes.body, sizes.table_title].map(half_points);
    let [line, part, table_title] =
        [sizes.line, part_line(sizes.part), title_line(sizes.table_title)].map(twentieths);
    let exact = [("w:line", line.as_str()), ("w:lineRule", "exact")];
    let plain = Style { size: &body_size, spacing: &exact, ..PLAIN };
    let (title, heading1, heading2, body, table) = (
        Some(fonts.title.as_str()),
        Some(fonts.heading1.as_str()),
        Some(fonts.heading2.as_str()),
        Some(fonts.body.as_str()),
        Some(fonts.table.as_str()),
    );
    let part_spacing =
        [("w:before", "560"), ("w:after", "560"), ("w:line", part.as_str()), ("w:lineRule", "exact")];
    let title_spacing = [("w:after", "60"), ("w:line", table_title.as_str()), ("w:lineRule", "exact")];
    let heading = |id, name, (font, size, bold), outline| Style {
        id,
        name,
        font,
        size,
        bold,
        next: Some("Normal"),
        indent: Some("200"),
        outline: Some(outline),
        keep_next: true,
        ..plain
    };
    let list = [
        Style { id: "Normal", name: "Normal", based_on: None, font: body, indent: Some("200"), ..plain },
        Style {
            id: "Title",
            name: "Title",
            font: Some(fonts.cover.as_str()),
            size: "64",
            bold: bold(Bold::Cover),
            align: "center",
            spacing: &[("w:before", "240"), ("w:after", "240"), ("w:line", "360"), ("w:lineRule", "auto")],
            indent: Some("0"),
            ..plain
        },
        Style {
            id: "Subtitle",
            name: "Subtitle",
            font: heading2,
            size: "36",
            align: "center",
            spacing: LOOSE,
            indent: Some("0"),
            ..plain
        },
        Style {
            spacing: &part_spacing,
            align: "center",
            indent: Some("0"),
            ..heading("Heading1", "heading 1", (title, &*part_size, bold(Bold::Part)), "0")
        },
        heading("Heading2", "heading 2", (heading1, &*heading1_size, bold(Bold::Heading1)), "1"),
        heading("Heading3", "heading 3", (heading2, &*heading2_size, bold(Bold::Heading2)), "2"),
        heading("Heading4", "heading 4", (body, &*body_size, true), "3"),
        Style {
            id: "TableTitle",
            name: "表题",
            font: Some(fonts.table_title.as_str()),
            size: &table_title_size,
            bold: bold(Bold::TableTitle),
            align: "center",
            spacing: &title_spacing,
            indent: Some("0"),
            outline: Some("1"),
            keep_next: true,
            ..plain
        },
        Style {
            id: "TableText",
            name: "表格",
            font: table,
            size: "18",
            align: "left",
            spacing: LOOSE,
            indent: Some("0"),
            ..plain
        },
        Style {
            id: "TableHead",
            name: "表头",
            based_on: Some("TableText"),
            font: None,
            size: "18",
            align: "center",
            spacing: LOOSE,
            ..plain
        },
        Style {
            id: "TableNote",
            name: "表注",
            based_on: Some("TableText"),
            font: None,
            size: "18",
            align: "both",
            spacing: &[("w:before", "40"), ("w:line", "240"), ("w:lineRule", "auto")],
            ..plain
        },
        Style { id: "CoverHead", name: "封面附注", align: "left", indent: Some("0"), ..plain },
        Style {
            id: "Caption",
            name: "caption",
            font: heading1,
            size: "28",
            align: "center",
            spacing: LOOSE,
            indent: Some("0"),
            ..plain
        },
        Style {
            id: "Figure",
            name: "图",
            align: "center",
            spacing: &[("w:before", "120"), ("w:line", "240"), ("w:lineRule", "auto")],
            indent: Some("0"),
            keep_next: true,
            ..plain
        },
        Style {
            id: "ContentsTitle",
            name: "目录标题",
            font: title,
            size: ER_HAO,
            align: "center",
            spacing: &[("w:after", "480"), ("w:line", "640"), ("w:lineRule", "exact")],
            indent: Some("0"),
            ..plain
        },
        Style { id: "TOC1", name: "toc 1", font: heading1, size: "28", indent: Some("0"), ..plain },
        Style { id: "TOC2", name: "toc 2", size: "28", indent: Some("left"), ..plain },
        Style {
            id: "PageNumber",
            name: "页码",
            font: table,
            size: "28",
            spacing: LOOSE,
            indent: Some("100"),
            ..plain
        },
        Style {
            id: "CommentText",
            name: "annotation text",
            font: table,
            size: "21",
            align: "left",
            spacing: LOOSE,
            indent: Some("0"),
            ..plain
        },
    ];
    let mut m = Markup::xml();
    m.el("w:styles", &[("xmlns:w", W)], |m| {
        m.el("w:docDefaults", &[], |m| {
            m.el("w:rPrDefault", &[], |m| {
                m.el("w:rPr", &[], |m| {
                    fonts_of(m, &fonts.body, fonts.latin.as_deref());
                    m.empty("w:kern", &[("w:val", "2")]);
                    m.empty("w:sz", &[("w:val", &body_size)]);
                    m.empty("w:szCs", &[("w:val", &body_size)]);
                    m.empty("w:lang", &[("w:val", "en-US"), ("w:eastAsia", "zh-CN")]);
                });
            });
            m.el("w:pPrDefault", &[], |_| {});
        });
        for style in &list {
            paragraph_style(m, style, fonts.latin.as_deref());
        }
        for size in cells {
            CellRole::ALL.iter().for_each(|role| CellStyle { role: *role, size: *size }.write(m));
        }
        table_style(m);
        m.el("w:style", &[("w:type", "character"), ("w:styleId", "CommentReference")], |m| {
            m.empty("w:name", &[("w:val", "annotation reference")]);
            m.el("w:rPr", &[], |m| m.empty("w:sz", &[("w:val", "21")]));
        });
    });
    m.finish()
}

/// Height of the line of a part's title, in points.
pub fn part_line(size: f64) -> f64 {
    size * 16.0 / 11.0
}

/// As Word counts type.
fn half_points(points: f64) -> String {
    format!("{:.0}", points * 2.0)
}

/// As Word counts lengths.
fn twentieths(points: f64) -> String {
    format!("{:.0}", points * 20.0)
}

/// Digits and letters in a font of their own, where there is one.
fn fonts_of(m: &mut Markup, font: &str, latin: Option<&str>) {
    let other = latin.unwrap_or(font);
    let attributes = [
        ("w:ascii", other),
        ("w:hAnsi", other),
        ("w:eastAsia", font),
        ("w:cs", font),
        ("w:hint", "eastAsia"),
    ];
    m.empty("w:rFonts", &attributes);
}

fn paragraph_style(m: &mut Markup, style: &Style<'_>, latin: Option<&str>) {
    let mut attributes = vec![("w:type", "paragraph")];
    if style.id == "Normal" {
        attributes.push(("w:default", "1"));
    }
    attributes.push(("w:styleId", style.id));
    m.el("w:style", &attributes, |m| {
        m.empty("w:name", &[("w:val", style.name)]);
        if let Some(base) = style.based_on {
            m.empty("w:basedOn", &[("w:val", base)]);
        }
        if let Some(next) = style.next {
            m.empty("w:next", &[("w:val", next)]);
        }
        m.empty("w:qFormat", &[]);
        m.el("w:pPr", &[], |m| {
            if style.keep_next {
                m.empty("w:keepNext", &[]);
                m.empty("w:keepLines", &[]);
            }
            if style.id == "Normal" {
                // No line of a paragraph stands alone on a page.
                m.empty("w:widowControl", &[("w:val", "1")]);
            }
            if style.id == "PageNumber" {
                m.empty("w:snapToGrid", &[("w:val", "0")]);
            }
            m.empty("w:spacing", style.spacing);
            match style.indent {
                Some("0") => m.empty("w:ind", &[("w:firstLineChars", "0"), ("w:firstLine", "0")]),
                // One step in, without a first line of its own.
                Some("left") => m.empty(
                    "w:ind",
                    &[
                        ("w:leftChars", "200"),
                        ("w:left", "560"),
                        ("w:firstLineChars", "0"),
                        ("w:firstLine", "0"),
                    ],
                ),
                Some("200") => {
                    let two = style.size.parse::<u32>().map_or(640, |half| half * 20).to_string();
                    m.empty("w:ind", &[("w:firstLineChars", "200"), ("w:firstLine", &two)]);
                }
                Some(_) => m.empty(
                    "w:ind",
                    &[
                        ("w:leftChars", "100"),
                        ("w:left", "320"),
                        ("w:rightChars", "100"),
                        ("w:right", "320"),
                        ("w:firstLineChars", "0"),
                        ("w:firstLine", "0"),
                    ],
                ),
                None => {}
            }
            m.empty("w:jc", &[("w:val", style.align)]);
            if let Some(level) = style.outline {
                m.empty("w:outlineLvl", &[("w:val", level)]);
            }
        });
        m.el("w:rPr", &[], |m| {
            if let Some(font) = style.font {
                let latin = latin.filter(|_| !style.id.starts_with("Table"));
                fonts_of(m, font, latin);
            }
            if style.bold {
                m.empty("w:b", &[]);
            }
            m.empty("w:sz", &[("w:val", style.size)]);
            m.empty("w:szCs", &[("w:val", style.size)]);
        });
    });
}

/// The one table style: thin lines, narrow cells.
fn table_style(m: &mut Markup) {
    let attributes = [("w:type", "table"), ("w:customStyle", "1"), ("w:styleId", "FinalAccounts")];
    m.el("w:style", &attributes, |m| {
        m.empty("w:name", &[("w:val", "决算表")]);
        m.empty("w:qFormat", &[]);
        m.el("w:tblPr", &[], |m| {
            m.el("w:tblBorders", &[], |m| {
                for side in ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"] {
                    let line = [("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", "000000")];
                    m.empty(side, &line);
                }
            });
            m.el("w:tblCellMar", &[], |m| {
                for side in ["w:left", "w:right"] {
                    m.empty(side, &[("w:w", "40"), ("w:type", "dxa")]);
                }
            });
        });
    });
}

/// `word/fontTable.xml`: what to print with where a font is not installed.
pub fn font_table(fonts: &Fonts) -> String {
    let mut m = Markup::xml();
    let mut names = vec![
        &*fonts.title,
        &*fonts.cover,
        &*fonts.table_title,
        &*fonts.heading1,
        &*fonts.heading2,
        &*fonts.body,
        &*fonts.table,
    ];
    names.sort_unstable();
    names.dedup();
    m.el("w:fonts", &[("xmlns:w", W)], |m| {
        for name in names {
            m.el("w:font", &[("w:name", name)], |m| {
                if let Some((_, fallback)) = FALLBACKS.iter().find(|(font, _)| *font == name) {
                    m.empty("w:altName", &[("w:val", fallback)]);
                }
                m.empty("w:charset", &[("w:val", "86")]);
                m.empty("w:family", &[("w:val", "auto")]);
                m.empty("w:pitch", &[("w:val", "variable")]);
            });
        }
    });
    m.finish()
}
