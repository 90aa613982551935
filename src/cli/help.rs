//! Help and what is said about wrong use, in Chinese.

use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};

use super::print;

/// How every command's help is laid out.
pub(super) const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}";

/// Prints help, version or a Chinese message about wrong use; the exit code.
pub fn explain(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = chinese_usage(&error.render().to_string()) + "\n";
            return print::out(&text).map_or(ExitCode::from(3), |()| ExitCode::SUCCESS);
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            print::err(&format!("{}\n", chinese_usage(&error.render().to_string())));
            return ExitCode::from(2);
        }
        _ => {}
    }
    let context =
        |kind| error.get(kind).map(|v| v.to_string().trim_matches('\'').to_owned()).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let message = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有“{argument}”这个选项"),
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令", context(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        ErrorKind::InvalidValue if value.is_empty() => format!("“{argument}”后面缺少值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let valid = context(ContextKind::ValidValue);
            let allowed = if valid.is_empty() {
                String::new()
            } else {
                format!("，可用的值：{}", valid.replace(", ", "、"))
            };
            format!("“{argument}”的值“{value}”不可用{allowed}")
        }
        ErrorKind::ArgumentConflict => format!("“{argument}”重复了，或与其他选项矛盾"),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("“{argument}”的值的个数不对")
        }
        _ => error.to_string(),
    };
    let suggestion = context(ContextKind::SuggestedArg);
    let suggestion =
        if suggestion.is_empty() { context(ContextKind::SuggestedSubcommand) } else { suggestion };
    let suggestion =
        if suggestion.is_empty() { String::new() } else { format!("；是不是“{suggestion}”") };
    print::err(&format!("用法不对：{message}{suggestion}。用 juesuan --help 查看用法\n"));
    ExitCode::from(2)
}

/// clap's placeholders in usage lines are English.
fn chinese_usage(text: &str) -> String {
    text.trim_end().replace("[OPTIONS]", "[选项]").replace("[COMMAND]", "[命令]")
}
