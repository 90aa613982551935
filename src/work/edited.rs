//! The Word file of a project that people edited: found, read against what the program remembers of it, taken over.

use std::fmt;
use std::path::{Path, PathBuf};

use super::outputs::{MEMORY_FOLDER, remembers};
use super::{Report, digest};
use crate::document::{self, Document};
use crate::edits::{self, Edits, Left, Lent, Record, Why};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::place::{DocumentSpot, Place};
use crate::platform::is_open_in_office;
use crate::project::Project;
use crate::published::docx;
use crate::style::PartKind;
use crate::supplement::SheetId;

/// The Word file.
pub const DOCUMENT: &str = "决算公开.docx";

impl fmt::Display for Taken {
    /// `已从 决算公开.docx 取回：原因3条、改写2句`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = self.counts.iter().filter(|(.., n)| *n > 0);
        let said: Vec<String> = counted.map(|(what, unit, n)| format!("{what}{n}{unit}")).collect();
        let left = match self.left {
            0 => String::new(),
            n => format!("；另有{n}处没有取回，列在 核对结果（W001至W004）"),
        };
        if said.is_empty() && left.is_empty() {
            return write!(f, "{DOCUMENT} 重新保存过，文字和数没有改动");
        }
        let said = if said.is_empty() { "没有可以取回的改动".to_owned() } else { said.join("、") };
        write!(f, "已从 {DOCUMENT} 取回：{said}{left}")
    }
}

/// The Word file as it stands, where the program wrote it.
#[derive(Debug, Default)]
pub struct Edited {
    /// What was remembered of the file.
    record: Option<Record>,
    /// Hash of the file as people left it; `None` if it is as it was written.
    pub hash: Option<String>,
    /// The file as people left it.
    pub bytes: Vec<u8>,
    /// What they changed.
    pub edits: Option<Edits>,
    /// Why it is not read, though it was changed.
    pub refused: Option<String>,
}

/// What became of a Word file that people edited.
#[derive(Debug, Clone, Default)]
pub struct Taken {
    /// Reasons, texts, figures and sentences that were taken over.
    pub counts: [(&'static str, &'static str, usize); 4],
    /// How much was not.
    pub left: usize,
}

impl Edited {
    /// Looks at the Word file of an output folder.
    pub fn look(project: &Project, out: &Path, supplement: &Path) -> Result<Edited> {
        let file = out.join(DOCUMENT);
        let none = Edited::default();
        let Some(record) = recall(&record_path(project, out)) else { return Ok(none) };
        let Ok(bytes) = std::fs::read(&file) else { return Ok(none) };
        let hash = digest(&bytes);
        if remembers(&project.root, out, DOCUMENT, &hash) {
            return Ok(Edited { record: Some(record), ..none });
        }
        let refuse = |why: &str| Ok(Edited { refused: Some(why.to_owned()), ..Edited::default() });
        if is_open_in_office(&file) {
            return refuse("正在 Word 或 WPS 中打开，改动没有取回。请保存并关闭后再运行一次");
        }
        let writable = !std::fs::metadata(supplement).is_ok_and(|about| about.permissions().readonly());
        if is_open_in_office(supplement) || !writable {
            return refuse(
                "改过，而补充资料正在打开或是只读的，改动没有取回。请保存并关闭补充资料后再运行一次",
            );
        }
        let content = match crate::package::contain(|| docx::read(&bytes)) {
            Some(Ok(content)) => content,
            Some(Err(why)) => return refuse(&format!("改过，但不能读取（{why}），改动没有取回")),
            None => return refuse("改过，但不能读取（文件已损坏），改动没有取回"),
        };
        let edits = edits::compare(&record, &content);
        Ok(Edited { record: Some(record), hash: Some(hash), bytes, edits: Some(edits), refused: None })
    }

    /// Whether people changed what the file says.
    pub fn has_edits(&self) -> bool {
        self.edits.as_ref().is_some_and(|edits| !edits.is_empty())
    }

    /// What could not be taken over before, while the file it stands in is kept.
    pub fn left_before(&self, out: &Path) -> Vec<Left> {
        let kept = self.record.as_ref().filter(|_| !self.has_edits() && self.refused.is_none());
        let kept = kept.filter(|r| !r.kept.is_empty() && out.join(&r.kept).is_file());
        kept.map(|record| record.left.clone()).unwrap_or_default()
    }

    /// The same as findings.
    pub fn findings_before(&self, out: &Path) -> Vec<Finding> {
        findings(&self.left_before(out))
    }

    /// Why the file was not read, though people changed it.
    pub fn not_taken(&self) -> Option<String> {
        self.refused.as_ref().map(|why| format!("{DOCUMENT}{why}"))
    }

    /// What there is to say before anything is taken over: the next report takes it, or cannot.
    pub fn news(&self) -> Option<String> {
        let Some(edits) = self.edits.as_ref().filter(|edits| !edits.is_empty()) else {
            return self.not_taken();
        };
        let places = edits.answers.len() + edits.own.len() + edits.left.len();
        Some(format!(
            "{DOCUMENT}在 Word 或 WPS 里改动过{places}处。生成文件时先取回到补充资料，改过的那一份另存，不会丢"
        ))
    }

    /// Whether the file says what was written, and the same is to be written again.
    pub fn says_the_same(&self, new: &Record) -> bool {
        let same = |old: &Record| old.lines == new.lines && old.tables == new.tables;
        self.edits.as_ref().is_some_and(Edits::is_empty) && self.record.as_ref().is_some_and(same)
    }

    /// What is to be remembered of what is left, and under which name the file is kept.
    pub fn carry(&self, record: &mut Record, lent: Option<&Lent>, kept: &str, out: &Path) {
        match lent.filter(|_| self.has_edits()) {
            Some(lent) => {
                record.left.clone_from(&lent.left);
                if !lent.left.is_empty() {
                    kept.clone_into(&mut record.kept);
                }
            }
            None => {
                record.left = self.left_before(out);
                if let Some(old) = self.record.as_ref().filter(|_| !record.left.is_empty()) {
                    record.kept.clone_from(&old.kept);
                }
            }
        }
    }
}

/// Where the program remembers what stands in the Word file of an output folder.
pub fn record_path(project: &Project, out: &Path) -> PathBuf {
    let below = out.strip_prefix(&project.root).unwrap_or(out);
    let name: String =
        below.display().to_string().chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    project.root.join(MEMORY_FOLDER).join(format!("{name}_决算公开.json"))
}

fn recall(path: &Path) -> Option<Record> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

/// What is to be remembered of a report's Word file.
///
/// # Errors
/// The program cannot read what it wrote.
pub fn record(report: &Report, document: &Document, bytes: &[u8]) -> Result<Record> {
    let content =
        docx::read(bytes).map_err(|why| Error::Internal(format!("写成的 Word 文件读不回来：{why}")))?;
    let title = |kind: PartKind| report.style.part_title(kind.name(), &report.subject).unwrap_or_default();
    let terms = document::terms(&report.style, &report.subject, &report.tables);
    let terms: Vec<(String, String)> = terms.into_iter().map(|term| (term.lead, term.key)).collect();
    let told: Vec<String> = std::iter::once(title(PartKind::Narrative))
        .chain(report.narrative.sections.iter().filter_map(|section| section.part.clone()))
        .collect();
    let about = edits::About {
        year: report.subject.year,
        narrative: &told,
        glossary: (&title(PartKind::Glossary), &terms),
    };
    Ok(Record::of(document, &content, &about))
}

/// A record as the file that holds it.
///
/// # Errors
/// It cannot be written as JSON.
pub fn remember(record: &Record) -> Result<Vec<u8>> {
    serde_json::to_vec(record).map_err(|error| Error::Internal(error.to_string()))
}

/// What is listed, as findings.
pub fn findings(left: &[Left]) -> Vec<Finding> {
    let finding = |left: &Left| {
        let (code, hint) = match left.why {
            Why::Figure => ("W001", "数应改在决算导出文件或补充资料里；确是原件有误的，更正后重新生成"),
            Why::Cell => ("W002", "表里的数应改在决算导出文件里，表的样子由样式决定"),
            Why::Conflict => ("W003", "请在补充资料里改成要用的，再重新生成"),
            Why::Place => ("W004", "改过的文件另存着，需要时请在样式或补充资料里改"),
            Why::Number => ("W005", "数据更正后请看一看这句话；补充资料的“改写”里可以改它"),
        };
        let spot = DocumentSpot {
            part: left.part.clone(),
            section: left.section.clone(),
            sentence: left.sentence.chars().take(80).collect(),
            ..DocumentSpot::default()
        };
        Finding::new(code, left.message.clone()).at(Place::in_document(DOCUMENT, spot)).hint(hint)
    };
    left.iter().map(finding).collect()
}

/// How much was taken over.
pub fn taken(lent: &Lent) -> Taken {
    Taken {
        counts: [
            ("原因", "条", lent.of(SheetId::Reasons)),
            ("文字", "段", lent.of(SheetId::Texts)),
            ("数", "个", lent.of(SheetId::Data)),
            ("改写", "句", lent.sentences),
        ],
        left: lent.left.iter().filter(|l| l.why != Why::Number).count(),
    }
}
