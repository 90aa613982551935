//! Runs of paragraphs, or of clauses of one, that say the same of one 科目 after another → loops over those that have
//! an amount.

use super::known::Known;
use super::manner::Manner;
use super::nodes::{Against, Choice, Node, Question, merge, quoted, write};
use super::parts::{ListNumber, Paragraph, Part};
use super::speech::{Member, Reason, Speech};
use crate::facts::groups::{CLASS_DIGITS, ECONOMIC, VEHICLES};
use crate::facts::{CodedGroup, Fact, Field, parts_of, whole_of};
use crate::money::Yuan;
use crate::reading::Statements;
use crate::subject::Subject;
use crate::supplement::KeyKind;

/// Figures that a loop runs over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// 类, 款 or 项 of a budget.
    Codes(&'static CodedGroup),
    /// Sources of income, kinds of expenditure.
    Sources(&'static str),
    /// Kinds of vehicles.
    Vehicles,
}

/// What a figure is a turn of.
pub fn over(key: &str) -> Option<Over> {
    if let Some((group, code)) = CodedGroup::of(key) {
        // 款 of the economic classification are listed by name only (主要包括：…).
        if *group == ECONOMIC && code.len() > 3 {
            return None;
        }
        return loops_over(group).map(|_| Over::Codes(group));
    }
    for of in ["income", "expenditure"] {
        if parts_of(&format!("{of}.total")).contains(&key) {
            return Some(Over::Sources(of));
        }
    }
    VEHICLES.contains(&key).then_some(Over::Vehicles)
}

/// The function of a template that lists a group, and what it is of.
fn loops_over(group: &CodedGroup) -> Option<(&'static str, &'static str)> {
    match group.prefix {
        "general.item." => Some(("items", "general")),
        "fund.item." => Some(("items", "fund")),
        "state.item." => Some(("items", "state")),
        "general.group." => Some(("groups", "general")),
        "expenditure.group." => Some(("groups", "expenditure")),
        "fund.group." => Some(("groups", "fund")),
        "state.group." => Some(("groups", "state")),
        "general.class." => Some(("classes", "general")),
        "expenditure.class." => Some(("classes", "expenditure")),
        "econ." => Some(("classes", "basic")),
        _ => None,
    }
}

/// What the model says, for deciding which case a sentence of it shows.
#[derive(Debug, Clone, Copy)]
pub struct Model<'a> {
    /// Its data.
    pub known: &'a Known,
    /// Its statements.
    pub statements: &'a Statements,
    /// How it says what a sentence does not show.
    pub manner: &'a Manner,
}

impl Model<'_> {
    /// The speech outside of loops.
    pub fn speech(&self) -> Speech<'_> {
        Speech { subject: self.subject(), member: None, facts: &self.known.facts, unit: self.manner.unit }
    }

    fn subject(&self) -> &Subject {
        &self.known.subject
    }

    fn fact(&self, key: &str) -> Option<&Fact> {
        self.known.facts.get(key)
    }

    /// Whether there is an amount this year.
    fn has_amount(&self, key: &str) -> bool {
        self.fact(key).and_then(|fact| fact.current).is_some_and(|amount| !amount.is_zero())
    }

    /// The answer to a choice about a turn of a loop.
    fn answer(&self, choice: &Choice, variable: &str, key: &str) -> Option<bool> {
        let key = if choice.key == variable { key } else { choice.key.trim_matches('"') };
        let fact = self.fact(key)?;
        let printed = |amount: Yuan| self.manner.unit.number(amount);
        let budget = if choice.against == Against::Initial { fact.initial } else { fact.budget };
        match choice.question {
            Question::Changed => Some(printed(fact.current?) != printed(fact.prior?)),
            Question::BudgetChanged | Question::OffBudget => Some(printed(fact.current?) != printed(budget?)),
            // A document that completes budgets elsewhere says nothing where there is none.
            Question::Budgeted => Some(fact.budget.is_some_and(|budget| !printed(budget).is_zero())),
            Question::Spent => Some(!printed(fact.current?).is_zero()),
            Question::Explained => {
                let reason = KeyKind::AgainstBudget.key(key);
                Some(self.statements.reasons.iter().any(|r| r.key == reason))
            }
        }
    }
}

/// One turn of a loop as the model prints it.
#[derive(Clone)]
pub struct Turn<'p, 'a> {
    /// Its figure.
    pub key: &'a str,
    /// Its paragraphs, or its clause.
    pub said: Vec<&'p [Part<'a>]>,
    /// The number before it.
    pub number: Option<&'p ListNumber>,
}

/// The variable of a loop and the key in it.
fn variables(over: Over) -> (&'static str, &'static str) {
    match over {
        Over::Codes(group) => match loops_over(group) {
            Some(("classes", _)) => ("class", "class.key"),
            Some(("groups", _)) => ("group", "group.key"),
            _ => ("item", "item.key"),
        },
        Over::Sources(_) | Over::Vehicles => ("key", "key"),
    }
}

/// The variable of a loop over 科目.
pub fn variable(group: &'static CodedGroup) -> &'static str {
    variables(Over::Codes(group)).0
}

/// Whether a key is of what lies in the codes of a group: 款 and 项 of a 类.
fn lies_below(group: &CodedGroup, key: &str) -> bool {
    CodedGroup::of(key).is_some_and(|(of, _)| of.above().contains(group))
}

/// What stands for the names of a turn.
fn names(model: &Model<'_>, over: Over, turn: &Turn<'_, '_>) -> Vec<(String, String)> {
    let label = || model.fact(turn.key).map(|f| f.label.clone()).unwrap_or_default();
    let Over::Codes(group) = over else { return vec![(label(), "key | label".to_owned())] };
    let (variable, _) = variables(over);
    let code = turn.key.strip_prefix(group.prefix).unwrap_or_default();
    let mut names = Vec::new();
    let mut name = |printed: &str, field: &str| {
        if !printed.is_empty() {
            names.push((printed.to_owned(), format!("{variable}.{field}")));
        }
    };
    let class = code.get(..3).and_then(|c| model.known.facts.code_name(c)).unwrap_or_default();
    let class_field = |printed: &str| if printed.ends_with("支出") { "class" } else { "class_short" };
    let path = turn.said.iter().flat_map(|p| p.iter()).find_map(|p| match p {
        Part::Path(path, _) => Some(*path),
        _ => None,
    });
    if let Some(path) = path {
        let steps = [(&path.class, "类"), (&path.group, "款"), (&path.item, "项")];
        let printed: Vec<String> = steps
            .iter()
            .filter(|(name, _)| !name.is_empty())
            .map(|(name, level)| format!("{name}（{level}）"))
            .collect();
        let whole = !path.class.is_empty() && code.len() == CLASS_DIGITS + 2 * (printed.len() - 1);
        if whole && printed.len() > 1 {
            name(&printed.concat(), "path");
        }
        name(&path.item, "name");
        name(&path.group, "group");
        name(&path.class, class_field(&path.class));
    }
    if code.len() > CLASS_DIGITS || *group == ECONOMIC {
        name(&label(), "name");
    }
    name(class, class_field(class));
    if let Some(short) = class.strip_suffix("支出") {
        name(short, "class_short");
    }
    names
}

/// Whether a node prints the name of a loop's turn; sources and vehicles are told by fixed names.
fn prints_name(node: &Node, over: Over) -> bool {
    let (variable, key) = variables(over);
    let named = |expression: &str| {
        expression.strip_prefix(variable).is_some_and(|rest| rest.starts_with('.'))
            && !expression.starts_with(key)
    };
    match node {
        Node::Print(expression) => !matches!(over, Over::Codes(_)) || named(expression),
        Node::Choice(choice) => {
            choice.yes.iter().chain(&choice.no).flatten().any(|node| prints_name(node, over))
        }
        _ => false,
    }
}

/// The template of a loop's body, put together from its turns: what most of them say, and each case that any shows.
pub fn body(model: &Model<'_>, over: Over, turns: &[Turn<'_, '_>]) -> Result<Vec<Node>, Reason> {
    within(model, over, turns, &[])
}

/// The same in loops over `around`.
pub fn within(
    model: &Model<'_>,
    over: Over,
    turns: &[Turn<'_, '_>],
    around: &[&'static CodedGroup],
) -> Result<Vec<Node>, Reason> {
    let (_, variable) = variables(over);
    let below = Below::of(model, over, turns, around)?;
    let mut shapes: Vec<(Vec<Node>, usize, &str)> = Vec::new();
    let mut failed = "没有一句可以照着写";
    for turn in turns {
        let code = CodedGroup::of(turn.key).map_or("", |(_, code)| code);
        let keys = around
            .iter()
            .filter_map(|group| Some((group.key_around(code)?, variables(Over::Codes(group)).1)));
        let member =
            Member { key: turn.key, variable, names: names(model, over, turn), around: keys.collect() };
        let speech = Speech { member: Some(member), ..model.speech() };
        let learned: Result<Vec<Vec<Node>>, Reason> =
            turn.said.iter().map(|parts| learn(&speech, parts, below.as_ref())).collect();
        let learned = match learned {
            Ok(paragraphs) if paragraphs.iter().flatten().any(|node| prints_name(node, over)) => {
                paragraphs.join(&Node::Words("\n\n".to_owned()))
            }
            // Said of the others, too, it would give them its name.
            Ok(_) => {
                failed = "没有认出其中科目的名称";
                continue;
            }
            Err(why) => {
                failed = why;
                continue;
            }
        };
        let key = turn.key;
        let theirs = |choice: &Choice| model.answer(choice, variable, key);
        let merged = shapes.iter_mut().find_map(|(shape, count, first)| {
            let own = |choice: &Choice| model.answer(choice, variable, first);
            let merged = merge(shape, &learned, &theirs, &own)?;
            *shape = merged;
            *count += 1;
            Some(())
        });
        if merged.is_none() {
            shapes.push((learned, 1, key));
        }
    }
    // Of equally many the first, as the office wrote it first.
    let most = shapes.iter().map(|(_, count, _)| *count).max();
    let (mut shape, ..) = shapes.into_iter().find(|(_, count, _)| Some(*count) == most).ok_or(failed)?;
    model.manner.complete(&mut shape);
    Ok(shape)
}

/// What lies in the turns of a loop and is listed in their sentences, as the list of a loop in it: 教育支出5万元，其中：普通教育4万元、….
struct Below {
    group: &'static CodedGroup,
    said: String,
}

impl Below {
    /// The list that the turns of a loop have in them; `None` if they have none.
    fn of(
        model: &Model<'_>,
        over: Over,
        turns: &[Turn<'_, '_>],
        around: &[&'static CodedGroup],
    ) -> Result<Option<Below>, Reason> {
        let Over::Codes(group) = over else { return Ok(None) };
        let lists: Vec<Clauses<'_, '_>> = turns
            .iter()
            .flat_map(|turn| &turn.said)
            .filter_map(|parts| list_below(model, group, parts))
            .collect();
        let Some(first) = lists.first() else { return Ok(None) };
        let Over::Codes(below) = first.over else { return Ok(None) };
        if lists.iter().any(|list| list.over != first.over) {
            return Err("各类的科目分开列举，还不能照着写");
        }
        let all: Vec<Turn<'_, '_>> = lists.iter().flat_map(|list| list.turns.iter().cloned()).collect();
        let around: Vec<&'static CodedGroup> = around.iter().copied().chain([group]).collect();
        let body = write(&within(model, first.over, &all, &around)?);
        let call = listing(below, &inside(group)).unwrap_or_default();
        let opening = format!("{{% for {} in {call} %}}", variable(below));
        let longest = lists.iter().max_by_key(|list| list.turns.len()).unwrap_or(first);
        // In a list each line is a turn of its own.
        let said = filter_list("", longest.separator, &opening, &body).trim_start().to_owned();
        Ok(Some(Below { group, said }))
    }
}

/// The argument of a list that takes only what lies in the turn of the loop around it.
pub fn inside(group: &'static CodedGroup) -> String {
    let variable = variable(group);
    format!(", {variable}={variable}.code")
}

/// The list of what lies in a 类 or 款, in a sentence on it.
fn list_below<'p, 'a>(
    model: &Model<'_>,
    group: &CodedGroup,
    parts: &'p [Part<'a>],
) -> Option<Clauses<'p, 'a>> {
    let first = parts.iter().position(|part| key_of(part).is_some_and(|key| lies_below(group, key)))?;
    let from = (0..first).rev().find(|at| parts[*at].sets_apart()).map_or(0, |at| at + 1);
    let list = list_in(model, &parts[from..])?;
    let range = list.range.start + from..list.range.end + from;
    Some(Clauses { range, ..list })
}

/// A paragraph or clause of a turn, with the list in it.
fn learn(speech: &Speech<'_>, parts: &[Part<'_>], below: Option<&Below>) -> Result<Vec<Node>, Reason> {
    let Some(below) = below else { return speech.learn(parts) };
    let first = parts.iter().position(|part| key_of(part).is_some_and(|key| lies_below(below.group, key)));
    let Some(first) = first else { return speech.learn(parts) };
    let last = parts.iter().rposition(|part| key_of(part).is_some_and(|key| lies_below(below.group, key)));
    let mark = |at: &usize| parts[*at].sets_apart();
    let from = (0..first).rev().find(mark).map_or(0, |at| at + 1);
    let from = if parts[from].is_among() { from + 1 } else { from };
    let to = (last.unwrap_or(first) + 1..parts.len()).find(mark).unwrap_or(parts.len());
    if parts[from..to].iter().any(Part::is_stop) {
        return Err("一类的科目分在几句里列举，还不能照着写");
    }
    let mut nodes = speech.learn(&parts[..from])?;
    nodes.push(Node::Words(below.said.clone()));
    nodes.extend(speech.learn(&parts[to..])?);
    Ok(nodes)
}

/// The call that lists 科目: nothing where there are none. Sources and vehicles are always there.
pub fn call(over: Over) -> Option<String> {
    let Over::Codes(group) = over else { return None };
    listing(group, "")
}

/// The same with more arguments.
pub fn listing(group: &CodedGroup, more: &str) -> Option<String> {
    loops_over(group).map(|(function, of)| format!("{function}(of=\"{of}\"{more})"))
}

/// Whether a turn says that there is nothing this year: 资本性支出0万元，较上年减少5万元.
fn said_to_be_nothing(turn: &Turn<'_, '_>) -> bool {
    turn.said.iter().flat_map(|parts| parts.iter()).any(|part| {
        matches!(part, Part::Figure(f) if f.key.as_deref() == Some(turn.key)
            && f.field == Some(Field::Current) && f.value.is_zero())
    })
}

/// The call that lists the sources of income or kinds of expenditure that the model lists.
fn listed_sources(model: &Model<'_>, of: &str, turns: &[Turn<'_, '_>], detailed: bool) -> String {
    let parts = parts_of(&format!("{of}.total"));
    let listed = |key: &str| turns.iter().any(|t| t.key == key);
    // What has an amount and is not listed is told elsewhere: 其中一般公共预算财政拨款收入…；政府性基金…；事业收入….
    let told = |key: &str| model.has_amount(key) || key == "income.fiscal" && tells_fiscal_income(model);
    let elsewhere: Vec<&str> = parts.iter().copied().filter(|key| !listed(key) && told(key)).collect();
    let all = parts.iter().all(|key| listed(key) || elsewhere.contains(key));
    let fact = |t: &&Turn<'_, '_>| model.fact(t.key);
    let is_zero = |t: &&Turn<'_, '_>| fact(t).and_then(|f| f.current).is_some_and(Yuan::is_zero);
    let zeros: Vec<_> = turns.iter().filter(is_zero).collect();
    let moved = |t: &&Turn<'_, '_>| fact(t).and_then(|f| f.prior).is_some_and(|p| !p.is_zero());
    // 具体情况 tells what has changed; elsewhere the office lists what it lists, with or without an amount.
    let mut more = if all || zeros.is_empty() {
        String::new()
    } else if detailed && zeros.iter().all(moved) {
        ", changed=true".to_owned()
    } else {
        let keys: Vec<&str> = turns.iter().map(|t| t.key).collect();
        format!(", with=\"{}\"", keys.join(","))
    };
    if !elsewhere.is_empty() {
        more.push_str(&format!(", without=\"{}\"", elsewhere.join(",")));
    }
    format!("sources(of=\"{of}\", all={all}{more})")
}

/// Whether the model tells 财政拨款收入 under the names of its budgets.
fn tells_fiscal_income(model: &Model<'_>) -> bool {
    let budgets = model.known.facts.iter().filter(|f| whole_of(&f.key) == Some("fiscal.income"));
    budgets.map(|f| f.key.as_str()).chain(["fiscal.income"]).any(|key| model.has_amount(key))
}

/// `{% for … %}` of a loop.
fn opening(model: &Model<'_>, over: Over, turns: &[Turn<'_, '_>], detailed: bool) -> String {
    let (variable, _) = variables(over);
    let call = match over {
        Over::Sources(of) => listed_sources(model, of, turns, detailed),
        Over::Codes(group) if self::variable(group) != "item" && turns.iter().any(said_to_be_nothing) => {
            listing(group, ", changed=true").unwrap_or_default()
        }
        _ => call(over).unwrap_or_default(),
    };
    format!("{{% for {variable} in {call} %}}")
}

/// The number before each turn, counted by the loop.
pub fn number(turns: &[Turn<'_, '_>]) -> String {
    numbered(turns, "loop.index")
}

/// The number before each turn, which `counter` knows.
pub fn numbered(turns: &[Turn<'_, '_>], counter: &str) -> String {
    turns.first().and_then(|t| t.number).map(|number| number.in_loop(counter)).unwrap_or_default()
}

/// Paragraphs as a loop.
pub fn paragraphs(model: &Model<'_>, over: Over, turns: &[Turn<'_, '_>]) -> Result<String, Reason> {
    let body = write(&body(model, over, turns)?);
    let number = number(turns);
    Ok(format!("{}\n{number}{body}\n\n{{% endfor %}}", opening(model, over, turns, true)))
}

/// The first paragraphs from `at` on that a loop says, and how many there are.
pub fn run_of<'p, 'a>(
    paragraphs: &'p [Paragraph<'a>],
    at: usize,
) -> Option<(Over, Vec<Turn<'p, 'a>>, usize)> {
    let first = turn_key(&paragraphs[at])?;
    let over = over(first)?;
    if over == Over::Vehicles {
        return None;
    }
    let mut turns: Vec<Turn<'p, 'a>> = Vec::new();
    let mut next = at;
    while let Some(paragraph) = paragraphs.get(next) {
        let begins = turn_key(paragraph).filter(|key| self::over(key) == Some(over));
        let new = begins.filter(|key| turns.iter().all(|t| t.key != *key));
        match (new, turns.last_mut()) {
            (Some(key), _) if !paragraph.heading => {
                turns.push(Turn { key, said: vec![&paragraph.parts], number: paragraph.number.as_ref() });
            }
            // What follows without a number of its own still speaks of it.
            (None, Some(turn))
                if !paragraph.heading && paragraph.number.is_none() && only_about(paragraph, turn.key) =>
            {
                turn.said.push(&paragraph.parts);
            }
            _ => break,
        }
        next += 1;
    }
    let enough = match over {
        Over::Codes(_) => !turns.is_empty(),
        _ => turns.len() >= 2 && turns.iter().all(|t| t.number.is_some()),
    };
    enough.then_some((over, turns, next - at))
}

/// What a paragraph is a turn about: the first figure or path in it, if it speaks of no other of its kind.
fn turn_key<'a>(paragraph: &Paragraph<'a>) -> Option<&'a str> {
    let mut keys = paragraph.parts.iter().filter_map(key_of);
    let first = keys.next()?;
    let kind = over(first)?;
    keys.all(|key| key == first || over(key) != Some(kind)).then_some(first)
}

/// The figure a part is about.
fn key_of<'a>(part: &Part<'a>) -> Option<&'a str> {
    match part {
        Part::Figure(figure) => figure.key.as_deref(),
        Part::Compared(compared, _) => Some(compared.key.as_str()),
        Part::Path(path, _) => path.key.as_deref(),
        _ => None,
    }
}

fn only_about(paragraph: &Paragraph<'_>, key: &str) -> bool {
    let mut keys = paragraph.parts.iter().filter_map(key_of).peekable();
    keys.peek().is_some() && keys.all(|k| k == key)
}

/// Clauses of a paragraph that list one 科目 or source after another.
pub struct Clauses<'p, 'a> {
    /// What they list.
    pub over: Over,
    /// The parts they take.
    pub range: std::ops::Range<usize>,
    /// One each.
    pub turns: Vec<Turn<'p, 'a>>,
    /// The mark between them.
    pub separator: char,
}

/// The first list among parts.
pub fn list_in<'p, 'a>(model: &Model<'_>, parts: &'p [Part<'a>]) -> Option<Clauses<'p, 'a>> {
    let member = |part: &Part<'a>| key_of(part).and_then(|key| over(key).map(|o| (key, o)));
    let (first, (_, kind)) = parts.iter().enumerate().find_map(|(i, p)| Some((i, member(p)?)))?;
    let of_kind = |part: &Part<'a>| member(part).filter(|(_, o)| *o == kind).map(|(key, _)| key);
    // A clause begins behind the mark before its name.
    let begin =
        |i: usize, floor: usize| (floor..i).rev().find(|j| parts[*j].sets_apart()).map_or(floor, |j| j + 1);
    // ，其中普通教育4万元、职业教育1万元: said once, before the list.
    let start = begin(first, 0);
    let start = if parts[start].is_among() { start + 1 } else { start };
    let mut bounds: Vec<(&'a str, usize)> = Vec::new();
    let mut last = first;
    for (i, part) in parts.iter().enumerate().skip(first) {
        if part.is_stop() {
            break;
        }
        match of_kind(part) {
            Some(key) => {
                if bounds.last().is_none_or(|(k, _)| *k != key) {
                    bounds.push((key, if bounds.is_empty() { start } else { begin(i, last) }));
                }
                last = i;
            }
            // What lies in a turn is told with it.
            None if bounds.last().is_some_and(|(key, _)| is_of(part, key)) => last = i,
            // The figure of something else ends the list.
            None if key_of(part).is_some() => break,
            None => {}
        }
    }
    let end = (last + 1..parts.len()).find(|j| matches!(&parts[*j], Part::Mark(_))).unwrap_or(parts.len());
    let distinct = bounds.iter().enumerate().all(|(i, (key, _))| bounds[..i].iter().all(|(k, _)| k != key));
    let few = match kind {
        Over::Codes(_) => bounds.is_empty(),
        Over::Sources(of) => {
            // The only source there is makes a list of one.
            let used = parts_of(&format!("{of}.total")).iter().filter(|key| model.has_amount(key)).count();
            bounds.len() < 2.min(used)
        }
        // All kinds with their zeros are words like any other.
        Over::Vehicles => bounds.iter().any(|(key, _)| !model.has_amount(key)),
    };
    if few || !distinct {
        return None;
    }
    let separator = bounds.iter().skip(1).find_map(|(_, from)| match &parts[from - 1] {
        Part::Mark(mark) => Some(*mark),
        _ => None,
    });
    let turns = bounds.iter().enumerate().map(|(i, (key, from))| {
        let to = bounds.get(i + 1).map_or(end, |(_, next)| next - 1);
        Turn { key, said: vec![&parts[*from..to]], number: None }
    });
    let turns = turns.collect();
    Some(Clauses { over: kind, range: start..end, turns, separator: separator.unwrap_or('；') })
}

/// Whether a part is about a 款 or 项 of a 类 or 款.
fn is_of(part: &Part<'_>, key: &str) -> bool {
    let (Some((group, code)), Some(own)) = (CodedGroup::of(key), key_of(part)) else { return false };
    CodedGroup::of(own).is_some_and(|(of, own)| of.above().contains(group) && own.starts_with(code))
}

/// Clauses as a list, with the words before them that fall away with it.
pub fn list(model: &Model<'_>, clauses: &Clauses<'_, '_>, before: &str) -> Result<String, Reason> {
    if clauses.over == Over::Vehicles {
        return vehicles(model, clauses, before);
    }
    let body = write(&body(model, clauses.over, &clauses.turns)?);
    let opening = opening(model, clauses.over, &clauses.turns, false);
    Ok(filter_list(before, clauses.separator, &opening, &body))
}

/// A loop whose turns are joined by a mark.
fn filter_list(before: &str, separator: char, opening: &str, body: &str) -> String {
    let before = if before.is_empty() { String::new() } else { format!("before={}, ", quoted(before)) };
    let separator = quoted(&separator.to_string());
    format!(
        "\n{{% filter list({before}separator={separator}) %}}\n{opening}\n{body}\n{{% endfor %}}\n{{% endfilter %}}"
    )
}

/// A few kinds of vehicles: those there are.
fn vehicles(model: &Model<'_>, clauses: &Clauses<'_, '_>, before: &str) -> Result<String, Reason> {
    let said = |key: &str| clauses.turns.iter().any(|t| t.key == key);
    if VEHICLES.iter().any(|key| model.has_amount(key) != said(key)) {
        return Err("车辆没有逐类列出");
    }
    let before = if before.is_empty() { String::new() } else { format!("before={}", quoted(before)) };
    Ok(format!("{{{{ vehicle_kinds({before}) }}}}"))
}
