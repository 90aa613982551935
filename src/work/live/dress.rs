//! Style, model document and options of a project: what there is to choose, tried on a report, kept in juesuan.toml.

use std::path::PathBuf;

use super::super::outputs::Home;
use super::super::report::Request;
use super::Live;
use crate::error::{Error, Result};
use crate::money::{Basis, Decimals};
use crate::platform::write_atomically;
use crate::project::Project;
use crate::project::config::{self, CONFIG_FILE};
use crate::project::discover::{self, LAST_YEAR};
use crate::source::{Source, file_name};
use crate::style::{Balance, Library, Structure, Style};

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
pub struct Dress {
    /// Name of the style.
    pub style: String,
    /// Whether last year's published document is the model.
    #[serde(default)]
    pub like: bool,
    /// Options that are to be otherwise than the style says.
    #[serde(default)]
    pub options: Vec<(String, String)>,
}

/// An option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its key in juesuan.toml.
    pub key: &'static str,
    /// What it is about.
    pub label: &'static str,
    /// What can be chosen, with what it means; none if it is a text.
    pub choices: &'static [(&'static str, &'static str)],
    /// What is in use.
    pub value: String,
    /// What the style itself says.
    pub usual: String,
}

/// What there is to choose.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Every style: name, title, one line about it.
    pub styles: Vec<(String, String, String)>,
    /// What is in use.
    pub dress: Dress,
    /// Last year's published document, if there is one.
    pub model: Option<String>,
    /// The options.
    pub options: Vec<Setting>,
}

type Told = fn(&Style) -> String;
type Declared = (&'static str, &'static str, &'static [(&'static str, &'static str)], Told);

/// Key, what it is about, what can be chosen, what a style says.
const OPTIONS: &[Declared] = &[
    (
        "structure",
        "收入、支出结构列出",
        &[("all", "全部来源"), ("nonzero", "只列有金额的")],
        |s| one_of(s.structure == Structure::All, "all", "nonzero"),
    ),
    (
        "percent_decimals",
        "百分比的小数",
        &[("2", "两位"), ("1", "一位"), ("0", "不写小数")],
        |s| s.percent_decimals.to_string(),
    ),
    ("amount_unit", "正文金额的单位", &[("万元", "万元"), ("元", "元")], |s| {
        s.amount_unit.label().to_owned()
    }),
    ("percent_sign", "百分号", &[("%", "%"), ("％", "％")], |s| s.percent_sign.clone()),
    ("unchanged", "与上年相同时写（{prior} 代表上年）", &[], |s| s.unchanged.clone()),
    ("zero_cell", "表格中的零", &[("", "空着"), ("0", "0"), ("0.00", "0.00")], |s| {
        s.zero_cell.clone()
    }),
    ("thousands", "正文数字的千分位", &[("false", "不分隔"), ("true", "1,234.56")], |s| {
        s.thousands.to_string()
    }),
    (
        "decimals",
        "正文数字的小数",
        &[("fixed", "固定两位"), ("trim", "去掉末尾的零")],
        |s| one_of(s.decimals == Decimals::Fixed, "fixed", "trim"),
    ),
    (
        "basis",
        "增减额和百分比",
        &[("printed", "按印出的万元数算"), ("exact", "按元算")],
        |s| one_of(s.basis == Basis::Printed, "printed", "exact"),
    ),
    (
        "balance",
        "占比之和不是100时",
        &[("none", "不说明"), ("note", "加注"), ("largest", "调整最大的一项")],
        |s| match s.balance {
            Balance::None => "none".to_owned(),
            Balance::Note => "note".to_owned(),
            Balance::Largest => "largest".to_owned(),
        },
    ),
];

fn one_of(first: bool, yes: &str, no: &str) -> String {
    if first { yes } else { no }.to_owned()
}

impl Dress {
    /// The project's own.
    pub fn of(project: &Project) -> Dress {
        let declared = |key: &str| OPTIONS.iter().any(|(known, ..)| *known == key);
        Dress {
            style: project.config.style_name().to_owned(),
            like: !project.config.like.trim().is_empty(),
            options: project.config.style_options().into_iter().filter(|(key, _)| declared(key)).collect(),
        }
    }

    /// Has a report made in it.
    pub(super) fn put_on(&self, request: &mut Request, project: &Project, year: Option<u16>) {
        request.style.clone_from(&self.style);
        let year = year.or_else(|| project.years().first().copied());
        let model = year.and_then(|year| model(project, year)).filter(|_| self.like);
        request.like = model.as_ref().map(Source::from);
        request.options.clone_from(&self.options);
        // An option of the project's own that is taken back: the style's stands in its place.
        let library = Library::below(project.templates());
        let usual = Style::load(&library, &self.style, &[]).ok();
        for (key, ..) in &project.config.style_options() {
            let told = OPTIONS.iter().find(|(known, ..)| known == key).zip(usual.as_ref());
            if let Some(((_, _, _, told), style)) =
                told.filter(|_| self.options.iter().all(|(k, _)| k != key))
            {
                request.options.push((key.clone(), told(style)));
            }
        }
    }

    /// Keeps it as the project's.
    ///
    /// # Errors
    /// juesuan.toml cannot be read or written, or what was chosen cannot be used.
    pub fn keep(&self, project: &Project) -> Result<()> {
        let library = Library::below(project.templates());
        Style::load(&library, &self.style, &self.options)?;
        let path = project.root.join(CONFIG_FILE);
        let _home = Home::enter(&project.root)?;
        let text = std::fs::read_to_string(&path).map_err(|e| Error::read(&path, &e))?;
        let own = project.config.like.trim();
        let like = match (self.like, own) {
            (false, _) => "",
            (true, "") => LAST_YEAR,
            (true, own) => own,
        };
        let chosen = |key: &str| self.options.iter().find(|(k, _)| k == key).map(|(_, value)| value.clone());
        let options: Vec<_> = OPTIONS.iter().map(|(key, ..)| ((*key).to_owned(), chosen(key))).collect();
        let changed = config::with_style(&text, &self.style, like, &options);
        let changed = changed.map_err(|why| Error::Usage(format!("{CONFIG_FILE} 不能改：{why}")))?;
        write_atomically(&path, changed.as_bytes()).map_err(|e| Error::write(&path, &e))
    }
}

/// The document that would be the model: the one that juesuan.toml names, else last year's.
fn model(project: &Project, year: u16) -> Option<PathBuf> {
    let mut project = project.clone();
    if project.config.like.trim().is_empty() {
        LAST_YEAR.clone_into(&mut project.config.like);
    }
    discover::year_inputs(&project, year, None).ok()?.model
}

impl Live {
    /// What there is to choose, and what of it is in use in this report.
    ///
    /// # Errors
    /// A style is broken.
    pub fn settings(&self, dress: &Dress) -> Result<Settings> {
        let library = Library::below(self.project.templates());
        let mut styles = Vec::new();
        for name in library.names() {
            // A broken style of the project's own cannot be chosen, and `template check` says why.
            if let Ok(style) = Style::load(&library, &name, &[]) {
                styles.push((name, style.title, style.about));
            }
        }
        let dress = Dress { style: library.resolve(&dress.style)?, ..dress.clone() };
        let usual = Style::load(&library, &dress.style, &[])?;
        let now = &self.made.report.style;
        let setting = |(key, label, choices, told): &Declared| Setting {
            key,
            label,
            choices,
            value: told(now),
            usual: told(&usual),
        };
        let options = OPTIONS.iter().map(setting).collect();
        let model = model(&self.project, self.year).map(|path| file_name(&path));
        Ok(Settings { styles, dress, model, options })
    }
}
