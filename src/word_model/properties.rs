//! Properties of paragraphs, runs, tables, rows, cells and sections: read from any producer's file, only those that say
//! how something looks, written in the order the format wants them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::published::docx::xml::{Result, Step, Stopped, Tag, Xml};

/// Bytes of one property; the longest in real files (many tab stops) take a tenth of it.
const LONGEST: usize = 16 * 1024;

/// Whose properties they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 段落
    Paragraph,
    /// 文字
    Run,
    /// 表格
    Table,
    /// 表格的行
    Row,
    /// 单元格
    Cell,
    /// 节
    Section,
}

impl Kind {
    /// The properties kept, in the order of the format (ECMA-376, part 1). What tracks changes, hides, or belongs to one
    /// place alone is not among them; nor is highlighting, which marks gaps.
    fn order(self) -> &'static [&'static str] {
        match self {
            Kind::Paragraph => &[
                "pStyle",
                "keepNext",
                "keepLines",
                "pageBreakBefore",
                "widowControl",
                "numPr",
                "suppressLineNumbers",
                "pBdr",
                "shd",
                "tabs",
                "suppressAutoHyphens",
                "kinsoku",
                "wordWrap",
                "overflowPunct",
                "topLinePunct",
                "autoSpaceDE",
                "autoSpaceDN",
                "bidi",
                "adjustRightInd",
                "snapToGrid",
                "spacing",
                "ind",
                "contextualSpacing",
                "mirrorIndents",
                "jc",
                "textDirection",
                "textAlignment",
                "outlineLvl",
            ],
            Kind::Run => &[
                "rStyle",
                "rFonts",
                "b",
                "bCs",
                "i",
                "iCs",
                "caps",
                "smallCaps",
                "outline",
                "shadow",
                "emboss",
                "imprint",
                "snapToGrid",
                "color",
                "spacing",
                "w",
                "kern",
                "position",
                "sz",
                "szCs",
                "u",
                "bdr",
                "shd",
                "vertAlign",
                "em",
                "lang",
            ],
            Kind::Table => &[
                "tblStyle",
                "tblStyleRowBandSize",
                "tblStyleColBandSize",
                "tblW",
                "jc",
                "tblCellSpacing",
                "tblInd",
                "tblBorders",
                "shd",
                "tblLayout",
                "tblCellMar",
                "tblLook",
            ],
            Kind::Row => &["cantSplit", "trHeight", "tblHeader", "tblCellSpacing", "jc"],
            Kind::Cell => &[
                "tcW",
                "gridSpan",
                "vMerge",
                "tcBorders",
                "shd",
                "noWrap",
                "tcMar",
                "textDirection",
                "vAlign",
                "hideMark",
            ],
            Kind::Section => &[
                "type",
                "pgSz",
                "pgMar",
                "pgBorders",
                "pgNumType",
                "cols",
                "vAlign",
                "titlePg",
                "textDirection",
                "docGrid",
            ],
        }
    }
}

/// Properties by their place in the order of their kind, each as an element of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Properties {
    kind: Kind,
    list: BTreeMap<usize, String>,
}

impl Properties {
    /// None.
    pub fn new(kind: Kind) -> Properties {
        Properties { kind, list: BTreeMap::new() }
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.kind.order().iter().position(|known| *known == name)
    }

    /// Whether they say something of this.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The element of a property.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.place(name).and_then(|at| self.list.get(&at)).map(String::as_str)
    }

    /// An attribute of a property, by its name without prefix.
    pub fn attribute(&self, name: &str, attribute: &str) -> Option<String> {
        let mut xml = Xml::new(self.get(name)?);
        match xml.next().ok()? {
            Step::Open(tag) => tag.attribute(attribute),
            _ => None,
        }
    }

    /// A length, by its property and attribute.
    pub fn length(&self, name: &str, attribute: &str) -> Option<u32> {
        self.attribute(name, attribute)?.trim().parse().ok()
    }

    /// Whether a switch is on.
    pub fn is_on(&self, name: &str) -> bool {
        self.has(name)
            && !matches!(self.attribute(name, "val").as_deref(), Some("0" | "false" | "off" | "none"))
    }

    /// Says something else of one property; a name the kind does not know is not taken.
    pub fn set(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let Some(at) = self.place(name) else { return };
        let mut element = format!("<w:{name}");
        for (attribute, value) in attributes {
            push_attribute(&mut element, &format!("w:{attribute}"), value);
        }
        element.push_str("/>");
        self.list.insert(at, element);
    }

    /// Says something else of one property that holds others.
    pub fn set_raw(&mut self, name: &str, element: String) {
        if let Some(at) = self.place(name) {
            self.list.insert(at, element);
        }
    }

    /// Says nothing of these.
    pub fn without(mut self, names: &[&str]) -> Properties {
        for at in names.iter().filter_map(|name| self.place(name)).collect::<Vec<_>>() {
            self.list.remove(&at);
        }
        self
    }

    /// These, and what `below` says where they say nothing.
    pub fn over(mut self, below: &Properties) -> Properties {
        for (at, element) in &below.list {
            self.list.entry(*at).or_insert_with(|| element.clone());
        }
        self
    }

    /// The elements, in order.
    pub fn xml(&self) -> String {
        self.list.values().map(String::as_str).collect()
    }

    /// The elements of a run's properties, with the highlighting of a gap if it is one.
    pub fn highlighted(&self, highlight: bool) -> String {
        // Between the sizes and the underline.
        let behind = self.place("szCs").unwrap_or(usize::MAX);
        let (before, after): (Vec<_>, Vec<_>) = self.list.iter().partition(|(at, _)| **at <= behind);
        let join =
            |list: Vec<(&usize, &String)>| list.into_iter().map(|(_, e)| e.as_str()).collect::<String>();
        let mark = if highlight { "<w:highlight w:val=\"yellow\"/>" } else { "" };
        format!("{}{mark}{}", join(before), join(after))
    }

    /// Takes in the property that was just opened, up to its end; passes over what is not kept.
    pub(super) fn take(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<()> {
        let foreign = tag.qualified().split_once(':').is_some_and(|(prefix, _)| is_extension(prefix));
        match self.place(tag.name()).filter(|_| !foreign) {
            None => xml.skip(),
            Some(at) => {
                let mut element = String::new();
                copy(xml, tag, &mut element)?;
                self.list.insert(at, element);
                Ok(())
            }
        }
    }

    /// Reads the properties that were just opened, up to their end.
    pub(super) fn read(xml: &mut Xml<'_>, kind: Kind) -> Result<Properties> {
        let mut properties = Properties::new(kind);
        loop {
            match xml.next()? {
                Step::Open(tag) => properties.take(xml, &tag)?,
                Step::Text(_) => {}
                Step::Close => return Ok(properties),
                Step::End => return Err(Stopped::Broken),
            }
        }
    }
}

/// Whether a prefix is that of a later extension of the format, which other programs need not know.
fn is_extension(prefix: &str) -> bool {
    matches!(prefix, "mc" | "wp14") || prefix.starts_with("w1")
}

/// Copies an element whose tag was read; attributes that are references or extensions stay behind.
fn copy(xml: &mut Xml<'_>, tag: &Tag<'_>, out: &mut String) -> Result<()> {
    if out.len() > LONGEST {
        return Err(Stopped::TooLarge);
    }
    let _ = write!(out, "<w:{}", tag.name());
    for (name, value) in tag.attributes() {
        let (prefix, name) = name.split_once(':').unwrap_or(("w", &name));
        if !matches!(prefix, "r" | "xmlns") && name != "xmlns" && !is_extension(prefix) {
            push_attribute(out, &format!("w:{name}"), &value);
        }
    }
    let opened = out.len();
    out.push('>');
    loop {
        match xml.next()? {
            Step::Open(child) if child.name().ends_with("Change") => xml.skip()?,
            Step::Open(child) => copy(xml, &child, out)?,
            Step::Text(_) => {}
            Step::Close => break,
            Step::End => return Err(Stopped::Broken),
        }
    }
    if out.len() == opened + 1 {
        out.truncate(opened);
        out.push_str("/>");
    } else {
        let _ = write!(out, "</w:{}>", tag.name());
    }
    Ok(())
}

/// An attribute, escaped.
pub(super) fn push_attribute(out: &mut String, name: &str, value: &str) {
    let _ = write!(out, " {name}=\"{}\"", quick_xml::escape::escape(value));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, kind: Kind) -> Properties {
        let mut xml = Xml::new(text);
        xml.root().expect("an element");
        Properties::read(&mut xml, kind).expect("properties")
    }

    #[test]
    fn what_looks_is_kept_in_the_order_of_the_format() {
        let text = r#"<w:pPr xmlns:w="w"><w:jc w:val="center"/><w:rPr><w:b/></w:rPr><w:spacing w:line="560" w14:x="1"/>
            <w:pPrChange><w:pPr><w:jc w:val="left"/></w:pPr></w:pPrChange><w:pStyle w:val="a&amp;b"/></w:pPr>"#;
        let properties = read(text, Kind::Paragraph);
        assert_eq!(
            properties.xml(),
            r#"<w:pStyle w:val="a&amp;b"/><w:spacing w:line="560"/><w:jc w:val="center"/>"#
        );
        assert_eq!(properties.attribute("pStyle", "val").as_deref(), Some("a&b"));
    }

    #[test]
    fn extensions_of_the_same_name_are_others() {
        let run = read(
            r#"<w:rPr><w14:shadow w14:blurRad="0"/><w:vanish/><w:highlight w:val="red"/></w:rPr>"#,
            Kind::Run,
        );
        assert_eq!(run, Properties::new(Kind::Run));
    }

    #[test]
    fn what_is_set_stands_in_its_place() {
        let mut run = read(r#"<w:rPr><w:sz w:val="32"/></w:rPr>"#, Kind::Run);
        run.set("b", &[]);
        run.set("unknown", &[("val", "1")]);
        assert_eq!(run.xml(), r#"<w:b/><w:sz w:val="32"/>"#);
        assert!(run.is_on("b") && run.length("sz", "val") == Some(32));
    }
}
