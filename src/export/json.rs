//! facts.json and 核对结果.json.

use std::io;

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};
use serde_json::json;
use serde_json::ser::Formatter;

use crate::bureau::{StandsOut, Summary, stand_out};
use crate::error::{Error, Result};
use crate::facts::{Fact, FactSet, Kind, Role, has_adjusted_budget};
use crate::finding::{Finding, Place};
use crate::money::{PRINTED_DECIMALS, Yuan};
use crate::subject::Subject;

/// Version of both files' shape.
pub const SCHEMA: u32 = 1;

/// facts.json as a whole; fields in the order of the file.
#[derive(Serialize)]
struct FactsFile<'a> {
    schema: u32,
    org: &'a str,
    scope: &'a str,
    year: u16,
    style: &'a str,
    facts: FactMap<'a>,
}

/// 汇总.json: the summary, and which units stand out.
#[derive(Serialize)]
struct SummaryFile<'a> {
    #[serde(flatten)]
    summary: &'a Summary,
    stand_out: Vec<StandsOut>,
}

/// 汇总.json
///
/// # Errors
/// Only if the writer library fails.
pub fn summary(summary: &Summary) -> Result<String> {
    lines(&SummaryFile { summary, stand_out: stand_out::find(summary) })
}

/// Facts by key, in their own order.
struct FactMap<'a>(&'a FactSet);

impl Serialize for FactMap<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|fact| (&fact.key, FactRow::of(fact))))
    }
}

#[derive(Serialize)]
struct FactRow<'a> {
    label: &'a str,
    current: Option<String>,
    prior: Option<String>,
    budget: Option<String>,
    /// Only where the budget is the adjusted one: 年初预算数 beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    initial: Option<Option<String>>,
    delta: Option<String>,
    growth_pct: Option<String>,
    share_pct: Option<String>,
    completion_pct: Option<String>,
    sources: Vec<SourceRow<'a>>,
}

#[derive(Serialize)]
struct SourceRow<'a> {
    file: &'a str,
    sheet: String,
    cell: String,
    role: &'static str,
}

impl FactRow<'_> {
    fn of(fact: &Fact) -> FactRow<'_> {
        let amount = |value: Option<Yuan>| value.map(|v| amount_text(v, fact.kind));
        let percent = |value: Option<Decimal>| {
            value.map(|mut v| {
                v.rescale(PRINTED_DECIMALS);
                v.to_string()
            })
        };
        FactRow {
            label: &fact.label,
            current: amount(fact.current),
            prior: amount(fact.prior),
            budget: amount(fact.budget),
            initial: has_adjusted_budget(&fact.key).then(|| amount(fact.initial)),
            delta: amount(fact.delta),
            growth_pct: percent(fact.growth_pct),
            share_pct: percent(fact.share_pct),
            completion_pct: percent(fact.completion_pct),
            sources: fact.sources.iter().map(|(role, place)| source_row(*role, place)).collect(),
        }
    }
}

fn source_row(role: Role, place: &Place) -> SourceRow<'_> {
    let (sheet, cell) = place.sheet_and_cell();
    SourceRow { file: &place.file, sheet, cell, role: role.name() }
}

/// facts.json: amounts as decimal strings in 元 (counts as plain numbers in strings), percentages with 2 decimals.
///
/// # Errors
/// Only if serialisation fails, which no data can cause.
pub fn facts(subject: &Subject, style: &str, facts: &FactSet) -> Result<String> {
    pretty(&FactsFile {
        schema: SCHEMA,
        org: &subject.org,
        scope: subject.scope.label(),
        year: subject.year,
        style,
        facts: FactMap(facts),
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

/// An object with a line for each of its fields and for each element of those that are lists: of thousands of elements,
/// spaces would be a quarter of the file, and one line could not be looked at.
fn lines<T: Serialize>(value: &T) -> Result<String> {
    let internal = |e: &dyn std::fmt::Display| Error::Internal(e.to_string());
    let mut text = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, Lines::default());
    value.serialize(&mut serializer).map_err(|e| internal(&e))?;
    text.push(b'\n');
    String::from_utf8(text).map_err(|e| internal(&e))
}

/// See [`lines`].
#[derive(Default)]
struct Lines {
    depth: usize,
    /// Whether what is being written has anything in it so far.
    some: bool,
}

/// Depth of the fields, and of the elements of lists that are fields.
const FIELDS: usize = 1;
const ELEMENTS: usize = 2;

impl Lines {
    fn begin<W: ?Sized + io::Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.some = false;
        writer.write_all(bracket)
    }

    fn next<W: ?Sized + io::Write>(&self, writer: &mut W, first: bool, deepest: usize) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        if self.depth <= deepest { writer.write_all(b"\n") } else { Ok(()) }
    }

    fn end<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        bracket: &[u8],
        deepest: usize,
    ) -> io::Result<()> {
        if self.some && self.depth <= deepest {
            writer.write_all(b"\n")?;
        }
        self.depth -= 1;
        self.some = true;
        writer.write_all(bracket)
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"[")
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first, ELEMENTS)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"]", ELEMENTS)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"{")
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first, FIELDS)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"}", FIELDS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_a_line_for_each_of_its_elements() {
        let value = json!({"n": 1, "units": [{"a": [1, {"b": 2}]}, {"c": "一\n二"}], "none": []});
        let text = lines(&value).expect("JSON");
        let expected =
            "{\n\"n\":1,\n\"units\":[\n{\"a\":[1,{\"b\":2}]},\n{\"c\":\"一\\n二\"}\n],\n\"none\":[]\n}\n";
        assert_eq!(text, expected);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).expect("JSON"), value);
    }
}
