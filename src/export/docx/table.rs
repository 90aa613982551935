//! Native Word tables: merged heads, repeated head rows, rows that don't break, figures at the right.

use super::layout::{CELL_PADDING, Fit, Twips};
use super::styles::{CellRole, CellStyle};
use super::titles;
use crate::document::model::{Cell, Table};
use crate::export::markup::Markup;
use crate::tables::{Align, HeadCell};

/// Size of the lines above and below a table, in points.
const LINE_SIZE: f64 = 9.0;

/// A table being written.
struct Writer<'a> {
    table: &'a Table,
    fit: &'a Fit,
    looks: Looks,
}

/// How the paragraphs of cells say what they look like.
enum Looks {
    /// Each by a style of its own, in the order of [`CellRole::ALL`].
    Styles([String; CellRole::ALL.len()]),
    /// Each for itself: a model's styles have none for them.
    Direct,
}

/// Writes title, lines, table and notes; `bookmark` is the anchor and number by which the contents find it; `styled` if
/// the document has the styles of cells.
pub fn write(
    m: &mut Markup,
    table: &Table,
    fit: &Fit,
    bookmark: Option<(&str, &str)>,
    page_break: bool,
    styled: bool,
) {
    if !table.title.is_empty() || page_break {
        title(m, table, fit.title, bookmark, page_break);
    }
    let width: Twips = fit.columns.iter().sum();
    if let Some(number) = &table.form_number {
        line(m, ["", "", number], width);
    }
    let lines = [&table.left_line, &table.middle_line, &table.right_line].map(String::as_str);
    if lines.iter().any(|line| !line.is_empty()) {
        line(m, lines, width);
    }
    m.el("w:tbl", &[], |m| {
        m.el("w:tblPr", &[], |m| {
            m.empty("w:tblStyle", &[("w:val", "FinalAccounts")]);
            m.empty("w:tblW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
            m.empty("w:jc", &[("w:val", "center")]);
            m.empty("w:tblLayout", &[("w:type", "fixed")]);
            m.empty("w:tblLook", &[("w:val", "0000")]);
        });
        m.el("w:tblGrid", &[], |m| {
            for column in &fit.columns {
                m.empty("w:gridCol", &[("w:w", &column.to_string())]);
            }
        });
        let looks = match styled {
            true => Looks::Styles(CellRole::ALL.map(|role| CellStyle { role, size: fit.size }.id())),
            false => Looks::Direct,
        };
        let writer = Writer { table, fit, looks };
        for row in 0..table.head_rows {
            writer.head_row(m, row);
        }
        for (r, row) in table.rows.iter().enumerate() {
            writer.body_row(m, r, row);
        }
    });
    for note in &table.notes {
        m.el("w:p", &[], |m| {
            m.el("w:pPr", &[], |m| m.empty("w:pStyle", &[("w:val", "TableNote")]));
            run(m, note, None, false);
        });
    }
}

fn title(m: &mut Markup, table: &Table, size: Option<f64>, bookmark: Option<(&str, &str)>, page_break: bool) {
    m.el("w:p", &[], |m| {
        m.el("w:pPr", &[], |m| {
            m.empty("w:pStyle", &[("w:val", "TableTitle")]);
            if page_break {
                m.empty("w:pageBreakBefore", &[]);
            } else {
                // Below the title of a part or other text.
                m.empty("w:spacing", &[("w:before", "120")]);
            }
            if table.listed.is_none() {
                m.empty("w:outlineLvl", &[("w:val", "9")]);
            }
        });
        // What the contents say of it is another text than its title: a mark of its own.
        if let Some(listed) = table.listed.as_ref().filter(|listed| **listed != table.title) {
            contents_mark(m, listed);
        }
        if let Some((name, number)) = bookmark {
            m.empty("w:bookmarkStart", &[("w:id", number), ("w:name", name)]);
        }
        run(m, &table.title, size, false);
        if let Some((_, number)) = bookmark {
            m.empty("w:bookmarkEnd", &[("w:id", number)]);
        }
    });
}

/// A TC field: an entry of the contents (目录项) that is not printed where it stands.
pub fn contents_mark(m: &mut Markup, text: &str) {
    let part = |m: &mut Markup, content: &mut dyn FnMut(&mut Markup)| m.el("w:r", &[], |m| content(m));
    part(m, &mut |m| m.empty("w:fldChar", &[("w:fldCharType", "begin")]));
    part(m, &mut |m| {
        let code = format!(" TC \"{}\" \\f C \\l 2 ", text.replace('"', "”"));
        m.leaf("w:instrText", &[("xml:space", "preserve")], &code);
    });
    part(m, &mut |m| m.empty("w:fldChar", &[("w:fldCharType", "end")]));
}

/// Left text, middle text, and right text at the table's edge.
fn line(m: &mut Markup, [left, middle, right]: [&str; 3], width: Twips) {
    m.el("w:p", &[], |m| {
        m.el("w:pPr", &[], |m| {
            m.empty("w:pStyle", &[("w:val", "TableText")]);
            m.empty("w:keepNext", &[]);
            m.el("w:tabs", &[], |m| {
                if !middle.is_empty() {
                    m.empty("w:tab", &[("w:val", "center"), ("w:pos", &(width / 2).to_string())]);
                }
                m.empty("w:tab", &[("w:val", "right"), ("w:pos", &width.to_string())]);
            });
        });
        run(m, left, None, false);
        if !middle.is_empty() {
            m.el("w:r", &[], |m| m.empty("w:tab", &[]));
            run(m, middle, None, false);
        }
        m.el("w:r", &[], |m| m.empty("w:tab", &[]));
        run(m, right, None, false);
    });
}

fn run(m: &mut Markup, text: &str, size: Option<f64>, bold: bool) {
    if text.is_empty() {
        return;
    }
    m.el("w:r", &[], |m| {
        if size.is_some() || bold {
            m.el("w:rPr", &[], |m| {
                if bold {
                    m.empty("w:b", &[]);
                }
                if let Some(size) = size {
                    let half_points = format!("{:.0}", size * 2.0);
                    m.empty("w:sz", &[("w:val", &half_points)]);
                    m.empty("w:szCs", &[("w:val", &half_points)]);
                }
            });
        }
        // Only spaces at the ends need to be kept on purpose; of thousands of cells none has any.
        let spaced = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
        let kept: &[(&str, &str)] = if spaced { &[("xml:space", "preserve")] } else { &[] };
        m.leaf("w:t", kept, text);
    });
}

fn row_properties(m: &mut Markup, height: Twips, head: bool) {
    m.el("w:trPr", &[], |m| {
        m.empty("w:cantSplit", &[]);
        m.empty("w:trHeight", &[("w:val", &height.to_string()), ("w:hRule", "atLeast")]);
        if head {
            m.empty("w:tblHeader", &[]);
        }
    });
}

/// How a cell lies in the grid.
struct Span {
    width: Twips,
    cols: usize,
    /// `restart` or `continue` in a cell merged downwards.
    merge: Option<&'static str>,
}

fn cell_properties(m: &mut Markup, span: &Span) {
    m.el("w:tcPr", &[], |m| {
        m.empty("w:tcW", &[("w:w", &span.width.to_string()), ("w:type", "dxa")]);
        if span.cols > 1 {
            m.empty("w:gridSpan", &[("w:val", &span.cols.to_string())]);
        }
        if let Some(merge) = span.merge {
            m.empty("w:vMerge", &[("w:val", merge)]);
        }
        m.empty("w:vAlign", &[("w:val", "center")]);
    });
}

impl Writer<'_> {
    /// What the paragraph of a cell says of itself; the size of its text, where that is said with the text.
    fn properties(&self, m: &mut Markup, role: CellRole, indent: u8) -> Option<f64> {
        let fit = self.fit;
        m.el("w:pPr", &[], |m| {
            match &self.looks {
                Looks::Styles(ids) => m.empty("w:pStyle", &[("w:val", &ids[role as usize])]),
                Looks::Direct => {
                    m.empty("w:pStyle", &[("w:val", role.base())]);
                    m.empty("w:spacing", &[("w:line", &fit.line().to_string()), ("w:lineRule", "exact")]);
                }
            }
            if indent > 0 {
                let chars = (u32::from(indent) * 100).to_string();
                let left = (u32::from(indent) * fit.line() * 4 / 5).to_string();
                m.empty("w:ind", &[("w:leftChars", &chars), ("w:left", &left)]);
            }
            if let (Looks::Direct, Some(align)) = (&self.looks, role.align()) {
                m.empty("w:jc", &[("w:val", align)]);
            }
        });
        let direct = matches!(self.looks, Looks::Direct) && (fit.size - LINE_SIZE).abs() > 0.01;
        direct.then_some(fit.size)
    }

    fn paragraph(&self, m: &mut Markup, role: CellRole, indent: u8, (text, bold): (&str, bool)) {
        m.el("w:p", &[], |m| {
            let size = self.properties(m, role, indent);
            run(m, text, size, bold);
        });
    }

    /// A head: where it needs more lines than one they are of like length, so that no character stands alone.
    fn head_paragraph(&self, m: &mut Markup, text: &str, width: Twips) {
        m.el("w:p", &[], |m| {
            let size = self.properties(m, CellRole::Head, 0);
            let room = f64::from(width) / 20.0 - CELL_PADDING;
            for (i, line) in titles::balanced(text, self.fit.size, room).iter().enumerate() {
                if i > 0 {
                    m.el("w:r", &[], |m| m.empty("w:br", &[]));
                }
                run(m, line, size, false);
            }
        });
    }

    fn head_row(&self, m: &mut Markup, row: usize) {
        let Writer { table, fit, .. } = self;
        m.el("w:tr", &[], |m| {
            row_properties(m, fit.head[row], true);
            let mut col = 0;
            while col < table.columns.len() {
                let covers = |h: &&HeadCell| {
                    (h.row..h.row + h.rows).contains(&row) && (h.col..h.col + h.cols).contains(&col)
                };
                let cell = table.head.iter().find(covers);
                let cols = cell.map_or(1, |h| h.cols);
                let merge =
                    cell.filter(|h| h.rows > 1).map(|h| if h.row == row { "restart" } else { "continue" });
                let text = cell.filter(|h| h.row == row).map_or("", |h| h.text.as_str());
                m.el("w:tc", &[], |m| {
                    let width = fit.columns[col..(col + cols).min(fit.columns.len())].iter().sum();
                    cell_properties(m, &Span { width, cols, merge });
                    self.head_paragraph(m, text, width);
                });
                col += cols;
            }
        });
    }

    fn body_row(&self, m: &mut Markup, r: usize, row: &[Cell]) {
        let Writer { table, fit, .. } = self;
        m.el("w:tr", &[], |m| {
            row_properties(m, fit.rows[r], false);
            for (c, cell) in row.iter().enumerate() {
                let cols = table.span(r, c);
                if cols == 0 {
                    continue;
                }
                let role = match cell.align {
                    Some(Align::Right) => CellRole::Amount,
                    Some(Align::Center) => CellRole::Middle,
                    _ => CellRole::Text,
                };
                m.el("w:tc", &[], |m| {
                    let width = fit.columns[c..(c + cols).min(fit.columns.len())].iter().sum();
                    let depth = table.depth(r, c);
                    let merge = match depth {
                        0 => Some("continue"),
                        1 => None,
                        _ => Some("restart"),
                    };
                    cell_properties(m, &Span { width, cols, merge });
                    if depth == 0 {
                        self.paragraph(m, CellRole::Text, 0, ("", false));
                        return;
                    }
                    self.paragraph(m, role, cell.indent, (&cell.text, cell.bold));
                });
            }
        });
    }
}
