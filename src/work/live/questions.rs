//! What a report asks people for, with what they answered.

use std::collections::BTreeMap;

use super::Live;
use crate::narrative::Ask;
use crate::supplement::{self, Filled, KeyKind, PlannedRow, SheetId, Slot};

/// What an answer is for, beside its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The key as the document's gaps and typed words have it.
    pub key: String,
    /// Where the answer stands.
    pub sheet: SheetId,
    /// `五、一般公共预算…`
    pub section: String,
    /// What it is about: the sentence so far, or a title.
    pub about: String,
    /// What was typed last year.
    pub before: String,
    /// 单位 of a figure.
    pub unit: String,
    /// The cells to fill, by head, with what stands in them.
    pub cells: Vec<(String, String)>,
    /// Whether the document still shows a gap.
    pub open: bool,
    /// Whether it is a row of people's own, which they can name otherwise and take away.
    pub own: bool,
}

impl Live {
    /// Everything the report asks people for, with what they answered.
    pub fn questions(&self) -> Vec<Question> {
        let asks = self.made.report.narrative.asks.iter();
        let asks: BTreeMap<_, _> = asks.map(|ask| (supplement::stands_in(&ask.key), ask)).collect();
        let filled = self.paper.book().map(supplement::filled).unwrap_or_default();
        let of = |row: &PlannedRow| asks.get(&(row.sheet, row.key.as_str())).copied();
        let asked = self.plan.rows.iter().filter(|row| row.sheet != SheetId::Looked);
        let mut questions: Vec<Question> = asked.map(|row| Live::question(row, of(row), &filled)).collect();
        // Projects that people typed, which come from no form.
        for project in &self.made().report.supplement.projects {
            let row = PlannedRow {
                sheet: SheetId::Projects,
                key: project.name.clone(),
                cells: Vec::new(),
                wanted: Vec::new(),
                typed: Vec::new(),
            };
            if questions.iter().all(|q| q.sheet != SheetId::Projects || q.about != project.name) {
                questions.push(Question { own: true, ..Live::question(&row, of(&row), &filled) });
            }
        }
        questions
    }

    fn question(row: &PlannedRow, ask: Option<&Ask>, filled: &Filled) -> Question {
        let shown = |head: &str| {
            let cell = row.cells.iter().find(|(h, _)| *h == head);
            cell.map(|(_, content)| content.display()).unwrap_or_default()
        };
        let spec = supplement::form::spec(row.sheet);
        let wanted = |head: &str| row.wanted.is_empty() || row.wanted.contains(&head);
        let fills = spec.columns.iter().filter(|c| match row.sheet {
            SheetId::Data => c.kind == supplement::form::Kind::Number && wanted(c.head),
            _ => c.kind.is_typed(),
        });
        let cells = fills.map(|c| {
            let slot = Slot { sheet: row.sheet, key: row.key.clone(), head: c.head.to_owned() };
            (c.head.to_owned(), filled.get(&slot))
        });
        Question {
            key: ask.map_or_else(|| key_of(row), |a| a.key.clone()),
            sheet: row.sheet,
            section: ask.map(|a| a.section.clone()).unwrap_or_default(),
            about: match row.sheet {
                SheetId::Reasons => shown("事项"),
                SheetId::Data => shown("项目"),
                SheetId::Texts => shown("标题"),
                SheetId::Own => shown("样式的句子"),
                SheetId::Projects | SheetId::Looked => row.key.clone(),
            },
            before: shown("上年填写"),
            unit: shown("单位"),
            cells: cells.collect(),
            open: ask.is_some_and(|a| !a.filled),
            own: false,
        }
    }
}

/// The key a document names the answer of a planned row by.
fn key_of(row: &PlannedRow) -> String {
    match row.sheet {
        SheetId::Data => KeyKind::Data.key(&row.key),
        SheetId::Projects => KeyKind::Project.key(&row.key),
        SheetId::Reasons | SheetId::Texts | SheetId::Own | SheetId::Looked => row.key.clone(),
    }
}
