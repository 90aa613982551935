//! Inputs that cannot be used, or not all of them: what is said, where, and with which exit code.
//!
//! Exit codes: 0 done, 1 findings of weight “error” but outputs written, 2 wrong use, 3 input
//! unusable and nothing written.

#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use std::path::{Path, PathBuf};

use crate::support::book::{Book, Cell, Sheet};
use crate::support::{Build, Run, files_below, juesuan, out, sample};
use tempfile::{TempDir, tempdir};

/// Name of the export, whatever is in it.
const NAME: &str = "2023年决算.xlsx";

/// A column of Z04 that holds 基本支出, and the row of its first 项.
const BASIC: u16 = 5;

fn folder() -> TempDir {
    tempdir().expect("a folder")
}

/// Builds from a file that is not an export at all.
#[track_caller]
fn build_bytes(folder: &Path, bytes: &[u8]) -> Run {
    build_named(folder, NAME, bytes)
}

#[track_caller]
fn build_named(folder: &Path, name: &str, bytes: &[u8]) -> Run {
    let input = folder.join(name);
    std::fs::write(&input, bytes).expect("a file");
    build_file(folder, &input)
}

fn build_file(folder: &Path, input: &Path) -> Run {
    let build = Build { input: input.to_owned(), ..Build::sample_2023() };
    build.run(folder)
}

/// Builds from the sample with one change.
#[track_caller]
fn build_changed(folder: &Path, change: impl FnOnce(&mut Book)) -> Run {
    let mut book = Book::read(&sample(NAME));
    change(&mut book);
    let input = folder.join(NAME);
    book.write(&input);
    build_file(folder, &input)
}

/// The input is refused: exit code 3, nothing on standard output, nothing written.
#[track_caller]
fn assert_refused(run: Run, folder: &Path) -> Run {
    let run = run.expect_status(&[3]);
    assert!(run.stdout.is_empty(), "{}", run.evidence());
    let written = files_below(&out(folder));
    assert!(written.is_empty(), "wrote {written:?}\n{}", run.evidence());
    run
}

/// The outputs stand although something was found.
#[track_caller]
fn assert_written(run: &Run, folder: &Path) {
    let written = files_below(&out(folder));
    for name in ["公开表.xlsx", "情况说明.md", "facts.json"] {
        assert!(written.contains(&PathBuf::from(name)), "no {name} among {written:?}\n{}", run.evidence());
    }
}

#[test]
fn a_text_file_renamed() {
    let folder = folder();
    let run = build_bytes(folder.path(), "科目编码,科目名称\n208,社会保障\n".as_bytes());
    assert_refused(run, folder.path()).expect_only_message(
        "错误：不能读取文件“{folder}/2023年决算.xlsx”：这是用逗号或制表符分隔的文本（csv、txt），不是工作簿。它只有一张表，没有各表的名称。请从系统导出全部报表（.xlsx、.xls）",
    );
}

#[test]
fn a_web_page_renamed() {
    for name in ["2023年决算.xls", "2023年决算.xlsx"] {
        let folder = folder();
        let page = "<html><body><table><tr><td>收入支出决算总表</td></tr></table></body></html>";
        let run = build_named(folder.path(), name, page.as_bytes());
        assert_refused(run, folder.path()).expect_only_message(&format!(
            "错误：不能读取文件“{{folder}}/{name}”：这是一个网页文件，只是改了扩展名。\
             请用 Excel 或 WPS 打开，另存为 .xlsx 后重试"
        ));
    }
}

#[test]
fn a_pdf_renamed() {
    let folder = folder();
    let run = build_bytes(folder.path(), b"%PDF-1.7\n1 0 obj\n");
    assert_refused(run, folder.path()).expect_only_message(
        "错误：不能读取文件“{folder}/2023年决算.xlsx”：这是一个PDF文件。其中的数字不能作为工作簿读取。请从财务系统导出 Excel 格式的报表",
    );
}

#[test]
fn an_empty_file() {
    let folder = folder();
    let run = build_bytes(folder.path(), b"");
    assert_refused(run, folder.path()).expect_only_message(
        "错误：不能读取文件“{folder}/2023年决算.xlsx”：文件是空的（0字节）。请重新从系统导出",
    );
}

#[test]
fn a_workbook_cut_short() {
    let folder = folder();
    let whole = std::fs::read(sample(NAME)).expect("the sample");
    let run = build_bytes(folder.path(), &whole[..whole.len() / 2]);
    assert_refused(run, folder.path()).expect_only_message(
        "错误：不能读取文件“{folder}/2023年决算.xlsx”：文件已损坏（压缩包不完整）。\
         请重新从系统导出，或用办公软件打开并另存后重试",
    );
}

/// The office program leaves an owner file beside a workbook that is open; a half-saved one is told apart by it.
#[test]
fn a_workbook_cut_short_that_is_open_in_an_office_program() {
    let folder = folder();
    std::fs::write(folder.path().join(format!("~${NAME}")), b"x").expect("an owner file");
    let whole = std::fs::read(sample(NAME)).expect("the sample");
    let run = build_bytes(folder.path(), &whole[..whole.len() / 2]);
    assert_refused(run, folder.path()).expect_only_message(
        "错误：不能读取文件“{folder}/2023年决算.xlsx”：文件已损坏（压缩包不完整）。\
         请重新从系统导出，或用办公软件打开并另存后重试。文件似乎正在 Excel 或 WPS 中打开，请保存并关闭后重试",
    );
}

#[test]
fn a_workbook_with_a_password() {
    let folder = folder();
    let run = build_bytes(folder.path(), &encrypted_package());
    assert_refused(run, folder.path()).expect_only_message(
        "错误：不能读取文件“{folder}/2023年决算.xlsx”：文件有打开密码。请在 Excel 或 WPS 中去掉密码，另存后重试",
    );
}

#[test]
fn a_missing_file() {
    let folder = folder();
    let run = build_file(folder.path(), &folder.path().join("没有这个文件.xlsx"));
    assert_refused(run, folder.path()).expect_only_message(
        "错误：不能读取文件“{folder}/没有这个文件.xlsx”：找不到这个文件或文件夹。请检查路径和文件名",
    );
}

#[test]
fn a_missing_prior_file() {
    let folder = folder();
    let build = Build { prior: Some(folder.path().join("去年的.xlsx")), ..Build::sample_2023() };
    let run = build.run(folder.path());
    assert_refused(run, folder.path()).expect_only_message(
        "错误：不能读取文件“{folder}/去年的.xlsx”：找不到这个文件或文件夹。请检查路径和文件名",
    );
}

#[test]
fn a_folder_instead_of_a_file() {
    let folder = folder();
    let input = folder.path().join("导出 2023");
    std::fs::create_dir(&input).expect("a folder");
    let run = build_file(folder.path(), &input);
    assert_refused(run, folder.path()).expect_only_message(
        "错误：不能读取文件夹“{folder}/导出 2023”：要给出的是文件，不是文件夹。请写出工作簿的完整文件名",
    );
}

/// Takes all rights off a file or folder; `false` if that does not keep this user out (an administrator).
#[cfg(unix)]
fn lock_out(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let mode = if path.is_dir() { 0o555 } else { 0o000 };
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("own file");
    if path.is_dir() {
        std::fs::write(path.join("x"), b"").is_err()
    } else {
        std::fs::File::open(path).is_err()
    }
}

#[cfg(unix)]
#[test]
fn a_file_without_the_right_to_read() {
    let folder = folder();
    let input = folder.path().join(NAME);
    std::fs::copy(sample(NAME), &input).expect("a copy");
    if !lock_out(&input) {
        eprintln!("this user may read everything: not tested here");
        return;
    }
    let run = build_file(folder.path(), &input);
    assert_refused(run, folder.path()).expect_only_message(
        "错误：不能读取文件“{folder}/2023年决算.xlsx”：没有权限，或文件正在 Excel、WPS 中打开。\
         请关闭后重试，或换一个文件夹",
    );
}

#[cfg(unix)]
#[test]
fn an_output_folder_without_the_right_to_write() {
    let folder = folder();
    std::fs::create_dir(out(folder.path())).expect("a folder");
    if !lock_out(&out(folder.path())) {
        eprintln!("this user may write everywhere: not tested here");
        return;
    }
    let run = assert_refused(Build::sample_2023().run(folder.path()), folder.path());
    run.expect_message(&[
        "不能写入“",
        "没有权限，或文件正在 Excel、WPS 中打开。请关闭后重试，或换一个文件夹",
    ]);
}

#[test]
fn a_file_where_the_output_folder_should_be() {
    let folder = folder();
    std::fs::write(out(folder.path()), b"mine").expect("a file");
    let run = Build::sample_2023().run(folder.path()).expect_status(&[3]);
    let last = format!("错误：不能写入“{}”：", out(folder.path()).display());
    run.expect_message(&[&last]);
    assert_eq!(std::fs::read(out(folder.path())).expect("the file"), b"mine", "{}", run.evidence());
}

#[test]
fn an_empty_workbook() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        book.sheets = vec![Sheet::new("Sheet1")];
    });
    assert_refused(run, folder.path()).expect_only_message(
        "错误：不能读取文件“{folder}/2023年决算.xlsx”：工作簿里没有任何内容。请重新从系统导出",
    );
}

#[test]
fn a_workbook_of_something_else() {
    let folder = folder();
    let run = build_file(folder.path(), &sample("补充资料.xlsx"));
    assert_refused(run, folder.path()).expect_only_message(
        "错误：文件“{samples}/补充资料.xlsx”不能使用：没有找到任何决算报表。\
         看过的工作表：原因说明、补充数据、文字材料、绩效自评。\
         按每个工作表右上角的表号（如“财决01表”“公开01表”）、标题和工作表名寻找。\
         请确认这是财务系统导出的决算报表，或上一年的公开表",
    );
}

/// The sheets of the sample in which a missing form is looked for.
fn sheets_without(code: &str) -> String {
    let mut book = Book::read(&sample(NAME));
    book.remove(code);
    book.sheets.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join("、")
}

#[test]
fn without_an_essential_form() {
    let forms = [
        ("Z01", "“收入支出决算总表”（财决01表）"),
        ("Z01_1", "“财政拨款收入支出决算总表”（财决01-1表）"),
        ("Z03", "“收入决算表”（财决03表）"),
        ("Z04", "“支出决算表”（财决04表）"),
        ("Z07", "“一般公共预算财政拨款收入支出决算表”（财决07表）"),
    ];
    for (code, form) in forms {
        let folder = folder();
        let run = build_changed(folder.path(), |book| {
            book.remove(code);
        });
        assert_refused(run, folder.path()).expect_only_message(&format!(
            "错误：文件“{{folder}}/2023年决算.xlsx”不能使用：缺少生成报告必需的{form}。\
             在下列工作表的表号、标题和工作表名中寻找：{}。请从系统重新导出全部报表",
            sheets_without(code)
        ));
    }
}

/// An optional form is missing (R001): the rest is built, and the messages say what cannot be.
#[track_caller]
fn assert_missing_form_is_told(code: &str, what: &str) {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        book.remove(code);
    });
    let run = run.expect_status(&[0]);
    assert_written(&run, folder.path());
    let missing = format!(
        "警告[R001] 没有找到{what}不能生成\n  → 2023年决算.xlsx\n  提示：请确认是否漏导了这张表。\
         在下列工作表的表号、标题和工作表名中寻找过：{}",
        sheets_without(code)
    );
    run.expect_message(&[&missing, "警告[R019] 因为缺少", "类勾稽关系没有核对："]);
}

#[test]
fn without_the_state_capital_form() {
    assert_missing_form_is_told(
        "Z11",
        "“国有资本经营预算财政拨款收入支出决算表”（财决11表），公开08表和国有资本经营预算的说明",
    );
}

/// R001 with what it costs.
#[test]
fn without_the_fund_form() {
    assert_missing_form_is_told(
        "Z09",
        "“政府性基金预算财政拨款收入支出决算表”（财决09表），公开07表和政府性基金的说明",
    );
}

#[test]
fn without_the_operation_form() {
    assert_missing_form_is_told(
        "F03",
        "“机构运行信息表”（财决附03表），公开09表、“三公”经费、机关运行经费、政府采购和国有资产的数字",
    );
}

#[test]
fn without_the_economic_detail_form() {
    assert_missing_form_is_told(
        "Z08_1",
        "“一般公共预算财政拨款基本支出决算明细表”（财决08-1表），公开06表和基本支出的人员经费、公用经费说明",
    );
}

#[test]
fn a_column_missing() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| book.sheet("Z04").remove_column(BASIC));
    let run = run.expect_status(&[1]);
    assert_written(&run, folder.path());
    run.expect_readings(&[
        "错误[R002] “支出决算表”没有找到“基本支出”一栏（在第4行至第8行的表头中寻找：基本支出、基本支出›小计、基本支出›合计）
  → 2023年决算.xlsx › Z04 支出决算表(财决04表)
  提示：请核对表头文字；缺少的一栏在表中和文中以〔请补充…〕标出",
        "警告[R019] 因为缺少财决04表的“基本支出”栏，有1类勾稽关系没有核对：K005；有2类只核对了一部分：K045、K054
  → 2023年决算.xlsx
  提示：请导出全部报表、全部栏目后再核对；各编号的意思见使用说明（juesuan manual）的附录",
    ]);
}

/// 小计 of the economic 类 unrecognised: what follows from them is unknown, not zero.
#[test]
fn economic_classes_without_subtotals() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        let sheet = book.sheet("Z08_1");
        for (_, cell) in sheet.cells.iter_mut().filter(|(_, c)| c.as_text() == Some("小计")) {
            *cell = Cell::text("栏");
        }
    })
    .expect_status(&[1]);
    run.expect_message(&["错误[R002] 基本支出明细表没有找到“301 工资福利支出”“302 商品和服务支出”"]);
    let facts = crate::support::facts(&out(folder.path()));
    assert_eq!(facts["facts"]["general.personnel"]["current"], serde_json::Value::Null);
    let text = std::fs::read_to_string(out(folder.path()).join("情况说明.md")).expect("a narrative");
    assert!(!text.contains("人员经费0"), "{text}");
    assert!(text.contains("〔请补充人员经费"), "{text}");
}

#[test]
fn a_text_where_an_amount_belongs() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        let sheet = book.sheet("Z04");
        let row = sheet.row_of(0, "2080505");
        assert_eq!(row, 11);
        sheet.put(row, BASIC, Cell::text("待核"));
    });
    let run = run.expect_status(&[1]);
    assert_written(&run, folder.path());
    run.expect_readings(&["错误[R003] “基本支出”一栏应为金额，实际是“待核”，没有读取
  → 2023年决算.xlsx › Z04 支出决算表(财决04表) › F12
  提示：请改为数字；没有金额请留空或填“—”"]);
}

#[test]
fn an_error_value_where_an_amount_belongs() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        book.sheet("Z04").put(11, BASIC, Cell::Error("#REF!"));
    });
    let run = run.expect_status(&[1]);
    assert_written(&run, folder.path());
    run.expect_readings(&["错误[R003] “基本支出”一栏应为金额，实际是“#REF!”，没有读取
  → 2023年决算.xlsx › Z04 支出决算表(财决04表) › F12
  提示：请改为数字；没有金额请留空或填“—”"]);
}

/// An amount no office has: sums with it would leave every range.
#[test]
fn an_absurd_amount() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        book.sheet("Z04").put(11, BASIC, Cell::text("79228162514264337593543950335"));
    });
    let run = run.expect_status(&[1]);
    assert_written(&run, folder.path());
    run.expect_readings(&[
        "错误[R003] “基本支出”一栏应为金额，实际是“79228162514264337593543950335”，没有读取
  → 2023年决算.xlsx › Z04 支出决算表(财决04表) › F12
  提示：请改为数字；没有金额请留空或填“—”",
    ]);
}

#[test]
fn a_code_twice() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        let sheet = book.sheet("Z04");
        let original = sheet.clone();
        sheet.insert_rows(12, 1);
        sheet.copy_rows(&original, 11..=11, 12);
    });
    let run = run.expect_status(&[1]);
    assert_written(&run, folder.path());
    run.expect_readings(&["错误[R004] 科目编码 2080505 在同一张表中出现了两次，只读取第一次出现的一行
  → 2023年决算.xlsx › Z04 支出决算表(财决04表) › A13
  → 2023年决算.xlsx › Z04 支出决算表(财决04表) › A12  第一次出现  机关事业单位基本养老保险缴费支出
  提示：请核对两行，合并或删去其中一行"]);
}

#[test]
fn a_code_of_the_wrong_length() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        let sheet = book.sheet("Z04");
        let row = sheet.row_of(0, "2080505");
        sheet.put(row, 0, Cell::text("208050"));
    });
    let run = run.expect_status(&[1]);
    assert_written(&run, folder.path());
    run.expect_readings(&["错误[R005] 这一行有金额，但科目编码“208050”不是3、5或7位数字，没有读取
  → 2023年决算.xlsx › Z04 支出决算表(财决04表) › A12
  提示：请补上科目编码，或删去这一行"]);
}

#[test]
fn two_sheets_of_the_same_form() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        let mut copy = book.sheet("Z04").clone();
        copy.name = "Z04 副本".to_owned();
        book.sheets.push(copy);
    });
    let run = run.expect_status(&[0]);
    assert_written(&run, folder.path());
    run.expect_readings(&["警告[R006] 有2个工作表都是“支出决算表”，只读取第一个“Z04 支出决算表(财决04表)”
  → 2023年决算.xlsx › Z04 支出决算表(财决04表)
  → 2023年决算.xlsx › Z04 副本                  没有读取  支出决算表
  提示：请删去或隐藏多余的工作表"]);
}

#[test]
fn the_same_year_given_as_last_year() {
    let folder = folder();
    let build = Build { prior: Some(sample(NAME)), ..Build::sample_2023() };
    assert_refused(build.run(folder.path()), folder.path()).expect_only_message(
        "错误：文件“{samples}/2023年决算.xlsx”不能使用：上年决算应是2022年度，这个文件是2023年度\
         （本年文件“2023年决算.xlsx”是2023年度）。请检查是否拿错了文件",
    );
}

#[test]
fn a_later_year_given_as_last_year() {
    let folder = folder();
    let build = Build { prior: Some(sample("2024年决算.xlsx")), ..Build::sample_2023() };
    assert_refused(build.run(folder.path()), folder.path()).expect_only_message(
        "错误：文件“{samples}/2024年决算.xlsx”不能使用：上年决算应是2022年度，这个文件是2024年度\
         （本年文件“2023年决算.xlsx”是2023年度）。请检查是否拿错了文件",
    );
}

/// Budget tables carry form numbers like published final accounts.
#[test]
fn a_budget_given_as_last_year() {
    let folder = folder();
    let build = Build { prior: Some(sample("2023年预算.xlsx")), ..Build::sample_2023() };
    assert_refused(build.run(folder.path()), folder.path()).expect_only_message(
        "错误：文件“{samples}/2023年预算.xlsx”不能使用：没有找到任何决算报表。\
         看过的工作表：一般公共预算支出表。\
         按每个工作表右上角的表号（如“财决01表”“公开01表”）、标题和工作表名寻找。\
         请确认这是财务系统导出的决算报表，或上一年的公开表",
    );
}

#[test]
fn a_budget_that_is_none() {
    let folder = folder();
    let build = Build { budget: Some(sample("补充资料.xlsx")), ..Build::sample_2023() };
    assert_refused(build.run(folder.path()), folder.path()).expect_only_message(
        "错误：文件“{samples}/补充资料.xlsx”不能使用：没有找到年初预算表：\
         应有“科目编码”“科目名称”和“合计”（或“年初预算数”）三栏。\
         看过的工作表：原因说明、补充数据、文字材料、绩效自评",
    );
}

#[test]
fn a_budget_of_another_year() {
    let folder = folder();
    let build = Build { budget: Some(sample("2024年预算.xlsx")), ..Build::sample_2023() };
    let run = build.run(folder.path()).expect_status(&[0]);
    assert_written(&run, folder.path());
    run.expect_readings(&["警告[R012] 年度不一致：决算是2023年度，预算表是2024年
  → 2024年预算.xlsx › 一般公共预算支出表
  提示：请确认预算表是本年度的年初预算"]);
}

#[test]
fn last_year_of_another_department() {
    let folder = folder();
    let mut book = Book::read(&sample("2022年决算.xlsx"));
    for cell in book.sheets.iter_mut().flat_map(|s| s.cells.values_mut()) {
        if let Cell::Text(text) = cell {
            *text = text.replace("示例区医疗保障局", "邻区医疗保障局");
        }
    }
    let prior = folder.path().join("2022年决算.xlsx");
    book.write(&prior);
    let build = Build { prior: Some(prior), ..Build::sample_2023() };
    let run = build.run(folder.path()).expect_status(&[0]);
    assert_written(&run, folder.path());
    run.expect_readings(&["警告[R011] 单位名称不一致：本年是“示例区医疗保障局”，上年是“邻区医疗保障局”
  → 2022年决算.xlsx
  提示：请确认上年文件是同一单位的；单位更名则不必理会"]);
}

/// Nobody owns one and a half cars, or minus one.
#[test]
fn numbers_of_things_that_cannot_be() {
    for wrong in ["-1", "1.5"] {
        let folder = folder();
        let run = build_changed(folder.path(), |book| {
            let sheet = book.sheet("F03");
            let row = sheet.row_of(5, "（一）车辆数合计（辆）");
            sheet.put(row, 7, Cell::Number(wrong.parse().expect("a number")));
        });
        let run = run.expect_status(&[1]);
        assert_written(&run, folder.path());
        let said = format!("“决算统计数”一栏应为不小于零的整数，实际是“{wrong}”，没有读取");
        assert!(run.stderr.contains(&said), "{}", run.evidence());
    }
}

/// R045: the tables of last year name the department; where nothing does, a gap stands there.
#[test]
fn no_file_names_the_department() {
    let nameless = |name: &str, folder: &std::path::Path| {
        let mut book = Book::read(&sample(name));
        for cell in book.sheets.iter_mut().flat_map(|s| s.cells.values_mut()) {
            if let Cell::Text(text) = cell {
                *text = text.replace("示例区医疗保障局", "");
            }
        }
        let path = folder.join(name);
        book.write(&path);
        path
    };
    for (alone, said) in
        [(false, "用上年决算或年初预算上的“示例区医疗保障局”"), (true, "报告中以〔请补充单位名称〕标出")]
    {
        let folder = folder();
        let mut build =
            Build { input: nameless("2023年决算.xlsx", folder.path()), ..Build::sample_2023() };
        if alone {
            build.prior = Some(nameless("2022年决算.xlsx", folder.path()));
            build.budget = None;
        }
        let run = build.run(folder.path()).expect_status(&[0]);
        assert!(run.stderr.contains(&format!("没有单位名称，{said}")), "{}", run.evidence());
        let tables = crate::support::tables(&out(folder.path()).join("公开表.xlsx"));
        let printed = tables[0].1.values().any(|text| text == "部门：〔请补充单位名称〕");
        assert_eq!(printed, alone, "{}", run.evidence());
    }
}

#[test]
fn a_formula_without_a_result() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        let formula = Cell::Formula { text: "=F13+F14".to_owned(), cached: None };
        book.sheet("Z04").put(11, BASIC, formula);
    });
    let run = run.expect_status(&[1]);
    assert_written(&run, folder.path());
    run.expect_readings(&["错误[R010] “基本支出”一栏是公式，但文件里没有保存计算结果，没有读取
  → 2023年决算.xlsx › Z04 支出决算表(财决04表) › F12
  提示：用 Excel 或 WPS 打开文件并保存一次，再重新生成"]);
}

#[test]
fn no_unit_of_amounts() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        let sheet = book.sheet("Z04");
        sheet.cells.retain(|_, cell| !cell.as_text().is_some_and(|t| t.starts_with("金额单位")));
    });
    let run = run.expect_status(&[0]);
    assert_written(&run, folder.path());
    run.expect_readings(&["警告[R008] “支出决算表”没有注明金额单位，按财决表的通常单位“元”处理
  → 2023年决算.xlsx › Z04 支出决算表(财决04表)
  提示：请在表头注明“金额单位：元”或“金额单位：万元”"]);
}

/// The head says 万元, the amounts are 元: every other form contradicts it.
#[test]
fn a_unit_that_contradicts_the_amounts() {
    let folder = folder();
    let run = build_changed(folder.path(), |book| {
        for cell in book.sheet("Z04").cells.values_mut() {
            if cell.as_text() == Some("金额单位：元") {
                *cell = Cell::text("金额单位：万元");
            }
        }
    });
    let run = run.expect_status(&[1]);
    assert_written(&run, folder.path());
    run.expect_readings(&[
        "错误[R009] 财决04表的金额单位与其他各表矛盾：表头注明“万元”，同一金额却是其他表的一万倍
  → 2023年决算.xlsx › Z04 支出决算表(财决04表) › E9         财决04表“合计·本年支出合计”    23,708,775.41万元
  → 2023年决算.xlsx › Z01 收入支出决算总表(财决01表) › J33  财决01表“本年支出合计·决算数”    23,708,775.41元
  提示：金额单位可能应为“元”，请改正表头的金额单位，其余因此不成立的关系不再列出",
    ]);
}

#[test]
fn an_unknown_option() {
    let folder = folder();
    let run = juesuan(folder.path(), &["build", "--no-such-option"]);
    let run = run.expect_status(&[2]);
    assert!(run.stdout.is_empty(), "{}", run.evidence());
    run.expect_only_message("用法不对：没有“--no-such-option”这个选项。用 juesuan --help 查看用法");
}

#[test]
fn an_unknown_style() {
    let folder = folder();
    let build = Build { style: "atlantis", ..Build::sample_2023() };
    let run = build.run(folder.path()).expect_status(&[2]);
    run.expect_message(&["atlantis"]);
    let written = files_below(&out(folder.path()));
    assert!(written.is_empty(), "wrote {written:?}\n{}", run.evidence());
}

/// The smallest container an office program would take for a workbook with a password: a compound
/// file with the streams `EncryptionInfo` and `EncryptedPackage`, 4096 bytes each.
fn encrypted_package() -> Vec<u8> {
    const SECTOR: usize = 512;
    const END: u32 = 0xFFFF_FFFE;
    const FREE: u32 = 0xFFFF_FFFF;
    const FAT: u32 = 0xFFFF_FFFD;
    const STREAM: u32 = 4096;
    const STREAM_SECTORS: u32 = 8;

    let mut header = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    header.resize(24, 0);
    // Minor and major version, byte order, sector and mini sector shift.
    for word in [0x3E_u16, 3, 0xFFFE, 9, 6] {
        header.extend(word.to_le_bytes());
    }
    header.resize(44, 0);
    // FAT sectors, directory start, transaction, mini stream cutoff, no mini FAT, no DIFAT.
    for word in [1, 1, 0, 4096, END, 0, END, 0, 0] {
        header.extend(word.to_le_bytes());
    }
    header.resize_with(SECTOR, || 0xFF);

    // Sector 0 is the FAT itself, 1 the directory, then the two streams.
    let mut fat = vec![FAT, END];
    for stream in 0..2 {
        let start = 2 + stream * STREAM_SECTORS;
        fat.extend((start + 1..start + STREAM_SECTORS).chain([END]));
    }
    fat.resize(SECTOR / 4, FREE);

    let mut file = header;
    file.extend(fat.iter().flat_map(|entry| entry.to_le_bytes()));
    let entries = [
        ("Root Entry", 5_u8, FREE, FREE, 1, END, 0),
        ("EncryptionInfo", 2, FREE, 2, FREE, 2, STREAM),
        ("EncryptedPackage", 2, FREE, FREE, FREE, 2 + STREAM_SECTORS, STREAM),
        ("", 0, FREE, FREE, FREE, 0, 0),
    ];
    for (name, kind, left, right, child, start, size) in entries {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = if name.is_empty() { 0 } else { entry.len() + 2 };
        entry.resize(64, 0);
        entry.extend(u16::try_from(length).unwrap_or(0).to_le_bytes());
        // Kind of entry, black in the tree of siblings.
        entry.extend([kind, 1]);
        for link in [left, right, child] {
            entry.extend(u32::to_le_bytes(link));
        }
        entry.resize(116, 0);
        entry.extend(start.to_le_bytes());
        entry.extend(u64::from(size).to_le_bytes());
        file.extend(entry);
    }
    file.resize(file.len() + 2 * STREAM as usize, 0x5A);
    file
}

/// The container is what it claims to be: the spreadsheet library takes it for a protected file.
#[test]
fn the_container_is_taken_for_a_protected_workbook() {
    let opened =
        calamine::open_workbook_from_rs::<calamine::Xlsx<_>, _>(std::io::Cursor::new(encrypted_package()));
    assert!(matches!(opened, Err(calamine::XlsxError::Password)));
}

/// So is the formula without a result: the file really has none.
#[test]
fn the_formula_really_has_no_result() {
    let folder = folder();
    let path = folder.path().join(NAME);
    let mut sheet = Sheet::new("Z04");
    sheet.put(0, 0, Cell::Formula { text: "=1+1".to_owned(), cached: None });
    sheet.put(1, 0, Cell::text("x"));
    let book = Book { sheets: vec![sheet] };
    book.write(&path);
    let read = Book::read(&path);
    assert_eq!(read.sheets[0].get(0, 0), None);
    assert_eq!(read.sheets[0].get(1, 0), Some(&Cell::text("x")));
}
