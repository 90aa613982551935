//! 基本支出明细: economic classification along the head (财决08-1) or downwards in groups (公开06).

use std::collections::BTreeMap;

use super::{BodyRow, SheetReader, column_letters};
use crate::accounts::{Amount, BasicDetail, Line, Lines};
use crate::catalogue::economic;
use crate::finding::{Finding, Place};
use crate::import::codes::{CodeColumns, is_code, is_code_head, is_name_head, printed_name};
use crate::import::head::{self, Head, is_total};
use crate::money::Yuan;
use crate::text::{squash, strip_numbering};
use crate::workbook::GridRow;
use crate::workbook::cell::{AmountCell, read_amount};

/// A group of columns of 公开06表: code, name, amount.
struct Group {
    codes: CodeColumns,
    start: u32,
    amount: u32,
    /// Columns that split the amount into 人员经费 and 公用经费.
    split: [Option<u32>; 2],
    /// 类 the lines below belong to, where only names are printed.
    class: Option<&'static economic::Class>,
    previous: String,
}

/// A 款 that the catalogue does not have.
struct OwnItem {
    code: String,
    name: String,
    place: Place,
}

/// The 类 a code belongs to.
fn class_of(code: &str) -> Option<&'static economic::Class> {
    economic::classes().iter().find(|class| code.starts_with(class.code))
}

/// Labels of the printed totals, and their keys.
const TOTALS: &[(&str, &str)] = &[
    ("人员经费合计", "personnel"),
    ("人员经费小计", "personnel"),
    ("人员经费支出合计", "personnel"),
    ("公用经费合计", "public"),
    ("公用经费小计", "public"),
    ("公用经费支出合计", "public"),
    ("日常公用经费合计", "public"),
];

impl SheetReader<'_> {
    /// Whether the sheet lists codes, names and amounts downwards (公开06) rather than along its head (财决08-1).
    pub(super) fn has_code_name_amount(&self, head: &Head) -> bool {
        let ends = |is: fn(&str) -> bool| head.columns.iter().any(|(_, p)| p.last().is_some_and(|t| is(t)));
        ends(is_code_head) && ends(is_amount_head)
    }

    /// 财决08-1: the economic classification runs along the head, by names only.
    pub(super) fn read_economic_columns(&mut self) -> BasicDetail {
        let mut columns: Vec<String> = Vec::new();
        let mut lines = Lines::default();
        for page in 0..self.sheets.len() {
            self.turn_to(page);
            let head = self.sheet().head.clone();
            let mut found: Vec<(String, u32)> = Vec::new();
            let mut unknown: Vec<(u32, String)> = Vec::new();
            for (col, path) in &head.columns {
                let Some(code) = economic_code(path) else {
                    if path.len() >= 2 && economic::class_by_name(&path[path.len() - 2]).is_some() {
                        unknown.push((*col, path.join(" › ")));
                    }
                    continue;
                };
                if found.iter().all(|f| f.0 != code) {
                    let said = (code.clone(), path.join(" › "), column_letters(*col));
                    self.recognised().columns.push(said);
                    found.push((code, *col));
                }
            }
            if page == 0 {
                columns = found.iter().map(|f| f.0.clone()).collect();
            }
            let cols: Vec<Option<u32>> =
                columns.iter().map(|c| found.iter().find(|f| f.0 == *c).map(|f| f.1)).collect();
            self.read_lines(&cols, &mut lines);
            self.unknown_columns(unknown);
        }
        self.ensure_total(&mut lines, columns.len(), "一般公共预算财政拨款基本支出决算明细表");
        let detail = BasicDetail { columns, lines, names: BTreeMap::new(), rounded: false };
        self.report_missing_subtotals(&detail);
        detail
    }

    /// A 类 without its 小计: neither 人员经费 nor 公用经费 can be known.
    fn report_missing_subtotals(&mut self, detail: &BasicDetail) {
        let missing = detail.without_subtotal();
        if missing.is_empty() {
            return;
        }
        self.turn_to(0);
        let names: Vec<String> =
            missing.iter().map(|c| format!("{c} {}", economic::name(c).unwrap_or(""))).collect();
        let (first, last) = self.recognised().head_rows.unwrap_or_default();
        let text = format!(
            "基本支出明细表没有找到“{}”的小计一栏（在第{first}行至第{last}行的表头中寻找），人员经费、公用经费无从得知",
            names.join("”“"),
        );
        self.recognised().missing.push(text.clone());
        let finding = Finding::new("R002", text)
            .at(self.sheet_place())
            .hint("请把这些类的第一栏表头改为“小计”，或重新导出");
        self.findings.push(finding);
    }

    fn unknown_columns(&mut self, unknown: Vec<(u32, String)>) {
        for (col, path) in unknown {
            let body = self.body();
            let with = body.iter().filter(|r| Self::has_amount(r, &[col]) && !head::is_column_number_row(r));
            for (n, row) in with.enumerate() {
                self.said_cell(row.row, col);
                if n == 0 {
                    let finding = Finding::new("R013", format!("经济分类栏目“{path}”不在科目表中，没有读取"))
                        .at(self.place(row.row, col))
                        .hint("请核对栏目名称");
                    self.findings.push(finding);
                }
            }
        }
    }

    /// 公开06: code, name and amount in several groups side by side.
    pub(super) fn read_economic_rows(&mut self) -> BasicDetail {
        let mut columns: Vec<String> = Vec::new();
        let mut cells: Vec<Option<Amount>> = Vec::new();
        let mut own: Vec<OwnItem> = Vec::new();
        for page in 0..self.sheets.len() {
            self.turn_to(page);
            let before = columns.len();
            let mut groups = find_groups(&self.sheet().head);
            for group in &groups {
                let head = &self.sheet().head;
                let said = ("经济分类".into(), head.path_text(group.amount), column_letters(group.amount));
                self.recognised().columns.push(said);
            }
            if groups.is_empty() && page == 0 {
                let text = "没有找到经济分类科目和金额各栏".to_owned();
                self.recognised().missing.push(text.clone());
                let finding = Finding::new("R002", text).at(self.sheet_place()).hint("请核对表头文字");
                self.findings.push(finding);
            }
            let body = self.body();
            for (i, row) in body.iter().enumerate() {
                if head::is_column_number_row(row) {
                    continue;
                }
                for group in &mut groups {
                    self.read_group(row, body.get(i + 1), group, &mut columns, &mut cells);
                    own.extend(self.own_item(row, group));
                }
                self.printed_totals(row, &mut columns, &mut cells);
            }
            self.recognised().lines = columns.len() - before;
        }
        self.turn_to(0);
        // The published table prints no 合计, or prints it: without one it is 人员经费 + 公用经费.
        if !columns.iter().any(String::is_empty) {
            let at = |key: &str| columns.iter().position(|c| c == key);
            let parts: Vec<usize> = match (at("personnel"), at("public")) {
                (None, None) => (0..columns.len()).filter(|i| columns[*i].len() == 3).collect(),
                (personnel, public) => personnel.into_iter().chain(public).collect(),
            };
            let value: Option<Yuan> = parts.iter().map(|i| cells[*i].map(|a| a.value)).sum();
            self.unreadable.iter_mut().for_each(|(_, column)| *column += 1);
            if value.is_none() {
                self.unreadable.push((String::new(), 0));
            }
            columns.insert(0, String::new());
            cells.insert(0, value.map(|value| Amount { value, cell: None }));
        }
        let lines = Lines::from(vec![Line { key: String::new(), name: "合计".into(), cells }]);
        let names = self.own_items(own);
        BasicDetail { columns, lines, names, rounded: false }
    }

    /// What one group of columns says in a row.
    fn read_group(
        &mut self,
        row: &GridRow,
        next: Option<&GridRow>,
        group: &mut Group,
        columns: &mut Vec<String>,
        cells: &mut Vec<Option<Amount>>,
    ) {
        let code = group.codes.read(row, &group.previous);
        let name = squash(&group.codes.name(row));
        let name = strip_numbering(&name);
        let with_below =
            BodyRow { main: row, below: next.filter(|n| self.only_amounts_of(row, n, group.amount)) };
        if is_total(name) || is_total(&code) {
            self.take(with_below, group.amount, "", columns, cells);
            for (col, key) in group.split.iter().zip(["personnel", "public"]) {
                if let Some(col) = col {
                    self.take(with_below, *col, key, columns, cells);
                }
            }
            return;
        }
        let code = if is_code(&code) && code.len() <= 5 && class_of(&code).is_some() {
            code
        } else if let Some(class) = economic::class_by_name(name).filter(|class| {
            // 其他支出 is the name of 399 and of its 款 39999: the second one is the 款.
            let again = columns.iter().any(|c| c == class.code);
            let of_item = group.class.is_some_and(|open| open.item_by_name(name).is_some());
            (code.is_empty() || !is_digits(&code)) && !(again && of_item)
        }) {
            class.code.to_owned()
        } else if let Some(item) = group.class.and_then(|class| class.item_by_name(name)) {
            item.code.to_owned()
        } else {
            self.unknown_item(row, group, name, &code);
            return;
        };
        group.class = class_of(&code);
        group.previous.clone_from(&code);
        self.take(with_below, group.amount, &code, columns, cells);
        // 人员经费 or 公用经费 repeats the amount of the line; the line is read once.
        group.split.into_iter().flatten().for_each(|col| self.said_cell(row.row, col));
    }

    fn take(
        &mut self,
        row: BodyRow<'_>,
        col: u32,
        key: &str,
        columns: &mut Vec<String>,
        cells: &mut Vec<Option<Amount>>,
    ) {
        if let Some(first) = columns.iter().position(|c| c == key) {
            let again = self.amount(row, col, false);
            if cells[first].map(|a| a.value) != again.map(|a| a.value) {
                let what =
                    if key.is_empty() { "“合计”行".to_owned() } else { format!("科目编码 {key}") };
                let finding =
                    Finding::new("R004", format!("{what} 在同一张表中出现了两次，只读取第一次出现的一行"));
                let place = again.and_then(|a| a.cell).map(|c| self.place_of(c)).unwrap_or_default();
                self.findings.push(finding.at(place).hint("请核对两行，合并或删去其中一行"));
            }
            return;
        }
        let amount = self.amount(row, col, false);
        if amount.is_none() {
            self.unreadable.push((String::new(), columns.len()));
        }
        columns.push(key.to_owned());
        cells.push(amount);
    }

    /// The line of a 款 that the catalogue does not have, of a 类 that it has.
    fn own_item(&self, row: &GridRow, group: &Group) -> Option<OwnItem> {
        let code = group.codes.read(row, &group.previous);
        let own =
            is_code(&code) && code.len() == 5 && class_of(&code).is_some() && economic::name(&code).is_none();
        let place = self.place(row.row, group.start);
        own.then(|| OwnItem { name: printed_name(&group.codes.name(row)), code, place })
    }

    /// The names of 款 that the catalogue does not have, said once.
    fn own_items(&mut self, own: Vec<OwnItem>) -> BTreeMap<String, String> {
        if let Some(first) = own.first() {
            let more = if own.len() > 1 { format!("等{}个科目", own.len()) } else { String::new() };
            let text = format!(
                "{} {}{more}不在程序的经济分类科目目录中（{}年），按导出文件的编码和名称处理",
                first.code,
                first.name,
                economic::YEAR
            );
            let mut finding = Finding::new("R034", text).at(first.place.clone());
            for item in &own[1..] {
                finding = finding.with(format!("{} {}", item.code, item.name), item.place.clone(), "");
            }
            self.findings.push(finding.hint("以后年度新增的科目不必理会；如果编码写错了请改正"));
        }
        own.into_iter().map(|item| (item.code, item.name)).collect()
    }

    /// A line with an amount that is no 科目 of the economic classification.
    fn unknown_item(&mut self, row: &GridRow, group: &Group, name: &str, code: &str) {
        let is_label = TOTALS.iter().any(|(label, _)| *label == name || *label == code);
        if is_label || !Self::has_amount(row, &[group.amount]) || (name.is_empty() && code.is_empty()) {
            return;
        }
        let inside = (group.start..group.amount)
            .any(|c| row.get(c).is_some_and(|v| TOTALS.iter().any(|t| t.0 == v.squashed())));
        if inside {
            return;
        }
        let said = if name.is_empty() { code } else { name };
        let finding =
            Finding::new("R007", format!("项目“{}”不是经济分类的科目，没有读取", printed_name(said)))
                .at(self.place(row.row, group.amount))
                .hint("请补上科目编码，或核对科目名称");
        self.findings.push(finding);
        self.said_cell(row.row, group.amount);
    }

    /// 人员经费合计 and 公用经费合计, wherever in the row: their amount is the next number; zeros that fill the columns of
    /// 科目 between the label and its amount are none.
    fn printed_totals(&mut self, row: &GridRow, columns: &mut Vec<String>, cells: &mut Vec<Option<Amount>>) {
        for (label, key) in TOTALS {
            let Some(at) = row.cells.iter().rposition(|(_, v)| v.squashed() == *label) else { continue };
            let numbers = row.cells[at + 1..]
                .iter()
                .take_while(|(_, v)| TOTALS.iter().all(|t| t.0 != v.squashed()))
                .filter_map(|(col, v)| match read_amount(Some(v)) {
                    AmountCell::Number(n) => Some((*col, n)),
                    _ => None,
                });
            let numbers: Vec<_> = numbers.collect();
            let amount = numbers.iter().find(|(_, n)| !n.is_zero()).or(numbers.first());
            if let Some((col, _)) = amount {
                self.spill.remove(col);
                self.take(row.into(), *col, key, columns, cells);
            }
        }
    }
}

/// Groups of code, name and amount, left to right; a group may have only names, or its codes in two columns.
fn find_groups(head: &Head) -> Vec<Group> {
    let last = |path: &[String]| path.last().cloned().unwrap_or_default();
    let is_codes = |path: &[String]| path.iter().any(|t| is_code_head(t)) && !last(path).contains("名称");
    let is_label =
        |path: &[String]| is_codes(path) || is_name_head(&last(path)) || last(path).starts_with("项目");
    let mut groups: Vec<Group> = Vec::new();
    let columns = &head.columns;
    let mut i = 0;
    while i < columns.len() {
        if !is_label(&columns[i].1) {
            i += 1;
            continue;
        }
        let labels = columns[i..].iter().take_while(|(_, p)| is_label(p)).count();
        let amounts: Vec<&(u32, Vec<String>)> =
            columns[i + labels..].iter().take_while(|(_, p)| !is_label(p)).collect();
        let preferred = |want: fn(&str) -> bool| amounts.iter().find(|(_, p)| want(&last(p))).map(|c| c.0);
        let split = [preferred(|t| t == "人员经费"), preferred(|t| matches!(t, "公用经费" | "日常公用经费"))];
        let amount = preferred(is_amount_head)
            .or_else(|| {
                preferred(|t| matches!(t, "合计" | "小计" | "本年支出" | "支出" | "基本支出" | "预算数"))
            })
            .or_else(|| amounts.first().filter(|(_, p)| !last(p).contains("次")).map(|c| c.0));
        if let Some(amount) = amount {
            let start = columns[i].0;
            let codes = CodeColumns::find_in(head, start..amount);
            let split = split.map(|col| col.filter(|c| *c != amount));
            groups.push(Group { codes, start, amount, split, class: None, previous: String::new() });
        }
        i += labels + amounts.len();
    }
    groups
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_amount_head(text: &str) -> bool {
    matches!(text, "金额" | "决算数" | "支出决算数" | "本年决算数")
}

/// Whether the economic classification runs along a head, whatever form it is on: 工资福利支出 › 小计, 基本工资, ….
pub(super) fn runs_along(head: &Head) -> bool {
    head.columns.iter().filter(|(_, p)| economic_code(p).is_some_and(|code| !code.is_empty())).count() > 2
}

fn economic_code(path: &[String]) -> Option<String> {
    match path {
        [only] if only == "合计" => Some(String::new()),
        [.., class, last] => {
            let class = economic::class_by_name(class)?;
            match last.as_str() {
                "小计" | "合计" => Some(class.code.to_owned()),
                name => class.item_by_name(name).map(|i| i.code.to_owned()),
            }
        }
        _ => None,
    }
}
