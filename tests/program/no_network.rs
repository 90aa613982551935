//! The program talks to nobody: the operating system is asked which calls of the network it made.

#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

fn sample(name: &str) -> String {
    crate::support::sample(name).display().to_string()
}

/// The calls of the network that a run made, all its threads and whatever it started included.
fn calls(program: &str, arguments: &[&str], folder: &Path) -> String {
    let log: PathBuf = folder.join("calls.txt");
    let strace = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=network", "-e", "signal=none", "-o"])
        .arg(&log)
        .arg(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("strace");
    let code = strace.status.code();
    assert!(
        matches!(code, Some(0 | 1)),
        "{arguments:?}: {code:?} {}",
        String::from_utf8_lossy(&strace.stderr)
    );
    std::fs::read_to_string(log).expect("the calls")
}

/// Whether calls can be watched here.
fn can_watch(folder: &Path) -> bool {
    let tried = Command::new("strace").args(["-qq", "-o"]).arg(folder.join("tried.txt")).arg("true").output();
    let can = tried.is_ok_and(|done| done.status.success());
    if !can {
        crate::support::not_run("no call of the network", "no strace, or it may not watch");
    }
    can
}

#[test]
fn no_command_but_the_window_opens_a_socket() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    if !can_watch(at) {
        return;
    }
    let program = env!("CARGO_BIN_EXE_juesuan");
    let (now, prior) = (sample("2023年决算.xlsx"), sample("2022年决算.xlsx"));
    let (budget, supplement) = (sample("2023年预算.xlsx"), sample("补充资料.xlsx"));
    let next = sample("2024年决算.xlsx");
    let runs: [&[&str]; 10] = [
        &["build", &now, "--prior", &prior, "--budget", &budget, "--supplement", &supplement, "--out", "甲"],
        &["build", &next, "--like", "甲/决算公开.docx", "--out", "乙"],
        &["check", &now, "--prior", &prior],
        &["inspect", &now],
        &["read", "甲/决算公开.docx"],
        &["proofread", "甲/决算公开.docx", &now, "--out", "校对"],
        &["template", "export", "shandong", "模板"],
        &["init", "项目", "--year", "2023"],
        &["rollover", "2024", "--project", "项目"],
        &["--help"],
    ];
    for arguments in runs {
        let calls = calls(program, arguments, at);
        assert!(calls.is_empty(), "{arguments:?}:\n{calls}");
    }
    // To hear of Ctrl-C, a pipe inside the process; it leads nowhere else.
    let unit = at.join("各单位/甲");
    std::fs::create_dir_all(&unit).unwrap();
    std::fs::copy(&now, unit.join("2023年决算.xlsx")).unwrap();
    let batch = calls(program, &["batch", "各单位", "--out", "结果"], at);
    let outside: Vec<&str> = batch.lines().filter(|call| !inside(call)).collect();
    assert!(outside.is_empty(), "{}", outside.join("\n"));
    // Watching sees sockets: the same, asked of a program that opens one.
    assert!(calls("bash", &["-c", ": < /dev/tcp/127.0.0.1/9; true"], at).contains("AF_INET"));
}

/// Whether a call makes or uses the pair of ends that a process talks to itself with.
fn inside(call: &str) -> bool {
    let call = call.split_once(' ').map_or(call, |(_process, call)| call.trim_start());
    call.starts_with("socketpair(AF_UNIX")
        || ["sendto(", "recvfrom(", "<... "].iter().any(|used| call.starts_with(used))
            && !call.contains("sa_family")
}
