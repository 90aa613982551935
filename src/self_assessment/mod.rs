//! 项目支出绩效自评表: one workbook per project as the performance system exports it. Read by the words on the form;
//! its arithmetic is checked, and what it says fills the sheet 绩效自评.

use std::path::Path;

use rust_decimal::Decimal;

use crate::error::Result;
use crate::finding::{Finding, Place};
use crate::source::Source;
use crate::supplement::{Project, Supplement};
use crate::text::squash;
use crate::workbook::look::{self, Seen};
use crate::workbook::{self, Workbook};

mod check;
mod read;

pub use check::{check, check_projects};
pub use read::{Of, begins, figure, kind, table};

/// A figure with its cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The number as on the form.
    pub value: Decimal,
    /// Where.
    pub place: Place,
}

/// A scored line: an indicator (绩效指标), or another line with 分值 and 得分.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// 一级指标, 二级指标, 三级指标; empty where the form has none.
    pub levels: [String; 3],
    /// 年度指标值
    pub target: String,
    /// 实际完成值
    pub actual: String,
    /// 分值
    pub weight: Figure,
    /// 得分
    pub score: Figure,
    /// 偏差原因分析及改进措施
    pub deviation: String,
}

/// A project's self-assessment form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// What goes into 绩效自评.
    pub project: Project,
    /// 年初预算数, 全年预算数, 全年执行数 of 年度资金总额, in 万元.
    pub funds: [Option<Figure>; 3],
    /// 分值 and 得分 of 年度资金总额.
    pub execution: Option<(Figure, Figure)>,
    /// Every other scored line.
    pub indicators: Vec<Indicator>,
    /// 总分: 分值 if stated, and 得分.
    pub total: Option<(Option<Figure>, Figure)>,
    /// The form as it is seen on its sheet, if it can be printed so.
    pub form: Option<Seen>,
}

/// Whether a workbook holds such a form.
pub fn is_assessment(book: &Workbook) -> bool {
    book.sheets.iter().any(read::is_form)
}

/// The forms of a folder, in order of file names; files that are something else are reported.
///
/// # Errors
/// The folder cannot be read.
pub fn read_folder(folder: &Path) -> Result<(Vec<Assessment>, Vec<Finding>)> {
    let mut assessments = Vec::new();
    let mut findings = Vec::new();
    for path in workbook::in_folder(folder) {
        let file = workbook::file_name(&path);
        let whole = Place::file(&file);
        let book = match workbook::read(&path) {
            Ok(book) => book,
            Err(error) => {
                findings.push(Finding::new("S016", error.to_string()).at(whole));
                continue;
            }
        };
        let before = assessments.len();
        assessments.extend(forms_of(&book, &mut findings));
        let seen = Source::from(&path).read().ok().and_then(|bytes| look::seen(&bytes)).unwrap_or_default();
        for assessment in &mut assessments[before..] {
            let sheet = assessment.project.place.sheet_name();
            assessment.form = seen.iter().find(|seen| seen.name == sheet).cloned();
        }
        if assessments[before..].iter().any(|a| a.form.is_none()) {
            findings.push(not_printed("自评表", &file).at(whole.clone()));
        }
        if assessments.len() == before {
            findings.push(
                Finding::new("S016", format!("“{file}”不是项目支出绩效自评表，没有读取"))
                    .at(whole)
                    .hint("自评表应有“项目名称”“年度资金总额”和绩效指标"),
            );
        }
    }
    Ok((assessments, findings))
}

/// What is said of a file that cannot be printed as it stands, though people will expect it.
pub fn not_printed(what: &str, file: &str) -> Finding {
    let ending = file.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase());
    let (why, hint) = match ending.as_str() {
        "xlsx" | "xlsm" => (
            "里面有日期、没有结果的公式或特别的数字格式，或超过400行、24列".to_owned(),
            "请把这些格改成文字（如“2023年12月”）再保存，或另附这个文件",
        ),
        "docx" => ("这个文件不能读取".to_owned(), "请用 Word 或 WPS 打开后重新保存，或另附这个文件"),
        "doc" | "wps" => {
            (format!(".{ending} 文件不能照原样印"), "请用 Word 或 WPS 打开，另存为 .docx，或另附这个文件")
        }
        _ => (format!(".{ending} 文件不能照原样印"), "请用 Excel 或 WPS 打开，另存为 .xlsx，或另附这个文件"),
    };
    Finding::new("S019", format!("{what}“{file}”没有印在文本里：{why}")).hint(hint)
}

/// The forms on the visible sheets of a workbook.
pub fn forms_of(book: &Workbook, findings: &mut Vec<Finding>) -> Vec<Assessment> {
    let forms = book.sheets.iter().filter(|g| g.visible && read::is_form(g));
    forms.filter_map(|grid| read::form(&book.file, grid, findings)).collect()
}

/// Fills the projects of a supplement from the forms: what people typed stays, blanks are filled, projects that are
/// missing are added. A figure that people typed otherwise is reported.
pub fn fill(supplement: &mut Supplement, assessments: &mut [Assessment]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for assessment in assessments {
        let wanted = squash(&assessment.project.name);
        let Some(typed) = supplement.projects.iter_mut().find(|p| squash(&p.name) == wanted) else {
            supplement.projects.push(assessment.project.clone());
            continue;
        };
        assessment.project.name.clone_from(&typed.name);
        let form = &assessment.project;
        let numbers = [
            ("年初预算数", &mut typed.initial, form.initial),
            ("全年预算数", &mut typed.budget, form.budget),
            ("全年执行数", &mut typed.executed, form.executed),
            ("自评得分", &mut typed.score, form.score),
        ];
        for (what, typed_number, form_number) in numbers {
            match (*typed_number, form_number) {
                (None, given) => *typed_number = given,
                (Some(a), Some(b)) if a != b => findings.push(
                    Finding::new("S015", format!("“{}”的{what}与自评表不同，采用补充资料的数", form.name))
                        .at(typed.place.clone())
                        .with("补充资料", typed.place.clone(), a.normalize().to_string())
                        .with("自评表", form.place.clone(), b.normalize().to_string())
                        .hint("请核对两处，改正其中一处"),
                ),
                _ => {}
            }
        }
        let texts = [
            (&mut typed.unit, &form.unit),
            (&mut typed.grade, &form.grade),
            (&mut typed.result, &form.result),
        ];
        for (typed_text, form_text) in texts {
            if typed_text.is_empty() {
                typed_text.clone_from(form_text);
            }
        }
    }
    findings
}
