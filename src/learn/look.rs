//! How a model Word file looks (字体、字号、加粗、行距、纸张), as options of a style. What a paragraph is follows from the
//! report's structure ([`super::roles`]); each option is what most characters of its role are printed in.

use std::collections::BTreeMap;

use super::roles::{Count, Model, Tally};
use crate::published::Report;
use crate::published::docx::typeface::{Sheet, Typefaces};
use crate::style::{Sizes, Style};
use crate::tables::is_landscape;
use crate::word_model::Role;

/// Characters of a font's name, as Word allows.
const LONGEST_FONT: usize = 31;
/// Margins and sizes of the cover that a style can have.
const MARGINS: std::ops::RangeInclusive<u32> = 10..=60;
const COVER: (f64, f64) = (22.0, 48.0);

/// Roles: name of the font, of the size, and in the list of what is bold; empty where a style does not say it.
const ROLES: [(Role, &str, &str, &str); 7] = [
    (Role::Cover, "cover", "", "cover"),
    (Role::Part, "title", "part", "part"),
    (Role::Heading1, "heading1", "heading1", "heading1"),
    (Role::Heading2, "heading2", "heading2", "heading2"),
    (Role::Body, "body", "body", ""),
    (Role::TableTitle, "table_title", "table_title", "table_title"),
    (Role::Cell, "table", "table", ""),
];

/// The options of a style that make a document look like the model: only those that differ from `style`. Nothing if
/// the file is no Word file.
pub fn settings(report: &Report, bytes: &[u8], style: &Style) -> toml::Table {
    let Some(faces) = Typefaces::read(bytes) else { return toml::Table::new() };
    let model = Model { report, faces };
    let tallies = model.tallies();
    let paper = Paper { model: &model, style };
    let mut look = toml::Table::new();
    let mut put = |group: &str, values: toml::Table| {
        if !values.is_empty() {
            look.insert(group.to_owned(), values.into());
        }
    };
    put("fonts", fonts(&tallies, style));
    put("sizes", sizes(&tallies, style));
    put("page", paper.page(&tallies));
    put("table", paper.turned());
    if let Some(bold) = bold(&tallies, style) {
        look.insert("bold".to_owned(), bold);
    }
    look
}

/// Fonts by role. A role that usually follows another one is named where it differs from that.
fn fonts(tallies: &BTreeMap<Role, Tally>, style: &Style) -> toml::Table {
    let own = |role: &Role| {
        let font = tallies.get(role)?.font.most()?;
        (font.chars().count() <= LONGEST_FONT && !font.contains(char::is_control)).then_some(font)
    };
    let has = |name: &str| style.fonts.get(name).map(String::as_str).filter(|font| !font.is_empty());
    let title = own(&Role::Part).or_else(|| has("title").map(str::to_owned));
    let mut fonts = toml::Table::new();
    for (role, name, ..) in &ROLES {
        let usual = has(name).or(title.as_deref());
        if let Some(font) = own(role).filter(|font| usual != Some(font)) {
            fonts.insert((*name).to_owned(), font.into());
        }
    }
    let latin = tallies.get(&Role::Body).and_then(|body| Some((body.latin.most()?, body.font.most()?)));
    if let Some((latin, font)) = latin {
        let latin = if latin == font { String::new() } else { latin };
        if latin != has("latin").unwrap_or_default() && latin.chars().count() <= LONGEST_FONT {
            fonts.insert("latin".to_owned(), latin.into());
        }
    }
    fonts
}

/// Type sizes and the distance of lines, as far as they can be set together.
fn sizes(tallies: &BTreeMap<Role, Tally>, style: &Style) -> toml::Table {
    let mut all = style.sizes;
    let mut sizes = toml::Table::new();
    let line = tallies.get(&Role::Body).and_then(|t| t.line.most()).filter(|line| *line > 0);
    let line = line.map(|line| ("line", f64::from(line) / 20.0));
    let named = ROLES.iter().filter(|(_, _, name, _)| !name.is_empty());
    let types = named
        .filter_map(|(role, _, name, _)| Some((*name, f64::from(tallies.get(role)?.size.most()?) / 2.0)));
    // The distance first: larger type needs it.
    for (name, value) in line.into_iter().chain(types) {
        let mut changed = all;
        let place = match name {
            "line" => &mut changed.line,
            "part" => &mut changed.part,
            "heading1" => &mut changed.heading1,
            "heading2" => &mut changed.heading2,
            "body" => &mut changed.body,
            "table_title" => &mut changed.table_title,
            _ => &mut changed.table,
        };
        let value = if name == "table" { value.min(*Sizes::TABLE.end()) } else { value };
        let differs = (*place - value).abs() > 0.01;
        *place = value;
        if differs && changed.check().is_ok() {
            all = changed;
            sizes.insert(name.to_owned(), value.into());
        }
    }
    sizes
}

/// What is bold, if it is not what is bold in the style.
fn bold(tallies: &BTreeMap<Role, Tally>, style: &Style) -> Option<toml::Value> {
    let usual = |name: &str| style.bold.iter().any(|bold| bold.name() == name);
    let named = ROLES.iter().filter(|(_, _, _, name)| !name.is_empty());
    let said: Vec<(&str, bool)> = named
        .map(|(role, _, _, name)| {
            (*name, tallies.get(role).and_then(|t| t.bold.most()).unwrap_or(usual(name)))
        })
        .collect();
    let differs = said.iter().any(|(name, is)| usual(name) != *is);
    let names = || said.iter().filter(|(_, is)| *is).map(|(name, _)| toml::Value::from(*name));
    differs.then(|| names().collect::<Vec<_>>().into())
}

/// The paper of the document, as options.
struct Paper<'a> {
    model: &'a Model<'a>,
    style: &'a Style,
}

impl Paper<'_> {
    /// Paper and margins of the narrative, margins of turned tables, and the size of the cover's title.
    fn page(&self, tallies: &BTreeMap<Role, Tally>) -> toml::Table {
        let mut page = toml::Table::new();
        let mut put = |name: &str, value: u32, usual: u16| {
            if value != u32::from(usual) {
                page.insert(name.to_owned(), i64::from(value).into());
            }
        };
        let usual = &self.style.page;
        let mut narrative = Count::<[u32; 6]>::default();
        let mut wide = Count::<[u32; 4]>::default();
        for paragraph in self.model.report.sections.iter().flat_map(|section| &section.paragraphs) {
            let sheet = self.model.sheet(paragraph.index).filter(|sheet| !sheet.is_wide());
            let lengths = sheet.map(|s| {
                let [top, bottom, left, right] = s.margins;
                [s.width, s.height, top, bottom, left, right].map(millimetres)
            });
            narrative.add(lengths, paragraph.text.chars().count());
        }
        for (_, _, index) in self.model.report.tables.iter().flat_map(|table| &table.cells) {
            let sheet = self.model.sheet(*index).filter(|sheet| sheet.is_wide());
            wide.add(sheet.map(|s| s.margins.map(millimetres)), 1);
        }
        let mut upright = [usual.top, usual.bottom, usual.left, usual.right].map(u32::from);
        if let Some([width, height, margins @ ..]) = narrative.most() {
            if (148..=420).contains(&width) && (width..=594).contains(&height) {
                put("width", width, usual.width);
                put("height", height, usual.height);
            }
            if margins.iter().all(|length| MARGINS.contains(length)) {
                let names = ["top", "bottom", "left", "right"];
                for ((name, value), usual) in
                    names.into_iter().zip(margins).zip([usual.top, usual.bottom, usual.left, usual.right])
                {
                    put(name, value, usual);
                }
                upright = margins;
            }
        }
        if let Some(size) = tallies.get(&Role::Cover).and_then(|t| t.size.most()) {
            let points = (f64::from(size) / 2.0).round().clamp(COVER.0, COVER.1);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "22 to 48")]
            put("cover_size", points as u32, usual.cover_size);
        }
        let [top, bottom, left, right] = upright;
        let turned = usual.wide.map_or([left, right, bottom, top], |wide| wide.map(u32::from));
        let wide = wide.most().filter(|wide| *wide != turned && wide.iter().all(|l| MARGINS.contains(l)));
        if let Some(wide) = wide {
            let margins: Vec<toml::Value> = wide.iter().map(|length| i64::from(*length).into()).collect();
            page.insert("wide".to_owned(), margins.into());
        }
        page
    }

    /// Tables on paper turned otherwise than the style has it.
    fn turned(&self) -> toml::Table {
        let mut tables = toml::Table::new();
        for table in &self.model.report.tables {
            let number = table.id.published_number();
            let first = table.cells.iter().map(|(_, _, index)| *index).min();
            let wide =
                first.and_then(|index| self.model.sheet(index)).filter(|s| s.width > 0).map(Sheet::is_wide);
            if let Some(wide) = wide.filter(|wide| *wide != is_landscape(number, self.style)) {
                let own = toml::Table::from_iter([("landscape".to_owned(), wide.into())]);
                tables.insert(number.to_owned(), own.into());
            }
        }
        tables
    }
}

/// Twentieths of a point → millimetres, to the nearest one.
fn millimetres(twips: u32) -> u32 {
    let tenths = u64::from(twips) * 254;
    u32::try_from((tenths + 7200) / 14400).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_rounded_to_millimetres() {
        assert_eq!([2098, 1984, 1587, 1474, 11906, 16838].map(millimetres), [37, 35, 28, 26, 210, 297]);
    }
}
