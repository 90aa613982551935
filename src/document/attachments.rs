//! 附件: what is attached and what stands in it.

use super::model::{Cell, Table};
use crate::money::{Decimals, NumberFormat, round_half_up};
use crate::subject::Subject;
use crate::supplement::Project;
use crate::tables::{Align, ColumnKind, HeadCell};

/// 项目支出绩效自评汇总表 from what people typed; amounts in 万元.
pub fn performance_table(subject: &Subject, projects: &[Project]) -> Option<Table> {
    if projects.is_empty() {
        return None;
    }
    let heads = [
        ("序号", ColumnKind::LineNumber),
        ("项目名称", ColumnKind::Name),
        ("资金使用单位", ColumnKind::Name),
        ("年初预算数", ColumnKind::Amount),
        ("全年预算数", ColumnKind::Amount),
        ("全年执行数", ColumnKind::Amount),
        ("自评得分", ColumnKind::Amount),
        ("自评等级", ColumnKind::LineNumber),
    ];
    let number = NumberFormat { thousands: true, decimals: Decimals::Fixed };
    let words = |text: &str, align| Cell { text: text.to_owned(), align: Some(align), ..Cell::default() };
    let amount = |value: Option<rust_decimal::Decimal>| {
        words(&value.map(|v| number.write(round_half_up(v))).unwrap_or_default(), Align::Right)
    };
    let rows = projects.iter().enumerate().map(|(i, project)| {
        vec![
            words(&(i + 1).to_string(), Align::Center),
            words(&project.name, Align::Left),
            words(&project.unit, Align::Left),
            amount(project.initial),
            amount(project.budget),
            amount(project.executed),
            amount(project.score),
            words(&project.grade, Align::Center),
        ]
    });
    Some(Table {
        id: "performance".to_owned(),
        title: format!("{}年度项目支出绩效自评情况汇总表", subject.year),
        listed: None,
        form_number: None,
        left_line: format!("{}：{}", subject.scope.label(), subject.org),
        middle_line: String::new(),
        right_line: "金额单位：万元".to_owned(),
        columns: heads.iter().map(|h| h.1).collect(),
        head: heads
            .iter()
            .enumerate()
            .map(|(col, h)| HeadCell { row: 0, col, rows: 1, cols: 1, text: h.0.to_owned() })
            .collect(),
        head_rows: 1,
        rows: rows.collect(),
        merges: Vec::new(),
        notes: Vec::new(),
    })
}
