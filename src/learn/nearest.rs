//! Which built-in style, with which words and options, speaks as the model does: told with the model's own data, its
//! sections are held against the printed ones.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::known::Known;
use super::numbers;
use super::passage::Passage;
use super::pattern::{Caught, Open, Pattern, open_text};
use crate::error::Result;
use crate::facts::has_adjusted_budget;
use crate::narrative::{self, Named, Narrative};
use crate::published::Report;
use crate::published::line::is_caption;
use crate::reading::{Statements, Topic};
use crate::style::{Library, PerformanceText, Style};
use crate::supplement::{KeyKind, Supplement};

/// The built-in styles that a document may be like, the most general last: it wins only what no other has.
const CANDIDATES: [&str; 6] = ["shandong", "shandong-variant", "henan", "hunan", "shanghai", "standard"];

/// Words of a style by the mark that stands for them while it is held against a document.
const WORDS: &[(char, &str)] = &[
    ('\u{e000}', "unchanged"),
    ('\u{e001}', "from_zero"),
    ('\u{e002}', "balance_note"),
    ('\u{e003}', "words.versus"),
    ('\u{e004}', "words.because"),
    ('\u{e005}', "words.budget_because"),
    ('\u{e006}', "words.on_budget"),
    ('\u{e007}', "words.no_budget"),
    ('\u{e008}', "words.item_mark"),
    ('\u{e009}', "words.growth_up"),
    ('\u{e00a}', "words.growth_down"),
];

/// Which sources a style lists.
const LISTS: [(&str, &str); 4] =
    [("all", "all"), ("nonzero", "all"), ("nonzero", "nonzero"), ("all", "nonzero")];

/// A section with fewer words of its own says nothing of whose style it is: all of it is people's text.
const LEAST_FIXED: usize = 12;

/// How many characters a section fixes, and what stands in its open places.
type Fixed = (usize, Vec<Caught>);

/// Texts, reasons and remarks that a section prints only where they are given.
fn givable(style: &Style, file: &str) -> Vec<String> {
    let named = Named::by(style);
    let content = style.files.get(file).map_or("", |f| f.content.as_str());
    let mut keys: BTreeSet<String> = named.given;
    keys.extend(named.reasons);
    keys.into_iter().filter(|key| KeyKind::of(key).is_some() && content.contains(key.as_str())).collect()
}

/// A style that speaks some sections of the model word for word.
#[derive(Debug, Clone)]
pub struct Nearest {
    /// Built-in style.
    pub style: String,
    /// Options under which it does.
    pub options: BTreeMap<String, String>,
    /// File of the style's section for each section of the model that it prints word for word.
    pub same: BTreeMap<usize, String>,
    /// File of the style's section on the same subject, where it is worded otherwise.
    pub alike: BTreeMap<usize, String>,
    /// Texts found in its open places.
    pub texts: BTreeMap<String, String>,
}

/// The style nearest to a report.
///
/// # Errors
/// A built-in style cannot be told with the report's data.
pub fn find(report: &Report, statements: &Statements, known: &Known) -> Result<Nearest> {
    let passages: Vec<Passage<'_>> =
        report.sections.iter().enumerate().map(|(i, s)| Passage::new(s, i, statements)).collect();
    let mut written = numbers::read_off(statements);
    let charts = report.sections.iter().flat_map(|s| &s.paragraphs).any(|p| is_caption(&p.text));
    written.insert("charts".to_owned(), charts.to_string());
    written.insert("performance.asked".to_owned(), asked(report));
    let trial = |style: &'static str, (structure, details): (&str, &str), thorough: bool| {
        let mut options = written.clone();
        options.insert("structure".to_owned(), structure.to_owned());
        options.insert("details".to_owned(), details.to_owned());
        let own = own_words(&Style::load(&Library::default(), style, &[])?, known);
        Trial { report, passages: &passages, known, style, options, own, thorough }.run()
    };
    // Which sources are listed decides two sections; which style speaks decides all others.
    let mut best = heaviest(CANDIDATES.iter().map(|style| trial(style, LISTS[0], false)))?;
    let style = CANDIDATES.iter().find(|s| **s == best.1.style).copied().unwrap_or(CANDIDATES[0]);
    let mut listing = LISTS[0];
    for lists in &LISTS[1..] {
        let other = trial(style, *lists, false)?;
        if other.0 > best.0 {
            (best, listing) = (other, *lists);
        }
    }
    let mut nearest = trial(style, listing, true)?.1;
    nearest.options = telling_options(&nearest)?;
    Ok(nearest)
}

/// Which texts about 绩效 the model prints: those will be asked for, whatever style is nearest.
fn asked(report: &Report) -> String {
    let paragraphs = || report.sections.iter().flat_map(|section| &section.paragraphs);
    let printed = PerformanceText::ALL.into_iter().filter(|text| paragraphs().any(|p| text.begins(&p.text)));
    printed.map(PerformanceText::name).collect::<Vec<_>>().join("、")
}

/// A style's own words by their marks, as this year's report has them.
fn own_words(style: &Style, known: &Known) -> BTreeMap<char, Vec<char>> {
    let year = known.subject.year;
    let words = &style.words;
    let of = |option: &str| match option {
        "unchanged" => &style.unchanged,
        "from_zero" => &style.from_zero,
        "balance_note" => &style.balance_note,
        "words.versus" => &words.versus,
        "words.because" => &words.because,
        "words.no_budget" => &words.no_budget,
        "words.item_mark" => &words.item_mark,
        "words.growth_up" => &words.growth_up,
        "words.growth_down" => &words.growth_down,
        // These name the figure they are about.
        _ => "",
    };
    let said = |option: &str| of(option).replace("{prior}", &(year - 1).to_string());
    WORDS
        .iter()
        .map(|(mark, option)| (*mark, crate::reading::normal::phrase(&said(option))))
        .filter(|(_, words)| !words.is_empty())
        .collect()
}

/// The trial that fixes most, the first of equals.
fn heaviest(trials: impl Iterator<Item = Result<(usize, Nearest)>>) -> Result<(usize, Nearest)> {
    let mut best: Option<(usize, Nearest)> = None;
    for trial in trials {
        let trial = trial?;
        if best.as_ref().is_none_or(|(most, _)| trial.0 > *most) {
            best = Some(trial);
        }
    }
    best.ok_or_else(|| crate::error::Error::Internal("没有内置样式".into()))
}

/// The options that the style does not have by itself.
fn telling_options(nearest: &Nearest) -> Result<BTreeMap<String, String>> {
    let own = Style::load(&Library::default(), &nearest.style, &[])?;
    let differs = |(key, value): &(String, String)| {
        let set = [(key.clone(), value.clone())];
        let with = Style::load(&Library::default(), &nearest.style, &set);
        with.is_ok_and(|with| format!("{with:?}") != format!("{own:?}"))
    };
    Ok(nearest.options.clone().into_iter().filter(differs).collect())
}

/// A style with options, held against a report.
struct Trial<'a> {
    report: &'a Report,
    passages: &'a [Passage<'a>],
    known: &'a Known,
    style: &'a str,
    options: BTreeMap<String, String>,
    /// The style's own words by their marks.
    own: BTreeMap<char, Vec<char>>,
    /// Whether texts that need not be there are looked for.
    thorough: bool,
}

/// What one section of the model gave.
struct Held {
    file: String,
    /// Characters that the pattern fixed.
    fixed: usize,
    caught: Vec<Caught>,
}

impl Trial<'_> {
    /// The style with its words, and how much of the model it prints.
    fn run(&self) -> Result<(usize, Nearest)> {
        let mut open = self.options.clone();
        let own = self.load(&open)?;
        for (mark, option) in WORDS {
            open.insert((*option).to_owned(), mark.to_string());
        }
        open.retain(|option, _| option != "balance_note" || own.balance == crate::style::Balance::Note);
        // Once with the words left open, to read them off the document; then with those words, to see what holds.
        let held = self.hold(&open)?;
        let mut options = self.options.clone();
        options.extend(self.words(held.iter().flat_map(|(_, h)| &h.caught)));
        let held = self.hold(&options)?;
        let mut nearest = Nearest {
            style: self.style.to_owned(),
            options,
            same: BTreeMap::new(),
            alike: BTreeMap::new(),
            texts: BTreeMap::new(),
        };
        let weight = held.iter().map(|(_, h)| h.fixed).sum();
        for (section, held) in held {
            nearest.same.insert(section, held.file);
            for caught in held.caught {
                if let Open::Text(key) = caught.open {
                    nearest.texts.entry(key).or_insert(caught.text);
                }
            }
        }
        for (section, file) in self.pairs(&own) {
            if !nearest.same.contains_key(&section) {
                nearest.alike.insert(section, file);
            }
        }
        Ok((weight, nearest))
    }

    fn load(&self, options: &BTreeMap<String, String>) -> Result<Style> {
        let options: Vec<(String, String)> = options.clone().into_iter().collect();
        Style::load(&Library::default(), self.style, &options)
    }

    fn tell(&self, style: &Arc<Style>, supplement: Supplement) -> Result<Narrative> {
        let facts = Arc::clone(&self.known.facts);
        narrative::tell(&self.known.subject, facts, Arc::new(supplement), Arc::clone(style))
    }

    /// Sections of the model with the style's section on the same subject.
    fn pairs(&self, style: &Style) -> Vec<(usize, String)> {
        let mut left: Vec<(&str, Option<Topic>)> =
            style.sections.iter().map(|s| (s.file.as_str(), Topic::of_title(&s.title))).collect();
        let mut pairs = Vec::new();
        for (i, section) in self.report.sections.iter().enumerate() {
            let Some(topic) = Topic::of_title(&section.title) else { continue };
            if let Some(at) = left.iter().position(|(_, t)| *t == Some(topic)) {
                pairs.push((i, left.remove(at).0.to_owned()));
            }
        }
        pairs
    }

    /// The sections that hold under these options.
    fn hold(&self, options: &BTreeMap<String, String>) -> Result<Vec<(usize, Held)>> {
        let style = Arc::new(self.load(options)?);
        let pairs = self.pairs(&style);
        let bare = self.tell(&style, self.known.supplement.clone())?;
        let mut held = Vec::new();
        let mut left = Vec::new();
        for (section, file) in pairs {
            match self.hold_section(&style, &bare, section, &file) {
                Ok((fixed, caught)) => held.push((section, Held { file, fixed, caught })),
                Err(_) => left.push((section, file)),
            }
        }
        if self.thorough {
            for (section, file) in left {
                if let Ok((fixed, caught)) = self.with_given(&style, section, &file)? {
                    held.push((section, Held { file, fixed, caught }));
                }
            }
        }
        Ok(held)
    }

    /// A section with texts that a style prints only where they are given: their places are open once they are. Which the
    /// document has is found one after the other, by how far the section then holds.
    fn with_given(
        &self,
        style: &Arc<Style>,
        section: usize,
        file: &str,
    ) -> Result<std::result::Result<Fixed, usize>> {
        let keys = givable(style, file);
        let attempt = |given: &BTreeSet<&String>| -> Result<std::result::Result<Fixed, usize>> {
            let mut supplement = self.known.supplement.clone();
            for key in given {
                let reason =
                    KeyKind::of(key).is_some_and(|(kind, _)| kind.is_reason() || kind == KeyKind::Remark);
                if reason { &mut supplement.reasons } else { &mut supplement.texts }.push(open_text(key));
            }
            let told = self.tell(style, supplement)?;
            Ok(self.hold_section(style, &told, section, file))
        };
        let mut last = attempt(&keys.iter().collect())?;
        for key in &keys {
            if last.is_ok() {
                return Ok(last);
            }
            last = attempt(&keys.iter().filter(|k| *k != key).collect())?;
        }
        for key in &keys {
            if last.is_ok() {
                return Ok(last);
            }
            last = attempt(&BTreeSet::from([key]))?;
        }
        let mut given: BTreeSet<&String> = BTreeSet::new();
        let mut reached = attempt(&given)?.err().unwrap_or_default();
        // What comes later in the section shows only once what comes before it is found.
        let mut further = true;
        while further {
            further = false;
            for key in &keys {
                if !given.insert(key) {
                    continue;
                }
                match attempt(&given)? {
                    Ok(held) => return Ok(Ok(held)),
                    Err(at) if at > reached => (reached, further) = (at, true),
                    Err(_) => {
                        given.remove(key);
                    }
                }
            }
        }
        Ok(last)
    }

    /// What a section fixes and what stands in its open places, if it holds and is not open all over; else how far it came.
    fn hold_section(
        &self,
        style: &Style,
        told: &Narrative,
        section: usize,
        file: &str,
    ) -> std::result::Result<Fixed, usize> {
        let at = style
            .sections
            .iter()
            .position(|s| s.file == file)
            .and_then(|at| told.sections.get(at))
            .ok_or(0_usize)?;
        let pattern = Pattern::of(at, &self.own);
        // A section that waits for its text in both is the same.
        let waits = self.passages[section].is_gap();
        if pattern.fixed() < LEAST_FIXED && !waits {
            return Err(0);
        }
        Ok((pattern.fixed(), pattern.hold_against(&self.passages[section])?))
    }

    /// For each word the wording that the document uses most.
    fn words<'c>(&self, caught: impl Iterator<Item = &'c Caught>) -> BTreeMap<String, String> {
        let mut seen: BTreeMap<char, BTreeMap<String, usize>> = BTreeMap::new();
        for caught in caught {
            if let Open::Word(mark) = caught.open {
                *seen.entry(mark).or_default().entry(self.general(mark, caught)).or_default() += 1;
            }
        }
        let most =
            |wordings: BTreeMap<String, usize>| wordings.into_iter().max_by_key(|(_, n)| *n).map(|(w, _)| w);
        WORDS
            .iter()
            .filter_map(|(mark, option)| Some(((*option).to_owned(), most(seen.remove(mark)?)?)))
            .collect()
    }

    /// A wording without this year's and this figure's own words: {prior}, {compare}, {budget}.
    fn general(&self, mark: char, caught: &Caught) -> String {
        let year = self.known.subject.year;
        let mut text =
            caught.text.replace(&(year - 1).to_string(), "{prior}").replace(&year.to_string(), "{year}");
        let option = WORDS.iter().find(|(m, _)| *m == mark).map_or("", |(_, option)| option);
        if option == "words.budget_because" {
            text = text.replace("大于", "{compare}").replace("小于", "{compare}");
            let key = caught.before.as_deref().and_then(KeyKind::of).map_or("", |(_, key)| key);
            let name = if has_adjusted_budget(key) { "全年预算数" } else { "年初预算数" };
            text = text.replace(name, "{budget}");
        }
        if option == "words.on_budget" {
            text = text.replace("年初预算数", "{budget}").replace("全年预算数", "{budget}");
        }
        text
    }
}
