//! Parts of a paragraph → nodes: figures become figures of any year, words of direction what follows from them, reasons
//! what people are asked.

use super::names;
use super::nodes::{Against, Choice, Node, Question, quoted, write};
use super::parts::{self, Part, says_same, split_direction};
use crate::facts::{CodedGroup, Field, has_adjusted_budget};
use crate::reading::{Base, Comparison, Direction, Figure, NameList, Path, Text};
use crate::subject::Subject;
use crate::supplement::KeyKind;

/// What stands for a key and a name inside a loop.
#[derive(Debug, Clone)]
pub struct Member<'a> {
    /// The fact key of this turn.
    pub key: &'a str,
    /// What the template calls it (`item.key`).
    pub variable: &'a str,
    /// Names of this turn with what the template calls them, the longest first.
    pub names: Vec<(String, String)>,
}

/// Who speaks, and in which loop.
#[derive(Debug, Clone)]
pub struct Speech<'a> {
    /// Whose document of which year.
    pub subject: &'a Subject,
    /// The turn of a loop.
    pub member: Option<Member<'a>>,
}

/// Why a sentence cannot be learned.
pub type Reason = &'static str;

impl Speech<'_> {
    /// The nodes of some parts.
    ///
    /// # Errors
    /// Why they cannot be said with other figures.
    pub fn learn(&self, parts: &[Part<'_>]) -> Result<Vec<Node>, Reason> {
        let mut saying = Saying { speech: self, parts, at: 0, out: Vec::new(), clauses: vec![0] };
        while saying.at < parts.len() {
            saying.part()?;
        }
        let nodes = join(saying.out);
        if states_number(&unread(parts), self.subject.year) {
            return Err("其中有程序不认识的数");
        }
        if nodes.iter().any(speaks_of_direction) {
            return Err("“增加”“减少”一类的词后面没有数，换了数不知道该怎么说");
        }
        Ok(nodes)
    }

    /// What a template calls a fact.
    fn key(&self, key: &str) -> Result<String, Reason> {
        match &self.member {
            Some(member) if member.key == key => Ok(member.variable.to_owned()),
            _ if CodedGroup::of(key).is_some() => Err("单独写了一个科目的数，别的年度不一定有这个科目"),
            _ if !crate::facts::is_key(key) => Err("这个数不是决算表里的数"),
            _ => Ok(quoted(key)),
        }
    }

    /// Words with what changes from year to year: the year, the department's name, names of a loop's turn.
    pub fn words(&self, words: &str) -> Vec<Node> {
        let year = self.subject.year;
        let mut names: Vec<(String, String)> = vec![
            (year.to_string(), "year".to_owned()),
            ((year - 1).to_string(), "prior_year".to_owned()),
            ((year + 1).to_string(), "next_year".to_owned()),
        ];
        if self.subject.org.chars().count() >= 3 {
            names.insert(0, (self.subject.org.clone(), "org".to_owned()));
        }
        if let Some(member) = &self.member {
            names.splice(0..0, member.names.iter().cloned());
        }
        let mut nodes = Vec::new();
        let mut rest = words;
        while let Some((at, name, expression)) = first_of(rest, &names) {
            push_words(&mut nodes, &rest[..at]);
            nodes.push(Node::Print(expression.to_owned()));
            rest = &rest[at + name.len()..];
        }
        push_words(&mut nodes, rest);
        nodes
    }
}

/// The name that stands first; a year is one only where no digit is beside it.
fn first_of<'n>(text: &str, names: &'n [(String, String)]) -> Option<(usize, &'n str, &'n str)> {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '.');
    let stands = |at: usize, name: &str| {
        let number = name.bytes().all(|b| b.is_ascii_digit());
        let (before, behind) = (text[..at].chars().next_back(), text[at + name.len()..].chars().next());
        !number || (!digit(before) && !digit(behind))
    };
    let (at, name) = names::first_of(text, names.iter().map(|(name, _)| name.as_str()), stands)?;
    let (_, expression) = names.iter().find(|(one, _)| one == name)?;
    Some((at, name, expression))
}

fn push_words(nodes: &mut Vec<Node>, words: &str) {
    if !words.is_empty() {
        nodes.push(Node::Words(super::nodes::plain(words)));
    }
}

/// Neighbouring words as one.
fn join(nodes: Vec<Node>) -> Vec<Node> {
    let mut joined: Vec<Node> = Vec::new();
    for node in nodes {
        match (joined.last_mut(), node) {
            (Some(Node::Words(last)), Node::Words(more)) => last.push_str(&more),
            (_, Node::Choice(mut choice)) => {
                choice.yes = choice.yes.map(join);
                choice.no = choice.no.map(join);
                joined.push(Node::Choice(choice));
            }
            (_, node) => joined.push(node),
        }
    }
    joined
}

/// What a filter makes of a figure; an empty argument is not given.
fn filtered(expression: &str, filter: &str, arguments: &[&str]) -> Node {
    let given: Vec<&str> = arguments.iter().copied().filter(|a| !a.is_empty()).collect();
    let call = if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) };
    Node::Print(format!("{expression} | {filter}{call}"))
}

/// What is printed behind the digits of a figure: `12辆` → `辆`.
pub fn unit_behind(figure: &Figure) -> &str {
    figure.text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','))
}

fn speaks_of_direction(node: &Node) -> bool {
    let says = |words: &str| {
        let words = words.replace("增减", "").replace("减少（增加）", "");
        ["增加", "减少", "增长", "下降", "上升", "降低"].iter().any(|d| words.contains(d))
    };
    matches!(node, Node::Words(words) if says(words))
}

/// What the grammar left of a sentence, with a bar for each of its figures.
fn unread(parts: &[Part<'_>]) -> String {
    let piece = |part: &Part<'_>| match part {
        Part::Words(words) => words.clone(),
        Part::Mark(mark) => mark.to_string(),
        _ => "|".to_owned(),
    };
    parts.iter().map(piece).collect()
}

/// Whether words hold a number that may be another one next year: not a year, a day, a document's or table's number, a limit of the
/// form (100万元以上).
pub fn states_number(words: &str, year: u16) -> bool {
    let mut rest = words;
    while let Some(from) = rest.find(|c: char| c.is_ascii_digit()) {
        let length =
            rest[from..].find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len() - from);
        let (number, behind) = (&rest[from..from + length], &rest[from + length..]);
        let before = &rest[..from];
        let dated = ["年", "月", "日", "号", "届", "期"].iter().any(|w| behind.starts_with(w));
        let this = number.parse::<u16>().is_ok_and(|n| n.abs_diff(year) <= 1);
        let limit = ["以上", "以下"].iter().any(|w| behind.chars().take(8).collect::<String>().contains(w));
        // 公开09表, 见附件2, 如表3所示; 调查表200份 counts.
        let printed = number.len() <= 2
            && if behind.starts_with('表') {
                before.ends_with("公开")
            } else {
                let ends = behind.chars().next().is_none_or(|c| !c.is_alphanumeric() || c == '所');
                ends && ["附件", "附表", "表"].iter().any(|word| before.ends_with(word))
            };
        let named = printed
            || before.ends_with(['第', '〔', '“', '《'])
            || before.ends_with(|c: char| c.is_ascii_alphabetic());
        if !(dated || this || limit || named) {
            return true;
        }
        rest = behind;
    }
    false
}

/// How a sentence leads to a reason.
const LEADS: [&str; 6] = ["原因", "因为", "由于", "主要是", "主要系", "主因"];

struct Saying<'s, 'a> {
    speech: &'s Speech<'s>,
    parts: &'s [Part<'a>],
    at: usize,
    out: Vec<Node>,
    /// Where the clauses of the sentence begin in `out`, each with the mark before it.
    clauses: Vec<usize>,
}

impl Saying<'_, '_> {
    fn part(&mut self) -> Result<(), Reason> {
        let part = &self.parts[self.at];
        self.at += 1;
        match part {
            Part::Words(words) => {
                let nodes = self.speech.words(words);
                self.out.extend(nodes);
            }
            Part::Mark(mark) => self.mark(*mark),
            Part::Figure(figure) => self.figure(figure)?,
            Part::Compared(compared, word) => self.compared(compared, word)?,
            Part::Reason(reason) => self.reason(reason)?,
            Part::Changes(_, of) => {
                let before = self.take_before().unwrap_or_default();
                let call = format!("class_changes(of=\"{of}\")");
                // A sentence of nothing else goes with its full stop.
                let begins = self.out.len() == self.clauses.first().copied().unwrap_or_default();
                let stop = begins && self.parts.get(self.at).is_some_and(Part::is_stop);
                self.at += usize::from(stop);
                let stop = if stop { "。" } else { "" };
                let said = format!("{{% if {call} %}}{before}{{{{ {call} }}}}{stop}{{% endif %}}");
                self.out.push(Node::Words(said));
            }
            Part::Purpose(purpose) => self.purpose(purpose)?,
            Part::Names(list) => self.names(list)?,
            Part::Path(path, printed) => self.path(path, printed)?,
        }
        Ok(())
    }

    fn mark(&mut self, mark: char) {
        let stop = matches!(mark, '。' | '！');
        if !stop {
            self.clauses.push(self.out.len());
        }
        self.out.push(Node::Words(mark.to_string()));
        if stop {
            self.clauses = vec![self.out.len()];
        }
    }

    fn clause(&self) -> usize {
        self.clauses.last().copied().unwrap_or_default()
    }

    /// What stands before the mark or behind the last figure of this clause, and is said with the figure to come.
    fn take_before(&mut self) -> Option<String> {
        let last_figure = self.out.iter().rposition(|n| !matches!(n, Node::Words(_))).map_or(0, |i| i + 1);
        let from = self.clause().max(last_figure);
        let nodes: Vec<Node> = self.out.drain(from..).collect();
        self.forget_behind();
        Some(write(&nodes))
    }

    fn forget_behind(&mut self) {
        let end = self.out.len();
        self.clauses.retain(|c| *c < end || *c == 0);
        if self.clauses.is_empty() {
            self.clauses.push(end);
        }
    }

    fn figure(&mut self, figure: &Figure) -> Result<(), Reason> {
        let (Some(key), Some(field)) = (figure.key.as_deref(), figure.field) else {
            return Err("不知道其中的数是什么数");
        };
        let expression = self.speech.key(key)?;
        let money = matches!(figure.unit, "万元" | "万");
        let unit = "数的单位不是万元";
        match field {
            Field::Current if money => self.print(format!("{expression} | amount")),
            Field::Prior if money => self.print(format!("{expression} | amount(of=\"prior\")")),
            Field::Budget if money => self.print(format!("{expression} | amount(of=\"budget\")")),
            Field::Current | Field::Prior | Field::Budget => return Err(unit),
            Field::Count => {
                self.print(format!("{expression} | number"));
                self.out.extend(self.speech.words(unit_behind(figure)));
            }
            Field::Completion => {
                let before = self.take_before().unwrap_or_default();
                let mut choice = Choice::new(Question::Budgeted, &expression);
                choice.yes =
                    Some(vec![Node::Words(before), Node::Print(format!("{expression} | completion"))]);
                self.out.push(Node::Choice(choice));
            }
            Field::Share => {
                let of = figure.whole.as_deref().map(|w| self.speech.key(w)).transpose()?;
                let of = of.map(|w| format!("of={w}, ")).unwrap_or_default();
                self.with_before(&expression, "share", &of);
            }
            Field::ChangeShare => {
                let whole = figure.whole.as_deref().ok_or("增减额的占比没有说占什么")?;
                let mut of = format!("of={}, ", self.speech.key(whole)?);
                if let Some(beside) = self.beside(key, whole) {
                    of.push_str(&format!("beside={}, ", self.speech.key(beside)?));
                }
                self.with_before(&expression, "share_of_change", &of);
            }
            Field::Delta if money => self.change(key, &expression, Base::Prior)?,
            Field::BudgetDelta if money => self.change(key, &expression, Base::Budget)?,
            Field::Delta | Field::BudgetDelta => return Err(unit),
            Field::Growth | Field::BudgetGrowth => {
                let base = if field == Field::Growth { Base::Prior } else { Base::Budget };
                self.change(key, &expression, base)?;
            }
            Field::Initial if money => self.print(format!("{expression} | amount(of=\"initial\")")),
            Field::InitialCompletion => self.with_before(&expression, "completion", "against=\"initial\", "),
            Field::Initial => return Err(unit),
            Field::Executed | Field::Score => return Err("不知道其中的数是哪个项目的"),
        }
        Ok(())
    }

    /// The other part of the same change: both must lie inside it for a share of either to be said.
    fn beside(&self, key: &str, whole: &str) -> Option<&str> {
        self.parts.iter().find_map(|part| match part {
            Part::Figure(f) if f.field == Some(Field::ChangeShare) && f.whole.as_deref() == Some(whole) => {
                f.key.as_deref().filter(|k| *k != key)
            }
            _ => None,
        })
    }

    fn print(&mut self, expression: String) {
        self.out.push(Node::Print(expression));
    }

    /// A percentage that falls away with the words before it.
    fn with_before(&mut self, key: &str, filter: &str, arguments: &str) {
        let before = self.take_before().unwrap_or_default();
        let mut after = String::new();
        if before.starts_with(['（', '(']) && self.parts.get(self.at).is_some_and(|p| p.is_mark(&['）', ')']))
        {
            self.at += 1;
            after = ", after=\"）\"".to_owned();
        }
        self.print(format!("{key} | {filter}({arguments}before={}{after})", quoted(&before)));
    }

    /// Takes the word of direction before a figure away.
    fn take_direction(&mut self) -> Option<&'static str> {
        let Some(Node::Words(words)) = self.out.last_mut() else { return None };
        let (before, direction) = split_direction(words)?;
        let before = before.to_owned();
        if before.is_empty() {
            self.out.pop();
        } else {
            *words = before;
        }
        Some(direction)
    }

    /// 增加5万元，增长3%，主要原因是…, from where the sentence says with what it compares.
    fn change(&mut self, key: &str, expression: &str, base: Base) -> Result<(), Reason> {
        self.take_direction().ok_or("增减的数前面没有“增加”“减少”一类的词")?;
        let held = self.held_against(key, base)?;
        let against = held.argument();
        let alone = matches!(&self.parts[self.at - 1], Part::Figure(f) if matches!(f.field, Some(Field::Growth | Field::BudgetGrowth)));
        let separator = if alone { None } else { self.growth_follows(key) };
        let said = match (&separator, alone) {
            (_, true) => filtered(expression, "change_growth", &[against]),
            (None, false) => filtered(expression, "change_amount", &[against]),
            (Some(mark), false) if mark == "，" => filtered(expression, "change", &[against]),
            (Some(mark), false) => {
                filtered(expression, "change", &[against, &format!("separator={}", quoted(mark))])
            }
        };
        let Some((start, subject)) = self.where_compared(base) else {
            self.out.push(said);
            return Ok(());
        };
        if ["比", "较", "与"].iter().any(|word| subject.contains(word)) {
            return Err("与什么比较，说得不清楚");
        }
        let question = if base == Base::Prior { Question::Changed } else { Question::BudgetChanged };
        let mut choice = Choice::new(question, expression).held(held);
        let mut nodes = self.cut(start, &mut choice);
        choice.subject = subject;
        nodes.push(said);
        nodes.extend(self.reason_follows(key, held, expression));
        if self.begins_sentence(&choice) {
            // What the sentence goes on to say of the change is said with it, or not at all.
            nodes.extend(self.rest_of_sentence()?);
        }
        self.close(&mut choice, &mut nodes);
        choice.yes = Some(nodes);
        self.out.push(Node::Choice(choice));
        self.restart_if_closed();
        Ok(())
    }

    /// The mark between a change and its growth, both taken.
    fn growth_follows(&mut self, key: &str) -> Option<String> {
        let [Part::Mark(mark), Part::Words(words), Part::Figure(figure), ..] = &self.parts[self.at..] else {
            return None;
        };
        let growth = matches!(figure.field, Some(Field::Growth | Field::BudgetGrowth));
        let only = split_direction(words).is_some_and(|(before, _)| before.is_empty());
        (growth && only && figure.key.as_deref() == Some(key)).then(|| {
            self.at += 3;
            if *mark == ',' { "，".to_owned() } else { mark.to_string() }
        })
    }

    /// Where the clause that compares begins, and what it says of.
    fn where_compared(&self, base: Base) -> Option<(usize, String)> {
        let compares = |text: &str| match base {
            Base::Prior => {
                let text = text.replace("{{ prior_year }}", "上年");
                parts::compares_with_prior(&text, self.speech.subject.year)
            }
            Base::Budget => ["比", "较", "与"].iter().any(|w| text.contains(w)) && text.contains("预算"),
        };
        let here = write(&self.out[self.clause()..]);
        if compares(&here) {
            let words = here.trim_start_matches(['，', ',', '；', '：', '（']);
            let until =
                ["比", "较", "与", "同"].iter().filter_map(|w| words.find(w)).min().unwrap_or_default();
            return Some((self.clause(), words[..until].to_owned()));
        }
        let before = self.clauses.len().checked_sub(2).map(|i| self.clauses[i])?;
        // 与上年相比 stands alone; a clause with a change of its own has said what it compares.
        let alone = self.out[before..self.clause()].iter().all(|n| match n {
            Node::Words(_) => true,
            Node::Print(expression) => !expression.contains('|'),
            Node::Choice(_) => false,
        });
        if !alone || !compares(&write(&self.out[before..self.clause()])) {
            return None;
        }
        let words = here.trim_start_matches(['，', ',']);
        let subject =
            ["各", "均", "分别", "共", "总体"].iter().find_map(|w| words.strip_suffix(w)).unwrap_or(words);
        Some((before, subject.to_owned()))
    }

    /// Takes what is said from `start` on, with the mark before it noted.
    fn cut(&mut self, start: usize, choice: &mut Choice) -> Vec<Node> {
        let nodes: Vec<Node> = self.out.drain(start..).collect();
        if let Some(Node::Words(first)) = nodes.first()
            && let Some(mark) = first.chars().next().filter(|c| "，,；;：:、（(".contains(*c))
        {
            choice.lead = mark.to_string();
        }
        self.forget_behind();
        nodes
    }

    /// Whether what a choice takes begins its sentence.
    fn begins_sentence(&self, choice: &Choice) -> bool {
        self.out.len() == self.clauses.first().copied().unwrap_or_default() && choice.lead.is_empty()
    }

    /// The nodes of the parts up to the full stop.
    fn rest_of_sentence(&mut self) -> Result<Vec<Node>, Reason> {
        let out = std::mem::take(&mut self.out);
        let clauses = std::mem::replace(&mut self.clauses, vec![0]);
        let mut result = Ok(());
        while result.is_ok() && self.parts.get(self.at).is_some_and(|p| !p.is_stop()) {
            result = self.part();
        }
        let rest = std::mem::replace(&mut self.out, out);
        self.clauses = clauses;
        result.map(|()| rest)
    }

    /// A choice that takes its whole sentence takes the full stop too.
    fn close(&mut self, choice: &mut Choice, nodes: &mut Vec<Node>) {
        if self.begins_sentence(choice) && self.parts.get(self.at).is_some_and(Part::is_stop) {
            self.at += 1;
            nodes.push(Node::Words("。".to_owned()));
            choice.tail = "。".to_owned();
        }
    }

    fn restart_if_closed(&mut self) {
        if matches!(self.out.last(), Some(Node::Choice(choice)) if !choice.tail.is_empty()) {
            self.clauses = vec![self.out.len()];
        }
    }

    /// `，主要原因是` and a reason of this figure, taken as one.
    fn reason_follows(&mut self, key: &str, against: Against, expression: &str) -> Vec<Node> {
        let kind = if against == Against::Prior { KeyKind::AgainstPrior } else { KeyKind::AgainstBudget };
        let wanted = kind.key(key);
        let ahead = &self.parts[self.at..];
        let Some(to) = ahead.iter().take(6).position(|p| matches!(p, Part::Reason(r) if r.key == wanted))
        else {
            return Vec::new();
        };
        let mut lead = String::new();
        for part in &ahead[..to] {
            match part {
                Part::Words(words) => lead.push_str(words),
                Part::Mark(mark) => lead.push(*mark),
                _ => return Vec::new(),
            }
        }
        if lead.chars().count() > 24 || !LEADS.iter().any(|w| lead.contains(w)) {
            return Vec::new();
        }
        self.at += to + 1;
        self.because(&lead, expression, against)
    }

    /// A lead and its reason; a direction in the lead follows from the figure.
    fn because(&self, lead: &str, expression: &str, against: Against) -> Vec<Node> {
        let against = against.argument();
        let found =
            ["增加", "减少", "增长", "下降", "降低"].iter().find_map(|d| Some((lead.find(d)?, d.len())));
        if let Some((at, length)) = found {
            let mut nodes = self.speech.words(&lead[..at]);
            nodes.push(filtered(expression, "direction", &[against]));
            nodes.extend(self.speech.words(&lead[at + length..]));
            nodes.push(filtered(expression, "reason", &[against]));
            return nodes;
        }
        let before = write(&self.speech.words(lead));
        if before.contains("{{") {
            return vec![Node::Words(before), filtered(expression, "reason", &[against])];
        }
        vec![filtered(expression, "reason", &[against, &format!("before={}", quoted(&before))])]
    }

    fn compared(&mut self, compared: &Comparison, word: &str) -> Result<(), Reason> {
        let expression = self.speech.key(&compared.key)?;
        match (compared.base, compared.direction) {
            (Base::Prior, Direction::Same) => {
                let (start, subject) =
                    self.where_compared(Base::Prior).unwrap_or((self.clause(), String::new()));
                let mut choice = Choice::new(Question::Changed, &expression);
                choice.subject = subject;
                let mut nodes = self.cut(start, &mut choice);
                nodes.push(Node::Words(word.to_owned()));
                nodes.extend(self.words_follow());
                self.close(&mut choice, &mut nodes);
                choice.no = Some(nodes);
                self.out.push(Node::Choice(choice));
                self.restart_if_closed();
            }
            (Base::Budget, Direction::NoBudget) => {
                let mut choice = Choice::new(Question::Budgeted, &expression);
                let mut nodes = self.cut(self.clause(), &mut choice);
                nodes.push(Node::Words(word.to_owned()));
                nodes.extend(self.words_follow());
                choice.no = Some(nodes);
                self.out.push(Node::Choice(choice));
            }
            (Base::Budget, Direction::Same) if self.alike_in_amount() => {
                let held = self.held_against(&compared.key, Base::Budget)?;
                let mut choice = Choice::new(Question::BudgetChanged, &expression).held(held);
                let mut nodes = self.cut(self.clause(), &mut choice);
                nodes.push(Node::Words(word.to_owned()));
                nodes.extend(self.words_follow());
                self.close(&mut choice, &mut nodes);
                choice.no = Some(nodes);
                self.out.push(Node::Choice(choice));
                self.restart_if_closed();
            }
            (Base::Budget, direction) => self.relation(compared, direction, word, &expression)?,
            _ => return Err("比较的说法还不能照着写"),
        }
        Ok(())
    }

    /// What a comparison holds a figure against. Of an expense with an adjusted budget 年初预算 is another amount than 预算.
    fn held_against(&self, key: &str, base: Base) -> Result<Against, Reason> {
        if base == Base::Prior {
            return Ok(Against::Prior);
        }
        if !has_adjusted_budget(key) {
            return Ok(Against::Budget);
        }
        let states = |fields: &[Field]| {
            self.parts.iter().any(|p| {
                matches!(p, Part::Figure(f) if f.key.as_deref() == Some(key)
                    && f.field.is_some_and(|field| fields.contains(&field)))
            })
        };
        let here = write(&self.out[self.clause()..]);
        let initial = states(&[Field::Initial, Field::InitialCompletion]);
        match (initial || here.contains("年初"), states(&[Field::Budget, Field::Completion])) {
            (true, true) => Err("“三公”经费与哪一个预算数比较，说得不清楚"),
            (true, false) => Ok(Against::Initial),
            (false, _) => Ok(Against::Budget),
        }
    }

    /// Whether a clause holds the amount against the budget as one of 比年初预算增加5万元 does: 与年初预算持平, not
    /// 决算数与年初预算数持平.
    fn alike_in_amount(&self) -> bool {
        let here = write(&self.out[self.clause()..]);
        let here = here.trim_start_matches(['，', ',', '；', ';', '：', '（']);
        here.starts_with(['与', '和', '同', '比', '较']) && here.contains("预算")
    }

    /// 决算数小于年初预算数，主要原因是…
    fn relation(
        &mut self,
        compared: &Comparison,
        direction: Direction,
        word: &str,
        expression: &str,
    ) -> Result<(), Reason> {
        let held = self.held_against(&compared.key, Base::Budget)?;
        let mut choice = Choice::new(Question::OffBudget, expression).held(held);
        let mut nodes = self.cut(self.clause(), &mut choice);
        match direction {
            Direction::Above | Direction::Below => {
                let other = if held == Against::Initial { held.argument() } else { "" };
                nodes.push(filtered(expression, "compare", &[other]));
            }
            _ => nodes.push(Node::Words(word.to_owned())),
        }
        let same = says_same(direction);
        nodes.extend(self.words_follow_before_reason());
        let why = self.reason_follows(&compared.key, held, expression);
        if same && !why.is_empty() {
            let mut explained = Choice::new(Question::Explained, expression).held(held);
            explained.yes = Some(why);
            explained.no = Some(Vec::new());
            nodes.push(Node::Choice(explained));
        } else {
            nodes.extend(why);
        }
        self.close(&mut choice, &mut nodes);
        *(if same { &mut choice.no } else { &mut choice.yes }) = Some(nodes);
        self.out.push(Node::Choice(choice));
        self.restart_if_closed();
        Ok(())
    }

    /// The words up to the next mark.
    fn words_follow(&mut self) -> Vec<Node> {
        let Some(Part::Words(words)) = self.parts.get(self.at) else { return Vec::new() };
        self.at += 1;
        self.speech.words(words)
    }

    /// The words up to the next mark, or up to what leads to a reason.
    fn words_follow_before_reason(&mut self) -> Vec<Node> {
        let reason_behind = matches!(self.parts.get(self.at + 1), Some(Part::Reason(_)))
            || matches!(self.parts.get(self.at + 2), Some(Part::Reason(_)))
                && self.parts.get(self.at + 1).is_some_and(|p| p.is_mark(&['：', ':']));
        if reason_behind { Vec::new() } else { self.words_follow() }
    }

    /// A reason that stands alone: said where there is a difference.
    fn reason(&mut self, reason: &Text) -> Result<(), Reason> {
        let Some((kind, key)) = KeyKind::of(&reason.key) else { return Err("不知道是什么的原因") };
        let base = if kind == KeyKind::AgainstBudget { Base::Budget } else { Base::Prior };
        let expression = self.speech.key(key)?;
        let question = if base == Base::Prior { Question::Changed } else { Question::OffBudget };
        let held = self.held_against(key, base)?;
        let mut choice = Choice::new(question, &expression).held(held);
        let before = self.cut(self.lead_of_reason(), &mut choice);
        let lead = write(&before);
        let mut nodes = if lead.contains("{{") {
            let mut nodes = before;
            nodes.push(filtered(&expression, "reason", &[held.argument()]));
            nodes
        } else {
            self.because(&lead, &expression, held)
        };
        if self.begins_sentence(&choice) && self.parts.get(self.at).is_some_and(Part::is_stop) {
            // The full stop goes with a reason that cannot be asked for: last year is unknown.
            self.at += 1;
            choice.tail = "。".to_owned();
            if let Some(Node::Print(said)) = nodes.last_mut() {
                *said = match said.strip_suffix(')') {
                    Some(open) => format!("{open}, after=\"。\")"),
                    None => format!("{said}(after=\"。\")"),
                };
            }
        }
        self.said_or_nothing(choice, nodes);
        Ok(())
    }

    /// Where the words begin that lead to a reason: 差异原因：… begins before its colon.
    fn lead_of_reason(&self) -> usize {
        let colon =
            matches!(&self.out[self.clause()..], [Node::Words(mark)] if ["：", ":"].contains(&mark.as_str()));
        match self.clauses.as_slice() {
            [.., before, clause] if colon => {
                let words = &self.out[*before..*clause];
                let leads = words.iter().all(|n| matches!(n, Node::Words(_)))
                    && LEADS.iter().any(|lead| write(words).contains(lead));
                if leads { *before } else { *clause }
            }
            _ => self.clause(),
        }
    }

    /// Something that is said where the answer is yes, and left out where it is no.
    fn said_or_nothing(&mut self, mut choice: Choice, mut nodes: Vec<Node>) {
        self.close(&mut choice, &mut nodes);
        choice.yes = Some(nodes);
        choice.quiet = true;
        self.out.push(Node::Choice(choice));
        self.restart_if_closed();
    }

    fn purpose(&mut self, purpose: &Text) -> Result<(), Reason> {
        let about = purpose.key.strip_prefix("text.").unwrap_or(&purpose.key);
        let (expression, said) = match about {
            "reception_purpose" => {
                (quoted("three_public.reception"), text_of("text.reception_purpose", "公务接待用途"))
            }
            "vehicle_purpose" => (
                quoted("three_public.vehicle_operation"),
                text_of("text.vehicle_operation_purpose", "公务用车运行维护费的用途"),
            ),
            _ => match about.strip_prefix("use.") {
                Some(code) if code.bytes().all(|b| b.is_ascii_digit()) => {
                    let Some(member) = &self.speech.member else {
                        return Err("单独写了一个科目的用途");
                    };
                    (member.variable.to_owned(), format!("{} | purpose", member.variable))
                }
                Some(key) => {
                    let label = crate::facts::label_of(key);
                    let name = format!("text.{}_use", key.replace('.', "_"));
                    (self.speech.key(key)?, text_of(&name, &format!("{label}的用途")))
                }
                None => return Err("不知道是什么的用途"),
            },
        };
        let mut choice = Choice::new(Question::Spent, &expression);
        let mut nodes = self.cut(self.clause(), &mut choice);
        nodes.push(Node::Print(said));
        self.said_or_nothing(choice, nodes);
        Ok(())
    }

    fn names(&mut self, list: &NameList) -> Result<(), Reason> {
        let of = match list.key.as_str() {
            "general.personnel" => "personnel",
            "general.operating" => "operating",
            _ => return Err("不知道列举的是什么"),
        };
        let before = self.take_before().unwrap_or_default();
        let after = if list.open { ", after=\"等\"" } else { "" };
        self.print(format!("economic_names(of=\"{of}\", before={}{after})", quoted(&before)));
        Ok(())
    }

    fn path(&mut self, path: &Path, printed: &str) -> Result<(), Reason> {
        let Some(member) = &self.speech.member else {
            return Err("单独写了一个科目，别的年度不一定有这个科目");
        };
        let code = path.code.as_deref().unwrap_or_default();
        if CodedGroup::of(member.key).is_none_or(|(_, c)| c != code) {
            return Err("一句话里写了几个科目");
        }
        self.out.extend(self.speech.words(printed));
        Ok(())
    }
}

fn text_of(key: &str, about: &str) -> String {
    format!("{} | text(about={})", quoted(key), quoted(about))
}

#[cfg(test)]
mod tests {
    use super::states_number;

    #[test]
    fn numbers_that_may_be_others_next_year() {
        for words in [
            "组织培训12次",
            "参保率达到102.02%",
            "居民67603人",
            "共3个项目",
            "5家医院",
            "发放调查表200份",
            "报送报表3份",
            "附件2份",
        ] {
            assert!(states_number(words, 2023), "{words}");
        }
        for words in [
            "截至2023年12月31日",
            "与2022年度相比",
            "单价100万元（含）以上设备",
            "（财预〔2024〕22号）",
            "2021年我局制定了办法",
            "第87期",
            "DRG2项目",
            "见公开09表《国有资产占用情况表》",
            "详见附件2。",
            "如表3所示",
            "没有数",
        ] {
            assert!(!states_number(words, 2023), "{words}");
        }
    }
}
