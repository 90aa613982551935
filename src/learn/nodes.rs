//! A learned template while it is being made: words, figures and the places where a sentence says one thing or another.
//! One document shows only some of the cases; what several sentences of one shape show is put together, and what none
//! shows is said in the words of the nearest style.

pub use crate::narrative::Against;

/// A piece of a learned template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Printed as it stands.
    Words(String),
    /// `{{ … }}`
    Print(String),
    /// Says one thing or another, as the figures are.
    Choice(Choice),
}

/// What decides what is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Whether it differs from last year.
    Changed,
    /// Whether it differs from its budget, as an amount (比年初预算减少).
    BudgetChanged,
    /// Whether there is a budget.
    Budgeted,
    /// Whether it differs from its budget, as a relation (决算数小于年初预算数).
    OffBudget,
    /// Whether there is any amount.
    Spent,
    /// Whether people gave a reason why it equals its budget.
    Explained,
}

/// The argument of a filter or test that says what an amount is held against; nothing for last year.
pub fn argument(against: Against) -> &'static str {
    match against {
        Against::Prior => "",
        Against::Budget => "against=\"budget\"",
        Against::Initial => "against=\"initial\"",
    }
}

/// The same in brackets, for what holds against the budget without an argument: relations, and how they are named.
pub fn of_relation(against: Against) -> String {
    match against {
        Against::Initial => format!("({})", argument(against)),
        _ => String::new(),
    }
}

/// A place where a template says one thing or another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What decides.
    pub question: Question,
    /// The figure it is about, as an expression of the template: `"total"`, `item.key`.
    pub key: String,
    /// What it is held against.
    pub against: Against,
    /// What is said where the answer is yes; `None` if the document does not show it.
    pub yes: Option<Vec<Node>>,
    /// What is said where it is no.
    pub no: Option<Vec<Node>>,
    /// Whether nothing is said where the answer is no and the document does not show it.
    pub quiet: bool,
    /// The mark before it.
    pub lead: String,
    /// What the sentence names before it compares.
    pub subject: String,
    /// The mark behind it, where it takes its whole sentence.
    pub tail: String,
    /// Whether it says a change without saying with what it compares.
    pub bare: bool,
}

impl Choice {
    /// A choice of which nothing is known yet.
    pub fn new(question: Question, key: &str) -> Choice {
        let key = key.to_owned();
        Choice {
            question,
            key,
            against: if question == Question::Changed { Against::Prior } else { Against::Budget },
            yes: None,
            no: None,
            quiet: false,
            lead: String::new(),
            subject: String::new(),
            tail: String::new(),
            bare: false,
        }
    }

    /// The same, held against this.
    pub fn held(self, against: Against) -> Choice {
        Choice { against, ..self }
    }

    pub(super) fn same_place(&self, other: &Choice) -> bool {
        (self.question, &self.key, self.against) == (other.question, &other.key, other.against)
    }

    fn branch(&mut self, answer: bool) -> &mut Option<Vec<Node>> {
        if answer { &mut self.yes } else { &mut self.no }
    }

    /// What is said where the answer is no.
    fn said_of_no(&self) -> Option<String> {
        self.no.as_deref().map(write).or_else(|| self.quiet.then(String::new))
    }
}

/// Puts two templates of one shape together; `None` if they are of different shape. `answer` says what decided in the
/// second, where it leaves a place out.
pub fn merge(
    one: &[Node],
    other: &[Node],
    answers: &dyn Fn(&Choice) -> Option<bool>,
    own: &dyn Fn(&Choice) -> Option<bool>,
) -> Option<Vec<Node>> {
    let mut merged = Vec::new();
    let (mut i, mut j) = (0, 0);
    loop {
        match (one.get(i), other.get(j)) {
            (None, None) => return Some(merged),
            (Some(Node::Choice(a)), Some(Node::Choice(b))) if a.same_place(b) => {
                let mut choice = Choice { quiet: a.quiet && b.quiet, bare: a.bare || b.bare, ..a.clone() };
                for (mine, theirs) in [(&mut choice.yes, &b.yes), (&mut choice.no, &b.no)] {
                    *mine = match (mine.take(), theirs) {
                        (Some(x), Some(y)) => Some(merge(&x, y, answers, own)?),
                        (x, y) => x.or_else(|| y.clone()),
                    };
                }
                merged.push(Node::Choice(choice));
                (i, j) = (i + 1, j + 1);
            }
            (Some(a), Some(b)) if a == b => {
                merged.push(a.clone());
                (i, j) = (i + 1, j + 1);
            }
            (Some(Node::Choice(a)), _) if left_out(a, answers).is_some() => {
                merged.extend(left_out(a, answers));
                i += 1;
            }
            (_, Some(Node::Choice(b))) if left_out(b, own).is_some() => {
                merged.extend(left_out(b, own));
                j += 1;
            }
            _ => return None,
        }
    }
}

/// A choice that the other sentence does not make: there it says nothing for its answer.
fn left_out(choice: &Choice, answers: &dyn Fn(&Choice) -> Option<bool>) -> Option<Node> {
    let answer = answers(choice)?;
    let mut choice = choice.clone();
    let branch = choice.branch(answer);
    if branch.as_ref().is_some_and(|nodes| !nodes.is_empty()) {
        return None;
    }
    *branch = Some(Vec::new());
    Some(Node::Choice(choice))
}

/// The template text of some nodes.
pub fn write(nodes: &[Node]) -> String {
    nodes.iter().map(write_node).collect()
}

fn write_node(node: &Node) -> String {
    match node {
        Node::Words(words) => words.clone(),
        Node::Print(expression) => format!("{{{{ {expression} }}}}"),
        Node::Choice(choice) => write_choice(choice),
    }
}

fn write_choice(choice: &Choice) -> String {
    let Choice { question, key, lead, subject, tail, .. } = choice;
    let against = argument(choice.against);
    let yes = || choice.yes.as_deref().map(write);
    let no = || choice.said_of_no();
    match question {
        Question::Changed => {
            let changed = yes().unwrap_or_else(|| {
                format!(
                    "{lead}{{{{ versus }}}}，{subject}{{{{ {key} | change }}}}{{{{ {key} | reason(before=because) }}}}{tail}"
                )
            });
            let same = no().unwrap_or_else(|| format!("{lead}{subject}{{{{ unchanged }}}}{tail}"));
            format!(
                "{{% if first_year %}}{{% elif {key} is unchanged %}}{same}{{% else %}}{changed}{{% endif %}}"
            )
        }
        Question::BudgetChanged => {
            let name = "年初预算数";
            let changed = yes().unwrap_or_else(|| {
                format!("{lead}{subject}比{name}{{{{ {key} | change({against}) }}}}{{{{ {key} | reason({against}, before=\"，主要原因是\") }}}}{tail}")
            });
            let same = no().unwrap_or_else(|| format!("{lead}{subject}与{name}持平{tail}"));
            format!("{{% if {key} is unchanged({against}) %}}{same}{{% else %}}{changed}{{% endif %}}")
        }
        Question::Budgeted => {
            let none = no().unwrap_or_else(|| "{{ no_budget }}".to_owned());
            let without = if none.is_empty() {
                String::new()
            } else {
                format!("{{% if not {key} is budgeted %}}{none}{{% endif %}}")
            };
            match choice.yes.as_deref() {
                Some([Node::Words(before), Node::Print(_)]) => {
                    format!("{{{{ {key} | completion(before={}) }}}}{without}", quoted(before))
                }
                Some(nodes) if !nodes.is_empty() => {
                    format!("{{% if {key} is budgeted %}}{}{{% else %}}{none}{{% endif %}}", write(nodes))
                }
                Some(_) => without,
                None => format!("{{{{ {key} | completion(before=\"，完成预算的\") }}}}{without}"),
            }
        }
        Question::OffBudget => {
            let held = of_relation(choice.against);
            let equal = no().unwrap_or_else(|| format!("{lead}{{{{ {key} | relation{held} }}}}{tail}"));
            let differs = yes().unwrap_or_else(|| {
                format!("{lead}{{{{ {key} | relation{held} }}}}{{{{ {key} | reason({against}) }}}}{tail}")
            });
            format!(
                "{{% if {key} is on_budget{held} %}}{equal}{{% elif {key} is comparable({against}) %}}{differs}{{% endif %}}"
            )
        }
        Question::Spent => {
            let none = no().unwrap_or_default();
            let spent = yes().unwrap_or_default();
            let other = if none.is_empty() { String::new() } else { format!("{{% else %}}{none}") };
            format!("{{% if not {key} is zero %}}{spent}{other}{{% endif %}}")
        }
        Question::Explained => yes().unwrap_or_default(),
    }
}

/// A text as an argument of a template.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "”").replace('\\', "＼"))
}

/// A text as it stands outside of tags.
pub fn plain(text: &str) -> String {
    text.replace("{{", "｛｛").replace("{%", "｛％").replace("{#", "｛＃")
}
