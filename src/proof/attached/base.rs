//! 基础数据表 (部门整体支出绩效评价基础数据表): its totals against their parts, and against the tables and sections.

use rust_decimal::Decimal;

use super::forms::value;
use super::number::{same, unpadded, usable};
use super::{Attached, Sheet};
use crate::facts::Role;
use crate::finding::{Finding, Place};
use crate::proof::Proof;
use crate::proof::interval::wan;
use crate::reading::Field;
use crate::text::{find_year, squash, strip_numbering};

/// A table of base figures with its columns of amounts.
pub(super) struct Base<'a, 'b> {
    sheet: &'b Sheet<'a>,
    /// Column, year, whether it is a budget.
    columns: Vec<(usize, u16, bool)>,
    /// Rows with their labels.
    rows: Vec<(usize, String)>,
}

impl Base<'_, '_> {
    fn row(&self, fits: impl Fn(&str) -> bool) -> Option<usize> {
        self.rows.iter().find(|(_, label)| fits(label)).map(|r| r.0)
    }

    fn amount(&self, row: usize, col: usize) -> Option<Decimal> {
        value(self.sheet, row, col)
    }
}

fn read<'a, 'b>(sheet: &'b Sheet<'a>) -> Option<Base<'a, 'b>> {
    let is_amount = |t: &str| find_year(t).is_some() && (t.contains("决算数") || t.contains("预算数"));
    let head = (0..sheet.table.rows.len())
        .find(|r| (0..sheet.table.rows[*r].len()).filter(|c| is_amount(&sheet.plain(*r, *c))).count() >= 2)?;
    let columns = (0..sheet.table.rows[head].len())
        .filter_map(|col| {
            let plain = sheet.plain(head, col);
            Some((col, find_year(&plain).filter(|_| is_amount(&plain))?, plain.contains("预算数")))
        })
        .collect();
    let rows: Vec<(usize, String)> = (head + 1..sheet.table.rows.len())
        .filter_map(|row| {
            let label = sheet.plain(row, 0);
            (!label.is_empty()).then_some((row, label))
        })
        .collect();
    let known = |words: &str| rows.iter().any(|(_, label)| label.contains(words));
    (known("三公") || known("公用经费")).then_some(Base { sheet, columns, rows })
}

/// The tables of base figures among the attachments.
pub(super) fn bases<'a, 'b>(attached: &'b Attached<'a>) -> Vec<Base<'a, 'b>> {
    attached.others.iter().filter_map(read).collect()
}

/// Rows of single projects below 项目支出.
fn project_rows(base: &Base<'_, '_>) -> Vec<(usize, String)> {
    let is_head = |(_, label): &&(usize, String)| label.trim_end_matches(':') == "项目支出";
    base.rows
        .iter()
        .skip_while(|r| !is_head(r))
        .skip(1)
        .map_while(|(row, label)| {
            let name = strip_numbering(label);
            (name.len() < label.len()).then(|| (*row, name.to_owned()))
        })
        .collect()
}

/// Name, place, budget and expenditure of the projects that the tables of base figures list.
pub(super) fn projects(bases: &[Base<'_, '_>]) -> Vec<(String, Place, [Option<Decimal>; 2])> {
    let mut found = Vec::new();
    for base in bases {
        let year = base.columns.iter().map(|c| c.1).max();
        let col =
            |budget: bool| base.columns.iter().find(|c| Some(c.1) == year && c.2 == budget).map(|c| c.0);
        for (row, name) in project_rows(base) {
            let amount = |budget| col(budget).and_then(|c| base.amount(row, c));
            found.push((name, base.sheet.place(row, 0), [amount(true), amount(false)]));
        }
    }
    found
}

pub fn check(proof: &Proof<'_>, bases: &[Base<'_, '_>], findings: &mut Vec<Finding>) {
    for base in bases {
        three_public(base, findings);
        sums(base, "项目支出", &project_rows(base).iter().map(|r| r.0).collect::<Vec<_>>(), findings);
        against_report(proof, base, findings);
    }
}

fn is_vehicle(label: &str) -> bool {
    label.contains("公务用车") || label.contains("公车")
}

fn runs(label: &str) -> bool {
    label.contains("维护") || label.contains("运行")
}

fn three_public(base: &Base<'_, '_>, findings: &mut Vec<Finding>) {
    let vehicle = base.row(|l| is_vehicle(l) && l.contains("购置") && runs(l));
    let bought = base.row(|l| is_vehicle(l) && l.contains("购置") && !runs(l));
    let run = base.row(|l| is_vehicle(l) && runs(l) && !l.contains("购置"));
    let before = findings.len();
    if let (Some(vehicle), Some(bought), Some(run)) = (vehicle, bought, run) {
        sums_of(base, vehicle, &[bought, run], findings);
    }
    let total = base.row(|l| l.contains("三公"));
    let parts = [vehicle, base.row(|l| l.contains("出国")), base.row(|l| l.contains("公务接待"))];
    let [Some(a), Some(b), Some(c)] = parts else { return };
    let Some(total) = total else { return };
    // With its own parts wrong, the vehicles explain the total, too.
    match findings.get(before).cloned() {
        Some(known) => {
            let Some((col, ..)) = base.columns.first() else { return };
            let mut found = Vec::new();
            sums_of(base, total, &[a, b, c], &mut found);
            if !found.is_empty() {
                let more =
                    known.with("三公经费", base.sheet.place(total, *col), base.sheet.cell(total, *col));
                findings[before] = more;
            }
        }
        None => sums_of(base, total, &[a, b, c], findings),
    }
}

fn sums(base: &Base<'_, '_>, label: &str, parts: &[usize], findings: &mut Vec<Finding>) {
    let Some(total) = base.row(|l| l.trim_end_matches(':') == label) else { return };
    sums_of(base, total, parts, findings);
}

/// A row against the rows it is made of, in all columns that state them all.
fn sums_of(base: &Base<'_, '_>, total: usize, parts: &[usize], findings: &mut Vec<Finding>) {
    let mut wrong = Vec::new();
    for (col, year, budget) in &base.columns {
        let amounts: Option<Vec<Decimal>> = parts.iter().map(|r| base.amount(*r, *col)).collect();
        let (Some(amounts), Some(whole)) = (amounts, base.amount(total, *col)) else { continue };
        let sum: Decimal = amounts.iter().sum();
        let slack = Decimal::new(5, 3) * Decimal::from(amounts.len() + 1);
        if !amounts.is_empty() && (sum - whole).abs() > slack {
            let what = if *budget { "预算数" } else { "决算数" };
            wrong.push((*col, format!("{year}年{what}印作{}，各项之和为{}", unpadded(whole), unpadded(sum))));
        }
    }
    let Some((col, _)) = wrong.first() else { return };
    let name = base.sheet.cell(total, 0).trim_end_matches(['：', ':']);
    let said: Vec<&str> = wrong.iter().map(|w| w.1.as_str()).collect();
    let mut finding = Finding::new("P019", format!("“{name}”与其下各项不符：{}", said.join("；")))
        .at(base.sheet.place(total, *col));
    for (col, _) in &wrong {
        for row in parts {
            finding = finding.with(
                base.sheet.cell(*row, 0),
                base.sheet.place(*row, *col),
                base.sheet.cell(*row, *col),
            );
        }
    }
    findings.push(finding.hint("请核对这一行和其下各项"));
}

/// Whether a label is of what repeats a figure of the report.
type Fits = fn(&str) -> bool;

/// Rows that repeat a figure of the report, by their labels without colon, and the keys that they can state.
const SAME: &[(Fits, &[&str])] = &[
    (|l| l == "项目支出", &["expenditure.project", "general.project"]),
    (|l| l == "公用经费", &["agency_operation", "general.operating"]),
    (|l| l == "三公经费", &["three_public.total"]),
    (|l| l == "政府采购金额", &["procurement.total"]),
    (|l| is_vehicle(l) && l.contains("购置") && runs(l), &["three_public.vehicle"]),
    (|l| is_vehicle(l) && l.contains("购置") && !runs(l), &["three_public.vehicle_purchase"]),
    (|l| is_vehicle(l) && runs(l) && !l.contains("购置"), &["three_public.vehicle_operation"]),
    (|l| l.contains("出国"), &["three_public.overseas"]),
    (|l| l.contains("公务接待"), &["three_public.reception"]),
];

/// A figure of the nine tables.
fn in_tables(proof: &Proof<'_>, key: &str) -> Option<(Decimal, Place, String)> {
    let fact = proof.printed.get(key)?;
    let amount = Some(fact.current?.to_wan().0).filter(|v| usable(*v))?;
    let (_, source) = fact.sources.iter().find(|(role, _)| *role == Role::Current)?;
    Some((amount, source.clone(), format!("{}万元", unpadded(amount))))
}

/// This year's figures against tables and sections.
fn against_report(proof: &Proof<'_>, base: &Base<'_, '_>, findings: &mut Vec<Finding>) {
    let Some(year) = proof.report.year else { return };
    // What a sum that is wrong names is said with it.
    let said: Vec<String> = findings
        .iter()
        .filter(|f| f.code == "P019")
        .flat_map(|f| f.place.iter().chain(f.related.iter().map(|r| &r.place)))
        .filter_map(|p| p.document_spot())
        .map(|s| s.row.clone())
        .collect();
    for (fits, keys) in SAME {
        let Some(row) = base.row(|l| fits(squash(l).trim_end_matches(':'))) else { continue };
        let named = base.sheet.place(row, 0);
        if named.document_spot().is_some_and(|s| said.contains(&s.row)) {
            continue;
        }
        for (col, _, budget) in base.columns.iter().filter(|c| c.1 == year) {
            let field = if *budget { Field::Budget } else { Field::Current };
            let mut stated: Vec<(Decimal, Place, String)> = keys
                .iter()
                .flat_map(|key| proof.index.stating(key, field))
                .filter_map(|f| Some((wan(f).filter(|v| usable(*v))?, proof.place(&f.at), f.text.clone())))
                .collect();
            if stated.is_empty() && !*budget {
                stated = keys.iter().filter_map(|key| in_tables(proof, key)).collect();
            }
            let Some((due, place, text)) = stated.first() else { continue };
            let printed = base.amount(row, *col);
            let blank = base.columns.iter().all(|(c, ..)| base.sheet.cell(row, *c).is_empty());
            let missing = printed.is_none() && blank && !due.is_zero() && !*budget;
            let differs = printed.is_some_and(|p| stated.iter().all(|(d, ..)| !same(p, *d)));
            if !missing && !differs {
                continue;
            }
            let what = if *budget { "预算数" } else { "决算数" };
            let name = base.sheet.cell(row, 0).trim_end_matches(['：', ':']);
            let message = match printed {
                Some(p) => format!(
                    "附表“{name}”{what}印作{}，报告是{text}，相差{}万元",
                    unpadded(p),
                    unpadded((p - due).abs())
                ),
                None => format!("附表“{name}”没有填数，报告是{text}"),
            };
            let at = base.sheet.place(row, if missing { 0 } else { *col });
            findings.push(
                Finding::new("P020", message)
                    .at(at)
                    .with("报告", place.clone(), text.clone())
                    .hint("请核对附表与公开表、正文"),
            );
        }
    }
}
