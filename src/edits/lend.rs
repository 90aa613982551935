//! What people wrote into the document, brought into their supplement. What they typed there meanwhile stays.

use super::compare::{Answer, Edits, OwnChange};
use super::own;
use super::record::{Left, Why};
use super::sentence;
use super::tokens::{Token, text, tokens};
use crate::facts;
use crate::place::{DocumentSpot, Place};
use crate::supplement::{self, Content, DataRow, Entry, KeyKind, OwnSentence, SheetId, Supplement};
use crate::text::squash;

/// A cell of the supplement that people answered in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its sheet.
    pub sheet: SheetId,
    /// Its key.
    pub key: String,
    /// Head and content of the cell.
    pub cell: (&'static str, Content),
}

/// What was brought over.
#[derive(Debug, Clone, Default)]
pub struct Lent {
    /// Cells to be written.
    pub rows: Vec<Row>,
    /// Sentences that are others now.
    pub sentences: usize,
    /// What is listed.
    pub left: Vec<Left>,
}

impl Lent {
    /// How many answers of a sheet were brought over.
    pub fn of(&self, sheet: SheetId) -> usize {
        self.rows.iter().filter(|row| row.sheet == sheet).count()
    }

    /// Whether nothing is to be written.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.sentences == 0
    }
}

/// Brings edits of the document `file` into a supplement.
pub fn lend(edits: &Edits, supplement: &mut Supplement, file: &str) -> Lent {
    let mut lent = Lent { left: edits.left.clone(), ..Lent::default() };
    for answer in &edits.answers {
        let said = without_gaps(&answer.text);
        if said.is_empty() {
            continue;
        }
        let answer = Answer { text: said, ..answer.clone() };
        let taken = match KeyKind::of(&answer.key) {
            Some((KeyKind::Data, key)) => data(&answer, key, supplement, file),
            Some((KeyKind::Project, name)) => {
                Err(format!("“{name}”的“{}”请填在补充资料的绩效自评里，没有取回", answer.text))
            }
            _ => words(&answer, supplement, file),
        };
        match taken {
            Ok(Some(row)) => lent.rows.push(row),
            Ok(None) => {}
            Err(message) => lent.left.push(left(&answer, message)),
        }
    }
    for change in &edits.own {
        lent.sentences += usize::from(own_sentence(change, supplement, file));
    }
    lent
}

fn left(answer: &Answer, message: String) -> Left {
    Left {
        why: Why::Conflict,
        message,
        part: String::new(),
        section: answer.section.clone(),
        sentence: answer.text.clone(),
    }
}

/// A text without the gaps that still stand in it.
fn without_gaps(said: &str) -> String {
    let lines = said.lines().map(|line| {
        let mut kept = tokens(line);
        let all = kept.len();
        kept.retain(|t| !matches!(t, Token::Gap(_)));
        if kept.len() == all { line.trim().to_owned() } else { text(&kept).trim().to_owned() }
    });
    let kept: Vec<String> = lines.filter(|line| line.chars().any(char::is_alphanumeric)).collect();
    kept.join("\n")
}

fn place(file: &str, answer: &Answer) -> Place {
    let spot = DocumentSpot { section: answer.section.clone(), ..DocumentSpot::default() };
    Place::in_document(file, spot)
}

/// A reason or text.
fn words(
    answer: &Answer,
    supplement: &mut Supplement,
    file: &str,
) -> std::result::Result<Option<Row>, String> {
    let (sheet, key) = supplement::stands_in(&answer.key);
    let of_reason = sheet == SheetId::Reasons;
    if !supplement::is_answer(sheet, &answer.text) {
        return Err(format!("“{}”不是原因或文字，没有取回", answer.text));
    }
    let entries = if of_reason { &mut supplement.reasons } else { &mut supplement.texts };
    let head = supplement::form::spec(sheet).answer_head().unwrap_or_default();
    let cell = (head, Content::text(answer.text.as_str()));
    let row = Row { sheet, key: key.to_owned(), cell };
    let Some(entry) = entries.iter_mut().find(|e| e.key == key) else {
        let place = place(file, answer);
        entries.push(Entry { key: key.to_owned(), title: String::new(), text: answer.text.clone(), place });
        return Ok(Some(row));
    };
    if says_same(&entry.text, &answer.text) {
        return Ok(None);
    }
    let was_there = answer.before.as_ref().is_ok_and(|before| says_same(&entry.text, before));
    if !entry.text.is_empty() && !was_there {
        return Err(format!(
            "文件里写的是“{}”，补充资料的 {key} 一行填的是“{}”，用了补充资料的，文件里的没有取回",
            answer.text, entry.text
        ));
    }
    entry.text.clone_from(&answer.text);
    Ok(Some(row))
}

/// Whether a text of the supplement is what a sentence printed of it: without its lead and its full stop.
fn says_same(typed: &str, printed: &str) -> bool {
    let plain = |text: &str| squash(text).trim_end_matches(['。', '；', '，', ';', '.', ',']).to_owned();
    let (typed, printed) = (plain(typed), plain(printed));
    typed == printed
        || !printed.is_empty() && typed.ends_with(&printed) && {
            let lead = &typed[..typed.len() - printed.len()];
            ["主要", "原因", "用于", "包括"].iter().any(|word| lead.contains(word))
                && lead.chars().count() < 12
        }
}

/// A figure that the export lacks.
fn data(
    answer: &Answer,
    key: &str,
    supplement: &mut Supplement,
    file: &str,
) -> std::result::Result<Option<Row>, String> {
    let gap = answer.before.as_ref().err().map_or("", String::as_str);
    let head = match gap {
        gap if gap.contains("上年") => "上年决算数",
        gap if gap.contains("预算数") => "年初预算数",
        _ => "本年决算数",
    };
    let about = facts::key_of_initial(key).unwrap_or(key);
    let unit = if facts::fixed(about).is_some_and(|spec| spec.kind == facts::Kind::Count) {
        "个"
    } else {
        "万元"
    };
    let row = supplement.data.iter_mut().find(|row| row.key == key);
    let unit = row.as_ref().map(|r| r.unit.clone()).filter(|u| !u.is_empty()).unwrap_or(unit.to_owned());
    let Some((amount, number)) = supplement::amount(&answer.text, &unit) else {
        return Err(format!("“{}”应是一个数，实际写的是“{}”，没有取回", facts::label_of(about), answer.text));
    };
    let place = place(file, answer);
    let row = match row {
        Some(row) => row,
        None => {
            supplement.data.push(DataRow {
                key: key.to_owned(),
                unit,
                budget: None,
                current: None,
                prior: None,
                place: place.clone(),
            });
            let last = supplement.data.len() - 1;
            &mut supplement.data[last]
        }
    };
    let figure = match head {
        "上年决算数" => &mut row.prior,
        "年初预算数" => &mut row.budget,
        _ => &mut row.current,
    };
    match figure {
        Some((there, _)) if *there == amount => return Ok(None),
        Some((there, _)) => {
            return Err(format!(
                "“{}”文件里写的是{}，补充资料填的是{}，用了补充资料的",
                facts::label_of(about),
                answer.text,
                (there.0).normalize()
            ));
        }
        None => *figure = Some((amount, place)),
    }
    Ok(Some(Row { sheet: SheetId::Data, key: key.to_owned(), cell: (head, Content::Number(number)) }))
}

/// A sentence: one that was the project's own already is changed where it stands. Whether it is news.
fn own_sentence(change: &OwnChange, supplement: &mut Supplement, file: &str) -> bool {
    let key = own::key(&change.section, &change.instead);
    if supplement.own.iter().any(|own| own.key == key && own.say == change.say) {
        return false;
    }
    // Its words of direction may have turned since.
    let whole =
        |own: &&mut OwnSentence| own.section == change.section && sentence::same(&own.say, &change.instead);
    if let Some(own) = supplement.own.iter_mut().find(whole) {
        own.instead = own::as_printed(own, &change.instead);
        own.say.clone_from(&change.say);
        return true;
    }
    let mine = |own: &&mut OwnSentence| own.section == change.section && own.say.contains(&change.instead);
    if let Some(own) = supplement.own.iter_mut().find(mine) {
        let say = if change.say == own::REMOVED { "" } else { change.say.as_str() };
        own.say = own.say.replacen(&change.instead, say, 1);
        if own.say.trim().is_empty() {
            own::REMOVED.clone_into(&mut own.say);
        }
        return true;
    }
    supplement.own.retain(|own| own.key != key);
    let spot = DocumentSpot { section: change.section.clone(), ..DocumentSpot::default() };
    supplement.own.push(OwnSentence {
        key,
        section: change.section.clone(),
        instead: change.instead.clone(),
        say: change.say.clone(),
        place: Place::in_document(file, spot),
    });
    true
}
