//! Word files (.docx, .docm, .dotx; Word, WPS and LibreOffice) → blocks.

mod body;
mod numbering;
pub mod origin;
pub mod styles;
mod table;
pub(crate) mod typeface;
pub(crate) mod xml;

use super::content::{Block, Content, Format, TOO_LARGE};
use super::text::unicode;
use crate::package::{Damage, LIMITS, Package};
use body::BodyReader;
use numbering::Numbering;
use styles::Styles;
use xml::{Step, Stopped, Xml};

pub(crate) const BROKEN: &str = "文件已损坏或不是完整的Word文档。请用 Word 或 WPS 打开并另存为 .docx 后重试";
/// No part of any report comes near this size unpacked.
const MOST_BYTES: u64 = 48 << 20;

/// Nor the parts that hold styles and lists.
const MOST_OF_ONE_LOOK: u64 = 8 << 20;

/// Reads a Word file.
///
/// # Errors
/// Why it cannot be read, in Chinese, with what to do next.
pub fn read(bytes: &[u8]) -> Result<Content, String> {
    let mut package = Package::open(bytes, LIMITS).map_err(|e| reason(&e))?;
    let main = main_part(&mut package)?;
    let text = part_text(&mut package, &main)?.ok_or(BROKEN)?;
    let folder = main.rsplit_once('/').map_or("", |(f, _)| f).to_owned();
    let links = relationships(&mut package, &main);
    let part = |kind: &str| links.iter().find(|l| l.kind == kind).map(|l| resolve(&folder, &l.target));
    let styles = optional(&mut package, part("styles"), Styles::read)?;
    let numbering = optional(&mut package, part("numbering"), Numbering::read)?;

    let mut content = Content::new(Format::Docx);
    let paged = memchr::memmem::find(text.as_bytes(), b"lastRenderedPageBreak").is_some();
    let mut reader = BodyReader::new(&styles, numbering, paged);
    read_part(&text, &mut reader, &mut content.blocks).map_err(stopped)?;
    let seen = reader.seen;
    content.origins = reader.origins;

    for link in links.iter().filter(|l| matches!(l.kind.as_str(), "header" | "footer")) {
        for text in texts(&mut package, &resolve(&folder, &link.target), &styles)? {
            if !content.margins.contains(&text) {
                content.margins.push(text);
            }
        }
    }
    for kind in ["footnotes", "endnotes"] {
        if let Some(part) = part(kind) {
            content.footnotes.extend(texts(&mut package, &part, &styles)?);
        }
    }
    for (count, text) in [
        (seen.hidden, "处隐藏文字没有读取"),
        (seen.objects, "个嵌入的对象（如Excel表格）没有读取，请在文档里改为普通表格"),
        (seen.included, "处插入的其他文件没有读取"),
        (seen.too_deep, "处嵌套过深的内容没有读取"),
    ] {
        if count > 0 {
            content.remark(None, format!("{count}{text}"));
        }
    }
    Ok(content)
}

fn stopped(why: Stopped) -> String {
    match why {
        Stopped::Broken => BROKEN,
        Stopped::TooLarge => TOO_LARGE,
    }
    .to_owned()
}

/// Why a package cannot be read, for a Word file.
pub(crate) fn reason(damage: &Damage) -> String {
    match damage {
        Damage::Broken(_) => BROKEN.to_owned(),
        Damage::Encrypted => "文件有打开密码。请在 Word 或 WPS 中去掉密码，另存后重试".to_owned(),
        Damage::TooLarge(_) => damage.reason(),
    }
}

/// A part as text, whichever Unicode form it is in; `None` if there is no such part.
pub(crate) fn part_text(package: &mut Package<'_>, name: &str) -> Result<Option<String>, String> {
    part_within(package, name, MOST_BYTES)
}

fn part_within(package: &mut Package<'_>, name: &str, limit: u64) -> Result<Option<String>, String> {
    let bytes = package.read(name, limit).map_err(|e| reason(&e))?;
    bytes.map(|bytes| unicode(bytes).ok_or_else(|| BROKEN.to_owned())).transpose()
}

/// A part a document can do without.
fn optional<T: Default>(
    package: &mut Package<'_>,
    name: Option<String>,
    read: fn(&str) -> xml::Result<T>,
) -> Result<T, String> {
    let Some(name) = name else { return Ok(T::default()) };
    match part_within(package, &name, MOST_OF_ONE_LOOK)? {
        Some(text) => read(&text).map_err(stopped),
        None => Ok(T::default()),
    }
}

fn read_part(text: &str, reader: &mut BodyReader<'_>, out: &mut Vec<Block>) -> xml::Result<()> {
    let mut xml = Xml::new(text);
    xml.root()?;
    loop {
        match xml.next()? {
            Step::Open(tag) if tag.name() == "body" => return reader.blocks(&mut xml, out),
            Step::Open(_) => xml.skip()?,
            Step::Text(_) => {}
            Step::Close | Step::End => return Err(Stopped::Broken),
        }
    }
}

/// The paragraphs of a header, footer or notes part as texts.
fn texts(package: &mut Package<'_>, name: &str, styles: &Styles) -> Result<Vec<String>, String> {
    let Some(text) = part_text(package, name)? else { return Ok(Vec::new()) };
    let mut xml = Xml::new(&text);
    let mut blocks = Vec::new();
    let mut reader = BodyReader::new(styles, Numbering::default(), false);
    let name = xml.root().map_err(stopped)?;
    if matches!(name.as_str(), "footnotes" | "endnotes") {
        while let Step::Open(tag) = next_element(&mut xml)? {
            // Separators are notes, too.
            if tag.attribute("type").is_some_and(|t| t != "normal") {
                xml.skip().map_err(stopped)?;
            } else {
                reader.blocks(&mut xml, &mut blocks).map_err(stopped)?;
            }
        }
    } else {
        reader.blocks(&mut xml, &mut blocks).map_err(stopped)?;
    }
    let texts = blocks.iter().filter_map(|b| match b {
        Block::Paragraph(p) => Some(p.text().trim().to_owned()).filter(|t| !t.is_empty()),
        _ => None,
    });
    Ok(texts.collect())
}

fn next_element<'a>(xml: &mut Xml<'a>) -> Result<Step<'a>, String> {
    loop {
        match xml.next().map_err(stopped)? {
            Step::Text(_) => {}
            step => return Ok(step),
        }
    }
}

/// A relationship.
pub(crate) struct Link {
    /// Name by which the part refers to it.
    pub id: String,
    /// Last part of the relationship type, the same in strict and transitional files.
    pub kind: String,
    /// The part, as written.
    pub target: String,
}

/// What a part is related to; files outside are left out.
pub(crate) fn relationships(package: &mut Package<'_>, part: &str) -> Vec<Link> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let name =
        if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let Ok(Some(text)) = part_text(package, &name) else { return Vec::new() };
    let mut xml = Xml::new(&text);
    let mut links = Vec::new();
    while let Ok(step) = xml.next() {
        match step {
            Step::Open(tag) if tag.name() == "Relationship" => {
                let kind = tag.attribute("Type").unwrap_or_default();
                let external = tag.attribute("TargetMode").as_deref() == Some("External");
                if let Some(target) = tag.attribute("Target").filter(|_| !external) {
                    let id = tag.attribute("Id").unwrap_or_default();
                    links.push(Link { id, kind: kind.rsplit('/').next().unwrap_or("").to_owned(), target });
                }
            }
            Step::End => break,
            _ => {}
        }
    }
    links
}

/// A relationship's target as a part name.
pub(crate) fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for piece in target.split('/') {
        match piece {
            "." | "" => {}
            ".." => {
                path.pop();
            }
            piece => path.push(piece),
        }
    }
    path.join("/")
}

/// Name of the document part.
pub(crate) fn main_part(package: &mut Package<'_>) -> Result<String, String> {
    let linked = relationships(package, "").into_iter().find(|l| l.kind == "officeDocument");
    let name = linked.map_or_else(|| "word/document.xml".to_owned(), |l| resolve("", &l.target));
    if package.has(&name) && !name.starts_with("xl/") && !name.starts_with("ppt/") {
        return Ok(name);
    }
    let has = |prefix: &str| package.names().any(|n| n.starts_with(prefix));
    Err(if has("xl/") {
        "这是Excel工作簿，不是Word文档。这里要的是公开文档的 Word 或 PDF".to_owned()
    } else if has("ppt/") {
        "这是演示文稿，不是Word文档".to_owned()
    } else if package.has("content.xml") {
        "这是OpenDocument文件（.odt等）。请用 Word 或 WPS 打开，另存为 .docx 后重试".to_owned()
    } else {
        BROKEN.to_owned()
    })
}

/// The blocks in the three parts that make them, for fuzzing: a package around them would take most of the time.
#[cfg(fuzzing)]
pub fn read_parts(document: &str, styles: &str, numbering: &str) -> Option<Content> {
    let styles = if styles.is_empty() { Styles::default() } else { Styles::read(styles).ok()? };
    let numbering =
        if numbering.is_empty() { Numbering::default() } else { Numbering::read(numbering).ok()? };
    let mut content = Content::new(Format::Docx);
    let mut reader = BodyReader::new(&styles, numbering, document.contains("lastRenderedPageBreak"));
    read_part(document, &mut reader, &mut content.blocks).ok()?;
    Some(content)
}
