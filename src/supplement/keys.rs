//! Keys by which sentences ask for something, and where in the supplement their answers stand.

use super::form::SheetId;

/// Kinds of keys by their prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// A reason for a change against last year (`yoy.total`).
    AgainstPrior,
    /// A reason for a difference from the budget (`budget.general.item.2080505`).
    AgainstBudget,
    /// A remark that may be added (`other.fund_income`).
    Remark,
    /// A text (`text.duties`).
    Text,
    /// A figure the export lacks (`data.agency_operation`).
    Data,
    /// A project's self-assessment (`project.` and its name).
    Project,
}

/// Every prefix, once.
const PREFIXES: &[(&str, KeyKind)] = &[
    ("yoy.", KeyKind::AgainstPrior),
    ("budget.", KeyKind::AgainstBudget),
    ("other.", KeyKind::Remark),
    ("text.", KeyKind::Text),
    ("data.", KeyKind::Data),
    ("project.", KeyKind::Project),
];

impl KeyKind {
    /// The kind of a key and what it is about: `yoy.total` is a reason about `total`.
    pub fn of(key: &str) -> Option<(KeyKind, &str)> {
        PREFIXES.iter().find_map(|(prefix, kind)| Some((*kind, key.strip_prefix(prefix)?)))
    }

    /// The key of this kind about something.
    pub fn key(self, about: &str) -> String {
        let prefix = PREFIXES.iter().find(|(_, kind)| *kind == self).map_or("", |(prefix, _)| prefix);
        format!("{prefix}{about}")
    }

    /// Whether it asks why a figure differs, from last year or from the budget.
    pub fn is_reason(self) -> bool {
        matches!(self, KeyKind::AgainstPrior | KeyKind::AgainstBudget)
    }

    /// The sheet its rows stand in.
    pub fn sheet(self) -> SheetId {
        match self {
            KeyKind::AgainstPrior | KeyKind::AgainstBudget | KeyKind::Remark => SheetId::Reasons,
            KeyKind::Text => SheetId::Texts,
            KeyKind::Data => SheetId::Data,
            KeyKind::Project => SheetId::Projects,
        }
    }
}

/// The key of a text, however a template spells it (`duties`, `text.duties`).
pub fn text_key(key: &str) -> String {
    match KeyKind::of(key) {
        Some((KeyKind::Text, _)) => key.to_owned(),
        _ => KeyKind::Text.key(key),
    }
}

const ITEM: &str = "text.item.";

/// The key of people's own explanation of a 项 (名词解释).
pub fn item_text_key(code: &str) -> String {
    format!("{ITEM}{code}")
}

/// The code of the 项 that a text explains.
pub fn explained_item(key: &str) -> Option<&str> {
    key.strip_prefix(ITEM)
}

/// The key of people's own explanation of a term (名词解释), named as printed.
pub fn term_text_key(term: &str) -> String {
    format!("text.term.{term}")
}

/// The key of what a 项 is spent on (主要用于).
pub fn purpose_text_key(code: &str) -> String {
    format!("text.use.{code}")
}

/// The sheet and the key under which the answer to a key stands, as the workbook shows them: figures under the key of
/// their fact, projects under their name, everything else under the key itself.
///
/// ```
/// use juesuan::supplement::{SheetId, stands_in};
/// assert_eq!(stands_in("data.agency_operation"), (SheetId::Data, "agency_operation"));
/// assert_eq!(stands_in("yoy.total"), (SheetId::Reasons, "yoy.total"));
/// ```
pub fn stands_in(key: &str) -> (SheetId, &str) {
    match KeyKind::of(key) {
        Some((kind @ (KeyKind::Data | KeyKind::Project), about)) => (kind.sheet(), about),
        Some((kind, _)) => (kind.sheet(), key),
        None => (SheetId::Reasons, key),
    }
}
