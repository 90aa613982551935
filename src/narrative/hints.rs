//! What is wrong with a template before any data is tried: keys no data can have, years written out. Finds what a trial
//! run never reaches because its branch is not taken.

use super::scan::{self, Piece, Stretch, TokenKind};
use super::{Spot, keys, limits};
use crate::style::PackFile;

/// Code, one Chinese sentence, place.
pub type Hint = (&'static str, String, Spot);

/// Everything wrong with one file of a pack.
pub fn of(file: &PackFile) -> Vec<Hint> {
    let mut found = years(file);
    if file.name.ends_with(".tera") {
        let faults = limits::faults(&file.content).into_iter();
        found.extend(
            faults.map(|(message, at)| ("T001", message, spot(file, at, 0, at.text.chars().count()))),
        );
        found.extend(wrong_keys(file));
        for at in limits::typed_amounts(&file.content) {
            let message =
                format!("这里直接写了“{}”，数据一变就错；请写成键，如 {{{{ \"total\" | amount }}}}", at.text);
            found.push(("T009", message, spot(file, at, 0, at.text.chars().count())));
        }
    }
    found
}

fn spot(file: &PackFile, at: Stretch<'_>, start: usize, length: usize) -> Spot {
    Spot::in_text(&file.origin, &file.content, at.line, at.column + start, length)
}

/// Keys that no data can have: what the template author mistyped, with the nearest valid key.
fn wrong_keys(file: &PackFile) -> Vec<Hint> {
    let mut found = Vec::new();
    for tag in scan::tags(&file.content) {
        // It is printed as a figure; compared with a number it would be wrong in silence.
        for pair in tag.tokens.windows(2) {
            let compares =
                pair[1].kind == TokenKind::Sign && matches!(pair[1].at.text, "=" | "!" | "<" | ">");
            if pair[0].at.text == "project_count" && compares {
                let message =
                    "project_count 是印出来的个数，不能拿来比较；有没有项目请写 {% if projects %}".to_owned();
                found.push(("T001", message, spot(file, pair[0].at, 0, "project_count".len())));
            }
        }
        for (at, used_as) in tag.quoted() {
            if let Some(message) = keys::wrong_key(at.text, used_as) {
                found.push(("T001", message, spot(file, at, 0, at.text.chars().count())));
            }
        }
    }
    found
}

/// Whether a line stands inside last year's words that `kept` marks: their year is meant.
fn is_kept(before: &[char]) -> bool {
    let before: String = before.iter().collect();
    before.rsplit_once("kept(text=\"").is_some_and(|(_, said)| !said.contains('"'))
}

/// What happens once: a year before it is a matter of history and the same every year (2021年我局制定…, 2019年以来).
const ONCE: [&str; 20] = [
    "制定",
    "印发",
    "出台",
    "成立",
    "设立",
    "修订",
    "修正",
    "施行",
    "发布",
    "颁布",
    "公布",
    "批准",
    "通过",
    "组建",
    "挂牌",
    "划转",
    "机构改革",
    "启用",
    "以来",
    "年起",
];

/// Whether a year is part of a name (《…规划（2021—2025年）》), or of history: its clause says what happened once, and its
/// sentence has no figure of the report.
fn is_history(chars: &[char], at: usize) -> bool {
    let open = |from: char, to: char| {
        let before = chars[..at].iter().rev();
        let last = before.copied().find(|c| *c == from || *c == to);
        last == Some(from) && chars[at..].contains(&to)
    };
    if open('《', '》') {
        return true;
    }
    let ends = |c: &char| matches!(c, '。' | '；' | '！' | '\n');
    let from = chars[..at].iter().rposition(&ends).map_or(0, |p| p + 1);
    let to = chars[at..].iter().position(ends).map_or(chars.len(), |p| at + p);
    let sentence: String = chars[from..to].iter().collect();
    let clause: String = chars[at..to].iter().take_while(|c| !matches!(c, '，' | ',')).collect();
    let of_the_report = clause.chars().nth(5).is_some_and(|c| matches!(c, '度' | '末' | '底' | '初'));
    !of_the_report && !sentence.contains("{{") && ONCE.iter().any(|word| clause.contains(word))
}

/// Years written out (`2023年`) outside comments.
fn years(file: &PackFile) -> Vec<Hint> {
    let mut found = Vec::new();
    for line in lines(file) {
        let chars: Vec<char> = line.text.chars().collect();
        for (start, window) in chars.windows(5).enumerate() {
            let digits: String = window[..4].iter().collect();
            let year = digits.parse::<u16>().is_ok_and(|y| (1990..2100).contains(&y));
            if year && window[4] == '年' && !is_kept(&chars[..start]) && !is_history(&chars, start) {
                let message = "这里直接写了年度，明年会出错；请写 {{ year }} 或 {{ prior_year }}".to_owned();
                found.push(("T006", message, spot(file, line, start, 5)));
            }
        }
    }
    found
}

/// The lines of a file without its comments.
fn lines(file: &PackFile) -> Vec<Stretch<'_>> {
    if file.name.ends_with(".toml") {
        return file
            .content
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim_start().starts_with('#'))
            .map(|(n, text)| Stretch { text, line: n + 1, column: 0 })
            .collect();
    }
    scan::pieces(&file.content)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Text(text) => Some(text),
            Piece::Tag(tag) => Some(tag.whole),
            Piece::Comment(_) => None,
        })
        .flat_map(|at| {
            at.text.split('\n').enumerate().map(move |(n, text)| Stretch {
                text,
                line: at.line + n,
                column: if n == 0 { at.column } else { 0 },
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_of_history_or_of_a_name_is_meant() {
        let years = |line: &str| {
            let chars: Vec<char> = line.chars().collect();
            let year = |i: &usize| chars[*i].is_ascii_digit() && chars.get(*i + 4) == Some(&'年');
            let starts = (0..chars.len()).filter(year);
            starts.map(|at| is_history(&chars, at)).collect::<Vec<_>>()
        };
        assert_eq!(years("按照2021年我局制定的办法执行。"), [true]);
        assert_eq!(years("依据《预算管理条例（2020年修订）》开展。"), [true]);
        assert_eq!(years("自2019年机构改革以来，职责未变。"), [true]);
        // What is said of the report's own year follows it.
        assert_eq!(years("2023年收入{{ \"total\" | amount }}。"), [false]);
        assert_eq!(years("2023年度本局制定了预算。"), [false]);
        assert_eq!(years("《条例》已执行。2023年开支规范。"), [false]);
        assert_eq!(years("2021年我局制定办法，支出{{ \"total\" | amount }}。"), [false]);
    }
}
