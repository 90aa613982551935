//! A run writes all of its files or none: full disks, two runs at once, pipes and links in the way, closed outputs.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::book::Cell;
use crate::support::{Build, Run, files_below, juesuan, not_run, out, sample, sample_project, yellow};
use tempfile::{TempDir, tempdir};

const PROGRAM: &str = env!("CARGO_BIN_EXE_juesuan");
/// Bytes that a pipe holds before a writer waits.
const PIPE: usize = 64 * 1024;

/// Every file below a folder with its content, the program's memory and lock aside.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    files_below(folder)
        .into_iter()
        .filter(|f| !f.starts_with(".juesuan"))
        .map(|f| (f.display().to_string(), fs::read(folder.join(&f)).expect("a file")))
        .collect()
}

/// A folder with the outputs of one build.
fn built() -> TempDir {
    let folder = tempdir().expect("a folder");
    Build::sample_2023().run(folder.path()).expect_status(&[0]);
    folder
}

/// The same build in another style, so that every output but one changes.
fn other() -> Build {
    Build { style: "henan", ..Build::sample_2023() }
}

/// The command line of a build, for a shell.
fn command_line(build: &Build, out: &Path) -> String {
    let quoted = |p: &Path| format!("'{}'", p.display());
    let given = |flag: &str, p: &Option<std::path::PathBuf>| {
        p.as_ref().map_or_else(String::new, |p| format!(" {flag} {}", quoted(p)))
    };
    format!(
        "'{PROGRAM}' build {}{}{}{} --style {} --out {}",
        quoted(&build.input),
        given("--prior", &build.prior),
        given("--budget", &build.budget),
        given("--supplement", &build.supplement),
        build.style,
        quoted(out)
    )
}

fn shell(folder: &Path, script: &str) -> Run {
    let output = Command::new("sh")
        .args(["-c", script])
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("a shell");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Run {
        command: script.to_owned(),
        folder: folder.to_owned(),
        status: output.status.code(),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.starts_with(b"0"))
}

/// A disk of a few sizes, from one where nothing fits to one where nearly everything does.
#[test]
fn a_full_disk_leaves_everything_old() {
    let folder = built();
    let old = contents(&out(folder.path()));
    let total: usize = old.values().map(Vec::len).sum();
    let mut refused = 0;
    for kilobytes in [total / 1024 + 60, total / 1024 * 3 / 2, total / 1024 * 7 / 4] {
        let script = format!(
            "mount -t tmpfs -o size={kilobytes}k tmpfs \"$1\" && cp -a out/. \"$1\" && {}; echo status $?; \
             ls -a \"$1\"; mkdir -p kept && rm -rf kept/* && cp -a \"$1\"/. kept && umount \"$1\"",
            command_line(&other(), Path::new("disk")).replace("--style", "--force --style")
        );
        fs::create_dir_all(folder.path().join("disk")).expect("a folder");
        // A mount of our own, seen by nobody else.
        fs::write(folder.path().join("fill.sh"), &script).expect("a script");
        let run = shell(folder.path(), "unshare -m sh fill.sh \"$PWD/disk\"");
        if !run.stdout.contains("status ") {
            not_run(
                "a_full_disk_leaves_everything_old",
                &format!("no mount of its own: {}", run.stderr.trim()),
            );
            return;
        }
        if run.stdout.contains("status 3") {
            refused += 1;
            run.expect_message(&["磁盘空间不足"]);
            assert!(contents(&folder.path().join("kept")) == old, "{}", run.evidence());
        } else {
            assert!(run.stdout.contains("status 0"), "{}", run.evidence());
            assert!(contents(&folder.path().join("kept")) != old, "{}", run.evidence());
        }
        assert!(!run.stdout.contains(".juesuan-"), "temporary files stay\n{}", run.evidence());
    }
    assert!(refused > 0, "no disk was too small");
}

/// `ulimit -f` with its signal ignored: writing more than so many blocks fails as on a quota.
#[test]
fn a_size_limit_leaves_everything_old() {
    let folder = built();
    let old = contents(&out(folder.path()));
    for blocks in [1, 20, 60] {
        let line = command_line(&other(), &out(folder.path()));
        let run = shell(folder.path(), &format!("trap '' XFSZ; ulimit -f {blocks}; {line}"));
        let run = run.expect_status(&[3]);
        run.expect_message(&["不能写入"]);
        assert!(contents(&out(folder.path())) == old, "{}", run.evidence());
    }
}

#[test]
fn an_output_that_cannot_be_replaced_takes_the_others_back() {
    let folder = built();
    let out = out(folder.path());
    fs::remove_file(out.join("facts.json")).expect("an output");
    fs::create_dir(out.join("facts.json")).expect("a folder in the way");
    let old = contents(&out);
    let run = other().run(folder.path()).expect_status(&[3]);
    run.expect_message(&["facts.json", "这是一个文件夹"]);
    assert!(contents(&out) == old, "{}", run.evidence());
}

#[test]
fn pipes_and_devices_are_refused() {
    let folder = built();
    let out = out(folder.path());
    fs::remove_file(out.join("facts.json")).expect("an output");
    shell(&out, "mkfifo facts.json").expect_status(&[0]);
    let run = other().run(folder.path()).expect_status(&[3]);
    run.expect_message(&["facts.json", "管道或设备"]);
    shell(folder.path(), "mkfifo 决算.xlsx").expect_status(&[0]);
    for input in ["决算.xlsx", "/dev/zero"] {
        let run = juesuan(folder.path(), &["inspect", input]).expect_status(&[3]);
        run.expect_message(&["管道或设备"]);
    }
}

/// As an ordinary user: root reads everything, so there the program runs as nobody.
#[test]
fn what_cannot_be_read_is_never_replaced() {
    let folder = tempdir().expect("a folder");
    fs::copy(PROGRAM, folder.path().join("juesuan")).expect("the program");
    fs::copy(sample("2023年决算.xlsx"), folder.path().join("决算.xlsx")).expect("a sample");
    let build = |style: &str| format!("./juesuan build 决算.xlsx --out out --style {style}");
    shell(folder.path(), &build("henan")).expect_status(&[0]);
    let path = out(folder.path()).join("facts.json");
    let (old, kept) = (contents(&out(folder.path())), fs::read(&path).expect("an output"));
    shell(folder.path(), "chmod -R a+rwX . && chmod 000 out/facts.json").expect_status(&[0]);
    let user = if is_root() { "setpriv --reuid 65534 --regid 65534 --clear-groups " } else { "" };
    if shell(folder.path(), &format!("{user}./juesuan --version")).status != Some(0) {
        not_run("what_cannot_be_read_is_never_replaced", "no setpriv (Debian: util-linux)");
        return;
    }
    let run = shell(folder.path(), &format!("{user}{}", build("shandong"))).expect_status(&[3]);
    run.expect_message(&["facts.json", "不能读取，不替换它"]);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("permissions");
    assert_eq!(fs::read(&path).expect("an output"), kept);
    assert!(contents(&out(folder.path())) == old, "{}", run.evidence());
    shell(folder.path(), "chmod a-w out out/.juesuan").expect_status(&[0]);
    shell(folder.path(), &format!("{user}{}", build("hunan"))).expect_status(&[3]);
}

#[test]
fn permissions_and_links_stay() {
    let folder = built();
    let out = out(folder.path());
    let file = out.join("facts.json");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("permissions");
    fs::rename(out.join("情况说明.md"), folder.path().join("共享.md")).expect("a file");
    symlink("../共享.md", out.join("情况说明.md")).expect("a link");
    let before = fs::read(folder.path().join("共享.md")).expect("a file");
    other().run(folder.path()).expect_status(&[0]);
    assert_eq!(fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
    assert!(fs::symlink_metadata(out.join("情况说明.md")).expect("a link").is_symlink());
    assert_ne!(fs::read(folder.path().join("共享.md")).expect("a file"), before);
}

/// Two runs at once, many times: what stands there is all of one run.
#[test]
fn two_runs_do_not_mix() {
    let folder = built();
    let now = || {
        let mut files = contents(&out(folder.path()));
        // Only one of the two styles asks for more than the given 补充资料 has.
        files.remove("补充资料.新.xlsx");
        files
    };
    let shandong = now();
    other().run(folder.path()).expect_status(&[0]);
    let henan = now();
    for _ in 0..5 {
        let lines = [Build::sample_2023(), other()].map(|b| command_line(&b, &out(folder.path())));
        let run = shell(folder.path(), &format!("{} & {}; code=$?; wait $!; exit $code", lines[0], lines[1]));
        run.expect_status(&[0]);
        assert!(now() == shandong || now() == henan);
    }
}

#[test]
fn a_run_that_is_going_on_is_waited_for_and_a_killed_one_is_not() {
    let folder = built();
    let lock = out(folder.path()).join(".juesuan/lock");
    assert!(lock.is_file());
    let holder =
        Command::new("flock").arg("-o").arg(&lock).args(["sleep", "20"]).stdout(Stdio::null()).spawn();
    let Ok(mut holder) = holder else {
        not_run("a_run_that_is_going_on_is_waited_for", "no flock (Debian: util-linux)");
        return;
    };
    std::thread::sleep(Duration::from_millis(500));
    let mut run = Command::new("sh")
        .args(["-c", &command_line(&other(), &out(folder.path()))])
        .stderr(Stdio::null())
        .spawn()
        .expect("a run");
    std::thread::sleep(Duration::from_millis(2000));
    assert!(run.try_wait().expect("a run").is_none(), "it waits");
    holder.kill().expect("a kill");
    let _ = holder.wait();
    assert!(run.wait().expect("a run").success());
}

/// She saves 补充资料.xlsx while a run that has read it is about to replace it: the run has said what it found, into a pipe
/// that takes nothing more, and waits.
#[test]
fn a_save_between_reading_and_replacing_is_noticed() {
    let home = tempdir().expect("a folder");
    let root = home.path().join("项目");
    sample_project(&root, "standard");
    juesuan(&root, &["build"]).expect_status(&[0, 1]);
    let supplement = root.join("2023年/补充资料.xlsx");
    let (mut reader, mut writer) = std::io::pipe().expect("a pipe");
    // As much as a pipe holds, of which less than a message is left.
    writer.write_all(&[b' '; PIPE - 16]).expect("a full pipe");
    let mut run = Command::new(PROGRAM)
        .args(["build", "--style", "henan"])
        .current_dir(&root)
        .stdout(Stdio::null())
        .stderr(writer)
        .spawn()
        .expect("a run");
    std::thread::sleep(Duration::from_millis(3000));
    assert!(run.try_wait().expect("a run").is_none(), "it waits for its messages to be read");
    let before = contents(&root);
    let reason = |sheet: &str, _: &str, _: &str| (sheet == "原因说明").then(|| Cell::text("她刚写的原因"));
    assert!(yellow::fill(&supplement, &supplement, reason) > 0);
    let saved = fs::read(&supplement).expect("what she saved");
    let mut said = String::new();
    reader.read_to_string(&mut said).expect("messages");
    let said = said.trim_start();
    assert_eq!(run.wait().expect("a run").code(), Some(3), "{said}");
    assert!(
        said.contains("补充资料.xlsx") && said.contains("被改动并保存了") && said.contains("请再运行一次"),
        "{said}"
    );
    assert_eq!(fs::read(&supplement).expect("her file"), saved);
    let others = |mut files: BTreeMap<String, Vec<u8>>| {
        files.retain(|name, _| !name.ends_with("补充资料.xlsx"));
        files
    };
    assert!(others(contents(&root)) == others(before), "nothing else was written");
    // The next run takes what she wrote.
    juesuan(&root, &["build", "--style", "henan"]).expect_status(&[0, 1]);
    let text = fs::read_to_string(root.join("2023年/公开/情况说明.md")).expect("a narrative");
    assert!(text.contains("她刚写的原因"), "{text}");
}

#[test]
fn temporary_files_of_a_killed_run_are_cleared() {
    let folder = built();
    let out = out(folder.path());
    fs::write(out.join(".juesuan-abc123"), "half").expect("a file");
    fs::write(out.join("别人的.tmp"), "mine").expect("a file");
    other().run(folder.path()).expect_status(&[0]);
    assert!(!out.join(".juesuan-abc123").exists());
    assert!(out.join("别人的.tmp").exists());
}

#[test]
fn numbered_copies_do_not_multiply() {
    let folder = built();
    let out = out(folder.path());
    let edit = || fs::write(out.join("情况说明.md"), "我改的").expect("a file");
    let names = || files_below(&out).len();
    edit();
    Build::sample_2023().run(folder.path()).expect_status(&[0]);
    let one = names();
    // The memory of what was written is lost each time; the content is known again.
    for _ in 0..3 {
        fs::remove_file(out.join(".juesuan/written.json")).expect("a memory");
        Build::sample_2023().run(folder.path()).expect_status(&[0]);
    }
    assert_eq!(names(), one, "{:?}", files_below(&out));
    let build = |style: &'static str| {
        let line = command_line(&Build { style, ..Build::sample_2023() }, &out);
        shell(folder.path(), &format!("{line} --force")).expect_status(&[0]);
    };
    for style in ["henan", "shandong", "henan"] {
        edit();
        build(style);
    }
    let copies = files_below(&out).iter().filter(|f| f.display().to_string().contains("替换前")).count();
    assert_eq!(copies, 1, "the same edited file is kept once: {:?}", files_below(&out));
}

#[test]
fn full_and_closed_outputs_are_no_panic() {
    let folder = built();
    let file = sample("2023年决算.xlsx").display().to_string();
    for command in ["inspect", "check"] {
        let run = shell(folder.path(), &format!("'{PROGRAM}' {command} '{file}' > /dev/full"));
        let run = run.expect_status(&[3]);
        run.expect_message(&["标准输出", "磁盘空间不足"]);
        let run = shell(folder.path(), &format!("'{PROGRAM}' {command} '{file}' | head -c 1"));
        assert!(!run.stderr.contains("panicked"), "{}", run.evidence());
    }
    for arguments in ["--help", "template list", "template vars", "build --help", "--version"] {
        let run = shell(folder.path(), &format!("'{PROGRAM}' {arguments} > /dev/full"));
        assert_eq!(run.status, Some(3), "{}", run.evidence());
        assert!(!run.stderr.contains("panicked"), "{}", run.evidence());
    }
    // Messages that cannot be written stop no report.
    let line = command_line(&other(), &folder.path().join("stumm"));
    shell(folder.path(), &format!("{line} 2> /dev/full")).expect_status(&[0]);
    assert!(folder.path().join("stumm/公开表.xlsx").is_file());
    shell(folder.path(), &format!("'{PROGRAM}' nonsense 2> /dev/full")).expect_status(&[2]);
}

#[test]
fn a_name_may_begin_with_a_hyphen() {
    let folder = built();
    let line = command_line(&other(), &folder.path().join("名称"));
    shell(folder.path(), &format!("{line} --org -2+3")).expect_status(&[0]);
    let facts = fs::read_to_string(folder.path().join("名称/facts.json")).expect("facts");
    assert!(facts.contains("\"org\": \"-2+3\""));
}

/// Makes `open` fail on paths that contain `FAIL_ON` with the error number `FAIL_WITH`; with `FAIL_NEW` only where a
/// file is to be made. What a failing disk or a full one says is said by the system, so nothing less will do.
const SHIM: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static int fails(const char *path, int flags) {
    const char *on = getenv("FAIL_ON"), *with = getenv("FAIL_WITH");
    if (!on || !with || !strstr(path, on)) return 0;
    if (getenv("FAIL_NEW") && !(flags & O_CREAT)) return 0;
    errno = atoi(with);
    return 1;
}

#define OPEN(name)                                                            \
    int name(const char *path, int flags, ...) {                              \
        va_list more; va_start(more, flags);                                  \
        int mode = va_arg(more, int);                                         \
        va_end(more);                                                         \
        if (fails(path, flags)) return -1;                                    \
        int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, #name);        \
        return real(path, flags, mode);                                       \
    }

OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                          \
    int name(int folder, const char *path, int flags, ...) {                  \
        va_list more; va_start(more, flags);                                  \
        int mode = va_arg(more, int);                                         \
        va_end(more);                                                         \
        if (fails(path, flags)) return -1;                                    \
        int (*real)(int, const char *, int, ...) = dlsym(RTLD_NEXT, #name);   \
        return real(folder, path, flags, mode);                               \
    }

OPENAT(openat)
OPENAT(openat64)
"#;

const EIO: &str = "5";
const ENOSPC: &str = "28";

/// The compiled shim; `None`, said as a test that did not run, where there is no compiler or another system.
fn failing_open(folder: &Path, test: &str) -> Option<String> {
    fs::write(folder.join("shim.c"), SHIM).expect("a file");
    let made = shell(folder, "cc -shared -fPIC -o shim.so shim.c -ldl");
    if made.status != Some(0) || !cfg!(target_os = "linux") {
        not_run(test, &format!("no C compiler for a failing open (Debian: gcc): {}", made.stderr.trim()));
        return None;
    }
    Some(format!("LD_PRELOAD=\"{}\" ", folder.join("shim.so").display()))
}

/// A disk that fails (EIO) or is full (ENOSPC) when a file is opened: an input is refused by name, an output that
/// cannot be read is not replaced, and no output is new while others are old.
#[test]
fn a_disk_that_fails_on_open_leaves_everything_old() {
    let folder = built();
    let old = contents(&out(folder.path()));
    let memory = || fs::read(out(folder.path()).join(".juesuan/written.json")).expect("the memory");
    let remembered = memory();
    let Some(shim) = failing_open(folder.path(), "a_disk_that_fails_on_open_leaves_everything_old") else {
        return;
    };
    let line = command_line(&other(), &out(folder.path()));
    // The shim is at work: without its variables nothing fails, with them it does.
    let probe = |fail: &str| shell(folder.path(), &format!("{fail}{shim}cat shim.c > /dev/null")).status;
    assert_eq!(probe(""), Some(0));
    if probe("FAIL_ON=shim.c FAIL_WITH=5 ") == Some(0) {
        not_run("a_disk_that_fails_on_open_leaves_everything_old", "LD_PRELOAD has no effect here");
        return;
    }
    let input = other().input.file_name().expect("a name").to_string_lossy().into_owned();
    let input = input.as_str();
    let cases: &[(&str, &str, &str, &[&str])] = &[
        // An input, an output to be compared, the memory of what was written, the lock.
        (input, EIO, "", &[input, "系统返回", "os error 5"]),
        ("facts.json", EIO, "", &["facts.json", "不能读取，不替换它"]),
        ("决算公开.docx", EIO, "", &["决算公开.docx", "不能读取，不替换它"]),
        ("written.json", EIO, "", &["written.json"]),
        (".juesuan/lock", EIO, "", &["不能写入"]),
        // Nothing new can be made: at all, the memory, the staged files.
        ("/out/", ENOSPC, "FAIL_NEW=1 ", &["不能写入", "磁盘空间不足"]),
        (".juesuan-", ENOSPC, "FAIL_NEW=1 ", &["不能写入", "磁盘空间不足"]),
        (".juesuan-", EIO, "FAIL_NEW=1 ", &["不能写入", "os error 5"]),
    ];
    for (on, with, new, texts) in cases {
        let script = format!("FAIL_ON='{on}' FAIL_WITH={with} {new}{shim}{line}");
        let run = shell(folder.path(), &script);
        assert_eq!(run.status, Some(3), "{on} {with}\n{}", run.evidence());
        run.expect_message(texts);
        assert!(!run.stderr.contains("内部错误") && !run.stderr.contains("panicked"), "{}", run.evidence());
        assert!(contents(&out(folder.path())) == old, "{on} {with}\n{}", run.evidence());
        assert_eq!(memory(), remembered, "{on} {with}\n{}", run.evidence());
        let left = files_below(&out(folder.path()));
        assert!(left.iter().all(|f| !f.display().to_string().contains(".juesuan-")), "{left:?}");
    }
    // The disk is well again.
    shell(folder.path(), &format!("{shim}{line}")).expect_status(&[0]);
    assert!(contents(&out(folder.path())) != old);
}

/// The same for what people wrote: 补充资料.xlsx of a project is neither replaced nor forgotten.
#[test]
fn a_supplement_that_cannot_be_opened_is_kept() {
    let home = tempdir().expect("a folder");
    let root = home.path().join("项目");
    fs::create_dir(&root).expect("a folder");
    for name in ["2022年决算.xlsx", "2023年决算.xlsx", "2023年预算.xlsx"] {
        fs::copy(sample(name), root.join(name)).expect("a sample");
    }
    juesuan(home.path(), &["init", "项目"]).expect_status(&[0]);
    juesuan(&root, &["build"]).expect_status(&[0]);
    let Some(shim) = failing_open(home.path(), "a_supplement_that_cannot_be_opened_is_kept") else { return };
    let kept = contents(&root);
    for (on, with, new) in [("补充资料.xlsx", EIO, ""), (".juesuan-", ENOSPC, "FAIL_NEW=1 ")] {
        let script = format!(
            "FAIL_ON='{on}' FAIL_WITH={with} {new}{shim}'{PROGRAM}' build --project '项目' --style henan"
        );
        let run = shell(home.path(), &script).expect_status(&[3]);
        assert!(!run.stderr.contains("内部错误"), "{}", run.evidence());
        assert!(contents(&root) == kept, "{}", run.evidence());
    }
}
