//! One report, from input files to everything that is written.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::accounts::{Accounts, InitialBudget, Ledger, ScheduleId, SourceForm};
use crate::charts::{self, Chart};
use crate::checks;
use crate::document::{self, Document, Material};
use crate::error::{Error, Result};
use crate::facts::{self, FactSet, Inputs};
use crate::finding::{Finding, Place};
use crate::import::{self, Import};
use crate::money::Basis;
use crate::narrative::{self, Narrative, reasons};
use crate::self_assessment::{self, Assessment};
use crate::style::{Library, Style};
use crate::subject::{Scope, Subject};
use crate::supplement::{self, Supplement};
use crate::tables::{self, Table};
use crate::workbook;

pub mod needs;

/// What a report is made from, and how.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// This year's accounts.
    pub current: PathBuf,
    /// Last year's, in either form.
    pub prior: Option<PathBuf>,
    /// Initial budget by 项.
    pub budget: Option<PathBuf>,
    /// 补充资料.xlsx
    pub supplement: Option<PathBuf>,
    /// Style name; the standard one if empty.
    pub style: String,
    /// Style options, `key=value`.
    pub options: Vec<(String, String)>,
    /// 部门 or 单位.
    pub scope: Option<Scope>,
    /// Name to print instead of the export's.
    pub org: Option<String>,
    /// A project's own templates.
    pub templates: Option<PathBuf>,
    /// Folder of 项目支出绩效自评表.
    pub performance: Option<PathBuf>,
    /// Year of the accounts, where the workbook does not say it (published tables don't).
    pub year: Option<u16>,
}

/// A finished report, not yet written.
#[derive(Debug)]
pub struct Report {
    /// Who and when.
    pub subject: Subject,
    /// The style it is in.
    pub style: Arc<Style>,
    /// This year's import.
    pub current: Import,
    /// Last year's import.
    pub prior: Option<Import>,
    /// Initial budget.
    pub budget: Option<InitialBudget>,
    /// What people supplied.
    pub supplement: Arc<Supplement>,
    /// Self-assessment forms that were read.
    pub assessments: Vec<Assessment>,
    /// Named figures.
    pub facts: Arc<FactSet>,
    /// The nine tables.
    pub tables: Vec<Table>,
    /// 情况说明
    pub narrative: Narrative,
    /// All findings, gravest first.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Adds findings, keeping the gravest first.
    pub fn add_findings(&mut self, more: Vec<Finding>) {
        self.findings.extend(more);
        self.findings.sort_by(|a, b| (a.severity, &a.code, &a.place).cmp(&(b.severity, &b.code, &b.place)));
    }

    /// The charts that the style's narrative places and that have something to compare, each once.
    pub fn charts(&self) -> Vec<Chart> {
        let blocks = self.narrative.sections.iter().flat_map(|s| &s.blocks);
        let mut names: Vec<&str> = Vec::new();
        for block in blocks {
            if let narrative::Block::Insert(narrative::Insert::Chart(name)) = block
                && !names.contains(&name.as_str())
            {
                names.push(name);
            }
        }
        let specs = names.into_iter().filter_map(charts::find);
        specs.filter_map(|spec| charts::make(spec, &self.facts, self.subject.year)).collect()
    }

    /// The whole document: cover, contents and five parts. `attachments` are the names of the files in 附件/.
    pub fn document(&self, attachments: &[String]) -> Document {
        let prior = self.prior.as_ref().map(|p| &p.accounts);
        let ledger = Ledger::new(std::iter::once(&self.current.accounts).chain(prior));
        document::assemble(&Material {
            subject: &self.subject,
            style: &self.style,
            facts: &self.facts,
            tables: &self.tables,
            narrative: &self.narrative,
            supplement: &self.supplement,
            ledger: &ledger,
            findings: &self.findings,
            attachments,
        })
    }
}

/// Makes a report.
///
/// # Errors
/// An input cannot be used, an essential statement is missing, the years do not follow, or a template is broken.
pub fn make(request: &Request) -> Result<Report> {
    let library = Library { folder: request.templates.clone() };
    let style_name = if request.style.is_empty() { "standard" } else { &request.style };
    let style = Arc::new(Style::load(&library, style_name, &request.options)?);

    let mut current = import::read_accounts(&request.current)?;
    import::require_essential(&request.current, &current)?;
    let mut prior = request.prior.as_deref().map(import::read_accounts).transpose()?;
    let mut budget = request.budget.as_deref().map(import::read_budget).transpose()?;
    let mut supplement = match &request.supplement {
        Some(path) => supplement::read(path)?,
        None => Supplement::default(),
    };

    let year = settle_year(request, &current, prior.as_ref(), budget.as_ref())?;
    let org = request.org.clone().unwrap_or_else(|| current.accounts.org.clone());
    let scope = request.scope.unwrap_or(Scope::Department);
    let subject = Subject { org, scope, year };

    let mut findings = Vec::new();
    open_elsewhere(request, &mut findings);
    not_given(request, year, &mut findings);
    missing_statements(&request.current, &current, "", &mut findings);
    findings.append(&mut current.findings);
    if let (Some(prior), Some(path)) = (&mut prior, &request.prior) {
        missing_statements(path, prior, "上年", &mut findings);
        same_department(&current.accounts, &prior.accounts, path, &mut findings);
        findings.append(&mut prior.findings);
    }
    if let Some(budget) = &mut budget {
        budget_year(budget, year, &mut findings);
        findings.append(&mut budget.findings);
    }
    findings.append(&mut supplement.findings);
    let assessments = assess(request, &mut supplement, &mut findings)?;

    let supplement = Arc::new(supplement);
    let inputs = Inputs {
        current: &current.accounts,
        prior: prior.as_ref().map(|p| &p.accounts),
        budget: budget.as_ref(),
        supplement: &supplement,
    };
    // Exact amounts of one year against printed ones of the other give changes that fit neither; printed ones do.
    let rounded = current.accounts.is_rounded() || prior.as_ref().is_some_and(|p| p.accounts.is_rounded());
    let basis = if rounded { Basis::Printed } else { style.basis };
    let mut facts = facts::compute(&inputs, basis);
    findings.append(&mut facts.findings);
    let facts = Arc::new(facts);
    let tables = tables::build(&current.accounts, &style, &subject);
    let mut narrative =
        narrative::tell(&subject, Arc::clone(&facts), Arc::clone(&supplement), Arc::clone(&style))?;
    narrative.asks.extend(document::asks(&subject, &tables, &supplement));
    findings.append(&mut narrative.findings);
    let spent = facts.get("expenditure.total").and_then(|f| f.current).map(|a| a.to_wan().0);
    findings.extend(self_assessment::check_projects(&supplement.projects, spent));
    findings.extend(narrative.missing().map(|ask| {
        Finding::new("S003", format!("{}：{}", ask.section, ask.gap))
            .hint("请在补充资料.xlsx中填写，再重新生成")
    }));
    // A reason that the narrative asks for is listed with its sentence already.
    let has_reason =
        |key: &str| supplement.reason(key).is_some() || narrative.missing().any(|ask| ask.key == key);
    findings.extend(checks::check(&checks::Inputs {
        current: &current.accounts,
        prior: prior.as_ref().map(|p| &p.accounts),
        budget: budget.as_ref(),
        has_reason: &has_reason,
        rounding: false,
    }));
    let mut report = Report {
        subject,
        style,
        current,
        prior,
        budget,
        supplement,
        assessments,
        facts,
        tables,
        narrative,
        findings: Vec::new(),
    };
    findings.extend(reasons::check(&reasons::Known {
        year: report.subject.year,
        asks: &report.narrative.asks,
        supplement: &report.supplement,
        facts: &report.facts,
        current: &report.current.accounts,
        prior: report.prior.as_ref().map(|p| &p.accounts),
        budget: report.budget.as_ref(),
    }));
    report.add_findings(findings);
    Ok(report)
}

/// Reads the self-assessment forms, if there are any, and fills the supplement's projects from them.
fn assess(
    request: &Request,
    supplement: &mut Supplement,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Assessment>> {
    let Some(folder) = &request.performance else { return Ok(Vec::new()) };
    let (mut assessments, mut read) = self_assessment::read_folder(folder)?;
    findings.append(&mut read);
    findings.extend(assessments.iter().flat_map(self_assessment::check));
    findings.extend(self_assessment::fill(supplement, &mut assessments));
    Ok(assessments)
}

/// The year of the accounts; last year's accounts must be exactly one year older.
fn settle_year(
    request: &Request,
    current: &Import,
    prior: Option<&Import>,
    budget: Option<&InitialBudget>,
) -> Result<u16> {
    let prior_year = prior.and_then(|p| p.accounts.year);
    let stated = current.accounts.year;
    if let (Some(stated), Some(wanted)) = (stated, request.year)
        && stated != wanted
    {
        return Err(Error::Unusable {
            path: request.current.clone(),
            reason: format!("要生成的是{wanted}年度的报告，这个文件是{stated}年度。请检查是否拿错了文件"),
        });
    }
    let from_name = || crate::text::find_year(&workbook::file_name(&request.current));
    let year = stated.or(request.year).or_else(from_name).or(prior_year.map(|y| y + 1)).or(budget.and_then(|b| b.year)).ok_or_else(|| {
        let reason =
            "各表都没有注明年度（公开表通常如此）。请用 --year 2023 这样的选项说明，或在文件名中写上“2023年”";
        Error::Unusable { path: request.current.clone(), reason: reason.into() }
    })?;
    if let (Some(prior_year), Some(path)) = (prior_year, &request.prior)
        && prior_year + 1 != year
    {
        return Err(Error::Unusable {
            path: path.clone(),
            reason: format!(
                "上年决算应是{}年度，这个文件是{prior_year}年度（本年文件“{}”是{year}年度）。请检查是否拿错了文件",
                year - 1,
                workbook::file_name(&request.current)
            ),
        });
    }
    Ok(year)
}

fn file_place(path: &Path) -> Place {
    Place::file(workbook::file_name(path))
}

/// Files that were not given, and what that costs.
fn not_given(request: &Request, year: u16, findings: &mut Vec<Finding>) {
    let missing = [
        (&request.prior, format!("没有给出上年（{}年度）决算，与上年的比较都空着", year - 1), "--prior"),
        (
            &request.budget,
            format!("没有给出{year}年度年初预算表，项级科目与年初预算的比较都空着"),
            "--budget",
        ),
    ];
    for (_, message, option) in missing.into_iter().filter(|(path, ..)| path.is_none()) {
        findings.push(Finding::new("R018", message).hint(format!("用 {option} 文件 给出，再重新生成")));
    }
}

/// Changes that were not saved yet are not in the file.
fn open_elsewhere(request: &Request, findings: &mut Vec<Finding>) {
    let inputs = [
        Some(&request.current),
        request.prior.as_ref(),
        request.budget.as_ref(),
        request.supplement.as_ref(),
    ];
    for path in inputs.into_iter().flatten().filter(|p| crate::platform::is_open_in_office(p)) {
        findings.push(
            Finding::new("R017", "文件正在 Excel 或 WPS 中打开，没有保存的修改读不到")
                .at(file_place(path))
                .hint("请保存并关闭后重新生成"),
        );
    }
}

/// What depends on a statement that is missing.
fn consequence(id: ScheduleId) -> &'static str {
    match id {
        ScheduleId::BasicDetail => "公开06表和基本支出的人员经费、公用经费说明不能生成",
        ScheduleId::Fund => "公开07表和政府性基金的说明不能生成",
        ScheduleId::State => "公开08表和国有资本经营预算的说明不能生成",
        ScheduleId::Operations => "公开09表、“三公”经费、机关运行经费、政府采购和国有资产的数字不能生成",
        _ => "依赖它的比较不能生成",
    }
}

fn missing_statements(path: &Path, import: &Import, whose: &str, findings: &mut Vec<Finding>) {
    for id in &import.missing {
        // A published workbook never has more than its nine tables; what it lacks is said once per statement.
        let form = import.accounts.form;
        let cost =
            if whose.is_empty() { consequence(*id) } else { "与上年的比较缺少这张表的数" };
        let looked: Vec<&str> = import.sheets.iter().map(|s| s.name.as_str()).collect();
        findings.push(
            Finding::new(
                "R001",
                format!("{whose}没有找到“{}”（{}），{cost}", id.title(form), id.form_number(form)),
            )
            .at(file_place(path))
            .hint(format!(
                "请确认是否漏导了这张表。在下列工作表的表号、标题和工作表名中寻找过：{}",
                looked.join("、")
            )),
        );
    }
    if import.accounts.form == SourceForm::Gongkai && whose.is_empty() {
        findings.push(
            Finding::new("R016", "本年数据来自公开表：金额已四舍五入到万元，没有预算数和机构运行信息，合计与各项之和可能有尾差")
                .at(file_place(path))
                .hint("如有财务系统导出的财决表，请改用财决表"),
        );
    }
}

fn same_department(current: &Accounts, prior: &Accounts, path: &Path, findings: &mut Vec<Finding>) {
    let squash = crate::text::squash;
    if !current.org.is_empty() && !prior.org.is_empty() && squash(&current.org) != squash(&prior.org) {
        findings.push(
            Finding::new("R011", format!("单位名称不一致：本年是“{}”，上年是“{}”", current.org, prior.org))
                .at(file_place(path))
                .hint("请确认上年文件是同一单位的；单位更名则不必理会"),
        );
    }
}

fn budget_year(budget: &InitialBudget, year: u16, findings: &mut Vec<Finding>) {
    if let Some(stated) = budget.year.filter(|y| *y != year) {
        findings.push(
            Finding::new("R012", format!("年度不一致：决算是{year}年度，预算表是{stated}年"))
                .at(Place::sheet(&budget.file, &budget.sheet))
                .hint("请确认预算表是本年度的年初预算"),
        );
    }
}
