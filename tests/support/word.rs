//! A Word file read by other means than it was written with: zip and quick-xml.

use std::collections::BTreeMap;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::parts;

/// An XML element.
#[derive(Debug, Default, Clone)]
pub struct Node {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub children: Vec<Node>,
    /// Text directly inside.
    pub text: String,
}

impl Node {
    /// All elements of a name, in document order.
    pub fn all<'a>(&'a self, name: &str) -> Vec<&'a Node> {
        let mut found = Vec::new();
        for child in &self.children {
            if child.name == name {
                found.push(child);
            }
            found.extend(child.all(name));
        }
        found
    }

    /// Children of a name.
    pub fn direct<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |c| c.name == name)
    }

    /// An attribute.
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    /// `w:val` of the first descendant of a name.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.all(name).first().map(|n| n.attribute("w:val"))
    }

    /// Words of all text runs.
    pub fn words(&self) -> String {
        self.all("w:t").iter().map(|t| t.text.as_str()).collect()
    }
}

/// The package: part name → parsed XML.
pub struct Word {
    pub parts: BTreeMap<String, Node>,
}

impl Word {
    /// Reads every part; all must be well-formed XML.
    pub fn read(path: &Path) -> Word {
        let parts = parts::read(path).into_iter().map(|(name, bytes)| {
            let text = String::from_utf8(bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
            let node = parse(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
            (name, node)
        });
        Word { parts: parts.collect() }
    }

    /// A part.
    #[track_caller]
    pub fn part(&self, name: &str) -> &Node {
        self.parts.get(name).unwrap_or_else(|| panic!("no part {name}"))
    }

    /// The document part.
    pub fn document(&self) -> &Node {
        self.part("word/document.xml")
    }
}

/// XML text as a tree.
pub fn parse(text: &str) -> Result<Node, String> {
    let mut reader = Reader::from_str(text);
    let mut stack = vec![Node::default()];
    loop {
        match reader.read_event().map_err(|e| format!("{e} at {}", reader.error_position()))? {
            Event::Start(start) => stack.push(element(&start)?),
            Event::Empty(empty) => {
                let node = element(&empty)?;
                stack.last_mut().ok_or("unbalanced")?.children.push(node);
            }
            Event::End(_) => {
                let node = stack.pop().ok_or("unbalanced")?;
                stack.last_mut().ok_or("unbalanced")?.children.push(node);
            }
            Event::Text(text) => {
                stack.last_mut().ok_or("unbalanced")?.text.push_str(&text);
            }
            Event::GeneralRef(reference) => {
                let text = match &*reference {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "#39" => "'",
                    other => return Err(format!("unknown reference {other}")),
                };
                stack.last_mut().ok_or("unbalanced")?.text.push_str(text);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    match stack.as_mut_slice() {
        [root] if root.children.len() == 1 => Ok(root.children.remove(0)),
        _ => Err("not one balanced root element".to_owned()),
    }
}

fn element(start: &quick_xml::events::BytesStart<'_>) -> Result<Node, String> {
    let name = start.name().as_ref().to_owned();
    let mut node = Node { name, ..Node::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|e| e.to_string())?;
        let key = attribute.key.as_ref().to_owned();
        let value = quick_xml::escape::unescape(&attribute.value).map_err(|e| e.to_string())?.into_owned();
        node.attributes.insert(key, value);
    }
    Ok(node)
}
