//! The files of a report, read once and brought together in one way for every command: who and which year they are
//! about, whether they belong together, and what they lack.

use crate::accounts::{Accounts, InitialBudget, ScheduleId, SourceForm};
use crate::error::{Error, Result};
use crate::finding::{Finding, Place, Severity};
use crate::import::{self, ESSENTIAL, Import};
use crate::published;
use crate::self_assessment::{self, Assessment};
use crate::source::Source;
use crate::subject::may_be_one;
use crate::supplement::{self, Supplement};

use super::Request;
use super::like::Model;
use crate::text::find_year;

/// What an intake is for.
#[derive(Debug, Clone, Copy)]
pub enum Purpose<'a> {
    /// A report: without an essential statement or a year there is none.
    Report,
    /// Checks: what is there is checked, and what is missing is said.
    Checks,
    /// Holding a published report against its files; all of them may be missing, this year's accounts too.
    Proofreading(&'a published::Report),
}

/// Everything that was read.
#[derive(Debug, Clone)]
pub struct Intake {
    /// This year's accounts; only a published report is held against files without them.
    pub current: Option<Import>,
    /// Last year's.
    pub prior: Option<Import>,
    /// Initial budget by 项.
    pub budget: Option<InitialBudget>,
    /// What people supplied; its projects filled from their self-assessment forms.
    pub supplement: Supplement,
    /// Self-assessment forms.
    pub assessments: Vec<Assessment>,
    /// The year reported on, where a file or the user says it.
    pub year: Option<u16>,
    /// What was noticed while reading.
    pub findings: Vec<Finding>,
}

/// What all files of a request are about: this year's accounts, else the published report.
#[derive(Debug, Clone, Copy)]
struct About<'a> {
    /// File name, for messages.
    file: &'a str,
    org: &'a str,
    /// Whether the name was found on a page, where it may be shorter or longer than in an export.
    printed: bool,
}

impl About<'_> {
    /// Whether another file may be of the same department.
    fn is(&self, org: &str) -> bool {
        let (own, other) = (crate::text::squash(self.org), crate::text::squash(org));
        own.is_empty() || other.is_empty() || own == other || self.printed && may_be_one(&own, &other)
    }
}

/// Reads the files of a request; a model document that is last year's stands in for last year's accounts.
///
/// # Errors
/// A file cannot be used, the years do not follow; for a report, an essential statement or the year is missing.
pub fn take_in(request: &Request, model: Option<&Model>, purpose: Purpose<'_>) -> Result<Intake> {
    let read =
        |source: &Source| request.read.accounts(source).map_or_else(|| published::read_accounts(source), Ok);
    let optional = matches!(purpose, Purpose::Proofreading(_)) && !request.current.is_named();
    let current = if optional { None } else { Some(read(&request.current)?) };
    let is_report = matches!(purpose, Purpose::Report);
    if let (true, Some(current)) = (is_report, &current) {
        import::require_essential(request.current.path(), current)?;
    }
    let given = request.prior.as_ref().map(read).transpose()?;
    let from_model = || {
        let (model, current) = model.filter(|_| !request.first_year).zip(current.as_ref())?;
        let year = current.accounts.year.or(request.year).or_else(|| find_year(&request.current.name()));
        Some((model.as_prior(current, year)?, model.source.clone()))
    };
    let (prior, prior_source) = match given {
        Some(given) => (Some(given), request.prior.clone()),
        None => from_model().unzip(),
    };
    let read = |source: &Source| request.read.budget(source).map_or_else(|| import::read_budget(source), Ok);
    let budget = request.budget.as_ref().map(read).transpose()?;
    let supplement = request.supplement.as_ref().map(supplement::read).transpose()?.unwrap_or_default();
    let name = request.current.name();
    let about = match (&current, purpose) {
        (Some(current), _) => About { file: &name, org: &current.accounts.org, printed: false },
        (None, Purpose::Proofreading(report)) => {
            About { file: &report.file, org: &report.org, printed: true }
        }
        (None, _) => About { file: "", org: "", printed: false },
    };
    let last = prior.as_ref().zip(prior_source.as_ref());
    let year = settle_year(request, purpose, about.file, current.as_ref(), last, budget.as_ref())?;
    if year.is_none() && is_report {
        let reason =
            "各表都没有注明年度（公开表通常如此）。请用 --year 2023 这样的选项说明，或在文件名中写上“2023年”";
        return Err(Error::Unusable { path: request.current.path().to_owned(), reason: reason.into() });
    }

    let mut findings = Vec::new();
    open_elsewhere(request, &mut findings);
    if let (Some(year), true) = (year, is_report) {
        not_given(request, prior.is_some(), year, &mut findings);
    }
    if let Some(current) = &current {
        missing_statements(&request.current, current, "", &mut findings);
        other_department(request, &current.accounts, &mut findings);
        findings.extend_from_slice(&current.findings);
    }
    if let (Some(prior), Some(source)) = (&prior, &prior_source) {
        missing_statements(source, prior, "上年", &mut findings);
        same_department(about, &prior.accounts, source, &mut findings);
        from_document(source, &mut findings);
        findings.extend_from_slice(&prior.findings);
    }
    if let Some(budget) = &budget {
        let org = budget.org.as_deref().filter(|org| about.is(org)).unwrap_or(about.org);
        import::budget_subject(budget, org, year, &mut findings);
        findings.extend_from_slice(&budget.findings);
    }
    let (nothing, no_forms) = (Supplement::default(), Vec::new());
    let mut intake =
        Intake { current, prior, budget, supplement: nothing, assessments: no_forms, year, findings };
    intake.supply(supplement, read_forms(request)?);
    Ok(intake)
}

/// Self-assessment forms and what was noticed while reading them.
pub(super) type Forms = (Vec<Assessment>, Vec<Finding>);

/// The forms in the folder of a request.
///
/// # Errors
/// The folder cannot be read.
pub(super) fn read_forms(request: &Request) -> Result<Option<Forms>> {
    request.performance.as_ref().map(|folder| self_assessment::read_folder(folder)).transpose()
}

impl Intake {
    /// Adds what people supplied, to an intake that has nothing of it yet.
    pub(super) fn supply(&mut self, mut supplement: Supplement, forms: Option<Forms>) {
        self.findings.extend_from_slice(&supplement.findings);
        if let Some((forms, read)) = forms {
            self.findings.extend(read);
            self.assessments = forms;
            self.findings.extend(self.assessments.iter().flat_map(self_assessment::check));
            self.findings.extend(self_assessment::fill(&mut supplement, &mut self.assessments));
        }
        self.supplement = supplement;
    }
}

/// The year all is about; last year's accounts must be exactly one year older.
fn settle_year(
    request: &Request,
    purpose: Purpose<'_>,
    file: &str,
    current: Option<&Import>,
    prior: Option<(&Import, &Source)>,
    budget: Option<&InitialBudget>,
) -> Result<Option<u16>> {
    let wrong = |source: &Source, reason: String| Error::Unusable { path: source.path().to_owned(), reason };
    let prior_year = prior.and_then(|(p, _)| p.accounts.year);
    let stated = current.and_then(|c| c.accounts.year);
    if let (Some(stated), Some(wanted)) = (stated, request.year)
        && stated != wanted
    {
        let reason = format!("要生成的是{wanted}年度的报告，这个文件是{stated}年度。请检查是否拿错了文件");
        return Err(wrong(&request.current, reason));
    }
    let from_name = || current.and_then(|_| find_year(&request.current.name()));
    let by_others = || prior_year.map(|y| y + 1).or(budget.and_then(|b| b.year));
    let of_files = || stated.or(request.year).or_else(from_name);
    let year = match purpose {
        Purpose::Proofreading(report) => {
            if let (Some(printed), Some(exported)) = (report.year, of_files())
                && printed != exported
            {
                let reason = format!(
                    "要校对的“{}”是{printed}年度的，这个文件是{exported}年度。请检查是否拿错了文件",
                    report.file
                );
                return Err(wrong(&request.current, reason));
            }
            of_files().or(report.year).or_else(by_others)
        }
        Purpose::Report | Purpose::Checks => of_files().or_else(by_others),
    };
    if let (Some(prior_year), Some((_, source)), Some(year)) = (prior_year, prior, year)
        && prior_year + 1 != year
    {
        let reason = format!(
            "上年决算应是{}年度，这个文件是{prior_year}年度（本年文件“{file}”是{year}年度）。请检查是否拿错了文件",
            year - 1,
        );
        return Err(wrong(source, reason));
    }
    Ok(year)
}

pub(super) fn file_place(source: &Source) -> Place {
    Place::file(source.name())
}

/// Files that were not given, and what that costs.
fn not_given(request: &Request, prior: bool, year: u16, findings: &mut Vec<Finding>) {
    let missing = [
        (prior, format!("没有给出上年（{}年度）决算，与上年的比较都空着", year - 1), "--prior"),
        (
            request.budget.is_some(),
            format!("没有给出{year}年度年初预算表，项级科目与年初预算的比较都空着"),
            "--budget",
        ),
    ];
    let declared = |option: &str| option == "--prior" && request.first_year;
    for (_, message, option) in missing.into_iter().filter(|(given, _, o)| !given && !declared(o)) {
        let first = if option == "--prior" {
            "；新设单位、没有上年决算的，请用 --first-year 说明"
        } else {
            ""
        };
        findings
            .push(Finding::new("R018", message).hint(format!("用 {option} 文件 给出，再重新生成{first}")));
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
    for path in inputs.into_iter().flatten().filter(|s| s.is_open_in_office()) {
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
        id if ESSENTIAL.contains(&id) => "与它有关的勾稽关系都没有核对，也不能生成报告",
        ScheduleId::BasicDetail => "公开06表和基本支出的人员经费、公用经费说明不能生成",
        ScheduleId::Fund => "公开07表和政府性基金的说明不能生成",
        ScheduleId::State => "公开08表和国有资本经营预算的说明不能生成",
        ScheduleId::Operations => "公开09表、“三公”经费、机关运行经费、政府采购和国有资产的数字不能生成",
        _ => "依赖它的比较不能生成",
    }
}

fn missing_statements(source: &Source, import: &Import, whose: &str, findings: &mut Vec<Finding>) {
    for id in &import.missing {
        // A published workbook never has more than its nine tables; what it lacks is said once per statement.
        let form = import.accounts.form;
        let cost =
            if whose.is_empty() { consequence(*id) } else { "与上年的比较缺少这张表的数" };
        let looked: Vec<&str> = import.sheets.iter().map(|s| s.name.as_str()).collect();
        let mut finding = Finding::new(
            "R001",
            format!("{whose}没有找到“{}”（{}），{cost}", id.title(form), id.form_number(form)),
        )
        .at(file_place(source))
        .hint(format!(
            "请确认是否漏导了这张表。在下列工作表的表号、标题和工作表名中寻找过：{}",
            looked.join("、")
        ));
        // Reports without it are refused; checks go on, but nothing that rests on it was checked.
        if whose.is_empty() && ESSENTIAL.contains(id) {
            finding.severity = Severity::Error;
        }
        findings.push(finding);
    }
    if import.accounts.form == SourceForm::Gongkai && whose.is_empty() {
        findings.push(
            Finding::new("R016", "本年数据来自公开表：金额已四舍五入到万元，没有预算数和机构运行信息，合计与各项之和可能有尾差")
                .at(file_place(source))
                .hint("如有财务系统导出的财决表，请改用财决表"),
        );
    }
}

/// Last year's accounts of a published document hold less than a workbook.
fn from_document(source: &Source, findings: &mut Vec<Finding>) {
    if published::is_document(source.path()) {
        let message = "上年数据来自公开文档：只有九张公开表里的数，金额已四舍五入到万元；机关运行经费、政府采购等只在文中说明的上年数没有采用";
        findings.push(
            Finding::new("R041", message)
                .at(file_place(source))
                .hint("如有上年的决算工作簿，请改用工作簿；缺少的上年数可在补充资料中填写"),
        );
    }
}

fn same_department(about: About<'_>, prior: &Accounts, source: &Source, findings: &mut Vec<Finding>) {
    if !about.is(&prior.org) {
        findings.push(
            Finding::new("R011", format!("单位名称不一致：本年是“{}”，上年是“{}”", about.org, prior.org))
                .at(file_place(source))
                .hint("请确认上年文件是同一单位的；单位更名则不必理会"),
        );
    }
}

/// A name that a project prints, against the one in the export: the file of another department must not go out under it.
fn other_department(request: &Request, current: &Accounts, findings: &mut Vec<Finding>) {
    let Some(wanted) = &request.department else { return };
    if !may_be_one(wanted, &current.org) {
        findings.push(
            Finding::new("R011", format!("单位名称不一致：项目是“{wanted}”，本年决算是“{}”", current.org))
                .at(file_place(&request.current))
                .hint("请确认没有拿错文件；单位更名则在 juesuan.toml 中改 department"),
        );
    }
}
