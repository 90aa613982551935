//! What the page can ask for and tell about styles and the words of templates.

use serde::Deserialize;
use serde_json::{Value, json};

use super::reply::parsed;
use super::shared::Shared;
use crate::error::{Error, Result};
use crate::work::live::{Dress, Setting, Settings, Wording};

#[derive(Deserialize)]
struct Chosen {
    /// None goes back to the project's own.
    #[serde(default)]
    dress: Option<Dress>,
    #[serde(default)]
    keep: bool,
}

#[derive(Deserialize)]
struct Line {
    /// Name of the paragraph's piece.
    piece: String,
    #[serde(default)]
    file: String,
    #[serde(default)]
    line: usize,
    #[serde(default)]
    text: String,
}

/// What there is to choose.
pub fn settings(shared: &Shared) -> Result<Value> {
    let (Settings { styles, dress, model, options }, tried) = shared.desk().settings()?;
    let styles: Vec<Value> =
        styles.into_iter().map(|(name, title, about)| json!([name, title, about])).collect();
    let option = |s: &Setting| json!({ "key": s.key, "label": s.label, "choices": s.choices, "value": s.value, "usual": s.usual });
    let options: Vec<Value> = options.iter().map(option).collect();
    Ok(json!({
        "styles": styles, "style": dress.style, "like": dress.like, "own": dress.options, "model": model,
        "options": options, "tried": tried,
    }))
}

/// Another style, tried or kept.
pub fn dress(body: &[u8], shared: &Shared) -> Result<Value> {
    let told: Chosen = parsed(body)?;
    let mut desk = shared.desk_at_rest();
    match told.dress {
        Some(dress) if told.keep => desk.keep_dress(&dress)?,
        dress => desk.dress(dress)?,
    }
    Ok(json!({}))
}

/// The template lines of a paragraph.
pub fn wording(body: &[u8], shared: &Shared) -> Result<Value> {
    let told: Line = parsed(body)?;
    let mut desk = shared.desk();
    let Some(paragraph) = desk.shown().text_of(&told.piece) else { return Ok(json!([])) };
    let line = |w: &Wording| {
        json!({
            "file": w.file, "line": w.line, "says": w.says, "words": w.words, "original": w.original, "shared": w.shared,
        })
    };
    Ok(desk.report()?.wording(&paragraph).iter().map(line).collect())
}

/// Another line, tried.
pub fn try_wording(body: &[u8], shared: &Shared) -> Result<Value> {
    let told: Line = parsed(body)?;
    let mut desk = shared.desk();
    let paragraph = desk.shown().text_of(&told.piece).unwrap_or_default();
    let tried = desk.report()?.try_wording(&paragraph, &told.file, told.line, &told.text)?;
    Ok(json!({ "problems": tried.problems, "text": tried.text }))
}

/// Another line, kept.
pub fn keep_wording(body: &[u8], shared: &Shared) -> Result<Value> {
    let told: Line = parsed(body)?;
    let mut desk = shared.desk_at_rest();
    if desk.is_tried_on() {
        let reason = "正在试看别的样式。请先存进项目，再改写法";
        return Err(Error::Usage(reason.to_owned()));
    }
    desk.report()?.keep_wording(&told.file, told.line, &told.text)?;
    desk.again()?;
    Ok(json!({}))
}
