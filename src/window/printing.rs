//! 决算公开.pdf from the window: an office program prints it, which takes seconds; typing goes on meanwhile.

use std::sync::Mutex;

use serde_json::{Value, json};

use super::desk::written;
use super::shared::Shared;
use crate::error::{Error, Result};
use crate::platform;
use crate::work::{Format, can_print};

/// One is printed at a time: two office programs would only be slower.
static ONE: Mutex<()> = Mutex::new(());

/// By what a PDF would be printed, or why there can be none here.
pub fn office() -> Value {
    match can_print() {
        Ok(offices) => json!({ "by": offices.first().map(|office| office.name), "reason": "" }),
        Err(Error::Write { reason, .. }) => json!({ "by": null, "reason": reason }),
        Err(error) => json!({ "by": null, "reason": error.to_string() }),
    }
}

/// Writes everything as it is now, then Word file and PDF of that same state.
///
/// # Errors
/// Something else is being printed; the outputs cannot be written; no office program prints it, or somebody cancelled it.
pub fn print(shared: &Shared) -> Result<Value> {
    let Ok(_one) = ONE.try_lock() else {
        return Err(Error::Usage("正在打印 PDF，请等它完成".to_owned()));
    };
    let job = {
        let mut desk = shared.desk_at_rest();
        desk.write(false)?;
        desk.job()?
    };
    let made = job.make()?;
    let wrote = job.write(&made, &[Format::Docx, Format::Pdf], false)?;
    // The Word file may be another now.
    shared.desk().look();
    let files: Vec<Value> = wrote.files.iter().map(written).collect();
    Ok(json!({ "folder": wrote.out, "files": files, "said": wrote.printed }))
}

/// Ends what is being printed; its request says so.
///
/// # Errors
/// None.
pub fn cancel() -> Result<Value> {
    platform::abandon_prints();
    Ok(json!({}))
}
