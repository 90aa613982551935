//! The files of the page, in the program itself.

/// A file of the page by its name: its kind and content.
pub fn file(name: &str) -> Option<(&'static str, &'static str)> {
    const HTML: &str = "text/html; charset=utf-8";
    const CSS: &str = "text/css; charset=utf-8";
    const SCRIPT: &str = "text/javascript; charset=utf-8";
    Some(match name {
        "/" => (HTML, include_str!("page/index.html")),
        "/style.css" => (CSS, include_str!("page/style.css")),
        "/paper.css" => (CSS, crate::export::html::STYLE),
        "/proof.css" => (CSS, crate::marked::page::STYLE),
        "/proof.js" => (SCRIPT, crate::marked::page::SCRIPT),
        "/proofing.js" => (SCRIPT, include_str!("page/proofing.js")),
        "/talk.js" => (SCRIPT, include_str!("page/talk.js")),
        "/start.js" => (SCRIPT, include_str!("page/start.js")),
        "/paper.js" => (SCRIPT, include_str!("page/paper.js")),
        "/fields.js" => (SCRIPT, include_str!("page/fields.js")),
        "/findings.js" => (SCRIPT, include_str!("page/findings.js")),
        "/fill.js" => (SCRIPT, include_str!("page/fill.js")),
        "/style.js" => (SCRIPT, include_str!("page/style.js")),
        "/proofread.js" => (SCRIPT, include_str!("page/proofread.js")),
        "/years.js" => (SCRIPT, include_str!("page/years.js")),
        "/print.js" => (SCRIPT, include_str!("page/print.js")),
        "/main.js" => (SCRIPT, include_str!("page/main.js")),
        _ => return None,
    })
}
