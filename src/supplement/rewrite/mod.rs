//! Changes cells inside the workbook that people have. Only the parts of the sheets that change are written anew, and
//! in them only the cells that change; every other part is copied as it is compressed.
//!
//! See docs/decisions/2026-11-24-supplement-in-place.md for why no library does this.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Read, Write};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::{ZipArchive, ZipWriter};

use super::edit::SheetEdit;
use super::form::{self, SheetSpec};
use super::merge::Merged;
use super::page::{Content, Page};
use crate::accounts::Address;
use crate::package::write::part_options;

mod sheet;

use sheet::{SheetMap, escape};

/// Why a workbook cannot be changed in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cannot {
    /// It is an .xls, .ods or another kind of workbook.
    OtherFormat,
    /// A part is missing or is not what it should be.
    Damaged,
}

/// Bytes a part may unpack to; a supplement people fill has a hundredth of it.
const PART_LIMIT: u64 = 64 << 20;
/// Content type of an .xlsx; workbooks with macros and templates have others.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
const WORKSHEET_RELATION: &str = "/relationships/worksheet";

/// Whether a file is an .xlsx, whose cells can be changed in place.
pub fn is_package(bytes: &[u8]) -> bool {
    !matches!(Package::open(bytes), Err(Cannot::OtherFormat))
}

/// The workbook with everything a merge changes; `None` if nothing changes.
///
/// # Errors
/// It is no .xlsx, or damaged.
pub fn rewrite(bytes: &[u8], merged: &Merged) -> Result<Option<Vec<u8>>, Cannot> {
    let mut package = Package::open(bytes)?;
    let mut maps: BTreeMap<String, (String, SheetMap)> = BTreeMap::new();
    let dashes = package.dashes();
    for (name, part) in package.sheets.clone() {
        if form::recognise(&name).is_some() {
            let xml = package.text(&part)?;
            let map = SheetMap::of(&xml, &|index| dashes.iter().any(|d| d == index.trim()))?;
            maps.insert(name, (xml, map));
        }
    }
    let mut changed: BTreeMap<String, String> = BTreeMap::new();
    let styles = Styles::borrowed(&merged.edits, &maps);
    for edit in &merged.edits {
        let (Some((xml, map)), Some(part)) = (maps.get(&edit.sheet), package.part_of(&edit.sheet)) else {
            return Err(Cannot::Damaged);
        };
        if let Some(new) = sheet::apply(xml, map, edit, &styles) {
            changed.insert(part, new);
        }
    }
    let mut new_parts: Vec<(String, String)> = Vec::new();
    for page in &merged.pages {
        let xml = new_sheet(page, &styles);
        new_parts.push((package.register(&page.name, &mut changed)?, xml));
    }
    if changed.is_empty() && new_parts.is_empty() {
        return Ok(None);
    }
    package.recalculate(&mut changed)?;
    package.save(&changed, &new_parts).map(Some)
}

struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Path of the workbook part.
    workbook: String,
    /// Name and part of every worksheet, in order.
    sheets: Vec<(String, String)>,
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let found = tag.attributes().with_checks(false).flatten().find(|a| {
        let key = a.key.as_ref();
        key == name || (!prefix.is_empty() && key.contains(':') && a.key.local_name().as_ref() == local)
    })?;
    let raw = found.value.into_owned();
    Some(quick_xml::escape::unescape(&raw).map_or(raw.clone(), |text| text.into_owned()))
}

/// Every tag of an XML text that opens an element.
fn tags(xml: &str, mut each: impl FnMut(&BytesStart<'_>)) -> Result<(), Cannot> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|_| Cannot::Damaged)? {
            Event::Eof => return Ok(()),
            Event::Start(tag) | Event::Empty(tag) => each(&tag),
            _ => {}
        }
    }
}

/// The part a relationship of the workbook part means.
fn resolve(base: &str, target: &str) -> String {
    match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => {
            let mut path: Vec<&str> = base.split('/').collect();
            path.pop();
            for step in target.split('/') {
                match step {
                    ".." => drop(path.pop()),
                    "." => {}
                    step => path.push(step),
                }
            }
            path.join("/")
        }
    }
}

impl<'a> Package<'a> {
    fn open(bytes: &'a [u8]) -> Result<Package<'a>, Cannot> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Cannot::OtherFormat)?;
        let mut package = Package { archive, workbook: String::new(), sheets: Vec::new() };
        let types = package.text("[Content_Types].xml").map_err(|_| Cannot::OtherFormat)?;
        let mut workbook = None;
        tags(&types, |tag| {
            if attribute(tag, "ContentType").as_deref() == Some(XLSX) {
                workbook = attribute(tag, "PartName");
            }
        })?;
        package.workbook = workbook.ok_or(Cannot::OtherFormat)?.trim_start_matches('/').to_owned();
        let relations = package.text(&package.relations())?;
        let mut targets: BTreeMap<String, String> = BTreeMap::new();
        tags(&relations, |tag| {
            let kind = attribute(tag, "Type").unwrap_or_default();
            if kind.ends_with(WORKSHEET_RELATION)
                && let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target"))
            {
                targets.insert(id, resolve(&package.workbook, &target));
            }
        })?;
        let workbook = package.text(&package.workbook.clone())?;
        let mut sheets = Vec::new();
        tags(&workbook, |tag| {
            if tag.local_name().as_ref() == "sheet"
                && let (Some(name), Some(id)) = (attribute(tag, "name"), attribute(tag, "r:id"))
                && let Some(part) = targets.get(&id)
            {
                sheets.push((name, part.clone()));
            }
        })?;
        package.sheets = sheets;
        if package.sheets.is_empty() { Err(Cannot::Damaged) } else { Ok(package) }
    }

    /// Path of the workbook part's relationships.
    fn relations(&self) -> String {
        match self.workbook.rsplit_once('/') {
            Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
            None => format!("_rels/{}.rels", self.workbook),
        }
    }

    fn text(&mut self, name: &str) -> Result<String, Cannot> {
        let part = self.archive.by_name(name).map_err(|_| Cannot::Damaged)?;
        let mut bytes = Vec::new();
        part.take(PART_LIMIT + 1).read_to_end(&mut bytes).map_err(|_| Cannot::Damaged)?;
        if bytes.len() as u64 > PART_LIMIT {
            return Err(Cannot::Damaged);
        }
        String::from_utf8(bytes).map_err(|_| Cannot::Damaged)
    }

    fn part_of(&self, sheet: &str) -> Option<String> {
        self.sheets.iter().find(|(name, _)| name == sheet).map(|(_, part)| part.clone())
    }

    /// Numbers of the shared strings that are a dash.
    fn dashes(&mut self) -> Vec<String> {
        let shared = resolve(&self.workbook, "sharedStrings.xml");
        let Ok(xml) = self.text(&shared) else { return Vec::new() };
        let mut reader = Reader::from_str(&xml);
        let (mut found, mut index, mut text) = (Vec::new(), 0usize, String::new());
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Eof => break,
                Event::Text(part) => text.push_str(part.as_ref()),
                Event::Empty(tag) if tag.local_name().as_ref() == "si" => index += 1,
                Event::Start(tag) if tag.local_name().as_ref() == "si" => text.clear(),
                Event::End(tag) if tag.local_name().as_ref() == "si" => {
                    if text.trim() == "—" {
                        found.push(index.to_string());
                    }
                    index += 1;
                }
                _ => {}
            }
        }
        found
    }

    /// Makes a sheet known to the workbook; the path of its part.
    fn register(&mut self, name: &str, changed: &mut BTreeMap<String, String>) -> Result<String, Cannot> {
        let workbook = self.workbook.clone();
        let relations = self.relations();
        let current = |package: &mut Self, part: &str| match changed.get(part) {
            Some(text) => Ok(text.clone()),
            None => package.text(part),
        };
        let mut book = current(self, &workbook)?;
        let mut links = current(self, &relations)?;
        let mut types = current(self, "[Content_Types].xml")?;
        let folder = workbook.rsplit_once('/').map_or(String::new(), |(f, _)| format!("{f}/"));
        let taken = |path: &str| {
            self.archive.index_for_name(path).is_some() || self.sheets.iter().any(|(_, p)| p == path)
        };
        let number = (1..10_000)
            .find(|n| !taken(&format!("{folder}worksheets/sheet{n}.xml")))
            .ok_or(Cannot::Damaged)?;
        let path = format!("{folder}worksheets/sheet{number}.xml");
        let (mut highest, mut tag_name, mut id_name, mut ids) =
            (0u32, String::new(), String::new(), Vec::new());
        tags(&book, |tag| {
            if tag.local_name().as_ref() == "sheet" {
                tag_name = tag.name().as_ref().to_owned();
                highest = highest.max(attribute(tag, "sheetId").and_then(|n| n.parse().ok()).unwrap_or(0));
                let id =
                    tag.attributes().with_checks(false).flatten().find(|a| a.key.as_ref().ends_with(":id"));
                id_name = id.map(|a| a.key.as_ref().to_owned()).unwrap_or_default();
            }
        })?;
        let mut link_tag = String::new();
        let mut link_type = String::new();
        tags(&links, |tag| {
            ids.extend(attribute(tag, "Id"));
            let kind = attribute(tag, "Type").unwrap_or_default();
            if kind.ends_with(WORKSHEET_RELATION) {
                link_tag = tag.name().as_ref().to_owned();
                link_type = kind;
            }
        })?;
        let mut type_tag = String::new();
        tags(&types, |tag| {
            if tag.local_name().as_ref() == "Override" {
                type_tag = tag.name().as_ref().to_owned();
            }
        })?;
        let id = (1..).map(|n| format!("rIdNew{n}")).find(|id| !ids.contains(id)).ok_or(Cannot::Damaged)?;
        let sheets_end = format!("</{}s>", tag_name);
        insert_before(
            &mut book,
            &sheets_end,
            &format!(
                "<{tag_name} name=\"{}\" sheetId=\"{}\" {id_name}=\"{id}\"/>",
                escape(name),
                highest + 1
            ),
        )?;
        let relation =
            format!("<{link_tag} Id=\"{id}\" Type=\"{link_type}\" Target=\"worksheets/sheet{number}.xml\"/>");
        insert_before(&mut links, &format!("</{link_tag}s>"), &relation)?;
        let kind = format!("<{type_tag} PartName=\"/{path}\" ContentType=\"{SHEET}\"/>");
        let types_end = type_tag.replace("Override", "Types");
        insert_before(&mut types, &format!("</{types_end}>"), &kind)?;
        changed.insert(workbook, book);
        changed.insert(relations, links);
        changed.insert("[Content_Types].xml".to_owned(), types);
        self.sheets.push((name.to_owned(), path.clone()));
        Ok(path)
    }

    /// Asks the office program to work its formulas out again when it opens the file: they may look at cells that
    /// changed.
    fn recalculate(&mut self, changed: &mut BTreeMap<String, String>) -> Result<(), Cannot> {
        const ASKED: &str = "fullCalcOnLoad";
        let parts: Vec<String> = self.sheets.iter().map(|(_, part)| part.clone()).collect();
        let mut formulas = false;
        for part in parts {
            if self.archive.index_for_name(&part).is_some() {
                tags(&self.text(&part)?, |tag| formulas |= tag.local_name().as_ref() == "f")?;
            }
        }
        let book = match changed.get(&self.workbook) {
            Some(text) => text.clone(),
            None => self.text(&self.workbook.clone())?,
        };
        if let Some(at) = book.find("calcPr").filter(|_| formulas && !book.contains(ASKED)) {
            let at = at + "calcPr".len();
            let text = format!("{} {ASKED}=\"1\"{}", &book[..at], &book[at..]);
            changed.insert(self.workbook.clone(), text);
        }
        Ok(())
    }

    fn save(
        mut self,
        changed: &BTreeMap<String, String>,
        new: &[(String, String)],
    ) -> Result<Vec<u8>, Cannot> {
        let mut target = ZipWriter::new(Cursor::new(Vec::new()));
        let put = |target: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, text: &str| {
            target.start_file(name, part_options()).map_err(|_| Cannot::Damaged)?;
            target.write_all(text.as_bytes()).map_err(|_| Cannot::Damaged)
        };
        for n in 0..self.archive.len() {
            let part = self.archive.by_index_raw(n).map_err(|_| Cannot::Damaged)?;
            let name = part.name().map_err(|_| Cannot::Damaged)?.into_owned();
            match changed.get(&name) {
                Some(text) => {
                    drop(part);
                    put(&mut target, &name, text)?;
                }
                None => target.raw_copy_file(part).map_err(|_| Cannot::Damaged)?,
            }
        }
        for (name, text) in new {
            put(&mut target, name, text)?;
        }
        Ok(target.finish().map_err(|_| Cannot::Damaged)?.into_inner())
    }
}

fn insert_before(text: &mut String, mark: &str, new: &str) -> Result<(), Cannot> {
    let at = text.rfind(mark).ok_or(Cannot::Damaged)?;
    text.insert_str(at, new);
    Ok(())
}

/// Styles of the workbook's own sheets, for a sheet that is added to it.
#[derive(Default)]
struct Styles {
    head: Option<String>,
    shown: Option<String>,
    typed: Option<String>,
    key: Option<String>,
    blank_rule: Option<String>,
}

impl Styles {
    fn borrowed(edits: &[SheetEdit], maps: &BTreeMap<String, (String, SheetMap)>) -> Styles {
        let mut styles = Styles::default();
        let take = |slot: &mut Option<String>, style: Option<&str>| {
            if slot.is_none() {
                *slot = style.map(str::to_owned);
            }
        };
        for edit in edits {
            let Some((_, map)) = maps.get(&edit.sheet) else { continue };
            take(&mut styles.blank_rule, map.blank_rule.as_deref());
            for (col, kind) in &edit.kinds {
                take(&mut styles.head, map.style(edit.head, *col));
                let style = map.style_above(edit.head, u32::MAX, *col, false);
                match *kind {
                    form::Kind::Key => take(&mut styles.key, style),
                    kind if kind.is_typed() => take(&mut styles.typed, style),
                    _ => take(&mut styles.shown, style),
                }
            }
        }
        styles
    }

    fn of(&self, kind: Option<form::Kind>) -> Option<&str> {
        match kind {
            Some(form::Kind::Key) => self.key.as_deref(),
            Some(kind) if kind.is_typed() => self.typed.as_deref(),
            _ => self.shown.as_deref(),
        }
    }
}

/// A declared sheet as a part of its own.
fn new_sheet(page: &Page, styles: &Styles) -> String {
    let spec: Option<&SheetSpec> = page.id.map(form::spec);
    let column = |c: usize| page.head.get(c).and_then(|h| spec?.column(h));
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>",
    );
    for c in 0..page.head.len() {
        let width = column(c).map_or(super::write::OWN_COLUMN_WIDTH, |s| s.width);
        let _ = write!(xml, "<col min=\"{0}\" max=\"{0}\" width=\"{width}\" customWidth=\"1\"/>", c + 1);
    }
    xml.push_str("</cols><sheetData>");
    let head = page.head.iter().map(|h| Content::text(h.as_str())).collect::<Vec<_>>();
    let spare = spec.map_or(0, |s| s.spare_rows);
    let blank = Vec::new();
    let rows = std::iter::once(&head).chain(&page.rows).chain(std::iter::repeat_n(&blank, spare as usize));
    let mut last = 0;
    for (row, cells) in (0u32..).zip(rows) {
        let _ = write!(xml, "<row r=\"{}\">", row + 1);
        for (c, col) in (0..page.head.len()).zip(0u32..) {
            let style = if row == 0 { styles.head.as_deref() } else { styles.of(column(c).map(|s| s.kind)) };
            let content = cells.get(c).unwrap_or(&Content::Empty);
            xml += &sheet::cell_xml("", Address { row, col }, style, content);
        }
        xml.push_str("</row>");
        last = row;
    }
    xml.push_str("</sheetData>");
    if let Some((rule, spec)) = styles.blank_rule.as_ref().zip(spec) {
        let typed =
            (0..page.head.len()).zip(0u32..).filter(|(c, _)| column(*c).is_some_and(|s| s.kind.is_typed()));
        for (priority, (_, col)) in (1..).zip(typed) {
            let (from, to) = (Address { row: 1, col }, Address { row: last.max(form::PREPARED_ROWS), col });
            let formula = escape(&form::blank_formula(spec, 1, col, 0));
            let _ = write!(
                xml,
                "<conditionalFormatting sqref=\"{from}:{to}\"><cfRule type=\"expression\" dxfId=\"{rule}\" priority=\"{priority}\"><formula>{formula}</formula></cfRule></conditionalFormatting>"
            );
        }
    }
    xml.push_str("</worksheet>");
    xml
}
