//! Explanations for 第四部分 名词解释: the standard terms of a final-accounts document and what each 项 covers.
//!
//! The wording is this project's own. A department may replace any of it; these are what prints when it does not.

use std::sync::OnceLock;

/// Kind, key, term and definition, tab-separated: first the `term` lines in the order they print, then `item` lines sorted by code.
const TABLE: &str = include_str!("glossary.tsv");

/// A term that every final-accounts document explains (名词), such as 财政拨款收入.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// Stable ASCII key, such as `income.fiscal`.
    pub key: &'static str,
    /// The term as printed.
    pub term: &'static str,
    /// Its explanation: whole sentences, ending in 。
    pub definition: &'static str,
}

struct Item {
    code: &'static str,
    definition: &'static str,
}

/// What a 项 of the functional classification covers, or `None` if the glossary does not explain it.
///
/// `code` has seven digits. The sentence starts with 反映 and ends with 。
#[must_use]
pub fn definition(code: &str) -> Option<&'static str> {
    let items = items();
    let index = items.binary_search_by(|item| item.code.cmp(code)).ok()?;
    items.get(index).map(|item| item.definition)
}

/// The standard terms in the order they print: income, carry-overs, expenditure, then “三公”经费 and the rest.
pub fn terms() -> impl Iterator<Item = Term> {
    lines().filter(|line| line.kind == "term").map(|line| Term {
        key: line.key,
        term: line.term,
        definition: line.definition,
    })
}

/// Slices into [`TABLE`], made on first use; nothing is copied.
fn items() -> &'static [Item] {
    static ITEMS: OnceLock<Vec<Item>> = OnceLock::new();
    ITEMS.get_or_init(|| {
        lines()
            .filter(|line| line.kind == "item")
            .map(|line| Item { code: line.key, definition: line.definition })
            .collect()
    })
}

struct Line {
    kind: &'static str,
    key: &'static str,
    term: &'static str,
    definition: &'static str,
}

fn lines() -> impl Iterator<Item = Line> {
    TABLE.lines().filter_map(parse)
}

fn parse(line: &'static str) -> Option<Line> {
    if line.starts_with('#') {
        return None;
    }
    let mut fields = line.split('\t');
    Some(Line { kind: fields.next()?, key: fields.next()?, term: fields.next()?, definition: fields.next()? })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::functional;
    use super::*;

    #[test]
    fn every_line_has_four_fields_and_a_known_kind() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            assert_eq!(line.split('\t').count(), 4, "{line}");
            assert!(line.starts_with("term\t") || line.starts_with("item\t"), "{line}");
        }
    }

    #[test]
    fn items_are_sorted_and_unique() {
        for pair in items().windows(2) {
            assert!(pair[0].code < pair[1].code, "{} before {}", pair[0].code, pair[1].code);
        }
    }

    #[test]
    fn keys_terms_and_definitions_are_unique() {
        let (mut keys, mut names, mut definitions) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for line in lines() {
            assert!(keys.insert(line.key), "{} twice", line.key);
            assert!(definitions.insert(line.definition), "{}", line.definition);
            if line.kind == "term" {
                assert!(names.insert(line.term), "{} twice", line.term);
            }
        }
    }

    #[test]
    fn every_item_is_in_the_functional_classification_under_its_name() {
        for line in lines().filter(|line| line.kind == "item") {
            assert_eq!(line.key.len(), 7, "{}", line.key);
            assert_eq!(functional::name(line.key), Some(line.term), "{}", line.key);
        }
    }

    #[test]
    fn definitions_are_sentences() {
        for line in lines() {
            let text = line.definition;
            assert!(text.starts_with("反映") || text.starts_with('指'), "{}: {text}", line.key);
            assert!(text.ends_with('。'), "{}: {text}", line.key);
            assert!(!text.contains(char::is_whitespace), "{}: {text}", line.key);
        }
    }

    #[test]
    fn item_definitions_are_one_sentence_of_a_printable_length() {
        for item in items() {
            let length = item.definition.chars().count();
            assert!((20..=60).contains(&length), "{}: {length}", item.code);
            assert_eq!(item.definition.matches('。').count(), 1, "{}", item.code);
        }
    }

    #[test]
    fn explained_kuan_are_explained_completely() {
        let complete = [
            "20103", "20106", "20111", "20131", "20132", "20133", "20199", "20805", "20807", "20808",
            "20811", "20899", "21001", "21004", "21011", "21012", "21013", "21014", "21015", "22102",
            "22960", "22999",
        ];
        for kuan in complete {
            for item in 1..=99 {
                let code = format!("{kuan}{item:02}");
                assert_eq!(functional::name(&code).is_some(), definition(&code).is_some(), "{code}");
            }
        }
    }

    #[test]
    fn standard_terms_are_present_in_printing_order() {
        let keys: Vec<_> = terms().map(|term| term.key).collect();
        assert_eq!(
            keys,
            [
                "income.fiscal",
                "income.superior",
                "income.business",
                "income.operating",
                "income.affiliate",
                "income.other",
                "balance.non_fiscal_used",
                "balance.opening",
                "balance.distribution",
                "balance.closing",
                "expenditure.basic",
                "expenditure.project",
                "expenditure.upward",
                "expenditure.operating",
                "expenditure.affiliate",
                "three_public",
                "agency_operation",
                "fiscal.general",
                "fiscal.fund",
                "fiscal.state",
                "procurement",
                "performance",
            ]
        );
    }

    #[test]
    fn unexplained_codes_have_no_definition() {
        for code in ["", "208", "20805", "2080504", "income.fiscal"] {
            assert_eq!(definition(code), None, "{code}");
        }
        assert!(definition("2101301").is_some());
    }
}
