//! Last year's document as the model of a report (`--like`): read, learned, and what it lends besides its wording.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::finding::{Finding, Severity};
use crate::import::Import;
use crate::learn::{self, Learned};
use crate::place::{DocumentSpot, Place};
use crate::platform;
use crate::published::{self, Report};
use crate::source::Source;
use crate::style::LearnedPack;
use crate::subject::Subject;
use crate::supplement::{Entry, Project, Supplement, TRANSFER};
use crate::text::squash;
use crate::word_model::MODEL_FILE;

/// A model document.
#[derive(Debug, Clone)]
pub struct Model {
    /// The file.
    pub source: Source,
    /// What it holds.
    pub report: Report,
    /// How it speaks.
    pub learned: Learned,
}

/// Reads a model document.
///
/// # Errors
/// The file cannot be read, or nothing can be learned from it.
pub fn read(source: &Source) -> Result<Model> {
    let unusable = |reason: String| Error::Unusable { path: source.path().to_owned(), reason };
    if !published::is_document(source.path()) {
        let reason = "样板应是一份决算公开文档（.docx、.pdf、.html、.txt）。公开表的工作簿请用 --prior 给出";
        return Err(unusable(reason.into()));
    }
    let bytes = source.read()?;
    let read = published::read_bytes(&source.name(), &bytes);
    let report = read.map_err(|reason| Error::Read { path: source.path().to_owned(), reason })?;
    let learned = learn::learn(&report, Some(&bytes)).map_err(|error| match error {
        Error::Usage(reason) => unusable(reason),
        other => other,
    })?;
    Ok(Model { source: source.clone(), report, learned })
}

impl Model {
    /// Its style pack for a department's report: its own calls itself as it did.
    pub fn pack(&self, org: &str) -> LearnedPack {
        let pack = &self.learned.pack;
        LearnedPack {
            origin: self.report.file.clone(),
            files: if self.is_of(org) { pack.files.clone() } else { self.learned.files_for_another() },
            word: pack.word.as_ref().map(|word| Arc::clone(&word.model)),
        }
    }

    /// Its tables as last year's accounts, where it is the report of the year before by the same department.
    pub fn as_prior(&self, current: &Import, year: Option<u16>) -> Option<Import> {
        let follows = year.is_some_and(|year| self.report.year.is_some_and(|own| own + 1 == year));
        let has_tables = !self.report.tables.is_empty();
        (follows && has_tables && self.is_of(&current.accounts.org))
            .then(|| published::accounts(self.report.clone()))
    }

    /// Whether it is a report of this department; a bracket behind a name (（本级）) makes no other one.
    fn is_of(&self, org: &str) -> bool {
        let plain = |name: &str| squash(name).split(['（', '(']).next().unwrap_or_default().to_owned();
        let (own, org) = (plain(&self.report.org), plain(org));
        !own.is_empty() && (own.contains(&org) || org.contains(&own)) && !org.is_empty()
    }

    /// Adds the texts that stay from year to year (职责, 机构设置, 用途) where people gave none, and only the department's own; and
    /// 项目类别 of projects that the model has among those of 转移支付, which is said. A document of this very year (the report
    /// itself, edited) lends all it says: its reasons, and what could not be learned.
    pub fn lend(&self, supplement: &mut Supplement, subject: &Subject) -> Option<Finding> {
        if !self.is_of(&subject.org) {
            return None;
        }
        let categories = self.lend_categories(supplement);
        let this_year = self.report.year == Some(subject.year);
        let own = |(key, text): (&String, &String)| self.entry(key, "", text.clone(), "");
        let mut texts = self.texts();
        if this_year {
            texts.extend(self.learned.nearest.texts.iter().chain(&self.learned.pack.texts).map(own));
            texts.extend(self.learned.pack.kept.iter().map(|(_, kept)| own((&kept.key, &kept.text))));
            lend_entries(&mut supplement.reasons, self.last_year().reasons);
        }
        lend_entries(&mut supplement.texts, texts);
        categories
    }

    fn lend_categories(&self, supplement: &mut Supplement) -> Option<Finding> {
        let plain = Project::plain_name;
        let known = &self.learned.known.supplement.projects;
        let transfer: Vec<String> =
            known.iter().filter(|p| p.is_transfer()).map(|p| plain(&p.name)).collect();
        if supplement.projects.iter().any(|project| !project.category.is_empty()) {
            return None;
        }
        let mut lent = Vec::new();
        for project in supplement.projects.iter_mut().filter(|p| transfer.contains(&plain(&p.name))) {
            TRANSFER.clone_into(&mut project.category);
            lent.push(format!("“{}”", project.name));
        }
        let first = supplement.projects.iter().find(|p| p.is_transfer())?;
        let said = format!("{}的项目类别没有填写，按样板算作转移支付项目，其余算作本级项目", lent.join("、"));
        Some(
            Finding::new("T015", said)
                .at(first.place.clone())
                .hint("不是这样的，请在补充资料“绩效自评”的“项目类别”一栏填写"),
        )
    }

    fn entry(&self, key: &str, title: &str, text: String, part: &str) -> Entry {
        let spot =
            DocumentSpot { part: part.to_owned(), section: title.to_owned(), ..DocumentSpot::default() };
        let place = Place::in_document(self.report.file.as_str(), spot);
        Entry { key: key.to_owned(), title: title.to_owned(), text, place }
    }

    /// Its texts by their keys.
    fn texts(&self) -> Vec<Entry> {
        let mut texts: Vec<Entry> = Vec::new();
        for (section, key) in self.report.overview.iter().zip(learn::overview_keys(&self.report)) {
            let lines: Vec<&str> = section.paragraphs.iter().map(|p| p.text.trim()).collect();
            texts.push(self.entry(&key, &section.title, lines.join("\n"), &section.part));
        }
        for purpose in &self.learned.statements.purposes {
            let section = &self.report.sections[purpose.at.section];
            if texts.iter().all(|t| t.key != purpose.key) {
                texts.push(self.entry(&purpose.key, &section.title, purpose.text.clone(), &section.part));
            }
        }
        texts.retain(|t| !t.text.trim().is_empty());
        texts
    }

    /// Its reasons as those of last year, to be shown beside this year's.
    pub fn last_year(&self) -> Supplement {
        let entry = |key: &str, text: &str| Entry {
            key: key.to_owned(),
            title: String::new(),
            text: text.to_owned(),
            place: Place::file(self.report.file.clone()),
        };
        let statements = &self.learned.statements;
        Supplement {
            reasons: statements.reasons.iter().map(|r| entry(&r.key, &r.text)).collect(),
            ..Supplement::default()
        }
    }

    /// What could not be learned, sentence by sentence. Of this very year it stays as it is.
    pub fn findings(&self, subject: &Subject) -> Vec<Finding> {
        let stays = self.report.year == Some(subject.year) && self.is_of(&subject.org);
        self.kept(stays).into_iter().chain(self.unlike()).collect()
    }

    /// What could not be learned, whatever year it is for.
    pub fn unlearned(&self) -> Vec<Finding> {
        self.kept(false).into_iter().chain(self.unlike()).collect()
    }

    /// What of its look the Word file does not have, in one finding.
    fn unlike(&self) -> Option<Finding> {
        let unlike = &self.learned.pack.unlike;
        let found = || {
            Finding::new("T014", format!("样板的版式没有照用或需要核对的：{}", unlike.join("；")))
                .at(Place::file(self.report.file.clone()))
                .hint("没有照用的用最接近的样式的版式。请在生成的 Word 文件里核对、调整")
        };
        (!unlike.is_empty()).then(found)
    }

    fn kept(&self, stays: bool) -> Vec<Finding> {
        let kept = self.learned.pack.kept.iter().map(|(at, kept)| {
            let place = self.place(*at, kept.paragraph, &kept.text);
            if stays {
                let mut finding =
                    Finding::new("T013", format!("这句话没有学会，照原文保留：{}", kept.why)).at(place);
                finding.severity = Severity::Notice;
                return finding.hint("数据有变动时，请自己核对这句话");
            }
            Finding::new("T013", format!("样板里的一句话没有学会，照抄上年的并标出：{}", kept.why))
                .at(place)
                .hint(format!("请在补充资料“文字材料”的 {} 一行填写今年的话", kept.key))
        });
        let unsaid = self.learned.pack.unsaid.iter().map(|(at, paragraph, text)| {
            let said = format!("只有这个项目的一段写了“{text}”，照多数项目的写法，没有写");
            let mut finding = Finding::new("T013", said).at(self.place(*at, *paragraph, text));
            finding.severity = Severity::Notice;
            finding.hint("要写的，请写进补充资料“绩效自评”的“目标完成情况”")
        });
        kept.chain(unsaid).collect()
    }

    /// A paragraph of the narrative.
    fn place(&self, at: usize, paragraph: usize, sentence: &str) -> Place {
        let section = &self.report.sections[at];
        let spot = DocumentSpot {
            part: section.part.clone(),
            section: format!("{}、{}", section.no, section.title),
            page: section.paragraphs.get(paragraph).and_then(|p| p.page),
            sentence: shortened(sentence),
            ..DocumentSpot::default()
        };
        Place::in_document(self.report.file.clone(), spot)
    }
}

/// A text short enough for a message.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let head: String = text.chars().take(LONGEST).collect();
    format!("{head}……")
}

/// A style pack that was learned and written.
#[derive(Debug)]
pub struct WrittenPack {
    /// Its files.
    pub files: Vec<PathBuf>,
    /// The built-in style it extends.
    pub nearest: String,
    /// What could not be learned.
    pub findings: Vec<Finding>,
}

/// Learns a document and writes its style pack as the folder `name` in a templates folder.
///
/// # Errors
/// The document cannot be learned, the name is no folder's name, or the folder is there already: what people changed in it
/// is not written over.
pub fn write_pack(source: &Source, templates: &Path, name: &str) -> Result<WrittenPack> {
    let one_folder =
        Path::new(name).components().count() == 1 && !name.starts_with('.') && !name.contains(['/', '\\']);
    if !one_folder {
        return Err(Error::Usage(format!("样式名称“{name}”不能作文件夹名")));
    }
    let folder = templates.join(name);
    if folder.exists() {
        let why = format!("{} 已经有了，没有覆盖。请换一个名称（--name），或先把它改名", folder.display());
        return Err(Error::Usage(why));
    }
    let model = read(source)?;
    std::fs::create_dir_all(&folder).map_err(|e| Error::write(&folder, &e))?;
    let mut files = Vec::new();
    for (file, content) in &model.learned.pack.files {
        let path = folder.join(file);
        platform::write_atomically(&path, content.as_bytes()).map_err(|e| Error::write(&path, &e))?;
        files.push(path);
    }
    if let Some(word) = &model.learned.pack.word {
        let path = folder.join(MODEL_FILE);
        platform::write_atomically(&path, &word.bytes).map_err(|e| Error::write(&path, &e))?;
        files.push(path);
    }
    let nearest = model.learned.nearest.style.clone();
    Ok(WrittenPack { files, nearest, findings: model.unlearned() })
}

/// Adds entries under keys that have none yet.
fn lend_entries(entries: &mut Vec<Entry>, lent: Vec<Entry>) {
    for entry in lent {
        let given = entries.iter().any(|e| e.key == entry.key && !e.text.is_empty());
        if !given && !entry.text.is_empty() {
            entries.retain(|e| e.key != entry.key);
            entries.push(entry);
        }
    }
}
