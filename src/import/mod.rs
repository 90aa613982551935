//! Workbooks in, accounts out: sheets are recognised by form number, title or name, columns by the text path of
//! their heads, lines by code or label. Nothing depends on a fixed position.

use std::path::Path;

use foldhash::HashSet;

use crate::accounts::{Accounts, AmountUnit, CellRef, ScheduleId, Source, SourceForm, Unreadable};
use crate::error::{Error, Result};
use crate::finding::{Finding, Place, Severity};
use crate::source;

pub mod amounts;
mod budget;

mod codes;
pub mod forms;
pub mod head;
mod pages;
mod reader;
mod recognise;
mod sections;
mod shown;
mod titles;

use crate::workbook::{self, Grid, Workbook};
pub use budget::{budget_of, budget_subject, is_budget_workbook, read_budget};
use pages::{Candidate, Group};
use reader::{Page, Recognition, SheetReader, Statement};

/// What a workbook gave.
#[derive(Debug, Clone)]
pub struct Import {
    /// The accounts.
    pub accounts: Accounts,
    /// What was recognised, sheet by sheet.
    pub sheets: Vec<SheetReport>,
    /// Statements that were not found.
    pub missing: Vec<ScheduleId>,
    /// Amount cells that are blank or say "nothing here": read as zero, but no printed amount.
    pub blank: HashSet<CellRef>,
    /// Statements about the data.
    pub findings: Vec<Finding>,
}

/// What was recognised on a sheet (`juesuan inspect`).
#[derive(Debug, Clone)]
pub struct SheetReport {
    /// Sheet name.
    pub name: String,
    /// Whether users see it.
    pub visible: bool,
    /// Title as printed.
    pub title: String,
    /// The statement; `None` for sheets that are not read.
    pub form: Option<(ScheduleId, SourceForm)>,
    /// How it was recognised.
    pub by: &'static str,
    /// 金额单位
    pub unit: Option<AmountUnit>,
    /// 年度
    pub year: Option<u16>,
    /// 编制单位
    pub org: Option<String>,
    /// Head rows, one-based.
    pub head_rows: Option<(u32, u32)>,
    /// `(meaning, head path, column letters)`.
    pub columns: Vec<(String, String, String)>,
    /// Lines read.
    pub lines: usize,
    /// What was not found on it.
    pub missing: Vec<String>,
    /// Columns with amounts that the report has no use for.
    pub unused: Vec<String>,
    /// Cells with amounts that were not read.
    pub unread: Vec<String>,
    /// What is known of a sheet that is not read, or of one that continues another.
    pub note: String,
}

/// A table and the lines that stand before it: in a workbook its title is a row of the sheet, in a document it is not.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// The table.
    pub grid: &'a Grid,
    /// Title, form number, department, unit, in any order.
    pub before: &'a [String],
}

/// How much of the statements that were found was not read, or only by a guess.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unread {
    /// Columns that were not found, are not known, or have no head.
    pub columns: usize,
    /// Rows that are no line of the statement.
    pub rows: usize,
    /// Cells without a readable amount, and amounts outside of all lines.
    pub cells: usize,
    /// Pages that belong to no statement or whose title is doubtful, and second copies of a statement.
    pub pages: usize,
}

impl Unread {
    /// Whether anything was not read.
    pub fn any(self) -> bool {
        self != Unread::default()
    }

    /// `2栏、1行、3格` for messages.
    pub fn words(self) -> String {
        let parts = [(self.columns, "栏"), (self.rows, "行"), (self.cells, "格"), (self.pages, "页")];
        let said = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n}{what}"));
        said.collect::<Vec<_>>().join("、")
    }
}

impl Import {
    /// Whether every statement was found and read whole, every column and row of it.
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty() && !self.unread().any()
    }

    /// What of the statements was not read; each part of it is also a finding.
    pub fn unread(&self) -> Unread {
        let mut unread =
            Unread { cells: self.sheets.iter().map(|s| s.unread.len()).sum(), ..Unread::default() };
        for finding in &self.findings {
            match finding.code {
                "R002" | "R013" => unread.columns += 1,
                "R004" | "R005" | "R007" => unread.rows += 1,
                "R003" | "R010" => unread.cells += 1,
                "R006" | "R022" => unread.pages += 1,
                // Near a known title, or read by its number only.
                "R021" if finding.severity != Severity::Notice => unread.pages += 1,
                _ => {}
            }
        }
        unread
    }
}

/// The statements without which no report can be made.
pub const ESSENTIAL: [ScheduleId; 5] = [
    ScheduleId::Summary,
    ScheduleId::Income,
    ScheduleId::Expenditure,
    ScheduleId::FiscalSummary,
    ScheduleId::General,
];

/// Reads a workbook of final accounts, in either form.
///
/// # Errors
/// The file is no readable workbook, or no sheet of it is a form of final accounts.
pub fn read_accounts(source: impl Into<source::Source>) -> Result<Import> {
    let source = source.into();
    accounts_of(&source, &workbook::read(&source)?)
}

/// The final accounts of a workbook that was read from this source.
///
/// # Errors
/// No sheet of it is a form of final accounts.
pub fn accounts_of(source: &source::Source, book: &Workbook) -> Result<Import> {
    let import = assemble(book);
    if import.accounts.schedules.is_empty() && import.accounts.basic_detail.is_none() {
        return Err(Error::Unusable { path: source.path().to_owned(), reason: nothing_recognised(book) });
    }
    Ok(import)
}

fn nothing_recognised(book: &Workbook) -> String {
    let names: Vec<&str> = book.sheets.iter().map(|s| s.name.as_str()).collect();
    format!(
        "没有找到任何决算报表。看过的工作表：{}。按每个工作表右上角的表号（如“财决01表”“公开01表”）、标题和工作表名寻找。\
         请确认这是财务系统导出的决算报表，或上一年的公开表",
        names.join("、")
    )
}

/// Stops unless every essential statement is there.
///
/// # Errors
/// Names what is missing, where it was looked for and what to do.
pub fn require_essential(path: &Path, import: &Import) -> Result<()> {
    let missing: Vec<String> = ESSENTIAL
        .iter()
        .filter(|id| import.missing.contains(id))
        .map(|id| {
            let form = import.accounts.form;
            format!("“{}”（{}）", id.title(form), id.form_number(form))
        })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let looked: Vec<&str> = import.sheets.iter().map(|s| s.name.as_str()).collect();
    Err(Error::Unusable {
        path: path.to_owned(),
        reason: format!(
            "缺少生成报告必需的{}。在下列工作表的表号、标题和工作表名中寻找：{}。请从系统重新导出全部报表",
            missing.join("、"),
            looked.join("、")
        ),
    })
}

/// The accounts of a workbook that was read; empty if no sheet is a form of final accounts.
pub fn assemble(book: &Workbook) -> Import {
    let parts: Vec<Option<Vec<workbook::Grid>>> = book.sheets.iter().map(sections::split).collect();
    let grids = book.sheets.iter().zip(&parts).flat_map(|(sheet, parts)| match parts {
        Some(parts) => parts.iter().collect(),
        None => vec![sheet],
    });
    let tables: Vec<Table> = grids.map(|grid| Table { grid, before: &[] }).collect();
    assemble_tables(&book.file, &tables)
}

/// The accounts of tables from any kind of file, in printed order; empty if none is a form of final accounts.
pub fn assemble_tables(file: &str, tables: &[Table]) -> Import {
    let mut candidates: Vec<Candidate> = tables
        .iter()
        .map(|t| Candidate { grid: t.grid, preamble: recognise::preamble_after(t.grid, t.before) })
        .collect();
    for i in 1..candidates.len() {
        let (before, rest) = candidates.split_at_mut(i);
        let (before, this) = (&before[i - 1], &mut rest[0]);
        // Of several tables in one sheet often only the first says whose they are and in what unit.
        if before.grid.name == this.grid.name && tables[i].before.is_empty() {
            sections::inherit(&before.preamble, &mut this.preamble);
        }
    }
    leave_budgets(&mut candidates);
    let sorting = pages::sort(file, &candidates);
    let mut findings = sorting.findings;
    let form = dominant_form(&candidates);
    let mut accounts = Accounts {
        org: String::new(),
        year: None,
        form,
        sources: Vec::new(),
        schedules: Vec::new(),
        basic_detail: None,
        lacking: Vec::new(),
        unreadable: Vec::new(),
    };
    identify(file, &candidates, &mut accounts, &mut findings);
    tell_titles(file, &candidates, &mut findings);

    let mut sheets: Vec<SheetReport> = candidates.iter().map(sheet_report).collect();
    let mut blank = HashSet::default();
    let mut shown = Vec::new();
    for group in &sorting.groups {
        let reader = read_group(file, &candidates, group, &mut accounts, &mut sheets, &mut findings);
        blank.extend(reader.blank);
        reader.shown.into_iter().for_each(|one| shown::add(&mut shown, one));
    }
    findings.extend(shown::tell(&shown));
    for (double, read) in sorting.doubles {
        sheets[double].form = None;
        sheets[double].note = format!("这张表已从“{}”读取", candidates[read].grid.name);
    }
    let missing: Vec<ScheduleId> = ScheduleId::ALL
        .into_iter()
        .filter(|id| match id {
            ScheduleId::BasicDetail => accounts.basic_detail.is_none(),
            id => accounts.schedule(*id).is_none(),
        })
        .collect();
    let import = Import { accounts, sheets, missing, blank, findings };
    told_if_blank(file, import)
}

/// Reads the pages of one statement into the accounts; what else the reader noted is left in it.
fn read_group<'a>(
    file: &'a str,
    candidates: &'a [Candidate],
    group: &Group,
    accounts: &mut Accounts,
    sheets: &mut [SheetReport],
    findings: &mut Vec<Finding>,
) -> SheetReader<'a> {
    let first = &candidates[group.pages[0]];
    let stated = group.pages.iter().find_map(|i| candidates[*i].preamble.unit);
    let unit = stated.unwrap_or_else(|| default_unit(file, first, group.id, group.form, findings));
    let mut pages = Vec::new();
    for i in &group.pages {
        let Candidate { grid, preamble } = &candidates[*i];
        let unit = preamble.unit.unwrap_or(unit);
        let source = u16::try_from(accounts.sources.len()).unwrap_or(u16::MAX);
        accounts.sources.push(Source {
            file: file.to_owned(),
            sheet: grid.name.clone(),
            unit,
            document: None,
        });
        pages.push(Page { grid, source, unit, from: preamble.end });
    }
    let mut reader = SheetReader::new(file, pages);
    match reader.read(group.id, group.form) {
        Some(Statement::Schedule(schedule)) => accounts.schedules.push(schedule),
        Some(Statement::BasicDetail(detail)) => accounts.basic_detail = Some(detail),
        None => {}
    }
    findings.append(&mut reader.findings);
    accounts.lacking.extend(reader.lacking.drain(..).map(|column| (group.id, column)));
    let unreadable = reader.unreadable.drain(..);
    accounts.unreadable.extend(unreadable.map(|(line, column)| Unreadable { id: group.id, line, column }));
    for (n, (i, recognition)) in group.pages.iter().zip(std::mem::take(&mut reader.recognition)).enumerate() {
        let Recognition { head_rows, columns, lines, missing, unused, unread } = recognition;
        let report = &mut sheets[*i];
        report.form = Some((group.id, group.form));
        (report.head_rows, report.columns, report.lines) = (head_rows, columns, lines);
        (report.missing, report.unused, report.unread) = (missing, unused, unread);
        if n > 0 {
            report.note = format!("接在“{}”之后的第{}页", first.grid.name, n + 1);
        }
    }
    reader
}

/// What the title rows of a sheet say; what was read of it comes later.
fn sheet_report(candidate: &Candidate) -> SheetReport {
    let p = &candidate.preamble;
    SheetReport {
        name: candidate.grid.name.clone(),
        visible: candidate.grid.visible,
        title: p.title.trim().to_owned(),
        form: None,
        by: p.by,
        unit: p.unit,
        year: p.year,
        org: p.org.clone(),
        head_rows: None,
        columns: Vec::new(),
        lines: 0,
        missing: Vec::new(),
        unused: Vec::new(),
        unread: Vec::new(),
        note: match (p.extra, &p.unknown) {
            (Some(what), _) => format!("{what}，九张表之外的表"),
            (None, Some(_)) if p.form.is_none() => "标题不是已知的决算表".to_owned(),
            _ => String::new(),
        },
    }
}

/// A workbook of a budget has tables that look like final accounts (公开01表, 三公情况表); where nothing says 决算, none is.
fn leave_budgets(candidates: &mut [Candidate]) {
    let says = |c: &Candidate| {
        let p = &c.preamble;
        let system = p.number.as_ref().is_some_and(|(_, n)| n.form == SourceForm::Caijue);
        system || p.title.contains("决算") || c.grid.name.contains("决算")
    };
    if candidates.iter().any(|c| c.preamble.budget) && !candidates.iter().any(says) {
        candidates.iter_mut().for_each(|c| c.preamble.form = None);
    }
}

/// What titles say against form numbers, in one finding; and titles that are not known.
fn tell_titles(file: &str, candidates: &[Candidate], findings: &mut Vec<Finding>) {
    let place = |c: &Candidate| Place::sheet(file, &c.grid.name);
    let against: Vec<&Candidate> = candidates.iter().filter(|c| c.preamble.number_disagrees()).collect();
    if let Some(first) = against.first() {
        let said: Vec<String> = against
            .iter()
            .filter_map(|c| Some(format!("{}是“{}”", c.preamble.number.as_ref()?.0, c.preamble.title.trim())))
            .collect();
        let text = format!("有{}张表的表号与标题不一致，按标题读取：{}", against.len(), said.join("、"));
        findings
            .push(Finding::new("R020", text).at(place(first)).hint("各地表号不同，标题没有写错就不必理会"));
    }
    for candidate in candidates.iter().filter(|c| c.grid.visible && !c.preamble.cover) {
        let Some(unknown) = &candidate.preamble.unknown else { continue };
        let Some((id, nearest, off)) = titles::nearest(unknown) else { continue };
        let finding = match candidate.preamble.form {
            Some((read, form)) => {
                let title = read.title(form);
                Finding::new("R021", format!("标题“{unknown}”不是已知的，按表号读取为“{title}”"))
                    .hint("请核对标题，以及读取的是不是这张表")
            }
            None if off <= 6 => Finding::new(
                "R021",
                format!("标题“{unknown}”不是已知的决算表，没有读取；最接近的是“{nearest}”"),
            )
            .hint(format!("如果就是“{}”，请把标题改成这样，再重新生成", id.title(SourceForm::Gongkai))),
            None => {
                let text = format!("标题“{unknown}”不是已知的决算表，没有读取");
                let far = Finding::new("R021", text).hint("九张表之外的表不必理会");
                Finding { severity: Severity::Notice, ..far }
            }
        };
        findings.push(finding.at(place(candidate)));
    }
    for candidate in candidates.iter().filter(|c| c.grid.visible) {
        let title = candidate.preamble.title.trim();
        let Some((id, what)) = titles::of_all_funds(&titles::normal(title)) else { continue };
        if candidates.iter().any(|c| c.preamble.form.is_some_and(|form| form.0 == id)) {
            continue;
        }
        let wanted = id.title(SourceForm::Gongkai);
        let text = format!("标题“{title}”说的是{what}，没有读取；没有找到“{wanted}”");
        let finding = Finding::new("R021", text).at(place(candidate));
        findings.push(finding.hint(format!("如果就是“{wanted}”，请把标题改成这样，再重新生成")));
    }
}

/// A form nobody has filled in is no table of zeros.
fn told_if_blank(file: &str, mut import: Import) -> Import {
    let lines = import.accounts.schedules.iter().flat_map(|s| &s.lines);
    let lines = lines.chain(import.accounts.basic_detail.iter().flat_map(|d| &d.lines));
    let mut cells = lines.flat_map(|l| l.cells.iter().flatten()).filter_map(|a| a.cell);
    let nothing = import.accounts.sources.len() > 1 && cells.all(|c| import.blank.contains(&c));
    if nothing {
        let place = Place::file(file);
        let text = "各表都没有填写任何金额，像是空白表样";
        import.findings.push(Finding::new("R024", text).at(place).hint("请确认拿的是填好的决算报表"));
    }
    import
}

fn dominant_form(candidates: &[Candidate]) -> SourceForm {
    let count = |form| candidates.iter().filter(|c| c.preamble.form.is_some_and(|(_, f)| f == form)).count();
    if count(SourceForm::Gongkai) > count(SourceForm::Caijue) {
        SourceForm::Gongkai
    } else {
        SourceForm::Caijue
    }
}

/// Department and year: the cover first, then the statements; contradictions are reported.
fn identify(file: &str, candidates: &[Candidate], accounts: &mut Accounts, findings: &mut Vec<Finding>) {
    let cover = candidates.iter().find(|c| c.preamble.cover);
    let cover_org = cover.and_then(|c| cover_value(c.grid, "单位名称"));
    let cover_year = cover.and_then(|c| c.preamble.year);
    let read: Vec<&Candidate> = candidates.iter().filter(|c| c.preamble.form.is_some()).collect();
    let place = |c: &Candidate| Place::sheet(file, &c.grid.name);

    let org = cover_org.or_else(|| read.iter().find_map(|c| c.preamble.org.clone()));
    if let Some(org) = &org
        && let Some(other) = read.iter().find(|c| {
            c.preamble.org.as_ref().is_some_and(|o| crate::text::squash(o) != crate::text::squash(org))
        })
    {
        let said = other.preamble.org.clone().unwrap_or_default();
        findings.push(
            Finding::new("R011", format!("单位名称不一致：其他表是“{org}”，本表是“{said}”"))
                .at(place(other))
                .hint("请确认没有混入其他单位的报表"),
        );
    }
    accounts.org = org.unwrap_or_default();

    let year = cover_year.or_else(|| read.iter().find_map(|c| c.preamble.year));
    if let Some(year) = year
        && let Some(other) = read.iter().find(|c| c.preamble.year.is_some_and(|y| y != year))
    {
        let said = other.preamble.year.unwrap_or_default();
        findings.push(
            Finding::new("R012", format!("年度不一致：其他表是{year}年度，本表是{said}年度"))
                .at(place(other))
                .hint("请确认没有混入其他年度的报表"),
        );
    }
    accounts.year = year;
}

/// The value beside a label of the cover.
fn cover_value(grid: &workbook::Grid, label: &str) -> Option<String> {
    for row in &grid.rows {
        for (i, (_, value)) in row.cells.iter().enumerate() {
            let text = value.display();
            if !crate::text::squash(&text).starts_with(label) {
                continue;
            }
            if let Some(inside) = recognise::department(&text) {
                return Some(inside);
            }
            let beside = row.cells.get(i + 1).map(|(_, v)| v.line());
            return beside.map(|v| recognise::without_code(&v).to_owned()).filter(|v| !v.is_empty());
        }
    }
    None
}

fn default_unit(
    file: &str,
    candidate: &Candidate,
    id: ScheduleId,
    form: SourceForm,
    findings: &mut Vec<Finding>,
) -> AmountUnit {
    let unit = match form {
        SourceForm::Caijue => AmountUnit::Yuan,
        SourceForm::Gongkai => AmountUnit::Wan,
    };
    let place = Place::sheet(file, &candidate.grid.name);
    findings.push(
        Finding::new(
            "R008",
            format!(
                "“{}”没有注明金额单位，按{}的通常单位“{}”处理",
                id.title(form),
                form.label(),
                unit.label()
            ),
        )
        .at(place)
        .hint("请在表头注明“金额单位：元”或“金额单位：万元”"),
    );
    unit
}
