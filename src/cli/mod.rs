//! The command line: arguments in, the library at work, messages and exit codes out.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches;

mod args;
mod batch;
mod build;
mod check;
mod completions;
mod definition;
mod examples;
mod help;
mod init;
mod inspect;
mod man;
mod manual;
mod print;
mod progress;
mod proofread;
mod read;
mod read_json;
mod reference;
mod rollover;
mod template;
mod terminal;
mod window;

pub use reference::reference;

use args::{Arguments, Command};

/// Exit code of a run that was stopped, as shells know it.
const INTERRUPTED: u8 = 130;

/// Runs one command. Exit codes: 0 done; 1 checks found errors; 2 wrong use; 3 input unreadable or unusable.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let result = match window::by_desktop(&args) {
        Some(result) => result,
        None => match parsed(args) {
            Ok(command) => run_command(command),
            Err(error) => return help::explain(&error),
        },
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            print::error(&error);
            ExitCode::from(error.exit_code())
        }
    }
}

fn parsed(args: Vec<OsString>) -> std::result::Result<Command, clap::Error> {
    let matches = definition::definition().bin_name("juesuan").try_get_matches_from(args)?;
    Arguments::from_arg_matches(&matches).map(|arguments| arguments.command)
}

fn run_command(command: Command) -> crate::error::Result<ExitCode> {
    match command {
        Command::Build(options) => build::run(&options),
        Command::Batch(options) => batch::run(&options),
        Command::Inspect(options) => inspect::run(&options),
        Command::Read(options) => read::run(&options),
        Command::Proofread(options) => proofread::run(&options),
        Command::Init(options) => init::run(&options),
        Command::Rollover(options) => rollover::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Window(options) => window::run(options),
        Command::Template(options) => template::run(&options),
        Command::Manual(options) => manual::run(&options),
        Command::Completions(options) => completions::run(&options),
        Command::Man(options) => man::run(&options),
    }
}
