//! The template language: one table says what each word is called, what it says, which arguments it takes, how it is
//! written and what it does. Registration, checks, `template vars` and the documentation read it.

use tera::{Error, Kwargs, TeraResult, Value};

use super::Teller;
use super::wording::Against;
use crate::facts::Role;
use crate::text::nearest;

pub use super::words::WORDS;

/// What kind of word it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Follows `|`.
    Filter,
    /// Follows `is`.
    Test,
    /// Called with brackets.
    Function,
    /// Stands alone.
    Variable,
}

/// What stands before a filter or test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A fact key.
    Fact,
    /// A key of 补充资料.
    Supplied,
    /// The text between `{% filter … %}` and `{% endfilter %}`.
    Block,
    /// A whole number, such as `loop.index`.
    Number,
    /// Nothing.
    Nothing,
}

/// A word of the template language.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// As written in a template.
    pub name: &'static str,
    /// What it says, in Chinese.
    pub about: &'static str,
    /// What it is applied to.
    pub of: Of,
    /// Its arguments.
    pub arguments: &'static [Argument],
    /// How it is written.
    pub example: &'static str,
    pub(super) speak: Speak,
}

/// An argument of a word.
#[derive(Debug, Clone, Copy)]
pub struct Argument {
    /// As written before `=`.
    pub name: &'static str,
    /// What it changes, in Chinese.
    pub about: &'static str,
    /// What it may be.
    pub takes: Takes,
    /// Whether the word is nothing without it.
    pub required: bool,
}

/// What an argument may be.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// Any text.
    Text,
    /// A fact key.
    Key,
    /// true or false.
    Flag,
    /// One of these, by its English or Chinese name.
    OneOf(&'static [(&'static str, &'static str)]),
}

/// What a word does.
#[derive(Clone, Copy)]
pub(super) enum Speak {
    Filter(fn(&Teller, &str, &Arguments<'_>) -> TeraResult<String>),
    Test(fn(&Teller, &str, &Arguments<'_>) -> TeraResult<bool>),
    Function(fn(&Teller, &Arguments<'_>) -> TeraResult<Value>),
    Variable,
}

impl std::fmt::Debug for Speak {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Speak::Filter(_) => "Filter",
            Speak::Test(_) => "Test",
            Speak::Function(_) => "Function",
            Speak::Variable => "Variable",
        })
    }
}

impl Word {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self.speak {
            Speak::Filter(_) => Kind::Filter,
            Speak::Test(_) => Kind::Test,
            Speak::Function(_) => Kind::Function,
            Speak::Variable => Kind::Variable,
        }
    }

    /// The arguments it can be given, those of every filter included.
    pub fn takes(&self) -> impl Iterator<Item = &'static Argument> {
        let around: &[Argument] = if self.kind() == Kind::Filter { AROUND } else { &[] };
        self.arguments.iter().chain(around)
    }
}

/// What every filter takes: words that stand and fall with what it says.
pub const AROUND: &[Argument] = &[
    Argument {
        name: "before",
        about: "写在前面的文字和标点；没有可写的，连同它一起不写",
        takes: Takes::Text,
        required: false,
    },
    Argument {
        name: "after",
        about: "写在后面的文字和标点；没有可写的，连同它一起不写",
        takes: Takes::Text,
        required: false,
    },
];

/// Words of one kind.
pub fn words(kind: Kind) -> impl Iterator<Item = &'static Word> {
    WORDS.iter().filter(move |w| w.kind() == kind)
}

/// A word by its kind and name.
pub fn word(kind: Kind, name: &str) -> Option<&'static Word> {
    words(kind).find(|w| w.name == name)
}

/// Words of earlier versions and what is written instead.
pub const RETIRED: &[(&str, &str)] = &[
    ("because", "“{{ \"total\" | reason(before=\"主要原因是\", after=\"。\") }}”"),
    ("because_given", "“{{ \"budget.total\" | remark(before=\"主要原因是\", after=\"。\") }}”"),
    ("change_with_reason", "“{{ \"total\" | change }}{{ \"total\" | reason(before=because) }}。”"),
    ("budget_reason", "“{{ <budget_reason key=\"键\" /> }}。”"),
];

/// The known word that looks most like the one an engine message is about.
pub fn nearest_word(message: &str, marked: &str) -> Option<&'static str> {
    let named = named(message, marked);
    let wanted: String = named.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    nearest(&wanted, WORDS.iter().map(|w| w.name))
}

/// What to write instead of a word of an earlier version that a message is about.
pub fn replacement(message: &str, marked: &str) -> Option<&'static str> {
    let named = named(message, marked);
    RETIRED.iter().find(|(old, _)| *old == named).map(|(_, new)| *new)
}

fn named<'a>(message: &'a str, marked: &'a str) -> &'a str {
    message.split('`').nth(1).or_else(|| message.split('\'').nth(1)).unwrap_or(marked).trim()
}

/// The arguments a template gives a word, each known to be one the word takes and of the kind it takes.
#[derive(Debug)]
pub(super) struct Arguments<'a> {
    word: &'a Word,
    given: &'a Kwargs,
}

impl<'a> Arguments<'a> {
    /// Checks what a template gives.
    ///
    /// # Errors
    /// An argument the word does not know, one of the wrong kind, or a missing one.
    pub fn new(word: &'a Word, given: &'a Kwargs) -> TeraResult<Arguments<'a>> {
        for (key, value) in given.iter() {
            let name = key.as_str().unwrap_or_default();
            let Some(argument) = word.takes().find(|a| a.name == name) else {
                return Err(Error::message(unknown(word, name)));
            };
            if let Some(wrong) = argument.wrong(value) {
                return Err(Error::message(format!("{}的{wrong}", word.name)));
            }
        }
        if let Some(missing) = word.arguments.iter().find(|a| a.required && !has(given, a.name)) {
            return Err(Error::message(format!(
                "{}缺少参数 {}（{}），应写成 {}",
                word.name, missing.name, missing.about, word.example
            )));
        }
        Ok(Arguments { word, given })
    }

    /// A text or key.
    pub fn text(&self, name: &'static str) -> Option<&str> {
        debug_assert!(self.word.takes().any(|a| a.name == name), "{} has no {name}", self.word.name);
        self.given.get::<&str>(name).ok().flatten()
    }

    /// Whether a flag is set; `None` if it is not given.
    pub fn flag(&self, name: &'static str) -> Option<bool> {
        self.given.get::<bool>(name).ok().flatten()
    }

    /// The English name of a choice.
    fn choice(&self, name: &'static str) -> Option<&'static str> {
        let given = self.text(name)?;
        let argument = self.word.takes().find(|a| a.name == name)?;
        let Takes::OneOf(choices) = argument.takes else { return None };
        choices.iter().find(|(english, chinese)| *english == given || *chinese == given).map(|(e, _)| *e)
    }

    /// `of`: one of its choices.
    pub fn of(&self) -> &'static str {
        self.choice("of").unwrap_or_default()
    }

    /// `of="prior"`: which amount.
    pub fn role(&self) -> Role {
        match self.choice("of") {
            Some("prior") => Role::Prior,
            Some("budget") => Role::Budget,
            Some("initial") => Role::Initial,
            _ => Role::Current,
        }
    }

    /// `against="budget"`: what is compared with; last year if the template does not say.
    pub fn against(&self) -> Against {
        match self.choice("against") {
            Some("budget") => Against::Budget,
            Some("initial") => Against::Initial,
            _ => Against::Prior,
        }
    }

    /// `against="initial"`: which budget is compared with; the fact's own if the template does not say.
    pub fn against_budget(&self) -> Against {
        if self.against() == Against::Initial { Against::Initial } else { Against::Budget }
    }

    /// Whether what is said may fall away together with the words around it.
    pub fn may_fall_away(&self) -> bool {
        self.text("before").is_some() || self.text("after").is_some()
    }

    /// What is said, with the words around it.
    pub fn around(&self, said: String) -> String {
        if said.is_empty() {
            return said;
        }
        let (before, after) =
            (self.text("before").unwrap_or_default(), self.text("after").unwrap_or_default());
        format!("{before}{said}{after}")
    }
}

fn has(given: &Kwargs, name: &str) -> bool {
    given.iter().any(|(key, _)| key.as_str() == Some(name))
}

/// What is said about an argument that a word does not take.
pub fn unknown(word: &Word, name: &str) -> String {
    let known: Vec<&str> = word.takes().map(|a| a.name).collect();
    if known.is_empty() {
        return format!("{}没有参数，实际写了“{name}”", word.name);
    }
    format!("{}没有“{name}”这个参数，可用的参数：{}", word.name, known.join("、"))
}

impl Argument {
    /// What is wrong with a value.
    fn wrong(&self, value: &Value) -> Option<String> {
        let name = self.name;
        match self.takes {
            Takes::Text | Takes::Key | Takes::OneOf(_) if value.as_str().is_none() => {
                Some(format!("参数 {name} 应是引号里的文字，实际是“{value}”"))
            }
            Takes::Flag if value.as_bool().is_none() => {
                Some(format!("参数 {name} 只能是 true 或 false（不加引号），实际是“{value}”"))
            }
            _ => self.wrong_text(value.as_str().unwrap_or_default()),
        }
    }

    /// What is wrong with a text given for it.
    pub fn wrong_text(&self, text: &str) -> Option<String> {
        let Takes::OneOf(choices) = self.takes else { return None };
        if choices.iter().any(|(english, chinese)| *english == text || *chinese == text) {
            return None;
        }
        let known: Vec<String> =
            choices.iter().map(|(english, chinese)| format!("{english}（{chinese}）")).collect();
        Some(format!("参数 {} 只能是 {}，实际是“{text}”", self.name, known.join("、")))
    }
}
