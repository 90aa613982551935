//! Word styles (样式): whoever changes 正文 or 标题 in Word changes the whole document.

use crate::document::model::Fonts;
use crate::export::docx::parts::W;
use crate::export::markup::Markup;

/// Sizes in half-points, as Word counts: 三号 is 16 pt.
const SAN_HAO: &str = "32";
const ER_HAO: &str = "44";
/// Fixed line spacing of 正文 and headings: 28 pt in twentieths.
const LINE: &str = "560";

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
    spacing: &[("w:line", LINE), ("w:lineRule", "exact")],
    indent: None,
    outline: None,
    keep_next: false,
};

/// Line spacing that grows with its content, for tables, charts and captions.
const LOOSE: &[(&str, &str)] = &[("w:line", "240"), ("w:lineRule", "auto")];

/// `word/styles.xml`
pub fn styles(fonts: &Fonts) -> String {
    let (title, heading1, heading2, body, table) = (
        Some(fonts.title.as_str()),
        Some(fonts.heading1.as_str()),
        Some(fonts.heading2.as_str()),
        Some(fonts.body.as_str()),
        Some(fonts.table.as_str()),
    );
    let heading = |id, name, font, outline| Style {
        id,
        name,
        font,
        next: Some("Normal"),
        indent: Some("200"),
        outline: Some(outline),
        keep_next: true,
        ..PLAIN
    };
    let list = [
        Style { id: "Normal", name: "Normal", based_on: None, font: body, indent: Some("200"), ..PLAIN },
        Style {
            id: "Title",
            name: "Title",
            font: title,
            size: "64",
            align: "center",
            spacing: &[("w:before", "240"), ("w:after", "240"), ("w:line", "360"), ("w:lineRule", "auto")],
            indent: Some("0"),
            ..PLAIN
        },
        Style {
            id: "Subtitle",
            name: "Subtitle",
            font: heading2,
            size: "36",
            align: "center",
            spacing: LOOSE,
            indent: Some("0"),
            ..PLAIN
        },
        Style {
            spacing: &[("w:before", "560"), ("w:after", "560"), ("w:line", "640"), ("w:lineRule", "exact")],
            size: ER_HAO,
            align: "center",
            indent: Some("0"),
            ..heading("Heading1", "heading 1", title, "0")
        },
        heading("Heading2", "heading 2", heading1, "1"),
        heading("Heading3", "heading 3", heading2, "2"),
        Style { bold: true, ..heading("Heading4", "heading 4", body, "3") },
        Style {
            id: "TableTitle",
            name: "表题",
            font: title,
            size: "36",
            align: "center",
            spacing: &[("w:after", "60"), ("w:line", "440"), ("w:lineRule", "exact")],
            indent: Some("0"),
            outline: Some("1"),
            keep_next: true,
            ..PLAIN
        },
        Style {
            id: "TableText",
            name: "表格",
            font: table,
            size: "18",
            align: "left",
            spacing: LOOSE,
            indent: Some("0"),
            ..PLAIN
        },
        Style {
            id: "TableHead",
            name: "表头",
            based_on: Some("TableText"),
            font: None,
            size: "18",
            align: "center",
            spacing: LOOSE,
            ..PLAIN
        },
        Style {
            id: "TableNote",
            name: "表注",
            based_on: Some("TableText"),
            font: None,
            size: "18",
            align: "both",
            spacing: &[("w:before", "40"), ("w:line", "240"), ("w:lineRule", "auto")],
            ..PLAIN
        },
        Style { id: "CoverHead", name: "封面附注", align: "left", indent: Some("0"), ..PLAIN },
        Style {
            id: "Caption",
            name: "caption",
            font: heading1,
            size: "28",
            align: "center",
            spacing: LOOSE,
            indent: Some("0"),
            ..PLAIN
        },
        Style {
            id: "Figure",
            name: "图",
            align: "center",
            spacing: &[("w:before", "120"), ("w:line", "240"), ("w:lineRule", "auto")],
            indent: Some("0"),
            keep_next: true,
            ..PLAIN
        },
        Style {
            id: "ContentsTitle",
            name: "目录标题",
            font: title,
            size: ER_HAO,
            align: "center",
            spacing: &[("w:after", "480"), ("w:line", "640"), ("w:lineRule", "exact")],
            indent: Some("0"),
            ..PLAIN
        },
        Style { id: "TOC1", name: "toc 1", font: heading1, size: "28", indent: Some("0"), ..PLAIN },
        Style { id: "TOC2", name: "toc 2", size: "28", indent: Some("left"), ..PLAIN },
        Style {
            id: "PageNumber",
            name: "页码",
            font: table,
            size: "28",
            spacing: LOOSE,
            indent: Some("100"),
            ..PLAIN
        },
        Style {
            id: "CommentText",
            name: "annotation text",
            font: table,
            size: "21",
            align: "left",
            spacing: LOOSE,
            indent: Some("0"),
            ..PLAIN
        },
    ];
    let mut m = Markup::xml();
    m.el("w:styles", &[("xmlns:w", W)], |m| {
        m.el("w:docDefaults", &[], |m| {
            m.el("w:rPrDefault", &[], |m| {
                m.el("w:rPr", &[], |m| {
                    fonts_of(m, &fonts.body);
                    m.empty("w:kern", &[("w:val", "2")]);
                    m.empty("w:sz", &[("w:val", SAN_HAO)]);
                    m.empty("w:szCs", &[("w:val", SAN_HAO)]);
                    m.empty("w:lang", &[("w:val", "en-US"), ("w:eastAsia", "zh-CN")]);
                });
            });
            m.el("w:pPrDefault", &[], |_| {});
        });
        for style in &list {
            paragraph_style(m, style);
        }
        table_style(m);
        m.el("w:style", &[("w:type", "character"), ("w:styleId", "CommentReference")], |m| {
            m.empty("w:name", &[("w:val", "annotation reference")]);
            m.el("w:rPr", &[], |m| m.empty("w:sz", &[("w:val", "21")]));
        });
    });
    m.finish()
}

fn fonts_of(m: &mut Markup, font: &str) {
    let attributes =
        [("w:ascii", font), ("w:hAnsi", font), ("w:eastAsia", font), ("w:cs", font), ("w:hint", "eastAsia")];
    m.empty("w:rFonts", &attributes);
}

fn paragraph_style(m: &mut Markup, style: &Style<'_>) {
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
                Some("200") => m.empty("w:ind", &[("w:firstLineChars", "200"), ("w:firstLine", "640")]),
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
                fonts_of(m, font);
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
    let mut names = vec![&*fonts.title, &*fonts.heading1, &*fonts.heading2, &*fonts.body, &*fonts.table];
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
