//! What the page can ask for and tell.

use std::path::PathBuf;

use hyper::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::dressing;
use super::printing;
use super::reply::{self, Reply, parsed};
use super::shared::Shared;
use super::years;
use crate::error::{Error, Result};
use crate::manual;
use crate::platform;
use crate::project::init::Wanted;
use crate::source::Source;
use crate::supplement::{Slot, form, stands_in};

/// Whether a request carries a file, which may be large.
pub fn takes_file(way: &str) -> bool {
    matches!(way, "/file" | "/proofread")
}

/// What is asked for.
pub fn get(way: &str, query: &str, shared: &Shared) -> Reply {
    let asked = |name: &str| parameter(query, name).unwrap_or_default();
    match way {
        "/state" => reply::json(&shared.desk().state()),
        "/document" => reply::json(&shared.desk().document(asked("since").parse().unwrap_or(0))),
        "/figure" => {
            let (key, field, of, text) = (asked("key"), asked("field"), asked("of"), asked("text"));
            found(shared.desk().shown().figure((&key, &field, &of), &text))
        }
        "/cell" => found(shared.desk().shown().cell(&asked("id"))),
        "/folders" => folders(&asked("at")),
        "/proof" => match shared.desk().proof() {
            Some(proof) => reply::page(proof.page("proof.css", &["proof.js", "proofing.js"])),
            None => reply::refused(StatusCode::NOT_FOUND, "还没有校对文档。请回到原来的那一页。"),
        },
        "/manual" => reply::dressed_page(manual::page(), manual::POLICY),
        "/office" => reply::json(&printing::office()),
        "/history" => reply::told(years::history(shared)),
        "/style" => reply::told(dressing::settings(shared)),
        _ => reply::failed(StatusCode::NOT_FOUND, "没有这个地址"),
    }
}

fn found(value: Option<Value>) -> Reply {
    value.map_or_else(|| reply::failed(StatusCode::NOT_FOUND, "这个数的来源不详"), |v| reply::json(&v))
}

/// What is told.
pub fn post(way: &str, query: &str, body: &[u8], shared: &Shared) -> Reply {
    let told = match way {
        "/answer" => answer(body, shared),
        "/undo" => step(body, shared, true),
        "/redo" => step(body, shared, false),
        "/settle" => settle(body, shared),
        "/row" => row(body, shared),
        "/look" => look(body, shared),
        "/reveal" => reveal(body, shared),
        "/open" => open(body, shared),
        "/found" => begin(body, shared),
        "/file" => file(query, body, shared),
        "/drop" => parsed::<Name>(body).map(|told| {
            shared.desk().drop_file(&told.name);
            json!({})
        }),
        "/write" => parsed::<Write>(body).and_then(|told| shared.desk_at_rest().write(told.force)),
        "/print" => printing::print(shared),
        "/print/cancel" => printing::cancel(),
        "/show" => show(shared),
        "/proofread" => {
            let name = parameter(query, "name").unwrap_or_default();
            let file = Source::from_bytes(crate::text::one_line(&name), body);
            shared.desk().proofread(&file)
        }
        "/proof/save" => shared.desk().save_proof(),
        "/proof/show" => show_folder(shared.desk().proof_folder()),
        "/rollover" => years::rollover(body, shared),
        "/history/restore" => years::restore(body, shared),
        "/style" => dressing::dress(body, shared),
        "/wording" => dressing::wording(body, shared),
        "/wording/try" => dressing::try_wording(body, shared),
        "/wording/keep" => dressing::keep_wording(body, shared),
        _ => return reply::failed(StatusCode::NOT_FOUND, "没有这个地址"),
    };
    reply::told(told)
}

#[derive(Deserialize)]
struct Answer {
    /// The key as the document has it.
    key: String,
    /// The sheet it stands in, where the key does not say it.
    #[serde(default)]
    sheet: String,
    /// The head of the cell; of reasons and texts the only one.
    #[serde(default)]
    head: String,
    text: String,
    /// The state the page shows.
    since: u64,
}

#[derive(Deserialize)]
struct Since {
    since: u64,
}

#[derive(Deserialize)]
struct Named {
    sheet: String,
    key: String,
    head: String,
    since: u64,
}

#[derive(Deserialize)]
struct Row {
    sheet: String,
    key: String,
    /// Its name from now on; none where it is new.
    #[serde(default)]
    to: Option<String>,
    #[serde(default)]
    turn: Turn,
    since: u64,
}

/// What becomes of a row.
#[derive(Deserialize, Default)]
#[serde(rename_all = "lowercase")]
enum Turn {
    #[default]
    Add,
    Rename,
    Remove,
}

#[derive(Deserialize)]
struct Looked {
    name: String,
    text: String,
    since: u64,
}

#[derive(Deserialize)]
struct Name {
    name: String,
}

#[derive(Deserialize)]
struct Folder {
    folder: PathBuf,
    #[serde(default)]
    year: Option<u16>,
    #[serde(default)]
    style: Option<String>,
}

#[derive(Deserialize)]
struct Write {
    #[serde(default)]
    force: bool,
}

fn slot(key: &str, sheet: &str, head: &str) -> Slot {
    let (by_key, key) = stands_in(key);
    let sheet = form::named(sheet).map_or(by_key, |spec| spec.id);
    let head = form::spec(sheet).answer_head().unwrap_or(head);
    Slot { sheet, key: key.to_owned(), head: head.to_owned() }
}

fn answer(body: &[u8], shared: &Shared) -> Result<Value> {
    let told: Answer = parsed(body)?;
    let mut desk = shared.desk();
    desk.set(&slot(&told.key, &told.sheet, &told.head), &told.text)?;
    Ok(desk.document(told.since))
}

fn step(body: &[u8], shared: &Shared, back: bool) -> Result<Value> {
    let told: Since = parsed(body)?;
    let mut desk = shared.desk();
    let slot = desk.step(back)?;
    let mut value = desk.document(told.since);
    value["slot"] = slot;
    Ok(value)
}

fn settle(body: &[u8], shared: &Shared) -> Result<Value> {
    let told: Named = parsed(body)?;
    let sheet = form::named(&told.sheet).map_or(form::SheetId::Reasons, |s| s.id);
    let mut desk = shared.desk();
    desk.settle(&Slot { sheet, key: told.key, head: told.head })?;
    Ok(desk.document(told.since))
}

fn row(body: &[u8], shared: &Shared) -> Result<Value> {
    let told: Row = parsed(body)?;
    let unknown = || Error::Usage(format!("没有工作表“{}”", told.sheet));
    let sheet = form::named(&told.sheet).ok_or_else(unknown)?.id;
    let mut desk = shared.desk();
    desk.change(|live| match told.turn {
        Turn::Add => live.add_row(sheet, &told.key, Vec::new()),
        Turn::Rename => live.rename_row(sheet, &told.key, told.to.as_deref().unwrap_or_default()),
        Turn::Remove => live.remove_row(sheet, &told.key),
    })?;
    Ok(desk.document(told.since))
}

fn look(body: &[u8], shared: &Shared) -> Result<Value> {
    let told: Looked = parsed(body)?;
    let mut desk = shared.desk();
    desk.change(|live| live.look_over(&told.name, &told.text))?;
    Ok(desk.document(told.since))
}

/// Opens a file of the report in its own program.
fn reveal(body: &[u8], shared: &Shared) -> Result<Value> {
    let told: Name = parsed(body)?;
    let file = shared.desk().file(&told.name)?;
    platform::show(&file).map_err(|e| Error::read(&file, &e))?;
    Ok(json!({}))
}

fn open(body: &[u8], shared: &Shared) -> Result<Value> {
    let told: Folder = parsed(body)?;
    let mut desk = shared.desk_at_rest();
    desk.open(&told.folder, told.year)?;
    Ok(desk.state())
}

fn begin(body: &[u8], shared: &Shared) -> Result<Value> {
    let told: Folder = parsed(body)?;
    if !told.folder.is_absolute() {
        return Err(Error::Usage("请写出文件夹的完整路径".to_owned()));
    }
    let mut desk = shared.desk_at_rest();
    let wanted = Wanted { year: told.year, style: told.style, ..Wanted::default() };
    let refused = desk.found(&told.folder, &wanted)?;
    let mut state = desk.state();
    state["refused"] = json!(refused);
    Ok(state)
}

fn file(query: &str, body: &[u8], shared: &Shared) -> Result<Value> {
    let name = parameter(query, "name").unwrap_or_default();
    let replace = parameter(query, "replace").is_some();
    let file = Source::from_bytes(crate::text::one_line(&name), body);
    let mut desk = shared.desk_at_rest();
    let placed = desk.receive(file, replace)?;
    let mut state = desk.state();
    state["file"] = placed;
    Ok(state)
}

fn show(shared: &Shared) -> Result<Value> {
    let out = shared.desk().out();
    show_folder(out)
}

fn show_folder(folder: Option<PathBuf>) -> Result<Value> {
    let folder = folder.ok_or_else(|| Error::Usage("还没有生成文件".to_owned()))?;
    platform::show(&folder).map_err(|e| Error::read(&folder, &e))?;
    Ok(json!({}))
}

/// The folders in a folder, to choose one; without one the places to begin with.
fn folders(at: &str) -> Reply {
    if at.is_empty() {
        let suggested = platform::documents_folder().map(|f| f.join("决算公开"));
        return reply::json(&json!({ "at": "", "folders": platform::places(), "suggested": suggested }));
    }
    let at = PathBuf::from(at);
    if !at.is_absolute() {
        return reply::failed(StatusCode::UNPROCESSABLE_ENTITY, "请写出文件夹的完整路径");
    }
    let listed = match std::fs::read_dir(&at) {
        Ok(listed) => listed,
        Err(error) => {
            let message = Error::read(&at, &error).to_string();
            return reply::failed(StatusCode::UNPROCESSABLE_ENTITY, &message);
        }
    };
    let shown = |path: &PathBuf| {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        !name.starts_with(['.', '$', '~']) && path.is_dir()
    };
    let mut folders: Vec<PathBuf> = listed.flatten().map(|e| e.path()).filter(shown).collect();
    folders.sort();
    reply::json(&json!({ "at": at, "above": at.parent(), "folders": folders }))
}

/// A parameter of a query, decoded.
pub fn parameter(query: &str, name: &str) -> Option<String> {
    let pair = query.split('&').find_map(|pair| pair.split_once('=').filter(|(n, _)| *n == name))?;
    let mut bytes = Vec::with_capacity(pair.1.len());
    let mut rest = pair.1.bytes();
    while let Some(byte) = rest.next() {
        let digit = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16));
        match byte {
            b'%' => {
                let (high, low) = (digit(rest.next())?, digit(rest.next())?);
                bytes.push(u8::try_from(high * 16 + low).ok()?);
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::parameter;

    #[test]
    fn a_parameter_is_what_the_page_wrote() {
        let query = "name=2023%E5%B9%B4%26%2B.xlsx&replace=1";
        assert_eq!(parameter(query, "name").as_deref(), Some("2023年&+.xlsx"));
        assert_eq!(parameter(query, "replace").as_deref(), Some("1"));
        assert_eq!(parameter(query, "nam"), None);
        assert_eq!(parameter("name=%E5", "name"), None);
        assert_eq!(parameter("name=%", "name"), None);
    }
}
