//! One project, one name: in the narrative, the list of projects, the forms and the table of base figures.

use std::collections::{BTreeMap, HashMap, HashSet};

use rust_decimal::Decimal;

use super::number::same;
use super::{Attached, base};
use crate::finding::{Finding, Place};
use crate::proof::Proof;
use crate::reading::{Field, Figure};
use crate::text::squash;

/// What the narrative says of a project.
pub(super) struct Said<'a> {
    /// Name as printed, without the word 项目 behind it.
    pub name: String,
    /// Where the name stands.
    pub place: Place,
    /// Its figures.
    pub figures: Vec<&'a Figure>,
}

impl Said<'_> {
    pub fn figure(&self, field: Field) -> Option<&Figure> {
        self.figures.iter().copied().find(|f| f.field == Some(field))
    }

    fn value(&self, field: Field) -> Option<Decimal> {
        self.figure(field).map(|f| f.value)
    }
}

/// Where the name of a project ends in its paragraph.
const BEHIND: &[&str] = &["绩效自评", "自评综述", "自评得分"];

/// The name a paragraph begins with, as printed.
fn printed_name(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let start = match text.strip_prefix(['（', '(']) {
        Some(inner) => inner.find(['）', ')']).filter(|i| *i <= 6).map(|i| {
            let at = text.len() - inner.len() + i;
            at + text[at..].chars().next().map_or(0, char::len_utf8)
        }),
        None => {
            let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            text[digits..]
                .chars()
                .next()
                .filter(|c| digits > 0 && ".、．,，".contains(*c))
                .map(|c| digits + c.len_utf8())
        }
    };
    let text = &text[start.unwrap_or(0)..];
    let end = BEHIND.iter().filter_map(|w| text.find(w)).min().or_else(|| {
        let trimmed = text.trim_end_matches(['；', ';', '。']);
        let score = trimmed.strip_suffix('分')?;
        let name = score.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        (name.len() < score.len()).then_some(name.len())
    })?;
    let name = text[..end].trim();
    Some(name.strip_suffix("项目").unwrap_or(name)).filter(|n| !n.is_empty())
}

/// The projects of the narrative, in order.
pub(super) fn said<'a>(proof: &'a Proof<'_>) -> Vec<Said<'a>> {
    let mut of: BTreeMap<(usize, usize), Vec<&Figure>> = BTreeMap::new();
    for figure in &proof.statements.figures {
        if figure.key.as_deref().is_some_and(|k| k.starts_with("project.")) {
            of.entry((figure.at.section, figure.at.paragraph)).or_default().push(figure);
        }
    }
    let read = |(_, figures): ((usize, usize), Vec<&'a Figure>)| {
        let first = figures.first()?;
        let name = printed_name(proof.paragraph(&first.at))?.to_owned();
        let mut head = first.at.clone();
        let start = proof.paragraph(&head).find(&name)?;
        head.sentence = crate::text::sentence_around(proof.paragraph(&head), start, start + name.len());
        let place = proof.quoted(&head, &name);
        Some(Said { name, place, figures })
    };
    of.into_iter().filter_map(read).collect()
}

/// A name without what may differ: spaces, quotes, the word 项目 at its end.
pub(in crate::proof) fn bare(name: &str) -> String {
    let mut plain = squash(name);
    while let Some(rest) = plain.strip_suffix("项目").filter(|r| !r.is_empty()) {
        plain = rest.to_owned();
    }
    plain
}

/// A project as one place names it.
struct Named {
    name: String,
    place: Place,
    score: Option<Decimal>,
    amounts: [Option<Decimal>; 2],
}

impl Named {
    /// Whether the figures that both have are the same, and whether they prove anything.
    fn agrees(&self, other: &Named) -> (bool, bool) {
        let mut proved = false;
        let both = |a: Option<Decimal>, b: Option<Decimal>| a.zip(b);
        let all = [
            both(self.score, other.score),
            both(self.amounts[0], other.amounts[0]),
            both(self.amounts[1], other.amounts[1]),
        ];
        let agree = all.iter().flatten().all(|(a, b)| same(*a, *b));
        proved |= all.iter().flatten().any(|(a, _)| !a.is_zero());
        (agree, proved)
    }
}

/// How alike names must be whose figures agree, and names without figures.
const ALIKE_WITH_FIGURES: f64 = 0.45;
const ALIKE: f64 = 0.8;

fn likeness(a: &str, b: &str) -> f64 {
    let (a, b) = (bare(a), bare(b));
    let plain = strsim::normalized_levenshtein(&a, &b);
    // A name inside the other is the same with a word more.
    if a.contains(&b) || b.contains(&a) { plain.max(0.7) } else { plain }
}

/// P025: a project under another name than on its form.
pub fn check(
    proof: &Proof<'_>,
    attached: &Attached<'_>,
    told: &[Said<'_>],
    bases: &[base::Base<'_, '_>],
    findings: &mut Vec<Finding>,
) {
    let forms: Vec<Named> = attached
        .forms
        .iter()
        .filter(|f| f.is_project())
        .map(|f| {
            let p = &f.read.project;
            let place = p.place.clone();
            Named { name: p.name.clone(), place, score: p.score, amounts: [p.budget, p.executed] }
        })
        .collect();
    let told: Vec<Named> = told
        .iter()
        .map(|s| Named {
            score: s.value(Field::Score),
            amounts: [s.value(Field::Budget), s.value(Field::Executed)],
            name: s.name.clone(),
            place: s.place.clone(),
        })
        .collect();
    let summary: Vec<Named> = proof
        .report
        .attachments
        .summaries
        .iter()
        .flat_map(|s| &s.rows)
        .map(|row| {
            let value = |f: &Option<crate::self_assessment::Figure>| f.as_ref().map(|f| f.value);
            let amounts = [value(&row.budget), value(&row.executed)];
            Named { name: row.name.clone(), place: row.place.clone(), score: value(&row.score), amounts }
        })
        .collect();
    let bases: Vec<Named> = base::projects(bases)
        .into_iter()
        .map(|(name, place, amounts)| Named { name, place, score: None, amounts })
        .collect();
    // The form is the document of a project; without forms the list is.
    if forms.is_empty() {
        compare("正文", &told, "汇总表", &summary, findings);
        return;
    }
    compare("正文", &told, "自评表", &forms, findings);
    compare("汇总表", &summary, "自评表", &forms, findings);
    compare("基础数据表", &bases, "自评表", &forms, findings);
}

fn straight(name: &str) -> bool {
    name.contains('"')
}

fn compare(where_: &str, names: &[Named], standard: &str, known: &[Named], findings: &mut Vec<Finding>) {
    let told: HashSet<String> = names.iter().map(|n| bare(&n.name)).collect();
    let unknown: Vec<&Named> = known.iter().filter(|k| !told.contains(&bare(&k.name))).collect();
    let mut called: HashMap<String, &Named> = HashMap::new();
    for named in known {
        called.entry(bare(&named.name)).or_insert(named);
    }
    for named in names {
        let exact = called.get(&bare(&named.name)).copied();
        let other = match exact {
            Some(k)
                if straight(&named.name) != straight(&k.name)
                    && (straight(&named.name) || straight(&k.name)) =>
            {
                let curly = |n: &str| n.contains(['“', '”']);
                (curly(&named.name) || curly(&k.name)).then_some(k)
            }
            Some(_) => None,
            None => {
                let fits = |k: &&&Named| {
                    let (agree, proved) = named.agrees(k);
                    let like = likeness(&named.name, &k.name);
                    agree && (like >= ALIKE || proved && like >= ALIKE_WITH_FIGURES)
                };
                let mut candidates = unknown.iter().filter(fits);
                let first = candidates.next().copied();
                first.filter(|_| candidates.next().is_none())
            }
        };
        let Some(other) = other else { continue };
        findings.push(
            Finding::new(
                "P025",
                format!(
                    "{where_}的项目名称“{}”与{standard}的“{}”不一致",
                    one_line(&named.name),
                    one_line(&other.name)
                ),
            )
            .at(named.place.clone())
            .with(standard, other.place.clone(), other.name.clone())
            .hint("请统一项目名称"),
        );
    }
}

fn one_line(name: &str) -> String {
    crate::text::one_line(name)
}
