//! Last year's document as the model of this year's (上年文档作样板): statements and structure of a published report →
//! a style pack in its own words, and the texts it holds.
//!
//! What the nearest built-in style prints word for word is inherited; what the office says in its own words becomes
//! templates; what cannot be learned is kept, marked.

mod habits;
mod known;
mod look;
mod loops;
mod manner;
mod margins;
mod names;
pub mod nearest;
mod nested;
mod nodes;
mod numbers;
mod pack;
mod parts;
mod passage;
mod pattern;
mod performance;
mod roles;
mod section;
mod speech;
mod structure;
mod word;

pub use known::Known;
pub use nearest::Nearest;
pub use pack::Pack;
pub use section::Kept;
pub use structure::overview_keys;
pub use word::LookFile;

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Result};
use crate::published::Report;
use crate::reading::{self, Statements};

/// What was learned from a document.
#[derive(Debug, Clone)]
pub struct Learned {
    /// The data the document was made from.
    pub known: Known,
    /// The built-in style it is nearest to.
    pub nearest: Nearest,
    /// Its style pack.
    pub pack: Pack,
    /// What it says.
    pub statements: Statements,
    /// What else it calls its department.
    pub names: BTreeSet<String>,
}

impl Learned {
    /// The files of its pack, for another department: no name of the model's is in their words.
    pub fn files_for_another(&self) -> BTreeMap<String, String> {
        let files = self.pack.files.iter().map(|(file, content)| {
            let template = file.ends_with(".tera");
            let said = if template {
                names::replaced_in_template(content, &self.names)
            } else {
                // What stands before its first table says whose style it is.
                let (of_itself, rest) = content.split_at(content.find("\n[").unwrap_or(content.len()));
                format!("{of_itself}{}", names::replaced(rest, &self.names, "{org}"))
            };
            (file.clone(), said)
        });
        files.collect()
    }
}

/// Learns how a report speaks, and how it looks if the bytes of its Word file are given.
///
/// # Errors
/// The report names no year, or has no narrative.
pub fn learn(report: &Report, word: Option<&[u8]>) -> Result<Learned> {
    let refuse = |why: &str| Error::Usage(format!("“{}”不能作样板：{why}", report.file));
    let statements = reading::of_report(report);
    let known = known::of(report, &statements).ok_or_else(|| refuse("没有找到年度"))?;
    if report.sections.is_empty() {
        return Err(refuse("没有找到情况说明的各节（一、二、三……）"));
    }
    let nearest = nearest::find(report, &statements, &known)?;
    let manner = habits::manner(report, &statements, known.subject.year);
    let model = loops::Model { known: &known, statements: &statements, manner: &manner };
    let pack = pack::make(report, word, &statements, &model, &nearest)?;
    let names = names::shorter(report);
    Ok(Learned { known, nearest, pack, statements, names })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published;

    /// The template files learned from a narrative.
    fn learned(sections: &str) -> Learned {
        let text = format!(
            "示例局\n2023年度部门决算公开\n第三部分 2023年度部门决算情况说明\n{sections}\n第四部分 名词解释\n一、基本支出：指日常支出。\n"
        );
        let report = published::read_bytes("上年.txt", text.as_bytes()).expect("a text");
        learn(&report, None).expect("a model")
    }

    fn template(learned: &Learned, file: &str) -> String {
        learned
            .pack
            .files
            .get(file)
            .unwrap_or_else(|| panic!("no {file} in {:?}", learned.pack.files))
            .clone()
    }

    #[test]
    fn years_in_words_stay_in_words_and_go_on() {
        let learned = learned(
            "一、收入支出决算总体情况说明\n二〇二三年度本局收支总计100.00万元。较二○二二年度，收支总计减少5.00万元，下降4.76%，主要原因是人员减少。",
        );
        let said = template(&learned, "01_total.tera");
        let this_year = "{{ year_in_words }}年度本局收支总计{{ \"total\" | amount }}。";
        assert!(said.contains(this_year), "{said}");
        let last_year = "较{{ prior_year_in_words }}年度，收支总计{{ \"total\" | change }}";
        assert!(said.contains(last_year) && !said.contains("二○二二"), "{said}");
    }

    #[test]
    fn words_stay_and_what_follows_from_figures_follows() {
        let learned = learned(
            "一、收入支出决算总体情况说明\n2023年度本局收支总计100.00万元。较2022年度，收支总计减少5.00万元，下降4.76%，主要原因是人员减少。",
        );
        let said = template(&learned, "01_total.tera");
        assert!(said.contains("{{ year }}年度本局收支总计{{ \"total\" | amount }}。"), "{said}");
        assert!(said.contains("较{{ prior_year }}年度，收支总计{{ \"total\" | change }}"), "{said}");
        assert!(said.contains("{{ \"total\" | reason(before=\"，主要原因是\") }}"), "{said}");
        // Another year may be like the one before it, or have none.
        assert!(
            said.contains("{% if first_year %}{% elif \"total\" is unchanged %}收支总计{{ unchanged }}"),
            "{said}"
        );
        assert!(learned.pack.kept.is_empty(), "{:?}", learned.pack.kept);
    }

    #[test]
    fn cases_of_one_sentence_are_put_together() {
        let item = |no: usize, name: &str, rest: &str| {
            format!("{no}、卫生健康支出（类）行政事业单位医疗（款）{name}（项）。{rest}\n")
        };
        let items = item(
            1,
            "行政单位医疗",
            "年初安排预算10.00万元，决算支出12.00万元，年初预算完成率120.00%。决算数大于年初预算数，是因为人员增加。",
        ) + &item(
            2,
            "事业单位医疗",
            "年初安排预算8.00万元，决算支出8.00万元，年初预算完成率100.00%。决算数与年初预算数一样多。",
        );
        let learned = learned(&format!(
            "五、一般公共预算财政拨款支出决算情况说明\n2023年度一般公共预算财政拨款支出20.00万元。\n（三）具体情况\n{items}"
        ));
        let said = template(&learned, "05_general.tera");
        assert!(said.contains("{% for item in items(of=\"general\") %}"), "{said}");
        assert!(said.contains("{{ loop.index }}、{{ item.path }}。"), "{said}");
        assert!(said.contains("{{ item.key | completion(before=\"，年初预算完成率\") }}"), "{said}");
        assert!(said.contains("决算数{{ item.key | compare }}年初预算数"), "{said}");
        // Nothing of one 科目 is left.
        assert!(!said.contains("行政单位医疗") && !said.contains("12.00"), "{said}");
    }

    #[test]
    fn sources_without_an_amount_stay_where_the_model_lists_them_and_percentages_keep_their_decimals() {
        let learned = learned(
            "一、收入支出决算总体情况说明\n2.收入情况。2023年度收入合计100.00万元，较上年决算数增加20.00万元，增长25.0%，主要原因是项目增加。\
             其中：财政拨款收入90.00万元，占90.0%；事业收入0.00万元，占0.0%；其他收入10.00万元，占10.0%。\n\
             3.支出情况。2023年度支出合计95.00万元，其中：基本支出40.00万元，占42.1%；项目支出55.00万元，占57.9%。",
        );
        let said = template(&learned, "01_total.tera");
        // So do those that stand beside one without, should they have none another year.
        let call = r#"sources(of="income", all=false, with="income.fiscal,income.business,income.other")"#;
        assert!(said.contains(call), "{said}");
        assert!(said.contains(r#"sources(of="expenditure", all=false)"#), "{said}");
        // The first source is told by the loop alone.
        assert!(!said.contains("fiscal.income") && !said.contains("财政拨款收入"), "{said}");
        assert!(
            learned.pack.files["style.toml"].contains("percent_decimals = 1"),
            "{:?}",
            learned.pack.files
        );
    }

    #[test]
    fn sources_that_a_sentence_before_the_list_tells_are_not_told_twice() {
        let learned = learned(
            "二、收入决算情况说明\n2023年度本年收入合计100.00万元，其中：一般公共预算财政拨款收入90.00万元，占90.00%；\
             事业收入0.00万元，占0.00%；其他收入10.00万元，占10.00%。\n2023年度财政拨款收入90.00万元，与上年持平。",
        );
        let said = template(&learned, "02_income.tera");
        let call = "sources(of=\"income\", all=false, with=\"income.business,income.other\", without=\"income.fiscal\")";
        assert!(said.contains(call), "{said}");
    }

    #[test]
    fn what_is_used_for_what_is_told_of_each_class_and_never_in_place_of_an_amount() {
        let learned = learned(
            "二、支出决算情况说明\n（一）基本支出情况\n2023年度用于保障示例局机构正常运转的日常支出40.00万元。\n\
             （二）项目支出情况\n2023年度项目支出60.00万元，主要用于设备更新。\n\
             三、一般公共预算财政拨款支出决算情况说明\n2023年度一般公共预算财政拨款支出100.00万元。\n（二）具体情况\n\
             1.教育支出（类）支出70.00万元，占一般公共预算财政拨款总支出的70.00%。主要用于办学。\n\
             2.住房保障支出（类）支出30.00万元，占一般公共预算财政拨款总支出的30.00%。主要用于缴纳公积金。",
        );
        let said = template(&learned, "03_expenditure.tera");
        assert!(said.contains("机构正常运转的日常支出{{ \"expenditure.basic\" | amount }}。"), "{said}");
        assert!(said.contains("主要用于{{ \"text.expenditure_project_use\" | text("), "{said}");
        let said = template(&learned, "05_general.tera");
        assert!(said.contains("主要用于{{ class.key | purpose }}"), "{said}");
        assert!(said.contains("share(of=\"general.expenditure\""), "{said}");
    }

    #[test]
    fn amounts_in_yuan_stay_in_yuan_and_another_unit_among_them_is_kept() {
        let learned = learned(
            "一、收入支出决算总体情况说明\n2023年度本局收支总计1,000,000.00元。较2022年度，收支总计减少50,000.00元，下降4.76%，主要原因是人员减少。\n\
             二、机关运行经费支出说明\n2023年度本局机关运行经费支出300,000.00元。2023年度培训费3.00万元。",
        );
        let style: toml::Table = learned.pack.files["style.toml"].parse().expect("a style");
        assert_eq!(style["amount_unit"].as_str(), Some("元"), "{style}");
        let said = template(&learned, "01_total.tera");
        assert!(said.contains("{{ \"total\" | change }}"), "{said}");
        let [(_, kept)] = learned.pack.kept.as_slice() else { panic!("{:?}", learned.pack.kept) };
        assert_eq!(kept.text, "2023年度培训费3.00万元。");
    }

    /// Two 类, each with one 项 under its title, the second 项 with this number.
    fn listed_by_class(second: usize) -> Learned {
        learned(&format!(
            "五、一般公共预算财政拨款支出决算情况说明\n（一）社会保障和就业支出（类）\n\
             1.行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）。年初预算10.00万元，支出决算9.00万元，完成年初预算的90.00%。\n\
             （二）卫生健康支出（类）\n\
             {second}.行政事业单位医疗（款）行政单位医疗（项）。年初预算8.00万元，支出决算8.00万元，完成年初预算的100.00%。",
        ))
    }

    #[test]
    fn lists_that_are_apart_and_counted_otherwise_are_kept() {
        let learned = listed_by_class(3);
        let said = template(&learned, "05_general.tera");
        // A loop would say both in both lists.
        assert!(!said.contains("{% for"), "{said}");
        assert_eq!(learned.pack.kept.len(), 2, "{:?}", learned.pack.kept);
    }

    #[test]
    fn lists_by_class_may_be_counted_through() {
        let learned = listed_by_class(2);
        let said = template(&learned, "05_general.tera");
        assert!(
            said.contains("{% for item in items(of=\"general\", class=class.code) %}\n{{ item.number }}."),
            "{said}"
        );
        assert!(learned.pack.kept.is_empty(), "{:?}", learned.pack.kept);
    }

    #[test]
    fn what_one_year_does_not_show_is_said_as_the_document_says_it_elsewhere() {
        let learned = learned(
            "一、收入支出决算总体情况说明\n2023年度本局收支总计100.00万元。与上年相比，收支总计增加5.00万元，增长5.26%，变动原因：人员增加。\n\
             年末结转和结余本局共0.00万元。与上年决算数一样。\n\
             二、机关运行经费支出说明\n2023年度本局机关运行经费支出30.00万元。与上年相比，减少1.00万元，降低3.23%。",
        );
        let style: toml::Table = learned.pack.files["style.toml"].parse().expect("a style");
        assert_eq!(style["words"]["versus"].as_str(), Some("与上年相比"), "{style}");
        assert_eq!(style["words"]["because"].as_str(), Some("，变动原因："), "{style}");
        assert_eq!(style["words"]["growth_down"].as_str(), Some("降低"), "{style}");
        // What the nearest style says, too, is not said again.
        assert!(style["words"].get("growth_up").is_none(), "{style}");
    }

    #[test]
    fn what_nobody_understands_is_kept_with_its_reason() {
        let learned = learned(
            "十、机关运行经费支出说明\n2023年度机关运行经费支出30.00万元。组织培训12次，惠及3400人。2023年度本局开支规范。",
        );
        let [(section, kept)] = learned.pack.kept.as_slice() else { panic!("{:?}", learned.pack.kept) };
        assert_eq!((*section, kept.text.as_str()), (0, "组织培训12次，惠及3400人。"));
        let said = template(&learned, "10_agency.tera");
        assert!(
            said.contains("{{ \"text.kept_1_1\" | kept(text=\"组织培训12次，惠及3400人。\") }}"),
            "{said}"
        );
        assert!(said.contains("{{ year }}年度本局开支规范。"), "{said}");
    }

    #[test]
    fn no_year_is_no_model() {
        let report = published::read_bytes("文.txt", "某局\n一、收入决算情况说明\n没有年度。\n".as_bytes());
        let refused = learn(&report.expect("a text"), None).expect_err("no year");
        assert!(refused.to_string().contains("不能作样板"), "{refused}");
    }
}
