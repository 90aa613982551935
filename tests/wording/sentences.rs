//! Sentences of the narrative where the data is not the ordinary: what is unknown is a marked gap and never a smaller
//! number, and nothing is said that the figures do not bear out.

use std::path::Path;

use crate::support::book::{Book, Cell, Sheet};
use crate::support::{Run, juesuan, out, sample};
use rust_decimal::Decimal;
use tempfile::tempdir;

const STYLES: [&str; 5] = ["standard", "shandong", "henan", "hunan", "shanghai"];

/// The school's 2023 after one change of its files, with the arguments given besides.
struct School {
    current: Book,
    supplement: Book,
    arguments: Vec<String>,
}

impl School {
    fn new(style: &str) -> School {
        let path = |name: &str| sample(&format!("学校/{name}")).display().to_string();
        School {
            current: Book::read(Path::new(&path("2023年决算.xlsx"))),
            supplement: Book::read(Path::new(&path("补充资料.xlsx"))),
            arguments: ["--style", style, "--scope", "单位"].map(str::to_owned).to_vec(),
        }
    }

    fn with(mut self, arguments: &[&str]) -> School {
        self.arguments.extend(arguments.iter().map(|a| (*a).to_owned()));
        self
    }

    fn with_prior(self) -> School {
        self.with(&["--prior", &sample("学校/2022年决算.xlsx").display().to_string()])
    }

    fn with_budget(self) -> School {
        self.with(&["--budget", &sample("学校/2023年预算.xlsx").display().to_string()])
    }

    /// The narrative, and everything else said.
    #[track_caller]
    fn tell(&self) -> (String, Run) {
        let folder = tempdir().expect("a folder");
        self.current.write(&folder.path().join("决算.xlsx"));
        self.supplement.write(&folder.path().join("补充资料.xlsx"));
        let mut arguments = vec!["build", "决算.xlsx", "--supplement", "补充资料.xlsx", "--out", "out"];
        arguments.extend(self.arguments.iter().map(String::as_str));
        let run = juesuan(folder.path(), &arguments).expect_status(&[0, 1]);
        let narrative = std::fs::read_to_string(out(folder.path()).join("情况说明.md")).expect("a narrative");
        (narrative, run)
    }
}

/// Takes the amounts out of columns of a sheet, from a row on.
fn blank(sheet: &mut Sheet, from: u32, columns: std::ops::Range<u16>) {
    sheet.cells.retain(|(row, column), cell| {
        *row < from || !columns.contains(column) || !matches!(cell, Cell::Number(_))
    });
}

/// The line of a narrative that contains a text.
#[track_caller]
fn line<'t>(narrative: &'t str, text: &str) -> &'t str {
    narrative.lines().find(|l| l.contains(text)).unwrap_or_else(|| panic!("no “{text}” in\n{narrative}"))
}

#[test]
fn figures_over_all_projects_wait_for_the_one_that_is_not_known() {
    for (column, style, gap, gone) in [
        (3, "standard", "涉及预算资金〔请补充校园文化建设：全年预算数〕", "515.83"),
        (5, "shanghai", "平均得分〔请补充校园文化建设：自评得分〕分", "平均得分89"),
    ] {
        let mut school = School::new(style).with_prior().with_budget();
        let sheet = school.supplement.sheet("绩效自评");
        let row = sheet.row_of(0, "校园文化建设");
        sheet.cells.remove(&(row, column));
        // The initial budget is no adjusted one.
        assert!(sheet.get(row, 2).is_some());
        let (narrative, _) = school.tell();
        assert!(narrative.contains(gap) && !narrative.contains(gone), "{narrative}");
    }
    let mut school = School::new("shanghai").with_prior().with_budget();
    let sheet = school.supplement.sheet("绩效自评");
    let row = sheet.row_of(0, "校园文化建设");
    sheet.cells.remove(&(row, 5));
    sheet.cells.remove(&(row, 6));
    let (narrative, _) = school.tell();
    let said = line(&narrative, "绩效评级为“优”");
    assert!(said.contains("绩效评级为“优”的项目〔请补充校园文化建设：自评等级〕个"), "{said}");
    assert!(!said.contains("项目2个；"), "{said}");
}

#[test]
fn a_blank_budget_column_is_unknown_in_every_style_and_can_be_supplied() {
    for style in STYLES {
        let mut school = School::new(style).with_prior();
        blank(school.current.sheet("Z01_1"), 7, 2..3);
        blank(school.current.sheet("Z01_1"), 7, 7..11);
        let (narrative, run) = school.tell();
        let gap = "〔请补充一般公共预算财政拨款支出：年初预算数〕";
        assert!(narrative.contains(gap), "{style}\n{narrative}");
        assert!(!narrative.contains("财政拨款支出年初预算为0"), "{style}\n{narrative}");
        assert!(run.stderr.contains("general.expenditure"), "{}", run.evidence());
        let sheet = school.supplement.sheet("补充数据");
        let row = sheet.last_row() + 1;
        for (column, text) in [(0, "general.expenditure"), (1, "一般公共预算财政拨款支出"), (2, "万元")]
        {
            sheet.put(row, column, Cell::text(text));
        }
        sheet.put(row, 3, Cell::Number(Decimal::from(3200)));
        let (narrative, _) = school.tell();
        assert!(narrative.contains("3200") || narrative.contains("3,200"), "{style}\n{narrative}");
        assert!(!narrative.contains(gap), "{style}\n{narrative}");
    }
}

/// Near miss: a budget of nothing in one line is a zero where the statement has budgets and they come out.
#[test]
fn one_blank_budget_among_others_is_zero() {
    let mut school = School::new("standard").with_prior().with_budget();
    let sheet = school.current.sheet("F03");
    let row = sheet.row_of(0, "1．因公出国（境）费");
    sheet.cells.remove(&(row, 3));
    let (narrative, _) = school.tell();
    let said = line(&narrative, "1.因公出国（境）费");
    assert!(said.contains("全年预算为〔请补充因公出国（境）费：全年预算数〕"), "{said}");
    let sheet = school.current.sheet("F03");
    let total = sheet.row_of(0, "（一）支出合计");
    sheet.put(total, 3, Cell::Number(Decimal::from(226_500)));
    let (narrative, _) = school.tell();
    assert!(line(&narrative, "1.因公出国（境）费").contains("全年预算为0.00万元"), "{narrative}");
}

/// A blank cell reads as zero only where the figures around it allow it: “0万元” beside parts that are something, or beside
/// a total that the parts do not make, would be a wrong figure in a signed document.
#[test]
fn a_zero_that_the_figures_around_it_contradict_is_a_gap() {
    for (label, column, wrong, gap) in [
        ("（一）支出合计", 4, "支出决算为0.00万元", "支出决算为〔请补充“三公”经费：本年决算数〕"),
        ("（1）国内接待费", 4, "国内接待费0.00万元", "国内接待费〔请补充国内接待费：本年决算数〕"),
        (
            "（一）政府采购支出合计",
            7,
            "没有政府采购支出",
            "政府采购支出总额〔请补充政府采购支出总额：本年决算数〕",
        ),
        ("（一）车辆数合计（辆）", 7, "共有车辆0辆", "共有车辆〔请补充车辆数合计（辆）：本年决算数〕辆"),
    ] {
        let mut school = School::new("standard").with_prior().with_budget();
        let sheet = school.current.sheet("F03");
        let row = sheet.row_of(if column == 4 { 0 } else { 5 }, label);
        sheet.cells.remove(&(row, column));
        let (narrative, _) = school.tell();
        assert!(narrative.contains(gap) && !narrative.contains(wrong), "{label}\n{narrative}");
    }
}

/// The same where whole columns were not exported: what the sums, the numbers of things and the economic classification
/// show to be something is never “0万元” or “0辆”, and no share is said to miss 100 because of it.
#[test]
fn zeros_of_columns_that_were_not_exported_are_gaps() {
    type Case = (&'static str, u16, &'static str, &'static [&'static str], &'static str);
    let cases: [Case; 10] = [
        ("Z03", 5, "standard", &["财政拨款收入0.00"], "财政拨款收入〔请补充财政拨款收入：本年决算数〕"),
        ("Z03", 11, "shandong", &["其他收入0万元"], "其他收入〔请补充其他收入：本年决算数〕"),
        ("Z04", 6, "henan", &["项目支出0.00"], "项目支出〔请补充项目支出：本年决算数〕"),
        ("Z01_1", 4, "hunan", &["收入减少3197"], "〔请补充财政拨款收、支总计：本年决算数〕"),
        (
            "Z09",
            4,
            "standard",
            &["年初结转和结余0.00"],
            "年初结转和结余〔请补充政府性基金预算财政拨款年初结转和结余",
        ),
        ("Z09", 5, "shanghai", &["预算财政拨款收入0.00"], "〔请补充政府性基金预算财政拨款收入：本年决算数〕"),
        ("Z09", 8, "hunan", &["项目支出0万元"], "项目支出〔请补充政府性基金预算财政拨款项目支出"),
        (
            "F03",
            4,
            "standard",
            &["支出决算为0.00万元", "运行维护费0.00", "保有量为0辆"],
            "公务用车运行维护费〔请补充公务用车运行维护费：本年决算数〕",
        ),
        (
            "F03",
            7,
            "shanghai",
            &["共有车辆0辆", "应急保障用车0辆"],
            "共有车辆〔请补充车辆数合计（辆）：本年决算数〕辆",
        ),
        (
            "Z01_1",
            9,
            "henan",
            &["年初预算数为0.00"],
            "年初预算数为〔请补充政府性基金预算财政拨款支出：年初预算数〕",
        ),
    ];
    for (sheet, column, style, wrong, gap) in cases {
        let mut school = School::new(style).with_prior().with_budget();
        let sheet_name = sheet;
        let sheet = school.current.sheet(sheet);
        blank(sheet, 6, column..column + 1);
        let (narrative, _) = school.tell();
        assert!(narrative.contains(gap), "{sheet_name} {column} {style} {gap}\n{narrative}");
        assert!(!line(&narrative, gap).contains("存在尾差"), "{sheet_name} {column} {style}\n{narrative}");
        for wrong in wrong {
            assert!(!narrative.contains(wrong), "{sheet_name} {column} {style} {wrong}\n{narrative}");
        }
    }
}

/// A number of things that is nothing beside what was spent on them is asked for; people may answer that it is nothing.
#[test]
fn nothing_bought_for_money_is_asked_for() {
    let mut school = School::new("standard").with_prior().with_budget();
    let sheet = school.current.sheet("F03");
    let row = sheet.row_of(0, "3．公务用车购置数（辆）");
    sheet.put(row, 4, Cell::Number(Decimal::ZERO));
    let (narrative, run) = school.tell();
    assert!(narrative.contains("购置公务用车〔请补充公务用车购置数（辆）：本年决算数〕辆"), "{narrative}");
    assert!(run.stderr.contains("警告[K034]"), "{}", run.evidence());
    let sheet = school.supplement.sheet("补充数据");
    let row = sheet.last_row() + 1;
    sheet.put(row, 0, Cell::text("count.vehicles_purchased"));
    sheet.put(row, 2, Cell::text("辆"));
    sheet.put(row, 4, Cell::Number(Decimal::ZERO));
    let (narrative, _) = school.tell();
    assert!(narrative.contains("购置公务用车0辆"), "a final instalment buys no further car\n{narrative}");
}

/// 上海 compares “三公”经费 with 年初预算数, the others with 全年预算数; each is asked for by its name and supplied in a row
/// of its own.
#[test]
fn initial_and_adjusted_budgets_of_the_three_public_expenses_are_two_figures() {
    let (narrative, _) = School::new("shanghai").with_prior().with_budget().tell();
    let said = line(&narrative, "“三公”经费财政拨款支出年初预算");
    assert!(said.contains("年初预算为27.10万元，支出决算为25.53万元，完成预算的94.21%"), "{said}");
    assert!(said.contains("公务接待费支出决算为0.57万元，完成预算的95.00%"), "{said}");
    let (narrative, _) = School::new("standard").with_prior().with_budget().tell();
    assert!(line(&narrative, "“三公”经费支出全年预算").contains("全年预算为26.65万元"), "{narrative}");

    // The reason goes with the budget that the style compares with.
    for (initial, opposite) in [(271_000, 1), (200_000, 0)] {
        let mut school = School::new("shanghai").with_prior().with_budget();
        let sheet = school.current.sheet("F03");
        let row = sheet.row_of(0, "（一）支出合计");
        sheet.put(row, 2, Cell::Number(Decimal::from(initial)));
        let sheet = school.supplement.sheet("原因说明");
        let row = sheet.row_of(0, "budget.three_public.total");
        sheet.put(row, 4, Cell::text("年中追加，决算数大于预算数"));
        let (_, run) = school.tell();
        assert_eq!(
            run.stderr.matches("“三公”经费”小于预算数，所填原因说的却是相反").count(),
            opposite,
            "{}",
            run.evidence()
        );
    }

    let mut school = School::new("shanghai").with_prior().with_budget();
    blank(school.current.sheet("F03"), 5, 2..3);
    let (narrative, run) = school.tell();
    let gap = "年初预算为〔请补充“三公”经费：年初预算数〕，支出决算为25.53万元";
    assert!(narrative.contains(gap), "{narrative}");
    assert!(run.stderr.contains("initial.three_public.total"), "{}", run.evidence());
    let sheet = school.supplement.sheet("补充数据");
    let row = sheet.last_row() + 1;
    sheet.put(row, 0, Cell::text("initial.three_public.total"));
    sheet.put(row, 2, Cell::text("万元"));
    sheet.put(row, 3, Cell::text("30万元"));
    let (narrative, run) = school.tell();
    let said = line(&narrative, "“三公”经费财政拨款支出年初预算");
    assert!(said.contains("年初预算为30.00万元，支出决算为25.53万元，完成预算的85.10%"), "{said}");
    assert!(!run.stderr.contains("S001"), "{}", run.evidence());
}

#[test]
fn blank_budgets_of_the_three_public_expenses_are_asked_for_by_their_name() {
    for style in STYLES {
        let mut school = School::new(style).with_prior().with_budget();
        blank(school.current.sheet("F03"), 5, 2..4);
        let (narrative, _) = school.tell();
        let budget = if style == "shanghai" { "年初预算数" } else { "全年预算数" };
        let gap = format!("〔请补充“三公”经费：{budget}〕");
        assert!(narrative.contains(&gap), "{style}\n{narrative}");
    }
}

/// Percentages that say nothing are left out, and no style stops at data that contradicts itself.
#[test]
fn negative_and_contradicting_amounts_leave_no_nonsense_percentage() {
    for style in STYLES {
        for (column, label, amount) in [
            (4, "3．公务接待费", Some(-100_000)),
            (7, "（一）政府采购支出合计", Some(0)),
            (7, "（二）政府采购授予中小企业合同金额", Some(0)),
            (7, "（一）政府采购支出合计", None),
        ] {
            let mut school = School::new(style).with_prior().with_budget();
            let sheet = school.current.sheet("F03");
            let row = sheet.row_of(if column == 4 { 0 } else { 5 }, label);
            match amount {
                Some(amount) => sheet.put(row, column, Cell::Number(Decimal::from(amount))),
                None => drop(sheet.cells.remove(&(row, column))),
            }
            let (narrative, _) = school.tell();
            for wrong in ["的-", "占-", "少1687", "降1687", "无预算。决算数小于", "，。", "，，", "。。"]
            {
                assert!(!narrative.contains(wrong), "{style} {label} {wrong}\n{narrative}");
            }
        }
    }
}

/// What a vehicle's running cost was for is supplied in every style, typed with its lead and full stop or without.
#[test]
fn what_vehicles_and_receptions_were_for_is_supplied_in_every_style() {
    for style in STYLES {
        let mut school = School::new(style).with_prior().with_budget();
        let sheet = school.supplement.sheet("文字材料");
        let row = sheet.last_row() + 1;
        sheet.put(row, 0, Cell::text("text.vehicle_operation_purpose"));
        sheet.put(row, 2, Cell::text("主要用于校车加油和年检。"));
        let reception = sheet.row_of(0, "text.reception_purpose");
        sheet.put(reception, 2, Cell::text("主要用于接待督导检查。"));
        let (narrative, run) = school.tell();
        assert_eq!(
            narrative.matches("主要用于校车加油和年检").count()
                + narrative.matches("主要用于：校车加油和年检").count(),
            1,
            "{style}\n{narrative}"
        );
        assert_eq!(narrative.matches("接待督导检查").count(), 1, "{style}\n{narrative}");
        for wrong in ["用于主要", "是主要", "用于：主要", "。，", "。。", "燃料费"] {
            assert!(!narrative.contains(wrong), "{style} {wrong}\n{narrative}");
        }
        assert!(!run.stderr.contains("vehicle_operation_purpose"), "{}", run.evidence());
    }
}

/// “没有…” is said of what is known to be nothing, never of what the export does not hold.
#[test]
fn what_the_export_does_not_hold_is_not_said_to_be_nothing() {
    for style in STYLES {
        let mut school = School::new(style).with_prior().with_budget();
        drop(school.current.remove("F03"));
        let (narrative, _) = school.tell();
        for wrong in ["没有“三公”", "无“三公”", "没有机关运行", "无机关运行", "没有政府采购", "其中：；"]
        {
            assert!(!narrative.contains(wrong), "{style} {wrong}\n{narrative}");
        }
    }
}

/// A 单位 is nowhere called a 部门, not even in what it is asked for. What people typed is theirs.
#[test]
fn a_unit_is_not_called_a_department() {
    for style in STYLES {
        for mut school in [School::new(style), School::new(style).with_prior().with_budget()] {
            school.supplement.sheets.iter_mut().for_each(|sheet| sheet.cells.retain(|(row, _), _| *row == 0));
            let (narrative, _) = school.tell();
            assert!(narrative.contains("单位") && !narrative.contains("部门"), "{style}\n{narrative}");
        }
    }
}

#[test]
fn parts_left_blank_beside_their_total_are_gaps() {
    for style in STYLES {
        let mut school = School::new(style).with_prior().with_budget();
        let sheet = school.current.sheet("F03");
        for label in ["（1）国内接待费", "其中：外事接待费", "（2）国（境）外接待费"]
        {
            let row = sheet.row_of(0, label);
            sheet.cells.remove(&(row, 4));
        }
        let (narrative, run) = school.tell();
        if style != "hunan" {
            assert!(narrative.contains("〔请补充国内接待费：本年决算数〕"), "{style}\n{narrative}");
        }
        assert!(!narrative.contains("接待费0"), "{style}\n{narrative}");
        assert!(
            run.stderr.contains("错误1项"),
            "K028 says that the parts do not make the total\n{}",
            run.evidence()
        );
    }
}

#[test]
fn a_first_year_is_said_once_and_nothing_is_compared() {
    for style in STYLES {
        let (narrative, run) = School::new(style).with_budget().with(&["--first-year"]).tell();
        assert_eq!(narrative.matches("2023年度为首次编制决算").count(), 1, "{style}\n{narrative}");
        for word in ["〔请补充", "2022", "相比", "上年度", "，。", "。。"] {
            assert!(!narrative.contains(word), "{style}: {word}\n{narrative}");
        }
        assert!(!run.stderr.contains("--prior"), "{}", run.evidence());
    }
    let (narrative, _) = School::new("standard").with_budget().tell();
    assert!(narrative.matches("上年决算数〕").count() > 10, "{narrative}");
}

#[test]
fn a_first_year_with_last_years_accounts_is_wrong_use() {
    let folder = tempdir().expect("a folder");
    let [current, prior] = ["2023年决算.xlsx", "2022年决算.xlsx"].map(|n| sample(n).display().to_string());
    let run = juesuan(folder.path(), &["build", &current, "--prior", &prior, "--first-year"]);
    run.expect_status(&[2]).expect_message(&["矛盾"]);
}

#[test]
fn a_project_declares_its_first_year() {
    let folder = tempdir().expect("a folder");
    let year = folder.path().join("2023年");
    std::fs::create_dir(&year).expect("a folder");
    std::fs::copy(sample("2023年决算.xlsx"), year.join("2023年决算.xlsx")).expect("a sample");
    for (first, compared) in [("2023", false), ("2022", true)] {
        #[allow(clippy::disallowed_methods, reason = "tests write their own inputs")]
        std::fs::write(folder.path().join("juesuan.toml"), format!("first_year = {first}\n"))
            .expect("a file");
        juesuan(folder.path(), &["build", "--out", "out"]).expect_status(&[0]);
        let narrative = std::fs::read_to_string(out(folder.path()).join("情况说明.md")).expect("a narrative");
        assert_eq!(narrative.contains("与2022年度相比"), compared, "{first}\n{narrative}");
    }
}

/// Shares of a change are printed only where the parts lie inside it; what changed most is named all the same.
#[test]
fn parts_of_a_change_never_make_more_than_the_whole() {
    for (current, prior) in [("2023", "2022"), ("2024", "2023"), ("2025", "2024"), ("学校/2023", "学校/2022")]
    {
        let folder = tempdir().expect("a folder");
        let [current, prior] =
            [current, prior].map(|y| sample(&format!("{y}年决算.xlsx")).display().to_string());
        let arguments = ["build", &current, "--prior", &prior, "--style", "hunan", "--out", "out"];
        juesuan(folder.path(), &arguments).expect_status(&[0]);
        let narrative = std::fs::read_to_string(out(folder.path()).join("情况说明.md")).expect("a narrative");
        let said: Vec<&str> =
            narrative.lines().filter(|l| l.contains("年度总收入") || l.contains("财政拨款总收入")).collect();
        assert_eq!(said.len(), 2);
        for line in said {
            let shares = line.split("占比").skip(1).map(|rest| {
                let number = rest.split('%').next().unwrap_or_default();
                number.parse::<Decimal>().unwrap_or_else(|e| panic!("{number}: {e}"))
            });
            assert!(shares.sum::<Decimal>() <= Decimal::ONE_HUNDRED, "{line}");
            assert!(
                line.contains("一般公共预算财政拨款收入增加")
                    || line.contains("一般公共预算财政拨款收入减少"),
                "{line}"
            );
        }
    }
}

/// 类 and 款 are called what the export calls them, in sentences as in tables.
#[test]
fn paths_take_their_names_from_the_export() {
    let mut school = School::new("standard").with_prior().with_budget();
    let old = "行政事业单位离退休";
    for code in ["Z03", "Z04", "Z07", "Z08_1"] {
        let sheet = school.current.sheet(code);
        let row = sheet.row_of(0, "20805");
        sheet.put(row, 3, Cell::text(old));
    }
    let (narrative, _) = school.tell();
    assert!(
        narrative.contains("社会保障和就业支出（类）行政事业单位离退休（款）事业单位离退休（项）"),
        "{narrative}"
    );
    assert!(!narrative.contains("行政事业单位养老支出（款）"), "{narrative}");
}

#[test]
fn forms_are_named_only_where_they_are_attached() {
    let folder = tempdir().expect("a folder");
    for name in ["2023年决算.xlsx", "补充资料.xlsx"] {
        std::fs::copy(sample(name), folder.path().join(name)).expect("a sample");
    }
    let tell = || {
        let arguments =
            ["build", "2023年决算.xlsx", "--supplement", "补充资料.xlsx", "--out", "out", "--force"];
        juesuan(folder.path(), &arguments).expect_status(&[0]);
        std::fs::read_to_string(out(folder.path()).join("情况说明.md")).expect("a narrative")
    };
    assert!(!tell().contains("绩效自评表"));
    let attachments = folder.path().join("附件");
    std::fs::create_dir(&attachments).expect("a folder");
    std::fs::copy(sample("绩效自评表/城乡医疗救助.xlsx"), attachments.join("绩效自评表.xlsx"))
        .expect("a form");
    assert!(tell().contains("自评情况汇总表和预算项目绩效自评表详见“第五部分 附件”"));
}

/// What offices word otherwise is a setting of the style: nothing of it needs a template.
#[test]
fn wordings_seen_elsewhere_are_settings() {
    let told = |style: &str, settings: &[&str], bare: bool| {
        let mut arguments = Vec::new();
        for setting in settings {
            arguments.extend(["--set", *setting]);
        }
        let mut school = School::new(style).with_prior().with_budget().with(&arguments);
        if bare {
            let sheet = school.current.sheet("F03");
            let first = sheet.row_of(5, "（一）政府采购支出合计");
            let about = |row: u32, sheet: &Sheet| {
                sheet.get(row, 5).and_then(Cell::as_text).is_some_and(|t| {
                    ["采购", "货物", "工程", "服务", "企业"].iter().any(|word| t.contains(word))
                })
            };
            for row in (first..=sheet.last_row()).take_while(|row| about(*row, sheet)).collect::<Vec<_>>() {
                sheet.put(row, 7, Cell::Number(Decimal::ZERO));
            }
        }
        school.tell().0
    };
    // 没有政府采购: a sentence, or every figure with its zero.
    for style in ["standard", "henan", "hunan"] {
        let short = told(style, &["procurement_in_full=false"], true);
        assert!(short.contains("2023年度没有政府采购支出。"), "{style}: {short}");
        let full = told(style, &["procurement_in_full=true"], true);
        assert!(full.contains("政府采购支出总额0"), "{style}: {full}");
        assert!(!full.contains("没有政府采购支出"), "{style}: {full}");
    }
    // Against the initial budget: words, mark, and whether each 项 says how much was spent.
    let usual = told("standard", &[], false);
    let general = line(&usual, "一般公共预算财政拨款支出年初预算为");
    assert!(general.contains("，完成年初预算的103.53%。决算数大于年初预算数"), "{general}");
    let settings = ["words.completes=，完成年初预算数的", "words.budget_mark=，", "item_completion=false"];
    let other = told("standard", &settings, false);
    let general = line(&other, "一般公共预算财政拨款支出年初预算为");
    assert!(general.contains("，完成年初预算数的103.53%，决算数大于年初预算数"), "{general}");
    let items = |text: &str| text.matches("（项）。年初预算为").count();
    assert!(items(&usual) > 3 && items(&usual) == items(&other));
    assert!(usual.matches("完成年初预算的").count() > 3);
    assert_eq!(other.matches("完成年初预算数的").count(), 1, "{other}");
    let shanghai = told("shanghai", &["item_completion=true"], false);
    assert!(shanghai.matches("完成年初预算的").count() > 3, "{shanghai}");
}

/// 绩效: amounts and percentages may be written otherwise than in the rest of the text; texts a style always has are gaps.
#[test]
fn wordings_of_performance_are_settings() {
    let told = |settings: &[&str]| {
        let mut arguments = Vec::new();
        for setting in settings {
            arguments.extend(["--set", *setting]);
        }
        let mut school = School::new("shandong").with_prior().with(&arguments);
        let sheet = school.supplement.sheet("文字材料");
        for text in ["transfer", "department", "finance"] {
            let row = sheet.row_of(0, &format!("text.performance_{text}"));
            sheet.cells.retain(|(at, column), _| *at != row || *column < 2);
        }
        school.tell().0
    };
    let always = told(&["performance.asked=转移支付、部门评价、财政评价"]);
    for text in [
        "（三）上级对地方转移支付项目绩效自评结果。〔请补充：",
        "（四）部门评价结果。〔请补充：",
        "（五）财政评价结果。〔请补充：",
    ] {
        assert!(always.contains(text), "no “{text}” in\n{always}");
    }
    assert!(!told(&["performance.asked="]).contains("评价结果。"), "printed if filled");
    let other = told(&["performance.asked=财政评价", "percent_sign=％", "performance.percent_sign=%"]);
    assert!(other.contains("（三）财政评价结果。〔请补充："), "{other}");
    assert!(!other.contains("部门评价结果。"), "{other}");
    let performance = other.split("预算绩效情况说明").last().unwrap_or_default();
    assert!(other.contains('％') && !performance.contains('％'), "{performance}");
}

/// 百分比 may be written with fewer decimals: each is rounded once, and balanced shares still make 100.
#[test]
fn percentages_have_the_decimals_of_the_style() {
    let told = |settings: &[&str]| {
        let mut arguments = Vec::new();
        for setting in settings {
            arguments.extend(["--set", *setting]);
        }
        School::new("standard").with_prior().with(&arguments).tell().0
    };
    let percents = |text: &str| -> Vec<String> {
        let number = |before: &str| {
            let digits = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
            before[digits..].to_owned()
        };
        let narrative = text.split("预算绩效情况").next().unwrap_or_default();
        let parts: Vec<&str> = narrative.split('%').collect();
        parts[..parts.len() - 1].iter().map(|before| number(before)).collect()
    };
    let two = percents(&told(&[]));
    let one = percents(&told(&["percent_decimals=1"]));
    assert!(two.len() > 10 && one.len() == two.len(), "{two:?} {one:?}");
    for (two, one) in two.iter().zip(&one) {
        let (two, one): (Decimal, Decimal) = (two.parse().expect(two), one.parse().expect(one));
        assert_eq!(one.scale(), 1, "{one}");
        assert!((two - one).abs() <= Decimal::new(55, 3), "{two} {one}");
    }
    let whole = told(&["percent_decimals=0", "balance=largest"]);
    let shares = whole.split("占").skip(1).filter_map(|rest| rest.split('%').next()?.parse::<u32>().ok());
    assert!(shares.clone().count() > 3, "{whole}");
    assert!(shares.into_iter().all(|share| share <= 100), "{whole}");
}

/// Amounts may be told in 元: exact ones, with changes and percentages made of them.
#[test]
fn amounts_are_told_in_yuan_where_they_are_known_in_it() {
    let in_yuan = ["--set", "amount_unit=元", "--set", "thousands=true"];
    let (told, run) = School::new("standard").with_prior().with_budget().with(&in_yuan).tell();
    let narrative = told.split("预算绩效情况").next().unwrap_or_default();
    // 100万元以上 of equipment is the form's own.
    assert!(!narrative.replace("100万元", "").contains("万元"), "{narrative}");
    assert!(!run.stdout.contains("R044") && !run.stderr.contains("R044"), "{}", run.evidence());
    let amounts: Vec<Decimal> = narrative
        .match_indices('元')
        .filter_map(|(at, _)| {
            let before = &narrative[..at];
            let number =
                &before[before.trim_end_matches(|c: char| c.is_ascii_digit() || ",.".contains(c)).len()..];
            number.contains('.').then(|| number.replace(',', "").parse().expect(number))
        })
        .collect();
    assert!(amounts.len() > 20, "{narrative}");
    // Not 万元 times ten thousand: some are to the fen.
    let hundred = Decimal::from(100);
    assert!(amounts.iter().any(|a| !(a % hundred).is_zero()), "{amounts:?}");
    // 收、支总计均为A元。与上年相比增加B元: the change is the one between exact totals.
    let total = line(narrative, "收、支总计均为");
    let (this, change) = (amounts_of(total)[0], amounts_of(total)[1]);
    let (before, _) = School::new("standard").with_prior().with(&["--set", "basis=exact"]).tell();
    let wan = amounts_of(line(&before, "收、支总计均为"));
    let rounded = |yuan: Decimal| {
        (yuan / Decimal::from(10_000))
            .round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
    };
    assert_eq!((rounded(this), rounded(change)), (wan[0], wan[1]), "{total}");
}

/// The amounts of a line, in its unit.
fn amounts_of(line: &str) -> Vec<Decimal> {
    let numbers = line.split(|c: char| !(c.is_ascii_digit() || ",.".contains(c)));
    numbers.filter(|n| n.contains('.')).map(|n| n.replace(',', "").parse().expect(n)).collect()
}
