//! Whether the declared structure of a style holds together: what it names is there, and its placeholders are known.

use super::{PartKind, Style};
use crate::accounts::ScheduleId;
use crate::catalogue::{economic, functional};
use crate::subject::PLACEHOLDERS;
use crate::text::nearest;

type Check = std::result::Result<(), String>;

/// The first thing that does not hold together, as one Chinese sentence.
pub fn validate(style: &Style) -> Check {
    parts(style)?;
    overview(style)?;
    tables(style)?;
    let texts =
        |list: &[String], whose: &str| list.iter().try_for_each(|text| placeholders(text, whose, &[]));
    texts(&style.cover.head, "cover.head")?;
    texts(&style.cover.title, "cover.title")?;
    texts(&style.cover.foot, "cover.foot")?;
    if style.cover.title.is_empty() {
        return Err("cover.title 至少要有一行".to_owned());
    }
    if !(5..=120).contains(&style.cover.picture_height) {
        return Err("cover.picture_height（封面图的高度）应在5到120毫米之间".to_owned());
    }
    placeholders(&style.contents.table_number, "contents.table_number", &["n"])?;
    placeholders(&style.glossary.number, "glossary.number", &["n"])?;
    placeholders(&style.glossary.items, "glossary.items", &["class", "group", "name", "code"])?;
    let page = &style.page;
    let margins = [page.top, page.bottom, page.left, page.right];
    if margins.iter().chain(page.wide.iter().flatten()).any(|mm| !(10..=60).contains(mm)) {
        return Err("[page] 的页边距应在10到60毫米之间".to_owned());
    }
    if !(148..=420).contains(&page.width) || !(page.width..=594).contains(&page.height) {
        return Err(
            "[page] 的 width（纸宽）应在148到420毫米之间，height（纸高）不小于纸宽、不大于594".to_owned()
        );
    }
    if !(22..=48).contains(&page.cover_size) {
        return Err("[page] 的 cover_size 应在22到48磅之间".to_owned());
    }
    style.sizes.check()?;
    let performance = &style.performance;
    let about = [&performance.title, &performance.own, &performance.transfer, &performance.form_title];
    about
        .into_iter()
        .chain(&performance.notes)
        .try_for_each(|t| placeholders(t, "performance", &["level"]))?;
    if performance.columns.is_empty() {
        return Err("performance.columns 至少要有一栏".to_owned());
    }
    for section in &style.sections {
        placeholders(&section.title, "sections.title", &[])?;
        placeholders(section.part.as_deref().unwrap_or_default(), "sections.part", &["n"])?;
    }
    if style.sections.first().is_some_and(|section| section.part.is_some()) {
        return Err("第一节不能写 part：它所在部分的标题写在 [parts.titles] 的 narrative 里".to_owned());
    }
    let files: Vec<&str> = style.sections.iter().map(|s| s.file.as_str()).collect();
    for (file, note) in &style.section_notes {
        known(file, "section_notes", &files)?;
        placeholders(note, "section_notes", &[])?;
    }
    Ok(())
}

fn parts(style: &Style) -> Check {
    let parts = &style.parts;
    for (i, name) in parts.order.iter().enumerate() {
        let Some(title) = parts.titles.get(name) else {
            let near = nearest(name, PartKind::ALL.iter().map(|(_, n)| *n));
            let near = near.map(|n| format!("；是不是“{n}”")).unwrap_or_default();
            return Err(format!("parts.order 里的“{name}”在 [parts.titles] 里没有标题{near}"));
        };
        if parts.order[..i].contains(name) {
            return Err(format!("parts.order 里“{name}”写了两次"));
        }
        placeholders(title, &format!("parts.titles.{name}"), &["n"])?;
    }
    placeholders(&parts.no_attachments, "parts.no_attachments", &[])
}

fn overview(style: &Style) -> Check {
    for entry in &style.overview {
        if !matches!(entry.level, 1 | 2) {
            return Err(format!("[[overview]]“{}”的 level 只能是 1（一、）或 2（（一））", entry.title));
        }
        if entry.text.is_some() && entry.about.is_empty() {
            return Err(format!("[[overview]]“{}”有 text，也要有 about（向人要什么）", entry.title));
        }
        if entry.text.as_ref().is_some_and(|key| !is_key(key)) {
            return Err(format!("[[overview]]“{}”的 text 只能用英文字母、数字和下划线", entry.title));
        }
        placeholders(&entry.title, "overview.title", &[])?;
        entry.lead.iter().try_for_each(|text| placeholders(text, "overview.lead", &[]))?;
    }
    Ok(())
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn tables(style: &Style) -> Check {
    let numbers: Vec<&str> = ScheduleId::ALL.iter().map(|id| id.published_number()).collect();
    for (i, number) in style.tables.order.iter().enumerate() {
        known(number, "tables.order", &numbers)?;
        if style.tables.order[..i].contains(number) {
            return Err(format!("tables.order 里“{number}”写了两次"));
        }
    }
    let named = [(&style.titles, "titles"), (&style.notes, "notes"), (&style.no_data, "no_data")];
    for (texts, group) in named {
        for (number, text) in texts {
            known(number, group, &numbers)?;
            placeholders(text, group, &[])?;
        }
    }
    for (number, own) in &style.table {
        known(number, "table", &numbers)?;
        if own.contains_key("order") {
            return Err("表的次序 order 只能写在 [tables] 里".to_owned());
        }
    }
    for options in style.single_tables.values().chain([&style.tables]) {
        placeholders(&options.form_number, "tables.form_number", &["nn"])?;
        placeholders(&options.year_line, "tables.year_line", &[])?;
        placeholders(&options.org_label, "tables.org_label", &[])?;
        let classes: Vec<&str> = functional::classes().iter().map(|c| c.code).collect();
        options.omit_classes.iter().try_for_each(|code| known(code, "tables.omit_classes", &classes))?;
        let economic: Vec<&str> = economic::classes().iter().map(|c| c.code).collect();
        options.economic.iter().flatten().try_for_each(|code| known(code, "tables.economic", &economic))?;
        if options.economic.len() < 2 || options.economic.iter().any(Vec::is_empty) {
            return Err("tables.economic 至少要有两组：人员经费一组，公用经费一组或几组".to_owned());
        }
        if options.zero_cell.as_ref().is_some_and(|zero| !matches!(zero.as_str(), "" | "0" | "0.00")) {
            return Err("zero_cell 只能是空、0 或 0.00".to_owned());
        }
    }
    Ok(())
}

fn known(word: &str, whose: &str, words: &[&str]) -> Check {
    if words.contains(&word) {
        return Ok(());
    }
    Err(format!("{whose} 里没有“{word}”可用。可用的：{}", words.join("、")))
}

/// Refuses `{words}` that nothing fills: they would be printed.
fn placeholders(text: &str, whose: &str, also: &[&str]) -> Check {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else {
            return Err(format!("{whose}：“{text}”里的花括号没有配对"));
        };
        if !PLACEHOLDERS.iter().any(|(known, _)| *known == name) && !also.contains(&name) {
            let known: Vec<String> = PLACEHOLDERS
                .iter()
                .map(|(n, _)| *n)
                .chain(also.iter().copied())
                .map(|n| format!("{{{n}}}"))
                .collect();
            return Err(format!("{whose}：“{text}”里没有 {{{name}}} 可用。可用的：{}", known.join("、")));
        }
        rest = behind;
    }
    Ok(())
}
