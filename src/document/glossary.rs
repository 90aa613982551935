//! 名词解释: the terms a style explains, with the text of people, of the style, or of the catalogue.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalogue::{functional, glossary};
use crate::style::Style;
use crate::subject::Subject;
use crate::supplement::{item_text_key, term_text_key};
use crate::tables::{self, ColumnKind, Content};
use crate::text::chinese_number;

/// A term of 名词解释.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The term as printed.
    pub term: String,
    /// `一、财政拨款收入：`
    pub lead: String,
    /// The key under which people explain it themselves.
    pub key: String,
    /// What prints if they do not: the style's text, else the catalogue's.
    pub usual: Option<String>,
    /// What is asked for where there is neither.
    pub about: String,
}

/// The terms of a document in order.
pub fn terms(style: &Style, subject: &Subject, tables: &[tables::Table]) -> Vec<Explained> {
    let options = &style.glossary;
    let own = |name: &str| options.text.get(name).map(|text| subject.fill(text));
    let general = options.terms.iter().map(|term| {
        let usual = own(term).or_else(|| glossary::term(term).map(|t| t.definition.to_owned()));
        (term.clone(), term_text_key(term), usual, format!("{term}的名词解释"))
    });
    let items = if options.items.is_empty() { Vec::new() } else { items(tables) };
    let items = items.into_iter().map(|item| {
        let usual = own(&item.code).or_else(|| glossary::explain(&item.code, &item.name));
        let term = item.named(&options.items);
        let about = format!("{} {term}的名词解释", item.code);
        (term, item_text_key(&item.code), usual, about)
    });
    (1..)
        .zip(general.chain(items))
        .map(|(n, (term, key, usual, about))| {
            let number = options.number.replace("{n}", &chinese_number(n));
            Explained { lead: format!("{number}{term}{}", options.mark), term, key, usual, about }
        })
        .collect()
}

/// A 项 that occurs in the tables.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Item {
    /// Seven digits.
    code: String,
    name: String,
    /// Name of its 类.
    class: String,
    /// Name of its 款.
    group: String,
}

impl Item {
    /// The 项 as a style names it.
    fn named(&self, pattern: &str) -> String {
        pattern
            .replace("{class}", &self.class)
            .replace("{group}", &self.group)
            .replace("{name}", &self.name)
            .replace("{code}", &self.code)
    }
}

/// Every 项 of the tables that carries an amount, in code order; 类 and 款 are named as the classification names them,
/// else as the tables do.
fn items(tables: &[tables::Table]) -> Vec<Item> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut found: BTreeSet<String> = BTreeSet::new();
    for table in tables.iter().filter(|t| t.is_coded()) {
        for row in &table.rows {
            let text = |i: usize| match &row[i].content {
                Content::Text(text) => text.as_str(),
                _ => "",
            };
            let kinds = table.columns.iter().enumerate();
            let code: String =
                kinds.clone().filter(|(_, k)| **k == ColumnKind::Code).map(|(i, _)| text(i)).collect();
            let name = kinds.filter(|(_, k)| **k == ColumnKind::Name).map(|(i, _)| text(i)).next();
            let carries =
                row.iter().any(|c| matches!(c.content, Content::Amount { value, .. } if !value.is_zero()));
            if matches!(code.len(), 3 | 5 | 7) && code.bytes().all(|b| b.is_ascii_digit()) {
                if carries && code.len() == 7 {
                    found.insert(code.clone());
                }
                names.entry(code).or_insert_with(|| name.unwrap_or_default().to_owned());
            }
        }
    }
    let level = |code: &str, digits: usize| {
        let code = code.get(..digits).unwrap_or_default();
        let printed = names.get(code).map(String::as_str);
        functional::name(code).or(printed).unwrap_or(code).to_owned()
    };
    found
        .into_iter()
        .map(|code| Item {
            name: names.get(&code).cloned().unwrap_or_default(),
            class: level(&code, 3),
            group: level(&code, 5),
            code,
        })
        .collect()
}
