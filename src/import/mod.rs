//! Workbooks in, accounts out: sheets are recognised by form number, title or name, columns by the text path of
//! their heads, lines by code or label. Nothing depends on a fixed position.

use std::path::Path;

use crate::accounts::{Accounts, AmountUnit, ScheduleId, Source, SourceForm};
use crate::error::{Error, Result};
use crate::finding::{Finding, Place};
use crate::source;

mod budget;

mod codes;
pub mod forms;
pub mod head;
mod reader;
mod recognise;

use crate::workbook::{self, Workbook};
pub use budget::read_budget;
use reader::{Recognition, SheetReader, Statement};
use recognise::Preamble;

/// What a workbook gave.
#[derive(Debug, Clone)]
pub struct Import {
    /// The accounts.
    pub accounts: Accounts,
    /// What was recognised, sheet by sheet.
    pub sheets: Vec<SheetReport>,
    /// Statements that were not found.
    pub missing: Vec<ScheduleId>,
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
    let book = workbook::read(&source)?;
    let import = assemble(&book);
    if import.accounts.schedules.is_empty() && import.accounts.basic_detail.is_none() {
        return Err(Error::Unusable { path: source.path().to_owned(), reason: nothing_recognised(&book) });
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

struct Candidate<'a> {
    grid: &'a workbook::Grid,
    preamble: Preamble,
}

/// The accounts of a workbook that was read; empty if no sheet is a form of final accounts.
pub fn assemble(book: &Workbook) -> Import {
    let candidates: Vec<Candidate> =
        book.sheets.iter().map(|grid| Candidate { grid, preamble: recognise::preamble(grid) }).collect();
    let mut findings = Vec::new();
    let chosen = choose(book, &candidates, &mut findings);
    let form = dominant_form(&candidates);
    let mut accounts = Accounts {
        org: String::new(),
        year: None,
        form,
        sources: Vec::new(),
        schedules: Vec::new(),
        basic_detail: None,
    };
    identify(book, &candidates, &mut accounts, &mut findings);

    let mut sheets: Vec<SheetReport> = Vec::new();
    for (i, candidate) in candidates.iter().enumerate() {
        let preamble = &candidate.preamble;
        let mut recognition = Recognition::default();
        if let Some((id, sheet_form)) = preamble.form
            && chosen.contains(&i)
        {
            let unit =
                preamble.unit.unwrap_or_else(|| default_unit(book, candidate, id, sheet_form, &mut findings));
            let source = u16::try_from(accounts.sources.len()).unwrap_or(u16::MAX);
            accounts.sources.push(Source {
                file: book.file.clone(),
                sheet: candidate.grid.name.clone(),
                unit,
            });
            let mut reader = SheetReader::new(&book.file, candidate.grid, source, unit);
            match reader.read(id, sheet_form, preamble.end) {
                Some(Statement::Schedule(schedule)) => accounts.schedules.push(schedule),
                Some(Statement::BasicDetail(detail)) => accounts.basic_detail = Some(detail),
                None => {}
            }
            findings.append(&mut reader.findings);
            recognition = reader.recognition;
        }
        sheets.push(SheetReport {
            name: candidate.grid.name.clone(),
            visible: candidate.grid.visible,
            title: preamble.title.trim().to_owned(),
            form: preamble.form.filter(|_| chosen.contains(&i)),
            by: preamble.by,
            unit: preamble.unit,
            year: preamble.year,
            org: preamble.org.clone(),
            head_rows: recognition.head_rows,
            columns: recognition.columns,
            lines: recognition.lines,
            missing: recognition.missing,
        });
    }
    let missing: Vec<ScheduleId> = ScheduleId::ALL
        .into_iter()
        .filter(|id| match id {
            ScheduleId::BasicDetail => accounts.basic_detail.is_none(),
            id => accounts.schedule(*id).is_none(),
        })
        .collect();
    Import { accounts, sheets, missing, findings }
}

/// For each statement the sheet to read: the first visible one.
fn choose(book: &Workbook, candidates: &[Candidate], findings: &mut Vec<Finding>) -> Vec<usize> {
    let mut chosen = Vec::new();
    for id in ScheduleId::ALL {
        let claims: Vec<usize> = candidates
            .iter()
            .enumerate()
            .filter(|(_, c)| c.preamble.form.is_some_and(|(i, _)| i == id) && !c.grid.rows.is_empty())
            .map(|(i, _)| i)
            .collect();
        let visible: Vec<usize> = claims.iter().copied().filter(|i| candidates[*i].grid.visible).collect();
        let pick = visible.first().or(claims.first()).copied();
        if let (Some(pick), true) = (pick, visible.len() > 1) {
            let place = |i: usize| Place::sheet(&book.file, &candidates[i].grid.name);
            let title = id.title(candidates[pick].preamble.form.map_or(SourceForm::Caijue, |f| f.1));
            let mut finding = Finding::new(
                "R006",
                format!(
                    "有{}个工作表都是“{title}”，只读取第一个“{}”",
                    visible.len(),
                    candidates[pick].grid.name
                ),
            )
            .at(place(pick))
            .hint("请删去或隐藏多余的工作表");
            for other in visible.iter().skip(1) {
                finding = finding.with("没有读取", place(*other), candidates[*other].preamble.title.clone());
            }
            findings.push(finding);
        }
        chosen.extend(pick);
    }
    chosen
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
fn identify(book: &Workbook, candidates: &[Candidate], accounts: &mut Accounts, findings: &mut Vec<Finding>) {
    let cover = candidates.iter().find(|c| c.preamble.cover);
    let cover_org = cover.and_then(|c| cover_value(c.grid, "单位名称"));
    let cover_year = cover.and_then(|c| c.preamble.year);
    let read: Vec<&Candidate> = candidates.iter().filter(|c| c.preamble.form.is_some()).collect();
    let place = |c: &Candidate| Place::sheet(&book.file, &c.grid.name);

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
            return row.cells.get(i + 1).map(|(_, v)| v.line()).filter(|v| !v.is_empty());
        }
    }
    None
}

fn default_unit(
    book: &Workbook,
    candidate: &Candidate,
    id: ScheduleId,
    form: SourceForm,
    findings: &mut Vec<Finding>,
) -> AmountUnit {
    let unit = match form {
        SourceForm::Caijue => AmountUnit::Yuan,
        SourceForm::Gongkai => AmountUnit::Wan,
    };
    let place = Place::sheet(&book.file, &candidate.grid.name);
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
