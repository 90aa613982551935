//! What a style declares against what there is: words that name nothing, tables and attachments it leaves out.

use crate::accounts::{Accounts, Column, ScheduleId, SourceForm};
use crate::catalogue;
use crate::finding::Finding;
use crate::style::{PartKind, Style};
use crate::supplement::Supplement;
use crate::tables;
use crate::text::nearest;

/// What a style's structure names without effect, whatever the data: one Chinese sentence each (code T010).
pub fn idle_settings(style: &Style) -> Vec<String> {
    let mut found = Vec::new();
    for term in &style.glossary.terms {
        if !style.glossary.text.contains_key(term) && catalogue::glossary::term(term).is_none() {
            found.push(format!("名词“{term}”没有解释：请写在 [glossary.text]，或每年在补充资料中填写"));
        }
    }
    let explained = |word: &String| {
        style.glossary.terms.contains(word) || word.len() == 7 && word.bytes().all(|b| b.is_ascii_digit())
    };
    for word in style.glossary.text.keys().filter(|word| !explained(word)) {
        found.push(format!("[glossary.text] 解释了“{word}”，而 glossary.terms 里没有这个名词"));
    }
    let known = tables::words();
    let mut labels: Vec<&String> = style.labels().collect();
    labels.sort();
    labels.dedup();
    for label in labels.into_iter().filter(|label| !known.contains(label.as_str())) {
        let near = nearest(label, known.iter().map(String::as_str));
        let near = near.map(|n| format!("；是不是“{n}”")).unwrap_or_default();
        found.push(format!("labels 里的“{label}”不是表里的表头、行名或行的键，不起作用{near}"));
    }
    found
}

/// What this year has and the style's document leaves out.
pub fn left_out(style: &Style, accounts: &Accounts, supplement: &Supplement) -> Vec<Finding> {
    let mut findings = Vec::new();
    for id in ScheduleId::ALL {
        let number = id.published_number();
        if !style.tables.order.iter().any(|n| n == number) && carries(accounts, id) {
            let name =
                format!("{}（{}）", id.title(SourceForm::Gongkai), id.form_number(SourceForm::Gongkai));
            findings.push(
                Finding::new("T011", format!("样式不印“{name}”，而本年决算中它有数"))
                    .hint("请在样式的 tables.order 中加上这张表，或确认不需公开"),
            );
        }
    }
    let attached = supplement.attachments.len() + supplement.projects.len();
    if attached > 0 && !style.parts.order.iter().any(|p| p == PartKind::Attachments.name()) {
        let what = match (supplement.attachments.len(), supplement.projects.len()) {
            (0, projects) => format!("填写了{projects}个项目的绩效自评"),
            (files, _) => format!("“附件”文件夹里有{files}个文件"),
        };
        findings.push(
            Finding::new("T012", format!("{what}，而这个样式没有附件部分，文本里没有列出"))
                .hint("需要时在样式的 parts.order 中加上 attachments"),
        );
    }
    findings
}

/// Whether a statement has an amount that is published.
fn carries(accounts: &Accounts, id: ScheduleId) -> bool {
    if id == ScheduleId::BasicDetail {
        let detail = accounts.basic_detail.as_ref();
        return detail
            .is_some_and(|d| d.columns.iter().any(|c| d.amount("", c).is_some_and(|a| !a.value.is_zero())));
    }
    let published = |column: Column| accounts.schedule(id).and_then(|s| s.column(column)).is_some();
    let columns = [Column::Total, Column::Final, Column::Income].into_iter().filter(|c| published(*c));
    let lines = || accounts.schedule(id).into_iter().flat_map(|s| &s.lines);
    columns.into_iter().any(|column| {
        lines().any(|line| {
            let counts = id != ScheduleId::Operations || line.key.starts_with("three_public.");
            counts && accounts.amount(id, &line.key, column).is_some_and(|a| !a.value.is_zero())
        })
    })
}
