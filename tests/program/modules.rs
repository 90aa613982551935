//! Data runs one way: no module knows one that knows it, directly or round about.
//!
//! A module may know its parents, which hold the types their children share; a circle through children and cousins is
//! one. Checked by the paths that the source names.

#![allow(clippy::disallowed_methods, reason = "tests read the source")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

type Modules = BTreeMap<String, String>;

/// Every module with its text.
fn modules(folder: &Path, above: &str, into: &mut Modules) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).expect("the source").flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::path);
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let join = |name: &str| if above.is_empty() { name.to_owned() } else { format!("{above}::{name}") };
        if path.is_dir() {
            modules(&path, &join(&name), into);
        } else if let Some(stem) = name.strip_suffix(".rs") {
            let module = match stem {
                "lib" | "main" => continue,
                "mod" => above.to_owned(),
                other => join(other),
            };
            into.insert(module, std::fs::read_to_string(&path).expect("text"));
        }
    }
}

/// A text without comments, its own tests, and re-exports (a parent's index of its children).
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    let joined = lines.collect::<Vec<_>>().join("\n");
    let mut kept = String::new();
    let mut rest = joined.as_str();
    while let Some(at) = rest.find("pub use ") {
        kept.push_str(&rest[..at]);
        rest = rest[at..].split_once(';').map_or("", |(_, after)| after);
    }
    kept + rest
}

/// Every path that a text names, those in braces written out: `super::page::{self, fit}` is two.
fn paths(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<String> = Vec::new();
    let mut now = String::new();
    let path = |open: &[String], now: &str| format!("{}{now}", open.concat());
    for c in code.chars() {
        match c {
            ':' => now.push(c),
            c if c.is_alphanumeric() || c == '_' => {
                if now.ends_with(':') && !now.ends_with("::") {
                    now.clear();
                }
                now.push(c);
            }
            '{' if now.ends_with("::") => {
                open.push(std::mem::take(&mut now));
            }
            '}' if !open.is_empty() => {
                found.insert(path(&open, &now));
                now.clear();
                open.pop();
            }
            ',' => {
                found.insert(path(&open, &now));
                now.clear();
            }
            ';' => {
                found.insert(path(&open, &now));
                now.clear();
                open.clear();
            }
            c if c.is_whitespace() && !open.is_empty() && now.is_empty() => {}
            _ => {
                found.insert(path(&open, &now));
                now.clear();
            }
        }
    }
    found.retain(|p| p.contains("::"));
    found
}

/// The module a path in another leads to.
fn leads_to(path: &str, from: &str, modules: &Modules) -> Option<String> {
    let mut steps: Vec<&str> = path.split("::").filter(|s| !s.is_empty()).collect();
    let mut base: Vec<&str> = match *steps.first()? {
        "crate" => Vec::new(),
        "super" => {
            let mut base: Vec<&str> = from.split("::").collect();
            while steps.first() == Some(&"super") {
                base.pop();
                steps.remove(0);
            }
            steps.insert(0, "crate");
            base
        }
        child => {
            modules.contains_key(&format!("{from}::{child}")).then_some(())?;
            steps.insert(0, "crate");
            from.split("::").collect()
        }
    };
    base.extend(&steps[1..]);
    (1..=base.len()).rev().map(|n| base[..n].join("::")).find(|m| modules.contains_key(m))
}

/// Which modules each one knows; its parents are no news.
fn knows(modules: &Modules) -> BTreeMap<&str, BTreeSet<String>> {
    let of = |(name, text): (&String, &String)| -> BTreeSet<String> {
        let all = paths(&code(text)).into_iter().filter_map(|path| leads_to(&path, name, modules));
        all.filter(|other| other != name && !name.starts_with(&format!("{other}::"))).collect()
    };
    modules.iter().map(|entry| (entry.0.as_str(), of(entry))).collect()
}

/// A way from a module back to itself.
fn circle<'m>(from: &'m str, knows: &'m BTreeMap<&str, BTreeSet<String>>) -> Option<Vec<&'m str>> {
    let mut way: BTreeMap<&str, &str> = BTreeMap::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        for next in knows.get(at).into_iter().flatten() {
            if next == from {
                let mut back = vec![from, at];
                let mut step = at;
                while let Some(before) = way.get(step) {
                    back.push(before);
                    step = before;
                }
                back.reverse();
                return Some(back);
            }
            if !way.contains_key(next.as_str()) {
                way.insert(next, at);
                open.push(next);
            }
        }
    }
    None
}

fn circles(modules: &Modules) -> Vec<String> {
    let knows = knows(modules);
    knows.keys().filter_map(|from| circle(from, &knows)).map(|way| way.join(" → ")).collect()
}

#[test]
fn no_module_knows_one_that_knows_it() {
    let mut source = Modules::new();
    modules(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut source);
    assert!(source.len() > 200 && source.contains_key("narrative::diagnose"), "{}", source.len());
    let found = circles(&source);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The test above must be able to fail.
#[test]
fn a_circle_is_seen() {
    let source = |pairs: &[(&str, &str)]| -> Modules {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    };
    let straight = [
        ("a", "mod b;\nmod c;\npub use c::C;\npub struct Shared;"),
        ("a::b", "use super::c::{self, C};\nuse super::Shared;\n// use super::d\nfn f() { c::g() }"),
        ("a::c", "use super::{Shared};\n#[cfg(test)]\nmod tests { use crate::a::b; }"),
    ];
    assert_eq!(circles(&source(&straight)), Vec::<String>::new());
    let mut round = straight;
    round[2].1 = "fn g() { crate::a::b::f() }";
    assert_eq!(circles(&source(&round)).len(), 2);
    round[2].1 = "use crate::{a::{b::f}, x};";
    assert_eq!(circles(&source(&round)).len(), 2);
}

/// The command line prints and does nothing else; everything below it returns what there is to say.
#[test]
fn only_the_command_line_prints_and_it_touches_no_file() {
    let mut source = Modules::new();
    modules(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut source);
    // The window stands beside the command line: neither knows the other's inside, and nothing below knows either.
    let face = |name: &str| {
        ["cli", "window"].into_iter().find(|f| name == *f || name.starts_with(&format!("{f}::")))
    };
    let knows = knows(&source);
    let below: Vec<String> = knows
        .iter()
        .filter(|(name, _)| face(name) != Some("cli"))
        .flat_map(|(name, others)| others.iter().map(move |other| (name, other)))
        .filter(|(name, other)| face(other).is_some() && face(other) != face(name))
        .map(|(name, other)| format!("{name} → {other}"))
        .collect();
    assert!(below.is_empty(), "{}", below.join("\n"));
    let of_cli = |name: &str| name == "cli" || name.starts_with("cli::");
    let mut wrong = Vec::new();
    for (name, text) in &source {
        let code = code(text);
        let never: &[&str] = if of_cli(name) {
            &["std::fs", "fs::", "File::", "write_atomically", "read_dir"]
        } else {
            &["println!", "print!(", "stdout()", "stderr()", "env::args", "process::exit"]
        };
        wrong.extend(never.iter().filter(|word| code.contains(*word)).map(|word| format!("{name}: {word}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Only the window opens sockets, and only the window and Ctrl-C have a runtime that could.
#[test]
fn nothing_but_the_window_knows_a_network() {
    let mut source = Modules::new();
    modules(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut source);
    let wrong = with_network(&source);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let asks = [("work::ask".to_owned(), "use std::net::TcpStream;".to_owned())];
    assert_eq!(
        with_network(&Modules::from(asks)),
        ["work::ask: std::net", "work::ask: TcpStream"],
        "the test can fail"
    );
    assert!(
        with_network(&Modules::from([("platform::interrupt".to_owned(), "tokio::net::x".to_owned())])).len()
            == 1
    );
}

fn with_network(modules: &Modules) -> Vec<String> {
    let never = |name: &str| -> &[&str] {
        match name {
            "window" => &[],
            name if name.starts_with("window::") => &[],
            // A runtime to hear of Ctrl-C by: it is told by a pipe of this process.
            "platform::interrupt" => &["std::net", "tokio::net", "hyper::", "UnixStream"],
            _ => &["std::net", "TcpStream", "TcpListener", "UdpSocket", "UnixStream", "tokio::", "hyper::"],
        }
    };
    let of = |(name, text): (&String, &String)| {
        let code = code(text);
        never(name)
            .iter()
            .filter(|word| code.contains(**word))
            .map(|word| format!("{name}: {word}"))
            .collect()
    };
    modules.iter().flat_map(|entry| -> Vec<String> { of(entry) }).collect()
}
