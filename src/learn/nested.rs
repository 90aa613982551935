//! 项 told by 类: a title that names a 类 and paragraphs on its 项 below, one 类 after another → a loop in a loop.

use std::collections::BTreeSet;
use std::ops::Range;

use super::loops::{Model, Over, Turn, body, list_in, listing, number, numbered, run_of};
use super::nodes::write;
use super::parts::{ListNumber, Paragraph, Part};
use crate::facts::groups::{CLASS_DIGITS, GENERAL_CLASSES, GENERAL_ITEMS};
use crate::text::squash;

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
    let turns: Vec<Turn<'_, '_>> = classes
        .iter()
        .map(|c| Turn { key: &c.key, said: vec![&c.title.parts], number: c.title.number.as_ref() })
        .collect();
    let items: Vec<Turn<'_, '_>> = classes.iter().flat_map(|c| c.items.iter().cloned()).collect();
    let restarts =
        |c: &Class<'_, '_>| c.items.first().and_then(|i| i.number).is_none_or(ListNumber::is_first);
    // 1 to 11 through all 类 is a count that no loop in another has.
    let through =
        || items.iter().enumerate().all(|(at, i)| i.number.and_then(ListNumber::value) == Some(at + 1));
    let counter = match (classes.iter().all(restarts), through()) {
        (true, _) => "loop.index",
        (false, true) => "item.number",
        (false, false) => return None,
    };
    let of_class = write(&body(model, Over::Codes(&GENERAL_CLASSES), &turns).ok()?);
    let of_item = write(&body(model, Over::Codes(&GENERAL_ITEMS), &items).ok()?);
    let heading = if first.title.heading { "### " } else { "" };
    let said = format!(
        "{{% for class in {} %}}\n{heading}{}{of_class}\n\n\
         {{% for item in {} %}}\n{}{of_item}\n\n{{% endfor %}}\n{{% endfor %}}",
        listing(&GENERAL_CLASSES, "")?,
        number(&turns),
        listing(&GENERAL_ITEMS, ", class=class.code")?,
        numbered(&items, counter),
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
    if *group != GENERAL_ITEMS {
        return None;
    }
    let class_of = |turn: &Turn<'p, 'a>| turn.key.strip_prefix(GENERAL_ITEMS.prefix)?.get(..CLASS_DIGITS);
    let class = class_of(items.first()?)?;
    let key = format!("{}{class}", GENERAL_CLASSES.prefix);
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

/// 科目 that one list tells, and the paragraph it begins in.
struct Listed<'a> {
    at: usize,
    over: Over,
    keys: BTreeSet<&'a str>,
}

/// The lists of a section. Where there are several, each of other 科目, no loop knows which of them stand in which: one over
/// all would say each in every list.
pub struct Lists<'a> {
    /// Those of paragraphs.
    runs: Vec<Listed<'a>>,
    /// Those of clauses in a paragraph.
    clauses: Vec<Listed<'a>>,
}

impl<'a> Lists<'a> {
    /// Finds them all.
    pub fn of(model: &Model<'_>, paragraphs: &[Paragraph<'a>]) -> Lists<'a> {
        let keys = |turns: &[Turn<'_, 'a>]| turns.iter().map(|turn| turn.key).collect();
        let mut runs = Vec::new();
        let mut at = 0;
        while at < paragraphs.len() {
            let run = run_of(paragraphs, at);
            let taken = run.as_ref().map_or(1, |(.., taken)| *taken);
            runs.extend(run.map(|(over, turns, _)| Listed { at, over, keys: keys(&turns) }));
            at += taken;
        }
        let clauses = paragraphs.iter().enumerate().filter_map(|(at, paragraph)| {
            let list = list_in(model, &paragraph.parts).filter(|list| matches!(list.over, Over::Codes(_)))?;
            Some(Listed { at, over: list.over, keys: keys(&list.turns) })
        });
        Lists { runs, clauses: clauses.collect() }
    }

    /// Whether paragraphs are one of several such lists.
    pub fn is_apart(&self, range: &Range<usize>, over: Over, turns: &[Turn<'_, '_>]) -> bool {
        let keys = turns.iter().map(|turn| turn.key).collect();
        is_apart(&self.runs, range, over, &keys)
    }

    /// Whether the clauses of a paragraph are.
    pub fn clauses_are_apart(&self, paragraph: usize) -> bool {
        let own = self.clauses.iter().find(|list| list.at == paragraph);
        own.is_some_and(|own| is_apart(&self.clauses, &(paragraph..paragraph + 1), own.over, &own.keys))
    }
}

fn is_apart(lists: &[Listed<'_>], range: &Range<usize>, over: Over, keys: &BTreeSet<&str>) -> bool {
    lists.iter().any(|list| !range.contains(&list.at) && list.over == over && list.keys.is_disjoint(keys))
}
