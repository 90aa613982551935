//! Attachments (附件): the list of projects and the forms of projects and of the department as data.

use juesuan::published::attached::Attachments;
use juesuan::published::read_bytes;
use juesuan::self_assessment::{Figure, Of};

use crate::support::{Build, out};

/// A row of a web page's table; `2:` before a text makes its cell two columns wide.
fn row(cells: &[&str]) -> String {
    let cell = |text: &&str| match text.split_once(':') {
        Some((wide, text)) if wide.parse::<u8>().is_ok() => format!("<td colspan={wide}>{text}</td>"),
        _ => format!("<td>{text}</td>"),
    };
    format!("<tr>{}</tr>", cells.iter().map(cell).collect::<String>())
}

fn page(tables: &str) -> String {
    let parts =
        "<h1>第三部分 部门决算情况说明</h1><h2>一、收入支出决算总体情况说明</h2><p>收、支总计均为5万元。</p>";
    format!("<html><body><h1>2023年度某局部门决算</h1>{parts}<h1>第五部分 附件</h1>{tables}</body></html>")
}

fn attachments(tables: &str) -> (Attachments, Vec<String>) {
    let report = read_bytes("某局.html", page(tables).as_bytes()).expect("a page");
    (report.attachments, report.remarks.into_iter().map(|r| r.text).collect())
}

fn shown(figure: Option<&Figure>) -> String {
    figure.map_or_else(|| "-".to_owned(), |f| f.value.to_string())
}

fn form(name_label: &str, name: &str, score: &str) -> String {
    let rows = [
        row(&[&format!("2:{name_label}"), &format!("6:{name}")]),
        row(&["2:主管部门", "3:某局", "实施单位", "2:某局机关"]),
        row(&[
            "2:项目资金（万元）",
            "年初预算数",
            "全年预算数（A）",
            "全年执行数（B）",
            "分值",
            "执行率",
            "得分",
        ]),
        row(&["", "年度资金总额：", "1,000.00", "800", "600.5", "10", "75.06%", "7.51分"]),
        row(&["", "其中：当年财政拨款", "1,000.00", "800", "600.5", "—", "", "—"]),
        row(&["年度总体目标", "3:预期目标", "4:实际完成情况"]),
        row(&["", "3:修好两座桥", "4:修好一座桥"]),
        row(&[
            "一级指标",
            "二级指标",
            "三级指标",
            "年度指标值",
            "实际完成值",
            "分值",
            "得分",
            "偏差原因分析及改进措施",
        ]),
        row(&["产出指标", "数量指标", "桥", "≥2座", "1座", "50", "25", "汛期停工"]),
        row(&["", "质量指标", "合格率", "100%", "100%", "40", "40", ""]),
        row(&["5:总分", "100", score, ""]),
    ];
    format!("<h2>项目支出绩效自评表</h2><p>（2023年度）</p><table>{}</table>", rows.concat())
}

#[test]
fn a_summary_of_projects_is_data() {
    let rows = [
        row(&[
            "序号",
            "项目名称",
            "资金使用单位",
            "年初预算数",
            "全年预算数",
            "执行数",
            "执行率",
            "自评得分",
            "自评等级",
        ]),
        row(&["9:区本级支出项目绩效自评"]),
        row(&["1", "桥梁维修", "某局机关", "1,000.00", "800", "600.5", "75.06%", "72.51", "中"]),
        row(&[
            "序号",
            "项目名称",
            "资金使用单位",
            "年初预算数",
            "全年预算数",
            "执行数",
            "执行率",
            "自评得分",
            "自评等级",
        ]),
        row(&["2", "道路\u{a0}养护（二期）", "某局养护站", "—", "20", "20", "100%", "100分", "优"]),
        row(&["", "合计", "", "1,000.00", "820", "620.5", "", "", ""]),
    ];
    let title = "<h2>附件1：2023年度部门预算项目绩效自评结果汇总表</h2><p>金额单位：万元</p>";
    let (read, remarks) = attachments(&format!("{title}<table>{}</table>", rows.concat()));
    assert_eq!(remarks, Vec::<String>::new());
    let [summary] = read.summaries.as_slice() else { panic!("{read:#?}") };
    assert!(summary.title.ends_with("绩效自评结果汇总表"), "{}", summary.title);
    let told: Vec<String> = summary
        .rows
        .iter()
        .map(|r| {
            let numbers = [&r.initial, &r.budget, &r.executed, &r.completion, &r.score];
            let numbers = numbers.map(|f| shown(f.as_ref())).join(" ");
            format!("{} | {} | {} | {numbers} | {}", r.group, r.name, r.unit, r.grade)
        })
        .collect();
    assert_eq!(
        told,
        [
            "区本级支出项目绩效自评 | 桥梁维修 | 某局机关 | 1000.00 800 600.5 75.06 72.51 | 中",
            "区本级支出项目绩效自评 | 道路\u{a0}养护（二期） | 某局养护站 | - 20 20 100 100 | 优",
        ]
    );
    assert_eq!(shown(summary.total.as_ref().and_then(|t| t.executed.as_ref())), "620.5");
    let score = summary.rows[0].score.as_ref().expect("a score");
    assert_eq!(
        score.place.to_string(),
        "某局.html › 第五部分 附件 › 附件1：2023年度部门预算项目绩效自评结果汇总表 › 桥梁维修 › 自评得分 › “72.51”"
    );
}

#[test]
fn forms_of_projects_and_of_the_department_are_data() {
    let tables = [
        form("项目名称", "桥梁维修", "72.51"),
        form("项目支出名称", "道路养护", "90"),
        form("区级预算部门名称", "某局", "88"),
    ];
    let (read, remarks) = attachments(&tables.concat());
    assert_eq!(remarks, Vec::<String>::new());
    let told: Vec<(Of, &str, String)> = read
        .assessments
        .iter()
        .map(|a| (a.of, a.form.project.name.as_str(), shown(a.form.total.as_ref().map(|t| &t.1))))
        .collect();
    let expected =
        [(Of::Project, "桥梁维修", "72.51"), (Of::Project, "道路养护", "90"), (Of::Department, "某局", "88")];
    assert_eq!(told, expected.map(|(of, name, score)| (of, name, score.to_owned())));
    let first = &read.assessments[0].form;
    assert_eq!(first.funds.each_ref().map(|f| shown(f.as_ref())), ["1000.00", "800", "600.5"]);
    let (weight, score) = first.execution.as_ref().expect("the score of the execution");
    assert_eq!((shown(Some(weight)), shown(Some(score))), ("10".to_owned(), "7.51".to_owned()));
    assert_eq!(first.project.result, "修好一座桥");
    let lines: Vec<String> = first
        .indicators
        .iter()
        .map(|i| {
            format!(
                "{} {} {} {}",
                i.levels.join("/"),
                shown(Some(&i.weight)),
                shown(Some(&i.score)),
                i.deviation
            )
        })
        .collect();
    assert_eq!(lines, ["产出指标/数量指标/桥 50 25 汛期停工", "产出指标/质量指标/合格率 40 40 "]);
    assert_eq!(
        score.place.to_string(),
        "某局.html › 第五部分 附件 › 项目支出绩效自评表 › 年度资金总额： › 得分 › “7.51分”"
    );
}

#[test]
fn a_list_without_heads_is_said_and_not_guessed() {
    let rows = [row(&["某项目", "自评得分见附注", "甲"]), row(&["某项目", "90", "乙"])];
    let (read, remarks) = attachments(&format!("<h2>项目绩效自评结果</h2><table>{}</table>", rows.concat()));
    assert!(read.summaries.is_empty(), "{read:?}");
    assert!(remarks.iter().any(|r| r.contains("没有当作自评结果汇总表读取")), "{remarks:?}");
}

/// The list that the program writes is read back from every format.
#[test]
fn the_programs_own_list_of_projects_reads_back() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    Build { style: "shandong", ..Build::sample_2023() }.run(folder.path()).expect_status(&[0, 1]);
    for name in ["决算公开.docx", "决算公开.html"] {
        let report = juesuan::published::read(&out(folder.path()).join(name)).expect("a document");
        let [summary] = report.attachments.summaries.as_slice() else {
            panic!("{name}: {:?}", report.attachments)
        };
        let supplied =
            juesuan::supplement::read(&crate::support::sample("补充资料.xlsx")).expect("a supplement");
        assert_eq!(summary.rows.len(), supplied.projects.len(), "{name}");
        for (read, typed) in summary.rows.iter().zip(&supplied.projects) {
            assert_eq!((&read.name, &read.grade), (&typed.name, &typed.grade), "{name}");
            assert_eq!(read.score.as_ref().map(|f| f.value), typed.score, "{name}");
        }
    }
}
