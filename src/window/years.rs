//! What the page can ask for and tell about years and states that were saved.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::Deserialize;
use serde_json::{Value, json};

use super::reply::parsed;
use super::shared::Shared;
use crate::error::Result;
use crate::supplement::form;
use crate::work::live::{Difference, Version};

/// Differences that are shown of one state.
const SHOWN: usize = 200;

#[derive(Deserialize)]
struct Year {
    year: u16,
}

#[derive(Deserialize)]
struct Name {
    name: String,
    since: u64,
}

/// Makes next year's folder and shows it.
pub fn rollover(body: &[u8], shared: &Shared) -> Result<Value> {
    let told: Year = parsed(body)?;
    let mut desk = shared.desk_at_rest();
    let said = desk.rollover(told.year)?;
    let mut state = desk.state();
    state["said"] = json!(said);
    Ok(state)
}

/// The states that were saved.
pub fn history(shared: &Shared) -> Result<Value> {
    let mut desk = shared.desk();
    let seconds = |time: SystemTime| time.duration_since(UNIX_EPOCH).ok().map(|past| past.as_secs());
    let difference =
        |d: &Difference| json!([form::spec(d.slot.sheet).name, d.slot.key, d.slot.head, d.then, d.now]);
    let version = |v: &Version| {
        let shown: Vec<Value> = v.differences.iter().take(SHOWN).map(difference).collect();
        json!({
            "name": v.name, "time": v.time.and_then(seconds), "count": v.differences.len(), "differences": shown,
        })
    };
    Ok(desk.report()?.versions().iter().map(version).collect())
}

/// Brings a state back.
pub fn restore(body: &[u8], shared: &Shared) -> Result<Value> {
    let told: Name = parsed(body)?;
    let mut desk = shared.desk_at_rest();
    let mut left = 0;
    desk.change(|live| live.restore(&told.name).map(|n| left = n))?;
    let mut value = desk.document(told.since);
    value["left"] = json!(left);
    Ok(value)
}
