//! A text as pieces that change as a whole: numbers, gaps in 〔〕, and single characters.

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A character.
    Char(char),
    /// A number with its separators and decimals.
    Number(String),
    /// 〔…〕, brackets included.
    Gap(String),
}

impl Token {
    /// As printed.
    pub fn write(&self, into: &mut String) {
        match self {
            Token::Char(c) => into.push(*c),
            Token::Number(text) | Token::Gap(text) => into.push_str(text),
        }
    }
}

/// The pieces of a text; spaces between Chinese characters say nothing and are left out.
pub fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = chars.get(at).copied() {
        let length = match c {
            '〔' => chars[at..].iter().position(|c| *c == '〕').map_or(1, |n| n + 1),
            c if c.is_ascii_digit() => number(&chars[at..]),
            _ => 1,
        };
        let piece: String = chars[at..at + length].iter().collect();
        match c {
            '〔' if length > 1 => found.push(Token::Gap(piece)),
            c if c.is_ascii_digit() => found.push(Token::Number(piece)),
            c if c.is_whitespace() && !between_words(&chars, at) => {}
            c => found.push(Token::Char(c)),
        }
        at += length;
    }
    found
}

/// Whether a space parts words written in Latin letters.
fn between_words(chars: &[char], at: usize) -> bool {
    let latin = |c: Option<&char>| c.is_some_and(char::is_ascii_alphanumeric);
    at > 0 && latin(chars.get(at - 1)) && latin(chars.get(at + 1))
}

/// How many characters a number has: `1,234.50`, without the stop behind it.
fn number(chars: &[char]) -> usize {
    let mut length = 0;
    while let Some(c) = chars.get(length) {
        let inside = matches!(c, ',' | '.') && chars.get(length + 1).is_some_and(char::is_ascii_digit);
        if !c.is_ascii_digit() && !inside {
            break;
        }
        length += 1;
    }
    length
}

/// Pieces as one text.
pub fn text(tokens: &[Token]) -> String {
    let mut written = String::new();
    tokens.iter().for_each(|token| token.write(&mut written));
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_gaps_are_whole() {
        let found = tokens("减少 1,059.65万元，〔请补充原因：5万〕12。");
        assert_eq!(found[2], Token::Number("1,059.65".into()));
        assert_eq!(found[6], Token::Gap("〔请补充原因：5万〕".into()));
        assert_eq!(text(&found), "减少1,059.65万元，〔请补充原因：5万〕12。");
        assert_eq!(text(&tokens("A4 paper 〔开")), "A4 paper〔开");
    }
}
