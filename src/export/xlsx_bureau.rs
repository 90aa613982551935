//! 汇总.xlsx: a row a unit of many, their figures, which of them stand out, and everything that was found, to be
//! filtered and printed.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::xlsx_cell::fitting;
use super::xlsx_findings::{Formats, HEAD_ROW, LINE_HEIGHT, begin, lines};
use super::xlsx_reports::link_to;
use crate::bureau::consolidate::SIDES;
use crate::bureau::{Department, GAP, Row, Said, State, Summary, Whole, stand_out};
use crate::error::{Error, Result};
use crate::finding::{self, Severity};
use crate::money::{Yuan, display_yuan};
use crate::package;

/// A sheet's columns: head and width.
type Columns = &'static [(&'static str, f64)];

const UNITS: Columns = &[
    ("序号", 5.0),
    ("文件夹", 20.0),
    ("单位", 24.0),
    ("年度", 6.0),
    ("状态", 8.0),
    ("错误", 6.0),
    ("警告", 6.0),
    ("缺口", 6.0),
    ("收入合计", 11.5),
    ("增长%", 8.0),
    ("支出合计", 11.5),
    ("增长%", 8.0),
    ("公开文档", 10.0),
    ("公开表", 8.0),
    ("核对结果", 10.0),
    ("说明", 36.0),
];
const STAND_OUT: Columns = &[
    ("序号", 5.0),
    ("文件夹", 24.0),
    ("单位", 28.0),
    ("指标", 28.0),
    ("本单位", 12.0),
    ("中位数", 12.0),
    ("一般在", 26.0),
    ("情况说明", 40.0),
];
const FINDINGS: Columns = &[
    ("序号", 5.0),
    ("单位", 24.0),
    ("级别", 6.0),
    ("代码", 7.0),
    ("类别", 16.0),
    ("问题", 46.0),
    ("位置", 28.0),
    ("涉及的数", 40.0),
    ("怎么办", 26.0),
    ("处理情况", 12.0),
];
const WHOLE: Columns = &[
    ("序号", 5.0),
    ("报表", 30.0),
    ("行", 30.0),
    ("栏", 18.0),
    ("汇总数", 17.0),
    ("各单位之和", 17.0),
    ("抵销", 15.0),
    ("差额", 17.0),
    ("汇总的位置", 30.0),
    ("有数的单位", 40.0),
];
const DEPARTMENT: Columns =
    &[("序号", 5.0), ("单位", 40.0), (SIDES[0], 22.0), (SIDES[1], 22.0), (SIDES[2], 22.0), (SIDES[3], 22.0)];
const PASSED: Columns = &[("序号", 5.0), ("文件夹", 40.0), ("原因", 90.0)];

/// The figures that have columns of both years, by key and short head.
const FIGURES: [(&str, &str); 4] = [
    ("income.total", "收入"),
    ("expenditure.total", "支出"),
    ("three_public.total", "“三公”"),
    ("closing", "年末结转"),
];

/// Rows of a sheet; Excel holds 1,048,576.
const MOST_ROWS: usize = 1_000_000;

/// Cells that a finding shows with their amounts.
const MOST_PARTS: usize = 6;

/// The workbook as bytes; the same summary gives the same bytes.
///
/// # Errors
/// Only if the writer library fails; nothing of the user's data can cause it.
pub fn workbook(summary: &Summary) -> Result<Vec<u8>> {
    write(summary).map_err(|e| Error::Internal(format!("汇总.xlsx 不能生成：{e}")))
}

fn write(summary: &Summary) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(summary.year().unwrap_or(2000) + 1, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title("决算公开汇总").set_creation_datetime(&created));
    let formats = Formats::new();
    units(book.add_worksheet(), summary, &formats)?;
    figures(book.add_worksheet(), summary, &formats)?;
    stands_out(book.add_worksheet(), summary, &formats)?;
    let of = |row: &Row| !matches!(row.state, State::Pending | State::Failed);
    let department_row = summary.department.iter().map(|department| &department.row);
    let rows: Vec<&Row> = summary.units.iter().chain(department_row).filter(|row| of(row)).collect();
    let all: Vec<(&Row, &Said)> =
        rows.iter().flat_map(|row| row.findings.iter().map(move |f| (*row, f))).collect();
    let gaps = rows.iter().filter_map(|row| row.gaps).sum();
    for (number, part) in (1..).zip(all.chunks(MOST_ROWS).chain(all.is_empty().then_some(&[][..]))) {
        let name = if number == 1 { "问题清单".to_owned() } else { format!("问题清单{number}") };
        findings(book.add_worksheet(), &name, part, gaps, &formats)?;
    }
    if let Some(whole) = &summary.whole {
        against(book.add_worksheet(), whole, &formats)?;
    }
    if let Some(all) = &summary.department {
        department(book.add_worksheet(), all, &formats)?;
    }
    if !summary.passed.is_empty() {
        passed(book.add_worksheet(), summary, &formats)?;
    }
    package::write::workbook(book)
}

/// A cell of a list.
enum Cell<'a> {
    Text(&'a str),
    Centred(String),
    /// Money in 元, shown in 万元; what is not known is a dash.
    Wan(Option<Decimal>),
    /// Money in 元.
    Yuan(Decimal),
    /// A percentage as printed.
    Percent(Option<Decimal>),
    /// How many findings of a weight; what was not read has no count.
    Count(Option<usize>, Severity),
    Level(Severity),
    /// A word in the colour of a weight.
    Marked(&'static str, Severity),
    Link(Option<&'a String>),
}

/// Writes a row, as high as its longest text needs.
fn line(
    sheet: &mut Worksheet,
    at: u32,
    columns: &[(&str, f64)],
    cells: &[Cell<'_>],
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    let mut most = 1;
    for ((col, (_, width)), cell) in (0u16..).zip(columns).zip(cells) {
        let number = |d: Decimal| d.to_f64().unwrap_or_default();
        match cell {
            Cell::Text(text) => {
                most = most.max(lines(text, *width));
                sheet.write_string_with_format(at, col, fitting(text), &formats.text)?;
            }
            Cell::Centred(text) => match text.parse::<u32>() {
                Ok(number) => {
                    sheet.write_with_format(at, col, number, &formats.centred)?;
                }
                Err(_) => {
                    sheet.write_with_format(at, col, text.as_str(), &formats.centred)?;
                }
            },
            Cell::Wan(Some(amount)) => {
                sheet.write_with_format(at, col, number(Yuan(*amount).to_wan().0), &formats.amount)?;
            }
            Cell::Percent(Some(value)) | Cell::Yuan(value) => {
                sheet.write_with_format(at, col, number(*value), &formats.amount)?;
            }
            Cell::Wan(None) | Cell::Percent(None) | Cell::Count(None, _) => {
                sheet.write_with_format(at, col, "—", &formats.centred)?;
            }
            Cell::Count(Some(0), _) => {
                sheet.write_with_format(at, col, 0, &formats.centred)?;
            }
            Cell::Count(Some(n), level) => {
                let n = u32::try_from(*n).unwrap_or(u32::MAX);
                sheet.write_with_format(at, col, n, formats.severity(*level))?;
            }
            Cell::Level(level) => {
                sheet.write_with_format(at, col, level.label(), formats.severity(*level))?;
            }
            Cell::Marked(word, level) => {
                sheet.write_with_format(at, col, *word, formats.severity(*level))?;
            }
            Cell::Link(link) => {
                let shown = link.map(|way| {
                    let name = way.rsplit('/').next().unwrap_or(way);
                    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
                });
                most = most.max(lines(shown.as_deref().unwrap_or_default(), *width));
                link_to(sheet, at, col, *link, shown.as_deref(), formats)?;
            }
        }
    }
    sheet.set_row_height(at, LINE_HEIGHT * f64::from(most))?;
    Ok(())
}

fn end(sheet: &mut Worksheet, at: u32, columns: &[(&str, f64)]) -> std::result::Result<(), XlsxError> {
    let last = u16::try_from(columns.len()).unwrap_or(1).saturating_sub(1);
    sheet.autofilter(HEAD_ROW, 0, at, last)?;
    Ok(())
}

fn growth(row: &Row, key: &str) -> Option<Decimal> {
    row.figure(key)?.growth_pct
}

fn units(sheet: &mut Worksheet, summary: &Summary, formats: &Formats) -> std::result::Result<(), XlsxError> {
    let part = summary.shard.map(|s| format!("第{}份，共{}份。", s.index, s.of)).unwrap_or_default();
    let about = format!("{part}{}。金额单位：万元。", summary.said());
    begin(sheet, "单位情况", "决算公开汇总", &about, UNITS, formats)?;
    let mut at = HEAD_ROW;
    for row in &summary.units {
        at += 1;
        let read = !matches!(row.state, State::Failed | State::Pending);
        let current = |key: &str| Cell::Wan(row.figure(key).and_then(|f| f.current));
        let output = |name: &str| {
            // The marked copy of a document that was proofread is named after it.
            let marked = row.state == State::Proofread && name == "决算公开";
            Cell::Link(row.outputs.iter().find(|way| marked || is_output(way, name)))
        };
        let said: Vec<&str> = row.reason.iter().chain(&row.notes).map(String::as_str).collect();
        let said = said.join("；");
        let state = match row.state {
            State::Failed => Cell::Marked(State::Failed.label(), Severity::Error),
            State::Pending => Cell::Marked(State::Pending.label(), Severity::Warning),
            state => Cell::Centred(state.label().to_owned()),
        };
        let cells = [
            Cell::Centred(row.number.to_string()),
            Cell::Text(&row.unit),
            Cell::Text(&row.org),
            Cell::Centred(row.year.map(|y| y.to_string()).unwrap_or_default()),
            state,
            Cell::Count(read.then_some(row.errors), Severity::Error),
            Cell::Count(read.then_some(row.warnings), Severity::Warning),
            Cell::Count(row.gaps, Severity::Warning),
            current("income.total"),
            Cell::Percent(growth(row, "income.total")),
            current("expenditure.total"),
            Cell::Percent(growth(row, "expenditure.total")),
            output("决算公开"),
            output("公开表"),
            output("核对结果"),
            Cell::Text(&said),
        ];
        line(sheet, at, UNITS, &cells, formats)?;
    }
    end(sheet, at, UNITS)
}

/// Whether an output is the one of a name in its best format: Word before the page, a workbook before text.
fn is_output(way: &str, name: &str) -> bool {
    let file = way.rsplit('/').next().unwrap_or(way);
    let named = |extension: &str| file.strip_suffix(extension).is_some_and(|stem| stem.starts_with(name));
    named(".docx") || named(".xlsx")
}

fn figures(
    sheet: &mut Worksheet,
    summary: &Summary,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    let year = summary.year();
    let years =
        year.map_or(["本年".to_owned(), "上年".to_owned()], |y| [y.to_string(), (y - 1).to_string()]);
    let mut columns: Vec<(String, f64)> = vec![("序号".into(), 5.0), ("单位".into(), 26.0)];
    for (_, head) in FIGURES {
        columns.extend(years.iter().map(|year| (format!("{head}{year}"), 12.5)));
        columns.push(("增长%".into(), 8.0));
    }
    let columns: Vec<(&str, f64)> = columns.iter().map(|(head, width)| (head.as_str(), *width)).collect();
    let about = "金额单位：万元。收入、支出为本年合计；年末结转为年末结转和结余。其他指标见汇总.json。“—”为没有数或上年为零。";
    begin(sheet, "主要指标", "各单位主要指标", about, &columns, formats)?;
    sheet.set_freeze_panes(HEAD_ROW + 1, 2)?;
    let mut at = HEAD_ROW;
    for row in &summary.units {
        at += 1;
        let mut cells = vec![Cell::Centred(row.number.to_string()), Cell::Text(row.name())];
        for (key, _) in FIGURES {
            let figure = row.figure(key);
            cells.push(Cell::Wan(figure.and_then(|f| f.current)));
            cells.push(Cell::Wan(figure.and_then(|f| f.prior)));
            cells.push(Cell::Percent(figure.and_then(|f| f.growth_pct)));
        }
        line(sheet, at, &columns, &cells, formats)?;
    }
    end(sheet, at, &columns)
}

fn stands_out(
    sheet: &mut Worksheet,
    summary: &Summary,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    let found = stand_out::find(summary);
    let compared = summary.units.iter().filter(|row| !row.figures.is_empty()).count();
    let few = if compared < stand_out::FEWEST {
        format!("有数的单位只有{compared}个，没有比较。")
    } else {
        format!("有数的单位{compared}个，列出{}项。", found.len())
    };
    begin(sheet, "突出的单位", "与其他单位明显不同的单位", &few, STAND_OUT, formats)?;
    sheet.merge_range(1, 0, 1, 7, &format!("{few}{}", stand_out::rule()), &formats.note())?;
    sheet.set_row_height(1, LINE_HEIGHT * 3.0)?;
    let mut at = HEAD_ROW;
    for (number, one) in (1..).zip(&found) {
        at += 1;
        let cells = [
            Cell::Centred(format!("{number}")),
            Cell::Text(&one.unit),
            Cell::Text(&one.org),
            Cell::Text(&one.measure),
            Cell::Centred(one.value.clone()),
            Cell::Centred(one.median.clone()),
            Cell::Centred(one.usual.clone()),
            Cell::Text(""),
        ];
        line(sheet, at, STAND_OUT, &cells, formats)?;
    }
    end(sheet, at, STAND_OUT)
}

fn findings(
    sheet: &mut Worksheet,
    name: &str,
    all: &[(&Row, &Said)],
    gaps: usize,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    let about = format!(
        "各单位的问题{}项，可按单位、级别、代码筛选。另有缺口（{GAP}，缺少的原因和文字）{gaps}处，不在这里逐条列出，见各单位的补充资料.xlsx。",
        all.len()
    );
    begin(sheet, name, "各单位问题清单", &about, FINDINGS, formats)?;
    let mut at = HEAD_ROW;
    for (number, (row, said)) in (1..).zip(all) {
        at += 1;
        let title = finding::entry(&said.code).map_or("", |e| e.title);
        let mut parts: Vec<String> =
            said.amounts.iter().take(MOST_PARTS).map(|p| format!("{} {}", p.label, p.value)).collect();
        if said.amounts.len() > MOST_PARTS {
            parts.push(format!("等{}格", said.amounts.len()));
        }
        let parts = parts.join("；");
        let place = match said.amounts.first() {
            Some(first) if said.place.is_empty() => &first.place,
            _ => &said.place,
        };
        let cells = [
            Cell::Centred(format!("{number}")),
            Cell::Text(row.name()),
            Cell::Level(said.severity),
            Cell::Centred(said.code.clone()),
            Cell::Text(title),
            Cell::Text(&said.message),
            Cell::Text(place),
            Cell::Text(&parts),
            Cell::Text(said.hint.as_deref().unwrap_or_default()),
            Cell::Text(""),
        ];
        line(sheet, at, FINDINGS, &cells, formats)?;
    }
    end(sheet, at, FINDINGS)
}

fn against(sheet: &mut Worksheet, whole: &Whole, formats: &Formats) -> std::result::Result<(), XlsxError> {
    begin(sheet, "汇总与分户", "汇总与各单位之和", "", WHOLE, formats)?;
    let said = whole.said();
    let about: Vec<&str> = std::iter::once(said.as_str())
        .chain(whole.causes.iter().map(String::as_str))
        .chain(whole.unknown.iter().map(String::as_str))
        .collect();
    let about = format!("{}。金额单位：元。差额＝汇总数－（各单位之和－抵销）。", about.join("。"));
    sheet.merge_range(1, 0, 1, 9, &fitting(&about), &formats.note())?;
    sheet.set_row_height(1, LINE_HEIGHT * f64::from(lines(&about, 210.0).max(1)))?;
    let mut at = HEAD_ROW;
    for (number, one) in (1..).zip(whole.differences.iter().take(MOST_ROWS)) {
        at += 1;
        let units: Vec<String> = one
            .units
            .iter()
            .take(MOST_PARTS)
            .map(|(unit, amount)| format!("{unit} {}", display_yuan(Yuan(*amount))))
            .collect();
        let more = if one.units.len() > MOST_PARTS {
            format!("；等{}个", one.units.len())
        } else {
            String::new()
        };
        let units = units.join("；") + &more;
        let cells = [
            Cell::Centred(format!("{number}")),
            Cell::Text(&one.statement),
            Cell::Text(&one.line),
            Cell::Text(&one.column),
            Cell::Yuan(one.whole),
            Cell::Yuan(one.sum),
            Cell::Yuan(one.eliminated),
            Cell::Yuan(one.difference),
            Cell::Text(&one.place),
            Cell::Text(&units),
        ];
        line(sheet, at, WHOLE, &cells, formats)?;
    }
    end(sheet, at, WHOLE)
}

/// The department's own report: what it was added up from, and money between the units.
fn department(
    sheet: &mut Worksheet,
    all: &Department,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    begin(sheet, "部门汇总", "由各单位汇总的部门决算", "", DEPARTMENT, formats)?;
    let mut about = all.said();
    for unknown in &all.unknown {
        about.push('。');
        about.push_str(unknown);
    }
    about.push_str("。下面是单位之间的往来，金额单位：元。");
    sheet.merge_range(1, 0, 1, 5, &fitting(&about), &formats.note())?;
    sheet.set_row_height(1, LINE_HEIGHT * f64::from(lines(&about, 130.0)))?;
    let mut at = HEAD_ROW;
    for (number, paid) in (1..).zip(&all.paid) {
        at += 1;
        let [[a, b], [c, d]] = paid.sides.map(|side| side.map(Cell::Yuan));
        line(
            sheet,
            at,
            DEPARTMENT,
            &[Cell::Centred(format!("{number}")), Cell::Text(&paid.unit), a, b, c, d],
            formats,
        )?;
    }
    end(sheet, at, DEPARTMENT)?;
    at += 2;
    for way in &all.row.outputs {
        link_to(sheet, at, 1, Some(way), Some(way), formats)?;
        at += 1;
    }
    Ok(())
}

fn passed(sheet: &mut Worksheet, summary: &Summary, formats: &Formats) -> std::result::Result<(), XlsxError> {
    let about = "这些文件夹没有作为单位处理；名单里没有用到的栏也列在这里。";
    begin(sheet, "没有作为单位", "没有作为单位的文件夹", about, PASSED, formats)?;
    let mut at = HEAD_ROW;
    for (number, one) in (1..).zip(&summary.passed) {
        at += 1;
        let cells = [Cell::Centred(format!("{number}")), Cell::Text(&one.name), Cell::Text(&one.reason)];
        line(sheet, at, PASSED, &cells, formats)?;
    }
    end(sheet, at, PASSED)
}
