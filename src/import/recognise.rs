//! Which statement a sheet is, and what its title rows say: unit, year, department.

use crate::accounts::{AmountUnit, ScheduleId, SourceForm};
use crate::text::{find_year, squash};
use crate::workbook::{Grid, GridRow};

/// What the rows above the head say.
#[derive(Debug, Clone, Default)]
pub struct Preamble {
    /// The statement, if the form number, the title or the sheet name tell.
    pub form: Option<(ScheduleId, SourceForm)>,
    /// How the statement was recognised (表号, 标题, 工作表名).
    pub by: &'static str,
    /// Title as printed.
    pub title: String,
    /// 金额单位
    pub unit: Option<AmountUnit>,
    /// 年度
    pub year: Option<u16>,
    /// 编制单位 / 部门
    pub org: Option<String>,
    /// Whether this is the cover (封面代码).
    pub cover: bool,
    /// Index of the first row after the last title row.
    pub end: usize,
}

/// How many rows from the top can be title rows.
const PREAMBLE_ROWS: usize = 10;

/// Reads the rows above the head.
pub fn preamble(grid: &Grid) -> Preamble {
    let mut p = Preamble::default();
    let mut number = None;
    let mut title_form = None;
    for (i, row) in grid.rows.iter().take(PREAMBLE_ROWS).enumerate() {
        if is_head_like(row) {
            break;
        }
        for (_, value) in &row.cells {
            let raw = value.line();
            let text = squash(&raw);
            if let Some(found) = form_number(&text) {
                number = number.or(Some(found));
                p.end = i + 1;
            }
            if let Some(unit) = amount_unit(&text) {
                p.unit = p.unit.or(Some(unit));
                p.end = i + 1;
            }
            if let Some(org) = department(&raw) {
                p.org = p.org.take().or(Some(org));
                p.end = i + 1;
            }
            if let Some(year) = find_year(&text) {
                p.year = p.year.or(Some(year));
                p.end = i + 1;
            }
            if title_form.is_none()
                && let Some(found) = by_title(&text)
            {
                title_form = Some(found);
                p.title.clone_from(&raw);
                p.end = i + 1;
            }
            if p.title.is_empty() && i == 0 {
                p.title = raw;
            }
        }
    }
    let name = squash(&grid.name);
    p.cover = name.starts_with("FMDM") || name.contains("封面");
    (p.form, p.by) = match (number, title_form) {
        (Some(Some(found)), _) => (Some(found), "表号"),
        // A form number of another form: an extra sheet, whatever its title resembles.
        (Some(None), _) => (None, ""),
        (None, Some((id, form))) => (Some((id, form.unwrap_or(guess_form(p.unit)))), "标题"),
        (None, None) => match by_sheet_name(&name) {
            Some((id, form)) => (Some((id, form)), "工作表名"),
            None => (None, ""),
        },
    };
    // A department's published budget numbers its tables 公开NN表 too.
    if p.cover || is_budget_title(&squash(&p.title)) {
        p.form = None;
    }
    p
}

/// `2023年一般公共预算支出表`: a table of the budget, not of final accounts.
fn is_budget_title(title: &str) -> bool {
    title.contains("预算") && !title.contains("决算")
}

fn guess_form(unit: Option<AmountUnit>) -> SourceForm {
    if unit == Some(AmountUnit::Wan) { SourceForm::Gongkai } else { SourceForm::Caijue }
}

fn is_head_like(row: &GridRow) -> bool {
    row.cells
        .iter()
        .any(|(_, v)| matches!(v.squashed().as_str(), "项目" | "栏次" | "科目编码" | "科目名称" | "科目代码"))
}

/// `财决01-1表`, `公开 03 表`: `Some(None)` for a form number of no statement we read.
fn form_number(text: &str) -> Option<Option<(ScheduleId, SourceForm)>> {
    let text = text.trim_start_matches('(').trim_end_matches(')');
    if text.chars().count() > 12 || !text.ends_with('表') {
        return None;
    }
    let text = text.strip_prefix("表号:").unwrap_or(text);
    if !(text.starts_with("财决") || text.starts_with("公开")) || !text.contains(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    Some(all_forms().find(|(id, form)| squash(id.form_number(*form)) == text))
}

fn all_forms() -> impl Iterator<Item = (ScheduleId, SourceForm)> {
    [SourceForm::Caijue, SourceForm::Gongkai]
        .into_iter()
        .flat_map(|form| ScheduleId::ALL.into_iter().map(move |id| (id, form)))
}

/// Other titles the published forms are printed under.
const OTHER_TITLES: &[(&str, ScheduleId)] = &[
    ("一般公共预算财政拨款基本支出决算表", ScheduleId::BasicDetail),
    ("财政拨款三公经费支出决算表", ScheduleId::Operations),
    ("一般公共预算财政拨款三公经费支出决算表", ScheduleId::Operations),
    ("财政拨款三公经费及会议费培训费支出决算表", ScheduleId::Operations),
    ("财政拨款收支决算总表", ScheduleId::FiscalSummary),
    ("收支决算总表", ScheduleId::Summary),
    ("政府性基金预算财政拨款支出决算表", ScheduleId::Fund),
];

fn by_title(text: &str) -> Option<(ScheduleId, Option<SourceForm>)> {
    // A title may carry the year and the department before it and a remark in brackets behind it.
    let text = text.rfind("年度").map_or(text, |i| &text[i + "年度".len()..]);
    let text = text.strip_prefix("部门").or_else(|| text.strip_prefix("单位")).unwrap_or(text);
    let text = text.find('(').filter(|i| *i > 0).map_or(text, |i| &text[..i]);
    for id in ScheduleId::ALL {
        let [caijue, gongkai] = [SourceForm::Caijue, SourceForm::Gongkai].map(|form| squash(id.title(form)));
        if text == caijue && text == gongkai {
            return Some((id, None));
        }
        if text == caijue {
            return Some((id, Some(SourceForm::Caijue)));
        }
        if text == gongkai {
            return Some((id, Some(SourceForm::Gongkai)));
        }
    }
    OTHER_TITLES.iter().find(|(title, _)| *title == text).map(|(_, id)| (*id, Some(SourceForm::Gongkai)))
}

/// Sheet names: `Z08_1 一般公共…(财决08-` cut at 31 characters, `公开01表`, or the bare title.
fn by_sheet_name(name: &str) -> Option<(ScheduleId, SourceForm)> {
    if let Some(found) = all_forms().find(|(id, form)| name.contains(&squash(id.form_number(*form)))) {
        return Some(found);
    }
    let system = all_forms().filter(|(_, form)| *form == SourceForm::Caijue).find(|(id, form)| {
        let prefix = system_prefix(*id);
        name.strip_prefix(prefix).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with(squash(id.title(*form)).chars().next().unwrap_or(' '))
        })
    });
    system.or_else(|| by_title(name).map(|(id, form)| (id, form.unwrap_or(SourceForm::Caijue))))
}

/// How the finance system begins the sheet name.
fn system_prefix(id: ScheduleId) -> &'static str {
    match id {
        ScheduleId::Summary => "Z01",
        ScheduleId::FiscalSummary => "Z01_1",
        ScheduleId::Income => "Z03",
        ScheduleId::Expenditure => "Z04",
        ScheduleId::General => "Z07",
        ScheduleId::BasicDetail => "Z08_1",
        ScheduleId::Fund => "Z09",
        ScheduleId::State => "Z11",
        ScheduleId::Operations => "F03",
    }
}

/// `金额单位：元`, `单位:万元`.
pub fn amount_unit(text: &str) -> Option<AmountUnit> {
    let rest = match text.find("金额单位") {
        Some(i) => &text[i + "金额单位".len()..],
        None => {
            text.strip_prefix("单位").or_else(|| text.find(")单位:").map(|i| &text[i + ")单位".len()..]))?
        }
    };
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let rest = rest.strip_prefix("人民币").unwrap_or(rest);
    match rest.trim_end_matches(')') {
        "元" => Some(AmountUnit::Yuan),
        "千元" => Some(AmountUnit::Thousand),
        "万元" => Some(AmountUnit::Wan),
        _ => None,
    }
}

/// `编制单位：X`, `部门：X`; anything after a wide gap in the same cell is cut.
pub fn department(raw: &str) -> Option<String> {
    const LEADS: &[&str] = &["编制单位", "编制部门", "部门名称", "单位名称", "公开部门", "部门", "填报单位"];
    let raw = raw.trim();
    let rest = LEADS.iter().find_map(|lead| raw.strip_prefix(lead))?;
    let rest = rest.trim_start().strip_prefix(['：', ':'])?.trim();
    let end = ["金额单位", "   ", "　　　", "\t", "\n"].iter().filter_map(|stop| rest.find(stop)).min();
    let name = rest[..end.unwrap_or(rest.len())].trim().trim_end_matches(['　', ' ']);
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_numbers() {
        assert_eq!(form_number("财决01-1表"), Some(Some((ScheduleId::FiscalSummary, SourceForm::Caijue))));
        assert_eq!(form_number("公开09表"), Some(Some((ScheduleId::Operations, SourceForm::Gongkai))));
        assert_eq!(form_number("财决02表"), Some(None));
        assert_eq!(form_number("收入决算表"), None);
    }

    #[test]
    fn titles_and_names() {
        assert_eq!(by_title("2023年度收入决算表").map(|f| f.0), Some(ScheduleId::Income));
        assert_eq!(by_title("收入支出决算表"), None);
        assert_eq!(
            by_sheet_name(&squash("Z08_1 一般公共预算财政拨款基本支出决算明细表(财决08-")).map(|f| f.0),
            Some(ScheduleId::BasicDetail)
        );
        assert_eq!(by_sheet_name("Z08一般公共预算财政拨款支出决算明细表(财决08表)"), None);
        assert_eq!(
            by_sheet_name("Z01_1财政拨款收入支出决算总表(财决01-1表)").map(|f| f.0),
            Some(ScheduleId::FiscalSummary)
        );
        assert_eq!(by_sheet_name("Sheet1"), None);
    }

    #[test]
    fn budget_tables_are_no_final_accounts() {
        assert!(is_budget_title("2023年一般公共预算支出表"));
        assert!(!is_budget_title("一般公共预算财政拨款支出决算表"));
        assert!(!is_budget_title("机构运行信息表"));
    }

    #[test]
    fn units_and_departments() {
        assert_eq!(amount_unit("金额单位:元"), Some(AmountUnit::Yuan));
        assert_eq!(amount_unit("单位:万元"), Some(AmountUnit::Wan));
        assert_eq!(amount_unit("单位名称:开元"), None);
        assert_eq!(department("编制单位：某局（汇总）　　　金额单位：元").as_deref(), Some("某局（汇总）"));
        assert_eq!(department("单位：万元"), None);
    }
}
