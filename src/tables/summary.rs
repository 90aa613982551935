//! 公开01表 and 公开04表: income on the left, expenditure by functional 类 on the right.

use super::build::{Builder, Head};
use super::{Cell, ColumnKind, Table, TableNumber};
use crate::accounts::{Column, ScheduleId};
use crate::catalogue::functional;
use crate::money::Yuan;
use crate::style::ClassRows;
use crate::text::chinese_number;

/// A line of one half.
struct Half {
    label: String,
    /// Line key in the statement; `None` for an empty row.
    key: Option<String>,
    indent: u8,
    total: bool,
}

impl Half {
    fn blank() -> Half {
        Half { label: String::new(), key: None, indent: 0, total: false }
    }

    fn line(label: &str, key: &str) -> Half {
        Half { label: label.to_owned(), key: Some(key.to_owned()), indent: 0, total: false }
    }

    fn indented(label: &str, key: &str) -> Half {
        Half { indent: 1, ..Half::line(label, key) }
    }

    fn total(label: &str, key: &str) -> Half {
        Half { total: true, ..Half::line(label, key) }
    }
}

/// The income side above 本年收入合计: printed label, line key.
const SUMMARY_INCOME: &[(&str, &str)] = &[
    ("一般公共预算财政拨款收入", "income.general"),
    ("政府性基金预算财政拨款收入", "income.fund"),
    ("国有资本经营预算财政拨款收入", "income.state"),
    ("上级补助收入", "income.superior"),
    ("事业收入", "income.business"),
    ("经营收入", "income.operating"),
    ("附属单位上缴收入", "income.affiliate"),
    ("其他收入", "income.other"),
];

const FISCAL_INCOME: &[(&str, &str)] = &[
    ("一般公共预算财政拨款", "income.general"),
    ("政府性基金预算财政拨款", "income.fund"),
    ("国有资本经营预算财政拨款", "income.state"),
];

const EXPENDITURE_COLUMNS: &[(&str, Column)] = &[
    ("合计", Column::Final),
    ("一般公共预算财政拨款", Column::FinalGeneral),
    ("政府性基金预算财政拨款", Column::FinalFund),
    ("国有资本经营预算财政拨款", Column::FinalState),
];

impl Builder<'_> {
    /// 01 or 04.
    pub fn summary_table(&self, number: TableNumber) -> Option<Table> {
        let fiscal = number.0 == 4;
        let id = number.schedule();
        self.accounts.schedule(id)?;
        let (income, expenditure) = self.halves(fiscal);
        let options = &self.style.tables;
        let numbered = options.row_numbers;

        let amounts: Vec<Column> =
            if fiscal { EXPENDITURE_COLUMNS.iter().map(|c| c.1).collect() } else { vec![Column::Final] };
        let side = |amounts: usize| {
            let mut columns = vec![ColumnKind::Name];
            if numbered {
                columns.push(ColumnKind::LineNumber);
            }
            columns.extend(vec![ColumnKind::Amount; amounts]);
            columns
        };
        let mut columns = side(1);
        columns.extend(side(amounts.len()));
        let mut table = self.frame(number, columns);
        self.summary_head(&mut table, fiscal);

        for (i, (left, right)) in income.iter().zip(&expenditure).enumerate() {
            let line = u32::try_from(i + 1).unwrap_or(u32::MAX);
            let offset = u32::try_from(income.len()).unwrap_or(u32::MAX);
            let mut row = self.half_cells(id, left, &[Column::Final], numbered.then_some(line));
            row.extend(self.half_cells(id, right, &amounts, numbered.then_some(line + offset)));
            table.rows.push(row);
        }
        Some(table)
    }

    fn summary_head(&self, table: &mut Table, fiscal: bool) {
        let options = &self.style.tables;
        let side = |title: &str, amounts: Vec<Head>| {
            let mut heads = vec![Head::leaf("项目")];
            if options.row_numbers {
                heads.push(Head::leaf("行次"));
            }
            heads.extend(amounts);
            Head::over(title, heads)
        };
        let right = if fiscal {
            EXPENDITURE_COLUMNS.iter().map(|c| Head::leaf(c.0)).collect()
        } else {
            vec![Head::leaf(&options.amount_head)]
        };
        let heads = [side("收入", vec![Head::leaf(&options.amount_head)]), side("支出", right)];
        let mut numbers: Vec<Option<String>> = Vec::new();
        let mut next = 0;
        for kind in &table.columns {
            numbers.push(match kind {
                ColumnKind::Name => None,
                ColumnKind::LineNumber => Some(String::new()),
                _ => {
                    next += 1;
                    Some(next.to_string())
                }
            });
        }
        self.set_head(table, &heads, &numbers);
    }

    fn half_cells(&self, id: ScheduleId, half: &Half, columns: &[Column], number: Option<u32>) -> Vec<Cell> {
        let mut label = if half.total { Cell::center(&half.label) } else { Cell::text(&half.label) };
        label.indent = half.indent;
        label.bold = half.total;
        let mut cells = vec![label];
        cells.extend(number.map(Cell::number));
        for column in columns {
            cells.push(match &half.key {
                Some(key) => {
                    let mut cell = self.amount_at(id, key, *column);
                    cell.bold = half.total;
                    cell
                }
                None => Cell::empty(),
            });
        }
        cells
    }

    /// The two sides, filled up to the same length.
    fn halves(&self, fiscal: bool) -> (Vec<Half>, Vec<Half>) {
        let id = if fiscal { ScheduleId::FiscalSummary } else { ScheduleId::Summary };
        let numbered = |items: &[(&str, &str)]| -> Vec<Half> {
            items
                .iter()
                .enumerate()
                .map(|(i, (name, key))| Half::line(&format!("{}、{name}", chinese_number(i + 1)), key))
                .collect()
        };
        let mut income = numbered(if fiscal { FISCAL_INCOME } else { SUMMARY_INCOME });
        let mut expenditure = self.class_lines(id);
        let body = income.len().max(expenditure.len());
        income.resize_with(body, Half::blank);
        expenditure.resize_with(body, Half::blank);
        if fiscal {
            income.extend([
                Half::total("本年收入合计", "income.total"),
                Half::line("年初财政拨款结转和结余", "income.opening"),
                Half::indented("一般公共预算财政拨款", "opening.general"),
                Half::indented("政府性基金预算财政拨款", "opening.fund"),
                Half::indented("国有资本经营预算财政拨款", "opening.state"),
                Half::total("总计", "income.sum"),
            ]);
            expenditure.extend([
                Half::total("本年支出合计", "expenditure.total"),
                Half::line("年末财政拨款结转和结余", "expenditure.closing"),
                Half::blank(),
                Half::blank(),
                Half::blank(),
                Half::total("总计", "expenditure.sum"),
            ]);
        } else {
            income.extend([
                Half::total("本年收入合计", "income.total"),
                Half::indented("使用非财政拨款结余", "income.surplus_used"),
                Half::indented("年初结转和结余", "income.opening"),
                Half::total("总计", "income.sum"),
            ]);
            expenditure.extend([
                Half::total("本年支出合计", "expenditure.total"),
                Half::indented("结余分配", "expenditure.distribution"),
                Half::indented("年末结转和结余", "expenditure.closing"),
                Half::total("总计", "expenditure.sum"),
            ]);
            if self.style.tables.classes == ClassRows::All {
                // The form leaves a line empty above 总计.
                income.insert(income.len() - 1, Half::blank());
                expenditure.insert(expenditure.len() - 1, Half::blank());
            }
        }
        (income, expenditure)
    }

    /// The functional 类, each with the ordinal it has among all of them.
    fn class_lines(&self, id: ScheduleId) -> Vec<Half> {
        functional::classes()
            .iter()
            .map(|class| (class, format!("class.{}", class.code)))
            .filter(|(_, key)| {
                self.style.tables.classes == ClassRows::All
                    || self.is_gap(id, key, Column::Final)
                    || self.accounts.amount(id, key, Column::Final).is_some_and(|a| a.value != Yuan::ZERO)
            })
            .map(|(class, key)| {
                Half::line(&format!("{}、{}", chinese_number(class.ordinal), class.name), &key)
            })
            .collect()
    }
}
