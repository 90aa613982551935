//! Codes of 科目 that changed between the years, as people declare them (科目编码调整对照).

use std::collections::BTreeMap;

/// This year's code of a 项 and the code it had before: `2079903` was `2150899`. What a prior year or an initial budget
/// carries under the earlier code belongs to the item.
///
/// Declared in juesuan.toml under `[moved_codes]`; the program proposes pairs that figures prove (R035) and never takes one
/// of its own accord.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MovedCodes(BTreeMap<String, String>);

impl MovedCodes {
    /// Where nothing is declared.
    pub fn none() -> &'static MovedCodes {
        static NONE: MovedCodes = MovedCodes(BTreeMap::new());
        &NONE
    }

    /// Pairs of this year's code and the earlier one, both of seven digits.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> MovedCodes {
        MovedCodes(pairs.into_iter().collect())
    }

    /// The earlier code of a code of this year.
    pub fn earlier(&self, code: &str) -> Option<&str> {
        self.0.get(code).map(String::as_str)
    }

    /// This year's code of an earlier one.
    pub fn today(&self, earlier: &str) -> Option<&str> {
        self.0.iter().find(|(_, before)| *before == earlier).map(|(now, _)| now.as_str())
    }

    /// `(this year's code, earlier code)`, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(now, before)| (now.as_str(), before.as_str()))
    }

    /// The declarations that a year can use: where its tables still carry the earlier code, two items would become one.
    #[must_use]
    pub fn without(&self, still_carried: impl Fn(&str) -> bool) -> MovedCodes {
        MovedCodes::new(
            self.pairs()
                .filter(|(_, before)| !still_carried(before))
                .map(|(a, b)| (a.to_owned(), b.to_owned())),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_directions() {
        let moved = MovedCodes::new([("2079903".to_owned(), "2150899".to_owned())]);
        assert_eq!(moved.earlier("2079903"), Some("2150899"));
        assert_eq!(moved.today("2150899"), Some("2079903"));
        assert_eq!(moved.earlier("2150899"), None);
        assert_eq!(moved.without(|code| code == "2150899"), MovedCodes::default());
    }
}
