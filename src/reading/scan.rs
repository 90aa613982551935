//! A paragraph's regular text → tokens: numbers with units, names of figures, marks, item paths, punctuation.

use std::ops::Range;

use rust_decimal::Decimal;

use super::codes::Codes;
use super::lexicon::{self, Mark};
use super::normal::Normal;
use super::subject::{self, Name};
use crate::facts::groups::{CLASS_DIGITS, GROUP_DIGITS, ITEM_DIGITS};
use crate::text::CHINESE_DIGITS;

/// A number's unit as a sentence writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// 万元; also 万 alone where 元 was forgotten.
    Wan,
    /// 元
    Yuan,
    /// 亿元
    Yi,
    /// %
    Percent,
    /// 个百分点
    Points,
    /// 分 of a score.
    Score,
    /// A counted thing: 个, 辆, 人次 …
    Count(&'static str),
}

impl Unit {
    /// As printed, in its regular form.
    pub fn text(self) -> &'static str {
        match self {
            Unit::Wan => "万元",
            Unit::Yuan => "元",
            Unit::Yi => "亿元",
            Unit::Percent => "%",
            Unit::Points => "个百分点",
            Unit::Score => "分",
            Unit::Count(unit) => unit,
        }
    }

    /// Whether it is an amount of money.
    pub fn is_money(self) -> bool {
        matches!(self, Unit::Wan | Unit::Yuan | Unit::Yi)
    }
}

/// Words behind a number, the longer before the shorter.
const UNITS: &[(&str, Unit)] = &[
    ("万元", Unit::Wan),
    ("亿元", Unit::Yi),
    ("元", Unit::Yuan),
    ("个百分点", Unit::Points),
    ("百分点", Unit::Points),
    ("%", Unit::Percent),
    ("台(套)", Unit::Count("台(套)")),
    ("批次", Unit::Count("批次")),
    ("人次", Unit::Count("人次")),
    ("批", Unit::Count("批")),
    ("人", Unit::Count("人")),
    ("个", Unit::Count("个")),
    ("辆", Unit::Count("辆")),
    ("台", Unit::Count("台")),
    ("套", Unit::Count("套")),
    ("件", Unit::Count("件")),
    ("次", Unit::Count("次")),
    ("分", Unit::Score),
    ("万", Unit::Wan),
];

/// What stands behind 万 where it is no amount of money: 6万余份.
const NOT_MONEY: &[char] =
    &['余', '份', '人', '户', '次', '亩', '平', '多', '件', '吨', '公', '立', '株', '条', '字'];

/// What a token is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A number with a unit.
    Number {
        /// The number, without its unit.
        value: Decimal,
        /// Its unit.
        unit: Unit,
    },
    /// A year written with 年.
    Year(u16),
    /// A name of figures.
    Name(&'static Name),
    /// A 类, 款 or 项 of the functional classification: its code, `None` if the name is not known.
    Item {
        /// Functional code.
        code: Option<String>,
        /// The names of 类, 款 and 项 as they are printed; empty for one that is not.
        names: [Range<usize>; 3],
    },
    /// A 类 or 款 named without （类） or （款） at the beginning of its statement, or the code of a 项 in brackets behind its name.
    Class(String),
    /// A word that does something.
    Mark(Mark),
    /// 。！？
    Stop,
    /// ；
    Semicolon,
    /// ，
    Comma,
    /// 、
    Pause,
    /// ：
    Colon,
    /// （
    Open,
    /// ）
    Close,
}

/// A token with its place in the regular text.
#[derive(Debug, Clone)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// First character.
    pub from: usize,
    /// Behind its last character.
    pub to: usize,
}

impl Token {
    /// Whether it is a mark of this kind.
    pub fn is(&self, mark: Mark) -> bool {
        matches!(self.kind, Kind::Mark(m) if m == mark)
    }

    /// Whether a clause ends here.
    pub fn ends_clause(&self) -> bool {
        matches!(self.kind, Kind::Stop | Kind::Semicolon | Kind::Comma)
    }
}

/// Splits a regular text into tokens; what no token covers is plain words.
pub fn scan(text: &Normal, codes: &Codes) -> Vec<Token> {
    let items = item_paths(text, codes);
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = skip_numbering(text);
    while at < text.chars.len() {
        if let Some(end) = gap_end(text, at) {
            at = end;
            continue;
        }
        if let Some(token) = items.iter().find(|t| t.from == at) {
            tokens.push(token.clone());
            at = token.to;
            continue;
        }
        let class = class_at(text, at, codes);
        let Some((kind, length)) = class.or_else(|| token_at(text, at)) else {
            at += 1;
            continue;
        };
        let token = Token { kind, from: at, to: at + length };
        at = token.to;
        if token.is(Mark::Skip) {
            continue;
        }
        tokens.push(token);
    }
    join_choices(&mut tokens);
    tokens
}

/// 〔请补充…〕 asks for what is missing; it states nothing. Where it ends, if one begins here.
fn gap_end(text: &Normal, at: usize) -> Option<usize> {
    const ASKS: [char; 4] = ['[', '请', '补', '充'];
    text.starts_with(at, &ASKS).then_some(())?;
    let mut depth = 0usize;
    for (i, c) in text.chars.iter().enumerate().skip(at) {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(i + 1);
        }
    }
    None
}

/// `1、`, `（2）`, `3.` at the beginning of a paragraph is no figure.
pub fn skip_numbering(text: &Normal) -> usize {
    let digits = |from: usize| text.chars[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let open = usize::from(text.chars.first() == Some(&'('));
    let number = digits(open);
    if number == 0 || number > 2 {
        return 0;
    }
    let behind = open + number;
    match (open, text.chars.get(behind)) {
        (1, Some(')')) => behind + 1 + usize::from(matches!(text.chars.get(behind + 1), Some('、' | '.'))),
        (0, Some('、' | '.' | ')' | ','))
            if !text.chars.get(behind + 1).is_some_and(char::is_ascii_digit) =>
        {
            behind + 1
        }
        // `1.2023年…`: a number, a point and a year.
        (0, Some('.')) if digits(behind + 1) == 4 && text.chars.get(behind + 5) == Some(&'年') => behind + 1,
        _ => 0,
    }
}

fn token_at(text: &Normal, at: usize) -> Option<(Kind, usize)> {
    let c = *text.chars.get(at)?;
    if c.is_ascii_digit() {
        // A name may begin with digits only inside (单价100万元…); numbers are read whole.
        return Some(number(text, at));
    }
    let name = subject::names().at(text, at);
    let mark = lexicon::marks().at(text, at);
    match (name, mark) {
        (Some((n, name)), m) if m.is_none_or(|(length, _)| n >= length) => {
            return Some((Kind::Name(name), n));
        }
        (_, Some((length, mark))) => return Some((Kind::Mark(mark), length)),
        _ => {}
    }
    let kind = match c {
        '。' | '!' | '?' => Kind::Stop,
        ';' => Kind::Semicolon,
        ',' => Kind::Comma,
        '、' => Kind::Pause,
        ':' => Kind::Colon,
        '(' => Kind::Open,
        ')' => Kind::Close,
        _ => return None,
    };
    Some((kind, 1))
}

/// A number: a year, a figure with its unit, or digits that mean nothing here.
fn number(text: &Normal, at: usize) -> (Kind, usize) {
    let mut end = at;
    while text.chars.get(end).is_some_and(char::is_ascii_digit) {
        end += 1;
    }
    let whole = end - at;
    if text.chars.get(end) == Some(&'.') && text.chars.get(end + 1).is_some_and(char::is_ascii_digit) {
        end += 1;
        while text.chars.get(end).is_some_and(char::is_ascii_digit) {
            end += 1;
        }
    }
    let skip = |to: usize| (Kind::Mark(Mark::Skip), to - at);
    if end - at == whole && text.chars.get(end) == Some(&'年') {
        return match text.text(at, end).parse::<u16>() {
            Ok(year) if (1990..2100).contains(&year) => {
                let date = date_end(text, end + 1);
                if date > end + 1 {
                    return skip(date);
                }
                let degree = usize::from(text.chars.get(end + 1) == Some(&'度'));
                (Kind::Year(year), end + 1 + degree - at)
            }
            _ => skip(end),
        };
    }
    let negative = at > 0
        && text.chars[at - 1] == '-'
        && !text.chars[..at - 1].last().is_some_and(char::is_ascii_alphanumeric);
    let Ok(value) = text.text(at, end).parse::<Decimal>() else { return skip(end) };
    let value = if negative { -value } else { value };
    let unit = UNITS.iter().find(|(word, _)| {
        let word: Vec<char> = word.chars().collect();
        text.starts_with(end, &word)
    });
    let Some((word, unit)) = unit else {
        // 增长13.95。: a percentage whose sign was forgotten.
        let before = text.text(at.saturating_sub(3), at);
        let ends = text.chars.get(end).is_none_or(|c| ",。;)、".contains(*c));
        // 减少2人 counts; 减少2.44 is a percentage as well.
        let words = if end - at > whole { &[BEFORE_PERCENT, CHANGES].concat() } else { BEFORE_PERCENT };
        if ends && words.iter().any(|w| before.ends_with(w)) {
            return (Kind::Number { value, unit: Unit::Percent }, end - at);
        }
        return skip(end);
    };
    let to = end + word.chars().count();
    let behind = text.chars.get(to).copied();
    if *word == "万" && behind.is_some_and(|c| NOT_MONEY.contains(&c)) {
        return skip(to);
    }
    // 100万元（含）以上 is a threshold.
    let rest = text.text(to, to + 5);
    if unit.is_money()
        && ["(含)以上", "以上", "以下", "(含)以下", "及以上", "/"].iter().any(|w| rest.starts_with(w))
    {
        return skip(to);
    }
    (Kind::Number { value, unit: *unit }, to - at)
}

/// Words that only a percentage follows at once.
const BEFORE_PERCENT: &[&str] =
    &["增长", "下降", "降低", "占比", "占", "增幅", "降幅", "幅为", "完成率", "成率为", "差异率", "异率为"];
/// Words that a percentage follows, too, if nothing else says what the number is.
const CHANGES: &[&str] = &["增加", "减少"];

/// The end of 12月31日 behind a year; `at` itself if no month follows.
fn date_end(text: &Normal, at: usize) -> usize {
    let part = |at: usize, word: char| {
        let digits = text.chars[at.min(text.chars.len())..].iter().take_while(|c| c.is_ascii_digit()).count();
        ((1..=2).contains(&digits) && text.chars.get(at + digits) == Some(&word)).then_some(at + digits + 1)
    };
    match part(at, '月') {
        Some(month) => part(month, '日').unwrap_or(month),
        None => at,
    }
}

/// Where a name may begin: behind one of these.
const BEFORE_NAMES: &[char] = &[',', ':', ';', '。', '、', '(', ')', '.', '-'];
/// Behind these a statement begins.
const BEFORE_STATEMENTS: &[char] = &[';', '。', ':'];
/// What a statement about a 类 goes on with.
const STATES: &[&str] = &["年初预算", "全年预算", "预算", "决算", "支出决算", "完成"];

/// 社会保障和就业支出50万元，占10%: a 类 without （类）, or a 款 without （款）, where a paragraph or a part of a sentence begins with it and
/// its figure follows.
fn class_at(text: &Normal, at: usize, codes: &Codes) -> Option<(Kind, usize)> {
    if text.chars[at].is_ascii_digit() {
        return coded_item(text, at, codes);
    }
    if text.chars[at] == '(' {
        let code = text.text(at + 1, at + 8);
        let closed = text.chars.get(at + 8) == Some(&')') && code.len() == 7;
        let known = closed && code.chars().all(|c| c.is_ascii_digit()) && codes.knows(&code);
        return known.then_some((Kind::Class(code), 9));
    }
    let before = &text.chars[..at];
    let numbering = |c: &char| "()0123456789.、,一二三四五六七八九十".contains(*c);
    // 占教育支出的80%: the whole of a share.
    let begins = before.last().is_none_or(|c| BEFORE_STATEMENTS.contains(c) || *c == '占')
        || before.len() <= 5 && before.iter().all(numbering);
    if !begins {
        return None;
    }
    let (code, length) = codes.class_at(text, at).or_else(|| codes.group_at(text, at))?;
    let rest = text.text(at + length, at + length + 8);
    let digits = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
    let figure = digits < rest.len() && lexicon::joins(&rest[..digits]);
    (figure || STATES.iter().any(|w| rest.starts_with(w))).then_some((Kind::Class(code), length))
}

/// `2010301-行政运行690.00万元`: a 项 by its code and name, where a paragraph or a part of a sentence begins with it.
fn coded_item(text: &Normal, at: usize, codes: &Codes) -> Option<(Kind, usize)> {
    let before = &text.chars[..at];
    let begins = before.last().is_none_or(|c| BEFORE_STATEMENTS.contains(c) || matches!(c, ')' | '、'));
    let code = text.text(at, at + 7);
    let digits = code.len() == 7 && code.chars().all(|c| c.is_ascii_digit());
    if !begins || !digits || !codes.knows(&code) {
        return None;
    }
    let mut name_from = at + 7;
    while matches!(text.chars.get(name_from), Some('-' | ':' | '、' | '.' | '(')) {
        name_from += 1;
    }
    let rest = &text.chars[name_from..];
    let ends = |c: &char| c.is_ascii_digit() || ",;。:".contains(*c);
    let length = rest.iter().take(LONGEST_NAME).position(ends)?;
    let name: String = rest[..length].iter().collect();
    // 行政运行690万元, 行政运行年初预算为…: the longest beginning that the classification knows by this code.
    let known = (2..=length).rev().find(|n| codes.is_named(&code, &rest[..*n].iter().collect::<String>()));
    let known = known.filter(|_| !name.is_empty())?;
    Some((Kind::Class(code), name_from + known - at))
}

/// How long a printed name of a 类, 款 or 项 can be.
const LONGEST_NAME: usize = 34;

/// Where a text says that the name before it is one of a 类, 款 or 项.
struct Level {
    word: char,
    from: usize,
    to: usize,
    /// Where the name begins, if there are no brackets that mark it.
    name: Option<usize>,
}

/// What stands behind 类, 款 or 项 where it is a part of another word: 款项, 项目, 类别, 类的.
const NO_LEVEL: [char; 8] = ['项', '目', '别', '型', '似', '级', '的', '数'];

/// Every （类）, （款） and （项）, and these words without brackets behind a name that the classification knows (教育支出类普通教育款).
fn levels(text: &Normal, codes: &Codes) -> Vec<Level> {
    let mut levels: Vec<Level> = Vec::new();
    let mut at = 0;
    while at < text.chars.len() {
        let bracketed = ['类', '款', '项'].into_iter().find(|w| text.starts_with(at, &['(', *w, ')']));
        if let Some(word) = bracketed {
            levels.push(Level { word, from: at, to: at + 3, name: None });
            at += 3;
            continue;
        }
        let word = text.chars[at];
        let floor = levels.last().map_or(0, |level| level.to);
        let stands = ['类', '款', '项'].contains(&word)
            && !text.chars.get(at + 1).is_some_and(|c| NO_LEVEL.contains(c) || *c == ')');
        if let Some(from) = stands.then(|| bare_name(text, floor, at, word, codes)).flatten() {
            levels.push(Level { word, from: at, to: at + 1, name: Some(from) });
        }
        at += 1;
    }
    levels
}

/// Where the name before a word without brackets begins: behind the level before it, or behind what may stand before names.
fn bare_name(text: &Normal, floor: usize, end: usize, word: char, codes: &Codes) -> Option<usize> {
    let earliest = end.saturating_sub(LONGEST_NAME).max(floor);
    let delimits = |c: char| BEFORE_NAMES.contains(&c) || c.is_ascii_digit();
    let from = (earliest..end).rev().find(|i| *i == 0 || *i == floor || delimits(text.chars[i - 1]))?;
    let name = text.text(from, end);
    let known = match word {
        '类' => codes.class(&name).is_some(),
        '款' => codes.is_called(GROUP_DIGITS, &name),
        _ => codes.is_called(ITEM_DIGITS, &name),
    };
    (known && name.chars().count() >= 3).then_some(from)
}

/// Paths like 卫生健康支出（类）医疗救助（款）城乡医疗救助（项）, 类 alone, 款 alone.
fn item_paths(text: &Normal, codes: &Codes) -> Vec<Token> {
    let levels = levels(text, codes);
    let mut tokens = Vec::new();
    let mut next = 0;
    while let Some(first) = levels.get(next) {
        next += 1;
        let from = first.name.unwrap_or_else(|| name_start(text, first.from, codes, first.word));
        let named = |word: char| if first.word == word { from..first.from } else { first.from..first.from };
        let [class, mut group, mut item] = ['类', '款', '项'].map(named);
        let mut behind = first.to;
        let mut below = |word: char, next: &mut usize| {
            let level = levels.get(*next).filter(|level| level.word == word)?;
            let joins = level.from < behind + LONGEST_NAME && plain(text, behind, level.from);
            let name = behind..level.from;
            joins.then(|| {
                behind = level.to;
                *next += 1;
                name
            })
        };
        if first.word == '类' {
            group = below('款', &mut next).unwrap_or(group);
        }
        if first.word != '项' {
            item = below('项', &mut next).unwrap_or(item);
        }
        let name = |range: &Range<usize>| text.text(range.start, range.end);
        let code = match (group.is_empty(), item.is_empty()) {
            (true, true) => codes.class(&name(&class)),
            (false, true) => codes.group(&name(&class), &name(&group)),
            _ => codes.item(&name(&class), &name(&group), &name(&item)),
        };
        tokens.push(Token { kind: Kind::Item { code, names: [class, group, item] }, from, to: behind });
    }
    tokens
}

/// A 款 or 项 whose name several codes carry, below a paragraph or behind a clause that names its 类 or 款: 行政运行（项） of 教育管理事务（款）.
pub fn name_by_what_is_above(paragraphs: &mut [(Normal, Vec<Token>)], codes: &Codes) {
    let mut above = String::new();
    for (text, tokens) in paragraphs {
        let mut own = false;
        for token in tokens {
            let given = match &token.kind {
                Kind::Item { code: Some(code), .. } | Kind::Class(code) => Some(code.clone()),
                Kind::Item { code: None, names } => {
                    let names = names.clone().map(|range| text.text(range.start, range.end));
                    let [class, group, item] = names.each_ref().map(String::as_str);
                    // Another 款 of the same 类.
                    let within = if group.is_empty() {
                        above.as_str()
                    } else {
                        above.get(..CLASS_DIGITS).unwrap_or("")
                    };
                    let named = class.is_empty() && !within.is_empty();
                    named.then(|| codes.below(within, [class, group, item])).flatten()
                }
                _ => None,
            };
            let Some(given) = given else { continue };
            if let Kind::Item { code, .. } = &mut token.kind {
                code.get_or_insert_with(|| given.clone());
            }
            // 水利（款）5万元，占农林水支出的80%: the 类 of what the paragraph is on is no new one.
            if given.len() < ITEM_DIGITS && !(own && above.starts_with(&given)) {
                above = given;
                own = true;
            }
        }
    }
}

/// A path whose 项 no code is called by, in a 款 of whose 项 the section names all others: it is the one that is left.
pub fn name_what_is_left(paragraphs: &mut [(Normal, Vec<Token>)], codes: &Codes) {
    let mut named: Vec<String> = Vec::new();
    let mut unknown: Vec<(usize, usize, String, String)> = Vec::new();
    for (p, (text, tokens)) in paragraphs.iter().enumerate() {
        for (t, token) in tokens.iter().enumerate() {
            match &token.kind {
                Kind::Item { code: Some(code), .. } | Kind::Class(code) => named.push(code.clone()),
                Kind::Item { code: None, names: [class, group, item] }
                    if !group.is_empty() && !item.is_empty() =>
                {
                    let name = |range: &Range<usize>| text.text(range.start, range.end);
                    unknown.push((p, t, name(class), name(group)));
                }
                _ => {}
            }
        }
    }
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    for (p, t, class, group) in &unknown {
        // Two names that nobody knows can't be told apart.
        if unknown.iter().filter(|(.., g)| g == group).count() > 1 {
            continue;
        }
        if let Kind::Item { code, .. } = &mut paragraphs[*p].1[*t].kind {
            *code = codes.only_left(class, group, &named);
        }
    }
}

/// Whether nothing between two places ends a name.
fn plain(text: &Normal, from: usize, to: usize) -> bool {
    text.chars[from..to].iter().all(|c| !matches!(c, ',' | ';' | '。' | ':') && !c.is_ascii_digit())
}

/// Where the name before （类） begins: the longest stretch that the classification knows, else up to the last delimiter.
fn name_start(text: &Normal, end: usize, codes: &Codes, step: char) -> usize {
    let earliest = end.saturating_sub(LONGEST_NAME);
    let delimiter = |i: usize| {
        i == 0
            || BEFORE_NAMES.contains(&text.chars[i - 1]) && !within_name(text, i - 1, end)
            || text.chars[i - 1].is_ascii_digit()
    };
    let nearest = (earliest..end).rev().find(|i| delimiter(*i)).unwrap_or(earliest);
    // ，其中普通教育（款）: the word is no part of the name.
    let nearest = match lexicon::marks().at(text, nearest) {
        Some((length, Mark::Among)) if nearest + length < end => nearest + length,
        _ => nearest,
    };
    if step != '类' || codes.class(&text.text(nearest, end)).is_some() {
        return nearest;
    }
    (earliest..end).find(|i| codes.class(&text.text(*i, end)).is_some()).unwrap_or(nearest)
}

/// 政府办公厅（室）及相关机构事务: brackets around a word belong to the name, those around 类 or a number part names.
fn within_name(text: &Normal, at: usize, end: usize) -> bool {
    let (open, close) = match text.chars[at] {
        '(' => (at, (at..end).find(|i| text.chars[*i] == ')')),
        ')' => match (at.saturating_sub(4)..at).rev().find(|i| text.chars[*i] == '(') {
            Some(open) => (open, Some(at)),
            None => return false,
        },
        _ => return false,
    };
    let Some(close) = close else { return false };
    let inside = text.text(open + 1, close);
    let parts = ["类", "款", "项", ""].contains(&inside.as_str())
        || inside.chars().all(|c| c.is_ascii_digit() || CHINESE_DIGITS.contains(c));
    open > 0 && !parts && inside.chars().count() <= 3
}

/// 下降（增长）: a choice of the form that was left in; the first word counts, the second is no mark of its own.
fn join_choices(tokens: &mut Vec<Token>) {
    let direction =
        |t: &Token| [Mark::Up, Mark::Down, Mark::Above, Mark::Below, Mark::Same].into_iter().any(|m| t.is(m));
    let mut i = 0;
    while i + 3 < tokens.len() {
        let choice = direction(&tokens[i])
            && matches!(tokens[i + 1].kind, Kind::Open)
            && direction(&tokens[i + 2])
            && matches!(tokens[i + 3].kind, Kind::Close);
        if choice {
            tokens[i].to = tokens[i + 3].to;
            tokens.drain(i + 1..=i + 3);
        }
        i += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<(String, &'static str)> {
        let normal = Normal::new(text);
        scan(&normal, &Codes::default())
            .into_iter()
            .filter_map(|t| match t.kind {
                Kind::Number { value, unit } => Some((value.to_string(), unit.text())),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn numbers_with_their_units() {
        let text = "1、2023年度共2,553.74万元，增长3.7％；截至2023年12月31日，单价100万元（含）以上设备0台（套），接待3批次、16人次，印发6万余份。";
        let expected = [("2553.74", "万元"), ("3.7", "%"), ("0", "台(套)"), ("3", "批次"), ("16", "人次")];
        assert_eq!(numbers(text), expected.map(|(n, u)| (n.to_owned(), u)));
        assert_eq!(
            numbers("减少399.09万，占比97.66%"),
            [("399.09".to_owned(), "万元"), ("97.66".to_owned(), "%")]
        );
        assert_eq!(numbers("1.2023年度收入5万元"), [("5".to_owned(), "万元")]);
    }

    #[test]
    fn paths_are_one_token() {
        let normal =
            Normal::new("1、卫生健康支出（类）医疗救助（款）城乡医疗救助（项）。年初预算为2,125万元");
        let tokens = scan(&normal, &Codes::default());
        assert!(
            matches!(&tokens[0].kind, Kind::Item { code: Some(code), .. } if code == "2101301"),
            "{tokens:?}"
        );
        let normal = Normal::new("主要用于以下方面：社会保障和就业（类）支出37.69万元，占1.48%");
        let tokens = scan(&normal, &Codes::default());
        assert!(
            tokens.iter().any(|t| matches!(&t.kind, Kind::Item { code: Some(code), .. } if code == "208"))
        );
    }
}
