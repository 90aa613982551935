//! Findings: statements about the user's data (核对结果), as opposed to errors that stop the program.

use serde::Serialize;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 错误: a figure is certainly wrong or could not be read.
    Error,
    /// 警告: probably wrong, or something is missing that the report needs.
    Warning,
    /// 提醒: worth a look.
    Notice,
}

impl Severity {
    /// The word printed before a message.
    pub fn label(self) -> &'static str {
        match self {
            Severity::Error => "错误",
            Severity::Warning => "警告",
            Severity::Notice => "提醒",
        }
    }
}

/// Where something stands in the user's files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Place {
    /// File name as the user gave it, without folders.
    pub file: String,
    /// Sheet name; empty if the whole file is meant.
    pub sheet: String,
    /// Address as Excel shows it (`E9`); empty if the whole sheet is meant.
    pub cell: String,
}

impl Place {
    /// `file › sheet › cell`, leaving out what is not known.
    pub fn display(&self) -> String {
        [&self.file, &self.sheet, &self.cell]
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" › ")
    }
}

/// A cell that takes part in a finding, with what it says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Related {
    /// Row and column as printed on the form.
    pub label: String,
    /// The cell.
    #[serde(flatten)]
    pub place: Place,
    /// The amount or text found there.
    pub value: String,
}

/// One statement about the user's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable code from [`crate::finding::CATALOGUE`].
    pub code: &'static str,
    /// Weight.
    pub severity: Severity,
    /// One Chinese sentence: the fact first, then the difference with its unit.
    pub message: String,
    /// The cell to look at first, if there is one.
    pub place: Option<Place>,
    /// Every other cell whose amount takes part.
    pub related: Vec<Related>,
    /// What to do next.
    pub hint: Option<String>,
}

impl Finding {
    /// A finding of a catalogued code with its default severity.
    ///
    /// # Panics
    /// In debug builds, if the code is not in the catalogue.
    pub fn new(code: &'static str, message: impl Into<String>) -> Finding {
        let entry = entry(code);
        debug_assert!(entry.is_some(), "finding code {code} is not in the catalogue");
        Finding {
            code,
            severity: entry.map_or(Severity::Error, |e| e.severity),
            message: message.into(),
            place: None,
            related: Vec::new(),
            hint: None,
        }
    }

    /// Sets the cell to look at first.
    #[must_use]
    pub fn at(mut self, place: Place) -> Finding {
        self.place = Some(place);
        self
    }

    /// Adds a cell that takes part.
    #[must_use]
    pub fn with(mut self, label: impl Into<String>, place: Place, value: impl Into<String>) -> Finding {
        self.related.push(Related { label: label.into(), place, value: value.into() });
        self
    }

    /// Says what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Finding {
        self.hint = Some(hint.into());
        self
    }
}

/// A code with its meaning: the single list from which the documentation is made.
#[derive(Debug, Clone, Copy)]
pub struct CatalogueEntry {
    /// `R…` reading, `K…` relations, `T…` templates, `S…` supplement, `P…` proofreading.
    pub code: &'static str,
    /// Default severity.
    pub severity: Severity,
    /// Short Chinese title.
    pub title: &'static str,
    /// What it rests on, and what to do.
    pub basis: &'static str,
}

/// The entry of a code.
pub fn entry(code: &str) -> Option<&'static CatalogueEntry> {
    CATALOGUE.iter().find(|e| e.code == code)
}

const fn row(
    code: &'static str,
    severity: Severity,
    title: &'static str,
    basis: &'static str,
) -> CatalogueEntry {
    CatalogueEntry { code, severity, title, basis }
}

/// Every code this program can report.
pub const CATALOGUE: &[CatalogueEntry] = &[
    row(
        "R001",
        Severity::Warning,
        "缺少报表",
        "导出文件中没有找到一张可选的报表，依赖它的表和文字不能生成。",
    ),
    row("R002", Severity::Error, "缺少栏目", "报表中没有找到应有的一栏，该栏金额无从读取。"),
    row("R003", Severity::Error, "应为金额", "金额栏中是文字或错误值，按空值处理，须更正后重新生成。"),
    row("R004", Severity::Error, "科目编码重复", "同一张表中同一科目编码出现两次，只读取第一行。"),
    row(
        "R005",
        Severity::Error,
        "科目编码无效",
        "有金额的一行没有有效的科目编码（类3位、款5位、项7位），该行没有读取。",
    ),
    row(
        "R006",
        Severity::Warning,
        "一张报表有两个工作表",
        "两个工作表都是同一张报表，只读取第一个可见的工作表。",
    ),
    row("R007", Severity::Notice, "未识别的项目", "有金额的一行，其项目名称不在该报表的项目之中，没有读取。"),
    row("R008", Severity::Warning, "没有金额单位", "表头没有“金额单位”，按该类报表通常的单位处理。"),
    row(
        "R009",
        Severity::Error,
        "金额单位矛盾",
        "同一金额在两张表中相差一万倍或一千倍，表头所注单位与数字不符。",
    ),
    row(
        "R010",
        Severity::Warning,
        "公式没有计算结果",
        "单元格是公式但文件中没有保存计算结果，按空值处理。用办公软件打开并保存一次即可。",
    ),
    row("R011", Severity::Warning, "单位名称不一致", "各文件或各表的单位名称不同，可能拿错了文件。"),
    row("R012", Severity::Warning, "年度不一致", "各表的年度不同，可能拿错了文件。"),
    row("R013", Severity::Notice, "未识别的栏目", "有金额的一栏，其栏目名称不在该报表的栏目之中，没有读取。"),
    row("R014", Severity::Warning, "没有合计行", "报表没有合计行，以各项之和代替。"),
    row(
        "R015",
        Severity::Warning,
        "年初预算总额不一致",
        "预算表的合计与决算报表所列一般公共预算财政拨款年初预算数不同，采用预算表的数。",
    ),
    row(
        "R016",
        Severity::Notice,
        "本年数据来自公开表",
        "公开表的金额已四舍五入到万元，据以计算的合计和百分比可能有尾差。",
    ),
    row(
        "R018",
        Severity::Warning,
        "没有给出文件",
        "没有给出上年决算或年初预算，依赖它的比较在文中以〔请补充…〕标出。",
    ),
    row("R017", Severity::Warning, "文件正被打开", "文件正在办公软件中打开，没有保存的修改读不到。"),
    row(
        "S001",
        Severity::Notice,
        "补充资料中有用不上的键",
        "补充资料的一行与本次报告的任何语句都不对应，原样保留，没有使用。",
    ),
    row("S002", Severity::Warning, "补充资料中的数无法识别", "应填数字的单元格中不是数字，没有使用。"),
    row(
        "S003",
        Severity::Warning,
        "缺少原因或文字",
        "情况说明需要的原因或文字没有填写，文中以〔请补充…〕标出。",
    ),
    row("S004", Severity::Warning, "补充资料中的键重复", "同一个键填写了两次而内容不同，只使用第一行。"),
    row("S005", Severity::Warning, "补充资料缺少表头", "补充资料的工作表没有找到应有的栏目，没有读取。"),
    row(
        "S006",
        Severity::Notice,
        "补充数据与导出文件不同",
        "导出文件已有的数与补充数据所填不同，采用导出文件的数。",
    ),
    row(
        "T001",
        Severity::Error,
        "模板不能使用",
        "模板语法有误、所用的键或变量不存在，或在某种数据下不能成文。",
    ),
    row(
        "T002",
        Severity::Warning,
        "没有用到的模板文件",
        "文件不是样式的一节，其中的组件也没有哪一节使用；可能是文件名写错了。",
    ),
    row("T003", Severity::Warning, "没有文字的一节", "在某种数据下整节没有文字；按规定没有收支也应说明。"),
    row("T004", Severity::Warning, "括号或引号不成对", "生成的一段中括号或引号不成对。"),
    row("T005", Severity::Warning, "标点重复或悬空", "生成的一段中两个标点相连，或以逗号、顿号开头结尾。"),
    row(
        "T006",
        Severity::Warning,
        "写死了年度",
        "模板中直接写了年度，明年会出错；应写 {{ year }} 或 {{ prior_year }}。",
    ),
    row("T007", Severity::Error, "缺少数字", "生成的一段中“万元”或百分号之前没有数字。"),
    row(
        "T008",
        Severity::Warning,
        "内置模板已经更新",
        "自己的模板从内置模板导出后，程序的新版本改动了内置模板，须核对是否要跟着改。",
    ),
];
