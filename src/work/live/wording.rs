//! The template lines that a sentence is from: their words changed on trial, checked as `template check` does, and kept
//! as the project's own file of the style.

use std::path::PathBuf;
use std::sync::Arc;

use super::super::outputs::Home;
use super::Live;
use crate::error::{Error, Result};
use crate::narrative::{self, Traced, check};
use crate::platform::write_atomically;
use crate::project::config::Folders;
use crate::style::exported::{ORIGINALS, with_head};
use crate::style::{LEARNED, PackFile, Style, built_in};
use crate::text::squash;

/// A template line that a sentence is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is printed from it in this paragraph.
    pub says: String,
    /// Its pieces, and which of them are words.
    pub words: Vec<(String, bool)>,
    /// The line as the program has it, where the project's own says something else.
    pub original: Option<String>,
    /// Whether it is a piece that other sentences use, too.
    pub shared: bool,
}

/// What becomes of a sentence with another line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tried {
    /// What is wrong with it.
    pub problems: Vec<String>,
    /// The paragraph with it, if it can be printed.
    pub text: Option<String>,
}

impl Live {
    /// The template lines of a paragraph of the narrative, by its printed text; empty where it is from none.
    pub fn wording(&self, paragraph: &str) -> Vec<Wording> {
        let style = &self.made.report.style;
        let Some(traced) = self.traced(style).ok().and_then(|all| find(all, paragraph).map(|(_, one)| one))
        else {
            return Vec::new();
        };
        let chars: Vec<char> = traced.text.chars().collect();
        let mut from = 0;
        let mut lines: Vec<Wording> = Vec::new();
        for (until, file, line) in traced.lines {
            let until = until.clamp(from, chars.len());
            let says: String = chars[from..until].iter().collect();
            from = until;
            let Some(source) = style.files.get(&file) else { continue };
            let words = narrative::words_of(&source.content, line);
            if says.trim().is_empty() || !words.iter().any(|(_, free)| *free) {
                continue;
            }
            match lines.iter_mut().find(|known| known.file == file && known.line == line) {
                // A line that is repeated says more than once.
                Some(known) => known.says.push_str(&format!("……{says}")),
                None => lines.push(Wording {
                    original: original(source, line).filter(|text| !same(text, &words)),
                    shared: file.starts_with('_'),
                    says,
                    words,
                    line,
                    file,
                }),
            }
        }
        lines
    }

    /// Tries another line.
    ///
    /// # Errors
    /// There is no such line.
    pub fn try_wording(&self, paragraph: &str, file: &str, line: usize, text: &str) -> Result<Tried> {
        let now = &self.made.report.style;
        let style = Arc::new(with_line(now, file, line, text)?);
        let problems = problems(now, &style, file);
        let at = self.traced(now).ok().and_then(|all| find(all, paragraph)).map(|(at, _)| at);
        let text = at.zip(self.traced(&style).ok()).and_then(|(at, all)| Some(all.into_iter().nth(at)?.text));
        Ok(Tried { problems, text })
    }

    /// Keeps another line in the project's own file of the style; one that says what the program's says is kept no more.
    ///
    /// # Errors
    /// The line is wrong, the style is learned from a document, or the file cannot be written.
    pub fn keep_wording(&self, file: &str, line: usize, text: &str) -> Result<PathBuf> {
        let now = &self.made.report.style;
        let after = Arc::new(with_line(now, file, line, text)?);
        if let Some(problem) = problems(now, &after, file).into_iter().next() {
            return Err(Error::Usage(problem));
        }
        let before = now.files.get(file).ok_or_else(|| gone(file))?;
        if before.pack == LEARNED {
            let reason = "这句话是照样板学来的。请在样板里改，或在样式里选一个样式再改";
            return Err(Error::Usage(reason.to_owned()));
        }
        let after = after.files.get(file).ok_or_else(|| gone(file))?;
        let templates = Folders::at(&self.project.root, &self.project.config.folders.templates, 0);
        let folder = templates.join(if before.own { &before.pack } else { &now.name });
        let (path, originals) = (folder.join(file), folder.join(ORIGINALS));
        let _home = Home::enter(&self.project.root)?;
        std::fs::create_dir_all(&originals).map_err(|e| Error::write(&originals, &e))?;
        let write = |path: &PathBuf, content: &str| {
            write_atomically(path, content.as_bytes()).map_err(|e| Error::write(path, &e))
        };
        if before.own {
            write(&originals.join(format!("{file}.上一版")), &before.content)?;
            let unchanged = program_file(before).is_some_and(|original| {
                without_head(&after.content).is_some_and(|(_, rest)| rest == original.content)
            });
            if unchanged {
                std::fs::remove_file(&path).map_err(|e| Error::write(&path, &e))?;
                return Ok(path);
            }
            write(&path, &after.content)?;
        } else {
            // The head names the file as the program has it; the words below it are the project's.
            let head = with_head(before);
            let head = head.strip_suffix(&before.content).unwrap_or_default();
            write(&path, &format!("{head}{}", after.content))?;
            write(&originals.join(file), &before.content)?;
        }
        Ok(path)
    }

    fn traced(&self, style: &Arc<Style>) -> Result<Vec<Traced>> {
        let report = &self.made.report;
        let (facts, supplement) = (Arc::clone(&report.facts), Arc::clone(&report.supplement));
        narrative::trace(&report.subject, facts, supplement, Arc::clone(style))
    }
}

/// What is wrong in a file of a style that was right before.
fn problems(before: &Arc<Style>, after: &Arc<Style>, file: &str) -> Vec<String> {
    let origin = after.files.get(file).map(|file| &file.origin);
    let mut problems = check::check(after).problems;
    problems.retain(|problem| problem.spot.as_ref().is_none_or(|spot| Some(&spot.origin) == origin));
    if !problems.is_empty() {
        // What was wrong before is no matter of this line.
        let known = check::check(before).problems;
        problems.retain(|problem| known.iter().all(|k| k.message != problem.message));
    }
    problems.into_iter().map(|problem| problem.message).collect()
}

fn gone(file: &str) -> Error {
    Error::Usage(format!("样式里没有文件“{file}”的这一行"))
}

fn find(all: Vec<Traced>, paragraph: &str) -> Option<(usize, Traced)> {
    let wanted = squash(paragraph);
    all.into_iter().enumerate().find(|(_, traced)| squash(&traced.text) == wanted)
}

fn same(text: &str, words: &[(String, bool)]) -> bool {
    words.iter().map(|(word, _)| word.as_str()).collect::<String>() == text
}

/// A style with another line in one of its files.
fn with_line(style: &Style, file: &str, line: usize, text: &str) -> Result<Style> {
    if text.contains(['\n', '\r']) {
        return Err(Error::Usage("一行里不能换行".to_owned()));
    }
    let mut style = style.clone();
    let source = style.files.get_mut(file).ok_or_else(|| gone(file))?;
    let mut lines: Vec<&str> = source.content.split('\n').collect();
    let at = line.checked_sub(1).and_then(|at| lines.get_mut(at)).ok_or_else(|| gone(file))?;
    // Editors on Windows end lines with two characters.
    let whole = if at.ends_with('\r') { format!("{text}\r") } else { text.to_owned() };
    *at = &whole;
    source.content = lines.join("\n");
    Ok(style)
}

/// The lines of an own file's head that the program wrote, and the rest.
fn without_head(content: &str) -> Option<(usize, &str)> {
    let (head, rest) = content.strip_prefix("{#-").and_then(|c| c.split_once("-#}\n"))?;
    Some((head.matches('\n').count() + 1, rest))
}

/// The program's file that an own one stands for.
fn program_file(own: &PackFile) -> Option<PackFile> {
    let from = crate::style::exported::provenance(&own.content)?;
    let (pack, name) = from.path.split_once('/')?;
    let content = built_in(pack, name)?.to_owned();
    Some(PackFile { content, own: false, pack: pack.to_owned(), ..own.clone() })
}

/// The same line of the program's file, where the own one has as many lines.
fn original(source: &PackFile, line: usize) -> Option<String> {
    if !source.own {
        return None;
    }
    let original = program_file(source)?;
    let (head, rest) = without_head(&source.content)?;
    let as_many = rest.lines().count() == original.content.lines().count();
    let at = line.checked_sub(head + 1).filter(|_| as_many)?;
    original.content.lines().nth(at).map(str::to_owned)
}
