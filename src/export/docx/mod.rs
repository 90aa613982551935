//! 决算公开.docx: an Office Open XML package written part by part, deflated, the same bytes for the same document.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::document::Document;
use crate::error::{Error, Result};
use crate::word_model::{self, WordModel};

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

/// A part of the package: name and content.
type Part = (String, Vec<u8>);

/// The document as bytes.
///
/// # Errors
/// Only if the package cannot be put together, which no data can cause.
pub fn document(document: &Document) -> Result<Vec<u8>> {
    if let Some(model) = document.word.as_deref().and_then(WordModel::read) {
        return like_model(document, model);
    }
    let body = body::write(document, None);
    let texts = [
        ("[Content_Types].xml".to_owned(), parts::content_types(body.charts.len(), &body.pictures)),
        ("_rels/.rels".to_owned(), parts::package_relations()),
        ("docProps/core.xml".to_owned(), parts::core(document)),
        ("docProps/app.xml".to_owned(), parts::app()),
        ("word/document.xml".to_owned(), body.xml),
        ("word/styles.xml".to_owned(), styles::styles(document)),
        ("word/settings.xml".to_owned(), parts::settings()),
        ("word/fontTable.xml".to_owned(), styles::font_table(&document.fonts)),
        ("word/footer1.xml".to_owned(), parts::footer("right")),
        ("word/footer2.xml".to_owned(), parts::footer("left")),
        ("word/comments.xml".to_owned(), body.comments),
        (
            "word/_rels/document.xml.rels".to_owned(),
            parts::document_relations(body.charts.len(), &body.pictures),
        ),
    ];
    let charts = body.charts.into_iter().enumerate().map(|(i, xml)| (parts::chart_name(i), xml));
    let mut parts: Vec<Part> =
        texts.into_iter().chain(charts).map(|(name, xml)| (name, xml.into_bytes())).collect();
    let pictures = body.pictures.iter().enumerate();
    parts.extend(pictures.map(|(i, picture)| (parts::picture_name(i, picture), picture.bytes.to_vec())));
    package(&parts).map_err(|e| Error::Internal(format!("决算公开.docx 不能生成：{e}")))
}

/// The document in the package of a model.
fn like_model(document: &Document, mut model: WordModel) -> Result<Vec<u8>> {
    for part in model.parts.list.iter_mut().filter(|part| matches!(part.kind, "header" | "footer")) {
        if let Ok(text) = std::str::from_utf8(&part.bytes) {
            part.bytes = parts::filled(text, document).into_bytes();
        }
    }
    let body = body::write(document, Some(&model));
    let word = |kind: &str| format!("{}.{kind}+xml", parts::WORD_TYPE);
    let mut own = vec![
        ("docProps/core.xml".to_owned(), parts::CORE_TYPE.to_owned(), parts::core(document).into_bytes()),
        ("docProps/app.xml".to_owned(), parts::APP_TYPE.to_owned(), parts::app().into_bytes()),
        ("word/document.xml".to_owned(), word("document.main"), body.xml.into_bytes()),
        ("word/comments.xml".to_owned(), word("comments"), body.comments.into_bytes()),
    ];
    let charts = body.charts.len();
    let chart =
        |(i, xml): (usize, String)| (parts::chart_name(i), parts::CHART_TYPE.to_owned(), xml.into_bytes());
    own.extend(body.charts.into_iter().enumerate().map(chart));
    own.extend(body.pictures.iter().enumerate().map(|(i, picture)| {
        (parts::picture_name(i, picture), picture.kind.media_type().to_owned(), picture.bytes.to_vec())
    }));
    let relations = parts::relations_like(&model.parts, charts, &body.pictures);
    word_model::package(&model.parts.list, &own, &parts::package_links(), &relations)
        .map_err(|e| Error::Internal(format!("决算公开.docx 不能生成：{e}")))
}

fn package(parts: &[Part]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(64 * 1024)));
    // The default time stamp is fixed (1980-01-01), as the content is.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(content)?;
    }
    Ok(zip.finish()?.into_inner())
}
