//! What people who work in a terminal expect: help with examples, completion in their shell, man pages, no colours where they
//! are not wanted.

#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use std::path::Path;
use std::process::Command;

use crate::support::{juesuan, not_run, sample};
use tempfile::tempdir;

/// Every command, as the help of the program and of its commands lists them.
fn commands() -> Vec<Vec<String>> {
    let root = tempdir().expect("a folder");
    let mut all = Vec::new();
    let mut open = vec![Vec::<String>::new()];
    while let Some(path) = open.pop() {
        let help =
            juesuan(root.path(), &[&path[..], &["--help".to_owned()]].concat()).expect_status(&[0]).stdout;
        let below = help.split("\n命令:\n").nth(1).unwrap_or_default();
        for line in below.lines().take_while(|l| !l.is_empty()) {
            if let Some(name) = line.strip_prefix("  ").filter(|l| !l.starts_with(' ')) {
                let name = name.split_whitespace().next().unwrap_or_default().to_owned();
                open.push([&path[..], &[name]].concat());
            }
        }
        all.push(path);
    }
    assert!(all.len() >= 20, "{all:?}");
    all
}

#[test]
fn the_help_of_every_command_is_chinese_and_shows_examples() {
    let root = tempdir().expect("a folder");
    for path in commands() {
        let help = juesuan(root.path(), &[&path[..], &["--help".to_owned()]].concat()).stdout;
        if path != ["template"] {
            assert!(help.contains("\n例：\n  juesuan "), "{path:?} shows no example:\n{help}");
        }
        for english in
            ["Usage", "Options", "Commands", "Arguments", "Print ", "possible values", "default", "aliases"]
        {
            assert!(!help.contains(english), "{path:?} says “{english}”:\n{help}");
        }
        for line in help.lines().filter(|l| l.trim_start().starts_with("-")) {
            let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
            assert!(line.chars().any(is_chinese), "{path:?}: no help: {line}");
        }
    }
}

/// Runs a shell on a script that reads the program's completion from `$1`; what it printed.
fn shell(program: &str, arguments: &[&str], script: &str, home: &Path) -> Option<String> {
    let path = std::env::var("PATH").unwrap_or_default();
    let own = Path::new(env!("CARGO_BIN_EXE_juesuan")).parent().expect("a folder").display().to_string();
    let output = Command::new(program)
        .args(arguments)
        .arg(script)
        .env("PATH", format!("{own}:{path}"))
        .env("HOME", home)
        .env("LANG", "C.UTF-8")
        .env("LC_ALL", "C.UTF-8")
        .current_dir(home)
        .output();
    match output {
        Ok(output) => Some(format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )),
        Err(_) => {
            not_run(&format!("completion in {program}"), &format!("no {program} (Debian: {program})"));
            None
        }
    }
}

#[test]
fn bash_completes_commands_options_values_and_files() {
    let home = tempdir().expect("a folder");
    std::fs::write(home.path().join("导出.xlsx"), "").expect("a file");
    let complete = |words: &str| {
        let script = format!(
            "source <(juesuan completions bash); COMP_WORDS=({words}); COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 )); \
             _juesuan juesuan \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        shell("bash", &["--norc", "-c"], &script, home.path()).expect("bash is everywhere")
    };
    assert!(complete("juesuan pro").contains("proofread"), "{}", complete("juesuan pro"));
    assert!(complete("juesuan build --pri").contains("--prior"));
    assert!(complete("juesuan build --scope ''").contains("部门"));
    assert!(complete("juesuan build --prior 导").contains("导出.xlsx"));
    assert!(complete("juesuan template ex").contains("export"));
    assert!(!complete("juesuan build --pri").contains("--whole"), "options are those of the command");
}

#[test]
fn fish_completes_with_chinese_descriptions() {
    let home = tempdir().expect("a folder");
    let complete = |line: &str| {
        shell(
            "fish",
            &["--no-config", "-c"],
            &format!("juesuan completions fish | source; complete -C '{line}'"),
            home.path(),
        )
    };
    let Some(found) = complete("juesuan pro") else { return };
    assert!(found.contains("proofread\t校对公开文档"), "{found}");
    let found = complete("juesuan build --pri").expect("fish");
    assert!(found.contains("--prior\t上年决算"), "{found}");
    let found = complete("juesuan build --scope ").expect("fish");
    assert!(found.contains("部门"), "{found}");
}

#[test]
fn zsh_loads_the_completion_and_offers_commands() {
    let home = tempdir().expect("a folder");
    std::fs::create_dir(home.path().join("f")).expect("a folder");
    // The completion widget needs a terminal: zsh's own module for one types the line and a tab.
    let script = r#"
juesuan completions zsh > $HOME/f/_juesuan
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1=; fpath=($HOME/f \$fpath); autoload -U compinit; compinit -u; zstyle ':completion:*' list-grouped false"
zpty -w z "echo READY"
zpty -r z out '*READY*READY*'
zpty -n -w z $'juesuan pro\t'
sleep 1
zpty -n -w z $' --pri\t'
sleep 1
zpty -n -w z $'\x15juesuan template \t'
sleep 1
while zpty -r -t z part; do print -r -- "$part"; done
zpty -d z
"#;
    let Some(found) = shell("zsh", &["-f", "-c"], script, home.path()) else { return };
    // What was typed up to the tab is completed, and below stand the commands of `template` with what they do.
    for wanted in ["proofread", "--prior", "列出有哪些样式"] {
        assert!(found.contains(wanted), "no {wanted}:\n{found}");
    }
}

#[test]
fn powershell_gets_a_script_with_every_command() {
    let root = tempdir().expect("a folder");
    let script = juesuan(root.path(), &["completions", "powershell"]).expect_status(&[0]).stdout;
    assert!(script.contains("Register-ArgumentCompleter") && script.contains("校对公开文档"));
    for path in commands().iter().filter(|p| !p.is_empty()) {
        assert!(script.contains(&format!("'juesuan;{}'", path.join(";"))), "{path:?}");
    }
    juesuan(root.path(), &["completions", "csh"])
        .expect_status(&[2])
        .expect_message(&["bash、zsh、fish、powershell"]);
}

#[test]
fn man_pages_are_chinese_and_render() {
    let root = tempdir().expect("a folder");
    juesuan(root.path(), &["man", "--out", "man1"]).expect_status(&[0]);
    let pages = crate::support::files_below(&root.path().join("man1"));
    assert_eq!(pages.len(), commands().len(), "{pages:?}");
    let one = juesuan(root.path(), &["man", "template", "list"]).expect_status(&[0]).stdout;
    assert_eq!(
        std::fs::read_to_string(root.path().join("man1/juesuan-template-list.1")).expect("a page"),
        one
    );
    juesuan(root.path(), &["man", "没有"]).expect_status(&[2]).expect_message(&["没有“没有”这个命令"]);
    for page in &pages {
        let path = root.path().join("man1").join(page);
        let rendered = Command::new("man")
            .args(["-l", "-E", "UTF-8"])
            .arg(&path)
            .env("MANWIDTH", "100")
            .env("LC_ALL", "C.UTF-8")
            .env("MANPAGER", "cat")
            .output();
        let Ok(rendered) = rendered else {
            return not_run("rendering man pages", "no man (Debian: man-db)");
        };
        let text = String::from_utf8_lossy(&rendered.stdout).into_owned();
        assert!(
            rendered.status.success() && text.contains("名称") && text.contains("概述"),
            "{page:?}:\n{text}"
        );
        for english in [
            "NAME",
            "SYNOPSIS",
            "DESCRIPTION",
            "OPTIONS",
            "SUBCOMMANDS",
            "EXTRA",
            "VERSION",
            "Print ",
            "possible",
        ] {
            assert!(!text.contains(english), "{page:?} says “{english}”:\n{text}");
        }
    }
    let build = std::fs::read_to_string(root.path().join("man1/juesuan-build.1")).expect("a page");
    assert!(build.contains("上年决算") && build.contains("juesuan build 2023年决算.xlsx"));
}

/// A workbook with an error, so that there is something to colour.
fn with_an_error(root: &Path) {
    std::fs::write(root.join("坏.xlsx"), "PK").expect("a file");
}

/// What a run writes into a terminal (util-linux' `script`).
fn on_a_terminal(root: &Path, line: &str, environment: &[(&str, &str)]) -> Option<String> {
    let mut command = Command::new("script");
    command
        .args(["-qec", line, "/dev/null"])
        .current_dir(root)
        .env_remove("NO_COLOR")
        // On a build server colours are shown in its log, whatever the terminal.
        .env_remove("CI")
        .env_remove("CLICOLOR_FORCE");
    command.env("TERM", "xterm-256color").envs(environment.iter().copied());
    match command.output() {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(_) => {
            not_run("what a terminal shows", "no script (Debian: bsdutils)");
            None
        }
    }
}

#[test]
fn colours_only_on_a_terminal_that_wants_them() {
    let root = tempdir().expect("a folder");
    with_an_error(root.path());
    std::fs::create_dir_all(root.path().join("各单位/甲")).expect("a folder");
    std::fs::copy(sample("2023年决算.xlsx"), root.path().join("各单位/甲/决算.xlsx")).expect("copied");
    let program = env!("CARGO_BIN_EXE_juesuan");
    let check = format!("{program} check 坏.xlsx");
    let batch = format!("{program} batch 各单位 --check --all --out out");
    let Some(coloured) = on_a_terminal(root.path(), &check, &[]) else { return };
    assert!(coloured.contains("\u{1b}[") && coloured.contains("错误"), "{coloured:?}");
    for environment in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        for line in [&check, &batch, &format!("{program} --help"), &format!("{program} build --nothing")] {
            let plain = on_a_terminal(root.path(), line, &[environment]).expect("script");
            assert!(!plain.contains('\u{1b}') && !plain.is_empty(), "{environment:?} {line}: {plain:?}");
        }
    }
    // Into a file or another program: no colours, no lines that are rewritten.
    for arguments in
        [&["check", "坏.xlsx"][..], &["batch", "各单位", "--check", "--all", "--out", "out"], &["--help"]]
    {
        let mut command = Command::new(program);
        let output =
            command.args(arguments).current_dir(root.path()).env_remove("NO_COLOR").output().expect("a run");
        let both = [output.stdout, output.stderr].concat();
        assert!(!both.contains(&0x1b) && !both.contains(&b'\r') && !both.is_empty(), "{arguments:?}");
    }
}
