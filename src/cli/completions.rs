//! `juesuan completions`

use std::process::ExitCode;

use super::terminal::CompletionsOptions;
use super::{definition, print};
use crate::error::Result;

/// Prints the script.
///
/// # Errors
/// It cannot be printed.
pub fn run(options: &CompletionsOptions) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell.0, &mut definition::definition(), "juesuan", &mut script);
    print::out(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}
