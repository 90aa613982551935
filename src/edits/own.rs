//! A project's own sentences: what the narrative says instead of what the style says, with this year's figures.

use std::collections::{BTreeMap, HashSet};

use super::sentence::{self, Piece, Way};
use super::tokens::{Token, tokens};
use crate::narrative::{Block, Narrative, Run, Section};
use crate::supplement::OwnSentence;

/// What stands for a sentence that is not printed.
pub const REMOVED: &str = "（删去）";

/// The key of a row of 改写: the same sentence of the same section always has the same one.
pub fn key(section: &str, instead: &str) -> String {
    // FNV-1a: short, and the same on every machine.
    let hash =
        section.bytes().chain([0]).chain(instead.bytes()).fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("own.{:08x}", hash >> 32)
}

/// Numbers of an own sentence that stand in no place of a figure and are none of the style's sentence: nothing makes them
/// follow the data.
pub fn strange_numbers(instead: &str, say: &str) -> Vec<String> {
    let numbers = |text: &str| -> Vec<String> {
        let words = sentence::read(text).into_iter().filter_map(|piece| match piece {
            Piece::Words(words) => Some(words),
            Piece::Place(_) => None,
        });
        let number = |token| match token {
            Token::Number(number) => Some(number),
            _ => None,
        };
        words.flat_map(|words| tokens(&words)).filter_map(number).collect()
    };
    let before = numbers(instead);
    numbers(say).into_iter().filter(|number| !before.contains(number)).collect()
}

/// Puts own sentences in the places of the style's. Returns those that were not used, and why.
pub fn apply(narrative: &mut Narrative, own: &[OwnSentence], year: u16) -> Vec<(OwnSentence, &'static str)> {
    let mut unused = Vec::new();
    for sentence in own.iter().filter(|s| !s.say.trim().is_empty()) {
        if let Err(why) = say(narrative, sentence, year) {
            unused.push((sentence.clone(), why));
        }
    }
    // What nothing asks for any more is not asked.
    let runs = narrative.sections.iter().flat_map(|s| &s.blocks).flat_map(Block::runs);
    let asked: HashSet<&str> = runs
        .filter_map(|run| match run {
            Run::Gap { key, .. } | Run::Typed { key, .. } => Some(key.as_str()),
            _ => None,
        })
        .collect();
    narrative.asks.retain(|ask| asked.contains(ask.key.as_str()));
    unused
}

const NOT_THERE: &str = "今年的文字里没有这句话";

fn say(narrative: &mut Narrative, own: &OwnSentence, year: u16) -> Result<(), &'static str> {
    let titled = narrative.sections.iter().position(|s| s.title == own.section);
    let order = titled.into_iter().chain((0..narrative.sections.len()).filter(|i| Some(*i) != titled));
    let (wanted, ways) = sentence::known_by(&sentence::read(&own.instead));
    let whole = sentence::sentences(&[Run::Text(own.instead.clone())]).len().max(1);
    for at in order {
        let Some(found) = find(&narrative.sections[at], &wanted, whole, year) else { continue };
        let (_, now) = sentence::known_by(&sentence::read(&written(&found)));
        let years = sentence::with_places(&[Run::Text(format!("{year}年{}年", year - 1))], year);
        let elsewhere = narrative.sections.iter().flat_map(|s| &s.blocks).flat_map(Block::runs);
        let places = sentence::by_place(found.runs.iter().flatten().chain(elsewhere).chain(&years));
        let said = runs(&own.say, &places, &ways, &now)?;
        replace(&mut narrative.sections[at], &found, said);
        return Ok(());
    }
    Err(NOT_THERE)
}

/// Where a sentence stands in a section.
struct Found {
    block: usize,
    /// All sentences of the block.
    sentences: Vec<Vec<Run>>,
    /// The first of those that are replaced.
    from: usize,
    runs: Vec<Vec<Run>>,
}

fn written(found: &Found) -> String {
    found.runs.iter().map(|runs| sentence::written(runs)).collect()
}

fn find(section: &Section, wanted: &str, whole: usize, year: u16) -> Option<Found> {
    for (block, content) in section.blocks.iter().enumerate() {
        let sentences = sentence::sentences(&sentence::with_places(content.runs(), year));
        for from in 0..sentences.len().saturating_sub(whole - 1) {
            let runs = sentences[from..from + whole].to_vec();
            let text: String = runs.iter().map(|r| sentence::written(r)).collect();
            if sentence::known_by(&sentence::read(&text)).0 == wanted {
                return Some(Found { block, sentences, from, runs });
            }
        }
    }
    None
}

/// An own sentence with the figures of now; words of direction turn where those of the style did.
fn runs(
    say: &str,
    places: &BTreeMap<String, &Run>,
    before: &[Way],
    now: &[Way],
) -> Result<Vec<Run>, &'static str> {
    if say.trim() == REMOVED {
        return Ok(Vec::new());
    }
    let turned: Vec<bool> = before.iter().zip(now).map(|(a, b)| turns(a, b)).collect();
    let pieces = sentence::read(say);
    let (_, own) = sentence::known_by(&pieces);
    let mut own = own.into_iter();
    let mut runs = Vec::new();
    for piece in &pieces {
        match piece {
            Piece::Place(name) => match places.get(name.as_str()) {
                Some(run) => runs.push((*run).clone()),
                None => return Err("花括号里的数在今年的文字里没有"),
            },
            Piece::Words(words) => {
                let mut text = String::new();
                for (plain, way) in sentence::cut(words) {
                    text.push_str(plain);
                    if let Some(way) = way.and_then(|_| own.next()) {
                        text.push_str(turn(&way, before, now, &turned)?);
                    }
                }
                runs.push(Run::Text(text));
            }
        }
    }
    Ok(sentence::without_places(runs))
}

/// Whether a figure points the other way now.
fn turns(before: &Way, now: &Way) -> bool {
    sentence::points_up(before.word) != sentence::points_up(now.word)
}

/// The style's sentence as it was when an own sentence was printed so: its figures may have turned since it was written
/// down.
pub fn as_printed(own: &OwnSentence, printed: &str) -> String {
    let (_, before) = sentence::known_by(&sentence::read(&own.say));
    let (_, now) = sentence::known_by(&sentence::read(printed));
    let turned: Vec<&Way> = before.iter().zip(&now).filter(|(a, b)| turns(a, b)).map(|(a, _)| a).collect();
    let all = !turned.is_empty() && turned.len() == before.len();
    sentence::turned(&own.instead, &|way| {
        let known = before.iter().any(|b| b.about == way.about);
        if known { turned.iter().any(|t| t.about == way.about) } else { all }
    })
}

/// A word of direction as it must be now.
fn turn(way: &Way, before: &[Way], now: &[Way], turned: &[bool]) -> Result<&'static str, &'static str> {
    let at = before.iter().position(|b| b.about.is_some() && b.about == way.about);
    let turns = match at {
        Some(at) => turned[at],
        None if turned.iter().all(|t| !t) => false,
        None if turned.iter().all(|t| *t) => true,
        None => return Err("数的增减方向变了，不知道这句话应怎样说"),
    };
    Ok(match (turns, at) {
        (false, _) => way.word,
        (true, Some(at)) if before[at].word == way.word => now[at].word,
        (true, _) => sentence::opposite(way.word).unwrap_or(way.word),
    })
}

fn replace(section: &mut Section, found: &Found, said: Vec<Run>) {
    let before = found.sentences[..found.from].iter().flatten();
    let behind = found.sentences[found.from + found.runs.len()..].iter().flatten();
    let all: Vec<Run> = before.cloned().chain(said).chain(behind.cloned()).collect();
    // A line break in an own sentence begins a paragraph.
    let mut paragraphs: Vec<Vec<Run>> = vec![Vec::new()];
    for run in sentence::without_places(all) {
        let Run::Text(text) = &run else {
            paragraphs.last_mut().into_iter().for_each(|p| p.push(run.clone()));
            continue;
        };
        for (n, line) in text.split('\n').enumerate() {
            if n > 0 {
                paragraphs.push(Vec::new());
            }
            if !line.trim().is_empty() {
                paragraphs.last_mut().into_iter().for_each(|p| p.push(Run::Text(line.to_owned())));
            }
        }
    }
    paragraphs.retain(|p| !p.is_empty());
    let blocks = paragraphs.into_iter().map(|runs| match &section.blocks[found.block] {
        Block::Heading { level, .. } => Block::Heading { level: *level, runs },
        _ => Block::Paragraph(runs),
    });
    let blocks: Vec<Block> = blocks.collect();
    section.blocks.splice(found.block..=found.block, blocks);
}
