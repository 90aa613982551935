//! What the page shows, as lists of small pieces that are known by their content: after an answer only the pieces that
//! are new are sent.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::document::model::{Block, Document, Note, Origin, Run, Table};
use crate::export::html;
use crate::supplement::form;
use crate::work::live::{Live, Question};

/// States that a page may still show; one that is older gets everything.
const REMEMBERED: usize = 64;

/// A list: a section of the document, its findings, or what is asked.
struct List {
    class: &'static str,
    pieces: Vec<Piece>,
}

/// A piece by its content.
type Piece = (u64, Arc<str>);

/// What the page shows.
#[derive(Default)]
pub struct Shown {
    lists: Vec<List>,
    document: Option<Document>,
    /// Tables that were shown before: most answers change none.
    tables: Vec<(Arc<Table>, Piece)>,
    /// States before, by version.
    before: VecDeque<(u64, Names)>,
}

/// Lists by their class, with the names of their pieces.
type Names = Vec<(&'static str, Vec<u64>)>;

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

fn named(piece: String) -> Piece {
    (hash(&piece), piece.into())
}

fn name(hash: u64) -> String {
    format!("{hash:016x}")
}

impl Shown {
    /// Takes the report as it is now, under a version.
    pub fn take(&mut self, live: &Live, version: u64) {
        let document = live.made().report.document();
        let mut tables = Vec::new();
        let mut print = |block: &Block| {
            let Block::Table(table) = block else { return named(html::piece(block)) };
            let known = self.tables.iter().find(|(known, _)| Arc::ptr_eq(known, table));
            let piece = known.map_or_else(|| named(html::piece(block)), |(_, piece)| piece.clone());
            tables.push((Arc::clone(table), piece.clone()));
            piece
        };
        let shown = html::sections(&document).map(|(class, blocks)| List {
            class,
            pieces: blocks.iter().map(&mut print).filter(|(_, html)| !html.is_empty()).collect(),
        });
        self.lists = shown.collect();
        self.tables = tables;
        let notes = document.notes.iter().filter(|n| !n.code.is_empty()).map(note).map(named);
        self.lists.push(List { class: "notes", pieces: notes.collect() });
        let questions = live.questions();
        let questions = questions.iter().map(question).map(named);
        self.lists.push(List { class: "questions", pieces: questions.collect() });
        self.document = Some(document);
        self.remember(version);
    }

    /// Remembers what is shown under a version.
    pub fn remember(&mut self, version: u64) {
        if self.before.len() == REMEMBERED {
            self.before.pop_front();
        }
        let state = self.lists.iter().map(|l| (l.class, l.pieces.iter().map(|p| p.0).collect())).collect();
        self.before.push_back((version, state));
    }

    /// What a page that shows the state `since` must change, or everything.
    pub fn since(&self, since: u64) -> Value {
        let known = self.before.iter().find(|(version, _)| *version == since).map(|(_, state)| state);
        let same_lists = |known: &&Names| {
            known.len() == self.lists.len() && known.iter().zip(&self.lists).all(|(a, b)| a.0 == b.class)
        };
        let mut pieces = Map::new();
        let mut send = |list: &List, from: usize, to: usize| -> Value {
            let sent = &list.pieces[from..to];
            pieces.extend(sent.iter().map(|(hash, piece)| (name(*hash), json!(&**piece))));
            sent.iter().map(|(hash, _)| name(*hash)).collect()
        };
        let Some(known) = known.filter(same_lists) else {
            let all: Vec<Value> =
                self.lists.iter().map(|list| json!([list.class, send(list, 0, list.pieces.len())])).collect();
            return json!({ "lists": all, "pieces": pieces });
        };
        let mut changes = Vec::new();
        for (at, ((_, old), list)) in known.iter().zip(&self.lists).enumerate() {
            let new: Vec<u64> = list.pieces.iter().map(|p| p.0).collect();
            for (from, removed, added) in differences(old, &new) {
                changes.push(json!([at, from, removed, send(list, from, from + added)]));
            }
        }
        json!({ "changes": changes, "pieces": pieces })
    }

    /// The text of a paragraph or heading, by the name of its piece.
    pub fn text_of(&self, piece: &str) -> Option<String> {
        let blocks = self.document.as_ref()?.sections.iter().flat_map(|s| &s.blocks);
        let runs = blocks.filter_map(|block| match block {
            Block::Heading { runs, .. } | Block::Paragraph(runs) => Some((block, runs)),
            _ => None,
        });
        let (_, runs) = runs.into_iter().find(|(block, _)| name(hash(&html::piece(block))) == piece)?;
        Some(runs.iter().map(Run::text).collect())
    }

    /// How a figure of the text was made: its key, which figure of the fact, the whole of a share.
    pub fn figure(&self, wanted: (&str, &str, &str), printed: &str) -> Option<Value> {
        let document = self.document.as_ref()?;
        let blocks = document.sections.iter().flat_map(|s| &s.blocks);
        let runs = blocks.flat_map(|block| match block {
            Block::Heading { runs, .. } | Block::Paragraph(runs) => runs.as_slice(),
            _ => &[],
        });
        let mut found = runs.filter_map(|run| match run {
            Run::Figure { text, key, field, whole, origin } => {
                let about = (key.as_str(), field.name(), whole.as_deref().unwrap_or_default());
                (about == wanted && text == printed).then_some(*origin)
            }
            _ => None,
        });
        document.origins.get(found.next()?).as_deref().map(origin)
    }

    /// How a figure of a table was made, by the anchor of its cell (`t01-2-3`).
    pub fn cell(&self, anchor: &str) -> Option<Value> {
        let document = self.document.as_ref()?;
        let (rest, col) = anchor.rsplit_once('-')?;
        let (id, row) = rest.rsplit_once('-')?;
        let (row, col) =
            (row.parse::<usize>().ok()?.checked_sub(1)?, col.parse::<usize>().ok()?.checked_sub(1)?);
        let blocks = document.sections.iter().flat_map(|s| &s.blocks);
        let table = blocks.filter_map(|b| if let Block::Table(table) = b { Some(table) } else { None });
        let cell = table.into_iter().find(|t| t.id == id)?.rows.get(row)?.get(col)?;
        document.origins.get(cell.origin?).as_deref().map(origin)
    }
}

/// Where two lists differ: position in the new one, how many pieces go there, how many come. In order; each position
/// holds when those before were changed.
fn differences(old: &[u64], new: &[u64]) -> Vec<(usize, usize, usize)> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[start..], &new[start..]);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    if old.len() == new.len() {
        let differ = old.iter().zip(new).enumerate().filter(|(_, (a, b))| a != b);
        return differ.map(|(at, _)| (start + at, 1, 1)).collect();
    }
    vec![(start, old.len(), new.len())]
}

fn note(note: &Note) -> String {
    let places: Vec<Value> = note
        .places
        .iter()
        .map(|spot| {
            json!({
                "label": spot.label, "place": spot.place, "file": spot.file, "value": spot.value,
                "at": spot.anchors, "row": spot.row, "typed": spot.typed, "figure": spot.figure,
            })
        })
        .collect();
    json!({
        "kind": note.kind, "code": note.code, "text": note.message, "hint": note.hint, "at": note.targets,
        "places": places, "name": note.name, "looked": note.looked_at,
    })
    .to_string()
}

fn question(question: &Question) -> String {
    json!({
        "key": question.key,
        "sheet": form::spec(question.sheet).name,
        "section": question.section,
        "about": question.about,
        "before": question.before,
        "unit": question.unit,
        "cells": question.cells,
        "open": question.open,
        "own": question.own,
    })
    .to_string()
}

fn origin(origin: &Origin) -> Value {
    let sources: Vec<Value> = origin.sources.iter().map(|s| json!([s.role, s.place, s.value])).collect();
    json!({ "label": origin.label, "formula": origin.formula, "sources": sources, "cells": origin.cells })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_lead_from_one_list_to_the_other() {
        let lists: [&[u64]; 8] =
            [&[], &[1], &[1, 2, 3], &[1, 4, 3], &[4, 2, 4], &[1, 2, 2, 3], &[3, 2, 1], &[2, 3, 1, 9, 9]];
        for old in lists {
            for new in lists {
                let mut made = old.to_vec();
                for (from, removed, added) in differences(old, new) {
                    made.splice(from..from + removed, new[from..from + added].iter().copied());
                }
                assert_eq!(made, new, "{old:?}");
            }
        }
        assert_eq!(differences(&[1, 2, 3, 4], &[1, 9, 3, 8]), [(1, 1, 1), (3, 1, 1)]);
    }
}
