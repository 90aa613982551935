//! Which statement a sheet is, and what its title rows say: unit, year, department.

use super::head;
use super::titles::{self, Titled};
use crate::accounts::{AmountUnit, ScheduleId, SourceForm};
use crate::text::{chinese_number, find_year, squash};
use crate::workbook::cell::Value;
use crate::workbook::{Grid, GridRow};

/// A form number (表号) as printed: `财决01-1表`, `公开07表`, `财决公开07表`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormNumber {
    /// Which kind of form numbers its tables so.
    pub form: SourceForm,
    /// The statement that has this number on the Ministry's forms; none for other numbers.
    pub id: Option<ScheduleId>,
}

/// What the rows above the head say.
#[derive(Debug, Clone, Default)]
pub struct Preamble {
    /// The statement, if the title, the form number or the sheet name tell.
    pub form: Option<(ScheduleId, SourceForm)>,
    /// How the statement was recognised (表号, 标题, 工作表名).
    pub by: &'static str,
    /// Title as printed.
    pub title: String,
    /// 表号 as printed.
    pub number: Option<(String, FormNumber)>,
    /// A table that is none of the nine, by the words for it.
    pub extra: Option<&'static str>,
    /// A title of final accounts that is not known, as printed.
    pub unknown: Option<String>,
    /// Whether the title is one of a budget.
    pub budget: bool,
    /// Whether any title or number was found: a page without one may continue the table before it.
    pub titled: bool,
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

impl Preamble {
    /// Whether the printed number belongs to another statement than the title names (公开07表 titled 三公).
    pub fn number_disagrees(&self) -> bool {
        let (Some((id, _)), Some((_, number))) = (self.form, &self.number) else { return false };
        self.by == BY_TITLE && number.id != Some(id)
    }
}

/// Recognised by the title.
pub const BY_TITLE: &str = "标题";
const BY_NUMBER: &str = "表号";
const BY_NAME: &str = "工作表名";

/// How many rows from the top can be title rows.
const PREAMBLE_ROWS: usize = 10;

/// Reads the rows above the head.
pub fn preamble(grid: &Grid) -> Preamble {
    preamble_after(grid, &[])
}

/// Reads the rows above the head, and the lines that stand before the table (in a document they are no part of it).
pub fn preamble_after(grid: &Grid, before: &[String]) -> Preamble {
    let mut p = Preamble::default();
    let mut titled = None;
    let mut first_text = None;
    for line in before {
        p.line(line, &mut titled);
        first_text.get_or_insert_with(|| line.clone());
    }
    for (i, row) in grid.rows.iter().take(PREAMBLE_ROWS).enumerate() {
        if is_head_like(row) {
            break;
        }
        for (_, value) in &row.cells {
            let raw = value.line();
            if p.line(&raw, &mut titled) {
                p.end = i + 1;
            }
            first_text.get_or_insert(raw);
        }
    }
    p.unit = p.unit.or_else(|| unit_of_heads(grid));
    let name = squash(&grid.name);
    p.cover = name.starts_with("FMDM") || name.contains("封面");
    if p.title.is_empty() {
        p.title = first_text.unwrap_or_default();
    }
    p.titled = titled.is_some() || p.number.is_some() || p.unknown.is_some() || p.budget;
    p.decide(titled, &name);
    let contents = |text: &str| matches!(text, "目录" | "表目录" | "报表目录" | "目次");
    let first = grid.rows.iter().take(3).flat_map(|r| &r.cells).any(|(_, v)| contents(&v.squashed()));
    if p.cover || first || contents(&name) {
        p.form = None;
    }
    p
}

impl Preamble {
    /// Takes what one title cell says; whether it says anything.
    fn line(&mut self, raw: &str, titled: &mut Option<Titled>) -> bool {
        let text = squash(raw);
        let mut said = false;
        if let Some((printed, number)) = form_number_in(raw) {
            self.number.get_or_insert((printed, number));
            said = true;
        }
        if let Some(unit) = amount_unit(&text) {
            self.unit = self.unit.or(Some(unit));
            said = true;
        }
        if let Some(org) = department(raw) {
            self.org.get_or_insert(org);
            said = true;
        }
        if let Some(year) = find_year(&text) {
            self.year = self.year.or(Some(year));
            said = true;
        }
        let has_title = titled.is_some() || self.budget;
        if !has_title && let Some(found) = titles::read(raw) {
            *titled = Some(found);
            self.unknown = None;
            raw.trim().clone_into(&mut self.title);
            return true;
        }
        let bare = text.find('(').filter(|i| *i > 0).map_or(text.as_str(), |i| &text[..i]);
        if !has_title && bare.ends_with('表') && titles::is_budget(&text) {
            self.budget = true;
            raw.trim().clone_into(&mut self.title);
            return true;
        }
        if !has_title && self.unknown.is_none() && titles::looks_like_title(&text) {
            raw.trim().clone_into(&mut self.title);
            self.unknown = Some(self.title.clone());
            return true;
        }
        said
    }

    fn decide(&mut self, titled: Option<Titled>, name: &str) {
        let number = self.number.as_ref().map(|(_, number)| *number);
        // The system numbers its forms itself; a title only published tables have says nothing beside its numbers.
        let titled = match number {
            Some(FormNumber { form: SourceForm::Caijue, .. }) => {
                titles::official(&self.title).filter(|_| titled.is_some())
            }
            _ => titled,
        };
        match (titled, number) {
            (Some(Titled::Statement(id, form)), _) => {
                let form = number.map(|n| n.form).or(form).unwrap_or(guess_form(self.unit));
                self.form = Some((id, form));
                self.by = if number.is_some_and(|n| n.id == Some(id)) { BY_NUMBER } else { BY_TITLE };
            }
            (Some(Titled::Extra(what)), _) => self.extra = Some(what),
            (None, Some(FormNumber { form, id: Some(id) })) if self.number_may_decide(form, id) => {
                self.form = Some((id, form));
                self.by = BY_NUMBER;
            }
            (None, Some(_)) => {}
            (None, None) if self.budget || self.unknown.is_some() => {}
            (None, None) => match titles::read(name) {
                Some(Titled::Extra(what)) => self.extra = Some(what),
                _ => {
                    if let Some(found) = by_sheet_name(name, self.unit) {
                        self.form = Some(found);
                        self.by = BY_NAME;
                    }
                }
            },
        }
    }

    /// A number decides where no title contradicts it: there is none, or it is a misspelling of the right one.
    fn number_may_decide(&self, form: SourceForm, id: ScheduleId) -> bool {
        // A department's published budget numbers its tables 公开NN表 too.
        if self.budget {
            return false;
        }
        let Some(unknown) = &self.unknown else { return true };
        form == SourceForm::Caijue
            || titles::nearest(unknown).is_some_and(|(near, _, off)| near == id && off <= 4)
    }
}

fn guess_form(unit: Option<AmountUnit>) -> SourceForm {
    if unit == Some(AmountUnit::Wan) { SourceForm::Gongkai } else { SourceForm::Caijue }
}

fn is_head_like(row: &GridRow) -> bool {
    row.cells.len() > 1
        && row.cells.iter().any(|(_, v)| {
            matches!(
                v.squashed().as_str(),
                "项目"
                    | "项目名称"
                    | "栏次"
                    | "科目编码"
                    | "科目名称"
                    | "科目代码"
                    | "功能分类科目编码"
                    | "功能科目编码"
                    | "功能科目代码"
                    | "经济分类科目编码"
                    | "支出功能分类科目编码"
            )
        })
}

/// Whether a text is the number of a form or of an attachment and nothing else (公开02表, 附件3-2, 附表1).
pub fn is_number_of_form(text: &str) -> bool {
    let text = squash(text);
    let attached =
        text.strip_prefix("附件").or_else(|| text.strip_prefix("附表")).or_else(|| text.strip_prefix('表'));
    form_number(&text).is_some()
        || attached.is_some_and(|rest| {
            rest.chars().all(|c| c.is_ascii_digit() || "-:、.一二三四五六七八九十".contains(c))
        })
}

/// The form number a cell is, or begins with where the title stands behind it (公开01表 收入支出决算总表), as printed.
fn form_number_in(raw: &str) -> Option<(String, FormNumber)> {
    let raw = raw.trim();
    let whole = form_number(&squash(raw)).map(|number| (raw.to_owned(), number));
    whole.or_else(|| {
        let (before, _) = raw.split_once('表')?;
        let printed = format!("{before}表");
        form_number(&squash(&printed)).map(|number| (printed, number))
    })
}

/// `财决01-1表`, `公开 03 表`, `财决公开03表`, `公开表3`.
fn form_number(text: &str) -> Option<FormNumber> {
    let text = text.trim_start_matches('(').trim_end_matches(')');
    let text = text.strip_prefix("表号:").unwrap_or(text);
    // 公开部门决算表(二): the number in brackets behind the words for all tables.
    let inside =
        ["公开部门决算表(", "部门决算公开表(", "公开决算表("].iter().find_map(|lead| text.strip_prefix(lead));
    if let Some(inside) = inside {
        let number = (1..=20).find(|n| [n.to_string(), chinese_number(*n)].contains(&inside.to_owned()))?;
        let id = ScheduleId::ALL.get(number - 1).copied();
        return Some(FormNumber { form: SourceForm::Gongkai, id });
    }
    if text.chars().count() > 12 || !text.contains('表') {
        return None;
    }
    let published = text.strip_prefix("财决公开").or_else(|| text.strip_prefix("公开"));
    if let Some(rest) = published {
        let digits = rest.strip_suffix('表').or_else(|| rest.strip_prefix('表'))?;
        let digits = digits.strip_prefix("部门").unwrap_or(digits);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return None;
        }
        let id = digits.parse::<usize>().ok().and_then(|n| ScheduleId::ALL.get(n.checked_sub(1)?).copied());
        return Some(FormNumber { form: SourceForm::Gongkai, id });
    }
    if !text.starts_with("财决") || !text.ends_with('表') || !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let id = ScheduleId::ALL.into_iter().find(|id| id.form_number(SourceForm::Caijue) == text);
    Some(FormNumber { form: SourceForm::Caijue, id })
}

fn all_forms() -> impl Iterator<Item = (ScheduleId, SourceForm)> {
    [SourceForm::Caijue, SourceForm::Gongkai]
        .into_iter()
        .flat_map(|form| ScheduleId::ALL.into_iter().map(move |id| (id, form)))
}

/// Sheet names: `Z08_1 一般公共…(财决08-` cut at 31 characters, `公开01表`, or the bare title.
fn by_sheet_name(name: &str, unit: Option<AmountUnit>) -> Option<(ScheduleId, SourceForm)> {
    if let Some(found) = all_forms().find(|(id, form)| name.contains(&squash(id.form_number(*form)))) {
        return Some(found);
    }
    let system = all_forms().filter(|(_, form)| *form == SourceForm::Caijue).find(|(id, form)| {
        let prefix = system_prefix(*id);
        name.strip_prefix(prefix).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with(squash(id.title(*form)).chars().next().unwrap_or(' '))
        })
    });
    system.or_else(|| match titles::read(name)? {
        Titled::Statement(id, form) => Some((id, form.unwrap_or(guess_form(unit)))),
        Titled::Extra(_) => None,
    })
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

/// `金额单位：元`, `单位:万元`, `编制部门：X 单位：元`, `单位：万元（保留两位小数）`.
pub fn amount_unit(text: &str) -> Option<AmountUnit> {
    // Cut in the middle by a narrow cell, 万元 is still nothing else.
    const WORDS: &[(&str, AmountUnit)] = &[
        ("万元", AmountUnit::Wan),
        ("千元", AmountUnit::Thousand),
        ("元", AmountUnit::Yuan),
        ("万", AmountUnit::Wan),
    ];
    text.match_indices("单位").find_map(|(at, word)| {
        let rest = &text[at + word.len()..];
        // `单位元` only as the whole text: a department may be named so.
        let rest = match rest.strip_prefix(':') {
            Some(rest) => rest,
            None if at == 0 || text[..at].ends_with(['(', '[']) || text[..at].ends_with("金额") => rest,
            None => return None,
        };
        let rest = rest.strip_prefix("人民币").unwrap_or(rest);
        let (word, unit) = WORDS.iter().find(|(word, _)| rest.starts_with(word))?;
        let after = &rest[word.len()..];
        let ends = after.is_empty() || after.starts_with([')', ']', '(', ',', ';', '.', '、', '/']);
        ends.then_some(*unit)
    })
}

/// The unit that stands in the heads, where no title row says it: 金额（万元）. All of them must say the same.
fn unit_of_heads(grid: &Grid) -> Option<AmountUnit> {
    let rows = grid.rows.iter().take(PREAMBLE_ROWS + 4);
    let texts = rows.flat_map(|r| &r.cells).filter(|(_, v)| matches!(v, Value::Text(_)));
    let mut units = texts.filter_map(|(_, v)| head::split_unit(&v.squashed()).1);
    let first = units.next()?;
    units.all(|u| u == first).then_some(first)
}

/// Labels a department's name follows.
const DEPARTMENT_LEADS: &[&str] = &[
    "编制单位",
    "编制部门",
    "编报单位",
    "编报部门",
    "部门名称",
    "单位名称",
    "公开部门",
    "公开单位",
    "部门",
    "单位",
    "填报单位",
    "填报部门",
    "预算单位",
    "预算部门",
    "预算主管部门",
    "部门(单位)",
    "单位(部门)",
    "部门/单位",
    "部门(单位)名称",
    "单位(部门)名称",
    "部门/单位名称",
];

/// `编制单位：X`, `部门：X`; what the same cell says after the name (unit, year, a wide gap) is cut.
pub fn department(raw: &str) -> Option<String> {
    let raw = raw.trim();
    let (lead, rest) = raw.split_once(['：', ':'])?;
    if !DEPARTMENT_LEADS.contains(&squash(lead).as_str())
        || amount_unit(&squash(raw)).is_some() && squash(lead) == "单位"
    {
        return None;
    }
    let rest = rest.trim_start();
    let stop = |(at, c): (usize, char)| {
        let tail = &rest[at..];
        let labelled = (c == '单' || c == '金') && {
            let tail = squash(tail);
            tail.starts_with("单位:") || tail.starts_with("金额单位")
        };
        let gap = ["   ", "　　　", "\t", "\n", " 20", "　20"].iter().any(|gap| tail.starts_with(gap));
        (labelled || gap).then_some(at)
    };
    let end = rest.char_indices().find_map(stop).unwrap_or(rest.len());
    let name = without_year(rest[..end].trim()).trim_end_matches(['　', ' ', '(', '（']);
    let name = without_code(name);
    (!name.is_empty()).then(|| name.to_owned())
}

/// `[371302001]某局`, `371302001-某局`: systems print the unit's code before its name. 120急救中心 is a name.
pub fn without_code(name: &str) -> &str {
    let name = name.trim();
    let bracketed = name.strip_prefix(['[', '【', '〔', '(', '（']);
    let digits = bracketed.unwrap_or(name);
    let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    let count = digits.len() - rest.len();
    let bare = match bracketed {
        Some(_) if count >= 3 => rest.strip_prefix([']', '】', '〕', ')', '）']),
        None if count >= 6 => Some(rest),
        _ => None,
    };
    let bare =
        bare.map(|b| b.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '—' | '_')));
    bare.filter(|b| b.chars().next().is_some_and(char::is_alphabetic)).unwrap_or(name)
}

/// `某局2023年度`: lines of a table's head that a page joins to one.
fn without_year(name: &str) -> &str {
    let bare = name.strip_suffix('度').unwrap_or(name);
    let Some(bare) = bare.strip_suffix('年') else { return name };
    let before = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    if bare.len() - before.len() == 4 { before.trim_end() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_behind_codes() {
        for (printed, name) in [
            ("[371302001]示例局（本级）", "示例局（本级）"),
            ("【010】示例局", "示例局"),
            ("371302001-示例局", "示例局"),
            ("371302 示例局", "示例局"),
            ("120急救中心", "120急救中心"),
            ("(示例)局", "(示例)局"),
            ("2024-03-05", "2024-03-05"),
            ("371302001", "371302001"),
        ] {
            assert_eq!(without_code(printed), name);
        }
    }

    #[test]
    fn form_numbers() {
        let number = |text| form_number(text).map(|n| (n.form, n.id));
        for (text, form, id) in [
            ("财决01-1表", SourceForm::Caijue, Some(ScheduleId::FiscalSummary)),
            ("公开09表", SourceForm::Gongkai, Some(ScheduleId::Operations)),
            ("财决公开07表", SourceForm::Gongkai, Some(ScheduleId::Fund)),
            ("公开表3", SourceForm::Gongkai, Some(ScheduleId::Expenditure)),
            ("公开12表", SourceForm::Gongkai, None),
            ("财决02表", SourceForm::Caijue, None),
        ] {
            assert_eq!(number(text), Some((form, id)), "{text}");
        }
        assert_eq!(number("收入决算表"), None);
    }

    #[test]
    fn sheet_names() {
        assert_eq!(
            by_sheet_name(&squash("Z08_1 一般公共预算财政拨款基本支出决算明细表(财决08-"), None).map(|f| f.0),
            Some(ScheduleId::BasicDetail)
        );
        assert_eq!(by_sheet_name("Z08一般公共预算财政拨款支出决算明细表(财决08表)", None), None);
        assert_eq!(
            by_sheet_name("Z01_1财政拨款收入支出决算总表(财决01-1表)", None).map(|f| f.0),
            Some(ScheduleId::FiscalSummary)
        );
        assert_eq!(by_sheet_name("Sheet1", None), None);
    }

    #[test]
    fn units_and_departments() {
        assert_eq!(amount_unit("金额单位:元"), Some(AmountUnit::Yuan));
        assert_eq!(amount_unit("单位:万元"), Some(AmountUnit::Wan));
        assert_eq!(amount_unit("单位名称:开元"), None);
        assert_eq!(amount_unit("编制部门:示例区司法局单位:元"), Some(AmountUnit::Yuan));
        assert_eq!(amount_unit("单位:万元(保留两位小数)"), Some(AmountUnit::Wan));
        assert_eq!(amount_unit("单位:元氏县档案馆"), None);
        assert_eq!(department("编制单位：某局（汇总）　　　金额单位：元").as_deref(), Some("某局（汇总）"));
        assert_eq!(department("单位：万元"), None);
        assert_eq!(department("部门：示例区司法局2023年度").as_deref(), Some("示例区司法局"));
        assert_eq!(department("部门：示例区司法局2023年度专班").as_deref(), Some("示例区司法局2023年度专班"));
        assert_eq!(department("编制部门：示例区司法局 单位：元").as_deref(), Some("示例区司法局"));
        assert_eq!(department("部门：  某检察院 单 位 ：万元").as_deref(), Some("某检察院"));
        assert_eq!(department("部门（单位）名称：某馆　2024年").as_deref(), Some("某馆"));
        assert_eq!(department("单位：元氏县档案馆").as_deref(), Some("元氏县档案馆"));
    }
}
