//! Cover, contents and the parts of the style, in order.

use std::sync::Arc;

use super::attachments::{Attached, Piece, performance_table, sheet_table, without_title};
use super::model::{Block, Contents, CoverRole, Document, Fonts, Origin, Origins, Run, Section, SectionKind};
use super::notes::{Gap, Places, notes};
use super::origin::Explainer;
use super::tabulate::Tabulated;
use super::{asks, glossary, overview};
use crate::accounts::Ledger;
use crate::charts;
use crate::facts::{FactSet, Field};
use crate::finding::Finding;
use crate::narrative::{self, Insert, Narrative};
use crate::self_assessment::Assessment;
use crate::style::{PartKind, Style};
use crate::subject::Subject;
use crate::supplement::{KeyKind, Supplement, text_key};
use crate::tables;
use crate::workbook::look::Seen;

/// What a document is made from.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// Who and when.
    pub subject: &'a Subject,
    /// Fonts.
    pub style: &'a Style,
    /// Named figures.
    pub facts: &'a FactSet,
    /// The tables.
    pub tables: &'a [tables::Table],
    /// The same as documents print them.
    pub tabulated: &'a Tabulated,
    /// 情况说明
    pub narrative: &'a Narrative,
    /// What people supplied.
    pub supplement: &'a Supplement,
    /// Exact amounts by source cell.
    pub ledger: &'a Ledger<'a>,
    /// Findings to show beside the text.
    pub findings: &'a [Finding],
    /// Self-assessment forms that were read.
    pub forms: &'a [Assessment],
    /// Files in 附件/, in order.
    pub attached: &'a [Attached],
}

/// Puts a document together.
pub fn assemble(material: &Material<'_>) -> Document {
    let mut builder = Builder {
        material: *material,
        sections: Vec::new(),
        origins: Origins::of_tables(Arc::clone(&material.tabulated.shown)),
        gaps: Vec::new(),
        headings: 0,
        charts: 0,
        titled: false,
    };
    builder.cover();
    for part in &material.style.parts.order {
        builder.part_of(part);
    }
    let places = Places {
        shown: &material.tabulated.shown,
        sections: &builder.sections,
        facts: material.facts,
        supplement: material.supplement,
    };
    let notes = notes(&builder.gaps, material.findings, &places);
    let subject = material.subject;
    Document {
        org: subject.org.clone(),
        title: format!("{}年度{}决算", subject.year, subject.scope.label()),
        year: subject.year,
        fonts: fonts(material.style),
        page: material.style.page,
        sizes: material.style.sizes,
        bold: material.style.bold.clone(),
        word: material.style.word.clone(),
        contents: Contents {
            title: material.style.contents.title.clone(),
            pages: material.style.contents.pages,
        },
        sections: builder.sections,
        origins: builder.origins,
        notes,
    }
}

fn fonts(style: &Style) -> Fonts {
    let font = |role: &str, usual: &str| {
        style.fonts.get(role).filter(|f| !f.trim().is_empty()).map_or(usual, String::as_str).to_owned()
    };
    let title = font("title", "方正小标宋简体");
    Fonts {
        cover: font("cover", &title),
        table_title: font("table_title", &title),
        latin: Some(font("latin", "")).filter(|name| !name.is_empty()),
        title,
        heading1: font("heading1", "黑体"),
        heading2: font("heading2", "楷体_GB2312"),
        body: font("body", "仿宋_GB2312"),
        table: font("table", "宋体"),
    }
}

struct Builder<'a> {
    material: Material<'a>,
    sections: Vec<Section>,
    origins: Origins,
    /// Missing texts.
    gaps: Vec<Gap>,
    headings: usize,
    charts: usize,
    /// The last block is the title of a part that stands on a page of its own.
    titled: bool,
}

impl Builder<'_> {
    fn section(&mut self, kind: SectionKind, landscape: bool) -> &mut Vec<Block> {
        let fits = self.sections.last().is_some_and(|s| s.kind == kind && s.landscape == landscape);
        if !fits {
            self.sections.push(Section { kind, landscape, blocks: Vec::new() });
        }
        let alone = std::mem::take(&mut self.titled);
        let last = self.sections.len() - 1;
        let blocks = &mut self.sections[last].blocks;
        // What follows the title of a part that stands on a page of its own.
        if fits && alone && !matches!(blocks.last(), Some(Block::PageBreak)) {
            blocks.push(Block::PageBreak);
        }
        blocks
    }

    fn push(&mut self, block: Block) {
        self.section(SectionKind::Body, false).push(block);
    }

    /// A part as the style declares it.
    fn part_of(&mut self, name: &str) {
        let Some(title) = self.material.style.part_title(name, self.material.subject) else { return };
        match PartKind::named(name) {
            Some(PartKind::Overview) => self.overview(title),
            Some(PartKind::Tables) => self.tables(title),
            Some(PartKind::Narrative) => self.narrative(title),
            Some(PartKind::Glossary) => self.glossary(title),
            Some(PartKind::Attachments) => self.attachments(title),
            None => {
                self.part(title, false);
                let about = asks::own_part(self.material.style, self.material.subject, name);
                self.supplied(&text_key(name), &about);
            }
        }
    }

    /// A part begins on a new page, turned as the content that follows its title. A title on a page of its own is upright.
    fn part(&mut self, title: String, landscape: bool) {
        let own_page = self.material.style.parts.own_page;
        let landscape = landscape && !own_page;
        let body = self.section(SectionKind::Body, landscape);
        if !body.is_empty() {
            body.push(Block::PageBreak);
        }
        self.headings += 1;
        let id = format!("h{}", self.headings);
        let heading = Block::Heading { level: 1, id, runs: vec![Run::Text(title)] };
        self.section(SectionKind::Body, landscape).push(heading);
        self.titled = own_page;
    }

    fn heading(&mut self, level: u8, runs: Vec<Run>) {
        self.headings += 1;
        let id = format!("h{}", self.headings);
        self.push(Block::Heading { level, id, runs });
    }

    fn cover(&mut self) {
        let (style, subject) = (self.material.style, self.material.subject);
        let lines = [
            (CoverRole::Head, &style.cover.head),
            (CoverRole::Title, &style.cover.title),
            (CoverRole::Foot, &style.cover.foot),
        ];
        let cover = self.section(SectionKind::Cover, false);
        for (role, texts) in lines {
            if let Some(picture) = style.picture.clone().filter(|_| role == CoverRole::Title) {
                cover.push(Block::CoverPicture { picture, height: style.cover.picture_height });
            }
            cover.extend(texts.iter().map(|text| Block::CoverLine { role, text: subject.fill(text) }));
        }
        self.section(SectionKind::Contents, false).push(Block::Contents);
    }

    fn overview(&mut self, title: String) {
        self.part(title, false);
        let (style, subject) = (self.material.style, self.material.subject);
        for (n, planned) in (1..).zip(overview::entries(style, subject)) {
            let entry = planned.entry;
            let mut opening = None;
            if entry.run_in {
                opening = Some(format!("{}。", planned.heading));
            } else {
                self.heading(entry.level + 1, vec![Run::Text(planned.heading)]);
            }
            for lead in &entry.lead {
                let lead = format!("{}{}", opening.take().unwrap_or_default(), subject.fill(lead));
                self.push(Block::Paragraph(vec![Run::Text(lead)]));
            }
            let Some(key) = planned.key else { continue };
            let about = subject.fill(&entry.about);
            match self.material.supplement.text(&key) {
                Some(given) if !entry.table.is_empty() => {
                    let table = overview::table(format!("part1-{n}"), &entry.table, &given.text);
                    self.push(Block::Table(Arc::new(table)));
                }
                _ => self.supplied_after(opening, &key, &about),
            }
        }
    }

    /// The paragraphs people typed for a key, or a gap.
    fn supplied(&mut self, key: &str, about: &str) {
        self.supplied_after(None, key, about);
    }

    /// The paragraphs people typed for a key, or a gap; the first after an opening.
    fn supplied_after(&mut self, opening: Option<String>, key: &str, about: &str) {
        let opening: Vec<Run> = opening.map(Run::Text).into_iter().collect();
        match self.material.supplement.text(key) {
            Some(entry) => self.typed(opening, key, &entry.text),
            None => {
                let gap = self.gap(key, format!("〔请补充：{about}〕"));
                self.push(Block::Paragraph(opening.into_iter().chain([gap]).collect()));
            }
        }
    }

    /// What people typed, a paragraph a line; the first after an opening.
    fn typed(&mut self, opening: Vec<Run>, key: &str, text: &str) {
        let origin = self.typed_origin(key);
        let mut opening = Some(opening);
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let mut runs = opening.take().unwrap_or_default();
            runs.push(Run::Typed { text: line.to_owned(), key: key.to_owned(), origin });
            self.push(Block::Paragraph(runs));
        }
    }

    fn tables(&mut self, title: String) {
        let landscape: Vec<bool> = self.material.tables.iter().map(|t| t.landscape).collect();
        self.part(title, landscape.first().copied().unwrap_or_default());
        let tables = self.material.tabulated.tables.iter().zip(landscape);
        for (i, (table, landscape)) in tables.enumerate() {
            let section = self.section(SectionKind::Body, landscape);
            // The first table stands under the title of its part.
            if i > 0 && !section.is_empty() {
                section.push(Block::PageBreak);
            }
            section.push(Block::Table(Arc::clone(table)));
        }
    }

    fn narrative(&mut self, title: String) {
        self.part(title, false);
        let narrative = self.material.narrative;
        for section in &narrative.sections {
            if let Some(title) = &section.part {
                self.part(title.clone(), false);
            }
            self.heading(2, vec![Run::Text(format!("{}、{}", section.number, section.title))]);
            for block in &section.blocks {
                match block {
                    narrative::Block::Heading { level, runs } => {
                        let runs = self.runs(runs);
                        self.heading((*level).clamp(3, 4), runs);
                    }
                    narrative::Block::Paragraph(runs) => {
                        let runs = self.runs(runs);
                        self.push(Block::Paragraph(runs));
                    }
                    narrative::Block::Insert(insert) => self.insert(insert),
                }
            }
        }
    }

    fn insert(&mut self, insert: &Insert) {
        match insert {
            Insert::Chart(name) => {
                let chart = charts::find(name).and_then(|spec| {
                    charts::make(
                        spec,
                        self.material.facts,
                        self.material.subject.year,
                        self.material.style.single_pies,
                    )
                });
                if let Some(chart) = chart {
                    self.charts += 1;
                    let caption = format!("图{}：{}（单位：万元）", self.charts, chart.title);
                    self.push(Block::Chart { chart, caption });
                }
            }
            Insert::Table(id) => {
                let position = self.material.tables.iter().position(|t| t.id == *id);
                if let Some(table) = position.map(|p| &self.material.tabulated.tables[p]) {
                    self.headings += 1;
                    let id = format!("{}x{}", table.id, self.headings);
                    let again = super::model::Table { id, listed: None, ..(**table).clone() };
                    self.push(Block::Table(Arc::new(again)));
                }
            }
        }
    }

    fn glossary(&mut self, title: String) {
        self.part(title, false);
        for term in glossary::terms(self.material.style, self.material.subject, self.material.tables) {
            let lead = vec![Run::Text(term.lead)];
            match (self.material.supplement.text(&term.key), term.usual) {
                (Some(own), _) => self.typed(lead, &term.key, &own.text),
                (None, Some(usual)) => {
                    let mut lines = usual.lines().filter(|line| !line.is_empty()).map(str::to_owned);
                    let first = Run::Text(lines.next().unwrap_or_default());
                    self.push(Block::Paragraph(lead.into_iter().chain([first]).collect()));
                    for line in lines {
                        self.push(Block::Paragraph(vec![Run::Text(line)]));
                    }
                }
                (None, None) => {
                    let gap = self.gap(&term.key, format!("〔请补充：{}〕", term.about));
                    self.push(Block::Paragraph(lead.into_iter().chain([gap]).collect()));
                }
            }
        }
    }

    /// What is attached: a list of it, then each thing on pages of its own.
    fn attachments(&mut self, title: String) {
        let (style, subject) = (self.material.style, self.material.subject);
        let performance = performance_table(style, subject, &self.material.supplement.projects);
        let forms: Vec<&Seen> = self.material.forms.iter().filter_map(|a| a.form.as_ref()).collect();
        let form_title = style.fill(&style.performance.form_title, subject);
        let mut titles: Vec<String> = performance.iter().map(|t| t.title.clone()).collect();
        titles.extend((!forms.is_empty()).then(|| form_title.clone()));
        titles.extend(self.material.attached.iter().map(|file| {
            let apart = if file.pieces.is_empty() { "（另附文件）" } else { "" };
            format!("{}{apart}", file.title)
        }));
        let nothing = &style.parts.no_attachments;
        if titles.is_empty() && nothing.is_empty() {
            return;
        }
        // The title and the list of the part stand on the page of what comes first.
        let wide = |table: &super::model::Table| table.columns.len() > 6;
        let turned = performance.as_ref().is_some_and(wide);
        self.part(title, turned);
        if titles.is_empty() {
            let nothing = subject.fill(nothing);
            self.push(Block::Paragraph(vec![Run::Text(nothing)]));
        }
        for (i, title) in titles.into_iter().enumerate() {
            let line = Block::Paragraph(vec![Run::Text(format!("附件{}：{title}", i + 1))]);
            self.section(SectionKind::Body, turned).push(line);
        }
        if let Some(table) = performance {
            self.section(SectionKind::Body, turned).push(Block::Table(Arc::new(table)));
        }
        for (n, form) in (1..).zip(forms) {
            if let Some(table) = sheet_table(format!("form{n}"), form_title.clone(), &without_title(form)) {
                self.own_page(table);
            }
        }
        for (n, file) in (1..).zip(self.material.attached) {
            self.file(n, file);
        }
    }

    /// A file on pages of its own; one that is only named has none.
    fn file(&mut self, n: usize, file: &Attached) {
        for (i, piece) in file.pieces.iter().enumerate() {
            match piece {
                Piece::Sheet(seen) => {
                    let title = if i == 0 { file.title.clone() } else { String::new() };
                    let Some(table) = sheet_table(format!("file{n}-{}", i + 1), title, seen) else {
                        continue;
                    };
                    // Tables stand in the text of a Word file; sheets have pages of their own.
                    if seen.name.is_empty() && i > 0 {
                        self.push(Block::Table(Arc::new(table)));
                    } else {
                        self.own_page(table);
                    }
                }
                Piece::Text(text) => {
                    let section = self.section(SectionKind::Body, false);
                    if i == 0 && !section.is_empty() {
                        section.push(Block::PageBreak);
                    }
                    section.push(Block::Paragraph(vec![Run::Text(text.clone())]));
                }
            }
        }
    }

    fn own_page(&mut self, table: super::model::Table) {
        let section = self.section(SectionKind::Body, table.columns.len() > 10);
        if !section.is_empty() {
            section.push(Block::PageBreak);
        }
        section.push(Block::Table(Arc::new(table)));
    }

    // ---- runs --------------------------------------------------------------------------------------------------

    fn runs(&mut self, runs: &[narrative::Run]) -> Vec<Run> {
        runs.iter()
            .map(|run| match run {
                narrative::Run::Text(text) => Run::Text(text.clone()),
                narrative::Run::Figure { key, field, whole, text } => {
                    self.figure(key, *field, whole.as_deref(), text)
                }
                narrative::Run::Typed { key, text } => {
                    Run::Typed { text: text.clone(), key: key.clone(), origin: self.typed_origin(key) }
                }
                narrative::Run::Gap { key, text } => self.gap(key, text.clone()),
            })
            .collect()
    }

    fn figure(&mut self, key: &str, field: Field, whole: Option<&str>, text: &str) -> Run {
        let explainer = Explainer {
            facts: self.material.facts,
            ledger: self.material.ledger,
            shown: &self.material.tabulated.shown,
            projects: &self.material.supplement.projects,
        };
        let origin = self.origins.push(explainer.figure(key, field, whole, text));
        Run::Figure {
            text: text.to_owned(),
            key: key.to_owned(),
            field,
            whole: whole.map(str::to_owned),
            origin,
        }
    }

    /// Where people typed a text.
    fn typed_origin(&mut self, key: &str) -> Option<usize> {
        let supplement = self.material.supplement;
        let place = match KeyKind::of(key) {
            Some((KeyKind::Project, name)) => {
                supplement.projects.iter().find(|p| p.name == name).map(|p| &p.place)
            }
            _ => supplement.reason(key).or_else(|| supplement.text(key)).map(|entry| &entry.place),
        }?;
        let source =
            super::model::SourceCell { role: "填写处", place: place.to_string(), value: String::new() };
        let label = "补充资料".to_owned();
        Some(self.origins.push(Origin { label, sources: vec![source], ..Origin::default() }))
    }

    fn gap(&mut self, key: &str, text: String) -> Run {
        let id = format!("gap{}", self.gaps.len() + 1);
        let what = text.trim_start_matches('〔').trim_end_matches('〕').to_owned();
        let ask = format!("{what}。请填写在补充资料.xlsx中“{key}”一行，再重新生成。");
        self.gaps.push((id.clone(), what, format!("补充资料.xlsx，键 {key}")));
        Run::Gap { text, key: key.to_owned(), ask, id }
    }
}
