//! 第四部分 名词解释 and 第五部分 附件: what they list, and what they ask people for.

use std::collections::BTreeMap;

use super::model::{Cell, Table};
use crate::catalogue::{functional, glossary};
use crate::money::{Decimals, NumberFormat, round_half_up};
use crate::narrative::{Ask, grade_of};
use crate::subject::Subject;
use crate::supplement::{Project, Supplement, item_text_key};
use crate::tables::{self, Align, ColumnKind, Content, GAP, HeadCell};

/// A text of 第一部分 that only people have: key, heading, what is asked.
pub const OVERVIEW: [(&str, &str, &str); 2] = [
    ("text.duties", "职责", "主要职责"),
    ("text.institutions", "机构设置", "机构设置和纳入决算编制范围的单位"),
];

/// Heading of 第一部分 as far as the contents and messages name it.
pub fn overview_title(subject: &Subject) -> String {
    format!("第一部分 {}概况", subject.scope.label())
}

/// A 项 that occurs in the tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Seven digits.
    pub code: String,
    /// 类, 款 and 项 as the explanation names them.
    pub path: String,
}

impl Item {
    /// The key under which people explain it themselves.
    pub fn key(&self) -> String {
        item_text_key(&self.code)
    }
}

/// Every 项 of the tables that carries an amount, by functional code, in code order.
pub fn items(tables: &[tables::Table]) -> Vec<Item> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for table in tables.iter().filter(|t| t.is_coded()) {
        for row in &table.rows {
            let text = |i: usize| match &row[i].content {
                Content::Text(text) => text.as_str(),
                _ => "",
            };
            let kinds = table.columns.iter().enumerate();
            let code: String =
                kinds.clone().filter(|(_, k)| **k == ColumnKind::Code).map(|(i, _)| text(i)).collect();
            let name = kinds.filter(|(_, k)| **k == ColumnKind::Name).map(|(i, _)| text(i)).next();
            let carries =
                row.iter().any(|c| matches!(c.content, Content::Amount { value, .. } if !value.is_zero()));
            if carries && code.len() == 7 && code.bytes().all(|b| b.is_ascii_digit()) {
                found.entry(code).or_insert_with(|| name.unwrap_or_default().to_owned());
            }
        }
    }
    let path = |code: &str, name: &str| {
        let level = |digits: usize, word: &str| {
            code.get(..digits)
                .and_then(functional::name)
                .map(|n| format!("{n}（{word}）"))
                .unwrap_or_default()
        };
        format!("{}{}{name}（项）", level(3, "类"), level(5, "款"))
    };
    found.into_iter().map(|(code, name)| Item { path: path(&code, &name), code }).collect()
}

/// What the parts around the narrative ask people for: duties, institutions, explanations the catalogue lacks.
pub fn asks(subject: &Subject, tables: &[tables::Table], supplement: &Supplement) -> Vec<Ask> {
    let overview = OVERVIEW.iter().map(|(key, _, about)| {
        let section = overview_title(subject);
        ask(key, section, String::new(), about, supplement)
    });
    let items = items(tables);
    let unexplained = items.iter().filter(|item| glossary::definition(&item.code).is_none()).map(|item| {
        let about = format!("{} {}的名词解释", item.code, item.path);
        ask(&item.key(), "第四部分 名词解释".to_owned(), format!("{}：", item.path), &about, supplement)
    });
    overview.chain(unexplained).collect()
}

fn ask(key: &str, section: String, sentence: String, about: &str, supplement: &Supplement) -> Ask {
    let filled = supplement.text(key).is_some();
    let gap = if filled { String::new() } else { format!("〔请补充：{about}〕") };
    Ask { key: key.to_owned(), section, sentence, filled, gap, against: None }
}

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
    // An empty cell would say zero, and not that nobody filled it in.
    let amount = |value: Option<rust_decimal::Decimal>| {
        words(&value.map_or_else(|| GAP.to_owned(), |v| number.write(round_half_up(v))), Align::Right)
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
            words(
                &Some(grade_of(project)).filter(|g| !g.is_empty()).unwrap_or_else(|| GAP.to_owned()),
                Align::Center,
            ),
        ]
    });
    Some(Table {
        id: "performance".to_owned(),
        title: format!("{}年度项目支出绩效自评情况汇总表", subject.year),
        listed: false,
        form_number: None,
        left_line: format!("{}：{}", subject.scope.label(), subject.org),
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
