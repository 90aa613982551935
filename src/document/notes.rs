//! Missing texts and findings as they are shown beside a document, with what of it shows each place.

use foldhash::{HashMap, HashSet};

use super::model::{Block, Note, Run, Section, Spot};
use super::shown::Shown;
use crate::facts::FactSet;
use crate::finding::{Finding, Place, Related};
use crate::supplement::{KeyKind, Supplement};
use crate::text::squash;

/// A gap of the document: anchor, message, hint.
pub type Gap = (String, String, String);

/// What places are looked up in.
pub struct Places<'a> {
    /// The tables' cells by source cell.
    pub shown: &'a Shown,
    /// The document so far.
    pub sections: &'a [Section],
    /// Named figures.
    pub facts: &'a FactSet,
    /// What people supplied.
    pub supplement: &'a Supplement,
}

/// Missing texts first, then findings; findings about missing texts would say the same twice.
pub fn notes(gaps: &[Gap], findings: &[Finding], places: &Places<'_>) -> Vec<Note> {
    let gaps = gaps.iter().map(|(id, message, hint)| Note {
        kind: "待填写",
        code: "",
        message: message.clone(),
        hint: hint.clone(),
        targets: vec![id.clone()],
        places: Vec::new(),
        name: String::new(),
        looked_at: None,
    });
    let lookup = Lookup::of(places);
    let findings = findings.iter().filter(|f| f.code != "S003").map(|finding| lookup.note(finding));
    gaps.chain(findings).collect()
}

struct Lookup<'a> {
    shown: &'a Shown,
    /// Keys of the supplement's cells.
    typed: HashMap<&'a Place, String>,
    /// Keys of the figures in the text, by the cells they are made from.
    figures: HashMap<&'a Place, &'a str>,
    /// Headings by their text without layout, with their anchors.
    headings: HashMap<String, &'a str>,
}

impl<'a> Lookup<'a> {
    fn of(places: &Places<'a>) -> Lookup<'a> {
        let supplement = places.supplement;
        let entries = supplement.reasons.iter().chain(&supplement.texts);
        let mut typed: HashMap<&Place, String> = entries.map(|e| (&e.place, e.key.clone())).collect();
        for row in &supplement.data {
            let figures =
                [&row.budget, &row.current, &row.prior].into_iter().flatten().map(|(_, place)| place);
            typed.extend(figures.chain([&row.place]).map(|place| (place, KeyKind::Data.key(&row.key))));
        }
        typed.extend(supplement.projects.iter().map(|p| (&p.place, KeyKind::Project.key(&p.name))));
        let mut headings = HashMap::default();
        let mut printed: HashSet<&str> = HashSet::default();
        for block in places.sections.iter().flat_map(|section| &section.blocks) {
            let runs = match block {
                Block::Heading { id, runs, .. } => {
                    let text: String = runs.iter().map(Run::text).collect();
                    headings.entry(squash(&text)).or_insert(id.as_str());
                    runs
                }
                Block::Paragraph(runs) => runs,
                _ => continue,
            };
            printed.extend(runs.iter().filter_map(|run| match run {
                Run::Figure { key, .. } => Some(key.as_str()),
                _ => None,
            }));
        }
        let facts = places.facts.iter().filter(|fact| printed.contains(fact.key.as_str()));
        let mut figures = HashMap::default();
        for fact in facts {
            for (_, place) in &fact.sources {
                figures.entry(place).or_insert(fact.key.as_str());
            }
        }
        Lookup { shown: places.shown, typed, figures, headings }
    }

    fn note(&self, finding: &Finding) -> Note {
        let own = |r: &&Related| finding.place.as_ref() == Some(&r.place);
        let related = |r: &Related| self.spot(&r.label, &r.place, &r.value);
        let place = finding.place.iter().filter(|place| !place.to_string().is_empty());
        let first = finding.related.iter().find(own).map(related);
        let first = first.or_else(|| place.map(|place| self.spot("", place, "")).next());
        let others = finding.related.iter().filter(|r| !own(r)).map(related);
        let places: Vec<Spot> = first.into_iter().chain(others).collect();
        let cells = finding.place.iter().chain(finding.related.iter().map(|r| &r.place));
        let mut targets: Vec<String> = cells.flat_map(|place| self.shown.anchors(place)).collect();
        targets.dedup();
        Note {
            kind: finding.severity.label(),
            code: finding.code,
            message: finding.message.clone(),
            hint: finding.hint.clone().unwrap_or_default(),
            targets,
            places,
            name: finding.name(),
            looked_at: finding.looked_at.clone(),
        }
    }

    fn spot(&self, label: &str, place: &Place, value: &str) -> Spot {
        let mut anchors = self.shown.anchors(place);
        if let Some(spot) = place.document_spot() {
            let titles = [&spot.section, &spot.part].into_iter().filter(|title| !title.is_empty());
            let heading = titles.filter_map(|title| self.headings.get(&squash(title))).next();
            anchors.extend(heading.map(|id| (*id).to_owned()));
        }
        let row = if anchors.is_empty() { self.shown.anchors_beside(place) } else { Vec::new() };
        let text = anchors.is_empty().then(|| self.figures.get(place).map(|key| (*key).to_owned())).flatten();
        Spot {
            label: label.to_owned(),
            place: place.to_string(),
            file: place.file.clone(),
            value: value.to_owned(),
            anchors,
            row,
            typed: self.typed.get(place).cloned(),
            figure: text,
        }
    }
}
