//! What the window goes on from: the files as they are once all is stored, and the steps that can be taken back.

use std::time::Duration;

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

/// Whoever ends the program with Ctrl-C right after a word has that word in the file.
#[cfg(unix)]
#[test]
fn the_last_words_before_ctrl_c_are_stored() {
    let folder = tempfile::tempdir().expect("a folder");
    let project = project(folder.path());
    let mut window = Window::visited(folder.path(), &["项目"]);
    answer(&window, "yoy.total", "最后一句", &json!(0));
    let ended = window.interrupt();
    assert!(ended.success(), "{ended:?}");
    assert_eq!(stored(&own(&project), "yoy.total").as_deref(), Some("最后一句"));
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
