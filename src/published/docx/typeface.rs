//! What type a Word file prints its text in (字体、字号、加粗、行距), and on what paper: the run's own properties over
//! those of its styles, the document's defaults and its theme.

use std::collections::HashMap;
use std::ops::Range;

use super::xml::{Result, Step, Stopped, Tag, Xml};
use super::{main_part, part_text, relationships, resolve};
use crate::package::{LIMITS, Package};

/// Styles of a document, as in [`super::styles`].
const MOST_STYLES: usize = 20_000;
/// Sections of a document.
const MOST_SHEETS: usize = 10_000;
/// A chain of styles longer than this goes round in a circle.
const LONGEST_CHAIN: usize = 20;

/// Type, as far as it is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Face {
    /// Font of Chinese characters.
    pub font: Option<String>,
    /// Font of digits and letters.
    pub latin: Option<String>,
    /// Size in half points.
    pub size: Option<u32>,
    /// 加粗
    pub bold: Option<bool>,
    /// Fixed distance of lines in twentieths of a point; `Some(0)`: not fixed.
    pub line: Option<u32>,
}

impl Face {
    /// This, and what `below` says where this says nothing.
    fn over(&self, below: &Face) -> Face {
        Face {
            font: self.font.clone().or_else(|| below.font.clone()),
            latin: self.latin.clone().or_else(|| below.latin.clone()),
            size: self.size.or(below.size),
            bold: self.bold.or(below.bold),
            line: self.line.or(below.line),
        }
    }
}

/// The paper of a section, in twentieths of a point.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Byte of the document part at which the section ends.
    pub end: usize,
    /// Width as printed.
    pub width: u32,
    /// Height as printed.
    pub height: u32,
    /// Margins: 上下左右.
    pub margins: [u32; 4],
}

impl Sheet {
    /// 横向
    pub fn is_wide(&self) -> bool {
        self.width > self.height
    }
}

/// Type and paper of a document.
#[derive(Debug, Default)]
pub struct Typefaces {
    text: String,
    styles: HashMap<String, (Option<String>, Face)>,
    usual_style: Option<String>,
    defaults: Face,
    /// Fonts of the theme by the names styles call them by.
    theme: HashMap<String, String>,
    /// The sections in order.
    pub sheets: Vec<Sheet>,
}

impl Typefaces {
    /// Reads a Word file; `None` if it is none, or not a whole one.
    pub fn read(bytes: &[u8]) -> Option<Typefaces> {
        let mut package = Package::open(bytes, LIMITS).ok()?;
        let main = main_part(&mut package).ok()?;
        let folder = main.rsplit_once('/').map_or("", |(f, _)| f).to_owned();
        let links = relationships(&mut package, &main);
        let mut part = |kind: &str| {
            let link = links.iter().find(|l| l.kind == kind)?;
            part_text(&mut package, &resolve(&folder, &link.target)).ok()?
        };
        let (theme, styles) = (part("theme"), part("styles"));
        let mut faces = Typefaces { text: part_text(&mut package, &main).ok()??, ..Typefaces::default() };
        if let Some(theme) = theme {
            faces.theme = theme_fonts(&theme).ok()?;
        }
        if let Some(styles) = styles {
            faces.read_styles(&styles).ok()?;
        }
        faces.sheets = sheets(&faces.text).ok()?;
        Some(faces)
    }

    /// The text of a paragraph with its type, piece by piece, by the bytes of its element; text boxes are others'.
    pub fn paragraph(&self, element: Range<usize>) -> Vec<(String, Face)> {
        let mut out = Vec::new();
        let Some(text) = self.text.get(element) else { return out };
        let mut xml = Xml::new(text);
        let read = xml.root().and_then(|_| self.read_paragraph(&mut xml, &mut out));
        if read.is_err() {
            out.clear();
        }
        out
    }

    /// The paper that a byte of the document part is printed on.
    pub fn sheet(&self, at: usize) -> Option<&Sheet> {
        self.sheets.get(self.sheets.partition_point(|sheet| sheet.end < at))
    }

    fn read_paragraph(&self, xml: &mut Xml<'_>, out: &mut Vec<(String, Face)>) -> Result<()> {
        let mut base = self.styled(self.usual_style.as_deref()).over(&self.defaults);
        let mut face = base.clone();
        let mut depth = 1u32;
        while depth > 0 {
            match xml.next()? {
                Step::Open(tag) => match tag.name() {
                    "pPr" => {
                        let (style, own) = self.properties(xml)?;
                        let styled = self.styled(style.as_deref().or(self.usual_style.as_deref()));
                        // What the mark of a paragraph looks like is not printed.
                        base = Face { line: own.line, ..Face::default() }.over(&styled).over(&self.defaults);
                    }
                    "rPr" => {
                        let (style, own) = self.properties(xml)?;
                        face = own.over(&self.styled(style.as_deref())).over(&base);
                    }
                    "t" => out.push((xml.text()?.into_owned(), face.clone())),
                    "drawing" | "pict" | "object" | "AlternateContent" | "del" | "moveFrom" | "instrText" => {
                        xml.skip()?;
                    }
                    name => {
                        if name == "r" {
                            face.clone_from(&base);
                        }
                        depth += 1;
                    }
                },
                Step::Text(_) => {}
                Step::Close => depth -= 1,
                Step::End => return Err(Stopped::Broken),
            }
        }
        Ok(())
    }

    /// What a style and those it is based on say.
    fn styled(&self, id: Option<&str>) -> Face {
        let mut face = Face::default();
        let mut next = id;
        for _ in 0..LONGEST_CHAIN {
            let Some((based_on, own)) = next.and_then(|id| self.styles.get(id)) else { break };
            face = face.over(own);
            next = based_on.as_deref();
        }
        face
    }

    /// The properties of a paragraph or a run up to their end: the style they name, and what they say.
    fn properties(&self, xml: &mut Xml<'_>) -> Result<(Option<String>, Face)> {
        let (mut style, mut face) = (None, Face::default());
        loop {
            match xml.next()? {
                Step::Open(tag) => {
                    match tag.name() {
                        "pStyle" | "rStyle" => style = tag.val(),
                        "rFonts" => {
                            face.font = self.font(&tag, "eastAsia");
                            face.latin = self.font(&tag, "ascii");
                        }
                        "sz" => face.size = tag.number(),
                        "b" => face.bold = Some(tag.is_on()),
                        "spacing" => face.line = line(&tag),
                        _ => {}
                    }
                    xml.skip()?;
                }
                Step::Text(_) => {}
                Step::Close => return Ok((style, face)),
                Step::End => return Err(Stopped::Broken),
            }
        }
    }

    /// A font by its name, or by its place in the theme, which goes before.
    fn font(&self, tag: &Tag<'_>, kind: &str) -> Option<String> {
        let of_theme = tag.attribute(&format!("{kind}Theme")).and_then(|name| self.theme.get(&name).cloned());
        of_theme.or_else(|| tag.attribute(kind)).filter(|name| !name.trim().is_empty())
    }

    fn read_styles(&mut self, text: &str) -> Result<()> {
        let mut xml = Xml::new(text);
        xml.root()?;
        let (mut id, mut based_on, mut face) = (String::new(), None, Face::default());
        let mut names: Vec<String> = Vec::new();
        loop {
            match xml.next()? {
                Step::Open(tag) => match tag.name() {
                    "style" => {
                        if self.styles.len() >= MOST_STYLES {
                            return Err(Stopped::TooLarge);
                        }
                        id = tag.attribute("styleId").unwrap_or_default();
                        (based_on, face) = (None, Face::default());
                        let is_default = tag.attribute("default").is_some_and(|v| v == "1" || v == "true");
                        if is_default && tag.attribute("type").as_deref() == Some("paragraph") {
                            self.usual_style = Some(id.clone());
                        }
                        names.push("style".to_owned());
                    }
                    "basedOn" => {
                        based_on = tag.val();
                        xml.skip()?;
                    }
                    "pPr" | "rPr" => {
                        let (_, own) = self.properties(&mut xml)?;
                        face = own.over(&face);
                    }
                    // What only parts of a table look like.
                    "tblStylePr" => xml.skip()?,
                    name => names.push(name.to_owned()),
                },
                Step::Text(_) => {}
                Step::Close => match names.pop().as_deref() {
                    Some("style") => {
                        let style = (based_on.take(), std::mem::take(&mut face));
                        self.styles.insert(std::mem::take(&mut id), style);
                    }
                    Some("docDefaults") => self.defaults = std::mem::take(&mut face),
                    Some(_) => {}
                    None => return Ok(()),
                },
                Step::End => return Ok(()),
            }
        }
    }
}

/// 固定值 and 最小值 set the distance of lines; multiples follow the font.
fn line(tag: &Tag<'_>) -> Option<u32> {
    let line = tag.attribute("line")?.trim().parse().ok()?;
    let fixed = matches!(tag.attribute("lineRule").as_deref(), Some("exact" | "atLeast"));
    Some(if fixed { line } else { 0 })
}

/// Latin and simplified Chinese fonts of a theme.
fn theme_fonts(text: &str) -> Result<HashMap<String, String>> {
    let mut fonts = HashMap::new();
    let mut xml = Xml::new(text);
    let mut kind = "";
    loop {
        match xml.next()? {
            Step::Open(tag) => {
                let name = match tag.name() {
                    "majorFont" | "minorFont" => {
                        kind = if tag.name() == "majorFont" { "major" } else { "minor" };
                        continue;
                    }
                    "latin" => "HAnsi",
                    "ea" => "EastAsia",
                    "font" if tag.attribute("script").as_deref() == Some("Hans") => "EastAsia",
                    _ => continue,
                };
                let face = tag.attribute("typeface").filter(|face| !face.trim().is_empty());
                if let (Some(face), false) = (face, kind.is_empty()) {
                    if name == "HAnsi" {
                        fonts.entry(format!("{kind}Ascii")).or_insert_with(|| face.clone());
                    }
                    fonts.entry(format!("{kind}{name}")).or_insert(face);
                }
            }
            Step::End => return Ok(fonts),
            _ => {}
        }
    }
}

/// The sections of a document part; what they were before a tracked change is passed over.
fn sheets(text: &str) -> Result<Vec<Sheet>> {
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut xml = Xml::new(text);
    loop {
        match xml.next()? {
            Step::Open(tag) => {
                let length = |name: &str| tag.attribute(name).and_then(|v| v.trim().parse::<u32>().ok());
                let full = sheets.len() >= MOST_SHEETS;
                match (tag.name(), sheets.last_mut()) {
                    ("sectPrChange", _) => xml.skip()?,
                    ("sectPr", _) if full => return Err(Stopped::TooLarge),
                    ("sectPr", _) => sheets.push(Sheet { end: xml.start(), ..Sheet::default() }),
                    ("pgSz", Some(sheet)) => {
                        (sheet.width, sheet.height) =
                            (length("w").unwrap_or_default(), length("h").unwrap_or_default());
                    }
                    ("pgMar", Some(sheet)) => {
                        sheet.margins =
                            ["top", "bottom", "left", "right"].map(|s| length(s).unwrap_or_default());
                        sheet.margins[2] =
                            sheet.margins[2].saturating_add(length("gutter").unwrap_or_default());
                    }
                    _ => {}
                }
            }
            Step::End => return Ok(sheets),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLES: &str = r#"<w:styles xmlns:w="w">
        <w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia"/>
        <w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>
        <w:style w:type="paragraph" w:default="1" w:styleId="a"><w:pPr><w:spacing w:line="560" w:lineRule="exact"/></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>
        <w:style w:type="character" w:styleId="c"><w:rPr><w:rFonts w:eastAsia="黑体"/></w:rPr></w:style></w:styles>"#;
    const THEME: &str = r#"<a:theme xmlns:a="a"><a:minorFont><a:latin typeface="Calibri"/><a:ea typeface=""/>
        <a:font script="Hans" typeface="宋体"/></a:minorFont></a:theme>"#;

    fn faces(document: &str) -> Typefaces {
        let mut faces = Typefaces { text: document.to_owned(), ..Typefaces::default() };
        faces.theme = theme_fonts(THEME).expect("a theme");
        faces.read_styles(STYLES).expect("styles");
        faces.sheets = sheets(document).expect("sections");
        faces
    }

    #[test]
    fn a_run_looks_as_it_says_then_as_its_styles_the_defaults_and_the_theme_say() {
        let document = r#"<w:p xmlns:w="w"><w:pPr><w:pStyle w:val="b"/><w:rPr><w:sz w:val="99"/></w:rPr></w:pPr><w:r><w:t>一</w:t></w:r>
            <w:r><w:rPr><w:rStyle w:val="c"/><w:b w:val="0"/></w:rPr><w:t>二</w:t></w:r></w:p>"#;
        let spans = faces(document).paragraph(0..document.len());
        let first = Face {
            font: Some("宋体".into()),
            latin: Some("Calibri".into()),
            size: Some(32),
            bold: Some(true),
            line: Some(560),
        };
        let second = Face { font: Some("黑体".into()), bold: Some(false), ..first.clone() };
        assert_eq!(spans, [("一".to_owned(), first), ("二".to_owned(), second)]);
    }

    #[test]
    fn a_paragraph_lies_on_the_paper_of_the_section_it_ends_in() {
        let document = r#"<w:body xmlns:w="w"><w:p><w:pPr><w:sectPr><w:pgSz w:w="11906" w:h="16838"/>
            <w:pgMar w:top="1" w:bottom="2" w:left="3" w:right="4" w:gutter="5"/></w:sectPr></w:pPr></w:p><w:p/>
            <w:sectPr><w:pgSz w:w="16838" w:h="11906"/><w:sectPrChange><w:sectPr/></w:sectPrChange></w:sectPr></w:body>"#;
        let faces = faces(document);
        assert_eq!(faces.sheets.len(), 2);
        let second = document.find("<w:p/>").expect("a paragraph");
        assert_eq!(faces.sheet(0).map(|s| (s.is_wide(), s.margins)), Some((false, [1, 2, 8, 4])));
        assert_eq!(faces.sheet(second).map(Sheet::is_wide), Some(true));
    }

    #[test]
    fn styles_that_go_round_in_a_circle_end() {
        let mut faces = Typefaces::default();
        let round = r#"<w:styles xmlns:w="w"><w:style w:styleId="a"><w:basedOn w:val="b"/></w:style>
            <w:style w:styleId="b"><w:basedOn w:val="a"/><w:rPr><w:sz w:val="30"/></w:rPr></w:style></w:styles>"#;
        faces.read_styles(round).expect("styles");
        assert_eq!(faces.styled(Some("a")).size, Some(30));
    }
}
