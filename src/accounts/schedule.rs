//! Statements: declared columns, lines by key, amounts in 元.

use std::collections::BTreeMap;

use super::{Amount, Lines, SourceForm};
use crate::catalogue::economic;

/// The statements of a department's final accounts, by what they state rather than by form number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScheduleId {
    /// 收入支出决算总表 (财决01表, 公开01表).
    Summary,
    /// 收入决算表 (财决03表, 公开02表).
    Income,
    /// 支出决算表 (财决04表, 公开03表).
    Expenditure,
    /// 财政拨款收入支出决算总表 (财决01-1表, 公开04表).
    FiscalSummary,
    /// 一般公共预算财政拨款收入支出决算表 (财决07表, 公开05表).
    General,
    /// 一般公共预算财政拨款基本支出决算明细表 (财决08-1表, 公开06表).
    BasicDetail,
    /// 政府性基金预算财政拨款收入支出决算表 (财决09表, 公开07表).
    Fund,
    /// 国有资本经营预算财政拨款支出决算表 (财决11表, 公开08表).
    State,
    /// 机构运行信息表 (财决附03表), 财政拨款“三公”经费支出决算表 (公开09表).
    Operations,
}

impl ScheduleId {
    /// All statements, in the order of the published tables.
    pub const ALL: [ScheduleId; 9] = [
        ScheduleId::Summary,
        ScheduleId::Income,
        ScheduleId::Expenditure,
        ScheduleId::FiscalSummary,
        ScheduleId::General,
        ScheduleId::BasicDetail,
        ScheduleId::Fund,
        ScheduleId::State,
        ScheduleId::Operations,
    ];

    /// The printed title of the form it is read from.
    pub fn title(self, form: SourceForm) -> &'static str {
        let caijue = form == SourceForm::Caijue;
        match self {
            ScheduleId::Summary => "收入支出决算总表",
            ScheduleId::Income => "收入决算表",
            ScheduleId::Expenditure => "支出决算表",
            ScheduleId::FiscalSummary => "财政拨款收入支出决算总表",
            ScheduleId::General if caijue => "一般公共预算财政拨款收入支出决算表",
            ScheduleId::General => "一般公共预算财政拨款支出决算表",
            ScheduleId::BasicDetail => "一般公共预算财政拨款基本支出决算明细表",
            ScheduleId::Fund => "政府性基金预算财政拨款收入支出决算表",
            ScheduleId::State if caijue => "国有资本经营预算财政拨款收入支出决算表",
            ScheduleId::State => "国有资本经营预算财政拨款支出决算表",
            ScheduleId::Operations if caijue => "机构运行信息表",
            ScheduleId::Operations => "财政拨款“三公”经费支出决算表",
        }
    }

    /// The form number printed at the right (表号).
    pub fn form_number(self, form: SourceForm) -> &'static str {
        match (form, self) {
            (SourceForm::Caijue, ScheduleId::Summary) => "财决01表",
            (SourceForm::Caijue, ScheduleId::Income) => "财决03表",
            (SourceForm::Caijue, ScheduleId::Expenditure) => "财决04表",
            (SourceForm::Caijue, ScheduleId::FiscalSummary) => "财决01-1表",
            (SourceForm::Caijue, ScheduleId::General) => "财决07表",
            (SourceForm::Caijue, ScheduleId::BasicDetail) => "财决08-1表",
            (SourceForm::Caijue, ScheduleId::Fund) => "财决09表",
            (SourceForm::Caijue, ScheduleId::State) => "财决11表",
            (SourceForm::Caijue, ScheduleId::Operations) => "财决附03表",
            (SourceForm::Gongkai, ScheduleId::Summary) => "公开01表",
            (SourceForm::Gongkai, ScheduleId::Income) => "公开02表",
            (SourceForm::Gongkai, ScheduleId::Expenditure) => "公开03表",
            (SourceForm::Gongkai, ScheduleId::FiscalSummary) => "公开04表",
            (SourceForm::Gongkai, ScheduleId::General) => "公开05表",
            (SourceForm::Gongkai, ScheduleId::BasicDetail) => "公开06表",
            (SourceForm::Gongkai, ScheduleId::Fund) => "公开07表",
            (SourceForm::Gongkai, ScheduleId::State) => "公开08表",
            (SourceForm::Gongkai, ScheduleId::Operations) => "公开09表",
        }
    }
}

impl ScheduleId {
    /// The number of the published table (公开表) alone: `03`.
    pub fn published_number(self) -> &'static str {
        let printed = self.form_number(SourceForm::Gongkai);
        printed.trim_start_matches("公开").trim_end_matches('表')
    }
}

impl ScheduleId {
    /// The statement that is published under a number (`03`, `3`).
    pub fn published(number: &str) -> Option<ScheduleId> {
        ScheduleId::ALL.into_iter().find(|id| id.published_number() == format!("{number:0>2}"))
    }
}

/// A column of a statement (栏目). One meaning per variant, whatever the form calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// 年初预算数
    Initial,
    /// 全年预算数
    Adjusted,
    /// 决算数; of expenditure in the fiscal summary its 小计
    Final,
    /// 年初预算数 › 一般公共预算财政拨款
    InitialGeneral,
    /// 年初预算数 › 政府性基金预算财政拨款
    InitialFund,
    /// 年初预算数 › 国有资本经营预算财政拨款
    InitialState,
    /// 全年预算数 › 一般公共预算财政拨款
    AdjustedGeneral,
    /// 全年预算数 › 政府性基金预算财政拨款
    AdjustedFund,
    /// 全年预算数 › 国有资本经营预算财政拨款
    AdjustedState,
    /// 决算数 › 一般公共预算财政拨款
    FinalGeneral,
    /// 决算数 › 政府性基金预算财政拨款
    FinalFund,
    /// 决算数 › 国有资本经营预算财政拨款
    FinalState,
    /// 本年收入合计 / 本年支出合计 / 本年支出 › 合计
    Total,
    /// 财政拨款收入
    Fiscal,
    /// 上级补助收入
    Superior,
    /// 事业收入
    Business,
    /// 事业收入 › 其中：教育收费
    Tuition,
    /// 经营收入 / 经营支出
    Operating,
    /// 附属单位上缴收入 / 对附属单位补助支出
    Affiliate,
    /// 其他收入
    Other,
    /// 基本支出
    Basic,
    /// 项目支出
    Project,
    /// 上缴上级支出
    Upward,
    /// 基本支出 › 人员经费
    Personnel,
    /// 基本支出 › 公用经费
    Public,
    /// 年初结转和结余
    Opening,
    /// 年初结转和结余 › 基本支出结转
    OpeningBasic,
    /// 年初结转和结余 › 项目支出结转和结余
    OpeningProject,
    /// 本年收入
    Income,
    /// 本年收入 › 基本支出
    IncomeBasic,
    /// 本年收入 › 项目支出
    IncomeProject,
    /// 年末结转和结余
    Closing,
    /// 年末结转和结余 › 基本支出结转
    ClosingBasic,
    /// 年末结转和结余 › 项目支出结转和结余
    ClosingProject,
}

impl Column {
    /// The Chinese head where every statement prints the same.
    fn common_label(self) -> &'static str {
        match self {
            Column::Initial => "年初预算数",
            Column::Adjusted => "全年预算数",
            Column::Final => "决算数",
            Column::InitialGeneral => "年初预算数·一般公共预算财政拨款",
            Column::InitialFund => "年初预算数·政府性基金预算财政拨款",
            Column::InitialState => "年初预算数·国有资本经营预算财政拨款",
            Column::AdjustedGeneral => "全年预算数·一般公共预算财政拨款",
            Column::AdjustedFund => "全年预算数·政府性基金预算财政拨款",
            Column::AdjustedState => "全年预算数·国有资本经营预算财政拨款",
            Column::FinalGeneral => "决算数·一般公共预算财政拨款",
            Column::FinalFund => "决算数·政府性基金预算财政拨款",
            Column::FinalState => "决算数·国有资本经营预算财政拨款",
            Column::Total => "合计",
            Column::Fiscal => "财政拨款收入",
            Column::Superior => "上级补助收入",
            Column::Business => "事业收入",
            Column::Tuition => "其中：教育收费",
            Column::Operating => "经营",
            Column::Affiliate => "附属单位",
            Column::Other => "其他收入",
            Column::Basic => "基本支出",
            Column::Project => "项目支出",
            Column::Upward => "上缴上级支出",
            Column::Personnel => "人员经费",
            Column::Public => "公用经费",
            Column::Opening => "年初结转和结余",
            Column::OpeningBasic => "年初基本支出结转",
            Column::OpeningProject => "年初项目支出结转和结余",
            Column::Income => "本年收入",
            Column::IncomeBasic => "本年收入·基本支出",
            Column::IncomeProject => "本年收入·项目支出",
            Column::Closing => "年末结转和结余",
            Column::ClosingBasic => "年末基本支出结转",
            Column::ClosingProject => "年末项目支出结转和结余",
        }
    }

    /// The head as the statement prints it: 经营 is 经营收入 in one and 经营支出 in another.
    pub fn label(self, id: ScheduleId) -> &'static str {
        match (id, self) {
            (ScheduleId::Income, Column::Total) => "本年收入合计",
            (ScheduleId::Income, Column::Operating) => "经营收入",
            (ScheduleId::Income, Column::Affiliate) => "附属单位上缴收入",
            (ScheduleId::Expenditure, Column::Operating) => "经营支出",
            (ScheduleId::Expenditure, Column::Affiliate) => "对附属单位补助支出",
            (
                ScheduleId::Expenditure | ScheduleId::General | ScheduleId::Fund | ScheduleId::State,
                Column::Total,
            ) => "本年支出合计",
            _ => self.common_label(),
        }
    }
}

/// One line of a statement.
#[derive(Debug, Clone)]
pub struct Line {
    /// A functional code (`2080505`), empty for 合计, or a declared key (`income.other`, `class.208`).
    pub key: String,
    /// The name as printed in the source, without indentation.
    pub name: String,
    /// One per column of the statement.
    pub cells: Vec<Option<Amount>>,
}

/// A statement: columns and lines.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// Which statement.
    pub id: ScheduleId,
    /// The columns that were found, in the order of the form.
    pub columns: Vec<Column>,
    /// The lines that were found, in the order of the form.
    pub lines: Lines,
    /// Whether its amounts are rounded to 万元 (公开表), so that totals carry rounding.
    pub rounded: bool,
}

impl Schedule {
    /// The line of a key.
    pub fn line(&self, key: &str) -> Option<&Line> {
        self.lines.find(key)
    }

    /// Position of a column.
    pub fn column(&self, column: Column) -> Option<usize> {
        self.columns.iter().position(|c| *c == column)
    }

    /// An amount with its cell.
    pub fn amount(&self, key: &str, column: Column) -> Option<Amount> {
        self.line(key)?.cells[self.column(column)?]
    }

    /// The lines whose key is a functional code of this many digits (类 3, 款 5, 项 7).
    pub fn codes(&self, digits: usize) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |l| l.key.len() == digits && l.key.bytes().all(|b| b.is_ascii_digit()))
    }
}

/// 基本支出 by economic classification (经济分类): columns are economic codes, lines functional codes.
#[derive(Debug, Clone)]
pub struct BasicDetail {
    /// Economic codes (类 3 digits, 款 5), empty for 合计, `personnel`/`public` for the printed totals.
    pub columns: Vec<String>,
    /// Functional lines; the line with the empty key is 合计 and always present.
    pub lines: Lines,
    /// Names as printed of the 款 the catalogue does not have, by code.
    pub names: BTreeMap<String, String>,
    /// Whether its amounts are rounded to 万元.
    pub rounded: bool,
}

impl BasicDetail {
    /// The 款 of a 类 with their names, in code order: those of the catalogue and those only this statement has.
    pub fn items_of<'a>(&'a self, class: &'static economic::Class) -> Vec<(&'a str, &'a str)> {
        let known = class.items.iter().map(|item| (item.code, item.name));
        let own = self.names.iter().map(|(code, name)| (code.as_str(), name.as_str()));
        let mut items: Vec<(&str, &str)> =
            known.chain(own.filter(|(code, _)| code.starts_with(class.code))).collect();
        items.sort_unstable();
        items
    }

    /// The columns that make 人员经费 (301 and 303) or 公用经费 (the rest): the printed total of a published table,
    /// else the 类; `None` if one of these 类 has 款 but its own 小计 could not be read, so that no sum is known.
    pub fn parts(&self, personnel: bool) -> Option<Vec<&str>> {
        let printed = if personnel { "personnel" } else { "public" };
        if self.columns.iter().any(|c| c == printed) {
            return Some(vec![printed]);
        }
        if self.without_subtotal().iter().any(|c| economic::is_personnel(c) == personnel) {
            return None;
        }
        let classes = self.columns.iter().map(String::as_str).filter(|c| c.len() == 3);
        Some(classes.filter(|c| economic::is_personnel(c) == personnel).collect())
    }

    /// The economic 类 whose 款 were read but whose 小计 was not.
    pub fn without_subtotal(&self) -> Vec<&str> {
        let mut out: Vec<&str> = Vec::new();
        for class in self.columns.iter().filter(|c| c.len() == 5).filter_map(|c| c.get(..3)) {
            if !out.contains(&class) && !self.columns.iter().any(|c| c == class) {
                out.push(class);
            }
        }
        out
    }

    /// An amount of a functional line and an economic code.
    pub fn amount(&self, functional: &str, economic: &str) -> Option<Amount> {
        let column = self.columns.iter().position(|c| c == economic)?;
        self.lines.find(functional)?.cells[column]
    }
}
