//! The parts of a Word file that say how it looks: styles, lists, theme, fonts, settings, headers and footers with their
//! pictures. Nothing else is taken, and of these nothing that runs, leads out of the file, tracks changes or names people.

use std::collections::BTreeMap;

use quick_xml::escape::escape;

use super::properties::push_attribute;
use crate::package::Package;
use crate::published::docx::xml::{Result, Step, Stopped, Tag, Xml};
use crate::published::docx::{part_text, relationships, resolve};

/// Bytes of a part, of a picture, and of all pictures.
const LARGEST_PART: usize = 4 << 20;
const LARGEST_PICTURE: u64 = 2 << 20;
const ALL_PICTURES: usize = 8 << 20;
/// Headers and footers of a document, and pictures in them.
const MOST_MARGINS: usize = 60;
const MOST_PICTURES: usize = 30;

/// A part that is taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Name in the package (`word/styles.xml`).
    pub name: String,
    /// Kind of part as relations name it (`styles`, `header`, `image`).
    pub kind: &'static str,
    /// Content.
    pub bytes: Vec<u8>,
    /// Relations of its own: name, kind, target.
    pub relations: Vec<(String, &'static str, String)>,
}

/// The parts of a model, and how its document refers to headers and footers.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// All parts.
    pub list: Vec<Part>,
    /// Name of a relation in the model → name of the part.
    pub margins: BTreeMap<String, String>,
    /// Pictures of the cover: name of the relation, target.
    pub pictures: Vec<(String, String)>,
    /// What was not taken, in Chinese.
    pub left: Vec<String>,
}

/// Parts of which there is one: kind, and name in the package.
const SINGLE: [(&str, &str); 5] = [
    ("styles", "word/styles.xml"),
    ("numbering", "word/numbering.xml"),
    ("theme", "word/theme/theme1.xml"),
    ("fontTable", "word/fontTable.xml"),
    ("settings", "word/settings.xml"),
];

/// Settings that change how pages look.
const SETTINGS: [&str; 18] = [
    "mirrorMargins",
    "alignBordersAndEdges",
    "bordersDoNotSurroundHeader",
    "bordersDoNotSurroundFooter",
    "gutterAtTop",
    "defaultTabStop",
    "autoHyphenation",
    "evenAndOddHeaders",
    "drawingGridHorizontalSpacing",
    "drawingGridVerticalSpacing",
    "displayHorizontalDrawingGridEvery",
    "displayVerticalDrawingGridEvery",
    "characterSpacingControl",
    "noLineBreaksAfter",
    "noLineBreaksBefore",
    "compat",
    "themeFontLang",
    "clrSchemeMapping",
];

/// Elements that are not copied, with what they hold.
const LEFT: [&str; 38] = [
    "object",
    "OLEObject",
    "control",
    "altChunk",
    "subDoc",
    "del",
    "moveFrom",
    "delText",
    "commentReference",
    "commentRangeStart",
    "commentRangeEnd",
    "annotationRef",
    "bookmarkStart",
    "bookmarkEnd",
    "proofErr",
    "permStart",
    "permEnd",
    "embedRegular",
    "embedBold",
    "embedItalic",
    "embedBoldItalic",
    "numPicBullet",
    "lvlPicBulletId",
    "attachedTemplate",
    "attachedSchema",
    "hlinkClick",
    "hlinkHover",
    "extLst",
    "docVars",
    "mailMerge",
    "sdtPr",
    "sdtEndPr",
    "customXmlPr",
    "smartTagPr",
    "footnoteReference",
    "endnoteReference",
    "movie",
    "videoFile",
];

/// Of these, what people see on the page: said where it is left out.
const SHOWN: [&str; 3] = ["<w:object", "<w:control", "<w:altChunk"];

/// Elements of which only the content is copied.
const OPENED: [&str; 7] = ["sdt", "sdtContent", "ins", "moveTo", "hyperlink", "customXml", "smartTag"];

/// Fields that say where on which page one is.
const FIELDS: [&str; 4] = ["PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION"];

/// Pictures by what their files begin with.
const PICTURES: [(&str, &[u8]); 6] = [
    ("png", b"\x89PNG"),
    ("jpeg", b"\xff\xd8\xff"),
    ("gif", b"GIF8"),
    ("emf", b"\x01\x00\x00\x00"),
    ("wmf", b"\xd7\xcd\xc6\x9a"),
    ("bmp", b"BM"),
];

/// What belongs to the place where something stands, and is not copied with a cover.
const PLACED: [&str; 4] = ["sectPr", "pageBreakBefore", "lastRenderedPageBreak", "numPr"];

/// Takes the parts of an opened package, whose document part is `main`.
pub fn take(package: &mut Package<'_>, main: &str) -> Parts {
    let folder = main.rsplit_once('/').map_or("", |(f, _)| f).to_owned();
    let mut parts = Parts::default();
    let links = relationships(package, main);
    for (kind, name) in SINGLE {
        let Some(link) = links.iter().find(|link| link.kind == kind) else { continue };
        let top: Option<&[&str]> = (kind == "settings").then_some(&SETTINGS);
        let text = part_text(package, &resolve(&folder, &link.target)).ok().flatten();
        match text.and_then(|text| copied(&text, (top, &[]), &BTreeMap::new()).ok()) {
            Some(text) => parts.list.push(Part {
                name: name.to_owned(),
                kind,
                bytes: text.into_bytes(),
                relations: Vec::new(),
            }),
            None => parts.left.push(format!("{}读不出来", label(kind))),
        }
    }
    if links.iter().any(|link| link.kind == "vbaProject") {
        parts.left.push("宏".to_owned());
    }
    for kind in ["header", "footer"] {
        for (n, link) in (1..).zip(links.iter().filter(|link| link.kind == kind)) {
            if parts.margins.len() >= MOST_MARGINS {
                parts.left.push(format!("{}多于{MOST_MARGINS}个", label(kind)));
                break;
            }
            parts.margin(package, &resolve(&folder, &link.target), &link.id, (kind, n));
        }
    }
    parts
}

/// The Chinese name of a kind of part.
pub fn label(kind: &str) -> &'static str {
    match kind {
        "styles" => "样式",
        "numbering" => "编号",
        "theme" => "主题",
        "fontTable" => "字体表",
        "settings" => "文档设置",
        "header" => "页眉",
        _ => "页脚",
    }
}

impl Parts {
    /// Whether there is such a part.
    pub fn has(&self, kind: &str) -> bool {
        self.list.iter().any(|part| part.kind == kind)
    }

    /// A header or footer with its pictures.
    fn margin(
        &mut self,
        package: &mut Package<'_>,
        source: &str,
        id: &str,
        (kind, n): (&'static str, usize),
    ) {
        let Some(text) = part_text(package, source).ok().flatten() else {
            self.left.push(format!("一个{}读不出来", label(kind)));
            return;
        };
        if SHOWN.iter().any(|element| text.contains(element)) {
            self.left.push(format!("{}里嵌入的对象", label(kind)));
        }
        let folder = source.rsplit_once('/').map_or("", |(f, _)| f);
        let mut pictures = BTreeMap::new();
        let mut relations = Vec::new();
        for link in relationships(package, source).into_iter().filter(|link| link.kind == "image") {
            let Some(target) = self.picture(package, &resolve(folder, &link.target)) else {
                self.left.push(format!("{}里的一幅图片（太大，或不是常见的图片格式）", label(kind)));
                continue;
            };
            let own = format!("rId{}", relations.len() + 1);
            relations.push((own.clone(), "image", target));
            pictures.insert(link.id, own);
        }
        let Ok(text) = copied(&text, (None, &[]), &pictures) else {
            self.left.push(format!("一个{}读不出来", label(kind)));
            return;
        };
        let name = format!("word/{kind}{n}.xml");
        self.margins.insert(id.to_owned(), name.clone());
        self.list.push(Part { name, kind, bytes: text.into_bytes(), relations });
    }

    /// Copies blocks of the document part, whose root element opens with `root`, with their pictures.
    pub(super) fn blocks(
        &mut self,
        package: &mut Package<'_>,
        main: &str,
        root: &str,
        blocks: &[&str],
    ) -> Option<String> {
        let folder = main.rsplit_once('/').map_or("", |(f, _)| f);
        let mut own = BTreeMap::new();
        for link in relationships(package, main).into_iter().filter(|link| link.kind == "image") {
            let quoted = format!("\"{}\"", link.id);
            if !blocks.iter().any(|block| block.contains(&quoted)) {
                continue;
            }
            let Some(target) = self.picture(package, &resolve(folder, &link.target)) else {
                self.left.push("封面上的一幅图片（太大，或不是常见的图片格式）".to_owned());
                continue;
            };
            let id = format!("rIdCover{}", self.pictures.len() + 1);
            self.pictures.push((id.clone(), target));
            own.insert(link.id, id);
        }
        let whole = format!("{root}{}</w:document>", blocks.concat());
        let text = copied(&whole, (None, &PLACED), &own).ok()?;
        let begins = text.find("<w:document")?;
        let inner = text[begins..].find('>')? + begins + 1;
        text[inner..].strip_suffix("</w:document>").map(str::to_owned)
    }

    /// Takes a picture; its name from the folder of the document part.
    fn picture(&mut self, package: &mut Package<'_>, source: &str) -> Option<String> {
        let bytes = package.read(source, LARGEST_PICTURE).ok()??;
        let (extension, _) = PICTURES.iter().find(|(_, begins)| bytes.starts_with(begins))?;
        if let Some(same) = self.list.iter().find(|part| part.kind == "image" && part.bytes == bytes) {
            return same.name.strip_prefix("word/").map(str::to_owned);
        }
        let all = || self.list.iter().filter(|part| part.kind == "image");
        let size: usize = all().map(|part| part.bytes.len()).sum();
        if all().count() >= MOST_PICTURES || size + bytes.len() > ALL_PICTURES {
            return None;
        }
        let target = format!("media/look{}.{extension}", all().count() + 1);
        let part = Part { name: format!("word/{target}"), kind: "image", bytes, relations: Vec::new() };
        self.list.push(part);
        Some(target)
    }
}

/// A copy of a part: of the children of its root only `top`, if given, and nothing of what is `placed`; references lead to
/// `pictures` or nowhere.
fn copied(
    text: &str,
    (top, placed): (Option<&[&str]>, &[&str]),
    pictures: &BTreeMap<String, String>,
) -> Result<String> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
    let mut xml = Xml::new(text);
    // The elements that are open, by name and where their content begins; none for those of which only the content is copied.
    let mut open: Vec<Option<(String, usize)>> = Vec::new();
    loop {
        if out.len() > LARGEST_PART {
            return Err(Stopped::TooLarge);
        }
        match xml.next()? {
            Step::Open(tag) => {
                let name = tag.name();
                let other = open.len() == 1 && top.is_some_and(|top| !top.contains(&name));
                let breaks = name == "br" && tag.attribute("type").as_deref() == Some("page");
                if LEFT.contains(&name)
                    || placed.contains(&name)
                    || name.ends_with("Change")
                    || other
                    || breaks
                {
                    xml.skip()?;
                } else if name == "instrText" {
                    let code = xml.text()?;
                    let code = if is_known_field(&code) { code } else { "".into() };
                    out.push_str(&format!(
                        "<{0} xml:space=\"preserve\">{1}</{0}>",
                        tag.qualified(),
                        escape(&*code)
                    ));
                } else if OPENED.contains(&name) {
                    open.push(None);
                } else {
                    start(&tag, pictures, &mut out);
                    open.push(Some((tag.qualified().to_owned(), out.len())));
                }
            }
            Step::Text(text) => {
                let whole: String =
                    text.chars().filter(|c| crate::text::is_printable(*c) || "\n\t".contains(*c)).collect();
                if open.len() > 1 {
                    out.push_str(&escape(whole.as_str()));
                }
            }
            Step::Close => match open.pop() {
                Some(Some((_, begins))) if begins == out.len() => {
                    out.pop();
                    out.push_str("/>");
                }
                Some(Some((name, _))) => out.push_str(&format!("</{name}>")),
                _ => {}
            },
            Step::End if open.is_empty() => return Ok(out),
            Step::End => return Err(Stopped::Broken),
        }
    }
}

/// Whether a field only counts pages.
fn is_known_field(code: &str) -> bool {
    code.split_whitespace().next().is_none_or(|name| FIELDS.contains(&name.to_uppercase().as_str()))
}

/// A start tag without references that lead elsewhere.
fn start(tag: &Tag<'_>, pictures: &BTreeMap<String, String>, out: &mut String) {
    out.push('<');
    out.push_str(tag.qualified());
    for (name, value) in tag.attributes() {
        let (prefix, local) = name.split_once(':').unwrap_or(("", &name));
        match prefix {
            "r" => {
                if let Some(own) = pictures.get(&value).filter(|_| matches!(local, "embed" | "id" | "pict")) {
                    push_attribute(out, &name, own);
                }
            }
            _ if matches!(
                local,
                "href" | "hlink" | "author" | "initials" | "rsidR" | "rsidRPr" | "rsidP"
            ) => {}
            _ if local == "instr" && !is_known_field(&value) => {}
            // Where pictures came from, and what programs say of them.
            _ if matches!(local, "descr" | "alt") && prefix.is_empty() => push_attribute(out, &name, ""),
            _ => push_attribute(out, &name, &value),
        }
    }
    out.push('>');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(text: &str) -> String {
        let pictures = BTreeMap::from([("rId7".to_owned(), "rId1".to_owned())]);
        let copied = copied(text, (None, &[]), &pictures).expect("a part");
        copied.split_once('\n').map(|(_, part)| part.to_owned()).expect("a part")
    }

    #[test]
    fn nothing_that_leads_elsewhere_is_copied() {
        let header = r#"<w:hdr xmlns:w="w" xmlns:r="r"><w:p><w:hyperlink r:id="rId9"><w:r><w:t>某局</w:t></w:r></w:hyperlink>
<w:ins w:author="某人"><w:r><w:t>a &lt; b</w:t></w:r></w:ins><w:del w:author="某人"><w:r><w:delText>旧</w:delText></w:r></w:del>
<a:blip r:embed="rId7" r:link="rId8"/><o:OLEObject r:id="rId7"/></w:p></w:hdr>"#;
        let own = copy(header).replace('\n', "");
        assert_eq!(
            own,
            r#"<w:hdr xmlns:w="w" xmlns:r="r"><w:p><w:r><w:t>某局</w:t></w:r><w:r><w:t>a &lt; b</w:t></w:r><a:blip r:embed="rId1"/></w:p></w:hdr>"#
        );
    }

    #[test]
    fn only_fields_that_count_pages_are_copied() {
        let own = copy(
            r#"<w:ftr><w:instrText> PAGE \* Arabic </w:instrText><w:instrText> INCLUDETEXT "c:\a" </w:instrText></w:ftr>"#,
        );
        assert!(own.contains("PAGE \\* Arabic") && !own.contains("INCLUDETEXT"), "{own}");
    }
}
