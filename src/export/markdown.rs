//! 情况说明.md and 核对结果.md.

use std::fmt::Write as _;

use crate::finding::{Finding, Related, Severity};
use crate::narrative::{Block, Narrative};

/// The narrative: `## 一、…`, `### （一）…`, one paragraph a line.
pub fn narrative(narrative: &Narrative) -> String {
    let mut out = String::new();
    for section in &narrative.sections {
        let _ = writeln!(out, "## {}、{}\n", section.number, escape(&section.title));
        for block in &section.blocks {
            let text = escape(&block.text());
            let _ = match block {
                Block::Heading { level, .. } => writeln!(out, "{} {text}\n", "#".repeat(usize::from(*level))),
                Block::Paragraph(_) => writeln!(out, "{text}\n"),
                Block::Insert(_) => Ok(()),
            };
        }
    }
    out
}

/// Typed text stays text: no HTML, and no line that would begin a heading, list, quotation or table.
fn escape(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ").replace('<', "&lt;");
    if text.starts_with(['#', '>', '|', '+', '-', '=', '!', '`', '~']) { format!("\\{text}") } else { text }
}

/// The findings, gravest first.
pub fn findings(findings: &[Finding]) -> String {
    let mut out = String::from("# 核对结果\n\n");
    if findings.is_empty() {
        out.push_str("没有发现问题。\n");
        return out;
    }
    let count = |s: Severity| findings.iter().filter(|f| f.severity == s).count();
    let _ = writeln!(
        out,
        "错误{}项，警告{}项，提醒{}项。\n",
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Notice)
    );
    for finding in findings {
        let _ = writeln!(
            out,
            "- **{}[{}]** {}",
            finding.severity.label(),
            finding.code,
            escape(&finding.message)
        );
        if let Some(place) = &finding.place {
            let _ = writeln!(out, "  - {}", escape(&place.to_string()));
        }
        let (empty, stated): (Vec<&Related>, Vec<&Related>) =
            finding.related.iter().partition(|r| matches!(r.value.as_str(), "0.00" | "0"));
        // Empty cells take part in a sum too, but a line each would hide the others.
        let (listed, folded) =
            if empty.len() > 4 { (stated, empty) } else { (finding.related.iter().collect(), Vec::new()) };
        for related in listed {
            let _ = writeln!(
                out,
                "  - {}：{}（{}）",
                escape(&related.label),
                escape(&related.value),
                escape(&related.place.to_string())
            );
        }
        if !folded.is_empty() {
            let cells: Vec<&str> = folded.iter().map(|r| r.place.address()).collect();
            let sheet = escape(folded[0].place.sheet_name());
            let _ = writeln!(out, "  - 空格或零（{sheet}等）：{}", cells.join("、"));
        }
        if let Some(hint) = &finding.hint {
            let _ = writeln!(out, "  - 提示：{}", escape(hint));
        }
    }
    out
}
