//! One unit of many.

use std::path::{Path, PathBuf};

use super::unchanged::Known;
use super::{Batch, Done, Own, Task, Unit, ways};
use crate::bureau::{Row, State};
use crate::error::{Error, Result};
use crate::facts;
use crate::finding::Finding;
use crate::project::{SUPPLEMENT, config::CONFIG_FILE};
use crate::published;
use crate::source::{Source, file_name, way_of};
use crate::work::check::{Checked, check};
use crate::work::job::{Job, Made, Order, Wrote};
use crate::work::outputs::Written;
use crate::work::proofread::{self, Proofread};
use crate::work::report::Request;
use crate::work::supply::SupplyChange;

/// Makes a unit, or says that nothing has changed since it was made.
pub fn unit(unit: &Unit, batch: &Batch, out: &Path, known: &Known) -> Done {
    if let Some(wrong) = &unit.wrong {
        return Done::Now(ways::shorten(Row::failed(&unit.name, wrong.clone()), unit, out));
    }
    let folder = out.join(&unit.name);
    let before = known.files(unit, &folder);
    if let Some(done) = known.before(unit, &before, out) {
        return done;
    }
    let mut own = Vec::new();
    let made = made(unit, batch, &folder, out, &mut own);
    let row = match made {
        Ok(Some(row)) => row,
        Ok(None) => {
            // If it cannot be remembered it is looked at again the next time.
            let _ = known.remember(unit, None, &before, &folder, &own);
            return Done::NoUnit;
        }
        Err(error) => {
            let left = known.left(unit, &before, out);
            // What people fill in stays theirs.
            let names = left.iter().map(|way| way.rsplit('/').next().unwrap_or(way));
            let names: Vec<&str> = names.filter(|name| *name != SUPPLEMENT).collect();
            let mut row = Row::failed(&unit.name, error.to_string());
            row.notes.extend((!names.is_empty()).then(|| {
                format!("以前生成的{}还在原处，不是根据现在的文件生成的，请勿使用", names.join("、"))
            }));
            row
        }
    };
    let mut row = ways::shorten(row, unit, out);
    if let Err(error) = known.remember(unit, Some(&row), &before, &folder, &own) {
        // The unit is whole; it will only be made again.
        row.notes.push(error.to_string());
        row = ways::shorten(row, unit, out);
    }
    Done::Now(row)
}

/// What all units have in common, and what the list says of this one.
fn request(common: &Request, own: &Own) -> Request {
    let mut request = common.clone();
    if own.like.is_some() || own.style.is_some() {
        request.loaded = None;
    }
    if let Some(like) = &own.like {
        request.like = Some(Source::from(like));
        request.style = String::new();
    } else if let Some(style) = &own.style {
        request.like = None;
        request.style.clone_from(style);
    }
    request.org = own.org.clone().or(request.org);
    request.scope = own.scope.or(request.scope);
    request
}

/// Makes or checks it; `None` if its folder holds no accounts. `own` gets the files that were written.
fn made(
    unit: &Unit,
    batch: &Batch,
    folder: &Path,
    out: &Path,
    own: &mut Vec<PathBuf>,
) -> Result<Option<Row>> {
    let request = request(&batch.request, &unit.own);
    let job = if unit.folder.join(CONFIG_FILE).is_file() {
        // A project's outputs lie where its settings say, unless all results are wanted in one place.
        let out = batch.out.as_ref().map(|_| folder.to_owned());
        // Style and options are the project's own affair.
        let request = Request { loaded: None, ..request };
        Job::of(Order { request, project: Some(unit.folder.clone()), out, current: None })?
    } else {
        match Job::in_folder(&unit.folder, request, folder.to_owned())? {
            Some(job) => job,
            None => return Ok(None),
        }
    };
    let mut row = match batch.task {
        Task::Check => checked(&unit.name, &job, &check(&job.request, false)?)?,
        Task::Build => {
            let made = job.make()?;
            let wrote = job.write(&made, &batch.formats, batch.force)?;
            own.extend(wrote.files.iter().map(|w| w.path().to_owned()));
            own.extend(supplement(&wrote));
            report(&unit.name, &made, &wrote, out)
        }
        Task::Proofread => proofread(unit, &job, folder, out, own)?,
    };
    row.accounts = Some(way(out, job.request.current.path()));
    row.prior = job.request.prior.as_ref().map(|prior| way(out, prior.path()));
    row.budget = job.request.budget.as_ref().map(|budget| way(out, budget.path()));
    row.first_year = job.request.first_year;
    row.notes.extend(job.notes.iter().filter(|note| note.starts_with("没有用：")).cloned());
    Ok(Some(row))
}

/// A report that was made, as the summary lists it under a name.
pub(super) fn report(name: &str, made: &Made, wrote: &Wrote, out: &Path) -> Row {
    let report = &made.report;
    let mut row = Row::new(name, State::Made);
    row.org.clone_from(&report.subject.org);
    row.year = Some(report.subject.year);
    row.gaps = Some(report.narrative.missing().count());
    row.measure(&report.facts);
    row.find(&report.findings);
    row.outputs = wrote.files.iter().map(|written| way(out, written.path())).collect();
    let kept = |w: &&Written| !matches!(w, Written::AsNamed(_) | Written::Unchanged(_));
    row.notes.extend(wrote.files.iter().filter(kept).map(ToString::to_string));
    row.notes.extend(made.not_taken());
    row.notes.extend(wrote.printed.clone());
    row
}

/// The files of the supplement that a project's report rewrote.
fn supplement(wrote: &Wrote) -> Vec<PathBuf> {
    match &wrote.supplement {
        SupplyChange::New(path) | SupplyChange::Converted { made: path, .. } => vec![path.clone()],
        SupplyChange::Refreshed { path, kept, .. } => vec![path.clone(), kept.clone()],
        SupplyChange::None | SupplyChange::Open(_) | SupplyChange::ReadOnly(_) => Vec::new(),
    }
}

/// Relations that were checked, as the summary lists them under a name.
pub(super) fn checked(name: &str, job: &Job, checked: &Checked) -> Result<Row> {
    let mut row = Row::new(name, State::Checked);
    if let Some(current) = &checked.intake.current {
        row.org = job.request.org_of(&current.accounts);
        let inputs = facts::Inputs {
            current: &current.accounts,
            prior: checked.intake.prior.as_ref().map(|p| &p.accounts),
            budget: checked.intake.budget.as_ref(),
            supplement: &checked.intake.supplement,
            moved: &job.request.moved,
        };
        row.measure(&facts::compute(&inputs, job.request.built_style()?.basis));
    }
    row.year = checked.intake.year;
    row.find(&checked.findings);
    Ok(row)
}

/// Holds the unit's documents of the year against its files, and writes the marked copies. They lie in its folder, a
/// project's where its outputs go; where there is none, the one that was made for it is taken.
fn proofread(unit: &Unit, job: &Job, folder: &Path, out: &Path, own: &mut Vec<PathBuf>) -> Result<Row> {
    let outputs = job.request.year.map(|year| job.out(year));
    let beside = job.request.current.folder().map(Path::to_owned);
    let places = [Some(unit.folder.clone()), beside, outputs];
    let mut row = Row::new(&unit.name, State::Proofread);
    row.year = job.request.year;
    let mut read: Vec<Proofread> = Vec::new();
    for place in places.into_iter().flatten() {
        for document in published::in_folder(&place) {
            if read.iter().any(|one| one.path == document) {
                continue;
            }
            match proofread::of_year(&Source::from(&document), &job.request)? {
                Ok(one) => read.push(one),
                Err(why) => row.notes.push(format!("没有校对：{}（{why}）", file_name(&document))),
            }
        }
        if !read.is_empty() {
            break;
        }
    }
    if read.is_empty() {
        let reason =
            "没有找到本年度的公开文档（.docx、.pdf、.html），无从校对。请放进单位的文件夹".to_owned();
        let reason = std::iter::once(reason).chain(row.notes).collect::<Vec<_>>().join("；");
        return Err(Error::Unusable { path: unit.folder.clone(), reason });
    }
    row.org = read.iter().map(|one| one.report.org.clone()).find(|org| !org.is_empty()).unwrap_or_default();
    let findings: Vec<Finding> = read.iter().flat_map(|one| one.findings.iter().cloned()).collect();
    row.find(&findings);
    let (written, unmarked) = proofread::write_marked(&read, folder)?;
    own.extend(written.iter().map(|w| w.path().to_owned()));
    row.outputs = written.iter().map(|written| way(out, written.path())).collect();
    row.notes.extend(unmarked);
    Ok(row)
}

/// The way from a folder to a file, as links beside it have it.
fn way(from: &Path, to: &Path) -> String {
    let (mut base, mut steps) = (from, String::new());
    loop {
        if let Ok(rest) = to.strip_prefix(base) {
            return steps + &way_of(rest);
        }
        match base.parent() {
            Some(parent) => base = parent,
            // Another drive.
            None => return to.display().to_string(),
        }
        steps.push_str("../");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_from_the_summary_to_the_file() {
        let way = |from: &str, to: &str| way(Path::new(from), Path::new(to));
        assert_eq!(way("/a/汇总", "/a/汇总/一小/决算公开.docx"), "一小/决算公开.docx");
        assert_eq!(way("/a/汇总", "/a/一小/公开/决算公开.docx"), "../一小/公开/决算公开.docx");
    }
}
