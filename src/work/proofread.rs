//! Proofreading: a published report against itself and against the files it was made from; a folder of reports, each
//! against itself.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::intake::{Purpose, take_in};
use super::outputs::{Home, Output, OutputFolder, Written};
use super::transaction::Transaction;
use super::{Request, crew};
use crate::error::{Error, Result};
use crate::export::xlsx_reports::{self, Row};
use crate::finding::{self, Finding};
use crate::marked::{self, page, word};
use crate::package::contain;
use crate::proof::{self, Known};
use crate::published::content::Format;
use crate::published::{self, Report};
use crate::source::{Source, way_of};
use crate::workbook::file_name;

/// A report that was proofread.
#[derive(Debug)]
pub struct Proofread {
    /// The file.
    pub path: PathBuf,
    /// What it holds.
    pub report: Report,
    /// What does not hold in it, gravest first.
    pub findings: Vec<Finding>,
    /// The file's content, of which a copy is marked.
    bytes: Vec<u8>,
}

/// Reads a published report and says everything that does not hold in it, gravest first. Files that the request
/// does not name are not needed.
///
/// # Errors
/// The report is no readable document or holds neither tables nor a narrative, a file to hold it against cannot be used, or is of another year.
pub fn proofread(document: &Source, request: &Request) -> Result<Proofread> {
    let read = Proofread::read(document)?;
    let findings = findings(&read.report, request)?;
    Ok(Proofread { findings, ..read })
}

/// The same, held against the files that `files` finds for what was read, if there are any and they are of its department
/// and year, else against itself alone; whether there were.
///
/// # Errors
/// The report is no readable document or holds neither tables nor a narrative.
pub fn proofread_with(
    document: &Source,
    files: impl FnOnce(&Report) -> Option<Request>,
) -> Result<(Proofread, bool)> {
    let read = Proofread::read(document)?;
    let held = files(&read.report).and_then(|request| findings(&read.report, &request).ok());
    let against = held.is_some();
    let findings = match held {
        Some(findings) => findings,
        None => findings(&read.report, &Request::default())?,
    };
    Ok((Proofread { findings, ..read }, against))
}

/// Proofreads a document against the files of a request if it is of their year; else why it is not proofread.
///
/// # Errors
/// A file to hold it against cannot be used.
pub(super) fn of_year(
    document: &Source,
    request: &Request,
) -> Result<std::result::Result<Proofread, String>> {
    let read = match Proofread::read(document) {
        Ok(read) => read,
        Err(Error::Read { reason, .. } | Error::Unusable { reason, .. }) => return Ok(Err(reason)),
        Err(error) => return Err(error),
    };
    if let (Some(printed), Some(year)) = (read.report.year, request.year)
        && printed != year
    {
        return Ok(Err(format!("是{printed}年度的")));
    }
    let findings = findings(&read.report, request)?;
    Ok(Ok(Proofread { findings, ..read }))
}

/// Writes the marked copies of a unit's documents into a folder, all or none; with the reasons why one could not be
/// marked.
///
/// # Errors
/// They cannot be written, or one would take the place of a document that was read.
pub(super) fn write_marked(read: &[Proofread], out: &Path) -> Result<(Vec<Written>, Vec<String>)> {
    let (mut outputs, mut unmarked, mut stems) = (Vec::new(), Vec::new(), Vec::new());
    for one in read {
        match one.outputs(&stem(&file_name(&one.path), &mut stems)) {
            Ok(made) => outputs.extend(made),
            Err(error) => unmarked.push(format!("没有写出副本：{error}")),
        }
    }
    let paths: Vec<PathBuf> = read.iter().map(|one| one.path.clone()).collect();
    Ok((write(out, &outputs, &paths)?, unmarked))
}

/// What does not hold in a report, and between it and the files of a request.
fn findings(report: &Report, request: &Request) -> Result<Vec<Finding>> {
    let intake = take_in(request, None, Purpose::Proofreading(report))?;
    let known = Known {
        current: intake.current.as_ref().map(|c| &c.accounts),
        prior: intake.prior.as_ref().map(|p| &p.accounts),
        budget: intake.budget.as_ref(),
        supplement: &intake.supplement,
        moved: &request.moved,
    };
    let mut findings = proof::proofread(report, &known);
    findings.extend(intake.findings);
    finding::sort(&mut findings);
    Ok(findings)
}

/// Said where there is no Word file to mark.
const PAGE_ONLY: &str = "只有网页：Word 文件才另有带批注的副本";

impl Proofread {
    /// Reads it; nothing is held against it yet.
    fn read(document: &Source) -> Result<Proofread> {
        let bytes = document.read()?;
        let document = document.path();
        let report = published::read_bytes(&file_name(document), &bytes)
            .map_err(|reason| Error::Read { path: document.to_owned(), reason })?;
        if report.tables.is_empty() && report.sections.is_empty() {
            let reason =
                "里面没有找到决算公开表，也没有情况说明的各节，无从校对。请确认这是一份部门决算公开文本";
            return Err(Error::Unusable { path: document.to_owned(), reason: reason.to_owned() });
        }
        Ok(Proofread { path: document.to_owned(), report, findings: Vec::new(), bytes })
    }

    /// The marked copies: 校对.html, and for a Word file 校对.docx. `stem` goes before the names if it is not empty.
    fn outputs(&self, stem: &str) -> Result<Vec<Output>> {
        let placed = marked::place(&self.report, &self.findings);
        let name = |extension: &str| match stem {
            "" => format!("校对.{extension}"),
            stem => format!("{stem}.校对.{extension}"),
        };
        let mut outputs = Vec::new();
        let is_word = self.report.format == Format::Docx;
        let about = if is_word { "Word 文件里的批注与这里相同。" } else { "" };
        if is_word {
            let bytes = word::copy(&self.bytes, &self.report, &placed)
                .map_err(|reason| Error::Unusable { path: self.path.clone(), reason })?;
            outputs.push(Output { name: name(word::extension(&self.bytes)).into(), bytes });
        }
        let html = page::page(&self.report, &placed, about);
        outputs.push(Output { name: name("html").into(), bytes: html.into_bytes() });
        Ok(outputs)
    }

    /// 校对.html as a window serves it, with its look and scripts under these names.
    pub fn page(&self, style: &str, scripts: &[&str]) -> String {
        page::served(&self.report, &marked::place(&self.report, &self.findings), style, scripts)
    }

    /// Writes the marked copies into a folder, all or none; what there is to say of it besides.
    ///
    /// # Errors
    /// They cannot be made or written, or one would take the place of the file given.
    pub fn write(&self, out: &Path) -> Result<(Vec<Written>, Option<&'static str>)> {
        let outputs = self.outputs("")?;
        let written = write(out, &outputs, std::slice::from_ref(&self.path))?;
        Ok((written, Some(PAGE_ONLY).filter(|_| self.report.format != Format::Docx)))
    }
}

/// Writes outputs into a folder of proofreading; none may be one of the files that were read.
fn write(out: &Path, outputs: &[Output], read: &[PathBuf]) -> Result<Vec<Written>> {
    for output in outputs {
        let target = out.join(&*output.name);
        let Ok(target) = target.canonicalize() else { continue };
        if read.iter().any(|path| path.canonicalize().is_ok_and(|path| path == target)) {
            return Err(Error::Usage(format!(
                "要校对的文件就是输出文件夹里的“{}”，不能被替换。请用 --out 另指定一个文件夹",
                output.name
            )));
        }
    }
    let home = Home::enter(out)?;
    OutputFolder::open(out, &home, false)?.write(outputs, Transaction::default())
}

/// What became of one report of a folder.
#[derive(Debug)]
pub struct OfFolder {
    /// Its way from the folder.
    pub name: String,
    /// What was found, or why it could not be read.
    pub result: Result<Proofread>,
}

/// A folder of reports, proofread.
#[derive(Debug)]
pub struct Folder {
    /// Its reports by name.
    pub reports: Vec<OfFolder>,
}

/// Documents that are taken for reports; those that cannot be read are said, not passed over.
const REPORTS: [&str; 8] = ["docx", "docm", "doc", "wps", "pdf", "html", "htm", "rtf"];
/// Folders in folders; deeper ones are no one's filing.
const MOST_DEEP: usize = 16;

/// Proofreads every report in a folder and the folders in it, each against itself, several at a time. One that
/// cannot be read stops no other. Own outputs, temporary files and hidden folders are passed over; so is `out`, if it lies in the folder.
///
/// # Errors
/// The folder cannot be read, or holds no report.
pub fn proofread_folder(folder: &Path, out: Option<&Path>) -> Result<Folder> {
    let out =
        out.and_then(|o| o.canonicalize().ok()).filter(|o| folder.canonicalize().is_ok_and(|f| f != *o));
    let mut paths = Vec::new();
    collect(folder, out.as_deref(), 0, &mut paths)?;
    paths.sort();
    if paths.is_empty() {
        let reason = "文件夹和它下面的文件夹里没有公开文档（.docx、.pdf、.html）".to_owned();
        return Err(Error::Unusable { path: folder.to_owned(), reason });
    }
    let one = |path: &PathBuf| {
        let name = path.strip_prefix(folder).unwrap_or(path);
        let name = way_of(name);
        let interrupted = || Err(Error::Internal(format!("校对“{name}”时意外中断")));
        let result =
            contain(|| proofread(&Source::from(path), &Request::default())).unwrap_or_else(interrupted);
        OfFolder { name, result }
    };
    let never = AtomicBool::new(false);
    let reports = crew::side_by_side(&paths, crew::room(), &never, one, |_| {});
    Ok(Folder { reports: reports.into_iter().flatten().collect() })
}

fn collect(folder: &Path, out: Option<&Path>, depth: usize, paths: &mut Vec<PathBuf>) -> Result<()> {
    if depth > MOST_DEEP {
        return Ok(());
    }
    let entries = std::fs::read_dir(folder).map_err(|e| Error::read(folder, &e))?;
    for entry in entries {
        let entry = entry.map_err(|e| Error::read(folder, &e))?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let kind = entry.file_type().map_err(|e| Error::read(&path, &e))?;
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        if kind.is_dir() {
            if out.is_none_or(|out| path.canonicalize().is_ok_and(|path| path != out)) {
                collect(&path, out, depth + 1, paths)?;
            }
        } else if is_report(&path) && !published::is_marked_copy(&name) {
            paths.push(path);
        }
    }
    Ok(())
}

fn is_report(path: &Path) -> bool {
    let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    extension.is_some_and(|e| REPORTS.contains(&e.as_str()))
}

impl Folder {
    /// All findings of all reports.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.reports.iter().filter_map(|r| r.result.as_ref().ok()).flat_map(|p| &p.findings)
    }

    /// How many could not be read.
    pub fn unread(&self) -> usize {
        self.reports.iter().filter(|r| r.result.is_err()).count()
    }

    /// Writes 校对汇总.xlsx and the marked copies of every report into a folder, all or none; with the reasons why a
    /// report could be read but not marked.
    ///
    /// # Errors
    /// Something cannot be made or written.
    pub fn write(&self, out: &Path) -> Result<(Vec<Written>, Vec<String>)> {
        let mut unmarked = Vec::new();
        let mut outputs: Vec<Output> = Vec::new();
        let mut links: Vec<(String, Vec<String>)> = Vec::new();
        let mut stems: Vec<String> = Vec::new();
        for report in &self.reports {
            let stem = stem(&report.name, &mut stems);
            let mut own = Vec::new();
            let mut state = String::new();
            match &report.result {
                Ok(proofread) => match proofread.outputs(&stem) {
                    Ok(made) => {
                        own.extend(made.iter().map(|o| o.name.clone().into_owned()));
                        outputs.extend(made);
                    }
                    Err(error) => {
                        state = format!("已校对，但没有写出副本：{error}");
                        unmarked.push(error.to_string());
                    }
                },
                Err(error) => state = error.to_string(),
            }
            links.push((state, own));
        }
        let rows: Vec<Row<'_>> = self
            .reports
            .iter()
            .zip(&links)
            .map(|(report, (state, links))| {
                let read = report.result.as_ref().ok();
                Row {
                    name: &report.name,
                    org: read.map_or("", |p| &p.report.org),
                    year: read.and_then(|p| p.report.year),
                    findings: read.map(|p| p.findings.as_slice()),
                    state,
                    links,
                }
            })
            .collect();
        outputs.insert(0, Output { name: xlsx_reports::NAME.into(), bytes: xlsx_reports::workbook(&rows)? });
        let read: Vec<PathBuf> =
            self.reports.iter().filter_map(|r| r.result.as_ref().ok()).map(|p| p.path.clone()).collect();
        Ok((write(out, &outputs, &read)?, unmarked))
    }
}

/// What stands before the names of a report's outputs: its name without extension, folders parted by `_`; with the
/// extension where two differ in nothing else, and a number where even that is not enough. File systems that do not
/// tell capitals from small letters are thought of.
fn stem(name: &str, taken: &mut Vec<String>) -> String {
    let flat = name.replace('/', "_");
    let (bare, extension) = flat.rsplit_once('.').unwrap_or((&flat, ""));
    let candidates = [bare.to_owned(), format!("{bare}（{extension}）")];
    let numbered = (2..).map(|n| format!("{bare}（{extension}{n}）"));
    let free = candidates.into_iter().chain(numbered).find(|c| !taken.contains(&c.to_lowercase()));
    let free = free.unwrap_or(flat);
    taken.push(free.to_lowercase());
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_of_a_folder_have_names_of_their_own() {
        let mut taken = Vec::new();
        let names = ["甲/报告.docx", "甲/报告.pdf", "甲_报告.pdf", "乙.docx"].map(|n| stem(n, &mut taken));
        assert_eq!(names, ["甲_报告", "甲_报告（pdf）", "甲_报告（pdf2）", "乙"]);
    }

    #[test]
    fn own_outputs_are_no_reports() {
        for (name, own) in [
            ("校对.docx", true),
            ("甲局.校对.html", true),
            ("甲局.校对.新.docx", true),
            ("甲局校对.docx", false),
            ("决算公开.html", false),
        ] {
            assert_eq!(published::is_marked_copy(name), own, "{name}");
        }
    }
}
