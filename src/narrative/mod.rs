//! Facts and style in, sentences out. Template authors name figures; arithmetic, rounding and wording of figures
//! are done here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock};

use tera::Tera;

use crate::error::{Error, Result};
use crate::facts::{FactSet, Role};
use crate::finding::Finding;
use crate::style::{PackFile, Style};
use crate::subject::Subject;
use crate::supplement::Supplement;
use crate::text::chinese_number;

pub mod check;
mod context;
mod diagnose;
mod functions;
mod hints;
mod keys;
mod limits;
mod lists;
pub mod markup;
mod named;
pub mod reasons;
mod scan;
mod spot;
pub mod trial;
pub mod vocabulary;
mod wording;
mod words;

pub use context::grade_of;
use diagnose::Diagnosis;
use limits::Meter;
pub use markup::{Block, Insert, Run};
pub use named::Named;
pub use scan::words_of;
pub use spot::Spot;
pub use wording::Against;

/// A section (一、…) with its blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Chinese numeral.
    pub number: String,
    /// Title without number.
    pub title: String,
    /// Title of the part of its own that begins with it.
    pub part: Option<String>,
    /// Content.
    pub blocks: Vec<Block>,
}

/// A sentence or text that only people can complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Supplement key.
    pub key: String,
    /// `五、一般公共预算…`
    pub section: String,
    /// The sentence so far, with its figures.
    pub sentence: String,
    /// Whether it was supplied.
    pub filled: bool,
    /// What is printed while it is missing.
    pub gap: String,
    /// Of a reason against a budget: which budget the sentence compares with.
    pub against: Option<Role>,
}

/// The narrative (情况说明).
#[derive(Debug, Clone)]
pub struct Narrative {
    /// Sections in order.
    pub sections: Vec<Section>,
    /// Everything the text asks people for, in order, each key once.
    pub asks: Vec<Ask>,
    /// Statements about the supplement.
    pub findings: Vec<Finding>,
}

impl Narrative {
    /// What is still missing.
    pub fn missing(&self) -> impl Iterator<Item = &Ask> {
        self.asks.iter().filter(|a| !a.filled)
    }
}

/// Everything a template can reach.
pub(crate) struct Teller {
    pub facts: Arc<FactSet>,
    pub style: Arc<Style>,
    pub supplement: Arc<Supplement>,
    pub subject: Subject,
    /// Keys of the supplement that the text used.
    pub used: Mutex<BTreeSet<String>>,
    /// Which budget the reasons against one explain, by key.
    pub explained: Mutex<BTreeMap<String, Role>>,
    /// How much the templates have done.
    pub meter: limits::Meter,
}

impl Teller {
    fn new(subject: &Subject, facts: Arc<FactSet>, supplement: Arc<Supplement>, style: Arc<Style>) -> Teller {
        let meter = Meter::new(facts.iter().count());
        Teller {
            facts,
            style,
            supplement,
            subject: subject.clone(),
            used: Mutex::default(),
            explained: Mutex::default(),
            meter,
        }
    }

    fn mark_used(&self, key: &str) {
        if let Ok(mut used) = self.used.lock()
            && !used.contains(key)
        {
            used.insert(key.to_owned());
        }
    }

    /// Remembers which budget a reason is about.
    fn explain(&self, key: &str, role: Role) {
        if let Ok(mut explained) = self.explained.lock() {
            explained.insert(key.to_owned(), role);
        }
    }
}

/// A style's templates, parsed when the first report is told in them and used for all that follow.
#[derive(Debug)]
pub struct Templates {
    style: Arc<Style>,
    parsed: OnceLock<Tera>,
    named: OnceLock<Named>,
}

impl Templates {
    /// The templates of a style; nothing is parsed yet.
    pub fn of(style: Arc<Style>) -> Templates {
        Templates { style, parsed: OnceLock::new(), named: OnceLock::new() }
    }

    /// The style they are of.
    pub fn style(&self) -> &Arc<Style> {
        &self.style
    }

    /// Which texts and reasons they name.
    pub fn named(&self) -> &Named {
        self.named.get_or_init(|| Named::by(&self.style))
    }

    /// Renders every section of the style.
    ///
    /// # Errors
    /// A template is broken, names an unknown figure, or asks for a percentage that cannot be formed.
    pub fn tell(
        &self,
        subject: &Subject,
        facts: Arc<FactSet>,
        supplement: Arc<Supplement>,
    ) -> Result<Narrative> {
        self.tell_or_diagnose(subject, facts, supplement).map_err(|d| Error::Template(d.to_string()))
    }

    fn tell_or_diagnose(
        &self,
        subject: &Subject,
        facts: Arc<FactSet>,
        supplement: Arc<Supplement>,
    ) -> std::result::Result<Narrative, Diagnosis> {
        let figures = facts.iter().count();
        let teller = Arc::new(Teller::new(subject, facts, supplement, Arc::clone(&self.style)));
        let tera = self.environment(&teller)?;
        let context = context::build(&teller);
        let mut narrative = Narrative { sections: Vec::new(), asks: Vec::new(), findings: Vec::new() };
        let mut asked = BTreeSet::new();
        let mut number = 0;
        for (at, spec) in teller.style.sections.iter().enumerate() {
            if !teller.style.files.contains_key(&spec.file) {
                let message = format!("样式“{}”缺少模板文件 {}", teller.style.name, spec.file);
                return Err(Diagnosis { message, spot: None });
            }
            let mut page = limits::Page::new(figures);
            let told = tera.render_to(&spec.file, &context, &mut page);
            if page.full
                && let Some(file) = teller.style.files.get(&spec.file)
            {
                let limit = page.megabytes();
                let message = format!("{}：“{}”一节写出的文字超过{limit}MB", limits::TOO_MUCH, spec.title);
                return Err(Diagnosis {
                    message,
                    spot: Some(Spot::in_text(&file.origin, &file.content, 1, 0, 1)),
                });
            }
            told.map_err(|e| diagnose::diagnose(&e, &teller.style))?;
            let rendered = page.text();
            let part = teller.style.section_part(at, subject);
            number = if part.is_some() { 1 } else { number + 1 };
            let mut blocks = markup::parse(&rendered);
            if let Some(note) = teller.style.section_notes.get(&spec.file) {
                blocks.push(Block::Paragraph(vec![Run::Text(subject.fill(note))]));
            }
            let title = subject.fill(&spec.title);
            let section = Section { number: chinese_number(number), title, part, blocks };
            collect_asks(&section, &mut narrative.asks, &mut asked);
            narrative.sections.push(section);
        }
        if let Ok(explained) = teller.explained.lock() {
            for ask in &mut narrative.asks {
                ask.against = explained.get(&ask.key).copied();
            }
        }
        narrative.findings = unused_keys(&teller);
        Ok(narrative)
    }

    /// The template environment of one report.
    fn environment(&self, teller: &Arc<Teller>) -> std::result::Result<Tera, Diagnosis> {
        let parsed = match self.parsed.get() {
            Some(parsed) => parsed,
            None => {
                let parsed = parse(&self.style, false)?;
                self.parsed.get_or_init(|| parsed)
            }
        };
        let mut tera = parsed.clone();
        functions::register(&mut tera, teller);
        Ok(tera)
    }
}

/// Renders every section of a style for one report.
///
/// # Errors
/// See [`Templates::tell`].
pub fn tell(
    subject: &Subject,
    facts: Arc<FactSet>,
    supplement: Arc<Supplement>,
    style: Arc<Style>,
) -> Result<Narrative> {
    Templates::of(style).tell(subject, facts, supplement)
}

/// A paragraph or heading of the narrative, with the lines of the templates that it is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traced {
    /// Its text as printed.
    pub text: String,
    /// Lines in the order in which they end: how many characters stand by then, the file's name, the line from 1.
    pub lines: Vec<(usize, String, usize)>,
}

/// The narrative's paragraphs and headings with the template lines they are from.
///
/// # Errors
/// See [`tell`].
pub fn trace(
    subject: &Subject,
    facts: Arc<FactSet>,
    supplement: Arc<Supplement>,
    style: Arc<Style>,
) -> Result<Vec<Traced>> {
    let figures = facts.iter().count();
    let teller = Arc::new(Teller::new(subject, facts, supplement, style));
    let told = |d: Diagnosis| Error::Template(d.to_string());
    let mut tera = parse(&teller.style, true).map_err(told)?;
    functions::register(&mut tera, &teller);
    let context = context::build(&teller);
    let names: Vec<&String> = teller.style.files.keys().collect();
    let mut found = Vec::new();
    for spec in &teller.style.sections {
        let mut page = limits::Page::new(figures);
        tera.render_to(&spec.file, &context, &mut page)
            .map_err(|e| told(diagnose::diagnose(&e, &teller.style)))?;
        found.extend(markup::traced(&page.text()).into_iter().map(|(text, ends)| {
            let named =
                |(at, file, line): (usize, usize, usize)| Some((at, (*names.get(file)?).clone(), line));
            Traced { text, lines: ends.into_iter().filter_map(named).collect() }
        }));
    }
    Ok(found)
}

/// The files of a style, parsed; what their words say of a report is registered later. `traced` has every line say which
/// it is.
fn parse(style: &Style, traced: bool) -> std::result::Result<Tera, Diagnosis> {
    let mut tera = Tera::new();
    tera.autoescape_on(Vec::<&str>::new());
    functions::declare(&mut tera);
    let files = || style.files.values().filter(|f| f.name.ends_with(".tera"));
    for file in files() {
        if let Some((message, at)) = limits::faults(&file.content).into_iter().next() {
            let length = at.text.chars().count();
            let spot = Spot::in_text(&file.origin, &file.content, at.line, at.column, length);
            return Err(Diagnosis { message, spot: Some(spot) });
        }
    }
    if let Some((file, message, at)) = limits::circle(files()) {
        let spot = Spot::in_text(&file.origin, &file.content, at.line, at.column, at.text.chars().count());
        return Err(Diagnosis { message, spot: Some(spot) });
    }
    let number = |name: &str| style.files.keys().position(|known| known == name);
    let compiled = |file: &PackFile| {
        let counted = limits::counted(&file.content);
        match number(&file.name).filter(|_| traced) {
            Some(number) => markup::trace_lines(&counted, number),
            None => markup::mark_lines(&counted),
        }
    };
    tera.add_raw_templates(files().map(|f| (f.name.as_str(), compiled(f))))
        .map_err(|e| diagnose::diagnose(&e, style))?;
    Ok(tera)
}

fn collect_asks(section: &Section, asks: &mut Vec<Ask>, asked: &mut BTreeSet<String>) {
    for block in &section.blocks {
        let mut before = String::new();
        for run in block.runs() {
            let (key, filled) = match run {
                Run::Typed { key, .. } => (key, true),
                Run::Gap { key, .. } => (key, false),
                _ => {
                    before.push_str(run.text());
                    continue;
                }
            };
            if asked.insert(key.clone()) {
                asks.push(Ask {
                    key: key.clone(),
                    section: format!("{}、{}", section.number, section.title),
                    sentence: before.clone(),
                    filled,
                    gap: if filled { String::new() } else { run.text().to_owned() },
                    against: None,
                });
            }
            before.push_str(run.text());
        }
    }
}

/// Rows of the supplement that no sentence asked for: kept, but said.
fn unused_keys(teller: &Teller) -> Vec<Finding> {
    let used = teller.used.lock().map(|u| u.clone()).unwrap_or_default();
    let supplement = &teller.supplement;
    // Texts of other parts of the document are not the narrative's to judge.
    let entries = supplement.reasons.iter();
    entries
        .filter(|e| !e.text.is_empty() && !used.contains(&e.key))
        .map(|e| {
            Finding::new(
                "S001",
                format!("原因“{}”在本次报告中用不上（这句话不需要原因，或没有这句话）", e.key),
            )
            .at(e.place.clone())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::trial::Trial;
    use super::*;
    use crate::style::Library;
    use crate::text::squash;

    #[test]
    fn every_paragraph_is_traced_to_its_lines() {
        let library = Library::default();
        for name in library.names() {
            let style = Arc::new(Style::load(&library, &name, &[]).expect("a style"));
            let trial = Trial::ordinary();
            let supplement = Arc::new(trial.supplement.clone());
            let facts = trial.facts(style.basis, &supplement);
            let all = || (Arc::clone(&facts), Arc::clone(&supplement), Arc::clone(&style));
            let (a, b, c) = all();
            let told = tell(&trial.subject(), a, b, c).expect("a narrative");
            let (a, b, c) = all();
            let traced = trace(&trial.subject(), a, b, c).expect("a trace");
            let notes: Vec<String> = style.section_notes.values().map(|n| trial.subject().fill(n)).collect();
            let blocks = told.sections.iter().flat_map(|s| &s.blocks);
            let printed: Vec<String> = blocks
                .filter(|block| !matches!(block, Block::Insert(_)))
                .map(Block::text)
                .filter(|text| !notes.contains(text))
                .map(|text| squash(&text))
                .collect();
            let texts: Vec<String> = traced.iter().map(|t| squash(&t.text)).collect();
            assert_eq!(texts, printed, "{name}");
            for one in &traced {
                assert!(!one.lines.is_empty(), "{name}: {}", one.text);
                for (at, file, line) in &one.lines {
                    let content = &style.files[file].content;
                    assert!(
                        *at <= one.text.chars().count() + 8 && content.lines().count() >= *line,
                        "{one:?}"
                    );
                    let words = words_of(content, *line);
                    let joined: String = words.iter().map(|(word, _)| word.as_str()).collect();
                    assert_eq!(Some(joined.as_str()), content.lines().nth(line - 1), "{name} {file} {line}");
                }
            }
        }
    }
}
