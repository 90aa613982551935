//! Causes larger than a cell: units, files, tables and columns that are wrong as a whole are one finding each.

use std::sync::OnceLock;

use crate::support::sample;
use juesuan::accounts::Column as C;
use juesuan::accounts::ScheduleId as S;
use juesuan::accounts::{Accounts, AmountUnit, InitialBudget, Schedule};
use juesuan::checks::{self, Inputs};
use juesuan::finding::{Finding, Severity};
use juesuan::import;
use juesuan::money::Yuan;
use rust_decimal::Decimal;

#[derive(Clone)]
struct Files {
    current: Accounts,
    prior: Option<Accounts>,
    budget: Option<InitialBudget>,
}

fn files() -> Files {
    static FILES: OnceLock<Files> = OnceLock::new();
    let read = |name: &str| import::read_accounts(&sample(name)).expect("a sample").accounts;
    FILES
        .get_or_init(|| Files {
            current: read("2023年决算.xlsx"),
            prior: Some(read("2022年决算.xlsx")),
            budget: Some(import::read_budget(&sample("2023年预算.xlsx")).expect("a sample")),
        })
        .clone()
}

impl Files {
    fn findings(&self) -> Vec<Finding> {
        let all = checks::check(&Inputs {
            current: &self.current,
            prior: self.prior.as_ref(),
            budget: self.budget.as_ref(),
            moved: juesuan::accounts::MovedCodes::none(),
            has_reason: &|_| true,
            rounding: false,
        });
        all.into_iter().filter(|f| f.severity != Severity::Notice).collect()
    }

    fn prior(&self) -> &Accounts {
        self.prior.as_ref().expect("last year")
    }

    fn schedule(&mut self, id: S) -> &mut Schedule {
        self.current.schedules.iter_mut().find(|s| s.id == id).expect("a statement")
    }

    /// The figures a sheet would have if its unit were declared wrongly.
    fn misread(&mut self, id: S, unit: AmountUnit) {
        let factor = Decimal::from(unit.factor());
        let schedule = self.schedule(id);
        let cells = schedule.lines.iter_mut().flat_map(|l| l.cells.iter_mut().flatten());
        let mut source = None;
        for amount in cells {
            amount.value = Yuan(amount.value.0 * factor);
            source = source.or(amount.cell.map(|c| c.source));
        }
        self.current.sources[usize::from(source.expect("a cell"))].unit = unit;
    }
}

/// One finding of the code, whose message holds the texts, and nothing else.
#[track_caller]
fn assert_one(files: &Files, code: &str, texts: &[&str]) -> Finding {
    let findings = files.findings();
    let [one] = findings.as_slice() else { panic!("{} findings: {findings:#?}", findings.len()) };
    assert_eq!(one.code, code, "{one:#?}");
    for text in texts {
        assert!(one.message.contains(text), "no “{text}” in {}", one.message);
    }
    assert!(one.place.is_some() && !one.related.is_empty(), "{one:#?}");
    one.clone()
}

#[track_caller]
fn assert_silent(files: &Files, code: &str) {
    let findings = files.findings();
    assert!(findings.iter().all(|f| f.code != code), "{findings:#?}");
}

// ---- units (R009) ----------------------------------------------------------------------------------------------

#[test]
fn a_sheet_in_another_unit_is_one_finding() {
    for (id, table) in [(S::Expenditure, "财决04表"), (S::Income, "财决03表"), (S::General, "财决07表")]
    {
        let mut files = files();
        files.misread(id, AmountUnit::Wan);
        let found = assert_one(&files, "R009", &[table, "万元", "一万倍"]);
        assert_eq!(found.severity, Severity::Error);
        assert!(found.hint.is_some_and(|h| h.contains("“元”")));
    }
}

#[test]
fn a_workbook_in_another_unit_is_one_finding() {
    let mut files = files();
    for id in [
        S::Summary,
        S::Income,
        S::Expenditure,
        S::FiscalSummary,
        S::General,
        S::Fund,
        S::State,
        S::Operations,
    ] {
        let schedule = files.schedule(id);
        for amount in schedule
            .lines
            .iter_mut()
            .filter(|l| !l.key.starts_with("count.") && !l.key.starts_with("vehicles."))
            .flat_map(|l| l.cells.iter_mut().flatten())
        {
            amount.value = Yuan(amount.value.0 / Decimal::ONE_THOUSAND);
        }
    }
    let detail = files.current.basic_detail.as_mut().expect("the detail");
    for amount in detail.lines.iter_mut().flat_map(|l| l.cells.iter_mut().flatten()) {
        amount.value = Yuan(amount.value.0 / Decimal::ONE_THOUSAND);
    }
    let found = assert_one(&files, "R009", &["本年决算", "上年决算、年初预算表", "1/一千倍"]);
    assert!(found.hint.is_some_and(|h| h.contains("千元")));
    // Alone it is seen by its decimals: 元 has only 分.
    files.prior = None;
    files.budget = None;
    assert_one(&files, "R009", &["三位以上小数"]);
}

/// A department that grew threefold, and one cell ten thousand times too large.
#[test]
fn growth_and_a_single_cell_are_no_matter_of_units() {
    let mut grown = files();
    let prior = grown.prior.as_mut().expect("last year");
    for amount in
        prior.schedules.iter_mut().flat_map(|s| &mut s.lines).flat_map(|l| l.cells.iter_mut().flatten())
    {
        amount.value = Yuan(amount.value.0 / Decimal::from(3));
    }
    assert_silent(&grown, "R009");
    let mut cell = files();
    let line = cell.schedule(S::Income);
    let column = line.column(C::Fiscal).expect("a column");
    let amount = line.lines[0].cells[column].as_mut().expect("a cell");
    amount.value = Yuan(amount.value.0 * Decimal::from(10_000));
    assert_silent(&cell, "R009");
}

// ---- the same in two years (K074) ------------------------------------------------------------------------------

#[test]
fn last_years_file_table_or_column_is_one_finding() {
    let mut same_file = files();
    same_file.prior = Some(Accounts { year: Some(2022), ..same_file.current.clone() });
    same_file.budget = None;
    assert_one(&same_file, "K074", &["两个文件是同一组数"]);

    let mut table = files();
    let last = table.prior().schedule(S::Operations).expect("附03表").clone();
    *table.schedule(S::Operations) = last;
    assert_one(&table, "K074", &["财决附03表", "每一格都相同"]);

    let mut column = files();
    let last = table.prior().schedule(S::General).expect("07表").clone();
    let general = column.schedule(S::General);
    let at = general.column(C::Basic).expect("a column");
    for line in &mut general.lines {
        if let Some(amount) = line.cells[at].as_mut() {
            amount.value = last.amount(&line.key, C::Basic).map_or(Yuan::ZERO, |a| a.value);
        }
    }
    assert_one(&column, "K074", &["财决07表“基本支出”一栏", "上年的数"]);

    // One figure alone says nothing of that kind.
    let mut one = files();
    let last = one.prior().amount(S::Operations, "agency_operation", C::Final).expect("an amount");
    let at = one.schedule(S::Operations).column(C::Final).expect("a column");
    let lines = &mut one.schedule(S::Operations).lines;
    let line = lines.iter_mut().find(|l| l.key == "agency_operation").expect("a line");
    line.cells[at].as_mut().expect("a cell").value = last.value;
    assert_silent(&one, "K074");
    assert_silent(&files(), "K074");
}

// ---- displaced (K075) ------------------------------------------------------------------------------------------

/// Puts the figures of every line elsewhere within the line.
fn rearrange(schedule: &mut Schedule, mut change: impl FnMut(&mut Vec<Yuan>)) {
    for line in &mut schedule.lines {
        let mut values: Vec<Yuan> = line.cells.iter().map(|c| c.map_or(Yuan::ZERO, |a| a.value)).collect();
        change(&mut values);
        for (cell, value) in line.cells.iter_mut().zip(values) {
            if let Some(amount) = cell {
                amount.value = value;
            }
        }
    }
}

#[test]
fn columns_and_lines_out_of_place_are_one_finding() {
    let mut swapped = files();
    let expenditure = swapped.schedule(S::Expenditure);
    let (a, b) = (expenditure.column(C::Basic).expect("基本"), expenditure.column(C::Project).expect("项目"));
    rearrange(expenditure, |values| values.swap(a, b));
    assert_one(&swapped, "K075", &["财决04表“基本支出”与“项目支出”两栏的金额互换了"]);

    let mut right = files();
    rearrange(right.schedule(S::Expenditure), |values| values.rotate_right(1));
    assert_one(&right, "K075", &["财决04表自“本年支出合计”一栏起，金额整体右移了一栏"]);

    let mut down = files();
    let expenditure = down.schedule(S::Expenditure);
    let values: Vec<Vec<Option<Yuan>>> =
        expenditure.lines.iter().map(|l| l.cells.iter().map(|c| c.map(|a| a.value)).collect()).collect();
    let lines = &mut expenditure.lines;
    for i in 3..lines.len() {
        for (cell, value) in lines[i].cells.iter_mut().zip(&values[i - 1]) {
            if let (Some(amount), Some(value)) = (cell, value) {
                amount.value = *value;
            }
        }
    }
    assert_one(&down, "K075", &["财决04表", "下移了一行"]);

    // One wrong cell is told as a cell.
    let mut cell = files();
    let expenditure = cell.schedule(S::Expenditure);
    let at = expenditure.column(C::Basic).expect("a column");
    let amount = expenditure.lines[3].cells[at].as_mut().expect("a cell");
    amount.value = Yuan(amount.value.0 + Decimal::from(1234));
    assert_silent(&cell, "K075");
}

// ---- another unit's (K076, K077) -------------------------------------------------------------------------------

#[test]
fn another_units_operations_are_warned_of() {
    let mut files_ = files();
    for line in &mut files_.schedule(S::Operations).lines {
        for amount in line.cells.iter_mut().flatten() {
            amount.value = Yuan(amount.value.0 * Decimal::from(7));
        }
    }
    let found = assert_one(&files_, "K076", &["财决附03表与上年相差悬殊"]);
    assert_eq!(found.severity, Severity::Warning);
    let mut few = files();
    for line in few.schedule(S::Operations).lines.iter_mut().filter(|l| l.key.starts_with("procurement")) {
        for amount in line.cells.iter_mut().flatten() {
            amount.value = Yuan(amount.value.0 * Decimal::from(7));
        }
    }
    assert_silent(&few, "K076");
}

#[test]
fn another_units_budget_is_warned_of() {
    let mut foreign = files();
    let budget = foreign.budget.as_mut().expect("a budget");
    // The same amounts on codes that this unit never used.
    let moved = |code: &str| if code.is_empty() { String::new() } else { format!("9{}", &code[1..]) };
    budget.amounts = budget.amounts.iter().map(|(code, amount)| (moved(code), *amount)).collect();
    assert_one(&foreign, "K077", &["不像本单位的"]);
    let mut doubled = files();
    for amount in doubled.budget.as_mut().expect("a budget").amounts.values_mut() {
        amount.value = Yuan(amount.value.0 * Decimal::TWO);
    }
    assert_one(&doubled, "K077", &["类的金额全部与决算报表所列年初预算数不同"]);
    // One 类 that differs is a matter of that 类.
    let mut one = files();
    let amounts = &mut one.budget.as_mut().expect("a budget").amounts;
    amounts.get_mut("210").expect("210").value = Yuan(Decimal::from(5_000_000));
    assert_silent(&one, "K077");
}

/// R015
#[test]
fn a_budget_total_apart_from_the_accounts() {
    let with = |fen: i64| {
        let mut files = files();
        let amounts = &mut files.budget.as_mut().expect("a budget").amounts;
        for code in ["", "210", "21015", "2101501"] {
            let amount = amounts.get_mut(code).expect("a line");
            amount.value = Yuan(amount.value.0 + Decimal::new(fen, 2));
        }
        files.findings().into_iter().filter(|f| f.code == "R015").collect::<Vec<_>>()
    };
    let found = with(100_000_000);
    assert!(found.len() == 1 && found[0].message.contains("差额 1,000,000.00 元"), "{found:#?}");
    // Less than is printed.
    assert!(with(100).is_empty());
}
