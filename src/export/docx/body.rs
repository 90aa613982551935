//! The document part and its comments.

use zip::result::ZipResult;

use super::dressed::{self, Dressed, write_run};
use super::layout::{self, Fit, Page};
use super::pages::Pages;
use super::parts::{DOCUMENT, FOOTERS, R, W, chart_relation, date, picture_relation};
use super::{Listed, chart, picture, setup, table, titles};
use crate::document::Document;
use crate::document::model::{Block, CoverRole, Run, Section, SectionKind, Table};
use crate::export::markup::Markup;
use crate::package::write::Packed;
use crate::style::Picture;
use crate::word_model::{Role, Sample, WordModel};

/// What [`write`] makes.
pub struct Body {
    /// `word/document.xml`, which takes more than everything else together.
    pub part: Packed,
    /// `word/comments.xml`
    pub comments: String,
    /// Chart parts in order.
    pub charts: Vec<String>,
    /// Pictures in order.
    pub pictures: Vec<Picture>,
    /// Sizes of the tables in points, each once, the largest first.
    pub cells: Vec<f64>,
}

/// An entry of the table of contents.
struct Entry {
    bookmark: String,
    style: &'static str,
    text: String,
    /// What stands on the page it leads to.
    title: String,
    page: u32,
}

struct Writer<'a> {
    document: &'a Document,
    /// The Word file this one looks like.
    model: Option<&'a WordModel>,
    /// Sections of the model that pages were set up by.
    set_up: Vec<usize>,
    /// How the text of the present paragraph looks, in a document with a model.
    text: Option<Sample>,
    /// How it begins (段首): bytes that are still to be written in a type of their own.
    lead: Option<(usize, Sample)>,
    /// The part that explains terms.
    explains: bool,
    contents: Vec<Entry>,
    /// Measures of the tables in document order.
    fits: Vec<Fit>,
    /// Heights of the charts in points, in document order.
    chart_heights: Vec<f64>,
    tables: usize,
    /// Entries of the contents passed so far.
    listed: usize,
    /// Whether the title of the cover, and its foot, have begun.
    cover_begun: bool,
    foot_begun: bool,
    comments: Vec<String>,
    charts: Vec<String>,
    pictures: Vec<Picture>,
    /// The next block begins on a new page.
    page_break: bool,
}

/// What the contents list, with the pages as they are estimated.
pub fn contents(document: &Document, model: Option<&WordModel>) -> Vec<Listed> {
    let entries = plan(document, model).contents.into_iter();
    entries.map(|entry| Listed { title: entry.title, page: entry.page }).collect()
}

/// Writes the body, looking like a model if there is one; `pages` are the numbers of the contents where they are known
/// better than estimated.
///
/// # Errors
/// The part cannot be packed, which no data can cause.
pub fn write(document: &Document, model: Option<&WordModel>, pages: Option<&[u32]>) -> ZipResult<Body> {
    let Plan { mut contents, fits, chart_heights } = plan(document, model);
    for (entry, page) in contents.iter_mut().zip(pages.unwrap_or_default()) {
        entry.page = *page;
    }
    let mut writer = Writer {
        document,
        model,
        set_up: Vec::new(),
        text: None,
        lead: None,
        explains: false,
        contents,
        fits,
        chart_heights,
        tables: 0,
        listed: 0,
        cover_begun: false,
        foot_begun: false,
        comments: Vec::new(),
        charts: Vec::new(),
        pictures: Vec::new(),
        page_break: false,
    };
    let mut m = Markup::packed(DOCUMENT);
    // What prefixes of a model's cover stand for.
    let namespaces = model.map_or("", |model| model.namespaces.as_str());
    m.el_with("w:document", &[("xmlns:w", W), ("xmlns:r", R)], namespaces, |m| {
        m.el("w:body", &[], |m| {
            let last = document.sections.len().saturating_sub(1);
            let mut numbered = false;
            for (i, section) in document.sections.iter().enumerate() {
                writer.section(m, section);
                let starts = section.kind == SectionKind::Body && !numbered;
                numbered |= starts;
                // Section properties stand in the last paragraph of a section, of the last one at the end of the body.
                if i == last {
                    writer.section_properties(m, section, starts);
                } else {
                    m.el("w:p", &[], |m| {
                        m.el("w:pPr", &[], |m| {
                            m.empty("w:spacing", &[("w:line", "20"), ("w:lineRule", "exact")]);
                            writer.section_properties(m, section, starts);
                        });
                    });
                }
            }
        });
    });
    let comments = writer.comments_part();
    let mut cells: Vec<f64> = writer.fits.iter().map(|fit| fit.size).collect();
    cells.sort_by(|a, b| b.total_cmp(a));
    cells.dedup();
    let part = m.finish_packed()?;
    Ok(Body { part, comments, charts: writer.charts, pictures: writer.pictures, cells })
}

/// What is known before anything is written.
struct Plan {
    contents: Vec<Entry>,
    fits: Vec<Fit>,
    chart_heights: Vec<f64>,
}

/// Measures tables and charts and finds the page of everything the contents list.
fn plan(document: &Document, model: Option<&WordModel>) -> Plan {
    let before = model.map_or(0, |model| setup::pages_before(document, model));
    let styles = model.map(WordModel::styles).unwrap_or_default();
    let mut pages = Pages::new(document.sizes, before);
    let (mut entries, mut fits, mut chart_heights) = (Vec::new(), Vec::new(), Vec::new());
    for section in &document.sections {
        let page = Page::sheet(&document.page, section.landscape);
        if section.kind == SectionKind::Body {
            pages.turn();
        }
        for (i, block) in section.blocks.iter().enumerate() {
            let fit = match block {
                // Under the title of its part a table has less room.
                Block::Table(table) => {
                    let look =
                        model.and_then(|model| model.table(dressed::number(table), table.columns.len()));
                    Some(match look {
                        Some(look) => {
                            let usual = look.size(&styles).unwrap_or(document.sizes.table);
                            layout::as_model(table, look, usual, page, &document.sizes)
                        }
                        None => layout::fit(table, page, &document.sizes, pages.title_above()),
                    })
                }
                _ => None,
            };
            if matches!(block, Block::Chart { .. }) {
                chart_heights.push(pages.chart_height(page));
            }
            let number = pages.put(block, fit.as_ref(), page, &section.blocks[i + 1..]);
            let (style, text, title) = match block {
                Block::Heading { level: 1, runs, .. } => ("TOC1", plain(runs), plain(runs)),
                Block::Heading { level: 2, runs, .. } => ("TOC2", plain(runs), plain(runs)),
                Block::Table(table) => match &table.listed {
                    Some(listed) => ("TOC2", listed.clone(), table.title.clone()),
                    None => ("", String::new(), String::new()),
                },
                _ => ("", String::new(), String::new()),
            };
            fits.extend(fit);
            if !style.is_empty() {
                let bookmark = format!("_Toc{:06}", entries.len() + 1);
                entries.push(Entry { bookmark, style, text, title, page: number });
            }
        }
    }
    Plan { contents: entries, fits, chart_heights }
}

fn plain(runs: &[Run]) -> String {
    runs.iter().map(Run::text).collect()
}

fn section_properties(m: &mut Markup, document: &Document, section: &Section, restart: bool) {
    let page = Page::sheet(&document.page, section.landscape);
    m.el("w:sectPr", &[], |m| {
        if section.kind == SectionKind::Body {
            for (kind, id) in FOOTERS {
                m.empty("w:footerReference", &[("w:type", kind), ("r:id", id)]);
            }
        }
        m.empty("w:type", &[("w:val", "nextPage")]);
        let (width, height) = (page.width.to_string(), page.height.to_string());
        let mut size = vec![("w:w", width.as_str()), ("w:h", height.as_str())];
        if section.landscape {
            size.push(("w:orient", "landscape"));
        }
        m.empty("w:pgSz", &size);
        let [top, right, bottom, left] =
            [page.top, page.right, page.bottom, page.left].map(|t| t.to_string());
        m.empty(
            "w:pgMar",
            &[
                ("w:top", &top),
                ("w:right", &right),
                ("w:bottom", &bottom),
                ("w:left", &left),
                ("w:header", "851"),
                ("w:footer", if section.landscape { "794" } else { "1361" }),
                ("w:gutter", "0"),
            ],
        );
        if restart {
            m.empty("w:pgNumType", &[("w:start", "1")]);
        }
    });
}

/// Paragraphs that only a model has a look for.
const PART_NAME: &str = "PartName";
const TERM: &str = "Term";

impl Writer<'_> {
    fn section_properties(&mut self, m: &mut Markup, section: &Section, restart: bool) {
        let Some((model, at)) = self.model.and_then(|model| Some((model, setup::section(model, section)?)))
        else {
            return section_properties(m, self.document, section, restart);
        };
        let first = !self.set_up.contains(&at);
        self.set_up.push(at);
        m.el("w:sectPr", &[], |m| m.raw(&setup::properties(model, at, section, first, restart)));
    }

    fn section(&mut self, m: &mut Markup, section: &Section) {
        self.page_break = false;
        if let (Some(cover), SectionKind::Cover) = (self.model.and_then(|m| m.cover.as_ref()), section.kind) {
            return setup::cover(m, cover, section);
        }
        let page = Page::sheet(&self.document.page, section.landscape);
        let cover = titles::cover(section, page, self.document.page.cover_size);
        for block in &section.blocks {
            match block {
                Block::CoverLine { role, text } => self.cover_line(m, &cover, *role, text),
                Block::CoverPicture { picture, height } => {
                    self.cover_picture(m, &cover, picture, picture::size(picture, *height, page));
                }
                Block::Contents => self.write_contents(m),
                Block::Heading { level, runs, .. } => self.heading(m, *level, runs, section.landscape),
                Block::Paragraph(runs) => {
                    let style = if self.explains { TERM } else { "" };
                    self.paragraph(m, style, None, runs);
                }
                Block::Table(table) => self.table(m, table),
                Block::Chart { chart, caption } => {
                    let number = self.charts.len();
                    let height = self.chart_heights.get(number).copied().unwrap_or(chart::HEIGHT);
                    self.charts.push(chart::part(chart, &self.document.fonts.table));
                    self.paragraph_of(m, "Figure", None, |_, m| {
                        m.el("w:r", &[], |m| {
                            chart::drawing(m, &chart_relation(number), number + 1, caption, height)
                        });
                    });
                    self.paragraph(m, "Caption", None, &[Run::Text(caption.clone())]);
                }
                Block::PageBreak => self.page_break = true,
            }
        }
    }

    fn cover_line(&mut self, m: &mut Markup, cover: &titles::Cover, role: CoverRole, text: &str) {
        // The title stands in the upper third of the page, the date at its foot.
        let first = role == CoverRole::Title && !std::mem::replace(&mut self.cover_begun, true);
        let (style, before, size) = match role {
            CoverRole::Head => ("CoverHead", 0.0, None),
            CoverRole::Title => ("Title", if first { cover.above_title } else { 12.0 }, Some(cover.size)),
            CoverRole::Foot => (
                "Subtitle",
                if std::mem::replace(&mut self.foot_begun, true) { 0.0 } else { cover.above_foot },
                None,
            ),
        };
        m.el("w:p", &[], |m| {
            m.el("w:pPr", &[], |m| {
                m.empty("w:pStyle", &[("w:val", style)]);
                m.empty("w:spacing", &[("w:before", &format!("{:.0}", before * 20.0))]);
            });
            let room = f64::from(Page::sheet(&self.document.page, false).inner_width()) / 20.0;
            // A name longer than a line is broken where it reads best.
            let lines = match size {
                Some(size) => titles::cover_lines(text, size, room),
                None => vec![text.to_owned()],
            };
            for (i, line) in lines.iter().enumerate() {
                if i > 0 {
                    m.el("w:r", &[], |m| m.empty("w:br", &[]));
                }
                sized_run(m, line, size.filter(|size| (*size - 32.0).abs() > 0.01));
            }
        });
    }

    fn cover_picture(&mut self, m: &mut Markup, cover: &titles::Cover, picture: &Picture, size: (f64, f64)) {
        let relation = picture_relation(self.pictures.len());
        self.pictures.push(picture.clone());
        m.el("w:p", &[], |m| {
            m.el("w:pPr", &[], |m| {
                m.empty("w:pStyle", &[("w:val", "Figure")]);
                m.empty("w:spacing", &[("w:before", &format!("{:.0}", cover.above_picture * 20.0))]);
            });
            m.el("w:r", &[], |m| picture::drawing(m, &relation, size));
        });
    }

    fn heading(&mut self, m: &mut Markup, level: u8, runs: &[Run], landscape: bool) {
        let style = ["Heading1", "Heading2", "Heading3", "Heading4"][usize::from(level.clamp(1, 4)) - 1];
        let bookmark = (level <= 2).then(|| self.next_bookmark()).flatten();
        let page = Page::sheet(&self.document.page, landscape);
        if level == 1 {
            self.explains = self.model.is_some() && plain(runs).contains("名词");
        }
        if let (1, Some(model)) = (level, self.model) {
            let title = plain(runs);
            let halves = title.split_once(char::is_whitespace).filter(|_| model.has(Role::PartName));
            let (number, name) = halves.map_or((title.as_str(), None), |(number, name)| (number, Some(name)));
            self.paragraph(m, style, bookmark, &[Run::Text(number.to_owned())]);
            if let Some(name) = name {
                self.paragraph(m, PART_NAME, None, &[Run::Text(name.trim().to_owned())]);
            }
            return;
        }
        match titles::part(&plain(runs), page, self.document.sizes.part).filter(|_| level == 1) {
            Some(size) => {
                self.paragraph_of(m, style, bookmark, |_, m| sized_run(m, &plain(runs), Some(size)))
            }
            None => self.paragraph(m, style, bookmark, runs),
        }
    }

    /// The bookmark of the next entry of the contents, with its number.
    fn next_bookmark(&mut self) -> Option<(String, String)> {
        let listed = self.listed;
        self.listed += 1;
        let entry = self.contents.get(listed)?;
        Some((entry.bookmark.clone(), listed.to_string()))
    }

    fn table(&mut self, m: &mut Markup, table: &Table) {
        let bookmark = if table.listed.is_some() { self.next_bookmark() } else { None };
        let Some(fit) = self.fits.get(self.tables) else { return };
        self.tables += 1;
        let bookmark = bookmark.as_ref().map(|(name, id)| (name.as_str(), id.as_str()));
        let page_break = std::mem::take(&mut self.page_break);
        let look = self
            .model
            .and_then(|model| Some((model, model.table(dressed::number(table), table.columns.len())?)));
        match look {
            Some((model, look)) => Dressed { model, table, look, fit }.write(m, bookmark, page_break),
            None => table::write(m, table, fit, bookmark, page_break, self.model.is_none()),
        }
    }

    fn paragraph(&mut self, m: &mut Markup, style: &str, bookmark: Option<(String, String)>, runs: &[Run]) {
        let lead = self.model.and_then(|model| setup::lead(model, style, || plain(runs)));
        self.paragraph_of(m, style, bookmark, |writer, m| {
            writer.lead = lead;
            for run in runs {
                writer.run(m, run);
            }
        });
        self.lead = None;
    }

    fn paragraph_of(
        &mut self,
        m: &mut Markup,
        style: &str,
        bookmark: Option<(String, String)>,
        content: impl FnOnce(&mut Self, &mut Markup),
    ) {
        let page_break = std::mem::take(&mut self.page_break);
        let dress = self.model.map(|model| setup::paragraph(model, style));
        m.el("w:p", &[], |m| {
            if let Some(mut sample) = dress {
                if page_break {
                    sample.paragraph.set("pageBreakBefore", &[]);
                }
                m.el("w:pPr", &[], |m| m.raw(&sample.paragraph.xml()));
                write_run(m, &sample.lead, &sample.run);
                sample.lead.clear();
                self.text = Some(sample);
            } else if !style.is_empty() || page_break {
                m.el("w:pPr", &[], |m| {
                    if !style.is_empty() {
                        m.empty("w:pStyle", &[("w:val", style)]);
                    }
                    if page_break {
                        m.empty("w:pageBreakBefore", &[]);
                    }
                });
            }
            if let Some((name, id)) = &bookmark {
                m.empty("w:bookmarkStart", &[("w:id", id), ("w:name", name)]);
            }
            content(self, m);
            if let Some((_, id)) = &bookmark {
                m.empty("w:bookmarkEnd", &[("w:id", id)]);
            }
        });
        self.text = None;
    }

    /// A run of text in the look of its paragraph, or of its beginning; a gap is highlighted.
    fn text_run(&mut self, m: &mut Markup, text: &str, highlight: bool) {
        let Some(sample) = &self.text else { return text_run(m, text, highlight) };
        let mut write = |text: &str, sample: &Sample| {
            if text.is_empty() {
                return;
            }
            m.el("w:r", &[], |m| {
                m.el("w:rPr", &[], |m| m.raw(&sample.run.highlighted(highlight)));
                m.leaf("w:t", &[("xml:space", "preserve")], &sample.printed(text));
            });
        };
        let rest = match &mut self.lead {
            Some((left, lead)) => {
                let (begins, rest) = text.split_at_checked(*left).unwrap_or((text, ""));
                *left -= begins.len();
                write(begins, lead);
                rest
            }
            None => text,
        };
        write(rest, sample);
    }

    fn run(&mut self, m: &mut Markup, run: &Run) {
        match run {
            Run::Gap { text, ask, .. } => {
                let id = self.comments.len().to_string();
                self.comments.push(ask.clone());
                m.empty("w:commentRangeStart", &[("w:id", &id)]);
                self.text_run(m, text, true);
                m.empty("w:commentRangeEnd", &[("w:id", &id)]);
                m.el("w:r", &[], |m| {
                    if self.model.is_none() {
                        m.el("w:rPr", &[], |m| m.empty("w:rStyle", &[("w:val", "CommentReference")]));
                    }
                    m.empty("w:commentReference", &[("w:id", &id)]);
                });
            }
            other => self.text_run(m, other.text(), false),
        }
    }

    fn comments_part(&self) -> String {
        let mut m = Markup::xml();
        let date = date(self.document);
        m.el("w:comments", &[("xmlns:w", W)], |m| {
            for (i, ask) in self.comments.iter().enumerate() {
                let id = i.to_string();
                let attributes = [
                    ("w:id", id.as_str()),
                    ("w:author", "决算公开"),
                    ("w:date", &date),
                    ("w:initials", "决"),
                ];
                m.el("w:comment", &attributes, |m| {
                    m.el("w:p", &[], |m| {
                        // The styles of a model are its own.
                        let styled = self.model.is_none();
                        if styled {
                            m.el("w:pPr", &[], |m| m.empty("w:pStyle", &[("w:val", "CommentText")]));
                        }
                        m.el("w:r", &[], |m| {
                            if styled {
                                m.el("w:rPr", &[], |m| m.empty("w:rStyle", &[("w:val", "CommentReference")]));
                            }
                            m.empty("w:annotationRef", &[]);
                        });
                        text_run(m, ask, false);
                    });
                });
            }
        });
        m.finish()
    }

    /// 目录: a TOC field whose present result is made here.
    fn write_contents(&mut self, m: &mut Markup) {
        let title = Run::Text(self.document.contents.title.clone());
        self.paragraph(m, "ContentsTitle", None, &[title]);
        // Contents that were typed are typed here, too: Word would make them anew in styles that the model does not use.
        let field = |m: &mut Markup, kind: &str| {
            if self.model.is_none_or(|model| model.contents_field) {
                field(m, kind);
            }
        };
        let width = Page::sheet(&self.document.page, false).inner_width().to_string();
        let pages = self.document.contents.pages;
        // Tables that the contents number carry marks of their own; others are found by the style of their titles.
        let blocks = || self.document.sections.iter().flat_map(|s| &s.blocks);
        let marked = |block: &Block| matches!(block, Block::Table(t) if t.listed.as_ref().is_some_and(|listed| *listed != t.title));
        let tables = if blocks().any(marked) { "\\f C" } else { "\\t \"表题,2\"" };
        let numbers = if pages { "" } else { " \\n" };
        let code = format!(" TOC \\o \"1-2\" \\h \\z {tables}{numbers} ");
        let last = self.contents.len().saturating_sub(1);
        for (i, entry) in self.contents.iter().enumerate() {
            m.el("w:p", &[], |m| {
                let sample =
                    self.model.map(|model| setup::entry(model, entry.style, pages.then_some(width.as_str())));
                let text_run = |m: &mut Markup, words: &str| match &sample {
                    Some(sample) => write_run(m, words, &sample.run),
                    None => text_run(m, words, false),
                };
                m.el("w:pPr", &[], |m| {
                    if let Some(sample) = &sample {
                        return m.raw(&sample.paragraph.xml());
                    }
                    m.empty("w:pStyle", &[("w:val", entry.style)]);
                    if pages {
                        m.el("w:tabs", &[], |m| {
                            m.empty("w:tab", &[("w:val", "right"), ("w:leader", "dot"), ("w:pos", &width)]);
                        });
                    }
                });
                if i == 0 {
                    field(m, "begin");
                    if self.model.is_none_or(|model| model.contents_field) {
                        m.el("w:r", &[], |m| {
                            m.leaf("w:instrText", &[("xml:space", "preserve")], &code);
                        });
                    }
                    field(m, "separate");
                }
                m.el("w:hyperlink", &[("w:anchor", &entry.bookmark), ("w:history", "1")], |m| {
                    let printed = sample.as_ref().map(|sample| sample.printed(&entry.text));
                    text_run(m, printed.as_ref().unwrap_or(&entry.text));
                    if !pages {
                        return;
                    }
                    m.el("w:r", &[], |m| {
                        if let Some(sample) = &sample {
                            m.el("w:rPr", &[], |m| m.raw(&sample.run.xml()));
                        }
                        m.empty("w:tab", &[]);
                    });
                    field_like(m, sample.as_ref(), "begin");
                    m.el("w:r", &[], |m| {
                        if let Some(sample) = &sample {
                            m.el("w:rPr", &[], |m| m.raw(&sample.run.xml()));
                        }
                        let code = format!(" PAGEREF {} \\h ", entry.bookmark);
                        m.leaf("w:instrText", &[("xml:space", "preserve")], &code);
                    });
                    field_like(m, sample.as_ref(), "separate");
                    text_run(m, &entry.page.to_string());
                    field_like(m, sample.as_ref(), "end");
                });
                if i == last {
                    field(m, "end");
                }
            });
        }
    }
}

fn field(m: &mut Markup, kind: &str) {
    field_like(m, None, kind);
}

/// A mark of a field whose result looks like a sample.
fn field_like(m: &mut Markup, sample: Option<&Sample>, kind: &str) {
    m.el("w:r", &[], |m| {
        if let Some(sample) = sample {
            m.el("w:rPr", &[], |m| m.raw(&sample.run.xml()));
        }
        m.empty("w:fldChar", &[("w:fldCharType", kind)]);
    });
}

/// A run in another size than its style has, in points.
fn sized_run(m: &mut Markup, text: &str, size: Option<f64>) {
    m.el("w:r", &[], |m| {
        if let Some(size) = size {
            let half_points = format!("{:.0}", size * 2.0);
            m.el("w:rPr", &[], |m| {
                m.empty("w:sz", &[("w:val", &half_points)]);
                m.empty("w:szCs", &[("w:val", &half_points)]);
            });
        }
        m.leaf("w:t", &[("xml:space", "preserve")], text);
    });
}

fn text_run(m: &mut Markup, text: &str, highlight: bool) {
    m.el("w:r", &[], |m| {
        if highlight {
            m.el("w:rPr", &[], |m| m.empty("w:highlight", &[("w:val", "yellow")]));
        }
        m.leaf("w:t", &[("xml:space", "preserve")], text);
    });
}
