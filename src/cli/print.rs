//! Messages for people: findings with their cells aligned by display width, colour only on a terminal.

use std::io::{ErrorKind, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::error::{Error, Result};
use crate::finding::{Finding, Severity};
use crate::work::{Job, is_of_print};

/// Prints a result. Whoever reads it may have enough (`| head`); a full disk is an error.
///
/// # Errors
/// The output cannot be written.
pub fn out(text: &str) -> Result<()> {
    written(anstream::stdout().lock(), text)
}

/// Prints data for other programs (JSON), byte for byte: there are no colours to take out of it.
///
/// # Errors
/// As of [`out`].
pub fn data(text: &str) -> Result<()> {
    written(std::io::stdout().lock(), text)
}

fn written(mut stdout: impl Write, text: &str) -> Result<()> {
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Error::write(Path::new("标准输出"), &error))
        }
        _ => Ok(()),
    }
}

/// Prints a message. Where messages cannot be written, the work goes on.
pub fn err(text: &str) {
    let mut stderr = anstream::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}

/// Says which files a project's job uses.
pub fn notes(job: &Job) {
    let Some((project, _)) = &job.project else { return };
    let mut text = format!("项目 {}，采用：\n", project.root.display());
    for note in &job.notes {
        text.push_str(&format!("  {note}\n"));
    }
    err(&text);
}

fn colour(severity: Severity) -> Style {
    let colour = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Notice => AnsiColor::Cyan,
    };
    colour.on_default().bold()
}

/// Prints a reason why the program stops.
pub fn error(error: &Error) {
    let style = colour(Severity::Error);
    let without =
        if is_of_print(error) { "；其他文件去掉 --format 里的 pdf 照样生成" } else { "" };
    err(&format!("{style}错误{style:#}：{error}{without}\n"));
}

/// A finding shows no more cells than fit on a screen; the files list all.
const MOST_ROWS: usize = 12;

/// One finding as lines of text.
pub fn finding_text(finding: &Finding) -> String {
    let style = colour(finding.severity);
    let mut out =
        format!("{style}{}[{}]{style:#} {}\n", finding.severity.label(), finding.code, finding.message);
    let mut rows: Vec<(String, String, &str)> = Vec::new();
    let mut folded = 0;
    if let Some(place) = &finding.place {
        let shown = finding.related.iter().any(|r| r.place == *place);
        if !shown {
            rows.push((place.to_string(), String::new(), ""));
        }
    }
    for (i, related) in finding.related.iter().enumerate() {
        let empty = matches!(related.value.as_str(), "0.00" | "0") && i > 0;
        if rows.len() >= MOST_ROWS || (empty && finding.related.len() > MOST_ROWS) {
            folded += 1;
            continue;
        }
        rows.push((related.place.to_string(), related.label.clone(), &related.value));
    }
    let place_width = rows.iter().map(|r| r.0.width()).max().unwrap_or(0);
    let label_width = rows.iter().map(|r| r.1.width()).max().unwrap_or(0);
    let value_width = rows.iter().map(|r| r.2.width()).max().unwrap_or(0);
    for (place, label, value) in rows {
        let line = format!(
            "  → {}  {}  {}{}",
            pad(&place, place_width),
            pad(&label, label_width),
            " ".repeat(value_width - value.width()),
            value
        );
        out.push_str(line.trim_end());
        out.push('\n');
    }
    if folded > 0 {
        out.push_str(&format!("  … 另有{folded}格（含空格），全部见 --format json 或 核对结果.md\n"));
    }
    if let Some(hint) = &finding.hint {
        out.push_str(&format!("  提示：{hint}\n"));
    }
    if let Some(said) = &finding.looked_at {
        out.push_str(&format!("  已看过：{said}\n"));
    }
    out
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}
