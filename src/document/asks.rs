//! What the parts around the narrative ask people for: 第一部分, parts of the style's own, 名词解释.

use super::{glossary, overview};
use crate::narrative::Ask;
use crate::style::{PartKind, Style};
use crate::subject::Subject;
use crate::supplement::{Supplement, term_text_key, text_key};
use crate::tables;

/// What the style's document asks for beside its narrative. A term that has a text is not asked for, but kept where
/// people explain it themselves.
pub fn asks(style: &Style, subject: &Subject, tables: &[tables::Table], supplement: &Supplement) -> Vec<Ask> {
    let ask = |part: &str, key: &str, sentence: String, about: &str| {
        let filled = supplement.text(key).is_some();
        let gap = if filled { String::new() } else { format!("〔请补充：{about}〕") };
        let section = style.part_title(part, subject).unwrap_or_default();
        Ask { key: key.to_owned(), section, sentence, filled, gap, against: None }
    };
    let mut asks = Vec::new();
    for part in &style.parts.order {
        match PartKind::named(part) {
            Some(PartKind::Overview) => {
                for planned in overview::entries(style, subject) {
                    if let Some(key) = &planned.key {
                        asks.push(ask(part, key, String::new(), &subject.fill(&planned.entry.about)));
                    }
                }
            }
            Some(PartKind::Glossary) => {
                let terms = glossary::terms(style, subject, tables);
                let open = |t: &glossary::Explained| t.usual.is_none() || supplement.text(&t.key).is_some();
                asks.extend(terms.into_iter().filter(open).map(|t| {
                    let sentence = format!("{}{}", t.term, style.glossary.mark);
                    ask(part, &t.key, sentence, &t.about)
                }));
            }
            Some(_) => {}
            None => asks.push(ask(part, &text_key(part), String::new(), &own_part(style, subject, part))),
        }
    }
    asks
}

/// What a part of the style's own asks for: its title without 第N部分.
pub fn own_part(style: &Style, subject: &Subject, part: &str) -> String {
    let title = style.parts.titles.get(part).map(|title| subject.fill(title)).unwrap_or_default();
    title.split_once("部分").map_or(title.as_str(), |(_, rest)| rest).trim().to_owned()
}

/// Whether a key names a text of the style's document beside its narrative, whatever this year's tables hold.
pub fn is_text_key(style: &Style, key: &str) -> bool {
    let overview = style.overview.iter().filter_map(|entry| entry.text.as_deref()).map(text_key);
    let own =
        style.parts.order.iter().filter(|part| PartKind::named(part).is_none()).map(|part| text_key(part));
    let terms = style.glossary.terms.iter().map(|term| term_text_key(term));
    overview.chain(own).chain(terms).any(|known| known == key)
}
