//! One report, from input files to everything that is written.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::intake::{self, Intake, Purpose};
use super::kept::Kept;
use super::{edited, like};
use crate::accounts::{Accounts, InitialBudget, Ledger, MovedCodes};
use crate::charts::{self, Chart};
use crate::checks;
use crate::document::{self, Attached, Document, Material, Tabulated};
use crate::edits::{self, Edits, Lent};
use crate::error::{Error, Result};
use crate::facts::{self, FactSet, Inputs};
use crate::finding::{self, Finding};
use crate::import::Import;
use crate::money::{Basis, TextUnit};
use crate::narrative::{self, Narrative, Templates, reasons};
use crate::project::discover::Readings;
use crate::self_assessment::{self, Assessment};
use crate::source::Source;
use crate::style::{LEARNED, Library, Style};
use crate::subject::{Scope, Subject};
use crate::supplement::Supplement;
use crate::tables::{self, Table};

/// What a report is made from, and how.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// This year's accounts.
    pub current: Source,
    /// Last year's, in either form.
    pub prior: Option<Source>,
    /// Initial budget by 项.
    pub budget: Option<Source>,
    /// 补充资料.xlsx
    pub supplement: Option<Source>,
    /// A published report whose wording this one takes over, in place of a style.
    pub like: Option<Source>,
    /// Style name; the standard one if empty.
    pub style: String,
    /// Style options, `key=value`.
    pub options: Vec<(String, String)>,
    /// 部门 or 单位.
    pub scope: Option<Scope>,
    /// Name to print instead of the export's.
    pub org: Option<String>,
    /// Name of the project's department: printed where `org` is not given, and expected in the export.
    pub department: Option<String>,
    /// A project's own templates.
    pub templates: Option<PathBuf>,
    /// Folder of 项目支出绩效自评表.
    pub performance: Option<PathBuf>,
    /// The first accounts there are: no last year to compare with.
    pub first_year: bool,
    /// Year of the accounts, where the workbook does not say it (published tables don't).
    pub year: Option<u16>,
    /// Codes that were others before, as a project declares them.
    pub moved: MovedCodes,
    /// What people changed in the Word file that the program wrote before.
    pub edits: Option<Edits>,
    /// Files that were read already, when it was looked for which is which.
    pub read: Readings,
    /// The style with its options, and its templates, where many reports share one that was loaded already.
    pub loaded: Option<Arc<Templates>>,
}

impl Request {
    /// 部门（单位）名称 of a report: as typed, else the project's, else as the accounts state it.
    pub(super) fn org_of(&self, accounts: &Accounts) -> String {
        let org = self.org.as_ref().or(self.department.as_ref()).unwrap_or(&accounts.org);
        crate::text::one_line(org)
    }

    /// The style that is named, with its options; the ordinary one if none is. A model document is another matter.
    ///
    /// # Errors
    /// There is no such style, or it is broken.
    pub(super) fn built_style(&self) -> Result<Arc<Style>> {
        if let Some(templates) = &self.loaded {
            return Ok(Arc::clone(templates.style()));
        }
        let name = if self.style.is_empty() { "standard" } else { &self.style };
        Style::load(&Library::named(self.templates.clone())?, name, &self.options).map(Arc::new)
    }

    /// The same with its templates: those that are shared, or as yet unparsed.
    ///
    /// # Errors
    /// See [`built_style`](Request::built_style).
    pub(super) fn built_templates(&self) -> Result<Arc<Templates>> {
        let own = || self.built_style().map(|style| Arc::new(Templates::of(style)));
        self.loaded.clone().map_or_else(own, Ok)
    }
}

/// A finished report, not yet written.
#[derive(Debug)]
pub struct Report {
    /// Who and when.
    pub subject: Subject,
    /// The style it is in.
    pub style: Arc<Style>,
    /// The same with its templates.
    pub(super) templates: Arc<Templates>,
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
    /// Files that are published with it.
    pub attached: Vec<Attached>,
    /// Named figures.
    pub facts: Arc<FactSet>,
    /// The nine tables.
    pub tables: Vec<Table>,
    /// 情况说明
    pub narrative: Narrative,
    /// All findings, gravest first.
    pub findings: Vec<Finding>,
    /// The document whose wording it takes over.
    pub model: Option<like::Model>,
    /// What was taken over from the Word file that people edited.
    pub lent: Option<Lent>,
    tabulated: Option<SharedTables>,
}

/// Tables as documents print them, made with the first document.
type SharedTables = Arc<OnceLock<Tabulated>>;

impl Report {
    /// Adds findings, keeping the gravest first.
    pub fn add_findings(&mut self, mut more: Vec<Finding>) {
        self.supplement.mark_looked(&mut more);
        self.findings.extend(more);
        finding::sort(&mut self.findings);
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
        specs
            .filter_map(|spec| charts::make(spec, &self.facts, self.subject.year, self.style.single_pies))
            .collect()
    }

    /// The whole document: cover, contents and the parts of the style.
    pub fn document(&self) -> Document {
        let prior = self.prior.as_ref().map(|p| &p.accounts);
        let ledger = Ledger::new(std::iter::once(&self.current.accounts).chain(prior));
        let print = || Tabulated::of(&self.tables, &self.style, &ledger);
        let own;
        let tabulated = match &self.tabulated {
            Some(shared) => shared.get_or_init(print),
            None => {
                own = print();
                &own
            }
        };
        document::assemble(&Material {
            subject: &self.subject,
            style: &self.style,
            facts: &self.facts,
            tables: &self.tables,
            tabulated,
            narrative: &self.narrative,
            supplement: &self.supplement,
            ledger: &ledger,
            findings: &self.findings,
            forms: &self.assessments,
            attached: &self.attached,
        })
    }
}

/// What a report is made from, read: a report can be made of it again with other answers.
#[derive(Debug, Clone)]
pub(super) struct Gathered {
    /// The document whose wording is taken over.
    pub model: Option<like::Model>,
    /// The style with its templates.
    templates: Arc<Templates>,
    /// The files.
    pub intake: Intake,
    attached: Vec<Attached>,
    /// What checks of these files found, for the next report that is made of them.
    checked: Arc<Kept>,
    /// The printed tables of all reports that are made of them.
    tabulated: Option<SharedTables>,
}

impl Gathered {
    /// The same for a report that is made again and again: what no answer changes is made once.
    pub fn kept_open(self) -> Gathered {
        Gathered { tabulated: Some(SharedTables::default()), ..self }
    }
}

/// Makes a report.
///
/// # Errors
/// An input cannot be used, an essential statement is missing, the years do not follow, or a template is broken.
pub fn make(request: &Request) -> Result<Report> {
    compose(request, gather(request)?)
}

/// Reads everything a report is made from.
///
/// # Errors
/// An input cannot be used, an essential statement is missing, or the years do not follow.
pub(super) fn gather(request: &Request) -> Result<Gathered> {
    let model = request.like.as_ref().map(like::read).transpose()?;
    if let (true, Some(prior)) = (request.first_year, &request.prior) {
        return Err(Error::Usage(format!(
            "声明了首个年度（没有上年决算），又给出了上年决算“{}”。请只留一样",
            prior.name()
        )));
    }
    let mut intake = intake::take_in(request, model.as_ref(), Purpose::Report)?;
    let templates = match &model {
        Some(model) => {
            let org = intake.current.as_ref().map(|current| known_org(request, &current.accounts, &intake));
            let learned = Some(model.pack(&org.unwrap_or_default()));
            let library = Library { learned, ..Library::named(request.templates.clone())? };
            Arc::new(Templates::of(Arc::new(Style::load(&library, LEARNED, &request.options)?)))
        }
        None => request.built_templates()?,
    };
    let (attached, unprinted) = super::attached::attached(request.current.folder());
    intake.findings.extend(unprinted);
    Ok(Gathered { model, templates, intake, attached, checked: Arc::default(), tabulated: None })
}

/// What stands where no file names the department.
const NO_ORG: &str = "〔请补充单位名称〕";

/// 部门（单位）名称; where this year's files do not name it the one of last year's, then the budget's, then a gap.
fn known_org(request: &Request, current: &Accounts, intake: &intake::Intake) -> String {
    let other = || {
        let prior = intake.prior.as_ref().map(|p| p.accounts.org.as_str());
        let budget = intake.budget.as_ref().and_then(|b| b.org.as_deref());
        [prior, budget].into_iter().flatten().map(crate::text::one_line).find(|org| !org.is_empty())
    };
    let own = Some(request.org_of(current)).filter(|org| !org.is_empty());
    own.or_else(other).unwrap_or_else(|| NO_ORG.to_owned())
}

/// R045
fn nameless(org: &str, current: &Source) -> Finding {
    let instead = if org == NO_ORG {
        "报告中以〔请补充单位名称〕标出".to_owned()
    } else {
        format!("用上年决算或年初预算上的“{org}”")
    };
    Finding::new("R045", format!("本年决算的封面和各表都没有单位名称，{instead}"))
        .at(intake::file_place(current))
        .hint("请在封面的“单位名称”或各表的“编制单位”后填写名称；在项目文件夹里做的，也可以写在 juesuan.toml 的 department")
}

/// Makes the report of what was read.
///
/// # Errors
/// There is no year, or a template is broken.
pub(super) fn compose(request: &Request, gathered: Gathered) -> Result<Report> {
    let Gathered { model, templates, intake, attached, checked, tabulated } = gathered;
    let org = intake.current.as_ref().map(|current| known_org(request, &current.accounts, &intake));
    let style = Arc::clone(templates.style());
    let Intake { current, prior, budget, mut supplement, assessments, year, mut findings } = intake;
    let year = year.ok_or_else(|| Error::Internal("没有年度".into()))?;
    let current = current.ok_or_else(|| Error::Internal("没有本年决算".into()))?;
    let org = org.unwrap_or_default();
    if request.org_of(&current.accounts).is_empty() {
        findings.push(nameless(&org, &request.current));
    }
    let scope = request.scope.unwrap_or(Scope::Department);
    let subject = Subject { org, scope, year, first_year: request.first_year };

    supplement.attachments = attached.iter().map(|a| a.title.clone()).collect();
    supplement.forms = assessments.iter().filter(|a| a.form.is_some()).count();
    if let Some(model) = &model {
        findings.extend(model.lend(&mut supplement, &subject));
        findings.extend(model.findings(&subject));
    }
    let lent = request.edits.as_ref().map(|edits| edits::lend(edits, &mut supplement, edited::DOCUMENT));
    let supplement = Arc::new(supplement);
    let inputs = Inputs {
        current: &current.accounts,
        prior: prior.as_ref().map(|p| &p.accounts),
        budget: budget.as_ref(),
        supplement: &supplement,
        moved: &request.moved,
    };
    // Exact amounts of one year against printed ones of the other give changes that fit neither; printed ones do.
    let rounded = current.accounts.is_rounded() || prior.as_ref().is_some_and(|p| p.accounts.is_rounded());
    let basis = if rounded { Basis::Printed } else { style.basis };
    let facts = Arc::new(facts::compute(&inputs, basis));
    findings.extend_from_slice(&facts.findings);
    if rounded && style.amount_unit == TextUnit::Yuan {
        let which = if current.accounts.is_rounded() { "本年" } else { "上年" };
        let message = format!("样式的正文以元为单位，{which}数据却已四舍五入到万元，正文改用万元");
        let hint = format!("要用元，请给出财务系统导出的{which}决算表");
        findings.push(Finding::new("R044", message).hint(hint));
    }
    let tables = tables::build(&current.accounts, &style, &subject);
    findings.extend(document::left_out(&style, &current.accounts, &supplement));
    let mut narrative = templates.tell(&subject, Arc::clone(&facts), Arc::clone(&supplement))?;
    findings.extend(own_sentences(&mut narrative, &supplement, year));
    narrative.asks.extend(document::asks(&style, &subject, &tables, &supplement));
    findings.extend_from_slice(&narrative.findings);
    let spent = facts.get("expenditure.total").and_then(|f| f.current).map(|a| a.to_wan().0);
    findings.extend(self_assessment::check_projects(&supplement.projects, spent));
    // What was not learned is said with its reason.
    let unlearned: BTreeSet<&str> =
        model.iter().flat_map(|m| &m.learned.pack.kept).map(|(_, kept)| kept.key.as_str()).collect();
    let asked = narrative.missing().filter(|ask| !unlearned.contains(ask.key.as_str()));
    findings.extend(asked.map(|ask| {
        Finding::new("S003", format!("{}：{}", ask.section, ask.gap))
            .hint("请在补充资料.xlsx中填写，再重新生成")
    }));
    // A reason that the narrative asks for is listed with its sentence already.
    let has_reason =
        |key: &str| supplement.reason(key).is_some() || narrative.missing().any(|ask| ask.key == key);
    findings.extend(checked.or_make(&has_reason, |has_reason| {
        let (current, prior) = (&current.accounts, prior.as_ref().map(|p| &p.accounts));
        let (budget, moved) = (budget.as_ref(), &request.moved);
        let inputs = checks::Inputs { current, prior, budget, moved, has_reason, rounding: false };
        let (mut found, lost) = checks::check_and_lost(&inputs);
        found.extend(super::check::not_checked(request, current, &lost));
        found
    }));
    let mut report = Report {
        subject,
        style,
        templates,
        current,
        prior,
        budget,
        supplement,
        assessments,
        attached,
        facts,
        tables,
        narrative,
        findings: Vec::new(),
        model,
        lent,
        tabulated,
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

/// Puts the project's own sentences (改写) into the narrative; those that have no place in it are said.
fn own_sentences(narrative: &mut Narrative, supplement: &Supplement, year: u16) -> Vec<Finding> {
    let unused = edits::own::apply(narrative, &supplement.own, year);
    let said = unused.into_iter().map(|(own, why)| {
        Finding::new("W006", format!("改写的“{}”没有用上：{why}，写的是样式的句子", own.say))
            .at(own.place)
            .hint("请在补充资料的“改写”里改成今年的话，或删去这一行")
    });
    said.collect()
}
