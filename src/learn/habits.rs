//! How a document usually says what its sentences do not show: it grew everywhere and shrinks this year, a reason is
//! asked where there was none. What its other sentences say there is the style's word, if they never say the style's.

use std::collections::BTreeMap;

use super::manner::Manner;
use super::numbers;
use super::parts::{compares_with_prior, says_same, split_direction};
use crate::facts::Field;
use crate::published::Report;
use crate::reading::{At, Base, Direction, Figure, Statements};
use crate::style::Style;
use crate::supplement::KeyKind;
use crate::text::years_in_digits;

/// What ends a clause before the words of the next.
const MARKS: [char; 9] = ['，', ',', '；', ';', '。', '：', ':', '（', '('];
/// What a comparison begins with.
const BESIDE: [char; 5] = ['与', '和', '同', '较', '比'];
/// The longest such word.
const LONGEST: usize = 16;

/// Options of a style with what the document says there, where that is not what the style says itself.
pub fn options(
    report: &Report,
    statements: &Statements,
    year: u16,
    style: &Style,
) -> BTreeMap<&'static str, String> {
    let habits = Habits { report, year };
    let words = &style.words;
    let own = [
        ("unchanged", &style.unchanged, habits.unchanged(statements)),
        ("words.versus", &words.versus, habits.versus(statements)),
        ("words.because", &words.because, habits.because(statements)),
        ("words.up", &words.up, habits.direction(statements, Direction::Up, false)),
        ("words.down", &words.down, habits.direction(statements, Direction::Down, false)),
        ("words.growth_up", &words.growth_up, habits.direction(statements, Direction::Up, true)),
        ("words.growth_down", &words.growth_down, habits.direction(statements, Direction::Down, true)),
    ];
    own.into_iter().filter_map(|(option, own, said)| Some((option, other_than(own, &said)?))).collect()
}

/// How the document says what a sentence of it does not show.
pub fn manner(report: &Report, statements: &Statements, year: u16) -> Manner {
    let habits = Habits { report, year };
    let than = habits.than(statements);
    let beside = than.len() > habits.versus(statements).len();
    let said = if beside { most(&than) } else { None };
    let years = |said: String| said.replace("{prior}", "{{ prior_year }}").replace("{year}", "{{ year }}");
    let denied = statements.comparisons.iter().any(|c| c.direction == Direction::NoBudget);
    let nothing = |f: &Figure| matches!(f.field, Some(Field::Budget | Field::Initial)) && f.value.is_zero();
    Manner {
        than: said.map(years),
        unit: numbers::unit(statements),
        silent_without_budget: !denied && statements.figures.iter().any(nothing),
    }
}

/// What is said most, if what the style says is never said.
fn other_than(own: &str, said: &[String]) -> Option<String> {
    if said.iter().any(|one| one == own) { None } else { most(said) }
}

fn most(said: &[String]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in said {
        *counts.entry(one).or_default() += 1;
    }
    let most = counts.values().max()?;
    // Of equally many the first, as the office wrote it first.
    said.iter().find(|one| counts.get(one.as_str()) == Some(most)).cloned()
}

struct Habits<'a> {
    report: &'a Report,
    year: u16,
}

impl Habits<'_> {
    /// The printed paragraph around a place.
    fn paragraph(&self, at: &At) -> Option<&str> {
        Some(&self.report.sections.get(at.section)?.paragraphs.get(at.paragraph)?.text)
    }

    /// The printed sentence up to what stands at a place.
    fn before(&self, at: &At) -> Option<&str> {
        self.paragraph(at)?.get(at.sentence.start..at.bytes.start)
    }

    /// Words with the years in them as placeholders; `None` if they state anything else or are no words of a style.
    fn general(&self, words: &str) -> Option<String> {
        let words = years_in_digits(words);
        let said =
            words.replace(&(self.year - 1).to_string(), "{prior}").replace(&self.year.to_string(), "{year}");
        let plain = !said.contains(|c: char| c.is_ascii_digit() || c == '"' || c.is_whitespace());
        (plain && said.chars().count() <= LONGEST).then_some(said)
    }

    /// 与上年决算数相同
    fn unchanged(&self, statements: &Statements) -> Vec<String> {
        let same = statements.comparisons.iter().filter(|c| c.base == Base::Prior && says_same(c.direction));
        same.filter_map(|compared| {
            let before = self.before(&compared.at)?;
            let clause = before.rsplit(MARKS).next()?;
            let clause = &clause[clause.find(BESIDE)?..];
            let word = self.paragraph(&compared.at)?.get(compared.at.bytes.clone())?;
            compares_with_prior(clause, self.year).then(|| self.general(&format!("{clause}{word}")))?
        })
        .collect()
    }

    /// 与上年相比, a clause of its own before a change.
    fn versus(&self, statements: &Statements) -> Vec<String> {
        let changes = statements.figures.iter().filter(|f| f.field == Some(Field::Delta));
        changes
            .filter_map(|figure| {
                let before = self.before(&figure.at)?;
                let clauses: Vec<&str> = before.split(['，', ',']).collect();
                let [.., versus, _] = clauses.as_slice() else { return None };
                let begins = versus.starts_with(BESIDE) && compares_with_prior(versus, self.year);
                begins.then(|| self.general(versus))?
            })
            .collect()
    }

    /// 比上年决算数, right before a change.
    fn than(&self, statements: &Statements) -> Vec<String> {
        let changes = statements.figures.iter().filter(|f| f.field == Some(Field::Delta));
        changes
            .filter_map(|figure| {
                let clause = self.before(&figure.at)?.rsplit(MARKS).next()?;
                let (clause, _) = split_direction(clause)?;
                let than = &clause[clause.find(BESIDE)?..];
                compares_with_prior(than, self.year).then(|| self.general(than))?
            })
            .collect()
    }

    /// ，变动原因： between a change and its reason.
    fn because(&self, statements: &Statements) -> Vec<String> {
        let against_prior =
            |key: &str| KeyKind::of(key).is_some_and(|(kind, _)| kind == KeyKind::AgainstPrior);
        let reasons = statements.reasons.iter().filter(|r| against_prior(&r.key));
        reasons
            .filter_map(|reason| {
                let figures = statements.figures.iter().filter(|f| {
                    (f.at.section, f.at.paragraph) == (reason.at.section, reason.at.paragraph)
                        && f.at.bytes.end <= reason.at.bytes.start
                        && matches!(f.field, Some(Field::Delta | Field::Growth))
                });
                let last = figures.max_by_key(|f| f.at.bytes.end)?;
                let text = self.paragraph(&reason.at)?;
                let from = text[last.at.bytes.end..].find(reason.text.as_str())? + last.at.bytes.end;
                let lead = &text[last.at.bytes.end..from];
                let directed = ["增", "减", "升", "降"].iter().any(|word| lead.contains(word));
                let leads = lead.starts_with(MARKS) && lead.contains(['因', '是', '系', '于']);
                (leads && !directed).then(|| self.general(lead))?
            })
            .collect()
    }

    /// 增加 before amounts, 增长 before percentages.
    fn direction(&self, statements: &Statements, direction: Direction, of_growth: bool) -> Vec<String> {
        let fields =
            if of_growth { [Field::Growth, Field::BudgetGrowth] } else { [Field::Delta, Field::BudgetDelta] };
        let figures = statements.figures.iter().filter(|f| {
            f.direction == Some(direction) && f.field.is_some_and(|field| fields.contains(&field))
        });
        figures
            .filter_map(|figure| split_direction(self.before(&figure.at)?).map(|(_, word)| word.to_owned()))
            .collect()
    }
}
