//! Writing a model as 版式.docx, and putting a package together from its parts.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use quick_xml::escape::escape;
use zip::ZipWriter;
use zip::result::ZipResult;

use super::items::Section;
use super::parts::{Part, Parts};
use super::{CellLook, MAIN, OFFICE, Role, Sample, TableLook, WordModel};
use crate::package::write::{Packed, part_options};

const WORD_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

impl Parts {
    /// Relations of the document to the parts: name, kind, target from the folder of the document part.
    pub fn relations(&self) -> Vec<(String, &'static str, String)> {
        let linked = self.list.iter().filter(|part| part.kind != "image").enumerate();
        let linked = linked.map(|(n, part)| {
            (format!("rIdLook{}", n + 1), part.kind, part.name.trim_start_matches("word/").to_owned())
        });
        linked.chain(self.pictures.iter().map(|(id, target)| (id.clone(), "image", target.clone()))).collect()
    }

    /// The relation to the part that the model's document knew by `id`.
    pub fn relation(&self, id: &str) -> Option<String> {
        let target = self.margins.get(id)?.trim_start_matches("word/");
        self.relations().into_iter().find(|(_, _, part)| part == target).map(|(id, ..)| id)
    }
}

impl Section {
    /// References to headers and footers, then the properties.
    pub fn xml(&self, parts: &Parts) -> String {
        let mut out = String::new();
        // Headers before footers, as the format has them in any order and people read them so.
        for footer in [false, true] {
            for reference in self.references.iter().filter(|r| r.footer == footer) {
                if let Some(id) = parts.relation(&reference.id) {
                    let kind = if footer { "footer" } else { "header" };
                    let pages = escape(reference.pages.as_str()).into_owned();
                    out.push_str(&format!("<w:{kind}Reference w:type=\"{pages}\" r:id=\"{id}\"/>"));
                }
            }
        }
        out + &self.properties.xml()
    }
}

/// What [`package`] puts together beside the parts.
pub struct Own {
    /// Its name in the package.
    pub name: String,
    /// Its content type.
    pub kind: String,
    /// Its content.
    pub content: Content,
}

/// The content of a part.
pub enum Content {
    /// Still to be packed.
    Plain(Vec<u8>),
    /// Packed while it was written, under the same name.
    Packed(Packed),
}

/// A package of parts: content types and relations of the document are made here.
///
/// # Errors
/// Only if the package cannot be put together, which no data can cause.
pub fn package(
    parts: &[Part],
    own: &[Own],
    package_relations: &[(String, String, String)],
    document_relations: &[(String, String, String)],
) -> ZipResult<Vec<u8>> {
    let mut types = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>",
    );
    // Pictures are known by the ending of their names.
    let ending = |name: &str| name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_owned());
    let taken = parts.iter().filter(|part| part.kind == "image").map(|part| {
        let ending = ending(&part.name);
        let x = if matches!(ending.as_str(), "emf" | "wmf") { "x-" } else { "" };
        (ending.clone(), format!("image/{x}{ending}"))
    });
    let is_picture = |own: &&Own| own.kind.starts_with("image/");
    let pictures = own.iter().filter(is_picture).map(|own| (ending(&own.name), own.kind.clone()));
    for (ending, kind) in taken.chain(pictures).collect::<BTreeMap<_, _>>() {
        types.push_str(&format!("<Default Extension=\"{ending}\" ContentType=\"{kind}\"/>"));
    }
    let over = parts.iter().filter(|p| p.kind != "image").map(|part| {
        let kind = match part.kind {
            "theme" => "application/vnd.openxmlformats-officedocument.theme+xml".to_owned(),
            kind => format!("{WORD_TYPE}.{kind}+xml"),
        };
        (part.name.clone(), kind)
    });
    let others = own.iter().filter(|own| !is_picture(own));
    let over = over.chain(others.map(|own| (own.name.clone(), own.kind.clone())));
    for (name, kind) in over {
        types.push_str(&format!("<Override PartName=\"/{name}\" ContentType=\"{kind}\"/>"));
    }
    types.push_str("</Types>");

    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(64 * 1024)));
    add(&mut zip, "[Content_Types].xml", types.as_bytes())?;
    add(&mut zip, "_rels/.rels", relations(package_relations).as_bytes())?;
    for own in own {
        match &own.content {
            Content::Plain(bytes) => add(&mut zip, &own.name, bytes)?,
            Content::Packed(packed) => packed.add_to(&mut zip)?,
        }
    }
    add(&mut zip, "word/_rels/document.xml.rels", relations(document_relations).as_bytes())?;
    for part in parts {
        add(&mut zip, &part.name, &part.bytes)?;
        if let (false, Some((folder, file))) = (part.relations.is_empty(), part.name.rsplit_once('/')) {
            let list: Vec<_> = part
                .relations
                .iter()
                .map(|(id, kind, to)| (id.clone(), format!("{OFFICE}/{kind}"), to.clone()))
                .collect();
            add(&mut zip, &format!("{folder}/_rels/{file}.rels"), relations(&list).as_bytes())?;
        }
    }
    Ok(zip.finish()?.into_inner())
}

fn add(zip: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, bytes: &[u8]) -> ZipResult<()> {
    zip.start_file(name, part_options())?;
    zip.write_all(bytes)?;
    Ok(())
}

fn relations(list: &[(String, String, String)]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    );
    for (id, kind, target) in list {
        let target = escape(target.as_str());
        out.push_str(&format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>"));
    }
    out + "</Relationships>"
}

impl WordModel {
    /// The model as 版式.docx; `None` if it cannot be put together.
    pub fn to_docx(&self) -> Option<Vec<u8>> {
        let document = self.document();
        let list = |kind: &str| format!("{OFFICE}/{kind}");
        let package_relations = [("rId1".to_owned(), list("officeDocument"), "word/document.xml".to_owned())];
        let document_relations: Vec<_> =
            self.parts.relations().into_iter().map(|(id, kind, target)| (id, list(kind), target)).collect();
        let own = [Own {
            name: "word/document.xml".to_owned(),
            kind: format!("{WORD_TYPE}.document.main+xml"),
            content: Content::Plain(document.into_bytes()),
        }];
        package(&self.parts.list, &own, &package_relations, &document_relations).ok()
    }

    fn document(&self) -> String {
        let mut out = Samples { model: self, out: String::new(), section: None };
        if let Some(cover) = &self.cover {
            out.section = Some(cover.section);
            out.out.push_str(&cover.xml);
        }
        // Where the model has them: contents, then parts and text, then tables.
        let general = Role::ALL.iter().filter(|(role, _)| *role != Role::Cover);
        for (role, name) in general {
            if let Some(sample) = self.samples.get(&(*role, String::new())) {
                out.paragraph(
                    &format!("【{name}】"),
                    sample,
                    *role == Role::Contents1 && self.contents_field,
                );
            }
        }
        for (number, look) in &self.tables {
            for role in [Role::TableTitle, Role::TableNumber, Role::TableLine] {
                let own = self.samples.get(&(role, number.clone()));
                if let Some(sample) =
                    own.or_else(|| self.sample(role, "").filter(|_| role == Role::TableTitle))
                {
                    let sample = Sample { section: look.section, ..sample.clone() };
                    out.paragraph(&format!("【{}{number}】", role.name()), &sample, false);
                }
            }
            out.table(look);
            if let Some(sample) = self.samples.get(&(Role::TableNote, number.clone())) {
                let sample = Sample { section: look.section, ..sample.clone() };
                out.paragraph(&format!("【{}{number}】", Role::TableNote.name()), &sample, false);
            } else {
                out.out.push_str("<w:p/>");
            }
        }
        let last =
            out.section.and_then(|at| self.sections.get(at)).map(|s| s.xml(&self.parts)).unwrap_or_default();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"{OFFICE}\"{}><w:body>{}<w:sectPr>{last}</w:sectPr></w:body></w:document>",
            self.namespaces, out.out
        )
    }
}

struct Samples<'a> {
    model: &'a WordModel,
    out: String,
    /// The section that is being written.
    section: Option<usize>,
}

impl Samples<'_> {
    /// Ends the section before, if the next sample stands in another.
    fn turn(&mut self, section: usize) {
        let before = self.section.replace(section).filter(|before| *before != section);
        if let Some(before) = before.and_then(|at| self.model.sections.get(at)) {
            let properties = before.xml(&self.model.parts);
            self.out.push_str(&format!("<w:p><w:pPr><w:sectPr>{properties}</w:sectPr></w:pPr></w:p>"));
        }
    }

    fn paragraph(&mut self, text: &str, sample: &Sample, field: bool) {
        self.turn(sample.section);
        let properties = sample.paragraph.xml();
        let look = sample.run.xml();
        let run = run(&sample.printed(text), &look);
        let run = if field {
            format!("<w:fldSimple w:instr=\" TOC \\o &quot;1-2&quot; \">{run}</w:fldSimple>")
        } else {
            run
        };
        self.out.push_str(&format!("<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"));
    }

    fn table(&mut self, look: &TableLook) {
        self.turn(look.section);
        let grid: String = look.widths.iter().map(|w| format!("<w:gridCol w:w=\"{w}\"/>")).collect();
        self.out.push_str(&format!(
            "<w:tbl><w:tblPr>{}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>",
            look.properties.xml()
        ));
        let heads: Vec<&CellLook> = look.widths.iter().map(|_| &look.head).collect();
        self.row(&look.head_row.xml(), &heads, &look.widths, "表头");
        self.row(&look.row.xml(), &look.columns.iter().collect::<Vec<_>>(), &look.widths, "内容");
        if look.total.len() == look.widths.len() {
            self.row(&look.row.xml(), &look.total.iter().collect::<Vec<_>>(), &look.widths, "合计");
        }
        self.out.push_str("</w:tbl>");
    }

    fn row(&mut self, properties: &str, cells: &[&CellLook], widths: &[u32], text: &str) {
        self.out.push_str(&format!("<w:tr><w:trPr>{properties}</w:trPr>"));
        for (look, width) in cells.iter().zip(widths) {
            let (cell, paragraph) = (look.cell.xml(), look.paragraph.xml());
            let lead = if look.indents { "　" } else { "" };
            let run = run(&format!("{lead}{text}"), &look.run.xml());
            self.out.push_str(&format!(
                "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{cell}</w:tcPr><w:p><w:pPr>{paragraph}</w:pPr>{run}</w:p></w:tc>"
            ));
        }
        self.out.push_str("</w:tr>");
    }
}

fn run(text: &str, properties: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(text))
}
