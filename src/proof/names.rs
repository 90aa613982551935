//! Names in the text against the tables: 主要包括 lists against 06, 科目 against the tables and the classification.

use std::collections::BTreeMap;

use super::Proof;
use super::interval::{show, wan};
use crate::accounts::{ScheduleId, SourceForm};
use crate::catalogue::{economic, functional};
use crate::facts::groups::{CLASS_DIGITS, ECONOMIC, GENERAL_ITEMS, GROUP_DIGITS, ITEM_DIGITS, is_personnel};
use crate::finding::{DocumentSpot, Finding, Place};
use crate::reading::{NameList, Path, Topic};
use crate::text::squash;

/// P005, P006 and P007.
pub fn check(proof: &Proof<'_>, findings: &mut Vec<Finding>) {
    let economic = proof.report.economic_names();
    for list in &proof.statements.lists {
        check_list(proof, list, &economic, findings);
    }
    let functional = proof.report.functional_names();
    let full = names_in_full(proof, &functional);
    for path in &proof.statements.paths {
        findings.extend(check_path(proof, path, &functional, full));
    }
}

type Names = BTreeMap<String, String>;

fn in_table(proof: &Proof<'_>, table: ScheduleId, row: String) -> Place {
    Place::in_document(
        &proof.report.file,
        DocumentSpot { table: table.published_number().to_owned(), row, ..DocumentSpot::default() },
    )
}

fn check_list(proof: &Proof<'_>, list: &NameList, names: &Names, findings: &mut Vec<Finding>) {
    // Without 06 nothing is known of a 款.
    if proof.report.import.accounts.basic_detail.is_none() {
        return;
    }
    // 06 does not tell what other basic expenditure was on.
    let current = |key: &str| proof.printed.get(key).and_then(|fact| fact.current);
    if list.key.starts_with("expenditure.") && current("expenditure.basic") != current("general.basic") {
        return;
    }
    let amount = |code: &str| proof.printed.get(&ECONOMIC.key(code)).and_then(|f| f.current);
    for (code, printed) in &list.items {
        let Some(code) = code else {
            findings.extend(of_the_other_list(proof, list, printed));
            continue;
        };
        // A table that lists only what was spent has no row for it.
        let listed = names.get(code).map(String::as_str);
        let Some(name) = listed.or_else(|| economic::name(code)) else { continue };
        let row = format!("{code} {name}");
        if amount(code).is_none_or(|a| a.is_zero()) {
            let message = format!("“主要包括”中列了“{printed}”，公开06表该科目没有金额");
            findings.push(
                Finding::new("P005", message)
                    .at(proof.quoted(&list.at, printed))
                    .with(row, in_table(proof, ScheduleId::BasicDetail, code.clone()), "0")
                    .hint("请删去，或核对06表"),
            );
        } else if squash(printed) != squash(name) {
            let message = format!("科目名称印作“{printed}”，公开06表是“{name}”");
            findings.push(
                Finding::new("P007", message)
                    .at(proof.quoted(&list.at, printed))
                    .with(row, in_table(proof, ScheduleId::BasicDetail, code.clone()), name.to_owned())
                    .hint("请与表一致"),
            );
        }
    }
    if list.open || list.items.iter().any(|(code, _)| code.is_none()) {
        return;
    }
    let personnel = is_personnel(&list.key) == Some(true);
    for (code, name) in names.iter().filter(|(c, _)| c.len() == 5 && economic::is_personnel(c) == personnel) {
        let listed = list.items.iter().any(|(c, _)| c.as_deref() == Some(code.as_str()));
        if let Some(spent) = amount(code).filter(|a| !a.to_wan().is_zero() && !listed) {
            let message = format!("公开06表“{name}”有{}万元，“主要包括”中没有列出", show(spent.to_wan().0));
            let row = format!("{code} {name}");
            findings.push(
                Finding::new("P006", message).at(in_table(proof, ScheduleId::BasicDetail, row)).with(
                    "主要包括",
                    proof.place(&list.at),
                    String::new(),
                ),
            );
        }
    }
}

/// A 款 of 公用经费 among those of 人员经费, or the other way round.
fn of_the_other_list(proof: &Proof<'_>, list: &NameList, printed: &str) -> Option<Finding> {
    let name = squash(printed);
    let item = economic::classes().iter().find_map(|class| class.item_by_name(&name))?;
    let (listed, belongs) = if economic::is_personnel(item.code) {
        ("公用经费", "人员经费")
    } else {
        ("人员经费", "公用经费")
    };
    let message =
        format!("{listed}的“主要包括”中列了“{printed}”，它属于{belongs}（{} {}）", item.code, item.name);
    Some(Finding::new("P005", message).at(proof.quoted(&list.at, printed)).hint("请删去，或改列到另一处"))
}

fn stem(name: &str) -> String {
    let name = squash(name);
    name.strip_suffix("支出").map(str::to_owned).filter(|s| !s.is_empty()).unwrap_or(name)
}

/// Whether most paths print 类 and 款 with their 支出, as the tables do.
fn names_in_full(proof: &Proof<'_>, names: &Names) -> bool {
    let paths = proof.statements.paths.iter().filter(|p| !p.item.is_empty() && !p.class.is_empty());
    let (mut full, mut short) = (0, 0);
    for path in paths {
        let Some(class) = path.code.as_ref().and_then(|c| known_name(names, &c[..3])) else { continue };
        if squash(&path.class) == squash(&class) {
            full += 1;
        } else if stem(&path.class) == stem(&class) {
            short += 1;
        }
    }
    full > short
}

/// The name the tables print for a code, else today's.
fn known_name(names: &Names, code: &str) -> Option<String> {
    names.get(code).cloned().or_else(|| functional::name(code).map(str::to_owned))
}

/// Each name of a path to a 款 or 项 against its code's; of a path without a code, the 项 against those of the table.
fn check_path(proof: &Proof<'_>, path: &Path, names: &Names, full: bool) -> Option<Finding> {
    if path.item.is_empty() && path.group.is_empty()
        || !matches!(path.topic, Some(Topic::General | Topic::Fund | Topic::State))
    {
        return None;
    }
    let table = match path.topic {
        Some(Topic::Fund) => ScheduleId::Fund,
        Some(Topic::State) => ScheduleId::State,
        _ => ScheduleId::General,
    };
    let of_item = (!path.item.is_empty()).then_some(path);
    let code =
        path.code.clone().or_else(|| by_amount(proof, of_item?, names)).or_else(|| misspelt(path, names))?;
    let steps = [(&path.class, 3, "类"), (&path.group, 5, "款"), (&path.item, 7, "项")];
    for (printed, digits, level) in steps.into_iter().filter(|(printed, ..)| !printed.is_empty()) {
        let Some(name) = known_name(names, &code[..digits]) else { continue };
        let own = names.get(&code[..digits]).is_some();
        let differs = squash(printed) != squash(&name);
        let shortened = stem(printed) == stem(&name);
        let former = !own && functional::is_alias(&code[..digits], &squash(printed));
        // 类 and 款 without 支出 are a way of writing; among names in full they are a slip. The 项 stands as in the table.
        let wrong = differs && !former && (!shortened || full || (level == "项" && own));
        if wrong {
            let quote = format!("{printed}（{level}）");
            let text = proof.paragraph(&path.at);
            let quote = if text.contains(&quote) { quote } else { printed.clone() };
            let message = format!(
                "{level}级科目名称印作“{printed}”，{}是“{name}”",
                if own {
                    table.form_number(SourceForm::Gongkai).to_owned()
                } else {
                    "支出功能分类科目".to_owned()
                }
            );
            let row = format!("{} {name}", &code[..digits]);
            return Some(
                Finding::new("P007", message)
                    .at(proof.quoted(&path.at, &quote))
                    .with(row.clone(), in_table(proof, table, row), name)
                    .hint("请与表一致"),
            );
        }
    }
    None
}

/// The 项 of the same 款, or 款 of the same 类, in the tables whose name is one character from a path's.
fn misspelt(path: &Path, names: &Names) -> Option<String> {
    let (last, digits, above) = if path.item.is_empty() {
        (&path.group, GROUP_DIGITS, (&path.class, CLASS_DIGITS))
    } else {
        (&path.item, ITEM_DIGITS, (&path.group, GROUP_DIGITS))
    };
    let printed = squash(last);
    let within = |code: &str| {
        let (name, digits) = above;
        // A 款 below the title of its 类 does not repeat it.
        path.item.is_empty() && name.is_empty()
            || known_name(names, &code[..digits]).is_some_and(|n| stem(&n) == stem(name))
    };
    let mut candidates = names.iter().filter(|(code, name)| {
        code.len() == digits
            && within(code)
            && printed.chars().count() >= 3
            && strsim::damerau_levenshtein(&printed, &squash(name)) == 1
    });
    let code = candidates.next()?.0.clone();
    candidates.next().is_none().then_some(code)
}

/// The 项 of the table that a path without a known name must mean: of the same 款 or 类, with the amount that its paragraph
/// prints.
fn by_amount(proof: &Proof<'_>, path: &Path, names: &Names) -> Option<String> {
    let (section, paragraph) = (path.at.section, path.at.paragraph);
    let near = [paragraph, paragraph + 1].into_iter().flat_map(|p| proof.index.paragraph(section, p));
    let amounts: Vec<_> = near.filter_map(wan).collect();
    let schedule = proof.report.import.accounts.schedule(ScheduleId::General)?;
    let fits = |code: &str| {
        let group = known_name(names, &code[..5]).is_some_and(|n| stem(&n) == stem(&path.group));
        let class = known_name(names, &code[..3]).is_some_and(|n| stem(&n) == stem(&path.class));
        group || class
    };
    let spent = |code: &str| {
        let fact = proof.printed.get(&GENERAL_ITEMS.key(code))?;
        Some(fact.current?.to_wan().0)
    };
    let mut candidates = schedule
        .codes(7)
        .map(|l| l.key.as_str())
        .filter(|c| fits(c) && spent(c).is_some_and(|a| !a.is_zero() && amounts.contains(&a)));
    let first = candidates.next()?.to_owned();
    candidates.next().is_none().then_some(first)
}
