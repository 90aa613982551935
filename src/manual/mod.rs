//! 使用说明: the chapters below `docs/` as one page that needs nothing beside it, so that a clone, the archive and
//! `juesuan manual` show the same.
//!
//! The chapters are Markdown for readers of the repository. `render` makes links between them links within the page
//! and takes in the pictures; links to what is not part of the manual become plain words.

use crate::export::markup::Markup;

mod render;

use render::Rendered;

/// A page below `docs/`.
#[derive(Debug)]
pub struct Chapter {
    /// Its path below `docs/`.
    pub file: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// A picture of `docs/images`.
#[derive(Debug)]
struct Picture {
    name: &'static str,
    bytes: &'static [u8],
}

macro_rules! chapters {
    ($($file:literal,)*) => {
        &[$(Chapter { file: $file, text: include_str!(concat!("../../docs/", $file)) },)*]
    };
}

macro_rules! pictures {
    ($($name:literal,)*) => {
        &[$(Picture { name: $name, bytes: include_bytes!(concat!("../../docs/images/", $name)) },)*]
    };
}

/// The manual by task, in order.
pub const CHAPTERS: &[Chapter] = chapters![
    "manual/start.md",
    "manual/reasons.md",
    "manual/findings.md",
    "manual/model.md",
    "manual/wording.md",
    "manual/year.md",
    "manual/bureau.md",
    "manual/proofreading.md",
    "manual/window.md",
    "manual/pdf.md",
    "manual/questions.md",
    "manual/files.md",
    "manual/commands.md",
];

/// What the chapters refer to, whole.
pub const APPENDICES: &[Chapter] =
    chapters!["model.md", "bureau.md", "templates.md", "proofreading.md", "checks.md", "findings.md",];

const PICTURES: &[Picture] = pictures![
    "finding-cells.png",
    "page-cover.png",
    "page-narrative.png",
    "page-table.png",
    "supplement.png",
    "window-document.png",
    "window-finding.png",
    "window-proofreading.png",
    "window-start.png",
];

const TITLE: &str = "决算（juesuan）使用说明";
/// The page loads nothing but the pictures it holds.
pub const POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/// The whole manual as one HTML page.
pub fn page() -> String {
    let chapters: Vec<Rendered> = CHAPTERS.iter().chain(APPENDICES).map(render::chapter).collect();
    Markup::page(TITLE, POLICY, include_str!("manual.css"), |m| {
        m.el("header", &[], |m| {
            m.leaf("p", &[("class", "title")], TITLE);
            m.leaf("p", &[("class", "version")], &format!("第 {} 版", env!("CARGO_PKG_VERSION")));
        });
        m.el("nav", &[("aria-label", "目录")], |m| {
            for (i, chapter) in chapters.iter().enumerate() {
                if i == CHAPTERS.len() {
                    m.leaf("p", &[], "附录");
                }
                contents(m, chapter, i < CHAPTERS.len());
            }
        });
        m.el("main", &[], |m| {
            for chapter in &chapters {
                m.el("section", &[], |m| m.raw(&chapter.html));
            }
        });
    })
}

/// A chapter's line of the contents, with its sections.
fn contents(m: &mut Markup, chapter: &Rendered, sections: bool) {
    let mut headings = chapter.headings.iter();
    let Some(first) = headings.next() else { return };
    m.leaf("a", &[("href", &format!("#{}", first.id)), ("class", "l1")], &first.text);
    for heading in headings.filter(|h| sections && h.level == 2) {
        m.leaf("a", &[("href", &format!("#{}", heading.id)), ("class", "l2")], &heading.text);
    }
}
