//! A report as JSON (`juesuan read --format json`).

use serde_json::{Map, Value, json};

use crate::facts::has_adjusted_budget;
use crate::published::Report;
use crate::published::attached::{AttachedForm, Summary, SummaryRow};
use crate::published::report::Section;
use crate::published::titles::text_key;
use crate::reading::{At, Field, Figure, Statements};
use crate::self_assessment::{Figure as AttachedFigure, Of};
use crate::text::squash;

/// The report and what it states as JSON, schema 1.
pub fn to_json(report: &Report, statements: &Statements) -> Value {
    let figures = |bound: bool| -> Vec<Value> {
        statements.figures.iter().filter(|f| f.key.is_some() == bound).map(|f| figure(report, f)).collect()
    };
    let mut tables = Map::new();
    for table in &report.tables {
        tables.insert(
            table.id.published_number().to_owned(),
            json!({
                "title": table.title,
                "unit": table.unit,
                "page": table.page,
                "rows": table.rows,
                "notes": table.notes,
            }),
        );
    }
    tables.sort_keys();
    let mut texts: Vec<Value> = report
        .overview
        .iter()
        .filter_map(|s| Some(json!({"key": text_key(&squash(&s.title))?, "title": s.title, "text": body(s)})))
        .collect();
    texts.extend(statements.purposes.iter().map(|p| json!({"key": p.key, "text": p.text})));
    json!({
        "schema": 1,
        "file": report.file,
        "format": report.format.label(),
        "org": report.org,
        "scope": report.scope,
        "year": report.year,
        "cover": report.cover,
        "contents": report.contents.iter().map(|e| json!({"title": e.title, "page": e.page})).collect::<Vec<_>>(),
        "parts": report.parts.iter().map(|p| json!({"title": p.title, "page": p.page})).collect::<Vec<_>>(),
        "tables": tables,
        "other_tables": report.other_tables.iter().map(|t| json!({
            "title": t.title, "part": t.part, "kind": t.kind.word(), "page": t.page, "rows": t.rows,
        })).collect::<Vec<_>>(),
        "attachments": {
            "summaries": report.attachments.summaries.iter().map(summary).collect::<Vec<_>>(),
            "assessments": report.attachments.assessments.iter().map(assessment).collect::<Vec<_>>(),
        },
        "sections": report.sections.iter().map(section).collect::<Vec<_>>(),
        "overview": report.overview.iter().map(section).collect::<Vec<_>>(),
        "figures": figures(true),
        "reasons": statements.reasons.iter().map(|r| json!({"key": r.key, "text": r.text})).collect::<Vec<_>>(),
        "lists": statements.lists.iter().map(|l| json!({
            "key": l.key,
            "items": l.items.iter().map(|(code, name)| json!({"code": code, "name": name})).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "texts": texts,
        "glossary": report.glossary.iter().map(|t| json!({"term": t.term, "text": t.text})).collect::<Vec<_>>(),
        "unbound": figures(false),
        "remarks": report.remarks.iter().map(|r| json!({"page": r.page, "text": r.text})).collect::<Vec<_>>(),
        "findings": report.import.findings,
    })
}

fn number(figure: Option<&AttachedFigure>) -> Option<String> {
    figure.map(|f| f.value.normalize().to_string())
}

fn summary(summary: &Summary) -> Value {
    json!({
        "title": summary.title,
        "page": summary.page,
        "rows": summary.rows.iter().map(summary_row).collect::<Vec<_>>(),
        "total": summary.total.as_ref().map(summary_row),
    })
}

fn summary_row(row: &SummaryRow) -> Value {
    json!({
        "name": row.name,
        "group": row.group,
        "unit": row.unit,
        "initial": number(row.initial.as_ref()),
        "budget": number(row.budget.as_ref()),
        "executed": number(row.executed.as_ref()),
        "completion": number(row.completion.as_ref()),
        "score": number(row.score.as_ref()),
        "grade": row.grade,
        "result": row.result,
    })
}

fn assessment(attached: &AttachedForm) -> Value {
    let form = &attached.form;
    let [initial, budget, executed] = &form.funds;
    let of = match attached.of {
        Of::Project => "project",
        Of::Department => "department",
    };
    let indicators: Vec<Value> = form
        .indicators
        .iter()
        .map(|i| {
            json!({
                "levels": i.levels,
                "target": i.target,
                "actual": i.actual,
                "weight": number(Some(&i.weight)),
                "score": number(Some(&i.score)),
                "deviation": i.deviation,
            })
        })
        .collect();
    json!({
        "title": attached.title,
        "page": attached.page,
        "of": of,
        "name": form.project.name,
        "unit": form.project.unit,
        "initial": number(initial.as_ref()),
        "budget": number(budget.as_ref()),
        "executed": number(executed.as_ref()),
        "execution_weight": number(form.execution.as_ref().map(|(weight, _)| weight)),
        "execution_score": number(form.execution.as_ref().map(|(_, score)| score)),
        "total_weight": number(form.total.as_ref().and_then(|(weight, _)| weight.as_ref())),
        "score": number(form.total.as_ref().map(|(_, score)| score)),
        "grade": form.project.grade,
        "result": form.project.result,
        "indicators": indicators,
    })
}

fn section(section: &Section) -> Value {
    json!({
        "no": section.no,
        "title": section.title,
        "page": section.page,
        "paragraphs": section.paragraphs.iter().map(|p| p.text.as_str()).collect::<Vec<_>>(),
    })
}

fn body(section: &Section) -> String {
    section.paragraphs.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn figure(report: &Report, figure: &Figure) -> Value {
    let At { section, paragraph, sentence, .. } = &figure.at;
    let place = report.sections.get(*section);
    let text = place.and_then(|s| s.paragraphs.get(*paragraph));
    let (field, of) = stated(figure);
    let mut out = json!({
        "text": figure.text,
        "unit": figure.unit,
        "section": place.map(|s| s.no.as_str()),
        "page": text.and_then(|t| t.page),
        "sentence": text.and_then(|t| t.text.get(sentence.clone())),
        "key": figure.key,
        "field": field.map(Field::name),
        "direction": figure.direction,
        "value": figure.value.to_string(),
    });
    if let Some(of) = of {
        out["of"] = of.into();
    }
    out
}

/// A figure as its text has it: what a sentence compares with is its budget. Where a figure has two of them, it is said
/// when the sentence means 年初预算.
fn stated(figure: &Figure) -> (Option<Field>, Option<&'static str>) {
    let has_two = figure.key.as_deref().is_some_and(has_adjusted_budget);
    match figure.field {
        Some(Field::Initial) if has_two => (Some(Field::Budget), Some("initial")),
        Some(Field::InitialCompletion) => (Some(Field::Completion), Some("initial")),
        other => (other, None),
    }
}
