//! How the page is printed: on the paper of the style, in its margins and sizes, as the Word file is.

use crate::document::Document;

/// A table by the number of its columns: what has more of them is printed smaller, so that none is cut.
pub fn class(columns: usize) -> &'static str {
    match columns {
        0..=7 => "few",
        8..=10 => "some",
        _ => "many",
    }
}

/// Rules for printing that depend on the style.
pub fn rules(document: &Document) -> String {
    let (page, sizes) = (&document.page, &document.sizes);
    let [top, bottom, left, right] = page.wide.unwrap_or([page.left, page.right, page.bottom, page.top]);
    let small = |size: f64| size.min(sizes.table);
    format!(
        "@page{{size:{width}mm {height}mm;margin:{}mm {}mm {}mm {}mm}}\
         @page wide{{size:{height}mm {width}mm;margin:{top}mm {right}mm {bottom}mm {left}mm}}\n\
         @media print{{body{{font-size:{body}pt;line-height:{line}pt}}\
         h1{{font-size:{part}pt;line-height:1.4}}h2{{font-size:{}pt}}h3{{font-size:{}pt}}h4{{font-size:{body}pt}}\
         .cover-title{{font-size:{}pt}}.cover-date{{font-size:18pt}}.table .title{{font-size:{}pt}}\
         figcaption{{font-size:12pt;line-height:18pt}}\
         .few{{font-size:{}pt}}.some{{font-size:{}pt}}.many{{font-size:{}pt}}.wide .many{{font-size:{}pt}}}}\n",
        page.top,
        page.right,
        page.bottom,
        page.left,
        sizes.heading1,
        sizes.heading2,
        page.cover_size,
        sizes.table_title,
        small(9.0),
        small(8.0),
        small(7.0),
        small(8.0),
        width = page.width,
        height = page.height,
        body = sizes.body,
        line = sizes.line,
        part = sizes.part,
    )
}
