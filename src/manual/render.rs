//! A chapter's Markdown as HTML.

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};

use super::{APPENDICES, CHAPTERS, Chapter, PICTURES};
use crate::export::markup::data_address;

/// A heading that can be led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 for the chapter's title.
    pub level: u8,
    /// Its anchor in the page.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// A chapter as HTML.
#[derive(Debug)]
pub struct Rendered {
    /// Its headings in order, the title first.
    pub headings: Vec<Heading>,
    /// Its content.
    pub html: String,
}

/// Renders a chapter. Comments (for tests) fall away; raw HTML has no place in a chapter and falls away with them.
pub fn chapter(chapter: &Chapter) -> Rendered {
    let events: Vec<Event<'_>> = Parser::new_ext(chapter.text, Options::ENABLE_TABLES).collect();
    let mut writer =
        Writer { chapter, headings: Vec::new(), out: Vec::new(), dropped: Vec::new(), last: None };
    let mut at = 0;
    while at < events.len() {
        at += writer.event(&events[at..]);
    }
    let mut text = String::new();
    html::push_html(&mut text, writer.out.into_iter());
    Rendered { headings: writer.headings, html: text }
}

struct Writer<'c, 'e> {
    chapter: &'c Chapter,
    headings: Vec<Heading>,
    out: Vec<Event<'e>>,
    /// For each open link, whether it leads nowhere in the page.
    dropped: Vec<bool>,
    /// The last character of text.
    last: Option<char>,
}

impl<'e> Writer<'_, 'e> {
    /// Takes the first event, or what belongs together; how many were taken.
    fn event(&mut self, events: &[Event<'e>]) -> usize {
        match &events[0] {
            Event::Start(Tag::Heading { level, .. }) => {
                let words = words(&events[1..]);
                let id = self.anchor_of(*level as u8, &words);
                self.headings.push(Heading { level: *level as u8, id: id.clone(), text: words });
                self.out.push(Event::Start(Tag::Heading {
                    level: *level,
                    id: Some(id.into()),
                    classes: Vec::new(),
                    attrs: Vec::new(),
                }));
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let address = address(self.chapter.file, dest_url);
                self.dropped.push(address.is_none());
                if let Some(address) = address {
                    self.out.push(Event::Start(Tag::Link {
                        link_type: LinkType::Inline,
                        dest_url: address.into(),
                        title: CowStr::Borrowed(""),
                        id: CowStr::Borrowed(""),
                    }));
                }
            }
            Event::End(TagEnd::Link) => {
                if self.dropped.pop() == Some(false) {
                    self.out.push(events[0].clone());
                }
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                let about = words(&events[1..]);
                let name = dest_url.rsplit('/').next().unwrap_or_default();
                let bytes = PICTURES.iter().find(|p| p.name == name).map(|p| p.bytes).unwrap_or_default();
                let about = about.replace(['"', '<', '>', '&'], "");
                let picture = format!("<img src=\"{}\" alt=\"{about}\">", data_address("image/png", bytes));
                self.out.push(Event::InlineHtml(picture.into()));
                let end = events.iter().position(|e| matches!(e, Event::End(TagEnd::Image)));
                return end.map_or(1, |end| end + 1);
            }
            Event::Start(Tag::Table(_)) => {
                self.out.push(Event::Html("<div class=\"scroll\">".into()));
                self.out.push(events[0].clone());
            }
            Event::End(TagEnd::Table) => {
                self.out.push(events[0].clone());
                self.out.push(Event::Html("</div>".into()));
            }
            Event::Html(_) | Event::InlineHtml(_) => {}
            Event::SoftBreak => {
                // A line of the source that ends between Chinese characters is no space.
                let next = events.iter().skip(1).find_map(first_character);
                if self.last.is_some_and(|c| c.is_ascii()) && next.is_some_and(|c| c.is_ascii()) {
                    self.out.push(Event::SoftBreak);
                }
            }
            event => {
                if let Event::Text(text) | Event::Code(text) = event {
                    self.last = text.chars().next_back();
                }
                self.out.push(event.clone());
            }
        }
        1
    }

    /// The anchor of a heading: the chapter's own, and for those below its title that with its words.
    fn anchor_of(&self, level: u8, words: &str) -> String {
        let chapter = anchor(self.chapter.file);
        if level == 1 { chapter } else { format!("{chapter}--{}", slug(words)) }
    }
}

fn first_character(event: &Event<'_>) -> Option<char> {
    match event {
        Event::Text(text) | Event::Code(text) => text.chars().next(),
        _ => None,
    }
}

/// The words up to the end of the element that was opened.
fn words(events: &[Event<'_>]) -> String {
    let until =
        events.iter().position(|event| matches!(event, Event::End(TagEnd::Heading(_) | TagEnd::Image)));
    let texts = events[..until.unwrap_or(0)].iter().filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
        _ => None,
    });
    texts.collect()
}

/// `manual/start.md` → `manual-start`
fn anchor(file: &str) -> String {
    file.trim_end_matches(".md").replace('/', "-")
}

/// The anchor of a heading as GitHub makes it.
fn slug(words: &str) -> String {
    let kept = words.to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Where a link of a chapter leads in the page; `None` if it leads to nothing that is part of it.
fn address(from: &str, to: &str) -> Option<String> {
    let (path, place) = to.split_once('#').unwrap_or((to, ""));
    let mut steps: Vec<&str> = from.split('/').collect();
    if !path.is_empty() {
        steps.pop();
        for step in path.split('/') {
            match step {
                "." => {}
                ".." => drop(steps.pop()),
                step => steps.push(step),
            }
        }
    }
    let file = steps.join("/");
    CHAPTERS.iter().chain(APPENDICES).find(|chapter| chapter.file == file)?;
    let place = if place.is_empty() { String::new() } else { format!("--{}", slug(place)) };
    Some(format!("#{}{place}", anchor(&file)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &'static str) -> Rendered {
        chapter(&Chapter { file: "manual/start.md", text })
    }

    #[test]
    fn links_lead_within_the_page_or_nowhere() {
        let html = rendered(
            "[甲](findings.md)、[乙](../findings.md#r003-应为金额)、[丙](../decisions/x.md)、[丁](#再看)",
        )
        .html;
        assert_eq!(
            html,
            "<p><a href=\"#manual-findings\">甲</a>、<a href=\"#findings--r003-%E5%BA%94%E4%B8%BA%E9%87%91%E9%A2%9D\">乙</a>、丙、<a href=\"#manual-start--%E5%86%8D%E7%9C%8B\">丁</a></p>\n"
        );
    }

    #[test]
    fn lines_join_as_they_are_read() {
        let text = "# 第一份\n\n甲乙\n丙丁 abc\ndef\n\n<!-- put: x -->\n## R003 应为“金额”\n";
        let page = rendered(text);
        assert!(page.html.contains("<p>甲乙丙丁 abc\ndef</p>"), "{}", page.html);
        assert!(!page.html.contains("put"), "{}", page.html);
        let ids: Vec<&str> = page.headings.iter().map(|h| h.id.as_str()).collect();
        assert_eq!(ids, ["manual-start", "manual-start--r003-应为金额"]);
    }
}
