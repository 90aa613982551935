//! Why each relation must hold: the rule it enforces, in the words of that rule, or the form that shows it.
//!
//! Words of the note of a table are those the program prints under it (`templates/standard/style.toml`); names of
//! lines and columns are those of the forms ([`crate::import::forms`]). Where no rule states a relation, the form's
//! own structure does: a total above its parts, one figure printed in two tables.

use crate::accounts::ScheduleId as S;

/// What a relation rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// A law or regulation: the article, and its words.
    Law(&'static str, &'static str),
    /// The note printed under a published table, and its words.
    Note(S, &'static str),
    /// The form's own structure, in words; `{03}` stands for the number of a table.
    Form(&'static str),
    /// Neither: a thing worth a look.
    Experience(&'static str),
}

use Basis::{Experience, Form, Law, Note};

const BUDGET_LAW_75: &str = "预算法第七十五条";
const REGULATION_5: &str = "预算法实施条例第五条";
const REGULATION_6: &str = "预算法实施条例第六条";

const BY_FUNCTION: Basis = Law(BUDGET_LAW_75, "一般公共预算支出应当按其功能分类编列到项");
const BY_ECONOMY: Basis = Law(REGULATION_6, "按其经济性质分类，基本支出应当公开到款");
const BASIC_AND_PROJECT: Basis = Law(REGULATION_5, "包括基本支出和项目支出");
const PERSONNEL_AND_PUBLIC: Basis = Law(REGULATION_5, "包括人员经费和公用经费");
const AS_BUDGETED: Basis =
    Law(BUDGET_LAW_75, "决算草案应当与预算相对应，按预算数、调整预算数、决算数分别列出");
const ALL_MONEY: Basis = Note(S::Summary, "总收支和年末结转结余情况");
const THREE_BUDGETS: Basis = Note(
    S::FiscalSummary,
    "一般公共预算财政拨款、政府性基金预算财政拨款和国有资本经营预算财政拨款的总收支和年末结转结余情况",
);

/// The basis of every relation, by code.
pub const BASES: &[(&str, Basis)] = &[
    ("K001", Form("各表首行“合计”列在全部科目之上")),
    ("K002", BY_FUNCTION),
    ("K003", BY_FUNCTION),
    ("K004", Form("{02}“本年收入合计”栏后列出全部收入来源各栏")),
    ("K005", Form("{03}“本年支出合计”栏后列出全部支出性质各栏")),
    ("K006", BASIC_AND_PROJECT),
    ("K007", BASIC_AND_PROJECT),
    ("K008", Note(S::Fund, "收入、支出及结转和结余情况")),
    ("K009", PERSONNEL_AND_PUBLIC),
    ("K010", Form("{02}“事业收入”下列“其中：教育收费”")),
    ("K011", Form("{01}“本年收入合计”在一至八项收入之下")),
    ("K012", ALL_MONEY),
    ("K013", Form("{01}“本年支出合计”在支出功能分类各类之下")),
    ("K014", ALL_MONEY),
    ("K015", ALL_MONEY),
    ("K016", Form("{01}第三栏按支出性质列出各项，其下是“本年支出合计”“总计”")),
    ("K017", Form("{01}第二栏、第三栏是同一支出的两种分类")),
    ("K018", THREE_BUDGETS),
    ("K019", THREE_BUDGETS),
    ("K020", Form("{04}“本年支出合计”在支出功能分类各类之下")),
    ("K021", THREE_BUDGETS),
    ("K022", THREE_BUDGETS),
    ("K023", THREE_BUDGETS),
    ("K024", THREE_BUDGETS),
    ("K025", BY_ECONOMY),
    ("K026", BY_ECONOMY),
    ("K027", Form("{06}左边一组“人员经费”是301、303，其余各组是“公用经费”")),
    (
        "K028",
        Form(
            "{09}“合计”后列因公出国（境）费、公务用车购置及运行维护费（小计、购置费、运行维护费）、公务接待费",
        ),
    ),
    ("K029", Form("机构运行信息表“国内接待费”下列“其中：外事接待费”，批次、人次同")),
    ("K030", Form("机构运行信息表“政府采购支出合计”下列货物、工程、服务支出")),
    (
        "K031",
        Form("机构运行信息表“授予中小企业合同金额”是采购支出的一部分，下列“其中：授予小微企业合同金额”"),
    ),
    ("K032", Form("机构运行信息表“车辆数合计”“机关运行经费”下列其各部分")),
    ("K033", PERSONNEL_AND_PUBLIC),
    ("K034", Form("机构运行信息表“相关统计数”列出与“三公”经费支出对应的团组、人次、辆数、批次")),
    ("K041", Form("同一数印在两张表上")),
    ("K042", Form("同一数印在两张表上")),
    ("K043", Form("同一数印在两张表上")),
    ("K044", Form("同一数印在两张表上")),
    ("K045", Form("同一数印在两张表上")),
    ("K046", Form("同一数印在两张表上")),
    ("K047", Form("同一数印在两张表上")),
    ("K048", Note(S::General, "一般公共预算财政拨款支出情况")),
    ("K049", Note(S::Fund, "政府性基金预算财政拨款收入、支出及结转和结余情况")),
    ("K050", Note(S::State, "国有资本经营预算财政拨款支出情况")),
    ("K051", Form("同一数印在两张表上")),
    ("K052", Note(S::BasicDetail, "一般公共预算财政拨款基本支出明细情况")),
    ("K053", PERSONNEL_AND_PUBLIC),
    ("K054", Note(S::Expenditure, "各项支出情况")),
    ("K055", Note(S::Expenditure, "各项支出情况")),
    ("K056", ALL_MONEY),
    ("K057", Form("没有结转结余时，各项收入都用于同一科目")),
    ("K058", Form("没有结转结余时，各项收入都用于同一科目")),
    ("K059", Note(S::Operations, "决算数是包括当年财政拨款和以前年度结转资金安排的实际支出")),
    ("K060", Form("{01}包括全部资金，{06}只是其中的一般公共预算财政拨款")),
    ("K061", BY_FUNCTION),
    ("K062", AS_BUDGETED),
    ("K071", Form("年初数就是上年的年末数；依法调整的除外")),
    ("K072", Experience("两年的数一位不差，多半是没有更新")),
    ("K073", Experience("读者会问增减的原因")),
];

impl Basis {
    /// The basis in words, with `{03}` for the number of a table.
    pub fn words(self) -> String {
        match self {
            Law(article, words) => format!("{article}：“{words}”"),
            Note(table, words) => format!("{{{}}}注：“{words}”", table.published_number()),
            Form(words) => format!("表的结构：{words}"),
            Experience(words) => format!("没有规定：{words}"),
        }
    }
}

/// The basis of a relation.
pub fn basis_of(code: &str) -> Option<Basis> {
    BASES.iter().find(|(c, _)| *c == code).map(|(_, basis)| *basis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::rules::RULES;
    use crate::style::{Library, Style};

    #[test]
    fn every_relation_has_one_basis_and_notes_are_quoted_as_printed() {
        let stated: Vec<&str> = BASES.iter().map(|(code, _)| *code).collect();
        let declared: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
        assert_eq!(stated, declared);
        let style = Style::load(&Library::default(), "standard", &[]).expect("the standard style");
        for (code, basis) in BASES {
            if let Note(table, words) = basis {
                let note = &style.notes[table.published_number()];
                assert!(note.contains(words), "{code}: {note}");
            }
        }
    }
}
