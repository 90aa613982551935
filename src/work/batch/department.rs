//! 部门汇总: the report of a department of which no consolidated export exists, from the accounts of its units.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::{Batch, Task, one};
use crate::accounts::{Accounts, InitialBudget, ScheduleId};
use crate::bureau::consolidate::{self, Sheet};
use crate::bureau::{Consolidated, Department, Row, State};
use crate::error::Result;
use crate::export::xlsx_papers::{self, Papers};
use crate::finding::{Finding, Place};
use crate::import::{self, Import};
use crate::money::{Yuan, display_yuan};
use crate::package::contain;
use crate::project::discover::Readings;
use crate::published;
use crate::source::Source;
use crate::work::check::check;
use crate::work::crew;
use crate::work::job::Job;
use crate::work::outputs::Output;
use crate::work::report::Request;
use crate::workbook;

/// The folder of the department's report, below the results.
const FOLDER: &str = "部门汇总";
const PAPERS: &str = "汇总底稿.xlsx";
const PAPERS_BEFORE: &str = "汇总底稿（上年）.xlsx";
const PERFORMANCE: &str = "绩效自评表";

/// What a unit's files hold.
struct Read<'a> {
    name: &'a str,
    current: Import,
    prior: Option<Import>,
    budget: Option<InitialBudget>,
    first_year: bool,
}

/// Makes or checks the department's report. Units that cannot be added up, and a report that cannot be made or written,
/// are no error of the run: the department has failed, as a unit may.
pub fn of_units(org: &str, batch: &Batch, rows: &[Row], out: &Path, jobs: usize) -> Department {
    let mut department = Department {
        row: Row { org: org.to_owned(), ..Row::new(FOLDER, State::Failed) },
        units: 0,
        eliminated: Vec::new(),
        paid: Vec::new(),
        unknown: Vec::new(),
    };
    if let Err(error) = add_up(org, batch, rows, out, jobs, &mut department) {
        department.row.reason = Some(error.to_string());
    }
    department
}

fn add_up(
    org: &str,
    batch: &Batch,
    rows: &[Row],
    out: &Path,
    jobs: usize,
    department: &mut Department,
) -> Result<()> {
    let added = usable(rows, out, jobs).and_then(|(year, read)| {
        let current = sum(org, PAPERS, &read, |r| Some(&r.current.accounts))?;
        Ok((year, read, current))
    });
    let (year, read, current) = match added {
        Ok(added) => added,
        Err(why) => {
            department.row.reason = Some(why.join("；"));
            return Ok(());
        }
    };
    department.units = read.len();
    department.eliminated.clone_from(&current.flows.eliminated);
    department.paid.clone_from(&current.flows.paid);
    department.unknown.clone_from(&current.unknown);

    let mut unknown = Vec::new();
    let is_first = read.iter().all(|r| r.first_year);
    let prior =
        if is_first { None } else { last_year(org, year, &read).map_err(|why| unknown.push(why)).ok() };
    let budget = budget(org, &read, &mut unknown);
    department.unknown.extend(prior.iter().flat_map(|p| &p.unknown).map(|why| format!("上年：{why}")));
    department.unknown.append(&mut unknown);

    let folder = out.join(FOLDER);
    let papers = |all: &Consolidated, year: u16, name: &'static str, more: Option<&Sheet>, units: usize| {
        let sheets: Vec<&Sheet> = all.sheets.iter().chain(more).collect();
        let unknown = &department.unknown;
        let bytes =
            xlsx_papers::workbook(&Papers { org, year, units, flows: &all.flows, unknown, sheets: &sheets });
        bytes.map(|bytes| Output { name: name.into(), bytes })
    };
    let mut beside = vec![papers(&current, year, PAPERS, budget.as_ref().map(|(_, s)| s), read.len())?];
    if let Some(prior) = &prior {
        let units = read.iter().filter(|r| r.prior.is_some()).count();
        beside.push(papers(prior, year - 1, PAPERS_BEFORE, None, units)?);
    }
    let path = |name: &str| folder.join(name);
    let mut request = Request {
        org: Some(org.to_owned()),
        current: Source::from(&path(PAPERS)),
        prior: prior.as_ref().map(|_| Source::from(&path(PAPERS_BEFORE))),
        budget: budget.as_ref().map(|_| Source::from(&path(PAPERS))),
        first_year: is_first,
        performance: Some(path(PERFORMANCE)).filter(|folder| !workbook::in_folder(folder).is_empty()),
        ..batch.request.clone()
    };
    let mut current = taken(current, "本年", read.len());
    current.findings.extend(department.unknown.iter().map(|why| Finding::new("R043", why.clone())));
    let prior = prior.map(|prior| (path(PAPERS_BEFORE), taken(prior, "上年", read.len())));
    request.read = Readings::made(
        prior.into_iter().chain([(path(PAPERS), current)]),
        budget.map(|(b, _)| (path(PAPERS), b)),
    );
    let job = Job::of_read(request, year, folder, beside);
    department.row = match batch.task {
        Task::Check => one::checked(FOLDER, &job, &check(&job.request, false)?)?,
        Task::Build | Task::Proofread => {
            let made = job.make()?;
            let wrote = job.write(&made, &batch.formats, batch.force)?;
            one::report(FOLDER, &made, &wrote, out)
        }
    };
    Ok(())
}

/// The files of all units, of one year; why they are not all there.
fn usable<'a>(
    rows: &'a [Row],
    out: &Path,
    jobs: usize,
) -> std::result::Result<(u16, Vec<Read<'a>>), Vec<String>> {
    let mut why = Vec::new();
    if rows.len() < 2 {
        why.push("单位不到两个".to_owned());
    }
    if rows.iter().any(|row| row.unit == FOLDER) {
        why.push(format!("有一个单位的文件夹就叫“{FOLDER}”，请改名，里面放的是系统的汇总表就移到别处"));
    }
    let of = |state| {
        rows.iter().filter(|r| r.state == state).map(|r| format!("“{}”", r.name())).collect::<Vec<_>>()
    };
    for (state, what) in [(State::Failed, "失败"), (State::Pending, "没有处理")] {
        let units = of(state);
        if !units.is_empty() {
            why.push(format!("{}{what}，缺了它们就不是部门的数", units.join("、")));
        }
    }
    let mut years: BTreeMap<Option<u16>, Vec<String>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.accounts.is_some()) {
        years.entry(row.year).or_default().push(format!("“{}”", row.name()));
    }
    let said = |(year, units): (&Option<u16>, &Vec<String>)| {
        let year = year.map_or_else(|| "没有注明年度".to_owned(), |y| format!("{y}年度"));
        if units.len() > 3 {
            format!("{year}{}个单位", units.len())
        } else {
            format!("{year}{}", units.join("、"))
        }
    };
    if years.len() > 1 || years.contains_key(&None) {
        let said: Vec<String> = years.iter().map(said).collect();
        why.push(format!("各单位的年度不同：{}。可用 --year 规定年度", said.join("，")));
    }
    let (Some(Some(year)), true) = (years.into_keys().next(), why.is_empty()) else { return Err(why) };
    let units: Vec<&Row> = rows.iter().collect();
    let stop = AtomicBool::new(false);
    // Two of the same name are told apart by their folders.
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    rows.iter().for_each(|row| *named.entry(row.name()).or_default() += 1);
    let name = |row: &'a Row| if named[row.name()] > 1 { row.unit.as_str() } else { row.name() };
    let read = crew::side_by_side(&units, jobs, &stop, |row| read(row, name(row), out), |_| {});
    let mut all = Vec::new();
    for (row, read) in units.iter().zip(read) {
        match read.flatten() {
            Some(read) => all.push(read),
            None => why.push(format!("“{}”的文件没有读出", row.name())),
        }
    }
    if why.is_empty() { Ok((year, all)) } else { Err(why) }
}

fn read<'a>(row: &Row, name: &'a str, out: &Path) -> Option<Read<'a>> {
    let at = |way: &String| Source::from(&out.join(way));
    let accounts = |way: &String| published::read_accounts(at(way)).ok();
    let read = contain(|| {
        Some(Read {
            name,
            current: accounts(row.accounts.as_ref()?)?,
            prior: row.prior.as_ref().map(|way| accounts(way).ok_or(())).transpose().ok()?,
            budget: row.budget.as_ref().map(|way| import::read_budget(at(way))).transpose().ok()?,
            first_year: row.first_year,
        })
    });
    read.flatten()
}

fn sum<'a>(
    org: &str,
    file: &str,
    read: &'a [Read<'a>],
    of: impl Fn(&'a Read<'a>) -> Option<&'a Accounts>,
) -> std::result::Result<Consolidated, Vec<String>> {
    let units: Vec<(&str, &Accounts)> = read.iter().filter_map(|r| Some((r.name, of(r)?))).collect();
    consolidate::consolidate(org, file, &units)
}

/// Last year's accounts of the department: every unit's but of those that declare to have none.
fn last_year(org: &str, year: u16, read: &[Read<'_>]) -> std::result::Result<Consolidated, String> {
    let whose = |of: &dyn Fn(&Read<'_>) -> bool| -> Vec<String> {
        read.iter().filter(|r| of(r)).map(|r| format!("“{}”", r.name)).collect()
    };
    let without = whose(&|r| r.prior.is_none() && !r.first_year);
    if !without.is_empty() {
        return Err(format!(
            "上年决算没有汇总，与上年的比较都空着：{}没有上年决算（新设的单位在它的 juesuan.toml 里写 first_year）",
            without.join("、")
        ));
    }
    let stated = |r: &Read<'_>| r.prior.as_ref().and_then(|p| p.accounts.year);
    let others = whose(&|r| stated(r).is_some_and(|stated| stated + 1 != year));
    if !others.is_empty() {
        return Err(format!(
            "上年决算没有汇总，与上年的比较都空着：{}的上年决算不是{}年度",
            others.join("、"),
            year - 1
        ));
    }
    let mut all = sum(org, PAPERS_BEFORE, read, |r| r.prior.as_ref().map(|p| &p.accounts))
        .map_err(|why| format!("上年决算没有汇总，与上年的比较都空着：{}", why.join("；")))?;
    all.accounts.year = Some(year - 1);
    Ok(all)
}

fn budget(org: &str, read: &[Read<'_>], unknown: &mut Vec<String>) -> Option<(InitialBudget, Sheet)> {
    let having: Vec<(&str, &InitialBudget)> =
        read.iter().filter_map(|r| Some((r.name, r.budget.as_ref()?))).collect();
    if having.is_empty() {
        return None;
    }
    if having.len() < read.len() {
        let without = read.iter().filter(|r| r.budget.is_none()).map(|r| format!("“{}”", r.name));
        let without: Vec<String> = without.collect();
        unknown.push(format!(
            "项级科目的年初预算没有汇总，与年初预算的比较都空着：{}没有年初预算表",
            without.join("、")
        ));
        return None;
    }
    Some(consolidate::budget(org, PAPERS, &having, unknown))
}

/// The sum as if it had been read, with what was done to make it.
fn taken(all: Consolidated, whose: &str, units: usize) -> Import {
    let missing = ScheduleId::ALL.into_iter().filter(|id| match id {
        ScheduleId::BasicDetail => all.accounts.basic_detail.is_none(),
        id => all.accounts.schedule(*id).is_none(),
    });
    let missing = missing.collect();
    let file = if whose == "本年" { PAPERS } else { PAPERS_BEFORE };
    let place = Place::sheet(file, xlsx_papers::ELIMINATED);
    let said = crate::bureau::eliminated(&all.flows.eliminated);
    let message = format!("{whose}决算由{units}个单位的决算相加，{said}；没有系统的汇总表可以核对");
    let mut finding = Finding::new("R042", message)
        .at(place.clone())
        .hint("每一个数由哪些单位的哪些单元格加出来，见汇总底稿。系统有汇总表的，请用 --whole 与各单位核对");
    for paid in &all.flows.paid {
        let sides = consolidate::SIDES.iter().zip(paid.sides.iter().flatten());
        for (name, amount) in sides.filter(|(_, amount)| !amount.is_zero()) {
            let label = format!("{} {name}", paid.unit);
            finding = finding.with(label, place.clone(), display_yuan(Yuan(*amount)));
        }
    }
    Import {
        accounts: all.accounts,
        sheets: Vec::new(),
        missing,
        blank: foldhash::HashSet::default(),
        findings: vec![finding],
    }
}
