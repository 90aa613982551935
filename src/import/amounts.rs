//! Every amount that was read, as a list anybody can hold against the file (`juesuan inspect --amounts`).

use crate::accounts::{Amount, InitialBudget, SourceForm};
use crate::catalogue::economic;
use crate::money::Yuan;

use super::Import;

/// An amount as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadAmount {
    /// Sheet name.
    pub sheet: String,
    /// Code or key of the line; `合计` for the total of a table by 科目.
    pub line: String,
    /// The line as printed.
    pub label: String,
    /// What the column means.
    pub column: String,
    /// Amount in 元; the number itself for counts (辆, 批次, 人次).
    pub value: Yuan,
    /// Address of the cell.
    pub cell: String,
}

/// Every printed amount of final accounts, sheet by sheet. Blank cells and sums the program made are none.
pub fn of_accounts(import: &Import) -> Vec<ReadAmount> {
    let accounts = &import.accounts;
    let mut list = Lister { import, list: Vec::new() };
    for schedule in &accounts.schedules {
        for line in &schedule.lines {
            for (column, amount) in schedule.columns.iter().zip(&line.cells) {
                list.push(*amount, &line.key, &line.name, column.label(schedule.id));
            }
        }
    }
    if let Some(detail) = &accounts.basic_detail {
        let downwards = import.accounts.form == SourceForm::Gongkai;
        for line in &detail.lines {
            for (code, amount) in detail.columns.iter().zip(&line.cells) {
                let name = economic_name(code);
                if downwards {
                    list.push(*amount, code, name, "金额");
                } else {
                    list.push(*amount, &line.key, &line.name, &format!("{code} {name}"));
                }
            }
        }
    }
    list.list
}

fn economic_name(code: &str) -> &'static str {
    match code {
        "" => "合计",
        "personnel" => "人员经费合计",
        "public" => "公用经费合计",
        code => economic::name(code).unwrap_or(""),
    }
}

struct Lister<'a> {
    import: &'a Import,
    list: Vec<ReadAmount>,
}

impl Lister<'_> {
    fn push(&mut self, amount: Option<Amount>, key: &str, label: &str, column: &str) {
        let Some(Amount { value, cell: Some(cell) }) = amount else { return };
        if self.import.blank.contains(&cell) {
            return;
        }
        let (sheet, place) = self.import.accounts.place(cell).sheet_and_cell();
        self.list.push(ReadAmount {
            sheet,
            line: if key.is_empty() { "合计".to_owned() } else { key.to_owned() },
            label: label.to_owned(),
            column: column.to_owned(),
            value,
            cell: place,
        });
    }
}

/// Every printed amount of a budget that is used.
pub fn of_budget(budget: &InitialBudget) -> Vec<ReadAmount> {
    budget
        .amounts
        .iter()
        .filter_map(|(code, amount)| {
            let place = budget.place(amount.cell?);
            Some(ReadAmount {
                sheet: place.sheet_name().to_owned(),
                line: if code.is_empty() { "合计".to_owned() } else { code.clone() },
                label: budget.names.get(code).cloned().unwrap_or_default(),
                column: "年初预算数".to_owned(),
                value: amount.value,
                cell: place.address().to_owned(),
            })
        })
        .collect()
}
