//! The PDF from the window: printed by an office program while people type, given up when nobody wants it.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::json;

use super::support::pages;
use super::support::window::Window;
use super::{answer, holds, is_saved, project};

/// A folder with an office program that is a script.
#[cfg(unix)]
fn office(root: &Path, script: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let folder = root.join("office");
    std::fs::create_dir_all(&folder).expect("a folder");
    let program = folder.join("soffice");
    std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).expect("a script");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("it may run");
    folder
}

fn visited(folder: &Path, office: &Path) -> Window {
    let mut window = Window::start_with(folder, &["项目"], &[("JUESUAN_OFFICE", office)]);
    window.visit();
    window
}

fn is_there_within(path: &Path, patience: Duration) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < patience {
        if path.exists() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    false
}

#[cfg(unix)]
#[test]
fn typing_goes_on_while_it_is_printed_and_it_can_be_cancelled() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let begun = folder.path().join("begun");
    let script = format!("echo $$ > '{0}.part'; mv '{0}.part' '{0}'; exec sleep 1000", begun.display());
    let office = office(folder.path(), &script);
    let window = visited(folder.path(), &office);
    assert_eq!(window.get("/office").json(), json!({ "by": "LibreOffice", "reason": "" }));
    let printed = std::thread::scope(|scope| {
        let printing = scope.spawn(|| window.tell("/print", &json!({})));
        assert!(is_there_within(&begun, Duration::from_secs(60)), "nothing is printed");
        // The office program would sleep for long: who types does not wait for it.
        let typed = answer(&window, "yoy.total", "打印时填的", &json!(0));
        assert!(holds(&typed, "打印时填的"));
        window.wait_for(is_saved);
        let second = window.tell("/print", &json!({}));
        assert!(second.status == 422 && second.body.contains("正在打印"), "{second:?}");
        window.tell("/print/cancel", &json!({})).json();
        printing.join().expect("an answer")
    });
    assert!(printed.status == 422 && printed.body.contains("已取消"), "{printed:?}");
    assert!(!project.join("2023年/公开/决算公开.pdf").exists());
    assert!(project.join("2023年/公开/决算公开.docx").is_file(), "the other files are there");
    // Its process is gone with it.
    let process = std::fs::read_to_string(&begun).expect("a number");
    let gone = || !Path::new(&format!("/proc/{}/cmdline", process.trim())).exists();
    let since = Instant::now();
    while cfg!(target_os = "linux") && !gone() {
        assert!(since.elapsed() < Duration::from_secs(30), "the office program goes on");
        std::thread::sleep(Duration::from_millis(20));
    }
    // What fails is said in the window's words.
    std::fs::write(office.join("soffice"), "#!/bin/sh\necho 字体目录损坏 >&2; exit 1\n").expect("a script");
    let failed = window.tell("/print", &json!({}));
    assert!(failed.status == 422 && failed.body.contains("字体目录损坏"), "{failed:?}");
    assert!(failed.body.contains("另存") && !failed.body.contains("--format"), "{failed:?}");
}

#[test]
fn without_an_office_program_the_page_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    project(folder.path());
    let nothing = folder.path().join("没有");
    let window = visited(folder.path(), &nothing);
    let office = window.get("/office").json();
    assert!(office["by"].is_null(), "{office}");
    let reason = office["reason"].as_str().expect("a reason");
    assert!(reason.contains("没有找到可以打印 PDF 的办公软件") && reason.contains("另存"), "{reason}");
    assert!(!reason.contains("--format"), "{reason}");
}

/// Word file and PDF of one state.
#[test]
fn word_and_pdf_are_of_one_state() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let window = Window::visited(folder.path(), &["项目"]);
    if window.get("/office").json()["by"].is_null() {
        return super::support::not_run("a PDF from the window", "no soffice (Debian: libreoffice-writer)");
    }
    answer(&window, "yoy.total", "机构改革后人员转出", &json!(0));
    let printed = window.tell("/print", &json!({})).json();
    let names: Vec<&str> =
        printed["files"].as_array().expect("files").iter().filter_map(|f| f[0].as_str()).collect();
    assert_eq!(names, ["决算公开.docx", "决算公开.pdf"], "{printed}");
    assert!(printed["said"].as_str().is_some_and(|said| said.contains("由 LibreOffice 打印")), "{printed}");
    let out = project.join("2023年/公开");
    let word = super::support::parts::read(&out.join("决算公开.docx"));
    let (_, xml) = word.iter().find(|(name, _)| name == "word/document.xml").expect("a document");
    assert!(String::from_utf8_lossy(xml).contains("机构改革后人员转出"));
    let Some(pages) = pages::read(&out.join("决算公开.pdf")) else { return };
    let text: String = pages.iter().map(|page| page.text()).collect();
    assert!(text.contains("机构改革后人员转出"));
}
