//! The style pack of a learned document: what the nearest built-in style says word for word is inherited, the rest are
//! files of its own.

use std::collections::BTreeMap;

use super::habits;
use super::look;
use super::loops::Model;
use super::nearest::Nearest;
use super::parts;
use super::section::{self, Kept};
use super::structure::{self, without_years};
use super::word::{self, LookFile};
use crate::error::{Error, Result};
use crate::published::Report;
use crate::reading::{Statements, Topic};
use crate::style::{Library, STYLE_FILE, Style, merge, setting};

/// A style pack learned from a document, as files.
#[derive(Debug, Clone, Default)]
pub struct Pack {
    /// Name → content.
    pub files: BTreeMap<String, String>,
    /// Whole sections that are people's own text, by their keys.
    pub texts: BTreeMap<String, String>,
    /// How its Word file looks, as a Word file (版式.docx).
    pub word: Option<LookFile>,
    /// What of its look was not taken, in Chinese.
    pub unlike: Vec<String>,
    /// What could not be learned, by section.
    pub kept: Vec<(usize, Kept)>,
    /// What single paragraphs on projects say beyond the others, by section and paragraph.
    pub unsaid: Vec<(usize, usize, String)>,
}

/// The pack of a report.
///
/// # Errors
/// A built-in style cannot be loaded.
pub fn make(
    report: &Report,
    word: Option<&[u8]>,
    statements: &Statements,
    model: &Model<'_>,
    nearest: &Nearest,
) -> Result<Pack> {
    let style = Style::load(&Library::default(), &nearest.style, &[])?;
    let mut pack = Pack::default();
    let mut sections: Vec<toml::Value> = Vec::new();
    let part_of = |at: usize| structure::section_part(report, at, &model.known.subject);
    for (at, printed) in report.sections.iter().enumerate() {
        let head = (title(model, &printed.title), part_of(at));
        let file = match nearest.same.get(&at) {
            Some(file) => file.clone(),
            None => {
                let like = nearest.alike.get(&at);
                let file = like.cloned().unwrap_or_else(|| format!("own_{:02}.tera", at + 1));
                let topic = Topic::of_title(&printed.title);
                let paragraphs = parts::paragraphs(printed, at, statements, &report.org);
                let nothing =
                    topic.filter(|_| like.is_some()).is_some_and(|topic| says_nothing(model, topic));
                let learned = section::learn(model, at, topic, nothing, &paragraphs);
                // A section of nothing but people's own text is asked for as the nearest style asks for it.
                if let (true, Some(like)) = (learned.all_kept && topic == Some(Topic::Performance), like) {
                    let text: Vec<&str> = learned.kept.iter().map(|k| k.text.as_str()).collect();
                    pack.texts.insert("text.performance".to_owned(), text.join("\n"));
                    add_section(&mut sections, like.clone(), head);
                    continue;
                }
                let template = match (like, topic) {
                    (Some(like), Some(topic)) => {
                        let inherited = style.files.get(like).map_or("", |f| f.content.as_str());
                        with_other_case(model, topic, &learned.template, inherited)
                    }
                    _ => learned.template.clone(),
                };
                pack.kept.extend(learned.kept.into_iter().map(|k| (at, k)));
                pack.unsaid.extend(learned.unsaid.into_iter().map(|(n, text)| (at, n, text)));
                pack.files.insert(file.clone(), format!("{{# {} #}}\n{template}", printed.title));
                file
            }
        };
        add_section(&mut sections, file, head);
    }
    let look = word.map(|bytes| word::learn(report, bytes, &model.known.subject, &style)).unwrap_or_default();
    let own_page = look.own_page;
    (pack.word, pack.unlike) = (look.docx, look.left);
    let settings = settings(report, statements, (word, own_page), model, nearest, &style, sections)?;
    pack.files.insert(STYLE_FILE.to_owned(), settings);
    Ok(pack)
}

fn add_section(sections: &mut Vec<toml::Value>, file: String, (title, part): (String, Option<String>)) {
    let said = [("file", Some(file)), ("title", Some(title)), ("part", part)];
    let section = said.into_iter().filter_map(|(key, text)| Some((key.to_owned(), text?.into())));
    sections.push(toml::Value::Table(section.collect()));
}

fn title(model: &Model<'_>, printed: &str) -> String {
    without_years(printed, model.known.subject.year)
}

/// The amounts without which a section says that there was nothing.
fn amounts_of(topic: Topic) -> &'static [&'static str] {
    match topic {
        Topic::Fund => &["fund.income", "fund.expenditure"],
        Topic::State => &["state.income", "state.expenditure"],
        Topic::Agency => &["agency_operation"],
        Topic::Procurement => &["procurement.total"],
        _ => &[],
    }
}

/// Whether the model's section is on what there was not.
fn says_nothing(model: &Model<'_>, topic: Topic) -> bool {
    let amounts = amounts_of(topic);
    let nothing = |key: &&str| model.known.facts.get(key).and_then(|f| f.current).is_none_or(|a| a.is_zero());
    !amounts.is_empty() && amounts.iter().all(nothing)
}

/// A section that says there was nothing is said so only where there is nothing, and the other way round: the other
/// case is the nearest style's.
fn with_other_case(model: &Model<'_>, topic: Topic, own: &str, inherited: &str) -> String {
    let test: Vec<String> = amounts_of(topic).iter().map(|k| format!("\"{k}\" is zero")).collect();
    if test.is_empty() || inherited.contains("{% component") {
        return own.to_owned();
    }
    let nothing = says_nothing(model, topic);
    let other = inherited.split_once("#}\n").map_or(inherited, |(_, rest)| rest);
    let (zero, some) = if nothing { (own, other) } else { (other, own) };
    format!(
        "{{% if {} %}}\n{}\n{{% else %}}\n{}\n{{% endif %}}\n",
        test.join(" and "),
        zero.trim(),
        some.trim()
    )
}

/// `style.toml`: what it extends, the options under which that style speaks as the document does, and the document around
/// the narrative.
fn settings(
    report: &Report,
    statements: &Statements,
    (word, own_page): (Option<&[u8]>, bool),
    model: &Model<'_>,
    nearest: &Nearest,
    style: &Style,
    sections: Vec<toml::Value>,
) -> Result<String> {
    let mut table = toml::Table::new();
    table.insert("extends".to_owned(), nearest.style.clone().into());
    table.insert("title".to_owned(), format!("{}的样板", report.org).into());
    table.insert("about".to_owned(), format!("照{}学来", report.file).into());
    let habits = habits::options(report, statements, model.known.subject.year, style);
    for (option, said) in habits.iter().filter(|(option, _)| !nearest.options.contains_key(**option)) {
        merge(&mut table, setting(option, said)?);
    }
    for (key, value) in &nearest.options {
        merge(&mut table, setting(key, value)?);
    }
    merge(&mut table, structure::settings(report, model.known, style));
    if let Some(bytes) = word {
        merge(&mut table, look::settings(report, bytes, style));
        if own_page != style.parts.own_page {
            let own = toml::Table::from_iter([("own_page".to_owned(), own_page.into())]);
            merge(&mut table, toml::Table::from_iter([("parts".to_owned(), own.into())]));
        }
    }
    table.insert("sections".to_owned(), sections.into());
    let head = format!(
        "# 由{}学来的样式：没有写在这里的设置和没有放进来的文件都用 {} 样式的。\n\n",
        report.file, nearest.style
    );
    let text = toml::to_string_pretty(&table).map_err(|e| Error::Internal(format!("样式写不成：{e}")))?;
    Ok(format!("{head}{text}"))
}
