//! 补充资料.xlsx: made for a report, filled by people, refreshed without losing a word.

#![allow(clippy::disallowed_methods, reason = "tests write their own inputs")]

use std::path::{Path, PathBuf};

use crate::support::book::{Book, Cell, Sheet};
use crate::support::{Build, Run, juesuan, office, out, sample, sample_project, yellow};
use tempfile::{TempDir, tempdir};

const SUPPLEMENT: &str = "2023年/补充资料.xlsx";

/// A project with the sample department's 2023, in a folder whose name has a space.
struct Project {
    _home: TempDir,
    root: PathBuf,
}

impl Project {
    fn new() -> Project {
        let home = tempdir().expect("a folder");
        let root = home.path().join("医保局 决算");
        sample_project(&root, "山东");
        Project { _home: home, root }
    }

    #[track_caller]
    fn build(&self) -> Run {
        juesuan(&self.root, &["build"]).expect_status(&[0])
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    fn supplement(&self) -> Book {
        Book::read(&self.path(SUPPLEMENT))
    }

    fn narrative(&self) -> String {
        std::fs::read_to_string(self.path("2023年/公开/情况说明.md")).expect("the narrative")
    }

    /// A project whose supplement has every answer of the sample.
    fn filled() -> Project {
        let project = Project::new();
        project.build();
        let path = project.path(SUPPLEMENT);
        assert!(yellow::fill(&path, &path, yellow::answers_of(&sample("补充资料.xlsx"))) > 50);
        project
    }

    /// Replaces this year's export by one with another amount of 住房公积金 (2210201).
    fn change_export(&self, change: impl FnOnce(&mut Book)) {
        let path = self.path("2023年决算.xlsx");
        let mut book = Book::read(&path);
        change(&mut book);
        book.write(&path);
    }
}

fn sheet<'a>(book: &'a Book, name: &str) -> &'a Sheet {
    book.sheets.iter().find(|s| s.name == name).unwrap_or_else(|| panic!("no sheet {name}"))
}

/// What stands in a column of a row, by key and head.
fn at(sheet: &Sheet, key: &str, head: &str) -> Option<String> {
    let (_, heads) = yellow::heads(sheet);
    let row =
        (0..=sheet.last_row()).find(|r| sheet.get(*r, heads[0].0).and_then(Cell::as_text) == Some(key))?;
    let column = heads.iter().find(|(_, h)| h == head)?.0;
    sheet.get(row, column).map(text)
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.normalize().to_string(),
        other => panic!("{other:?}"),
    }
}

fn keys(sheet: &Sheet) -> Vec<String> {
    let (head, heads) = yellow::heads(sheet);
    (head + 1..=sheet.last_row()).filter_map(|r| sheet.get(r, heads[0].0)).map(text).collect()
}

const REASON: &str = "原因（请填写）";

#[test]
fn filling_only_yellow_cells_gives_the_narrative_of_the_given_supplement() {
    let folder = tempdir().expect("a folder");
    let given = Build::sample_2023();
    given.run(folder.path()).expect_status(&[0]);
    let want = std::fs::read_to_string(out(folder.path()).join("情况说明.md")).expect("the narrative");

    let folder = tempdir().expect("a folder");
    Build { supplement: None, ..given.clone() }.run(folder.path()).expect_status(&[0]);
    let made = out(folder.path()).join("补充资料.xlsx");
    let filled = folder.path().join("填好的.xlsx");
    let count = yellow::fill(&made, &filled, yellow::answers_of(&sample("补充资料.xlsx")));
    let run = Build { supplement: Some(filled), ..given }.run(folder.path()).expect_status(&[0]);
    let got = std::fs::read_to_string(out(folder.path()).join("情况说明.md")).expect("the narrative");
    assert_eq!(got, want, "{count} cells were filled\n{}", run.evidence());
}

#[test]
fn a_given_supplement_that_lacks_rows_gets_a_fuller_one_beside_the_outputs() {
    let folder = tempdir().expect("a folder");
    let mut book = Book::read(&sample("补充资料.xlsx"));
    let reasons = book.sheets.iter_mut().find(|s| s.name == "原因说明").expect("a sheet");
    let row = reasons.row_of(0, "yoy.total");
    reasons.cells.retain(|(r, _), _| *r != row);
    let less = folder.path().join("少一行.xlsx");
    book.write(&less);
    Build { supplement: Some(less.clone()), ..Build::sample_2023() }.run(folder.path()).expect_status(&[0]);
    let fuller = Book::read(&out(folder.path()).join("补充资料.新.xlsx"));
    let reasons = sheet(&fuller, "原因说明");
    assert_eq!(keys(reasons).last().map(String::as_str), Some("yoy.total"));
    assert_eq!(at(reasons, "yoy.total", "标记").as_deref(), Some("新增"));
    assert!(at(reasons, "yoy.income.other", REASON).is_some_and(|t| t.contains("社会力量")));

    // The fuller one has a row for everything: no other is written.
    let again = tempdir().expect("a folder");
    let fuller = out(folder.path()).join("补充资料.新.xlsx");
    Build { supplement: Some(fuller), ..Build::sample_2023() }.run(again.path()).expect_status(&[0]);
    assert!(!out(again.path()).join("补充资料.新.xlsx").exists());
}

#[test]
fn a_rebuild_without_changes_leaves_the_file_alone() {
    let project = Project::filled();
    project.build();
    let before = std::fs::read(project.path(SUPPLEMENT)).expect("a file");
    let kept = std::fs::read(project.path("2023年/补充资料.上一版.xlsx")).ok();
    let run = project.build();
    assert_eq!(std::fs::read(project.path(SUPPLEMENT)).expect("a file"), before, "{}", run.evidence());
    assert_eq!(std::fs::read(project.path("2023年/补充资料.上一版.xlsx")).ok(), kept);
}

#[test]
fn what_people_typed_survives_sorting_own_columns_own_sheets_and_a_corrected_export() {
    let project = Project::filled();
    // People sort backwards, put a column of their own in the middle, and add a sheet.
    let path = project.path(SUPPLEMENT);
    let mut book = Book::read(&path);
    let reasons = book.sheets.iter_mut().find(|s| s.name == "原因说明").expect("a sheet");
    let last = reasons.last_row();
    reasons.cells = std::mem::take(&mut reasons.cells)
        .into_iter()
        .map(|((row, column), cell)| ((if row == 0 { 0 } else { last + 1 - row }, column), cell))
        .collect();
    reasons.insert_columns(2, 1);
    reasons.put(0, 2, Cell::text("经办人"));
    let total = reasons.row_of(0, "yoy.total");
    reasons.put(total, 2, Cell::text("张三"));
    reasons.put(last + 2, 5, Cell::text("这一行没有键"));
    reasons.put(last + 3, 0, Cell::text("budget.general.item.9999"));
    reasons.put(last + 3, 5, Cell::text("键写错了的原因"));
    let order = keys(reasons);
    let mut own = Sheet::new("我的备忘");
    own.put(3, 1, Cell::text("别忘了问财政局"));
    book.sheets.push(own);
    book.write(&path);

    // The corrected export: 住房公积金 now equals its budget of 416000.00, so that no reason is needed.
    let agency = |book: &mut Book, yuan: i64| {
        for code in ["Z04", "Z07"] {
            let sheet = book.sheet(code);
            let row = sheet.row_of(0, "2210201");
            let cells: Vec<_> = sheet
                .cells
                .iter()
                .filter(|((r, c), _)| *r == row && *c > 3)
                .map(|(at, c)| (*at, c.clone()))
                .collect();
            for (at, cell) in cells {
                if cell.as_number().is_some_and(|n| n > rust_decimal::Decimal::from(400_000)) {
                    sheet.cells.insert(at, Cell::Number(rust_decimal::Decimal::new(yuan, 2)));
                }
            }
        }
    };
    project.change_export(|book| agency(book, 41_600_000));
    let typed = at(sheet(&project.supplement(), "原因说明"), "budget.general.item.2210201", REASON);
    assert_eq!(typed.as_deref(), Some("年中调高住房公积金缴存基数"));
    let run = juesuan(&project.root, &["build"]).expect_status(&[0, 1]);
    let refreshed = project.supplement();
    run.expect_message(&["标为“不再需要”2行", "补充资料.上一版.xlsx"]);
    let reasons = sheet(&refreshed, "原因说明");
    assert_eq!(keys(reasons), order, "people's order\n{}", run.evidence());
    assert_eq!(at(reasons, "yoy.total", "经办人").as_deref(), Some("张三"));
    assert!(at(reasons, "yoy.total", REASON).is_some_and(|t| t.contains("一次性支出")));
    assert!(reasons.cells.values().any(|c| c.as_text() == Some("这一行没有键")));
    assert_eq!(at(reasons, "budget.general.item.9999", REASON).as_deref(), Some("键写错了的原因"));
    run.expect_message(&["核对"]);
    let findings = std::fs::read_to_string(project.path("2023年/公开/核对结果.md")).expect("the findings");
    assert!(findings.contains("budget.general.item.9999"), "{findings}");
    assert_eq!(sheet(&refreshed, "我的备忘").get(3, 1).and_then(Cell::as_text), Some("别忘了问财政局"));
    assert_eq!(at(reasons, "budget.general.item.2210201", "标记").as_deref(), Some("不再需要"));
    let hidden = |path: &Path| sheet_xml(path, 1).contains("hidden=\"1\"");
    assert!(hidden(&path), "the row is out of sight");

    // The old export again: the row is back where it stood, with its text.
    std::fs::copy(sample("2023年决算.xlsx"), project.path("2023年决算.xlsx")).expect("a sample");
    project.build().expect_message(&["恢复1行"]);
    let restored = project.supplement();
    let reasons = sheet(&restored, "原因说明");
    assert_eq!(keys(reasons), order);
    assert_eq!(at(reasons, "budget.general.item.2210201", REASON), typed);
    assert_eq!(at(reasons, "budget.general.item.2210201", "标记"), None);
    assert!(!hidden(&path));
    assert!(project.narrative().contains("年中调高住房公积金缴存基数"));
}

#[test]
fn sentences_and_figures_are_refreshed_while_reasons_stay() {
    let project = Project::filled();
    project.build();
    let about =
        |book: &Book| at(sheet(book, "原因说明"), "budget.general.item.2210201", "事项").expect("a sentence");
    assert!(about(&project.supplement()).contains("42.24"), "{}", about(&project.supplement()));
    project.change_export(|book| {
        let sheet = book.sheet("Z07");
        let row = sheet.row_of(0, "2210201");
        for cell in sheet.cells.iter_mut().filter(|((r, c), _)| *r == row && *c > 3).map(|(_, c)| c) {
            if cell.as_number().is_some_and(|n| n > rust_decimal::Decimal::from(400_000)) {
                *cell = Cell::Number(rust_decimal::Decimal::new(43_000_000, 2));
            }
        }
    });
    juesuan(&project.root, &["build"]).expect_status(&[0, 1]);
    let refreshed = project.supplement();
    assert!(
        about(&refreshed).contains("43.00") || about(&refreshed).contains("43万元"),
        "{}",
        about(&refreshed)
    );
    let reason = at(sheet(&refreshed, "原因说明"), "budget.general.item.2210201", REASON);
    assert_eq!(reason.as_deref(), Some("年中调高住房公积金缴存基数"));
    // The file before it is kept, with the sentence as it was.
    let before = Book::read(&project.path("2023年/补充资料.上一版.xlsx"));
    assert!(about(&before).contains("42.24"));
}

#[test]
fn a_supplement_saved_by_an_office_program_comes_back_intact() {
    let project = Project::filled();
    project.build();
    let narrative = project.narrative();
    let path = project.path(SUPPLEMENT);
    let copy = tempdir().expect("a folder");
    let copied = copy.path().join("补充资料.xlsx");
    std::fs::copy(&path, &copied).expect("a copy");
    let Some(saved) = office::convert(&copied, "xlsx") else { return };
    std::fs::copy(&saved, &path).expect("the saved supplement");
    let bytes = std::fs::read(&path).expect("a file");
    let run = project.build();
    assert_eq!(project.narrative(), narrative, "{}", run.evidence());
    assert_eq!(
        std::fs::read(&path).expect("a file"),
        bytes,
        "it says the same, so it is not rewritten\n{}",
        run.evidence()
    );
}

#[test]
fn every_cell_to_fill_is_checked_and_heads_stay_in_sight() {
    let project = Project::new();
    project.build();
    let made = sheet_xml(&project.path(SUPPLEMENT), 1);
    for part in ["<pane ySplit=\"1\"", "<autoFilter", "<dataValidation ", "fitToHeight=\"0\""] {
        assert!(made.contains(part), "no {part} in {made}");
    }
    assert!(!made.contains("<sheetProtection"), "nothing is locked");
}

fn sheet_xml(path: &Path, number: usize) -> String {
    let file = std::fs::File::open(path).expect("a file");
    let mut zip = zip::ZipArchive::new(file).expect("a zip");
    let mut text = String::new();
    let mut part = zip.by_name(&format!("xl/worksheets/sheet{number}.xml")).expect("a sheet");
    std::io::Read::read_to_string(&mut part, &mut text).expect("XML");
    text
}

/// Builds the sample with one reason replaced; the findings with a code.
fn findings_with(key: &str, reason: &str, code: &str) -> Vec<String> {
    let folder = tempdir().expect("a folder");
    let mut book = Book::read(&sample("补充资料.xlsx"));
    let reasons = book.sheets.iter_mut().find(|s| s.name == "原因说明").expect("a sheet");
    let row = reasons.row_of(0, key);
    reasons.put(row, 4, Cell::text(reason));
    let path = folder.path().join("补充资料.xlsx");
    book.write(&path);
    Build { supplement: Some(path), ..Build::sample_2023() }.run(folder.path()).expect_status(&[0]);
    let text = std::fs::read_to_string(out(folder.path()).join("核对结果.json")).expect("the findings");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let all = json["findings"].as_array().expect("findings").clone();
    all.iter().filter(|f| f["code"] == code).map(|f| f["message"].to_string()).collect()
}

#[test]
fn a_reason_that_says_the_opposite_is_reported() {
    // 住房公积金 is above its budget.
    let key = "budget.general.item.2210201";
    let found = findings_with(key, "人员调出，造成决算数小于预算数", "S007");
    assert!(found.len() == 1 && found[0].contains("大于"), "{found:?}");
    assert_eq!(
        findings_with(key, "年初减少了预留人员经费，造成决算数大于预算数", "S007"),
        Vec::<String>::new()
    );
}

#[test]
fn years_and_amounts_that_the_report_does_not_know_are_reported() {
    let key = "budget.general.item.2210201";
    assert_eq!(findings_with(key, "2021年调高缴存基数", "S008").len(), 1);
    assert_eq!(findings_with(key, "2022年底调高缴存基数", "S008").len(), 0);
    assert_eq!(findings_with(key, "补缴123.45万元", "S009").len(), 1);
    // 42.24 is this year's amount, 0.64 its difference from the budget.
    assert_eq!(findings_with(key, "补缴0.64万元，全年42.24万元", "S009").len(), 0);
}

#[test]
fn remarks_that_a_style_can_take_are_offered_as_optional() {
    let folder = tempdir().expect("a folder");
    let build = Build { supplement: None, style: "hunan", ..Build::sample_2023() };
    build.run(folder.path()).expect_status(&[0]);
    let made = Book::read(&out(folder.path()).join("补充资料.xlsx"));
    let about = at(sheet(&made, "原因说明"), "other.three_public_reception", "事项").expect("the row");
    assert!(about.contains("公务接待费") && about.contains("选填"), "{about}");
    // The Shandong style has no place for them.
    let folder = tempdir().expect("a folder");
    Build { style: "shandong", ..build }.run(folder.path()).expect_status(&[0]);
    let made = Book::read(&out(folder.path()).join("补充资料.xlsx"));
    assert!(keys(sheet(&made, "原因说明")).iter().all(|k| !k.starts_with("other.")));
}

#[test]
fn a_mistyped_text_key_is_kept_and_said() {
    let project = Project::filled();
    let path = project.path(SUPPLEMENT);
    let mut book = Book::read(&path);
    let texts = book.sheets.iter_mut().find(|s| s.name == "文字材料").expect("a sheet");
    let last = texts.last_row();
    texts.put(last + 1, 0, Cell::text("text.reception_purposes"));
    texts.put(last + 1, 2, Cell::text("接待外地同行"));
    book.write(&path);
    project.build();
    let findings = std::fs::read_to_string(project.path("2023年/公开/核对结果.md")).expect("the findings");
    assert!(
        findings.contains("text.reception_purposes") && findings.contains("是不是“text.reception_purpose”")
    );
    let kept = project.supplement();
    assert_eq!(
        at(sheet(&kept, "文字材料"), "text.reception_purposes", "内容").as_deref(),
        Some("接待外地同行")
    );
}

#[test]
fn the_samples_have_no_contradictions() {
    let folder = tempdir().expect("a folder");
    Build::sample_2023().run(folder.path()).expect_status(&[0]);
    let text = std::fs::read_to_string(out(folder.path()).join("核对结果.md")).expect("the findings");
    for code in ["S007", "S008", "S009", "S010", "S011", "S012", "S013", "S014"] {
        assert!(!text.contains(code), "{text}");
    }
}

/// Builds the sample with its supplement changed; messages and places of the findings with a code.
fn said_of(change: impl FnOnce(&mut Book), code: &str) -> Vec<String> {
    let folder = tempdir().expect("a folder");
    let mut book = Book::read(&sample("补充资料.xlsx"));
    change(&mut book);
    let path = folder.path().join("补充资料.xlsx");
    book.write(&path);
    Build { supplement: Some(path), ..Build::sample_2023() }.run(folder.path()).expect_status(&[0]);
    let text = std::fs::read_to_string(out(folder.path()).join("核对结果.json")).expect("the findings");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let all = json["findings"].as_array().expect("findings").clone();
    let shown = |f: &serde_json::Value| format!("{} {}", f["place"]["cell"], f["message"]);
    all.iter().filter(|f| f["code"] == code).map(shown).collect()
}

/// Puts a cell into a row of a sheet, by key and head.
fn put(book: &mut Book, name: &str, key: &str, head: &str, cell: Cell) {
    let sheet = book.sheets.iter_mut().find(|s| s.name == name).expect("a sheet");
    let (_, heads) = yellow::heads(sheet);
    let row = sheet.row_of(heads[0].0, key);
    let column = heads.iter().find(|(_, h)| h == head).expect("a head").0;
    sheet.put(row, column, cell);
}

#[test]
fn numbers_and_grades_are_understood_as_typed_and_else_said() {
    // S002
    let change = |budget: &'static str, score: &'static str, grade: &'static str| {
        move |book: &mut Book| {
            put(book, "补充数据", "agency_operation", "年初预算数", Cell::text(budget));
            put(book, "绩效自评", "城乡医疗救助", "自评得分", Cell::text(score));
            put(book, "绩效自评", "城乡医疗救助", "自评等级", Cell::text(grade));
        }
    };
    assert_eq!(said_of(change("４７.5万元", "96.83分", "优秀"), "S002"), Vec::<String>::new());
    // A share of all projects is a percentage: 占…的0.95 says nothing.
    let share = |text: &'static str| {
        move |book: &mut Book| {
            put(book, "文字材料", "text.performance_coverage", "内容", Cell::text(text));
        }
    };
    for text in ["0.95", "95", "120%", "-5%"] {
        assert_eq!(said_of(share(text), "S002").len(), 1, "{text}");
    }
    assert_eq!(said_of(share("９５％"), "S002"), Vec::<String>::new());
    // An amount in another unit than its row says, or less than nothing, is used but not in silence.
    for (budget, times) in [("475000", 1), ("0.000047", 1), ("-47.5", 1), ("475", 0), ("0", 0)] {
        assert_eq!(said_of(change(budget, "96.83", "优"), "S014").len(), times, "{budget}");
    }
    let spent = |budget: &'static str, executed: &'static str| {
        move |book: &mut Book| {
            put(book, "绩效自评", "城乡医疗救助", "全年预算数", Cell::text(budget));
            put(book, "绩效自评", "城乡医疗救助", "全年执行数", Cell::text(executed));
        }
    };
    for (executed, part) in [("60", "全年执行数60万元大于全年预算数50万元"), ("-5", "是负数")]
    {
        let said = said_of(spent("50", executed), "S014");
        assert!(said.len() == 1 && said[0].contains(part), "{said:?}");
    }
    assert_eq!(said_of(spent("50", "50"), "S014"), Vec::<String>::new());
    let said = said_of(change("47万左右", "特别好", "A"), "S002");
    assert_eq!(said.len(), 3, "{said:?}");
    for part in ["47万左右", "特别好", "“A”", "优、良、中、差", "金额", "得分"] {
        assert!(said.iter().any(|s| s.contains(part)), "{part}: {said:?}");
    }
}

#[test]
fn a_key_that_is_filled_in_twice_is_said_unless_it_says_the_same() {
    // S004
    let twice = |text: &'static str| {
        move |book: &mut Book| {
            let sheet = book.sheets.iter_mut().find(|s| s.name == "原因说明").expect("a sheet");
            let row = sheet.last_row() + 1;
            sheet.put(row, 0, Cell::text("budget.general.item.2210201"));
            sheet.put(row, 4, Cell::text(text));
        }
    };
    assert_eq!(said_of(twice("新招录人员"), "S004").len(), 1);
    assert_eq!(said_of(twice("年中调高住房公积金缴存基数"), "S004").len(), 0);
    // A project's row copied and changed: it is not counted twice.
    let said = said_of(
        |book| {
            let sheet = book.sheets.iter_mut().find(|s| s.name == "绩效自评").expect("a sheet");
            let (row, last) = (sheet.row_of(0, "城乡医疗救助"), sheet.last_row() + 1);
            sheet.copy_rows(&sheet.clone(), row..=row, last);
            put_last(sheet, last);
        },
        "S004",
    );
    assert_eq!(said.len(), 1, "{said:?}");
}

fn put_last(sheet: &mut Sheet, row: u32) {
    let (_, heads) = yellow::heads(sheet);
    let column = heads.iter().find(|(_, h)| h == "自评得分").expect("a head").0;
    sheet.put(row, column, Cell::Number(rust_decimal::Decimal::from(91)));
}

#[test]
fn a_head_that_is_gone_is_said() {
    // S005
    let rename = |to: &'static str| {
        move |book: &mut Book| {
            let sheet = book.sheets.iter_mut().find(|s| s.name == "原因说明").expect("a sheet");
            let (row, heads) = yellow::heads(sheet);
            let column = heads.iter().find(|(_, h)| h.starts_with("原因")).expect("a head").0;
            sheet.put(row, column, Cell::text(to));
        }
    };
    let said = said_of(rename("理由"), "S005");
    assert!(said.len() == 1 && said[0].contains("“原因”"), "{said:?}");
    assert_eq!(said_of(rename("原因（本栏请各科室填写）"), "S005").len(), 0);
}

#[test]
fn a_figure_the_export_has_otherwise_is_said() {
    // S006
    let supply = |wan: i64| {
        move |book: &mut Book| {
            let number = Cell::Number(rust_decimal::Decimal::new(wan, 2));
            put(book, "补充数据", "agency_operation", "本年决算数", number);
        }
    };
    assert_eq!(said_of(supply(9999), "S006").len(), 1);
    // 45.79万元 as exported, to the cent it is typed with.
    let folder = tempdir().expect("a folder");
    Build::sample_2023().run(folder.path()).expect_status(&[0]);
    assert!(
        !std::fs::read_to_string(out(folder.path()).join("核对结果.md")).expect("findings").contains("S006")
    );
}

#[test]
fn placeholders_are_asked_again_and_rows_without_a_key_are_said() {
    // S017, S018
    let key = "budget.general.item.2210201";
    let reason =
        |text: &'static str| move |book: &mut Book| put(book, "原因说明", key, REASON, Cell::text(text));
    for text in ["同上", "无", "待补充。", "（略）", "XXX", "123"] {
        assert_eq!(said_of(reason(text), "S017").len(), 1, "{text}");
    }
    assert!(said_of(reason("同上"), "S003").iter().any(|s| s.contains("住房公积金")));
    assert_eq!(said_of(reason("无房职工增加，补贴提高"), "S017"), Vec::<String>::new());
    let lost = |row_text: &'static str| {
        move |book: &mut Book| {
            let sheet = book.sheets.iter_mut().find(|s| s.name == "原因说明").expect("a sheet");
            let row = sheet.last_row() + 1;
            sheet.put(row, 4, Cell::text(row_text));
        }
    };
    let said = said_of(lost("这是哪一行的原因"), "S018");
    assert!(said.len() == 1 && said[0].contains("这是哪一行的原因"), "{said:?}");
    // A remark in a column of one's own is nobody's answer.
    let beside = |book: &mut Book| {
        let sheet = book.sheets.iter_mut().find(|s| s.name == "原因说明").expect("a sheet");
        let row = sheet.last_row() + 1;
        sheet.put(row, 9, Cell::text("张三填写"));
    };
    assert_eq!(said_of(beside, "S018"), Vec::<String>::new());
}
