//! Explanations for 名词解释: the terms of final-accounts documents and what each 项 covers. Which of them a document
//! explains is its style's.
//!
//! The wording is this project's own. A department may replace any of it; these are what prints when it does not.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Kind, key, term and definition, tab-separated: the `term` lines, the `name` lines, then `item` lines sorted by code.
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

/// Every term the catalogue explains.
pub fn terms() -> impl Iterator<Item = Term> {
    lines().filter(|line| line.kind == "term").map(|line| Term {
        key: line.key,
        term: line.term,
        definition: line.definition,
    })
}

/// The explanation of a term as printed; offices write it with or without quotation marks, a bracket behind it
/// (使用非财政拨款结余（含专用结余）) or 支出 at its end.
///
/// ```
/// use juesuan::catalogue::glossary;
/// let plain = glossary::term("使用非财政拨款结余").expect("a term");
/// assert_eq!(glossary::term("使用非财政拨款结余（含专用结余）").map(|t| t.key), Some(plain.key));
/// assert!(glossary::term("从没有过的名词").is_none());
/// ```
#[must_use]
pub fn term(printed: &str) -> Option<Term> {
    static TERMS: OnceLock<HashMap<String, Term>> = OnceLock::new();
    let plain = |text: &str| {
        let text: String = text.chars().filter(|c| !c.is_whitespace() && !"“”\"".contains(*c)).collect();
        let text = text.split(['（', '(']).next().unwrap_or_default().to_owned();
        text.strip_suffix("补助支出").map_or_else(|| text.clone(), |stem| format!("{stem}补助"))
    };
    let known = TERMS.get_or_init(|| {
        let mut known = HashMap::new();
        for term in terms() {
            known.entry(plain(term.term)).or_insert(term);
        }
        known
    });
    known.get(&plain(printed)).copied()
}

/// What a 项 covers: by its code, else by a name that has the same meaning under every 款 (行政运行, 其他…支出).
///
/// ```
/// use juesuan::catalogue::glossary;
/// assert!(glossary::explain("2010301", "行政运行").unwrap().contains("政府办公厅"));
/// assert!(glossary::explain("2130101", "行政运行").unwrap().starts_with("反映行政单位"));
/// assert_eq!(glossary::explain("2130199", "其他农业农村支出").unwrap(), "反映除上述项目以外其他用于农业农村方面的支出。");
/// ```
#[must_use]
pub fn explain(code: &str, name: &str) -> Option<String> {
    if let Some(definition) = definition(code) {
        return Some(definition.to_owned());
    }
    if let Some((_, definition)) = named().iter().find(|(term, _)| *term == name) {
        return Some((*definition).to_owned());
    }
    match name.strip_prefix("其他")?.strip_suffix("支出")? {
        "" => Some("反映除上述项目以外的其他支出。".to_owned()),
        field => Some(format!("反映除上述项目以外其他用于{field}方面的支出。")),
    }
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

/// Names that have the same meaning under every 款, with it.
fn named() -> &'static [(&'static str, &'static str)] {
    static NAMED: OnceLock<Vec<(&str, &str)>> = OnceLock::new();
    NAMED.get_or_init(|| {
        lines().filter(|line| line.kind == "name").map(|line| (line.term, line.definition)).collect()
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
            let kind = line.split('\t').next().unwrap_or_default();
            assert!(["term", "name", "item"].contains(&kind), "{line}");
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
            assert!(line.kind == "name" || keys.insert(line.key), "{} twice", line.key);
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
    fn names_that_repeat_under_every_group_are_explained() {
        let mut names = std::collections::BTreeMap::new();
        for code in functional::item_codes() {
            *names.entry(functional::name(code).unwrap_or_default()).or_insert(0) += 1;
        }
        for (name, times) in names.into_iter().filter(|(_, times)| *times > 10) {
            assert!(explain("9999999", name).is_some(), "{name} occurs {times} times");
        }
        let explained = |code: &&&str| explain(code, functional::name(code).unwrap_or_default()).is_some();
        assert!(functional::item_codes().iter().filter(explained).count() > 550);
        for line in lines().filter(|line| line.kind == "name") {
            assert!(!functional::codes_named(line.term, 7).is_empty(), "{}", line.term);
        }
    }

    #[test]
    fn every_term_is_known_by_what_offices_print() {
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
                "economic.301",
                "economic.302",
                "economic.303",
            ]
        );
        for (printed, key) in [("三公经费", "three_public"), ("对个人和家庭的补助支出", "economic.303")]
        {
            assert_eq!(term(printed).map(|t| t.key), Some(key));
        }
    }

    #[test]
    fn unexplained_codes_have_no_definition() {
        for code in ["", "208", "20805", "2080504", "income.fiscal"] {
            assert_eq!(definition(code), None, "{code}");
        }
        assert!(definition("2101301").is_some());
    }
}
