//! What a finished report asks people for, as rows of its supplement (补充资料).

use std::collections::BTreeSet;

use super::Report;
use crate::document;
use crate::facts::groups::GENERAL_ITEMS;
use crate::facts::{Fact, FactSet, Kind, Role, is_key, key_of_initial};
use crate::finding::Finding;
use crate::narrative::{Ask, Named};
use crate::supplement::{
    Content, Entry, KeyKind, OwnSentence, Plan, PlannedRow, Project, SheetId, Supplement, explained_item,
};
use crate::text::nearest;

/// Texts of the supplement whose key means nothing in any report of this style: kept, but said.
pub fn unknown_texts(report: &Report) -> Vec<Finding> {
    let texts = Texts::of(report);
    let known = |key: &str| texts.knows(report, key) || report.narrative.asks.iter().any(|a| a.key == key);
    report
        .supplement
        .texts
        .iter()
        .filter(|e| !e.text.is_empty() && !known(&e.key))
        .map(|e| {
            let near = nearest(&e.key, texts.0.titles.keys().map(String::as_str))
                .map(|k| format!("；是不是“{k}”"))
                .unwrap_or_default();
            Finding::new(
                "S001",
                format!("文字材料中的键“{}”在这个样式里没有{near}，原样保留，没有使用", e.key),
            )
            .at(e.place.clone())
        })
        .collect()
}

/// The plan of a report's supplement. `last` is last year's supplement, whose reasons stand beside the new ones.
pub fn plan(report: &Report, last: Option<&Supplement>) -> Plan {
    let texts = Texts::of(report);
    let mut plan = Plan {
        title: format!("{}{}年度决算补充资料", report.subject.org, report.subject.year),
        ..Plan::default()
    };
    for ask in &report.narrative.asks {
        match KeyKind::of(&ask.key) {
            Some((KeyKind::Data, key)) => {
                data_row(report, key, &mut plan);
                // Once the figure is there the text may ask why it differs; ask for both in one go.
                for reason in texts.reasons_about(key_of_initial(key).unwrap_or(key)) {
                    if report.narrative.asks.iter().all(|a| a.key != reason) {
                        let about =
                            format!("{}（补充数据填写后，如金额不同请填写原因）", sentence(&ask.sentence));
                        plan.rows.push(reason_row(&reason, &ask.section, about, last));
                    }
                }
            }
            Some((KeyKind::Text, _)) => {
                plan.rows.push(text_row(&ask.key, texts.title(ask, &report.supplement)));
            }
            Some((KeyKind::AgainstPrior | KeyKind::AgainstBudget | KeyKind::Remark, _)) => {
                plan.rows.push(reason_row(&ask.key, &ask.section, sentence(&ask.sentence), last));
            }
            // Projects have rows of their own; the name of the department is no row of the supplement.
            Some((KeyKind::Project, _)) | None => {}
        }
    }
    for row in &report.supplement.data {
        let used = report
            .facts
            .get(key_of_initial(&row.key).unwrap_or(&row.key))
            .is_some_and(|f| f.sources.iter().any(|(_, p)| row.holds(p)));
        if used && !plan.rows.iter().any(|r| r.sheet == SheetId::Data && r.key == row.key) {
            data_row(report, &row.key, &mut plan);
        }
    }
    for (key, title) in texts.optional(&plan) {
        plan.rows.push(text_row(&key, format!("{title}（选填）")));
    }
    for key in &texts.0.reasons {
        let Some((KeyKind::Remark, spelt)) = KeyKind::of(key) else { continue };
        if plan.rows.iter().all(|r| r.key != *key) {
            let about = format!("{}（选填：需要另作说明时填写）", remark_subject(&report.facts, spelt));
            plan.rows.push(reason_row(key, "", about, last));
        }
    }
    plan.rows.extend(report.assessments.iter().map(|a| project_row(&a.project)));
    plan.rows.extend(report.supplement.own.iter().map(own_row));
    plan.rows.extend(report.supplement.looked.iter().map(looked_row));
    answered(report, &mut plan);
    plan.retired = retired(report, &texts, &plan);
    plan
}

fn reason_row(key: &str, section: &str, about: String, last: Option<&Supplement>) -> PlannedRow {
    let before = last.and_then(|s| s.reason(key)).map(|e| Content::text(e.text.as_str()));
    let mut cells = vec![("章节", Content::text(section)), ("事项", Content::text(about))];
    cells.extend(before.map(|text| ("上年填写", text)));
    PlannedRow { sheet: SheetId::Reasons, key: key.to_owned(), cells, wanted: Vec::new(), typed: Vec::new() }
}

/// What a remark (`other.fund_income`) is about: the figure whose key it spells with underscores.
fn remark_subject(facts: &FactSet, spelt: &str) -> String {
    let fact = facts.iter().find(|f| f.key.replace('.', "_") == spelt);
    fact.map_or_else(|| KeyKind::Remark.key(spelt), |f| f.label.clone())
}

fn text_row(key: &str, title: String) -> PlannedRow {
    let cells = vec![("标题", Content::text(title))];
    PlannedRow { sheet: SheetId::Texts, key: key.to_owned(), cells, wanted: Vec::new(), typed: Vec::new() }
}

/// The longest text so far that is shown whole.
const WHOLE: usize = 110;

/// What the reason continues: the paragraph so far, or what it is about and its end from the sentence that holds the
/// figures on. The name a paragraph begins with is never cut: it says which of sixty 项 a row means.
fn sentence(so_far: &str) -> String {
    let so_far = strip_number(so_far.trim());
    let name = so_far.find('。').map_or(so_far.len(), |at| at + '。'.len_utf8());
    let mut from = so_far.len();
    while from > name && so_far.chars().count() > WHOLE {
        let before = so_far[..from].trim_end_matches('。');
        from = before.rfind('。').map_or(0, |at| at + '。'.len_utf8());
        if from <= name {
            break;
        }
        if so_far[from..].contains(|c: char| c.is_ascii_digit()) {
            return format!("{}……{}……", &so_far[..name], &so_far[from..]);
        }
    }
    format!("{so_far}……")
}

/// Without the number of a list (`1.`, `3、`).
fn strip_number(text: &str) -> &str {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let after = rest.strip_prefix(['.', '、', '．']).filter(|a| !a.starts_with(|c: char| c.is_ascii_digit()));
    if rest.len() < text.len() { after.unwrap_or(text) } else { text }
}

/// A figure the export lacks: cells it has already are not asked for.
fn data_row(report: &Report, key: &str, plan: &mut Plan) {
    let initial = key_of_initial(key);
    let Some(fact) = report.facts.get(initial.unwrap_or(key)) else { return };
    let supplied = report.supplement.data.iter().find(|r| r.key == key);
    let from_export = |role: Role| {
        fact.amount(role).is_some()
            && !fact.sources.iter().any(|(r, p)| *r == role && supplied.is_some_and(|s| s.holds(p)))
    };
    let budget = if initial.is_some() { Role::Initial } else { Role::Budget };
    let wanted = [("年初预算数", budget), ("本年决算数", Role::Current), ("上年决算数", Role::Prior)]
        .into_iter()
        .filter(|(_, role)| !from_export(*role))
        .filter(|(_, role)| *role == budget || initial.is_none())
        .filter(|(_, role)| *role != Role::Prior || !report.subject.first_year)
        .map(|(head, _)| head)
        .collect();
    // The sheet has one column of budgets; of the three public expenses a row for each of theirs.
    let label = match (fact.amount_name(budget), initial) {
        ("年初预算数", None) => fact.label.clone(),
        (name @ "年初预算数", Some(_)) => format!("{}（{name}）", fact.label),
        (other, _) => format!("{}（“年初预算数”一栏填{other}）", fact.label),
    };
    plan.rows.push(PlannedRow {
        sheet: SheetId::Data,
        key: key.to_owned(),
        cells: vec![("项目", Content::text(label)), ("单位", Content::text(unit(fact)))],
        wanted,
        typed: Vec::new(),
    });
}

/// 万元 for amounts; of counts the unit their label names (`公务用车保有量（辆）`).
fn unit(fact: &Fact) -> String {
    match fact.kind {
        Kind::Money => "万元".to_owned(),
        Kind::Count => {
            let inside = fact.label.rsplit_once('（').and_then(|(_, rest)| rest.strip_suffix('）'));
            inside.unwrap_or("个").replace("台、套", "台（套）")
        }
    }
}

/// A sentence of the project's own; its words stand as they are.
fn own_row(own: &OwnSentence) -> PlannedRow {
    let cells = vec![
        ("章节", Content::text(own.section.as_str())),
        ("样式的句子", Content::text(own.instead.as_str())),
    ];
    let typed = vec![("改为", Content::text(own.say.as_str()))];
    PlannedRow { sheet: SheetId::Own, key: own.key.clone(), cells, wanted: Vec::new(), typed }
}

/// What people said of a finding; the words stand as they are.
fn looked_row(looked: &Entry) -> PlannedRow {
    let typed = vec![("说明", Content::text(looked.text.as_str()))];
    PlannedRow {
        sheet: SheetId::Looked,
        key: looked.key.clone(),
        cells: Vec::new(),
        wanted: Vec::new(),
        typed,
    }
}

/// What people answered in the Word file goes into the row of its key.
fn answered(report: &Report, plan: &mut Plan) {
    for row in report.lent.iter().flat_map(|lent| &lent.rows) {
        match plan.rows.iter_mut().find(|r| r.sheet == row.sheet && r.key == row.key) {
            Some(planned) => planned.typed.push(row.cell.clone()),
            None => plan.rows.push(PlannedRow {
                sheet: row.sheet,
                key: row.key.clone(),
                cells: Vec::new(),
                wanted: Vec::new(),
                typed: vec![row.cell.clone()],
            }),
        }
    }
}

fn project_row(project: &Project) -> PlannedRow {
    let number = |value: Option<rust_decimal::Decimal>| value.map_or(Content::Empty, Content::Number);
    let cells = vec![
        ("资金使用单位", Content::text(project.unit.as_str())),
        ("年初预算数", number(project.initial)),
        ("全年预算数", number(project.budget)),
        ("全年执行数", number(project.executed)),
        ("自评得分", number(project.score)),
        ("自评等级", Content::text(project.grade.as_str())),
        ("目标完成情况", Content::text(project.result.as_str())),
        ("项目类别", Content::text(project.category.as_str())),
    ];
    PlannedRow {
        sheet: SheetId::Projects,
        key: project.name.clone(),
        cells,
        wanted: Vec::new(),
        typed: Vec::new(),
    }
}

/// Keys of the present supplement that are good ones but not needed now.
fn retired(report: &Report, texts: &Texts<'_>, plan: &Plan) -> BTreeSet<(SheetId, String)> {
    let supplement = &report.supplement;
    let planned = |sheet, key: &str| plan.rows.iter().any(|r| r.sheet == sheet && r.key == key);
    let reasons = supplement.reasons.iter().map(|e| (SheetId::Reasons, e.key.as_str()));
    let data = supplement.data.iter().map(|r| (SheetId::Data, r.key.as_str()));
    let given = supplement.texts.iter().map(|e| (SheetId::Texts, e.key.as_str()));
    reasons
        .filter(|(_, key)| is_reason_key(&report.facts, key) || texts.0.reasons.contains(*key))
        .chain(data.filter(|(_, key)| is_fact_key(&report.facts, key)))
        .chain(given.filter(|(_, key)| texts.knows(report, key)))
        .filter(|(sheet, key)| !planned(*sheet, key))
        .map(|(sheet, key)| (sheet, key.to_owned()))
        .collect()
}

fn is_reason_key(set: &FactSet, key: &str) -> bool {
    KeyKind::of(key).is_some_and(|(kind, about)| kind.is_reason() && is_fact_key(set, about))
}

/// A code that carries no amount this year is still a good one if the classification has it.
fn is_fact_key(set: &FactSet, key: &str) -> bool {
    let key = key_of_initial(key).unwrap_or(key);
    set.get(key).is_some() || is_key(key)
}

/// The texts and reasons that the templates of a style name.
struct Texts<'a>(&'a Named);

impl<'a> Texts<'a> {
    fn of(report: &'a Report) -> Texts<'a> {
        Texts(report.templates.named())
    }

    /// Whether a text key is one of the style's, in its templates or around them, or explains a 项
    /// (`text.item.2101501`).
    fn knows(&self, report: &Report, key: &str) -> bool {
        let (facts, item) = (&report.facts, explained_item(key));
        self.0.titles.contains_key(key)
            || document::is_text_key(&report.style, key)
            || item.is_some_and(|code| is_fact_key(facts, &GENERAL_ITEMS.key(code)))
    }

    /// What a text is about: as the template says, as its gap says, or as the supplement has said all along.
    fn title(&self, ask: &Ask, supplement: &Supplement) -> String {
        let gap = ask.gap.trim_start_matches("〔请补充：").trim_end_matches('〕');
        match (self.0.titles.get(&ask.key), supplement.text(&ask.key)) {
            (Some(title), _) => title.clone(),
            (None, Some(entry)) if gap.is_empty() => entry.title.clone(),
            _ => gap.to_owned(),
        }
    }

    fn reasons_about(&self, fact: &str) -> Vec<String> {
        [KeyKind::AgainstPrior, KeyKind::AgainstBudget]
            .map(|kind| kind.key(fact))
            .into_iter()
            .filter(|k| self.0.reasons.contains(k))
            .collect()
    }

    /// Texts a style can use beyond what it asks for now: those it names as optional, and companions of one it asks
    /// for (`text.performance` → `text.performance_coverage`).
    fn optional(&self, plan: &Plan) -> Vec<(String, String)> {
        let asked: Vec<&str> = plan.of(SheetId::Texts).map(|r| r.key.as_str()).collect();
        let companion =
            |key: &str| asked.iter().any(|a| key.strip_prefix(a).is_some_and(|rest| rest.starts_with('_')));
        self.0
            .titles
            .iter()
            .filter(|(key, _)| !asked.contains(&key.as_str()))
            .filter(|(key, _)| self.0.given.contains(*key) || companion(key))
            .map(|(key, title)| (key.clone(), title.clone()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_continues_the_sentence_with_its_figures() {
        let long = "说".repeat(WHOLE);
        for (so_far, end) in [
            (
                "1.养老（项）。年初预算为5万元。决算数大于预算数，主要原因是",
                "养老（项）。年初预算为5万元。决算数大于预算数，主要原因是……",
            ),
            (
                &format!("{long}。说明。增加5万元，增长3%。主要原因是"),
                &format!("{long}。……增加5万元，增长3%。主要原因是……"),
            ),
            (&format!("{long}。"), &format!("{long}。……")),
            ("12.5万元", "12.5万元……"),
            ("", "……"),
        ] {
            assert_eq!(sentence(so_far), end);
        }
    }
}
