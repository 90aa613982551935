//! Parts of a paragraph → nodes: figures become figures of any year, words of direction what follows from them, reasons
//! what people are asked.

mod compare;

use super::names;
use super::nodes::{Choice, Node, Question, quoted, write};
use super::parts::Part;
use crate::facts::groups::is_personnel;
use crate::facts::{CodedGroup, FactSet, Field};
use crate::money::{TextUnit, Yuan};
use crate::reading::{Base, Figure, NameList, Path, Text};
use crate::subject::{Subject, printed_years};

/// What stands for a key and a name inside a loop.
#[derive(Debug, Clone)]
pub struct Member<'a> {
    /// The fact key of this turn.
    pub key: &'a str,
    /// What the template calls it (`item.key`).
    pub variable: &'a str,
    /// Names of this turn with what the template calls them, the longest first.
    pub names: Vec<(String, String)>,
    /// Keys of the loops around this one with what the template calls them.
    pub around: Vec<(String, &'static str)>,
}

/// Who speaks, and in which loop.
#[derive(Debug, Clone)]
pub struct Speech<'a> {
    /// Whose document of which year.
    pub subject: &'a Subject,
    /// The turn of a loop.
    pub member: Option<Member<'a>>,
    /// Its figures.
    pub facts: &'a FactSet,
    /// The unit of its amounts.
    pub unit: TextUnit,
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
        let around = self.member.iter().flat_map(|member| &member.around).find(|(around, _)| around == key);
        match &self.member {
            Some(member) if member.key == key => Ok(member.variable.to_owned()),
            _ if around.is_some() => Ok(around.map(|(_, variable)| *variable).unwrap_or_default().to_owned()),
            _ if CodedGroup::of(key).is_some() => Err("单独写了一个科目的数，别的年度不一定有这个科目"),
            _ if !crate::facts::is_key(key) => Err("这个数不是决算表里的数"),
            _ => Ok(quoted(key)),
        }
    }

    /// Words with what changes from year to year: the year, the department's name, names of a loop's turn.
    pub fn words(&self, words: &str) -> Vec<Node> {
        let years = printed_years(self.subject.year).into_iter();
        let mut names: Vec<(String, String)> =
            years.map(|(printed, name)| (printed, name.to_owned())).collect();
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
        let money = figure.unit == self.speech.unit.label();
        let unit = "数的单位与文中其他金额的不同";
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
                let mut choice = Choice::new(Question::Budgeted, &expression);
                let said = Node::Print(format!("{expression} | completion"));
                choice.yes = Some(match self.budget_completed(&expression) {
                    Some(budget) => [budget, vec![said]].concat(),
                    None => vec![Node::Words(self.take_before().unwrap_or_default()), said],
                });
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

    /// `，完成预算5万元的` before the percentage, which is not said where there is no budget.
    fn budget_completed(&mut self, expression: &str) -> Option<Vec<Node>> {
        let clause = self.clause();
        let budget = Node::Print(format!("{expression} | amount(of=\"budget\")"));
        let [before @ .., last, Node::Words(of)] = &self.out[clause..] else { return None };
        let completes = *last == budget && of == "的" && write(before).contains("完成");
        completes.then(|| {
            let nodes = self.out.drain(clause..).collect();
            self.forget_behind();
            nodes
        })
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
                // Of a 类 or 项.
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
        // 运行维护费0万元，主要用于公务出行所需的燃料费: words of the form, said whatever the amount.
        let amount = self.speech.facts.get("three_public.vehicle_operation").and_then(|f| f.current);
        if about == "vehicle_purpose" && amount.is_some_and(Yuan::is_zero) {
            self.out.extend(self.speech.words(&purpose.text));
            return Ok(());
        }
        let mut choice = Choice::new(Question::Spent, &expression);
        let mut nodes = self.cut(self.clause(), &mut choice);
        nodes.push(Node::Print(said));
        self.said_or_nothing(choice, nodes);
        Ok(())
    }

    fn names(&mut self, list: &NameList) -> Result<(), Reason> {
        let personnel = is_personnel(&list.key).ok_or("不知道列举的是什么")?;
        let of = if personnel { "personnel" } else { "operating" };
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
