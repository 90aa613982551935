//! The command line as it is defined, with the examples of each command: what is parsed, helped, completed and described.

use clap::{Command, CommandFactory};

use super::args::Arguments;
use super::examples;

/// The whole definition.
pub fn definition() -> Command {
    with_examples(Arguments::command(), "")
}

fn with_examples(mut command: Command, path: &str) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    for name in names {
        let path = if path.is_empty() { name.clone() } else { format!("{path} {name}") };
        command = command.mut_subcommand(name, |sub| with_examples(sub, &path));
    }
    let usual = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    match examples::under_help(path) {
        text if text.is_empty() => command,
        text if usual.is_empty() => command.after_help(text),
        text => command.after_help(format!("{text}\n{usual}")),
    }
}

/// Every command with its path below `juesuan`, those with commands of their own after them; the first is the program.
pub fn commands(definition: &Command) -> Vec<(String, &Command)> {
    fn below<'c>(command: &'c Command, path: &str, into: &mut Vec<(String, &'c Command)>) {
        into.push((path.to_owned(), command));
        for sub in command.get_subcommands() {
            let way = if path.is_empty() { String::new() } else { format!("{path} ") };
            below(sub, &format!("{way}{}", sub.get_name()), into);
        }
    }
    let mut all = Vec::new();
    below(definition, "", &mut all);
    all
}
