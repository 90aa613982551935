//! The page of the manual about every command and option, from the definition of the command line.

use std::fmt::Write as _;

use clap::{Arg, Command};

use super::{definition, examples};

/// What the examples need, for the test that runs them.
const NEEDS: &[&str] = &[
    "put: 2023年决算.xlsx = 2023年决算.xlsx",
    "put: 2022年决算.xlsx = 2022年决算.xlsx",
    "put: 2024年决算.xlsx = 2024年决算.xlsx",
    "put: 2023年预算.xlsx = 2023年预算.xlsx",
    "put: 补充资料.xlsx = 补充资料.xlsx",
    "put: 各单位/档案局/2023年决算.xlsx = 2023年决算.xlsx",
    "put: 部门汇总.xlsx = 2023年决算.xlsx",
];

/// docs/manual/commands.md
pub fn reference() -> String {
    let mut page =
        String::from("# 命令和选项\n\n<!-- 由 cargo run --example manual_commands 生成，不要手工修改 -->\n");
    for need in NEEDS {
        let _ = writeln!(page, "<!-- {need} -->");
    }
    page.push_str(
        "\n每个命令后面加 `--help` 显示同样的内容。文件名、文件夹名里有空格时用英文双引号括起来。\n\
         方括号里的可以不写；选项写在哪里都行，次序不限。\n",
    );
    let definition = definition::definition();
    for (path, command) in definition::commands(&definition) {
        // A command that only holds others is told by those.
        if !command.has_subcommands() {
            section(&mut page, &path, command);
        }
    }
    page.push_str(CODES);
    page
}

const CODES: &str = "\n## 退出码\n\n\
    | 退出码 | 意思 |\n|---|---|\n\
    | 0 | 完成 |\n\
    | 1 | 核对发现错误，文件已写出；加 `--strict` 则有错误或缺原因时一个文件也不写 |\n\
    | 2 | 命令写得不对 |\n\
    | 3 | 输入文件不能读取或不能使用，输出不能写入：一个文件也没有写 |\n\
    | 130 | 按 Ctrl-C 停止 |\n";

fn section(page: &mut String, path: &str, command: &Command) {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let _ = write!(page, "\n## juesuan {path}\n\n{about}。\n\n| 写法 | 意思 |\n|---|---|\n");
    for argument in command.get_arguments().filter(|a| !a.is_hide_set() && !is_general(a)) {
        let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(page, "| {} | {} |", written(argument), help.replace('|', "\\|"));
    }
    for (typed, about) in examples::of(path) {
        let _ = write!(page, "\n{about}：\n\n```juesuan\n{typed}\n```\n");
    }
}

/// Every command has these.
fn is_general(argument: &Arg) -> bool {
    matches!(argument.get_id().as_str(), "help" | "version")
}

/// How an argument is written: `-o`、`--out 文件夹`, `决算.xlsx`.
fn written(argument: &Arg) -> String {
    let value: Vec<String> =
        argument.get_value_names().unwrap_or_default().iter().map(ToString::to_string).collect();
    let takes = argument.get_action().takes_values() && !value.is_empty();
    let value = value.join(" ").replace('|', "\\|");
    let Some(long) = argument.get_long() else {
        return if argument.is_required_set() { format!("`{value}`") } else { format!("`[{value}]`") };
    };
    let short = argument.get_short().map(|s| format!("`-{s}`、")).unwrap_or_default();
    let value = if takes { format!(" {value}") } else { String::new() };
    format!("{short}`--{long}{value}`")
}
