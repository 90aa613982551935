//! The command line: arguments in, the library at work, messages and exit codes out.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

mod args;
mod build;
mod check;
mod help;
mod init;
mod inspect;
mod print;
mod proofread;
mod read;
mod read_json;
mod rollover;
mod template;
mod window;

use args::{Arguments, Command};

/// Runs one command. Exit codes: 0 done; 1 checks found errors; 2 wrong use; 3 input unreadable or unusable.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    if let Some(result) = window::by_desktop(&args) {
        return result.unwrap_or_else(|error| {
            print::error(&error);
            ExitCode::from(error.exit_code())
        });
    }
    let matches = match Arguments::command().try_get_matches_from(args) {
        Ok(matches) => matches,
        Err(error) => return help::explain(&error),
    };
    let arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => return help::explain(&error),
    };
    let result = match arguments.command {
        Command::Build(options) => build::run(&options),
        Command::Inspect(options) => inspect::run(&options),
        Command::Read(options) => read::run(&options),
        Command::Proofread(options) => proofread::run(&options),
        Command::Init(options) => init::run(&options),
        Command::Rollover(options) => rollover::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Window(options) => window::run(options),
        Command::Template(options) => template::run(&options),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            print::error(&error);
            ExitCode::from(error.exit_code())
        }
    }
}
