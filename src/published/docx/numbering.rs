//! List numbering: the numbers Word prints before paragraphs but keeps nowhere in their text.

use std::collections::HashMap;

use super::xml::{Result, Step, Stopped, Xml};
use crate::text::chinese_number;

const LEVELS: usize = 9;
/// Lists and their definitions.
const MOST_LISTS: usize = 20_000;
/// Characters of the text around a number; it is printed before every paragraph of the list.
const LONGEST_NUMBER: usize = 64;

/// One level of a list.
#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: String,
    /// `（%1）`
    text: String,
    /// All numbers in it print as plain digits.
    legal: bool,
}

impl Default for Level {
    fn default() -> Self {
        Level { start: 1, format: "decimal".to_owned(), text: String::new(), legal: false }
    }
}

#[derive(Debug, Clone, Default)]
struct Abstract {
    levels: [Level; LEVELS],
    /// A list that only names the style another list is defined under.
    style_link: Option<String>,
    style: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct List {
    definition: u32,
    starts: HashMap<usize, u32>,
    levels: HashMap<usize, Level>,
}

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub struct Numbering {
    definitions: HashMap<u32, Abstract>,
    lists: HashMap<u32, List>,
    /// Which definition one stands for: looked for once.
    resolved: HashMap<u32, u32>,
    counters: HashMap<u32, [Option<u32>; LEVELS]>,
    begun: HashMap<(u32, usize), ()>,
}

impl Numbering {
    /// Reads `numbering.xml`.
    pub fn read(text: &str) -> Result<Numbering> {
        let mut xml = Xml::new(text);
        xml.root()?;
        let mut numbering = Numbering::default();
        loop {
            match xml.next()? {
                Step::Open(tag) => match tag.name() {
                    "abstractNum" => {
                        let id = tag.attribute("abstractNumId").and_then(|v| v.parse().ok()).unwrap_or(0);
                        let definition = read_abstract(&mut xml)?;
                        numbering.take_room()?;
                        numbering.definitions.insert(id, definition);
                    }
                    "num" => {
                        let id = tag.attribute("numId").and_then(|v| v.parse().ok()).unwrap_or(0);
                        let list = read_num(&mut xml)?;
                        numbering.take_room()?;
                        numbering.lists.insert(id, list);
                    }
                    _ => xml.skip()?,
                },
                Step::Text(_) => {}
                Step::Close | Step::End => return Ok(numbering),
            }
        }
    }

    fn take_room(&self) -> Result<()> {
        let held = self.definitions.len() + self.lists.len();
        if held < MOST_LISTS { Ok(()) } else { Err(Stopped::TooLarge) }
    }

    /// Counts a paragraph of a list and gives the number printed before it; empty for bullets and unknown lists.
    pub fn next(&mut self, list: u32, level: u8) -> String {
        let Some(num) = self.lists.get(&list) else { return String::new() };
        let level = usize::from(level).min(LEVELS - 1);
        let id = match self.resolved.get(&num.definition) {
            Some(id) => *id,
            None => self.resolve(num.definition),
        };
        self.resolved.insert(num.definition, id);
        let Some(definition) = self.definitions.get(&id) else { return String::new() };
        let at = |l: usize| num.levels.get(&l).unwrap_or(&definition.levels[l]);
        let counters = self.counters.entry(id).or_default();
        // A list that says where it starts begins anew the first time it is used.
        let restart = num.starts.get(&level).filter(|_| self.begun.insert((list, level), ()).is_none());
        let next = match (restart, counters[level]) {
            (Some(start), _) => *start,
            (None, Some(n)) => n.saturating_add(1),
            (None, None) => at(level).start,
        };
        counters[level] = Some(next);
        for deeper in counters.iter_mut().skip(level + 1) {
            *deeper = None;
        }
        let current = at(level);
        if current.format == "bullet" || current.format == "none" {
            return String::new();
        }
        let mut out = String::new();
        let mut chars = current.text.chars();
        while let Some(c) = chars.next() {
            if c != '%' {
                out.push(c);
                continue;
            }
            let Some(digit) = chars.next() else { break };
            let Some(of) = digit.to_digit(10).and_then(|d| (d as usize).checked_sub(1)) else {
                out.push(digit);
                continue;
            };
            let n = counters[of].unwrap_or(at(of).start);
            let format = if current.legal { "decimal" } else { at(of).format.as_str() };
            out.push_str(&spell(n, format));
        }
        out
    }

    fn resolve(&self, id: u32) -> u32 {
        let link = self.definitions.get(&id).and_then(|d| d.style_link.as_ref());
        link.and_then(|link| self.definitions.iter().find(|(_, d)| d.style.as_ref() == Some(link)))
            .map_or(id, |(other, _)| *other)
    }
}

fn read_abstract(xml: &mut Xml<'_>) -> Result<Abstract> {
    let mut definition = Abstract::default();
    loop {
        match xml.next()? {
            Step::Open(tag) => match tag.name() {
                "lvl" => {
                    let index = tag.attribute("ilvl").and_then(|v| v.parse::<usize>().ok()).unwrap_or(0);
                    let level = read_level(xml)?;
                    if let Some(slot) = definition.levels.get_mut(index) {
                        *slot = level;
                    }
                }
                "numStyleLink" => {
                    definition.style_link = tag.val();
                    xml.skip()?;
                }
                "styleLink" => {
                    definition.style = tag.val();
                    xml.skip()?;
                }
                _ => xml.skip()?,
            },
            Step::Text(_) => {}
            Step::Close | Step::End => return Ok(definition),
        }
    }
}

fn read_level(xml: &mut Xml<'_>) -> Result<Level> {
    let mut level = Level::default();
    loop {
        match xml.next()? {
            Step::Open(tag) => {
                match tag.name() {
                    "start" => level.start = tag.number().unwrap_or(1),
                    "numFmt" => level.format = tag.val().unwrap_or_default(),
                    "lvlText" => {
                        level.text = tag.val().unwrap_or_default().chars().take(LONGEST_NUMBER).collect()
                    }
                    "isLgl" => level.legal = tag.is_on(),
                    // Word 2010 and later write other formats in a choice; the fallback is plain digits.
                    "AlternateContent" => {
                        read_choice(xml, &mut level)?;
                        continue;
                    }
                    _ => {}
                }
                xml.skip()?;
            }
            Step::Text(_) => {}
            Step::Close | Step::End => return Ok(level),
        }
    }
}

fn read_choice(xml: &mut Xml<'_>, level: &mut Level) -> Result<()> {
    loop {
        match xml.next()? {
            Step::Open(tag) if tag.name() == "Choice" => *level = Level { ..read_level(xml)? },
            Step::Open(_) => xml.skip()?,
            Step::Text(_) => {}
            Step::Close | Step::End => return Ok(()),
        }
    }
}

fn read_num(xml: &mut Xml<'_>) -> Result<List> {
    let mut list = List::default();
    loop {
        match xml.next()? {
            Step::Open(tag) => match tag.name() {
                "abstractNumId" => {
                    list.definition = tag.number().unwrap_or(0);
                    xml.skip()?;
                }
                "lvlOverride" => {
                    let index = tag.attribute("ilvl").and_then(|v| v.parse::<usize>().ok()).unwrap_or(0);
                    read_override(xml, &mut list, index)?;
                }
                _ => xml.skip()?,
            },
            Step::Text(_) => {}
            Step::Close | Step::End => return Ok(list),
        }
    }
}

fn read_override(xml: &mut Xml<'_>, list: &mut List, index: usize) -> Result<()> {
    loop {
        match xml.next()? {
            Step::Open(tag) => match tag.name() {
                "startOverride" => {
                    if let Some(start) = tag.number().filter(|_| index < LEVELS) {
                        list.starts.insert(index, start);
                    }
                    xml.skip()?;
                }
                "lvl" => {
                    let level = read_level(xml)?;
                    if index < LEVELS {
                        list.levels.insert(index, level);
                    }
                }
                _ => xml.skip()?,
            },
            Step::Text(_) => {}
            Step::Close | Step::End => return Ok(()),
        }
    }
}

/// A number in one of Word's formats (ECMA-376 Part 1, 17.18.59).
fn spell(n: u32, format: &str) -> String {
    let index = n as usize;
    let nth = |signs: &str| index.checked_sub(1).and_then(|i| signs.chars().nth(i)).map(String::from);
    let found = match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "koreanCounting" => Some(chinese_number(index)),
        "ideographDigital" | "taiwaneseDigital" | "japaneseDigitalTenThousand" => Some(
            n.to_string()
                .chars()
                .filter_map(|c| "〇一二三四五六七八九".chars().nth(c.to_digit(10)? as usize))
                .collect(),
        ),
        "chineseLegalSimplified" | "ideographLegalTraditional" => nth("壹贰叁肆伍陆柒捌玖拾"),
        "ideographTraditional" => nth("甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => nth("子丑寅卯辰巳午未申酉戌亥"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => nth("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
        "decimalEnclosedParen" | "ideographEnclosedCircle" => Some(format!("（{n}）")),
        "decimalFullWidth" | "decimalFullWidth2" => {
            Some(n.to_string().chars().filter_map(|c| char::from_u32(u32::from(c) + 0xfee0)).collect())
        }
        "decimalZero" => Some(format!("{n:02}")),
        "lowerLetter" => nth("abcdefghijklmnopqrstuvwxyz"),
        "upperLetter" => nth("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        "upperRoman" => Some(roman(n)),
        "lowerRoman" => Some(roman(n).to_lowercase()),
        "none" => Some(String::new()),
        _ => None,
    };
    found.unwrap_or_else(|| n.to_string())
}

fn roman(n: u32) -> String {
    const SIGNS: [(u32, &str); 9] =
        [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    if n >= 400 {
        return n.to_string();
    }
    let mut rest = n;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_printed() {
        for (n, format, printed) in [
            (12, "chineseCountingThousand", "十二"),
            (21, "ideographDigital", "二一"),
            (3, "decimalEnclosedCircle", "③"),
            (30, "decimalEnclosedCircle", "30"),
            (14, "upperRoman", "XIV"),
            (7, "unheard", "7"),
        ] {
            assert_eq!(spell(n, format), printed, "{format}");
        }
    }

    #[test]
    fn lists_count_by_level_and_restart() {
        let text = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="4">
            <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
            <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/><w:isLgl/></w:lvl>
            </w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="4"/></w:num>
            <w:num w:numId="2"><w:abstractNumId w:val="4"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num></w:numbering>"#;
        let mut lists = Numbering::read(text).unwrap();
        let said: Vec<String> = [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1), (2, 0), (2, 0), (9, 0)]
            .map(|(l, v)| lists.next(l, v))
            .into();
        assert_eq!(said, ["一、", "1.1", "1.2", "二、", "2.1", "五、", "六、", ""]);
    }
}
