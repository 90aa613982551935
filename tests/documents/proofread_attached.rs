//! `juesuan proofread`: attachments against themselves, each other and the narrative. One document, clean as it
//! stands; each case changes one text of it.

#![allow(clippy::disallowed_methods, reason = "tests write into their own folders")]

use std::fmt::Write as _;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{juesuan, parts};

/// What stands in the document: a line is a paragraph, one with `|` a row of a table.
const DOCUMENT: &str = "\
示例区教育局2023年度部门决算
第三部分 2023年度部门决算情况说明
五、一般公共预算财政拨款支出决算情况说明
1、教育支出（类）普通教育（款）小学教育（项）。年初预算数为0万元，支出决算数为14.50万元，年初无预算。决算数大于年初预算数，主要原因是年中拨入校园安全能力提升补助资金。
七、“三公”经费支出决算情况说明
“三公”经费财政拨款支出决算为0.89万元。公务用车购置及运行维护费支出0.49万元。公务接待费支出0.4万元。
九、机关运行经费支出情况说明
本部门2023年度机关运行经费支出18.74万元。
十三、预算绩效情况说明
（一）预算绩效管理工作开展情况。组织对2023年度区级预算项目全面开展绩效自评，涵盖项目3个，涉及预算资金67万元。
（二）项目绩效自评结果。总体绩效目标未完成项目0个。
1.校舍维修改造项目绩效自评综述：根据年初设定的绩效目标，项目自评得分为96.5分。全年预算数为40万元，执行数为38.25万元，完成预算的95.63%。项目绩效目标完成情况：支付材料费20.15万元，人工费15.1万元，其他费用3万元，师生满意度达到98%。
2.校车运行补助项目绩效自评综述：根据年初设定的绩效目标，项目自评得分为90分。全年预算数为12.5万元，执行数为10万元，完成预算的80%。
3.校园安全能力提升补助资金项目绩效自评综述：根据年初设定的绩效目标，项目自评得分为100分。全年预算数为14.5万元，执行数为14.5万元，完成预算的100%。
组织检查校车46次，追回资金12.83万元，处罚违规单位2家。
第五部分 附件
组织检查校车46次，追回资金12.83万元，处罚违规单位2家。
以下附件：
1.项目支出绩效自评情况汇总表
2.项目支出绩效自评表
3.绩效评价基础数据表
2023年度项目支出绩效自评情况汇总表
序号|项目名称|资金使用单位|自评得分|自评等级
1|校舍维修改造|示例区教育局|96.5|优
2|校车运行补助|示例区教育局|90|优
3|校园安全能力提升补助资金|示例区教育局|100|优
注：自评等级按得分确定。
2023年度项目支出绩效自评表
项目名称|校舍维修改造||||||
主管部门|示例区教育局|||实施单位|示例区教育局||
项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分
|年度资金总额|40|40|38.25|10|95.63%|9.5
|其中：当年财政拨款|37.5|37.5|35.75|||
|上年结转资金|2.5|2.5|2.5|||
|其他资金||||||
年度总体目标|预期目标|||实际完成情况|||
|2023年8月底前完成三所学校的校舍维修|||已完成三所学校的校舍维修|||
一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差度
产出指标（50分）|数量指标|维修校舍间数|≥20间|25间|30|30|25%
|成本指标|校舍维修总成本|≤40万元|38.25万元|20|20|0%
效益指标（30分）|社会效益指标|消除校舍隐患比例|≥95%|96%|30|27|1.05%
满意度指标（10分）|服务对象满意度指标|师生满意度|≥90%|98%|10|10|8.89%
总分|||||100|96.5|
2023年度项目支出绩效自评表
项目名称|校车运行补助||||||
主管部门|示例区教育局|||实施单位|示例区教育局||
项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分
|年度资金总额|12.5|12.5|10|10|80%|8
年度总体目标|预期目标|||实际完成情况|||
|保障全区校车安全运行，补助50元/天|||校车安全运行|||
一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差度
产出指标（60分）|数量指标|补助校车数量|≥10辆|12辆|60|52|20%
效益指标（20分）|社会效益指标|接送学生覆盖率|≥90%|95%|20|20|
满意度指标（10分）|服务对象满意度指标|家长满意度|≥90%|95%|10|10|
总分|||||100|90|
2023年度项目支出绩效自评表
项目名称|校园安全能力提升补助资金||||||
主管部门|示例区教育局|||实施单位|示例区教育局||
项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分
|年度资金总额||14.5|14.5|10|100%|10
年度总体目标|预期目标|||实际完成情况|||
|为各校配备安全设施，提升防范能力|||已为各校配备安全设施|||
一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差度
产出指标|数量指标|配备学校数量|≥5所|5所|90|90|0%
总分|||||100|100|
2023年度绩效评价基础数据表
经费控制情况（万元）|2022年决算数|2023年预算数|2023年决算数
三公经费|2.4|2|0.89
1、公务用车购置和维护经费|1.4|1|0.49
其中：公车购置|0|0|0
公车运行维护|1.4|1|0.49
2、出国经费|0|0|0
3、公务接待|1|1|0.4
项目支出：||67|62.75
1、校舍维修改造||40|38.25
2、校车运行补助||12.5|10
3、校园安全能力提升补助资金||14.5|14.5
公用经费||20|18.74
";

/// The document as a Word file, `from` printed as `to` once.
fn document(from: &str, to: &str, folder: &TempDir) -> std::path::PathBuf {
    assert!(DOCUMENT.contains(from), "“{from}” stands nowhere");
    let text = DOCUMENT.replacen(from, to, 1);
    let mut body = String::new();
    let mut in_table = false;
    for line in text.lines() {
        if in_table != line.contains('|') {
            body.push_str(if in_table { "</w:tbl>" } else { "<w:tbl>" });
            in_table = !in_table;
        }
        let paragraph =
            |text: &str| format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", text.replace('<', "&lt;"));
        if in_table {
            let cells: String = line.split('|').map(|c| format!("<w:tc>{}</w:tc>", paragraph(c))).collect();
            write!(body, "<w:tr>{cells}</w:tr>").expect("a string");
        } else {
            body.push_str(&paragraph(line));
        }
    }
    if in_table {
        body.push_str("</w:tbl>");
    }
    let main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument";
    let all = vec![
        (
            "[Content_Types].xml".to_owned(),
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>".to_owned().into_bytes(),
        ),
        (
            "_rels/.rels".to_owned(),
            format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{office}\" Target=\"word/document.xml\"/></Relationships>").into_bytes(),
        ),
        (
            "word/document.xml".to_owned(),
            format!("<w:document xmlns:w=\"{main}\"><w:body>{body}<w:sectPr/></w:body></w:document>").into_bytes(),
        ),
    ];
    let path = folder.path().join("决算公开.docx");
    std::fs::write(&path, parts::write(&all)).expect("written");
    path
}

const CODES: &[&str] = &["P010", "P019", "P020", "P021", "P022", "P023", "P024", "P025"];

/// What is said about the attachments.
fn findings(from: &str, to: &str) -> Vec<Value> {
    let folder = TempDir::new().expect("a folder");
    let path = document(from, to, &folder);
    let run = juesuan(folder.path(), &["proofread", path.to_str().expect("a path"), "--format", "json"])
        .expect_status(&[0, 1]);
    let value: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.evidence()));
    let found = value["findings"].as_array().expect("findings").clone();
    found.into_iter().filter(|f| CODES.iter().any(|c| f["code"] == *c)).collect()
}

/// What is planted, the code it must give and a part of the quote at its place.
const PLANTED: &[(&str, &str, &str, &str)] = &[
    // Sums of a form.
    (
        "满意度指标（10分）|服务对象满意度指标|师生",
        "满意度指标（15分）|服务对象满意度指标|师生",
        "P019",
        "满意度指标（15分）",
    ),
    ("总分|||||100|96.5|", "总分|||||95|96.5|", "P019", "95"),
    ("|30|27|1.05%", "|30|28|1.05%", "P019", "96.5"),
    ("|上年结转资金|2.5|2.5|2.5", "|上年结转资金|2.5|2.5|2.8", "P019", "38.25"),
    ("|30|30|25%", "|30|30|35%", "P019", "35%"),
    ("公务接待费支出0.4万元", "公务接待费支出0.52万元", "P020", "0.4"),
    // Points above what can be had.
    ("|≥90%|95%|20|20|", "|≥90%|95%|20|22|", "P019", "22"),
    // Sums of the base figures.
    ("公车运行维护|1.4|1|0.49", "公车运行维护|1.4|1|0.94", "P019", "0.49"),
    ("项目支出：||67|62.75", "项目支出：||67|65.75", "P019", "65.75"),
    // Between the three.
    ("公用经费||20|18.74", "公用经费||20|17.84", "P020", "17.84"),
    ("自评得分为96.5分", "自评得分为95.6分", "P020", "95.6分"),
    ("执行数为38.25万元，", "执行数为32.85万元，", "P020", "32.85万元"),
    ("1|校舍维修改造|示例区教育局|96.5|优", "1|校舍维修改造|示例区教育局|95.6|优", "P020", ""),
    ("2|校车运行补助|示例区教育局|90|优", "2|校车运行补助|示例区教育局|90|良", "P020", ""),
    ("涉及预算资金67万元", "涉及预算资金62.75万元", "P020", "62.75万元"),
    ("其他费用3万元", "其他费用1万元", "P020", "38.25万元"),
    ("|年度资金总额||14.5|14.5", "|年度资金总额|14.5|14.5|14.5", "P020", "14.5"),
    // Indicators.
    ("|≤40万元|38.25万元", "|≤40万元|38.52万元", "P021", ""),
    ("满意度达到98%", "满意度达到99%", "P021", "满意度达到99%"),
    ("|≥90%|95%|20|20|", "|≥90%|85%|20|20|", "P021", "未完成项目0个"),
    // Texts.
    ("2023年8月底前完成", "2022年8月底前完成", "P022", "2022年8月底前"),
    ("补助50元/天", "补助50天/天", "P022", "50天/天"),
    ("为各校配备安全设施，提升防范能力", "2023年8月底前完成三所学校的校舍维修", "P022", "校舍维修"),
    ("组织检查校车46次", "组织检查46次", "P023", "检查46次"),
    ("3.绩效评价基础数据表", "3.政府性基金支出情况表", "P024", "政府性基金支出情况表"),
    ("2|校车运行补助|示例区教育局", "2|校车运营补贴|示例区教育局", "P025", "校车运营补贴"),
    ("1.校舍维修改造项目绩效", "1.校舍维修项目绩效", "P025", "校舍维修"),
    (
        "注：自评等级按得分确定。",
        "注：项目数应与正文表述的项目数保持一致，不一致的需说明。",
        "P010",
        "保持一致",
    ),
];

#[test]
fn one_planted_error_is_found_at_its_place() {
    for (from, to, code, quote) in PLANTED {
        let found = findings(from, to);
        let hit = found.iter().find(|f| f["code"] == *code);
        let Some(hit) = hit else { panic!("{to}: no {code} in {found:#?}") };
        let said = hit["place"]["quote"].as_str().unwrap_or_default();
        assert!(said.contains(quote), "{to}: {said}");
        assert!(found.iter().all(|f| f["code"] == *code), "{to}: more than one kind: {found:#?}");
    }
}

/// Other words and roundings, with the code of what they resemble: nothing to report.
const NO_ERROR: &[(&str, &str, &str)] = &[
    ("P010", "注：自评等级按得分确定。", "注：自评等级与得分保持一致。"),
    // A deviation in the good direction may be printed as none.
    ("P019", "|30|30|25%", "|30|30|0%"),
    ("P019", "产出指标（50分）", "产出指标"),
    ("P020", "执行数为38.25万元，", "执行数为382500元，"),
    ("P020", "涉及预算资金67万元", "涉及预算资金67.00万元"),
    ("P021", "|≤40万元|38.25万元", "|≤40万元|38.2500万元"),
    ("P021", "满意度达到98%", "满意度达到95%以上"),
    ("P022", "2023年8月底前完成", "支付2022年欠款，2023年8月底前完成"),
    ("P023", "组织检查校车46次", "组织检查校车48次"),
    ("P024", "2.项目支出绩效自评表", "2.项目支出绩效自评表（一个项目一张表）"),
    ("P025", "1.校舍维修改造项目绩效", "1.校舍 维修改造项目绩效"),
];

#[test]
fn what_is_no_error_is_not_reported() {
    let clean = findings("示例区", "示例区");
    assert!(clean.is_empty(), "{clean:#?}");
    for (code, from, to) in NO_ERROR {
        let found = findings(from, to);
        assert!(found.is_empty(), "{code}, {to}: {found:#?}");
    }
}
