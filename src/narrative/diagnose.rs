//! Template errors for people who are no programmers: file, line, the source line, and what is wrong.

use std::fmt;

use tera::{Error, ErrorKind};

use super::{Spot, limits, vocabulary};
use crate::style::Style;

/// What is wrong, and where if that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// One Chinese sentence.
    pub message: String,
    /// Where.
    pub spot: Option<Spot>,
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.spot {
            Some(spot) => write!(f, "模板有误：{}\n{spot}", self.message),
            None => write!(f, "模板有误：{}", self.message),
        }
    }
}

/// What is wrong with a template.
pub fn diagnose(error: &Error, style: &Style) -> Diagnosis {
    let plain = |message: String| Diagnosis { message, spot: None };
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = report.span();
            let file = style.files.get(report.filename());
            let origin = file.map_or(report.filename(), |f| f.origin.as_str());
            let line =
                file.and_then(|f| f.content.lines().nth(span.start_line.saturating_sub(1))).unwrap_or("");
            let (line_number, start) = file.map_or((span.start_line, span.start_col), |f| {
                limits::as_written(&f.content, span.start_line, span.start_col)
            });
            let line =
                file.and_then(|f| f.content.lines().nth(line_number.saturating_sub(1))).unwrap_or(line);
            let length = if span.end_line == span.start_line {
                span.end_col.saturating_sub(span.start_col)
            } else {
                line.chars().count().saturating_sub(start)
            };
            let length = length.min(line.chars().count().saturating_sub(start));
            let marked: String = line.chars().skip(start).take(length).collect();
            Diagnosis {
                message: translate(report.message(), &marked),
                spot: Some(Spot::new(origin, line_number, line, start, length)),
            }
        }
        ErrorKind::TemplateNotFound(name) => plain(format!("缺少模板文件“{name}”")),
        ErrorKind::ComponentNotFound(name) => plain(format!("没有名为“{name}”的组件")),
        ErrorKind::CircularInclude { include_chain, .. } => {
            plain(format!("模板互相包含，没有尽头：{}", include_chain.join(" → ")))
        }
        ErrorKind::CircularExtend { inheritance_chain, .. } => {
            plain(format!("模板互相继承，没有尽头：{}", inheritance_chain.join(" → ")))
        }
        ErrorKind::MissingParent { current, parent } => {
            plain(format!("模板“{current}”所继承的“{parent}”不存在"))
        }
        other => {
            let text = other.to_string();
            printed_report(&text, style).unwrap_or_else(|| plain(translate(&text, "")))
        }
    }
}

/// Some mistakes the engine only prints: `error: message`, `--> file:line:column`, the line, `^^^`. The first of them.
fn printed_report(text: &str, style: &Style) -> Option<Diagnosis> {
    let message = text.lines().find_map(|l| l.strip_prefix("error: "))?;
    let place = text.lines().find_map(|l| l.trim_start().strip_prefix("--> "))?;
    let mut numbers = place.rsplitn(3, ':');
    let column: usize = numbers.next()?.parse().ok()?;
    let line: usize = numbers.next()?.parse().ok()?;
    let file = style.files.get(numbers.next()?)?;
    let length = text.lines().find(|l| l.trim_end().ends_with('^')).map_or(1, |l| l.matches('^').count());
    let (line, column) = limits::as_written(&file.content, line, column.checked_sub(1)?);
    let source = file.content.lines().nth(line.checked_sub(1)?)?;
    Some(Diagnosis {
        message: translate(message, ""),
        spot: Some(Spot::new(&file.origin, line, source, column, length)),
    })
}

/// The engine's English messages in Chinese, where a finance officer may meet them; our own are Chinese already.
fn translate(message: &str, marked: &str) -> String {
    if message.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) {
        return message.to_owned();
    }
    let known: &[(&str, &str)] = &[
        ("ecursion", "模板要做的事太多：组件套组件层数太多，多半是组件用了自己"),
        ("Unexpected end of input", "模板在这里中断，可能缺少 {% endif %}、{% endfor %} 或右括号"),
        ("is defined in both", "同名的组件在两个文件中定义，请给其中一个改名"),
        ("omponent", "没有这个组件，或它的参数不对"),
        ("undefined", "这个名称没有定义"),
        ("not defined", "这个名称没有定义"),
        ("Missing keyword argument", "缺少参数"),
        ("Filter", "没有这个过滤器"),
        ("filter", "没有这个过滤器"),
        ("Test", "没有这个判断"),
        ("test", "没有这个判断"),
        ("Function", "没有这个函数"),
        ("function", "没有这个函数"),
    ];
    if let Some(instead) = vocabulary::replacement(message, marked) {
        return format!("这个过滤器已经不用了，请写 {instead}（{message}）");
    }
    let nearest = vocabulary::nearest_word(message, marked)
        .map(|word| format!("；最接近的是“{word}”"))
        .unwrap_or_default();
    match known.iter().find(|(english, _)| message.contains(english)) {
        Some((_, chinese)) => format!("{chinese}{nearest}（{message}）"),
        None => format!("写法不对{nearest}（{message}）"),
    }
}
