//! Every example of docs/templates.md is rendered and compared with the result printed under it, and every word of
//! the template language has one. `JUESUAN_BLESS=1` writes the results anew.

use std::path::Path;
use std::sync::Arc;

use juesuan::finding::{CATALOGUE, Place};
use juesuan::narrative::{self, trial::Trial, vocabulary};
use juesuan::style::{Library, PackFile, Style};
use juesuan::supplement::Entry;

const OPEN: &str = "```jinja\n";
const RESULT: &str = "```\n```text\n";
const CLOSE: &str = "```\n";

fn entry(key: &str, text: &str) -> Entry {
    Entry { key: key.to_owned(), text: text.to_owned(), title: String::new(), place: Place::default() }
}

/// The trial data with the few things an example needs people to have filled in.
fn render(snippet: &str) -> String {
    let mut trial = Trial::ordinary();
    trial.supplement.reasons.push(entry("yoy.total", "新增人员两名"));
    trial.supplement.reasons.push(entry("budget.general.item.2080505", "缴费基数提高"));
    trial.supplement.reasons.push(entry("other.reception", "不含外事接待"));
    trial.supplement.texts.push(entry("text.reception_purpose", "接待上级检查"));
    let mut style = Style::load(&Library::default(), "standard", &[]).expect("the standard style");
    let name = "example.tera".to_owned();
    let file = PackFile {
        name: name.clone(),
        pack: "standard".to_owned(),
        origin: "docs/templates.md".to_owned(),
        own: false,
        content: snippet.to_owned(),
    };
    style.files.insert(name.clone(), file);
    style.sections.truncate(1);
    style.sections[0].file = name;
    let facts = trial.facts(style.basis, &trial.supplement);
    let told = narrative::tell(&trial.subject(), facts, Arc::new(trial.supplement.clone()), Arc::new(style))
        .unwrap_or_else(|e| panic!("{snippet}\n{e}"));
    let lines: Vec<String> =
        told.sections[0].blocks.iter().map(narrative::Block::text).filter(|t| !t.is_empty()).collect();
    lines.join("\n") + "\n"
}

#[test]
fn every_example_prints_what_the_page_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/templates.md");
    let page = std::fs::read_to_string(&path).expect("docs/templates.md");
    let mut blessed = String::new();
    let mut rest = page.as_str();
    let mut examples = 0;
    let mut wrong = String::new();
    while let Some(at) = rest.find(OPEN) {
        let body = &rest[at + OPEN.len()..];
        let end = body.find("```").expect("an example ends");
        let (snippet, after) = body.split_at(end);
        let after = after.strip_prefix(RESULT).unwrap_or_else(|| panic!("no result under\n{snippet}"));
        let close = after.find(CLOSE).expect("a result ends");
        let got = render(snippet);
        if got != after[..close] {
            wrong.push_str(&format!("--- example\n{snippet}--- page\n{}--- program\n{got}", &after[..close]));
        }
        blessed.push_str(&format!("{}{OPEN}{snippet}{RESULT}{got}{CLOSE}", &rest[..at]));
        rest = &after[close + CLOSE.len()..];
        examples += 1;
    }
    blessed.push_str(rest);
    if std::env::var_os("JUESUAN_BLESS").is_some() {
        assert!(std::env::var_os("CI").is_none(), "JUESUAN_BLESS is set on a build server");
        juesuan::platform::write_atomically(&path, blessed.as_bytes()).expect("docs/templates.md");
    } else {
        assert!(wrong.is_empty(), "{wrong}");
    }
    assert!(examples > 20, "{examples}");
}

#[test]
#[allow(clippy::disallowed_methods, reason = "tests write into their own folders")]
fn every_setting_shown_makes_a_style() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/templates.md");
    let page = std::fs::read_to_string(&path).expect("docs/templates.md");
    let mut shown = 0;
    for settings in page.split("```toml\n").skip(1).filter_map(|s| s.split("```").next()) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("shown").join("style.toml");
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        juesuan::platform::write_atomically(&file, settings.as_bytes()).expect("a style");
        let library = Library { folder: Some(folder.path().to_owned()), ..Library::default() };
        Style::load(&library, "shown", &[]).unwrap_or_else(|e| panic!("{settings}\n{e}"));
        shown += 1;
    }
    assert!(shown >= 2, "{shown}");
    let standard = include_str!("../../templates/standard/style.toml");
    let all = standard.split("[tables]\n").nth(1).and_then(|s| s.split("[notes]").next()).expect("[tables]");
    for option in
        all.lines().filter_map(|l| l.split_once(" = ")).map(|l| l.0).filter(|o| !o.starts_with(['"', '#']))
    {
        assert!(page.contains(option), "{option} is not explained");
    }
}

#[test]
fn every_word_of_the_language_is_explained_and_shown() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/templates.md");
    let page = std::fs::read_to_string(&path).expect("docs/templates.md");
    let shown: String = page.split(OPEN).skip(1).filter_map(|s| s.split("```").next()).collect();
    for word in vocabulary::WORDS {
        assert!(word.example.contains(word.name), "{}: {}", word.name, word.example);
        for argument in word.arguments {
            assert!(!argument.about.is_empty(), "{} {}", word.name, argument.name);
        }
        assert!(page.contains(&format!("**{}**", word.name)), "{} is not explained", word.name);
        let written = shown.match_indices(word.name).any(|(at, _)| {
            !shown[at + word.name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        });
        assert!(written, "{} has no example", word.name);
    }
    for code in CATALOGUE.iter().map(|e| e.code).filter(|c| c.starts_with('T')) {
        assert!(page.contains(&format!("| {code} |")), "{code} is not explained");
    }
}
