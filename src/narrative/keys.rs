//! The keys a template may name, whatever the data: what is wrong with one before any data is tried.

use super::scan::Use;
use super::vocabulary::{Kind, Of, word};
use crate::facts::{FIXED, is_key, label_of};
use crate::supplement::KeyKind;
use crate::text::nearest;

/// Whether a text is written like a fact key (`fiscal.income.general`), not like a key of the supplement.
fn is_dotted_key(text: &str) -> bool {
    text.contains('.')
        && KeyKind::of(text).is_none()
        && text.split('.').all(|part| {
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        })
}

/// What is wrong with a quoted text used as a key; `None` if it is no key or a good one.
pub(super) fn wrong_key(text: &str, used_as: Use<'_>) -> Option<String> {
    let applied = match used_as {
        Use::Filter(name) => word(Kind::Filter, name),
        Use::Test(name) => word(Kind::Test, name),
        Use::Argument(name) => {
            // Components take keys under other names too.
            return ((name == "key" && !text.is_empty()) || is_dotted_key(text))
                .then(|| unknown(text))
                .flatten();
        }
        Use::Other => None,
    };
    applied.filter(|w| w.of == Of::Fact).and_then(|w| {
        // `reason` says itself how its keys are written.
        let reason_key = w.name == "reason" && KeyKind::of(text).is_some_and(|(kind, _)| kind.is_reason());
        (!reason_key).then(|| unknown(text)).flatten()
    })
}

fn unknown(key: &str) -> Option<String> {
    (!is_key(key)).then(|| {
        let near = nearest(key, FIXED.iter().map(|s| s.key))
            .map(|k| format!("；最接近的是“{k}”（{}）", label_of(k)))
            .unwrap_or_default();
        format!("没有名为“{key}”的指标{near}")
    })
}
