//! facts.json and 核对结果.json.

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::error::{Error, Result};
use crate::facts::{Fact, FactSet, Kind};
use crate::finding::Finding;
use crate::money::{PRINTED_DECIMALS, Yuan};
use crate::subject::Subject;

/// Version of both files' shape.
pub const SCHEMA: u32 = 1;

/// facts.json: amounts as decimal strings in 元 (counts as plain numbers in strings), percentages with 2 decimals.
///
/// # Errors
/// Only if serialisation fails, which no data can cause.
pub fn facts(subject: &Subject, style: &str, facts: &FactSet) -> Result<String> {
    let mut map = Map::new();
    for fact in facts.iter() {
        map.insert(fact.key.clone(), fact_value(fact));
    }
    pretty(&json!({
        "schema": SCHEMA,
        "org": subject.org,
        "scope": subject.scope.label(),
        "year": subject.year,
        "style": style,
        "facts": map,
    }))
}

fn fact_value(fact: &Fact) -> Value {
    let amount = |value: Option<Yuan>| value.map(|v| amount_text(v, fact.kind));
    let percent = |value: Option<Decimal>| {
        value.map(|mut v| {
            v.rescale(PRINTED_DECIMALS);
            v.to_string()
        })
    };
    let sources: Vec<Value> = fact
        .sources
        .iter()
        .map(|(role, place)| json!({"file": place.file, "sheet": place.sheet, "cell": place.cell, "role": role.name()}))
        .collect();
    json!({
        "label": fact.label,
        "current": amount(fact.current),
        "prior": amount(fact.prior),
        "budget": amount(fact.budget),
        "delta": amount(fact.delta),
        "growth_pct": percent(fact.growth_pct),
        "share_pct": percent(fact.share_pct),
        "completion_pct": percent(fact.completion_pct),
        "sources": sources,
    })
}

fn amount_text(value: Yuan, kind: Kind) -> String {
    let mut decimal = value.0.normalize();
    if kind == Kind::Money && decimal.scale() < PRINTED_DECIMALS {
        decimal.rescale(PRINTED_DECIMALS);
    }
    decimal.to_string()
}

/// 核对结果.json.
///
/// # Errors
/// Only if serialisation fails, which no data can cause.
pub fn findings(findings: &[Finding]) -> Result<String> {
    pretty(&json!({"schema": SCHEMA, "findings": findings}))
}

/// Any value, indented, with a final line end.
///
/// # Errors
/// Only if serialisation fails, which no data can cause.
pub fn pretty<T: Serialize>(value: &T) -> Result<String> {
    let mut text = serde_json::to_string_pretty(value).map_err(|e| Error::Internal(e.to_string()))?;
    text.push('\n');
    Ok(text)
}
