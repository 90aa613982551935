//! The initial budget by 项 (年初预算): of the tables of a department's published budget the one that is
//! 一般公共预算支出 by 项, found by its content; with it the budgets of “三公”经费 and 机关运行经费.

use std::collections::BTreeMap;

use super::codes::is_code;
use super::pages;
use super::reader::{Page, SheetReader};
use super::recognise::{self, Preamble};
use super::sections;
use super::shown;
use crate::accounts::{Address, Amount, AmountUnit, BudgetSheet, InitialBudget, Line, Lines};
use crate::catalogue::functional;
use crate::error::{Error, Result};
use crate::finding::{Finding, Place};
use crate::money::{Yuan, display_yuan};
use crate::source::Source;
use crate::text::squash;
use crate::workbook::cell::{AmountCell, read_amount};
use crate::workbook::{self, Grid, Workbook};

/// Reads a budget workbook.
///
/// # Errors
/// The file is no readable workbook, or has no table with functional codes and an amount each.
pub fn read_budget(source: impl Into<Source>) -> Result<InitialBudget> {
    let source = source.into();
    let book = workbook::read(&source)?;
    budget_of(&book).map_err(|reason| Error::Unusable { path: source.path().to_owned(), reason })
}

/// Whether a workbook has the tables of a budget, filled in or not.
pub fn is_budget_workbook(book: &Workbook) -> bool {
    let titled = |grid: &Grid| recognise::preamble(grid).budget || look(grid).kind == Kind::General;
    book.sheets.iter().any(titled)
}

/// Says whether a budget is one of the department and year of the accounts.
pub fn budget_subject(budget: &InitialBudget, org: &str, year: Option<u16>, findings: &mut Vec<Finding>) {
    let place = || Place::sheet(&budget.file, &budget.sheet);
    if let (Some(stated), Some(year)) = (budget.year, year)
        && stated != year
    {
        findings.push(
            Finding::new("R012", format!("年度不一致：决算是{year}年度，预算表是{stated}年"))
                .at(place())
                .hint("请确认预算表是本年度的年初预算"),
        );
    }
    let other = budget.org.as_ref().filter(|o| !org.is_empty() && squash(o) != squash(org));
    if let Some(other) = other {
        findings.push(
            Finding::new("R011", format!("单位名称不一致：决算是“{org}”，预算表是“{other}”"))
                .at(place())
                .hint("请确认预算表是同一单位的；单位更名则不必理会"),
        );
    }
}

/// What a table of a budget is by its title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// 一般公共预算支出
    General,
    /// A table without title: made by hand for this purpose.
    Plain,
    /// 财政拨款支出, with government funds in it.
    Fiscal,
    /// 支出总表, with everything in it.
    Whole,
    /// “三公”经费
    ThreePublic,
    /// 机关运行经费
    Agency,
    /// Another table.
    Other,
}

impl Kind {
    /// Words of titles, in the order they are asked for: the first that a title has all of decides.
    const WORDS: &[(&[&str], Kind)] = &[
        (&["三公"], Kind::ThreePublic),
        (&["机关运行"], Kind::Agency),
        (&["基本支出"], Kind::Other),
        (&["项目支出"], Kind::Other),
        (&["政府采购"], Kind::Other),
        (&["购买服务"], Kind::Other),
        (&["绩效"], Kind::Other),
        (&["收支"], Kind::Other),
        (&["收入"], Kind::Other),
        (&["一般公共预算", "支出"], Kind::General),
        (&["一般公共预算", "拨款"], Kind::General),
        (&["公共财政预算", "支出"], Kind::General),
        (&["政府性基金"], Kind::Other),
        (&["国有资本"], Kind::Other),
        (&["财政专户"], Kind::Other),
        (&["财政拨款", "支出"], Kind::Fiscal),
        (&["支出", "表"], Kind::Whole),
    ];

    fn of(title: &str) -> Option<Kind> {
        let has = |words: &[&str]| words.iter().all(|w| title.contains(w));
        Kind::WORDS.iter().find(|(words, _)| has(words)).map(|(_, kind)| *kind)
    }

    fn words(self) -> &'static str {
        match self {
            Kind::General => "一般公共预算支出表",
            Kind::Plain => "没有标题的表",
            Kind::Fiscal => "财政拨款支出表",
            Kind::Whole => "支出总表",
            Kind::ThreePublic => "“三公”经费预算表",
            Kind::Agency => "机关运行经费预算表",
            Kind::Other => "其他表",
        }
    }

    fn paths(self) -> &'static [&'static str] {
        match self {
            // Tables of more than the general budget may have a column for it.
            Kind::Fiscal | Kind::Whole => WIDE_PATHS,
            Kind::Agency => AGENCY_PATHS,
            _ => AMOUNT_PATHS,
        }
    }
}

/// Paths of the amount column, best first.
const AMOUNT_PATHS: &[&str] = &[
    "年初预算数",
    "年初预算数/合计",
    "年初预算数/小计",
    "年初预算",
    "一般公共预算支出/合计",
    "一般公共预算支出/小计",
    "合计",
    "本年预算数/合计",
    "本年预算数/小计",
    "本年预算数",
    "本年预算",
    "预算数/合计",
    "预算数/小计",
    "预算数",
    "预算金额",
    "预算合计",
    "本年支出/合计",
    "本年支出/小计",
    "本年支出合计",
    "金额",
    "支出合计",
    "总计",
    "小计",
    "一般公共预算",
    "一般公共预算支出",
    "一般公共预算拨款",
    "一般公共预算财政拨款",
];

const WIDE_PATHS: &[&str] = &[
    "一般公共预算/合计",
    "一般公共预算/小计",
    "一般公共预算",
    "一般公共预算拨款",
    "一般公共预算财政拨款",
    "一般公共预算资金",
    "合计",
    "总计",
    "预算数",
    "本年预算数",
    "金额",
    "支出合计",
];

const AGENCY_PATHS: &[&str] =
    &["机关运行经费支出", "机关运行经费", "机关运行经费预算数", "合计", "金额", "预算数"];

/// A sheet that was looked at.
struct Sheet<'a> {
    grid: &'a Grid,
    preamble: Preamble,
    kind: Kind,
}

/// A table by 项 that could be the budget.
struct Table {
    sheet: usize,
    pages: Vec<usize>,
    lines: Lines,
    findings: Vec<Finding>,
    items: usize,
    adds_up: bool,
    amounts: bool,
}

impl Table {
    /// Less is better.
    fn rank(&self, sheets: &[Sheet]) -> (bool, Kind, bool, bool, std::cmp::Reverse<usize>) {
        let sheet = &sheets[self.sheet];
        (self.items == 0, sheet.kind, !self.adds_up, !sheet.grid.visible, std::cmp::Reverse(self.items))
    }
}

/// The budget of a workbook, or why there is none.
pub fn budget_of(book: &Workbook) -> std::result::Result<InitialBudget, String> {
    let parts: Vec<Option<Vec<Grid>>> = book.sheets.iter().map(tables_of_sheet).collect();
    let sheets = look_at_all(book, &parts);
    let mut tables: Vec<Table> = (0..sheets.len()).filter_map(|i| table(book, &sheets, i)).collect();
    let blank: Vec<usize> = tables.iter().filter(|t| !t.amounts).map(|t| t.sheet).collect();
    tables.retain(|t| t.amounts);
    tables.sort_by_key(|t| t.rank(&sheets));
    if tables.is_empty() {
        return Err(no_table(&sheets, &blank));
    }
    let candidates: Vec<usize> = tables.iter().map(|t| t.sheet).collect();
    let chosen = tables.swap_remove(0);
    let main = &sheets[chosen.sheet];
    let stated = |of: fn(&Preamble) -> Option<String>| {
        of(&main.preamble).or_else(|| sheets.iter().find_map(|s| of(&s.preamble)))
    };
    let mut budget = InitialBudget {
        file: book.file.clone(),
        sheet: main.grid.name.clone(),
        others: chosen.pages.iter().map(|i| sheets[*i].grid.name.clone()).collect(),
        org: stated(|p| p.org.clone()),
        year: main.preamble.year.or_else(|| sheets.iter().find_map(|s| s.preamble.year)),
        findings: Vec::new(),
        ..InitialBudget::default()
    };
    if main.preamble.unit.is_none() {
        budget.findings.push(no_unit(book, main));
    }
    budget.findings.extend(chosen.findings.iter().cloned());
    take_lines(&mut budget, &chosen.lines);
    let used = expenses(book, &sheets, &mut budget);
    tell_choice(&sheets, &chosen, &candidates, &mut budget);
    tell_unplaced(book, &sheets, &chosen, &mut budget);
    budget.looked_at = sheets
        .iter()
        .enumerate()
        .map(|(i, s)| BudgetSheet {
            name: s.grid.name.clone(),
            visible: s.grid.visible,
            title: s.preamble.title.clone(),
            what: if chosen.pages.contains(&i) {
                "前一张表的续页".to_owned()
            } else {
                s.kind.words().to_owned()
            },
            used: i == chosen.sheet || chosen.pages.contains(&i) || used.contains(&i),
        })
        .collect();
    Ok(budget)
}

/// The tables of a sheet that has several under each other or side by side.
fn tables_of_sheet(grid: &Grid) -> Option<Vec<Grid>> {
    // The whole title tells two tables apart; 续表 is none.
    let title = |line: &str| {
        let text = squash(line);
        let bare = text.find('(').filter(|i| *i > 0).map_or(text.as_str(), |i| &text[..i]);
        let can_be = bare.ends_with('表') && text.chars().count() < 40 && !text.contains(':');
        (can_be && bare.contains("预算") && Kind::of(bare).is_some()).then(|| bare.to_owned())
    };
    sections::split_at(grid, title)
}

fn look_at_all<'a>(book: &'a Workbook, parts: &'a [Option<Vec<Grid>>]) -> Vec<Sheet<'a>> {
    let mut sheets: Vec<Sheet> = Vec::new();
    for (sheet, parts) in book.sheets.iter().zip(parts) {
        let Some(parts) = parts else {
            sheets.push(look(sheet));
            continue;
        };
        for (n, part) in parts.iter().enumerate() {
            let mut table = look(part);
            if let Some(before) = sheets.last().filter(|_| n > 0) {
                sections::inherit(&before.preamble, &mut table.preamble);
            }
            sheets.push(table);
        }
    }
    sheets
}

fn look(grid: &Grid) -> Sheet<'_> {
    let preamble = recognise::preamble(grid);
    // The title decides; a sheet whose title says nothing of a table goes by its name.
    let titles = grid.rows.iter().take(preamble.end.max(1)).flat_map(|r| &r.cells).map(|(_, v)| v.squashed());
    let title = titles.filter(|t| t.chars().count() < 40 && !t.contains(':')).find_map(|t| Kind::of(&t));
    let kind = title.or_else(|| Kind::of(&squash(&grid.name))).unwrap_or(Kind::Plain);
    Sheet { grid, preamble, kind }
}

fn page<'a>(sheet: &Sheet<'a>, source: usize, unit: AmountUnit) -> Page<'a> {
    let source = u16::try_from(source).unwrap_or(u16::MAX);
    Page { grid: sheet.grid, source, unit: sheet.preamble.unit.unwrap_or(unit), from: sheet.preamble.end }
}

/// A sheet, with its continuing pages, read as a table by functional code.
fn table(book: &Workbook, sheets: &[Sheet], i: usize) -> Option<Table> {
    let sheet = &sheets[i];
    if sheet.kind >= Kind::ThreePublic || sheet.preamble.cover {
        return None;
    }
    let unit = sheet.preamble.unit.unwrap_or(AmountUnit::Wan);
    let read = |pages: &[usize]| {
        let all = std::iter::once(&i).chain(pages).enumerate();
        let pages = all.map(|(n, s)| page(&sheets[*s], n, unit)).collect();
        let mut reader = SheetReader::new(&book.file, pages);
        let lines = reader.read_by_code(sheet.kind.paths(), sheet.kind.words())?;
        Some((lines, reader))
    };
    let (mut lines, mut reader) = read(&[])?;
    let mut pages = Vec::new();
    // One sheet per printed page: what follows without a title, or under the same, and brings new codes.
    for (next, following) in sheets.iter().enumerate().skip(i + 1) {
        let p = &following.preamble;
        let same = p.titled && p.title == sheet.preamble.title && !p.title.is_empty();
        if p.titled && !same {
            break;
        }
        let mut more = pages.clone();
        more.push(next);
        let Some((joined, with)) = read(&more) else { break };
        let clean = with.findings.iter().all(|f| !matches!(f.code, "R004" | "R005" | "R023"));
        if joined.len() <= lines.len() || !clean || !joined.iter().all(|l| is_functional(&l.key)) {
            break;
        }
        (lines, reader, pages) = (joined, with, more);
    }
    let codes: Vec<&Line> = lines.iter().filter(|l| !l.key.is_empty()).collect();
    let functional = codes.iter().filter(|l| is_functional(&l.key)).count();
    if codes.is_empty() || functional * 5 < codes.len() * 4 {
        return None;
    }
    let amounts = lines.iter().flat_map(|l| l.cells.iter().flatten()).filter_map(|a| a.cell);
    let amounts = amounts.into_iter().any(|c| !reader.blank.contains(&c));
    let items: Vec<&&Line> = codes.iter().filter(|l| l.key.len() == 7).collect();
    let sum: Yuan = items.iter().filter_map(|l| l.cells[0]).map(|a| a.value).sum();
    let total = lines.iter().find(|l| l.key.is_empty()).and_then(|l| l.cells[0]);
    let (first, items) = (codes[0].key.len(), items.len());
    // Printed parts may miss their printed total by their rounding.
    let slack = rust_decimal::Decimal::new(5, 3)
        * rust_decimal::Decimal::from(unit.factor() * (u32::try_from(items).unwrap_or(0) + 1));
    let adds_up = total.is_some_and(|t| (t.value - sum).abs().0 <= slack) && first <= 7;
    let mut findings = reader.findings;
    findings.extend(shown::tell(&reader.shown));
    misprinted(
        book,
        sheets,
        &std::iter::once(i).chain(pages.iter().copied()).collect::<Vec<_>>(),
        &lines,
        &mut findings,
    );
    let lines = lines.into_iter().filter(|l| is_functional(&l.key)).collect();
    Some(Table { sheet: i, pages, lines, findings, items, adds_up, amounts })
}

/// Functional codes begin with 2, economic ones with 3, 5 or 6.
fn is_functional(key: &str) -> bool {
    key.is_empty() || (is_code(key) && key.starts_with('2'))
}

/// Codes that cannot be functional ones, with the code the name and the line above speak for.
fn misprinted(
    book: &Workbook,
    sheets: &[Sheet],
    pages: &[usize],
    lines: &[Line],
    findings: &mut Vec<Finding>,
) {
    for (n, line) in lines.iter().enumerate().filter(|(_, l)| !is_functional(&l.key)) {
        let above = lines[..n].iter().rev().find(|l| is_functional(&l.key) && l.key.len() >= 5);
        let likely = above.and_then(|above| {
            let end = line.key.get(line.key.len().checked_sub(2)?..)?;
            let code = format!("{}{end}", &above.key[..5]);
            functional::name(&code).filter(|name| squash(name) == squash(&line.name)).map(|_| code)
        });
        let text = format!("科目编码“{}”不是功能分类的科目（{}），这一行没有读取", line.key, line.name);
        let mut finding = Finding::new("R005", text);
        if let Some(cell) = line.cells[0].and_then(|a| a.cell) {
            let sheet =
                pages.get(usize::from(cell.source)).map(|i| sheets[*i].grid.name.clone()).unwrap_or_default();
            finding = finding.at(Place::cell(&book.file, &sheet, Address { row: cell.row, col: cell.col }));
        }
        let hint = likely.map_or_else(
            || "请核对科目编码".to_owned(),
            |code| format!("按科目名称和上一行看，很可能是 {code}，请核对"),
        );
        findings.push(finding.hint(hint));
    }
}

fn take_lines(budget: &mut InitialBudget, lines: &[Line]) {
    for line in lines {
        budget.names.insert(line.key.clone(), line.name.clone());
        match line.cells[0] {
            Some(amount) => drop(budget.amounts.insert(line.key.clone(), amount)),
            None => drop(budget.unreadable.insert(line.key.clone())),
        }
    }
    let total = budget.amounts.contains_key("") || budget.unreadable.contains("");
    if !total && budget.unreadable.iter().any(|k| k.len() == 7) {
        budget.unreadable.insert(String::new());
    } else if !total {
        let digits = [7, 5, 3].into_iter().find(|n| budget.amounts.keys().any(|k| k.len() == *n));
        let parts = budget.amounts.iter().filter(|(k, _)| Some(k.len()) == digits);
        let value: Yuan = parts.map(|(_, a)| a.value).sum();
        budget.amounts.insert(String::new(), Amount { value, cell: None });
    }
}

/// Budgets of “三公”经费 and 机关运行经费; the sheets they were taken from.
fn expenses(book: &Workbook, sheets: &[Sheet], budget: &mut InitialBudget) -> Vec<usize> {
    let mut used = Vec::new();
    let mut found: BTreeMap<String, Amount> = BTreeMap::new();
    for (i, sheet) in sheets.iter().enumerate().filter(|(_, s)| s.grid.visible) {
        let source = budget.others.len() + 1;
        let unit = sheet.preamble.unit.unwrap_or(AmountUnit::Wan);
        let mut reader = SheetReader::new(&book.file, vec![page(sheet, source, unit)]);
        let read: Vec<(&str, Amount)> = match sheet.kind {
            Kind::ThreePublic => reader.read_expenses(),
            Kind::Agency => {
                let lines = reader.read_by_code(sheet.kind.paths(), sheet.kind.words()).unwrap_or_default();
                let total = lines.iter().find(|l| l.key.is_empty()).and_then(|l| l.cells[0]);
                total.map(|t| ("agency_operation", t)).into_iter().collect()
            }
            _ => continue,
        };
        let printed = |a: &Amount| a.cell.is_some_and(|c| !reader.blank.contains(&c));
        if !read.iter().any(|(_, a)| printed(a)) {
            continue;
        }
        budget.findings.extend(shown::tell(&reader.shown));
        for (key, amount) in read {
            found.entry(key.to_owned()).or_insert(amount);
        }
        budget.others.push(sheet.grid.name.clone());
        if sheet.preamble.unit.is_none() {
            budget.findings.push(no_unit(book, sheet));
        }
        used.push(i);
    }
    budget.expenses = found;
    used
}

fn place(budget: &InitialBudget) -> Place {
    Place::sheet(&budget.file, &budget.sheet)
}

/// Which of several tables was taken, and what speaks against it.
fn tell_choice(sheets: &[Sheet], chosen: &Table, candidates: &[usize], budget: &mut InitialBudget) {
    let kind = sheets[chosen.sheet].kind;
    let name = &budget.sheet;
    if chosen.items == 0 {
        let text = format!("年初预算取自“{name}”，其中没有项级（7位）科目，项级科目与年初预算的比较都空着");
        budget.findings.push(
            Finding::new("R025", text).at(place(budget)).hint("请改用列到项级科目的一般公共预算支出表"),
        );
    } else if matches!(kind, Kind::Fiscal | Kind::Whole) {
        let text =
            format!("没有找到一般公共预算支出表，年初预算取自“{name}”（{}），可能含有其他资金", kind.words());
        budget
            .findings
            .push(Finding::new("R025", text).at(place(budget)).hint("请核对，或改用一般公共预算支出表"));
    } else if candidates.len() > 1 {
        let total = budget.amounts.get("").map(|a| a.value).unwrap_or_default();
        let text = format!(
            "年初预算取自“{name}”（{}个项级科目，合计 {} 元）；工作簿里共有{}张按科目列示的表",
            chosen.items,
            display_yuan(total),
            candidates.len()
        );
        budget.findings.push(Finding::new("R026", text).at(place(budget)));
    }
}

/// Pages right behind the table that belong to no table.
fn tell_unplaced(book: &Workbook, sheets: &[Sheet], chosen: &Table, budget: &mut InitialBudget) {
    let last = chosen.pages.last().copied().unwrap_or(chosen.sheet);
    let following = sheets[last + 1..].iter().take_while(|s| !s.preamble.titled && s.grid.visible);
    budget.findings.extend(following.filter_map(|s| pages::unplaced(&book.file, s.grid)));
}

fn no_unit(book: &Workbook, sheet: &Sheet) -> Finding {
    let place = Place::sheet(&book.file, &sheet.grid.name);
    Finding::new("R008", "年初预算表没有注明金额单位，按“万元”处理")
        .at(place)
        .hint("请在表头注明“单位：万元”或“单位：元”")
}

fn no_table(sheets: &[Sheet], blank: &[usize]) -> String {
    let list = |names: Vec<&str>| names.join("、");
    if !blank.is_empty() {
        let names = blank.iter().map(|i| sheets[*i].grid.name.as_str()).collect();
        return format!(
            "找到了预算表，但没有填写任何金额，像是空白表样（{}）。请确认拿的是填好的预算表",
            list(names)
        );
    }
    let names = list(sheets.iter().map(|s| s.grid.name.as_str()).collect());
    let coded = |s: &&Sheet| s.kind == Kind::General && has_amounts(s.grid);
    if let Some(general) = sheets.iter().find(coded) {
        return format!(
            "“{}”没有科目编码，不能按科目取年初预算。请改用有“科目编码”“科目名称”和金额三栏的一般公共预算支出表",
            general.grid.name
        );
    }
    format!(
        "没有找到年初预算表：应有“科目编码”“科目名称”和“合计”（或“年初预算数”）三栏。看过的工作表：{names}"
    )
}

fn has_amounts(grid: &Grid) -> bool {
    let amount = |v| matches!(read_amount(Some(v)), AmountCell::Number(n) if !n.is_zero() && !n.is_integer());
    grid.rows.iter().flat_map(|r| &r.cells).any(|(_, v)| amount(v))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_budget_tables() {
        for (title, kind) in [
            ("2024年部门一般公共预算支出功能分类预算表", Kind::General),
            ("一般公共预算支出预算表(功能科目)", Kind::General),
            ("一般公共预算基本支出预算表(经济科目)", Kind::Other),
            ("部门三公经费和机关运行经费预算表", Kind::ThreePublic),
            ("财政拨款支出预算表(功能科目)", Kind::Fiscal),
            ("财政拨款政府性基金支出预算表", Kind::Other),
            ("部门支出预算总表", Kind::Whole),
            ("部门收支预算总表", Kind::Other),
        ] {
            assert_eq!(Kind::of(title), Some(kind), "{title}");
        }
    }
}
