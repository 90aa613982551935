//! A report as JSON (`juesuan read --format json`), schema 1.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::facts::has_adjusted_budget;
use crate::finding::Finding;
use crate::published::Report;
use crate::published::attached::{self, AttachedForm};
use crate::published::report::{self, Rows};
use crate::published::titles::text_key;
use crate::reading::{self, At, Direction, Field, Statements};
use crate::self_assessment::{self, Of};
use crate::text::squash;

/// The report and what it states.
#[derive(Serialize)]
pub struct Document<'a> {
    schema: u32,
    file: &'a str,
    format: &'static str,
    org: &'a str,
    scope: Option<&'static str>,
    year: Option<u16>,
    cover: &'a [String],
    contents: Vec<Titled<'a>>,
    parts: Vec<Titled<'a>>,
    tables: BTreeMap<&'static str, NineTable<'a>>,
    other_tables: Vec<OtherTable<'a>>,
    attachments: Attachments<'a>,
    sections: Vec<Section<'a>>,
    overview: Vec<Section<'a>>,
    figures: Vec<Figure<'a>>,
    reasons: Vec<Keyed<'a>>,
    lists: Vec<List<'a>>,
    texts: Vec<Material<'a>>,
    glossary: Vec<Term<'a>>,
    unbound: Vec<Figure<'a>>,
    remarks: Vec<Remark<'a>>,
    findings: &'a [Finding],
}

#[derive(Serialize)]
struct Titled<'a> {
    title: &'a str,
    page: Option<u32>,
}

#[derive(Serialize)]
struct NineTable<'a> {
    title: &'a str,
    unit: Option<&'static str>,
    page: Option<u32>,
    rows: &'a Rows,
    notes: &'a [String],
}

#[derive(Serialize)]
struct OtherTable<'a> {
    title: &'a str,
    part: &'a str,
    kind: &'static str,
    page: Option<u32>,
    rows: &'a Rows,
}

#[derive(Serialize)]
struct Section<'a> {
    no: &'a str,
    title: &'a str,
    page: Option<u32>,
    paragraphs: Vec<&'a str>,
}

#[derive(Serialize)]
struct Keyed<'a> {
    key: &'a str,
    text: &'a str,
}

/// A text of 部门概况, or what a 项 is for, which has no title.
#[derive(Serialize)]
struct Material<'a> {
    key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    text: String,
}

#[derive(Serialize)]
struct List<'a> {
    key: &'a str,
    items: Vec<ListItem<'a>>,
}

#[derive(Serialize)]
struct ListItem<'a> {
    code: Option<&'a str>,
    name: &'a str,
}

#[derive(Serialize)]
struct Term<'a> {
    term: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct Remark<'a> {
    page: Option<u32>,
    text: &'a str,
}

impl<'a> Document<'a> {
    /// What is printed of a report.
    pub fn of(report: &'a Report, statements: &'a Statements) -> Document<'a> {
        let figures = |bound: bool| {
            let wanted = statements.figures.iter().filter(|f| f.key.is_some() == bound);
            wanted.map(|f| Figure::of(report, f)).collect()
        };
        let material = |s: &'a report::Section| {
            let key = text_key(&squash(&s.title))?;
            let body: Vec<&str> = s.paragraphs.iter().map(|p| p.text.as_str()).collect();
            Some(Material { key, title: Some(&s.title), text: body.join("\n") })
        };
        let purpose = |p: &'a reading::Text| Material { key: &p.key, title: None, text: p.text.clone() };
        Document {
            schema: 1,
            file: &report.file,
            format: report.format.label(),
            org: &report.org,
            scope: report.scope,
            year: report.year,
            cover: &report.cover,
            contents: report.contents.iter().map(|e| Titled { title: &e.title, page: e.page }).collect(),
            parts: report.parts.iter().map(|p| Titled { title: &p.title, page: p.page }).collect(),
            tables: report.tables.iter().map(|t| (t.id.published_number(), NineTable::of(t))).collect(),
            other_tables: report.other_tables.iter().map(OtherTable::of).collect(),
            attachments: Attachments {
                summaries: report.attachments.summaries.iter().map(Summary::of).collect(),
                assessments: report.attachments.assessments.iter().map(Assessment::of).collect(),
            },
            sections: report.sections.iter().map(Section::of).collect(),
            overview: report.overview.iter().map(Section::of).collect(),
            figures: figures(true),
            reasons: statements.reasons.iter().map(|r| Keyed { key: &r.key, text: &r.text }).collect(),
            lists: statements.lists.iter().map(List::of).collect(),
            texts: report
                .overview
                .iter()
                .filter_map(material)
                .chain(statements.purposes.iter().map(purpose))
                .collect(),
            glossary: report.glossary.iter().map(|t| Term { term: &t.term, text: &t.text }).collect(),
            unbound: figures(false),
            remarks: report.remarks.iter().map(|r| Remark { page: r.page, text: &r.text }).collect(),
            findings: &report.import.findings,
        }
    }
}

impl<'a> NineTable<'a> {
    fn of(table: &'a report::NineTable) -> Self {
        NineTable {
            title: &table.title,
            unit: table.unit,
            page: table.page,
            rows: &table.rows,
            notes: &table.notes,
        }
    }
}

impl<'a> OtherTable<'a> {
    fn of(table: &'a report::OtherTable) -> Self {
        OtherTable {
            title: &table.title,
            part: &table.part,
            kind: table.kind.word(),
            page: table.page,
            rows: &table.rows,
        }
    }
}

impl<'a> Section<'a> {
    fn of(section: &'a report::Section) -> Self {
        Section {
            no: &section.no,
            title: &section.title,
            page: section.page,
            paragraphs: section.paragraphs.iter().map(|p| p.text.as_str()).collect(),
        }
    }
}

impl<'a> List<'a> {
    fn of(list: &'a reading::NameList) -> Self {
        let item = |(code, name): &'a (Option<String>, String)| ListItem { code: code.as_deref(), name };
        List { key: &list.key, items: list.items.iter().map(item).collect() }
    }
}

#[derive(Serialize)]
struct Attachments<'a> {
    summaries: Vec<Summary<'a>>,
    assessments: Vec<Assessment<'a>>,
}

#[derive(Serialize)]
struct Summary<'a> {
    title: &'a str,
    page: Option<u32>,
    rows: Vec<SummaryRow<'a>>,
    total: Option<SummaryRow<'a>>,
}

impl<'a> Summary<'a> {
    fn of(summary: &'a attached::Summary) -> Self {
        Summary {
            title: &summary.title,
            page: summary.page,
            rows: summary.rows.iter().map(SummaryRow::of).collect(),
            total: summary.total.as_ref().map(SummaryRow::of),
        }
    }
}

#[derive(Serialize)]
struct SummaryRow<'a> {
    name: &'a str,
    group: &'a str,
    unit: &'a str,
    initial: Option<String>,
    budget: Option<String>,
    executed: Option<String>,
    completion: Option<String>,
    score: Option<String>,
    grade: &'a str,
    result: &'a str,
}

fn number(figure: Option<&self_assessment::Figure>) -> Option<String> {
    figure.map(|f| f.value.normalize().to_string())
}

impl<'a> SummaryRow<'a> {
    fn of(row: &'a attached::SummaryRow) -> Self {
        SummaryRow {
            name: &row.name,
            group: &row.group,
            unit: &row.unit,
            initial: number(row.initial.as_ref()),
            budget: number(row.budget.as_ref()),
            executed: number(row.executed.as_ref()),
            completion: number(row.completion.as_ref()),
            score: number(row.score.as_ref()),
            grade: &row.grade,
            result: &row.result,
        }
    }
}

#[derive(Serialize)]
struct Assessment<'a> {
    title: &'a str,
    page: Option<u32>,
    of: &'static str,
    name: &'a str,
    unit: &'a str,
    initial: Option<String>,
    budget: Option<String>,
    executed: Option<String>,
    execution_weight: Option<String>,
    execution_score: Option<String>,
    total_weight: Option<String>,
    score: Option<String>,
    grade: &'a str,
    result: &'a str,
    indicators: Vec<Indicator<'a>>,
}

#[derive(Serialize)]
struct Indicator<'a> {
    levels: &'a [String; 3],
    target: &'a str,
    actual: &'a str,
    weight: Option<String>,
    score: Option<String>,
    deviation: &'a str,
}

impl<'a> Assessment<'a> {
    fn of(attached: &'a AttachedForm) -> Self {
        let form = &attached.form;
        let [initial, budget, executed] = &form.funds;
        let indicator = |i: &'a self_assessment::Indicator| Indicator {
            levels: &i.levels,
            target: &i.target,
            actual: &i.actual,
            weight: number(Some(&i.weight)),
            score: number(Some(&i.score)),
            deviation: &i.deviation,
        };
        Assessment {
            title: &attached.title,
            page: attached.page,
            of: match attached.of {
                Of::Project => "project",
                Of::Department => "department",
            },
            name: &form.project.name,
            unit: &form.project.unit,
            initial: number(initial.as_ref()),
            budget: number(budget.as_ref()),
            executed: number(executed.as_ref()),
            execution_weight: number(form.execution.as_ref().map(|(weight, _)| weight)),
            execution_score: number(form.execution.as_ref().map(|(_, score)| score)),
            total_weight: number(form.total.as_ref().and_then(|(weight, _)| weight.as_ref())),
            score: number(form.total.as_ref().map(|(_, score)| score)),
            grade: &form.project.grade,
            result: &form.project.result,
            indicators: form.indicators.iter().map(indicator).collect(),
        }
    }
}

#[derive(Serialize)]
struct Figure<'a> {
    text: &'a str,
    unit: &'static str,
    section: Option<&'a str>,
    page: Option<u32>,
    sentence: Option<&'a str>,
    key: Option<&'a str>,
    field: Option<&'static str>,
    direction: Option<Direction>,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'static str>,
}

impl<'a> Figure<'a> {
    fn of(report: &'a Report, figure: &'a reading::Figure) -> Self {
        let At { section, paragraph, sentence, .. } = &figure.at;
        let place = report.sections.get(*section);
        let text = place.and_then(|s| s.paragraphs.get(*paragraph));
        let (field, of) = stated(figure);
        Figure {
            text: &figure.text,
            unit: figure.unit,
            section: place.map(|s| s.no.as_str()),
            page: text.and_then(|t| t.page),
            sentence: text.and_then(|t| t.text.get(sentence.clone())),
            key: figure.key.as_deref(),
            field: field.map(Field::name),
            direction: figure.direction,
            value: figure.value.to_string(),
            of,
        }
    }
}

/// A figure as its text has it: what a sentence compares with is its budget. Where a figure has two of them, it is said
/// when the sentence means 年初预算.
fn stated(figure: &reading::Figure) -> (Option<Field>, Option<&'static str>) {
    let has_two = figure.key.as_deref().is_some_and(has_adjusted_budget);
    match figure.field {
        Some(Field::Initial) if has_two => (Some(Field::Budget), Some("initial")),
        Some(Field::InitialCompletion) => (Some(Field::Completion), Some("initial")),
        other => (other, None),
    }
}
