//! Next year's folder from last year's: texts carry over, reasons stand as 上年填写, this year's figures become last
//! year's, and years in texts that meant the reporting year are pointed out.

use std::path::PathBuf;

use super::Project;
use crate::edits::own::strange_numbers;
use crate::error::{Error, Result};
use crate::facts;
use crate::finding::Finding;
use crate::platform::write_atomically;
use crate::supplement::{self, Content, Entry, KeyKind, OwnSentence, Plan, PlannedRow, SheetId, Supplement};
use crate::text::years_in_digits;

/// What a rollover made.
#[derive(Debug)]
pub struct Rolled {
    /// The new year's folder.
    pub folder: PathBuf,
    /// Last year's accounts, which the new year compares with.
    pub prior: Option<PathBuf>,
    /// The new supplement; `None` if there was one already or nothing to carry over.
    pub supplement: Option<PathBuf>,
    /// Last year's published document, which is the model of this year's.
    pub model: Option<PathBuf>,
    /// Texts carried over, reasons standing as 上年填写.
    pub carried: (usize, usize),
    /// Years in texts that probably mean the reporting year.
    pub findings: Vec<Finding>,
}

impl Rolled {
    /// What there is to say of it, a line each.
    pub fn said(&self, project: &Project, year: u16) -> Vec<String> {
        let mut lines = vec![format!("{year}年的文件夹：{}", self.folder.display())];
        lines.push(match &self.prior {
            Some(path) => format!("  上年决算：{}（留在原处，生成时自动采用）", project.shown(path)),
            None => format!("  没有找到{}年度的决算文件；请放入上年的文件夹", year - 1),
        });
        lines.push(match &self.supplement {
            Some(path) => {
                let (texts, reasons) = self.carried;
                format!(
                    "  {}：沿用文字{texts}段；上年的原因{reasons}条列在“上年填写”，供参考",
                    project.shown(path)
                )
            }
            None if project.supplement(year).exists() => {
                format!("  {} 已经有了，没有改动", project.shown(&project.supplement(year)))
            }
            None => "  上年没有补充资料.xlsx，没有可以沿用的文字".to_owned(),
        });
        let model = self.model.as_ref();
        lines.extend(model.map(|model| format!("  样板：{}（今年照它的话写）", project.shown(model))));
        lines
    }
}

/// Makes the folder of the year after `from`. What is already there stays.
///
/// # Errors
/// Last year's folder is not there or its supplement cannot be read; the new folder cannot be written.
pub fn rollover(project: &Project, to: u16) -> Result<Rolled> {
    let from = to - 1;
    let last = project.year_folder(from);
    if !last.is_dir() {
        return Err(Error::Usage(format!(
            "没有上年的文件夹“{}”。juesuan rollover 后面写新一年的年度，如 juesuan rollover 2024",
            project.shown(&last)
        )));
    }
    let folder = project.year_folder(to);
    std::fs::create_dir_all(&folder).map_err(|e| Error::write(&folder, &e))?;
    let prior = super::discover::year_inputs(project, from, None).ok().map(|i| i.current.path().to_owned());
    // What the document of last year says in words of its own is learned from it.
    let has_model = !project.config.like.trim().is_empty();
    let model = has_model.then(|| super::discover::document_of(project, from)).flatten();
    let mut rolled = Rolled { folder, prior, supplement: None, model, carried: (0, 0), findings: Vec::new() };
    let (old, new) = (project.supplement(from), project.supplement(to));
    if !old.is_file() || new.exists() {
        return Ok(rolled);
    }
    let mut old = supplement::read(&old)?;
    if rolled.model.is_some() {
        old.own.clear();
    }
    let plan = carry(&old, project, to);
    rolled.carried = (plan.of(SheetId::Texts).count(), plan.of(SheetId::Reasons).count());
    let merged = supplement::merge(&plan, None);
    let bytes = supplement::write(&merged.pages, to)?;
    write_atomically(&new, &bytes).map_err(|e| Error::write(&new, &e))?;
    // Read back, so that the places named are those of the new file.
    rolled.findings = stale_years(&supplement::read(&new)?.texts, from);
    rolled.findings.extend(old.own.iter().filter(|own| !stays(own)).map(|own| {
        let numbers = strange_numbers(&own.instead, &own.say).join("、");
        Finding::new("W005", format!("上年改写的“{}”里有自己写的数（{numbers}），没有沿用", own.say))
            .at(own.place.clone())
            .hint("今年还要这样说的，请在今年的 Word 文件里改，再运行 juesuan build")
    }));
    rolled.supplement = Some(new);
    Ok(rolled)
}

/// Whether an own sentence says what may be said of every year: its figures are all those of the data.
fn stays(own: &OwnSentence) -> bool {
    strange_numbers(&own.instead, &own.say).is_empty()
}

fn carry(old: &Supplement, project: &Project, to: u16) -> Plan {
    let row = |sheet, key: &str, cells| PlannedRow {
        sheet,
        key: key.to_owned(),
        cells,
        wanted: Vec::new(),
        typed: Vec::new(),
    };
    let mut rows = Vec::new();
    for entry in old.reasons.iter().filter(|e| !e.text.is_empty()) {
        let about = KeyKind::of(&entry.key).map_or(entry.key.as_str(), |(_, fact)| fact);
        let cells = vec![
            (
                "事项",
                Content::text(format!("{}（放入本年决算后运行 juesuan build 更新）", facts::label_of(about))),
            ),
            ("上年填写", Content::text(entry.text.as_str())),
        ];
        rows.push(row(SheetId::Reasons, &entry.key, cells));
    }
    for data in &old.data {
        let Some((current, _)) = &data.current else { continue };
        let label = facts::label_of(&data.key);
        let cells = vec![
            ("项目", Content::text(label)),
            // Amounts were read into 元; a count stays what it is.
            ("单位", Content::text(data.unit.as_str())),
            ("上年决算数", Content::Number(data.in_unit(*current))),
        ];
        let wanted = vec!["年初预算数", "本年决算数", "上年决算数"];
        rows.push(PlannedRow {
            sheet: SheetId::Data,
            key: data.key.clone(),
            cells,
            wanted,
            typed: Vec::new(),
        });
    }
    for entry in old.texts.iter().filter(|e| !e.text.is_empty()) {
        let cells =
            vec![("标题", Content::text(entry.title.as_str())), ("内容", Content::text(entry.text.as_str()))];
        rows.push(row(SheetId::Texts, &entry.key, cells));
    }
    for own in old.own.iter().filter(|own| stays(own) && !own.say.trim().is_empty()) {
        let cells = vec![
            ("章节", Content::text(own.section.as_str())),
            ("样式的句子", Content::text(own.instead.as_str())),
            ("改为", Content::text(own.say.as_str())),
        ];
        rows.push(row(SheetId::Own, &own.key, cells));
    }
    let title = format!("{}{to}年度决算补充资料", project.config.department);
    Plan { rows, retired: std::collections::BTreeSet::new(), title }
}

/// Texts that name a year which was the reporting year when they were written.
pub fn stale_years(texts: &[Entry], reporting: u16) -> Vec<Finding> {
    let year = format!("{reporting}年");
    texts
        .iter()
        .filter_map(|entry| {
            let text = years_in_digits(&entry.text);
            let at = text.find(&year)?;
            let before: String = text[..at].chars().rev().take(8).collect();
            let before: String = before.chars().rev().collect();
            let after: String = text[at..].chars().take(14).collect();
            let what = if entry.title.is_empty() { &entry.key } else { &entry.title };
            Some(
                Finding::new(
                    "S010",
                    format!("“{what}”沿用上年的文字，其中写的是{year}：“…{before}{after}…”"),
                )
                .at(entry.place.clone())
                .hint(format!("如指报告年度，请改为{}年", reporting + 1)),
            )
        })
        .collect()
}
