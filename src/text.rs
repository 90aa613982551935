//! Text as it stands in real workbooks: spaces inside labels, full- and half-width characters, numbering.

use std::ops::Range;

/// The label without anything that varies between files: white space dropped, full-width letters, digits and
/// brackets made half-width, quotes dropped.
///
/// ```
/// assert_eq!(juesuan::text::squash("　合　计 "), "合计");
/// assert_eq!(juesuan::text::squash("因公出国（境）费"), "因公出国(境)费");
/// ```
pub fn squash(text: &str) -> String {
    let mut squashed = String::with_capacity(text.len());
    // Most characters stay as they are: what stands between two that do not is copied as a whole.
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let kept = squash_char(c);
        if kept != Some(c) {
            squashed.push_str(&text[from..at]);
            squashed.extend(kept);
            from = at + c.len_utf8();
        }
    }
    squashed.push_str(&text[from..]);
    squashed
}

fn squash_char(c: char) -> Option<char> {
    match c {
        // Nearly every character of a number, a code or a name.
        '0'..='9' | 'A'..='Z' | 'a'..='z' | '\u{4e00}'..='\u{9fff}' => Some(c),
        c if c.is_whitespace() => None,
        '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' => None,
        '“' | '”' | '"' | '＂' | '‘' | '’' | '\'' | '「' | '」' | '『' | '』' => None,
        '〔' | '［' | '【' => Some('['),
        '〕' | '］' | '】' => Some(']'),
        '。' | '．' => Some('.'),
        '、' => Some('、'),
        '—' | '－' | '–' | '―' | '‐' | '‑' | '−' | '─' | '━' | '﹣' | '⸺' => Some('-'),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0),
        c => Some(c),
    }
}

/// Text from outside, from a cell or the command line, as it may stand in any output: only what [`is_printable`], line
/// ends as `\n`.
///
/// ```
/// assert_eq!(juesuan::text::clean("甲\u{202e}局\u{7}\r\n乙局"), "甲局\n乙局");
/// ```
pub fn clean(text: &str) -> String {
    if text.chars().all(is_printable) {
        return text.to_owned();
    }
    let mut kept = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' => {
                characters.next_if_eq(&'\n');
                kept.push('\n');
            }
            '\u{85}' | '\u{2028}' | '\u{2029}' => kept.push('\n'),
            c if is_printable(c) => kept.push(c),
            _ => {}
        }
    }
    kept
}

/// Whether a character may stand in an output: none that controls a device, turns the direction of reading, shows
/// nothing but changes what stands beside it, or is none at all (Unicode 16, 23.1, 23.2, 23.7; XML 1.0, 2.2).
pub fn is_printable(c: char) -> bool {
    match c {
        '\n' | '\t' | ' '..='~' | '\u{4e00}'..='\u{9fff}' => true,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => false,
        '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}' => false,
        '\u{e0000}'..='\u{e007f}' => false,
        c => !c.is_control() && u32::from(c) & 0xfffe != 0xfffe,
    }
}

/// A name as one line, [`clean`]: a line break inside a Chinese word is layout and falls away, between Latin letters
/// or digits it is a space.
///
/// ```
/// assert_eq!(juesuan::text::one_line(" 医疗\n保障局 "), "医疗保障局");
/// assert_eq!(juesuan::text::one_line("Health\r\nBureau"), "Health Bureau");
/// ```
pub fn one_line(text: &str) -> String {
    let cleaned = clean(text);
    if !cleaned.contains(['\n', '\t']) {
        return trimmed(cleaned);
    }
    let mut line = String::with_capacity(cleaned.len());
    for part in cleaned.split(['\n', '\t']).map(str::trim).filter(|p| !p.is_empty()) {
        let ascii = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if ascii(line.chars().next_back()) && ascii(part.chars().next()) {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}

/// A text without the blanks around it, in its place where there are none.
fn trimmed(text: String) -> String {
    let kept = text.trim();
    if kept.len() == text.len() { text } else { kept.to_owned() }
}

/// Digits of Chinese numbering: 一、（十二）.
pub const CHINESE_DIGITS: &str = "一二三四五六七八九十";

/// The digit that a character of a year in words says: 二〇二三, 二○二三, 二零二三.
pub fn digit_in_words(c: char) -> Option<u32> {
    let digit =
        "〇一二三四五六七八九".chars().position(|d| d == c || d == '〇' && matches!(c, '○' | '零'))?;
    u32::try_from(digit).ok()
}

/// A year in words, as covers print it.
///
/// ```
/// assert_eq!(juesuan::text::year_in_words(2024), "二〇二四");
/// ```
pub fn year_in_words(year: u16) -> String {
    let digits = year.to_string();
    digits.bytes().filter_map(|b| "〇一二三四五六七八九".chars().nth(usize::from(b - b'0'))).collect()
}

/// Years in words behind which 年 stands, in digits instead: 二〇二三年度 → 2023年度.
pub fn years_in_digits(text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    put_years_in_digits(&mut chars);
    chars.into_iter().collect()
}

/// The same in place: a digit for each character.
pub fn put_years_in_digits(chars: &mut [char]) {
    let digit = |c: &char| digit_in_words(*c).and_then(|digit| char::from_digit(digit, 10));
    for at in 4..chars.len() {
        if chars[at] != '年' {
            continue;
        }
        let year: Option<Vec<char>> = chars[at - 4..at].iter().map(digit).collect();
        if let Some(year) = year.filter(|year| matches!(year[..2], ['1', '9'] | ['2', '0'])) {
            chars[at - 4..at].copy_from_slice(&year);
        }
    }
}

/// Drops 第二部分 from a squashed title.
///
/// ```
/// assert_eq!(juesuan::text::strip_part("第二部分部门决算表"), "部门决算表");
/// assert_eq!(juesuan::text::strip_part("各部分的说明"), "各部分的说明");
/// ```
pub fn strip_part(title: &str) -> &str {
    match title.find("部分") {
        Some(at) if title.starts_with('第') && at <= "第二十三".len() => &title[at + "部分".len()..],
        _ => title,
    }
}

/// Drops leading numbering from a squashed label: `一、`, `(一)`, `1.`, `(1)`, `其中:`, in any sequence.
pub fn strip_numbering(squashed: &str) -> &str {
    let mut rest = squashed;
    loop {
        let before = rest;
        rest = rest.strip_prefix("其中:").unwrap_or(rest);
        if let Some(inner) = rest.strip_prefix('(') {
            let tail = inner.trim_start_matches(|c: char| c.is_ascii_digit() || CHINESE_DIGITS.contains(c));
            if tail.len() < inner.len()
                && let Some(tail) = tail.strip_prefix(')')
            {
                rest = tail;
            }
        }
        let tail = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let tail = if tail.len() == rest.len() {
            rest.trim_start_matches(|c: char| CHINESE_DIGITS.contains(c))
        } else {
            tail
        };
        if tail.len() < rest.len()
            && let Some(tail) = tail.strip_prefix(['、', '.', ','])
        {
            rest = tail;
        }
        if rest.len() == before.len() {
            return rest;
        }
    }
}

/// A four-digit year written as `2023年` or `二〇二三年` in the text, if there is exactly that.
pub fn find_year(squashed: &str) -> Option<u16> {
    let squashed = &years_in_digits(squashed);
    let mut from = 0;
    while let Some(at) = squashed[from..].find('年').map(|i| i + from) {
        let head = &squashed[..at];
        let digits: String = head
            .chars()
            .rev()
            .take_while(char::is_ascii_digit)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        if digits.len() == 4
            && let Ok(year) = digits.parse::<u16>()
            && (1990..2100).contains(&year)
        {
            return Some(year);
        }
        from = at + '年'.len_utf8();
    }
    None
}

/// The sentence around bytes `from..to` of a printed paragraph: from behind the full stop before them to behind the
/// one after them.
///
/// ```
/// let text = "收入5万元。支出3万元。";
/// let at = text.find('3').unwrap();
/// assert_eq!(&text[juesuan::text::sentence_around(text, at, at)], "支出3万元。");
/// ```
pub fn sentence_around(text: &str, from: usize, to: usize) -> std::ops::Range<usize> {
    const STOPS: [char; 3] = ['。', '！', '？'];
    let behind = |at: usize| at + text[at..].chars().next().map_or(0, char::len_utf8);
    let start = text[..from].rfind(STOPS).map_or(0, behind);
    let end = text[to..].find(STOPS).map_or(text.len(), |i| behind(to + i));
    start..end
}

/// Lower Chinese numerals for section numbers, 1 to 99.
///
/// ```
/// assert_eq!(juesuan::text::chinese_number(13), "十三");
/// assert_eq!(juesuan::text::chinese_number(20), "二十");
/// ```
pub fn chinese_number(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match n {
        0 => "零".to_owned(),
        1..=9 => DIGITS[n].to_owned(),
        10..=19 => format!("十{}", DIGITS[n % 10]),
        20..=99 => format!("{}十{}", DIGITS[n / 10], DIGITS[n % 10]),
        _ => n.to_string(),
    }
}

/// The number that Chinese numerals say as [`chinese_number`] writes them; `None` for anything else.
///
/// ```
/// assert_eq!(juesuan::text::chinese_value("十三"), Some(13));
/// assert_eq!(juesuan::text::chinese_value("一十三"), None);
/// ```
pub fn chinese_value(said: &str) -> Option<usize> {
    let digit = |text: &str| {
        let mut chars = text.chars();
        let only = chars.next().filter(|_| chars.next().is_none())?;
        CHINESE_DIGITS.chars().take(9).position(|d| d == only).map(|at| at + 1)
    };
    let Some((tens, ones)) = said.split_once('十') else { return digit(said) };
    let tens = if tens.is_empty() { 1 } else { digit(tens).filter(|n| *n > 1)? };
    let ones = if ones.is_empty() { 0 } else { digit(ones)? };
    Some(tens * 10 + ones)
}

/// Which of the equal stretches `words` of a text the one at or around byte `at` is, zero-based.
#[must_use]
pub fn occurrence(text: &str, words: &str, at: usize) -> usize {
    if words.is_empty() { 0 } else { text.match_indices(words).filter(|(i, w)| i + w.len() <= at).count() }
}

/// The known name that looks most like a mistyped one, if one is near; never the same name.
///
/// A third of the characters may differ, and always two.
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if wanted.is_empty() {
        return None;
    }
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(name, wanted), name))
        .min()
        .filter(|(distance, _)| *distance > 0 && *distance <= wanted.chars().count().max(6) / 3)
        .map(|(_, name)| name)
}

/// Byte ranges of stretches that are a name with one letter too many, too few, another one, or two exchanged; the first
/// `beginning` letters and the last one are its own.
pub fn misspelt(text: &str, name: &str, beginning: usize) -> Vec<Range<usize>> {
    let letters: Vec<char> = name.chars().collect();
    let Some(last) = letters.last() else { return Vec::new() };
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    for (from, (start, _)) in chars.iter().enumerate() {
        let begins = (0..beginning).all(|k| chars.get(from + k).map(|c| c.1) == letters.get(k).copied());
        // The name itself may stand inside, a character apart.
        if !begins || text[*start..].starts_with(name) {
            continue;
        }
        let lengths = letters.len() - 1..=letters.len() + 1;
        found.extend(lengths.map(|length| from + length).find_map(|to| {
            let ends = to <= chars.len() && to > from && chars[to - 1].1 == *last;
            let range = *start..chars.get(to).map_or(text.len(), |c| c.0);
            (ends && strsim::damerau_levenshtein(&text[range.clone()], name) == 1).then_some(range)
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbering_goes_whatever_its_form() {
        for (label, name) in [
            ("一、一般公共预算财政拨款收入", "一般公共预算财政拨款收入"),
            ("二十六、抗疫特别国债安排的支出", "抗疫特别国债安排的支出"),
            ("（一）支出合计", "支出合计"),
            ("　2．公务用车购置及运行维护费", "公务用车购置及运行维护费"),
            ("　　（1）公务用车购置费", "公务用车购置费"),
            ("其中：外事接待费", "外事接待费"),
            ("十、节能环保支出", "节能环保支出"),
            ("(一)行政单位", "行政单位"),
            ("一般公共服务支出", "一般公共服务支出"),
        ] {
            assert_eq!(strip_numbering(&squash(label)), name, "{label}");
        }
    }

    #[test]
    fn years() {
        assert_eq!(find_year("2023年度部门决算报表"), Some(2023));
        assert_eq!(find_year("财决01表"), None);
        assert_eq!(find_year("今年2022年度"), Some(2022));
        assert_eq!(find_year("12023年"), None);
        for words in ["二〇二三年度部门决算", "二○二三年度", "二零二三年"] {
            assert_eq!(find_year(words), Some(2023), "{words}");
        }
        assert_eq!(find_year("十二年、一九年、二〇二三"), None);
    }
}
