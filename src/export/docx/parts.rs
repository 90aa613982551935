//! The small parts of the package: what is in it, how parts relate, properties, settings, footers.

use crate::document::Document;
use crate::export::markup::Markup;
use crate::style::Picture;
use crate::subject::years_around;
use crate::word_model::parts::Parts;

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// Content types of Word's own parts, without their kind.
pub const WORD_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
/// Content types of other parts.
pub const CORE_TYPE: &str = "application/vnd.openxmlformats-package.core-properties+xml";
pub const APP_TYPE: &str = "application/vnd.openxmlformats-officedocument.extended-properties+xml";
pub const CHART_TYPE: &str = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml";
/// Main namespace of Word parts.
pub const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// Namespace of references between parts.
pub const R: &str = OFFICE;

/// Relations of the document part: identifier, kind, target.
const RELATIONS: [(&str, &str, &str); 6] = [
    ("rId1", "styles", "styles.xml"),
    ("rId2", "settings", "settings.xml"),
    ("rId3", "fontTable", "fontTable.xml"),
    ("rId4", "footer", "footer1.xml"),
    ("rId5", "footer", "footer2.xml"),
    ("rId6", "comments", "comments.xml"),
];

/// The footer of odd pages, and of even ones.
pub const FOOTERS: [(&str, &str); 2] = [("default", "rId4"), ("even", "rId5")];

/// Name of a chart part.
pub fn chart_name(index: usize) -> String {
    format!("word/charts/chart{}.xml", index + 1)
}

/// Identifier of a chart part in the document.
pub fn chart_relation(index: usize) -> String {
    format!("rIdChart{}", index + 1)
}

/// Name of a picture part.
pub fn picture_name(index: usize, picture: &Picture) -> String {
    format!("word/media/picture{}.{}", index + 1, picture.kind.extension())
}

/// Identifier of a picture part in the document.
pub fn picture_relation(index: usize) -> String {
    format!("rIdPicture{}", index + 1)
}

/// The relations of the package: name, kind, target.
pub fn package_links() -> [(String, String, String); 3] {
    let core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
    [
        ("rId1".into(), format!("{OFFICE}/officeDocument"), DOCUMENT.into()),
        ("rId2".into(), core.into(), "docProps/core.xml".into()),
        ("rId3".into(), format!("{OFFICE}/extended-properties"), "docProps/app.xml".into()),
    ]
}

/// The relations of a document in the look of its style.
pub fn document_relations(charts: usize, pictures: &[Picture]) -> Vec<(String, String, String)> {
    let fixed = RELATIONS
        .iter()
        .map(|(id, kind, target)| ((*id).to_owned(), format!("{OFFICE}/{kind}"), (*target).to_owned()));
    fixed.chain(chart_links(charts)).chain(picture_links(pictures)).collect()
}

fn chart_links(charts: usize) -> impl Iterator<Item = (String, String, String)> {
    (0..charts).map(|i| {
        let target = chart_name(i).trim_start_matches("word/").to_owned();
        (chart_relation(i), format!("{OFFICE}/chart"), target)
    })
}

fn picture_links(pictures: &[Picture]) -> impl Iterator<Item = (String, String, String)> {
    pictures.iter().enumerate().map(|(i, picture)| {
        let target = picture_name(i, picture).trim_start_matches("word/").to_owned();
        (picture_relation(i), format!("{OFFICE}/image"), target)
    })
}

/// The relations of a document that looks like a model: to the model's parts, and to its own.
pub fn relations_like(model: &Parts, charts: usize, pictures: &[Picture]) -> Vec<(String, String, String)> {
    let taken =
        model.relations().into_iter().map(|(id, kind, target)| (id, format!("{OFFICE}/{kind}"), target));
    let comments = ("rIdComments".to_owned(), format!("{OFFICE}/comments"), "comments.xml".to_owned());
    taken.chain([comments]).chain(chart_links(charts)).chain(picture_links(pictures)).collect()
}

/// A header or footer of a model with the placeholders for year and name filled.
pub fn filled(part: &str, document: &Document) -> String {
    let mut name = Markup::new();
    name.text(&document.org);
    let values = std::iter::once(("org", name.finish())).chain(years_around(document.year));
    values.fold(part.to_owned(), |part, (name, value)| part.replace(&format!("{{{name}}}"), &value))
}

/// Document properties (文档属性). The date is the first day after the year of the accounts.
pub fn core(document: &Document) -> String {
    let mut m = Markup::xml();
    let namespaces = [
        ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    let date = date(document);
    m.el("cp:coreProperties", &namespaces, |m| {
        m.leaf("dc:title", &[], &format!("{}{}公开", document.org, document.title));
        m.leaf("dc:subject", &[], &document.title);
        m.leaf("dc:creator", &[], &document.org);
        m.leaf("cp:keywords", &[], "部门决算 决算公开");
        m.leaf("cp:lastModifiedBy", &[], &document.org);
        m.leaf("dcterms:created", &[("xsi:type", "dcterms:W3CDTF")], &date);
        m.leaf("dcterms:modified", &[("xsi:type", "dcterms:W3CDTF")], &date);
    });
    m.finish()
}

/// The date that stands for the document's making.
pub fn date(document: &Document) -> String {
    format!("{}-01-01T00:00:00Z", document.year + 1)
}

/// The document part.
pub const DOCUMENT: &str = "word/document.xml";

/// `docProps/app.xml`
pub fn app() -> String {
    let mut m = Markup::xml();
    let namespace = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties";
    m.el("Properties", &[("xmlns", namespace)], |m| {
        m.leaf("Application", &[], "juesuan");
    });
    m.finish()
}

/// `word/settings.xml`: footers differ on even pages; compatibility as current Word versions have it.
pub fn settings() -> String {
    let mut m = Markup::xml();
    m.el("w:settings", &[("xmlns:w", W)], |m| {
        m.empty("w:zoom", &[("w:percent", "100")]);
        m.empty("w:evenAndOddHeaders", &[]);
        m.empty("w:characterSpacingControl", &[("w:val", "compressPunctuation")]);
        m.el("w:compat", &[], |m| {
            m.empty("w:spaceForUL", &[]);
            m.empty("w:balanceSingleByteDoubleByteWidth", &[]);
            m.empty("w:doNotLeaveBackslashAlone", &[]);
            m.empty("w:ulTrailSpace", &[]);
            m.empty("w:adjustLineHeightInTable", &[]);
            let setting = [
                ("w:name", "compatibilityMode"),
                ("w:uri", "http://schemas.microsoft.com/office/word"),
                ("w:val", "15"),
            ];
            m.empty("w:compatSetting", &setting);
        });
        m.empty("w:themeFontLang", &[("w:val", "en-US"), ("w:eastAsia", "zh-CN")]);
    });
    m.finish()
}

/// A footer with the page number 「— 1 —」, at the outer edge as official documents have it.
pub fn footer(side: &str) -> String {
    let mut m = Markup::xml();
    m.el("w:ftr", &[("xmlns:w", W), ("xmlns:r", R)], |m| {
        m.el("w:p", &[], |m| {
            m.el("w:pPr", &[], |m| {
                m.empty("w:pStyle", &[("w:val", "PageNumber")]);
                m.empty("w:jc", &[("w:val", side)]);
            });
            let text = |m: &mut Markup, text: &str| {
                m.el("w:r", &[], |m| m.leaf("w:t", &[("xml:space", "preserve")], text));
            };
            text(m, "— ");
            m.el("w:fldSimple", &[("w:instr", " PAGE ")], |m| text(m, "1"));
            text(m, " —");
        });
    });
    m.finish()
}
