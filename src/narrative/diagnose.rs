//! Template errors for people who are no programmers: file, line, the source line, what is wrong, and a caret that
//! stands under the right character on a screen where Chinese characters are two columns wide.

use tera::{Error, ErrorKind};
use unicode_width::UnicodeWidthStr;

use super::Teller;

/// A finished multi-line message.
pub fn explain(error: &Error, teller: &Teller) -> String {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = report.span();
            let file = teller.style.files.get(report.filename());
            let origin = file.map_or(report.filename(), |f| f.origin.as_str());
            let line =
                file.and_then(|f| f.content.lines().nth(span.start_line.saturating_sub(1))).unwrap_or("");
            let before: String = line.chars().take(span.start_col).collect();
            let marked: String = if span.end_line == span.start_line {
                line.chars().skip(span.start_col).take(span.end_col.saturating_sub(span.start_col)).collect()
            } else {
                line.chars().skip(span.start_col).collect()
            };
            let width = marked.as_str().width().max(1);
            let number = span.start_line.to_string();
            let pad = " ".repeat(number.len());
            format!(
                "模板有误：{}\n{pad} → {origin} 第{number}行第{}列\n{pad} |\n{number} | {line}\n{pad} | {}{}",
                translate(report.message()),
                span.start_col + 1,
                " ".repeat(before.as_str().width()),
                "^".repeat(width),
            )
        }
        ErrorKind::TemplateNotFound(name) => format!("缺少模板文件“{name}”"),
        ErrorKind::CircularInclude { include_chain, .. } => {
            format!("模板互相包含，没有尽头：{}", include_chain.join(" → "))
        }
        ErrorKind::CircularExtend { inheritance_chain, .. } => {
            format!("模板互相继承，没有尽头：{}", inheritance_chain.join(" → "))
        }
        ErrorKind::MissingParent { current, parent } => format!("模板“{current}”所继承的“{parent}”不存在"),
        other => format!("模板有误：{other}"),
    }
}

/// The engine's English messages in Chinese, where a finance officer may meet them; our own are Chinese already.
fn translate(message: &str) -> String {
    let known: &[(&str, &str)] = &[
        ("Unexpected end of input", "模板在这里中断，可能缺少 {% endif %}、{% endfor %} 或右括号"),
        ("undefined", "这个名称没有定义"),
        ("Missing keyword argument", "缺少参数"),
        ("Unknown filter", "没有这个过滤器"),
        ("Unknown test", "没有这个判断"),
        ("Unknown function", "没有这个函数"),
    ];
    let lower = message.to_lowercase();
    match known.iter().find(|(english, _)| lower.contains(&english.to_lowercase())) {
        Some((_, chinese)) => format!("{chinese}（{message}）"),
        None => message.to_owned(),
    }
}
