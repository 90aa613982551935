//! Templates as text: what is printed as it stands, tags with their words and quoted texts, comments. The only reader of
//! template text besides the engine; it goes on after a mistake, so that all of them can be shown at once.

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Printed as it stands.
    Text(Stretch<'a>),
    /// `{{ … }}` or `{% … %}`
    Tag(Tag<'a>),
    /// `{# … #}`
    Comment(Stretch<'a>),
}

/// Some text of a template and where it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch<'a> {
    /// The text.
    pub text: &'a str,
    /// Line from 1.
    pub line: usize,
    /// Zero-based character column.
    pub column: usize,
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag<'a> {
    /// All of it, with its braces.
    pub whole: Stretch<'a>,
    /// Whether it prints something (`{{`) or decides and repeats (`{%`).
    pub prints: bool,
    /// Whether its closing braces were found.
    pub closed: bool,
    /// What it is made of.
    pub tokens: Vec<Token<'a>>,
}

/// A word, quoted text or sign inside a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: TokenKind,
    /// A quoted text without its quotes.
    pub at: Stretch<'a>,
}

/// Kinds of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A name or number.
    Word,
    /// A quoted text.
    Quoted,
    /// Any other character.
    Sign,
}

/// What a quoted text is used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use<'a> {
    /// `"…" | name`
    Filter(&'a str),
    /// `"…" is name`, `"…" is not name`
    Test(&'a str),
    /// `name="…"`
    Argument(&'a str),
    /// Anything else.
    Other,
}

impl Tag<'_> {
    /// Its words and signs from a position on, for comparison with what may follow.
    fn follows(&self, position: usize) -> impl Iterator<Item = &str> {
        self.tokens.iter().skip(position).map(|t| if t.kind == TokenKind::Quoted { "\"" } else { t.at.text })
    }

    /// Whether the tag begins with these words.
    pub fn begins(&self, words: &[&str]) -> bool {
        self.follows(0).zip(words).filter(|(a, b)| a == *b).count() == words.len()
    }
}

impl<'a> Tag<'a> {
    /// Every quoted text with what it is used as.
    pub fn quoted(&self) -> impl Iterator<Item = (Stretch<'a>, Use<'a>)> + '_ {
        let quoted = self.tokens.iter().enumerate().filter(|(_, t)| t.kind == TokenKind::Quoted);
        quoted.map(|(i, token)| (token.at, self.usage(i)))
    }

    fn usage(&self, at: usize) -> Use<'a> {
        let word = |i: usize| self.tokens.get(i).filter(|t| t.kind == TokenKind::Word).map(|t| t.at.text);
        let sign = |i: usize, c: &str| {
            self.tokens.get(i).is_some_and(|t| t.kind == TokenKind::Sign && t.at.text == c)
        };
        if sign(at + 1, "|") {
            return word(at + 2).map_or(Use::Other, Use::Filter);
        }
        if word(at + 1) == Some("is") {
            let name = if word(at + 2) == Some("not") { at + 3 } else { at + 2 };
            return word(name).map_or(Use::Other, Use::Test);
        }
        // `name="…"`, and `name={"…"}` of components; a comparison has two signs.
        let braced = at >= 1 && sign(at - 1, "{");
        let before = at.checked_sub(if braced { 2 } else { 1 });
        if let Some(equals) = before.filter(|i| sign(*i, "="))
            && let Some(name) = equals.checked_sub(1).and_then(word)
        {
            return Use::Argument(name);
        }
        Use::Other
    }
}

/// The pieces of a template in order.
pub fn pieces(content: &str) -> Vec<Piece<'_>> {
    Scanner { content, at: 0, line: 1, column: 0 }.run()
}

/// A line of a template (from 1) as what may be worded otherwise and what may not: texts that are printed as they stand and
/// Chinese words given to tags, and everything else.
pub fn words_of(content: &str, line: usize) -> Vec<(String, bool)> {
    let mut all: Vec<(&str, bool)> = Vec::new();
    for piece in pieces(content) {
        match piece {
            Piece::Text(text) => all.push((text.text, true)),
            Piece::Comment(comment) => all.push((comment.text, false)),
            Piece::Tag(tag) => {
                let mut rest = tag.whole.text;
                for (words, usage) in tag.quoted() {
                    let said = !words.text.is_ascii();
                    if !said || !matches!(usage, Use::Argument(name) if name != "name") {
                        continue;
                    }
                    let at = words.text.as_ptr() as usize - rest.as_ptr() as usize;
                    all.extend([(&rest[..at], false), (words.text, true)]);
                    rest = &rest[at + words.text.len()..];
                }
                all.push((rest, false));
            }
        }
    }
    let mut lines = vec![Vec::new()];
    for (text, free) in all {
        for (n, part) in text.split('\n').enumerate() {
            if n > 0 {
                lines.push(Vec::new());
            }
            let part = part.trim_end_matches('\r');
            if let Some(last) = lines.last_mut().filter(|_| !part.is_empty()) {
                last.push((part.to_owned(), free));
            }
        }
    }
    line.checked_sub(1).and_then(|at| lines.into_iter().nth(at)).unwrap_or_default()
}

/// The tags of a template.
pub fn tags(content: &str) -> impl Iterator<Item = Tag<'_>> {
    pieces(content).into_iter().filter_map(|piece| match piece {
        Piece::Tag(tag) => Some(tag),
        Piece::Text(_) | Piece::Comment(_) => None,
    })
}

struct Scanner<'a> {
    content: &'a str,
    at: usize,
    line: usize,
    column: usize,
}

impl<'a> Scanner<'a> {
    fn run(mut self) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        let mut raw = false;
        while self.at < self.content.len() {
            let rest = &self.content[self.at..];
            if raw {
                let ends =
                    |at: &usize| ["{% endraw", "{%- endraw"].iter().any(|mark| rest[*at..].starts_with(mark));
                let end = rest.match_indices('{').map(|(at, _)| at).find(ends);
                pieces.push(Piece::Text(self.take(end.unwrap_or(rest.len()))));
                raw = false;
                continue;
            }
            // In one pass: a mark that never comes would be looked for to the end from every tag.
            let begins = |at: &usize| matches!(rest.as_bytes().get(at + 1), Some(b'{' | b'%' | b'#'));
            let open = rest.match_indices('{').map(|(at, _)| at).find(begins);
            match open {
                Some(0) if rest.starts_with("{#") => {
                    let end = rest.find("#}").map_or(rest.len(), |at| at + 2);
                    pieces.push(Piece::Comment(self.take(end)));
                }
                Some(0) => {
                    let tag = self.tag();
                    raw = tag.begins(&["raw"]);
                    pieces.push(Piece::Tag(tag));
                }
                end => pieces.push(Piece::Text(self.take(end.unwrap_or(rest.len())))),
            }
        }
        pieces
    }

    /// The next bytes of the content.
    fn take(&mut self, bytes: usize) -> Stretch<'a> {
        let text = &self.content[self.at..self.at + bytes];
        let stretch = Stretch { text, line: self.line, column: self.column };
        self.at += bytes;
        match text.rfind('\n') {
            Some(last) => {
                self.line += text.matches('\n').count();
                self.column = text[last + 1..].chars().count();
            }
            None => self.column += text.chars().count(),
        }
        stretch
    }

    fn tag(&mut self) -> Tag<'a> {
        let (start, line, column) = (self.at, self.line, self.column);
        let prints = self.content[start..].starts_with("{{");
        let close = if prints { "}}" } else { "%}" };
        self.take(2);
        let mut tokens = Vec::new();
        let mut closed = false;
        let mut depth = 0usize;
        while self.at < self.content.len() {
            let rest = &self.content[self.at..];
            // `key={key} />}}` closes an argument before it closes the tag.
            if rest.starts_with(close) && depth == 0 {
                self.take(2);
                closed = true;
                break;
            }
            // Another tag begins: this one was never closed.
            if rest.starts_with("{{") || rest.starts_with("{%") {
                break;
            }
            let first = rest.chars().next().unwrap_or_default();
            if first.is_whitespace() {
                self.take(first.len_utf8());
            } else if let Some(length) = quoted_length(rest) {
                let whole = self.take(length + 2);
                let at = Stretch { text: &whole.text[1..=length], column: whole.column + 1, ..whole };
                tokens.push(Token { kind: TokenKind::Quoted, at });
            } else if is_word(first) {
                let length = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
                tokens.push(Token { kind: TokenKind::Word, at: self.take(length) });
            } else {
                match first {
                    '{' => depth += 1,
                    '}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                tokens.push(Token { kind: TokenKind::Sign, at: self.take(first.len_utf8()) });
            }
        }
        // `{%-` and `-%}` are no part of what the tag says.
        if tokens.first().is_some_and(|t| t.at.text == "-") {
            tokens.remove(0);
        }
        if tokens.last().is_some_and(|t| t.at.text == "-") {
            tokens.pop();
        }
        let whole = Stretch { text: &self.content[start..self.at], line, column };
        Tag { whole, prints, closed, tokens }
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Bytes between the quotes a text begins with. A quote without a partner on its line is a mistake, not a text that
/// swallows the rest of the file.
fn quoted_length(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let line = text[1..].lines().next().unwrap_or_default();
    line.find(quote)
}

/// Names of the components a template defines.
pub fn components_defined(content: &str) -> Vec<String> {
    tags(content).filter(|t| t.begins(&["component"])).filter_map(|t| name_at(&t, 1)).collect()
}

/// Names of the components a template uses.
pub fn components_used(content: &str) -> Vec<String> {
    component_uses(content).into_iter().map(|used| used.name.text.to_owned()).collect()
}

/// A component that a template uses, and the component in whose definition it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComponentUse<'a> {
    /// The defining component; empty outside any.
    pub by: &'a str,
    /// The name of the component used.
    pub name: Stretch<'a>,
}

/// Every use of a component.
pub fn component_uses(content: &str) -> Vec<ComponentUse<'_>> {
    let mut uses = Vec::new();
    let mut by = "";
    for tag in tags(content) {
        if tag.begins(&["component"]) {
            by = tag.tokens.get(1).map_or("", |t| t.at.text);
        } else if tag.begins(&["endcomponent"]) {
            by = "";
        }
        let named = tag.tokens.windows(2).filter(|w| w[0].at.text == "<" && w[1].kind == TokenKind::Word);
        uses.extend(named.map(|w| ComponentUse { by, name: w[1].at }));
    }
    uses
}

fn name_at(tag: &Tag<'_>, position: usize) -> Option<String> {
    tag.tokens.get(position).filter(|t| t.kind == TokenKind::Word).map(|t| t.at.text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(content: &str) -> Vec<(&str, Use<'_>)> {
        tags(content).flat_map(|t| t.quoted().map(|(s, used)| (s.text, used)).collect::<Vec<_>>()).collect()
    }

    #[test]
    fn quoted_texts_say_what_they_are_used_as() {
        let source =
            "收入{{ \"total\" | amount }}\n{% if not \"a.b\" is zero(of=\"prior\") %}\"文字\"{# \"x\" #}";
        assert_eq!(
            quoted(source),
            [("total", Use::Filter("amount")), ("a.b", Use::Test("zero")), ("prior", Use::Argument("of"))]
        );
        let first = tags(source).next().unwrap().quoted().next().unwrap().0;
        assert_eq!((first.line, first.column), (1, 6));
        assert_eq!(quoted("{% if \"a\" is not zero %}"), [("a", Use::Test("zero"))]);
        assert_eq!(quoted("{{ <part key={\"a\"} name='b' /> }}")[0], ("a", Use::Argument("key")));
        assert_eq!(quoted("{% if x == \"a\" %}"), [("a", Use::Other)]);
    }

    #[test]
    fn a_stray_quote_ends_with_its_line() {
        let source = "{{ \"total | amount }}。\n{{ \"fiscal.total\" | amount }}";
        assert_eq!(quoted(source), [("fiscal.total", Use::Filter("amount"))]);
        let Piece::Tag(tag) = &pieces(source)[0] else { panic!("no tag") };
        assert!(tag.closed);
        // Braces inside quotes close nothing.
        assert_eq!(quoted("{{ \"a}}b\" | text }}{{ \"c\" | amount }}").len(), 2);
        assert_eq!(quoted("{% raw %}{{ \"a\" | amount }}{% endraw %}{{ \"b\" | amount }}").len(), 1);
    }

    #[test]
    fn pieces_are_all_of_the_template() {
        for source in ["", "收入{{ 1 }}{# x #}{% if a %}\n", "{{ \"", "{# ", "{% raw %}{{", "甲{{ x\n}}乙"]
        {
            let whole: String = pieces(source)
                .iter()
                .map(|p| match p {
                    Piece::Text(s) | Piece::Comment(s) => s.text,
                    Piece::Tag(t) => t.whole.text,
                })
                .collect();
            assert_eq!(whole, source);
        }
    }
}
