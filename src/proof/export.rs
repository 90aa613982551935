//! A report against the files it was made from: each amount of its tables, and what it says of projects.

use rust_decimal::Decimal;

use super::Proof;
use super::attached::bare;
use super::interval::{show, slack, wan};
use super::tables::Explained;
use crate::facts::{Fact, Role};
use crate::finding::{Finding, Place};
use crate::reading::{Field, Figure};
use crate::supplement::Project;

/// A difference that rounding alone can make (尾差) is no finding.
const ROUNDING: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// P028 公开表与导出文件不一致, P020 of projects.
pub fn check(proof: &Proof<'_>, explained: &Explained, findings: &mut Vec<Finding>) {
    tables(proof, explained, findings);
    projects(proof, findings);
}

/// The one cell a fact's amount of this year stands in; what is summed up or reckoned stands in none.
fn cell(fact: &Fact) -> Option<&Place> {
    let mut cells = fact.sources.iter().filter(|(role, _)| *role == Role::Current).map(|(_, place)| place);
    let first = cells.next()?;
    cells.next().is_none().then_some(first)
}

fn tables(proof: &Proof<'_>, explained: &Explained, findings: &mut Vec<Finding>) {
    let Some(exact) = &proof.exact else { return };
    let mut said: Vec<&Place> = Vec::new();
    for printed in proof.printed.iter() {
        let Some(known) = exact.get(&printed.key) else { continue };
        let (Some(place), Some(source), Some(one), Some(other)) =
            (cell(printed), cell(known), printed.current, known.current)
        else {
            continue;
        };
        let in_table = place.document_spot().is_some_and(|s| !s.table.is_empty());
        let (one, other) = (one.to_wan().0, other.to_wan().0);
        // Two facts may stand in one cell.
        if !in_table || (one - other).abs() <= ROUNDING || explained.covers(place) || said.contains(&place) {
            continue;
        }
        said.push(place);
        let message = format!(
            "公开表“{}”印作{}，导出文件为{}万元，相差{}万元",
            printed.label,
            show(one),
            show(other),
            show((one - other).abs())
        );
        findings.push(
            Finding::new("P028", message)
                .at(place.clone())
                .with("导出文件", source.clone(), show(other))
                .hint("请核对公开表的这一格"),
        );
    }
}

/// The supplied project a fact key means.
pub(super) fn project<'a>(proof: &Proof<'a>, key: &str) -> Option<&'a Project> {
    let name = bare(key.strip_prefix("project.")?);
    let mut named = proof.supplement.projects.iter().filter(|p| bare(&p.name) == name);
    named.next().filter(|_| named.next().is_none())
}

/// Scores, budgets and expenditures of projects, and the sum of all budgets, against what was supplied.
fn projects(proof: &Proof<'_>, findings: &mut Vec<Finding>) {
    for figure in &proof.statements.figures {
        let Some(key) = figure.key.as_deref() else { continue };
        let wrong =
            if key == "projects.budget" { whole(proof, figure) } else { of_project(proof, key, figure) };
        findings.extend(wrong);
    }
}

fn of_project(proof: &Proof<'_>, key: &str, figure: &Figure) -> Option<Finding> {
    let project = project(proof, key)?;
    let (what, known, printed) = match figure.field? {
        Field::Score => ("自评得分", project.score?, figure.value),
        Field::Initial => ("年初预算数", project.initial?, wan(figure)?),
        Field::Budget => ("全年预算数", project.budget?, wan(figure)?),
        Field::Executed => ("全年执行数", project.executed?, wan(figure)?),
        _ => return None,
    };
    ((printed - known).abs() > slack(figure)).then(|| {
        Finding::new(
            "P020",
            format!("“{}”的{what}，正文是{}，补充资料是{}", project.name, figure.text, known.normalize()),
        )
        .at(proof.place(&figure.at))
        .with("补充资料", project.place.clone(), known.normalize().to_string())
        .hint("请核对正文和补充资料")
    })
}

/// 项目N个，涉及预算资金…万元, where as many projects were supplied: their 年初预算数 or their 全年预算数.
fn whole(proof: &Proof<'_>, figure: &Figure) -> Option<Finding> {
    let projects = &proof.supplement.projects;
    let counted = proof
        .index
        .figures(&figure.at)
        .iter()
        .any(|f| f.key.as_deref() == Some("projects.count") && f.value == Decimal::from(projects.len()));
    let sum = |of: fn(&Project) -> Option<Decimal>| -> Option<Decimal> {
        projects.iter().map(of).collect::<Option<Vec<_>>>().map(|all| all.iter().sum())
    };
    let (initial, budget) = (sum(|p| p.initial), sum(|p| p.budget)?);
    let printed = wan(figure)?;
    let fits = |known: Decimal| (known - printed).abs() <= slack(figure);
    if !counted || projects.is_empty() || fits(budget) || initial.is_some_and(fits) {
        return None;
    }
    let message = format!(
        "{}个项目涉及预算资金印作{}，补充资料的全年预算数合计{}万元",
        projects.len(),
        figure.text,
        show(budget)
    );
    Some(
        Finding::new("P020", message)
            .at(proof.place(&figure.at))
            .with("补充资料", projects[0].place.clone(), show(budget))
            .hint("请核对预算资金的口径和各项目的全年预算数"),
    )
}
