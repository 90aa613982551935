//! Findings: statements about the user's data (核对结果), as opposed to errors that stop the program.

use serde::{Deserialize, Serialize};

pub use crate::place::{DocumentSpot, Place};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// What somebody who looked at it said of it (核对记录). It stays what it is, and is counted as before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looked_at: Option<String>,
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
            looked_at: None,
        }
    }

    /// What it is known by where people say that they looked at it: code, message and first place. Another figure makes
    /// another message, so that what was said of the old one does not stand for the new.
    pub fn name(&self) -> String {
        let place = self.place.as_ref().map(ToString::to_string).filter(|place| !place.is_empty());
        let place = place.map_or_else(String::new, |place| format!("（{place}）"));
        format!("{} {}{place}", self.code, self.message)
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

/// `错误1项，警告2项，提醒0项`, and how many of them people looked at.
pub fn counts(findings: &[Finding]) -> String {
    let count = |s| findings.iter().filter(|f| f.severity == s).count();
    let looked = findings.iter().filter(|f| f.looked_at.is_some()).count();
    let looked = if looked == 0 { String::new() } else { format!("，其中{looked}项已看过") };
    format!(
        "错误{}项，警告{}项，提醒{}项{looked}",
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Notice)
    )
}

/// Puts findings in the order people read them: the gravest first.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| (a.severity, &a.code, &a.place).cmp(&(b.severity, &b.code, &b.place)));
}

/// A code with its meaning: the single list from which the documentation is made.
#[derive(Debug, Clone, Copy)]
pub struct CatalogueEntry {
    /// `R…` reading, `K…` relations, `T…` templates, `S…` supplement, `P…` proofreading, `W…` edits made in Word.
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
    row(
        "R003",
        Severity::Error,
        "应为金额",
        "金额栏中是文字或错误值，没有读取。它不算零：用到它的合计、比较和语句都以〔请补充…〕标出，用到它的勾稽关系不核对。",
    ),
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
        Severity::Error,
        "公式没有计算结果",
        "单元格是公式但文件中没有保存计算结果，没有读取，也不算零。用办公软件打开并保存一次即可。",
    ),
    row("R011", Severity::Warning, "单位名称不一致", "各文件或各表的单位名称不同，可能拿错了文件。"),
    row("R012", Severity::Warning, "年度不一致", "各表的年度不同，可能拿错了文件。"),
    row(
        "R013",
        Severity::Notice,
        "未识别的栏目",
        "有金额的一栏，其栏目名称不在该报表的栏目之中，没有读取；或没有自己的栏目名称，按左边空着的一栏读取，请核对。",
    ),
    row(
        "R014",
        Severity::Warning,
        "没有合计行",
        "报表没有合计行，以各项之和代替；或没有类、款的行，以所属各项之和列出。",
    ),
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
    row(
        "R019",
        Severity::Warning,
        "没有核对的勾稽关系",
        "缺少报表、栏目、上年决算或年初预算表，与它有关的勾稽关系没有核对，或只核对了一部分；没有报告错误不等于没有错误。",
    ),
    row(
        "R020",
        Severity::Notice,
        "表号与标题不一致",
        "各地表号不同，表是什么以标题为准；一个工作簿只说一次。",
    ),
    row(
        "R021",
        Severity::Warning,
        "不认识的标题",
        "标题像决算表，但不在已知的标题之中；列出最接近的一个。表号相符的按表号读取，否则不读取。",
    ),
    row(
        "R022",
        Severity::Warning,
        "接不上的一页",
        "没有标题的一页，其内容不属于前一张表，页上的各行没有读取。",
    ),
    row(
        "R023",
        Severity::Warning,
        "没有读取的数字",
        "已读取的报表中还有数字不属于任何已知的行和栏，没有读取。",
    ),
    row("R024", Severity::Warning, "空白表样", "找到了报表，但没有填写任何金额。"),
    row(
        "R025",
        Severity::Warning,
        "年初预算的表不合适",
        "预算工作簿里没有列到项级科目的一般公共预算支出表，用了最接近的一张。",
    ),
    row(
        "R026",
        Severity::Notice,
        "年初预算取自哪张表",
        "预算工作簿里有几张按科目列示的表，说明取的是哪一张。",
    ),
    row("R017", Severity::Warning, "文件正被打开", "文件正在办公软件中打开，没有保存的修改读不到。"),
    row(
        "R031",
        Severity::Error,
        "科目编码的类不存在",
        "功能分类科目编码的前三位不是政府收支分类科目的类。名称能认出的，指出它的编码。",
    ),
    row(
        "R032",
        Severity::Warning,
        "科目名称与编码不符",
        "印的科目名称在政府收支分类科目中是另一个编码的，可能是编码或名称错了行。",
    ),
    row(
        "R033",
        Severity::Notice,
        "科目名称是以前年度的",
        "印的科目名称是这个编码的曾用名，如 20805 现为“行政事业单位养老支出”。各表按导出文件的名称印出。",
    ),
    row(
        "R034",
        Severity::Notice,
        "目录中没有的科目",
        "科目的类是有的，款或项不在程序的科目目录中，按导出文件的编码和名称处理。新年度增加的科目常是这样。",
    ),
    row(
        "R035",
        Severity::Notice,
        "科目编码在两年之间变了",
        "名称相同、或者上年年末结转和结余就是本年年初数的项，上年或年初预算与本年编码不同，比较时各缺一边。金额能证明的是警告。",
    ),
    row(
        "R036",
        Severity::Notice,
        "按声明比较的科目编码",
        "juesuan.toml 的 [moved_codes] 声明了以前的编码：说明哪个科目按声明比较；声明用不上或不能用的是警告。",
    ),
    row(
        "R037",
        Severity::Warning,
        "显示的单位与存的不同",
        "数字格式把存的数缩小了显示，如元显示成万元。格式与表头所注单位相合的按元读取；不合的按存的数和所注单位读取，是错误。",
    ),
    row(
        "R040",
        Severity::Notice,
        "公开文档中没有读到的内容",
        "作为决算数据给出的公开文档里有没有读取的页、图片、嵌入的对象或看不出结构的表；其中如果有决算表，那里的数没有采用。",
    ),
    row(
        "R041",
        Severity::Notice,
        "上年数据来自公开文档",
        "只有九张公开表里的数，金额已四舍五入到万元；机关运行经费、政府采购、资产等只在文中说明的上年数没有采用，需要时在补充资料中填写。",
    ),
    row(
        "R042",
        Severity::Notice,
        "由各单位汇总的决算",
        "部门没有系统的汇总表，本年（上年）决算由各单位的决算逐格相加，单位之间的往来两边相等、已经抵销；每一个数怎样加出来见汇总底稿。",
    ),
    row(
        "R043",
        Severity::Warning,
        "没有汇总的数",
        "由各单位汇总时，有单位缺少这张表、这一栏、上年决算或年初预算，或者数读不出，部门的数就不知道，报告里是缺口。",
    ),
    row(
        "R044",
        Severity::Warning,
        "正文改用万元",
        "样式的正文以元为单位，本年或上年的数据却来自已四舍五入到万元的公开表：元数不知道，正文以万元为单位。",
    ),
    row(
        "R045",
        Severity::Warning,
        "没有单位名称",
        "本年决算的封面和各表都没有单位名称，用上年决算或年初预算上的名称；也没有的，印出〔请补充单位名称〕。",
    ),
    row(
        "K001",
        Severity::Error,
        "合计与各科目之和不一致",
        "02、03、05、06、07、08表的合计行应等于所列科目之和，每一栏都是。",
    ),
    row(
        "K002",
        Severity::Error,
        "类与所属款之和不一致",
        "功能分类的类应等于所属各款（没有列款的为各项）之和，每一栏都是。",
    ),
    row("K003", Severity::Error, "款与所属项之和不一致", "功能分类的款应等于所属各项之和，每一栏都是。"),
    row(
        "K004",
        Severity::Error,
        "收入决算表的行合计不一致",
        "收入决算表每一行的合计应等于该行各项收入之和。",
    ),
    row(
        "K005",
        Severity::Error,
        "支出决算表的行合计不一致",
        "支出决算表每一行的合计应等于该行各项支出之和。",
    ),
    row(
        "K006",
        Severity::Error,
        "本年支出与基本、项目支出之和不一致",
        "一般公共预算、政府性基金、国有资本经营各表每一行的本年支出应等于基本支出加项目支出。",
    ),
    row(
        "K007",
        Severity::Error,
        "结转结余、收入的两部分之和不一致",
        "财决07表的年初结转和结余、本年收入、年末结转和结余各等于其基本支出部分加项目支出部分。",
    ),
    row(
        "K008",
        Severity::Error,
        "年初加收入不等于支出加年末",
        "每个科目的年初结转和结余加本年收入应等于本年支出加年末结转和结余。",
    ),
    row(
        "K009",
        Severity::Error,
        "基本支出与人员、公用经费之和不一致",
        "财决07表的基本支出应等于人员经费加公用经费；两栏都没有填写的导出文件不核对。",
    ),
    row("K010", Severity::Error, "其中数大于事业收入", "教育收费是事业收入的其中数，不能大于事业收入。"),
    row(
        "K011",
        Severity::Error,
        "总表本年收入合计与各项收入之和不一致",
        "收入支出决算总表的本年收入合计应等于八项收入之和。",
    ),
    row(
        "K012",
        Severity::Error,
        "总表收入总计不一致",
        "收入总计应等于本年收入合计加使用非财政拨款结余加年初结转和结余。",
    ),
    row(
        "K013",
        Severity::Error,
        "总表本年支出合计与各类支出之和不一致",
        "收入支出决算总表的本年支出合计应等于功能分类各类之和。",
    ),
    row(
        "K014",
        Severity::Error,
        "总表支出总计不一致",
        "支出总计应等于本年支出合计加结余分配加年末结转和结余。",
    ),
    row("K015", Severity::Error, "总表收支不平衡", "收入支出决算总表的收入总计应等于支出总计。"),
    row(
        "K016",
        Severity::Error,
        "按支出性质的各数之和不一致",
        "财决01表第三栏：基本支出等于人员经费加公用经费，合计、总计等于其各部分之和。",
    ),
    row(
        "K017",
        Severity::Error,
        "按性质与按功能的支出不一致",
        "财决01表第三栏与第二栏的本年支出合计、结余分配、年末结转和结余、总计应相同。",
    ),
    row(
        "K018",
        Severity::Error,
        "财政拨款收入、年初结转与三本预算之和不一致",
        "财政拨款收入支出决算总表的收入合计、年初结转和结余各等于三本预算之和。",
    ),
    row(
        "K019",
        Severity::Error,
        "财政拨款收入总计不一致",
        "财政拨款收入总计应等于本年收入合计加年初财政拨款结转和结余。",
    ),
    row(
        "K020",
        Severity::Error,
        "财政拨款支出合计与各类支出之和不一致",
        "财政拨款收入支出决算总表每一栏的本年支出合计应等于各类之和。",
    ),
    row(
        "K021",
        Severity::Error,
        "财政拨款支出总计不一致",
        "财政拨款支出总计应等于本年支出合计加年末财政拨款结转和结余。",
    ),
    row("K022", Severity::Error, "财政拨款收支不平衡", "财政拨款收入总计应等于支出总计。"),
    row(
        "K023",
        Severity::Error,
        "财政拨款支出小计与三本预算之和不一致",
        "财政拨款支出每一行的小计应等于一般公共预算、政府性基金预算、国有资本经营预算之和。",
    ),
    row(
        "K024",
        Severity::Error,
        "一本预算的收支不平衡",
        "每本预算的本年收入加年初结转和结余应等于该预算的支出总计。",
    ),
    row(
        "K025",
        Severity::Error,
        "经济分类的类与所属款之和不一致",
        "基本支出明细表中经济分类的类应等于所属各款之和，每一行都是。",
    ),
    row(
        "K026",
        Severity::Error,
        "基本支出明细的合计不一致",
        "基本支出明细表每一行的合计应等于经济分类各类之和。",
    ),
    row(
        "K027",
        Severity::Error,
        "人员经费、公用经费合计不一致",
        "公开06表的人员经费合计等于301加303，公用经费合计等于其余各类之和。",
    ),
    row(
        "K028",
        Severity::Error,
        "“三公”经费各数之和不一致",
        "“三公”经费的合计、公务用车、公务接待各等于其各部分之和。",
    ),
    row(
        "K029",
        Severity::Error,
        "外事接待大于国内接待",
        "外事接待是国内接待的其中数，金额、批次、人次都不能大于国内接待。",
    ),
    row(
        "K030",
        Severity::Error,
        "政府采购支出合计不一致",
        "政府采购支出合计应等于货物、工程、服务三项之和。",
    ),
    row(
        "K031",
        Severity::Error,
        "中小微企业合同金额超出",
        "授予小微企业的金额不能大于授予中小企业的，授予中小企业的不能大于政府采购支出合计。",
    ),
    row(
        "K032",
        Severity::Error,
        "车辆数、机关运行经费合计不一致",
        "车辆数合计应等于各类用车之和，机关运行经费应等于行政单位加参照公务员法管理事业单位。",
    ),
    row(
        "K033",
        Severity::Warning,
        "按支出性质的基本支出与人员、公用经费之和不一致",
        "财决01表第三栏的基本支出应等于人员经费加公用经费；有的单位两项只填一般公共预算，所以只警告。",
    ),
    row(
        "K034",
        Severity::Warning,
        "“三公”经费与实物量不相称",
        "有购置费就应有购置的车，有接待费就应有批次、人次；没有支出的不应有数量。支付尾款、由其他资金支出的，请在情况说明中写明。",
    ),
    row("K041", Severity::Error, "总表与收入决算表的合计不一致", "01表本年收入合计应等于02表合计。"),
    row(
        "K042",
        Severity::Error,
        "总表与收入决算表的各项收入不一致",
        "01表各项收入应等于02表同一来源的合计。",
    ),
    row("K043", Severity::Error, "总表与支出决算表的合计不一致", "01表本年支出合计应等于03表合计。"),
    row(
        "K044",
        Severity::Error,
        "总表与支出决算表的类不一致",
        "01表每一类支出应等于03表该类支出；03表没有列类的，按所属科目之和。",
    ),
    row(
        "K045",
        Severity::Error,
        "按性质的支出与支出决算表不一致",
        "财决01表第三栏的基本支出、项目支出等应等于支出决算表合计行的同一栏。",
    ),
    row(
        "K046",
        Severity::Error,
        "财政拨款收入在两张表中不一致",
        "02表财政拨款收入合计应等于04表本年收入合计。",
    ),
    row(
        "K047",
        Severity::Error,
        "三本预算的收入在总表与财政拨款总表中不一致",
        "01表三本预算的财政拨款收入应等于04表的同一数。",
    ),
    row(
        "K048",
        Severity::Error,
        "一般公共预算支出在两张表中不一致",
        "04表一般公共预算财政拨款支出的合计和每一类应等于05表。",
    ),
    row(
        "K049",
        Severity::Error,
        "政府性基金在两张表中不一致",
        "04表政府性基金预算的支出、收入、结转和结余应等于07表。",
    ),
    row(
        "K050",
        Severity::Error,
        "国有资本经营预算在两张表中不一致",
        "04表国有资本经营预算的支出、收入、结转和结余应等于08表。",
    ),
    row(
        "K051",
        Severity::Error,
        "一般公共预算的收入、结转在两张表中不一致",
        "财决01-1表一般公共预算的收入、年初和年末结转和结余应等于财决07表。",
    ),
    row(
        "K052",
        Severity::Error,
        "基本支出与明细表不一致",
        "05表的基本支出应等于06表的人员经费加公用经费；财决表按每个科目核对。",
    ),
    row(
        "K053",
        Severity::Error,
        "人员经费、公用经费与明细表不一致",
        "财决07表的人员经费、公用经费应等于财决08-1表所含各类之和。",
    ),
    row(
        "K054",
        Severity::Error,
        "财政拨款支出大于全部支出",
        "每个科目的一般公共预算、政府性基金、国有资本经营支出之和不能大于03表该科目的支出。",
    ),
    row(
        "K055",
        Severity::Error,
        "全部为财政拨款时两表支出不一致",
        "01表与04表的收入、支出、总计都相同，说明没有其他资金，03表每个科目应等于05、07、08表之和。",
    ),
    row(
        "K056",
        Severity::Error,
        "财政拨款支出大于总表支出",
        "04表每一类支出、合计、年初和年末结转和结余不能大于01表的同一数。",
    ),
    row(
        "K057",
        Severity::Warning,
        "没有结转时项的收入与支出不一致",
        "没有年初、年末结转结余时，每个项的收入应等于支出。由收支平衡推出，科目之间调剂过的不适用；证明为错行时按错误报告。",
    ),
    row(
        "K058",
        Severity::Warning,
        "没有结转时项的财政拨款收入与支出不一致",
        "没有年初、年末结转结余时，每个项的财政拨款收入应等于财政拨款支出。由收支平衡推出；证明为错行时按错误报告。",
    ),
    row(
        "K059",
        Severity::Error,
        "“三公”经费小于基本支出明细",
        "09表的各项费用含基本支出和项目支出，不能小于06表同一经济分类的基本支出。",
    ),
    row(
        "K060",
        Severity::Error,
        "按支出性质的人员、公用经费小于基本支出明细",
        "财决01表第三栏的人员经费、公用经费含全部资金，不能小于一般公共预算基本支出明细表的同一数。",
    ),
    row(
        "K061",
        Severity::Warning,
        "年初预算表各数之和不一致",
        "年初预算表的合计、类、款应等于所属科目之和。",
    ),
    row(
        "K062",
        Severity::Warning,
        "年初预算的类与预算表不一致",
        "财决01-1表一般公共预算年初预算数的每一类应等于年初预算表该类。",
    ),
    row(
        "K071",
        Severity::Warning,
        "年初结转和结余与上年年末不一致",
        "年初结转和结余应等于上年的年末结转和结余；年初数依法调整过的除外，应在情况说明中写明。",
    ),
    row(
        "K072",
        Severity::Notice,
        "与上年一位不差",
        "一个数与上年完全相同，而相邻的数都变了，可能是上年的数没有更新。六位以上有效数字的才提醒。",
    ),
    row(
        "K073",
        Severity::Notice,
        "增减较大而没有原因",
        "比上年增减超过30%且在1万元以上，补充资料没有填写原因。",
    ),
    row(
        "K074",
        Severity::Error,
        "整张表或整栏与上年相同",
        "本年的一个文件、一张表或一栏与上年的每一格都相同，是上年的数没有更新，或把一个文件当成了两年。",
    ),
    row(
        "K075",
        Severity::Error,
        "整张表或整栏错位",
        "一张表或一栏的金额成片与表内、表间各数对不上：整栏互换、错开一栏一行，或金额不是这些科目的。由此不成立的关系不再逐项列出。",
    ),
    row(
        "K076",
        Severity::Warning,
        "一张表与上年相差悬殊",
        "其他各表与上年相近，只有这张表的各数大都是上年的三倍以上或三分之一以下，可能混入了其他单位的表。",
    ),
    row(
        "K077",
        Severity::Warning,
        "预算表不像本单位的",
        "年初预算表的大部分金额不在本单位两年用过的科目上，或各类都与决算报表所列年初预算数不同，可能是其他单位或其他年度的预算表。",
    ),
    row(
        "S001",
        Severity::Notice,
        "补充资料中有用不上的键",
        "补充资料的一行与本次报告的任何语句都不对应，原样保留，没有使用。",
    ),
    row(
        "S002",
        Severity::Warning,
        "补充资料中的数无法识别",
        "所填的不是这一格应填的数、得分或等级，没有使用。47.5万元、96.83分、优秀、85%、1,234.5和全角数字都可以。",
    ),
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
        "S007",
        Severity::Warning,
        "原因与增减方向相反",
        "所填原因说的增减方向，与这句话的数字相反。只有原因的主要结论与数字明确相反时才报告。",
    ),
    row(
        "S008",
        Severity::Notice,
        "原因中的年度",
        "原因中写的年度既不是本年也不是上年，可能是沿用了以前的文字。",
    ),
    row(
        "S009",
        Severity::Notice,
        "原因中的金额",
        "原因中写的金额在本年、上年、预算和增减额中都找不到，请确认。",
    ),
    row("S010", Severity::Notice, "沿用文字中的年度", "沿用上年的文字中写有上年的年度，可能应改为本年。"),
    row(
        "S011",
        Severity::Warning,
        "预算执行得分不符",
        "项目支出绩效自评表中，预算执行得分应等于执行率（不超过100%）乘以分值。",
    ),
    row("S012", Severity::Warning, "自评总分不符", "项目支出绩效自评表中，总分应等于各项得分之和。"),
    row(
        "S013",
        Severity::Warning,
        "自评等级不符",
        "自评得分90分以上为优，80分以上不满90分为良，60分以上不满80分为中，不满60分为差。",
    ),
    row(
        "S014",
        Severity::Warning,
        "所填金额可疑",
        "绩效自评的金额单位是万元，所填金额过大，可能是按元填写的，或是负数，或执行数大于全年预算数；补充数据的金额与同一项的其他数相差数千倍，或是负数。",
    ),
    row(
        "S015",
        Severity::Notice,
        "绩效自评与自评表不同",
        "补充资料绩效自评中所填的数与自评表不同，采用补充资料的数。",
    ),
    row(
        "S016",
        Severity::Warning,
        "自评表没有读取",
        "绩效自评表文件夹中的文件不是项目支出绩效自评表，或不能读取。",
    ),
    row(
        "P001",
        Severity::Error,
        "正文数字与表不一致",
        "正文的一个数应等于它所说的那张公开表（给出导出文件时，也等于导出文件）的数；相差0.01以内是尾差。",
    ),
    row(
        "P002",
        Severity::Error,
        "增减额、百分比与金额不符",
        "增减百分比、占比、完成率由同一段印出的金额重新计算；金额都按四舍五入的区间取值，两种口径都不能得出所印的数才报告。",
    ),
    row(
        "P003",
        Severity::Error,
        "说法与数字不符",
        "“增加”“下降”“大于”“等于”“持平”“年初无预算”等说法应与所印的数字一致。",
    ),
    row("P004", Severity::Warning, "同一个数前后不一致", "同一个数在文中出现两次以上而不相同。"),
    row("P005", Severity::Error, "所列科目没有金额", "“主要包括”列出的经济分类科目在公开06表中没有金额。"),
    row(
        "P006",
        Severity::Warning,
        "有金额的科目没有列出",
        "公开06表有金额的经济分类科目，“主要包括”没有列出，末尾也没有“等”。",
    ),
    row(
        "P007",
        Severity::Error,
        "科目名称不一致",
        "正文的科目名称应与公开表一致，表中没有的与支出功能分类科目一致。",
    ),
    row(
        "P008",
        Severity::Error,
        "各项之和与总数不一致",
        "正文所列各项之和应等于它们的总数，每个数容许半分的舍入。",
    ),
    row("P009", Severity::Warning, "缺少单位", "金额缺“元”或百分比缺百分号。"),
    row(
        "P010",
        Severity::Warning,
        "制式文本的提示没有删去",
        "表样中的提示、二选一和待填内容应在公开前删去。",
    ),
    row(
        "P011",
        Severity::Warning,
        "标点",
        "括号、引号不成对，标点重复，段末或表注缺少句号，一句没有说完就用了句号。",
    ),
    row(
        "P012",
        Severity::Error,
        "年度不对",
        "比较的年度不是上年，或本年的数前面写了别的年度，可能是沿用了以前的文字。",
    ),
    row("P013", Severity::Warning, "名称不一致", "单位名称在标题或正文中与其他地方不同。"),
    row(
        "P014",
        Severity::Warning,
        "目录与正文标题不一致",
        "目录中的标题和编号应与正文的标题相同，各部分都有“第几部分”。",
    ),
    row("P015", Severity::Notice, "基数为零的百分比", "上年或预算为零时不能计算增减百分比。"),
    row("P016", Severity::Notice, "持平又写原因", "两个数相同时不需要说明原因；有差异的应核对数字。"),
    row("P017", Severity::Warning, "文字重复", "同一句话或同一段文字连续写了两遍。"),
    row("P018", Severity::Notice, "还有没有填写的内容", "文中还有〔请补充…〕，公开前应当填写。"),
    row(
        "P019",
        Severity::Error,
        "附表各项之和不符",
        "绩效自评表的分值、得分、资金来源，基础数据表的分项，应与它们的合计相等；偏差度由指标值和完成值重新计算。各行都读到时才报告。",
    ),
    row(
        "P020",
        Severity::Warning,
        "附件与正文不一致",
        "项目的得分、等级、预算数、执行数，项目的个数和资金合计，在正文、汇总表、自评表和基础数据表中应当相同；年中追加的资金不是年初预算。",
    ),
    row(
        "P021",
        Severity::Warning,
        "指标与结果不一致",
        "成本指标的金额与同一张表的预算数、执行数只差一个数字，正文说的满意度、目标完成情况与自评表的实际完成值不同。",
    ),
    row(
        "P022",
        Severity::Warning,
        "自评表文字照抄",
        "年度目标与另一个项目完全相同而说的是那个项目，目标的期限在上年，或单位写重（天/天）。",
    ),
    row(
        "P023",
        Severity::Warning,
        "同一句话前后不一致",
        "同一句话在正文和附件中各出现一次，数字相同，文字相差一两个字。",
    ),
    row(
        "P024",
        Severity::Warning,
        "附件缺少或多余",
        "附件清单列出的附件没有附上，或附有正文没有的其他单位的自评表。",
    ),
    row(
        "P025",
        Severity::Warning,
        "项目名称不一致",
        "同一个项目（金额、得分相同，名称相近）在正文、汇总表、自评表和基础数据表中的名称不同。",
    ),
    row(
        "P026",
        Severity::Warning,
        "缺少章节，或序号不连续",
        "情况说明各节的序号一个接一个；目录列出的各节、各表文中都应当有。",
    ),
    row(
        "P027",
        Severity::Warning,
        "空表没有说明",
        "空表下面不写明没有这项收支，读的人分不清是没有还是漏填；各地的公开表样都在表下写这一句。表下没有而正文说明了的，是提醒。",
    ),
    row(
        "P028",
        Severity::Error,
        "公开表与导出文件不一致",
        "对照导出文件校对时，公开表里的金额应等于导出文件的金额四舍五入到万元；一分的尾差不算。",
    ),
    row(
        "S017",
        Severity::Warning,
        "占位的文字",
        "填写的是“同上”“无”“待定”“待补充”“（略）”“XXX”“123”一类占位的字，不是原因或文字，按没有填写处理，文中仍标出〔请补充…〕。",
    ),
    row(
        "S018",
        Severity::Warning,
        "填写的行没有键",
        "补充资料中填写的内容所在的行没有键，不知道对应哪句话，没有使用。多半是删了键，或合并了上下几行。",
    ),
    row(
        "S019",
        Severity::Warning,
        "附件没有照原样印出",
        "自评表或“附件”文件夹里的表格、文字文件，只有 .xlsx 和 .docx 能照原样印在文本里；不能照印的列明是哪一个、为什么。PDF 本来就是另附的，不算。",
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
        "模板中直接写了年度，明年会出错；应写 {{ year }} 或 {{ prior_year }}。书名号里的、说一次性事情的（2021年我局制定…）不算。",
    ),
    row("T007", Severity::Error, "缺少数字", "生成的一段中“万元”或百分号之前没有数字。"),
    row(
        "T008",
        Severity::Warning,
        "内置模板已经更新",
        "自己的模板从内置模板导出后，程序的新版本改动了内置模板，须核对是否要跟着改。",
    ),
    row(
        "T009",
        Severity::Warning,
        "写死了金额或百分比",
        "模板中直接写了带“万元”或百分号的数，数据一变就错；应写成键。“100万元（含）以上”这样的界限不算。",
    ),
    row(
        "T010",
        Severity::Notice,
        "样式的设置用不上或不全",
        "样式要解释的名词程序没有解释、样式也没有写，要由补充资料填写；或 labels 里写的表头、行名在全国格式的表里没有，不起作用。",
    ),
    row(
        "T011",
        Severity::Warning,
        "样式不印的表里有数",
        "样式的 tables.order 没有排进这张表，而本年决算中它有数，公开的文本里就没有这些数。",
    ),
    row(
        "T012",
        Severity::Notice,
        "有附件而样式没有附件部分",
        "年度文件夹里有附件或填写了绩效自评，而样式的 parts.order 没有附件这一部分，文本里没有列出。",
    ),
    row(
        "T013",
        Severity::Warning,
        "样板里的话没有学会",
        "上年文档作样板时，有数、有项目名称而不知道该换成什么的句子，照抄上年的并标出，列明是哪一句、为什么；请填写今年的话。",
    ),
    row(
        "T014",
        Severity::Notice,
        "样板的版式没有全部照用",
        "上年文档作样板时，没有认出、不能带过来（宏、嵌入的对象、过大的图片）或需要核对（页眉页脚里的文字）的版式，列明是哪些；从PDF、网页、文本只学话，不学版式。",
    ),
    row(
        "T015",
        Severity::Notice,
        "项目类别按样板",
        "照样板写时，补充资料的绩效自评没有填写项目类别，而样板把本级项目和转移支付项目分开：名称相同的照样板分。",
    ),
    row(
        "W001",
        Severity::Warning,
        "Word 文件里改过的数没有取用",
        "决算公开.docx 里的一个数被人改过，而数据没有变。数只从决算导出文件和补充资料来：请查明哪个对，在来处改。",
    ),
    row(
        "W002",
        Severity::Warning,
        "Word 文件里改过的表没有取用",
        "决算公开.docx 里表的一格被人改过。表里的数只从决算导出文件来；改过的文件另存着。",
    ),
    row(
        "W003",
        Severity::Warning,
        "Word 文件里填写的没有取回",
        "决算公开.docx 里填写的与补充资料里已有的不同，或不是应填的内容。用补充资料的；两处所写都列出，请在补充资料里定下。",
    ),
    row(
        "W004",
        Severity::Warning,
        "Word 文件里的改动没有取回",
        "决算公开.docx 里的一处改动不在可以取回的文字里（标题、封面、表注、删去的材料），或分不清是哪一句；改过的文件另存着。",
    ),
    row(
        "W005",
        Severity::Notice,
        "改写的话里有自己写的数",
        "从决算公开.docx 取回的话里有不从数据来的数，数据更正后程序不会改它，请核对。",
    ),
    row(
        "W006",
        Severity::Warning,
        "改写的话没有用上",
        "补充资料“改写”里的一句，今年的文字里没有它所代替的样式的句子（如上年有变化、今年持平），或其中的数今年没有；写的是样式的句子。",
    ),
];
