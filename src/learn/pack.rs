//! The style pack of a learned document: what the nearest built-in style says word for word is inherited, the rest are
//! files of its own.

use std::collections::BTreeMap;

use super::loops::Model;
use super::nearest::Nearest;
use super::parts;
use super::section::{self, Kept};
use crate::published::Report;
use crate::reading::{Statements, Topic};
use crate::style::built_in;

/// A style pack learned from a document, as files.
#[derive(Debug, Clone, Default)]
pub struct Pack {
    /// Name → content.
    pub files: BTreeMap<String, String>,
    /// What could not be learned, by section.
    pub kept: Vec<(usize, Kept)>,
}

/// The pack of a report.
pub fn make(report: &Report, statements: &Statements, model: &Model<'_>, nearest: &Nearest) -> Pack {
    let mut pack = Pack::default();
    let mut sections = String::new();
    for (at, printed) in report.sections.iter().enumerate() {
        let file = match nearest.same.get(&at) {
            Some(file) => file.clone(),
            None => {
                let like = nearest.alike.get(&at);
                let file = like.cloned().unwrap_or_else(|| format!("own_{:02}.tera", at + 1));
                let topic = Topic::of_title(&printed.title);
                let paragraphs = parts::paragraphs(printed, at, statements, &report.org);
                let learned = section::learn(model, at, topic, &paragraphs);
                let template = match (like, topic) {
                    (Some(like), Some(topic)) => {
                        let inherited = inherited(&nearest.style, like).unwrap_or_default();
                        with_other_case(model, topic, &learned.template, &inherited)
                    }
                    _ => learned.template.clone(),
                };
                pack.kept.extend(learned.kept.into_iter().map(|k| (at, k)));
                pack.files.insert(file.clone(), format!("{{# {} #}}\n{template}", printed.title));
                file
            }
        };
        let title = title(model, &printed.title);
        sections.push_str(&format!("\n[[sections]]\nfile = {file:?}\ntitle = {}\n", toml_text(&title)));
    }
    pack.files.insert(crate::style::STYLE_FILE.to_owned(), format!("{}{sections}", settings(report, nearest)));
    pack
}

fn title(model: &Model<'_>, printed: &str) -> String {
    let year = model.known.subject.year;
    printed.replace(&year.to_string(), "{year}")
}

/// A file as a built-in style has it, by itself or from the style it extends.
fn inherited(style: &str, file: &str) -> Option<String> {
    let own = if style == "shandong-variant" { vec![style, "shandong", "standard"] } else { vec![style, "standard"] };
    own.into_iter().find_map(|pack| built_in(pack, file)).map(str::to_owned)
}

/// A section that says there was nothing is said so only where there is nothing, and the other way round: the other
/// case is the nearest style's.
fn with_other_case(model: &Model<'_>, topic: Topic, own: &str, inherited: &str) -> String {
    let keys: &[&str] = match topic {
        Topic::Fund => &["fund.income", "fund.expenditure"],
        Topic::State => &["state.income", "state.expenditure"],
        Topic::Agency => &["agency_operation"],
        Topic::Procurement => &["procurement.total"],
        _ => return own.to_owned(),
    };
    let known: Vec<&&str> = keys.iter().filter(|k| model.known.facts.get(k).is_some()).collect();
    let nothing = known.iter().all(|k| model.known.facts.get(k).and_then(|f| f.current).is_none_or(|a| a.is_zero()));
    let test: Vec<String> = known.iter().map(|k| format!("\"{k}\" is zero")).collect();
    if test.is_empty() || inherited.contains("{% component") {
        return own.to_owned();
    }
    let other = inherited.split_once("#}\n").map_or(inherited, |(_, rest)| rest);
    let (zero, some) = if nothing { (own, other) } else { (other, own) };
    format!("{{% if {} %}}\n{}\n{{% else %}}\n{}\n{{% endif %}}\n", test.join(" and "), zero.trim(), some.trim())
}

fn toml_text(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// `style.toml`: what it extends, and the options under which that style speaks as the document does.
fn settings(report: &Report, nearest: &Nearest) -> String {
    let year = report.year.map(|y| y.to_string()).unwrap_or_default();
    let mut text = format!(
        "# 由{}学来的样式：没有写在这里的设置和没有放进来的文件都用 {} 样式的。\n\nextends = {:?}\ntitle = {}\nabout = {}\n",
        report.file,
        nearest.style,
        nearest.style,
        toml_text(&format!("{}{year}年度", report.org)),
        toml_text(&format!("照{}学来", report.file)),
    );
    let value = |value: &str| match value {
        "true" | "false" => value.to_owned(),
        text => toml_text(text),
    };
    let (grouped, plain): (Vec<_>, Vec<_>) = nearest.options.iter().partition(|(key, _)| key.contains('.'));
    for (key, set) in plain {
        text.push_str(&format!("{key} = {}\n", value(set)));
    }
    let mut group = "";
    for (key, set) in grouped {
        let Some((table, name)) = key.split_once('.') else { continue };
        if table != group {
            text.push_str(&format!("\n[{table}]\n"));
            group = table;
        }
        text.push_str(&format!("{name} = {}\n", value(set)));
    }
    text
}
