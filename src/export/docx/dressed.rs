//! Tables that look like a model's: its borders, widths, heights and type by column.

use super::layout::{Fit, Twips};
use super::table::contents_mark;
use crate::document::model::{Cell, Table};
use crate::export::markup::Markup;
use crate::tables::HeadCell;
use crate::word_model;
use crate::word_model::properties::{Kind, Properties};
use crate::word_model::{CellLook, Role, TableLook, WordModel};

/// The number of a table in the national form, by its anchor (`t01`, `t08x12`); empty for other tables.
pub fn number(table: &Table) -> &str {
    let digits = table.id.strip_prefix('t').unwrap_or_default();
    let digits = digits.split('x').next().unwrap_or_default();
    if digits.len() == 2 && digits.chars().all(|c| c.is_ascii_digit()) { digits } else { "" }
}

/// A table being written in the look of a model.
pub struct Dressed<'a> {
    pub model: &'a WordModel,
    pub table: &'a Table,
    pub look: &'a TableLook,
    pub fit: &'a Fit,
}

impl Dressed<'_> {
    /// Writes title, lines, table and notes; `bookmark` is the anchor and number by which the contents find it.
    pub fn write(&self, m: &mut Markup, bookmark: Option<(&str, &str)>, page_break: bool) {
        let table = self.table;
        if !table.title.is_empty() || page_break {
            self.title(m, bookmark, page_break);
        }
        let width: Twips = self.fit.columns.iter().sum();
        if let Some(form) = &table.form_number {
            match self.model.has_for(Role::TableNumber, number(table)) {
                true => self.plain(m, Role::TableNumber, form),
                false => self.line(m, ["", "", form], width),
            }
        }
        let lines = [&table.left_line, &table.middle_line, &table.right_line].map(String::as_str);
        if lines.iter().any(|line| !line.is_empty()) {
            self.line(m, lines, width);
        }
        m.el("w:tbl", &[], |m| {
            let mut properties = self.look.properties.clone();
            properties.set("tblW", &[("w", &width.to_string()), ("type", "dxa")]);
            properties.set("tblLayout", &[("type", "fixed")]);
            m.el("w:tblPr", &[], |m| m.raw(&properties.xml()));
            m.el("w:tblGrid", &[], |m| {
                for column in &self.fit.columns {
                    m.empty("w:gridCol", &[("w:w", &column.to_string())]);
                }
            });
            for row in 0..table.head_rows {
                self.head_row(m, row);
            }
            for (r, row) in table.rows.iter().enumerate() {
                self.body_row(m, r, row);
            }
        });
        for note in &table.notes {
            self.plain(m, Role::TableNote, note);
        }
    }

    /// Properties of a paragraph and of its text, and the text as it is printed.
    fn sample(&self, role: Role, text: &str) -> (Properties, Properties, String) {
        self.model.sample(role, number(self.table)).map_or_else(
            || (Properties::new(Kind::Paragraph), Properties::new(Kind::Run), text.to_owned()),
            |sample| (sample.paragraph.clone(), sample.run.clone(), sample.printed(text)),
        )
    }

    fn plain(&self, m: &mut Markup, role: Role, text: &str) {
        let (paragraph, run, printed) = self.sample(role, text);
        m.el("w:p", &[], |m| {
            m.el("w:pPr", &[], |m| m.raw(&paragraph.xml()));
            write_run(m, &printed, &run);
        });
    }

    fn title(&self, m: &mut Markup, bookmark: Option<(&str, &str)>, page_break: bool) {
        let (mut paragraph, run, title) = self.sample(Role::TableTitle, &self.table.title);
        if page_break {
            paragraph.set("pageBreakBefore", &[]);
        }
        paragraph.set("keepNext", &[]);
        let listed = self.table.listed.as_ref();
        paragraph.set("outlineLvl", &[("val", if listed.is_some() { "1" } else { "9" })]);
        m.el("w:p", &[], |m| {
            m.el("w:pPr", &[], |m| m.raw(&paragraph.xml()));
            if let Some(listed) = listed.filter(|listed| **listed != self.table.title) {
                contents_mark(m, listed);
            }
            if let Some((name, number)) = bookmark {
                m.empty("w:bookmarkStart", &[("w:id", number), ("w:name", name)]);
            }
            write_run(m, &title, &run);
            if let Some((_, number)) = bookmark {
                m.empty("w:bookmarkEnd", &[("w:id", number)]);
            }
        });
    }

    /// Left text, middle text, and right text at the table's edge.
    fn line(&self, m: &mut Markup, [left, middle, right]: [&str; 3], width: Twips) {
        let (mut paragraph, run, _) = self.sample(Role::TableLine, "");
        let centre = (width / 2).to_string();
        let edge = width.to_string();
        let mut tabs = String::new();
        if !middle.is_empty() {
            tabs.push_str(&format!("<w:tab w:val=\"center\" w:pos=\"{centre}\"/>"));
        }
        tabs.push_str(&format!("<w:tab w:val=\"right\" w:pos=\"{edge}\"/>"));
        paragraph.set_raw("tabs", format!("<w:tabs>{tabs}</w:tabs>"));
        paragraph.set("keepNext", &[]);
        paragraph.set("jc", &[("val", "left")]);
        paragraph.set("ind", &[("firstLine", "0"), ("firstLineChars", "0"), ("left", "0"), ("right", "0")]);
        m.el("w:p", &[], |m| {
            m.el("w:pPr", &[], |m| m.raw(&paragraph.xml()));
            write_run(m, left, &run);
            if !middle.is_empty() {
                m.el("w:r", &[], |m| m.empty("w:tab", &[]));
                write_run(m, middle, &run);
            }
            m.el("w:r", &[], |m| m.empty("w:tab", &[]));
            write_run(m, right, &run);
        });
    }

    fn head_row(&self, m: &mut Markup, row: usize) {
        let mut properties = self.look.head_row.clone();
        properties.set("tblHeader", &[]);
        m.el("w:tr", &[], |m| {
            m.el("w:trPr", &[], |m| m.raw(&properties.xml()));
            let mut col = 0;
            while col < self.table.columns.len() {
                let covers = |h: &&HeadCell| {
                    (h.row..h.row + h.rows).contains(&row) && (h.col..h.col + h.cols).contains(&col)
                };
                let cell = self.table.head.iter().find(covers);
                let cols = cell.map_or(1, |h| h.cols);
                let merge =
                    cell.filter(|h| h.rows > 1).map(|h| if h.row == row { "restart" } else { "continue" });
                let text = cell.filter(|h| h.row == row).map_or("", |h| h.text.as_str());
                self.cell(m, (col, cols), merge, &self.look.head, (text, 0));
                col += cols;
            }
        });
    }

    fn body_row(&self, m: &mut Markup, r: usize, row: &[Cell]) {
        let is_total = row.iter().any(|cell| word_model::is_total(&cell.text));
        let looks =
            if is_total && !self.look.total.is_empty() { &self.look.total } else { &self.look.columns };
        m.el("w:tr", &[], |m| {
            m.el("w:trPr", &[], |m| m.raw(&self.look.row.xml()));
            for (c, cell) in row.iter().enumerate() {
                let cols = self.table.span(r, c);
                if cols == 0 {
                    continue;
                }
                let depth = self.table.depth(r, c);
                let merge = match depth {
                    0 => Some("continue"),
                    1 => None,
                    _ => Some("restart"),
                };
                // A table of another kind has other columns: names look like the first, amounts like the last.
                let at = if looks.len() == row.len() {
                    c
                } else if cell.align == Some(crate::tables::Align::Right) {
                    looks.len().saturating_sub(1)
                } else {
                    0
                };
                let Some(look) = looks.get(at).or(self.look.columns.first()) else { continue };
                let text = if depth == 0 { "" } else { cell.text.as_str() };
                self.cell(m, (c, cols), merge, look, (text, cell.indent));
            }
        });
    }

    fn cell(
        &self,
        m: &mut Markup,
        (col, cols): (usize, usize),
        merge: Option<&str>,
        look: &CellLook,
        (text, indent): (&str, u8),
    ) {
        let mut properties = look.cell.clone();
        let columns = &self.fit.columns;
        let width: Twips = columns[col.min(columns.len())..(col + cols).min(columns.len())].iter().sum();
        properties.set("tcW", &[("w", &width.to_string()), ("type", "dxa")]);
        if cols > 1 {
            properties.set("gridSpan", &[("val", &cols.to_string())]);
        }
        if let Some(merge) = merge {
            properties.set("vMerge", &[("val", merge)]);
        }
        let lead = if look.indents { "　".repeat(usize::from(indent)) } else { String::new() };
        let mut run = look.run.clone();
        if self.fit.shrunk {
            let half_points = format!("{:.0}", self.fit.size * 2.0);
            run.set("sz", &[("val", &half_points)]);
            run.set("szCs", &[("val", &half_points)]);
        }
        m.el("w:tc", &[], |m| {
            m.el("w:tcPr", &[], |m| m.raw(&properties.xml()));
            m.el("w:p", &[], |m| {
                m.el("w:pPr", &[], |m| m.raw(&look.paragraph.xml()));
                write_run(m, if text.is_empty() { text.to_owned() } else { lead + text }.as_str(), &run);
            });
        });
    }
}

/// A run of text with its properties.
pub fn write_run(m: &mut Markup, text: &str, properties: &Properties) {
    if text.is_empty() {
        return;
    }
    m.el("w:r", &[], |m| {
        m.el("w:rPr", &[], |m| m.raw(&properties.xml()));
        m.leaf("w:t", &[("xml:space", "preserve")], text);
    });
}
