//! Names of the functional and economic classification in a document → codes: the document's own tables first, then
//! the catalogue with the names that codes had before.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::normal;
use crate::catalogue::{economic, functional};
use crate::facts::groups::{CLASS_DIGITS, GROUP_DIGITS, ITEM_DIGITS};

/// Codes with their names: those of the document's tables before those of the catalogue.
#[derive(Debug, Clone, Default)]
pub struct Codes {
    /// Functional codes of the document with regular names.
    own: Vec<(String, String)>,
    /// Economic codes of the document with regular names.
    own_economic: HashMap<String, String>,
}

/// How short a name may be that says by itself what it is of.
const SHORTEST: usize = 4;

fn regular(name: &str) -> String {
    normal::phrase(name).into_iter().collect()
}

/// 社会保障和就业 and 社会保障和就业支出 are the same name.
fn stem(name: &str) -> &str {
    name.strip_suffix("支出").filter(|s| !s.is_empty()).unwrap_or(name)
}

/// How well a printed name fits a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Another name.
    None,
    /// A character or two differ.
    Near,
    /// The name it had before, or without 支出.
    Stem,
    /// The same.
    Same,
}

fn fit(printed: &str, known: &str) -> Fit {
    if printed == known {
        Fit::Same
    } else if stem(printed) == stem(known) {
        Fit::Stem
    } else {
        Fit::None
    }
}

/// A name of the document's own tables may be misspelt in its text.
fn near(printed: &str, own: &str) -> Fit {
    let close = own.chars().count() >= 6 && strsim::damerau_levenshtein(printed, own) <= 2;
    fit(printed, own).max(if close { Fit::Near } else { Fit::None })
}

/// The 款 or 项 of the catalogue by their names.
#[derive(Default)]
pub(super) struct Named {
    /// Codes with their regular names, by the stem of the name.
    today: HashMap<String, Vec<(&'static str, String)>>,
    /// Codes by the names they had before.
    before: HashMap<&'static str, Vec<&'static str>>,
}

impl Named {
    /// The 项, made on first use.
    pub(super) fn items() -> &'static Named {
        static ITEMS: OnceLock<Named> = OnceLock::new();
        ITEMS.get_or_init(|| Named::of(ITEM_DIGITS))
    }

    /// The 款, made on first use.
    pub(super) fn groups() -> &'static Named {
        static GROUPS: OnceLock<Named> = OnceLock::new();
        GROUPS.get_or_init(|| Named::of(GROUP_DIGITS))
    }

    fn of(digits: usize) -> Named {
        let mut named = Named::default();
        for code in functional::codes_of(digits) {
            let name = regular(functional::name(code).unwrap_or_default());
            for alias in functional::former_names(code) {
                named.before.entry(alias).or_default().push(code);
            }
            named.today.entry(stem(&name).to_owned()).or_default().push((code, name));
        }
        named
    }

    /// The codes that a name fits, and how well.
    fn fitting<'a>(&'a self, printed: &'a str) -> impl Iterator<Item = (&'a str, Fit)> {
        let today = self.today.get(stem(printed)).into_iter().flatten();
        let before = self.before.get(printed).into_iter().flatten();
        today
            .map(move |(code, name)| (*code, fit(printed, name)))
            .chain(before.map(|code| (*code, Fit::Stem)))
    }
}

impl Codes {
    /// Codes of a document's tables: functional and economic codes with names as printed.
    pub fn new<'a>(
        functional: impl IntoIterator<Item = (&'a str, &'a str)>,
        economic: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Codes {
        Codes {
            own: functional.into_iter().map(|(code, name)| (code.to_owned(), regular(name))).collect(),
            own_economic: economic.into_iter().map(|(code, name)| (regular(name), code.to_owned())).collect(),
        }
    }

    fn fit_of(&self, code: &str, printed: &str) -> Fit {
        let own = self.own.iter().filter(|(c, _)| c == code).map(|(_, name)| near(printed, name));
        let today = functional::name(code).map(|name| fit(printed, &regular(name)));
        let before = functional::is_alias(code, printed).then_some(Fit::Stem);
        own.chain(today).chain(before).max().unwrap_or(Fit::None)
    }

    /// The code of a 类 by its name, with or without 支出.
    pub fn class(&self, name: &str) -> Option<String> {
        let codes = functional::classes().iter().map(|c| c.code);
        let best = codes.map(|code| (self.fit_of(code, name), code)).max_by_key(|(fit, _)| *fit)?;
        (best.0 > Fit::Near).then(|| best.1.to_owned())
    }

    /// The 类 whose name, with 支出, a text goes on with: its code and the name's length.
    pub fn class_at(&self, text: &normal::Normal, at: usize) -> Option<(String, usize)> {
        let own = self.own.iter().filter(|(code, _)| code.len() == 3);
        let own = own.map(|(code, name)| (code.as_str(), name.as_str()));
        let known = functional::classes().iter().map(|c| (c.code, c.name));
        own.chain(known)
            .filter(|(_, name)| name.ends_with("支出"))
            .filter_map(|(code, name)| {
                let name = normal::phrase(name);
                text.starts_with(at, &name).then_some((code, name.len()))
            })
            .max_by_key(|(_, length)| *length)
            .map(|(code, length)| (code.to_owned(), length))
    }

    /// The code of a 项 by the names of its path; an empty name was not printed.
    ///
    /// The name of the 项 decides, 类 and 款 choose between codes that carry the same (行政运行). Where two codes fit
    /// equally well there is none.
    pub fn item(&self, class: &str, group: &str, item: &str) -> Option<String> {
        self.lowest(ITEM_DIGITS, [class, group, item], "")
    }

    /// The code of a 款 by its name and that of its 类, in the same way.
    pub fn group(&self, class: &str, group: &str) -> Option<String> {
        self.lowest(GROUP_DIGITS, [class, group, ""], "")
    }

    /// The code of the last name of a path among those that lie in a 类 or 款.
    pub fn below(&self, above: &str, [class, group, item]: [&str; 3]) -> Option<String> {
        let digits = if item.is_empty() { GROUP_DIGITS } else { ITEM_DIGITS };
        self.lowest(digits, [class, group, item], above)
    }

    /// The code of so many digits that begins with `within` and that the last name of a path calls.
    fn lowest(&self, digits: usize, [class, group, item]: [&str; 3], within: &str) -> Option<String> {
        let of_items = digits == ITEM_DIGITS;
        let (name, catalogue) = if of_items { (item, Named::items()) } else { (group, Named::groups()) };
        let own = self.own.iter().filter(|(code, _)| code.len() == digits);
        let own = own.map(|(code, own)| (code.as_str(), near(name, own)));
        let known = catalogue.fitting(name);
        let mut best: Vec<&str> = Vec::new();
        let mut best_fit = (Fit::None, Fit::None, Fit::None);
        let possible =
            own.chain(known).filter(|(code, named)| *named > Fit::None && code.starts_with(within));
        for (code, named) in possible {
            let above = |digits: usize, name: &str| {
                if name.is_empty() { Fit::Near } else { self.fit_of(&code[..digits], name) }
            };
            let of_class = above(CLASS_DIGITS, class);
            let fits = (named, if of_items { above(GROUP_DIGITS, group) } else { of_class }, of_class);
            // A name that is only near needs its path to speak for it.
            if named == Fit::Near && (fits.1 < Fit::Stem || fits.2 < Fit::Stem) {
                continue;
            }
            let worth = |f: (Fit, Fit, Fit)| (f.1.min(Fit::Stem), f.0, f.2.min(Fit::Stem));
            match worth(fits).cmp(&worth(best_fit)) {
                std::cmp::Ordering::Greater => {
                    best = vec![code];
                    best_fit = fits;
                }
                std::cmp::Ordering::Equal if !best.contains(&code) => best.push(code),
                _ => {}
            }
        }
        // The document's own tables decide between codes that the names don't tell apart.
        if best.len() > 1 {
            best.retain(|code| self.own.iter().any(|(c, _)| c == code));
        }
        match best.as_slice() {
            [code] => Some((*code).to_owned()),
            [] if !of_items => self.special_bonds(class, group, within),
            _ => None,
        }
    }

    /// The 款 that ends in 98 in every 类 that spends it, which the catalogue does not list by 类.
    fn special_bonds(&self, class: &str, group: &str, within: &str) -> Option<String> {
        let class = within.get(..CLASS_DIGITS).map(str::to_owned).or_else(|| self.class(class))?;
        let code = format!("{class}98");
        functional::name(&code).is_some_and(|name| fit(group, &regular(name)) > Fit::Near).then_some(code)
    }

    /// The 款 of the document's tables whose name, which no other 科目 of them has, a text goes on with: its code and the name's
    /// length.
    pub fn group_at(&self, text: &normal::Normal, at: usize) -> Option<(String, usize)> {
        let rest = &text.chars[at..];
        let stands = |name: &str| {
            let mut said = rest.iter();
            name.chars().all(|c| said.next() == Some(&c))
        };
        let only = |name: &str| self.own.iter().filter(|(_, own)| own == name).count() == 1;
        self.own
            .iter()
            .filter(|(code, name)| code.len() == GROUP_DIGITS && stands(name))
            .filter(|(_, name)| only(name) && self.class(name).is_none())
            .map(|(code, name)| (code, name.chars().count()))
            .filter(|(_, length)| *length >= SHORTEST)
            .max_by_key(|(_, length)| *length)
            .map(|(code, length)| (code.clone(), length))
    }

    /// Whether a code of so many digits has a name.
    pub fn is_called(&self, digits: usize, name: &str) -> bool {
        let catalogue = if digits == ITEM_DIGITS { Named::items() } else { Named::groups() };
        let own = self.own.iter().filter(|(code, _)| code.len() == digits);
        own.map(|(_, own)| fit(name, own))
            .chain(catalogue.fitting(name).map(|(_, fit)| fit))
            .any(|fit| fit > Fit::Near)
    }

    /// Whether a code is known by a name.
    pub fn is_named(&self, code: &str, name: &str) -> bool {
        self.fit_of(code, name) >= Fit::Stem
    }

    /// The one 项 of a 款 in the document's tables that none of `named` is: what a path with a name that no code has
    /// must mean, if the 款 has no other 项 left.
    pub fn only_left(&self, class: &str, group: &str, named: &[&str]) -> Option<String> {
        let mut left = self.own.iter().map(|(code, _)| code.as_str()).filter(|code| {
            code.len() == 7
                && !named.contains(code)
                && self.is_named(&code[..5], group)
                && (class.is_empty() || self.is_named(&code[..3], class))
        });
        let only = left.next()?;
        left.next().is_none().then(|| only.to_owned())
    }

    /// Whether a functional code is one of the document's or the catalogue's.
    pub fn knows(&self, code: &str) -> bool {
        functional::name(code).is_some() || self.own.iter().any(|(c, _)| c == code)
    }

    /// The code of an economic 款 by its name, among those of 人员经费 or of 公用经费.
    pub fn economic(&self, name: &str, personnel: bool) -> Option<String> {
        let name = regular(name);
        if let Some(code) = self.own_economic.get(&name).filter(|c| economic::is_personnel(c) == personnel) {
            return Some(code.clone());
        }
        let squashed = crate::text::squash(&name);
        let classes = economic::classes().iter().filter(|c| economic::is_personnel(c.code) == personnel);
        let found =
            |name: &str| classes.clone().find_map(|c| c.item_by_name(name)).map(|i| i.code.to_owned());
        // A report may add 支出 to a name, or leave it out.
        found(&squashed).or_else(|| found(stem(&squashed))).or_else(|| found(&format!("{squashed}支出")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_its_code() {
        let codes = Codes::default();
        assert_eq!(codes.item("卫生健康支出", "医疗保障管理事务", "行政运行").as_deref(), Some("2101501"));
        assert_eq!(codes.item("卫生健康支出", "医疗救助", "城乡医疗救助支出").as_deref(), Some("2101301"));
        assert_eq!(codes.item("住房保障", "住房改革", "住房公积金").as_deref(), Some("2210201"));
        assert_eq!(codes.item("", "", "行政运行"), None, "many codes carry this name");
        assert_eq!(codes.below("21015", ["", "", "行政运行"]).as_deref(), Some("2101501"));
        assert_eq!(codes.group("教育支出", "普通教育").as_deref(), Some("20502"));
        assert_eq!(codes.group("", "住房改革").as_deref(), Some("22102"));
        assert_eq!(codes.below("205", ["", "住房改革支出", ""]), None, "it is none of 教育支出");
        assert_eq!(codes.class("社会保障和就业").as_deref(), Some("208"));
        assert_eq!(codes.class("卫生健康支出").as_deref(), Some("210"));
        assert_eq!(codes.class("没有这样的类"), None);
    }

    #[test]
    fn the_documents_own_tables_come_first() {
        let codes = Codes::new([("2019901", "某项新事务")], []);
        assert_eq!(
            codes.item("一般公共服务支出", "其他一般公共服务支出", "某项新事务").as_deref(),
            Some("2019901")
        );
    }
}
