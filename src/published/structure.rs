//! Blocks → report: cover, contents, parts, sections, terms and tables by what their titles say.

use super::content::{Content, Remark};
use super::line::{Item, Line, Number, Outline, ends_sentence, is_heading_like, items, numbering};
use super::report::{Entry, OtherTable, Part, Report, Section, Text};
use super::titles::{AttachedKind, PartKind, part_kind};
use super::{attached, glossary, places, subject, tables};
use crate::package::beside;
use crate::text::squash;

/// What an item belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Cover,
    Contents,
    /// A heading of a part.
    Heading,
    /// Body of the part of that index; `None` before the first.
    Body(Option<usize>),
}

/// Makes the report of a document.
pub fn build(file: &str, content: Content) -> Report {
    let items = items(&content);
    let outline = Outline::of(&items);
    let (places, mut parts, contents) = lay_out(&items, outline);
    let found = tables::find(&content, &items, &|i| matches!(places[i], Place::Body(_)));
    let mut in_table = vec![false; items.len()];
    for at in found.iter().flat_map(|f| &f.items) {
        in_table[*at] = true;
    }
    let part_of = |at: usize| match places[at] {
        Place::Body(Some(p)) => Some(p),
        _ => None,
    };
    let text_lines = |wanted: &dyn Fn(usize) -> bool| -> Vec<&Line> {
        items
            .iter()
            .enumerate()
            .filter(|(at, _)| !in_table[*at] && matches!(places[*at], Place::Body(_)) && wanted(*at))
            .filter_map(|(_, item)| if let Item::Line(line) = item { Some(line) } else { None })
            .collect()
    };
    // A part whose title says nothing, and that tells amounts, tells what the others do not.
    for (p, part) in parts.iter_mut().enumerate().filter(|(_, part)| part.kind == PartKind::Other) {
        if text_lines(&|at| part_of(at) == Some(p)).iter().any(|line| line.plain.contains("万元")) {
            part.kind = PartKind::Narrative;
        }
    }
    let of_kind =
        |kind: PartKind| -> Vec<usize> { (0..parts.len()).filter(|p| parts[*p].kind == kind).collect() };
    let mut sections = Vec::new();
    let mut overview = Vec::new();
    let mut terms = Vec::new();
    if parts.is_empty() {
        let all = text_lines(&|_| true);
        let (told, explained) = without_parts(&all, &contents);
        sections = told;
        terms = glossary::terms(&explained);
    }
    for p in of_kind(PartKind::Narrative) {
        let lines = text_lines(&|at| part_of(at) == Some(p));
        sections.extend(cut(&lines, &parts[p].title, &contents, outline));
    }
    for p in of_kind(PartKind::Overview) {
        let lines = text_lines(&|at| part_of(at) == Some(p));
        overview.extend(cut(&lines, &parts[p].title, &contents, outline));
    }
    for p in of_kind(PartKind::Glossary) {
        terms.extend(glossary::terms(&text_lines(&|at| part_of(at) == Some(p))));
    }
    let other_table = |f: &tables::Found<'_>| OtherTable {
        title: f.caption.join("\n"),
        part: part_of(f.items[0]).map_or_else(String::new, |p| parts[p].title.clone()),
        kind: f.kind,
        page: f.table.page,
        rows: tables::rows(&f.table),
        row_pages: f.table.row_pages.clone(),
    };
    let is_attached = |f: &&tables::Found<'_>| f.kind != AttachedKind::Other;
    // The two that take longest; none of the nine is among what is attached.
    let ((attached, (mut attachments, mut unread)), (import, which, nine)) = beside(
        || {
            let attached: Vec<OtherTable> = found.iter().filter(is_attached).map(other_table).collect();
            let read = attached::read(file, &attached);
            (attached, read)
        },
        || {
            let (mut import, nine) = tables::recognise(file, &found);
            let (which, nine): (Vec<_>, Vec<_>) = nine.into_iter().unzip();
            places::tell(&mut import, &nine);
            (import, which, nine)
        },
    );
    let mut attached = attached.into_iter();
    let mut other_tables = Vec::new();
    let mut attached_at = Vec::new();
    for (_, f) in found.iter().enumerate().filter(|(i, _)| !which.contains(i)) {
        if is_attached(&f) {
            attached_at.push(other_tables.len());
            other_tables.extend(attached.next());
        } else {
            other_tables.push(other_table(f));
        }
    }
    for form in &mut attachments.assessments {
        form.table = attached_at[form.table];
    }
    let cover: Vec<String> = items
        .iter()
        .zip(&places)
        .filter_map(|(item, place)| match item {
            Item::Line(line) if *place == Place::Cover => Some(line.text.clone()),
            _ => None,
        })
        .collect();
    let who = subject::find(&cover, &parts, &import, &sections);
    let mut remarks = content.remarks.clone();
    remarks.append(&mut unread);
    if sections.is_empty() {
        remarks.push(Remark {
            page: None,
            text: "没有找到情况说明的各节（如“一、收入支出决算总体情况说明”）".to_owned(),
        });
    }
    Report {
        file: file.to_owned(),
        format: content.format,
        org: who.org,
        scope: who.scope,
        year: who.year,
        cover,
        contents,
        parts,
        tables: nine,
        other_tables,
        attachments,
        sections,
        overview,
        glossary: terms,
        import,
        remarks,
        content,
    }
}

/// Where the cover ends, what the contents list, where parts begin.
fn lay_out(items: &[Item], outline: Outline) -> (Vec<Place>, Vec<Part>, Vec<Entry>) {
    let mut places = vec![Place::Body(None); items.len()];
    let mut contents: Vec<Entry> = Vec::new();
    let mut parts: Vec<Part> = Vec::new();
    let mut first_entry = String::new();
    let mut in_contents = false;
    // The file marks the lines of its contents; no other line is one.
    let mut listed_by_file = false;
    let mut begun = false;
    let mut at = 0;
    while at < items.len() {
        let current = parts.len().checked_sub(1);
        match &items[at] {
            Item::Line(line) => {
                if !begun && is_contents_title(&line.plain) {
                    in_contents = true;
                    for place in &mut places[..at] {
                        if *place == Place::Body(None) {
                            *place = Place::Cover;
                        }
                    }
                    places[at] = Place::Contents;
                } else if line.contents {
                    places[at] = Place::Contents;
                    listed_by_file = true;
                    for text in entries(&line.text) {
                        push_entry(&mut contents, entry(text));
                    }
                } else if in_contents && !listed_by_file && is_entry(line, &first_entry) {
                    places[at] = Place::Contents;
                    for text in entries(&line.text) {
                        let entry = entry(text);
                        if first_entry.is_empty() {
                            first_entry = squash(&entry.title);
                        }
                        push_entry(&mut contents, entry);
                    }
                } else if let Some((Number::Part(no), rest)) = outline.numbering(&line.plain)
                    && is_heading_like(&line.plain)
                    && (outline == Outline::Parts || no == parts.last().and_then(|p| p.no).unwrap_or(0) + 1)
                {
                    in_contents = false;
                    begun = true;
                    places[at] = Place::Heading;
                    let mut title = line.text.clone();
                    // The title may stand on the lines below the number.
                    let mut rest = rest.to_owned();
                    while rest.is_empty() || !is_complete(&rest, &contents) {
                        let Some(Item::Line(next)) = items.get(at + 1) else { break };
                        if numbering(&next.plain).is_some()
                            || !is_heading_like(&next.plain)
                            || rest.chars().count() > 40
                        {
                            break;
                        }
                        if !rest.is_empty() && !goes_on(&rest, &next.plain, &contents) {
                            break;
                        }
                        at += 1;
                        places[at] = Place::Heading;
                        title.push_str(if rest.is_empty() { " " } else { "" });
                        title.push_str(&next.text);
                        rest.push_str(&next.plain);
                    }
                    let title = part_title(&title);
                    parts.push(Part { no: Some(no), kind: part_kind(&rest), title, page: line.page });
                } else if let Some(kind) = unnumbered_part(line, &contents, &parts) {
                    in_contents = false;
                    places[at] = Place::Heading;
                    parts.push(Part { no: None, kind, title: part_title(&line.text), page: line.page });
                } else {
                    in_contents = false;
                    places[at] = Place::Body(current);
                }
            }
            Item::Table(_) => {
                in_contents = false;
                begun |= !contents.is_empty();
                places[at] = Place::Body(current);
            }
            Item::Break => places[at] = if in_contents { Place::Contents } else { Place::Body(current) },
        }
        at += 1;
    }
    if contents.is_empty() {
        mark_cover(items, &mut places);
    }
    (places, parts, contents)
}

/// Without contents, the short lines before the first part, section or sentence are the cover; those right above a
/// table belong to it.
fn mark_cover(items: &[Item], places: &mut [Place]) {
    let is_cover = |(item, place): (&Item, &Place)| match item {
        Item::Line(l) => {
            *place == Place::Body(None)
                && l.plain.chars().count() <= 40
                && !ends_sentence(&l.text)
                && numbering(&l.plain).is_none()
        }
        Item::Break => true,
        Item::Table(_) => false,
    };
    let mut end = items.iter().zip(places.iter()).position(|i| !is_cover(i)).unwrap_or(items.len());
    if matches!(items.get(end), Some(Item::Table(_))) {
        end = items[..end].iter().rposition(|i| matches!(i, Item::Break)).unwrap_or(0);
    }
    places[..end].fill(Place::Cover);
}

/// `第 二 部 分部 门 决 算 表` as people say it: 第二部分 部门决算表.
fn part_title(printed: &str) -> String {
    let spaces = printed.chars().filter(|c| c.is_whitespace()).count();
    let letters = printed.chars().count() - spaces;
    let text: String = if spaces * 2 >= letters {
        printed.chars().filter(|c| !c.is_whitespace()).collect()
    } else {
        printed.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    match text.split_once("部分") {
        Some((no, rest)) if !rest.is_empty() && !rest.starts_with([' ', '：', ':', '、']) => {
            format!("{no}部分 {rest}")
        }
        _ => text,
    }
}

fn is_contents_title(plain: &str) -> bool {
    matches!(plain, "目录" | "目次" | "内容目录" | "CONTENTS" | "Contents")
}

/// Whether a part's title is whole: it is what the contents say, or says what a part is.
fn is_complete(rest: &str, contents: &[Entry]) -> bool {
    let listed = contents.iter().any(|e| {
        let plain = squash(&e.title);
        matches!(numbering(&plain), Some((Number::Part(_), title)) if title == rest)
    });
    listed || part_kind(rest) != PartKind::Other
}

fn goes_on(rest: &str, next: &str, contents: &[Entry]) -> bool {
    let longer = format!("{rest}{next}");
    part_kind(&longer) != PartKind::Other || contents.iter().any(|e| squash(&e.title).ends_with(&longer))
}

/// Whether a line still belongs to the contents: short, and not the first entry once more.
fn is_entry(line: &Line, first: &str) -> bool {
    let title = squash(&entry(&line.text).title);
    let again = !first.is_empty()
        && (title == first
            || matches!(numbering(&title), Some((Number::Part(_), _))) && first.starts_with(title.as_str()));
    !again && line.plain.chars().count() <= 70 && !line.plain.ends_with(['.', ';', ','])
}

/// How alike a line and the title of a part in the contents must be to be the same heading.
const SAME_HEADING: f64 = 0.8;

/// What part begins at a heading that lacks 第…部分: the contents list the next part under this title, or under nearly
/// this one.
fn unnumbered_part(line: &Line, contents: &[Entry], parts: &[Part]) -> Option<PartKind> {
    let last = parts.last()?.no?;
    if numbering(&line.plain).is_some() || !is_heading_like(&line.plain) {
        return None;
    }
    contents.iter().find_map(|e| {
        let listed = squash(&e.title);
        let Some((Number::Part(no), title)) = numbering(&listed) else { return None };
        // A title of a few words may stand anywhere.
        let long = || title.chars().count() > 8;
        let same = || strsim::normalized_damerau_levenshtein(title, &line.plain) >= SAME_HEADING;
        (no == last + 1 && long() && same()).then(|| part_kind(title))
    })
}

/// The entries in one line of the contents: where a number follows a title at once, another one begins.
fn entries(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices("说明").chain(text.match_indices("决算表")) {
        let end = at + if text[at..].starts_with("说明") { "说明".len() } else { "决算表".len() };
        if end > from && matches!(numbering(&squash(&text[end..])), Some((Number::Section(_), _))) {
            found.push(&text[from..end]);
            from = end;
        }
    }
    found.push(&text[from..]);
    found
}

/// A line of the contents without its leader and page number.
fn entry(text: &str) -> Entry {
    let text = text.trim();
    let digits = text.len() - text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (head, number) = text.split_at(text.len() - digits);
    let bare = head.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '.' | '…' | '·' | '-' | '—' | '_' | '．' | '•' | '(' | '（')
    });
    // A number straight after a word is part of the title.
    if digits > 0 && digits <= 3 && bare.len() < head.len() && !bare.is_empty() {
        return Entry { title: bare.to_owned(), page: number.parse().ok() };
    }
    let bare = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '…' | '·' | '_' | '•'));
    Entry { title: bare.to_owned(), page: None }
}

/// Adds an entry; a line without number goes on with the entry above.
fn push_entry(contents: &mut Vec<Entry>, entry: Entry) {
    if entry.title.is_empty() {
        return;
    }
    let numbered = numbering(&squash(&entry.title)).is_some();
    match contents.last_mut() {
        Some(last)
            if !numbered
                && last.page.is_none()
                && numbering(&squash(&last.title)).is_some()
                && (squash(&last.title).ends_with("部分") || entry.title.chars().count() <= 8) =>
        {
            let gap = if squash(&last.title).ends_with("部分") { " " } else { "" };
            last.title = format!("{}{gap}{}", last.title, entry.title);
            last.page = entry.page;
        }
        _ => contents.push(entry),
    }
}

/// Cuts a part into its sections.
fn cut(lines: &[&Line], part: &str, contents: &[Entry], outline: Outline) -> Vec<Section> {
    let listed: Vec<String> = contents.iter().map(|e| squash(&e.title)).collect();
    let mut sections: Vec<Section> = Vec::new();
    let numbered = lines.iter().any(|l| heading(l, 0, &listed, outline).is_some());
    let mut last = 0;
    let mut loose = Vec::new();
    for line in lines {
        if let Some(h) = heading(line, last, &listed, outline) {
            last = h.no;
            let mut paragraphs = Vec::new();
            if !h.rest.is_empty() {
                paragraphs.push(Text { text: h.rest, page: line.page, index: line.index, heading: false });
            }
            sections.push(Section {
                no: outline.section_number(h.no),
                title: h.title,
                part: part.to_owned(),
                page: line.page,
                paragraphs,
            });
            continue;
        }
        if !numbered && line.outline.is_some() && is_heading_like(&line.plain) {
            sections.push(Section {
                no: String::new(),
                title: line.text.clone(),
                part: part.to_owned(),
                page: line.page,
                paragraphs: Vec::new(),
            });
            continue;
        }
        let number = outline.numbering(&line.plain);
        let sub = matches!(number, Some((Number::Sub(_), rest)) if is_heading_like(rest));
        let text = Text { text: line.text.clone(), page: line.page, index: line.index, heading: sub };
        match sections.last_mut() {
            Some(section) => section.paragraphs.push(text),
            None => loose.push(text),
        }
    }
    if !loose.is_empty() {
        let page = loose[0].page;
        sections.insert(
            0,
            Section {
                no: String::new(),
                title: String::new(),
                part: part.to_owned(),
                page,
                paragraphs: loose,
            },
        );
    }
    sections
}

struct Heading {
    no: usize,
    title: String,
    /// Text that follows on the same line.
    rest: String,
}

/// Whether a line is the heading of the section after `last`.
fn heading(line: &Line, last: usize, listed: &[String], outline: Outline) -> Option<Heading> {
    let (Number::Section(no), rest) = outline.numbering(&line.plain)? else { return None };
    let title = bare_title(&line.text);
    let in_contents =
        listed.iter().any(|l| *l == line.plain || l.ends_with(rest) && rest.chars().count() > 4);
    let follows = no > last && no <= last + 3;
    let says = rest.contains("情况") || rest.contains("说明");
    if is_heading_like(rest) && (follows || in_contents || says && no >= last) {
        return Some(Heading { no, title, rest: String::new() });
    }
    // Run in: 一、收入支出决算总体情况说明。2023年度…
    let end = title.find(['。', '：', ':'])?;
    let head = &title[..end];
    let plain = squash(head);
    (follows && is_heading_like(&plain) && (plain.ends_with("说明") || plain.ends_with("情况"))).then(|| {
        Heading {
            no,
            title: head.to_owned(),
            rest: title[end..].trim_start_matches(['。', '：', ':']).trim().to_owned(),
        }
    })
}

/// A heading as printed without its number.
fn bare_title(text: &str) -> String {
    let ends: &[char] =
        if text.starts_with(['（', '(']) { &['）', ')'] } else { &['、', '.', '．', ',', '，'] };
    let bare = text.split_once(ends).map_or(text, |(_, b)| b).trim();
    bare.strip_suffix(['。', '：', ':']).unwrap_or(bare).to_owned()
}

/// A document without parts: sections whose titles speak of final accounts are the narrative, what follows
/// 名词解释 are terms.
fn without_parts<'l>(lines: &[&'l Line], contents: &[Entry]) -> (Vec<Section>, Vec<&'l Line>) {
    let is_glossary = |l: &Line| {
        let bare = numbering(&l.plain).map_or(l.plain.as_str(), |n| n.1);
        is_heading_like(&l.plain) && part_kind(bare) == PartKind::Glossary
    };
    let end = lines.iter().position(|l| is_glossary(l)).unwrap_or(lines.len());
    let told = |s: &Section| {
        let plain = squash(&s.title);
        plain.contains("情况") || plain.contains("说明") || plain.contains("经费") || plain.contains("决算")
    };
    let sections = cut(&lines[..end], "", contents, Outline::Parts).into_iter().filter(told).collect();
    (sections, lines[(end + 1).min(lines.len())..].to_vec())
}

#[cfg(test)]
mod tests {
    use crate::published;

    /// Titles of the sections read from a report without 第…部分.
    fn sections(text: &str) -> Vec<String> {
        let report = published::read_bytes("上年.txt", text.as_bytes()).expect("a text");
        report.sections.into_iter().map(|section| section.title).collect()
    }

    #[test]
    fn a_part_that_tells_amounts_is_told_whatever_its_title() {
        let narrative = "示例区某局2023年度部门决算公开\n一、部门基本情况\n（一）职能职责\n负责示例。\n二、部门决算情况说明\n\
            （一）收入支出决算总体情况说明\n2023年度收入总计10.00万元。\n（二）财政拨款收入支出决算总体情况说明\n2023年度财政拨款收、支总计10.00万元。\n\
            （三）一般公共预算财政拨款支出决算情况说明\n2023年度一般公共预算财政拨款支出10.00万元。\n";
        for title in ["其他需要说明的事项", "另外几件事"] {
            let told = sections(&format!(
                "{narrative}三、{title}\n（一）会议费情况\n2023年度会议费支出1.00万元。\n（二）政府采购情况\n无。\n四、专业名词解释\n1.基本支出：指日常支出。\n"
            ));
            assert_eq!(told.len(), 5, "{title}: {told:?}");
            assert_eq!(told[3..], ["会议费情况", "政府采购情况"]);
        }
        // One that tells none is none of the narrative.
        let told = sections(&format!("{narrative}三、联系方式\n（一）办公电话情况\n0000。\n"));
        assert_eq!(told.len(), 3, "{told:?}");
    }
}
