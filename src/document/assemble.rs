//! Cover, contents and the five parts in order.

use super::model::{Block, Document, Fonts, Note, Origin, Run, Section, SectionKind};
use super::origin::Explainer;
use super::parts::{OVERVIEW, items, overview_title, performance_table};
use super::tabulate::{Shown, tabulate};
use crate::accounts::Ledger;
use crate::catalogue::glossary;
use crate::charts;
use crate::facts::{FactSet, Field};
use crate::finding::Finding;
use crate::narrative::{self, Insert, Narrative};
use crate::style::Style;
use crate::subject::Subject;
use crate::supplement::{KeyKind, Supplement};
use crate::tables;
use crate::text::chinese_number;

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
    /// 情况说明
    pub narrative: &'a Narrative,
    /// What people supplied.
    pub supplement: &'a Supplement,
    /// Exact amounts by source cell.
    pub ledger: &'a Ledger<'a>,
    /// Findings to show beside the text.
    pub findings: &'a [Finding],
    /// Names of the files in 附件/, in order.
    pub attachments: &'a [String],
}

/// Puts a document together.
pub fn assemble(material: &Material<'_>) -> Document {
    let mut builder = Builder {
        material: *material,
        sections: Vec::new(),
        origins: Vec::new(),
        shown: Shown::new(),
        tables: Vec::new(),
        gaps: Vec::new(),
        headings: 0,
        charts: 0,
    };
    builder.tabulate();
    builder.cover();
    builder.overview();
    builder.tables();
    builder.narrative();
    builder.glossary();
    builder.attachments();
    let notes = builder.notes();
    let subject = material.subject;
    Document {
        org: subject.org.clone(),
        title: format!("{}年度{}决算", subject.year, subject.scope.label()),
        year: subject.year,
        fonts: fonts(material.style),
        sections: builder.sections,
        origins: builder.origins,
        notes,
    }
}

fn fonts(style: &Style) -> Fonts {
    let font = |role: &str, usual: &str| {
        style.fonts.get(role).filter(|f| !f.trim().is_empty()).map_or(usual, String::as_str).to_owned()
    };
    Fonts {
        title: font("title", "方正小标宋简体"),
        heading1: font("heading1", "黑体"),
        heading2: font("heading2", "楷体_GB2312"),
        body: font("body", "仿宋_GB2312"),
        table: font("table", "宋体"),
    }
}

struct Builder<'a> {
    material: Material<'a>,
    sections: Vec<Section>,
    origins: Vec<Origin>,
    shown: Shown,
    tables: Vec<super::model::Table>,
    /// Missing texts: anchor, message, hint.
    gaps: Vec<(String, String, String)>,
    headings: usize,
    charts: usize,
}

impl Builder<'_> {
    fn tabulate(&mut self) {
        for table in self.material.tables {
            let id = format!("t{}", table.id.published_number());
            let table = tabulate(table, id, self.material.ledger, &mut self.origins, &mut self.shown);
            self.tables.push(table);
        }
    }

    fn section(&mut self, kind: SectionKind, landscape: bool) -> &mut Vec<Block> {
        let fits = self.sections.last().is_some_and(|s| s.kind == kind && s.landscape == landscape);
        if !fits {
            self.sections.push(Section { kind, landscape, blocks: Vec::new() });
        }
        let last = self.sections.len() - 1;
        &mut self.sections[last].blocks
    }

    fn push(&mut self, block: Block) {
        self.section(SectionKind::Body, false).push(block);
    }

    /// A part begins on a page of its own.
    fn part(&mut self, title: String) {
        let body = self.section(SectionKind::Body, false);
        if !body.is_empty() {
            body.push(Block::PageBreak);
        }
        self.heading(1, vec![Run::Text(title)]);
    }

    fn heading(&mut self, level: u8, runs: Vec<Run>) {
        self.headings += 1;
        let id = format!("h{}", self.headings);
        self.push(Block::Heading { level, id, runs });
    }

    fn cover(&mut self) {
        let subject = self.material.subject;
        let (org, scope) = (subject.org.clone(), subject.scope.label());
        let title = format!("{}年度{scope}决算公开", subject.year);
        let date = format!("{}年", subject.year + 1);
        let cover = self.section(SectionKind::Cover, false);
        cover.push(Block::CoverLine { title: true, text: org });
        cover.push(Block::CoverLine { title: true, text: title });
        cover.push(Block::CoverLine { title: false, text: date });
        self.section(SectionKind::Contents, false).push(Block::Contents);
    }

    fn overview(&mut self) {
        self.part(overview_title(self.material.subject));
        for (i, (key, heading, about)) in OVERVIEW.iter().enumerate() {
            let scope = if *key == "text.duties" { self.material.subject.scope.label() } else { "" };
            let heading = format!("{}、{scope}{heading}", chinese_number(i + 1));
            self.heading(2, vec![Run::Text(heading)]);
            self.supplied(key, about);
        }
    }

    /// The paragraphs people typed for a key, or a gap.
    fn supplied(&mut self, key: &str, about: &str) {
        match self.material.supplement.text(key) {
            Some(entry) => {
                let origin = self.typed_origin(key);
                for line in entry.text.lines().map(str::trim).filter(|l| !l.is_empty()) {
                    self.push(Block::Paragraph(vec![Run::Typed { text: line.to_owned(), origin }]));
                }
            }
            None => {
                let gap = self.gap(key, format!("〔请补充：{about}〕"));
                self.push(Block::Paragraph(vec![gap]));
            }
        }
    }

    fn tables(&mut self) {
        let subject = self.material.subject;
        self.part(format!("第二部分 {}年度{}决算表", subject.year, subject.scope.label()));
        let landscape: Vec<bool> = self.material.tables.iter().map(|t| t.landscape).collect();
        for (table, landscape) in self.tables.clone().into_iter().zip(landscape) {
            let section = self.section(SectionKind::Body, landscape);
            if !section.is_empty() {
                section.push(Block::PageBreak);
            }
            section.push(Block::Table(table));
        }
    }

    fn narrative(&mut self) {
        let subject = self.material.subject;
        self.part(format!("第三部分 {}年度{}决算情况说明", subject.year, subject.scope.label()));
        let narrative = self.material.narrative;
        for section in &narrative.sections {
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
                let chart = charts::find(name)
                    .and_then(|spec| charts::make(spec, self.material.facts, self.material.subject.year));
                if let Some(chart) = chart {
                    self.charts += 1;
                    let caption = format!("图{}：{}（单位：万元）", self.charts, chart.title);
                    self.push(Block::Chart { chart, caption });
                }
            }
            Insert::Table(id) => {
                let position = self.material.tables.iter().position(|t| t.id == *id);
                if let Some(table) = position.map(|p| self.tables[p].clone()) {
                    self.headings += 1;
                    let id = format!("{}x{}", table.id, self.headings);
                    self.push(Block::Table(super::model::Table { id, listed: false, ..table }));
                }
            }
        }
    }

    fn glossary(&mut self) {
        self.part("第四部分 名词解释".to_owned());
        let mut number = 0;
        let mut entry = |term: &str| {
            number += 1;
            Run::Text(format!("{}、{term}：", chinese_number(number)))
        };
        let mut paragraphs: Vec<Vec<Run>> = glossary::terms()
            .map(|term| vec![entry(term.term), Run::Text(term.definition.to_owned())])
            .collect();
        for item in items(self.material.tables) {
            let key = item.key();
            let lead = entry(&item.path);
            let definition = match (self.material.supplement.text(&key), glossary::definition(&item.code)) {
                (Some(own), _) => {
                    let text = own.text.lines().map(str::trim).collect();
                    Run::Typed { text, origin: self.typed_origin(&key) }
                }
                (None, Some(standard)) => Run::Text(standard.to_owned()),
                (None, None) => self.gap(&key, format!("〔请补充：{} 的名词解释〕", item.code)),
            };
            paragraphs.push(vec![lead, definition]);
        }
        for runs in paragraphs {
            self.push(Block::Paragraph(runs));
        }
    }

    fn attachments(&mut self) {
        self.part("第五部分 附件".to_owned());
        let performance = performance_table(self.material.subject, &self.material.supplement.projects);
        let titles = performance.iter().map(|t| t.title.clone());
        let titles: Vec<String> = titles.chain(self.material.attachments.iter().cloned()).collect();
        if titles.is_empty() {
            self.push(Block::Paragraph(vec![Run::Text("本年度没有附件。".to_owned())]));
        }
        for (i, title) in titles.into_iter().enumerate() {
            self.push(Block::Paragraph(vec![Run::Text(format!("附件{}：{title}", i + 1))]));
        }
        if let Some(table) = performance {
            self.section(SectionKind::Body, true).push(Block::Table(table));
        }
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
                    Run::Typed { text: text.clone(), origin: self.typed_origin(key) }
                }
                narrative::Run::Gap { key, text } => self.gap(key, text.clone()),
            })
            .collect()
    }

    fn figure(&mut self, key: &str, field: Field, whole: Option<&str>, text: &str) -> Run {
        let explainer = Explainer {
            facts: self.material.facts,
            ledger: self.material.ledger,
            shown: &self.shown,
            projects: &self.material.supplement.projects,
        };
        self.origins.push(explainer.figure(key, field, whole, text));
        Run::Figure {
            text: text.to_owned(),
            key: key.to_owned(),
            field,
            whole: whole.map(str::to_owned),
            origin: self.origins.len() - 1,
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
        self.origins.push(Origin {
            label: "补充资料".to_owned(),
            sources: vec![source],
            ..Origin::default()
        });
        Some(self.origins.len() - 1)
    }

    fn gap(&mut self, key: &str, text: String) -> Run {
        let id = format!("gap{}", self.gaps.len() + 1);
        let what = text.trim_start_matches('〔').trim_end_matches('〕').to_owned();
        let ask = format!("{what}。请填写在补充资料.xlsx中“{key}”一行，再重新生成。");
        self.gaps.push((id.clone(), what, format!("补充资料.xlsx，键 {key}")));
        Run::Gap { text, ask, id }
    }

    /// Missing texts first, then findings; findings about missing texts would say the same twice.
    fn notes(&self) -> Vec<Note> {
        let gaps = self.gaps.iter().map(|(id, message, hint)| Note {
            kind: "待填写",
            code: "",
            message: message.clone(),
            hint: hint.clone(),
            targets: vec![id.clone()],
        });
        let findings = self.material.findings.iter().filter(|f| f.code != "S003").map(|finding| {
            let places = finding.place.iter().chain(finding.related.iter().map(|r| &r.place));
            let mut targets: Vec<String> =
                places.filter_map(|place| self.shown.get(place)).flatten().cloned().collect();
            targets.dedup();
            let place = finding.place.as_ref().map(ToString::to_string).filter(|p| !p.is_empty());
            let hint: Vec<String> = place.into_iter().chain(finding.hint.clone()).collect();
            Note {
                kind: finding.severity.label(),
                code: finding.code,
                message: finding.message.clone(),
                hint: hint.join("；"),
                targets,
            }
        });
        gaps.chain(findings).collect()
    }
}
