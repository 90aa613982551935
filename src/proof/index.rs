//! What a narrative states, found by fact and by paragraph: no check looks through all figures for each of them.

use std::collections::HashMap;

use crate::reading::{At, Comparison, Field, Figure, Statements};

/// The figures of a narrative by what they state, and where a paragraph's begin and end.
pub(super) struct Index<'a> {
    statements: &'a Statements,
    /// Figures of each fact's field, in order.
    stating: HashMap<Field, HashMap<&'a str, Vec<&'a Figure>>>,
}

impl<'a> Index<'a> {
    pub fn of(statements: &'a Statements) -> Index<'a> {
        let mut stating: HashMap<Field, HashMap<&str, Vec<&Figure>>> = HashMap::new();
        for figure in &statements.figures {
            if let (Some(key), Some(field)) = (figure.key.as_deref(), figure.field) {
                stating.entry(field).or_default().entry(key).or_default().push(figure);
            }
        }
        Index { statements, stating }
    }

    /// Every figure that states a fact's field, in order.
    pub fn stating(&self, key: &str, field: Field) -> &[&'a Figure] {
        self.stating.get(&field).and_then(|of| of.get(key)).map_or(&[], Vec::as_slice)
    }

    /// The first figure that states it.
    pub fn first(&self, key: &str, field: Field) -> Option<&'a Figure> {
        self.stating(key, field).first().copied()
    }

    /// The figures of the paragraph of a place.
    pub fn figures(&self, at: &At) -> &'a [Figure] {
        self.paragraph(at.section, at.paragraph)
    }

    /// The figures of a paragraph.
    pub fn paragraph(&self, section: usize, paragraph: usize) -> &'a [Figure] {
        beside(&self.statements.figures, (section, paragraph), |f| &f.at)
    }

    /// The comparisons of the paragraph of a place.
    pub fn comparisons(&self, at: &At) -> &'a [Comparison] {
        beside(&self.statements.comparisons, (at.section, at.paragraph), |c| &c.at)
    }

    /// The figure of a fact that stands nearest before a place in the same paragraph, else after it, else anywhere in
    /// the section.
    pub fn near(&self, key: &str, field: Field, at: &At) -> Option<&'a Figure> {
        let all = self.stating(key, field);
        let here = beside(all, (at.section, at.paragraph), |f| &f.at);
        let before = here.iter().rfind(|f| f.at.bytes.end <= at.bytes.start);
        let found = before.or_else(|| here.iter().find(|f| f.at.bytes.start >= at.bytes.end));
        let in_section = || {
            let from = all.partition_point(|f| f.at.section < at.section);
            all.get(from).filter(|f| f.at.section == at.section)
        };
        found.or_else(in_section).copied()
    }
}

/// Those that stand in a paragraph of a section. Statements stand in the order of their paragraphs.
fn beside<T>(all: &[T], paragraph: (usize, usize), of: impl Fn(&T) -> &At) -> &[T] {
    let place = |t: &T| (of(t).section, of(t).paragraph);
    let from = all.partition_point(|t| place(t) < paragraph);
    let length = all[from..].partition_point(|t| place(t) == paragraph);
    &all[from..from + length]
}
