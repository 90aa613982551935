//! 决算公开.html: the document to look at before publishing. One file that opens from the disk without a network;
//! every figure says how it was made. 决算公开（公开版）.html is the same document without findings and origins.

use crate::document::Document;
use crate::document::model::{Block, Cell, CoverRole, Note, Run, Section, SectionKind, Table};
use crate::error::Result;
use crate::export::markup::{Markup, data_address};
use crate::tables::{Align, HeadCell};
use origins::Shown;

mod origins;
mod print;
mod svg;

/// How the document looks on a page, on a screen and printed.
pub(crate) const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// Nothing may be fetched, and only what this file carries may run.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/// Said on every page that carries findings and origins.
const INTERNAL: &str = "内部使用：本页含有核对结果和每个数的来源，供公开前核对，请勿上网发布。公开用的网页用 --format html-public 生成。";

/// Who a page is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// The office: findings, missing texts, origins.
    Inside,
    /// Everyone: the document alone.
    Public,
    /// A page that stays open while people type: what they can answer carries its key, and nothing carries a number
    /// that another answer would change.
    Live,
}

/// The sections that a page shows, with the class of their elements (cover, wide, page): each block is a [`piece`] of a page
/// that stays open, and one that did not change need not be sent again.
pub fn sections(document: &Document) -> impl Iterator<Item = (&'static str, &[Block])> {
    let shown = document.sections.iter().filter(|s| s.kind != SectionKind::Contents);
    shown.map(|section| (class_of_section(section), section.blocks.as_slice()))
}

/// A block as markup for a page that stays open; empty if it shows nothing.
pub fn piece(block: &Block) -> String {
    let mut m = Markup::new();
    blocks(&mut m, std::slice::from_ref(block), &mut Page { reader: Reader::Live, shown: Shown::default() });
    m.finish()
}

fn class_of_section(section: &Section) -> &'static str {
    match section.kind {
        SectionKind::Cover => "cover",
        SectionKind::Body if section.landscape => "wide",
        SectionKind::Contents | SectionKind::Body => "page",
    }
}

/// The page for inside use (内部使用), with findings and the origin of every figure.
///
/// # Errors
/// Only if the origins cannot be serialised, which no data can cause.
pub fn page(document: &Document) -> Result<String> {
    write(document, Reader::Inside)
}

/// The page to publish: the same document without findings, origins, names of files and scripts.
///
/// # Errors
/// As [`page`].
pub fn public_page(document: &Document) -> Result<String> {
    write(document, Reader::Public)
}

/// Bytes that a cell of a table takes on the page, with its origin.
const CELL: usize = 96;

fn write(document: &Document, reader: Reader) -> Result<String> {
    let inside = reader == Reader::Inside;
    let mut page = Page { reader, shown: Shown::of(document) };
    let mut failed = None;
    let title = format!("{}{}公开", document.org, document.title);
    let style = format!("{STYLE}{}", print::rules(document));
    let text = Markup::page(&title, POLICY, &style, |m| {
        m.reserve(document.cells() * CELL);
        let label = if inside { "目录和核对" } else { "目录" };
        m.el("aside", &[("id", "side"), ("aria-label", label)], |m| side(m, document, reader));
        m.el("main", &[], |m| {
            if inside {
                m.leaf("p", &[("class", "internal")], INTERNAL);
            }
            for section in document.sections.iter().filter(|s| s.kind != SectionKind::Contents) {
                let class = class_of_section(section);
                m.el("section", &[("class", class)], |m| blocks(m, &section.blocks, &mut page));
            }
        });
        if !inside {
            return;
        }
        let tip = [("id", "origin"), ("role", "dialog"), ("aria-label", "数字来源"), ("hidden", "hidden")];
        m.el("div", &tip, |_| {});
        match origins::json(document, &page.shown) {
            Ok(origins) => {
                m.el("script", &[("type", "application/json"), ("id", "origins")], |m| m.raw(&origins));
                m.el("script", &[], |m| m.raw(SCRIPT));
            }
            Err(error) => failed = Some(error),
        }
    });
    failed.map_or(Ok(text), Err)
}

fn side(m: &mut Markup, document: &Document, reader: Reader) {
    if reader == Reader::Inside {
        notes(m, document);
    }
    m.el("details", &[("open", "open")], |m| {
        m.leaf("summary", &[], "目录");
        m.el("nav", &[], |m| {
            for block in document.sections.iter().flat_map(|s| &s.blocks) {
                let (class, id, text) = match block {
                    Block::Heading { level: 1, id, runs } => ("l1", id, plain(runs)),
                    Block::Heading { level: 2, id, runs } => ("l2", id, plain(runs)),
                    Block::Table(table) => match &table.listed {
                        Some(listed) => ("l2", &table.id, listed.clone()),
                        None => continue,
                    },
                    _ => continue,
                };
                m.leaf("a", &[("class", class), ("href", &format!("#{id}"))], &text);
            }
        });
    });
}

fn notes(m: &mut Markup, document: &Document) {
    m.el("details", &[("open", "open"), ("class", "notes")], |m| {
        m.leaf("summary", &[], &format!("核对和待填写（{}）", document.notes.len()));
        if document.notes.is_empty() {
            m.leaf("p", &[], "没有发现问题。");
        }
        m.el("ul", &[], |m| {
            for note in &document.notes {
                m.el("li", &[("class", class_of(note))], |m| note_item(m, note));
            }
        });
    });
}

fn class_of(note: &Note) -> &'static str {
    match note.kind {
        "错误" => "error",
        "警告" => "warning",
        "待填写" => "gap",
        _ => "notice",
    }
}

fn note_item(m: &mut Markup, note: &Note) {
    let code = if note.code.is_empty() { String::new() } else { format!("[{}]", note.code) };
    m.leaf("b", &[], &format!("{}{code}", note.kind));
    m.text(" ");
    match note.targets.first() {
        Some(target) => {
            let (first, all) = (format!("#{target}"), note.targets.join(" "));
            let mut attributes = vec![("href", first.as_str())];
            attributes.extend((note.targets.len() > 1).then_some(("data-mark", all.as_str())));
            m.leaf("a", &attributes, &note.message);
        }
        None => m.text(&note.message),
    }
    let place = note.places.first().map(|spot| spot.place.as_str());
    let hint: Vec<&str> = place.into_iter().chain([note.hint.as_str()]).filter(|t| !t.is_empty()).collect();
    if !hint.is_empty() {
        m.leaf("small", &[], &hint.join("；"));
    }
    if let Some(said) = &note.looked_at {
        m.leaf("small", &[], &format!("已看过：{said}"));
    }
}

fn plain(runs: &[Run]) -> String {
    runs.iter().map(Run::text).collect()
}

/// A page being written.
struct Page {
    reader: Reader,
    shown: Shown,
}

fn blocks(m: &mut Markup, blocks: &[Block], page: &mut Page) {
    for block in blocks {
        match block {
            Block::CoverLine { role, text } => {
                let class = match role {
                    CoverRole::Head => "cover-head",
                    CoverRole::Title => "cover-title",
                    CoverRole::Foot => "cover-date",
                };
                m.leaf("p", &[("class", class)], text);
            }
            Block::CoverPicture { picture, height } => {
                let source = data_address(picture.kind.media_type(), &picture.bytes);
                let style = format!("height:{height}mm");
                m.el("p", &[("class", "cover-picture")], |m| {
                    m.empty("img", &[("src", &source), ("alt", "徽标"), ("style", &style)]);
                });
            }
            Block::Heading { level, id, runs: content } => {
                let tag = ["h1", "h2", "h3", "h4"][usize::from((*level).clamp(1, 4)) - 1];
                m.el(tag, &[("id", id)], |m| runs(m, content, page));
            }
            Block::Paragraph(content) => m.el("p", &[], |m| runs(m, content, page)),
            Block::Table(table) => write_table(m, table, page),
            Block::Chart { chart, caption } => m.el("figure", &[], |m| {
                svg::draw(m, chart, caption);
                m.leaf("figcaption", &[], caption);
            }),
            Block::PageBreak => m.el("div", &[("class", "turn")], |_| {}),
            Block::Contents => {}
        }
    }
}

fn runs(m: &mut Markup, runs: &[Run], page: &mut Page) {
    let reader = page.reader;
    for run in runs {
        match run {
            Run::Gap { text, .. } if reader == Reader::Public => m.leaf("mark", &[], text),
            _ if reader == Reader::Public => m.text(run.text()),
            Run::Text(text) => m.text(text),
            Run::Figure { text, key, field, whole, origin } => {
                let number = page.shown.number(*origin, None).to_string();
                let mut attributes = vec![("class", "f"), ("tabindex", "0")];
                attributes.extend((reader == Reader::Inside).then_some(("data-o", number.as_str())));
                attributes.extend([("data-key", key.as_str()), ("data-field", field.name())]);
                attributes.extend(whole.as_deref().map(|whole| ("data-of", whole)));
                m.leaf("span", &attributes, text);
            }
            Run::Typed { text, key, .. } if reader == Reader::Live => {
                m.leaf("span", &[("class", "t"), ("data-key", key)], text);
            }
            Run::Gap { text, key, .. } if reader == Reader::Live => {
                m.leaf("mark", &[("data-key", key)], text);
            }
            // Typed, but by whom and where is not known.
            Run::Typed { text, origin: None, .. } => m.leaf("span", &[("class", "w")], text),
            Run::Typed { text, origin: Some(origin), .. } => {
                let number = page.shown.number(*origin, None).to_string();
                m.leaf("span", &[("class", "t"), ("data-o", &number)], text);
            }
            // What to do about it stands in the list beside the text; the script shows it here.
            Run::Gap { text, id, .. } => m.leaf("mark", &[("id", id)], text),
        }
    }
}

fn write_table(m: &mut Markup, table: &Table, page: &mut Page) {
    // Inside, the script names cells by row and column; a page without findings has nothing that leads to one.
    let named = page.reader == Reader::Live;
    m.el("div", &[("class", "table"), ("id", &table.id)], |m| {
        if !table.title.is_empty() {
            m.leaf("h2", &[("class", "title")], &table.title);
        }
        if let Some(number) = &table.form_number {
            m.leaf("p", &[("class", "form")], number);
        }
        let lines = [&table.left_line, &table.middle_line, &table.right_line];
        if lines.iter().any(|line| !line.is_empty()) {
            m.el("p", &[("class", "lines")], |m| {
                m.leaf("span", &[], &table.left_line);
                if !table.middle_line.is_empty() {
                    m.leaf("span", &[], &table.middle_line);
                }
                m.leaf("span", &[], &table.right_line);
            });
        }
        m.el("div", &[("class", "scroll")], |m| {
            let class = format!("v {}", print::class(table.columns.len()));
            m.el("table", &[("class", &class)], |m| {
                m.el("thead", &[], |m| {
                    for row in 0..table.head_rows {
                        m.el("tr", &[], |m| {
                            table.head.iter().filter(|h| h.row == row).for_each(|h| head_cell(m, h));
                        });
                    }
                });
                m.el("tbody", &[], |m| {
                    for (r, row) in table.rows.iter().enumerate() {
                        m.el("tr", &[], |m| {
                            for (c, cell) in row.iter().enumerate() {
                                let (span, depth) = (table.span(r, c), table.depth(r, c));
                                if span > 0 && depth > 0 {
                                    let id = format!("{}-{}-{}", table.id, r + 1, c + 1);
                                    body_cell(m, (&id, named), cell, (span, depth), page);
                                }
                            }
                        });
                    }
                });
            });
        });
        for note in &table.notes {
            m.leaf("p", &[("class", "note")], note);
        }
    });
}

fn head_cell(m: &mut Markup, head: &HeadCell) {
    let (rows, cols) = (head.rows.to_string(), head.cols.to_string());
    let mut attributes = Vec::new();
    if head.rows > 1 {
        attributes.push(("rowspan", rows.as_str()));
    }
    if head.cols > 1 {
        attributes.push(("colspan", cols.as_str()));
    }
    m.leaf("th", &attributes, &head.text);
}

/// `named` says whether the cell carries its own id. A number has no class: cells of tables are numbers unless they say
/// otherwise.
fn body_cell(
    m: &mut Markup,
    (id, named): (&str, bool),
    cell: &Cell,
    (span, depth): (usize, usize),
    page: &mut Page,
) {
    let mut class = match cell.align {
        _ if cell.text.is_empty() => String::new(),
        Some(Align::Right) => String::new(),
        Some(Align::Center) => "c".to_owned(),
        _ => format!("i{}", cell.indent.min(3)),
    };
    if cell.bold && !cell.text.is_empty() {
        class.push_str(if class.is_empty() { "b" } else { " b" });
    }
    let mut attributes = Vec::new();
    attributes.extend(named.then_some(("id", id)));
    attributes.extend((!class.is_empty()).then_some(("class", class.as_str())));
    let (span, depth) = (span.to_string(), depth.to_string());
    if span != "1" {
        attributes.push(("colspan", &span));
    }
    if depth != "1" {
        attributes.push(("rowspan", &depth));
    }
    let origin = match page.reader {
        Reader::Inside => page.shown.cell(cell, id),
        Reader::Live | Reader::Public => None,
    };
    attributes.extend(origin.as_deref().map(|origin| ("data-o", origin)));
    // An empty cell shows no figure to explain.
    if page.reader == Reader::Live && cell.origin.is_some() && !cell.text.is_empty() {
        attributes.extend([("data-c", ""), ("tabindex", "-1")]);
    }
    m.leaf("td", &attributes, &cell.text);
}
