//! 情况说明.md and 核对结果.md.

use std::fmt::Write as _;

use crate::finding::{self, Finding, Related};
use crate::narrative::{Block, Narrative};

/// The narrative: `# 第三部分 …` where a part begins, `## 一、…`, `### （一）…`, one paragraph a line.
pub fn narrative(narrative: &Narrative) -> String {
    let mut out = String::new();
    for section in &narrative.sections {
        if let Some(title) = &section.part {
            let _ = writeln!(out, "# {}\n", escape(title));
        }
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

/// Text stays text: no HTML, no emphasis, links or code, and no line that would begin a heading, list, quotation,
/// table or rule (CommonMark 0.31, 4 and 6).
fn escape(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let text = text.trim_start();
    let mut escaped = String::with_capacity(text.len());
    let characters: Vec<char> = text.chars().collect();
    let begins_line = |at: usize| {
        // A list's number: `1. `, `1) `.
        at == 0 || characters[..at].iter().all(char::is_ascii_digit)
    };
    for (at, c) in characters.iter().enumerate() {
        let in_word = |at: Option<&char>| at.is_some_and(|c| c.is_alphanumeric());
        match c {
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '[' | ']' => escaped.extend(['\\', *c]),
            // Inside a word it is no emphasis: Z08_1.
            '_' if in_word(at.checked_sub(1).and_then(|b| characters.get(b)))
                && in_word(characters.get(at + 1)) =>
            {
                escaped.push('_');
            }
            '_' => escaped.push_str("\\_"),
            '~' | '|' => escaped.extend(['\\', *c]),
            '#' | '>' | '+' | '-' | '=' | '!' if at == 0 => escaped.extend(['\\', *c]),
            '.' | ')'
                if at > 0 && begins_line(at) && characters.get(at + 1).is_none_or(|n| n.is_whitespace()) =>
            {
                escaped.extend(['\\', *c]);
            }
            c => escaped.push(*c),
        }
    }
    escaped
}

/// The findings, gravest first.
pub fn findings(findings: &[Finding]) -> String {
    let mut out = String::from("# 核对结果\n\n");
    if findings.is_empty() {
        out.push_str("没有发现问题。\n");
        return out;
    }
    let _ = writeln!(out, "{}。\n", finding::counts(findings));
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
        if let Some(said) = &finding.looked_at {
            let _ = writeln!(out, "  - 已看过：{}", escape(said));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn text_stays_text() {
        for (text, written) in [
            ("因人员增加，支出12,345.60万元（增长3.5%）。", "因人员增加，支出12,345.60万元（增长3.5%）。"),
            ("Z08_1 明细表 › E9", "Z08_1 明细表 › E9"),
            ("甲\n# 乙", "甲 # 乙"),
            ("# 一、", "\\# 一、"),
            ("- 甲", "\\- 甲"),
            ("1. 甲", "1\\. 甲"),
            ("3.5%", "3.5%"),
            ("[点这里](http://x)", "\\[点这里\\](http://x)"),
            ("**甲** _乙_ `丙` ~~丁~~ a|b", "\\*\\*甲\\*\\* \\_乙\\_ \\`丙\\` \\~\\~丁\\~\\~ a\\|b"),
            ("<b>&lt;", "&lt;b>&amp;lt;"),
            ("C:\\甲\\*", "C:\\\\甲\\\\\\*"),
        ] {
            assert_eq!(escape(text), written, "{text}");
        }
    }
}
