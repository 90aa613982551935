//! The window: who gets in, what is stored when, and the whole way in a real browser.

#![allow(clippy::disallowed_methods, reason = "tests write into their own temporary folders")]

#[path = "../county/mod.rs"]
mod county;
mod going_on;
mod pdf;
#[path = "../support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use juesuan::source::Source;
use juesuan::supplement::{self, Present, SheetId, Slot, answered};
use serde_json::{Value, json};
use support::sample;
use support::window::Window;

/// A project with the files of the sample, all but the supplement.
fn project(folder: &Path) -> PathBuf {
    let year = folder.join("项目/2023年");
    std::fs::create_dir_all(&year).expect("a folder");
    for name in ["2023年决算.xlsx", "2022年决算.xlsx", "2023年预算.xlsx"] {
        std::fs::copy(sample(name), year.join(name)).expect("a copy");
    }
    let made = Command::new(env!("CARGO_BIN_EXE_juesuan"))
        .args(["init", "项目", "--year", "2023"])
        .current_dir(folder)
        .output()
        .expect("a run");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    folder.join("项目")
}

fn own(project: &Path) -> PathBuf {
    project.join("2023年/补充资料.xlsx")
}

fn reason(key: &str) -> Slot {
    Slot { sheet: SheetId::Reasons, key: key.into(), head: "原因".into() }
}

/// What an office program does: the file read, a cell changed, the file saved.
fn change_in_office(path: &Path, slot: &Slot, text: &str) {
    let present = Present::load(&Source::from(path)).expect("a workbook");
    let changed = answered(&present.book, [(slot, text)]);
    let bytes = supplement::bytes(&changed, Some(&present), 2023).expect("bytes").expect("a change");
    std::fs::write(path, bytes).expect("saved");
}

/// An export with one amount that fits nothing else.
fn wrong_amount(export: &Path) {
    change_amount(export, "23819946.74", "23819946.47");
}

/// 收入总计 of an export.
fn change_amount(export: &Path, before: &str, after: &str) {
    let mut book = support::book::Book::read(export);
    let amount = |text: &str| support::book::Cell::Number(text.parse().expect("an amount"));
    let total = book.sheet("Z01").cells.get_mut(&(36, 4)).expect("总计");
    assert_eq!(total.as_number(), amount(before).as_number());
    *total = amount(after);
    book.write(export);
}

fn stored(path: &Path, key: &str) -> Option<String> {
    let supplement = supplement::read(path).ok()?;
    supplement.reason(key).map(|entry| entry.text.clone())
}

fn answer(window: &Window, key: &str, text: &str, since: &Value) -> Value {
    window.tell("/answer", &json!({ "key": key, "text": text, "since": since })).json()
}

fn holds(document: &Value, text: &str) -> bool {
    let pieces = document["pieces"].as_object().expect("pieces");
    pieces.values().any(|piece| piece.as_str().is_some_and(|p| p.contains(text)))
}

fn is_saved(document: &Value) -> bool {
    document["status"]["stored"] == "saved"
}

#[test]
fn the_first_address_is_good_for_one_browser() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = Window::start(folder.path(), &[]);
    assert_eq!(window.get("/").status, 403, "without a cookie");
    let wrong = window.entry.replace("?t=", "?t=0");
    let asked = |path: &str, more: &str| {
        window.raw(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\n{more}", window.authority), b"").status
    };
    assert_eq!(asked(&wrong, ""), 403);
    assert_eq!(asked(&window.prefix, ""), 404);
    assert_eq!(asked("/", ""), 404);
    window.visit();
    let page = window.get("/");
    assert_eq!(page.status, 200);
    assert!(!page.body.contains(&window.entry[window.entry.len() - 20..]), "the token is not in the page");
    let used = window.raw(&format!("GET {} HTTP/1.1\r\nHost: {}\r\n", window.entry, window.authority), b"");
    assert_eq!(used.status, 403, "the address was used: {used:?}");
    assert!(used.body.contains("重新启动程序"), "{used:?}");
}

#[test]
fn other_pages_and_other_names_of_this_machine_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = Window::visited(folder.path(), &[]);
    let Window { prefix, authority, cookie, .. } = &window;
    let port = authority.split_once(':').expect("a port").1;
    let body = br#"{"folder":"/"}"#;
    let post = |host: &str, headers: &str| {
        let head = format!("POST {prefix}/open HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n{headers}");
        window.raw(&head, body).status
    };
    assert_eq!(post(authority, &format!("Origin: http://{authority}\r\n")), 200);
    for (host, headers) in [
        (authority.clone(), String::new()),
        (authority.clone(), "Origin: null\r\n".into()),
        (authority.clone(), "Origin: http://example.com\r\n".into()),
        (authority.clone(), "Origin: http://127.0.0.1\r\n".into()),
        (authority.clone(), format!("Origin: https://{authority}\r\n")),
        (authority.clone(), format!("Origin: http://{authority}\r\nSec-Fetch-Site: cross-site\r\n")),
        (format!("juesuan.example:{port}"), format!("Origin: http://juesuan.example:{port}\r\n")),
        (format!("localhost:{port}"), format!("Origin: http://{authority}\r\n")),
        ("127.0.0.1".into(), format!("Origin: http://{authority}\r\n")),
    ] {
        assert_eq!(post(&host, &headers), 403, "{host} {headers}");
    }
    // The same with another way of reading than the page's own.
    let read = |headers: &str| {
        let head =
            format!("GET {prefix}/state HTTP/1.1\r\nHost: {authority}\r\nCookie: {cookie}\r\n{headers}");
        window.raw(&head, b"").status
    };
    assert_eq!(read("Sec-Fetch-Site: same-origin\r\n"), 200);
    assert_eq!(read("Sec-Fetch-Site: cross-site\r\n"), 403);
    assert_eq!(read("Origin: http://example.com\r\n"), 403);
    let other = window.raw(&format!("DELETE {prefix}/state HTTP/1.1\r\nHost: {authority}\r\nCookie: {cookie}\r\nOrigin: http://{authority}\r\n"), b"");
    assert_eq!(other.status, 405);
}

#[test]
fn every_answer_forbids_what_the_page_does_not_need() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = Window::visited(folder.path(), &[]);
    let stranger = window.raw(&format!("GET / HTTP/1.1\r\nHost: {}\r\n", window.authority), b"");
    for answer in
        [window.get("/"), window.get("/main.js"), window.get("/state"), window.get("/nothing"), stranger]
    {
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{answer:?}");
        }
    }
    let page = window.get("/").body;
    assert!(!page.contains("://") && !page.contains("<style") && !page.contains(" style="), "{page}");
}

/// The manual is dressed by itself and can do nothing but that.
#[test]
fn the_page_leads_to_the_manual() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = Window::visited(folder.path(), &[]);
    assert!(window.get("/").body.contains("href=\"manual\""));
    let manual = window.get("/manual");
    assert_eq!((manual.status, manual.body == juesuan::manual::page()), (200, true));
    let policy = manual.header("content-security-policy").expect("a policy");
    assert_eq!(policy, juesuan::manual::POLICY);
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("script") && !policy.contains("connect")
    );
}

#[test]
fn no_path_leads_out_of_the_page_or_the_project() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let window = Window::visited(folder.path(), &["项目"]);
    for way in
        ["/../state", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/juesuan.toml"]
    {
        let answer = window.get(way);
        assert_eq!(answer.status, 404, "{way}: {answer:?}");
    }
    // A file's name says nothing about where it goes.
    let bytes = std::fs::read(sample("绩效自评表/城乡医疗救助.xlsx")).expect("a form");
    let name = "..%2F..%2F..%2F%E8%87%AA%E8%AF%84.xlsx";
    let state = window.post(&format!("/file?name={name}"), &bytes).json();
    assert_eq!(state["file"]["placed"], "2023年/绩效自评表/自评.xlsx");
    assert!(project.join("2023年/绩效自评表/自评.xlsx").is_file());
    // What is of no use is not stored anywhere.
    let refused = window.post("/file?name=a.xlsx", b"PK no workbook");
    assert_eq!(refused.status, 422, "{refused:?}");
    let before = std::fs::read(sample("2024年决算.xlsx")).expect("accounts");
    let refused = window.post("/file?name=2024.xlsx", &before);
    assert!(refused.status == 422 && refused.body.contains("2024年度"), "{refused:?}");
    assert!(!project.join("2023年/2024.xlsx").exists());
}

#[test]
fn what_is_too_large_is_not_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = Window::visited(folder.path(), &[]);
    let Window { prefix, authority, cookie, .. } = &window;
    let said = |way: &str, length: u64| {
        let head = format!(
            "POST {prefix}{way} HTTP/1.1\r\nHost: {authority}\r\nCookie: {cookie}\r\nOrigin: http://{authority}\r\nContent-Length: {length}\r\n"
        );
        window.raw(&head, b"").status
    };
    let limit = juesuan::package::LIMITS.file;
    assert_eq!(said("/file?name=a.xlsx", limit + 1), 413);
    assert_eq!(said("/answer", 16 << 20), 413);
    // One that does not say how long it is.
    let head = format!(
        "POST {prefix}/answer HTTP/1.1\r\nHost: {authority}\r\nCookie: {cookie}\r\nOrigin: http://{authority}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    );
    let mut chunks = head.into_bytes();
    for _ in 0..6 {
        chunks.extend_from_slice(b"100000\r\n");
        chunks.extend(std::iter::repeat_n(b' ', 1 << 20));
        chunks.extend_from_slice(b"\r\n");
    }
    let mut stream = std::net::TcpStream::connect(authority).expect("a connection");
    use std::io::{Read as _, Write as _};
    let _ = stream.write_all(&chunks);
    let mut reply = [0u8; 12];
    // The connection is closed on what was not read; the answer may go with it.
    if stream.read_exact(&mut reply).is_ok() {
        assert_eq!(&reply, b"HTTP/1.1 413");
    }
    assert_eq!(window.get("/state").status, 200, "it goes on");
}

#[test]
fn an_answer_is_in_its_sentence_and_soon_in_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let window = Window::visited(folder.path(), &["项目"]);
    let all = window.get("/document?since=0").json();
    assert!(
        holds(&all, "data-key=\"yoy.total\"") && !own(&project).exists(),
        "nothing was typed: nothing is written"
    );
    let new = answer(&window, "yoy.total", "机构改革，人员转出", &all["version"]);
    assert!(new["lists"].is_null(), "only what changed is sent");
    assert!(holds(&new, "机构改革，人员转出"), "{new}");
    let sent = new["pieces"].as_object().expect("pieces").len();
    assert!(sent < 6, "{sent} pieces for one answer");
    window.wait_for(is_saved);
    assert_eq!(stored(&own(&project), "yoy.total").as_deref(), Some("机构改革，人员转出"));
    // Taken back, and done again.
    let back = window.tell("/undo", &json!({ "since": 0 })).json();
    assert!(back["slot"]["key"] == "yoy.total" && !holds(&back, "机构改革"), "{back}");
    window.wait_for(is_saved);
    assert_eq!(stored(&own(&project), "yoy.total"), None);
    let again = window.tell("/redo", &json!({ "since": 0 })).json();
    assert!(holds(&again, "机构改革，人员转出"));
    let wrong = window.tell("/answer", &json!({ "key": "yoy.nothing", "text": "说明", "since": 0 }));
    assert!(wrong.status == 422 && wrong.body.contains("yoy.nothing"), "{wrong:?}");
}

/// A window keeps what answers cannot change; whoever opens the project anew sees the same, to the last cell.
#[test]
fn a_window_that_was_typed_in_shows_what_a_new_one_shows() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let mut window = Window::visited(folder.path(), &["项目"]);
    answer(&window, "yoy.total", "机构改革，人员转出", &json!(0));
    let told = |way: &str, value: Value| window.tell(way, &value).json();
    let row = |key: &str| json!({ "sheet": "绩效自评", "key": key, "turn": "add", "since": 0 });
    told("/row", row("城乡救助（本级）"));
    for (head, text) in [("全年预算数", "120.5"), ("全年执行数", "118"), ("自评得分", "96")] {
        told(
            "/answer",
            json!({ "key": "project.城乡救助（本级）", "sheet": "绩效自评", "head": head, "text": text, "since": 0 }),
        );
    }
    answer(&window, "text.duties", "第一段职责。\n第二段职责。", &json!(0));
    told("/row", row("又一个项目"));
    told("/undo", json!({ "since": 0 }));
    let typed = window.wait_for(is_saved);
    assert!(holds(&typed, "118") && holds(&typed, "第二段职责"), "{}", typed["status"]);
    window.kill();
    // The file is read again, the report is made from nothing.
    let fresh = Window::visited(folder.path(), &["项目"]).get("/document?since=0").json();
    assert!(own(&project).is_file() && typed["lists"].as_array().is_some_and(|lists| lists.len() > 4));
    for part in ["lists", "pieces"] {
        assert!(typed[part] == fresh[part], "{part}: {}\n\n{}", typed[part], fresh[part]);
    }
}

#[test]
fn what_an_office_program_saved_meanwhile_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let window = Window::visited(folder.path(), &["项目"]);
    answer(&window, "yoy.total", "先填一处", &json!(0));
    window.wait_for(is_saved);
    // Another answer in the file: it is in the document.
    change_in_office(&own(&project), &reason("yoy.fiscal.total"), "在表里填的");
    window.wait_for(|document| holds(document, "在表里填的"));
    // While it is open there, nothing is written; what is typed waits.
    let open = own(&project).with_file_name("~$补充资料.xlsx");
    std::fs::write(&open, "她").expect("an owner file");
    let before = std::fs::read(own(&project)).expect("a file");
    answer(&window, "yoy.total", "窗口里改的", &json!(0));
    answer(&window, "yoy.expenditure.basic", "窗口里填的", &json!(0));
    window.wait_for(|document| document["status"]["stored"] == "open");
    assert_eq!(std::fs::read(own(&project)).expect("a file"), before);
    // Saved there with one of them changed, and closed: the file's stands, the other goes in, the first is offered.
    change_in_office(&own(&project), &reason("yoy.total"), "表里也改了");
    std::fs::remove_file(&open).expect("closed");
    let document = window.wait_for(|d| is_saved(d) && holds(d, "表里也改了"));
    assert_eq!(document["status"]["conflicts"][0]["ours"], "窗口里改的", "{}", document["status"]);
    assert_eq!(stored(&own(&project), "yoy.total").as_deref(), Some("表里也改了"));
    assert_eq!(stored(&own(&project), "yoy.fiscal.total").as_deref(), Some("在表里填的"));
    assert_eq!(stored(&own(&project), "yoy.expenditure.basic").as_deref(), Some("窗口里填的"));
    let settled = answer(&window, "yoy.total", "窗口里改的", &json!(0));
    assert_eq!(settled["status"]["conflicts"], json!([]));
    window.wait_for(is_saved);
    assert_eq!(stored(&own(&project), "yoy.total").as_deref(), Some("窗口里改的"));
}

#[test]
fn a_power_cut_loses_what_was_typed_last_at_most() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let mut window = Window::visited(folder.path(), &["项目"]);
    answer(&window, "yoy.total", "已经存入的", &json!(0));
    window.wait_for(is_saved);
    for n in 0..20 {
        answer(&window, "yoy.total", &format!("已经存入的{n}"), &json!(0));
    }
    window.kill();
    let kept = stored(&own(&project), "yoy.total").expect("a whole file");
    assert!(kept.starts_with("已经存入的"), "{kept}");
    // What waited for an office program lies beside the file, and comes back.
    let mut window = Window::visited(folder.path(), &["项目"]);
    let open = own(&project).with_file_name("~$补充资料.xlsx");
    std::fs::write(&open, "她").expect("an owner file");
    answer(&window, "yoy.fiscal.total", "还没有存入的", &json!(0));
    window.wait_for(|document| document["status"]["stored"] == "open");
    window.kill();
    std::fs::remove_file(&open).expect("closed");
    let window = Window::visited(folder.path(), &["项目"]);
    assert!(holds(&window.wait_for(is_saved), "还没有存入的"));
    assert_eq!(stored(&own(&project), "yoy.fiscal.total").as_deref(), Some("还没有存入的"));
    let written = std::fs::read_dir(project.join("2023年")).expect("a folder").flatten();
    assert!(
        written.map(|e| e.file_name()).all(|n| !n.to_string_lossy().starts_with(".juesuan-")),
        "no half files"
    );
}

#[test]
fn a_project_is_shown_in_one_window() {
    let folder = tempfile::tempdir().expect("a folder");
    project(folder.path());
    let mut first = Window::visited(folder.path(), &["项目"]);
    let second = Window::visited(folder.path(), &["项目"]);
    let state = second.get("/state").json();
    assert_eq!(state["stage"], "start");
    assert!(state["problem"].as_str().expect("a problem").contains("已经在另一个窗口里打开"), "{state}");
    // A window that has a project of its own keeps it where the other one is refused.
    let elsewhere = tempfile::tempdir().expect("a folder");
    project(elsewhere.path());
    let third = Window::visited(elsewhere.path(), &["项目"]);
    let refused = third.tell("/open", &json!({ "folder": folder.path().join("项目") }));
    assert!(refused.status != 200 && refused.body.contains("已经在另一个窗口里打开"), "{refused:?}");
    assert_eq!(third.get("/state").json()["stage"], "report");
    let answered = answer(&third, "yoy.fiscal.total", "还在自己的项目里", &json!(0));
    assert!(holds(&answered, "还在自己的项目里"), "{answered}");
    first.kill();
    let opened = second.tell("/open", &json!({ "folder": folder.path().join("项目") })).json();
    assert_eq!(opened["stage"], "report", "{opened}");
}

#[test]
fn from_files_to_a_project_to_everything_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = Window::visited(folder.path(), &[]);
    for name in ["2022年决算.xlsx", "2023年决算.xlsx", "2023年预算.xlsx"] {
        let bytes = std::fs::read(sample(name)).expect("a sample");
        let state = window.post(&format!("/file?name={}", encoded(name)), &bytes).json();
        assert!(state["tray"].as_array().expect("files").iter().any(|f| f["name"] == name), "{state}");
    }
    let state = window.get("/state").json();
    assert_eq!(state["needs"][0]["file"], "2023年决算.xlsx", "{state}");
    assert_eq!(state["needs"][1]["file"], "2022年决算.xlsx", "{state}");
    assert_eq!(state["tray"][1]["unit"], "元", "{state}");
    let target = folder.path().join("新建/决算公开");
    let state = window.tell("/found", &json!({ "folder": target })).json();
    assert_eq!(
        (&state["stage"], &state["year"], &state["refused"]),
        (&json!("report"), &json!(2023), &json!([]))
    );
    let wrote = window.tell("/write", &json!({})).json();
    let names: Vec<&str> =
        wrote["files"].as_array().expect("files").iter().filter_map(|f| f[0].as_str()).collect();
    assert!(names.contains(&"决算公开.docx") && names.contains(&"公开表.xlsx"), "{wrote}");
    assert!(names.contains(&"决算公开（公开版）.html"), "the page to publish: {wrote}");
    assert!(wrote["gaps"].as_u64() > Some(10), "{wrote}");
    // The supplement that was just made is there for those who look at the files.
    let needs = window.get("/state").json()["needs"].clone();
    assert_eq!(needs[3]["file"], "2023年/补充资料.xlsx", "{needs}");
    assert!(own(&target).is_file(), "the supplement, for those who fill it in Excel");
    // A figure says where it comes from.
    let origin = window.get("/cell?id=t01-1-3").json();
    assert!(origin["sources"][0][1].as_str().expect("a place").contains("2023年决算.xlsx"), "{origin}");
}

/// The file of another department is not taken in silence: what speaks against it stands beside it before anything is made, and
/// its report is not held against this project's figures.
#[test]
fn files_of_another_department_are_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = Window::visited(folder.path(), &[]);
    for name in ["2023年决算.xlsx", "学校/2022年决算.xlsx"] {
        let bytes = std::fs::read(sample(name)).expect("a sample");
        window.post(&format!("/file?name={}", encoded(&name.replace('/', "-"))), &bytes).json();
    }
    let needs = window.get("/state").json()["needs"].clone();
    assert_eq!(
        (&needs[0]["doubt"], &needs[1]["file"]),
        (&json!(""), &json!("学校-2022年决算.xlsx")),
        "{needs}"
    );
    assert!(
        needs[1]["doubt"].as_str().is_some_and(|doubt| doubt.contains("不是“示例区医疗保障局”")),
        "{needs}"
    );

    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    support::juesuan(&project, &["build"]).expect_status(&[0, 1]);
    let own = std::fs::read(project.join("2023年/公开/决算公开.docx")).expect("a report");
    let school = folder.path().join("学校");
    std::fs::create_dir(&school).expect("a folder");
    std::fs::copy(sample("学校/2023年决算.xlsx"), school.join("2023年决算.xlsx")).expect("a copy");
    support::juesuan(&school, &["build", "2023年决算.xlsx", "--out", "公开"]).expect_status(&[0, 1]);
    let other = std::fs::read(school.join("公开/决算公开.docx")).expect("a report");
    let window = Window::visited(folder.path(), &["项目"]);
    let held = window.post("/proofread?name=a.docx", &own).json();
    assert_eq!((&held["against"], &held["alone"]), (&json!(true), &json!("")), "{held}");
    let held = window.post("/proofread?name=b.docx", &other).json();
    assert_eq!(held["against"], false, "{held}");
    assert!(held["alone"].as_str().is_some_and(|why| why.contains("本项目是“示例区医疗保障局”")), "{held}");
}

/// Last year's accounts that lie in last year's folder are not copied into this year's.
#[test]
fn what_lies_in_last_years_folder_is_not_put_there_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let (here, before) = (project.join("2023年/2022年决算.xlsx"), project.join("2022年/决算.xlsx"));
    std::fs::create_dir(project.join("2022年")).expect("a folder");
    std::fs::rename(&here, &before).expect("moved");
    let window = Window::visited(folder.path(), &["项目", "--year", "2023"]);
    let bytes = std::fs::read(&before).expect("a file");
    let state = window.post("/file?name=a.xlsx", &bytes).json();
    assert_eq!(state["file"]["there"], "2022年/决算.xlsx", "{state}");
    assert!(!project.join("2023年/a.xlsx").exists());
}

fn encoded(name: &str) -> String {
    name.bytes().map(|b| format!("%{b:02X}")).collect()
}

/// One browser at a time: each takes a whole processor.
static BROWSER: std::sync::Mutex<()> = std::sync::Mutex::new(());

/// Runs a script of tests/window in a real browser; what it printed, if it could run.
#[track_caller]
fn in_a_browser(script: &str, folder: &Path) -> Option<String> {
    in_a_browser_with(script, folder, &[])
}

/// The same with settings for the script.
#[track_caller]
fn in_a_browser_with(script: &str, folder: &Path, settings: &[(&str, &std::ffi::OsStr)]) -> Option<String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/window");
    if !here.join("node_modules/playwright-core").is_dir() {
        support::not_run(script, "no playwright-core (npm ci in tests/window; Debian: nodejs npm)");
        return None;
    }
    let browser = support::browser::program()?;
    let _one = BROWSER.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let run = Command::new("node")
        .arg(here.join(script))
        .env("JUESUAN", env!("CARGO_BIN_EXE_juesuan"))
        .env("BROWSER", browser)
        .env("SAMPLES", sample("2023年决算.xlsx").parent().expect("a folder"))
        .env("FOLDER", folder)
        .env("HOME", folder)
        .envs(settings.iter().copied())
        .output();
    let Ok(run) = run else {
        support::not_run(script, "no node (Debian: nodejs)");
        return None;
    };
    let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");
    Some(said)
}

/// The whole way of somebody who does it for the first time.
#[test]
fn the_whole_way_in_a_browser() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(said) = in_a_browser("first_time.mjs", folder.path()) else { return };
    let target = folder.path().join("决算公开");
    assert!(
        target.join("2023年度决算公开/决算公开.docx").is_file() || said.contains("决算公开.docx"),
        "{said}"
    );
    let supplement = supplement::read(&own(&target))
        .unwrap_or_else(|error| panic!("{error}\n{said}\n{}", listing(folder.path())));
    let empty: Vec<_> = supplement.reasons.iter().filter(|e| e.text.is_empty()).map(|e| &e.key).collect();
    assert!(
        supplement.reasons.len() > 10 && empty.len() < supplement.reasons.len() / 2,
        "{empty:?}\n{said}\n{}",
        listing(folder.path())
    );
}

/// What lies in a folder and below it, for a test that found something else than it looked for: size, age, path.
fn listing(folder: &Path) -> String {
    let mut said = String::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let about = entry.metadata().ok();
        let age = about.as_ref().and_then(|a| a.modified().ok()).and_then(|time| time.elapsed().ok());
        let size = about.as_ref().map_or(0, std::fs::Metadata::len);
        said.push_str(&format!("{size:>9} {:>8.1?} {}\n", age.unwrap_or_default(), path.display()));
        let is_browsers = entry.file_name().to_string_lossy().starts_with(".c");
        if path.is_dir() && !is_browsers {
            said.push_str(&listing(&path));
        }
    }
    said
}

/// A department with five hundred reasons: most are typed in Excel, the rest in the window; each is in its sentence, and none is
/// lost.
#[test]
fn five_hundred_reasons_in_a_browser() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = folder.path().join("项目");
    let year = project.join("2024年");
    county::make::of_size(500, &mut county::random::Random::new(3), &year).expect("an export");
    let init = ["init", "项目", "--year", "2024", "--style", "standard"];
    support::juesuan(folder.path(), &init).expect_status(&[0]);
    support::juesuan(&project, &["build"]).expect_status(&[0, 1]);
    let own = year.join("补充资料.xlsx");
    let asked = supplement::read(&own).expect("a supplement").reasons;
    assert!(asked.len() > 500, "{} reasons", asked.len());
    let left = 10;
    let typed: Vec<(Slot, String)> = asked
        .iter()
        .skip(left)
        .map(|entry| (reason(&entry.key), format!("原因在表里{}", entry.key)))
        .collect();
    let present = Present::load(&Source::from(own.as_path())).expect("a workbook");
    let changed = answered(&present.book, typed.iter().map(|(slot, text)| (slot, text.as_str())));
    let bytes = supplement::bytes(&changed, Some(&present), 2024).expect("bytes").expect("a change");
    std::fs::write(&own, bytes).expect("saved");
    if in_a_browser("many.mjs", folder.path()).is_none() {
        return;
    }
    let answers = supplement::read(&own).expect("a supplement").reasons;
    let said = |key: &str| answers.iter().find(|e| e.key == key).map(|e| e.text.clone());
    for (at, entry) in asked.iter().enumerate() {
        let wanted = if at < left {
            "窗口里打的原因".to_owned()
        } else {
            format!("原因在表里{}", entry.key)
        };
        assert_eq!(said(&entry.key), Some(wanted), "{}", entry.key);
    }
}

/// Who listens, who has no mouse, who needs contrast: every view, in both colours and at twice the size.
#[test]
fn everybody_can_use_every_view() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    wrong_amount(&project.join("2023年/2023年决算.xlsx"));
    // A project that has been written before, so that there is a state to go back to.
    support::juesuan(&project, &["build"]).expect_status(&[1]);
    in_a_browser("access.mjs", folder.path());
}

/// What people changed in the Word file is in the next one that the window writes, as after `build`.
#[test]
fn what_people_changed_in_word_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    support::juesuan(&project, &["build"]).expect_status(&[0, 1]);
    let word = project.join("2023年/公开/决算公开.docx");
    support::edit::word(
        &word,
        &[
            ("〔请补充原因：收、支总计比上年减少59.65万元〕", "人员减少，经费压减"),
            ("其他收入3.65万元", "今年其他收入3.65万元"),
        ],
    );
    let edited = std::fs::read(&word).expect("the edited file");
    if in_a_browser("word_edits.mjs", folder.path()).is_none() {
        return;
    }
    assert_eq!(stored(&own(&project), "yoy.total").as_deref(), Some("人员减少，经费压减"));
    let kept = word.with_file_name("决算公开.替换前.docx");
    assert!(std::fs::read(kept).expect("a copy") == edited, "the edited file is kept");
    assert!(!word.with_file_name("决算公开.新.docx").exists());
    // And `build` finds nothing to take over after it.
    let again = support::juesuan(&project, &["build"]).expect_status(&[0, 1]);
    assert!(!again.stderr.contains("取回"), "{}", again.stderr);
}

/// What somebody said of a finding is in the project: the terminal shows it too, and hides nothing.
#[test]
fn a_finding_that_was_looked_at_stays_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    wrong_amount(&project.join("2023年/2023年决算.xlsx"));
    let before = support::juesuan(&project, &["check"]).expect_status(&[1]);
    let Some(said) = in_a_browser("findings.mjs", folder.path()) else { return };
    let text = said.lines().find_map(|line| line.strip_prefix("LOOKED ")).expect("what was looked at");
    let looked = supplement::read(&own(&project)).expect("a supplement").looked;
    assert_eq!(looked.len(), 1, "{looked:?}");
    assert!(looked[0].key.contains(text) && looked[0].text == "已与财政局核实，属实", "{looked:?}");
    for command in ["build", "check"] {
        let after = support::juesuan(&project, &[command]).expect_status(&[0, 1]);
        if command == "check" {
            assert_eq!(after.status, before.status, "a note changes no exit code");
            if !before.stdout.contains(text) {
                continue;
            }
        }
        let printed = format!("{}{}", after.stdout, after.stderr);
        assert!(printed.contains(text) && printed.contains("已看过：已与财政局核实，属实"), "{printed}");
        assert!(printed.contains("其中1项已看过"), "{printed}");
    }
    let list = std::fs::read_to_string(project.join("2023年/公开/核对结果.md")).expect("the list");
    assert!(list.contains("已看过：已与财政局核实，属实"), "{list}");
    // Another figure is another finding: the note says nothing of it. The note itself stays what somebody wrote.
    change_amount(&project.join("2023年/2023年决算.xlsx"), "23819946.47", "23819900.00");
    let after = support::juesuan(&project, &["check"]).expect_status(&[1]);
    assert!(!after.stdout.contains("已看过") && after.stdout.contains("23,819,900.00"), "{}", after.stdout);
    assert_eq!(supplement::read(&own(&project)).expect("a supplement").looked.len(), 1);
    // Nor is it next year's.
    support::juesuan(&project, &["rollover", "2024"]).expect_status(&[0]);
    let next = supplement::read(project.join("2024年/补充资料.xlsx").as_path()).expect("next year's");
    assert!(next.looked.is_empty() && !next.reasons.is_empty(), "{:?}", next.looked);
}

/// Everything that the supplement can hold can be typed, and is there for the terminal.
#[test]
fn everything_can_be_typed_in_the_window() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let Some(said) = in_a_browser("fill.mjs", folder.path()) else { return };
    let optional = said.lines().find_map(|line| line.strip_prefix("OPTIONAL ")).expect("a title");
    let kept = supplement::read(&own(&project)).expect("a supplement");
    let projects: Vec<_> = kept.projects.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(projects, ["城乡医疗救助"]);
    let one = &kept.projects[0];
    assert_eq!((one.grade.as_str(), one.score.expect("a score").to_string().as_str()), ("优", "93.5"));
    let figures = kept.data.iter().flat_map(|row| [&row.budget, &row.current, &row.prior]);
    let typed: Vec<_> = figures.flatten().map(|(yuan, _)| yuan.0.normalize().to_string()).collect();
    assert_eq!(typed, ["475000"], "with its unit");
    assert!(kept.texts.iter().any(|t| t.text == "选填的文字也填了。"), "{optional}");
    assert!(kept.reasons.iter().any(|r| r.text == "表里填的原因"));
    support::juesuan(&project, &["build"]).expect_status(&[0, 1]);
    let narrative = std::fs::read_to_string(project.join("2023年/公开/情况说明.md")).expect("a narrative");
    assert!(narrative.contains("城乡医疗救助") && !narrative.contains("多写的项目"), "{narrative}");
}

/// A row that was added while the supplement was open in an office program is not lost, whatever ends the program.
#[test]
fn a_row_that_waits_for_an_office_program_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let mut window = Window::visited(folder.path(), &["项目"]);
    answer(&window, "yoy.total", "先填一处", &json!(0));
    window.wait_for(is_saved);
    let open = own(&project).with_file_name("~$补充资料.xlsx");
    std::fs::write(&open, "她").expect("an owner file");
    let row = |turn: &str, key: &str, to: &str| {
        let told = json!({ "sheet": "绩效自评", "key": key, "to": to, "turn": turn, "since": 0 });
        window.tell("/row", &told).json()
    };
    row("add", "城乡救助", "");
    let told = json!({ "key": "project.城乡救助", "sheet": "绩效自评", "head": "自评得分", "text": "93.5", "since": 0 });
    window.tell("/answer", &told).json();
    row("rename", "城乡救助", "城乡医疗救助");
    row("add", "多写的", "");
    row("remove", "多写的", "");
    let said = json!({ "name": "K001 某处不符", "text": "已核实", "since": 0 });
    window.tell("/look", &said).json();
    window.wait_for(|document| document["status"]["stored"] == "open");
    std::thread::sleep(std::time::Duration::from_millis(2500));
    window.kill();
    // Meanwhile something else was typed there, in another row.
    change_in_office(&own(&project), &reason("yoy.fiscal.total"), "在表里填的");
    std::fs::remove_file(&open).expect("closed");
    let window = Window::visited(folder.path(), &["项目"]);
    window.wait_for(is_saved);
    let kept = supplement::read(&own(&project)).expect("a supplement");
    let projects: Vec<_> =
        kept.projects.iter().map(|p| (p.name.as_str(), p.score.map(|s| s.to_string()))).collect();
    assert_eq!(projects, [("城乡医疗救助", Some("93.5".to_owned()))]);
    assert_eq!(kept.looked.iter().map(|e| e.text.as_str()).collect::<Vec<_>>(), ["已核实"]);
    assert_eq!(kept.reason("yoy.fiscal.total").expect("a reason").text, "在表里填的");
}

/// Style, options and words are the project's: the terminal writes what the window showed.
#[test]
fn style_and_words_are_kept_in_the_project() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    if in_a_browser("style.mjs", folder.path()).is_none() {
        return;
    }
    let settings = std::fs::read_to_string(project.join("juesuan.toml")).expect("settings");
    assert!(settings.contains("\nthousands = true") && settings.contains("# 百分号"), "{settings}");
    let own: Vec<_> = support::files_below(&project.join("templates")).into_iter().collect();
    assert!(own.iter().any(|file| file.ends_with("01_total.tera")), "{own:?}");
    support::juesuan(&project, &["build"]).expect_status(&[0, 1]);
    let narrative = std::fs::read_to_string(project.join("2023年/公开/情况说明.md")).expect("a narrative");
    assert!(narrative.contains("收入总计、支出总计都是2,381.99万元"), "{narrative}");
    support::juesuan(&project, &["template", "check"]).expect_status(&[0]);
}

/// Last year's document as the model is tried and kept as `like`; a line of its own is set back to the program's.
#[test]
fn last_years_document_is_tried_as_the_model() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    std::fs::create_dir_all(project.join("2022年")).expect("a folder");
    std::fs::copy(sample("2022年决算.xlsx"), project.join("2022年/2022年决算.xlsx")).expect("a copy");
    support::juesuan(&project, &["build", "--year", "2022", "--style", "henan"]).expect_status(&[0, 1]);
    let window = Window::visited(folder.path(), &["项目", "--year", "2023"]);
    let settings = window.get("/style").json();
    assert_eq!(
        (&settings["model"], &settings["like"]),
        (&json!("决算公开.docx"), &json!(false)),
        "{settings}"
    );
    let own = window.get("/document?since=0").json();
    let dress = json!({ "style": "standard", "like": true, "options": [] });
    window.tell("/style", &json!({ "dress": dress })).json();
    let tried = window.get("/document?since=0").json();
    assert_ne!(own["pieces"], tried["pieces"], "in the model's words");
    assert_eq!(window.get("/style").json()["tried"], true);
    assert_eq!(
        window.tell("/write", &json!({})).status,
        422,
        "nothing is written in a style that is only tried"
    );
    window.tell("/style", &json!({ "dress": null })).json();
    assert_eq!(window.get("/document?since=0").json()["pieces"], own["pieces"]);
    let settings = || std::fs::read_to_string(project.join("juesuan.toml")).expect("settings");
    let before = settings();
    window.tell("/style", &json!({ "dress": dress, "keep": true })).json();
    assert!(settings().contains("\nlike = \"上年\""), "{}", settings());
    assert_eq!(window.get("/document?since=0").json()["pieces"], tried["pieces"]);
    let plain = json!({ "style": "standard", "options": [["thousands", "true"]] });
    window.tell("/style", &json!({ "dress": plain, "keep": true })).json();
    let all = window.get("/document?since=0").json();
    let pieces = all["pieces"].as_object().expect("pieces");
    let (piece, _) = pieces
        .iter()
        .find(|(_, p)| p.as_str().is_some_and(|p| p.contains("收、支总计均为")))
        .expect("a paragraph");
    let line = window.tell("/wording", &json!({ "piece": piece })).json()[0].clone();
    let words = |line: &Value| -> String {
        line["words"].as_array().expect("words").iter().filter_map(|w| w[0].as_str()).collect()
    };
    let keep = |text: &str, line: &Value| {
        let told = json!({ "piece": piece, "file": line["file"], "line": line["line"], "text": text });
        window.tell("/wording/keep", &told)
    };
    let original = words(&line);
    assert_eq!(
        keep(&original.replace("{{ year }}", "{{ yeer }}"), &line).status,
        422,
        "a wrong name is not kept"
    );
    assert!(!project.join("templates").exists(), "nothing was written");
    keep(&original.replace("均为", "都是"), &line).json();
    let all = window.get("/document?since=0").json();
    assert!(holds(&all, "收、支总计都是"), "the words are in the document");
    let pieces = all["pieces"].as_object().expect("pieces");
    let (piece, _) = pieces
        .iter()
        .find(|(_, p)| p.as_str().is_some_and(|p| p.contains("收、支总计都是")))
        .expect("a paragraph");
    let line = window.tell("/wording", &json!({ "piece": piece })).json()[0].clone();
    assert_eq!(line["original"], original.as_str(), "{line}");
    let told = json!({ "piece": piece, "file": line["file"], "line": line["line"], "text": original });
    window.tell("/wording/keep", &told).json();
    assert!(holds(&window.get("/document?since=0").json(), "收、支总计均为"));
    assert!(
        !project.join("templates/standard/01_total.tera").exists(),
        "the program's own file is in use again"
    );
    assert!(before.lines().filter(|l| l.starts_with('#')).all(|l| settings().contains(l)));
}

/// A copy of a project's report with a wrong figure.
fn wrong_report(project: &Path, folder: &Path) -> PathBuf {
    support::juesuan(project, &["build"]).expect_status(&[0, 1]);
    let report = folder.join("送审稿.docx");
    std::fs::copy(project.join("2023年/公开/决算公开.docx"), &report).expect("a copy");
    support::edit::word(&report, &[("收、支总计均为2381.99万元", "收、支总计均为2318.99万元")]);
    report
}

/// A report with a wrong figure, proofread in a project against its files and alone; the file itself stays.
#[test]
fn a_report_is_proofread_in_the_window() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let report = wrong_report(&project, folder.path());
    let before = std::fs::read(&report).expect("a file");
    for alone in [false, true] {
        let mut settings = vec![("REPORT", report.as_os_str())];
        settings.extend(alone.then(|| ("ALONE", std::ffi::OsStr::new("1"))));
        let Some(_) = in_a_browser_with("proof.mjs", folder.path(), &settings) else { return };
        let home = if alone { folder.path() } else { &project };
        let marked = home.join("校对/送审稿/校对.docx");
        let comments =
            support::parts::read(&marked).into_iter().find(|(name, _)| name == "word/comments.xml");
        let comments = String::from_utf8(comments.expect("comments").1).expect("text");
        assert!(comments.contains("2318.99") || comments.contains("2,318.99"), "{comments}");
        assert!(home.join("校对/送审稿/校对.html").is_file());
    }
    assert!(std::fs::read(&report).expect("a file") == before, "the report is not touched");
}

/// The same report as a PDF: there are no comments in it, the page with the findings beside the text is what is saved.
#[test]
fn a_pdf_is_proofread_in_the_window() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let word = wrong_report(&project, folder.path());
    let Some(report) = support::office::convert(&word, "pdf") else { return };
    let before = std::fs::read(&report).expect("a file");
    let Some(_) = in_a_browser_with("proof.mjs", folder.path(), &[("REPORT", report.as_os_str())]) else {
        return;
    };
    let saved = project.join("校对/送审稿/校对.html");
    let page = std::fs::read_to_string(&saved).expect("a page");
    // Words of a PDF stand in pieces.
    let shown: String =
        page.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect();
    let shown: String = shown.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    assert!(shown.contains("收、支总计均为2318.99万元") && shown.contains("2381.99"), "{shown}");
    assert!(!saved.with_file_name("校对.docx").exists());
    assert!(std::fs::read(&report).expect("a file") == before, "the report is not touched");
}

/// A new year, years before it, and states that were saved.
#[test]
fn years_and_saved_states_in_the_window() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let mut window = Window::visited(folder.path(), &["项目"]);
    answer(&window, "yoy.total", "第一次填的", &json!(0));
    let row = json!({ "sheet": "绩效自评", "key": "城乡救助（本级）", "turn": "add", "since": 0 });
    window.tell("/row", &row).json();
    window.wait_for(is_saved);
    window.kill();
    if in_a_browser("years.mjs", folder.path()).is_none() {
        return;
    }
    assert_eq!(stored(&own(&project), "yoy.total").as_deref(), Some("第一次填的"));
    let kept = supplement::read(&own(&project)).expect("a supplement");
    assert_eq!(kept.projects.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["城乡救助（本级）"]);
    let next = supplement::read(project.join("2024年/补充资料.xlsx").as_path()).expect("next year's");
    assert_eq!(next.reason("yoy.total").map(|entry| entry.text.as_str()), Some("第一次填的"), "{next:?}");
    std::fs::remove_file(project.join("2024年/2024年决算.xlsx")).expect("the accounts");
    // The newest year is only begun: the one before is shown, and said.
    let window = Window::visited(folder.path(), &["项目"]);
    let state = window.get("/state").json();
    assert_eq!(
        (&state["stage"], &state["year"], &state["waiting"]),
        (&json!("report"), &json!(2023), &json!(2024))
    );
}

/// The page runs in browsers of late 2020 (Chromium 86): nothing that came later.
#[test]
fn the_page_needs_no_newer_browser() {
    const LATER: [&str; 22] = [
        ".at(",
        "structuredClone",
        "hasOwn(",
        ".findLast",
        "randomUUID",
        "AbortSignal.",
        ".toSorted",
        ".toReversed",
        "fromAsync",
        "Object.groupBy",
        "static {",
        "withResolvers",
        ":has(",
        ":is(",
        ":where(",
        "inset:",
        "inset-",
        "aspect-ratio",
        "color-mix",
        "@layer",
        "@container",
        "dvh",
    ];
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders = ["window/page", "marked", "export/html"].map(|folder| source.join(folder));
    let files =
        folders.iter().flat_map(|f| std::fs::read_dir(f).expect("a folder").flatten().map(|e| e.path()));
    let files: Vec<_> =
        files.filter(|f| f.extension().is_some_and(|e| e == "js" || e == "css" || e == "html")).collect();
    assert!(files.len() > 12, "{files:?}");
    for file in files {
        let text = std::fs::read_to_string(&file).expect("text");
        for later in LATER {
            assert!(!text.contains(later), "{}: {later}", file.display());
        }
    }
}

/// Scripts that a browser of early 2020 cannot read would leave the page empty.
#[test]
fn every_script_of_the_page_is_one_that_old_browsers_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let check = root.join("tests/window/syntax.mjs");
    if !check.with_file_name("node_modules/acorn").is_dir() {
        return support::not_run(
            "scripts of the page",
            "no acorn (npm ci in tests/window; Debian: nodejs npm)",
        );
    }
    let folders = ["window/page", "marked", "export/html"].map(|folder| root.join("src").join(folder));
    let files = folders.iter().flat_map(|f| std::fs::read_dir(f).expect("a folder").flatten());
    let scripts: Vec<_> =
        files.map(|e| e.path()).filter(|f| f.extension().is_some_and(|e| e == "js")).collect();
    assert!(scripts.len() > 12, "{scripts:?}");
    let Ok(run) = Command::new("node").arg(check).args(&scripts).output() else {
        return support::not_run("scripts of the page", "no node (Debian: nodejs)");
    };
    let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");
}

/// 决算公开 of the archives (.exe, .desktop) starts the program so; what it says is shown in boxes, so it says only what needs
/// doing: here no browser can be opened.
#[cfg(target_os = "linux")]
#[test]
fn started_by_its_icon_it_says_only_what_needs_doing() {
    use std::io::Read as _;
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::Stdio;

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("2023年决算.xlsx");
    std::fs::copy(sample("2023年决算.xlsx"), &file).unwrap();
    let started = |files: &[&Path], programs: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_juesuan"));
        command.arg("--started-by-icon").args(files).current_dir(folder.path());
        command.env("PATH", programs).env_remove("BROWSER").stdin(Stdio::null()).stdout(Stdio::null());
        command.stderr(Stdio::piped()).spawn().unwrap()
    };
    let mut child = started(&[&file], Path::new(""));
    let mut said = vec![0; 4096];
    let length = child.stderr.take().unwrap().read(&mut said).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let said = String::from_utf8_lossy(&said[..length]).into_owned();
    assert!(said.starts_with("没能打开浏览器") && said.contains("\nhttp://127.0.0.1:"), "{said}");
    // Where the desktop has a program for it, the same is shown in a box.
    let bin = folder.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    let shown = folder.path().join("shown");
    let stand_in = format!(
        "#!/bin/sh\nfor text; do :; done\nprintf %s \"$text\" > '{0}.part'\n/bin/mv '{0}.part' '{0}'\n",
        shown.display()
    );
    std::fs::write(bin.join("zenity"), stand_in).unwrap();
    std::fs::set_permissions(bin.join("zenity"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut child = started(&[&file], &bin);
    while !shown.exists() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let shown = std::fs::read_to_string(shown).unwrap();
    assert!(shown.starts_with("没能打开浏览器") && shown.contains("\nhttp://127.0.0.1:"), "{shown}");
    // Without the files that were dropped there is nothing to show: it is no command either.
    let gone = started(&[&folder.path().join("没有.xlsx")], Path::new("")).wait_with_output().unwrap();
    assert_eq!(gone.status.code(), Some(2), "{gone:?}");
}
