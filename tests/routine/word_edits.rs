//! What people change in 决算公开.docx comes back at the next build: answers, their own sentences, paragraphs; what cannot
//! be taken over is listed, and nothing is lost.

#![allow(clippy::disallowed_methods, reason = "tests write into their own temporary folders")]

use std::path::PathBuf;

use crate::support::book::{Book, Cell, Sheet};
use crate::support::{Run, edit, juesuan, office, parts, sample, sample_project, yellow};
use tempfile::{TempDir, tempdir};

const DOCUMENT: &str = "2023年/公开/决算公开.docx";
const KEPT: &str = "2023年/公开/决算公开.替换前.docx";
const TOTAL: &str = "〔请补充原因：收、支总计比上年减少59.65万元〕";
const OTHER: &str = "其他收入3.65万元。与2022年度相比，减少2.80万元，下降43.41%";

/// A project with the sample department's 2023, built once.
struct Project {
    _home: TempDir,
    root: PathBuf,
}

impl Project {
    fn new() -> Project {
        let home = tempdir().expect("a folder");
        let root = home.path().join("决算");
        sample_project(&root, "通用");
        let project = Project { _home: home, root };
        project.build();
        project
    }

    #[track_caller]
    fn build(&self) -> Run {
        juesuan(&self.root, &["build"]).expect_status(&[0, 1])
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    fn narrative(&self) -> String {
        std::fs::read_to_string(self.path("2023年/公开/情况说明.md")).expect("the narrative")
    }

    fn findings(&self) -> String {
        std::fs::read_to_string(self.path("2023年/公开/核对结果.json")).expect("the findings")
    }

    /// Edits the Word file as people do.
    #[track_caller]
    fn edit(&self, changes: &[(&str, &str)]) {
        edit::word(&self.path(DOCUMENT), changes);
    }

    /// What stands in a column of a row of the supplement.
    fn answer(&self, name: &str, key: &str, head: &str) -> String {
        let book = Book::read(&self.path("2023年/补充资料.xlsx"));
        let Some(sheet) = book.sheets.iter().find(|s| s.name == name) else { return String::new() };
        let (_, heads) = yellow::heads(sheet);
        let keyed = |r: &u32| sheet.get(*r, heads[0].0).and_then(Cell::as_text).is_some_and(|k| k == key);
        let row = (0..=sheet.last_row()).find(keyed);
        let column = heads.iter().find(|(_, h)| h == head).map(|(c, _)| *c).expect(head);
        row.and_then(|row| sheet.get(row, column)).map(show).unwrap_or_default()
    }

    /// Every row of 改写: what the style says, and what is said.
    fn own(&self) -> Vec<(String, String)> {
        let book = Book::read(&self.path("2023年/补充资料.xlsx"));
        let Some(sheet) = book.sheets.iter().find(|s| s.name == "改写") else { return Vec::new() };
        let (head, heads) = yellow::heads(sheet);
        let at = |row, name: &str| {
            let column = heads.iter().find(|(_, h)| h == name).map(|(c, _)| *c).expect(name);
            sheet.get(row, column).map(show).unwrap_or_default()
        };
        (head + 1..=sheet.last_row()).map(|row| (at(row, "样式的句子"), at(row, "改为"))).collect()
    }

    /// This year's export with another amount wherever one stands.
    fn correct(&self, from: &str, to: &str) {
        let path = self.path("2023年决算.xlsx");
        let mut book = Book::read(&path);
        let (from, to) = (from.parse().expect("an amount"), to.parse().expect("an amount"));
        let change = |sheet: &mut Sheet| {
            let cells = sheet.cells.values_mut().filter(|cell| cell.as_number() == Some(from));
            cells.map(|cell| *cell = Cell::Number(to)).count()
        };
        let changed: usize = book.sheets.iter_mut().map(change).sum();
        assert!(changed > 0, "{from} stands nowhere");
        book.write(&path);
    }
}

fn show(cell: &Cell) -> String {
    cell.as_text().map_or_else(|| cell.as_number().map(|n| n.to_string()).unwrap_or_default(), str::to_owned)
}

#[track_caller]
fn expect_settled(project: &Project) {
    let before = crate::support::files_below(&project.root);
    let read = |files: &[PathBuf]| -> Vec<Vec<u8>> {
        files.iter().map(|f| std::fs::read(project.root.join(f)).expect("a file")).collect()
    };
    let contents = read(&before);
    let run = project.build();
    let after = crate::support::files_below(&project.root);
    assert_eq!(after, before, "{}", run.evidence());
    for (file, (one, other)) in after.iter().zip(contents.iter().zip(read(&after))) {
        assert!(*one == other, "{} changed when nothing had\n{}", file.display(), run.evidence());
    }
}

#[test]
fn answers_typed_in_word_go_into_the_supplement() {
    let project = Project::new();
    project.edit(&[
        (TOTAL, "人员减少，经费压减，主要是项目减少"),
        ("〔请补充：主要职责〕", "（一）贯彻执行医疗保障法律法规。\n（二）拟订本区医疗保障规划。"),
        ("〔请补充机关运行经费：年初预算数〕", "30.5万元"),
    ]);
    let run = project.build();
    run.expect_message(&["已从 决算公开.docx 取回：原因1条、文字1段、数1个"]);
    assert_eq!(
        project.answer("原因说明", "yoy.total", "原因（请填写）"),
        "人员减少，经费压减，主要是项目减少"
    );
    assert_eq!(
        project.answer("文字材料", "text.duties", "内容"),
        "（一）贯彻执行医疗保障法律法规。\n（二）拟订本区医疗保障规划。"
    );
    assert_eq!(project.answer("补充数据", "agency_operation", "年初预算数"), "30.5");
    assert!(project.narrative().contains("主要原因是人员减少，经费压减，主要是项目减少。"));
    assert!(project.path(KEPT).is_file(), "the edited file is kept");
    expect_settled(&project);
    // What was typed once is edited once more, in Word.
    project.edit(&[("经费压减，主要是项目减少", "经费压减")]);
    project.build().expect_message(&["取回：原因1条"]);
    assert_eq!(project.answer("原因说明", "yoy.total", "原因（请填写）"), "人员减少，经费压减");
    expect_settled(&project);
}

#[test]
fn reworded_sentences_stay_with_new_figures() {
    let project = Project::new();
    let own = "本局其他收入3.65万元，比2022年度减少2.80万元，降幅43.41%";
    project.edit(&[
        (OTHER, own),
        // The second of two equal sentences is known by its paragraph.
        ("职业年金缴费支出（项）。年初预算为18.65万元，支出决算为18.65万元，完成年初预算的100.00%。决算数等于年初预算数。",
         "职业年金缴费支出（项）。年初预算为18.65万元，支出决算为18.65万元，完成年初预算的100.00%。决算数与年初预算数一致。"),
        ("占1.80%。", "占1.80%。\n一般公共预算财政拨款支出2347.36万元全部用于保障履职。"),
    ]);
    project.build().expect_message(&["取回：改写3句"]);
    assert!(project.narrative().contains(own), "{}", project.narrative());
    assert!(project.narrative().contains("\n\n一般公共预算财政拨款支出2347.36万元全部用于保障履职。\n"));
    expect_settled(&project);
    let said = project.own();
    assert!(said.iter().any(|(_, say)| say.contains("{income.other.delta}")), "{said:?}");
    // A corrected export: the amount is another, and grows where it shrank.
    project.correct("36498", "100000");
    project.build();
    let told = project.narrative();
    assert!(told.contains("本局其他收入10.00万元，比2022年度增加3.55万元，增幅55.04%"), "{told}");
    assert!(told.contains("决算数与年初预算数一致。"), "{told}");
    // A correction in Word of what was the office's own already.
    project.edit(&[("本局其他收入10.00万元", "本局各项其他收入10.00万元")]);
    project.build().expect_message(&["取回：改写1句"]);
    assert!(project.narrative().contains("本局各项其他收入10.00万元，比2022年度增加3.55万元"));
    assert_eq!(project.own().len(), said.len(), "the same sentence, not one more");
    expect_settled(&project);
}

/// W006, and its near miss: where the sentence is there, nothing is said.
#[test]
fn an_own_sentence_without_its_place_is_said() {
    let project = Project::new();
    project.edit(&[(OTHER, "本局其他收入3.65万元，比2022年度减少2.80万元，降幅43.41%")]);
    project.build();
    assert!(!project.findings().contains("W006"));
    // As much as last year: nothing decreases, and the style has another sentence.
    project.correct("36498", "64495.28");
    let run = project.build();
    run.expect_message(&["W006", "改写的", "没有用上"]);
    assert!(project.narrative().contains("其他收入6.45万元"), "{}", project.narrative());
}

#[test]
fn a_sentence_taken_out_stays_out() {
    let project = Project::new();
    let line = "没有国有资本经营预算财政拨款支出。";
    assert!(project.narrative().contains(line));
    let sentence = project.narrative();
    let sentence = sentence.lines().find(|l| l.contains("100万元")).expect("a sentence on equipment");
    let last = sentence.split_inclusive('。').next_back().expect("a sentence");
    project.edit(&[(last, "")]);
    project.build().expect_message(&["取回：改写1句"]);
    assert!(!project.narrative().contains(last), "{}", project.narrative());
    assert!(project.own().iter().any(|(_, say)| say == "（删去）"));
    expect_settled(&project);
}

/// W001, W002, W004 and W005; the near misses are the same edits without them.
#[test]
fn what_cannot_be_taken_over_is_listed_and_kept() {
    let project = Project::new();
    project.edit(&[
        ("2023年度支出合计2370.88万元", "2023年度支出合计2371.88万元"),
        ("一、部门职责", "一、部门的职责"),
        ("占1.80%。", "占1.80%。全年服务群众3400人次。"),
        ("2,381.99", "2,382.99"),
    ]);
    for code in ["W001", "W002", "W004", "W005"] {
        assert!(!project.findings().contains(code), "{code}");
    }
    let run = project.build();
    run.expect_message(&["W001", "应是2370.88万元", "2371.88万元"]);
    run.expect_message(&["W002", "2,381.99", "2,382.99"]);
    run.expect_message(&["W004", "一、部门的职责"]);
    assert!(project.findings().contains("W005"), "{}", project.findings());
    assert!(project.narrative().contains("2023年度支出合计2370.88万元"), "{}", project.narrative());
    assert!(project.narrative().contains("全年服务群众3400人次。"));
    let kept = parts::read(&project.path(KEPT));
    let kept = kept.iter().find(|(name, _)| name == "word/document.xml").expect("a document");
    assert!(String::from_utf8_lossy(&kept.1).contains("2371.88"), "the edited file is kept");
    // It stays listed while the file is kept.
    expect_settled(&project);
    assert!(project.findings().contains("W001"));
    std::fs::remove_file(project.path(KEPT)).expect("the kept file");
    project.build();
    assert!(!project.findings().contains("W001"), "{}", project.findings());
}

/// W003, and its near miss: the same words in both places.
#[test]
fn two_answers_are_a_conflict_and_neither_is_lost() {
    let project = Project::new();
    let supplement = project.path("2023年/补充资料.xlsx");
    let fill = |said: &'static str| {
        let answers = move |sheet: &str, key: &str, _: &str| {
            (sheet == "原因说明" && key == "yoy.total").then(|| Cell::text(said))
        };
        yellow::fill(&supplement, &supplement, answers)
    };
    assert_eq!(fill("人员减少"), 1);
    project.edit(&[(TOTAL, "经费压减")]);
    let run = project.build();
    run.expect_message(&["W003", "经费压减", "人员减少"]);
    assert!(project.narrative().contains("主要原因是人员减少。"));
    expect_settled(&project);

    let project = Project::new();
    let supplement = project.path("2023年/补充资料.xlsx");
    let answers = |sheet: &str, key: &str, _: &str| {
        (sheet == "原因说明" && key == "yoy.total").then(|| Cell::text("人员减少"))
    };
    assert_eq!(yellow::fill(&supplement, &supplement, answers), 1);
    project.edit(&[(TOTAL, "人员减少")]);
    project.build();
    assert!(!project.findings().contains("W003"), "{}", project.findings());
}

#[test]
fn a_file_that_is_open_is_left_alone() {
    let project = Project::new();
    project.edit(&[(TOTAL, "人员减少")]);
    let lock = project.path("2023年/公开/~$决算公开.docx");
    std::fs::write(&lock, "").expect("the mark of an office program");
    project.build().expect_message(&["决算公开.docx正在 Word 或 WPS 中打开"]);
    assert_eq!(project.answer("原因说明", "yoy.total", "原因（请填写）"), "");
    std::fs::remove_file(&lock).expect("closed");
    project.build().expect_message(&["取回：原因1条"]);
    assert_eq!(project.answer("原因说明", "yoy.total", "原因（请填写）"), "人员减少");
}

#[test]
fn an_office_program_that_saves_the_file_anew_changes_nothing() {
    let project = Project::new();
    let file = project.path(DOCUMENT);
    let Some(saved) = office::convert(&file, "docx") else { return };
    std::fs::copy(&saved, &file).expect("the file saved anew");
    let bytes = std::fs::read(&file).expect("the file");
    project.build().expect_message(&["重新保存过，文字和数没有改动"]);
    assert_eq!(std::fs::read(&file).expect("the file"), bytes, "it stays as it was saved");
    assert!(project.own().is_empty());
    // Edited in it, it is read as any other.
    project.edit(&[(TOTAL, "人员减少"), (OTHER, "其他收入3.65万元，比2022年度减少2.80万元，降幅43.41%")]);
    project.build().expect_message(&["取回：原因1条、改写1句"]);
    assert_eq!(project.answer("原因说明", "yoy.total", "原因（请填写）"), "人员减少");
    std::fs::remove_dir_all(project.path("2023年/公开/converted")).expect("gone");
    std::fs::remove_dir_all(project.path("2023年/公开/profile")).expect("gone");
    expect_settled(&project);
}

#[test]
fn own_sentences_go_into_the_next_year() {
    let project = Project::new();
    project.edit(&[
        (OTHER, "本局其他收入3.65万元，比2022年度减少2.80万元，降幅43.41%"),
        ("占1.80%。", "占1.80%。全年服务群众3400人次。"),
    ]);
    project.build();
    std::fs::copy(sample("2024年决算.xlsx"), project.path("2024年决算.xlsx")).expect("a sample");
    let run = juesuan(&project.root, &["rollover", "2024"]).expect_status(&[0]);
    run.expect_message(&["W005", "3400", "没有沿用"]);
    juesuan(&project.root, &["build", "--year", "2024"]).expect_status(&[0, 1]);
    let told = std::fs::read_to_string(project.path("2024年/公开/情况说明.md")).expect("the narrative");
    assert!(told.contains("本局其他收入") && told.contains("比2023年度"), "{told}");
    assert!(!told.contains("3400"), "{told}");
}
