//! 款 and 项 told by 类: a title that names a 类 and paragraphs on its 款 or 项 below, one 类 after another → loops in a loop.

use std::collections::BTreeSet;
use std::ops::Range;

use super::loops::{Model, Over, Turn, inside, list_in, listing, numbered, run_of, variable, within};
use super::nodes::write;
use super::parts::{ListNumber, Paragraph, Part};
use crate::facts::CodedGroup;
use crate::text::squash;

/// A title that names a 类 or 款, with what is told below it.
struct Branch<'p, 'a> {
    group: &'static CodedGroup,
    key: String,
    title: &'p Paragraph<'a>,
    below: Below<'p, 'a>,
}

/// What is told below a title.
enum Below<'p, 'a> {
    /// Titles again: the 款 of a 类 with their 项.
    Branches(Vec<Branch<'p, 'a>>),
    /// Paragraphs, each on one of them.
    Turns(&'static CodedGroup, Vec<Turn<'p, 'a>>),
}

/// A loop in loops, with the turns of all of them.
struct Level<'p, 'a> {
    group: &'static CodedGroup,
    turns: Vec<Turn<'p, 'a>>,
    heading: bool,
    /// Whether it is counted anew in each turn of the loop around it.
    restarts: bool,
}

/// What is told in loops in each other.
pub struct Nested {
    /// Their template.
    pub said: String,
    /// The call that lists what the outer loop runs over.
    pub given: Option<String>,
    /// How many paragraphs they take.
    pub taken: usize,
}

/// The template of the titles, with what is told below them, that begin at a paragraph.
pub fn nested(model: &Model<'_>, paragraphs: &[Paragraph<'_>], at: usize) -> Option<Nested> {
    let (branches, taken) = branches_at(model, paragraphs, at);
    let mut levels: Vec<Level<'_, '_>> = Vec::new();
    gather(&branches, &mut levels, 0)?;
    let mut opened = String::new();
    let mut around: Vec<&'static CodedGroup> = Vec::new();
    for level in &levels {
        // 1 to 11 through all 类 is a count that no loop in another has.
        let through = || {
            let mut turns = level.turns.iter().enumerate();
            turns.all(|(at, turn)| turn.number.and_then(ListNumber::value) == Some(at + 1))
        };
        let variable = variable(level.group);
        let counter = match (around.is_empty() || level.restarts, through) {
            (true, _) => "loop.index".to_owned(),
            (false, through) if through() => format!("{variable}.number"),
            _ => return None,
        };
        let body = write(&within(model, Over::Codes(level.group), &level.turns, &around).ok()?);
        let given = around.last().map(|group| inside(group)).unwrap_or_default();
        let heading = if level.heading { "### " } else { "" };
        opened.push_str(&format!(
            "{{% for {variable} in {} %}}\n{heading}{}{body}\n\n",
            listing(level.group, &given)?,
            numbered(&level.turns, &counter),
        ));
        around.push(level.group);
    }
    let closed = vec!["{% endfor %}"; levels.len()].join("\n");
    let given = listing(levels.first()?.group, "");
    Some(Nested { said: format!("{opened}{closed}"), given, taken })
}

/// The turns of each loop; `None` if the branches are not all alike.
fn gather<'b>(branches: &'b [Branch<'b, 'b>], levels: &mut Vec<Level<'b, 'b>>, depth: usize) -> Option<()> {
    let first = branches.first()?;
    let turns = branches.iter().map(|b| Turn {
        key: &b.key,
        said: vec![&b.title.parts],
        number: b.title.number.as_ref(),
    });
    level(levels, depth, first.group, first.title.heading)?.add(turns.collect());
    for branch in branches {
        if branch.group != first.group {
            return None;
        }
        match &branch.below {
            Below::Branches(below) => gather(below, levels, depth + 1)?,
            Below::Turns(group, turns) => level(levels, depth + 1, group, false)?.add(turns.clone()),
        }
    }
    Some(())
}

/// The loop of a depth, if it runs over this group.
fn level<'l, 'p, 'a>(
    levels: &'l mut Vec<Level<'p, 'a>>,
    depth: usize,
    group: &'static CodedGroup,
    heading: bool,
) -> Option<&'l mut Level<'p, 'a>> {
    if levels.len() == depth {
        levels.push(Level { group, turns: Vec::new(), heading, restarts: true });
    }
    levels.get_mut(depth).filter(|level| level.group == group)
}

impl<'p, 'a> Level<'p, 'a> {
    fn add(&mut self, turns: Vec<Turn<'p, 'a>>) {
        self.restarts &= turns.first().and_then(|turn| turn.number).is_none_or(ListNumber::is_first);
        self.turns.extend(turns);
    }
}

/// The branches that begin at a paragraph, each on another 类 or 款 of the same group; how many paragraphs they are.
fn branches_at<'p, 'a>(
    model: &Model<'_>,
    paragraphs: &'p [Paragraph<'a>],
    at: usize,
) -> (Vec<Branch<'p, 'a>>, usize) {
    let mut branches: Vec<Branch<'p, 'a>> = Vec::new();
    let mut next = at;
    while let Some((branch, taken)) = branch_at(model, paragraphs, next) {
        let other = |b: &Branch<'_, '_>| b.group == branch.group && b.key != branch.key;
        if !branches.iter().all(other) {
            break;
        }
        branches.push(branch);
        next += taken;
    }
    (branches, next - at)
}

/// A title and what is told below it; how many paragraphs they are.
fn branch_at<'p, 'a>(
    model: &Model<'_>,
    paragraphs: &'p [Paragraph<'a>],
    at: usize,
) -> Option<(Branch<'p, 'a>, usize)> {
    let title = paragraphs.get(at)?;
    paragraphs.get(at + 1)?;
    let found = branches_at(model, paragraphs, at + 1);
    // Branches of the next title of the same rank are none below it.
    let below = Some(found).filter(|(branches, _)| {
        let codes = branches.iter().map(|b| (b.group, b.key.as_str()));
        !branches.is_empty() && named(model, title, codes).is_some()
    });
    let (below, taken) = match below {
        Some((branches, taken)) => (Below::Branches(branches), taken),
        None => {
            let (Over::Codes(group), turns, taken) = run_of(paragraphs, at + 1)? else { return None };
            (Below::Turns(group, turns), taken)
        }
    };
    let (group, key) = match &below {
        Below::Branches(branches) => named(model, title, branches.iter().map(|b| (b.group, b.key.as_str())))?,
        Below::Turns(group, turns) => named(model, title, turns.iter().map(|turn| (*group, turn.key)))?,
    };
    Some((Branch { group, key, title, below }, 1 + taken))
}

/// The 类 or 款 that a title names and that all of these lie in.
fn named<'k>(
    model: &Model<'_>,
    title: &Paragraph<'_>,
    below: impl Iterator<Item = (&'static CodedGroup, &'k str)>,
) -> Option<(&'static CodedGroup, String)> {
    let codes: Vec<(&'static CodedGroup, &str)> =
        below.map(|(group, key)| Some((group, key.strip_prefix(group.prefix)?))).collect::<Option<_>>()?;
    let (of, first) = *codes.first()?;
    of.above().iter().rev().find_map(|group| {
        let key = group.key_around(first)?;
        let code = key.strip_prefix(group.prefix)?;
        let name = model.known.facts.code_name(code)?;
        let names_it = squash(title.text).contains(name.strip_suffix("支出").unwrap_or(name));
        let only = |part: &Part<'_>| match part {
            Part::Figure(figure) => figure.key.as_deref() == Some(&key),
            Part::Compared(compared, _) => compared.key == key,
            Part::Path(path, _) => path.code.as_deref().is_none_or(|own| own == code),
            _ => true,
        };
        let all = codes.iter().all(|(_, below)| below.starts_with(code));
        (names_it && all && title.parts.iter().all(only)).then_some((group, key))
    })
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
