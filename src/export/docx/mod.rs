//! 决算公开.docx: an Office Open XML package written part by part, deflated, the same bytes for the same document.

use zip::result::ZipResult;

use crate::document::Document;
use crate::error::{Error, Result};
use crate::word_model::{self, Content, Own, WordModel};

mod body;
mod chart;
mod dressed;
mod layout;
mod lines;
mod pages;
mod parts;
mod picture;
mod setup;
mod styles;
mod table;
mod titles;

use body::Body;
use parts::DOCUMENT;

/// The document as bytes.
///
/// # Errors
/// Only if the package cannot be put together, which no data can cause.
pub fn document(document: &Document) -> Result<Vec<u8>> {
    with_numbers(document, None)
}

/// The document as bytes, with these page numbers in its contents in place of the estimated ones.
///
/// # Errors
/// See [`document`].
pub fn document_numbered(document: &Document, pages: &[u32]) -> Result<Vec<u8>> {
    with_numbers(document, Some(pages))
}

/// What the contents (目录) list with the page numbers that [`document`] prints, in order; nothing where the style prints
/// none.
pub fn contents(document: &Document) -> Vec<Listed> {
    if document.contents.pages { body::contents(document, document.word.as_deref()) } else { Vec::new() }
}

/// A line of the contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What stands on the page: the title of a part, section or table.
    pub title: String,
    /// The page number in the contents.
    pub page: u32,
}

fn with_numbers(document: &Document, pages: Option<&[u32]>) -> Result<Vec<u8>> {
    match document.word.as_deref() {
        Some(model) => like_model(document, model.clone(), pages),
        None => plain(document, pages),
    }
    .map_err(|e| Error::Internal(format!("决算公开.docx 不能生成：{e}")))
}

/// The document in the look of its style.
fn plain(document: &Document, pages: Option<&[u32]>) -> ZipResult<Vec<u8>> {
    let body = body::write(document, None, pages)?;
    let relations = parts::document_relations(body.charts.len(), &body.pictures);
    let styles = styles::styles(document, &body.cells);
    let mut own = own_parts(document, body);
    own.extend([
        word_part("styles", "styles", styles),
        word_part("settings", "settings", parts::settings()),
        word_part("fontTable", "fontTable", styles::font_table(&document.fonts)),
        word_part("footer1", "footer", parts::footer("right")),
        word_part("footer2", "footer", parts::footer("left")),
    ]);
    word_model::package(&[], &own, &parts::package_links(), &relations)
}

/// The document in the package of a model.
fn like_model(document: &Document, mut model: WordModel, pages: Option<&[u32]>) -> ZipResult<Vec<u8>> {
    for part in model.parts.list.iter_mut().filter(|part| matches!(part.kind, "header" | "footer")) {
        if let Ok(text) = std::str::from_utf8(&part.bytes) {
            part.bytes = parts::filled(text, document).into_bytes();
        }
    }
    let body = body::write(document, Some(&model), pages)?;
    let relations = parts::relations_like(&model.parts, body.charts.len(), &body.pictures);
    word_model::package(&model.parts.list, &own_parts(document, body), &parts::package_links(), &relations)
}

/// The parts that every document has of its own.
fn own_parts(document: &Document, body: Body) -> Vec<Own> {
    let mut all = vec![
        own("docProps/core.xml", parts::CORE_TYPE, parts::core(document)),
        own("docProps/app.xml", parts::APP_TYPE, parts::app()),
        Own {
            name: DOCUMENT.to_owned(),
            kind: word_kind("document.main"),
            content: Content::Packed(body.part),
        },
        word_part("comments", "comments", body.comments),
    ];
    let charts = body.charts.into_iter().enumerate();
    all.extend(charts.map(|(i, xml)| own(&parts::chart_name(i), parts::CHART_TYPE, xml)));
    let pictures = body.pictures.iter().enumerate();
    all.extend(pictures.map(|(i, picture)| {
        own(&parts::picture_name(i, picture), picture.kind.media_type(), picture.bytes.to_vec())
    }));
    all
}

fn own(name: &str, kind: &str, content: impl Into<Vec<u8>>) -> Own {
    Own { name: name.to_owned(), kind: kind.to_owned(), content: Content::Plain(content.into()) }
}

/// A part of Word's own: file name, kind, content.
fn word_part(name: &str, kind: &str, xml: String) -> Own {
    own(&format!("word/{name}.xml"), &word_kind(kind), xml)
}

fn word_kind(kind: &str) -> String {
    format!("{}.{kind}+xml", parts::WORD_TYPE)
}
