//! What the window goes on from: the files as they are once all is stored, and the steps that can be taken back.

use std::path::PathBuf;
use std::time::Duration;

use juesuan::project::Project;
use juesuan::work::live::{Live, Stored};
use serde_json::{Value, json};

use super::support::window::Window;
use super::{answer, change_in_office, holds, is_saved, own, project, reason, stored};

/// While an answer is just being stored (here another run holds the project) the button that writes waits for it: the report
/// has the last answer.
#[test]
fn what_is_written_has_the_answer_that_is_just_being_stored() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let window = Window::visited(folder.path(), &["项目"]);
    answer(&window, "yoy.total", "先存好的", &json!(0));
    window.wait_for(is_saved);
    let lock = juesuan::platform::lock(&project.join(".juesuan/lock"), Duration::from_secs(60));
    let lock = lock.expect("a lock").expect("nobody else has it");
    answer(&window, "yoy.total", "最后填的一句", &json!(0));
    // Long enough that storing has begun and waits for the lock.
    std::thread::sleep(Duration::from_millis(1500));
    let wrote = std::thread::scope(|scope| {
        let writing = scope.spawn(|| window.tell("/write", &json!({})));
        std::thread::sleep(Duration::from_millis(500));
        drop(lock);
        writing.join().expect("an answer")
    });
    assert_eq!(wrote.status, 200, "{wrote:?}");
    let text = std::fs::read_to_string(project.join("2023年/公开/情况说明.md")).expect("a text");
    assert!(text.contains("最后填的一句") && !text.contains("先存好的"), "{text}");
    assert_eq!(stored(&own(&project), "yoy.total").as_deref(), Some("最后填的一句"));
}

/// Whoever ends the program with Ctrl-C right after a word has that word in the file; so has who closes the terminal or shuts
/// the computer down.
#[cfg(unix)]
#[test]
fn the_last_words_before_the_program_is_ended_are_stored() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    for signal in ["INT", "HUP", "TERM"] {
        let mut window = Window::visited(folder.path(), &["项目"]);
        answer(&window, "yoy.total", &format!("{signal}之前的最后一句"), &json!(0));
        let ended = window.tell_to_end(signal);
        assert!(ended.success(), "{signal}: {ended:?}");
        let kept = stored(&own(&project), "yoy.total");
        assert_eq!(kept, Some(format!("{signal}之前的最后一句")));
    }
}

/// Excel saves between the moment when the program has written the file and the one when it takes note of that: the file's
/// time is not mistaken for the program's own.
#[test]
fn what_is_saved_right_after_the_program_wrote_is_seen() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = project(folder.path());
    let project = Project::open(&root).expect("a project");
    let mut live = Live::open(&project, Some(2023)).expect("a report");
    live.set(&reason("yoy.total"), "窗口里填的").expect("an answer");
    let saving = live.saving().expect("bytes").expect("something to write");
    let done = saving.run();
    assert!(matches!(done, Stored::Done), "{done:?}");
    change_in_office(&own(&root), &reason("yoy.fiscal.total"), "在表里填的");
    live.saved(saving).expect("noted");
    assert!(live.look().expect("read"), "there are news");
    assert_eq!(live.answer(&reason("yoy.fiscal.total")), "在表里填的");
    assert_eq!((live.answer(&reason("yoy.total")).as_str(), live.unsaved()), ("窗口里填的", 0));
}

fn undo(window: &Window) -> Value {
    window.tell("/undo", &json!({ "since": 0 })).json()
}

/// Another style, kept or only tried, another file: what was typed before can still be taken back.
#[test]
fn steps_outlast_a_style_and_a_new_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let window = Window::visited(folder.path(), &["项目"]);
    answer(&window, "yoy.total", "第一句", &json!(0));
    answer(&window, "yoy.fiscal.total", "第二句", &json!(0));
    let dress = json!({ "style": "standard", "options": [["thousands", "true"]] });
    window.tell("/style", &json!({ "dress": dress })).json();
    let back = undo(&window);
    assert!(back["slot"]["key"] == "yoy.fiscal.total" && !holds(&back, "第二句"), "{}", back["status"]);
    window.tell("/style", &json!({ "dress": dress, "keep": true })).json();
    let again = window.tell("/redo", &json!({ "since": 0 })).json();
    assert!(holds(&again, "第二句"), "{}", again["status"]);
    window.wait_for(is_saved);
    // A form is dropped: the report is made from its files anew.
    let form = std::fs::read(super::sample("绩效自评表/城乡医疗救助.xlsx")).expect("a form");
    window.post("/file?name=a.xlsx", &form).json();
    undo(&window);
    let back = undo(&window);
    assert!(!holds(&back, "第一句") && back["status"]["undo"] == false, "{}", back["status"]);
    window.wait_for(is_saved);
    assert_eq!(stored(&own(&project), "yoy.total"), None);
}

/// A step that somebody made impossible says so, and those before it are still there.
#[test]
fn a_step_that_cannot_be_taken_back_is_said_and_passed_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let window = Window::visited(folder.path(), &["项目"]);
    answer(&window, "yoy.total", "第一句", &json!(0));
    window.wait_for(is_saved);
    let before = std::fs::read(own(&project)).expect("a file");
    let row = json!({ "sheet": "绩效自评", "key": "城乡救助", "turn": "add", "since": 0 });
    window.tell("/row", &row).json();
    window.wait_for(is_saved);
    // Somebody takes the row away again, in Excel.
    std::fs::write(own(&project), before).expect("saved");
    change_in_office(&own(&project), &reason("yoy.fiscal.total"), "在表里填的");
    window.wait_for(|document| holds(document, "在表里填的") && !holds(document, "城乡救助"));
    let refused = window.tell("/undo", &json!({ "since": 0 }));
    assert!(refused.status == 422 && refused.body.contains("已跳过"), "{refused:?}");
    assert!(refused.body.contains("城乡救助"), "{refused:?}");
    let document = window.get("/document?since=0").json();
    assert!(holds(&document, "第一句") && document["status"]["undo"] == true, "{}", document["status"]);
    assert!(!holds(&undo(&window), "第一句"));
}

/// A program that saves takes the file away for a moment: what was typed meanwhile goes into what comes back.
#[test]
fn a_file_that_is_away_while_it_is_saved_is_waited_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = project(folder.path());
    let project = Project::open(&root).expect("a project");
    let mut live = Live::open(&project, Some(2023)).expect("a report");
    let store = |live: &mut Live| {
        let saving = live.saving().expect("bytes").expect("something to write");
        let stored = saving.run();
        if matches!(stored, Stored::Done) {
            live.saved(saving).expect("noted");
        }
        stored
    };
    live.set(&reason("yoy.total"), "先填的").expect("an answer");
    assert!(matches!(store(&mut live), Stored::Done));
    change_in_office(&own(&root), &reason("yoy.fiscal.total"), "在表里填的");
    let saved_there = std::fs::read(own(&root)).expect("a file");
    std::fs::remove_file(own(&root)).expect("away");
    live.set(&reason("yoy.total"), "不在时改的").expect("an answer");
    assert!(matches!(store(&mut live), Stored::Changed), "nothing is written in its place at once");
    assert!(!live.look().expect("a look") && live.answer(&reason("yoy.total")) == "不在时改的");
    std::fs::write(own(&root), saved_there).expect("saved");
    assert!(live.look().expect("read"), "it is back");
    assert_eq!(live.answer(&reason("yoy.fiscal.total")), "在表里填的");
    assert_eq!(live.answer(&reason("yoy.total")), "不在时改的");
    assert!(live.conflicts.is_empty() && live.renewed() == 0, "{:?}", live.conflicts);
    assert!(matches!(store(&mut live), Stored::Done) && live.is_whole());
    assert_eq!(stored(&own(&root), "yoy.total").as_deref(), Some("不在时改的"));
}

/// A project whose total was given a reason in a window before, and another in the one that is open.
fn visited_twice() -> (tempfile::TempDir, PathBuf, Window) {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let mut window = Window::visited(folder.path(), &["项目"]);
    answer(&window, "yoy.total", "上一次填的", &json!(0));
    window.wait_for(is_saved);
    window.kill();
    let window = Window::visited(folder.path(), &["项目"]);
    answer(&window, "yoy.total", "这一次填的", &json!(0));
    (folder, project, window)
}

/// The supplement is moved away while the window shows it: nothing that was typed goes with it, a state saved before can be
/// brought back, and all of it is in a file again.
#[test]
fn a_supplement_that_is_gone_takes_nothing_with_it() {
    let (_folder, project, window) = visited_twice();
    answer(&window, "yoy.fiscal.total", "另一处", &json!(0));
    window.wait_for(is_saved);
    std::fs::remove_file(own(&project)).expect("gone");
    answer(&window, "yoy.expenditure.basic", "不见以后填的", &json!(0));
    let document = window.wait_for(|document| document["status"]["renewed"] == 1 && is_saved(document));
    assert!(holds(&document, "这一次填的") && holds(&document, "另一处") && holds(&document, "不见以后填的"));
    assert_eq!(document["status"]["conflicts"], json!([]), "{}", document["status"]);
    for (key, text) in [
        ("yoy.total", "这一次填的"),
        ("yoy.fiscal.total", "另一处"),
        ("yoy.expenditure.basic", "不见以后填的"),
    ] {
        assert_eq!(stored(&own(&project), key).as_deref(), Some(text));
    }
    // Gone again, with nothing to be stored: it is there again all the same.
    std::fs::remove_file(own(&project)).expect("gone");
    window.wait_for(|document| document["status"]["renewed"] == 2 && is_saved(document));
    assert_eq!(stored(&own(&project), "yoy.fiscal.total").as_deref(), Some("另一处"));
    let states = window.get("/history").json();
    assert_eq!(states[0]["name"], "补充资料.上一版.xlsx", "{states}");
    let told = json!({ "name": "补充资料.上一版.xlsx", "since": 0 });
    let restored = window.tell("/history/restore", &told).json();
    assert!(holds(&restored, "上一次填的") && !holds(&restored, "另一处") && restored["left"] == 0);
}

/// While Excel has the supplement open a state that was saved comes back here, waits for the file, and outlasts a style.
#[test]
fn a_saved_state_comes_back_while_excel_has_the_file() {
    let (_folder, project, window) = visited_twice();
    window.wait_for(is_saved);
    let open = own(&project).with_file_name("~$补充资料.xlsx");
    std::fs::write(&open, "她").expect("an owner file");
    let before = std::fs::read(own(&project)).expect("a file");
    let told = json!({ "name": "补充资料.上一版.xlsx", "since": 0 });
    let restored = window.tell("/history/restore", &told).json();
    assert!(holds(&restored, "上一次填的"));
    window.wait_for(|document| document["status"]["stored"] == "open");
    // Another style meanwhile: what waits is still there.
    let dress = json!({ "style": "henan", "options": [] });
    window.tell("/style", &json!({ "dress": dress, "keep": true })).json();
    let dressed = window.wait_for(|document| document["status"]["stored"] == "open");
    assert!(holds(&dressed, "上一次填的") && dressed["status"]["unsaved"] == 1, "{}", dressed["status"]);
    assert!(std::fs::read(own(&project)).expect("a file") == before, "nothing is written into an open file");
    std::fs::remove_file(&open).expect("closed");
    window.wait_for(is_saved);
    assert_eq!(stored(&own(&project), "yoy.total").as_deref(), Some("上一次填的"));
    let back = undo(&window);
    assert!(holds(&back, "这一次填的"), "{}", back["status"]);
}

/// What waits for Excel in one year waits while another year is shown, and after the folder was named otherwise.
#[test]
fn what_waits_in_one_year_outlasts_another_year() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let mut window = Window::visited(folder.path(), &["项目"]);
    answer(&window, "yoy.total", "已经存入的", &json!(0));
    window.wait_for(is_saved);
    let open = own(&project).with_file_name("~$补充资料.xlsx");
    std::fs::write(&open, "她").expect("an owner file");
    answer(&window, "yoy.fiscal.total", "还没有存入的", &json!(0));
    window.wait_for(|document| document["status"]["stored"] == "open");
    let state = window.tell("/rollover", &json!({ "year": 2024 })).json();
    let said = state["waits"].as_str().expect("what waits");
    assert!(said.contains("2023年/补充资料.xlsx") && said.contains("还有1处没有存入"), "{said}");
    let accounts = std::fs::read(super::sample("2024年决算.xlsx")).expect("accounts");
    let state = window.post("/file?name=a.xlsx", &accounts).json();
    assert_eq!((&state["year"], &state["stage"]), (&json!(2024), &json!("report")), "{state}");
    answer(&window, "yoy.total", "下一年的", &json!(0));
    window.wait_for(is_saved);
    window.kill();
    std::fs::remove_file(&open).expect("closed");
    let moved = folder.path().join("改了名的");
    std::fs::rename(&project, &moved).expect("moved");
    let window = Window::visited(folder.path(), &["改了名的", "--year", "2023"]);
    assert!(holds(&window.wait_for(is_saved), "还没有存入的"));
    assert_eq!(stored(&own(&moved), "yoy.fiscal.total").as_deref(), Some("还没有存入的"));
    assert_eq!(stored(&own(&moved), "yoy.total").as_deref(), Some("已经存入的"));
}

/// Whoever types without ever pausing has what was typed in the file meanwhile; the program may end at any moment, and the file
/// is whole and holds something that was typed.
#[test]
fn typing_without_a_pause_is_stored_and_no_end_tears_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let mut typed = 0;
    for round in 0..6 {
        let mut window = Window::visited(folder.path(), &["项目"]);
        let begun = typed;
        let kept = loop {
            typed += 1;
            answer(&window, "yoy.total", &format!("第{typed}次"), &json!(0));
            let kept = stored(&own(&project), "yoy.total").unwrap_or_default();
            let number: u32 = kept.trim_matches(['第', '次']).parse().unwrap_or(0);
            if number > begun {
                break number;
            }
            assert!(typed < begun + 4000, "nothing is stored while somebody types");
        };
        // Each round ends somewhere else in the next writing.
        std::thread::sleep(std::time::Duration::from_millis(37 * round));
        window.kill();
        let text = stored(&own(&project), "yoy.total").expect("a whole file");
        let last: u32 = text.trim_matches(['第', '次']).parse().expect("what was typed");
        assert!(last >= kept && last <= typed, "{text} of {typed}");
    }
}
