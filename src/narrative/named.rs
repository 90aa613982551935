//! Which texts and reasons the templates of a style name, whether or not this report asks for them.

use std::collections::{BTreeMap, BTreeSet};

use super::scan::{self, Tag, Token, TokenKind, Use};
use crate::style::Style;
use crate::supplement::{KeyKind, text_key};

/// Keys of 补充资料 that templates name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// `text.…` → what people are asked, as the template says it.
    pub titles: BTreeMap<String, String>,
    /// Keys that a template only uses when they are given.
    pub given: BTreeSet<String>,
    /// Keys of reasons and remarks written out in templates.
    pub reasons: BTreeSet<String>,
}

impl Named {
    /// What all templates of a style name.
    pub fn by(style: &Style) -> Named {
        let mut named = Named::default();
        for file in style.files.values().filter(|f| f.name.ends_with(".tera")) {
            named.scan(&file.content);
        }
        named
    }

    fn scan(&mut self, template: &str) {
        for tag in scan::tags(template) {
            for (at, used_as) in tag.quoted() {
                let key = at.text;
                let written_out = ["yoy.", "budget.", "other."]
                    .iter()
                    .any(|kind| key.len() > kind.len() && key.starts_with(kind));
                match used_as {
                    _ if written_out => {
                        self.reasons.insert(key.to_owned());
                    }
                    Use::Test("given") => {
                        self.given.insert(key.to_owned());
                    }
                    Use::Filter("text") => {
                        if let Some(title) = argument(&tag, key, "about") {
                            let key = text_key(key);
                            self.titles.insert(key, title.to_owned());
                        }
                    }
                    Use::Filter("reason") => {
                        let budget = matches!(
                            argument(&tag, key, "against"),
                            Some("budget" | "预算" | "initial" | "年初预算")
                        );
                        let kind = if budget { KeyKind::AgainstBudget } else { KeyKind::AgainstPrior };
                        self.reasons.insert(kind.key(key));
                    }
                    _ => {}
                }
            }
        }
    }
}

/// The first quoted text given as an argument after a key in its tag.
fn argument<'a>(tag: &Tag<'a>, key: &str, name: &str) -> Option<&'a str> {
    let is_key = |t: &Token<'_>| t.kind == TokenKind::Quoted && t.at.text == key;
    let rest = &tag.tokens[tag.tokens.iter().position(is_key)? + 1..];
    rest.windows(3)
        .find(|w| w[0].at.text == name && w[1].at.text == "=" && w[2].kind == TokenKind::Quoted)
        .map(|w| w[2].at.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_name_their_texts() {
        let mut named = Named::default();
        named.scan(
            r#"{% if "text.a_b" is given %}{{ "a_b" | text(about="甲") }}{% endif %}{{ "a" | text(about="乙") }}
            {{ "total" | reason(before="主要是", after="。") }} {{ "total" | reason(against="budget") }}
            {{ "other.fund" | remark }} 一个"引号 {{ "text.c" | text(about="丙") }}"#,
        );
        assert_eq!(named.titles["text.a_b"], "甲");
        assert_eq!(named.titles["text.a"], "乙");
        assert_eq!(named.titles["text.c"], "丙");
        assert!(named.given.contains("text.a_b"));
        let reasons: Vec<&str> = named.reasons.iter().map(String::as_str).collect();
        assert_eq!(reasons, ["budget.total", "other.fund", "yoy.total"]);
    }
}
