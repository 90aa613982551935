//! The layers of a style: each pack's settings over those it inherits, then single options.

use serde::Deserialize;

use super::packs::{PackFile, STYLE_FILE, built_in};
use super::{explain_toml, parse};
use crate::error::{Error, Result};

/// What every style stands on: the settings of the standard pack, so that a pack says only what it has otherwise.
pub fn bottom() -> Result<toml::Table> {
    let file = PackFile {
        name: STYLE_FILE.to_owned(),
        pack: "standard".to_owned(),
        origin: "（内置）standard/style.toml".to_owned(),
        own: false,
        content: built_in("standard", STYLE_FILE).unwrap_or_default().to_owned(),
    };
    parse(&file)
}

/// A section that a pack adds to those it inherits (`[[insert]]`).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Insert {
    file: String,
    title: String,
    /// The file of the section it follows; the last one if absent.
    after: Option<String>,
}

/// Applies a pack's `[[insert]]` and `omit` to the sections it inherits, so that it need not list them all again.
pub fn arrange_sections(table: &mut toml::Table, file: &PackFile) -> Result<()> {
    let (insert, omit) = (table.remove("insert"), table.remove("omit"));
    let wrong = |what: String| Error::Template(format!("{}：{what}", file.origin));
    let Some(toml::Value::Array(sections)) = table.get_mut("sections") else { return Ok(()) };
    let position = |sections: &[toml::Value], name: &str| {
        sections.iter().position(|s| s.get("file").and_then(toml::Value::as_str) == Some(name)).ok_or_else(
            || {
                let known: Vec<&str> = sections.iter().filter_map(|s| s.get("file")?.as_str()).collect();
                wrong(format!("没有“{name}”这一节。有：{}", known.join("、")))
            },
        )
    };
    if let Some(omit) = omit {
        let names: Vec<String> =
            omit.try_into().map_err(|_| wrong("omit 应写成 [\"08_state.tera\"]".to_owned()))?;
        for name in names {
            let at = position(sections, &name)?;
            sections.remove(at);
        }
    }
    if let Some(insert) = insert {
        let added: Vec<Insert> = insert
            .try_into()
            .map_err(|e: toml::de::Error| wrong(format!("[[insert]] 有误：{}", explain_toml(&e))))?;
        for section in added {
            let at = match &section.after {
                Some(after) => position(sections, after)? + 1,
                None => sections.len(),
            };
            let mut entry = toml::Table::new();
            entry.insert("file".to_owned(), section.file.into());
            entry.insert("title".to_owned(), section.title.into());
            sections.insert(at, entry.into());
        }
    }
    Ok(())
}

/// Lays settings over others, group by group; lists replace lists.
pub fn merge(into: &mut toml::Table, from: toml::Table) {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(toml::Value::Table(old)), toml::Value::Table(new)) => merge(old, new),
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}

/// Groups whose keys a style chooses itself, with text under each.
const OPEN_GROUPS: [&str; 8] = [
    "titles",
    "notes",
    "no_data",
    "section_notes",
    "parts.titles",
    "tables.labels",
    "glossary.text",
    "fonts",
];

/// Sets one option by its dotted key; the key must exist, or belong to a group whose keys are open, and the value must
/// fit its type.
pub fn set(table: &mut toml::Table, key: &str, value: &str) -> Result<()> {
    if let Some((number, option)) = key.strip_prefix("table.").and_then(|rest| rest.split_once('.')) {
        return set_of_one_table(table, key, number, option, value);
    }
    let open = OPEN_GROUPS.iter().find_map(|group| {
        let name = key.strip_prefix(group)?.strip_prefix('.')?;
        Some((*group, name.to_owned()))
    });
    if let Some((group, name)) = open {
        let group = group.split('.').try_fold(&mut *table, |here, part| {
            here.entry(part).or_insert_with(|| toml::Value::Table(toml::Table::new())).as_table_mut()
        });
        group.ok_or_else(|| unknown_option(key))?.insert(name, value.into());
        return Ok(());
    }
    let mut parts: Vec<&str> = key.split('.').collect();
    let last = parts.pop().unwrap_or_default();
    let mut here = &mut *table;
    for part in parts {
        here = match here.get_mut(part) {
            Some(toml::Value::Table(inner)) => inner,
            _ => return Err(unknown_option(key)),
        };
    }
    let unset = match key {
        "performance.thousands" => Some(toml::Value::Boolean(false)),
        "performance.percent_sign" => Some(toml::Value::String(String::new())),
        _ => None,
    };
    let fits = like(here.get(last).or(unset.as_ref()), key, value)?;
    here.insert(last.to_owned(), fits);
    Ok(())
}

/// One option as the settings that hold it alone: what a style that differs in nothing else writes.
pub fn setting(key: &str, value: &str) -> Result<toml::Table> {
    let mut all = bottom()?;
    set(&mut all, key, value)?;
    let value = key.split('.').try_fold(&toml::Value::Table(all), |here, part| here.get(part)).cloned();
    let value = value.ok_or_else(|| unknown_option(key))?;
    let nested =
        key.rsplit('.').fold(value, |inner, part| toml::Table::from_iter([(part.to_owned(), inner)]).into());
    Ok(nested.try_into().unwrap_or_default())
}

/// An option of one table is of the kind that all tables have it in.
fn set_of_one_table(
    table: &mut toml::Table,
    key: &str,
    number: &str,
    option: &str,
    value: &str,
) -> Result<()> {
    let mut own = toml::Table::new();
    match option.strip_prefix("labels.") {
        Some(words) => {
            let labels = toml::Table::from_iter([(words.to_owned(), toml::Value::from(value))]);
            own.insert("labels".to_owned(), labels.into());
        }
        None => {
            let usual = match option {
                "zero_cell" => Some(toml::Value::String(String::new())),
                "landscape" => Some(toml::Value::Boolean(false)),
                _ => table.get("tables").and_then(|t| t.get(option)).cloned(),
            };
            own.insert(option.to_owned(), like(usual.as_ref(), key, value)?);
        }
    }
    let one = toml::Table::from_iter([(number.to_owned(), toml::Value::Table(own))]);
    merge(table, toml::Table::from_iter([("table".to_owned(), toml::Value::Table(one))]));
    Ok(())
}

/// A typed value of the kind that an option has.
fn like(usual: Option<&toml::Value>, key: &str, value: &str) -> Result<toml::Value> {
    match usual {
        Some(toml::Value::Boolean(_)) => value
            .parse()
            .map(toml::Value::Boolean)
            .map_err(|_| Error::Usage(format!("选项“{key}”只能是 true 或 false，实际是“{value}”"))),
        Some(toml::Value::Integer(_)) => value
            .parse()
            .map(toml::Value::Integer)
            .map_err(|_| Error::Usage(format!("选项“{key}”应为整数，实际是“{value}”"))),
        Some(toml::Value::Float(_)) => value
            .parse()
            .map(toml::Value::Float)
            .map_err(|_| Error::Usage(format!("选项“{key}”应为数字，实际是“{value}”"))),
        Some(toml::Value::String(_)) => Ok(toml::Value::String(value.to_owned())),
        // `01、02、05` or `01,02,05`; nothing is an empty list.
        Some(toml::Value::Array(list)) if list.iter().all(toml::Value::is_str) => {
            let texts = value.split(['、', ',', '，']).map(str::trim).filter(|text| !text.is_empty());
            Ok(texts.map(toml::Value::from).collect::<Vec<_>>().into())
        }
        _ => Err(unknown_option(key)),
    }
}

fn unknown_option(key: &str) -> Error {
    Error::Usage(format!(
        "没有名为“{key}”的样式选项。常用选项：structure、percent_sign、percent_decimals、amount_unit、unchanged、zero_cell、thousands、decimals、basis、balance"
    ))
}
