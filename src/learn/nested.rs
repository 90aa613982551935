//! 项 told by 类: a title that names a 类 and paragraphs on its 项 below, one 类 after another → a loop in a loop.

use std::collections::BTreeSet;
use std::ops::Range;

use super::loops::{Model, Over, Turn, body, list_in, run_of};
use super::nodes::write;
use super::parts::{ListNumber, Paragraph, Part};
use crate::facts::CodedGroup;
use crate::text::squash;

/// Digits of the code of a 类.
const CLASS_DIGITS: usize = 3;
/// The 项 that are told so, and the 类 they belong to.
const ITEMS: &str = "general.item.";
const CLASSES: &str = "general.class.";

/// One 类 with its 项.
struct Class<'p, 'a> {
    key: String,
    title: &'p Paragraph<'a>,
    items: Vec<Turn<'p, 'a>>,
}

/// The template of the 类 with their 项 that begin at a paragraph, and how many paragraphs it takes.
pub fn nested(model: &Model<'_>, paragraphs: &[Paragraph<'_>], at: usize) -> Option<(String, usize)> {
    let mut classes: Vec<Class<'_, '_>> = Vec::new();
    let mut next = at;
    while let Some((class, taken)) = class_at(model, paragraphs, next) {
        if classes.iter().any(|c| c.key == class.key) {
            break;
        }
        classes.push(class);
        next += taken;
    }
    let first = classes.first()?;
    let group = CodedGroup::of(&first.key)?.0;
    let turns: Vec<Turn<'_, '_>> = classes
        .iter()
        .map(|c| Turn { key: &c.key, said: vec![&c.title.parts], number: c.title.number.as_ref() })
        .collect();
    let items: Vec<Turn<'_, '_>> = classes.iter().flat_map(|c| c.items.iter().cloned()).collect();
    // 1 to 11 through all 类 is a count that no loop in another has.
    let restarts =
        |c: &Class<'_, '_>| c.items.first().and_then(|i| i.number).is_none_or(ListNumber::is_first);
    if !classes.iter().all(restarts) {
        return None;
    }
    let (items_group, _) = CodedGroup::of(items.first()?.key)?;
    let of_class = write(&body(model, Over::Codes(group), &turns).ok()?);
    let of_item = write(&body(model, Over::Codes(items_group), &items).ok()?);
    let heading = if first.title.heading { "### " } else { "" };
    let number = |turns: &[Turn<'_, '_>]| {
        turns.first().and_then(|t| t.number).map(ListNumber::in_loop).unwrap_or_default()
    };
    let said = format!(
        "{{% for class in classes(of=\"general\") %}}\n{heading}{}{of_class}\n\n\
         {{% for item in items(of=\"general\", class=class.code) %}}\n{}{of_item}\n\n{{% endfor %}}\n{{% endfor %}}",
        number(&turns),
        number(&items),
    );
    Some((said, next - at))
}

/// A title and the paragraphs below it that tell the 项 of the 类 it names; how many paragraphs they are.
fn class_at<'p, 'a>(
    model: &Model<'_>,
    paragraphs: &'p [Paragraph<'a>],
    at: usize,
) -> Option<(Class<'p, 'a>, usize)> {
    let title = paragraphs.get(at)?;
    paragraphs.get(at + 1)?;
    let (Over::Codes(group), items, taken) = run_of(paragraphs, at + 1)? else { return None };
    if group.prefix != ITEMS {
        return None;
    }
    let class_of = |turn: &Turn<'p, 'a>| turn.key.strip_prefix(ITEMS)?.get(..CLASS_DIGITS);
    let class = class_of(items.first()?)?;
    let key = format!("{CLASSES}{class}");
    let name = model.known.facts.code_name(class)?;
    let names_it = squash(title.text).contains(name.strip_suffix("支出").unwrap_or(name));
    let only = |part: &Part<'a>| match part {
        Part::Figure(figure) => figure.key.as_deref() == Some(&key),
        Part::Compared(compared, _) => compared.key == key,
        _ => true,
    };
    let one = items.iter().all(|item| class_of(item) == Some(class));
    (names_it && one && title.parts.iter().all(only)).then_some((Class { key, title, items }, 1 + taken))
}

/// For each paragraph whether the clauses in it list 科目 as one of several lists, each of other ones.
pub fn lists_apart(model: &Model<'_>, paragraphs: &[Paragraph<'_>]) -> Vec<bool> {
    let keys = |p: &Paragraph<'_>| {
        let list = list_in(model, &p.parts).filter(|list| matches!(list.over, Over::Codes(_)))?;
        Some((list.over, list.turns.iter().map(|t| t.key.to_owned()).collect::<BTreeSet<_>>()))
    };
    let lists: Vec<Option<(Over, BTreeSet<String>)>> = paragraphs.iter().map(keys).collect();
    let apart = |one: &(Over, BTreeSet<String>)| {
        lists.iter().flatten().any(|other| other.0 == one.0 && other.1.is_disjoint(&one.1))
    };
    lists.iter().map(|list| list.as_ref().is_some_and(apart)).collect()
}

/// Whether a list of 科目 is one of several in a section, each of other ones: what decides which of them stand in it no loop
/// knows, and one over all would say each in every list.
pub fn is_one_of_several(
    paragraphs: &[Paragraph<'_>],
    range: Range<usize>,
    over: Over,
    turns: &[Turn<'_, '_>],
) -> bool {
    let mut at = 0;
    while at < paragraphs.len() {
        match run_of(paragraphs, at) {
            Some((other, theirs, taken)) => {
                let apart = || theirs.iter().all(|t| turns.iter().all(|own| own.key != t.key));
                if !range.contains(&at) && other == over && apart() {
                    return true;
                }
                at += taken;
            }
            None => at += 1,
        }
    }
    false
}
