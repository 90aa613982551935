//! What a document with a model takes from it outside tables: pages, cover, paragraphs, entries of the contents.

use super::dressed;
use super::layout::Page;
use crate::document::Document;
use crate::document::model::{Block, Section, SectionKind};
use crate::export::markup::Markup;
use crate::word_model::{Cover, Role, Sample, WordModel, cover_mark, lead};

/// The section of the model that a section of the document is set up like.
pub fn section(model: &WordModel, section: &Section) -> Option<usize> {
    let of = |role: Role| model.sample(role, "").map(|sample| sample.section);
    let wanted = match section.kind {
        SectionKind::Cover => model.cover.as_ref().map(|cover| cover.section),
        SectionKind::Contents => of(Role::ContentsTitle),
        SectionKind::Body => {
            let table = section.blocks.iter().find_map(|block| match block {
                Block::Table(table) => model.tables.get(dressed::number(table)).map(|look| look.section),
                _ => None,
            });
            let has_text = section
                .blocks
                .iter()
                .any(|block| matches!(block, Block::Paragraph(_) | Block::Heading { level: 2.., .. }));
            table.filter(|_| !has_text).or_else(|| of(if has_text { Role::Body } else { Role::Part }))
        }
    };
    let is_wide = |at: &usize| {
        let size = |name| model.sections.get(*at).and_then(|s| s.properties.length("pgSz", name));
        size("w") > size("h")
    };
    let exists = |at: &usize| *at < model.sections.len();
    let wanted = wanted.filter(exists);
    let turned = || {
        model
            .tables
            .values()
            .map(|look| look.section)
            .find(|at| exists(at) && is_wide(at) == section.landscape)
    };
    wanted.filter(|at| is_wide(at) == section.landscape).or_else(turned).or(wanted)
}

/// The number of the first page of the model's text, where numbers begin with the section behind cover and contents.
fn text_starts(model: &WordModel) -> Option<u32> {
    let contents = [Role::ContentsTitle, Role::Contents1, Role::Contents2]
        .iter()
        .filter_map(|role| model.samples.get(&(*role, String::new())).map(|sample| sample.section));
    let before = contents.chain(model.cover.as_ref().map(|cover| cover.section)).max()?;
    model.sections.get(before + 1)?.properties.length("pgNumType", "start")
}

/// Properties of a section set up like one of the model; what begins anew with it (page numbers, a first page) does so once.
/// The section that the text `begins` with may be set up like a later one of the model: its numbers begin all the same.
pub fn properties(model: &WordModel, at: usize, section: &Section, first: bool, begins: bool) -> String {
    let Some(like) = model.sections.get(at) else { return String::new() };
    let mut like = like.clone();
    like.properties.set("type", &[("val", "nextPage")]);
    if !first {
        let numbers = like.properties.attribute("pgNumType", "fmt");
        like.properties = like.properties.without(&["titlePg", "pgNumType"]);
        if let Some(format) = numbers {
            like.properties.set("pgNumType", &[("fmt", &format)]);
        }
    }
    let starts = like.properties.length("pgNumType", "start").or(text_starts(model).filter(|_| begins));
    if let (true, Some(number)) = (begins, starts) {
        let format = like.properties.attribute("pgNumType", "fmt");
        let number = number.to_string();
        let format = format.as_deref().map(|format| ("fmt", format));
        let all: Vec<(&str, &str)> = format.into_iter().chain([("start", number.as_str())]).collect();
        like.properties.set("pgNumType", &all);
    }
    let size = |name| like.properties.length("pgSz", name).unwrap_or(0);
    let (width, height) = (size("w"), size("h"));
    // No section of the model lies this way: its paper is turned, margins with it.
    if (width > height) != section.landscape && width > 0 && height > 0 {
        let margin = |name| like.properties.attribute("pgMar", name).unwrap_or_else(|| "1440".to_owned());
        let [top, bottom, left, right] = ["top", "bottom", "left", "right"].map(margin);
        let [header, footer] = ["header", "footer"].map(margin);
        let (width, height) = (height.to_string(), width.to_string());
        let mut paper = vec![("w", width.as_str()), ("h", height.as_str())];
        if section.landscape {
            paper.push(("orient", "landscape"));
        }
        like.properties.set("pgSz", &paper);
        like.properties.set(
            "pgMar",
            &[
                ("top", &left),
                ("right", &bottom),
                ("bottom", &right),
                ("left", &top),
                ("header", &header),
                ("footer", &footer),
                ("gutter", "0"),
            ],
        );
    }
    like.xml(&model.parts)
}

/// Numbered pages before the first part, where the model numbers them on from the cover.
pub fn pages_before(document: &Document, model: &WordModel) -> u32 {
    let start = |at: usize| model.sections.get(at)?.properties.length("pgNumType", "start");
    let entries = document.sections.iter().flat_map(|section| &section.blocks).filter(|block| match block {
        Block::Heading { level, .. } => *level <= 2,
        Block::Table(table) => table.listed.is_some(),
        _ => false,
    });
    let mut page = 1;
    let mut seen = None;
    for section in &document.sections {
        let like = self::section(model, section);
        // A section that two of ours are set up like begins its numbers once.
        let own = like.filter(|_| like != seen).and_then(start);
        let of_text = || text_starts(model).filter(|_| section.kind == SectionKind::Body);
        if let Some(first) = own.or_else(of_text) {
            page = first;
        }
        seen = like;
        match section.kind {
            SectionKind::Cover => page += 1,
            SectionKind::Contents => {
                let page_of = Page::sheet(&document.page, section.landscape);
                let line = |role| {
                    let sample = model.sample(role, "")?;
                    sample.paragraph.length("spacing", "line").filter(|_| {
                        sample.paragraph.attribute("spacing", "lineRule").as_deref() != Some("auto")
                    })
                };
                let usual = 440;
                let height = line(Role::ContentsTitle).unwrap_or(800)
                    + u32::try_from(entries.clone().count()).unwrap_or(0)
                        * line(Role::Contents2).unwrap_or(usual);
                page += height.div_ceil(page_of.inner_height().max(1)).max(1);
            }
            SectionKind::Body => break,
        }
    }
    page - 1
}

/// The cover: the lines of this document in the places of the model's. A line more than the model has follows its last one; what
/// the model has more stays empty.
pub fn cover(m: &mut Markup, cover: &Cover, section: &Section) {
    let lines: Vec<&str> = section
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::CoverLine { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let places = (0..).take_while(|at| cover.xml.contains(&cover_mark(*at))).count();
    let mut xml = cover.xml.clone();
    for at in 0..places {
        let own = if at + 1 == places { lines.get(at..) } else { lines.get(at..=at) };
        let texts: Vec<String> = own.unwrap_or_default().iter().map(|text| escaped(text)).collect();
        xml = xml.replace(&cover_mark(at), &texts.join("</w:t><w:br/><w:t>"));
    }
    m.raw(&xml);
}

fn escaped(text: &str) -> String {
    let mut m = Markup::new();
    m.text(text);
    m.finish()
}

/// How a paragraph looks that has a style of this name without a model.
pub fn paragraph(model: &WordModel, style: &str) -> Sample {
    let (role, outline) = match style {
        "Heading1" => (Role::Part, Some("0")),
        "PartName" => (Role::PartName, Some("9")),
        "Heading2" => (Role::Heading1, Some("1")),
        "Heading3" => (Role::Heading2, Some("2")),
        "Heading4" => (Role::Heading3, Some("3")),
        "ContentsTitle" => (Role::ContentsTitle, Some("9")),
        "Term" => (Role::Term, None),
        "Caption" | "Figure" => (Role::TableTitle, Some("9")),
        _ => (Role::Body, None),
    };
    let mut sample = model.sample(role, "").cloned().unwrap_or_else(Sample::plain);
    if let Some(outline) = outline {
        sample.paragraph.set("outlineLvl", &[("val", outline)]);
    }
    match style {
        // The title of the contents has its blanks already.
        "ContentsTitle" => sample.spread = false,
        "Figure" => {
            // A picture is as high as it is.
            sample.paragraph.set("spacing", &[("before", "120"), ("line", "240"), ("lineRule", "auto")]);
            sample.lead.clear();
        }
        "Caption" => {
            sample.run = model.sample(Role::TableLine, "").map_or(sample.run, |line| line.run.clone());
            sample.lead.clear();
        }
        _ => {}
    }
    if matches!(style, "Heading1" | "Heading2" | "Heading3" | "Heading4" | "Figure") {
        sample.paragraph.set("keepNext", &[]);
    }
    sample
}

/// How many bytes of a paragraph's text are its beginning (段首), and how that looks, where the model sets it apart.
pub fn lead(model: &WordModel, style: &str, text: impl FnOnce() -> String) -> Option<(usize, Sample)> {
    let (role, term) = match style {
        "" => (Role::Lead, false),
        "Term" => (Role::TermLead, true),
        _ => return None,
    };
    let sample = model.sample(role, "")?;
    let at = lead::beginning(&text(), term)?;
    Some((at.end, Sample { lead: String::new(), ..sample.clone() }))
}

/// How an entry of the contents looks, with a stop for its page number at the width of the text.
pub fn entry(model: &WordModel, style: &str, width: Option<&str>) -> Sample {
    let role = if style == "TOC1" { Role::Contents1 } else { Role::Contents2 };
    let mut sample = model.sample(role, "").cloned().unwrap_or_else(Sample::plain);
    if let (Some(width), false) = (width, sample.paragraph.has("tabs")) {
        let stop = format!("<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"{width}\"/></w:tabs>");
        sample.paragraph.set_raw("tabs", stop);
    }
    sample
}
